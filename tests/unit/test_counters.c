#include "compat/counters.c"

#include "tests/unit/harness.h"

static void test_bounds(void)
{
    struct counters c = {.calls = 0};
    uint32_t i;

    counters_add(&c.calls, UINT64_MAX);
    counters_add(&c.calls, 1);
    CU_ASSERT(c.calls == UINT64_MAX);
    for (i = 1; i <= 1000; i++)
        counters_failed(&c, i, 1);
    EXPECT_NUMBER(c.n_failures, COUNTERS_CODES);
    EXPECT_NUMBER(c.failures[COUNTERS_CODES - 1].code, 0);
    EXPECT_NUMBER(c.failures[COUNTERS_CODES - 1].count,
                  1000 - COUNTERS_CODES + 1);
}

const char unit_name[] = "counters";
const struct unit_test unit_tests[] = {
    {"bounds", test_bounds},
    {NULL, NULL},
};
