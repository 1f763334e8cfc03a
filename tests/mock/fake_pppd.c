/*
 * fake_pppd: stands in for pppd and the plugin in the tests of what starts
 * them. The entry it is asked to dial names what it plays (scripts[] below);
 * the file that CONFIG names gets what it was started with.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "compat/connrec.h"
#include "compat/rascs.h"
#include "compat/wire.h"

enum { CONTROL = 3, LIFETIME = 60 };

extern char **environ;

/* The alarm ends what the test does not: volatile, so that loops may spin. */
static volatile bool forever = true;

/* What was received, for the report. */
static struct wire_record records[8];
static size_t n_records;

/* --- the report */

static void report_descriptors(FILE *f)
{
    DIR *d = opendir("/proc/self/fd");
    const struct dirent *e;

    if (!d)
        return;
    while ((e = readdir(d))) {
        int fd = (int)strtol(e->d_name, NULL, 10);
        char link[256] = "";

        if (e->d_name[0] == '.' || fd == dirfd(d) || fd == fileno(f))
            continue;
        if (readlinkat(dirfd(d), e->d_name, link, sizeof(link) - 1) < 0)
            continue;
        /* socket:[123] and pipe:[123] without their numbers */
        link[strcspn(link, "[")] = '\0';
        fprintf(f, "fd %d %s\n", fd, link);
    }
    closedir(d);
}

static void report_signals(FILE *f)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];

    if (!status)
        return;
    while (fgets(line, sizeof(line), status))
        if (strncmp(line, "SigBlk", 6) == 0 || strncmp(line, "SigIgn", 6) == 0)
            fputs(line, f);
    fclose(status);
}

static void report_field(FILE *f, const struct wire_record *r,
                         enum wire_tag tag, const char *label)
{
    char text[2048];

    if (wire_text(r, tag, text, sizeof(text)) && text[0])
        fprintf(f, "%s %s\n", label, text);
}

static void report_records(FILE *f)
{
    static const struct {
        enum wire_tag tag;
        const char *label;
    } fields[] = {
        {WIRE_F_PROGRAM, "program"},     {WIRE_F_ENTRY, "entry"},
        {WIRE_F_PHONEBOOK, "phonebook"}, {WIRE_F_NUMBER, "number"},
        {WIRE_F_USER, "user"},           {WIRE_F_PASSWORD, "password"},
        {WIRE_F_DOMAIN, "domain"},       {WIRE_F_CALLBACK_NUMBER, "callback"},
    };
    size_t i, k;

    for (i = 0; i < n_records; i++) {
        fprintf(f, "record %s\n", wire_type_name(records[i].type));
        for (k = 0; k < sizeof(fields) / sizeof(*fields); k++)
            report_field(f, &records[i], fields[k].tag, fields[k].label);
        if (wire_has(&records[i], WIRE_F_PID))
            fprintf(f, "pid %u\n", wire_u32(&records[i], WIRE_F_PID, 0));
        if (wire_u32(&records[i], WIRE_F_OWN_LINE, 0))
            fprintf(f, "own line\n");
        if (wire_has(&records[i], WIRE_F_DEPTH))
            fprintf(f, "depth %u\n", wire_u32(&records[i], WIRE_F_DEPTH, 0));
        if (wire_has(&records[i], WIRE_F_OPTIONS))
            fprintf(f, "options %u\n",
                    wire_u32(&records[i], WIRE_F_OPTIONS, 0));
    }
}

static void write_report(const char *path, char **argv)
{
    FILE *f = fopen(path, "we");
    char **e;

    if (!f)
        return;
    report_descriptors(f);
    for (; *argv; argv++)
        fprintf(f, "arg %s\n", *argv);
    for (e = environ; *e; e++)
        fprintf(f, "env %s\n", *e);
    report_signals(f);
    report_records(f);
    fclose(f);
}

/* --- the wire */

