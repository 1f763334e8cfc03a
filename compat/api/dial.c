#include "compat/api/dial.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "compat/api/adopt.h"
#include "compat/api/custom.h"
#include "compat/api/hangup.h"
#include "compat/api/request.h"
#include "compat/api/share.h"
#include "compat/raserr.h"

enum {
    POLL_MS = 200,       /* how late a hang-up by another thread is seen */
    CALLBACK_MS = 10000, /* a callback "returns soon" */
    WHY_MAX = 512
};

/* One RasDial at work: in the caller's thread, or in one of its own. */
struct dial {
    struct conn *conn; /* a reference of its own */
    uint32_t handle;
    bool shared; /* the connection was there: there is only that to tell */
    bool live;   /* its pppd is there, and goes on */
    bool mute;   /* RasDialFunc2 wants to hear no more */
    struct request request;
};

/* --- telling */

typedef VOID(WINAPI *func)(UINT, RASCONNSTATE, DWORD);
typedef VOID(WINAPI *func1)(HRASCONN, UINT, RASCONNSTATE, DWORD, DWORD);
typedef DWORD(WINAPI *func2)(ULONG_PTR, DWORD, HRASCONN, UINT, RASCONNSTATE,
                             DWORD, DWORD);

/* A function's address went through an LPVOID: POSIX lets it come back. */
static void call(struct dial *d, const struct conn_event *e)
{
    const struct request *r = &d->request;
    HRASCONN h = api_hrasconn(d->handle);
    RASCONNSTATE state = (RASCONNSTATE)e->state;

    /* The others cannot tell one link from another. */
    if (e->link && r->type != NOTIFIER_FUNC2)
        return;
    if (r->type == NOTIFIER_FUNC)
        ((func)r->notifier)(WM_RASDIALEVENT, state, e->error);
    else if (r->type == NOTIFIER_FUNC1)
        ((func1)r->notifier)(h, WM_RASDIALEVENT, state, e->error, e->extended);
    else if (!((func2)r->notifier)(r->callback_id, e->sub_entry, h,
                                   WM_RASDIALEVENT, state, e->error,
                                   e->extended))
        d->mute = true;
}

static void tell(struct dial *d, const struct conn_event *e)
{
    if (!d->request.notifier || d->mute)
        return;
    conn_set_callback(d->conn);
    call(d, e);
    conn_set_callback(NULL);
}

static bool is_last(const struct conn_event *e)
{
    return !e->link && (e->error != 0 || e->state == RASCS_Connected ||
                        (e->state & CONN_PAUSED) != 0);
}

/* --- dialling */

/* Who waits for the end of a hang-up is not refused a port still in use. */
static void wait_for_teardown(const struct conn *mine)
{
    unsigned waited = 0;
    struct conn *c = NULL;

    conn_lock();
    while ((c = conn_next(c))) {
        if (c == mine || !c->own || !c->hangup || c->over)
            continue;
        conn_refresh(c);
        if (c->over || waited >= HANGUP_MS)
            continue;
        conn_sleep(POLL_MS / 4);
        waited += POLL_MS / 4;
        c = NULL; /* the list may have changed */
    }
    conn_unlock();
}

static void start(struct dial *d)
{
    struct session_request q = request_session(&d->request);
    struct session *session;
    char why[WHY_MAX];
    uint32_t code;

    wait_for_teardown(d->conn);
    code = adopt_open(&q, &session, why, sizeof(why));
    explicit_bzero(d->request.password, sizeof(d->request.password));
    conn_lock();
    d->conn->session = session;
    if (code)
        conn_fail(d->conn, RASCS_OpenPort, code);
    else if (d->conn->hangup)
        conn_ask_hangup(d->conn);
    conn_changed();
    conn_unlock();
}

enum step { STEP_WAIT, STEP_TELL, STEP_STOP };

static enum step next_step(struct conn *c, struct conn_event *e, int *fd)
{
    enum step step = STEP_WAIT;

    conn_lock();
    conn_refresh(c);
    if (c->hangup) {
        step = STEP_STOP;
    } else if (conn_next_event(c, e)) {
        step = STEP_TELL;
        if (e->state == RASCS_Connected && !e->link)
            share_take(c);
    } else if (c->over) {
        e->error = c->error;
        step = STEP_STOP;
    }
    *fd = c->session ? session_fd(c->session) : -1;
    conn_unlock();
    return step;
}

/* Tells what happens until there is a result, and returns that. */
static uint32_t follow(struct dial *d)
{
    struct conn_event e = {0, 0, 0, 0, 1};
    int fd;

    for (;;) {
        struct pollfd p = {.events = POLLIN};

        switch (next_step(d->conn, &e, &fd)) {
        case STEP_STOP:
            return e.error ? e.error : RASERR_ERROR_USER_DISCONNECTION;
        case STEP_TELL:
            tell(d, &e);
            if (is_last(&e))
                return e.error;
            e.error = 0;
            break;
        default:
            p.fd = fd;
            poll(&p, 1, POLL_MS);
        }
    }
}

