/*
 * pbk_keys.h - the keys of a phonebook.
 *
 * Owns the table made from pbk_keys.def: what a key is called, where it
 * belongs, which values it may have and which member it fills.
 */
#ifndef CONF_PBK_KEYS_H
#define CONF_PBK_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pbk_scope {
    PBK_SCOPE_E, /* struct entry */
    PBK_SCOPE_N, /* NETCOMPONENTS: fills nothing */
    PBK_SCOPE_M, /* struct entry_media */
    PBK_SCOPE_D, /* struct entry_device */
    PBK_SCOPE_P  /* struct entry_number */
};

enum pbk_type {
    PBK_HEADER,     /* starts a group; case matters for MEDIA and DEVICE */
    PBK_BOOL,       /* 0 or 1; any other number is 1 */
    PBK_U32,        /* a DWORD, written signed or unsigned */
    PBK_I64,        /* the same, where -1 means something */
    PBK_ENCRYPTION, /* 0, 8, 256 or 512 */
    PBK_TEXT,
    PBK_HEX,  /* binary; a long one is cut into lines that repeat the key */
    PBK_GUID, /* 32 hex digits, or {8-4-4-4-12} in hand-made files */
    PBK_IPV4,
    PBK_IPV6
};

enum pbk_beyond { PBK_REFUSE, PBK_CLAMP, PBK_DEFAULT };

enum pbk_since {
    PBK_NT4,
    PBK_W2000,
    PBK_XP,
    PBK_VISTA,
    PBK_W7,
    PBK_W8,
    PBK_W10,
    PBK_OWN /* ours: Windows does not know the key */
};

/* Where a key is in the table: PBK_KEY_RedialSeconds. */
enum pbk_key_id {
#define PBK_FILL(scope, key, ...) PBK_KEY_##key,
#define PBK_KEEP(scope, key, ...) PBK_KEY_##key,
#define PBK_ALIAS(spelling, key)
#include "conf/pbk_keys.def"
#undef PBK_FILL
#undef PBK_KEEP
#undef PBK_ALIAS
    PBK_KEYS
};

/* The offset of a key that fills no member. */
#define PBK_NOWHERE SIZE_MAX

struct pbk_key {
    const char *name;
    size_t name_length;
    enum pbk_scope scope;
    enum pbk_type type;
    int64_t min, max; /* TEXT: of the number of characters */
    int64_t otherwise;
    enum pbk_beyond beyond;
    bool secret;
    enum pbk_since since;
    size_t offset; /* of the member in the scope's structure */
    const char *effect;
};

extern const struct pbk_key pbk_keys[PBK_KEYS];

/* The other spellings of keys; the last row has none (NULL). */
struct pbk_alias {
    const char *spelling;
    enum pbk_key_id key;
};
extern const struct pbk_alias pbk_aliases[];

/* The key that NAME is a spelling of, NULL if there is none. */
const struct pbk_key *pbk_key_find(const char *name, size_t length);

/*
 * Reads a decimal number, as Windows writes DWORDs: signed or unsigned. False
 * if it is none, or beyond -2147483648..4294967295.
 */
bool pbk_number(const char *s, size_t length, int64_t *number);

/* Are the key's values numbers? */
bool pbk_key_is_number(const struct pbk_key *key);

/*
 * Makes of a number what the key's member holds: folded to 32 bits, a switch
 * to 0 or 1, and brought into range where the row says so. False if the row
 * refuses it.
 */
bool pbk_key_fit(const struct pbk_key *key, int64_t *number);

#endif
