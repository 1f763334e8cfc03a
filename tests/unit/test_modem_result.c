#include "plugin/modem_result.c"

#include <stdlib.h>

#include "tests/unit/harness.h"

static const char *found(const char *line, size_t n)
{
    const struct modem_result *row = modem_result_find(line, n);

    return row ? row->text : "";
}

/* LINE, and the row it is to match; "" for none. */
static const char *const lines[][2] = {
    {"OK", "OK"},
    {"ok", "OK"},
    {" \tOK \t", "OK"},
    {"OK.", ""},
    {"OKAY", ""},
    {"NOT OK", ""},
    {"CONNECT", "CONNECT"},
    {"CONNECT 33600/ARQ/V34", "CONNECT"},
    {"CONNECT 57600 LAPM", "CONNECT"},
    {"CONNECT38400", "CONNECT"},
    {"CONNECT/ARQ", "CONNECT"},
    {"connect 0600", "CONNECT"},
    {"CONNECTION REFUSED", ""},
    {"CONNEC", ""},
    {"NO CARRIER", "NO CARRIER"},
    {"NO CARRIER/ LINK DROPPED", "NO CARRIER"},
    {"NO CARRIER (#3301)", "NO CARRIER"},
    {"NO CARRIERS", ""},
    {"CARRIER 31200", "CARRIER"},
    {"NO DIALTONE", "NO DIALTONE"},
    {"NO DIAL TONE", "NO DIAL TONE"},
    {"DIALTONE", "DIALTONE"},
    {"BUSY", "BUSY"},
    {"BUSYBOX v1.36", ""},
    {"NO ANSWER", "NO ANSWER"},
    {"RING", "RING"},
    {"RINGING", "RINGING"},
    {"RINGBACK", "RINGBACK"},
    {"RRING", "RRING"},
    {"DELAYED 00:10:00", "DELAYED"},
    {"BLACKLISTED", "BLACKLISTED"},
    {"BLACKLIST FULL", "BLACKLIST FULL"},
    {"ERROR", "ERROR"},
    {"ERRORS", ""},
    {"+CME ERROR: 30", "+CME ERROR:"},
    {"+CME ERROR:SIM busy", "+CME ERROR:"},
    {"+CMS ERROR: 500", "+CMS ERROR:"},
    {"PROTOCOL: LAP-M", "PROTOCOL:"},
    {"0", "0"},
    {"8", "8"},
    {"5", ""},
    {"00", ""},
    {"000", ""},
    {"1 ", "1"},
    {"10", ""},
    {"33", ""},
    {"", ""},
    {"   ", ""},
    {"ATZ", ""},
    {"ATDT0,5551000", ""},
    {"+++", ""},
    {"login: ", ""},
};

static void test_lines(void)
{
    size_t i;

    for (i = 0; i < sizeof lines / sizeof *lines; i++)
        EXPECT_TEXT(found(lines[i][0], strlen(lines[i][0])), lines[i][1]);
}

static void test_length_counts(void)
{
    EXPECT_TEXT(found("OKAY", 2), "OK");
    EXPECT_TEXT(found("OK", 1), "");
    EXPECT_TEXT(found("OK\0", 3), "");
    EXPECT_TEXT(found("O\0K", 3), "");
    EXPECT_TEXT(found("BUSY\0x", 6), "BUSY");
}

static const struct {
    const char *text;
    uint32_t error;
    bool retry;
} codes[] = {
    {"BUSY", 676, true},
    {"VOICE", 677, true},
    {"NO ANSWER", 678, true},
    {"NO CARRIER", 679, true},
    {"NO DIALTONE", 680, true},
    {"NO DIAL TONE", 680, true},
    {"ERROR", 681, false},
    {"DELAYED", 775, true},
    {"BLACKLISTED", 775, false},
    {"+CME ERROR:", 651, true},
    {"3", 679, true},
    {"4", 681, false},
    {"6", 680, true},
    {"7", 676, true},
    {"8", 678, true},
    {"OK", 0, false},
    {"CONNECT", 0, false},
    {"RINGING", 0, false},
};

static void test_codes(void)
{
    const struct modem_result *row;
    size_t i;

    for (i = 0; i < sizeof codes / sizeof *codes; i++) {
        row = modem_result_find(codes[i].text, strlen(codes[i].text));
        CU_ASSERT_PTR_NOT_NULL_FATAL(row);
        EXPECT_TEXT(row->text, codes[i].text);
        EXPECT_NUMBER(row->error, codes[i].error);
        EXPECT_NUMBER(row->retry, codes[i].retry);
    }
}

static void test_rows(void)
{
    size_t n, i;
    const struct modem_result *rows = modem_result_table(&n);

    CU_ASSERT(n > 40);
    for (i = 0; i < n; i++) {
        const struct modem_result *row = &rows[i];

        CU_ASSERT_PTR_EQUAL(modem_result_find(row->text, strlen(row->text)),
                            row);
        CU_ASSERT(*row->where != '\0');
        CU_ASSERT(row->kind != MODEM_RESULT_NONE);
        EXPECT_NUMBER(row->error != 0, row->kind == MODEM_RESULT_FAILURE);
        CU_ASSERT(!row->error || raserr_text(row->error) != NULL);
        CU_ASSERT(row->error || !row->retry);
    }
}

static void test_rows_are_distinct(void)
{
    size_t i, j;

    for (i = 0; i < ROWS; i++)
        for (j = 0; j < ROWS; j++)
            EXPECT_NUMBER(fits(&table[i], table[j].text, strlen(table[j].text)),
                          i == j);
}

/* Each prefix of a row's text, from memory of just that size (for ASan). */
static void test_cut_short(void)
{
    size_t n, i, length;
    const struct modem_result *rows = modem_result_table(&n), *row;
    char *copy;

    for (i = 0; i < n; i++) {
        for (length = 0; length < strlen(rows[i].text); length++) {
            copy = malloc(length ? length : 1);
            CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
            memcpy(copy, rows[i].text, length);
            row = modem_result_find(copy, length);
            CU_ASSERT(row != &rows[i]);
            free(copy);
        }
    }
}

const char unit_name[] = "modem_result";
const struct unit_test unit_tests[] = {
    {"lines of modems find their rows", test_lines},
    {"the length counts, not a terminator", test_length_counts},
    {"the codes are those of RAS", test_codes},
    {"every row is sound and can be found", test_rows},
    {"no text fits another row", test_rows_are_distinct},
    {"a line that is cut short is another line", test_cut_short},
    {NULL, NULL},
};
