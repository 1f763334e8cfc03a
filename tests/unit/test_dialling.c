#include "tests/unit/harness.h"

#include "conf/dialling.c"

#define NO_CARD                                                                \
    {                                                                          \
        "", "", "", "", "", ""                                                 \
    }
#define PLAIN                                                                  \
    .area_code = "", .outside_local = "", .outside_long_distance = "",         \
    .long_distance_prefix = "", .international_prefix = "",                    \
    .long_distance_carrier = "", .international_carrier = "",                  \
    .disable_call_waiting = "", .dialling = "", .calling_card = NO_CARD

/* --- places; the later initialiser of a member wins, as it shall */

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"

#define US                                                                     \
    PLAIN, .country_code = 1, .area_code = "425", .long_distance_prefix = "1", \
           .international_prefix = "011"

static const struct dialling_location redmond = {.name = "Redmond", US};

/* An office with a switchboard, a line with call waiting. */
static const struct dialling_location office = {.name = "Office",
                                                US,
                                                .outside_local = "9,",
                                                .outside_long_distance = "8W",
                                                .disable_call_waiting = "*70,",
                                                .dialling = "T"};

static const char *const toll[] = {"555", "556"};
static const char *const none[] = {NULL};
static const char *const near[] = {"34"};

static struct dialling_area_rule rules[] = {
    {"425", toll, 2, "1", true},  /* a toll list */
    {"206", near, 1, "", false},  /* seven digits reach these */
    {"206", none, 0, "", true},   /* ten digits: local */
    {"253", none, 0, "1", false}, /* odd, but it can be said */
    {"", none, 0, "", true},      /* numbers without area */
};
static const struct dialling_location ruled = {
    .name = "Ruled",
    US,
    .outside_local = "9",
    .outside_long_distance = "8",
    .area_rules = rules,
    .n_area_rules = sizeof(rules) / sizeof(rules[0])};

static const struct dialling_location carried = {
    .name = "Carried",
    US,
    .long_distance_carrier = "1010288",
    .international_carrier = "1010222"};

static const struct dialling_location london = {.name = "London",
                                                PLAIN,
                                                .country_code = 44,
                                                .area_code = "20",
                                                .long_distance_prefix = "0",
                                                .international_prefix = "00",
                                                .dialling = "P"};

static const struct dialling_location brazil = {.name = "Brazil",
                                                PLAIN,
                                                .country_code = 55,
                                                .area_code = "11",
                                                .long_distance_prefix = "0L",
                                                .international_prefix = "00M",
                                                .long_distance_carrier = "21",
                                                .international_carrier = "31"};

static const struct dialling_location copenhagen = {.name = "Copenhagen",
                                                    PLAIN,
                                                    .country_code = 45,
                                                    .international_prefix =
                                                        "00"};

static const struct dialling_location carded = {
    .name = "Carded",
    US,
    .outside_local = "9",
    .outside_long_distance = "8",
    .calling_card = {"My Card", "12345678", "4711", "", "18005550199$HI,,1FG",
                     "18005550198@H#TEFG#"}};

#pragma GCC diagnostic pop

/* --- the table of cases */

#define RULES(country, area, number_)                                          \
    {                                                                          \
        .number = (number_), .area_code = (area), .country_code = (country),   \
        .use_dialing_rules = true                                              \
    }
#define WRITTEN(number_)                                                       \
    {                                                                          \
        .number = (number_), .area_code = ""                                   \
    }

struct row {
    const struct dialling_location *here;
    struct entry_number number;
    bool always;
    enum dialling_call call;
    const char *dialled, *canonical; /* canonical NULL: the call is refused */
    const char *words;               /* shown; or, of a refusal, the reason */
};

#define AS_WRITTEN DIALLING_AS_WRITTEN
#define LOCAL      DIALLING_LOCAL
#define LONG       DIALLING_LONG_DISTANCE
#define ABROAD     DIALLING_INTERNATIONAL

