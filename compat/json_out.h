/*
 * json_out.h - JSON on a terminal.
 *
 * Owns the writing of a value as ASCII without control characters: what others
 * wrote may be in it, and no terminal does anything with what is escaped.
 */
#ifndef COMPAT_JSON_OUT_H
#define COMPAT_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

/*
 * FLAGS: of json_dump_callback(). False: there is no memory, and nothing is
 * written.
 */
bool json_out(const json_t *value, size_t flags, FILE *to);

#endif
