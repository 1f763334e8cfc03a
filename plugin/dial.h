/*
 * dial.h - the dial engine: how one modem is made to call one number.
 *
 * Owns the sequence of commands and the reading of the answers (ITU-T V.250).
 * It does no I/O and has no clock: bytes from the modem and the time go in,
 * bytes for the modem and a deadline come out, so that it runs the same on a
 * tty and on a test's virtual clock. Bytes from the modem are untrusted.
 *
 *     dial_new -> dial_start -> { dial_input | dial_tick }* -> dial_status
 *
 * dial_answer() in place of dial_start() waits for a call and takes it.
 *
 * After each call the owner writes dial_output(), reads dial_event() until it
 * is empty, and sleeps until dial_deadline() or until the modem speaks.
 */
#ifndef PLUGIN_DIAL_H
#define PLUGIN_DIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compat/dial_string.h"

/* The engine's clock: milliseconds since any fixed point, never going back. */
typedef uint64_t dial_ms;
#define DIAL_NEVER UINT64_MAX

/* What is to be sent, in order. All strings must outlive the engine. */
struct dial_plan {
    const char *const *commands; /* initialisation: "ATZ", "ATM0", ... */
    size_t n_commands;
    const char *dial_string;    /* "ATDT0,5551000": see dial_compose() */
    const char *hangup_command; /* "ATH", for dial_hangup() */
    uint32_t command_ms;        /* deadline of each command's answer */
    uint32_t connect_ms;        /* deadline of the dial command's answer */
    uint32_t escape_ms;         /* silence around +++ */
    uint32_t hangup_ms;         /* deadline of the hang-up's answer */
    const char *answer_command; /* "ATA", for dial_answer() */
    uint32_t ring_ms;           /* how long to wait for a call */
};

enum dial_status {
    DIAL_RUNNING,
    DIAL_CONNECTED, /* the line is in data mode */
    DIAL_FAILED,    /* see dial_failure() */
    DIAL_ON_HOOK    /* dial_hangup() has come to its end */
};

/* What the owner reports as it happens; text is printable and bounded. */
enum dial_event_kind {
    DIAL_EVENT_NONE,
    DIAL_EVENT_SENT,     /* a command, without its line end */
    DIAL_EVENT_RECEIVED, /* a line from the modem */
    DIAL_EVENT_DIALLING, /* the dial command went out; text = the command */
    DIAL_EVENT_WAITING,  /* the modem is ready to be called */
};
#define DIAL_TEXT_MAX 128
struct dial_event {
    enum dial_event_kind kind;
    char text[DIAL_TEXT_MAX];
};

/* Why a dial ended without a connection. */
struct dial_failure {
    uint32_t error;           /* RAS code */
    bool retry;               /* a later try may succeed */
    char text[DIAL_TEXT_MAX]; /* the modem's words, or ours on a timeout */
};

struct dial;

/* A new engine, or NULL when memory ran out. Freed with dial_free(). */
struct dial *dial_new(const struct dial_plan *plan);
void dial_free(struct dial *d);

/* Begins a call; also the next one, when the last has ended. */
void dial_start(struct dial *d, dial_ms now);

/*
 * Sends the initialisation commands and waits for a call: RING is answered,
 * and a caller who is gone by then may call again in the time that is left.
 */
void dial_answer(struct dial *d, dial_ms now);

/*
 * What follows CONNECT's line is the far end's, and not looked at: who wants to
 * lose none of it gives byte by byte.
 */
void dial_input(struct dial *d, dial_ms now, const void *bytes, size_t n);
void dial_tick(struct dial *d, dial_ms now);

/*
 * Brings the modem back to command mode and on hook, from any state: escape,
 * hang-up command; ends with DIAL_ON_HOOK within the plan's deadlines even
 * when the modem answers nothing. A call that is being dialled is aborted
 * instead of escaped from, and after DIAL_FAILED the modem is in command mode
 * already. Asking again while it hangs up changes nothing.
 */
void dial_hangup(struct dial *d, dial_ms now);

/* Takes up to SIZE bytes that are to be written now; 0 = nothing to write. */
size_t dial_output(struct dial *d, void *bytes, size_t size);

/* Takes the oldest event; kind DIAL_EVENT_NONE when there is none. */
struct dial_event dial_event(struct dial *d);

/* When dial_tick() is due; DIAL_NEVER once it has ended. */
dial_ms dial_deadline(const struct dial *d);

enum dial_status dial_status(const struct dial *d);

/* Valid once DIAL_FAILED. */
const struct dial_failure *dial_failure(const struct dial *d);

/* The text after CONNECT ("33600/ARQ/V34/LAPM/V42BIS"), "" if none. */
const char *dial_connect_text(const struct dial *d);

/* Bits per second as CONNECT said, 0 if it said none. */
uint32_t dial_connect_bps(const struct dial *d);

#endif
