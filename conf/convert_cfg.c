#include "conf/convert_cfg.h"

#include <stdio.h>
#include <string.h>

#include <libconfig.h>

#include "conf/book_cfg.h"
#include "conf/convert_line.h"

struct writer {
    const struct book_cfg *book;
    struct buf *out;
    struct convert_report *report;
    size_t start; /* of the book in OUT */
    struct convert_style style;
    /* The groups that are open in the PBK, as its reader will see them: */
    const config_setting_t *open[PBK_SCOPE_P + 1];
    bool written[PBK_SCOPE_P + 1][PBK_KEYS]; /* which of their keys it has */
    bool glued; /* the last line was a header that does not end its line */
    struct buf canonical;
    struct convert_value value, other;
    bool no_memory; /* for comparing */
};

/* What becomes a line: a setting, or the beginning of a group or list. */
struct subject {
    const config_setting_t *group, *setting;
    const char *label;         /* x-LABEL is the line as it was */
    const struct pbk_key *key; /* NULL: unknown, component or entry */
    const char *name;          /* of the line; NULL for an entry */
    bool begins;               /* it begins a list or group: a blank line */
    bool matters_not;          /* any value will do: NETCOMPONENTS */
    bool component;
};

/* --- notes */

static enum conf_result note(struct writer *w, enum convert_loss loss,
                             const config_setting_t *s, const char *why)
{
    struct cfg_place at =
        cfg_text_place(book_cfg_text(w->book), config_setting_source_line(s));
    const char *name = config_setting_name(s);

    return convert_report_add(w->report, loss, at.file, at.line,
                              name ? name : "a group", why);
}

static enum conf_result drop(struct writer *w, const config_setting_t *s,
                             const char *why)
{
    return note(w, CONVERT_DROPPED, s, why);
}

/* --- values */

/* Can a line have the text as its value? WHY not, or what becomes of it. */
static bool fits_line(const char *text, const char **why)
{
    size_t n = strlen(text);

    *why = NULL;
    if (strpbrk(text, "\r\n")) {
        *why = "a value cannot have line ends";
        return false;
    }
    if (n && (text_is_blank(text[0]) || text_is_blank(text[n - 1])))
        *why = "the blanks around the value will be lost";
    return true;
}

static enum conf_result read_text(struct writer *w, const config_setting_t *s,
                                  bool *usable)
{
    const char *text = config_setting_get_string(s), *why;
    enum conf_result result = CONF_OK;

    *usable = fits_line(text, &why);
    if (why)
        result = note(w, *usable ? CONVERT_CHANGED : CONVERT_DROPPED, s, why);
    if (result == CONF_OK && *usable)
        result = convert_value_set(&w->value, text, strlen(text));
    return result;
}

/* A phonebook's numbers are DWORDs, signed or unsigned: see pbk_number(). */
static enum conf_result read_number(struct writer *w, const config_setting_t *s,
                                    bool *usable)
{
    long long number = config_setting_type(s) == CONFIG_TYPE_BOOL
                           ? config_setting_get_bool(s)
                           : config_setting_get_int64(s);

    *usable = number >= INT32_MIN && number <= (long long)UINT32_MAX;
    if (!*usable)
        return drop(w, s, "a phonebook's numbers have 32 bits");
    w->value.is_number = true;
    w->value.number = number;
    return CONF_OK;
}

/* What S says, in w->value. S may be NULL: an empty text. */
static enum conf_result read_value(struct writer *w, const config_setting_t *s,
                                   bool *usable)
{
    enum conf_result result = convert_value_set(&w->value, "", 0);

    *usable = !s;
    if (!s || result != CONF_OK)
        return result;
    switch (config_setting_type(s)) {
    case CONFIG_TYPE_STRING:
        return read_text(w, s, usable);
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
    case CONFIG_TYPE_BOOL:
        return read_number(w, s, usable);
    }
    return drop(w, s, "it is neither a text nor a whole number");
}

/* --- the line as it was */

