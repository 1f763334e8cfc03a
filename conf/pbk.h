/*
 * pbk.h - the scanner of PBK text.
 *
 * Owns the grammar of a Windows phonebook (MS-RRASM 2.2.2.1) with all that
 * real files do to it. It works on the file's bytes where they are and builds
 * nothing: it finds the one entry that is asked for, and then yields that
 * entry's lines, each with the place where it belongs.
 */
#ifndef CONF_PBK_H
#define CONF_PBK_H

#include <stddef.h>

#include "conf/pbk_keys.h"
#include "conf/result.h"
#include "conf/text.h"

/* The longest line read; the longest one seen in a real file has 149 bytes. */
#define PBK_LINE_MAX (64u << 10)
/* The lines of one entry; Windows 11 writes about 160. */
#define PBK_ENTRY_LINES_MAX (16u << 10)
/* An entry's name, in characters: RAS_MaxEntryName of ras.h. */
#define PBK_NAME_MAX 256

/* A part of the file. */
struct pbk_span {
    const char *at;
    size_t n;
};

struct pbk {
    const char *file; /* for messages */
    struct pbk_span text;
};

struct pbk_entry {
    const char *file;
    struct pbk_span name; /* as the file has it */
    struct pbk_span body;
    unsigned line; /* of the header, from 1 */
    enum text_charset charset;
};

/* Where lines are cut: at LF, CR LF and CR, mixed at will. */
struct pbk_lines {
    const char *at, *end;
    const char *lf; /* the next LF from AT on, or END */
    unsigned line;  /* the number of the line that comes next */
};

enum pbk_item_kind {
    PBK_ITEM_ENTRY,         /* KEY of the entry */
    PBK_ITEM_NETCOMPONENTS, /* the group's header */
    PBK_ITEM_COMPONENT,     /* NAME is a component of Windows */
    PBK_ITEM_MEDIA,         /* a link begins; VALUE is its type */
    PBK_ITEM_MEDIA_KEY,     /* KEY of the latest link */
    PBK_ITEM_DEVICE,        /* a device begins; VALUE is its type */
    PBK_ITEM_DEVICE_KEY,    /* KEY of the latest device */
    PBK_ITEM_NUMBER,        /* a number begins; VALUE is the number */
    PBK_ITEM_NUMBER_KEY,    /* KEY of the latest number */
    PBK_ITEM_UNKNOWN,       /* a key that nobody knows */
    PBK_ITEM_MISPLACED,     /* KEY, and no group that it could belong to */
    PBK_ITEM_JUNK           /* a line without key and '=' */
};

struct pbk_item {
    enum pbk_item_kind kind;
    const struct pbk_key *key; /* NULL for components, unknown and junk */
    struct pbk_span name;      /* the key as written */
    struct pbk_span value;     /* without the blanks around it */
    unsigned line;
};

/* A walk through an entry's lines. */
struct pbk_cursor {
    struct pbk_lines lines;
    enum pbk_scope group; /* the group that the latest header began */
    bool media, device, number;
};

/*
 * Makes BOOK of the N bytes at BYTES, which it keeps referring to.
 * CONF_FORMAT if that is no text in 8-bit characters.
 */
enum conf_result pbk_open(struct pbk *book, const char *file, const char *bytes,
                          size_t n, struct conf_problem *p);

/*
 * Finds the first entry with this NAME (UTF-8; the case of ASCII letters does
 * not matter). Reads no further than to that entry's end.
 * CONF_NOT_FOUND, CONF_FORMAT if the file has no entry and is not blank
 * either, CONF_LIMIT, CONF_NOMEM.
 */
enum conf_result pbk_find(const struct pbk *book, const char *name,
                          struct pbk_entry *entry, struct conf_problem *p);

/* A cursor before the entry's first line. */
struct pbk_cursor pbk_items(const struct pbk_entry *entry);

/* The next line that is not blank; false at the entry's end. */
bool pbk_next(struct pbk_cursor *cursor, struct pbk_item *item);

#endif
