#include <windows.h>

#define main start_main
#include "compat/win32/start/wmain.c"
#undef main

#include "tests/unit/harness.h"
#include "compat/win32/utf.h"
#include "tests/unit/win32_wide.h"

/* A program's own: what it is given stays for its whole life. */
int wmain(int argc, WCHAR **argv, WCHAR **envp);

static int given_argc;
static WCHAR **given_argv, **given_env;

int wmain(int argc, WCHAR **argv, WCHAR **envp)
{
    given_argc = argc;
    given_argv = argv;
    given_env = envp;
    return 42;
}

static void forget(void)
{
    free_list(given_argv);
    free_list(given_env);
    given_argv = given_env = NULL;
}

static void test_arguments(void)
{
    char program[] = "program", text[] = "gr\303\274n \360\237\230\200",
         empty[] = "", no_text[] = "a\377z", variable[] = "NAME=w\303\244rt";
    char *argv[] = {program, text, empty, no_text, NULL};
    char *envp[] = {variable, NULL};

    EXPECT_NUMBER(start_main(4, argv, envp), 42);
    EXPECT_NUMBER(given_argc, 4);
    EXPECT_WIDE(given_argv[0], "program");
    EXPECT_WIDE(given_argv[1], text);
    EXPECT_WIDE(given_argv[2], "");
    EXPECT_NUMBER(given_argv[3][1], 0xfffd);
    EXPECT_NUMBER(given_argv[3][2], 'z');
    CU_ASSERT_PTR_NULL(given_argv[4]);
    EXPECT_WIDE(given_env[0], variable);
    CU_ASSERT_PTR_NULL(given_env[1]);
    forget();
}

/* execve() may give nothing at all. */
static void test_nothing(void)
{
    char *none[] = {NULL};

    EXPECT_NUMBER(start_main(0, none, none), 42);
    EXPECT_NUMBER(given_argc, 0);
    CU_ASSERT_PTR_NULL(given_argv[0]);
    CU_ASSERT_PTR_NULL(given_env[0]);
    forget();
}

const char unit_name[] = "win32_start";
const struct unit_test unit_tests[] = {
    {"wmain's arguments", test_arguments},
    {"a program without arguments", test_nothing},
    {NULL, NULL},
};
