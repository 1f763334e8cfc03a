#include "compat/book_edit.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compat/rasphone_book.h"
#include "conf/replace.h"

/* Others who write without the lock: how often it is begun anew. */
#define ATTEMPTS 20

/*
 * A .cfg is made anew from its entries: a comment would be lost. Nobody wants
 * that from a change of one key.
 */
static enum conf_result check_loss(const struct rasphone_book *b,
                                   struct conf_problem *p)
{
    if (b->report.n == 0)
        return CONF_OK;
    return conf_fail(p, CONF_WRITE, "%s: change this file by hand: %s", b->path,
                     b->report.notes[0].text);
}

static enum conf_result commit_native(struct replace *file,
                                      const struct rasphone_book *b,
                                      struct conf_problem *p)
{
    struct pbk_span text = pbk_book_bytes(b->book);
    struct buf out = buf_new(CONVERT_OUT_MAX);
    struct convert_report report = {0};
    enum conf_result result =
        convert_pbk_to_cfg(text.at, text.n, b->path, &out, &report, p);

    if (result == CONF_OK)
        result = replace_commit(file, buf_text(&out), out.used, p);
    convert_report_free(&report);
    buf_free(&out);
    return result;
}

static enum conf_result commit(struct replace *file,
                               const struct rasphone_book *b,
                               struct conf_problem *p)
{
    struct pbk_span text = pbk_book_bytes(b->book);

    if (b->native)
        return commit_native(file, b, p);
    return replace_commit(file, text.at, text.n, p);
}

static enum conf_result attempt(const char *path, book_change *change,
                                void *context, struct conf_problem *p)
{
    struct replace *file = NULL;
    struct rasphone_book b = {.book = NULL};
    enum conf_result result = replace_open(path, PHONEBOOK_MAX_BYTES, &file, p);

    /* Nothing of what a user's file includes is read with our rights. */
    if (result == CONF_OK)
        result = rasphone_book_make(&b, path, replace_bytes(file)->bytes,
                                    replace_bytes(file)->n, false, p);
    if (result == CONF_OK)
        result = check_loss(&b, p);
    if (result == CONF_OK)
        result = change(b.book, context, p);
    if (result == CONF_OK)
        result = commit(file, &b, p);
    rasphone_book_free(&b);
    replace_close(file);
    return result;
}

enum conf_result book_edit(const char *path, book_change *change, void *context,
                           struct conf_problem *p)
{
    enum conf_result result = CONF_CHANGED;
    int i;

    for (i = 0; i < ATTEMPTS && result == CONF_CHANGED; i++)
        result = attempt(path, change, context, p);
    return result;
}

/* --- the number that answered */

#define PATH_SIZE 128

static void make_path(const struct book_number *n, const char *key, unsigned i,
                      char path[PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "media[%u].device[%u].%s[%u]", n->media,
             n->device, key, i);
}

static enum conf_result get(const struct pbk_book *book, size_t index,
                            const char *path, const char *wanted, bool *same,
                            struct conf_problem *p)
{
    struct buf text = buf_new(PBK_LINE_MAX * 3);
    enum conf_result result = pbk_book_get(book, index, path, &text, NULL, p);

    *same = result == CONF_OK && strcmp(buf_text(&text), wanted) == 0;
    buf_free(&text);
    return result;
}

/* Somebody may have changed the book since it was read: where is it now? */
static enum conf_result find_number(const struct pbk_book *book, size_t index,
                                    const struct book_number *n, unsigned *at,
                                    struct conf_problem *p)
{
    enum conf_result result = CONF_OK, area;
    bool same = false, same_area;
    char path[PATH_SIZE];

    for (*at = 1;; ++*at) {
        make_path(n, "PhoneNumber", *at, path);
        result = get(book, index, path, n->number, &same, p);
        if (result != CONF_OK)
            return result;
        make_path(n, "AreaCode", *at, path);
        area = get(book, index, path, n->area_code, &same_area, p);
        if (area != CONF_OK && area != CONF_NOT_FOUND)
            return area;
        if (same && (same_area || (area != CONF_OK && !n->area_code[0])))
            return CONF_OK;
    }
}

/* CONF_EXISTS: it is as it should be. */
static enum conf_result select_first(struct pbk_book *book, size_t index,
                                     const struct book_number *n,
                                     struct conf_problem *p)
{
    char path[PATH_SIZE];
    bool first;
    enum conf_result result;

    snprintf(path, sizeof(path), "media[%u].device[%u].LastSelectedPhone",
             n->media, n->device);
    result = get(book, index, path, "0", &first, p);
    if (result == CONF_NOT_FOUND || first)
        return CONF_EXISTS;
    return result == CONF_OK ? pbk_book_set(book, index, path, "0", p) : result;
}

static enum conf_result promote(struct pbk_book *book, void *context,
                                struct conf_problem *p)
{
    const struct book_number *n = context;
    char path[PATH_SIZE];
    size_t index;
    unsigned at;
    enum conf_result result = pbk_book_find(book, n->entry, &index, p), chosen;

    if (result == CONF_OK)
        result = find_number(book, index, n, &at, p);
    if (result != CONF_OK)
        return result;
    chosen = select_first(book, index, n, p);
    if (at == 1 || (chosen != CONF_OK && chosen != CONF_EXISTS))
        return chosen;
    make_path(n, "PhoneNumber", at, path);
    return pbk_book_put_first(book, index, path, p);
}

enum conf_result book_promote(const char *path,
                              const struct book_number *number,
                              struct conf_problem *p)
{
    struct book_number n = *number;
    enum conf_result result = book_edit(path, promote, &n, p);

    if (result != CONF_EXISTS)
        return result;
    if (p)
        p->text[0] = '\0';
    return CONF_OK;
}
