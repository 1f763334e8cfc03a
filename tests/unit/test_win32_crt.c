/*
 * The C library's functions for 16 bit text.
 */
#include "compat/win32/crt.c"

#include "tests/unit/win32_wide.h"

static void test_copies(void)
{
    WCHAR w[16], *copy;

    EXPECT_NUMBER(raswin_wcslen(L"abc"), 3);
    EXPECT_NUMBER(raswin_wcsnlen(L"abc", 2), 2);
    EXPECT_WIDE(raswin_wcscpy(w, L"abc"), "abc");
    EXPECT_WIDE(raswin_wcscat(w, L"de"), "abcde");
    EXPECT_WIDE(raswin_wcsncat(w, L"fgh", 2), "abcdefg");
    raswin_wmemset(w, 'x', 16);
    EXPECT_WIDE(raswin_wcsncpy(w, L"ab", 5), "ab");
    EXPECT_NUMBER(w[4], 0);
    EXPECT_NUMBER(w[5], 'x');
    raswin_wcsncpy(w, L"pqrs", 2);
    EXPECT_NUMBER(w[1], 'q');
    EXPECT_NUMBER(w[2], 0);
    EXPECT_WIDE(raswin_wmemcpy(w, L"12345", 6), "12345");
    raswin_wmemmove(w + 1, w, 3);
    EXPECT_WIDE(w, "11235");
    copy = _wcsdup(w);
    EXPECT_WIDE(copy, "11235");
    free(copy);
}

static void test_comparisons(void)
{
    EXPECT_NUMBER(raswin_wcscmp(L"a", L"b"), -1);
    EXPECT_NUMBER(raswin_wcscmp(L"b", L"a"), 1);
    EXPECT_NUMBER(raswin_wcscoll(L"a", L"a"), 0);
    EXPECT_NUMBER(raswin_wcsncmp(L"abc", L"abd", 2), 0);
    EXPECT_NUMBER(raswin_wcsncmp(L"abc", L"abd", 3), -1);
    EXPECT_NUMBER(raswin_wcscmp(L"\u00ff", L"a"), 1);
    EXPECT_NUMBER(_wcsicmp(L"MODEM", L"modem"), 0);
    EXPECT_NUMBER(_wcsnicmp(L"MODEMx", L"modemy", 5), 0);
    EXPECT_NUMBER(_wcsnicmp(L"MODEMx", L"modemy", 6), -1);
    EXPECT_NUMBER(raswin_wmemcmp(L"a\0b", L"a\0c", 3), -1);
    EXPECT_NUMBER(raswin_wmemcmp(L"a\0b", L"a\0b", 3), 0);
}

static void test_searches(void)
{
    const WCHAR *s = L"abcabc";

    EXPECT_NUMBER(raswin_wcschr(s, 'b') - s, 1);
    EXPECT_NUMBER(raswin_wcsrchr(s, 'b') - s, 4);
    EXPECT_NUMBER(raswin_wcschr(s, 0) - s, 6);
    CU_ASSERT_PTR_NULL(raswin_wcschr(s, 'z'));
    CU_ASSERT_PTR_NULL(raswin_wcsrchr(s, 'z'));
    EXPECT_NUMBER(raswin_wcsstr(s, L"ca") - s, 2);
    EXPECT_NUMBER(raswin_wcsstr(s, L"") - s, 0);
    CU_ASSERT_PTR_NULL(raswin_wcsstr(s, L"abcd"));
    EXPECT_NUMBER(raswin_wcspbrk(s, L"zc") - s, 2);
    CU_ASSERT_PTR_NULL(raswin_wcspbrk(s, L"xyz"));
    EXPECT_NUMBER(raswin_wcsspn(s, L"ba"), 2);
    EXPECT_NUMBER(raswin_wcscspn(s, L"c"), 2);
    EXPECT_NUMBER(raswin_wmemchr(s, 'c', 6) - s, 2);
    CU_ASSERT_PTR_NULL(raswin_wmemchr(s, 'c', 2));
}

static void test_tokens(void)
{
    WCHAR w[] = L",,one,two;;";
    WCHAR *at = NULL;

    EXPECT_WIDE(raswin_wcstok(w, L",;", &at), "one");
    EXPECT_WIDE(raswin_wcstok(NULL, L",;", &at), "two");
    CU_ASSERT_PTR_NULL(raswin_wcstok(NULL, L",;", &at));
    CU_ASSERT_PTR_NULL(raswin_wcstok(NULL, L",;", &at));
}

static void test_letters(void)
{
    WCHAR w[] = L"B\u00dcro 7";
    char a[] = "B\xc3\x9cro 7";

    EXPECT_WIDE(_wcslwr(w), "büro 7");
    EXPECT_WIDE(_wcsupr(w), "BÜRO 7");
    EXPECT_TEXT(_strlwr(a), "bÜro 7");
    EXPECT_TEXT(_strupr(a), "BÜRO 7");
}

