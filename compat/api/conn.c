#include "compat/api/conn.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "compat/api/api.h"
#include "compat/win32/object.h"

/*
 * Callers keep handles in 32-bit longs, and some pass what an uninitialised
 * variable holds: values start where neither 0 nor small integers are met.
 */
enum { FIRST_HANDLE = 0x10001, LAST_HANDLE = 0x7ffffff0 };

struct handle {
    uint32_t value;
    struct conn *conn;
    bool reference, closing;
};

struct list {
    struct conn *conn;
    struct list *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static struct handle *handles;
static size_t n_handles, handles_size;
static uint32_t next_handle = FIRST_HANDLE;
static struct list *connections;

/* --- callbacks of this thread */

static __thread const struct conn *in_callback;

void conn_set_callback(const struct conn *c)
{
    in_callback = c;
}

bool conn_in_callback(const struct conn *c)
{
    return in_callback == c;
}

/* --- the lock */

static void make_condition(void);

static void unlock_after_fork(void)
{
    pthread_mutex_unlock(&lock);
}

/* Those who wait are the parent's threads: no broadcast may wait for them. */
static void unlock_in_child(void)
{
    make_condition();
    pthread_mutex_unlock(&lock);
}

static void lock_before_fork(void)
{
    pthread_mutex_lock(&lock);
}

/* Without the monotonic clock a set date would wake us late. */
static void make_condition(void)
{
    pthread_condattr_t a;

    pthread_condattr_init(&a);
    pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
    pthread_cond_init(&changed, &a);
    pthread_condattr_destroy(&a);
}

/*
 * Who has this lock may take that of objects (notify.c), so that a fork must
 * take this one first: its handlers are called in the reverse of the order in
 * which they were given.
 */
static void initialise(void)
{
    make_condition();
    win32_enter();
    win32_leave();
    pthread_atfork(lock_before_fork, unlock_after_fork, unlock_in_child);
}

void conn_lock(void)
{
    pthread_once(&once, initialise);
    pthread_mutex_lock(&lock);
}

void conn_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

void conn_changed(void)
{
    pthread_cond_broadcast(&changed);
}

void conn_sleep(unsigned ms)
{
    struct timespec t = {0, 0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_nsec -= 1000000000;
        t.tv_sec++;
    }
    pthread_cond_timedwait(&changed, &lock, &t);
}

/* --- connections */

struct conn *conn_new(bool own)
{
    struct list *l = calloc(1, sizeof(*l));
    struct conn *c = calloc(1, sizeof(*c));

    if (!l || !c) {
        free(l);
        free(c);
        return NULL;
    }
    c->references = 1;
    c->own = own;
    c->lock = -1;
    l->conn = c;
    l->next = connections;
    connections = l;
    return c;
}

struct conn *conn_hold(struct conn *c)
{
    c->references++;
    return c;
}

void conn_release(struct conn *c)
{
    struct list **p;

    if (!c || --c->references > 0)
        return;
    for (p = &connections; *p; p = &(*p)->next)
        if ((*p)->conn == c) {
            struct list *gone = *p;

            *p = gone->next;
            free(gone);
            break;
        }
    session_close(c->session);
    if (c->lock >= 0)
        close(c->lock);
    free(c);
}

struct conn *conn_next(const struct conn *c)
{
    const struct list *l = connections;

    while (c && l && l->conn != c)
        l = l->next;
    if (c && l)
        l = l->next;
    return l ? l->conn : NULL;
}

struct conn *conn_of_pid(pid_t pid, uint64_t start)
{
    struct conn *c = NULL;

    while ((c = conn_next(c)))
        if (c->pid == pid && c->pid_start == start)
            break;
    return c;
}

/* Entry names are compared as the phonebook compares them. */
struct conn *conn_of_entry(const char *phonebook, const char *entry)
{
    struct conn *c = NULL;

