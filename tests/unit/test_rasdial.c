#include "tests/unit/harness.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>

#include "compat/rasdial_connections.c"
#include "compat/rasdial_dial.c"
#include "compat/rasdial_options.c"
#include "compat/rasdial_say.c"
#include "compat/rasdial_wait.c"
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
    DIR *d = opendir(rundir);
    const struct dirent *e;

    while (d && (e = readdir(d)))
        if (strncmp(e->d_name, "last-", 5) == 0)
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
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

/* BEFORE, then the message of CODE: text, what came with it, what to check. */
static void expect_failure(const char *line, int status, const char *before,
                           uint32_t code, const char *details)
{
    char text[2048];

    snprintf(text, sizeof(text),
             "%sRemote Access error %u - %s\n%s%s%s    %s\n", before, code,
             raserr_text(code), details[0] ? "    " : "", details,
             details[0] ? "\n" : "", raserr_advice(code));
    expect_run(line, status, text);
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
    CU_ASSERT(parse("--json|--quiet|--timeout=30|x", &o, why));
    CU_ASSERT(o.json && o.quiet && o.timeout == 30 && !o.status);
    CU_ASSERT(parse("x|/TimeOut:86400", &o, why) && o.timeout == 86400);
    CU_ASSERT(parse("--status|x", &o, why) && o.status && !o.json);
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
        {"x|u|/STATUS", "/STATUS takes an entry only"},
        {"x|/STATUS|/DISCONNECT",
         "one of /DISCONNECT, /STATUS and /UNBLOCK only"},
        {"x|/JSON:1", "no value is allowed: /JSON"},
        {"x|/TIMEOUT", "a value is missing: /TIMEOUT"},
        {"x|/TIMEOUT:0", "1 to 86400 seconds are allowed: /TIMEOUT"},
        {"x|/TIMEOUT:86401", "1 to 86400 seconds are allowed: /TIMEOUT"},
        {"x|/TIMEOUT:99999999999", "1 to 86400 seconds are allowed: /TIMEOUT"},
        {"x|/TIMEOUT:5s", "1 to 86400 seconds are allowed: /TIMEOUT"},
        {"x|/TIMEOUT:-5", "1 to 86400 seconds are allowed: /TIMEOUT"},
        {"/TIMEOUT:5", "/TIMEOUT is for dialling"},
        {"x|/TIMEOUT:5|/STATUS", "/TIMEOUT is for dialling"},
        {"x|/TIMEOUT:5|/DISCONNECT", "/TIMEOUT is for dialling"},
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
               "    BUSY\n"
               "    Try again later. Under `pppd call` RedialAttempts and "
               "RedialSeconds of the entry do so.\n");
    expect_failure("refused", 91,
                   "Connecting to refused...\n"
                   "Verifying username and password...\n",
                   691, "E=691 R=0 Access denied");
    expect_failure("vanish", 234, "Connecting to vanish...\n", 834,
                   "pppd ended without a reason");
    expect_failure("garbage", 35, "Connecting to garbage...\n", 635,
                   "Bad message");
    expect_failure("version", 111, "Connecting to version...\n", 711,
                   "pppd's plugin is of another version");
    remove_root();
}

static void test_refusals(void)
{
    make_root();
    expect_failure("cause", 23, "", 623,
                   "[cause] is not in /etc/ppp/ras/rasphone.pbk");
    expect_failure("option error", 111, "", 711,
                   "pppd: unrecognized option 'ras-control'  pppd version "
                   "2.4.9?[1m");
    expect_failure("not root", 1, "", 5,
                   "pppd: must be root to run pppd, since it is not "
                   "setuid-root");
    remove_root();
}

/* What a peer says must not command the terminal. */
static void test_hostile_peer(void)
{
    make_root();
    expect_failure("hostile", 51, "Connecting to hostile...\n", 651,
                   "?]0;title??31m??31mred");
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
                            "Remote Access error 631 - The connection was "
                            "ended from this side.\n");
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
    expect_failure("busy|alice|*", 1, "", 87,
                   "no password, or one that is too long");
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

/* The last line need not end; an empty one is no password. */
static void test_password_lines(void)
{
    static const struct {
        const char *input, *report;
    } rows[] = {
        {"sesame", "\npassword sesame\n"},
        {"sesame\nx", "\npassword sesame\n"},
        {"\n", "\nuser alice\nrecord DIAL\n"}, /* none */
    };
    char line[256], endless[RASDIAL_PASSWORD_MAX + 2];
    struct run r;
    size_t i;
    int in[2];

    make_root();
    snprintf(line, sizeof(line), "busy|alice|*|/CONFIG:%s", report_path);
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        CU_ASSERT_FATAL(pipe2(in, O_CLOEXEC) == 0);
        CU_ASSERT(write(in[1], rows[i].input, strlen(rows[i].input)) > 0);
        close(in[1]);
        start_on(&r, line, in[0]);
        close(in[0]);
        EXPECT_NUMBER(finish(&r), 76);
        expect_report(rows[i].report);
    }
    memset(endless, 'p', sizeof(endless));
    CU_ASSERT_FATAL(pipe2(in, O_CLOEXEC) == 0);
    CU_ASSERT(write(in[1], endless, sizeof(endless)) == sizeof(endless));
    start_on(&r, line, in[0]);
    EXPECT_NUMBER(finish(&r), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "or one that is too long"));
    close(in[0]);
    close(in[1]);
    remove_root();
}

/* --- --timeout, --quiet */

