#include "tests/unit/harness.h"

#include <ctype.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "compat/rasdial_options.c"
#define main rasdial_main
int rasdial_main(int argc, char **argv);
#include "compat/rasdial.c"
#undef main

/* The stub that plays pppd; it plays what the entry's name says. */
#ifndef FAKE_PPPD
#define FAKE_PPPD "build/tests/fake_pppd"
#endif

enum { WORDS_MAX = 16 };

static char root[64], rundir[128], report_path[128];

static void make_root(void)
{
    snprintf(root, sizeof(root), "/tmp/test_rasdial.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(root));
    snprintf(rundir, sizeof(rundir), "%s/run", root);
    snprintf(report_path, sizeof(report_path), "%s/report", root);
}

static void remove_root(void)
{
    unlink(report_path);
    rmdir(rundir);
    CU_ASSERT(rmdir(root) == 0);
}

/* --- running the tool in a process of its own */

struct run {
    pid_t pid;
    int out;
    char text[8192];
    size_t length;
};

/* The words of LINE, separated by '|', are the arguments; they stay in WORDS.
 */
static int split(const char *line, char *words, size_t size, char **argv)
{
    static char program[] = "rasdial";
    int argc = 0;

    snprintf(words, size, "%s", line);
    argv[argc++] = program;
    while (*words && argc < WORDS_MAX - 1) {
        size_t n = strcspn(words, "|");
        bool last = words[n] == '\0';

        words[n] = '\0';
        argv[argc++] = words;
        words += last ? n : n + 1;
    }
    argv[argc] = NULL;
    return argc;
}

static void become_tool(const char *line, int in, int out)
{
    char *argv[WORDS_MAX + 2], words[1024], pppd[256], directory[256];
    int argc = split(line, words, sizeof(words), argv), status;

    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    snprintf(pppd, sizeof(pppd), "/PPPD:%s", FAKE_PPPD);
    argv[argc++] = pppd;
    snprintf(directory, sizeof(directory), "/RUNDIR:%s", rundir);
    argv[argc++] = directory;
    argv[argc] = NULL;
    status = rasdial_main(argc, argv);
    fflush(stdout);
    _exit(status);
}

static void start_on(struct run *r, const char *line, int in)
{
    int out[2];

    memset(r, 0, sizeof(*r));
    fflush(stdout);
    CU_ASSERT_FATAL(pipe2(out, O_CLOEXEC) == 0);
    r->pid = fork();
    CU_ASSERT_FATAL(r->pid >= 0);
    if (r->pid == 0)
        become_tool(line, in, out[1]);
    close(out[1]);
    r->out = out[0];
}

static void start(struct run *r, const char *line)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    start_on(r, line, null);
    close(null);
}

/* Reads until TEXT is there, or to the end if it is NULL. */
static void read_until(struct run *r, const char *text)
{
    while (!text || !strstr(r->text, text)) {
        size_t room = sizeof(r->text) - 1 - r->length;
        struct pollfd p = {r->out, POLLIN, 0};
        ssize_t n;

        if (poll(&p, 1, 20000) <= 0 || room == 0)
            break;
        n = read(r->out, r->text + r->length, room);
        if (n <= 0)
            break;
        r->length += (size_t)n;
        r->text[r->length] = '\0';
    }
}