static bool receive(struct wire_record *r)
{
    struct pollfd p = {CONTROL, POLLIN, 0};

    return poll(&p, 1, LIFETIME * 1000) > 0 && wire_receive(CONTROL, r) == 0;
}

/* --- the list of connections: "run" beside the phonebook, if it is there */

static struct connrec listing;
static char list_dir[1100];

static void find_list(const struct wire_record *r)
{
    char book[1025];
    char *slash;

    wire_text(r, WIRE_F_ENTRY, listing.entry, sizeof(listing.entry));
    wire_text(r, WIRE_F_PHONEBOOK, book, sizeof(book));
    snprintf(listing.phonebook, sizeof(listing.phonebook), "%s", book);
    slash = strrchr(book, '/');
    if (!slash)
        return;
    *slash = '\0';
    snprintf(list_dir, sizeof(list_dir), "%s/run", book);
    if (access(list_dir, W_OK) != 0)
        list_dir[0] = '\0';
}

static void list_state(uint32_t state, uint32_t error)
{
    struct timespec t = {0, 0};

    if (!list_dir[0])
        return;
    clock_gettime(CLOCK_BOOTTIME, &t);
    if (state == RASCS_Connected)
        listing.up_ms = (uint64_t)t.tv_sec * 1000;
    listing.pid = getpid();
    listing.pid_start = connrec_pid_start(getpid());
    listing.state = error ? RASCS_Disconnected : state;
    listing.error = error;
    listing.uid = getuid();
    connrec_write(list_dir, &listing);
    if (state == RASCS_Connected)
        connrec_make_lock(list_dir, &listing);
}

static void unlist(void)
{
    if (list_dir[0])
        connrec_remove(list_dir, getpid());
}

static bool read_request(char *entry, size_t size, char *path, size_t path_size)
{
    while (n_records < sizeof(records) / sizeof(*records)) {
        struct wire_record *r = &records[n_records];

        if (!receive(r))
            return false;
        n_records++;
        if (r->type == WIRE_DIAL)
            find_list(r);
        if (r->type == WIRE_DIAL)
            return wire_text(r, WIRE_F_ENTRY, entry, size) &&
                   wire_text(r, WIRE_F_CONFIG, path, path_size);
    }
    return false;
}

static void send_state(uint32_t state, uint32_t error, const char *text)
{
    struct wire_writer w;

    list_state(state, error);
    wire_begin(&w, WIRE_STATE);
    wire_put_u32(&w, WIRE_F_STATE, state);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    wire_put_text(&w, WIRE_F_TEXT, text);
    wire_send(CONTROL, &w);
}

static void send_hello(void)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_HELLO);
    wire_put_u32(&w, WIRE_F_PID, (uint32_t)getpid());
    wire_put_text(&w, WIRE_F_PROGRAM, "fake_pppd");
    wire_send(CONTROL, &w);
}

static void send_ended(uint32_t error, const char *text)
{
    struct wire_writer w;

    list_state(RASCS_Disconnected, error);
    wire_begin(&w, WIRE_ENDED);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    wire_put_text(&w, WIRE_F_TEXT, text);
    wire_send(CONTROL, &w);
}

static void send_device(void)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_DEVICE);
    wire_put_text(&w, WIRE_F_DEVICE_TYPE, "modem");
    wire_put_text(&w, WIRE_F_DEVICE_NAME, "Fake Modem");
    wire_put_text(&w, WIRE_F_NUMBER, "5550101");
    wire_put_text(&w, WIRE_F_PORT, "COM1");
    wire_put_text(&w, WIRE_F_TTY, "/dev/ttyS0");
    wire_send(CONTROL, &w);
}

static void send_modem(const char *text, uint32_t bps)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_MODEM);
    wire_put_text(&w, WIRE_F_TEXT, text);
    if (bps)
        wire_put_u32(&w, WIRE_F_BPS, bps);
    wire_send(CONTROL, &w);
}

