#include "conf/pbk_edit.h"

#include <stdint.h>
#include <string.h>

#include "conf/pbk_path.h"
#include "conf/pbk_rewrite.h"
#include "conf/pbk_value.h"
#include "conf/phonebook.h"
#include "conf/text.h"

static enum conf_result failed(const struct pbk_book *book,
                               enum conf_result result, struct conf_problem *p)
{
    if (result == CONF_NOMEM)
        conf_fail(p, result, "%s: out of memory", pbk_book_file(book));
    else if (result == CONF_LIMIT)
        conf_fail(p, result, "%s: it would be too long to be read",
                  pbk_book_file(book));
    return result;
}

static enum conf_result no_entry(const struct pbk_book *book, size_t index,
                                 struct conf_problem *p)
{
    conf_fail(p, CONF_NOT_FOUND, "%s: there is no entry number %zu",
              pbk_book_file(book), index + 1);
    return CONF_NOT_FOUND;
}

/* --- a key's value */

static enum conf_result no_path(const struct pbk_book *book, const char *path,
                                struct conf_problem *p)
{
    return conf_fail(p, CONF_VALUE,
                     "%s: \"%s\" is no key of an entry, nor a path to one",
                     pbk_book_file(book), path);
}

static enum conf_result read_path(const struct pbk_book *book, size_t index,
                                  const char *text, struct pbk_path *path,
                                  struct conf_problem *p)
{
    if (index >= pbk_book_count(book))
        return no_entry(book, index, p);
    if (!pbk_path_read(text, path))
        return no_path(book, text, p);
    pbk_path_complete(path, pbk_book_text(book, index));
    return CONF_OK;
}

static enum conf_result not_there(const struct pbk_book *book, size_t index,
                                  const char *path, struct conf_problem *p)
{
    return conf_fail(p, CONF_NOT_FOUND, "%s:%u: \"%s\" has no %s",
                     pbk_book_file(book), pbk_book_text(book, index)->line,
                     pbk_book_name(book, index), path);
}

/* The bytes at PATH, which is complete, hex lines joined; 0 as the line: no. */
static enum conf_result collect(const struct pbk_entry *entry,
                                const struct pbk_path *path, struct buf *raw,
                                unsigned *line)
{
    bool hex = path->key && path->key->type == PBK_HEX;
    struct pbk_cursor cursor = pbk_items(entry);
    struct pbk_place place = {0, 0, 0};
    enum conf_result result = CONF_OK;
    struct pbk_item item;

    *line = 0;
    while (result == CONF_OK && (!*line || hex) && pbk_next(&cursor, &item)) {
        pbk_place_step(&place, &item);
        if (!pbk_path_is(path, &item, &place))
            continue;
        *line = *line ? *line : item.line;
        result = buf_add(raw, item.value.at, item.value.n);
    }
    return result;
}

static enum conf_result get(const struct pbk_entry *entry,
                            const struct pbk_path *path, struct buf *out,
                            unsigned *line)
{
    struct buf raw = buf_new(out->max);
    enum conf_result result = collect(entry, path, &raw, line);

    buf_clear(out);
    if (result == CONF_OK && !*line)
        result = CONF_NOT_FOUND;
    if (result == CONF_OK)
        result = text_decode(buf_text(&raw), raw.used, entry->charset, out);
    buf_free(&raw);
    return result;
}

enum conf_result pbk_book_get(const struct pbk_book *book, size_t index,
                              const char *path, struct buf *out, unsigned *line,
                              struct conf_problem *p)
{
    enum conf_result result;
    struct pbk_path where;
    unsigned found = 0;

    buf_clear(out);
    if (line)
        *line = 0;
    result = read_path(book, index, path, &where, p);
    if (result != CONF_OK)
        return result;
    result = get(pbk_book_text(book, index), &where, out, &found);
    if (line)
        *line = found;
    if (result == CONF_NOT_FOUND)
        return not_there(book, index, path, p);
    return failed(book, result, p);
}

