/*
 * host_call.h - librasapi in a process that pppd has started: ras-custom-dial.
 *
 * Owns the calls of the entry's custom dialer on behalf of a pppd (adopt.h).
 * The functions of rasapi_host_ are exported for that program alone
 * (PPP_RASDIAL_PRIVATE): they come with it in one package, and may change with
 * it.
 */
#ifndef COMPAT_API_HOST_CALL_H
#define COMPAT_API_HOST_CALL_H

#include <stddef.h>
#include <stdint.h>

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
