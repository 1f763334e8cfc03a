#include "tests/unit/harness.h"

#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compat/history.h"
#include "compat/rasphone_explain.h"

/* What is not NULL takes the place of the system's own. */
static struct {
    const char *system, *config, *history, *root;
    enum { WHO_RUNS_THE_TEST, ROOT, SOMEBODY } who; /* asks */
} elsewhere;

static void begin_elsewhere(struct rasphone *r,
                            const struct rasphone_options *o)
{
    rasphone_begin(r, o);
    if (elsewhere.system)
        snprintf(r->places.system, sizeof(r->places.system), "%s",
                 elsewhere.system);
    r->config = elsewhere.config ? elsewhere.config : r->config;
    r->history = elsewhere.history ? elsewhere.history : r->history;
    r->root = elsewhere.root;
    if (elsewhere.who != WHO_RUNS_THE_TEST)
        r->user = elsewhere.who == ROOT ? 0 : 65534;
}

#define main           rasphone_main
#define rasphone_begin begin_elsewhere
int rasphone_main(int argc, char **argv);
#include "compat/rasphone.c"
#undef main
#undef rasphone_begin
#include "compat/rasphone_devices.c"
#include "compat/rasphone_effect.c"
#include "conf/entry.h"

enum { WORDS_MAX = 24, TEXT_MAX = 65536 };

static char root[64];

/* --- files */

static const char *path_of(const char *name)
{
    static char paths[4][256];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof(paths[0]), "%s/%s", root, name);
    return path;
}

static void put(const char *name, const char *text)
{
    FILE *f = fopen(path_of(name), "we");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

static const char *get(const char *name)
{
    static char text[TEXT_MAX];
    FILE *f = fopen(path_of(name), "re");
    size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

    text[n] = '\0';
    if (f)
        fclose(f);
    return text;
}

static void begin(void)
{
    snprintf(root, sizeof(root), "/tmp/test_rasphone.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(root));
}

static void end(void)
{
    DIR *dir = opendir(root);
    struct dirent *d;

    while (dir && (d = readdir(dir)) != NULL)
        (void)unlinkat(dirfd(dir), d->d_name, 0);
    closedir(dir);
    CU_ASSERT(rmdir(root) == 0);
    memset(&elsewhere, 0, sizeof(elsewhere));
}

/* --- running the tool in a process of its own */

static char out[TEXT_MAX], err[TEXT_MAX];
static uid_t run_as; /* 0: as whoever runs the tests */

static void become_tool(const char *line)
{
    static char program[] = "rasphone";
    char *argv[WORDS_MAX], words[2 * PATH_MAX], *word = words;
    int argc = 0;

    snprintf(words, sizeof(words), "%s", line);
    argv[argc++] = program;
    while (*word && argc < WORDS_MAX - 1) {
        size_t n = strcspn(word, "|");
        bool last = word[n] == '\0';

        word[n] = '\0';
        argv[argc++] = word;
        word += last ? n : n + 1;
    }
    argv[argc] = NULL;
    CU_ASSERT_PTR_NOT_NULL_FATAL(freopen(path_of("out"), "w", stdout));
    CU_ASSERT_PTR_NOT_NULL_FATAL(freopen(path_of("err"), "w", stderr));
    argc = rasphone_main(argc, argv);
    fflush(stdout);
    fflush(stderr);
    _exit(argc);
}

/* Runs it in the test's directory; LINE has its words, separated by '|'. */
static int run(const char *line)
{
    int status = -1;
    pid_t pid;

    fflush(stdout);
    fflush(stderr);
    pid = fork();
    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0) {
        if (chdir(root) == 0 && (!run_as || setuid(run_as) == 0))
            become_tool(line);
        _exit(126);
    }
    waitpid(pid, &status, 0);
    snprintf(out, sizeof(out), "%s", get("out"));
    snprintf(err, sizeof(err), "%s", get("err"));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

static void expect_part(const char *text, const char *part, const char *file,
                        unsigned line)
{
    if (!strstr(text, part))
        fprintf(stderr, "%s:%u: \"%s\" is not in:\n%s\n", file, line, part,
                text);
    CU_assertImplementation(strstr(text, part) != NULL, line, part, file, "",
                            CU_FALSE);
}
#define EXPECT_PART(text, part) expect_part((text), (part), __FILE__, __LINE__)

static const char config[] =
    "devices = ({ port = \"COM1\"; name = \"Modem One\"; tty = "
    "\"/dev/ttyNONE7\";\n"
    "  error_control_on = \"AT+ES=3\"; error_control_off = \"AT+ES=0\";\n"
    "  compression_on = \"AT+DS=3\"; compression_off = \"AT+DS=0\";\n"
    "  flow_hardware = \"AT+IFC=2,2\"; flow_none = \"AT+IFC=0,0\"; },\n"
    " { port = \"COM2\"; name = \"Modem Two\"; tty = \"/dev/ttyNONE8\"; },\n"
    " { port = \"COM3\"; kind = \"direct\"; tty = \"/dev/ttyNONE9\"; });\n"
    "locations = ({ name = \"Here\"; country_code = 1; area_code = \"206\";\n"
    "  long_distance_prefix = \"1\"; international_prefix = \"011\"; });\n"
    "location = \"Here\";\n";

static const char office[] = "[Office]\r\n"
                             "Encoding=1\r\n"
                             "PBVersion=8\r\n"
                             "Guid=7A3C90E15BD2464F9E1C28F07D54A6B3\r\n"
                             "PreSharedKey=geheim\r\n"
                             "RedialAttempts=3\r\n"
                             "CallbackMode=0\r\n"
                             "\r\n"
                             "NETCOMPONENTS=\r\n"
                             "ms_server=1\r\n"
                             "\r\n"
                             "MEDIA=serial\r\n"
                             "Port=COM1\r\n"
                             "Device=Modem One\r\n"
                             "ConnectBPS=19200\r\n"
                             "\r\n"
                             "DEVICE=modem\r\n"
                             "PhoneNumber=555-0101\r\n"
                             "PhoneNumber=*99#\r\n"
                             "TryNextAlternateOnFail=1\r\n"
                             "Speaker=1\r\n"
                             "\r\n"
                             "[Cable]\r\n"
                             "MEDIA=serial\r\n"
                             "Port=COM3\r\n"
                             "DEVICE=serial\r\n"
                             "[Tunnel]\r\n"
                             "MEDIA=rastapi\r\n"
                             "Port=VPN1-0\r\n"
                             "DEVICE=vpn\r\n"
                             "PhoneNumber=vpn.example.com\r\n";

static void begin_office(void)
{
    begin();
    put("book", office);
    put("conf", config);
}

/* --- the command line */

static void test_usage(void)
{
    static const struct {
        const char *line, *words;
    } rows[] = {
        {"", "a command is missing"},
        {"nothing", "unknown command: nothing"},
        {"--nothing|list", "unknown option: --nothing"},
        {"list|-p", "a value is missing: -p"},
        {"list|more", "usage: rasphone list"},
        {"show", "usage: rasphone show ENTRY"},
        {"rename|a", "usage: rasphone rename ENTRY NAME"},
        {"set|a", "usage: rasphone set ENTRY KEY=VALUE ..."},
        {"--json|remove|a", "remove: there is no --json"},
        {"--json|peer|a", "peer: there is no --json"},
        {"-o|x|list", "list: there is no --output"},
        {"--kind=phone|show|a", "show: there is no --kind"},
        {"--colour=red|list", "--colour is auto, always or never"},
        {"-p|book|--kind=fax|add|a", "--kind is phone, direct"},
        {"x\x1b[2J", "unknown command: x?[2J"},
    };
    size_t i;

    begin_office();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        EXPECT_NUMBER(run(rows[i].line), OUT_USAGE);
        EXPECT_PART(err, rows[i].words);
        EXPECT_TEXT(out, "");
    }
    end();
}

static void test_help(void)
{
    size_t i;

    begin();
    EXPECT_NUMBER(run("--help"), 0);
    EXPECT_TEXT(err, "");
    for (i = 0; i < RASPHONE_COMMANDS; i++)
        EXPECT_PART(out, rasphone_commands[i].help);
    for (i = 0; i < rasphone_n_options; i++)
        EXPECT_PART(out, rasphone_option_table[i].help);
    EXPECT_NUMBER(run("-V"), 0);
    EXPECT_PART(out, "rasphone (ppp-rasdial) ");
    end();
}

static void test_write_error(void)
{
    int status, pid;

    begin_office();
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        char program[] = "rasphone", word[] = "--help";
        char *argv[] = {program, word, NULL};

        if (freopen("/dev/full", "w", stdout) &&
            freopen("/dev/null", "w", stderr))
            _exit(rasphone_main(2, argv));
        _exit(126);
    }
    waitpid(pid, &status, 0);
    EXPECT_NUMBER(WEXITSTATUS(status), OUT_FAILURE);
    end();
}

/* --- list and show */

static void test_list(void)
{
    begin_office();
    EXPECT_NUMBER(run("-p|book|list"), 0);
    EXPECT_TEXT(out, "Office  modem   COM1    555-0101         book\n"
                     "Cable   serial  COM3                     book\n"
                     "Tunnel  vpn     VPN1-0  vpn.example.com  book\n");
    EXPECT_TEXT(err, "");
    end();
}

static json_t *run_json(const char *line, int status)
{
    json_t *value;

    EXPECT_NUMBER(run(line), status);
    value = json_loadb(out, strlen(out), 0, NULL);
    CU_ASSERT_PTR_NOT_NULL(value);
    return value;
}

static void test_list_json(void)
{
    json_t *rows, *row;

    begin_office();
    rows = run_json("--json|-p|book|list", 0);
    EXPECT_NUMBER(json_array_size(rows), 3);
    row = json_array_get(rows, 0);
    EXPECT_TEXT(out_get(row, "name"), "Office");
    EXPECT_TEXT(out_get(row, "device"), "modem");
    EXPECT_TEXT(out_get(row, "number"), "555-0101");
    EXPECT_NUMBER(json_integer_value(json_object_get(row, "line")), 1);
    CU_ASSERT(json_is_true(json_object_get(row, "found")));
    json_decref(rows);
    end();
}

static void test_list_hidden(void)
{
    begin();
    put("book", "[A]\nDEVICE=modem\n[.x]\n[a]\nDEVICE=modem\n");
    EXPECT_NUMBER(run("-p|book|list"), 0);
    EXPECT_PART(out, "A  modem      book\n");
    EXPECT_PART(out, "a  modem      book (an entry above has this name)\n");
    CU_ASSERT_PTR_NULL(strstr(out, ".x"));
    end();
}

