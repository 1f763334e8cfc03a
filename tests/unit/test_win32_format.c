/*
 * The printf of the base: one row for each meaning that Windows gives and the
 * C library here does not, in both kinds of text.
 */
#include "compat/win32/format.c"

#include "tests/unit/win32_wide.h"

/* What the two kinds make of one format; each is given the same arguments. */
static void check(const char *expected, const char *format, ...)
{
    char text[2048];
    WCHAR wide[2048], *wide_format = win32_wide(format);
    va_list args;
    int n;

    CU_ASSERT_PTR_NOT_NULL_FATAL(wide_format);
    va_start(args, format);
    n = win32_format_narrow(text, sizeof(text), format, args);
    va_end(args);
    EXPECT_TEXT(text, expected);
    EXPECT_NUMBER(n, strlen(expected));

    va_start(args, format);
    n = win32_format_wide(wide, 2048, wide_format, args);
    va_end(args);
    EXPECT_WIDE(wide, expected);
    EXPECT_NUMBER(n, lstrlenW(wide));
    free(wide_format);
}

static const char *narrow(const char *format, ...)
{
    static char text[256];
    va_list args;

    va_start(args, format);
    win32_format_narrow(text, sizeof(text), format, args);
    va_end(args);
    return text;
}

static const WCHAR *wide(const WCHAR *format, ...)
{
    static WCHAR text[256];
    va_list args;

    va_start(args, format);
    win32_format_wide(text, 256, format, args);
    va_end(args);
    return text;
}

static void test_integers(void)
{
    check("-5 5 -5", "%d %u %i", -5, 5, -5);
    check("  -5|-5  |-0005|+5| 5", "%4d|%-4d|%05d|%+d|% d", -5, -5, -5, 5, 5);
    check("ff FF 0xff 17 #", "%x %X %#x %o #", 255, 255, 255, 15);
    check("007|  007|", "%.3d|%5.3d|", 7, 7);
    check("   7|7   |", "%*d|%-*d|", 4, 7, 4, 7);
    check("7   |", "%*d|", -4, 7);
    check("7|", "%.*d|", -1, 7);
    check("%|100%", "%%|100%%");
}

/* long has 32 bits; the upper half of what was passed is of no interest. */
static void test_sizes(void)
{
    check("-1 4294967295", "%ld %lu", (long)-1, 0xffffffffUL);
    check("2 2", "%ld %lx", 0x700000002L, 0x700000002L);
    check("30064771074 700000002", "%lld %I64x", 0x700000002LL, 0x700000002LL);
    check("-7 9", "%I64d %I32u", -7LL, 9);
    check("18446744073709551615 -1", "%Iu %Id", SIZE_MAX, (SSIZE_T)-1);
    check("18446744073709551615 -1", "%zu %td", SIZE_MAX, (ptrdiff_t)-1);
    check("-1 65535 -1 255", "%hd %hu %hhd %hhu", 0x1ffff, 0x1ffff, 0x1ff,
          0x1ff);
    check("-9 9", "%jd %ju", (intmax_t)-9, (uintmax_t)9);
}

static void test_reals(void)
{
    check("1.500000 2.25 1e+10", "%f %.2f %g", 1.5, 2.25, 1e10);
    check("  1.50|1.5e+00", "%6.2f|%.1e", 1.5, 1.5);
    check("1.5 2", "%Lg %g", 1.5L, 2.0);
    check("inf nan", "%g %g", (double)__builtin_inf(),
          (double)__builtin_nan(""));
}

static void test_pointers(void)
{
    check("00000000DEADBEEF", "%p", (void *)(uintptr_t)0xdeadbeef);
    check("0000000000000000", "%p", NULL);
}

/* The kind of %s is the format's, that of %S the other. */
static void test_kinds_of_text(void)
{
    EXPECT_TEXT(narrow("%s|%S|%hs|%ls|%ws", "a", L"b", "c", L"d", L"e"),
                "a|b|c|d|e");
    EXPECT_WIDE(wide(L"%s|%S|%hs|%ls|%ws", L"a", "b", "c", L"d", L"e"),
                "a|b|c|d|e");
    EXPECT_TEXT(narrow("%c%C%hc%lc", 'a', L'\u00e4', 'c', L'\u20ac'), "aäc€");
    EXPECT_WIDE(wide(L"%c%C%hc%lc", L'\u00e4', 'b', 'c', L'd'), "äbcd");
    EXPECT_TEXT(narrow("%hS|%lS", "a", L"b"), "a|b");
}

static void test_conversion(void)
{
    EXPECT_TEXT(narrow("<%S>", L"gr\u00fcn \U0001f600"), "<grün 😀>");
    EXPECT_WIDE(wide(L"<%S>", "grün 😀"), "<grün 😀>");
    EXPECT_WIDE(wide(L"<%s>", L"gr\u00fcn"), "<grün>");
    EXPECT_TEXT(narrow("%S", L"\xd800x"), "\xef\xbf\xbdx");
    EXPECT_WIDE(wide(L"%S", "a\xff"), "a\xef\xbf\xbd");
}

