#include "compat/api/custom.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>

#include "compat/api/dial.h"
#include "compat/api/hangup.h"
#include "compat/api/request.h"
#include "compat/dialer/host.h"
#include "compat/raserr.h"
#include "compat/str16.h"
#include "conf/text.h"

/* Connections that one RasCustomDial may leave behind for us to end. */
enum { MADE_MAX = 16 };

/* A dialer at work in this thread: in it, and for what. */
struct custom_frame {
    struct custom_frame *outer; /* of this thread */
    enum host_entry what;
    const char *phonebook, *entry;
    const struct host *host;
    struct custom_frame *next; /* dials: of all threads, under conn.h's lock */
    uint32_t made[MADE_MAX];
    size_t n_made;
};

static __thread struct custom_frame *frames;
static struct custom_frame *dials;

/* --- reasons */

static __thread char reason[ALLOW_REASON];

const char *custom_reason(void)
{
    return reason;
}

static void custom_forget_reason(void)
{
    reason[0] = '\0';
}

/* Names of others and messages of the loader go to the log as one line. */
static void custom_explain(const char *entry, DWORD code, const char *why)
{
    const char *text = raserr_text(code);

    snprintf(reason, sizeof(reason), "%s", why);
    text_make_printable(reason);
    syslog(LOG_DAEMON | LOG_ERR, "[%s]: RAS error %u (%s): %s", entry,
           (unsigned)code, text ? text : "", reason);
}

/* --- frames */

/* Entry names are compared as the phonebook compares them. */
static bool same_entry(const struct custom_frame *a,
                       const struct custom_frame *b)
{
    return strcmp(a->phonebook, b->phonebook) == 0 &&
           strcasecmp(a->entry, b->entry) == 0;
}

/* This thread's frame of that kind, the innermost; of E's entry if given. */
static struct custom_frame *custom_frame_of(enum host_entry what,
                                            const struct custom_frame *e)
{
    struct custom_frame *f = frames;

    while (f && (f->what != what || (e && !same_entry(f, e))))
        f = f->outer;
    return f;
}

static void custom_push(struct custom_frame *f)
{
    f->outer = frames;
    frames = f;
}

static void custom_pop(const struct custom_frame *f)
{
    frames = f->outer;
}

/* --- the dialer of an entry */

