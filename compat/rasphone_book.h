/*
 * rasphone_book.h - a phonebook in memory, whatever its form.
 *
 * Owns the reading of a file into the one form that rasphone's commands work
 * with: a native .cfg is converted, and is then a PBK like any other.
 */
#ifndef COMPAT_RASPHONE_BOOK_H
#define COMPAT_RASPHONE_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "compat/books.h"
#include "conf/book_cfg.h"
#include "conf/convert_cfg.h"
#include "conf/entry.h"
#include "conf/pbk_edit.h"
#include "conf/phonebook.h"

struct rasphone_book {
    const char *path; /* the caller's */
    struct pbk_book *book;
    bool native;                  /* a .cfg: line numbers mean nothing */
    struct convert_report report; /* what of a .cfg is not in BOOK */
};

/* Makes a book of N bytes. INCLUDES: see convert_cfg.h. */
enum conf_result rasphone_book_make(struct rasphone_book *b, const char *path,
                                    const char *bytes, size_t n, bool includes,
                                    struct conf_problem *p);

/*
 * Reads the file PATH. In case of failure there is nothing to free, and P says
 * why: the codes of phonebook.h and convert_cfg.h.
 */
enum conf_result rasphone_book_load(struct rasphone_book *b, const char *path,
                                    struct conf_problem *p);
void rasphone_book_free(struct rasphone_book *b);

/* Reads the .cfg PATH as what it is: for messages with its own lines. */
enum conf_result rasphone_book_native(const char *path, struct book_cfg **book,
                                      struct conf_problem *p);

/* Loads the entry NAME of the phonebook PATH, typed. */
enum conf_result rasphone_book_entry(const char *path, const char *name,
                                     struct entry **entry,
                                     struct conf_problem *p);

#endif
