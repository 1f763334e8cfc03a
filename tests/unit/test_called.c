#include "tests/unit/harness.h"

#include "compat/called.c"

static struct entry entry = {.access_point = ""};
static struct ras_device modem = {.dial_command = "ATD",
                                  .dial_mode = "T",
                                  .dial_prefix = "0,",
                                  .dial_suffix = "",
                                  .access_point = "",
                                  .pdp_type = "IP"};

/* --- rules */

static const struct dialling_location office = {
    .name = "Office",
    .country_code = 1,
    .area_code = "425",
    .outside_local = "9,",
    .outside_long_distance = "",
    .long_distance_prefix = "1",
    .international_prefix = "011",
    .long_distance_carrier = "",
    .international_carrier = "",
    .disable_call_waiting = "",
    .dialling = "P",
    .calling_card = {"Card", "4711", "", "", "FGH", ""}};

static void test_translation(void)
{
    const struct {
        struct called_from from;
        struct entry_number number;
        uint32_t error;
        const char *dialled, *shown;
    } rows[] = {
        {{NULL, false, false}, {.number = "5550100"}, 0, "5550100", "5550100"},
        {{&office, false, false},
         {.number = "5550100"},
         0,
         "5550100",
         "5550100"},
        {{&office, true, false},
         {.number = "5550100"},
         0,
         "9,5550100",
         "9,5550100"},
        {{&office, true, true},
         {.number = "+1 (206) 555"},
         0,
         "2065554711",
         "206555[Card]"},
        {{&office, true, false},
         {.number = "+1 (206) 555"},
         RASERR_ERROR_ACCESS_DENIED,
         "",
         ""},
        {{&office, true, true},
         {.number = "+1 (206) x"},
         RASERR_ERROR_BAD_PHONE_NUMBER,
         "",
         ""},
    };
    struct conf_problem p;
    struct dialling d;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct entry_number number = rows[i].number;

        number.area_code = "";
        p.text[0] = '\0';
        EXPECT_NUMBER(called_translate(&rows[i].from, &number, &d, &p),
                      rows[i].error);
        EXPECT_TEXT(d.dialled, rows[i].dialled);
        EXPECT_TEXT(d.shown, rows[i].shown);
        CU_ASSERT((p.text[0] != '\0') == (rows[i].error != 0));
    }
}

static void test_long_number(void)
{
    const struct called_from from = {.card = true};
    char digits[DIALLING_MAX + 2];
    struct entry_number number = {.number = digits, .area_code = ""};
    struct conf_problem p = {""};
    struct dialling d;

    memset(digits, '5', sizeof(digits));
    digits[DIALLING_MAX + 1] = '\0';
    EXPECT_NUMBER(called_translate(&from, &number, &d, &p),
                  RASERR_ERROR_PHONE_NUMBER_TOO_LONG);
    digits[DIALLING_MAX] = '\0';
    EXPECT_NUMBER(called_translate(&from, &number, &d, &p), 0);
}

/* --- commands */

static uint32_t compose_number(const char *number, const char *mode,
                               struct called *c)
{
    struct dialling d = {.mode = mode};
    struct conf_problem p = {""};
    uint32_t error;

    snprintf(d.dialled, sizeof(d.dialled), "%s", number);
    snprintf(d.shown, sizeof(d.shown), "[%s]", number);
    error = called_compose(&entry, &modem, &d, c, &p);
    CU_ASSERT((p.text[0] != '\0') == (error != 0));
    return error;
}

static void test_commands(void)
{
    struct called c;

    EXPECT_NUMBER(compose_number("555-0100", "P", &c), 0);
    EXPECT_TEXT(c.command, "ATDP0,5550100");
    EXPECT_TEXT(c.shown, "ATDP0,[555-0100]");
    EXPECT_TEXT(c.context, "");
    EXPECT_NUMBER(compose_number("5;&W", "", &c),
                  RASERR_ERROR_BAD_PHONE_NUMBER);
    EXPECT_TEXT(c.command, "");
}

/* Both commands are there, but for the one that is wrong; the first counts. */
static void test_contexts(void)
{
    struct called c;

    modem.dial_prefix = "";
    modem.access_point = "internet.example";
    EXPECT_NUMBER(compose_number("*99***2#", "", &c), 0);
    EXPECT_TEXT(c.command, "ATDT*99***2#");
    EXPECT_TEXT(c.context, "AT+CGDCONT=2,\"IP\",\"internet.example\"");
    modem.access_point = "a\"b";
    EXPECT_NUMBER(compose_number("*99#", "", &c),
                  RASERR_ERROR_WRONG_INFO_SPECIFIED);
    EXPECT_TEXT(c.command, "ATDT*99#");
    EXPECT_TEXT(c.context, "");
    modem.dial_suffix = "x";
    EXPECT_NUMBER(compose_number("*99#", "", &c),
                  RASERR_ERROR_BAD_PHONE_NUMBER);
    EXPECT_TEXT(c.command, "");
    EXPECT_TEXT(c.context, "");
    modem.dial_suffix = "";
    modem.access_point = "";
}

static void test_blame(void)
{
    CU_ASSERT(called_about_number(RASERR_ERROR_BAD_PHONE_NUMBER));
    CU_ASSERT(called_about_number(RASERR_ERROR_BLOCKED));
    CU_ASSERT_FALSE(called_about_number(RASERR_ERROR_LINE_BUSY));
    CU_ASSERT_FALSE(called_about_number(RASERR_ERROR_ACCESS_DENIED));
    CU_ASSERT_FALSE(called_about_number(0));
}

const char unit_name[] = "called";
const struct unit_test unit_tests[] = {
    {"a number by its location's rules", test_translation},
    {"the longest number", test_long_number},
    {"the command that dials", test_commands},
    {"the command before it", test_contexts},
    {"what speaks of the number alone", test_blame},
    {NULL, NULL},
};
