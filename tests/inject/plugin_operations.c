/*
 * plugin_operations.c - whole dials of the plugin, in the mock pppd: from the
 * options to the end of the link, while calls of the plugin fail, and nobody
 * else's. The modem is on hook afterwards, its tty unlocked, and no record of
 * the connection is left.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/connrec.h"
#include "compat/raserr.h"
#include "compat/wire.h"
#include "tests/inject/operation.h"
#include "tests/mock/host.h"
#include "tests/mock/isolate.h"
#include "tests/mock/modem.h"
#include "tests/mock/options.h"

#define PLACE "/run/mock"
#define BOOK  PLACE "/book.pbk"
#define CONF  PLACE "/ras.conf"
#define STATE PLACE "/state"
#define DIAL  "ras-entry Office ras-phonebook " BOOK " ras-config " CONF

enum { USER_REQUEST = 5 };

static struct modem modem;

/* KEYS of the entry, and MORE of ras.conf. */
static void prepare_more(const char *result, const char *keys, const char *more)
{
    char text[2048];

    expect(isolate());
    expect(mkdir(PLACE, 0755) == 0);
    expect(modem_start(&modem, result, 0));
    snprintf(text, sizeof(text),
             "[Office]\nType=1\nIpAssign=1\nIpNameAssign=1\n%s"
             "MEDIA=serial\nPort=COM1\nDevice=A Modem\n"
             "DEVICE=modem\nPhoneNumber=5550101\n",
             keys);
    put_file(BOOK, text);
    snprintf(text, sizeof(text),
             "devices = ({ port = \"COM1\"; name = \"A Modem\"; tty = \"%s\";\n"
             "  timeouts = { command = 2; connect = 5; dtr = 0; escape = 0;\n"
             "    carrier = 0; network = 60; hangup = 1; }; });\n%s",
             modem.tty, more);
    put_file(CONF, text);
}

static void prepare_with(const char *result)
{
    prepare_more(result, "", "");
}

static void prepare(void)
{
    prepare_with("CONNECT 33600");
}

static void prepare_busy(void)
{
    prepare_with("BUSY");
}

/* --- a dial */

static void begin(const char *command_line)
{
    host_begin(true, PLACE);
    expect(options_system("auth crtscts lock modem"));
    expect(host_plugin(operation_program("inject/rasdial.so")) != NULL);
    /* What it refuses ends pppd. */
    if (options_command_line(command_line))
        host_options_done();
}

static bool go_through(void)
{
    bool up = host_start_link();

    if (!up)
        return false;
    host_authenticate();
    host_network();
    host_ip_up();
    host_advance(2000);
    host_counters(1000, 2000);
    host_terminate(USER_REQUEST);
    host_ended();
    return true;
}

/* The last word that the modem heard: it dialled, and was called off. */
static bool is_on_hook(void)
{
    const char *dialled = strstr(modem.heard, "ATD"), *at = dialled;

    while (at && (at = strstr(at + 1, "ATD")))
        dialled = at;
    return !dialled || strstr(dialled, "ATH") || strstr(dialled, "BUSY");
}

static bool exists(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
static bool exists(const char *format, ...)
{
    va_list arguments;
    char path[512];

    va_start(arguments, format);
    vsnprintf(path, sizeof(path), format, arguments);
    va_end(arguments);
    return access(path, F_OK) == 0;
}

static void check_end(bool connected)
{
    char lock[512];

    host_lock_file(modem.tty, lock, sizeof(lock));
    expect(!exists("%s", lock));
    expect(!exists(CONNREC_DIR "/%d.json", (int)getpid()) ||
           !operation_lacks_memory());
    expect(!connected || is_on_hook() || !operation_lacks_memory());
}

static long dial_with(const char *command_line)
{
    bool up;
    long code;

    begin(command_line);
    up = go_through();
    host_die(host_status());
    undisturbed();
    check_end(up);
    modem_stop(&modem);
    code = strtol(host_variable("RAS_ERROR"), NULL, 10);
    if (up && (code == 0 || code == RASERR_ERROR_USER_DISCONNECTION))
        return 0;
    fprintf(stderr, "--- the log:\n%s---\n", host_log());
    return code ? code : -1;
}

static long dial(void)
{
    return dial_with(DIAL);
}

static long dial_busy(void)
{
    long code = dial_with(DIAL);

    return code == RASERR_ERROR_LINE_BUSY ? 0 : code;
}

static void send_request(int controller)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_USER, "bob");
    wire_put_text(&w, WIRE_F_PASSWORD, "secret");
    expect(wire_send(controller, &w) == 0);
    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, "Office");
    wire_put_text(&w, WIRE_F_PHONEBOOK, BOOK);
    wire_put_text(&w, WIRE_F_CONFIG, CONF);
    expect(wire_send(controller, &w) == 0);
}

