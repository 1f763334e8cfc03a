/* RasGetEntryProperties and RasSetEntryProperties. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compat/api/book.h"
#include "compat/api/devices.h"
#include "compat/api/entry_buffer.h"
#include "compat/api/entry_map.h"
#include "compat/raserr.h"
#include "conf/pbk_value.h"

static const struct api_member m_alternates =
    API_MEMBER(tagRASENTRY, dwAlternateOffset);
static const struct api_member m_framing =
    API_MEMBER(tagRASENTRY, dwFramingProtocol);
static const struct api_member m_type = API_MEMBER(tagRASENTRY, dwType);
static const struct api_member m_number =
    API_MEMBER(tagRASENTRY, szLocalPhoneNumber);
static const struct api_member m_device = API_MEMBER(tagRASENTRY, szDeviceName);
static const struct api_member m_device_type =
    API_MEMBER(tagRASENTRY, szDeviceType);

/* --- reading */

static DWORD answer_entry(const struct entry_buffer *a,
                          const struct pbk_book *book, size_t index)
{
    struct buf list = buf_new(ENTRY_BUFFER_LIST);
    union entry_full full;
    enum conf_result result = entry_map_get(book, index, a->wide, &full);
    DWORD code;

    if (result == CONF_OK)
        result = entry_map_alternates(book, index, 1, &list);
    code = result == CONF_OK ? entry_buffer_put(a, &full, &m_alternates, &list)
                             : raserr_from_conf(result);
    buf_free(&list);
    return code;
}

/* What a new entry begins with. */
static DWORD answer_default(const struct entry_buffer *a)
{
    struct pbk_book *book;
    enum conf_result result = pbk_book_read("", 0, "", &book, NULL);
    DWORD code;

    if (result == CONF_OK)
        result = pbk_book_add(book, "new", PBK_KIND_PHONE, NULL);
    code =
        result == CONF_OK ? answer_entry(a, book, 0) : raserr_from_conf(result);
    pbk_book_free(book);
    return code;
}

static bool is_empty(const void *text, bool wide)
{
    const char *bytes = text;

    return !text || (bytes[0] == 0 && (!wide || bytes[1] == 0));
}

static DWORD get_entry(const struct api_entry_arg *arg, struct entry_buffer *a,
                       LPDWORD device_size)
{
    struct rasphone_book book;
    struct api_entry e;
    size_t index;
    DWORD code = entry_buffer_begin(a, a->wide ? entry_sizes_w : entry_sizes_a,
                                    a->wide ? sizeof(struct tagRASENTRYW)
                                            : sizeof(struct tagRASENTRYA));

    if (code != ERROR_SUCCESS)
        return code;
    entry_buffer_no_device(device_size);
    if (is_empty(arg->entry, arg->wide))
        return answer_default(a);
    code = api_entry_find(arg, &e);
    if (code == ERROR_SUCCESS)
        code = api_entry_load(&e, &book, &index);
    if (code != ERROR_SUCCESS)
        return code;
    code = answer_entry(a, book.book, index);
    rasphone_book_free(&book);
    return code;
}

DWORD WINAPI RasGetEntryPropertiesA(LPCSTR lpszPhonebook, LPCSTR lpszEntry,
                                    LPRASENTRYA lpRasEntry,
                                    LPDWORD lpdwEntryInfoSize,
                                    LPBYTE lpbDeviceInfo,
                                    LPDWORD lpdwDeviceInfoSize)
{
    const struct api_entry_arg arg = {false, lpszPhonebook, lpszEntry};
    struct entry_buffer a = {
        .wide = false, .out = lpRasEntry, .room = lpdwEntryInfoSize};

    (void)lpbDeviceInfo;
    return get_entry(&arg, &a, lpdwDeviceInfoSize);
}

