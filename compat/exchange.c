#include "compat/exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/file.h"

/* The mode is set by itself: openat() obeys the umask. */
static int fill(int fd, const void *bytes, size_t n)
{
    int error = fchmod(fd, 0644) < 0 ? errno : file_write(fd, bytes, n);

    if (close(fd) < 0 && !error)
        error = errno;
    return error;
}

int exchange_write(int dir, const char *name, const char *temporary,
                   const void *bytes, size_t n)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int error, fd;

    /* Left behind by a process that was killed while writing. */
    if (unlinkat(dir, temporary, 0) < 0 && errno != ENOENT)
        return errno;
    fd = openat(dir, temporary, flags, 0600);
    if (fd < 0)
        return errno;
    error = fill(fd, bytes, n);
    if (!error && renameat(dir, temporary, dir, name) < 0)
        error = errno;
    if (error)
        unlinkat(dir, temporary, 0);
    return error;
}
