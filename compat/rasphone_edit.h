/*
 * rasphone_edit.h - the way of every change to a phonebook.
 *
 * Owns the order of steps that loses nothing: lock, read, change in memory,
 * write wholly or not at all, and begin anew if somebody was faster.
 */
#ifndef COMPAT_RASPHONE_EDIT_H
#define COMPAT_RASPHONE_EDIT_H

#include "compat/rasphone_commands.h"

/* Changes BOOK; may be called again with another book. */
typedef enum conf_result edit_change(struct pbk_book *book, void *context,
                                     struct conf_problem *p);

/*
 * Applies CHANGE to the phonebook PATH, PBK or .cfg, and writes it. A file
 * that does not exist is an empty one. A .cfg of which something would be lost
 * (a comment, an @include) is refused.
 */
enum conf_result edit_book(const char *path, edit_change *change, void *context,
                           struct conf_problem *p);

/*
 * The phonebook that new entries go to: --phonebook, else the system's for
 * SYSTEM or root, else the user's own, whose directory is made. False when
 * there is none; that was said.
 */
bool edit_new_book(const struct rasphone *r, bool system, char out[PATH_MAX]);

#endif