/* --- changes */

static struct pbk_span span_of(const struct buf *b)
{
    return (struct pbk_span){buf_text(b), b->used};
}

static bool is_ascii(struct pbk_span s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        if ((unsigned char)s.at[i] >= 0x80)
            return false;
    return true;
}

/* A component may have any name that is not taken for another key. */
static bool is_component(struct pbk_span name)
{
    size_t i;

    for (i = 0; i < name.n; i++)
        if (name.at[i] <= ' ' || name.at[i] > '~' || name.at[i] == '=')
            return false;
    return name.n && name.n <= PBK_NAME_MAX && name.at[0] != '[';
}

/* A key that is not in the table may have any text. */
static const struct pbk_key unknown_key = {
    .type = PBK_TEXT, .min = 0, .max = 4096};

/* The row by which the path's value is checked: a component is 0 or 1. */
static const struct pbk_key *row_of(const struct pbk_path *path)
{
    if (path->component)
        return &pbk_keys[PBK_KEY_ms_server];
    return path->key ? path->key : &unknown_key;
}

static enum conf_result bad_value(const struct pbk_book *book,
                                  const struct pbk_key *key, const char *path,
                                  const char *value, struct conf_problem *p)
{
    struct pbk_allowed allowed = pbk_value_allowed(key);

    return conf_fail(p, CONF_VALUE, "%s: %s = %.100s: %s", pbk_book_file(book),
                     path, key->secret ? "(secret)" : value, allowed.text);
}

static enum conf_result check_value(const struct pbk_book *book, size_t index,
                                    const struct pbk_path *where,
                                    const char *path, const char *value,
                                    struct conf_problem *p)
{
    const struct pbk_entry *entry = pbk_book_text(book, index);
    const struct pbk_key *key = row_of(where);

    if (where->component && !is_component(where->name))
        return no_path(book, path, p);
    if (!pbk_value_ok(key, value))
        return bad_value(book, key, path, value, p);
    if (key == &pbk_keys[PBK_KEY_Encoding] &&
        !(is_ascii(entry->name) && is_ascii(entry->body)))
        return conf_fail(p, CONF_VALUE,
                         "%s:%u: Encoding = %s: this would change the texts "
                         "of the entry, which are not all ASCII",
                         pbk_book_file(book), entry->line, value);
    return CONF_OK;
}

static enum conf_result encode(const struct pbk_book *book, size_t index,
                               const char *text, const char *path,
                               struct buf *out, struct conf_problem *p)
{
    enum conf_result result =
        text_encode(text, pbk_book_text(book, index)->charset, out);

    if (result == CONF_VALUE)
        return conf_fail(p, result,
                         "%s: %s: the entry has Encoding=0, and code page 1252 "
                         "does not have all of these characters",
                         pbk_book_file(book), path);
    return failed(book, result, p);
}

/* Is everything in AFTER as in BEFORE, but for the values of one entry? */
static bool is_same_shape(const struct pbk_book *before,
                          const struct pbk_book *after, size_t index)
{
    return pbk_book_count(before) == pbk_book_count(after) &&
           strcmp(pbk_book_name(before, index), pbk_book_name(after, index)) ==
               0 &&
           pbk_book_text(after, index)->body.n <= PBK_ENTRY_BYTES_MAX;
}

/*
 * Reads the changed book back. What could not be told from the outside, such
 * as a value with ']' at its end behind a header in the same line, is found
 * here.
 */
static enum conf_result check_set(const struct pbk_book *book,
                                  const struct pbk_book *after, size_t index,
                                  const char *path, const char *value,
                                  struct conf_problem *p)
{
    struct buf read = buf_new(PBK_ENTRY_BYTES_MAX);
    enum conf_result result = CONF_OK;
    bool same = is_same_shape(book, after, index);

