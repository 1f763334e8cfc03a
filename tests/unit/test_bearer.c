#include "plugin/bearer.c"

#include <stdio.h>
#include <string.h>

#include "tests/unit/harness.h"

/* --- the three that it chooses from; what they were asked, in order */

static char asked[100];
static bool line_gone, transport_gone;
static bool (*given_up)(struct cause *c);

static void note(const char *word)
{
    size_t n = strlen(asked);

    snprintf(asked + n, sizeof(asked) - n, "%s%s", n ? " " : "", word);
}

bool call_given_up(struct cause *c)
{
    return c->error != 0;
}

int call_connect(struct job *job, struct cause *c)
{
    (void)job;
    (void)c;
    note("call");
    return 11;
}

int pppoe_connect(const struct job *job, bool (*give_up)(struct cause *c),
                  struct cause *c)
{
    (void)job;
    (void)c;
    given_up = give_up;
    note("pppoe");
    return 12;
}

int transport_connect(const struct job *job, bool (*lost)(struct cause *c),
                      struct cause *c)
{
    (void)job;
    (void)c;
    given_up = lost;
    note("transport");
    return 13;
}

#define ASKED(name)                                                            \
    void name(void)                                                            \
    {                                                                          \
        note(#name);                                                           \
    }
ASKED(call_hangup)
ASKED(pppoe_hangup)
ASKED(call_cleanup)
ASKED(pppoe_cleanup)
ASKED(transport_cleanup)
ASKED(line_forget)
ASKED(pppoe_forget)
ASKED(transport_forget)

bool line_hung_up(void)
{
    return line_gone;
}

bool transport_hung_up(void)
{
    return transport_gone;
}

/* --- tests */

static bool lost(struct cause *c)
{
    (void)c;
    return false;
}

/* A dialer's line has no device: nothing of it is looked at. */
static void test_choice(void)
{
    struct ras_device modem = {.kind = RAS_DEVICE_MODEM};
    struct ras_device broadband = {.kind = RAS_DEVICE_PPPOE};
    struct job job = {.line = &modem};
    struct cause c;

    cause_clear(&c);
    asked[0] = '\0';
    EXPECT_NUMBER(bearer_connect(&job, NULL, &c), 11);
    job.line = &broadband;
    EXPECT_NUMBER(bearer_connect(&job, lost, &c), 12);
    CU_ASSERT(given_up == call_given_up);
    job.line = NULL;
    job.own_line = true;
    EXPECT_NUMBER(bearer_connect(&job, lost, &c), 13);
    CU_ASSERT(given_up == lost);
    EXPECT_TEXT(asked, "call pppoe transport");
}

static void test_end(void)
{
    asked[0] = '\0';
    bearer_hangup();
    EXPECT_TEXT(asked, "call_hangup pppoe_hangup");
    asked[0] = '\0';
    bearer_cleanup();
    EXPECT_TEXT(asked, "call_cleanup pppoe_cleanup transport_cleanup");
    asked[0] = '\0';
    bearer_forget();
    EXPECT_TEXT(asked, "line_forget pppoe_forget transport_forget");
    CU_ASSERT_FALSE(bearer_hung_up());
    line_gone = true;
    CU_ASSERT(bearer_hung_up());
    line_gone = false;
    transport_gone = true;
    CU_ASSERT(bearer_hung_up());
}

const char unit_name[] = "bearer";
const struct unit_test unit_tests[] = {
    {"who brings the line", test_choice},
    {"whatever there is, is ended", test_end},
    {NULL, NULL},
};
