/*
 * fields.h - texts as fields of a line, with tabs between them.
 *
 * Owns the spelling of a field in our own small files: %HH stands for a byte,
 * in upper case. Control characters, blanks, '%' and '#' are written so, so
 * that a field has no tab and no line end, and begins no comment.
 */
#ifndef COMPAT_FIELDS_H
#define COMPAT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/buf.h"

/* Appends TEXT as a field. CONF_NOMEM, CONF_LIMIT. */
enum conf_result fields_encode(struct buf *out, const char *text);

/* The text of the N bytes at S; false if it is none or too long for OUT. */
bool fields_decode(const char *s, size_t n, char *out, size_t size);

#endif
