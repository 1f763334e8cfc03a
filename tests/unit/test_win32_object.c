/*
 * Handles and waits, with threads that wait for each other: run it under
 * ThreadSanitizer as well.
 */
#include "compat/win32/object.c"

#include <unistd.h>

#include "tests/unit/harness.h"

/* A wait that never ends is a failure as well. */
__attribute__((constructor)) static void limit_time(void)
{
    alarm(120);
}

#define SHORT 30

/* --- handles */

static void test_wrong_handles(void)
{
    HANDLE e = CreateEventA(NULL, FALSE, FALSE, NULL);
    static const uintptr_t wrong[] = {0, 1, 3, 4000, 0x7ffffffc, UINTPTR_MAX};
    size_t i;

    CU_ASSERT_TRUE((uintptr_t)e > 0 && (uintptr_t)e < 0x80000000);
    for (i = 0; i < ARRAYSIZE(wrong); i++) {
        SetLastError(0);
        CU_ASSERT_FALSE(CloseHandle((HANDLE)wrong[i]));
        EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
        EXPECT_NUMBER(WaitForSingleObject((HANDLE)wrong[i], 0), WAIT_FAILED);
    }
    CU_ASSERT_FALSE(CloseHandle((HANDLE)((uintptr_t)e + 1)));
    CU_ASSERT_TRUE(CloseHandle(e));
    CU_ASSERT_FALSE(CloseHandle(e));
}

/* The slot is used again, the closed handle stays dead. */
static void test_handle_is_not_reused(void)
{
    HANDLE e = CreateEventA(NULL, FALSE, TRUE, NULL), next;

    CloseHandle(e);
    next = CreateEventA(NULL, FALSE, TRUE, NULL);
    CU_ASSERT_PTR_NOT_EQUAL(e, next);
    CU_ASSERT_PTR_NULL(slot_of(e));
    CU_ASSERT_PTR_NOT_NULL(slot_of(next));
    EXPECT_NUMBER(WaitForSingleObject(e, 0), WAIT_FAILED);
    CU_ASSERT_TRUE(CloseHandle(next));
}

static void test_many_handles(void)
{
    enum { MANY = 1000 };
    static HANDLE e[MANY];
    size_t i;

    for (i = 0; i < MANY; i++)
        e[i] = CreateEventA(NULL, TRUE, i % 2, NULL);
    for (i = 0; i < MANY; i++)
        EXPECT_NUMBER(WaitForSingleObject(e[i], 0),
                      i % 2 ? WAIT_OBJECT_0 : WAIT_TIMEOUT);
    for (i = 0; i < MANY; i++)
        CU_ASSERT_TRUE(CloseHandle(e[i]));
}

static void test_no_more_handles(void)
{
    HANDLE last = NULL, e;
    size_t n = 0;

    while ((e = CreateEventA(NULL, TRUE, TRUE, NULL)) != NULL && n < 100000) {
        last = e;
        n++;
    }
    EXPECT_NUMBER(n, MOST_SLOTS - 1);
    EXPECT_NUMBER(GetLastError(), ERROR_NO_SYSTEM_RESOURCES);
    EXPECT_NUMBER(WaitForSingleObject(last, 0), WAIT_OBJECT_0);
    CU_ASSERT_TRUE((uintptr_t)last < 0x80000000);
    for (n = 0; n < slot_count; n++)
        if (slots[n].object)
            CloseHandle(handle_of((unsigned)n));
    e = CreateEventA(NULL, TRUE, TRUE, NULL);
    CU_ASSERT_PTR_NOT_NULL(e);
    CloseHandle(e);
}