static const struct row rows[] = {
    /* LINECOUNTRYENTRY dwSameAreaRule, dwLongDistanceRule and
     * dwInternationalRule; of +1 they are G, 1FG and 011EFG (KB 820886). The
     * number is the example of TechNet cc728034. */
    {&redmond, RULES(1, "425", "555-0100"), false, LOCAL, "5550100",
     "+1 (425) 555-0100", "5550100"},
    {&redmond, RULES(1, "206", "555-0100"), false, LONG, "12065550100",
     "+1 (206) 555-0100", "12065550100"},
    {&redmond, RULES(44, "20", "7946 0018"), false, ABROAD, "011442079460018",
     "+44 (20) 7946 0018", "011442079460018"},
    {&london, RULES(1, "425", "555-0100"), false, ABROAD, "0014255550100",
     "+1 (425) 555-0100", "0014255550100"},
    {&london, RULES(44, "20", "7946 0018"), false, LOCAL, "79460018",
     "+44 (20) 7946 0018", "79460018"},
    {&london, RULES(44, "161", "496.0018"), false, LONG, "01614960018",
     "+44 (161) 496.0018", "01614960018"},

    /* "Canonical Addresses": the area code is optional. */
    {&copenhagen, RULES(45, "", "32 12 34 56"), false, LOCAL, "32123456",
     "+45 32 12 34 56", "32123456"},
    {&redmond, RULES(45, "", "32 12 34 56"), false, ABROAD, "0114532123456",
     "+45 32 12 34 56", "0114532123456"},
    {&redmond, RULES(1, "", "5550100"), false, LONG, "15550100", "+1 5550100",
     "15550100"},

    /* A country that the entry leaves open is the location's. */
    {&redmond, RULES(0, "425", "555-0100"), false, LOCAL, "5550100",
     "+1 (425) 555-0100", "5550100"},
    {&redmond, RULES(0, "206", "555-0100"), false, LONG, "12065550100",
     "+1 (206) 555-0100", "12065550100"},

    /* A number that is canonical by itself says more than the keys. */
    {&redmond, RULES(44, "20", "+1 (425) 555-0100"), false, LOCAL, "5550100",
     "+1 (425) 555-0100", "5550100"},
    {&redmond, RULES(1, "425", "+1 (206)555-0100"), false, LONG, "12065550100",
     "+1 (206) 555-0100", "12065550100"},
    {&redmond, RULES(1, "425", "+45 32123456"), false, ABROAD, "0114532123456",
     "+45 32123456", "0114532123456"},

    /* LINELOCATIONENTRY: dwLocalAccessCode, dwLongDistanceAccessCode (calls
     * beyond the local calling area), dwCancelCallWaiting in front. */
    {&office, RULES(1, "425", "555-0100"), false, LOCAL, "*70,9,5550100",
     "+1 (425) 555-0100", "*70,9,5550100"},
    {&office, RULES(1, "206", "555-0100"), false, LONG, "*70,8W12065550100",
     "+1 (206) 555-0100", "*70,8W12065550100"},
    {&office, RULES(33, "1", "45.67.89.01"), false, ABROAD,
     "*70,8W01133145678901", "+33 (1) 45.67.89.01", "*70,8W01133145678901"},

    /* "Toll Lists": some calls within the area need a 1. */
    {&ruled, RULES(1, "425", "555-0100"), false, LONG, "814255550100",
     "+1 (425) 555-0100", "814255550100"},
    {&ruled, RULES(1, "425", "5-5-6-0100"), false, LONG, "814255560100",
     "+1 (425) 5-5-6-0100", "814255560100"},
    {&ruled, RULES(1, "425", "557-0100"), false, LOCAL, "95570100",
     "+1 (425) 557-0100", "95570100"},
    /* Area code rules (TechNet cc759614): other areas without a 1. */
    {&ruled, RULES(1, "206", "345-0100"), false, LOCAL, "93450100",
     "+1 (206) 345-0100", "93450100"},
    {&ruled, RULES(1, "206", "555-0100"), false, LOCAL, "92065550100",
     "+1 (206) 555-0100", "92065550100"},
    {&ruled, RULES(1, "253", "555-0100"), false, LONG, "815550100",
     "+1 (253) 555-0100", "815550100"},
    {&ruled, RULES(1, "", "5550100"), false, LOCAL, "95550100", "+1 5550100",
     "95550100"},
    {&ruled, RULES(1, "312", "555-0100"), false, LONG, "813125550100",
     "+1 (312) 555-0100", "813125550100"},
    /* ... and never in another country. */
    {&ruled, RULES(7, "206", "555-0100"), false, ABROAD, "801172065550100",
     "+7 (206) 555-0100", "801172065550100"},

    /* Carriers by KB 820886: N1FG and S011EFG; 0LFG where L is in between. */
    {&carried, RULES(1, "425", "5550100"), false, LOCAL, "5550100",
     "+1 (425) 5550100", "5550100"},
    {&carried, RULES(1, "206", "5550100"), false, LONG, "101028812065550100",
     "+1 (206) 5550100", "101028812065550100"},
    {&carried, RULES(44, "20", "79460018"), false, ABROAD,
     "1010222011442079460018", "+44 (20) 79460018", "1010222011442079460018"},
    {&brazil, RULES(55, "21", "25550100"), false, LONG, "0212125550100",
     "+55 (21) 25550100", "0212125550100"},
    {&brazil, RULES(1, "425", "5550100"), false, ABROAD, "003114255550100",
     "+1 (425) 5550100", "003114255550100"},

    /* Calling cards by KB 167220; LINETRANSLATEOUTPUT: what is shown has the
     * card's name in brackets. No rule for a kind of call: without the card. */
    {&carded, RULES(1, "425", "5550100"), false, LOCAL, "95550100",
     "+1 (425) 5550100", "95550100"},
    {&carded, RULES(1, "206", "5550100"), false, LONG,
     "818005550199$123456784711,,12065550100", "+1 (206) 5550100",
     "818005550199$[My Card][My Card],,12065550100"},
    {&carded, RULES(44, "20", "79460018"), false, ABROAD,
     "818005550198@12345678#T442079460018#", "+44 (20) 79460018",
     "818005550198@[My Card]#T442079460018#"},

    /* "Dialable Addresses": control characters go to the modem, and what does
     * not begin with a + and has no rules goes there as it is. */
    {&redmond, RULES(1, "425", "5550100,,W*12#T34"), false, LOCAL,
     "5550100,,W*12#T34", "+1 (425) 5550100,,W*12#T34", "5550100,,W*12#T34"},
    {&redmond, WRITTEN("(425) 555-0100"), false, AS_WRITTEN, "(425) 555-0100",
     "", "(425) 555-0100"},
    {&redmond, WRITTEN("+14255550100"), false, AS_WRITTEN, "+14255550100", "",
     "+14255550100"},
    {&office, WRITTEN("*99***1#"), false, AS_WRITTEN, "*99***1#", "",
     "*99***1#"},

    /* No location: as written, as if there were no rules. */
    {NULL, RULES(1, "425", "555-0100"), false, AS_WRITTEN, "555-0100", "",
     "555-0100"},
    {NULL, WRITTEN("555-0100"), true, AS_WRITTEN, "555-0100", "", "555-0100"},

    /* The location for any number (RDEOPT_UsePrefixSuffix). RASENTRY
     * dwCountryID: without its flag country and area count for nothing. */
    {&office, WRITTEN("555-0100"), true, LOCAL, "*70,9,5550100",
     "+1 (425) 555-0100", "*70,9,5550100"},
    {&office,
     {.number = "555-0100", .area_code = "20", .country_code = 44},
     true,
     LOCAL,
     "*70,9,5550100",
     "+1 (425) 555-0100",
     "*70,9,5550100"},
    {&office, WRITTEN("+1 (206) 555-0100"), true, LONG, "*70,8W12065550100",
     "+1 (206) 555-0100", "*70,8W12065550100"},
    {&office, RULES(1, "206", "555-0100"), true, LONG, "*70,8W12065550100",
     "+1 (206) 555-0100", "*70,8W12065550100"},

    /* What may not reach a modem does not. */
    {&redmond, RULES(1, "425", "555;&W"), false, AS_WRITTEN, "", NULL,
     "PhoneNumber = 555;&W"},
    {&redmond, RULES(1, "425", "555?0100"), false, AS_WRITTEN, "", NULL,
     "digits and"},
    {&redmond, RULES(1, "425", "555\r0100"), false, AS_WRITTEN, "", NULL,
     "PhoneNumber = 555?0100"},
    {&redmond, RULES(1, "425", "(555) 0100"), false, AS_WRITTEN, "", NULL,
     "digits and"},
    {&redmond, RULES(1, "425", "555|12^Me"), false, AS_WRITTEN, "", NULL,
     "digits and"},
    {&redmond, RULES(1, "425", "555E0100"), false, AS_WRITTEN, "", NULL,
     "digits and"},
    {&redmond, RULES(1, "425", "- -"), false, AS_WRITTEN, "", NULL,
     "digits and"},
    {&redmond, RULES(1, "425", ""), false, AS_WRITTEN, "", NULL, "digits and"},
    {&redmond, RULES(1, "4,25", "5550100"), false, AS_WRITTEN, "", NULL,
     "AreaCode = 4,25: digits"},
    {&redmond, RULES(1000, "425", "5550100"), false, AS_WRITTEN, "", NULL,
     "CountryCode = 1000"},
    {&redmond, RULES(4294967295u, "425", "5550100"), false, AS_WRITTEN, "",
     NULL, "CountryCode = 4294967295"},
    {&redmond, RULES(1, "425", "+14255550100"), false, AS_WRITTEN, "", NULL,
     "+COUNTRY (AREA) NUMBER"},
    {&redmond, RULES(1, "425", "+ (425) 5550100"), false, AS_WRITTEN, "", NULL,
     "+COUNTRY (AREA) NUMBER"},
    {&redmond, RULES(1, "425", "+01 (425) 5550100"), false, AS_WRITTEN, "",
     NULL, "+COUNTRY (AREA) NUMBER"},
    {&redmond, RULES(1, "425", "+0 (425) 5550100"), false, AS_WRITTEN, "", NULL,
     "+COUNTRY (AREA) NUMBER"},
    {&redmond, RULES(1, "425", "+1425 5550100"), false, AS_WRITTEN, "", NULL,
     "+COUNTRY (AREA) NUMBER"},
    {&redmond, RULES(1, "425", "+4294967297 (425) 5550100"), false, AS_WRITTEN,
     "", NULL, "+COUNTRY (AREA) NUMBER"},
    {&redmond, RULES(1, "425", "+1 (425 5550100"), false, AS_WRITTEN, "", NULL,
     "+COUNTRY (AREA) NUMBER"},
    {&redmond, RULES(1, "425", "+1 (4x5) 5550100"), false, AS_WRITTEN, "", NULL,
     "+COUNTRY (AREA) NUMBER"},
    {&redmond, RULES(1, "425", "+1 (425)"), false, AS_WRITTEN, "", NULL,
     "+COUNTRY (AREA) NUMBER"},
    {&redmond, RULES(1, "425", "+1"), false, AS_WRITTEN, "", NULL,
     "+COUNTRY (AREA) NUMBER"},
};

