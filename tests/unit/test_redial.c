#include <stdlib.h>
#include <time.h>

/* The test's clock: 2026-03-02 00:00 UTC, a Monday, and on. */
#define MONDAY 1772409600
static time_t today = MONDAY;

#define time(p) today
#include "plugin/redial.c"
#undef time

#include "conf/file.h"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"
#include "tests/unit/harness.h"

static const char *const busy[] = {"busy"};
static const char *const hours[] = {"Mon-Fri 08:00-18:00"};
static char state[128], metrics[128], none[] = "";

static struct entry entry;
static struct ras_redial rules;
static struct job job;
static struct cause cause;

static void load(void)
{
    fake.persist = true;
    persist_options(job.phonebook);
    redial_begin(&job);
    persist_begin();
}

/* A pppd of root's with persist, as the entry has it. */
static void begin(void)
{
    fake_reset();
    CU_ASSERT_FATAL(fake_files_begin());
    setenv("TZ", "UTC", 1);
    tzset();
    today = MONDAY + 9 * 3600;
    snprintf(state, sizeof(state), "%s", fake_path("state"));
    snprintf(metrics, sizeof(metrics), "%s", fake_path("x.prom"));
    redial_directory(state);
    entry = (struct entry){.name = "Office",
                           .redial_attempts = 3,
                           .redial_seconds = 60,
                           .redial_on_link_failure = true};
    rules = (struct ras_redial){.lockout = 0};
    memset(&job, 0, sizeof(job));
    job.entry = &entry;
    job.redial = &rules;
    job.metrics = none;
    job.trusted = true;
    snprintf(job.phonebook, sizeof(job.phonebook), "/etc/ppp/ras/none.pbk");
    load();
}

static void end(void)
{
    redial_directory(HISTORY_DIR);
    fake_files_end();
}

static bool allowed(void)
{
    cause_clear(&cause);
    return redial_allowed(&cause);
}

static void ended(uint32_t error, bool on_purpose)
{
    struct cause c = {.error = error,
                      .retry = raserr_redial(error) == RASERR_LATER};

    redial_ended(&c, on_purpose);
}

static void fail(uint32_t error)
{
    CU_ASSERT(allowed());
    ended(error, false);
}

static void expect_counters(uint64_t calls, uint64_t connects)
{
    struct conf_problem p = {""};
    struct history h;

    EXPECT_NUMBER(history_read(state, job.phonebook, entry.name, &h, &p),
                  CONF_OK);
    EXPECT_NUMBER(h.counters.calls, calls);
    EXPECT_NUMBER(h.counters.connects, connects);
}

/* --- redialling */

static void test_attempts(void)
{
    int i;

    begin();
    for (i = 0; i < 3; i++) {
        fail(676);
        CU_ASSERT(fake.persist);
        EXPECT_NUMBER(redial_pause(30, true), 60);
    }
    fail(676);
    CU_ASSERT(!fake.persist);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "not dialled again: 3 more tries"),
                  1);
    expect_counters(4, 0);
    end();
}

/* A link that was up makes good what was before. */
static void test_new_series(void)
{
    int i;

    begin();
    for (i = 0; i < 10; i++) {
        fail(676);
        fail(676);
        CU_ASSERT(allowed());
        redial_connected();
        ended(629, false);
        CU_ASSERT(fake.persist);
    }
    expect_counters(30, 10);
    end();
}

/* A link that does not last is a try that failed, also in the history. */
static void test_flapping(void)
{
    int i;

    begin();
    rules.stable = 60;
    load();
    for (i = 0; i < 4; i++) {
        CU_ASSERT(allowed());
        redial_connected();
        EXPECT_NUMBER(fake_timers(on_stable), 1);
        ended(629, false);
        EXPECT_NUMBER(fake_timers(on_stable), 0);
        CU_ASSERT(fake.persist);
    }
    EXPECT_NUMBER(policy_total(&redial.history.policy.failed), 4);
    CU_ASSERT(allowed()); /* this one lasts */
    redial_connected();
    fake_advance(59999);
    EXPECT_NUMBER(policy_total(&redial.history.policy.failed), 4);
    fake_advance(1);
    EXPECT_NUMBER(policy_total(&redial.history.policy.failed), 0);
    redial.connected_ms -= 60000; /* boot_ms() is no clock of the test's */
    ended(629, false);
    EXPECT_NUMBER(policy_total(&redial.history.policy.failed), 0);
    for (i = 0; i < 5; i++) {
        CU_ASSERT(fake.persist);
        CU_ASSERT(allowed());
        redial_connected();
        ended(629, false);
    }
    CU_ASSERT(!fake.persist);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "lost again and again"), 1);
    expect_counters(10, 10);
    end();
}