static int finish(struct run *r)
{
    int status = -1;

    read_until(r, NULL);
    close(r->out);
    waitpid(r->pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

static void expect_run(const char *line, int status, const char *text)
{
    struct run r;

    start(&r, line);
    EXPECT_NUMBER(finish(&r), status);
    EXPECT_TEXT(r.text, text);
}

/* --- the command line */

static bool parse(const char *line, struct rasdial_options *o, char *why)
{
    static char *argv[WORDS_MAX], words[1024];
    int argc = split(line, words, sizeof(words), argv);

    return rasdial_options_parse(argc, argv, o, why, 128);
}

static void test_switches(void)
{
    struct rasdial_options o;
    char why[128];

    CU_ASSERT(parse("Branch Office|alice|sesame|/domain:D|--PHONE=5550101|"
                    "/CallBack:1:2=3|/PHONEBOOK=a.pbk|/CONFIG:b|/PLUGIN:c|"
                    "/VERBOSE|/PREFIXSUFFIX",
                    &o, why));
    EXPECT_TEXT(why, "");
    EXPECT_TEXT(o.entry, "Branch Office");
    EXPECT_TEXT(o.user, "alice");
    EXPECT_TEXT(o.password, "sesame");
    EXPECT_TEXT(o.domain, "D");
    EXPECT_TEXT(o.number, "5550101");
    EXPECT_TEXT(o.callback, "1:2=3");
    EXPECT_TEXT(o.phonebook, "a.pbk");
    EXPECT_TEXT(o.config, "b");
    EXPECT_TEXT(o.plugin, "c");
    CU_ASSERT(o.verbose && o.prefix_suffix && o.password_given);
    CU_ASSERT(!o.disconnect && !o.help && !o.version && !o.password_asked);
    CU_ASSERT(parse("/disconnect|Office", &o, why) && o.disconnect);
    EXPECT_TEXT(o.entry, "Office");
    CU_ASSERT(parse("/?", &o, why) && o.help);
    CU_ASSERT(parse("--version", &o, why) && o.version);
    CU_ASSERT(parse("x|u|*", &o, why) && o.password_asked);
    CU_ASSERT(!o.password_given);
    CU_ASSERT(parse("x|u|--|/slash", &o, why));
    EXPECT_TEXT(o.password, "/slash");
    CU_ASSERT(parse("", &o, why) && !o.entry);
    CU_ASSERT(parse("-x", &o, why));
    EXPECT_TEXT(o.entry, "-x");
}

static void test_bad_lines(void)
{
    static const struct {
        const char *line, *why;
    } cases[] = {
        {"x|/NOSUCH:1", "unknown switch: /NOSUCH"},
        {"x|/", "unknown switch"},
        {"x|/PHON:1", "unknown switch: /PHON"},
        {"x|/PHONE", "a value is missing: /PHONE"},
        {"x|/PHONE:", "a value is missing: /PHONE"},
        {"x|/VERBOSE:1", "no value is allowed: /VERBOSE"},
        {"x|u|p|more", "too many words"},
        {"x|u|*|p", "too many words"},
        {"x|u|/DISCONNECT", "/DISCONNECT takes an entry only"},
    };
    struct rasdial_options o;
    char why[128], line[400] = "x|u|";
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        CU_ASSERT(!parse(cases[i].line, &o, why));
        EXPECT_TEXT(why, cases[i].why);
        CU_ASSERT(o.entry == NULL);
    }
    memset(line + 4, 'p', RASDIAL_PASSWORD_MAX);
    CU_ASSERT(parse(line, &o, why));
    line[4 + RASDIAL_PASSWORD_MAX] = 'p';
    CU_ASSERT(!parse(line, &o, why));
    EXPECT_TEXT(why, "the password is too long");
}

/* Everybody can read a command line in /proc. */
static void test_password_overwritten(void)
{
    char program[] = "rasdial", entry[] = "x", user[] = "u";
    char password[] = "sesame";
    char *argv[] = {program, entry, user, password, NULL};
    struct rasdial_options o;
    char why[128];

    CU_ASSERT(rasdial_options_parse(4, argv, &o, why, sizeof(why)));
    EXPECT_TEXT(o.password, "sesame");
    CU_ASSERT(memcmp(password, "\0\0\0\0\0\0", 6) == 0);
}

/* Each switch of the table is in the help. */
static void test_help(void)
{
    struct run r;
    size_t i;

    make_root();
    start(&r, "/HELP");
    EXPECT_NUMBER(finish(&r), 0);
    for (i = 0; i < rasdial_n_switches; i++) {
        char text[64];

        snprintf(text, sizeof(text), "  /%s", rasdial_switches[i].name);
        if (rasdial_switches[i].help)
            CU_ASSERT(strstr(r.text, text) &&
                      strstr(r.text, rasdial_switches[i].help));
    }
    expect_run("/VERSION", 0, "rasdial (ppp-rasdial) " VERSION "\n");
    expect_run("x|/NOSUCH", 1,
               "rasdial: unknown switch: /NOSUCH (see rasdial /HELP)\n");
    remove_root();
}

/* --- dialling */

static void test_success(void)
{
    make_root();
    expect_run("success", 0,
               "Connecting to success...\n"
               "Verifying username and password...\n"
               "Registering your computer on the network...\n"
               "Successfully connected to success.\n"
               "Command completed successfully.\n");
    remove_root();
}

static void test_failures(void)
{
    make_root();
    expect_run("busy", 76,
               "Connecting to busy...\n"
               "Remote Access error 676 - The phone line is busy.\n"
               "    BUSY\n");
    expect_run("refused", 91,
               "Connecting to refused...\n"
               "Verifying username and password...\n"
               "Remote Access error 691 - The user name or password was "
               "refused, or the server does not allow the authentication "
               "protocol.\n"
               "    E=691 R=0 Access denied\n");
    expect_run("vanish", 234,
               "Connecting to vanish...\n"
               "Remote Access error 834 - The connection was closed because "
               "the remote access service stopped.\n"
               "    pppd ended without a reason\n");
    expect_run("garbage", 35,
               "Connecting to garbage...\n"
               "Remote Access error 635 - An unknown error occurred.\n"
               "    Bad message\n");
    expect_run("version", 111,
               "Connecting to version...\n"
               "Remote Access error 711 - The remote access service cannot be "
               "started.\n"
               "    pppd's plugin is of another version\n");
    remove_root();
}

static void test_refusals(void)
{
    make_root();
    expect_run("cause", 23,
               "Remote Access error 623 - The phonebook entry cannot be "
               "found.\n"
               "    [cause] is not in /etc/ppp/ras/rasphone.pbk\n");
    expect_run("option error", 111,
               "Remote Access error 711 - The remote access service cannot be "
               "started.\n"
               "    pppd: unrecognized option 'ras-control'  pppd version "
               "2.4.9?[1m\n");
    expect_run("not root", 1,
               "Remote Access error 5 - Access is denied.\n"
               "    pppd: must be root to run pppd, since it is not "
               "setuid-root\n");
    remove_root();
}

/* What a peer says must not command the terminal. */
static void test_hostile_peer(void)
{
    make_root();
    expect_run("hostile", 51,
               "Connecting to hostile...\n"
               "Remote Access error 651 - The modem or another connecting "
               "device reported an error.\n"
               "    ?]0;title??31m??31mred\n");
    remove_root();
}

/* The times at the lines' beginnings become "T". */
static void hide_times(char *text)
{
    char *in = text, *out = text;

    while (*in) {
        bool line_start = in == text || in[-1] == '\n';

        if (line_start && isdigit((unsigned char)in[strspn(in, " ")])) {
            in += strspn(in, " 0123456789.");
            *out++ = 'T';
            *out++ = ' ';
        }
        while (*in && (*out++ = *in++) != '\n')
            ;
    }
    *out = '\0';
}

static void test_verbose(void)
{
    struct run r;

    make_root();
    start(&r, "success|/VERBOSE");
    EXPECT_NUMBER(finish(&r), 0);
    hide_times(r.text);
    EXPECT_TEXT(r.text,
                "T OpenPort             Opening the port\n"
                "T PortOpened           The port is open\n"
                "T ConnectDevice        Dialling 5550101 on COM1 (/dev/ttyS0)\n"
                "T Modem                CONNECT 33600\n"
                "T Speed                33600 bit/s\n"
                "T DeviceConnected      The device has connected\n"
                "T AllDevicesConnected  The physical link is up\n"
                "T Authenticate         Authenticating\n"
                "T Authentication       MS-CHAP v2\n"
                "T Authenticated        Authenticated\n"
                "T AuthProject          Negotiating network protocols\n"
                "T Interface            ppp0\n"
                "T Address              10.0.0.2\n"
                "T Server               10.0.0.1\n"
                "T Name server          10.0.0.53\n"
                "T Projected            Network protocols are agreed\n"
                "T Connected            Connected\n"
                "Successfully connected to success.\n"
                "Command completed successfully.\n");
    remove_root();
}

static void test_interrupted(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct run r;
    size_t i;

    make_root();
    for (i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
        signal(signals[i], SIG_DFL);
        start(&r, "hold");
        read_until(&r, "Connecting to hold...\n");
        kill(r.pid, signals[i]);
        EXPECT_NUMBER(finish(&r), 31);
        EXPECT_TEXT(r.text, "Connecting to hold...\n"
                            "Remote Access error 631 - The user disconnected "
                            "the port.\n");
    }
    /* A pppd that does not obey: the second signal does not wait for it. */
    start(&r, "stubborn");
    read_until(&r, "Connecting to stubborn...\n");
    kill(r.pid, SIGINT);
    usleep(200000);
    EXPECT_NUMBER(waitpid(r.pid, NULL, WNOHANG), 0);
    kill(r.pid, SIGINT);
    EXPECT_NUMBER(finish(&r), 31);
    remove_root();
}

/* Under nohup the terminal's end is not the dial's. */
static void test_nohup(void)
{
    struct run r;

    make_root();
    signal(SIGHUP, SIG_IGN);
    start(&r, "hold");
    signal(SIGHUP, SIG_DFL);
    read_until(&r, "Connecting to hold...\n");
    kill(r.pid, SIGHUP);
    usleep(200000);
    EXPECT_NUMBER(waitpid(r.pid, NULL, WNOHANG), 0);
    kill(r.pid, SIGINT);
    EXPECT_NUMBER(finish(&r), 31);
    remove_root();
}

/* --- the password */

static void expect_report(const char *line)
{
    char text[16384];
    FILE *f = fopen(report_path, "r");
    size_t n;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    n = fread(text, 1, sizeof(text) - 1, f);
    fclose(f);
    text[n] = '\0';
    if (!strstr(text, line))
        EXPECT_TEXT(text, line);
}

static void test_password_from_pipe(void)
{
    char line[256];
    struct run r;
    int in[2];

    make_root();
    snprintf(line, sizeof(line), "busy|alice|*|/CONFIG:%s|/DOMAIN:D",
             report_path);
    CU_ASSERT_FATAL(pipe2(in, O_CLOEXEC) == 0);
    CU_ASSERT(write(in[1], "sesame street\r\nmore\n", 20) == 20);
    close(in[1]);
    start_on(&r, line, in[0]);
    close(in[0]);
    EXPECT_NUMBER(finish(&r), 76);
    CU_ASSERT_PTR_NULL(strstr(r.text, "sesame"));
    expect_report("\npassword sesame street\n");
    expect_report("\nuser alice\n");
    expect_report("\ndomain D\n");
    expect_run("busy|alice|*", 1,
               "Remote Access error 87 - A parameter is incorrect.\n"
               "    no password, or one that is too long\n");
    remove_root();
}

static int open_terminal(int *slave)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

    CU_ASSERT_FATAL(master >= 0 && grantpt(master) == 0 &&
                    unlockpt(master) == 0);
    *slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    CU_ASSERT_FATAL(*slave >= 0);
    return master;
}

