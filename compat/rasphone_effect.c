#include "compat/rasphone_effect.h"

#include <stddef.h>

/* What the tables say of a key; all zero if they have no row for it. */
struct effect {
    const char *none;
    const struct pbk_key *other;
    int64_t value;
    bool read;
};

static const struct effect effects[PBK_KEYS] = {
#define EFFECT_NONE(key, reason) [PBK_KEY_##key] = {.none = (reason)},
#define EFFECT_ONLY(key, on, with)                                             \
    [PBK_KEY_##key] = {.other = &pbk_keys[PBK_KEY_##on], .value = (with)},
#define EFFECT_READ(key) [PBK_KEY_##key] = {.read = true},
#include "compat/rasphone_effect.def"
#undef EFFECT_NONE
#undef EFFECT_ONLY
#undef EFFECT_READ
};

static const struct effect *effect_of(const struct pbk_key *key)
{
    return &effects[key - pbk_keys];
}

const char *effect_none(const struct pbk_key *key)
{
    const struct effect *e = effect_of(key);

    if (e->none)
        return e->none;
    return key->offset == PBK_NOWHERE && !e->read ? key->effect : NULL;
}

const struct pbk_key *effect_only(const struct pbk_key *key, int64_t *value)
{
    *value = effect_of(key)->value;
    return effect_of(key)->other;
}
