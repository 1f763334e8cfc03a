/*
 * Threads, critical sections, thread storage, Interlocked functions.
 */
#include "compat/win32/thread.c"

#include <sys/wait.h>

#include <unistd.h>

#include "tests/unit/harness.h"

/* A wait that never ends is a failure as well. */
__attribute__((constructor)) static void limit_time(void)
{
    alarm(120);
}

static DWORD WINAPI give_back(LPVOID p)
{
    return *(DWORD *)p;
}

static DWORD WINAPI leave_early(LPVOID p)
{
    ExitThread(*(DWORD *)p + 1);
}

static DWORD ended(HANDLE thread)
{
    DWORD code = 0;

    EXPECT_NUMBER(WaitForSingleObject(thread, 5000), WAIT_OBJECT_0);
    CU_ASSERT_TRUE(GetExitCodeThread(thread, &code));
    CU_ASSERT_TRUE(CloseHandle(thread));
    return code;
}

static void test_exit_codes(void)
{
    DWORD value = 41, id = 0;
    HANDLE thread = CreateThread(NULL, 0, give_back, &value, 0, &id);

    CU_ASSERT_PTR_NOT_NULL_FATAL(thread);
    CU_ASSERT_NOT_EQUAL(id, 0);
    CU_ASSERT_NOT_EQUAL(id, GetCurrentThreadId());
    EXPECT_NUMBER(ended(thread), 41);
    EXPECT_NUMBER(ended(CreateThread(NULL, 1, leave_early, &value, 0, NULL)),
                  42);
}

static void test_wrong_arguments(void)
{
    DWORD code;

    CU_ASSERT_PTR_NULL(CreateThread(NULL, 0, NULL, NULL, 0, NULL));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    CU_ASSERT_PTR_NULL(
        CreateThread(NULL, (SIZE_T)1 << 60, give_back, NULL, 0, NULL));
    EXPECT_NUMBER(GetLastError(), ERROR_NOT_ENOUGH_MEMORY);
    CU_ASSERT_FALSE(GetExitCodeThread(NULL, &code));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
    CU_ASSERT_TRUE(GetExitCodeThread(GetCurrentThread(), &code));
    EXPECT_NUMBER(code, STILL_ACTIVE);
    CU_ASSERT_FALSE(GetExitCodeThread(GetCurrentThread(), NULL));
    EXPECT_NUMBER(ResumeThread(NULL), (DWORD)-1);
}

static void test_suspended(void)
{
    DWORD value = 7, code = 0;
    HANDLE thread =
        CreateThread(NULL, 0, give_back, &value, CREATE_SUSPENDED, NULL);

    EXPECT_NUMBER(WaitForSingleObject(thread, 20), WAIT_TIMEOUT);
    CU_ASSERT_TRUE(GetExitCodeThread(thread, &code));
    EXPECT_NUMBER(code, STILL_ACTIVE);
    EXPECT_NUMBER(ResumeThread(thread), 1);
    EXPECT_NUMBER(ended(thread), 7);
}

/* Nobody waits, nobody asks: nothing is lost (ASan's leak check). */
static void test_handle_closed_first(void)
{
    static DWORD value;
    int i;

    for (i = 0; i < 50; i++)
        CU_ASSERT_TRUE(
            CloseHandle(CreateThread(NULL, 0, give_back, &value, 0, NULL)));
}

static DWORD WINAPI set_last_error(LPVOID p)
{
    SetLastError(*(DWORD *)p);
    Sleep(5);
    return GetLastError();
}

static void test_last_error_is_the_thread_s(void)
{
    DWORD value = 5;
    HANDLE thread;

    SetLastError(1234);
    thread = CreateThread(NULL, 0, set_last_error, &value, 0, NULL);
    SetLastError(1234);
    EXPECT_NUMBER(ended(thread), 5);
    EXPECT_NUMBER(GetLastError(), 1234);
}

