/*
 * replace.h - another content for a file, wholly or not at all.
 *
 * Owns the way a phonebook is written: read it under a lock, put the new
 * bytes into a file beside it, make them durable, and rename that file over
 * the old one. A full disk, a broken one, no memory or a kill at any moment
 * leave the old content or the new one, never a mix.
 *
 *     result = replace_open(file, PHONEBOOK_MAX_BYTES, &r, p);
 *     if (result == CONF_OK)
 *         result = ... make new bytes of replace_bytes(r) ...
 *     if (result == CONF_OK)
 *         result = replace_commit(r, bytes, n, p);
 *     replace_close(r);
 *
 * CONF_CHANGED from replace_commit() means: nothing was written, begin again
 * with replace_open(); the edit will apply to what the file has now.
 *
 * What is kept: a symbolic link (its target is replaced), owner, group, mode,
 * access control list and the other extended attributes. Hard links are not:
 * the other names keep the old content.
 *
 * Beside FILE there is, while it is written, ".FILE.new": one fixed name, so
 * that what a killed writer leaves is overwritten by the next one; and, for
 * good, the empty ".FILE.lock", which is locked with flock(2). The lock is no
 * lock on the file itself, since that is exchanged by every writer, and none
 * on the directory, since whoever can read that could hold up root for ever.
 */
#ifndef CONF_REPLACE_H
#define CONF_REPLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/file.h"
#include "conf/result.h"

/* How long a writer waits for another one, in milliseconds. */
#define REPLACE_WAIT_MS 10000

struct replace;

/*
 * Takes the lock of FILE and reads what the file has now, at most MAX bytes.
 * A file that is not there is one without bytes; replace_commit() makes it,
 * with the mode that the umask leaves of 0666, or see replace_private().
 *
 * CONF_OPEN (it cannot be opened, its directory does not exist), CONF_FORMAT
 * (it is no regular file), CONF_LIMIT, CONF_NOMEM, CONF_WRITE (the lock
 * cannot be had). *R is NULL then, else the caller's, for replace_close().
 */
enum conf_result replace_open(const char *file, size_t max, struct replace **r,
                              struct conf_problem *p);

/*
 * What the file had when it was opened; valid until replace_close(). BYTES is
 * never NULL and followed by a NUL.
 */
const struct file_bytes *replace_bytes(const struct replace *r);

/* Did the file exist when it was opened? */
bool replace_existed(const struct replace *r);

/*
 * A file that was not there gets the mode 0600, whatever the umask; no other
 * one is seen for a moment. One that was there keeps its mode.
 */
void replace_private(struct replace *r);

/*
 * Writes the N bytes at BYTES in place of what the file had, and returns when
 * the disk has them. Once for each replace_open(), whatever it answered.
 *
 * CONF_WRITE (P says what failed), CONF_CHANGED, CONF_NOMEM: the file is as
 * it was. One CONF_WRITE is different, and P says so: the new file is in
 * place, but the directory could not be made durable.
 */
enum conf_result replace_commit(struct replace *r, const void *bytes, size_t n,
                                struct conf_problem *p);

/* Gives up the lock and frees; without a commit nothing is written. */
void replace_close(struct replace *r);

#endif
