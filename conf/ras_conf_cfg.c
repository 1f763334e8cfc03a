#include "conf/ras_conf.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <libconfig.h>

#include "conf/cfg_memory.h"
#include "conf/file.h"
#include "conf/hours.h"
#include "conf/ras_conf_keys.h"
#include "conf/text.h"

enum { RAS_CONF_MAX_BYTES = 1 << 20 };

/* Settings of longer names are compared by their beginning. */
enum { NAME_MAX_COMPARED = 32 };

struct reader {
    const char *file;
    struct ras_conf *conf;
    struct pool *pool;
    struct conf_problem *p;
};

/* --- messages */

static enum conf_result out_of_memory(const struct reader *r)
{
    return conf_fail(r->p, CONF_NOMEM, "%s: out of memory", r->file);
}

/* The value as it stands in the file, as far as a message can show it. */
static void show(const config_setting_t *s, char *out, size_t size)
{
    switch (config_setting_type(s)) {
    case CONFIG_TYPE_STRING:
        snprintf(out, size, "\"%.100s\"", config_setting_get_string(s));
        break;
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        snprintf(out, size, "%lld", config_setting_get_int64(s));
        break;
    case CONFIG_TYPE_FLOAT:
        snprintf(out, size, "%g", config_setting_get_float(s));
        break;
    case CONFIG_TYPE_BOOL:
        snprintf(out, size, "%s",
                 config_setting_get_bool(s) ? "true" : "false");
        break;
    default:
        snprintf(out, size, "%s",
                 config_setting_is_group(s) ? "{...}" : "(...)");
    }
}

static const char list_wanted[] = "a list of groups ( {...}, {...} )";
static const char *const wanted[RAS_TYPES] = {
    [RAS_DEVICES] = list_wanted,
    [RAS_POOLS] = list_wanted,
    [RAS_LOCATIONS] = list_wanted,
    [RAS_AREA_RULES] = list_wanted,
    [RAS_DIALERS] = list_wanted,
    [RAS_CAUSES] = list_wanted,
    [RAS_REDIAL_ENTRIES] = list_wanted,
    [RAS_METRICS] = "an absolute path to a .prom file, without . and ..,",
    [RAS_HOURS] = "an array of hours [ \"Mon-Fri 07:00-19:00\" ]",
    [RAS_ERRORS] = "an array of errors [ \"676\", \"600-620\", \"busy\" ]",
    [RAS_GROUP] = "a group { ... }",
    [RAS_NAME] = "a printable text",
    [RAS_TTY] = "a path below /dev, without . and ..,",
    [RAS_LIBRARY] = "an absolute path to a .so file, without . and ..,",
    [RAS_PROGRAM] = "an absolute path, without . and ..,",
    [RAS_PATHS] = "an array of directories [ \"" RAS_DIALER_DIRECTORY "\" ]",
    [RAS_SHA256] = "a text of 64 hex digits",
    [RAS_NIC] = "the name of a network interface",
    [RAS_KIND] = "\"modem\", \"cellular\", \"direct\" or \"pppoe\"",
    [RAS_COMMAND] = "a printable ASCII text",
    [RAS_NAMES] = "an array of names [ \"COM1\", ... ]",
    [RAS_COMMANDS] = "an array of commands [ \"ATZ\", ... ]",
    [RAS_MODE] = "\"tone\", \"pulse\" or \"none\"",
    [RAS_DIALLING] = "\"tone\" or \"pulse\"",
    [RAS_DIGITS] = "a text of digits",
    [RAS_PREFIXES] = "an array of digits [ \"555\", ... ]",
    [RAS_CODE] = "a text of digits and * # A-D , ! T P W @ $",
    [RAS_PREFIX] = "a text of digits, * # A-D , ! T P W @ $ and L M N S",
    [RAS_RULE] = "a text of digits, * # A-D , ! T P W @ $ and E-I L M N S",
    [RAS_U32] = "a whole number",
    [RAS_BOOL] = "true or false",
    [RAS_SECONDS] = "a number of seconds",
};

typedef bool text_check(const char *text);

/* The types that are texts of at most key->max characters. */
static text_check *const text_checks[RAS_TYPES] = {
    [RAS_NAME] = text_is_printable,  [RAS_TTY] = ras_tty_valid,
    [RAS_COMMAND] = text_is_ascii,   [RAS_DIGITS] = dialling_is_digits,
    [RAS_CODE] = dialling_is_code,   [RAS_PREFIX] = dialling_is_prefix,
    [RAS_RULE] = dialling_is_rule,   [RAS_LIBRARY] = ras_library_valid,
    [RAS_SHA256] = ras_sha256_valid, [RAS_METRICS] = ras_metrics_valid,
    [RAS_PROGRAM] = ras_path_valid,  [RAS_NIC] = ras_nic_valid,
};

