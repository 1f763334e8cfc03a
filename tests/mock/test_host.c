/*
 * The plugin as it is shipped, loaded into the mock pppd. Each test is a pppd
 * of its own: a child process, in which nothing may call exit().
 */
#include <dlfcn.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <link.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/connrec.h"
#include "compat/raserr.h"
#include "compat/rascs.h"
#include "compat/wire.h"
#include "tests/mock/host.h"
#include "tests/mock/isolate.h"
#include "tests/mock/modem.h"
#include "tests/mock/options.h"
#include "tests/unit/descriptors.h"
#include "tests/unit/harness.h"

const char unit_name[] = "mock " MOCK_PLUGIN;

/* Below the tmpfs that each test has for itself. */
#define PLACE "/run/mock"
#define BOOK  PLACE "/book.pbk"
#define CONF  PLACE "/ras.conf"

enum { NOBODY = 65534, LIFETIME = 60 };

/* pppd's exit statuses, pppd(8). */
enum {
    OK = 0,
    FATAL = 1,
    OPTION_ERROR = 2,
    USER_REQUEST = 5,
    LOCK_FAILED = 6,
    OPEN_FAILED = 7,
    CONNECT_FAILED = 8,
    IDLE_TIMEOUT = 12,
    AUTH_FAILED = 19
};

static const char *plugin_path(void)
{
    const char *given = getenv("RASDIAL_SO");

    return given ? given : MOCK_PLUGIN;
}

/* --- a process for each test */

static void exit_was_called(void)
{
    static const char text[] = "exit() was called inside pppd\n";

    if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
        _exit(98);
    _exit(99);
}

static unsigned failures_before; /* of the tests before this one */

static _Noreturn void end_child(void)
{
    unsigned before = failures_before;
    const CU_FailureRecord *f = CU_get_failure_list();

    if (CU_get_number_of_failure_records() == before)
        _exit(0);
    while (before-- > 0)
        f = f->pNext;
    for (; f; f = f->pNext)
        fprintf(stderr, "%s:%u: %s\n", f->strFileName, f->uiLineNumber,
                f->strCondition);
    fprintf(stderr, "--- the log:\n%s---\n", host_log());
    _exit(1);
}

/* CUnit's own fatal assertions would go on with the next test, in the child. */
static void require(bool fine, const char *what, unsigned line)
{
    CU_assertImplementation(fine, line, what, __FILE__, "", CU_FALSE);
    if (!fine)
        end_child();
}

#define REQUIRE(condition) require((condition), #condition, __LINE__)

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");

    REQUIRE(f != NULL);
    if (f)
        fputs(text, f);
    CU_ASSERT_TRUE(f && fclose(f) == 0);
}

static _Noreturn void run_child(void (*scenario)(void))
{
    failures_before = CU_get_number_of_failure_records();
    umask(022);
    if (!isolate() || mkdir(PLACE, 0755) < 0) {
        fprintf(stderr,
                "no namespace: %s (root is needed, or user "
                "namespaces)\n",
                strerror(errno));
        _exit(97);
    }
    atexit(exit_was_called);
    alarm(LIFETIME);
    scenario();
    end_child();
}

static void in_child(void (*scenario)(void))
{
    int result = -1;
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0)
        run_child(scenario);
    CU_ASSERT_TRUE(pid > 0 && waitpid(pid, &result, 0) == pid);
    EXPECT_NUMBER(result, 0);
}

