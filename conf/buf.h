/*
 * buf.h - a growing buffer that has a hard maximum.
 *
 * Owns the bytes that are gathered from a file before they become a value.
 * What is in it is always followed by a NUL, and is wiped when it is freed.
 */
#ifndef CONF_BUF_H
#define CONF_BUF_H

#include <stddef.h>

#include "conf/result.h"

struct buf {
    char *bytes; /* NULL as long as nothing was added */
    size_t used;
    size_t size;
    size_t max; /* bytes without the NUL */
};

/* An empty buffer for at most MAX bytes. Allocates nothing. */
struct buf buf_new(size_t max);
void buf_free(struct buf *b);

/* Appends N bytes: all of them, or none with CONF_NOMEM or CONF_LIMIT. */
enum conf_result buf_add(struct buf *b, const void *bytes, size_t n);

/* The same for a text of less than BUF_LINE bytes: more is CONF_LIMIT. */
enum { BUF_LINE = 256 };
enum conf_result buf_addf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Forgets the bytes and keeps the memory. */
void buf_clear(struct buf *b);

/* What is in it, as a string; valid until the next change. */
const char *buf_text(const struct buf *b);

#endif
