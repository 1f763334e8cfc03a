/*
 * Automatic dialling by address: which entry to dial for which address, from
 * where, and how. The answers are kept for all (compat/autodial.h); Windows
 * has some of them for each user. Nothing here acts on them.
 */
#include "compat/autodial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/api/book.h"
#include "compat/api/output.h"
#include "compat/str16.h"

static DWORD code_of(enum conf_result result)
{
    switch (result) {
    case CONF_OK:
        return ERROR_SUCCESS;
    case CONF_NOMEM:
        return ERROR_NOT_ENOUGH_MEMORY;
    case CONF_FORMAT:
    case CONF_LIMIT:
        return ERROR_INVALID_DATA;
    default:
        return ERROR_ACCESS_DENIED;
    }
}

static DWORD load(struct autodial *a)
{
    return code_of(autodial_read(autodial_file, a, NULL));
}

static DWORD change(const struct autodial_record *set, size_t n, bool forget)
{
    return code_of(autodial_change(autodial_file, set, n, forget, NULL));
}

/* --- the entries of an address */

static const DWORD sizes_a[] = {sizeof(struct tagRASAUTODIALENTRYA), 0};
static const DWORD sizes_w[] = {sizeof(struct tagRASAUTODIALENTRYW), 0};

static const struct api_member m_location =
    API_MEMBER(tagRASAUTODIALENTRY, dwDialingLocation);
static const struct api_member m_entry =
    API_MEMBER(tagRASAUTODIALENTRY, szEntry);

/* No address is the default connection. */
static bool take_address(const void *address, bool wide,
                         struct autodial_record *r)
{
    memset(r, 0, sizeof(*r));
    r->kind = address ? AUTODIAL_ADDRESS : AUTODIAL_DEFAULT;
    return api_take_string(address, wide, r->address, sizeof(r->address));
}

static void put_entries(struct api_output *o, const struct autodial *a,
                        const struct autodial_record *key, bool wide)
{
    const struct autodial_record *r = NULL;
    size_t i;

    for (i = 0; (r = autodial_find(a, key->kind, key->address, i));
         i = (size_t)(r - a->list) + 1) {
        union {
            struct tagRASAUTODIALENTRYA a;
            struct tagRASAUTODIALENTRYW w;
        } e;

        memset(&e, 0, sizeof(e));
        api_put_dword(&e, wide, &m_location, r->number);
        api_put_text(&e, wide, &m_entry, r->value);
        api_output_add(o, &e);
    }
}

static DWORD get_address(const void *address, bool wide, const DWORD *reserved,
                         void *entries, LPDWORD cb, LPDWORD count)
{
    const DWORD *sizes = wide ? sizes_w : sizes_a;
    struct autodial_record key;
    struct api_output o;
    struct autodial a;
    DWORD code;

    if (reserved || !take_address(address, wide, &key))
        return ERROR_INVALID_PARAMETER;
    code = api_output_begin(&o, entries, cb, count, sizes, sizes[0]);
    if (code == ERROR_SUCCESS)
        code = load(&a);
    if (code != ERROR_SUCCESS)
        return code;
    put_entries(&o, &a, &key, wide);
    autodial_free(&a);
    return api_output_end(&o, cb, count);
}

DWORD WINAPI RasGetAutodialAddressA(LPCSTR lpszAddress, LPDWORD lpdwReserved,
                                    LPRASAUTODIALENTRYA lpAutoDialEntries,
                                    LPDWORD lpdwcbAutoDialEntries,
                                    LPDWORD lpdwcAutoDialEntries)
{
    return get_address(lpszAddress, false, lpdwReserved, lpAutoDialEntries,
                       lpdwcbAutoDialEntries, lpdwcAutoDialEntries);
}

DWORD WINAPI RasGetAutodialAddressW(LPCWSTR lpszAddress, LPDWORD lpdwReserved,
                                    LPRASAUTODIALENTRYW lpAutoDialEntries,
                                    LPDWORD lpdwcbAutoDialEntries,
                                    LPDWORD lpdwcAutoDialEntries)
{
    return get_address(lpszAddress, true, lpdwReserved, lpAutoDialEntries,
                       lpdwcbAutoDialEntries, lpdwcAutoDialEntries);
}

/*
 * One entry of the caller's. No name is taken as it comes: that is how the
 * documentation's sample adds an address that does nothing.
 */
static DWORD take_entry(const void *from, bool wide, struct autodial_record *r)
{
    struct api_entry e;
    struct api_entry_arg arg = {wide, NULL, NULL};

    memcpy(&r->number,
           (const char *)from + (wide ? m_location.w : m_location.a),
           sizeof(r->number));
    if (!api_take_text(from, wide, &m_entry, r->value, sizeof(r->value)))
        return ERROR_INVALID_PARAMETER;
    if (r->value[0] == '\0')
        return ERROR_SUCCESS;
    arg = (struct api_entry_arg){false, NULL, r->value};
    return api_entry_find(&arg, &e);
}

