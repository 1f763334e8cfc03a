/* RasGetEntryProperties, RasSetEntryProperties, and those of subentries. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compat/api/book.h"
#include "compat/api/devices.h"
#include "compat/api/entry_map.h"
#include "compat/raserr.h"
#include "compat/str16.h"
#include "conf/pbk_value.h"

/* All the alternate numbers of a link. */
#define LIST_MAX 65536

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

static DWORD take_dword(const void *base, bool wide, const struct api_member *m)
{
    DWORD value;

    memcpy(&value, (const char *)base + (wide ? m->w : m->a), sizeof(value));
    return value;
}

/* --- reading */

/* The caller's buffer of a structure and the list behind it. */
struct answer {
    bool wide;
    void *out;
    DWORD size; /* of the structure */
    LPDWORD room;
};

/* Device information of Windows 95's TAPI: there is none. */
static void no_device_info(LPDWORD size)
{
    if (size)
        *size = 0;
}

static DWORD answer(const struct answer *a, void *full,
                    const struct api_member *offset, const struct buf *list)
{
    size_t behind = entry_map_put_list(NULL, a->wide, list);
    DWORD need = a->size + (DWORD)behind, room;

    if (!a->room) /* only device information was asked for */
        return ERROR_SUCCESS;
    room = *a->room;
    *a->room = need;
    if (!a->out || room < need)
        return ERROR_BUFFER_TOO_SMALL;
    memcpy(full, &a->size, sizeof(a->size));
    api_put_dword(full, a->wide, offset, behind ? a->size : 0);
    memcpy(a->out, full, a->size);
    entry_map_put_list((char *)a->out + a->size, a->wide, list);
    return ERROR_SUCCESS;
}

static DWORD answer_entry(const struct answer *a, const struct pbk_book *book,
                          size_t index)
{
    struct buf list = buf_new(LIST_MAX);
    union entry_full full;
    enum conf_result result = entry_map_get(book, index, a->wide, &full);
    DWORD code;

    if (result == CONF_OK)
        result = entry_map_alternates(book, index, 1, &list);
    code = result == CONF_OK ? answer(a, &full, &m_alternates, &list)
                             : raserr_from_conf(result);
    buf_free(&list);
    return code;
}

/* What a new entry begins with. */
static DWORD answer_default(const struct answer *a)
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

static DWORD check_answer(struct answer *a, const DWORD *sizes, DWORD full)
{
    a->size = full;
    if (!a->room)
        return a->out ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
    if (!a->out || *a->room < sizeof(DWORD))
        return ERROR_SUCCESS;
    memcpy(&a->size, a->out, sizeof(a->size));
    return api_size_known(a->size, sizes) ? ERROR_SUCCESS : ERROR_INVALID_SIZE;
}

static bool is_empty(const void *text, bool wide)
{
    const char *bytes = text;

    return !text || (bytes[0] == 0 && (!wide || bytes[1] == 0));
}

