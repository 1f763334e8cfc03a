/* RasGetConnectStatus. */
#include <string.h>

#include "compat/api/api.h"
#include "compat/api/conn.h"

static const DWORD sizes_a[] = {
    API_SIZE_BEFORE(tagRASCONNSTATUSA, szPhoneNumber), /* 0x400 */
    API_SIZE_BEFORE(tagRASCONNSTATUSA, localEndPoint), /* 0x401 */
    sizeof(struct tagRASCONNSTATUSA), 0};
static const DWORD sizes_w[] = {
    API_SIZE_BEFORE(tagRASCONNSTATUSW, szPhoneNumber),
    API_SIZE_BEFORE(tagRASCONNSTATUSW, localEndPoint),
    sizeof(struct tagRASCONNSTATUSW), 0};

static const struct api_member m_size = API_MEMBER(tagRASCONNSTATUS, dwSize);
static const struct api_member m_state =
    API_MEMBER(tagRASCONNSTATUS, rasconnstate);
static const struct api_member m_error = API_MEMBER(tagRASCONNSTATUS, dwError);
static const struct api_member m_type =
    API_MEMBER(tagRASCONNSTATUS, szDeviceType);
static const struct api_member m_name =
    API_MEMBER(tagRASCONNSTATUS, szDeviceName);
static const struct api_member m_number =
    API_MEMBER(tagRASCONNSTATUS, szPhoneNumber);

struct status {
    uint32_t state, error;
    char device_type[17], device_name[129], number[129];
};

/* 0: it is this process's own, and OUT is filled; 668: ask the record. */
static DWORD own_status(uint32_t handle, struct status *out, pid_t *pid,
                        uint64_t *start)
{
    struct conn *c;
    DWORD code = ERROR_SUCCESS;

    conn_lock();
    c = conn_find(handle);
    if (c && c->own)
        conn_refresh(c);
    conn_sweep();
    c = conn_find(handle);
    if (!c) {
        code = ERROR_INVALID_HANDLE;
    } else if (!c->own) {
        *pid = c->pid;
        *start = c->pid_start;
        code = ERROR_NO_CONNECTION;
    } else {
        out->state = c->state;
        out->error = c->error;
        memcpy(out->device_type, c->device_type, sizeof(c->device_type));
        memcpy(out->device_name, c->device_name, sizeof(c->device_name));
        memcpy(out->number, c->number, sizeof(c->number));
    }
    conn_unlock();
    return code;
}

/* A connection of another process is its record, and gone with it. */
static DWORD foreign_status(uint32_t handle, pid_t pid, uint64_t start,
                            struct status *out)
{
    struct connrec r;
    DWORD code = api_record_of(pid, start, &r);

    if (code == ERROR_NO_CONNECTION) {
        conn_lock();
        conn_drop_handle(handle);
        conn_unlock();
        return ERROR_INVALID_HANDLE;
    }
    if (code != ERROR_SUCCESS)
        return code;
    out->state = r.state;
    out->error = r.error;
    memcpy(out->device_type, r.device_type, sizeof(r.device_type));
    memcpy(out->device_name, r.device_name, sizeof(r.device_name));
    memcpy(out->number, r.number, sizeof(r.number));
    return ERROR_SUCCESS;
}

static DWORD get_status(HRASCONN h, void *out, bool wide)
{
    union {
        struct tagRASCONNSTATUSA a;
        struct tagRASCONNSTATUSW w;
    } full;
    struct status s;
    uint64_t start = 0;
    pid_t pid = 0;
    DWORD size, code;

    if (!out)
        return ERROR_BUFFER_INVALID;
    size = api_size(out);
    if (!api_size_known(size, wide ? sizes_w : sizes_a))
        return ERROR_INVALID_SIZE;
    code = own_status(api_handle(h), &s, &pid, &start);
    if (code == ERROR_NO_CONNECTION)
        code = foreign_status(api_handle(h), pid, start, &s);
    if (code != ERROR_SUCCESS)
        return code;
    memset(&full, 0, sizeof(full));
    api_put_dword(&full, wide, &m_size, size);
    api_put_dword(&full, wide, &m_state, s.state);
    api_put_dword(&full, wide, &m_error, s.error);
    api_put_text(&full, wide, &m_type, s.device_type);
    api_put_text(&full, wide, &m_name, s.device_name);
    api_put_text(&full, wide, &m_number, s.number);
    memcpy(out, &full, size);
    return ERROR_SUCCESS;
}

DWORD WINAPI RasGetConnectStatusA(HRASCONN hrasconn,
                                  LPRASCONNSTATUSA lprasconnstatus)
{
    return get_status(hrasconn, lprasconnstatus, false);
}

DWORD WINAPI RasGetConnectStatusW(HRASCONN hrasconn,
                                  LPRASCONNSTATUSW lprasconnstatus)
{
    return get_status(hrasconn, lprasconnstatus, true);
}
