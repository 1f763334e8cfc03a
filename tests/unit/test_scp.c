#include "tests/unit/harness.h"

#include <stdio.h>

#include "plugin/scp.c"

#define LIMIT 60000

static struct scp_program *program;
static struct scp *script;
static dial_ms now;
static char sent[4096];

static void begin_as(const char *commands, const char *user,
                     const char *password)
{
    struct scp_givens givens = {user, password, LIMIT};
    char text[8192];
    struct conf_problem problem = {""};

    snprintf(text, sizeof(text), "proc main\n%s\nendproc\n", commands);
    scp_compile(text, strlen(text), "/scripts/a.scp", &program, &problem);
    EXPECT_TEXT(problem.text, "");
    CU_ASSERT_FATAL(program != NULL);
    script = scp_new(program, &givens);
    CU_ASSERT_FATAL(script != NULL);
    now = 1000;
    scp_start(script, now);
}

static void begin(const char *commands)
{
    begin_as(commands, "alice", "s3^cret");
}

static void finish_test(void)
{
    scp_free(script);
    scp_program_free(program);
}

/* What has been sent since the last time; it goes on as far as it can. */
static const char *said(void)
{
    size_t n = 0, more;

    do {
        more = scp_output(script, sent + n, 3);
        n += more;
        if (!more && scp_deadline(script) <= now)
            scp_tick(script, now);
    } while (more || (scp_deadline(script) <= now && n < sizeof(sent) - 100));
    sent[n] = '\0';
    return sent;
}

static void hears(const char *text)
{
    for (; *text && scp_listens(script); text++)
        scp_input(script, now, (unsigned char)*text);
    EXPECT_TEXT(text, ""); /* all of it was read */
}

static void passes(uint32_t ms)
{
    now += ms;
    scp_tick(script, now);
}

static void expect_end(enum scp_status status, uint32_t error, const char *text,
                       unsigned at)
{
    (void)said();
    unit_expect_number(scp_status(script), status, __FILE__, at);
    unit_expect_number(scp_failure(script)->error, error, __FILE__, at);
    unit_expect_text(scp_failure(script)->text, text, __FILE__, at);
    CU_ASSERT(scp_deadline(script) == DIAL_NEVER);
    CU_ASSERT(!scp_listens(script));
    finish_test();
}
#define DONE()                 expect_end(SCP_DONE, 0, "", __LINE__)
#define ENDS(status, error, t) expect_end((status), (error), (t), __LINE__)

/* --- a log-on as it is on Microsoft's page */

static const char logon[] = "integer nTries = 3\n"
                            "string szLogin = \"username:\"\n"
                            "boolean bDone = FALSE\n"
                            "delay 2\n"
                            "transmit \"^M\"\n"
                            "while !bDone do\n"
                            "  waitfor szLogin until 4\n"
                            "  if $SUCCESS then bDone = TRUE endif\n"
                            "  if $FAILURE then\n"
                            "    nTries = nTries - 1\n"
                            "    if nTries <= 0 then goto BailOut endif\n"
                            "    transmit \"<cr>\"\n"
                            "  endif\n"
                            "endwhile\n"
                            "transmit $USERID, raw transmit \"^M\"\n"
                            "waitfor \"Password:\", matchcase\n"
                            "transmit $PASSWORD, raw transmit \"<CR><lf>\"\n"
                            "goto End\n"
                            "BailOut: halt\n"
                            "End:\n";

static void test_logon(void)
{
    begin(logon);
    EXPECT_TEXT(said(), "");
    EXPECT_NUMBER(scp_deadline(script), 3000);
    CU_ASSERT(!scp_listens(script)); /* what comes now waits in the tty */
    passes(2000);
    EXPECT_TEXT(said(), "\r");
    hears("welcome\r\nUSER");
    passes(4000);
    EXPECT_TEXT(said(), "\r");
    hears("xusernam"); /* the first try's half does not count */
    hears("e:");
    EXPECT_TEXT(said(), "alice\r");
    hears("password: Pass");
    passes(20000);
    EXPECT_TEXT(said(), "");
    hears("word:");
    EXPECT_TEXT(said(), "s3^cret\r\n");
    DONE();
}

static void test_halt(void)
{
    begin(logon);
    passes(2000);
    passes(4000);
    passes(4000);
    EXPECT_NUMBER(scp_status(script), SCP_RUNNING);
    passes(4000);
    ENDS(SCP_HALTED, RASERR_ERROR_INTERACTIVE_MODE,
         "a.scp:20: the script halts: somebody would have to go on");
}

/* --- waiting */

static void test_cases(void)
{
    static const char text[] =
        "again: waitfor \"login:\" then L, \"BUSY\", matchcase then B, "
        "\"go\" until 5\n transmit \"none\" goto again\n"
        "L: transmit \"L\" goto again\nB: transmit \"B\"";

    begin(text);
    hears("LOGIN:");
    EXPECT_TEXT(said(), "L");
    hears("busy go");
    EXPECT_TEXT(said(), "none");
    passes(5000);
    EXPECT_TEXT(said(), "none");
    hears("ogin: BUSY");
    EXPECT_TEXT(said(), "B");
    DONE();
}

