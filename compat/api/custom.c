#include "compat/api/custom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>

#include "compat/dialer/host.h"
#include "compat/raserr.h"
#include "conf/text.h"

static __thread struct custom_frame *frames;
static struct custom_frame *dials;

/* --- reasons */

static __thread char reason[ALLOW_REASON];

const char *custom_reason(void)
{
    return reason;
}

void custom_forget_reason(void)
{
    reason[0] = '\0';
}

/* Names of others and messages of the loader go to the log as one line. */
void custom_explain(const char *entry, DWORD code, const char *why)
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
struct custom_frame *custom_frame_of(enum host_entry what,
                                     const struct custom_frame *e)
{
    struct custom_frame *f = frames;

    while (f && (f->what != what || (e && !same_entry(f, e))))
        f = f->outer;
    return f;
}

void custom_push(struct custom_frame *f)
{
    f->outer = frames;
    frames = f;
}

void custom_pop(const struct custom_frame *f)
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
DWORD custom_find_function(struct custom_frame *f, const char *dll,
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
DWORD custom_enter_dial(struct custom_frame *f)
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

void custom_leave_dial(struct custom_frame *f)
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

    if (f && f->n_made < CUSTOM_MADE)
        f->made[f->n_made++] = handle;
    if (!f)
        for (f = dials; f && !same_entry(f, &key);)
            f = f->next;
    if (f && !c->dialer)
        c->dialer = f->host;
}

/* --- RasDeleteEntry */

bool custom_deleting(const struct api_entry *e)
{
    const struct custom_frame *f;

    for (f = frames; f; f = f->outer)
        if (f->what == HOST_DELETE_NOTIFY && strcasecmp(f->entry, e->name) == 0)
            return true;
    return false;
}