#define SCENARIO(name)                                                         \
    static void play_##name(void);                                             \
    static void name(void)                                                     \
    {                                                                          \
        in_child(play_##name);                                                 \
    }                                                                          \
    static void play_##name(void)

/* --- the scenery */

static struct modem modem;

/* An entry [Office] of a modem at COM1, and MORE keys of it. */
static void write_book(const char *path, const char *more)
{
    char text[2048];

    snprintf(text, sizeof(text),
             "[Office]\nType=1\nIpAssign=1\nIpNameAssign=1\n%s"
             "MEDIA=serial\nPort=COM1\nDevice=A Modem\n"
             "DEVICE=modem\nPhoneNumber=5550101\n",
             more);
    write_file(path, text);
}

static void write_conf(const char *path)
{
    char text[1024];

    snprintf(text, sizeof(text),
             "devices = ({ port = \"COM1\"; name = \"A Modem\"; tty = \"%s\";\n"
             "  timeouts = { command = 5; connect = 10; dtr = 0; escape = 0;\n"
             "    carrier = 0; network = 60; hangup = 1; }; });\n",
             modem.tty);
    write_file(path, text);
}

#define DEBIAN "auth crtscts lock modem"
#define DIAL   "ras-entry Office ras-phonebook " BOOK " ras-config " CONF

/* A pppd of root's, with the plugin, up to its command line. */
static void begin(bool root)
{
    host_begin(root, PLACE);
    CU_ASSERT_TRUE(options_system(DEBIAN));
    REQUIRE(host_plugin(plugin_path()) != NULL);
}

static void begin_dial(const char *entry, const char *more, const char *result,
                       int number)
{
    char line[512];

    REQUIRE(modem_start(&modem, result, number));
    write_book(BOOK, entry);
    write_conf(CONF);
    begin(true);
    snprintf(line, sizeof(line), DIAL " %s", more);
    CU_ASSERT_TRUE(options_command_line(line));
}

/* The same, dialled and connected. */
static void dial(const char *entry, const char *more)
{
    begin_dial(entry, more, "CONNECT 33600", 0);
    host_options_done();
    CU_ASSERT_TRUE(host_start_link());
}

static void connect_link(const char *entry, const char *more)
{
    dial(entry, more);
    host_authenticate();
    host_network();
    host_ip_up();
}

static bool is_locked(void)
{
    char path[512];

    host_lock_file(modem.tty, path, sizeof(path));
    return access(path, F_OK) == 0;
}

static bool has_record(void)
{
    char path[64];

    snprintf(path, sizeof(path), CONNREC_DIR "/%d.json", (int)getpid());
    return access(path, F_OK) == 0;
}

#define EXPECT_LOGGED(part) CU_ASSERT_TRUE(host_logged(part))

/* Are these in the log, in this order? */
static void expect_order(const char *const *parts, size_t n)
{
    const char *at = host_log();
    size_t i;

    for (i = 0; i < n && at; i++) {
        at = strstr(at, parts[i]);
        if (!at)
            fprintf(stderr, "not (or not in order) in the log: %s\n", parts[i]);
    }
    CU_ASSERT_PTR_NOT_NULL(at);
}

#define EXPECT_ORDER(parts)                                                    \
    expect_order((parts), sizeof(parts) / sizeof((parts)[0]))

/* --- loading */

SCENARIO(test_version)
{
    void *handle;
    const char *version;

    host_begin(true, PLACE);
    handle = host_plugin(plugin_path());
    REQUIRE(handle != NULL);
    version = dlsym(handle, "pppd_version");
    EXPECT_TEXT(version, host_version);
}

/* Not _end and its like, nor what a sanitizer adds: they are reserved names. */
static bool is_exported(const ElfW(Sym) * symbol, const char *name)
{
    return symbol->st_shndx != SHN_UNDEF && name[0] != '_';
}

/* The functions and variables that an ELF file defines for others. */
static void exported_names(const ElfW(Ehdr) * e, char *out, size_t size)
{
    const char *base = (const char *)e, *names;
    const ElfW(Shdr) *s = (const void *)(base + e->e_shoff), *end;
    const ElfW(Sym) * symbol, *last;

    out[0] = '\0';
    for (end = s + e->e_shnum; s < end && s->sh_type != SHT_DYNSYM;)
        s++;
    REQUIRE(s < end);
    symbol = (const void *)(base + s->sh_offset);
    last = symbol + s->sh_size / sizeof(*symbol);
    s = (const ElfW(Shdr) *)(base + e->e_shoff) + s->sh_link;
    for (names = base + s->sh_offset; symbol < last; symbol++)
        if (is_exported(symbol, names + symbol->st_name))
            snprintf(out + strlen(out), size - strlen(out), " %s",
                     names + symbol->st_name);
}

/* More would be interposed by pppd's 500 names, or interpose others. */
SCENARIO(test_exports)
{
    static char file[8 << 20];
    char names[1024];
    int fd = open(plugin_path(), O_RDONLY | O_CLOEXEC);

    REQUIRE(fd >= 0 && read(fd, file, sizeof(file)) > 0);
    close(fd);
    exported_names((const void *)file, names, sizeof(names));
    if (strcmp(names, " pppd_version plugin_init") != 0)
        EXPECT_TEXT(names, " plugin_init pppd_version");
}

SCENARIO(test_twice)
{
    unsigned notifiers;

    begin(true);
    notifiers = host_notifiers();
    CU_ASSERT_TRUE(notifiers > 0);
    CU_ASSERT_PTR_NOT_NULL(host_plugin(plugin_path()));
    EXPECT_NUMBER(host_notifiers(), notifiers);
    EXPECT_NUMBER(options_count("ras-entry"), 1);
    CU_ASSERT_TRUE(host_ppp_side_is_ttys());
}

/* --- options */

SCENARIO(test_options)
{
    static const char *const names[] = {"ras-entry",  "ras-phonebook",
                                        "ras-number", "ras-user",
                                        "ras-config", "ras-control"};
    size_t i;

    begin(true);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        EXPECT_NUMBER(options_priority(names[i]), 0);
    CU_ASSERT_TRUE(options_command_line("ras-entry 'An Entry'"));
    EXPECT_TEXT(options_text("ras-entry"), "An Entry");
    CU_ASSERT_FALSE(options_command_line("ras-control 2"));
    CU_ASSERT_FALSE(options_command_line("ras-control x"));
}

/* What root has put into a peers file, a user cannot change. */
SCENARIO(test_fixed_by_root)
{
    begin(false);
    CU_ASSERT_TRUE(options_peers("ras-entry Office ras-number 1"));
    CU_ASSERT_FALSE(options_command_line("ras-entry Other"));
    CU_ASSERT_FALSE(options_command_line("ras-number 2"));
    EXPECT_LOGGED("cannot be overridden");
    EXPECT_TEXT(options_text("ras-entry"), "Office");
    EXPECT_TEXT(options_text("ras-number"), "1");
    CU_ASSERT_TRUE(options_command_line("ras-user bob"));
}

/* Equal to a file's, and less than the command line's. */
SCENARIO(test_ranks)
{
    REQUIRE(modem_start(&modem, "BUSY", 0));
    write_book(BOOK, "IdleDisconnectSeconds=300\nRedialSeconds=17\n");
    write_conf(CONF);
    host_begin(true, PLACE);
    CU_ASSERT_TRUE(options_system(DEBIAN " idle 5 holdoff 6"));
    REQUIRE(host_plugin(plugin_path()) != NULL);
    CU_ASSERT_TRUE(options_command_line(DIAL " holdoff 99"));
    host_options_done();
    EXPECT_NUMBER(options_number("idle"), 300);
    EXPECT_NUMBER(options_priority("idle"), 1);
    EXPECT_NUMBER(options_number("holdoff"), 99);
    EXPECT_NUMBER(options_priority("holdoff"), 2);
}

/* pppd's reader gets back what the entry says, whatever it looks like. */
SCENARIO(test_quoting)
{
    static const char name[] = "a \"b\" #\\n 'c' auth";
    char text[1024];

    REQUIRE(modem_start(&modem, "BUSY", 0));
    write_conf(CONF);
    snprintf(text, sizeof(text),
             "[%s]\nMEDIA=serial\nPort=COM1\nDEVICE=modem\nPhoneNumber=1\n",
             name);
    write_file(BOOK, text);
    begin(true);
    CU_ASSERT_TRUE(options_command_line(
        "ras-entry \"a \\\"b\\\" #\\\\n 'c' auth\" ras-phonebook " BOOK
        " ras-config " CONF " ras-user 'DOM\\\\b\"o\"b #1'"));
    EXPECT_TEXT(options_text("ras-entry"), name);
    host_options_done();
    EXPECT_TEXT(options_text("ipparam"), name);
    EXPECT_TEXT(options_text("user"), "DOM\\b\"o\"b #1");
    EXPECT_NUMBER(options_number("auth"), 0);
}

/* `user ""' stands at the end of its text: pppd would not see the word. */
SCENARIO(test_empty_word)
{
    begin_dial("", "ras-user ''", "BUSY", 0);
    host_options_done();
    CU_ASSERT_FALSE(host_logged("has no argument"));
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_LOGGED("RAS error 676");
}

static void expect_same_speaker(struct host_speaker before)
{
    struct host_speaker now = host_speaker();

    EXPECT_NUMBER(now.privileged, before.privileged);
    EXPECT_NUMBER(now.priority, before.priority);
    EXPECT_TEXT(now.source, before.source);
}

SCENARIO(test_speaker)
{
    struct host_speaker before;

    begin_dial("", "", "BUSY", 0);
    before = host_speaker();
    host_options_done();
    expect_same_speaker(before);
}

/* /etc/ppp/options says auth; root's phonebook says who is dialled. */
SCENARIO(test_noauth)
{
    begin_dial("", "", "BUSY", 0);
    EXPECT_NUMBER(options_number("auth"), 1);
    host_options_done();
    EXPECT_NUMBER(options_number("auth"), 0);
}

SCENARIO(test_authenticate_server)
{
    begin_dial("AuthenticateServer=1\n", "noauth", "BUSY", 0);
    host_options_done();
    EXPECT_NUMBER(options_number("auth"), 0); /* the command line's word */
}

SCENARIO(test_options_of_tty)
{
    char path[128];

    begin_dial("IdleDisconnectSeconds=300\n", "", "BUSY", 0);
    snprintf(path, sizeof(path), PLACE "/options.%s", modem.tty + 5);
    path[strlen(PLACE "/options.pts")] = '.';
    write_file(path, "idle 42 noccp");
    host_options_done();
    EXPECT_NUMBER(options_number("idle"), 42);
    EXPECT_NUMBER(options_number("noccp"), 0);
    EXPECT_NUMBER(host_speaker().priority, 2);
}

/* --- users */

/* Real user id bob's, effective root's: pppd is set-user-id. */
static bool become_user(void)
{
    if (setresuid(NOBODY, 0, 0) == 0)
        return true;
    printf("skipped: there is only one user in this namespace\n");
    return false;
}

static void begin_user(const char *entry)
{
    REQUIRE(modem_start(&modem, "BUSY", 0));
    write_book(BOOK, entry);
    write_conf(CONF);
    host_begin(false, PLACE);
    CU_ASSERT_TRUE(options_system(DEBIAN));
    REQUIRE(host_plugin(plugin_path()) != NULL);
}

/* The leak of every plugin that forgets to put privileged_option back. */
SCENARIO(test_user_stays_user)
{
    struct host_speaker before;

    if (!become_user())
        return;
    begin_user("IpInterfaceMetric=5\n");
    CU_ASSERT_TRUE(options_command_line(DIAL));
    before = host_speaker();
    EXPECT_NUMBER(before.privileged, 0);
    host_options_done();
    expect_same_speaker(before);
    CU_ASSERT_FALSE(options_command_line("ifname evil0"));
    EXPECT_TEXT(options_text("ifname"), "");
    EXPECT_NUMBER(options_number("auth"), 1);
    EXPECT_NUMBER(options_number("defaultroute-metric"), 0);
    EXPECT_LOGGED("requires root privilege");
}

/* Root's phonebook, which a user dials: root's word about auth. */
SCENARIO(test_user_with_roots_book)
{
    if (!become_user())
        return;
    begin_user("");
    CU_ASSERT_TRUE(options_peers(DIAL));
    host_options_done();
    EXPECT_NUMBER(options_number("auth"), 0);
    CU_ASSERT_FALSE(options_command_line("ifname evil0"));
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_LOGGED("RAS error 676");
}

/* A user's ras.conf names a tty: its permissions decide. */
SCENARIO(test_user_cannot_open)
{
    if (!become_user())
        return;
    begin_user("");
    CU_ASSERT_TRUE(options_command_line(DIAL));
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), OPEN_FAILED);
    EXPECT_NUMBER(geteuid(), 0);
    CU_ASSERT_FALSE(is_locked());
    EXPECT_TEXT(modem.heard, "");
}

SCENARIO(test_user_can_open)
{
    if (!become_user())
        return;
    begin_user("");
    EXPECT_NUMBER(chown(modem.tty, NOBODY, (gid_t)-1), 0);
    CU_ASSERT_TRUE(options_command_line(DIAL));
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), CONNECT_FAILED);
    EXPECT_LOGGED("RAS error 676");
}

/* A file that only root can read is not read for a user. */
SCENARIO(test_user_cannot_read)
{
    if (!become_user())
        return;
    begin_user("");
    EXPECT_NUMBER(chmod(BOOK, 0600), 0);
    CU_ASSERT_TRUE(options_command_line(DIAL));
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), OPTION_ERROR);
    EXPECT_LOGGED("RAS error 621");
}

/* --- without an entry */

