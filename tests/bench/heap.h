/*
 * heap.h - how much memory a program has from malloc(), and had at most.
 *
 * Owns malloc() and its kin for the program it is linked into: what libraries
 * allocate counts as well. One thread only; of glibc.
 */
#ifndef TESTS_BENCH_HEAP_H
#define TESTS_BENCH_HEAP_H

#include <stddef.h>

size_t heap_now(void);
size_t heap_peak(void);
void heap_forget_peak(void);

#endif
