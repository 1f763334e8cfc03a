#include "compat/api/api.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat/api/conn.h"
#include "compat/connlist.h"
#include "compat/str16.h"

struct api_places api_places = {
    .connections = CONNREC_DIR,
    .network = "/sys/class/net",
};

/* --- handles */

uint32_t api_handle(HRASCONN h)
{
    uintptr_t value = (uintptr_t)h;

    return value <= INT32_MAX ? (uint32_t)value : 0;
}

HRASCONN api_hrasconn(uint32_t handle)
{
    return (HRASCONN)(uintptr_t)handle;
}

/* --- sizes */

DWORD api_size(const void *structure)
{
    DWORD size;

    memcpy(&size, structure, sizeof(size));
    return size;
}

bool api_size_known(DWORD size, const DWORD *sizes)
{
    for (; *sizes; sizes++)
        if (*sizes == size)
            return true;
    return false;
}

/* --- members */

void api_put_text(void *base, bool wide, const struct api_member *m,
                  const char *text)
{
    char *start = base;

    if (wide)
        str16_from_utf8((uint16_t *)(void *)(start + m->w), m->chars, text,
                        STR16_ENDED);
    else
        str16_copy_utf8(start + m->a, m->chars, text, STR16_ENDED);
}

void api_put(void *base, bool wide, const struct api_member *m, const void *p,
             size_t count)
{
    memcpy((char *)base + (wide ? m->w : m->a), p, count);
}

void api_put_dword(void *base, bool wide, const struct api_member *m,
                   DWORD value)
{
    api_put(base, wide, m, &value, sizeof(value));
}

DWORD api_take_dword(const void *base, bool wide, const struct api_member *m)
{
    DWORD value;

    memcpy(&value, (const char *)base + (wide ? m->w : m->a), sizeof(value));
    return value;
}

bool api_take_text(const void *base, bool wide, const struct api_member *m,
                   char *out, size_t size)
{
    const char *start = base;

    if (wide)
        return str16_to_utf8(out, size,
                             (const uint16_t *)(const void *)(start + m->w),
                             m->chars) >= 0;
    return str16_copy_utf8(out, size, start + m->a, m->chars) >= 0;
}

bool api_take_string(const void *text, bool wide, char *out, size_t size)
{
    if (wide)
        return str16_to_utf8(out, size, text, STR16_ENDED) >= 0;
    return str16_copy_utf8(out, size, text, STR16_ENDED) >= 0;
}

/* --- records */

DWORD api_code_of_list(int error)
{
    return !error || error == EPERM || error == EACCES || error == ENOTDIR
               ? ERROR_SUCCESS
               : ERROR_NOT_ENOUGH_MEMORY;
}

DWORD api_record_of(pid_t pid, uint64_t start, struct connrec *r)
{
    struct connrec *list;
    size_t i, n;
    DWORD code = ERROR_NO_CONNECTION;

    if (connlist_read_links(api_places.connections, &list, &n) != 0)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (i = 0; i < n; i++)
        if (list[i].pid == pid && list[i].pid_start == start) {
            *r = list[i];
            code = ERROR_SUCCESS;
        }
    free(list);
    return code;
}

DWORD api_record(uint32_t handle, struct connrec *r)
{
    const struct conn *c;
    uint64_t start = 0;
    bool known;
    pid_t pid = 0;

    conn_lock();
    c = conn_find(handle);
    known = c != NULL;
    if (known) {
        pid = c->pid;
        start = c->pid_start;
    }
    conn_unlock();
    if (!known)
        return ERROR_INVALID_HANDLE;
    return pid == 0 ? (DWORD)ERROR_NO_CONNECTION : api_record_of(pid, start, r);
}