static void test_never(void)
{
    begin();
    fail(646); /* LATER, says the table: the account is at stake */
    CU_ASSERT(!fake.persist);
    end();
}

static void test_cause(void)
{
    struct ras_cause c = {.errors = busy,
                          .n_errors = 1,
                          .attempts = 1,
                          .pause = 7,
                          .growth = 100,
                          .longest_pause = 100};

    begin();
    rules.causes = &c;
    rules.n_causes = 1;
    load();
    fail(676);
    EXPECT_NUMBER(redial_pause(30, true), 7);
    fail(678);
    EXPECT_NUMBER(redial_pause(30, true), 60);
    CU_ASSERT(fake.persist);
    fail(676);
    CU_ASSERT(!fake.persist);
    end();
}

/* An operator who says how often is counted by pppd. */
static void test_fixed_maxfail(void)
{
    int i;

    begin();
    fake.fixed = "maxfail";
    load();
    for (i = 0; i < 50; i++)
        fail(676);
    CU_ASSERT(fake.persist);
    end();
}

/* pppd counts each wait as a failure: the policy counts for it. */
static void test_patient(void)
{
    begin();
    CU_ASSERT(!fake_has_option("maxfail 0"));
    fake.demand = true;
    load();
    CU_ASSERT(fake_has_option("maxfail 0"));
    fail(676);
    fail(676);
    fail(676);
    CU_ASSERT(fake.persist);
    fail(676);
    CU_ASSERT(!fake.persist); /* the entry's number of tries all the same */
    end();
}

static void test_lost(void)
{
    begin();
    CU_ASSERT(allowed());
    redial_connected();
    ended(629, false);
    CU_ASSERT(fake.persist);
    EXPECT_NUMBER(redial_pause(30, false), 60); /* 2.5 wants none */
    entry.redial_on_link_failure = false;
    load();
    CU_ASSERT(allowed());
    redial_connected();
    ended(629, false);
    CU_ASSERT(!fake.persist);
    fake.demand = true; /* traffic brings it back */
    load();
    CU_ASSERT(allowed());
    redial_connected();
    ended(629, false);
    CU_ASSERT(fake.persist);
    expect_counters(3, 3);
    end();
}

static void test_idle(void)
{
    begin();
    CU_ASSERT(allowed());
    redial_connected();
    ended(828, true);
    CU_ASSERT(!fake.persist);
    fake.demand = true;
    load();
    CU_ASSERT(allowed());
    redial_connected();
    ended(828, true);
    CU_ASSERT(fake.persist);
    EXPECT_NUMBER(redial_pause(30, false), 0);
    end();
}

/* SIGHUP: pppd(8) says what follows. */
static void test_hup(void)
{
    begin();
    fail(631);
    CU_ASSERT(fake.persist);
    EXPECT_NUMBER(redial_pause(30, false), 30);
    expect_counters(1, 0);
    EXPECT_NUMBER(redial.history.counters.n_failures, 0);
    end();
}

/* --- the lock */

