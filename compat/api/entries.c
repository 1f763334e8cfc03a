/* The entries of phonebooks as a whole: list, check, rename, delete. */
#include <stdlib.h>
#include <string.h>

#include "compat/api/book.h"
#include "compat/api/custom.h"
#include "compat/api/custom_dialog.h"
#include "compat/api/output.h"
#include "compat/connlist.h"
#include "compat/credentials.h"
#include "compat/raserr.h"
#include "conf/pbk_value.h"
#include "conf/text.h"

/* --- RasEnumEntries */

static const DWORD sizes_a[] = {
    API_SIZE_BEFORE(tagRASENTRYNAMEA, dwFlags), /* 0x400 */
    sizeof(struct tagRASENTRYNAMEA), 0};
static const DWORD sizes_w[] = {API_SIZE_BEFORE(tagRASENTRYNAMEW, dwFlags),
                                sizeof(struct tagRASENTRYNAMEW), 0};

static const struct api_member m_name =
    API_MEMBER(tagRASENTRYNAME, szEntryName);
static const struct api_member m_flags = API_MEMBER(tagRASENTRYNAME, dwFlags);
static const struct api_member m_path =
    API_MEMBER(tagRASENTRYNAME, szPhonebookPath);

static void add_entry(struct api_output *o, bool wide, const struct book *book,
                      const char *name)
{
    union {
        struct tagRASENTRYNAMEA a;
        struct tagRASENTRYNAMEW w;
    } full;

    memset(&full, 0, sizeof(full));
    api_put_text(&full, wide, &m_name, name);
    api_put_dword(&full, wide, &m_flags,
                  book->system ? REN_AllUsers : REN_User);
    api_put_text(&full, wide, &m_path, book->path);
    api_output_add(o, &full);
}

static DWORD add_book(struct api_output *o, bool wide, const struct book *book)
{
    struct rasphone_book b;
    struct pbk_book_entry e;
    enum conf_result result = rasphone_book_load(&b, book->path, NULL);
    size_t i;

    if (result != CONF_OK)
        return raserr_from_conf(result);
    for (i = 0; pbk_book_entry(b.book, i, &e) == CONF_OK; i++)
        if (!e.hidden && !e.duplicate && e.name[0])
            add_entry(o, wide, book, e.name);
    rasphone_book_free(&b);
    return ERROR_SUCCESS;
}

/* One unreadable book among many hides nothing but itself. */
static DWORD enumerate(struct api_output *o, const void *phonebook, bool wide)
{
    struct books books;
    size_t i;
    DWORD code = api_book_list(phonebook, wide, &books), one;

    for (i = 0; i < books.n && code == ERROR_SUCCESS; i++) {
        one = add_book(o, wide, &books.list[i]);
        if (one == ERROR_NOT_ENOUGH_MEMORY || (one && books.n == 1))
            code = one;
    }
    books_free(&books);
    return code;
}

static DWORD enum_entries(const void *phonebook, void *buffer, LPDWORD lpcb,
                          LPDWORD count, bool wide)
{
    struct api_output o;
    DWORD code = wide ? api_output_begin(&o, buffer, lpcb, count, sizes_w,
                                         sizeof(struct tagRASENTRYNAMEW))
                      : api_output_begin(&o, buffer, lpcb, count, sizes_a,
                                         sizeof(struct tagRASENTRYNAMEA));

    if (code == ERROR_SUCCESS)
        code = enumerate(&o, phonebook, wide);
    return code == ERROR_SUCCESS ? api_output_end(&o, lpcb, count) : code;
}

DWORD WINAPI RasEnumEntriesA(LPCSTR reserved, LPCSTR lpszPhonebook,
                             LPRASENTRYNAMEA lprasentryname, LPDWORD lpcb,
                             LPDWORD lpcEntries)
{
    (void)reserved;
    return enum_entries(lpszPhonebook, lprasentryname, lpcb, lpcEntries, false);
}

DWORD WINAPI RasEnumEntriesW(LPCWSTR reserved, LPCWSTR lpszPhonebook,
                             LPRASENTRYNAMEW lprasentryname, LPDWORD lpcb,
                             LPDWORD lpcEntries)
{
    (void)reserved;
    return enum_entries(lpszPhonebook, lprasentryname, lpcb, lpcEntries, true);
}

/* --- RasValidateEntryName */

static DWORD validate(const struct api_entry_arg *arg)
{
    struct api_entry e;
    DWORD code;

    if (!arg->entry)
        return ERROR_INVALID_PARAMETER;
    if (api_entry_name(arg, &e) != ERROR_SUCCESS || !pbk_value_is_name(e.name))
        return ERROR_INVALID_NAME;
    code = api_entry_find(arg, &e);
    if (code == ERROR_SUCCESS)
        return ERROR_ALREADY_EXISTS;
    return code == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY ? ERROR_SUCCESS : code;
}

DWORD WINAPI RasValidateEntryNameA(LPCSTR lpszPhonebook, LPCSTR lpszEntry)
{
    return validate(&(struct api_entry_arg){false, lpszPhonebook, lpszEntry});
}

