#include "compat/str16.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "conf/text.h"

/* RFC 2781 section 2.1 */
enum {
    HIGH_FIRST = 0xd800,
    LOW_FIRST = 0xdc00,
    LOW_LAST = 0xdfff,
    PLANE_1 = 0x10000
};

/* One character: where it goes, and how long it is there and was here. */
struct step {
    uint16_t to16[2];
    char to8[4];
    size_t to_units, from_units;
};

static size_t length8(const char *s, size_t max)
{
    return s ? strnlen(s, max) : 0;
}

size_t str16_length(const uint16_t *s, size_t max)
{
    size_t n = 0;

    while (s && n < max && s[n])
        n++;
    return n;
}

/* --- one character */

static void put8(uint32_t u, struct step *step)
{
    static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t n = u < 0x80 ? 1 : u < 0x800 ? 2 : u < PLANE_1 ? 3 : 4;
    size_t i;

    for (i = n - 1; i > 0; i--, u >>= 6)
        step->to8[i] = (char)(0x80 | (u & 0x3f));
    step->to8[0] = (char)(lead[n] | u);
    step->to_units = n;
}

static void put16(uint32_t u, struct step *step)
{
    step->to_units = u < PLANE_1 ? 1 : 2;
    step->to16[0] = (uint16_t)u;
    if (u >= PLANE_1) {
        step->to16[0] = (uint16_t)(HIGH_FIRST + ((u - PLANE_1) >> 10));
        step->to16[1] = (uint16_t)(LOW_FIRST + (u & 0x3ff));
    }
}

/* Each gets one character of the N units at FROM; false: there is none. */
static bool step16to8(const void *from, size_t n, struct step *step)
{
    const uint16_t *s = from;
    uint32_t u = s[0];

    step->from_units = 1;
    if (u >= HIGH_FIRST && u <= LOW_LAST) {
        if (u >= LOW_FIRST || n < 2 || s[1] < LOW_FIRST || s[1] > LOW_LAST)
            return false;
        u = PLANE_1 + ((u - HIGH_FIRST) << 10) + (s[1] - LOW_FIRST);
        step->from_units = 2;
    }
    put8(u, step);
    return true;
}

static bool step8to8(const void *from, size_t n, struct step *step)
{
    step->from_units = step->to_units = text_utf8_length(from, n);
    memcpy(step->to8, from, step->to_units);
    return step->to_units != 0;
}

static bool step8to16(const void *from, size_t n, struct step *step)
{
    static const uint8_t bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    const uint8_t *s = from;
    size_t length = text_utf8_length(from, n), i;
    uint32_t u = s[0] & bits[length];

    for (i = 1; i < length; i++)
        u = u << 6 | (s[i] & 0x3f);
    step->from_units = length;
    put16(u, step);
    return length != 0;
}

/* --- whole strings: one loop for the three ways */

struct way {
    bool (*step)(const void *from, size_t n, struct step *step);
    size_t from_size, to_size; /* of a unit */
};

static const struct way way16to8 = {step16to8, 2, 1};
static const struct way way8to8 = {step8to8, 1, 1};
static const struct way way8to16 = {step8to16, 1, 2};

static void put(const struct way *way, char *to, const struct step *step)
{
    const void *units =
        way->to_size == 2 ? (const void *)step->to16 : (const void *)step->to8;

    memcpy(to, units, step->to_units * way->to_size);
}

static ssize_t convert(const struct way *way, void *to, size_t to_max,
                       const void *from, size_t n)
{
    char *out = to;
    const char *in = from;
    size_t used = 0;
    struct step step;
    ssize_t result = 0;

    for (; n; n -= step.from_units, in += step.from_units * way->from_size) {
        if (!way->step(in, n, &step)) {
            result = STR16_INVALID;
            used = 0;
            break;
        }
        /* Behind the first that does not fit: only whether it is valid. */
        if (result || (to && step.to_units >= to_max - used)) {
            result = STR16_LONG;
            continue;
        }
        if (to)
            put(way, out + used * way->to_size, &step);
        used += step.to_units;
    }
    if (to && to_max)
        memset(out + used * way->to_size, 0, way->to_size);
    return result ? result : (ssize_t)used;
}

ssize_t str16_to_utf8(char *to, size_t to_max, const uint16_t *from,
                      size_t from_max)
{
    return convert(&way16to8, to, to_max, from, str16_length(from, from_max));
}

ssize_t str16_from_utf8(uint16_t *to, size_t to_max, const char *from,
                        size_t from_max)
{
    return convert(&way8to16, to, to_max, from, length8(from, from_max));
}

ssize_t str16_copy_utf8(char *to, size_t to_max, const char *from,
                        size_t from_max)
{
    return convert(&way8to8, to, to_max, from, length8(from, from_max));
}

/* --- copies */

char *str16_new_utf8(const uint16_t *from)
{
    ssize_t n = str16_to_utf8(NULL, 0, from, STR16_ENDED);
    char *copy = NULL;

    if (n < 0)
        errno = EILSEQ;
    else
        copy = malloc((size_t)n + 1);
    if (copy)
        str16_to_utf8(copy, (size_t)n + 1, from, STR16_ENDED);
    return copy;
}

uint16_t *str16_new(const char *from)
{
    ssize_t n = str16_from_utf8(NULL, 0, from, STR16_ENDED);
    uint16_t *copy = NULL;

    if (n < 0)
        errno = EILSEQ;
    else
        copy = calloc((size_t)n + 1, sizeof(*copy));
    if (copy)
        str16_from_utf8(copy, (size_t)n + 1, from, STR16_ENDED);
    return copy;
}
