#include "tests/unit/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/Basic.h>

void unit_expect_text(const char *actual, const char *expected,
                      const char *file, unsigned line)
{
    int same = actual && expected && strcmp(actual, expected) == 0;

    if (!same)
        fprintf(stderr, "%s:%u: got \"%s\", expected \"%s\"\n", file, line,
                actual ? actual : "(null)", expected ? expected : "(null)");
    CU_assertImplementation(same, line, "texts are equal", file, "", CU_FALSE);
}

void unit_compare(const struct unit_numbers *n)
{
    bool same = n->actual == n->expected;

    if (!same)
        fprintf(stderr, "%s:%u: %s: got %lld, expected %lld\n", n->file,
                n->line, n->actual_text, n->actual, n->expected);
    CU_assertImplementation(same, n->line, "numbers are equal", n->file, "",
                            n->fatal);
}

void unit_expect_number(long long actual, long long expected, const char *file,
                        unsigned line)
{
    unit_compare(&(const struct unit_numbers){actual, expected, "a number", "",
                                              file, line, false});
}

static unsigned passed, failed;

static void test_done(const CU_pTest test, const CU_pSuite suite,
                      const CU_pFailureRecord failure)
{
    (void)suite;
    if (failure) {
        failed++;
        printf("not ok %s: %s\n", unit_name, test->pName);
    } else {
        passed++;
    }
}

static void describe_failures(void)
{
    const CU_FailureRecord *f;

    for (f = CU_get_failure_list(); f; f = f->pNext)
        printf("  %s:%u: %s\n", f->strFileName, f->uiLineNumber,
               f->strCondition);
}

static CU_ErrorCode register_tests(void)
{
    CU_pSuite suite = CU_add_suite(unit_name, NULL, NULL);
    const struct unit_test *t;

    if (!suite)
        return CU_get_error();
    for (t = unit_list ? unit_list() : unit_tests; t->name; t++)
        if (!CU_add_test(suite, t->name, t->run))
            return CU_get_error();
    return CUE_SUCCESS;
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (CU_initialize_registry() != CUE_SUCCESS ||
        register_tests() != CUE_SUCCESS) {
        fprintf(stderr, "%s: %s\n", unit_name, CU_get_error_msg());
        return EXIT_FAILURE;
    }
    CU_set_test_complete_handler(test_done);
    CU_run_all_tests();
    describe_failures();
    printf("%s: %u passed, %u failed\n", unit_name, passed, failed);
    CU_cleanup_registry();
    return failed || !passed ? EXIT_FAILURE : EXIT_SUCCESS;
}
