#include "compat/rasdial_unblock.c"

#include "tests/unit/fake_files.h"
#include "tests/unit/harness.h"

static char state[128], book[128];
static struct rasdial_options options;

static void lock(struct history *h, void *context)
{
    (void)context;
    h->policy.locked = 5;
    policy_count(&h->policy.failed, 691);
    counters_add(&h->counters.calls, 7);
}

static void begin(void)
{
    struct conf_problem p = {""};
    struct history h;

    CU_ASSERT_FATAL(fake_files_begin());
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=1\n"));
    snprintf(state, sizeof(state), "%s", fake_path("state"));
    snprintf(book, sizeof(book), "%s", fake_path("pbk"));
    EXPECT_NUMBER(history_update(state, book, "Office", lock, NULL, &h, &p),
                  CONF_OK);
    memset(&options, 0, sizeof(options));
    options.phonebook = book;
    options.entry = "oFFICE"; /* letter case does not matter */
}

static struct history now(void)
{
    struct conf_problem p = {""};
    struct history h;

    EXPECT_NUMBER(history_read(state, book, "Office", &h, &p), CONF_OK);
    return h;
}

static void test_root(void)
{
    begin();
    EXPECT_NUMBER(unblock_as(0, state, &options), 0);
    EXPECT_NUMBER(now().policy.locked, 0);
    EXPECT_NUMBER(now().policy.failed.n, 0);
    EXPECT_NUMBER(now().counters.calls, 7);
    EXPECT_NUMBER(unblock_as(0, state, &options), 0); /* it was not locked */
    fake_files_end();
}

static void test_user(void)
{
    begin();
    EXPECT_NUMBER(unblock_as(1000, state, &options), 1);
    EXPECT_NUMBER(now().policy.locked, 5);
    fake_files_end();
}

static void test_wrong(void)
{
    begin();
    options.entry = "Elsewhere";
    EXPECT_NUMBER(unblock_as(0, state, &options), 623 - 600);
    options.entry = NULL;
    EXPECT_NUMBER(unblock_as(0, state, &options), 1);
    options.entry = "Office";
    EXPECT_NUMBER(unblock_as(0, "/proc/nowhere", &options), 0);
    options.phonebook = "/nowhere.pbk";
    EXPECT_NUMBER(unblock_as(0, state, &options), 621 - 600);
    EXPECT_NUMBER(now().policy.locked, 5);
    fake_files_end();
}

const char unit_name[] = "rasdial_unblock";
const struct unit_test unit_tests[] = {
    {"root unlocks", test_root},
    {"a user may not", test_user},
    {"no such entry, no such book", test_wrong},
    {NULL, NULL},
};