static void test_numbers(void)
{
    const WCHAR *s = L" \t-12x";
    WCHAR *end = NULL;

    EXPECT_NUMBER(raswin_wcstol(s, &end, 10), -12);
    EXPECT_NUMBER(end - s, 5);
    EXPECT_NUMBER(raswin_wcstoul(L"ff", &end, 16), 255);
    EXPECT_NUMBER(raswin_wcstoll(L"0x10", NULL, 0), 16);
    EXPECT_NUMBER(raswin_wcstoull(L"18446744073709551615", NULL, 10),
                  (long long)UINT64_MAX);
    s = L"\u0661";
    EXPECT_NUMBER(raswin_wcstol(s, &end, 10), 0);
    CU_ASSERT_PTR_EQUAL(end, s);
    CU_ASSERT_DOUBLE_EQUAL(raswin_wcstod(L"2.5e1z", &end), 25.0, 0);
    EXPECT_NUMBER(*end, 'z');
    EXPECT_NUMBER(_wtoi(L"42 "), 42);
    EXPECT_NUMBER(_wtoi(L"99999999999"), INT_MAX);
    EXPECT_NUMBER(_wtol(L"-99999999999"), INT_MIN);
    EXPECT_NUMBER(_wtoi64(L"99999999999"), 99999999999);
    CU_ASSERT_DOUBLE_EQUAL(_wtof(L"0.5"), 0.5, 0);
}

static void test_digits(void)
{
    char a[40];
    WCHAR w[40];

    EXPECT_TEXT(_itoa(-255, a, 10), "-255");
    EXPECT_TEXT(_itoa(-1, a, 16), "ffffffff");
    EXPECT_TEXT(_itoa(INT_MIN, a, 10), "-2147483648");
    EXPECT_TEXT(_ultoa(UINT32_MAX, a, 2), "11111111111111111111111111111111");
    EXPECT_TEXT(_ltoa(0, a, 10), "0");
    EXPECT_TEXT(_itoa(5, a, 1), "");
    EXPECT_WIDE(_itow(-7, w, 10), "-7");
    EXPECT_WIDE(_ultow(35, w, 36), "z");
}

static void test_multibyte(void)
{
    WCHAR w[4];
    char a[4];

    EXPECT_NUMBER(raswin_mbstowcs(NULL, "ä€", 0), 2);
    EXPECT_NUMBER(raswin_mbstowcs(w, "ä€", 4), 2);
    EXPECT_WIDE(w, "ä€");
    EXPECT_NUMBER(raswin_mbstowcs(w, "abcdef", 4), 4);
    EXPECT_NUMBER(w[3], 'd');
    EXPECT_NUMBER(raswin_mbstowcs(w, "\xff", 4), (size_t)-1);
    EXPECT_NUMBER(errno, EILSEQ);
    EXPECT_NUMBER(raswin_wcstombs(NULL, L"\u20ac", 0), 3);
    EXPECT_NUMBER(raswin_wcstombs(a, L"\u20ac", 4), 3);
    EXPECT_TEXT(a, "€");
    EXPECT_NUMBER(raswin_wcstombs(a, L"\xd800", 4), (size_t)-1);
}

/* What is counted was written: a character that does not fit is neither. */
static void test_multibyte_cut(void)
{
    WCHAR w[4];
    char a[4];

    memset(a, 'x', sizeof(a));
    EXPECT_NUMBER(raswin_wcstombs(a, L"a\u20acb", 3), 1);
    EXPECT_NUMBER(a[0], 'a');
    EXPECT_NUMBER(a[3], 'x');
    memset(w, 0xff, sizeof(w));
    EXPECT_NUMBER(raswin_mbstowcs(w, "ab😀c", 3), 2);
    EXPECT_NUMBER(w[1], 'b');
    EXPECT_NUMBER(w[3], 0xffff);
}

