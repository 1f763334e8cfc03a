/* Each loop against one that goes byte by byte, at every offset and length. */
#include "conf/scan.c"

#include <stdlib.h>

#include "tests/unit/harness.h"

enum { SIZE = 700, ROUNDS_OF_RANDOM = 300 };

static bool ends_line(char c)
{
    return c == '\n' || c == '\r';
}

/* In memory of just N bytes, so that the sanitizers see one too many. */
static char *random_text(size_t n, unsigned *seed)
{
    static const char alphabet[] = "\n\r\n\r ab=\t\x0b\x0e\x7f\x80\xff";
    char *text = malloc(n ? n : 1);
    size_t i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    for (i = 0; i < n; i++) {
        *seed = *seed * 1103515245 + 12345;
        text[i] =
            alphabet[(*seed >> 16) % (*seed >> 30 ? sizeof(alphabet) : 4)];
    }
    return text;
}

static const char *slow_first(const char *at, const char *end, char byte)
{
    while (at < end && *at != byte)
        at++;
    return at;
}

static const char *slow_line_end(const char *at, const char *end)
{
    while (at < end && !ends_line(*at))
        at++;
    return at;
}

static size_t slow_count(const char *at, const char *end)
{
    size_t n = 0;

    for (; at < end; at++)
        n += *at == '\n' || (*at == '\r' && !(at + 1 < end && at[1] == '\n'));
    return n;
}

static const char *slow_long_line(const char *at, const char *end, size_t max)
{
    const char *stop;

    for (; at < end; at = stop + 1) {
        stop = slow_line_end(at, end);
        if ((size_t)(stop - at) > max)
            return at;
        if (stop == end)
            break;
    }
    return NULL;
}

static void compare(const char *at, const char *end)
{
    static const size_t limits[] = {0, 1, 7, 40, 300};
    size_t i;

    CU_ASSERT_PTR_EQUAL(scan_near(at, end, '='), slow_first(at, end, '='));
    CU_ASSERT_PTR_EQUAL(scan_line_end(at, end), slow_line_end(at, end));
    EXPECT_NUMBER(scan_count_lines(at, end), slow_count(at, end));
    for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
        CU_ASSERT_PTR_EQUAL(scan_long_line(at, end, limits[i]),
                            slow_long_line(at, end, limits[i]));
}

static void test_random(void)
{
    unsigned seed = 1, round;
    size_t n, from;
    char *text;

    for (round = 0; round < ROUNDS_OF_RANDOM; round++) {
        n = round % 3 ? round : SIZE;
        text = random_text(n, &seed);
        for (from = 0; from <= n && from < 20; from++)
            compare(text + from, text + n);
        free(text);
    }
}

/* More line ends than a byte counts, in each column. */
static void test_many_lines(void)
{
    static char text[100000];
    size_t n;

    memset(text, '\n', sizeof(text));
    for (n = 0; n < 40; n++)
        EXPECT_NUMBER(scan_count_lines(text + n, text + sizeof(text)),
                      sizeof(text) - n);
    memset(text, '\r', sizeof(text));
    EXPECT_NUMBER(scan_count_lines(text, text + sizeof(text)), sizeof(text));
    for (n = 1; n < sizeof(text); n += 2)
        text[n] = '\n';
    EXPECT_NUMBER(scan_count_lines(text, text + sizeof(text)),
                  sizeof(text) / 2);
}

static const struct {
    const char *text;
    size_t last;
} cuts[] = {
    {"", 0},      {"a", 0},      {"\n", 0},     {"a\n", 0},
    {"a\nb", 2},  {"a\r\nb", 3}, {"a\r\n", 3},  {"a\rb", 2},
    {"a\r", 0},   {"a\n\n", 2},  {"a\nb\r", 2}, {"a\nb\rc\n", 4},
    {"a\n\r", 2}, {"a\r\r", 2},  {"\r\n", 2},   {"ab\ncd\re", 6},
};

static void test_last_line(void)
{
    const char *text;
    size_t i;

    for (i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        text = cuts[i].text;
        EXPECT_NUMBER(scan_last_line(text, text + strlen(text)) - text,
                      cuts[i].last);
    }
}

/* One byte of a blank text in turn; at every length. */
static void test_nothing(void)
{
    static const char blanks[] =
        " \n\r\t \r\n \t\t\n\n\r  \n \t \r\n\n\t\r \n\n ";
    char text[sizeof(blanks)];
    size_t n, i;

    for (n = 0; n < sizeof(blanks); n++) {
        memcpy(text, blanks, sizeof(text));
        CU_ASSERT_FALSE(scan_says_anything(text, text + n));
        for (i = 0; i < n; i++) {
            text[i] = i % 2 ? '\x0b' : 'a';
            CU_ASSERT_TRUE(scan_says_anything(text, text + n));
            text[i] = blanks[i];
        }
    }
}

const char unit_name[] = "scan";
const struct unit_test unit_tests[] = {
    {"each byte and line end is found, and nothing else", test_random},
    {"any number of lines is counted", test_many_lines},
    {"a text that is cut ends at a line", test_last_line},
    {"blanks are told from what says something", test_nothing},
    {NULL, NULL},
};
