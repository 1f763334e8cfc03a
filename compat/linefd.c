#include "compat/linefd.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static bool both_ways(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && (flags & O_ACCMODE) == O_RDWR;
}

/* The discipline sits on the slave: what a master gives is its user's. */
static bool is_master(int fd)
{
    int number;

    return ioctl(fd, TIOCGPTN, &number) == 0;
}

static bool socket_is(int fd, int option, int wanted)
{
    int value = -1;
    socklen_t size = sizeof(value);

    return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 &&
           value == wanted;
}

static bool has_peer(int fd)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof(peer);

    return getpeername(fd, (struct sockaddr *)&peer, &size) == 0;
}

static const char *not_a_line(int fd)
{
    if (fcntl(fd, F_GETFD) < 0)
        return "it is not open";
    if (!socket_is(fd, SO_TYPE, SOCK_STREAM))
        return "neither a terminal line nor a stream socket";
    if (!has_peer(fd))
        return "the socket is not connected";
    return NULL;
}

enum linefd_kind linefd_kind(int fd, const char **why)
{
    bool tty = isatty(fd) != 0;

    *why = tty ? NULL : not_a_line(fd);
    if (!*why && !both_ways(fd))
        *why = "it is not open for reading and writing";
    if (*why)
        return LINEFD_UNFIT;
    return tty && !is_master(fd) ? LINEFD_TTY : LINEFD_STREAM;
}