DWORD WINAPI RasGetEntryPropertiesW(LPCWSTR lpszPhonebook, LPCWSTR lpszEntry,
                                    LPRASENTRYW lpRasEntry,
                                    LPDWORD lpdwEntryInfoSize,
                                    LPBYTE lpbDeviceInfo,
                                    LPDWORD lpdwDeviceInfoSize)
{
    const struct api_entry_arg arg = {true, lpszPhonebook, lpszEntry};
    struct entry_buffer a = {
        .wide = true, .out = lpRasEntry, .room = lpdwEntryInfoSize};

    (void)lpbDeviceInfo;
    return get_entry(&arg, &a, lpdwDeviceInfoSize);
}

/* --- writing */

struct edit {
    bool wide;
    const char *name;
    const void *entry;
    DWORD size, type;
    struct buf list;
    char port[129]; /* of the device, where ras.conf knows it */
};

/* Is it missing where it must be, and is that new? */
static bool lacks(const void *entry, const union entry_full *now, bool wide,
                  const struct api_member *m)
{
    char text[RAS_MaxDeviceName * 4 + 1];

    if (!api_take_text(entry, wide, m, text, sizeof(text)))
        return true;
    return !text[0] &&
           !(now && api_take_text(now, wide, m, text, sizeof(text)) &&
             !text[0]);
}

/* PPPoE has a service name for a number, and none means any (RFC 2516). */
static bool needs_number(const void *entry, bool wide)
{
    char type[RAS_MaxDeviceType * 4 + 1];

    return !api_take_text(entry, wide, &m_device_type, type, sizeof(type)) ||
           strcasecmp(type, "pppoe") != 0;
}

/*
 * What the documentation calls mandatory; the device need not exist. NOW is
 * the entry as it is, NULL if it is new: files have entries without a device.
 */
static DWORD check_wanted(const void *entry, const union entry_full *now,
                          DWORD size, bool wide)
{
    DWORD type = RASET_Phone;

    if (size > (wide ? m_type.w : m_type.a))
        type = api_take_dword(entry, wide, &m_type);
    if (api_take_dword(entry, wide, &m_framing) != RASFP_Ppp ||
        type < RASET_Phone || type > RASET_Broadband ||
        lacks(entry, now, wide, &m_device) ||
        lacks(entry, now, wide, &m_device_type) ||
        (needs_number(entry, wide) && lacks(entry, now, wide, &m_number)))
        return ERROR_INVALID_PARAMETER;
    return ERROR_SUCCESS;
}

static enum pbk_kind kind_of(DWORD type)
{
    static const enum pbk_kind kinds[] = {
        [RASET_Phone] = PBK_KIND_PHONE,
        [RASET_Vpn] = PBK_KIND_VPN,
        [RASET_Direct] = PBK_KIND_DIRECT,
        [RASET_Internet] = PBK_KIND_PHONE,
        [RASET_Broadband] = PBK_KIND_BROADBAND,
    };

    return type < sizeof(kinds) / sizeof(*kinds) ? kinds[type] : PBK_KIND_PHONE;
}

static enum conf_result change_entry(struct pbk_book *book, void *context,
                                     struct conf_problem *p)
{
    const struct edit *e = context;
    size_t index;
    enum conf_result result = pbk_book_find(book, e->name, &index, p);

    if (result == CONF_NOT_FOUND)
        result = pbk_book_add(book, e->name, kind_of(e->type), p);
    if (result == CONF_OK)
        result = pbk_book_find(book, e->name, &index, p);
    if (result == CONF_OK)
        result = entry_map_set(book, index, e->wide, e->entry, e->size, p);
    if (result == CONF_OK && e->port[0])
        result = pbk_book_set(book, index, "Port", e->port, p);
    if (result == CONF_OK)
        result =
            entry_map_set_alternates(book, index, 1, buf_text(&e->list), p);
    return result;
}

