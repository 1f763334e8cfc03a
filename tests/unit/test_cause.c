#include "plugin/cause.c"

#include "tests/unit/harness.h"

static void test_first_wins(void)
{
    struct cause c;

    cause_clear(&c);
    CU_ASSERT_TRUE(cause_latch(&c, 676, 5, true, "BUSY"));
    CU_ASSERT_FALSE(cause_latch(&c, 629, 6, false, "hung up"));
    EXPECT_NUMBER(c.error, 676);
    EXPECT_NUMBER(c.extended, 5);
    CU_ASSERT_TRUE(c.retry);
    EXPECT_TEXT(c.text, "BUSY");
}

static void test_zero_is_nothing(void)
{
    struct cause c;

    cause_clear(&c);
    CU_ASSERT_FALSE(cause_latch(&c, 0, 1, true, "nothing"));
    EXPECT_NUMBER(c.error, 0);
    EXPECT_TEXT(c.text, "");
    CU_ASSERT_TRUE(cause_latch(&c, 691, 0, false, NULL));
    EXPECT_TEXT(c.text, "");
    EXPECT_NUMBER(c.error, 691);
}

static void test_cleared(void)
{
    struct cause c;

    memset(&c, 0xa5, sizeof c);
    cause_clear(&c);
    EXPECT_NUMBER(c.error, 0);
    EXPECT_NUMBER(c.extended, 0);
    CU_ASSERT_FALSE(c.retry);
    EXPECT_TEXT(c.text, "");
    CU_ASSERT_TRUE(cause_latch(&c, 1, 0, false, "x"));
    cause_clear(&c);
    CU_ASSERT_TRUE(cause_latch(&c, 2, 0, false, "y"));
    EXPECT_TEXT(c.text, "y");
}

static const struct {
    const char *raw, *printable;
} texts[] = {
    {"", ""},
    {"Access denied", "Access denied"},
    {"a\nb\rc\td", "a?b?c?d"},
    {"\x1b[31mred\x7f", "?[31mred?"},
    {"Gr\xc3\xbc\xc3\x9f"
     "e",
     "Gr\xc3\xbc\xc3\x9f"
     "e"},
    {"\xff\xfe\xc3", "???"},
    {"%s%n", "%s%n"},
};

static void test_printable(void)
{
    struct cause c;
    size_t i;

    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        cause_clear(&c);
        CU_ASSERT_TRUE(cause_latch(&c, 1, 0, false, texts[i].raw));
        EXPECT_TEXT(c.text, texts[i].printable);
    }
}

static void test_nul_bytes(void)
{
    char out[8];

    cause_printable(out, sizeof out, "a\0b", 3);
    EXPECT_TEXT(out, "a?b");
}

/* Every length around the limit; the byte behind OUT must not change. */
static void test_cut(void)
{
    char long_text[2 * CAUSE_TEXT_MAX], out[17];
    struct cause c;
    size_t n;

    memset(long_text, 'x', sizeof long_text);
    for (n = 0; n <= 32; n++) {
        memset(out, '#', sizeof out);
        cause_printable(out, sizeof out - 1, long_text, n);
        EXPECT_NUMBER(strlen(out), n < 16 ? n : 15);
        EXPECT_NUMBER(out[16], '#');
    }
    long_text[sizeof long_text - 1] = '\0';
    cause_clear(&c);
    cause_latch(&c, 1, 0, false, long_text);
    EXPECT_NUMBER(strlen(c.text), CAUSE_TEXT_MAX - 1);
}

/* A character that the cut goes through is not left in halves. */
static void test_cut_character(void)
{
    char out[4];

    cause_printable(out, sizeof out, "ab\xc3\xbc", 4);
    EXPECT_TEXT(out, "ab?");
}

const char unit_name[] = "cause";
const struct unit_test unit_tests[] = {
    {"the first cause wins", test_first_wins},
    {"zero is no cause", test_zero_is_nothing},
    {"clearing forgets", test_cleared},
    {"texts become printable", test_printable},
    {"NUL bytes do not end a text", test_nul_bytes},
    {"long texts are cut", test_cut},
    {"a cut character is replaced", test_cut_character},
    {NULL, NULL},
};
