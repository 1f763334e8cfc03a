/*
 * stdlib.h - the system's; see wchar.h.
 */
#include "rasinternal.h"

#if __SIZEOF_WCHAR_T__ != 2 || defined(RASAPI_INTERNAL)
#include_next <stdlib.h>
#else
/* Before the guard: the system's header is asked for parts of it at times. */
#include <features.h>
#pragma push_macro("__USE_FORTIFY_LEVEL")
#undef __USE_FORTIFY_LEVEL
#define __USE_FORTIFY_LEVEL 0
#include_next <stdlib.h>
#pragma pop_macro("__USE_FORTIFY_LEVEL")

#if !defined(RASAPI_STDLIB_H) && !defined(__need_malloc_and_calloc)
#define RASAPI_STDLIB_H

#include <wchar.h>

#ifdef __cplusplus
extern "C" {
#endif

RASWIN_STD(size_t, mbstowcs, (wchar_t * to, const char *from, size_t room));
RASWIN_STD(size_t, wcstombs, (char *to, const wchar_t *from, size_t room));

#ifdef __cplusplus
}
#endif

#endif
#endif