static DWORD get_entry(const struct api_entry_arg *arg, struct answer *a,
                       LPDWORD device_size)
{
    struct rasphone_book book;
    struct api_entry e;
    size_t index;
    DWORD code = check_answer(a, a->wide ? entry_sizes_w : entry_sizes_a,
                              a->wide ? sizeof(struct tagRASENTRYW)
                                      : sizeof(struct tagRASENTRYA));

    if (code != ERROR_SUCCESS)
        return code;
    no_device_info(device_size);
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
    struct answer a = {
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
    struct answer a = {
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
        type = take_dword(entry, wide, &m_type);
    if (take_dword(entry, wide, &m_framing) != RASFP_Ppp ||
        type < RASET_Phone || type > RASET_Broadband ||
        lacks(entry, now, wide, &m_device) ||
        lacks(entry, now, wide, &m_device_type) ||
        (needs_number(entry, wide) && lacks(entry, now, wide, &m_number)))
        return ERROR_INVALID_PARAMETER;
    return ERROR_SUCCESS;
}

/* A copy: the caller's list may stand at an odd address. */
static DWORD take_list(const void *base, size_t room, DWORD offset, DWORD size,
                       bool wide, struct buf *list)
{
    enum conf_result result = CONF_NOMEM;
    void *copy;

    if (offset == 0)
        return ERROR_SUCCESS;
    if (offset < size || offset >= room)
        return ERROR_INVALID_PARAMETER;
    copy = malloc(room - offset);
    if (copy) {
        memcpy(copy, (const char *)base + offset, room - offset);
        result = entry_map_take_list(copy, room - offset, wide, list);
    }
    free(copy);
    if (result == CONF_OK)
        return ERROR_SUCCESS;
    return result == CONF_NOMEM ? ERROR_NOT_ENOUGH_MEMORY
                                : ERROR_INVALID_PARAMETER;
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
    edit->list = buf_new(LIST_MAX);
    code = devices_port(device, edit->port, sizeof(edit->port));
    if (code == ERROR_SUCCESS)
        code = take_list(edit->entry, room,
                         take_dword(edit->entry, edit->wide, &m_alternates),
                         edit->size, edit->wide, &edit->list);
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
    edit.size = take_dword(entry, arg->wide, &(struct api_member){0, 0, 0});
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
        edit.type = take_dword(entry, arg->wide, &m_type);
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

/* --- subentries: the links of an entry, from 1 */

static const DWORD sub_sizes_a[] = {sizeof(struct tagRASSUBENTRYA), 0};
static const DWORD sub_sizes_w[] = {sizeof(struct tagRASSUBENTRYW), 0};

static const struct api_member s_type =
    API_MEMBER(tagRASSUBENTRY, szDeviceType);
static const struct api_member s_name =
    API_MEMBER(tagRASSUBENTRY, szDeviceName);
static const struct api_member s_number =
    API_MEMBER(tagRASSUBENTRY, szLocalPhoneNumber);
static const struct api_member s_alternates =
    API_MEMBER(tagRASSUBENTRY, dwAlternateOffset);

/* Members and keys of a link. */
static const struct sub_row {
    const struct api_member *member;
    const char *key;
} sub_rows[] = {
    {&s_type, "DEVICE"}, {&s_name, "Device"}, {&s_number, "PhoneNumber"}};
#define SUB_ROWS (sizeof(sub_rows) / sizeof(*sub_rows))

static void sub_path(char path[64], DWORD link, const char *key)
{
    snprintf(path, 64, "media[%u].%s", (unsigned)link, key);
}

static enum conf_result has_link(const struct pbk_book *book, size_t index,
                                 DWORD link)
{
    struct buf value = buf_new(64);
    char path[64];
    enum conf_result result;

    snprintf(path, sizeof(path), "MEDIA[%u]", (unsigned)link);
    result = pbk_book_get(book, index, path, &value, NULL, NULL);
    buf_free(&value);
    return result == CONF_VALUE ? CONF_NOT_FOUND : result;
}

static DWORD answer_link(const struct answer *a, const struct pbk_book *book,
                         size_t index, DWORD link)
{
    union {
        struct tagRASSUBENTRYA a;
        struct tagRASSUBENTRYW w;
    } full;
    struct buf value = buf_new(LIST_MAX), list = buf_new(LIST_MAX);
    enum conf_result result = has_link(book, index, link);
    char path[64];
    DWORD code;
    size_t i;

    memset(&full, 0, sizeof(full));
    for (i = 0; i < SUB_ROWS && result == CONF_OK; i++) {
        sub_path(path, link, sub_rows[i].key);
        buf_clear(&value);
        result = pbk_book_get(book, index, path, &value, NULL, NULL);
        api_put_text(&full, a->wide, sub_rows[i].member, buf_text(&value));
        result = result == CONF_NOT_FOUND ? CONF_OK : result;
    }
    if (result == CONF_OK)
        result = entry_map_alternates(book, index, link, &list);
    code = result == CONF_NOT_FOUND ? (DWORD)ERROR_INVALID_PARAMETER
           : result == CONF_OK      ? answer(a, &full, &s_alternates, &list)
                                    : raserr_from_conf(result);
    buf_free(&value);
    buf_free(&list);
    return code;
}

static DWORD get_link(const struct api_entry_arg *arg, DWORD link,
                      struct answer *a, LPDWORD device_size)
{
    struct rasphone_book book;
    struct api_entry e;
    size_t index;
    DWORD code = check_answer(a, a->wide ? sub_sizes_w : sub_sizes_a,
                              a->wide ? sub_sizes_w[0] : sub_sizes_a[0]);

    if (code != ERROR_SUCCESS)
        return code;
    no_device_info(device_size);
    code = api_entry_find(arg, &e);
    if (code == ERROR_SUCCESS)
        code = api_entry_load(&e, &book, &index);
    if (code != ERROR_SUCCESS)
        return code;
    code = answer_link(a, book.book, index, link);
    rasphone_book_free(&book);
    return code;
}

DWORD WINAPI RasGetSubEntryPropertiesA(LPCSTR lpszPhonebook, LPCSTR lpszEntry,
                                       DWORD dwSubEntry,
                                       LPRASSUBENTRYA lpRasSubEntry,
                                       LPDWORD lpdwcb, LPBYTE lpbDeviceConfig,
                                       LPDWORD lpcbDeviceConfig)
{
    const struct api_entry_arg arg = {false, lpszPhonebook, lpszEntry};
    struct answer a = {.wide = false, .out = lpRasSubEntry, .room = lpdwcb};

    (void)lpbDeviceConfig;
    return get_link(&arg, dwSubEntry, &a, lpcbDeviceConfig);
}

DWORD WINAPI RasGetSubEntryPropertiesW(LPCWSTR lpszPhonebook, LPCWSTR lpszEntry,
                                       DWORD dwSubEntry,
                                       LPRASSUBENTRYW lpRasSubEntry,
                                       LPDWORD lpdwcb, LPBYTE lpbDeviceConfig,
                                       LPDWORD lpcbDeviceConfig)
{
    const struct api_entry_arg arg = {true, lpszPhonebook, lpszEntry};
    struct answer a = {.wide = true, .out = lpRasSubEntry, .room = lpdwcb};

    (void)lpbDeviceConfig;
    return get_link(&arg, dwSubEntry, &a, lpcbDeviceConfig);
}

struct sub_edit {
    bool wide;
    const char *name;
    const void *link; /* NULL: remove it */
    DWORD number;
    struct buf list;
};

static enum conf_result set_link_key(struct pbk_book *book, size_t index,
                                     const struct sub_edit *e,
                                     const struct sub_row *row,
                                     struct conf_problem *p)
{
    char text[STR16_UTF8_SIZE(RAS_MaxPhoneNumber + 1)], path[64];
    struct buf now = buf_new(LIST_MAX);
    enum conf_result result;

    if (!api_take_text(e->link, e->wide, row->member, text, sizeof(text)))
        return CONF_VALUE;
    sub_path(path, e->number, row->key);
    result = pbk_book_get(book, index, path, &now, NULL, p);
    if ((result == CONF_OK || result == CONF_NOT_FOUND) &&
        strcmp(buf_text(&now), text) != 0)
        result = pbk_book_set(book, index, path, text, p);
    else if (result == CONF_NOT_FOUND)
        result = CONF_OK;
    buf_free(&now);
    return result;
}

/* A link comes with the keys of a modem's. */
static enum conf_result add_link(struct pbk_book *book, size_t index,
                                 DWORD link, struct conf_problem *p)
{
    char path[64];
    enum conf_result result;

    snprintf(path, sizeof(path), "MEDIA[%u]", (unsigned)link);
    result = pbk_book_set(book, index, path, "serial", p);
    if (result != CONF_OK)
        return result;
    sub_path(path, link, "DEVICE[1]");
    return pbk_book_set(book, index, path, "modem", p);
}

static enum conf_result change_link(struct pbk_book *book, void *context,
                                    struct conf_problem *p)
{
    const struct sub_edit *e = context;
    enum conf_result result;
    char path[64];
    size_t index, i;

    result = pbk_book_find(book, e->name, &index, p);
    if (result != CONF_OK)
        return result;
    result = has_link(book, index, e->number);
    snprintf(path, sizeof(path), "MEDIA[%u]", (unsigned)e->number);
    if (!e->link)
        return result == CONF_OK ? pbk_book_unset(book, index, path, p)
                                 : CONF_VALUE;
    if (result == CONF_NOT_FOUND)
        result = add_link(book, index, e->number, p);
    for (i = 0; i < SUB_ROWS && result == CONF_OK; i++)
        result = set_link_key(book, index, e, &sub_rows[i], p);
    if (result == CONF_OK)
        result = entry_map_set_alternates(book, index, e->number,
                                          buf_text(&e->list), p);
    return result == CONF_NOT_FOUND ? CONF_VALUE : result;
}

static DWORD set_link(const struct api_entry_arg *arg, DWORD number,
                      const void *link, DWORD room)
{
    struct sub_edit edit = {.wide = arg->wide, .link = link, .number = number};
    struct api_entry e;
    DWORD code, size;

    if (!link)
        return ERROR_BUFFER_INVALID;
    size = take_dword(link, arg->wide, &(struct api_member){0, 0, 0});
    if (!api_size_known(size, arg->wide ? sub_sizes_w : sub_sizes_a) ||
        room < size)
        return ERROR_INVALID_SIZE;
    if (number == 0)
        return ERROR_INVALID_PARAMETER;
    code = api_entry_find(arg, &e);
    if (code != ERROR_SUCCESS)
        return code;
    edit.name = e.name;
    edit.list = buf_new(LIST_MAX);
    code = take_list(link, room, take_dword(link, arg->wide, &s_alternates),
                     size, arg->wide, &edit.list);
    if (code == ERROR_SUCCESS)
        code = api_entry_edit(&e, change_link, &edit);
    buf_free(&edit.list);
    return code;
}

DWORD WINAPI RasSetSubEntryPropertiesA(LPCSTR lpszPhonebook, LPCSTR lpszEntry,
                                       DWORD dwSubEntry,
                                       LPRASSUBENTRYA lpRasSubEntry,
                                       DWORD dwcbRasSubEntry,
                                       LPBYTE lpbDeviceConfig,
                                       DWORD dwcbDeviceConfig)
{
    const struct api_entry_arg arg = {false, lpszPhonebook, lpszEntry};

    (void)lpbDeviceConfig;
    (void)dwcbDeviceConfig;
    return set_link(&arg, dwSubEntry, lpRasSubEntry, dwcbRasSubEntry);
}

DWORD WINAPI RasSetSubEntryPropertiesW(LPCWSTR lpszPhonebook, LPCWSTR lpszEntry,
                                       DWORD dwSubEntry,
                                       LPRASSUBENTRYW lpRasSubEntry,
                                       DWORD dwcbRasSubEntry,
                                       LPBYTE lpbDeviceConfig,
                                       DWORD dwcbDeviceConfig)
{
    const struct api_entry_arg arg = {true, lpszPhonebook, lpszEntry};

    (void)lpbDeviceConfig;
    (void)dwcbDeviceConfig;
    return set_link(&arg, dwSubEntry, lpRasSubEntry, dwcbRasSubEntry);
}

/* --- RasDeleteSubEntry */

static DWORD delete_link(const struct api_entry_arg *arg, DWORD number)
{
    struct sub_edit edit = {.wide = arg->wide, .number = number};
    struct api_entry e;
    DWORD code;

    if (number == 0)
        return ERROR_INVALID_PARAMETER;
    code = api_entry_find(arg, &e);
    if (code != ERROR_SUCCESS)
        return code;
    edit.name = e.name;
    return api_entry_edit(&e, change_link, &edit);
}

DWORD WINAPI RasDeleteSubEntryA(LPCSTR pszPhonebook, LPCSTR pszEntry,
                                DWORD dwSubEntryId)
{
    return delete_link(&(struct api_entry_arg){false, pszPhonebook, pszEntry},
                       dwSubEntryId);
}

DWORD WINAPI RasDeleteSubEntryW(LPCWSTR pszPhonebook, LPCWSTR pszEntry,
                                DWORD dwSubEntryId)
{
    return delete_link(&(struct api_entry_arg){true, pszPhonebook, pszEntry},
                       dwSubEntryId);
}
