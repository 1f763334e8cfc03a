#include "conf/book_cfg.h"

#include <stdlib.h>
#include <string.h>

#include <libconfig.h>

#include "conf/cfg_memory.h"
#include "conf/entry_cfg.h"
#include "conf/pbk.h"
#include "conf/text.h"

struct book_cfg {
    struct cfg_text text;
    config_t config;
    const config_setting_t *entries;
    char file[];
};

/* --- messages */

static struct cfg_place place_of(const struct book_cfg *book,
                                 const config_setting_t *s)
{
    return cfg_text_place(&book->text, config_setting_source_line(s));
}

static enum conf_result refuse(const struct book_cfg *book,
                               const config_setting_t *s, const char *what,
                               struct conf_problem *p)
{
    struct cfg_place at = place_of(book, s);

    return conf_fail(p, CONF_FORMAT, "%s:%u: %s", at.file, at.line, what);
}

/* --- opening */

static enum conf_result parse(struct book_cfg *book, struct conf_problem *p)
{
    const char *why;
    struct cfg_place at;
    int line;

    if (config_read_string(&book->config, buf_text(&book->text.bytes)))
        return CONF_OK;
    why = config_error_text(&book->config);
    line = config_error_line(&book->config);
    at = cfg_text_place(&book->text, line > 0 ? (unsigned)line : 1);
    return conf_fail(p, CONF_FORMAT, "%s:%u: %s", at.file, at.line,
                     why ? why : "it cannot be read");
}

static enum conf_result find_entries(struct book_cfg *book,
                                     struct conf_problem *p)
{
    const config_setting_t *root = config_root_setting(&book->config);
    const config_setting_t *list = config_setting_get_member(root, "entries");
    const config_setting_t *entry;
    int i;

    if (!list)
        return conf_fail(p, CONF_FORMAT,
                         "%s: this is no native phonebook: it has no list "
                         "entries = ( ... )",
                         book->file);
    if (!config_setting_is_list(list))
        return refuse(book, list, "entries must be a list: ( {...}, {...} )",
                      p);
    for (i = 0; i < config_setting_length(list); i++) {
        entry = config_setting_get_elem(list, (unsigned)i);
        if (!config_setting_is_group(entry))
            return refuse(book, entry, "an entry must be a group: { ... }", p);
    }
    book->entries = list;
    return CONF_OK;
}

/*
 * Settings of an empty file, so that closing need not ask how far it went.
 * Even these are behind the fence (cfg_memory.h).
 */
static struct book_cfg *book_new(const char *file)
{
    size_t size = strlen(file) + 1;
    struct book_cfg *book = calloc(1, sizeof(*book) + size);

    if (!book || !cfg_memory_has(0, 0)) {
        free(book);
        return NULL;
    }
    memcpy(book->file, file, size);
    config_init(&book->config);
    return book;
}

enum conf_result book_cfg_open(const char *bytes, size_t n, const char *file,
                               bool includes, struct book_cfg **book,
                               struct conf_problem *p)
{
    enum conf_result result;

    *book = book_new(file);
    if (!*book)
        return conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
    result = cfg_text_make(bytes, n, file, includes, &(*book)->text, p);
    if (result == CONF_OK)
        result = parse(*book, p);
    if (result == CONF_OK)
        result = find_entries(*book, p);
    if (result != CONF_OK) {
        book_cfg_close(*book);
        *book = NULL;
    }
    return result;
}

/*
 * A native phonebook may hold secrets under any name. What libconfig's scanner
 * had in its own buffers is out of reach.
 */
static void wipe(config_setting_t *s)
{
    int i;

    if (config_setting_type(s) == CONFIG_TYPE_STRING && s->value.sval)
        explicit_bzero(s->value.sval, strlen(s->value.sval));
    else if (config_setting_is_aggregate(s))
        for (i = 0; i < config_setting_length(s); i++)
            wipe(config_setting_get_elem(s, (unsigned)i));
}

void book_cfg_close(struct book_cfg *book)
{
    if (!book)
        return;
    wipe(config_root_setting(&book->config));
    config_destroy(&book->config);
    cfg_text_free(&book->text);
    free(book);
}

/* --- entries */

static const config_setting_t *entry_at(const struct book_cfg *book,
                                        size_t index)
{
    return config_setting_get_elem(book->entries, (unsigned)index);
}

size_t book_cfg_count(const struct book_cfg *book)
{
    return (size_t)config_setting_length(book->entries);
}

const char *book_cfg_name(const struct book_cfg *book, size_t index)
{
    const char *name = NULL;

    config_setting_lookup_string(entry_at(book, index), "name", &name);
    return name && pbk_is_name(name) ? name : "";
}

struct cfg_place book_cfg_place(const struct book_cfg *book, size_t index)
{
    return place_of(book, entry_at(book, index));
}

enum conf_result book_cfg_find(const struct book_cfg *book, const char *name,
                               size_t *index, struct conf_problem *p)
{
    size_t n = book_cfg_count(book), length = strlen(name), i;
    const char *other;

    *index = 0;
    for (i = 0; i < n && length; i++) {
        other = book_cfg_name(book, i);
        if (!text_same(other, strlen(other), name, length))
            continue;
        *index = i;
        return CONF_OK;
    }
    return conf_fail(p, CONF_NOT_FOUND, "%s: there is no entry \"%.80s\"",
                     book->file, name);
}

enum conf_result book_cfg_load(const struct book_cfg *book, size_t index,
                               struct entry **entry, struct conf_problem *p)
{
    return entry_cfg_read_text(entry_at(book, index), book->file, &book->text,
                               entry, p);
}

const struct config_setting_t *book_cfg_root(const struct book_cfg *book)
{
    return config_root_setting(&book->config);
}

const struct cfg_text *book_cfg_text(const struct book_cfg *book)
{
    return &book->text;
}
