/*
 * The tool `rasdial' and an entry with a custom dialer: RasDial of librasapi
 * calls that one, in the tool's process. The dialer is the one that is shipped
 * and stands where root alone may write: in a file system of the test's own.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compat/dialer/client.c"
#include "tests/unit/harness.h"

#ifndef BUILD
#define BUILD "build"
#endif
#define ROOT "/mnt"
#define BOOK ROOT "/book.pbk"
#define CONF ROOT "/ras.conf"
#define RUN  ROOT "/run"

static void copy(const char *from, const char *to, mode_t mode)
{
    char bytes[65536];
    FILE *in = fopen(from, "re"), *out = fopen(to, "we");
    size_t n;

    CU_ASSERT_FATAL(in && out);
    while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
        fwrite(bytes, 1, n, out);
    fclose(in);
    fclose(out);
    CU_ASSERT(chmod(to, mode) == 0);
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

static void write_book(void)
{
    static const char *const parts[] = {"success", "shared", "busy", "hold",
                                        "stubborn"};
    FILE *f = fopen(BOOK, "we");
    size_t i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    for (i = 0; i < sizeof(parts) / sizeof(*parts); i++)
        fprintf(f,
                "[%s]\r\nCustomRasDialDll=C:\\Acme\\STOCK.DLL\r\n"
                "MEDIA=serial\r\nPort=COM1\r\nDEVICE=modem\r\n"
                "PhoneNumber=5550101\r\n\r\n",
                parts[i]);
    fclose(f);
}

/* fake_pppd writes its report over ras.conf: it is made anew. */
static void allow(const char *dialers)
{
    char text[256];

    snprintf(text, sizeof(text),
             "custom_dialers = ( %s );\n"
             "dialer_directories = [ \"" ROOT "\" ];\n",
             dialers);
    put(CONF, text);
}

#define STOCK "{ file = \"" ROOT "/stock.so\"; }"

/* False: who may not mount cannot make the place; others run this test. */
static bool begin(void)
{
    static bool there;

    umask(022);
    if (geteuid() != 0)
        return false;
    if (!there && (unshare(CLONE_NEWNS) != 0 ||
                   mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0))
        return false;
    if (!there && mount("none", ROOT, "tmpfs", 0, "mode=755") != 0)
        return false;
    if (!there)
        copy(BUILD "/dialers/stock.so", ROOT "/stock.so", 0644);
    there = true;
    mkdir(RUN, 0755);
    write_book();
    allow(STOCK);
    return true;
}

/* --- the tool */

struct tool {
    pid_t pid;
    int out;
    char text[8192];
    size_t length;
};

static void run_tool(const char *program, char *const *words, int out)
{
    static char name[] = "rasdial", book[] = "/PHONEBOOK:" BOOK,
                conf[] = "/CONFIG:" CONF, run[] = "/RUNDIR:" RUN,
                pppd[] = "/PPPD:" BUILD "/tests/fake_pppd";
    char *argv[16] = {name, book, conf, run, pppd};
    size_t i;

    for (i = 0; words[i] && words[i][0] && i < 10; i++)
        argv[5 + i] = words[i];
    dup2(out, 1);
    dup2(out, 2);
    execv(program, argv);
    _exit(126);
}

static void start_tool(struct tool *t, const char *program, const char *line)
{
    char words[1024], *argv[12], *rest = words;
    int out[2];
    size_t n = 0;

    memset(t, 0, sizeof(*t));
    snprintf(words, sizeof(words), "%s", line);
    while (n < 11 && (argv[n] = strsep(&rest, "|")))
        n++;
    argv[n] = NULL;
    CU_ASSERT_FATAL(pipe2(out, O_CLOEXEC) == 0);
    fflush(stdout);
    t->pid = fork();
    CU_ASSERT_FATAL(t->pid >= 0);
    if (t->pid == 0)
        run_tool(program, argv, out[1]);
    close(out[1]);
    t->out = out[0];
}

/* Until TEXT is there; NULL: to the end. */
static void read_until(struct tool *t, const char *text)
{
    struct pollfd p = {t->out, POLLIN, 0};
    ssize_t n;

    while (!text || !strstr(t->text, text)) {
        if (poll(&p, 1, 20000) <= 0)
            break;
        n = read(t->out, t->text + t->length, sizeof(t->text) - 1 - t->length);
        if (n <= 0)
            break;
        t->length += (size_t)n;
    }
}

