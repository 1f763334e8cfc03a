#include "compat/api/output.h"

#include <string.h>

DWORD api_output_begin(struct api_output *o, void *buffer, const DWORD *lpcb,
                       DWORD *count, const DWORD *sizes, DWORD full)
{
    *o = (struct api_output){.buffer = buffer, .size = full};
    if (count)
        *count = 0;
    if (!lpcb || !count)
        return ERROR_INVALID_PARAMETER;
    if (!buffer || *lpcb < sizeof(DWORD))
        return ERROR_SUCCESS;
    o->size = api_size(buffer);
    if (!api_size_known(o->size, sizes))
        return ERROR_INVALID_SIZE;
    o->room = *lpcb / o->size;
    return ERROR_SUCCESS;
}

void api_output_add(struct api_output *o, void *structure)
{
    memcpy(structure, &o->size, sizeof(o->size));
    if (o->n < o->room)
        memcpy(o->buffer + o->n * o->size, structure, o->size);
    o->n++;
}

DWORD api_output_end(const struct api_output *o, DWORD *lpcb, DWORD *count)
{
    *lpcb = (DWORD)(o->n * o->size);
    *count = (DWORD)o->n;
    return o->n > o->room ? ERROR_BUFFER_TOO_SMALL : ERROR_SUCCESS;
}
