/*
 * pool.h - memory that is freed as a whole.
 *
 * Owns all that one loaded entry or configuration consists of, so that there
 * is one thing to free on every way out. Each piece is an allocation of its
 * own: the sanitizers keep seeing its bounds.
 */
#ifndef CONF_POOL_H
#define CONF_POOL_H

#include <stddef.h>

struct pool_piece;
struct pool {
    struct pool_piece *pieces; /* {NULL} is an empty pool */
};

/* N zeroed objects of SIZE bytes; NULL when memory ran out. */
void *pool_zeroed(struct pool *pool, size_t n, size_t size);

/* A copy of TEXT; NULL when memory ran out. */
const char *pool_text(struct pool *pool, const char *text);

void pool_free(struct pool *pool);

#endif
