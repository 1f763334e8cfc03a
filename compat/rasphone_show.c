#include <string.h>

#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_out.h"
#include "conf/text.h"

#define SECRET "***"

/* A walk through an entry's lines, and the groups that it is in. */
struct show {
    struct out_maker maker;
    const struct pbk_entry *entry;
    json_t *settings, *components, *media;              /* of the entry */
    json_t *link, *devices, *device, *numbers, *number; /* the latest */
    struct buf text;
};

static const char *decode(struct show *s, struct pbk_span span)
{
    if (text_decode(span.at, span.n, s->entry->charset, &s->text) != CONF_OK)
        s->maker.failed = true;
    return buf_text(&s->text);
}

static bool is_secret(const struct pbk_item *item)
{
    return item->key && item->key->secret && item->value.n > 0;
}

/* --- JSON */

/* Hex values are cut into lines; of other repeated keys the first one counts.
 */
static void put_setting(struct show *s, json_t *group,
                        const struct pbk_item *item)
{
    char name[256];
    const char *text;
    json_t *before;

    snprintf(name, sizeof(name), "%s",
             item->key ? item->key->name : decode(s, item->name));
    text_make_printable(name);
    before = json_object_get(group, name);
    text = is_secret(item) ? SECRET : decode(s, item->value);
    if (!before)
        out_put(&s->maker, group, name, out_string(text));
    else if (item->key && item->key->type == PBK_HEX && !item->key->secret)
        out_put(&s->maker, group, name,
                json_sprintf("%s%s", json_string_value(before), text));
}

/* A new group at the end of LIST. */
static json_t *put_group(struct show *s, json_t *list,
                         const struct pbk_item *item)
{
    json_t *group = json_object();

    out_push(&s->maker, list, group);
    if (item->kind != PBK_ITEM_NUMBER)
        out_put(&s->maker, group, "type", out_string(decode(s, item->value)));
    return group;
}

static json_t *put_list(struct show *s, json_t *group, const char *name)
{
    json_t *list = json_array();

    out_put(&s->maker, group, name, list);
    return list;
}

static void begin_link(struct show *s, const struct pbk_item *item)
{
    s->link = put_group(s, s->media, item);
    s->devices = put_list(s, s->link, "devices");
    s->device = s->number = NULL;
}

/* As the reader does: a DEVICE without its MEDIA makes one. */
static void begin_device(struct show *s, const struct pbk_item *item)
{
    static const struct pbk_item none = {.kind = PBK_ITEM_MEDIA,
                                         .value = {"", 0}};

    if (!s->link)
        begin_link(s, &none);
    s->device = put_group(s, s->devices, item);
    s->numbers = put_list(s, s->device, "numbers");
    s->number = NULL;
}

static void begin_number(struct show *s, const struct pbk_item *item)
{
    s->number = put_group(s, s->numbers, item);
    put_setting(s, s->number, item);
}

static void put_item(struct show *s, const struct pbk_item *item)
{
    switch (item->kind) {
    case PBK_ITEM_MEDIA:
        begin_link(s, item);
        break;
    case PBK_ITEM_DEVICE:
        begin_device(s, item);
        break;
    case PBK_ITEM_NUMBER:
        begin_number(s, item);
        break;
    case PBK_ITEM_MEDIA_KEY:
        put_setting(s, s->link, item);
        break;
    case PBK_ITEM_DEVICE_KEY:
        put_setting(s, s->device, item);
        break;
    case PBK_ITEM_NUMBER_KEY:
        put_setting(s, s->number, item);
        break;
    case PBK_ITEM_COMPONENT:
        put_setting(s, s->components, item);
        break;
    case PBK_ITEM_ENTRY:
    case PBK_ITEM_UNKNOWN:
    case PBK_ITEM_MISPLACED:
        put_setting(s, s->settings, item);
        break;
    case PBK_ITEM_NETCOMPONENTS:
    case PBK_ITEM_JUNK:
        break;
    }
}

static json_t *make(const struct rasphone_found *found)
{
    struct show s = {.entry = &found->entry.text,
                     .settings = json_object(),
                     .components = json_object(),
                     .media = json_array(),
                     .text = buf_new(PBK_LINE_MAX * 3)};
    struct pbk_cursor cursor = pbk_items(s.entry);
    json_t *all = json_object();
    struct pbk_item item;

    out_put(&s.maker, all, "name", out_string(found->entry.name));
    out_put(&s.maker, all, "phonebook", out_string(found->book.path));
    if (!found->book.native)
        out_put(&s.maker, all, "line", json_integer(s.entry->line));
    out_put(&s.maker, all, "settings", s.settings);
    out_put(&s.maker, all, "netcomponents", s.components);
    out_put(&s.maker, all, "media", s.media);
    while (!s.maker.failed && pbk_next(&cursor, &item))
        put_item(&s, &item);
    buf_free(&s.text);
    return out_made(&s.maker, all);
}

/* --- text: the lines, indented by their groups */

static size_t depth_of(enum pbk_item_kind kind)
{
    static const unsigned char depths[] = {
        [PBK_ITEM_COMPONENT] = 1, [PBK_ITEM_MEDIA_KEY] = 1,
        [PBK_ITEM_DEVICE] = 1,    [PBK_ITEM_DEVICE_KEY] = 2,
        [PBK_ITEM_NUMBER] = 2,    [PBK_ITEM_NUMBER_KEY] = 3,
        [PBK_ITEM_JUNK] = 0,
    };

    return depths[kind];
}

static void print_item(struct show *s, const struct pbk_item *item)
{
    size_t i;

    for (i = 0; i < depth_of(item->kind); i++)
        out_text(OUT_PLAIN, "    ");
    if (item->kind == PBK_ITEM_JUNK) {
        out_text(OUT_WARNING, decode(s, item->name));
        out_line(OUT_FAINT, "  (not a line of a phonebook)");
        return;
    }
    out_text(item->key ? OUT_PLAIN : OUT_FAINT, decode(s, item->name));
    out_text(OUT_PLAIN, "=");
    out_text(OUT_PLAIN, is_secret(item) ? SECRET : decode(s, item->value));
    out_line(OUT_PLAIN, "%s", "");
}

static int print(const struct rasphone_found *found)
{
    struct show s = {.entry = &found->entry.text,
                     .text = buf_new(PBK_LINE_MAX * 3)};
    struct pbk_cursor cursor = pbk_items(s.entry);
    struct pbk_item item;

    out_line(OUT_HEADING, "[%s]", found->entry.name);
    while (!s.maker.failed && pbk_next(&cursor, &item))
        print_item(&s, &item);
    buf_free(&s.text);
    if (s.maker.failed)
        return out_fail(RASERR_ERROR_NOT_ENOUGH_MEMORY, "out of memory");
    return OUT_SUCCESS;
}

int rasphone_show(struct rasphone *r)
{
    struct rasphone_found found;
    int status;

    if (!rasphone_find(r, r->options->words[0], &found))
        return OUT_FAILURE;
    status = r->options->json ? out_json(make(&found)) : print(&found);
    rasphone_found_free(&found);
    return status;
}
