/*
 * pbk_value.h - which values a key may be given.
 *
 * Owns the check of a value that somebody wants to write. It is stricter than
 * reading, which has to make do with what files have: nothing is clamped, and
 * what would not read back as it was written is refused.
 */
#ifndef CONF_PBK_VALUE_H
#define CONF_PBK_VALUE_H

#include <stdbool.h>

#include "conf/pbk_keys.h"
#include "conf/result.h"

/* A sentence such as "a number from 0 to 99 is allowed". */
struct pbk_allowed {
    char text[160];
};

/* May VALUE (UTF-8) be written behind KEY, "KEY=VALUE"? */
bool pbk_value_ok(const struct pbk_key *key, const char *value);

/* What may be written behind KEY. */
struct pbk_allowed pbk_value_allowed(const struct pbk_key *key);

/*
 * May VALUE be the name of an entry? The rules of RasValidateEntryName: 1 to
 * 256 characters, a letter or digit among them, none of | > < ? * \ / : and
 * no control character, no '.' at the start.
 */
bool pbk_value_is_name(const char *value);

#endif
