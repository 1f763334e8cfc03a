#include "conf/pbk.h"

#include <string.h>

#include "conf/scan.h"

/* --- lines */

static struct pbk_lines lines_of(struct pbk_span text, unsigned line)
{
    struct pbk_lines lines = {text.at, text.at + text.n, line};

    return lines;
}

/* Past the line end at STOP, if one is there. CR LF is one. */
static const char *skip_line_end(const char *stop, const char *end)
{
    if (end - stop >= 2 && stop[0] == '\r' && stop[1] == '\n')
        return stop + 2;
    return stop == end ? stop : stop + 1;
}

/* The next line without its end. */
static bool next_line(struct pbk_lines *l, struct pbk_span *line)
{
    const char *stop;

    if (l->at == l->end)
        return false;
    stop = scan_line_end(l->at, l->end);
    *line = (struct pbk_span){l->at, (size_t)(stop - l->at)};
    l->at = skip_line_end(stop, l->end);
    l->line++;
    return true;
}

/* text_is_blank(): here a call for each byte costs more than all the rest. */
static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One test instead of two; blanks, and some characters that are rare. */
static bool may_be_blank(char c)
{
    return (unsigned char)c <= ' ';
}

static struct pbk_span trim(struct pbk_span s)
{
    while (s.n && is_blank(s.at[0])) {
        s.at++;
        s.n--;
    }
    while (s.n && is_blank(s.at[s.n - 1]))
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
        close = scan_near(line.at, line.at + line.n, ']');
    *name = (struct pbk_span){line.at, (size_t)(close - line.at)};
    *rest = (struct pbk_span){close, 0};
    if (name->n == line.n)
        name->n = 0;
    else
        *rest = skip(line, name->n + 1);
    return true;
}

/* Does a line begin at AT, but for blanks? START is where one does. */
static bool begins_line(const char *start, const char **at)
{
    const char *before = *at;

    while (before > start && is_blank(before[-1]))
        before--;
    if (before > start && before[-1] != '\n' && before[-1] != '\r')
        return false;
    *at = before;
    return true;
}

/* So far it is looked for byte by byte: see find_header(). */
enum { NEAR = 64 };

/*
 * The start of the next line that is a header, or END. START is that of a
 * line. Where a '[' is found, in the midst of a line, more of them may stand:
 * to call memchr() for each would cost more than it saves.
 */
static const char *find_header(const char *start, const char *end)
{
    const char *at = start, *stop;

    for (;;) {
        at = memchr(at, '[', (size_t)(end - at));
        if (!at)
            return end;
        for (stop = end - at > NEAR ? at + NEAR : end; at < stop; at++)
            if (*at == '[' && begins_line(start, &at))
                return at;
    }
}

/* --- the file */

static bool starts_with(struct pbk_span s, const char *bytes, size_t n)
{
    return s.n >= n && memcmp(s.at, bytes, n) == 0;
}

static bool is_utf16(struct pbk_span text)
{
    return starts_with(text, "\xff\xfe", 2) ||
           starts_with(text, "\xfe\xff", 2) ||
           (text.n && memchr(text.at, '\0', text.n));
}

static enum conf_result no_text(const char *file, struct conf_problem *p)
{
    return conf_fail(p, CONF_FORMAT,
                     "%s: this is no RAS phonebook: it has NUL bytes or is in "
                     "UTF-16; save it as UTF-8",
                     file);
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
    return no_text(file, p);
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

    if (!next_line(&lines, &line) || line.n > PBK_LINE_MAX)
        return false;
    for (i = 0; i < line.n; i++)
        commas += line.at[i] == ',';
    return commas == 10 || commas == 11;
}

/* --- an entry */

static enum conf_result too_long(const char *file, unsigned line,
                                 struct conf_problem *p)
{
    return conf_fail(p, CONF_LIMIT, "%s:%u: a line has at most %u bytes", file,
                     line, PBK_LINE_MAX);
}

/* Splits at the first '='; values may contain more of them. */
static bool split(struct pbk_span line, struct pbk_span *name,
                  struct pbk_span *value)
{
    const char *equals = scan_near(line.at, line.at + line.n, '=');

    *name = trim((struct pbk_span){line.at, (size_t)(equals - line.at)});
    if (equals == line.at + line.n)
        return false;
    *value = trim(skip(line, (size_t)(equals - line.at) + 1));
    return name->n > 0;
}