/* The types that are arrays of texts, and where their number is kept. */
static const struct array {
    text_check *valid;
    size_t longest;
    size_t count; /* offset of the size_t */
    const char *element, *wanted;
} arrays[RAS_TYPES] = {
    [RAS_COMMANDS] = {text_is_ascii, RAS_COMMAND_MAX,
                      offsetof(struct ras_device, n_init), "command",
                      "printable ASCII characters"},
    [RAS_NAMES] = {text_is_printable, RAS_NAME_MAX,
                   offsetof(struct ras_pool, n_devices), "name",
                   "printable characters"},
    [RAS_PATHS] = {ras_path_valid, RAS_PATH_MAX,
                   offsetof(struct ras_conf, n_dialer_directories), "directory",
                   "characters of an absolute path, without . and ..,"},
    [RAS_HOURS] = {hours_valid, RAS_NAME_MAX,
                   offsetof(struct ras_redial, n_hours), "text",
                   "characters as in \"Mon-Fri,Sun 07:00-19:00\""},
    [RAS_ERRORS] = {ras_error_valid, RAS_NAME_MAX,
                    offsetof(struct ras_cause, n_errors), "error",
                    "characters of a number, a range or a word"},
    [RAS_PREFIXES] = {dialling_is_digits, DIALLING_MAX,
                      offsetof(struct dialling_area_rule, n_prefixes), "prefix",
                      "digits"},
};

/* The limits behind what is allowed, for the types that have some. */
static void show_limits(const struct ras_key *key, char *out, size_t size)
{
    out[0] = '\0';
    if (key->type == RAS_U32 || key->type == RAS_SECONDS)
        snprintf(out, size, " from %g to %.7g", key->min, key->max);
    else if (arrays[key->type].valid)
        snprintf(out, size, ", at most %g of them", key->max);
    else if (text_checks[key->type] && key->type != RAS_SHA256)
        snprintf(out, size, " of at most %g characters", key->max);
}

static enum conf_result refuse(const struct reader *r,
                               const struct ras_key *key,
                               const config_setting_t *s)
{
    char value[128] = "(not shown)", limits[64];

    if (!key->secret)
        show(s, value, sizeof(value));
    show_limits(key, limits, sizeof(limits));
    return conf_fail(r->p, CONF_VALUE, "%s:%u: %s = %s: %s%s is allowed",
                     r->file, config_setting_source_line(s), key->name, value,
                     wanted[key->type], limits);
}

