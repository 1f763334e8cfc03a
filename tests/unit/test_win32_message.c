/*
 * FormatMessage, OutputDebugString, MessageBox.
 */
#include <syslog.h>

static void keep_log(int priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
#undef syslog /* a macro of its own in fortified builds */
#define syslog keep_log
#include "compat/win32/message.c"
#undef syslog

#include <unistd.h>

#include "tests/unit/win32_wide.h"

#define FROM_SYSTEM (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS)

static char logged[128];
static int log_priority, log_count;

static void keep_log(int priority, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(logged, sizeof(logged), format, args);
    va_end(args);
    log_priority = priority;
    log_count++;
}

/* Every code of winerror.h that the table has is the number of its name. */
static void test_table(void)
{
    size_t i;

#define WIN_ERROR(code, name, text) EXPECT_NUMBER(code, name);
#include "compat/win32/winerror.def"
#undef WIN_ERROR
    for (i = 1; i < ARRAYSIZE(texts); i++) {
        CU_ASSERT_TRUE(texts[i - 1].code < texts[i].code);
        CU_ASSERT_PTR_NULL(raserr_text(texts[i].code));
    }
}

static void test_texts(void)
{
    static const DWORD known[] = {0,   5,   6,    8,    14,  87,        120,
                                  122, 123, 183,  258,  259, 600,       691,
                                  797, 956, 1168, 1784, 317, 0x80070057};
    static const DWORD unknown[] = {0xffffffff, 0x80000000, 12345678,
                                    0x80071234, 599,        957};
    size_t i;

    for (i = 0; i < ARRAYSIZE(known); i++)
        CU_ASSERT_PTR_NOT_NULL(win32_error_text(known[i]));
    for (i = 0; i < ARRAYSIZE(unknown); i++)
        CU_ASSERT_PTR_NULL(win32_error_text(unknown[i]));
    EXPECT_TEXT(win32_error_text((DWORD)E_INVALIDARG),
                win32_error_text(ERROR_INVALID_PARAMETER));
}

static void test_into_buffer(void)
{
    char a[200];
    WCHAR w[200];
    DWORD n = FormatMessageA(FROM_SYSTEM, NULL, 5, 0, a, sizeof(a), NULL);

    EXPECT_TEXT(a, "Access is denied.\r\n");
    EXPECT_NUMBER(n, strlen(a));
    n = FormatMessageW(FROM_SYSTEM, NULL, 5, 0, w, 200, NULL);
    EXPECT_WIDE(w, "Access is denied.\r\n");
    EXPECT_NUMBER(n, strlen(a));
    n = FormatMessageA(FROM_SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, 5, 0,
                       a, sizeof(a), NULL);
    EXPECT_TEXT(a, "Access is denied. ");
    EXPECT_NUMBER(n, 18);
    EXPECT_NUMBER(FormatMessageA(FROM_SYSTEM, NULL, 5, 0, a, 19, NULL), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
    EXPECT_NUMBER(FormatMessageA(FROM_SYSTEM, NULL, 5, 0, a, 20, NULL), 19);
    EXPECT_NUMBER(FormatMessageW(FROM_SYSTEM, NULL, 5, 0, w, 0, NULL), 0);
    EXPECT_NUMBER(
        FormatMessageA(FORMAT_MESSAGE_FROM_HMODULE, NULL, 676, 0, a, 200, NULL),
        strlen(raserr_text(676)) + 2);
}

static void test_allocated(void)
{
    char *a = NULL;
    WCHAR *w = NULL;
    DWORD n = FormatMessageA(FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL,
                             87, 0, (LPSTR)&a, 0, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(a);
    EXPECT_NUMBER(n, strlen(a));
    EXPECT_NUMBER(LocalSize(a), n + 1);
    CU_ASSERT_PTR_NULL(LocalFree(a));
    n = FormatMessageW(FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, 87,
                       0, (LPWSTR)&w, 500, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(w);
    EXPECT_NUMBER(n, lstrlenW(w));
    EXPECT_NUMBER(LocalSize(w), 500 * sizeof(WCHAR));
    CU_ASSERT_PTR_NULL(LocalFree(w));
}

static void test_nothing_found(void)
{
    char a[100];

    EXPECT_NUMBER(FormatMessageA(FROM_SYSTEM, NULL, 12345, 0, a, 100, NULL), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_MR_MID_NOT_FOUND);
    EXPECT_NUMBER(FormatMessageA(0, NULL, 5, 0, a, 100, NULL), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    EXPECT_NUMBER(
        FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "x", 0, 0, a, 100, NULL), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_CALL_NOT_IMPLEMENTED);
    EXPECT_NUMBER(FormatMessageA(FROM_SYSTEM, NULL, 5, 0, NULL, 100, NULL), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
}

static void test_debug_string(void)
{
    OutputDebugStringA("one %s\r\n");
    EXPECT_TEXT(logged, "one %s");
    EXPECT_NUMBER(log_priority, LOG_USER | LOG_DEBUG);
    OutputDebugStringW(L"zw\u00f6lf\n");
    EXPECT_TEXT(logged, "zwölf");
    EXPECT_NUMBER(log_count, 2);
    OutputDebugStringA(NULL);
    OutputDebugStringW(NULL);
    OutputDebugStringA("\n");
    EXPECT_NUMBER(log_count, 2);
}

/* What CALL writes to standard error. */
static char *shown(int (*call)(void))
{
    static char text[256];
    FILE *file = tmpfile();
    int saved = dup(STDERR_FILENO);
    size_t n;

    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    EXPECT_NUMBER(call(), 0);
    EXPECT_NUMBER(GetLastError(), ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION);
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    n = fread(text, 1, sizeof(text) - 1, file);
    text[n] = '\0';
    fclose(file);
    return text;
}

static int narrow_box(void)
{
    return MessageBoxA(NULL, "the text", "the caption", MB_OK);
}

static int wide_box(void)
{
    return MessageBoxW(NULL, L"\u00e4", NULL, MB_OK | MB_ICONSTOP);
}

static int named_box(void)
{
    return MessageBoxW(NULL, L"text", L"caption", MB_OK);
}

static void test_message_box(void)
{
    EXPECT_TEXT(shown(named_box), "caption: text\n");
    EXPECT_TEXT(shown(narrow_box), "the caption: the text\n");
    EXPECT_TEXT(shown(wide_box), "Error: ä\n");
}

/* Nothing to say, in both forms. */
static void test_no_words(void)
{
    FILE *file = tmpfile();
    int saved = dup(STDERR_FILENO);
    char shown[64] = "";
    WCHAR w[64];

    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    EXPECT_NUMBER(MessageBoxW(NULL, NULL, NULL, MB_OK), 0);
    EXPECT_NUMBER(MessageBoxA(NULL, NULL, NULL, MB_OK), 0);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    (void)!fread(shown, 1, sizeof(shown) - 1, file);
    fclose(file);
    EXPECT_TEXT(shown, "Error: \nError: \n");
    OutputDebugStringA(NULL);
    OutputDebugStringW(NULL);
    EXPECT_NUMBER(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0xE0000001,
                                 0, w, 64, NULL),
                  0);
}

/* What a program says at length is cut, not lost. */
static void test_long_debug_string(void)
{
    static char text[10000];
    int before = log_count;

    memset(text, 'x', sizeof(text) - 1);
    OutputDebugStringA(text);
    EXPECT_NUMBER(log_count, before + 1);
    EXPECT_NUMBER(strspn(logged, "x"), sizeof(logged) - 1);
}

const char unit_name[] = "win32_message";
const struct unit_test unit_tests[] = {
    {"the table of texts", test_table},
    {"which codes have one", test_texts},
    {"FormatMessage into a buffer", test_into_buffer},
    {"FormatMessage allocates", test_allocated},
    {"no such message", test_nothing_found},
    {"OutputDebugString", test_debug_string},
    {"MessageBox", test_message_box},
    {"nothing to say", test_no_words},
    {"a long OutputDebugString", test_long_debug_string},
    {NULL, NULL},
};
