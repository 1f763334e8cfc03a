/*
 * The names of the user and of the computer, and how their sizes count.
 */
#include "compat/win32/names.c"

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
    {"GetComputerName", test_computer},
    {NULL, NULL},
};
