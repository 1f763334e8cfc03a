/* The clock is the test's: a machine that has been up for less than a year. */
#define ticks_boot year_ticks
#include "compat/api/statistics.c"
#undef ticks_boot

#include "tests/unit/api_world.h"

#define DAY_MS UINT64_C(86400000)
#define UP_MS  UINT64_C(5000000)

static uint64_t today;

uint64_t year_ticks(void)
{
    return today;
}

static void publish(const char *counter, uint64_t value)
{
    char path[200], text[32];

    snprintf(path, sizeof(path), "%s/ppp7/statistics/%s", world_net, counter);
    snprintf(text, sizeof(text), "%llu\n", (unsigned long long)value);
    world_write(path, text);
}

static void make_directories(void)
{
    static const char *const names[] = {"", "/ppp7", "/ppp7/statistics"};
    char path[200];
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        snprintf(path, sizeof(path), "%s%s", world_net, names[i]);
        mkdir(path, 0755);
    }
}

static HRASCONN connection(void)
{
    struct connrec r = world_record();
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    DWORD cb = sizeof(a), n;

    r.state = RASCS_Connected;
    r.up_ms = UP_MS;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    return a.hrasconn;
}

static RAS_STATS statistics(HRASCONN h)
{
    RAS_STATS s = {.dwSize = sizeof(s)};

    EXPECT_NUMBER(RasGetConnectionStatistics(h, &s), 0);
    return s;
}

static void pass(uint64_t sent, uint64_t day)
{
    today = UP_MS + day * DAY_MS;
    publish("tx_bytes", sent);
    publish("rx_bytes", sent * 10);
    publish("tx_packets", sent / 1000);
    publish("rx_packets", sent / 100);
}

/*
 * As on Windows they are DWORDs: they wrap, the duration after 49.7 days, and
 * the difference of two of them is right all the same.
 */
static void test_year(void)
{
    const uint64_t a_day = UINT64_C(108000000000); /* 10 Mbit/s */
    RAS_STATS before, s;
    uint64_t day;
    HRASCONN h;

    world_begin();
    make_directories();
    pass(0, 0);
    h = connection();
    before = statistics(h);
    for (day = 1; day <= 365; day++) {
        pass(day * a_day, day);
        s = statistics(h);
        EXPECT_NUMBER(s.dwBytesXmited, (uint32_t)(day * a_day));
        EXPECT_NUMBER(s.dwBytesRcved, (uint32_t)(day * a_day * 10));
        EXPECT_NUMBER(s.dwFramesXmited, (uint32_t)(day * a_day / 1000));
        EXPECT_NUMBER(s.dwFramesRcved, (uint32_t)(day * a_day / 100));
        EXPECT_NUMBER(s.dwConnectDuration, (uint32_t)(day * DAY_MS));
        EXPECT_NUMBER((DWORD)(s.dwBytesXmited - before.dwBytesXmited),
                      (uint32_t)a_day);
        EXPECT_NUMBER((DWORD)(s.dwConnectDuration - before.dwConnectDuration),
                      DAY_MS);
        before = s;
    }
    world_end();
}

/* Cleared when it has wrapped, it counts from there. */
static void test_cleared(void)
{
    RAS_STATS s;
    HRASCONN h;

    world_begin();
    make_directories();
    pass((7ull << 32) + 5000, 300);
    h = connection();
    EXPECT_NUMBER(RasClearConnectionStatistics(h), 0);
    pass((7ull << 32) + 9000, 300);
    s = statistics(h);
    EXPECT_NUMBER(s.dwBytesXmited, 4000);
    EXPECT_NUMBER(s.dwBytesRcved, 40000);
    pass((8ull << 32) + 5000, 300);
    EXPECT_NUMBER(statistics(h).dwBytesXmited, 0); /* once around */
    world_end();
}

const char unit_name[] = "api_year";
const struct unit_test unit_tests[] = {
    {"statistics of a year", test_year},
    {"cleared after they have wrapped", test_cleared},
    {NULL, NULL},
};
