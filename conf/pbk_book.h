/*
 * pbk_book.h - a PBK in memory.
 *
 * Owns the text of a phonebook and the index of its entries. A book is its
 * bytes: there is no tree that it would be written from, so what nobody
 * changes cannot change.
 *
 * Entries are told by their index in the file, from 0, since names may occur
 * twice or be unusable.
 */
#ifndef CONF_PBK_BOOK_H
#define CONF_PBK_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/buf.h"
#include "conf/pbk.h"
#include "conf/result.h"

struct pbk_book;

/*
 * Makes a book of a copy of the N bytes at BYTES. FILE is its name for
 * messages. Whatever the reader reads is a book, nothing at all included.
 * CONF_FORMAT (it is no RAS phonebook), CONF_LIMIT, CONF_NOMEM; *BOOK is NULL
 * then, else the caller's, for pbk_book_free().
 */
enum conf_result pbk_book_read(const char *bytes, size_t n, const char *file,
                               struct pbk_book **book, struct conf_problem *p);
void pbk_book_free(struct pbk_book *book);

/* The book's text, to be written; valid until the next change. */
struct pbk_span pbk_book_bytes(const struct pbk_book *book);

/* --- looking */

struct pbk_book_entry {
    struct pbk_entry text; /* for pbk_items() and pbk_cfg_load(); valid until
                              the book's next change */
    char name[PBK_NAME_MAX * 4 + 1]; /* "" when it is longer than that */
    bool hidden;    /* it has no name that could be dialled: ".x", "" */
    bool duplicate; /* an entry before it has the name: this one is not found */
};

/* The number of entries: of headers, the hidden and duplicate ones as well. */
size_t pbk_book_count(const struct pbk_book *book);

/* The entry at INDEX. CONF_NOT_FOUND when there is none. */
enum conf_result pbk_book_entry(const struct pbk_book *book, size_t index,
                                struct pbk_book_entry *entry);

/* The entry that dialling NAME would dial. CONF_NOT_FOUND. */
enum conf_result pbk_book_find(const struct pbk_book *book, const char *name,
                               size_t *index, struct conf_problem *p);

/* --- for pbk_edit.c */

/*
 * The book as it would be with the OLD bytes of it replaced by the new ones;
 * the book itself is not touched. *OUT is the caller's, NULL on failure.
 */
enum conf_result pbk_book_draft(const struct pbk_book *book,
                                struct pbk_span old, struct pbk_span new,
                                struct pbk_book **out, struct conf_problem *p);

/* The book becomes its draft, which is freed. */
void pbk_book_adopt(struct pbk_book *book, struct pbk_book *draft);

/*
 * Appends the only entry of ONE, which has a name that the book does not
 * have. CONF_LIMIT, CONF_NOMEM.
 */
enum conf_result pbk_book_put(struct pbk_book *book, const struct pbk_book *one,
                              struct conf_problem *p);

/* The entry with its header's line, up to the next header's. */
struct pbk_span pbk_book_whole(const struct pbk_book *book, size_t index);

/* How the book's first line ends; CR LF when it has none. */
const char *pbk_book_line_end(const struct pbk_book *book);

/* The book's name for messages. */
const char *pbk_book_file(const struct pbk_book *book);

/* The entry's name, as in struct pbk_book_entry. */
const char *pbk_book_name(const struct pbk_book *book, size_t index);

/* The entry's text; INDEX is less than pbk_book_count(). */
const struct pbk_entry *pbk_book_text(const struct pbk_book *book,
                                      size_t index);

#endif
