/*
 * The functions of rasdialer.h: a connection whose line the caller brings.
 */
#include "compat/ticks.h"
#include "rasdialer.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "compat/api/api.h"
#include "compat/api/dial.h"
#include "compat/api/request.h"
#include "compat/linefd.h"

enum {
    POLL_MS = 200, /* how late a hang-up by another thread is seen */
    TEXT_MAX = 256 /* bytes of a text on the wire */
};

/* --- the connection of a handle; all with the lock held */

/* 0: the call goes on, else why it is over. */
static DWORD why_over(struct conn *c)
{
    if (!c->session) /* not yet, to a thread that is ahead of its handle */
        return ERROR_INVALID_HANDLE;
    conn_refresh(c);
    if (!c->hangup && !c->ended && !c->over)
        return ERROR_SUCCESS;
    return c->error && !c->hangup ? c->error : (DWORD)ERROR_USER_DISCONNECTION;
}

static DWORD find(HRASCONN h, struct conn **c)
{
    *c = conn_find(api_handle(h));
    if (!*c)
        return ERROR_INVALID_HANDLE;
    return (*c)->own_line ? (DWORD)ERROR_SUCCESS
                          : (DWORD)ERROR_INVALID_PARAMETER;
}

static DWORD find_live(HRASCONN h, struct conn **c)
{
    DWORD code = find(h, c);

    return code == ERROR_SUCCESS ? why_over(*c) : code;
}

/* What a record that could not be sent means to the dialer. */
static DWORD sent(struct conn *c, int error)
{
    DWORD code;

    if (error == 0)
        return ERROR_SUCCESS;
    code = why_over(c);
    if (code != ERROR_SUCCESS)
        return code;
    return error == EMFILE || error == EBADF
               ? (DWORD)ERROR_INVALID_PARAMETER
               : (DWORD)ERROR_RASMAN_SERVICE_STOPPED;
}

/* Whole characters of TEXT, as far as they fit; "" for NULL. */
static const char *cut(const char *text, char out[TEXT_MAX + 1])
{
    size_t n = text ? strnlen(text, TEXT_MAX + 1) : 0;

    if (n > TEXT_MAX)
        for (n = TEXT_MAX; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
            n--;
    if (n > 0)
        memcpy(out, text, n);
    out[n] = '\0';
    return out;
}

/* --- before the line is there */

DWORD WINAPI RasDialerOpen(LPRASDIALEXTENSIONS lpRasDialExtensions,
                           LPCWSTR lpszPhonebook,
                           LPRASDIALPARAMSW lpRasDialParams,
                           DWORD dwNotifierType, LPVOID lpvNotifier,
                           LPHRASCONN lphRasConn)
{
    const struct request_source s = {true,           lpRasDialExtensions,
                                     lpszPhonebook,  lpRasDialParams,
                                     dwNotifierType, lpvNotifier};

    if (!lphRasConn)
        return ERROR_INVALID_PARAMETER;
    *lphRasConn = NULL;
    return dial_open(&s, lphRasConn);
}

DWORD WINAPI RasDialerReport(HRASCONN hRasConn, RASCONNSTATE state,
                             LPCSTR lpszText)
{
    char text[TEXT_MAX + 1];
    struct conn *c;
    DWORD code;

    if ((uint32_t)state > RASCS_DeviceConnected)
        return ERROR_INVALID_PARAMETER;
    conn_lock();
    code = find_live(hRasConn, &c);
    if (code == ERROR_SUCCESS)
        code = sent(c, session_progress(c->session, (uint32_t)state,
                                        cut(lpszText, text)));
    conn_unlock();
    return code;
}

/* --- handing it over, and its end */

/* Without a notifier whoever brings the line waits for what comes of it. */
static DWORD result(struct conn *c, uint32_t handle)
{
    DWORD code = ERROR_SUCCESS;

    conn_hold(c);
    conn_unlock();
    if (!c->notified)
        code = dial_follow(c, handle);
    conn_lock();
    conn_release(c);
    return code;
}

DWORD WINAPI RasDialerAttach(HRASCONN hRasConn, int iDescriptor)
{
    const char *why;
    struct conn *c;
    DWORD code;

    conn_lock();
    code = find_live(hRasConn, &c);
    if (code == ERROR_SUCCESS && linefd_kind(iDescriptor, &why) == LINEFD_UNFIT)
        code = ERROR_INVALID_PARAMETER;
    if (code == ERROR_SUCCESS && c->attached)
        code = ERROR_PORT_ALREADY_OPEN;
    if (code == ERROR_SUCCESS)
        code = sent(c, session_attach_line(c->session, iDescriptor));
    if (code == ERROR_SUCCESS) {
        c->attached = true;
        code = result(c, api_handle(hRasConn));
    }
    conn_unlock();
    return code;
}

DWORD WINAPI RasDialerEnd(HRASCONN hRasConn, DWORD dwError, LPCSTR lpszText)
{
    char text[TEXT_MAX + 1];
    struct conn *c;
    DWORD code;

    conn_lock();
    code = find(hRasConn, &c);
    if (code == ERROR_SUCCESS && why_over(c) == ERROR_SUCCESS) {
        int error = session_end_line(c->session, dwError, cut(lpszText, text));

        if (!error && !c->attached)
            (void)result(c, api_handle(hRasConn));
        else if (error && why_over(c) == ERROR_SUCCESS)
            code = sent(c, error);
    }
    conn_unlock();
    return code;
}

/* --- waiting */

/* Until DEADLINE at most, and not longer than another thread may wait. */
static int step_ms(uint64_t now, uint64_t deadline)
{
    if (deadline <= now)
        return 0;
    return deadline - now < POLL_MS ? (int)(deadline - now) : POLL_MS;
}

DWORD WINAPI RasDialerWait(HRASCONN hRasConn, int iDescriptor, short sEvents,
                           DWORD dwMilliseconds)
{
    uint64_t now = ticks_now(), deadline = now + dwMilliseconds;
    struct pollfd p = {.fd = iDescriptor, .events = sEvents};
    struct conn *c;
    DWORD code;
    int n = 0;

    if (dwMilliseconds == INFINITE)
        deadline = UINT64_MAX;
    for (;;) {
        conn_lock();
        code = find_live(hRasConn, &c);
        conn_unlock();
        if (code != ERROR_SUCCESS || n > 0)
            return code;
        now = ticks_now();
        n = poll(&p, 1, step_ms(now, deadline));
        if (n <= 0 && now >= deadline)
            return WAIT_TIMEOUT;
    }
}
