#include "compat/metrics.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "compat/exchange.h"
#include "compat/raserr.h"
#include "conf/file.h"
#include "conf/text.h"

/* A megabyte for a thousand entries, names of the usual length. */
#define METRICS_MAX (16u << 20)
#define LOCK_NAME   ".metrics.lock"
/* How long one waits for one's turn, and how often one looks. */
#define LOCK_WAIT_MS 5000
#define LOCK_POLL_MS 10

/* --- the format */

/*
 * Text format 0.0.4: a label's value is any UTF-8, with \\, \" and \n for what
 * would end it. A byte that is no UTF-8 would spoil the whole file.
 */
static enum conf_result put_character(struct buf *out, const char *s, size_t n)
{
    if (n == 0)
        return buf_addf(out, "\\\\x%02X", (unsigned char)s[0]);
    if (s[0] == '\n')
        return buf_addf(out, "\\n");
    if (s[0] == '\\' || s[0] == '"')
        return buf_addf(out, "\\%c", s[0]);
    return buf_add(out, s, n);
}

static enum conf_result put_label(struct buf *out, const char *name,
                                  const char *value)
{
    enum conf_result result = buf_addf(out, "%s=\"", name);
    size_t left = strlen(value), n, step;

    while (left > 0 && result == CONF_OK) {
        n = text_utf8_length(value, left);
        step = n ? n : 1;
        result = put_character(out, value, n);
        value += step;
        left -= step;
    }
    return result == CONF_OK ? buf_addf(out, "\"") : result;
}

static enum conf_result put_entry(struct buf *out, const char *metric,
                                  const struct history *h)
{
    enum conf_result result = buf_addf(out, "%s{", metric);

    if (result == CONF_OK)
        result = put_label(out, "entry", h->entry);
    if (result == CONF_OK)
        result = buf_addf(out, ",");
    return result == CONF_OK ? put_label(out, "phonebook", h->phonebook)
                             : result;
}

/* --- the metrics: one row each */

static uint64_t calls(const struct history *h)
{
    return h->counters.calls;
}

static uint64_t connects(const struct history *h)
{
    return h->counters.connects;
}

static uint64_t seconds(const struct history *h)
{
    return h->counters.seconds;
}

static uint64_t sent(const struct history *h)
{
    return h->counters.sent;
}

static uint64_t received(const struct history *h)
{
    return h->counters.received;
}

static uint64_t failed_in_row(const struct history *h)
{
    return policy_total(&h->policy.failed);
}

static uint64_t locked(const struct history *h)
{
    return h->policy.locked != 0;
}

static uint64_t ended(const struct history *h)
{
    return (uint64_t)h->policy.ended;
}

static const struct metric {
    const char *name, *type, *help;
    uint64_t (*value)(const struct history *h); /* NULL: by RAS code */
} metrics[] = {
    {"ppp_rasdial_calls_total", "counter", "Calls that were begun.", calls},
    {"ppp_rasdial_connects_total", "counter", "Calls that brought IP up.",
     connects},
    {"ppp_rasdial_failures_total", "counter",
     "Calls and connections that ended with a RAS error, by its code.", NULL},
    {"ppp_rasdial_connected_seconds_total", "counter",
     "Seconds connected, of connections that have ended.", seconds},
    {"ppp_rasdial_sent_bytes_total", "counter",
     "Bytes sent by connections that have ended.", sent},
    {"ppp_rasdial_received_bytes_total", "counter",
     "Bytes received by connections that have ended.", received},
    {"ppp_rasdial_failures_in_a_row", "gauge",
     "Failed calls since the last connection.", failed_in_row},
    {"ppp_rasdial_locked", "gauge",
     "1 if the entry is not dialled until root unlocks it.", locked},
    {"ppp_rasdial_last_end_timestamp_seconds", "gauge",
     "When the last call or connection came up or failed; 0 never.", ended},
};

static enum conf_result put_failures(struct buf *out, const struct metric *m,
                                     const struct history *h)
{
    const struct counters *c = &h->counters;
    enum conf_result result = CONF_OK;
    const char *name;
    size_t i;

    for (i = 0; i < c->n_failures && result == CONF_OK; i++) {
        name = c->failures[i].code ? raserr_name(c->failures[i].code) : NULL;
        result = put_entry(out, m->name, h);
        if (result == CONF_OK)
            result = buf_addf(out, ",code=\"%u\",name=\"%s\"} %llu\n",
                              c->failures[i].code, name ? name : "",
                              (unsigned long long)c->failures[i].count);
    }
    return result;
}

static enum conf_result put_value(struct buf *out, const struct metric *m,
                                  const struct history *h)
{
    enum conf_result result;

    if (!m->value)
        return put_failures(out, m, h);
    result = put_entry(out, m->name, h);
    return result == CONF_OK
               ? buf_addf(out, "} %llu\n", (unsigned long long)m->value(h))
               : result;
}

/* All samples of a metric stand together. */
enum conf_result metrics_show(const struct history *list, size_t n,
                              struct buf *out)
{
    enum conf_result result = CONF_OK;
    size_t i, k;

    for (i = 0; i < sizeof(metrics) / sizeof(*metrics); i++) {
        if (result == CONF_OK)
            result =
                buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", metrics[i].name,
                         metrics[i].help, metrics[i].name, metrics[i].type);
        for (k = 0; k < n && result == CONF_OK; k++)
            result = put_value(out, &metrics[i], &list[k]);
    }
    return result;
}

