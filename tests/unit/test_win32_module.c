/*
 * Modules. Nothing here is in a shared library, so a table stands in for the
 * symbols that it would have; those of other objects are the linker's.
 */
#include <dlfcn.h>

static void *look_up(void *dl, const char *symbol);
#define dlsym look_up
#include "compat/win32/module.c"
#undef dlsym

#include "tests/unit/win32_wide.h"

static DWORD one_more(DWORD value)
{
    return value + 1;
}

static void *look_up(void *dl, const char *symbol)
{
    static const char *const known[] = {"RasTestW", "raswin_GetTickCount"};
    size_t i;

    for (i = 0; i < ARRAYSIZE(known); i++)
        if (strcmp(symbol, known[i]) == 0)
            return (void *)(uintptr_t)one_more;
    return dlsym(dl, symbol);
}

static void test_names(void)
{
    static const char *const names[] = {
        "rasapi32.dll", "RASAPI32.DLL",
        "rasapi32",     "C:\\WINNT\\System32\\RasApi32.dll",
        "./rasapi32",   "c:/windows/rasapi32.dll",
    };
    HMODULE module = LoadLibraryA("rasapi32.dll");
    size_t i;

    CU_ASSERT_PTR_NOT_NULL(module);
    for (i = 0; i < ARRAYSIZE(names); i++) {
        WCHAR *wide = win32_wide(names[i]);

        CU_ASSERT_PTR_EQUAL(LoadLibraryA(names[i]), module);
        CU_ASSERT_PTR_EQUAL(LoadLibraryW(wide), module);
        CU_ASSERT_PTR_EQUAL(LoadLibraryExA(names[i], NULL, 0), module);
        CU_ASSERT_PTR_EQUAL(LoadLibraryExW(wide, NULL, 0), module);
        CU_ASSERT_PTR_EQUAL(GetModuleHandleA(names[i]), module);
        CU_ASSERT_PTR_EQUAL(GetModuleHandleW(wide), module);
        CU_ASSERT_TRUE(FreeLibrary(module));
        free(wide);
    }
    CU_ASSERT_PTR_NOT_EQUAL(LoadLibraryA("rasdlg.dll"), module);
}

static void test_unknown_names(void)
{
    static const char *const names[] = {"",        "ras",     "rasapi32.dllx",
                                        "winsock", "rasapi3", "rasapi32.dll/",
                                        "tapi32"};
    size_t i;

    for (i = 0; i < ARRAYSIZE(names); i++) {
        SetLastError(0);
        CU_ASSERT_PTR_NULL(LoadLibraryA(names[i]));
        EXPECT_NUMBER(GetLastError(), ERROR_MOD_NOT_FOUND);
        CU_ASSERT_PTR_NULL(GetModuleHandleA(names[i]));
    }
    CU_ASSERT_PTR_NULL(LoadLibraryA(NULL));
    CU_ASSERT_PTR_NULL(LoadLibraryW(NULL));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    CU_ASSERT_FALSE(FreeLibrary(NULL));
    CU_ASSERT_FALSE(FreeLibrary((HMODULE)(void *)&program.next));
    EXPECT_NUMBER(GetLastError(), ERROR_MOD_NOT_FOUND);
}

static void test_functions(void)
{
    HMODULE ras = LoadLibraryA("rasapi32"), base = LoadLibraryA("kernel32");
    DWORD (*function)(DWORD);

    function = (DWORD(*)(DWORD))(void (*)(void))GetProcAddress(ras, "RasTestW");
    CU_ASSERT_PTR_NOT_NULL_FATAL(function);
    EXPECT_NUMBER(function(5), 6);
    CU_ASSERT_PTR_NOT_NULL(GetProcAddress(base, "GetTickCount"));
    CU_ASSERT_PTR_NOT_NULL(GetProcAddress(NULL, "RasTestW"));
    SetLastError(0);
    CU_ASSERT_PTR_NULL(GetProcAddress(ras, "RasTest"));
    EXPECT_NUMBER(GetLastError(), ERROR_PROC_NOT_FOUND);
    CU_ASSERT_PTR_NULL(GetProcAddress(ras, "malloc"));
    CU_ASSERT_PTR_NULL(GetProcAddress(ras, "raswin_GetTickCount"));
    CU_ASSERT_PTR_NULL(GetProcAddress(base, "malloc"));
    CU_ASSERT_PTR_NULL(GetProcAddress(base, "RasTestW"));
    CU_ASSERT_PTR_NULL(GetProcAddress(ras, (LPCSTR)(uintptr_t)5));
    CU_ASSERT_PTR_NULL(GetProcAddress(ras, NULL));
    EXPECT_NUMBER(GetLastError(), ERROR_PROC_NOT_FOUND);
    CU_ASSERT_PTR_NULL(
        GetProcAddress((HMODULE)(void *)&program.next, "RasTestW"));
    EXPECT_NUMBER(GetLastError(), ERROR_MOD_NOT_FOUND);
    CU_ASSERT_TRUE(DisableThreadLibraryCalls(ras));
}

