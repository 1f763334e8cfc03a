/*
 * conn.h - the connections this process has a handle of.
 *
 * Owns the table of handles, what is known of each connection, and the reading
 * of what its pppd says. A connection is either this process's own (it started
 * the pppd and holds the control pair) or another's, known by its record below
 * /run/ppp-rasdial.
 *
 * One lock guards it all; it is never held while something is waited for, and
 * fork() takes it, so that a child finds the table whole. A connection lives
 * as long as somebody holds a reference: a handle, or a thread at work on it.
 */
#ifndef COMPAT_API_CONN_H
#define COMPAT_API_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "compat/connrec.h"
#include "compat/session.h"

/* No state of rascs.def is told twice of one dial, nor of one of its links. */
#define CONN_STATES 40

/* What is kept of links that tell more than a callback takes. */
#define CONN_EVENTS 256

/* Counters of a connection. */
#define CONN_COUNTERS 8

/* Bits and states of RASCONNSTATE that ras.h names RASCS_PAUSED, RASCS_DONE. */
#define CONN_PAUSED 0x1000u

struct conn_event {
    uint32_t state, error, extended;
    uint32_t link;      /* of one of several links, else 0: of the connection */
    uint32_t sub_entry; /* that link, or the one that answers for them all */
};

struct host;

struct conn {
    unsigned references;
    const struct host *dialer; /* custom.h: whose RasCustomDial made it */
    bool hanging_up;           /* its RasCustomHangUp is at work */
    bool own;
    bool link;      /* not own: one link of several, RasGetSubEntryHandle's */
    bool dialling;  /* a RasDial is at work: no session yet, or no end yet */
    bool pausing;   /* RDEOPT_PausedStates: a failure may be mended */
    bool own_line;  /* the caller brings the line (rasdialer.h) */
    bool notified;  /* and a thread follows that dial */
    bool attached;  /* and the line is handed over */
    bool connected; /* established now */
    bool hangup;    /* RasHangUp was called: nothing more is notified */
    bool ended;     /* the attempt is over: error says why */
    bool failed;    /* and never was Connected: nothing follows any more */
    bool over;      /* and its pppd has gone, too */
    struct session *session; /* own: NULL while pppd starts, or never did */
    pid_t pid;
    uint64_t pid_start;
    int lock; /* this process's share in the connection: connrec.h, or -1 */

    uint32_t state, error, extended; /* RASCONNSTATE and RAS codes */
    uint32_t failed_state;           /* in which the dial failed */
    char entry[1537], phonebook[1025];
    char device_type[17], device_name[129], number[129];

    /* What RasDial has yet to tell, and what it told already. */
    uint32_t sub_entry; /* which of the links answers for them all */
    struct conn_event events[CONN_EVENTS];
    size_t n_events;
    uint32_t told[CONN_STATES];
    size_t n_told;

    /* Where RasClearConnectionStatistics set the counters to 0. */
    uint64_t base[CONN_COUNTERS];
};

/* --- callbacks of this thread */

/* It runs one of C from now on; NULL: none. */
void conn_set_callback(const struct conn *c);

/*
 * Does it run one of C? Then the dial goes on only when that has returned, and
 * waiting for C's end would be for ever.
 */
bool conn_in_callback(const struct conn *c);

/* --- the lock; all that follows is called with it held */

void conn_lock(void);
void conn_unlock(void);

/* Wakes whoever sleeps in conn_sleep(). */
void conn_changed(void);

/* Lets go of the lock until conn_changed(), or for MS milliseconds. */
void conn_sleep(unsigned ms);

/* --- connections */

/* A new one with one reference, the caller's; NULL: no memory. */
struct conn *conn_new(bool own);
struct conn *conn_hold(struct conn *c);
void conn_release(struct conn *c); /* NULL is allowed */

/*
 * Gives C another handle, a number below 2^31 that was not used lately; 0: no
 * memory. REFERENCE: it came from RasDial, and counts as one.
 */
uint32_t conn_add_handle(struct conn *c, bool reference);

/* The next handle's value; was HANDLE given out since it was MARK? */
uint32_t conn_mark(void);
bool conn_given_since(uint32_t handle, uint32_t mark);

/* The connection of HANDLE, or NULL: unknown, hung up, or gone. */
struct conn *conn_find(uint32_t handle);

/* Takes HANDLE off the table. */
void conn_drop_handle(uint32_t handle);

/* HANDLE answers until the hang-up of its connection is complete. */
void conn_mark_closing(uint32_t handle);

/* Takes all handles off whose connection is hung up and over. */
void conn_sweep(void);

/* Did RasDial give HANDLE out, and not RasEnumConnections? */
bool conn_is_reference(uint32_t handle);

/* Handles of C that RasDial gave out and nobody hung up. */
unsigned conn_references(const struct conn *c);

/* The first handle of C; 0: it has none. */
uint32_t conn_handle(const struct conn *c);

/* The connections one by one: NULL begins, NULL is the end. */
struct conn *conn_next(const struct conn *c);

/* The connection whose pppd is PID, started at START; NULL: none is known. */
struct conn *conn_of_pid(pid_t pid, uint64_t start);

/* Own connections to ENTRY of PHONEBOOK that are not hung up, or NULL. */
struct conn *conn_of_entry(const char *phonebook, const char *entry);

/* --- what happens to one */

/*
 * Reads all that pppd has said: the state follows, and while RasDial is at
 * work its events are kept for it.
 */
void conn_refresh(struct conn *c);

/* The dial has failed before there was a pppd to say so. */
void conn_fail(struct conn *c, uint32_t state, uint32_t error);

/* The next event to be told; false: none yet. */
bool conn_next_event(struct conn *c, struct conn_event *e);

/* Goes on with a dial whose pppd waits; false: there is none that does. */
bool conn_resume(struct conn *c, const char *callback_number);

/* Begins a (further) dial of C: the state restarts, what was told stays. */
void conn_restart(struct conn *c);

/* Asks pppd to end: once it is there, and not twice. */
void conn_ask_hangup(struct conn *c);

#endif
