#include "compat/api/custom_dialog.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "compat/api/custom.h"
#include "compat/dialer/host.h"
#include "compat/str16.h"

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
