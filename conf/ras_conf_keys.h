/*
 * ras_conf_keys.h - the settings of ras.conf.
 *
 * Owns the table made from ras_conf_keys.def, and what both halves of the
 * module (with and without libconfig) share.
 */
#ifndef CONF_RAS_CONF_KEYS_H
#define CONF_RAS_CONF_KEYS_H

#include <stddef.h>

#include "conf/pool.h"
#include "conf/ras_conf.h"

enum ras_group {
    RAS_TOP,
    RAS_DEVICE,
    RAS_TIMEOUTS,
    RAS_POOL,
    RAS_LOCATION,
    RAS_CARD,
    RAS_AREA_RULE,
    RAS_DIALER,
    RAS_HELPER,
    RAS_POLICY,
    RAS_REDIAL,
    RAS_CAUSE,
    RAS_REDIAL_ENTRY,
    RAS_LOGGING
};

enum ras_type {
    RAS_DEVICES, /* lists of groups */
    RAS_POOLS,
    RAS_LOCATIONS,
    RAS_AREA_RULES,
    RAS_DIALERS,
    RAS_CAUSES,
    RAS_REDIAL_ENTRIES,
    RAS_GROUP,    /* a group of its own rows */
    RAS_NAME,     /* a name of Windows: text for people */
    RAS_TTY,      /* a path below /dev */
    RAS_NIC,      /* the name of a network interface */
    RAS_LIBRARY,  /* an absolute path that ends in .so */
    RAS_PROGRAM,  /* an absolute path */
    RAS_PATHS,    /* an array of absolute paths */
    RAS_SHA256,   /* 64 hex digits */
    RAS_METRICS,  /* an absolute path that ends in .prom, or "" */
    RAS_HOURS,    /* an array of hours of the week */
    RAS_ERRORS,   /* an array of numbers, ranges and words */
    RAS_KIND,     /* of a device */
    RAS_COMMAND,  /* printable ASCII: V.250 5.2.1 */
    RAS_COMMANDS, /* an array of commands */
    RAS_NAMES,    /* an array of names */
    RAS_MODE,     /* tone, pulse, none */
    RAS_DIALLING, /* tone, pulse */
    RAS_DIGITS,   /* 0-9 */
    RAS_PREFIXES, /* an array of digits */
    RAS_CODE,     /* what dialling_is_code() allows, and so on */
    RAS_PREFIX,
    RAS_RULE,
    RAS_U32,
    RAS_BOOL,
    RAS_SECONDS, /* a number with or without fraction; kept as ms */
    RAS_TYPES
};

#define RAS_KINDS 4

/* Columns of defaults; a pppoe device, which dials nothing, has direct's. */
#define RAS_COLUMNS 3

/* The longest command: shorter than V.250's least for a DCE. */
#define RAS_COMMAND_MAX 128

/* The longest name: ras.h, RAS_MaxDeviceName. */
#define RAS_NAME_MAX 128

/* The longest path of a directory. */
#define RAS_PATH_MAX 1023

struct ras_key {
    enum ras_group group;
    const char *name;
    enum ras_type type;
    enum ras_group inner; /* of a RAS_GROUP: where its rows are */
    double min, max;
    const char *text[RAS_COLUMNS]; /* defaults, by enum ras_device_kind */
    double number[RAS_COLUMNS];
    bool secret;   /* never shown, and nobody but the owner may read it */
    size_t offset; /* in the group's structure */
    const char *meaning;
};

extern const struct ras_key ras_conf_keys[];
extern const size_t ras_conf_n_keys;

/* An empty configuration and its pool; NULL when memory ran out. */
struct ras_conf *ras_conf_new(struct pool **pool);

/* Fills DEVICE with the defaults of KIND: static strings, never NULL. */
void ras_device_defaults(enum ras_device_kind kind, struct ras_device *device);

/* The same for a pool, a location with its calling card, and an area rule. */
void ras_pool_defaults(struct ras_pool *pool);
void ras_location_defaults(struct dialling_location *location);
void ras_area_rule_defaults(struct dialling_area_rule *rule);
void ras_dialer_defaults(struct ras_dialer *dialer);

void ras_cause_defaults(struct ras_cause *cause);
void ras_redial_entry_defaults(struct ras_redial_entry *entry);

/* Wipes every secret of OBJECT, the structure of GROUP. */
void ras_group_wipe(enum ras_group group, void *object);

/* Sets a number, a switch or a deadline of OBJECT, the group's structure. */
void ras_key_store(const struct ras_key *key, void *object, double number);

/* Is PATH below /dev, and does it stay there? */
bool ras_tty_valid(const char *path);

/* Can NAME be that of a network interface? */
bool ras_nic_valid(const char *name);

/* Is PATH absolute and printable, without . and .. and empty components? */
bool ras_path_valid(const char *path);

/* Is it, and is it a file's that ends in .so? */
bool ras_library_valid(const char *path);

/* Is it, and is it a file's that ends in .prom? Or ""? */
bool ras_metrics_valid(const char *path);

/* Is TEXT a number, a range as 600-620, or a word of a-z and hyphens? */
bool ras_error_valid(const char *text);

/* Is TEXT "" or 64 hex digits? */
bool ras_sha256_valid(const char *text);

/* Is FILE below DIRECTORY? Both are valid paths. */
bool ras_path_below(const char *file, const char *directory);

/* What follows the last slash of PATH. */
const char *ras_path_name(const char *path);

#endif