static long dial_controlled(void)
{
    int pair[2] = {-1, -1};
    char line[64];
    long code;

    expect(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
    send_request(pair[0]);
    snprintf(line, sizeof(line), "ras-control %d", pair[1]);
    code = dial_with(line);
    close(pair[0]);
    (void)close(pair[1]); /* the plugin has, unless it refused the option */
    return code;
}

/* --- by a custom dialer: the helper's calls fail, too, and librasapi's in it
 */

/* Where the helper's user may read it. */
static void install(const char *program, const char *to)
{
    static char bytes[1 << 16];
    int in = open(operation_program(program), O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    ssize_t n;

    expect(in >= 0 && out >= 0);
    while ((n = read(in, bytes, sizeof(bytes))) > 0)
        expect(write(out, bytes, (size_t)n) == n);
    expect(n == 0);
    close(in);
    close(out);
}

/* The helper is given no environment: a script knows where the plan is. */
static void install_helper(void)
{
    put_file(PLACE "/helper", "#!/bin/sh\nINJECT_STATE=" STATE " exec " PLACE
                              "/ras-custom-dial\n");
    expect(chmod(PLACE "/helper", 0755) == 0);
    put_file(STATE, "");
    expect(mount(operation_state() + strlen("INJECT_STATE="), STATE, NULL,
                 MS_BIND, NULL) == 0);
    expect(chmod(STATE, 0666) == 0);
    install("inject/ras-custom-dial", PLACE "/ras-custom-dial");
    install("inject/librasapi.so.0", PLACE "/librasapi.so.0");
}

static void prepare_custom(void)
{
    prepare_more("CONNECT 33600", "CustomRasDialDll=C:\\x\\UNRULY.DLL\n",
                 "custom_dialers = ({ file = \"" PLACE "/unruly.so\"; });\n"
                 "dialer_directories = [ \"" PLACE "\" ];\n"
                 "dialer_helper = { program = \"" PLACE "/helper\";\n"
                 "  timeout = 20; memory = 0; };\n");
    install("tests/dialers/unruly.so", PLACE "/unruly.so");
    install_helper();
}

static long dial_custom(void)
{
    long code = dial_with(DIAL " ras-user dial");

    expect(!strstr(host_log(), "Sanitizer"));
    expect(!strstr(host_log(), "runtime error"));
    return code;
}

#define PLUGIN (OPERATION_FILES_VARY | OPERATION_CALLS_VARY | OPERATION_SLOW)

static const struct operation plugin_operations[] = {
    {"a dial of the plugin", prepare, dial, RASERR_ERROR_NOT_ENOUGH_MEMORY,
     NULL, PLUGIN},
    {"a dial of the plugin, busy", prepare_busy, dial_busy,
     RASERR_ERROR_NOT_ENOUGH_MEMORY, NULL, PLUGIN},
    {"a dial of the plugin with a controller", prepare, dial_controlled,
     RASERR_ERROR_NOT_ENOUGH_MEMORY, NULL, PLUGIN},
    {"a dial of the plugin by a custom dialer", prepare_custom, dial_custom,
     RASERR_ERROR_NOT_ENOUGH_MEMORY, NULL, PLUGIN},
    {NULL, NULL, NULL, 0, NULL, 0},
};

/* The mock pppd keeps its options, as pppd does; for the rest: sanitizers.c. */
__attribute__((visibility("default"))) const char *
__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig.so\nleak:tests/mock/\n";
}

int main(int argc, char **argv)
{
    const struct operation *const lists[] = {plugin_operations, NULL};

    return operations_main(argc, argv, "plugin", "inject/rasdial.so", lists);
}
