#include "conf/ras_conf.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <libconfig.h>

#include "conf/file.h"
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

static enum conf_result no_memory(const struct reader *r)
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

static const char *const wanted[RAS_TYPES] = {
    [RAS_LIST] = "a list of groups ( {...}, {...} )",
    [RAS_GROUP] = "a group { ... }",
    [RAS_NAME] = "a printable text",
    [RAS_TTY] = "a path below /dev, without . and ..,",
    [RAS_KIND] = "\"modem\", \"cellular\" or \"direct\"",
    [RAS_COMMAND] = "a printable ASCII text",
    [RAS_COMMANDS] = "an array of commands [ \"ATZ\", ... ]",
    [RAS_MODE] = "\"tone\", \"pulse\" or \"none\"",
    [RAS_U32] = "a whole number",
    [RAS_BOOL] = "true or false",
    [RAS_SECONDS] = "a number of seconds",
};

/* The limits behind what is allowed, for the types that have some. */
static void show_limits(const struct ras_key *key, char *out, size_t size)
{
    out[0] = '\0';
    if (key->type == RAS_U32 || key->type == RAS_SECONDS)
        snprintf(out, size, " from %g to %.7g", key->min, key->max);
    else if (key->type == RAS_COMMANDS)
        snprintf(out, size, ", at most %g of them", key->max);
    else if (key->type == RAS_NAME || key->type == RAS_TTY ||
             key->type == RAS_COMMAND)
        snprintf(out, size, " of at most %g characters", key->max);
}

static enum conf_result refuse(const struct reader *r,
                               const struct ras_key *key,
                               const config_setting_t *s)
{
    char value[128], limits[64];

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
        [RAS_TOP] = "the file",
        [RAS_DEVICE] = "a device",
        [RAS_TIMEOUTS] = "timeouts",
        [RAS_POLICY] = "policy",
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
        return no_memory(r);
    memcpy((char *)object + key->offset, &copy, sizeof(copy));
    return CONF_OK;
}

static enum conf_result read_name(const struct reader *r,
                                  const struct ras_key *key,
                                  const config_setting_t *s, void *object)
{
    const char *text = config_setting_get_string(s);

    if (!text || !text_is_printable(text) ||
        text_count(text) > (size_t)key->max)
        return refuse(r, key, s);
    return keep_text(r, key, object, text);
}

static enum conf_result read_tty(const struct reader *r,
                                 const struct ras_key *key,
                                 const config_setting_t *s, void *object)
{
    const char *text = config_setting_get_string(s);

    if (!text || !ras_tty_valid(text) || strlen(text) > (size_t)key->max)
        return refuse(r, key, s);
    return keep_text(r, key, object, text);
}

static bool is_command(const char *text)
{
    return text && text_is_ascii(text) && strlen(text) <= RAS_COMMAND_MAX;
}

static enum conf_result read_command(const struct reader *r,
                                     const struct ras_key *key,
                                     const config_setting_t *s, void *object)
{
    const char *text = config_setting_get_string(s);

    if (!is_command(text))
        return refuse(r, key, s);
    return keep_text(r, key, object, text);
}

static enum conf_result read_commands(const struct reader *r,
                                      const struct ras_key *key,
                                      const config_setting_t *s, void *object)
{
    struct ras_device *device = object;
    const char **commands;
    const char *text;
    int n, i;

    if (!config_setting_is_array(s) && !config_setting_is_list(s))
        return refuse(r, key, s);
    n = config_setting_length(s);
    if (n > (int)key->max)
        return refuse(r, key, s);
    commands = pool_zeroed(r->pool, (size_t)n + 1, sizeof(*commands));
    if (!commands)
        return no_memory(r);
    for (i = 0; i < n; i++) {
        text = config_setting_get_string_elem(s, i);
        if (!is_command(text) || !text[0])
            return conf_fail(r->p, CONF_VALUE,
                             "%s:%u: command %d of %s: at most %d printable "
                             "ASCII characters are allowed",
                             r->file, config_setting_source_line(s), i + 1,
                             key->name, RAS_COMMAND_MAX);
        commands[i] = pool_text(r->pool, text);
        if (!commands[i])
            return no_memory(r);
    }
    device->init = commands;
    device->n_init = (size_t)n;
    return CONF_OK;
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
        if (strcmp(text, modes[i].name) == 0)
            return keep_text(r, key, object, modes[i].command);
    return refuse(r, key, s);
}

