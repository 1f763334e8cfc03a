#include "conf/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void wipe(char *bytes, size_t n)
{
    if (bytes)
        explicit_bzero(bytes, n);
    free(bytes);
}

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

/* Until N bytes at AT are filled, or the end: it may have become shorter. */
static enum conf_result fill(int fd, const char *file, off_t offset, char *at,
                             size_t n, size_t *filled, struct conf_problem *p)
{
    ssize_t got;

    *filled = 0;
    while (*filled < n) {
        got = pread(fd, at + *filled, n - *filled, offset + (off_t)*filled);
        if (got == 0)
            break;
        if (got > 0)
            *filled += (size_t)got;
        else if (errno != EINTR)
            return conf_fail(p, CONF_OPEN, "%s: %s", file, strerror(errno));
    }
    return CONF_OK;
}

static enum conf_result no_memory(const char *file, struct conf_problem *p)
{
    return conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
}

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
        return no_memory(file, p);
    result = fill(fd, file, 0, out->bytes, n, &out->n, p);
    out->bytes[out->n] = '\0';
    if (result != CONF_OK)
        file_free(out);
    return result;
}

void file_free(struct file_bytes *b)
{
    wipe(b->bytes, b->n);
    *b = (struct file_bytes){NULL, 0};
}

int file_write(int fd, const void *bytes, size_t n)
{
    const char *at = bytes;
    ssize_t written;

    while (n > 0) {
        written = write(fd, at, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        at += written;
        n -= (size_t)written;
    }
    return 0;
}

/* --- piece by piece */

/* No realloc(): it would leave an unwiped copy behind. */
static enum conf_result make_room(struct file_pieces *f, size_t keep,
                                  struct conf_problem *p)
{
    const char *kept = f->bytes + (f->n - keep);
    char *bytes;

    if (keep <= f->size / 2) {
        memmove(f->bytes, kept, keep);
        return CONF_OK;
    }
    bytes = malloc(f->size * 2);
    if (!bytes)
        return no_memory(f->file, p);
    memcpy(bytes, kept, keep);
    wipe(f->bytes, f->size);
    f->bytes = bytes;
    f->size *= 2;
    return CONF_OK;
}

enum conf_result file_pieces_next(struct file_pieces *f, size_t keep,
                                  struct conf_problem *p)
{
    enum conf_result result = make_room(f, keep, p);
    size_t wanted, got;

    if (result != CONF_OK)
        return result;
    wanted = f->size - keep < f->left ? f->size - keep : f->left;
    result = fill(f->fd, f->file, (off_t)f->offset, f->bytes + keep, wanted,
                  &got, p);
    f->n = keep + got;
    f->offset += got;
    f->left = got < wanted ? 0 : f->left - got;
    return result;
}

void file_pieces_close(struct file_pieces *f)
{
    wipe(f->bytes, f->size);
    *f = (struct file_pieces){.fd = -1};
}

enum conf_result file_pieces_open(int fd, const char *file, size_t max,
                                  size_t piece, struct file_pieces *f,
                                  struct conf_problem *p)
{
    enum conf_result result;
    size_t left = 0;

    *f = (struct file_pieces){.fd = fd, .file = file};
    result = check(fd, file, max, &left, p);
    if (result != CONF_OK)
        return result;
    f->left = left;
    f->size = piece ? piece : FILE_PIECE;
    if (f->size > left)
        f->size = left + 1; /* no more than that, and never nothing */
    f->bytes = malloc(f->size);
    if (!f->bytes)
        return no_memory(file, p);
    result = file_pieces_next(f, 0, p);
    if (result != CONF_OK)
        file_pieces_close(f);
    return result;
}
