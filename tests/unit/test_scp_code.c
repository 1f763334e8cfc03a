#include "tests/unit/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/scp_code.c"

static struct conf_problem problem;

/* What is wrong with TEXT; "" if nothing is. */
static const char *read_script(const char *text)
{
    struct scp_program *program;
    enum conf_result result;

    problem.text[0] = '\0';
    result = scp_compile(text, strlen(text), "a.scp", &program, &problem);
    CU_ASSERT((result == CONF_OK) == (program != NULL));
    CU_ASSERT((result == CONF_OK) == (problem.text[0] == '\0'));
    scp_program_free(program);
    return problem.text;
}

static const char *in_main(const char *commands)
{
    char text[4096];

    snprintf(text, sizeof(text), "proc main\n%s\nendproc\n", commands);
    return read_script(text);
}

/* --- what is allowed */

static const char *const good[] = {
    "",
    "integer count = 5 integer timeout = (4 * 3) integer i",
    "boolean bDone = FALSE string szIP = (getip 2) set ipaddr szIP",
    "string a = getip\nset ipaddr getip 2\ngetip",
    "integer n\nn = 3 + 5 * 40 delay 24 / (7 - 1)",
    "transmit \"Hello\" + \" there\"",
    "transmit $USERID, raw transmit \"^M\"",
    "waitfor \"Login:\" waitfor \"Password?\", matchcase",
    "waitfor \"prompt>\" until 10",
    "waitfor \"a\" then L, \"b\", matchcase then L, \"c\" until 10\nL:",
    "if $SUCCESS == TRUE and !$FAILURE then goto x endif x: halt",
    "integer n = -1 while n < 3 or n >= 7 do n = n + 1 endwhile",
    "set port databits 7 set port stopbits 1 set port parity even",
    "set screen keyboard on set screen keyboard off",
    "WAITFOR \"x\" UNTIL 3 TrAnSmIt \"<cr>\" ; a comment",
    "; \"only a comment",
    "integer n = 2 set ipaddr getip n set ipaddr getip (n + 1)",
    "integer n = 2 waitfor \"x\" until n + 1 until_n: goto until_n",
};

static void test_good(void)
{
    size_t i;

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        EXPECT_TEXT(in_main(good[i]), "");
    EXPECT_TEXT(read_script("\xef\xbb\xbfproc main\r\nendproc\r\n\x1a"), "");
    EXPECT_TEXT(read_script("proc a integer n L: endproc "
                            "proc main integer n L: endproc"),
                "");
}

/* --- what is not, with its line */

/* Is TEXT[AT] outside of strings and comments, and between two words? */
static bool is_between(const char *text, size_t at)
{
    bool quoted = false, comment = false;
    size_t i;

    for (i = 0; i < at; i++) {
        if (text[i] == '"' && !comment)
            quoted = !quoted;
        else if (text[i] == ';' && !quoted)
            comment = true;
        else if (text[i] == '\n')
            comment = false;
    }
    return !quoted && !comment && (text[at] == ' ' || text[at] == '\n');
}

/* Wherever a mistake stands, the script is refused with it, and its line. */
static void test_anywhere(void)
{
    char text[256], expected[80];
    size_t i, at, k, places = 0;

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        for (at = 0; good[i][at]; at++) {
            unsigned line = 2; /* behind "proc main" */

            if (!is_between(good[i], at))
                continue;
            for (k = 0; k < at; k++)
                line += good[i][k] == '\n';
            snprintf(text, sizeof(text), "%.*s # %s", (int)at, good[i],
                     good[i] + at);
            snprintf(expected, sizeof(expected),
                     "a.scp:%u: this character means nothing here: #", line);
            EXPECT_TEXT(in_main(text), expected);
            places++;
        }
    CU_ASSERT(places > 100);
}

