#include "conf/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

enum {
    LOCK_POLL_MS = 5,
    READ_TRIES = 3, /* somebody without the lock may be writing */
};

static const char acl_name[] = "system.posix_acl_access";

struct replace {
    char *file;      /* as the caller calls it */
    char *target;    /* without symbolic links */
    const char *own; /* the target's name in its directory */
    char *new_name, *lock_name;
    int dir, lock, fd; /* FD: what the file was, -1 if it was not there */
    struct stat st;    /* of FD */
    struct file_bytes bytes;
    mode_t new_mode; /* if it was not there */
    bool tried;
};

static enum conf_result out_of_memory(const struct replace *r,
                                      struct conf_problem *p)
{
    (void)conf_fail(p, CONF_NOMEM, "%s: out of memory", r->file);
    return CONF_NOMEM;
}

static enum conf_result cannot(const struct replace *r, enum conf_result result,
                               const char *what, struct conf_problem *p)
{
    const char *why = strerror(errno);

    return conf_fail(p, result, "%s: cannot %s: %s", r->file, what, why);
}

/* --- where the file is */

/* BEFORE, N bytes of MIDDLE, AFTER; NULL when memory ran out. */
static char *join(const char *before, const char *middle, size_t n,
                  const char *after)
{
    size_t head = strlen(before), tail = strlen(after);
    char *text = malloc(head + n + tail + 1);

    if (!text)
        return NULL;
    memcpy(text, before, head);
    memcpy(text + head, middle, n);
    memcpy(text + head + n, after, tail + 1);
    return text;
}

/* The target of a file that does not exist: its directory has to. */
static enum conf_result resolve_new(struct replace *r, struct conf_problem *p)
{
    const char *slash = strrchr(r->file, '/');
    const char *own = slash ? slash + 1 : r->file;
    size_t n = slash ? (size_t)(slash - r->file) : 0;
    char *folder, *path;

    if (!own[0])
        return cannot(r, CONF_OPEN, "open it", p);
    folder = slash ? join("", r->file, n, "/") : join("", ".", 1, "");
    if (!folder)
        return out_of_memory(r, p);
    path = realpath(folder, NULL);
    free(folder);
    if (!path)
        return errno == ENOMEM ? out_of_memory(r, p)
                               : cannot(r, CONF_OPEN, "open its directory", p);
    r->target = join(path, "/", 1, own);
    free(path);
    return r->target ? CONF_OK : out_of_memory(r, p);
}

