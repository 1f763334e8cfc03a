#include "conf/entry_cfg.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <libconfig.h>

#include "conf/pbk_cfg.h"
#include "conf/pbk_keys.h"
#include "conf/pool.h"
#include "conf/text.h"

struct reader {
    const char *file;
    const struct cfg_text *text; /* NULL: the lines are FILE's */
    struct pool *pool;
    struct conf_problem *p;
};

/* --- messages */

static struct cfg_place place_of(const struct reader *r,
                                 const config_setting_t *s)
{
    uintptr_t hook = (uintptr_t)config_setting_get_hook(s);
    unsigned line = config_setting_source_line(s);

    if (hook)
        return (struct cfg_place){r->file, (unsigned)hook};
    if (r->text)
        return cfg_text_place(r->text, line);
    return (struct cfg_place){r->file, line};
}

static enum conf_result no_memory(const struct reader *r)
{
    return conf_fail(r->p, CONF_NOMEM, "%s: out of memory", r->file);
}

/* The value as a person would write it, cut to what a message can hold. */
struct shown {
    char text[160];
};

static struct shown show(const struct pbk_key *key, const config_setting_t *s)
{
    struct shown shown = {"(something else)"};
    char *out = shown.text;
    size_t size = sizeof(shown.text);

    if (key->secret)
        snprintf(out, size, "(secret)");
    else if (config_setting_type(s) == CONFIG_TYPE_STRING)
        snprintf(out, size, "%.100s", config_setting_get_string(s));
    else if (config_setting_type(s) == CONFIG_TYPE_FLOAT)
        snprintf(out, size, "%g", config_setting_get_float(s));
    else if (config_setting_type(s) == CONFIG_TYPE_BOOL)
        snprintf(out, size, "%s",
                 config_setting_get_bool(s) ? "true" : "false");
    else if (config_setting_is_number(s))
        snprintf(out, size, "%lld", config_setting_get_int64(s));
    return shown;
}

static struct shown allowed(const struct pbk_key *key)
{
    struct shown shown = {"0 or 1 is allowed"};
    char *out = shown.text;
    size_t size = sizeof(shown.text);

    if (key->type == PBK_ENCRYPTION)
        snprintf(out, size, "0, 8, 256 or 512 is allowed");
    else if (key->type == PBK_IPV4)
        snprintf(out, size, "an address such as 192.0.2.1 is allowed");
    else if (key->type == PBK_TEXT || key->type == PBK_HEADER)
        snprintf(out, size,
                 "at most %lld characters are allowed, and no control "
                 "characters",
                 (long long)key->max);
    else if (key->type != PBK_BOOL)
        snprintf(out, size, "a number from %lld to %lld is allowed",
                 (long long)key->min, (long long)key->max);
    return shown;
}

static enum conf_result refuse(const struct reader *r,
                               const struct pbk_key *key,
                               const config_setting_t *s)
{
    struct shown value = show(key, s), range = allowed(key);
    struct cfg_place at = place_of(r, s);

    return conf_fail(r->p, CONF_VALUE, "%s:%u: %s = %s: %s", at.file, at.line,
                     key->name, value.text, range.text);
}

static enum conf_result refuse_list(const struct reader *r, const char *name,
                                    const config_setting_t *s,
                                    enum conf_result result, const char *what)
{
    struct cfg_place at = place_of(r, s);

    return conf_fail(r->p, result, "%s:%u: %s %s", at.file, at.line, name,
                     what);
}

/* --- values, by type */

static void store_number(const struct pbk_key *key, void *at, int64_t number)
{
    const bool yes = number != 0;
    const uint32_t u32 = (uint32_t)number;

    if (key->type == PBK_BOOL)
        memcpy(at, &yes, sizeof(yes));
    else if (key->type == PBK_I64)
        memcpy(at, &number, sizeof(number));
    else
        memcpy(at, &u32, sizeof(u32));
}

static void store_text(void *at, const char *text)
{
    memcpy(at, &text, sizeof(text));
}

static enum conf_result read_number(const struct reader *r,
                                    const struct pbk_key *key,
                                    const config_setting_t *s, void *at)
{
    int64_t number;

    if (config_setting_type(s) == CONFIG_TYPE_BOOL)
        number = config_setting_get_bool(s);
    else if (config_setting_type(s) == CONFIG_TYPE_INT ||
             config_setting_type(s) == CONFIG_TYPE_INT64)
        number = config_setting_get_int64(s);
    else
        return refuse(r, key, s);
    if (!pbk_key_fit(key, &number))
        return refuse(r, key, s);
    store_number(key, at, number);
    return CONF_OK;
}

static enum conf_result read_text(const struct reader *r,
                                  const struct pbk_key *key,
                                  const config_setting_t *s, void *at)
{
    const char *text = config_setting_get_string(s);
    const char *copy;

    if (!text || !text_is_printable(text) ||
        text_count(text) > (size_t)key->max)
        return refuse(r, key, s);
    copy = pool_text(r->pool, text);
    if (!copy)
        return no_memory(r);
    store_text(at, copy);
    return CONF_OK;
}