/* The plugin in /etc/ppp/options must not get into another link's way. */
SCENARIO(test_no_entry)
{
    begin(true);
    CU_ASSERT_TRUE(host_holdoff_hooked());
    host_options_done();
    CU_ASSERT_TRUE(host_channel_is_tty());
    CU_ASSERT_FALSE(host_holdoff_hooked());
    EXPECT_TEXT(host_tty_calls(), "extra check");
    EXPECT_NUMBER(options_number("auth"), 1);
    EXPECT_LOGGED("without ras-entry");
    CU_ASSERT_FALSE(host_start_link());
    host_die(CONNECT_FAILED);
    CU_ASSERT_FALSE(host_logged("RAS "));
    EXPECT_TEXT(host_variable("RAS_STATE"), "");
}

/* --- a call */

SCENARIO(test_call)
{
    static const char *const course[] = {
        "RAS state OpenPort",
        "RAS state PortOpened",
        "RAS state ConnectDevice",
        "modem <- ATDT5550101",
        "modem -> CONNECT 33600",
        "RAS state DeviceConnected",
        "RAS state AllDevicesConnected",
        "RAS state Authenticate:",
        "RAS state Authenticated",
        "RAS state AuthProject",
        "RAS addresses: ppp0 local 192.0.2.1, remote 192.0.2.2",
        "RAS state Projected",
        "RAS state Connected",
        "RAS error 631",
    };
    int before;

    begin_dial("", "connect-delay 4321", "CONNECT 33600", 0);
    before = count_descriptors();
    host_options_done();
    CU_ASSERT_TRUE(host_ppp_side_is_ttys());
    CU_ASSERT_FALSE(host_channel_is_tty());
    EXPECT_TEXT(host_tty_calls(), "");
    CU_ASSERT_TRUE(host_start_link());
    EXPECT_TEXT(host_tty_calls(), "establish send_config recv_config");
    CU_ASSERT_TRUE(is_locked());
    EXPECT_NUMBER(host_listen_time(), 4321);
    CU_ASSERT_PTR_NOT_NULL(strstr(modem.heard, "ATDT5550101\n"));
    CU_ASSERT_TRUE(has_record());
    host_authenticate();
    host_network();
    host_ip_up();
    EXPECT_TEXT(host_variable("RAS_STATE"), "Connected");
    EXPECT_TEXT(host_variable("RAS_ENTRY"), "Office");
    EXPECT_TEXT(host_variable("SPEED"), "33600");
    host_terminate(USER_REQUEST);
    host_ended();
    EXPECT_TEXT(host_variable("RAS_STATE"), "Disconnected");
    EXPECT_TEXT(host_tty_calls(),
                "establish send_config recv_config disestablish");
    CU_ASSERT_FALSE(is_locked());
    EXPECT_NUMBER(count_descriptors(), before);
    CU_ASSERT_TRUE(has_record());
    host_die(host_status());
    CU_ASSERT_FALSE(has_record());
    EXPECT_ORDER(course);
}

/* The way back through the phases at the end is not the way forward. */
SCENARIO(test_no_state_twice)
{
    const char *at;

    connect_link("", "");
    host_terminate(IDLE_TIMEOUT);
    host_ended();
    at = strstr(host_log(), "RAS state AuthProject");
    REQUIRE(at != NULL);
    CU_ASSERT_PTR_NULL(strstr(at + 1, "RAS state AuthProject"));
}

SCENARIO(test_busy)
{
    int before;

    begin_dial("", "", "BUSY", 0);
    host_options_done();
    before = count_descriptors();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), CONNECT_FAILED);
    EXPECT_LOGGED("error RAS error 676 (");
    EXPECT_TEXT(host_variable("RAS_ERROR"), "676");
    CU_ASSERT_FALSE(is_locked());
    EXPECT_NUMBER(count_descriptors(), before);
    EXPECT_TEXT(host_tty_calls(), "");
}

SCENARIO(test_second_attempt)
{
    static const char *const course[] = {"RAS error 676", "RAS state OpenPort",
                                         "RAS error 676"};
    int before, pause;

    begin_dial("RedialAttempts=3\nRedialSeconds=17\n", "", "BUSY", 0);
    host_options_done();
    before = count_descriptors();
    CU_ASSERT_FALSE(host_start_link());
    CU_ASSERT_TRUE(host_redials(&pause));
    EXPECT_NUMBER(pause, 17);
    EXPECT_LOGGED("dialled again in 17 s");
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(count_descriptors(), before);
    EXPECT_ORDER(course);
}

SCENARIO(test_sigterm_while_dialling)
{
    int pause;

    begin_dial("RedialAttempts=3\n", "", "", SIGTERM);
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), USER_REQUEST);
    EXPECT_LOGGED("RAS error 631");
    CU_ASSERT_TRUE(host_asked_to_quit());
    EXPECT_NUMBER(options_number("persist"), 0);
    CU_ASSERT_FALSE(host_redials(&pause));
    CU_ASSERT_FALSE(is_locked());
}

/* pppd(8): SIGHUP ends the link, and with persist it is dialled again. */
SCENARIO(test_sighup_while_dialling)
{
    int pause;

    begin_dial("RedialAttempts=3\n", "", "", SIGHUP);
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    CU_ASSERT_FALSE(host_asked_to_quit());
    CU_ASSERT_TRUE(host_redials(&pause));
}

SCENARIO(test_locked)
{
    char path[512], text[32];

    begin_dial("", "", "BUSY", 0);
    host_lock_file(modem.tty, path, sizeof(path));
    snprintf(text, sizeof(text), "%10d\n", (int)getppid());
    write_file(path, text);
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), LOCK_FAILED);
    EXPECT_LOGGED("RAS error 633");
    EXPECT_TEXT(modem.heard, "");
    CU_ASSERT_TRUE(is_locked());
}

SCENARIO(test_no_device)
{
    begin_dial("", "", "BUSY", 0);
    write_file(CONF, "devices = ({ port = \"COM1\"; "
                     "tty = \"/dev/no-such-tty\"; });\n");
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), OPEN_FAILED);
    EXPECT_LOGGED("RAS error 608");
}

/* A tty on the command line is the port. */
SCENARIO(test_tty_given)
{
    char line[256];

    begin_dial("", "", "BUSY", 0);
    write_file(CONF, "devices = ();\n");
    snprintf(line, sizeof(line), "%s 9600", modem.tty);
    CU_ASSERT_TRUE(options_command_line(line));
    host_options_done();
    EXPECT_TEXT(options_text("device name"), modem.tty);
    EXPECT_TEXT(options_text("tty speed"), "9600");
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_LOGGED("RAS error 676");
}

/* --- the end of a link */

/* RFC 2433 section 6: what a server with our name, but not our password says.
 */
static void refuse_password(void)
{
    static const unsigned char response[] = {0xff, 0x03, 0xc2, 0x23, 2,   7,  0,
                                             9,    1,    0,    'b',  'o', 'b'};
    static const char failure[] = "\xff\x03\xc2\x23\x04\x07\x00\x10"
                                  "E=691 R=0 V=3";

    host_sent(response, sizeof(response));
    host_received(failure, 8 + 12);
}

/* Not again by itself: the account would be locked. */
SCENARIO(test_wrong_password)
{
    int pause;

    dial("RedialAttempts=5\n", "");
    host_authenticate();
    refuse_password();
    host_terminate(AUTH_FAILED);
    host_ended();
    EXPECT_LOGGED("RAS error 691");
    CU_ASSERT_FALSE(host_redials(&pause));
}

/* pppd's status is 16 then; the packet knows better. */
SCENARIO(test_wrong_password_hangup)
{
    dial("", "");
    host_authenticate();
    refuse_password();
    host_hang_up();
    EXPECT_LOGGED("RAS error 691");
    CU_ASSERT_FALSE(is_locked());
}

SCENARIO(test_hangup)
{
    connect_link("", "");
    modem_stop(&modem);
    host_hang_up();
    EXPECT_LOGGED("RAS error 629");
    CU_ASSERT_FALSE(is_locked());
}

/* 2.5 wants no pause after a hang-up; the modem and the entry do. */
SCENARIO(test_holdoff)
{
    int pause;

    connect_link("RedialAttempts=2\nRedialSeconds=9\n"
                 "RedialOnLinkFailure=1\n",
                 "");
    host_no_holdoff_needed();
    host_hang_up();
    CU_ASSERT_TRUE(host_redials(&pause));
    EXPECT_NUMBER(pause, 9);
}

