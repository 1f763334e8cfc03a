/*
 * rasphone_out.h - what rasphone writes, for people and for programs.
 *
 * Owns standard output and standard error of the tool. What comes from a
 * phonebook or a device is untrusted: no control character of it is printed.
 */
#ifndef COMPAT_RASPHONE_OUT_H
#define COMPAT_RASPHONE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/* rasphone's exit statuses: see rasphone(1). */
enum {
    OUT_SUCCESS = 0,
    OUT_FAILURE = 1,  /* also: `check' has found warnings */
    OUT_PROBLEMS = 2, /* `check' has found errors */
    OUT_USAGE = 64    /* EX_USAGE of sysexits(3) */
};

enum out_colours { OUT_AUTO, OUT_ALWAYS, OUT_NEVER };

enum out_style {
    OUT_PLAIN,
    OUT_HEADING,
    OUT_GOOD,
    OUT_WARNING,
    OUT_ERROR,
    OUT_FAINT,
    OUT_STYLES
};

/* Once, before all else. AUTO: colours on a terminal, unless NO_COLOR is set.
 */
void out_begin(enum out_colours colours);

/* A part of a line, and a whole line; TEXT of any length. */
void out_text(enum out_style style, const char *text);
void out_line(enum out_style style, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* TEXT, and blanks up to WIDTH characters (UTF-8 sequences count as one). */
void out_column(enum out_style style, const char *text, size_t width);

/*
 * Writes VALUE as JSON and frees it. NULL stands for memory that ran out when
 * it was made. An exit status.
 */
int out_json(json_t *value);

/*
 * Says on standard error what went wrong, with the RAS code unless it is 0.
 * Always OUT_FAILURE.
 */
int out_fail(uint32_t error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* STATUS, unless something could not be written: then that is said. */
int out_end(int status);

/* --- building JSON: a failure is remembered until out_made() */

struct out_maker {
    bool failed;
};

/* Each takes the new value, NULL included. */
void out_put(struct out_maker *m, json_t *object, const char *key,
             json_t *value);
void out_push(struct out_maker *m, json_t *array, json_t *value);

/*
 * PATH without symbolic links, for free(). NULL: it leads nowhere, or there is
 * no memory for it, which M then knows.
 */
char *out_real_path(struct out_maker *m, const char *path);

/* TEXT, with '?' for what is no UTF-8. */
json_t *out_string(const char *text);

/* VALUE, or NULL (and VALUE freed) if something had failed. */
json_t *out_made(const struct out_maker *m, json_t *value);

/* The string of OBJECT's KEY, "" if there is none. */
const char *out_get(const json_t *object, const char *key);

#endif
