/*
 * fuzz_pbk_edit - a book is read and changed: what nobody asked to change
 * keeps its bytes, and what was changed reads back.
 *
 * The input's first byte is the length of a script of changes, which follows;
 * the rest is the book.
 *
 * Under test: conf/pbk_book.c conf/pbk_edit.c conf/pbk_rewrite.c
 * conf/pbk_path.c
 */
#include "conf/pbk_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

enum { CHANGES = 12 };

/* Where a script says nothing better. */
static const char *const paths[] = {
    "RedialAttempts",          "Port",     "PhoneNumber", "PhoneNumber[2]",
    "media[2].Port",           "Speaker",  "DEVICE[2]",   "CustomAuthData",
    "NETCOMPONENTS.ms_server", "MEDIA[2]", "Encoding",    "device[1].Name",
};

/* A copy, whose bytes are the caller's. */
static struct pbk_span copy_of(struct pbk_span span)
{
    char *bytes = malloc(span.n ? span.n : 1);

    HOLDS(bytes);
    if (span.n)
        memcpy(bytes, span.at, span.n);
    return (struct pbk_span){bytes, span.n};
}

static bool is_same(struct pbk_span a, struct pbk_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

/* What is in memory is what would be read from the file. */
static void check_book(const struct pbk_book *book)
{
    struct pbk_span bytes = pbk_book_bytes(book);
    struct pbk_book_entry a, b;
    struct pbk_book *again;
    size_t i;

    HOLDS(pbk_book_read(bytes.at, bytes.n, "again.pbk", &again, NULL) ==
          CONF_OK);
    HOLDS(pbk_book_count(again) == pbk_book_count(book));
    for (i = 0; i < pbk_book_count(book); i++) {
        HOLDS(pbk_book_entry(book, i, &a) == CONF_OK);
        HOLDS(pbk_book_entry(again, i, &b) == CONF_OK);
        HOLDS(strcmp(a.name, b.name) == 0);
        HOLDS(a.hidden == b.hidden && a.duplicate == b.duplicate);
        HOLDS(a.text.line == b.text.line && a.text.body.n == b.text.body.n);
    }
    HOLDS(is_same(bytes, pbk_book_bytes(again)));
    pbk_book_free(again);
}

/* The part of the text that the entries but the one at INDEX are. */
static void expect_others_same(const struct pbk_book *before,
                               const struct pbk_book *after, size_t index)
{
    struct pbk_book_entry a, b;
    size_t i;

    HOLDS(pbk_book_count(before) == pbk_book_count(after));
    for (i = 0; i < pbk_book_count(before); i++) {
        if (i == index)
            continue;
        pbk_book_entry(before, i, &a);
        pbk_book_entry(after, i, &b);
        HOLDS(strcmp(a.name, b.name) == 0);
        HOLDS(a.text.body.n == b.text.body.n);
        HOLDS(memcmp(a.text.body.at, b.text.body.at, a.text.body.n) == 0);
    }
}

static void expect_value(const struct pbk_book *book, size_t index,
                         const char *path, const char *value)
{
    struct buf out = buf_new(PBK_ENTRY_BYTES_MAX);

    HOLDS(pbk_book_get(book, index, path, &out, NULL, NULL) == CONF_OK);
    HOLDS(strcmp(buf_text(&out), value) == 0);
    buf_free(&out);
}

/* --- one change */

struct change {
    size_t index;
    char path[256], text[256];
};

static enum conf_result set(struct pbk_book *book, const struct change *c,
                            struct conf_problem *p)
{
    enum conf_result result = pbk_book_set(book, c->index, c->path, c->text, p);

    if (result == CONF_OK)
        expect_value(book, c->index, c->path, c->text);
    return result;
}

static enum conf_result unset(struct pbk_book *book, const struct change *c,
                              struct conf_problem *p)
{
    return pbk_book_unset(book, c->index, c->path, p);
}

static enum conf_result rename_entry(struct pbk_book *book,
                                     const struct change *c,
                                     struct conf_problem *p)
{
    enum conf_result result = pbk_book_rename(book, c->index, c->text, p);
    struct pbk_book_entry entry;

    if (result == CONF_OK) {
        HOLDS(pbk_book_entry(book, c->index, &entry) == CONF_OK);
        HOLDS(strcmp(entry.name, c->text) == 0);
    }
    return result;
}

static enum conf_result add(struct pbk_book *book, const struct change *c,
                            struct conf_problem *p)
{
    return pbk_book_add(book, c->text, c->index % PBK_KINDS, p);
}

static enum conf_result remove_entry(struct pbk_book *book,
                                     const struct change *c,
                                     struct conf_problem *p)
{
    return pbk_book_remove(book, c->index, p);
}

static enum conf_result clone(struct pbk_book *book, const struct change *c,
                              struct conf_problem *p)
{
    return pbk_book_clone(book, c->index, c->text, p);
}

static enum conf_result append(struct pbk_book *book, const struct change *c,
                               struct conf_problem *p)
{
    return pbk_book_append(book, c->text, strlen(c->text), p);
}

static const struct {
    enum conf_result (*make)(struct pbk_book *book, const struct change *c,
                             struct conf_problem *p);
    bool others_stay; /* the other entries keep their place and bytes */
    int more;         /* entries */
} changes[] = {
    {set, true, 0},          {set, true, 0},     {unset, true, 0},
    {rename_entry, true, 0}, {add, false, 1},    {remove_entry, false, -1},
    {clone, false, 1},       {append, false, 1},
};

static void make(struct pbk_book *book, const struct change *c, unsigned kind)
{
    struct pbk_span before = copy_of(pbk_book_bytes(book));
    size_t count = pbk_book_count(book);
    struct conf_problem p = {""};
    struct pbk_book *old = NULL;
    enum conf_result result;

    HOLDS(pbk_book_read(before.at, before.n, "old.pbk", &old, NULL) == CONF_OK);
    result = changes[kind].make(book, c, &p);
    HOLDS(text_is_printable(p.text));
    if (result != CONF_OK) {
        HOLDS(is_same(before, pbk_book_bytes(book)));
    } else {
        HOLDS(pbk_book_count(book) == count + (size_t)changes[kind].more);
        if (changes[kind].others_stay)
            expect_others_same(old, book, c->index);
        check_book(book);
    }
    pbk_book_free(old);
    free((char *)(uintptr_t)before.at);
}

static void change(struct pbk_book *book, struct fuzz_input *script)
{
    unsigned kind =
        fuzz_byte(script) % (unsigned)(sizeof(changes) / sizeof(changes[0]));
    unsigned path = fuzz_byte(script);
    struct change c = {.index = fuzz_byte(script) % 4};

    if (path < sizeof(paths) / sizeof(paths[0]))
        snprintf(c.path, sizeof(c.path), "%s", paths[path]);
    else
        fuzz_text(script, c.path);
    fuzz_text(script, c.text);
    make(book, &c, kind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n}, script = {data, 0};
    struct conf_problem p = {""};
    struct pbk_book *book;
    int i;

    script.left = fuzz_bytes(&in, &script.at);
    if (pbk_book_read((const char *)in.at, in.left, "input.pbk", &book, &p) !=
        CONF_OK) {
        HOLDS(!book && p.text[0]);
        return 0;
    }
    HOLDS(is_same((struct pbk_span){(const char *)in.at, in.left},
                  pbk_book_bytes(book)));
    check_book(book);
    for (i = 0; script.left && i < CHANGES; i++)
        change(book, &script);
    pbk_book_free(book);
    return 0;
}