static bool echoes(int terminal)
{
    struct termios t;

    return tcgetattr(terminal, &t) == 0 && (t.c_lflag & ECHO);
}

static void test_password_from_terminal(void)
{
    char line[256], shown[256] = "";
    int slave, master = open_terminal(&slave);
    struct pollfd p = {master, POLLIN, 0};
    struct run r;

    make_root();
    snprintf(line, sizeof(line), "busy|alice|*|/CONFIG:%s", report_path);
    start_on(&r, line, slave);
    read_until(&r, "Password: ");
    CU_ASSERT(!echoes(slave));
    CU_ASSERT(write(master, "sesame\n", 7) == 7);
    EXPECT_NUMBER(finish(&r), 76);
    CU_ASSERT(echoes(slave));
    if (poll(&p, 1, 0) > 0)
        CU_ASSERT(read(master, shown, sizeof(shown) - 1) >= 0);
    CU_ASSERT_PTR_NULL(strstr(shown, "sesame"));
    expect_report("\npassword sesame\n");
    start_on(&r, line, slave);
    read_until(&r, "Password: ");
    kill(r.pid, SIGINT);
    EXPECT_NUMBER(finish(&r), 31);
    CU_ASSERT(echoes(slave));
    close(slave);
    close(master);
    remove_root();
}

