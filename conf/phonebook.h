/*
 * phonebook.h - a phonebook file, whatever its form, and one entry out of it.
 *
 * Owns the choice of the reader (PBK text or native .cfg) and the limits a
 * file must keep. The only way the layers above load an entry.
 */
#ifndef CONF_PHONEBOOK_H
#define CONF_PHONEBOOK_H

#include "conf/entry.h"
#include "conf/result.h"

/* The largest phonebook that is read: real ones are 5 KB to 1 MB. */
#define PHONEBOOK_MAX_BYTES (64u << 20)

enum phonebook_form {
    PHONEBOOK_PBK, /* a Windows phonebook: pbk.h, pbk_edit.h */
    PHONEBOOK_CFG  /* a native one: book_cfg.h */
};

/*
 * The form of the N bytes at BYTES. What they are decides: a line that begins
 * with '[' makes a PBK, the list `entries` or an @include before any such line
 * a .cfg. Only where there is neither, the ending of FILE does. The first
 * piece of a file will do.
 */
enum phonebook_form phonebook_form(const char *file, const char *bytes,
                                   size_t n);

/*
 * Loads the entry NAME (letter case is ignored, as on Windows) from the
 * phonebook that FD refers to. FD must be a regular file; it is read from its
 * start and stays open. FILE is its name: for messages, and for @include in a
 * .cfg, which is followed only if root owns FD's file and nobody else can
 * write it (see cfg_text.h), whoever named it.
 *
 * On success *ENTRY is the caller's, to be freed with entry_free(); on
 * failure it is NULL and P says why: CONF_FORMAT (no RAS phonebook: a
 * directory, a device, UTF-16, a Connection Point Services file), CONF_LIMIT,
 * CONF_NOT_FOUND (P names the file searched), CONF_VALUE (the entry has a
 * value that cannot be used), CONF_NOMEM.
 */
enum conf_result phonebook_load_entry(int fd, const char *file,
                                      const char *name, struct entry **entry,
                                      struct conf_problem *p);

/* file_open() for phonebook_load_entry(), with P emptied first. */
enum conf_result phonebook_open(const char *file, int *fd,
                                struct conf_problem *p);

#endif
