#include "compat/win32/print.h"

#include <conio.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "compat/win32/format.h"
#include "compat/win32/utf.h"
#include "conf/text.h"

#define PAIR_FIRST 0xd800
#define PAIR_LAST  0xdfff
#define NO_TEXT    0xfffd

/* --- files */

int raswin_vfprintf(FILE *file, const char *format, va_list args)
{
    char *text = win32_format_new(format, args);
    int n = -1;

    if (text) {
        n = (int)strlen(text);
        if (fwrite(text, 1, (size_t)n, file) != (size_t)n)
            n = -1;
    }
    free(text);
    return n;
}

int raswin_vfwprintf(FILE *file, const WCHAR *format, va_list args)
{
    WCHAR *text = win32_format_new_wide(format, args);
    int n = -1;

    if (text) {
        n = lstrlenW(text);
        if (raswin_fputws(text, file) < 0)
            n = -1;
    }
    free(text);
    return n;
}

int raswin_vprintf(const char *format, va_list args)
{
    return raswin_vfprintf(stdout, format, args);
}

int raswin_vwprintf(const WCHAR *format, va_list args)
{
    return raswin_vfwprintf(stdout, format, args);
}

/* --- buffers */

int raswin_vsnprintf(char *to, size_t room, const char *format, va_list args)
{
    return win32_format_narrow(to, room, format, args);
}

/* As C has it for wide text: -1 when it does not fit. */
int raswin_vswprintf(WCHAR *to, size_t room, const WCHAR *format, va_list args)
{
    int n = win32_format_wide(to, room, format, args);

    return n >= 0 && (size_t)n < room ? n : -1;
}

int raswin_vsprintf(char *to, const char *format, va_list args)
{
    return win32_format_narrow(to, INT_MAX, format, args);
}

int _vswprintf(WCHAR *to, const WCHAR *format, va_list args)
{
    return win32_format_wide(to, INT_MAX, format, args);
}

/*
 * The old forms: the text without its NUL where that does not fit, and -1 when
 * text was lost; without a buffer how long it is. Formatted aside, since the
 * engine keeps room for the NUL.
 */
int _vsnprintf(char *to, size_t room, const char *format, va_list args)
{
    char *text = win32_format_new(format, args);
    size_t n = text ? strlen(text) : 0;
    int result = text && (to ? n <= room : room == 0) ? (int)n : -1;

    if (text && to)
        memcpy(to, text, n < room ? n + 1 : room);
    free(text);
    return result;
}

int _vsnwprintf(WCHAR *to, size_t room, const WCHAR *format, va_list args)
{
    WCHAR *text = win32_format_new_wide(format, args);
    size_t n = text ? (size_t)lstrlenW(text) : 0;
    int result = text && (to ? n <= room : room == 0) ? (int)n : -1;

    if (text && to)
        memcpy(to, text, (n < room ? n + 1 : room) * sizeof(*to));
    free(text);
    return result;
}

/* The safe forms: all of it or nothing. */
int vsprintf_s(char *to, size_t room, const char *format, va_list args)
{
    int n = room > 0 ? win32_format_narrow(to, room, format, args) : -1;

    if (n >= 0 && (size_t)n < room)
        return n;
    if (room > 0)
        to[0] = '\0';
    errno = ERANGE;
    return -1;
}

int vswprintf_s(WCHAR *to, size_t room, const WCHAR *format, va_list args)
{
    int n = room > 0 ? win32_format_wide(to, room, format, args) : -1;

    if (n >= 0 && (size_t)n < room)
        return n;
    if (room > 0)
        to[0] = 0;
    errno = ERANGE;
    return -1;
}

/* --- the forms with "..." */

/* The body of each: its arguments behind FORMAT are handed on as ARGS. */
#define WITH_ARGUMENTS(call)                                                   \
    do {                                                                       \
        va_list args;                                                          \
        int n;                                                                 \
                                                                               \
        va_start(args, format);                                                \
        n = call;                                                              \
        va_end(args);                                                          \
        return n;                                                              \
    } while (0)

int raswin_printf(const char *format, ...)
{
    WITH_ARGUMENTS(raswin_vfprintf(stdout, format, args));
}

int raswin_fprintf(FILE *file, const char *format, ...)
{
    WITH_ARGUMENTS(raswin_vfprintf(file, format, args));
}

int raswin_sprintf(char *to, const char *format, ...)
{
    WITH_ARGUMENTS(raswin_vsprintf(to, format, args));
}

int raswin_snprintf(char *to, size_t room, const char *format, ...)
{
    WITH_ARGUMENTS(raswin_vsnprintf(to, room, format, args));
}

int _snprintf(char *to, size_t room, const char *format, ...)
{
    WITH_ARGUMENTS(_vsnprintf(to, room, format, args));
}

int sprintf_s(char *to, size_t room, const char *format, ...)
{
    WITH_ARGUMENTS(vsprintf_s(to, room, format, args));
}

