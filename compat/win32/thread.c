#include "compat/win32/thread.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>

#include "compat/win32/error.h"
#include "compat/win32/object.h"

/* Windows' pseudo handles: constants that mean "me". */
#define THIS_PROCESS ((HANDLE)(LONG_PTR)-1)
#define THIS_THREAD  ((HANDLE)(LONG_PTR)-2)

/* Windows gives a thread 1 MB; C libraries here need a little of it. */
#define SMALLEST_STACK ((SIZE_T)256 * 1024)

struct start {
    LPTHREAD_START_ROUTINE run;
    LPVOID parameter;
    struct win32_object *object; /* a reference */
    DWORD id;
    HANDLE own; /* closed when the thread ends; NULL for most */
};

static DWORD last_id;
static _Thread_local DWORD my_id;
static _Thread_local DWORD my_exit_code;
static _Thread_local struct win32_object *my_object;

/* --- who am I */

static DWORD new_id(void)
{
    /* Even numbers that no Windows would give are 0 alone. */
    return __atomic_add_fetch(&last_id, 4, __ATOMIC_RELAXED);
}

DWORD WINAPI GetCurrentThreadId(void)
{
    if (my_id == 0)
        my_id = new_id();
    return my_id;
}

DWORD WINAPI GetCurrentProcessId(void)
{
    return (DWORD)getpid();
}

HANDLE WINAPI GetCurrentProcess(void)
{
    return THIS_PROCESS;
}

HANDLE WINAPI GetCurrentThread(void)
{
    return THIS_THREAD;
}

struct win32_object *win32_thread_self(void)
{
    return my_object;
}

/* --- a thread's life */

static void finish(void *p)
{
    struct start *s = p;

    win32_enter();
    s->object->exit_code = my_exit_code;
    s->object->count = 1;
    win32_object_wake(s->object);
    win32_abandon(s->id);
    win32_leave();
    my_object = NULL;
    if (s->own)
        CloseHandle(s->own);
    win32_object_drop(s->object);
    free(s);
}

static void wait_for_resume(struct win32_object *o)
{
    win32_enter();
    while (o->held)
        pthread_cond_wait(&o->resumed, win32_lock());
    win32_leave();
}

static void *thread_main(void *p)
{
    struct start *s = p;

    my_id = s->id;
    my_object = s->object;
    pthread_cleanup_push(finish, s);
    wait_for_resume(s->object);
    my_exit_code = s->run(s->parameter);
    pthread_cleanup_pop(1);
    return NULL;
}

static bool set_stack(pthread_attr_t *attributes, SIZE_T size)
{
    if (size == 0)
        return true;
    return pthread_attr_setstacksize(
               attributes, size < SMALLEST_STACK ? SMALLEST_STACK : size) == 0;
}

static bool run_thread(struct start *s, SIZE_T stack)
{
    pthread_attr_t attributes;
    pthread_t thread;
    bool started;

    if (pthread_attr_init(&attributes) != 0)
        return false;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    started = set_stack(&attributes, stack) &&
              pthread_create(&thread, &attributes, thread_main, s) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

/* A start and its object: two references, the second one for the handle. */
static struct start *new_start(LPTHREAD_START_ROUTINE run, LPVOID parameter,
                               bool held)
{
    struct win32_object model = {
        .kind = WIN32_THREAD, .held = held, .exit_code = STILL_ACTIVE};
    struct start *s = malloc(sizeof(*s));

    if (!s)
        return NULL;
    *s = (struct start){.run = run, .parameter = parameter, .id = new_id()};
    s->object = win32_object_new(&model, NULL);
    if (!s->object) {
        free(s);
        return NULL;
    }
    return s;
}

static HANDLE handle_of_start(struct start *s)
{
    win32_enter();
    s->object->references++;
    win32_leave();
    return win32_object_handle(s->object);
}

static void drop_start(struct start *s, HANDLE handle)
{
    if (handle)
        CloseHandle(handle);
    win32_object_drop(s->object);
    free(s);
}

static HANDLE create_thread(struct start *s, SIZE_T stack, bool own, LPDWORD id)
{
    HANDLE handle = handle_of_start(s);
    DWORD new = s->id;

    if (own)
        s->own = handle;
    if (!handle || !run_thread(s, stack)) {
        drop_start(s, handle);
        return win32_null(ERROR_NOT_ENOUGH_MEMORY);
    }
    if (id)
        *id = new;
    return handle;
}

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES lpAttributes,
                           SIZE_T dwStackSize,
                           LPTHREAD_START_ROUTINE lpStartAddress,
                           LPVOID lpParameter, DWORD dwCreationFlags,
                           LPDWORD lpThreadId)
{
    struct start *s;

    (void)lpAttributes;
    if (!lpStartAddress)
        return win32_null(ERROR_INVALID_PARAMETER);
    s = new_start(lpStartAddress, lpParameter,
                  (dwCreationFlags & CREATE_SUSPENDED) != 0);
    return s ? create_thread(s, dwStackSize, false, lpThreadId)
             : win32_null(ERROR_NOT_ENOUGH_MEMORY);
}

