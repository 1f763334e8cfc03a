#include "conf/phonebook.h"

#include <string.h>

#include "conf/book_cfg.h"
#include "conf/file.h"
#include "conf/pbk.h"
#include "conf/pbk_cfg.h"
#include "conf/text.h"

/* --- which form */

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (text_is_blank(*at) || *at == '\r'))
        at++;
    return at;
}

static const char *skip_line(const char *at, const char *end)
{
    while (at < end && *at != '\n' && *at != '\r')
        at++;
    return at < end ? at + 1 : at;
}

static bool starts_with(const char *at, const char *end, const char *word)
{
    size_t n = strlen(word);

    return (size_t)(end - at) >= n && memcmp(at, word, n) == 0;
}

/*
 * Past the comment of a .cfg at AT; AT if there is none. A comment that does
 * not end makes all of the rest one.
 */
static const char *skip_comment(const char *at, const char *end)
{
    const char *close;

    if (!starts_with(at, end, "/*"))
        return at;
    close = memmem(at + 2, (size_t)(end - at) - 2, "*/", 2);
    return close ? close + 2 : end;
}

/* "entries = (": the list may begin in a later line. */
static bool is_entries(const char *at, const char *end)
{
    if (!starts_with(at, end, "entries"))
        return false;
    at = skip_blanks(at + strlen("entries"), end);
    if (at == end || (*at != '=' && *at != ':'))
        return false;
    at = skip_blanks(at + 1, end);
    return at == end || *at == '(' || *at == '\n' || *at == '#' || *at == '/';
}

static bool has_ending(const char *file, const char *ending)
{
    size_t n = strlen(file), length = strlen(ending);

    return n >= length && text_same(file + n - length, length, ending, length);
}

enum phonebook_form phonebook_form(const char *file, const char *bytes,
                                   size_t n)
{
    const char *at = bytes, *end = bytes + n, *next;

    if (starts_with(at, end, "\xef\xbb\xbf"))
        at += 3;
    for (; at < end; at = next) {
        at = skip_blanks(at, end);
        if (at < end && *at == '[')
            return PHONEBOOK_PBK;
        if (starts_with(at, end, "@include") || is_entries(at, end))
            return PHONEBOOK_CFG;
        next = skip_comment(at, end);
        if (next == at)
            next = skip_line(at, end);
    }
    return has_ending(file, ".cfg") ? PHONEBOOK_CFG : PHONEBOOK_PBK;
}

/* --- reading */

enum conf_result phonebook_open(const char *file, int *fd,
                                struct conf_problem *p)
{
    if (p)
        p->text[0] = '\0';
    return file_open(file, fd, p);
}

static enum conf_result load_pbk(struct file_pieces *pieces, const char *name,
                                 struct entry **entry, struct conf_problem *p)
{
    struct pbk_entry found;
    enum conf_result result = pbk_find_in_pieces(pieces, name, &found, p);

    return result == CONF_OK ? pbk_cfg_load(&found, entry, p) : result;
}

/* libconfig needs all of the file at once. */
static enum conf_result load_cfg(int fd, const char *file, const char *name,
                                 struct entry **entry, struct conf_problem *p)
{
    struct file_bytes bytes;
    enum conf_result result;
    struct book_cfg *book;
    size_t index;

    result = file_read(fd, file, PHONEBOOK_MAX_BYTES, &bytes, p);
    if (result != CONF_OK)
        return result;
    result = book_cfg_open(bytes.bytes, bytes.n, file, cfg_text_may_include(fd),
                           &book, p);
    file_free(&bytes);
    if (result != CONF_OK)
        return result;
    result = book_cfg_find(book, name, &index, p);
    if (result == CONF_OK)
        result = book_cfg_load(book, index, entry, p);
    book_cfg_close(book);
    return result;
}

enum conf_result phonebook_load_entry(int fd, const char *file,
                                      const char *name, struct entry **entry,
                                      struct conf_problem *p)
{
    struct file_pieces pieces;
    enum conf_result result;

    *entry = NULL;
    if (p)
        p->text[0] = '\0';
    result = file_pieces_open(fd, file, PHONEBOOK_MAX_BYTES, 0, &pieces, p);
    if (result != CONF_OK)
        return result;
    if (phonebook_form(file, pieces.bytes, pieces.n) == PHONEBOOK_PBK)
        result = load_pbk(&pieces, name, entry, p);
    else
        result = load_cfg(fd, file, name, entry, p);
    file_pieces_close(&pieces);
    return result;
}
