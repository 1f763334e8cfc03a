/*
 * history.h - what has become of an entry's dials, kept on disk.
 *
 * Owns one small file for each entry that was dialled from a phonebook of
 * root's: HISTORY_DIR/HASH.state, root's, 0644 (there is nothing secret in it),
 * replaced as a whole under a lock. HASH are 32 hex digits made of the path of
 * the phonebook and the entry's name. Its lines, each "key value":
 *
 *     ppp-rasdial-history 1      first: the format
 *     phonebook /etc/ppp/...     its blanks and the like as in fields.h
 *     entry Night%20backup
 *     error 676                  RAS code of the last dial; 0: it went well
 *     ended 1795000000           when that was, Unix time; 0: never
 *     locked 0                   since when it is locked; 0: it is not
 *     damaged 0                  1: a file that could not be read was here
 *     calls 12, connects 3, seconds 4711, sent 100, received 200
 *                                each on a line: see counters.h
 *     failed 676 2               so often in a row, by code
 *     failures 676 9             so often in all, by code
 *     end                        last: the file is whole
 */
#ifndef COMPAT_HISTORY_H
#define COMPAT_HISTORY_H

#include <stddef.h>

#include "compat/counters.h"
#include "compat/policy.h"
#include "conf/result.h"

#define HISTORY_DIR "/var/lib/ppp-rasdial"

/* No file is longer: each byte of a name as %XX, every code. */
#define HISTORY_FILE_MAX 32768

struct history {
    char phonebook[4097];
    char entry[1537];
    struct policy_history policy;
    struct counters counters;
};

/*
 * Reads what is known of ENTRY, as its phonebook spells it, in PHONEBOOK. An
 * entry that was never dialled has an empty history. CONF_FORMAT: the file is
 * damaged, *H empty but for that. CONF_OPEN, CONF_LIMIT, CONF_NOMEM: *H is
 * empty.
 */
enum conf_result history_read(const char *dir, const char *phonebook,
                              const char *entry, struct history *h,
                              struct conf_problem *p);

/* The same of the bytes of a file; CONF_FORMAT. */
enum conf_result history_parse(const char *bytes, size_t n, struct history *h);

/*
 * Reads it under its lock, has CHANGE change it, and writes it; DIR is made
 * (0755) if it is missing. A damaged file becomes an empty history that says
 * so. *AFTER becomes what was written. What history_read() answers but for
 * CONF_FORMAT, and CONF_WRITE: then nothing was written, *AFTER is as it was.
 * CHANGE may be called more than once.
 */
enum conf_result
history_update(const char *dir, const char *phonebook, const char *entry,
               void (*change)(struct history *h, void *context), void *context,
               struct history *after, struct conf_problem *p);

#endif
