#include "compat/rasphone_explain.h"

#include <stdlib.h>
#include <string.h>

#include "compat/ip_up.h"
#include "compat/rasphone_dry_run.h"
#include "compat/rasphone_explain_keys.h"
#include "compat/rasphone_explain_redial.h"
#include "compat/rasphone_out.h"

/* The account under construction. */
struct account {
    struct dry_run d;
    struct out_maker maker;
    struct explain_keys keys;
};

static void put_text(struct account *a, json_t *object, const char *key,
                     const char *text)
{
    out_put(&a->maker, object, key, out_string(text));
}

/* --- the line */

static json_t *tell_line(struct account *a)
{
    static const char *const kinds[] = {[RAS_DEVICE_MODEM] = "modem",
                                        [RAS_DEVICE_CELLULAR] = "cellular",
                                        [RAS_DEVICE_DIRECT] = "direct",
                                        [RAS_DEVICE_PPPOE] = "pppoe"};
    const bool pppoe = a->d.line->kind == RAS_DEVICE_PPPOE;
    json_t *line = json_object();
    char *real = pppoe ? NULL : out_real_path(&a->maker, a->d.line->tty);

    put_text(a, line, pppoe ? "interface" : "tty", a->d.line->tty);
    put_text(a, line, "real", real ? real : "");
    out_put(&a->maker, line, "present",
            json_boolean(rasphone_has_device(a->d.line)));
    put_text(a, line, "kind", kinds[a->d.line->kind]);
    if (a->d.line == &a->d.implied.device)
        put_text(a, line, "from",
                 "the port's name: ras.conf has no device for it");
    else
        put_text(a, line, "from", rasphone_config(a->d.r));
    out_put(&a->maker, line, "speed", json_integer(a->d.settings.speed));
    out_put(&a->maker, line, "rts_cts",
            json_boolean(a->d.settings.hardware_flow));
    if (choice_greets(a->d.entry, a->d.line))
        put_text(a, line, "greeting", "CLIENT, answered with CLIENTSERVER");
    free(real);
    return line;
}

/* Under the name by which it is looked for. */
static void put_script(struct account *a, json_t *device, const char *name,
                       bool before)
{
    struct choice_switch s = choice_switch(a->d.media, a->d.device, before);
    char file[512];

    if (s.script && choice_script_name(s.script, file, sizeof(file)))
        put_text(a, device, name, file);
}

static json_t *tell_device(struct account *a)
{
    json_t *device = json_object();

    put_text(a, device, "media", a->d.media->type);
    put_text(a, device, "device", a->d.device->type_name);
    put_text(a, device, "port", choice_port(a->d.entry, a->d.media));
    put_text(a, device, "modem", choice_modem(a->d.entry, a->d.media));
    put_script(a, device, "script_before", true);
    put_script(a, device, "script", false);
    return device;
}

