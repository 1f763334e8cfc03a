/*
 * lstr*, StringCch*, comparisons, code pages: A and W.
 */
#include "compat/win32/strings.c"

#include "tests/unit/win32_wide.h"

static void test_lstr(void)
{
    char a[16];
    WCHAR w[16];

    EXPECT_NUMBER(lstrlenA("abc") + lstrlenW(L"abcd"), 7);
    EXPECT_NUMBER(lstrlenA(NULL) + lstrlenW(NULL), 0);
    EXPECT_TEXT(lstrcpyA(a, "abc"), "abc");
    EXPECT_TEXT(lstrcatA(a, "def"), "abcdef");
    EXPECT_TEXT(lstrcpynA(a, "uvwxyz", 4), "uvw");
    EXPECT_TEXT(lstrcpynA(a, "uvw", 4), "uvw");
    EXPECT_WIDE(lstrcpyW(w, L"abc"), "abc");
    EXPECT_WIDE(lstrcatW(w, L"def"), "abcdef");
    EXPECT_WIDE(lstrcpynW(w, L"uvwxyz", 4), "uvw");
    EXPECT_WIDE(lstrcpynW(w, L"uvw", 1), "");
    CU_ASSERT_PTR_NULL(lstrcpyA(NULL, "a"));
    CU_ASSERT_PTR_NULL(lstrcpyW(w, NULL));
    CU_ASSERT_PTR_NULL(lstrcatA(a, NULL));
    CU_ASSERT_PTR_NULL(lstrcpynA(a, "a", 0));
}

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void test_compare(void)
{
    EXPECT_NUMBER(sign(lstrcmpA("a", "b")), -1);
    EXPECT_NUMBER(sign(lstrcmpW(L"b", L"a")), 1);
    EXPECT_NUMBER(lstrcmpW(L"a", L"a"), 0);
    CU_ASSERT_NOT_EQUAL(lstrcmpA("a", "A"), 0);
    EXPECT_NUMBER(lstrcmpiA("BÜRO", "büro"), 0);
    EXPECT_NUMBER(lstrcmpiW(L"B\u00dcRO", L"b\u00fcro"), 0);
    EXPECT_NUMBER(lstrcmpiW(L"\u0396\u0416\u0104", L"\u03b6\u0436\u0105"), 0);
    CU_ASSERT_NOT_EQUAL(lstrcmpiW(L"\u00d7", L"\u00f7"), 0);
    EXPECT_NUMBER(sign(lstrcmpiA("a", "ab")), -1);
    EXPECT_NUMBER(lstrcmpiA(NULL, NULL), 0);
    EXPECT_NUMBER(sign(lstrcmpiA(NULL, "")), -1);
    EXPECT_NUMBER(sign(lstrcmpW(L"", NULL)), 1);
}

/* Every capital has a small form that leads back to it. */
static void test_letters(void)
{
    unsigned u, n = 0;

    for (u = 0; u < 0x10000; u++) {
        if (win32_small((WCHAR)u) == u)
            continue;
        n++;
        EXPECT_NUMBER(win32_capital(win32_small((WCHAR)u)), u);
        EXPECT_NUMBER(win32_small(win32_small((WCHAR)u)),
                      win32_small((WCHAR)u));
    }
    CU_ASSERT_TRUE(n > 300);
}

