#include "tests/unit/harness.h"

#include "plugin/class_route.c"
#include "tests/unit/fake_shim.h"

static struct entry entry;
static struct job job;

static void begin(void)
{
    fake_reset();
    entry = (struct entry){.ip_interface_metric = 7};
    memset(&job, 0, sizeof(job));
    job.entry = &entry;
    job.trusted = true;
}

static void add(const char *address)
{
    struct shim_addresses a = {.local = inet_addr(address)};

    class_route_add(&job, &a);
}

static void test_classes(void)
{
    static const struct {
        const char *address, *network, *mask;
    } rows[] = {
        {"10.9.8.7", "10.0.0.0", "255.0.0.0"},
        {"1.0.0.0", "1.0.0.0", "255.0.0.0"},
        {"126.255.255.255", "126.0.0.0", "255.0.0.0"},
        {"128.0.0.1", "128.0.0.0", "255.255.0.0"},
        {"191.255.3.4", "191.255.0.0", "255.255.0.0"},
        {"192.0.2.1", "192.0.2.0", "255.255.255.0"},
        {"223.255.255.9", "223.255.255.0", "255.255.255.0"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        add(rows[i].address);
        EXPECT_NUMBER(fake.routes, 1);
        EXPECT_NUMBER(fake.route, inet_addr(rows[i].network));
        EXPECT_NUMBER(fake.route_mask, inet_addr(rows[i].mask));
        EXPECT_NUMBER(fake.route_metric, 7);
    }
}

static void test_none(void)
{
    static const char *const addresses[] = {"0.0.0.0", "0.1.2.3", "127.0.0.1",
                                            "224.0.0.1", "255.255.255.255"};
    size_t i;

    begin();
    for (i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
        add(addresses[i]);
    entry.ip_prioritize_remote = true;
    add("10.0.0.1");
    entry.ip_prioritize_remote = false;
    entry.disable_class_based_default_route = true;
    add("10.0.0.1");
    entry.disable_class_based_default_route = false;
    job.trusted = false; /* the peer may be anybody */
    add("10.0.0.1");
    EXPECT_NUMBER(fake.routes, 0);
}

static void test_errors(void)
{
    begin();
    fake.route_error = EEXIST;
    add("10.0.0.1");
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "10.0.0.0"), 1);
    fake.route_error = EPERM;
    add("10.0.0.1");
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "no route to 10.0.0.0"), 1);
}

const char unit_name[] = "class_route";
const struct unit_test unit_tests[] = {
    {"the class of an address", test_classes},
    {"no route", test_none},
    {"errors are told", test_errors},
    {NULL, NULL},
};
