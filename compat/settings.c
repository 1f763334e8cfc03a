#include "compat/settings.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compat/choice.h"
#include "compat/policy.h"
#include "compat/raserr.h"
#include "conf/text.h"

/* --- the text under construction */

static void fail(struct settings *s, uint32_t error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void note(struct settings *s, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void because(struct settings *s, const char *keys, const char *format,
                    ...) __attribute__((format(printf, 3, 4)));
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
    text_make_printable(s->reason); /* it may be cut within a character */
}

static void note(struct settings *s, const char *key, const char *format, ...)
{
    struct settings_note *n = &s->notes[s->n_notes];
    va_list arguments;

    if (s->n_notes == sizeof(s->notes) / sizeof(s->notes[0]))
        return;
    s->n_notes++;
    n->key = key;
    va_start(arguments, format);
    vsnprintf(n->text, sizeof(n->text), format, arguments);
    va_end(arguments);
    text_make_printable(n->text);
}

static void add(struct settings *s, bool needed, const char *format,
                va_list arguments) __attribute__((format(printf, 3, 0)));

static void add(struct settings *s, bool needed, const char *format,
                va_list arguments)
{
    size_t room = sizeof(s->text) - s->length;
    int n = vsnprintf(s->text + s->length, room, format, arguments);

    /* A negative one is more than any room. */
    if ((size_t)n >= room || s->n_options == SETTINGS_OPTIONS) {
        s->text[s->length] = '\0';
        fail(s, RASERR_ERROR_CORRUPT_PHONEBOOK,
             "the entry's settings are too long for pppd");
        return;
    }
    s->options[s->n_options++] =
        (struct settings_option){s->length, (size_t)n, needed, NULL, ""};
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

/* Says why the options that have no reason yet are there. */
static void because(struct settings *s, const char *keys, const char *format,
                    ...)
{
    char reason[sizeof(s->options[0].reason)];
    va_list arguments;
    size_t i;

    va_start(arguments, format);
    vsnprintf(reason, sizeof(reason), format, arguments);
    va_end(arguments);
    for (i = s->n_options; i > 0 && !s->options[i - 1].keys; i--) {
        s->options[i - 1].keys = keys;
        memcpy(s->options[i - 1].reason, reason, sizeof(reason));
    }
}

/*
 * A word for pppd's getword(): in double quotes, with backslashes before what
 * it would take for itself. Control bytes never come this far in an entry.
 */
bool settings_quote(const char *text, char *out, size_t size)
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
    char word[SETTINGS_WORD];

    if (settings_quote(text, word, sizeof(word)))
        option(s, "%s %s", name, word);
    else
        fail(s, RASERR_ERROR_CORRUPT_PHONEBOOK,
             "%s: too long, or a control character in it", name);
}

/* --- authentication and encryption */

/* PPP's protocol numbers (RFC 1334, 1994, 3748) are RASLCPAP_ of ras.h, CHAP's
 * algorithms (RFC 1994, 2433, 2759) its RASLCPAD_. */
enum { PAP = 0xc023, CHAP = 0xc223, EAP = 0xc227 };

/* A method that AuthRestrictions does not list is one we refuse (not one that
 * we demand of the peer: "require" in RAS means "allowed"). */
static const struct {
    uint32_t bits;
    const char *refuse, *name;
    bool keys; /* gives MPPE its keys (RFC 3079) */
    uint32_t protocol, data;
} methods[] = {
    {ENTRY_AUTH_PAP, "refuse-pap", "PAP", false, PAP, 0},
    {ENTRY_AUTH_MD5_CHAP, "refuse-chap", "CHAP", false, CHAP, 0x05},
    {ENTRY_AUTH_MSCHAP | ENTRY_AUTH_W95_MSCHAP, "refuse-mschap", "MS-CHAP",
     true, CHAP, 0x80},
    {ENTRY_AUTH_MSCHAP_V2, "refuse-mschap-v2", "MS-CHAP v2", true, CHAP, 0x81},
    {ENTRY_AUTH_EAP, "refuse-eap", "EAP", true, EAP, 0},
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

/* Only CHAP has several. N_METHODS: there is none. */
static size_t find_method(uint32_t protocol, uint32_t data)
{
    size_t i;

    for (i = 0; i < N_METHODS; i++)
        if (methods[i].protocol == protocol &&
            (methods[i].data == data || protocol != CHAP))
            break;
    return i;
}

bool settings_allow_method(const struct entry *e, uint32_t protocol,
                           uint32_t data)
{
    size_t i = find_method(protocol, data);

    return i < N_METHODS && method_allowed(e, i);
}

const char *settings_method_name(uint32_t protocol, uint32_t data)
{
    size_t i = find_method(protocol, data);

    return i < N_METHODS ? methods[i].name : NULL;
}

static void refuse_method(struct settings *s, const struct entry *e, size_t i)
{
    wish(s, "%s", methods[i].refuse);
    if (encryption_demanded(e) && !methods[i].keys)
        because(s, "DataEncryption", "%s gives no keys for encryption",
                methods[i].name);
    else
        because(s, "AuthRestrictions", "%s is not among the allowed methods",
                methods[i].name);
}

static void set_identity(struct settings *s, const struct settings_request *r)
{
    if (r->entry->authenticate_server) {
        option(s, "auth");
        because(s, "AuthenticateServer", "the server must prove who it is");
    } else if (r->trusted) {
        option(s, "noauth");
        because(s, "AuthenticateServer", "the server need not prove itself");
    }
    if (r->user) {
        option_text(s, "user", r->user);
        because(s, "", "the user who dials");
    }
}

static void set_authentication(struct settings *s, const struct entry *e)
{
    size_t i, allowed = 0;

    for (i = 0; i < N_METHODS; i++) {
        if (method_allowed(e, i))
            allowed++;
        else
            refuse_method(s, e, i);
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
    because(s, "DataEncryption", "%s",
            e->data_encryption == ENTRY_ENCRYPTION_NONE
                ? "no encryption"
                : "without this encryption the link is not used");
}

/* MPPE is negotiated in CCP: with encryption, CCP must stay. */
static void set_compression(struct settings *s, const struct entry *e)
{
    bool may_encrypt = e->data_encryption != ENTRY_ENCRYPTION_NONE;

    if (!e->sw_compression && !may_encrypt) {
        wish(s, "noccp");
        because(s, "SwCompression DataEncryption",
                "neither compression nor encryption");
    } else if (!e->sw_compression || encryption_demanded(e)) {
        wish(s, "nobsdcomp");
        wish(s, "nodeflate");
        because(s, "SwCompression DataEncryption", "CCP is left to encryption");
    }
    if (!e->ip_header_compression) {
        wish(s, "novj");
        because(s, "IpHeaderCompression", "headers are not compressed");
    }
}

/*
 * The bundle's name keeps two entries apart whose servers give pppd nothing to
 * tell them by.
 */
static void set_bundle(struct settings *s, const struct entry *e)
{
    char word[SETTINGS_WORD];

    option(s, "multilink");
    because(s, "DialMode", "all links are dialled, for one bundle (RFC 1990)");
    if (!settings_quote(e->name, word, sizeof(word)))
        return;
    wish(s, "bundle %s", word);
    because(s, "", "the entry's name: its links join no other bundle");
}

static void set_extensions(struct settings *s, const struct settings_request *r)
{
    const struct entry *e = r->entry;

    if (r->all_links) {
        set_bundle(s, e);
    } else if (!e->lcp_extensions) {
        wish(s, "noendpoint");
        because(s, "LcpExtensions", "no endpoint discriminator (RFC 1990)");
    } else if (e->negotiate_multilink_always) {
        wish(s, "multilink");
        because(s, "NegotiateMultilinkAlways", "multilink with one link, too");
    }
}

/* --- callback */

/* RAS's own eighteen characters, of a number that may be as long as any. */
bool settings_callback_number(const char *text)
{
    return strlen(text) <= 128 &&
           text[strspn(text, "0123456789TPWtpw()-@ ")] == '\0';
}

/* Why nobody is asked to call back; NULL: nothing is in the way. */
static const char *callback_problem(const struct settings_request *r)
{
    if (r->own_line)
        return "in a custom dialer's call";
    if (r->line && !choice_has_numbers(r->line))
        return r->line->kind == RAS_DEVICE_DIRECT ? "on a direct line"
                                                  : "over PPPoE";
    return r->entry->lcp_extensions ? NULL : "with LcpExtensions = 0";
}

/*
 * What a caller names he wants; what is saved is for an entry that allows
 * (1) or demands (2) it, and there the number is the user's own, saved with
 * the credentials: phonebooks have none.
 */
static void set_callback(struct settings *s, const struct settings_request *r)
{
    uint32_t mode = r->entry->callback_mode;
    bool named = r->callback && r->callback[0];
    bool ask = !named && mode == 1 && r->pausable;
    const char *number = named  ? r->callback
                         : ask  ? "0" /* another one takes its place */
                         : mode ? r->saved_callback
                                : NULL;
    const char *problem = callback_problem(r);
    char word[SETTINGS_WORD];

    if (!named && !mode)
        return;
    if (!problem && (!number || !number[0]))
        problem = "without a number, given or saved";
    if (problem) {
        note(s, "CallbackMode", "CallbackMode = %u: no callback %s", mode,
             problem);
    } else if (!settings_callback_number(number) ||
               !settings_quote(number, word, sizeof(word))) {
        fail(s, RASERR_ERROR_INVALID_CALLBACK_NUMBER,
             "the callback number: digits, T P W ( ) - @ and blanks are "
             "allowed");
    } else {
        (named || mode == 2 ? option : wish)(s, "callback %s", word);
        s->asks_number = ask;
        because(s, "CallbackMode",
                "the server is asked to call back, here or where it knows");
    }
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
    if (no_ip) {
        option(s, "noip");
        because(s, "ExcludedProtocols", "no IPv4");
    }
    if (without_ipv6(e)) {
        wish(s, "noipv6");
        because(s, "ExcludedProtocols PBVersion BaseProtocol", "%s",
                e->excluded_protocols & ENTRY_EXCLUDE_IPV6
                    ? "no IPv6"
                    : "an entry of Windows 2000 or XP: no IPv6 over PPP");
    }
}

static void set_address(struct settings *s, const struct entry *e)
{
    struct in_addr a = {e->ip_address};
    char text[INET_ADDRSTRLEN];

    if (e->ip_assign == 2 && e->ip_address != 0) {
        inet_ntop(AF_INET, &a, text, sizeof(text));
        option(s, "%s:", text);
        wish(s, "ipcp-accept-remote");
        because(s, "IpAssign IpAddress", "our address is fixed");
    } else {
        option(s, "noipdefault");
        wish(s, "ipcp-accept-local");
        wish(s, "ipcp-accept-remote");
        because(s, "IpAssign", "the server gives the addresses");
    }
}

bool settings_domain(const char *text)
{
    size_t n = strlen(text);

    return n > 0 && n <= 253 && isalnum((unsigned char)text[0]) &&
           text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz0123456789-.")] == '\0';
}

static bool fixed_name_servers(const struct entry *e)
{
    return e->ip_name_assign == 2 && (e->ip_dns != 0 || e->ip_dns2 != 0);
}

static void set_name_servers(struct settings *s, const struct entry *e)
{
    if (fixed_name_servers(e))
        return; /* the entry's own: the plugin tells ip-up */
    wish(s, "usepeerdns");
    because(s, "IpNameAssign", "the server gives the name servers");
}

static void set_routes(struct settings *s, const struct entry *e)
{
    wish(s, e->ip_prioritize_remote ? "defaultroute" : "nodefaultroute");
    because(s, "IpPrioritizeRemote", "%s",
            e->ip_prioritize_remote ? "default route through the link"
                                    : "the default route stays as it is");
    if (e->ip_prioritize_remote && e->ip_interface_metric > 0) {
        wish(s, "defaultroute-metric %u", e->ip_interface_metric);
        because(s, "IpInterfaceMetric", "metric of that route");
    }
}

/* pppd has defaultroute6 since 2.4.9, its metric since 2.5.3. */
static void set_ipv6_routes(struct settings *s, const struct entry *e)
{
    if (without_ipv6(e) || !e->ipv6_prioritize_remote)
        return;
    wish(s, "defaultroute6");
    because(s, "Ipv6PrioritizeRemote", "IPv6 default route through the link");
    if (e->ipv6_interface_metric > 0) {
        wish(s, "defaultroute6-metric %u", e->ipv6_interface_metric);
        because(s, "Ipv6InterfaceMetric", "metric of that route");
    }
}

/* --- policy */

/*
 * RedialAttempts counts the tries after the first one; pppd's maxfail counts
 * all, and its 0 means "for ever".
 */
static void set_redial(struct settings *s, const struct settings_request *r)
{
    const struct entry *e = r->entry;
    uint32_t more =
        r->policy ? policy_most_attempts(r->policy) : e->redial_attempts;
    bool redial = !r->controlled && more > 0;

    if (!r->demand)
        option(s, redial ? "persist" : "nopersist");
    option(s, "maxfail %u", redial ? more + 1 : 1);
    if (redial && more > e->redial_attempts)
        because(s, "RedialAttempts",
                "with ras.conf's policy: the first try and at most %u more",
                more);
    else if (redial)
        because(s, "RedialAttempts", "the first try and %u more",
                e->redial_attempts);
    else
        because(s, r->controlled ? "" : "RedialAttempts", "%s",
                r->controlled ? "the program that dials decides about more"
                              : "one try");
    option(s, "holdoff %u", e->redial_seconds > 0 ? e->redial_seconds : 1);
    because(s, "RedialSeconds", "the pause between two tries");
}

static void set_policy(struct settings *s, const struct entry *e)
{
    if (e->idle_disconnect_seconds > 0) {
        option(s, "idle %u", e->idle_disconnect_seconds);
        because(s, "IdleDisconnectSeconds", "hangs up when nothing is sent");
    }
    option_text(s, "ipparam", e->name);
    because(s, "", "the entry's name, for the scripts of /etc/ppp");
}

static void set_speed(struct settings *s, const struct settings_request *r)
{
    const char *keys = "";
    const char *why = "neither the entry nor ras.conf says the speed";

    s->speed = 115200;
    if (r->line->speed) {
        s->speed = r->line->speed;
        why = "ras.conf's speed of the device";
    } else if (r->entry->global_device_settings && r->entry->preferred_bps) {
        s->speed = r->entry->preferred_bps;
        keys = "PreferredBps GlobalDeviceSettings";
        why = "the speed of the serial port";
    } else if (r->media->connect_bps) {
        s->speed = r->media->connect_bps;
        keys = "ConnectBPS";
        why = "the speed of the serial port";
    }
    option(s, "%u", s->speed);
    because(s, keys, "%s", why);
}

static void set_flow_control(struct settings *s,
                             const struct settings_request *r)
{
    bool global = r->entry->global_device_settings;
    bool rts =
        global ? r->entry->preferred_hw_flow : r->device->hw_flow_control;
    bool cable = r->device->type == ENTRY_DEVICE_SERIAL;

    s->hardware_flow = rts || cable;
    option(s, s->hardware_flow ? "crtscts" : "nocrtscts");
    if (cable && !rts)
        because(s, "", "a cable is always used with RTS/CTS");
    else
        because(s,
                global ? "PreferredHwFlow GlobalDeviceSettings"
                       : "HwFlowControl",
                "%s", rts ? "RTS/CTS flow control" : "no flow control");
}

/* RFC 2516 section 7. What serial lines need pppoe.so switches off. */
static void set_broadband(struct settings *s)
{
    option(s, "mtu 1492");
    option(s, "mru 1492");
    because(s, "", "what PPPoE leaves of an Ethernet packet");
}

static void set_line(struct settings *s, const struct settings_request *r)
{
    if (r->line->kind == RAS_DEVICE_PPPOE) {
        set_broadband(s);
        return;
    }
    set_speed(s, r);
    set_flow_control(s, r);
    if (!r->line->carrier_detect) {
        option(s, "local");
        because(s, "", "ras.conf: the line shows no carrier");
    }
}

/* --- what cannot be done */

/* Which of the two locks holds, or what is wrong with the file. */
static void refuse_dialer(struct settings *s, const struct settings_request *r)
{
    if (r->entry->custom_ras_dial_dll[0] && r->dialer)
        fail(s, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, "CustomRasDialDll: %s",
             r->dialer);
}

static void refuse_media(struct settings *s, const struct settings_request *r)
{
    enum entry_device_type type = r->device->type;

    if (type != ENTRY_DEVICE_MODEM && type != ENTRY_DEVICE_SERIAL &&
        type != ENTRY_DEVICE_PPPOE && !r->own_line)
        fail(s, RASERR_ERROR_DEVICETYPE_DOES_NOT_EXIST,
             "DEVICE=%s: only modems, serial lines and PPPoE are dialled",
             r->device->type_name);
    refuse_dialer(s, r);
    if (r->entry->base_protocol > 1)
        fail(s, RASERR_ERROR_WRONG_INFO_SPECIFIED,
             "BaseProtocol = %u: only PPP (1) is known",
             r->entry->base_protocol);
}

static void refuse_switches(struct settings *s,
                            const struct settings_request *r)
{
    char name[512];
    size_t i;

    for (i = 0; i < r->media->n_devices; i++) {
        const struct entry_device *d = &r->media->devices[i];

        if (d->script && !r->pausable &&
            !choice_script_name(d->script_name, name, sizeof(name)))
            fail(s, RASERR_ERROR_INTERACTIVE_MODE,
                 "Script = 1: only .scp scripts are run, not \"%s\"",
                 d->script_name);
        if (d->terminal && !r->pausable)
            note(s, "Terminal", "Terminal = 1: there is no terminal window");
        if (d->type == ENTRY_DEVICE_PAD)
            fail(s, RASERR_ERROR_DEVICETYPE_DOES_NOT_EXIST,
                 "DEVICE=pad: X.25 is not supported");
    }
}

static void take_notes(struct settings *s, const struct settings_request *r)
{
    const struct entry *e = r->entry;

    if (e->n_media > 1 && e->dial_mode != ENTRY_DIAL_FIRST && !r->all_links)
        note(s, "DialMode",
             "DialMode = %u: only one of the %zu links is dialled%s",
             e->dial_mode, e->n_media,
             !e->lcp_extensions ? ", as LcpExtensions = 0"
             : r->demand        ? ", as pppd dials on demand"
                                : "");
    else if (r->all_links && e->dial_mode == ENTRY_DIAL_AS_NEEDED)
        note(s, "DialMode", "DialMode = 2: all links are dialled, and stay");
    if (e->ip_dns_suffix[0] && !settings_domain(e->ip_dns_suffix))
        note(s, "IpDnsSuffix", "IpDnsSuffix is no domain's name: not used");
    if (!r->trusted && !e->authenticate_server)
        note(s, "AuthenticateServer",
             "a user's own phonebook or line cannot switch off `auth'");
}

/* --- all of it */

void settings_make(struct settings *s, const struct settings_request *r)
{
    memset(s, 0, sizeof(*s));
    refuse_media(s, r);
    refuse_switches(s, r);
    set_line(s, r);
    set_authentication(s, r->entry);
    set_identity(s, r);
    set_encryption(s, r->entry);
    set_compression(s, r->entry);
    set_extensions(s, r);
    set_callback(s, r);
    set_protocols(s, r->entry);
    set_address(s, r->entry);
    set_name_servers(s, r->entry);
    set_routes(s, r->entry);
    set_ipv6_routes(s, r->entry);
    set_redial(s, r);
    set_policy(s, r->entry);
    take_notes(s, r);
}
