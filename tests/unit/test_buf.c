/* conf/buf.c, conf/pool.c, conf/text.c and conf/result.c */
#include <stdlib.h>

/* Fails the allocation that brings the count to 0; negative: none. */
static int allocations_left = -1;

static void *test_malloc(size_t n)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL : malloc(n);
}

static void *test_calloc(size_t n, size_t size)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL
                                                            : calloc(n, size);
}

#define malloc test_malloc
#define calloc test_calloc
#include "conf/buf.c"
#include "conf/pool.c"
#undef malloc
#undef calloc
#include "conf/result.c"
#include "conf/text.c"
#include "tests/unit/harness.h"

static void test_buf_grows(void)
{
    struct buf b = buf_new(1000);
    int i;

    EXPECT_TEXT(buf_text(&b), "");
    for (i = 0; i < 500; i++)
        EXPECT_NUMBER(buf_add(&b, "ab", 2), CONF_OK);
    EXPECT_NUMBER(b.used, 1000);
    EXPECT_NUMBER(strlen(buf_text(&b)), 1000);
    EXPECT_NUMBER(buf_add(&b, "c", 1), CONF_LIMIT);
    EXPECT_NUMBER(b.used, 1000);
    EXPECT_NUMBER(buf_add(&b, "", 0), CONF_OK);
    buf_clear(&b);
    EXPECT_TEXT(buf_text(&b), "");
    EXPECT_NUMBER(buf_add(&b, "x", 1), CONF_OK);
    EXPECT_TEXT(buf_text(&b), "x");
    buf_free(&b);
    CU_ASSERT_PTR_NULL(b.bytes);
    EXPECT_NUMBER(b.max, 1000);
}

static void test_buf_no_memory(void)
{
    struct buf b = buf_new(1000);
    char block[300] = {0};

    EXPECT_NUMBER(buf_add(&b, "kept", 4), CONF_OK);
    allocations_left = 0;
    EXPECT_NUMBER(buf_add(&b, block, sizeof(block)), CONF_NOMEM);
    allocations_left = -1;
    EXPECT_TEXT(buf_text(&b), "kept");
    buf_free(&b);
}

static void test_pool(void)
{
    struct pool pool = {NULL};
    const char *text = pool_text(&pool, "text");
    uint64_t *numbers = pool_zeroed(&pool, 3, sizeof(*numbers));

    EXPECT_TEXT(text, "text");
    CU_ASSERT_PTR_NOT_NULL_FATAL(numbers);
    EXPECT_NUMBER(numbers[0] | numbers[1] | numbers[2], 0);
    EXPECT_NUMBER((uintptr_t)numbers % _Alignof(max_align_t), 0);
    CU_ASSERT_PTR_NULL(pool_zeroed(&pool, SIZE_MAX / 2, 3));
    allocations_left = 0;
    CU_ASSERT_PTR_NULL(pool_text(&pool, "text"));
    allocations_left = -1;
    pool_free(&pool);
    CU_ASSERT_PTR_NULL(pool.pieces);
}

static const struct {
    const char *bytes;
    size_t length;
} utf8_cases[] = {
    {"a", 1},
    {"\xc3\xa9", 2},
    {"\xe2\x82\xac", 3},
    {"\xf0\x9f\x98\x80", 4},
    {"\x80", 0},             /* no lead byte */
    {"\xc0\xaf", 0},         /* overlong */
    {"\xe0\x80\xaf", 0},     /* overlong */
    {"\xf0\x8f\xbf\xbf", 0}, /* overlong */
    {"\xed\xa0\x80", 0},     /* surrogate */
    {"\xf4\x90\x80\x80", 0}, /* above U+10FFFF */
    {"\xe2\x82", 0},         /* cut off */
    {"\xe2\x82(", 0},
    {"\xff", 0},
};

static void test_utf8(void)
{
    size_t i;

    EXPECT_NUMBER(text_utf8_length("", 0), 0);
    for (i = 0; i < sizeof(utf8_cases) / sizeof(utf8_cases[0]); i++)
        EXPECT_NUMBER(
            text_utf8_length(utf8_cases[i].bytes, strlen(utf8_cases[i].bytes)),
            utf8_cases[i].length);
}

static void expect_decoded(const char *in, enum text_charset charset,
                           const char *out)
{
    struct buf b = buf_new(100);

    EXPECT_NUMBER(text_decode(in, strlen(in), charset, &b), CONF_OK);
    EXPECT_TEXT(buf_text(&b), out);
    buf_free(&b);
}

