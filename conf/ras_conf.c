#include "conf/ras_conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf/ras_conf_keys.h"
#include "conf/text.h"

/* The structure of each group. */
#define STRUCT_TOP      struct ras_conf
#define STRUCT_DEVICE   struct ras_device
#define STRUCT_TIMEOUTS struct ras_timeouts
#define STRUCT_POLICY   struct ras_policy

const struct ras_key ras_conf_keys[] = {
#define RAS_TEXT(group, name, type, longest, modem, cellular, direct, meaning) \
    {RAS_##group, #name,                                                       \
     RAS_##type,  0,                                                           \
     longest,     {modem, cellular, direct},                                   \
     {0, 0, 0},   offsetof(STRUCT_##group, name),                              \
     meaning},
#define RAS_NUMBER(group, name, type, min, max, modem, cellular, direct,       \
                   meaning)                                                    \
    {RAS_##group,                                                              \
     #name,                                                                    \
     RAS_##type,                                                               \
     min,                                                                      \
     max,                                                                      \
     {NULL, NULL, NULL},                                                       \
     {modem, cellular, direct},                                                \
     offsetof(STRUCT_##group, name),                                           \
     meaning},
#define RAS_INIT_MODEM(command, meaning)
#define RAS_INIT_CELLULAR(command, meaning)
#include "conf/ras_conf_keys.def"
#undef RAS_INIT_MODEM
#undef RAS_INIT_CELLULAR
#undef RAS_TEXT
#undef RAS_NUMBER
};
const size_t ras_conf_n_keys = sizeof(ras_conf_keys) / sizeof(ras_conf_keys[0]);

#define RAS_TEXT(...)
#define RAS_NUMBER(...)
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

static const struct {
    const char *const *commands;
    size_t n;
} init_defaults[RAS_KINDS] = {
    [RAS_DEVICE_MODEM] = {init_modem, sizeof(init_modem) / sizeof(char *)},
    [RAS_DEVICE_CELLULAR] = {init_cellular,
                             sizeof(init_cellular) / sizeof(char *)},
    [RAS_DEVICE_DIRECT] = {NULL, 0},
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

static void number_defaults(enum ras_group group, enum ras_device_kind kind,
                            void *object)
{
    size_t i;

    for (i = 0; i < ras_conf_n_keys; i++)
        if (ras_conf_keys[i].group == group && !ras_conf_keys[i].text[kind])
            ras_key_store(&ras_conf_keys[i], object,
                          ras_conf_keys[i].number[kind]);
}

/* Only devices have texts. */
static void text_defaults(enum ras_device_kind kind, struct ras_device *device)
{
    const struct ras_key *key;

    for (key = ras_conf_keys; key < ras_conf_keys + ras_conf_n_keys; key++)
        if (key->group == RAS_DEVICE && key->text[kind])
            memcpy((char *)device + key->offset, &key->text[kind],
                   sizeof(key->text[kind]));
}

void ras_device_defaults(enum ras_device_kind kind, struct ras_device *device)
{
    memset(device, 0, sizeof(*device));
    device->kind = kind;
    device->init = init_defaults[kind].commands;
    device->n_init = init_defaults[kind].n;
    text_defaults(kind, device);
    number_defaults(RAS_DEVICE, kind, device);
    number_defaults(RAS_TIMEOUTS, kind, &device->timeouts);
}

/* --- the configuration */

struct owned_conf {
    struct ras_conf conf; /* first: ras_conf_free() is given this one */
    struct pool pool;
};

struct ras_conf *ras_conf_new(struct pool **pool)
{
    struct owned_conf *owned = calloc(1, sizeof(*owned));

    *pool = owned ? &owned->pool : NULL;
    if (!owned)
        return NULL;
    number_defaults(RAS_POLICY, RAS_DEVICE_MODEM, &owned->conf.policy);
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

    if (!owned)
        return;
    pool_free(&owned->pool);
    free(owned);
}

const struct ras_device *ras_conf_device(const struct ras_conf *conf,
                                         const char *port, const char *name)
{
    size_t i;

    for (i = 0; port[0] && i < conf->n_devices; i++)
        if (strcasecmp(conf->devices[i].port, port) == 0)
            return &conf->devices[i];
    for (i = 0; name[0] && i < conf->n_devices; i++)
        if (strcasecmp(conf->devices[i].name, name) == 0)
            return &conf->devices[i];
    return NULL;
}

/* --- devices that ras.conf does not describe */

static bool is_component(const char *s, size_t n)
{
    return n && !(n == 1 && s[0] == '.') &&
           !(n == 2 && s[0] == '.' && s[1] == '.');
}

bool ras_tty_valid(const char *path)
{
    static const char dev[] = "/dev/";
    size_t n;

    if (strncmp(path, dev, sizeof(dev) - 1) != 0 || !text_is_ascii(path))
        return false;
    path += sizeof(dev) - 1;
    for (;;) {
        n = strcspn(path, "/");
        if (!is_component(path, n))
            return false;
        if (!path[n])
            return true;
        path += n + 1;
    }
}

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