static void test_list_failure(void)
{
    begin();
    EXPECT_NUMBER(run("-p|none|list"), OUT_FAILURE);
    EXPECT_PART(err, "none: No such file or directory (RAS error 621)");
    put("book", "1,2,3,4,5,6,7,8,9,10,11\r\n");
    EXPECT_NUMBER(run("-p|book|list"), OUT_FAILURE);
    EXPECT_PART(err, "Connection Point Services phone book (RAS error 622)");
    EXPECT_NUMBER(run("-p|/dev/zero|list"), OUT_FAILURE);
    EXPECT_PART(err, "not a file (RAS error 622)");
    CU_ASSERT(truncate(path_of("book"), 3LL << 30) == 0);
    EXPECT_NUMBER(run("-p|book|list"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 622)");
    put("book", "[\xff\xfe\n");
    EXPECT_NUMBER(run("-p|book|explain|X"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 623)");
    end();
}

static void test_show(void)
{
    begin_office();
    EXPECT_NUMBER(run("-p|book|show|OFFICE"), 0);
    EXPECT_PART(out, "[Office]\nEncoding=1\n");
    EXPECT_PART(out, "PreSharedKey=***\n");
    EXPECT_PART(out, "NETCOMPONENTS=\n    ms_server=1\n");
    EXPECT_PART(out, "    DEVICE=modem\n        PhoneNumber=555-0101\n");
    CU_ASSERT_PTR_NULL(strstr(out, "geheim"));
    EXPECT_NUMBER(run("-p|book|show|Nobody"), OUT_FAILURE);
    EXPECT_PART(err, "there is no entry \"Nobody\" in book (RAS error 623)");
    end();
}

static void test_show_json(void)
{
    json_t *all, *link, *device, *numbers;

    begin_office();
    all = run_json("-jp|book|show|Office", 0);
    EXPECT_TEXT(out_get(json_object_get(all, "settings"), "RedialAttempts"),
                "3");
    EXPECT_TEXT(out_get(json_object_get(all, "settings"), "PreSharedKey"),
                "***");
    EXPECT_TEXT(out_get(json_object_get(all, "netcomponents"), "ms_server"),
                "1");
    link = json_array_get(json_object_get(all, "media"), 0);
    EXPECT_TEXT(out_get(link, "Port"), "COM1");
    device = json_array_get(json_object_get(link, "devices"), 0);
    EXPECT_TEXT(out_get(device, "Speaker"), "1");
    numbers = json_object_get(device, "numbers");
    EXPECT_NUMBER(json_array_size(numbers), 2);
    EXPECT_TEXT(out_get(json_array_get(numbers, 1), "PhoneNumber"), "*99#");
    json_decref(all);
    end();
}

/*
 * A value that is cut into lines is one; of other keys the first one counts. A
 * DEVICE stands for its MEDIA, and what is no line belongs to nothing.
 */
static void test_show_odd(void)
{
    json_t *all, *media;

    begin();
    put("book", "[A]\nIpv6Prefix=00112233\nIpv6Prefix=4455\nIDI=one\n"
                "IDI=two\nPreSharedKey=\nNoKey=x\njunk\n"
                "DEVICE=modem\nSpeaker=0\nNoNumber=1\nMEDIA=rastapi\n");
    all = run_json("-jp|book|show|A", 0);
    EXPECT_TEXT(out_get(json_object_get(all, "settings"), "Ipv6Prefix"),
                "001122334455");
    EXPECT_TEXT(out_get(json_object_get(all, "settings"), "IDI"), "one");
    EXPECT_TEXT(out_get(json_object_get(all, "settings"), "NoKey"), "x");
    EXPECT_TEXT(out_get(json_object_get(all, "settings"), "PreSharedKey"), "");
    EXPECT_NUMBER(json_integer_value(json_object_get(all, "line")), 1);
    media = json_object_get(all, "media");
    EXPECT_NUMBER(json_array_size(media), 2);
    EXPECT_TEXT(out_get(json_array_get(media, 0), "type"), "");
    EXPECT_TEXT(out_get(json_array_get(media, 1), "type"), "rastapi");
    json_decref(all);
    EXPECT_NUMBER(run("-p|book|show|A"), 0);
    EXPECT_PART(out, "PreSharedKey=\n");
    EXPECT_PART(out, "junk  (not a line of a phonebook)\n");
    put("book.cfg", "entries = ({ name = \"A\"; Type = 1; });\n");
    all = run_json("-jp|book.cfg|show|A", 0); /* it has no such lines */
    CU_ASSERT_PTR_NULL(json_object_get(all, "line"));
    EXPECT_TEXT(out_get(json_object_get(all, "settings"), "Type"), "1");
    json_decref(all);
    end();
}

/* What a terminal would act upon never reaches it. */
static void test_control_characters(void)
{
    begin();
    put("book", "[A]\nIDI=\x1b[31mred\x07\x7f\nju\x1bnk\nk\x9b\x1b=v\n"
                "DEVICE=m\n");
    EXPECT_NUMBER(run("-p|book|show|A"), 0);
    CU_ASSERT_PTR_NULL(strchr(out, '\x1b'));
    CU_ASSERT_PTR_NULL(strchr(out, '\x07'));
    EXPECT_PART(out, "IDI=?[31mred?");
    EXPECT_NUMBER(run("-jp|book|show|A"), 0);
    CU_ASSERT_PTR_NULL(strchr(out, '\x1b'));
    CU_ASSERT_PTR_NULL(strchr(out, '\x7f'));
    EXPECT_PART(out, "\\u007f\"");
    EXPECT_NUMBER(run("-p|book|check"), OUT_FAILURE);
    CU_ASSERT_PTR_NULL(strchr(out, '\x1b'));
    EXPECT_NUMBER(run("-p|book|--colour=never|explain|A"), OUT_FAILURE);
    CU_ASSERT_PTR_NULL(strchr(out, '\x1b'));
    end();
}

static void test_colours(void)
{
    begin_office();
    EXPECT_NUMBER(run("-p|book|show|Cable"), 0);
    CU_ASSERT_PTR_NULL(strchr(out, '\x1b'));
    EXPECT_NUMBER(run("-p|book|--colour=always|show|Cable"), 0);
    EXPECT_PART(out, "\x1b[1m[Cable]\x1b[0m\n");
    end();
}

/* What a terminal shows of it. */
static void show_on_terminal(const char *no_color)
{
    int slave, status = -1, master = posix_openpt(O_RDWR | O_NOCTTY);
    size_t n = 0;
    ssize_t got;
    pid_t pid;

    CU_ASSERT_FATAL(master >= 0 && grantpt(master) == 0 &&
                    unlockpt(master) == 0);
    slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    CU_ASSERT_FATAL(slave >= 0);
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        static char program[] = "rasphone", book[] = "-pbook", show[] = "show",
                    entry[] = "Cable";
        char *argv[] = {program, book, show, entry, NULL};

        dup2(slave, STDOUT_FILENO);
        close(master);
        if (no_color ? setenv("NO_COLOR", no_color, 1) : unsetenv("NO_COLOR"))
            _exit(126);
        status = chdir(root) == 0 ? rasphone_main(4, argv) : 126;
        fflush(stdout);
        _exit(status);
    }
    close(slave);
    while (n < sizeof(out) - 1 &&
           (got = read(master, out + n, sizeof(out) - 1 - n)) > 0)
        n += (size_t)got;
    out[n] = '\0';
    close(master);
    waitpid(pid, &status, 0);
    EXPECT_NUMBER(status, 0);
}

/* no-color.org: any value but an empty one. */
static void test_colours_of_terminal(void)
{
    begin_office();
    show_on_terminal(NULL);
    EXPECT_PART(out, "\x1b[1m[Cable]\x1b[0m\r\n");
    show_on_terminal("");
    EXPECT_PART(out, "\x1b[1m[Cable]\x1b[0m\r\n");
    show_on_terminal("1");
    EXPECT_PART(out, "[Cable]\r\n");
    CU_ASSERT_PTR_NULL(strchr(out, '\x1b'));
    end();
}

/* --- check */

static void test_check(void)
{
    begin_office();
    EXPECT_NUMBER(run("check|book"), OUT_FAILURE);
    EXPECT_TEXT(
        out, "book:5: warning: PreSharedKey: a secret stands in the "
             "phonebook, and has no effect here\n"
             "book:27: warning: [Tunnel]: it cannot be dialled here: "
             "DEVICE=vpn: only modems, serial lines and PPPoE are dialled\n");
    put("good", "[A]\nMEDIA=serial\nDEVICE=modem\n");
    EXPECT_NUMBER(run("check|good"), OUT_SUCCESS);
    EXPECT_TEXT(out, "");
    put("bad", "[A]\n"
               "RedialAttempts=100\n"
               "CallbackMode=9\n"
               "IpAddress=1.2.3\n"
               "RedialAttempts=4\n"
               "NoKey=1\n"
               "PhoneNumber=1\n"
               "rubbish\n"
               "AutoLogon=maybe\n"
               "MEDIA=serial\n"
               "DEVICE=modem\n"
               "PhoneNumber=1\n"
               "AreaCode=12345678901\n"
               "Speaker=on\n"
               "[a]\n"
               "[.b]\n"
               "[C:]\nMEDIA=serial\nDEVICE=modem\n");
    EXPECT_NUMBER(run("check|good|bad"), OUT_PROBLEMS);
    EXPECT_PART(out, "bad:2: warning: RedialAttempts = 100: a number from 0 to "
                     "99 is allowed; 99 is used\n");
    EXPECT_PART(out, "bad:3: error: CallbackMode = 9: ");
    EXPECT_PART(out, "bad:4: error: IpAddress = 1.2.3: ");
    EXPECT_PART(out, "bad:5: warning: a second RedialAttempts: the first");
    EXPECT_PART(out, "bad:6: warning: NoKey: unknown");
    EXPECT_PART(out, "bad:7: warning: PhoneNumber: there is no group");
    EXPECT_PART(out, "bad:8: warning: no line of a phonebook: rubbish\n");
    EXPECT_PART(out, "bad:9: warning: AutoLogon: this is no number\n");
    EXPECT_PART(out, "bad:13: error: AreaCode = 12345678901: ");
    EXPECT_PART(out, "bad:14: error: Speaker = on: ");
    EXPECT_PART(out, "bad:15: warning: [a]: an entry before it has this name");
    EXPECT_PART(out, "bad:15: error: [a]: there is no MEDIA with a DEVICE\n");
    EXPECT_PART(out, "bad:16: warning: this header names no entry");
    EXPECT_PART(out, "bad:17: warning: [C:]: Windows allows no such name\n");
    end();
}

static void test_check_json(void)
{
    json_t *rows, *row;

    begin();
    put("book", "[A]\nMEDIA=serial\nDEVICE=modem\nSpeaker=2\nSpeaker=x\n");
    rows = run_json("-j|check|book", OUT_FAILURE);
    EXPECT_NUMBER(json_array_size(rows), 2);
    row = json_array_get(rows, 0);
    EXPECT_TEXT(out_get(row, "file"), "book");
    EXPECT_TEXT(out_get(row, "severity"), "warning");
    EXPECT_PART(out_get(row, "text"), "1 is used");
    EXPECT_NUMBER(json_integer_value(json_object_get(row, "line")), 4);
    json_decref(rows);
    rows = run_json("-j|check|none", OUT_PROBLEMS);
    EXPECT_TEXT(out_get(json_array_get(rows, 0), "severity"), "error");
    json_decref(rows);
    end();
}

/* Encoding=1 with bytes of a code page, in the header and in a value. */
static void test_check_encoding(void)
{
    begin();
    put("book", "[B\xfcro]\nEncoding=1\nMEDIA=serial\nDEVICE=modem\n"
                "Name=\xfc\n");
    EXPECT_NUMBER(run("check|book"), OUT_FAILURE);
    EXPECT_PART(out, "book:1: warning: this is not UTF-8");
    EXPECT_PART(out, "book:5: warning: this is not UTF-8");
    put("book", "[B\xfcro]\nEncoding=0\nMEDIA=serial\nDEVICE=modem\n");
    EXPECT_NUMBER(run("check|book"), OUT_SUCCESS);
    end();
}

/* --- explain */

static void test_explain(void)
{
    begin_office();
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|Office"), OUT_SUCCESS);
    EXPECT_PART(out, "[Office]  book\n");
    EXPECT_PART(out, "tty                         /dev/ttyNONE7  (not there");
    EXPECT_PART(out, "19200 bit/s, RTS/CTS");
    EXPECT_PART(out, "  AT+IFC=2,2                  HwFlowControl=1  on\n");
    EXPECT_PART(out, "  1. 555-0101                 ATDT5550101");
    EXPECT_PART(out, "  2. *99#                     ATDT*99#");
    EXPECT_PART(out,
                "  maxfail 4                   RedialAttempts=3  the first "
                "try and 3 more\n");
    EXPECT_PART(out, "It can be dialled.\n");
    CU_ASSERT_PTR_NULL(strstr(out, "geheim"));
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|Tunnel"), OUT_FAILURE);
    EXPECT_PART(out, "RAS error 615");
    end();
}

/* What the plugin will do after a failure, by the same policy. */
static void test_explain_broadband(void)
{
    begin_office();
    elsewhere.who = ROOT;
    put("home", "[Home]\r\nType=5\r\n\r\nMEDIA=rastapi\r\nPort=PPPoE5-0\r\n"
                "Device=WAN Miniport (PPPOE)\r\n\r\nDEVICE=PPPoE\r\n");
    put("net", "devices = ({ name = \"D\"; kind = \"pppoe\"; interface = "
               "\"nosuch0\"; });\n");
    EXPECT_NUMBER(run("-p|home|-c|net|explain|Home"), 0);
    EXPECT_PART(out, "nosuch0");
    EXPECT_PART(out, "(not there now)");
    EXPECT_PART(out, "any service");
    EXPECT_PART(out, "mtu 1492");
    EXPECT_NUMBER(run("-p|home|-c|conf|explain|Home"), OUT_FAILURE);
    unlink(path_of("home"));
    unlink(path_of("net"));
    end();
}

static void test_explain_redial(void)
{
    static const char policy[] =
        "policy = { redial = { lockout = 9; jitter = 20;\n"
        " hours = [ \"daily 00:00-24:00\" ]; causes = (\n"
        " { errors = [ \"busy\", \"600-620\" ]; attempts = 7; pause = 5;\n"
        "   growth = 50; longest_pause = 60; },\n"
        " { errors = [ \"authentication\" ]; lockout = 4; } ); }; };";

    begin_office();
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|Office"), OUT_SUCCESS);
    EXPECT_PART(out, "\n  any failure                 3 more, 60 s apart\n");
    EXPECT_PART(out, "\n  A lost link                 dialled again (Redial");
    EXPECT_PART(out, "\n  A link                      lost within 60 s counts");
    EXPECT_PART(out, "\n  Now                         may be dialled\n");
    put("conf", policy);
    elsewhere.who = SOMEBODY; /* his own ras.conf has no say in it */
    run("-p|book|-c|conf|explain|Office");
    EXPECT_PART(out, "\n  any failure                 3 more, 60 s apart");
    elsewhere.who = ROOT;
    run("-p|book|-c|conf|explain|Office");
    EXPECT_PART(out, "\n  busy, 600-620               7 more, 5 s apart, each "
                     "pause 50 % longer up to 60 s, 20 % more or less\n");
    EXPECT_PART(out, "\n  authentication              not dialled again; "
                     "locked after 4 in a row\n");
    EXPECT_PART(out,
                "\n  any other failure           3 more, 60 s apart, 20 %");
    EXPECT_PART(out, "\n  Locked                      after 9 failures in a");
    EXPECT_PART(out, "\n  Hours                       daily 00:00-24:00\n");
    EXPECT_PART(out, "maxfail 11 ");
    put("conf", "policy = { redial = { causes = ( { errors = [ \"bussy\" ]; }"
                " ); }; };");
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|Office"), OUT_FAILURE);
    EXPECT_PART(out, "errors = \"bussy\": a RAS code, a range of them or one");
    end();
}

/* The same words wherever the dialer is asked for. */
static void test_custom_dialer(void)
{
    static const char custom[] = "[Own]\r\n"
                                 "CustomRasDialDll=C:\\Acme\\ACME.DLL\r\n"
                                 "MEDIA=serial\r\nPort=COM1\r\n"
                                 "DEVICE=modem\r\nPhoneNumber=1\r\n";
    static const char allowed[] =
        "custom_dialers = ({ file = \"" RAS_DIALER_DIRECTORY "/acme.so\"; });";

    begin();
    put("book", custom);
    put("conf", "");
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|Own"), OUT_FAILURE);
    EXPECT_PART(out, "not in ras.conf's custom_dialers: C:\\Acme");
    EXPECT_NUMBER(run("-c|conf|check|book"), OUT_FAILURE);
    EXPECT_PART(out, "not in ras.conf's custom_dialers: C:\\Acme");
    put("conf", allowed);
    EXPECT_NUMBER(run("-c|conf|check|book"), OUT_FAILURE);
    EXPECT_PART(out, ": No such file");
    elsewhere.who = SOMEBODY;
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|Own"), OUT_FAILURE);
    EXPECT_PART(out, "a ras.conf that is not root's");
    elsewhere.who = ROOT;
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|Own"), OUT_FAILURE);
    EXPECT_PART(out, ": No such file");
    put("conf", "\n\ncustom_dialer = ();");
    EXPECT_NUMBER(run("-c|conf|check|book"), OUT_PROBLEMS);
    EXPECT_PART(out, "conf:3: error: custom_dialer: there is no such setting");
    end();
}

/* A user's own phonebook cannot do more than that user. */
static void test_explain_to_user(void)
{
    begin_office();
    if (getuid() == 0) {
        EXPECT_NUMBER(run("-p|book|-c|conf|explain|Office"), OUT_SUCCESS);
        EXPECT_PART(out, "\n  noauth ");
        CU_ASSERT(chmod(root, 0777) == 0);
        CU_ASSERT(unlink(path_of("out")) == 0 && unlink(path_of("err")) == 0);
        run_as = 65534;
    }
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|Office"), OUT_SUCCESS);
    CU_ASSERT_PTR_NULL(strstr(out, "\n  noauth "));
    EXPECT_PART(out, "cannot switch off `auth'");
    run_as = 0;
    end();
}

static void test_explain_refusals(void)
{
    static const struct {
        const char *entry;
        long long error;
        const char *reason;
    } rows[] = {
        {"Type=1\n", 625, "no MEDIA with a DEVICE"},
        {"CallbackMode=9\n", 625, "CallbackMode = 9"},
        {"DEVICE=vpn\nPhoneNumber=1\n", 615, "COM9"},
        {"Port=COM1\nMEDIA=x\nPort=COM1\nDEVICE=vpn\nPhoneNumber=1\n", 609,
         "DEVICE=vpn"},
        {"MEDIA=x\nPort=COM1\nDEVICE=modem\n", 749, "no number"},
        {"MEDIA=x\nPort=COM1\nDEVICE=modem\nPhoneNumber=1;&W\n", 749, ""},
        {"AuthRestrictions=16\nMEDIA=x\nPort=COM1\nDEVICE=modem\n"
         "PhoneNumber=1\n",
         816, "AuthRestrictions = 16"},
    };
    json_t *all;
    char text[512];
    size_t i;

    begin_office();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(text, sizeof(text), "[X]\nPreferredPort=COM9\n%s",
                 rows[i].entry);
        put("book", text);
        all = run_json("-jp|book|-c|conf|explain|X", OUT_FAILURE);
        EXPECT_NUMBER(json_integer_value(json_object_get(all, "error")),
                      rows[i].error);
        EXPECT_PART(out_get(all, "reason"), rows[i].reason);
        json_decref(all);
    }
    end();
}

