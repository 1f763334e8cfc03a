/*
 * adopt.h - librasapi in a process that pppd has started: ras-custom-dial.
 *
 * Owns the pppd that has called this process's custom dialer. The functions of
 * rasapi_host_ are exported for that program alone (PPP_RASDIAL_PRIVATE): they
 * come with it in one package, and may change with it.
 */
#ifndef COMPAT_API_ADOPT_H
#define COMPAT_API_ADOPT_H

#include <stddef.h>
#include <stdint.h>

#include "compat/session.h"

/* session_open(), or session_attach() once a pppd was adopted. */
uint32_t adopt_open(const struct session_request *request, struct session **s,
                    char *why, size_t size);

/* Was one? */
bool adopt_done(void);

/*
 * From now on each RasDial of this process that has no dialer to call drives
 * the pppd at the other end of FD, and starts none. FD becomes close-on-exec
 * and stays open.
 */
void rasapi_host_adopt(int fd);

/* NULL = absent; all in UTF-8, and valid until the next call. */
struct rasapi_host_call {
    const char *dialer; /* as the entry names it */
    const char *path;   /* its own */
    int file;           /* open, checked: what is loaded; stays open */
    const char *entry, *phonebook, *config;
    const char *number, *user, *domain, *password;
};

/*
 * Calls RasCustomDial as RasDial does, without a notifier. Returns what it
 * returned, with the reason in WHY where that is this host's own, and its
 * handle, or NULL.
 */
uint32_t rasapi_host_dial(const struct rasapi_host_call *call,
                          void **connection, char *why, size_t size);

/* RasHangUp of that handle. */
uint32_t rasapi_host_hangup(void *connection);

#endif
