#include "compat/rasphone_out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/json_out.h"
#include "compat/raserr.h"
#include "conf/text.h"

/* ECMA-48 8.3.117, select graphic rendition */
static const char *const styles[OUT_STYLES] = {
    [OUT_PLAIN] = "",     [OUT_HEADING] = "1", [OUT_GOOD] = "32",
    [OUT_WARNING] = "33", [OUT_ERROR] = "31",  [OUT_FAINT] = "2",
};

static bool coloured;
static bool lacked_memory; /* for what was to be shown */

void out_begin(enum out_colours colours)
{
    const char *no = getenv("NO_COLOR"); /* no-color.org */

    coloured = colours == OUT_ALWAYS ||
               (colours == OUT_AUTO && isatty(STDOUT_FILENO) && !(no && no[0]));
}

/* --- text */

/* Without memory for a clean copy nothing of it is shown. */
static void put_clean(FILE *to, const char *text)
{
    char *copy = strdup(text);

    if (copy)
        text_make_printable(copy);
    else
        lacked_memory = true;
    fputs(copy ? copy : "(out of memory)", to);
    free(copy);
}

void out_text(enum out_style style, const char *text)
{
    bool colour = coloured && styles[style][0];

    if (colour)
        printf("\033[%sm", styles[style]);
    put_clean(stdout, text);
    if (colour)
        fputs("\033[0m", stdout);
}

void out_line(enum out_style style, const char *format, ...)
{
    char line[4096];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    out_text(style, line);
    putchar('\n');
}

void out_column(enum out_style style, const char *text, size_t width)
{
    size_t n = text_count(text);

    out_text(style, text);
    for (; n < width; n++)
        putchar(' ');
}

int out_fail(uint32_t error, const char *format, ...)
{
    char line[4096];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    fflush(stdout);
    fputs("rasphone: ", stderr);
    put_clean(stderr, line);
    if (error)
        fprintf(stderr, " (RAS error %u)", (unsigned)error);
    fputc('\n', stderr);
    return OUT_FAILURE;
}

int out_end(int status)
{
    if (lacked_memory && status == OUT_SUCCESS)
        status = out_fail(RASERR_ERROR_NOT_ENOUGH_MEMORY, "out of memory");
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "rasphone: cannot write: %s\n", strerror(errno));
    return OUT_FAILURE;
}

/* --- JSON */

int out_json(json_t *value)
{
    bool good = value && json_out(value, JSON_INDENT(2), stdout);

    json_decref(value);
    if (!good)
        return out_fail(RASERR_ERROR_NOT_ENOUGH_MEMORY, "out of memory");
    putchar('\n');
    return OUT_SUCCESS;
}

void out_put(struct out_maker *m, json_t *object, const char *key,
             json_t *value)
{
    if (json_object_set_new(object, key, value) < 0)
        m->failed = true;
}

void out_push(struct out_maker *m, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) < 0)
        m->failed = true;
}

/* RFC 8259 section 8.1: JSON has no other texts. */
static bool is_utf8(const char *text)
{
    size_t left = strlen(text), n = 1;

    for (; left > 0 && n > 0; text += n, left -= n)
        n = text_utf8_length(text, left);
    return left == 0;
}

char *out_real_path(struct out_maker *m, const char *path)
{
    char *real = realpath(path, NULL);

    if (!real && errno == ENOMEM)
        m->failed = true;
    return real;
}

json_t *out_string(const char *text)
{
    json_t *value;
    char *copy;

    if (is_utf8(text))
        return json_string(text);
    copy = strdup(text);
    if (copy)
        text_make_printable(copy);
    value = copy ? json_string(copy) : NULL;
    free(copy);
    return value;
}

json_t *out_made(const struct out_maker *m, json_t *value)
{
    if (!m->failed)
        return value;
    json_decref(value);
    return NULL;
}

const char *out_get(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}
