#include "tests/bench/books.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conf/file.h"
#include "conf/pbk.h"

#define EXAMPLE "conf/examples/rasphone.pbk"

/* --- texts */

static void add(struct text *t, const void *bytes, size_t n)
{
    if (t->n + n + 1 > t->size) {
        t->size = (t->n + n + 1) * 2;
        t->bytes = realloc(t->bytes, t->size);
        if (!t->bytes)
            give_up("memory");
    }
    memcpy(t->bytes + t->n, bytes, n);
    t->n += n;
    t->bytes[t->n] = '\0';
}

static void put(struct text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void put(struct text *t, const char *format, ...)
{
    char line[1000];
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof(line))
        give_up("a line that is too long");
    add(t, line, (size_t)n);
}

void text_free(struct text *t)
{
    free(t->bytes);
    *t = (struct text){NULL, 0, 0};
}

/* --- a book as Windows writes it */

struct text book_of_entries(unsigned entries)
{
    struct text book = {NULL, 0, 0};
    struct file_bytes example;
    struct pbk_entry entry;
    struct pbk_walk walk;
    struct pbk pbk;
    unsigned i;
    int fd;

    if (file_open(EXAMPLE, &fd, NULL) != CONF_OK ||
        file_read(fd, EXAMPLE, 1 << 20, &example, NULL) != CONF_OK ||
        pbk_open(&pbk, EXAMPLE, example.bytes, example.n, NULL) != CONF_OK)
        give_up(EXAMPLE);
    close(fd);
    walk = pbk_entries(&pbk);
    for (i = 1; i <= entries; i++) {
        if (!pbk_next_entry(&walk, &entry)) {
            walk = pbk_entries(&pbk);
            if (!pbk_next_entry(&walk, &entry))
                give_up(EXAMPLE " has no entries");
        }
        put(&book, "[Site %u]", i);
        add(&book, entry.body.at, entry.body.n);
    }
    file_free(&example);
    return book;
}

/* --- the same for libconfig */

/* How deep a kind of line stands in the tree, and what opens its group. */
static const struct {
    enum pbk_item_kind kind;
    int depth;
    const char *list; /* NULL: a setting of the group that is open */
} levels[] = {
    {PBK_ITEM_MEDIA, 1, "media"},
    {PBK_ITEM_DEVICE, 2, "devices"},
    {PBK_ITEM_NUMBER, 3, "numbers"},
};

static void close_groups(struct text *t, int *depth, int down_to)
{
    for (; *depth > down_to; (*depth)--)
        put(t, " } );\n");
}

static void open_group(struct text *t, int *depth, enum pbk_item_kind kind)
{
    static enum pbk_item_kind last;
    size_t i;

    for (i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        if (levels[i].kind != kind)
            continue;
        if (*depth == levels[i].depth && last == kind) {
            put(t, " }, {\n");
        } else {
            close_groups(t, depth, levels[i].depth - 1);
            put(t, "%s = ( {\n", levels[i].list);
            *depth = levels[i].depth;
        }
        last = kind;
    }
}

static void add_setting(struct text *t, const struct pbk_item *item)
{
    int64_t number;

    if (pbk_number(item->value.at, item->value.n, &number))
        put(t, "%.*s = %lld%s;\n", (int)item->name.n, item->name.at,
            (long long)number,
            number > INT32_MAX || number < INT32_MIN ? "L" : "");
    else
        put(t, "%.*s = \"%.*s\";\n", (int)item->name.n, item->name.at,
            (int)item->value.n, item->value.at);
}

static void add_group(struct text *t, const struct pbk_entry *entry)
{
    struct pbk_cursor cursor = pbk_items(entry);
    struct pbk_item item;
    int depth = 0;

    put(t, "{ name = \"%.*s\";\n", (int)entry->name.n, entry->name.at);
    while (pbk_next(&cursor, &item)) {
        /* after its numbers a device goes on, and libconfig's list cannot */
        if (item.kind == PBK_ITEM_DEVICE_KEY)
            close_groups(t, &depth, 2);
        open_group(t, &depth, item.kind);
        add_setting(t, &item);
    }
    close_groups(t, &depth, 0);
    put(t, "}");
}

struct text book_as_cfg(const struct text *pbk)
{
    struct text cfg = {NULL, 0, 0};
    const char *comma = "";
    struct pbk_entry entry;
    struct pbk_walk walk;
    struct pbk book;

