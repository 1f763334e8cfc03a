#include "compat/choice.h"

#include <stdio.h>
#include <string.h>

#include "conf/text.h"

bool choice_link(const struct entry *e, size_t link,
                 const struct entry_media **media,
                 const struct entry_device **device)
{
    bool there = link > 0 && link <= e->n_media;

    *device = there ? entry_dialled_device(&e->media[link - 1]) : NULL;
    *media = *device ? &e->media[link - 1] : NULL;
    return *device != NULL;
}

bool choice_media(const struct entry *e, const struct entry_media **media,
                  const struct entry_device **device)
{
    size_t i = 1;

    while (!choice_link(e, i, media, device) && i < e->n_media)
        i++;
    return *device != NULL;
}

bool choice_all_links(const struct entry *e)
{
    const struct entry_media *media;
    const struct entry_device *device;
    size_t i, n = 0;

    for (i = 1; i <= e->n_media; i++)
        if (choice_link(e, i, &media, &device)) {
            if (device->type == ENTRY_DEVICE_PPPOE)
                return false; /* a network card has no second line */
            n++;
        }
    return n > 1 && e->dial_mode != ENTRY_DIAL_FIRST && e->lcp_extensions &&
           !e->custom_ras_dial_dll[0];
}

const char *choice_port(const struct entry *e, const struct entry_media *media)
{
    return media->port[0] ? media->port : e->preferred_port;
}

const char *choice_modem(const struct entry *e, const struct entry_media *media)
{
    return media->device_name[0] ? media->device_name : e->preferred_device;
}

static enum ras_device_kind line_kind(const struct entry_device *device)
{
    if (device->type == ENTRY_DEVICE_PPPOE)
        return RAS_DEVICE_PPPOE;
    return device->type == ENTRY_DEVICE_SERIAL ? RAS_DEVICE_DIRECT
                                               : RAS_DEVICE_MODEM;
}

/* The line behind PORT, whatever ras.conf says: a tty, or COM1 to COM4. */
static const struct ras_device *tty_line(const struct entry_device *device,
                                         const char *port,
                                         struct choice_implied *implied)
{
    if (device->type != ENTRY_DEVICE_PPPOE &&
        ras_conf_implied_device(port, line_kind(device), &implied->device,
                                implied->tty))
        return &implied->device;
    return NULL;
}

/*
 * Windows' names for its one PPPoE port (PPPoE7-0, WAN Miniport (PPPOE)) change
 * with machine and language: where they say nothing here, any device will do.
 */
static const struct ras_device *pppoe_line(const struct ras_conf *conf,
                                           const struct ras_device *named)
{
    size_t i;

    if (named)
        return named->kind == RAS_DEVICE_PPPOE ? named : NULL;
    for (i = 0; i < conf->n_devices; i++)
        if (conf->devices[i].kind == RAS_DEVICE_PPPOE)
            return &conf->devices[i];
    return NULL;
}

/* What ras.conf itself knows of the entry's port, else of its modem. */
static const struct ras_device *known_line(const struct ras_conf *conf,
                                           const struct choice_wish *w)
{
    return ras_conf_device(conf, choice_port(w->entry, w->media),
                           choice_modem(w->entry, w->media));
}

const struct ras_device *choice_named_line(const struct ras_conf *conf,
                                           const struct choice_wish *w,
                                           struct choice_implied *implied)
{
    const struct ras_device *line = known_line(conf, w);

    if (w->device->type == ENTRY_DEVICE_PPPOE)
        return pppoe_line(conf, line);
    if (line && line->kind == RAS_DEVICE_PPPOE)
        return NULL;
    return line ? line
                : tty_line(w->device, choice_port(w->entry, w->media), implied);
}

const struct ras_device *choice_other_line(const struct ras_conf *conf,
                                           enum ras_device_kind kind,
                                           const struct ras_device *this,
                                           size_t i)
{
    const struct ras_device *d;

    for (d = conf->devices; d < conf->devices + conf->n_devices; d++)
        if (d != this && d->kind == kind && i-- == 0)
            return d;
    return NULL;
}

static bool is_given(const struct choice_wish *w)
{
    return w->tty && w->tty[0];
}