/* It is the limit that ends it, and the port is free then. */
static void test_timeout(void)
{
    make_root();
    expect_failure("hold|/TIMEOUT:1", 38, "Connecting to hold...\n", 638,
                   "not connected after 1 s");
    /* Not before, and not for what has failed by itself. */
    expect_run("busy|/QUIET|/TIMEOUT:30", 76,
               "Remote Access error 676 - The phone line is busy.\n"
               "    BUSY\n"
               "    Try again later. Under `pppd call` RedialAttempts and "
               "RedialSeconds of the entry do so.\n");
    /* A pppd that does not even start is within the limit, too. */
    expect_failure("hang|/TIMEOUT:1", 38, "", 638, "not connected after 1 s");
    remove_root();
}

/* A pppd that does not hear: the signal ends the wait for it. */
static void test_timeout_stubborn(void)
{
    struct run r;

    make_root();
    start(&r, "stubborn|/TIMEOUT:1|--json");
    read_until(&r, "ConnectDevice");
    usleep(1200000);
    EXPECT_NUMBER(waitpid(r.pid, NULL, WNOHANG), 0);
    kill(r.pid, SIGINT);
    usleep(100000);
    kill(r.pid, SIGINT);
    EXPECT_NUMBER(finish(&r), 38);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "\"error\":638"));
    remove_root();
}

static void test_quiet(void)
{
    make_root();
    expect_run("success|--quiet", 0, "");
    expect_run("--quiet", 0, "");
    expect_run("--quiet|--status|Office", 68, "");
    expect_run("--quiet|--disconnect", 0, "");
    expect_run("--quiet|--disconnect|Office", 68,
               "You are not connected to Office.\n");
    remove_root();
}

/* --- --json */

static const char *text_in(const json_t *object, enum rasdial_key key)
{
    const char *text = json_string_value(json_object_get(object, keys[key]));

    return text ? text : "";
}

static long long number_in(const json_t *object, enum rasdial_key key)
{
    const json_t *value = json_object_get(object, keys[key]);

    return json_is_integer(value) ? (long long)json_integer_value(value) : -1;
}

/* Is each member of the documented ones, and the first two are there? */
static void expect_documented(const json_t *object)
{
    const char *key;
    json_t *value;
    size_t i;

    EXPECT_NUMBER(strlen(text_in(object, RASDIAL_KEY_time)), 24);
    CU_ASSERT(text_in(object, RASDIAL_KEY_event)[0] != '\0');
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        for (i = 0; i < RASDIAL_KEYS && strcmp(keys[i], key) != 0; i++)
            ;
        if (i == RASDIAL_KEYS)
            EXPECT_TEXT(key, "a key of rasdial_event.def");
    }
}

/* Runs the tool: its lines, each an object, as a JSON array. */
static json_t *run_json(const char *line, int status)
{
    json_t *list = json_array(), *object;
    char *next, *at;
    struct run r;

    start(&r, line);
    EXPECT_NUMBER(finish(&r), status);
    for (at = r.text; *at; at = next) {
        next = at + strcspn(at, "\n");
        CU_ASSERT(*next == '\n');
        if (*next)
            *next++ = '\0';
        object = json_loadb(at, strlen(at), JSON_REJECT_DUPLICATES, NULL);
        if (!json_is_object(object))
            EXPECT_TEXT(at, "a JSON object");
        CU_ASSERT_FATAL(json_is_object(object));
        expect_documented(object);
        json_array_append_new(list, object);
    }
    CU_ASSERT_FATAL(json_array_size(list) > 0);
    return list;
}

static const json_t *last_of(const json_t *list)
{
    return json_array_get(list, json_array_size(list) - 1);
}

static const json_t *event_of(const json_t *list, const char *event)
{
    size_t i;

    for (i = 0; i < json_array_size(list); i++)
        if (strcmp(text_in(json_array_get(list, i), RASDIAL_KEY_event),
                   event) == 0)
            return json_array_get(list, i);
    EXPECT_TEXT("no such event", event);
    return last_of(list);
}

/* "state:OpenPort device modem ...": the order in which things are told. */
static void expect_events(const json_t *list, const char *expected)
{
    char story[1024] = "";
    size_t i;

    for (i = 0; i < json_array_size(list); i++) {
        const json_t *o = json_array_get(list, i);
        const char *state = text_in(o, RASDIAL_KEY_state_name);
        size_t n = strlen(story);

        snprintf(story + n, sizeof(story) - n, "%s%s%s%s", n ? " " : "",
                 text_in(o, RASDIAL_KEY_event), state[0] ? ":" : "", state);
    }
    EXPECT_TEXT(story, expected);
}

static void test_json_dial(void)
{
    json_t *list;
    const json_t *o;

    make_root();
    list = run_json("success|--json", 0);
    expect_events(list,
                  "state:OpenPort state:PortOpened device state:ConnectDevice "
                  "modem state:DeviceConnected state:AllDevicesConnected "
                  "state:Authenticate authentication state:Authenticated "
                  "state:AuthProject network state:Projected state:Connected "
                  "result");
    o = event_of(list, "state");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_entry), "success");
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_state), 0);
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_error), 0);
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_text), "Opening the port");
    CU_ASSERT(number_in(o, RASDIAL_KEY_elapsed_ms) >= 0);
    o = event_of(list, "device");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_device), "Fake Modem");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_device_type), "modem");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_number), "5550101");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_port), "COM1");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_tty), "/dev/ttyS0");
    o = event_of(list, "modem");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_details), "CONNECT 33600");
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_bps), 33600);
    o = event_of(list, "authentication");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_authentication), "MS-CHAP v2");
    o = event_of(list, "network");
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_protocol), 0x8021);
    EXPECT_TEXT(json_string_value(json_array_get(
                    json_object_get(o, keys[RASDIAL_KEY_name_servers]), 0)),
                "10.0.0.53");
    o = last_of(list);
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_error), 0);
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_exit_status), 0);
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_interface), "ppp0");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_local_address), "10.0.0.2");
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_remote_address), "10.0.0.1");
    json_decref(list);
    remove_root();
}