/* A dry run: not even the tty is opened. */
static void test_explain_numbers(void)
{
    json_t *all, *list, *row;

    begin_office();
    put("book", "[X]\nMEDIA=serial\nPort=COM1\nDEVICE=modem\n"
                "PhoneNumber=555-0100\nAreaCode=425\nCountryCode=1\n"
                "UseDialingRules=1\nPhoneNumber=\nPhoneNumber=2\n"
                "TryNextAlternateOnFail=0\n");
    all = run_json("-jp|book|-c|conf|explain|X", OUT_SUCCESS);
    list = json_object_get(all, "numbers");
    EXPECT_NUMBER(json_array_size(list), 2);
    row = json_array_get(list, 0);
    EXPECT_TEXT(out_get(row, "canonical"), "+1 (425) 555-0100");
    EXPECT_TEXT(out_get(row, "command"), "ATDT14255550100");
    EXPECT_TEXT(out_get(row, "reason"), "a long-distance call");
    row = json_array_get(list, 1);
    EXPECT_TEXT(out_get(row, "number"), "2");
    EXPECT_PART(out_get(row, "reason"), "not dialled");
    json_decref(all);
    put("book", "[X]\nMEDIA=serial\nPort=COM1\nDEVICE=modem\nPhoneNumber=1\n"
                "PhoneNumber=2\nLastSelectedPhone=1\nPromoteAlternates=1\n"
                "TryNextAlternateOnFail=1\n");
    all = run_json("-jp|book|-c|conf|explain|X", OUT_SUCCESS);
    row = json_array_get(json_object_get(all, "numbers"), 0);
    EXPECT_TEXT(out_get(row, "number"), "2");
    list = json_object_get(all, "steps");
    EXPECT_TEXT(out_get(json_array_get(list, 0), "reason"),
                "that number is dialled first");
    EXPECT_PART(out_get(json_array_get(list, 1), "reason"),
                "becomes the first, in the phonebook");
    EXPECT_NUMBER(json_array_size(json_object_get(all, "without_effect")), 0);
    json_decref(all);
    end();
}

/*
 * As the plugin goes through them: a number that is wrong itself does not end
 * the dial when another one follows; a wrong access point does.
 */
