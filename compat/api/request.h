/*
 * request.h - what a RasDial asks for.
 *
 * Owns the checks of RasDial's parameters, in their documented order, and
 * their translation into one request in UTF-8. It holds a password.
 */
#ifndef COMPAT_API_REQUEST_H
#define COMPAT_API_REQUEST_H

#include "compat/api/api.h"
#include "compat/session.h"

/* The known values of RASDIALPARAMS.dwSize, 0 at the end. */
extern const DWORD request_sizes_a[], request_sizes_w[];

enum notifier_type { NOTIFIER_FUNC, NOTIFIER_FUNC1, NOTIFIER_FUNC2 };

struct request {
    char entry[1537];     /* "." and a number: no entry */
    char phonebook[1025]; /* in which the entry is, "" without one */
    char number[513], callback[513];
    char user[769], password[769], domain[65];
    DWORD options; /* RDEOPT_ */
    DWORD sub_entry;
    bool own_line; /* the caller brings the line */
    ULONG_PTR callback_id;
    enum notifier_type type;
    LPVOID notifier; /* NULL: synchronous */
};

/* RasDial's parameters as they came; WIDE: strings are UTF-16. */
struct request_source {
    bool wide;
    const RASDIALEXTENSIONS *extensions;
    const void *phonebook;
    const void *params;
    DWORD type;
    LPVOID notifier;
};

/* Fills R, or returns why it cannot be dialled. R is to be wiped. */
DWORD request_read(struct request *r, const struct request_source *s);
void request_wipe(struct request *r);

/* 0, or 87: a notifier of a type that is not known. */
DWORD request_check_notifier(const struct request_source *s);

/*
 * The parameters as a custom dialer gets them: wide, full-size, as they came.
 * The version that dwSize stands for is kept, but is at least that of Windows
 * 2000, where custom dialers began. What request_read() took is sound.
 */
void request_params(const struct request_source *s,
                    struct tagRASDIALPARAMSW *out);
/* The same in UTF-8, for a dialer of that kind. */
void request_narrow_params(const struct tagRASDIALPARAMSW *from,
                           struct tagRASDIALPARAMSA *out);
void request_extensions(const RASDIALEXTENSIONS *from, RASDIALEXTENSIONS *out);

/* Finds the entry's phonebook. 0, 621, 623 and what books_resolve() knows. */
DWORD request_find_entry(struct request *r);

/* The same for session_open(); what it points to belongs to R. */
struct session_request request_session(const struct request *r);

#endif