static void expect_result(const char *line, int status, long long error,
                          const char *details)
{
    json_t *list = run_json(line, status);
    const json_t *o = last_of(list);

    EXPECT_TEXT(text_in(o, RASDIAL_KEY_event), "result");
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_exit_status), status);
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_error), error);
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_details), details);
    if (error)
        EXPECT_TEXT(text_in(o, RASDIAL_KEY_text), raserr_text((uint32_t)error));
    json_decref(list);
}

static void test_json_failures(void)
{
    json_t *list;

    make_root();
    expect_result("busy|--json", 76, 676, "BUSY");
    expect_result("hold|--json|--timeout:1", 38, 638,
                  "not connected after 1 s");
    expect_result("hostile|--json", 51, 651, "?]0;title??31m??31mred");
    expect_result("cause|--json", 23, 623,
                  "[cause] is not in /etc/ppp/ras/rasphone.pbk");
    expect_result("Office|--json|--disconnect", 68, 668, "");
    expect_result("Office|--json|--status", 68, 668, "");
    expect_result("--json", 0, 0, "");
    list = run_json("busy|--json|--quiet", 76);
    expect_events(list, "result");
    EXPECT_TEXT(text_in(last_of(list), RASDIAL_KEY_error_name),
                "ERROR_LINE_BUSY");
    json_decref(list);
    remove_root();
}

/* --- a terminal's one line */

static void read_terminal(int master, char *shown, size_t size)
{
    struct pollfd p = {master, POLLIN, 0};
    size_t n = 0;

    while (n < size - 1 && poll(&p, 1, 20000) > 0) {
        ssize_t got = read(master, shown + n, size - 1 - n);

        if (got <= 0)
            break;
        n += (size_t)got;
    }
    shown[n] = '\0';
}

/* Output on a terminal of COLUMNS; the pty's driver makes \r\n of \n. */
static void run_on_terminal(const char *line, unsigned short width,
                            const char *terminal, int status, char *shown,
                            size_t size)
{
    struct winsize w = {.ws_col = width, .ws_row = 24};
    int slave, master = open_terminal(&slave), result = -1;
    pid_t pid;

    CU_ASSERT(ioctl(slave, TIOCSWINSZ, &w) == 0);
    fflush(stdout);
    pid = fork();
    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0) {
        setenv("TERM", terminal, 1);
        close(master);
        become_tool(line, open("/dev/null", O_RDONLY), slave);
    }
    close(slave);
    read_terminal(master, shown, size);
    waitpid(pid, &result, 0);
    EXPECT_NUMBER(WEXITSTATUS(result), status);
    close(master);
}

