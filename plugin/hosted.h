/*
 * hosted.h - a custom dialer under pppd.
 *
 * Owns the helper (ras-custom-dial), in which the entry's dialer is loaded and
 * called: its start as the user of ras.conf at the first call, what is said
 * with it, the deadline of each call, and its end. The dialer's own RasDial
 * makes the helper the controller (control.h) of this very pppd. Whatever the
 * dialer does costs the attempt one cause, and pppd nothing.
 */
#ifndef PLUGIN_HOSTED_H
#define PLUGIN_HOSTED_H

#include <stdbool.h>

#include "compat/dialer/allow.h"
#include "conf/ras_conf.h"
#include "plugin/cause.h"
#include "plugin/control.h"

/* One call of RasCustomDial; "" = absent. No password: sixteen asterisks. */
struct hosted_call {
    const struct ras_helper *helper;
    const char *name;                /* as the entry names the dialer */
    const struct allow_dialer *file; /* what is loaded; stays the caller's */
    const char *entry, *number, *user, *domain;
    const char *phonebook, *config; /* "": the system's */
};

/*
 * Has the helper call RasCustomDial; a helper that is there is used again.
 * False, with the cause in C, if there is none to be had.
 */
bool hosted_begin(const struct hosted_call *call, struct cause *c);

/*
 * Waits until the dialer dials: true, with R as it asked. False with the cause
 * in C: it returned without a link, ended, or took too long; or pppd is to
 * end. Also for the next time within one call, when a dial has failed: C stays
 * empty if that failure is the cause (it had returned success already).
 */
bool hosted_wait(struct control_request *r, struct cause *c);

/* The link is up: from now on the dialer is to return. */
void hosted_connected(void);

/*
 * While there is a link: true, with the cause in C, if it must end because of
 * what became of the dialer. Waits a moment at most, when the helper is gone.
 */
bool hosted_lost(struct cause *c);

/*
 * After the end of each attempt, the port is free: has the helper hang up
 * (RasCustomHangUp), within ras.conf's time. It is ended if it takes longer.
 */
void hosted_hangup(void);

/* Is there a helper? */
bool hosted_running(void);

/* Ends it, with all that it has started; waits a moment for that. */
void hosted_end(void);

/* In a child of pppd: only lets go of the descriptors. */
void hosted_forget(void);

#endif
