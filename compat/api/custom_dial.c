#include "compat/api/custom_dial.h"

#include <stdlib.h>
#include <string.h>

#include "compat/api/custom.h"
#include "compat/api/dial.h"
#include "compat/api/hangup.h"
#include "compat/api/request.h"
#include "compat/dialer/host.h"

/* --- the call */

typedef DWORD(WINAPI *dial_a)(HINSTANCE, LPRASDIALEXTENSIONS, LPCSTR,
                              struct tagRASDIALPARAMSA *, DWORD, LPVOID,
                              LPHRASCONN, DWORD);

/* What the dialer is handed: it may write on it. */
struct copies {
    struct request request; /* in UTF-8, and where the entry is */
    RASDIALEXTENSIONS extensions;
    struct tagRASDIALPARAMSW wide;
    struct tagRASDIALPARAMSA narrow;
    char phonebook[PATH_MAX];
};

static DWORD copy(struct copies *copies, const struct custom_call *call)
{
    const struct request_source s = {.wide = true,
                                     .extensions = call->extensions,
                                     .phonebook = call->phonebook,
                                     .params = call->params};
    DWORD code = request_read(&copies->request, &s);

    if (code != ERROR_SUCCESS)
        return code;
    /* Who may not read the phonebook knows the entry by its name alone. */
    (void)request_find_entry(&copies->request);
    request_params(&s, &copies->wide);
    request_narrow_params(&copies->wide, &copies->narrow);
    if (call->extensions)
        request_extensions(call->extensions, &copies->extensions);
    return api_take_string(call->phonebook, true, copies->phonebook,
                           sizeof(copies->phonebook))
               ? ERROR_SUCCESS
               : ERROR_INVALID_PARAMETER;
}

static DWORD call_dial(const struct host *host, void *function, bool wide,
                       const struct custom_call *call, struct copies *copies,
                       LPHRASCONN out)
{
    RASDIALEXTENSIONS *extensions =
        call->extensions ? &copies->extensions : NULL;
    RasCustomDialFn w;
    dial_a a;

    memcpy(&w, &function, sizeof(w));
    memcpy(&a, &function, sizeof(a));
    if (wide)
        return w(host_instance(host), extensions, call->phonebook,
                 &copies->wide, call->type, call->notifier, out, 0);
    return a(host_instance(host), extensions,
             call->phonebook ? copies->phonebook : NULL, &copies->narrow,
             call->type, call->notifier, out, 0);
}

/* --- the result */

/* Is HANDLE one that the dialer may return? Then its connection is known. */
static bool take_handle(const struct custom_frame *f, uint32_t handle,
                        uint32_t given, uint32_t mark)
{
    struct conn *c;
    bool good;

    if (handle == 0)
        return false;
    conn_lock();
    c = conn_find(handle);
    /* It may have been hung up by now: then only its number is left. */
    good = handle == given || (conn_given_since(handle, mark) &&
                               (!c || conn_is_reference(handle)));
    if (good && c && !c->dialer)
        c->dialer = f->host;
    conn_unlock();
    return good;
}

static DWORD judge(struct custom_frame *f, DWORD code, bool good,
                   LPHRASCONN out)
{
    const bool any = *out != NULL;
    size_t i;

    if (good)
        return code;
    *out = NULL;
    for (i = 0; i < f->n_made; i++)
        (void)hangup_plain(api_hrasconn(f->made[i]));
    if (code == ERROR_SUCCESS) {
        code = ERROR_CANNOT_DO_CUSTOMDIAL;
        custom_explain(
            f->entry, code,
            any ? "its RasCustomDial returned success with a handle that "
                  "it did not get from RasDial"
                : "its RasCustomDial returned success without a handle");
    }
    return code;
}

/* The handle that the dialer is to go on with, 0: none. 0 or 756. */
static DWORD choose_handle(HRASCONN h, uint32_t *given)
{
    struct conn *c;
    DWORD code;

    conn_lock();
    *given = api_handle(h);
    code = dial_find_paused(*given, &c);
    if (!c)
        *given = 0;
    conn_release(c);
    conn_unlock();
    return code;
}

static DWORD dial_with(struct custom_frame *f, const struct custom_call *call,
                       struct copies *copies, LPHRASCONN out)
{
    uint32_t given, mark;
    struct custom_frame wanted = {.what = f->what, .entry = f->entry};
    bool wide;
    void *function;
    DWORD code = custom_find_function(&wanted, call->dialer, &function, &wide);

    if (code == ERROR_SUCCESS)
        code = choose_handle(*out, &given);
    if (code != ERROR_SUCCESS)
        return code;
    __atomic_store_n(out, api_hrasconn(given), __ATOMIC_RELEASE);
    conn_lock();
    f->host = wanted.host;
    mark = conn_mark();
    conn_unlock();
    code = call_dial(wanted.host, function, wide, call, copies, out);
    return judge(f, code, take_handle(f, api_handle(*out), given, mark), out);
}

DWORD custom_dial(const struct custom_call *call, LPHRASCONN lphRasConn)
{
    struct custom_frame f = {.what = HOST_DIAL};
    struct copies *copies = calloc(1, sizeof(*copies));
    DWORD code;

    custom_forget_reason();
    if (!copies)
        return ERROR_NOT_ENOUGH_MEMORY;
    code = copy(copies, call);
    f.phonebook = copies->request.phonebook;
    f.entry = copies->request.entry;
    if (code == ERROR_SUCCESS)
        code = custom_enter_dial(&f);
    if (code == ERROR_SUCCESS) {
        code = dial_with(&f, call, copies, lphRasConn);
        custom_leave_dial(&f);
    }
    explicit_bzero(copies, sizeof(*copies));
    free(copies);
    return code;
}
