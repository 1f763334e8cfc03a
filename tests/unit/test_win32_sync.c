/*
 * Events, mutexes and semaphores, one function at a time.
 */
#include "compat/win32/sync.c"

#include <unistd.h>

#include "tests/unit/harness.h"

/* A wait that never ends is a failure as well. */
__attribute__((constructor)) static void limit_time(void)
{
    alarm(120);
}

static void test_manual_event(void)
{
    HANDLE e = CreateEventA(NULL, TRUE, FALSE, NULL);

    EXPECT_NUMBER(WaitForSingleObject(e, 0), WAIT_TIMEOUT);
    CU_ASSERT_TRUE(SetEvent(e));
    EXPECT_NUMBER(WaitForSingleObject(e, 0), WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForSingleObject(e, INFINITE), WAIT_OBJECT_0);
    CU_ASSERT_TRUE(ResetEvent(e));
    EXPECT_NUMBER(WaitForSingleObjectEx(e, 0, TRUE), WAIT_TIMEOUT);
    CU_ASSERT_TRUE(PulseEvent(e));
    EXPECT_NUMBER(WaitForSingleObject(e, 0), WAIT_TIMEOUT);
    CloseHandle(e);
}

static void test_auto_event(void)
{
    HANDLE e = CreateEventW(NULL, FALSE, TRUE, NULL);

    EXPECT_NUMBER(WaitForSingleObject(e, 0), WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForSingleObject(e, 0), WAIT_TIMEOUT);
    SetEvent(e);
    SetEvent(e);
    EXPECT_NUMBER(WaitForMultipleObjectsEx(1, &e, TRUE, 0, TRUE),
                  WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForSingleObject(e, 0), WAIT_TIMEOUT);
    CloseHandle(e);
}

static void test_names(void)
{
    HANDLE a = CreateEventA(NULL, TRUE, FALSE, "Local\\h\xc3\xa4");
    HANDLE b, c;

    EXPECT_NUMBER(GetLastError(), NO_ERROR);
    b = CreateEventW(NULL, TRUE, FALSE, L"Local\\h\u00e4");
    EXPECT_NUMBER(GetLastError(), ERROR_ALREADY_EXISTS);
    c = OpenEventA(EVENT_MODIFY_STATE, FALSE, "Local\\h\xc3\xa4");
    SetEvent(c);
    EXPECT_NUMBER(WaitForSingleObject(a, 0), WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForSingleObject(b, 0), WAIT_OBJECT_0);
    SetLastError(0);
    CU_ASSERT_PTR_NULL(CreateMutexA(NULL, FALSE, "Local\\h\xc3\xa4"));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
    CloseHandle(a);
    CloseHandle(b);
    CloseHandle(c);
    CU_ASSERT_PTR_NULL(OpenEventW(SYNCHRONIZE, FALSE, L"Local\\h\u00e4"));
    EXPECT_NUMBER(GetLastError(), ERROR_FILE_NOT_FOUND);
    CU_ASSERT_PTR_NULL(OpenEventA(SYNCHRONIZE, FALSE, NULL));
    CU_ASSERT_PTR_NULL(OpenEventW(SYNCHRONIZE, FALSE, L""));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
}

static void test_notification_events(void)
{
    HANDLE e = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE m = CreateMutexA(NULL, FALSE, NULL);
    struct win32_object *event;

    SetLastError(77);
    CU_ASSERT_PTR_NULL(win32_event_hold(m));
    CU_ASSERT_PTR_NULL(win32_event_hold(INVALID_HANDLE_VALUE));
    event = win32_event_hold(e);
    CU_ASSERT_PTR_NOT_NULL_FATAL(event);
    CU_ASSERT_TRUE(win32_event_open(event));
    CU_ASSERT_TRUE(win32_event_set(event));
    EXPECT_NUMBER(GetLastError(), 77);
    EXPECT_NUMBER(WaitForSingleObject(e, 0), WAIT_OBJECT_0);
    CloseHandle(e);
    CloseHandle(m);
    CU_ASSERT_FALSE(win32_event_open(event));
    CU_ASSERT_FALSE(win32_event_set(event));
    EXPECT_NUMBER(event->references, 1);
    win32_object_drop(event);
    CU_ASSERT_PTR_NULL(win32_event_hold(e));
    CU_ASSERT_FALSE(SetEvent(e));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
    CU_ASSERT_FALSE(ResetEvent(e));
    CU_ASSERT_FALSE(PulseEvent(e));
}

static DWORD WINAPI try_mutex(LPVOID m)
{
    return WaitForSingleObject(m, 0);
}

