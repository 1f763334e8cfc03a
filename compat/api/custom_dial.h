/*
 * custom_dial.h - RasDial by the custom dialer that an entry names.
 *
 * Owns the call of RasCustomDial, and the rules for what it returns.
 */
#ifndef COMPAT_API_CUSTOM_DIAL_H
#define COMPAT_API_CUSTOM_DIAL_H

#include "compat/api/api.h"

/* One call of RasCustomDial; nothing of it is changed or kept. */
struct custom_call {
    const char *dialer;                  /* as the entry names it */
    const RASDIALEXTENSIONS *extensions; /* NULL, or of any known dwSize */
    const WCHAR *phonebook;              /* NULL: the default one */
    const RASDIALPARAMSW *params;        /* of any known dwSize */
    DWORD type;
    LPVOID notifier;
};

/*
 * Finds, checks and loads the dialer, and calls its RasCustomDial. The dialer
 * gets private, full-size copies of the parameters and of the extensions.
 * *LPHRASCONN is NULL, or a paused connection, which the dialer is then given.
 *
 * What the dialer returns is returned. Only what it must not do is 755, and
 * custom_reason() says what: success without a handle, or with a handle that
 * no RasDial of its own gave out since it was called (nor the one that it was
 * given). What its RasDials in this thread have brought about is then hung up,
 * and *LPHRASCONN is NULL. An error may come with a handle, as from RasDial.
 */
DWORD custom_dial(const struct custom_call *call, LPHRASCONN lphRasConn);

#endif
