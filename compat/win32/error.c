#include "compat/win32/error.h"

static _Thread_local DWORD last_error;

DWORD WINAPI GetLastError(void)
{
    return last_error;
}

void WINAPI SetLastError(DWORD dwErrCode)
{
    last_error = dwErrCode;
}

BOOL win32_false(DWORD error)
{
    last_error = error;
    return FALSE;
}

HANDLE win32_null(DWORD error)
{
    last_error = error;
    return NULL;
}
