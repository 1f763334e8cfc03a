#include "tests/bench/heap.h"

#include <malloc.h>
#include <stdlib.h>

/* Shared libraries find these instead of glibc's. */
#define EXPORTED __attribute__((visibility("default")))

/* glibc's own, under the names that it keeps for those who replace them. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static size_t now, peak;

static void *gained(void *p)
{
    if (p)
        now += malloc_usable_size(p);
    if (now > peak)
        peak = now;
    return p;
}

static void lost(void *p)
{
    if (p)
        now -= malloc_usable_size(p);
}

EXPORTED void *malloc(size_t n)
{
    return gained(__libc_malloc(n));
}

EXPORTED void *calloc(size_t n, size_t size)
{
    return gained(__libc_calloc(n, size));
}

EXPORTED void *realloc(void *p, size_t n)
{
    size_t before = p ? malloc_usable_size(p) : 0;
    void *moved = __libc_realloc(p, n);

    if (moved || !n)
        now -= before;
    return gained(moved);
}

EXPORTED void free(void *p)
{
    lost(p);
    __libc_free(p);
}

size_t heap_now(void)
{
    return now;
}

size_t heap_peak(void)
{
    return peak;
}

void heap_forget_peak(void)
{
    peak = now;
}
