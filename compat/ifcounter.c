#include "compat/ifcounter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ssize_t read_text(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n;

    if (fd < 0)
        return -1;
    do
        n = read(fd, text, size);
    while (n < 0 && errno == EINTR);
    close(fd);
    return n;
}

bool ifcounter_read(const char *network, const char *interface,
                    const char *counter, uint64_t *value)
{
    char path[PATH_MAX], text[32];
    ssize_t n;

    *value = 0;
    if (!interface[0] || strchr(interface, '/') ||
        snprintf(path, sizeof(path), "%s/%s/statistics/%s", network, interface,
                 counter) >= (int)sizeof(path))
        return false;
    n = read_text(path, text, sizeof(text) - 1);
    if (n <= 0)
        return false;
    text[n] = '\0';
    *value = strtoull(text, NULL, 10);
    return true;
}