    if (same)
        result = pbk_book_get(after, index, path, &read, NULL, p);
    same = same && result == CONF_OK && strcmp(buf_text(&read), value) == 0;
    buf_free(&read);
    if (same || result == CONF_NOMEM)
        return result;
    return conf_fail(p, CONF_VALUE,
                     "%s: %s: this value cannot be written there",
                     pbk_book_file(book), path);
}

typedef enum conf_result rewriter(const struct pbk_change *change,
                                  struct buf *body);

/* The draft of a book in which the entry's body is rewritten. */
static enum conf_result draft_body(const struct pbk_book *book, size_t index,
                                   const struct pbk_path *where,
                                   const char *path, struct pbk_span value,
                                   rewriter *rewrite, struct pbk_book **out,
                                   struct conf_problem *p)
{
    const struct pbk_entry *entry = pbk_book_text(book, index);
    const struct pbk_change change = {entry, *where, value,
                                      pbk_book_line_end(book)};
    struct buf body = buf_new(PHONEBOOK_MAX_BYTES);
    enum conf_result result = rewrite(&change, &body);

    if (result == CONF_OK)
        result = pbk_book_draft(book, entry->body, span_of(&body), out, p);
    else if (result == CONF_NOT_FOUND)
        not_there(book, index, path, p);
    else
        failed(book, result, p);
    buf_free(&body);
    return result;
}

enum conf_result pbk_book_set(struct pbk_book *book, size_t index,
                              const char *path, const char *value,
                              struct conf_problem *p)
{
    struct buf bytes = buf_new(PBK_ENTRY_BYTES_MAX);
    struct pbk_book *after = NULL;
    struct pbk_path where;
    enum conf_result result = read_path(book, index, path, &where, p);

    if (result == CONF_OK)
        result = check_value(book, index, &where, path, value, p);
    if (result == CONF_OK)
        result = encode(book, index, value, path, &bytes, p);
    if (result == CONF_OK)
        result = draft_body(book, index, &where, path, span_of(&bytes),
                            pbk_rewrite_set, &after, p);
    if (result == CONF_OK)
        result = check_set(book, after, index, path, value, p);
    if (result == CONF_OK)
        pbk_book_adopt(book, after);
    else
        pbk_book_free(after);
    buf_free(&bytes);
    return result;
}

/* No value is written: lines go, or take another place. WHAT: "moved". */
static enum conf_result rearrange(struct pbk_book *book, size_t index,
                                  const struct pbk_path *where,
                                  const char *path, rewriter *rewrite,
                                  const char *what, struct conf_problem *p)
{
    const struct pbk_span nothing = {"", 0};
    struct pbk_book *after = NULL;
    enum conf_result result =
        draft_body(book, index, where, path, nothing, rewrite, &after, p);

    if (result == CONF_OK && !is_same_shape(book, after, index))
        result = conf_fail(p, CONF_VALUE, "%s: %s: it cannot be %s",
                           pbk_book_file(book), path, what);
    if (result == CONF_OK)
        pbk_book_adopt(book, after);
    else
        pbk_book_free(after);
    return result;
}

enum conf_result pbk_book_unset(struct pbk_book *book, size_t index,
                                const char *path, struct conf_problem *p)
{
    struct pbk_path where;
    enum conf_result result = read_path(book, index, path, &where, p);

    if (result == CONF_OK && where.key == &pbk_keys[PBK_KEY_Encoding] &&
        pbk_book_text(book, index)->charset != TEXT_UTF8)
        return conf_fail(p, CONF_VALUE,
                         "%s: Encoding: without it the entry would be UTF-8",
                         pbk_book_file(book));
    if (result != CONF_OK)
        return result;
    return rearrange(book, index, &where, path, pbk_rewrite_unset, "removed",
                     p);
}

enum conf_result pbk_book_put_first(struct pbk_book *book, size_t index,
                                    const char *path, struct conf_problem *p)
{
    struct pbk_path where;
    enum conf_result result = read_path(book, index, path, &where, p);

    if (result != CONF_OK)
        return result;
    if (where.key != &pbk_keys[PBK_KEY_PhoneNumber])
        return no_path(book, path, p);
    return rearrange(book, index, &where, path, pbk_rewrite_first, "moved", p);
}

