/*
 * tchar.h - text that is wide if _UNICODE is defined and narrow otherwise.
 *
 * A program that begins with "int wmain(int argc, wchar_t *argv[])", or with
 * _tmain and _UNICODE, is linked with librasapi_main.a before librasapi (which
 * pkg-config --libs rasapi gives): that has the main() that calls it, with the
 * arguments in UTF-16. A program with a main() of its own gets nothing of it.
 */
#ifndef RASAPI_TCHAR_H
#define RASAPI_TCHAR_H

#include "rascrt.h"

#ifdef _UNICODE
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
typedef WCHAR TCHAR, *PTCHAR;
typedef WCHAR TBYTE, *PTBYTE;
#endif
typedef WCHAR _TCHAR, _TSCHAR, _TUCHAR, _TXCHAR;
typedef wint_t _TINT;
#define __T(text)              RASWIN_WIDE(text)
#define RASWIN_T(narrow, wide) wide
#else
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
typedef char TCHAR, *PTCHAR;
typedef unsigned char TBYTE, *PTBYTE;
#endif
typedef char _TCHAR, _TXCHAR;
typedef signed char _TSCHAR;
typedef unsigned char _TUCHAR;
typedef int _TINT;
#define __T(text)              text
#define RASWIN_T(narrow, wide) narrow
#endif

#define _T(text)    __T(text)
#define _TEXT(text) __T(text)
#define _TEOF       RASWIN_T(EOF, WEOF)

#define _tmain            RASWIN_T(main, wmain)
#define _tprintf          RASWIN_T(printf, wprintf)
#define _tprintf_s        RASWIN_T(printf, wprintf)
#define _ftprintf         RASWIN_T(fprintf, fwprintf)
#define _ftprintf_s       RASWIN_T(fprintf, fwprintf)
#define _stprintf         RASWIN_T(sprintf, _swprintf)
#define _stprintf_s       RASWIN_T(sprintf_s, swprintf_s)
#define _sntprintf        RASWIN_T(_snprintf, _snwprintf)
#define _vtprintf         RASWIN_T(vprintf, vwprintf)
#define _vftprintf        RASWIN_T(vfprintf, vfwprintf)
#define _vstprintf        RASWIN_T(vsprintf, _vswprintf)
#define _vstprintf_s      RASWIN_T(vsprintf_s, vswprintf_s)
#define _vsntprintf       RASWIN_T(_vsnprintf, _vsnwprintf)
#define _putts            RASWIN_T(puts, _putws)
#define _fputts           RASWIN_T(fputs, fputws)
#define _fgetts           RASWIN_T(fgets, fgetws)
#define _puttchar         RASWIN_T(putchar, putwchar)
#define _puttc            RASWIN_T(putc, putwc)
#define _fputtc           RASWIN_T(fputc, fputwc)
#define _gettchar         RASWIN_T(getchar, getwchar)
#define _gettc            RASWIN_T(getc, getwc)
#define _fgettc           RASWIN_T(fgetc, fgetwc)
#define _tfopen           RASWIN_T(fopen, _wfopen)
#define _tcslen           RASWIN_T(strlen, wcslen)
#define _tcsnlen          RASWIN_T(strnlen, wcsnlen)
#define _tcscpy           RASWIN_T(strcpy, wcscpy)
#define _tcscpy_s         RASWIN_T(strcpy_s, wcscpy_s)
#define _tcsncpy          RASWIN_T(strncpy, wcsncpy)
#define _tcsncpy_s        RASWIN_T(strncpy_s, wcsncpy_s)
#define _tcscat           RASWIN_T(strcat, wcscat)
#define _tcscat_s         RASWIN_T(strcat_s, wcscat_s)
#define _tcsncat          RASWIN_T(strncat, wcsncat)
#define _tcsncat_s        RASWIN_T(strncat_s, wcsncat_s)
#define _tcscmp           RASWIN_T(strcmp, wcscmp)
#define _tcsncmp          RASWIN_T(strncmp, wcsncmp)
#define _tcsicmp          RASWIN_T(_stricmp, _wcsicmp)
#define _tcsnicmp         RASWIN_T(_strnicmp, _wcsnicmp)
#define _tcsncicmp        RASWIN_T(_strnicmp, _wcsnicmp)
#define _tcscoll          RASWIN_T(strcoll, wcscoll)
#define _tcschr           RASWIN_T(strchr, wcschr)
#define _tcsrchr          RASWIN_T(strrchr, wcsrchr)
#define _tcsstr           RASWIN_T(strstr, wcsstr)
#define _tcspbrk          RASWIN_T(strpbrk, wcspbrk)
#define _tcsspn           RASWIN_T(strspn, wcsspn)
#define _tcscspn          RASWIN_T(strcspn, wcscspn)
#define _tcstok_s         RASWIN_T(strtok_r, wcstok)
#define _tcsdup           RASWIN_T(_strdup, _wcsdup)
#define _tcslwr           RASWIN_T(_strlwr, _wcslwr)
#define _tcsupr           RASWIN_T(_strupr, _wcsupr)
#define _tcstol           RASWIN_T(strtol, wcstol)
#define _tcstoul          RASWIN_T(strtoul, wcstoul)
#define _tcstod           RASWIN_T(strtod, wcstod)
#define _ttoi             RASWIN_T(atoi, _wtoi)
#define _ttol             RASWIN_T(atol, _wtol)
#define _ttoi64           RASWIN_T(_atoi64, _wtoi64)
#define _tstoi            RASWIN_T(atoi, _wtoi)
#define _tstof            RASWIN_T(atof, _wtof)
#define _itot             RASWIN_T(_itoa, _itow)
#define _ltot             RASWIN_T(_ltoa, _ltow)
#define _ultot            RASWIN_T(_ultoa, _ultow)
#define _istalpha         RASWIN_T(isalpha, iswalpha)
#define _istdigit         RASWIN_T(isdigit, iswdigit)
#define _istxdigit        RASWIN_T(isxdigit, iswxdigit)
#define _istspace         RASWIN_T(isspace, iswspace)
#define _istalnum         RASWIN_T(isalnum, iswalnum)
#define _istupper         RASWIN_T(isupper, iswupper)
#define _istlower         RASWIN_T(islower, iswlower)
#define _istprint         RASWIN_T(isprint, iswprint)
#define _istpunct         RASWIN_T(ispunct, iswpunct)
#define _totupper         RASWIN_T(toupper, towupper)
#define _totlower         RASWIN_T(tolower, towlower)
#define _tcsinc(s)        ((s) + 1)
#define _tcsdec(start, s) ((s)-1)
#define _tcsnextc(s)      (*(s))
#define _tcsclen          _tcslen

#include <ctype.h>

#endif