static const char *const kinds[RAS_KINDS] = {
    [RAS_DEVICE_MODEM] = "modem",
    [RAS_DEVICE_CELLULAR] = "cellular",
    [RAS_DEVICE_DIRECT] = "direct",
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

static value_reader read_devices, read_subgroup;

static value_reader *const value_readers[RAS_TYPES] = {
    [RAS_LIST] = read_devices,      [RAS_GROUP] = read_subgroup,
    [RAS_NAME] = read_name,         [RAS_TTY] = read_tty,
    [RAS_KIND] = read_kind,         [RAS_COMMAND] = read_command,
    [RAS_COMMANDS] = read_commands, [RAS_MODE] = read_mode,
    [RAS_U32] = read_number,        [RAS_BOOL] = read_bool,
    [RAS_SECONDS] = read_number,
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
    }
    return result;
}

/* Each group that has another inside has one only. */
static enum conf_result read_subgroup(const struct reader *r,
                                      const struct ras_key *key,
                                      const config_setting_t *s, void *object)
{
    enum ras_group group = key->group == RAS_DEVICE ? RAS_TIMEOUTS : RAS_POLICY;

    if (!config_setting_is_group(s))
        return refuse(r, key, s);
    return read_group(r, group, s, (char *)object + key->offset);
}

/* --- devices */

static enum conf_result check_device(const struct reader *r,
                                     const config_setting_t *s,
                                     const struct ras_device *device)
{
    const struct ras_device *d;
    unsigned line = config_setting_source_line(s);

    if (!device->port[0] && !device->name[0])
        return conf_fail(r->p, CONF_VALUE,
                         "%s:%u: a device needs a port or a name, by which an "
                         "entry finds it",
                         r->file, line);
    if (!device->tty[0])
        return conf_fail(
            r->p, CONF_VALUE,
            "%s:%u: a device needs its tty, such as \"/dev/ttyS0\"", r->file,
            line);
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
                                    const config_setting_t *s,
                                    struct ras_device *device)
{
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
    return result == CONF_OK ? check_device(r, s, device) : result;
}

static enum conf_result read_devices(const struct reader *r,
                                     const struct ras_key *key,
                                     const config_setting_t *s, void *object)
{
    struct ras_conf *conf = object;
    enum conf_result result = CONF_OK;
    const config_setting_t *element;
    unsigned n, i;

    if (!config_setting_is_list(s))
        return refuse(r, key, s);
    n = (unsigned)config_setting_length(s);
    if (n > (unsigned)key->max)
        return conf_fail(r->p, CONF_LIMIT, "%s:%u: at most %g devices", r->file,
                         config_setting_source_line(s), key->max);
    conf->devices = pool_zeroed(r->pool, n, sizeof(*conf->devices));
    if (!conf->devices)
        return no_memory(r);
    for (i = 0; i < n && result == CONF_OK; i++) {
        element = config_setting_get_elem(s, i);
        if (!config_setting_is_group(element))
            return refuse(r, key, s);
        result = read_device(r, element, &conf->devices[i]);
        conf->n_devices = i + 1;
    }
    return result;
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

static enum conf_result read_conf(const char *file, const config_t *config,
                                  struct ras_conf **conf,
                                  struct conf_problem *p)
{
    struct reader r = {.file = file, .p = p};
    enum conf_result result;

    *conf = ras_conf_new(&r.pool);
    if (!*conf)
        return no_memory(&r);
    r.conf = *conf;
    result = read_group(&r, RAS_TOP, config_root_setting(config), *conf);
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
    if (result != CONF_OK) {
        file_free(&bytes);
        return result;
    }
    config_init(&config);
    result = parse(file, bytes.bytes, &config, p);
    if (result == CONF_OK)
        result = read_conf(file, &config, conf, p);
    config_destroy(&config);
    file_free(&bytes);
    return result;
}
