/*
 * rasdial: dials an entry of a phonebook, in the words of Windows' tool of the
 * same name, which scripts read: everything goes to standard output.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "compat/books.h"
#include "compat/connlist.h"
#include "compat/rascs.h"
#include "compat/rasdial_options.h"
#include "compat/rasdial_unblock.h"
#include "compat/raserr.h"
#include "compat/session.h"
#include "conf/text.h"

#ifndef VERSION
#define VERSION "0.1.0"
#endif

#define COMPLETED "Command completed successfully."

enum {
    HANGUP_MS = 15000,     /* pppd's time to end a dial and free the port */
    DISCONNECT_MS = 30000, /* the same for an established link */
    RDEOPT_PREFIX_SUFFIX = 0x00000001 /* ras.h: RDEOPT_UsePrefixSuffix */
};

/* --- output */

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One line. Names and messages of others must not reach the terminal raw. */
static void say(const char *format, ...)
{
    char line[4096];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    text_make_printable(line);
    puts(line);
}

static int report(uint32_t code, const char *details)
{
    const char *text = raserr_text(code);

    say("Remote Access error %u - %s", (unsigned)code,
        text ? text : "There is no text for this error.");
    if (details[0])
        say("    %s", details);
    return raserr_exit_status(code);
}

static int completed(void)
{
    say(COMPLETED);
    return raserr_exit_status(RASERR_ERROR_SUCCESS);
}