/* An idle line was hung up on purpose: traffic may bring it back at once. */
SCENARIO(test_idle)
{
    int pause;

    connect_link("RedialAttempts=2\nRedialSeconds=9\n", "persist");
    host_no_holdoff_needed();
    host_terminate(IDLE_TIMEOUT);
    host_ended();
    CU_ASSERT_TRUE(host_redials(&pause));
    EXPECT_NUMBER(pause, 0);
}

/* pppd would wait for ever. */
SCENARIO(test_network_deadline)
{
    dial("", "");
    host_authenticate();
    host_network();
    host_advance(59000);
    EXPECT_TEXT(host_close_reason(), "");
    host_advance(2000);
    CU_ASSERT_STRING_NOT_EQUAL(host_close_reason(), "");
    host_ended();
    EXPECT_LOGGED("RAS error 718");
}

SCENARIO(test_deadline_is_cancelled)
{
    connect_link("", "");
    host_advance(120000);
    EXPECT_TEXT(host_close_reason(), "");
}

/* RFC 1661 5.7: the peer knows no IPCP, and there is no IPv6 here. */
SCENARIO(test_network_hopeless)
{
    static const unsigned char reject[] = {0xff, 0x03, 0xc0, 0x21, 8, 1, 0,
                                           10,   0x80, 0x21, 1,    1, 0, 4};

    dial("", "noipv6");
    host_authenticate();
    host_network();
    host_received(reject, sizeof(reject));
    EXPECT_TEXT(host_close_reason(), "");
    host_advance(1);
    CU_ASSERT_STRING_NOT_EQUAL(host_close_reason(), "");
    EXPECT_LOGGED("RAS error");
}

/* die() in the middle of a link, as fatal() does. */
SCENARIO(test_die)
{
    int before;

    begin_dial("", "", "CONNECT 33600", 0);
    before = count_descriptors();
    host_options_done();
    CU_ASSERT_TRUE(host_start_link());
    host_authenticate();
    host_die(1);
    EXPECT_LOGGED("RAS error");
    CU_ASSERT_FALSE(is_locked());
    CU_ASSERT_FALSE(has_record());
    EXPECT_NUMBER(count_descriptors(), before);
}

/* How many descriptors does CALL close in a child? */
static int closed_by(void (*call)(void))
{
    int before = count_descriptors(), result = -1;
    pid_t pid = fork();

    if (pid == 0) {
        call();
        _exit(before - count_descriptors());
    }
    CU_ASSERT_TRUE(waitpid(pid, &result, 0) == pid && WIFEXITED(result));
    EXPECT_NUMBER(count_descriptors(), before);
    return WEXITSTATUS(result);
}

/* A script's process must not keep the line open. */
SCENARIO(test_child)
{
    dial("", "");
    EXPECT_NUMBER(closed_by(host_child_close), 1);
    EXPECT_NUMBER(closed_by(host_child_forked), 1);
    CU_ASSERT_TRUE(is_locked());
}

/* --- what cannot be dialled */

SCENARIO(test_no_such_entry)
{
    int pause;

    begin_dial("", "ras-entry Elsewhere persist", "BUSY", 0);
    host_options_done();
    EXPECT_NUMBER(options_number("nodetach"), 1);
    EXPECT_LOGGED("error RAS error 623");
    EXPECT_LOGGED("RAS_ENTRY=\"Elsewhere\" ");
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), OPTION_ERROR);
    EXPECT_TEXT(modem.heard, "");
    CU_ASSERT_FALSE(host_redials(&pause));
    host_die(host_status());
    CU_ASSERT_FALSE(has_record());
}

SCENARIO(test_no_book)
{
    begin_dial("", "", "BUSY", 0);
    unlink(BOOK);
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), OPTION_ERROR);
    EXPECT_LOGGED("RAS error 621");
}

/* The system's phonebook, where ras-phonebook is not given. */
SCENARIO(test_default_book)
{
    if (access("/etc/ppp", F_OK) < 0) {
        printf("skipped: there is no /etc/ppp to put a tmpfs on\n");
        return;
    }
    REQUIRE(modem_start(&modem, "BUSY", 0));
    EXPECT_NUMBER(mkdir("/etc/ppp/ras", 0755), 0);
    write_book("/etc/ppp/ras/rasphone.pbk", "");
    write_conf("/etc/ppp/ras/ras.conf");
    begin(true);
    CU_ASSERT_TRUE(options_command_line("ras-entry OFFICE"));
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_LOGGED("RAS error 676");
}

/* --- a controller */

static int controller = -1;

static void send_request(const char *password)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_USER, "bob");
    wire_put_text(&w, WIRE_F_PASSWORD, password);
    wire_put_text(&w, WIRE_F_DOMAIN, "DOM");
    EXPECT_NUMBER(wire_send(controller, &w), 0);
    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, "Office");
    wire_put_text(&w, WIRE_F_PHONEBOOK, BOOK);
    wire_put_text(&w, WIRE_F_CONFIG, CONF);
    EXPECT_NUMBER(wire_send(controller, &w), 0);
}

/* As librasapi starts a pppd. */
static void begin_controlled(const char *result, const char *password)
{
    char line[64];
    int pair[2];

    REQUIRE(modem_start(&modem, result, 0));
    write_book(BOOK, "");
    write_conf(CONF);
    REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
    controller = pair[0];
    begin(true);
    snprintf(line, sizeof(line), "ras-control %d", pair[1]);
    CU_ASSERT_TRUE(options_command_line(line));
    send_request(password);
    host_options_done();
}

/* The first record of TYPE that the plugin has sent. */
static bool receive(enum wire_type type, struct wire_record *r)
{
    while (wire_receive(controller, r) == 0)
        if (r->type == type)
            return true;
    return false;
}

SCENARIO(test_controller)
{
    struct wire_record r;

    begin_controlled("BUSY", "secret");
    EXPECT_TEXT(options_text("user"), "DOM\\bob");
    CU_ASSERT_FALSE(host_start_link());
    CU_ASSERT_TRUE(receive(WIRE_HELLO, &r));
    CU_ASSERT_TRUE(receive(WIRE_ENDED, &r));
    EXPECT_NUMBER(wire_u32(&r, WIRE_F_ERROR, 0), 676);
    EXPECT_NUMBER(wire_u32(&r, WIRE_F_EXIT_STATUS, 0), CONNECT_FAILED);
    host_die(host_status());
    EXPECT_NUMBER(wire_receive(controller, &r), EPIPE);
}

/* pppd asks a PAP hook with NULL first: would there be a password? */
SCENARIO(test_password)
{
    char password[256] = "";

    begin_controlled("BUSY", "s\xc3\xa9"
                             "cret");
    CU_ASSERT_TRUE(host_chap_known());
    EXPECT_NUMBER(host_ask_pap(NULL), 1);
    EXPECT_NUMBER(host_ask_pap(password), 1);
    EXPECT_TEXT(password, "s\xc3\xa9"
                          "cret");
    password[0] = '\0';
    EXPECT_NUMBER(host_ask_chap(password), 1);
    EXPECT_TEXT(password, "s\xc3\xa9"
                          "cret");
    EXPECT_TEXT(options_text("password"), "");
    CU_ASSERT_FALSE(host_logged("cret"));
}

/* MAXSECRETLEN is 256, with the NUL: what does not fit is not cut. */
SCENARIO(test_longest_password)
{
    char given[257], password[256] = "";

    memset(given, 'x', 256);
    given[256] = '\0';
    begin_controlled("BUSY", given);
    EXPECT_NUMBER(host_ask_chap(password), -1);
    CU_ASSERT_FALSE(strlen(password) > 255);
}

SCENARIO(test_no_password)
{
    begin_controlled("BUSY", "");
    CU_ASSERT_FALSE(host_chap_known());
    EXPECT_NUMBER(host_ask_pap(NULL), -1);
}

static uint64_t ask_statistics(void)
{
    struct wire_record r;
    struct wire_writer w;

    wire_begin(&w, WIRE_QUERY_STATISTICS);
    EXPECT_NUMBER(wire_send(controller, &w), 0);
    host_advance(5000);
    CU_ASSERT_TRUE(receive(WIRE_STATISTICS, &r));
    return wire_u64(&r, WIRE_F_BYTES_RECEIVED, 0);
}

/* Before there is an interface pppd would log an error at each question. */
SCENARIO(test_statistics)
{
    begin_controlled("CONNECT 33600", "secret");
    host_counters(1234, 99);
    CU_ASSERT_TRUE(host_start_link());
    EXPECT_NUMBER(ask_statistics(), 0);
    EXPECT_NUMBER(host_counter_questions(), 0);
    host_authenticate();
    host_network();
    host_ip_up();
    EXPECT_NUMBER(ask_statistics(), 1234);
    CU_ASSERT_FALSE(host_logged("Couldn't get"));
}

