#include "compat/str16.c"

#include "tests/unit/harness.h"

/* --- both ways: the same text, in UTF-8 and in UTF-16 */

static const struct text {
    const char *utf8;
    const uint16_t *utf16;
} texts[] = {
    {"", u""},
    {"Internet", u"Internet"},
    {"\x7f", u"\x7f"},
    {"\xc2\x80", u"\x80"},
    {"M\xc3\xbcller", u"M\xfcller"},
    {"\xdf\xbf", u"\x7ff"},
    {"\xe0\xa0\x80", u"\x800"},
    {"\xed\x9f\xbf", u"\xd7ff"},
    {"\xee\x80\x80", u"\xe000"},
    {"\xef\xbf\xbf", u"\xffff"},
    {"\xf0\x90\x80\x80", u"\xd800\xdc00"},
    {"\xf0\x9f\x93\x9e!", u"\xd83d\xdcde!"},
    {"\xf4\x8f\xbf\xbf", u"\xdbff\xdfff"},
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]), UNITS = 32 };

static void test_to_utf8(void)
{
    char out[UNITS];
    size_t i;

    for (i = 0; i < TEXTS; i++) {
        EXPECT_NUMBER(str16_to_utf8(out, sizeof(out), texts[i].utf16, UNITS),
                      strlen(texts[i].utf8));
        EXPECT_TEXT(out, texts[i].utf8);
    }
}

static void test_from_utf8(void)
{
    uint16_t out[UNITS];
    size_t i, n;

    for (i = 0; i < TEXTS; i++) {
        n = str16_length(texts[i].utf16, UNITS);
        EXPECT_NUMBER(str16_from_utf8(out, UNITS, texts[i].utf8, UNITS), n);
        CU_ASSERT_EQUAL(memcmp(out, texts[i].utf16, 2 * (n + 1)), 0);
    }
}

static void test_copy(void)
{
    char out[UNITS];
    size_t i;

    for (i = 0; i < TEXTS; i++) {
        EXPECT_NUMBER(
            str16_copy_utf8(out, sizeof(out), texts[i].utf8, STR16_ENDED),
            strlen(texts[i].utf8));
        EXPECT_TEXT(out, texts[i].utf8);
    }
}

/* Each code point there is, there and back. */
static void test_every_character(void)
{
    uint32_t u, wrong = 0;
    struct step step;
    uint16_t units[3] = {0};
    char utf8[5], again[5];
    ssize_t n;

    for (u = 1; u <= 0x10ffff; u++) {
        if (u == HIGH_FIRST)
            u = LOW_LAST + 1;
        put8(u, &step);
        memcpy(utf8, step.to8, step.to_units);
        utf8[step.to_units] = 0;
        n = str16_from_utf8(units, 3, utf8, STR16_ENDED);
        wrong += n != (u < PLANE_1 ? 1 : 2);
        wrong += n == 1 && units[0] != u;
        n = str16_to_utf8(again, sizeof(again), units, 3);
        wrong += n != (ssize_t)step.to_units || strcmp(again, utf8) != 0;
    }
    EXPECT_NUMBER(wrong, 0);
}

/* --- what is no text */

static void test_bad_utf16(void)
{
    static const uint16_t *const bad[] = {
        u"\xd800",       u"\xdc00",  u"\xdfff",       u"a\xd800z",
        u"\xd800\xd800", u"\xdbffz", u"\xdc00\xd800", u"\xdc00\xdc00"};
    char out[UNITS];
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        memset(out, 'x', sizeof(out));
        EXPECT_NUMBER(str16_to_utf8(out, sizeof(out), bad[i], STR16_ENDED),
                      STR16_INVALID);
        EXPECT_TEXT(out, "");
        errno = 0;
        CU_ASSERT_PTR_NULL(str16_new_utf8(bad[i]));
        EXPECT_NUMBER(errno, EILSEQ);
    }
}

static void test_bad_utf8(void)
{
    static const char *const bad[] = {
        "\x80",         "\xc0\x80",         "\xc1\xbf",         "\xc3",
        "\xe0\x9f\xbf", "\xed\xa0\x80",     "\xed\xbf\xbf",     "\xe2\x82",
        "\xff",         "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "ab\xfe",
    };
    uint16_t out[UNITS];
    char copy[UNITS];
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        out[0] = copy[0] = 'x';
        EXPECT_NUMBER(str16_from_utf8(out, UNITS, bad[i], STR16_ENDED),
                      STR16_INVALID);
        EXPECT_NUMBER(out[0], 0);
        EXPECT_NUMBER(str16_copy_utf8(copy, UNITS, bad[i], STR16_ENDED),
                      STR16_INVALID);
        EXPECT_TEXT(copy, "");
        errno = 0;
        CU_ASSERT_PTR_NULL(str16_new(bad[i]));
        EXPECT_NUMBER(errno, EILSEQ);
    }
}

/* A bound in the middle of a character cuts it: that is no text either. */
static void test_bound_cuts(void)
{
    char out[UNITS];
    uint16_t wide[UNITS];

    EXPECT_NUMBER(str16_to_utf8(out, UNITS, u"\xd83d\xdcde", 1), STR16_INVALID);
    EXPECT_NUMBER(str16_from_utf8(wide, UNITS, "\xc3\xbc", 1), STR16_INVALID);
}