static uint64_t now_ms(void)
{
    struct timespec t = {0, 0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* --- signals: Ctrl-C ends the dial, not just this program */

static volatile sig_atomic_t interrupts;

static void on_signal(int number)
{
    (void)number;
    interrupts++;
}

/* What nohup or a shell's & has made ignored stays so. */
static void catch_one(int number)
{
    struct sigaction action = {.sa_handler = on_signal}, before;

    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

/* They are let through only while we wait, with BEFORE as the mask. */
static void catch_signals(sigset_t *before)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t set;
    size_t i;

    sigemptyset(&set);
    for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        sigaddset(&set, numbers[i]);
    sigprocmask(SIG_BLOCK, &set, before);
    for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        catch_one(numbers[i]);
}

/* Until FD is readable, a signal came, or DEADLINE (0 = none) has passed. */
static void wait_for(int fd, uint64_t deadline, const sigset_t *mask)
{
    struct pollfd p = {fd, POLLIN, 0};
    struct timespec t, *limit = NULL;

    if (deadline) {
        uint64_t now = now_ms();
        uint64_t left = deadline > now ? deadline - now : 0;

        t.tv_sec = (time_t)(left / 1000);
        t.tv_nsec = (long)(left % 1000) * 1000000;
        limit = &t;
    }
    ppoll(&p, 1, limit, mask);
}

/* --- the password */

static bool set_echo(bool on)
{
    struct termios t;

    if (tcgetattr(STDIN_FILENO, &t) < 0)
        return false;
    t.c_lflag = on ? t.c_lflag | ECHO : t.c_lflag & ~(tcflag_t)ECHO;
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &t) == 0;
}

/*
 * One line, byte by byte: what follows it on a pipe is not ours. False when it
 * is too long, ended by a signal, or there is none.
 */
static bool read_line(char *out, size_t size, const sigset_t *mask)
{
    size_t n = 0;

    while (n < size && !interrupts) {
        ssize_t got;

        wait_for(STDIN_FILENO, 0, mask);
        if (interrupts)
            break;
        got = read(STDIN_FILENO, out + n, 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0 || out[n] == '\n') {
            if (got > 0 && n > 0 && out[n - 1] == '\r')
                n--;
            out[n] = '\0';
            return got > 0 || n > 0;
        }
        n++;
    }
    return false;
}

static bool ask_password(struct rasdial_options *o, const sigset_t *mask)
{
    bool terminal = isatty(STDIN_FILENO) && set_echo(false);
    bool good;

    if (terminal)
        fprintf(stderr, "Password: ");
    good = read_line(o->password, sizeof(o->password), mask);
    if (terminal) {
        set_echo(true);
        fputc('\n', stderr);
    }
    o->password_given = good;
    return good;
}

/* --- the list */

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;

    if (stat(a, &x) < 0 || stat(b, &y) < 0)
        return strcmp(a, b) == 0;
    return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Is C a connection of the entry and phonebook named, where they are? */
static bool is_meant(const struct connrec *c, const struct rasdial_options *o)
{
    if (o->entry && strcasecmp(c->entry, o->entry) != 0)
        return false;
    return !o->phonebook || !c->phonebook[0] ||
           same_file(c->phonebook, o->phonebook);
}

static const char *run_directory(const struct rasdial_options *o)
{
    return o->rundir ? o->rundir : CONNREC_DIR;
}

static int read_list(const struct rasdial_options *o, struct connrec **list,
                     size_t *n)
{
    int error = connlist_read(run_directory(o), list, n);
    char why[512];

    if (!error)
        return 0;
    snprintf(why, sizeof(why), "%s: %s", run_directory(o), strerror(error));
    return report(error == ENOMEM ? RASERR_ERROR_NOT_ENOUGH_MEMORY
                                  : RASERR_ERROR_ACCESS_DENIED,
                  why);
}

static void show_text(const char *label, const char *text)
{
    if (text[0])
        say("    %-16s%s", label, text);
}

static void show_duration(int64_t connected)
{
    int64_t s = (int64_t)time(NULL) - connected;

    if (connected <= 0 || s < 0)
        return;
    say("    %-16s%lld:%02d:%02d", "Duration", (long long)(s / 3600),
        (int)(s / 60 % 60), (int)(s % 60));
}

static void show_details(const struct connrec *c)
{
    char number[32] = "";

    show_text("State", rascs_phrase(c->state));
    show_text("Phonebook", c->phonebook);
    show_text("Device", c->device_name);
    show_text("Port", c->port);
    show_text("Line", c->tty);
    show_text("Number", c->number);
    if (c->bps)
        snprintf(number, sizeof(number), "%u bit/s", (unsigned)c->bps);
    show_text("Speed", number);
    show_text("Authentication", c->authentication);
    show_text("Interface", c->interface);
    show_text("Address", c->local_address);
    show_text("Server", c->remote_address);
    snprintf(number, sizeof(number), "%ld", (long)c->pid);
    show_text("Process", number);
    show_duration(c->connected);
}

static int list_connections(const struct rasdial_options *o)
{
    struct connrec *list;
    size_t n, i, shown = 0;
    int status = read_list(o, &list, &n);

    if (status)
        return status;
    for (i = 0; i < n; i++) {
        if (list[i].state != RASCS_Connected && !o->verbose)
            continue;
        if (shown++ == 0)
            say(o->verbose ? "Connections" : "Connected to");
        say("%s", list[i].entry);
        if (o->verbose)
            show_details(&list[i]);
    }
    free(list);
    if (shown == 0)
        say("No connections");
    return completed();
}

/* --- the end of connections */

static bool process_gone(int pidfd, uint64_t deadline)
{
    struct pollfd p = {pidfd, POLLIN, 0};

    for (;;) {
        uint64_t now = now_ms();
        int n = poll(&p, 1, deadline > now ? (int)(deadline - now) : 0);

        if (n > 0)
            return true;
        if (n == 0 || errno != EINTR)
            return false;
    }
}

/*
 * The descriptor stands for one process; that it is the recorded one is known
 * when its start time still fits after it was opened.
 */
static uint32_t end_connection(const struct connrec *c)
{
    int pidfd = (int)syscall(SYS_pidfd_open, c->pid, 0);
    uint32_t code = RASERR_ERROR_SUCCESS;

    if (pidfd < 0)
        return errno == ESRCH ? RASERR_ERROR_SUCCESS
                              : RASERR_ERROR_HANGUP_FAILED;
    if (connrec_pid_start(c->pid) == c->pid_start) {
        if (syscall(SYS_pidfd_send_signal, pidfd, SIGTERM, NULL, 0) == 0)
            code = process_gone(pidfd, now_ms() + DISCONNECT_MS)
                       ? RASERR_ERROR_SUCCESS
                       : RASERR_ERROR_REQUEST_TIMEOUT;
        else if (errno != ESRCH)
            code = errno == EPERM ? RASERR_ERROR_ACCESS_DENIED
                                  : RASERR_ERROR_HANGUP_FAILED;
    }
    close(pidfd);
    return code;
}

static int not_connected(const struct rasdial_options *o)
{
    if (!o->entry) {
        say("No connections");
        return completed();
    }
    say("You are not connected to %s.", o->entry);
    return raserr_exit_status(RASERR_ERROR_NO_CONNECTION);
}

static int disconnect(const struct rasdial_options *o)
{
    struct connrec *list;
    uint32_t failure = RASERR_ERROR_SUCCESS;
    size_t n, i, meant = 0;
    int status = read_list(o, &list, &n);

    if (status)
        return status;
    for (i = 0; i < n; i++) {
        uint32_t code;

        if (!is_meant(&list[i], o))
            continue;
        meant++;
        code = end_connection(&list[i]);
        if (code) {
            report(code, list[i].entry);
            failure = failure ? failure : code;
        }
    }
    free(list);
    if (meant == 0)
        return not_connected(o);
    return failure ? raserr_exit_status(failure) : completed();
}

/* --- the dial */

struct dial {
    const struct rasdial_options *o;
    struct session *session;
    uint64_t started;
    uint64_t deadline; /* for ENDED, 0 = none yet */
    bool hung_up;      /* by the user */
    bool connected, ended;
    uint32_t error; /* the first one told */
    char details[257];
    char number[129], port[65], tty[257];
    bool dialling;       /* ConnectDevice was entered */
    uint32_t said_state; /* the last state whose phrase was printed */
};

static void say_step(const struct dial *d, const char *step, const char *text)
{
    uint64_t ms = now_ms() - d->started;

    say("%3llu.%03u  %-20s %s", (unsigned long long)(ms / 1000),
        (unsigned)(ms % 1000), step, text);
}

static void latch(struct dial *d, uint32_t error, const char *details)
{
    if (d->error == 0 && error != 0)
        d->error = error;
    if (d->details[0] == '\0' && d->error == error)
        snprintf(d->details, sizeof(d->details), "%s", details);
}

static void describe_device(const struct dial *d, char *out, size_t size)
{
    const char *on = d->port[0] ? d->port : d->tty;
    bool both = d->port[0] && d->tty[0] && strcmp(d->port, d->tty) != 0;

    snprintf(out, size, "%s%s%s%s%s%s%s%s",
             d->number[0] ? rascs_phrase(RASCS_ConnectDevice) : "Connecting",
             d->number[0] ? " " : "", d->number, on[0] ? " on " : "", on,
             both ? " (" : "", both ? d->tty : "", both ? ")" : "");
}

static void say_device(const struct dial *d)
{
    char text[768];

    describe_device(d, text, sizeof(text));
    say_step(d, rascs_name(RASCS_ConnectDevice), text);
}

/* What Windows' tool says on entering a state. */
static const struct phrase {
    uint32_t state;
    const char *text;
    bool entry; /* the entry's name follows */
} phrases[] = {
    {RASCS_ConnectDevice, "Connecting to ", true},
    {RASCS_Authenticate, "Verifying username and password", false},
    {RASCS_AuthProject, "Registering your computer on the network", false},
};

static void say_phrase(struct dial *d, uint32_t state)
{
    size_t i;

    if (d->said_state == state)
        return;
    d->said_state = state;
    for (i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
        if (phrases[i].state == state)
            say("%s%s...", phrases[i].text,
                phrases[i].entry ? d->o->entry : "");
}

static void say_state(struct dial *d, uint32_t state)
{
    if (!d->o->verbose)
        say_phrase(d, state);
    else if (state == RASCS_ConnectDevice)
        say_device(d);
    else
        say_step(d, rascs_name(state), rascs_phrase(state));
}

static void on_state(struct dial *d, const struct wire_record *r)
{
    uint32_t state = wire_u32(r, WIRE_F_STATE, 0);
    uint32_t error = wire_u32(r, WIRE_F_ERROR, 0);
    char text[257];

    if (error) {
        wire_text(r, WIRE_F_TEXT, text, sizeof(text));
        latch(d, error, text);
        /* ENDED follows when the port is free, which is worth a wait. */
        d->deadline = now_ms() + HANGUP_MS;
        return;
    }
    d->dialling = d->dialling || state == RASCS_ConnectDevice;
    d->connected = state == RASCS_Connected;
    say_state(d, state);
}

static void on_device(struct dial *d, const struct wire_record *r)
{
    wire_text(r, WIRE_F_NUMBER, d->number, sizeof(d->number));
    wire_text(r, WIRE_F_PORT, d->port, sizeof(d->port));
    wire_text(r, WIRE_F_TTY, d->tty, sizeof(d->tty));
    if (d->o->verbose && d->dialling)
        say_device(d);
}

static void on_modem(struct dial *d, const struct wire_record *r)
{
    uint32_t bps = wire_u32(r, WIRE_F_BPS, 0);
    char text[257], speed[32];

    if (!d->o->verbose)
        return;
    wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    if (text[0])
        say_step(d, "Modem", text);
    if (bps) {
        snprintf(speed, sizeof(speed), "%u bit/s", (unsigned)bps);
        say_step(d, "Speed", speed);
    }
}

/* RFC 1334, 1994, 2433, 2759, 3748; the data is CHAP's algorithm. */
static const struct authentication {
    uint32_t protocol, data;
    const char *name;
} authentications[] = {
    {0xc023, 0, "PAP"},        {0xc223, 0x05, "CHAP"},
    {0xc223, 0x80, "MS-CHAP"}, {0xc223, 0x81, "MS-CHAP v2"},
    {0xc227, 0, "EAP"},
};

static void on_authentication(struct dial *d, const struct wire_record *r)
{
    uint32_t protocol = wire_u32(r, WIRE_F_PROTOCOL, 0);
    uint32_t data = wire_u32(r, WIRE_F_PROTOCOL_DATA, 0);
    const char *name = "an unknown protocol";
    size_t i;

    for (i = 0; i < sizeof(authentications) / sizeof(*authentications); i++)
        if (authentications[i].protocol == protocol &&
            (protocol != 0xc223 || authentications[i].data == data))
            name = authentications[i].name;
    if (d->o->verbose)
        say_step(d, "Authentication", protocol ? name : "none");
}

/* The fields of a network protocol's result, and what a person calls them. */
static const struct projection {
    enum wire_tag tag;
    const char *label;
} projections[] = {
    {WIRE_F_INTERFACE, "Interface"},   {WIRE_F_LOCAL_ADDRESS, "Address"},
    {WIRE_F_REMOTE_ADDRESS, "Server"}, {WIRE_F_DNS1, "Name server"},
    {WIRE_F_DNS2, "Name server"},
};

static void on_projection(struct dial *d, const struct wire_record *r)
{
    uint32_t error = wire_u32(r, WIRE_F_ERROR, 0);
    const char *reason = raserr_text(error);
    char text[257];
    size_t i;

    if (!d->o->verbose)
        return;
    for (i = 0; i < sizeof(projections) / sizeof(*projections); i++)
        if (wire_text(r, projections[i].tag, text, sizeof(text)) && text[0])
            say_step(d, projections[i].label, text);
    if (error) {
        snprintf(text, sizeof(text), "protocol %04x: error %u - %s",
                 (unsigned)wire_u32(r, WIRE_F_PROTOCOL, 0), (unsigned)error,
                 reason ? reason : "");
        say_step(d, "Network", text);
    }
}

static void on_ended(struct dial *d, const struct wire_record *r)
{
    uint32_t error = wire_u32(r, WIRE_F_ERROR, 0);
    char text[257];

    wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    if (d->hung_up)
        latch(d, RASERR_ERROR_USER_DISCONNECTION, "");
    latch(d, error ? error : RASERR_ERROR_DISCONNECTION, text);
    d->ended = true;
}

static const struct handler {
    enum wire_type type;
    void (*run)(struct dial *d, const struct wire_record *r);
} handlers[] = {
    {WIRE_STATE, on_state},           {WIRE_DEVICE, on_device},
    {WIRE_MODEM, on_modem},           {WIRE_AUTHENTICATION, on_authentication},
    {WIRE_PROJECTION, on_projection}, {WIRE_ENDED, on_ended},
};

static bool dial_over(const struct dial *d)
{
    return d->ended || (d->connected && !d->hung_up);
}

/* pppd went without a word, or said what nobody understands. */
static void lose(struct dial *d, int error)
{
    if (d->hung_up)
        latch(d, RASERR_ERROR_USER_DISCONNECTION, "");
    else if (error == EPIPE)
        latch(d, RASERR_ERROR_RASMAN_SERVICE_STOPPED,
              "pppd ended without a reason");
    else if (error == EPROTO)
        latch(d, RASERR_ERROR_RASMAN_CANNOT_INITIALIZE,
              "pppd's plugin is of another version");
    else
        latch(d, RASERR_ERROR_UNKNOWN, strerror(error));
    d->ended = true;
}

static void take_records(struct dial *d)
{
    while (!dial_over(d)) {
        struct wire_record r;
        size_t i;
        int error = session_receive(d->session, &r);

        if (error == EAGAIN)
            return;
        if (error) {
            lose(d, error);
            return;
        }
        for (i = 0; i < sizeof(handlers) / sizeof(*handlers); i++)
            if (handlers[i].type == r.type)
                handlers[i].run(d, &r);
    }
}

/* The first signal asks for the end and waits for it, a second one does not. */
static void take_signals(struct dial *d)
{
    if (interrupts == 0)
        return;
    if (d->hung_up) {
        if (interrupts > 1)
            lose(d, EPIPE);
        return;
    }
    d->hung_up = true;
    d->deadline = now_ms() + HANGUP_MS;
    if (session_hangup(d->session))
        lose(d, EPIPE);
}

static void run_dial(struct dial *d, const sigset_t *mask)
{
    while (!dial_over(d)) {
        wait_for(session_fd(d->session), d->deadline, mask);
        take_signals(d);
        take_records(d);
        if (d->deadline && now_ms() >= d->deadline && !dial_over(d))
            lose(d, ETIMEDOUT);
    }
}

/*
 * A tool that runs from its build tree uses the plugin beside it, an installed
 * one what /etc/ppp/peers/rasdial names.
 */
static const char *default_plugin(char path[PATH_MAX])
{
    static const char name[] = "rasdial.so";
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - sizeof(name));
    char *slash;

    if (n <= 0)
        return NULL;
    path[n] = '\0';
    slash = strrchr(path, '/');
    if (!slash)
        return NULL;
    memcpy(slash + 1, name, sizeof(name));
    return access(path, R_OK) == 0 ? path : NULL;
}

static uint32_t open_session(struct dial *d)
{
    const struct rasdial_options *o = d->o;
    char path[PATH_MAX];
    struct session_request q = {
        .pppd = o->pppd,
        .plugin = o->plugin ? o->plugin : default_plugin(path),
        .entry = o->entry,
        .phonebook = o->phonebook,
        .config = o->config,
        .number = o->number,
        .user = o->user,
        .password = o->password_given ? o->password : NULL,
        .domain = o->domain,
        .callback_number = o->callback,
        .options = o->prefix_suffix ? RDEOPT_PREFIX_SUFFIX : 0,
    };

    return session_open(&q, &d->session, d->details, sizeof(d->details));
}

static int dial_entry(struct rasdial_options *o, const sigset_t *mask)
{
    struct dial d = {.o = o, .started = now_ms()};

    if (o->password_asked && !ask_password(o, mask))
        return report(interrupts ? RASERR_ERROR_USER_DISCONNECTION
                                 : RASERR_ERROR_INVALID_PARAMETER,
                      interrupts ? "" : "no password, or one that is too long");
    d.error = open_session(&d);
    explicit_bzero(o->password, sizeof(o->password));
    if (d.error)
        return report(d.error, d.details);
    run_dial(&d, mask);
    session_close(d.session);
    if (!d.connected || d.error)
        return report(d.error, d.details);
    say("Successfully connected to %s.", o->entry);
    return completed();
}

/*
 * Is the entry connected, or being dialled? Then *STATUS is our exit status. A
 * list that cannot be read keeps nobody from dialling: the port tells too.
 */
static bool in_use(const struct rasdial_options *o, int *status)
{
    const struct connrec *found = NULL;
    struct connrec *list;
    size_t n, i;

    *status = EXIT_SUCCESS;
    if (connlist_read(run_directory(o), &list, &n))
        return false;
    for (i = 0; i < n && !found; i++)
        if (is_meant(&list[i], o) && list[i].error == 0)
            found = &list[i];
    if (found && found->state == RASCS_Connected) {
        say("You are already connected to %s.", found->entry);
        *status = completed();
    } else if (found) {
        *status = report(RASERR_ERROR_DIAL_ALREADY_IN_PROGRESS, "");
    }
    free(list);
    return found != NULL;
}

/*
 * An entry that is not in the system's phonebook may be in another one beside
 * it, or in the user's own. If it is in none, or the books cannot be read with
 * our rights, the plugin searches the system's, and its answer counts.
 */
static void find_phonebook(struct rasdial_options *o, char path[PATH_MAX])
{
    struct books_places places = {"", ""};
    struct conf_problem p = {""};
    struct books books;
    size_t which;

    if (o->phonebook)
        return;
    books_default_places(&places);
    if (books_find(&places, &books) != CONF_OK)
        return;
    if (books_resolve(&books, o->entry, &which, &p) == 0 &&
        strcmp(books.list[which].path, BOOKS_SYSTEM_DIR "/" BOOKS_NAME) != 0) {
        snprintf(path, PATH_MAX, "%s", books.list[which].path);
        o->phonebook = path;
    }
    books_free(&books);
}

static int dial(struct rasdial_options *o)
{
    char path[PATH_MAX];
    sigset_t before;
    int status;

    catch_signals(&before);
    find_phonebook(o, path);
    return in_use(o, &status) ? status : dial_entry(o, &before);
}

static int show_help(void)
{
    rasdial_options_help();
    return EXIT_SUCCESS;
}

static int show_version(void)
{
    puts("rasdial (ppp-rasdial) " VERSION);
    return EXIT_SUCCESS;
}

static int run(struct rasdial_options *o)
{
    if (o->help)
        return show_help();
    if (o->version)
        return show_version();
    if (o->disconnect)
        return disconnect(o);
    if (o->unblock)
        return rasdial_unblock(o);
    return o->entry ? dial(o) : list_connections(o);
}

int main(int argc, char **argv)
{
    struct rasdial_options o;
    char why[128];
    int status;

    /* Who reads us through a pipe wants each line when it is written. */
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!rasdial_options_parse(argc, argv, &o, why, sizeof(why))) {
        text_make_printable(why);
        fprintf(stderr, "rasdial: %s (see rasdial /HELP)\n", why);
        return raserr_exit_status(RASERR_ERROR_INVALID_PARAMETER);
    }
    status = run(&o);
    explicit_bzero(&o, sizeof(o));
    return status;
}
