#include "conf/text.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* RFC 3629 section 4: lead bytes, sequence length, range of the second byte */
static const struct utf8_row {
    uint8_t lead_low, lead_high, length, second_low, second_high;
} utf8_rows[] = {
    {0x00, 0x7f, 1, 0x00, 0x00}, {0xc2, 0xdf, 2, 0x80, 0xbf},
    {0xe0, 0xe0, 3, 0xa0, 0xbf}, {0xe1, 0xec, 3, 0x80, 0xbf},
    {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
    {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf},
    {0xf4, 0xf4, 4, 0x80, 0x8f},
};

static const struct utf8_row *utf8_row(uint8_t lead)
{
    size_t i;

    for (i = 0; i < sizeof(utf8_rows) / sizeof(utf8_rows[0]); i++)
        if (lead >= utf8_rows[i].lead_low && lead <= utf8_rows[i].lead_high)
            return &utf8_rows[i];
    return NULL;
}

size_t text_utf8_length(const char *s, size_t n)
{
    const struct utf8_row *row = n ? utf8_row((uint8_t)s[0]) : NULL;
    size_t i;

    if (!row || row->length > n)
        return 0;
    if (row->length == 1)
        return 1;
    if ((uint8_t)s[1] < row->second_low || (uint8_t)s[1] > row->second_high)
        return 0;
    for (i = 2; i < row->length; i++)
        if (((uint8_t)s[i] & 0xc0) != 0x80)
            return 0;
    return row->length;
}

static bool is_utf8(const char *s, size_t n)
{
    size_t step;

    for (; n; s += step, n -= step) {
        step = text_utf8_length(s, n);
        if (!step)
            return false;
    }
    return true;
}

/* Code page 1252, 0x80 to 0x9f; the five that are not assigned: U+FFFD. */
static const uint16_t cp1252[32] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
    0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

static enum conf_result add_cp1252(struct buf *out, uint8_t byte)
{
    unsigned u = byte >= 0x80 && byte <= 0x9f ? cp1252[byte - 0x80] : byte;
    char utf8[3] = {(char)u};
    size_t n = 1;

    if (u >= 0x800) {
        utf8[0] = (char)(0xe0 | u >> 12);
        utf8[1] = (char)(0x80 | (u >> 6 & 0x3f));
        utf8[2] = (char)(0x80 | (u & 0x3f));
        n = 3;
    } else if (u >= 0x80) {
        utf8[0] = (char)(0xc0 | u >> 6);
        utf8[1] = (char)(0x80 | (u & 0x3f));
        n = 2;
    }
    return buf_add(out, utf8, n);
}

enum conf_result text_decode(const char *s, size_t n, enum text_charset charset,
                             struct buf *out)
{
    enum conf_result result = CONF_OK;
    size_t i;

    buf_clear(out);
    if (charset == TEXT_UTF8 && is_utf8(s, n))
        return buf_add(out, s, n);
    for (i = 0; i < n && result == CONF_OK; i++)
        result = add_cp1252(out, (uint8_t)s[i]);
    return result;
}

/* What the valid UTF-8 sequence at S, of LENGTH bytes, stands for. */
static uint32_t code_point(const char *s, size_t length)
{
    static const uint8_t bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t u = (uint8_t)s[0] & bits[length];
    size_t i;

    for (i = 1; i < length; i++)
        u = u << 6 | ((uint8_t)s[i] & 0x3f);
    return u;
}

/* The byte of code page 1252; U+FFFD stands for several, and has none. */
static bool find_cp1252(uint32_t u, char *byte)
{
    size_t i;

    *byte = (char)u;
    if (u < 0x80 || (u >= 0xa0 && u <= 0xff))
        return true;
    for (i = 0; i < sizeof(cp1252) / sizeof(cp1252[0]) && u != 0xfffd; i++) {
        *byte = (char)(0x80 + i);
        if (cp1252[i] == u)
            return true;
    }
    return false;
}

enum conf_result text_encode(const char *s, enum text_charset charset,
                             struct buf *out)
{
    enum conf_result result = CONF_OK;
    size_t n = strlen(s), step;
    char byte;

    buf_clear(out);
    for (; n && result == CONF_OK; s += step, n -= step) {
        step = text_utf8_length(s, n);
        if (!step)
            return CONF_VALUE;
        if (charset == TEXT_UTF8)
            result = buf_add(out, s, step);
        else if (find_cp1252(code_point(s, step), &byte))
            result = buf_add(out, &byte, 1);
        else
            result = CONF_VALUE;
    }
    return result;
}

/* The length of the printable character at S; 0 if none is there. */
static size_t printable_length(const char *s, size_t n)
{
    size_t length = text_utf8_length(s, n);
    uint8_t c = (uint8_t)s[0];

    if (c < 0x20 || c == 0x7f)
        return 0;
    if (c == 0xc2 && length == 2 && (uint8_t)s[1] < 0xa0)
        return 0; /* C1: U+009B is as good as ESC [ on many terminals */
    return length;
}

bool text_is_printable(const char *s)
{
    size_t n = strlen(s), step;

    for (; n; s += step, n -= step) {
        step = printable_length(s, n);
        if (!step)
            return false;
    }
    return true;
}

bool text_is_ascii(const char *s)
{
    for (; *s; s++)
        if (*s < ' ' || *s > '~')
            return false;
    return true;
}

/*
 * U+202A to U+202E and U+2066 to U+2069 turn the text that follows them round:
 * what is read is then not what was said. A name may have them; what is shown
 * among other words may not.
 */
static bool turns_round(const char *s, size_t length)
{
    uint32_t u = length == 3 ? code_point(s, length) : 0;

    return (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069);
}

void text_make_printable(char *s)
{
    size_t n = strlen(s), step;

    for (; n; s += step, n -= step) {
        step = printable_length(s, n);
        if (!step || turns_round(s, step)) {
            *s = '?';
            step = 1;
        }
    }
}

size_t text_count(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += ((uint8_t)*s & 0xc0) != 0x80;
    return n;
}

bool text_same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && strncasecmp(a, b, a_length) == 0;
}

const char *text_windows_name(const char *path)
{
    const char *name = path;

    for (; *path; path++)
        if (strchr("\\/:", *path))
            name = path + 1;
    return name;
}

bool text_is_blank(char c)
{
    return c == ' ' || c == '\t';
}
