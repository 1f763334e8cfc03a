#include "tests/unit/fake_modem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* The modem's own process has one modem. */
static int master = -1;

void fake_modem_terminate(int controller)
{
    (void)controller;
    kill(getppid(), SIGTERM);
}

void fake_modem_hup(int controller)
{
    (void)controller;
    kill(getppid(), SIGHUP);
}

void fake_modem_unplug(int controller)
{
    (void)controller;
    _exit(0); /* closes the master */
}

static void say(int fd, const char *text)
{
    if (write(fd, text, strlen(text)) < 0)
        _exit(1);
}

static void answer(const struct fake_answer *a, const char *command,
                   int controller)
{
    while (a->command && strncmp(a->command, command, strlen(a->command)) != 0)
        a++;
    if (!a->command)
        say(master, "\r\nOK\r\n");
    else if (a->reply)
        say(master, a->reply);
    if (a->command && a->then)
        a->then(controller);
}

/* The escape sequence and a cable's greeting have no line end. */
static bool is_endless(const char *line, size_t n)
{
    return (n == 3 && memcmp(line, "+++", 3) == 0) ||
           (n == 6 && memcmp(line, "CLIENT", 6) == 0);
}

static void run(const struct fake_answer *answers, int heard, int controller)
{
    char line[256];
    size_t n = 0;

    for (;;) {
        char c;
        ssize_t got = read(master, &c, 1);

        if (got < 0 && errno == EINTR)
            continue;
        if (got != 1)
            _exit(0);
        if (c != '\r' && n < sizeof(line) - 1)
            line[n++] = c;
        if (c != '\r' && !is_endless(line, n))
            continue;
        line[n] = '\0';
        n = 0;
        say(heard, line);
        say(heard, "|");
        answer(answers, line, controller);
    }
}

static bool open_pty(struct fake_modem *m)
{
    master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
        ptsname_r(master, m->tty, sizeof(m->tty)) != 0)
        return false;
    m->line = open(m->tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return m->line >= 0;
}

bool fake_modem_start(struct fake_modem *m, const struct fake_answer *answers,
                      int controller)
{
    int ends[2];

    m->pid = -1;
    if (!open_pty(m) || pipe2(ends, O_CLOEXEC) < 0)
        return false;
    fflush(NULL);
    m->pid = fork();
    if (m->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGTERM, SIG_DFL);
        close(m->line);
        close(ends[0]);
        run(answers, ends[1], controller);
    }
    close(master);
    close(ends[1]);
    m->heard = ends[0];
    fcntl(m->heard, F_SETFL, O_NONBLOCK);
    return m->pid > 0;
}

void fake_modem_stop(struct fake_modem *m)
{
    if (m->pid > 0) {
        kill(m->pid, SIGKILL);
        waitpid(m->pid, NULL, 0);
        close(m->line);
        close(m->heard);
    }
    m->pid = -1;
}

void fake_modem_heard(struct fake_modem *m, char *out, size_t size)
{
    size_t n = 0;
    ssize_t got;

    while (n < size - 1 && (got = read(m->heard, out + n, size - 1 - n)) > 0)
        n += (size_t)got;
    out[n] = '\0';
}
