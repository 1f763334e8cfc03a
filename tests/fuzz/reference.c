#include "tests/fuzz/reference.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

/* --- lines */

static bool ends_line(char c)
{
    return c == '\r' || c == '\n';
}

static void cut(struct reference *r, const char *at)
{
    const char *line;

    while (at < r->end) {
        for (line = at; at < r->end && !ends_line(*at); at++)
            ;
        r->lines[r->n_lines++] =
            (struct reference_line){line, (size_t)(at - line)};
        if (at + 1 < r->end && at[0] == '\r' && at[1] == '\n')
            at++;
        if (at < r->end)
            at++;
    }
}

void reference_open(struct reference *r, const char *bytes, size_t n)
{
    size_t i;

    *r = (struct reference){.end = bytes + n};
    r->lines = calloc(n + 1, sizeof(*r->lines));
    HOLDS(r->lines);
    if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        n -= 3;
    }
    r->binary = n >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 ||
                           memcmp(bytes, "\xfe\xff", 2) == 0);
    for (i = 0; i < n; i++)
        r->binary |= bytes[i] == '\0';
    cut(r, bytes);
}

void reference_close(struct reference *r)
{
    free(r->lines);
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct pbk_span stripped(const char *at, const char *end)
{
    while (at < end && blank(*at))
        at++;
    while (end > at && blank(end[-1]))
        end--;
    return (struct pbk_span){at, (size_t)(end - at)};
}

static struct pbk_span line(const struct reference *r, size_t i)
{
    return stripped(r->lines[i].at, r->lines[i].at + r->lines[i].n);
}

static bool is_header_line(const struct reference *r, size_t i)
{
    struct pbk_span l = line(r, i);

    return l.n && l.at[0] == '[';
}

/* --- "key=value" */

static bool parts(struct pbk_span l, struct pbk_span *key,
                  struct pbk_span *value)
{
    size_t i;

    for (i = 0; i < l.n && l.at[i] != '='; i++)
        ;
    *key = stripped(l.at, l.at + i);
    if (i == l.n)
        return false;
    *value = stripped(l.at + i + 1, l.at + l.n);
    return key->n > 0;
}

static bool same_letters(const char *a, size_t a_n, const char *b, size_t b_n)
{
    size_t i;

    if (a_n != b_n)
        return false;
    for (i = 0; i < a_n; i++)
        if (tolower((unsigned char)a[i]) != tolower((unsigned char)b[i]))
            return false;
    return true;
}

/* --- entries */

/* What is behind the ']' is a line of the entry, before all others. */
static void read_name(struct reference_entry *e, struct pbk_span l)
{
    size_t close = 0, i;

    for (i = l.n; i-- > 0;)
        if (l.at[i] == ']')
            close = i;
    if (l.at[l.n - 1] == ']')
        close = l.n - 1;
    if (!close) {
        e->name = (struct pbk_span){l.at + 1, 0};
        e->body = (struct pbk_span){l.at + l.n, 0};
    } else {
        e->name = (struct pbk_span){l.at + 1, close - 1};
        e->body = (struct pbk_span){l.at + close + 1, 0};
    }
}

/* The Ith line of the entry; the first is the rest of its header. */
static struct pbk_span entry_line(const struct reference *r,
                                  const struct reference_entry *e, size_t i)
{
    const struct reference_line *header = &r->lines[e->header];

    if (i > 0)
        return line(r, e->header + i);
    if (e->body.at > header->at + header->n)
        return (struct pbk_span){e->body.at, 0};
    return stripped(e->body.at, header->at + header->n);
}

static enum text_charset charset(const struct reference *r,
                                 const struct reference_entry *e)
{
    struct pbk_span key, value;
    int64_t number;
    size_t i;

    for (i = 0; i < e->end - e->header; i++)
        if (parts(entry_line(r, e, i), &key, &value) &&
            same_letters(key.at, key.n, "encoding", 8))
            return pbk_number(value.at, value.n, &number) && number == 0
                       ? TEXT_CP1252
                       : TEXT_UTF8;
    return TEXT_UTF8;
}

bool reference_next(const struct reference *r, size_t *from,
                    struct reference_entry *e)
{
    const char *end;

    while (*from < r->n_lines && !is_header_line(r, *from))
        ++*from;
    if (*from == r->n_lines)
        return false;
    e->header = (*from)++;
    while (*from < r->n_lines && !is_header_line(r, *from))
        ++*from;
    e->end = *from;
    read_name(e, line(r, e->header));
    end = e->end < r->n_lines ? r->lines[e->end].at : r->end;
    e->body.n = (size_t)(end - e->body.at);
    e->charset = charset(r, e);
    return true;
}

/* --- looking for one */

static bool is_called(struct pbk_span name, enum text_charset charset,
                      const char *wanted)
{
    struct buf utf8 = buf_new(PBK_NAME_MAX * 4);
    bool called =
        text_decode(name.at, name.n, charset, &utf8) == CONF_OK &&
        same_letters(buf_text(&utf8), utf8.used, wanted, strlen(wanted));

    buf_free(&utf8);
    return called;
}

/* The header's line counts as one if anything is behind it, a line end too. */
static bool is_too_large(const struct reference *r,
                         const struct reference_entry *e,
                         const struct reference_limits *limits)
{
    const struct reference_line *header = &r->lines[e->header];
    size_t first = (size_t)(header->at + header->n - e->body.at), i;

    if (e->body.n && first > limits->line)
        return true;
    for (i = e->header + 1; i < e->end; i++)
        if (r->lines[i].n > limits->line)
            return true;
    return (e->body.n ? e->end - e->header : 0) > limits->entry_lines ||
           e->body.n > limits->entry_bytes;
}

static bool lines_are_too_long(const struct reference *r, size_t from,
                               size_t to, const struct reference_limits *limits)
{
    for (; from < to; from++)
        if (r->lines[from].n > limits->line)
            return true;
    return false;
}

static bool says_nothing(const struct reference *r)
{
    size_t i;

    for (i = 0; i < r->n_lines; i++)
        if (line(r, i).n)
            return false;
    return true;
}

static bool may_be_a_name(const char *name)
{
    return name[0] && name[0] != '.' && text_is_printable(name) &&
           text_count(name) <= PBK_NAME_MAX;
}

enum conf_result reference_find(const struct reference *r, const char *name,
                                const struct reference_limits *limits,
                                struct reference_entry *e)
{
    size_t passed = 0, next = 0, headers = 0, namesakes = 0;
    bool as_utf8, as_cp1252;

    if (!may_be_a_name(name))
        return CONF_NOT_FOUND;
    while (reference_next(r, &next, e)) {
        if (lines_are_too_long(r, passed, e->header + 1, limits) ||
            ++headers > limits->entries)
            return CONF_LIMIT;
        passed = e->header + 1;
        as_utf8 = is_called(e->name, TEXT_UTF8, name);
        as_cp1252 = is_called(e->name, TEXT_CP1252, name);
        if (!as_utf8 && !as_cp1252)
            continue;
        if (is_too_large(r, e, limits))
            return CONF_LIMIT;
        if (e->charset == TEXT_UTF8 ? as_utf8 : as_cp1252)
            return CONF_OK;
        if (++namesakes > limits->namesakes)
            return CONF_LIMIT;
    }
    if (lines_are_too_long(r, passed, r->n_lines, limits))
        return CONF_LIMIT;
    return headers || says_nothing(r) ? CONF_NOT_FOUND : CONF_FORMAT;
}

/* --- the lines of one */

struct place {
    bool media, device, number, components;
};

static enum pbk_item_kind kind_of(struct place *p, const struct pbk_key *key,
                                  struct pbk_span name)
{
    bool media = name.n == 5 && memcmp(name.at, "MEDIA", 5) == 0;
    bool device = name.n == 6 && memcmp(name.at, "DEVICE", 6) == 0;
    bool components = same_letters(name.at, name.n, "netcomponents", 13);

    if (media || device || components) {
        p->media |= media || device;
        if (!components)
            p->device = device;
        p->number = false;
        p->components = components;
        return media    ? PBK_ITEM_MEDIA
               : device ? PBK_ITEM_DEVICE
                        : PBK_ITEM_NETCOMPONENTS;
    }
    if (!key)
        return p->components ? PBK_ITEM_COMPONENT : PBK_ITEM_UNKNOWN;
    if (key->scope == PBK_SCOPE_E)
        return PBK_ITEM_ENTRY;
    if (key->scope == PBK_SCOPE_N)
        return PBK_ITEM_COMPONENT;
    if (key->scope == PBK_SCOPE_M)
        return p->media ? PBK_ITEM_MEDIA_KEY : PBK_ITEM_MISPLACED;
    if (key->scope == PBK_SCOPE_D)
        return p->device ? PBK_ITEM_DEVICE_KEY : PBK_ITEM_MISPLACED;
    if (p->device && same_letters(name.at, name.n, "phonenumber", 11)) {
        p->number = true;
        return PBK_ITEM_NUMBER;
    }
    return p->number ? PBK_ITEM_NUMBER_KEY : PBK_ITEM_MISPLACED;
}

size_t reference_items(const struct reference *r,
                       const struct reference_entry *e, struct pbk_item *items,
                       size_t size)
{
    struct place place = {false, false, false, false};
    struct pbk_item *item;
    struct pbk_span l;
    size_t n = 0, i;

    for (i = 0; i < e->end - e->header && n < size; i++) {
        l = entry_line(r, e, i);
        if (!l.n)
            continue;
        item = &items[n++];
        *item = (struct pbk_item){.kind = PBK_ITEM_JUNK,
                                  .line = (unsigned)(e->header + i + 1)};
        if (!parts(l, &item->name, &item->value))
            continue;
        item->key = pbk_key_find(item->name.at, item->name.n);
        item->kind = kind_of(&place, item->key, item->name);
    }
    return n;
}
