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

/*
 * Loads the entry NAME (letter case is ignored, as on Windows) from the
 * phonebook that FD refers to. FD must be a regular file; it is read from its
 * start and stays open. FILE is its name, for messages only.
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

/*
 * Opens FILE for phonebook_load_entry(): O_CLOEXEC, without blocking on a FIFO
 * and without becoming the controlling terminal. *FD is -1 on failure.
 */
enum conf_result phonebook_open(const char *file, int *fd,
                                struct conf_problem *p);

#endif
