#include "plugin/wide.c"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/fake_files.h"
#include "tests/unit/harness.h"

/*
 * A kernel and a pppd: SINCE is what the interface had counted when IP came up,
 * all[] what it counts now. pppd's are what SIOCGPPPSTATS leaves of it.
 */
static uint64_t all[COUNT(counters)], since[COUNT(counters)];

static void publish(const char *interface)
{
    char name[80], text[32];
    size_t i;

    for (i = 0; i < COUNT(counters); i++) {
        snprintf(name, sizeof(name), "%s/statistics/%s", interface,
                 counters[i].name);
        snprintf(text, sizeof(text), "%llu\n", (unsigned long long)all[i]);
        CU_ASSERT(fake_write(name, "%s", text));
    }
}

static void make_interface(const char *interface)
{
    char name[80];

    mkdir(fake_path(interface), 0755);
    snprintf(name, sizeof(name), "%s/statistics", interface);
    mkdir(fake_path(name), 0755);
    publish(interface);
}

static void begin(void)
{
    static char place[200];

    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(place, sizeof(place), "%s", fake_path("."));
    network = place;
    memset(all, 0, sizeof(all));
    memset(since, 0, sizeof(since));
    memset(&wide, 0, sizeof(wide));
    make_interface("ppp0");
}

static void end(void)
{
    char name[80];
    size_t i;

    for (i = 0; i < COUNT(counters); i++) {
        snprintf(name, sizeof(name), "ppp0/statistics/%s", counters[i].name);
        unlink(fake_path(name));
    }
    rmdir(fake_path("ppp0/statistics"));
    rmdir(fake_path("ppp0"));
    network = IFCOUNTER_NETWORK;
    fake_files_end();
}

static void up(void)
{
    memcpy(since, all, sizeof(since));
    wide_begin("ppp0");
}

static void pass(uint64_t sent, uint64_t received)
{
    all[0] += sent;
    all[1] += received;
    all[2] += sent / 1000;
    all[3] += received / 1000;
    publish("ppp0");
}

static struct shim_statistics pppds(void)
{
    return (struct shim_statistics){
        (uint32_t)(all[0] - since[0]), (uint32_t)(all[1] - since[1]),
        (uint32_t)(all[2] - since[2]), (uint32_t)(all[3] - since[3])};
}

static void expect_all(const char *interface)
{
    struct shim_statistics s = pppds();

    wide_complete(interface, &s);
    EXPECT_NUMBER(s.bytes_sent, all[0] - since[0]);
    EXPECT_NUMBER(s.bytes_received, all[1] - since[1]);
    EXPECT_NUMBER(s.frames_sent, all[2] - since[2]);
    EXPECT_NUMBER(s.frames_received, all[3] - since[3]);
}

/* 100 Mbit/s down and 10 up: bytes wrap 92,000 times, packets 91 times. */
static void test_year(void)
{
    const uint64_t second_up = 1250000, second_down = 12500000;
    unsigned day;

    begin();
    pass(1700, 900); /* before IP */
    up();
    expect_all("ppp0");
    for (day = 0; day < 365; day++) {
        pass(second_up * 86400, second_down * 86400 + day);
        expect_all("ppp0");
    }
    CU_ASSERT(all[1] >> 32 > 90000);
    CU_ASSERT(all[3] >> 32 > 90);
    end();
}

/* At the very edge, and asked only once: after several times around. */
static void test_edges(void)
{
    static const uint64_t steps[] = {UINT32_MAX, 1,          UINT32_MAX,
                                     1ull << 33, 5ull << 32, 7};
    size_t i;

    begin();
    up();
    for (i = 0; i < COUNT(steps); i++) {
        pass(steps[i], steps[COUNT(steps) - 1 - i]);
        expect_all("ppp0");
    }
    end();
}

/* With `demand' the interface is there for years, and IP comes and goes. */
static void test_old_interface(void)
{
    begin();
    pass(9ull << 32, 3ull << 32);
    up();
    pass(100, 5ull << 32);
    expect_all("ppp0");
    up();
    expect_all("ppp0");
    pass(3ull << 32, 8);
    expect_all("ppp0");
    end();
}

/* Packets come in between pppd's question and ours, here and at the start. */
static void test_moment(void)
{
    struct shim_statistics s;

    begin();
    up();
    since[0] -= 40; /* pppd has begun before us */
    pass((1ull << 32) - 20, (1ull << 32) - 20);
    s = pppds();
    pass(60, 60); /* and over the edge */
    wide_complete("ppp0", &s);
    EXPECT_NUMBER(s.bytes_sent, (1ull << 32) + 20);
    EXPECT_NUMBER(s.bytes_received, (1ull << 32) - 20);
    up();
    since[0] += 15; /* or after us */
    s = pppds();
    s.bytes_sent = 0;
    wide_complete("ppp0", &s);
    EXPECT_NUMBER(s.bytes_sent, 0);
    s.bytes_sent = UINT32_MAX; /* no counter of ours has ever been there */
    wide_complete("ppp0", &s);
    EXPECT_NUMBER(s.bytes_sent, UINT32_MAX);
    end();
}

/* What is not known leaves pppd's. */
static void test_unknown(void)
{
    static const struct shim_statistics told = {1, 2, 3, 4};
    struct shim_statistics s = told;

    begin();
    pass(8ull << 32, 8ull << 32);
    wide_complete("ppp0", &s); /* never came up */
    CU_ASSERT(memcmp(&s, &told, sizeof(s)) == 0);
    up();
    wide_complete("ppp1", &s);
    CU_ASSERT(memcmp(&s, &told, sizeof(s)) == 0);
    memset(all, 0, sizeof(all)); /* a new one of its name */
    publish("ppp0");
    wide_complete("ppp0", &s);
    CU_ASSERT(memcmp(&s, &told, sizeof(s)) == 0);
    unlink(fake_path("ppp0/statistics/rx_bytes"));
    wide_complete("ppp0", &s);
    CU_ASSERT(memcmp(&s, &told, sizeof(s)) == 0);
    wide_begin("ppp0");
    EXPECT_TEXT(wide.interface, "");
    wide_begin("../ppp0");
    EXPECT_TEXT(wide.interface, "");
    wide_begin("a-name-that-no-interface-has");
    EXPECT_TEXT(wide.interface, "");
    end();
}

const char unit_name[] = "wide";
const struct unit_test unit_tests[] = {
    {"a year", test_year},
    {"at the edges", test_edges},
    {"an interface that was there before", test_old_interface},
    {"packets between two questions", test_moment},
    {"what is not known leaves pppd's", test_unknown},
    {NULL, NULL},
};
