#include "compat/connrec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/exchange.h"
#include "conf/text.h"

/* The JSON text that is being made; errors stick until it is written. */
struct json {
    char bytes[CONNREC_FILE_MAX];
    size_t length;
    int error;
};

static void put_bytes(struct json *j, const char *bytes, size_t n)
{
    if (j->error || n > sizeof(j->bytes) - j->length) {
        j->error = j->error ? j->error : EOVERFLOW;
        return;
    }
    memcpy(j->bytes + j->length, bytes, n);
    j->length += n;
}

static void put(struct json *j, const char *text)
{
    put_bytes(j, text, strlen(text));
}

static void put_key(struct json *j, const char *key)
{
    put(j, j->length == 0 ? "{\n  \"" : ",\n  \"");
    put(j, key);
    put(j, "\": ");
}

/*
 * RFC 8259 section 7, and DEL; N is 0 for a byte that is no UTF-8. It becomes
 * one byte again, so that every text fits where it is read to.
 */
static void put_character(struct json *j, const char *s, size_t n)
{
    unsigned char c = (unsigned char)s[0];
    char escape[8];

    if (n == 0) {
        put(j, "?");
    } else if (c < 0x20 || c == 0x7f) {
        snprintf(escape, sizeof(escape), "\\u%04x", c);
        put(j, escape);
    } else {
        if (c == '"' || c == '\\')
            put(j, "\\");
        put_bytes(j, s, n);
    }
}

static void put_text(struct json *j, const char *key, const char *text,
                     size_t size)
{
    size_t left = strnlen(text, size - 1);

    put_key(j, key);
    put(j, "\"");
    while (left > 0) {
        size_t n = text_utf8_length(text, left);
        size_t step = n ? n : 1;

        put_character(j, text, n);
        text += step;
        left -= step;
    }
    put(j, "\"");
}

static void put_number(struct json *j, const char *key, int64_t value,
                       bool allowed)
{
    char digits[24];

    if (!allowed && !j->error)
        j->error = ERANGE;
    put_key(j, key);
    snprintf(digits, sizeof(digits), "%lld", (long long)value);
    put(j, digits);
}

/* Compared as what they are: a plain comparison would warn for full ranges. */
static bool in_range(int64_t value, int64_t min, int64_t max)
{
    return value >= min && value <= max;
}

static void put_record(struct json *j, const struct connrec *c)
{
    j->length = 0;
    j->error = 0;
#define CONNREC_TEXT(name) put_text(j, #name, c->name, sizeof(c->name));
#define CONNREC_NUMBER(name, type, min, max)                                   \
    put_number(j, #name, (int64_t)c->name,                                     \
               in_range((int64_t)c->name, (min), (max)));
#include "compat/connrec.def"
#undef CONNREC_TEXT
#undef CONNREC_NUMBER
    put(j, "\n}\n");
}

/* Who can write here could pass any record off as ours. */
static int check_owner(int fd)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return errno;
    if ((st.st_uid != 0 && st.st_uid != geteuid()) ||
        (st.st_mode & (S_IWGRP | S_IWOTH)))
        return EPERM;
    return 0;
}

int connrec_open_dir(const char *dir, int *fd)
{
    int error;

    *fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*fd < 0)
        return errno;
    error = check_owner(*fd);
    if (error) {
        close(*fd);
        *fd = -1;
    }
    return error;
}

/* The mode is set by name of the descriptor: mkdir() obeys the umask. */
static int make_dir(const char *dir, int *fd)
{
    bool made = mkdir(dir, 0755) == 0;
    int error;

    *fd = -1;
    if (!made && errno != EEXIST)
        return errno;
    error = connrec_open_dir(dir, fd);
    if (error || !made || fchmod(*fd, 0755) == 0)
        return error;
    error = errno;
    close(*fd);
    *fd = -1;
    return error;
}

static int replace(int dir, const struct json *j, pid_t pid, const char *name)
{
    char temporary[32];

    snprintf(temporary, sizeof(temporary), ".%ld.tmp", (long)pid);
    return exchange_write(dir, name, temporary, j->bytes, j->length);
}

static int begin(const char *dir, const struct connrec *c, struct json *j,
                 int *fd)
{
    *fd = -1;
    put_record(j, c);
    return j->error ? j->error : make_dir(dir, fd);
}

int connrec_write(const char *dir, const struct connrec *c)
{
    struct json j;
    char name[32];
    int error, fd;

    error = begin(dir, c, &j, &fd);
    if (error)
        return error;
    snprintf(name, sizeof(name), "%ld.json", (long)c->pid);
    error = replace(fd, &j, c->pid, name);
    close(fd);
    return error;
}

/* --- the last end of each entry */

/*
 * FNV-1a, 64 bits. Who looks for two entries with one hash hides an end of his
 * own: the user's number is in the name as well.
 */
static uint64_t hash(uint64_t h, const char *text, size_t size)
{
    size_t i, n = strnlen(text, size) + 1; /* the NUL ends the text */

    for (i = 0; i < n && i < size; i++)
        h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return h;
}