/* --- unknown settings */

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* How many characters to insert, drop or exchange: Levenshtein's distance. */
static unsigned distance(const char *a, const char *b)
{
    size_t m = strnlen(a, NAME_MAX_COMPARED), n = strnlen(b, NAME_MAX_COMPARED);
    unsigned row[NAME_MAX_COMPARED + 1], diagonal, above;
    size_t i, j;

    for (j = 0; j <= n; j++)
        row[j] = (unsigned)j;
    for (i = 1; i <= m; i++) {
        diagonal = row[0];
        row[0] = (unsigned)i;
        for (j = 1; j <= n; j++) {
            above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1,
                           diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[n];
}

static const char *nearest(enum ras_group group, const char *name)
{
    unsigned best = ~0u, d;
    const char *found = "";
    size_t i;

    for (i = 0; i < ras_conf_n_keys; i++) {
        if (ras_conf_keys[i].group != group)
            continue;
        d = distance(name, ras_conf_keys[i].name);
        if (d < best) {
            best = d;
            found = ras_conf_keys[i].name;
        }
    }
    return found;
}

static enum conf_result unknown(const struct reader *r, enum ras_group group,
                                const config_setting_t *s)
{
    static const char *const places[] = {
        [RAS_TOP] = "the file",           [RAS_DEVICE] = "a device",
        [RAS_TIMEOUTS] = "timeouts",      [RAS_POOL] = "a pool",
        [RAS_LOCATION] = "a location",    [RAS_CARD] = "calling_card",
        [RAS_AREA_RULE] = "an area rule", [RAS_POLICY] = "policy",
        [RAS_DIALER] = "a custom dialer", [RAS_LOGGING] = "logging",
        [RAS_REDIAL] = "redial",          [RAS_CAUSE] = "a cause",
        [RAS_REDIAL_ENTRY] = "an entry",  [RAS_HELPER] = "dialer_helper",
    };
    const char *name = config_setting_name(s);

    return conf_fail(r->p, CONF_VALUE,
                     "%s:%u: %s: there is no such setting in %s; did you mean "
                     "%s?",
                     r->file, config_setting_source_line(s), name,
                     places[group], nearest(group, name));
}

/* --- values, by type */

typedef enum conf_result value_reader(const struct reader *r,
                                      const struct ras_key *key,
                                      const config_setting_t *s, void *object);

/* A copy of TEXT in the member of KEY. */
static enum conf_result keep_text(const struct reader *r,
                                  const struct ras_key *key, void *object,
                                  const char *text)
{
    const char *copy = pool_text(r->pool, text);

    if (!copy)
        return out_of_memory(r);
    memcpy((char *)object + key->offset, &copy, sizeof(copy));
    return CONF_OK;
}

static enum conf_result read_text(const struct reader *r,
                                  const struct ras_key *key,
                                  const config_setting_t *s, void *object)
{
    const char *text = config_setting_get_string(s);

    if (!text || !text_checks[key->type](text) ||
        text_count(text) > (size_t)key->max)
        return refuse(r, key, s);
    return keep_text(r, key, object, text);
}

/* The elements of S as they are to be kept: N copies. */
static enum conf_result copy_texts(const struct reader *r,
                                   const struct ras_key *key,
                                   const config_setting_t *s, int n,
                                   const char **copies)
{
    const struct array *a = &arrays[key->type];
    const char *text;
    int i;

    for (i = 0; i < n; i++) {
        text = config_setting_get_string_elem(s, i);
        if (!text || !text[0] || !a->valid(text) ||
            text_count(text) > a->longest)
            return conf_fail(r->p, CONF_VALUE,
                             "%s:%u: %s %d of %s: at most %zu %s are allowed",
                             r->file, config_setting_source_line(s), a->element,
                             i + 1, key->name, a->longest, a->wanted);
        copies[i] = pool_text(r->pool, text);
        if (!copies[i])
            return out_of_memory(r);
    }
    return CONF_OK;
}

static enum conf_result read_texts(const struct reader *r,
                                   const struct ras_key *key,
                                   const config_setting_t *s, void *object)
{
    enum conf_result result;
    const char **copies;
    size_t count;
    int n;

    if (!config_setting_is_array(s) && !config_setting_is_list(s))
        return refuse(r, key, s);
    n = config_setting_length(s);
    if (n < (int)key->min || n > (int)key->max)
        return refuse(r, key, s);
    count = (size_t)n;
    copies = pool_zeroed(r->pool, count + 1, sizeof(*copies));
    if (!copies)
        return out_of_memory(r);
    result = copy_texts(r, key, s, n, copies);
    memcpy((char *)object + key->offset, &copies, sizeof(copies));
    memcpy((char *)object + arrays[key->type].count, &count, sizeof(count));
    return result;
}

static const struct {
    const char *name, *command;
} modes[] = {{"tone", "T"}, {"pulse", "P"}, {"none", ""}};

static enum conf_result read_mode(const struct reader *r,
                                  const struct ras_key *key,
                                  const config_setting_t *s, void *object)
{
    const char *text = config_setting_get_string(s);
    size_t i;

    for (i = 0; text && i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcmp(text, modes[i].name) == 0 &&
            (modes[i].command[0] || key->type == RAS_MODE))
            return keep_text(r, key, object, modes[i].command);
    return refuse(r, key, s);
}

static const char *const kinds[RAS_KINDS] = {
    [RAS_DEVICE_MODEM] = "modem",
    [RAS_DEVICE_CELLULAR] = "cellular",
    [RAS_DEVICE_DIRECT] = "direct",
    [RAS_DEVICE_PPPOE] = "pppoe",
};

static enum conf_result read_kind(const struct reader *r,
                                  const struct ras_key *key,
                                  const config_setting_t *s, void *object)
{
    const char *text = config_setting_get_string(s);
    struct ras_device *device = object;
    size_t i;

    for (i = 0; text && i < RAS_KINDS; i++) {
        if (strcmp(text, kinds[i]) != 0)
            continue;
        device->kind = (enum ras_device_kind)i;
        return CONF_OK;
    }
    return refuse(r, key, s);
}

/* False if S is no number, or none that the row allows. */
static bool get_number(const struct ras_key *key, const config_setting_t *s,
                       double *number)
{
    int type = config_setting_type(s);

    *number = 0;
    if (type == CONFIG_TYPE_FLOAT && key->type == RAS_SECONDS)
        *number = config_setting_get_float(s);
    else if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)
        *number = (double)config_setting_get_int64(s);
    else
        return false;
    return *number >= key->min && *number <= key->max;
}

static enum conf_result read_number(const struct reader *r,
                                    const struct ras_key *key,
                                    const config_setting_t *s, void *object)
{
    double number;

    if (!get_number(key, s, &number))
        return refuse(r, key, s);
    ras_key_store(key, object, number);
    return CONF_OK;
}

static enum conf_result read_bool(const struct reader *r,
                                  const struct ras_key *key,
                                  const config_setting_t *s, void *object)
{
    if (config_setting_type(s) != CONFIG_TYPE_BOOL)
        return refuse(r, key, s);
    ras_key_store(key, object, config_setting_get_bool(s));
    return CONF_OK;
}

/* --- groups */

static value_reader read_list, read_subgroup;

static value_reader *const value_readers[RAS_TYPES] = {
    [RAS_DEVICES] = read_list,    [RAS_LOCATIONS] = read_list,
    [RAS_POOLS] = read_list,      [RAS_NAMES] = read_texts,
    [RAS_AREA_RULES] = read_list, [RAS_GROUP] = read_subgroup,
    [RAS_NAME] = read_text,       [RAS_TTY] = read_text,
    [RAS_KIND] = read_kind,       [RAS_COMMAND] = read_text,
    [RAS_COMMANDS] = read_texts,  [RAS_MODE] = read_mode,
    [RAS_DIALLING] = read_mode,   [RAS_DIGITS] = read_text,
    [RAS_PREFIXES] = read_texts,  [RAS_CODE] = read_text,
    [RAS_PREFIX] = read_text,     [RAS_RULE] = read_text,
    [RAS_U32] = read_number,      [RAS_BOOL] = read_bool,
    [RAS_SECONDS] = read_number,  [RAS_DIALERS] = read_list,
    [RAS_LIBRARY] = read_text,    [RAS_PATHS] = read_texts,
    [RAS_SHA256] = read_text,     [RAS_METRICS] = read_text,
    [RAS_HOURS] = read_texts,     [RAS_ERRORS] = read_texts,
    [RAS_CAUSES] = read_list,     [RAS_REDIAL_ENTRIES] = read_list,
    [RAS_PROGRAM] = read_text,    [RAS_NIC] = read_text,
};

static const struct ras_key *find_key(enum ras_group group, const char *name)
{
    size_t i;

    for (i = 0; i < ras_conf_n_keys; i++)
        if (ras_conf_keys[i].group == group &&
            strcmp(ras_conf_keys[i].name, name) == 0)
            return &ras_conf_keys[i];
    return NULL;
}

/*
 * libconfig frees its copy of a text without wiping it. Its scanner's buffer
 * is out of our reach.
 */
static void wipe_source(const config_setting_t *s)
{
    const char *text = config_setting_get_string(s);

    if (text)
        explicit_bzero((char *)(uintptr_t)text, strlen(text));
}

/* Reads S into OBJECT, the structure of GROUP, which holds the defaults. */
static enum conf_result read_group(const struct reader *r, enum ras_group group,
                                   const config_setting_t *s, void *object)
{
    enum conf_result result = CONF_OK;
    const config_setting_t *member;
    const struct ras_key *key;
    int n = config_setting_length(s), i;

    for (i = 0; i < n && result == CONF_OK; i++) {
        member = config_setting_get_elem(s, (unsigned)i);
        key = find_key(group, config_setting_name(member));
        if (!key)
            return unknown(r, group, member);
        result = value_readers[key->type](r, key, member, object);
        if (key->secret)
            wipe_source(member);
    }
    return result;
}

static enum conf_result read_subgroup(const struct reader *r,
                                      const struct ras_key *key,
                                      const config_setting_t *s, void *object)
{
    if (!config_setting_is_group(s))
        return refuse(r, key, s);
    return read_group(r, key->inner, s, (char *)object + key->offset);
}

/* --- devices */

static enum conf_result check_device(const struct reader *r,
                                     const config_setting_t *s,
                                     const struct ras_device *device)
{
    const bool pppoe = device->kind == RAS_DEVICE_PPPOE;
    const struct ras_device *d;
    unsigned line = config_setting_source_line(s);

    if (!device->port[0] && !device->name[0])
        return conf_fail(r->p, CONF_VALUE,
                         "%s:%u: a device needs a port or a name, by which an "
                         "entry finds it",
                         r->file, line);
    if (pppoe != (device->tty[0] == '\0') ||
        pppoe != (device->interface[0] != '\0'))
        return conf_fail(r->p, CONF_VALUE, "%s:%u: a device needs its %s",
                         r->file, line,
                         pppoe ? "interface, such as \"eth1\", and no tty"
                               : "tty, such as \"/dev/ttyS0\"; an interface "
                                 "is for kind = \"pppoe\"");
    for (d = r->conf->devices; d < device; d++)
        if (device->port[0] && strcasecmp(d->port, device->port) == 0)
            return conf_fail(r->p, CONF_VALUE,
                             "%s:%u: port = \"%s\": another device has this "
                             "port already",
                             r->file, line, device->port);
    return CONF_OK;
}

/* The kind comes first, wherever it stands: it decides the defaults. */
static enum conf_result read_device(const struct reader *r,
                                    const config_setting_t *s, void *element)
{
    struct ras_device *device = element;
    const struct ras_key *key = find_key(RAS_DEVICE, "kind");
    const config_setting_t *kind = config_setting_get_member(s, "kind");
    enum conf_result result = CONF_OK;

    device->kind = RAS_DEVICE_MODEM;
    if (key && kind)
        result = read_kind(r, key, kind, device);
    if (result != CONF_OK)
        return result;
    ras_device_defaults(device->kind, device);
    result = read_group(r, RAS_DEVICE, s, device);
    if (result == CONF_OK)
        result = check_device(r, s, device);
    if (device->kind == RAS_DEVICE_PPPOE)
        device->tty = device->interface; /* what pppd calls it, too */
    return result;
}

/* --- pools */

static enum conf_result read_pool(const struct reader *r,
                                  const config_setting_t *s, void *element)
{
    struct ras_pool *pool = element;
    enum conf_result result;

    ras_pool_defaults(pool);
    result = read_group(r, RAS_POOL, s, pool);
    if (result == CONF_OK && (!pool->name[0] || !pool->n_devices))
        return conf_fail(r->p, CONF_VALUE,
                         "%s:%u: a pool needs a name and its devices", r->file,
                         config_setting_source_line(s));
    return result;
}

/* A name must not leave open what it stands for. */
static enum conf_result check_pool(const struct reader *r, unsigned line,
                                   const struct ras_pool *pool)
{
    const struct ras_conf *conf = r->conf;
    struct ras_conf devices = {.devices = conf->devices,
                               .n_devices = conf->n_devices};
    const struct ras_pool *p;
    bool taken = ras_conf_device(&devices, pool->name, pool->name) != NULL;
    size_t i;

    for (p = conf->pools; p < pool && !taken; p++)
        taken = strcasecmp(p->name, pool->name) == 0;
    if (taken)
        return conf_fail(r->p, CONF_VALUE,
                         "%s:%u: name = \"%s\": a device or another pool has "
                         "this name already",
                         r->file, line, pool->name);
    for (i = 0; i < pool->n_devices; i++) {
        const struct ras_device *d = ras_conf_pool_device(conf, pool, i);

        if (!d || d->kind == RAS_DEVICE_PPPOE)
            return conf_fail(r->p, CONF_VALUE,
                             "%s:%u: pool \"%s\": \"%s\" is neither port nor "
                             "name of a device%s",
                             r->file, line, pool->name, pool->devices[i],
                             d ? " that has a tty" : "");
    }
    return CONF_OK;
}

/* The pools may stand before the devices. */
static enum conf_result check_pools(const struct reader *r,
                                    const config_setting_t *root)
{
    const config_setting_t *s = config_setting_get_member(root, "pools");
    const struct ras_conf *conf = r->conf;
    enum conf_result result = CONF_OK;
    unsigned i, line;

    for (i = 0; s && i < conf->n_pools && result == CONF_OK; i++) {
        line = config_setting_source_line(config_setting_get_elem(s, i));
        result = check_pool(r, line, &conf->pools[i]);
    }
    return result;
}

/* --- locations */

/* A letter in a prefix or a rule is useless without what it stands for. */
static const struct {
    char letter;
    const char *setting;
    size_t offset;
} needs[] = {
    {'H', "card_number",
     offsetof(struct dialling_location, calling_card.card_number)},
    {'I', "pin", offsetof(struct dialling_location, calling_card.pin)},
    {'L', "long_distance_carrier",
     offsetof(struct dialling_location, long_distance_carrier)},
    {'M', "international_carrier",
     offsetof(struct dialling_location, international_carrier)},
};

static enum conf_result check_letters(const struct reader *r, unsigned line,
                                      const struct dialling_location *l,
                                      const char *text)
{
    const char *value;
    size_t i;

    for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
        memcpy(&value, (const char *)l + needs[i].offset, sizeof(value));
        if (strchr(text, needs[i].letter) && !value[0])
            return conf_fail(r->p, CONF_VALUE,
                             "%s:%u: location \"%s\": %c is to be dialled, and "
                             "there is no %s",
                             r->file, line, l->name, needs[i].letter,
                             needs[i].setting);
    }
    return CONF_OK;
}

