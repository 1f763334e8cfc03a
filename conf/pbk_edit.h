/*
 * pbk_edit.h - changes to a PBK without loss.
 *
 * Owns every change to a phonebook (pbk_book.h). It works out which bytes
 * become which and leaves every other byte as it is: order, line ends, blanks,
 * spellings, unknown keys and junk included. A change happens wholly or, when
 * the result is not CONF_OK, not at all.
 *
 * Values and names are UTF-8 on this side; an entry with Encoding=0 has them
 * in code page 1252, and what that cannot express is refused (CONF_VALUE).
 *
 * Keys are told by a path:
 *
 *     RedialAttempts         a key of the entry
 *     Port, Device           of the first link (MEDIA)
 *     media[2].Port, Port[2] of the second
 *     Speaker, Name          of the first link, of the first device that has
 *                            the key, else of the first that is no switch
 *     device[3].Name         of the first link's third device
 *     media[2].device[1].Speaker
 *     PhoneNumber, AreaCode  of the first number of a device found like that
 *     PhoneNumber[2]         of its second number
 *     media[2].device[1].PhoneNumber[3]
 *     MEDIA, DEVICE          the types, MEDIA[2] of the second
 *     NETCOMPONENTS.ms_server  of the network components
 *
 * Indices count from 1, as Windows' subentries do. An index behind the key is
 * that of the innermost group the key belongs to. Keys are found as the
 * reader finds them: by their aliases, too, and in any case but for MEDIA,
 * DEVICE and Device. A key that is not in the table can be changed and
 * removed when the entry has it.
 */
#ifndef CONF_PBK_EDIT_H
#define CONF_PBK_EDIT_H

#include <stddef.h>

#include "conf/buf.h"
#include "conf/pbk_book.h"
#include "conf/pbk_new.h"
#include "conf/result.h"

/* --- looking into an entry */

/*
 * Writes the value at PATH to OUT, replacing what that held: hex lines joined,
 * blanks around it gone. LINE, which may be NULL, is that of the (first) line.
 * CONF_NOT_FOUND (the entry has no such line), CONF_VALUE (PATH is no path),
 * CONF_NOMEM, CONF_LIMIT.
 */
enum conf_result pbk_book_get(const struct pbk_book *book, size_t index,
                              const char *path, struct buf *out, unsigned *line,
                              struct conf_problem *p);

/* --- changing an entry */

/*
 * Gives the key at PATH a value: the line that has it keeps all but the value.
 * A missing key gets a line of its own where Windows would have it. A hex
 * value of more than 128 digits becomes several lines. PhoneNumber[n],
 * DEVICE[n] and MEDIA[n] with an n that is one too large add a group.
 *
 * CONF_VALUE: PATH is no path, or the value is not allowed for the key (see
 * pbk_value.h); of a secret the message says no more than that. The value of
 * Encoding can be changed only as long as all of the entry is ASCII.
 * CONF_NOT_FOUND: the entry has no such group. CONF_LIMIT, CONF_NOMEM.
 */
enum conf_result pbk_book_set(struct pbk_book *book, size_t index,
                              const char *path, const char *value,
                              struct conf_problem *p);

/*
 * Removes the key's lines, all of them if it has several; of PhoneNumber,
 * DEVICE, MEDIA the whole group. CONF_NOT_FOUND: there is none.
 */
enum conf_result pbk_book_unset(struct pbk_book *book, size_t index,
                                const char *path, struct conf_problem *p);

/*
 * Puts the PhoneNumber at PATH in front of the others of its device, with the
 * lines that belong to it. CONF_NOT_FOUND: there is no such number. CONF_VALUE:
 * PATH is that of another key.
 */
enum conf_result pbk_book_put_first(struct pbk_book *book, size_t index,
                                    const char *path, struct conf_problem *p);

/* --- changing the book */

/*
 * Names are checked (pbk_value_is_name(): CONF_VALUE) and must not be that of
 * another entry of the book (CONF_EXISTS), whatever its letter case.
 * New entries come last. An index is that of the same entry until
 * pbk_book_remove() takes away one before it.
 */

/* A new entry as Windows 11 would write it. */
enum conf_result pbk_book_add(struct pbk_book *book, const char *name,
                              enum pbk_kind kind, struct conf_problem *p);

/* Changes the name in the header, and nothing else. */
enum conf_result pbk_book_rename(struct pbk_book *book, size_t index,
                                 const char *name, struct conf_problem *p);

/* Removes the entry with the blank lines behind it: up to the next header. */
enum conf_result pbk_book_remove(struct pbk_book *book, size_t index,
                                 struct conf_problem *p);

/*
 * A copy under another name, with a Guid, a DialParamsUID and a time of its
 * own where the entry has them.
 */
enum conf_result pbk_book_clone(struct pbk_book *book, size_t index,
                                const char *name, struct conf_problem *p);

/*
 * Appends the entry at INDEX of the book FROM, byte by byte. NAME is NULL to
 * keep its name.
 */
enum conf_result pbk_book_import(struct pbk_book *book,
                                 const struct pbk_book *from, size_t index,
                                 const char *name, struct conf_problem *p);

/*
 * Appends one entry given as text, as a conversion makes it: N bytes that
 * begin with its header. CONF_FORMAT when that is not exactly one entry.
 */
enum conf_result pbk_book_append(struct pbk_book *book, const char *bytes,
                                 size_t n, struct conf_problem *p);

#endif