static void test_decode(void)
{
    struct buf b = buf_new(2);

    expect_decoded("caf\xc3\xa9", TEXT_UTF8, "caf\xc3\xa9");
    expect_decoded("caf\xe9", TEXT_UTF8, "caf\xc3\xa9");
    expect_decoded("caf\xc3\xa9", TEXT_CP1252, "caf\xc3\x83\xc2\xa9");
    expect_decoded("\x80\x9f\xa0\xff", TEXT_CP1252,
                   "\xe2\x82\xac\xc5\xb8\xc2\xa0\xc3\xbf");
    expect_decoded("\x81", TEXT_CP1252, "\xef\xbf\xbd");
    EXPECT_NUMBER(text_decode("\x80", 1, TEXT_CP1252, &b), CONF_LIMIT);
    buf_free(&b);
}

/* A name may turn round; among other words it would turn them, too. */
static void test_turning(void)
{
    char text[] = "a\xe2\x80\xae"
                  "b\xe2\x81\xa6"
                  "c\xe2\x80\xa6"
                  "d\x1b";

    CU_ASSERT_TRUE(text_is_printable("a\xe2\x80\xae"
                                     "b"));
    text_make_printable(text);
    EXPECT_TEXT(text, "a???b???c\xe2\x80\xa6"
                      "d?");
}

static void test_printable(void)
{
    CU_ASSERT_TRUE(text_is_printable("caf\xc3\xa9 \xc2\xa0"));
    CU_ASSERT_TRUE(text_is_printable(""));
    CU_ASSERT_FALSE(text_is_printable("a\tb"));
    CU_ASSERT_FALSE(text_is_printable("\x7f"));
    CU_ASSERT_FALSE(text_is_printable("\xc2\x9b"));
    CU_ASSERT_FALSE(text_is_printable("\xe9"));
    CU_ASSERT_TRUE(text_is_ascii("AT+X=~ "));
    CU_ASSERT_FALSE(text_is_ascii("AT\r"));
    CU_ASSERT_FALSE(text_is_ascii("\xc3\xa9"));
    EXPECT_NUMBER(text_count("\xe2\x82\xac"
                             "a"),
                  2);
    CU_ASSERT_TRUE(text_same("aZ", 2, "Az", 2));
    CU_ASSERT_FALSE(text_same("aZ", 2, "Az ", 3));
}

/* All of a formatted text, or nothing of it. */
static void test_formatted(void)
{
    struct buf b = buf_new(1000);

    EXPECT_NUMBER(buf_addf(&b, "%s=%u\n", "a", 7u), CONF_OK);
    EXPECT_NUMBER(buf_addf(&b, "%*s", BUF_LINE, ""), CONF_LIMIT);
    EXPECT_TEXT(buf_text(&b), "a=7\n");
    EXPECT_NUMBER(buf_addf(&b, "%*s", BUF_LINE - 1, ""), CONF_OK);
    EXPECT_NUMBER(b.used, BUF_LINE + 3);
    buf_free(&b);
}

static void test_fail(void)
{
    struct conf_problem p;
    char longer[2000];

    EXPECT_NUMBER(conf_fail(NULL, CONF_VALUE, "%s", "x"), CONF_VALUE);
    EXPECT_NUMBER(
        conf_fail(&p, CONF_LIMIT, "%s:%u", "a\x1b[2J\xc2\x9b\xff", 3u),
        CONF_LIMIT);
    EXPECT_TEXT(p.text, "a?[2J???:3");
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    conf_fail(&p, CONF_LIMIT, "%s", longer);
    EXPECT_NUMBER(strlen(p.text), sizeof(p.text) - 1);
}

const char unit_name[] = "buf";
const struct unit_test unit_tests[] = {
    {"a buffer grows up to its maximum", test_buf_grows},
    {"a buffer keeps its bytes when memory runs out", test_buf_no_memory},
    {"a formatted text is added whole", test_formatted},
    {"a pool gives zeroed memory and frees it all", test_pool},
    {"UTF-8 is read strictly", test_utf8},
    {"texts are decoded", test_decode},
    {"control characters are recognised", test_printable},
    {"a problem's sentence is printable and bounded", test_fail},
    {"what turns round", test_turning},
    {NULL, NULL},
};
