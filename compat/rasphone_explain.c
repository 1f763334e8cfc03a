#include "compat/rasphone_explain.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/called.h"
#include "compat/choice.h"
#include "compat/dialer/allow.h"
#include "compat/raserr.h"
#include "compat/rasphone_effect.h"
#include "compat/rasphone_explain_redial.h"
#include "compat/rasphone_out.h"
#include "compat/settings.h"
#include "conf/dialling.h"
#include "conf/file.h"
#include "conf/ras_conf_keys.h"
#include "conf/text.h"

/* A dry run: everything that the plugin decides before it opens the line. */
struct dry_run {
    const struct rasphone *r;
    const struct rasphone_found *found;
    struct out_maker maker;
    struct entry *entry;
    struct ras_conf *conf;
    struct ras_conf *rules; /* root's, where conf is the user's */
    const struct entry_media *media;
    const struct entry_device *device;
    const struct ras_device *line;
    struct choice_implied implied;
    struct settings settings;
    struct policy policy;
    struct buf text;

    uint32_t error; /* the first thing that forbids the dial */
    char reason[512];
};

static void refuse(struct dry_run *d, uint32_t error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void refuse(struct dry_run *d, uint32_t error, const char *format, ...)
{
    va_list arguments;

    if (d->error)
        return;
    d->error = error;
    va_start(arguments, format);
    vsnprintf(d->reason, sizeof(d->reason), format, arguments);
    va_end(arguments);
}

static void put_text(struct dry_run *d, json_t *object, const char *key,
                     const char *text)
{
    out_put(&d->maker, object, key, out_string(text));
}

/* --- the decisions */

static bool load_entry(struct dry_run *d)
{
    struct conf_problem p = {""};
    enum conf_result result = rasphone_book_entry(
        d->found->book.path, d->found->entry.name, &d->entry, &p);

    if (result != CONF_OK)
        refuse(d, raserr_from_conf(result), "%s", p.text);
    else
        choice_share_numbers(d->entry);
    return result == CONF_OK;
}

static bool load_config(struct dry_run *d)
{
    struct conf_problem p = {""};

    if (rasphone_load_config(d->r, &d->conf, &p) == CONF_OK)
        return true;
    refuse(d, RASERR_ERROR_READING_INI_FILE, "%s", p.text);
    return false;
}

static bool choose_line(struct dry_run *d)
{
    struct choice_wish w = {.entry = d->entry};
    struct conf_problem p = {""};

    if (!choice_media(d->entry, &d->media, &d->device)) {
        refuse(d, RASERR_ERROR_CORRUPT_PHONEBOOK,
               "the entry has no MEDIA with a DEVICE");
        return false;
    }
    w.media = d->media;
    w.device = d->device;
    d->line = choice_line(d->conf, &w, &d->implied, &p);
    if (!d->line)
        refuse(d, RASERR_ERROR_PORT_NOT_FOUND, "%s", p.text);
    return d->line != NULL;
}

/*
 * As the plugin sees it: what root set up is root's word, whoever dials, and
 * what a user names is no more than that user's.
 */
static bool is_trusted(const struct dry_run *d)
{
    char standard[PATH_MAX];
    bool own_line =
        d->line && d->line != &d->implied.device && d->r->options->config;

    if (getuid() == 0)
        return true;
    return !own_line && books_main(d->r->places.system, standard) &&
           strcmp(d->found->book.path, standard) == 0;
}

/* A ras.conf that a user names allows no custom dialer. */
static const char *dialer_problem(const struct dry_run *d,
                                  char why[ALLOW_REASON])
{
    const struct allow_rules rules = {
        .conf = d->conf,
        .roots =
            getuid() == 0 || strcmp(rasphone_config(d->r), BOOKS_CONFIG) == 0};
    struct allow_dialer dialer;

    if (!d->entry->custom_ras_dial_dll[0])
        return NULL;
    if (!allow_open(&rules, d->entry->custom_ras_dial_dll, &dialer, why,
                    ALLOW_REASON))
        return why;
    close(dialer.fd);
    return NULL;
}

/* A user may name another ras.conf; the rules are those of the system's. */
static enum conf_result load_rules(struct dry_run *d, struct conf_problem *p)
{
    enum conf_result result;
    int fd;

    if (getuid() == 0 || strcmp(rasphone_config(d->r), BOOKS_CONFIG) == 0)
        return CONF_OK;
    if (access(BOOKS_CONFIG, F_OK) < 0)
        return ras_conf_default(&d->rules);
    result = file_open(BOOKS_CONFIG, &fd, p);
    if (result == CONF_OK) {
        result = ras_conf_load(fd, BOOKS_CONFIG, &d->rules, p);
        close(fd);
    }
    return result;
}

/* When may be dialled is root's word. */
static void make_policy(struct dry_run *d)
{
    struct conf_problem p = {""};
    enum conf_result result = load_rules(d, &p);
    const struct ras_conf *conf = d->rules ? d->rules : d->conf;

    if (result == CONF_OK)
        result = policy_check(&conf->policy, &p);
    if (result != CONF_OK)
        refuse(d, RASERR_ERROR_READING_INI_FILE, "%s", p.text);
    policy_make(&d->policy, d->entry, ras_conf_redial(conf, d->entry->name));
}

/* Without a line the options can still be told, but for its own. */
static void make_settings(struct dry_run *d)
{
    struct ras_device none;
    char why[ALLOW_REASON];
    struct settings_request q = {.entry = d->entry,
                                 .media = d->media,
                                 .device = d->device,
                                 .line = d->line,
                                 .policy = &d->policy,
                                 .dialer = dialer_problem(d, why),
                                 .all_links = choice_all_links(d->entry),
                                 .trusted = is_trusted(d)};

    if (!d->line) {
        ras_device_defaults(RAS_DEVICE_MODEM, &none);
        q.line = &none;
    }
    settings_make(&d->settings, &q);
    if (d->settings.error)
        refuse(d, d->settings.error, "%s", d->settings.reason);
}

/* --- keys and their values */

/* Where a line is, for the path of another key of the same group. */
struct place {
    unsigned media, device, number;
};

static void make_path(const struct place *at, const struct pbk_key *key,
                      char *out, size_t size)
{
    if (key->scope == PBK_SCOPE_E)
        snprintf(out, size, "%s", key->name);
    else if (key->scope == PBK_SCOPE_M)
        snprintf(out, size, "media[%u].%s", at->media, key->name);
    else if (key->scope == PBK_SCOPE_P)
        snprintf(out, size, "media[%u].device[%u].%s[%u]", at->media,
                 at->device, key->name, at->number);
    else
        snprintf(out, size, "media[%u].device[%u].%s", at->media, at->device,
                 key->name);
}

/* "" if the entry has no such line. */
static const char *text_of(struct dry_run *d, const struct place *at,
                           const struct pbk_key *key)
{
    enum conf_result result;
    char path[128];

    make_path(at, key, path, sizeof(path));
    result = pbk_book_get(d->found->book.book, d->found->index, path, &d->text,
                          NULL, NULL);
    if (result == CONF_NOMEM)
        d->maker.failed = true;
    if (result != CONF_OK)
        buf_clear(&d->text);
    return buf_text(&d->text);
}

/* As it is used: in its range, and the default if there is none. */
static int64_t value_of(struct dry_run *d, const struct place *at,
                        const struct pbk_key *key)
{
    const char *text = text_of(d, at, key);
    int64_t number;

    if (!pbk_number(text, d->text.used, &number) || !pbk_key_fit(key, &number))
        number = key->otherwise;
    return number;
}

/* The link and the device that are dialled. */
static struct place chosen(const struct dry_run *d)
{
    struct place at = {(unsigned)(d->media - d->entry->media) + 1,
                       (unsigned)(d->device - d->media->devices) + 1, 1};

    return at;
}

static void put_key(struct dry_run *d, json_t *object,
                    const struct pbk_key *key)
{
    struct place at = chosen(d);

    if (pbk_key_is_number(key))
        out_put(&d->maker, object, key->name,
                json_sprintf("%lld", (long long)value_of(d, &at, key)));
    else
        put_text(d, object, key->name, text_of(d, &at, key));
}

/* The keys of a row, each with the value that led to it. */
static void put_keys(struct dry_run *d, json_t *row, const char *keys)
{
    json_t *object = json_object();
    const struct pbk_key *key;
    size_t n;

    for (; *keys; keys += n + (keys[n] == ' ')) {
        n = strcspn(keys, " ");
        key = pbk_key_find(keys, n);
        if (key)
            put_key(d, object, key);
    }
    out_put(&d->maker, row, "keys", object);
}

/* --- the line */

static json_t *tell_line(struct dry_run *d)
{
    static const char *const kinds[] = {[RAS_DEVICE_MODEM] = "modem",
                                        [RAS_DEVICE_CELLULAR] = "cellular",
                                        [RAS_DEVICE_DIRECT] = "direct",
                                        [RAS_DEVICE_PPPOE] = "pppoe"};
    const bool pppoe = d->line->kind == RAS_DEVICE_PPPOE;
    json_t *line = json_object();
    char path[64], *real;

    snprintf(path, sizeof(path), "/sys/class/net/%s", d->line->tty);
    real = pppoe ? NULL : realpath(d->line->tty, NULL);
    put_text(d, line, pppoe ? "interface" : "tty", d->line->tty);
    put_text(d, line, "real", real ? real : "");
    out_put(&d->maker, line, "present",
            json_boolean(access(pppoe ? path : d->line->tty, F_OK) == 0));
    put_text(d, line, "kind", kinds[d->line->kind]);
    if (d->line == &d->implied.device)
        put_text(d, line, "from",
                 "the port's name: ras.conf has no device "
                 "for it");
    else
        put_text(d, line, "from", rasphone_config(d->r));
    out_put(&d->maker, line, "speed", json_integer(d->settings.speed));
    out_put(&d->maker, line, "rts_cts",
            json_boolean(d->settings.hardware_flow));
    if (choice_greets(d->entry, d->line))
        put_text(d, line, "greeting", "CLIENT, answered with CLIENTSERVER");
    free(real);
    return line;
}

/* Under the name by which it is looked for. */
static void put_script(struct dry_run *d, json_t *device, const char *name,
                       bool before)
{
    struct choice_switch s = choice_switch(d->media, d->device, before);
    char file[512];

    if (s.script && choice_script_name(s.script, file, sizeof(file)))
        put_text(d, device, name, file);
}

static json_t *tell_device(struct dry_run *d)
{
    json_t *device = json_object();

    put_text(d, device, "media", d->media->type);
    put_text(d, device, "device", d->device->type_name);
    put_text(d, device, "port", choice_port(d->entry, d->media));
    put_text(d, device, "modem", choice_modem(d->entry, d->media));
    put_script(d, device, "script_before", true);
    put_script(d, device, "script", false);
    return device;
}

static json_t *tell_commands(struct dry_run *d)
{
    struct choice_command commands[CHOICE_COMMANDS];
    size_t i, n = choice_commands(d->entry, d->device, d->line,
                                  d->settings.hardware_flow, commands);
    json_t *list = json_array(), *row;

    for (i = 0; choice_has_numbers(d->line) && i < n; i++) {
        row = json_object();
        put_text(d, row, "command", commands[i].command);
        put_keys(d, row, commands[i].keys);
        put_text(d, row, "reason",
                 !commands[i].keys[0] ? "ras.conf: init"
                 : commands[i].on     ? "on"
                                      : "off");
        out_push(&d->maker, list, row);
    }
    return list;
}

/* --- the numbers */

static const char *const calls[DIALLING_CALLS] = {
    [DIALLING_AS_WRITTEN] = "as written",
    [DIALLING_LOCAL] = "a local call",
    [DIALLING_LONG_DISTANCE] = "a long-distance call",
    [DIALLING_INTERNATIONAL] = "an international call",
};

/* What the modem is told; returns what forbids it, 0 if nothing. */
static uint32_t put_command(struct dry_run *d, json_t *row,
                            const struct dialling *t, struct conf_problem *p)
{
    struct called c;
    uint32_t error = called_compose(d->entry, d->line, t, &c, p);

    if (c.context[0])
        put_text(d, row, "context", c.context);
    if (c.command[0])
        put_text(d, row, "command", t->secret ? c.shown : c.command);
    else
        conf_fail(p, CONF_VALUE, "%s cannot be dialled", t->shown);
    explicit_bzero(&c, sizeof(c));
    return error;
}

static uint32_t tell_dialling(struct dry_run *d, json_t *row,
                              const struct entry_number *number,
                              struct conf_problem *p)
{
    const struct called_from from = {.here = d->conf->here, .card = true};
    struct dialling t;
    uint32_t error = called_translate(&from, number, &t, p);

    if (error) {
        put_text(d, row, "reason", p->text);
        return error;
    }
    put_text(d, row, "dialled", t.shown);
    put_text(d, row, "canonical", t.canonical);
    put_text(d, row, "reason",
             t.missing_rules ? "as written: ras.conf has no location for "
                               "UseDialingRules"
                             : calls[t.call]);
    error = put_command(d, row, &t, p);
    explicit_bzero(&t, sizeof(t));
    return error;
}

/* How far an attempt comes: it ends with a number that can be dialled. */
struct attempt {
    bool over;
    uint32_t error; /* of the first number that is to blame itself */
    struct conf_problem problem;
};

static void try_number(struct dry_run *d, json_t *row,
                       const struct entry_number *number, struct attempt *a)
{
    struct conf_problem p = {""};
    uint32_t error = tell_dialling(d, row, number, &p);
    bool next = called_about_number(error);

    if (a->over)
        return;
    if (error && !next)
        refuse(d, error, "%s", p.text);
    else if (next && !a->error)
        *a = (struct attempt){false, error, p};
    a->over = !next;
}

/* What stands where others have a number. */
static json_t *tell_service(struct dry_run *d, json_t *list)
{
    const struct entry_number *n = choice_number(d->device, 0);
    json_t *row = json_object();

    put_text(d, row, "number", n ? n->number : "");
    put_text(d, row, "reason", n ? "the name of the service" : "any service");
    out_push(&d->maker, list, row);
    return list;
}

static json_t *tell_numbers(struct dry_run *d)
{
    size_t i, n = choice_numbers(d->device);
    struct attempt a = {.problem = {""}};
    const struct entry_number *number;
    json_t *list = json_array(), *row;

    if (d->line->kind == RAS_DEVICE_PPPOE)
        return tell_service(d, list);
    if (!choice_has_numbers(d->line))
        return list;
    for (i = 0; (number = choice_number(d->device, i)) != NULL; i++) {
        row = json_object();
        put_text(d, row, "number", number->number);
        if (i < n)
            try_number(d, row, number, &a);
        else
            put_text(d, row, "reason",
                     "not dialled: TryNextAlternateOnFail is 0");
        out_push(&d->maker, list, row);
    }
    if (n == 0)
        refuse(d, RASERR_ERROR_BAD_PHONE_NUMBER, "the entry has no number");
    else if (!a.over)
        refuse(d, a.error, "%s", a.problem.text);
    return list;
}

/* --- pppd's options, and what the plugin does besides */

static json_t *tell_options(struct dry_run *d)
{
    const struct settings *s = &d->settings;
    json_t *list = json_array(), *row;
    char text[SETTINGS_MAX];
    size_t i;

    for (i = 0; i < s->n_options; i++) {
        const struct settings_option *o = &s->options[i];

        snprintf(text, sizeof(text), "%.*s", (int)o->length,
                 s->text + o->start);
        row = json_object();
        put_text(d, row, "option", text);
        put_keys(d, row, o->keys);
        put_text(d, row, "reason", o->reason);
        out_put(&d->maker, row, "needed", json_boolean(o->needed));
        out_push(&d->maker, list, row);
    }
    return list;
}

static void tell_step(struct dry_run *d, json_t *list, const char *keys,
                      const char *text)
{
    json_t *row = json_object();

    put_keys(d, row, keys);
    put_text(d, row, "reason", text);
    out_push(&d->maker, list, row);
}

static void tell_server(struct dry_run *d, json_t *list, const char *key,
                        const char *variable, conf_ipv4 address)
{
    char number[INET_ADDRSTRLEN], text[64];
    struct in_addr a = {address};

    if (d->entry->ip_name_assign != 2 || !address)
        return;
    inet_ntop(AF_INET, &a, number, sizeof(number));
    snprintf(text, sizeof(text), "ip-up gets %s=%s", variable, number);
    tell_step(d, list, key, text);
}

static void tell_class_route(struct dry_run *d, json_t *list)
{
    const struct entry *e = d->entry;

    if (e->ip_prioritize_remote)
        return;
    tell_step(
        d, list, "DisableClassBasedDefaultRoute",
        e->disable_class_based_default_route ? "no route but to the server"
        : is_trusted(d) ? "a route to the network of our address, by its class"
                        : "no route by class: that is for root's phonebooks");
}

/* Numbers that trade places, and what that does to the phonebook. */
static void tell_order(struct dry_run *d, json_t *list)
{
    const struct entry_device *device = d->device;
    const struct entry_number *first = choice_number(device, 0);
    bool writes = getuid() == 0 || !is_trusted(d);

    if (device->last_selected && first &&
        (size_t)(first - device->numbers) == device->last_selected)
        tell_step(d, list, "LastSelectedPhone", "that number is dialled first");
    if (device->promote_alternates && choice_numbers(device) > 1)
        tell_step(d, list, "PromoteAlternates",
                  writes ? "another number that answers becomes the first, in "
                           "the phonebook, too"
                         : "another number that answers is the first until "
                           "pppd ends; only a call of root's changes root's "
                           "phonebook");
}

static json_t *tell_steps(struct dry_run *d)
{
    const struct entry *e = d->entry;
    json_t *list = json_array();

    if (e->prerequisite_entry[0])
        tell_step(d, list, "PrerequisiteEntry PrerequisitePbk",
                  "that entry is dialled first, and hung up afterwards, if it "
                  "is not connected");
    if (d->media->other_port_ok)
        tell_step(d, list, "OtherPortOk",
                  "another device of ras.conf is taken, of the same kind, if "
                  "this one is not there or not free");
    if (e->shared_phone_numbers && e->n_media > 1)
        tell_step(d, list, "SharedPhoneNumbers",
                  "the numbers are those of the first link");
    tell_order(d, list);

    tell_server(d, list, "IpDnsAddress", "DNS1", e->ip_dns);
    tell_server(d, list, "IpDns2Address", "DNS2", e->ip_dns2);
    tell_server(d, list, "IpWinsAddress", "WINS1", e->ip_wins);
    tell_server(d, list, "IpWins2Address", "WINS2", e->ip_wins2);
    if (settings_domain(e->ip_dns_suffix))
        tell_step(d, list, "IpDnsSuffix", "ip-up gets it as RAS_DNS_SUFFIX");
    tell_class_route(d, list);
    tell_step(d, list, "RedialOnLinkFailure",
              e->redial_on_link_failure
                  ? "a connection that is lost is dialled again"
                  : "a connection that is lost is not dialled again");
    return list;
}

/* A history is kept only for what root has set up. */
static json_t *tell_redial(struct dry_run *d)
{
    struct policy_clock clock = {.now = (int64_t)time(NULL),
                                 .local = policy_local};
    struct conf_problem p = {""};
    struct policy_decision now;
    struct history h = {.entry = ""};
    enum conf_result result = CONF_OK;

    if (is_trusted(d))
        result = history_read(HISTORY_DIR, d->found->book.path, d->entry->name,
                              &h, &p);
    policy_first(&d->policy, &h.policy, &clock, &now);
    if (now.verdict != POLICY_DIAL)
        refuse(d, now.error, "%s", now.reason);
    else if (result != CONF_OK)
        snprintf(now.reason, sizeof(now.reason), "%.200s", p.text);
    return explain_redial(&d->maker, &d->policy, &h, &now);
}

/* --- credentials */

static bool has_option(const struct settings *s, const char *text)
{
    size_t i, n = strlen(text);

    for (i = 0; i < s->n_options; i++)
        if (s->options[i].length == n &&
            memcmp(s->text + s->options[i].start, text, n) == 0)
            return true;
    return false;
}

/* pppd(8), FILES. */
static const struct {
    const char *refuse, *method, *file;
} secrets[] = {
    {"refuse-eap", "EAP", "/etc/ppp/chap-secrets"},
    {"refuse-mschap-v2", "MS-CHAP v2", "/etc/ppp/chap-secrets"},
    {"refuse-mschap", "MS-CHAP", "/etc/ppp/chap-secrets"},
    {"refuse-chap", "CHAP", "/etc/ppp/chap-secrets"},
    {"refuse-pap", "PAP", "/etc/ppp/pap-secrets"},
};

static json_t *tell_credentials(struct dry_run *d)
{
    json_t *all = json_object(), *list = json_array(), *row;
    size_t i;

    put_text(d, all, "user",
             "whom rasdial is given, else pppd's option `user', else this "
             "machine's name");
    put_text(d, all, "password",
             "what rasdial is given, else the secret of that user in the "
             "method's file");
    for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        if (has_option(&d->settings, secrets[i].refuse))
            continue;
        row = json_object();
        put_text(d, row, "method", secrets[i].method);
        put_text(d, row, "file", secrets[i].file);
        out_push(&d->maker, list, row);
    }
    out_put(&d->maker, all, "methods", list);
    return all;
}