SCENARIO(test_no_socket)
{
    begin(true);
    CU_ASSERT_TRUE(options_command_line("ras-control 99"));
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), OPTION_ERROR);
    EXPECT_LOGGED("no control socket");
}

/* --- a custom dialer: the helper as it is shipped, and a dialer that it loads
 */

#define DIALERS PLACE "/dialers"
#define HELPER  PLACE "/ras-custom-dial"

static void copy_file(const char *from, const char *to, mode_t mode)
{
    char bytes[65536];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, mode);
    ssize_t n = 0;

    REQUIRE(in >= 0 && out >= 0);
    while (out >= 0 && (n = read(in, bytes, sizeof(bytes))) > 0)
        if (write(out, bytes, (size_t)n) != n)
            break;
    REQUIRE(n == 0);
    close(in);
    REQUIRE(close(out) == 0);
}

/* The helper as it is shipped, unless the environment has another build's. */
static void copy_built(const char *name, const char *to, mode_t mode)
{
    const char *build = getenv("RASDIAL_HELPER_BUILD");
    char from[256];

    snprintf(from, sizeof(from), "%s/%s", build ? build : "build", name);
    copy_file(from, to, mode);
}

/* Where the helper's user may read it, whatever directory this is. */
static void install_dialer(const char *more)
{
    char text[2048];
    size_t n;
    FILE *f;

    REQUIRE(mkdir(DIALERS, 0755) == 0);
    copy_built("tests/dialers/unruly.so", DIALERS "/unruly.so", 0644);
    copy_built("ras-custom-dial", HELPER, 0755);
    copy_built("librasapi.so.0", PLACE "/librasapi.so.0", 0644);
    write_conf(CONF);
    f = fopen(CONF, "re");
    REQUIRE(f != NULL);
    n = f ? fread(text, 1, sizeof(text) / 2, f) : 0;
    if (f)
        fclose(f);
    snprintf(text + n, sizeof(text) - n,
             "custom_dialers = ({ file = \"" DIALERS "/unruly.so\"; });\n"
             "dialer_directories = [ \"" DIALERS "\" ];\n"
             "dialer_helper = { program = \"" HELPER "\"; %s };\n",
             more);
    write_file(CONF, text);
}

/* Who has no users to give away cannot become another one. */
static bool may_change_user(void)
{
    char map[64] = "";
    FILE *f = fopen("/proc/self/uid_map", "re");

    if (f && !fgets(map, sizeof(map), f))
        map[0] = '\0';
    if (f)
        fclose(f);
    return strstr(map, "4294967295") != NULL;
}

/* The dialer does ACT; the modem answers RESULT. */
static void begin_custom(const char *act, const char *more, const char *entry,
                         const char *result)
{
    char line[512], keys[512];

    REQUIRE(modem_start(&modem, result, 0));
    snprintf(keys, sizeof(keys), "CustomRasDialDll=C:\\x\\UNRULY.DLL\n%s",
             entry);
    write_book(BOOK, keys);
    install_dialer(more);
    begin(true);
    snprintf(line, sizeof(line), DIAL " ras-user %s", act);
    CU_ASSERT_TRUE(options_command_line(line));
    host_options_done();
    CU_ASSERT_FALSE(host_logged("RAS error"));
}

/* Each test has a name space of its own: others may run at the same time. */
static bool is_ours(const char *pid)
{
    struct stat own, other;
    char path[300];

    snprintf(path, sizeof(path), "/proc/%s/ns/mnt", pid);
    return stat("/proc/self/ns/mnt", &own) == 0 && stat(path, &other) == 0 &&
           own.st_dev == other.st_dev && own.st_ino == other.st_ino;
}

/* Is it there, and not only waiting for init to notice its end? */
static bool lives(const char *pid)
{
    static const char *const names[] = {"(unruly-child)", "(ras-custom-dial)",
                                        "(ras-keeper)"};
    char path[300], stat[512] = "";
    const char *name, *state;
    bool named = false;
    size_t i;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%s/stat", pid);
    f = fopen(path, "re");
    if (f && !fgets(stat, sizeof(stat), f))
        stat[0] = '\0';
    if (f)
        fclose(f);
    name = strchr(stat, '(');
    state = strrchr(stat, ')');
    for (i = 0; name && state && i < sizeof(names) / sizeof(names[0]); i++)
        named = named || strncmp(name, names[i], strlen(names[i])) == 0;
    return named && state[2] != 'Z' && is_ours(pid);
}

/* Processes that the dialer has started, or that keep it. */
static unsigned dialers_processes(void)
{
    DIR *d = opendir("/proc");
    struct dirent *e;
    unsigned n = 0;

    REQUIRE(d != NULL);
    while ((e = readdir(d)))
        n += e->d_name[0] >= '1' && e->d_name[0] <= '9' && lives(e->d_name);
    closedir(d);
    return n;
}

/* So many, soon: a keeper itself ends last. */
static void expect_processes(unsigned n)
{
    int i;

    for (i = 0; i < 500 && dialers_processes() > n; i++)
        (void)poll(NULL, 0, 10);
    EXPECT_NUMBER(dialers_processes(), n);
}