/* --- entries */

/* OTHER is the entry that is to have the name, or SIZE_MAX. */
static enum conf_result check_name(const struct pbk_book *book,
                                   const char *name, size_t other,
                                   struct conf_problem *p)
{
    size_t index;

    if (!pbk_value_is_name(name))
        return conf_fail(p, CONF_VALUE,
                         "%s: \"%.80s\" cannot be an entry's name: 1 to %d "
                         "characters with a letter or digit, no dot at the "
                         "start, none of | > < ? * \\ / :",
                         pbk_book_file(book), name, PBK_NAME_MAX);
    if (pbk_book_find(book, name, &index, NULL) == CONF_OK && index != other)
        return conf_fail(p, CONF_EXISTS,
                         "%s:%u: there is an entry \"%s\" already",
                         pbk_book_file(book), pbk_book_text(book, index)->line,
                         pbk_book_name(book, index));
    return CONF_OK;
}

/* A header without ']' has no place for a name. */
static enum conf_result check_header(const struct pbk_book *book, size_t index,
                                     struct conf_problem *p)
{
    const struct pbk_entry *entry = pbk_book_text(book, index);

    if (entry->body.at[-1] == ']')
        return CONF_OK;
    return conf_fail(p, CONF_VALUE, "%s:%u: this header has no ]",
                     pbk_book_file(book), entry->line);
}

/* Gives an entry a name that is not checked for others like it. */
static enum conf_result rename_entry(struct pbk_book *book, size_t index,
                                     const char *name, struct conf_problem *p)
{
    struct buf bytes = buf_new(PBK_NAME_MAX * 4);
    struct pbk_book *after = NULL;
    enum conf_result result = check_header(book, index, p);

    if (result == CONF_OK)
        result = encode(book, index, name, "the name", &bytes, p);
    if (result == CONF_OK)
        result = pbk_book_draft(book, pbk_book_text(book, index)->name,
                                span_of(&bytes), &after, p);
    if (result == CONF_OK && (pbk_book_count(after) != pbk_book_count(book) ||
                              strcmp(pbk_book_name(after, index), name) != 0))
        result = conf_fail(
            p, CONF_VALUE, "%s:%u: \"%s\" cannot be written in this header",
            pbk_book_file(book), pbk_book_text(book, index)->line, name);
    if (result == CONF_OK)
        pbk_book_adopt(book, after);
    else
        pbk_book_free(after);
    buf_free(&bytes);
    return result;
}

enum conf_result pbk_book_rename(struct pbk_book *book, size_t index,
                                 const char *name, struct conf_problem *p)
{
    enum conf_result result = CONF_OK;

    if (index >= pbk_book_count(book))
        return no_entry(book, index, p);
    result = check_name(book, name, index, p);
    return result == CONF_OK ? rename_entry(book, index, name, p) : result;
}

enum conf_result pbk_book_remove(struct pbk_book *book, size_t index,
                                 struct conf_problem *p)
{
    const struct pbk_span nothing = {"", 0};
    enum conf_result result;
    struct pbk_book *after;

    if (index >= pbk_book_count(book))
        return no_entry(book, index, p);
    result =
        pbk_book_draft(book, pbk_book_whole(book, index), nothing, &after, p);
    if (result == CONF_OK)
        pbk_book_adopt(book, after);
    return result;
}

/* Appends a book's only entry. */
static enum conf_result put(struct pbk_book *book, const struct pbk_book *one,
                            struct conf_problem *p)
{
    enum conf_result result =
        check_name(book, pbk_book_name(one, 0), SIZE_MAX, p);

    return result == CONF_OK ? pbk_book_put(book, one, p) : result;
}