static bool translate(const struct row *r, struct dialling *d,
                      struct conf_problem *p)
{
    p->text[0] = '\0';
    return dialling_translate(r->here, &r->number, r->always, d, p) == CONF_OK;
}

/* A row that is not as expected is named by its number. */
static void check_row(size_t i)
{
    const struct row *r = &rows[i];
    bool fine = r->canonical != NULL;
    struct conf_problem p;
    struct dialling d;

    if (translate(r, &d, &p) != fine || d.call != r->call ||
        strcmp(d.dialled, r->dialled) != 0)
        fprintf(stderr, "row %zu: %s -> \"%s\" %d %s\n", i, r->number.number,
                d.dialled, (int)d.call, p.text);
    EXPECT_NUMBER(translate(r, &d, &p), fine);
    EXPECT_NUMBER(d.call, r->call);
    EXPECT_TEXT(d.dialled, r->dialled);
    EXPECT_TEXT(d.canonical, fine ? r->canonical : "");
    EXPECT_TEXT(d.shown, fine ? r->words : "");
    if (!fine && !strstr(p.text, r->words))
        EXPECT_TEXT(p.text, r->words);
    EXPECT_NUMBER(d.secret, strstr(d.shown, "[My Card]") != NULL);
}

static void test_cases(void)
{
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_row(i);
}

