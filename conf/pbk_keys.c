#include "conf/pbk_keys.h"

#include <string.h>

#include "conf/entry.h"
#include "conf/text.h"

/* MS-RRASM 2.2.2: DWORD, but LowDateTime=-300171584 is what files have. */
#define NUMBER_MIN INT32_MIN
#define NUMBER_MAX UINT32_MAX

/* The structure of each scope. */
#define STRUCT_E struct entry
#define STRUCT_M struct entry_media
#define STRUCT_D struct entry_device
#define STRUCT_P struct entry_number

enum privacy { PRIVACY_OPEN = false, PRIVACY_SECRET = true };

const struct pbk_key pbk_keys[PBK_KEYS] = {
#define PBK_ROW(scope, key, type, min, max, otherwise, beyond, privacy, since, \
                offset, effect)                                                \
    {#key,                                                                     \
     sizeof(#key) - 1,                                                         \
     PBK_SCOPE_##scope,                                                        \
     PBK_##type,                                                               \
     min,                                                                      \
     max,                                                                      \
     otherwise,                                                                \
     PBK_##beyond,                                                             \
     PRIVACY_##privacy,                                                        \
     PBK_##since,                                                              \
     offset,                                                                   \
     effect},
#define PBK_FILL(scope, key, type, min, max, otherwise, beyond, privacy,       \
                 since, member, effect)                                        \
    PBK_ROW(scope, key, type, min, max, otherwise, beyond, privacy, since,     \
            offsetof(STRUCT_##scope, member), effect)
#define PBK_KEEP(scope, key, type, min, max, otherwise, beyond, privacy,       \
                 since, effect)                                                \
    PBK_ROW(scope, key, type, min, max, otherwise, beyond, privacy, since,     \
            PBK_NOWHERE, effect)
#define PBK_ALIAS(spelling, key)
#include "conf/pbk_keys.def"
#undef PBK_ROW
#undef PBK_FILL
#undef PBK_KEEP
#undef PBK_ALIAS
};

/* A row's type must be that of the member it fills. */
#define HOLDS_BOOL(m)       _Generic((m), bool : 1, default : 0)
#define HOLDS_U32(m)        _Generic((m), uint32_t : 1, default : 0)
#define HOLDS_I64(m)        _Generic((m), int64_t : 1, default : 0)
#define HOLDS_ENCRYPTION(m) HOLDS_U32(m)
#define HOLDS_TEXT(m)       _Generic((m), const char * : 1, default : 0)
#define HOLDS_GUID(m)       HOLDS_TEXT(m)
#define HOLDS_IPV4(m)       _Generic((m), conf_ipv4 : 1, default : 0)
#define PBK_FILL(scope, key, type, min, max, otherwise, beyond, privacy,       \
                 since, member, effect)                                        \
    _Static_assert(HOLDS_##type(((STRUCT_##scope *)0)->member),                \
                   #key " fills a member of another type");
#define PBK_KEEP(...)
#define PBK_ALIAS(spelling, key)
#include "conf/pbk_keys.def"
#undef PBK_FILL
#undef PBK_KEEP
#undef PBK_ALIAS

const struct pbk_alias pbk_aliases[] = {
#define PBK_FILL(...)
#define PBK_KEEP(...)
#define PBK_ALIAS(spelling, key) {#spelling, PBK_KEY_##key},
#include "conf/pbk_keys.def"
#undef PBK_FILL
#undef PBK_KEEP
#undef PBK_ALIAS
    {NULL, PBK_KEYS},
};

/*
 * MEDIA and DEVICE are told from the key Device by their case alone
 * (MS-RRASM 2.2.2.1); every other key is found in any case.
 */
static bool is_spelling(const struct pbk_key *key, const char *name,
                        size_t length)
{
    if (key->name_length != length)
        return false;
    if (key->type == PBK_HEADER && key->scope != PBK_SCOPE_N)
        return memcmp(key->name, name, length) == 0;
    return text_same(key->name, length, name, length);
}

const struct pbk_key *pbk_key_find(const char *name, size_t length)
{
    const struct pbk_alias *alias;
    size_t i;

    for (i = 0; i < PBK_KEYS; i++)
        if (is_spelling(&pbk_keys[i], name, length))
            return &pbk_keys[i];
    for (alias = pbk_aliases; alias->spelling; alias++)
        if (text_same(alias->spelling, strlen(alias->spelling), name, length))
            return &pbk_keys[alias->key];
    return NULL;
}

bool pbk_number(const char *s, size_t length, int64_t *number)
{
    bool negative = length && s[0] == '-';
    int64_t value = 0;
    size_t i;

    *number = 0;
    if (length == (size_t)negative)
        return false;
    for (i = negative; i < length; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        value = value * 10 + (s[i] - '0');
        if (value > (int64_t)NUMBER_MAX + 1)
            return false;
    }
    if (negative)
        value = -value;
    if (value < NUMBER_MIN || value > (int64_t)NUMBER_MAX)
        return false;
    *number = value;
    return true;
}

bool pbk_key_is_number(const struct pbk_key *key)
{
    return key->type == PBK_BOOL || key->type == PBK_U32 ||
           key->type == PBK_I64 || key->type == PBK_ENCRYPTION;
}

static bool is_encryption(int64_t number)
{
    return number == ENTRY_ENCRYPTION_NONE ||
           number == ENTRY_ENCRYPTION_OPTIONAL ||
           number == ENTRY_ENCRYPTION_REQUIRED ||
           number == ENTRY_ENCRYPTION_MAXIMUM;
}

/* The DWORD behind the two ways to write it. */
static int64_t fold(enum pbk_type type, int64_t number)
{
    if (type == PBK_BOOL)
        return number != 0;
    if (type == PBK_I64)
        return number > INT32_MAX ? number - UINT32_MAX - 1 : number;
    return number < 0 ? number + UINT32_MAX + 1 : number;
}

bool pbk_key_fit(const struct pbk_key *key, int64_t *number)
{
    int64_t value;

    if (*number < NUMBER_MIN || *number > (int64_t)NUMBER_MAX)
        return false;
    value = fold(key->type, *number);
    if (value < key->min || value > key->max) {
        if (key->beyond == PBK_REFUSE)
            return false;
        if (key->beyond == PBK_DEFAULT)
            value = key->otherwise;
        else
            value = value < key->min ? key->min : key->max;
    }
    if (key->type == PBK_ENCRYPTION && !is_encryption(value))
        return false;
    *number = value;
    return true;
}
