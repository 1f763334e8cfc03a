#include "compat/wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HEADER = 4, FIELD_HEADER = 4 };

/* The most descriptors Linux lets one message carry (SCM_MAX_FD). */
enum { DESCRIPTORS_MAX = 253 };

enum kind { U32, U64, TEXT, SECRET };

struct field_row {
    uint16_t tag;
    uint8_t kind;
    uint16_t max;
};

struct record_row {
    uint8_t type;
    const char *name;
};

#define WIRE_RECORD(value, name, sender, text)
#define WIRE_FIELD(tag, name, kind, max, text) {(tag), (kind), (max)},
static const struct field_row fields[] = {
#include "compat/wire.def"
};
#undef WIRE_RECORD
#undef WIRE_FIELD

#define WIRE_RECORD(value, name, sender, text) {(value), #name},
#define WIRE_FIELD(tag, name, kind, max, text)
static const struct record_row records[] = {
#include "compat/wire.def"
};
#undef WIRE_RECORD
#undef WIRE_FIELD

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* check_fields() keeps one bit for each known field. */
_Static_assert(COUNT(fields) <= 64, "more fields than bits of the set");

static const struct field_row *field_row(unsigned tag)
{
    size_t i;

    for (i = 0; i < COUNT(fields); i++)
        if (fields[i].tag == tag)
            return &fields[i];
    return NULL;
}

static bool is_text(const struct field_row *row)
{
    return row->kind == TEXT || row->kind == SECRET;
}

const char *wire_type_name(unsigned type)
{
    size_t i;

    for (i = 0; i < COUNT(records); i++)
        if (records[i].type == type)
            return records[i].name;
    return NULL;
}

bool wire_tag_secret(unsigned tag)
{
    const struct field_row *row = field_row(tag);

    return row && row->kind == SECRET;
}