/* --- bounds */

/* An array that its owner did not terminate is read to its end, not further. */
static void test_unterminated(void)
{
    static const uint16_t from[3] = {'a', 'b', 'c'};
    static const char narrow[3] = {'a', 'b', 'c'};
    char out[UNITS];
    uint16_t wide[UNITS];

    EXPECT_NUMBER(str16_to_utf8(out, UNITS, from, 3), 3);
    EXPECT_TEXT(out, "abc");
    EXPECT_NUMBER(str16_from_utf8(wide, UNITS, narrow, 3), 3);
    EXPECT_NUMBER(wide[3], 0);
    EXPECT_NUMBER(str16_copy_utf8(out, UNITS, narrow, 2), 2);
    EXPECT_TEXT(out, "ab");
}

/* What fits, in whole characters, and not a unit behind the room. */
static void test_long(void)
{
    static const char *const fits[] = {
        "", "", "a", "a", "a\303\274", "a\303\274b",
    };
    char out[UNITS];
    size_t room;
    ssize_t n;

    for (room = 1; room <= 5; room++) {
        memset(out, 'x', sizeof(out));
        n = str16_to_utf8(out, room,
                          u"a\xfc"
                          u"b",
                          STR16_ENDED);
        EXPECT_NUMBER(n, room == 5 ? 4 : STR16_LONG);
        EXPECT_TEXT(out, fits[room]);
        EXPECT_NUMBER(out[room], 'x');
    }
}

static void test_long_pair(void)
{
    uint16_t out[4] = {'x', 'x', 'x', 'x'};

    EXPECT_NUMBER(str16_from_utf8(out, 2, "\xf0\x9f\x93\x9e", STR16_ENDED),
                  STR16_LONG);
    EXPECT_NUMBER(out[0], 0);
    EXPECT_NUMBER(out[2], 'x');
    EXPECT_NUMBER(str16_from_utf8(out, 3, "\xf0\x9f\x93\x9e", STR16_ENDED), 2);
    EXPECT_NUMBER(out[2], 0);
    EXPECT_NUMBER(out[3], 'x');
}

/* A shorter character behind one that did not fit must not follow it. */
static void test_prefix(void)
{
    char out[4];

    EXPECT_NUMBER(str16_to_utf8(out, 4,
                                u"ab\x20ac"
                                u"c",
                                STR16_ENDED),
                  STR16_LONG);
    EXPECT_TEXT(out, "ab");
}

/* Too long and invalid behind the end of the room: invalid. */
static void test_long_and_bad(void)
{
    char out[3] = "x";

    EXPECT_NUMBER(str16_to_utf8(out, 3, u"abcdef\xd800", STR16_ENDED),
                  STR16_INVALID);
    EXPECT_TEXT(out, "");
}

static void test_nothing(void)
{
    char out[2] = "x";

    EXPECT_NUMBER(str16_to_utf8(out, sizeof(out), NULL, 5), 0);
    EXPECT_TEXT(out, "");
    EXPECT_NUMBER(str16_copy_utf8(out, 0, "a", STR16_ENDED), STR16_LONG);
    EXPECT_NUMBER(str16_from_utf8(NULL, 0, "M\xc3\xbc", STR16_ENDED), 2);
    EXPECT_NUMBER(str16_to_utf8(NULL, 0, u"M\xfc", STR16_ENDED), 3);
    EXPECT_NUMBER(str16_length(NULL, 7), 0);
}

static void test_copies(void)
{
    char *narrow = str16_new_utf8(u"M\xfc");
    uint16_t *wide = str16_new("M\xc3\xbc");

    EXPECT_TEXT(narrow, "M\xc3\xbc");
    CU_ASSERT_FATAL(wide != NULL);
    EXPECT_NUMBER(str16_length(wide, 9), 2);
    EXPECT_NUMBER(wide[1], 0xfc);
    free(narrow);
    free(wide);
}

/* The macro's promise, at the text that needs most. */
static void test_utf8_size(void)
{
    static const uint16_t from[] = u"\x20ac\x20ac\x20ac";
    char out[STR16_UTF8_SIZE(3)];

    EXPECT_NUMBER(str16_to_utf8(out, sizeof(out), from, 3), 9);
}

const char unit_name[] = "str16";

const struct unit_test unit_tests[] = {
    {"UTF-16 to UTF-8", test_to_utf8},
    {"UTF-8 to UTF-16", test_from_utf8},
    {"UTF-8 to UTF-8", test_copy},
    {"every character, there and back", test_every_character},
    {"lone surrogates", test_bad_utf16},
    {"bytes that are no UTF-8", test_bad_utf8},
    {"a bound in the middle of a character", test_bound_cuts},
    {"an array without NUL", test_unterminated},
    {"too little room", test_long},
    {"too little room for a pair", test_long_pair},
    {"nothing follows what did not fit", test_prefix},
    {"too long and invalid", test_long_and_bad},
    {"no source, no destination", test_nothing},
    {"copies", test_copies},
    {"the greatest size", test_utf8_size},
    {NULL, NULL},
};
