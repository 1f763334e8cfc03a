/*
 * pbk_rewrite.h - an entry's lines with one key changed.
 *
 * Owns where a key's lines are, where a new one goes, and how they are
 * written; all other bytes of the entry are copied.
 */
#ifndef CONF_PBK_REWRITE_H
#define CONF_PBK_REWRITE_H

#include <stdbool.h>

#include "conf/buf.h"
#include "conf/pbk.h"
#include "conf/pbk_path.h"
#include "conf/result.h"

struct pbk_change {
    const struct pbk_entry *entry;
    struct pbk_path path;  /* complete */
    struct pbk_span value; /* in the entry's charset; no line ends in it */
    const char *line_end;  /* for a line that has no neighbour to take it of */
};

/*
 * Appends to BODY the entry's body with the key's value in it. CONF_NOT_FOUND
 * when the key is in a group that the entry does not have, or an unknown one
 * that is not there; CONF_NOMEM, CONF_LIMIT.
 */
enum conf_result pbk_rewrite_set(const struct pbk_change *change,
                                 struct buf *body);

/* The same without the key's lines, or without its group if it begins one. */
enum conf_result pbk_rewrite_unset(const struct pbk_change *change,
                                   struct buf *body);

/*
 * The same with the number at the path in front of its device's others: all
 * lines up to the next number, of the last one up to its last key.
 */
enum conf_result pbk_rewrite_first(const struct pbk_change *change,
                                   struct buf *body);

#endif