static uint32_t tell_shared(struct dial *d)
{
    const struct conn_event connected = {RASCS_Connected, 0, 0, 0, 1};

    tell(d, &connected);
    return RASERR_ERROR_SUCCESS;
}

void dial_free(struct dial *d)
{
    if (!d)
        return;
    conn_lock();
    conn_release(d->conn);
    conn_unlock();
    request_wipe(&d->request);
    free(d);
}

/* Carries a dial through; the result is for who waits for one. */
static uint32_t run(struct dial *d)
{
    struct conn *c = d->conn;
    bool hangup;
    uint32_t code;

    if (d->shared)
        return tell_shared(d);
    if (!d->live)
        start(d);
    code = follow(d);
    conn_lock();
    c->dialling = false;
    hangup = c->hangup;
    conn_changed();
    conn_unlock();
    /* A hang-up from the callback: nobody else sees it to its end. */
    if (hangup && d->request.notifier)
        hangup_finish(c);
    return code;
}

static void *run_thread(void *context)
{
    struct dial *d = context;

    (void)run(d);
    dial_free(d);
    return NULL;
}

/* A thread of ours takes none of the program's signals. */
static int start_thread(struct dial *d)
{
    sigset_t all, before;
    pthread_attr_t a;
    pthread_t thread;
    int error;

    error = pthread_attr_init(&a);
    if (error)
        return error;
    pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, &a, run_thread, d);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&a);
    return error;
}

/* --- which connection */

/*
 * The program was told of the pause by a callback that may not have returned
 * yet: the dial goes on behind it.
 */
static struct conn *wait_for_callback(uint32_t handle)
{
    struct conn *c = conn_find(handle);
    unsigned waited = 0;

    while (c && c->dialling && (c->state & CONN_PAUSED) &&
           !conn_in_callback(c) && waited < CALLBACK_MS) {
        conn_sleep(POLL_MS / 4);
        waited += POLL_MS / 4;
        c = conn_find(handle);
    }
    return c;
}

DWORD dial_find_paused(uint32_t handle, struct conn **c)
{
    struct conn *old = wait_for_callback(handle);
    bool paused = old && (old->state & CONN_PAUSED) != 0;

    *c = NULL;
    if (!old || !old->own || old->hangup)
        return ERROR_SUCCESS;
    if (old->dialling && (paused || !old->ended))
        return ERROR_DIAL_ALREADY_IN_PROGRESS;
    if (paused)
        *c = conn_hold(old);
    else if (!old->connected)
        conn_drop_handle(handle); /* a failed one: the caller begins anew */
    return ERROR_SUCCESS;
}

/* What the resumed dial does first, in the words of RASCONNSTATE. */
static const struct {
    uint32_t paused, state;
} resumed[] = {
    {RASCS_RetryAuthentication, RASCS_AuthRetry},
    {RASCS_PasswordExpired, RASCS_AuthChangePassword},
};

static void resume(struct dial *d, struct conn *c)
{
    uint32_t paused = c->state;
    size_t i;

    d->live = conn_resume(c, d->request.callback);
    if (d->live)
        return;
    conn_restart(c);
    for (i = 0; i < sizeof(resumed) / sizeof(*resumed); i++)
        if (resumed[i].paused == paused)
            c->events[c->n_events++] =
                (struct conn_event){resumed[i].state, 0, 0, 0, 1};
}

static DWORD begin_new(struct dial *d)
{
    struct conn *c = conn_new(true);

    if (!c)
        return ERROR_NOT_ENOUGH_MEMORY;
    d->conn = c;
    d->handle = conn_add_handle(c, true);
    if (!d->handle)
        return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(c->entry, d->request.entry, sizeof(c->entry));
    memcpy(c->phonebook, d->request.phonebook, sizeof(c->phonebook));
    conn_restart(c);
    return ERROR_SUCCESS;
}

