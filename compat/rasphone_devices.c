#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_out.h"
#include "conf/ras_conf.h"

/* Where the kernel and udev show them; other places in tests. */
static const char *sys_ttys = "/sys/class/tty";
static const char *by_id = "/dev/serial/by-id";
static const char *sys_nets = "/sys/class/net";

struct devices {
    struct out_maker maker;
    struct ras_conf *conf;
    json_t *rows;
    bool unread; /* a directory is there and cannot be read */
};

static int is_visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

/* ttyS2 before ttyS10. */
static int by_version(const struct dirent **a, const struct dirent **b)
{
    return strverscmp((*a)->d_name, (*b)->d_name);
}

/* How many *NAMES there are, for free(); no directory has none. */
static int list_names(struct devices *d, const char *directory,
                      struct dirent ***names)
{
    int n = scandir(directory, names, is_visible, by_version);

    if (n >= 0)
        return n;
    *names = NULL;
    if (errno != ENOENT) {
        out_fail(0, "%s: cannot read it: %s", directory, strerror(errno));
        d->unread = true;
    }
    return 0;
}

/* --- what the kernel says */

/*
 * A tty with hardware has a device; the 8250 driver makes ports in advance and
 * says of those without a chip that they are of type 0 (PORT_UNKNOWN).
 */
static bool is_real(const char *name)
{
    char path[PATH_MAX], type[16] = "";
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s/device", sys_ttys, name);
    if (access(path, F_OK) < 0)
        return false;
    snprintf(path, sizeof(path), "%s/%s/type", sys_ttys, name);
    f = fopen(path, "re");
    if (!f)
        return true;
    if (!fgets(type, sizeof(type), f))
        type[0] = '\0';
    fclose(f);
    return strcmp(type, "0\n") != 0;
}

static void put_driver(struct devices *d, json_t *row, const char *name)
{
    char path[PATH_MAX], link[PATH_MAX];
    const char *slash;
    ssize_t n;

    snprintf(path, sizeof(path), "%s/%s/device/driver", sys_ttys, name);
    n = readlink(path, link, sizeof(link) - 1);
    link[n > 0 ? n : 0] = '\0';
    slash = strrchr(link, '/');
    out_put(&d->maker, row, "driver", out_string(slash ? slash + 1 : link));
}

/* --- names for it */

static bool leads_to(struct devices *d, const char *path, const char *tty)
{
    char *real = out_real_path(&d->maker, path);
    bool same = real && strcmp(real, tty) == 0;

    free(real);
    return same;
}

static json_t *ids_of(struct devices *d, const char *tty)
{
    struct dirent **names = NULL;
    char path[PATH_MAX];
    int i, n = list_names(d, by_id, &names);
    json_t *list = json_array();

    for (i = 0; i < n; i++) {
        if (snprintf(path, sizeof(path), "%s/%s", by_id, names[i]->d_name) <
                (int)sizeof(path) &&
            leads_to(d, path, tty))
            out_push(&d->maker, list, out_string(path));
        free(names[i]);
    }
    free(names);
    return list;
}

static json_t *conf_name(struct devices *d, const struct ras_device *device)
{
    json_t *row = json_object();

    out_put(&d->maker, row, "port", out_string(device->port));
    out_put(&d->maker, row, "name", out_string(device->name));
    return row;
}

static json_t *conf_names(struct devices *d, const char *tty)
{
    json_t *list = json_array();
    size_t i;

    for (i = 0; i < d->conf->n_devices; i++)
        if (strcmp(d->conf->devices[i].tty, tty) == 0 ||
            leads_to(d, d->conf->devices[i].tty, tty))
            out_push(&d->maker, list, conf_name(d, &d->conf->devices[i]));
    return list;
}

static json_t *begin_row(struct devices *d, const char *tty, bool present)
{
    json_t *row = json_object();

    out_put(&d->maker, row, "tty", out_string(tty));
    out_put(&d->maker, row, "present", json_boolean(present));
    out_push(&d->maker, d->rows, row);
    return row;
}