/* --- all histories */

struct all {
    struct history *list;
    size_t n, size;
};

static enum conf_result no_memory(struct conf_problem *p)
{
    return conf_fail(p, CONF_NOMEM, "metrics: there is not enough memory");
}

static struct history *next_place(struct all *all)
{
    size_t size = all->size ? all->size * 2 : 8;
    struct history *list;

    if (all->n == all->size) {
        list = realloc(all->list, size * sizeof(*list));
        if (!list)
            return NULL;
        all->list = list;
        all->size = size;
    }
    return &all->list[all->n];
}

/* A file that cannot be read has nothing to show; who dials will say so. */
static enum conf_result add_file(const char *dir, const char *name,
                                 struct all *all, struct conf_problem *p)
{
    struct history *h = next_place(all);
    enum conf_result result;
    struct file_bytes bytes;
    char path[PATH_MAX];
    int fd;

    if (!h)
        return no_memory(p);
    if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path) ||
        file_open(path, &fd, NULL) != CONF_OK)
        return CONF_OK;
    result = file_read(fd, path, HISTORY_FILE_MAX, &bytes, NULL);
    close(fd);
    if (result == CONF_OK && history_parse(bytes.bytes, bytes.n, h) == CONF_OK)
        all->n++;
    file_free(&bytes);
    return result == CONF_NOMEM ? no_memory(p) : CONF_OK;
}

static bool is_state(const char *name)
{
    static const char suffix[] = ".state";
    size_t n = strlen(name), m = sizeof(suffix) - 1;

    return name[0] != '.' && n > m && strcmp(name + n - m, suffix) == 0;
}

static enum conf_result read_all(const char *dir, struct all *all,
                                 struct conf_problem *p)
{
    enum conf_result result = CONF_OK;
    struct dirent *e;
    DIR *d = opendir(dir);

    if (!d)
        return conf_fail(p, errno == ENOMEM ? CONF_NOMEM : CONF_OPEN, "%s: %s",
                         dir, strerror(errno));
    while (result == CONF_OK && all->n < METRICS_ENTRIES && (e = readdir(d)))
        if (is_state(e->d_name))
            result = add_file(dir, e->d_name, all, p);
    closedir(d);
    return result;
}

/* --- the file */

static enum conf_result cannot(struct conf_problem *p, const char *file)
{
    return conf_fail(p, CONF_WRITE, "%s: %s", file, strerror(errno));
}

/*
 * The directory is opened once; what somebody puts into it is not followed. The
 * collector does not read what ends in .new.
 */
static enum conf_result write_file(const char *file, const struct buf *text,
                                   struct conf_problem *p)
{
    const char *name = strrchr(file, '/');
    char path[PATH_MAX], new[NAME_MAX + 1];
    enum conf_result result = CONF_OK;
    int dir;

    if (!name || (size_t)(name - file) >= sizeof(path) ||
        snprintf(new, sizeof(new), ".%s.new", name + 1) >= (int)sizeof(new))
        return conf_fail(p, CONF_WRITE, "%s: the path is too long", file);
    snprintf(path, sizeof(path), "%.*s/", (int)(name - file), file);
    dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return cannot(p, path);
    errno = exchange_write(dir, name + 1, new, text->bytes, text->used);
    if (errno)
        result = cannot(p, file);
    close(dir);
    return result;
}

/* --- one after the other */

/* In our own directory: the other one may belong to somebody else. */
static enum conf_result take_turn(const char *dir, int *fd,
                                  struct conf_problem *p)
{
    const struct timespec pause = {0, LOCK_POLL_MS * 1000000L};
    char path[PATH_MAX];
    int waited;

    if (snprintf(path, sizeof(path), "%s/%s", dir, LOCK_NAME) >=
        (int)sizeof(path))
        return conf_fail(p, CONF_LIMIT, "%s: the path is too long", dir);
    *fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (*fd < 0)
        return cannot(p, path);
    for (waited = 0; flock(*fd, LOCK_EX | LOCK_NB) < 0;
         waited += LOCK_POLL_MS) {
        if ((errno != EWOULDBLOCK && errno != EINTR) ||
            waited >= LOCK_WAIT_MS) {
            (void)cannot(p, path);
            close(*fd);
            return CONF_WRITE;
        }
        nanosleep(&pause, NULL);
    }
    return CONF_OK;
}

static enum conf_result show_all(const char *dir, const char *file,
                                 struct conf_problem *p)
{
    struct buf text = buf_new(METRICS_MAX);
    struct all all = {NULL, 0, 0};
    enum conf_result result = read_all(dir, &all, p);

    if (result == CONF_OK) {
        result = metrics_show(all.list, all.n, &text);
        if (result != CONF_OK)
            (void)no_memory(p);
    }
    if (result == CONF_OK)
        result = write_file(file, &text, p);
    buf_free(&text);
    free(all.list);
    return result;
}

enum conf_result metrics_publish(const char *dir, const char *file,
                                 struct conf_problem *p)
{
    enum conf_result result;
    int turn;

    result = take_turn(dir, &turn, p);
    if (result != CONF_OK)
        return result;
    result = show_all(dir, file, p);
    close(turn);
    return result;
}
