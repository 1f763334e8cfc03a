/*
 * called.h - from an entry's number to what the modem is told.
 *
 * Owns the steps of that way and their order, for the plugin that dials and for
 * the tools that say what would be dialled: the location's rules, who may have
 * its calling card used, the command that dials, and what a cellular module is
 * told before it. Pure.
 */
#ifndef COMPAT_CALLED_H
#define COMPAT_CALLED_H

#include <stdbool.h>
#include <stdint.h>

#include "compat/choice.h"
#include "conf/dialling.h"
#include "conf/entry.h"
#include "conf/ras_conf.h"

/* Where a number is called from. */
struct called_from {
    const struct dialling_location *here; /* NULL: none is known */
    bool always; /* its rules are for numbers without UseDialingRules, too */
    bool card;   /* nobody but its calling card's owner sees what is dialled */
};

/*
 * Fills *D for NUMBER: see dialling_translate(). Returns 0, or the RAS code
 * with the reason in P; *D is then empty. The caller wipes *D.
 */
uint32_t called_translate(const struct called_from *from,
                          const struct entry_number *number, struct dialling *d,
                          struct conf_problem *p);

struct called {
    char context[CHOICE_CONTEXT]; /* a command that goes first; "" = none */
    char command[160];            /* "ATDT5551000"; "" = it cannot be dialled */
    char shown[320];              /* the same, fit to be seen */
};

/*
 * Fills *C for the number D of entry E over LINE. Returns 0, or the RAS code
 * with the reason in P. The caller wipes *C if D is secret.
 */
uint32_t called_compose(const struct entry *e, const struct ras_device *line,
                        const struct dialling *d, struct called *c,
                        struct conf_problem *p);

/*
 * Does ERROR speak of the number that was called, and of no other? Then the
 * entry's next number is worth a call.
 */
bool called_about_number(uint32_t error);

#endif
