/*
 * scan.h - bytes of text, many at a time.
 *
 * Owns the loops in which a large file spends its time. A line ends at LF,
 * CR LF or CR, mixed at will. All of it is plain C: no bytes are touched but
 * those between AT and END.
 */
#ifndef CONF_SCAN_H
#define CONF_SCAN_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* --- eight bytes in a word, the first one lowest */

#define SCAN_IN_EACH(byte) (UINT64_C(0x0101010101010101) * (uint8_t)(byte))

static inline uint64_t scan_load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return le64toh(word);
}

/*
 * The high bit of each byte that is zero. A byte above one that is zero may
 * be marked as well: only the lowest mark counts.
 */
static inline uint64_t scan_zeros(uint64_t word)
{
    return (word - SCAN_IN_EACH(1)) & ~word & SCAN_IN_EACH(0x80);
}

static inline size_t scan_lowest(uint64_t marks)
{
    return (size_t)__builtin_ctzll(marks) / 8;
}

/* The first BYTE, or END: faster than memchr() where it is near. */
static inline const char *scan_near(const char *at, const char *end, char byte)
{
    uint64_t marks;

    for (; end - at >= 8; at += 8) {
        marks = scan_zeros(scan_load(at) ^ SCAN_IN_EACH(byte));
        if (marks)
            return at + scan_lowest(marks);
    }
    while (at < end && *at != byte)
        at++;
    return at;
}

/*
 * The first LF or CR, or END. It is looked for what is not above CR, because
 * that is one test of a word; what else there is, is rare.
 */
static inline const char *scan_line_end(const char *at, const char *end)
{
    uint64_t word, marks;

    for (; end - at >= 8; at += 8) {
        word = scan_load(at);
        marks = (word - SCAN_IN_EACH('\r' + 1)) & ~word & SCAN_IN_EACH(0x80);
        if (!marks)
            continue;
        at += scan_lowest(marks);
        if (*at == '\n' || *at == '\r')
            return at;
        at -= 7; /* behind that byte */
    }
    while (at < end && *at != '\n' && *at != '\r')
        at++;
    return at;
}

/* --- whole texts */

/* The number of line ends; a CR that END cuts from its LF is one. */
size_t scan_count_lines(const char *at, const char *end);

/* Is there anything but blanks, tabs and line ends? */
bool scan_says_anything(const char *at, const char *end);

/*
 * Where the first line longer than MAX bytes begins, or NULL. AT is the start
 * of a line. Reads only a few bytes of each MAX unless lines are long.
 */
const char *scan_long_line(const char *at, const char *end, size_t max);

/*
 * Where a line begins near END, at which the text is cut: what is before that
 * line is whole, its last CR LF above all. AT if no line ends.
 */
const char *scan_last_line(const char *at, const char *end);

#endif