static void test_explain_other_numbers(void)
{
    static const struct {
        const char *numbers;
        long long error;
    } rows[] = {
        {"PhoneNumber=5;&W\nPhoneNumber=2\n", 0},
        {"PhoneNumber=2\nPhoneNumber=5;&W\n", 0},
        {"PhoneNumber=2\nPhoneNumber=*99#\n", 0},
        {"PhoneNumber=5;&W\nPhoneNumber=6;&W\n", 749},
        {"PhoneNumber=5;&W\nPhoneNumber=*99#\nPhoneNumber=2\n", 604},
    };
    json_t *all;
    char text[512];
    size_t i;

    begin_office();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(text, sizeof(text),
                 "[X]\nApnInfoAccessPoint=a\"b\nMEDIA=serial\nPort=COM1\n"
                 "DEVICE=modem\n%sTryNextAlternateOnFail=1\n",
                 rows[i].numbers);
        put("book", text);
        all = run_json("-jp|book|-c|conf|explain|X",
                       rows[i].error ? OUT_FAILURE : OUT_SUCCESS);
        EXPECT_NUMBER(json_integer_value(json_object_get(all, "error")),
                      rows[i].error);
        json_decref(all);
    }
    end();
}

static const json_t *first_of(const json_t *all, const char *list)
{
    return json_array_get(json_object_get(all, list), 0);
}

/* The step that KEY leads to; NULL: there is none. */
static const json_t *step_of(const json_t *all, const char *key)
{
    const json_t *list = json_object_get(all, "steps"), *row;
    size_t i;

    for (i = 0; (row = json_array_get(list, i)) != NULL; i++)
        if (json_object_get(json_object_get(row, "keys"), key))
            return row;
    return NULL;
}

/* Without a location to dial from: as it is written, and it is said so. */
static void test_explain_rules(void)
{
    static const char rules[] = "[X]\nMEDIA=serial\nPort=COM1\nDEVICE=modem\n"
                                "PhoneNumber=5550100\nAreaCode=425\n"
                                "CountryCode=1\nUseDialingRules=1\n";
    json_t *all;

    begin_office();
    put("book", rules);
    put("nowhere", "devices = ({ port = \"COM1\"; name = \"Modem One\"; tty = "
                   "\"/dev/ttyNONE7\"; });\n");
    all = run_json("-jp|book|-c|nowhere|explain|X", OUT_SUCCESS);
    EXPECT_PART(out_get(first_of(all, "numbers"), "reason"),
                "ras.conf has no location");
    EXPECT_TEXT(out_get(first_of(all, "numbers"), "command"), "ATDT5550100");
    json_decref(all);
    unlink(path_of("nowhere"));
    end();
}

/* --- whose word a dial is: the system's places are this directory's */

static void begin_system(void)
{
    begin();
    elsewhere.system = ".";
    elsewhere.config = "ras.conf";
    elsewhere.history = ".";
    elsewhere.who = SOMEBODY;
}

static bool has_option(const json_t *all, const char *option)
{
    const json_t *list = json_object_get(all, "options"), *row;
    size_t i;

    for (i = 0; (row = json_array_get(list, i)) != NULL; i++)
        if (strcmp(out_get(row, "option"), option) == 0)
            return true;
    return false;
}

static json_t *explain_json(const char *places, long long error)
{
    char line[256];
    json_t *all;

    snprintf(line, sizeof(line), "-j%s|explain|X", places);
    all = run_json(line, error ? OUT_FAILURE : OUT_SUCCESS);
    EXPECT_NUMBER(json_integer_value(json_object_get(all, "error")), error);
    return all;
}

#define TTY     "[X]\nMEDIA=serial\nPort=/dev/ttyS7\nDEVICE=modem\n"
#define MODEM   "[X]\nMEDIA=serial\nPort=COM1\nDEVICE=modem\n"
#define NUMBER  "PhoneNumber=5550100\n"
#define DEVICES "devices = ({ port = \"COM1\"; tty = \"/dev/ttyNONE7\"; });"
#define PPPOE                                                                  \
    "devices = ({ name = \"E\"; kind = \"pppoe\"; interface = "                \
    "\"nosuch0\"; });"
#define BROADBAND "[X]\nMEDIA=rastapi\nPort=PPPoE1-0\nDevice=E\nDEVICE=PPPoE\n"
#define CARD                                                                   \
    "location = \"D\"; locations = ({ name = \"D\"; country_code = 1;"         \
    "area_code = \"425\"; calling_card = { name = \"C\"; card_number ="        \
    "\"4711\"; long_distance = \"800,H,FG\"; }; });"

static void test_explain_words(void)
{
    static const struct {
        const char *places, *book, *conf, *own;
        long long error;
        const char *reason;
        bool noauth; /* root has chosen the peer */
    } rows[] = {
        {"p|./rasphone.pbk", TTY NUMBER, NULL, "", 0, "", true},
        {"p|./rasphone.pbk", MODEM NUMBER, DEVICES, "", 0, "", true},
        {"p|./rasphone.pbk|-c|ras.conf", MODEM NUMBER, DEVICES, "", 0, "",
         true},
        {"p|./rasphone.pbk|-c|conf", MODEM NUMBER, NULL, DEVICES, 0, "", false},
        /* root's rules are for a user's ras.conf, too */
        {"p|./rasphone.pbk|-c|conf", MODEM NUMBER,
         "policy = { redial = { causes = ({ errors = [ \"bussy\" ]; }); }; };",
         DEVICES, 667, "errors = \"bussy\"", false},
        {"p|./rasphone.pbk|-c|conf", MODEM NUMBER, "policy = 1;", DEVICES, 667,
         "ras.conf:1", false},
        {"p|./rasphone.pbk|-c|none", MODEM NUMBER, NULL, "", 657,
         "none: No such file", false},
        {"p|book", MODEM NUMBER, DEVICES, "", 0, "", false},
        {"p|book", TTY NUMBER, NULL, "", 0, "", false},
        {"p|./rasphone.pbk", BROADBAND, PPPOE, "", 0, "", true},
        {"p|book", BROADBAND, PPPOE, "", 0, "", false},
        {"p|book|-c|conf", BROADBAND, NULL, PPPOE, 5,
         "nosuch0: only root's ras.conf names", false},
        /* root's calling card is for root's lines */
        {"p|book", MODEM "PhoneNumber=+1 (206) 5\nUseDialingRules=1\n",
         DEVICES CARD, "", 0, "", false},
        {"p|book", TTY "PhoneNumber=+1 (206) 5\nUseDialingRules=1\n", CARD, "",
         5, "the calling card of \"D\"", false},
    };
    json_t *all;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin_system();
        put(strstr(rows[i].places, "./") ? "rasphone.pbk" : "book",
            rows[i].book);
        put("conf", rows[i].own);
        if (rows[i].conf) {
            put("ras.conf", rows[i].conf);
            CU_ASSERT(chmod(path_of("ras.conf"), 0600) == 0);
        }
        all = explain_json(rows[i].places, rows[i].error);
        EXPECT_PART(out_get(all, "reason"), rows[i].reason);
        CU_ASSERT_EQUAL(has_option(all, "noauth"), rows[i].noauth);
        CU_ASSERT_EQUAL(strstr(out, "who is saved for") != NULL,
                        rows[i].noauth);
        CU_ASSERT_EQUAL(strstr(out, "what is saved for") != NULL,
                        rows[i].noauth);
        CU_ASSERT_PTR_NULL(strstr(out, "4711"));
        json_decref(all);
        end();
    }
}

/* One that is there but cannot be looked at is not taken for none. */
static void test_explain_hidden_conf(void)
{
    begin_system();
    elsewhere.config = "file/ras.conf";
    put("file", "");
    put("rasphone.pbk", TTY NUMBER);
    json_decref(explain_json("p|./rasphone.pbk", 657));
    end();
}

/* What becomes the first number in whose phonebook: promote.h. */
static void test_explain_promotion(void)
{
    static const struct {
        const char *places;
        const char *reason;
    } rows[] = {
        {"p|./rasphone.pbk", "only a call of root's"},
        {"p|./rasphone.pbk|-c|conf", "only a call of root's"},
        {"p|book", "in the phonebook, too"},
    };
    static const char text[] = MODEM NUMBER
        "PhoneNumber=2\nTryNextAlternateOnFail=1\nPromoteAlternates=1\n";
    json_t *all;
    size_t i;

    begin_system();
    put("rasphone.pbk", text);
    put("book", text);
    put("ras.conf", DEVICES);
    put("conf", DEVICES);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        all = explain_json(rows[i].places, 0);
        EXPECT_PART(out_get(step_of(all, "PromoteAlternates"), "reason"),
                    rows[i].reason);
        json_decref(all);
    }
    end();
}

static void fail_once(struct history *h, void *context)
{
    (void)context;
    h->policy.error = 676;
    policy_count(&h->policy.failed, 676);
}

static void damage_history(void)
{
    DIR *dir = opendir(root);
    struct dirent *d;

    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    while ((d = readdir(dir)) != NULL)
        if (strstr(d->d_name, ".state"))
            put(d->d_name, "nothing\n");
    closedir(dir);
}

/* What was dialled before counts for root's entries; damage is told. */
static void test_explain_history(void)
{
    const json_t *history;
    struct conf_problem p;
    struct history after;
    json_t *all;

    begin_system();
    put("rasphone.pbk", TTY NUMBER);
    put("book", TTY NUMBER);
    EXPECT_NUMBER(history_update(root, path_of("rasphone.pbk"), "X", fail_once,
                                 NULL, &after, &p),
                  CONF_OK);
    all = explain_json("p|./rasphone.pbk", 0);
    history = json_object_get(json_object_get(all, "redial"), "history");
    EXPECT_NUMBER(json_integer_value(json_object_get(history, "error")), 676);
    EXPECT_NUMBER(json_array_size(json_object_get(all, "notes")), 0);
    json_decref(all);
    all = explain_json("p|book", 0);
    history = json_object_get(json_object_get(all, "redial"), "history");
    EXPECT_NUMBER(json_integer_value(json_object_get(history, "error")), 0);
    json_decref(all);
    damage_history();
    all = explain_json("p|./rasphone.pbk", 0);
    history = json_object_get(json_object_get(all, "redial"), "history");
    CU_ASSERT(json_is_true(json_object_get(history, "damaged")));
    EXPECT_PART(json_string_value(first_of(all, "notes")), ".state");
    json_decref(all);
    end();
}

/* --- for people */

/* Of an entry that cannot be read only its own lines are told. */
static void test_explain_unread(void)
{
    begin_office();
    put("book", "[X]\nCallbackMode=9\nGuid=00\nCustomAuthData=1234\n"
                "PreSharedKey=\nSharedPhoneNumbers=1\n"
                "MEDIA=serial\nDEVICE=modem\n");
    EXPECT_NUMBER(run("-p|book|explain|X"), OUT_FAILURE);
    EXPECT_PART(out, "It cannot be dialled: RAS error 625 - ");
    EXPECT_PART(out, "CallbackMode = 9");
    EXPECT_PART(out, "CustomAuthData=***          settings of a Windows EAP");
    CU_ASSERT_PTR_NULL(strstr(out, "1234"));
    EXPECT_PART(out, "  and 2 that say what Windows writes anyway");
    CU_ASSERT_PTR_NULL(strstr(out, "Options for pppd"));
    CU_ASSERT_PTR_NULL(strstr(out, "Device\n"));
    end();
}