/* --- the list and the end */

/* A process that stands for a pppd; with IGNORE it does not obey SIGTERM. */
static pid_t start_victim(bool ignore)
{
    pid_t pid;

    /* Before the fork: the child must not be there without it. */
    signal(SIGTERM, ignore ? SIG_IGN : SIG_DFL);
    pid = fork();
    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0) {
        alarm(60);
        for (;;)
            pause();
    }
    signal(SIGTERM, SIG_DFL);
    return pid;
}

static void write_record(pid_t pid, const char *entry, uint32_t state)
{
    struct connrec c = {
        .device_name = "Test Modem",
        .port = "COM1",
        .tty = "/dev/ttyS0",
        .number = "5550101",
        .interface = "ppp0",
        .local_address = "10.0.0.2",
        .remote_address = "10.0.0.1",
        .authentication = "PAP",
        .state = state,
        .bps = 33600,
    };

    snprintf(c.entry, sizeof(c.entry), "%s", entry);
    snprintf(c.phonebook, sizeof(c.phonebook), "%s/a.pbk", root);
    c.pid = pid;
    c.pid_start = connrec_pid_start(pid);
    c.since = pid;
    c.connected = time(NULL) - 3725;
    EXPECT_NUMBER(connrec_write(rundir, &c), 0);
}

