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

static void test_add_all(void)
{
    struct counters c = {.calls = 1,
                         .sent = UINT64_MAX - 1,
                         .failures = {{676, 2}},
                         .n_failures = 1};
    const struct counters more = {.calls = 10,
                                  .connects = 20,
                                  .seconds = 30,
                                  .sent = 40,
                                  .received = 50,
                                  .failures = {{691, 1}, {676, 3}},
                                  .n_failures = 2};

    counters_add_all(&c, &more);
    EXPECT_NUMBER(c.calls, 11);
    EXPECT_NUMBER(c.connects, 20);
    EXPECT_NUMBER(c.seconds, 30);
    CU_ASSERT(c.sent == UINT64_MAX);
    EXPECT_NUMBER(c.received, 50);
    EXPECT_NUMBER(c.n_failures, 2);
    EXPECT_NUMBER(c.failures[0].count, 5);
    EXPECT_NUMBER(c.failures[1].code, 691);
    EXPECT_NUMBER(c.failures[1].count, 1);
}

const char unit_name[] = "counters";
const struct unit_test unit_tests[] = {
    {"bounds", test_bounds},
    {"the sum of two", test_add_all},
    {NULL, NULL},
};
