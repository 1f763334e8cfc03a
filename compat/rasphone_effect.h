/*
 * rasphone_effect.h - which keys of a phonebook have an effect here.
 *
 * Owns the answer for every key, with the reason where it has none: for
 * `rasphone explain' and for the manual page.
 */
#ifndef COMPAT_RASPHONE_EFFECT_H
#define COMPAT_RASPHONE_EFFECT_H

#include <stdint.h>

#include "conf/pbk_keys.h"

/* Why the key never has an effect; NULL if it has one. */
const char *effect_none(const struct pbk_key *key);

/*
 * The key on whose value, *VALUE, the effect of KEY depends; NULL if it
 * depends on no other key.
 */
const struct pbk_key *effect_only(const struct pbk_key *key, int64_t *value);

#endif
