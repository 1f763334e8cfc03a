#include "compat/history.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/fields.h"
#include "conf/buf.h"
#include "conf/file.h"
#include "conf/replace.h"

#define FIRST_LINE "ppp-rasdial-history 1"
#define LAST_LINE  "end"

/* Somebody may write the file without the lock. */
#define ATTEMPTS 5

/* --- which file */

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, with its NUL. */
static uint64_t hash(uint64_t h, const char *text)
{
    do
        h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    while (*text++);
    return h;
}

/*
 * Twice, from two beginnings. Whoever makes two names meet has made both
 * entries, and the file says which one it is of.
 */
static bool file_name(const char *dir, const struct history *key,
                      char out[PATH_MAX])
{
    uint64_t a = hash(UINT64_C(0xcbf29ce484222325), key->phonebook);
    uint64_t b = hash(UINT64_C(0x84222325cbf29ce4), key->entry);

    a = hash(a, key->entry);
    b = hash(b, key->phonebook);
    return snprintf(out, PATH_MAX, "%s/%016llx%016llx.state", dir,
                    (unsigned long long)a, (unsigned long long)b) < PATH_MAX;
}

/* The same file may be named by several paths. */
static enum conf_result make_key(const char *phonebook, const char *entry,
                                 struct history *key, struct conf_problem *p)
{
    char *real = realpath(phonebook, NULL);
    int a, b;

    memset(key, 0, sizeof(*key));
    a = snprintf(key->phonebook, sizeof(key->phonebook), "%s",
                 real ? real : phonebook);
    b = snprintf(key->entry, sizeof(key->entry), "%s", entry);
    free(real);
    /* A negative one is more than any size. */
    if ((size_t)a < sizeof(key->phonebook) && (size_t)b < sizeof(key->entry))
        return CONF_OK;
    return conf_fail(p, CONF_LIMIT, "the name of the entry is too long");
}

/* --- reading */

struct line {
    const char *key, *value;
    size_t key_length, length; /* of the value */
};

static bool is_key(const struct line *l, const char *key)
{
    return strlen(key) == l->key_length &&
           memcmp(l->key, key, l->key_length) == 0;
}

/* Decimal digits only, from *S on, up to END. */
static bool take_number(const char **s, const char *end, uint64_t most,
                        uint64_t *number)
{
    const char *begin = *s;
    unsigned digit;

    for (*number = 0; *s < end && **s >= '0' && **s <= '9'; ++*s) {
        digit = (unsigned)(**s - '0');
        if (*number > most / 10 || *number * 10 > most - digit || digit > most)
            return false;
        *number = *number * 10 + digit;
    }
    return *s > begin;
}

static bool take_count(const struct line *l, uint64_t most, uint32_t *code,
                       uint64_t *count)
{
    const char *s = l->value, *end = l->value + l->length;
    uint64_t number;

    if (!take_number(&s, end, UINT32_MAX, &number) || s == end || *s++ != ' ')
        return false;
    *code = (uint32_t)number;
    return take_number(&s, end, most, count) && s == end;
}

static bool take_failed(const struct line *l, struct history *h)
{
    struct policy_tally *t = &h->policy.failed;
    uint32_t code;
    uint64_t count;

    if (!take_count(l, UINT32_MAX, &code, &count) || t->n == POLICY_CODES)
        return false;
    t->list[t->n++] = (struct policy_count){code, (uint32_t)count};
    return true;
}

static bool take_failures(const struct line *l, struct history *h)
{
    uint32_t code;
    uint64_t count;

    if (!take_count(l, UINT64_MAX, &code, &count) ||
        h->counters.n_failures == COUNTERS_CODES)
        return false;
    counters_failed(&h->counters, code, count);
    return true;
}

