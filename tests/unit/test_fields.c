#include "compat/fields.c"

#include "tests/unit/harness.h"

static void test_round_trip(void)
{
    char every[256], out[256];
    struct buf b = buf_new(1000);
    size_t i;

    for (i = 1; i < sizeof(every); i++)
        every[i - 1] = (char)i;
    every[255] = '\0';
    EXPECT_NUMBER(fields_encode(&b, every), CONF_OK);
    EXPECT_NUMBER(strcspn(buf_text(&b), "\t\r\n #"), b.used);
    CU_ASSERT(fields_decode(buf_text(&b), b.used, out, sizeof(out)));
    EXPECT_TEXT(out, every);
    CU_ASSERT_FALSE(fields_decode(buf_text(&b), b.used, out, sizeof(out) - 1));
    buf_free(&b);
    EXPECT_NUMBER(fields_encode(&b, ""), CONF_OK);
    CU_ASSERT(fields_decode("", 0, out, 1));
    EXPECT_TEXT(out, "");
}

static void test_wrong(void)
{
    static const char *const wrong[] = {"%",   "%4",  "%4g", "%zz",
                                        "%00", "%0a", "a%"};
    char out[16];
    size_t i;

    for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        CU_ASSERT_FALSE(
            fields_decode(wrong[i], strlen(wrong[i]), out, sizeof(out)));
    CU_ASSERT_FALSE(fields_decode("a\0b", 3, out, sizeof(out)));
    CU_ASSERT(fields_decode("%41b", 3, out, sizeof(out))); /* of three bytes */
    EXPECT_TEXT(out, "A");
}

static void test_limit(void)
{
    struct buf b = buf_new(4);

    EXPECT_NUMBER(fields_encode(&b, "a\tb"), CONF_LIMIT);
    buf_free(&b);
}

const char unit_name[] = "fields";
const struct unit_test unit_tests[] = {
    {"every byte comes back", test_round_trip},
    {"what is no field is refused", test_wrong},
    {"no more than the buffer takes", test_limit},
    {NULL, NULL},
};
