#include "plugin/transport.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <termios.h>
#include <unistd.h>

#include "compat/linefd.h"
#include "compat/raserr.h"
#include "compat/ticks.h"
#include "plugin/control.h"
#include "plugin/gate.h"
#include "plugin/report.h"
#include "plugin/shim.h"
#include "plugin/shunt.h"

enum {
    SHUNT_END_MS = 2000, /* more than it takes by itself */
    ASK_MS = 200,        /* how late it is seen that nobody dials any more */
    WORDS_MAX = 16,      /* the controller's, until others are listened to */
    LINES_MAX = 50       /* of its words that are logged, in one dial */
};

/* pppd has one line; so have we. */
static struct {
    int fd;    /* what PPP runs over: the dialer's tty, or a pty's slave */
    int given; /* the dialer's descriptor on its way to the shunt */
    int pty;   /* and the pty's master */
    int shunt; /* a pidfd */
    bool locked, saved;
    struct termios before;
    size_t reached; /* how many of states[] were told */
    unsigned words; /* of the controller's, at a stretch */
    unsigned lines; /* of them, in the log */
    bool (*lost)(struct cause *c);
} own = {.fd = -1, .given = -1, .pty = -1, .shunt = -1};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* --- states */

/* The physical half of a dial, in this order; the last is Attach's own. */
static const enum rascs states[] = {
    RASCS_OpenPort,        RASCS_PortOpened,          RASCS_ConnectDevice,
    RASCS_DeviceConnected, RASCS_AllDevicesConnected,
};
#define STATES (sizeof(states) / sizeof(states[0]))

/* What the dialer has skipped is told as well. */
static void reach(size_t i, const char *detail)
{
    for (; own.reached <= i; own.reached++)
        report_state(states[own.reached], own.reached == i ? detail : NULL);
}

/* It may be nobody's program, and the log is root's. */
static void log_words(const char *text)
{
    if (own.lines < LINES_MAX)
        shim_log(SHIM_INFO, "dialer: %s", text);
    else if (own.lines == LINES_MAX)
        shim_log(SHIM_INFO, "dialer: (more than is shown)");
    own.lines += own.lines <= LINES_MAX;
}

static void take_progress(void)
{
    const struct control_word *w = control_word();
    char text[CAUSE_TEXT_MAX];
    size_t i;

    cause_printable(text, sizeof(text), w->text, strlen(w->text));
    for (i = own.reached; i + 1 < STATES; i++)
        if (w->state == (uint32_t)states[i]) {
            reach(i, text[0] ? text : NULL);
            return;
        }
    if (text[0])
        log_words(text);
}

void transport_ended(struct cause *c)
{
    const struct control_word *w = control_word();
    uint32_t error = w->error ? w->error : RASERR_ERROR_USER_DISCONNECTION;

    cause_latch(c, error, 0, raserr_redial(error) == RASERR_LATER, w->text);
}

/* --- a tty */

static bool refuse(struct cause *c, uint32_t error, const char *what,
                   const char *why)
{
    char text[CAUSE_TEXT_MAX];

    snprintf(text, sizeof(text), "%s: %s", what, why);
    cause_latch(c, error, 0, true, text);
    return false;
}

/* Speed and flow control are as the dialer set them. */
static bool make_raw(struct cause *c, const char *name)
{
    struct termios t;

    if (tcgetattr(own.fd, &own.before) < 0)
        return refuse(c, RASERR_ERROR_PORT_OR_DEVICE, name, strerror(errno));
    own.saved = true;
    t = own.before;
    cfmakeraw(&t);
    t.c_iflag |= IGNBRK;
    t.c_cflag |= CREAD;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    if (tcsetattr(own.fd, TCSANOW, &t) < 0)
        return refuse(c, RASERR_ERROR_PORT_OR_DEVICE, name, strerror(errno));
    return true;
}

static bool set_blocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) == 0;
}

/* A tty of another mount namespace has no name here, and needs no lock. */
static bool use_tty(int fd, struct cause *c)
{
    char name[64];

    own.fd = fd;
    if (ttyname_r(fd, name, sizeof(name)) != 0)
        snprintf(name, sizeof(name), "tty");
    else if (shim_lock(name) < 0)
        return refuse(c, RASERR_ERROR_PORT_NOT_AVAILABLE, name,
                      "another program has locked it");
    else
        own.locked = true;
    shim_name_device(name);
    if (!set_blocking(fd))
        return refuse(c, RASERR_ERROR_PORT_OR_DEVICE, name, strerror(errno));
    return make_raw(c, name);
}

/* --- anything else */