DWORD WINAPI ResumeThread(HANDLE hThread)
{
    struct win32_object *o;
    DWORD before = (DWORD)-1;

    win32_enter();
    o = win32_object_find(hThread, WIN32_THREAD);
    if (o) {
        before = o->held;
        o->held = false;
        pthread_cond_signal(&o->resumed);
    }
    win32_leave();
    if (!o)
        SetLastError(ERROR_INVALID_HANDLE);
    return before;
}

DECLSPEC_NORETURN void WINAPI ExitThread(DWORD dwExitCode)
{
    my_exit_code = dwExitCode;
    pthread_exit(NULL);
}

BOOL WINAPI GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode)
{
    const struct win32_object *o;
    DWORD code = STILL_ACTIVE;

    win32_enter();
    o = win32_object_find(hThread, WIN32_THREAD);
    if (o)
        code = o->exit_code;
    win32_leave();
    if (!o && hThread != THIS_THREAD)
        return win32_false(ERROR_INVALID_HANDLE);
    if (!lpExitCode)
        return win32_false(ERROR_INVALID_PARAMETER);
    *lpExitCode = code;
    return TRUE;
}

BOOL WINAPI SwitchToThread(void)
{
    return sched_yield() == 0;
}

/* --- threads of the C library */

struct plain_start {
    _beginthread_proc_type run;
    void *argument;
};

uintptr_t __cdecl _beginthreadex(void *security, unsigned stack_size,
                                 _beginthreadex_proc_type start, void *argument,
                                 unsigned flags, unsigned *thread_id)
{
    /* unsigned and DWORD are one type here, and so are the two prototypes. */
    HANDLE handle =
        CreateThread(security, stack_size, start, argument, flags, thread_id);

    if (!handle)
        errno = start ? EAGAIN : EINVAL;
    return (uintptr_t)handle;
}

DECLSPEC_NORETURN void __cdecl _endthreadex(unsigned exit_code)
{
    ExitThread(exit_code);
}

static DWORD WINAPI run_plain(LPVOID parameter)
{
    struct plain_start *p = parameter;
    struct plain_start s = *p;

    free(p);
    s.run(s.argument);
    return 0;
}

uintptr_t __cdecl _beginthread(_beginthread_proc_type start,
                               unsigned stack_size, void *argument)
{
    struct plain_start *p = start ? malloc(sizeof(*p)) : NULL;
    struct start *s = NULL;
    HANDLE handle = NULL;

    if (p) {
        *p = (struct plain_start){start, argument};
        s = new_start(run_plain, p, false);
    }
    if (s)
        handle = create_thread(s, stack_size, true, NULL);
    if (handle)
        return (uintptr_t)handle;
    free(p);
    errno = start ? EAGAIN : EINVAL;
    return (uintptr_t)-1;
}

DECLSPEC_NORETURN void __cdecl _endthread(void)
{
    ExitThread(0);
}

/* --- critical sections: a recursive mutex in the caller's memory */

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(CRITICAL_SECTION),
               "a critical section has room for a mutex");

static pthread_mutex_t *mutex_of(LPCRITICAL_SECTION section)
{
    return (pthread_mutex_t *)(void *)section;
}

void WINAPI InitializeCriticalSection(LPCRITICAL_SECTION lpSection)
{
    pthread_mutexattr_t recursive;

    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(mutex_of(lpSection), &recursive);
    pthread_mutexattr_destroy(&recursive);
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION lpSection,
                                                  DWORD dwSpinCount)
{
    (void)dwSpinCount;
    InitializeCriticalSection(lpSection);
    return TRUE;
}

void WINAPI EnterCriticalSection(LPCRITICAL_SECTION lpSection)
{
    pthread_mutex_lock(mutex_of(lpSection));
}

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION lpSection)
{
    return pthread_mutex_trylock(mutex_of(lpSection)) == 0;
}

void WINAPI LeaveCriticalSection(LPCRITICAL_SECTION lpSection)
{
    pthread_mutex_unlock(mutex_of(lpSection));
}

void WINAPI DeleteCriticalSection(LPCRITICAL_SECTION lpSection)
{
    pthread_mutex_destroy(mutex_of(lpSection));
}

/* --- thread storage: an index is a pthread key plus nothing */

DWORD WINAPI TlsAlloc(void)
{
    pthread_key_t key;

    if (pthread_key_create(&key, NULL) == 0)
        return (DWORD)key;
    SetLastError(ERROR_NO_MORE_ITEMS);
    return TLS_OUT_OF_INDEXES;
}

BOOL WINAPI TlsFree(DWORD dwTlsIndex)
{
    return pthread_key_delete((pthread_key_t)dwTlsIndex) == 0
               ? TRUE
               : win32_false(ERROR_INVALID_PARAMETER);
}

/* Sets the last error also on success: NULL is a value like any other. */
LPVOID WINAPI TlsGetValue(DWORD dwTlsIndex)
{
    SetLastError(NO_ERROR);
    return pthread_getspecific((pthread_key_t)dwTlsIndex);
}

BOOL WINAPI TlsSetValue(DWORD dwTlsIndex, LPVOID lpTlsValue)
{
    return pthread_setspecific((pthread_key_t)dwTlsIndex, lpTlsValue) == 0
               ? TRUE
               : win32_false(ERROR_INVALID_PARAMETER);
}