/* An entry of no book goes where new ones do. */
static DWORD place(const struct api_entry_arg *arg, struct api_entry *e)
{
    DWORD code = api_entry_find(arg, e);

    if (code == ERROR_SUCCESS)
        return code;
    if (code == ERROR_INVALID_PARAMETER || code == ERROR_NOT_ENOUGH_MEMORY)
        return code;
    code = api_entry_place(arg, e);
    if (code != ERROR_SUCCESS)
        return code;
    return pbk_value_is_name(e->name) ? ERROR_SUCCESS : ERROR_INVALID_NAME;
}

/* The same with the entry as it is now, if it is there. */
static DWORD check_change(const struct api_entry *e, const void *entry,
                          DWORD size, bool wide)
{
    struct rasphone_book book;
    union entry_full now;
    size_t index;
    DWORD code;

    if (api_entry_load(e, &book, &index) != ERROR_SUCCESS)
        return check_wanted(entry, NULL, size, wide);
    code = raserr_from_conf(entry_map_get(book.book, index, wide, &now));
    rasphone_book_free(&book);
    return code == ERROR_SUCCESS ? check_wanted(entry, &now, size, wide) : code;
}

static DWORD write_entry(const struct api_entry *e, struct edit *edit,
                         DWORD room)
{
    char device[RAS_MaxDeviceName * 4 + 1];
    DWORD code;

    (void)api_take_text(edit->entry, edit->wide, &m_device, device,
                        sizeof(device));
    edit->list = buf_new(ENTRY_BUFFER_LIST);
    code = devices_port(device, edit->port, sizeof(edit->port));
    if (code == ERROR_SUCCESS)
        code = entry_buffer_take(
            edit->entry, room,
            api_take_dword(edit->entry, edit->wide, &m_alternates), edit->size,
            edit->wide, &edit->list);
    if (code == ERROR_SUCCESS)
        code = api_entry_edit(e, change_entry, edit);
    buf_free(&edit->list);
    return code;
}

static DWORD set_entry(const struct api_entry_arg *arg, const void *entry,
                       DWORD room)
{
    struct edit edit = {.wide = arg->wide, .entry = entry};
    struct api_entry e;
    DWORD code;

    if (!entry || !arg->entry)
        return ERROR_BUFFER_INVALID;
    edit.size = api_size(entry);
    if (!api_size_known(edit.size, arg->wide ? entry_sizes_w : entry_sizes_a) ||
        room < edit.size)
        return ERROR_INVALID_SIZE;
    code = place(arg, &e);
    if (code == ERROR_SUCCESS)
        code = check_change(&e, entry, edit.size, arg->wide);
    if (code != ERROR_SUCCESS)
        return code;
    edit.name = e.name;
    if (edit.size > (arg->wide ? m_type.w : m_type.a))
        edit.type = api_take_dword(entry, arg->wide, &m_type);
    return write_entry(&e, &edit, room);
}

DWORD WINAPI RasSetEntryPropertiesA(LPCSTR lpszPhonebook, LPCSTR lpszEntry,
                                    LPRASENTRYA lpRasEntry,
                                    DWORD dwEntryInfoSize, LPBYTE lpbDeviceInfo,
                                    DWORD dwDeviceInfoSize)
{
    const struct api_entry_arg arg = {false, lpszPhonebook, lpszEntry};

    (void)lpbDeviceInfo;
    (void)dwDeviceInfoSize;
    return set_entry(&arg, lpRasEntry, dwEntryInfoSize);
}

DWORD WINAPI RasSetEntryPropertiesW(LPCWSTR lpszPhonebook, LPCWSTR lpszEntry,
                                    LPRASENTRYW lpRasEntry,
                                    DWORD dwEntryInfoSize, LPBYTE lpbDeviceInfo,
                                    DWORD dwDeviceInfoSize)
{
    const struct api_entry_arg arg = {true, lpszPhonebook, lpszEntry};

    (void)lpbDeviceInfo;
    (void)dwDeviceInfoSize;
    return set_entry(&arg, lpRasEntry, dwEntryInfoSize);
}
