#include "conf/convert_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What an entry's lines can add up to, when code page 1252 becomes UTF-8. */
#define VALUE_MAX ((size_t)PBK_ENTRY_BYTES_MAX * 3)

/* --- values */

struct convert_value convert_value_new(void)
{
    return (struct convert_value){.text = buf_new(VALUE_MAX)};
}

void convert_value_free(struct convert_value *v)
{
    buf_free(&v->text);
}

enum conf_result convert_value_set(struct convert_value *v, const char *text,
                                   size_t n)
{
    v->is_number = false;
    v->number = 0;
    buf_clear(&v->text);
    return buf_add(&v->text, text, n);
}

bool convert_value_same(const struct convert_value *a,
                        const struct convert_value *b)
{
    if (a->is_number || b->is_number)
        return a->is_number && b->is_number && a->number == b->number;
    return strcmp(buf_text(&a->text), buf_text(&b->text)) == 0;
}

enum conf_result convert_value_read(struct convert_value *v,
                                    const struct pbk_key *key,
                                    struct pbk_span value,
                                    enum text_charset charset)
{
    v->is_number = false;
    if (key && key->type == PBK_HEX)
        return buf_add(&v->text, value.at, value.n);
    if (key && pbk_key_is_number(key) &&
        pbk_number(value.at, value.n, &v->number)) {
        v->is_number = true;
        return CONF_OK;
    }
    return text_decode(value.at, value.n, charset, &v->text);
}

/* --- lines */

static enum conf_result add_text(struct buf *out, const char *text)
{
    return buf_add(out, text, strlen(text));
}

static enum conf_result add_encoded(const struct convert_style *style,
                                    const char *text, struct buf *out)
{
    struct buf encoded = buf_new(VALUE_MAX);
    enum conf_result result = text_encode(text, style->charset, &encoded);

    if (result == CONF_OK)
        result = buf_add(out, buf_text(&encoded), encoded.used);
    buf_free(&encoded);
    return result;
}

static enum conf_result add_name(const struct convert_style *style,
                                 const char *name, struct buf *out)
{
    enum conf_result result = add_encoded(style, name, out);

    return result == CONF_OK ? buf_add(out, "=", 1) : result;
}

static enum conf_result put_hex(const struct convert_style *style,
                                const char *name, const char *digits, size_t n,
                                struct buf *out)
{
    enum conf_result result;
    size_t part;

    do {
        part = n < PBK_HEX_LINE ? n : PBK_HEX_LINE;
        result = add_name(style, name, out);
        if (result == CONF_OK)
            result = buf_add(out, digits, part);
        if (result == CONF_OK)
            result = add_text(out, style->line_end);
        digits += part;
        n -= part;
    } while (n && result == CONF_OK);
    return result;
}

enum conf_result convert_put_line(const struct convert_style *style,
                                  const struct pbk_key *key, const char *name,
                                  const struct convert_value *value,
                                  struct buf *out)
{
    enum conf_result result;
    char number[32];

    if (key && key->type == PBK_HEX && !value->is_number)
        return put_hex(style, name, buf_text(&value->text), value->text.used,
                       out);
    result = add_name(style, name, out);
    if (result != CONF_OK)
        return result;
    if (value->is_number) {
        snprintf(number, sizeof(number), "%" PRId64, value->number);
        result = add_text(out, number);
    } else {
        result = add_encoded(style, buf_text(&value->text), out);
    }
    return result == CONF_OK ? add_text(out, style->line_end) : result;
}

enum conf_result convert_put_header(const struct convert_style *style,
                                    const struct convert_value *name,
                                    struct buf *out)
{
    enum conf_result result = buf_add(out, "[", 1);

    if (result == CONF_OK)
        result = add_encoded(style, buf_text(&name->text), out);
    if (result == CONF_OK)
        result = buf_add(out, "]", 1);
    return result == CONF_OK ? add_text(out, style->line_end) : result;
}

struct pbk_entry convert_lines(struct pbk_span text)
{
    return (struct pbk_entry){.file = "", .body = text, .line = 1};
}

/* --- names */

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* libconfig's scanner: {name}. */
static bool is_libconfig_name(struct pbk_span name)
{
    size_t i;
    char c;

    for (i = 0; i < name.n; i++) {
        c = name.at[i];
        if (!is_letter(c) && c != '*' &&
            (!i || ((c < '0' || c > '9') && c != '-' && c != '_')))
            return false;
    }
    return name.n > 0 && name.n <= CONVERT_NAME_MAX;
}

/* These mean something else; libconfig takes two of them in any case. */
static const struct {
    const char *name;
    bool any_case;
} taken[] = {
    {"name", false},    {"type", false},    {"id", false},
    {"enabled", false}, {"media", false},   {"netcomponents", false},
    {"devices", false}, {"numbers", false}, {"true", true},
    {"false", true},
};

bool convert_is_setting_name(struct pbk_span name)
{
    size_t i, n;

    if (!is_libconfig_name(name) ||
        (name.n >= 2 && memcmp(name.at, "x-", 2) == 0))
        return false;
    for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        n = strlen(taken[i].name);
        if (text_same(taken[i].name, n, name.at, name.n) &&
            (taken[i].any_case || memcmp(taken[i].name, name.at, n) == 0))
            return false;
    }
    return true;
}
