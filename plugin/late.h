/*
 * late.h - options for pppd after it has started.
 *
 * Owns what pppd still takes at the time of a dial, when a custom dialer wants
 * another entry than the one that pppd was started for. Most options pppd works
 * out once (auth.c, auth_check_options()), or has no word to take them back.
 */
#ifndef PLUGIN_LATE_H
#define PLUGIN_LATE_H

#include <stdbool.h>
#include <stddef.h>

#include "compat/settings.h"

/*
 * Can a pppd that was GIVEN these be brought to NOW? False: OPTION, LENGTH
 * bytes of either text, is one that stands in the way.
 */
bool late_possible(const struct settings *given, const struct settings *now,
                   const char **option, size_t *length);

/* Gives what has changed, if that is possible, until GIVE says false. */
bool late_apply(const struct settings *given, const struct settings *now,
                bool (*give)(void *context, const struct settings *s, size_t i),
                void *context);

#endif