static const struct {
    const char *text, *problem;
} bad[] = {
    {"", "a.scp:1: there is no \"proc main\""},
    {"proc other\nendproc\n", "a.scp:3: there is no \"proc main\""},
    {"transmit \"x\"", "a.scp:1: expected proc, not: transmit"},
    {"proc main\n", "a.scp:2: expected endproc, not: the script ends"},
    {"proc main\r\nendif\r\nendproc", "a.scp:2: expected endproc, not: endif"},
    {"proc main endproc\rproc MAIN endproc",
     "a.scp:2: there is one already: MAIN"},
    {"proc main\n\n goto away\nendproc",
     "a.scp:3: there is no such label: away"},
    {"proc main\nwaitfor \"a\" then away\nendproc",
     "a.scp:2: there is no such label: away"},
    {"proc main\nL:\nl:\nendproc", "a.scp:3: this label is there already: l"},
    {"proc main\ninteger n\nstring N\nendproc",
     "a.scp:3: this variable is there already: N"},
    {"proc main\nstring until\nendproc",
     "a.scp:2: expected a new variable's name, not: until"},
    {"proc main\nn = 1\nendproc",
     "a.scp:2: neither a command nor a declared variable: n"},
    {"proc main\ntransmit n\nendproc",
     "a.scp:2: this variable was not declared: n"},
    {"proc main\ntransmit 1\nendproc",
     "a.scp:3: a string is needed here, before: endproc"},
    {"proc main\ndelay \"x\"\nendproc",
     "a.scp:3: an integer is needed here, before: endproc"},
    {"proc main\nif 1 then endif endproc",
     "a.scp:2: a boolean is needed here, before: then"},
    {"proc main\ndelay 1 + \"x\"\nendproc",
     "a.scp:3: an integer is needed here, before: endproc"},
    {"proc main\ntransmit \"a\" - \"b\"\nendproc",
     "a.scp:2: this operator is not for such values: -"},
    {"proc main\ntransmit \"abc\nendproc",
     "a.scp:2: a string without its closing \""},
    {"proc main\ntransmit $USER\nendproc",
     "a.scp:2: no such variable of the system: $USER"},
    {"proc main\ndelay 99999999999\nendproc",
     "a.scp:2: the number is too large: 99999999999"},
    {"proc main\ndelay 1 # 2\nendproc",
     "a.scp:2: this character means nothing here: #"},
    {"proc main\nset port speed\nendproc",
     "a.scp:2: expected databits, parity or stopbits, not: speed"},
    {"proc main\nset port parity 7\nendproc",
     "a.scp:2: expected none, odd, even, mark or space, not: 7"},
    {"proc main\ntransmit \"a\", loud\nendproc",
     "a.scp:2: expected raw, not: loud"},
    {"proc main\ntransmit $USERID \"s3cret\"\nendproc",
     "a.scp:2: expected endproc, not: a string"},
    {"proc 5\nendproc", "a.scp:1: expected the name of a proc, not: 5"},
    {"proc main\ngoto 5\nendproc", "a.scp:2: expected a label, not: 5"},
    {"proc main\nwaitfor \"a\" then 5\nendproc",
     "a.scp:2: expected a label, not: 5"},
    {"proc main\nset screen keyboard loud\nendproc",
     "a.scp:2: expected on or off, not: loud"},
    {"proc main\ndelay then\nendproc", "a.scp:2: expected a value, not: then"},
    {"proc main\nboolean b = !1\nendproc",
     "a.scp:3: a boolean is needed here, before: endproc"},
    {"proc main\ndelay -TRUE\nendproc",
     "a.scp:3: an integer is needed here, before: endproc"},
    {"proc main\nstring s set ipaddr getip s\nendproc",
     "a.scp:3: an integer is needed here, before: endproc"},
    {"proc main\ndelay (1\nendproc", "a.scp:3: expected ), not: endproc"},
    {"proc main\nwhile TRUE\nendproc", "a.scp:3: expected do, not: endproc"},
    {"proc main\ntransmit \"abc", "a.scp:2: a string without its closing \""},
    {"proc main\ntransmit \"abc\\", "a.scp:2: a string without its closing \""},
    {"proc main\ntransmit \"abc\\\nendproc",
     "a.scp:2: a string without its closing \""},
    {"proc main\ntransmit \"abc\rendproc",
     "a.scp:2: a string without its closing \""},
    {"proc main\n#", "a.scp:2: this character means nothing here: #"},
    {"proc main\ndelay 12", "a.scp:2: expected endproc, not: the script ends"},
    {"proc main\n_x1 = 1",
     "a.scp:2: neither a command nor a declared variable: _x1"},
    {"proc main ; it ends\rendif", "a.scp:2: expected endproc, not: endif"},
    {"proc main\r", "a.scp:1: expected endproc, not: the script ends"},
    {"proc main\ngoto a_name_that_is_longer_than_what_a_message_can_show_of_it_"
     "at_all\nendproc",
     "a.scp:2: there is no such label: a_name_that_is_longer_than_what_a_"
     "message_can_show_of_it_at_"},
    {"proc main\nset ipaddr 1\nendproc",
     "a.scp:3: a string is needed here, before: endproc"},
    {"proc main\ninteger n\nn = TRUE\nendproc",
     "a.scp:4: an integer is needed here, before: endproc"},
    {"proc main\nset databits 7\nendproc",
     "a.scp:2: expected ipaddr, not: databits"},
    {"proc main ; the last line", "a.scp:1: expected endproc, not: "
                                  "the script ends"},
};

