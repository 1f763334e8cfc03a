#include "conf/pbk_cfg.h"

#include <string.h>

#include <libconfig.h>

#include "conf/cfg_memory.h"
#include "conf/entry_cfg.h"
#include "conf/scan.h"

/*
 * The less libconfig is given to hold, the better (cfg_memory.h): the tree is
 * that of the one entry, of known keys only, each of bounded length.
 */

/*
 * The most that a line becomes: a DEVICE without MEDIA is two lists with a
 * group each, and their types.
 */
#define SETTINGS_OF_A_LINE 6
/* A byte of code page 1252 in UTF-8. */
#define BYTES_OF_A_BYTE 3

struct build {
    const struct pbk_entry *source;
    config_setting_t *entry;
    config_setting_t *media, *device, *number; /* the latest of each */
    struct buf text;
    struct conf_problem *p;
};

static enum conf_result failed(const struct build *b, enum conf_result result,
                               const struct pbk_item *item)
{
    return conf_fail(b->p, result, "%s:%u: %s: %s", b->source->file, item->line,
                     item->key ? item->key->name : "NETCOMPONENTS",
                     result == CONF_LIMIT ? "this is too long or too often"
                                          : "out of memory");
}

/* --- single settings */

static config_setting_t *add(config_setting_t *parent, const char *name,
                             int type, unsigned line)
{
    config_setting_t *setting = config_setting_add(parent, name, type);

    if (setting)
        config_setting_set_hook(setting, (void *)(uintptr_t)line);
    return setting;
}

static enum conf_result add_text(config_setting_t *parent, const char *name,
                                 const char *text, unsigned line)
{
    config_setting_t *s = add(parent, name, CONFIG_TYPE_STRING, line);

    if (!s || !config_setting_set_string(s, text) ||
        !config_setting_get_string(s)) /* strdup() is not checked either */
        return CONF_NOMEM;
    return CONF_OK;
}

static enum conf_result add_number(config_setting_t *parent, const char *name,
                                   int64_t number, unsigned line)
{
    bool small = number >= INT32_MIN && number <= INT32_MAX;
    config_setting_t *s =
        add(parent, name, small ? CONFIG_TYPE_INT : CONFIG_TYPE_INT64, line);

    if (!s)
        return CONF_NOMEM;
    if (small)
        config_setting_set_int(s, (int)number);
    else
        config_setting_set_int64(s, number);
    return CONF_OK;
}

static enum conf_result add_decoded(struct build *b, config_setting_t *parent,
                                    const char *name,
                                    const struct pbk_item *item,
                                    struct pbk_span value)
{
    enum conf_result result =
        text_decode(value.at, value.n, b->source->charset, &b->text);

    if (result == CONF_OK)
        result = add_text(parent, name, buf_text(&b->text), item->line);
    return result;
}

/*
 * Windows cuts long binary values into lines of 128 digits that all have the
 * same key (seen with CustomAuthData, NrptRules, TrustedNetworks).
 */
static enum conf_result add_hex(struct build *b, config_setting_t *parent,
                                const struct pbk_item *first,
                                struct pbk_cursor rest)
{
    struct pbk_item item = *first;
    enum conf_result result;

    buf_clear(&b->text);
    do {
        result = CONF_OK;
        if (item.key == first->key)
            result = buf_add(&b->text, item.value.at, item.value.n);
    } while (result == CONF_OK && pbk_next(&rest, &item));
    if (result == CONF_OK)
        result =
            add_text(parent, first->key->name, buf_text(&b->text), first->line);
    return result;
}

/*
 * The first of two lines with the same key wins. What should be a number and
 * is none stays a text: it is for the entry's reader to object.
 */
static enum conf_result add_key(struct build *b, config_setting_t *parent,
                                const struct pbk_item *item,
                                const struct pbk_cursor *rest)
{
    const struct pbk_key *key = item->key;
    int64_t number;

    if (config_setting_get_member(parent, key->name))
        return CONF_OK;
    if (key->type == PBK_HEX)
        return add_hex(b, parent, item, *rest);
    if (pbk_key_is_number(key) &&
        pbk_number(item->value.at, item->value.n, &number))
        return add_number(parent, key->name, number, item->line);
    return add_decoded(b, parent, key->name, item, item->value);
}

/* --- groups */

/* A new group at the end of PARENT's list NAME. */
static enum conf_result add_group(config_setting_t *parent, const char *name,
                                  unsigned line, config_setting_t **group)
{
    config_setting_t *list = config_setting_get_member(parent, name);

    *group = NULL;
    if (!list)
        list = add(parent, name, CONFIG_TYPE_LIST, line);
    if (!list)
        return CONF_NOMEM;
    if (config_setting_length(list) >= PBK_GROUPS_MAX)
        return CONF_LIMIT;
    *group = add(list, NULL, CONFIG_TYPE_GROUP, line);
    return *group ? CONF_OK : CONF_NOMEM;
}