/* More words behind an option than a line has room for. */
static void test_explain_long_values(void)
{
    char text[1024];

    begin_system();
    snprintf(text, sizeof(text),
             "[X]\nSharedPhoneNumbers=1\nIpPrioritizeRemote=0\n"
             "PrerequisiteEntry=%0200d\nPrerequisitePbk=%0200d\n"
             "MEDIA=serial\nPort=/dev/ttyS7\nDEVICE=modem\n"
             "HwFlowControl=0\nPhoneNumber=1\nLastSelectedPhone=7\n",
             1, 2);
    put("book", text);
    EXPECT_NUMBER(run("-p|book|explain|X"), OUT_SUCCESS);
    EXPECT_PART(out, "PrerequisitePbk=000");
    EXPECT_PART(out, "no route by class: that is for root's phonebooks\n");
    EXPECT_PART(out, "bit/s, no flow control\n");
    CU_ASSERT_PTR_NULL(strstr(out, "that number is dialled first"));
    CU_ASSERT_PTR_NULL(strstr(out, "those of the first link"));
    end();
}

/* --- custom dialers that may be used */

static const char *const tree[] = {"usr", "usr/lib", "usr/lib/ppp-rasdial",
                                   "usr/lib/ppp-rasdial/dialers"};
#define ACME "usr/lib/ppp-rasdial/dialers/acme.so"

extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

/* Enough of an object like ourselves: nobody loads it here. */
static void begin_dialers(void)
{
    ElfW(Ehdr) e = __ehdr_start;
    FILE *f;
    size_t i;

    umask(022);
    begin();
    for (i = 0; i < sizeof(tree) / sizeof(tree[0]); i++)
        CU_ASSERT(mkdir(path_of(tree[i]), 0755) == 0);
    f = fopen(path_of(ACME), "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    e.e_type = ET_DYN;
    EXPECT_NUMBER(fwrite(&e, sizeof(e), 1, f), 1);
    fclose(f);
    elsewhere.root = ".";
    put("conf", "custom_dialers = ({ file = \"/" ACME "\"; });");
}

static void end_dialers(void)
{
    size_t i;

    CU_ASSERT(unlink(path_of(ACME)) == 0);
    for (i = sizeof(tree) / sizeof(tree[0]); i > 0; i--)
        CU_ASSERT(rmdir(path_of(tree[i - 1])) == 0);
    end();
}

/*
 * It needs no line that is known here, and media that nobody else dials; but
 * something to dial.
 */
static void test_explain_dialers(void)
{
    static const struct {
        const char *lines, *places;
        long long error;
        const char *step;
        int check;
    } rows[] = {
        {"MEDIA=rastapi\nPort=VPN9-0\nDEVICE=vpn\n" NUMBER, "p|book|-c|conf", 0,
         "brings the line", OUT_SUCCESS},
        {"MEDIA=rastapi\nPort=VPN9-0\nDEVICE=vpn\n", "p|book|-c|conf", 749,
         "brings the line", OUT_SUCCESS},
        {"MEDIA=serial\nPort=/dev/ttyS7\nDEVICE=modem\nPhoneNumber=5;&W\n",
         "p|book|-c|conf", 0, "it dials", OUT_SUCCESS},
        {"MEDIA=rastapi\nPort=VPN9-0\nDEVICE=vpn\n" NUMBER, "p|book|-c|empty",
         755, "", OUT_FAILURE},
    };
    char text[256], line[64];
    bool brings;
    json_t *all;
    size_t i;

    if (getuid() != 0)
        return; /* only root can make what root owns */
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin_dialers();
        put("empty", "");
        snprintf(text, sizeof(text), "[X]\nCustomRasDialDll=acme.dll\n%s",
                 rows[i].lines);
        put("book", text);
        all = explain_json(rows[i].places, rows[i].error);
        EXPECT_PART(out_get(step_of(all, "CustomRasDialDll"), "reason"),
                    rows[i].step);
        brings = strstr(rows[i].lines, "VPN9") != NULL;
        CU_ASSERT_EQUAL(json_object_get(all, "line") == NULL, brings);
        json_decref(all);
        snprintf(line, sizeof(line), "-%s|check", rows[i].places);
        EXPECT_NUMBER(run(line), rows[i].check);
        end_dialers();
    }
}

/* The access point of a cellular module goes into a command: no more than a
 * name may. */
static void test_explain_cellular(void)
{
    static const struct {
        const char *point;
        int status;
        const char *context;
    } rows[] = {
        {"internet.example", OUT_SUCCESS, "AT+CGDCONT=1,\"IP\",\"internet."},
        {"a\"b", OUT_FAILURE, ""},
    };
    json_t *all;
    char text[256];
    size_t i;

    begin();
    put("conf", "devices = ({ port = \"COM5\"; name = \"Cell\"; kind = "
                "\"cellular\"; tty = \"/dev/ttyNONE5\"; });\n");
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(text, sizeof(text),
                 "[X]\nApnInfoAccessPoint=%s\nMEDIA=serial\nPort=COM5\n"
                 "DEVICE=modem\nPhoneNumber=*99***1#\n",
                 rows[i].point);
        put("book", text);
        all = run_json("-jp|book|-c|conf|explain|X", rows[i].status);
        EXPECT_PART(out_get(first_of(all, "numbers"), "context"),
                    rows[i].context);
        json_decref(all);
        EXPECT_NUMBER(run("-p|book|-c|conf|explain|X"), rows[i].status);
        EXPECT_PART(out, rows[i].status == OUT_SUCCESS
                             ? "(before it)\n"
                             : "letters, digits, - and . are allowed");
    }
    end();
}

/* Links, numbers that trade places, a cable that greets, a service. */
static void test_explain_steps(void)
{
    json_t *all;

    begin_office();
    elsewhere.who = ROOT;
    put("book", "[X]\nSharedPhoneNumbers=1\nMEDIA=serial\nPort=COM1\n"
                "DEVICE=modem\nPhoneNumber=1\nLastSelectedPhone=1\n"
                "PromoteAlternates=1\nMEDIA=serial\nPort=COM2\n"
                "DEVICE=modem\n");
    all = run_json("-jp|book|-c|conf|explain|X", OUT_SUCCESS);
    EXPECT_PART(out_get(step_of(all, "SharedPhoneNumbers"), "reason"),
                "those of the first link");
    /* One number cannot become the first. */
    CU_ASSERT_PTR_NULL(step_of(all, "PromoteAlternates"));
    CU_ASSERT_PTR_NULL(step_of(all, "LastSelectedPhone"));
    json_decref(all);
    put("book", "[X]\nSharedPhoneNumbers=0\nMEDIA=serial\nPort=COM1\n"
                "DEVICE=modem\nPhoneNumber=1\nMEDIA=serial\nPort=COM2\n"
                "DEVICE=modem\nPhoneNumber=2\n");
    all = run_json("-jp|book|-c|conf|explain|X", OUT_SUCCESS);
    CU_ASSERT_PTR_NULL(step_of(all, "SharedPhoneNumbers"));
    json_decref(all);
    put("conf", "devices = ({ port = \"COM3\"; kind = \"direct\"; tty = "
                "\"/dev/ttyNONE9\"; greeting = true; },\n"
                "{ name = \"E\"; kind = \"pppoe\"; interface = \"nosuch0\"; "
                "});\n");
    put("book", "[X]\nType=3\nMEDIA=serial\nPort=COM3\nDEVICE=null\n"
                "[Y]\nType=5\nMEDIA=rastapi\nPort=PPPoE1-0\nDevice=E\n"
                "DEVICE=PPPoE\nPhoneNumber=dsl.example\n");
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|X"), OUT_SUCCESS);
    EXPECT_PART(out, "  Greeting                    CLIENT, answered with "
                     "CLIENTSERVER  (before PPP)\n");
    all = run_json("-jp|book|-c|conf|explain|Y", OUT_SUCCESS);
    EXPECT_TEXT(out_get(first_of(all, "numbers"), "number"), "dsl.example");
    EXPECT_TEXT(out_get(first_of(all, "numbers"), "reason"),
                "the name of the service");
    json_decref(all);
    end();
}

/* Hours that are not now; a rule for all that fails ends the list of them. */
static void test_explain_hours(void)
{
    static const char *const days[] = {"sun", "mon", "tue", "wed",
                                       "thu", "fri", "sat"};
    time_t now = time(NULL);
    struct tm tm;
    char text[512];
    json_t *all;

    begin_office();
    elsewhere.who = ROOT;
    CU_ASSERT_PTR_NOT_NULL_FATAL(localtime_r(&now, &tm));
    snprintf(text, sizeof(text),
             "%spolicy = { redial = { stable = 0;\n"
             "hours = [ \"%s 08:00-09:00\", \"%s 10:00-11:00\" ];\n"
             "causes = ({ errors = [ \"busy\" ]; attempts = 2; },\n"
             "  { attempts = 5; }); }; };\n",
             "devices = ({ port = \"COM1\"; name = \"Modem One\"; tty = "
             "\"/dev/ttyNONE7\"; });\n",
             days[(tm.tm_wday + 3) % 7], days[(tm.tm_wday + 3) % 7]);
    put("conf", text);
    all = run_json("-jp|book|-c|conf|explain|Office", OUT_FAILURE);
    EXPECT_NUMBER(json_array_size(
                      json_object_get(json_object_get(all, "redial"), "rules")),
                  2);
    CU_ASSERT(strcmp(out_get(json_object_get(all, "redial"), "now"),
                     "may be dialled") != 0);
    EXPECT_TEXT(out_get(json_object_get(all, "redial"), "now"),
                out_get(all, "reason"));
    json_decref(all);
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|Office"), OUT_FAILURE);
    snprintf(text, sizeof(text), "\n  Hours                       %s 08:00",
             days[(tm.tm_wday + 3) % 7]);
    EXPECT_PART(out, text);
    EXPECT_PART(out, " 10:00-11:00\n");
    CU_ASSERT_PTR_NULL(strstr(out, "counts as a try that failed"));
    EXPECT_PART(out, "\n  any other failure           5 more");
    end();
}

/* --- the table of effects, held against what a dry run makes of each key */

static const char base[] = "[X]\n%sPBVersion=8\nDataEncryption=8\n"
                           "IpAddress=192.0.2.7\nIpDnsAddress=192.0.2.8\n"
                           "IpDns2Address=192.0.2.9\nPreferredBps=9600\n"
                           "PrerequisiteEntry=First\n"
                           "MEDIA=serial\n%s%sConnectBPS=19200\nDEVICE=modem\n"
                           "%sPhoneNumber=555-0101\n%sPhoneNumber=5550102\n";