/* --- keys without effect */

static void move(struct place *at, enum pbk_item_kind kind)
{
    if (kind == PBK_ITEM_MEDIA)
        *at = (struct place){at->media + 1, 0, 0};
    else if (kind == PBK_ITEM_DEVICE)
        *at = (struct place){at->media + !at->media, at->device + 1, 0};
    else if (kind == PBK_ITEM_NUMBER)
        at->number++;
}

/* Writes the reason why the line has no effect; false if it has one. */
static bool ineffective(struct dry_run *d, const struct place *at,
                        const struct pbk_key *key, char *reason, size_t size)
{
    const char *none = effect_none(key);
    const struct pbk_key *other;
    int64_t value;

    if (none) {
        snprintf(reason, size, "%s", none);
        return true;
    }
    other = effect_only(key, &value);
    if (!other || value_of(d, at, other) == value)
        return false;
    snprintf(reason, size, "it counts only with %s=%lld", other->name,
             (long long)value);
    return true;
}

/* Nobody wonders about a key that says what Windows writes anyway. */
static bool says_nothing(const struct pbk_item *item)
{
    int64_t number;
    size_t i;

    if (pbk_key_is_number(item->key))
        return pbk_number(item->value.at, item->value.n, &number) &&
               number == item->key->otherwise;
    for (i = 0; i < item->value.n; i++)
        if (!strchr("0.:", item->value.at[i]))
            return false;
    return true;
}

