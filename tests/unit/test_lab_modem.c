#include "tests/lab/at.c"
#undef COUNT
#include "tests/lab/calls.c"
#include "tests/lab/hdlc.c"

#include "tests/unit/harness.h"

/* --- the command language */

/* All commands of a body, each as NAME(VALUE,TEXT), "!" where it is broken. */
static const char *taken_apart(const char *body)
{
    static char out[2048];
    struct at_command c;
    int more;
    size_t n = 0;

    out[0] = '\0';
    while ((more = at_next(&body, &c)) > 0)
        n += (size_t)snprintf(out + n, sizeof out - n, "%s(%ld,%s)", c.name,
                              c.value, c.text);
    if (more < 0)
        snprintf(out + n, sizeof out - n, "!");
    return out;
}

static void test_take_apart(void)
{
    static const struct {
        const char *body, *commands;
    } cases[] = {
        {"", ""},
        {"Z", "Z(0,)"},
        {"e0 v1&c1&D2", "E(0,)V(1,)&C(1,)&D(2,)"},
        {"E1 2", "E(12,)"},
        {"s7=60S7?", "S7(60,=)S7(0,?)"},
        {"S12", "S12(0,)"},
        {"DT 0,89 w", "D(0,T 0,89 w)"},
        {"DP5;H", "D(0,P5;)H(0,)"},
        {"+CGDCONT=1,\"IP\",\"a;b\";+x?", "+CGDCONT(0,=1,\"IP\",\"a;b\")"
                                          "+X(0,?)"},
        {"%C0\\N3", "%C(0,)\\N(3,)"},
        {"$BAD", "!"},
        {"E1$BAD", "E(1,)!"},
        {"&", "!"},
        {"7", "!"},
    };
    size_t i;

    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        EXPECT_TEXT(taken_apart(cases[i].body), cases[i].commands);
}

static void test_line_begins_with_at(void)
{
    EXPECT_TEXT(at_body("ATZ"), "Z");
    EXPECT_TEXT(at_body("  at"), "");
    CU_ASSERT_PTR_NULL(at_body("TAZ"));
    CU_ASSERT_PTR_NULL(at_body(""));
}

/* An overlong name, number or string must not leave its array. */
static void test_overlong(void)
{
    char body[2000];
    size_t i;
    static const char begin[] = "+DSE&\"";

    for (i = 0; i < sizeof begin - 1; i++) {
        memset(body, i < 2 ? 'A' : '9', sizeof body);
        body[0] = begin[i];
        body[sizeof body - 1] = '\0';
        CU_ASSERT(strlen(taken_apart(body)) < 2048);
    }
}

/* Obeys each command of a body; the last action. */
static enum at_action obey(struct at_settings *set, const char *body,
                           char *text, size_t size)
{
    enum at_action action = AT_NOTHING;
    struct at_command c;

    while (at_next(&body, &c) > 0)
        action = at_obey(set, &c);
    snprintf(text, size, "%s", c.text);
    return action;
}

static void test_obey(void)
{
    static const struct {
        const char *body;
        enum at_action action;
    } cases[] = {
        {"E0", AT_NOTHING},        {"E2", AT_INVALID},    {"X5", AT_INVALID},
        {"D5", AT_DIAL},           {"DL", AT_DIAL_LAST},  {"A", AT_ANSWER},
        {"O", AT_ONLINE},          {"H", AT_HANGUP},      {"H1", AT_NOTHING},
        {"Z", AT_RESET},           {"I3", AT_REPLY},      {"S7?", AT_REPLY},
        {"S7=256", AT_INVALID},    {"S300?", AT_INVALID}, {"M1", AT_NOTHING},
        {"+FCLASS=0", AT_NOTHING},
    };
    struct at_settings set;
    char text[AT_LINE_MAX];
    size_t i;

    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        at_defaults(&set);
        EXPECT_NUMBER(obey(&set, cases[i].body, text, sizeof text),
                      cases[i].action);
    }
}

static void test_settings_stay(void)
{
    struct at_settings set;
    char text[AT_LINE_MAX];

    at_defaults(&set);
    obey(&set, "E0V0Q1X2&D0S7=60", text, sizeof text);
    EXPECT_NUMBER(set.echo, 0);
    EXPECT_NUMBER(set.verbose, 0);
    EXPECT_NUMBER(set.quiet, 1);
    EXPECT_NUMBER(set.progress, 2);
    EXPECT_NUMBER(set.dtr, 0);
    EXPECT_NUMBER(set.s[7], 60);
    obey(&set, "&F", text, sizeof text);
    EXPECT_NUMBER(set.echo, 1);
    EXPECT_NUMBER(set.s[7], 50);
}