/*
 * Windows writes the 16 bytes of the structure as they are in memory, people
 * write {8-4-4-4-12}, where the first three fields have the high byte first.
 */
static bool guid_digits(const char *text, char digits[33])
{
    static const unsigned char order[16] = {3, 2, 1,  0,  5,  4,  7,  6,
                                            8, 9, 10, 11, 12, 13, 14, 15};
    bool braces = text[0] == '{';
    char plain[32];
    size_t n = 0, i;

    for (i = 0; text[i]; i++) {
        if (braces && strchr("{-}", text[i]))
            continue;
        if (n == sizeof(plain) || !isxdigit((unsigned char)text[i]))
            return false;
        plain[n++] = text[i];
    }
    if (n < sizeof(plain))
        return false;
    for (i = 0; i < sizeof(plain); i++)
        digits[i] = plain[braces ? order[i / 2] * 2u + i % 2 : i];
    digits[i] = '\0';
    return true;
}

/* What is no GUID identifies nothing, and is no reason not to dial. */
static enum conf_result read_guid(const struct reader *r,
                                  const struct pbk_key *key,
                                  const config_setting_t *s, void *at)
{
    const char *text = config_setting_get_string(s);
    char digits[33];
    const char *copy;

    (void)key;
    if (!text || !guid_digits(text, digits))
        return CONF_OK;
    copy = pool_text(r->pool, digits);
    if (!copy)
        return no_memory(r);
    store_text(at, copy);
    return CONF_OK;
}

static enum conf_result read_ipv4(const struct reader *r,
                                  const struct pbk_key *key,
                                  const config_setting_t *s, void *at)
{
    const char *text = config_setting_get_string(s);
    struct in_addr address;

    if (!text || inet_pton(AF_INET, text, &address) != 1)
        return refuse(r, key, s);
    memcpy(at, &address.s_addr, sizeof(address.s_addr));
    return CONF_OK;
}

typedef enum conf_result value_reader(const struct reader *r,
                                      const struct pbk_key *key,
                                      const config_setting_t *s, void *at);

/* The types that fill a member; pbk_keys.c lets no other one do so. */
static value_reader *const value_readers[] = {
    [PBK_BOOL] = read_number, [PBK_U32] = read_number,
    [PBK_I64] = read_number,  [PBK_ENCRYPTION] = read_number,
    [PBK_TEXT] = read_text,   [PBK_GUID] = read_guid,
    [PBK_IPV4] = read_ipv4,
};

/* --- objects: an entry, a link, a device, a number */

static void set_default(const struct pbk_key *key, void *at)
{
    if (key->type == PBK_TEXT || key->type == PBK_GUID)
        store_text(at, "");
    else
        store_number(key, at, key->otherwise);
}

/* An empty value says as little as an absent key. */
static const config_setting_t *member(const config_setting_t *group,
                                      const char *name)
{
    const config_setting_t *s = config_setting_get_member(group, name);
    const char *text = s ? config_setting_get_string(s) : NULL;

    return text && !text[0] ? NULL : s;
}

static enum conf_result read_members(const struct reader *r,
                                     enum pbk_scope scope,
                                     const config_setting_t *group,
                                     void *object)
{
    enum conf_result result = CONF_OK;
    const config_setting_t *s;
    const struct pbk_key *key;
    char *at;

    for (key = pbk_keys; key < pbk_keys + PBK_KEYS; key++) {
        if (key->scope != scope || key->offset == PBK_NOWHERE)
            continue;
        at = (char *)object + key->offset;
        set_default(key, at);
        s = member(group, key->name);
        if (s && result == CONF_OK)
            result = value_readers[key->type](r, key, s, at);
    }
    return result;
}

typedef enum conf_result object_reader(const struct reader *r,
                                       const config_setting_t *group,
                                       void *object);

/* The list NAME of GROUP as an array of objects of SIZE bytes; may be absent */
static enum conf_result read_list(const struct reader *r,
                                  const config_setting_t *group,
                                  const char *name, size_t size,
                                  object_reader *read, void **array, size_t *n)
{
    const config_setting_t *list = config_setting_get_member(group, name);
    enum conf_result result = CONF_OK;
    unsigned length = list ? (unsigned)config_setting_length(list) : 0, i;
    config_setting_t *element;

    if (list && !config_setting_is_list(list))
        return refuse_list(r, name, list, CONF_VALUE, "must be a list");
    if (length > PBK_GROUPS_MAX)
        return refuse_list(r, name, list, CONF_LIMIT, "is too long");
    if (!length)
        return CONF_OK;
    *array = pool_zeroed(r->pool, length, size);
    if (!*array)
        return no_memory(r);
    *n = length;
    for (i = 0; i < length && result == CONF_OK; i++) {
        element = config_setting_get_elem(list, i);
        if (!config_setting_is_group(element))
            return refuse_list(r, name, element, CONF_VALUE,
                               "must be a list of groups");
        result = read(r, element, (char *)*array + i * size);
    }
    return result;
}

