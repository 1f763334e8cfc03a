/*
 * ras_conf.h - ras.conf: what Windows kept outside the phonebook.
 *
 * Owns the machine's devices with their modem commands, the deadlines of a
 * dial, the locations it dials from, the custom dialers that root allows, and
 * root's policy, read by libconfig and checked setting by setting.
 * The table in ras_conf_keys.def is the only place that knows the settings'
 * names, types, ranges and defaults.
 */
#ifndef CONF_RAS_CONF_H
#define CONF_RAS_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/dialling.h"
#include "conf/result.h"

enum ras_device_kind {
    RAS_DEVICE_MODEM,    /* "modem": V.250 on a telephone line */
    RAS_DEVICE_CELLULAR, /* "cellular": *99# module, 3GPP TS 27.007 */
    RAS_DEVICE_DIRECT,   /* "direct": a cable, nothing is dialled */
    RAS_DEVICE_PPPOE     /* "pppoe": an Ethernet interface, RFC 2516 */
};

/* Deadlines in milliseconds; 0 switches a step's wait off where allowed. */
struct ras_timeouts {
    uint32_t command;   /* answer to an initialisation command */
    uint32_t connect;   /* answer to the dial command */
    uint32_t dtr;       /* DTR kept low to bring the modem on hook */
    uint32_t escape;    /* silence around +++ (V.250 S12) */
    uint32_t carrier;   /* DCD after CONNECT, where the line has it */
    uint32_t script;    /* a log-on script from its first to its last command */
    uint32_t link;      /* from CONNECT to LCP's agreement */
    uint32_t network;   /* from the network phase to an address */
    uint32_t hangup;    /* answer to the hang-up command */
    uint32_t callback;  /* until the server calls back */
    uint32_t discovery; /* until an access concentrator answers (PPPoE) */
};

struct ras_device {
    const char *name; /* as Windows calls the modem (Device=) */
    const char *port; /* as Windows calls the port (Port=): "COM1" */
    const char *tty;  /* "/dev/ttyS0", "/dev/serial/by-id/..." */
    enum ras_device_kind kind;
    uint32_t speed; /* bits/s; 0 = the entry's ConnectBPS, else 115200 */
    const char *const *init; /* initialisation commands, with their "AT" */
    size_t n_init;
    const char *dial_command; /* "ATD" */
    const char *dial_mode;    /* "T" tone, "P" pulse, "" neither */
    const char *dial_prefix;  /* before the number: "0," outside line */
    const char *dial_suffix;  /* after the number */
    const char *access_point; /* of *99#; the entry's goes before it */
    const char *pdp_type;     /* "IP", "IPV6", "IPV4V6" */
    const char *speaker_on, *speaker_off;             /* "ATM1L1", "ATM0" */
    const char *error_control_on, *error_control_off; /* entry: Protocol */
    const char *compression_on, *compression_off;     /* entry: Compression */
    const char *flow_hardware, *flow_none;            /* entry: HwFlowControl */
    const char *hangup_command;                       /* "ATH" */
    const char *answer_command;                       /* "ATA" */
    bool carrier_detect; /* the modem drives DCD: watch it */
    bool greeting;       /* CLIENT, CLIENTSERVER, where the entry's Type = 3 */
    struct ras_timeouts timeouts;
    const char *interface; /* "eth1": of a pppoe device, and its tty, too */
};

/* Devices of which any will do: an entry names the pool. */
struct ras_pool {
    const char *name;
    const char *const *devices; /* the ports or names of devices */
    size_t n_devices;
};

/* As the entry says: RedialAttempts. */
#define RAS_AS_ENTRY UINT32_MAX

/* What follows a failure of some kinds. What a kind is, is not known here. */
struct ras_cause {
    const char *const *errors; /* "676", "600-620", "busy"; none: any */
    size_t n_errors;
    uint32_t attempts;      /* further ones, or RAS_AS_ENTRY */
    uint32_t pause;         /* seconds; 0 = as the entry says */
    uint32_t growth;        /* percent more for each pause */
    uint32_t longest_pause; /* seconds: what it grows to */
    uint32_t lockout;       /* failures of these kinds in a row; 0 = never */
};

/* When an entry is dialled, and dialled again. */
struct ras_redial {
    const char *const *hours; /* hours.h; none: always */
    size_t n_hours;
    struct ras_cause *causes; /* the first one that fits counts */
    size_t n_causes;
    uint32_t lockout; /* failures of any kind in a row; 0 = never */
    uint32_t jitter;  /* percent of a pause, more or less */
    uint32_t stable;  /* seconds; a link lost sooner has failed */
};

/* An entry with rules of its own. */
struct ras_redial_entry {
    const char *name;
    struct ras_redial redial;
};

