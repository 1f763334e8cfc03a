#include "compat/dialers/stock.c"

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>

#include "compat/credentials.h"
#include "tests/unit/api_world.h"

/* What the dialer said on its terminal. */
static char said[8192];
static char report[96], store[96];

static void widen(WCHAR *to, int size, const char *from)
{
    MultiByteToWideChar(CP_UTF8, 0, from, -1, to, size);
}

static WCHAR part[32]; /* the entry of the dialogs */
static WCHAR *number;  /* that the program has, or NULL */

static void begin(void)
{
    world_begin();
    snprintf(report, sizeof(report), "%s/report", world);
    snprintf(store, sizeof(store), "%s/credentials", world);
    widen(part, 32, "success");
    number = NULL;
    api_places.config = report;
    credentials_file = store;
    said[0] = '\0';
}

static void end(void)
{
    api_places.config = NULL;
    world_end();
}

/* --- the dialogs, in a process of their own: the exit status is dwError */

static int dial_dialog(void)
{
    struct tagRASDIALDLG info = {.dwSize = sizeof(info)};
    WCHAR book[256];

    widen(book, 256, world_book);
    if (RasCustomDialDlg(NULL, 0, book, part, number, &info, NULL))
        return info.dwError == 0 ? 0 : 250;
    return info.dwError ? (int)(info.dwError % 256) : 251; /* cancelled */
}

static int entry_dialog(void)
{
    RASENTRYDLG info = {.dwSize = sizeof(info)};
    WCHAR book[256];

    widen(book, 256, world_book);
    if (RasCustomEntryDlg(NULL, book, part, &info, 0))
        return lstrcmp(info.szEntry, part) == 0 ? 0 : 250;
    return info.dwError ? (int)(info.dwError % 256) : 251;
}

static int status_of(pid_t pid)
{
    int status = -1;

    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 300;
}

static int without_terminal(int (*run)(void))
{
    pid_t pid = fork();

    if (pid == 0) {
        setsid();
        _exit(run());
    }
    return status_of(pid);
}

/* An answer to each prompt, which ends in ": ". */
static void converse(int fd, const char *const *answers)
{
    struct pollfd p = {fd, POLLIN, 0};
    size_t n = 0;

    said[0] = '\0';
    while (poll(&p, 1, 30000) > 0) {
        ssize_t got = read(fd, said + n, sizeof(said) - 1 - n);

        if (got <= 0)
            break;
        n += (size_t)got;
        said[n] = '\0';
        if (n < 2 || strcmp(said + n - 2, ": ") != 0 || !*answers)
            continue;
        CU_ASSERT(write(fd, *answers, strlen(*answers)) > 0);
        answers++;
    }
}

static int on_terminal(int (*run)(void), const char *const *answers)
{
    int fd;
    pid_t pid = forkpty(&fd, NULL, NULL, NULL);

    if (pid == 0)
        _exit(run());
    converse(fd, answers);
    close(fd); /* who still reads gets no more: nobody waits for ever */
    return status_of(pid);
}

static bool file_has(const char *path, const char *text)
{
    char bytes[16384];
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(bytes, 1, sizeof(bytes) - 1, f) : 0;

    if (f)
        fclose(f);
    bytes[n] = '\0';
    return strstr(bytes, text) != NULL;
}

/* --- the tests */

static void test_no_terminal(void)
{
    begin();
    EXPECT_NUMBER(without_terminal(dial_dialog),
                  ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION % 256);
    EXPECT_NUMBER(without_terminal(entry_dialog),
                  ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION % 256);
    CU_ASSERT(file_has(world_book, "PhoneNumber=5550101"));
    end();
}