    while ((c = conn_next(c)))
        if (c->own && !c->hangup && strcmp(c->phonebook, phonebook) == 0 &&
            strcasecmp(c->entry, entry) == 0 &&
            ((c->dialling && !c->ended) || c->connected ||
             (c->state & CONN_PAUSED)))
            break;
    return c;
}

/* --- handles */

static struct handle *row_of(uint32_t value)
{
    size_t i;

    for (i = 0; i < n_handles; i++)
        if (handles[i].value == value)
            return &handles[i];
    return NULL;
}

static uint32_t unused_value(void)
{
    uint32_t value;

    do {
        value = next_handle;
        next_handle = value == LAST_HANDLE ? FIRST_HANDLE : value + 1;
    } while (row_of(value));
    return value;
}

static bool make_room(void)
{
    size_t size = handles_size ? 2 * handles_size : 8;
    struct handle *more;

    if (n_handles < handles_size)
        return true;
    more = reallocarray(handles, size, sizeof(*handles));
    if (!more)
        return false;
    handles = more;
    handles_size = size;
    return true;
}

uint32_t conn_add_handle(struct conn *c, bool reference)
{
    struct handle *h;

    if (!make_room())
        return 0;
    h = &handles[n_handles];
    h->value = unused_value();
    h->conn = conn_hold(c);
    h->reference = reference;
    h->closing = false;
    n_handles++;
    return h->value;
}

uint32_t conn_mark(void)
{
    return next_handle;
}

/* The values go round. */
bool conn_given_since(uint32_t value, uint32_t mark)
{
    if (mark <= next_handle)
        return value >= mark && value < next_handle;
    return value >= mark ? value <= LAST_HANDLE
                         : value >= FIRST_HANDLE && value < next_handle;
}

struct conn *conn_find(uint32_t value)
{
    const struct handle *h = row_of(value);