/* OtherPortOk where nothing is known of the entry's own port. */
static const struct ras_device *substitute(const struct ras_conf *conf,
                                           const struct choice_wish *w)
{
    return w->media->other_port_ok
               ? choice_other_line(conf, line_kind(w->device), NULL, 0)
               : NULL;
}

const struct ras_device *choice_line(const struct ras_conf *conf,
                                     const struct choice_wish *w,
                                     struct choice_implied *implied,
                                     struct conf_problem *p)
{
    bool given = is_given(w);
    const struct ras_device *line = given ? tty_line(w->device, w->tty, implied)
                                          : choice_named_line(conf, w, implied);

    if (!line && !given)
        line = substitute(conf, w);
    if (!line)
        conf_fail(p, CONF_NOT_FOUND,
                  "no device of ras.conf is port \"%s\" or modem \"%s\"",
                  given ? w->tty : choice_port(w->entry, w->media),
                  choice_modem(w->entry, w->media));
    return line;
}

bool choice_dialer_brings_line(const struct ras_conf *conf,
                               const struct choice_wish *w)
{
    struct choice_implied implied;

    return w->entry->custom_ras_dial_dll[0] && !is_given(w) &&
           !choice_named_line(conf, w, &implied);
}

const struct ras_device *choice_own_line(const struct ras_conf *conf,
                                         const struct choice_wish *w,
                                         struct choice_implied *implied)
{
    const struct ras_device *line = known_line(conf, w);

    (void)ras_conf_implied_device("", line_kind(w->device), &implied->device,
                                  implied->tty);
    if (line)
        implied->device = *line;
    implied->device.tty = implied->tty;
    return &implied->device;
}

bool choice_greets(const struct entry *e, const struct ras_device *line)
{
    return line->kind == RAS_DEVICE_DIRECT && e->type == ENTRY_TYPE_DIRECT &&
           line->greeting;
}

const char *choice_dial_mode(const struct ras_device *line, const char *mode)
{
    return line->dial_mode[0] && mode[0] ? mode : line->dial_mode;
}

/* An index of the file: PhoneNumber= without a number counts, too. */
static const struct entry_number *selected(const struct entry_device *device)
{
    uint32_t i = device->last_selected;

    return i < device->n_numbers && device->numbers[i].number[0]
               ? &device->numbers[i]
               : NULL;
}

bool choice_has_numbers(const struct ras_device *line)
{
    return line->kind == RAS_DEVICE_MODEM || line->kind == RAS_DEVICE_CELLULAR;
}

const struct entry_number *choice_number(const struct entry_device *device,
                                         size_t i)
{
    const struct entry_number *first = selected(device), *n;
    size_t k;

    if (first && i-- == 0)
        return first;
    for (k = 0; k < device->n_numbers; k++) {
        n = &device->numbers[k];
        if (n->number[0] && n != first && i-- == 0)
            return n;
    }
    return NULL;
}

/* TryNextAlternateOnFail: without it only the first number counts. */
size_t choice_numbers(const struct entry_device *device)
{
    size_t n = 0;

    while (choice_number(device, n))
        n++;
    return n > 1 && !device->try_next_alternate ? 1 : n;
}

/* Read where they are dialled; the entry's pool has them once. */
void choice_share_numbers(struct entry *e)
{
    const struct entry_device *first =
        e->n_media ? entry_dialled_device(&e->media[0]) : NULL;
    struct entry_device *d;
    size_t i;

    for (i = 1; e->shared_phone_numbers && first && i < e->n_media; i++)
        for (d = e->media[i].devices;
             d < e->media[i].devices + e->media[i].n_devices; d++) {
            if (d != entry_dialled_device(&e->media[i]))
                continue;
            d->numbers = first->numbers;
            d->n_numbers = first->n_numbers;
            d->last_selected = first->last_selected;
        }
}

/* --- cellular modules */

/* What stands between the N-th star and the next one or the hash. */
static const char *field(const char *number, unsigned n)
{
    while (n && *number)
        n -= *number++ == '*';
    return number;
}

