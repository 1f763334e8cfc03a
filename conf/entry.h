/*
 * entry.h - one phonebook entry as typed values.
 *
 * Owns the model that the rest of the project works with: whatever the
 * phonebook's form (PBK text or libconfig), an entry arrives here with every
 * value checked, defaults filled in, and nothing left to parse. The table in
 * pbk_keys.def says which key fills which member.
 *
 * Strings are UTF-8 without control characters, never NULL ("" = absent), and
 * live as long as the entry.
 */
#ifndef CONF_ENTRY_H
#define CONF_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An IPv4 address in network byte order; 0 = none. */
typedef uint32_t conf_ipv4;

struct entry_number {
    const char *number; /* PhoneNumber */
    const char *area_code;
    uint32_t country_code;
    uint32_t country_id;
    bool use_dialing_rules;
    const char *comment;
    const char *friendly_name;
};

/* DEVICE types that matter here; pbk-format calls the rest by name only. */
enum entry_device_type {
    ENTRY_DEVICE_MODEM,
    ENTRY_DEVICE_SERIAL, /* direct cable: serial, null, parallel */
    ENTRY_DEVICE_SWITCH,
    ENTRY_DEVICE_PAD,
    ENTRY_DEVICE_X25,
    ENTRY_DEVICE_ISDN,
    ENTRY_DEVICE_VPN,
    ENTRY_DEVICE_PPPOE,
    ENTRY_DEVICE_OTHER
};

struct entry_device {
    enum entry_device_type type;
    const char *type_name; /* DEVICE= as written */
    struct entry_number *numbers;
    size_t n_numbers;
    uint32_t last_selected;
    bool promote_alternates;
    bool try_next_alternate;
    bool hw_flow_control;
    bool error_control; /* Protocol */
    bool compression;   /* the modem's (V.42bis), not PPP's */
    bool speaker;
    bool terminal;           /* switch */
    bool script;             /* switch */
    const char *script_name; /* switch: Name */
};

struct entry_media {
    const char *type;        /* MEDIA= as written */
    const char *port;        /* "COM3", may be "" */
    const char *device_name; /* Device: the modem's name on Windows */
    uint32_t connect_bps;    /* 0 = not said */
    bool other_port_ok;
    struct entry_device *devices;
    size_t n_devices;
};

/* Bits of AuthRestrictions (pbk-format: 1-based in MS-RRASM 2.2.2.2.41). */
enum {
    ENTRY_AUTH_PAP = 0x0008,
    ENTRY_AUTH_SPAP = 0x0010,
    ENTRY_AUTH_MD5_CHAP = 0x0020,
    ENTRY_AUTH_MSCHAP = 0x0040,
    ENTRY_AUTH_EAP = 0x0080,
    ENTRY_AUTH_MSCHAP_V2 = 0x0200,
    ENTRY_AUTH_W95_MSCHAP = 0x0400,
};

/* Values of DataEncryption. */
enum {
    ENTRY_ENCRYPTION_NONE = 0,
    ENTRY_ENCRYPTION_OPTIONAL = 8,
    ENTRY_ENCRYPTION_REQUIRED = 256,
    ENTRY_ENCRYPTION_MAXIMUM = 512,
};

/* Bits of ExcludedProtocols: do not negotiate. */
enum {
    ENTRY_EXCLUDE_NETBEUI = 1,
    ENTRY_EXCLUDE_IPX = 2,
    ENTRY_EXCLUDE_IPV4 = 4,
    ENTRY_EXCLUDE_IPV6 = 8,
};

/* Values of Type. */
enum {
    ENTRY_TYPE_PHONE = 1,
    ENTRY_TYPE_VPN = 2,
    ENTRY_TYPE_DIRECT = 3,
    ENTRY_TYPE_INTERNET = 4,
    ENTRY_TYPE_BROADBAND = 5,
};

/* Values of DialMode. */
enum {
    ENTRY_DIAL_FIRST = 0,     /* the first link that is free */
    ENTRY_DIAL_ALL = 1,       /* all links */
    ENTRY_DIAL_AS_NEEDED = 2, /* since Windows Server 2008 as 1 */
};

struct entry {
    const char *name;
    uint32_t type;
    bool pb_version_given; /* PBVersion present: Windows 7 or later */
    uint32_t pb_version;
    const char *guid; /* 32 hex digits or "" */
    uint32_t dial_params_uid;
    uint32_t base_protocol; /* 1 = PPP, 0 = the key is absent */
    const char *prerequisite_entry;
    const char *prerequisite_phonebook;
    const char *custom_ras_dial_dll;
    const char *access_point; /* ApnInfoAccessPoint: of a cellular dial */

    uint32_t excluded_protocols;
    bool lcp_extensions;
    uint32_t data_encryption;
    bool sw_compression;
    bool ip_header_compression;
    bool negotiate_multilink_always;
    uint32_t auth_restrictions; /* 0 = the key is absent */
    int64_t custom_auth_key;    /* EAP type; 0 or -1 none */
    bool authenticate_server;
    uint32_t callback_mode;
    uint32_t vpn_strategy;

    bool ip_prioritize_remote;
    uint32_t ip_interface_metric;
    bool disable_class_based_default_route;
    uint32_t ip_assign;
    conf_ipv4 ip_address;
    uint32_t ip_name_assign;
    conf_ipv4 ip_dns, ip_dns2, ip_wins, ip_wins2;
    const char *ip_dns_suffix;
    bool ipv6_prioritize_remote;
    uint32_t ipv6_interface_metric;

    uint32_t redial_attempts;
    uint32_t redial_seconds;
    bool redial_on_link_failure;
    uint32_t idle_disconnect_seconds; /* 0 = never; -1 is folded to 0 */
    uint32_t dial_mode;
    bool shared_phone_numbers;
    bool global_device_settings;
    const char *preferred_port;
    const char *preferred_device;
    uint32_t preferred_bps;
    bool preferred_hw_flow;
    bool preferred_error_control;
    bool preferred_compression;
    bool preferred_speaker;

    struct entry_media *media;
    size_t n_media;
};

/*
 * For the readers of this layer: an entry of zeroes, and the pool that what
 * it points to is to be taken from. NULL when memory ran out.
 */
struct pool;
struct entry *entry_new(struct pool **pool);

/* Frees an entry that was loaded, and all it holds; NULL is allowed. */
void entry_free(struct entry *e);

/*
 * The media's device that is dialled: the modem, else the direct serial port,
 * else the first that is no switch; NULL if there is none.
 */
const struct entry_device *entry_dialled_device(const struct entry_media *m);

#endif
