#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/choice.h"
#include "compat/dialer/allow.h"
#include "compat/policy.h"
#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_out.h"
#include "compat/settings.h"
#include "conf/pbk_cfg.h"
#include "conf/pbk_value.h"
#include "conf/ras_conf_keys.h"
#include "conf/text.h"

enum severity { WARNING, ERROR };

static const char *const severities[] = {
    [WARNING] = "warning", [ERROR] = "error"};

struct check {
    const struct rasphone *r;
    struct ras_conf *conf; /* NULL: not wanted yet, or it cannot be read */
    bool conf_wanted;
    struct out_maker maker;
    json_t *rows;
    int status;
    struct rasphone_book book;
    struct book_cfg *native;      /* the book as it is, if it is a .cfg */
    struct pbk_book_entry entry;  /* the latest */
    struct cfg_place place;       /* where it is in a .cfg */
    unsigned char seen[PBK_KEYS]; /* in the group of the latest line */
    struct buf text;
};

/* --- rows */

static void add_row(struct check *c, enum severity severity, const char *file,
                    unsigned line, const char *text)
{
    int status = severity == ERROR ? OUT_PROBLEMS : OUT_FAILURE;
    json_t *row = json_object();

    if (status > c->status)
        c->status = status;
    out_put(&c->maker, row, "file", out_string(file));
    out_put(&c->maker, row, "line", json_integer(line));
    out_put(&c->maker, row, "severity", out_string(severities[severity]));
    out_put(&c->maker, row, "text", out_string(text));
    out_push(&c->maker, c->rows, row);
}

