/*
 * Every character there and back, and what is no text at all.
 */
#include "compat/win32/utf.c"

#include "tests/unit/harness.h"

static void test_every_character(void)
{
    uint32_t u, back;
    char utf8[4];
    WCHAR utf16[2], again[2];
    bool bad;

    for (u = 0; u < 0x110000; u++) {
        if (u >= HIGH_FIRST && u <= LOW_LAST)
            continue;
        size_t n8 = make8(u, utf8), n16 = make16(u, utf16);

        bad = false;
        if (take8(utf8, n8, &back, &bad) != n8 || back != u || bad)
            EXPECT_NUMBER(back, u);
        if (take16(utf16, n16, &back, &bad) != n16 || back != u || bad)
            EXPECT_NUMBER(back, u);
        if (win32_to_wide(again, 2, utf8, n8, &bad) != n16 ||
            memcmp(again, utf16, n16 * sizeof(*again)) != 0 || bad)
            EXPECT_NUMBER(again[0], utf16[0]);
    }
}

static void test_no_text(void)
{
    WCHAR w[8];
    char a[16];
    bool bad;

    EXPECT_NUMBER(win32_to_wide(w, 8, "a\xc0\x80z", 4, &bad), 4);
    CU_ASSERT_TRUE(bad);
    EXPECT_NUMBER(w[1], REPLACEMENT);
    EXPECT_NUMBER(w[3], 'z');
    EXPECT_NUMBER(win32_to_wide(w, 8, "\xe2\x82", 2, &bad), 2);
    CU_ASSERT_TRUE(bad);
    EXPECT_NUMBER(win32_to_narrow(a, 16, L"\xdc00\xd800", 2, &bad), 6);
    CU_ASSERT_TRUE(bad);
    EXPECT_NUMBER(win32_to_narrow(a, 16, L"a", 1, &bad), 1);
    CU_ASSERT_FALSE(bad);
    EXPECT_NUMBER(win32_to_narrow(a, 16, L"a\xd800", 2, NULL), 4);
}

/* No character is cut, and nothing is written behind the room. */
static void test_room(void)
{
    char a[8];
    WCHAR w[4];

    memset(a, 'x', sizeof(a));
    EXPECT_NUMBER(win32_to_narrow(a, 4, L"a\u20acb\u20ac", 4, NULL), 8);
    EXPECT_NUMBER(memcmp(a, "a\xe2\x82\xacxxxx", 8), 0);
    memset(a, 'x', sizeof(a));
    EXPECT_NUMBER(win32_to_narrow(a, 3, L"a\u20acb", 3, NULL), 5);
    EXPECT_NUMBER(memcmp(a, "axxxxxxx", 8), 0);
    memset(w, 0xff, sizeof(w));
    EXPECT_NUMBER(win32_to_wide(w, 2, "a\xf0\x9f\x98\x80z", 6, NULL), 4);
    EXPECT_NUMBER(w[0], 'a');
    EXPECT_NUMBER(w[1], 0xffff);
}

static void test_copies(void)
{
    WCHAR *w = win32_wide("gr\xc3\xbcn");
    char *a;

    CU_ASSERT_PTR_NOT_NULL_FATAL(w);
    EXPECT_NUMBER(w[2], 0xfc);
    EXPECT_NUMBER(w[4], 0);
    a = win32_narrow(w);
    EXPECT_TEXT(a, "gr\xc3\xbcn");
    free(a);
    free(w);
}

const char unit_name[] = "win32_utf";
const struct unit_test unit_tests[] = {
    {"every character there and back", test_every_character},
    {"what is no text", test_no_text},
    {"only what there is room for", test_room},
    {"copies", test_copies},
    {NULL, NULL},
};