static unsigned logged(const char *part)
{
    const char *at = host_log();
    unsigned n = 0;

    for (; (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

/* An attempt that ends with one cause, and leaves nothing behind. */
static void play_failure(const char *act, const char *more, const char *cause)
{
    int descriptors;

    if (!may_change_user())
        return;
    begin_custom(act, more, "", "BUSY");
    descriptors = count_descriptors();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), CONNECT_FAILED);
    EXPECT_NUMBER(logged("error RAS error"), 1);
    EXPECT_LOGGED(cause);
    CU_ASSERT_FALSE(is_locked());
    CU_ASSERT_FALSE(host_asked_to_quit());
    host_die(host_status());
    EXPECT_NUMBER(count_descriptors(), descriptors);
    expect_processes(0);
}

#define NO_MEMORY_LIMIT "memory = 0;"

#define FAILURE(name, act, more, cause)                                        \
    SCENARIO(name)                                                             \
    {                                                                          \
        play_failure(act, more, cause);                                        \
    }

FAILURE(test_custom_676, "676", "", "RAS error 676 (")
FAILURE(test_custom_busy, "dial", "", "RAS error 676 (")
FAILURE(test_custom_late, "callback", "", "RAS error 676 (")
FAILURE(test_custom_replace, "replace", "", "RAS error 797 (")
FAILURE(test_custom_nothing, "nothing", "", "returned success without a handle")
FAILURE(test_custom_crash, "crash", "", "unruly.so was killed by signal 11 (")
FAILURE(test_custom_exit, "exit", "",
        "unruly.so has ended itself with exit status 3")
FAILURE(test_custom_hang, "hang", "timeout = 0.3;",
        "unruly.so has neither dialled nor returned within 0.3 s")
FAILURE(test_custom_spin, "spin", "cpu = 1;",
        "unruly.so has used up its 1 s of processor time")
FAILURE(test_custom_memory, "memory", "memory = 256;", "RAS error 8 (")
FAILURE(test_custom_fork, "fork", "processes = 0;", "RAS error 676 (")
FAILURE(test_custom_comet, "comet", "processes = 0;", "RAS error 676 (")
FAILURE(test_custom_close, "close", "",
        "unruly.so has closed its connection to pppd")
FAILURE(test_custom_garbage, "garbage", "", "unruly.so answers garbage")
FAILURE(test_custom_garbage_call, "garbage-call", "",
        "unruly.so answers garbage")
FAILURE(test_custom_no_user, "dial", "user = \"ras-nobody-is-so\";",
        "there is no user ras-nobody-is-so")
FAILURE(test_custom_root, "dial", "user = \"root\";", "no dialer runs as root")
FAILURE(test_custom_no_group, "dial", "group = \"root\";",
        "no dialer runs as root")

SCENARIO(test_custom_print)
{
    if (!may_change_user())
        return;
    begin_custom("print", "", "", "BUSY");
    CU_ASSERT_FALSE(host_start_link());
    host_die(host_status());
    EXPECT_LOGGED("info dialer unruly.so: ?[2Jescape?");
    EXPECT_LOGGED("dialer unruly.so: line 1\n");
    EXPECT_LOGGED("dialer unruly.so: (more than is shown)");
    CU_ASSERT_TRUE(logged("dialer unruly.so: line") <= 50);
}

/* What of pppd and root it has: nothing. */
SCENARIO(test_custom_confined)
{
    static const char *const told[] = {
        "CapInh:?0000000000000000", "CapPrm:?0000000000000000",
        "CapEff:?0000000000000000", "CapAmb:?0000000000000000",
        "NoNewPrivs:?1"};
    struct group *dip = getgrnam("dip");
    char who[128];
    size_t i;

    if (!may_change_user())
        return;
    begin_custom("tell", "files = 33; processes = 44;", "", "BUSY");
    CU_ASSERT_FALSE(host_start_link());
    host_die(host_status());
    for (i = 0; i < sizeof(told) / sizeof(told[0]); i++)
        EXPECT_LOGGED(told[i]);
    REQUIRE(dip != NULL);
    snprintf(who, sizeof(who), "uid %d gid %d groups 0 session 1", NOBODY,
             dip ? (int)dip->gr_gid : -1);
    EXPECT_LOGGED(who);
    EXPECT_LOGGED("limit core 0");
    EXPECT_LOGGED("limit files 33");
    EXPECT_LOGGED("limit processes 44");
    EXPECT_NUMBER(logged(": environment "), 2);
    EXPECT_LOGGED("environment PATH=/usr/bin:/bin");
    EXPECT_LOGGED("environment LC_ALL=C");
    EXPECT_NUMBER(logged(": descriptor "), 6);
    EXPECT_LOGGED(": descriptor 5\n");
}

/* --- a custom dialer, and a link */

/* The news of the helper come when they come. */
static bool listens_until(const char *part)
{
    int i;

    for (i = 0; i < 1000 && !host_logged(part); i++) {
        host_advance(200);
        (void)poll(NULL, 0, 5);
    }
    return host_logged(part);
}

static void connect_custom(const char *act, const char *more)
{
    begin_custom(act, more, "", "CONNECT 33600");
    REQUIRE(host_start_link());
    host_authenticate();
    host_network();
    host_ip_up();
}

static void end_custom(void)
{
    host_terminate(USER_REQUEST);
    host_ended();
    CU_ASSERT_FALSE(is_locked());
    host_die(host_status());
}

SCENARIO(test_custom_link)
{
    static const char *const course[] = {
        "RAS state OpenPort",
        "modem <- ATDT5550101",
        "RAS state AllDevicesConnected",
        "RAS state Projected",
        "RAS state Connected",
        "RAS error 631",
        "dialer unruly.so: RasCustomHangUp",
    };
    int before;

    if (!may_change_user())
        return;
    before = count_descriptors();
    connect_custom("dial", "");
    CU_ASSERT_TRUE(is_locked());
    EXPECT_TEXT(host_variable("RAS_STATE"), "Connected");
    end_custom();
    EXPECT_ORDER(course);
    EXPECT_NUMBER(logged("error RAS error"), 0);
    modem_stop(&modem);
    EXPECT_NUMBER(count_descriptors(), before);
}

SCENARIO(test_custom_callback)
{
    if (!may_change_user())
        return;
    connect_custom("callback", "");
    CU_ASSERT_TRUE(listens_until("dialer unruly.so: state 8192 error 0"));
    CU_ASSERT_TRUE(host_logged("dialer unruly.so: state 0 error 0"));
    end_custom();
}

SCENARIO(test_custom_callback1)
{
    if (!may_change_user())
        return;
    connect_custom("callback1", "");
    CU_ASSERT_TRUE(
        listens_until("unruly.so: type 1 handle 1 state 8192 error 0"));
    CU_ASSERT_TRUE(host_logged("unruly.so: type 1 handle 1 state 0 error 0"));
    end_custom();
}

SCENARIO(test_custom_callback2)
{
    if (!may_change_user())
        return;
    connect_custom("callback2", "");
    CU_ASSERT_TRUE(listens_until("unruly.so: type 2 id 77 subentry 1 handle 1 "
                                 "state 8192 error 0"));
    end_custom();
}

/* UTF-8 in and out, and what the dialer has put in is what pppd uses. */
SCENARIO(test_custom_ansi)
{
    static const char *const course[] = {
        "dialer unruly.so: handle 1 state 0 error 0",
        "dialer unruly.so: handle 1 state 8192 error 0",
        "dialer unruly.so: hangup 0",
    };
    char password[256] = "";

    if (!may_change_user())
        return;
    begin_custom("bob", "", "", "CONNECT 33600");
    EXPECT_NUMBER(unlink(DIALERS "/unruly.so"), 0);
    copy_built("tests/dialers/ansi.so", DIALERS "/unruly.so", 0644);
    REQUIRE(host_start_link());
    EXPECT_TEXT(options_text("user"), "ACME\\j\xc3\xb8rgen");
    EXPECT_NUMBER(host_ask_chap(password), 1);
    EXPECT_TEXT(password, "s\xc3\xa9"
                          "cret");
    host_authenticate();
    host_network();
    host_ip_up();
    CU_ASSERT_TRUE(listens_until(course[1]));
    end_custom();
    EXPECT_ORDER(course);
    CU_ASSERT_FALSE(host_logged("cret"));
}

/* From STATE on there is no helper; pppd may be further when it sees that. */
static void play_killed_at(enum rascs state)
{
    char act[32];

    snprintf(act, sizeof(act), "at-%u", (unsigned)state);
    begin_custom(act, "", "", "CONNECT 33600");
    if (host_start_link()) {
        host_authenticate();
        host_network();
        host_ip_up();
        CU_ASSERT_TRUE(listens_until("unruly.so was killed by signal 9 ("));
        host_terminate(USER_REQUEST);
        host_ended();
    }
    EXPECT_LOGGED("unruly.so was killed by signal 9 (");
    EXPECT_NUMBER(logged("RAS error"), 1);
    CU_ASSERT_FALSE(is_locked());
    host_die(host_status());
    expect_processes(0);
}

#define KILLED_AT(name, state)                                                 \
    SCENARIO(name)                                                             \
    {                                                                          \
        if (may_change_user())                                                 \
            play_killed_at(state);                                             \
    }

KILLED_AT(test_killed_at_open, RASCS_OpenPort)
KILLED_AT(test_killed_at_opened, RASCS_PortOpened)
KILLED_AT(test_killed_at_connect, RASCS_ConnectDevice)
KILLED_AT(test_killed_at_connected, RASCS_DeviceConnected)
KILLED_AT(test_killed_at_all, RASCS_AllDevicesConnected)
KILLED_AT(test_killed_at_auth, RASCS_Authenticate)
KILLED_AT(test_killed_at_authenticated, RASCS_Authenticated)
KILLED_AT(test_killed_at_projected, RASCS_Projected)
KILLED_AT(test_killed_at_up, RASCS_Connected)

/* As many attempts as a bad day has: nothing is left of any. */
static void play_many(const char *act, const char *result, int n,
                      unsigned living)
{
    unsigned files = 0;
    int descriptors = 0, pause, i;

    if (!may_change_user())
        return;
    begin_custom(act, "", "RedialAttempts=100\n", result);
    for (i = 0; i < n; i++) {
        CU_ASSERT_FALSE(host_start_link());
        CU_ASSERT_TRUE(host_redials(&pause));
        if (i == 0) {
            descriptors = count_descriptors();
            files = options_files();
        }
    }
    EXPECT_NUMBER(count_descriptors(), descriptors);
    EXPECT_NUMBER(options_files(), files);
    EXPECT_NUMBER(logged("error RAS error"), n);
    expect_processes(living);
    host_die(host_status());
    expect_processes(0);
}

/* The helper and its keeper stay; one that crashed is made anew. */
SCENARIO(test_custom_fifty)
{
    play_many("dial", "BUSY", 50, 2);
}

SCENARIO(test_custom_fifty_crashes)
{
    play_many("crash", "BUSY", 50, 0);
}

/* A code that comes late ends what there is. */
static void play_loss(const char *act, const char *cause)
{
    if (!may_change_user())
        return;
    connect_custom(act, "timeout = 0.5;");
    CU_ASSERT_TRUE(listens_until(cause));
    EXPECT_TEXT(host_close_reason(), "The custom dialer has ended");
    end_custom();
    EXPECT_NUMBER(logged("RAS error"), 1);
}

SCENARIO(test_custom_regret)
{
    play_loss("regret", "error RAS error 797 (");
}

SCENARIO(test_custom_up_crash)
{
    play_loss("up-crash", "unruly.so was killed by signal 11 (");
}

SCENARIO(test_custom_up_hang)
{
    play_loss("up-hang", "unruly.so has not returned within 0.5 s");
}

static void play_bad_hangup(const char *act, const char *words)
{

    if (!may_change_user())
        return;
    connect_custom(act, "hangup = 0.3;");
    end_custom();
    EXPECT_LOGGED(words);
    EXPECT_NUMBER(logged("RAS error"), 1);
    EXPECT_LOGGED("notice RAS error 631");
    expect_processes(0);
}

SCENARIO(test_custom_hangup_hangs)
{
    play_bad_hangup("hang-up-hangs", "did not hang up within 0.3 s");
}

SCENARIO(test_custom_hangup_crashes)
{
    play_bad_hangup("hang-up-crashes", "was killed by signal 11");
}

SCENARIO(test_custom_number)
{
    if (!may_change_user())
        return;
    connect_custom("number", "");
    end_custom();
    EXPECT_LOGGED("modem <- ATDT555101\n");
    CU_ASSERT_FALSE(host_logged("ATDT5550101"));
}

/* A dial that failed is not the attempt's end. */
SCENARIO(test_custom_retry)
{
    static const char *const course[] = {
        "modem <- ATDT5550101\n", "the dial has failed with 676 (BUSY)",
        "modem <- ATDT555101\n", "error RAS error 676 ("};

    if (!may_change_user())
        return;
    begin_custom("retry", "", "", "BUSY");
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_ORDER(course);
    EXPECT_NUMBER(logged("error RAS error"), 1);
    host_die(host_status());
}

/* [Other] as KEYS have it; the dialer takes it in place of [Office]. */
static void begin_other(const char *keys)
{
    FILE *f;

    begin_custom("other", "", "", "BUSY");
    f = fopen(BOOK, "ae");
    REQUIRE(f != NULL);
    if (f) {
        fprintf(f,
                "\n[Other]\nType=1\nIpAssign=1\nIpNameAssign=1\n%s"
                "MEDIA=serial\nPort=COM1\nDevice=A Modem\n"
                "DEVICE=modem\nPhoneNumber=5550222\n",
                keys);
        fclose(f);
    }
    CU_ASSERT_FALSE(host_start_link());
    host_die(host_status());
}

SCENARIO(test_custom_other)
{
    if (!may_change_user())
        return;
    begin_other("IdleDisconnectSeconds=77\nRedialSeconds=9\n");
    EXPECT_LOGGED("modem <- ATDT5550222\n");
    EXPECT_LOGGED("RAS error 676");
    EXPECT_NUMBER(options_number("idle"), 77);
    CU_ASSERT(options_number("holdoff") != 9); /* [Office] decides that */
    EXPECT_TEXT(options_text("ipparam"), "Other");
}

/* pppd works out once who must prove what to whom. */
SCENARIO(test_custom_other_auth)
{
    if (!may_change_user())
        return;
    begin_other("AuthenticateServer=1\n");
    EXPECT_LOGGED("RAS error 604");
    EXPECT_LOGGED("[Other] differs in \"auth\"");
    EXPECT_TEXT(modem.heard, "");
}

/* It stays loaded between attempts, and a new one follows a dead one. */
SCENARIO(test_custom_redial)
{
    int pause;

    if (!may_change_user())
        return;
    begin_custom("dial", "", "RedialAttempts=3\n", "BUSY");
    /* Neither is for the helper to read. */
    EXPECT_NUMBER(chmod(BOOK, 0600), 0);
    EXPECT_NUMBER(chmod(CONF, 0600), 0);
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(dialers_processes(), 2);
    CU_ASSERT_TRUE(host_redials(&pause));
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(dialers_processes(), 2);
    EXPECT_NUMBER(logged("modem <- ATDT5550101"), 2);
    EXPECT_NUMBER(logged("error RAS error 676"), 2);
    host_die(host_status());
}

SCENARIO(test_custom_redial_after_crash)
{
    int pause;

    if (!may_change_user())
        return;
    begin_custom("crash", "", "RedialAttempts=3\n", "BUSY");
    CU_ASSERT_FALSE(host_start_link());
    CU_ASSERT_TRUE(host_redials(&pause));
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(logged("was killed by signal 11"), 2);
    host_die(host_status());
}

/* pppd's signals are heard while a dialer thinks, which goes with its call. */
static void play_custom_signal(int number)
{
    pid_t self = getpid(), pid;

    if (!may_change_user())
        return;
    begin_custom("hang", "", "", "BUSY");
    pid = fork();
    if (pid == 0) {
        while (dialers_processes() < 2)
            (void)poll(NULL, 0, 10);
        kill(self, number);
        _exit(0);
    }
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), USER_REQUEST);
    EXPECT_NUMBER(logged("RAS error"), 1);
    EXPECT_LOGGED("RAS error 631");
    EXPECT_LOGGED("RAS_STATE=OpenPort RAS_ERROR=631");
    EXPECT_NUMBER(host_asked_to_quit(), number != SIGHUP);
    EXPECT_NUMBER(waitpid(pid, NULL, 0), pid);
    CU_ASSERT_FALSE(is_locked());
    host_die(host_status());
    expect_processes(0);
    CU_ASSERT_FALSE(has_record());
}

