#include "tests/lab/hdlc.h"

#include <string.h>

enum {
    FLAG = 0x7e,
    ESCAPE = 0x7d,
    FLIP = 0x20,
    ADDRESS = 0xff,
    CONTROL = 0x03,
};

/* RFC 1662, C.2: the FCS starts with ones; a good frame leaves this. */
#define FCS_START 0xffff
#define FCS_GOOD  0xf0b8

static uint16_t fcs(uint16_t sum, const uint8_t *bytes, size_t length)
{
    int bit;

    while (length--) {
        sum ^= *bytes++;
        for (bit = 0; bit < 8; bit++)
            sum = (uint16_t)(sum & 1 ? sum >> 1 ^ 0x8408 : sum >> 1);
    }
    return sum;
}

/* The frame without FCS, address and control, its protocol two bytes long. */
static size_t strip(struct hdlc *h)
{
    size_t from = 0, n = h->used - 2;

    if (n >= 2 && h->frame[0] == ADDRESS && h->frame[1] == CONTROL)
        from = 2;
    n -= from;
    memmove(h->frame, h->frame + from, n);
    /* An odd first byte is a compressed protocol (RFC 1661, 6.5). */
    if (n && h->frame[0] & 1) {
        memmove(h->frame + 1, h->frame, n);
        h->frame[0] = 0;
        n++;
    }
    return n >= 2 ? n : 0;
}

static size_t finish(struct hdlc *h)
{
    size_t n = 0;

    if (!h->bad && !h->escaped && h->used >= 4 &&
        fcs(FCS_START, h->frame, h->used) == FCS_GOOD)
        n = strip(h);
    h->used = 0;
    h->escaped = h->bad = false;
    return n;
}

size_t hdlc_feed(struct hdlc *h, uint8_t byte)
{
    if (byte == FLAG)
        return finish(h);
    if (byte == ESCAPE) {
        h->escaped = true;
        return 0;
    }
    if (h->used == sizeof h->frame) {
        h->bad = true;
        return 0;
    }
    h->frame[h->used++] = h->escaped ? byte ^ FLIP : byte;
    h->escaped = false;
    return 0;
}

static size_t put(uint8_t *out, size_t n, uint8_t byte)
{
    /* All control characters: the default ACCM holds for any peer. */
    if (byte < 0x20 || byte == FLAG || byte == ESCAPE) {
        out[n++] = ESCAPE;
        byte ^= FLIP;
    }
    out[n++] = byte;
    return n;
}

size_t hdlc_encode(uint8_t out[HDLC_ENCODED_MAX], const uint8_t *bytes,
                   size_t length)
{
    static const uint8_t header[] = {ADDRESS, CONTROL};
    uint16_t sum = fcs(FCS_START, header, sizeof header);
    size_t i, n = 0;

    if (length > HDLC_MAX)
        return 0;
    sum = (uint16_t)~fcs(sum, bytes, length);
    out[n++] = FLAG;
    for (i = 0; i < sizeof header; i++)
        n = put(out, n, header[i]);
    for (i = 0; i < length; i++)
        n = put(out, n, bytes[i]);
    n = put(out, n, (uint8_t)(sum & 0xff));
    n = put(out, n, (uint8_t)(sum >> 8));
    out[n++] = FLAG;
    return n;
}
