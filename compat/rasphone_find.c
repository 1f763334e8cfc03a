#include <string.h>

#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_out.h"

static enum conf_result find_in(const char *path, const char *name,
                                struct rasphone_found *found,
                                struct conf_problem *p)
{
    enum conf_result result = rasphone_book_load(&found->book, path, p);

    if (result != CONF_OK)
        return result;
    result = pbk_book_find(found->book.book, name, &found->index, p);
    if (result == CONF_OK)
        result = pbk_book_entry(found->book.book, found->index, &found->entry);
    if (result != CONF_OK)
        rasphone_found_free(found);
    return result;
}

bool rasphone_find(const struct rasphone *r, const char *name,
                   struct rasphone_found *found)
{
    struct conf_problem p = {""};
    enum conf_result result;
    uint32_t error;
    size_t which;

    memset(found, 0, sizeof(*found));
    error = books_resolve(&r->books, name, &which, &p);
    if (!error) {
        result = find_in(r->books.list[which].path, name, found, &p);
        error = raserr_from_conf(result);
    }
    if (error)
        out_fail(error, "%s", p.text[0] ? p.text : raserr_text(error));
    return !error;
}

void rasphone_found_free(struct rasphone_found *found)
{
    rasphone_book_free(&found->book);
    memset(found, 0, sizeof(*found));
}
