/*
 * RasGetSubEntryProperties, RasSetSubEntryProperties, RasDeleteSubEntry: the
 * links of an entry, counted from 1.
 */
#include <stdio.h>
#include <string.h>

#include "compat/api/book.h"
#include "compat/api/entry_buffer.h"
#include "compat/api/entry_map.h"
#include "compat/raserr.h"
#include "compat/str16.h"

/* --- RasGetSubEntryProperties */

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

static void link_path(char path[64], DWORD link)
{
    snprintf(path, 64, "MEDIA[%u]", (unsigned)link);
}

static enum conf_result has_link(const struct pbk_book *book, size_t index,
                                 DWORD link)
{
    struct buf value = buf_new(64);
    char path[64];
    enum conf_result result;

    link_path(path, link);
    result = pbk_book_get(book, index, path, &value, NULL, NULL);
    buf_free(&value);
    return result == CONF_VALUE ? CONF_NOT_FOUND : result;
}

static DWORD answer_link(const struct entry_buffer *a,
                         const struct pbk_book *book, size_t index, DWORD link)
{
    union {
        struct tagRASSUBENTRYA a;
        struct tagRASSUBENTRYW w;
    } full;
    struct buf value = buf_new(ENTRY_BUFFER_LIST),
               list = buf_new(ENTRY_BUFFER_LIST);
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
           : result == CONF_OK
               ? entry_buffer_put(a, &full, &s_alternates, &list)
               : raserr_from_conf(result);
    buf_free(&value);
    buf_free(&list);
    return code;
}

static DWORD get_link(const struct api_entry_arg *arg, DWORD link,
                      struct entry_buffer *a, LPDWORD device_size)
{
    struct rasphone_book book;
    struct api_entry e;
    size_t index;
    DWORD code = entry_buffer_begin(a, a->wide ? sub_sizes_w : sub_sizes_a,
                                    a->wide ? sub_sizes_w[0] : sub_sizes_a[0]);

    if (code != ERROR_SUCCESS)
        return code;
    entry_buffer_no_device(device_size);
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
    struct entry_buffer a = {
        .wide = false, .out = lpRasSubEntry, .room = lpdwcb};

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
    struct entry_buffer a = {
        .wide = true, .out = lpRasSubEntry, .room = lpdwcb};

    (void)lpbDeviceConfig;
    return get_link(&arg, dwSubEntry, &a, lpcbDeviceConfig);
}

/* --- RasSetSubEntryProperties */

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
    struct buf now = buf_new(ENTRY_BUFFER_LIST);
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

    link_path(path, link);
    result = pbk_book_set(book, index, path, "serial", p);
    if (result != CONF_OK)
        return result;
    sub_path(path, link, "DEVICE[1]");
    return pbk_book_set(book, index, path, "modem", p);
}

static enum conf_result put_link(struct pbk_book *book, size_t index,
                                 const struct sub_edit *e,
                                 struct conf_problem *p)
{
    enum conf_result result = CONF_OK;
    size_t i;

    for (i = 0; i < SUB_ROWS && result == CONF_OK; i++)
        result = set_link_key(book, index, e, &sub_rows[i], p);
    if (result == CONF_OK)
        result = entry_map_set_alternates(book, index, e->number,
                                          buf_text(&e->list), p);
    return result;
}

static enum conf_result drop_link(struct pbk_book *book, size_t index,
                                  DWORD link, struct conf_problem *p)
{
    char path[64];

    link_path(path, link);
    return pbk_book_unset(book, index, path, p);
}

static enum conf_result change_link(struct pbk_book *book, void *context,
                                    struct conf_problem *p)
{
    const struct sub_edit *e = context;
    enum conf_result result;
    size_t index;

    result = pbk_book_find(book, e->name, &index, p);
    if (result != CONF_OK)
        return result;
    result = has_link(book, index, e->number);
    if (e->link && result == CONF_NOT_FOUND)
        result = add_link(book, index, e->number, p);
    if (result == CONF_OK)
        result = e->link ? put_link(book, index, e, p)
                         : drop_link(book, index, e->number, p);
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
    size = api_size(link);
    if (!api_size_known(size, arg->wide ? sub_sizes_w : sub_sizes_a) ||
        room < size)
        return ERROR_INVALID_SIZE;
    if (number == 0)
        return ERROR_INVALID_PARAMETER;
    code = api_entry_find(arg, &e);
    if (code != ERROR_SUCCESS)
        return code;
    edit.name = e.name;
    edit.list = buf_new(ENTRY_BUFFER_LIST);
    code = entry_buffer_take(link, room,
                             api_take_dword(link, arg->wide, &s_alternates),
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
