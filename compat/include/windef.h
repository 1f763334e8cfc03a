/*
 * windef.h - the types, calling conventions and keywords of Windows sources.
 *
 * DWORD, LONG and BOOL have 32 bits, handles are pointers, WCHAR has 16 bits.
 * With -fshort-wchar WCHAR is wchar_t and L"..." has its type: the way to
 * build sources that write wide text. Without it WCHAR is char16_t, wide
 * literals are written u"...", and TEXT("...") still does the right thing.
 */
#ifndef RASAPI_WINDEF_H
#define RASAPI_WINDEF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "sdkddkver.h"
#include "sal.h"

/* --- keywords */

#define CALLBACK
#define WINAPI
#define WINAPIV
#define APIENTRY
#define APIPRIVATE
#define PASCAL
#define FAR
#define NEAR
#define far
#define near
#define IN
#define OUT
#define OPTIONAL
#define CONST const
#define CDECL
#ifndef __cdecl
#define __cdecl
#endif
#ifndef __stdcall
#define __stdcall
#endif
#ifndef __fastcall
#define __fastcall
#endif
#define _cdecl
#define _stdcall
#define __forceinline __inline __attribute__((always_inline))
#define FORCEINLINE static __inline __attribute__((always_inline))
#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long
#define _inline inline

#ifndef __declspec
#define __declspec(what) RASWIN_DECLSPEC_##what
#endif
#define RASWIN_DECLSPEC_dllexport __attribute__((visibility("default")))
#define RASWIN_DECLSPEC_dllimport
#define RASWIN_DECLSPEC_noreturn  __attribute__((noreturn))
#define RASWIN_DECLSPEC_noinline  __attribute__((noinline))
#define RASWIN_DECLSPEC_thread    __thread
#define RASWIN_DECLSPEC_selectany __attribute__((weak))
#define RASWIN_DECLSPEC_nothrow
#define RASWIN_DECLSPEC_novtable
#define RASWIN_DECLSPEC_deprecated   __attribute__((deprecated))
#define RASWIN_DECLSPEC_align(bytes) __attribute__((aligned(bytes)))
#define RASWIN_DECLSPEC_uuid(text)
#define DECLSPEC_IMPORT
#define DECLSPEC_NORETURN     __attribute__((noreturn))
#define DECLSPEC_ALIGN(bytes) __attribute__((aligned(bytes)))

#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif
#define STDMETHODCALLTYPE
#define STDAPICALLTYPE
#define STDAPI        EXTERN_C HRESULT STDAPICALLTYPE
#define STDAPI_(type) EXTERN_C type STDAPICALLTYPE
#define WINBASEAPI
#define WINUSERAPI
#define NTAPI

#define UNREFERENCED_PARAMETER(p)     ((void)(p))
#define DBG_UNREFERENCED_PARAMETER(p) ((void)(p))

/*
 * What the library has of the Windows base is named raswin_* there, so that a
 * program may link another implementation of it beside this one. The rename is
 * the linker's alone: no macro stands in a program's way.
 */
