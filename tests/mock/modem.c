#include "tests/mock/modem.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define HEARD 4096

/* The state of the one modem of a child process. */
struct side {
    int line;
    const char *result;
    int signal;
    char *heard;
    char command[256];
    size_t length;
    bool dialling;
};

static void answer(const struct side *s, const char *text)
{
    char line[128];
    int n = snprintf(line, sizeof(line), "\r\n%s\r\n", text);

    if (write(s->line, line, (size_t)n) != n)
        _exit(1);
}

static void dial(struct side *s)
{
    if (!s->signal) {
        answer(s, s->result);
        return;
    }
    s->dialling = true;
    kill(getppid(), s->signal);
}

static void obey(struct side *s)
{
    size_t used = strlen(s->heard);

    snprintf(s->heard + used, HEARD - used, "%s\n", s->command);
    if (strncmp(s->command, "ATD", 3) == 0)
        dial(s);
    else
        answer(s, "OK");
}

static void take(struct side *s, char c)
{
    /* V.250 5.6.1: a character that comes while dialling calls it off. */
    if (s->dialling) {
        s->dialling = false;
        answer(s, "NO CARRIER");
    }
    if (c == '\r') {
        s->command[s->length] = '\0';
        if (s->length > 0)
            obey(s);
        s->length = 0;
        return;
    }
    if (s->length < sizeof(s->command) - 1)
        s->command[s->length++] = c;
    if (s->length >= 3 && memcmp(s->command + s->length - 3, "+++", 3) == 0) {
        answer(s, "OK");
        s->length = 0;
    }
}

static void set_raw(int fd)
{
    struct termios t;

    if (tcgetattr(fd, &t) < 0)
        _exit(1);
    cfmakeraw(&t);
    tcsetattr(fd, TCSANOW, &t);
}

/* It keeps the tty open too: else its own reads fail between two dials. */
static void be_modem(struct side *s, const char *tty)
{
    int other = open(tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
    char c;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (other < 0)
        _exit(1);
    set_raw(other);
    s->heard[0] = '\0';
    while (read(s->line, &c, 1) == 1)
        take(s, c);
    _exit(0);
}

static bool spawn(struct modem *m, struct side *s)
{
    m->pid = fork();
    if (m->pid == 0)
        be_modem(s, m->tty);
    /* Until it is there and has made the tty raw. */
    while (m->pid > 0 && *(volatile char *)m->heard)
        usleep(1000);
    return m->pid > 0;
}

bool modem_start(struct modem *m, const char *result, int signal)
{
    struct side s = {.result = result, .signal = signal};
    bool ok;

    memset(m, 0, sizeof(*m));
    m->heard = mmap(NULL, HEARD, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (m->heard == MAP_FAILED)
        return false;
    m->heard[0] = '?';
    s.heard = m->heard;
    s.line = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (s.line < 0)
        return false;
    ok = grantpt(s.line) == 0 && unlockpt(s.line) == 0 &&
         ptsname_r(s.line, m->tty, sizeof(m->tty)) == 0 && spawn(m, &s);
    close(s.line);
    return ok;
}

void modem_stop(struct modem *m)
{
    kill(m->pid, SIGKILL);
    waitpid(m->pid, NULL, 0);
}
