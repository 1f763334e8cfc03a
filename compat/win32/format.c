#include "compat/win32/format.h"

#include <limits.h>
#include <stdio.h>

#include "compat/win32/utf.h"

#define MOST_WIDTH     1000
#define MOST_PRECISION 500
/* 309 digits of the largest double, its precision, sign, point. */
#define NUMBER_SIZE (MOST_WIDTH + 64)

/* How wide the argument is, from the letters before the conversion. */
enum size {
    SIZE_NONE,
    SIZE_CHAR,
    SIZE_SHORT,
    SIZE_LONG, /* 32 bits; of text: wide */
    SIZE_64,
    SIZE_POINTER,
    SIZE_LONG_DOUBLE,
};

struct spec {
    char flags[6];
    bool left;
    int width;     /* 0 or more */
    int precision; /* -1: none */
    enum size size;
    WCHAR conversion;
};

/* Where the text goes. Units are bytes or WCHAR: wide says which. */
struct out {
    bool wide;
    void *to;
    size_t max;    /* units, without the NUL */
    size_t length; /* of the whole text, also of what did not fit */
};

/* The format and its arguments; a struct, so that functions can share it. */
struct in {
    bool wide;
    const void *format;
    size_t at;
    va_list args;
};

static WCHAR look(const struct in *in, size_t ahead)
{
    size_t i = in->at + ahead;

    return in->wide ? ((const WCHAR *)in->format)[i]
                    : ((const unsigned char *)in->format)[i];
}

/* --- output */

static void put(struct out *out, WCHAR unit)
{
    if (out->length < out->max) {
        if (out->wide)
            ((WCHAR *)out->to)[out->length] = unit;
        else
            ((char *)out->to)[out->length] = (char)unit;
    }
    out->length++;
}

static void pad(struct out *out, size_t have, int width)
{
    size_t i;

    for (i = have; i < (size_t)width && out->length <= INT_MAX; i++)
        put(out, ' ');
}

static size_t room(const struct out *out)
{
    return out->length < out->max ? out->max - out->length : 0;
}

static void *position(const struct out *out)
{
    if (room(out) == 0)
        return NULL;
    return out->wide ? (void *)((WCHAR *)out->to + out->length)
                     : (void *)((char *)out->to + out->length);
}

/* How many units of the output N units of narrow or wide text are. */
static size_t measure(const struct out *out, const void *text, size_t n,
                      bool wide)
{
    if (wide == out->wide)
        return n;
    return wide ? win32_to_narrow(NULL, 0, text, n, NULL)
                : win32_to_wide(NULL, 0, text, n, NULL);
}

static void put_units(struct out *out, const void *text, size_t n, bool wide)
{
    size_t unit = wide ? sizeof(WCHAR) : 1, fits = room(out);

    if (wide != out->wide) {
        out->length += wide
                           ? win32_to_narrow(position(out), fits, text, n, NULL)
                           : win32_to_wide(position(out), fits, text, n, NULL);
        return;
    }
    if (n < fits)
        fits = n;
    if (fits > 0)
        memcpy(position(out), text, fits * unit);
    out->length += n;
}

/* A character that does not fit leaves a gap: the text ends there. */
static void clear_room(const struct out *out)
{
    if (room(out) > 0)
        memset(position(out), 0, room(out) * (out->wide ? sizeof(WCHAR) : 1));
}

static void put_text(struct out *out, const struct spec *spec, const void *text,
                     size_t n, bool wide)
{
    size_t have = measure(out, text, n, wide);

    if (!spec->left)
        pad(out, have, spec->width);
    if (wide != out->wide && have > room(out))
        clear_room(out);
    put_units(out, text, n, wide);
    if (spec->left)
        pad(out, have, spec->width);
}

/* --- conversions */

/* Capital letters are of the other kind than the format, sizes say it all. */
static bool is_wide_text(const struct in *in, const struct spec *spec)
{
    if (spec->size == SIZE_LONG)
        return true;
    if (spec->size == SIZE_SHORT)
        return false;
    return (spec->conversion == 'S' || spec->conversion == 'C') != in->wide;
}

static void convert_string(struct out *out, struct in *in,
                           const struct spec *spec)
{
    const void *text = va_arg(in->args, const void *);
    bool wide = is_wide_text(in, spec);
    size_t most = spec->precision < 0 ? SIZE_MAX : (size_t)spec->precision;
    size_t n = 0;

    if (!text) {
        text = "(null)";
        wide = false;
    }
    while (n < most && (wide ? ((const WCHAR *)text)[n] != 0
                             : ((const char *)text)[n] != 0))
        n++;
    put_text(out, spec, text, n, wide);
}