SCENARIO(test_custom_sigterm)
{
    play_custom_signal(SIGTERM);
}

SCENARIO(test_custom_sigint)
{
    play_custom_signal(SIGINT);
}

SCENARIO(test_custom_sighup)
{
    play_custom_signal(SIGHUP);
}

/* --- no memory */

/* A sanitizer has an allocator of its own, which does not fail. */
#ifndef __SANITIZE_ADDRESS__

static const void *poor;  /* whose requests may fail: the plugin's base */
static int requests_left; /* until the one that fails */
static bool *ran_out;     /* it has failed: shared with the child */
static int failing_request;

/* glibc's own, which stay what everybody else gets. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static bool fails(const void *caller)
{
    Dl_info info;

    if (!poor || *ran_out || !dladdr(caller, &info) || info.dli_fbase != poor)
        return false;
    *ran_out = requests_left-- == 0;
    return *ran_out;
}

/* Hidden ones would not be the plugin's. */
#pragma GCC visibility push(default)

void *malloc(size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL
                                              : __libc_realloc(old, size);
}

#pragma GCC visibility pop

static void make_poor(void)
{
    Dl_info info = {.dli_fbase = NULL};

    REQUIRE(dladdr(dlsym(RTLD_DEFAULT, "plugin_init"), &info) != 0);
    requests_left = failing_request;
    poor = info.dli_fbase;
}

/* The job cannot be made: pppd(8) has status 1 for it, and it may be again. */
static void play_poor_start(void)
{
    int pause;

    begin_dial("", "persist", "CONNECT 33600", 0);
    make_poor();
    host_options_done();
    poor = NULL;
    if (!*ran_out)
        return;
    EXPECT_LOGGED("RAS error 8 (There is not enough memory");
    EXPECT_LOGGED("RAS_ERROR=8");
    EXPECT_LOGGED("RAS_REDIAL=1");
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), FATAL);
    EXPECT_TEXT(modem.heard, "");
    CU_ASSERT_FALSE(host_redials(&pause));
    CU_ASSERT_FALSE(is_locked());
    host_die(host_status());
    CU_ASSERT_FALSE(has_record());
}

/* The next attempt finds everything as if there had been none before. */
static void play_poor_attempt(void)
{
    int pause, descriptors;

    begin_dial("RedialAttempts=1\n", "", "CONNECT 33600", 0);
    host_options_done();
    descriptors = count_descriptors();
    make_poor();
    if (host_start_link()) {
        CU_ASSERT_FALSE(*ran_out);
        return;
    }
    poor = NULL;
    EXPECT_LOGGED("RAS error 8 (There is not enough memory");
    EXPECT_LOGGED("RAS_STATE=ConnectDevice RAS_ERROR=8");
    EXPECT_LOGGED("RAS_REDIAL=1");
    EXPECT_NUMBER(host_status(), CONNECT_FAILED);
    CU_ASSERT_FALSE(is_locked());
    EXPECT_NUMBER(count_descriptors(), descriptors);
    CU_ASSERT_TRUE(host_redials(&pause));
    CU_ASSERT_TRUE(host_start_link());
}

