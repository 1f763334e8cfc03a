/*
 * share.h - connections that another process has made.
 *
 * Owns finding them in the list of all connections, their place in this
 * process's table, and the count of the processes that share one. A process
 * that ends without a hang-up no longer counts.
 */
#ifndef COMPAT_API_SHARE_H
#define COMPAT_API_SHARE_H

#include <stdbool.h>

#include "compat/api/api.h"
#include "compat/api/conn.h"

/*
 * The record of a connection to ENTRY of PHONEBOOK that is established or
 * under way, if *FOUND. 0, or 8: who cannot tell must not dial it once more.
 * Reads files: not with the lock held.
 */
DWORD share_find(const char *phonebook, const char *entry, struct connrec *r,
                 bool *found);

/*
 * With the lock held: the connection of record R, new if it was unknown. The
 * reference is the caller's. NULL: no memory.
 */
struct conn *share_foreign(const struct connrec *r);

/* With the lock held: this process has dialled C, and counts from now on. */
void share_take(struct conn *c);

/*
 * With the lock held: has another process dialled C, too, and not hung up? A
 * connection that cannot be counted, of another user, is the other's alone.
 */
bool share_others(struct conn *c);

#endif
