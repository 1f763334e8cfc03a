#include "conf/pbk_book.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf/file.h"
#include "conf/phonebook.h"
#include "conf/scan.h"
#include "conf/text.h"

struct row {
    struct pbk_entry entry;
    size_t name; /* where it is in the book's names */
    bool hidden, duplicate;
};

struct pbk_book {
    char *file;
    char *bytes; /* N of SIZE, and a NUL */
    size_t n, size;
    struct row *rows; /* ENTRIES of ROOM */
    size_t entries, room;
    size_t *known; /* rows not hidden, in the order of names, then of the file;
                      there is room for all rows */
    size_t n_known;
    struct buf names; /* each with its NUL */
};

static enum conf_result out_of_memory(const char *file, struct conf_problem *p)
{
    conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
    return CONF_NOMEM;
}

static enum conf_result check_limits(const struct pbk_book *book, size_t bytes,
                                     size_t entries, struct conf_problem *p)
{
    if (bytes > PHONEBOOK_MAX_BYTES)
        return conf_fail(p, CONF_LIMIT, "%s: a phonebook has at most %u bytes",
                         book->file, PHONEBOOK_MAX_BYTES);
    if (entries > PBK_ENTRIES_MAX)
        return conf_fail(p, CONF_LIMIT,
                         "%s: a phonebook has at most %u entries", book->file,
                         PBK_ENTRIES_MAX);
    return CONF_OK;
}

const char *pbk_book_file(const struct pbk_book *book)
{
    return book->file;
}

struct pbk_span pbk_book_bytes(const struct pbk_book *book)
{
    return (struct pbk_span){book->bytes, book->n};
}

size_t pbk_book_count(const struct pbk_book *book)
{
    return book->entries;
}

const char *pbk_book_name(const struct pbk_book *book, size_t index)
{
    return buf_text(&book->names) + book->rows[index].name;
}

const struct pbk_entry *pbk_book_text(const struct pbk_book *book, size_t index)
{
    return &book->rows[index].entry;
}

/* --- room for more */

static void wipe(char *bytes, size_t n)
{
    if (bytes)
        explicit_bzero(bytes, n);
    free(bytes);
}

static struct pbk_span moved(struct pbk_span s, const char *from,
                             const char *to)
{
    return (struct pbk_span){to + (s.at - from), s.n};
}

/* Room for as many BYTES in all; what is there moves. */
static enum conf_result make_room(struct pbk_book *book, size_t bytes)
{
    size_t size = bytes > 2 * book->size ? bytes : 2 * book->size, i;
    char *to;

    if (book->bytes && bytes <= book->size)
        return CONF_OK;
    to = malloc(size + 1);
    if (!to)
        return CONF_NOMEM;
    if (book->n)
        memcpy(to, book->bytes, book->n);
    to[book->n] = '\0';
    for (i = 0; i < book->entries; i++) {
        struct pbk_entry *e = &book->rows[i].entry;

        e->name = moved(e->name, book->bytes, to);
        e->body = moved(e->body, book->bytes, to);
    }
    wipe(book->bytes, book->n);
    book->bytes = to;
    book->size = size;
    return CONF_OK;
}

/* There is room for it. */
static void put_text(struct pbk_book *book, struct pbk_span s)
{
    if (s.n)
        memcpy(book->bytes + book->n, s.at, s.n);
    book->n += s.n;
    book->bytes[book->n] = '\0';
}

/* ARRAY, of which USED items of SIZE bytes count, with ROOM for more. */
static void *grown(void *array, size_t used, size_t room, size_t size)
{
    void *more = calloc(room + 1, size);

    if (!more)
        return NULL;
    if (used)
        memcpy(more, array, used * size);
    free(array);
    return more;
}

/* Room for as many ROWS in all, known ones included. */
static enum conf_result make_rows(struct pbk_book *book, size_t rows)
{
    size_t room = rows > 2 * book->room ? rows : 2 * book->room;
    void *more;

