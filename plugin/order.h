/*
 * order.h - what this pppd was told to do, and what it was told of it.
 *
 * Owns the way from the controller's request to a job whose settings pppd has:
 * the password, the entry's options, the tty's name, name servers. A custom
 * dialer may have the job made anew, after pppd has started.
 */
#ifndef PLUGIN_ORDER_H
#define PLUGIN_ORDER_H

#include "plugin/job_files.h"

struct order {
    const struct job_paths *paths;
    struct job job;
    struct job first;      /* hosted: what redialling is decided by */
    struct settings given; /* pppd's options of the entry, as they are now */
    char password[1025];
    char device[256]; /* on pppd's command line, "" = none */
    uint32_t depth;   /* entries that wait for this one */
    bool hosted;      /* the entry's custom dialer is called first */
    bool changed;     /* the job is what a custom dialer has made of it */
};

/*
 * All options are known: makes the job out of them, and of the controller's
 * request where there is a controller, and gives pppd what the entry says.
 * o->job.error says why it cannot be dialled.
 */
void order_make(struct order *o);

/*
 * The same for a REQUEST of the custom dialer that was called; NULL: the job is
 * what it was at first, and nothing is dialled yet: pppd is told nothing. What
 * pppd takes only when it starts cannot change.
 */
void order_remake(struct order *o, const struct control_request *request);

/* pppd ends: the password is not needed any more. */
void order_wipe(struct order *o);

#endif
