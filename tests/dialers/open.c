/* open.c - it needs a function that nobody has: it cannot be loaded. */
#include "tests/dialers/seen.h"

#pragma GCC visibility push(default)
DWORD WINAPI RasCustomHangUp(HRASCONN h);
DWORD nobody_has_this(HRASCONN h);
#pragma GCC visibility pop

DWORD WINAPI RasCustomHangUp(HRASCONN h)
{
    return nobody_has_this(h);
}