    if (book->known && rows <= book->room)
        return CONF_OK;
    more = grown(book->rows, book->entries, room, sizeof(*book->rows));
    if (!more)
        return CONF_NOMEM;
    book->rows = more;
    more = grown(book->known, book->n_known, room, sizeof(*book->known));
    if (!more)
        return CONF_NOMEM;
    book->known = more;
    book->room = room;
    return CONF_OK;
}

/* --- names */

/* Adds the row's name to the names: "" for one that is no name by far. */
static enum conf_result add_name(struct pbk_book *book, struct row *row)
{
    struct buf decoded = buf_new(PBK_NAME_MAX * 4);
    enum conf_result result = text_decode(row->entry.name.at, row->entry.name.n,
                                          row->entry.charset, &decoded);

    if (result == CONF_LIMIT) {
        buf_clear(&decoded);
        result = CONF_OK;
    }
    row->name = book->names.used;
    row->hidden = !pbk_is_name(buf_text(&decoded));
    if (result == CONF_OK)
        result = buf_add(&book->names, buf_text(&decoded),
                         strlen(buf_text(&decoded)) + 1);
    buf_free(&decoded);
    return result;
}

static int compare_known(const void *a, const void *b, void *book)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    int order = strcasecmp(pbk_book_name(book, x), pbk_book_name(book, y));

    return order ? order : (x > y) - (x < y);
}

/* Of entries with the same name, all but the first are duplicates. */
static void sort_known(struct pbk_book *book)
{
    size_t *known = book->known, i;

    for (i = 0; i < book->entries; i++)
        if (!book->rows[i].hidden)
            known[book->n_known++] = i;
    qsort_r(known, book->n_known, sizeof(*known), compare_known, book);
    for (i = 1; i < book->n_known; i++)
        book->rows[known[i]].duplicate =
            strcasecmp(pbk_book_name(book, known[i - 1]),
                       pbk_book_name(book, known[i])) == 0;
}

