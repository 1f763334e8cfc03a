/*
 * connrec.h - the records of connections below /run/ppp-rasdial.
 *
 * Owns their file format, one JSON object per connection, and the writing: of
 * those that live, and of the last end of each entry. The plugin writes;
 * connlist.h reads, so that the plugin needs no JSON library.
 */
#ifndef COMPAT_CONNREC_H
#define COMPAT_CONNREC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CONNREC_DIR "/run/ppp-rasdial"

/* No record is longer: every text at its full size, every byte escaped. */
#define CONNREC_FILE_MAX 32768

/* The members, their keys and ranges: connrec.def. */
struct connrec {
    char entry[1537];
    char phonebook[1025];
    char device_type[17];
    char device_name[129];
    char port[65];
    char tty[257];
    char number[129];
    char interface[33];
    char local_address[65];
    char remote_address[65];
    char authentication[33]; /* "MS-CHAP v2" */
    char reply[257];         /* what the peer said to our credentials */
    char text[257];          /* to the error: the modem's or peer's words */
    char guid[33];           /* of the entry: 32 hex digits */
    char ipv6_id[17];        /* interface identifiers, 16 hex digits */
    char ipv6_peer_id[17];
    uint32_t state; /* RASCONNSTATE */
    uint32_t error; /* last error of this connection, 0 = none */
    uint32_t bps;
    pid_t pid;          /* the pppd */
    uint64_t pid_start; /* its start time, proc(5) stat field 22 */
    int64_t since;      /* Unix time of the dial's start */
    int64_t connected;  /* Unix time when IP came up, 0 = not yet */
    uid_t uid;          /* who dialled */

    /* A multilink entry: each of its links has a pppd, and one of them leads:
       its record is the connection's, the other ones are of links alone. */
    pid_t bundle;       /* of a link: the pppd that leads, else 0 */
    uint32_t sub_entry; /* which MEDIA this pppd dials, from 1 */
    uint32_t links;     /* of the leader: how many are dialled, 0 or 1: it */
    uint32_t links_up;  /* and how many are up, its own among them */
    uint32_t link_up;   /* 1: this pppd's own link is */

    /* What RasGetProjectionInfo tells, in its words; results: agreed.h. */
    uint64_t up_ms; /* CLOCK_BOOTTIME when IP came up: for durations */
    uint32_t auth_protocol, auth_data, auth_eap;
    uint32_t peer_auth_protocol, peer_auth_data;
    uint32_t lcp_options, lcp_peer_options, multilink;
    uint32_t ccp_result, ccp_algorithm, ccp_options;
    uint32_t ccp_peer_algorithm, ccp_peer_options;
    uint32_t ip_result, ip_options, ip_peer_options;
    uint32_t ipv6_result;

    /* Of a connection that has ended. */
    int64_t ended;      /* Unix time when the port was free, 0 = it lives */
    uint64_t lasted_ms; /* how long it was established */
    uint64_t bytes_sent, bytes_received;
};

/*
 * Writes DIR/PID.json anew, atomically (temporary file, rename), 0644. DIR is
 * made (0755) if it is missing. Returns 0 or an errno value.
 */
int connrec_write(const char *dir, const struct connrec *c);

/* How many ends are kept for each user who dials. */
#define CONNREC_LAST_MAX 32

/*
 * Writes C as the last end of its entry, in the same way, in the place of the
 * one before: DIR/last-UID-HASH.json, with the hash of entry and phonebook. Of
 * each user CONNREC_LAST_MAX are kept, the oldest one goes; so nobody drives
 * out what belongs to others. Returns 0 or an errno value.
 */
int connrec_write_last(const char *dir, const struct connrec *c);

/*
 * Opens DIR for reading records: *FD, or -1. EPERM unless it belongs to root or
 * to the caller and nobody else may write to it. 0 or an errno value.
 */
int connrec_open_dir(const char *dir, int *fd);

/*
 * Makes DIR/PID.lock, readable for root and for who dialled: each process that
 * has dialled the connection holds a shared flock(2) on it, so that the last
 * one to hang up can tell that it is the last. A file that is there stays.
 */
int connrec_make_lock(const char *dir, const struct connrec *c);

/* Takes a shared lock on it: a descriptor, or -1: none, or not for us. */
int connrec_hold_lock(const char *dir, pid_t pid);

/* Does nobody else hold one? The lock of FD is gone after a "no". */
bool connrec_last_holder(int fd);

/* Removes record and lock file of PID; missing ones are no error. */
int connrec_remove(const char *dir, pid_t pid);

/*
 * Removes what processes have left in DIR that were killed: the files of a pid
 * that no process has. What cannot be removed stays.
 */
void connrec_sweep(const char *dir);

/*
 * Does a process live whose record in DIR says that ENTRY of PHONEBOOK, as
 * that process was given both, is connected (STATE), dialled by root or UID?
 */
bool connrec_has(const char *dir, const char *entry, const char *phonebook,
                 uint32_t state, uid_t uid);

/*
 * The start time of a process (proc(5), stat, field 22); 0 if there is none, or
 * if it has ended and only waits for its parent to notice.
 */
uint64_t connrec_pid_start(pid_t pid);

/*
 * The same for those who must not take what they cannot see for gone: 0, or
 * the errno value of what kept us from looking.
 */
int connrec_find_start(pid_t pid, uint64_t *start);

/*
 * A pidfd_open(2) of the process of a record, to be closed; -1 with errno:
 * ESRCH if it has gone, though another one may have its PID by now. Who cannot
 * be looked at has not.
 */
int connrec_open_process(pid_t pid, uint64_t start);

#endif
