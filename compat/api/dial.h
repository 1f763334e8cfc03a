/*
 * dial.h - RasDial without a custom dialer.
 *
 * Owns the reading of its parameters, the dial in the caller's thread or in
 * one of the library's, the callbacks, and the paused states.
 */
#ifndef COMPAT_API_DIAL_H
#define COMPAT_API_DIAL_H

#include <stdbool.h>

#include "compat/api/api.h"
#include "compat/api/conn.h"
#include "compat/api/request.h"

/*
 * A dial that S asks for, of an entry that is there: for dial_plain(), which
 * takes it, or dial_free() (NULL is allowed). *D is NULL unless 0.
 */
struct dial;
DWORD dial_new(const struct request_source *s, struct dial **d);
const struct request *dial_request(const struct dial *d);
void dial_free(struct dial *d);

DWORD dial_plain(struct dial *d, const struct request_source *s,
                 LPHRASCONN phrasconn);

/*
 * Under the lock: the dial that HANDLE has paused, with a reference for the
 * caller, or NULL: a new one is meant. 0, or 756: it is under way.
 */
DWORD dial_find_paused(uint32_t handle, struct conn **c);

/*
 * RasDial of a connection whose line the caller brings: returns when its pppd
 * waits for that. With a notifier a thread follows the dial from then on;
 * without one it is dial_follow() that does.
 */
DWORD dial_open(const struct request_source *s, LPHRASCONN phrasconn);

/* Waits until C, of a dial without a notifier, is up or has failed. */
DWORD dial_follow(struct conn *c, uint32_t handle);

#endif
