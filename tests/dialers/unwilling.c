/* unwilling.c - its DllMain does not want to be loaded. */
#include "tests/dialers/seen.h"

#pragma GCC visibility push(default)
BOOL APIENTRY DllMain(HINSTANCE hInstDll, DWORD dwReason, LPVOID lpReserved);
#pragma GCC visibility pop

BOOL APIENTRY DllMain(HINSTANCE hInstDll, DWORD dwReason, LPVOID lpReserved)
{
    (void)hInstDll;
    (void)lpReserved;
    dialer_seen.loads += dwReason == DLL_PROCESS_ATTACH;
    return FALSE;
}
