/*
 * windows.h - the part of Win32 that remote access programs stand on: memory,
 * time, errors, events and waits, threads, modules, text, messages. The
 * library's own names for these functions begin with raswin_: see RASWIN in
 * windef.h. What is not here does not compile; nothing here only pretends.
 *
 * Text in A functions is UTF-8 (CP_ACP is CP_UTF8), in W functions UTF-16.
 */
#ifndef RASAPI_WINDOWS_H
#define RASAPI_WINDOWS_H

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "windef.h"
#include "winerror.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- the last error: each thread has its own */

DWORD WINAPI GetLastError(void) RASWIN(GetLastError);
void WINAPI SetLastError(DWORD dwErrCode) RASWIN(SetLastError);

/* --- memory */

#define HEAP_NO_SERIALIZE          0x00000001
#define HEAP_GROWABLE              0x00000002
#define HEAP_GENERATE_EXCEPTIONS   0x00000004
#define HEAP_ZERO_MEMORY           0x00000008
#define HEAP_REALLOC_IN_PLACE_ONLY 0x00000010
#define LMEM_FIXED                 0x0000
#define LMEM_MOVEABLE              0x0002
#define LMEM_ZEROINIT              0x0040
#define LPTR                       (LMEM_FIXED | LMEM_ZEROINIT)
#define LHND                       (LMEM_MOVEABLE | LMEM_ZEROINIT)
#define NONZEROLPTR                LMEM_FIXED
#define NONZEROLHND                LMEM_MOVEABLE
#define GMEM_FIXED                 0x0000
#define GMEM_MOVEABLE              0x0002
#define GMEM_ZEROINIT              0x0040
#define GPTR                       (GMEM_FIXED | GMEM_ZEROINIT)
#define GHND                       (GMEM_MOVEABLE | GMEM_ZEROINIT)

typedef enum _HEAP_INFORMATION_CLASS {
    HeapCompatibilityInformation = 0,
    HeapEnableTerminationOnCorruption = 1
} HEAP_INFORMATION_CLASS;

HANDLE WINAPI GetProcessHeap(void) RASWIN(GetProcessHeap);
HANDLE WINAPI HeapCreate(DWORD flOptions, SIZE_T dwInitialSize,
                         SIZE_T dwMaximumSize) RASWIN(HeapCreate);
BOOL WINAPI HeapDestroy(HANDLE hHeap) RASWIN(HeapDestroy);
BOOL WINAPI HeapSetInformation(HANDLE hHeap, HEAP_INFORMATION_CLASS what,
                               PVOID information, SIZE_T length)
    RASWIN(HeapSetInformation);
LPVOID WINAPI HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes)
    RASWIN(HeapAlloc);
LPVOID WINAPI HeapReAlloc(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem,
                          SIZE_T dwBytes) RASWIN(HeapReAlloc);
BOOL WINAPI HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)
    RASWIN(HeapFree);
SIZE_T WINAPI HeapSize(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
    RASWIN(HeapSize);
BOOL WINAPI HeapValidate(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
    RASWIN(HeapValidate);

HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes) RASWIN(LocalAlloc);
HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags)
    RASWIN(LocalReAlloc);
HLOCAL WINAPI LocalFree(HLOCAL hMem) RASWIN(LocalFree);
LPVOID WINAPI LocalLock(HLOCAL hMem) RASWIN(LocalLock);
BOOL WINAPI LocalUnlock(HLOCAL hMem) RASWIN(LocalUnlock);
SIZE_T WINAPI LocalSize(HLOCAL hMem) RASWIN(LocalSize);
HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes) RASWIN(GlobalAlloc);
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags)
    RASWIN(GlobalReAlloc);
HGLOBAL WINAPI GlobalFree(HGLOBAL hMem) RASWIN(GlobalFree);
LPVOID WINAPI GlobalLock(HGLOBAL hMem) RASWIN(GlobalLock);
BOOL WINAPI GlobalUnlock(HGLOBAL hMem) RASWIN(GlobalUnlock);
SIZE_T WINAPI GlobalSize(HGLOBAL hMem) RASWIN(GlobalSize);

