#include "conf/pbk.h"

#include <string.h>

/* --- lines */

static const char *find_byte(const char *at, const char *end, int byte)
{
    const char *found = memchr(at, byte, (size_t)(end - at));

    return found ? found : end;
}

static struct pbk_lines lines_of(struct pbk_span text, unsigned line)
{
    const char *end = text.at + text.n;
    struct pbk_lines lines = {text.at, end, find_byte(text.at, end, '\n'),
                              line};

    return lines;
}

/*
 * The next line without its end. The next LF is kept: in a file with CR alone
 * each line would otherwise search for one through the rest of the file.
 */
static bool next_line(struct pbk_lines *l, struct pbk_span *line)
{
    const char *stop;

    if (l->at == l->end)
        return false;
    if (l->lf < l->at)
        l->lf = find_byte(l->at, l->end, '\n');
    stop = find_byte(l->at, l->lf, '\r');
    *line = (struct pbk_span){l->at, (size_t)(stop - l->at)};
    if (stop + 1 == l->lf && l->lf != l->end)
        stop++; /* CR LF is one line end */
    l->at = stop == l->end ? stop : stop + 1;
    l->line++;
    return true;
}

static struct pbk_span trim(struct pbk_span s)
{
    while (s.n && text_is_blank(s.at[0])) {
        s.at++;
        s.n--;
    }
    while (s.n && text_is_blank(s.at[s.n - 1]))
        s.n--;
    return s;
}

static struct pbk_span skip(struct pbk_span s, size_t n)
{
    return (struct pbk_span){s.at + n, s.n - n};
}

/* --- headers */

/*
 * Is LINE, which is trimmed, an entry's header? REST is what follows it in
 * the line: writers that forget the line end leave "[Name]Encoding=1". A
 * header without ']' ends the entry before it and has no name, lest its keys
 * be taken for that entry's.
 */
static bool read_header(struct pbk_span line, struct pbk_span *name,
                        struct pbk_span *rest)
{
    const char *close;

    if (!line.n || line.at[0] != '[')
        return false;
    line = skip(line, 1);
    if (line.n && line.at[line.n - 1] == ']')
        close = line.at + line.n - 1;
    else
        close = find_byte(line.at, line.at + line.n, ']');
    *name = (struct pbk_span){line.at, (size_t)(close - line.at)};
    *rest = (struct pbk_span){close, 0};
    if (name->n == line.n)
        name->n = 0;
    else
        *rest = skip(line, name->n + 1);
    return true;
}

static bool is_header(struct pbk_span line)
{
    struct pbk_span trimmed = trim(line);

    return trimmed.n && trimmed.at[0] == '[';
}

/* --- the file */

static bool starts_with(struct pbk_span s, const char *bytes, size_t n)
{
    return s.n >= n && memcmp(s.at, bytes, n) == 0;
}

static bool is_utf16(struct pbk_span text)
{
    return starts_with(text, "\xff\xfe", 2) ||
           starts_with(text, "\xfe\xff", 2) || memchr(text.at, '\0', text.n);
}

enum conf_result pbk_open(struct pbk *book, const char *file, const char *bytes,
                          size_t n, struct conf_problem *p)
{
    *book = (struct pbk){file, {bytes, n}};
    if (starts_with(book->text, "\xef\xbb\xbf", 3))
        book->text = skip(book->text, 3);
    if (!is_utf16(book->text))
        return CONF_OK;
    book->text.n = 0;
    return conf_fail(p, CONF_FORMAT,
                     "%s: this is no RAS phonebook: it has NUL bytes or is in "
                     "UTF-16; save it as UTF-8",
                     file);
}

/*
 * MS-CPSP 2.2.1: the POP list of the Connection Manager is called .pbk, too;
 * each line has 10 or 11 commas.
 */
static bool is_pop_list(struct pbk_span text)
{
    struct pbk_lines lines = lines_of(text, 1);
    struct pbk_span line;
    size_t commas = 0, i;

    if (!next_line(&lines, &line))
        return false;
    for (i = 0; i < line.n; i++)
        commas += line.at[i] == ',';
    return commas == 10 || commas == 11;
}

static enum conf_result no_phonebook(const struct pbk *book,
                                     struct conf_problem *p)
{
    return conf_fail(
        p, CONF_FORMAT, "%s: this is no RAS phonebook: %s", book->file,
        is_pop_list(book->text) ? "it is a Connection Point Services phone book"
                                : "no line begins with '['");
}

