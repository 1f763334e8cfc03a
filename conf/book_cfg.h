/*
 * book_cfg.h - a native phonebook: a libconfig file.
 *
 * Owns the reading of the native form into libconfig's tree, and the entries
 * in it:
 *
 *     entries = ( { name = "Branch Office"; Type = 1; ... }, ... );
 *
 * Each entry is the group that pbk_cfg.h makes of a PBK's entry, so both forms
 * become a struct entry on the same way. Other settings beside `entries` are
 * free for the book's owner.
 */
#ifndef CONF_BOOK_CFG_H
#define CONF_BOOK_CFG_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/cfg_text.h"
#include "conf/entry.h"
#include "conf/result.h"

struct book_cfg;
struct config_setting_t;

/*
 * Reads the N bytes at BYTES, which may be forgotten afterwards; FILE is their
 * name. INCLUDES: whether @include is followed; see cfg_text.h.
 * CONF_FORMAT (a syntax error, no list `entries`, a refused @include),
 * CONF_LIMIT, CONF_NOMEM. *BOOK is NULL then, else for book_cfg_close().
 */
enum conf_result book_cfg_open(const char *bytes, size_t n, const char *file,
                               bool includes, struct book_cfg **book,
                               struct conf_problem *p);
void book_cfg_close(struct book_cfg *book);

/* The number of entries. */
size_t book_cfg_count(const struct book_cfg *book);

/*
 * The name of the entry at INDEX, from 0; "" if it has none that could be
 * dialled (pbk_is_name()). Valid until the book is closed.
 */
const char *book_cfg_name(const struct book_cfg *book, size_t index);

/* The line where the entry begins. */
struct cfg_place book_cfg_place(const struct book_cfg *book, size_t index);

/*
 * The first entry with this NAME; the case of ASCII letters does not matter.
 * CONF_NOT_FOUND.
 */
enum conf_result book_cfg_find(const struct book_cfg *book, const char *name,
                               size_t *index, struct conf_problem *p);

/* The entry at INDEX, to be freed with entry_free(). CONF_VALUE, CONF_NOMEM. */
enum conf_result book_cfg_load(const struct book_cfg *book, size_t index,
                               struct entry **entry, struct conf_problem *p);

/* For the adapters: the whole file, and where each setting stands. */
const struct config_setting_t *book_cfg_root(const struct book_cfg *book);
const struct cfg_text *book_cfg_text(const struct book_cfg *book);

#endif