static bool take_line(const struct line *l, struct history *h)
{
    const char *s = l->value, *end = l->value + l->length;
    uint64_t number;

    if (is_key(l, "phonebook"))
        return fields_decode(l->value, l->length, h->phonebook,
                             sizeof(h->phonebook));
    if (is_key(l, "entry"))
        return fields_decode(l->value, l->length, h->entry, sizeof(h->entry));
    if (is_key(l, "failed"))
        return take_failed(l, h);
    if (is_key(l, "failures"))
        return take_failures(l, h);
#define HISTORY_NUMBER(name, member, most)                                     \
    if (is_key(l, #name)) {                                                    \
        if (!take_number(&s, end, (most), &number) || s != end)                \
            return false;                                                      \
        h->member = (__typeof__(h->member))number;                             \
        return true;                                                           \
    }
#include "compat/history.def"
#undef HISTORY_NUMBER
    return false;
}

/* The next line without its end, NULL behind the last. */
static const char *next_line(const char **at, const char *end, size_t *n)
{
    const char *line = *at;
    const char *lf = memchr(line, '\n', (size_t)(end - line));

    if (!lf)
        return NULL;
    *n = (size_t)(lf - line);
    *at = lf + 1;
    return line;
}

static bool is_line(const char *line, size_t n, const char *text)
{
    return line && n == strlen(text) && memcmp(line, text, n) == 0;
}

static bool parse(const char *at, const char *end, struct history *h)
{
    const char *line, *blank;
    struct line l;
    size_t n = 0;

    line = next_line(&at, end, &n);
    if (!is_line(line, n, FIRST_LINE))
        return false;
    while ((line = next_line(&at, end, &n)) != NULL) {
        if (is_line(line, n, LAST_LINE))
            return at == end;
        blank = memchr(line, ' ', n);
        if (!blank)
            return false;
        l = (struct line){line, blank + 1, (size_t)(blank - line),
                          (size_t)(line + n - blank - 1)};
        if (!take_line(&l, h))
            return false;
    }
    return false;
}

enum conf_result history_parse(const char *bytes, size_t n, struct history *h)
{
    memset(h, 0, sizeof(*h));
    if (parse(bytes, bytes + n, h))
        return CONF_OK;
    memset(h, 0, sizeof(*h));
    return CONF_FORMAT;
}

static enum conf_result damaged(const char *file, const struct history *key,
                                struct history *h, struct conf_problem *p)
{
    *h = *key;
    h->policy.damaged = true;
    return conf_fail(p, CONF_FORMAT,
                     "%s: the history of [%s] is damaged; it begins anew", file,
                     key->entry);
}

/* What is no history, or one of somebody else, is a damaged one. */
static enum conf_result read_bytes(const char *file,
                                   const struct file_bytes *bytes,
                                   const struct history *key, struct history *h,
                                   struct conf_problem *p)
{
    if (history_parse(bytes->bytes, bytes->n, h) == CONF_OK &&
        strcmp(h->phonebook, key->phonebook) == 0 &&
        strcmp(h->entry, key->entry) == 0)
        return CONF_OK;
    return damaged(file, key, h, p);
}

static enum conf_result read_file(const char *file, const struct history *key,
                                  struct history *h, struct conf_problem *p)
{
    struct file_bytes bytes;
    enum conf_result result;
    int fd;

    if (access(file, F_OK) < 0 && errno == ENOENT)
        return CONF_OK;
    result = file_open(file, &fd, p);
    if (result != CONF_OK)
        return result;
    result = file_read(fd, file, HISTORY_FILE_MAX, &bytes, p);
    close(fd);
    if (result == CONF_LIMIT)
        result = damaged(file, key, h, p);
    else if (result == CONF_OK)
        result = read_bytes(file, &bytes, key, h, p);
    file_free(&bytes);
    return result;
}

enum conf_result history_read(const char *dir, const char *phonebook,
                              const char *entry, struct history *h,
                              struct conf_problem *p)
{
    enum conf_result result = make_key(phonebook, entry, h, p);
    struct history key = *h;
    char file[PATH_MAX];

    if (result != CONF_OK)
        return result;
    if (!file_name(dir, &key, file))
        return conf_fail(p, CONF_LIMIT, "%s: the path is too long", dir);
    return read_file(file, &key, h, p);
}

/* --- writing */

static enum conf_result put_text(struct buf *out, const char *key,
                                 const char *text)
{
    enum conf_result result = buf_addf(out, "%s ", key);

    if (result == CONF_OK)
        result = fields_encode(out, text);
    return result == CONF_OK ? buf_addf(out, "\n") : result;
}

static enum conf_result put_numbers(struct buf *out, const struct history *h)
{
    const struct {
        const char *key;
        uint64_t value;
    } rows[] = {
#define HISTORY_NUMBER(name, member, most) {#name, (uint64_t)h->member},
#include "compat/history.def"
#undef HISTORY_NUMBER
    };
    enum conf_result result = CONF_OK;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows) && result == CONF_OK; i++)
        result = buf_addf(out, "%s %llu\n", rows[i].key,
                          (unsigned long long)rows[i].value);
    return result;
}

