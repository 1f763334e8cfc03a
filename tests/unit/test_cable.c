#include "tests/unit/harness.h"

#include "plugin/cable.c"

static struct cable *cable;

static void begin(void)
{
    cable = cable_new(1000, 3000, 10000);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cable);
}

static void hear(const char *bytes)
{
    while (*bytes)
        cable_input(cable, (unsigned char)*bytes++);
}

static void expect_output(const char *text, const char *file, unsigned at)
{
    char out[64] = "";

    out[cable_output(cable, out, sizeof(out) - 1)] = '\0';
    unit_expect_text(out, text, file, at);
}
#define SAYS(text) expect_output((text), __FILE__, __LINE__)

#define STATUS(is) EXPECT_NUMBER(cable_status(cable), (is))

static void test_answered(void)
{
    begin();
    SAYS("CLIENT");
    SAYS("");
    hear("CLIENTSERVE");
    STATUS(DIAL_RUNNING);
    hear("R");
    STATUS(DIAL_CONNECTED);
    EXPECT_NUMBER(cable_deadline(cable), DIAL_NEVER);
    cable_tick(cable, 99999); /* too late to fail */
    STATUS(DIAL_CONNECTED);
    SAYS("");
    free(cable);
}

/* What an old answer or an echo left on the line does no harm. */
static void test_answers(void)
{
    static const struct {
        const char *bytes;
        enum dial_status status;
    } rows[] = {
        {"SERVER", DIAL_CONNECTED},
        {"CLIENTCLIENTSERVER", DIAL_CONNECTED},
        {"rubbish of more than thirty-two bytes CLIENTSERVER", DIAL_CONNECTED},
        {"~\xff\x7d#", DIAL_CONNECTED},
        {"~~\xff", DIAL_CONNECTED},
        {"~ \xff", DIAL_RUNNING},
        {"CLIENTCLIENTCLIENT", DIAL_RUNNING},
        {"CLIENT SERVE", DIAL_RUNNING},
        {"login: ", DIAL_RUNNING},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        hear(rows[i].bytes);
        STATUS(rows[i].status);
        free(cable);
    }
}

static void test_byte_by_byte(void)
{
    char c;

    begin();
    EXPECT_NUMBER(cable_output(cable, &c, 1), 1);
    EXPECT_NUMBER(c, 'C');
    SAYS("LIENT");
    free(cable);
}

static void test_repeated(void)
{
    begin();
    SAYS("CLIENT");
    EXPECT_NUMBER(cable_deadline(cable), 4000);
    cable_tick(cable, 3999);
    SAYS("");
    cable_tick(cable, 4000);
    SAYS("CLIENT");
    EXPECT_NUMBER(cable_deadline(cable), 7000);
    cable_tick(cable, 10500);
    EXPECT_NUMBER(cable_deadline(cable), 11000); /* the end comes first */
    cable_tick(cable, 11000);
    STATUS(DIAL_FAILED);
    free(cable);
}

static void fails_with(const char *text)
{
    const struct dial_failure *f = cable_failure(cable);

    cable_tick(cable, 11000);
    STATUS(DIAL_FAILED);
    EXPECT_NUMBER(f->error, RASERR_ERROR_OUTOFORDER);
    CU_ASSERT(f->retry);
    EXPECT_TEXT(f->text, text);
    SAYS("");
    free(cable);
}

static void test_failures(void)
{
    begin();
    fails_with("no CLIENTSERVER came back");
    begin();
    hear("\r\nbox login: \x01");
    fails_with("no CLIENTSERVER came back, but ??box login: ?");
    begin();
    hear("a text that is longer than what is kept of it, CLIENT");
    fails_with("no CLIENTSERVER came back, but  than what is kept of it, "
               "CLIENT");
}

const char unit_name[] = "cable";
const struct unit_test unit_tests[] = {
    {"CLIENT, CLIENTSERVER", test_answered},
    {"what is an answer, and what not", test_answers},
    {"byte by byte", test_byte_by_byte},
    {"CLIENT again", test_repeated},
    {"nobody, or somebody else", test_failures},
    {NULL, NULL},
};
