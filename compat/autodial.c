#include "compat/autodial.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/fields.h"
#include "conf/file.h"
#include "conf/replace.h"
#include "conf/text.h"

#define FILE_MAX (4u << 20)
#define FIELDS   4
/* Somebody may write the file without the lock. */
#define ATTEMPTS 20

const char *autodial_file = AUTODIAL_FILE;

static const char *const kinds[] = {
    [AUTODIAL_ADDRESS] = "address",
    [AUTODIAL_DEFAULT] = "default",
    [AUTODIAL_ENABLE] = "enable",
    [AUTODIAL_PARAMETER] = "parameter",
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

void autodial_free(struct autodial *a)
{
    free(a->list);
    *a = (struct autodial){NULL, 0};
}

/* --- looking */

static bool same(const struct autodial_record *r, enum autodial_kind kind,
                 const char *address)
{
    return r->kind == kind &&
           text_same(r->address, strlen(r->address), address, strlen(address));
}

const struct autodial_record *autodial_find(const struct autodial *a,
                                            enum autodial_kind kind,
                                            const char *address, size_t from)
{
    size_t i;

    for (i = from; i < a->n; i++)
        if (same(&a->list[i], kind, address))
            return &a->list[i];
    return NULL;
}

const struct autodial_record *autodial_numbered(const struct autodial *a,
                                                enum autodial_kind kind,
                                                uint32_t number)
{
    size_t i;

    for (i = 0; i < a->n; i++)
        if (same(&a->list[i], kind, "") && a->list[i].number == number)
            return &a->list[i];
    return NULL;
}

/* --- reading */

static bool read_kind(const char *text, enum autodial_kind *kind)
{
    size_t i;

    for (i = 0; i < KINDS; i++)
        if (strcmp(text, kinds[i]) == 0) {
            *kind = (enum autodial_kind)i;
            return true;
        }
    return false;
}

static bool read_number(const char *text, uint32_t *number)
{
    char *end;
    unsigned long value;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || value > UINT32_MAX)
        return false;
    *number = (uint32_t)value;
    return true;
}

static bool read_record(const char *line, size_t n, struct autodial_record *r)
{
    char kind[16] = "", number[16] = "";
    const struct {
        char *out;
        size_t size;
    } fields[FIELDS] = {{kind, sizeof(kind)},
                        {r->address, sizeof(r->address)},
                        {number, sizeof(number)},
                        {r->value, sizeof(r->value)}};
    const char *end = line + n;
    size_t i;

    for (i = 0; i < FIELDS && line; i++) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));

        if (!fields_decode(line, (size_t)((tab ? tab : end) - line),
                           fields[i].out, fields[i].size))
            return false;
        line = tab ? tab + 1 : NULL;
    }
    return i == FIELDS && !line && read_kind(kind, &r->kind) &&
           read_number(number, &r->number);
}

/* Room for a power of two: the records are long, and not copied for each. */
static enum conf_result make_room(struct autodial *a)
{
    size_t room = a->n > 0 ? 2 * a->n : 1;
    struct autodial_record *list;

    if ((a->n & (a->n - 1)) != 0)
        return CONF_OK;
    list = reallocarray(a->list, room, sizeof(*list));
    if (!list)
        return CONF_NOMEM;
    a->list = list;
    return CONF_OK;
}

static enum conf_result add(struct autodial *a, const struct autodial_record *r)
{
    enum conf_result result;

    if (a->n == AUTODIAL_MAX)
        return CONF_LIMIT;
    result = make_room(a);
    if (result == CONF_OK)
        a->list[a->n++] = *r;
    return result;
}

static enum conf_result no_memory(const char *file, struct conf_problem *p)
{
    return conf_fail(p, CONF_NOMEM, "%s: out of memory", file);
}

static enum conf_result read_lines(const struct file_bytes *b, const char *file,
                                   struct autodial *a, struct conf_problem *p)
{
    const char *line = b->bytes, *end = b->bytes + b->n, *next;
    enum conf_result result = CONF_OK;
    struct autodial_record r;
    unsigned number;