/* One more handle of a connection that is there. */
static DWORD begin_shared(struct dial *d, struct conn *c)
{
    share_take(c);
    d->shared = true;
    d->conn = conn_hold(c);
    d->handle = conn_add_handle(c, true);
    return d->handle ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

/* What this process dials says more of itself than its record does. */
static bool is_own(const struct connrec *r)
{
    const struct conn *c = conn_of_pid(r->pid, r->pid_start);

    return c && c->own;
}

/* Under the lock: who comes second finds the first one's dial. */
static DWORD choose(struct dial *d, uint32_t given,
                    const struct connrec *foreign)
{
    struct conn *c;
    DWORD code = dial_find_paused(given, &c);

    if (code != ERROR_SUCCESS)
        return code;
    if (c) {
        d->conn = c;
        d->handle = given;
        resume(d, c);
        return ERROR_SUCCESS;
    }
    c = conn_of_entry(d->request.phonebook, d->request.entry);
    if (c)
        conn_refresh(c);
    if (c && c->connected)
        return begin_shared(d, c);
    if (c && ((c->dialling && !c->ended) || (c->state & CONN_PAUSED)))
        return ERROR_DIAL_ALREADY_IN_PROGRESS;
    if (foreign && !is_own(foreign)) {
        if (foreign->state != RASCS_Connected)
            return ERROR_DIAL_ALREADY_IN_PROGRESS;
        c = share_foreign(foreign);
        if (!c)
            return ERROR_NOT_ENOUGH_MEMORY;
        code = begin_shared(d, c);
        conn_release(c);
        return code;
    }
    return begin_new(d);
}

static DWORD begin(struct dial *d, LPHRASCONN phrasconn)
{
    struct connrec foreign;
    /* What an adopted pppd lists of itself is no other process's dial. */
    bool found = false;
    DWORD code = adopt_done() ? ERROR_SUCCESS
                              : share_find(d->request.phonebook,
                                           d->request.entry, &foreign, &found);

    if (code != ERROR_SUCCESS)
        return code;
    conn_lock();
    code = choose(d, api_handle(*phrasconn), found ? &foreign : NULL);
    if (code == ERROR_SUCCESS) {
        d->conn->pausing =
            d->request.notifier && (d->request.options & RDEOPT_PausedStates);
        custom_note_dial(d->conn, d->handle);
        /* Another thread of the program may be waiting for it to hang up. */
        __atomic_store_n(phrasconn, api_hrasconn(d->handle), __ATOMIC_RELEASE);
    }
    conn_unlock();
    return code;
}

/* --- RasDial */

/* No thread: the dial has failed, and its handle says so. */
static DWORD abandon(struct dial *d)
{
    conn_lock();
    if (!d->shared)
        conn_fail(d->conn, RASCS_OpenPort, ERROR_NOT_ENOUGH_MEMORY);
    d->conn->dialling = false;
    conn_unlock();
    dial_free(d);
    return ERROR_NOT_ENOUGH_MEMORY;
}

DWORD dial_new(const struct request_source *s, struct dial **d)
{
    DWORD code = ERROR_NOT_ENOUGH_MEMORY;

    *d = calloc(1, sizeof(**d));
    if (*d)
        code = request_read(&(*d)->request, s);
    if (code == ERROR_SUCCESS)
        code = request_find_entry(&(*d)->request);
    if (code == ERROR_SUCCESS)
        return code;
    dial_free(*d);
    *d = NULL;
    return code;
}

const struct request *dial_request(const struct dial *d)
{
    return &d->request;
}

DWORD dial_plain(struct dial *d, const struct request_source *s,
                 LPHRASCONN phrasconn)
{
    DWORD code = request_check_notifier(s);

    if (code == ERROR_SUCCESS)
        code = begin(d, phrasconn);
    if (code == ERROR_SUCCESS && d->request.notifier)
        return start_thread(d) == 0 ? (DWORD)ERROR_SUCCESS : abandon(d);
    if (code == ERROR_SUCCESS)
        code = run(d);
    dial_free(d);
    return code;
}

/* --- a line that the caller brings */

/* Without one of the paused states: the line would not wait. */
static DWORD begin_open(struct dial *d, const struct request_source *s,
                        LPHRASCONN phrasconn)
{
    DWORD code = request_read(&d->request, s);

    d->request.own_line = true;
    d->request.options |= RDEOPT_CustomDial;
    d->request.options &= ~(DWORD)RDEOPT_PausedStates;
    if (code == ERROR_SUCCESS)
        code = request_check_notifier(s);
    if (code == ERROR_SUCCESS)
        code = request_find_entry(&d->request);
    return code == ERROR_SUCCESS ? begin(d, phrasconn) : code;
}

/* Starts pppd; D is then the thread's, where there is a notifier. */
static DWORD start_open(struct dial **d)
{
    struct conn *c = (*d)->conn;
    bool notified = (*d)->request.notifier != NULL;
    DWORD code;

    if ((*d)->shared)
        return ERROR_DIAL_ALREADY_IN_PROGRESS;
    conn_lock();
    c->own_line = true;
    c->notified = notified;
    conn_unlock();
    start(*d);
    conn_lock();
    code = c->over ? c->error : (DWORD)ERROR_SUCCESS;
    conn_unlock();
    (*d)->live = true;
    if (code != ERROR_SUCCESS || !notified)
        return code;
    if (start_thread(*d) != 0)
        return ERROR_NOT_ENOUGH_MEMORY;
    *d = NULL;
    return ERROR_SUCCESS;
}

DWORD dial_open(const struct request_source *s, LPHRASCONN phrasconn)
{
    struct dial *d = calloc(1, sizeof(*d));
    DWORD code;

    if (!d)
        return ERROR_NOT_ENOUGH_MEMORY;
    code = begin_open(d, s, phrasconn);
    if (code == ERROR_SUCCESS)
        code = start_open(&d);
    if (code != ERROR_SUCCESS && d && d->handle) {
        conn_lock();
        conn_drop_handle(d->handle);
        conn_unlock();
        *phrasconn = NULL;
    }
    dial_free(d);
    return code;
}

DWORD dial_follow(struct conn *c, uint32_t handle)
{
    struct dial d = {.conn = c, .handle = handle, .live = true};

    return run(&d);
}
