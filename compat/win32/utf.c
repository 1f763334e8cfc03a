#include "compat/win32/utf.h"

#include "conf/text.h"

#define REPLACEMENT 0xfffd
/* RFC 2781 section 2.1 */
#define HIGH_FIRST 0xd800
#define LOW_FIRST  0xdc00
#define LOW_LAST   0xdfff
#define PLANE_1    0x10000u

/* --- one character: how many units it had; REPLACEMENT for what is none */

static size_t take8(const char *from, size_t n, uint32_t *u, bool *bad)
{
    static const uint8_t bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    const uint8_t *s = (const uint8_t *)from;
    size_t length = text_utf8_length(from, n), i;

    if (length == 0) {
        *bad = true;
        *u = REPLACEMENT;
        return 1;
    }
    *u = s[0] & bits[length];
    for (i = 1; i < length; i++)
        *u = *u << 6 | (s[i] & 0x3f);
    return length;
}

static size_t take16(const WCHAR *s, size_t n, uint32_t *u, bool *bad)
{
    *u = s[0];
    if (*u < HIGH_FIRST || *u > LOW_LAST)
        return 1;
    if (*u >= LOW_FIRST || n < 2 || s[1] < LOW_FIRST || s[1] > LOW_LAST) {
        *bad = true;
        *u = REPLACEMENT;
        return 1;
    }
    *u = PLANE_1 + ((*u - HIGH_FIRST) << 10) + (uint32_t)(s[1] - LOW_FIRST);
    return 2;
}

static size_t make8(uint32_t u, char *out)
{
    static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t n = u < 0x80 ? 1 : u < 0x800 ? 2 : u < PLANE_1 ? 3 : 4;
    size_t i;

    for (i = n - 1; i > 0; i--, u >>= 6)
        out[i] = (char)(0x80 | (u & 0x3f));
    out[0] = (char)(lead[n] | u);
    return n;
}

static size_t make16(uint32_t u, WCHAR *out)
{
    if (u < PLANE_1) {
        out[0] = (WCHAR)u;
        return 1;
    }
    out[0] = (WCHAR)(HIGH_FIRST + ((u - PLANE_1) >> 10));
    out[1] = (WCHAR)(LOW_FIRST + (u & 0x3ff));
    return 2;
}

/* --- whole strings */

size_t win32_to_wide(WCHAR *to, size_t to_max, const char *from, size_t n,
                     bool *bad)
{
    bool ignored = false, *flag = bad ? bad : &ignored;
    size_t used = 0, made, taken;
    WCHAR out[2];
    uint32_t u;

    *flag = false;
    for (; n > 0; n -= taken, from += taken) {
        taken = take8(from, n, &u, flag);
        made = make16(u, out);
        if (to && used <= to_max && made <= to_max - used)
            memcpy(to + used, out, made * sizeof(*out));
        used += made;
    }
    return used;
}

size_t win32_to_narrow(char *to, size_t to_max, const WCHAR *from, size_t n,
                       bool *bad)
{
    bool ignored = false, *flag = bad ? bad : &ignored;
    size_t used = 0, made, taken;
    char out[4];
    uint32_t u;

    *flag = false;
    for (; n > 0; n -= taken, from += taken) {
        taken = take16(from, n, &u, flag);
        made = make8(u, out);
        if (to && used <= to_max && made <= to_max - used)
            memcpy(to + used, out, made);
        used += made;
    }
    return used;
}

char *win32_narrow(const WCHAR *from)
{
    size_t n = (size_t)lstrlenW(from);
    size_t made = win32_to_narrow(NULL, 0, from, n, NULL);
    char *to = calloc(made + 1, 1);

    if (to)
        win32_to_narrow(to, made, from, n, NULL);
    return to;
}

WCHAR *win32_wide(const char *from)
{
    size_t n = strlen(from);
    size_t made = win32_to_wide(NULL, 0, from, n, NULL);
    WCHAR *to = calloc(made + 1, sizeof(*to));

    if (to)
        win32_to_wide(to, made, from, n, NULL);
    return to;
}
