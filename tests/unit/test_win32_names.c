/*
 * The names of the user and of the computer, and how their sizes count.
 */
#include "compat/win32/names.c"

#include <sched.h>

#include "tests/unit/win32_wide.h"

static void test_user(void)
{
    char a[300];
    WCHAR w[300];
    DWORD n = sizeof(a), m = 300;
    struct passwd *me = getpwuid(geteuid());

    CU_ASSERT_TRUE(GetUserNameA(a, &n));
    EXPECT_NUMBER(n, strlen(a) + 1);
    if (me)
        EXPECT_TEXT(a, me->pw_name);
    CU_ASSERT_TRUE(GetUserNameW(w, &m));
    EXPECT_WIDE(w, a);
    EXPECT_NUMBER(m, n);
    m = n - 1;
    CU_ASSERT_FALSE(GetUserNameA(a, &m));
    EXPECT_NUMBER(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
    EXPECT_NUMBER(m, n);
    m = 0;
    CU_ASSERT_FALSE(GetUserNameW(NULL, &m));
    EXPECT_NUMBER(m, n);
}

/* Whom no file knows has a number. */
static void test_unknown_user(void)
{
    char a[300];
    DWORD n = sizeof(a);

    if (geteuid() != 0 || getpwuid(54321))
        return;
    EXPECT_NUMBER(seteuid(54321), 0);
    CU_ASSERT_TRUE(GetUserNameA(a, &n));
    EXPECT_NUMBER(seteuid(0), 0);
    EXPECT_TEXT(a, "54321");
    EXPECT_NUMBER(n, 6);
}

/* In a name space of the test's own: what NetBIOS makes of the host's name. */
static void test_computer_names(void)
{
    static const struct {
        const char *host, *name;
    } rows[] = {{"box", "BOX"},
                {"box.example.org", "BOX"},
                {"fifteen-letters", "FIFTEEN-LETTERS"},
                {"sixteen-letters.", "SIXTEEN-LETTERS"},
                {"more-than-that-many", "MORE-THAN-THAT-"},
                {"", ""}};
    char a[MAX_COMPUTERNAME_LENGTH + 1];
    size_t i;
    DWORD n;

    if (unshare(CLONE_NEWUTS) != 0)
        return;
    for (i = 0; i < ARRAYSIZE(rows); i++) {
        EXPECT_NUMBER(sethostname(rows[i].host, strlen(rows[i].host)), 0);
        n = sizeof(a);
        CU_ASSERT_TRUE(GetComputerNameA(a, &n));
        EXPECT_TEXT(a, rows[i].name);
        EXPECT_NUMBER(n, strlen(rows[i].name));
    }
}

static void test_computer(void)
{
    char a[MAX_COMPUTERNAME_LENGTH + 1], host[300] = "";
    WCHAR w[MAX_COMPUTERNAME_LENGTH + 1];
    DWORD n = sizeof(a), m = ARRAYSIZE(w);

    CU_ASSERT_TRUE(GetComputerNameA(a, &n));
    EXPECT_NUMBER(n, strlen(a));
    gethostname(host, sizeof(host) - 1);
    EXPECT_NUMBER(strncasecmp(a, host, n), 0);
    CU_ASSERT_TRUE(GetComputerNameW(w, &m));
    EXPECT_WIDE(w, a);
    EXPECT_NUMBER(m, n);
    m = n;
    CU_ASSERT_FALSE(GetComputerNameA(a, &m));
    EXPECT_NUMBER(GetLastError(), ERROR_BUFFER_OVERFLOW);
    EXPECT_NUMBER(m, n + 1);
    CU_ASSERT_FALSE(GetComputerNameW(w, NULL));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
}

const char unit_name[] = "win32_names";
const struct unit_test unit_tests[] = {
    {"GetUserName", test_user},
    {"GetUserName of whom nobody knows", test_unknown_user},
    {"GetComputerName", test_computer},
    {"GetComputerName of hosts of any name", test_computer_names},
    {NULL, NULL},
};