/* Nothing behind the match is taken: it is the next one's, or PPP's. */
static void test_takes_no_more(void)
{
    begin("waitfor \"a^M\" waitfor \"\" waitfor \"b\"");
    hears("a\rb");
    CU_ASSERT(!scp_listens(script));
    DONE();
}

static void test_long_input(void)
{
    int i;

    begin("waitfor \"ab\"");
    for (i = 0; i < 5000; i++)
        hears("x");
    hears("ab");
    DONE();
}

static void test_limit(void)
{
    begin("integer n\nwaitfor \"never\"");
    EXPECT_NUMBER(scp_deadline(script), 1000 + LIMIT);
    passes(LIMIT - 1);
    EXPECT_NUMBER(scp_status(script), SCP_RUNNING);
    CU_ASSERT(!scp_failure(script)->retry);
    passes(1);
    CU_ASSERT(scp_failure(script)->retry);
    ENDS(SCP_FAILED, RASERR_ERROR_REQUEST_TIMEOUT,
         "a.scp:3: the script has not come to its end within 60 s");
}

/* --- a script that never waits: others get their turn */

static void test_busy_loop(void)
{
    unsigned ticks = 0;

    begin("while TRUE do endwhile");
    while (scp_status(script) == SCP_RUNNING) {
        CU_ASSERT_FATAL(scp_deadline(script) >= now + PAUSE_MS);
        now = scp_deadline(script);
        scp_tick(script, now);
        ticks++;
    }
    CU_ASSERT(ticks <= LIMIT / PAUSE_MS + 1);
    ENDS(SCP_FAILED, RASERR_ERROR_REQUEST_TIMEOUT,
         "a.scp:2: the script has not come to its end within 60 s");
}

static void test_flood(void)
{
    char bytes[64];
    size_t total = 0, n;

    begin("while TRUE do transmit \"0123456789\" endwhile");
    CU_ASSERT(script->n_output <= sizeof(script->output));
    EXPECT_NUMBER(scp_deadline(script), 1000 + LIMIT);
    while ((n = scp_output(script, bytes, sizeof(bytes))) > 0)
        total += n;
    CU_ASSERT(total > 1000 && total <= sizeof(script->output));
    EXPECT_NUMBER(scp_deadline(script), 0);
    passes(0);
    CU_ASSERT(scp_output(script, bytes, sizeof(bytes)) > 0);
    finish_test();
}

/* --- strings */

static void test_translation(void)
{
    static const struct {
        const char *literal, *sent, *raw;
    } rows[] = {
        {"^M^j^[^z", "\r\n\033\032", "^M^j^[^z"},
        {"^1^", "^1^", "^1^"},
        {"<cr><LF><tab>", "\r\n<tab>", "<cr><LF><tab>"},
        {"\\\"\\^M\\<cr>\\\\", "\"^M<cr>\\", "\\\"\\^M\\<cr>\\\\"},
        {"a\\b", "a\\b", "a\\b"},
    };
    char text[200];
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(text, sizeof(text), "transmit \"%s\"", rows[i].literal);
        begin(text);
        EXPECT_TEXT(said(), rows[i].sent);
        DONE();
        snprintf(text, sizeof(text), "transmit \"%s\", raw", rows[i].literal);
        begin(text);
        EXPECT_TEXT(said(), rows[i].raw);
        DONE();
    }
    begin("transmit \"^@\"");
    EXPECT_NUMBER(scp_output(script, sent, 10), 1);
    EXPECT_NUMBER(sent[0], '\0');
    DONE();
}

/* Without raw a password is translated, too: so it is written. */
static void test_password(void)
{
    begin("transmit $PASSWORD");
    EXPECT_TEXT(said(), "s3\003ret");
    DONE();
    begin_as("transmit $USERID\ntransmit $PASSWORD", "", NULL);
    ENDS(SCP_FAILED, RASERR_ERROR_INTERACTIVE_MODE,
         "a.scp:3: the script wants $PASSWORD, and none is known");
    begin_as("transmit $USERID", NULL, "");
    ENDS(SCP_FAILED, RASERR_ERROR_INTERACTIVE_MODE,
         "a.scp:2: the script wants $USERID, and none is known");
}

/* --- values */

