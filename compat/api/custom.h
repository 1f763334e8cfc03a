/*
 * custom.h - custom dialers from the program's side: what their calls share.
 *
 * Owns which dialer an entry names (CustomRasDialDll), its functions, the
 * reasons why it cannot be called, and the guards against recursion:
 *
 * - While RasCustomDial runs for an entry, a RasDial of that entry without
 *   RDEOPT_CustomDial is refused: with 755 in the same thread, where it can
 *   only be the dialer's own, and with 756 in any other. A chain of dialers
 *   that dial each other's entries ends at CUSTOM_DEPTH with 755.
 * - While a dialog or a notification of an entry runs, the same function for
 *   the same entry in the same thread is the one without a dialer.
 *
 * The calls are custom_dial.h's, custom_hangup.h's and custom_dialog.h's. A
 * dialer that was loaded stays loaded: its threads may still run.
 */
#ifndef COMPAT_API_CUSTOM_H
#define COMPAT_API_CUSTOM_H

#include "compat/api/api.h"
#include "compat/api/book.h"
#include "compat/api/conn.h"
#include "compat/dialer/host.h"

enum { CUSTOM_DEPTH = 4 };

/* Why this thread's last call of a dialer failed here; "" if it did not. */
const char *custom_reason(void);

/* *DLL: a copy of ENTRY's CustomRasDialDll, for free(); NULL: none. 0 or 8. */
DWORD custom_dialer_of(const char *phonebook, const char *entry, char **dll);

/* Under the lock, for a connection that RasDial begins: whose is it? */
void custom_note_dial(struct conn *c, uint32_t handle);

/* Is E what a dialer of this thread is told of right now? */
bool custom_deleting(const struct api_entry *e);

/* --- for the calls */

/* Connections that one RasCustomDial may leave behind for us to end. */
enum { CUSTOM_MADE = 16 };

/* A dialer at work in this thread: in it, and for what. */
struct custom_frame {
    struct custom_frame *outer; /* of this thread */
    enum host_entry what;
    const char *phonebook, *entry;
    const struct host *host;
    struct custom_frame *next; /* dials: of all threads, under conn.h's lock */
    uint32_t made[CUSTOM_MADE];
    size_t n_made;
};

/* This thread's frame of that kind, the innermost; of E's entry if given. */
struct custom_frame *custom_frame_of(enum host_entry what,
                                     const struct custom_frame *e);
void custom_push(struct custom_frame *f);
void custom_pop(const struct custom_frame *f);

/* 0, or why no dialer may be called for F, a HOST_DIAL, now. */
DWORD custom_enter_dial(struct custom_frame *f);
void custom_leave_dial(struct custom_frame *f);

/* The function in F's host of dialer DLL; 0, 8, or 755 with the reason told. */
DWORD custom_find_function(struct custom_frame *f, const char *dll,
                           void **function, bool *wide);

/* A reason for the log and for custom_reason(); a new call has none yet. */
void custom_explain(const char *entry, DWORD code, const char *why);
void custom_forget_reason(void);

#endif