#define CopyMemory(to, from, bytes) memcpy((to), (from), (bytes))
#define MoveMemory(to, from, bytes) memmove((to), (from), (bytes))
#define FillMemory(to, bytes, byte) memset((to), (byte), (bytes))
#define ZeroMemory(to, bytes)       memset((to), 0, (bytes))
#define RtlCopyMemory               CopyMemory
#define RtlMoveMemory               MoveMemory
#define RtlFillMemory               FillMemory
#define RtlZeroMemory               ZeroMemory
#define RtlEqualMemory(a, b, bytes) (!memcmp((a), (b), (bytes)))
#define SecureZeroMemory            RtlSecureZeroMemory
PVOID WINAPI RtlSecureZeroMemory(PVOID ptr, SIZE_T cnt)
    RASWIN(RtlSecureZeroMemory);

/* --- time */

#define INFINITE 0xFFFFFFFF

void WINAPI Sleep(DWORD dwMilliseconds) RASWIN(Sleep);
DWORD WINAPI GetTickCount(void) RASWIN(GetTickCount);
ULONGLONG WINAPI GetTickCount64(void) RASWIN(GetTickCount64);
void WINAPI GetSystemTime(LPSYSTEMTIME lpSystemTime) RASWIN(GetSystemTime);
void WINAPI GetLocalTime(LPSYSTEMTIME lpSystemTime) RASWIN(GetLocalTime);
void WINAPI GetSystemTimeAsFileTime(LPFILETIME lpTime)
    RASWIN(GetSystemTimeAsFileTime);
BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *lpCount)
    RASWIN(QueryPerformanceCounter);
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *lpFrequency)
    RASWIN(QueryPerformanceFrequency);

/* --- events, mutexes, semaphores, waits */

#define MAXIMUM_WAIT_OBJECTS   64
#define EVENT_MODIFY_STATE     0x0002
#define EVENT_ALL_ACCESS       0x1F0003
#define SYNCHRONIZE            0x00100000
#define DUPLICATE_CLOSE_SOURCE 0x00000001
#define DUPLICATE_SAME_ACCESS  0x00000002
#define WAIT_OBJECT_0          0u
#define WAIT_ABANDONED         0x80u
#define WAIT_ABANDONED_0       0x80u
#define WAIT_IO_COMPLETION     0xC0u
#define WAIT_FAILED            0xFFFFFFFF
#define STATUS_PENDING         0x103
#define STILL_ACTIVE           STATUS_PENDING

/*
 * Objects of one name are one object within the process; other processes do
 * not see them.
 */
BOOL WINAPI CloseHandle(HANDLE hObject) RASWIN(CloseHandle);
BOOL WINAPI DuplicateHandle(HANDLE hFromProcess, HANDLE hFrom,
                            HANDLE hToProcess, LPHANDLE lpTo, DWORD dwAccess,
                            BOOL bInheritHandle, DWORD dwOptions)
    RASWIN(DuplicateHandle);
HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES lpAttributes,
                           BOOL bManualReset, BOOL bInitialState, LPCSTR lpName)
    RASWIN(CreateEventA);
HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES lpAttributes,
                           BOOL bManualReset, BOOL bInitialState,
                           LPCWSTR lpName) RASWIN(CreateEventW);
#define CreateEvent RASWIN_AW(CreateEvent)
BOOL WINAPI SetEvent(HANDLE hEvent) RASWIN(SetEvent);
BOOL WINAPI ResetEvent(HANDLE hEvent) RASWIN(ResetEvent);
BOOL WINAPI PulseEvent(HANDLE hEvent) RASWIN(PulseEvent);
HANDLE WINAPI OpenEventA(DWORD dwAccess, BOOL bInheritHandle, LPCSTR lpName)
    RASWIN(OpenEventA);
HANDLE WINAPI OpenEventW(DWORD dwAccess, BOOL bInheritHandle, LPCWSTR lpName)
    RASWIN(OpenEventW);
