/*
 * connrec.h - the records of live connections below /run/ppp-rasdial.
 *
 * Owns their file format, one JSON object per connection, and the writing. The
 * plugin writes; connlist.h reads, so that the plugin needs no JSON library.
 */
#ifndef COMPAT_CONNREC_H
#define COMPAT_CONNREC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CONNREC_DIR "/run/ppp-rasdial"

/* No record is longer: every text at its full size, every byte escaped. */
#define CONNREC_FILE_MAX 24576

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
    uint32_t state;          /* RASCONNSTATE */
    uint32_t error;          /* last error of this connection, 0 = none */
    uint32_t bps;
    pid_t pid;          /* the pppd */
    uint64_t pid_start; /* its start time, proc(5) stat field 22 */
    int64_t since;      /* Unix time of the dial's start */
    int64_t connected;  /* Unix time when IP came up, 0 = not yet */
    uid_t uid;          /* who dialled */
};

/*
 * Writes DIR/PID.json anew, atomically (temporary file, rename), 0644. DIR is
 * made (0755) if it is missing. Returns 0 or an errno value.
 */
int connrec_write(const char *dir, const struct connrec *c);

/*
 * Opens DIR for reading records: *FD, or -1. EPERM unless it belongs to root or
 * to the caller and nobody else may write to it. 0 or an errno value.
 */
int connrec_open_dir(const char *dir, int *fd);

/* Removes the record of PID; a missing one is no error. */
int connrec_remove(const char *dir, pid_t pid);

/*
 * The start time of a process (proc(5), stat, field 22); 0 if there is none, or
 * if it has ended and only waits for its parent to notice.
 */
uint64_t connrec_pid_start(pid_t pid);

#endif
