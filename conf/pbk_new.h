/*
 * pbk_new.h - an entry as Windows 11 writes a new one.
 *
 * Owns the lines of a new entry: pbk_new.def has one row for each, with the
 * value that each kind of entry begins with.
 */
#ifndef CONF_PBK_NEW_H
#define CONF_PBK_NEW_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/buf.h"
#include "conf/result.h"

enum pbk_kind {
    PBK_KIND_PHONE,     /* by modem */
    PBK_KIND_DIRECT,    /* a serial cable */
    PBK_KIND_VPN,       /* a tunnel: not dialled here */
    PBK_KIND_BROADBAND, /* PPPoE */
    PBK_KINDS
};

/* What tells an entry from all others, and when it was written. */
struct pbk_stamp {
    char guid[33];     /* 32 hex digits: 16 random bytes, RFC 4122 4.4 */
    uint32_t uid;      /* DialParamsUID: not 0 */
    uint64_t filetime; /* in 100 ns since 1601 */
};

/* A new stamp: random, and now. */
struct pbk_stamp pbk_stamp_now(void);

/* The longest value that a stamp gives, with its NUL. */
#define PBK_STAMP_TEXT 34

/*
 * The keys that a stamp fills: Guid, DialParamsUID, LowDateTime and
 * HighDateTime. Writes KEY's value to TEXT; false if it is another key.
 */
struct pbk_key;
bool pbk_stamp_value(const struct pbk_stamp *stamp, const struct pbk_key *key,
                     char text[PBK_STAMP_TEXT]);

/* Appends a whole entry in UTF-8 with CR LF. CONF_NOMEM, CONF_LIMIT. */
enum conf_result pbk_new_entry(enum pbk_kind kind, const char *name,
                               const struct pbk_stamp *stamp, struct buf *out);

/*
 * Appends the lines of a number, without its first one, PhoneNumber; LINE_END
 * is what ends each of them.
 */
enum conf_result pbk_new_number(const char *line_end, struct buf *out);

#endif