/* The `type` of a link or device: what stands behind MEDIA= and DEVICE=. */
static enum conf_result read_type(const struct reader *r,
                                  const struct pbk_key *header,
                                  const config_setting_t *group,
                                  const char **type)
{
    const config_setting_t *s = member(group, "type");

    *type = "";
    return s ? read_text(r, header, s, type) : CONF_OK;
}

static const struct {
    const char *name;
    enum entry_device_type type;
} device_types[] = {
    {"modem", ENTRY_DEVICE_MODEM},   {"serial", ENTRY_DEVICE_SERIAL},
    {"null", ENTRY_DEVICE_SERIAL},   {"parallel", ENTRY_DEVICE_SERIAL},
    {"switch", ENTRY_DEVICE_SWITCH}, {"pad", ENTRY_DEVICE_PAD},
    {"x25", ENTRY_DEVICE_X25},       {"isdn", ENTRY_DEVICE_ISDN},
    {"vpn", ENTRY_DEVICE_VPN},       {"pppoe", ENTRY_DEVICE_PPPOE},
};

static enum entry_device_type device_type(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof(device_types) / sizeof(device_types[0]); i++)
        if (text_same(device_types[i].name, strlen(device_types[i].name), name,
                      strlen(name)))
            return device_types[i].type;
    return ENTRY_DEVICE_OTHER;
}

static enum conf_result read_entry_number(const struct reader *r,
                                          const config_setting_t *group,
                                          void *object)
{
    return read_members(r, PBK_SCOPE_P, group, object);
}

static enum conf_result read_device(const struct reader *r,
                                    const config_setting_t *group, void *object)
{
    struct entry_device *d = object;
    enum conf_result result = read_members(r, PBK_SCOPE_D, group, d);
    void *numbers = NULL;

    if (result == CONF_OK)
        result = read_type(r, &pbk_keys[PBK_KEY_DEVICE], group, &d->type_name);
    if (result != CONF_OK)
        return result;
    d->type = device_type(d->type_name);
    result = read_list(r, group, "numbers", sizeof(*d->numbers),
                       read_entry_number, &numbers, &d->n_numbers);
    d->numbers = numbers;
    return result;
}

static enum conf_result read_media(const struct reader *r,
                                   const config_setting_t *group, void *object)
{
    struct entry_media *m = object;
    enum conf_result result = read_members(r, PBK_SCOPE_M, group, m);
    void *devices = NULL;

    if (result == CONF_OK)
        result = read_type(r, &pbk_keys[PBK_KEY_MEDIA], group, &m->type);
    if (result == CONF_OK)
        result = read_list(r, group, "devices", sizeof(*m->devices),
                           read_device, &devices, &m->n_devices);
    m->devices = devices;
    return result;
}

static enum conf_result read_name(const struct reader *r,
                                  const config_setting_t *group,
                                  const char **name)
{
    const config_setting_t *s = config_setting_get_member(group, "name");
    const char *text = s ? config_setting_get_string(s) : NULL;
    struct cfg_place at = place_of(r, s ? s : group);

    if (!text || !text[0] || !text_is_printable(text))
        return conf_fail(r->p, CONF_VALUE, "%s:%u: the entry has no name",
                         at.file, at.line);
    *name = pool_text(r->pool, text);
    return *name ? CONF_OK : no_memory(r);
}

/* The modem of a direct connection is Windows' name for a null modem. */
static void settle_cable(struct entry *e)
{
    size_t i, k;

    for (i = 0; i < e->n_media && e->type == ENTRY_TYPE_DIRECT; i++)
        for (k = 0; k < e->media[i].n_devices; k++)
            if (e->media[i].devices[k].type == ENTRY_DEVICE_MODEM)
                e->media[i].devices[k].type = ENTRY_DEVICE_SERIAL;
}

static enum conf_result read_entry(const struct reader *r,
                                   const config_setting_t *group,
                                   struct entry *e)
{
    enum conf_result result = read_name(r, group, &e->name);
    void *media = NULL;

    if (result == CONF_OK)
        result = read_members(r, PBK_SCOPE_E, group, e);
    if (result != CONF_OK)
        return result;
    e->pb_version_given =
        member(group, pbk_keys[PBK_KEY_PBVersion].name) != NULL;
    result = read_list(r, group, "media", sizeof(*e->media), read_media, &media,
                       &e->n_media);
    e->media = media;
    settle_cable(e);
    return result;
}

enum conf_result entry_cfg_read_text(const struct config_setting_t *group,
                                     const char *file,
                                     const struct cfg_text *text,
                                     struct entry **out, struct conf_problem *p)
{
    struct reader r = {.file = file, .text = text, .p = p};
    enum conf_result result;

    *out = entry_new(&r.pool);
    if (!*out)
        return no_memory(&r);
    result = read_entry(&r, group, *out);
    if (result != CONF_OK) {
        entry_free(*out);
        *out = NULL;
    }
    return result;
}

enum conf_result entry_cfg_read(const struct config_setting_t *group,
                                const char *file, struct entry **out,
                                struct conf_problem *p)
{
    return entry_cfg_read_text(group, file, NULL, out, p);
}
