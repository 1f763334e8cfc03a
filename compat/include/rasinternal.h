/*
 * rasinternal.h - is this one of the library's own sources? Those see the
 * library's own headers, which are not installed; to them printf and wcslen
 * are the system's. RASAPI_PROGRAM makes a test a program all the same.
 */
#ifndef RASAPI_RASINTERNAL_H
#define RASAPI_RASINTERNAL_H

#if !defined(RASAPI_PROGRAM) && __has_include("compat/win32/object.h")
#define RASAPI_INTERNAL
#endif

#endif