enum conf_result pbk_book_add(struct pbk_book *book, const char *name,
                              enum pbk_kind kind, struct conf_problem *p)
{
    struct pbk_stamp stamp = pbk_stamp_now();
    struct buf text = buf_new(PBK_ENTRY_BYTES_MAX);
    struct pbk_book *one = NULL;
    enum conf_result result = check_name(book, name, SIZE_MAX, p);

    if (result == CONF_OK) {
        result = pbk_new_entry(kind, name, &stamp, &text);
        failed(book, result, p);
    }
    if (result == CONF_OK)
        result = pbk_book_read(buf_text(&text), text.used, pbk_book_file(book),
                               &one, p);
    if (result == CONF_OK)
        result = put(book, one, p);
    pbk_book_free(one);
    buf_free(&text);
    return result;
}

/* The entry as a book of its own, under another name if there is one. */
static enum conf_result take(const struct pbk_book *from, size_t index,
                             const char *name, struct pbk_book **one,
                             struct conf_problem *p)
{
    enum conf_result result;
    struct pbk_span text;

    *one = NULL;
    if (index >= pbk_book_count(from))
        return no_entry(from, index, p);
    text = pbk_book_whole(from, index);
    result = pbk_book_read(text.at, text.n, pbk_book_file(from), one, p);
    if (result == CONF_OK && name)
        result = rename_entry(*one, 0, name, p);
    if (result != CONF_OK) {
        pbk_book_free(*one);
        *one = NULL;
    }
    return result;
}

static enum conf_result stamp_key(struct pbk_book *one,
                                  const struct pbk_stamp *stamp,
                                  const struct pbk_key *key,
                                  struct conf_problem *p)
{
    struct buf value = buf_new(PBK_ENTRY_BYTES_MAX);
    enum conf_result result = CONF_OK;
    char text[PBK_STAMP_TEXT];

    if (pbk_stamp_value(stamp, key, text)) {
        result = pbk_book_get(one, 0, key->name, &value, NULL, NULL);
        if (result == CONF_OK)
            result = pbk_book_set(one, 0, key->name, text, p);
        else if (result == CONF_NOT_FOUND)
            result = CONF_OK;
        else
            failed(one, result, p);
    }
    buf_free(&value);
    return result;
}

enum conf_result pbk_book_clone(struct pbk_book *book, size_t index,
                                const char *name, struct conf_problem *p)
{
    struct pbk_stamp stamp = pbk_stamp_now();
    struct pbk_book *one = NULL;
    enum conf_result result = check_name(book, name, SIZE_MAX, p);
    const struct pbk_key *key;

    if (result == CONF_OK)
        result = take(book, index, name, &one, p);
    for (key = pbk_keys; result == CONF_OK && key < pbk_keys + PBK_KEYS; key++)
        result = stamp_key(one, &stamp, key, p);
    if (result == CONF_OK)
        result = put(book, one, p);
    pbk_book_free(one);
    return result;
}

enum conf_result pbk_book_import(struct pbk_book *book,
                                 const struct pbk_book *from, size_t index,
                                 const char *name, struct conf_problem *p)
{
    struct pbk_book *one = NULL;
    enum conf_result result =
        name ? check_name(book, name, SIZE_MAX, p) : CONF_OK;

    if (result == CONF_OK)
        result = take(from, index, name, &one, p);
    if (result == CONF_OK)
        result = put(book, one, p);
    pbk_book_free(one);
    return result;
}

enum conf_result pbk_book_append(struct pbk_book *book, const char *bytes,
                                 size_t n, struct conf_problem *p)
{
    struct pbk_book *one = NULL;
    enum conf_result result =
        pbk_book_read(bytes, n, pbk_book_file(book), &one, p);

    if (result == CONF_OK &&
        (pbk_book_count(one) != 1 || pbk_book_whole(one, 0).n != n))
        result = conf_fail(p, CONF_FORMAT,
                           "%s: what is to be appended is not one entry",
                           pbk_book_file(book));
    if (result == CONF_OK)
        result = put(book, one, p);
    pbk_book_free(one);
    return result;
}
