#include "plugin/line.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "compat/ticks.h"
#include "plugin/scp.h"
#include "plugin/shim.h"

/*
 * From DTR's rise to the first command: a modem heeds a change that has lasted
 * for S25, 50 ms if nobody has set it; twice that is enough.
 */
#define SETTLE_MS 100

/* pppd has one line; so have we. */
static struct {
    int fd;
    bool open, saved, modem_lines;
    uint32_t dtr_ms;
    struct termios before;
} line = {.fd = -1};

/* --- why a tty cannot be had */

static const struct {
    int number;
    uint32_t error;
    bool retry; /* a USB modem is gone for seconds when it resets itself */
    const char *text;
} open_errors[] = {
    {ENOENT, RASERR_ERROR_DEVICE_DOES_NOT_EXIST, true,
     "there is no such device"},
    {ENODEV, RASERR_ERROR_DEVICE_DOES_NOT_EXIST, true,
     "no device is behind it"},
    {ENXIO, RASERR_ERROR_DEVICE_DOES_NOT_EXIST, true, "no device is behind it"},
    {ENOTDIR, RASERR_ERROR_DEVICE_DOES_NOT_EXIST, true,
     "there is no such device"},
    {EBUSY, RASERR_ERROR_PORT_ALREADY_OPEN, true,
     "another program has it open"},
    {EACCES, RASERR_ERROR_ACCESS_DENIED, false, "no permission"},
    {EPERM, RASERR_ERROR_ACCESS_DENIED, false, "no permission"},
    {ENOTTY, RASERR_ERROR_PORT_OR_DEVICE, false, "it is no terminal line"},
    {0, RASERR_ERROR_PORT_OR_DEVICE, true, NULL},
};

static int refuse(struct line_failure *f, const char *tty, int number)
{
    size_t i = 0;

    while (open_errors[i].number && open_errors[i].number != number)
        i++;
    f->error = open_errors[i].error;
    f->retry = open_errors[i].retry;
    f->status = SHIM_STATUS_OPEN;
    snprintf(f->text, sizeof(f->text), "%s: %s", tty,
             open_errors[i].text ? open_errors[i].text : strerror(number));
    return -1;
}

/* --- opening */

bool line_resolve(const char *tty, char *out, size_t size)
{
    char real[PATH_MAX];

    out[0] = '\0';
    if (strncmp(tty, "/dev/", 5) != 0)
        return false;
    /* A device that is not there yet keeps the name it was given. */
    if (!realpath(tty, real))
        return (size_t)snprintf(out, size, "%s", tty) < size &&
               !strstr(tty, "/../");
    return strncmp(real, "/dev/", 5) == 0 &&
           (size_t)snprintf(out, size, "%s", real) < size;
}

bool line_resolve_as(uid_t user, const char *tty, char *out, size_t size)
{
    uid_t before = geteuid();
    bool good;

    if (user == 0 || user == before)
        return line_resolve(tty, out, size);
    out[0] = '\0';
    if (seteuid(user) < 0)
        return false;
    good = line_resolve(tty, out, size);
    return seteuid(before) == 0 && good;
}

/*
 * As the user who named it, where that is not root: the tty's own permissions
 * decide. O_NONBLOCK, or the open would wait for a carrier.
 */