/* Does the trimmed LINE say it? MS-RRASM 2.2.2.2.1: all but 0 is UTF-8. */
static bool read_charset(struct pbk_span line, enum text_charset *charset)
{
    const struct pbk_key *key = &pbk_keys[PBK_KEY_Encoding];
    struct pbk_span name, value;
    int64_t number;

    /* an entry may have many lines: only its first letter costs a call */
    if (!line.n || (line.at[0] ^ key->name[0]) & ~('a' ^ 'A'))
        return false;
    if (!split(line, &name, &value) ||
        !text_same(key->name, key->name_length, name.at, name.n))
        return false;
    *charset = pbk_number(value.at, value.n, &number) && !number ? TEXT_CP1252
                                                                 : TEXT_UTF8;
    return true;
}

/*
 * The header comes before the key that says how it is encoded, so the lines
 * after it are looked at first.
 */
static enum text_charset charset_of(const struct pbk_entry *entry)
{
    struct pbk_lines lines = lines_of(entry->body, entry->line);
    enum text_charset charset = TEXT_UTF8;
    struct pbk_span line;

    while (next_line(&lines, &line) && !read_charset(trim(line), &charset))
        ;
    return charset;
}

/* Checks the entry's limits, and finds its charset on the way. */
static enum conf_result read_body(struct pbk_entry *entry,
                                  struct conf_problem *p)
{
    struct pbk_lines lines = lines_of(entry->body, entry->line);
    struct pbk_span line;
    bool known = false;

    while (next_line(&lines, &line)) {
        if (line.n > PBK_LINE_MAX)
            return too_long(entry->file, lines.line - 1, p);
        if (lines.line - entry->line > PBK_ENTRY_LINES_MAX)
            return conf_fail(p, CONF_LIMIT,
                             "%s:%u: an entry has at most %u lines",
                             entry->file, entry->line, PBK_ENTRY_LINES_MAX);
        if (!known)
            known = read_charset(trim(line), &entry->charset);
    }
    if (entry->body.n > PBK_ENTRY_BYTES_MAX)
        return conf_fail(p, CONF_LIMIT, "%s:%u: an entry has at most %u bytes",
                         entry->file, entry->line, PBK_ENTRY_BYTES_MAX);
    return CONF_OK;
}

/* The entry whose header begins at LINES, which ends up behind the header. */
static struct pbk_entry begin_entry(const char *file, struct pbk_lines *lines)
{
    struct pbk_entry entry = {
        .file = file, .line = lines->line, .charset = TEXT_UTF8};
    struct pbk_span line = {NULL, 0};

    next_line(lines, &line);
    read_header(trim(line), &entry.name, &entry.body);
    return entry;
}

static void end_body(struct pbk_entry *entry, const char *end)
{
    entry->body.n = (size_t)(end - entry->body.at);
}

/* Goes on to the next header, or the end. */
static void to_header(struct pbk_lines *lines)
{
    const char *header = find_header(lines->at, lines->end);

    lines->line += (unsigned)scan_count_lines(lines->at, header);
    lines->at = header;
}

struct pbk_walk pbk_entries(const struct pbk *book)
{
    struct pbk_walk walk = {book->file, lines_of(book->text, 1)};

    to_header(&walk.rest);
    return walk;
}

bool pbk_next_entry(struct pbk_walk *walk, struct pbk_entry *entry)
{
    struct pbk_lines *rest = &walk->rest;

    memset(entry, 0, sizeof(*entry));
    if (rest->at == rest->end)
        return false;
    *entry = begin_entry(walk->file, rest);
    to_header(rest);
    end_body(entry, rest->at);
    entry->charset = charset_of(entry);
    return true;
}

/* --- the part of a book that is in memory */

struct window {
    const char *base; /* a line begins here, */
    unsigned line;    /* and this is its number */
    const char *at;   /* a line begins here: the next one to look at */
    const char *end;
    struct file_pieces *pieces; /* NULL when there is nothing behind END */
};

static struct window window_of(const struct pbk *book,
                               struct file_pieces *pieces)
{
    const char *at = book->text.at;
    struct window w = {at, 1, at, at + book->text.n,
                       pieces && pieces->left ? pieces : NULL};

    return w;
}

static unsigned line_at(const struct window *w, const char *at)
{
    return w->line + (unsigned)scan_count_lines(w->base, at);
}

/* Goes on in the file. The line at AT, and what follows it, is kept. */
static enum conf_result move(struct window *w, struct conf_problem *p)
{
    struct file_pieces *pieces = w->pieces;
    size_t kept = (size_t)(w->end - w->at);
    enum conf_result result;