static void send_authentication(uint32_t protocol, uint32_t data)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_AUTHENTICATION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, protocol);
    wire_put_u32(&w, WIRE_F_PROTOCOL_DATA, data);
    wire_send(CONTROL, &w);
}

static void send_projection(void)
{
    struct wire_writer w;

    snprintf(listing.interface, sizeof(listing.interface), "ppp0");
    snprintf(listing.local_address, sizeof(listing.local_address), "10.0.0.2");
    snprintf(listing.remote_address, sizeof(listing.remote_address),
             "10.0.0.1");
    wire_begin(&w, WIRE_PROJECTION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, 0x8021);
    wire_put_text(&w, WIRE_F_INTERFACE, "ppp0");
    wire_put_text(&w, WIRE_F_LOCAL_ADDRESS, "10.0.0.2");
    wire_put_text(&w, WIRE_F_REMOTE_ADDRESS, "10.0.0.1");
    wire_put_text(&w, WIRE_F_DNS1, "10.0.0.53");
    wire_send(CONTROL, &w);
}

/* --- the scripts */

/* As pppd does: the parent ends with 0, the child has no stderr any more. */
static void detach(void)
{
    pid_t pid = fork();
    int null;

    if (pid < 0)
        _exit(1);
    if (pid > 0)
        _exit(0);
    alarm(LIFETIME);
    setsid();
    null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    if (null > 2)
        close(null);
    send_hello();
}

static void say(const char *text)
{
    ssize_t done = write(2, text, strlen(text));

    (void)done;
}

static void connect_device(void)
{
    detach();
    send_state(RASCS_OpenPort, 0, NULL);
    send_state(RASCS_PortOpened, 0, NULL);
    send_device();
    send_state(RASCS_ConnectDevice, 0, NULL);
}

static void authenticate(void)
{
    connect_device();
    send_modem("CONNECT 33600", 33600);
    send_state(RASCS_DeviceConnected, 0, NULL);
    send_state(RASCS_AllDevicesConnected, 0, NULL);
    send_state(RASCS_Authenticate, 0, NULL);
    send_authentication(0xc223, 0x81);
}

static void wait_for_end(void)
{
    struct wire_record r;

    while (receive(&r))
        if (r.type == WIRE_HANGUP)
            break;
}

static void go_up(void)
{
    send_state(RASCS_Authenticated, 0, NULL);
    send_state(RASCS_AuthProject, 0, NULL);
    send_projection();
    send_state(RASCS_Projected, 0, NULL);
    send_state(RASCS_Connected, 0, NULL);
}

static int play_success(void)
{
    authenticate();
    go_up();
    wait_for_end();
    send_ended(631, NULL);
    return 0;
}

/* Refuses every password but that one. */
static int play_password(const char *right, uint32_t error)
{
    char password[300] = "";
    size_t i;

    for (i = 0; i < n_records; i++)
        if (records[i].type == WIRE_CREDENTIALS)
            wire_text(&records[i], WIRE_F_PASSWORD, password, sizeof(password));
    authenticate();
    if (strcmp(password, right) != 0) {
        send_state(RASCS_Authenticate, error, NULL);
        send_ended(error, "refused");
        return 19;
    }
    go_up();
    wait_for_end();
    send_ended(631, NULL);
    return 0;
}

static int play_login(void)
{
    return play_password("right", 691);
}

static int play_expired(void)
{
    return play_password("new", 648);
}

/* The line is dropped soon after. */
static int play_drop(void)
{
    authenticate();
    go_up();
    usleep(150000);
    send_ended(629, NULL);
    return 16;
}

/* Dials again by itself, unless it is told not to. */
static int play_persist(void)
{
    struct pollfd p = {CONTROL, POLLIN, 0};
    struct wire_record r;

    connect_device();
    send_state(RASCS_ConnectDevice, 676, "BUSY");
    send_ended(676, "BUSY");
    if (poll(&p, 1, 3000) > 0 && wire_receive(CONTROL, &r) == 0 &&
        r.type == WIRE_HANGUP)
        return 8;
    connect_device();
    go_up();
    wait_for_end();
    return 0;
}