static void test_live(void)
{
    char shown[8192], *at, *next;

    make_root();
    run_on_terminal("success", 40, "xterm", 0, shown, sizeof(shown));
    /* Erased before the words that stay, which are Windows'. */
    CU_ASSERT_PTR_NOT_NULL(
        strstr(shown, "\r\033[KSuccessfully connected to success.\r\n"
                      "Command completed successfully.\r\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(shown, "\r\033[Ksuccess: Dialling 5550101 on COM1 (/"));
    CU_ASSERT_PTR_NULL(strstr(shown, "Connecting to"));
    for (at = strstr(shown, "\033[K"); at; at = next) {
        next = strstr(at + 1, "\033[K");
        if (next && !memchr(at, '\n', (size_t)(next - at)))
            CU_ASSERT((size_t)(next - 1 - at) <= 3 + 39);
    }
    /* On a terminal that cannot do it: plain lines. */
    run_on_terminal("success", 40, "dumb", 0, shown, sizeof(shown));
    CU_ASSERT_PTR_NULL(strchr(shown, '\033'));
    CU_ASSERT_PTR_NOT_NULL(strstr(shown, "Connecting to success...\r\n"));
    run_on_terminal("success", 40, "", 0, shown, sizeof(shown));
    CU_ASSERT_PTR_NULL(strchr(shown, '\033'));
    /* One that does not know its width has the usual one. */
    run_on_terminal("busy", 0, "xterm", 76, shown, sizeof(shown));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(shown, "busy: Dialling 5550101 on COM1 (/dev/ttyS0), BUSY"));
    /* Time goes on while nothing is said. */
    run_on_terminal("hold|/TIMEOUT:3", 80, "xterm", 38, shown, sizeof(shown));
    CU_ASSERT_PTR_NOT_NULL(strstr(shown, ", 1 s"));
    CU_ASSERT_PTR_NOT_NULL(strstr(shown, "hold: Hanging up, 3 s"));
    remove_root();
}

static void test_cut(void)
{
    char text[32] = "a\xc3\xbc"
                    "bc";

    cut(text, 5);
    EXPECT_TEXT(text, "a\xc3\xbc"
                      "bc");
    cut(text, 4);
    EXPECT_TEXT(text, "a\xc3\xbc"
                      "b");
    cut(text, 2);
    EXPECT_TEXT(text, "a");
}

/* --- what pppd tells, with /VERBOSE */

static struct wire_record told(enum wire_type type, uint32_t error,
                               const char *text)
{
    struct wire_writer w;
    struct wire_record r;

    wire_begin(&w, type);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    wire_put_text(&w, WIRE_F_TEXT, text);
    wire_put_u32(&w, WIRE_F_SUB_ENTRY, 2);
    wire_put_u32(&w, WIRE_F_STATE, RASCS_ConnectDevice);
    wire_put_u32(&w, WIRE_F_PROTOCOL, type == WIRE_PROJECTION ? 0x8057 : 0);
    EXPECT_NUMBER(wire_read(&r, w.bytes, w.length), WIRE_OK);
    return r;
}

static struct wire_record told_number(enum wire_type type, enum wire_tag tag,
                                      uint32_t number)
{
    struct wire_writer w;
    struct wire_record r;

    wire_begin(&w, type);
    wire_put_u32(&w, tag, number);
    EXPECT_NUMBER(wire_read(&r, w.bytes, w.length), WIRE_OK);
    return r;
}

/* What is said of R. */
static void expect_said(struct wire_record r, bool verbose, const char *part)
{
    struct rasdial_options o = {.entry = "x", .verbose = verbose};
    struct run reader = {.length = 0};
    int out[2], status;
    size_t i;

    fflush(stdout);
    CU_ASSERT_FATAL(pipe2(out, O_CLOEXEC) == 0);
    reader.pid = fork();
    if (reader.pid == 0) {
        struct dial d = {.o = &o, .started = ticks_now()};

        dup2(out[1], 1);
        for (i = 0; i < sizeof(handlers) / sizeof(*handlers); i++)
            if (handlers[i].type == r.type)
                handlers[i].run(&d, &r);
        fflush(stdout);
        _exit(0);
    }
    close(out[1]);
    reader.out = out[0];
    status = finish(&reader);
    EXPECT_NUMBER(status, 0);
    if (!part)
        EXPECT_TEXT(reader.text, "");
    else if (!strstr(reader.text, part))
        EXPECT_TEXT(reader.text, part);
}

static void test_told(void)
{
    /* a link that fails is worth a word in any case */
    expect_said(told(WIRE_LINK, 676, "BUSY"), false,
                "Link 2: error 676 - The phone line is busy. BUSY\n");
    expect_said(told(WIRE_LINK, 5000, ""), false, "Link 2: error 5000 - \n");
    expect_said(told(WIRE_LINK, 0, ""), false, NULL);
    expect_said(told(WIRE_LINK, 0, ""), true, "Link 2               Dialling");
    expect_said(told(WIRE_PROJECTION, 731, ""), false, NULL);
    expect_said(told(WIRE_PROJECTION, 731, ""), true,
                "Network              protocol 8057: error 731 - This ");
    expect_said(told(WIRE_PROJECTION, 5000, ""), true,
                "protocol 8057: error 5000 - \n");
    expect_said(told(WIRE_AUTHENTICATION, 0, ""), true, "  none\n");
    expect_said(told_number(WIRE_AUTHENTICATION, WIRE_F_PROTOCOL, 0x1234), true,
                "  an unknown protocol\n");
    expect_said(told_number(WIRE_AUTHENTICATION, WIRE_F_PROTOCOL, 0xc023), true,
                "  PAP\n");
    expect_said(told_number(WIRE_MODEM, WIRE_F_BPS, 9600), true,
                "Speed                9600 bit/s\n");
    expect_said(told_number(WIRE_MODEM, WIRE_F_BPS, 9600), false, NULL);
    expect_said(told(WIRE_MODEM, 0, "RING"), true,
                "Modem                RING\n");
    expect_said(told(WIRE_DEVICE, 0, ""), true, NULL); /* not yet dialled */
}

static struct wire_record told_text(enum wire_type type, enum wire_tag tag,
                                    const char *text)
{
    struct wire_writer w;
    struct wire_record r;

    wire_begin(&w, type);
    wire_put_text(&w, tag, text);
    EXPECT_NUMBER(wire_read(&r, w.bytes, w.length), WIRE_OK);
    return r;
}

/* Of a network nothing is said that is not there. */
static void test_told_network(void)
{
    expect_said(told_text(WIRE_PROJECTION, WIRE_F_INTERFACE, "ppp7"), true,
                "Interface            ppp7\n");
    expect_said(told_text(WIRE_PROJECTION, WIRE_F_INTERFACE, "ppp7"), false,
                NULL);
    expect_said(told_text(WIRE_PROJECTION, WIRE_F_INTERFACE, ""), true, NULL);
}

/* A state that was entered with an error is told, but is not where it is. */
static void test_failed_state(void)
{
    const struct client_event up = {false, RASCS_PortOpened, 0};
    const struct client_event down = {false, RASCS_ConnectDevice, 676};
    struct rasdial_options o = {.entry = "x", .quiet = true};
    struct dial d = {.o = &o, .started = ticks_now()};

    say_begin(&o);
    take_event(&d, &up, NULL);
    EXPECT_NUMBER(d.state, RASCS_PortOpened);
    take_event(&d, &down, NULL);
    EXPECT_NUMBER(d.state, RASCS_PortOpened);
    CU_ASSERT_FALSE(d.ended || d.connected);
}

/* What say() and the events make of what there is not. */
static void say_odd_things(const struct rasdial_options *o)
{
    struct event e;

    say_begin(o);
    say_error(12345, "");
    event_begin(&e, RASDIAL_EVENT_result, "x");
    event_add(&e, RASDIAL_KEY_name_servers, "");
    event_text(&e, RASDIAL_KEY_details, "");
    event_time(&e, RASDIAL_KEY_since, 0);
    event_time(&e, RASDIAL_KEY_ended, INT64_MAX); /* no year has that many */
    event_end(&e);
    fflush(stdout);
}

static void test_odd_things(void)
{
    struct rasdial_options o[] = {{.json = false}, {.json = true}};
    struct run r[2] = {{.length = 0}, {.length = 0}};
    json_t *list;
    size_t i;
    int out[2];

    for (i = 0; i < 2; i++) {
        fflush(stdout);
        CU_ASSERT_FATAL(pipe2(out, O_CLOEXEC) == 0);
        r[i].pid = fork();
        if (r[i].pid == 0) {
            dup2(out[1], 1);
            say_odd_things(&o[i]);
            _exit(0);
        }
        close(out[1]);
        r[i].out = out[0];
        EXPECT_NUMBER(finish(&r[i]), 0);
    }
    EXPECT_TEXT(r[0].text, "Remote Access error 12345 - There is no text for "
                           "this error.\n");
    list = json_loads(r[1].text, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
    EXPECT_NUMBER(json_object_size(list), 3); /* time, event, entry */
    EXPECT_TEXT(text_in(list, RASDIAL_KEY_event), "result");
    EXPECT_TEXT(text_in(list, RASDIAL_KEY_entry), "x");
    json_decref(list);
}

/* What there is of a device; a line may be its port's name, too. */
static void test_device_names(void)
{
    static const struct {
        const char *number, *port, *tty, *text;
    } rows[] = {
        {"", "", "", "Connecting"},
        {"5", "", "", "Dialling 5"},
        {"", "", "/dev/ttyS0", "Connecting on /dev/ttyS0"},
        {"5", "COM1", "", "Dialling 5 on COM1"},
        {"5", "COM1", "COM1", "Dialling 5 on COM1"},
        {"5", "COM1", "/dev/ttyS0", "Dialling 5 on COM1 (/dev/ttyS0)"},
    };
    char text[256];
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct dial d = {.o = NULL};

        snprintf(d.number, sizeof(d.number), "%s", rows[i].number);
        snprintf(d.port, sizeof(d.port), "%s", rows[i].port);
        snprintf(d.tty, sizeof(d.tty), "%s", rows[i].tty);
        describe_device(&d, text, sizeof(text));
        EXPECT_TEXT(text, rows[i].text);
    }
}

/* The first cause counts; an end without one is an end all the same. */
static void test_latch(void)
{
    const struct wire_record end = told(WIRE_ENDED, 0, "bye");
    struct dial d = {.o = NULL};

    latch(&d, 0, "nothing");
    EXPECT_NUMBER(d.error, 0);
    EXPECT_TEXT(d.details, "nothing");
    d.details[0] = '\0';
    latch(&d, 676, "");
    latch(&d, 691, "late");
    EXPECT_NUMBER(d.error, 676);
    EXPECT_TEXT(d.details, "");
    latch(&d, 676, "BUSY");
    EXPECT_TEXT(d.details, "BUSY");
    d = (struct dial){.o = NULL};
    on_ended(&d, &end);
    EXPECT_NUMBER(d.error, 628);
    EXPECT_TEXT(d.details, "bye");
    CU_ASSERT(d.ended);
    d = (struct dial){.hung_up = true};
    on_ended(&d, &end);
    EXPECT_NUMBER(d.error, 631);
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
             "    Process         %ld\n"
             "    Duration        1:02:0",
             root, (long)pid);
    if (strncmp(r.text, text, strlen(text)) != 0)
        EXPECT_TEXT(r.text, text);
    end_victim(pid);
    remove_root();
}

/* Of another phonebook, "" for none that is known. */
static void write_of_book(pid_t pid, const char *entry, uint32_t state,
                          const char *book)
{
    struct connrec c = {.state = state, .pid = pid};

    snprintf(c.entry, sizeof(c.entry), "%s", entry);
    snprintf(c.phonebook, sizeof(c.phonebook), "%s", book);
    c.pid_start = connrec_pid_start(pid);
    c.since = pid;
    EXPECT_NUMBER(connrec_write(rundir, &c), 0);
}

static void test_list_more(void)
{
    struct run r;
    pid_t a, b;

    make_root();
    a = start_victim(false);
    b = start_victim(false);
    write_record(a, "Office", RASCS_Connected);
    write_record(b, "Home", RASCS_Connected);
    start(&r, "");
    EXPECT_NUMBER(finish(&r), 0);
    CU_ASSERT(strncmp(r.text, "Connected to\n", 13) == 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "\nOffice\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "\nHome\n"));
    CU_ASSERT_PTR_NULL(strstr(r.text + 1, "Connected to"));
    /* A dial has a place in the longer list, and no duration yet. */
    write_of_book(b, "Home", RASCS_ConnectDevice, "");
    connrec_remove(rundir, a);
    start(&r, "/VERBOSE");
    EXPECT_NUMBER(finish(&r), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "Connections\nHome\n"));
    CU_ASSERT_PTR_NULL(strstr(r.text, "Duration"));
    CU_ASSERT_PTR_NULL(strstr(r.text, "Phonebook"));
    end_victim(a);
    end_victim(b);
    remove_root();
}

/* An entry of that name in another user's own phonebook is another entry. */
static void test_in_use_elsewhere(void)
{
    struct connrec c = {.entry = "Busy", .state = RASCS_Connected};

    make_root();
    c.uid = getuid() + 4711;
    c.pid = start_victim(false);
    c.pid_start = connrec_pid_start(c.pid);
    snprintf(c.phonebook, sizeof(c.phonebook), "%s/a.pbk", root);
    EXPECT_NUMBER(connrec_write(rundir, &c), 0);
    expect_failure("busy", 76, "Connecting to busy...\n", 676, "BUSY");
    c.uid = getuid();
    EXPECT_NUMBER(connrec_write(rundir, &c), 0);
    expect_run("busy", 0,
               "You are already connected to Busy.\n"
               "Command completed successfully.\n");
    c.uid = getuid() + 4711;
    snprintf(c.phonebook, sizeof(c.phonebook), "/etc/ppp/ras/rasphone.pbk");
    EXPECT_NUMBER(connrec_write(rundir, &c), 0);
    expect_run("busy", 0,
               "You are already connected to Busy.\n"
               "Command completed successfully.\n");
    end_victim(c.pid);
    remove_root();
}

/* An attempt that has failed stands in nobody's way, if its record does. */
static void test_in_use_failed(void)
{
    struct connrec c = {.entry = "busy", .state = RASCS_Authenticate};
    pid_t pid;

    make_root();
    pid = start_victim(false);
    c.pid = pid;
    c.pid_start = connrec_pid_start(pid);
    c.error = 691;
    EXPECT_NUMBER(connrec_write(rundir, &c), 0);
    expect_failure("busy", 76, "Connecting to busy...\n", 676, "BUSY");
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
    expect_failure("busy|/PHONEBOOK:/etc/passwd", 76, "Connecting to busy...\n",
                   676, "BUSY");
    write_record(pid, "Busy", RASCS_Authenticate);
    expect_failure("busy", 156, "", 756, "");
    end_victim(pid);
    remove_root();
}

/* --- --status */

/* How the last connection of ENTRY ended, AGO seconds ago. */
static void write_last(const char *entry, uint32_t error, const char *text,
                       int ago)
{
    struct connrec c = {
        .device_name = "Test Modem",
        .number = "5550101",
        .state = RASCS_Disconnected,
        .error = error,
        .lasted_ms = 61000,
        .bytes_sent = 1234,
        .bytes_received = 5000000000,
        .uid = 4711,
    };

    snprintf(c.entry, sizeof(c.entry), "%s", entry);
    snprintf(c.text, sizeof(c.text), "%s", text);
    snprintf(c.phonebook, sizeof(c.phonebook), "%s/a.pbk", root);
    c.pid = getpid();
    c.pid_start = 1;
    c.connected = c.since = 1;
    c.ended = time(NULL) - ago;
    EXPECT_NUMBER(connrec_write_last(rundir, &c), 0);
}

static void expect_parts(const char *line, int status, const char *const *parts)
{
    struct run r;

    start(&r, line);
    EXPECT_NUMBER(finish(&r), status);
    for (; *parts; parts++)
        if (!strstr(r.text, *parts))
            EXPECT_TEXT(r.text, *parts);
}

/* An interface that every machine has: its octets are the kernel's. */
static void test_status(void)
{
    static const char *const dialling[] = {
        "Office\n    State           Authenticating\n",
        "    Last cause      676 - The phone line is busy. (BUSY)\n", NULL};
    static const char *const ended[] = {
        "Office\n    State           Disconnected\n", "    Ended           20",
        "    Last cause      676 - The phone line is busy. (BUSY)\n", NULL};
    static const char *const connected[] = {
        "Office\n    State           Connected\n",
        "    Duration        1:02:0",
        "    Sent            0 bytes\n",
        "    Received        0 bytes\n",
        "    Last end        20",
        "    Last cause      676 - ",
        "Command completed successfully.\n",
        NULL};
    json_t *list;
    pid_t pid;

    make_root();
    pid = start_victim(false);
    write_record(pid, "Office", RASCS_Authenticate);
    write_last("Office", 676, "BUSY", 60);
    expect_parts("office|--status", 156, dialling);
    /* Its pppd is about to go, or waits: the end is what there is. */
    write_record(pid, "Office", RASCS_Disconnected);
    expect_parts("office|--status", 68, ended);
    write_record(pid, "Office", RASCS_Connected);
    expect_parts("office|--status", 0, connected);
    expect_run("office|--status|--quiet", 0, "");
    list = run_json("office|--status|--json", 0);
    expect_events(list, "connection:Connected result");
    EXPECT_NUMBER(
        number_in(event_of(list, "connection"), RASDIAL_KEY_last_error), 676);
    EXPECT_NUMBER(number_in(event_of(list, "connection"), RASDIAL_KEY_pid),
                  pid);
    CU_ASSERT(number_in(event_of(list, "connection"),
                        RASDIAL_KEY_duration_ms) >= 3725000);
    json_decref(list);
    end_victim(pid);
    remove_root();
}

/*
 * A directory that others than root write to may say anything: nobody is told
 * of it, or ends a process that it names.
 */
static void test_untrusted_records(void)
{
    static const char *const lines[] = {"", "Office|--status", "--status",
                                        "Office|--disconnect", "--disconnect"};
    char why[256];
    pid_t pid;
    size_t i;

    make_root();
    pid = start_victim(false);
    write_record(pid, "Office", RASCS_Connected);
    snprintf(why, sizeof(why), "%s: Operation not permitted", rundir);
    CU_ASSERT(chmod(rundir, 0777) == 0);
    for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        expect_failure(lines[i], 1, "", RASERR_ERROR_ACCESS_DENIED, why);
    CU_ASSERT(kill(pid, 0) == 0);
    CU_ASSERT(chmod(rundir, 0755) == 0);
    end_victim(pid);
    remove_root();
}

/* When nothing is left but how it ended. */
static void test_status_ended(void)
{
    static const char *const ended[] = {
        "Office\n    State           Disconnected\n",
        "    Duration        0:01:01\n",
        "    Sent            1234 bytes\n",
        "    Received        5000000000 bytes\n",
        "    Ended           20",
        "    Last cause      629 - ",
        "(bye)\n    To check        ",
        NULL};
    static const char *const all[] = {"Office\n", "Home\n", "Command completed",
                                      NULL};
    const json_t *o;
    json_t *list;

    make_root();
    expect_run("Office|--status", 68, "You are not connected to Office.\n");
    expect_run("--status", 0,
               "No connections\nCommand completed successfully.\n");
    write_last("Home", 676, "BUSY", 10);
    write_last("Office", 629, "bye", 20);
    expect_parts("office|--status", 68, ended);
    expect_parts("--status", 0, all);
    list = run_json("--status|--json", 0);
    expect_events(list, "ended:Disconnected ended:Disconnected result");
    o = event_of(list, "ended"); /* the latest comes first */
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_entry), "Home");
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_error), 676);
    EXPECT_TEXT(text_in(o, RASDIAL_KEY_details), "BUSY");
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_bytes_received), 5000000000);
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_duration_ms), 61000);
    EXPECT_NUMBER(strlen(text_in(o, RASDIAL_KEY_ended)), 20);
    json_decref(list);
    expect_run("Office|--status|--quiet", 68, "");
    remove_root();
}

