/*
 * custom.h - custom dialers from the program's side: who calls them, and when.
 *
 * Owns the hand-over of RasDial, RasHangUp, RasDialDlg, RasEntryDlg and
 * RasDeleteEntry to the dialer that an entry names (CustomRasDialDll), the
 * rules for what it returns, and the guards against recursion:
 *
 * - While RasCustomDial runs for an entry, a RasDial of that entry without
 *   RDEOPT_CustomDial is refused: with 755 in the same thread, where it can
 *   only be the dialer's own, and with 756 in any other. A chain of dialers
 *   that dial each other's entries ends at CUSTOM_DEPTH with 755.
 * - While RasCustomHangUp runs for a connection, a RasHangUp of it, from any
 *   thread, is the plain one.
 * - While a dialog or a notification of an entry runs, the same function for
 *   the same entry in the same thread is the one without a dialer.
 *
 * A dialer that was loaded stays loaded: its threads may still run.
 */
#ifndef COMPAT_API_CUSTOM_H
#define COMPAT_API_CUSTOM_H

#include "compat/api/api.h"
#include "compat/api/book.h"
#include "compat/api/conn.h"
#include "rasdlg.h"

enum { CUSTOM_DEPTH = 4 };

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

/* Why this thread's last call of a dialer failed here; "" if it did not. */
const char *custom_reason(void);

/* --- for the RAS functions */

/* *DLL: a copy of ENTRY's CustomRasDialDll, for free(); NULL: none. 0 or 8. */
DWORD custom_dialer_of(const char *phonebook, const char *entry, char **dll);

/* Under the lock, for a connection that RasDial begins: whose is it? */
void custom_note_dial(struct conn *c, uint32_t handle);

/*
 * RasHangUp of H: false if that is the plain one's, else *CODE is its result.
 * A connection of this process has a dialer if that dialer's RasCustomDial
 * made it; one of another process if its entry names one, which is then
 * loaded here. Without RasCustomHangUp, or without leave, it is the plain one.
 * If the dialer reports success, the connection is over, by its doing or not.
 */
bool custom_hang_up(HRASCONN h, DWORD *code);

/* E was removed, which its DIALER is told; it cannot prevent it any more. */
void custom_deleted(const char *dialer, const struct api_entry_arg *arg,
                    const struct api_entry *e);

/* Is E what a dialer of this thread is told of right now? */
bool custom_deleting(const struct api_entry *e);

/* RasDialDlg and RasEntryDlg: false if ENTRY has no dialer. */
struct custom_dialog {
    bool wide;
    const void *phonebook, *entry, *number; /* as they came */
    void *info; /* of the right size: tagRASENTRYDLGA or W, tagRASDIALDLG */
};
bool custom_dial_dialog(const struct custom_dialog *d, BOOL *result);
bool custom_entry_dialog(const struct custom_dialog *d, BOOL *result);

#endif
