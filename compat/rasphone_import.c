#include <stdlib.h>

#include "compat/book_edit.h"
#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_edit.h"
#include "compat/rasphone_explain.h"
#include "compat/rasphone_out.h"

struct import {
    const struct rasphone_book *from;
    enum conf_result *results; /* for each entry */
    size_t n;
};

/* May run twice: only the last run's results count. */
static enum conf_result change_import(struct pbk_book *book, void *context,
                                      struct conf_problem *p)
{
    struct import *import = context;
    struct pbk_book_entry e;
    enum conf_result result;
    size_t i;

    for (i = 0; i < import->n; i++) {
        result = pbk_book_entry(import->from->book, i, &e);
        if (result != CONF_OK)
            return result;
        if (e.hidden || e.duplicate)
            result = CONF_FORMAT;
        else
            result = pbk_book_import(book, import->from->book, i, NULL, p);
        if (result == CONF_NOMEM || result == CONF_LIMIT)
            return result;
        import->results[i] = result;
    }
    return CONF_OK;
}

/* Can the imported entry be dialled? The file it came from says the same. */
static void report_dial(const struct rasphone *r, struct rasphone_found *found)
{
    json_t *account = explain_make(r, found);

    if (json_integer_value(json_object_get(account, "error")))
        out_line(OUT_WARNING, "imported    [%s]; it cannot be dialled: %s",
                 found->entry.name, out_get(account, "reason"));
    else
        out_line(OUT_GOOD, "imported    [%s]", found->entry.name);
    json_decref(account);
}

static void report_entry(const struct rasphone *r, const struct import *import,
                         size_t i)
{
    struct rasphone_found found = {.book = *import->from, .index = i};

    if (pbk_book_entry(import->from->book, i, &found.entry) != CONF_OK)
        return;
    if (import->results[i] == CONF_OK)
        report_dial(r, &found);
    else if (import->results[i] == CONF_EXISTS)
        out_line(OUT_WARNING, "left out    [%s]: the name is taken already",
                 found.entry.name);
    else
        out_line(OUT_WARNING,
                 "left out    [%s]: line %u: this entry could never be found",
                 found.entry.name, found.entry.text.line);
}

static int import_book(struct rasphone *r, struct import *import)
{
    struct conf_problem p = {""};
    enum conf_result result;
    char path[PATH_MAX];
    size_t i, imported = 0;

    if (!edit_new_book(r, true, path))
        return OUT_FAILURE;
    result = book_edit(path, change_import, import, &p);
    if (result != CONF_OK)
        return out_fail(raserr_from_conf(result), "%s",
                        p.text[0] ? p.text : "out of memory");
    for (i = 0; i < import->n; i++) {
        report_entry(r, import, i);
        imported += import->results[i] == CONF_OK;
    }
    out_line(OUT_PLAIN, "%zu of %zu entries are now in %s", imported, import->n,
             path);
    return imported == import->n ? OUT_SUCCESS : OUT_FAILURE;
}

int rasphone_import(struct rasphone *r)
{
    struct conf_problem p = {""};
    struct rasphone_book from;
    struct import import = {.from = &from};
    enum conf_result result =
        rasphone_book_load(&from, r->options->words[0], &p);
    int status;

    if (result != CONF_OK)
        return out_fail(raserr_from_conf(result), "%s", p.text);
    import.n = pbk_book_count(from.book);
    import.results = calloc(import.n + 1, sizeof(*import.results));
    status = import.results
                 ? import_book(r, &import)
                 : out_fail(RASERR_ERROR_NOT_ENOUGH_MEMORY, "out of memory");
    free(import.results);
    rasphone_book_free(&from);
    return status;
}
