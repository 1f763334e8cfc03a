#include "compat/api/entry_buffer.h"

#include <stdlib.h>
#include <string.h>

#include "compat/api/entry_map.h"

DWORD entry_buffer_begin(struct entry_buffer *b, const DWORD *sizes, DWORD full)
{
    b->size = full;
    if (!b->room)
        return b->out ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
    if (!b->out || *b->room < sizeof(DWORD))
        return ERROR_SUCCESS;
    b->size = api_size(b->out);
    return api_size_known(b->size, sizes) ? ERROR_SUCCESS : ERROR_INVALID_SIZE;
}

void entry_buffer_no_device(LPDWORD size)
{
    if (size)
        *size = 0;
}

DWORD entry_buffer_put(const struct entry_buffer *b, void *full,
                       const struct api_member *offset, const struct buf *list)
{
    size_t behind = entry_map_put_list(NULL, b->wide, list);
    DWORD need = b->size + (DWORD)behind, room;

    if (!b->room)
        return ERROR_SUCCESS;
    room = *b->room;
    *b->room = need;
    if (!b->out || room < need)
        return ERROR_BUFFER_TOO_SMALL;
    memcpy(full, &b->size, sizeof(b->size));
    api_put_dword(full, b->wide, offset, behind ? b->size : 0);
    memcpy(b->out, full, b->size);
    entry_map_put_list((char *)b->out + b->size, b->wide, list);
    return ERROR_SUCCESS;
}

/* By a copy: the caller's list may stand at an odd address. */
DWORD entry_buffer_take(const void *base, size_t room, DWORD offset, DWORD size,
                        bool wide, struct buf *list)
{
    enum conf_result result = CONF_NOMEM;
    void *copy;

    if (offset == 0)
        return ERROR_SUCCESS;
    if (offset < size || offset >= room)
        return ERROR_INVALID_PARAMETER;
    copy = malloc(room - offset);
    if (copy) {
        memcpy(copy, (const char *)base + offset, room - offset);
        result = entry_map_take_list(copy, room - offset, wide, list);
    }
    free(copy);
    if (result == CONF_OK)
        return ERROR_SUCCESS;
    return result == CONF_NOMEM ? ERROR_NOT_ENOUGH_MEMORY
                                : ERROR_INVALID_PARAMETER;
}