/* A name and a phonebook may be spelt in more than one way. */
static void test_status_books(void)
{
    char other[192], line[512];
    pid_t pid;

    make_root();
    pid = start_victim(false);
    write_record(pid, "Office", RASCS_Connected);
    snprintf(line, sizeof(line), "office|--status|/PHONEBOOK:%s/a.pbk", root);
    expect_parts(line, 0, (const char *const[]){"Office\n", NULL});
    snprintf(line, sizeof(line), "office|--status|/PHONEBOOK:%s/b.pbk", root);
    expect_run(line, 68, "You are not connected to office.\n");
    snprintf(other, sizeof(other), "%s/a.pbk", root);
    close(open(other, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    expect_run(line, 68, "You are not connected to office.\n");
    expect_run("office|--status|/PHONEBOOK:/etc/passwd", 68,
               "You are not connected to office.\n");
    snprintf(line, sizeof(line), "%s/b.pbk", root);
    CU_ASSERT(link(other, line) == 0);
    snprintf(line, sizeof(line), "office|--status|/PHONEBOOK:%s/b.pbk", root);
    expect_parts(line, 0, (const char *const[]){"Office\n", NULL});
    unlink(other);
    snprintf(other, sizeof(other), "%s/b.pbk", root);
    unlink(other);
    end_victim(pid);
    remove_root();
}

/* The same name in two phonebooks is two entries: the better state counts. */
static void test_status_namesakes(void)
{
    const char *at;
    struct run r;
    pid_t a, b;

    make_root();
    a = start_victim(false);
    b = start_victim(false);
    write_last("Office", 676, "BUSY", 60); /* of a.pbk */
    write_of_book(b, "Office", RASCS_Connected, "/b.pbk");
    start(&r, "--status");
    EXPECT_NUMBER(finish(&r), 0);
    at = strstr(r.text, "Office\n    State           Connected\n");
    CU_ASSERT_PTR_NOT_NULL(at);
    CU_ASSERT_PTR_NULL(strstr(at ? at : "", "Last end"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(r.text, "Office\n    State           Disconnected\n"));
    write_record(a, "Office", RASCS_ConnectDevice);
    start(&r, "Office|--status");
    EXPECT_NUMBER(finish(&r), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "Phonebook       /b.pbk\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "/a.pbk\n"));
    /* What is there again is not told of as ended. */
    start(&r, "--status");
    EXPECT_NUMBER(finish(&r), 0);
    CU_ASSERT_PTR_NULL(strstr(r.text, "State           Disconnected\n"));
    end_victim(a);
    end_victim(b);
    remove_root();
}

/* A record may have no phonebook, and times that no calendar has. */
static void test_status_odd(void)
{
    struct connrec c = {.entry = "Office",
                        .state = RASCS_Disconnected,
                        .error = 5000,
                        .ended = INT64_MAX};
    struct run r;
    pid_t pid;

    make_root();
    pid = start_victim(false);
    write_of_book(pid, "Office", RASCS_Connected, "");
    expect_parts("office|--status|/PHONEBOOK:/etc/passwd", 0,
                 (const char *const[]){"State           Connected\n", NULL});
    end_victim(pid);
    c.pid = getpid();
    c.pid_start = 1;
    EXPECT_NUMBER(connrec_write_last(rundir, &c), 0);
    start(&r, "office|--status");
    EXPECT_NUMBER(finish(&r), 68);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "Last cause      5000 - unknown\n"));
    CU_ASSERT_PTR_NULL(strstr(r.text, "Ended"));
    CU_ASSERT_PTR_NULL(strstr(r.text, "Duration"));
    CU_ASSERT_PTR_NULL(strstr(r.text, "To check"));
    start(&r, "office|--status|--json");
    EXPECT_NUMBER(finish(&r), 68);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "\"error\":5000"));
    CU_ASSERT_PTR_NULL(strstr(r.text, "\"ended\":\""));
    remove_root();
}