static void test_mode(void)
{
    static const struct row with = {
        &office, RULES(1, "425", "1"), false, LOCAL, NULL, NULL, NULL};
    static const struct row pulse = {
        &london, RULES(1, "425", "1"), false, LOCAL, NULL, NULL, NULL};
    static const struct row without = {&office, WRITTEN("1"), false, LOCAL,
                                       NULL,    NULL,         NULL};
    struct conf_problem p;
    struct dialling d;

    CU_ASSERT(translate(&with, &d, &p));
    EXPECT_TEXT(d.mode, "T");
    CU_ASSERT(translate(&pulse, &d, &p));
    EXPECT_TEXT(d.mode, "P");
    CU_ASSERT(translate(&without, &d, &p));
    EXPECT_TEXT(d.mode, "");
}

/* An entry that wants rules where there are none is told apart. */
static void test_missing_rules(void)
{
    const struct entry_number wants = RULES(1, "425", "1");
    const struct entry_number plain = WRITTEN("1");
    struct dialling d;

    CU_ASSERT(dialling_translate(NULL, &wants, false, &d, NULL) == CONF_OK);
    CU_ASSERT(d.missing_rules);
    CU_ASSERT(dialling_translate(NULL, &plain, true, &d, NULL) == CONF_OK);
    CU_ASSERT(!d.missing_rules);
    CU_ASSERT(dialling_translate(&office, &wants, false, &d, NULL) == CONF_OK);
    CU_ASSERT(!d.missing_rules);
}

