/*
 * The headers as a program sees them: sources in the manner of Windows
 * samples, here with wide text, in test_win32_program_a.c with narrow text.
 */
#define RASAPI_PROGRAM
#ifndef PROGRAM_NARROW
#define UNICODE
#define _UNICODE
#endif

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include <winbase.h>
#include <winerror.h>
#include <winnt.h>
#include <lmcons.h>
#include <process.h>
#include <tchar.h>
#include <strsafe.h>
#include <unistd.h>

#include "tests/unit/harness.h"

#define CELEMS(x) ((sizeof(x)) / (sizeof(x[0])))

_Static_assert(sizeof(WCHAR) == 2 && sizeof(wchar_t) == 2, "16 bit text");
_Static_assert(sizeof(DWORD) == 4 && sizeof(LONG) == 4, "32 bit numbers");
_Static_assert(sizeof(BOOL) == 4 && sizeof(ULONGLONG) == 8, "sizes");
_Static_assert(sizeof(ULONG_PTR) == sizeof(void *), "pointer-sized");
_Static_assert(sizeof(GUID) == 16 && sizeof(LUID) == 8, "structures");
_Static_assert(UNLEN == 256 && PWLEN == 256 && DNLEN == 15, "lengths");
_Static_assert(MAX_PATH == 260 && INFINITE == 0xFFFFFFFF, "limits");
_Static_assert(E_INVALIDARG == (HRESULT)0x80070057, "results");
_Static_assert(HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER) == E_INVALIDARG, "");
_Static_assert(LOWORD(0x12345678) == 0x5678 && HIWORD(0x12345678) == 0x1234,
               "");

/* --- standard output of a function */

static char shown[512];

static const char *output_of(void (*run)(void))
{
    FILE *file = tmpfile();
    int saved = dup(STDOUT_FILENO);
    size_t n;

    fflush(stdout);
    dup2(fileno(file), STDOUT_FILENO);
    run();
    fflush(stdout);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    rewind(file);
    n = fread(shown, 1, sizeof(shown) - 1, file);
    shown[n] = '\0';
    fclose(file);
    return shown;
}

/* The compiler knows the formats of this system, and its long of 64 bits. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-extra-args"

static void print_narrow(void)
{
    DWORD code = 691;
    LONG minus = -1;
    WCHAR entry[] = L"B\u00fcro";

    printf("%lu %ld %#x %S %ls %ws %I64u\n", code, minus, code, entry, entry,
           entry, (ULONGLONG)1 << 40);
    puts("end");
}

#pragma GCC diagnostic pop

static void print_wide(void)
{
    wprintf(L"%s %S %hs %d\n", L"B\u00fcro", "b\xc3\xbcro", "x", 5);
    fputws(L"\u20ac", stdout);
    putwchar(L'\n');
    _putws(L"end");
}

static void print_tchar(void)
{
    TCHAR name[16];

    _tcscpy(name, _T("entry"));
    _tprintf(_T("%s %u %d\n"), name, (unsigned)_tcslen(name),
             _tcsicmp(name, TEXT("ENTRY")));
    _putts(_tcschr(name, _T('t')));
}

static void test_printing(void)
{
    EXPECT_TEXT(output_of(print_narrow),
                "691 -1 0x2b3 Büro Büro Büro 1099511627776\nend\n");
    EXPECT_TEXT(output_of(print_wide), "Büro büro x 5\n€\nend\n");
    EXPECT_TEXT(output_of(print_tchar), "entry 5 0\ntry\n");
}

static void test_wide_functions(void)
{
    wchar_t text[32], *end;

    CU_ASSERT_EQUAL(wcslen(L"abc"), 3);
    wcscpy(text, L"abc");
    wcscat(text, L"def");
    CU_ASSERT_EQUAL(wcscmp(text, L"abcdef"), 0);
    CU_ASSERT_EQUAL(_wcsicmp(text, L"ABCDEF"), 0);
    CU_ASSERT_PTR_EQUAL(wcschr(text, L'd'), text + 3);
    CU_ASSERT_PTR_EQUAL(wcsstr(text, L"cd"), text + 2);
    EXPECT_NUMBER(wcstol(L"12x", &end, 10), 12);
    EXPECT_NUMBER(*end, 'x');
    EXPECT_NUMBER(swprintf(text, CELEMS(text), L"%s-%d", L"x", 5), 3);
    CU_ASSERT_EQUAL(wcscmp(text, L"x-5"), 0);
    EXPECT_NUMBER(mbstowcs(text, "ä", CELEMS(text)), 1);
    EXPECT_NUMBER(text[0], 0xe4);
}

/* --- the constructs of samples */

typedef struct {
    DWORD dwSize;
    TCHAR szName[UNLEN + 1];
} RECORD, *LPRECORD;

