/*
 * ras_dial.c - RasDial and RasHangUp, as programs call them.
 *
 * Owns the one question of both: is there a custom dialer whose call this is?
 * The plain ones are dial.h's and hangup.h's.
 */
#include "compat/api/api.h"

#include <stdlib.h>
#include <string.h>

#include "compat/api/custom.h"
#include "compat/api/custom_dial.h"
#include "compat/api/custom_hangup.h"
#include "compat/api/dial.h"
#include "compat/api/hangup.h"
#include "compat/api/request.h"
#include "compat/str16.h"

/* --- RasDial */

/* The dialer gets the parameters as they came, but for their character set. */
static DWORD hand_over(const char *dialer, const struct request_source *s,
                       LPHRASCONN phrasconn)
{
    struct tagRASDIALPARAMSW params;
    const struct custom_call call = {
        .dialer = dialer,
        .extensions = s->extensions,
        .phonebook =
            s->wide || !s->phonebook ? s->phonebook : str16_new(s->phonebook),
        .params = &params,
        .type = s->type,
        .notifier = s->notifier,
    };
    DWORD code = ERROR_NOT_ENOUGH_MEMORY;

    request_params(s, &params);
    if (call.phonebook || !s->phonebook)
        code = custom_dial(&call, phrasconn);
    explicit_bzero(&params, sizeof(params));
    if (!s->wide)
        free((void *)(uintptr_t)call.phonebook);
    return code;
}

static DWORD dial(const struct request_source *s, LPHRASCONN phrasconn)
{
    const struct request *r;
    struct dial *d;
    char *dialer = NULL;
    DWORD code;

    if (!phrasconn)
        return ERROR_INVALID_PARAMETER;
    code = dial_new(s, &d);
    r = d ? dial_request(d) : NULL;
    if (r && !(r->options & RDEOPT_CustomDial))
        code = custom_dialer_of(r->phonebook, r->entry, &dialer);
    if (code == ERROR_SUCCESS && !dialer)
        return dial_plain(d, s, phrasconn);
    dial_free(d);
    if (dialer)
        code = hand_over(dialer, s, phrasconn);
    free(dialer);
    return code;
}

DWORD WINAPI RasDialA(LPRASDIALEXTENSIONS lpRasDialExtensions,
                      LPCSTR lpszPhonebook, LPRASDIALPARAMSA lpRasDialParams,
                      DWORD dwNotifierType, LPVOID lpvNotifier,
                      LPHRASCONN lphRasConn)
{
    const struct request_source s = {false,          lpRasDialExtensions,
                                     lpszPhonebook,  lpRasDialParams,
                                     dwNotifierType, lpvNotifier};

    return dial(&s, lphRasConn);
}

DWORD WINAPI RasDialW(LPRASDIALEXTENSIONS lpRasDialExtensions,
                      LPCWSTR lpszPhonebook, LPRASDIALPARAMSW lpRasDialParams,
                      DWORD dwNotifierType, LPVOID lpvNotifier,
                      LPHRASCONN lphRasConn)
{
    const struct request_source s = {true,           lpRasDialExtensions,
                                     lpszPhonebook,  lpRasDialParams,
                                     dwNotifierType, lpvNotifier};

    return dial(&s, lphRasConn);
}

/* --- RasHangUp */

static DWORD hang_up_handle(HRASCONN h)
{
    DWORD code;

    return custom_hang_up(h, &code) ? code : hangup_plain(h);
}

DWORD WINAPI RasHangUpA(HRASCONN hrasconn)
{
    return hang_up_handle(hrasconn);
}

DWORD WINAPI RasHangUpW(HRASCONN hrasconn)
{
    return hang_up_handle(hrasconn);
}
