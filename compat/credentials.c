#include "compat/credentials.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/fields.h"
#include "conf/buf.h"
#include "conf/file.h"
#include "conf/replace.h"
#include "conf/text.h"

/* A thousand entries fill a tenth of it. */
#define STORE_MAX (1u << 20)
/* Somebody may write the file without the lock. */
#define ATTEMPTS 20

const char *credentials_file = CREDENTIALS_FILE;

struct record {
    char phonebook[PATH_MAX];
    char entry[1025];
    struct credentials saved;
};

/* The fields in their order; one with a bit may be empty. */
struct field {
    unsigned bit;
    size_t offset, size;
};
#define FIELD(bit, member)                                                     \
    {                                                                          \
        (bit), offsetof(struct record, member),                                \
            sizeof(((struct record *)NULL)->member)                            \
    }
static const struct field fields[] = {
    FIELD(0, phonebook),
    FIELD(0, entry),
    FIELD(CREDENTIALS_USER, saved.user),
    FIELD(CREDENTIALS_PASSWORD, saved.password),
    FIELD(CREDENTIALS_DOMAIN, saved.domain),
    FIELD(CREDENTIALS_CALLBACK, saved.callback),
    FIELD(CREDENTIALS_KEY, saved.key),
    FIELD(CREDENTIALS_SERVER_KEY, saved.server_key),
    FIELD(CREDENTIALS_DDM_KEY, saved.ddm_key),
    FIELD(CREDENTIALS_EAP, saved.eap),
};
#define FIELDS (sizeof(fields) / sizeof(*fields))

/* Those that are always there; of the rest the empty ones at the end lack. */
#define FIELDS_FIRST 6

static char *field_of(struct record *r, const struct field *f)
{
    return (char *)r + f->offset;
}

static const char *field_text(const struct record *r, const struct field *f)
{
    return (const char *)r + f->offset;
}

/* --- reading a line */

static bool read_field(struct record *r, const struct field *f, const char *s,
                       size_t n)
{
    if (f->bit && n == 0)
        return true;
    if (f->bit && *s++ != '=')
        return false;
    n -= f->bit ? 1 : 0;
    r->saved.have |= f->bit;
    return fields_decode(s, n, field_of(r, f), f->size);
}

static bool read_record(struct record *r, const char *line, size_t n)
{
    const char *end = line + n;
    size_t i;

    explicit_bzero(r, sizeof(*r));
    for (i = 0; i < FIELDS && line; i++) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));

        if (!read_field(r, &fields[i], line,
                        (size_t)((tab ? tab : end) - line)))
            return false;
        line = tab ? tab + 1 : NULL;
    }
    return !line && i >= FIELDS_FIRST;
}

/* --- writing a line */

static size_t fields_to_write(const struct record *r)
{
    size_t n = FIELDS;

    while (n > FIELDS_FIRST && !(r->saved.have & fields[n - 1].bit))
        n--;
    return n;
}

static enum conf_result write_record(struct buf *out, const struct record *r)
{
    size_t n = fields_to_write(r), i;
    enum conf_result result = CONF_OK;

    for (i = 0; i < n && result == CONF_OK; i++) {
        const struct field *f = &fields[i];
        bool there = !f->bit || (r->saved.have & f->bit);

        if (i > 0)
            result = buf_add(out, "\t", 1);
        if (result == CONF_OK && f->bit && there)
            result = buf_add(out, "=", 1);
        if (result == CONF_OK && there)
            result = fields_encode(out, field_text(r, f));
    }
    return result == CONF_OK ? buf_add(out, "\n", 1) : result;
}

/* --- the store */

static bool is_key(const struct record *r, const struct record *key)
{
    return strcmp(r->phonebook, key->phonebook) == 0 &&
           text_same(r->entry, strlen(r->entry), key->entry,
                     strlen(key->entry));
}

/* The last line may lack its end. */
static enum conf_result copy_line(struct buf *out, const char *line, size_t n)
{
    enum conf_result result = buf_add(out, line, n);

