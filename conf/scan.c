#include "conf/scan.h"

/* --- sixteen bytes in a vector */

typedef uint8_t vector __attribute__((vector_size(16)));

/* So many a byte can count. */
enum { ROUNDS = 255 };

/*
 * Line ends in ROUNDS vectors at most: each byte that is a CR or stands before
 * an LF. Reads one byte behind them.
 */
static size_t count_some(const char *at, size_t vectors)
{
    vector here, next, counts = {0};
    size_t sum = 0, i;

    for (i = 0; i < vectors; i++, at += sizeof(vector)) {
        memcpy(&here, at, sizeof(here));
        memcpy(&next, at + 1, sizeof(next));
        /* a comparison that holds is -1 */
        counts -= (vector)(here == '\r') | (vector)(next == '\n');
    }
    for (i = 0; i < sizeof(vector); i++)
        sum += counts[i];
    return sum;
}

size_t scan_count_lines(const char *at, const char *end)
{
    size_t lines = at < end && *at == '\n', vectors;

    while (end - at > (ptrdiff_t)sizeof(vector)) {
        vectors = ((size_t)(end - at) - 1) / sizeof(vector);
        if (vectors > ROUNDS)
            vectors = ROUNDS;
        lines += count_some(at, vectors);
        at += vectors * sizeof(vector);
    }
    for (; at < end; at++)
        lines += *at == '\r' || (at + 1 < end && at[1] == '\n');
    return lines;
}

/* Are all of them blanks and line ends? */
static bool is_nothing(vector v)
{
    vector nothing = (vector)(v == ' ') | (vector)(v == '\t') |
                     (vector)(v == '\n') | (vector)(v == '\r');
    uint64_t halves[2];

    memcpy(halves, &nothing, sizeof(halves));
    return (halves[0] & halves[1]) == UINT64_MAX;
}

bool scan_says_anything(const char *at, const char *end)
{
    vector v;

    for (; end - at >= (ptrdiff_t)sizeof(v); at += sizeof(v)) {
        memcpy(&v, at, sizeof(v));
        if (!is_nothing(v))
            return true;
    }
    while (at < end &&
           (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
        at++;
    return at < end;
}

/* --- from the back */

/* The last LF or CR; NULL if there is none. */
static const char *last_end(const char *at, const char *end)
{
    const char *lf = memrchr(at, '\n', (size_t)(end - at));
    const char *cr;

    if (lf)
        at = lf + 1;
    cr = memrchr(at, '\r', (size_t)(end - at));
    return cr ? cr : lf;
}

const char *scan_long_line(const char *at, const char *end, size_t max)
{
    const char *stop;

    while ((size_t)(end - at) > max) {
        stop = last_end(at, at + max + 1);
        if (!stop)
            return at;
        at = stop + 1;
    }
    return NULL;
}

const char *scan_last_line(const char *at, const char *end)
{
    const char *stop = at < end ? last_end(at, end - 1) : NULL;

    if (!stop)
        return at;
    return stop + (stop[0] == '\r' && stop[1] == '\n' ? 2 : 1);
}
