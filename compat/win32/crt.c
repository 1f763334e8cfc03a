#include "compat/win32/crt.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>

#include "compat/win32/strings.h"
#include "compat/win32/utf.h"

/* What a number's text can have: blanks are skipped before it is copied. */
#define LONGEST_NUMBER 400

/* The functions of C give a pointer that may be written through. */
static WCHAR *writable(const WCHAR *s)
{
    return (WCHAR *)(uintptr_t)s;
}

/* --- lengths and copies */

size_t raswin_wcsnlen(const WCHAR *s, size_t most)
{
    size_t n = 0;

    while (n < most && s[n])
        n++;
    return n;
}

size_t raswin_wcslen(const WCHAR *s)
{
    return raswin_wcsnlen(s, SIZE_MAX);
}

WCHAR *raswin_wmemcpy(WCHAR *to, const WCHAR *from, size_t n)
{
    return memcpy(to, from, n * sizeof(*to));
}

WCHAR *raswin_wmemmove(WCHAR *to, const WCHAR *from, size_t n)
{
    return memmove(to, from, n * sizeof(*to));
}

WCHAR *raswin_wmemset(WCHAR *s, WCHAR c, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        s[i] = c;
    return s;
}

WCHAR *raswin_wcscpy(WCHAR *to, const WCHAR *from)
{
    return raswin_wmemcpy(to, from, raswin_wcslen(from) + 1);
}

WCHAR *raswin_wcsncpy(WCHAR *to, const WCHAR *from, size_t n)
{
    size_t length = raswin_wcsnlen(from, n);

    raswin_wmemcpy(to, from, length);
    raswin_wmemset(to + length, 0, n - length);
    return to;
}

WCHAR *raswin_wcscat(WCHAR *to, const WCHAR *from)
{
    raswin_wcscpy(to + raswin_wcslen(to), from);
    return to;
}

WCHAR *raswin_wcsncat(WCHAR *to, const WCHAR *from, size_t n)
{
    size_t end = raswin_wcslen(to), length = raswin_wcsnlen(from, n);

    raswin_wmemcpy(to + end, from, length);
    to[end + length] = 0;
    return to;
}

WCHAR *_wcsdup(const WCHAR *s)
{
    size_t n = raswin_wcslen(s) + 1;
    WCHAR *copy = calloc(n, sizeof(*copy));

    return copy ? raswin_wmemcpy(copy, s, n) : NULL;
}

/* --- comparisons */

