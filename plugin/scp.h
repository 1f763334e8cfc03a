/*
 * scp.h - runs a log-on script (scp_code.h) on a line.
 *
 * Owns one run: what is sent, what is waited for, and for how long. Like the
 * dial engine it does no I/O and has no clock: bytes and the time go in, bytes
 * and a deadline come out. A script is untrusted, and so is the far end: each
 * call ends after a bounded number of steps, in bounded memory, and the run as
 * a whole after its time limit.
 *
 *     scp_new -> scp_start -> { scp_input | scp_tick }* -> scp_status
 *
 * After each call the owner writes scp_output(), obeys scp_port(), and sleeps
 * until scp_deadline(), or until the line speaks while scp_listens(). It reads
 * a byte only then: what comes behind the script's last word is PPP's.
 */
#ifndef PLUGIN_SCP_H
#define PLUGIN_SCP_H

#include "plugin/dial.h"
#include "plugin/scp_code.h"

/* What the script may ask for; NULL = nobody knows it. They must live on. */
struct scp_givens {
    const char *user, *password;
    uint32_t limit_ms; /* for the whole script, 0 = for ever */
};

enum scp_status {
    SCP_RUNNING,
    SCP_DONE,   /* PPP may begin */
    SCP_HALTED, /* the script wants a person to go on */
    SCP_FAILED  /* see scp_failure() */
};

/* How the line is to be from now on; PPP itself needs 8, none and 1. */
struct scp_port {
    unsigned databits, stopbits; /* 5 to 8; 1 or 2 */
    enum scp_parity parity;
};

struct scp;

/* A run of PROGRAM, which must live on; NULL when memory ran out. */
struct scp *scp_new(const struct scp_program *program,
                    const struct scp_givens *givens);
/* Wipes what it knew. */
void scp_free(struct scp *s);

void scp_start(struct scp *s, dial_ms now);
void scp_input(struct scp *s, dial_ms now, unsigned char byte);
void scp_tick(struct scp *s, dial_ms now);

/* Takes up to SIZE bytes that are to be written now. They are secret. */
size_t scp_output(struct scp *s, void *bytes, size_t size);

/* How many bytes are to be taken yet. */
size_t scp_pending(const struct scp *s);

/* Does the script wait for a byte? */
bool scp_listens(const struct scp *s);

/* Takes a change of the line's settings; all bytes before it are taken. */
bool scp_port(struct scp *s, struct scp_port *port);

/* When scp_tick() is due; DIAL_NEVER once it has ended. */
dial_ms scp_deadline(const struct scp *s);

enum scp_status scp_status(const struct scp *s);

/* Valid once SCP_FAILED or SCP_HALTED: "FILE:LINE: why". No secrets in it. */
const struct dial_failure *scp_failure(const struct scp *s);

/* The address of `set ipaddr', network byte order, 0 = none. */
uint32_t scp_address(const struct scp *s);

#endif
