#include "compat/policy.c"

#include <stdlib.h>

#include "tests/unit/harness.h"

/* --- a clock that the test moves: Central European time of 2026 */

enum { HOUR = 3600, DAY = 24 * HOUR };

/* 2026-03-01 00:00 in Berlin; 2026-03-29 02:00, when it becomes 03:00. */
#define MARCH  INT64_C(1772319600)
#define SUMMER INT64_C(1774746000)
/* 2026-10-25 03:00, when it becomes 02:00. */
#define WINTER INT64_C(1792890000)

static bool berlin(int64_t when, struct tm *face)
{
    time_t t = (time_t)when + (when >= SUMMER && when < WINTER ? 2 : 1) * HOUR;

    return gmtime_r(&t, face) != NULL;
}

static bool no_clock(int64_t when, struct tm *face)
{
    (void)when;
    memset(face, 0, sizeof(*face));
    return false;
}

static struct policy_clock at(int64_t now)
{
    return (struct policy_clock){
        .now = now, .local = berlin, .random = UINT32_MAX / 2};
}

/* --- policies */

static const char *const busy[] = {"busy"};
static const char *const refused[] = {"authentication"};
static const char *const range[] = {"678-679", "720"};
static const char *const office_hours[] = {"Mon-Fri 08:00-18:00"};
static const char *const nights[] = {"daily 22:00-06:00"};
static const char *const gap[] = {"Sun 02:15-02:45"};

#define AS_ENTRY .attempts = RAS_AS_ENTRY
#define CAP      .longest_pause = 3600

static struct entry entry = {
    .redial_attempts = 3, .redial_seconds = 60, .redial_on_link_failure = true};
static struct policy policy;
static struct policy_history history;
static struct policy_tally series;
static struct policy_decision decision;

static void begin(struct ras_redial *redial)
{
    entry.redial_attempts = 3;
    entry.redial_seconds = 60;
    entry.redial_on_link_failure = true;
    policy_make(&policy, &entry, redial);
    memset(&history, 0, sizeof(history));
    memset(&series, 0, sizeof(series));
}

static enum policy_verdict fail(uint32_t error, int64_t now)
{
    struct policy_end end = {.error = error,
                             .retry = raserr_redial(error) == RASERR_LATER};
    struct policy_clock clock = at(now);

    policy_count(&series, error);
    policy_failed(&policy, &history, error, now);
    policy_next(&policy, &series, &history, &end, &clock, &decision);
    return decision.verdict;
}

static enum policy_verdict first(int64_t now)
{
    struct policy_clock clock = at(now);

    policy_first(&policy, &history, &clock, &decision);
    return decision.verdict;
}

static enum policy_verdict lose(uint32_t error, bool on_purpose, int64_t now)
{
    struct policy_end end = {.error = error,
                             .retry = raserr_redial(error) == RASERR_LATER,
                             .connected = true,
                             .on_purpose = on_purpose};
    struct policy_clock clock = at(now);

    series.n = 0;
    policy_connected(&history, now);
    policy_settled(&history);
    policy_next(&policy, &series, &history, &end, &clock, &decision);
    return decision.verdict;
}

/* More tries than a number holds are no end of tries, and stay so. */
static void test_most_attempts(void)
{
    struct ras_cause causes[] = {
        {.errors = busy, .n_errors = 1, .attempts = UINT32_MAX - 1},
        {.errors = range, .n_errors = 2, .attempts = 7},
        {.errors = office_hours, .n_errors = 0, .attempts = RAS_AS_ENTRY},
    };
    struct ras_redial redial = {.causes = causes, .n_causes = 3};

    begin(&redial);
    EXPECT_NUMBER(policy_most_attempts(&policy), POLICY_UNLIMITED);
    causes[0].attempts = 2;
    begin(&redial);
    EXPECT_NUMBER(policy_most_attempts(&policy), 3 + 2 + 7);
    policy.attempts = POLICY_UNLIMITED;
    EXPECT_NUMBER(policy_most_attempts(&policy), POLICY_UNLIMITED);
}

/* --- the entry alone */

static void test_entry(void)
{
    int i;

    begin(NULL);
    EXPECT_NUMBER(first(MARCH), POLICY_DIAL);
    EXPECT_TEXT(decision.reason, "");
    for (i = 0; i < 3; i++) {
        EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
        EXPECT_NUMBER(decision.until - MARCH, 60);
        EXPECT_NUMBER(decision.error, 0);
    }
    EXPECT_NUMBER(fail(676, MARCH), POLICY_REFUSE);
    EXPECT_TEXT(decision.reason, "3 more tries were made already");
    EXPECT_NUMBER(policy_most_attempts(&policy), 3);
    EXPECT_NUMBER(first(MARCH), POLICY_DIAL);
}