static bool has_secrets(const struct dialling_card *card)
{
    return card->card_number[0] || card->pin[0];
}

static enum conf_result check_card(const struct reader *r, unsigned line,
                                   const struct dialling_location *l)
{
    const struct dialling_card *c = &l->calling_card;
    bool used = c->local[0] || c->long_distance[0] || c->international[0];

    if ((c->name[0] || has_secrets(c)) && !used)
        return conf_fail(
            r->p, CONF_VALUE,
            "%s:%u: location \"%s\": its calling_card needs a rule "
            "for local, long_distance or international calls",
            r->file, line, l->name);
    if (has_secrets(c) && !c->name[0])
        return conf_fail(r->p, CONF_VALUE,
                         "%s:%u: location \"%s\": its calling_card needs a "
                         "name, shown in place of the number",
                         r->file, line, l->name);
    return CONF_OK;
}

static enum conf_result check_rules(const struct reader *r, unsigned line,
                                    const struct dialling_location *l)
{
    const char *const texts[] = {
        l->long_distance_prefix,       l->international_prefix,
        l->calling_card.local,         l->calling_card.long_distance,
        l->calling_card.international,
    };
    enum conf_result result = check_card(r, line, l);
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (result == CONF_OK)
            result = check_letters(r, line, l, texts[i]);
    return result;
}