static bool is_link(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/*
 * The directory that is written to is that of the file itself, not that of
 * a link to it. A link to nothing is left to whoever made it; a file may have
 * been made by another process between the two looks.
 */
static enum conf_result resolve(struct replace *r, struct conf_problem *p)
{
    r->target = realpath(r->file, NULL);
    if (r->target)
        return CONF_OK;
    if (errno == ENOMEM)
        return out_of_memory(r, p);
    if (errno != ENOENT || is_link(r->file))
        return cannot(r, CONF_OPEN, "open it", p);
    return resolve_new(r, p);
}

static enum conf_result open_directory(struct replace *r,
                                       struct conf_problem *p)
{
    const char *own = strrchr(r->target, '/') + 1;
    size_t n = (size_t)(own - r->target);
    char *folder = join("", r->target, n, "");

    if (!folder)
        return out_of_memory(r, p);
    r->dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (r->dir < 0)
        return cannot(r, CONF_OPEN, "open its directory", p);
    r->own = own;
    r->new_name = join(".", own, strlen(own), ".new");
    r->lock_name = join(".", own, strlen(own), ".lock");
    return r->new_name && r->lock_name ? CONF_OK : out_of_memory(r, p);
}

/* --- what it has */

static void forget(struct replace *r)
{
    file_free(&r->bytes);
    if (r->fd >= 0)
        close(r->fd);
    r->fd = -1;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static enum conf_result changed(const struct replace *r, struct conf_problem *p)
{
    return conf_fail(p, CONF_CHANGED,
                     "%s: somebody else wrote it in the meantime; nothing was "
                     "changed",
                     r->file);
}

static bool exists(const struct replace *r)
{
    struct stat st;

    return fstatat(r->dir, r->own, &st, AT_SYMLINK_NOFOLLOW) == 0 ||
           errno != ENOENT;
}

/* What was read must be one state of the file, not parts of two. */
static enum conf_result read_once(struct replace *r, size_t max,
                                  struct conf_problem *p)
{
    enum conf_result result;
    struct stat before;

    forget(r);
    result = file_open(r->target, &r->fd, p);
    if (result != CONF_OK)
        return result;
    if (fstat(r->fd, &before) < 0)
        return cannot(r, CONF_OPEN, "look at it", p);
    result = file_read(r->fd, r->file, max, &r->bytes, p);
    if (result != CONF_OK)
        return result;
    if (fstat(r->fd, &r->st) < 0)
        return cannot(r, CONF_OPEN, "look at it", p);
    return is_same(&before, &r->st) && r->bytes.n == (size_t)r->st.st_size
               ? CONF_OK
               : changed(r, p);
}

static enum conf_result read_now(struct replace *r, size_t max,
                                 struct conf_problem *p)
{
    enum conf_result result = CONF_CHANGED;
    int i;

    if (!exists(r)) {
        forget(r);
        r->bytes.bytes = calloc(1, 1);
        return r->bytes.bytes ? CONF_OK : out_of_memory(r, p);
    }
    for (i = 0; i < READ_TRIES && result == CONF_CHANGED; i++)
        result = read_once(r, max, p);
    return result;
}

/* --- the lock */

/*
 * Whoever may write the book may lock it, and nobody else. Only a lock that
 * was made here is given away: an old one may be a hard link to anything.
 */
static void give_away(const struct replace *r)
{
    if (r->fd >= 0 && fchown(r->lock, r->st.st_uid, r->st.st_gid) == 0)
        fchmod(r->lock, (r->st.st_mode & 0660) | 0600);
}

static enum conf_result open_lock(struct replace *r, struct conf_problem *p)
{
    const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

    r->lock =
        openat(r->dir, r->lock_name, flags | O_CREAT | O_EXCL, (mode_t)0600);
    if (r->lock >= 0)
        give_away(r);
    else if (errno == EEXIST)
        r->lock = openat(r->dir, r->lock_name, flags);
    return r->lock < 0 ? cannot(r, CONF_WRITE, "lock it", p) : CONF_OK;
}

static enum conf_result take_lock(struct replace *r, struct conf_problem *p)
{
    const struct timespec pause = {0, LOCK_POLL_MS * 1000000L};
    int waited;

    for (waited = 0; flock(r->lock, LOCK_EX | LOCK_NB) < 0;) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return cannot(r, CONF_WRITE, "lock it", p);
        if (waited >= REPLACE_WAIT_MS)
            return conf_fail(p, CONF_WRITE,
                             "%s: another program has had it locked for %d "
                             "seconds",
                             r->file, REPLACE_WAIT_MS / 1000);
        nanosleep(&pause, NULL);
        waited += LOCK_POLL_MS;
    }
    return CONF_OK;
}

/*
 * It is read twice: before, so that no lock is put beside what is no file at
 * all, and since the lock's owner is to be the file's; and under the lock.
 */
static enum conf_result prepare(struct replace *r, size_t max,
                                struct conf_problem *p)
{
    enum conf_result result = resolve(r, p);

    if (result == CONF_OK)
        result = open_directory(r, p);
    if (result == CONF_OK)
        result = read_now(r, max, p);
    if (result == CONF_OK)
        result = open_lock(r, p);
    if (result == CONF_OK)
        result = take_lock(r, p);
    return result == CONF_OK ? read_now(r, max, p) : result;
}

enum conf_result replace_open(const char *file, size_t max, struct replace **r,
                              struct conf_problem *p)
{
    enum conf_result result = CONF_NOMEM;
    struct replace *it = calloc(1, sizeof(*it));

    *r = NULL;
    if (!it)
        return conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
    it->dir = it->lock = it->fd = -1;
    it->new_mode = 0666;
    it->file = join("", file, strlen(file), "");
    if (!it->file)
        conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
    else
        result = prepare(it, max, p);
    if (result == CONF_OK)
        *r = it;
    else
        replace_close(it);
    return result;
}

const struct file_bytes *replace_bytes(const struct replace *r)
{
    return &r->bytes;
}

bool replace_existed(const struct replace *r)
{
    return r->fd >= 0;
}

void replace_private(struct replace *r)
{
    r->new_mode = 0600;
}

void replace_close(struct replace *r)
{
    if (!r)
        return;
    forget(r);
    if (r->lock >= 0)
        close(r->lock);
    if (r->dir >= 0)
        close(r->dir);
    free(r->file);
    free(r->target);
    free(r->new_name);
    free(r->lock_name);
    free(r);
}

/* --- what the new file gets of the old one */

/*
 * The checksums of IMA and EVM are of the old bytes; the kernel makes new
 * ones.
 */
static bool is_checksum(const char *attribute)
{
    return strcmp(attribute, "security.ima") == 0 ||
           strcmp(attribute, "security.evm") == 0;
}

/*
 * An access control list that is lost would open the file to others; any
 * other attribute is kept if this process may.
 */
static enum conf_result keep_attribute(const struct replace *r, int fd,
                                       const char *name, struct conf_problem *p)
{
    enum conf_result result = CONF_OK;
    ssize_t n = fgetxattr(r->fd, name, NULL, 0);
    char *value;

    if (n >= 0) {
        value = malloc((size_t)n + 1);
        if (!value)
            return out_of_memory(r, p);
        n = fgetxattr(r->fd, name, value, (size_t)n);
        if (n >= 0 && fsetxattr(fd, name, value, (size_t)n, 0) < 0)
            n = -1;
        free(value);
    }
    if (n < 0 && strcmp(name, acl_name) == 0)
        result = cannot(r, CONF_WRITE, "keep its access control list", p);
    return result;
}

static enum conf_result keep_attributes(const struct replace *r, int fd,
                                        struct conf_problem *p)
{
    enum conf_result result = CONF_OK;
    ssize_t n = flistxattr(r->fd, NULL, 0);
    char *names, *name;

    if (n == 0 || (n < 0 && errno == ENOTSUP))
        return CONF_OK;
    if (n < 0)
        return cannot(r, CONF_WRITE, "list its attributes", p);
    names = malloc((size_t)n + 1);
    if (!names)
        return out_of_memory(r, p);
    n = flistxattr(r->fd, names, (size_t)n);
    if (n < 0)
        result = cannot(r, CONF_WRITE, "list its attributes", p);
    for (name = names; result == CONF_OK && name < names + n;
         name += strlen(name) + 1)
        if (!is_checksum(name))
            result = keep_attribute(r, fd, name, p);
    free(names);
    return result;
}

/*
 * The mode comes last: it covers the mask of the access control list, and
 * chown(2) takes bits of it away. A list that the directory gave the new file
 * goes first.
 */
static enum conf_result keep(const struct replace *r, int fd,
                             struct conf_problem *p)
{
    enum conf_result result;

    if (r->fd < 0)
        return CONF_OK;
    if (fchown(fd, r->st.st_uid, r->st.st_gid) < 0)
        return cannot(r, CONF_WRITE, "keep its owner and group", p);
    if (fremovexattr(fd, acl_name) < 0 && errno != ENODATA && errno != ENOTSUP)
        return cannot(r, CONF_WRITE, "keep its access control list", p);
    result = keep_attributes(r, fd, p);
    if (result != CONF_OK)
        return result;
    if (fchmod(fd, r->st.st_mode & 07777) < 0)
        return cannot(r, CONF_WRITE, "keep its mode", p);
    return CONF_OK;
}

/* --- the new file */

static enum conf_result write_all(const struct replace *r, int fd,
                                  const char *bytes, size_t n,
                                  struct conf_problem *p)
{
    ssize_t written;

    while (n) {
        written = write(fd, bytes, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return cannot(r, CONF_WRITE, "write it", p);
        bytes += written;
        n -= (size_t)written;
    }
    return CONF_OK;
}

/* Nobody else has a new file of this name now: this process has the lock. */
static enum conf_result open_new(const struct replace *r, int *fd,
                                 struct conf_problem *p)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const mode_t mode = r->fd < 0 ? r->new_mode : 0600;

    *fd = -1;
    if (unlinkat(r->dir, r->new_name, 0) < 0 && errno != ENOENT)
        return cannot(r, CONF_WRITE, "remove what is left beside it", p);
    *fd = openat(r->dir, r->new_name, flags, mode);
    return *fd < 0 ? cannot(r, CONF_WRITE, "make a file beside it", p)
                   : CONF_OK;
}

static enum conf_result make_new(const struct replace *r, const char *bytes,
                                 size_t n, struct conf_problem *p)
{
    enum conf_result result;
    int fd;

    result = open_new(r, &fd, p);
    if (result != CONF_OK)
        return result;
    result = write_all(r, fd, bytes, n, p);
    if (result == CONF_OK)
        result = keep(r, fd, p);
    if (result == CONF_OK && fsync(fd) < 0)
        result = cannot(r, CONF_WRITE, "write it", p);
    if (close(fd) < 0 && result == CONF_OK)
        result = cannot(r, CONF_WRITE, "write it", p);
    return result;
}

static bool is_unchanged(const struct replace *r)
{
    struct stat st;

    if (r->fd < 0)
        return !exists(r);
    return fstatat(r->dir, r->own, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           is_same(&st, &r->st);
}

/*
 * Against a writer without the lock there is only this look, as late as can
 * be: what it does between here and rename(2) is not seen.
 */
static enum conf_result exchange(const struct replace *r,
                                 struct conf_problem *p)
{
    if (!is_unchanged(r))
        return changed(r, p);
    if (renameat(r->dir, r->new_name, r->dir, r->own) < 0)
        return cannot(r, CONF_WRITE, "replace it", p);
    return CONF_OK;
}

/* There are file systems without fsync(2) for directories: EINVAL. */
static enum conf_result make_durable(const struct replace *r,
                                     struct conf_problem *p)
{
    if (fsync(r->dir) == 0 || errno == EINVAL)
        return CONF_OK;
    return cannot(r, CONF_WRITE,
                  "make sure that it survives a power cut, though it is "
                  "written",
                  p);
}

enum conf_result replace_commit(struct replace *r, const void *bytes, size_t n,
                                struct conf_problem *p)
{
    enum conf_result result;

    if (r->tried)
        return conf_fail(p, CONF_WRITE, "%s: it was written already", r->file);
    r->tried = true;
    result = make_new(r, bytes, n, p);
    if (result == CONF_OK)
        result = exchange(r, p);
    if (result == CONF_OK)
        return make_durable(r, p);
    unlinkat(r->dir, r->new_name, 0);
    return result;
}
