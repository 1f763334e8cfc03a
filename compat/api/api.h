/*
 * api.h - what all RAS functions share: the public headers at their newest,
 * strings and sizes of structures, the places of the system.
 *
 * Every structure is filled at its full, newest length and then handed out as
 * far as the caller's dwSize goes: new members came at the end only. A and W
 * forms are one code with two sets of offsets.
 */
#ifndef COMPAT_API_API_H
#define COMPAT_API_API_H

#undef WINVER
#define WINVER 0x0A00
#undef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00

#include "ras.h"
#include "raserror.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compat/connrec.h"

/* --- places; tests name others before the first call */

struct api_places {
    const char *pppd, *plugin, *config; /* as struct session_request */
    const char *connections;            /* the records */
    const char *network;                /* /sys/class/net */
    const char *root;                   /* above the dialers: NULL = "/" */
};
extern struct api_places api_places;

/* --- handles */

/* The number of a handle, 0 for one that cannot be ours. */
uint32_t api_handle(HRASCONN h);
HRASCONN api_hrasconn(uint32_t handle);

/* --- sizes */

/* The structure's dwSize, its first member, at whatever address. */
DWORD api_size(const void *structure);

/* Does SIZE stand in SIZES (0 at the end)? */
bool api_size_known(DWORD size, const DWORD *sizes);

/* The end of the members before MEMBER of struct tagTYPE: an older size. */
#define API_SIZE_BEFORE(type, member)                                          \
    ((DWORD)((offsetof(struct type, member) + 3) & ~(size_t)3))

/* --- members */

struct api_member {
    size_t a, w;  /* offsets */
    size_t chars; /* of a string, with its NUL */
};
#define API_MEMBER(type, member)                                               \
    {                                                                          \
        offsetof(struct type##A, member), offsetof(struct type##W, member),    \
            sizeof(((struct type##A *)NULL)->member)                           \
    }

/* UTF-8 into a string member; what does not fit is cut between characters. */
void api_put_text(void *base, bool wide, const struct api_member *m,
                  const char *text);
/* COUNT bytes that are the same in both forms. */
void api_put(void *base, bool wide, const struct api_member *m, const void *p,
             size_t count);
void api_put_dword(void *base, bool wide, const struct api_member *m,
                   DWORD value);
DWORD api_take_dword(const void *base, bool wide, const struct api_member *m);
/* A string member as UTF-8; false if it has no NUL or is no Unicode. */
bool api_take_text(const void *base, bool wide, const struct api_member *m,
                   char *out, size_t size);

/* A string argument as UTF-8, NULL as ""; false: too long or no Unicode. */
bool api_take_string(const void *text, bool wide, char *out, size_t size);

/* --- records */

/*
 * The record of the connection behind HANDLE. 0, ERROR_INVALID_HANDLE, 8, or
 * 668 (ERROR_NO_CONNECTION) where there is none (any more, yet).
 */
DWORD api_record(uint32_t handle, struct connrec *r);

/* The record of one pppd, if it lives. 0, 8 or 668. */
DWORD api_record_of(pid_t pid, uint64_t start, struct connrec *r);

/*
 * The code of a connlist_read() that yielded ERROR, for those who only look
 * whether an entry is connected: 8 where nobody can tell; 0 where the directory
 * is not one to believe, which hinders nobody.
 */
DWORD api_code_of_list(int error);

#endif
