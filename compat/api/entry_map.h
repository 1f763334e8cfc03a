/*
 * entry_map.h - RASENTRY to phonebook entry and back.
 *
 * Owns the meaning of every member: entry_map.def has those that are one key
 * each, the rest (protocols, script, idle time, alternates) is in entry_map.c.
 */
#ifndef COMPAT_API_ENTRY_MAP_H
#define COMPAT_API_ENTRY_MAP_H

#include "compat/api/api.h"
#include "conf/pbk_edit.h"

/* The known values of dwSize, 0 at the end. */
extern const DWORD entry_sizes_a[], entry_sizes_w[];

union entry_full {
    struct tagRASENTRYA a;
    struct tagRASENTRYW w;
};

/*
 * Fills FULL with the entry at INDEX, but for its alternates. dwSize is set.
 * CONF_NOMEM, CONF_LIMIT.
 */
enum conf_result entry_map_get(const struct pbk_book *book, size_t index,
                               bool wide, union entry_full *full);

/*
 * Changes those keys of the entry at INDEX whose members differ from what
 * entry_map_get() reads now, and no other byte. WANTED is SIZE bytes long.
 */
enum conf_result entry_map_set(struct pbk_book *book, size_t index, bool wide,
                               const void *wanted, DWORD size,
                               struct conf_problem *p);

/* --- alternate numbers: strings behind each other, an empty one at the end */

/* Appends those of link LINK (from 1) to OUT, in UTF-8, with all their NULs. */
enum conf_result entry_map_alternates(const struct pbk_book *book, size_t index,
                                      size_t link, struct buf *out);

/* Makes LIST those of the link. */
enum conf_result entry_map_set_alternates(struct pbk_book *book, size_t index,
                                          size_t link, const char *list,
                                          struct conf_problem *p);

/*
 * Puts the list behind a structure of SIZE bytes: OUT is NULL for the number
 * of bytes alone. 0 = there are none.
 */
size_t entry_map_put_list(void *out, bool wide, const struct buf *list);

/*
 * Takes a list from N bytes at FROM into OUT, in UTF-8 like above. CONF_VALUE
 * if it does not end there or is no Unicode.
 */
enum conf_result entry_map_take_list(const void *from, size_t n, bool wide,
                                     struct buf *out);

#endif