static enum conf_result check_location(const struct reader *r,
                                       const config_setting_t *s,
                                       const struct dialling_location *location)
{
    const struct dialling_location *l;
    unsigned line = config_setting_source_line(s);

    if (!location->name[0])
        return conf_fail(r->p, CONF_VALUE, "%s:%u: a location needs a name",
                         r->file, line);
    for (l = r->conf->locations; l < location; l++)
        if (strcasecmp(l->name, location->name) == 0)
            return conf_fail(r->p, CONF_VALUE,
                             "%s:%u: name = \"%s\": another location has this "
                             "name already",
                             r->file, line, location->name);
    if (!location->country_code)
        return conf_fail(r->p, CONF_VALUE,
                         "%s:%u: location \"%s\" needs its country_code, such "
                         "as 1 or 44",
                         r->file, line, location->name);
    return check_rules(r, line, location);
}

static enum conf_result read_location(const struct reader *r,
                                      const config_setting_t *s, void *element)
{
    enum conf_result result;

    ras_location_defaults(element);
    result = read_group(r, RAS_LOCATION, s, element);
    return result == CONF_OK ? check_location(r, s, element) : result;
}

static enum conf_result read_area_rule(const struct reader *r,
                                       const config_setting_t *s, void *element)
{
    ras_area_rule_defaults(element);
    return read_group(r, RAS_AREA_RULE, s, element);
}