static json_t *tell_commands(struct account *a)
{
    struct choice_command commands[CHOICE_COMMANDS];
    size_t i, n = choice_commands(a->d.entry, a->d.device, a->d.line,
                                  a->d.settings.hardware_flow, commands);
    json_t *list = json_array(), *row;

    for (i = 0; choice_has_numbers(a->d.line) && i < n; i++) {
        row = json_object();
        put_text(a, row, "command", commands[i].command);
        explain_keys_put(&a->keys, row, commands[i].keys);
        put_text(a, row, "reason",
                 !commands[i].keys[0] ? "ras.conf: init"
                 : commands[i].on     ? "on"
                                      : "off");
        out_push(&a->maker, list, row);
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

static void put_dialling(struct account *a, json_t *row,
                         const struct dry_run_number *n)
{
    const struct dialling *t = &n->dialling;

    put_text(a, row, "dialled", t->shown);
    put_text(a, row, "canonical", t->canonical);
    put_text(a, row, "reason",
             t->missing_rules ? "as written: ras.conf has no location for "
                                "UseDialingRules"
                              : calls[t->call]);
    if (n->called.context[0])
        put_text(a, row, "context", n->called.context);
    if (n->called.command[0])
        put_text(a, row, "command",
                 t->secret ? n->called.shown : n->called.command);
}

static void tell_dialling(struct account *a, json_t *row, size_t i)
{
    struct dry_run_number n;

    dry_run_number(&a->d, i, &n);
    if (n.dialling.dialled[0])
        put_dialling(a, row, &n);
    else
        put_text(a, row, "reason", n.problem.text);
    explicit_bzero(&n, sizeof(n));
}

/* What stands where others have a number. */
static json_t *tell_service(struct account *a, json_t *list)
{
    const struct entry_number *n = choice_number(a->d.device, 0);
    json_t *row = json_object();

    put_text(a, row, "number", n ? n->number : "");
    put_text(a, row, "reason", n ? "the name of the service" : "any service");
    out_push(&a->maker, list, row);
    return list;
}

static json_t *tell_numbers(struct account *a)
{
    size_t i, n = choice_numbers(a->d.device);
    const struct entry_number *number;
    json_t *list = json_array(), *row;

    if (a->d.line->kind == RAS_DEVICE_PPPOE)
        return tell_service(a, list);
    if (!choice_has_numbers(a->d.line))
        return list;
    for (i = 0; (number = choice_number(a->d.device, i)) != NULL; i++) {
        row = json_object();
        put_text(a, row, "number", number->number);
        if (i < n)
            tell_dialling(a, row, i);
        else
            put_text(a, row, "reason",
                     "not dialled: TryNextAlternateOnFail is 0");
        out_push(&a->maker, list, row);
    }
    return list;
}

/* --- pppd's options, and what the plugin does besides */

static json_t *tell_options(struct account *a)
{
    const struct settings *s = &a->d.settings;
    json_t *list = json_array(), *row;
    char text[SETTINGS_MAX];
    size_t i;

    for (i = 0; i < s->n_options; i++) {
        const struct settings_option *o = &s->options[i];

        snprintf(text, sizeof(text), "%.*s", (int)o->length,
                 s->text + o->start);
        row = json_object();
        put_text(a, row, "option", text);
        explain_keys_put(&a->keys, row, o->keys);
        put_text(a, row, "reason", o->reason);
        out_put(&a->maker, row, "needed", json_boolean(o->needed));
        out_push(&a->maker, list, row);
    }
    return list;
}

static void tell_step(struct account *a, json_t *list, const char *keys,
                      const char *text)
{
    json_t *row = json_object();

    explain_keys_put(&a->keys, row, keys);
    put_text(a, row, "reason", text);
    out_push(&a->maker, list, row);
}

static void tell_variables(struct account *a, json_t *list)
{
    struct ip_up_variable v[IP_UP_VARIABLES];
    size_t i, n = ip_up_variables(a->d.entry, v);
    char text[320];

    for (i = 0; i < n; i++) {
        if (strcmp(v[i].key, "IpDnsSuffix") == 0)
            snprintf(text, sizeof(text), "ip-up gets it as %s", v[i].name);
        else
            snprintf(text, sizeof(text), "ip-up gets %s=%s", v[i].name,
                     v[i].value);
        if (v[i].key[0])
            tell_step(a, list, v[i].key, text);
    }
}

static void tell_class_route(struct account *a, json_t *list)
{
    const struct entry *e = a->d.entry;

    if (e->ip_prioritize_remote)
        return;
    tell_step(a, list, "DisableClassBasedDefaultRoute",
              e->disable_class_based_default_route
                  ? "no route but to the server"
              : a->d.trust.peer
                  ? "a route to the network of our address, by its class"
                  : "no route by class: that is for root's phonebooks");
}

/* Numbers that trade places, and what that does to the phonebook. */
static void tell_order(struct account *a, json_t *list)
{
    const struct entry_device *device = a->d.device;
    const struct entry_number *first = choice_number(device, 0);
    bool writes = a->d.words.user || !a->d.words.book;

    if (device->last_selected && first &&
        (size_t)(first - device->numbers) == device->last_selected)
        tell_step(a, list, "LastSelectedPhone", "that number is dialled first");
    if (device->promote_alternates && choice_numbers(device) > 1)
        tell_step(a, list, "PromoteAlternates",
                  writes ? "another number that answers becomes the first, in "
                           "the phonebook, too"
                         : "another number that answers is the first until "
                           "pppd ends; only a call of root's changes root's "
                           "phonebook");
}

static json_t *tell_steps(struct account *a)
{
    const struct entry *e = a->d.entry;
    json_t *list = json_array();

    if (e->prerequisite_entry[0])
        tell_step(a, list, "PrerequisiteEntry PrerequisitePbk",
                  "that entry is dialled first, and hung up afterwards, if it "
                  "is not connected");
    if (a->d.media->other_port_ok)
        tell_step(a, list, "OtherPortOk",
                  "another device of ras.conf is taken, of the same kind, if "
                  "this one is not there or not free");
    if (e->shared_phone_numbers && e->n_media > 1)
        tell_step(a, list, "SharedPhoneNumbers",
                  "the numbers are those of the first link");
    if (a->d.hosted)
        tell_step(a, list, "CustomRasDialDll",
                  a->d.own_line ? "that dialer is called: it dials, and brings "
                                  "the line"
                                : "that dialer is called: it dials");
    tell_order(a, list);
    tell_variables(a, list);
    tell_class_route(a, list);
    tell_step(a, list, "RedialOnLinkFailure",
              e->redial_on_link_failure
                  ? "a connection that is lost is dialled again"
                  : "a connection that is lost is not dialled again");
    return list;
}

static json_t *tell_redial(struct account *a)
{
    return explain_redial(&a->maker, &a->d.policy, &a->d.history, &a->d.now);
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

/* What is saved is root's, for the peer that root has chosen. */
static json_t *tell_credentials(struct account *a)
{
    json_t *all = json_object(), *list = json_array(), *row;
    size_t i;

    put_text(a, all, "user",
             a->d.trust.peer
                 ? "pppd's option `ras-user', else whom rasdial is given, else "
                   "who is saved for the entry, else pppd's option `user', "
                   "else this machine's name"
                 : "pppd's option `ras-user', else whom rasdial is given, else "
                   "pppd's option `user', else this machine's name");
    put_text(a, all, "password",
             a->d.trust.peer ? "what rasdial is given, else what is saved for "
                               "that user, else the secret of that user in the "
                               "method's file"
                             : "what rasdial is given, else the secret of that "
                               "user in the method's file");
    for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        if (has_option(&a->d.settings, secrets[i].refuse))
            continue;
        row = json_object();
        put_text(a, row, "method", secrets[i].method);
        put_text(a, row, "file", secrets[i].file);
        out_push(&a->maker, list, row);
    }
    out_put(&a->maker, all, "methods", list);
    return all;
}

static json_t *tell_notes(struct account *a)
{
    const struct settings *s = &a->d.settings;
    json_t *list = json_array();
    size_t i;

    for (i = 0; i < s->n_notes; i++)
        out_push(&a->maker, list, out_string(s->notes[i].text));
    if (a->d.history_problem.text[0])
        out_push(&a->maker, list, out_string(a->d.history_problem.text));
    return list;
}

/* --- all of it */

/* A custom dialer has its own line, and its own ways with it. */
static void tell_tty(struct account *a, json_t *all)
{
    out_put(&a->maker, all, "line", tell_line(a));
    out_put(&a->maker, all, "commands", tell_commands(a));
    out_put(&a->maker, all, "numbers", tell_numbers(a));
}

static void tell_decisions(struct account *a, json_t *all)
{
    const struct dry_run *d = &a->d;

    a->keys.chosen = (struct explain_place){
        (unsigned)(d->media - d->entry->media) + 1,
        (unsigned)(d->device - d->media->devices) + 1, 1};
    out_put(&a->maker, all, "device", tell_device(a));
    if (d->line && !d->own_line)
        tell_tty(a, all);
    out_put(&a->maker, all, "options", tell_options(a));
    out_put(&a->maker, all, "steps", tell_steps(a));
    out_put(&a->maker, all, "redial", tell_redial(a));
    out_put(&a->maker, all, "credentials", tell_credentials(a));
    out_put(&a->maker, all, "notes", tell_notes(a));
}

json_t *explain_make(const struct rasphone *r,
                     const struct rasphone_found *found)
{
    struct account *a = calloc(1, sizeof(*a));
    json_t *all = json_object();

    if (!a || !all) {
        free(a);
        json_decref(all);
        return NULL;
    }
    dry_run_make(&a->d, r, found);
    explain_keys_begin(&a->keys, &a->maker, found);
    put_text(a, all, "entry", found->entry.name);
    put_text(a, all, "phonebook", found->book.path);
    if (a->d.media)
        tell_decisions(a, all);
    out_put(&a->maker, all, "without_effect",
            explain_keys_without_effect(&a->keys));
    out_put(&a->maker, all, "error", json_integer(a->d.error));
    put_text(a, all, "reason", a->d.reason);
    all = out_made(&a->maker, all);
    explain_keys_end(&a->keys);
    dry_run_free(&a->d);
    free(a);
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