/* pbk-format: RedialSeconds=0 is no pause at all, and 0 tries are none. */
static void test_traps(void)
{
    begin(NULL);
    entry.redial_seconds = 0;
    entry.redial_attempts = 1;
    policy_make(&policy, &entry, NULL);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(decision.until - MARCH, 1);
    EXPECT_NUMBER(fail(678, MARCH), POLICY_REFUSE);
    EXPECT_TEXT(decision.reason, "1 more try was made already");
    begin(NULL);
    entry.redial_attempts = 0;
    policy_make(&policy, &entry, NULL);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_REFUSE);
    begin(NULL);
    policy.attempts = POLICY_UNLIMITED;
    while (policy_total(&series) < 5000)
        EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
}

static void test_lost(void)
{
    begin(NULL);
    EXPECT_NUMBER(lose(629, false, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(decision.until - MARCH, 60);
    entry.redial_attempts = 0; /* governs the time before */
    policy_make(&policy, &entry, NULL);
    EXPECT_NUMBER(lose(829, false, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_REFUSE);
    entry.redial_on_link_failure = false;
    policy_make(&policy, &entry, NULL);
    EXPECT_NUMBER(lose(629, false, MARCH), POLICY_REFUSE);
    EXPECT_TEXT(decision.reason,
                "RedialOnLinkFailure is 0: a lost link is not dialled again");
}

/* The trap of pppd: persist would dial an idle line at once. */
static void test_idle(void)
{
    begin(NULL);
    EXPECT_NUMBER(lose(828, true, MARCH), POLICY_REFUSE);
    policy.idle_redial = true; /* demand */
    EXPECT_NUMBER(lose(828, true, MARCH), POLICY_DIAL);
}

/* Never by itself, whatever ras.conf says. */
static void test_never(void)
{
    static const uint32_t codes[] = {691, 646, 649, 778, 917, 923,
                                     615, 623, 681, 732, 749, 755};
    struct ras_cause any = {.attempts = 1000, CAP};
    struct ras_redial redial = {.causes = &any, .n_causes = 1};
    size_t i;

    for (i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        begin(&redial);
        EXPECT_NUMBER(fail(codes[i], MARCH), POLICY_REFUSE);
        CU_ASSERT(strstr(decision.reason, "would only come back") != NULL);
    }
    begin(&redial);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
    begin(&redial); /* the engine says no, though the code would not */
    policy_next(&policy, &series, &history, &(struct policy_end){.error = 676},
                &(struct policy_clock){.now = MARCH, .local = berlin},
                &decision);
    EXPECT_NUMBER(decision.verdict, POLICY_REFUSE);
}

/* --- a link that comes and goes */

/* Up for UP seconds, then lost; counted as redial.c does. */
static enum policy_verdict flap(uint32_t up, int64_t now)
{
    struct policy_end end = {
        .error = 629, .retry = true, .connected = true, .up = up};
    struct policy_clock clock = at(now);

    policy_connected(&history, now);
    if (policy_is_stable(&policy, &end)) {
        series.n = 0;
        policy_settled(&history);
    } else {
        policy_count(&series, 629);
        policy_failed(&policy, &history, 629, now);
    }
    policy_next(&policy, &series, &history, &end, &clock, &decision);
    return decision.verdict;
}

static void test_flapping(void)
{
    struct ras_redial redial = {.stable = 60};
    int i;

    begin(&redial);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
    for (i = 0; i < 3; i++)
        EXPECT_NUMBER(flap(59, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(flap(59, MARCH), POLICY_REFUSE);
    EXPECT_TEXT(
        decision.reason,
        "3 more tries were made already: the link is lost again and again");
    EXPECT_NUMBER(policy_total(&history.failed), 5);
    begin(&redial);
    for (i = 0; i < 100; i++)
        EXPECT_NUMBER(flap(60, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(policy_total(&history.failed), 0);
    for (i = 0; i < 3; i++) { /* a stable link in between: from the beginning */
        EXPECT_NUMBER(flap(1, MARCH), POLICY_WAIT);
        EXPECT_NUMBER(flap(1, MARCH), POLICY_WAIT);
        EXPECT_NUMBER(flap(61, MARCH), POLICY_WAIT);
        EXPECT_NUMBER(decision.until - MARCH, 60);
    }
    /* RedialOnLinkFailure promises one dial, RedialAttempts none more. */
    entry.redial_attempts = 0;
    policy_make(&policy, &entry, &redial);
    series.n = 0;
    EXPECT_NUMBER(flap(1, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(flap(1, MARCH), POLICY_REFUSE);
    redial.stable = 0;
    policy_make(&policy, &entry, &redial);
    for (i = 0; i < 100; i++)
        EXPECT_NUMBER(flap(0, MARCH), POLICY_WAIT);
}

/* A line that holds for ten seconds costs no more than one that is busy. */
static void test_month_of_flapping(void)
{
    struct ras_cause cause = {.attempts = 1000000,
                              .pause = 60,
                              .growth = 100,
                              .longest_pause = 6 * HOUR};
    struct ras_redial redial = {
        .causes = &cause, .n_causes = 1, .stable = 60, .lockout = 200};
    int64_t now = MARCH;
    unsigned calls = 0;

    begin(&redial);
    for (; now < MARCH + 31 * DAY; calls++) {
        now += 30;
        EXPECT_NUMBER(flap(10, now), POLICY_WAIT);
        now = decision.until;
    }
    CU_ASSERT(calls > 120 && calls < 140); /* each a new series: 29 000 */
    while (calls++ < 199)
        EXPECT_NUMBER(flap(10, now), POLICY_WAIT);
    EXPECT_NUMBER(flap(10, now), POLICY_REFUSE);
    EXPECT_NUMBER(decision.error, 775);
}

/* --- causes */

static void test_causes(void)
{
    struct ras_cause causes[] = {
        {.errors = busy, .n_errors = 1, .attempts = 5, .pause = 10, CAP},
        {.errors = range, .n_errors = 2, .pause = 20, AS_ENTRY, CAP},
    };
    struct ras_redial redial = {.causes = causes, .n_causes = 2};
    int i;

    begin(&redial);
    EXPECT_NUMBER(policy_most_attempts(&policy), 8);
    for (i = 0; i < 5; i++) {
        EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
        EXPECT_NUMBER(decision.until - MARCH, 10);
    }
    EXPECT_NUMBER(fail(678, MARCH), POLICY_WAIT); /* counts by itself */
    EXPECT_NUMBER(decision.until - MARCH, 20);
    EXPECT_NUMBER(fail(680, MARCH), POLICY_WAIT); /* together with 678 */
    EXPECT_NUMBER(decision.until - MARCH, 60);
    EXPECT_NUMBER(fail(679, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(decision.until - MARCH, 20);
    EXPECT_NUMBER(fail(680, MARCH), POLICY_REFUSE);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_REFUSE);
    EXPECT_TEXT(decision.reason, "5 more tries were made already");
    causes[0].attempts = 0;
    begin(&redial);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_REFUSE);
}

static void test_words(void)
{
    static const struct {
        const char *word;
        uint32_t code;
        bool means;
    } rows[] = {
        {"busy", 676, true},
        {"busy", 677, false},
        {"voice", 677, true},
        {"no-answer", 678, true},
        {"no-carrier", 679, true},
        {"no-dialtone", 680, true},
        {"blocked", 775, true},
        {"device", 633, true},
        {"device", 691, false},
        {"authentication", 691, true},
        {"authentication", 646, true},
        {"negotiation", 718, true},
        {"negotiation", 734, true},
        {"lost", 629, true},
        {"lost", 829, true},
        {"configuration", 623, true},
        {"configuration", 749, true},
        {"configuration", 691, false},
        {"configuration", 676, false},
        {"configuration", 681, false},
        {"676", 676, true},
        {"676", 67, false},
        {"600-620", 600, true},
        {"600-620", 620, true},
        {"600-620", 621, false},
        {"620-600", 610, false},
        {"-", 676, false},
    };
    size_t i, k;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        EXPECT_NUMBER(means(rows[i].word, rows[i].code), rows[i].means);
    for (i = 0; policy_word(i); i++)
        for (k = 0; k < i; k++)
            CU_ASSERT_STRING_NOT_EQUAL(policy_word(i), policy_word(k));
    EXPECT_NUMBER(i, 11);
}

static void test_check(void)
{
    static const char *const wrong[] = {"676", "bussy"};
    struct ras_cause cause = {.errors = busy, .n_errors = 1, AS_ENTRY, CAP};
    struct ras_redial_entry own = {.name = "E"};
    struct ras_policy p = {.redial = {.causes = &cause, .n_causes = 1},
                           .entries = &own,
                           .n_entries = 1};
    struct ras_cause other = {.errors = wrong, .n_errors = 2, AS_ENTRY, CAP};
    struct conf_problem problem = {""};

    EXPECT_NUMBER(policy_check(&p, &problem), CONF_OK);
    own.redial = (struct ras_redial){.causes = &other, .n_causes = 1};
    EXPECT_NUMBER(policy_check(&p, &problem), CONF_VALUE);
    CU_ASSERT(strstr(problem.text, "errors = \"bussy\"") != NULL);
    CU_ASSERT(strstr(problem.text, "busy, no-answer,") != NULL);
    CU_ASSERT(strstr(problem.text, "configuration is allowed") != NULL);
}

/* The first one that is wrong is named; what comes after it is not looked at.
 */
static void test_check_entries(void)
{
    static const char *const wrong[] = {"-", "bussy"};
    struct ras_cause bad[] = {
        {.errors = &wrong[0], .n_errors = 1, AS_ENTRY, CAP},
        {.errors = &wrong[1], .n_errors = 1, AS_ENTRY, CAP}};
    struct ras_redial_entry own[] = {
        {.name = "A", .redial = {.causes = &bad[0], .n_causes = 1}},
        {.name = "B", .redial = {.causes = &bad[1], .n_causes = 1}}};
    struct ras_policy p = {.entries = own, .n_entries = 2};
    struct conf_problem problem = {""};

    EXPECT_NUMBER(policy_check(&p, &problem), CONF_VALUE);
    CU_ASSERT(strstr(problem.text, "errors = \"-\"") != NULL);
}

/* 30, 60, 120, ... 1800 and no more; 100 % more each time. */
static void test_back_off(void)
{
    static const int pauses[] = {30, 60, 120, 240, 480, 960, 1800, 1800};
    struct ras_cause cause = {
        .attempts = 100, .pause = 30, .growth = 100, .longest_pause = 1800};
    struct ras_redial redial = {.causes = &cause, .n_causes = 1};
    size_t i;

    begin(&redial);
    for (i = 0; i < sizeof(pauses) / sizeof(*pauses); i++) {
        EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
        EXPECT_NUMBER(decision.until - MARCH, pauses[i]);
    }
    cause.longest_pause = 10; /* the first pause stands in any case */
    begin(&redial);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(decision.until - MARCH, 30);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(decision.until - MARCH, 30);
    lose(629, false, MARCH); /* it was up: from the beginning */
    cause.longest_pause = 1800;
    policy_make(&policy, &entry, &redial);
    EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(decision.until - MARCH, 30);
}

/* Whoever saw the failure knows more than its code: DELAYED is a 775, too. */
static void test_what_the_cause_says(void)
{
    static const struct {
        uint32_t error;
        bool retry;
        enum policy_verdict verdict;
    } rows[] = {
        {608, true, POLICY_WAIT},    {775, true, POLICY_WAIT},
        {775, false, POLICY_REFUSE}, {676, false, POLICY_REFUSE},
        {691, true, POLICY_REFUSE},  {646, true, POLICY_REFUSE},
    };
    struct policy_clock clock = at(MARCH);
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(NULL);
        policy_count(&series, rows[i].error);
        policy_next(&policy, &series, &history,
                    &(struct policy_end){.error = rows[i].error,
                                         .retry = rows[i].retry},
                    &clock, &decision);
        EXPECT_NUMBER(decision.verdict, rows[i].verdict);
    }
}

static int64_t pause_with(uint32_t random, struct ras_redial *redial)
{
    struct policy_clock clock = at(MARCH);

    begin(redial);
    fail(676, MARCH);
    clock.random = random;
    policy_next(&policy, &series, &history,
                &(struct policy_end){.error = 676, .retry = true}, &clock,
                &decision);
    return decision.until - MARCH;
}

static void test_jitter(void)
{
    struct ras_cause cause = {
        .pause = 100, .growth = 1, .longest_pause = 1000, AS_ENTRY};
    struct ras_redial redial = {.causes = &cause, .n_causes = 1, .jitter = 20};

    EXPECT_NUMBER(pause_with(0, &redial), 80);
    EXPECT_NUMBER(pause_with(UINT32_MAX / 2, &redial), 100);
    EXPECT_NUMBER(pause_with(UINT32_MAX, &redial), 120);
    cause.longest_pause = 100; /* the cap holds for the sum */
    EXPECT_NUMBER(pause_with(UINT32_MAX, &redial), 100);
    redial.jitter = 100;
    EXPECT_NUMBER(pause_with(0, &redial), 1);
    redial.jitter = 0;
    EXPECT_NUMBER(pause_with(0, &redial), 100);
    EXPECT_NUMBER(pause_with(UINT32_MAX, &redial), 100);
}

/* --- the lock */

static void test_lockout(void)
{
    struct ras_redial redial = {.lockout = 3};

    begin(&redial);
    fail(676, MARCH);
    EXPECT_NUMBER(fail(678, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(first(MARCH), POLICY_DIAL);
    EXPECT_NUMBER(fail(691, MARCH + 5), POLICY_REFUSE);
    EXPECT_NUMBER(decision.error, 775);
    EXPECT_NUMBER(history.locked, MARCH + 5);
    EXPECT_NUMBER(first(MARCH + 400 * DAY), POLICY_REFUSE);
    EXPECT_NUMBER(decision.error, 775);
    EXPECT_TEXT(decision.reason,
                "locked since Sun 2026-03-01 00:00 after 3 failures in a row, "
                "the last one RAS error 691");
    redial.lockout = 0; /* what is locked stays so */
    policy_make(&policy, &entry, &redial);
    EXPECT_NUMBER(first(MARCH), POLICY_REFUSE);
    policy_unlock(&history);
    EXPECT_NUMBER(first(MARCH), POLICY_DIAL);
    EXPECT_NUMBER(policy_total(&history.failed), 0);
}

/* A link that comes up makes good what was before. */
static void test_lockout_in_a_row(void)
{
    struct ras_redial redial = {.lockout = 3};
    int i;

    begin(&redial);
    for (i = 0; i < 20; i++) {
        fail(676, MARCH);
        fail(691, MARCH);
        EXPECT_NUMBER(first(MARCH), POLICY_DIAL);
        policy_connected(&history, MARCH);
        policy_settled(&history);
        EXPECT_NUMBER(history.error, 0);
    }
}

static void test_lockout_by_cause(void)
{
    struct ras_cause cause = {
        .errors = refused, .n_errors = 1, .lockout = 2, AS_ENTRY, CAP};
    struct ras_redial redial = {.causes = &cause, .n_causes = 1};
    int i;

    begin(&redial);
    policy.attempts = POLICY_UNLIMITED;
    for (i = 0; i < 100; i++)
        EXPECT_NUMBER(fail(676, MARCH), POLICY_WAIT);
    EXPECT_NUMBER(fail(691, MARCH), POLICY_REFUSE);
    EXPECT_NUMBER(first(MARCH), POLICY_DIAL);
    EXPECT_NUMBER(fail(649, MARCH), POLICY_REFUSE); /* the same cause */
    EXPECT_NUMBER(first(MARCH), POLICY_REFUSE);
    EXPECT_NUMBER(decision.error, 775);
}

/* Nobody knows any more whether it was locked. */
static void test_damaged(void)
{
    struct ras_redial redial = {.lockout = 3};

    begin(&redial);
    history.damaged = true;
    EXPECT_NUMBER(first(MARCH), POLICY_REFUSE);
    EXPECT_NUMBER(decision.error, 775);
    policy_unlock(&history);
    EXPECT_NUMBER(first(MARCH), POLICY_DIAL);
    begin(NULL); /* there is no lock that it could have had */
    history.damaged = true;
    EXPECT_NUMBER(first(MARCH), POLICY_DIAL);
}

/* --- hours */

static void test_hours(void)
{
    struct ras_redial redial = {.hours = office_hours, .n_hours = 1};
    int64_t monday = MARCH + DAY;

    begin(&redial);
    EXPECT_NUMBER(first(monday + 8 * HOUR), POLICY_DIAL);
    EXPECT_NUMBER(first(monday + 8 * HOUR - 1), POLICY_WAIT);
    EXPECT_NUMBER(decision.until, monday + 8 * HOUR);
    EXPECT_NUMBER(decision.error, 944);
    EXPECT_TEXT(decision.reason, "ras.conf's hours for dialling out begin on "
                                 "Mon 2026-03-02 08:00");
    EXPECT_NUMBER(first(monday + 18 * HOUR - 1), POLICY_DIAL);
    EXPECT_NUMBER(first(monday + 4 * DAY + 18 * HOUR), POLICY_WAIT);
    EXPECT_NUMBER(decision.until, monday + 7 * DAY + 8 * HOUR);
    /* A pause that ends after the last minute goes on until the morning. */
    EXPECT_NUMBER(fail(676, monday + 18 * HOUR - 30), POLICY_WAIT);
    EXPECT_NUMBER(decision.until, monday + DAY + 8 * HOUR);
    EXPECT_NUMBER(fail(676, monday + 18 * HOUR - 61), POLICY_WAIT);
    EXPECT_NUMBER(decision.until, monday + 18 * HOUR - 1);
    EXPECT_NUMBER(decision.error, 0);
    policy_first(&policy, &history,
                 &(struct policy_clock){.now = MARCH, .local = no_clock},
                 &decision);
    EXPECT_NUMBER(decision.verdict, POLICY_DIAL);
}

/* The same hour of the same day, for ever. */
static bool stopped(int64_t when, struct tm *face)
{
    (void)when;
    return berlin(MARCH, face);
}

/* Hours that never come are waited for as far as anybody looks ahead. */
static void test_never_open(void)
{
    struct ras_redial redial = {.hours = office_hours, .n_hours = 1};
    const struct policy_clock clock = {.now = MARCH, .local = stopped};

    begin(&redial);
    policy_first(&policy, &history, &clock, &decision);
    EXPECT_NUMBER(decision.verdict, POLICY_WAIT);
    EXPECT_NUMBER(decision.until, MARCH + 15 * DAY);
}

/* What ras.conf would not take forbids nothing here, however much it is. */
static void test_odd_hours(void)
{
    static const char *const nonsense[] = {"whenever"};
    static const char *many[HOURS_MAX + 1];
    struct ras_redial redial = {.hours = nonsense, .n_hours = 1};
    size_t i;

    begin(&redial);
    EXPECT_NUMBER(first(MARCH), POLICY_DIAL);
    for (i = 0; i < HOURS_MAX; i++)
        many[i] = "Sat 08:00-18:00";
    many[HOURS_MAX] = "daily 00:00-24:00";
    redial = (struct ras_redial){.hours = many, .n_hours = HOURS_MAX};
    begin(&redial);
    EXPECT_NUMBER(first(MARCH), POLICY_WAIT); /* a Sunday */
    redial.n_hours = HOURS_MAX + 1;
    begin(&redial);
    EXPECT_NUMBER(first(MARCH), POLICY_WAIT);
}

/* A clock that does not show the time: it is told in seconds. */
static void test_no_clock(void)
{
    struct ras_redial redial = {.lockout = 1};

    begin(&redial);
    fail(676, MARCH);
    policy_first(&policy, &history,
                 &(struct policy_clock){.now = MARCH, .local = no_clock},
                 &decision);
    EXPECT_NUMBER(decision.verdict, POLICY_REFUSE);
    CU_ASSERT(strstr(decision.reason, "locked since 1772319600 after 1") !=
              NULL);
}

/* The clock on the wall jumps; the hours are those that it shows. */
static void test_summer_time(void)
{
    struct ras_redial redial = {.hours = nights, .n_hours = 1};
    int64_t noon;

    begin(&redial);
    /* The night before: 22:00 to 06:00 are seven hours only. */
    EXPECT_NUMBER(first(SUMMER + 3 * HOUR - 1), POLICY_DIAL); /* 05:59:59 */
    EXPECT_NUMBER(first(SUMMER + 3 * HOUR), POLICY_WAIT);
    EXPECT_NUMBER(decision.until, SUMMER + 19 * HOUR); /* 22:00 of summer */
    noon = SUMMER + 9 * HOUR;
    EXPECT_NUMBER(first(noon), POLICY_WAIT);
    EXPECT_NUMBER(decision.until - noon, 10 * HOUR);
    /* In October it has nine. */
    EXPECT_NUMBER(first(WINTER + 4 * HOUR - 1), POLICY_DIAL);
    EXPECT_NUMBER(first(WINTER + 4 * HOUR), POLICY_WAIT);
    redial.hours = gap; /* there is no 02:15 on that Sunday */
    begin(&redial);
    EXPECT_NUMBER(first(SUMMER), POLICY_WAIT);
    EXPECT_NUMBER(decision.until, SUMMER + 7 * DAY - HOUR + 15 * 60);
    /* In October there are two. */
    EXPECT_NUMBER(first(WINTER - 45 * 60), POLICY_DIAL);
    EXPECT_NUMBER(first(WINTER + 15 * 60), POLICY_DIAL);
    EXPECT_NUMBER(first(WINTER - 15 * 60), POLICY_WAIT);
    EXPECT_NUMBER(decision.until, WINTER + 15 * 60);
}

/* --- a month */

static uint32_t seed;

static uint32_t by_chance(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

/* What the line and the server do. */
static uint32_t next_error(void)
{
    static const uint32_t errors[] = {676, 676, 678, 679, 718, 633, 0, 0};

    return errors[by_chance() % 8];
}

struct month {
    unsigned calls, connects, nights, locks, longest_row;
    int64_t closest; /* the least time between a failure and the next call */
};

/* Four calls at least fit into a cap's time; the machine dials all month. */
static void play(struct month *m, uint32_t random)
{
    int64_t now = MARCH, end = MARCH + 31 * DAY, ended = 0;
    unsigned row = 0;
    struct tm face;
    uint32_t error;

    seed = random;
    *m = (struct month){.closest = INT64_MAX};
    while (now < end) {
        if (first(now) == POLICY_REFUSE) {
            m->locks++;
            now += 2 * HOUR; /* until an operator looks */
            policy_unlock(&history);
            row = 0;
            continue;
        }
        if (decision.verdict == POLICY_WAIT) {
            now = decision.until;
            continue;
        }
        m->calls++;
        berlin(now, &face);
        m->nights += face.tm_hour < 8 || face.tm_hour >= 18 ||
                     face.tm_wday == 0 || face.tm_wday == 6;
        if (ended && now - ended < m->closest)
            m->closest = now - ended;
        now += 20 + by_chance() % 40;
        error = next_error();
        if (error) {
            m->longest_row = ++row > m->longest_row ? row : m->longest_row;
            if (fail(error, now) == POLICY_REFUSE)
                series.n = 0; /* somebody starts it again */
            ended = now;
            now = decision.verdict == POLICY_WAIT ? decision.until : now + 300;
        } else {
            m->connects++;
            now += 1800 + by_chance() % 7200;
            EXPECT_NUMBER(lose(629, false, now), POLICY_WAIT);
            row = 0;
            ended = now;
            now = decision.until;
        }
    }
}

static void test_month(void)
{
    struct ras_cause causes[] = {
        {.errors = busy,
         .n_errors = 1,
         .attempts = 20,
         .pause = 30,
         .growth = 50,
         .longest_pause = 600},
        {.attempts = 10, .pause = 45, CAP},
    };
    struct ras_redial redial = {.hours = office_hours,
                                .n_hours = 1,
                                .causes = causes,
                                .n_causes = 2,
                                .jitter = 10,
                                .lockout = 12};
    struct month m;
    uint32_t i;

    for (i = 1; i <= 20; i++) {
        begin(&redial);
        play(&m, i);
        EXPECT_NUMBER(m.nights, 0);
        CU_ASSERT(m.longest_row <= 12);
        CU_ASSERT(m.closest >= 27); /* 30 less 10 % */
        /* 22 days of ten hours, about an hour and a half each. */
        CU_ASSERT(m.connects > 80 && m.connects < 250);
        CU_ASSERT(m.calls > m.connects);
    }
}

/* The same, but the number is changed: nobody answers any more. */
static void test_month_of_silence(void)
{
    struct ras_cause cause = {.attempts = 1000000,
                              .pause = 60,
                              .growth = 100,
                              .longest_pause = 6 * HOUR};
    struct ras_redial redial = {.causes = &cause, .n_causes = 1, .jitter = 25};
    int64_t now = MARCH;
    unsigned calls = 0;

    begin(&redial);
    for (; now < MARCH + 31 * DAY; calls++) {
        now += 60;
        EXPECT_NUMBER(fail(678, now), POLICY_WAIT);
        CU_ASSERT(decision.until - now <= 6 * HOUR);
        now = decision.until;
    }
    CU_ASSERT(calls > 120 && calls < 140); /* without growth: 22 000 */
}

/* --- tallies */

static void test_tally(void)
{
    struct policy_tally t = {.n = 0};
    uint32_t i;

    for (i = 0; i < 100; i++)
        policy_count(&t, 600 + i);
    EXPECT_NUMBER(t.n, POLICY_CODES);
    EXPECT_NUMBER(policy_total(&t), 100);
    EXPECT_NUMBER(t.list[POLICY_CODES - 1].code, 0);
    policy_count(&t, 600);
    EXPECT_NUMBER(t.list[0].count, 2);
    t.list[0].count = UINT32_MAX;
    policy_count(&t, 600);
    EXPECT_NUMBER(policy_total(&t), UINT32_MAX);
}

static void test_rules(void)
{
    struct ras_cause causes[] = {
        {.errors = refused, .n_errors = 1, .attempts = 7, CAP},
        {.errors = busy,
         .n_errors = 1,
         .pause = 5,
         .growth = 10,
         AS_ENTRY,
         CAP},
    };
    struct ras_redial redial = {.causes = causes, .n_causes = 2};
    struct policy_rule r;

    begin(&redial);
    policy_rule(&policy, 0, &r);
    EXPECT_NUMBER(r.attempts, 0); /* never */
    policy_rule(&policy, 1, &r);
    EXPECT_NUMBER(r.attempts, 3);
    EXPECT_NUMBER(r.pause, 5);
    EXPECT_NUMBER(r.longest_pause, 3600);
    policy_rule(&policy, 2, &r);
    CU_ASSERT_PTR_NULL(r.cause);
    EXPECT_NUMBER(r.pause, 60);
    EXPECT_NUMBER(policy_most_attempts(&policy), 3);
}

/* DELAYED passes, BLACKLISTED does not: the code does not tell them apart. */
static void test_blocked_rule(void)
{
    static const char *const blocked[] = {"blocked"};
    struct ras_cause cause = {
        .errors = blocked, .n_errors = 1, .attempts = 7, .pause = 600, CAP};
    struct ras_redial redial = {.causes = &cause, .n_causes = 1};
    struct policy_end end = {.error = 775, .retry = true};
    struct policy_clock clock = at(MARCH);
    struct policy_rule r;

    begin(&redial);
    policy_rule(&policy, 0, &r);
    EXPECT_NUMBER(r.attempts, 7);
    EXPECT_NUMBER(policy_most_attempts(&policy), 10);
    policy_count(&series, 775);
    policy_next(&policy, &series, &history, &end, &clock, &decision);
    EXPECT_NUMBER(decision.verdict, POLICY_WAIT);
    EXPECT_NUMBER(decision.until - MARCH, 600);
    end.retry = false;
    policy_next(&policy, &series, &history, &end, &clock, &decision);
    EXPECT_NUMBER(decision.verdict, POLICY_REFUSE);
}

static void test_local(void)
{
    struct tm face;

    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    CU_ASSERT(policy_local(SUMMER, &face));
    EXPECT_NUMBER(face.tm_hour, 3);
    CU_ASSERT(policy_local(SUMMER - 1, &face));
    EXPECT_NUMBER(face.tm_hour, 1);
    CU_ASSERT(policy_local(WINTER, &face));
    EXPECT_NUMBER(face.tm_hour, 2);
}

const char unit_name[] = "policy";
const struct unit_test unit_tests[] = {
    {"the entry's own words", test_entry},
    {"tries without an end", test_most_attempts},
    {"no pause, no further try, no end", test_traps},
    {"a link that was lost", test_lost},
    {"a link that was idle", test_idle},
    {"never after authentication and configuration", test_never},
    {"each cause has its tries and pauses", test_causes},
    {"words, numbers and ranges", test_words},
    {"a word that nobody knows", test_check},
    {"words that nobody knows, in two entries", test_check_entries},
    {"pauses grow up to a cap", test_back_off},
    {"what the cause itself says", test_what_the_cause_says},
    {"jitter", test_jitter},
    {"a link that comes and goes", test_flapping},
    {"a month of flapping", test_month_of_flapping},
    {"a lock after failures in a row", test_lockout},
    {"... which a connection interrupts", test_lockout_in_a_row},
    {"a lock by cause", test_lockout_by_cause},
    {"a damaged history", test_damaged},
    {"hours", test_hours},
    {"hours that never come", test_never_open},
    {"hours that are none, and too many", test_odd_hours},
    {"a clock that does not show the time", test_no_clock},
    {"hours in the nights of summer time", test_summer_time},
    {"a month", test_month},
    {"a month of silence", test_month_of_silence},
    {"tallies are bounded", test_tally},
    {"the rules for people", test_rules},
    {"a number that is blocked", test_blocked_rule},
    {"the system's clock", test_local},
    {NULL, NULL},
};
