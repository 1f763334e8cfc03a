#include "tests/unit/fake_manager.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listener = -1;
static char heard[8192];

bool fake_manager_begin(const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    size_t n = strlen(path);

    if (n >= sizeof(a.sun_path))
        return false;
    memcpy(a.sun_path, path, n);
    if (path[0] == '@')
        a.sun_path[0] = '\0';
    listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return listener >= 0 &&
           bind(listener, (const struct sockaddr *)&a,
                (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) == 0 &&
           setenv("NOTIFY_SOCKET", path, 1) == 0;
}

void fake_manager_end(void)
{
    unsetenv("NOTIFY_SOCKET");
    if (listener >= 0)
        close(listener);
    listener = -1;
}

/* A datagram is there when its sendto() has returned: nothing to wait for. */
const char *fake_manager_heard(void)
{
    size_t used = 0;
    ssize_t n;

    while (used < sizeof(heard) - 1 &&
           (n = recv(listener, heard + used, sizeof(heard) - 1 - used,
                     MSG_DONTWAIT)) >= 0) {
        used += (size_t)n;
        if (used < sizeof(heard) - 1)
            heard[used++] = '\n';
    }
    heard[used] = '\0';
    return heard;
}