static DWORD fill(LPRECORD lpRecord, LPDWORD lpcb, LPDWORD lpcRecords)
{
    DWORD have = *lpcb, i;

    *lpcb = 3 * sizeof(RECORD);
    *lpcRecords = 3;
    if (!lpRecord || have < *lpcb)
        return ERROR_INSUFFICIENT_BUFFER;
    for (i = 0; i < 3; i++)
        StringCchPrintf(lpRecord[i].szName, CELEMS(lpRecord[i].szName),
                        TEXT("entry %lu"), (unsigned long)i);
    return ERROR_SUCCESS;
}

static void test_enumeration_loop(void)
{
    DWORD dwCb = 0, dwRet, dwRecords = 0;
    LPRECORD lpRecord = NULL;

    dwRet = fill(lpRecord, &dwCb, &dwRecords);
    if (dwRet == ERROR_INSUFFICIENT_BUFFER) {
        lpRecord =
            (LPRECORD)HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, dwCb);
        CU_ASSERT_PTR_NOT_NULL_FATAL(lpRecord);
        lpRecord[0].dwSize = sizeof(RECORD);
        dwRet = fill(lpRecord, &dwCb, &dwRecords);
    }
    EXPECT_NUMBER(dwRet, ERROR_SUCCESS);
    EXPECT_NUMBER(lstrcmpi(lpRecord[2].szName, TEXT("ENTRY 2")), 0);
    /* The custom dialer's sample frees a pointer that it moved on. */
    CU_ASSERT_FALSE(HeapFree(GetProcessHeap(), 0, lpRecord + 1));
    CU_ASSERT_TRUE(HeapFree(GetProcessHeap(), 0, lpRecord));
}

static HANDLE gEvent_handle;

static unsigned __stdcall worker(void *context)
{
    Sleep(*(DWORD *)context);
    SetEvent(gEvent_handle);
    return 7;
}

static void test_event_of_another_thread(void)
{
    DWORD wait = 10, code = 0;
    HANDLE handles[2];

    gEvent_handle = CreateEvent(NULL, FALSE, FALSE, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(gEvent_handle);
    handles[0] = gEvent_handle;
    handles[1] = (HANDLE)_beginthreadex(NULL, 0, worker, &wait, 0, NULL);
    EXPECT_NUMBER(WaitForMultipleObjects(2, handles, TRUE, 10000),
                  WAIT_OBJECT_0);
    CU_ASSERT_TRUE(GetExitCodeThread(handles[1], &code));
    EXPECT_NUMBER(code, 7);
    CU_ASSERT_TRUE(CloseHandle(handles[0]));
    CU_ASSERT_TRUE(CloseHandle(handles[1]));
}

static void print_error(void)
{
    LPTSTR lpMsgBuf = NULL;

    if (FormatMessage(FORMAT_MESSAGE_ALLOCATE_BUFFER |
                          FORMAT_MESSAGE_FROM_SYSTEM |
                          FORMAT_MESSAGE_IGNORE_INSERTS,
                      NULL, ERROR_INVALID_HANDLE,
                      MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT),
                      (LPTSTR)&lpMsgBuf, 0, NULL))
        _tprintf(_T("Error: %s"), lpMsgBuf);
    LocalFree(lpMsgBuf);
}

static void test_error_text(void)
{
    EXPECT_TEXT(output_of(print_error), "Error: The handle is invalid.\r\n");
}

typedef DWORD(WINAPI *TICKS)(void);

static void test_macros_of_both_kinds(void)
{
    TCHAR szPath[MAX_PATH], szUser[UNLEN + 1];
    DWORD dwSize = CELEMS(szUser);
    HMODULE hLib = LoadLibrary(TEXT("RASAPI32.DLL"));

    CU_ASSERT_PTR_NOT_NULL(hLib);
    CU_ASSERT_TRUE(GetModuleFileName(NULL, szPath, MAX_PATH) > 0);
    CU_ASSERT_PTR_NOT_NULL(_tcsrchr(szPath, _T('/')));
    CU_ASSERT_TRUE(GetUserName(szUser, &dwSize));
    EXPECT_NUMBER(dwSize, lstrlen(szUser) + 1);
    ZeroMemory(szUser, sizeof(szUser));
    EXPECT_NUMBER(szUser[0], 0);
    CopyMemory(szUser, TEXT("ab"), 3 * sizeof(TCHAR));
    EXPECT_NUMBER(_tcscmp(szUser, _T("ab")), 0);
    FillMemory(szUser, sizeof(TCHAR), 0xff);
    CU_ASSERT_NOT_EQUAL(szUser[0], 0);
    CU_ASSERT_TRUE(FreeLibrary(hLib));
    EXPECT_NUMBER(_ttoi(_T("12")), 12);
}

#ifndef PROGRAM_NARROW
const char unit_name[] = "win32_program";
#else
const char unit_name[] = "win32_program_a";
#endif
const struct unit_test unit_tests[] = {
    {"printing", test_printing},
    {"wide string functions", test_wide_functions},
    {"the loop around an enumeration", test_enumeration_loop},
    {"an event of another thread", test_event_of_another_thread},
    {"the text of an error", test_error_text},
    {"functions of both kinds of text", test_macros_of_both_kinds},
    {NULL, NULL},
};
