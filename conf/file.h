/*
 * file.h - a configuration file's bytes.
 *
 * Owns opening and reading: only regular files, never more than a maximum,
 * never blocked by what is no file.
 */
#ifndef CONF_FILE_H
#define CONF_FILE_H

#include <stddef.h>

#include "conf/result.h"

struct file_bytes {
    char *bytes; /* followed by a NUL; NULL after a failure */
    size_t n;
};

/* See phonebook_open(). */
enum conf_result file_open(const char *file, int *fd, struct conf_problem *p);

/*
 * Reads all of FD, from its start, into memory: at most MAX bytes. FILE is
 * its name for messages. *OUT is the caller's, for file_free().
 */
enum conf_result file_read(int fd, const char *file, size_t max,
                           struct file_bytes *out, struct conf_problem *p);

/* Wipes and frees: a phonebook may hold what somebody should have hidden. */
void file_free(struct file_bytes *b);

#endif
