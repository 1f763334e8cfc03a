#include "compat/win32/object.h"

#include <errno.h>

#include "compat/win32/clock.h"
#include "compat/win32/error.h"
#include "compat/win32/thread.h"

#define FIRST_SLOTS 64
#define MOST_SLOTS  (1u << 16)
/* Of a handle: two bits of nothing, 16 bits slot, 13 bits generation. */
#define SLOT_SHIFT       2
#define GENERATION_SHIFT 18
#define GENERATIONS      (1u << 13)

struct slot {
    struct win32_object *object; /* NULL: free */
    unsigned generation;         /* grows when the slot is freed */
};

/* One thread in a wait. It is listed as long as the wait is undecided. */
struct waiter {
    struct waiter *next;
    struct win32_object *objects[MAXIMUM_WAIT_OBJECTS];
    DWORD count;
    bool all;
    bool decided;
    DWORD result;
    DWORD thread;
    pthread_cond_t cond;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;
static struct slot *slots;
static unsigned slot_count;
static struct waiter *waiters, **waiters_end = &waiters;
static struct win32_object *named;

/* --- the lock */

static void before_fork(void)
{
    pthread_mutex_lock(&lock);
}

static void in_parent(void)
{
    pthread_mutex_unlock(&lock);
}

/* The threads that waited do not exist in the child. */
static void in_child(void)
{
    waiters = NULL;
    waiters_end = &waiters;
    pthread_mutex_unlock(&lock);
}

static void watch_forks(void)
{
    pthread_atfork(before_fork, in_parent, in_child);
}

void win32_enter(void)
{
    pthread_once(&fork_once, watch_forks);
    pthread_mutex_lock(&lock);
}

void win32_leave(void)
{
    pthread_mutex_unlock(&lock);
}

pthread_mutex_t *win32_lock(void)
{
    return &lock;
}

/* --- objects */

static void unname(struct win32_object *o)
{
    struct win32_object **link = &named;

    while (*link && *link != o)
        link = &(*link)->next_named;
    if (*link)
        *link = o->next_named;
}

static void drop(struct win32_object *o)
{
    if (--o->references > 0)
        return;
    unname(o);
    pthread_cond_destroy(&o->resumed);
    free(o->name);
    free(o);
}

void win32_object_drop(struct win32_object *o)
{
    win32_enter();
    drop(o);
    win32_leave();
}

static struct win32_object *find_named(const char *name)
{
    struct win32_object *o = named;

    while (o && strcmp(o->name, name) != 0)
        o = o->next_named;
    return o;
}

static struct win32_object *make(const struct win32_object *model,
                                 const char *name)
{
    struct win32_object *o = malloc(sizeof(*o));

    if (!o)
        return NULL;
    *o = *model;
    o->references = 1;
    o->name = name ? strdup(name) : NULL;
    if (name && !o->name) {
        free(o);
        return NULL;
    }
    pthread_cond_init(&o->resumed, NULL);
    if (name) {
        o->next_named = named;
        named = o;
    }
    return o;
}

struct win32_object *win32_object_new(const struct win32_object *model,
                                      const char *name)
{
    struct win32_object *o;
    DWORD error = NO_ERROR;

    win32_enter();
    o = name ? find_named(name) : NULL;
    if (!o) {
        o = make(model, name);
        error = o ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
    } else if (o->kind != model->kind) {
        o = NULL;
        error = ERROR_INVALID_HANDLE;
    } else {
        o->references++;
        error = ERROR_ALREADY_EXISTS;
    }
    win32_leave();
    SetLastError(error);
    return o;
}

/* --- handles; the lock is held */

static bool more_slots(void)
{
    unsigned count = slot_count ? slot_count * 2 : FIRST_SLOTS;
    struct slot *more;

    if (count > MOST_SLOTS)
        return false;
    more = realloc(slots, count * sizeof(*slots));
    if (!more)
        return false;
    memset(more + slot_count, 0, (count - slot_count) * sizeof(*slots));
    slots = more;
    slot_count = count;
    return true;
}

static HANDLE handle_of(unsigned i)
{
    /* Never 0: slot i counts as i + 1. Always below 2^31. */
    return (HANDLE)(uintptr_t)((slots[i].generation << GENERATION_SHIFT) |
                               ((i + 1) & (MOST_SLOTS - 1)) << SLOT_SHIFT);
}

/* Slot 0xffff would be 0 with its one added, and is not used. */
static unsigned free_slot(void)
{
    unsigned i;

    for (i = 0; i < slot_count && slots[i].object; i++)
        ;
    if (i == slot_count && !more_slots())
        return MOST_SLOTS - 1;
    return i;
}

static HANDLE take_handle(struct win32_object *o)
{
    unsigned i = free_slot();

    if (i >= MOST_SLOTS - 1)
        return NULL;
    slots[i].object = o;
    o->handles++;
    return handle_of(i);
}

static struct slot *slot_of(HANDLE handle)
{
    uintptr_t h = (uintptr_t)handle;
    unsigned i = (unsigned)((h >> SLOT_SHIFT) - 1) & (MOST_SLOTS - 1);