static unsigned __stdcall plain_ex(void *p)
{
    _endthreadex(*(unsigned *)p);
}

static HANDLE told;

static void __cdecl plain(void *p)
{
    *(int *)p = 5;
    SetEvent(told);
    _endthread();
}

static void test_c_library_threads(void)
{
    unsigned value = 9, id = 0;
    int seen = 0;
    HANDLE thread = (HANDLE)_beginthreadex(NULL, 0, plain_ex, &value, 0, &id);

    CU_ASSERT_PTR_NOT_NULL(thread);
    CU_ASSERT_NOT_EQUAL(id, 0);
    EXPECT_NUMBER(ended(thread), 9);
    errno = 0;
    EXPECT_NUMBER(_beginthreadex(NULL, 0, NULL, NULL, 0, NULL), 0);
    EXPECT_NUMBER(errno, EINVAL);
    told = CreateEventA(NULL, FALSE, FALSE, NULL);
    CU_ASSERT_NOT_EQUAL(_beginthread(plain, 0, &seen), (uintptr_t)-1);
    EXPECT_NUMBER(WaitForSingleObject(told, 5000), WAIT_OBJECT_0);
    EXPECT_NUMBER(seen, 5);
    EXPECT_NUMBER(_beginthread(NULL, 0, NULL), (uintptr_t)-1);
    CloseHandle(told);
}

static void test_who_am_i(void)
{
    EXPECT_NUMBER(GetCurrentProcessId(), getpid());
    EXPECT_NUMBER(GetCurrentThreadId(), GetCurrentThreadId());
    CU_ASSERT_NOT_EQUAL(GetCurrentThreadId(), 0);
    CU_ASSERT_PTR_EQUAL(GetCurrentProcess(), INVALID_HANDLE_VALUE);
    CU_ASSERT_PTR_NULL(win32_thread_self());
}

/* --- many at once */

static struct {
    CRITICAL_SECTION section;
    LONG locked, atomic;
} shared;

static DWORD WINAPI count_up(LPVOID unused)
{
    int i;

    (void)unused;
    for (i = 0; i < 2000; i++) {
        EnterCriticalSection(&shared.section);
        EnterCriticalSection(&shared.section);
        shared.locked++;
        LeaveCriticalSection(&shared.section);
        LeaveCriticalSection(&shared.section);
        InterlockedIncrement(&shared.atomic);
    }
    return 0;
}

static void test_critical_section(void)
{
    HANDLE threads[6];
    size_t i;

    InitializeCriticalSection(&shared.section);
    for (i = 0; i < 6; i++)
        threads[i] = CreateThread(NULL, 0, count_up, NULL, 0, NULL);
    EXPECT_NUMBER(WaitForMultipleObjects(6, threads, TRUE, 20000),
                  WAIT_OBJECT_0);
    for (i = 0; i < 6; i++)
        CloseHandle(threads[i]);
    EXPECT_NUMBER(shared.locked, 12000);
    EXPECT_NUMBER(shared.atomic, 12000);
    DeleteCriticalSection(&shared.section);
}

static DWORD WINAPI try_section(LPVOID section)
{
    if (!TryEnterCriticalSection(section))
        return 0;
    LeaveCriticalSection(section);
    return 1;
}

static void test_try_section(void)
{
    CRITICAL_SECTION section;

    CU_ASSERT_TRUE(InitializeCriticalSectionAndSpinCount(&section, 4000));
    CU_ASSERT_TRUE(TryEnterCriticalSection(&section));
    EXPECT_NUMBER(ended(CreateThread(NULL, 0, try_section, &section, 0, NULL)),
                  0);
    LeaveCriticalSection(&section);
    EXPECT_NUMBER(ended(CreateThread(NULL, 0, try_section, &section, 0, NULL)),
                  1);
    DeleteCriticalSection(&section);
}