static void test_values(void)
{
    static const char *const truths[] = {
        "3 + 5 * 40 == 203",
        "24 / (7 - 1) == 4",
        "-3 - -2 == -1",
        "2 < 3 and 3 <= 3 and 3 > 2 and 3 >= 3",
        "!(3 < 3) and !(2 > 3) and !(4 <= 3) and !(3 >= 4)",
        "1 != 2 and TRUE != FALSE and \"a\" != \"b\"",
        "\"a\" + \"b\" == \"ab\" and !(\"a\" == \"A\")",
        "FALSE and FALSE or TRUE",
        "TRUE or TRUE and FALSE",
        "$SUCCESS and !$FAILURE and TRUE == $SUCCESS",
        "10 - 2 - 3 == 5",
    };
    char text[300];
    size_t i;

    for (i = 0; i < sizeof(truths) / sizeof(truths[0]); i++) {
        snprintf(text, sizeof(text), "if %s then transmit \"yes\" endif",
                 truths[i]);
        begin(text);
        EXPECT_TEXT(said(), "yes");
        DONE();
    }
}

static void test_variables(void)
{
    begin("string s integer n boolean b\nagain: string t = \"x\"\n"
          "if s == \"\" and n == 0 and !b then transmit \"first\" endif\n"
          "s = s + t n = n + 1 b = n == 2\n"
          "if n < 3 then goto again endif transmit s");
    EXPECT_TEXT(said(), "firstxxx");
    DONE();
}

static void test_mistakes(void)
{
    static const struct {
        const char *text, *what;
    } rows[] = {
        {"integer z\ndelay 1 / z", "a.scp:3: division by zero"},
        {"integer i = 2147483647\ni = i + 1",
         "a.scp:3: the number is too large"},
        {"integer i = 65536\ni = i * i", "a.scp:3: the number is too large"},
        {"integer i = -2147483647 - 1\ni = i / -1",
         "a.scp:3: the number is too large"},
        {"string s = \"x\"\nagain: s = s + s goto again",
         "a.scp:3: the string is too long"},
        {"set port databits 9", "a.scp:2: 9: from 5 to 8 is allowed"},
        {"set port stopbits 0", "a.scp:2: 0: from 1 to 2 is allowed"},
        {"set ipaddr \"1.2.3\"", "a.scp:2: set ipaddr: it is no address"},
        {"set ipaddr \"0.0.0.0\"", "a.scp:2: set ipaddr: it is no address"},
        {"set ipaddr getip 0", "a.scp:2: getip counts from 1"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(rows[i].text);
        ENDS(SCP_FAILED, RASERR_ERROR_SCRIPT_SYNTAX, rows[i].what);
    }
}

/* --- addresses */

static void test_getip(void)
{
    begin("set ipaddr getip 2\nwaitfor \"go\"");
    hears("Server 10.9.0.1, v1.2.3.4.5 300.1.1.1 you are 10.9.0.77.\r");
    EXPECT_NUMBER(ntohl(scp_address(script)), 0x0a09004d);
    hears("go");
    DONE();
    begin("string a = getip\ntransmit a\nset ipaddr \"10.0.0.1\"");
    hears("1.1.1.1111111111111111111111111 192.168.1.2 ");
    EXPECT_TEXT(said(), "192.168.1.2");
    EXPECT_NUMBER(ntohl(scp_address(script)), 0x0a000001);
    DONE();
}

/* --- the port: when everything before it is out */

static void test_port(void)
{
    struct scp_port port = {0};

    begin("transmit \"ab\" set port databits 7 set port parity even\n"
          "transmit \"c\" set port stopbits 2");
    CU_ASSERT(!scp_port(script, &port));
    EXPECT_NUMBER(scp_output(script, sent, 1), 1);
    CU_ASSERT(!scp_port(script, &port));
    EXPECT_NUMBER(scp_output(script, sent, 9), 1);
    EXPECT_NUMBER(scp_deadline(script), 0);
    CU_ASSERT(scp_port(script, &port));
    EXPECT_NUMBER(port.databits, 7);
    EXPECT_NUMBER(port.parity, SCP_PARITY_NONE);
    passes(0);
    CU_ASSERT(scp_port(script, &port));
    EXPECT_NUMBER(port.parity, SCP_PARITY_EVEN);
    passes(0);
    EXPECT_NUMBER(scp_output(script, sent, 9), 1);
    CU_ASSERT(scp_port(script, &port));
    EXPECT_NUMBER(port.stopbits, 2);
    EXPECT_NUMBER(port.databits, 7);
    passes(0);
    DONE();
}

const char unit_name[] = "scp";
const struct unit_test unit_tests[] = {
    {"a log-on", test_logon},
    {"halt", test_halt},
    {"several strings, labels, until", test_cases},
    {"nothing behind a match is taken", test_takes_no_more},
    {"a far end that never stops talking", test_long_input},
    {"the time limit", test_limit},
    {"a loop without a wait", test_busy_loop},
    {"a script that never stops talking", test_flood},
    {"escapes, carets, raw", test_translation},
    {"user name and password", test_password},
    {"expressions", test_values},
    {"variables", test_variables},
    {"mistakes that show late", test_mistakes},
    {"addresses", test_getip},
    {"the port's settings", test_port},
    {NULL, NULL},
};