    return result == CONF_OK ? buf_add(out, "\n", 1) : result;
}

/*
 * Finds KEY's record, which becomes *KEY, and copies all other lines to OTHERS
 * (NULL: they are not wanted).
 */
static enum conf_result scan(const struct file_bytes *b, const char *file,
                             struct record *key, struct buf *others,
                             struct conf_problem *p)
{
    const char *line = b->bytes, *end = b->bytes + b->n, *next;
    enum conf_result result = CONF_OK;
    struct record r;
    unsigned number;

    for (number = 1; line < end && result == CONF_OK; number++, line = next) {
        const char *lf = memchr(line, '\n', (size_t)(end - line));
        size_t n = (size_t)((lf ? lf : end) - line);
        bool blank = n == 0 || line[0] == '#';

        next = lf ? lf + 1 : end;
        if (!blank && !read_record(&r, line, n))
            result = conf_fail(p, CONF_FORMAT, "%s:%u: no credentials", file,
                               number);
        else if (!blank && is_key(&r, key))
            key->saved = r.saved;
        else if (others)
            result = copy_line(others, line, n);
    }
    explicit_bzero(&r, sizeof(r));
    return result;
}

static enum conf_result no_memory(const char *file, struct conf_problem *p)
{
    return conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
}

/*
 * The key of a record, by the path that the phonebook really has; CONF_VALUE:
 * it is too long for one. A phonebook that is not there has the path that it
 * is called by; for want of memory none is guessed.
 */
static enum conf_result set_key(struct record *r, const char *phonebook,
                                const char *entry, struct conf_problem *p)
{
    char real[PATH_MAX];

    memset(r, 0, sizeof(*r));
    if (!realpath(phonebook, real)) {
        if (errno == ENOMEM)
            return no_memory(phonebook, p);
        if (snprintf(real, sizeof(real), "%s", phonebook) >= (int)sizeof(real))
            return CONF_VALUE;
    }
    return snprintf(r->phonebook, sizeof(r->phonebook), "%s", real) <
                       (int)sizeof(r->phonebook) &&
                   snprintf(r->entry, sizeof(r->entry), "%s", entry) <
                       (int)sizeof(r->entry)
               ? CONF_OK
               : CONF_VALUE;
}

/* --- reading */

static enum conf_result open_store(const char *file, int *fd,
                                   struct conf_problem *p)
{
    enum conf_result result = CONF_OK;
    struct stat st;

    *fd = -1;
    if (access(file, F_OK) != 0 && errno == ENOENT)
        return CONF_NOT_FOUND;
    if (file_open(file, fd, p) != CONF_OK)
        return CONF_OPEN;
    if (fstat(*fd, &st) < 0)
        result = conf_fail(p, CONF_OPEN, "%s: %s", file, strerror(errno));
    else if ((st.st_mode & 077) || (st.st_uid != 0 && st.st_uid != geteuid()))
        result =
            conf_fail(p, CONF_FORMAT, "%s: others than root may use it", file);
    if (result != CONF_OK) {
        close(*fd);
        *fd = -1;
    }
    return result;
}

enum conf_result credentials_read(const char *file, const char *phonebook,
                                  const char *entry, struct credentials *c,
                                  struct conf_problem *p)
{
    struct file_bytes bytes;
    struct record key;
    enum conf_result result;
    int fd;

    memset(c, 0, sizeof(*c));
    result = set_key(&key, phonebook, entry, p);
    if (result != CONF_OK)
        return result == CONF_VALUE ? CONF_NOT_FOUND : result;
    result = open_store(file, &fd, p);
    if (result != CONF_OK)
        return result;
    result = file_read(fd, file, STORE_MAX, &bytes, p);
    close(fd);
    if (result == CONF_OK) {
        result = scan(&bytes, file, &key, NULL, p);
        file_free(&bytes);
    }
    if (result == CONF_OK)
        *c = key.saved;
    explicit_bzero(&key, sizeof(key));
    return result == CONF_OK && !c->have ? CONF_NOT_FOUND : result;
}

