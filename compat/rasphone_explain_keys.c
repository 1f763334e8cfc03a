#include "compat/rasphone_explain_keys.h"

#include <stdio.h>
#include <string.h>

#include "compat/rasphone_effect.h"
#include "conf/text.h"

void explain_keys_begin(struct explain_keys *k, struct out_maker *maker,
                        const struct rasphone_found *found)
{
    *k = (struct explain_keys){
        .maker = maker, .found = found, .text = buf_new(PBK_LINE_MAX * 3)};
}

void explain_keys_end(struct explain_keys *k)
{
    buf_free(&k->text);
}

/* --- keys and their values */

static void put_text(struct explain_keys *k, json_t *object, const char *key,
                     const char *text)
{
    out_put(k->maker, object, key, out_string(text));
}

/* The path of another key of the same group. */
static void make_path(const struct explain_place *at, const struct pbk_key *key,
                      char *out, size_t size)
{
    if (key->scope == PBK_SCOPE_E)
        snprintf(out, size, "%s", key->name);
    else if (key->scope == PBK_SCOPE_M)
        snprintf(out, size, "media[%u].%s", at->media, key->name);
    else if (key->scope == PBK_SCOPE_P)
        snprintf(out, size, "media[%u].device[%u].%s[%u]", at->media,
                 at->device, key->name, at->number);
    else
        snprintf(out, size, "media[%u].device[%u].%s", at->media, at->device,
                 key->name);
}

/* "" if the entry has no such line. */
static const char *text_of(struct explain_keys *k,
                           const struct explain_place *at,
                           const struct pbk_key *key)
{
    enum conf_result result;
    char path[128];

    make_path(at, key, path, sizeof(path));
    result = pbk_book_get(k->found->book.book, k->found->index, path, &k->text,
                          NULL, NULL);
    if (result == CONF_NOMEM)
        k->maker->failed = true;
    if (result != CONF_OK)
        buf_clear(&k->text);
    return buf_text(&k->text);
}

/* As it is used: in its range, and the default if there is none. */
static int64_t value_of(struct explain_keys *k, const struct explain_place *at,
                        const struct pbk_key *key)
{
    const char *text = text_of(k, at, key);
    int64_t number;

    if (!pbk_number(text, k->text.used, &number) || !pbk_key_fit(key, &number))
        number = key->otherwise;
    return number;
}

static void put_key(struct explain_keys *k, json_t *object,
                    const struct pbk_key *key)
{
    if (pbk_key_is_number(key))
        out_put(k->maker, object, key->name,
                json_sprintf("%lld", (long long)value_of(k, &k->chosen, key)));
    else
        put_text(k, object, key->name, text_of(k, &k->chosen, key));
}

/* The keys of a row, each with the value that led to it. */
void explain_keys_put(struct explain_keys *k, json_t *row, const char *keys)
{
    json_t *object = json_object();
    const struct pbk_key *key;
    size_t n;

    for (; *keys; keys += n + (keys[n] == ' ')) {
        n = strcspn(keys, " ");
        key = pbk_key_find(keys, n);
        if (key)
            put_key(k, object, key);
    }
    out_put(k->maker, row, "keys", object);
}

/* --- keys without effect */

static void move(struct explain_place *at, enum pbk_item_kind kind)
{
    if (kind == PBK_ITEM_MEDIA)
        *at = (struct explain_place){at->media + 1, 0, 0};
    else if (kind == PBK_ITEM_DEVICE)
        *at = (struct explain_place){at->media + !at->media, at->device + 1, 0};
    else if (kind == PBK_ITEM_NUMBER)
        at->number++;
}

/* Writes the reason why the line has no effect; false if it has one. */
static bool ineffective(struct explain_keys *k, const struct explain_place *at,
                        const struct pbk_key *key, char *reason, size_t size)
{
    const char *none = effect_none(key);
    const struct pbk_key *other;
    int64_t value;

    if (none) {
        snprintf(reason, size, "%s", none);
        return true;
    }
    other = effect_only(key, &value);
    if (!other || value_of(k, at, other) == value)
        return false;
    snprintf(reason, size, "it counts only with %s=%lld", other->name,
             (long long)value);
    return true;
}

/* Nobody wonders about a key that says what Windows writes anyway. */
static bool says_nothing(const struct pbk_item *item)
{
    int64_t number;
    size_t i;

    if (pbk_key_is_number(item->key))
        return pbk_number(item->value.at, item->value.n, &number) &&
               number == item->key->otherwise;
    for (i = 0; i < item->value.n; i++)
        if (!strchr("0.:", item->value.at[i]))
            return false;
    return true;
}

static void tell_ineffective(struct explain_keys *k, json_t *list,
                             const struct pbk_item *item, const char *reason)
{
    const struct pbk_entry *entry = &k->found->entry.text;
    json_t *row = json_object();

    if (text_decode(item->value.at, item->value.n, entry->charset, &k->text) !=
        CONF_OK)
        k->maker->failed = true;
    put_text(k, row, "key", item->key->name);
    put_text(k, row, "value",
             item->key->secret && item->value.n ? "***" : buf_text(&k->text));
    put_text(k, row, "reason", reason);
    out_put(k->maker, row, "default", json_boolean(says_nothing(item)));
    if (!k->found->book.native)
        out_put(k->maker, row, "line", json_integer(item->line));
    out_push(k->maker, list, row);
}

json_t *explain_keys_without_effect(struct explain_keys *k)
{
    struct pbk_cursor cursor = pbk_items(&k->found->entry.text);
    struct explain_place at = {0, 0, 0};
    json_t *list = json_array();
    struct pbk_item item;
    char reason[256];

    while (!k->maker->failed && pbk_next(&cursor, &item)) {
        move(&at, item.kind);
        if (item.key && item.kind != PBK_ITEM_MISPLACED &&
            ineffective(k, &at, item.key, reason, sizeof(reason)))
            tell_ineffective(k, list, &item, reason);
    }
    return list;
}
