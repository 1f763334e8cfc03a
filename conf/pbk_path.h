/*
 * pbk_path.h - where in an entry a key is.
 *
 * Owns the paths that pbk_edit.h describes, and the groups that an entry's
 * lines are in: the second link's first device's third number.
 */
#ifndef CONF_PBK_PATH_H
#define CONF_PBK_PATH_H

#include <stdbool.h>

#include "conf/pbk.h"
#include "conf/pbk_keys.h"
#include "conf/result.h"

/* The groups that a line is in, from 1; 0: it is in none of the kind. */
struct pbk_place {
    unsigned media, device, number;
};

struct pbk_path {
    const struct pbk_key *key; /* NULL: one that nobody knows */
    struct pbk_span name;      /* of the key, as the path has it */
    bool component;            /* of NETCOMPONENTS */
    struct pbk_place place;    /* 0: not said, or the key has no such group */
};

/* Reads TEXT, which has to outlive *PATH. False if it is no path. */
bool pbk_path_read(const char *text, struct pbk_path *path);

/* Fills in what the path does not say: which device of ENTRY, which number. */
void pbk_path_complete(struct pbk_path *path, const struct pbk_entry *entry);

/* PLACE is that of the line before ITEM, and becomes that of ITEM. */
void pbk_place_step(struct pbk_place *place, const struct pbk_item *item);

/* Is ITEM, at PLACE, a line of the path's key? */
bool pbk_path_is(const struct pbk_path *path, const struct pbk_item *item,
                 const struct pbk_place *place);

/* Does the key begin a group: MEDIA, DEVICE, PhoneNumber? */
bool pbk_path_begins_group(const struct pbk_path *path);

#endif
