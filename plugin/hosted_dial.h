/*
 * hosted_dial.h - the connect step of an entry with a custom dialer.
 *
 * Owns what the dialer is called with, the dials that it asks for within that
 * call, each of which is an attempt of its own for who listens, and whose word
 * is the cause. The dialer itself is hosted.h's.
 */
#ifndef PLUGIN_HOSTED_DIAL_H
#define PLUGIN_HOSTED_DIAL_H

#include <stdbool.h>

#include "plugin/cause.h"
#include "plugin/order.h"

/* What link.c does in it. */
struct hosted_dial {
    void (*begin)(void);              /* an attempt begins */
    bool (*allowed)(struct cause *c); /* may it cost anything? */
    struct cause *cause;              /* of the attempt that has begun */
};

/*
 * Calls the dialer, and dials what it asks for until one answers. Returns the
 * descriptor, or -1 with the attempt's cause and pppd's status set.
 */
int hosted_dial(struct order *o, const struct hosted_dial *d);

#endif
