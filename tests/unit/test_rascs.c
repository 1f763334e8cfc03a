#include "tests/unit/harness.h"

#include <string.h>

#include "compat/rascs.c"

static void test_unique(void)
{
    size_t i, k, n = sizeof(rows) / sizeof(*rows);

    for (i = 0; i < n; i++)
        for (k = i + 1; k < n; k++)
            CU_ASSERT(rows[i].state < rows[k].state &&
                      strcmp(rows[i].name, rows[k].name) != 0);
}

static void test_known(void)
{
    EXPECT_NUMBER(RASCS_OpenPort, 0);
    EXPECT_NUMBER(RASCS_AuthProject, 10);
    EXPECT_NUMBER(RASCS_Connected, 0x2000);
    EXPECT_TEXT(rascs_name(0), "OpenPort");
    EXPECT_TEXT(rascs_name(0x2001), "Disconnected");
    EXPECT_TEXT(rascs_phrase(2), "Dialling");
}

static void test_unknown(void)
{
    EXPECT_TEXT(rascs_name(25), "Unknown");
    EXPECT_TEXT(rascs_name(UINT32_MAX), "Unknown");
    EXPECT_TEXT(rascs_phrase(0x1fff), "Unknown state");
}

const char unit_name[] = "rascs";
const struct unit_test unit_tests[] = {
    {"states ascend, names differ", test_unique},
    {"well-known states", test_known},
    {"unknown states", test_unknown},
    {NULL, NULL},
};