/* The last end is told of a connection that is there again. */
static void test_status_before(void)
{
    json_t *list;
    pid_t pid;

    make_root();
    pid = start_victim(false);
    write_last("Office", 5000, "", 20);
    write_last("Home", 631, "", 10);
    write_record(pid, "Office", RASCS_ConnectDevice);
    expect_parts("Office|--status", 156,
                 (const char *const[]){"    Last end ",
                                       "    Last cause      5000 - unknown\n",
                                       NULL});
    list = run_json("office|--json|--status", 156);
    EXPECT_NUMBER(
        number_in(event_of(list, "connection"), RASDIAL_KEY_last_error), 5000);
    json_decref(list);
    /* what the user has ended needs no advice */
    expect_parts("Home|--status", 68, (const char *const[]){"631 - ", NULL});
    end_victim(pid);
    remove_root();
}

/* A clock that was set, and a boot that is later than a record says. */
static void test_durations(void)
{
    struct connrec c = {
        .state = RASCS_Connected, .connected = 0, .lasted_ms = 77};

    EXPECT_NUMBER(established_ms(&c), 77);
    c.connected = time(NULL) + 1000;
    EXPECT_NUMBER(established_ms(&c), 0);
    c.connected = time(NULL) - 100;
    CU_ASSERT(established_ms(&c) >= 100000 && established_ms(&c) < 160000);
    c.up_ms = ticks_boot() - 5000;
    CU_ASSERT(established_ms(&c) >= 5000 && established_ms(&c) < 65000);
    c.up_ms = ticks_boot() + 1000000;
    EXPECT_NUMBER(established_ms(&c), 0);
    c.ended = 1;
    EXPECT_NUMBER(established_ms(&c), 77);
}

