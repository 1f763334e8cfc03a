/*
 * rasphone_explain_keys.h - what the keys of an entry say and do.
 *
 * Owns the part of the account that comes from the phonebook's own lines: each
 * key behind a decision with its value, and the lines that decide nothing.
 */
#ifndef COMPAT_RASPHONE_EXPLAIN_KEYS_H
#define COMPAT_RASPHONE_EXPLAIN_KEYS_H

#include "compat/rasphone_commands.h"
#include "compat/rasphone_out.h"

/* Where a line is, counted from 1; 0: not in such a group. */
struct explain_place {
    unsigned media, device, number;
};

struct explain_keys {
    struct out_maker *maker;
    const struct rasphone_found *found;
    struct explain_place chosen; /* the link and the device that are dialled */
    struct buf text;
};

/* What it was given has to live on. */
void explain_keys_begin(struct explain_keys *k, struct out_maker *maker,
                        const struct rasphone_found *found);
void explain_keys_end(struct explain_keys *k);

/* Puts the KEYS, blanks between, into ROW, each with the value that counts. */
void explain_keys_put(struct explain_keys *k, json_t *row, const char *keys);

/* The lines of the entry that have no effect, each with the reason. */
json_t *explain_keys_without_effect(struct explain_keys *k);

#endif
