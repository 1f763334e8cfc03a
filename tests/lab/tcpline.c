/*
 * tcpline - a place that answers calls over TCP: for each connection to PORT
 * of 127.0.0.1 it runs COMMAND in a shell, with the connection as standard
 * input and output, and says so. What it has started ends with it.
 *
 *   tcpline PORT COMMAND
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_on(const char *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    a.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    if (fd < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0 ||
        bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 || listen(fd, 4) < 0) {
        perror("tcpline");
        return -1;
    }
    return fd;
}

static void become(int fd, const char *command)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGCHLD, SIG_DFL);
    if (dup2(fd, 0) == 0 && dup2(fd, 1) == 1)
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(126);
}

int main(int argc, char **argv)
{
    int listener, fd;

    if (argc != 3)
        return 2;
    listener = listen_on(argv[1]);
    if (listener < 0)
        return 1;
    signal(SIGCHLD, SIG_IGN);
    printf("ready\n");
    fflush(stdout);
    while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        pid_t pid = fork();

        if (pid == 0)
            become(fd, argv[2]);
        close(fd);
        printf("call %d\n", (int)pid);
        fflush(stdout);
    }
    perror("tcpline");
    return 1;
}