/* Keys that need another entry to show what they do. */
static const struct {
    enum pbk_key_id key;
    const char *value, *extra; /* EXTRA: lines of the number */
    bool no_port;              /* the entry names no port, or one unknown */
} trials[] = {
    {PBK_KEY_DialMode, "1", "MEDIA=serial\nPort=COM2\nDEVICE=modem\n", false},
    {PBK_KEY_Type, "3", "PreferredPort=COM3\n", true},
    {PBK_KEY_ExcludedProtocols, "8", "", false},
    {PBK_KEY_AuthRestrictions, "512", "", false},
    {PBK_KEY_BaseProtocol, "2", "", false},
    {PBK_KEY_PreferredPort, "COM2", "", true},
    {PBK_KEY_PreferredDevice, "Modem Two", "", true},
    {PBK_KEY_Device, "Modem Two", "", true},
    {PBK_KEY_Port, "COM2", "", true},
    {PBK_KEY_IpDnsAddress, "192.0.2.99", "", false},
    {PBK_KEY_RedialSeconds, "7", "", false},
    {PBK_KEY_PhoneNumber, "5550199", "", false},
    {PBK_KEY_ApnInfoAccessPoint, "internet.example",
     "TryNextAlternateOnFail=1\nPhoneNumber=*99***1#\n", false},
    {PBK_KEY_AreaCode, "425", "CountryCode=1\n", false},
    {PBK_KEY_CountryCode, "49", "AreaCode=30\n", false},
    {PBK_KEY_UseDialingRules, "1", "CountryCode=1\nAreaCode=425\n", false},
};

static const char *new_value(const struct pbk_key *key)
{
    static char text[32];
    size_t i;

    for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++)
        if (&pbk_keys[trials[i].key] == key)
            return trials[i].value;
    if (key->type == PBK_ENCRYPTION)
        return "256";
    if (key->type == PBK_IPV4)
        return "192.0.2.77";
    if (key->type == PBK_GUID)
        return "7A3C90E15BD2464F9E1C28F07D54A6B3";
    if (!pbk_key_is_number(key))
        return "X";
    snprintf(
        text, sizeof(text), "%lld",
        (long long)(key->otherwise < key->max ? key->otherwise + 1 : key->min));
    return text;
}

/* The four places of BASE where a line may stand. */
struct lines {
    char entry[256], media[128], device[128], number[256];
};

static void add_line(struct lines *l, enum pbk_scope scope, const char *line)
{
    char *at[] = {[PBK_SCOPE_E] = l->entry,
                  [PBK_SCOPE_N] = l->entry,
                  [PBK_SCOPE_M] = l->media,
                  [PBK_SCOPE_D] = l->device,
                  [PBK_SCOPE_P] = l->number};
    size_t n = strlen(at[scope]);

    snprintf(at[scope] + n, 128 - n, "%s", line);
}

/* Writes an entry with LINE, and with what KEY needs to have its effect. */
static void put_trial(const struct pbk_key *key, const char *line)
{
    const char *port = "Port=COM1\n";
    struct lines l = {"", "", "", ""};
    char text[2048], condition[64];
    const struct pbk_key *other;
    int64_t value;
    size_t i;

    add_line(&l, key->scope, line);
    other = effect_only(key, &value);
    if (other) {
        snprintf(condition, sizeof(condition), "%s=%lld\n", other->name,
                 (long long)value);
        add_line(&l, other->scope, condition);
    }
    for (i = 0; i < sizeof(trials) / sizeof(trials[0]); i++)
        if (&pbk_keys[trials[i].key] == key) {
            port = trials[i].no_port ? "" : port;
            add_line(&l, PBK_SCOPE_P, trials[i].extra);
        }
    snprintf(text, sizeof(text), base, l.entry, port, l.media, l.device,
             l.number);
    put("book", text);
    put("conf", config);
}

static json_t *account_of(const struct pbk_key *key, const char *line)
{
    struct rasphone_options o = {.phonebook = path_of("book"),
                                 .config = path_of("conf")};
    struct rasphone_found found;
    json_t *all = NULL;
    struct rasphone r;

    put_trial(key, line);
    rasphone_begin(&r, &o);
    CU_ASSERT_FATAL(books_single(o.phonebook, &r.books) == CONF_OK);
    if (rasphone_find(&r, "X", &found)) {
        all = explain_make(&r, &found);
        rasphone_found_free(&found);
    }
    books_free(&r.books);
    CU_ASSERT_PTR_NOT_NULL_FATAL(all);
    json_object_del(all, "without_effect");
    json_object_del(all, "notes");
    return all;
}

static bool changes_the_dial(const struct pbk_key *key)
{
    char line[128];
    json_t *before, *after;
    bool differ;

    snprintf(line, sizeof(line), "%s=%s\n", key->name, new_value(key));
    before = account_of(key, "");
    after = account_of(key, line);
    differ = !json_equal(before, after);
    json_decref(before);
    json_decref(after);
    return differ;
}

/*
 * PBVersion counts by being there, Encoding is the reader's, CallbackMode
 * counts with a number, which no book has, and SharedPhoneNumbers with a second
 * link.
 */
static void test_effects(void)
{
    size_t i;

    begin();
    for (i = 0; i < PBK_KEYS; i++) {
        const struct pbk_key *key = &pbk_keys[i];
        bool effect = effect_none(key) == NULL, changes;

        if (key->type == PBK_HEADER || key == &pbk_keys[PBK_KEY_Encoding] ||
            key == &pbk_keys[PBK_KEY_PBVersion] ||
            key == &pbk_keys[PBK_KEY_CallbackMode] ||
            key == &pbk_keys[PBK_KEY_SharedPhoneNumbers])
            continue;
        changes = changes_the_dial(key);
        if (changes != effect)
            fprintf(stderr, "%s: %s\n", key->name,
                    effect ? "it changes nothing" : "it changes the dial");
        CU_ASSERT(changes == effect);
    }
    end();
}

/* Every row that has a reason speaks of a key that would else seem to act. */
static void test_effect_rows(void)
{
    size_t i;

    for (i = 0; i < PBK_KEYS; i++)
        if (effects[i].none)
            CU_ASSERT(pbk_keys[i].offset != PBK_NOWHERE);
}

/* --- devices and peer */

static void test_devices(void)
{
    char path[256];

    begin_office();
    EXPECT_NUMBER(run("-c|conf|devices"), 0);
    EXPECT_PART(out, "/dev/ttyNONE7  not there\n    ras.conf: port \"COM1\", "
                     "name \"Modem One\"\n");
    snprintf(path, sizeof(path), "%s/sys", root);
    sys_ttys = path;
    CU_ASSERT(mkdir(path, 0700) == 0);
    CU_ASSERT(mkdir(path_of("sys/ttyX1"), 0700) == 0);
    CU_ASSERT(mkdir(path_of("sys/ttyX1/device"), 0700) == 0);
    CU_ASSERT(symlink("../../y/ftdi_sio", path_of("sys/ttyX1/device/driver")) ==
              0);
    CU_ASSERT(mkdir(path_of("sys/ttyX2"), 0700) == 0);
    CU_ASSERT(mkdir(path_of("sys/ttyX3"), 0700) == 0);
    CU_ASSERT(mkdir(path_of("sys/ttyX3/device"), 0700) == 0);
    put("sys/ttyX3/type", "0\n");
    EXPECT_NUMBER(run("-c|conf|devices"), 0);
    EXPECT_PART(out, "/dev/ttyX1  ftdi_sio\n");
    CU_ASSERT_PTR_NULL(strstr(out, "ttyX2"));
    CU_ASSERT_PTR_NULL(strstr(out, "ttyX3"));
    json_decref(run_json("-j|-c|conf|devices", 0));
    sys_nets = path;
    CU_ASSERT(mkdir(path_of("sys/eth7"), 0700) == 0);
    put("net", "devices = ({ name = \"D\"; kind = \"pppoe\"; interface = "
               "\"eth7\"; }, { name = \"E\"; kind = \"pppoe\"; interface = "
               "\"nosuch0\"; });\n");
    EXPECT_NUMBER(run("-c|net|devices"), 0);
    EXPECT_PART(out, "eth7\n    ras.conf: port \"\", name \"D\"\n");
    EXPECT_PART(out, "nosuch0  not there\n    ras.conf: port \"\", name");
    unlink(path_of("net"));
    rmdir(path_of("sys/eth7"));
    sys_nets = "/sys/class/net";
    sys_ttys = "/sys/class/tty";
    unlink(path_of("sys/ttyX3/type"));
    unlink(path_of("sys/ttyX1/device/driver"));
    rmdir(path_of("sys/ttyX1/device"));
    rmdir(path_of("sys/ttyX3/device"));
    rmdir(path_of("sys/ttyX1"));
    rmdir(path_of("sys/ttyX2"));
    rmdir(path_of("sys/ttyX3"));
    CU_ASSERT(rmdir(path) == 0);
    put("conf", "devices = 3;\n");
    EXPECT_NUMBER(run("-c|conf|devices"), OUT_FAILURE);
    EXPECT_PART(err, "conf:1");
    end();
}

/* A line of many names, and one whose driver says nothing of itself. */
static void test_device_names(void)
{
    char path[256], ids[256];

    begin();
    snprintf(path, sizeof(path), "%s", path_of("sys"));
    snprintf(ids, sizeof(ids), "%s", path_of("ids"));
    CU_ASSERT(mkdir(path, 0700) == 0 && mkdir(ids, 0700) == 0);
    CU_ASSERT(mkdir(path_of("sys/null"), 0700) == 0);
    CU_ASSERT(mkdir(path_of("sys/null/device"), 0700) == 0);
    CU_ASSERT(symlink("generic", path_of("sys/null/device/driver")) == 0);
    put("sys/null/type", "");
    CU_ASSERT(symlink("/dev/null", path_of("ids/usb-Modem")) == 0);
    CU_ASSERT(symlink("/dev/zero", path_of("ids/usb-Other")) == 0);
    CU_ASSERT(symlink("/dev/nowhere", path_of("ids/usb-Gone")) == 0);
    sys_ttys = path;
    by_id = ids;
    put("conf", "devices = ({ port = \"COM1\"; name = \"M\"; tty = "
                "\"/dev/null\"; });\n");
    EXPECT_NUMBER(run("-c|conf|devices"), 0);
    EXPECT_PART(out, "/dev/null  generic\n");
    EXPECT_PART(out, "ids/usb-Modem\n");
    EXPECT_PART(out, "ras.conf: port \"COM1\", name \"M\"\n");
    CU_ASSERT_PTR_NULL(strstr(out, "usb-Other"));
    CU_ASSERT_PTR_NULL(strstr(out, "usb-Gone"));
    put("conf", "");
    EXPECT_NUMBER(run("-c|conf|devices"), 0);
    CU_ASSERT_PTR_NULL(strstr(out, "ras.conf:"));
    unlink(path_of("ids/usb-Modem"));
    unlink(path_of("ids/usb-Other"));
    unlink(path_of("ids/usb-Gone"));
    unlink(path_of("sys/null/type"));
    unlink(path_of("sys/null/device/driver"));
    rmdir(path_of("sys/null/device"));
    rmdir(path_of("sys/null"));
    EXPECT_NUMBER(run("-c|conf|devices"), 0); /* no line at all */
    rmdir(path);
    rmdir(ids);
    sys_ttys = "/sys/class/tty";
    by_id = "/dev/serial/by-id";
    end();
}

