/*
 * fuzz_pbk - the PBK reader against a second one, which is slow and simple.
 *
 * The limits are made so small that inputs of a few hundred bytes reach them,
 * and so are the pieces in which a file is read: the input's first byte.
 *
 * Under test: conf/pbk.c conf/scan.c
 */
#include "conf/pbk.h"

#undef PBK_LINE_MAX
#undef PBK_ENTRY_LINES_MAX
#undef PBK_ENTRY_BYTES_MAX
#undef PBK_ENTRIES_MAX
#undef PBK_NAMESAKES_MAX
#define PBK_LINE_MAX        70u
#define PBK_ENTRY_LINES_MAX 14u
#define PBK_ENTRY_BYTES_MAX 300u
#define PBK_ENTRIES_MAX     9u
#define PBK_NAMESAKES_MAX   2u
#include "conf/pbk.c"

#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/reference.h"

static const struct reference_limits limits = {
    PBK_LINE_MAX, PBK_ENTRY_LINES_MAX, PBK_ENTRY_BYTES_MAX, PBK_ENTRIES_MAX,
    PBK_NAMESAKES_MAX};

enum { ITEMS = 4096, FILE_MAX = 1 << 20 };

struct book {
    struct reference reference;
    struct pbk pbk;
    int fd;
    size_t piece;
};

static void expect_same(struct pbk_span a, struct pbk_span b)
{
    HOLDS(a.n == b.n);
    HOLDS(a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

static void expect_entry(const struct book *b, const struct pbk_entry *entry,
                         const struct reference_entry *reference)
{
    static struct pbk_item items[ITEMS];
    size_t n = reference_items(&b->reference, reference, items, ITEMS), i;
    struct pbk_cursor cursor = pbk_items(entry);
    struct pbk_item item;

    HOLDS(entry->line == reference->header + 1);
    HOLDS(entry->charset == reference->charset);
    expect_same(entry->name, reference->name);
    expect_same(entry->body, reference->body);
    for (i = 0; i < n; i++) {
        HOLDS(pbk_next(&cursor, &item));
        HOLDS(item.kind == items[i].kind);
        HOLDS(item.key == items[i].key);
        HOLDS(item.line == items[i].line);
        if (item.kind == PBK_ITEM_JUNK)
            continue;
        expect_same(item.name, items[i].name);
        expect_same(item.value, items[i].value);
    }
    HOLDS(n == ITEMS || !pbk_next(&cursor, &item));
}

/* Each finds what the other does, in memory and in pieces. */
static void find(const struct book *b, const char *name)
{
    struct reference_entry reference;
    struct file_pieces pieces;
    struct conf_problem p = {""};
    struct pbk_entry entry;
    enum conf_result expected =
        reference_find(&b->reference, name, &limits, &reference);
    enum conf_result result;

    if (!b->reference.binary) {
        result = pbk_find(&b->pbk, name, &entry, &p);
        HOLDS(result == expected);
        HOLDS((result == CONF_OK) == !p.text[0]);
        if (result == CONF_OK)
            expect_entry(b, &entry, &reference);
    }
    HOLDS(file_pieces_open(b->fd, "input", FILE_MAX, b->piece, &pieces, NULL) ==
          CONF_OK);
    result = pbk_find_in_pieces(&pieces, name, &entry, &p);
    HOLDS(result == expected || (b->reference.binary && result == CONF_FORMAT));
    if (result == CONF_OK)
        expect_entry(b, &entry, &reference);
    file_pieces_close(&pieces);
}

static void find_decoded(const struct book *b, struct pbk_span name,
                         enum text_charset charset)
{
    struct buf text = buf_new(PBK_NAME_MAX * 4);

    if (text_decode(name.at, name.n, charset, &text) == CONF_OK &&
        !memchr(buf_text(&text), '\0', text.used))
        find(b, buf_text(&text));
    buf_free(&text);
}

static void walk(const struct book *b)
{
    struct pbk_walk all = pbk_entries(&b->pbk);
    struct reference_entry reference;
    struct pbk_entry entry;
    size_t next = 0, n = 0;

    while (reference_next(&b->reference, &next, &reference)) {
        if (!b->reference.binary) {
            HOLDS(pbk_next_entry(&all, &entry));
            expect_entry(b, &entry, &reference);
        }
        if (n++ >= 2 * PBK_ENTRIES_MAX)
            continue;
        find_decoded(b, reference.name, TEXT_UTF8);
        find_decoded(b, reference.name, TEXT_CP1252);
    }
    HOLDS(b->reference.binary || !pbk_next_entry(&all, &entry));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct book b = {.piece = 4};

    if (n) {
        b.piece += *data++ % 100;
        n--;
    }
    reference_open(&b.reference, (const char *)data, n);
    HOLDS((pbk_open(&b.pbk, "input", (const char *)data, n, NULL) == CONF_OK) ==
          !b.reference.binary);
    b.fd = fuzz_file(data, n);
    walk(&b);
    find(&b, "X");
    find(&b, "\xc3\xa9");
    find(&b, ".");
    close(b.fd);
    reference_close(&b.reference);
    return 0;
}