DWORD custom_dialer_of(const char *phonebook, const char *entry, char **dll)
{
    struct entry *e;
    enum conf_result result = CONF_NOT_FOUND;

    *dll = NULL;
    if (phonebook[0])
        result = rasphone_book_entry(phonebook, entry, &e, NULL);
    /* Who cannot be read is not dialled either: the dial says why. */
    if (result != CONF_OK)
        return result == CONF_NOMEM ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
    if (e->custom_ras_dial_dll[0]) {
        *dll = strdup(e->custom_ras_dial_dll);
        result = *dll ? CONF_OK : CONF_NOMEM;
    }
    entry_free(e);
    return result == CONF_OK ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

/* Its function in F's host; 0, 8, or 755 with the reason told. */
static DWORD custom_find_function(struct custom_frame *f, const char *dll,
                                  void **function, bool *wide)
{
    char why[ALLOW_REASON];
    enum conf_result result;
    DWORD code;

    *function = NULL;
    result = host_load(dll, api_places.config, api_places.root, &f->host, why,
                       sizeof(why));
    if (result == CONF_OK) {
        *function = host_function(f->host, f->what, wide);
        if (*function)
            return ERROR_SUCCESS;
        snprintf(why, sizeof(why), "%s does not export %s itself",
                 host_path(f->host), host_entry_name(f->what));
    }
    code = result == CONF_NOMEM ? ERROR_NOT_ENOUGH_MEMORY
                                : ERROR_CANNOT_DO_CUSTOMDIAL;
    custom_explain(f->entry, code, why);
    return code;
}

/* --- RasDial: its guard */

static unsigned depth(void)
{
    const struct custom_frame *f;
    unsigned n = 0;

    for (f = frames; f; f = f->outer)
        n += f->what == HOST_DIAL;
    return n;
}

static bool is_dialled(const struct custom_frame *f)
{
    const struct custom_frame *other = dials;

    while (other && !same_entry(other, f))
        other = other->next;
    return other != NULL;
}

/* 0, or why no dialer may be called for F now. */
static DWORD custom_enter_dial(struct custom_frame *f)
{
    DWORD code = ERROR_SUCCESS;

    if (custom_frame_of(HOST_DIAL, f)) {
        custom_explain(f->entry, ERROR_CANNOT_DO_CUSTOMDIAL,
                       "its own custom dialer called RasDial for it without "
                       "RDEOPT_CustomDial");
        return ERROR_CANNOT_DO_CUSTOMDIAL;
    }
    if (depth() >= CUSTOM_DEPTH) {
        custom_explain(f->entry, ERROR_CANNOT_DO_CUSTOMDIAL,
                       "too many custom dialers have called each other");
        return ERROR_CANNOT_DO_CUSTOMDIAL;
    }
    conn_lock();
    if (is_dialled(f)) {
        code = ERROR_DIAL_ALREADY_IN_PROGRESS;
    } else {
        f->next = dials;
        dials = f;
    }
    conn_unlock();
    if (code == ERROR_SUCCESS)
        custom_push(f);
    return code;
}

static void custom_leave_dial(struct custom_frame *f)
{
    struct custom_frame **link = &dials;

    custom_pop(f);
    conn_lock();
    while (*link != f)
        link = &(*link)->next;
    *link = f->next;
    conn_unlock();
}

/* A dialer's own threads are known by the entry they dial. */
void custom_note_dial(struct conn *c, uint32_t handle)
{
    const struct custom_frame key = {.phonebook = c->phonebook,
                                     .entry = c->entry};
    struct custom_frame *f = custom_frame_of(HOST_DIAL, NULL);

    if (f && f->n_made < MADE_MAX)
        f->made[f->n_made++] = handle;
    if (!f)
        for (f = dials; f && !same_entry(f, &key);)
            f = f->next;
    if (f && !c->dialer)
        c->dialer = f->host;
}

/* --- RasDial: the call */

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

/* --- RasDial: the result */

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

/* --- RasHangUp */

/* Another process's: by its entry, which that process may have changed. */
static const struct host *host_of_foreign(const char *phonebook,
                                          const char *entry)
{
    char why[ALLOW_REASON];
    const struct host *host = NULL;
    char *dll;

    if (custom_dialer_of(phonebook, entry, &dll) != ERROR_SUCCESS || !dll)
        return NULL;
    if (host_load(dll, api_places.config, api_places.root, &host, why,
                  sizeof(why)) != CONF_OK)
        syslog(LOG_DAEMON | LOG_NOTICE,
               "[%s]: hung up without its custom dialer: %s", entry, why);
    free(dll);
    return host;
}

/* Under the lock, which it lets go of where files are to be read. */
static RasCustomHangUpFn find_hang_up(struct conn *c)
{
    const struct host *host = c->dialer;
    RasCustomHangUpFn function = NULL;
    void *symbol = NULL;
    bool wide;

    if (!host && !c->own) {
        conn_unlock();
        host = host_of_foreign(c->phonebook, c->entry);
        conn_lock();
        c->dialer = host;
    }
    if (host)
        symbol = host_function(host, HOST_HANG_UP, &wide);
    memcpy(&function, &symbol, sizeof(function));
    return function;
}

/* Under the lock; C is held. */
static bool hang_up(HRASCONN h, struct conn *c, DWORD *code)
{
    RasCustomHangUpFn function = find_hang_up(c);
    bool left;

    if (!function || c->hanging_up)
        return false;
    c->hanging_up = true;
    conn_unlock();
    *code = function(h);
    conn_lock();
    c->hanging_up = false;
    left =
        *code == ERROR_SUCCESS && conn_find(api_handle(h)) == c && !c->hangup;
    conn_unlock();
    if (left)
        *code = hangup_plain(h);
    conn_lock();
    return true;
}

bool custom_hang_up(HRASCONN h, DWORD *code)
{
    struct conn *c;
    bool done;

    conn_lock();
    c = conn_find(api_handle(h));
    if (!c || c->hangup || c->hanging_up) {
        conn_unlock();
        return false;
    }
    conn_hold(c);
    done = hang_up(h, c, code);
    conn_release(c);
    conn_unlock();
    return done;
}

/* --- an argument in the form that the dialer wants */

struct text {
    const void *text; /* NULL stays NULL */
    void *made;       /* to be freed */
};

static bool convert(struct text *t, const void *from, bool is_wide,
                    bool want_wide)
{
    *t = (struct text){from, NULL};
    if (!from || is_wide == want_wide)
        return true;
    t->made =
        want_wide ? (void *)str16_new(from) : (void *)str16_new_utf8(from);
    t->text = t->made;
    return t->made != NULL;
}

/* The headers' types are not const, as on Windows. */
static void *plain(const struct text *t)
{
    return (void *)(uintptr_t)t->text;
}

/* --- RasDeleteEntry */

typedef DWORD(WINAPI *delete_a)(LPCSTR, LPCSTR, DWORD);

static DWORD call_notify(void *function, bool wide,
                         const struct api_entry_arg *arg, DWORD flags)
{
    RasCustomDeleteEntryNotifyFn w;
    struct text book = {NULL, NULL}, entry = {NULL, NULL};
    delete_a a;
    DWORD code = ERROR_NOT_ENOUGH_MEMORY;

    memcpy(&w, &function, sizeof(w));
    memcpy(&a, &function, sizeof(a));
    if (convert(&book, arg->phonebook, arg->wide, wide) &&
        convert(&entry, arg->entry, arg->wide, wide))
        code = wide ? w(book.text, entry.text, flags)
                    : a(book.text, entry.text, flags);
    free(book.made);
    free(entry.made);
    return code;
}

void custom_deleted(const char *dialer, const struct api_entry_arg *arg,
                    const struct api_entry *e)
{
    struct custom_frame f = {
        .what = HOST_DELETE_NOTIFY, .phonebook = e->path, .entry = e->name};
    bool wide;
    void *function;
    DWORD code;

    if (custom_find_function(&f, dialer, &function, &wide) != ERROR_SUCCESS)
        return;
    custom_push(&f);
    code = call_notify(function, wide, arg,
                       e->system ? RCD_AllUsers : RCD_SingleUser);
    custom_pop(&f);
    if (code != ERROR_SUCCESS)
        syslog(LOG_DAEMON | LOG_NOTICE,
               "[%s]: its RasCustomDeleteEntryNotify returned %u", e->name,
               (unsigned)code);
}

bool custom_deleting(const struct api_entry *e)
{
    const struct custom_frame *f;

    for (f = frames; f; f = f->outer)
        if (f->what == HOST_DELETE_NOTIFY && strcasecmp(f->entry, e->name) == 0)
            return true;
    return false;
}

/* --- dialogs */

typedef BOOL(WINAPI *dial_dlg_a)(HINSTANCE, DWORD, LPSTR, LPSTR, LPSTR,
                                 LPRASDIALDLG, PVOID);
typedef BOOL(WINAPI *entry_dlg_a)(HINSTANCE, LPSTR, LPSTR,
                                  struct tagRASENTRYDLGA *, DWORD);

/* A dialog that an entry's dialer is to show. */
struct dialog {
    struct custom_frame frame;
    struct api_entry entry;
    void *function;
    DWORD code; /* why it has none */
    bool wide;
    struct text book, name, number;
};

static bool convert_all(struct dialog *g, const struct custom_dialog *d)
{
    return convert(&g->book, d->phonebook, d->wide, g->wide) &&
           convert(&g->name, d->entry, d->wide, g->wide) &&
           convert(&g->number, d->number, d->wide, g->wide);
}

/* False: the entry has none, or its dialer is at work on this very dialog. */
static bool find_dialog(struct dialog *g, const struct custom_dialog *d,
                        enum host_entry what)
{
    const struct api_entry_arg arg = {d->wide, d->phonebook, d->entry};
    char *dll = NULL;

    memset(g, 0, sizeof(*g));
    if (api_entry_find(&arg, &g->entry) != ERROR_SUCCESS)
        return false;
    g->frame.what = what;
    g->frame.phonebook = g->entry.path;
    g->frame.entry = g->entry.name;
    if (custom_frame_of(what, &g->frame) ||
        custom_dialer_of(g->entry.path, g->entry.name, &dll) != ERROR_SUCCESS ||
        !dll)
        return false;
    g->code = custom_find_function(&g->frame, dll, &g->function, &g->wide);
    free(dll);
    return true;
}

static BOOL call_dial_dialog(struct dialog *g, struct tagRASDIALDLG *info)
{
    const HINSTANCE self = host_instance(g->frame.host);
    RasCustomDialDlgFn w;
    dial_dlg_a a;

    memcpy(&w, &g->function, sizeof(w));
    memcpy(&a, &g->function, sizeof(a));
    if (g->wide)
        return w(self, 0, plain(&g->book), plain(&g->name), plain(&g->number),
                 info, NULL);
    return a(self, 0, plain(&g->book), plain(&g->name), plain(&g->number), info,
             NULL);
}

static const struct api_member m_entry = API_MEMBER(tagRASENTRYDLG, szEntry);

/* What follows szEntry is of one form, as is what precedes it. */
static void convert_info(void *to, bool to_wide, const void *from, bool wide)
{
    const size_t tail_w = offsetof(struct tagRASENTRYDLGW, dwError);
    const size_t tail_a = offsetof(struct tagRASENTRYDLGA, dwError);
    const size_t rest = sizeof(struct tagRASENTRYDLGA) - tail_a;
    const size_t head = offsetof(struct tagRASENTRYDLGA, hwndOwner);
    char name[API_NAME_SIZE] = "";
    char *t = to;
    const char *f = from;

    memcpy(t + head, f + head, m_entry.a - head);
    memcpy(t + (to_wide ? tail_w : tail_a), f + (wide ? tail_w : tail_a), rest);
    (void)api_take_text(from, wide, &m_entry, name, sizeof(name));
    api_put_text(to, to_wide, &m_entry, name);
}

static BOOL call_entry_dialog(struct dialog *g, bool caller_wide, void *info)
{
    const HINSTANCE self = host_instance(g->frame.host);
    struct tagRASENTRYDLGW wide = {.dwSize = sizeof(wide)};
    struct tagRASENTRYDLGA narrow = {.dwSize = sizeof(narrow)};
    const bool same = g->wide == caller_wide;
    void *other = g->wide ? (void *)&wide : (void *)&narrow;
    RasCustomEntryDlgFn w;
    entry_dlg_a a;
    BOOL result;

    memcpy(&w, &g->function, sizeof(w));
    memcpy(&a, &g->function, sizeof(a));
    if (!same)
        convert_info(other, g->wide, info, caller_wide);
    result =
        g->wide
            ? w(self, plain(&g->book), plain(&g->name), same ? info : other, 0)
            : a(self, plain(&g->book), plain(&g->name), same ? info : other, 0);
    if (!same)
        convert_info(info, caller_wide, other, g->wide);
    return result;
}

static BOOL run_dialog(struct dialog *g, const struct custom_dialog *d)
{
    BOOL result;

    custom_push(&g->frame);
    result = g->frame.what == HOST_DIAL_DLG
                 ? call_dial_dialog(g, d->info)
                 : call_entry_dialog(g, d->wide, d->info);
    custom_pop(&g->frame);
    return result;
}

/* ERROR_AT: of dwError in the caller's structure. */
static bool dialog(const struct custom_dialog *d, enum host_entry what,
                   size_t error_at, BOOL *result)
{
    struct dialog *g = calloc(1, sizeof(*g));
    DWORD code = ERROR_SUCCESS;
    bool found;

    custom_forget_reason();
    *result = FALSE;
    found = !g || find_dialog(g, d, what);
    if (!g)
        code = ERROR_NOT_ENOUGH_MEMORY;
    else if (found && !g->function)
        code = g->code;
    else if (found && convert_all(g, d))
        *result = run_dialog(g, d);
    else if (found)
        code = ERROR_NOT_ENOUGH_MEMORY;
    if (code != ERROR_SUCCESS)
        memcpy((char *)d->info + error_at, &code, sizeof(code));
    if (g) {
        free(g->book.made);
        free(g->name.made);
        free(g->number.made);
    }
    free(g);
    return found;
}

bool custom_dial_dialog(const struct custom_dialog *d, BOOL *result)
{
    return dialog(d, HOST_DIAL_DLG, offsetof(struct tagRASDIALDLG, dwError),
                  result);
}

bool custom_entry_dialog(const struct custom_dialog *d, BOOL *result)
{
    return dialog(d, HOST_ENTRY_DLG,
                  d->wide ? offsetof(struct tagRASENTRYDLGW, dwError)
                          : offsetof(struct tagRASENTRYDLGA, dwError),
                  result);
}