    if (pbk_open(&book, "bench", pbk->bytes, pbk->n, NULL) != CONF_OK)
        give_up("the book is none");
    walk = pbk_entries(&book);
    put(&cfg, "entries = (");
    while (pbk_next_entry(&walk, &entry)) {
        put(&cfg, "%s\n", comma);
        add_group(&cfg, &entry);
        comma = ",";
    }
    put(&cfg, ");\n");
    return cfg;
}

/* --- hostile ones */

#define BOOK "[a]\nType=1\n"

const struct hostile_row hostile_rows[] = {
    {"one line", BOOK, "a", 0, "", CONF_LIMIT},
    {"nothing but LF", BOOK, "\n", 0, "", CONF_NOT_FOUND},
    {"nothing but CR", BOOK, "\r", 0, "", CONF_NOT_FOUND},
    {"blank lines and no entry", "", "\n", 0, "", CONF_NOT_FOUND},
    {"lines of CR alone", BOOK, "Type=1\r", 0, "", CONF_NOT_FOUND},
    {"lines of blanks", BOOK, " ", 60000, "\n", CONF_NOT_FOUND},
    {"blanks before each [", BOOK, "          [", 5000, "\n", CONF_NOT_FOUND},
    {"[ alone", BOOK, "[", 0, "", CONF_LIMIT},
    {"lines of [", BOOK, "[", 60000, "\n", CONF_NOT_FOUND},
    {"[ in each line", BOOK, "a[\n", 0, "", CONF_NOT_FOUND},
    {"[ after a blank in each line", BOOK, "a [\n", 0, "", CONF_NOT_FOUND},
    {"[x", BOOK, "[x\n", 0, "", CONF_LIMIT},
    {"names that are not ASCII", "", "[\xe9\xe8]\n", 0, "", CONF_LIMIT},
    {"240,000 entries whose names are not ASCII", "[\xc3\xaa]\nEncoding=0\n",
     "Type=1\n", 37, "", CONF_NOT_FOUND},
    {"= alone", BOOK, "=", 60000, "\n", CONF_NOT_FOUND},
    {"lines of =", BOOK, "=\n", 0, "", CONF_NOT_FOUND},
    {"one key over and over", BOOK, "Type=1\n", 0, "", CONF_NOT_FOUND},
    {"tiny lines below a name that is not ASCII", "[\xe8]\n", "=\n", 0, "",
     CONF_NOT_FOUND},
    {"tiny lines below the name", "[\xc3\xa9]\n", "=\n", 0, "", CONF_LIMIT},
    {"one key over and over, below the name", "[\xc3\xa9]\n", "Type=1\n", 0, "",
     CONF_LIMIT},
    {"tiny lines below names that turn out to be others", "[\xc3\xa9]\n", "=\n",
     16000, "Encoding=0\n", CONF_LIMIT},
    {"empty lines below names that turn out to be others", "[\xc3\xa9]\n", "\n",
     16000, "Encoding=0\n", CONF_LIMIT},
    {"64 such names, as many lines as may be", "[\xc3\xa9]\n",
     "Exxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
     16000, "Encoding=0\n", CONF_NOT_FOUND},
};
const size_t n_hostile_rows = sizeof(hostile_rows) / sizeof(hostile_rows[0]);

/* HEAD, UNITS times UNIT, TAIL. */
static struct text one_round(const struct hostile_row *row, size_t n)
{
    struct text round = {NULL, 0, 0};
    size_t length = strlen(row->unit), i;
    size_t units = row->units ? row->units : (n - strlen(row->head)) / length;

    add(&round, row->head, strlen(row->head));
    for (i = 0; i < units; i++)
        add(&round, row->unit, length);
    add(&round, row->tail, strlen(row->tail));
    return round;
}

static void write_all(int fd, const char *bytes, size_t n)
{
    ssize_t done;

    for (; n; bytes += done, n -= (size_t)done) {
        done = write(fd, bytes, n);
        if (done <= 0)
            give_up("write");
    }
}

static int memory_file(void)
{
    int fd = memfd_create("book", MFD_CLOEXEC);

    if (fd < 0)
        give_up("memfd_create");
    return fd;
}

int hostile_book(const struct hostile_row *row, size_t n)
{
    struct text round = one_round(row, n);
    int fd = memory_file();

    for (; n >= round.n; n -= round.n)
        write_all(fd, round.bytes, round.n);
    text_free(&round);
    return fd;
}

int file_of(const struct text *t)
{
    int fd = memory_file();

    write_all(fd, t->bytes, t->n);
    return fd;
}
