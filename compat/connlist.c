#include "compat/connlist.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

/* No machine has so many lines; it bounds what a foreign directory can cost. */
enum { RECORDS_MAX = 1024, NAMES_MAX = 65536 };

struct list {
    struct connrec *records;
    size_t n, size;
};

/* The members. A key that is absent leaves the member empty or 0. */

static bool take_text(const json_t *object, const char *key, char *out,
                      size_t size)
{
    const json_t *value = json_object_get(object, key);
    size_t length;

    out[0] = '\0';
    if (!value)
        return true;
    if (!json_is_string(value))
        return false;
    length = json_string_length(value);
    if (length >= size)
        return false;
    memcpy(out, json_string_value(value), length + 1);
    return true;
}

static bool take_number(const json_t *object, const char *key, int64_t min,
                        int64_t max, int64_t *out)
{
    const json_t *value = json_object_get(object, key);

    *out = 0;
    if (!value)
        return true;
    if (!json_is_integer(value))
        return false;
    *out = json_integer_value(value);
    return *out >= min && *out <= max;
}

static bool take_record(const json_t *object, struct connrec *c)
{
    int64_t number;

#define CONNREC_TEXT(name)                                                     \
    if (!take_text(object, #name, c->name, sizeof(c->name)))                   \
        return false;
#define CONNREC_NUMBER(name, type, min, max)                                   \
    if (!take_number(object, #name, (min), (max), &number))                    \
        return false;                                                          \
    c->name = (type)number;
#include "compat/connrec.def"
#undef CONNREC_TEXT
#undef CONNREC_NUMBER
    return true;
}

/* More than Jansson needs for a record of LENGTH bytes: see fence.c. */
static bool has_memory(size_t length)
{
    void *probe = malloc(65536 + 128 * length);

    free(probe);
    return probe != NULL;
}

/*
 * 0: it is one; EBADMSG: it is none; ENOMEM. Jansson (2.14) crashes where its
 * memory runs out, or calls that a syntax error: so what it may take is asked
 * for, and given back, before it begins, as conf/cfg_memory.h does for
 * libconfig.
 */
static int parse(const char *bytes, size_t length, struct connrec *c)
{
    json_t *root;
    bool sound;

    if (!has_memory(length))
        return ENOMEM;
    root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
    sound = json_is_object(root) && take_record(root, c);
    json_decref(root);
    return sound ? 0 : EBADMSG;
}

/* The files. */

/* "123.json" is 123, anything else 0. */
static pid_t pid_of_name(const char *name)
{
    char *end;
    long pid;

    if (name[0] < '1' || name[0] > '9')
        return 0;
    errno = 0;
    pid = strtol(name, &end, 10);
    if (errno || pid > INT_MAX || strcmp(end, ".json") != 0)
        return 0;
    return (pid_t)pid;
}

static ssize_t read_file(int fd, char *out, size_t size)
{
    size_t length = 0;

    while (length < size) {
        ssize_t n = read(fd, out + length, size - length);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        length += (size_t)n;
    }
    return (ssize_t)length;
}

static int read_listed(int fd, struct connrec *c)
{
    char bytes[CONNREC_FILE_MAX + 1];
    struct stat st;
    ssize_t n;

    if (fstat(fd, &st) < 0)
        return errno;
    if (!S_ISREG(st.st_mode))
        return EBADMSG;
    n = read_file(fd, bytes, sizeof(bytes));
    if (n < 0)
        return errno;
    return n > 0 && n <= CONNREC_FILE_MAX ? parse(bytes, (size_t)n, c)
                                          : EBADMSG;
}

/* 0 or an errno value; EBADMSG: it is no record. */
static int load(int dir, const char *name, struct connrec *c)
{
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int error = fd < 0 ? errno : read_listed(fd, c);

    if (fd >= 0)
        close(fd);
    return error;
}

/*
 * Is ERROR of the one record, which is left out then? It has gone meanwhile,
 * is none, or not for us. Want of memory or descriptors is of the whole list:
 * it must not look as if nobody was connected.
 */
static bool of_record(int error)
{
    return error == ENOENT || error == ELOOP || error == EACCES ||
           error == EBADMSG || error == ENXIO;
}

/* A pid is used again; together with its start time it is not. */
static int find_alive(const struct connrec *c, bool *alive)
{
    uint64_t start;
    int error = connrec_find_start(c->pid, &start);

    *alive = !error && start != 0 && start == c->pid_start;
    return error;
}

static int append(struct list *l, const struct connrec *c)
{
    if (l->n == l->size) {
        size_t size = l->size ? 2 * l->size : 8;
        struct connrec *more =
            reallocarray(l->records, size, sizeof(*l->records));

        if (!more)
            return ENOMEM;
        l->records = more;
        l->size = size;
    }
    l->records[l->n++] = *c;
    return 0;
}

static int read_link(int dir, const char *name, struct list *l)
{
    pid_t pid = pid_of_name(name);
    struct connrec c;
    bool alive;
    int error;

    if (pid == 0)
        return 0;
    error = load(dir, name, &c);
    if (error || c.pid != pid)
        return of_record(error) ? 0 : error;
    error = find_alive(&c, &alive);
    return !error && alive ? append(l, &c) : error;
}

static int read_one(int dir, const char *name, struct list *l)
{
    size_t before = l->n;
    int error = read_link(dir, name, l);

    if (!error && l->n > before && l->records[before].bundle)
        l->n = before;
    return error;
}

/* "last-0-0123456789abcdef.json": connrec.c makes the names. */
static int read_last(int dir, const char *name, struct list *l)
{
    struct connrec c;
    int error;

    if (strncmp(name, "last-", 5) != 0)
        return 0;
    error = load(dir, name, &c);
    if (error)
        return of_record(error) ? 0 : error;
    return c.ended ? append(l, &c) : 0;
}

typedef int reader(int dir, const char *name, struct list *l);

static int read_all(DIR *d, struct list *l, reader *read)
{
    int names;

    for (names = 0; names < NAMES_MAX && l->n < RECORDS_MAX; names++) {
        const struct dirent *e;
        int error;

        errno = 0;
        e = readdir(d);
        if (!e)
            return errno;
        error = read(dirfd(d), e->d_name, l);
        if (error)
            return error;
    }
    return 0;
}

/* The oldest first, and always the same for the same records. */
static int by_age(const void *a, const void *b)
{
    const struct connrec *x = a, *y = b;

    if (x->since != y->since)
        return x->since < y->since ? -1 : 1;
    return (x->pid > y->pid) - (x->pid < y->pid);
}

static int by_end(const void *a, const void *b)
{
    const struct connrec *x = a, *y = b;

    return (x->ended < y->ended) - (x->ended > y->ended);
}

static int read_list(const char *dir, reader *read, struct connrec **list,
                     size_t *n)
{
    struct list l = {NULL, 0, 0};
    int error, fd;
    DIR *d;

    *list = NULL;
    *n = 0;
    error = connrec_open_dir(dir, &fd);
    if (error)
        return error == ENOENT ? 0 : error;
    d = fdopendir(fd);
    if (!d) {
        error = errno;
        close(fd);
        return error;
    }
    error = read_all(d, &l, read);
    closedir(d);
    if (error) {
        free(l.records);
        return error;
    }
    *list = l.records;
    *n = l.n;
    return 0;
}

static int read_by_age(const char *dir, reader *read, struct connrec **list,
                       size_t *n)
{
    int error = read_list(dir, read, list, n);

    if (*n > 0)
        qsort(*list, *n, sizeof(**list), by_age);
    return error;
}

int connlist_read(const char *dir, struct connrec **list, size_t *n)
{
    return read_by_age(dir, read_one, list, n);
}

int connlist_read_links(const char *dir, struct connrec **list, size_t *n)
{
    return read_by_age(dir, read_link, list, n);
}

int connlist_read_last(const char *dir, struct connrec **list, size_t *n)
{
    int error = read_list(dir, read_last, list, n);

    if (*n > 0)
        qsort(*list, *n, sizeof(**list), by_end);
    return error;
}
