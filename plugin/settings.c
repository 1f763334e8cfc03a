#include "plugin/settings.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compat/raserr.h"

/* --- the text under construction */

static void fail(struct settings *s, uint32_t error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void note(struct settings *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void option(struct settings *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void wish(struct settings *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The first refusal stands: later ones often only follow from it. */
static void fail(struct settings *s, uint32_t error, const char *format, ...)
{
    va_list arguments;

    if (s->error)
        return;
    s->error = error;
    va_start(arguments, format);
    vsnprintf(s->reason, sizeof(s->reason), format, arguments);
    va_end(arguments);
}

static void note(struct settings *s, const char *format, ...)
{
    va_list arguments;

    if (s->n_notes == sizeof(s->notes) / sizeof(s->notes[0]))
        return;
    va_start(arguments, format);
    vsnprintf(s->notes[s->n_notes++], sizeof(s->notes[0]), format, arguments);
    va_end(arguments);
}

static void add(struct settings *s, bool needed, const char *format,
                va_list arguments) __attribute__((format(printf, 3, 0)));

static void add(struct settings *s, bool needed, const char *format,
                va_list arguments)
{
    size_t room = sizeof(s->text) - s->length;
    int n = vsnprintf(s->text + s->length, room, format, arguments);

    if (n < 0 || (size_t)n >= room || s->n_options == SETTINGS_OPTIONS) {
        s->text[s->length] = '\0';
        fail(s, RASERR_ERROR_CORRUPT_PHONEBOOK,
             "the entry's settings are too long for pppd");
        return;
    }
    s->options[s->n_options++] =
        (struct settings_option){s->length, (size_t)n, needed};
    s->length += (size_t)n;
}

/* An option that the entry's safety or sense depends on. */
static void option(struct settings *s, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(s, true, format, arguments);
    va_end(arguments);
}

/*
 * An option that root may have switched off (nodefaultroute), or that this
 * pppd was built without: the dial goes on.
 */
static void wish(struct settings *s, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(s, false, format, arguments);
    va_end(arguments);
}

/*
 * A word for pppd's getword(): in double quotes, with backslashes before what
 * it would take for itself. Control bytes never come this far in an entry.
 */
static bool quote(const char *text, char *out, size_t size)
{
    size_t n = 0;

    if (size < 3)
        return false;
    out[n++] = '"';
    for (; *text; text++) {
        if (n + 4 > size || iscntrl((unsigned char)*text))
            return false;
        if (*text == '"' || *text == '\\')
            out[n++] = '\\';
        out[n++] = *text;
    }
    out[n++] = '"';
    out[n] = '\0';
    return true;
}

static void option_text(struct settings *s, const char *name, const char *text)
{
    char word[1024];

    if (quote(text, word, sizeof(word)))
        option(s, "%s %s", name, word);
    else
        fail(s, RASERR_ERROR_CORRUPT_PHONEBOOK,
             "%s: too long, or a control character in it", name);
}

/* --- authentication and encryption */

/* A method that AuthRestrictions does not list is one we refuse (not one that
 * we demand of the peer: "require" in RAS means "allowed"). */
static const struct {
    uint32_t bits;
    const char *refuse;
    bool keys; /* gives MPPE its keys (RFC 3079) */
} methods[] = {
    {ENTRY_AUTH_PAP, "refuse-pap", false},
    {ENTRY_AUTH_MD5_CHAP, "refuse-chap", false},
    {ENTRY_AUTH_MSCHAP | ENTRY_AUTH_W95_MSCHAP, "refuse-mschap", true},
    {ENTRY_AUTH_MSCHAP_V2, "refuse-mschap-v2", true},
    {ENTRY_AUTH_EAP, "refuse-eap", true},
};
#define N_METHODS (sizeof(methods) / sizeof(methods[0]))

static bool encryption_demanded(const struct entry *e)
{
    return e->data_encryption >= ENTRY_ENCRYPTION_REQUIRED;
}

/* 0 (absent) allows what pppd can do; encryption leaves only what has keys. */
static bool method_allowed(const struct entry *e, size_t i)
{
    if (encryption_demanded(e) && !methods[i].keys)
        return false;
    return e->auth_restrictions == 0 ||
           (e->auth_restrictions & methods[i].bits) != 0;
}

static void set_authentication(struct settings *s,
                               const struct settings_request *r)
{
    const struct entry *e = r->entry;
    size_t i, allowed = 0;

    for (i = 0; i < N_METHODS; i++) {
        if (method_allowed(e, i))
            allowed++;
        else
            wish(s, "%s", methods[i].refuse);
    }
    if (allowed == 0 && encryption_demanded(e))
        fail(s, RASERR_ERROR_NO_LOCAL_ENCRYPTION,
             "DataEncryption = %u needs MS-CHAP or EAP, AuthRestrictions = %u "
             "allows neither",
             e->data_encryption, e->auth_restrictions);
    else if (allowed == 0)
        fail(s, RASERR_ERROR_FEATURE_DEPRECATED,
             "AuthRestrictions = %u allows no method that pppd has",
             e->auth_restrictions);
    if (e->authenticate_server)
        option(s, "auth");
    else if (r->trusted)
        option(s, "noauth");
    if (r->user)
        option_text(s, "user", r->user);
}

static void set_encryption(struct settings *s, const struct entry *e)
{
    if (encryption_demanded(e) && e->authenticate_server)
        fail(s, RASERR_ERROR_NO_LOCAL_ENCRYPTION,
             "DataEncryption = %u with AuthenticateServer = 1: pppd encrypts "
             "only when one side alone authenticates",
             e->data_encryption);
    if (e->data_encryption == ENTRY_ENCRYPTION_NONE)
        wish(s, "nomppe");
    else if (e->data_encryption == ENTRY_ENCRYPTION_REQUIRED)
        option(s, "require-mppe");
    else if (e->data_encryption == ENTRY_ENCRYPTION_MAXIMUM)
        option(s, "require-mppe-128");
}

/* MPPE is negotiated in CCP: with encryption, CCP must stay. */
static void set_compression(struct settings *s, const struct entry *e)
{
    if (!e->sw_compression && e->data_encryption == ENTRY_ENCRYPTION_NONE)
        wish(s, "noccp");
    else if (!e->sw_compression || encryption_demanded(e)) {
        wish(s, "nobsdcomp");
        wish(s, "nodeflate");
    }
    if (!e->ip_header_compression)
        wish(s, "novj");
    if (!e->lcp_extensions)
        wish(s, "noendpoint");
    if (e->negotiate_multilink_always && e->lcp_extensions)
        wish(s, "multilink");
}

/* --- network */

/*
 * Windows 2000 and XP wrote BaseProtocol and knew no IPv6 over PPP; Vista and
 * later write keys that they did not have.
 */
static bool without_ipv6(const struct entry *e)
{
    return (e->excluded_protocols & ENTRY_EXCLUDE_IPV6) != 0 ||
           (!e->pb_version_given && e->base_protocol != 0);
}

static void set_protocols(struct settings *s, const struct entry *e)
{
    bool no_ip = (e->excluded_protocols & ENTRY_EXCLUDE_IPV4) != 0;

    if (no_ip && without_ipv6(e))
        fail(s, RASERR_ERROR_PPP_NO_PROTOCOLS_CONFIGURED,
             "ExcludedProtocols = %u leaves no network protocol",
             e->excluded_protocols);
    if (no_ip)
        option(s, "noip");
    if (without_ipv6(e))
        wish(s, "noipv6");
}

static void set_address(struct settings *s, const struct entry *e)
{
    struct in_addr a = {e->ip_address};
    char text[INET_ADDRSTRLEN];

    if (e->ip_assign == 2 && e->ip_address != 0) {
        inet_ntop(AF_INET, &a, text, sizeof(text));
        option(s, "%s:", text);
        wish(s, "ipcp-accept-remote");
    } else {
        option(s, "noipdefault");
        wish(s, "ipcp-accept-local");
        wish(s, "ipcp-accept-remote");
    }
}

static bool fixed_name_servers(const struct entry *e)
{
    return e->ip_name_assign == 2 && (e->ip_dns != 0 || e->ip_dns2 != 0);
}

static void set_routes(struct settings *s, const struct entry *e)
{
    if (!fixed_name_servers(e))
        wish(s, "usepeerdns");
    wish(s, e->ip_prioritize_remote ? "defaultroute" : "nodefaultroute");
    if (e->ip_prioritize_remote && e->ip_interface_metric > 0)
        wish(s, "defaultroute-metric %u", e->ip_interface_metric);
}

/* --- policy */

/*
 * RedialAttempts counts the tries after the first one; pppd's maxfail counts
 * all, and its 0 means "for ever".
 */
static void set_redial(struct settings *s, const struct settings_request *r)
{
    const struct entry *e = r->entry;
    bool redial = !r->controlled && e->redial_attempts > 0;

    if (!r->demand)
        option(s, redial ? "persist" : "nopersist");
    option(s, "maxfail %u", redial ? e->redial_attempts + 1 : 1);
    option(s, "holdoff %u", e->redial_seconds > 0 ? e->redial_seconds : 1);
    if (e->idle_disconnect_seconds > 0)
        option(s, "idle %u", e->idle_disconnect_seconds);
    option_text(s, "ipparam", e->name);
}

static uint32_t line_speed(const struct settings_request *r)
{
    if (r->line->speed)
        return r->line->speed;
    if (r->entry->global_device_settings && r->entry->preferred_bps)
        return r->entry->preferred_bps;
    return r->media->connect_bps ? r->media->connect_bps : 115200;
}

static void set_line(struct settings *s, const struct settings_request *r)
{
    bool rts = r->entry->global_device_settings ? r->entry->preferred_hw_flow
                                                : r->device->hw_flow_control;

    s->speed = line_speed(r);
    s->hardware_flow = rts || r->device->type == ENTRY_DEVICE_SERIAL;
    option(s, "%u", s->speed);
    option(s, s->hardware_flow ? "crtscts" : "nocrtscts");
    if (!r->line->carrier_detect)
        option(s, "local");
}

/* --- what cannot be done */

static void refuse_media(struct settings *s, const struct settings_request *r)
{
    enum entry_device_type type = r->device->type;

    if (type != ENTRY_DEVICE_MODEM && type != ENTRY_DEVICE_SERIAL)
        fail(s, RASERR_ERROR_DEVICETYPE_DOES_NOT_EXIST,
             "DEVICE=%s: only modem and serial lines are dialled",
             r->device->type_name);
    if (r->entry->custom_ras_dial_dll[0])
        fail(s, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL,
             "CustomRasDialDll = %s: the entry wants its own dialer",
             r->entry->custom_ras_dial_dll);
    if (r->entry->base_protocol > 1)
        fail(s, RASERR_ERROR_WRONG_INFO_SPECIFIED,
             "BaseProtocol = %u: only PPP (1) is known",
             r->entry->base_protocol);
}

static void refuse_switches(struct settings *s,
                            const struct settings_request *r)
{
    size_t i;

    for (i = 0; i < r->media->n_devices; i++) {
        const struct entry_device *d = &r->media->devices[i];

        if (d->script)
            fail(s, RASERR_ERROR_INTERACTIVE_MODE,
                 "Script = 1: log-on scripts (%s) are not run", d->script_name);
        if (d->terminal)
            note(s, "Terminal = 1: no terminal is shown before the dial");
        if (d->type == ENTRY_DEVICE_PAD)
            fail(s, RASERR_ERROR_DEVICETYPE_DOES_NOT_EXIST,
                 "DEVICE=pad: X.25 is not supported");
    }
}

static void take_notes(struct settings *s, const struct settings_request *r)
{
    const struct entry *e = r->entry;

    if (e->callback_mode != 0)
        note(s, "CallbackMode = %u: no callback is asked for",
             e->callback_mode);
    if (e->prerequisite_entry[0])
        note(s, "PrerequisiteEntry = %s: it is not dialled first",
             e->prerequisite_entry);
    if (e->n_media > 1)
        note(s, "the entry has %zu MEDIA groups: only one is dialled",
             e->n_media);
    if (!r->trusted && !e->authenticate_server)
        note(s, "a user's own phonebook or line cannot switch off `auth'");
}

/* --- all of it */

void settings_make(struct settings *s, const struct settings_request *r)
{
    memset(s, 0, sizeof(*s));
    refuse_media(s, r);
    refuse_switches(s, r);
    set_line(s, r);
    set_authentication(s, r);
    set_encryption(s, r->entry);
    set_compression(s, r->entry);
    set_protocols(s, r->entry);
    set_address(s, r->entry);
    set_routes(s, r->entry);
    set_redial(s, r);
    take_notes(s, r);
}
