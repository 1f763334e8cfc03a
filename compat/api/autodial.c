/*
 * Automatic dialling by address, which no program of Linux asks for: pppd's
 * `demand' is the means here. The functions say what is true: nothing is
 * mapped, it is switched off; what would change that is not implemented.
 */
#include <string.h>

#include "compat/api/api.h"

/* --- addresses */

static DWORD get_address(const DWORD *reserved, LPDWORD cb, LPDWORD count)
{
    if (reserved || !cb || !count)
        return ERROR_INVALID_PARAMETER;
    *cb = 0;
    *count = 0;
    return ERROR_SUCCESS;
}

DWORD WINAPI RasGetAutodialAddressA(LPCSTR lpszAddress, LPDWORD lpdwReserved,
                                    LPRASAUTODIALENTRYA lpAutoDialEntries,
                                    LPDWORD lpdwcbAutoDialEntries,
                                    LPDWORD lpdwcAutoDialEntries)
{
    (void)lpszAddress;
    (void)lpAutoDialEntries;
    return get_address(lpdwReserved, lpdwcbAutoDialEntries,
                       lpdwcAutoDialEntries);
}

DWORD WINAPI RasGetAutodialAddressW(LPCWSTR lpszAddress, LPDWORD lpdwReserved,
                                    LPRASAUTODIALENTRYW lpAutoDialEntries,
                                    LPDWORD lpdwcbAutoDialEntries,
                                    LPDWORD lpdwcAutoDialEntries)
{
    (void)lpszAddress;
    (void)lpAutoDialEntries;
    return get_address(lpdwReserved, lpdwcbAutoDialEntries,
                       lpdwcAutoDialEntries);
}

/* Without entries an address loses its mapping: it has none. */
static DWORD set_address(DWORD reserved, const void *entries, DWORD cb,
                         DWORD count, DWORD full)
{
    DWORD size;

    if (reserved != 0 || (entries == NULL) != (count == 0))
        return ERROR_INVALID_PARAMETER;
    if (!entries)
        return ERROR_SUCCESS;
    if (cb < sizeof(size))
        return ERROR_INVALID_SIZE;
    memcpy(&size, entries, sizeof(size));
    if (size != full || cb / full < count)
        return ERROR_INVALID_SIZE;
    return ERROR_CALL_NOT_IMPLEMENTED;
}

DWORD WINAPI RasSetAutodialAddressA(LPCSTR lpszAddress, DWORD dwReserved,
                                    LPRASAUTODIALENTRYA lpAutoDialEntries,
                                    DWORD dwcbAutoDialEntries,
                                    DWORD dwcAutoDialEntries)
{
    (void)lpszAddress;
    return set_address(dwReserved, lpAutoDialEntries, dwcbAutoDialEntries,
                       dwcAutoDialEntries, sizeof(*lpAutoDialEntries));
}

DWORD WINAPI RasSetAutodialAddressW(LPCWSTR lpszAddress, DWORD dwReserved,
                                    LPRASAUTODIALENTRYW lpAutoDialEntries,
                                    DWORD dwcbAutoDialEntries,
                                    DWORD dwcAutoDialEntries)
{
    (void)lpszAddress;
    return set_address(dwReserved, lpAutoDialEntries, dwcbAutoDialEntries,
                       dwcAutoDialEntries, sizeof(*lpAutoDialEntries));
}

DWORD WINAPI RasEnumAutodialAddressesA(LPSTR *lppAddresses,
                                       LPDWORD lpdwcbAddresses,
                                       LPDWORD lpdwcAddresses)
{
    (void)lppAddresses;
    return get_address(NULL, lpdwcbAddresses, lpdwcAddresses);
}

DWORD WINAPI RasEnumAutodialAddressesW(LPWSTR *lppAddresses,
                                       LPDWORD lpdwcbAddresses,
                                       LPDWORD lpdwcAddresses)
{
    (void)lppAddresses;
    return get_address(NULL, lpdwcbAddresses, lpdwcAddresses);
}

/* --- the switch of a location */

static DWORD get_enable(LPBOOL enabled)
{
    if (!enabled)
        return ERROR_INVALID_PARAMETER;
    *enabled = FALSE;
    return ERROR_SUCCESS;
}

static DWORD set_enable(BOOL enabled)
{
    return enabled ? ERROR_CALL_NOT_IMPLEMENTED : ERROR_SUCCESS;
}

DWORD WINAPI RasGetAutodialEnableA(DWORD dwDialingLocation, LPBOOL lpfEnabled)
{
    (void)dwDialingLocation;
    return get_enable(lpfEnabled);
}

DWORD WINAPI RasGetAutodialEnableW(DWORD dwDialingLocation, LPBOOL lpfEnabled)
{
    (void)dwDialingLocation;
    return get_enable(lpfEnabled);
}

DWORD WINAPI RasSetAutodialEnableA(DWORD dwDialingLocation, BOOL fEnabled)
{
    (void)dwDialingLocation;
    return set_enable(fEnabled);
}

DWORD WINAPI RasSetAutodialEnableW(DWORD dwDialingLocation, BOOL fEnabled)
{
    (void)dwDialingLocation;
    return set_enable(fEnabled);
}

/* --- parameters: RASADP_ keys, each a DWORD */

static const DWORD defaults[] = {
    [RASADP_DisableConnectionQuery] = 0,  [RASADP_LoginSessionDisable] = 0,
    [RASADP_SavedAddressesLimit] = 100,   [RASADP_FailedConnectionTimeout] = 5,
    [RASADP_ConnectionQueryTimeout] = 60,
};

static DWORD get_param(DWORD key, void *value, LPDWORD cb)
{
    DWORD room;

    if (key >= sizeof(defaults) / sizeof(*defaults) || !value || !cb)
        return ERROR_INVALID_PARAMETER;
    room = *cb;
    *cb = sizeof(DWORD);
    if (room != sizeof(DWORD))
        return ERROR_INVALID_SIZE;
    memcpy(value, &defaults[key], sizeof(DWORD));
    return ERROR_SUCCESS;
}

static DWORD set_param(DWORD key, const void *value, DWORD cb)
{
    if (key >= sizeof(defaults) / sizeof(*defaults) || !value)
        return ERROR_INVALID_PARAMETER;
    if (cb != sizeof(DWORD))
        return ERROR_INVALID_SIZE;
    return memcmp(value, &defaults[key], sizeof(DWORD)) == 0
               ? ERROR_SUCCESS
               : ERROR_CALL_NOT_IMPLEMENTED;
}

DWORD WINAPI RasGetAutodialParamA(DWORD dwKey, LPVOID lpvValue,
                                  LPDWORD lpdwcbValue)
{
    return get_param(dwKey, lpvValue, lpdwcbValue);
}

DWORD WINAPI RasGetAutodialParamW(DWORD dwKey, LPVOID lpvValue,
                                  LPDWORD lpdwcbValue)
{
    return get_param(dwKey, lpvValue, lpdwcbValue);
}

DWORD WINAPI RasSetAutodialParamA(DWORD dwKey, LPVOID lpvValue, DWORD dwcbValue)
{
    return set_param(dwKey, lpvValue, dwcbValue);
}

DWORD WINAPI RasSetAutodialParamW(DWORD dwKey, LPVOID lpvValue, DWORD dwcbValue)
{
    return set_param(dwKey, lpvValue, dwcbValue);
}