/* The slave comes through its master: /dev may be another one. */
static bool open_pty(char name[64])
{
    own.pty = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (own.pty < 0 || unlockpt(own.pty) < 0 ||
        ptsname_r(own.pty, name, 64) != 0)
        return false;
    own.fd = ioctl(own.pty, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return own.fd >= 0;
}

static bool use_stream(int fd, struct cause *c)
{
    char name[64];

    own.given = fd;
    if (!open_pty(name))
        return refuse(c, RASERR_ERROR_PORT_OR_DEVICE, "pty", strerror(errno));
    if (!make_raw(c, name))
        return false;
    own.saved = false; /* nobody uses it afterwards */
    own.shunt = shim_child("dialer's line", own.pty, own.given, shunt_run);
    if (own.shunt < 0)
        return refuse(c, RASERR_ERROR_PORT_OR_DEVICE, "dialer's line",
                      strerror(errno));
    close_fd(&own.pty);
    close_fd(&own.given);
    shim_name_device(name);
    return true;
}

static bool use_line(int fd, struct cause *c)
{
    const char *why = "none came, or more than one";
    enum linefd_kind kind = fd < 0 ? LINEFD_UNFIT : linefd_kind(fd, &why);

    if (kind == LINEFD_TTY)
        return use_tty(fd, c);
    if (kind == LINEFD_STREAM)
        return use_stream(fd, c);
    close_fd(&fd);
    return refuse(c, RASERR_ERROR_PORT_OR_DEVICE, "the dialer's descriptor",
                  why);
}

/* --- waiting for the dialer */

/* However much the controller has to say: pppd's signals are heard, too. */
static enum control_event wait_for_word(struct cause *c)
{
    for (;;) {
        struct pollfd p = {control_descriptor(), POLLIN, 0};
        enum control_event event =
            own.words < WORDS_MAX ? control_poll() : CONTROL_NOTHING;

        own.words++;
        if (event != CONTROL_NOTHING)
            return event;
        own.words = 0;
        if (shim_quit_signal() || shim_hup_signal() || !control_attached())
            return CONTROL_GONE;
        if (own.lost && own.lost(c))
            return CONTROL_GONE;
        (void)gate_sleep(&p, 1, own.lost ? ticks_now() + ASK_MS : TICKS_NEVER);
    }
}

/* A dialer that pppd itself has called ends its dial, not pppd. */
static bool stopped(struct cause *c)
{
    if (own.lost && !shim_quit_signal() && (c->error || own.lost(c)))
        return false;
    cause_latch(c, RASERR_ERROR_USER_DISCONNECTION, 0, false,
                "the dial was given up");
    shim_set_status(SHIM_STATUS_USER_REQUEST);
    if (shim_quit_signal() || (!own.lost && !shim_hup_signal()))
        shim_quit();
    return false;
}

static bool wait_for_line(struct cause *c)
{
    for (;;) {
        switch (wait_for_word(c)) {
        case CONTROL_PROGRESS:
            take_progress();
            break;
        case CONTROL_STATISTICS:
            report_statistics();
            break;
        case CONTROL_ATTACH:
            return use_line(control_take_line(), c);
        case CONTROL_LINE_ENDED:
            transport_ended(c);
            return false;
        case CONTROL_HANGUP:
        case CONTROL_GONE:
            return stopped(c);
        default:
            break;
        }
    }
}

int transport_connect(const struct job *job, bool (*lost)(struct cause *c),
                      struct cause *c)
{
    bool connected;

    transport_cleanup();
    own.reached = own.words = own.lines = 0;
    own.lost = lost;
    shim_set_status(SHIM_STATUS_CONNECT);
    report_number(job->number);
    reach(0, "the dialer's own");
    control_want_line(true);
    gate_close();
    connected = wait_for_line(c);
    gate_open();
    control_want_line(false);
    if (!connected) {
        transport_cleanup();
        return -1;
    }
    reach(STATES - 1, own.shunt >= 0 ? "through a pty" : NULL);
    shim_listen();
    return own.fd;
}

/* --- the end */

bool transport_hung_up(void)
{
    struct termios t;

    return own.fd >= 0 && tcgetattr(own.fd, &t) < 0 && errno == EIO;
}

/* The slave is closed: it has what is left to pass on, and then ends. */
static void end_shunt(void)
{
    uint64_t deadline = ticks_now() + SHUNT_END_MS;
    struct pollfd p = {own.shunt, POLLIN, 0};
    int n;

    if (own.shunt < 0)
        return;
    do
        n = poll(&p, 1, ticks_poll(deadline));
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        (void)pidfd_send_signal(own.shunt, SIGKILL, NULL, 0);
    close_fd(&own.shunt);
}

void transport_cleanup(void)
{
    if (own.fd >= 0 && own.saved) {
        (void)tcsetattr(own.fd, TCSANOW, &own.before);
        (void)ioctl(own.fd, TIOCNXCL);
    }
    own.saved = false;
    close_fd(&own.fd);
    close_fd(&own.pty);
    close_fd(&own.given);
    if (own.locked)
        shim_unlock();
    own.locked = false;
    end_shunt();
}

void transport_forget(void)
{
    close_fd(&own.fd);
    close_fd(&own.pty);
    close_fd(&own.given);
    close_fd(&own.shunt);
}