static DWORD in_thread(LPTHREAD_START_ROUTINE run, LPVOID argument)
{
    HANDLE thread = CreateThread(NULL, 0, run, argument, 0, NULL);
    DWORD code = 0;

    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void test_mutex(void)
{
    HANDLE m = CreateMutexW(NULL, TRUE, NULL);

    EXPECT_NUMBER(WaitForSingleObject(m, 0), WAIT_OBJECT_0);
    EXPECT_NUMBER(in_thread(try_mutex, m), WAIT_TIMEOUT);
    CU_ASSERT_TRUE(ReleaseMutex(m));
    EXPECT_NUMBER(in_thread(try_mutex, m), WAIT_TIMEOUT);
    CU_ASSERT_TRUE(ReleaseMutex(m));
    SetLastError(0);
    CU_ASSERT_FALSE(ReleaseMutex(m));
    EXPECT_NUMBER(GetLastError(), ERROR_NOT_OWNER);
    CloseHandle(m);
    CU_ASSERT_FALSE(ReleaseMutex(m));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
}

/* A thread that ends with it: the next one is told, once. */
static void test_abandoned_mutex(void)
{
    HANDLE m = CreateMutexA(NULL, FALSE, NULL);

    EXPECT_NUMBER(in_thread(try_mutex, m), WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForSingleObject(m, 5000), WAIT_ABANDONED);
    CU_ASSERT_TRUE(ReleaseMutex(m));
    EXPECT_NUMBER(WaitForSingleObject(m, 0), WAIT_OBJECT_0);
    CloseHandle(m);
}

static void test_semaphore(void)
{
    HANDLE s = CreateSemaphoreA(NULL, 1, 3, NULL);
    LONG before = -1;

    EXPECT_NUMBER(WaitForSingleObject(s, 0), WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForSingleObject(s, 0), WAIT_TIMEOUT);
    CU_ASSERT_TRUE(ReleaseSemaphore(s, 2, &before));
    EXPECT_NUMBER(before, 0);
    SetLastError(0);
    CU_ASSERT_FALSE(ReleaseSemaphore(s, 2, &before));
    EXPECT_NUMBER(GetLastError(), ERROR_TOO_MANY_POSTS);
    CU_ASSERT_FALSE(ReleaseSemaphore(s, 0, NULL));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    CU_ASSERT_FALSE(ReleaseSemaphore(s, MAXLONG, NULL));
    EXPECT_NUMBER(WaitForSingleObject(s, 0), WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForSingleObject(s, 0), WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForSingleObject(s, 0), WAIT_TIMEOUT);
    CloseHandle(s);
    CU_ASSERT_PTR_NULL(CreateSemaphoreW(NULL, 2, 1, NULL));
    CU_ASSERT_PTR_NULL(CreateSemaphoreA(NULL, -1, 1, NULL));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    CU_ASSERT_FALSE(ReleaseSemaphore(s, 1, NULL));
}

/* A name that is empty is none: each such object is another one. */
static void test_empty_names(void)
{
    HANDLE a = CreateEventA(NULL, TRUE, FALSE, "");
    HANDLE b = CreateEventW(NULL, TRUE, FALSE, L"");

    CU_ASSERT(a && b && a != b);
    SetEvent(a);
    EXPECT_NUMBER(WaitForSingleObject(b, 0), WAIT_TIMEOUT);
    CloseHandle(a);
    CloseHandle(b);
    CU_ASSERT_PTR_NULL(OpenEventA(0, FALSE, NULL));
    CU_ASSERT_PTR_NULL(OpenEventA(0, FALSE, ""));
    CU_ASSERT_PTR_NULL(OpenEventW(0, FALSE, NULL));
    SetLastError(0);
    CU_ASSERT_PTR_NULL(OpenEventW(0, FALSE, L""));
    CU_ASSERT(GetLastError() != 0);
    CU_ASSERT_PTR_NULL(CreateSemaphoreA(NULL, 2, 1, NULL));
    CU_ASSERT_PTR_NULL(CreateSemaphoreA(NULL, -1, 1, NULL));
    CU_ASSERT_PTR_NULL(CreateSemaphoreW(NULL, 0, 0, NULL));
}

const char unit_name[] = "win32_sync";
const struct unit_test unit_tests[] = {
    {"a manual-reset event", test_manual_event},
    {"an auto-reset event", test_auto_event},
    {"objects of one name are one", test_names},
    {"events for notifications", test_notification_events},
    {"a mutex", test_mutex},
    {"an abandoned mutex", test_abandoned_mutex},
    {"a semaphore", test_semaphore},
    {"names that are empty", test_empty_names},
    {NULL, NULL},
};
