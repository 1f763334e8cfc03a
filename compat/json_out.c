#include "compat/json_out.h"

#include <stdint.h>

#include "conf/buf.h"

struct text {
    struct buf bytes;
    bool failed;
};

/* Jansson (2.14) goes on where a name of an object was not taken: remember. */
static int keep(const char *bytes, size_t n, void *data)
{
    struct text *text = data;

    if (buf_add(&text->bytes, bytes, n) != CONF_OK)
        text->failed = true;
    return text->failed ? -1 : 0;
}

/* DEL is none of the control characters that RFC 8259 section 7 knows. */
static void put(const char *text, FILE *to)
{
    for (; *text; text++)
        if (*text == '\x7f')
            fputs("\\u007f", to);
        else
            putc(*text, to);
}

bool json_out(const json_t *value, size_t flags, FILE *to)
{
    struct text text = {.bytes = buf_new(SIZE_MAX / 4)};
    bool good = json_dump_callback(value, keep, &text,
                                   flags | JSON_ENSURE_ASCII) == 0 &&
                !text.failed;

    if (good)
        put(buf_text(&text.bytes), to);
    buf_free(&text.bytes);
    return good;
}