static void test_lockout(void)
{
    struct history h;
    struct conf_problem p = {""};

    begin();
    rules.lockout = 3;
    load();
    fail(691);
    load(); /* another pppd, perhaps after a restart */
    fail(691);
    load();
    fail(691);
    load();
    CU_ASSERT_FALSE(allowed());
    EXPECT_NUMBER(cause.error, 775);
    CU_ASSERT_FALSE(cause.retry);
    EXPECT_NUMBER(fake.status, SHIM_STATUS_CONNECT);
    EXPECT_TEXT(cause.text,
                "locked since Mon 2026-03-02 09:00 after 3 failures in a row, "
                "the last one RAS error 691; to unlock it: rasdial --unblock "
                "\"Office\"");
    ended(775, false); /* that is no failure of the line */
    expect_counters(3, 0);
    EXPECT_NUMBER(history_read(state, job.phonebook, "Office", &h, &p),
                  CONF_OK);
    EXPECT_NUMBER(policy_total(&h.policy.failed), 3);
    end();
}

static void unlock(struct history *h, void *context)
{
    (void)context;
    policy_unlock(&h->policy);
}

/* It is lifted, and set, by others while this pppd runs. */
static void test_unlocked_meanwhile(void)
{
    struct conf_problem p = {""};
    struct history h;

    begin();
    rules.lockout = 1;
    load();
    fail(676);
    CU_ASSERT(!fake.persist);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "rasdial --unblock \"Office\""), 1);
    CU_ASSERT_FALSE(allowed());
    EXPECT_NUMBER(
        history_update(state, job.phonebook, "Office", unlock, NULL, &h, &p),
        CONF_OK);
    CU_ASSERT(allowed());
    end();
}

/* --- hours */

static void test_hours(void)
{
    begin();
    rules.hours = hours;
    rules.n_hours = 1;
    load();
    CU_ASSERT(allowed());
    today = MONDAY + 7 * 3600;
    CU_ASSERT_FALSE(allowed());
    EXPECT_NUMBER(cause.error, 944);
    CU_ASSERT_FALSE(cause.retry); /* one that is asked for now, ends now */
    ended(944, false);
    fake.fixed = "persist"; /* an operator's: it goes on for ever */
    load();
    CU_ASSERT_FALSE(allowed());
    CU_ASSERT(cause.retry);
    ended(944, false);
    CU_ASSERT(fake.persist);
    EXPECT_NUMBER(redial_pause(30, true), 3600);
    today += 3600;
    fail(676);
    EXPECT_NUMBER(redial_pause(30, true), 60);
    today = MONDAY + 18 * 3600 - 10; /* into the night, over the week's end */
    today += 4 * 24 * 3600;
    fail(676);
    EXPECT_NUMBER(redial_pause(30, true), 10 + 2 * 24 * 3600 + 14 * 3600);
    end();
}

/* --- the history */

static unsigned long long metric(const char *name)
{
    char text[8192], full[80];
    FILE *f = fopen(metrics, "r");
    const char *p;
    size_t n;

    CU_ASSERT_FATAL(f != NULL);
    n = fread(text, 1, sizeof(text) - 1, f);
    text[n] = '\0';
    fclose(f);
    snprintf(full, sizeof(full), "\nppp_rasdial_%s{", name);
    p = strstr(text, full);
    p = p ? strstr(p, "} ") : NULL;
    CU_ASSERT_FATAL(p != NULL);
    return strtoull(p + 2, NULL, 10);
}

/* Year after year, with more bytes than 32 bits count in each of them. */
static void test_years(void)
{
    const uint64_t year = 365 * 86400;
    struct shim_statistics s = {.bytes_sent = 17ull << 40,
                                .bytes_received = (3ull << 45) + 1};
    uint64_t i;

    begin();
    job.metrics = metrics;
    for (i = 1; i <= 3; i++) {
        load();
        CU_ASSERT(allowed());
        redial_connected();
        redial.connected_ms -= year * 1000;
        redial_traffic(&s);
        ended(829, false);
        EXPECT_NUMBER(metric("connected_seconds_total"), i * year);
        EXPECT_NUMBER(metric("sent_bytes_total"), i * s.bytes_sent);
        EXPECT_NUMBER(metric("received_bytes_total"), i * s.bytes_received);
    }
    end();
}

