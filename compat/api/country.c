/* RasGetCountryInfo: one country of country.def, and the next one's id. */
#include <string.h>

#include "compat/api/api.h"
#include "compat/str16.h"

static const struct country {
    DWORD id, code;
    const char *name;
} countries[] = {
#define RAS_COUNTRY(id, code, name) {(id), (code), (name)},
#include "compat/api/country.def"
#undef RAS_COUNTRY
};
#define COUNTRIES (sizeof(countries) / sizeof(*countries))

static DWORD put(RASCTRYINFO *out, LPDWORD size, size_t i, bool wide)
{
    const struct country *c = &countries[i];
    const size_t unit = wide ? sizeof(WCHAR) : 1;
    /* The names are ASCII: as many characters as bytes. */
    DWORD need = (DWORD)(sizeof(*out) + (strlen(c->name) + 1) * unit);
    DWORD room = *size;
    char *name = (char *)out + sizeof(*out);

    *size = need;
    if (room < need)
        return ERROR_BUFFER_TOO_SMALL;
    out->dwNextCountryID = i + 1 < COUNTRIES ? countries[i + 1].id : 0;
    out->dwCountryCode = c->code;
    out->dwCountryNameOffset = sizeof(*out);
    if (wide)
        (void)str16_from_utf8((uint16_t *)(void *)name, strlen(c->name) + 1,
                              c->name, STR16_ENDED);
    else
        memcpy(name, c->name, strlen(c->name) + 1);
    return ERROR_SUCCESS;
}

static DWORD get(RASCTRYINFO *out, LPDWORD size, bool wide)
{
    size_t i;

    if (!size)
        return ERROR_INVALID_PARAMETER;
    if (!out || *size < sizeof(*out))
        return ERROR_INVALID_USER_BUFFER;
    if (out->dwSize != sizeof(*out))
        return ERROR_INVALID_SIZE;
    for (i = 0; i < COUNTRIES; i++)
        if (countries[i].id == out->dwCountryID)
            return put(out, size, i, wide);
    return ERROR_INVALID_PARAMETER;
}

DWORD WINAPI RasGetCountryInfoA(LPRASCTRYINFOA lpRasCtryInfo, LPDWORD lpdwSize)
{
    return get(lpRasCtryInfo, lpdwSize, false);
}

DWORD WINAPI RasGetCountryInfoW(LPRASCTRYINFOW lpRasCtryInfo, LPDWORD lpdwSize)
{
    return get(lpRasCtryInfo, lpdwSize, true);
}
