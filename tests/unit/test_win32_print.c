/*
 * Printing to files and buffers, reading wide text.
 */
#include "compat/win32/print.c"

#include <fcntl.h>
#include <sys/wait.h>

#include "tests/unit/win32_wide.h"

static char written[256];

/* What was written to the file, which is closed. */
static const char *content(FILE *file)
{
    size_t n;

    rewind(file);
    n = fread(written, 1, sizeof(written) - 1, file);
    written[n] = '\0';
    fclose(file);
    return written;
}

static void test_files(void)
{
    FILE *file = tmpfile();

    EXPECT_NUMBER(
        raswin_fprintf(file, "%s %S %ld\n", "a", L"\u00e4", 0x7ffffffffL), 8);
    EXPECT_NUMBER(raswin_fwprintf(file, L"%s %S|", L"\u20ac", "\xc3\xa4"), 4);
    EXPECT_NUMBER(raswin_fputws(L"w\u00e4", file), 0);
    EXPECT_NUMBER(raswin_fputwc(L'\u20ac', file), 0x20ac);
    EXPECT_NUMBER(raswin_putwc(L'x', file), 'x');
    EXPECT_TEXT(content(file), "a ä -1\n€ ä|wä€x");
}

static void test_file_errors(void)
{
    FILE *full = fopen("/dev/full", "w");

    if (!full)
        return;
    setvbuf(full, NULL, _IONBF, 0);
    EXPECT_NUMBER(raswin_fprintf(full, "abc"), -1);
    EXPECT_NUMBER(raswin_fwprintf(full, L"abc"), -1);
    EXPECT_NUMBER(raswin_fputwc(L'x', full), WEOF);
    EXPECT_NUMBER(raswin_fprintf(full, "%n", (int *)NULL), -1);
    fclose(full);
}

static void test_buffers(void)
{
    char a[8];
    WCHAR w[8];

    EXPECT_NUMBER(raswin_snprintf(a, 4, "%s", "abcdef"), 6);
    EXPECT_TEXT(a, "abc");
    EXPECT_NUMBER(raswin_sprintf(a, "%d", 123), 3);
    EXPECT_TEXT(a, "123");
    EXPECT_NUMBER(raswin_swprintf(w, 8, L"%s", L"abc"), 3);
    EXPECT_WIDE(w, "abc");
    EXPECT_NUMBER(raswin_swprintf(w, 3, L"%s", L"abc"), -1);
    EXPECT_WIDE(w, "ab");
    EXPECT_NUMBER(_swprintf(w, L"%d", 1234567), 7);
    EXPECT_WIDE(w, "1234567");
}

/* _snprintf has no NUL where the text fills the buffer. */
static void test_old_forms(void)
{
    char a[8];
    WCHAR w[8];

    memset(a, 'x', sizeof(a));
    EXPECT_NUMBER(_snprintf(a, 3, "%s", "abc"), 3);
    EXPECT_NUMBER(memcmp(a, "abcx", 4), 0);
    EXPECT_NUMBER(_snprintf(a, 2, "%s", "uvw"), -1);
    EXPECT_NUMBER(memcmp(a, "uvcx", 4), 0);
    a[7] = '\0';
    EXPECT_NUMBER(_snprintf(a, 8, "%s", "uvw"), 3);
    EXPECT_TEXT(a, "uvw");
    memset(w, 0xff, sizeof(w));
    w[7] = 0;
    EXPECT_NUMBER(_snwprintf(w, 3, L"%s", L"abc"), 3);
    EXPECT_NUMBER(w[3], 0xffff);
    EXPECT_NUMBER(_snwprintf(w, 8, L"%S", "abc"), 3);
    EXPECT_WIDE(w, "abc");
    EXPECT_NUMBER(_snwprintf(w, 2, L"%S", "xyz"), -1);
    EXPECT_WIDE(w, "xyc");
}

static void test_safe_forms(void)
{
    char a[4];
    WCHAR w[4];

    EXPECT_NUMBER(sprintf_s(a, 4, "%d", 123), 3);
    EXPECT_TEXT(a, "123");
    EXPECT_NUMBER(sprintf_s(a, 4, "%d", 1234), -1);
    EXPECT_TEXT(a, "");
    EXPECT_NUMBER(swprintf_s(w, 4, L"%d", 123), 3);
    EXPECT_WIDE(w, "123");
    EXPECT_NUMBER(swprintf_s(w, 4, L"%d", 1234), -1);
    EXPECT_WIDE(w, "");
}

/* No room at all: nothing is written, not even an end. */
static void test_no_room(void)
{
    char a = 'x';
    WCHAR w = 'y';

    errno = 0;
    EXPECT_NUMBER(sprintf_s(&a, 0, "%d", 1), -1);
    EXPECT_NUMBER(errno, ERANGE);
    errno = 0;
    EXPECT_NUMBER(swprintf_s(&w, 0, L"%d", 1), -1);
    EXPECT_NUMBER(errno, ERANGE);
    EXPECT_NUMBER(_snprintf(&a, 0, "%d", 1), -1);
    EXPECT_NUMBER(_snwprintf(&w, 0, L"%d", 1), -1);
    /* no buffer either: how much it needs */
    EXPECT_NUMBER(_snprintf(NULL, 0, "%d", 1234), 4);
    EXPECT_NUMBER(_snwprintf(NULL, 0, L"%d", 1234), 4);
    EXPECT_NUMBER(_snprintf(NULL, 8, "%d", 1), -1);
    EXPECT_NUMBER(_snwprintf(NULL, 8, L"%d", 1), -1);
    CU_ASSERT(a == 'x' && w == 'y');
}

static FILE *file_of(const char *text)
{
    FILE *file = tmpfile();

    fputs(text, file);
    rewind(file);
    return file;
}