    w->line = line_at(w, w->at);
    result = file_pieces_next(pieces, kept, p);
    if (result != CONF_OK)
        return result;
    w->base = w->at = pieces->bytes;
    w->end = w->at + pieces->n;
    if (!pieces->left)
        w->pieces = NULL;
    if (memchr(w->at + kept, '\0', pieces->n - kept))
        return no_text(pieces->file, p);
    return CONF_OK;
}

/* --- finding an entry */

struct search {
    struct window window;
    const char *file;
    const char *name;
    size_t name_length;
    struct buf decoded; /* a header's name as UTF-8 */
    unsigned headers, namesakes;
    bool any_text, pop_list;
    struct conf_problem *p;
};

/* --- from header to header */

/* Lines are passed: are they too long, and do they say anything? */
static enum conf_result pass(struct search *s, const char *end)
{
    struct window *w = &s->window;
    const char *line = scan_long_line(w->at, end, PBK_LINE_MAX);

    if (line)
        return too_long(s->file, line_at(w, line), s->p);
    if (!s->headers && !s->any_text)
        s->any_text = scan_says_anything(w->at, end);
    w->at = end;
    return CONF_OK;
}

/* Is the line at AT in memory, with its end? */
static bool is_whole(const struct window *w)
{
    return !w->pieces || scan_line_end(w->at, w->end) < w->end - 1;
}

/* As far as the line at AT is in memory. */
static bool is_too_long(const struct window *w)
{
    const char *end =
        w->end - w->at > PBK_LINE_MAX ? scan_line_end(w->at, w->end) : w->at;

    return end - w->at > PBK_LINE_MAX;
}

/* Goes on to the next header; *FOUND is false at the end of the book. */
static enum conf_result next_header(struct search *s, bool *found)
{
    struct window *w = &s->window;
    enum conf_result result = CONF_OK;
    const char *stop;

    for (*found = false; result == CONF_OK; result = move(w, s->p)) {
        stop = find_header(w->at, w->end);
        *found = stop < w->end;
        if (!*found && w->pieces)
            stop = scan_last_line(w->at, w->end);
        result = pass(s, stop);
        if (result == CONF_OK && is_too_long(w))
            result = too_long(s->file, line_at(w, w->at), s->p);
        if (result != CONF_OK || !w->pieces || (*found && is_whole(w)))
            break;
    }
    if (result != CONF_OK || !*found)
        return result;
    if (++s->headers > PBK_ENTRIES_MAX)
        return conf_fail(s->p, CONF_LIMIT,
                         "%s: a phonebook has at most %u entries", s->file,
                         PBK_ENTRIES_MAX);
    return CONF_OK;
}

/* The entry at the header, with all of its lines if they are not too many. */
static enum conf_result whole_entry(struct search *s, struct pbk_entry *entry)
{
    struct window *w = &s->window;
    enum conf_result result = CONF_OK;
    struct pbk_lines lines;
    const char *end;

    for (; result == CONF_OK; result = move(w, s->p)) {
        lines = (struct pbk_lines){w->at, w->end, line_at(w, w->at)};
        *entry = begin_entry(s->file, &lines);
        end = find_header(lines.at, w->end);
        end_body(entry, end);
        if (end < w->end || !w->pieces || entry->body.n > PBK_ENTRY_BYTES_MAX)
            return read_body(entry, s->p);
    }
    return result;
}

/* --- by its name */

static bool is_pure_ascii(struct pbk_span s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        if ((unsigned char)s.at[i] >= 0x80)
            return false;
    return true;
}

/* The charsets, as a set, in which a header's name is the one looked for. */
enum { AS_UTF8 = 1 << TEXT_UTF8, AS_CP1252 = 1 << TEXT_CP1252 };

static enum conf_result compare_in(struct search *s, struct pbk_span name,
                                   enum text_charset charset, unsigned *same)
{
    enum conf_result result =
        text_decode(name.at, name.n, charset, &s->decoded);

    if (result == CONF_OK && text_same(buf_text(&s->decoded), s->decoded.used,
                                       s->name, s->name_length))
        *same |= 1u << charset;
    return result == CONF_LIMIT ? CONF_OK : result;
}