#define OpenEvent RASWIN_AW(OpenEvent)
HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES lpAttributes,
                           BOOL bInitialOwner, LPCSTR lpName)
    RASWIN(CreateMutexA);
HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES lpAttributes,
                           BOOL bInitialOwner, LPCWSTR lpName)
    RASWIN(CreateMutexW);
#define CreateMutex RASWIN_AW(CreateMutex)
BOOL WINAPI ReleaseMutex(HANDLE hMutex) RASWIN(ReleaseMutex);
HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES lpAttributes,
                               LONG lInitialCount, LONG lMaximumCount,
                               LPCSTR lpName) RASWIN(CreateSemaphoreA);
HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES lpAttributes,
                               LONG lInitialCount, LONG lMaximumCount,
                               LPCWSTR lpName) RASWIN(CreateSemaphoreW);
#define CreateSemaphore RASWIN_AW(CreateSemaphore)
BOOL WINAPI ReleaseSemaphore(HANDLE hSemaphore, LONG lReleaseCount,
                             LPLONG lpPreviousCount) RASWIN(ReleaseSemaphore);
DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
    RASWIN(WaitForSingleObject);
DWORD WINAPI WaitForSingleObjectEx(HANDLE hHandle, DWORD dwMilliseconds,
                                   BOOL bAlertable)
    RASWIN(WaitForSingleObjectEx);
DWORD WINAPI WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles,
                                    BOOL bWaitAll, DWORD dwMilliseconds)
    RASWIN(WaitForMultipleObjects);
DWORD WINAPI WaitForMultipleObjectsEx(DWORD nCount, const HANDLE *lpHandles,
                                      BOOL bWaitAll, DWORD dwMilliseconds,
                                      BOOL bAlertable)
    RASWIN(WaitForMultipleObjectsEx);

/* --- threads */

#define CREATE_SUSPENDED       0x00000004
#define THREAD_PRIORITY_NORMAL 0

typedef DWORD(WINAPI *PTHREAD_START_ROUTINE)(LPVOID lpParameter);
typedef PTHREAD_START_ROUTINE LPTHREAD_START_ROUTINE;

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES lpAttributes,
                           SIZE_T dwStackSize,
                           LPTHREAD_START_ROUTINE lpStartAddress,
                           LPVOID lpParameter, DWORD dwCreationFlags,
                           LPDWORD lpThreadId) RASWIN(CreateThread);
DWORD WINAPI ResumeThread(HANDLE hThread) RASWIN(ResumeThread);
DECLSPEC_NORETURN void WINAPI ExitThread(DWORD dwExitCode) RASWIN(ExitThread);
BOOL WINAPI GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode)
    RASWIN(GetExitCodeThread);
HANDLE WINAPI GetCurrentThread(void) RASWIN(GetCurrentThread);
DWORD WINAPI GetCurrentThreadId(void) RASWIN(GetCurrentThreadId);
HANDLE WINAPI GetCurrentProcess(void) RASWIN(GetCurrentProcess);
DWORD WINAPI GetCurrentProcessId(void) RASWIN(GetCurrentProcessId);
BOOL WINAPI SwitchToThread(void) RASWIN(SwitchToThread);

/* The C program's exit is the process' end on both systems. */
DECLSPEC_NORETURN static inline void ExitProcess(UINT uExitCode)
{
    exit((int)uExitCode);
}

#define TLS_OUT_OF_INDEXES 0xFFFFFFFF
DWORD WINAPI TlsAlloc(void) RASWIN(TlsAlloc);
BOOL WINAPI TlsFree(DWORD dwTlsIndex) RASWIN(TlsFree);
LPVOID WINAPI TlsGetValue(DWORD dwTlsIndex) RASWIN(TlsGetValue);
BOOL WINAPI TlsSetValue(DWORD dwTlsIndex, LPVOID lpTlsValue)
    RASWIN(TlsSetValue);