/* Waits where a log-on script would run. */
static int play_script(void)
{
    struct wire_record r;

    connect_device();
    send_state(RASCS_DeviceConnected, 0, NULL);
    send_state(RASCS_Interactive, 0, NULL);
    while (receive(&r) && r.type != WIRE_HANGUP)
        if (r.type == WIRE_RESUME) {
            send_state(RASCS_AllDevicesConnected, 0, NULL);
            send_state(RASCS_Authenticate, 0, NULL);
            go_up();
        }
    send_ended(631, NULL);
    return 0;
}

/* What the plugin makes of a dialer's own line, LINE being the descriptor. */
static bool follow_line(const struct wire_record *r, int line)
{
    char text[300];
    struct stat info;
    uint32_t error = wire_u32(r, WIRE_F_ERROR, 0);

    wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    if (r->type == WIRE_HANGUP || r->type == WIRE_LINE_ENDED) {
        error = r->type == WIRE_HANGUP || !error ? 631 : error;
        send_state(RASCS_ConnectDevice, error, text);
        send_ended(error, text);
        return false;
    }
    if (r->type == WIRE_PROGRESS)
        send_state(wire_u32(r, WIRE_F_STATE, 0), 0, text);
    if (r->type != WIRE_ATTACH)
        return true;
    if (line < 0 || fstat(line, &info) < 0 || !S_ISSOCK(info.st_mode) ||
        write(line, "pppd", 4) != 4) {
        send_ended(692, "no line");
        return false;
    }
    send_state(RASCS_AllDevicesConnected, 0, NULL);
    send_state(RASCS_Authenticate, 0, NULL);
    go_up();
    return true;
}

static int play_line(void)
{
    struct pollfd p = {CONTROL, POLLIN, 0};
    struct wire_record r;
    int line;

    detach();
    send_device();
    send_state(RASCS_OpenPort, 0, NULL);
    while (poll(&p, 1, LIFETIME * 1000) > 0 &&
           wire_receive_descriptor(CONTROL, &r, &line) == 0) {
        bool more = follow_line(&r, line);

        if (line >= 0)
            close(line);
        if (!more)
            break;
    }
    return 0;
}

/* As the plugin does it: the link outlives its controller. */
static int play_shared(void)
{
    struct wire_record r;

    authenticate();
    go_up();
    while (receive(&r))
        if (r.type == WIRE_HANGUP) {
            send_ended(631, NULL);
            return 0;
        }
    while (forever)
        pause(); /* for SIGTERM */
    return 0;
}

static void send_link(uint32_t number, uint32_t state, uint32_t error)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_LINK);
    wire_put_u32(&w, WIRE_F_SUB_ENTRY, number);
    wire_put_u32(&w, WIRE_F_STATE, state);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    wire_put_text(&w, WIRE_F_TEXT, error ? "BUSY" : "");
    wire_send(CONTROL, &w);
}

/* Three links, of which the second one is busy. */
static int play_links(void)
{
    authenticate();
    send_link(2, RASCS_ConnectDevice, 0);
    send_link(2, RASCS_ConnectDevice, 676);
    send_link(1, RASCS_SubEntryConnected, 0);
    send_link(3, RASCS_SubEntryConnected, 0);
    go_up();
    wait_for_end();
    send_ended(631, NULL);
    return 0;
}

/* Takes its time with everything. */
static int play_slow(void)
{
    usleep(300000);
    return play_success();
}

static int play_busy(void)
{
    connect_device();
    send_modem("BUSY", 0);
    send_state(RASCS_ConnectDevice, 676, "BUSY");
    send_ended(676, "BUSY");
    return 8;
}

static int play_refused(void)
{
    authenticate();
    send_state(RASCS_AuthNotify, 691, NULL);
    usleep(50000);
    send_ended(691, "E=691 R=0 Access denied");
    return 19;
}

