#include "tests/fuzz/check_entry.h"

#include <string.h>

#include "conf/pbk_keys.h"
#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

static void check_text(const char *text, int64_t max)
{
    HOLDS(text);
    HOLDS(text_is_printable(text));
    HOLDS(text_count(text) <= (size_t)max);
}

static void check_number(const struct pbk_key *key, int64_t number)
{
    HOLDS(number == key->otherwise ||
          (number >= key->min && number <= key->max));
}

static void check_member(const struct pbk_key *key, const void *at)
{
    const char *text;
    uint32_t u32;
    int64_t i64;
    uint8_t byte;

    if (key->type == PBK_TEXT || key->type == PBK_GUID) {
        memcpy(&text, at, sizeof(text));
        check_text(text, key->type == PBK_GUID ? 32 : key->max);
    } else if (key->type == PBK_BOOL) {
        memcpy(&byte, at, sizeof(byte));
        HOLDS(byte <= 1);
    } else if (key->type == PBK_I64) {
        memcpy(&i64, at, sizeof(i64));
        check_number(key, i64);
    } else if (key->type == PBK_U32) {
        memcpy(&u32, at, sizeof(u32));
        check_number(key, u32);
    }
}

static void check_members(enum pbk_scope scope, const void *object)
{
    const struct pbk_key *key;

    for (key = pbk_keys; key < pbk_keys + PBK_KEYS; key++)
        if (key->scope == scope && key->offset != PBK_NOWHERE)
            check_member(key, (const char *)object + key->offset);
}

static void check_device(const struct entry_device *d)
{
    size_t i;

    check_members(PBK_SCOPE_D, d);
    check_text(d->type_name, pbk_keys[PBK_KEY_DEVICE].max);
    HOLDS(d->type <= ENTRY_DEVICE_OTHER);
    for (i = 0; i < d->n_numbers; i++)
        check_members(PBK_SCOPE_P, &d->numbers[i]);
}

static void check_media(const struct entry_media *m)
{
    size_t i;

    check_members(PBK_SCOPE_M, m);
    check_text(m->type, pbk_keys[PBK_KEY_MEDIA].max);
    for (i = 0; i < m->n_devices; i++)
        check_device(&m->devices[i]);
}

void check_entry(const struct entry *entry)
{
    size_t i;

    check_members(PBK_SCOPE_E, entry);
    HOLDS(entry->name[0] && text_is_printable(entry->name));
    for (i = 0; i < entry->n_media; i++)
        check_media(&entry->media[i]);
}