static void name_last(const struct connrec *c, char *name, size_t size,
                      size_t *prefix)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    h = hash(h, c->entry, sizeof(c->entry));
    h = hash(h, c->phonebook, sizeof(c->phonebook));
    *prefix = (size_t)snprintf(name, size, "last-%lu-", (unsigned long)c->uid);
    snprintf(name + *prefix, size - *prefix, "%016llx.json",
             (unsigned long long)h);
}

static bool older(const struct stat *a, const struct stat *b)
{
    return a->st_mtim.tv_sec != b->st_mtim.tv_sec
               ? a->st_mtim.tv_sec < b->st_mtim.tv_sec
               : a->st_mtim.tv_nsec < b->st_mtim.tv_nsec;
}

/* How many names begin with PREFIX; the oldest of the files is OLDEST. */
static size_t count_last(DIR *d, const char *prefix, size_t n, char *oldest,
                         size_t size)
{
    const struct dirent *e;
    struct stat st, first;
    size_t count = 0;

    while ((e = readdir(d))) {
        if (strncmp(e->d_name, prefix, n) != 0 ||
            fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        if (count++ > 0 && !older(&st, &first))
            continue;
        first = st;
        snprintf(oldest, size, "%s", e->d_name);
    }
    return count;
}

/* Room for NAME, if there is no file of that name to be replaced. */
static int make_room(int dir, const char *name, size_t prefix)
{
    char oldest[NAME_MAX + 1] = "";
    DIR *d;
    int fd;

    if (faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return 0;
    fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    d = fdopendir(fd);
    if (!d) {
        close(fd);
        return ENOMEM;
    }
    if (count_last(d, name, prefix, oldest, sizeof(oldest)) >= CONNREC_LAST_MAX)
        unlinkat(dir, oldest, 0);
    closedir(d);
    return 0;
}

int connrec_write_last(const char *dir, const struct connrec *c)
{
    struct json j;
    char name[64];
    size_t prefix;
    int error, fd;

    error = begin(dir, c, &j, &fd);
    if (error)
        return error;
    name_last(c, name, sizeof(name), &prefix);
    error = make_room(fd, name, prefix);
    if (!error)
        error = replace(fd, &j, c->pid, name);
    close(fd);
    return error;
}

int connrec_remove(const char *dir, pid_t pid)
{
    char name[32];
    int error, fd;

    error = connrec_open_dir(dir, &fd);
    if (error)
        return error == ENOENT ? 0 : error;
    snprintf(name, sizeof(name), "%ld.json", (long)pid);
    if (unlinkat(fd, name, 0) < 0 && errno != ENOENT)
        error = errno;
    snprintf(name, sizeof(name), "%ld.lock", (long)pid);
    if (unlinkat(fd, name, 0) < 0 && errno != ENOENT && !error)
        error = errno;
    close(fd);
    return error;
}

/* The pid in "PID.json", "PID.lock" or ".PID.tmp", else 0. */
static pid_t owner_of(const char *name)
{
    bool hidden = name[0] == '.';
    const char *digits = name + hidden;
    char *end;
    long pid = strtol(digits, &end, 10);
    bool ours = hidden ? strcmp(end, ".tmp") == 0
                       : strcmp(end, ".json") == 0 || strcmp(end, ".lock") == 0;
    bool good = digits[0] >= '1' && digits[0] <= '9' && pid <= INT_MAX && ours;

    return good ? (pid_t)pid : 0;
}

void connrec_sweep(const char *dir)
{
    const struct dirent *e;
    uint64_t start;
    DIR *d;
    int fd;
    pid_t pid;

    if (connrec_open_dir(dir, &fd) != 0)
        return;
    d = fdopendir(fd);
    if (!d) {
        close(fd);
        return;
    }
    while ((e = readdir(d))) {
        pid = owner_of(e->d_name);
        if (pid > 0 && connrec_find_start(pid, &start) == 0 && start == 0)
            unlinkat(fd, e->d_name, 0);
    }
    closedir(d);
}

/* Opens DIR/PID.lock with FLAGS: *FD, or -1 with an errno value. */
static int open_lock(const char *dir, pid_t pid, int flags, int *fd)
{
    char name[32];
    int error, dir_fd;

    *fd = -1;
    error = connrec_open_dir(dir, &dir_fd);
    if (error)
        return error;
    snprintf(name, sizeof(name), "%ld.lock", (long)pid);
    *fd = openat(dir_fd, name, flags | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
    error = *fd < 0 ? errno : 0;
    close(dir_fd);
    return error;
}

int connrec_make_lock(const char *dir, const struct connrec *c)
{
    int fd, error = open_lock(dir, c->pid, O_CREAT | O_EXCL, &fd);

    if (error)
        return error == EEXIST ? 0 : error;
    if (fchown(fd, c->uid, (gid_t)-1) < 0)
        error = errno;
    close(fd);
    return error;
}

int connrec_hold_lock(const char *dir, pid_t pid)
{
    int fd;

    if (open_lock(dir, pid, 0, &fd) != 0)
        return -1;
    if (flock(fd, LOCK_SH | LOCK_NB) == 0)
        return fd;
    close(fd);
    return -1;
}

bool connrec_last_holder(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

/* Reads a small file as a text and closes it; an errno value. */
static int read_text(int fd, char *out, size_t size)
{
    ssize_t n;
    int error;

    do
        n = read(fd, out, size - 1);
    while (n < 0 && errno == EINTR);
    error = n < 0 ? errno : 0;
    out[n > 0 ? n : 0] = '\0';
    close(fd);
    return error;
}

static int read_small(const char *path, char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    out[0] = '\0';
    return fd < 0 ? errno : read_text(fd, out, size);
}

/*
 * The second field is the program's name in parentheses and may hold blanks
 * and parentheses: the last ')' ends it. Then come the state, field 3, and
 * numbers; the start time is 19 fields further.
 */
static uint64_t start_of_stat(const char *stat)
{
    const char *p = strrchr(stat, ')');
    int skip;

    if (!p || p[1] != ' ' || strchr("ZXx", p[2]))
        return 0;
    for (skip = 0; p && skip < 20; skip++)
        p = strchr(p + 1, ' ');
    return p ? strtoull(p + 1, NULL, 10) : 0;
}

/* ESRCH: it went while its file was read. */
int connrec_find_start(pid_t pid, uint64_t *start)
{
    char path[32], stat[1024];
    int error;

    *start = 0;
    if (pid <= 0)
        return 0;
    snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
    error = read_small(path, stat, sizeof(stat));
    if (error)
        return error == ENOENT || error == ESRCH ? 0 : error;
    *start = start_of_stat(stat);
    return 0;
}

uint64_t connrec_pid_start(pid_t pid)
{
    uint64_t start;

    (void)connrec_find_start(pid, &start);
    return start;
}

/* The descriptor holds on to one process, and only then START is compared. */
int connrec_open_process(pid_t pid, uint64_t start)
{
    int fd = pidfd_open(pid, 0), error;
    uint64_t now;

    if (fd < 0)
        return fd;
    error = connrec_find_start(pid, &now);
    if (error == 0 && now == start)
        return fd;
    close(fd);
    errno = error ? error : ESRCH;
    return -1;
}

/* --- looking for one */

/*
 * What a record says, as it is written: no text can have it within. Letter case
 * is ignored, as in the names of entries.
 */
static bool says(const char *record, struct json *member)
{
    put_bytes(member, "", 1);
    return !member->error && strcasestr(record, member->bytes + 1) != NULL;
}

static bool says_text(const char *record, const char *key, const char *text)
{
    struct json j = {.bytes = " ", .length = 1, .error = 0};

    put_text(&j, key, text, strlen(text) + 1);
    return says(record, &j);
}

static bool says_number(const char *record, const char *key, int64_t value)
{
    struct json j = {.bytes = " ", .length = 1, .error = 0};

    put_number(&j, key, value, true);
    put(&j, ",");
    return says(record, &j);
}

static bool read_record(int dir, const char *name,
                        char record[CONNREC_FILE_MAX + 1])
{
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    return fd >= 0 && read_text(fd, record, CONNREC_FILE_MAX + 1) == 0;
}

/* The pid of "4711.json", 0 if it is another name. */
static pid_t record_pid(const char *name)
{
    char *end;
    long pid = strtol(name, &end, 10);

    return strcmp(end, ".json") == 0 && pid > 0 && pid <= INT32_MAX ? (pid_t)pid
                                                                    : 0;
}

static bool lives(const char *record, pid_t pid)
{
    uint64_t start = connrec_pid_start(pid);

    return start > 0 && says_number(record, "pid_start", (int64_t)start);
}

/* Of the open directory D, which it closes. */
static bool find(DIR *d, const char *entry, const char *phonebook,
                 uint32_t state, uid_t uid)
{
    char record[CONNREC_FILE_MAX + 1];
    const struct dirent *e;
    bool found = false;
    pid_t pid;

    while (!found && (e = readdir(d)))
        found = (pid = record_pid(e->d_name)) != 0 &&
                read_record(dirfd(d), e->d_name, record) &&
                says_text(record, "entry", entry) &&
                says_text(record, "phonebook", phonebook) &&
                says_number(record, "state", state) &&
                (says_number(record, "uid", 0) ||
                 says_number(record, "uid", uid)) &&
                lives(record, pid);
    closedir(d);
    return found;
}

bool connrec_has(const char *dir, const char *entry, const char *phonebook,
                 uint32_t state, uid_t uid)
{
    DIR *d;
    int fd;

    if (connrec_open_dir(dir, &fd) != 0)
        return false;
    d = fdopendir(fd);
    if (!d)
        close(fd);
    return d && find(d, entry, phonebook, state, uid);
}
