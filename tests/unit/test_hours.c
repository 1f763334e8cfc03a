#include "conf/hours.c"

#include "tests/unit/harness.h"

/* Each is as good as the other. */
static void test_parse(void)
{
    static const struct {
        const char *text;
        unsigned days, from, to;
    } rows[] = {
        {"daily", 0x7f, 0, 1440},
        {"Daily 00:00-24:00", 0x7f, 0, 1440},
        {"Mon-Fri 07:00-19:30", 0x3e, 420, 1170},
        {"mon-fri 07:00-19:30", 0x3e, 420, 1170},
        {"Fri-Mon", 0x63, 0, 1440},
        {"Sat,Sun", 0x41, 0, 1440},
        {"Sun,Tue-Wed,Sat 22:00-06:00", 0x4d, 1320, 360},
        {"Thu-Thu 23:59-24:00", 0x10, 1439, 1440},
    };
    struct hours h;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        CU_ASSERT(hours_parse(rows[i].text, &h));
        EXPECT_NUMBER(h.days, rows[i].days);
        EXPECT_NUMBER(h.from, rows[i].from);
        EXPECT_NUMBER(h.to, rows[i].to);
    }
}

static void test_mistakes(void)
{
    static const char *const rows[] = {
        "",
        "M",
        "Mo 07:00-08:00",
        "Mon-",
        "Mon,",
        "Mon,,Tue",
        "Mon-Tue-Wed",
        "daily,Mon",
        "Mon ",
        "Mon  07:00-08:00",
        "Mon 7:00-8:00",
        "Mon 07:60-08:00",
        "Mon 24:00-08:00",
        "Mon 07:00-24:01",
        "Mon 07:00",
        "Mon 07:00-",
        "Mon 07:00-08:00 ",
        "07:00-08:00",
        "Mon 07:00-08:00,10:00-11:00",
    };
    struct hours h;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        CU_ASSERT_FALSE(hours_parse(rows[i], &h));
        EXPECT_NUMBER(h.days, 0);
        CU_ASSERT_FALSE(hours_valid(rows[i]));
    }
}

static bool have(const char *text, int weekday, int hour, int minute)
{
    struct hours h;

    CU_ASSERT_FATAL(hours_parse(text, &h));
    return hours_have(&h, weekday, hour * 60 + minute);
}

static void test_have(void)
{
    CU_ASSERT(have("Mon 07:00-19:00", 1, 7, 0));
    CU_ASSERT(have("Mon 07:00-19:00", 1, 18, 59));
    CU_ASSERT_FALSE(have("Mon 07:00-19:00", 1, 19, 0));
    CU_ASSERT_FALSE(have("Mon 07:00-19:00", 1, 6, 59));
    CU_ASSERT_FALSE(have("Mon 07:00-19:00", 2, 8, 0));
    CU_ASSERT(have("daily", 0, 0, 0));
    CU_ASSERT(have("daily", 6, 23, 59));
    CU_ASSERT_FALSE(have("daily", 7, 0, 0));
    CU_ASSERT_FALSE(have("daily", -1, 0, 0));
}

/* Friday's night ends on Saturday, Saturday's on Sunday. */
static void test_night(void)
{
    CU_ASSERT(have("Fri-Sat 22:00-06:00", 5, 22, 0));
    CU_ASSERT_FALSE(have("Fri-Sat 22:00-06:00", 5, 5, 0));
    CU_ASSERT(have("Fri-Sat 22:00-06:00", 6, 5, 59));
    CU_ASSERT_FALSE(have("Fri-Sat 22:00-06:00", 6, 6, 0));
    CU_ASSERT(have("Fri-Sat 22:00-06:00", 0, 5, 59));
    CU_ASSERT_FALSE(have("Fri-Sat 22:00-06:00", 0, 22, 0));
    CU_ASSERT(have("Mon 12:00-12:00", 2, 11, 59));
    CU_ASSERT_FALSE(have("Mon 12:00-12:00", 2, 12, 0));
}

const char unit_name[] = "hours";
const struct unit_test unit_tests[] = {
    {"days and times", test_parse},
    {"what is refused", test_mistakes},
    {"inside and outside", test_have},
    {"over midnight", test_night},
    {NULL, NULL},
};