static void test_counters(void)
{
    struct shim_statistics s = {.bytes_sent = 10, .bytes_received = 20};
    char text[8192];
    FILE *f;
    size_t n;

    begin();
    job.metrics = metrics;
    load();
    CU_ASSERT(allowed());
    redial_traffic(&s); /* nothing is up */
    redial_connected();
    redial.connected_ms -= 4200;
    redial_traffic(&s);
    redial_connected(); /* LCP was negotiated anew */
    redial_traffic(&s);
    ended(829, false);
    fail(676);
    f = fopen(metrics, "r");
    CU_ASSERT_FATAL(f != NULL);
    n = fread(text, 1, sizeof(text) - 1, f);
    text[n] = '\0';
    fclose(f);
#define HAS(metric, value)                                                     \
    CU_ASSERT_PTR_NOT_NULL(                                                    \
        strstr(text, "\nppp_rasdial_" metric "{entry=\"Office\",phonebook="    \
                     "\"/etc/ppp/ras/none.pbk\"" value "\n"))
    HAS("calls_total", "} 2");
    HAS("connects_total", "} 1");
    HAS("sent_bytes_total", "} 20");
    HAS("received_bytes_total", "} 40");
    HAS("connected_seconds_total", "} 4");
    HAS("failures_in_a_row", "} 1");
    HAS("failures_total", ",code=\"676\",name=\"ERROR_LINE_BUSY\"} 1");
    HAS("failures_total", ",code=\"829\",name=\"ERROR_LINK_FAILURE\"} 1");
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, ""), 0);
    end();
}

/* No link for want of a disk: it is said, once, and known in memory. */
static void test_no_disk(void)
{
    begin();
    CU_ASSERT(fake_write("file", "x"));
    redial_directory(fake_path("file"));
    rules.lockout = 2;
    job.metrics = metrics;
    load();
    fail(676);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "the history is not kept"), 1);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "counters cannot be shown"), 1);
    fail(676);
    CU_ASSERT_FALSE(allowed());
    EXPECT_NUMBER(cause.error, 775);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, ""), 2);
    end();
}

/* A user's book: nothing on disk, and the same rules in this pppd. */
static void test_users_book(void)
{
    begin();
    rules.lockout = 2;
    job.trusted = false;
    load();
    fail(676);
    fail(676);
    CU_ASSERT_FALSE(allowed());
    EXPECT_NUMBER(access(state, F_OK), -1);
    load();
    CU_ASSERT(allowed());
    end();
}

static void damage(void)
{
    struct history h;
    struct conf_problem p = {""};
    char command[400];

    EXPECT_NUMBER(
        history_update(state, job.phonebook, "Office", unlock, NULL, &h, &p),
        CONF_OK);
    snprintf(command, sizeof(command), "for f in %s/*.state; do echo >$f; done",
             state);
    EXPECT_NUMBER(system(command), 0);
}

static void test_damaged(void)
{
    begin();
    damage();
    CU_ASSERT(allowed()); /* there is no lock that it could have had */
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "is damaged; it begins anew"), 1);
    rules.lockout = 9;
    load();
    CU_ASSERT_FALSE(allowed());
    EXPECT_NUMBER(cause.error, 775);
    CU_ASSERT(strstr(cause.text, "rasdial --unblock \"Office\"") != NULL);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, ""), 1);
    end();
}

const char unit_name[] = "redial";
const struct unit_test unit_tests[] = {
    {"RedialAttempts and RedialSeconds", test_attempts},
    {"a connection begins anew", test_new_series},
    {"never after authentication", test_never},
    {"a link that comes and goes", test_flapping},
    {"a cause of ras.conf", test_cause},
    {"maxfail of the command line", test_fixed_maxfail},
    {"pppd's maxfail and waiting", test_patient},
    {"RedialOnLinkFailure", test_lost},
    {"IdleDisconnectSeconds", test_idle},
    {"SIGHUP", test_hup},
    {"a lock that survives pppd", test_lockout},
    {"a lock that is lifted", test_unlocked_meanwhile},
    {"hours", test_hours},
    {"counters and their file", test_counters},
    {"counters of years", test_years},
    {"no disk", test_no_disk},
    {"a user's phonebook", test_users_book},
    {"a damaged history", test_damaged},
    {NULL, NULL},
};