    return h ? h->conn : NULL;
}

static void drop_row(size_t i)
{
    struct conn *c = handles[i].conn;

    handles[i] = handles[--n_handles];
    conn_release(c);
}

void conn_drop_handle(uint32_t value)
{
    struct handle *h = row_of(value);

    if (h)
        drop_row((size_t)(h - handles));
}

void conn_mark_closing(uint32_t value)
{
    struct handle *h = row_of(value);

    if (h)
        h->closing = true;
}

void conn_sweep(void)
{
    size_t i = 0;

    while (i < n_handles)
        if (handles[i].closing && handles[i].conn->over)
            drop_row(i);
        else
            i++;
}

bool conn_is_reference(uint32_t value)
{
    const struct handle *h = row_of(value);

    return h && h->reference;
}

unsigned conn_references(const struct conn *c)
{
    unsigned n = 0;
    size_t i;

    for (i = 0; i < n_handles; i++)
        n +=
            handles[i].conn == c && handles[i].reference && !handles[i].closing;
    return n;
}

uint32_t conn_handle(const struct conn *c)
{
    uint32_t first = 0;
    size_t i;

    for (i = 0; i < n_handles; i++)
        if (handles[i].conn == c && !handles[i].closing &&
            (first == 0 || handles[i].value < first))
            first = handles[i].value;
    return first;
}

/* --- events */

static bool was_told(const struct conn *c, uint32_t state)
{
    size_t i;

    for (i = 0; i < c->n_told; i++)
        if (c->told[i] == state)
            return true;
    return false;
}

/* A state is told once; that it failed is another piece of news. */
static void add_event(struct conn *c, uint32_t state, uint32_t error,
                      uint32_t extended)
{
    bool repeatable = error != 0 || (state & CONN_PAUSED) != 0;

    if (!c->dialling || c->n_events == CONN_EVENTS ||
        (!repeatable && was_told(c, state)))
        return;
    if (!repeatable && c->n_told < CONN_STATES)
        c->told[c->n_told++] = state;
    c->events[c->n_events++] = (struct conn_event){
        state, error, extended, 0, c->sub_entry ? c->sub_entry : 1};
}

/* Room is left for what the connection itself has to tell. */
static void on_link(struct conn *c, const struct wire_record *r)
{
    uint32_t link = wire_u32(r, WIRE_F_SUB_ENTRY, 1);

    if (!c->dialling || c->failed || c->n_events >= CONN_EVENTS - CONN_STATES)
        return;
    c->events[c->n_events++] = (struct conn_event){
        wire_u32(r, WIRE_F_STATE, 0), wire_u32(r, WIRE_F_ERROR, 0),
        wire_u32(r, WIRE_F_EXTENDED_ERROR, 0), link, link};
}

bool conn_next_event(struct conn *c, struct conn_event *e)
{
    if (c->n_events == 0)
        return false;
    *e = c->events[0];
    c->n_events--;
    memmove(c->events, c->events + 1, c->n_events * sizeof(*c->events));
    return true;
}

/*
 * The plugin's states are the phases of pppd. RasDial tells of one thing more:
 * that the credentials were judged. It fails where they were refused; where
 * not, "a more specific state" follows (RASCONNSTATE on learn.microsoft.com).
 */
static bool is_refusal(uint32_t error)
{
    static const uint32_t refusals[] = {
        RASERR_ERROR_RESTRICTED_LOGON_HOURS, RASERR_ERROR_ACCT_DISABLED,
        RASERR_ERROR_PASSWD_EXPIRED,         RASERR_ERROR_NO_DIALIN_PERMISSION,
        RASERR_ERROR_AUTHENTICATION_FAILURE, RASERR_ERROR_CHANGING_PASSWORD,
    };
    size_t i;

    for (i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
        if (refusals[i] == error)
            return true;
    return false;
}

static void tell_verdict(struct conn *c)
{
    add_event(c, RASCS_AuthNotify, 0, 0);
}

/* --- the end of an attempt */

/*
 * What another password or number may mend, and the state that the dial enters
 * where it can wait for one. pppd itself cannot wait in the middle of an
 * authentication: the dial begins anew when it is resumed, behind the scenes.
 */
static const struct {
    uint32_t error, state;
} mendable[] = {
    {RASERR_ERROR_AUTHENTICATION_FAILURE, RASCS_RetryAuthentication},
    {RASERR_ERROR_PASSWD_EXPIRED, RASCS_PasswordExpired},
};

static uint32_t pause_after(const struct conn *c)
{
    size_t i;

    for (i = 0; c->pausing && i < sizeof(mendable) / sizeof(*mendable); i++)
        if (mendable[i].error == c->error)
            return mendable[i].state;
    return 0;
}

static void end_attempt(struct conn *c)
{
    uint32_t pause = c->dialling && !c->hangup ? pause_after(c) : 0;

    if (c->ended)
        return;
    c->ended = true;
    c->connected = false;
    c->failed = c->dialling;
    if (c->failed_state == RASCS_Authenticate && is_refusal(c->error)) {
        tell_verdict(c);
        c->failed_state = RASCS_AuthNotify;
    }
    if (pause) {
        c->state = pause;
        add_event(c, pause, 0, 0);
        c->error = 0;
    } else {
        c->state = RASCS_Disconnected;
        add_event(c, c->failed_state, c->error, c->extended);
    }
    /* The entry may want a redial, RasDial never does. */
    if (c->dialling)
        conn_ask_hangup(c);
}

void conn_fail(struct conn *c, uint32_t state, uint32_t error)
{
    c->failed_state = state;
    c->error = error;
    c->over = true;
    end_attempt(c);
    conn_changed();
}

/* pppd went without a word, or said what nobody understands. */
static void lose(struct conn *c, int error)
{
    c->over = true;
    if (c->ended)
        return;
    if (c->hangup)
        c->error = RASERR_ERROR_USER_DISCONNECTION;
    else if (error == EPROTO)
        c->error = RASERR_ERROR_RASMAN_CANNOT_INITIALIZE;
    else
        c->error = RASERR_ERROR_RASMAN_SERVICE_STOPPED;
    end_attempt(c);
}

/* --- what pppd says */

/* pppd has detached itself by now: this is the process that stays. */
static void on_hello(struct conn *c, const struct wire_record *r)
{
    (void)r;
    c->pid = session_pid(c->session);
    c->pid_start = connrec_pid_start(c->pid);
}

static void on_device(struct conn *c, const struct wire_record *r)
{
    wire_text(r, WIRE_F_DEVICE_TYPE, c->device_type, sizeof(c->device_type));
    wire_text(r, WIRE_F_DEVICE_NAME, c->device_name, sizeof(c->device_name));
    wire_text(r, WIRE_F_NUMBER, c->number, sizeof(c->number));
}

/* A state that failed waits for ENDED: the cause may still change. */
static void on_state(struct conn *c, const struct wire_record *r)
{
    uint32_t state = wire_u32(r, WIRE_F_STATE, RASCS_Disconnected);

    if (c->failed)
        return;
    c->sub_entry = wire_u32(r, WIRE_F_SUB_ENTRY, 1);
    c->failed_state = state;
    if (wire_u32(r, WIRE_F_ERROR, 0) != 0)
        return;
    c->state = state;
    c->error = 0;
    c->ended = false; /* a line that was dropped is dialled again */
    c->connected = state == RASCS_Connected;
    if (state == RASCS_Authenticated)
        tell_verdict(c);
    add_event(c, state, 0, 0);
}

static void on_ended(struct conn *c, const struct wire_record *r)
{
    /* The pppd that has called this process's dialer stays. */
    if (session_attached(c->session))
        c->over = true;
    if (c->failed)
        return;
    c->error = wire_u32(r, WIRE_F_ERROR, 0);
    c->extended = wire_u32(r, WIRE_F_EXTENDED_ERROR, 0);
    /* A dial that has come to its end without Connected has failed. */
    if (c->error == 0 && c->dialling)
        c->error = RASERR_ERROR_DISCONNECTION;
    end_attempt(c);
}

static const struct {
    enum wire_type type;
    void (*take)(struct conn *c, const struct wire_record *r);
} takers[] = {
    {WIRE_HELLO, on_hello}, {WIRE_DEVICE, on_device}, {WIRE_STATE, on_state},
    {WIRE_LINK, on_link},   {WIRE_ENDED, on_ended},
};

static void take(struct conn *c, const struct wire_record *r)
{
    size_t i;

    for (i = 0; i < sizeof(takers) / sizeof(*takers); i++)
        if (takers[i].type == r->type)
            takers[i].take(c, r);
}

void conn_refresh(struct conn *c)
{
    struct wire_record r;
    int error;

    if (!c->session || c->over)
        return;
    while ((error = session_receive(c->session, &r)) == 0)
        take(c, &r);
    if (error == EAGAIN)
        return;
    lose(c, error);
    conn_changed();
}

bool conn_resume(struct conn *c, const char *callback_number)
{
    if ((c->state != RASCS_Interactive &&
         c->state != RASCS_CallbackSetByCaller) ||
        !c->session || c->over ||
        session_resume(c->session, callback_number) != 0)
        return false;
    c->dialling = true;
    return true;
}

void conn_restart(struct conn *c)
{
    session_close(c->session);
    c->session = NULL;
    if (c->lock >= 0)
        close(c->lock);
    c->lock = -1;
    c->dialling = true;
    c->ended = c->failed = c->over = c->connected = false;
    c->state = c->failed_state = RASCS_OpenPort;
    c->error = c->extended = 0;
    c->pid = 0;
    c->pid_start = 0;
    c->n_events = 0;
}

void conn_ask_hangup(struct conn *c)
{
    if (c->session && !c->over)
        (void)session_hangup(c->session);
}
