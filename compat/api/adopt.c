#include "compat/api/adopt.h"

#include <fcntl.h>

#define EXPORTED __attribute__((visibility("default")))

static int adopted = -1;

uint32_t adopt_open(const struct session_request *request, struct session **s,
                    char *why, size_t size)
{
    if (adopted >= 0)
        return session_attach(adopted, request, s, why, size);
    return session_open(request, s, why, size);
}

bool adopt_done(void)
{
    return adopted >= 0;
}

EXPORTED void rasapi_host_adopt(int fd)
{
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    adopted = fd;
}