static void store(uint8_t *p, uint64_t value, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        p[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t load(const uint8_t *p, size_t n)
{
    uint64_t value = 0;

    while (n--)
        value = value << 8 | p[n];
    return value;
}

/* Reading: a cursor over the fields. */

struct cursor {
    const uint8_t *p;
    size_t left;
};

struct field {
    unsigned tag;
    const uint8_t *bytes;
    size_t length;
};

static bool next_field(struct cursor *c, struct field *f)
{
    if (c->left < FIELD_HEADER)
        return false;
    f->tag = (unsigned)load(c->p, 2);
    f->length = (size_t)load(c->p + 2, 2);
    if (f->length > c->left - FIELD_HEADER)
        return false;
    f->bytes = c->p + FIELD_HEADER;
    c->p += FIELD_HEADER + f->length;
    c->left -= FIELD_HEADER + f->length;
    return true;
}

static bool find(const uint8_t *bytes, size_t length, unsigned tag,
                 struct field *f)
{
    struct cursor c;

    if (length < HEADER)
        return false;
    c = (struct cursor){bytes + HEADER, length - HEADER};
    while (next_field(&c, f))
        if (f->tag == tag)
            return true;
    return false;
}

static bool length_fits(const struct field_row *row, size_t length)
{
    if (is_text(row))
        return length <= row->max;
    return length == (row->kind == U32 ? 4 : 8);
}

/* Writing. */

static void fail(struct wire_writer *w, enum wire_result result)
{
    if (w->result == WIRE_OK)
        w->result = result;
}

void wire_begin(struct wire_writer *w, enum wire_type type)
{
    w->bytes[0] = 'R';
    w->bytes[1] = 'A';
    w->bytes[2] = WIRE_VERSION;
    w->bytes[3] = (uint8_t)type;
    w->length = HEADER;
    w->result = wire_type_name(type) ? WIRE_OK : WIRE_GARBAGE;
}

/* Makes room for one field; NULL once anything has gone wrong. */
static uint8_t *reserve(struct wire_writer *w, enum wire_tag tag, size_t length)
{
    uint8_t *p;

    if (w->result != WIRE_OK)
        return NULL;
    if (length > WIRE_MAX - w->length ||
        FIELD_HEADER > WIRE_MAX - w->length - length) {
        fail(w, WIRE_TOO_LONG);
        return NULL;
    }
    p = w->bytes + w->length;
    store(p, tag, 2);
    store(p + 2, length, 2);
    w->length += FIELD_HEADER + length;
    return p + FIELD_HEADER;
}

/* May a field of this kind and length be added? A reader refuses repeats. */
static bool allowed(struct wire_writer *w, enum wire_tag tag, bool text,
                    size_t length)
{
    const struct field_row *row = field_row(tag);
    struct field f;

    if (row && is_text(row) == text && length_fits(row, length) &&
        !find(w->bytes, w->length, tag, &f))
        return true;
    fail(w, WIRE_BAD_FIELD);
    return false;
}

static void put_number(struct wire_writer *w, enum wire_tag tag, uint64_t value,
                       size_t length)
{
    uint8_t *p;

    if (!allowed(w, tag, false, length))
        return;
    p = reserve(w, tag, length);
    if (p)
        store(p, value, length);
}

void wire_put_u32(struct wire_writer *w, enum wire_tag tag, uint32_t value)
{
    put_number(w, tag, value, 4);
}

void wire_put_u64(struct wire_writer *w, enum wire_tag tag, uint64_t value)
{
    put_number(w, tag, value, 8);
}

void wire_put_text(struct wire_writer *w, enum wire_tag tag, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    uint8_t *p;

    if (length == 0 || !allowed(w, tag, true, length))
        return;
    p = reserve(w, tag, length);
    if (p)
        memcpy(p, text, length);
}

enum wire_result wire_end(const struct wire_writer *w)
{
    return w->result;
}

void wire_wipe(struct wire_writer *w)
{
    explicit_bzero(w, sizeof(*w));
}

/* Checks. */

static bool field_sound(const struct field_row *row, const struct field *f)
{
    return length_fits(row, f->length) &&
           !(is_text(row) && memchr(f->bytes, 0, f->length));
}

static enum wire_result check_fields(const uint8_t *p, size_t length)
{
    struct cursor c = {p + HEADER, length - HEADER};
    struct field f;
    uint64_t seen = 0;

    while (c.left > 0) {
        const struct field_row *row;
        uint64_t bit;

        if (!next_field(&c, &f))
            return WIRE_GARBAGE;
        row = field_row(f.tag);
        if (!row)
            continue;
        bit = UINT64_C(1) << (row - fields);
        if (seen & bit || !field_sound(row, &f))
            return WIRE_BAD_FIELD;
        seen |= bit;
    }
    return WIRE_OK;
}

static enum wire_result check(const uint8_t *p, size_t length)
{
    if (length < HEADER || length > WIRE_MAX || p[0] != 'R' || p[1] != 'A')
        return WIRE_GARBAGE;
    if (p[2] != WIRE_VERSION)
        return WIRE_VERSION_MISMATCH;
    if (!wire_type_name(p[3]))
        return WIRE_GARBAGE;
    return check_fields(p, length);
}

enum wire_result wire_read(struct wire_record *r, const void *p, size_t length)
{
    const uint8_t *bytes = p;
    enum wire_result result = check(bytes, length);

    if (result != WIRE_OK) {
        wire_record_wipe(r);
        return result;
    }
    memmove(r->bytes, bytes, length);
    r->length = length;
    r->type = r->bytes[3];
    return WIRE_OK;
}

/* The getters. An empty text is as good as none: find_value() hides it. */

static bool find_value(const struct wire_record *r, enum wire_tag tag,
                       struct field *f)
{
    return find(r->bytes, r->length, tag, f) && f->length > 0;
}

bool wire_has(const struct wire_record *r, enum wire_tag tag)
{
    struct field f;

    return find_value(r, tag, &f);
}

static uint64_t number(const struct wire_record *r, enum wire_tag tag,
                       size_t length, uint64_t absent)
{
    const struct field_row *row = field_row(tag);
    struct field f;

    if (!row || is_text(row) || !find_value(r, tag, &f) || f.length != length)
        return absent;
    return load(f.bytes, length);
}

uint32_t wire_u32(const struct wire_record *r, enum wire_tag tag,
                  uint32_t absent)
{
    return (uint32_t)number(r, tag, 4, absent);
}

uint64_t wire_u64(const struct wire_record *r, enum wire_tag tag,
                  uint64_t absent)
{
    return number(r, tag, 8, absent);
}

bool wire_text(const struct wire_record *r, enum wire_tag tag, char *out,
               size_t size)
{
    const struct field_row *row = field_row(tag);
    struct field f;

    if (size == 0)
        return false;
    out[0] = '\0';
    if (!row || !is_text(row))
        return false;
    if (!find_value(r, tag, &f))
        return true;
    if (f.length >= size)
        return false;
    memcpy(out, f.bytes, f.length);
    out[f.length] = '\0';
    return true;
}

void wire_record_wipe(struct wire_record *r)
{
    explicit_bzero(r, sizeof(*r));
}

/* Transport. */

/* Room for as many descriptors as one message may carry, aligned. */
union ancillary {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
};

static void attach(struct msghdr *m, union ancillary *room, int descriptor)
{
    struct cmsghdr *c;

    memset(room, 0, CMSG_SPACE(sizeof(descriptor)));
    m->msg_control = room->bytes;
    m->msg_controllen = CMSG_SPACE(sizeof(descriptor));
    c = CMSG_FIRSTHDR(m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(descriptor));
    memcpy(CMSG_DATA(c), &descriptor, sizeof(descriptor));
}

int wire_send_descriptor(int fd, const struct wire_writer *w, int descriptor)
{
    struct iovec part = {(void *)(uintptr_t)w->bytes, w->length};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
    union ancillary room;
    ssize_t n;

    if (w->result != WIRE_OK || w->length < HEADER)
        return w->result == WIRE_TOO_LONG ? EMSGSIZE : EINVAL;
    if (descriptor >= 0)
        attach(&m, &room, descriptor);
    do
        n = sendmsg(fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno == ECONNRESET ? EPIPE : errno;
    return (size_t)n == w->length ? 0 : EMSGSIZE;
}

int wire_send(int fd, const struct wire_writer *w)
{
    return wire_send_descriptor(fd, w, -1);
}

/*
 * The one descriptor that came along, or -1. Of several none is kept: what is
 * not asked for would leak into this process.
 */
static int take_descriptor(struct msghdr *m)
{
    struct cmsghdr *c;
    int kept = -1;
    size_t seen = 0;

    for (c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        size_t i, n;

        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (i = 0; i < n; i++) {
            int fd;

            memcpy(&fd, CMSG_DATA(c) + i * sizeof(fd), sizeof(fd));
            if (seen++ == 0)
                kept = fd;
            else
                close(fd);
        }
    }
    if (seen <= 1 && !(m->msg_flags & MSG_CTRUNC))
        return kept;
    if (kept >= 0)
        close(kept);
    return -1;
}

/* One packet into BUFFER; *TRUNCATED when it was longer than that. */
static ssize_t receive_packet(int fd, void *buffer, size_t size,
                              bool *truncated, int *descriptor)
{
    union ancillary room;
    struct iovec part = {buffer, size};
    struct msghdr m = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = room.bytes,
                       .msg_controllen = sizeof(room.bytes)};
    ssize_t n = recvmsg(fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

    *truncated = false;
    *descriptor = -1;
    if (n < 0)
        return n;
    *descriptor = take_descriptor(&m);
    *truncated = (m.msg_flags & MSG_TRUNC) != 0;
    return n;
}

/*
 * A peer that closed without reading all we sent is reported once, as
 * ECONNRESET, ahead of what it sent before: unix(7) keeps that readable.
 */
static bool try_again(int *resets)
{
    return errno == EINTR || (errno == ECONNRESET && (*resets)++ == 0);
}

static int receive(int fd, struct wire_record *r, int *descriptor)
{
    enum wire_result result;
    bool truncated;
    int resets = 0;
    ssize_t n;

    r->type = 0;
    r->length = 0;
    do
        n = receive_packet(fd, r->bytes, sizeof(r->bytes), &truncated,
                           descriptor);
    while (n < 0 && try_again(&resets));
    if (n < 0)
        return errno == ECONNRESET ? EPIPE : errno;
    if (n == 0)
        return EPIPE;
    if (truncated) {
        wire_record_wipe(r);
        return EBADMSG;
    }
    result = wire_read(r, r->bytes, (size_t)n);
    if (result == WIRE_OK)
        return 0;
    return result == WIRE_VERSION_MISMATCH ? EPROTO : EBADMSG;
}

int wire_receive_descriptor(int fd, struct wire_record *r, int *descriptor)
{
    int error = receive(fd, r, descriptor);

    if (error && *descriptor >= 0) {
        close(*descriptor);
        *descriptor = -1;
    }
    return error;
}

int wire_receive(int fd, struct wire_record *r)
{
    int descriptor;
    int error = wire_receive_descriptor(fd, r, &descriptor);

    if (descriptor >= 0)
        close(descriptor);
    return error;
}
