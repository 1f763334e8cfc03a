#include "plugin/persist.c"

#include <string.h>

#include "tests/unit/fake_shim.h"
#include "tests/unit/harness.h"

static void begin(bool wanted)
{
    fake_reset();
    memset(&persist_, 0, sizeof(persist_));
    fake.persist = wanted;
    persist_begin();
}

static void test_whose(void)
{
    fake_reset();
    persist_options("/etc/ppp/ras/rasphone.pbk");
    CU_ASSERT(persist_is_entrys());
    fake.fixed = "persist";
    persist_options("/etc/ppp/ras/rasphone.pbk");
    CU_ASSERT_FALSE(persist_is_entrys());
}

static void test_wanted(void)
{
    begin(true);
    CU_ASSERT(persist_wanted());
    persist_want(false);
    CU_ASSERT_FALSE(fake.persist);
    CU_ASSERT_FALSE(persist_goes_on());
    EXPECT_NUMBER(persist_pause(), -1);
    persist_begin();
    CU_ASSERT_FALSE(persist_wanted());
    persist_want(true);
    CU_ASSERT(fake.persist);
}

/* What is wanted in the meantime counts afterwards. */
static void test_needed(void)
{
    begin(false);
    persist_need(PERSIST_LINKS);
    CU_ASSERT(persist_goes_on());
    CU_ASSERT_FALSE(persist_wanted());
    EXPECT_NUMBER(fake.went_on, 1);
    EXPECT_NUMBER(persist_pause(), 0);
    persist_want(true);
    persist_want(false);
    CU_ASSERT(fake.persist);
    persist_done(PERSIST_LINKS);
    CU_ASSERT_FALSE(fake.persist);
    fake.persist = true;
    persist_done(PERSIST_LINKS); /* it was not needed */
    CU_ASSERT(fake.persist);
}

static void test_needed_twice(void)
{
    begin(false);
    persist_need(PERSIST_RELOAD);
    persist_need(PERSIST_LINKS);
    persist_done(PERSIST_LINKS);
    CU_ASSERT(fake.persist);
    persist_begin(); /* the attempt that was needed */
    CU_ASSERT_FALSE(fake.persist);
    EXPECT_NUMBER(persist_pause(), -1);
}

/* cbcp_up() of pppd clears it: "ok peer will do callback". */
static void test_callback(void)
{
    begin(true);
    fake.persist = false;
    persist_need(PERSIST_CALLBACK);
    EXPECT_NUMBER(fake.callbacks, 1);
    CU_ASSERT(fake.persist);
    EXPECT_NUMBER(persist_pause(), 0);
    persist_done(PERSIST_CALLBACK);
    CU_ASSERT(fake.persist);
    CU_ASSERT(persist_wanted());
}

/* pppd looks for signals in the pause, so that there has to be one. */
static void test_pause(void)
{
    begin(false);
    fake.hup_signal = 1;
    persist_need(PERSIST_RELOAD);
    EXPECT_NUMBER(persist_pause(), 1);
    persist_need(PERSIST_LINKS);
    EXPECT_NUMBER(persist_pause(), 0);
    persist_done(PERSIST_LINKS);
    fake.hup_signal = 0;
    EXPECT_NUMBER(persist_pause(), 0);
}

/* pppd waits for its scripts then: nobody may think that it dials again. */
static void test_quitting(void)
{
    begin(true);
    persist_need(PERSIST_LINKS);
    shim_quit();
    persist_done(PERSIST_LINKS);
    CU_ASSERT_FALSE(persist_goes_on());
    persist_want(true);
    CU_ASSERT_FALSE(persist_goes_on());
}

const char unit_name[] = "persist";
const struct unit_test unit_tests[] = {
    {"whose word it is", test_whose},
    {"what is wanted", test_wanted},
    {"one more attempt, wanted or not", test_needed},
    {"two need one", test_needed_twice},
    {"pppd clears it for a callback", test_callback},
    {"the pause before one that is needed", test_pause},
    {"not when pppd ends", test_quitting},
    {NULL, NULL},
};