/* --- limits */

static enum conf_result of_length(const struct dialling_location *here,
                                  size_t n, bool use_rules, struct dialling *d,
                                  struct conf_problem *p)
{
    char digits[400];
    struct entry_number number = {.number = digits,
                                  .area_code = "425",
                                  .country_code = 1,
                                  .use_dialing_rules = use_rules};

    memset(digits, '5', n);
    digits[n] = '\0';
    memset(d, 'x', sizeof(*d));
    return dialling_translate(here, &number, false, d, p);
}

static void test_lengths(void)
{
    struct conf_problem p;
    struct dialling d;

    EXPECT_NUMBER(of_length(&redmond, 128, true, &d, &p), CONF_OK);
    EXPECT_NUMBER(strlen(d.dialled), 128);
    EXPECT_NUMBER(of_length(&redmond, 128, false, &d, &p), CONF_OK);
    EXPECT_NUMBER(of_length(&redmond, 129, false, &d, &p), CONF_LIMIT);
    EXPECT_TEXT(d.dialled, "");
    EXPECT_NUMBER(of_length(&redmond, 129, true, &d, &p), CONF_VALUE);
    EXPECT_NUMBER(of_length(&redmond, 399, true, &d, &p), CONF_VALUE);
    /* "*70,9," leaves 122. */
    EXPECT_NUMBER(of_length(&office, 122, true, &d, &p), CONF_OK);
    EXPECT_NUMBER(of_length(&office, 123, true, &d, &p), CONF_LIMIT);
    EXPECT_TEXT(d.dialled, "");
    EXPECT_TEXT(d.shown, "");
    EXPECT_TEXT(d.mode, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(p.text, "longer than 128"));
}