/* A critical section is a recursive lock; only these functions look inside. */
typedef struct _RTL_CRITICAL_SECTION {
    ULONG_PTR opaque[8];
} RTL_CRITICAL_SECTION, CRITICAL_SECTION;
typedef CRITICAL_SECTION *PRTL_CRITICAL_SECTION;
typedef CRITICAL_SECTION *PCRITICAL_SECTION;
typedef CRITICAL_SECTION *LPCRITICAL_SECTION;

void WINAPI InitializeCriticalSection(LPCRITICAL_SECTION lpSection)
    RASWIN(InitializeCriticalSection);
BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION lpSection,
                                                  DWORD dwSpinCount)
    RASWIN(InitializeCriticalSectionAndSpinCount);
void WINAPI EnterCriticalSection(LPCRITICAL_SECTION lpSection)
    RASWIN(EnterCriticalSection);
BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION lpSection)
    RASWIN(TryEnterCriticalSection);
void WINAPI LeaveCriticalSection(LPCRITICAL_SECTION lpSection)
    RASWIN(LeaveCriticalSection);
void WINAPI DeleteCriticalSection(LPCRITICAL_SECTION lpSection)
    RASWIN(DeleteCriticalSection);

/* Functions, not macros, so that a pointer to one can be taken. */
static inline LONG InterlockedIncrement(LONG volatile *Addend)
{
    return __atomic_add_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}

static inline LONG InterlockedDecrement(LONG volatile *Addend)
{
    return __atomic_sub_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}

static inline LONG InterlockedExchange(LONG volatile *Target, LONG Value)
{
    return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}

static inline LONG InterlockedExchangeAdd(LONG volatile *Addend, LONG Value)
{
    return __atomic_fetch_add(Addend, Value, __ATOMIC_SEQ_CST);
}

static inline LONG InterlockedAnd(LONG volatile *Target, LONG Value)
{
    return __atomic_fetch_and(Target, Value, __ATOMIC_SEQ_CST);
}

static inline LONG InterlockedOr(LONG volatile *Target, LONG Value)
{
    return __atomic_fetch_or(Target, Value, __ATOMIC_SEQ_CST);
}

