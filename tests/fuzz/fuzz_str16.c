/*
 * fuzz_str16 - UTF-16 of a program's structure to UTF-8 and back, into arrays
 * of any size: a second converter is of the same opinion.
 *
 * Under test: compat/str16.c
 */
#include "compat/str16.h"

#include <stdlib.h>
#include <string.h>

#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

enum { UNITS = 256 };

/* RFC 2781 2.2: the number at S, and how many units it has; 0: none. */
static size_t take(const uint16_t *s, size_t n, uint32_t *u)
{
    *u = s[0];
    if (s[0] < 0xd800 || s[0] > 0xdfff)
        return 1;
    if (s[0] > 0xdbff || n < 2 || s[1] < 0xdc00 || s[1] > 0xdfff)
        return 0;
    *u = 0x10000 + ((uint32_t)(s[0] - 0xd800) << 10) + (s[1] - 0xdc00u);
    return 2;
}

/* RFC 3629 3 */
static size_t give(uint32_t u, char *out)
{
    size_t n = u < 0x80 ? 1 : u < 0x800 ? 2 : u < 0x10000 ? 3 : 4, i;
    static const uint8_t marks[] = {0, 0x00, 0xc0, 0xe0, 0xf0};

    for (i = n; i-- > 1; u >>= 6)
        out[i] = (char)(0x80 | (u & 0x3f));
    out[0] = (char)(marks[n] | u);
    return n;
}

/* The length in UTF-8, -1 if it is no text. */
static ssize_t reference(const uint16_t *s, size_t n, char *out)
{
    size_t used = 0, step;
    uint32_t u;

    for (; n > 0 && *s; s += step, n -= step) {
        step = take(s, n, &u);
        if (!step)
            return -1;
        used += give(u, out + used);
    }
    return (ssize_t)used;
}

/* Cut at SIZE: no character is, and all before it is there. */
static void into(size_t size, const uint16_t *from, size_t n, const char *whole,
                 ssize_t length)
{
    char *out = malloc(size ? size : 1);
    ssize_t got;

    HOLDS(out);
    got = str16_to_utf8(out, size, from, n);
    if (length < 0) {
        HOLDS(got == STR16_INVALID);
        HOLDS(size == 0 || out[0] == '\0');
    } else if ((size_t)length < size || length == 0) {
        HOLDS(got == length && memcmp(out, whole, (size_t)length) == 0);
    } else {
        HOLDS(got == STR16_LONG);
        HOLDS(size == 0 || strncmp(out, whole, strlen(out)) == 0);
        HOLDS(size < 4 || strlen(out) + 4 >= size);
        HOLDS(size == 0 || text_utf8_length(whole + strlen(out), 4) > 0);
    }
    free(out);
}

/* There and back. */
static void back(const char *text, size_t length, const uint16_t *from,
                 size_t units)
{
    uint16_t out[UNITS + 1];

    HOLDS(str16_from_utf8(out, UNITS + 1, text, length) == (ssize_t)units);
    HOLDS(memcmp(out, from, units * sizeof(*from)) == 0 && out[units] == 0);
    HOLDS(str16_from_utf8(NULL, 0, text, length) == (ssize_t)units);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    char whole[4 * UNITS + 4] = "", copy[4 * UNITS];
    size_t size = fuzz_byte(&in), units = in.left / 2;
    uint16_t *from;
    ssize_t length;

    units = units > UNITS ? UNITS : units;
    from = malloc(units ? 2 * units : 1);
    HOLDS(from);
    if (units)
        memcpy(from, in.at, 2 * units);
    length = reference(from, units, whole);
    HOLDS(str16_to_utf8(NULL, 0, from, units) ==
          (length < 0 ? STR16_INVALID : length));
    into(size, from, units, whole, length);
    into(sizeof(whole), from, units, whole, length);
    if (length >= 0)
        back(whole, (size_t)length, from, str16_length(from, units));
    HOLDS((str16_copy_utf8(copy, sizeof(copy), (const char *)in.at, in.left) >=
           0) == (str16_from_utf8(NULL, 0, (const char *)in.at, in.left) >= 0 &&
                  strnlen((const char *)in.at, in.left) < sizeof(copy)));
    free(from);
    return 0;
}