/* "*99[*ADDRESS[*L2P[*CID]]]#", "*98[*CID]#"; 0: it is no such number. */
static unsigned context_of(const char *number)
{
    bool gprs = strncmp(number, "*99", 3) == 0;
    bool ip = strncmp(number, "*98", 3) == 0;
    size_t n = strlen(number);
    const char *cid = field(number, gprs ? 4 : 2);

    if ((!gprs && !ip) || n < 4 || number[n - 1] != '#' ||
        !strchr("*#", number[3]))
        return 0;
    if (cid[0] < '1' || cid[0] > '9')
        return 1;
    return cid[1] >= '0' && cid[1] <= '9'
               ? (unsigned)(cid[0] - '0') * 10 + (unsigned)(cid[1] - '0')
               : (unsigned)(cid[0] - '0');
}

/* TS 23.003 9.1: labels of letters, digits and hyphens. */
static bool is_access_point(const char *text)
{
    return strlen(text) <= 100 &&
           text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz0123456789-.")] == '\0';
}

bool choice_context(const struct entry *e, const struct ras_device *line,
                    const char *number, char out[CHOICE_CONTEXT])
{
    const char *name =
        e->access_point[0] ? e->access_point : line->access_point;
    const char *type = line->pdp_type[0] ? line->pdp_type : "IP";
    unsigned context = context_of(number);

    out[0] = '\0';
    if (!name[0] || !context)
        return true;
    if (!is_access_point(name) || !is_access_point(type))
        return false;
    snprintf(out, CHOICE_CONTEXT, "AT+CGDCONT=%u,\"%s\",\"%s\"", context, type,
             name);
    return true;
}

/* --- switches */

struct choice_switch choice_switch(const struct entry_media *media,
                                   const struct entry_device *dialled,
                                   bool before)
{
    struct choice_switch found = {NULL, false};
    size_t i;

    for (i = 0; i < media->n_devices; i++) {
        const struct entry_device *d = &media->devices[i];

        if ((d < dialled) != before)
            continue;
        if (d->script && !found.script)
            found.script = d->script_name;
        found.terminal |= d->terminal;
    }
    return found;
}

bool choice_script_name(const char *name, char *out, size_t size)
{
    const char *at = text_windows_name(name);
    size_t n = strlen(at);

    out[0] = '\0';
    if (n <= 4 || n >= size || at[0] == '.' || !text_is_printable(at) ||
        !text_same(at + n - 4, 4, ".scp", 4))
        return false;
    memcpy(out, at, n + 1);
    return true;
}

/* --- commands */

struct command_list {
    struct choice_command *out;
    size_t n;
};

static void add_command(struct command_list *l, const char *command,
                        const char *keys, bool on)
{
    if (command[0] && l->n < CHOICE_COMMANDS)
        l->out[l->n++] = (struct choice_command){command, keys, on};
}

static void add_switches(struct command_list *l, const struct entry *e,
                         const struct entry_device *d,
                         const struct ras_device *line)
{
    bool global = e->global_device_settings;
    bool control = global ? e->preferred_error_control : d->error_control;
    bool compress = global ? e->preferred_compression : d->compression;
    bool speaker = global ? e->preferred_speaker : d->speaker;

    add_command(l, control ? line->error_control_on : line->error_control_off,
                global ? "PreferredProtocol" : "Protocol", control);
    add_command(l, compress ? line->compression_on : line->compression_off,
                global ? "PreferredCompression" : "Compression", compress);
    add_command(l, speaker ? line->speaker_on : line->speaker_off,
                global ? "PreferredSpeaker" : "Speaker", speaker);
}

size_t choice_commands(const struct entry *e, const struct entry_device *device,
                       const struct ras_device *line, bool hardware_flow,
                       struct choice_command out[CHOICE_COMMANDS])
{
    struct command_list l = {out, 0};
    size_t i;

    for (i = 0; i < line->n_init; i++)
        add_command(&l, line->init[i], "", true);
    add_command(&l, hardware_flow ? line->flow_hardware : line->flow_none,
                e->global_device_settings ? "PreferredHwFlow" : "HwFlowControl",
                hardware_flow);
    add_switches(&l, e, device, line);
    return l.n;
}
