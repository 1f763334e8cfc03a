/*
 * rasphone_edit.h - where rasphone's commands put new entries.
 */
#ifndef COMPAT_RASPHONE_EDIT_H
#define COMPAT_RASPHONE_EDIT_H

#include "compat/rasphone_commands.h"

/*
 * The phonebook that new entries go to: --phonebook, else the system's for
 * SYSTEM or root, else the user's own, whose directory is made. False when
 * there is none; that was said.
 */
bool edit_new_book(const struct rasphone *r, bool system, char out[PATH_MAX]);

#endif