static inline LONG InterlockedCompareExchange(LONG volatile *Target,
                                              LONG Exchange, LONG Comparand)
{
    __atomic_compare_exchange_n(Target, &Comparand, Exchange, 0,
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return Comparand;
}

static inline PVOID InterlockedExchangePointer(PVOID volatile *Target,
                                               PVOID Value)
{
    return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}

static inline PVOID InterlockedCompareExchangePointer(PVOID volatile *Target,
                                                      PVOID Exchange,
                                                      PVOID Comparand)
{
    __atomic_compare_exchange_n(Target, &Comparand, Exchange, 0,
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return Comparand;
}

/* --- modules: rasapi32.dll and rasdlg.dll are this library */

#define DLL_PROCESS_DETACH           0
#define DLL_PROCESS_ATTACH           1
#define DLL_THREAD_ATTACH            2
#define DLL_THREAD_DETACH            3
#define LOAD_LIBRARY_SEARCH_SYSTEM32 0x00000800

HMODULE WINAPI LoadLibraryA(LPCSTR lpFileName) RASWIN(LoadLibraryA);
HMODULE WINAPI LoadLibraryW(LPCWSTR lpFileName) RASWIN(LoadLibraryW);
#define LoadLibrary RASWIN_AW(LoadLibrary)
HMODULE WINAPI LoadLibraryExA(LPCSTR lpFileName, HANDLE hFile, DWORD dwFlags)
    RASWIN(LoadLibraryExA);
HMODULE WINAPI LoadLibraryExW(LPCWSTR lpFileName, HANDLE hFile, DWORD dwFlags)
    RASWIN(LoadLibraryExW);
#define LoadLibraryEx RASWIN_AW(LoadLibraryEx)
BOOL WINAPI FreeLibrary(HMODULE hLibModule) RASWIN(FreeLibrary);
FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName)
    RASWIN(GetProcAddress);
HMODULE WINAPI GetModuleHandleA(LPCSTR lpModuleName) RASWIN(GetModuleHandleA);
HMODULE WINAPI GetModuleHandleW(LPCWSTR lpModuleName) RASWIN(GetModuleHandleW);
#define GetModuleHandle RASWIN_AW(GetModuleHandle)
DWORD WINAPI GetModuleFileNameA(HMODULE hModule, LPSTR lpFilename, DWORD nSize)
    RASWIN(GetModuleFileNameA);
DWORD WINAPI GetModuleFileNameW(HMODULE hModule, LPWSTR lpFilename, DWORD nSize)
    RASWIN(GetModuleFileNameW);
#define GetModuleFileName RASWIN_AW(GetModuleFileName)
BOOL WINAPI DisableThreadLibraryCalls(HMODULE hLibModule)
    RASWIN(DisableThreadLibraryCalls);

/* --- text */

int WINAPI lstrlenA(LPCSTR lpString) RASWIN(lstrlenA);
int WINAPI lstrlenW(LPCWSTR lpString) RASWIN(lstrlenW);
#define lstrlen RASWIN_AW(lstrlen)
LPSTR WINAPI lstrcpyA(LPSTR lpTo, LPCSTR lpFrom) RASWIN(lstrcpyA);
LPWSTR WINAPI lstrcpyW(LPWSTR lpTo, LPCWSTR lpFrom) RASWIN(lstrcpyW);
#define lstrcpy RASWIN_AW(lstrcpy)
LPSTR WINAPI lstrcpynA(LPSTR lpTo, LPCSTR lpFrom, int iMaxLength)
    RASWIN(lstrcpynA);
LPWSTR WINAPI lstrcpynW(LPWSTR lpTo, LPCWSTR lpFrom, int iMaxLength)
    RASWIN(lstrcpynW);
#define lstrcpyn RASWIN_AW(lstrcpyn)
LPSTR WINAPI lstrcatA(LPSTR lpTo, LPCSTR lpFrom) RASWIN(lstrcatA);
LPWSTR WINAPI lstrcatW(LPWSTR lpTo, LPCWSTR lpFrom) RASWIN(lstrcatW);
#define lstrcat RASWIN_AW(lstrcat)
int WINAPI lstrcmpA(LPCSTR lpOne, LPCSTR lpOther) RASWIN(lstrcmpA);
int WINAPI lstrcmpW(LPCWSTR lpOne, LPCWSTR lpOther) RASWIN(lstrcmpW);
#define lstrcmp RASWIN_AW(lstrcmp)
int WINAPI lstrcmpiA(LPCSTR lpOne, LPCSTR lpOther) RASWIN(lstrcmpiA);
int WINAPI lstrcmpiW(LPCWSTR lpOne, LPCWSTR lpOther) RASWIN(lstrcmpiW);
#define lstrcmpi RASWIN_AW(lstrcmpi)
LPSTR WINAPI CharNextA(LPCSTR lpsz) RASWIN(CharNextA);
LPWSTR WINAPI CharNextW(LPCWSTR lpsz) RASWIN(CharNextW);
#define CharNext RASWIN_AW(CharNext)
int WINAPIV wsprintfA(LPSTR lpOut, LPCSTR lpFmt, ...) RASWIN(wsprintfA);
int WINAPIV wsprintfW(LPWSTR lpOut, LPCWSTR lpFmt, ...) RASWIN(wsprintfW);
#define wsprintf RASWIN_AW(wsprintf)
int WINAPI wvsprintfA(LPSTR lpOut, LPCSTR lpFmt, va_list arglist)
    RASWIN(wvsprintfA);
int WINAPI wvsprintfW(LPWSTR lpOut, LPCWSTR lpFmt, va_list arglist)
    RASWIN(wvsprintfW);
#define wvsprintf RASWIN_AW(wvsprintf)

#define CP_ACP               0
#define CP_OEMCP             1
#define CP_THREAD_ACP        3
#define CP_UTF8              65001
#define MB_PRECOMPOSED       0x00000001
#define MB_ERR_INVALID_CHARS 0x00000008
#define WC_NO_BEST_FIT_CHARS 0x00000400
#define WC_ERR_INVALID_CHARS 0x00000080

UINT WINAPI GetACP(void) RASWIN(GetACP);
int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags,
                               LPCSTR lpMultiByteStr, int cbMultiByte,
                               LPWSTR lpWideCharStr, int cchWideChar)
    RASWIN(MultiByteToWideChar);
