/*
 * hdlc.h - PPP in HDLC-like framing (RFC 1662), octet-stuffed. No I/O.
 */
#ifndef TESTS_LAB_HDLC_H
#define TESTS_LAB_HDLC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Protocol, 1500 bytes of information, FCS, and some room. */
#define HDLC_MAX 1600

struct hdlc {
    uint8_t frame[HDLC_MAX]; /* what hdlc_feed() found, from the protocol on */
    size_t used;
    bool escaped;
    bool bad;
};

/*
 * Takes one byte from the line. Returns the length of `frame` (protocol and
 * information) when the byte ended a good frame, otherwise 0. Compressed
 * address, control and protocol fields are expanded or removed.
 */
size_t hdlc_feed(struct hdlc *hdlc, uint8_t byte);

/* Room for any frame: each byte escaped, flags, address, control, FCS. */
#define HDLC_ENCODED_MAX (2 * (HDLC_MAX + 4) + 2)

/* Frames `length` bytes, protocol first; returns the encoded length. */
size_t hdlc_encode(uint8_t out[HDLC_ENCODED_MAX], const uint8_t *bytes,
                   size_t length);

#endif
