#include "compat/api/custom_hangup.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "compat/api/conn.h"
#include "compat/api/custom.h"
#include "compat/api/hangup.h"
#include "compat/dialer/host.h"

/* Another process's: by its entry, which that process may have changed. */
static const struct host *host_of_foreign(const char *phonebook,
                                          const char *entry)
{
    char why[ALLOW_REASON];
    const struct host *host = NULL;
    char *dll;

    if (custom_dialer_of(phonebook, entry, &dll) != ERROR_SUCCESS || !dll)
        return NULL;
    if (host_load(dll, api_places.config, api_places.root, &host, why,
                  sizeof(why)) != CONF_OK)
        syslog(LOG_DAEMON | LOG_NOTICE,
               "[%s]: hung up without its custom dialer: %s", entry, why);
    free(dll);
    return host;
}

/* Under the lock, which it lets go of where files are to be read. */
static RasCustomHangUpFn find_hang_up(struct conn *c)
{
    const struct host *host = c->dialer;
    RasCustomHangUpFn function = NULL;
    void *symbol = NULL;
    bool wide;

    if (!host && !c->own) {
        conn_unlock();
        host = host_of_foreign(c->phonebook, c->entry);
        conn_lock();
        c->dialer = host;
    }
    if (host)
        symbol = host_function(host, HOST_HANG_UP, &wide);
    memcpy(&function, &symbol, sizeof(function));
    return function;
}

/* Under the lock; C is held. */
static bool hang_up(HRASCONN h, struct conn *c, DWORD *code)
{
    RasCustomHangUpFn function = find_hang_up(c);
    bool left;

    if (!function || c->hanging_up)
        return false;
    c->hanging_up = true;
    conn_unlock();
    *code = function(h);
    conn_lock();
    c->hanging_up = false;
    left =
        *code == ERROR_SUCCESS && conn_find(api_handle(h)) == c && !c->hangup;
    conn_unlock();
    if (left)
        *code = hangup_plain(h);
    conn_lock();
    return true;
}

bool custom_hang_up(HRASCONN h, DWORD *code)
{
    struct conn *c;
    bool done;

    conn_lock();
    c = conn_find(api_handle(h));
    if (!c || c->hangup || c->hanging_up) {
        conn_unlock();
        return false;
    }
    conn_hold(c);
    done = hang_up(h, c, code);
    conn_release(c);
    conn_unlock();
    return done;
}
