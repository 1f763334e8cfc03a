/*
 * Ticks, sleeps and calendars.
 */
#include "compat/win32/clock.c"

#include "tests/unit/harness.h"

static void test_ticks(void)
{
    ULONGLONG before = GetTickCount64(), after;
    DWORD low = GetTickCount();

    Sleep(30);
    after = GetTickCount64();
    CU_ASSERT_TRUE(after - before >= 29 && after - before < 5000);
    CU_ASSERT_TRUE(GetTickCount() - low >= 29);
    CU_ASSERT_TRUE((DWORD)before - low < 1000 || low - (DWORD)before < 1000);
    Sleep(0);
    CU_ASSERT_TRUE(GetTickCount64() - after < 1000);
}

static void test_deadline(void)
{
    struct timespec now, end;

    clock_gettime(CLOCK_MONOTONIC, &now);
    end = win32_deadline(1999);
    CU_ASSERT_TRUE(end.tv_nsec >= 0 && end.tv_nsec < NS_PER_S);
    CU_ASSERT_TRUE(end.tv_sec - now.tv_sec >= 1);
    CU_ASSERT_TRUE(end.tv_sec - now.tv_sec <= 3);
}

static void test_calendar(void)
{
    SYSTEMTIME utc = {0}, local = {0};
    FILETIME file = {0};
    time_t now = time(NULL);
    struct tm tm = {0};
    uint64_t t;

    GetSystemTime(&utc);
    GetLocalTime(&local);
    gmtime_r(&now, &tm);
    /* The clock may have gone on in between, but not by years. */
    CU_ASSERT_TRUE(utc.wYear - (tm.tm_year + 1900) <= 1);
    CU_ASSERT_TRUE(utc.wMonth >= 1 && utc.wMonth <= 12);
    CU_ASSERT_TRUE(utc.wDay >= 1 && utc.wDay <= 31);
    CU_ASSERT_TRUE(utc.wDayOfWeek <= 6 && utc.wMilliseconds <= 999);
    EXPECT_NUMBER(local.wYear >= utc.wYear - 1, 1);
    GetSystemTimeAsFileTime(&file);
    t = (uint64_t)file.dwHighDateTime << 32 | file.dwLowDateTime;
    CU_ASSERT_TRUE(t / FILETIME_PER_S - FILETIME_TO_UNIX_S - (uint64_t)now < 5);
}

/* 1970-01-01 was a Thursday; one leap second becomes the second before it. */
static void test_conversion(void)
{
    struct tm tm = {.tm_year = 70, .tm_mday = 1, .tm_wday = 4, .tm_sec = 60};
    SYSTEMTIME out;

    to_system_time(&tm, 999999999, &out);
    EXPECT_NUMBER(out.wYear, 1970);
    EXPECT_NUMBER(out.wMonth, 1);
    EXPECT_NUMBER(out.wDayOfWeek, 4);
    EXPECT_NUMBER(out.wSecond, 59);
    EXPECT_NUMBER(out.wMilliseconds, 999);
}

static void test_counter(void)
{
    LARGE_INTEGER a, b, f;

    CU_ASSERT_TRUE(QueryPerformanceFrequency(&f));
    CU_ASSERT_TRUE(QueryPerformanceCounter(&a));
    Sleep(10);
    CU_ASSERT_TRUE(QueryPerformanceCounter(&b));
    CU_ASSERT_TRUE((b.QuadPart - a.QuadPart) * 1000 / f.QuadPart >= 9);
    EXPECT_NUMBER((DWORD)a.QuadPart, a.LowPart);
    EXPECT_NUMBER(a.QuadPart >> 32, a.u.HighPart);
}

const char unit_name[] = "win32_clock";
const struct unit_test unit_tests[] = {
    {"ticks and sleeps", test_ticks},
    {"deadlines", test_deadline},
    {"calendars", test_calendar},
    {"system time", test_conversion},
    {"the performance counter", test_counter},
    {NULL, NULL},
};
