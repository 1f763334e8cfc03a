#include "conf/pbk_path.h"

#include <stddef.h>
#include <string.h>

#include "conf/text.h"

enum { INDEX_MAX = 99999 };

static bool is_word(struct pbk_span s, const char *word)
{
    return text_same(s.at, s.n, word, strlen(word));
}

/* --- reading */

/* Cuts "[7]" off the end of S. INDEX is 0 where there is none. */
static bool cut_index(struct pbk_span *s, unsigned *index)
{
    const char *open = memchr(s->at, '[', s->n);
    size_t n = open ? s->n - (size_t)(open - s->at) : 0;
    int64_t number;

    *index = 0;
    if (!open)
        return true;
    if (n < 3 || s->at[s->n - 1] != ']' ||
        !pbk_number(open + 1, n - 2, &number) || number < 1 ||
        number > INDEX_MAX)
        return false;
    *index = (unsigned)number;
    s->n -= n;
    return true;
}

/* The place's member that a group's name in a path stands for. */
static const struct {
    const char *name;
    size_t offset;
} groups[] = {
    {"media", offsetof(struct pbk_place, media)},
    {"device", offsetof(struct pbk_place, device)},
    {"number", offsetof(struct pbk_place, number)},
};

enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

static unsigned *member(struct pbk_place *place, size_t group)
{
    return (unsigned *)((char *)place + groups[group].offset);
}

/* Says that the key is in the group of this INDEX; each group once. */
static bool say(struct pbk_place *place, size_t group, unsigned index)
{
    unsigned *said = member(place, group);

    if (*said)
        return false;
    *said = index;
    return true;
}

/* Reads "media[2]." and the like off the front of S. */
static bool read_group(struct pbk_span *s, struct pbk_place *place, bool *more)
{
    const char *dot = memchr(s->at, '.', s->n);
    struct pbk_span word = {s->at, dot ? (size_t)(dot - s->at) : 0};
    unsigned index;
    size_t i;

    *more = false;
    if (!dot || !cut_index(&word, &index))
        return !dot;
    for (i = 0; i < GROUPS && !is_word(word, groups[i].name); i++)
        ;
    if (i == GROUPS)
        return true; /* an unknown key with a dot in it */
    *more = true;
    *s = (struct pbk_span){dot + 1, s->n - (size_t)(dot + 1 - s->at)};
    return say(place, i, index ? index : 1);
}

/* How many of the groups, from the first on, a key of the scope is in. */
static const unsigned char depths[] = {
    [PBK_SCOPE_E] = 0, [PBK_SCOPE_N] = 0, [PBK_SCOPE_M] = 1,
    [PBK_SCOPE_D] = 2, [PBK_SCOPE_P] = 3,
};

static size_t depth(const struct pbk_path *path)
{
    return path->key ? depths[path->key->scope] : 0;
}

static bool read_key(struct pbk_span s, struct pbk_path *path)
{
    unsigned index;
    size_t i;

    if (!cut_index(&s, &index) || !s.n)
        return false;
    path->name = s;
    path->key = pbk_key_find(s.at, s.n);
    path->component = path->key && path->key->scope == PBK_SCOPE_N &&
                      path->key->type != PBK_HEADER;
    if (index && (!depth(path) || !say(&path->place, depth(path) - 1, index)))
        return false;
    for (i = depth(path); i < GROUPS; i++)
        if (*member(&path->place, i))
            return false; /* a group that the key is not in */
    return true;
}

bool pbk_path_read(const char *text, struct pbk_path *path)
{
    static const char components[] = "NETCOMPONENTS.";
    const size_t n = sizeof(components) - 1;
    struct pbk_span s = {text, strlen(text)};
    bool more = true;

    *path = (struct pbk_path){.name = s};
    if (s.n > n && text_same(s.at, n, components, n)) {
        path->name = (struct pbk_span){s.at + n, s.n - n};
        path->key = pbk_key_find(path->name.at, path->name.n);
        path->component = true;
        return !path->key || path->key->scope == PBK_SCOPE_N;
    }
    while (more)
        if (!read_group(&s, &path->place, &more))
            return false;
    return read_key(s, path);
}

/* --- in an entry */

void pbk_place_step(struct pbk_place *place, const struct pbk_item *item)
{
    if (item->kind == PBK_ITEM_MEDIA) {
        *place = (struct pbk_place){.media = place->media + 1};
    } else if (item->kind == PBK_ITEM_DEVICE) {
        place->media += !place->media; /* a DEVICE without its MEDIA */
        place->device++;
        place->number = 0;
    } else if (item->kind == PBK_ITEM_NUMBER) {
        place->number++;
    }
}

static bool is_name(const struct pbk_path *path, const struct pbk_item *item)
{
    return text_same(path->name.at, path->name.n, item->name.at, item->name.n);
}

bool pbk_path_is(const struct pbk_path *path, const struct pbk_item *item,
                 const struct pbk_place *place)
{
    if (path->component)
        return item->kind == PBK_ITEM_COMPONENT && is_name(path, item);
    if (!path->key)
        return item->kind == PBK_ITEM_UNKNOWN && is_name(path, item);
    if (item->key != path->key || item->kind == PBK_ITEM_MISPLACED)
        return false;
    return (depth(path) < 1 || place->media == path->place.media) &&
           (depth(path) < 2 || place->device == path->place.device) &&
           (depth(path) < 3 || place->number == path->place.number);
}

/* What the device that the path means has: its key; of a number, a number. */
static bool has_key(const struct pbk_path *path, const struct pbk_item *item)
{
    return depth(path) == 3
               ? item->kind == PBK_ITEM_NUMBER
               : item->key == path->key && item->kind == PBK_ITEM_DEVICE_KEY;
}

/*
 * The first device of the link that has the key, else the first that is no
 * switch, else the first.
 */
static unsigned choose_device(const struct pbk_path *path,
                              const struct pbk_entry *entry)
{
    struct pbk_cursor cursor = pbk_items(entry);
    struct pbk_place place = {0, 0, 0};
    unsigned dialled = 0;
    struct pbk_item item;

    while (pbk_next(&cursor, &item)) {
        pbk_place_step(&place, &item);
        if (place.media != path->place.media)
            continue;
        if (has_key(path, &item))
            return place.device;
        if (item.kind == PBK_ITEM_DEVICE && !dialled &&
            !is_word(item.value, "switch"))
            dialled = place.device;
    }
    return dialled ? dialled : 1;
}

void pbk_path_complete(struct pbk_path *path, const struct pbk_entry *entry)
{
    struct pbk_place *place = &path->place;
    bool header = path->key && path->key->type == PBK_HEADER;

    if (depth(path) >= 1 && !place->media)
        place->media = 1;
    if (depth(path) >= 2 && !place->device)
        place->device = header ? 1 : choose_device(path, entry);
    if (depth(path) >= 3 && !place->number)
        place->number = 1;
}

bool pbk_path_begins_group(const struct pbk_path *path)
{
    return path->key && !path->component && depth(path) &&
           (path->key->type == PBK_HEADER ||
            path->key == &pbk_keys[PBK_KEY_PhoneNumber]);
}