static void test_bad(void)
{
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        EXPECT_TEXT(read_script(bad[i].text), bad[i].problem);
}

/* --- limits */

/* TEXT where ROOM instructions are left. */
static enum conf_result read_with_room(const char *text, size_t room)
{
    struct scp_program *g = calloc(1, sizeof(*g));
    enum conf_result result;

    CU_ASSERT_FATAL(g != NULL);
    g->file = strdup("a.scp");
    g->text = strdup(text);
    g->code = calloc(SCP_CODE_MAX, sizeof(*g->code));
    CU_ASSERT_FATAL(g->file && g->text && g->code);
    g->n_code = SCP_CODE_MAX - room;
    problem.text[0] = '\0';
    result = parse(g, strlen(text), &problem);
    CU_ASSERT(g->n_code <= SCP_CODE_MAX);
    scp_program_free(g);
    return result;
}

/* Wherever the room ends: not one instruction more, and the reason is said. */
static void test_room(void)
{
    char text[256];
    size_t i, room, refused = 0;

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        snprintf(text, sizeof(text), "proc main\n%s\nendproc\n", good[i]);
        for (room = 0; room < 100; room++) {
            if (read_with_room(text, room) == CONF_OK)
                break;
            CU_ASSERT(strstr(problem.text, "the script is too long") != NULL);
            refused++;
        }
        CU_ASSERT(room > 0 && room < 100);
    }
    CU_ASSERT(refused > 100);
}

/* What the interpreter's stack holds, whoever has put it there. */
static void test_stack(void)
{
    static const struct {
        const char *text;
        bool fits;
    } rows[] = {
        {"delay 1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*1"
         "))))))))))",
         true},
        {"delay 1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*(1+1*1"
         ")))))))))))",
         false},
        {"waitfor \"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\","
         "\"10\",\"11\",\"12\",\"13\",\"14\",\"15\",\"16\" until "
         "1+1*(1+1*(1+1*(1+1)))",
         true},
        {"waitfor \"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\","
         "\"10\",\"11\",\"12\",\"13\",\"14\",\"15\",\"16\" until "
         "1+1*(1+1*(1+1*(1+1*1)))",
         false},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *answer = in_main(rows[i].text);

        if (rows[i].fits)
            EXPECT_TEXT(answer, "");
        else
            CU_ASSERT(strstr(answer, "the expression is too long") != NULL);
    }
}

/* BEFORE, N times WHAT, and AFTER inside of main. */
static const char *repeated(const char *before, size_t n, const char *what,
                            const char *after)
{
    size_t size = strlen(what) * n + strlen(before) + strlen(after) + 40;
    char *text = malloc(size), *at = text;
    const char *answer;
    size_t i;

    CU_ASSERT_FATAL(text != NULL);
    at += snprintf(at, size, "proc main\n%s", before);
    for (i = 0; i < n; i++)
        at += snprintf(at, size - (size_t)(at - text), "%s", what);
    snprintf(at, size - (size_t)(at - text), "%s\nendproc", after);
    answer = read_script(text);
    free(text);
    return answer;
}

