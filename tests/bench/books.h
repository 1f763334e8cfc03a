/*
 * books.h - the phonebooks that are measured: made when needed, never kept.
 */
#ifndef TESTS_BENCH_BOOKS_H
#define TESTS_BENCH_BOOKS_H

#include <stddef.h>

#include "conf/result.h"
#include "tests/bench/stats.h"

/* Bytes, followed by a NUL. */
struct text {
    char *bytes;
    size_t n, size;
};

void text_free(struct text *t);

/*
 * A book as Windows writes it, CR LF and all: ENTRIES copies of the entries
 * of conf/examples/rasphone.pbk, the Nth of them called "Site N", from 1.
 */
struct text book_of_entries(unsigned entries);

/* The same book for libconfig: `entries` of groups, each key a setting. */
struct text book_as_cfg(const struct text *pbk);

/* The entry looked for in all hostile books. */
#define HOSTILE_NAME "\xc3\xa9"

struct hostile_row {
    const char *what;
    const char *head;         /* once, at the start */
    const char *unit;         /* over and over, */
    unsigned units;           /* so often, 0: to the end, */
    const char *tail;         /* and then this, and from the HEAD on again */
    enum conf_result outcome; /* of looking for HOSTILE_NAME */
};

extern const struct hostile_row hostile_rows[];
extern const size_t n_hostile_rows;

/* A file in memory of about N bytes made after ROW; its descriptor. */
int hostile_book(const struct hostile_row *row, size_t n);

/* A file in memory with what is in T. */
int file_of(const struct text *t);

#endif
