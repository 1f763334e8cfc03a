/*
 * reference.h - a second reader of PBK text, for fuzz_pbk alone.
 *
 * Small, slow, and made without a look at the first: it reads byte by byte,
 * keeps a list of all lines, and knows of pbk.h only the limits and types. If
 * the two do not agree, one of them is wrong.
 */
#ifndef TESTS_FUZZ_REFERENCE_H
#define TESTS_FUZZ_REFERENCE_H

#include "conf/pbk.h"

struct reference_limits {
    size_t line, entry_lines, entry_bytes, entries, namesakes;
};

struct reference_line {
    const char *at;
    size_t n;
};

struct reference_entry {
    size_t header; /* index of its line; its number is one more */
    size_t end;    /* index of the first line that is not its */
    struct pbk_span name, body;
    enum text_charset charset;
};

struct reference {
    struct reference_line *lines;
    size_t n_lines;
    const char *end;
    bool binary; /* UTF-16, or NUL bytes */
};

void reference_open(struct reference *r, const char *bytes, size_t n);
void reference_close(struct reference *r);

/* The first entry from line *FROM on, which becomes its end; false: none. */
bool reference_next(const struct reference *r, size_t *from,
                    struct reference_entry *entry);

enum conf_result reference_find(const struct reference *r, const char *name,
                                const struct reference_limits *limits,
                                struct reference_entry *entry);

/* The items of an entry, with as many as fit into ITEMS; their number. */
size_t reference_items(const struct reference *r,
                       const struct reference_entry *entry,
                       struct pbk_item *items, size_t size);

#endif
