#include "compat/books.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "conf/phonebook.h"

/* --- places */

static bool join(char out[PATH_MAX], const char *dir, const char *name)
{
    int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);

    if (n > 0 && n < PATH_MAX)
        return true;
    out[0] = '\0';
    return false;
}

static bool from_environment(char out[PATH_MAX], const char *variable,
                             const char *below)
{
    const char *value = secure_getenv(variable);

    return value && value[0] == '/' && join(out, value, below);
}

void books_default_places(struct books_places *places)
{
    memset(places, 0, sizeof(*places));
    memcpy(places->system, BOOKS_SYSTEM_DIR, sizeof(BOOKS_SYSTEM_DIR));
    if (getuid() == 0)
        return;
    if (!from_environment(places->user, "XDG_CONFIG_HOME", "ppp-rasdial"))
        (void)from_environment(places->user, "HOME", ".config/ppp-rasdial");
}

bool books_main(const char *dir, char out[PATH_MAX])
{
    out[0] = '\0';
    return dir[0] && join(out, dir, BOOKS_NAME);
}

/* --- the list */

static bool has_end(const char *name, const char *end)
{
    size_t n = strlen(name), e = strlen(end);

    return n > e && strcmp(name + n - e, end) == 0;
}

/* The main book is listed by itself; hidden files are none of ours. */
static int is_other_book(const struct dirent *d)
{
    return d->d_name[0] != '.' && strcmp(d->d_name, BOOKS_NAME) != 0 &&
           (has_end(d->d_name, ".pbk") || has_end(d->d_name, ".cfg"));
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Room for the main book and the others, of both places. */
static enum conf_result make_room(struct books *books)
{
    *books = (struct books){NULL, 0, {NULL}};
    books->list =
        pool_zeroed(&books->pool, 2 * (BOOKS_MAX + 1), sizeof(*books->list));
    return books->list ? CONF_OK : CONF_NOMEM;
}

static enum conf_result add(struct books *books, const char *path, bool system)
{
    const char *copy = pool_text(&books->pool, path);

    if (!copy)
        return CONF_NOMEM;
    books->list[books->n++] = (struct book){copy, system};
    return CONF_OK;
}

static enum conf_result add_others(struct books *books, const char *dir,
                                   bool system)
{
    enum conf_result result = CONF_OK;
    struct dirent **names = NULL;
    char path[PATH_MAX];
    int i, n = scandir(dir, &names, is_other_book, by_bytes);

    if (n < 0 && errno == ENOMEM)
        return CONF_NOMEM;
    for (i = 0; i < n; i++) {
        if (result == CONF_OK && i < BOOKS_MAX &&
            join(path, dir, names[i]->d_name))
            result = add(books, path, system);
        free(names[i]);
    }
    free(names);
    return result;
}

/* Not where we may not look; else who reads it says what is wrong with it. */
static bool may_exist(const char *path)
{
    return access(path, F_OK) == 0 ||
           (errno != ENOENT && errno != ENOTDIR && errno != EACCES);
}

static enum conf_result add_place(struct books *books, const char *dir,
                                  bool system)
{
    enum conf_result result = CONF_OK;
    char path[PATH_MAX];

    if (!books_main(dir, path))
        return CONF_OK;
    if (may_exist(path))
        result = add(books, path, system);
    return result == CONF_OK ? add_others(books, dir, system) : result;
}

enum conf_result books_find(const struct books_places *places,
                            struct books *books)
{
    enum conf_result result = make_room(books);

    if (result == CONF_OK)
        result = add_place(books, places->system, true);
    if (result == CONF_OK)
        result = add_place(books, places->user, false);
    if (result != CONF_OK)
        books_free(books);
    return result;
}

enum conf_result books_single(const char *path, struct books *books)
{
    enum conf_result result = make_room(books);

    if (result == CONF_OK)
        result = add(books, path, false);
    if (result != CONF_OK)
        books_free(books);
    return result;
}

void books_free(struct books *books)
{
    pool_free(&books->pool);
    *books = (struct books){NULL, 0, {NULL}};
}

/* --- an entry */

/* CONF_VALUE: the entry is there, and it is for its reader to object. */
static enum conf_result look(const char *path, const char *name,
                             struct conf_problem *p)
{
    enum conf_result result;
    struct entry *entry;
    int fd;

    result = phonebook_open(path, &fd, p);
    if (result != CONF_OK)
        return result;
    result = phonebook_load_entry(fd, path, name, &entry, p);
    close(fd);
    entry_free(entry);
    return result == CONF_VALUE ? CONF_OK : result;
}

static void append(struct conf_problem *p, const char *before,
                   const char *after)
{
    size_t n = strlen(p->text);

    if (n < sizeof(p->text))
        snprintf(p->text + n, sizeof(p->text) - n, "%s%s", before, after);
}

static uint32_t not_found(const struct books *books, const char *name,
                          struct conf_problem *p)
{
    size_t i;

    conf_fail(p, CONF_NOT_FOUND, "there is no entry \"%.256s\"", name);
    for (i = 0; i < books->n; i++)
        append(p, i == 0 ? " in " : ", ", books->list[i].path);
    if (books->n == 0)
        append(p, ", and no phonebook ", "either");
    return RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
}

uint32_t books_resolve(const struct books *books, const char *name,
                       size_t *which, struct conf_problem *p)
{
    struct conf_problem first = {""}, this;
    enum conf_result result, worst = CONF_NOT_FOUND;
    size_t i;

    *which = 0;
    for (i = 0; i < books->n; i++) {
        result = look(books->list[i].path, name, &this);
        if (result == CONF_OK) {
            *which = i;
            return RASERR_ERROR_SUCCESS;
        }
        if (result != CONF_NOT_FOUND && worst == CONF_NOT_FOUND) {
            worst = result;
            first = this;
        }
    }
    if (worst == CONF_NOT_FOUND)
        return not_found(books, name, p);
    *p = first;
    return raserr_from_conf(worst);
}

uint32_t books_locate(const char *name, char path[PATH_MAX],
                      struct conf_problem *p)
{
    struct books_places places;
    struct books books;
    uint32_t code;
    size_t which;

    path[0] = '\0';
    books_default_places(&places);
    if (books_find(&places, &books) != CONF_OK)
        return RASERR_ERROR_NOT_ENOUGH_MEMORY;
    code = books_resolve(&books, name, &which, p);
    if (!code)
        snprintf(path, PATH_MAX, "%s", books.list[which].path);
    books_free(&books);
    return code;
}