static void end_victim(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    connrec_remove(rundir, pid);
}

static void test_list(void)
{
    char text[512];
    struct run r;
    pid_t pid;

    make_root();
    expect_run("", 0, "No connections\nCommand completed successfully.\n");
    pid = start_victim(false);
    write_record(pid, "Branch Office", RASCS_ConnectDevice);
    expect_run("", 0, "No connections\nCommand completed successfully.\n");
    write_record(pid, "Branch Office\033[1m", RASCS_Connected);
    expect_run("", 0,
               "Connected to\nBranch Office?[1m\n"
               "Command completed successfully.\n");
    start(&r, "/VERBOSE");
    EXPECT_NUMBER(finish(&r), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "Duration        1:02:0"));
    snprintf(text, sizeof(text),
             "Connections\n"
             "Branch Office?[1m\n"
             "    State           Connected\n"
             "    Phonebook       %s/a.pbk\n"
             "    Device          Test Modem\n"
             "    Port            COM1\n"
             "    Line            /dev/ttyS0\n"
             "    Number          5550101\n"
             "    Speed           33600 bit/s\n"
             "    Authentication  PAP\n"
             "    Interface       ppp0\n"
             "    Address         10.0.0.2\n"
             "    Server          10.0.0.1\n"
             "    Process         %ld\n",
             root, (long)pid);
    if (strncmp(r.text, text, strlen(text)) != 0)
        EXPECT_TEXT(r.text, text);
    end_victim(pid);
    remove_root();
}

static void test_in_use(void)
{
    pid_t pid;

    make_root();
    pid = start_victim(false);
    write_record(pid, "Busy", RASCS_Connected);
    expect_run("busy", 0,
               "You are already connected to Busy.\n"
               "Command completed successfully.\n");
    expect_run("busy|/PHONEBOOK:/etc/passwd", 76,
               "Connecting to busy...\n"
               "Remote Access error 676 - The phone line is busy.\n"
               "    BUSY\n");
    write_record(pid, "Busy", RASCS_Authenticate);
    expect_run("busy", 156,
               "Remote Access error 756 - This connection is being dialled "
               "already.\n");
    end_victim(pid);
    remove_root();
}

static bool ended_by_term(pid_t pid)
{
    int status = 0;

    return waitpid(pid, &status, WNOHANG) == pid && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGTERM;
}

static void test_disconnect(void)
{
    pid_t a, b;

    make_root();
    expect_run("/DISCONNECT", 0,
               "No connections\nCommand completed successfully.\n");
    expect_run("Office|/DISCONNECT", 68, "You are not connected to Office.\n");
    a = start_victim(false);
    b = start_victim(false);
    write_record(a, "Office", RASCS_Connected);
    write_record(b, "Home", RASCS_ConnectDevice);
    expect_run("OFFICE|--disconnect", 0, "Command completed successfully.\n");
    CU_ASSERT(ended_by_term(a));
    EXPECT_NUMBER(waitpid(b, NULL, WNOHANG), 0);
    expect_run("/DISCONNECT", 0, "Command completed successfully.\n");
    CU_ASSERT(ended_by_term(b));
    end_victim(a);
    end_victim(b);
    remove_root();
}

