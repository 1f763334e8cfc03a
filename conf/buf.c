#include "conf/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUF_FIRST = 64 };

struct buf buf_new(size_t max)
{
    struct buf b = {.max = max};

    return b;
}

void buf_free(struct buf *b)
{
    if (b->bytes)
        explicit_bzero(b->bytes, b->size);
    free(b->bytes);
    *b = buf_new(b->max);
}

/*
 * No realloc(): it would leave an unwiped copy of a secret behind.
 * NEEDED is at most max + 1, and the size is at most twice that.
 */
static enum conf_result grow(struct buf *b, size_t needed)
{
    size_t size = b->size ? b->size : BUF_FIRST;
    size_t used = b->used, max = b->max;
    char *bytes;

    while (size < needed)
        size *= 2;
    bytes = malloc(size);
    if (!bytes)
        return CONF_NOMEM;
    if (used)
        memcpy(bytes, b->bytes, used);
    buf_free(b);
    *b = (struct buf){bytes, used, size, max};
    return CONF_OK;
}

enum conf_result buf_add(struct buf *b, const void *bytes, size_t n)
{
    enum conf_result result;

    if (n > b->max - b->used)
        return CONF_LIMIT;
    if (b->used + n + 1 > b->size) {
        result = grow(b, b->used + n + 1);
        if (result != CONF_OK)
            return result;
    }
    if (n)
        memcpy(b->bytes + b->used, bytes, n);
    b->used += n;
    b->bytes[b->used] = '\0';
    return CONF_OK;
}

enum conf_result buf_addf(struct buf *b, const char *format, ...)
{
    va_list arguments;
    char line[BUF_LINE];
    int n;

    va_start(arguments, format);
    n = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    return n >= 0 && n < BUF_LINE ? buf_add(b, line, (size_t)n) : CONF_LIMIT;
}

void buf_clear(struct buf *b)
{
    b->used = 0;
    if (b->bytes)
        b->bytes[0] = '\0';
}

const char *buf_text(const struct buf *b)
{
    return b->bytes ? b->bytes : "";
}
