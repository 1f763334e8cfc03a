#include "tests/unit/harness.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/linefd.c"

static void expect(int fd, enum linefd_kind kind, const char *part,
                   const char *file, unsigned at)
{
    const char *why = "unset";

    unit_expect_number(linefd_kind(fd, &why), kind, file, at);
    CU_ASSERT(part ? why && strstr(why, part) : !why);
}
#define KIND(fd, kind, part) expect((fd), (kind), (part), __FILE__, __LINE__)

static void test_ptys(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), slave, reader;
    char name[64];

    CU_ASSERT_FATAL(master >= 0 && unlockpt(master) == 0 &&
                    ptsname_r(master, name, sizeof(name)) == 0);
    slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    reader = open(name, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    KIND(master, LINEFD_STREAM, NULL);
    KIND(slave, LINEFD_TTY, NULL);
    KIND(reader, LINEFD_UNFIT, "reading and writing");
    close(reader);
    close(slave);
    close(master);
}

static void test_streams(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    socklen_t size = sizeof(a);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int caller = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), pair[2];

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CU_ASSERT_FATAL(bind(listener, (struct sockaddr *)&a, size) == 0);
    CU_ASSERT_FATAL(listen(listener, 1) == 0);
    CU_ASSERT_FATAL(getsockname(listener, (struct sockaddr *)&a, &size) == 0);
    KIND(listener, LINEFD_UNFIT, "not connected");
    KIND(caller, LINEFD_UNFIT, "not connected");
    CU_ASSERT(connect(caller, (struct sockaddr *)&a, size) == 0);
    KIND(caller, LINEFD_STREAM, NULL);
    close(caller);
    close(listener);
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    KIND(pair[0], LINEFD_STREAM, NULL);
    close(pair[0]);
    close(pair[1]);
}

/* What is no line, among it the control socket itself. */
static void test_unfit(void)
{
    static const int types[] = {SOCK_DGRAM, SOCK_SEQPACKET};
    int file = open("/dev/null", O_RDWR | O_CLOEXEC), pair[2], poller;
    int path = open("/tmp", O_PATH | O_CLOEXEC);
    size_t i;

    KIND(-1, LINEFD_UNFIT, "not open");
    KIND(9999, LINEFD_UNFIT, "not open");
    KIND(file, LINEFD_UNFIT, "neither");
    KIND(path, LINEFD_UNFIT, "neither");
    poller = epoll_create1(EPOLL_CLOEXEC);
    KIND(poller, LINEFD_UNFIT, "neither");
    CU_ASSERT_FATAL(pipe(pair) == 0);
    KIND(pair[0], LINEFD_UNFIT, "neither");
    KIND(pair[1], LINEFD_UNFIT, "neither");
    close(pair[0]);
    close(pair[1]);
    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        CU_ASSERT_FATAL(socketpair(AF_UNIX, types[i], 0, pair) == 0);
        KIND(pair[0], LINEFD_UNFIT, "neither");
        close(pair[0]);
        close(pair[1]);
    }
    close(poller);
    close(path);
    close(file);
}

const char unit_name[] = "linefd";
const struct unit_test unit_tests[] = {
    {"both ends of a pty", test_ptys},
    {"stream sockets", test_streams},
    {"what is no line", test_unfit},
    {NULL, NULL},
};