/* --- custom dialers */

static enum conf_result read_dialer(const struct reader *r,
                                    const config_setting_t *s, void *element)
{
    struct ras_dialer *dialer = element;
    enum conf_result result;

    ras_dialer_defaults(dialer);
    result = read_group(r, RAS_DIALER, s, dialer);
    if (result == CONF_OK && !dialer->file[0])
        return conf_fail(r->p, CONF_VALUE,
                         "%s:%u: a custom dialer needs its file, such as "
                         "\"" RAS_DIALER_DIRECTORY "/acme.so\"",
                         r->file, config_setting_source_line(s));
    return result;
}

/* An entry finds its dialer by the name of the file alone. */
static enum conf_result check_dialer(const struct reader *r, unsigned line,
                                     const struct ras_dialer *dialer)
{
    const struct ras_conf *conf = r->conf;
    const char *name = ras_path_name(dialer->file);
    const struct ras_dialer *d;
    bool below = false;
    size_t i;

    for (i = 0; i < conf->n_dialer_directories && !below; i++)
        below = ras_path_below(dialer->file, conf->dialer_directories[i]);
    if (!below)
        return conf_fail(r->p, CONF_VALUE,
                         "%s:%u: file = \"%.256s\": it is in none of "
                         "dialer_directories",
                         r->file, line, dialer->file);
    for (d = conf->custom_dialers; d < dialer; d++)
        if (strcasecmp(ras_path_name(d->file), name) == 0)
            return conf_fail(r->p, CONF_VALUE,
                             "%s:%u: file = \"%.256s\": another custom dialer "
                             "has this file name already",
                             r->file, line, dialer->file);
    return CONF_OK;
}