static void test_duplicate(void)
{
    HANDLE me = GetCurrentProcess(), copy = NULL;
    HANDLE e = CreateEventA(NULL, TRUE, FALSE, NULL);

    CU_ASSERT_TRUE(
        DuplicateHandle(me, e, me, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
    CU_ASSERT_PTR_NOT_EQUAL(copy, e);
    SetEvent(e);
    CloseHandle(e);
    EXPECT_NUMBER(WaitForSingleObject(copy, 0), WAIT_OBJECT_0);
    CU_ASSERT_TRUE(
        DuplicateHandle(me, copy, me, &e, 0, FALSE, DUPLICATE_CLOSE_SOURCE));
    CU_ASSERT_FALSE(CloseHandle(copy));
    CU_ASSERT_TRUE(CloseHandle(e));
    CU_ASSERT_FALSE(DuplicateHandle(me, e, me, &copy, 0, FALSE, 0));
    CU_ASSERT_PTR_NULL(copy);
}

/* --- waits without anybody else */

static void test_wait_arguments(void)
{
    HANDLE e = CreateEventA(NULL, TRUE, TRUE, NULL);
    HANDLE twice[2] = {e, e}, many[MAXIMUM_WAIT_OBJECTS + 1];
    size_t i;

    for (i = 0; i < ARRAYSIZE(many); i++)
        many[i] = e;
    SetLastError(0);
    EXPECT_NUMBER(WaitForMultipleObjects(0, many, FALSE, 0), WAIT_FAILED);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(WaitForMultipleObjects(65, many, FALSE, 0), WAIT_FAILED);
    EXPECT_NUMBER(WaitForMultipleObjects(64, many, FALSE, 0), WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForMultipleObjects(2, NULL, FALSE, 0), WAIT_FAILED);
    SetLastError(0);
    EXPECT_NUMBER(WaitForMultipleObjects(2, twice, TRUE, 0), WAIT_FAILED);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(WaitForMultipleObjects(2, twice, FALSE, 0), WAIT_OBJECT_0);
    twice[1] = NULL;
    SetLastError(0);
    EXPECT_NUMBER(WaitForMultipleObjects(2, twice, FALSE, 0), WAIT_FAILED);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
    CloseHandle(e);
}

static void test_timeout(void)
{
    HANDLE e = CreateEventA(NULL, TRUE, FALSE, NULL);
    ULONGLONG before = GetTickCount64();

    EXPECT_NUMBER(WaitForSingleObject(e, SHORT), WAIT_TIMEOUT);
    CU_ASSERT_TRUE(GetTickCount64() - before >= SHORT - 1);
    CU_ASSERT_PTR_NULL(waiters);
    CU_ASSERT_PTR_EQUAL(waiters_end, &waiters);
    CloseHandle(e);
}

static void test_any_and_all(void)
{
    HANDLE e[3];
    size_t i;

    for (i = 0; i < 3; i++)
        e[i] = CreateEventA(NULL, FALSE, FALSE, NULL);
    SetEvent(e[2]);
    SetEvent(e[1]);
    EXPECT_NUMBER(WaitForMultipleObjects(3, e, TRUE, 0), WAIT_TIMEOUT);
    EXPECT_NUMBER(WaitForMultipleObjects(3, e, FALSE, 0), WAIT_OBJECT_0 + 1);
    EXPECT_NUMBER(WaitForMultipleObjects(3, e, FALSE, 0), WAIT_OBJECT_0 + 2);
    EXPECT_NUMBER(WaitForMultipleObjects(3, e, FALSE, 0), WAIT_TIMEOUT);
    for (i = 0; i < 3; i++)
        SetEvent(e[i]);
    EXPECT_NUMBER(WaitForMultipleObjects(3, e, TRUE, 0), WAIT_OBJECT_0);
    EXPECT_NUMBER(WaitForMultipleObjects(3, e, FALSE, 0), WAIT_TIMEOUT);
    for (i = 0; i < 3; i++)
        CloseHandle(e[i]);
}

/* --- waits and threads */

struct party {
    HANDLE go, done;
    LONG passed;
};

static DWORD WINAPI pass(LPVOID p)
{
    struct party *party = p;

    if (WaitForSingleObject(party->go, 5000) == WAIT_OBJECT_0)
        InterlockedIncrement(&party->passed);
    return 0;
}

/* Until N threads are in their waits. */
static void until_waiting(size_t n)
{
    size_t count;
    const struct waiter *w;

    do {
        Sleep(1);
        win32_enter();
        for (count = 0, w = waiters; w; w = w->next)
            count++;
        win32_leave();
    } while (count < n);
}

static void start_party(HANDLE threads[], struct party *party, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        threads[i] = CreateThread(NULL, 0, pass, party, 0, NULL);
    until_waiting(n);
}

static void end_party(HANDLE threads[], struct party *party, size_t n)
{
    size_t i;

    EXPECT_NUMBER(WaitForMultipleObjects((DWORD)n, threads, TRUE, 5000),
                  WAIT_OBJECT_0);
    for (i = 0; i < n; i++)
        CloseHandle(threads[i]);
    CloseHandle(party->go);
}

static void test_auto_event_lets_one_go(void)
{
    struct party party = {.go = CreateEventA(NULL, FALSE, FALSE, NULL)};
    HANDLE threads[4];
    int i;

    start_party(threads, &party, 4);
    for (i = 1; i <= 4; i++) {
        SetEvent(party.go);
        until_waiting((size_t)(4 - i));
        while (__atomic_load_n(&party.passed, __ATOMIC_SEQ_CST) < i)
            Sleep(1);
        EXPECT_NUMBER(__atomic_load_n(&party.passed, __ATOMIC_SEQ_CST), i);
    }
    EXPECT_NUMBER(WaitForSingleObject(party.go, 0), WAIT_TIMEOUT);
    end_party(threads, &party, 4);
}

/* Nobody who waited at the time of SetEvent is forgotten. */
static void test_set_and_reset(void)
{
    struct party party = {.go = CreateEventA(NULL, TRUE, FALSE, NULL)};
    HANDLE threads[4];

    start_party(threads, &party, 4);
    SetEvent(party.go);
    ResetEvent(party.go);
    end_party(threads, &party, 4);
    EXPECT_NUMBER(party.passed, 4);
}

static void test_pulse(void)
{
    struct party party = {.go = CreateEventA(NULL, TRUE, FALSE, NULL)};
    HANDLE threads[3];

    start_party(threads, &party, 3);
    CU_ASSERT_TRUE(PulseEvent(party.go));
    EXPECT_NUMBER(WaitForSingleObject(party.go, 0), WAIT_TIMEOUT);
    end_party(threads, &party, 3);
    EXPECT_NUMBER(party.passed, 3);
}

/* The object lives on for who waits, though nobody can name it any more. */
static void test_closed_while_waited_for(void)
{
    struct party party = {.go = CreateEventA(NULL, TRUE, FALSE, NULL)};
    HANDLE threads[1], copy, me = GetCurrentProcess();
    struct win32_object *event;

    DuplicateHandle(me, party.go, me, &copy, 0, FALSE, 0);
    start_party(threads, &party, 1);
    CloseHandle(party.go);
    event = win32_event_hold(copy);
    CU_ASSERT_PTR_NOT_NULL_FATAL(event);
    EXPECT_NUMBER(event->handles, 1);
    CU_ASSERT_TRUE(win32_event_set(event));
    party.go = copy;
    end_party(threads, &party, 1);
    EXPECT_NUMBER(party.passed, 1);
    CU_ASSERT_FALSE(win32_event_set(event));
    win32_object_drop(event);
}

static DWORD WINAPI ping(LPVOID p)
{
    struct party *party = p;
    int i;

    for (i = 0; i < 2000; i++) {
        WaitForSingleObject(party->go, INFINITE);
        party->passed++;
        SetEvent(party->done);
    }
    return 0;
}

/* The count has no lock but the two events. */
static void test_ping_pong(void)
{
    struct party party = {.go = CreateEventA(NULL, FALSE, FALSE, NULL),
                          .done = CreateEventA(NULL, FALSE, FALSE, NULL)};
    HANDLE thread = CreateThread(NULL, 0, ping, &party, 0, NULL);
    int i;

    for (i = 1; i <= 2000; i++) {
        SetEvent(party.go);
        EXPECT_NUMBER(WaitForSingleObject(party.done, 5000), WAIT_OBJECT_0);
        if (party.passed != i)
            break;
    }
    EXPECT_NUMBER(party.passed, 2000);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(party.go);
    CloseHandle(party.done);
}

/* Short time limits and signals meet: no wait may hang or be taken twice. */
static DWORD WINAPI snatch(LPVOID p)
{
    struct party *party = p;
    int i;

    for (i = 0; i < 300; i++)
        if (WaitForSingleObject(party->go, 1) == WAIT_OBJECT_0)
            InterlockedIncrement(&party->passed);
    return 0;
}

static void test_timeouts_race(void)
{
    struct party party = {.go = CreateSemaphoreA(NULL, 0, 1000000, NULL)};
    HANDLE threads[6];
    LONG given = 0, left = 0;
    size_t i;

    for (i = 0; i < 6; i++)
        threads[i] = CreateThread(NULL, 0, snatch, &party, 0, NULL);
    while (WaitForMultipleObjects(6, threads, TRUE, 0) == WAIT_TIMEOUT) {
        given += ReleaseSemaphore(party.go, 1, NULL);
        SwitchToThread();
    }
    while (WaitForSingleObject(party.go, 0) == WAIT_OBJECT_0)
        left++;
    EXPECT_NUMBER(party.passed + left, given);
    end_party(threads, &party, 6);
}

/* Another process's handles, and a copy that nobody wants to have. */
static void test_duplicate_refused(void)
{
    HANDLE me = GetCurrentProcess(), e = CreateEventA(NULL, TRUE, TRUE, NULL);
    HANDLE copy = NULL;

    CU_ASSERT_FALSE(DuplicateHandle(e, e, me, &copy, 0, FALSE, 0));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
    CU_ASSERT_FALSE(DuplicateHandle(me, e, e, &copy, 0, FALSE, 0));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
    CU_ASSERT_PTR_NULL(copy);
    CU_ASSERT_TRUE(
        DuplicateHandle(me, e, me, NULL, 0, FALSE, DUPLICATE_CLOSE_SOURCE));
    CU_ASSERT_FALSE(CloseHandle(e)); /* the source is closed */
}

const char unit_name[] = "win32_object";
const struct unit_test unit_tests[] = {
    {"handles that are none", test_wrong_handles},
    {"a closed handle stays dead", test_handle_is_not_reused},
    {"a thousand handles", test_many_handles},
    {"the table has an end", test_no_more_handles},
    {"DuplicateHandle", test_duplicate},
    {"the arguments of a wait", test_wait_arguments},
    {"a wait takes its time", test_timeout},
    {"one of several, all of several", test_any_and_all},
    {"an auto-reset event lets one thread go", test_auto_event_lets_one_go},
    {"SetEvent and ResetEvent let all go", test_set_and_reset},
    {"PulseEvent lets all go", test_pulse},
    {"closed while it is waited for", test_closed_while_waited_for},
    {"two threads take turns", test_ping_pong},
    {"time limits and signals at once", test_timeouts_race},
    {"DuplicateHandle is refused", test_duplicate_refused},
    {NULL, NULL},
};
