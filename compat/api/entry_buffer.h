/*
 * entry_buffer.h - a RASENTRY or RASSUBENTRY in the caller's buffer, with the
 * list of its alternate numbers behind it.
 *
 * Owns the sizes of such a buffer: the structure is as long as the caller's
 * dwSize says, and the list stands where dwAlternateOffset says.
 */
#ifndef COMPAT_API_ENTRY_BUFFER_H
#define COMPAT_API_ENTRY_BUFFER_H

#include "compat/api/api.h"
#include "conf/buf.h"

/* All the alternate numbers of a link, in bytes of UTF-8. */
#define ENTRY_BUFFER_LIST 65536

/* What the caller passed, for the way out. */
struct entry_buffer {
    bool wide;
    void *out;    /* NULL: the size is asked for */
    LPDWORD room; /* in bytes; NULL with OUT: device information alone is */
    DWORD size;   /* of the structure: entry_buffer_begin() */
};

/*
 * FULL is the newest of SIZES, which holds without a buffer. 0, 87 for a buffer
 * without its size, 632 for another dwSize.
 */
DWORD entry_buffer_begin(struct entry_buffer *b, const DWORD *sizes,
                         DWORD full);

/* Device information of Windows 95's TAPI: there is none. NULL is allowed. */
void entry_buffer_no_device(LPDWORD size);

/*
 * Hands out FULL, the structure at its newest, and LIST (entry_map.h); OFFSET
 * is the member dwAlternateOffset. 0, or 603; tells the size of both.
 */
DWORD entry_buffer_put(const struct entry_buffer *b, void *full,
                       const struct api_member *offset, const struct buf *list);

/*
 * The other way: into LIST what stands OFFSET bytes (0: nothing) from BASE, of
 * which ROOM are the caller's and SIZE the structure. 0, 8, 87.
 */
DWORD entry_buffer_take(const void *base, size_t room, DWORD offset, DWORD size,
                        bool wide, struct buf *list);

#endif