/* Is this the entry? A name that could be has bytes like it, or up to 3. */
static enum conf_result compare(struct search *s, struct pbk_span name,
                                unsigned *same)
{
    enum conf_result result;

    *same = 0;
    if (name.n > s->name_length || s->name_length > 3 * name.n)
        return CONF_OK;
    if (is_pure_ascii(name)) {
        if (text_same(name.at, name.n, s->name, s->name_length))
            *same = AS_UTF8 | AS_CP1252;
        return CONF_OK;
    }
    result = compare_in(s, name, TEXT_UTF8, same);
    return result == CONF_OK ? compare_in(s, name, TEXT_CP1252, same) : result;
}

/*
 * The entry at the header, if it is the one. Only what has the name in one
 * charset is read to its end, where it may turn out to have been the other.
 */
static enum conf_result match(struct search *s, struct pbk_entry *entry,
                              bool *found)
{
    struct window *w = &s->window;
    struct pbk_lines lines = {w->at, w->end, 0};
    enum conf_result result;
    unsigned same;

    *entry = begin_entry(s->file, &lines);
    result = compare(s, entry->name, &same);
    if (result == CONF_OK && same)
        result = whole_entry(s, entry);
    if (result != CONF_OK)
        return result;
    *found = same & 1u << entry->charset;
    if (same && !*found && ++s->namesakes > PBK_NAMESAKES_MAX)
        return conf_fail(s->p, CONF_LIMIT,
                         "%s:%u: too many entries have this name in another "
                         "charset",
                         s->file, entry->line);
    lines = (struct pbk_lines){w->at, w->end, 0};
    begin_entry(s->file, &lines);
    w->at = lines.at;
    return CONF_OK;
}

static enum conf_result no_phonebook(const struct search *s)
{
    return conf_fail(s->p, CONF_FORMAT, "%s: this is no RAS phonebook: %s",
                     s->file,
                     s->pop_list ? "it is a Connection Point Services phone "
                                   "book"
                                 : "no line begins with '['");
}

static enum conf_result search(struct search *s, struct pbk_entry *entry)
{
    enum conf_result result = CONF_OK;
    bool header = true, found = false;

    while (result == CONF_OK && header && !found) {
        result = next_header(s, &header);
        if (result == CONF_OK && header)
            result = match(s, entry, &found);
    }
    if (result != CONF_OK || found)
        return result;
    return s->any_text && !s->headers ? no_phonebook(s) : CONF_NOT_FOUND;
}

bool pbk_is_name(const char *name)
{
    return name[0] && name[0] != '.' && text_is_printable(name) &&
           text_count(name) <= PBK_NAME_MAX;
}

static enum conf_result find_entry(const struct pbk *book,
                                   struct file_pieces *pieces, const char *name,
                                   struct pbk_entry *entry,
                                   struct conf_problem *p)
{
    struct search s = {.window = window_of(book, pieces),
                       .file = book->file,
                       .name = name,
                       .name_length = strlen(name),
                       .decoded = buf_new(PBK_NAME_MAX * 4),
                       .pop_list = is_pop_list(book->text),
                       .p = p};
    enum conf_result result;

    memset(entry, 0, sizeof(*entry));
    if (!pbk_is_name(name))
        return conf_fail(p, CONF_NOT_FOUND,
                         "%s: \"%.80s\" cannot be an entry's name", s.file,
                         name);
    result = search(&s, entry);
    if (result != CONF_OK)
        memset(entry, 0, sizeof(*entry));
    if (result == CONF_NOT_FOUND)
        conf_fail(p, result, "%s: there is no entry \"%s\"", s.file, name);
    else if (result == CONF_NOMEM)
        conf_fail(p, result, "%s: out of memory", s.file);
    buf_free(&s.decoded);
    return result;
}

enum conf_result pbk_find(const struct pbk *book, const char *name,
                          struct pbk_entry *entry, struct conf_problem *p)
{
    return find_entry(book, NULL, name, entry, p);
}

enum conf_result pbk_find_in_pieces(struct file_pieces *pieces,
                                    const char *name, struct pbk_entry *entry,
                                    struct conf_problem *p)
{
    struct pbk book;
    enum conf_result result =
        pbk_open(&book, pieces->file, pieces->bytes, pieces->n, p);

    memset(entry, 0, sizeof(*entry));
    if (result == CONF_OK)
        result = find_entry(&book, pieces, name, entry, p);
    return result;
}

/* --- the lines of an entry */