static DWORD take_entries(const void *entries, bool wide, DWORD count,
                          const struct autodial_record *key,
                          struct autodial_record *list)
{
    const size_t size = wide ? sizes_w[0] : sizes_a[0];
    DWORD code = ERROR_SUCCESS, i;

    for (i = 0; i < count && code == ERROR_SUCCESS; i++) {
        list[i] = *key;
        code = take_entry((const char *)entries + i * size, wide, &list[i]);
    }
    return code;
}

static DWORD check_entries(const void *entries, bool wide, DWORD cb,
                           DWORD count)
{
    const DWORD *sizes = wide ? sizes_w : sizes_a;
    DWORD size;

    if (cb < sizeof(size))
        return ERROR_INVALID_SIZE;
    size = api_size(entries);
    if (!api_size_known(size, sizes) || cb / size < count)
        return ERROR_INVALID_SIZE;
    return count > AUTODIAL_MAX ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
}

/*
 * The default connection is set with a NULL address, and goes with an empty
 * one (RasSetAutodialAddress).
 */
static DWORD set_address(const void *address, bool wide, DWORD reserved,
                         const void *entries, DWORD cb, DWORD count)
{
    static const struct autodial_record none = {.kind = AUTODIAL_DEFAULT};
    struct autodial_record key, *list;
    DWORD code;

    if (reserved != 0 || (entries == NULL) != (count == 0) ||
        !take_address(address, wide, &key))
        return ERROR_INVALID_PARAMETER;
    code = entries ? check_entries(entries, wide, cb, count) : ERROR_SUCCESS;
    if (code != ERROR_SUCCESS)
        return code;
    if (key.kind == AUTODIAL_ADDRESS && key.address[0] == '\0')
        return change(&none, 1, true);
    if (!entries)
        return change(&key, 1, true);
    list = calloc(count, sizeof(*list));
    if (!list)
        return ERROR_NOT_ENOUGH_MEMORY;
    code = take_entries(entries, wide, count, &key, list);
    if (code == ERROR_SUCCESS)
        code = change(list, count, false);
    free(list);
    return code;
}

DWORD WINAPI RasSetAutodialAddressA(LPCSTR lpszAddress, DWORD dwReserved,
                                    LPRASAUTODIALENTRYA lpAutoDialEntries,
                                    DWORD dwcbAutoDialEntries,
                                    DWORD dwcAutoDialEntries)
{
    return set_address(lpszAddress, false, dwReserved, lpAutoDialEntries,
                       dwcbAutoDialEntries, dwcAutoDialEntries);
}

DWORD WINAPI RasSetAutodialAddressW(LPCWSTR lpszAddress, DWORD dwReserved,
                                    LPRASAUTODIALENTRYW lpAutoDialEntries,
                                    DWORD dwcbAutoDialEntries,
                                    DWORD dwcAutoDialEntries)
{
    return set_address(lpszAddress, true, dwReserved, lpAutoDialEntries,
                       dwcbAutoDialEntries, dwcAutoDialEntries);
}

/* --- all addresses: pointers, and behind them what they point to */

/* Is it the first record of its address? */
static bool is_first(const struct autodial *a, size_t i)
{
    const struct autodial_record *r = &a->list[i];

    return r->kind == AUTODIAL_ADDRESS &&
           autodial_find(a, r->kind, r->address, 0) == r;
}

static size_t address_bytes(const char *address, bool wide)
{
    ssize_t units = str16_from_utf8(NULL, 0, address, STR16_ENDED);

    return wide ? 2 * ((size_t)(units < 0 ? 0 : units) + 1)
                : strlen(address) + 1;
}

static void put_addresses(const struct autodial *a, bool wide, DWORD count,
                          char *out)
{
    char *text = out + count * sizeof(char *);
    size_t i, n;

    for (i = 0; i < a->n; i++) {
        if (!is_first(a, i))
            continue;
        memcpy(out, &text, sizeof(text));
        out += sizeof(text);
        n = address_bytes(a->list[i].address, wide);
        if (wide)
            (void)str16_from_utf8((uint16_t *)(void *)text, n / 2,
                                  a->list[i].address, STR16_ENDED);
        else
            memcpy(text, a->list[i].address, n);
        text += n;
    }
}