static int play_hold(void)
{
    connect_device();
    wait_for_end();
    send_ended(631, NULL);
    return 5;
}

static int play_stubborn(void)
{
    struct wire_record r;

    connect_device();
    while (receive(&r))
        continue; /* whatever it says */
    while (forever)
        pause();
    return 0;
}

static int play_vanish(void)
{
    connect_device();
    return 1;
}

/* The controller's next record has come, and stays unread. */
static int play_unread(void)
{
    struct pollfd p = {CONTROL, POLLIN, 0};

    detach();
    send_ended(676, "BUSY");
    (void)poll(&p, 1, LIFETIME * 1000);
    return 8;
}

static int play_hostile(void)
{
    connect_device();
    send_ended(651, "\033]0;title\007\x9b"
                    "31m\xc2\x9b"
                    "31mred");
    return 8;
}

static int play_garbage(void)
{
    connect_device();
    send(CONTROL, "garbage", 7, MSG_NOSIGNAL);
    wait_for_end();
    return 0;
}

static int play_version(void)
{
    connect_device();
    send(CONTROL, "RA\x7f\x10", 4, MSG_NOSIGNAL);
    wait_for_end();
    return 0;
}

static int play_option_error(void)
{
    say("pppd: unrecognized option 'ras-control'\n"
        "\tpppd version 2.4.9\033[1m\n");
    return 2;
}

static int play_not_root(void)
{
    say("pppd: must be root to run pppd, since it is not setuid-root\n");
    return 3;
}

static int play_no_kernel(void)
{
    say("This system lacks kernel support for PPP.\n");
    return 4;
}

static int play_silent(void)
{
    return 2;
}

static int play_cause(void)
{
    send_hello();
    send_ended(623, "[cause] is not in /etc/ppp/ras/rasphone.pbk");
    say("pppd: the plugin refused its options\n");
    return 2;
}

/* The peer never answers to the credentials. */
static int play_unheard(void)
{
    authenticate();
    send_state(RASCS_Authenticate, 718, NULL);
    send_ended(718, NULL);
    return 19;
}

static int play_crash(void)
{
    signal(SIGTERM, SIG_DFL);
    raise(SIGTERM);
    return 0;
}

static int play_hang(void)
{
    while (forever)
        pause();
    return 0;
}

static int play_flood(void)
{
    while (forever)
        say("pppd: the same line again and again, and no end of it.......\n");
    return 0;
}

static const struct script {
    const char *entry;
    int (*play)(void);
} scripts[] = {
    {"success", play_success},
    {"login", play_login},
    {"expired", play_expired},
    {"drop", play_drop},
    {"persist", play_persist},
    {"script", play_script},
    {"shared", play_shared},
    {"slow", play_slow},
    {"busy", play_busy},
    {"refused", play_refused},
    {"links", play_links},
    {"hold", play_hold},
    {"stubborn", play_stubborn},
    {"vanish", play_vanish},
    {"unread", play_unread},
    {"hostile", play_hostile},
    {"garbage", play_garbage},
    {"version", play_version},
    {"option error", play_option_error},
    {"not root", play_not_root},
    {"no kernel", play_no_kernel},
    {"silent", play_silent},
    {"cause", play_cause},
    {"crash", play_crash},
    {"hang", play_hang},
    {"unheard", play_unheard},
    {"flood", play_flood},
    {"line", play_line},
};

int main(int argc, char **argv)
{
    char entry[2048], path[2048];
    size_t i;

    (void)argc;
    alarm(LIFETIME);
    if (!read_request(entry, sizeof(entry), path, sizeof(path))) {
        say("fake_pppd: no request\n");
        return 98;
    }
    if (path[0])
        write_report(path, argv);
    for (i = 0; i < sizeof(scripts) / sizeof(*scripts); i++)
        if (strcmp(scripts[i].entry, entry) == 0) {
            int status = scripts[i].play();

            unlist();
            return status;
        }
    say("fake_pppd: no such script\n");
    return 99;
}
