/*
 * Windows and the registry: every call fails in its own way, and leaves its
 * out-parameters defined.
 */
#include "compat/win32/absent.c"

#include "tests/unit/harness.h"

#define EXPECT_NO_WINDOW(call)                                                 \
    do {                                                                       \
        SetLastError(0);                                                       \
        EXPECT_NUMBER((call), 0);                                              \
        EXPECT_NUMBER(GetLastError(), ERROR_INVALID_WINDOW_HANDLE);            \
    } while (0)

static INT_PTR CALLBACK never(HWND h, UINT m, WPARAM w, LPARAM l)
{
    (void)h;
    (void)m;
    (void)w;
    (void)l;
    CU_FAIL("a dialog procedure was called");
    return 0;
}

static void test_dialogs(void)
{
    EXPECT_NUMBER(DialogBoxParamA(NULL, MAKEINTRESOURCEA(1), NULL, never, 0),
                  -1);
    EXPECT_NUMBER(GetLastError(), ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION);
    SetLastError(0);
    EXPECT_NUMBER(DialogBoxParamW(NULL, MAKEINTRESOURCEW(1), NULL, never, 0),
                  -1);
    EXPECT_NUMBER(GetLastError(), ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION);
    EXPECT_NO_WINDOW(EndDialog(NULL, 1));
}

static void test_windows(void)
{
    char a[4] = "abc";
    WCHAR w[4] = L"abc";
    RECT rect = {1, 2, 3, 4};

    CU_ASSERT_PTR_NULL(GetDesktopWindow());
    CU_ASSERT_PTR_NULL(GetForegroundWindow());
    EXPECT_NO_WINDOW(IsWindow((HWND)(uintptr_t)5));
    EXPECT_NO_WINDOW(GetDlgItem(NULL, 1) != NULL);
    EXPECT_NO_WINDOW(GetWindowRect(NULL, &rect));
    EXPECT_NUMBER(rect.left + rect.top + rect.right + rect.bottom, 0);
    EXPECT_NO_WINDOW(SetWindowPos(NULL, NULL, 0, 0, 0, 0, SWP_NOSIZE));
    EXPECT_NO_WINDOW(SendMessageA(NULL, WM_COMMAND, 0, 0));
    EXPECT_NO_WINDOW(SendMessageW(NULL, WM_COMMAND, 0, 0));
    EXPECT_NO_WINDOW(PostMessageA(NULL, WM_CLOSE, 0, 0));
    EXPECT_NO_WINDOW(PostMessageW(NULL, WM_CLOSE, 0, 0));
    EXPECT_NO_WINDOW(GetWindowTextA(NULL, a, 4));
    EXPECT_TEXT(a, "");
    EXPECT_NO_WINDOW(GetWindowTextW(NULL, w, 4));
    EXPECT_NUMBER(w[0], 0);
    EXPECT_NO_WINDOW(SetWindowTextA(NULL, "x"));
    EXPECT_NO_WINDOW(SetWindowTextW(NULL, L"x"));
}

static void test_registry(void)
{
    HKEY root = HKEY_LOCAL_MACHINE, key = root;
    DWORD type = REG_SZ, size = 5;
    BYTE data[5] = {0};

    EXPECT_NUMBER(RegOpenKeyExA(root, "System", 0, KEY_READ, &key),
                  ERROR_FILE_NOT_FOUND);
    CU_ASSERT_PTR_NULL(key);
    EXPECT_NUMBER(RegOpenKeyExW(root, L"System", 0, KEY_ALL_ACCESS, NULL),
                  ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(RegQueryValueExA(root, "x", NULL, &type, data, &size),
                  ERROR_FILE_NOT_FOUND);
    EXPECT_NUMBER(type + size, 0);
    EXPECT_NUMBER(RegQueryValueExW(key, L"x", NULL, NULL, NULL, NULL),
                  ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(RegSetValueExA(root, "x", 0, REG_BINARY, data, 5),
                  ERROR_ACCESS_DENIED);
    EXPECT_NUMBER(RegSetValueExW(key, L"x", 0, REG_BINARY, data, 5),
                  ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(RegDeleteValueA(root, "x"), ERROR_FILE_NOT_FOUND);
    EXPECT_NUMBER(RegDeleteValueW(key, L"x"), ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(RegCloseKey(root), ERROR_SUCCESS);
    EXPECT_NUMBER(RegCloseKey(key), ERROR_INVALID_HANDLE);
}

/* Out-parameters that are not there, or have no room. */
static void test_nowhere(void)
{
    WCHAR w = L'x';
    char a = 'x';

    EXPECT_NO_WINDOW(GetWindowRect(NULL, NULL));
    EXPECT_NO_WINDOW(GetWindowTextW(NULL, NULL, 5));
    EXPECT_NO_WINDOW(GetWindowTextA(NULL, NULL, 5));
    EXPECT_NO_WINDOW(GetWindowTextW(NULL, &w, 0));
    EXPECT_NO_WINDOW(GetWindowTextA(NULL, &a, 0));
    CU_ASSERT(w == L'x' && a == 'x');
    EXPECT_NO_WINDOW(GetWindowTextA(NULL, &a, 1));
    EXPECT_NUMBER(a, 0);
}

const char unit_name[] = "win32_absent";
const struct unit_test unit_tests[] = {
    {"dialogs", test_dialogs},
    {"windows", test_windows},
    {"the registry", test_registry},
    {"out-parameters that are not there", test_nowhere},
    {NULL, NULL},
};
