#include "conf/cfg_out.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "conf/text.h"

static void put_bytes(struct cfg_out *o, const char *bytes, size_t n)
{
    if (o->result == CONF_OK)
        o->result = buf_add(o->out, bytes, n);
}

static void put(struct cfg_out *o, const char *text)
{
    put_bytes(o, text, strlen(text));
}

static void put_indent(struct cfg_out *o)
{
    unsigned i;

    for (i = 0; i < o->depth; i++)
        put(o, "    ");
}

struct cfg_name cfg_name(const char *name)
{
    return (struct cfg_name){"", name, strlen(name)};
}

static void put_name(struct cfg_out *o, struct cfg_name name)
{
    put_indent(o);
    put(o, name.prefix);
    put_bytes(o, name.name, name.n);
    put(o, " = ");
}

/* libconfig wants an L behind what is no int. */
void cfg_out_number(struct cfg_out *o, struct cfg_name name, int64_t number)
{
    char text[32];

    snprintf(text, sizeof(text), "%" PRId64 "%s;\n", number,
             number < INT32_MIN || number > INT32_MAX ? "L" : "");
    put_name(o, name);
    put(o, text);
}

void cfg_out_bool(struct cfg_out *o, struct cfg_name name, bool yes)
{
    put_name(o, name);
    put(o, yes ? "true;\n" : "false;\n");
}

/* --- texts */

static const struct {
    char byte;
    const char *escaped;
} escapes[] = {
    {'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"},
};

/* A byte order mark is printable, but nobody would see it. */
static bool is_visible(const char *character)
{
    return text_is_printable(character) &&
           strcmp(character, "\xef\xbb\xbf") != 0;
}

/* The character at AT as it stands in quotes, and how many bytes it has. */
static size_t escape(const char *at, size_t n, char out[8])
{
    size_t length = text_utf8_length(at, n), i;
    char character[5] = "";

    for (i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
        if (at[0] != escapes[i].byte)
            continue;
        snprintf(out, 8, "%s", escapes[i].escaped);
        return 1;
    }
    memcpy(character, at, length);
    if (length && is_visible(character)) {
        memcpy(out, character, length + 1);
        return length;
    }
    snprintf(out, 8, "\\x%02x", (unsigned char)at[0]);
    return 1;
}

static bool ends_line(const char *at, size_t n)
{
    return at[0] == '\n' || (at[0] == '\r' && (n == 1 || at[1] != '\n'));
}

/* libconfig joins texts that follow one another. */
static void put_break(struct cfg_out *o)
{
    put(o, "\"\n");
    put_indent(o);
    put(o, "    \"");
}

void cfg_out_text(struct cfg_out *o, struct cfg_name name, const char *text,
                  size_t n, size_t width)
{
    size_t in_line = 0, step;
    char escaped[8];
    bool ends;

    put_name(o, name);
    put(o, "\"");
    for (; n && o->result == CONF_OK; text += step, n -= step) {
        step = escape(text, n, escaped);
        put(o, escaped);
        ends = ends_line(text, n) || ++in_line == width;
        if (!ends || n == step)
            continue;
        in_line = 0;
        put_break(o);
    }
    put(o, "\";\n");
}

/* --- lists and groups */

void cfg_out_open_list(struct cfg_out *o, struct cfg_name name)
{
    put_name(o, name);
    put(o, "(\n");
    o->depth++;
}

void cfg_out_close_list(struct cfg_out *o)
{
    o->depth--;
    put_indent(o);
    put(o, ");\n");
}

void cfg_out_open_group(struct cfg_out *o)
{
    put_indent(o);
    put(o, "{\n");
    o->depth++;
}

void cfg_out_close_group(struct cfg_out *o, bool last)
{
    o->depth--;
    put_indent(o);
    put(o, last ? "}\n" : "},\n");
}
