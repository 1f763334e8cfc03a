#include "tests/security/talk.h"

#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "tests/lab/hdlc.h"
#include "tests/security/generate.h"

enum { PACKETS = 60 };

/* RFC 1661 5; RFC 1994 4 and RFC 1334 2.2 have 1 to 4 of their own. */
enum { CONF_REQ = 1, CONF_ACK, CONF_NAK, CONF_REJ };
enum { CHALLENGE = 1, RESPONSE, SUCCESS, FAILURE };

/* RFC 1661, 1994, 1332 and 1962. */
enum { LCP = 0xc021, CHAP = 0xc223, IPCP = 0x8021, CCP = 0x80fd };

static struct {
    int out;
    struct hdlc heard;
} line;

static void send_bytes(const uint8_t *bytes, size_t n)
{
    if (write(line.out, bytes, n) < 0)
        _exit(0);
}

static void send_frame(const uint8_t *bytes, size_t n)
{
    static uint8_t encoded[HDLC_ENCODED_MAX];

    n = hdlc_encode(encoded, bytes, n < HDLC_MAX ? n : HDLC_MAX);
    send_bytes(encoded, n);
}

/* Now and then with one byte that is not as it should be. */
static void send_nearly(uint8_t *bytes, size_t n)
{
    if (generate_once_in(10))
        bytes[generate_below((unsigned)n)] = (uint8_t)generate_below(256);
    send_frame(bytes, n);
}

/* What is generated begins with the address and control of RFC 1662. */
static void send_any(void)
{
    uint8_t packet[1500];
    size_t n = generate_packet(packet, sizeof(packet));

    if (generate_once_in(15))
        send_bytes(packet, n); /* in no frame */
    else if (n > 2)
        send_frame(packet + 2, n - 2);
}

/* Its own wishes, so that the other end gets on. */
static const struct wish {
    unsigned protocol;
    uint8_t length, options[10];
} wishes[] = {
    {LCP, 0, {0}},
    {LCP, 4, {3, 4, 0xc0, 0x23}},       /* PAP */
    {LCP, 5, {3, 5, 0xc2, 0x23, 0x81}}, /* MS-CHAPv2 */
    {LCP, 5, {3, 5, 0xc2, 0x23, 0x05}}, /* CHAP */
    {LCP, 4, {3, 4, 0xc2, 0x27}},       /* EAP */
    {LCP, 3, {13, 3, 6}},               /* callback: CBCP */
    {IPCP, 6, {3, 6, 10, 9, 0, 1}},
    {CCP, 6, {18, 6, 1, 0, 0, 0x40}}, /* MPPE */
};

/* Half of LCP's ask for nothing, so that the next thing comes. */
static void ask(unsigned protocol)
{
    const struct wish *w;
    uint8_t p[16] = {(uint8_t)(protocol >> 8), (uint8_t)protocol, CONF_REQ,
                     (uint8_t)generate_below(256)};
    bool modest = protocol == LCP && generate_once_in(2);

    do
        w = &wishes[generate_below(sizeof(wishes) / sizeof(*wishes))];
    while (w->protocol != protocol || (modest && w->length > 0));
    p[5] = (uint8_t)(4 + w->length);
    memcpy(p + 6, w->options, w->length);
    send_nearly(p, 6 + (size_t)w->length);
}

/* The challenge's length, and what the three kinds of CHAP find in it. */
static void challenge(void)
{
    uint8_t p[2 + 4 + 1 + 16 + 3] = {CHAP >> 8,
                                     CHAP & 0xff,
                                     CHALLENGE,
                                     7,
                                     0,
                                     sizeof(p) - 2,
                                     generate_once_in(2) ? 16 : 8};

    memcpy(p + sizeof(p) - 3, "far", 3);
    send_nearly(p, sizeof(p));
}

static void judge(const uint8_t *response)
{
    uint8_t p[2 + 4 + 60] = {CHAP >> 8,   CHAP & 0xff, SUCCESS,
                             response[3], 0,           sizeof(p) - 2};

    p[2] = generate_once_in(4) ? FAILURE : SUCCESS;
    memcpy(p + 6, "S=0123456789ABCDEF0123456789ABCDEF01234567 M=", 45);
    send_nearly(p, sizeof(p));
}

/* No address is none: what is asked for is given. */
static void give_address(uint8_t id)
{
    uint8_t p[] = {IPCP >> 8, IPCP & 0xff, CONF_NAK, id, 0, 10,
                   3,         6,           10,       9,  0, 2};

    send_nearly(p, sizeof(p));
}

static bool asks_for_address(unsigned protocol, const uint8_t *frame, size_t n)
{
    static const uint8_t none[] = {3, 6, 0, 0, 0, 0};

    return protocol == IPCP && memmem(frame + 6, n - 6, none, sizeof(none));
}

static void acknowledge(unsigned protocol, const uint8_t *frame, size_t n)
{
    static uint8_t reply[HDLC_MAX];

    memcpy(reply, frame, n);
    reply[2] = generate_once_in(6) ? (uint8_t)(CONF_NAK + generate_below(2))
                                   : CONF_ACK;
    if (asks_for_address(protocol, frame, n))
        give_address(frame[3]);
    else
        send_nearly(reply, n);
    if (protocol == LCP || protocol == IPCP || protocol == CCP)
        ask(protocol);
}

static void answer(const uint8_t *frame, size_t n)
{
    unsigned protocol = (unsigned)(frame[0] << 8 | frame[1]);

    if (n >= 6 && protocol == CHAP && frame[2] == RESPONSE)
        judge(frame);
    else if (n >= 6 && frame[2] == CONF_REQ)
        acknowledge(protocol, frame, n);
    else if (n >= 6 && protocol == LCP && frame[2] == CONF_ACK)
        challenge();
    else if (generate_once_in(3))
        send_any();
}

static void hear(const uint8_t *bytes, size_t length)
{
    size_t i, n;

    for (i = 0; i < length; i++) {
        n = hdlc_feed(&line.heard, bytes[i]);
        if (n >= 2)
            answer(line.heard.frame, n);
    }
}

void talk(int in, int out, int quiet_ms)
{
    struct pollfd p = {in, POLLIN, 0};
    uint8_t bytes[256];
    unsigned said = 0;
    ssize_t n;

    memset(&line.heard, 0, sizeof(line.heard));
    line.out = out;
    while (said < PACKETS * 100) {
        if (poll(&p, 1, quiet_ms) <= 0 || generate_once_in(10)) {
            send_any();
            said += 100;
            continue;
        }
        n = read(in, bytes, sizeof(bytes));
        if (n <= 0)
            return;
        hear(bytes, (size_t)n);
        said += (unsigned)n;
    }
}
