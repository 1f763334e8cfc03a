/*
 * wire.h - the protocol between a controller (rasdial, librasapi, a custom
 * dialer's host) and the plugin in pppd, on one SOCK_SEQPACKET pair.
 *
 * Owns the form of the records and nothing of their transport. One record is
 * one packet of at most WIRE_MAX bytes:
 *
 *     0  u8   'R'
 *     1  u8   'A'
 *     2  u8   version (WIRE_VERSION)
 *     3  u8   type (wire.def)
 *     4  ...  fields, each  u16 tag | u16 length | bytes
 *
 * All numbers are little-endian; u32 fields have length 4, u64 fields 8; texts
 * are UTF-8 without NUL. No pointers, no host types: a controller of another
 * architecture speaks it as it stands. A reader refuses a record of another
 * version, ignores fields it does not know, and refuses a field of the wrong
 * length, a repeated field, a NUL in a text, and trailing bytes. Both ends are
 * untrusted to each other.
 */
#ifndef COMPAT_WIRE_H
#define COMPAT_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_VERSION 1
#define WIRE_MAX     4096

#define WIRE_RECORD(value, name, sender, text) WIRE_##name = (value),
#define WIRE_FIELD(tag, name, kind, max, text)
enum wire_type {
#include "compat/wire.def"
};
#undef WIRE_RECORD
#undef WIRE_FIELD

#define WIRE_RECORD(value, name, sender, text)
#define WIRE_FIELD(tag, name, kind, max, text) WIRE_F_##name = (tag),
enum wire_tag {
#include "compat/wire.def"
};
#undef WIRE_RECORD
#undef WIRE_FIELD

enum wire_result {
    WIRE_OK = 0,
    WIRE_TOO_LONG,  /* the record would not fit */
    WIRE_BAD_FIELD, /* unknown tag, wrong kind, over its maximum */
    WIRE_GARBAGE,   /* not a record of this protocol */
    WIRE_VERSION_MISMATCH
};

/* A record that is being written. Errors stick: only wire_end() tells. */
struct wire_writer {
    uint8_t bytes[WIRE_MAX];
    size_t length;
    enum wire_result result;
};

void wire_begin(struct wire_writer *w, enum wire_type type);
void wire_put_u32(struct wire_writer *w, enum wire_tag tag, uint32_t value);
void wire_put_u64(struct wire_writer *w, enum wire_tag tag, uint64_t value);
/* NULL and "" are not written: absent and empty are the same. */
void wire_put_text(struct wire_writer *w, enum wire_tag tag, const char *text);
enum wire_result wire_end(const struct wire_writer *w);
/* Wipes a record that held a secret. */
void wire_wipe(struct wire_writer *w);

/* A record that was read: a copy, checked as a whole. */
struct wire_record {
    enum wire_type type;
    uint8_t bytes[WIRE_MAX];
    size_t length;
};

/*
 * Reads LENGTH bytes at P into R. R->type is 0 on failure. The fields that
 * the getters find are known to be sound afterwards.
 */
enum wire_result wire_read(struct wire_record *r, const void *p, size_t length);
bool wire_has(const struct wire_record *r, enum wire_tag tag);
uint32_t wire_u32(const struct wire_record *r, enum wire_tag tag,
                  uint32_t absent);
uint64_t wire_u64(const struct wire_record *r, enum wire_tag tag,
                  uint64_t absent);
/* Copies a text with its NUL; "" when absent, cut never: false if too long. */
bool wire_text(const struct wire_record *r, enum wire_tag tag, char *out,
               size_t size);
void wire_record_wipe(struct wire_record *r);

/* "STATE", or NULL for a type that is not in wire.def. */
const char *wire_type_name(unsigned type);
/* True for fields whose value must never be logged. */
bool wire_tag_secret(unsigned tag);

/*
 * Sends or receives one record on a SOCK_SEQPACKET descriptor. Neither ever
 * blocks or raises SIGPIPE. Both return 0 or an errno value: EAGAIN when there
 * is no room or no record; receiving an end of file is EPIPE, a record that is
 * not sound EBADMSG (of another version: EPROTO). Descriptors that come along
 * with a record are closed.
 */
int wire_send(int fd, const struct wire_writer *w);
int wire_receive(int fd, struct wire_record *r);

/*
 * The same with a descriptor. Sending copies it, the sender's stays his; -1
 * sends none. *DESCRIPTOR is close-on-exec and the receiver's to close, or -1
 * unless exactly one came along with a record that is sound.
 */
int wire_send_descriptor(int fd, const struct wire_writer *w, int descriptor);
int wire_receive_descriptor(int fd, struct wire_record *r, int *descriptor);

#endif