static DWORD enumerate(void *out, bool wide, LPDWORD cb, LPDWORD count)
{
    struct autodial a;
    size_t need = 0, i;
    DWORD code, room, n = 0;

    if (!cb || !count)
        return ERROR_INVALID_PARAMETER;
    code = load(&a);
    if (code != ERROR_SUCCESS)
        return code;
    for (i = 0; i < a.n; i++)
        if (is_first(&a, i)) {
            need += sizeof(char *) + address_bytes(a.list[i].address, wide);
            n++;
        }
    room = out ? *cb : 0;
    *cb = (DWORD)need;
    *count = n;
    if (room < need)
        code = ERROR_BUFFER_TOO_SMALL;
    else if (n)
        put_addresses(&a, wide, n, out);
    autodial_free(&a);
    return code;
}

DWORD WINAPI RasEnumAutodialAddressesA(LPSTR *lppAddresses,
                                       LPDWORD lpdwcbAddresses,
                                       LPDWORD lpdwcAddresses)
{
    return enumerate(lppAddresses, false, lpdwcbAddresses, lpdwcAddresses);
}

DWORD WINAPI RasEnumAutodialAddressesW(LPWSTR *lppAddresses,
                                       LPDWORD lpdwcbAddresses,
                                       LPDWORD lpdwcAddresses)
{
    return enumerate(lppAddresses, true, lpdwcbAddresses, lpdwcAddresses);
}

/* --- numbers: the switch of a location, and the parameters */

static DWORD get_number(enum autodial_kind kind, DWORD number, DWORD otherwise,
                        DWORD *value)
{
    const struct autodial_record *r;
    struct autodial a;
    DWORD code = load(&a);

    if (code != ERROR_SUCCESS)
        return code;
    r = autodial_numbered(&a, kind, number);
    *value = r ? (DWORD)strtoul(r->value, NULL, 10) : otherwise;
    autodial_free(&a);
    return ERROR_SUCCESS;
}

static DWORD set_number(enum autodial_kind kind, DWORD number, DWORD value)
{
    struct autodial_record r = {.kind = kind, .number = number};

    snprintf(r.value, sizeof(r.value), "%u", (unsigned)value);
    return change(&r, 1, false);
}

static DWORD get_enable(DWORD location, LPBOOL enabled)
{
    DWORD value, code;

    if (!enabled)
        return ERROR_INVALID_PARAMETER;
    *enabled = FALSE;
    code = get_number(AUTODIAL_ENABLE, location, FALSE, &value);
    if (code == ERROR_SUCCESS)
        *enabled = value != 0;
    return code;
}

DWORD WINAPI RasGetAutodialEnableA(DWORD dwDialingLocation, LPBOOL lpfEnabled)
{
    return get_enable(dwDialingLocation, lpfEnabled);
}

DWORD WINAPI RasGetAutodialEnableW(DWORD dwDialingLocation, LPBOOL lpfEnabled)
{
    return get_enable(dwDialingLocation, lpfEnabled);
}

DWORD WINAPI RasSetAutodialEnableA(DWORD dwDialingLocation, BOOL fEnabled)
{
    return set_number(AUTODIAL_ENABLE, dwDialingLocation, fEnabled != 0);
}

DWORD WINAPI RasSetAutodialEnableW(DWORD dwDialingLocation, BOOL fEnabled)
{
    return set_number(AUTODIAL_ENABLE, dwDialingLocation, fEnabled != 0);
}

/* RASADP_ keys, each a DWORD. */
static const DWORD defaults[] = {
    [RASADP_DisableConnectionQuery] = 0,  [RASADP_LoginSessionDisable] = 0,
    [RASADP_SavedAddressesLimit] = 100,   [RASADP_FailedConnectionTimeout] = 5,
    [RASADP_ConnectionQueryTimeout] = 60,
};

static DWORD get_param(DWORD key, void *out, LPDWORD cb)
{
    DWORD value, room, code;

    if (key >= sizeof(defaults) / sizeof(*defaults) || !out || !cb)
        return ERROR_INVALID_PARAMETER;
    room = *cb;
    *cb = sizeof(value);
    if (room < sizeof(value))
        return ERROR_INVALID_SIZE;
    code = get_number(AUTODIAL_PARAMETER, key, defaults[key], &value);
    if (code == ERROR_SUCCESS)
        memcpy(out, &value, sizeof(value));
    return code;
}

static DWORD set_param(DWORD key, const void *in, DWORD cb)
{
    DWORD value;

    if (key >= sizeof(defaults) / sizeof(*defaults) || !in)
        return ERROR_INVALID_PARAMETER;
    if (cb != sizeof(value))
        return ERROR_INVALID_SIZE;
    memcpy(&value, in, sizeof(value));
    return set_number(AUTODIAL_PARAMETER, key, value);
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