/* A list that cannot be read is not an empty one. */
static void test_devices_unread(void)
{
    char path[256];

    begin();
    put("conf", "");
    put("sys", "a file\n");
    snprintf(path, sizeof(path), "%s", path_of("sys"));
    sys_ttys = path;
    EXPECT_NUMBER(run("-c|conf|devices"), OUT_FAILURE);
    EXPECT_PART(err, "/sys: cannot read it: Not a directory\n");
    EXPECT_NUMBER(run("-j|-c|conf|devices"), OUT_FAILURE);
    EXPECT_PART(out, "[]");
    sys_ttys = "/nowhere";
    EXPECT_NUMBER(run("-c|conf|devices"), 0);
    sys_ttys = "/sys/class/tty";
    end();
}

/* Scripts on both sides of the dial, lines of each kind, and other names. */
static void test_explain_lines(void)
{
    int saved = dup(0), null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    char path[256];

    begin();
    elsewhere.who = ROOT;
    dup2(null, 0);
    put("conf", "devices = ({ port = \"COM1\"; name = \"M\"; tty = "
                "\"/dev/stdin\"; greeting = true; },\n"
                "{ port = \"COM2\"; name = \"N\"; tty = \"/dev/null\"; "
                "kind = \"direct\"; },\n"
                "{ name = \"E\"; kind = \"pppoe\"; interface = \"lo\"; },\n"
                "{ name = \"F\"; kind = \"pppoe\"; interface = "
                "\"nosuch0\"; });\n");
    put("book", "[A]\nType=1\nMEDIA=serial\nPort=COM1\nDevice=M\n"
                "DEVICE=switch\nTerminal=0\nScript=1\nName=/a.scp\n"
                "DEVICE=modem\nPhoneNumber=5\nHwFlowControl=0\n"
                "DEVICE=switch\nTerminal=0\nScript=1\nName=/b.scp\n"
                "[B]\nMEDIA=rastapi\nPort=PPPoE1-0\nDevice=E\nDEVICE=PPPoE\n"
                "[C]\nMEDIA=serial\nPort=COM2\nDEVICE=null\n"
                "[F]\nMEDIA=rastapi\nPort=PPPoE1-0\nDevice=F\nDEVICE=PPPoE\n");
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|A"), 0);
    EXPECT_PART(out,
                "  Script                      a.scp  (before the dial)\n");
    EXPECT_PART(out, "  Script                      b.scp  (behind CONNECT)\n");
    EXPECT_PART(out, "  tty                         /dev/stdin\n");
    EXPECT_PART(out, "/dev/null  (at the moment)\n");
    EXPECT_PART(out, "no flow control\n");
    snprintf(path, sizeof(path), "%s", path_of("sys"));
    CU_ASSERT(mkdir(path, 0700) == 0 && mkdir(path_of("sys/lo"), 0700) == 0);
    sys_nets = path;
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|B"), 0);
    EXPECT_PART(out, "  Interface                   lo\n");
    EXPECT_NUMBER(run("-p|book|-c|conf|explain|C"), 0);
    EXPECT_PART(out, "  tty                         /dev/null\n");
    EXPECT_PART(out, "  Kind                        direct\n");
    CU_ASSERT_PTR_NULL(strstr(out, "at the moment"));
    (void)run("-p|book|-c|conf|explain|F");
    EXPECT_PART(out, "nosuch0  (not there now)\n");
    sys_nets = "/sys/class/net";
    CU_ASSERT(rmdir(path_of("sys/lo")) == 0 && rmdir(path) == 0);
    dup2(saved, 0);
    close(saved);
    close(null);
    end();
}

