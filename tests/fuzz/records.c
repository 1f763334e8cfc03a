#include "tests/fuzz/records.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const struct records_field records_fields[RECORDS_FIELDS] = {
#define WIRE_RECORD(value, name, sender, text)
#define WIRE_FIELD(tag, name, kind, max, text) {WIRE_F_##name, RECORDS_##kind},
#include "compat/wire.def"
#undef WIRE_RECORD
#undef WIRE_FIELD
};

enum { FIELDS_MAX = 12 };

static void put_field(struct wire_writer *w, struct fuzz_input *in)
{
    unsigned i = fuzz_byte(in) % RECORDS_FIELDS;
    char text[256];

    switch (records_fields[i].kind) {
    case RECORDS_U32:
        wire_put_u32(w, records_fields[i].tag, fuzz_u32(in));
        break;
    case RECORDS_U64:
        wire_put_u64(w, records_fields[i].tag,
                     (uint64_t)fuzz_u32(in) << 32 | fuzz_u32(in));
        break;
    default:
        fuzz_text(in, text);
        wire_put_text(w, records_fields[i].tag, text);
    }
}

void records_make(struct wire_writer *w, struct fuzz_input *in)
{
    unsigned type = fuzz_byte(in), n = fuzz_byte(in) % FIELDS_MAX;

    wire_begin(w, (enum wire_type)type);
    for (; n > 0; n--)
        put_field(w, in);
}

void records_pair(int pair[2])
{
    HOLDS(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                     pair) == 0);
}

void records_send(int fd, struct fuzz_input *in)
{
    unsigned how = fuzz_byte(in);
    struct wire_writer w;
    const uint8_t *bytes;
    size_t n;

    if (how % 4 == 0) {
        n = fuzz_bytes(in, &bytes);
        (void)send(fd, bytes, n, MSG_NOSIGNAL);
        return;
    }
    records_make(&w, in);
    if (how % 8 == 1)
        (void)wire_send_descriptor(fd, &w, STDERR_FILENO);
    else
        (void)wire_send(fd, &w);
}
