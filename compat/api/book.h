/*
 * book.h - the phonebook behind a function's lpszPhonebook and lpszEntry.
 *
 * Owns the translation of these arguments: no phonebook means all of them
 * (compat/books.h), and a relative name is taken from the current directory.
 */
#ifndef COMPAT_API_BOOK_H
#define COMPAT_API_BOOK_H

#include "compat/api/api.h"
#include "compat/book_edit.h"
#include "compat/books.h"
#include "compat/rasphone_book.h"

/* Room for an entry's name of RAS_MaxEntryName characters in UTF-8. */
#define API_NAME_SIZE (4 * RAS_MaxEntryName + 1)

/* Where phonebooks are: NULL is this process's places. For tests. */
extern const struct books_places *api_books;

/* The arguments as they came; WIDE: strings are UTF-16. */
struct api_entry_arg {
    bool wide;
    const void *phonebook, *entry;
};

struct api_entry {
    char path[PATH_MAX]; /* of the phonebook */
    char name[API_NAME_SIZE];
    bool system; /* the phonebook is of all users */
};

/* The phonebooks that PHONEBOOK means, for books_free(). 0, 8, 621. */
DWORD api_book_list(const void *phonebook, bool wide, struct books *books);

/* Reads the name alone: 0, or 87 if it is none. */
DWORD api_entry_name(const struct api_entry_arg *arg, struct api_entry *e);

/* Finds the entry: 0, 8, 87, 621, 622, 623. */
DWORD api_entry_find(const struct api_entry_arg *arg, struct api_entry *e);

/*
 * The phonebook that a new entry goes to: the given one, else the system's for
 * root and the user's own for others, whose directory is made.
 */
DWORD api_entry_place(const struct api_entry_arg *arg, struct api_entry *e);

/* The book at PATH, for rasphone_book_free(), and the entry's index in it. */
DWORD api_entry_load(const struct api_entry *e, struct rasphone_book *book,
                     size_t *index);

/* book_edit(), with the RAS code; 5 where the caller may not write. */
DWORD api_entry_edit(const struct api_entry *e, book_change *change,
                     void *context);

#endif