/* Where NAME is among the known ones, or would be. */
static size_t place_of(const struct pbk_book *book, const char *name)
{
    size_t low = 0, high = book->n_known, middle;

    while (low < high) {
        middle = low + (high - low) / 2;
        if (strcasecmp(pbk_book_name(book, book->known[middle]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* --- reading */

static enum conf_result add_row(struct pbk_book *book,
                                const struct pbk_entry *entry)
{
    enum conf_result result = make_rows(book, book->entries + 1);
    struct row *row;

    if (result != CONF_OK)
        return result;
    row = &book->rows[book->entries];
    *row = (struct row){.entry = *entry};
    result = add_name(book, row);
    book->entries += result == CONF_OK;
    return result;
}

static enum conf_result add_rows(struct pbk_book *book, const struct pbk *text,
                                 struct conf_problem *p)
{
    struct pbk_walk walk = pbk_entries(text);
    enum conf_result result = make_rows(book, 0);
    struct pbk_entry entry;

    while (result == CONF_OK && pbk_next_entry(&walk, &entry)) {
        result = check_limits(book, book->n, book->entries + 1, p);
        if (result == CONF_OK)
            result = add_row(book, &entry);
    }
    return result == CONF_NOMEM ? out_of_memory(book->file, p) : result;
}

/* Text without a header is no phonebook; pbk_find() says what it is. */
static enum conf_result check_form(const struct pbk *text,
                                   struct conf_problem *p)
{
    struct conf_problem problem;
    struct pbk_entry entry;
    enum conf_result result = pbk_find(text, "x", &entry, &problem);

    if (result == CONF_OK || result == CONF_NOT_FOUND)
        return CONF_OK;
    return conf_fail(p, result, "%s", problem.text);
}

static enum conf_result index_book(struct pbk_book *book,
                                   struct conf_problem *p)
{
    struct pbk text;
    enum conf_result result =
        pbk_open(&text, book->file, book->bytes, book->n, p);

    if (result == CONF_OK)
        result = add_rows(book, &text, p);
    if (result == CONF_OK && !book->entries)
        result = check_form(&text, p);
    if (result == CONF_OK)
        sort_known(book);
    return result;
}

static struct pbk_book *new_book(const char *file)
{
    struct pbk_book *book = calloc(1, sizeof(*book));

    if (!book)
        return NULL;
    book->names = buf_new(SIZE_MAX / 4);
    book->file = strdup(file);
    if (!book->file) {
        free(book);
        return NULL;
    }
    return book;
}

static enum conf_result fill_book(struct pbk_book *book,
                                  const struct pbk_span parts[3],
                                  struct conf_problem *p)
{
    size_t n = parts[0].n + parts[1].n + parts[2].n, i;
    enum conf_result result = check_limits(book, n, 0, p);

    if (result != CONF_OK)
        return result;
    if (make_room(book, n) != CONF_OK)
        return out_of_memory(book->file, p);
    for (i = 0; i < 3; i++)
        put_text(book, parts[i]);
    return index_book(book, p);
}

/* A book of text in three parts. */
static enum conf_result make_book(const struct pbk_span parts[3],
                                  const char *file, struct pbk_book **out,
                                  struct conf_problem *p)
{
    struct pbk_book *book = new_book(file);
    enum conf_result result;

    *out = NULL;
    if (!book)
        return out_of_memory(file, p);
    result = fill_book(book, parts, p);
    if (result == CONF_OK)
        *out = book;
    else
        pbk_book_free(book);
    return result;
}

enum conf_result pbk_book_read(const char *bytes, size_t n, const char *file,
                               struct pbk_book **book, struct conf_problem *p)
{
    const struct pbk_span parts[3] = {{bytes, n}, {NULL, 0}, {NULL, 0}};

    return make_book(parts, file, book, p);
}

void pbk_book_free(struct pbk_book *book)
{
    if (!book)
        return;
    wipe(book->bytes, book->n);
    buf_free(&book->names);
    free(book->rows);
    free(book->known);
    free(book->file);
    free(book);
}

/* --- looking */

enum conf_result pbk_book_entry(const struct pbk_book *book, size_t index,
                                struct pbk_book_entry *entry)
{
    const struct row *row;
    const char *name;

    memset(entry, 0, sizeof(*entry));
    if (index >= book->entries)
        return CONF_NOT_FOUND;
    row = &book->rows[index];
    name = pbk_book_name(book, index);
    memcpy(entry->name, name, strlen(name) + 1);
    entry->text = row->entry;
    entry->hidden = row->hidden;
    entry->duplicate = row->duplicate;
    return CONF_OK;
}

enum conf_result pbk_book_find(const struct pbk_book *book, const char *name,
                               size_t *index, struct conf_problem *p)
{
    size_t i = place_of(book, name);

    *index = i < book->n_known ? book->known[i] : 0;
    if (i < book->n_known && strcasecmp(pbk_book_name(book, *index), name) == 0)
        return CONF_OK;
    *index = 0;
    return conf_fail(p, CONF_NOT_FOUND, "%s: there is no entry \"%s\"",
                     book->file, name);
}

struct pbk_span pbk_book_whole(const struct pbk_book *book, size_t index)
{
    const struct pbk_entry *entry = &book->rows[index].entry;
    const char *end = entry->body.at + entry->body.n;
    const char *at = entry->name.at - 1; /* the '[' */

    while (at > book->bytes && text_is_blank(at[-1]))
        at--;
    return (struct pbk_span){at, (size_t)(end - at)};
}

const char *pbk_book_line_end(const struct pbk_book *book)
{
    const char *end = book->bytes + book->n;
    const char *at = scan_line_end(book->bytes, end);

    if (end - at >= 2 && at[0] == '\r' && at[1] == '\n')
        return "\r\n";
    if (at == end)
        return "\r\n";
    return *at == '\n' ? "\n" : "\r";
}

/* --- changing */

enum conf_result pbk_book_draft(const struct pbk_book *book,
                                struct pbk_span old, struct pbk_span new,
                                struct pbk_book **out, struct conf_problem *p)
{
    const char *end = book->bytes + book->n, *behind = old.at + old.n;
    const struct pbk_span parts[3] = {
        {book->bytes, (size_t)(old.at - book->bytes)},
        new,
        {behind, (size_t)(end - behind)}};

    return make_book(parts, book->file, out, p);
}

void pbk_book_adopt(struct pbk_book *book, struct pbk_book *draft)
{
    struct pbk_book old = *book;

    *book = *draft;
    *draft = old;
    pbk_book_free(draft);
}

static bool ends_line(struct pbk_span s)
{
    return s.n && (s.at[s.n - 1] == '\n' || s.at[s.n - 1] == '\r');
}

/* Is there an empty line at the end? */
static bool ends_apart(struct pbk_span s)
{
    if (!ends_line(s))
        return false;
    s.n -= s.n >= 2 && s.at[s.n - 1] == '\n' && s.at[s.n - 2] == '\r' ? 2 : 1;
    while (s.n && text_is_blank(s.at[s.n - 1]))
        s.n--;
    return ends_line(s);
}

/* How many line ends stand between the last line and a new header. */
static int gap_of(const struct pbk_book *book)
{
    struct pbk_span text = pbk_book_bytes(book);

    if (!book->entries)
        return 0;
    return ends_apart(text) ? 0 : ends_line(text) ? 1 : 2;
}

/* The gap belongs to the entry before it. */
static void put_gap(struct pbk_book *book, int line_ends)
{
    const char *line_end = pbk_book_line_end(book);
    const struct pbk_span s = {line_end, strlen(line_end)};

    for (; line_ends; line_ends--) {
        put_text(book, s);
        book->rows[book->entries - 1].entry.body.n += s.n;
    }
}

/* The number of the line that the end of the book is in. */
static unsigned last_line(const struct pbk_book *book)
{
    const char *from = book->bytes, *end = book->bytes + book->n;
    unsigned line = 1;

    if (book->entries) {
        from = pbk_book_whole(book, book->entries - 1).at;
        line = book->rows[book->entries - 1].entry.line;
    }
    return line + (unsigned)scan_count_lines(from, end);
}

/* There is room for all of it: nothing can fail any more. */
static void put_entry(struct pbk_book *book, const struct pbk_book *one,
                      struct row row)
{
    const struct pbk_span text = pbk_book_whole(one, 0);
    size_t place = place_of(book, pbk_book_name(one, 0));
    const char *to;

    put_gap(book, gap_of(book));
    row.entry.line = last_line(book);
    to = book->bytes + book->n;
    row.entry.file = book->file;
    row.entry.name = moved(row.entry.name, text.at, to);
    row.entry.body = moved(row.entry.body, text.at, to);
    put_text(book, text);
    memmove(book->known + place + 1, book->known + place,
            (book->n_known - place) * sizeof(*book->known));
    book->known[place] = book->entries;
    book->n_known++;
    book->rows[book->entries++] = row;
}

/*
 * Not by a draft: whoever imports a book does this for each of its entries,
 * and must not pay for the whole each time.
 */
enum conf_result pbk_book_put(struct pbk_book *book, const struct pbk_book *one,
                              struct conf_problem *p)
{
    size_t n = book->n + 4 + pbk_book_whole(one, 0).n;
    struct row row = one->rows[0];
    enum conf_result result = check_limits(book, n, book->entries + 1, p);

    if (result != CONF_OK)
        return result;
    result = make_room(book, n);
    if (result == CONF_OK)
        result = make_rows(book, book->entries + 1);
    if (result == CONF_OK)
        result = add_name(book, &row);
    if (result != CONF_OK)
        return out_of_memory(book->file, p);
    put_entry(book, one, row);
    return CONF_OK;
}
