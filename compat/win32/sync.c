#include "compat/win32/object.h"

#include "compat/win32/error.h"
#include "compat/win32/utf.h"

/* --- creation: one row of arguments, a name in UTF-8 or none */

static HANDLE create(const struct win32_object *model, LPCSTR name)
{
    struct win32_object *o =
        win32_object_new(model, name && *name ? name : NULL);

    return o ? win32_object_handle(o) : NULL;
}

static HANDLE create_wide(const struct win32_object *model, LPCWSTR name)
{
    char *utf8 = name ? win32_narrow(name) : NULL;
    HANDLE handle;

    if (name && !utf8)
        return win32_null(ERROR_NOT_ENOUGH_MEMORY);
    handle = create(model, utf8);
    free(utf8);
    return handle;
}

static struct win32_object event_model(BOOL manual, BOOL set)
{
    return (struct win32_object){
        .kind = WIN32_EVENT, .manual = manual, .count = set ? 1 : 0};
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES lpAttributes,
                           BOOL bManualReset, BOOL bInitialState, LPCSTR lpName)
{
    struct win32_object model = event_model(bManualReset, bInitialState);

    (void)lpAttributes;
    return create(&model, lpName);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES lpAttributes,
                           BOOL bManualReset, BOOL bInitialState,
                           LPCWSTR lpName)
{
    struct win32_object model = event_model(bManualReset, bInitialState);

    (void)lpAttributes;
    return create_wide(&model, lpName);
}

/* An event that exists; a name that nobody gave is taken back at once. */
static HANDLE opened(HANDLE handle)
{
    if (!handle || GetLastError() == ERROR_ALREADY_EXISTS)
        return handle;
    CloseHandle(handle);
    return win32_null(ERROR_FILE_NOT_FOUND);
}

HANDLE WINAPI OpenEventA(DWORD dwAccess, BOOL bInheritHandle, LPCSTR lpName)
{
    (void)dwAccess;
    (void)bInheritHandle;
    if (!lpName || !*lpName)
        return win32_null(ERROR_INVALID_PARAMETER);
    return opened(CreateEventA(NULL, FALSE, FALSE, lpName));
}

HANDLE WINAPI OpenEventW(DWORD dwAccess, BOOL bInheritHandle, LPCWSTR lpName)
{
    (void)dwAccess;
    (void)bInheritHandle;
    if (!lpName || !*lpName)
        return win32_null(ERROR_INVALID_PARAMETER);
    return opened(CreateEventW(NULL, FALSE, FALSE, lpName));
}

static struct win32_object mutex_model(BOOL mine)
{
    return (struct win32_object){.kind = WIN32_MUTEX,
                                 .count = mine ? 1 : 0,
                                 .owner = mine ? GetCurrentThreadId() : 0};
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES lpAttributes,
                           BOOL bInitialOwner, LPCSTR lpName)
{
    struct win32_object model = mutex_model(bInitialOwner);

    (void)lpAttributes;
    return create(&model, lpName);
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES lpAttributes,
                           BOOL bInitialOwner, LPCWSTR lpName)
{
    struct win32_object model = mutex_model(bInitialOwner);

    (void)lpAttributes;
    return create_wide(&model, lpName);
}

static bool bad_counts(LONG count, LONG most)
{
    return count < 0 || most <= 0 || count > most;
}

static struct win32_object semaphore_model(LONG count, LONG most)
{
    return (struct win32_object){
        .kind = WIN32_SEMAPHORE, .count = count, .most = most};
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES lpAttributes,
                               LONG lInitialCount, LONG lMaximumCount,
                               LPCSTR lpName)
{
    struct win32_object model = semaphore_model(lInitialCount, lMaximumCount);

    (void)lpAttributes;
    return bad_counts(lInitialCount, lMaximumCount)
               ? win32_null(ERROR_INVALID_PARAMETER)
               : create(&model, lpName);
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES lpAttributes,
                               LONG lInitialCount, LONG lMaximumCount,
                               LPCWSTR lpName)
{
    struct win32_object model = semaphore_model(lInitialCount, lMaximumCount);

    (void)lpAttributes;
    return bad_counts(lInitialCount, lMaximumCount)
               ? win32_null(ERROR_INVALID_PARAMETER)
               : create_wide(&model, lpName);
}

/* --- signalling: false without such an object */

static bool set_event(HANDLE handle, LONG before, LONG after)
{
    struct win32_object *o;

    win32_enter();
    o = win32_object_find(handle, WIN32_EVENT);
    if (o) {
        o->count = before;
        win32_object_wake(o);
        if (!after)
            o->count = 0;
    }
    win32_leave();
    return o != NULL;
}

struct win32_object *win32_event_hold(HANDLE handle)
{
    struct win32_object *o;

    win32_enter();
    o = win32_object_find(handle, WIN32_EVENT);
    if (o)
        o->references++;
    win32_leave();
    return o;
}

bool win32_event_set(struct win32_object *event)
{
    bool open;

    win32_enter();
    open = event->handles > 0;
    if (open) {
        event->count = 1;
        win32_object_wake(event);
    }
    win32_leave();
    return open;
}

bool win32_event_open(const struct win32_object *event)
{
    bool open;

    win32_enter();
    open = event->handles > 0;
    win32_leave();
    return open;
}

BOOL WINAPI SetEvent(HANDLE hEvent)
{
    return set_event(hEvent, 1, 1) ? TRUE : win32_false(ERROR_INVALID_HANDLE);
}

BOOL WINAPI ResetEvent(HANDLE hEvent)
{
    return set_event(hEvent, 0, 0) ? TRUE : win32_false(ERROR_INVALID_HANDLE);
}

BOOL WINAPI PulseEvent(HANDLE hEvent)
{
    return set_event(hEvent, 1, 0) ? TRUE : win32_false(ERROR_INVALID_HANDLE);
}

static DWORD release_mutex(struct win32_object *o)
{
    if (!o)
        return ERROR_INVALID_HANDLE;
    if (o->owner != GetCurrentThreadId())
        return ERROR_NOT_OWNER;
    if (--o->count == 0) {
        o->owner = 0;
        win32_object_wake(o);
    }
    return NO_ERROR;
}

BOOL WINAPI ReleaseMutex(HANDLE hMutex)
{
    DWORD error;

    win32_enter();
    error = release_mutex(win32_object_find(hMutex, WIN32_MUTEX));
    win32_leave();
    return error == NO_ERROR ? TRUE : win32_false(error);
}

static DWORD release_semaphore(struct win32_object *o, LONG by, LPLONG before)
{
    if (!o)
        return ERROR_INVALID_HANDLE;
    if (by <= 0)
        return ERROR_INVALID_PARAMETER;
    if (by > o->most - o->count)
        return ERROR_TOO_MANY_POSTS;
    if (before)
        *before = o->count;
    o->count += by;
    win32_object_wake(o);
    return NO_ERROR;
}

BOOL WINAPI ReleaseSemaphore(HANDLE hSemaphore, LONG lReleaseCount,
                             LPLONG lpPreviousCount)
{
    DWORD error;

    win32_enter();
    error = release_semaphore(win32_object_find(hSemaphore, WIN32_SEMAPHORE),
                              lReleaseCount, lpPreviousCount);
    win32_leave();
    return error == NO_ERROR ? TRUE : win32_false(error);
}