static void test_safe_forms(void)
{
    WCHAR w[6];
    char a[6];

    EXPECT_NUMBER(wcscpy_s(w, 6, L"abc"), 0);
    EXPECT_NUMBER(wcscat_s(w, 6, L"de"), 0);
    EXPECT_WIDE(w, "abcde");
    EXPECT_NUMBER(wcscat_s(w, 6, L"f"), ERANGE);
    EXPECT_WIDE(w, "");
    EXPECT_NUMBER(wcsncpy_s(w, 6, L"uvwxyz", 3), 0);
    EXPECT_WIDE(w, "uvw");
    EXPECT_NUMBER(wcsncpy_s(w, 6, L"uvwxyz", _TRUNCATE), 0);
    EXPECT_WIDE(w, "uvwxy");
    EXPECT_NUMBER(wcsncat_s(w, 6, L"z", 1), ERANGE);
    EXPECT_NUMBER(wcscpy_s(NULL, 6, L"a"), EINVAL);
    EXPECT_NUMBER(wcscpy_s(w, 0, L"a"), EINVAL);
    EXPECT_NUMBER(strcpy_s(a, 6, "abcdef"), ERANGE);
    EXPECT_TEXT(a, "");
    EXPECT_NUMBER(strcpy_s(a, 6, "abc"), 0);
    EXPECT_NUMBER(strcat_s(a, 6, "de"), 0);
    EXPECT_TEXT(a, "abcde");
    EXPECT_NUMBER(strncpy_s(a, 6, "vwxyz", 2), 0);
    EXPECT_NUMBER(strncat_s(a, 6, "12345", _TRUNCATE), 0);
    EXPECT_TEXT(a, "vw123");
    EXPECT_NUMBER(strcat_s(a, 3, "x"), EINVAL);
    EXPECT_NUMBER(strcpy_s(a, 6, NULL), EINVAL);
}

/* No room, no text, and an end that lies beyond the room. */
static void test_no_use(void)
{
    WCHAR w[3] = L"ab", full[2] = {'a', 'b'};
    char a[3] = "ab", narrow_full[2] = {'a', 'b'};

    EXPECT_NUMBER(wcscpy_s(NULL, 3, L"x"), EINVAL);
    EXPECT_NUMBER(wcscpy_s(w, 0, L"x"), EINVAL);
    EXPECT_WIDE(w, "ab");
    EXPECT_NUMBER(wcscat_s(NULL, 3, L"x"), EINVAL);
    EXPECT_NUMBER(wcsncat_s(NULL, 3, L"x", 1), EINVAL);
    EXPECT_NUMBER(wcscat_s(full, 2, L""), EINVAL); /* it has no end */
    EXPECT_NUMBER(full[0], 0);
    EXPECT_NUMBER(wcscpy_s(w, 3, NULL), EINVAL);
    EXPECT_WIDE(w, "");
    EXPECT_NUMBER(strcpy_s(NULL, 3, "x"), EINVAL);
    EXPECT_NUMBER(strcpy_s(a, 0, "x"), EINVAL);
    EXPECT_TEXT(a, "ab");
    EXPECT_NUMBER(strcat_s(NULL, 3, "x"), EINVAL);
    EXPECT_NUMBER(strncat_s(NULL, 3, "x", 1), EINVAL);
    EXPECT_NUMBER(strcat_s(narrow_full, 2, ""), EINVAL);
    EXPECT_NUMBER(narrow_full[0], 0);
    EXPECT_NUMBER(strcpy_s(a, 3, NULL), EINVAL);
    EXPECT_TEXT(a, "");
    EXPECT_TEXT(_ultoa(5, a, 1), ""); /* no such base */
    EXPECT_TEXT(_ultoa(5, a, 37), "");
    EXPECT_NUMBER(raswin_wcstombs(NULL, L"\u00e4x", 0), 3);
    EXPECT_NUMBER(raswin_wcstombs(a, L"abc", 3), 3); /* no end: as C has it */
    EXPECT_NUMBER(memcmp(a, "abc", 3), 0);
    EXPECT_NUMBER(raswin_mbstowcs(NULL, "abc", 0), 3);
}

static void test_ends(void)
{
    WCHAR text[] = {'a', ',', 'b', 0}, *at = NULL;

    CU_ASSERT(raswin_wmemcmp(L"abd", L"abc", 3) > 0);
    CU_ASSERT(raswin_wmemcmp(L"abc", L"abd", 3) < 0);
    EXPECT_NUMBER(raswin_wmemcmp(L"abc", L"abd", 2), 0);
    EXPECT_WIDE(raswin_wcstok(text, L",", &at), "a");
    EXPECT_WIDE(raswin_wcstok(NULL, L",", &at), "b");
    CU_ASSERT_PTR_NULL(raswin_wcstok(NULL, L",", &at)); /* it ended the text */
    CU_ASSERT_PTR_NULL(at);
    CU_ASSERT_PTR_NULL(raswin_wcstok(NULL, L",", &at));
    EXPECT_NUMBER(raswin_wcstombs(NULL, L"abcd", 2), 4); /* what it needs */
}

const char unit_name[] = "win32_crt";
const struct unit_test unit_tests[] = {
    {"lengths and copies", test_copies},
    {"comparisons", test_comparisons},
    {"searches", test_searches},
    {"tokens", test_tokens},
    {"letters", test_letters},
    {"numbers of text", test_numbers},
    {"text of numbers", test_digits},
    {"multibyte text is UTF-8", test_multibyte},
    {"multibyte text that does not fit", test_multibyte_cut},
    {"the forms that know the room", test_safe_forms},
    {"buffers of no use", test_no_use},
    {"the ends of texts", test_ends},
    {NULL, NULL},
};