int raswin_wmemcmp(const WCHAR *a, const WCHAR *b, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

int raswin_wcscmp(const WCHAR *a, const WCHAR *b)
{
    return win32_compare(a, b, SIZE_MAX, false);
}

int raswin_wcsncmp(const WCHAR *a, const WCHAR *b, size_t n)
{
    return win32_compare(a, b, n, false);
}

int raswin_wcscoll(const WCHAR *a, const WCHAR *b)
{
    return raswin_wcscmp(a, b);
}

int _wcsicmp(const WCHAR *a, const WCHAR *b)
{
    return win32_compare(a, b, SIZE_MAX, true);
}

int _wcsnicmp(const WCHAR *a, const WCHAR *b, size_t n)
{
    return win32_compare(a, b, n, true);
}

/* --- searches */

WCHAR *raswin_wmemchr(const WCHAR *s, WCHAR c, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (s[i] == c)
            return writable(s + i);
    return NULL;
}

WCHAR *raswin_wcschr(const WCHAR *s, WCHAR c)
{
    return raswin_wmemchr(s, c, raswin_wcslen(s) + 1);
}

WCHAR *raswin_wcsrchr(const WCHAR *s, WCHAR c)
{
    size_t i = raswin_wcslen(s) + 1;

    while (i-- > 0)
        if (s[i] == c)
            return writable(s + i);
    return NULL;
}

static size_t span(const WCHAR *s, const WCHAR *set, bool inside)
{
    size_t length = raswin_wcslen(set), n = 0;

    while (s[n] && (raswin_wmemchr(set, s[n], length) != NULL) == inside)
        n++;
    return n;
}

size_t raswin_wcsspn(const WCHAR *s, const WCHAR *set)
{
    return span(s, set, true);
}

size_t raswin_wcscspn(const WCHAR *s, const WCHAR *set)
{
    return span(s, set, false);
}

WCHAR *raswin_wcspbrk(const WCHAR *s, const WCHAR *set)
{
    s += span(s, set, false);
    return *s ? writable(s) : NULL;
}

WCHAR *raswin_wcsstr(const WCHAR *s, const WCHAR *part)
{
    size_t length = raswin_wcslen(part);

    for (; raswin_wcsncmp(s, part, length) != 0; s++)
        if (!*s)
            return NULL;
    return writable(s);
}

WCHAR *raswin_wcstok(WCHAR *s, const WCHAR *set, WCHAR **at)
{
    WCHAR *end;

    if (!s)
        s = *at;
    if (!s)
        return NULL;
    s += span(s, set, true);
    if (!*s) {
        *at = NULL;
        return NULL;
    }
    end = s + span(s, set, false);
    *at = *end ? end + 1 : NULL;
    *end = 0;
    return s;
}

/* --- letters */

WCHAR *_wcslwr(WCHAR *s)
{
    size_t i;

    for (i = 0; s[i]; i++)
        s[i] = win32_small(s[i]);
    return s;
}

WCHAR *_wcsupr(WCHAR *s)
{
    size_t i;

    for (i = 0; s[i]; i++)
        s[i] = win32_capital(s[i]);
    return s;
}

/* Narrow text is UTF-8: only its ASCII letters have one byte. */
char *_strlwr(char *s)
{
    size_t i;

    for (i = 0; s[i]; i++)
        s[i] = (char)tolower((unsigned char)s[i]);
    return s;
}

char *_strupr(char *s)
{
    size_t i;

    for (i = 0; s[i]; i++)
        s[i] = (char)toupper((unsigned char)s[i]);
    return s;
}

/* --- numbers: the ASCII of the text, read by the system's functions */

/* How far the blanks go; the rest, as far as it is ASCII, into OUT. */
static size_t ascii_of(const WCHAR *s, char *out)
{
    size_t blanks = 0, n = 0;

    while (s[blanks] && s[blanks] < 0x80 && isspace(s[blanks]))
        blanks++;
    for (; n < LONGEST_NUMBER - 1 && s[blanks + n] && s[blanks + n] < 0x80; n++)
        out[n] = (char)s[blanks + n];
    out[n] = '\0';
    return blanks;
}

/* Sets *END, if wanted, to where reading TEXT ended in S. */
static void set_end(const WCHAR *s, size_t blanks, const char *text,
                    const char *stop, WCHAR **end)
{
    if (end)
        *end = writable(stop == text ? s : s + blanks + (stop - text));
}

#define READ_NUMBER(type, name, read)                                          \
    type name(const WCHAR *s, WCHAR **end, int base)                           \
    {                                                                          \
        char text[LONGEST_NUMBER], *stop;                                      \
        size_t blanks = ascii_of(s, text);                                     \
        type value = read(text, &stop, base);                                  \
                                                                               \
        set_end(s, blanks, text, stop, end);                                   \
        return value;                                                          \
    }

READ_NUMBER(long, raswin_wcstol, strtol)
READ_NUMBER(unsigned long, raswin_wcstoul, strtoul)
READ_NUMBER(long long, raswin_wcstoll, strtoll)
READ_NUMBER(unsigned long long, raswin_wcstoull, strtoull)

double raswin_wcstod(const WCHAR *s, WCHAR **end)
{
    char text[LONGEST_NUMBER], *stop;
    size_t blanks = ascii_of(s, text);
    double value = strtod(text, &stop);

    set_end(s, blanks, text, stop, end);
    return value;
}

int _wtoi(const WCHAR *s)
{
    long long value = raswin_wcstoll(s, NULL, 10);

    return value < INT_MIN ? INT_MIN : value > INT_MAX ? INT_MAX : (int)value;
}

LONGLONG _wtoi64(const WCHAR *s)
{
    return raswin_wcstoll(s, NULL, 10);
}

double _wtof(const WCHAR *s)
{
    return raswin_wcstod(s, NULL);
}

/* The digits of VALUE, the last one first; how many. */
static size_t digits(uint32_t value, uint32_t base, char *out)
{
    size_t n = 0;

    do
        out[n++] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
    while ((value /= base) > 0);
    return n;
}

char *_ultoa(ULONG value, char *to, int base)
{
    char reversed[32];
    size_t n = 0, i;

    if (base >= 2 && base <= 36)
        n = digits(value, (uint32_t)base, reversed);
    for (i = 0; i < n; i++)
        to[i] = reversed[n - 1 - i];
    to[n] = '\0';
    return to;
}

/* Only decimal numbers have a sign. */
char *_itoa(int value, char *to, int base)
{
    if (value >= 0 || base != 10)
        return _ultoa((ULONG)value, to, base);
    to[0] = '-';
    _ultoa(0u - (ULONG)value, to + 1, base);
    return to;
}

static WCHAR *widen(const char *text, WCHAR *to)
{
    to[win32_to_wide(to, strlen(text), text, strlen(text), NULL)] = 0;
    return to;
}

WCHAR *_itow(int value, WCHAR *to, int base)
{
    char text[40];

    return widen(_itoa(value, text, base), to);
}

WCHAR *_ultow(ULONG value, WCHAR *to, int base)
{
    char text[40];

    return widen(_ultoa(value, text, base), to);
}

/* --- multibyte text is UTF-8 */

/*
 * (size_t)-1: FROM is no valid text. Ended only if there is room, as in C; of
 * what does not fit whole characters are written, and counted.
 */
size_t raswin_mbstowcs(WCHAR *to, const char *from, size_t room)
{
    size_t n = strlen(from), made;
    bool bad;

    made = win32_to_wide(NULL, 0, from, n, &bad);
    if (bad) {
        errno = EILSEQ;
        return (size_t)-1;
    }
    if (!to)
        return made;
    if (made > room)
        raswin_wmemset(to, 0, room);
    else if (made < room)
        to[made] = 0;
    win32_to_wide(to, room, from, n, NULL);
    return made > room ? raswin_wcsnlen(to, room) : made;
}

size_t raswin_wcstombs(char *to, const WCHAR *from, size_t room)
{
    size_t n = raswin_wcslen(from), made;
    bool bad;

    made = win32_to_narrow(NULL, 0, from, n, &bad);
    if (bad) {
        errno = EILSEQ;
        return (size_t)-1;
    }
    if (!to)
        return made;
    if (made > room)
        memset(to, 0, room);
    else if (made < room)
        to[made] = '\0';
    win32_to_narrow(to, room, from, n, NULL);
    return made > room ? strnlen(to, room) : made;
}

/* --- the functions that know the room */

/*
 * Appends at most N units of FROM at TO[AT]; all of TO is emptied if they do
 * not fit, unless N is _TRUNCATE, which cuts.
 */
static errno_t append(WCHAR *to, size_t room, size_t at, const WCHAR *from,
                      size_t n)
{
    size_t length;

    if (!to || room == 0)
        return EINVAL;
    if (!from || at >= room) {
        to[0] = 0;
        return EINVAL;
    }
    length = raswin_wcsnlen(from, n);
    if (length >= room - at) {
        if (n != _TRUNCATE) {
            to[0] = 0;
            return ERANGE;
        }
        length = room - at - 1;
    }
    raswin_wmemcpy(to + at, from, length);
    to[at + length] = 0;
    return 0;
}

static errno_t append_narrow(char *to, size_t room, size_t at, const char *from,
                             size_t n)
{
    size_t length;

    if (!to || room == 0)
        return EINVAL;
    if (!from || at >= room) {
        to[0] = '\0';
        return EINVAL;
    }
    length = strnlen(from, n);
    if (length >= room - at) {
        if (n != _TRUNCATE) {
            to[0] = '\0';
            return ERANGE;
        }
        length = room - at - 1;
    }
    memcpy(to + at, from, length);
    to[at + length] = '\0';
    return 0;
}

/* What cannot be so long, so that all of FROM is meant and must fit. */
#define ALL (SIZE_MAX - 1)

errno_t wcscpy_s(WCHAR *to, size_t room, const WCHAR *from)
{
    return append(to, room, 0, from, ALL);
}

errno_t wcsncpy_s(WCHAR *to, size_t room, const WCHAR *from, size_t n)
{
    return append(to, room, 0, from, n);
}

errno_t wcscat_s(WCHAR *to, size_t room, const WCHAR *from)
{
    return append(to, room, to ? raswin_wcsnlen(to, room) : 0, from, ALL);
}

errno_t wcsncat_s(WCHAR *to, size_t room, const WCHAR *from, size_t n)
{
    return append(to, room, to ? raswin_wcsnlen(to, room) : 0, from, n);
}

errno_t strcpy_s(char *to, size_t room, const char *from)
{
    return append_narrow(to, room, 0, from, ALL);
}

errno_t strncpy_s(char *to, size_t room, const char *from, size_t n)
{
    return append_narrow(to, room, 0, from, n);
}

errno_t strcat_s(char *to, size_t room, const char *from)
{
    return append_narrow(to, room, to ? strnlen(to, room) : 0, from, ALL);
}

errno_t strncat_s(char *to, size_t room, const char *from, size_t n)
{
    return append_narrow(to, room, to ? strnlen(to, room) : 0, from, n);
}
