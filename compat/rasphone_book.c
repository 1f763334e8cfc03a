#include "compat/rasphone_book.h"

#include <string.h>
#include <unistd.h>

#include "conf/cfg_text.h"
#include "conf/file.h"

static enum conf_result make_native(struct rasphone_book *b, const char *bytes,
                                    size_t n, bool includes,
                                    struct conf_problem *p)
{
    struct buf text = buf_new(CONVERT_OUT_MAX);
    enum conf_result result =
        convert_cfg_to_pbk(bytes, n, b->path, includes, &text, &b->report, p);

    if (result == CONF_OK)
        result =
            pbk_book_read(buf_text(&text), text.used, b->path, &b->book, p);
    buf_free(&text);
    return result;
}

enum conf_result rasphone_book_make(struct rasphone_book *b, const char *path,
                                    const char *bytes, size_t n, bool includes,
                                    struct conf_problem *p)
{
    enum conf_result result;

    memset(b, 0, sizeof(*b));
    b->path = path;
    b->native = phonebook_form(path, bytes, n) == PHONEBOOK_CFG;
    /* A file that is not there yet is one without entries, in either form. */
    if (b->native && n > 0)
        result = make_native(b, bytes, n, includes, p);
    else
        result = pbk_book_read(bytes, n, path, &b->book, p);
    if (result != CONF_OK)
        rasphone_book_free(b);
    return result;
}

enum conf_result rasphone_book_native(const char *path, struct book_cfg **book,
                                      struct conf_problem *p)
{
    enum conf_result result;
    struct file_bytes bytes;
    int fd;

    *book = NULL;
    result = phonebook_open(path, &fd, p);
    if (result != CONF_OK)
        return result;
    result = file_read(fd, path, PHONEBOOK_MAX_BYTES, &bytes, p);
    if (result == CONF_OK) {
        result = book_cfg_open(bytes.bytes, bytes.n, path,
                               cfg_text_may_include(fd), book, p);
        file_free(&bytes);
    }
    close(fd);
    return result;
}

enum conf_result rasphone_book_load(struct rasphone_book *b, const char *path,
                                    struct conf_problem *p)
{
    enum conf_result result;
    struct file_bytes bytes;
    int fd;

    memset(b, 0, sizeof(*b));
    result = phonebook_open(path, &fd, p);
    if (result != CONF_OK)
        return result;
    result = file_read(fd, path, PHONEBOOK_MAX_BYTES, &bytes, p);
    if (result == CONF_OK) {
        result = rasphone_book_make(b, path, bytes.bytes, bytes.n,
                                    cfg_text_may_include(fd), p);
        file_free(&bytes);
    }
    close(fd);
    return result;
}

void rasphone_book_free(struct rasphone_book *b)
{
    pbk_book_free(b->book);
    convert_report_free(&b->report);
    memset(b, 0, sizeof(*b));
}

enum conf_result rasphone_book_entry(const char *path, const char *name,
                                     struct entry **entry,
                                     struct conf_problem *p)
{
    enum conf_result result;
    int fd;

    *entry = NULL;
    result = phonebook_open(path, &fd, p);
    if (result != CONF_OK)
        return result;
    result = phonebook_load_entry(fd, path, name, entry, p);
    close(fd);
    return result;
}