    *a = (struct autodial){NULL, 0};
    for (number = 1; line < end && result == CONF_OK; number++, line = next) {
        const char *lf = memchr(line, '\n', (size_t)(end - line));
        size_t n = (size_t)((lf ? lf : end) - line);

        next = lf ? lf + 1 : end;
        if (n == 0 || line[0] == '#')
            continue;
        if (!read_record(line, n, &r))
            result = conf_fail(p, CONF_FORMAT, "%s:%u: nothing about dialling",
                               file, number);
        else
            result = add(a, &r);
    }
    if (result == CONF_NOMEM)
        no_memory(file, p);
    if (result != CONF_OK)
        autodial_free(a);
    return result;
}

enum conf_result autodial_read(const char *file, struct autodial *a,
                               struct conf_problem *p)
{
    struct file_bytes bytes;
    enum conf_result result;
    int fd;

    *a = (struct autodial){NULL, 0};
    if (access(file, F_OK) != 0 && errno == ENOENT)
        return CONF_OK;
    result = file_open(file, &fd, p);
    if (result != CONF_OK)
        return result;
    result = file_read(fd, file, FILE_MAX, &bytes, p);
    close(fd);
    if (result == CONF_OK) {
        result = read_lines(&bytes, file, a, p);
        file_free(&bytes);
    }
    return result;
}

/* --- changing */

static void forget_all(struct autodial *a, enum autodial_kind kind,
                       const char *address)
{
    size_t i, left = 0;

    for (i = 0; i < a->n; i++)
        if (!same(&a->list[i], kind, address))
            a->list[left++] = a->list[i];
    a->n = left;
}

static enum conf_result put(struct autodial *a, const struct autodial_record *r)
{
    size_t i;

    for (i = 0; i < a->n; i++)
        if (same(&a->list[i], r->kind, r->address) &&
            a->list[i].number == r->number) {
            a->list[i] = *r;
            return CONF_OK;
        }
    return add(a, r);
}

static enum conf_result write_record(struct buf *out,
                                     const struct autodial_record *r)
{
    char line[64];
    enum conf_result result;

    snprintf(line, sizeof(line), "%s\t", kinds[r->kind]);
    result = buf_add(out, line, strlen(line));
    if (result == CONF_OK)
        result = fields_encode(out, r->address);
    snprintf(line, sizeof(line), "\t%" PRIu32 "\t", r->number);
    if (result == CONF_OK)
        result = buf_add(out, line, strlen(line));
    if (result == CONF_OK)
        result = fields_encode(out, r->value);
    return result == CONF_OK ? buf_add(out, "\n", 1) : result;
}

static enum conf_result attempt(const char *file,
                                const struct autodial_record *set, size_t n,
                                bool forget, struct conf_problem *p)
{
    struct buf out = buf_new(FILE_MAX);
    struct autodial a = {NULL, 0};
    struct replace *r = NULL;
    enum conf_result result = replace_open(file, FILE_MAX, &r, p);
    size_t i;

    if (result == CONF_OK)
        result = read_lines(replace_bytes(r), file, &a, p);
    if (result == CONF_OK && forget)
        forget_all(&a, set->kind, set->address);
    for (i = 0; i < n && !forget && result == CONF_OK; i++)
        result = put(&a, &set[i]);
    for (i = 0; i < a.n && result == CONF_OK; i++)
        result = write_record(&out, &a.list[i]);
    if (result == CONF_NOMEM)
        no_memory(file, p);
    if (result == CONF_OK)
        result = replace_commit(r, buf_text(&out), out.used, p);
    replace_close(r);
    autodial_free(&a);
    buf_free(&out);
    return result;
}

enum conf_result autodial_change(const char *file,
                                 const struct autodial_record *set, size_t n,
                                 bool forget, struct conf_problem *p)
{
    enum conf_result result = CONF_CHANGED;
    int i;

    if (forget && access(file, F_OK) != 0 && errno == ENOENT)
        return CONF_OK;
    for (i = 0; i < ATTEMPTS && result == CONF_CHANGED; i++)
        result = attempt(file, set, n, forget, p);
    return result;
}