static void tell_ineffective(struct dry_run *d, json_t *list,
                             const struct pbk_item *item, const char *reason)
{
    const struct pbk_entry *entry = &d->found->entry.text;
    json_t *row = json_object();

    if (text_decode(item->value.at, item->value.n, entry->charset, &d->text) !=
        CONF_OK)
        d->maker.failed = true;
    put_text(d, row, "key", item->key->name);
    put_text(d, row, "value",
             item->key->secret && item->value.n ? "***" : buf_text(&d->text));
    put_text(d, row, "reason", reason);
    out_put(&d->maker, row, "default", json_boolean(says_nothing(item)));
    if (!d->found->book.native)
        out_put(&d->maker, row, "line", json_integer(item->line));
    out_push(&d->maker, list, row);
}

static json_t *tell_without_effect(struct dry_run *d)
{
    struct pbk_cursor cursor = pbk_items(&d->found->entry.text);
    struct place at = {0, 0, 0};
    json_t *list = json_array();
    struct pbk_item item;
    char reason[256];

    while (!d->maker.failed && pbk_next(&cursor, &item)) {
        move(&at, item.kind);
        if (item.key && item.kind != PBK_ITEM_MISPLACED &&
            ineffective(d, &at, item.key, reason, sizeof(reason)))
            tell_ineffective(d, list, &item, reason);
    }
    return list;
}