/* More than 32 bits count, of milliseconds and of bytes. */
static void test_year(void)
{
    static const char *const parts[] = {
        "    Duration        8760:00:00\n",
        "    Sent            9895604649985 bytes\n",
        "    Received        9223372036854775807 bytes\n", NULL};
    struct connrec c = {.entry = "Office",
                        .state = RASCS_Disconnected,
                        .error = 629,
                        .lasted_ms = 365 * UINT64_C(86400000),
                        .bytes_sent = (9ull << 40) + 1,
                        .bytes_received = INT64_MAX,
                        .pid = getpid(),
                        .pid_start = 1,
                        .connected = 1,
                        .since = 1};
    const json_t *o;
    json_t *list;

    make_root();
    snprintf(c.phonebook, sizeof(c.phonebook), "%s/a.pbk", root);
    c.ended = time(NULL);
    EXPECT_NUMBER(connrec_write_last(rundir, &c), 0);
    expect_parts("Office|--status", 68, parts);
    list = run_json("Office|--status|--json", 68);
    o = event_of(list, "ended");
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_duration_ms), c.lasted_ms);
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_bytes_sent), c.bytes_sent);
    EXPECT_NUMBER(number_in(o, RASDIAL_KEY_bytes_received), INT64_MAX);
    json_decref(list);
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

