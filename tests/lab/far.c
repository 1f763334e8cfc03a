#include "tests/lab/far.h"
#include "tests/lab/event.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child: nothing of the modem but the socket and stderr goes along. */
static void become(int socket_fd, const char *command, const char *number)
{
    char line[1100];
    sigset_t none;

    snprintf(line, sizeof line, "exec %s", command);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    setenv("MODEM_NUMBER", number, 1);
    if (dup2(socket_fd, STDIN_FILENO) >= 0 &&
        dup2(socket_fd, STDOUT_FILENO) >= 0)
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
    _exit(127);
}

int far_start(struct far *far, const char *command, const char *number)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return -1;
    far->pid = fork();
    if (far->pid == 0)
        become(pair[1], command, number);
    close(pair[1]);
    far->fd = pair[0];
    far->used = 0;
    if (far->pid < 0) {
        far->pid = 0;
        close(pair[0]);
        far->fd = -1;
        return -1;
    }
    event("answer", "%d %s", (int)far->pid, command);
    return 0;
}

void far_stop(struct far *far)
{
    far->loop = false;
    far->used = 0;
    if (far->fd >= 0)
        close(far->fd);
    far->fd = -1;
    /* setsid() in the child made it the leader of a group of its own. */
    if (far->pid > 0 && kill(-far->pid, SIGTERM) < 0)
        kill(far->pid, SIGTERM);
    far->pid = 0;
}

static void flush(struct far *far)
{
    ssize_t n = 0;

    if (far->fd >= 0 && far->used)
        n = send(far->fd, far->pending, far->used, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0) {
        far->used -= (size_t)n;
        memmove(far->pending, far->pending + n, far->used);
    }
}

ssize_t far_read(struct far *far, void *bytes, size_t size)
{
    ssize_t n;

    if (far->loop) {
        n = (ssize_t)(far->used < size ? far->used : size);
        memcpy(bytes, far->pending, (size_t)n);
        far->used -= (size_t)n;
        memmove(far->pending, far->pending + n, far->used);
        return n;
    }
    if (far->fd < 0)
        return 0;
    flush(far);
    n = recv(far->fd, bytes, size, MSG_DONTWAIT);
    if (n > 0)
        return n;
    return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

size_t far_space(const struct far *far)
{
    return sizeof far->pending - far->used;
}

void far_write(struct far *far, const void *bytes, size_t length)
{
    if (far->fd < 0 && !far->loop)
        return;
    if (length > far_space(far))
        length = far_space(far);
    memcpy(far->pending + far->used, bytes, length);
    far->used += length;
    flush(far);
}

void far_poll(const struct far *far, struct pollfd *fd)
{
    fd->fd = far->fd;
    fd->events = POLLIN;
    if (far->used)
        fd->events |= POLLOUT;
}

void far_reap(struct far *far)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (WIFEXITED(status))
            event("answer-end", "%d exit %d", (int)pid, WEXITSTATUS(status));
        else
            event("answer-end", "%d signal %d", (int)pid, WTERMSIG(status));
        if (pid == far->pid)
            far->pid = 0;
    }
}
