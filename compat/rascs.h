/*
 * rascs.h - the states of a connection (RASCONNSTATE).
 *
 * Owns their values, names and phrases, all from rascs.def.
 */
#ifndef COMPAT_RASCS_H
#define COMPAT_RASCS_H

#include <stdint.h>

#define RASCS(value, name, phrase) RASCS_##name = (value),
enum rascs {
#include "compat/rascs.def"
};
#undef RASCS

/* The name without its prefix ("OpenPort"), or "Unknown". */
const char *rascs_name(uint32_t state);

/* What a person reads ("Opening the port"), or "Unknown state". */
const char *rascs_phrase(uint32_t state);

#endif