DWORD WINAPI RasValidateEntryNameW(LPCWSTR lpszPhonebook, LPCWSTR lpszEntry)
{
    return validate(&(struct api_entry_arg){true, lpszPhonebook, lpszEntry});
}

/* --- RasDeleteEntry */

/* 0; 817 (ERROR_CANNOT_DELETE): the entry is connected; 8: nobody can tell. */
static DWORD check_idle(const struct api_entry *e)
{
    struct connrec *list;
    size_t i, n;
    DWORD code =
        api_code_of_list(connlist_read(api_places.connections, &list, &n));

    for (i = 0; i < n; i++)
        if (text_same(list[i].entry, strlen(list[i].entry), e->name,
                      strlen(e->name)) &&
            strcmp(list[i].phonebook, e->path) == 0)
            code = ERROR_CANNOT_DELETE;
    free(list);
    return code;
}

static enum conf_result change_remove(struct pbk_book *book, void *context,
                                      struct conf_problem *p)
{
    const struct api_entry *e = context;
    size_t i;
    enum conf_result result = pbk_book_find(book, e->name, &i, p);

    return result == CONF_OK ? pbk_book_remove(book, i, p) : result;
}

/*
 * The entry is changed by now, whatever became of what is saved for it. Whoever
 * may not write the store has saved nothing there; but a password must not stay
 * behind for want of memory, with nobody told.
 */
static DWORD code_of_store(enum conf_result result)
{
    return result == CONF_NOMEM ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
}

static DWORD remove_entry(struct api_entry *e)
{
    DWORD code = check_idle(e);

    if (code == ERROR_SUCCESS)
        code = api_entry_edit(e, change_remove, e);
    if (code != ERROR_SUCCESS)
        return code;
    return code_of_store(
        credentials_forget(credentials_file, e->path, e->name, NULL));
}

static DWORD delete_entry(const struct api_entry_arg *arg)
{
    struct api_entry e;
    char *dialer = NULL;
    DWORD code = api_entry_find(arg, &e);

    /* For its own dialer, which was told, it has gone: from all phonebooks. */
    if (code == ERROR_SUCCESS && custom_deleting(&e))
        code = ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
    if (code == ERROR_SUCCESS)
        code = custom_dialer_of(e.path, e.name, &dialer);
    if (code == ERROR_SUCCESS)
        code = remove_entry(&e);
    if (code == ERROR_SUCCESS && dialer)
        custom_deleted(dialer, arg, &e);
    free(dialer);
    return code == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY ? (DWORD)ERROR_INVALID_NAME
                                                     : code;
}

DWORD WINAPI RasDeleteEntryA(LPCSTR lpszPhonebook, LPCSTR lpszEntry)
{
    return delete_entry(
        &(struct api_entry_arg){false, lpszPhonebook, lpszEntry});
}

DWORD WINAPI RasDeleteEntryW(LPCWSTR lpszPhonebook, LPCWSTR lpszEntry)
{
    return delete_entry(
        &(struct api_entry_arg){true, lpszPhonebook, lpszEntry});
}

/* --- RasRenameEntry */

struct rename {
    const char *from, *to;
};

static enum conf_result change_rename(struct pbk_book *book, void *context,
                                      struct conf_problem *p)
{
    const struct rename *r = context;
    size_t i;
    enum conf_result result = pbk_book_find(book, r->from, &i, p);

    return result == CONF_OK ? pbk_book_rename(book, i, r->to, p) : result;
}

static DWORD rename_entry(const struct api_entry_arg *arg, const void *new)
{
    const struct api_entry_arg to_arg = {arg->wide, arg->phonebook, new};
    struct api_entry from, to;
    DWORD code;

    if (!arg->entry || !new)
        return ERROR_INVALID_PARAMETER;
    if (api_entry_name(&to_arg, &to) != ERROR_SUCCESS ||
        !pbk_value_is_name(to.name))
        return ERROR_INVALID_NAME;
    code = api_entry_find(arg, &from);
    if (code == ERROR_SUCCESS)
        code = api_entry_edit(&from, change_rename,
                              &(struct rename){from.name, to.name});
    if (code != ERROR_SUCCESS)
        return code;
    return code_of_store(credentials_rename(credentials_file, from.path,
                                            from.name, to.name, NULL));
}

DWORD WINAPI RasRenameEntryA(LPCSTR lpszPhonebook, LPCSTR lpszOldEntry,
                             LPCSTR lpszNewEntry)
{
    return rename_entry(
        &(struct api_entry_arg){false, lpszPhonebook, lpszOldEntry},
        lpszNewEntry);
}

DWORD WINAPI RasRenameEntryW(LPCWSTR lpszPhonebook, LPCWSTR lpszOldEntry,
                             LPCWSTR lpszNewEntry)
{
    return rename_entry(
        &(struct api_entry_arg){true, lpszPhonebook, lpszOldEntry},
        lpszNewEntry);
}
