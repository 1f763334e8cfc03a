#include "tests/unit/harness.h"

#include <limits.h>

#include "compat/ticks.c"

static void test_passing(void)
{
    uint64_t now = ticks_now(), boot = ticks_boot();

    CU_ASSERT(now > 0 && boot >= now - 1);
    CU_ASSERT(ticks_now() >= now && ticks_boot() >= boot);
    CU_ASSERT_EQUAL(ticks_left(0), 0);
    CU_ASSERT_EQUAL(ticks_left(now), 0);
    CU_ASSERT(ticks_left(now + 3600000) > 3590000);
    CU_ASSERT(ticks_left(now + 3600000) <= 3600000);
}

static void test_poll(void)
{
    uint64_t now = ticks_now();

    CU_ASSERT_EQUAL(ticks_poll(TICKS_NEVER), -1);
    CU_ASSERT_EQUAL(ticks_poll(TICKS_NEVER - 1), INT_MAX);
    CU_ASSERT_EQUAL(ticks_poll(now + INT_MAX + 3600000), INT_MAX);
    CU_ASSERT(ticks_poll(now + 3600000) > 3590000);
    CU_ASSERT_EQUAL(ticks_poll(now), 0);
}

static void test_span(void)
{
    struct timespec t = ticks_span(90001);

    CU_ASSERT_EQUAL(t.tv_sec, 90);
    CU_ASSERT_EQUAL(t.tv_nsec, 1000000);
    CU_ASSERT_EQUAL(ticks_span(999).tv_nsec, 999000000);
}

const char unit_name[] = "ticks";
const struct unit_test unit_tests[] = {
    {"time passes", test_passing},
    {"a deadline for poll()", test_poll},
    {"a span for ppoll()", test_span},
    {NULL, NULL},
};
