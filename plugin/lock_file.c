#include "plugin/lock_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* So long may a program take from making its lock to writing its pid. */
enum { EMPTY_SECONDS = 10 };

const char *lock_file_directory = "/var/lock"; /* pppd's LOCK_DIR */

/* What pppd makes of a name: also that of a network interface, for PPPoE. */
static const char *lock_word(const char *name)
{
    const char *p = strstr(name, "dev/");

    if (p)
        return p + 4;
    p = strrchr(name, '/');
    return p ? p + 1 : name;
}

bool lock_file_name(const char *device, char *out, size_t size)
{
    size_t prefix = strlen(lock_file_directory) + strlen("/LCK..");
    const char *word = lock_word(device);
    char *p;

    if (!word[0] || (size_t)snprintf(out, size, "%s/LCK..%s",
                                     lock_file_directory, word) >= size)
        return false;
    for (p = out + prefix; (p = strchr(p, '/')) != NULL;)
        *p = '_';
    return true;
}

/* A lock file has its owner's pid, as text; it counts while that one lives. */
bool lock_file_taken(const char *tty)
{
    char path[LOCK_FILE_NAME], text[32];
    ssize_t n = -1;
    long pid;
    int fd;

    if (!lock_file_name(tty, path, sizeof(path)))
        return false;
    /* Anybody may put a FIFO or a link there. */
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd >= 0) {
        n = read(fd, text, sizeof(text) - 1);
        close(fd);
    }
    text[n > 0 ? n : 0] = '\0';
    pid = strtol(text, NULL, 10);
    return pid > 0 && pid <= INT32_MAX &&
           (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

/*
 * Whoever has made it was killed, or the power was cut, before the pid. A file
 * may be a little younger than time(), which is as old as the last tick.
 */
static bool is_forgotten(const struct stat *st)
{
    time_t now = time(NULL), made = st->st_mtim.tv_sec;

    return st->st_size == 0 &&
           (made > now + EMPTY_SECONDS || made < now - EMPTY_SECONDS);
}

bool lock_file_clear(const char *device, char *name, size_t size)
{
    struct stat st;

    if (!lock_file_name(device, name, size) || lstat(name, &st) < 0 ||
        (S_ISREG(st.st_mode) && !is_forgotten(&st)))
        return false;
    return unlink(name) == 0;
}
