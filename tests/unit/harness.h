/*
 * harness.h - what every unit test program shares: CUnit, a list of tests, one
 * closing line that tests/run adds up.
 *
 * A test file includes the .c it tests, so that static functions are within
 * reach and headers need not be widened, and then lists its tests:
 *
 *     const char unit_name[] = "pbk";
 *     const struct unit_test unit_tests[] = {
 *         {"an empty file has no entry", test_empty},
 *         {NULL, NULL},
 *     };
 */
#ifndef TESTS_UNIT_HARNESS_H
#define TESTS_UNIT_HARNESS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <CUnit/CUnit.h>

struct unit_test {
    const char *name;
    void (*run)(void);
};

extern const char unit_name[];
extern const struct unit_test unit_tests[];

/* A program whose list is made when it starts defines this one as well. */
const struct unit_test *unit_list(void) __attribute__((weak));

/* Where tests/ is: files of tests/data are TEST_DATA "name". */
#ifndef TEST_DATA
#define TEST_DATA "tests/data/"
#endif

/*
 * Where a test's random numbers begin, which it says. The same in every run, or
 * a change could fail for what it did not change; SEED=$RANDOM looks further.
 */
static inline unsigned long long unit_seed(const char *what)
{
    const char *wish = getenv("SEED");
    unsigned long long seed = wish ? strtoull(wish, NULL, 0) : 1;

    printf("  %s: SEED=%llu\n", what, seed);
    return seed;
}

/* CU_ASSERT_STRING_EQUAL that shows both strings when they differ. */
#define EXPECT_TEXT(actual, expected)                                          \
    unit_expect_text((actual), (expected), __FILE__, __LINE__)
void unit_expect_text(const char *actual, const char *expected,
                      const char *file, unsigned line);

/* CU_ASSERT_EQUAL for numbers that shows both; it is used for nothing else. */
#define EXPECT_NUMBER(actual, expected)                                        \
    UNIT_NUMBERS(actual, #actual, expected, #expected, false)
#undef CU_ASSERT_EQUAL
#define CU_ASSERT_EQUAL(actual, expected)                                      \
    UNIT_NUMBERS(actual, #actual, expected, #expected, false)
#undef CU_ASSERT_EQUAL_FATAL
#define CU_ASSERT_EQUAL_FATAL(actual, expected)                                \
    UNIT_NUMBERS(actual, #actual, expected, #expected, true)
#define UNIT_NUMBERS(actual, text, expected, expected_text, fatal)             \
    unit_compare(&(const struct unit_numbers){                                 \
        (long long)(actual), (long long)(expected), text, expected_text,       \
        __FILE__, __LINE__, fatal})

struct unit_numbers {
    long long actual, expected;
    const char *actual_text, *expected_text, *file;
    unsigned line;
    bool fatal;
};
void unit_compare(const struct unit_numbers *numbers);
void unit_expect_number(long long actual, long long expected, const char *file,
                        unsigned line);

#endif