/* Each of the plugin's own requests fails once; their number. */
static int run_out(void (*scenario)(void))
{
    unsigned failures = CU_get_number_of_failures();

    ran_out = mmap(NULL, sizeof(*ran_out), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_FATAL(ran_out != MAP_FAILED);
    failing_request = -1;
    do {
        failing_request++;
        *ran_out = false;
        in_child(scenario);
    } while (*ran_out && CU_get_number_of_failures() == failures);
    munmap(ran_out, sizeof(*ran_out));
    return failing_request;
}

static void test_no_memory(void)
{
    CU_ASSERT_TRUE(run_out(play_poor_start) > 10);
    CU_ASSERT_TRUE(run_out(play_poor_attempt) >= 1);
}

#endif

/* --- a custom dialer, and who may have it run */

/* The reason is told at once, and no dialer is ever started. */
static void expect_refusal(const char *reason)
{
    host_options_done();
    EXPECT_LOGGED("RAS error 755");
    EXPECT_LOGGED(reason);
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_NUMBER(host_status(), OPTION_ERROR);
    EXPECT_TEXT(modem.heard, "");
}

static void begin_refusal(bool root)
{
    REQUIRE(modem_start(&modem, "BUSY", 0));
    write_book(BOOK, "CustomRasDialDll=unruly.dll\n");
    install_dialer("");
    begin(root);
}

SCENARIO(test_custom_writable)
{
    if (!may_change_user())
        return;
    begin_refusal(true);
    EXPECT_NUMBER(chmod(DIALERS "/unruly.so", 0666), 0);
    CU_ASSERT_TRUE(options_command_line(DIAL));
    expect_refusal(DIALERS "/unruly.so can be written by others than root");
}

SCENARIO(test_custom_missing)
{
    if (!may_change_user())
        return;
    begin_refusal(true);
    EXPECT_NUMBER(unlink(DIALERS "/unruly.so"), 0);
    CU_ASSERT_TRUE(options_command_line(DIAL));
    expect_refusal(DIALERS "/unruly.so: No such file or directory");
}

/* A user's own phonebook, with a ras.conf of root's. */
SCENARIO(test_custom_users_book)
{
    if (!become_user())
        return;
    begin_refusal(false);
    CU_ASSERT_TRUE(options_peers("ras-config " CONF));
    CU_ASSERT_TRUE(
        options_command_line("ras-entry Office ras-phonebook " BOOK));
    expect_refusal("pppd calls the dialers of root's phonebooks only");
}

/* A ras.conf of the user's allows nothing. */
SCENARIO(test_custom_users_conf)
{
    if (!become_user())
        return;
    begin_refusal(false);
    CU_ASSERT_TRUE(options_peers("ras-entry Office ras-phonebook " BOOK));
    CU_ASSERT_TRUE(options_command_line("ras-config " CONF));
    expect_refusal("a ras.conf that is not root's");
}

/* Root's words: then whoever calls pppd has it run, as nobody. */
SCENARIO(test_custom_users_call)
{
    if (!become_user())
        return;
    begin_refusal(false);
    CU_ASSERT_TRUE(options_peers(DIAL " ras-user 676"));
    host_options_done();
    CU_ASSERT_FALSE(host_start_link());
    EXPECT_LOGGED("RAS error 676");
    host_die(host_status());
}

const struct unit_test unit_tests[] = {
    {"the version is pppd's own", test_version},
    {"only two names are exported", test_exports},
    {"loading twice is loading once", test_twice},
    {"the options are pppd's", test_options},
    {"root's options stand against a user", test_fixed_by_root},
    {"an entry ranks between files and command line", test_ranks},
    {"words come through pppd's reader unchanged", test_quoting},
    {"an empty word is a word", test_empty_word},
    {"who is speaking stays the same", test_speaker},
    {"auth is answered for root's phonebook", test_noauth},
    {"the command line stands", test_authenticate_server},
    {"options.TTY is read", test_options_of_tty},
    {"a user gets no privilege", test_user_stays_user},
    {"a user may dial root's phonebook", test_user_with_roots_book},
    {"a user's tty is opened as the user", test_user_cannot_open},
    {"a user dials on the own tty", test_user_can_open},
    {"a user's phonebook is read as the user", test_user_cannot_read},
    {"without an entry pppd is as it was", test_no_entry},
    {"a custom dialer's own code is the cause", test_custom_676},
    {"a custom dialer's dial fails", test_custom_busy},
    {"a custom dialer returns before its dial fails", test_custom_late},
    {"a custom dialer has the last word", test_custom_replace},
    {"a custom dialer has nothing of pppd", test_custom_confined},
    {"a custom dialer returns success without dialling", test_custom_nothing},
    {"a custom dialer crashes", test_custom_crash},
    {"a custom dialer calls exit", test_custom_exit},
    {"a custom dialer never returns", test_custom_hang},
    {"a custom dialer loops", test_custom_spin},
    {"a custom dialer prints", test_custom_print},
    {"a custom dialer takes all memory", test_custom_memory},
    {"a custom dialer forks", test_custom_fork},
    {"a custom dialer forks without end", test_custom_comet},
    {"a custom dialer closes what it finds", test_custom_close},
    {"a custom dialer sends garbage", test_custom_garbage},
    {"a custom dialer returns garbage", test_custom_garbage_call},
    {"a custom dialer has a user", test_custom_no_user},
    {"a custom dialer is never root", test_custom_root},
    {"a custom dialer is never in root's group", test_custom_no_group},
    {"a custom dialer dials", test_custom_link},
    {"a custom dialer's notifier hears the states", test_custom_callback},
    {"a custom dialer's notifier of type 1", test_custom_callback1},
    {"a custom dialer's notifier of type 2", test_custom_callback2},
    {"a custom dialer without Unicode", test_custom_ansi},
    {"a custom dialer is killed at OpenPort", test_killed_at_open},
    {"a custom dialer is killed at PortOpened", test_killed_at_opened},
    {"a custom dialer is killed at ConnectDevice", test_killed_at_connect},
    {"a custom dialer is killed at DeviceConnected", test_killed_at_connected},
    {"a custom dialer is killed at AllDevicesConnected", test_killed_at_all},
    {"a custom dialer is killed at Authenticate", test_killed_at_auth},
    {"a custom dialer is killed at Authenticated",
     test_killed_at_authenticated},
    {"a custom dialer is killed at Projected", test_killed_at_projected},
    {"a custom dialer is killed at Connected", test_killed_at_up},
    {"a custom dialer dials fifty times", test_custom_fifty},
    {"a custom dialer crashes fifty times", test_custom_fifty_crashes},
    {"a custom dialer fails once there is a link", test_custom_regret},
    {"a custom dialer crashes once there is a link", test_custom_up_crash},
    {"a custom dialer does not return once there is a link",
     test_custom_up_hang},
    {"a custom dialer's hang-up never ends", test_custom_hangup_hangs},
    {"a custom dialer's hang-up crashes", test_custom_hangup_crashes},
    {"a custom dialer changes the number", test_custom_number},
    {"a custom dialer dials again by itself", test_custom_retry},
    {"a custom dialer chooses another entry", test_custom_other},
    {"a custom dialer's entry needs another start", test_custom_other_auth},
    {"a custom dialer is called for each attempt", test_custom_redial},
    {"a custom dialer that crashed is called anew",
     test_custom_redial_after_crash},
    {"SIGTERM while a custom dialer thinks", test_custom_sigterm},
    {"SIGINT while a custom dialer thinks", test_custom_sigint},
    {"SIGHUP while a custom dialer thinks", test_custom_sighup},
    {"a custom dialer must be root's to write", test_custom_writable},
    {"a custom dialer must be there", test_custom_missing},
    {"a user's phonebook runs no custom dialer", test_custom_users_book},
    {"a user's ras.conf allows no custom dialer", test_custom_users_conf},
    {"a user calls root's custom dialer", test_custom_users_call},
    {"a call from the first to the last state", test_call},
    {"no state comes twice", test_no_state_twice},
    {"busy", test_busy},
    {"a second attempt", test_second_attempt},
    {"SIGTERM while dialling", test_sigterm_while_dialling},
    {"SIGHUP while dialling", test_sighup_while_dialling},
    {"a locked tty", test_locked},
    {"a tty that is not there", test_no_device},
    {"a tty on the command line", test_tty_given},
    {"a wrong password", test_wrong_password},
    {"a wrong password and a hang-up", test_wrong_password_hangup},
    {"the line is dropped", test_hangup},
    {"the pause after a dropped line", test_holdoff},
    {"no pause after an idle line", test_idle},
    {"no network in time", test_network_deadline},
    {"the deadline ends with the network", test_deadline_is_cancelled},
    {"no network is possible", test_network_hopeless},
    {"pppd gives up", test_die},
    {"a child of pppd has no line", test_child},
    {"an entry that is not there", test_no_such_entry},
    {"a phonebook that is not there", test_no_book},
    {"the system's phonebook", test_default_book},
    {"a controller", test_controller},
    {"a controller's password", test_password},
    {"the longest password", test_longest_password},
    {"no password", test_no_password},
    {"statistics", test_statistics},
    {"a controller that is no socket", test_no_socket},
#ifndef __SANITIZE_ADDRESS__
    {"no memory", test_no_memory},
#endif
    {NULL, NULL},
};
