/*
 * connlist.h - the lists of connections, of all processes: those that live, and
 * the last end of each entry.
 *
 * Owns the reading of the records that connrec.h writes.
 */
#ifndef COMPAT_CONNLIST_H
#define COMPAT_CONNLIST_H

#include <stddef.h>

#include "compat/connrec.h"

/*
 * Reads all records of live processes (same pid and start time) into *LIST,
 * which the caller frees with free(); *N is their number. A missing directory
 * is an empty list; a record that is not sound, or whose process is gone, is
 * left out. Returns 0 or an errno value (then *LIST is NULL, *N 0): what keeps
 * us from reading a record does not make it one of nobody.
 */
int connlist_read(const char *dir, struct connrec **list, size_t *n);

/*
 * The same with the records of single links, which connlist_read() leaves out:
 * a connection of several is in the list once.
 */
int connlist_read_links(const char *dir, struct connrec **list, size_t *n);

/* The same for the last ends of entries: the latest one comes first. */
int connlist_read_last(const char *dir, struct connrec **list, size_t *n);

#endif
