/*
 * custom_hangup.h - RasHangUp by the custom dialer of a connection.
 *
 * Owns which connection has one, and the call of RasCustomHangUp. While that
 * runs, a RasHangUp of the same connection, from any thread, is the plain one.
 */
#ifndef COMPAT_API_CUSTOM_HANGUP_H
#define COMPAT_API_CUSTOM_HANGUP_H

#include <stdbool.h>

#include "compat/api/api.h"

/*
 * RasHangUp of H: false if that is the plain one's, else *CODE is its result.
 * A connection of this process has a dialer if that dialer's RasCustomDial
 * made it; one of another process if its entry names one, which is then
 * loaded here. Without RasCustomHangUp, or without leave, it is the plain one.
 * If the dialer reports success, the connection is over, by its doing or not.
 */
bool custom_hang_up(HRASCONN h, DWORD *code);

#endif