static int open_as(const char *tty, uid_t user)
{
    uid_t before = geteuid();
    int fd, number;

    if (user != before && seteuid(user) < 0)
        return -1;
    fd = open(tty, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    number = errno;
    if (user != before && seteuid(before) < 0) {
        /* Without its privileges pppd cannot go on: fail what needs them. */
        if (fd >= 0)
            close(fd);
        errno = EPERM;
        return -1;
    }
    errno = number;
    return fd;
}

static const struct {
    uint32_t bps;
    speed_t code;
} speeds[] = {
    {300, B300},         {1200, B1200},       {2400, B2400},
    {4800, B4800},       {9600, B9600},       {19200, B19200},
    {38400, B38400},     {57600, B57600},     {115200, B115200},
    {230400, B230400},   {460800, B460800},   {500000, B500000},
    {576000, B576000},   {921600, B921600},   {1000000, B1000000},
    {1152000, B1152000}, {1500000, B1500000}, {2000000, B2000000},
    {2500000, B2500000}, {3000000, B3000000}, {3500000, B3500000},
    {4000000, B4000000},
};

static bool speed_code(uint32_t bps, speed_t *code)
{
    size_t i;

    for (i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++) {
        if (speeds[i].bps == bps) {
            *code = speeds[i].code;
            return true;
        }
    }
    return false;
}

/* 8N1 and raw; CLOCAL: the modem is spoken to before there is a carrier. */
static bool set_termios(const struct line_settings *s, struct line_failure *f)
{
    struct termios t = line.before;
    speed_t code;

    if (!speed_code(s->speed, &code)) {
        f->error = RASERR_ERROR_UNSUPPORTED_BPS;
        f->status = SHIM_STATUS_OPEN;
        snprintf(f->text, sizeof(f->text), "%s: no line speed of %u bits/s",
                 s->tty, s->speed);
        return false;
    }
    cfmakeraw(&t);
    t.c_iflag |= IGNBRK;
    t.c_cflag |= CREAD | CLOCAL | HUPCL;
    t.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
    if (s->hardware_flow)
        t.c_cflag |= CRTSCTS;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    cfsetispeed(&t, code);
    cfsetospeed(&t, code);
    /* Never TCSADRAIN or TCSAFLUSH: with CTS off they wait for ever. */
    (void)tcflush(line.fd, TCIOFLUSH);
    if (tcsetattr(line.fd, TCSANOW, &t) == 0)
        return true;
    refuse(f, s->tty, errno);
    return false;
}

static bool probe_modem_lines(void)
{
    int bits;

    return ioctl(line.fd, TIOCMGET, &bits) == 0;
}

static bool set_up(const struct line_settings *s, struct line_failure *f)
{
    int flags = fcntl(line.fd, F_GETFL);

    if (tcgetattr(line.fd, &line.before) < 0) {
        refuse(f, s->tty, ENOTTY);
        return false;
    }
    line.saved = true;
    if (flags < 0 || fcntl(line.fd, F_SETFL, flags & ~O_NONBLOCK) < 0) {
        refuse(f, s->tty, errno);
        return false;
    }
    line.modem_lines = s->modem_lines && probe_modem_lines();
    line.dtr_ms = s->dtr_ms;
    return set_termios(s, f);
}

static bool take_lock(const struct line_settings *s, struct line_failure *f)
{
    if (shim_lock(s->tty) == 0)
        return true;
    f->error = RASERR_ERROR_PORT_NOT_AVAILABLE;
    f->retry = true;
    f->status = SHIM_STATUS_LOCK;
    snprintf(f->text, sizeof(f->text), "%s: another program has locked it",
             s->tty);
    return false;
}

int line_open(const struct line_settings *s, struct line_failure *f)
{
    memset(f, 0, sizeof(*f));
    line_close(NULL);
    if (!take_lock(s, f))
        return -1;
    line.open = true;
    line.fd = open_as(s->tty, s->open_as);
    if (line.fd < 0)
        refuse(f, s->tty, errno);
    else if (set_up(s, f))
        return line.fd;
    line.modem_lines = false;
    line_close(NULL);
    return -1;
}

/* --- modem lines */

static void set_dtr(bool on)
{
    int bit = TIOCM_DTR;

    (void)ioctl(line.fd, on ? TIOCMBIS : TIOCMBIC, &bit);
}

static bool carrier(void)
{
    int bits = 0;

    return ioctl(line.fd, TIOCMGET, &bits) == 0 && (bits & TIOCM_CAR) != 0;
}

static void pause_ms(bool (*wait)(uint32_t ms), uint32_t ms)
{
    uint64_t deadline = ticks_now() + ms;

    if (wait) {
        (void)wait(ms);
        return;
    }
    /* A signal, of a child's end perhaps, is no end of it. */
    while (ticks_left(deadline))
        (void)poll(NULL, 0, ticks_poll(deadline));
}

bool line_has_modem_lines(void)
{
    return line.modem_lines;
}

/* tty_hung_up_p() in the kernel: every ioctl fails so from then on. */
bool line_hung_up(void)
{
    struct termios t;

    return line.fd >= 0 && tcgetattr(line.fd, &t) < 0 && errno == EIO;
}

/*
 * Without a carrier, and with a DTR that the last close let fall (HUPCL), the
 * modem is on hook: to hang it up again would only cost the dial a second.
 */
static bool may_be_off_hook(bool known, int bits, tcflag_t before)
{
    return !known || (bits & TIOCM_CAR) || !(before & HUPCL);
}

static bool is_on_hook(void)
{
    int bits = 0;
    bool known = ioctl(line.fd, TIOCMGET, &bits) == 0;

    return !may_be_off_hook(known, bits, line.before.c_cflag);
}

void line_reset_modem(bool (*wait)(uint32_t ms))
{
    if (!line.modem_lines || line.dtr_ms == 0)
        return;
    if (is_on_hook()) {
        pause_ms(wait, SETTLE_MS);
        return;
    }
    set_dtr(false);
    pause_ms(wait, line.dtr_ms);
    set_dtr(true);
}

static void set_clocal(bool on)
{
    struct termios t;

    if (tcgetattr(line.fd, &t) < 0)
        return;
    if (on)
        t.c_cflag |= CLOCAL;
    else
        t.c_cflag &= ~(tcflag_t)CLOCAL;
    (void)tcsetattr(line.fd, TCSANOW, &t);
}

bool line_set_format(const struct scp_port *port)
{
    static const tcflag_t sizes[] = {CS5, CS6, CS7, CS8};
    static const tcflag_t parities[] = {
        [SCP_PARITY_NONE] = 0,
        [SCP_PARITY_ODD] = PARENB | PARODD,
        [SCP_PARITY_EVEN] = PARENB,
        [SCP_PARITY_MARK] = PARENB | PARODD | CMSPAR,
        [SCP_PARITY_SPACE] = PARENB | CMSPAR,
    };
    struct termios t;

    if (tcgetattr(line.fd, &t) < 0)
        return false;
    t.c_cflag &= ~(tcflag_t)(CSIZE | CSTOPB | PARENB | PARODD | CMSPAR);
    t.c_cflag |= sizes[port->databits - 5] | parities[port->parity];
    if (port->stopbits == 2)
        t.c_cflag |= CSTOPB;
    return tcsetattr(line.fd, TCSANOW, &t) == 0;
}

size_t line_pending(void)
{
    int n = 0;

    return ioctl(line.fd, TIOCOUTQ, &n) == 0 && n > 0 ? (size_t)n : 0;
}

/* Clearing CLOCAL before the carrier is there would end the call at once. */
bool line_watch_carrier(uint32_t ms, bool (*wait)(uint32_t ms))
{
    const uint32_t step = 20;
    uint32_t waited;

    if (!line.modem_lines)
        return true;
    for (waited = 0; !carrier(); waited += step)
        if (waited >= ms || !wait(step))
            return false;
    set_clocal(false);
    return true;
}

void line_command_mode(void)
{
    if (line.fd >= 0)
        set_clocal(true);
}

/* --- closing */

/* Echo off: the tty and the modem would otherwise talk to each other. */
static void restore(void)
{
    line.before.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    (void)tcflush(line.fd, TCIOFLUSH);
    (void)tcsetattr(line.fd, TCSANOW, &line.before);
}

void line_close(bool (*wait)(uint32_t ms))
{
    if (line.fd >= 0) {
        if (line.modem_lines) {
            set_dtr(false);
            pause_ms(wait, line.dtr_ms);
        }
        if (line.saved)
            restore();
        (void)ioctl(line.fd, TIOCNXCL);
        close(line.fd);
    }
    line.fd = -1;
    line.saved = line.modem_lines = false;
    if (line.open)
        shim_unlock();
    line.open = false;
}

void line_forget(void)
{
    if (line.fd >= 0)
        close(line.fd);
    line.fd = -1;
}

int line_descriptor(void)
{
    return line.fd;
}