static void test_interlocked(void)
{
    LONG n = 5;
    PVOID p = NULL;

    EXPECT_NUMBER(InterlockedIncrement(&n), 6);
    EXPECT_NUMBER(InterlockedDecrement(&n), 5);
    EXPECT_NUMBER(InterlockedExchange(&n, 8), 5);
    EXPECT_NUMBER(InterlockedExchangeAdd(&n, 2), 8);
    EXPECT_NUMBER(InterlockedCompareExchange(&n, 1, 99), 10);
    EXPECT_NUMBER(n, 10);
    EXPECT_NUMBER(InterlockedCompareExchange(&n, 1, 10), 10);
    EXPECT_NUMBER(InterlockedOr(&n, 6), 1);
    EXPECT_NUMBER(InterlockedAnd(&n, 3), 7);
    EXPECT_NUMBER(n, 3);
    CU_ASSERT_PTR_NULL(InterlockedExchangePointer(&p, &n));
    CU_ASSERT_PTR_EQUAL(InterlockedCompareExchangePointer(&p, NULL, &n), &n);
    CU_ASSERT_PTR_NULL(p);
}

static DWORD WINAPI see_storage(LPVOID index)
{
    return TlsGetValue(*(DWORD *)index) == NULL;
}

static void test_storage(void)
{
    DWORD index = TlsAlloc();

    CU_ASSERT_NOT_EQUAL_FATAL(index, TLS_OUT_OF_INDEXES);
    CU_ASSERT_TRUE(TlsSetValue(index, &index));
    CU_ASSERT_PTR_EQUAL(TlsGetValue(index), &index);
    EXPECT_NUMBER(ended(CreateThread(NULL, 0, see_storage, &index, 0, NULL)),
                  1);
    CU_ASSERT_TRUE(TlsFree(index));
    CU_ASSERT_FALSE(TlsFree(index));
    CU_ASSERT_FALSE(TlsSetValue(index, NULL));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
}

/* --- fork */

static LONG stop;

static DWORD WINAPI be_busy(LPVOID unused)
{
    HANDLE e = CreateEventA(NULL, TRUE, FALSE, NULL);

    (void)unused;
    while (!InterlockedOr(&stop, 0)) {
        HeapFree(GetProcessHeap(), 0, HeapAlloc(GetProcessHeap(), 0, 10));
        SetEvent(e);
        WaitForSingleObject(e, 1);
        ResetEvent(e);
    }
    CloseHandle(e);
    return 0;
}

/* The child finds no lock held by a thread that it does not have. */
static int child(void)
{
    HANDLE e = CreateEventA(NULL, TRUE, FALSE, NULL);
    void *p = HeapAlloc(GetProcessHeap(), 0, 10);

    SetEvent(e);
    return WaitForSingleObject(e, 100) == WAIT_OBJECT_0 && p ? 0 : 1;
}

static void test_fork(void)
{
    HANDLE thread = CreateThread(NULL, 0, be_busy, NULL, 0, NULL);
    int i, status = -1;
    pid_t pid;

    for (i = 0; i < 30; i++) {
        pid = fork();
        if (pid == 0)
            _exit(child());
        EXPECT_NUMBER(waitpid(pid, &status, 0), pid);
        EXPECT_NUMBER(status, 0);
    }
    InterlockedIncrement(&stop);
    ended(thread);
}

const char unit_name[] = "win32_thread";
const struct unit_test unit_tests[] = {
    {"exit codes", test_exit_codes},
    {"wrong arguments", test_wrong_arguments},
    {"a thread created suspended", test_suspended},
    {"the handle is closed first", test_handle_closed_first},
    {"the last error is the thread's", test_last_error_is_the_thread_s},
    {"_beginthreadex and _beginthread", test_c_library_threads},
    {"who am I", test_who_am_i},
    {"a critical section", test_critical_section},
    {"TryEnterCriticalSection", test_try_section},
    {"Interlocked functions", test_interlocked},
    {"thread storage", test_storage},
    {"fork", test_fork},
    {NULL, NULL},
};