static enum conf_result too_long(const char *file, unsigned line,
                                 struct conf_problem *p)
{
    return conf_fail(p, CONF_LIMIT, "%s:%u: a line has at most %u bytes", file,
                     line, PBK_LINE_MAX);
}

/* --- finding an entry */

struct search {
    const struct pbk *book;
    const char *name;
    size_t name_length;
    struct buf decoded; /* a header's name as UTF-8 */
    bool any_header, any_text;
    struct conf_problem *p;
};

static bool is_pure_ascii(struct pbk_span s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        if ((unsigned char)s.at[i] >= 0x80)
            return false;
    return true;
}

/* Splits at the first '='; values may contain more of them. */
static bool split(struct pbk_span line, struct pbk_span *name,
                  struct pbk_span *value)
{
    const char *equals = find_byte(line.at, line.at + line.n, '=');

    *name = trim((struct pbk_span){line.at, (size_t)(equals - line.at)});
    if (equals == line.at + line.n)
        return false;
    *value = trim(skip(line, (size_t)(equals - line.at) + 1));
    return name->n > 0;
}

/*
 * The header comes before the key that says how it is encoded, so the lines
 * after it are looked at first. MS-RRASM 2.2.2.2.1: whatever is not 0 is UTF-8.
 */
static enum text_charset charset_of(const struct pbk_entry *entry)
{
    const struct pbk_key *key = &pbk_keys[PBK_KEY_Encoding];
    struct pbk_lines lines = lines_of(entry->body, entry->line);
    struct pbk_span line, name, value;
    int64_t number;

    while (next_line(&lines, &line)) {
        if (!split(line, &name, &value) ||
            !text_same(key->name, key->name_length, name.at, name.n))
            continue;
        return pbk_number(value.at, value.n, &number) && !number ? TEXT_CP1252
                                                                 : TEXT_UTF8;
    }
    return TEXT_UTF8;
}

/* The entry's lines end before the next header or at the end of the file. */
static size_t body_length(const char *body, struct pbk_lines after)
{
    const char *end = after.at;
    struct pbk_span line;

    while (next_line(&after, &line) && !is_header(line))
        end = after.at;
    return (size_t)(end - body);
}

/* Is this the entry? Only a header that could be it costs more than a look. */
static enum conf_result compare(struct search *s, struct pbk_entry *entry,
                                const struct pbk_lines *after, bool *found)
{
    enum conf_result result;

    *found = text_same(entry->name.at, entry->name.n, s->name, s->name_length);
    if (!*found && is_pure_ascii(entry->name))
        return CONF_OK;
    entry->body.n = body_length(entry->body.at, *after);
    entry->charset = charset_of(entry);
    result =
        text_decode(entry->name.at, entry->name.n, entry->charset, &s->decoded);
    *found =
        result == CONF_OK && text_same(buf_text(&s->decoded), s->decoded.used,
                                       s->name, s->name_length);
    return result == CONF_LIMIT ? CONF_OK : result;
}

static enum conf_result check_limits(const struct pbk_entry *entry,
                                     struct conf_problem *p)
{
    struct pbk_lines lines = lines_of(entry->body, entry->line);
    struct pbk_span line;

    while (next_line(&lines, &line)) {
        if (line.n > PBK_LINE_MAX)
            return too_long(entry->file, lines.line - 1, p);
        if (lines.line - entry->line > PBK_ENTRY_LINES_MAX)
            return conf_fail(p, CONF_LIMIT,
                             "%s:%u: an entry has at most %u lines",
                             entry->file, entry->line, PBK_ENTRY_LINES_MAX);
    }
    return CONF_OK;
}

static enum conf_result search(struct search *s, struct pbk_entry *entry)
{
    struct pbk_lines lines = lines_of(s->book->text, 1);
    enum conf_result result = CONF_OK;
    struct pbk_span line, name, rest;
    bool found = false;

    while (result == CONF_OK && !found && next_line(&lines, &line)) {
        if (line.n > PBK_LINE_MAX)
            return too_long(s->book->file, lines.line - 1, s->p);
        line = trim(line);
        s->any_text |= line.n > 0;
        if (!read_header(line, &name, &rest))
            continue;
        s->any_header = true;
        *entry = (struct pbk_entry){s->book->file, name, rest, lines.line - 1,
                                    TEXT_UTF8};
        result = compare(s, entry, &lines, &found);
    }
    if (found)
        return check_limits(entry, s->p);
    if (result != CONF_OK)
        return result;
    return s->any_text && !s->any_header ? no_phonebook(s->book, s->p)
                                         : CONF_NOT_FOUND;
}