int raswin_wprintf(const WCHAR *format, ...)
{
    WITH_ARGUMENTS(raswin_vfwprintf(stdout, format, args));
}

int raswin_fwprintf(FILE *file, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(raswin_vfwprintf(file, format, args));
}

int raswin_swprintf(WCHAR *to, size_t room, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(raswin_vswprintf(to, room, format, args));
}

int _swprintf(WCHAR *to, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(_vswprintf(to, format, args));
}

int _snwprintf(WCHAR *to, size_t room, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(_vsnwprintf(to, room, format, args));
}

int swprintf_s(WCHAR *to, size_t room, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(vswprintf_s(to, room, format, args));
}

/* --- wide text in files: they hold UTF-8 */

int raswin_fputws(const WCHAR *text, FILE *file)
{
    char *utf8 = win32_narrow(text);
    int result = -1;

    if (utf8 && fputs(utf8, file) != EOF)
        result = 0;
    free(utf8);
    return result;
}

int _putws(const WCHAR *text)
{
    return raswin_fputws(text, stdout) < 0 || putchar('\n') == EOF ? -1 : 0;
}

wint_t raswin_fputwc(WCHAR c, FILE *file)
{
    char utf8[4];
    size_t n = win32_to_narrow(utf8, sizeof(utf8), &c, 1, NULL);

    return fwrite(utf8, 1, n, file) == n ? c : WEOF;
}

wint_t raswin_putwc(WCHAR c, FILE *file)
{
    return raswin_fputwc(c, file);
}

wint_t raswin_putwchar(WCHAR c)
{
    return raswin_fputwc(c, stdout);
}

/*
 * One character of the file: how many units, 0 at the end. Of a sequence that
 * is no UTF-8 what came before the first wrong byte is one U+FFFD.
 */
static size_t get_character(FILE *file, WCHAR out[2])
{
    char utf8[4] = {0};
    size_t n = 0, most;
    int c = getc(file);

    if (c == EOF)
        return 0;
    utf8[n++] = (char)c;
    most = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    while (n < most) {
        c = getc(file);
        if (c == EOF || (c & 0xc0) != 0x80) {
            ungetc(c, file);
            break;
        }
        utf8[n++] = (char)c;
    }
    if (text_utf8_length(utf8, n) == n)
        return win32_to_wide(out, 2, utf8, n, NULL);
    out[0] = NO_TEXT;
    return 1;
}

/* A character of two units has no place in one. */
wint_t raswin_fgetwc(FILE *file)
{
    WCHAR units[2];
    size_t n = get_character(file, units);

    if (n == 0)
        return WEOF;
    return n == 1 ? units[0] : NO_TEXT;
}

wint_t raswin_getwc(FILE *file)
{
    return raswin_fgetwc(file);
}

wint_t raswin_getwchar(void)
{
    return raswin_fgetwc(stdin);
}

WCHAR *raswin_fgetws(WCHAR *to, int room, FILE *file)
{
    WCHAR units[2];
    int used = 0;
    size_t n;

    while (room - used > 1) {
        n = get_character(file, units);
        if (n == 0)
            break;
        if (n == 2 && room - used == 2) {
            units[0] = NO_TEXT;
            n = 1;
        }
        memcpy(to + used, units, n * sizeof(*to));
        used += (int)n;
        if (units[0] == '\n')
            break;
    }
    if (used == 0)
        return NULL;
    to[used] = 0;
    return to;
}

static const char *mode_of(const WCHAR *mode, char *out, size_t room)
{
    size_t n = 0;

    for (; n < room - 1 && mode[n] && mode[n] != ','; n++)
        out[n] = (char)mode[n];
    out[n] = '\0';
    return out;
}

/* What follows a comma in the mode ("ccs=UTF-8") is how files are here. */
FILE *_wfopen(const WCHAR *path, const WCHAR *mode)
{
    char *utf8 = win32_narrow(path), text[16];
    FILE *file = utf8 ? fopen(utf8, mode_of(mode, text, sizeof(text))) : NULL;

    free(utf8);
    return file;
}

/* --- keys */

/* Calls READ_KEY with the terminal giving each key at once, without echo. */
static int with_keys(int (*read_key)(void))
{
    struct termios before, now;
    int terminal = tcgetattr(STDIN_FILENO, &before) == 0, key;

    if (terminal) {
        now = before;
        now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &now);
    }
    key = read_key();
    if (terminal)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    return key;
}

static int read_byte(void)
{
    unsigned char c;

    return read(STDIN_FILENO, &c, 1) == 1 ? c : EOF;
}

static int is_key(void)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

    return poll(&in, 1, 0) > 0;
}

/* The key Enter is 13 to such programs. */
int _getch(void)
{
    int key = with_keys(read_byte);

    return key == '\n' ? '\r' : key;
}

int _getche(void)
{
    int key = _getch();

    if (key != EOF)
        putchar(key);
    fflush(stdout);
    return key;
}

int _kbhit(void)
{
    return with_keys(is_key);
}