static void test_dial(void)
{
    static const char *const answers[] = {"5559999\n", "j\xc3\xb8rgen\n",
                                          "s3cret\n", NULL};

    begin();
    EXPECT_NUMBER(on_terminal(dial_dialog, answers), 0);
    CU_ASSERT(file_has(report, "number 5559999\n"));
    CU_ASSERT(file_has(report, "user j\xc3\xb8rgen\n"));
    CU_ASSERT(file_has(report, "password s3cret\n"));
    CU_ASSERT(file_has(report, "options 4096\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "5559999"));
    CU_ASSERT_PTR_NULL(strstr(said, "s3cret")); /* no echo */
    end();
}

/* Ctrl-D, wherever: nothing was dialled, and that is no error. */
static void test_cancelled(void)
{
    static const char *const answers[][4] = {
        {"\x04", NULL},
        {"5559999\n", "\x04", NULL},
        {"5559999\n", "bob\n", "\x04", NULL},
    };
    size_t i;

    begin();
    for (i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        EXPECT_NUMBER(on_terminal(dial_dialog, answers[i]), 251);
        CU_ASSERT_FALSE(file_has(report, "record"));
    }
    end();
}

/* The program's own number is offered, and an empty answer takes it. */
static void test_number(void)
{
    static const char *const answers[] = {"\n", "bob\n", "\n", NULL};
    WCHAR own[] = L"5558888";

    begin();
    number = own;
    EXPECT_NUMBER(on_terminal(dial_dialog, answers), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, " [5558888]: "));
    CU_ASSERT(file_has(report, "number 5558888\n"));
    CU_ASSERT_FALSE(file_has(report, "\npassword "));
    end();
}

/* A dial that fails, and an entry that is not there. */
static void test_failures(void)
{
    static const char *const answers[] = {"\n", "\n", "\n", NULL};

    begin();
    widen(part, 32, "busy");
    EXPECT_NUMBER(on_terminal(dial_dialog, answers), ERROR_LINE_BUSY % 256);
    widen(part, 32, "no such entry");
    EXPECT_NUMBER(on_terminal(dial_dialog, answers),
                  ERROR_CANNOT_FIND_PHONEBOOK_ENTRY % 256);
    EXPECT_TEXT(said, ""); /* nothing was asked */
    EXPECT_NUMBER(on_terminal(entry_dialog, answers),
                  ERROR_CANNOT_FIND_PHONEBOOK_ENTRY % 256);
    EXPECT_TEXT(said, "");
    end();
}

/* Half of a change is none. */
static void test_entry_cancelled(void)
{
    static const char *const answers[][3] = {
        {"\x04", NULL},
        {"5557777\n", "\x04", NULL},
    };
    size_t i;

    begin();
    for (i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        EXPECT_NUMBER(on_terminal(entry_dialog, answers[i]), 251);
        CU_ASSERT_FALSE(file_has(world_book, "5557777"));
    }
    end();
}

/* A change that cannot be kept: the entry has no type that RasSet takes. */
static void test_entry_refused(void)
{
    static const char *const answers[] = {"5557777\n", "\n", NULL};

    begin();
    world_write(world_book, "[success]\r\nType=9\r\n");
    CU_ASSERT(on_terminal(entry_dialog, answers) != 0);
    CU_ASSERT_FALSE(file_has(world_book, "5557777"));
    end();
}

/* Empty answers keep what there is. */
static void test_entry(void)
{
    static const char *const change[] = {"5557777\n", "bob\n", NULL};
    static const char *const keep[] = {"\n", "\n", NULL};
    struct tagRASDIALPARAMSA p = world_params("success");
    BOOL saved;

    begin();
    world_write(world_book,
                "[success]\r\nType=1\r\n\r\nMEDIA=serial\r\nPort=COM1\r\n"
                "Device=Modem\r\n\r\nDEVICE=modem\r\nPhoneNumber=5550101\r\n");
    EXPECT_NUMBER(on_terminal(entry_dialog, change), 0);
    CU_ASSERT(file_has(world_book, "PhoneNumber=5557777\r\n"));
    EXPECT_NUMBER(RasGetEntryDialParamsA(world_book, &p, &saved), 0);
    EXPECT_TEXT(p.szUserName, "bob");
    EXPECT_NUMBER(on_terminal(entry_dialog, keep), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "Number [5557777]: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "User [bob]: "));
    CU_ASSERT(file_has(world_book, "PhoneNumber=5557777\r\n"));
    end();
}

static void test_notify(void)
{
    EXPECT_NUMBER(RasCustomDeleteEntryNotify(L"/nowhere", L"Lab", RCD_AllUsers),
                  0);
    EXPECT_NUMBER(RasCustomHangUp(NULL), ERROR_INVALID_HANDLE);
}

const char unit_name[] = "custom_stock";
const struct unit_test unit_tests[] = {
    {"no terminal", test_no_terminal},
    {"the dial dialog", test_dial},
    {"the dial dialog is left", test_cancelled},
    {"the dial dialog has a number", test_number},
    {"the dialogs fail", test_failures},
    {"the entry dialog", test_entry},
    {"the entry dialog is left", test_entry_cancelled},
    {"the entry dialog and an entry that cannot be kept", test_entry_refused},
    {"the rest", test_notify},
    {NULL, NULL},
};