static void convert_character(struct out *out, struct in *in,
                              const struct spec *spec)
{
    int value = va_arg(in->args, int);
    WCHAR wide = (WCHAR)value;
    char narrow = (char)value;
    bool is_wide = is_wide_text(in, spec);

    put_text(out, spec, is_wide ? (const void *)&wide : (const void *)&narrow,
             1, is_wide);
}

/* The spec again, for the C library's own printf: "%-*.*lld". */
static void plain_spec(const struct spec *spec, const char *size,
                       char conversion, char *to, size_t max)
{
    snprintf(to, max, "%%%s*.*%s%c", spec->flags, size, conversion);
}

static long long signed_argument(struct in *in, enum size size)
{
    if (size == SIZE_64)
        return va_arg(in->args, long long);
    if (size == SIZE_POINTER)
        return va_arg(in->args, intptr_t);
    if (size == SIZE_CHAR)
        return (signed char)va_arg(in->args, int);
    if (size == SIZE_SHORT)
        return (short)va_arg(in->args, int);
    return va_arg(in->args, int32_t);
}

static long long unsigned_argument(struct in *in, enum size size)
{
    if (size == SIZE_64)
        return va_arg(in->args, long long);
    if (size == SIZE_POINTER)
        return (long long)va_arg(in->args, uintptr_t);
    if (size == SIZE_CHAR)
        return (unsigned char)va_arg(in->args, unsigned);
    if (size == SIZE_SHORT)
        return (unsigned short)va_arg(in->args, unsigned);
    return va_arg(in->args, uint32_t);
}

/* N is snprintf's result; NUMBER_SIZE was enough, whatever it says. */
static void put_number(struct out *out, const char *text, int n)
{
    int i;

    for (i = 0; i < n && i < NUMBER_SIZE - 1; i++)
        put(out, (unsigned char)text[i]);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void convert_integer(struct out *out, struct in *in,
                            const struct spec *spec)
{
    char format[24], text[NUMBER_SIZE];
    bool is_signed = spec->conversion == 'd' || spec->conversion == 'i';
    long long value = is_signed ? signed_argument(in, spec->size)
                                : unsigned_argument(in, spec->size);

    plain_spec(spec, "ll", (char)spec->conversion, format, sizeof(format));
    put_number(out, text,
               snprintf(text, sizeof(text), format, spec->width,
                        spec->precision, value));
}

static void convert_real(struct out *out, struct in *in,
                         const struct spec *spec)
{
    char format[24], text[NUMBER_SIZE];
    /* A long double can have 4933 digits with %f: as a double 309 at most. */
    double value = spec->size == SIZE_LONG_DOUBLE
                       ? (double)va_arg(in->args, long double)
                       : va_arg(in->args, double);

    plain_spec(spec, "", (char)spec->conversion, format, sizeof(format));
    put_number(out, text,
               snprintf(text, sizeof(text), format, spec->width,
                        spec->precision, value));
}

#pragma GCC diagnostic pop

static void convert_pointer(struct out *out, struct in *in,
                            const struct spec *spec)
{
    char text[2 * sizeof(void *) + 1];
    int n = snprintf(text, sizeof(text), "%0*llX", (int)(2 * sizeof(void *)),
                     (unsigned long long)va_arg(in->args, uintptr_t));

    put_text(out, spec, text, (size_t)n, false);
}

/* --- the parts of a conversion */

static bool is_one_of(WCHAR u, const char *set)
{
    return u != 0 && u < 0x80 && strchr(set, (int)u) != NULL;
}

static void parse_flags(struct in *in, struct spec *spec)
{
    size_t n = 0;

    for (; is_one_of(look(in, 0), "-+ #0"); in->at++) {
        spec->left = spec->left || look(in, 0) == '-';
        if (n < sizeof(spec->flags) - 1 &&
            !memchr(spec->flags, (char)look(in, 0), n))
            spec->flags[n++] = (char)look(in, 0);
    }
}

/* Digits or an asterisk; a number too large for an int is not valid. */
static bool parse_number(struct in *in, int *number)
{
    long long n = 0;

    if (look(in, 0) == '*') {
        in->at++;
        *number = va_arg(in->args, int);
        return true;
    }
    for (; is_one_of(look(in, 0), "0123456789"); in->at++) {
        n = n * 10 + (look(in, 0) - '0');
        if (n > INT_MAX)
            return false;
    }
    *number = (int)n;
    return true;
}

static bool parse_width(struct in *in, struct spec *spec)
{
    int width;

    if (!parse_number(in, &width) || width == INT_MIN)
        return false;
    if (width < 0) {
        size_t n = strlen(spec->flags);

        if (!spec->left && n < sizeof(spec->flags) - 1)
            spec->flags[n] = '-';
        spec->left = true;
        width = -width;
    }
    spec->width = width;
    return true;
}

static bool parse_precision(struct in *in, struct spec *spec)
{
    spec->precision = -1;
    if (look(in, 0) != '.')
        return true;
    in->at++;
    if (!parse_number(in, &spec->precision))
        return false;
    if (spec->precision < 0)
        spec->precision = -1;
    return true;
}

static void parse_size(struct in *in, struct spec *spec)
{
    /* The longer ones first. */
    static const struct {
        const char *letters;
        enum size size;
    } sizes[] = {
        {"I64", SIZE_64},    {"I32", SIZE_LONG},      {"I", SIZE_POINTER},
        {"ll", SIZE_64},     {"l", SIZE_LONG},        {"hh", SIZE_CHAR},
        {"h", SIZE_SHORT},   {"w", SIZE_LONG},        {"j", SIZE_64},
        {"t", SIZE_POINTER}, {"L", SIZE_LONG_DOUBLE}, {"z", SIZE_POINTER},
    };
    size_t i, n;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        for (n = 0; sizes[i].letters[n]; n++)
            if (look(in, n) != (WCHAR)sizes[i].letters[n])
                break;
        if (!sizes[i].letters[n]) {
            spec->size = sizes[i].size;
            in->at += n;
            return;
        }
    }
}