struct pbk_cursor pbk_items(const struct pbk_entry *entry)
{
    struct pbk_cursor cursor = {.lines = lines_of(entry->body, entry->line),
                                .group = PBK_SCOPE_E,
                                .expected = pbk_keys};

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

/*
 * memcmp() for keys: few are shorter than a word, and few longer than three,
 * which are compared without asking for the length.
 */
static bool same_bytes(const char *a, const char *b, size_t n)
{
    size_t last = n - 8, middle = n > 16 ? 8 : 0;

    if (n >= 8 && n <= 24)
        return !((scan_load(a) ^ scan_load(b)) |
                 (scan_load(a + middle) ^ scan_load(b + middle)) |
                 (scan_load(a + last) ^ scan_load(b + last)));
    while (n && *a == *b) {
        a++;
        b++;
        n--;
    }
    return !n;
}

/* So many rows are tried before the whole table is searched. */
enum { ROWS_AHEAD = 8 };

/*
 * The table has the keys in the order in which Windows writes them, so that a
 * line's key is most often a few rows below that of the line before: but for
 * these.
 */
static const enum pbk_key_id followers[PBK_KEYS] = {
    [PBK_KEY_NETCOMPONENTS] = PBK_KEY_ms_msclient,
    [PBK_KEY_MEDIA] = PBK_KEY_Port,
    [PBK_KEY_DEVICE] = PBK_KEY_PhoneNumber,
    [PBK_KEY_FriendlyName] = PBK_KEY_LastSelectedPhone,
};

static const struct pbk_key *follower(const struct pbk_key *key)
{
    enum pbk_key_id id = followers[key - pbk_keys];

    return id ? &pbk_keys[id] : key + 1;
}

/*
 * Reads the line if it is "KEY=VALUE" and its KEY one that may be expected:
 * then neither is the '=' to be searched for, nor the key.
 */
static bool read_expected(struct pbk_cursor *c, struct pbk_item *item)
{
    const char *at = c->lines.at, *end = c->lines.end, *stop;
    const struct pbk_key *key = c->expected, *last = pbk_keys + PBK_KEYS;
    size_t left = (size_t)(end - at), n;

    if (last - key > ROWS_AHEAD)
        last = key + ROWS_AHEAD;
    for (; key < last; key++) {
        n = key->name_length;
        if (left <= n || at[n] != '=' || !same_bytes(at, key->name, n))
            continue;
        stop = scan_line_end(at + n + 1, end);
        c->lines.at = skip_line_end(stop, end);
        item->key = key;
        item->name = (struct pbk_span){at, n};
        item->value =
            (struct pbk_span){at + n + 1, (size_t)(stop - at) - n - 1};
        item->line = c->lines.line++;
        return true;
    }
    return false;
}

/*
 * Reads the next line that is not blank, whatever it is. Apart from the lines
 * that are expected, which would otherwise bear its costs.
 */
__attribute__((noinline)) static bool read_any(struct pbk_cursor *c,
                                               struct pbk_item *item)
{
    struct pbk_span line = {NULL, 0};

    memset(item, 0, sizeof(*item));
    do {
        if (!next_line(&c->lines, &line))
            return false;
        line = trim(line);
    } while (!line.n);
    item->line = c->lines.line - 1;
    item->kind = PBK_ITEM_JUNK;
    if (!split(line, &item->name, &item->value))
        return true;
    item->key = pbk_key_find(item->name.at, item->name.n);
    item->kind = place(c, item->key);
    if (item->key)
        c->expected = follower(item->key);
    return true;
}

/* Windows writes an empty line before each group, whose headers come first. */
static void skip_empty_lines(struct pbk_cursor *c)
{
    struct pbk_lines *l = &c->lines;

    while (l->at < l->end && may_be_blank(*l->at) &&
           (*l->at == '\r' || *l->at == '\n')) {
        l->at = skip_line_end(l->at, l->end);
        l->line++;
        c->expected = pbk_keys;
    }
}

/* What few lines need stands apart: it would make all the others slower. */
__attribute__((noinline)) static bool finish(struct pbk_cursor *c,
                                             struct pbk_item *item)
{
    item->value = trim(item->value);
    item->kind = place(c, item->key);
    c->expected = follower(item->key);
    return true;
}

bool pbk_next(struct pbk_cursor *cursor, struct pbk_item *item)
{
    const char *value;

    skip_empty_lines(cursor);
    if (!read_expected(cursor, item))
        return read_any(cursor, item);
    value = item->value.at;
    if (item->key->scope != PBK_SCOPE_E ||
        (item->value.n &&
         (may_be_blank(value[0]) || may_be_blank(value[item->value.n - 1]))))
        return finish(cursor, item);
    item->kind = PBK_ITEM_ENTRY;
    cursor->expected = item->key + 1;
    return true;
}
