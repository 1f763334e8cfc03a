/* RasEnumConnections and RasGetSubEntryHandle. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/api/api.h"
#include "compat/api/conn.h"
#include "compat/api/output.h"
#include "compat/api/share.h"
#include "compat/books.h"
#include "compat/connlist.h"

static const DWORD sizes_a[] = {
    API_SIZE_BEFORE(tagRASCONNA, szPhonebook),       /* 0x400 */
    API_SIZE_BEFORE(tagRASCONNA, guidEntry),         /* 0x401 */
    API_SIZE_BEFORE(tagRASCONNA, dwFlags),           /* 0x500 */
    API_SIZE_BEFORE(tagRASCONNA, guidCorrelationId), /* 0x501 */
    sizeof(struct tagRASCONNA),
    0};
static const DWORD sizes_w[] = {API_SIZE_BEFORE(tagRASCONNW, szPhonebook),
                                API_SIZE_BEFORE(tagRASCONNW, guidEntry),
                                API_SIZE_BEFORE(tagRASCONNW, dwFlags),
                                API_SIZE_BEFORE(tagRASCONNW, guidCorrelationId),
                                sizeof(struct tagRASCONNW),
                                0};

static const struct api_member m_handle = API_MEMBER(tagRASCONN, hrasconn);
static const struct api_member m_entry = API_MEMBER(tagRASCONN, szEntryName);
static const struct api_member m_type = API_MEMBER(tagRASCONN, szDeviceType);
static const struct api_member m_name = API_MEMBER(tagRASCONN, szDeviceName);
static const struct api_member m_book = API_MEMBER(tagRASCONN, szPhonebook);
static const struct api_member m_sub = API_MEMBER(tagRASCONN, dwSubEntry);
static const struct api_member m_guid = API_MEMBER(tagRASCONN, guidEntry);
static const struct api_member m_flags = API_MEMBER(tagRASCONN, dwFlags);
static const struct api_member m_luid = API_MEMBER(tagRASCONN, luid);
static const struct api_member m_correlation =
    API_MEMBER(tagRASCONN, guidCorrelationId);

/* --- which connections */

/* Established ones only, oldest first: *N of them at the list's start. */
static DWORD read_established(struct connrec **list, size_t *n)
{
    size_t i, all;

    *n = 0;
    if (connlist_read(api_places.connections, list, &all) != 0)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (i = 0; i < all; i++)
        if ((*list)[i].state == RASCS_Connected)
            (*list)[(*n)++] = (*list)[i];
    return ERROR_SUCCESS;
}

static bool listed(const struct conn *c, const struct connrec *list, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (list[i].pid == c->pid && list[i].pid_start == c->pid_start)
            return true;
    return false;
}

/* Handles of other processes' connections end with these. */
static void forget_gone(const struct connrec *list, size_t n)
{
    struct conn *c = NULL;

    while ((c = conn_next(c)))
        if (!c->own && !c->link && conn_handle(c) && !listed(c, list, n)) {
            conn_hold(c);
            while (conn_handle(c))
                conn_drop_handle(conn_handle(c));
            conn_release(c);
            c = NULL; /* the list has changed */
        }
}

/*
 * The handle of R's connection, a new one if this process had none; 0 for one
 * that it has hung up. 0 or 8.
 */
static DWORD handle_of(const struct connrec *r, uint32_t *handle)
{
    struct conn *c = share_foreign(r);
    bool had_none;

    *handle = 0;
    if (!c)
        return ERROR_NOT_ENOUGH_MEMORY;
    *handle = conn_handle(c);
    had_none = !*handle && !c->hangup;
    if (had_none)
        *handle = conn_add_handle(c, false);
    conn_release(c);
    return had_none && !*handle ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
}

/* --- one RASCONN */

/* The text form of PBK files: the GUID's bytes in order, 32 hex digits. */
static GUID guid_of(const char *hex)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[sizeof(GUID)] = {0};
    GUID guid;
    size_t i;

    for (i = 0; i < 2 * sizeof(bytes) && hex[i]; i++) {
        const char *d = strchr(digits, tolower((unsigned char)hex[i]));

        if (!d)
            break;
        bytes[i / 2] |= (unsigned char)((d - digits) << (i % 2 ? 0 : 4));
    }
    memcpy(&guid, bytes, sizeof(guid));
    return guid;
}

/* Distinct for each connection, and the same in every process. */
static GUID correlation_of(const struct connrec *r)
{
    uint64_t words[2] = {r->pid_start, (uint64_t)r->pid << 32};
    GUID guid;

    words[1] |= (uint32_t)r->since;
    memcpy(&guid, words, sizeof(guid));
    return guid;
}

static DWORD flags_of(const struct connrec *r)
{
    const size_t n = strlen(BOOKS_SYSTEM_DIR);

    return strncmp(r->phonebook, BOOKS_SYSTEM_DIR, n) == 0 &&
                   r->phonebook[n] == '/'
               ? RASCF_AllUsers
               : 0;
}