static void test_text_fields(void)
{
    EXPECT_TEXT(narrow("%5s|%-5s|%.2s|%5.1s|", "ab", "ab", "abc", "abc"),
                "   ab|ab   |ab|    a|");
    EXPECT_WIDE(wide(L"%5s|%-5s|%.2s|%5.1s|", L"ab", L"ab", L"abc", L"abc"),
                "   ab|ab   |ab|    a|");
    EXPECT_WIDE(wide(L"%4S|%3c|%-3c|", "ü", L'a', L'b'), "   ü|  a|b  |");
    EXPECT_TEXT(narrow("%s %S %.3s", NULL, NULL, NULL), "(null) (null) (nu");
    EXPECT_WIDE(wide(L"%s", NULL), "(null)");
}

/* A text without end, of which no more than the precision may be read. */
static void test_unended_text(void)
{
    static const char three[3] = {'a', 'b', 'c'};
    static const WCHAR two[2] = {'d', 'e'};

    EXPECT_TEXT(narrow("%.3s%.2S", three, two), "abcde");
    EXPECT_WIDE(wide(L"%.*S%.*s", 3, three, 2, two), "abcde");
}

static int cut_at(char *to, size_t max, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = win32_format_narrow(to, max, format, args);
    va_end(args);
    return n;
}

static int cut_wide_at(WCHAR *to, size_t max, const WCHAR *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = win32_format_wide(to, max, format, args);
    va_end(args);
    return n;
}

static void test_cut(void)
{
    char text[8];
    WCHAR wide_text[8];

    memset(text, 'x', sizeof(text));
    EXPECT_NUMBER(cut_at(text, 4, "abcdef"), 6);
    EXPECT_TEXT(text, "abc");
    EXPECT_NUMBER(text[4], 'x');
    EXPECT_NUMBER(cut_at(text, 1, "abcdef"), 6);
    EXPECT_TEXT(text, "");
    EXPECT_NUMBER(cut_at(NULL, 0, "abcdef"), 6);
    EXPECT_NUMBER(cut_wide_at(wide_text, 4, L"abcdef"), 6);
    EXPECT_WIDE(wide_text, "abc");
}

/* Where a conversion would be cut, none of the character is written. */
static void test_cut_in_conversion(void)
{
    char text[8];
    WCHAR wide_text[8];

    memset(text, 'x', sizeof(text));
    EXPECT_NUMBER(cut_at(text, 4, "%S", L"a\u20acb"), 5);
    EXPECT_TEXT(text, "a"); /* and nothing of what was there before */
    EXPECT_NUMBER(text[4], 'x');
    memset(wide_text, 0xff, sizeof(wide_text));
    EXPECT_NUMBER(cut_wide_at(wide_text, 3, L"%S%d", "a😀", 5), 4);
    EXPECT_WIDE(wide_text, "a");
    EXPECT_NUMBER(wide_text[3], 0xffff);
    EXPECT_NUMBER(cut_at(text, 8, "%d", 1234567890), 10);
    EXPECT_TEXT(text, "1234567");
}

static char *made(const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = win32_format_new(format, args);
    va_end(args);
    return text;
}

static void test_refused(void)
{
    char text[8];

    EXPECT_NUMBER(cut_at(text, 8, "%n", (int *)NULL), -1);
    EXPECT_NUMBER(cut_at(text, 8, "%99999999999d", 1), -1);
    EXPECT_NUMBER(cut_at(text, 8, "%.99999999999d", 1), -1);
    EXPECT_NUMBER(cut_at(text, 8, "%*d", INT_MIN, 1), -1);
    EXPECT_NUMBER(cut_at(NULL, 0, "%2147483647s%s", "a", "b"), -1);
    CU_ASSERT_PTR_NULL(made("%n", (int *)NULL));
}

/* Numbers have their limits, the format its end in the middle of nothing. */
static void test_odd_formats(void)
{
    char text[8];

    EXPECT_NUMBER(cut_at(text, 8, "%5000d", 1), MOST_WIDTH);
    CU_ASSERT_TRUE(cut_at(text, 8, "%.5000f", 1e308) < NUMBER_SIZE);
    EXPECT_NUMBER(cut_at(text, 8, "%.500f", -1e308), 1 + 309 + 1 + 500);
    check("q", "%q");
    check("ab", "ab%");
    check("ab", "ab%-5.3l");
    check("+1", "%+++++++++d", 1);
    check("7   |", "%-*d|", -4, 7);
    check("+7  |", "%+ #0*d|", -4, 7); /* room for one more flag */
    check("q", "%-+ #0q");
    EXPECT_WIDE(wide(L"%\u00fcd"), "\u00fcd");
}

const char unit_name[] = "win32_format";
const struct unit_test unit_tests[] = {
    {"integers", test_integers},
    {"the sizes of integers", test_sizes},
    {"real numbers", test_reals},
    {"pointers", test_pointers},
    {"narrow and wide text", test_kinds_of_text},
    {"text in the other form", test_conversion},
    {"width and precision of text", test_text_fields},
    {"text without an end", test_unended_text},
    {"what does not fit is cut", test_cut},
    {"no character is cut", test_cut_in_conversion},
    {"what is refused", test_refused},
    {"odd formats", test_odd_formats},
    {NULL, NULL},
};