struct ras_policy {
    bool user_numbers;        /* a user who is not root may dial any number */
    struct ras_redial redial; /* of entries that have no rules of their own */
    struct ras_redial_entry *entries;
    size_t n_entries;
    const char *metrics; /* the file that Prometheus reads; "" = none */
};

/* Where custom dialers are if ras.conf does not say. */
#define RAS_DIALER_DIRECTORY "/usr/lib/ppp-rasdial/dialers"

/* A custom dialer that entries may name: Windows' CustomDLL (registry). */
struct ras_dialer {
    const char *file;   /* below one of dialer_directories */
    const char *sha256; /* 64 hex digits, or "" */
};

/* Where the helper is if ras.conf does not say. */
#define RAS_HELPER_PROGRAM "/usr/lib/ppp-rasdial/ras-custom-dial"

/*
 * The process in which pppd runs a custom dialer. Limits are of setrlimit(2);
 * 0 leaves what pppd has.
 */
struct ras_helper {
    const char *program;      /* ras-custom-dial */
    const char *user, *group; /* neither of them root */
    uint32_t timeout;         /* a call of RasCustomDial, milliseconds */
    uint32_t hangup;          /* a call of RasCustomHangUp, milliseconds */
    uint32_t memory;          /* address space, MiB */
    uint32_t processes;       /* of the user, threads included */
    uint32_t files;           /* open at a time */
    uint32_t cpu;             /* seconds of processor time */
};

struct ras_logging {
    bool modem; /* the dialogue with the modem */
};

struct ras_conf {
    struct ras_device *devices;
    size_t n_devices;
    struct ras_pool *pools;
    size_t n_pools;
    struct dialling_location *locations;
    size_t n_locations;
    const char *location;                 /* the current one's name, or "" */
    const struct dialling_location *here; /* the current one, or NULL */
    struct ras_dialer *custom_dialers;
    size_t n_custom_dialers;
    const char *const *dialer_directories;
    size_t n_dialer_directories;
    struct ras_helper dialer_helper;
    struct ras_policy policy;
    struct ras_logging logging;
};

/*
 * Reads ras.conf from FD, a regular file; FILE is its name for messages. On
 * success *CONF is the caller's, to be freed with ras_conf_free(); otherwise
 * NULL, and P says file, line, setting, value and what is allowed; an unknown
 * setting is refused with the nearest known name. A file with the number or
 * the PIN of a calling card is refused if others than its owner may read it.
 */
enum conf_result ras_conf_load(int fd, const char *file, struct ras_conf **conf,
                               struct conf_problem *p);

/*
 * A configuration without a file: no devices, default policy. *CONF is the
 * caller's. CONF_NOMEM is the only failure.
 */
enum conf_result ras_conf_default(struct ras_conf **conf);

/* Wipes the secrets, too. */
void ras_conf_free(struct ras_conf *conf);

/*
 * Finds the device for an entry: by PORT ("COM1", letter case ignored), else
 * by NAME; NULL if neither names one. "" matches nothing. The name of a pool
 * stands for its first device.
 */
const struct ras_device *ras_conf_device(const struct ras_conf *conf,
                                         const char *port, const char *name);

/*
 * The pool that ras_conf_device() has found that device in, NULL if none, and
 * its devices in order of preference; NULL beyond the last.
 */
const struct ras_pool *ras_conf_pool(const struct ras_conf *conf,
                                     const char *port, const char *name);
const struct ras_device *ras_conf_pool_device(const struct ras_conf *conf,
                                              const struct ras_pool *pool,
                                              size_t i);

/* The rules of the entry NAME (letter case is ignored): its own, or all's. */
const struct ras_redial *ras_conf_redial(const struct ras_conf *conf,
                                         const char *name);

/* The dialer that CONF has for DLL, an entry's CustomRasDialDll; or NULL. */
const struct ras_dialer *ras_conf_find_dialer(const struct ras_conf *conf,
                                              const char *dll);

/*
 * Writes what DLL, a path of Windows, is called here: its file name, with .so
 * in the place of .dll (C:\Acme\ACME.DLL: "ACME.so"). What ends otherwise
 * keeps its end. False if there is no name, or it does not fit; OUT is then
 * empty.
 */
bool ras_dialer_name(const char *dll, char *out, size_t size);

/*
 * Makes a device of the given kind with that kind's defaults for a PORT that
 * ras.conf does not describe: COM1 to COM4 are /dev/ttyS0 to /dev/ttyS3 (a
 * higher number is never guessed: USB ports have no fixed order), and a port
 * that is a path below /dev/ is itself. False if PORT is neither; TTY is then
 * empty. The strings of *DEVICE live in TTY and in static storage.
 */
bool ras_conf_implied_device(const char *port, enum ras_device_kind kind,
                             struct ras_device *device, char tty[64]);

#endif
