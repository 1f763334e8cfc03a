#include "tests/unit/harness.h"

#include "plugin/late.c"

#include <stdio.h>

const char unit_name[] = "late";

/* Options separated by '|'. */
static void make(struct settings *s, const char *text)
{
    const char *p = text;

    memset(s, 0, sizeof(*s));
    snprintf(s->text, sizeof(s->text), "%s", text);
    while (*p) {
        size_t n = strcspn(p, "|");

        s->options[s->n_options].start = (size_t)(p - text);
        s->options[s->n_options++].length = n;
        p += n + (p[n] == '|');
    }
}

static const struct {
    const char *given, *now;
    const char *obstacle; /* NULL: there is none */
    const char *told;     /* what pppd is told */
} rows[] = {
    {"noauth|115200|crtscts", "noauth|115200|crtscts", NULL, ""},
    {"user \"a\"", "user \"b\"", NULL, "user \"b\"|"},
    {"", "user \"b\"", NULL, "user \"b\"|"},
    {"user \"a\"", "", "user \"a\"", NULL},
    {"115200|crtscts", "9600|nocrtscts", NULL, "9600|nocrtscts|"},
    {"persist|maxfail 3|holdoff 1", "nopersist|idle 1", NULL, "idle 1|"},
    {"defaultroute", "nodefaultroute", NULL, "nodefaultroute|"},
    {"nodefaultroute", "defaultroute", "defaultroute", NULL},
    {"idle 5", "idle 6", NULL, "idle 6|"},
    {"idle 5", "", "idle 5", NULL},
    {"", "callback \"5\"", NULL, "callback \"5\"|"},
    {"callback \"5\"", "callback \"6\"", NULL, "callback \"6\"|"},
    {"callback \"5\"", "", NULL, ""},
    {"noauth", "auth", "auth", NULL},
    {"noauth|refuse-pap", "noauth", "refuse-pap", NULL},
    {"noauth", "noauth|require-mppe", "require-mppe", NULL},
    {"noipdefault", "10.0.0.2:", "10.0.0.2:", NULL},
    {"115200", "10.0.0.2:|115200", "10.0.0.2:", NULL},
    {"ipparam \"x\"", "ipparam-suffix 1", "ipparam-suffix 1", NULL},
};

static char told[200];
static unsigned limit;

static bool give(void *context, const struct settings *s, size_t i)
{
    size_t n = strlen(told);

    CU_ASSERT(context == told);
    snprintf(told + n, sizeof(told) - n, "%.*s|", (int)s->options[i].length,
             s->text + s->options[i].start);
    return limit-- > 0;
}

static void test_rows(void)
{
    static struct settings given, now;
    const char *option;
    size_t i, length;
    char text[64];

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        make(&given, rows[i].given);
        make(&now, rows[i].now);
        option = "";
        length = 0;
        EXPECT_NUMBER(late_possible(&given, &now, &option, &length),
                      rows[i].obstacle == NULL);
        snprintf(text, sizeof(text), "%.*s", (int)length, option);
        EXPECT_TEXT(text, rows[i].obstacle ? rows[i].obstacle : "");
        if (rows[i].obstacle)
            continue;
        told[0] = '\0';
        limit = 100;
        CU_ASSERT(late_apply(&given, &now, give, told));
        EXPECT_TEXT(told, rows[i].told);
    }
}

/* pppd has refused one: the rest is not given. */
static void test_refused(void)
{
    static struct settings given, now;

    make(&given, "idle 1");
    make(&now, "idle 2|9600|crtscts");
    told[0] = '\0';
    limit = 1;
    CU_ASSERT(!late_apply(&given, &now, give, told));
    EXPECT_TEXT(told, "idle 2|9600|");
}

const struct unit_test unit_tests[] = {
    {"what pppd takes when it has started", test_rows},
    {"what follows a refusal is not given", test_refused},
    {NULL, NULL},
};