static void add_tty(struct devices *d, const char *name)
{
    char tty[NAME_MAX + 8];
    json_t *row;

    if (!is_real(name))
        return;
    snprintf(tty, sizeof(tty), "/dev/%s", name);
    row = begin_row(d, tty, true);
    put_driver(d, row, name);
    out_put(&d->maker, row, "by_id", ids_of(d, tty));
    out_put(&d->maker, row, "ras_conf", conf_names(d, tty));
}

static void add_ttys(struct devices *d)
{
    struct dirent **names = NULL;
    int i, n = list_names(d, sys_ttys, &names);

    for (i = 0; i < n; i++) {
        add_tty(d, names[i]->d_name);
        free(names[i]);
    }
    free(names);
}

bool rasphone_has_device(const struct ras_device *device)
{
    char path[PATH_MAX];

    if (device->kind != RAS_DEVICE_PPPOE)
        return access(device->tty, F_OK) == 0;
    snprintf(path, sizeof(path), "%s/%s", sys_nets, device->interface);
    return access(path, F_OK) == 0;
}

/*
 * What ras.conf speaks of and is not there: unplugged, or misspelt; and all its
 * network interfaces, of which no others are told.
 */
static void add_others(struct devices *d)
{
    const struct ras_device *device;
    json_t *row, *list;
    bool there;
    size_t i;

    for (i = 0; i < d->conf->n_devices; i++) {
        device = &d->conf->devices[i];
        there = rasphone_has_device(device);
        if (there && device->kind != RAS_DEVICE_PPPOE)
            continue;
        row = begin_row(d, device->tty, there);
        list = json_array();
        out_push(&d->maker, list, conf_name(d, device));
        out_put(&d->maker, row, "driver", out_string(""));
        out_put(&d->maker, row, "by_id", json_array());
        out_put(&d->maker, row, "ras_conf", list);
    }
}

/* --- text */

static void print_row(const json_t *row)
{
    bool present = json_is_true(json_object_get(row, "present"));
    const json_t *list, *value;
    size_t i;

    out_text(OUT_HEADING, out_get(row, "tty"));
    if (!present)
        out_text(OUT_WARNING, "  not there");
    else if (out_get(row, "driver")[0])
        out_text(OUT_FAINT, "  ");
    out_line(OUT_FAINT, "%s", out_get(row, "driver"));
    list = json_object_get(row, "by_id");
    for (i = 0; (value = json_array_get(list, i)) != NULL; i++)
        out_line(OUT_PLAIN, "    %s", json_string_value(value));
    list = json_object_get(row, "ras_conf");
    for (i = 0; (value = json_array_get(list, i)) != NULL; i++)
        out_line(OUT_GOOD, "    ras.conf: port \"%s\", name \"%s\"",
                 out_get(value, "port"), out_get(value, "name"));
}

int rasphone_devices(struct rasphone *r)
{
    struct conf_problem p = {""};
    struct devices d = {.conf = NULL};
    enum conf_result result = rasphone_load_config(r, &d.conf, &p);
    const json_t *row;
    size_t i;

    if (result != CONF_OK)
        return out_fail(raserr_from_ras_conf(result), "%s", p.text);
    d.rows = json_array();
    add_ttys(&d);
    add_others(&d);
    ras_conf_free(d.conf);
    d.rows = out_made(&d.maker, d.rows);
    if (!d.rows || r->options->json)
        return out_json(d.rows) == OUT_SUCCESS && !d.unread ? OUT_SUCCESS
                                                            : OUT_FAILURE;
    for (i = 0; (row = json_array_get(d.rows, i)) != NULL; i++)
        print_row(row);
    json_decref(d.rows);
    return d.unread ? OUT_FAILURE : OUT_SUCCESS;
}
