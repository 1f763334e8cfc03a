/*
 * fuzz_wire - records that come from anywhere, and records that we write: what
 * is read can be written, and what is written can be read.
 *
 * Under test: compat/wire.c
 */
#include "compat/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/fuzz/records.h"

/* A getter for another kind than the field's must not find it. */
static void check_kind(const struct wire_record *r, size_t i)
{
    char text[WIRE_MAX + 1];

    if (records_fields[i].kind == RECORDS_U32 ||
        records_fields[i].kind == RECORDS_U64)
        HOLDS(!wire_text(r, records_fields[i].tag, text, sizeof(text)) &&
              !text[0]);
    if (records_fields[i].kind != RECORDS_U32)
        HOLDS(wire_u32(r, records_fields[i].tag, 42) == 42);
    if (records_fields[i].kind != RECORDS_U64)
        HOLDS(wire_u64(r, records_fields[i].tag, 42) == 42);
}

static void copy_field(struct wire_writer *w, const struct wire_record *r,
                       size_t i)
{
    char text[WIRE_MAX + 1];
    enum wire_tag tag = records_fields[i].tag;

    check_kind(r, i);
    if (!wire_has(r, tag))
        return;
    if (records_fields[i].kind == RECORDS_U32) {
        wire_put_u32(w, tag, wire_u32(r, tag, 0));
    } else if (records_fields[i].kind == RECORDS_U64) {
        wire_put_u64(w, tag, wire_u64(r, tag, 0));
    } else {
        HOLDS(wire_text(r, tag, text, sizeof(text)) && text[0]);
        HOLDS(!wire_text(r, tag, text, strlen(text)));
        HOLDS(wire_text(r, tag, text, sizeof(text)));
        wire_put_text(w, tag, text);
    }
}

static void expect_same_field(const struct wire_record *a,
                              const struct wire_record *b, size_t i)
{
    char x[WIRE_MAX + 1], y[WIRE_MAX + 1];
    enum wire_tag tag = records_fields[i].tag;

    HOLDS(wire_has(a, tag) == wire_has(b, tag));
    HOLDS(wire_u32(a, tag, 1) == wire_u32(b, tag, 1));
    HOLDS(wire_u64(a, tag, 1) == wire_u64(b, tag, 1));
    HOLDS(wire_text(a, tag, x, sizeof(x)) == wire_text(b, tag, y, sizeof(y)));
    HOLDS(strcmp(x, y) == 0);
}

/* Read as it stands, from memory of just that size. */
static void read_record(const uint8_t *data, size_t n)
{
    struct wire_record r, again;
    struct wire_writer w;
    uint8_t *copy = malloc(n ? n : 1);
    size_t i;

    HOLDS(copy);
    if (n)
        memcpy(copy, data, n);
    if (wire_read(&r, copy, n) == WIRE_OK) {
        HOLDS(wire_type_name(r.type));
        wire_begin(&w, r.type);
        for (i = 0; i < RECORDS_FIELDS; i++)
            copy_field(&w, &r, i);
        HOLDS(wire_end(&w) == WIRE_OK);
        HOLDS(wire_read(&again, w.bytes, w.length) == WIRE_OK);
        HOLDS(again.type == r.type);
        for (i = 0; i < RECORDS_FIELDS; i++)
            expect_same_field(&r, &again, i);
    } else {
        HOLDS(r.type == 0);
    }
    free(copy);
}

static void put_field(struct wire_writer *w, struct fuzz_input *in)
{
    char text[256];
    unsigned i = fuzz_byte(in);
    enum wire_tag tag =
        i < RECORDS_FIELDS ? records_fields[i].tag : (enum wire_tag)i;

    switch (i < RECORDS_FIELDS ? records_fields[i].kind : fuzz_byte(in) % 3) {
    case RECORDS_U32:
        wire_put_u32(w, tag, fuzz_u32(in));
        break;
    case RECORDS_U64:
        wire_put_u64(w, tag, (uint64_t)fuzz_u32(in) << 32 | fuzz_u32(in));
        break;
    default:
        fuzz_text(in, text);
        wire_put_text(w, tag, text);
    }
}

/* The way it takes: a packet of its own, whole or not at all. */
static void send_record(const struct wire_writer *w)
{
    struct wire_record read, received;
    int pair[2];

    HOLDS(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
    HOLDS(wire_receive(pair[1], &received) == EAGAIN);
    HOLDS((wire_send(pair[0], w) == 0) == (wire_end(w) == WIRE_OK));
    if (wire_end(w) == WIRE_OK) {
        HOLDS(wire_read(&read, w->bytes, w->length) == WIRE_OK);
        HOLDS(wire_receive(pair[1], &received) == 0);
        HOLDS(received.length == read.length && received.type == read.type);
        HOLDS(memcmp(received.bytes, read.bytes, read.length) == 0);
    }
    close(pair[0]);
    HOLDS(wire_receive(pair[1], &received) == EPIPE);
    close(pair[1]);
}

static void write_record(struct fuzz_input in)
{
    struct wire_writer w;
    int i;

    wire_begin(&w, (enum wire_type)fuzz_byte(&in));
    for (i = 0; in.left && i < 2 * RECORDS_FIELDS; i++)
        put_field(&w, &in);
    HOLDS(w.length <= WIRE_MAX);
    send_record(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};

    if (fuzz_byte(&in) & 1)
        write_record(in);
    else
        read_record(in.at, in.left);
    return 0;
}
