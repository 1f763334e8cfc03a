#include "conf/pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct pool_piece {
    struct pool_piece *next;
    max_align_t bytes[];
};

void *pool_zeroed(struct pool *pool, size_t n, size_t size)
{
    struct pool_piece *piece;

    if (size && n > (SIZE_MAX - sizeof(*piece)) / size)
        return NULL;
    piece = calloc(1, sizeof(*piece) + n * size);
    if (!piece)
        return NULL;
    piece->next = pool->pieces;
    pool->pieces = piece;
    return piece->bytes;
}

const char *pool_text(struct pool *pool, const char *text)
{
    size_t n = strlen(text) + 1;
    char *copy = pool_zeroed(pool, n, 1);

    return copy ? memcpy(copy, text, n) : NULL;
}

void pool_free(struct pool *pool)
{
    struct pool_piece *piece = pool->pieces, *next;

    for (; piece; piece = next) {
        next = piece->next;
        free(piece);
    }
    pool->pieces = NULL;
}