/* A pid that another process has got since must not be signalled. */
static void test_other_process(void)
{
    struct connrec c = {.entry = "x"};
    pid_t pid = start_victim(false);

    c.pid = pid;
    c.pid_start = connrec_pid_start(pid) + 1;
    EXPECT_NUMBER(end_connection(&c), 0);
    usleep(50000);
    EXPECT_NUMBER(waitpid(pid, NULL, WNOHANG), 0);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    EXPECT_NUMBER(end_connection(&c), 0);
}

static void test_disobedient_process(void)
{
    pid_t pid = start_victim(true);
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

    CU_ASSERT(pidfd >= 0);
    kill(pid, SIGTERM);
    CU_ASSERT(!process_gone(pidfd, now_ms() + 100));
    kill(pid, SIGKILL);
    CU_ASSERT(process_gone(pidfd, now_ms() + 10000));
    waitpid(pid, NULL, 0);
    close(pidfd);
}

/* --- the user's own phonebook */

/* As a user of whom only the test's directory is known: 0 as expected. */
static int look_up(const char *entry, const char *given, const char *expected)
{
    struct rasdial_options o = {.entry = entry, .phonebook = given};
    char path[PATH_MAX] = "", wanted[PATH_MAX];

    if (getuid() == 0 && setuid(65534) < 0)
        return 2;
    setenv("XDG_CONFIG_HOME", root, 1);
    find_phonebook(&o, path);
    snprintf(wanted, sizeof(wanted), "%s/ppp-rasdial/rasphone.pbk", root);
    if (!expected)
        return o.phonebook != NULL;
    return !o.phonebook ||
           strcmp(o.phonebook, expected[0] ? expected : wanted) != 0;
}

static void expect_book(const char *entry, const char *given,
                        const char *expected)
{
    int status = -1;
    pid_t pid = fork();

    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0)
        _exit(look_up(entry, given, expected));
    waitpid(pid, &status, 0);
    EXPECT_NUMBER(status, 0);
}

static void test_own_phonebook(void)
{
    char dir[128], book[192];
    FILE *f;

    make_root();
    snprintf(dir, sizeof(dir), "%s/ppp-rasdial", root);
    snprintf(book, sizeof(book), "%s/rasphone.pbk", dir);
    CU_ASSERT(chmod(root, 0755) == 0);
    CU_ASSERT(mkdir(dir, 0755) == 0);
    f = fopen(book, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs("[My Own Site]\r\nMEDIA=serial\r\nDEVICE=modem\r\n", f);
    fclose(f);
    expect_book("my own site", NULL, "");
    expect_book("no such site anywhere", NULL, NULL);
    expect_book("my own site", "given.pbk", "given.pbk");
    unlink(book);
    rmdir(dir);
    remove_root();
}

const char unit_name[] = "rasdial";
const struct unit_test unit_tests[] = {
    {"switches and words", test_switches},
    {"lines that are not understood", test_bad_lines},
    {"the password is overwritten in argv", test_password_overwritten},
    {"help and version", test_help},
    {"a connection", test_success},
    {"failures", test_failures},
    {"a pppd that refuses to start", test_refusals},
    {"words of a hostile peer", test_hostile_peer},
    {"/VERBOSE", test_verbose},
    {"interrupted by signals", test_interrupted},
    {"an ignored signal stays ignored", test_nohup},
    {"a password from a pipe", test_password_from_pipe},
    {"a password from a terminal", test_password_from_terminal},
    {"the list of connections", test_list},
    {"an entry that is in use", test_in_use},
    {"/DISCONNECT", test_disconnect},
    {"a pid that was used again", test_other_process},
    {"a process that does not end", test_disobedient_process},
    {"an entry of the user's own phonebook", test_own_phonebook},
    {NULL, NULL},
};