static bool is_line_end(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* The last line of TEXT, with its end. */
static struct pbk_span last_line(struct pbk_span text)
{
    size_t at = text.n;

    if (at && is_line_end(text.at[at - 1]))
        at -= at > 1 && text.at[at - 1] == '\n' && text.at[at - 2] == '\r' ? 2
                                                                           : 1;
    while (at && !is_line_end(text.at[at - 1]))
        at--;
    return (struct pbk_span){text.at + at, text.n - at};
}

static bool read_line(struct pbk_span line, struct pbk_item *item)
{
    struct pbk_entry entry = convert_lines(line);
    struct pbk_cursor cursor = pbk_items(&entry);

    return pbk_next(&cursor, item) && item->kind != PBK_ITEM_JUNK;
}

/* The part of CHUNK that is the subject's own: of hex digits all lines. */
static struct pbk_span own_lines(const struct subject *s, struct pbk_span chunk)
{
    struct pbk_span own = last_line(chunk), before;
    struct pbk_item item;

    while (s->key && s->key->type == PBK_HEX && own.at > chunk.at) {
        before =
            last_line((struct pbk_span){chunk.at, (size_t)(own.at - chunk.at)});
        if (!read_line(before, &item) || item.key != s->key)
            break;
        own = (struct pbk_span){before.at, own.n + before.n};
    }
    return own;
}

/* A line that cannot be read is not the setting's; without memory is none. */
static bool was_read(struct writer *w, enum conf_result result)
{
    w->no_memory |= result == CONF_NOMEM;
    return result == CONF_OK;
}

/* Does the text of the file at AT stand for TEXT? */
static bool stands_for(struct writer *w, struct pbk_span at, const char *text)
{
    return was_read(
               w, text_decode(at.at, at.n, w->style.charset, &w->other.text)) &&
           strcmp(buf_text(&w->other.text), text) == 0;
}

/* A byte order mark is one at the beginning of the file only. */
static bool is_header_line(struct writer *w, struct pbk_span own)
{
    struct pbk_entry entry;
    struct pbk_walk walk;
    struct pbk book;

    if (pbk_open(&book, "", own.at, own.n, NULL) != CONF_OK ||
        (book.text.at > own.at && w->out->used > w->start))
        return false;
    walk = pbk_entries(&book);
    return pbk_next_entry(&walk, &entry) &&
           stands_for(w, entry.name, buf_text(&w->value.text));
}

static bool is_component_line(struct writer *w, const struct subject *s,
                              const struct pbk_item *item)
{
    int64_t number;
    bool enabled = pbk_number(item->value.at, item->value.n, &number) && number;

    return (!item->key || (item->key->scope == PBK_SCOPE_N &&
                           item->key->type != PBK_HEADER)) &&
           enabled == (w->value.number != 0) &&
           stands_for(w, item->name, s->name);
}

/* The digits of several lines are joined. */
static bool is_key_line(struct writer *w, const struct subject *s,
                        struct pbk_span own)
{
    struct pbk_entry entry = convert_lines(own);
    struct pbk_cursor cursor = pbk_items(&entry);
    struct pbk_item item;

    if (!was_read(w, convert_value_set(&w->other, "", 0)))
        return false;
    while (pbk_next(&cursor, &item)) {
        if (item.kind == PBK_ITEM_JUNK || item.key != s->key)
            return false;
        if (!s->key && (item.name.n != strlen(s->name) ||
                        memcmp(item.name.at, s->name, item.name.n) != 0))
            return false;
        if (!was_read(w, convert_value_read(&w->other, s->key, item.value,
                                            w->style.charset)))
            return false;
    }
    return s->matters_not || convert_value_same(&w->value, &w->other);
}

/* Does OWN, the line as it was, still say what the setting says? */
static bool is_valid(struct writer *w, const struct subject *s,
                     struct pbk_span own)
{
    struct pbk_item item;

    if (!own.n) /* no line: what DEVICE and components imply */
        return s->begins && s->name && (s->matters_not || !w->value.text.used);
    if (!s->name)
        return is_header_line(w, own);
    if (!read_line(own, &item))
        return false;
    if (s->component)
        return is_component_line(w, s, &item);
    return is_key_line(w, s, own);
}

/* --- writing */

/* Lines begin where others have ended, whatever was taken out in between. */
static enum conf_result put(struct writer *w, const char *at, size_t n,
                            bool is_header)
{
    struct buf *out = w->out;
    enum conf_result result = CONF_OK;

    if (!n)
        return CONF_OK;
    if (out->used > w->start && !is_line_end(out->bytes[out->used - 1]) &&
        (is_header || !w->glued))
        result = buf_add(out, w->style.line_end, strlen(w->style.line_end));
    if (result == CONF_OK)
        result = buf_add(out, at, n);
    w->glued = is_header && !is_line_end(at[n - 1]);
    return result;
}

/*
 * Would LINE, which stood before a setting's and is none itself, now say
 * something? As long as nobody has changed the group, it does not.
 */
static bool says_something(const struct writer *w, struct pbk_span line)
{
    const struct pbk_key *key;
    struct pbk_item item;
    struct pbk_walk walk;
    struct pbk_entry entry;
    struct pbk book = {"", line};

    walk = pbk_entries(&book);
    if (pbk_next_entry(&walk, &entry))
        return true;
    if (!read_line(line, &item) || !item.key)
        return false;
    key = item.key;
    if (key == &pbk_keys[PBK_KEY_NETCOMPONENTS])
        return !w->written[PBK_SCOPE_N][PBK_KEY_NETCOMPONENTS];
    if (key->type == PBK_HEADER || key->scope == PBK_SCOPE_N)
        return true;
    if (key == &pbk_keys[PBK_KEY_PhoneNumber])
        return w->open[PBK_SCOPE_D] != NULL;
    return w->open[key->scope] && !w->written[key->scope][key - pbk_keys];
}

static enum conf_result put_before(struct writer *w, const config_setting_t *x,
                                   struct pbk_span text)
{
    struct pbk_span line;
    enum conf_result result = CONF_OK;
    const char *at = text.at, *end = text.at + text.n;

    while (at < end && result == CONF_OK) {
        line.at = at;
        while (at < end && !is_line_end(*at))
            at++;
        if (at < end && *at++ == '\r' && at < end && *at == '\n')
            at++;
        line.n = (size_t)(at - line.at);
        if (says_something(w, line))
            result = drop(w, x, "a line of it would have a new meaning now");
        else
            result = put(w, line.at, line.n, false);
    }
    return result;
}

/* The line as Windows writes it, in w->canonical. */
static enum conf_result make_canonical(struct writer *w,
                                       const struct subject *s, bool blank)
{
    const char *end = w->style.line_end;
    enum conf_result result = CONF_OK;

    buf_clear(&w->canonical);
    if (blank)
        result = buf_add(&w->canonical, end, strlen(end));
    if (result != CONF_OK)
        return result;
    if (!s->name)
        return convert_put_header(&w->style, &w->value, &w->canonical);
    return convert_put_line(&w->style, s->key, s->name, &w->value,
                            &w->canonical);
}

/*
 * In a PBK the key decides what is a number and what a text; an unknown key is
 * read by nobody.
 */
static bool changes_kind(struct writer *w, const struct subject *s)
{
    struct pbk_span line = {w->canonical.bytes, w->canonical.used};

    if (!s->key || s->matters_not)
        return false;
    is_key_line(w, s, line);
    return w->other.is_number != w->value.is_number;
}

static enum conf_result put_canonical(struct writer *w, const struct subject *s,
                                      bool blank)
{
    const config_setting_t *setting = s->setting ? s->setting : s->group;
    enum conf_result result = make_canonical(w, s, blank);

    if (result == CONF_VALUE)
        return drop(w, setting, "the entry's Encoding has no such character");
    if (result == CONF_OK && changes_kind(w, s))
        result = note(w, CONVERT_CHANGED, setting,
                      w->value.is_number ? "it becomes a text"
                                         : "it becomes a number");
    if (w->no_memory)
        return CONF_NOMEM;
    if (result != CONF_OK)
        return result;
    return put(w, w->canonical.bytes, w->canonical.used, !s->name);
}

static const config_setting_t *chunk_of(const struct subject *s)
{
    char name[CONVERT_NAME_MAX + 3];
    const config_setting_t *x;

    if ((size_t)snprintf(name, sizeof(name), "x-%s", s->label) >= sizeof(name))
        return NULL;
    x = config_setting_get_member(s->group, name);
    return x && config_setting_get_string(x) ? x : NULL;
}

/* Writes the line of the subject, whose value is in w->value. */
static enum conf_result put_subject(struct writer *w, const struct subject *s)
{
    const config_setting_t *x = chunk_of(s);
    bool blank = s->begins && (s->name || w->out->used > w->start);
    const char *text = x ? config_setting_get_string(x) : "";
    struct pbk_span chunk = {text, strlen(text)}, own;
    enum conf_result result;
    bool valid;

    if (!x)
        return put_canonical(w, s, blank);
    own = own_lines(s, chunk);
    valid = is_valid(w, s, own);
    chunk.n -= own.n;
    result = w->no_memory ? CONF_NOMEM : put_before(w, x, chunk);
    if (result != CONF_OK)
        return result;
    return valid ? put(w, own.at, own.n, !s->name) : put_canonical(w, s, false);
}

/* --- keys */

/* Why the member M of a group of SCOPE is no line; NULL if it is one. */
static const char *objection(enum pbk_scope scope, const config_setting_t *m,
                             const struct pbk_key *key)
{
    if (config_setting_is_aggregate(m))
        return "there is no such list";
    if (!key)
        return strlen(config_setting_name(m)) > CONVERT_NAME_MAX
                   ? "the name is too long"
                   : NULL;
    if (strcmp(key->name, config_setting_name(m)) != 0)
        return "a setting is found in its own spelling only";
    if (key->scope != scope || key->type == PBK_HEADER)
        return "it does not belong to this group";
    return NULL;
}

static enum conf_result write_key(struct writer *w, enum pbk_scope scope,
                                  const config_setting_t *group,
                                  const config_setting_t *m)
{
    const char *name = config_setting_name(m);
    const struct pbk_key *key = pbk_key_find(name, strlen(name));
    const char *why = objection(scope, m, key);
    struct subject s = {
        .group = group, .setting = m, .label = name, .key = key, .name = name};
    enum conf_result result;
    bool usable;

    if (why)
        return drop(w, m, why);
    result = read_value(w, m, &usable);
    if (result != CONF_OK || !usable)
        return result;
    result = put_subject(w, &s);
    if (key)
        w->written[scope][key - pbk_keys] = true;
    return result;
}

/* --- groups */

static enum conf_result write_members(struct writer *w, enum pbk_scope scope,
                                      const config_setting_t *group);

/* What begins a group of each scope: a setting, a line, and a list inside. */
static const struct {
    const char *label;
    enum pbk_key_id key;
    const char *list;
    enum pbk_scope inner;
    bool blank;
} kinds[] = {
    [PBK_SCOPE_M] = {"type", PBK_KEY_MEDIA, "devices", PBK_SCOPE_D, true},
    [PBK_SCOPE_D] = {"type", PBK_KEY_DEVICE, "numbers", PBK_SCOPE_P, true},
    [PBK_SCOPE_P] = {"PhoneNumber", PBK_KEY_PhoneNumber, "", PBK_SCOPE_P,
                     false},
};

static void open_group(struct writer *w, enum pbk_scope scope,
                       const config_setting_t *group)
{
    unsigned inner;

    for (inner = scope; inner <= PBK_SCOPE_P; inner++)
        w->open[inner] = NULL;
    w->open[scope] = group;
    memset(w->written[scope], 0, sizeof(w->written[scope]));
}

static enum conf_result write_group(struct writer *w, enum pbk_scope scope,
                                    const config_setting_t *group)
{
    const struct pbk_key *key = &pbk_keys[kinds[scope].key];
    struct subject s = {.group = group,
                        .label = kinds[scope].label,
                        .key = key,
                        .name = key->name,
                        .begins = kinds[scope].blank};
    enum conf_result result;
    bool usable;

    s.setting = config_setting_get_member(group, s.label);
    result = read_value(w, s.setting, &usable);
    if (result == CONF_OK && !usable) /* the group is there all the same */
        result = convert_value_set(&w->value, "", 0);
    if (result == CONF_OK)
        result = put_subject(w, &s);
    open_group(w, scope, group);
    if (scope == PBK_SCOPE_P)
        w->written[scope][PBK_KEY_PhoneNumber] = true;
    return result == CONF_OK ? write_members(w, scope, group) : result;
}

static enum conf_result write_groups(struct writer *w, enum pbk_scope scope,
                                     const config_setting_t *list)
{
    unsigned n = (unsigned)config_setting_length(list), i;
    enum conf_result result = CONF_OK;
    const config_setting_t *element;

    for (i = 0; i < n && result == CONF_OK; i++) {
        element = config_setting_get_elem(list, i);
        if (config_setting_is_group(element))
            result = write_group(w, scope, element);
        else
            result = drop(w, element, "it is no group");
    }
    return result;
}

/* --- network components */

/* Does the list of components begin with a line? Stray ones have none. */
static bool has_list_line(const config_setting_t *group)
{
    const char *text = "no";

    config_setting_lookup_string(group, "x-netcomponents", &text);
    return text[0] != '\0';
}

static enum conf_result write_component(struct writer *w,
                                        const config_setting_t *group)
{
    const config_setting_t *enabled =
        config_setting_get_member(group, "enabled");
    const config_setting_t *id = config_setting_get_member(group, "id");
    struct subject s = {
        .group = group, .setting = id, .label = "id", .component = true};
    enum conf_result result;
    const char *why;
    bool usable;

    s.name = id ? config_setting_get_string(id) : NULL;
    if (!s.name || !s.name[0] || strchr(s.name, '=') ||
        !fits_line(s.name, &why) || why || s.name[0] == '[')
        return drop(w, group, "a component needs an id that can be a key");
    result = read_value(w, enabled, &usable);
    if (result != CONF_OK)
        return result;
    w->value.number = w->value.is_number && w->value.number;
    w->value.is_number = true;
    return put_subject(w, &s);
}

static enum conf_result write_components(struct writer *w,
                                         const config_setting_t *group,
                                         const config_setting_t *list)
{
    const struct pbk_key *key = &pbk_keys[PBK_KEY_NETCOMPONENTS];
    struct subject s = {.group = group,
                        .setting = list,
                        .label = "netcomponents",
                        .key = key,
                        .name = key->name,
                        .begins = true,
                        .matters_not = true};
    unsigned n = (unsigned)config_setting_length(list), i;
    enum conf_result result = convert_value_set(&w->value, "", 0);
    const config_setting_t *element;

    if (result == CONF_OK)
        result = put_subject(w, &s);
    if (has_list_line(group)) {
        w->written[PBK_SCOPE_N][PBK_KEY_NETCOMPONENTS] = true;
        w->open[PBK_SCOPE_P] = NULL;
    }
    for (i = 0; i < n && result == CONF_OK; i++) {
        element = config_setting_get_elem(list, i);
        if (config_setting_is_group(element))
            result = write_component(w, element);
        else
            result = drop(w, element, "it is no group");
    }
    return result;
}

/* --- members */

enum member_kind {
    MEMBER_HEADER,     /* written already */
    MEMBER_CHUNK,      /* x-KEY */
    MEMBER_GROUPS,     /* the list of groups inside */
    MEMBER_COMPONENTS, /* the list netcomponents */
    MEMBER_UNKNOWN,    /* a key that nobody knows */
    MEMBER_KEY
};

static enum member_kind kind_of(enum pbk_scope scope,
                                const config_setting_t *member)
{
    const char *name = config_setting_name(member);
    bool is_entry = scope == PBK_SCOPE_E;

    if (strcmp(name, is_entry ? "name" : kinds[scope].label) == 0)
        return MEMBER_HEADER;
    if (strncmp(name, "x-", 2) == 0)
        return MEMBER_CHUNK;
    if (config_setting_is_list(member)) {
        if (strcmp(name, is_entry ? "media" : kinds[scope].list) == 0)
            return MEMBER_GROUPS;
        if (is_entry && strcmp(name, "netcomponents") == 0)
            return MEMBER_COMPONENTS;
    }
    return pbk_key_find(name, strlen(name)) ? MEMBER_KEY : MEMBER_UNKNOWN;
}

/* x-KEY is written with KEY. */
static enum conf_result check_chunk(struct writer *w, enum pbk_scope scope,
                                    const config_setting_t *group,
                                    const config_setting_t *x)
{
    const char *label = config_setting_name(x) + 2;

    if (config_setting_type(x) != CONFIG_TYPE_STRING)
        return drop(w, x, "it must be a text");
    if (config_setting_get_member(group, label) ||
        (scope != PBK_SCOPE_E && strcmp(label, kinds[scope].label) == 0))
        return CONF_OK;
    return drop(w, x, "the group has no such setting without x-");
}

/*
 * An unknown key is read as one of the group that the line before it is of;
 * behind the line NETCOMPONENTS, up to the next MEDIA, as a component. So what
 * follows the list at FROM and would be read like that comes before it. The
 * result is the index of the first member that need not.
 */
static unsigned end_of_displaced(enum pbk_scope scope,
                                 const config_setting_t *group, unsigned from)
{
    unsigned n = (unsigned)config_setting_length(group), i = from;
    enum member_kind list = kind_of(scope, config_setting_get_elem(group, i));
    enum member_kind stop =
        list == MEMBER_COMPONENTS ? MEMBER_GROUPS : MEMBER_KEY;

    if (list == MEMBER_COMPONENTS && !has_list_line(group))
        return from;
    do
        i++;
    while (i < n && kind_of(scope, config_setting_get_elem(group, i)) != stop);
    return i;
}

static enum conf_result write_unknown(struct writer *w, enum pbk_scope scope,
                                      const config_setting_t *group,
                                      unsigned from, unsigned end)
{
    enum conf_result result = CONF_OK;
    const config_setting_t *member;
    unsigned i;

    for (i = from; i < end && result == CONF_OK; i++) {
        member = config_setting_get_elem(group, i);
        if (kind_of(scope, member) == MEMBER_UNKNOWN)
            result = write_key(w, scope, group, member);
    }
    return result;
}

static enum conf_result write_member(struct writer *w, enum pbk_scope scope,
                                     const config_setting_t *group,
                                     const config_setting_t *member)
{
    switch (kind_of(scope, member)) {
    case MEMBER_CHUNK:
        return check_chunk(w, scope, group, member);
    case MEMBER_GROUPS:
        return write_groups(
            w, scope == PBK_SCOPE_E ? PBK_SCOPE_M : kinds[scope].inner, member);
    case MEMBER_COMPONENTS:
        return write_components(w, group, member);
    case MEMBER_UNKNOWN:
    case MEMBER_KEY:
        return write_key(w, scope, group, member);
    case MEMBER_HEADER:
        break;
    }
    return CONF_OK;
}

static enum conf_result write_members(struct writer *w, enum pbk_scope scope,
                                      const config_setting_t *group)
{
    unsigned n = (unsigned)config_setting_length(group), i, end;
    unsigned done = 0; /* no unknown key before this one is left */
    enum conf_result result = CONF_OK;
    const config_setting_t *member;
    enum member_kind kind;

    for (i = 0; i < n && result == CONF_OK; i++) {
        member = config_setting_get_elem(group, i);
        kind = kind_of(scope, member);
        if (kind == MEMBER_UNKNOWN && i < done)
            continue;
        if (kind == MEMBER_GROUPS || kind == MEMBER_COMPONENTS) {
            end = end_of_displaced(scope, group, i);
            result = write_unknown(w, scope, group, i > done ? i : done, end);
            done = end > done ? end : done;
        }
        if (result == CONF_OK)
            result = write_member(w, scope, group, member);
    }
    return result;
}

/* --- entries */

/* MS-RRASM 2.2.2.2.1: all but 0 is UTF-8. */
static enum text_charset charset_of(const config_setting_t *entry)
{
    const config_setting_t *s = config_setting_get_member(entry, "Encoding");
    int64_t number;
    const char *text;

    if (!s)
        return TEXT_UTF8;
    text = config_setting_get_string(s);
    if (text)
        return pbk_number(text, strlen(text), &number) && !number ? TEXT_CP1252
                                                                  : TEXT_UTF8;
    if (config_setting_type(s) == CONFIG_TYPE_BOOL)
        return config_setting_get_bool(s) ? TEXT_UTF8 : TEXT_CP1252;
    return config_setting_is_number(s) && config_setting_get_int64(s) == 0
               ? TEXT_CP1252
               : TEXT_UTF8;
}

static enum conf_result write_entry(struct writer *w,
                                    const config_setting_t *entry)
{
    struct subject s = {.group = entry, .label = "name", .begins = true};
    const char *name, *why;
    enum conf_result result;

    s.setting = config_setting_get_member(entry, "name");
    name = s.setting ? config_setting_get_string(s.setting) : NULL;
    if (!name || !fits_line(name, &why))
        return drop(w, entry, "the entry has no name that a line can have");
    w->style.charset = charset_of(entry);
    result = convert_value_set(&w->value, name, strlen(name));
    if (result == CONF_OK)
        result = make_canonical(w, &s, false);
    if (result == CONF_VALUE && !chunk_of(&s))
        return drop(w, entry, "its Encoding cannot express the entry's name");
    if (result == CONF_OK || result == CONF_VALUE)
        result = put_subject(w, &s);
    open_group(w, PBK_SCOPE_E, entry);
    memset(w->written, 0, sizeof(w->written));
    return result == CONF_OK ? write_members(w, PBK_SCOPE_E, entry) : result;
}

static enum conf_result write_entries(struct writer *w,
                                      const config_setting_t *list)
{
    unsigned n = (unsigned)config_setting_length(list), i;
    enum conf_result result = CONF_OK;

    for (i = 0; i < n && result == CONF_OK; i++)
        result = write_entry(w, config_setting_get_elem(list, i));
    return result;
}

/* --- the book */

static const char *line_end_of(const config_setting_t *root)
{
    static const char *const ends[] = {"\r\n", "\n", "\r"};
    const char *text = NULL;
    size_t i;

    config_setting_lookup_string(root, "x-line-end", &text);
    for (i = 0; text && i < sizeof(ends) / sizeof(ends[0]); i++)
        if (strcmp(text, ends[i]) == 0)
            return ends[i];
    return ends[0];
}

/* The end of the book is written like the lines before a setting. */
static enum conf_result write_end(struct writer *w,
                                  const config_setting_t *root)
{
    const config_setting_t *x = config_setting_get_member(root, "x-end");
    const char *text = x ? config_setting_get_string(x) : NULL;

    if (!text)
        return CONF_OK;
    return put_before(w, x, (struct pbk_span){text, strlen(text)});
}

static enum conf_result note_others(struct writer *w,
                                    const config_setting_t *root)
{
    unsigned n = (unsigned)config_setting_length(root), i;
    enum conf_result result = CONF_OK;
    const config_setting_t *s;
    const char *name;

    for (i = 0; i < n && result == CONF_OK; i++) {
        s = config_setting_get_elem(root, i);
        name = config_setting_name(s);
        if (strcmp(name, "entries") != 0 && strcmp(name, "x-end") != 0 &&
            strcmp(name, "x-line-end") != 0)
            result = drop(w, s, "a PBK has entries and nothing else");
    }
    return result;
}

static enum conf_result note_include(struct writer *w)
{
    const struct cfg_place *at = &book_cfg_text(w->book)->include;

    if (!at->file)
        return CONF_OK;
    return convert_report_add(w->report, CONVERT_CHANGED, at->file, at->line,
                              "@include",
                              "what other files have stands in this one now");
}

struct comments {
    struct writer *w;
    enum conf_result result;
};

static bool note_comment(void *context, unsigned line)
{
    struct comments *c = context;
    struct cfg_place at = cfg_text_place(book_cfg_text(c->w->book), line);

    c->result = convert_report_add(c->w->report, CONVERT_DROPPED, at.file,
                                   at.line, "comment", "a PBK has none");
    return c->result == CONF_OK;
}

static enum conf_result write_book(struct writer *w)
{
    const config_setting_t *root = book_cfg_root(w->book);
    struct comments comments = {w, CONF_OK};
    enum conf_result result;

    w->style.line_end = line_end_of(root);
    result = write_entries(w, config_setting_get_member(root, "entries"));
    if (result == CONF_OK)
        result = write_end(w, root);
    if (result == CONF_OK)
        result = note_others(w, root);
    if (result == CONF_OK)
        result = note_include(w);
    if (result == CONF_OK)
        cfg_text_comments(book_cfg_text(w->book), note_comment, &comments);
    return result == CONF_OK ? comments.result : result;
}

enum conf_result convert_cfg_to_pbk(const char *bytes, size_t n,
                                    const char *file, bool includes,
                                    struct buf *out,
                                    struct convert_report *report,
                                    struct conf_problem *p)
{
    struct writer w = {.out = out,
                       .report = report,
                       .start = out->used,
                       .canonical = buf_new(CFG_TEXT_MAX_BYTES),
                       .value = convert_value_new(),
                       .other = convert_value_new()};
    enum conf_result result;
    struct book_cfg *book;

    if (p)
        p->text[0] = '\0';
    result = book_cfg_open(bytes, n, file, includes, &book, p);
    if (result != CONF_OK)
        return result;
    w.book = book;
    result = write_book(&w);
    if (result == CONF_NOMEM)
        conf_fail(p, result, "%s: out of memory", file);
    else if (result != CONF_OK)
        conf_fail(p, result, "%s: the other form is too large", file);
    buf_free(&w.canonical);
    convert_value_free(&w.value);
    convert_value_free(&w.other);
    book_cfg_close(book);
    return result;
}