static enum conf_result put_counts(struct buf *out, const struct history *h)
{
    const struct policy_tally *t = &h->policy.failed;
    const struct counters *c = &h->counters;
    enum conf_result result = CONF_OK;
    size_t i;

    for (i = 0; i < t->n && result == CONF_OK; i++)
        result =
            buf_addf(out, "failed %u %u\n", t->list[i].code, t->list[i].count);
    for (i = 0; i < c->n_failures && result == CONF_OK; i++)
        result = buf_addf(out, "failures %u %llu\n", c->failures[i].code,
                          (unsigned long long)c->failures[i].count);
    return result;
}

static enum conf_result make_text(struct buf *out, const struct history *h)
{
    enum conf_result result = buf_addf(out, "%s\n", FIRST_LINE);

    if (result == CONF_OK)
        result = put_text(out, "phonebook", h->phonebook);
    if (result == CONF_OK)
        result = put_text(out, "entry", h->entry);
    if (result == CONF_OK)
        result = put_numbers(out, h);
    if (result == CONF_OK)
        result = put_counts(out, h);
    return result == CONF_OK ? buf_addf(out, "%s\n", LAST_LINE) : result;
}

/* The mode is set by itself: mkdir() obeys the umask. */
static enum conf_result make_directory(const char *dir, struct conf_problem *p)
{
    if (mkdir(dir, 0755) == 0)
        (void)chmod(dir, 0755);
    else if (errno != EEXIST)
        return conf_fail(p, CONF_WRITE, "%s: %s", dir, strerror(errno));
    return CONF_OK;
}

struct update {
    char file[PATH_MAX];
    struct history key, new;
    void (*change)(struct history *h, void *context);
    void *context;
};

static enum conf_result change_and_write(struct update *u, struct replace *r,
                                         struct conf_problem *p)
{
    struct buf out = buf_new(HISTORY_FILE_MAX);
    enum conf_result result;

    u->new = u->key;
    if (replace_existed(r))
        (void)read_bytes(u->file, replace_bytes(r), &u->key, &u->new, NULL);
    u->change(&u->new, u->context);
    result = make_text(&out, &u->new);
    if (result != CONF_OK)
        conf_fail(p, result, "%s: there is not enough memory", u->file);
    else
        result = replace_commit(r, buf_text(&out), out.used, p);
    buf_free(&out);
    return result;
}

static enum conf_result update_once(struct update *u, struct conf_problem *p)
{
    struct replace *r;
    enum conf_result result = replace_open(u->file, HISTORY_FILE_MAX, &r, p);

    if (result != CONF_OK)
        return result;
    result = change_and_write(u, r, p);
    replace_close(r);
    return result;
}

/* A file that is too long to be ours is out of the way: it is damaged. */
static enum conf_result remove_giant(struct update *u, struct conf_problem *p)
{
    if (unlink(u->file) < 0)
        return conf_fail(p, CONF_WRITE, "%s: %s", u->file, strerror(errno));
    u->key.policy.damaged = true;
    return CONF_CHANGED;
}

enum conf_result
history_update(const char *dir, const char *phonebook, const char *entry,
               void (*change)(struct history *h, void *context), void *context,
               struct history *after, struct conf_problem *p)
{
    struct update u = {.change = change, .context = context};
    enum conf_result result = make_key(phonebook, entry, &u.key, p);
    int i;

    if (result == CONF_OK && !file_name(dir, &u.key, u.file))
        result = conf_fail(p, CONF_LIMIT, "%s: the path is too long", dir);
    if (result == CONF_OK)
        result = make_directory(dir, p);
    if (result != CONF_OK)
        return result;
    result = CONF_CHANGED;
    for (i = 0; i < ATTEMPTS && result == CONF_CHANGED; i++) {
        result = update_once(&u, p);
        if (result == CONF_LIMIT)
            result = remove_giant(&u, p);
    }
    if (result == CONF_OK)
        *after = u.new;
    return result;
}