#define RASWIN(name)                                                           \
    __asm__("raswin_" #name) __attribute__((visibility("default")))

/* CreateEvent is CreateEventA or CreateEventW. */
#ifdef UNICODE
#define RASWIN_AW(name) name##W
#else
#define RASWIN_AW(name) name##A
#endif

/* --- numbers */

typedef char CHAR;
typedef signed char INT8;
typedef unsigned char UCHAR, BYTE, BOOLEAN, UINT8;
typedef int16_t SHORT, INT16;
typedef uint16_t USHORT, WORD, UINT16, ATOM, LANGID;
typedef int32_t INT, LONG, INT32, LONG32;
typedef int BOOL;
typedef uint32_t UINT, ULONG, DWORD, UINT32, ULONG32, DWORD32, LCID, LCTYPE;
typedef long long LONGLONG, INT64, LONG64;
typedef unsigned long long ULONGLONG, DWORDLONG, UINT64, ULONG64, DWORD64;
typedef float FLOAT;
typedef double DOUBLE;
typedef intptr_t INT_PTR, LONG_PTR, SSIZE_T, LPARAM, LRESULT;
typedef uintptr_t UINT_PTR, ULONG_PTR, DWORD_PTR, SIZE_T, WPARAM;
typedef LONG HRESULT, NTSTATUS;
typedef DWORD ACCESS_MASK, REGSAM, COLORREF;
typedef uintptr_t *PUINT_PTR, *PULONG_PTR, *PDWORD_PTR, *PSIZE_T;

#define VOID void
typedef void *PVOID, *LPVOID;
typedef const void *LPCVOID;
typedef BYTE *PBYTE, *LPBYTE, *PBOOLEAN;
typedef UCHAR *PUCHAR;
typedef SHORT *PSHORT;
typedef USHORT *PUSHORT;
typedef WORD *PWORD, *LPWORD;
typedef INT *PINT, *LPINT;
typedef LONG *PLONG, *LPLONG;
typedef UINT *PUINT, *LPUINT;
typedef ULONG *PULONG;
typedef DWORD *PDWORD, *LPDWORD;
typedef BOOL *PBOOL, *LPBOOL;
typedef LONGLONG *PLONGLONG, *PLONG64, *PINT64;
typedef ULONGLONG *PULONGLONG, *PULONG64, *PUINT64, *PDWORD64;
typedef FLOAT *PFLOAT;

#ifndef FALSE
#define FALSE 0
#endif
#ifndef TRUE
#define TRUE 1
#endif

#define MAXCHAR  0x7f
#define MAXSHORT 0x7fff
#define MAXLONG  0x7fffffff
#define MAXBYTE  0xff
#define MAXWORD  0xffff
#define MAXDWORD 0xffffffff

typedef union _LARGE_INTEGER {
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    __extension__ struct {
        DWORD LowPart;
        LONG HighPart;
    };
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    __extension__ struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

/* --- text */

#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#define RASWIN_WIDE(text) L##text
#else
#ifdef __cplusplus
typedef char16_t WCHAR;
#else
typedef __CHAR16_TYPE__ WCHAR;
#endif
#define RASWIN_WIDE(text) u##text
#endif

typedef CHAR *PCHAR, *LPCH, *PCH, *NPSTR, *LPSTR, *PSTR;
typedef const CHAR *LPCCH, *PCCH, *LPCSTR, *PCSTR, *PCZZSTR;
typedef WCHAR *PWCHAR, *LPWCH, *PWCH, *NWPSTR, *LPWSTR, *PWSTR;
typedef const WCHAR *LPCWCH, *PCWCH, *LPCWSTR, *PCWSTR, *PCZZWSTR;
typedef LPSTR *PLPSTR;
typedef LPWSTR *PLPWSTR;

#ifdef UNICODE
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
typedef WCHAR TCHAR, *PTCHAR;
typedef WCHAR TBYTE, *PTBYTE;
#endif
typedef LPWSTR LPTCH, PTCH, PTSTR, LPTSTR;
typedef LPCWSTR PCTSTR, LPCTSTR;
#define __TEXT(text) RASWIN_WIDE(text)
#else
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
typedef char TCHAR, *PTCHAR;
typedef unsigned char TBYTE, *PTBYTE;
#endif
typedef LPSTR LPTCH, PTCH, PTSTR, LPTSTR;
typedef LPCSTR PCTSTR, LPCTSTR;
#define __TEXT(text) text
#endif
#define TEXT(text) __TEXT(text)

/* --- handles */

typedef void *HANDLE;
typedef HANDLE *PHANDLE, *LPHANDLE;
typedef HANDLE HGLOBAL, HLOCAL, GLOBALHANDLE, LOCALHANDLE;
#define DECLARE_HANDLE(name)                                                   \
    struct name##__ {                                                          \
        int unused;                                                            \
    };                                                                         \
    typedef struct name##__ *name

DECLARE_HANDLE(HWND);
DECLARE_HANDLE(HINSTANCE);
DECLARE_HANDLE(HKEY);
DECLARE_HANDLE(HICON);
DECLARE_HANDLE(HMENU);
DECLARE_HANDLE(HBRUSH);
DECLARE_HANDLE(HFONT);
DECLARE_HANDLE(HBITMAP);
DECLARE_HANDLE(HDC);
DECLARE_HANDLE(HRSRC);
DECLARE_HANDLE(HHOOK);
typedef HINSTANCE HMODULE;
typedef HICON HCURSOR;
typedef HKEY *PHKEY;
#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)

#ifdef __cplusplus
typedef INT_PTR (*FARPROC)(...);
typedef INT_PTR (*NEARPROC)(...);
typedef INT_PTR (*PROC)(...);
#else
/* Any function: the caller casts it to what it is. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
typedef INT_PTR (*FARPROC)();
typedef INT_PTR (*NEARPROC)();
typedef INT_PTR (*PROC)();
#pragma GCC diagnostic pop
#endif

/* --- structures */

#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;
#endif
typedef GUID IID, CLSID, UUID, *LPGUID, *PGUID;
typedef const GUID *LPCGUID;

typedef struct _LUID {
    DWORD LowPart;
    LONG HighPart;
} LUID, *PLUID;

typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;
    WORD wDayOfWeek;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

typedef struct tagPOINT {
    LONG x;
    LONG y;
} POINT, *PPOINT, *LPPOINT;

typedef struct tagSIZE {
    LONG cx;
    LONG cy;
} SIZE, *PSIZE, *LPSIZE;

typedef struct tagRECT {
    LONG left;
    LONG top;
    LONG right;
    LONG bottom;
} RECT, *PRECT, *LPRECT;
typedef const RECT *LPCRECT;

typedef struct _SECURITY_ATTRIBUTES {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

/* --- small arithmetic */

#define MAX_PATH 260
#define MAKEWORD(low, high)                                                    \
    ((WORD)(((BYTE)(low)) | ((WORD)((BYTE)(high))) << 8))
#define MAKELONG(low, high)                                                    \
    ((LONG)(((WORD)(low)) | ((DWORD)((WORD)(high))) << 16))
#define LOWORD(value)         ((WORD)((DWORD_PTR)(value)&0xffff))
#define HIWORD(value)         ((WORD)(((DWORD_PTR)(value) >> 16) & 0xffff))
#define LOBYTE(value)         ((BYTE)((DWORD_PTR)(value)&0xff))
#define HIBYTE(value)         ((BYTE)(((DWORD_PTR)(value) >> 8) & 0xff))
#define MAKEWPARAM(low, high) ((WPARAM)(DWORD)MAKELONG(low, high))
#define MAKELPARAM(low, high) ((LPARAM)(DWORD)MAKELONG(low, high))
#ifndef ARRAYSIZE
#define ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif
#ifndef _countof
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif
#define FIELD_OFFSET(type, field) ((LONG)offsetof(type, field))
#define CONTAINING_RECORD(address, type, field)                                \
    ((type *)(void *)((char *)(address)-offsetof(type, field)))
#if !defined(__cplusplus) && !defined(NOMINMAX)
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#endif