static int finish(struct tool *t)
{
    int status = -1;

    read_until(t, NULL);
    close(t->out);
    waitpid(t->pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

static const char *expect_run(const char *line, int status)
{
    static struct tool t;

    start_tool(&t, BUILD "/rasdial", line);
    EXPECT_NUMBER(finish(&t), status);
    return t.text;
}

static void expect_part(const char *text, const char *part)
{
    if (!strstr(text, part))
        EXPECT_TEXT(text, part);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, part));
}

/* What fake_pppd was asked for. */
static void expect_report(const char *line)
{
    char text[16384] = "";
    FILE *f = fopen(CONF, "re");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT(fread(text, 1, sizeof(text) - 1, f) > 0);
    fclose(f);
    expect_part(text, line);
}

/* --- */

static void test_success(void)
{
    if (!begin())
        return;
    /* what passes too fast to be seen is not said */
    expect_part(expect_run("success|alice|sesame|/DOMAIN:LAB|/PHONE:5559999|"
                           "/CALLBACK:5550000|/PREFIXSUFFIX",
                           0),
                "Successfully connected to success.\n"
                "Command completed successfully.\n");
    expect_report("\nentry success\n");
    expect_report("\nphonebook " BOOK "\n");
    expect_report("\nnumber 5559999\n");
    expect_report("\nuser alice\n");
    expect_report("\npassword sesame\n");
    expect_report("\ndomain LAB\n");
    expect_report("\ncallback 5550000\n");
    /* RDEOPT_UsePrefixSuffix, and RDEOPT_CustomDial by the dialer */
    expect_report("\noptions 4097\n");
}

/* The dialer's RasCustomHangUp ends what another rasdial has dialled. */
static void test_disconnect(void)
{
    if (!begin())
        return;
    expect_part(expect_run("shared", 0), "Successfully connected to shared.");
    allow(STOCK);
    expect_part(expect_run("", 0), "shared\n");
    EXPECT_TEXT(expect_run("SHARED|/DISCONNECT", 0),
                "Command completed successfully.\n");
    expect_part(expect_run("shared|/DISCONNECT", 68), "not connected");
    /* without the dialer: by its process, as any other */
    expect_part(expect_run("shared", 0), "Successfully connected to shared.");
    allow("");
    EXPECT_TEXT(expect_run("shared|/DISCONNECT", 0),
                "Command completed successfully.\n");
    expect_part(expect_run("shared|/DISCONNECT", 68), "not connected");
}

static void test_failures(void)
{
    if (!begin())
        return;
    expect_part(expect_run("busy", 76), "Remote Access error 676 - ");
    allow("");
    expect_part(expect_run("success", 155), "error 755 - ");
    expect_part(expect_run("success", 155),
                "not in ras.conf's custom_dialers: C:\\Acme\\STOCK.DLL");
    allow(STOCK);
    CU_ASSERT(chmod(ROOT "/stock.so", 0666) == 0);
    expect_part(expect_run("success|--json", 155), "can be written by others");
    CU_ASSERT(chmod(ROOT "/stock.so", 0644) == 0);
}

/* A text that does not fit where RasDial has it. */
static void test_too_long(void)
{
    char line[600];

    if (!begin())
        return;
    snprintf(line, sizeof(line), "success|%0300d|x", 0);
    expect_part(expect_run(line, 1), "error 87 - ");
    snprintf(line, sizeof(line), "success|u|x|/PHONE:%0200d", 0);
    expect_part(expect_run(line, 1), "error 87 - ");
    snprintf(line, sizeof(line), "success|u|x|/DOMAIN:%020d", 0);
    expect_part(expect_run(line, 1), "error 87 - ");
}