static void test_results(void)
{
    static const struct {
        const char *settings, *result, *sent;
    } cases[] = {
        {"", "BUSY", "\r\nBUSY\r\n"},
        {"V0", "BUSY", "7\r"},
        {"V0", "CONNECT 33600", "1\r"},
        {"V0", "+CME ERROR: 30", "+CME ERROR: 30\r"},
        {"X0", "CONNECT 33600", "\r\nCONNECT\r\n"},
        {"X0", "BUSY", "\r\nNO CARRIER\r\n"},
        {"X3", "NO DIALTONE", "\r\nNO CARRIER\r\n"},
        {"X3", "BUSY", "\r\nBUSY\r\n"},
        {"X2", "NO DIAL TONE", "\r\nNO DIAL TONE\r\n"},
        {"Q1", "OK", ""},
        {"S3=13S4=32", "OK", "\r OK\r "},
    };
    struct at_settings set;
    char text[AT_LINE_MAX];
    size_t i;

    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        at_defaults(&set);
        obey(&set, cases[i].settings, text, sizeof text);
        EXPECT_NUMBER(at_result(&set, cases[i].result, text, sizeof text),
                      strlen(cases[i].sent));
        EXPECT_TEXT(text, cases[i].sent);
    }
}

/* --- numbers and steps */

static void test_turns(void)
{
    static const char steps[] = "say BUSY|connect; answer|say NO CARRIER";
    char out[CALLS_TURN_MAX];

    calls_turn(steps, 0, out, sizeof out);
    EXPECT_TEXT(out, "say BUSY");
    calls_turn(steps, 4, out, sizeof out);
    EXPECT_TEXT(out, "connect; answer");
    calls_turn(steps, 302, out, sizeof out);
    EXPECT_TEXT(out, "say NO CARRIER");
    CU_ASSERT_PTR_NULL(check_steps(steps));
    CU_ASSERT_PTR_NOT_NULL(check_steps("say BUSY|nonsense"));
    CU_ASSERT_PTR_NOT_NULL(check_steps("nonsense|say BUSY"));
}

static void test_builtin_steps_are_valid(void)
{
    size_t i;

    for (i = 0; i < sizeof builtin / sizeof *builtin; i++)
        CU_ASSERT_PTR_NULL(check_steps(builtin[i].steps));
}

static void test_longest_row_wins(void)
{
    struct call *calls = NULL;

    EXPECT_TEXT(calls_find(NULL, "T0,89/5-102"), "say BUSY");
    EXPECT_TEXT(calls_find(NULL, "5551234"), "connect; answer");
    CU_ASSERT_PTR_NULL(calls_add(&calls, "5102", "say VOICE"));
    CU_ASSERT_PTR_NULL(calls_add(&calls, "103", "say ERROR"));
    CU_ASSERT_PTR_NULL(calls_add(&calls, "*", "deaf"));
    EXPECT_TEXT(calls_find(calls, "T5102"), "say VOICE");
    EXPECT_TEXT(calls_find(calls, "T4102"), "say BUSY");
    EXPECT_TEXT(calls_find(calls, "103"), "say ERROR");
    EXPECT_TEXT(calls_find(calls, "999"), "deaf");
    EXPECT_TEXT(calls_find(calls, ""), "deaf");
    calls_free(calls);
}

static void test_steps(void)
{
    const char *steps = " say A\\x42\\;C ;wait 20; wait;connect", *why;
    struct step s;

    EXPECT_NUMBER(step_next(&steps, &s, &why), 1);
    EXPECT_NUMBER(s.verb, STEP_SAY);
    EXPECT_TEXT(s.text, "AB;C ");
    EXPECT_NUMBER(step_next(&steps, &s, &why), 1);
    EXPECT_NUMBER(s.number, 20);
    EXPECT_NUMBER(step_next(&steps, &s, &why), 1);
    EXPECT_NUMBER(s.number, -1);
    EXPECT_NUMBER(step_next(&steps, &s, &why), 1);
    EXPECT_NUMBER(s.verb, STEP_CONNECT);
    EXPECT_NUMBER(step_next(&steps, &s, &why), 0);
}

