#include "compat/ifcounter.c"

#include "tests/unit/fake_files.h"
#include "tests/unit/harness.h"

#include <sys/stat.h>

static char place[128];
static const char *const file = "ppp0/statistics/rx_bytes";

static void begin(void)
{
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(place, sizeof(place), "%s", fake_path("."));
    mkdir(fake_path("ppp0"), 0755);
    mkdir(fake_path("ppp0/statistics"), 0755);
}

static void end(void)
{
    unlink(fake_path(file));
    rmdir(fake_path("ppp0/statistics"));
    rmdir(fake_path("ppp0"));
    fake_files_end();
}

static void test_values(void)
{
    static const struct {
        const char *text;
        uint64_t value;
        bool known;
    } rows[] = {
        {"0\n", 0, true},
        {"7", 7, true},
        {"4294967296\n", 1ull << 32, true},
        {"18446744073709551615\n", UINT64_MAX, true},
        {"", 0, false},
    };
    uint64_t value;
    size_t i;

    begin();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CU_ASSERT(fake_write(file, "%s", rows[i].text));
        value = 99;
        EXPECT_NUMBER(ifcounter_read(place, "ppp0", "rx_bytes", &value),
                      rows[i].known);
        CU_ASSERT(value == rows[i].value);
    }
    end();
}

static void test_unknown(void)
{
    static const char *const names[] = {"", "ppp1", "../etc", "ppp0/.",
                                        "./ppp0"};
    char longest[PATH_MAX + 8];
    uint64_t value;
    size_t i;

    begin();
    CU_ASSERT(fake_write(file, "5\n"));
    memset(longest, 'p', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    for (i = 0; i <= sizeof(names) / sizeof(names[0]); i++) {
        const char *name =
            i < sizeof(names) / sizeof(names[0]) ? names[i] : longest;

        value = 99;
        CU_ASSERT(!ifcounter_read(place, name, "rx_bytes", &value));
        EXPECT_NUMBER(value, 0);
    }
    CU_ASSERT(!ifcounter_read(place, "ppp0", "tx_bytes", &value));
    CU_ASSERT(!ifcounter_read(place, "ppp0", "..", &value)); /* a directory */
    end();
}

/* The kernel's own, of an interface that every machine has. */
static void test_kernel(void)
{
    uint64_t packets, bytes;

    if (access(IFCOUNTER_NETWORK "/lo", F_OK) < 0)
        return;
    CU_ASSERT(ifcounter_read(IFCOUNTER_NETWORK, "lo", "tx_packets", &packets));
    CU_ASSERT(ifcounter_read(IFCOUNTER_NETWORK, "lo", "tx_bytes", &bytes));
    CU_ASSERT(packets <= bytes);
}

const char unit_name[] = "ifcounter";
const struct unit_test unit_tests[] = {
    {"values of every width", test_values},
    {"what there is not", test_unknown},
    {"the kernel's", test_kernel},
    {NULL, NULL},
};