static void test_program(void)
{
    char path[LONGEST_PATH], real[LONGEST_PATH] = "";
    WCHAR wide[LONGEST_PATH], small[5];
    HMODULE me = GetModuleHandleA(NULL);

    CU_ASSERT_PTR_NOT_NULL(me);
    CU_ASSERT_PTR_EQUAL(GetModuleHandleW(NULL), me);
    CU_ASSERT_TRUE(readlink("/proc/self/exe", real, sizeof(real) - 1) > 0);
    EXPECT_NUMBER(GetModuleFileNameA(NULL, path, sizeof(path)), strlen(real));
    EXPECT_TEXT(path, real);
    EXPECT_NUMBER(GetModuleFileNameW(me, wide, LONGEST_PATH), strlen(real));
    EXPECT_WIDE(wide, real);
    EXPECT_NUMBER(GetModuleFileNameW(me, small, 5), 5);
    EXPECT_NUMBER(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
    EXPECT_NUMBER(small[4], 0);
    CU_ASSERT_TRUE(
        GetModuleFileNameA(LoadLibraryA("rasapi32"), path, sizeof(path)) > 0);
}

/* A shared object that is surely there: the unit tests' own library. */
static void test_shared_object(void)
{
    Dl_info info;
    HMODULE a, b;
    char path[LONGEST_PATH];

    CU_ASSERT_TRUE_FATAL(dladdr((void *)(uintptr_t)CU_get_error, &info) != 0);
    a = LoadLibraryA(info.dli_fname);
    CU_ASSERT_PTR_NOT_NULL_FATAL(a);
    b = LoadLibraryA(info.dli_fname);
    CU_ASSERT_PTR_EQUAL(a, b);
    CU_ASSERT_PTR_NOT_NULL(GetProcAddress(a, "CU_get_error"));
    CU_ASSERT_TRUE(GetModuleFileNameA(a, path, sizeof(path)) > 0);
    EXPECT_TEXT(path, info.dli_fname);
    CU_ASSERT_TRUE(FreeLibrary(a));
    CU_ASSERT_PTR_NOT_NULL(win32_module_symbol(b, "CU_get_error"));
    CU_ASSERT_TRUE(FreeLibrary(b));
    CU_ASSERT_FALSE(FreeLibrary(b));
    CU_ASSERT_PTR_NULL(win32_module_symbol(b, "CU_get_error"));
    EXPECT_NUMBER(GetModuleFileNameA(b, path, sizeof(path)), 0);
    CU_ASSERT_PTR_NULL(LoadLibraryA("/nonexistent/x.so"));
    EXPECT_NUMBER(GetLastError(), ERROR_MOD_NOT_FOUND);
}

/* Several objects at once, a path of both worlds, and little room. */
static void test_several(void)
{
    Dl_info cunit, libc;
    HMODULE a, b;
    char small[1] = "x";

    CU_ASSERT_TRUE_FATAL(dladdr((void *)(uintptr_t)CU_get_error, &cunit) != 0 &&
                         dladdr((void *)(uintptr_t)qsort, &libc) != 0);
    a = LoadLibraryA(cunit.dli_fname);
    b = LoadLibraryA(libc.dli_fname);
    CU_ASSERT(a && b && a != b);
    CU_ASSERT_PTR_EQUAL(LoadLibraryA(cunit.dli_fname), a);
    CU_ASSERT_TRUE(DisableThreadLibraryCalls(a));
    CU_ASSERT_TRUE(FreeLibrary(a));
    CU_ASSERT_TRUE(FreeLibrary(a));
    CU_ASSERT_FALSE(DisableThreadLibraryCalls(a));
    EXPECT_NUMBER(GetLastError(), ERROR_MOD_NOT_FOUND);
    CU_ASSERT_TRUE(FreeLibrary(b));
    CU_ASSERT_PTR_NOT_NULL(GetModuleHandleA("C:\\dir/rasapi32.dll"));
    CU_ASSERT_TRUE(FreeLibrary(GetModuleHandleA(NULL))); /* it stays */
    EXPECT_NUMBER(GetModuleFileNameA(NULL, small, 0), 0);
    EXPECT_NUMBER(small[0], 'x');
    EXPECT_NUMBER(GetModuleFileNameA(NULL, small, 1), 1);
    EXPECT_NUMBER(small[0], 0);
}

/* A name longer than any function's. */
static void test_long_name(void)
{
    char name[2 * LONGEST_NAME];

    memset(name, 'x', sizeof(name));
    memcpy(name, "Ras", 3);
    name[sizeof(name) - 1] = '\0';
    CU_ASSERT_PTR_NULL(GetProcAddress(LoadLibraryA("rasapi32"), name));
    EXPECT_NUMBER(GetLastError(), ERROR_PROC_NOT_FOUND);
}

/* More room than any path, and a name that no function can have. */
static void test_odd_sizes(void)
{
    static char path[LONGEST_PATH], name[LONGEST_NAME + 16];
    static WCHAR wide[LONGEST_PATH];
    DWORD n;

    n = GetModuleFileNameA(NULL, path, UINT32_MAX);
    EXPECT_NUMBER(n, strlen(path));
    CU_ASSERT(n > 0 && path[0] == '/');
    EXPECT_NUMBER(GetModuleFileNameW(NULL, wide, UINT32_MAX), n);
    EXPECT_WIDE(wide, path);
    snprintf(name, sizeof(name), "Ras%0*d", LONGEST_NAME, 0);
    CU_ASSERT_PTR_NULL(
        (void *)(uintptr_t)GetProcAddress(LoadLibraryA("rasapi32"), name));
    EXPECT_NUMBER(GetLastError(), ERROR_PROC_NOT_FOUND);
    CU_ASSERT_FALSE(FreeLibrary(NULL));
    EXPECT_NUMBER(GetLastError(), ERROR_MOD_NOT_FOUND);
}

const char unit_name[] = "win32_module";
const struct unit_test unit_tests[] = {
    {"names of the library", test_names},
    {"names of nothing", test_unknown_names},
    {"functions by name", test_functions},
    {"the program itself", test_program},
    {"a shared object", test_shared_object},
    {"several objects", test_several},
    {"a name that is too long", test_long_name},
    {"sizes and names beyond all bounds", test_odd_sizes},
    {NULL, NULL},
};
