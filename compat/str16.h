/*
 * str16.h - UTF-16 to UTF-8 and back, for arrays of a fixed size.
 *
 * Owns the border between the W functions and the rest: inside, all text is
 * UTF-8. A unit of UTF-16 is a uint16_t here, which is what WCHAR is under
 * -fshort-wchar.
 *
 * Both directions are strict: a lone surrogate, an overlong form, a number
 * above U+10FFFF or a cut sequence is an error, never a replacement character,
 * since the text may be a password or a file name.
 */
#ifndef COMPAT_STR16_H
#define COMPAT_STR16_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    STR16_INVALID = -1, /* the source is no valid text: the result is empty */
    STR16_LONG = -2     /* it does not fit: the result is what of it does */
};

/* The bound of a string that ends with NUL for sure. */
#define STR16_ENDED SIZE_MAX

/* UTF-8 never needs more for a text of UNITS units of UTF-16, NUL included. */
#define STR16_UTF8_SIZE(units) (3 * (units) + 1)

/*
 * Each reads FROM up to its NUL or up to FROM_MAX units, whichever comes
 * first, and writes it to TO, which has room for TO_MAX units. The result is
 * the length of what was written, without NUL, or one of the codes above.
 *
 * TO is terminated whenever TO_MAX is not 0, whatever the result; no character
 * is cut. A TO of NULL writes nothing and is long enough: a query of the
 * length. FROM of NULL is an empty text.
 */
ssize_t str16_to_utf8(char *to, size_t to_max, const uint16_t *from,
                      size_t from_max);
ssize_t str16_from_utf8(uint16_t *to, size_t to_max, const char *from,
                        size_t from_max);

/* The same without conversion, for the A functions: checks and bounds. */
ssize_t str16_copy_utf8(char *to, size_t to_max, const char *from,
                        size_t from_max);

/* The length of S, at most MAX units. */
size_t str16_length(const uint16_t *s, size_t max);

/*
 * A copy of FROM, which ends with NUL, in the other form; the caller frees it.
 * NULL with errno EILSEQ (no valid text) or ENOMEM.
 */
char *str16_new_utf8(const uint16_t *from);
uint16_t *str16_new(const char *from);

#endif