int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags,
                               LPCWSTR lpWideCharStr, int cchWideChar,
                               LPSTR lpMultiByteStr, int cbMultiByte,
                               LPCSTR lpDefaultChar, LPBOOL lpUsedDefaultChar)
    RASWIN(WideCharToMultiByte);

#define LANG_NEUTRAL             0x00
#define LANG_ENGLISH             0x09
#define SUBLANG_NEUTRAL          0x00
#define SUBLANG_DEFAULT          0x01
#define SUBLANG_SYS_DEFAULT      0x02
#define SUBLANG_ENGLISH_US       0x01
#define SORT_DEFAULT             0x0
#define MAKELANGID(primary, sub) ((((WORD)(sub)) << 10) | (WORD)(primary))
#define MAKELCID(language, sort)                                               \
    ((DWORD)((((DWORD)((WORD)(sort))) << 16) | ((DWORD)((WORD)(language)))))
#define LANG_USER_DEFAULT     (MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT))
#define LOCALE_USER_DEFAULT   (MAKELCID(LANG_USER_DEFAULT, SORT_DEFAULT))
#define LOCALE_SYSTEM_DEFAULT 0x0800
#define LOCALE_INVARIANT      0x007f
#define NORM_IGNORECASE       0x00000001
#define CSTR_LESS_THAN        1
#define CSTR_EQUAL            2
#define CSTR_GREATER_THAN     3

int WINAPI CompareStringA(LCID Locale, DWORD dwCmpFlags, LPCSTR lpString1,
                          int cchCount1, LPCSTR lpString2, int cchCount2)
    RASWIN(CompareStringA);
int WINAPI CompareStringW(LCID Locale, DWORD dwCmpFlags, LPCWSTR lpString1,
                          int cchCount1, LPCWSTR lpString2, int cchCount2)
    RASWIN(CompareStringW);
#define CompareString RASWIN_AW(CompareString)

/* --- messages */

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS  0x00000200
#define FORMAT_MESSAGE_FROM_STRING     0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE    0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM     0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY  0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK  0x000000FF

DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
                            DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize,
                            va_list *Arguments) RASWIN(FormatMessageA);
DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
                            DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
                            va_list *Arguments) RASWIN(FormatMessageW);
#define FormatMessage RASWIN_AW(FormatMessage)

/* To the system log, as debug. */
void WINAPI OutputDebugStringA(LPCSTR lpOutputString)
    RASWIN(OutputDebugStringA);
void WINAPI OutputDebugStringW(LPCWSTR lpOutputString)
    RASWIN(OutputDebugStringW);
#define OutputDebugString RASWIN_AW(OutputDebugString)

#define MB_OK              0x00000000
#define MB_OKCANCEL        0x00000001
#define MB_YESNOCANCEL     0x00000003
#define MB_YESNO           0x00000004
#define MB_RETRYCANCEL     0x00000005
#define MB_ICONHAND        0x00000010
#define MB_ICONERROR       MB_ICONHAND
#define MB_ICONSTOP        MB_ICONHAND
#define MB_ICONQUESTION    0x00000020
#define MB_ICONEXCLAMATION 0x00000030
#define MB_ICONWARNING     MB_ICONEXCLAMATION
#define MB_ICONASTERISK    0x00000040
#define MB_ICONINFORMATION MB_ICONASTERISK
#define IDOK               1
#define IDCANCEL           2
#define IDABORT            3
#define IDRETRY            4
#define IDIGNORE           5
#define IDYES              6
#define IDNO               7

/*
 * There is no desktop to show it on: the text goes to standard error, and the
 * answer is 0 with ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION, as in a session
 * without one.
 */
int WINAPI MessageBoxA(HWND hWnd, LPCSTR lpText, LPCSTR lpCaption, UINT uType)
    RASWIN(MessageBoxA);