static void test_limits(void)
{
    static struct scp_program *program;

    EXPECT_TEXT(repeated("delay ", 14, "(", "1))))))))))))))"), "");
    CU_ASSERT(strstr(repeated("delay ", 5000, "(", ""), "too deep") != NULL);
    CU_ASSERT(strstr(repeated("delay ", 5000, "-", "1"), "too deep") != NULL);
    CU_ASSERT(strstr(repeated("", 5000, "if TRUE then ", ""), "too deep") !=
              NULL);
    CU_ASSERT(strstr(repeated("", 9000, "halt\n", ""), "too long") != NULL);
    EXPECT_TEXT(repeated("waitfor \"a\"", 15, ", \"b\"", ""), "");
    CU_ASSERT(strstr(repeated("waitfor \"a\"", 16, ", \"b\"", ""),
                     "too many strings") != NULL);
    EXPECT_TEXT(repeated("delay 1", 5000 / 4, "+(1)", ""), "");
    CU_ASSERT(strstr(repeated("", 600, "goto x\n", "x:"), "too many jumps") !=
              NULL);
    CU_ASSERT(strstr(repeated("", 512, "goto x\n", "waitfor \"a\" then x\nx:"),
                     "too many jumps") != NULL);
    EXPECT_TEXT(repeated("", 511, "goto x\n", "waitfor \"a\" then x\nx:"), "");
    EXPECT_NUMBER(scp_compile("proc\0main", 9, "a", &program, &problem),
                  CONF_FORMAT);
    EXPECT_NUMBER(scp_compile("", SCP_FILE_MAX + 1, "a", &program, &problem),
                  CONF_LIMIT);
}

static void test_names(void)
{
    char text[4096] = "", *at = text;
    int i;

    for (i = 0; i < SCP_VARIABLES_MAX; i++)
        at += snprintf(at, 20, "integer v%d\n", i);
    EXPECT_TEXT(in_main(text), "");
    snprintf(at, 20, "integer v\n");
    CU_ASSERT(strstr(in_main(text), "too many variables") != NULL);
    at = text;
    for (i = 0; i < LABELS_MAX; i++)
        at += snprintf(at, 20, "l%d:", i);
    EXPECT_TEXT(in_main(text), "");
    snprintf(at, 20, "l:");
    CU_ASSERT(strstr(in_main(text), "too many labels") != NULL);
}

/* What the interpreter relies on: every target is an instruction. */
static void test_targets(void)
{
    static const char text[] =
        "proc a goto x x: endproc\nproc main\nboolean b = TRUE\nagain:\n"
        "while b do waitfor \"a\" then again, \"b\" then out until 3 "
        "if b then goto again endif endwhile out: endproc";
    struct scp_program *g;
    size_t i, jumps = 0;

    EXPECT_NUMBER(scp_compile(text, strlen(text), "a", &g, &problem), CONF_OK);
    for (i = 0; i < g->n_code; i++) {
        if (g->code[i].op != SCP_OP_JUMP && g->code[i].op != SCP_OP_CASE &&
            g->code[i].op != SCP_OP_JUMP_IF_NOT)
            continue;
        jumps++;
        CU_ASSERT(g->code[i].a >= 0 && (size_t)g->code[i].a < g->n_code);
    }
    EXPECT_NUMBER(jumps, 7);
    CU_ASSERT(g->main > 0);
    CU_ASSERT(!g->wants_user && !g->wants_password);
    scp_program_free(g);
    scp_program_free(NULL);
}

const char unit_name[] = "scp_code";
const struct unit_test unit_tests[] = {
    {"what the description shows", test_good},
    {"mistakes, each with its line", test_bad},
    {"a mistake at every place", test_anywhere},
    {"limits", test_limits},
    {"limits of names", test_names},
    {"the room for instructions", test_room},
    {"the room for values", test_stack},
    {"every jump has a target", test_targets},
    {NULL, NULL},
};
