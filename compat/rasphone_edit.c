#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "compat/book_edit.h"
#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_edit.h"
#include "compat/rasphone_out.h"

static int report(enum conf_result result, const struct conf_problem *p)
{
    /* A value that may not be written is no corrupt phonebook. */
    uint32_t error = result == CONF_VALUE ? RASERR_ERROR_INVALID_PARAMETER
                                          : raserr_from_conf(result);

    return result == CONF_OK ? OUT_SUCCESS : out_fail(error, "%s", p->text);
}

/* --- where new entries go */

static bool make_directory(const char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return true;
    out_fail(RASERR_ERROR_CANNOT_WRITE_PHONEBOOK, "%s: %s", path,
             strerror(errno));
    return false;
}

/* XDG Base Directory Specification: directories are made when they are needed,
 * for their user alone. */
static bool make_user_place(const char *dir)
{
    char parent[PATH_MAX];
    char *slash;

    snprintf(parent, sizeof(parent), "%s", dir);
    slash = strrchr(parent, '/');
    if (slash && slash > parent) {
        *slash = '\0';
        if (!make_directory(parent))
            return false;
    }
    return make_directory(dir);
}

bool edit_new_book(const struct rasphone *r, bool system, char out[PATH_MAX])
{
    const char *dir =
        system || r->user == 0 ? r->places.system : r->places.user;

    if (r->options->phonebook) {
        if (snprintf(out, PATH_MAX, "%s", r->options->phonebook) < PATH_MAX)
            return true;
        out_fail(RASERR_ERROR_CANNOT_OPEN_PHONEBOOK, "--phonebook: %s",
                 strerror(ENAMETOOLONG));
        return false;
    }
    if (!books_main(dir, out)) {
        out_fail(RASERR_ERROR_CANNOT_OPEN_PHONEBOOK,
                 "there is no phonebook of this user: use --phonebook");
        return false;
    }
    return dir == r->places.system || make_user_place(dir);
}

/* --- keys */

struct assignments {
    char *const *words;
    int n;
};

static enum conf_result assign(struct pbk_book *book, size_t index,
                               const char *word, struct conf_problem *p)
{
    const char *equals = strchr(word, '=');
    enum conf_result result;
    char path[256];

    if (!equals || equals == word || (size_t)(equals - word) >= sizeof(path))
        return conf_fail(p, CONF_VALUE, "%.100s: this is not KEY=VALUE", word);
    snprintf(path, sizeof(path), "%.*s", (int)(equals - word), word);
    result = pbk_book_set(book, index, path, equals + 1, p);
    /* 623 is about entries: a path that leads nowhere is a wrong word. */
    return result == CONF_NOT_FOUND ? CONF_VALUE : result;
}

static enum conf_result assign_all(struct pbk_book *book, size_t index,
                                   const struct assignments *a,
                                   struct conf_problem *p)
{
    enum conf_result result = CONF_OK;
    int i;

    for (i = 0; i < a->n && result == CONF_OK; i++)
        result = assign(book, index, a->words[i], p);
    return result;
}

/* --- the changes */

struct edit {
    const char *name, *other;
    struct assignments assignments;
    enum pbk_kind kind;
};

static enum conf_result change_set(struct pbk_book *book, void *context,
                                   struct conf_problem *p)
{
    const struct edit *e = context;
    size_t i;
    enum conf_result result = pbk_book_find(book, e->name, &i, p);

    return result == CONF_OK ? assign_all(book, i, &e->assignments, p) : result;
}

static enum conf_result change_add(struct pbk_book *book, void *context,
                                   struct conf_problem *p)
{
    const struct edit *e = context;
    enum conf_result result = pbk_book_add(book, e->name, e->kind, p);

    return result == CONF_OK ? change_set(book, context, p) : result;
}

static enum conf_result change_rename(struct pbk_book *book, void *context,
                                      struct conf_problem *p)
{
    const struct edit *e = context;
    size_t i;
    enum conf_result result = pbk_book_find(book, e->name, &i, p);

    return result == CONF_OK ? pbk_book_rename(book, i, e->other, p) : result;
}

static enum conf_result change_clone(struct pbk_book *book, void *context,
                                     struct conf_problem *p)
{
    const struct edit *e = context;
    size_t i;
    enum conf_result result = pbk_book_find(book, e->name, &i, p);

    return result == CONF_OK ? pbk_book_clone(book, i, e->other, p) : result;
}

static enum conf_result change_remove(struct pbk_book *book, void *context,
                                      struct conf_problem *p)
{
    const struct edit *e = context;
    size_t i;
    enum conf_result result = pbk_book_find(book, e->name, &i, p);

    return result == CONF_OK ? pbk_book_remove(book, i, p) : result;
}

/* Changes the book in which the entry is found. */
static int change(struct rasphone *r, book_change *run, struct edit *e)
{
    struct conf_problem p = {""};
    uint32_t error;
    size_t which;

    e->name = r->options->words[0];
    error = books_resolve(&r->books, e->name, &which, &p);
    if (error)
        return out_fail(error, "%s", p.text);
    return report(book_edit(r->books.list[which].path, run, e, &p), &p);
}

int rasphone_set(struct rasphone *r)
{
    struct edit e = {
        .assignments = {r->options->words + 1, r->options->n_words - 1}};

    return change(r, change_set, &e);
}

int rasphone_rename(struct rasphone *r)
{
    struct edit e = {.other = r->options->words[1]};

    return change(r, change_rename, &e);
}

int rasphone_clone(struct rasphone *r)
{
    struct edit e = {.other = r->options->words[1]};

    return change(r, change_clone, &e);
}

int rasphone_remove(struct rasphone *r)
{
    struct edit e = {.other = NULL};

    return change(r, change_remove, &e);
}

static bool read_kind(const char *word, enum pbk_kind *kind)
{
    static const char *const words[PBK_KINDS] = {
        [PBK_KIND_PHONE] = "phone",
        [PBK_KIND_DIRECT] = "direct",
        [PBK_KIND_VPN] = "vpn",
        [PBK_KIND_BROADBAND] = "broadband",
    };
    size_t i;

    *kind = PBK_KIND_PHONE;
    for (i = 0; word && i < PBK_KINDS; i++)
        if (strcmp(word, words[i]) == 0) {
            *kind = (enum pbk_kind)i;
            return true;
        }
    return !word;
}

int rasphone_add(struct rasphone *r)
{
    struct edit e = {
        .name = r->options->words[0],
        .assignments = {r->options->words + 1, r->options->n_words - 1}};
    struct conf_problem p = {""};
    char path[PATH_MAX];

    if (!read_kind(r->options->kind, &e.kind)) {
        out_fail(0, "--kind is phone, direct, vpn or broadband");
        return OUT_USAGE;
    }
    if (!edit_new_book(r, false, path))
        return OUT_FAILURE;
    return report(book_edit(path, change_add, &e, &p), &p);
}
