/*
 * text.h - characters: UTF-8, code page 1252, letter case, what is printable.
 *
 * Owns the reading of bytes as text. Everything that leaves this layer is
 * UTF-8, whatever the file was written in.
 */
#ifndef CONF_TEXT_H
#define CONF_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/buf.h"
#include "conf/result.h"

enum text_charset {
    TEXT_UTF8,  /* what is no valid UTF-8 is taken for code page 1252 */
    TEXT_CP1252 /* "ANSI" of Western Windows */
};

/*
 * The length of the UTF-8 sequence that S, N bytes long, begins with; 0 if
 * it begins with none: overlong forms, surrogates and numbers above U+10FFFF
 * are none (RFC 3629).
 */
size_t text_utf8_length(const char *s, size_t n);

/*
 * Writes S, N bytes of CHARSET without NUL, to OUT as UTF-8; what OUT held is
 * replaced. CONF_NOMEM, or CONF_LIMIT if OUT's maximum is too small.
 */
enum conf_result text_decode(const char *s, size_t n, enum text_charset charset,
                             struct buf *out);

/*
 * Writes the UTF-8 string S to OUT in CHARSET, replacing what OUT held.
 * CONF_VALUE when the charset has no such character, CONF_NOMEM, CONF_LIMIT.
 */
enum conf_result text_encode(const char *s, enum text_charset charset,
                             struct buf *out);

/* Is S valid UTF-8 without control characters (C0, DEL, C1)? */
bool text_is_printable(const char *s);

/* Is S made of the ASCII characters from blank to tilde only? */
bool text_is_ascii(const char *s);

/* Puts '?' in the place of each byte that text_is_printable() objects to. */
void text_make_printable(char *s);

/* The number of characters of the valid UTF-8 string S. */
size_t text_count(const char *s);

/* Are the two equal but for the case of ASCII letters? */
bool text_same(const char *a, size_t a_length, const char *b, size_t b_length);

/* The file's name in the path PATH of Windows; a colon ends a drive's name. */
const char *text_windows_name(const char *path);

/* A blank of a phonebook: space or tab. */
bool text_is_blank(char c);

#endif