static void add_one(struct api_output *o, bool wide, const struct connrec *r,
                    uint32_t handle)
{
    union {
        struct tagRASCONNA a;
        struct tagRASCONNW w;
    } full;
    const HRASCONN h = api_hrasconn(handle);
    const GUID correlation = correlation_of(r), entry = guid_of(r->guid);
    const LUID luid = {r->uid, 0};

    memset(&full, 0, sizeof(full));
    api_put(&full, wide, &m_handle, &h, sizeof(h));
    api_put_text(&full, wide, &m_entry, r->entry);
    api_put_text(&full, wide, &m_type, r->device_type);
    api_put_text(&full, wide, &m_name, r->device_name);
    api_put_text(&full, wide, &m_book, r->phonebook);
    api_put_dword(&full, wide, &m_sub, r->sub_entry ? r->sub_entry : 1);
    api_put(&full, wide, &m_guid, &entry, sizeof(entry));
    api_put_dword(&full, wide, &m_flags, flags_of(r));
    api_put(&full, wide, &m_luid, &luid, sizeof(luid));
    api_put(&full, wide, &m_correlation, &correlation, sizeof(correlation));
    api_output_add(o, &full);
}

/* --- RasEnumConnections */

/* With the lock held. 0 or 8. */
static DWORD add_all(struct api_output *o, bool wide,
                     const struct connrec *list, size_t n)
{
    DWORD code = ERROR_SUCCESS;
    uint32_t handle;
    size_t i;

    for (i = 0; i < n && code == ERROR_SUCCESS; i++) {
        code = handle_of(&list[i], &handle);
        if (handle)
            add_one(o, wide, &list[i], handle);
    }
    return code;
}

static DWORD enum_connections(void *buffer, LPDWORD lpcb,
                              LPDWORD lpcConnections, bool wide)
{
    struct connrec *list;
    struct api_output o;
    size_t n;
    DWORD code = wide ? api_output_begin(&o, buffer, lpcb, lpcConnections,
                                         sizes_w, sizeof(struct tagRASCONNW))
                      : api_output_begin(&o, buffer, lpcb, lpcConnections,
                                         sizes_a, sizeof(struct tagRASCONNA));

    if (code == ERROR_SUCCESS)
        code = read_established(&list, &n);
    if (code != ERROR_SUCCESS)
        return code;
    conn_lock();
    forget_gone(list, n);
    code = add_all(&o, wide, list, n);
    conn_unlock();
    free(list);
    return code == ERROR_SUCCESS ? api_output_end(&o, lpcb, lpcConnections)
                                 : code;
}

DWORD WINAPI RasEnumConnectionsA(LPRASCONNA lprasconn, LPDWORD lpcb,
                                 LPDWORD lpcConnections)
{
    return enum_connections(lprasconn, lpcb, lpcConnections, false);
}

DWORD WINAPI RasEnumConnectionsW(LPRASCONNW lprasconn, LPDWORD lpcb,
                                 LPDWORD lpcConnections)
{
    return enum_connections(lprasconn, lpcb, lpcConnections, true);
}

/* --- RasGetSubEntryHandle */

/* The handle of link SUB of R's connection; 0: its line is not up. 0 or 8. */
static DWORD handle_of_link(const struct connrec *r, DWORD sub,
                            uint32_t *handle)
{
    struct connrec *list;
    DWORD code = ERROR_SUCCESS;
    size_t i, n;

    *handle = 0;
    if (connlist_read_links(api_places.connections, &list, &n) != 0)
        return ERROR_NOT_ENOUGH_MEMORY;
    conn_lock();
    for (i = 0; i < n && !*handle && code == ERROR_SUCCESS; i++)
        if (list[i].bundle == r->pid && list[i].sub_entry == sub &&
            list[i].state == RASCS_Connected)
            code = handle_of(&list[i], handle);
    conn_unlock();
    free(list);
    return code;
}

/*
 * The link that dials for the others has the connection's handle: who hangs it
 * up ends them all.
 */
static DWORD link_handle(HRASCONN h, const struct connrec *r, DWORD sub,
                         LPHRASCONN out)
{
    bool own = r->links < 2 || sub == r->sub_entry;
    uint32_t handle = 0;
    DWORD code = own ? (DWORD)ERROR_SUCCESS : handle_of_link(r, sub, &handle);

    if (own && (r->links < 2 || r->link_up))
        *out = h;
    else if (handle)
        *out = api_hrasconn(handle);
    else if (code == ERROR_SUCCESS)
        code = ERROR_PORT_NOT_OPEN;
    return code;
}

static DWORD sub_entry_handle(HRASCONN h, DWORD sub, LPHRASCONN out)
{
    struct connrec r;
    DWORD code;

    if (!out)
        return ERROR_INVALID_PARAMETER;
    *out = NULL;
    code = api_record(api_handle(h), &r);
    if (code == ERROR_INVALID_HANDLE || code == ERROR_NOT_ENOUGH_MEMORY)
        return code;
    if (sub == 0)
        return ERROR_INVALID_PARAMETER;
    if (code != ERROR_SUCCESS)
        return sub > 1 ? ERROR_NO_MORE_ITEMS : ERROR_PORT_NOT_OPEN;
    if (sub > (r.links > 1 ? r.links : 1))
        return ERROR_NO_MORE_ITEMS;
    if (r.state != RASCS_Connected)
        return ERROR_PORT_NOT_OPEN;
    return link_handle(h, &r, sub, out);
}

DWORD WINAPI RasGetSubEntryHandleA(HRASCONN hrasconn, DWORD dwSubEntry,
                                   LPHRASCONN lphrasconn)
{
    return sub_entry_handle(hrasconn, dwSubEntry, lphrasconn);
}

DWORD WINAPI RasGetSubEntryHandleW(HRASCONN hrasconn, DWORD dwSubEntry,
                                   LPHRASCONN lphrasconn)
{
    return sub_entry_handle(hrasconn, dwSubEntry, lphrasconn);
}