static json_t *tell_notes(struct dry_run *d)
{
    json_t *list = json_array();
    size_t i;

    for (i = 0; i < d->settings.n_notes; i++)
        out_push(&d->maker, list, out_string(d->settings.notes[i].text));
    return list;
}

/* --- all of it */

static void tell_all(struct dry_run *d, json_t *all)
{
    if (!load_entry(d) || !load_config(d))
        return;
    (void)choose_line(d);
    if (!d->device)
        return;
    out_put(&d->maker, all, "device", tell_device(d));
    make_policy(d);
    make_settings(d);
    if (d->line) {
        out_put(&d->maker, all, "line", tell_line(d));
        out_put(&d->maker, all, "commands", tell_commands(d));
        out_put(&d->maker, all, "numbers", tell_numbers(d));
    }
    out_put(&d->maker, all, "options", tell_options(d));
    out_put(&d->maker, all, "steps", tell_steps(d));
    out_put(&d->maker, all, "redial", tell_redial(d));
    out_put(&d->maker, all, "credentials", tell_credentials(d));
    out_put(&d->maker, all, "notes", tell_notes(d));
}

json_t *explain_make(const struct rasphone *r,
                     const struct rasphone_found *found)
{
    struct dry_run *d = calloc(1, sizeof(*d));
    json_t *all = json_object();

    if (!d || !all) {
        free(d);
        json_decref(all);
        return NULL;
    }
    d->r = r;
    d->found = found;
    d->text = buf_new(PBK_LINE_MAX * 3);
    put_text(d, all, "entry", found->entry.name);
    put_text(d, all, "phonebook", found->book.path);
    tell_all(d, all);
    out_put(&d->maker, all, "without_effect", tell_without_effect(d));
    out_put(&d->maker, all, "error", json_integer(d->error));
    put_text(d, all, "reason", d->reason);
    all = out_made(&d->maker, all);
    buf_free(&d->text);
    entry_free(d->entry);
    ras_conf_free(d->conf);
    ras_conf_free(d->rules);
    free(d);
    return all;
}

int rasphone_explain(struct rasphone *r)
{
    struct rasphone_found found;
    json_t *account;
    int status;

    if (!rasphone_find(r, r->options->words[0], &found))
        return OUT_FAILURE;
    account = explain_make(r, &found);
    rasphone_found_free(&found);
    if (!account)
        return out_json(NULL);
    status = json_integer_value(json_object_get(account, "error"))
                 ? OUT_FAILURE
                 : OUT_SUCCESS;
    if (r->options->json)
        return out_json(account) == OUT_SUCCESS ? status : OUT_FAILURE;
    explain_print(account);
    json_decref(account);
    return status;
}