static bool is_number(WCHAR conversion)
{
    return is_one_of(conversion, "diuoxXeEfFgGaA");
}

static bool parse_spec(struct in *in, struct spec *spec)
{
    parse_flags(in, spec);
    if (!parse_width(in, spec) || !parse_precision(in, spec))
        return false;
    parse_size(in, spec);
    spec->conversion = look(in, 0);
    if (spec->conversion)
        in->at++;
    if (is_number(spec->conversion)) {
        if (spec->width > MOST_WIDTH)
            spec->width = MOST_WIDTH;
        if (spec->precision > MOST_PRECISION)
            spec->precision = MOST_PRECISION;
    }
    return true;
}

static const struct {
    const char *conversions;
    void (*convert)(struct out *out, struct in *in, const struct spec *spec);
} converters[] = {
    {"diuoxX", convert_integer}, {"eEfFgGaA", convert_real},
    {"sS", convert_string},      {"cC", convert_character},
    {"p", convert_pointer},
};

/* An unknown conversion stands for its own letter, as %% does. */
static bool convert(struct out *out, struct in *in)
{
    struct spec spec = {.flags = ""};
    size_t i;

    if (!parse_spec(in, &spec) || spec.conversion == 'n')
        return false;
    for (i = 0; i < sizeof(converters) / sizeof(converters[0]); i++)
        if (is_one_of(spec.conversion, converters[i].conversions)) {
            converters[i].convert(out, in, &spec);
            return true;
        }
    if (spec.conversion)
        put(out, spec.conversion);
    return true;
}

static void end_text(const struct out *out, size_t max)
{
    size_t end = out->length < out->max ? out->length : out->max;

    if (max > 0 && out->wide)
        ((WCHAR *)out->to)[end] = 0;
    else if (max > 0)
        ((char *)out->to)[end] = '\0';
}

static int format(void *to, size_t max, struct in *in)
{
    struct out out = {in->wide, to, max > 0 ? max - 1 : 0, 0};
    bool valid = true;

    while (valid && look(in, 0)) {
        WCHAR u = look(in, 0);

        in->at++;
        if (u == '%')
            valid = convert(&out, in);
        else
            put(&out, u);
        valid = valid && out.length <= INT_MAX;
    }
    end_text(&out, max);
    return valid ? (int)out.length : -1;
}

int win32_format_narrow(char *to, size_t max, const char *f, va_list args)
{
    struct in in = {.wide = false, .format = f};
    int n;

    va_copy(in.args, args);
    n = format(to, max, &in);
    va_end(in.args);
    return n;
}

int win32_format_wide(WCHAR *to, size_t max, const WCHAR *f, va_list args)
{
    struct in in = {.wide = true, .format = f};
    int n;

    va_copy(in.args, args);
    n = format(to, max, &in);
    va_end(in.args);
    return n;
}

char *win32_format_new(const char *f, va_list args)
{
    int n = win32_format_narrow(NULL, 0, f, args);
    char *text = n < 0 ? NULL : malloc((size_t)n + 1);

    if (text)
        win32_format_narrow(text, (size_t)n + 1, f, args);
    return text;
}

WCHAR *win32_format_new_wide(const WCHAR *f, va_list args)
{
    int n = win32_format_wide(NULL, 0, f, args);
    WCHAR *text = n < 0 ? NULL : calloc((size_t)n + 1, sizeof(*text));

    if (text)
        win32_format_wide(text, (size_t)n + 1, f, args);
    return text;
}