/* Who may not end it is told so, and it stays. */
static void test_disconnect_denied(void)
{
    struct connrec c = {.entry = "x"};
    int status = -1;
    pid_t pid, tool;

    if (geteuid() != 0)
        return;
    pid = start_victim(false);
    c.pid = pid;
    c.pid_start = connrec_pid_start(pid);
    fflush(stdout);
    tool = fork();
    if (tool == 0)
        _exit(setuid(65534) == 0 ? (int)end_connection(&c) : 255);
    waitpid(tool, &status, 0);
    EXPECT_NUMBER(WEXITSTATUS(status), RASERR_ERROR_ACCESS_DENIED);
    EXPECT_NUMBER(waitpid(pid, NULL, WNOHANG), 0);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* The whole command: the first that refuses is told of, the others end. */
static void test_disconnect_refused(void)
{
    struct rasdial_options o = {.disconnect = true};
    int status = -1;
    pid_t a, b, tool;
    struct run r = {.length = 0};
    int out[2];

    if (geteuid() != 0)
        return;
    make_root();
    CU_ASSERT(chmod(root, 0755) == 0);
    a = start_victim(false);
    b = start_victim(false);
    write_record(a, "Office", RASCS_Connected);
    write_record(b, "Home", RASCS_Connected);
    fflush(stdout);
    CU_ASSERT_FATAL(pipe2(out, O_CLOEXEC) == 0);
    tool = fork();
    if (tool == 0) {
        dup2(out[1], 1);
        o.rundir = rundir;
        say_begin(&o);
        status = setuid(65534) == 0 ? connections_end(&o) : 255;
        fflush(stdout);
        _exit(status);
    }
    close(out[1]);
    r.out = out[0];
    r.pid = tool;
    EXPECT_NUMBER(finish(&r), raserr_exit_status(RASERR_ERROR_ACCESS_DENIED));
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "Remote Access error 5 - "));
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "    Office\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(r.text, "    Home\n"));
    CU_ASSERT_PTR_NULL(strstr(r.text, "Command completed"));
    EXPECT_NUMBER(waitpid(a, NULL, WNOHANG), 0);
    EXPECT_NUMBER(waitpid(b, NULL, WNOHANG), 0);
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
    c.pid = -1; /* nobody's */
    EXPECT_NUMBER(end_connection(&c), RASERR_ERROR_HANGUP_FAILED);
}

static void test_disobedient_process(void)
{
    pid_t pid = start_victim(true);
    int pidfd = pidfd_open(pid, 0);

    CU_ASSERT(pidfd >= 0);
    kill(pid, SIGTERM);
    CU_ASSERT(!wait_process(pidfd, ticks_now() + 100));
    kill(pid, SIGKILL);
    CU_ASSERT(wait_process(pidfd, ticks_now() + 10000));
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
    {"a password's line", test_password_lines},
    {"the list of connections", test_list},
    {"the list of two, and of a dial", test_list_more},
    {"an entry that is in use", test_in_use},
    {"an entry of its name that is in use", test_in_use_elsewhere},
    {"an entry whose attempt has failed", test_in_use_failed},
    {"/TIMEOUT", test_timeout},
    {"/TIMEOUT and a pppd that does not hear", test_timeout_stubborn},
    {"/QUIET", test_quiet},
    {"/JSON: a dial", test_json_dial},
    {"/JSON: results", test_json_failures},
    {"one line on a terminal", test_live},
    {"a line that is cut", test_cut},
    {"what pppd tells is said", test_told},
    {"what a network tells", test_told_network},
    {"a state that was entered with an error", test_failed_state},
    {"codes, times and texts that are none", test_odd_things},
    {"how a device is called", test_device_names},
    {"the first cause counts", test_latch},
    {"/STATUS", test_status},
    {"/STATUS and a phonebook's names", test_status_books},
    {"/STATUS of two entries of one name", test_status_namesakes},
    {"/STATUS of an odd record", test_status_odd},
    {"/STATUS and the end before", test_status_before},
    {"how long it has been up", test_durations},
    {"records that others could write", test_untrusted_records},
    {"/STATUS of what has ended", test_status_ended},
    {"--status of a year", test_year},
    {"/DISCONNECT", test_disconnect},
    {"/DISCONNECT without the right to", test_disconnect_denied},
    {"/DISCONNECT of all that refuse", test_disconnect_refused},
    {"a pid that was used again", test_other_process},
    {"a process that does not end", test_disobedient_process},
    {"an entry of the user's own phonebook", test_own_phonebook},
    {NULL, NULL},
};
