/*
 * callback.h - an attempt of two calls: the server hangs up, and calls back.
 *
 * Owns whether the server is asked for that, the caller's choice of the number
 * that is called, and what is between the two calls. pppd talks CBCP; link.c
 * has the deadlines, and ends the link.
 */
#ifndef PLUGIN_CALLBACK_H
#define PLUGIN_CALLBACK_H

#include <stdbool.h>

#include "plugin/cause.h"
#include "plugin/evidence.h"
#include "plugin/job.h"
#include "plugin/order.h"

/* An attempt begins. The server is asked for a callback if O wants one. */
void callback_begin(const struct order *o);

/* Who calls whom back is talked over now. */
void callback_talk(void);

/*
 * The server offers to call a number of the caller's: shall the offer wait for
 * his choice (RASCS_CallbackSetByCaller), and does one wait?
 */
bool callback_keep_offer(const struct order *o, const struct evidence *e);
bool callback_offer_waits(void);

/*
 * The caller has chosen NUMBER, "" = none. NULL, or why that cannot be, which
 * is latched in C: the link is to be ended.
 */
const char *callback_choose(const struct job *job, const char *number,
                            struct cause *c);

/* The call goes on to IP: says so if a callback was asked for. */
void callback_network(void);

/*
 * A call has ended. True: the callback goes on where it did; for the world it
 * is one attempt, and nothing has failed.
 */
bool callback_goes_on(enum evidence_end end);

/* Is the peer going to call? */
bool callback_due(void);

/* His call is about to be taken. */
void callback_take(void);

/* Is this attempt in that call? */
bool callback_called_back(void);

/* pppd was told to end between the two: nobody waits for the call. */
void callback_forgo(struct cause *c);

#endif
