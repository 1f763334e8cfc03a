#include "compat/win32/clock.h"

#include <errno.h>
#include <sched.h>

#define NS_PER_MS 1000000L
#define NS_PER_S  1000000000L
/* From 1601-01-01, where Windows' calendar begins, to 1970-01-01. */
#define FILETIME_TO_UNIX_S 11644473600ULL
#define FILETIME_PER_S     10000000ULL

struct timespec win32_deadline(DWORD milliseconds)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (time_t)(milliseconds / 1000);
    t.tv_nsec += (long)(milliseconds % 1000) * NS_PER_MS;
    if (t.tv_nsec >= NS_PER_S) {
        t.tv_sec++;
        t.tv_nsec -= NS_PER_S;
    }
    return t;
}

void WINAPI Sleep(DWORD dwMilliseconds)
{
    struct timespec end;

    if (dwMilliseconds == 0) {
        sched_yield();
        return;
    }
    do {
        end = win32_deadline(dwMilliseconds);
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) ==
               EINTR)
            ;
    } while (dwMilliseconds == INFINITE);
}

ULONGLONG WINAPI GetTickCount64(void)
{
    struct timespec now;

    /* Windows counts the time asleep as well. */
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (ULONGLONG)now.tv_sec * 1000 + (ULONGLONG)(now.tv_nsec / NS_PER_MS);
}

DWORD WINAPI GetTickCount(void)
{
    return (DWORD)GetTickCount64();
}

static void to_system_time(const struct tm *tm, long ns, LPSYSTEMTIME out)
{
    out->wYear = (WORD)(tm->tm_year + 1900);
    out->wMonth = (WORD)(tm->tm_mon + 1);
    out->wDayOfWeek = (WORD)tm->tm_wday;
    out->wDay = (WORD)tm->tm_mday;
    out->wHour = (WORD)tm->tm_hour;
    out->wMinute = (WORD)tm->tm_min;
    out->wSecond = (WORD)(tm->tm_sec > 59 ? 59 : tm->tm_sec);
    out->wMilliseconds = (WORD)(ns / NS_PER_MS);
}

void WINAPI GetSystemTime(LPSYSTEMTIME lpSystemTime)
{
    struct timespec now;
    struct tm tm = {0};

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    to_system_time(&tm, now.tv_nsec, lpSystemTime);
}

void WINAPI GetLocalTime(LPSYSTEMTIME lpSystemTime)
{
    struct timespec now;
    struct tm tm = {0};

    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &tm);
    to_system_time(&tm, now.tv_nsec, lpSystemTime);
}

void WINAPI GetSystemTimeAsFileTime(LPFILETIME lpTime)
{
    struct timespec now;
    uint64_t t;

    clock_gettime(CLOCK_REALTIME, &now);
    t = ((uint64_t)now.tv_sec + FILETIME_TO_UNIX_S) * FILETIME_PER_S +
        (uint64_t)now.tv_nsec / 100;
    lpTime->dwLowDateTime = (DWORD)t;
    lpTime->dwHighDateTime = (DWORD)(t >> 32);
}

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *lpCount)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    lpCount->QuadPart = (LONGLONG)now.tv_sec * NS_PER_S + now.tv_nsec;
    return TRUE;
}

BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *lpFrequency)
{
    lpFrequency->QuadPart = NS_PER_S;
    return TRUE;
}
