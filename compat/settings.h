/*
 * settings.h - a phonebook entry's settings as pppd options.
 *
 * Owns the mapping from Windows' words to pppd's, as the text of a pppd
 * options file, and the reason for each word: the plugin gives the options to
 * pppd, `rasphone explain' shows them. Pure: no pppd, no I/O. An entry comes
 * from a file that may be hostile, so every value is quoted for pppd's reader
 * or refused.
 */
#ifndef COMPAT_SETTINGS_H
#define COMPAT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compat/policy.h"
#include "conf/entry.h"
#include "conf/ras_conf.h"

/* Who asks, and how. */
struct settings_request {
    const struct entry *entry;
    const struct entry_media *media;
    const struct entry_device *device;
    const struct ras_device *line;
    const struct policy *policy; /* NULL: the entry's own words */
    const char *dialer;   /* why CustomRasDialDll cannot be used; NULL: it can,
                             or it dials already */
    const char *user;     /* "DOMAIN\\user", NULL = leave it to pppd */
    const char *callback; /* where the caller wants to be called back, "" or
                             NULL = nowhere */
    const char *saved_callback; /* the same, for entries with CallbackMode */
    bool trusted;               /* root chose the phonebook and the line */
    bool own_line;   /* a custom dialer brings it: of whatever kind */
    bool demand;     /* pppd dials on traffic: persist is its own */
    bool controlled; /* a controller decides about redialling */
    bool pausable;   /* it is ready to wait where a script would run */
    bool all_links;  /* the line is one of several in a bundle */
};

/* One pppd option with its argument, as a line of an options file. */
struct settings_option {
    size_t start, length; /* in settings.text */
    bool needed;          /* without it the dial must not go on */
    const char *keys;     /* of the entry, blanks between; "" if of none */
    char reason[128];     /* for people: "the first try and 3 more" */
};

/* A key that cannot have its effect here. */
struct settings_note {
    const char *key;
    char text[160]; /* "CallbackMode = 2: no callback is asked for" */
};

#define SETTINGS_MAX     4096
#define SETTINGS_OPTIONS 40
struct settings {
    char text[SETTINGS_MAX];
    size_t length;
    struct settings_option options[SETTINGS_OPTIONS];
    size_t n_options;
    bool asks_number; /* whom to call back the caller says when it is offered */
    uint32_t error;   /* RAS code, 0 = fine */
    char reason[512]; /* of the error: key, value, why */
    struct settings_note notes[8];
    size_t n_notes;
    uint32_t speed;     /* of the line, bits per second */
    bool hardware_flow; /* RTS/CTS */
};

/* A word of an options file has at most 1023 characters (pppd's MAXWORDLEN). */
#define SETTINGS_WORD 1024

/*
 * Writes TEXT as one word for pppd's options files, in double quotes. False if
 * that does not fit, or TEXT has control characters.
 */
bool settings_quote(const char *text, char *out, size_t size);

/*
 * Does entry E allow to prove one's name by PROTOCOL (RASLCPAP_) with DATA
 * (RASLCPAD_, of CHAP)?
 */
bool settings_allow_method(const struct entry *e, uint32_t protocol,
                           uint32_t data);

/* The method's name, "MS-CHAP v2"; NULL if there is none by these numbers. */
const char *settings_method_name(uint32_t protocol, uint32_t data);

/* May TEXT be a number that is to be called back? */
bool settings_callback_number(const char *text);

/*
 * Is TEXT a domain's name (RFC 1123 2.1), of letters, digits, hyphens and dots
 * and nothing that a script could take for more?
 */
bool settings_domain(const char *text);

/* Fills *S from the request; S->error says whether the entry can be dialled. */
void settings_make(struct settings *s, const struct settings_request *r);

#endif
