#include "tests/endurance/gate.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/ticks.h"
#include "tests/link/scene.h"

#define PIPE      "/run/gate"
#define PPPD      "/usr/sbin/pppd"
#define REAL_PPPD PPPD ".real"

enum {
    LOG_FD = 20,    /* of pppd: what librasapi passes on is below */
    MESSAGE = 4096, /* the room of the pipe, and pppd's longest */
    ARGUMENTS = 100,
};

static struct {
    int pipe, copy[2]; /* COPY: to look at what lies in PIPE */
    pid_t passing;     /* takes all messages */
    char file[200];
} gate = {.pipe = -1};

bool gate_install(const char *program)
{
    char command[600];
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    snprintf(command, sizeof(command),
             "test -e " REAL_PPPD " || { mv " PPPD " " REAL_PPPD
             " && cp %s " PPPD "; }",
             program);
    if (scene_wait(scene_spawn(argv, NULL), 10) != 0)
        return false;
    if (gate.pipe >= 0)
        return true;
    if (mkfifo(PIPE, 0600) < 0 || pipe2(gate.copy, O_CLOEXEC) < 0)
        return false;
    gate.pipe = open(PIPE, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    return gate.pipe >= 0 && fcntl(gate.pipe, F_SETPIPE_SZ, MESSAGE) >= 0;
}

/* O_DIRECT: a message is a message, pipe(2). */
int gate_pppd(char **argv)
{
    static char log[] = "logfd", number[] = "20";
    char *with[ARGUMENTS + 3];
    int fd = open(PIPE, O_WRONLY | O_CLOEXEC), n;

    for (n = 0; argv[n] && n < ARGUMENTS; n++)
        with[n] = argv[n];
    with[n++] = log;
    with[n++] = number;
    with[n] = NULL;
    if (fd < 0 || fcntl(fd, F_SETFL, O_DIRECT) < 0 || dup2(fd, LOG_FD) < 0)
        return 98;
    execv(REAL_PPPD, with);
    return 99;
}

/* --- messages */

static void keep(const char *text, size_t n)
{
    int fd = open(gate.file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

    if (fd < 0 || write(fd, text, n) < 0)
        perror(gate.file);
    if (fd >= 0)
        close(fd);
}

/* Takes the message that lies there. */
static void let_pass(void)
{
    char text[MESSAGE];
    ssize_t n = read(gate.pipe, text, sizeof(text));

    if (n > 0)
        keep(text, (size_t)n);
}

static bool wait_for_message(int ms)
{
    struct pollfd p = {gate.pipe, POLLIN, 0};

    return poll(&p, 1, ms) > 0;
}

/* What lies there, and stays. */
static bool look(char *text, size_t size)
{
    ssize_t n = tee(gate.pipe, gate.copy[1], size - 1, SPLICE_F_NONBLOCK);

    if (n > 0)
        n = read(gate.copy[0], text, (size_t)n);
    text[n > 0 ? n : 0] = '\0';
    return n > 0;
}

static void end_passing(void)
{
    if (gate.passing <= 0)
        return;
    kill(gate.passing, SIGKILL);
    waitpid(gate.passing, NULL, 0);
    gate.passing = 0;
}

void gate_clear(void)
{
    end_passing();
    while (wait_for_message(0))
        let_pass();
}

void gate_open(void)
{
    pid_t parent = getpid();

    end_passing();
    gate.passing = fork();
    if (gate.passing != 0)
        return;
    while (getppid() == parent)
        if (wait_for_message(500))
            let_pass();
    _exit(0);
}

bool gate_wait(const char *file, const char *text, double seconds)
{
    uint64_t end = ticks_now() + (uint64_t)(seconds * 1000);
    char message[MESSAGE];

    end_passing();
    snprintf(gate.file, sizeof(gate.file), "%s", file);
    while (ticks_left(end) > 0) {
        if (!wait_for_message((int)ticks_left(end)))
            continue;
        if (look(message, sizeof(message)) && strstr(message, text))
            return true;
        let_pass();
    }
    return false;
}
