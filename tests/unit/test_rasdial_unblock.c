#include "compat/rasdial_unblock.c"

#include <dirent.h>

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

static void fail_once(struct history *h, void *context)
{
    (void)context;
    h->policy.locked = 0;
}

/* Its failures count, though they have not locked it yet. */
static void test_failures(void)
{
    struct history h;

    begin();
    EXPECT_NUMBER(
        history_update(state, book, "Office", fail_once, NULL, &h, NULL),
        CONF_OK);
    EXPECT_NUMBER(now().policy.failed.n, 1);
    EXPECT_NUMBER(unblock_as(0, state, &options), 0);
    EXPECT_NUMBER(now().policy.failed.n, 0);
    EXPECT_NUMBER(now().counters.calls, 7);
    fake_files_end();
}

/* A history that cannot be read begins anew. */
static void test_damaged(void)
{
    struct conf_problem p = {""};
    struct history h;
    char name[600] = "";
    struct dirent *e;
    DIR *d;
    FILE *f;

    begin();
    d = opendir(state);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    while ((e = readdir(d)))
        if (e->d_name[0] != '.' && strstr(e->d_name, ".state"))
            snprintf(name, sizeof(name), "%s/%s", state, e->d_name);
    closedir(d);
    f = fopen(name, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs("nonsense\n", f);
    fclose(f);
    EXPECT_NUMBER(history_read(state, book, "Office", &h, &p), CONF_FORMAT);
    EXPECT_NUMBER(unblock_as(0, state, &options), 0);
    EXPECT_NUMBER(now().policy.locked, 0);
    EXPECT_NUMBER(now().policy.damaged, 0);
    fake_files_end();
}

/* The history is a directory: what cannot be written is no success. */
static void test_unwritable(void)
{
    begin();
    EXPECT_NUMBER(unblock_as(0, book, &options), 1);
    EXPECT_NUMBER(now().policy.locked, 5);
    fake_files_end();
}

/* Without a phonebook the system's and the user's are searched. */
static void test_no_book(void)
{
    begin();
    options.phonebook = NULL;
    options.entry = "No entry of this name is anywhere";
    EXPECT_NUMBER(unblock_as(0, state, &options), 623 - 600);
    EXPECT_NUMBER(now().policy.locked, 5);
    fake_files_end();
}

/* A path is not cut, which would lead to another book. */
static void test_long_path(void)
{
    char path[PATH_MAX + 8];
    size_t n;

    begin();
    n = strlen(book);
    memset(path, '/', sizeof(path));
    memcpy(path + PATH_MAX - 1 - n, book, n);
    memcpy(path + PATH_MAX - 1, "x", 2);
    options.phonebook = path;
    EXPECT_NUMBER(unblock_as(0, state, &options), 621 - 600);
    EXPECT_NUMBER(now().policy.locked, 5);
    fake_files_end();
}

const char unit_name[] = "rasdial_unblock";
const struct unit_test unit_tests[] = {
    {"root unlocks", test_root},
    {"a user may not", test_user},
    {"no such entry, no such book", test_wrong},
    {"failures that have not locked it", test_failures},
    {"a damaged history", test_damaged},
    {"a history that cannot be written", test_unwritable},
    {"no phonebook is named", test_no_book},
    {"a path that is too long", test_long_path},
    {NULL, NULL},
};
