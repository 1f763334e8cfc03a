/*
 * rasphone_explain_redial.h - a dry run of what follows a failed dial.
 *
 * Owns the account of an entry's policy and of what its history makes of it,
 * by the same code that the plugin redials by: policy.h.
 */
#ifndef COMPAT_RASPHONE_EXPLAIN_REDIAL_H
#define COMPAT_RASPHONE_EXPLAIN_REDIAL_H

#include "compat/history.h"
#include "compat/policy.h"
#include "compat/rasphone_out.h"

/*
 * "rules" is a list of {"errors", "attempts", "pauses", "lockout"}, "hours" a
 * list of texts, "history" what is known, "now" one line about this moment.
 */
json_t *explain_redial(struct out_maker *m, const struct policy *p,
                       const struct history *h,
                       const struct policy_decision *now);

/* Writes it for people. */
void explain_redial_print(const json_t *redial);

#endif
