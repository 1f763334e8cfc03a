#include "tests/unit/harness.h"

#include <stdio.h>
#include <string.h>

#include "compat/raserr.c"

enum { ROWS = sizeof(rows) / sizeof(*rows) };

static void test_sorted(void)
{
    size_t i;

    for (i = 1; i < ROWS; i++)
        if (rows[i - 1].code >= rows[i].code)
            EXPECT_NUMBER(rows[i - 1].code, rows[i].code - 1);
    CU_ASSERT(ROWS > 300);
}

static void test_unique_names(void)
{
    size_t i, k;

    for (i = 0; i < ROWS; i++)
        for (k = i + 1; k < ROWS; k++)
            if (strcmp(rows[i].name, rows[k].name) == 0)
                EXPECT_TEXT(rows[i].name, "a name used once");
}

/* One sentence, printable, ending in a full stop. */
static void test_sentences(void)
{
    size_t i;

    for (i = 0; i < ROWS; i++) {
        const char *text = rows[i].text;
        size_t n = strlen(text);

        if (n < 10 || n > 120 || text[n - 1] != '.' || text[0] < 'A' ||
            text[0] > 'Z' || strstr(text, "  "))
            EXPECT_TEXT(text, "one sentence");
    }
}

/* The documented ranges: 600 to 877, 900 to 956 but for 947. */
static void test_complete(void)
{
    uint32_t code;

    for (code = 600; code <= 956; code++) {
        int wanted = code <= 877 || (code >= 900 && code != 947);

        if (wanted != (raserr_text(code) != NULL))
            EXPECT_NUMBER(code, wanted);
    }
}

static void expect_total(uint32_t code)
{
    const char *text = raserr_text(code), *name = raserr_name(code);
    int status = raserr_exit_status(code);
    size_t i;

    for (i = 0; i < ROWS && rows[i].code != code; i++)
        ;
    CU_ASSERT_FATAL((text != NULL) == (i < ROWS));
    CU_ASSERT_FATAL((text == NULL) == (name == NULL));
    CU_ASSERT_FATAL(text || raserr_redial(code) == RASERR_NEVER);
    CU_ASSERT_FATAL(i == ROWS ||
                    (text == rows[i].text && name == rows[i].name &&
                     raserr_redial(code) == rows[i].redial));
    CU_ASSERT_FATAL(status >= 0 && status <= 254);
    CU_ASSERT_FATAL((status == 0) == (code == 0));
}

static void test_total(void)
{
    uint32_t code;

    for (code = 0; code <= 65535; code++)
        expect_total(code);
    expect_total(UINT32_C(0x80000000));
    expect_total(UINT32_C(0x80070057));
    expect_total(UINT32_MAX);
}

static void test_known(void)
{
    EXPECT_TEXT(raserr_text(676), "The phone line is busy.");
    EXPECT_TEXT(raserr_name(676), "ERROR_LINE_BUSY");
    EXPECT_TEXT(raserr_name(600), "PENDING");
    EXPECT_NUMBER(RASERR_PENDING, 600);
    EXPECT_NUMBER(RASERR_ERROR_AUTHENTICATION_FAILURE, 691);
    EXPECT_NUMBER(raserr_redial(676), RASERR_LATER);
    EXPECT_NUMBER(raserr_redial(691), RASERR_NEVER);
    EXPECT_NUMBER(raserr_redial(631), RASERR_NEVER);
}

static void test_exit_status(void)
{
    EXPECT_NUMBER(raserr_exit_status(0), 0);
    EXPECT_NUMBER(raserr_exit_status(5), 1);
    EXPECT_NUMBER(raserr_exit_status(601), 1);
    EXPECT_NUMBER(raserr_exit_status(602), 2);
    EXPECT_NUMBER(raserr_exit_status(676), 76);
    EXPECT_NUMBER(raserr_exit_status(854), 254);
    EXPECT_NUMBER(raserr_exit_status(855), 1);
}

static void test_from_conf(void)
{
    EXPECT_NUMBER(raserr_from_conf(CONF_OK), 0);
    EXPECT_NUMBER(raserr_from_conf(CONF_NOMEM), 8);
    EXPECT_NUMBER(raserr_from_conf(CONF_OPEN), 621);
    EXPECT_NUMBER(raserr_from_conf(CONF_FORMAT), 622);
    EXPECT_NUMBER(raserr_from_conf(CONF_LIMIT), 622);
    EXPECT_NUMBER(raserr_from_conf(CONF_NOT_FOUND), 623);
    EXPECT_NUMBER(raserr_from_conf(CONF_VALUE), 625);
    EXPECT_NUMBER(raserr_from_conf(CONF_EXISTS), 183);
    EXPECT_NUMBER(raserr_from_conf(CONF_WRITE), 624);
    EXPECT_NUMBER(raserr_from_conf(CONF_CHANGED), 624);
    EXPECT_NUMBER(raserr_from_conf((enum conf_result)99), 635);
    EXPECT_NUMBER(raserr_from_conf((enum conf_result) - 1), 635);
}

const char unit_name[] = "raserr";
const struct unit_test unit_tests[] = {
    {"codes ascend", test_sorted},
    {"no name is used twice", test_unique_names},
    {"each text is one sentence", test_sentences},
    {"every documented code has a row", test_complete},
    {"every 32-bit value has an answer", test_total},
    {"well-known codes", test_known},
    {"exit status", test_exit_status},
    {"codes of the configuration layer", test_from_conf},
    {NULL, NULL},
};