/* --- changing */

struct change {
    const struct credentials *set; /* NULL: nothing */
    unsigned clear;
    const char *name; /* another name, or NULL */
};

static void take(struct record *to, const struct credentials *from)
{
    const size_t start = offsetof(struct record, saved);
    size_t i;

    for (i = 0; i < FIELDS; i++)
        if (from->have & fields[i].bit)
            memcpy(field_of(to, &fields[i]),
                   (const char *)from + (fields[i].offset - start),
                   fields[i].size);
    to->saved.have |= from->have;
}

static enum conf_result apply(const struct change *change, struct record *r)
{
    r->saved.have &= ~change->clear;
    if (change->set)
        take(r, change->set);
    if (change->name && snprintf(r->entry, sizeof(r->entry), "%s",
                                 change->name) >= (int)sizeof(r->entry))
        return CONF_VALUE;
    return CONF_OK;
}

/* What is left over from another entry of the new name goes as well. */
static enum conf_result drop_namesake(const struct change *change,
                                      const char *file, const struct record *r,
                                      struct buf *out, struct conf_problem *p)
{
    struct file_bytes bytes = {out->bytes, out->used};
    struct buf rest = buf_new(STORE_MAX);
    struct record namesake = *r;
    enum conf_result result = CONF_OK;

    if (change->name && out->used) {
        result = scan(&bytes, file, &namesake, &rest, p);
        buf_free(out);
        *out = rest;
    }
    explicit_bzero(&namesake, sizeof(namesake));
    return result;
}

static enum conf_result attempt(const char *file, const struct record *key,
                                const struct change *change,
                                struct conf_problem *p)
{
    struct buf out = buf_new(STORE_MAX);
    struct replace *r = NULL;
    struct record record = *key;
    enum conf_result result = replace_open(file, STORE_MAX, &r, p);

    if (result == CONF_OK)
        result = scan(replace_bytes(r), file, &record, &out, p);
    if (result == CONF_OK)
        result = apply(change, &record);
    if (result == CONF_OK)
        result = drop_namesake(change, file, &record, &out, p);
    if (result == CONF_OK && record.saved.have)
        result = write_record(&out, &record);
    if (result == CONF_NOMEM)
        no_memory(file, p);
    if (result == CONF_OK) {
        replace_private(r);
        result = replace_commit(r, buf_text(&out), out.used, p);
    }
    replace_close(r);
    buf_free(&out);
    explicit_bzero(&record, sizeof(record));
    return result;
}

static enum conf_result change_store(const char *file, const char *phonebook,
                                     const char *entry,
                                     const struct change *change,
                                     struct conf_problem *p)
{
    struct record key;
    enum conf_result result = set_key(&key, phonebook, entry, p);
    int i;

    if (result != CONF_OK)
        return result;
    if (!change->set && access(file, F_OK) != 0 && errno == ENOENT)
        return CONF_OK;
    result = CONF_CHANGED;
    for (i = 0; i < ATTEMPTS && result == CONF_CHANGED; i++)
        result = attempt(file, &key, change, p);
    return result;
}

enum conf_result credentials_save(const char *file, const char *phonebook,
                                  const char *entry,
                                  const struct credentials *c, unsigned clear,
                                  struct conf_problem *p)
{
    const struct change change = {.set = c, .clear = clear};

    return change_store(file, phonebook, entry, &change, p);
}

enum conf_result credentials_forget(const char *file, const char *phonebook,
                                    const char *entry, struct conf_problem *p)
{
    const struct change change = {.clear = ~0u};

    return change_store(file, phonebook, entry, &change, p);
}

enum conf_result credentials_rename(const char *file, const char *phonebook,
                                    const char *entry, const char *name,
                                    struct conf_problem *p)
{
    const struct change change = {.name = name};

    return change_store(file, phonebook, entry, &change, p);
}
