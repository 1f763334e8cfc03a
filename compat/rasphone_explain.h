/*
 * rasphone_explain.h - a dry run of a dial.
 *
 * Owns the account of what dialling an entry would do, made by the same code
 * that the plugin dials with: choice.h, settings.h and the dialling rules.
 */
#ifndef COMPAT_RASPHONE_EXPLAIN_H
#define COMPAT_RASPHONE_EXPLAIN_H

#include <jansson.h>

#include "compat/rasphone_commands.h"

/*
 * The whole account as JSON, NULL when memory ran out. "error" is the RAS code
 * that the dial would end with before the line is opened, 0 if it would not,
 * and "reason" says why.
 */
json_t *explain_make(const struct rasphone *r,
                     const struct rasphone_found *found);

/* Writes the account for people. */
void explain_print(const json_t *account);

#endif
