#include "tests/unit/harness.h"

#include <glob.h>
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

static bool is_sentence(const char *text, size_t most)
{
    size_t n = strlen(text);

    return n >= 10 && n <= most && text[n - 1] == '.' && !strstr(text, "  ");
}

/* What can be met has a cause and something to check; the rest has a reason. */
static void test_causes(void)
{
    size_t i, here = 0;

    for (i = 0; i < ROWS; i++) {
        const char *cause = raserr_cause(rows[i].code);
        const char *advice = raserr_advice(rows[i].code);
        bool met = rows[i].reason == HERE;

        here += met;
        CU_ASSERT((cause != NULL) == met);
        if (cause && !is_sentence(cause, 250))
            EXPECT_TEXT(cause, "a sentence");
        if (!advice || !is_sentence(advice, 200))
            EXPECT_TEXT(advice, "a sentence");
        if (advice && !met)
            CU_ASSERT(strncmp(advice, "Not on Linux: ", 14) == 0);
    }
    CU_ASSERT(here > 120);
}

/* Programs use buffers of 256 characters, the documentation says 512. */
static void test_description(void)
{
    char text[2 * RASERR_DESCRIPTION_MAX];
    size_t i;

    for (i = 0; i < ROWS; i++) {
        CU_ASSERT(raserr_describe(rows[i].code, text, sizeof(text)));
        if (strlen(text) >= RASERR_DESCRIPTION_MAX)
            EXPECT_TEXT(text, "less than 256 characters");
        CU_ASSERT(strncmp(text, rows[i].text, strlen(rows[i].text)) == 0);
    }
    CU_ASSERT(raserr_describe(664, text, sizeof(text)));
    EXPECT_TEXT(text, "Memory cannot be allocated. See free -m and the "
                      "kernel's log.");
    CU_ASSERT(raserr_describe(724, text, sizeof(text)));
    EXPECT_TEXT(text, "IPX is not configured for dialling out on this port. "
                      "Not on Linux: IPX is not carried.");
    CU_ASSERT(!raserr_describe(599, text, sizeof(text)));
    EXPECT_TEXT(text, "");
}

/* One by one, each row once. */
static void test_listed(void)
{
    uint32_t code = 0;
    size_t i;

    for (i = 0; raserr_code(i, &code); i++)
        EXPECT_NUMBER(code, rows[i].code);
    EXPECT_NUMBER(i, ROWS);
    EXPECT_NUMBER(code, 0);
}

/*
 * The codes that this project's own sources name, in FILE: none of them may be
 * one that cannot be met.
 */
static void expect_here(const char *path)
{
    char line[512];
    FILE *f = fopen(path, "re");
    size_t i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    while (fgets(line, sizeof(line), f))
        for (i = 0; i < ROWS; i++) {
            char name[80];
            const char *at;

            snprintf(name, sizeof(name), "RASERR_%s", rows[i].name);
            at = strstr(line, name);
            if (!at || strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") !=
                           strlen(name))
                continue;
            if (rows[i].reason != HERE)
                EXPECT_TEXT(rows[i].name, path);
        }
    fclose(f);
}

static void test_produced(void)
{
    static const char *const patterns[] = {"plugin/*.c", "compat/*.c"};
    size_t i, k, files = 0;
    glob_t g;

    for (i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
        CU_ASSERT_FATAL(glob(patterns[i], 0, NULL, &g) == 0);
        for (k = 0; k < g.gl_pathc; k++, files++)
            expect_here(g.gl_pathv[k]);
        globfree(&g);
    }
    CU_ASSERT(files > 30);
}

/* The modems' answers. */
static void test_modem_codes(void)
{
    static const uint32_t codes[] = {
#define MODEM_RESULT(text, kind, match, error, redial, where)                  \
    RASERR_ERROR_##error,
#include "plugin/modem_result.def"
#undef MODEM_RESULT
    };
    size_t i;

    for (i = 0; i < sizeof(codes) / sizeof(*codes); i++)
        CU_ASSERT(raserr_cause(codes[i]) != NULL);
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
    CU_ASSERT_FATAL((text == NULL) == (raserr_advice(code) == NULL));
    CU_ASSERT_FATAL(text || raserr_cause(code) == NULL);
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
    EXPECT_NUMBER(raserr_from_ras_conf(CONF_OK), 0);
    EXPECT_NUMBER(raserr_from_ras_conf(CONF_NOMEM), 8);
    EXPECT_NUMBER(raserr_from_ras_conf(CONF_OPEN),
                  RASERR_ERROR_FILE_COULD_NOT_BE_OPENED);
    EXPECT_NUMBER(raserr_from_ras_conf(CONF_FORMAT),
                  RASERR_ERROR_READING_INI_FILE);
    EXPECT_NUMBER(raserr_from_ras_conf(CONF_VALUE),
                  RASERR_ERROR_READING_INI_FILE);
    EXPECT_NUMBER(raserr_from_conf((enum conf_result)99), 635);
    EXPECT_NUMBER(raserr_from_conf((enum conf_result) - 1), 635);
}

const char unit_name[] = "raserr";
const struct unit_test unit_tests[] = {
    {"codes ascend", test_sorted},
    {"no name is used twice", test_unique_names},
    {"each text is one sentence", test_sentences},
    {"what can be met has a cause and advice", test_causes},
    {"text and advice fit into 256 characters", test_description},
    {"the codes one by one", test_listed},
    {"what our sources name can be met", test_produced},
    {"what modems answer can be met", test_modem_codes},
    {"every documented code has a row", test_complete},
    {"every 32-bit value has an answer", test_total},
    {"well-known codes", test_known},
    {"exit status", test_exit_status},
    {"codes of the configuration layer", test_from_conf},
    {NULL, NULL},
};