static void test_lines(void)
{
    FILE *file = file_of("grün\n😀x\nlast");
    WCHAR w[8];

    EXPECT_WIDE(raswin_fgetws(w, 8, file), "grün\n");
    EXPECT_WIDE(raswin_fgetws(w, 3, file), "😀");
    EXPECT_WIDE(raswin_fgetws(w, 8, file), "x\n");
    EXPECT_WIDE(raswin_fgetws(w, 3, file), "la");
    EXPECT_WIDE(raswin_fgetws(w, 8, file), "st");
    CU_ASSERT_PTR_NULL(raswin_fgetws(w, 8, file));
    fclose(file);
}

static void test_characters(void)
{
    FILE *file = file_of("ä\xc3z\xffy😀€");
    static const wint_t expected[] = {0xe4, 0xfffd, 'z',    0xfffd,
                                      'y',  0xfffd, 0x20ac, WEOF};
    size_t i;

    for (i = 0; i < ARRAYSIZE(expected); i++)
        EXPECT_NUMBER(raswin_fgetwc(file), expected[i]);
    fclose(file);
}

/* A file that ends in the midst of a character. */
static void test_cut_character(void)
{
    FILE *file = file_of("a\xe2\x82");
    WCHAR w[4];

    EXPECT_WIDE(raswin_fgetws(w, 4, file), "a\xef\xbf\xbd");
    CU_ASSERT_PTR_NULL(raswin_fgetws(w, 4, file));
    fclose(file);
    file = file_of("\xf0\x9f\x98\x80");
    EXPECT_WIDE(raswin_fgetws(w, 2, file), "\xef\xbf\xbd"); /* one unit */
    CU_ASSERT_PTR_NULL(raswin_fgetws(w, 1, file));
    fclose(file);
}

static void test_wide_path(void)
{
    char path[] = "/tmp/win32_print.XXXXXX";
    int fd = mkstemp(path);
    WCHAR *name = win32_wide(path);
    FILE *file = _wfopen(name, L"w, ccs=UTF-8");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    raswin_fwprintf(file, L"%s", L"\u00e4");
    fclose(file);
    file = fopen(path, "r");
    EXPECT_TEXT(content(file), "ä");
    unlink(path);
    CU_ASSERT_PTR_NULL(_wfopen(name, L"r"));
    CU_ASSERT_PTR_NULL(_wfopen(name, L"r                       +"));
    free(name);
    close(fd);
}

/* --- keys: standard input is a pipe, then something else again */

static void test_keys(void)
{
    int ends[2], saved = dup(STDIN_FILENO);

    EXPECT_NUMBER(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    EXPECT_NUMBER(_kbhit(), 0);
    EXPECT_NUMBER(write(ends[1], "y\n", 2), 2);
    CU_ASSERT_NOT_EQUAL(_kbhit(), 0);
    EXPECT_NUMBER(_getch(), 'y');
    EXPECT_NUMBER(_getch(), '\r');
    close(ends[1]);
    EXPECT_NUMBER(_getch(), EOF);
    dup2(saved, STDIN_FILENO);
    close(ends[0]);
    close(saved);
}

static bool is_raw(int terminal)
{
    struct termios t;

    return tcgetattr(terminal, &t) == 0 && !(t.c_lflag & (ICANON | ECHO));
}

/* A key at once, without echo; then the terminal is as it was. */
static void test_terminal_keys(void)
{
    int saved = dup(STDIN_FILENO), out = dup(STDOUT_FILENO), status, slave;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    FILE *shown = tmpfile();
    pid_t typist;
    int i;

    CU_ASSERT_FATAL(master >= 0 && grantpt(master) == 0 &&
                    unlockpt(master) == 0);
    slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    dup2(slave, STDIN_FILENO);
    EXPECT_NUMBER(_kbhit(), 0);
    fflush(stdout);
    typist = fork();
    if (typist == 0) { /* when the terminal hears single keys */
        for (i = 0; i < 10000 && !is_raw(slave); i++)
            usleep(1000);
        /* Enter for one that never does: nobody waits for ever. */
        _exit(i == 10000 ? write(master, "\n", 1) != 1
                         : write(master, "k", 1) != 1);
    }
    dup2(fileno(shown), STDOUT_FILENO);
    EXPECT_NUMBER(_getche(), 'k');
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    waitpid(typist, &status, 0);
    EXPECT_NUMBER(status, 0);
    EXPECT_TEXT(content(shown), "k");
    CU_ASSERT(!is_raw(slave));
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(out);
    close(slave);
    close(master);
}

/* A disk that is full: nobody is told that it went well. */
static void test_full_disk(void)
{
    FILE *full = fopen("/dev/full", "we");

    CU_ASSERT_PTR_NOT_NULL_FATAL(full);
    setvbuf(full, NULL, _IONBF, 0);
    EXPECT_NUMBER(raswin_fputws(L"text", full), -1);
    EXPECT_NUMBER(raswin_fwprintf(full, L"%d", 1), -1);
    fclose(full);
}

const char unit_name[] = "win32_print";
const struct unit_test unit_tests[] = {
    {"to files", test_files},
    {"files that are full", test_file_errors},
    {"to buffers", test_buffers},
    {"_snprintf", test_old_forms},
    {"sprintf_s", test_safe_forms},
    {"buffers of no size", test_no_room},
    {"lines of wide text", test_lines},
    {"a character that is cut", test_cut_character},
    {"wide characters", test_characters},
    {"a path in wide text", test_wide_path},
    {"keys", test_keys},
    {"keys on a terminal", test_terminal_keys},
    {"a disk that is full", test_full_disk},
    {NULL, NULL},
};