static time_t now(void)
{
    struct timespec t = {0, 0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/*
 * The dial is given up in good order: its dialer hangs up, and nobody waits
 * once that is done (15 s are given to those who do not hear).
 */
static void test_given_up(void)
{
    const time_t begun = now();
    struct tool t;

    if (!begin())
        return;
    expect_part(expect_run("hold|/TIMEOUT:1|/VERBOSE", 38), "error 638 - ");
    allow(STOCK);
    start_tool(&t, BUILD "/rasdial", "hold|/VERBOSE");
    read_until(&t, "ConnectDevice");
    kill(t.pid, SIGINT);
    EXPECT_NUMBER(finish(&t), 31);
    expect_part(t.text, "error 631 - ");
    CU_ASSERT(now() - begun < 12);
}

/* A second signal does not wait for a pppd that does not hear. */
static void test_given_up_at_once(void)
{
    struct tool t;

    if (!begin())
        return;
    start_tool(&t, BUILD "/rasdial", "stubborn|/VERBOSE");
    read_until(&t, "ConnectDevice");
    kill(t.pid, SIGINT);
    usleep(100000); /* two signals at once are one */
    kill(t.pid, SIGINT);
    EXPECT_NUMBER(finish(&t), 31);
}

/* The library beside the tool cannot be used, nor is there another one. */
static void test_no_library(void)
{
    struct tool t;
    Dl_info other;
    void *installed = dlopen("librasapi.so.0", RTLD_NOW | RTLD_LOCAL);

    if (installed) {
        dlclose(installed);
        return;
    }
    if (!begin())
        return;
    mkdir(ROOT "/bin", 0755);
    copy(BUILD "/rasdial", ROOT "/bin/rasdial", 0755);
    start_tool(&t, ROOT "/bin/rasdial", "success");
    EXPECT_NUMBER(finish(&t), 155);
    expect_part(t.text, "a custom dialer needs librasapi.so.0");
    put(ROOT "/bin/librasapi.so.0", "no library at all\n");
    start_tool(&t, ROOT "/bin/rasdial", "success");
    EXPECT_NUMBER(finish(&t), 155);
    expect_part(t.text, "a custom dialer needs librasapi.so.0");
    CU_ASSERT_FATAL(dladdr((void *)(uintptr_t)CU_get_error, &other) != 0);
    copy(other.dli_fname, ROOT "/bin/librasapi.so.0", 0644);
    start_tool(&t, ROOT "/bin/rasdial", "success");
    EXPECT_NUMBER(finish(&t), 155);
    expect_part(t.text, "undefined symbol: Ras");
}

/* --- the tool's part, with a library that this test plays */

static struct tagRASCONNA known[3];
static unsigned lists_asked;
static DWORD list_code, status_code;
static struct tagRASCONNSTATUSA status_told;

/* Each time that it is asked there is one connection more, up to three. */
static DWORD WINAPI play_list(struct tagRASCONNA *list, LPDWORD size, LPDWORD n)
{
    DWORD there = ++lists_asked < 3 ? lists_asked + 1 : 3;
    DWORD needed = there * (DWORD)sizeof(known[0]);
    bool fits = *size >= needed;

    EXPECT_NUMBER(list[0].dwSize, sizeof(known[0]));
    *size = needed;
    *n = there;
    if (list_code == ERROR_SUCCESS && fits)
        memcpy(list, known, needed);
    return list_code ? list_code : fits ? 0 : ERROR_BUFFER_TOO_SMALL;
}

static DWORD WINAPI play_status(HRASCONN h, struct tagRASCONNSTATUSA *s)
{
    EXPECT_NUMBER(s->dwSize, sizeof(*s));
    CU_ASSERT_PTR_EQUAL(h, (HRASCONN)(uintptr_t)7);
    *s = status_told;
    return status_code;
}

static void know(size_t i, uintptr_t h, const char *entry, const char *book)
{
    known[i].hrasconn = (HRASCONN)h;
    snprintf(known[i].szEntryName, sizeof(known[i].szEntryName), "%s", entry);
    snprintf(known[i].szPhonebook, sizeof(known[i].szPhonebook), "%s", book);
}

static HRASCONN find_in_play(const char *entry, const char *book)
{
    const struct library l = {.RasEnumConnectionsA = play_list};
    const struct client_request q = {.entry = entry, .phonebook = book};

    lists_asked = 0;
    return find(&l, &q);
}

/* Its phonebook's to the letter, its entry's in any case of letters. */
static void test_find(void)
{
    know(0, 1, "office", "/b.pbk");
    know(1, 2, "Home", "/a.pbk");
    know(2, 3, "OFFICE", "/a.pbk");
    list_code = ERROR_SUCCESS;
    CU_ASSERT_PTR_EQUAL(find_in_play("Office", "/a.pbk"), (HRASCONN)3);
    EXPECT_NUMBER(lists_asked, 3); /* it has grown while it was asked for */
    CU_ASSERT_PTR_EQUAL(find_in_play("Office", "/b.pbk"), (HRASCONN)1);
    CU_ASSERT_PTR_NULL(find_in_play("Office", "/c.pbk"));
    CU_ASSERT_PTR_NULL(find_in_play("Away", "/a.pbk"));
    list_code = ERROR_NOT_ENOUGH_MEMORY;
    CU_ASSERT_PTR_NULL(find_in_play("Office", "/a.pbk"));
}

static bool next(struct client *c, bool over, uint32_t state, uint32_t error)
{
    struct client_event e = {false, 0, 0};
    bool told = client_next(c, &e);

    CU_ASSERT_TRUE(!told || (e.over == over && e.state == state));
    EXPECT_NUMBER(told ? e.error : error, error);
    return told;
}

/* What is told is an event, what it has come to is so when RasDial returns. */
static void test_events(void)
{
    struct client c = {.library = {.RasGetConnectStatusA = play_status},
                       .handle = (HRASCONN)(uintptr_t)7,
                       .joined = true};

    CU_ASSERT_FATAL(pipe2(c.fds, O_CLOEXEC | O_NONBLOCK) == 0);
    CU_ASSERT_FALSE(next(&c, false, 0, 0));
    tell(c.fds[1], true, RASCS_Connected, 0);
    CU_ASSERT_TRUE(next(&c, false, RASCS_Connected, 0)); /* not yet */
    tell(c.fds[1], true, RASCS_ConnectDevice, 676);
    CU_ASSERT_TRUE(next(&c, true, RASCS_ConnectDevice, 676));
    c.returned = true;
    tell(c.fds[1], true, RASCS_Connected, 0);
    CU_ASSERT_TRUE(next(&c, true, RASCS_Connected, 0));
    /* Nothing is told: the connection is looked at. */
    status_told.rasconnstate = RASCS_ConnectDevice;
    CU_ASSERT_FALSE(next(&c, true, RASCS_ConnectDevice, 0));
    status_told.dwError = 678;
    CU_ASSERT_TRUE(next(&c, true, RASCS_ConnectDevice, 678));
    status_told.dwError = 0;
    status_told.rasconnstate = RASCS_Connected;
    CU_ASSERT_TRUE(next(&c, true, RASCS_Connected, 0));
    status_code = ERROR_NOT_ENOUGH_MEMORY; /* it may be told the next time */
    CU_ASSERT_FALSE(next(&c, true, RASCS_Connected, 0));
    status_code = ERROR_INVALID_HANDLE;
    CU_ASSERT_TRUE(
        next(&c, true, RASCS_Disconnected, ERROR_USER_DISCONNECTION));
    close(c.fds[0]);
    close(c.fds[1]);
}

/* The library itself, of which one is there already: of the same name. */
static void test_no_phonebook(void)
{
    const struct client_request q = {.entry = "success",
                                     .phonebook = "/nonexistent.pbk",
                                     .config = "/nonexistent.conf",
                                     .connections = "/nonexistent"};
    void *library = dlopen(BUILD "/librasapi.so.0", RTLD_NOW | RTLD_LOCAL);
    struct client_event e = {false, 0, 0};
    struct client *c = NULL;
    struct pollfd p = {.events = POLLIN};
    uint32_t code = 77;
    char why[1024];

    CU_ASSERT_PTR_NOT_NULL_FATAL(library);
    CU_ASSERT_FALSE(client_disconnect(&q, &code));
    EXPECT_NUMBER(code, 77);
    EXPECT_NUMBER(client_dial(&q, &c, why, sizeof(why)), ERROR_SUCCESS);
    EXPECT_TEXT(why, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    p.fd = client_fd(c);
    EXPECT_NUMBER(poll(&p, 1, 20000), 1);
    CU_ASSERT_TRUE(client_next(c, &e));
    CU_ASSERT_TRUE(e.over);
    EXPECT_NUMBER(e.error, ERROR_CANNOT_OPEN_PHONEBOOK);
    EXPECT_NUMBER(client_hang_up(c), ERROR_INVALID_HANDLE);
    EXPECT_TEXT(client_reason(c), "");
    client_free(c);
    dlclose(library);
}

const char unit_name[] = "custom_client";
const struct unit_test unit_tests[] = {
    {"rasdial and a custom dialer", test_success},
    {"rasdial hangs up by a custom dialer", test_disconnect},
    {"rasdial and a custom dialer that fails or may not", test_failures},
    {"rasdial: texts that RasDial cannot take", test_too_long},
    {"rasdial gives up a custom dialer's call", test_given_up},
    {"rasdial does not wait for ever", test_given_up_at_once},
    {"rasdial without librasapi", test_no_library},
    {"rasdial: the connection that is to be hung up", test_find},
    {"rasdial: what RasDial tells, and what it returns", test_events},
    {"rasdial: a phonebook that is not there", test_no_phonebook},
    {NULL, NULL},
};
