#include "conf/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    mode_t type;
    const char *name;
} no_files[] = {
    {S_IFDIR, "a directory"},    {S_IFCHR, "a character device"},
    {S_IFBLK, "a block device"}, {S_IFIFO, "a FIFO"},
    {S_IFSOCK, "a socket"},
};

static const char *kind_name(mode_t mode)
{
    size_t i;

    for (i = 0; i < sizeof(no_files) / sizeof(no_files[0]); i++)
        if ((mode & S_IFMT) == no_files[i].type)
            return no_files[i].name;
    return "something else";
}

/*
 * O_NONBLOCK: opening a FIFO or a modem's tty must not wait for the other
 * side. What was opened is checked by file_read(), on the descriptor, so that
 * nobody can exchange it in between.
 */
enum conf_result file_open(const char *file, int *fd, struct conf_problem *p)
{
    *fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*fd < 0) {
        *fd = -1;
        return conf_fail(p, CONF_OPEN, "%s: %s", file, strerror(errno));
    }
    return CONF_OK;
}

static enum conf_result check(int fd, const char *file, size_t max, size_t *n,
                              struct conf_problem *p)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return conf_fail(p, CONF_OPEN, "%s: %s", file, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return conf_fail(p, CONF_FORMAT, "%s: this is %s, not a file", file,
                         kind_name(st.st_mode));
    if (st.st_size < 0 || (unsigned long long)st.st_size > max)
        return conf_fail(p, CONF_LIMIT,
                         "%s: %lld bytes long, at most %zu are read", file,
                         (long long)st.st_size, max);
    *n = (size_t)st.st_size;
    return CONF_OK;
}

/* Until N bytes or the end of the file: it may have become shorter. */
static enum conf_result read_all(int fd, const char *file, size_t n,
                                 struct file_bytes *out, struct conf_problem *p)
{
    ssize_t got;

    while (out->n < n) {
        got = pread(fd, out->bytes + out->n, n - out->n, (off_t)out->n);
        if (got == 0)
            break;
        if (got > 0)
            out->n += (size_t)got;
        else if (errno != EINTR)
            return conf_fail(p, CONF_OPEN, "%s: %s", file, strerror(errno));
    }
    out->bytes[out->n] = '\0';
    return CONF_OK;
}

/* Not mmap(): if the file shrinks then, reading it ends in SIGBUS. */
enum conf_result file_read(int fd, const char *file, size_t max,
                           struct file_bytes *out, struct conf_problem *p)
{
    enum conf_result result;
    size_t n = 0;

    *out = (struct file_bytes){NULL, 0};
    result = check(fd, file, max, &n, p);
    if (result != CONF_OK)
        return result;
    out->bytes = malloc(n + 1);
    if (!out->bytes)
        return conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
    result = read_all(fd, file, n, out, p);
    if (result != CONF_OK)
        file_free(out);
    return result;
}

void file_free(struct file_bytes *b)
{
    if (b->bytes)
        explicit_bzero(b->bytes, b->n);
    free(b->bytes);
    *b = (struct file_bytes){NULL, 0};
}
