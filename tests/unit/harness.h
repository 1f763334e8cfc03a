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

/* CU_ASSERT_STRING_EQUAL that shows both strings when they differ. */
#define EXPECT_TEXT(actual, expected)                                          \
    unit_expect_text((actual), (expected), __FILE__, __LINE__)
void unit_expect_text(const char *actual, const char *expected,
                      const char *file, unsigned line);

/* CU_ASSERT_EQUAL for numbers that shows both. */
#define EXPECT_NUMBER(actual, expected)                                        \
    unit_expect_number((long long)(actual), (long long)(expected), __FILE__,   \
                       __LINE__)
void unit_expect_number(long long actual, long long expected, const char *file,
                        unsigned line);

#endif