int WINAPI MessageBoxW(HWND hWnd, LPCWSTR lpText, LPCWSTR lpCaption, UINT uType)
    RASWIN(MessageBoxW);
#define MessageBox RASWIN_AW(MessageBox)

/* --- windows: there are none; each call says so as for a handle of none */

#define WM_CLOSE            0x0010
#define WM_SETTEXT          0x000C
#define WM_GETTEXT          0x000D
#define WM_INITDIALOG       0x0110
#define WM_COMMAND          0x0111
#define WM_USER             0x0400
#define EM_LIMITTEXT        0x00C5
#define CB_ADDSTRING        0x0143
#define CB_GETCURSEL        0x0147
#define CB_GETLBTEXT        0x0148
#define CB_SELECTSTRING     0x014D
#define CB_ERR              (-1)
#define SWP_NOSIZE          0x0001
#define SWP_NOMOVE          0x0002
#define SWP_NOZORDER        0x0004
#define SWP_NOACTIVATE      0x0010
#define MAKEINTRESOURCEA(i) ((LPSTR)(ULONG_PTR)(WORD)(i))
#define MAKEINTRESOURCEW(i) ((LPWSTR)(ULONG_PTR)(WORD)(i))
#define MAKEINTRESOURCE     RASWIN_AW(MAKEINTRESOURCE)

typedef INT_PTR(CALLBACK *DLGPROC)(HWND, UINT, WPARAM, LPARAM);
typedef LRESULT(CALLBACK *WNDPROC)(HWND, UINT, WPARAM, LPARAM);

HWND WINAPI GetDesktopWindow(void) RASWIN(GetDesktopWindow);
HWND WINAPI GetForegroundWindow(void) RASWIN(GetForegroundWindow);
BOOL WINAPI IsWindow(HWND hWnd) RASWIN(IsWindow);
INT_PTR WINAPI DialogBoxParamA(HINSTANCE hInstance, LPCSTR lpTemplate,
                               HWND hWndParent, DLGPROC lpDialogFunc,
                               LPARAM dwInitParam) RASWIN(DialogBoxParamA);
INT_PTR WINAPI DialogBoxParamW(HINSTANCE hInstance, LPCWSTR lpTemplate,
                               HWND hWndParent, DLGPROC lpDialogFunc,
                               LPARAM dwInitParam) RASWIN(DialogBoxParamW);
#define DialogBoxParam RASWIN_AW(DialogBoxParam)
#define DialogBox(instance, name, parent, procedure)                           \
    DialogBoxParam((instance), (name), (parent), (procedure), 0)
BOOL WINAPI EndDialog(HWND hDlg, INT_PTR nResult) RASWIN(EndDialog);
HWND WINAPI GetDlgItem(HWND hDlg, int nIDDlgItem) RASWIN(GetDlgItem);
BOOL WINAPI GetWindowRect(HWND hWnd, LPRECT lpRect) RASWIN(GetWindowRect);
BOOL WINAPI SetWindowPos(HWND hWnd, HWND hWndInsertAfter, int X, int Y, int cx,
                         int cy, UINT uFlags) RASWIN(SetWindowPos);
