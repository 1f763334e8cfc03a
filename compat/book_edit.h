/*
 * book_edit.h - the way of every change to a phonebook.
 *
 * Owns the order of steps that loses nothing: lock, read, change in memory,
 * write wholly or not at all, and begin anew if somebody was faster.
 */
#ifndef COMPAT_BOOK_EDIT_H
#define COMPAT_BOOK_EDIT_H

#include "conf/pbk_edit.h"

/* Changes BOOK; may be called again with another book. */
typedef enum conf_result book_change(struct pbk_book *book, void *context,
                                     struct conf_problem *p);

/*
 * Applies CHANGE to the phonebook PATH, PBK or .cfg, and writes it. A file
 * that does not exist is an empty one. A .cfg of which something would be lost
 * (a comment, an @include) is refused.
 */
enum conf_result book_edit(const char *path, book_change *change, void *context,
                           struct conf_problem *p);

/* A number of an entry's device that is to be dialled first. */
struct book_number {
    const char *entry;
    unsigned media, device; /* from 1 */
    const char *number, *area_code;
};

/*
 * PromoteAlternates: puts NUMBER in front of the device's others in PATH, and
 * has LastSelectedPhone, where it stands, name it. Nothing is written if it is
 * so already. CONF_NOT_FOUND: the entry no longer has that number.
 */
enum conf_result book_promote(const char *path,
                              const struct book_number *number,
                              struct conf_problem *p);

#endif