static void test_compare_string(void)
{
    EXPECT_NUMBER(CompareStringA(LOCALE_USER_DEFAULT, NORM_IGNORECASE, "MODEM",
                                 -1, "modem", -1),
                  CSTR_EQUAL);
    EXPECT_NUMBER(CompareStringW(LOCALE_INVARIANT, 0, L"abc", 2, L"abd", 2),
                  CSTR_EQUAL);
    EXPECT_NUMBER(CompareStringW(LOCALE_INVARIANT, 0, L"abc", -1, L"abd", 3),
                  CSTR_LESS_THAN);
    EXPECT_NUMBER(CompareStringA(LOCALE_INVARIANT, 0, "abc", 3, "ab", 2),
                  CSTR_GREATER_THAN);
    EXPECT_NUMBER(CompareStringA(LOCALE_INVARIANT, 0, NULL, 3, "ab", 2), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(CompareStringW(LOCALE_INVARIANT, 0, L"", 0, NULL, 2), 0);
}

static void test_copy(void)
{
    char a[4];
    WCHAR w[4];

    EXPECT_NUMBER(StringCchCopyA(a, 4, "abc"), S_OK);
    EXPECT_TEXT(a, "abc");
    EXPECT_NUMBER(StringCchCopyA(a, 4, "abcd"), STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_TEXT(a, "abc");
    EXPECT_NUMBER(StringCchCopyA(a, 1, "x"), STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_TEXT(a, "");
    EXPECT_NUMBER(StringCchCopyA(a, 0, "x"), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCopyA(a, (size_t)STRSAFE_MAX_CCH + 1, "x"),
                  STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCopyW(w, 4, L"abcd"), STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_WIDE(w, "abc");
    EXPECT_NUMBER(StringCchCopyNW(w, 4, L"xyzzy", 2), S_OK);
    EXPECT_WIDE(w, "xy");
    EXPECT_NUMBER(StringCchCopyNA(a, 4, "xyzzy", 9),
                  STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_NUMBER(StringCbCopyW(w, sizeof(w), L"pqrs"),
                  STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_WIDE(w, "pqr");
    EXPECT_NUMBER(StringCchCopyA(a, 4, NULL), S_OK);
    EXPECT_TEXT(a, "");
}

static void test_cat(void)
{
    char a[6] = "ab";
    WCHAR w[6] = L"ab";

    EXPECT_NUMBER(StringCchCatA(a, 6, "cd"), S_OK);
    EXPECT_NUMBER(StringCchCatA(a, 6, "ef"), STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_TEXT(a, "abcde");
    EXPECT_NUMBER(StringCchCatNW(w, 6, L"cdefg", 2), S_OK);
    EXPECT_WIDE(w, "abcd");
    EXPECT_NUMBER(StringCbCatW(w, sizeof(w), L"ef"),
                  STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_WIDE(w, "abcde");
    /* No end within the room: there is nothing to append to. */
    EXPECT_NUMBER(StringCchCatA(a, 3, "x"), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_TEXT(a, "abcde");
}

static void test_length(void)
{
    size_t n = 9;

    EXPECT_NUMBER(StringCchLengthA("abc", 4, &n), S_OK);
    EXPECT_NUMBER(n, 3);
    EXPECT_NUMBER(StringCchLengthA("abc", 3, &n), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(n, 0);
    EXPECT_NUMBER(StringCchLengthW(L"abc", 10, &n), S_OK);
    EXPECT_NUMBER(n, 3);
    EXPECT_NUMBER(StringCbLengthW(L"abc", 8, &n), S_OK);
    EXPECT_NUMBER(n, 6);
    EXPECT_NUMBER(StringCbLengthA("abc", 8, &n), S_OK);
    EXPECT_NUMBER(n, 3);
    EXPECT_NUMBER(StringCchLengthW(NULL, 10, &n), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchLengthA("abc", 4, NULL), S_OK);
}

static void test_printf(void)
{
    char a[8];
    WCHAR w[8];

    EXPECT_NUMBER(StringCchPrintfA(a, 8, "%s-%d", "ab", 5), S_OK);
    EXPECT_TEXT(a, "ab-5");
    EXPECT_NUMBER(StringCchPrintfW(w, 8, L"%s-%d", L"\u00e4b", 5), S_OK);
    EXPECT_WIDE(w, "äb-5");
    EXPECT_NUMBER(StringCchPrintfW(w, 8, L"%s", L"12345678"),
                  STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_WIDE(w, "1234567");
    EXPECT_NUMBER(StringCbPrintfW(w, 8, L"%S", "1234567"),
                  STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_WIDE(w, "123");
    EXPECT_NUMBER(StringCchPrintfA(NULL, 8, "x"), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchPrintfA(a, 8, NULL), STRSAFE_E_INVALID_PARAMETER);
}

static void test_wsprintf(void)
{
    char a[WSPRINTF_ROOM + 1], longer[2000];
    WCHAR w[WSPRINTF_ROOM];

    EXPECT_NUMBER(wsprintfA(a, "%s %d", "ab", 5), 4);
    EXPECT_TEXT(a, "ab 5");
    EXPECT_NUMBER(wsprintfW(w, L"%s %hs", L"ab", "cd"), 5);
    EXPECT_WIDE(w, "ab cd");
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    a[WSPRINTF_ROOM] = 'z';
    EXPECT_NUMBER(wsprintfA(a, "%s", longer), WSPRINTF_ROOM - 1);
    EXPECT_NUMBER(strlen(a), WSPRINTF_ROOM - 1);
    EXPECT_NUMBER(a[WSPRINTF_ROOM], 'z');
}

static void test_char_next(void)
{
    const char *a = "\xc3\xa4x\xff";
    const WCHAR *w = L"\u00e4x";

    EXPECT_NUMBER(CharNextA(a) - a, 2);
    EXPECT_NUMBER(CharNextA(a + 3) - a, 4);
    EXPECT_NUMBER(CharNextA(a + 4) - a, 4);
    EXPECT_NUMBER(CharNextW(w) - w, 1);
    EXPECT_NUMBER(CharNextW(w + 2) - w, 2);
}

static void test_to_wide(void)
{
    WCHAR w[8];

    EXPECT_NUMBER(MultiByteToWideChar(CP_ACP, 0, "ä😀", -1, NULL, 0), 4);
    EXPECT_NUMBER(MultiByteToWideChar(CP_UTF8, 0, "ä😀", -1, w, 8), 4);
    EXPECT_NUMBER(w[0], 0xe4);
    EXPECT_NUMBER(w[1], 0xd83d);
    EXPECT_NUMBER(w[2], 0xde00);
    EXPECT_NUMBER(w[3], 0);
    EXPECT_NUMBER(MultiByteToWideChar(CP_UTF8, 0, "a\0b", 3, w, 8), 3);
    EXPECT_NUMBER(w[2], 'b');
    SetLastError(0);
    EXPECT_NUMBER(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, w, 3), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
    EXPECT_NUMBER(MultiByteToWideChar(CP_UTF8, 0, "a\xff", -1, w, 8), 3);
    EXPECT_NUMBER(w[1], 0xfffd);
    EXPECT_NUMBER(
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xff", -1, w, 8),
        0);
    EXPECT_NUMBER(GetLastError(), ERROR_NO_UNICODE_TRANSLATION);
    EXPECT_NUMBER(MultiByteToWideChar(1252, 0, "a", -1, w, 8), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(MultiByteToWideChar(CP_UTF8, 0, NULL, -1, w, 8), 0);
    EXPECT_NUMBER(MultiByteToWideChar(CP_UTF8, 0, "a", 0, w, 8), 0);
    EXPECT_NUMBER(MultiByteToWideChar(CP_UTF8, 0, "a", 1, NULL, 8), 0);
    EXPECT_NUMBER(MultiByteToWideChar(CP_UTF8, 0, "a", 1, w, -1), 0);
}

static void test_to_narrow(void)
{
    char a[8];
    BOOL used = TRUE;

    EXPECT_NUMBER(
        WideCharToMultiByte(CP_UTF8, 0, L"\u20ac", -1, NULL, 0, NULL, NULL), 4);
    EXPECT_NUMBER(
        WideCharToMultiByte(CP_ACP, 0, L"\u20ac", -1, a, 8, "?", &used), 4);
    EXPECT_TEXT(a, "€");
    EXPECT_NUMBER(used, FALSE);
    EXPECT_NUMBER(
        WideCharToMultiByte(CP_UTF8, 0, L"\u20ac", 1, a, 2, NULL, NULL), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
    EXPECT_NUMBER(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, L"\xd800",
                                      -1, a, 8, NULL, NULL),
                  0);
    EXPECT_NUMBER(GetLastError(), ERROR_NO_UNICODE_TRANSLATION);
    EXPECT_NUMBER(
        WideCharToMultiByte(CP_UTF8, 0, L"\xdc00", 1, a, 8, NULL, NULL), 3);
    EXPECT_NUMBER(WideCharToMultiByte(1252, 0, L"a", 1, a, 8, NULL, NULL), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(GetACP(), CP_UTF8);
}

/* Which comes first, in both forms. */
static void test_order(void)
{
    EXPECT_NUMBER(CompareStringW(0, 0, L"a", -1, L"b", -1), CSTR_LESS_THAN);
    EXPECT_NUMBER(CompareStringW(0, 0, L"b", -1, L"a", -1), CSTR_GREATER_THAN);
    EXPECT_NUMBER(CompareStringW(0, 0, L"ab", 1, L"ab", 2), CSTR_LESS_THAN);
    EXPECT_NUMBER(CompareStringW(0, 0, L"ab", 2, L"ab", 1), CSTR_GREATER_THAN);
    EXPECT_NUMBER(CompareStringW(0, NORM_IGNORECASE, L"A", 1, L"a", 1),
                  CSTR_EQUAL);
    EXPECT_NUMBER(
        CompareStringA(0, NORM_IGNORECASE, "\303\204", -1, "\303\244", 2),
        CSTR_EQUAL);
    EXPECT_NUMBER(CompareStringA(0, 0, "a", 1, NULL, 1), 0);
    EXPECT_NUMBER(CompareStringA(0, 0, NULL, 1, "a", 1), 0);
    EXPECT_NUMBER(CompareStringW(0, 0, L"a", 1, NULL, 1), 0);
    SetLastError(0);
    EXPECT_NUMBER(CompareStringW(0, 0, NULL, 1, L"a", 1), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(lstrcmpA(NULL, NULL), 0);
    CU_ASSERT(lstrcmpA(NULL, "a") < 0 && lstrcmpA("a", NULL) > 0);
    CU_ASSERT(lstrcmpiA("a", "B") < 0 && lstrcmpA("a", "B") > 0);
}

/* Pages, lengths and buffers that a conversion refuses. */
static void test_bad_conversions(void)
{
    static const UINT pages[] = {CP_ACP, CP_OEMCP, CP_THREAD_ACP, CP_UTF8};
    WCHAR w[4];
    char a[4];
    size_t i;

    for (i = 0; i < ARRAYSIZE(pages); i++) {
        EXPECT_NUMBER(MultiByteToWideChar(pages[i], 0, "a", -1, w, 4), 2);
        EXPECT_NUMBER(
            WideCharToMultiByte(pages[i], 0, L"a", -1, a, 4, NULL, NULL), 2);
    }
#define REFUSED(call)                                                          \
    do {                                                                       \
        SetLastError(0);                                                       \
        EXPECT_NUMBER(call, 0);                                                \
        EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);                \
    } while (0)
    REFUSED(MultiByteToWideChar(1252, 0, "a", -1, w, 4));
    REFUSED(MultiByteToWideChar(CP_UTF8, 0, NULL, -1, w, 4));
    REFUSED(MultiByteToWideChar(CP_UTF8, 0, "a", 0, w, 4));
    REFUSED(MultiByteToWideChar(CP_UTF8, 0, "a", -2, w, 4));
    REFUSED(MultiByteToWideChar(CP_UTF8, 0, "a", -1, w, -1));
    REFUSED(MultiByteToWideChar(CP_UTF8, 0, "a", -1, NULL, 4));
    REFUSED(MultiByteToWideChar(CP_UTF8, 0, (LPCSTR)w, 1, w, 4));
#undef REFUSED
    SetLastError(0);
    EXPECT_NUMBER(MultiByteToWideChar(CP_UTF8, 0, "abcd", 4, w, 3), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
}

/* Sizes over STRSAFE_MAX_CCH, texts that are not there: in each form. */
static void test_bad_sizes(void)
{
    const size_t too_much = (size_t)STRSAFE_MAX_CCH + 1;
    char a[8] = "ab";
    WCHAR w[8] = {'a', 'b', 0};
    size_t n = 7;

    CU_ASSERT_PTR_NULL(lstrcatA(NULL, "a"));
    CU_ASSERT_PTR_NULL(lstrcatW(NULL, w));
    EXPECT_NUMBER(StringCchCopyNA(a, 8, "x", too_much),
                  STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCopyNW(w, 8, L"x", too_much),
                  STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCopyNA(NULL, 8, "x", 1),
                  STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCopyNW(w, 0, L"x", 1), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCatNA(a, 8, "x", too_much),
                  STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCatNW(w, 8, L"x", too_much),
                  STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCatNA(NULL, 8, "x", 1), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCatNW(w, 2, L"x", 1), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchCatNW(w, 0, L"x", 1), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchLengthA(a, too_much, &n),
                  STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(n, 0);
    EXPECT_NUMBER(StringCchLengthW(w, too_much, NULL),
                  STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchPrintfW(NULL, 8, L"x"), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchPrintfW(w, 8, NULL), STRSAFE_E_INVALID_PARAMETER);
    EXPECT_NUMBER(StringCchPrintfA(a, 3, "%s", "xyz"),
                  STRSAFE_E_INSUFFICIENT_BUFFER);
    EXPECT_TEXT(a, "xy"); /* cut, and nothing before it was changed */
    EXPECT_WIDE(w, "ab");
    /* No text comes before any; two of these are the same. */
    CU_ASSERT(lstrcmpA(NULL, "") < 0 || lstrcmpA(NULL, "") == 0);
    CU_ASSERT(lstrcmpA(NULL, "a") < 0);
    CU_ASSERT(lstrcmpA("a", NULL) > 0);
    EXPECT_NUMBER(lstrcmpA(NULL, NULL), 0);
    CU_ASSERT(lstrcmpW(L"a", NULL) > 0);
}

const char unit_name[] = "win32_strings";
const struct unit_test unit_tests[] = {
    {"lstrlen, lstrcpy, lstrcpyn, lstrcat", test_lstr},
    {"lstrcmp and lstrcmpi", test_compare},
    {"great and small letters", test_letters},
    {"CompareString", test_compare_string},
    {"StringCchCopy", test_copy},
    {"StringCchCat", test_cat},
    {"StringCchLength", test_length},
    {"StringCchPrintf", test_printf},
    {"wsprintf", test_wsprintf},
    {"CharNext", test_char_next},
    {"MultiByteToWideChar", test_to_wide},
    {"WideCharToMultiByte", test_to_narrow},
    {"which text comes first", test_order},
    {"conversions that are refused", test_bad_conversions},
    {"sizes that are refused", test_bad_sizes},
    {NULL, NULL},
};