LRESULT WINAPI SendMessageA(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
    RASWIN(SendMessageA);
LRESULT WINAPI SendMessageW(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
    RASWIN(SendMessageW);
#define SendMessage RASWIN_AW(SendMessage)
BOOL WINAPI PostMessageA(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
    RASWIN(PostMessageA);
BOOL WINAPI PostMessageW(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
    RASWIN(PostMessageW);
#define PostMessage RASWIN_AW(PostMessage)
int WINAPI GetWindowTextA(HWND hWnd, LPSTR lpString, int nMaxCount)
    RASWIN(GetWindowTextA);
int WINAPI GetWindowTextW(HWND hWnd, LPWSTR lpString, int nMaxCount)
    RASWIN(GetWindowTextW);
#define GetWindowText RASWIN_AW(GetWindowText)
BOOL WINAPI SetWindowTextA(HWND hWnd, LPCSTR lpString) RASWIN(SetWindowTextA);
BOOL WINAPI SetWindowTextW(HWND hWnd, LPCWSTR lpString) RASWIN(SetWindowTextW);
#define SetWindowText RASWIN_AW(SetWindowText)

/* --- the registry: it has no keys */

#define HKEY_CLASSES_ROOT  ((HKEY)(ULONG_PTR)(LONG)0x80000000)
#define HKEY_CURRENT_USER  ((HKEY)(ULONG_PTR)(LONG)0x80000001)
#define HKEY_LOCAL_MACHINE ((HKEY)(ULONG_PTR)(LONG)0x80000002)
#define HKEY_USERS         ((HKEY)(ULONG_PTR)(LONG)0x80000003)
#define KEY_QUERY_VALUE    0x0001
#define KEY_SET_VALUE      0x0002
#define KEY_READ           0x20019
#define KEY_WRITE          0x20006
#define KEY_ALL_ACCESS     0xF003F
#define REG_NONE           0
#define REG_SZ             1
#define REG_EXPAND_SZ      2
#define REG_BINARY         3
#define REG_DWORD          4
#define REG_MULTI_SZ       7

LONG WINAPI RegOpenKeyExA(HKEY hKey, LPCSTR lpSubKey, DWORD ulOptions,
                          REGSAM samDesired, PHKEY phkResult)
    RASWIN(RegOpenKeyExA);
LONG WINAPI RegOpenKeyExW(HKEY hKey, LPCWSTR lpSubKey, DWORD ulOptions,
                          REGSAM samDesired, PHKEY phkResult)
    RASWIN(RegOpenKeyExW);
#define RegOpenKeyEx RASWIN_AW(RegOpenKeyEx)
LONG WINAPI RegQueryValueExA(HKEY hKey, LPCSTR lpValueName, LPDWORD lpReserved,
                             LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
    RASWIN(RegQueryValueExA);
LONG WINAPI RegQueryValueExW(HKEY hKey, LPCWSTR lpValueName, LPDWORD lpReserved,
                             LPDWORD lpType, LPBYTE lpData, LPDWORD lpcbData)
    RASWIN(RegQueryValueExW);
#define RegQueryValueEx RASWIN_AW(RegQueryValueEx)
LONG WINAPI RegSetValueExA(HKEY hKey, LPCSTR lpValueName, DWORD Reserved,
                           DWORD dwType, const BYTE *lpData, DWORD cbData)
    RASWIN(RegSetValueExA);
LONG WINAPI RegSetValueExW(HKEY hKey, LPCWSTR lpValueName, DWORD Reserved,
                           DWORD dwType, const BYTE *lpData, DWORD cbData)
    RASWIN(RegSetValueExW);
#define RegSetValueEx RASWIN_AW(RegSetValueEx)
LONG WINAPI RegDeleteValueA(HKEY hKey, LPCSTR lpValueName)
    RASWIN(RegDeleteValueA);
LONG WINAPI RegDeleteValueW(HKEY hKey, LPCWSTR lpValueName)
    RASWIN(RegDeleteValueW);
#define RegDeleteValue RASWIN_AW(RegDeleteValue)
LONG WINAPI RegCloseKey(HKEY hKey) RASWIN(RegCloseKey);

/* --- names */

#define MAX_COMPUTERNAME_LENGTH 15
BOOL WINAPI GetComputerNameA(LPSTR lpBuffer, LPDWORD nSize)
    RASWIN(GetComputerNameA);
BOOL WINAPI GetComputerNameW(LPWSTR lpBuffer, LPDWORD nSize)
    RASWIN(GetComputerNameW);
#define GetComputerName RASWIN_AW(GetComputerName)
BOOL WINAPI GetUserNameA(LPSTR lpBuffer, LPDWORD pcbBuffer)
    RASWIN(GetUserNameA);
BOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer)
    RASWIN(GetUserNameW);
#define GetUserName RASWIN_AW(GetUserName)

#ifdef __cplusplus
}
#endif

#include "rascrt.h"

#endif
