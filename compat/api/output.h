/*
 * output.h - a list of structures for a caller's buffer.
 *
 * Owns the idiom of the RasEnum functions: the first structure's dwSize says
 * how long each is, too small a buffer is filled as far as it goes and answered
 * with 603, and a NULL buffer asks for the size.
 */
#ifndef COMPAT_API_OUTPUT_H
#define COMPAT_API_OUTPUT_H

#include "compat/api/api.h"

struct api_output {
    unsigned char *buffer;
    DWORD size; /* of one structure */
    size_t room, n;
};

/*
 * FULL is the newest of SIZES. 0, 87 for a missing pointer, 632 for another
 * dwSize. *COUNT is 0 until api_output_end() knows better.
 */
DWORD api_output_begin(struct api_output *o, void *buffer, const DWORD *lpcb,
                       DWORD *count, const DWORD *sizes, DWORD full);

/* Appends a structure of the full size, which begins with its dwSize. */
void api_output_add(struct api_output *o, void *structure);

/* 0, or 603; tells the caller the size and the number of all there are. */
DWORD api_output_end(const struct api_output *o, DWORD *lpcb, DWORD *count);

#endif