static enum conf_result add_component(struct build *b,
                                      const struct pbk_item *item)
{
    config_setting_t *group, *enabled;
    enum conf_result result =
        add_group(b->entry, "netcomponents", item->line, &group);
    int64_t number;

    if (result == CONF_OK)
        result = add_decoded(b, group, "id", item, item->name);
    if (result != CONF_OK)
        return result;
    enabled = add(group, "enabled", CONFIG_TYPE_BOOL, item->line);
    if (!enabled)
        return CONF_NOMEM;
    config_setting_set_bool(
        enabled, pbk_number(item->value.at, item->value.n, &number) && number);
    return CONF_OK;
}

static enum conf_result
begin_media(struct build *b, const struct pbk_item *item, struct pbk_span type)
{
    enum conf_result result =
        add_group(b->entry, "media", item->line, &b->media);

    if (result == CONF_OK)
        result = add_decoded(b, b->media, "type", item, type);
    return result;
}

/* A DEVICE without its MEDIA, as short hand-made books have it, makes one. */
static enum conf_result begin_device(struct build *b,
                                     const struct pbk_item *item)
{
    enum conf_result result = CONF_OK;

    if (!b->media)
        result = begin_media(b, item, (struct pbk_span){"", 0});
    if (result == CONF_OK)
        result = add_group(b->media, "devices", item->line, &b->device);
    if (result == CONF_OK)
        result = add_decoded(b, b->device, "type", item, item->value);
    return result;
}

static enum conf_result begin_number(struct build *b,
                                     const struct pbk_item *item,
                                     const struct pbk_cursor *rest)
{
    enum conf_result result =
        add_group(b->device, "numbers", item->line, &b->number);

    return result == CONF_OK ? add_key(b, b->number, item, rest) : result;
}

/* The scanner yields a group's keys only after the group's header. */
static enum conf_result add_item(struct build *b, const struct pbk_item *item,
                                 const struct pbk_cursor *rest)
{
    switch (item->kind) {
    case PBK_ITEM_ENTRY:
        return add_key(b, b->entry, item, rest);
    case PBK_ITEM_COMPONENT:
        return add_component(b, item);
    case PBK_ITEM_MEDIA:
        return begin_media(b, item, item->value);
    case PBK_ITEM_MEDIA_KEY:
        return add_key(b, b->media, item, rest);
    case PBK_ITEM_DEVICE:
        return begin_device(b, item);
    case PBK_ITEM_DEVICE_KEY:
        return add_key(b, b->device, item, rest);
    case PBK_ITEM_NUMBER:
        return begin_number(b, item, rest);
    case PBK_ITEM_NUMBER_KEY:
        return add_key(b, b->number, item, rest);
    case PBK_ITEM_NETCOMPONENTS:
    case PBK_ITEM_UNKNOWN:
    case PBK_ITEM_MISPLACED:
    case PBK_ITEM_JUNK:
        break; /* not needed to dial: an unknown key is a newer Windows' */
    }
    return CONF_OK;
}

static enum conf_result add_name(struct build *b)
{
    const struct pbk_item header = {.line = b->source->line};

    return add_decoded(b, b->entry, "name", &header, b->source->name);
}

enum conf_result pbk_cfg_build(const struct pbk_entry *source,
                               struct config_setting_t *group,
                               struct conf_problem *p)
{
    struct build b = {.source = source,
                      .entry = group,
                      .text = buf_new(PBK_LINE_MAX * BYTES_OF_A_BYTE),
                      .p = p};
    struct pbk_cursor cursor = pbk_items(source);
    struct pbk_item item = {.line = source->line};
    enum conf_result result;

    config_setting_set_hook(group, (void *)(uintptr_t)source->line);
    result = add_name(&b);
    while (result == CONF_OK && pbk_next(&cursor, &item))
        result = add_item(&b, &item, &cursor);
    if (result != CONF_OK)
        failed(&b, result, &item);
    buf_free(&b.text);
    return result;
}

/* config_destroy() only frees. */
static void wipe_secrets(config_setting_t *group)
{
    config_setting_t *s;
    size_t i;

    for (i = 0; i < PBK_KEYS; i++) {
        if (!pbk_keys[i].secret)
            continue;
        s = config_setting_get_member(group, pbk_keys[i].name);
        if (s && config_setting_type(s) == CONFIG_TYPE_STRING && s->value.sval)
            explicit_bzero(s->value.sval, strlen(s->value.sval));
    }
}

static bool has_memory(const struct pbk_entry *source)
{
    size_t lines =
        scan_count_lines(source->body.at, source->body.at + source->body.n);

    return cfg_memory_has((lines + 2) * SETTINGS_OF_A_LINE,
                          (source->body.n + source->name.n) * BYTES_OF_A_BYTE);
}

enum conf_result pbk_cfg_load(const struct pbk_entry *source,
                              struct entry **entry, struct conf_problem *p)
{
    enum conf_result result;
    config_t config;

    *entry = NULL;
    if (!has_memory(source))
        return conf_fail(p, CONF_NOMEM, "%s: out of memory", source->file);
    config_init(&config);
    result = pbk_cfg_build(source, config_root_setting(&config), p);
    if (result == CONF_OK)
        result = entry_cfg_read(config_root_setting(&config), source->file,
                                entry, p);
    wipe_secrets(config_root_setting(&config));
    config_destroy(&config);
    return result;
}
