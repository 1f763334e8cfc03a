#include "compat/book_edit.h"

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
