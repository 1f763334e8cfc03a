/*
 * RasGetConnectionStatistics and its like: the kernel's counters of the
 * interface, which every process can read, also of a link that pppd made by
 * itself. It has none of the single links behind an interface, so that the
 * numbers of a link are its connection's.
 */
#include <stddef.h>
#include <string.h>

#include "compat/api/api.h"
#include "compat/api/conn.h"
#include "compat/ifcounter.h"
#include "compat/ticks.h"

/* Counters below /sys/class/net/IF/statistics, and what RAS calls them. */
static const struct {
    const char *file;
    size_t member;
} counters[] = {
    {"tx_bytes", offsetof(RAS_STATS, dwBytesXmited)},
    {"rx_bytes", offsetof(RAS_STATS, dwBytesRcved)},
    {"tx_packets", offsetof(RAS_STATS, dwFramesXmited)},
    {"rx_packets", offsetof(RAS_STATS, dwFramesRcved)},
    {"rx_crc_errors", offsetof(RAS_STATS, dwCrcErr)},
    {"rx_frame_errors", offsetof(RAS_STATS, dwFramingErr)},
    {"rx_fifo_errors", offsetof(RAS_STATS, dwHardwareOverrunErr)},
    {"rx_over_errors", offsetof(RAS_STATS, dwBufferOverrunErr)},
};
#define COUNTERS (sizeof(counters) / sizeof(*counters))
_Static_assert(COUNTERS <= CONN_COUNTERS, "conn.h keeps one base for each");

/* False if the interface has gone. */
static bool read_counters(const struct connrec *r, uint64_t *value)
{
    size_t i;

    for (i = 0; i < COUNTERS; i++)
        if (!ifcounter_read(api_places.network, r->interface, counters[i].file,
                            &value[i]) &&
            i < 4)
            return false;
    return true;
}

/* From CLOCK_BOOTTIME, as the plugin writes it. */
static DWORD duration_ms(const struct connrec *r)
{
    uint64_t now = ticks_boot();

    return now > r->up_ms ? (DWORD)(now - r->up_ms) : 0;
}

static bool has_link(const struct connrec *r, DWORD sub)
{
    return sub <= (r->links > 1 ? r->links : 1);
}

/*
 * The counters of an established connection, of its link SUB: 0, 6, 8, 668; 87
 * if it has no such link.
 */
static DWORD current(HRASCONN h, DWORD sub, struct connrec *r, uint64_t *value)
{
    DWORD code = api_record(api_handle(h), r);

    if (code != ERROR_SUCCESS)
        return code;
    if (!has_link(r, sub))
        return ERROR_INVALID_PARAMETER;
    return r->state == RASCS_Connected && read_counters(r, value)
               ? ERROR_SUCCESS
               : ERROR_NO_CONNECTION;
}

static void fill(RAS_STATS *s, const struct connrec *r, const uint64_t *value,
                 const uint64_t *base)
{
    size_t i;

    memset(s, 0, sizeof(*s));
    s->dwSize = sizeof(*s);
    for (i = 0; i < COUNTERS; i++) {
        /* 32 bits, as on Windows: they wrap. */
        DWORD count = (DWORD)(value[i] - base[i]);

        memcpy((char *)s + counters[i].member, &count, sizeof(count));
    }
    s->dwBps = r->bps;
    s->dwConnectDuration = duration_ms(r);
}

static bool get_base(HRASCONN h, uint64_t *base)
{
    const struct conn *c;

    conn_lock();
    c = conn_find(api_handle(h));
    if (c)
        memcpy(base, c->base, sizeof(c->base));
    conn_unlock();
    return c != NULL;
}

static DWORD get_statistics(HRASCONN h, DWORD sub, RAS_STATS *s)
{
    uint64_t value[CONN_COUNTERS] = {0}, base[CONN_COUNTERS];
    struct connrec r;
    DWORD code;

    if (!h || sub == 0 || !s || s->dwSize != sizeof(*s))
        return (DWORD)E_INVALIDARG;
    code = current(h, sub, &r, value);
    if (code != ERROR_SUCCESS)
        return code == ERROR_INVALID_PARAMETER ? (DWORD)E_INVALIDARG : code;
    if (!get_base(h, base))
        return ERROR_INVALID_HANDLE;
    fill(s, &r, value, base);
    return ERROR_SUCCESS;
}

/* For this process: another one has counters of its own to look at. */
static DWORD clear_statistics(HRASCONN h, DWORD sub)
{
    uint64_t value[CONN_COUNTERS] = {0};
    struct connrec r;
    struct conn *c;
    DWORD code =
        sub == 0 ? (DWORD)ERROR_INVALID_PARAMETER : current(h, sub, &r, value);

    if (code != ERROR_SUCCESS)
        return code;
    conn_lock();
    c = conn_find(api_handle(h));
    if (c)
        memcpy(c->base, value, sizeof(c->base));
    conn_unlock();
    return c ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}

DWORD WINAPI RasGetConnectionStatistics(HRASCONN hRasConn,
                                        RAS_STATS *lpStatistics)
{
    return get_statistics(hRasConn, 1, lpStatistics);
}

DWORD WINAPI RasGetLinkStatistics(HRASCONN hRasConn, DWORD dwSubEntry,
                                  RAS_STATS *lpStatistics)
{
    return get_statistics(hRasConn, dwSubEntry, lpStatistics);
}

DWORD WINAPI RasClearConnectionStatistics(HRASCONN hRasConn)
{
    return clear_statistics(hRasConn, 1);
}

DWORD WINAPI RasClearLinkStatistics(HRASCONN hRasConn, DWORD dwSubEntry)
{
    return clear_statistics(hRasConn, dwSubEntry);
}