static void test_wrong_rows(void)
{
    static const struct {
        const char *digits, *steps;
    } cases[] = {
        {"12a", "say X"},     {"", "say X"},     {"1", "shout X"},
        {"1", "say"},         {"1", "loop 1"},   {"1", "slow"},
        {"1", "wait x"},      {"1", "wait -1"},  {"1", "wait 99999999999"},
        {"1", "say \\q"},     {"1", "say \\x4"}, {"1", "say \\"},
        {"1", "say X; lost"},
    };
    struct call *calls = NULL;
    size_t i;

    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        CU_ASSERT_PTR_NOT_NULL(
            calls_add(&calls, cases[i].digits, cases[i].steps));
    CU_ASSERT_PTR_NULL(calls);
}

static void test_script_file(void)
{
    static char good[] = "# numbers\n\n77 say BUSY\r\n* deaf\n",
                bad[] = "77 say BUSY\n78\n79 nonsense\n";
    struct call *calls = NULL;
    unsigned line;
    FILE *file = fmemopen(good, sizeof good - 1, "r");

    CU_ASSERT_PTR_NULL(calls_read(&calls, file, &line));
    fclose(file);
    EXPECT_TEXT(calls_find(calls, "077"), "say BUSY");
    file = fmemopen(bad, sizeof bad - 1, "r");
    CU_ASSERT_PTR_NOT_NULL(calls_read(&calls, file, &line));
    EXPECT_NUMBER(line, 3);
    fclose(file);
    calls_free(calls);
}

/* --- framing */

static size_t decode(struct hdlc *h, const uint8_t *bytes, size_t n)
{
    size_t i, found = 0, length;

    for (i = 0; i < n; i++) {
        length = hdlc_feed(h, bytes[i]);
        found = length ? length : found;
    }
    return found;
}

static void test_frame_round_trip(void)
{
    uint8_t in[300] = {0xc0, 0x21}, out[HDLC_ENCODED_MAX];
    static struct hdlc h;
    size_t i, n;

    for (i = 2; i < sizeof in; i++)
        in[i] = (uint8_t)i;
    n = hdlc_encode(out, in, sizeof in);
    EXPECT_NUMBER(decode(&h, out, n), sizeof in);
    CU_ASSERT_EQUAL(memcmp(h.frame, in, sizeof in), 0);
    out[n / 2] ^= 1;
    EXPECT_NUMBER(decode(&h, out, n), 0);
}

/* A frame of pppd: LCP Configure-Request, id 1, no options; RFC 1662. */
static void test_known_frame(void)
{
    static const uint8_t request[] = {0xc0, 0x21, 1, 1, 0, 4};
    uint8_t out[HDLC_ENCODED_MAX];
    size_t n = hdlc_encode(out, request, sizeof request);

    EXPECT_NUMBER(n, 17);
    CU_ASSERT_EQUAL(memcmp(out, "~\xff}#\xc0!}!}!} }$", 13), 0);
    CU_ASSERT_EQUAL(fcs(FCS_START, (const uint8_t *)"123456789", 9),
                    0xffff ^ 0x906e);
}

static void test_bad_frames(void)
{
    static struct hdlc h;
    uint8_t byte = 'x';
    size_t i;

    for (i = 0; i < 3 * HDLC_MAX; i++)
        EXPECT_NUMBER(hdlc_feed(&h, byte), 0);
    EXPECT_NUMBER(decode(&h, (const uint8_t *)"~~~}~ab~", 8), 0);
}

const char unit_name[] = "lab_modem";
const struct unit_test unit_tests[] = {
    {"command lines are taken apart", test_take_apart},
    {"a line begins with AT", test_line_begins_with_at},
    {"overlong commands are cut", test_overlong},
    {"commands have their effect", test_obey},
    {"settings stay until reset", test_settings_stay},
    {"results look as asked for", test_results},
    {"calls in turn", test_turns},
    {"the built-in steps can be read", test_builtin_steps_are_valid},
    {"the longest row wins", test_longest_row_wins},
    {"steps are read", test_steps},
    {"wrong rows are refused", test_wrong_rows},
    {"a script file is read", test_script_file},
    {"a frame comes back", test_frame_round_trip},
    {"a frame is what RFC 1662 says", test_known_frame},
    {"broken frames are dropped", test_bad_frames},
    {NULL, NULL},
};
