#include "conf/ras_conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf/ras_conf_keys.h"
#include "conf/text.h"

/* The structure of each group. */
#define STRUCT_TOP       struct ras_conf
#define STRUCT_DEVICE    struct ras_device
#define STRUCT_TIMEOUTS  struct ras_timeouts
#define STRUCT_POOL      struct ras_pool
#define STRUCT_LOCATION  struct dialling_location
#define STRUCT_CARD      struct dialling_card
#define STRUCT_AREA_RULE struct dialling_area_rule
#define STRUCT_DIALER    struct ras_dialer
#define STRUCT_HELPER    struct ras_helper
#define STRUCT_POLICY    struct ras_policy
#define STRUCT_REDIAL    struct ras_redial
#define STRUCT_CAUSE     struct ras_cause
#define STRUCT_LOGGING   struct ras_logging

#define STRUCT_REDIAL_ENTRY struct ras_redial_entry

const struct ras_key ras_conf_keys[] = {
#define RAS_TEXT(group_, name_, type_, longest, modem, cellular, direct,       \
                 meaning_)                                                     \
    {.group = RAS_##group_,                                                    \
     .name = #name_,                                                           \
     .type = RAS_##type_,                                                      \
     .max = longest,                                                           \
     .text = {modem, cellular, direct},                                        \
     .offset = offsetof(STRUCT_##group_, name_),                               \
     .meaning = meaning_},
#define RAS_NUMBER(group_, name_, type_, least, most, modem, cellular, direct, \
                   meaning_)                                                   \
    {.group = RAS_##group_,                                                    \
     .name = #name_,                                                           \
     .type = RAS_##type_,                                                      \
     .min = least,                                                             \
     .max = most,                                                              \
     .number = {modem, cellular, direct},                                      \
     .offset = offsetof(STRUCT_##group_, name_),                               \
     .meaning = meaning_},
#define RAS_PLAIN(group_, name_, type_, longest, meaning_)                     \
    {.group = RAS_##group_,                                                    \
     .name = #name_,                                                           \
     .type = RAS_##type_,                                                      \
     .max = longest,                                                           \
     .text = {"", "", ""},                                                     \
     .offset = offsetof(STRUCT_##group_, name_),                               \
     .meaning = meaning_},
#define RAS_SECRET(group_, name_, type_, longest, meaning_)                    \
    {.group = RAS_##group_,                                                    \
     .name = #name_,                                                           \
     .type = RAS_##type_,                                                      \
     .max = longest,                                                           \
     .text = {"", "", ""},                                                     \
     .secret = true,                                                           \
     .offset = offsetof(STRUCT_##group_, name_),                               \
     .meaning = meaning_},
#define RAS_INNER(group_, name_, inner_, meaning_)                             \
    {.group = RAS_##group_,                                                    \
     .name = #name_,                                                           \
     .type = RAS_GROUP,                                                        \
     .inner = RAS_##inner_,                                                    \
     .offset = offsetof(STRUCT_##group_, name_),                               \
     .meaning = meaning_},
#define RAS_INIT_MODEM(command, meaning)
#define RAS_INIT_CELLULAR(command, meaning)
#include "conf/ras_conf_keys.def"
#undef RAS_INIT_MODEM
#undef RAS_INIT_CELLULAR
#undef RAS_TEXT
#undef RAS_NUMBER
#undef RAS_PLAIN
#undef RAS_SECRET
#undef RAS_INNER
};
const size_t ras_conf_n_keys = sizeof(ras_conf_keys) / sizeof(ras_conf_keys[0]);

#define RAS_TEXT(...)
#define RAS_NUMBER(...)
#define RAS_PLAIN(...)
#define RAS_SECRET(...)
#define RAS_INNER(...)
static const char *const init_modem[] = {
#define RAS_INIT_MODEM(command, meaning) command,
#define RAS_INIT_CELLULAR(command, meaning)
#include "conf/ras_conf_keys.def"
#undef RAS_INIT_MODEM
#undef RAS_INIT_CELLULAR
};
static const char *const init_cellular[] = {
#define RAS_INIT_MODEM(command, meaning)
#define RAS_INIT_CELLULAR(command, meaning) command,
#include "conf/ras_conf_keys.def"
#undef RAS_INIT_MODEM
#undef RAS_INIT_CELLULAR
};
#undef RAS_TEXT
#undef RAS_NUMBER
#undef RAS_PLAIN
#undef RAS_SECRET
#undef RAS_INNER

static const struct {
    const char *const *commands;
    size_t n;
} init_defaults[RAS_KINDS] = {
    [RAS_DEVICE_MODEM] = {init_modem, sizeof(init_modem) / sizeof(char *)},
    [RAS_DEVICE_CELLULAR] = {init_cellular,
                             sizeof(init_cellular) / sizeof(char *)},
    [RAS_DEVICE_DIRECT] = {NULL, 0},
    [RAS_DEVICE_PPPOE] = {NULL, 0},
};

/* --- defaults */

void ras_key_store(const struct ras_key *key, void *object, double number)
{
    void *at = (char *)object + key->offset;
    const bool yes = number != 0;
    uint32_t u32;

    if (key->type == RAS_BOOL) {
        memcpy(at, &yes, sizeof(yes));
    } else if (key->type == RAS_U32 || key->type == RAS_SECONDS) {
        u32 = (uint32_t)(key->type == RAS_U32 ? number : number * 1000 + 0.5);
        memcpy(at, &u32, sizeof(u32));
    }
}

static void group_defaults(enum ras_group group, enum ras_device_kind kind,
                           void *object)
{
    const size_t k = kind < RAS_COLUMNS ? kind : RAS_DEVICE_DIRECT;
    const struct ras_key *key;

    for (key = ras_conf_keys; key < ras_conf_keys + ras_conf_n_keys; key++)
        if (key->group == group && key->text[k])
            memcpy((char *)object + key->offset, &key->text[k],
                   sizeof(key->text[k]));
        else if (key->group == group)
            ras_key_store(key, object, key->number[k]);
}

void ras_device_defaults(enum ras_device_kind kind, struct ras_device *device)
{
    memset(device, 0, sizeof(*device));
    device->kind = kind;
    device->init = init_defaults[kind].commands;
    device->n_init = init_defaults[kind].n;
    group_defaults(RAS_DEVICE, kind, device);
    group_defaults(RAS_TIMEOUTS, kind, &device->timeouts);
}

void ras_location_defaults(struct dialling_location *location)
{
    memset(location, 0, sizeof(*location));
    group_defaults(RAS_LOCATION, RAS_DEVICE_MODEM, location);
    group_defaults(RAS_CARD, RAS_DEVICE_MODEM, &location->calling_card);
}

void ras_pool_defaults(struct ras_pool *pool)
{
    memset(pool, 0, sizeof(*pool));
    group_defaults(RAS_POOL, RAS_DEVICE_MODEM, pool);
}

void ras_area_rule_defaults(struct dialling_area_rule *rule)
{
    memset(rule, 0, sizeof(*rule));
    group_defaults(RAS_AREA_RULE, RAS_DEVICE_MODEM, rule);
}

void ras_dialer_defaults(struct ras_dialer *dialer)
{
    memset(dialer, 0, sizeof(*dialer));
    group_defaults(RAS_DIALER, RAS_DEVICE_MODEM, dialer);
}

void ras_cause_defaults(struct ras_cause *cause)
{
    memset(cause, 0, sizeof(*cause));
    group_defaults(RAS_CAUSE, RAS_DEVICE_MODEM, cause);
}

void ras_redial_entry_defaults(struct ras_redial_entry *entry)
{
    memset(entry, 0, sizeof(*entry));
    group_defaults(RAS_REDIAL_ENTRY, RAS_DEVICE_MODEM, entry);
    group_defaults(RAS_REDIAL, RAS_DEVICE_MODEM, &entry->redial);
}

/* --- secrets */

/* A secret that is not "" is a copy in the pool: only its type is const. */
void ras_group_wipe(enum ras_group group, void *object)
{
    const struct ras_key *key;
    char *secret;

    for (key = ras_conf_keys; key < ras_conf_keys + ras_conf_n_keys; key++) {
        if (key->group != group || !key->secret)
            continue;
        memcpy(&secret, (char *)object + key->offset, sizeof(secret));
        if (secret && secret[0])
            explicit_bzero(secret, strlen(secret));
    }
}

/* --- the configuration */

struct owned_conf {
    struct ras_conf conf; /* first: ras_conf_free() is given this one */
    struct pool pool;
};

static const char *const dialer_directories[] = {RAS_DIALER_DIRECTORY};

struct ras_conf *ras_conf_new(struct pool **pool)
{
    struct owned_conf *owned = calloc(1, sizeof(*owned));

    *pool = owned ? &owned->pool : NULL;
    if (!owned)
        return NULL;
    group_defaults(RAS_TOP, RAS_DEVICE_MODEM, &owned->conf);
    group_defaults(RAS_HELPER, RAS_DEVICE_MODEM, &owned->conf.dialer_helper);
    group_defaults(RAS_POLICY, RAS_DEVICE_MODEM, &owned->conf.policy);
    group_defaults(RAS_REDIAL, RAS_DEVICE_MODEM, &owned->conf.policy.redial);
    group_defaults(RAS_LOGGING, RAS_DEVICE_MODEM, &owned->conf.logging);
    owned->conf.dialer_directories = dialer_directories;
    owned->conf.n_dialer_directories = 1;
    return (struct ras_conf *)owned;
}

enum conf_result ras_conf_default(struct ras_conf **conf)
{
    struct pool *pool;

    *conf = ras_conf_new(&pool);
    return *conf ? CONF_OK : CONF_NOMEM;
}

void ras_conf_free(struct ras_conf *conf)
{
    struct owned_conf *owned = (struct owned_conf *)conf;
    size_t i;

    if (!owned)
        return;
    for (i = 0; i < conf->n_locations; i++)
        ras_group_wipe(RAS_CARD, &conf->locations[i].calling_card);
    pool_free(&owned->pool);
    free(owned);
}

static const struct ras_device *device_at(const struct ras_conf *conf,
                                          const char *port)
{
    size_t i;

    for (i = 0; port[0] && i < conf->n_devices; i++)
        if (strcasecmp(conf->devices[i].port, port) == 0)
            return &conf->devices[i];
    return NULL;
}

static const struct ras_device *device_called(const struct ras_conf *conf,
                                              const char *name)
{
    size_t i;

    for (i = 0; name[0] && i < conf->n_devices; i++)
        if (strcasecmp(conf->devices[i].name, name) == 0)
            return &conf->devices[i];
    return NULL;
}

static const struct ras_pool *pool_called(const struct ras_conf *conf,
                                          const char *name)
{
    size_t i;

    for (i = 0; name[0] && i < conf->n_pools; i++)
        if (strcasecmp(conf->pools[i].name, name) == 0)
            return &conf->pools[i];
    return NULL;
}

const struct ras_pool *ras_conf_pool(const struct ras_conf *conf,
                                     const char *port, const char *name)
{
    const struct ras_pool *pool = pool_called(conf, port);

    if (pool || device_at(conf, port) || device_called(conf, name))
        return pool;
    return pool_called(conf, name);
}

const struct ras_device *ras_conf_pool_device(const struct ras_conf *conf,
                                              const struct ras_pool *pool,
                                              size_t i)
{
    const struct ras_device *device;

    if (i >= pool->n_devices)
        return NULL;
    device = device_at(conf, pool->devices[i]);
    return device ? device : device_called(conf, pool->devices[i]);
}

const struct ras_device *ras_conf_device(const struct ras_conf *conf,
                                         const char *port, const char *name)
{
    const struct ras_pool *pool = ras_conf_pool(conf, port, name);
    const struct ras_device *device = device_at(conf, port);

    if (pool)
        return ras_conf_pool_device(conf, pool, 0);
    return device ? device : device_called(conf, name);
}

/* --- paths */

static bool is_component(const char *s, size_t n)
{
    return n && !(n == 1 && s[0] == '.') &&
           !(n == 2 && s[0] == '.' && s[1] == '.');
}

/* Do the components of PATH, which has no leading slash, only lead down? */
static bool leads_down(const char *path)
{
    size_t n;

    for (;;) {
        n = strcspn(path, "/");
        if (!is_component(path, n))
            return false;
        if (!path[n])
            return true;
        path += n + 1;
    }
}

bool ras_tty_valid(const char *path)
{
    static const char dev[] = "/dev/";

    return strncmp(path, dev, sizeof(dev) - 1) == 0 && text_is_ascii(path) &&
           leads_down(path + sizeof(dev) - 1);
}

/* The kernel's dev_valid_name(), and nothing that pppd would quote. */
bool ras_nic_valid(const char *name)
{
    return name[0] && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
           text_is_ascii(name) && !strpbrk(name, "/ \"\\:");
}

bool ras_path_valid(const char *path)
{
    return path[0] == '/' && text_is_printable(path) && leads_down(path + 1);
}

const char *ras_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool ras_path_below(const char *file, const char *directory)
{
    size_t n = strlen(directory);

    return strncmp(file, directory, n) == 0 && file[n] == '/';
}

/* --- policy */

bool ras_metrics_valid(const char *path)
{
    const char *name = ras_path_name(path);
    size_t n = strlen(name);

    return !path[0] || (ras_path_valid(path) && n > 5 &&
                        strcmp(name + n - 5, ".prom") == 0);
}

static const char digits[] = "0123456789";

bool ras_error_valid(const char *text)
{
    size_t n = strspn(text, digits);

    if (!n)
        return text[0] >= 'a' && text[0] <= 'z' &&
               !text[strspn(text, "abcdefghijklmnopqrstuvwxyz-")];
    if (n > 5 || !text[n])
        return n <= 5;
    if (text[n] != '-')
        return false;
    text += n + 1;
    n = strspn(text, digits);
    return n > 0 && n <= 5 && !text[n];
}

const struct ras_redial *ras_conf_redial(const struct ras_conf *conf,
                                         const char *name)
{
    const struct ras_policy *p = &conf->policy;
    size_t i, n = strlen(name);

    for (i = 0; i < p->n_entries; i++)
        if (text_same(p->entries[i].name, strlen(p->entries[i].name), name, n))
            return &p->entries[i].redial;
    return &p->redial;
}

/* --- custom dialers */

bool ras_library_valid(const char *path)
{
    const char *name = ras_path_name(path);
    size_t n = strlen(name);

    return ras_path_valid(path) && n > 3 && strcmp(name + n - 3, ".so") == 0;
}

bool ras_sha256_valid(const char *text)
{
    size_t n = strlen(text);

    return n == 0 || (n == 64 && strspn(text, "0123456789abcdefABCDEF") == n);
}

bool ras_dialer_name(const char *dll, char *out, size_t size)
{
    const char *name = text_windows_name(dll);
    size_t n = strlen(name);
    bool is_dll = n >= 4 && strcasecmp(name + n - 4, ".dll") == 0;
    int length;

    n -= is_dll ? 4 : 0;
    length = n < size ? snprintf(out, size, "%.*s%s", (int)n, name,
                                 is_dll ? ".so" : "")
                      : -1;
    if (n > 0 && length >= 0 && (size_t)length < size)
        return true;
    out[0] = '\0';
    return false;
}

/* Letter case is ignored: a phonebook's file names are those of Windows. */
const struct ras_dialer *ras_conf_find_dialer(const struct ras_conf *conf,
                                              const char *dll)
{
    char name[RAS_PATH_MAX + 1];
    size_t i;

    if (!ras_dialer_name(dll, name, sizeof(name)))
        return NULL;
    for (i = 0; i < conf->n_custom_dialers; i++)
        if (strcasecmp(ras_path_name(conf->custom_dialers[i].file), name) == 0)
            return &conf->custom_dialers[i];
    return NULL;
}

/* --- devices that ras.conf does not describe */

static const struct {
    const char *port, *tty;
} known_ports[] = {
    {"COM1", "/dev/ttyS0"},
    {"COM2", "/dev/ttyS1"},
    {"COM3", "/dev/ttyS2"},
    {"COM4", "/dev/ttyS3"},
};

bool ras_conf_implied_device(const char *port, enum ras_device_kind kind,
                             struct ras_device *device, char tty[64])
{
    size_t i;

    ras_device_defaults(kind, device);
    tty[0] = '\0';
    device->tty = tty;
    for (i = 0; i < sizeof(known_ports) / sizeof(known_ports[0]); i++) {
        if (strcasecmp(port, known_ports[i].port) != 0)
            continue;
        snprintf(tty, 64, "%s", known_ports[i].tty);
        device->port = known_ports[i].port;
        return true;
    }
    if (strlen(port) >= 64 || !ras_tty_valid(port))
        return false;
    snprintf(tty, 64, "%s", port);
    device->port = tty;
    return true;
}