static void complain(struct check *c, enum severity severity, unsigned line,
                     const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void complain(struct check *c, enum severity severity, unsigned line,
                     const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (c->book.native)
        add_row(c, severity, c->place.file, c->place.line, text);
    else
        add_row(c, severity, c->book.path, line, text);
}

/* What follows "FILE:LINE: ", as the readers begin their sentences. */
static const char *split_problem(const char *file, const char *text,
                                 unsigned *line)
{
    size_t n = strlen(file);
    unsigned long number;
    char *end;

    *line = 0;
    if (strncmp(text, file, n) != 0 || text[n] != ':')
        return text;
    text += n + 1;
    number = strtoul(text, &end, 10);
    if (end > text && *end == ':') {
        *line = (unsigned)number;
        text = end + 1;
    }
    return text + strspn(text, " ");
}

static void add_problem(struct check *c, enum severity severity,
                        const char *file, const char *text)
{
    unsigned line;
    const char *sentence = split_problem(file, text, &line);

    add_row(c, severity, file, line, sentence);
}

/* --- one line */

static const char *decode(struct check *c, struct pbk_span span)
{
    if (text_decode(span.at, span.n, c->entry.text.charset, &c->text) !=
        CONF_OK)
        c->maker.failed = true;
    return buf_text(&c->text);
}

static bool is_utf8(struct pbk_span span)
{
    size_t step;

    for (; span.n; span.at += step, span.n -= step) {
        step = text_utf8_length(span.at, span.n);
        if (!step)
            return false;
    }
    return true;
}

static void check_charset(struct check *c, struct pbk_span text, unsigned line)
{
    if (c->entry.text.charset == TEXT_UTF8 && !is_utf8(text))
        complain(c, WARNING, line,
                 "this is not UTF-8, in spite of Encoding=1: it is read as "
                 "code page 1252");
}

/* A number that is read as another one. */
static void check_number(struct check *c, const struct pbk_item *item)
{
    const struct pbk_key *key = item->key;
    int64_t number, used;

    if (!pbk_number(item->value.at, item->value.n, &number)) {
        if (key->offset == PBK_NOWHERE && item->value.n)
            complain(c, WARNING, item->line, "%s: this is no number",
                     key->name);
        return;
    }
    used = number;
    if (!pbk_key_fit(key, &used)) {
        if (key->offset == PBK_NOWHERE)
            complain(c, WARNING, item->line, "%s = %lld: %s", key->name,
                     (long long)number, pbk_value_allowed(key).text);
    } else if ((uint32_t)used != (uint32_t)number) {
        complain(c, WARNING, item->line, "%s = %lld: %s; %lld is used",
                 key->name, (long long)number, pbk_value_allowed(key).text,
                 (long long)used);
    }
}

static void check_value(struct check *c, const struct pbk_item *item)
{
    const struct pbk_key *key = item->key;

    check_charset(c, item->value, item->line);
    if (pbk_key_is_number(key))
        check_number(c, item);
    else if (key->offset == PBK_NOWHERE && key->type != PBK_HEADER &&
             key->type != PBK_HEX && !pbk_value_ok(key, decode(c, item->value)))
        complain(c, WARNING, item->line, "%s: %s", key->name,
                 pbk_value_allowed(key).text);
    if (key->secret && key->type == PBK_TEXT && item->value.n)
        complain(c, WARNING, item->line,
                 "%s: a secret stands in the phonebook, and has no effect here",
                 key->name);
}

/* Groups may come again, and so may the lines of hex values. */
static void check_repetition(struct check *c, const struct pbk_item *item)
{
    const struct pbk_key *key = item->key;

    if (key->type == PBK_HEADER || item->kind == PBK_ITEM_NUMBER) {
        memset(c->seen, 0, sizeof(c->seen));
        return;
    }
    if (c->seen[key - pbk_keys]++ && key->type != PBK_HEX)
        complain(c, WARNING, item->line, "a second %s: the first one counts",
                 key->name);
}

static void check_item(struct check *c, const struct pbk_item *item)
{
    if (item->kind == PBK_ITEM_JUNK)
        complain(c, WARNING, item->line, "no line of a phonebook: %.100s",
                 decode(c, item->name));
    else if (item->kind == PBK_ITEM_UNKNOWN)
        complain(c, WARNING, item->line, "%.100s: unknown, without effect",
                 decode(c, item->name));
    else if (item->kind == PBK_ITEM_MISPLACED)
        complain(c, WARNING, item->line,
                 "%s: there is no group that it could belong to",
                 item->key->name);
    if (!item->key || item->kind == PBK_ITEM_MISPLACED)
        return;
    check_repetition(c, item);
    check_value(c, item);
}

/* --- values that the reader refuses */

static const char *const groups[] = {
    [PBK_SCOPE_E] = "\n",
    [PBK_SCOPE_N] = "\n",
    [PBK_SCOPE_M] = "\nMEDIA=x\n",
    [PBK_SCOPE_D] = "\nMEDIA=x\nDEVICE=modem\n",
    [PBK_SCOPE_P] = "\nMEDIA=x\nDEVICE=modem\nPhoneNumber=\n",
};

/*
 * The reader stops at the first value that it refuses. Each line is therefore
 * given to it alone, behind the groups that it belongs to.
 */
static bool line_refused(struct check *c, const struct pbk_item *item,
                         struct conf_problem *p)
{
    const char *group =
        item->key->type == PBK_HEADER || item->kind == PBK_ITEM_NUMBER
            ? groups[item->key->scope - 1]
            : groups[item->key->scope];
    struct buf body = buf_new(PBK_LINE_MAX * 2);
    struct pbk_entry alone = c->entry.text;
    struct entry *entry = NULL;
    enum conf_result result = buf_add(&body, group, strlen(group));
    const char *at;

    for (at = group; *at; at++)
        alone.line -= *at == '\n';
    if (result == CONF_OK)
        result = buf_add(&body, item->name.at, item->name.n);
    if (result == CONF_OK)
        result = buf_add(&body, "=", 1);
    if (result == CONF_OK)
        result = buf_add(&body, item->value.at, item->value.n);
    alone.line += item->line - c->entry.text.line;
    alone.body = (struct pbk_span){buf_text(&body), body.used};
    if (result == CONF_OK)
        result = pbk_cfg_load(&alone, &entry, p);
    entry_free(entry);
    buf_free(&body);
    return result == CONF_VALUE;
}

/* The lines of a .cfg are known of the first refused value only. */
static void add_refused(struct check *c, const struct conf_problem *p,
                        const struct conf_problem *first)
{
    unsigned line, line_of_first;
    const char *text = split_problem(c->book.path, p->text, &line);

    if (!c->native)
        add_problem(c, ERROR, c->book.path, p->text);
    else if (strcmp(text, split_problem(c->place.file, first->text,
                                        &line_of_first)) != 0)
        complain(c, ERROR, 0, "%s", text);
}

static void list_refused(struct check *c, const struct conf_problem *first)
{
    struct pbk_cursor cursor = pbk_items(&c->entry.text);
    struct conf_problem p = {""};
    struct pbk_item item;
    bool any = c->native != NULL;

    if (any)
        add_problem(c, ERROR, c->place.file, first->text);
    while (pbk_next(&cursor, &item)) {
        if (!item.key || item.kind == PBK_ITEM_MISPLACED ||
            !line_refused(c, &item, &p))
            continue;
        add_refused(c, &p, first);
        any = true;
    }
    if (!any)
        add_problem(c, ERROR, c->book.path, first->text);
}

/*
 * Not every user may read ras.conf, and few entries need it: it is read when
 * the first one does, or when the user names the file.
 */
static const struct ras_conf *config_of(struct check *c)
{
    struct conf_problem p = {""};

    if (!c->conf_wanted && rasphone_load_config(c->r, &c->conf, &p) != CONF_OK)
        add_problem(c, ERROR, rasphone_config(c->r), p.text);
    else if (!c->conf_wanted && policy_check(&c->conf->policy, &p) != CONF_OK)
        add_problem(c, ERROR, rasphone_config(c->r), p.text);
    c->conf_wanted = true;
    return c->conf;
}

/* What keeps the dialer DLL from being used; NULL: nothing. */
static const char *dialer_problem(struct check *c, const char *dll,
                                  char why[ALLOW_REASON])
{
    const struct allow_rules rules = {.conf = dll[0] ? config_of(c) : NULL,
                                      .roots = true,
                                      .root = c->r->root};
    struct allow_dialer dialer;

    if (!dll[0])
        return NULL;
    if (!allow_open(&rules, dll, &dialer, why, ALLOW_REASON))
        return why;
    close(dialer.fd);
    return NULL;
}

/* What the plugin would say of the entry, whatever line it was given. */
static void check_settings(struct check *c, const struct entry *entry,
                           const struct entry_media *media,
                           const struct entry_device *device)
{
    struct ras_device line;
    struct settings_request q = {.entry = entry,
                                 .media = media,
                                 .device = device,
                                 .line = &line,
                                 .trusted = true};
    struct settings s;
    char why[ALLOW_REASON];
    size_t i;

    ras_device_defaults(RAS_DEVICE_MODEM, &line);
    q.dialer = dialer_problem(c, entry->custom_ras_dial_dll, why);
    q.own_line = entry->custom_ras_dial_dll[0] && !q.dialer;
    settings_make(&s, &q);
    if (s.error)
        complain(c, WARNING, c->entry.text.line,
                 "[%.256s]: it cannot be dialled here: %s", entry->name,
                 s.reason);
    for (i = 0; i < s.n_notes; i++)
        complain(c, WARNING, c->entry.text.line, "[%.256s]: %s", entry->name,
                 s.notes[i].text);
}

/* Of a .cfg its own text is read, not the PBK that was made of it. */
static enum conf_result load_typed(struct check *c, struct entry **entry,
                                   struct conf_problem *p)
{
    enum conf_result result;
    size_t i;

    *entry = NULL;
    if (!c->native)
        return pbk_cfg_load(&c->entry.text, entry, p);
    result = book_cfg_find(c->native, c->entry.name, &i, p);
    return result == CONF_OK ? book_cfg_load(c->native, i, entry, p) : result;
}

static void check_typed(struct check *c, const char *name)
{
    const struct entry_media *media;
    const struct entry_device *device;
    struct conf_problem p = {""};
    struct entry *entry = NULL;
    enum conf_result result = load_typed(c, &entry, &p);

    if (result == CONF_VALUE)
        list_refused(c, &p);
    else if (result != CONF_OK)
        add_problem(c, ERROR, c->book.path, p.text);
    else if (!choice_media(entry, &media, &device))
        complain(c, ERROR, c->entry.text.line,
                 "[%.256s]: there is no MEDIA with a DEVICE", name);
    else
        check_settings(c, entry, media, device);
    entry_free(entry);
}

/* --- entries and books */

static void check_header(struct check *c)
{
    const struct pbk_book_entry *e = &c->entry;

    check_charset(c, e->text.name, e->text.line);
    if (e->hidden)
        complain(c, WARNING, e->text.line,
                 "this header names no entry that could be dialled");
    else if (e->duplicate)
        complain(c, WARNING, e->text.line,
                 "[%.256s]: an entry before it has this name, this one is "
                 "never found",
                 e->name);
    else if (!pbk_value_is_name(e->name))
        complain(c, WARNING, e->text.line,
                 "[%.256s]: Windows allows no such name", e->name);
}

static void find_place(struct check *c)
{
    size_t i;

    c->place = (struct cfg_place){c->book.path, 0};
    if (c->native &&
        book_cfg_find(c->native, c->entry.name, &i, NULL) == CONF_OK)
        c->place = book_cfg_place(c->native, i);
}

static void check_entry(struct check *c, size_t i)
{
    struct pbk_cursor cursor;
    struct pbk_item item;

    if (pbk_book_entry(c->book.book, i, &c->entry) != CONF_OK) {
        c->maker.failed = true;
        return;
    }
    memset(c->seen, 0, sizeof(c->seen));
    find_place(c);
    check_header(c);
    cursor = pbk_items(&c->entry.text);
    while (!c->maker.failed && pbk_next(&cursor, &item))
        check_item(c, &item);
    if (!c->entry.hidden)
        check_typed(c, c->entry.name);
}

static void check_book(struct check *c, const char *path)
{
    struct conf_problem p = {""};
    enum conf_result result;
    size_t i;

    result = rasphone_book_load(&c->book, path, &p);
    if (result == CONF_OK && c->book.native)
        result = rasphone_book_native(path, &c->native, &p);
    if (result != CONF_OK)
        add_problem(c, ERROR, path, p.text);
    for (i = 0; result == CONF_OK && !c->maker.failed &&
                i < pbk_book_count(c->book.book);
         i++)
        check_entry(c, i);
    book_cfg_close(c->native);
    c->native = NULL;
    rasphone_book_free(&c->book);
}

static void print_rows(const json_t *rows)
{
    enum out_style style;
    const json_t *row;
    char line[32];
    size_t i;

    for (i = 0; (row = json_array_get(rows, i)) != NULL; i++) {
        snprintf(line, sizeof(line), "%lld:",
                 (long long)json_integer_value(json_object_get(row, "line")));
        style = strcmp(out_get(row, "severity"), severities[ERROR]) == 0
                    ? OUT_ERROR
                    : OUT_WARNING;
        out_text(OUT_PLAIN, out_get(row, "file"));
        out_text(OUT_PLAIN, ":");
        out_text(OUT_PLAIN, strcmp(line, "0:") == 0 ? "" : line);
        out_text(OUT_PLAIN, " ");
        out_text(style, out_get(row, "severity"));
        out_line(OUT_PLAIN, ": %s", out_get(row, "text"));
    }
}

int rasphone_check(struct rasphone *r)
{
    struct check c = {
        .r = r, .rows = json_array(), .text = buf_new(PBK_LINE_MAX * 3)};
    json_t *rows;
    size_t i;
    int k;

    if (r->options->config)
        (void)config_of(&c);
    for (k = 0; k < r->options->n_words; k++)
        check_book(&c, r->options->words[k]);
    for (i = 0; r->options->n_words == 0 && i < r->books.n; i++)
        check_book(&c, r->books.list[i].path);
    buf_free(&c.text);
    ras_conf_free(c.conf);
    rows = out_made(&c.maker, c.rows);
    if (!rows || r->options->json)
        return out_json(rows) == OUT_SUCCESS ? c.status : OUT_PROBLEMS;
    print_rows(rows);
    json_decref(rows);
    return c.status;
}
