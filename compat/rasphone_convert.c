#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/book_edit.h"
#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_edit.h"
#include "compat/rasphone_explain.h"
#include "compat/rasphone_out.h"
#include "conf/cfg_text.h"
#include "conf/file.h"
#include "conf/replace.h"

/* --- convert */

static enum conf_result convert(const char *path, struct buf *out,
                                struct convert_report *report, mode_t *mode,
                                struct conf_problem *p)
{
    struct file_bytes bytes = {NULL, 0};
    struct stat st;
    enum conf_result result;
    int fd;

    result = phonebook_open(path, &fd, p);
    if (result != CONF_OK)
        return result;
    *mode = fstat(fd, &st) == 0 ? st.st_mode : 0600;
    result = file_read(fd, path, PHONEBOOK_MAX_BYTES, &bytes, p);
    if (result == CONF_OK &&
        phonebook_form(path, bytes.bytes, bytes.n) == PHONEBOOK_CFG)
        result = convert_cfg_to_pbk(bytes.bytes, bytes.n, path,
                                    cfg_text_may_include(fd), out, report, p);
    else if (result == CONF_OK)
        result = convert_pbk_to_cfg(bytes.bytes, bytes.n, path, out, report, p);
    file_free(&bytes);
    close(fd);
    return result;
}

/* What nobody else may read stays so under its new name. */
static enum conf_result write_file(const char *path, const struct buf *text,
                                   mode_t mode, struct conf_problem *p)
{
    mode_t before = umask(~mode & 0777);
    struct replace *file = NULL;
    enum conf_result result = replace_open(path, PHONEBOOK_MAX_BYTES, &file, p);

    if (result == CONF_OK)
        result = replace_commit(file, buf_text(text), text->used, p);
    replace_close(file);
    umask(before);
    return result;
}

static enum conf_result write_out(const struct buf *text)
{
    return fwrite(buf_text(text), 1, text->used, stdout) == text->used
               ? CONF_OK
               : CONF_WRITE;
}

static void print_losses(const struct convert_report *report)
{
    static const char *const words[] = {[CONVERT_DROPPED] = "left out",
                                        [CONVERT_MOVED] = "moved",
                                        [CONVERT_CHANGED] = "changed"};
    size_t i;

    for (i = 0; i < report->n; i++)
        out_fail(0, "%s: %s", words[report->notes[i].loss],
                 report->notes[i].text);
    if (report->beyond)
        out_fail(0, "and %zu more", report->beyond);
}

int rasphone_convert(struct rasphone *r)
{
    const char *from = r->options->words[0];
    const char *to = r->options->n_words > 1 ? r->options->words[1] : NULL;
    struct buf out = buf_new(CONVERT_OUT_MAX);
    struct convert_report report = {0};
    struct conf_problem p = {""};
    mode_t mode = 0600;
    enum conf_result result = convert(from, &out, &report, &mode, &p);

    if (result == CONF_OK)
        result = to ? write_file(to, &out, mode, &p) : write_out(&out);
    print_losses(&report);
    convert_report_free(&report);
    buf_free(&out);
    if (result == CONF_OK)
        return OUT_SUCCESS;
    return out_fail(raserr_from_conf(result), "%s",
                    p.text[0] ? p.text : "cannot write");
}

/* --- import */

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
