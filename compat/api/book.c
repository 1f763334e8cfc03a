#include "compat/api/book.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/raserr.h"

const struct books_places *api_books;

static void places_of(struct books_places *out)
{
    if (api_books)
        *out = *api_books;
    else
        books_default_places(out);
}

/* --- the phonebook */

/* "" where none is named. */
static DWORD given_path(const void *phonebook, bool wide, char out[PATH_MAX])
{
    char given[PATH_MAX], here[PATH_MAX];
    int n = 0;

    out[0] = '\0';
    if (!phonebook)
        return ERROR_SUCCESS;
    if (!api_take_string(phonebook, wide, given, sizeof(given)))
        return ERROR_INVALID_PARAMETER;
    if (given[0] == '\0')
        return ERROR_SUCCESS;
    if (given[0] == '/')
        n = snprintf(out, PATH_MAX, "%s", given);
    else if (getcwd(here, sizeof(here)))
        n = snprintf(out, PATH_MAX, "%s/%s", here, given);
    return n > 0 && n < PATH_MAX ? ERROR_SUCCESS : ERROR_CANNOT_OPEN_PHONEBOOK;
}

static bool below(const char *path, const char *dir)
{
    size_t n = strlen(dir);

    return n > 0 && strncmp(path, dir, n) == 0 && path[n] == '/';
}

DWORD api_book_list(const void *phonebook, bool wide, struct books *books)
{
    struct books_places places;
    enum conf_result result;
    char path[PATH_MAX];
    DWORD code = given_path(phonebook, wide, path);

    memset(books, 0, sizeof(*books));
    if (code != ERROR_SUCCESS)
        return code;
    places_of(&places);
    result = path[0] ? books_single(path, books) : books_find(&places, books);
    if (result != CONF_OK)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (path[0] && books->n)
        books->list[0].system = below(path, places.system);
    return ERROR_SUCCESS;
}

/* --- the entry */

DWORD api_entry_name(const struct api_entry_arg *arg, struct api_entry *e)
{
    memset(e, 0, sizeof(*e));
    if (!arg->entry ||
        !api_take_string(arg->entry, arg->wide, e->name, sizeof(e->name)))
        return ERROR_INVALID_PARAMETER;
    return ERROR_SUCCESS;
}

static DWORD take_book(struct api_entry *e, const struct book *book)
{
    if (snprintf(e->path, sizeof(e->path), "%s", book->path) >=
        (int)sizeof(e->path))
        return ERROR_CANNOT_OPEN_PHONEBOOK;
    e->system = book->system;
    return ERROR_SUCCESS;
}

DWORD api_entry_find(const struct api_entry_arg *arg, struct api_entry *e)
{
    struct conf_problem p;
    struct books books;
    size_t which;
    DWORD code = api_entry_name(arg, e);

    if (code != ERROR_SUCCESS)
        return code;
    if (e->name[0] == '\0')
        return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
    code = api_book_list(arg->phonebook, arg->wide, &books);
    if (code == ERROR_SUCCESS)
        code = books_resolve(&books, e->name, &which, &p);
    if (code == ERROR_SUCCESS)
        code = take_book(e, &books.list[which]);
    books_free(&books);
    return code;
}

/* For its user alone, with its parent (XDG Base Directory Specification). */
static void make_directory(const char *dir)
{
    char parent[PATH_MAX];
    const char *slash = strrchr(dir, '/');

    if (slash && slash > dir) {
        snprintf(parent, sizeof(parent), "%.*s", (int)(slash - dir), dir);
        (void)mkdir(parent, 0700);
    }
    (void)mkdir(dir, 0700);
}

DWORD api_entry_place(const struct api_entry_arg *arg, struct api_entry *e)
{
    struct books_places places;
    DWORD code = api_entry_name(arg, e);

    if (code == ERROR_SUCCESS)
        code = given_path(arg->phonebook, arg->wide, e->path);
    if (code != ERROR_SUCCESS)
        return code;
    places_of(&places);
    if (e->path[0]) {
        e->system = below(e->path, places.system);
        return ERROR_SUCCESS;
    }
    e->system = geteuid() == 0;
    if (!books_main(e->system ? places.system : places.user, e->path))
        return ERROR_CANNOT_OPEN_PHONEBOOK;
    if (!e->system)
        make_directory(places.user);
    return ERROR_SUCCESS;
}

DWORD api_entry_load(const struct api_entry *e, struct rasphone_book *book,
                     size_t *index)
{
    enum conf_result result = rasphone_book_load(book, e->path, NULL);

    if (result != CONF_OK)
        return raserr_from_conf(result);
    result = pbk_book_find(book->book, e->name, index, NULL);
    if (result != CONF_OK)
        rasphone_book_free(book);
    return raserr_from_conf(result);
}

/* --- changes */

/* A new file is written beside the old one: it is the directory that counts. */
static bool may_write(const char *path)
{
    char dir[PATH_MAX];
    const char *slash = strrchr(path, '/');

    snprintf(dir, sizeof(dir), "%.*s", slash > path ? (int)(slash - path) : 1,
             path);
    return faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) == 0 ||
           (errno != EACCES && errno != EROFS && errno != EPERM);
}

DWORD api_entry_edit(const struct api_entry *e, book_change *change,
                     void *context)
{
    struct conf_problem p = {""};
    enum conf_result result = book_edit(e->path, change, context, &p);

    if (result == CONF_OK)
        return ERROR_SUCCESS;
    if (!may_write(e->path))
        return ERROR_ACCESS_DENIED;
    /* A value that may not be written is no corrupt phonebook. */
    return result == CONF_VALUE ? (DWORD)ERROR_INVALID_PARAMETER
                                : raserr_from_conf(result);
}
