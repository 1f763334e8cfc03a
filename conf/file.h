/*
 * file.h - a configuration file's bytes.
 *
 * Owns opening and reading: only regular files, never more than a maximum,
 * never blocked by what is no file. Read with pread(), not mmap(): if a
 * mapped file shrinks, reading it ends in SIGBUS. Who writes, and in what
 * order, is replace.h's.
 */
#ifndef CONF_FILE_H
#define CONF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/result.h"

struct file_bytes {
    char *bytes; /* followed by a NUL; NULL after a failure */
    size_t n;
};

/*
 * Opens FILE to be read: without blocking on a FIFO, without becoming the
 * controlling terminal, O_CLOEXEC. *FD is -1 on failure, which is CONF_OPEN.
 */
enum conf_result file_open(const char *file, int *fd, struct conf_problem *p);

/*
 * Reads all of FD, from its start, into memory: at most MAX bytes. FILE is
 * its name for messages. *OUT is the caller's, for file_free().
 */
enum conf_result file_read(int fd, const char *file, size_t max,
                           struct file_bytes *out, struct conf_problem *p);

/* Wipes and frees: a phonebook may hold what somebody should have hidden. */
void file_free(struct file_bytes *b);

/* Writes all N bytes; 0 or an errno value. */
int file_write(int fd, const void *bytes, size_t n);

/* So much is read at a time: it stays in a processor's cache. */
#define FILE_PIECE (256u << 10)

/* A file that is read piece by piece. */
struct file_pieces {
    int fd;
    const char *file; /* for messages */
    char *bytes;      /* what is in memory: N of SIZE bytes */
    size_t n, size;
    size_t offset; /* in the file, of what comes next */
    size_t left;   /* of it, from there on */
};

/*
 * Reads the first piece of FD, and PIECE bytes at a time from then on: 0 is
 * FILE_PIECE. After a failure there is nothing to close.
 */
enum conf_result file_pieces_open(int fd, const char *file, size_t max,
                                  size_t piece, struct file_pieces *f,
                                  struct conf_problem *p);

/*
 * Forgets all but the last KEEP bytes and reads on behind them; the memory
 * grows if they fill more than half of it. N stays KEEP at the file's end.
 */
enum conf_result file_pieces_next(struct file_pieces *f, size_t keep,
                                  struct conf_problem *p);

/* Wipes and frees. */
void file_pieces_close(struct file_pieces *f);

#endif