static void test_peer(void)
{
    char expected[512], line[512];

    begin();
    put("book", "[a \"b\" \\c]\nMEDIA=serial\nDEVICE=modem\n");
    EXPECT_NUMBER(run("-p|book|peer|a \"b\" \\c"), 0);
    snprintf(expected, sizeof(expected),
             "plugin rasdial.so\nras-entry \"a \\\"b\\\" \\\\c\"\n"
             "ras-phonebook \"%s\"\n",
             path_of("book"));
    EXPECT_PART(out, expected);
    snprintf(line, sizeof(line), "-p|book|-o|peer|peer|a \"b\" \\c");
    EXPECT_NUMBER(run(line), 0);
    EXPECT_TEXT(out, "");
    EXPECT_PART(get("peer"), expected);
    EXPECT_NUMBER(run("-p|book|-o|none/peer|peer|a \"b\" \\c"), OUT_FAILURE);
    EXPECT_NUMBER(run("-p|book|peer|Nobody"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 623)");
    EXPECT_NUMBER(run("-p|book|-c|none|peer|a \"b\" \\c"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 621)");
    EXPECT_TEXT(out, "");
    put("conf", "");
    EXPECT_NUMBER(run("-p|book|-c|conf|peer|a \"b\" \\c"), 0);
    snprintf(expected, sizeof(expected), "ras-config \"%s\"\n",
             path_of("conf"));
    EXPECT_PART(out, expected);
    end();
}

/* --- changing */

static void test_set(void)
{
    char expected[sizeof(office)];
    char *at;

    begin_office();
    EXPECT_NUMBER(run("-p|book|set|office|RedialAttempts=7"), 0);
    memcpy(expected, office, sizeof(office));
    at = strstr(expected, "RedialAttempts=3");
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    at[strlen("RedialAttempts=")] = '7';
    EXPECT_TEXT(get("book"), expected);
    EXPECT_NUMBER(run("-p|book|set|Office|RedialAttempts=9|CallbackMode=5"),
                  OUT_FAILURE);
    EXPECT_PART(err, "CallbackMode = 5");
    EXPECT_PART(err, "(RAS error 87)");
    EXPECT_TEXT(get("book"), expected);
    EXPECT_NUMBER(run("-p|book|set|Office|NoSuchKey=1"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 87)");
    EXPECT_NUMBER(run("-p|book|set|Office|Speaker"), OUT_FAILURE);
    EXPECT_PART(err, "Speaker: this is not KEY=VALUE");
    EXPECT_NUMBER(run("-p|book|set|Office|PreSharedKey=secret\x01"),
                  OUT_FAILURE);
    CU_ASSERT_PTR_NULL(strstr(err, "secret\x01"));
    EXPECT_NUMBER(run("-p|book|set|Nobody|Speaker=1"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 623)");
    EXPECT_TEXT(get("book"), expected);
    end();
}

static void test_add(void)
{
    begin();
    EXPECT_NUMBER(run("-p|new|add|Site A|PhoneNumber=5551|Port=COM2"), 0);
    EXPECT_NUMBER(run("-p|new|-c|none|list"), 0);
    EXPECT_TEXT(out, "Site A  modem  COM2  5551  new\n");
    EXPECT_NUMBER(run("-p|new|add|site a"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 183)");
    EXPECT_NUMBER(run("-p|new|add|a/b"), OUT_FAILURE);
    EXPECT_NUMBER(run("-p|new|add|--kind|direct|Cable"), 0);
    EXPECT_NUMBER(run("-p|new|list"), 0);
    EXPECT_PART(out, "Cable   serial");
    EXPECT_NUMBER(run("-p|new|check"), 0);
    EXPECT_TEXT(out, "");
    EXPECT_NUMBER(run("-p|none/new|add|X"), OUT_FAILURE);
    end();
}

/* Anybody but root has a phonebook, made with the first entry. */
static void test_add_to_own(void)
{
    static const char *const made[] = {
        "home/.config/ppp-rasdial/.rasphone.pbk.lock",
        "home/.config/ppp-rasdial/rasphone.pbk", "home/.config/ppp-rasdial",
        "home/.config", "home"};
    struct stat st;
    size_t i;

    begin();
    CU_ASSERT(mkdir(path_of("home"), 0700) == 0);
    setenv("HOME", path_of("home"), 1);
    unsetenv("XDG_CONFIG_HOME");
    if (getuid() == 0) {
        CU_ASSERT(chmod(root, 0777) == 0);
        CU_ASSERT(chown(path_of("home"), 65534, 65534) == 0);
        run_as = 65534;
    }
    EXPECT_NUMBER(run("add|Mine|PhoneNumber=5551|Port=COM2"), 0);
    EXPECT_NUMBER(run("-c|none|list"), 0);
    EXPECT_PART(out, "Mine  modem  COM2  5551  ");
    EXPECT_NUMBER(run("add|mine"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 183)");
    run_as = 0;
    for (i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        CU_ASSERT_FATAL(stat(path_of(made[i]), &st) == 0);
        if (S_ISDIR(st.st_mode))
            EXPECT_NUMBER(st.st_mode & 0777, 0700);
        CU_ASSERT(remove(path_of(made[i])) == 0);
    }
    unsetenv("HOME");
    end();
}

/* A user without a home, one whose home is not there, a path without end. */
static void test_no_place(void)
{
    char line[PATH_MAX + 64] = "-p|";

    begin();
    if (getuid() == 0) {
        CU_ASSERT(chmod(root, 0777) == 0);
        run_as = 65534;
    }
    unsetenv("HOME");
    unsetenv("XDG_CONFIG_HOME");
    EXPECT_NUMBER(run("add|X|PhoneNumber=1"), OUT_FAILURE);
    EXPECT_PART(err, "there is no phonebook of this user: use --phonebook");
    setenv("HOME", "/proc/nowhere", 1);
    EXPECT_NUMBER(run("add|X|PhoneNumber=1"), OUT_FAILURE);
    EXPECT_PART(err, "/proc/nowhere/.config: ");
    EXPECT_PART(err, "(RAS error 624)");
    setenv("XDG_CONFIG_HOME", "/proc/nowhere", 1);
    EXPECT_NUMBER(run("add|X|PhoneNumber=1"), OUT_FAILURE);
    EXPECT_PART(err, "/proc/nowhere: ");
    unsetenv("HOME");
    unsetenv("XDG_CONFIG_HOME");
    run_as = 0;
    memset(line + 3, 'x', PATH_MAX);
    snprintf(line + 3 + PATH_MAX, 40, "|add|X|PhoneNumber=1");
    EXPECT_NUMBER(run(line), OUT_FAILURE);
    EXPECT_PART(err, "--phonebook: File name too long (RAS error 621)");
    end();
}

static void test_rename_clone_remove(void)
{
    begin_office();
    EXPECT_NUMBER(run("-p|book|rename|Nobody|Main"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 623)");
    EXPECT_NUMBER(run("-p|book|clone|Nobody|Main"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 623)");
    EXPECT_NUMBER(run("-p|book|remove|Nobody"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 623)");
    EXPECT_NUMBER(run("-p|book|set|Office|=1"), OUT_FAILURE);
    EXPECT_PART(err, "=1: this is not KEY=VALUE");
    EXPECT_TEXT(get("book"), office);
    EXPECT_NUMBER(run("-p|book|rename|Office|Main"), 0);
    EXPECT_PART(get("book"), "[Main]\r\nEncoding=1\r\n");
    EXPECT_NUMBER(run("-p|book|rename|Main|Cable"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 183)");
    EXPECT_NUMBER(run("-p|book|rename|Main|Office"), 0);
    EXPECT_TEXT(get("book"), office);
    EXPECT_NUMBER(run("-p|book|clone|Office|Second"), 0);
    EXPECT_PART(get("book"), "[Second]\r\nEncoding=1\r\n");
    EXPECT_NUMBER(run("-p|book|remove|Second"), 0);
    CU_ASSERT(strncmp(get("book"), office, strlen(office)) == 0);
    CU_ASSERT_PTR_NULL(strstr(get("book"), "Second"));
    EXPECT_NUMBER(run("-p|book|remove|Second"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 623)");
    end();
}

/* --- converting and importing */

static void test_convert(void)
{
    struct stat st;

    begin_office();
    CU_ASSERT(chmod(path_of("book"), 0600) == 0);
    EXPECT_NUMBER(run("convert|book|book.cfg"), 0);
    CU_ASSERT(stat(path_of("book.cfg"), &st) == 0);
    EXPECT_NUMBER(st.st_mode & 0777, 0600);
    EXPECT_PART(get("book.cfg"), "name = \"Office\";");
    EXPECT_NUMBER(run("convert|book.cfg"), 0);
    EXPECT_TEXT(out, office);
    EXPECT_NUMBER(run("-p|book.cfg|list"), 0);
    EXPECT_PART(out, "Office  modem   COM1");
    EXPECT_NUMBER(run("-p|book.cfg|-c|conf|explain|Office"), 0);
    EXPECT_NUMBER(run("-p|book.cfg|set|Office|RedialAttempts=9"), 0);
    EXPECT_PART(get("book.cfg"), "RedialAttempts = 9;");
    EXPECT_NUMBER(run("-p|book.cfg|check"), OUT_FAILURE);
    EXPECT_NUMBER(run("convert|none"), OUT_FAILURE);
    EXPECT_PART(err, "(RAS error 621)");
    end();
}

/* What the other form has no place for is named; what it moves, too. */
static void test_convert_losses(void)
{
    begin();
    put("by_hand.cfg", "# by hand\nentries = ({ name = \"A\"; Type = 1;\n"
                       "NoKey = [1, 2]; });\n");
    EXPECT_NUMBER(run("convert|by_hand.cfg|made"), 0);
    EXPECT_PART(err, "left out: by_hand.cfg:1: comment: a PBK has none\n");
    EXPECT_PART(err, "left out: by_hand.cfg:3: NoKey: ");
    EXPECT_TEXT(get("made"), "[A]\r\nType=1\r\n");
    put("book", "[A]\r\nMEDIA=serial\r\nType=1\r\nDEVICE=modem\r\n");
    EXPECT_NUMBER(run("convert|book"), 0);
    EXPECT_PART(err, "moved: book:3: Type: ");
    EXPECT_NUMBER(run("convert|book|none/made"), OUT_FAILURE);
    EXPECT_PART(err, "none/made: cannot open its directory: ");
    put("bad.cfg", "entries = ({");
    EXPECT_NUMBER(run("convert|bad.cfg|made"), OUT_FAILURE);
    EXPECT_PART(err, "syntax error (RAS error 622)");
    EXPECT_TEXT(get("made"), "[A]\r\nType=1\r\n");
    end();
}

/* A change by machine would lose what a person wrote. */
static void test_native_comments(void)
{
    static const char text[] = "# by hand\n"
                               "entries = ({ name = \"A\"; Type = 1; });\n";

    begin();
    put("book.cfg", text);
    EXPECT_NUMBER(run("-p|book.cfg|set|A|Type=3"), OUT_FAILURE);
    EXPECT_PART(err, "change this file by hand");
    EXPECT_TEXT(get("book.cfg"), text);
    end();
}

/* A .cfg has lines of its own, and comments are no problem. */
static void test_native_check(void)
{
    begin();
    put("book.cfg",
        "# by hand\n"
        "entries = ({ name = \"A\"; RedialAttempts = 400;\n"
        "  NoKey = 1;\n"
        "  CallbackMode = 9;\n"
        "  Type = 77;\n"
        "}, { name = \"B\";\n"
        "  media = ({ devices = ({ type = \"modem\"; }); }); });\n");
    EXPECT_NUMBER(run("check|book.cfg"), OUT_PROBLEMS);
    EXPECT_PART(out, "book.cfg:2: warning: RedialAttempts = 400: ");
    EXPECT_PART(out, "book.cfg:2: warning: NoKey: unknown");
    EXPECT_PART(out, "error: CallbackMode = 9: ");
    EXPECT_PART(out, "error: Type = 77: ");
    CU_ASSERT_PTR_NULL(strstr(out, "by hand"));
    CU_ASSERT_PTR_NULL(strstr(out, "[B]"));
    EXPECT_NUMBER(run("-p|new.cfg|add|X|Port=COM1|PhoneNumber=1"), 0);
    EXPECT_PART(get("new.cfg"), "entries = (");
    EXPECT_NUMBER(run("check|new.cfg"), 0);
    put("bad.cfg", "entries = ( { name\n");
    EXPECT_NUMBER(run("check|bad.cfg"), OUT_PROBLEMS);
    EXPECT_PART(out, "bad.cfg:2: error: ");
    end();
}

static void test_import(void)
{
    begin_office();
    put("from", "[New]\r\nMEDIA=serial\r\nPort=COM2\r\nDEVICE=modem\r\n"
                "PhoneNumber=1\r\n"
                "[cable]\r\n[.x]\r\n"
                "[Bad]\r\nMEDIA=x\r\nDEVICE=vpn\r\n");
    EXPECT_NUMBER(run("-p|book|-c|conf|import|from"), OUT_FAILURE);
    EXPECT_PART(out, "imported    [New]\n");
    EXPECT_PART(out, "left out    [cable]: the name is taken already\n");
    EXPECT_PART(out, "left out    [.x]: line 7: ");
    EXPECT_PART(out, "imported    [Bad]; it cannot be dialled: ");
    EXPECT_PART(out, "2 of 4 entries are now in book\n");
    CU_ASSERT(strncmp(get("book"), office, strlen(office)) == 0);
    EXPECT_PART(get("book"), "[New]\r\nMEDIA=serial\r\nPort=COM2\r\n");
    EXPECT_PART(get("book"), "[Bad]\r\nMEDIA=x\r\nDEVICE=vpn\r\n");
    CU_ASSERT_PTR_NULL(strstr(get("book"), "[cable]"));
    EXPECT_NUMBER(run("-p|book|import|none"), OUT_FAILURE);
    EXPECT_NUMBER(run("-p|none/book|import|from"), OUT_FAILURE);
    EXPECT_PART(err, "none/book: cannot open its directory: ");
    put("own", "");
    EXPECT_NUMBER(run("-p|own|-c|conf|import|book"), 0);
    EXPECT_PART(out, "5 of 5 entries are now in own\n");
    end();
}

/* --- no memory */

static long allocations = LONG_MAX;

static void *scarce_malloc(size_t n)
{
    return allocations-- > 0 ? malloc(n) : NULL;
}

/* Every allocation of JSON fails once: that is said, and nothing crashes. */
static void test_no_memory(void)
{
    static const char *const lines[] = {
        "-jp|book|list",
        "-jp|book|show|Office",
        "-j|check|book",
        "-jp|book|-c|conf|explain|Cable",
    };
    size_t i;
    long n;

    begin_office();
    json_set_alloc_funcs(scarce_malloc, free);
    for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        for (n = 0; n < 100000; n += 1 + n / 16) {
            allocations = n;
            (void)run(lines[i]);
            if (!err[0])
                break;
            EXPECT_TEXT(err, "rasphone: out of memory (RAS error 8)\n");
        }
        CU_ASSERT(n > 8 && n < 100000);
    }
    json_set_alloc_funcs(malloc, free);
    end();
}

const char unit_name[] = "rasphone";
const struct unit_test unit_tests[] = {
    {"what is not understood: 64", test_usage},
    {"--help tells every command and option", test_help},
    {"a full disk is no success", test_write_error},
    {"list", test_list},
    {"list --json", test_list_json},
    {"list marks what is hidden", test_list_hidden},
    {"list of what is no phonebook", test_list_failure},
    {"show", test_show},
    {"show --json", test_show_json},
    {"show of what is odd", test_show_odd},
    {"no control character is printed", test_control_characters},
    {"colours", test_colours},
    {"colours of a terminal", test_colours_of_terminal},
    {"check", test_check},
    {"check --json", test_check_json},
    {"a custom dialer and its locks", test_custom_dialer},
    {"check of encodings", test_check_encoding},
    {"explain", test_explain},
    {"explain a broadband entry", test_explain_broadband},
    {"what follows a failure", test_explain_redial},
    {"explain to a user who is not root", test_explain_to_user},
    {"explain says why not", test_explain_refusals},
    {"explain shows numbers as they are dialled", test_explain_numbers},
    {"explain goes on to the next number", test_explain_other_numbers},
    {"explain knows whose word a dial is", test_explain_words},
    {"explain does not overlook a ras.conf", test_explain_hidden_conf},
    {"explain says which phonebooks change", test_explain_promotion},
    {"explain knows what was dialled before", test_explain_history},
    {"explain what custom dialers do", test_explain_dialers},
    {"explain an entry that cannot be read", test_explain_unread},
    {"explain values that are long", test_explain_long_values},
    {"each key does what the table of effects says", test_effects},
    {"the table of effects has no idle row", test_effect_rows},
    {"devices", test_devices},
    {"devices that cannot be read", test_devices_unread},
    {"names of a line", test_device_names},
    {"explain lines of each kind", test_explain_lines},
    {"explain rules that are not there", test_explain_rules},
    {"explain an access point", test_explain_cellular},
    {"explain links, cables and services", test_explain_steps},
    {"explain hours that are not now", test_explain_hours},
    {"peer", test_peer},
    {"set", test_set},
    {"add", test_add},
    {"the first entry of a user makes the phonebook", test_add_to_own},
    {"no place for a phonebook", test_no_place},
    {"rename, clone, remove", test_rename_clone_remove},
    {"convert", test_convert},
    {"convert says what is lost", test_convert_losses},
    {"a .cfg with comments is not changed", test_native_comments},
    {"check and add of a .cfg", test_native_check},
    {"import", test_import},
    {"no memory for JSON", test_no_memory},
    {NULL, NULL},
};