    if (i >= slot_count || !slots[i].object || handle_of(i) != handle)
        return NULL;
    return &slots[i];
}

static struct win32_object *object_of(HANDLE handle)
{
    struct slot *s;

    if (handle == GetCurrentThread())
        return win32_thread_self();
    s = slot_of(handle);
    return s ? s->object : NULL;
}

struct win32_object *win32_object_find(HANDLE handle, enum win32_kind kind)
{
    struct win32_object *o = object_of(handle);

    return o && o->kind == kind ? o : NULL;
}

HANDLE win32_object_handle(struct win32_object *o)
{
    HANDLE handle;

    win32_enter();
    handle = take_handle(o);
    if (!handle)
        drop(o);
    win32_leave();
    return handle ? handle : win32_null(ERROR_NO_SYSTEM_RESOURCES);
}

static bool close_slot(HANDLE handle)
{
    struct slot *s = slot_of(handle);

    if (!s)
        return false;
    s->object->handles--;
    drop(s->object);
    s->object = NULL;
    s->generation = (s->generation + 1) % GENERATIONS;
    return true;
}

BOOL WINAPI CloseHandle(HANDLE hObject)
{
    bool closed;

    win32_enter();
    closed = close_slot(hObject);
    win32_leave();
    return closed ? TRUE : win32_false(ERROR_INVALID_HANDLE);
}

BOOL WINAPI DuplicateHandle(HANDLE hFromProcess, HANDLE hFrom,
                            HANDLE hToProcess, LPHANDLE lpTo, DWORD dwAccess,
                            BOOL bInheritHandle, DWORD dwOptions)
{
    struct win32_object *o;
    HANDLE to = NULL;

    (void)dwAccess;
    (void)bInheritHandle;
    if (hFromProcess != GetCurrentProcess() ||
        hToProcess != GetCurrentProcess())
        return win32_false(ERROR_INVALID_HANDLE);
    win32_enter();
    o = object_of(hFrom);
    if (o) {
        to = take_handle(o);
        o->references += to != NULL;
        if (dwOptions & DUPLICATE_CLOSE_SOURCE)
            close_slot(hFrom);
    }
    win32_leave();
    if (lpTo)
        *lpTo = to;
    if (!o)
        return win32_false(ERROR_INVALID_HANDLE);
    return to ? TRUE : win32_false(ERROR_NO_SYSTEM_RESOURCES);
}

/* --- is it signalled, and what does a wait do to it; the lock is held */

static bool mutex_signalled(const struct win32_object *o, DWORD thread)
{
    return o->owner == 0 || o->owner == thread;
}

static bool count_signalled(const struct win32_object *o, DWORD thread)
{
    (void)thread;
    return o->count > 0;
}

static void event_taken(struct win32_object *o, DWORD thread)
{
    (void)thread;
    if (!o->manual)
        o->count = 0;
}

static void mutex_taken(struct win32_object *o, DWORD thread)
{
    o->owner = thread;
    o->count++;
}

static void semaphore_taken(struct win32_object *o, DWORD thread)
{
    (void)thread;
    o->count--;
}

static void thread_taken(struct win32_object *o, DWORD thread)
{
    (void)o;
    (void)thread;
}

static const struct {
    bool (*signalled)(const struct win32_object *o, DWORD thread);
    void (*taken)(struct win32_object *o, DWORD thread);
} kinds[] = {
    [WIN32_EVENT] = {count_signalled, event_taken},
    [WIN32_MUTEX] = {mutex_signalled, mutex_taken},
    [WIN32_SEMAPHORE] = {count_signalled, semaphore_taken},
    [WIN32_THREAD] = {count_signalled, thread_taken},
};

/* --- waits; the lock is held */

/* WAIT_OBJECT_0, or WAIT_ABANDONED_0 for the heir of a mutex. */
static DWORD take_object(struct waiter *w, DWORD i)
{
    struct win32_object *o = w->objects[i];
    bool abandoned = o->abandoned;

    kinds[o->kind].taken(o, w->thread);
    o->abandoned = false;
    return abandoned ? WAIT_ABANDONED_0 : WAIT_OBJECT_0;
}

static DWORD count_signals(const struct waiter *w, DWORD *first)
{
    const struct win32_object *o;
    DWORD n = 0, i;

    for (i = 0; i < w->count; i++) {
        o = w->objects[i];
        if (!kinds[o->kind].signalled(o, w->thread))
            continue;
        if (n++ == 0)
            *first = i;
    }
    return n;
}

static void decide(struct waiter *w)
{
    DWORD first = 0, n = count_signals(w, &first), i, how = WAIT_OBJECT_0;

    if (n == 0 || (w->all && n < w->count))
        return;
    if (!w->all) {
        w->result = take_object(w, first) + first;
    } else {
        for (i = 0; i < w->count; i++)
            how |= take_object(w, i);
        w->result = how;
    }
    w->decided = true;
}

static bool waits_for(const struct waiter *w, const struct win32_object *o)
{
    DWORD i;

    for (i = 0; i < w->count && w->objects[i] != o; i++)
        ;
    return i < w->count;
}

static void list_waiter(struct waiter *w)
{
    w->next = NULL;
    *waiters_end = w;
    waiters_end = &w->next;
}

static void unlist_waiter(struct waiter **link)
{
    struct waiter *w = *link;

    *link = w->next;
    if (waiters_end == &w->next)
        waiters_end = link;
}

void win32_object_wake(const struct win32_object *o)
{
    struct waiter **link = &waiters;

    while (*link) {
        struct waiter *w = *link;

        if (waits_for(w, o))
            decide(w);
        if (!w->decided) {
            link = &w->next;
            continue;
        }
        unlist_waiter(link);
        pthread_cond_signal(&w->cond);
    }
}

static void give_up(const struct waiter *w)
{
    struct waiter **link = &waiters;

    while (*link && *link != w)
        link = &(*link)->next;
    if (*link)
        unlist_waiter(link);
}

/* Waits until decided or the time is over: then the result is WAIT_TIMEOUT. */
static void sleep_on(struct waiter *w, DWORD milliseconds)
{
    struct timespec end = {0};
    int rc = 0;

    if (milliseconds == 0)
        return;
    if (milliseconds != INFINITE)
        end = win32_deadline(milliseconds);
    list_waiter(w);
    while (!w->decided && rc != ETIMEDOUT)
        rc = milliseconds == INFINITE
                 ? pthread_cond_wait(&w->cond, &lock)
                 : pthread_cond_timedwait(&w->cond, &lock, &end);
    if (!w->decided)
        give_up(w);
}

/* The objects of the handles, each with a reference for the wait. */
static DWORD gather(struct waiter *w, const HANDLE *handles)
{
    DWORD i, j;

    for (i = 0; i < w->count; i++) {
        w->objects[i] = object_of(handles[i]);
        if (!w->objects[i])
            return ERROR_INVALID_HANDLE;
        for (j = 0; w->all && j < i; j++)
            if (w->objects[j] == w->objects[i])
                return ERROR_INVALID_PARAMETER;
    }
    for (i = 0; i < w->count; i++)
        w->objects[i]->references++;
    return NO_ERROR;
}

static DWORD wait_for(struct waiter *w, const HANDLE *handles,
                      DWORD milliseconds)
{
    DWORD error, i;

    win32_enter();
    error = gather(w, handles);
    if (error == NO_ERROR) {
        decide(w);
        if (!w->decided)
            sleep_on(w, milliseconds);
        for (i = 0; i < w->count; i++)
            drop(w->objects[i]);
    }
    win32_leave();
    if (error == NO_ERROR)
        return w->result;
    SetLastError(error);
    return WAIT_FAILED;
}

DWORD WINAPI WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles,
                                    BOOL bWaitAll, DWORD dwMilliseconds)
{
    struct waiter w = {.count = nCount,
                       .all = bWaitAll && nCount > 1,
                       .result = WAIT_TIMEOUT,
                       .thread = GetCurrentThreadId()};
    pthread_condattr_t monotonic;
    DWORD result;

    if (nCount == 0 || nCount > MAXIMUM_WAIT_OBJECTS || !lpHandles) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return WAIT_FAILED;
    }
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w.cond, &monotonic);
    pthread_condattr_destroy(&monotonic);
    result = wait_for(&w, lpHandles, dwMilliseconds);
    pthread_cond_destroy(&w.cond);
    return result;
}

DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
{
    return WaitForMultipleObjects(1, &hHandle, FALSE, dwMilliseconds);
}

/* Nothing here queues calls to a thread, so no wait ends because of one. */
DWORD WINAPI WaitForSingleObjectEx(HANDLE hHandle, DWORD dwMilliseconds,
                                   BOOL bAlertable)
{
    (void)bAlertable;
    return WaitForSingleObject(hHandle, dwMilliseconds);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD nCount, const HANDLE *lpHandles,
                                      BOOL bWaitAll, DWORD dwMilliseconds,
                                      BOOL bAlertable)
{
    (void)bAlertable;
    return WaitForMultipleObjects(nCount, lpHandles, bWaitAll, dwMilliseconds);
}

void win32_abandon(DWORD thread)
{
    unsigned i;

    for (i = 0; i < slot_count; i++) {
        struct win32_object *o = slots[i].object;

        if (!o || o->kind != WIN32_MUTEX || o->owner != thread)
            continue;
        o->owner = 0;
        o->count = 0;
        o->abandoned = true;
        win32_object_wake(o);
    }
}
