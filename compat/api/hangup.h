/*
 * hangup.h - RasHangUp without a custom dialer.
 *
 * Owns the end of connections, of this process and of others.
 */
#ifndef COMPAT_API_HANGUP_H
#define COMPAT_API_HANGUP_H

#include "compat/api/api.h"
#include "compat/api/conn.h"

/* How long a pppd may take to end before it is told by signal, too. */
#define HANGUP_MS 15000

DWORD hangup_plain(HRASCONN h);

/* Waits until C, which RasHangUp was called for, is over; takes it away. */
void hangup_finish(struct conn *c);

#endif
