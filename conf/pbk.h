/*
 * pbk.h - the scanner of PBK text.
 *
 * Owns the grammar of a Windows phonebook (MS-RRASM 2.2.2.1) with all that
 * real files do to it. It works on the file's bytes where they are and builds
 * nothing: it finds the one entry that is asked for, and then yields that
 * entry's lines, each with the place where it belongs. Of a file it holds no
 * more in memory than a piece and that entry.
 */
#ifndef CONF_PBK_H
#define CONF_PBK_H

#include <stddef.h>

#include "conf/file.h"
#include "conf/pbk_keys.h"
#include "conf/result.h"
#include "conf/text.h"

/* The longest line read; the longest one seen in a real file has 149 bytes. */
#define PBK_LINE_MAX (64u << 10)
/* The lines of one entry; Windows 11 writes about 160. */
#define PBK_ENTRY_LINES_MAX (16u << 10)
/* The bytes of one entry's lines: 500 times what Windows 11 writes. */
#define PBK_ENTRY_BYTES_MAX (4u << 20)
/* The entries of one book, as far as it is read. */
#define PBK_ENTRIES_MAX (256u << 10)
/* Entries that have the name looked for, if they were in another charset. */
#define PBK_NAMESAKES_MAX 64u
/* An entry's name, in characters: RAS_MaxEntryName of ras.h. */
#define PBK_NAME_MAX 256

/* Hex digits in one line: Windows repeats the key for more of them. */
#define PBK_HEX_LINE 128

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
    unsigned line; /* the number of the line that comes next */
};

/* A walk through a book's entries. */
struct pbk_walk {
    const char *file;
    struct pbk_lines rest;
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
    const struct pbk_key *expected; /* the row behind the latest line's */
};

/*
 * Makes BOOK of the N bytes at BYTES, which it keeps referring to.
 * CONF_FORMAT if that is no text in 8-bit characters.
 */
enum conf_result pbk_open(struct pbk *book, const char *file, const char *bytes,
                          size_t n, struct conf_problem *p);

/*
 * Can NAME be that of an entry that is dialled? What Windows'
 * RasValidateEntryName refuses cannot: a leading '.' above all, which marks
 * sections that are not for dialling.
 */
bool pbk_is_name(const char *name);

/*
 * Finds the first entry with this NAME (UTF-8; the case of ASCII letters does
 * not matter). Reads no further than to that entry's end.
 * CONF_NOT_FOUND, CONF_FORMAT if the file has no entry and is not blank
 * either, CONF_LIMIT, CONF_NOMEM.
 */
enum conf_result pbk_find(const struct pbk *book, const char *name,
                          struct pbk_entry *entry, struct conf_problem *p);

/*
 * pbk_open() and pbk_find() in a file of which the first piece was read: see
 * file.h. *PIECES holds the entry afterwards, and is to be closed by the
 * caller in any case.
 */
enum conf_result pbk_find_in_pieces(struct file_pieces *pieces,
                                    const char *name, struct pbk_entry *entry,
                                    struct conf_problem *p);

/*
 * All entries in their order: also those without a name, those that hide
 * behind one of the same name, and those beyond the limits.
 */
struct pbk_walk pbk_entries(const struct pbk *book);
bool pbk_next_entry(struct pbk_walk *walk, struct pbk_entry *entry);

/* A cursor before the entry's first line. */
struct pbk_cursor pbk_items(const struct pbk_entry *entry);

/* The next line that is not blank; false at the entry's end. */
bool pbk_next(struct pbk_cursor *cursor, struct pbk_item *item);

#endif
