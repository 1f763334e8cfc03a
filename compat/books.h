/*
 * books.h - which phonebooks there are, and in which of them an entry is.
 *
 * Owns the places of phonebooks and the order in which they are searched:
 *
 *   1. /etc/ppp/ras/rasphone.pbk, the system's
 *   2. other *.pbk and *.cfg files beside it, by their names
 *   3. the user's own $XDG_CONFIG_HOME/ppp-rasdial/rasphone.pbk
 *   4. other *.pbk and *.cfg files beside that, by their names
 *
 * Windows reads "all the remote access phone-book files in the AllUsers
 * profile and the user's profile" when no file is named (RasEnumEntries,
 * learn.microsoft.com). It does not say which of two entries of one name is
 * dialled; here it is the first in that sentence's order, so that no user's
 * book can hide what root has set up.
 */
#ifndef COMPAT_BOOKS_H
#define COMPAT_BOOKS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/pool.h"
#include "conf/result.h"

#define BOOKS_SYSTEM_DIR "/etc/ppp/ras"
#define BOOKS_NAME       "rasphone.pbk"
#define BOOKS_SYSTEM     BOOKS_SYSTEM_DIR "/" BOOKS_NAME
#define BOOKS_CONFIG     BOOKS_SYSTEM_DIR "/ras.conf"

/* Files in one directory that are looked at. */
#define BOOKS_MAX 256

/* The directories; "" = there is none. */
struct books_places {
    char system[PATH_MAX];
    char user[PATH_MAX];
};

struct book {
    const char *path;
    bool system;
};

struct books {
    struct book *list;
    size_t n;
    struct pool pool; /* what they consist of */
};

/*
 * The places of this process: XDG_CONFIG_HOME, else HOME/.config (XDG Base
 * Directory Specification: only absolute paths count). Root has no book of its
 * own, and a process with more rights than its user does not believe his
 * environment.
 */
void books_default_places(struct books_places *places);

/* The path of the main book in DIR; false if that is too long or DIR is "". */
bool books_main(const char *dir, char out[PATH_MAX]);

/*
 * Lists the books that exist, in the order above. CONF_NOMEM is the only
 * failure; a directory that cannot be read has no books. *BOOKS is the
 * caller's, for books_free().
 */
enum conf_result books_find(const struct books_places *places,
                            struct books *books);

/* The one book PATH, as if it was all there is. CONF_NOMEM. */
enum conf_result books_single(const char *path, struct books *books);

void books_free(struct books *books);

/*
 * Finds the book whose entry dialling NAME would dial: BOOKS->list[*WHICH]. An
 * entry with a wrong value is found, too. Returns 0, or the RAS code with the
 * reason in P: 623 names the files that were searched; 621, 622, 625 are those
 * of the first book that could not be read, when no other one has the entry.
 */
uint32_t books_resolve(const struct books *books, const char *name,
                       size_t *which, struct conf_problem *p);

/* The path of that book among those of this process, "" after a failure. */
uint32_t books_locate(const char *name, char path[PATH_MAX],
                      struct conf_problem *p);

#endif
