/*
 * control.h - the plugin's end of the wire.
 *
 * Owns the descriptor that a controller (rasdial, librasapi) left us, and what
 * is said on it. The controller is whoever started this pppd, and need not be
 * root: what it sends is bounded, checked, and never trusted with more than
 * that user may do.
 */
#ifndef PLUGIN_CONTROL_H
#define PLUGIN_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "compat/wire.h"

/* The DIAL and CREDENTIALS records, unpacked. "" = not given. */
struct control_request {
    char entry[1537], phonebook[1025], config[1025];
    char number[129], callback_number[129];
    uint32_t options;
    uint32_t sub_entry; /* the link to be dialled, 0 = the entry's choice */
    uint32_t leader;    /* the pppd that asks: it has a link, too; else 0 */
    bool hosted;        /* a custom dialer's, which pppd itself has called */
    bool own_line;      /* the dialer brings the line: plugin/transport.h */
    uint32_t depth; /* entries that wait for this one: plugin/prerequisite.h */
    bool have_credentials;
    char user[257], password[257], domain[65];
};

/*
 * Takes FD over: it must be a connected SOCK_SEQPACKET socket of AF_UNIX, and
 * becomes close-on-exec. False, with the reason in WHY, if it is not.
 */
bool control_attach(int fd, char *why, size_t size);
bool control_attached(void);
int control_descriptor(void); /* -1 without a controller */

/*
 * Waits at most MS for the controller's HELLO, CREDENTIALS (where it has any)
 * and DIAL, which completes the request. False, with the reason in WHY, if
 * they do not come or are not sound.
 */
bool control_read_request(struct control_request *r, uint32_t ms, char *why,
                          size_t size);
/* The same without waiting, of what has come so far: some records a call. */
enum control_asked {
    CONTROL_ASKED_NOTHING, /* not all of it yet */
    CONTROL_ASKED_DIAL,    /* the request is complete */
    CONTROL_ASKED_GARBAGE,
    CONTROL_ASKED_GONE /* the pair is closed */
};
enum control_asked control_take_request(struct control_request *r);

void control_wipe_request(struct control_request *r);

/* What the controller wants now. */
enum control_event {
    CONTROL_NOTHING,
    CONTROL_HANGUP,     /* end the dial or the link */
    CONTROL_STATISTICS, /* send STATISTICS */
    CONTROL_RESUME,     /* go on from a paused state */
    CONTROL_PROGRESS,   /* of a dialer's own line: control_word() */
    CONTROL_ATTACH,     /* it is connected: control_take_line() */
    CONTROL_LINE_ENDED, /* it has ended, or could not be had: control_word() */
    CONTROL_GONE        /* the pair is closed */
};

/* What the last PROGRESS, LINE_ENDED or RESUME said. */
struct control_word {
    uint32_t state, error;
    char text[257];
    char callback_number[129];
};

/* Reads what has come, one record a call; never blocks. */
enum control_event control_poll(void);
const struct control_word *control_word(void);

/*
 * Only while it is wanted the controller may bring a line's descriptor: any
 * other one is closed when it comes. Taking it makes it the caller's, -1 if
 * ATTACH brought none, or several.
 */
void control_want_line(bool wanted);
int control_take_line(void);

/*
 * Sends a record; without a controller, or when it has gone, nothing. False if
 * there is one and the record is lost, which is logged: who has to answer it
 * knows nothing of it.
 */
bool control_send(const struct wire_writer *w);

/* Closes our end. In a child of pppd this does not end the parent's. */
void control_close(void);

#endif
