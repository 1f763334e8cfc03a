#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_out.h"
#include "conf/text.h"

struct list {
    struct out_maker maker;
    json_t *rows;
    json_t *seen; /* names, in lower case, of the rows so far */
    struct buf value;
    int status;
};

/* --- gathering */

static void put_value(struct list *l, const struct pbk_book *book, size_t i,
                      json_t *row, const char *name, const char *path)
{
    enum conf_result result =
        pbk_book_get(book, i, path, &l->value, NULL, NULL);

    if (result == CONF_NOMEM)
        l->maker.failed = true;
    if (result != CONF_OK)
        buf_clear(&l->value);
    out_put(&l->maker, row, name, out_string(buf_text(&l->value)));
}

/* Entries are found in any case of ASCII letters. */
static bool is_taken(struct list *l, const char *name)
{
    char key[sizeof(((struct pbk_book_entry *)0)->name)];
    size_t i;

    for (i = 0; i < sizeof(key) - 1 && name[i]; i++)
        key[i] =
            (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    key[i] = '\0';
    text_make_printable(key);
    if (json_object_get(l->seen, key))
        return true;
    out_put(&l->maker, l->seen, key, json_true());
    return false;
}

static void add_entry(struct list *l, const struct rasphone_book *b, size_t i)
{
    struct pbk_book_entry entry;
    json_t *row;

    if (pbk_book_entry(b->book, i, &entry) != CONF_OK) {
        l->maker.failed = true;
        return;
    }
    if (entry.hidden)
        return;
    row = json_object();
    out_put(&l->maker, row, "name", out_string(entry.name));
    put_value(l, b->book, i, row, "device", "DEVICE");
    put_value(l, b->book, i, row, "port", "Port");
    put_value(l, b->book, i, row, "number", "PhoneNumber");
    out_put(&l->maker, row, "phonebook", out_string(b->path));
    if (!b->native)
        out_put(&l->maker, row, "line", json_integer(entry.text.line));
    out_put(&l->maker, row, "found", json_boolean(!is_taken(l, entry.name)));
    out_push(&l->maker, l->rows, row);
}

static void add_book(struct list *l, const char *path)
{
    struct conf_problem p = {""};
    struct rasphone_book b;
    size_t i;
    enum conf_result result = rasphone_book_load(&b, path, &p);

    if (result != CONF_OK) {
        l->status = out_fail(raserr_from_conf(result), "%s", p.text);
        return;
    }
    for (i = 0; i < pbk_book_count(b.book) && !l->maker.failed; i++)
        add_entry(l, &b, i);
    rasphone_book_free(&b);
}

/* --- text */

static const char *const columns[] = {"name", "device", "port", "number"};
#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void measure(const json_t *rows, size_t widths[N_COLUMNS])
{
    size_t i, k, n;
    const json_t *row;

    memset(widths, 0, N_COLUMNS * sizeof(*widths));
    for (i = 0; (row = json_array_get(rows, i)) != NULL; i++) {
        for (k = 0; k < N_COLUMNS; k++) {
            n = text_count(out_get(row, columns[k]));
            if (n > widths[k])
                widths[k] = n;
        }
    }
}

static void print_row(const json_t *row, const size_t widths[N_COLUMNS])
{
    bool found = json_is_true(json_object_get(row, "found"));
    size_t k;

    for (k = 0; k < N_COLUMNS; k++)
        out_column(found ? OUT_PLAIN : OUT_FAINT, out_get(row, columns[k]),
                   widths[k] + 2);
    out_line(OUT_FAINT, "%s%s", out_get(row, "phonebook"),
             found ? "" : " (an entry above has this name)");
}

static void print_rows(const json_t *rows)
{
    size_t i, widths[N_COLUMNS];
    const json_t *row;

    measure(rows, widths);
    for (i = 0; (row = json_array_get(rows, i)) != NULL; i++)
        print_row(row, widths);
}

/* On a new machine: nothing is wrong, and standard output stays empty. */
static void say_what_next(void)
{
    fputs("rasphone: no entries yet; `rasphone import FILE' copies those of a "
          "Windows\nphonebook, `rasphone add NAME' makes one.\n",
          stderr);
}

int rasphone_list(struct rasphone *r)
{
    struct list l = {.rows = json_array(),
                     .seen = json_object(),
                     .value = buf_new(PBK_LINE_MAX * 3)};
    json_t *rows;
    size_t i;

    for (i = 0; i < r->books.n; i++)
        add_book(&l, r->books.list[i].path);
    json_decref(l.seen);
    buf_free(&l.value);
    rows = out_made(&l.maker, l.rows);
    if (!rows || r->options->json)
        return out_json(rows) == OUT_SUCCESS ? l.status : OUT_FAILURE;
    print_rows(rows);
    if (json_array_size(rows) == 0 && l.status == OUT_SUCCESS)
        say_what_next();
    json_decref(rows);
    return l.status;
}