/* The dialers may stand before their directories. */
static enum conf_result check_dialers(const struct reader *r,
                                      const config_setting_t *root)
{
    const config_setting_t *s =
        config_setting_get_member(root, "custom_dialers");
    const struct ras_conf *conf = r->conf;
    enum conf_result result = CONF_OK;
    unsigned i, line;

    for (i = 0; s && i < conf->n_custom_dialers && result == CONF_OK; i++) {
        line = config_setting_source_line(config_setting_get_elem(s, i));
        result = check_dialer(r, line, &conf->custom_dialers[i]);
    }
    return result;
}

/* --- redialling */

static enum conf_result read_cause(const struct reader *r,
                                   const config_setting_t *s, void *element)
{
    ras_cause_defaults(element);
    return read_group(r, RAS_CAUSE, s, element);
}

static enum conf_result read_redial_entry(const struct reader *r,
                                          const config_setting_t *s,
                                          void *element)
{
    struct ras_redial_entry *entry = element;
    unsigned line = config_setting_source_line(s);
    const struct ras_redial_entry *e;
    enum conf_result result;

    ras_redial_entry_defaults(entry);
    result = read_group(r, RAS_REDIAL_ENTRY, s, entry);
    if (result == CONF_OK && !entry->name[0])
        return conf_fail(r->p, CONF_VALUE,
                         "%s:%u: an entry needs its name, as in the phonebook",
                         r->file, line);
    for (e = r->conf->policy.entries; e < entry; e++)
        if (strcasecmp(e->name, entry->name) == 0)
            return conf_fail(r->p, CONF_VALUE,
                             "%s:%u: name = \"%.256s\": this entry has its "
                             "rules already",
                             r->file, line, entry->name);
    return result;
}

/* --- lists */

static const struct list {
    enum conf_result (*read)(const struct reader *r, const config_setting_t *s,
                             void *element);
    size_t size;
    size_t count; /* offset of the size_t */
} lists[RAS_TYPES] = {
    [RAS_DEVICES] = {read_device, sizeof(struct ras_device),
                     offsetof(struct ras_conf, n_devices)},
    [RAS_POOLS] = {read_pool, sizeof(struct ras_pool),
                   offsetof(struct ras_conf, n_pools)},
    [RAS_LOCATIONS] = {read_location, sizeof(struct dialling_location),
                       offsetof(struct ras_conf, n_locations)},
    [RAS_AREA_RULES] = {read_area_rule, sizeof(struct dialling_area_rule),
                        offsetof(struct dialling_location, n_area_rules)},
    [RAS_DIALERS] = {read_dialer, sizeof(struct ras_dialer),
                     offsetof(struct ras_conf, n_custom_dialers)},
    [RAS_CAUSES] = {read_cause, sizeof(struct ras_cause),
                    offsetof(struct ras_redial, n_causes)},
    [RAS_REDIAL_ENTRIES] = {read_redial_entry, sizeof(struct ras_redial_entry),
                            offsetof(struct ras_policy, n_entries)},
};

/* An element that failed is counted: its secrets are still to be wiped. */
static enum conf_result read_elements(const struct reader *r,
                                      const struct ras_key *key,
                                      const config_setting_t *s, size_t n,
                                      char *elements, void *object)
{
    const struct list *list = &lists[key->type];
    enum conf_result result = CONF_OK;
    const config_setting_t *element;
    size_t i, count;

    for (i = 0; i < n && result == CONF_OK; i++) {
        element = config_setting_get_elem(s, (unsigned)i);
        if (!config_setting_is_group(element))
            return refuse(r, key, s);
        count = i + 1;
        memcpy((char *)object + list->count, &count, sizeof(count));
        result = list->read(r, element, elements + i * list->size);
    }
    return result;
}

static enum conf_result read_list(const struct reader *r,
                                  const struct ras_key *key,
                                  const config_setting_t *s, void *object)
{
    void *elements;
    size_t n;

    if (!config_setting_is_list(s))
        return refuse(r, key, s);
    n = (size_t)config_setting_length(s);
    if (n > (size_t)key->max)
        return conf_fail(r->p, CONF_LIMIT, "%s:%u: at most %g %s", r->file,
                         config_setting_source_line(s), key->max, key->name);
    elements = pool_zeroed(r->pool, n, lists[key->type].size);
    if (!elements)
        return out_of_memory(r);
    memcpy((char *)object + key->offset, &elements, sizeof(elements));
    return read_elements(r, key, s, n, elements, object);
}

/* --- the file */

