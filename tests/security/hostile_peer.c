/*
 * hostile_peer - answers a call, on stdin and stdout, for a while as a PPP peer
 * does, so that the link gets somewhere, and in between says what
 * tests/security/generate.c has in store. Each call is another round:
 *
 *     hostile_peer SEED FILE      FILE counts the calls
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/lab/hdlc.h"
#include "tests/security/generate.h"

enum { PACKETS = 60, LCP = 0xc021, IPCP = 0x8021, QUIET_MS = 400 };

/* RFC 1661 5. */
enum { CONF_REQ = 1, CONF_ACK, CONF_NAK, CONF_REJ };

static void send_frame(const uint8_t *bytes, size_t n)
{
    static uint8_t out[HDLC_ENCODED_MAX];

    n = hdlc_encode(out, bytes, n < HDLC_MAX ? n : HDLC_MAX);
    if (write(1, out, n) < 0)
        _exit(0);
}

/* What is generated begins with the address and control of RFC 1662. */
static void send_any(void)
{
    uint8_t packet[1500];
    size_t n = generate_packet(packet, sizeof(packet));

    if (generate_once_in(15)) {
        if (write(1, packet, n) < 0) /* in no frame */
            _exit(0);
    } else if (n > 2) {
        send_frame(packet + 2, n - 2);
    }
}

/* Its own wishes, so that the other end gets on: authentication, an address. */
static void ask(unsigned protocol)
{
    static const uint8_t wishes[][9] = {
        {0xc0, 0x21, 4, 0},
        {0xc0, 0x21, 8, 3, 4, 0xc0, 0x23},       /* PAP */
        {0xc0, 0x21, 9, 3, 5, 0xc2, 0x23, 0x81}, /* MS-CHAPv2 */
        {0xc0, 0x21, 9, 3, 5, 0xc2, 0x23, 0x05}, /* CHAP */
        {0x80, 0x21, 10, 3, 6, 10, 9, 0, 1},
    };
    size_t i = protocol == IPCP ? 4 : generate_below(4);
    uint8_t p[12] = {
        wishes[i][0], wishes[i][1], CONF_REQ, (uint8_t)generate_below(256), 0,
        wishes[i][2]};

    memcpy(p + 6, wishes[i] + 3, 6);
    send_frame(p, 2 + (size_t)wishes[i][2]);
}

static void answer(const uint8_t *frame, size_t n)
{
    static uint8_t reply[HDLC_MAX];
    unsigned protocol = (unsigned)(frame[0] << 8 | frame[1]);

    memcpy(reply, frame, n);
    if (n < 6 || frame[2] != CONF_REQ) {
        if (generate_once_in(3))
            send_any();
        return;
    }
    reply[2] = generate_once_in(6) ? (uint8_t)(CONF_NAK + generate_below(2))
                                   : CONF_ACK;
    send_frame(reply, n);
    if (protocol == LCP || protocol == IPCP)
        ask(protocol);
}

static void talk(void)
{
    static struct hdlc in;
    struct pollfd p = {0, POLLIN, 0};
    uint8_t byte;
    unsigned said = 0;
    size_t n;

    while (said++ < PACKETS * 100) {
        if (poll(&p, 1, QUIET_MS) <= 0 || generate_once_in(400)) {
            send_any();
            said += 100;
            continue;
        }
        if (read(0, &byte, 1) != 1)
            return;
        n = hdlc_feed(&in, byte);
        if (n >= 2)
            answer(in.frame, n);
    }
}

static unsigned next_round(const char *file)
{
    int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    char text[16] = "";
    unsigned round = 0;

    if (fd < 0 || flock(fd, LOCK_EX) < 0)
        return 0;
    if (read(fd, text, sizeof(text) - 1) > 0)
        round = (unsigned)strtoul(text, NULL, 10);
    (void)lseek(fd, 0, SEEK_SET);
    dprintf(fd, "%u\n", round + 1);
    close(fd);
    return round;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    generate_begin(strtoul(argv[1], NULL, 10), 50, next_round(argv[2]));
    talk();
    return 0;
}
