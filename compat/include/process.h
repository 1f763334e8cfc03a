/*
 * process.h - threads as Microsoft's C library starts them.
 */
#ifndef RASAPI_PROCESS_H
#define RASAPI_PROCESS_H

#include <unistd.h>

#include "windef.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned(__stdcall *_beginthreadex_proc_type)(void *);
typedef void(__cdecl *_beginthread_proc_type)(void *);

/* 0 with errno set on failure; the handle is the caller's to close. */
uintptr_t __cdecl _beginthreadex(void *security, unsigned stack_size,
                                 _beginthreadex_proc_type start, void *argument,
                                 unsigned flags, unsigned *thread_id)
    RASWIN(_beginthreadex);
DECLSPEC_NORETURN void __cdecl _endthreadex(unsigned exit_code)
    RASWIN(_endthreadex);

/* (uintptr_t)-1 with errno set on failure; the handle closes by itself. */
uintptr_t __cdecl _beginthread(_beginthread_proc_type start,
                               unsigned stack_size, void *argument)
    RASWIN(_beginthread);
DECLSPEC_NORETURN void __cdecl _endthread(void) RASWIN(_endthread);

#define _getpid getpid

#ifdef __cplusplus
}
#endif

#endif