/* However many names there are, what is shown ends in its array. */
static void test_long_card(void)
{
    struct dialling_location here = carded;
    const struct entry_number number = RULES(1, "206", "5550100");
    struct dialling d;

    here.calling_card.pin = "";
    here.calling_card.card_number = "";
    here.calling_card.name = "A card with a name of 32 letters";
    here.calling_card.long_distance = "HIHIHIHIHIHIHIHIHIHIHIG";
    EXPECT_NUMBER(dialling_translate(&here, &number, false, &d, NULL), CONF_OK);
    EXPECT_TEXT(d.dialled, "85550100");
    EXPECT_NUMBER(strlen(d.shown), sizeof(d.shown) - 1);
    CU_ASSERT(d.secret);
}

/* A secret is not left behind in what cannot be dialled. */
static void test_no_secret_left(void)
{
    struct dialling_location here = carded;
    const struct entry_number number = RULES(1, "206", "5550100");
    struct conf_problem p;
    struct dialling d;

    here.disable_call_waiting =
        "0000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000";
    EXPECT_NUMBER(dialling_translate(&here, &number, false, &d, &p),
                  CONF_LIMIT);
    CU_ASSERT_PTR_NULL(memmem(&d, sizeof(d), "12345678", 8));
    CU_ASSERT_PTR_NULL(strstr(p.text, "12345678"));
}

/* --- characters */

static void test_characters(void)
{
    static const struct {
        const char *text;
        bool digits, code, prefix, rule;
    } texts[] = {
        {"", true, true, true, true},
        {"0123456789", true, true, true, true},
        {"*70,#ABCDabcd!TtPpWw@$", false, true, true, true},
        {"0L", false, false, true, true},
        {"LMNS", false, false, true, true},
        {"EFGHI", false, false, false, true},
        {"?", false, false, false, false},
        {";", false, false, false, false},
        {"+", false, false, false, false},
        {"-", false, false, false, false},
        {" ", false, false, false, false},
        {"1\r", false, false, false, false},
        {"J", false, false, false, false},
        {"\xc3\xa9", false, false, false, false},
    };
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        EXPECT_NUMBER(dialling_is_digits(texts[i].text), texts[i].digits);
        EXPECT_NUMBER(dialling_is_code(texts[i].text), texts[i].code);
        EXPECT_NUMBER(dialling_is_prefix(texts[i].text), texts[i].prefix);
        EXPECT_NUMBER(dialling_is_rule(texts[i].text), texts[i].rule);
    }
}

/* Whatever byte stands in a number: it is refused, or the modem may have it. */
static void test_every_byte(void)
{
    char number[] = "5?5", area[] = "4?5";
    struct entry_number n = RULES(1, area, number);
    struct dialling d;
    unsigned c;

    for (c = 1; c < 256; c++) {
        number[1] = (char)c;
        area[1] = '2';
        if (dialling_translate(&redmond, &n, false, &d, NULL) == CONF_OK)
            CU_ASSERT(dialling_is_code(d.dialled));
        EXPECT_NUMBER(d.dialled[0] != '\0',
                      strchr("0123456789*#ABCDabcd,!TtPpWw@$ -./", (int)c) !=
                          NULL);
        area[1] = (char)c;
        number[1] = '5';
        EXPECT_NUMBER(dialling_translate(&redmond, &n, false, &d, NULL) ==
                          CONF_OK,
                      c >= '0' && c <= '9');
    }
}

const char unit_name[] = "dialling";
const struct unit_test unit_tests[] = {
    {"each case of Microsoft's description", test_cases},
    {"tone and pulse", test_mode},
    {"rules without a location", test_missing_rules},
    {"lengths", test_lengths},
    {"a card with a long name", test_long_card},
    {"no secret is left behind", test_no_secret_left},
    {"characters of settings", test_characters},
    {"every byte", test_every_byte},
    {NULL, NULL},
};
