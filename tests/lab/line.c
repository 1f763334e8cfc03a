#include "tests/lab/line.h"
#include "tests/lab/event.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* The kernel's asm/termios.h has it, but cannot be had beside termios.h. */
#ifndef TIOCM_OUT2
#define TIOCM_OUT2 0x4000
#endif

/* How often to look at what gives no event: DTR, a pty opened again. */
#define LOOK_MS 20

static int make_raw(int fd)
{
    struct termios t;

    if (tcgetattr(fd, &t) < 0)
        return -1;
    cfmakeraw(&t);
    t.c_cflag |= CLOCAL | CREAD;
    return tcsetattr(fd, TCSANOW, &t);
}

/*
 * Puts the slave in order: raw, not exclusive, and without the PPP line
 * discipline. A killed pppd leaves these behind on a pty, which lives as long
 * as its master; a real port forgets them with its last close.
 */
static int settle(const char *slave)
{
    int fd = open(slave, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    int ldisc = N_TTY, result;

    if (fd < 0)
        return -1;
    (void)ioctl(fd, TIOCNXCL);
    (void)ioctl(fd, TIOCSETD, &ldisc);
    result = make_raw(fd);
    close(fd);
    return result;
}

/* The link changes in one step: at no time is it missing. */
static int point_link(const char *link, const char *target)
{
    char temporary[PATH_MAX + 8];
    struct stat st;

    if (lstat(link, &st) == 0 && !S_ISLNK(st.st_mode)) {
        errno = EEXIST;
        return -1;
    }
    snprintf(temporary, sizeof temporary, "%s.new", link);
    if (unlink(temporary) < 0 && errno != ENOENT)
        return -1;
    if (symlink(target, temporary) < 0)
        return -1;
    return rename(temporary, link);
}

static int new_pty(struct line *line)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    char slave[64];

    if (fd < 0)
        return -1;
    if (grantpt(fd) < 0 || unlockpt(fd) < 0 ||
        ptsname_r(fd, slave, sizeof slave) || settle(slave) < 0 ||
        point_link(line->path, slave) < 0) {
        close(fd);
        return -1;
    }
    if (line->watch >= 0)
        close(line->watch);
    line->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    /* Without the watch LOOK_MS still finds out. */
    if (line->watch >= 0)
        (void)inotify_add_watch(line->watch, slave, IN_OPEN);
    if (line->fd >= 0)
        close(line->fd);
    line->fd = fd;
    event("ready", "%s", slave);
    return 0;
}

static int open_device(struct line *line)
{
    int off = TIOCM_OUT2;

    line->fd = open(line->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (line->fd < 0 || make_raw(line->fd) < 0)
        return -1;
    (void)ioctl(line->fd, TIOCMBIC, &off);
    event("ready", "%s", line->path);
    return 0;
}

int line_open(struct line *line, const char *path, bool device)
{
    memset(line, 0, sizeof *line);
    line->fd = line->watch = -1;
    line->device = device;
    line->pace_bytes = LINE_BUFFER;
    if (strlen(path) >= sizeof line->path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(line->path, path, strlen(path) + 1);
    return device ? open_device(line) : new_pty(line);
}

void line_close(struct line *line)
{
    if (line->fd >= 0)
        close(line->fd);
    if (line->watch >= 0)
        close(line->watch);
    if (!line->device && *line->path)
        unlink(line->path);
    line->fd = line->watch = -1;
}

int line_carrier(struct line *line, bool on)
{
    int bit = TIOCM_OUT2;

    line->used = on ? line->used : 0;
    /* gsm-lines shows this end's OUT2 as DCD at the computer's end. */
    if (line->device)
        return ioctl(line->fd, on ? TIOCMBIS : TIOCMBIC, &bit);
    if (on)
        return 0;
    line->dtr = false;
    return new_pty(line);
}

bool line_ignores_carrier(const struct line *line)
{
    struct termios t;

    /* A pty's master shows the settings of the slave. */
    return tcgetattr(line->fd, &t) == 0 && t.c_cflag & CLOCAL;
}

static bool pty_open(const struct line *line)
{
    struct pollfd p = {.fd = line->fd};

    return poll(&p, 1, 0) >= 0 && !(p.revents & POLLHUP);
}

static bool device_dtr(struct line *line)
{
    int bits = 0;

    if (ioctl(line->fd, TIOCMGET, &bits) < 0) {
        /* The computer closed its end, which ends this one: open it anew. */
        close(line->fd);
        (void)open_device(line);
        return false;
    }
    return bits & TIOCM_DSR;
}

static void clean_after_close(struct line *line)
{
    char slave[64];
    int ldisc = N_TTY;

    line->used = 0;
    if (line->device)
        return;
    /* What the computer has not read is lost, as on a real port. */
    (void)ioctl(line->fd, TCFLSH, TCOFLUSH);
    if (ptsname_r(line->fd, slave, sizeof slave) == 0) {
        int fd = open(slave, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

        if (fd >= 0 && ioctl(fd, TIOCGETD, &ldisc) == 0 && ldisc != N_TTY)
            (void)settle(slave);
        if (fd >= 0)
            close(fd);
    }
}

bool line_update(struct line *line)
{
    bool dtr = line->device ? device_dtr(line) : pty_open(line);
    char events[512];

    if (dtr == line->dtr)
        return false;
    line->dtr = dtr;
    if (!dtr)
        clean_after_close(line);
    if (line->watch >= 0)
        while (read(line->watch, events, sizeof events) > 0)
            ;
    return true;
}

size_t line_read(struct line *line, void *bytes, size_t size)
{
    ssize_t n = read(line->fd, bytes, size);

    return n > 0 ? (size_t)n : 0;
}

size_t line_space(const struct line *line)
{
    return sizeof line->pending - line->used;
}

void line_write(struct line *line, const void *bytes, size_t length)
{
    if (!line->dtr)
        return;
    if (length > line_space(line))
        length = line_space(line);
    memcpy(line->pending + line->used, bytes, length);
    line->used += length;
    line_flush(line);
}

void line_flush(struct line *line)
{
    size_t n = line->used;
    ssize_t done;

    if (!n || event_ms() < line->next_ms)
        return;
    if (n > line->pace_bytes)
        n = line->pace_bytes;
    done = write(line->fd, line->pending, n);
    if (done <= 0)
        return;
    line->used -= (size_t)done;
    memmove(line->pending, line->pending + done, line->used);
    line->next_ms = event_ms() + line->pace_ms;
}

static void earlier(long *until, long when)
{
    if (when < *until)
        *until = when;
}

void line_poll(const struct line *line, struct pollfd fds[2], long *until)
{
    bool paced = line->used && event_ms() < line->next_ms;

    /* A closed pty's master would report POLLHUP all the time. */
    fds[0].fd = line->dtr || line->device ? line->fd : -1;
    fds[0].events = POLLIN;
    if (line->used && !paced)
        fds[0].events |= POLLOUT;
    fds[1].fd = line->watch;
    fds[1].events = POLLIN;
    if (paced)
        earlier(until, line->next_ms);
    if (line->device || !line->dtr)
        earlier(until, event_ms() + LOOK_MS);
}
