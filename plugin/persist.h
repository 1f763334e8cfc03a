/*
 * persist.h - does pppd make another attempt when this one is over?
 *
 * Owns pppd's option `persist`: whose word it is, what is wanted of it, and
 * that pppd goes on in any case while somebody needs one more attempt. What is
 * wanted meanwhile counts when nobody does any more. The pause before a redial
 * that is wanted is redial.h's.
 */
#ifndef PLUGIN_PERSIST_H
#define PLUGIN_PERSIST_H

#include <stdbool.h>

/* What another attempt may be needed for. */
enum persist_need {
    PERSIST_CALLBACK, /* to take the peer's call */
    PERSIST_LINKS,    /* to wait for the connection's other links */
    PERSIST_RELOAD    /* a service manager wants the link made anew */
};

/*
 * pppd has the options of the entry in the phonebook SOURCE. Has nobody else
 * fixed persist, so that the entry decides?
 */
void persist_options(const char *source);
bool persist_is_entrys(void);

/* An attempt begins, and it dials: whatever it was needed for is done. */
void persist_begin(void);

/* What is wanted, of an attempt that has begun. */
bool persist_wanted(void);
void persist_want(bool on);

/* Will pppd go on, wanted or not? */
bool persist_goes_on(void);

/* Another attempt is needed, and is not any more. */
void persist_need(enum persist_need need);
void persist_done(enum persist_need need);

/* The pause before one that is needed, in seconds; -1: none is. */
int persist_pause(void);

#endif