/*
 * libconfig follows @include when it stands at the beginning of a line. The
 * included file would be opened with nothing of file_read()'s care; refusing
 * the word there at all, even in a comment, is the simple rule.
 */
static bool has_include(const char *text, unsigned *line)
{
    static const char word[] = "@include";

    for (*line = 1; text; ++*line) {
        text += strspn(text, " \t\r\f\v");
        if (strncmp(text, word, sizeof(word) - 1) == 0)
            return true;
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return false;
}

static enum conf_result check_text(const char *file,
                                   const struct file_bytes *bytes,
                                   struct conf_problem *p)
{
    unsigned line;

    if (memchr(bytes->bytes, '\0', bytes->n))
        return conf_fail(p, CONF_FORMAT, "%s: it has NUL bytes or is in UTF-16",
                         file);
    if (has_include(bytes->bytes, &line))
        return conf_fail(p, CONF_FORMAT, "%s:%u: @include is not allowed", file,
                         line);
    return CONF_OK;
}

static enum conf_result parse(const char *file, const char *text,
                              config_t *config, struct conf_problem *p)
{
    if (config_read_string(config, text))
        return CONF_OK;
    return conf_fail(p, CONF_FORMAT, "%s:%d: %s", file,
                     config_error_line(config),
                     config_error_text(config) ? config_error_text(config)
                                               : "it cannot be read");
}

/* "location" may stand before or behind the locations. */
static enum conf_result find_here(const struct reader *r,
                                  const config_setting_t *root)
{
    struct ras_conf *conf = r->conf;
    const config_setting_t *s = config_setting_get_member(root, "location");
    size_t i;

    if (!conf->location[0])
        return CONF_OK;
    for (i = 0; i < conf->n_locations && !conf->here; i++)
        if (strcasecmp(conf->locations[i].name, conf->location) == 0)
            conf->here = &conf->locations[i];
    if (conf->here)
        return CONF_OK;
    return conf_fail(r->p, CONF_VALUE,
                     "%s:%u: location = \"%s\": none of the locations has this "
                     "name",
                     r->file, s ? config_setting_source_line(s) : 0,
                     conf->location);
}

/* What stands in a file that others may read is no secret. */
static enum conf_result check_privacy(const struct reader *r, int fd)
{
    bool secrets = false;
    struct stat st;
    size_t i;

    for (i = 0; i < r->conf->n_locations; i++)
        secrets |= has_secrets(&r->conf->locations[i].calling_card);
    if (!secrets)
        return CONF_OK;
    if (fstat(fd, &st) < 0 || (st.st_mode & (S_IRWXG | S_IRWXO)))
        return conf_fail(r->p, CONF_VALUE,
                         "%s: it holds a calling card's number or PIN: its "
                         "owner alone may have access to it (chmod 600)",
                         r->file);
    return CONF_OK;
}

static enum conf_result read_conf(int fd, const char *file,
                                  const config_t *config,
                                  struct ras_conf **conf,
                                  struct conf_problem *p)
{
    struct reader r = {.file = file, .p = p};
    enum conf_result result;

    *conf = ras_conf_new(&r.pool);
    if (!*conf)
        return out_of_memory(&r);
    r.conf = *conf;
    result = read_group(&r, RAS_TOP, config_root_setting(config), *conf);
    if (result == CONF_OK)
        result = check_pools(&r, config_root_setting(config));
    if (result == CONF_OK)
        result = check_dialers(&r, config_root_setting(config));
    if (result == CONF_OK)
        result = find_here(&r, config_root_setting(config));
    if (result == CONF_OK)
        result = check_privacy(&r, fd);
    if (result != CONF_OK) {
        ras_conf_free(*conf);
        *conf = NULL;
    }
    return result;
}

enum conf_result ras_conf_load(int fd, const char *file, struct ras_conf **conf,
                               struct conf_problem *p)
{
    struct file_bytes bytes;
    enum conf_result result;
    config_t config;

    *conf = NULL;
    if (p)
        p->text[0] = '\0';
    result = file_read(fd, file, RAS_CONF_MAX_BYTES, &bytes, p);
    if (result == CONF_OK)
        result = check_text(file, &bytes, p);
    if (result == CONF_OK && !cfg_memory_has_for(bytes.bytes, bytes.n))
        result = conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
    if (result != CONF_OK) {
        file_free(&bytes);
        return result;
    }
    config_init(&config);
    result = parse(file, bytes.bytes, &config, p);
    if (result == CONF_OK)
        result = read_conf(fd, file, &config, conf, p);
    config_destroy(&config);
    file_free(&bytes);
    return result;
}