/*
 * What Windows' RasValidateEntryName refuses cannot be an entry: a leading
 * '.' above all, which marks sections that are not for dialling.
 */
static bool is_name(const char *name)
{
    return name[0] && name[0] != '.' && text_is_printable(name) &&
           text_count(name) <= PBK_NAME_MAX;
}

enum conf_result pbk_find(const struct pbk *book, const char *name,
                          struct pbk_entry *entry, struct conf_problem *p)
{
    struct search s = {.book = book,
                       .name = name,
                       .name_length = strlen(name),
                       .decoded = buf_new(PBK_NAME_MAX * 4),
                       .p = p};
    enum conf_result result;

    memset(entry, 0, sizeof(*entry));
    if (!is_name(name))
        return conf_fail(p, CONF_NOT_FOUND,
                         "%s: \"%.80s\" cannot be an entry's name", book->file,
                         name);
    result = search(&s, entry);
    if (result != CONF_OK)
        memset(entry, 0, sizeof(*entry));
    if (result == CONF_NOT_FOUND)
        conf_fail(p, result, "%s: there is no entry \"%s\"", book->file, name);
    else if (result == CONF_NOMEM)
        conf_fail(p, result, "%s: out of memory", book->file);
    buf_free(&s.decoded);
    return result;
}

/* --- the lines of an entry */

struct pbk_cursor pbk_items(const struct pbk_entry *entry)
{
    struct pbk_cursor cursor = {.lines = lines_of(entry->body, entry->line),
                                .group = PBK_SCOPE_E};

    return cursor;
}

/* A group begins: the groups inside the one before it are over. */
static enum pbk_item_kind begin_group(struct pbk_cursor *c,
                                      enum pbk_scope scope)
{
    c->group = scope;
    c->number = false;
    if (scope == PBK_SCOPE_N)
        return PBK_ITEM_NETCOMPONENTS;
    c->device = scope == PBK_SCOPE_D;
    c->media = true;
    return c->device ? PBK_ITEM_DEVICE : PBK_ITEM_MEDIA;
}

static enum pbk_item_kind place_number(struct pbk_cursor *c,
                                       const struct pbk_key *key)
{
    if (c->device && key == &pbk_keys[PBK_KEY_PhoneNumber]) {
        c->number = true;
        return PBK_ITEM_NUMBER;
    }
    return c->number ? PBK_ITEM_NUMBER_KEY : PBK_ITEM_MISPLACED;
}

/*
 * A key says by itself where it belongs: files exist that have entry keys
 * after DEVICE, or ms_server without the header NETCOMPONENTS. Only below
 * that header an unknown key is a component: the list is open.
 */
static enum pbk_item_kind place(struct pbk_cursor *c, const struct pbk_key *key)
{
    if (!key)
        return c->group == PBK_SCOPE_N ? PBK_ITEM_COMPONENT : PBK_ITEM_UNKNOWN;
    if (key->type == PBK_HEADER)
        return begin_group(c, key->scope);
    switch (key->scope) {
    case PBK_SCOPE_E:
        return PBK_ITEM_ENTRY;
    case PBK_SCOPE_N:
        return PBK_ITEM_COMPONENT;
    case PBK_SCOPE_M:
        return c->media ? PBK_ITEM_MEDIA_KEY : PBK_ITEM_MISPLACED;
    case PBK_SCOPE_D:
        return c->device ? PBK_ITEM_DEVICE_KEY : PBK_ITEM_MISPLACED;
    case PBK_SCOPE_P:
        return place_number(c, key);
    }
    return PBK_ITEM_UNKNOWN;
}

bool pbk_next(struct pbk_cursor *cursor, struct pbk_item *item)
{
    struct pbk_span line = {NULL, 0};

    memset(item, 0, sizeof(*item));
    do {
        if (!next_line(&cursor->lines, &line))
            return false;
        line = trim(line);
    } while (!line.n);
    item->line = cursor->lines.line - 1;
    if (!split(line, &item->name, &item->value)) {
        item->kind = PBK_ITEM_JUNK;
        return true;
    }
    item->key = pbk_key_find(item->name.at, item->name.n);
    item->kind = place(cursor, item->key);
    return true;
}
