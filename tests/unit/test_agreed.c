#include "tests/unit/harness.h"

#include "plugin/agreed.c"

#include <stdlib.h>

/* PROTOCOL's packet CODE with OPTIONS, as pppd shows it. */
static uint8_t bytes[256];
static size_t length;

static void make(unsigned protocol, uint8_t code, const char *options, size_t n)
{
    const uint8_t head[] = {
        0xff, 0x03, (uint8_t)(protocol >> 8), (uint8_t)protocol,
        code, 1,    (uint8_t)((n + 4) >> 8),  (uint8_t)(n + 4)};

    memcpy(bytes, head, sizeof(head));
    memcpy(bytes + sizeof(head), options, n);
    length = sizeof(head) + n;
}

#define SENT(a, protocol, code, options)                                       \
    (make((protocol), (code), (options), sizeof(options) - 1),                 \
     agreed_sent((a), bytes, length))
#define RECEIVED(a, protocol, code, options)                                   \
    (make((protocol), (code), (options), sizeof(options) - 1),                 \
     agreed_received((a), bytes, length))

static void test_lcp(void)
{
    struct agreed a;

    agreed_reset(&a);
    CU_ASSERT(SENT(&a, LCP, REQUEST, "\7\2\x08\2"));
    EXPECT_NUMBER(agreed_result(&a.lcp), 732);
    /* magic number, PFC, ACFC; we ask the peer for MS-CHAP v2 */
    CU_ASSERT(RECEIVED(&a, LCP, ACK, "\5\6\1\2\3\4\7\2\x08\2\3\5\xc2\x23\x81"));
    CU_ASSERT(RECEIVED(&a, LCP, REQUEST, "\3\4\xc0\x23\7\2"));
    CU_ASSERT(SENT(&a, LCP, ACK, "\3\4\xc0\x23\7\2"));
    EXPECT_NUMBER(agreed_result(&a.lcp), 0);
    EXPECT_NUMBER(a.lcp.ours, 3);
    EXPECT_NUMBER(a.lcp.peers, 1);
    EXPECT_NUMBER(a.server_auth_protocol, 0xc223);
    EXPECT_NUMBER(a.server_auth_data, 0x81);
    CU_ASSERT(!a.multilink);
    CU_ASSERT(RECEIVED(&a, LCP, ACK, "\x11\4\5\xdc"));
    CU_ASSERT(a.multilink);
    EXPECT_NUMBER(a.lcp.ours, 0); /* the last Ack alone counts */
    EXPECT_NUMBER(a.server_auth_protocol, 0);
}

static void test_ccp(void)
{
    struct agreed a;

    agreed_reset(&a);
    EXPECT_NUMBER(agreed_result(&a.ccp), 731);
    (void)SENT(&a, CCP, REQUEST, "\x12\6\1\0\0\x40");
    (void)RECEIVED(&a, CCP, ACK, "\x12\6\1\0\0\x40");
    (void)SENT(&a, CCP, ACK, "\x12\6\0\0\0\xe1");
    EXPECT_NUMBER(agreed_result(&a.ccp), 0);
    EXPECT_NUMBER(a.ccp_ours, 6);
    EXPECT_NUMBER(a.ccp.ours, 0x42);
    EXPECT_NUMBER(a.ccp_peers, 6);
    EXPECT_NUMBER(a.ccp.peers, 0x71);
    (void)SENT(&a, CCP, ACK, "\x12\6\0\0\0\x21");
    EXPECT_NUMBER(a.ccp.peers, 0x21);
    (void)SENT(&a, CCP, ACK, "\x12\6\0\0\0\x80");
    EXPECT_NUMBER(a.ccp.peers, 0x10);
    (void)SENT(&a, CCP, ACK, "\x11\5\0\1\4"); /* Stac */
    EXPECT_NUMBER(a.ccp_peers, 5);
    EXPECT_NUMBER(a.ccp.peers, 1);
    (void)SENT(&a, CCP, ACK, "\x1a\4\x78\0"); /* Deflate: no name in RAS */
    EXPECT_NUMBER(a.ccp_peers, 0);
    EXPECT_NUMBER(a.ccp.peers, 1);
    CU_ASSERT(RECEIVED(&a, CCP, TERMINATE, ""));
    EXPECT_NUMBER(agreed_result(&a.ccp), 732);
    CU_ASSERT(RECEIVED(&a, LCP, PROTOCOL_REJECT, "\x80\xfd"));
    EXPECT_NUMBER(agreed_result(&a.ccp), 733);
}

static void test_network(void)
{
    struct agreed a;

    agreed_reset(&a);
    (void)RECEIVED(&a, IPCP, ACK, "\3\6\x0a\0\0\2\2\6\0\x2d\x0f\1");
    (void)SENT(&a, IPCP, ACK, "\3\6\x0a\0\0\1");
    EXPECT_NUMBER(agreed_result(&a.ip), 0);
    EXPECT_NUMBER(a.ip.ours, 1);
    EXPECT_NUMBER(a.ip.peers, 0);
    (void)RECEIVED(&a, IPV6, ACK, "\1\x0a\1\2\3\4\5\6\7\x08");
    (void)SENT(&a, IPV6, ACK, "\1\x0a\x11\x12\x13\x14\x15\x16\x17\x18");
    EXPECT_NUMBER(agreed_result(&a.ipv6), 0);
    EXPECT_NUMBER(a.our_id[7], 8);
    EXPECT_NUMBER(a.peers_id[0], 0x11);
    /* LCP anew: all else must be agreed on again */
    (void)RECEIVED(&a, LCP, ACK, "");
    (void)SENT(&a, LCP, ACK, "");
    (void)RECEIVED(&a, LCP, REQUEST, "");
    EXPECT_NUMBER(agreed_result(&a.ip), 731);
    EXPECT_NUMBER(a.our_id[7], 0);
}

static void test_eap(void)
{
    struct agreed a;

    agreed_reset(&a);
    (void)SENT(&a, EAP, EAP_RESPONSE, "\1user"); /* identity */
    EXPECT_NUMBER(a.eap_type, 0);
    (void)RECEIVED(&a, EAP, EAP_RESPONSE, "\x0d");
    EXPECT_NUMBER(a.eap_type, 0);
    (void)SENT(&a, EAP, EAP_RESPONSE, "\x04rest");
    EXPECT_NUMBER(a.eap_type, 4);
}

/* Bytes of a peer that wants no good: exactly sized blocks for the sanitizer.*/
static void test_hostile(void)
{
    unsigned seed = 1;
    int i;

    for (i = 0; i < 20000; i++) {
        size_t n = (size_t)(rand_r(&seed) % 40), k;
        uint8_t *p = malloc(n + 1);
        uint8_t *q = malloc(n ? n : 1);
        struct agreed a;

        CU_ASSERT_FATAL(p && q);
        agreed_reset(&a);
        for (k = 0; k < n; k++)
            p[k] = (uint8_t)rand_r(&seed);
        if (n > 7) {
            const uint8_t head[] = {0xff, 3, 0xc0, 0x21, (uint8_t)(1 + i % 9)};

            memcpy(p, head, sizeof(head));
            p[2] = i % 2 ? 0xc0 : 0x80;
            p[3] = i % 2 ? 0x21 : 0xfd;
            p[6] = 0;
            p[7] = (uint8_t)(rand_r(&seed) % 48);
        }
        memcpy(q, p, n);
        (void)agreed_received(&a, q, n);
        (void)agreed_sent(&a, q, n);
        CU_ASSERT(memcmp(p, q, n) == 0);
        free(p);
        free(q);
    }
}

/* Options of a length that is not theirs mean nothing. */
static void test_odd_options(void)
{
    struct agreed a;

    agreed_reset(&a);
    (void)RECEIVED(&a, CCP, ACK, "\x12\5\1\0\0");
    EXPECT_NUMBER(a.ccp_ours, 6);
    EXPECT_NUMBER(a.ccp.ours, 0);
    (void)RECEIVED(&a, LCP, ACK, "\3\3\xc0");
    EXPECT_NUMBER(a.server_auth_protocol, 0);
    (void)RECEIVED(&a, LCP, ACK, "\3\4\xc0\x23");
    EXPECT_NUMBER(a.server_auth_protocol, 0xc023);
    EXPECT_NUMBER(a.server_auth_data, 0);
    (void)RECEIVED(&a, IPCP, ACK, "\2\3\0");
    (void)RECEIVED(&a, IPCP, ACK, "\2\4\0\x61"); /* RFC 2509 */
    EXPECT_NUMBER(a.ip.ours, 0);
    (void)SENT(&a, IPCP, ACK, "\2\4\0\x2d");
    EXPECT_NUMBER(a.ip.peers, 1);
    (void)RECEIVED(&a, IPV6, ACK, "\1\x09\1\2\3\4\5\6\7");
    (void)RECEIVED(&a, IPV6, ACK, "\2\x0a\1\2\3\4\5\6\7\x08");
    EXPECT_NUMBER(a.our_id[0], 0);
    (void)SENT(&a, EAP, EAP_RESPONSE, "");
    (void)SENT(&a, EAP, REQUEST, "\x04");
    EXPECT_NUMBER(a.eap_type, 0);
    CU_ASSERT(RECEIVED(&a, LCP, PROTOCOL_REJECT, "\x80"));
    CU_ASSERT(!a.ccp.rejected);
    CU_ASSERT(RECEIVED(&a, LCP, PROTOCOL_REJECT, "\x80\x99"));
    /* An option that goes beyond the packet's end, or has no length. */
    (void)RECEIVED(&a, LCP, ACK, "\7\2\x08\3");
    EXPECT_NUMBER(a.lcp.ours, 1);
    (void)RECEIVED(&a, LCP, ACK, "\7\1\x08\2");
    EXPECT_NUMBER(a.lcp.ours, 0);
}

/* Another framing, or half a header: pppd would not take it either. */
static void test_no_header(void)
{
    static const uint8_t whole[] = {0xff, 3, 0xc0, 0x21, 2, 1, 0, 6, 7, 2};
    uint8_t p[sizeof(whole)];
    struct agreed a;
    size_t i;

    agreed_reset(&a);
    CU_ASSERT(agreed_received(&a, whole, sizeof(whole)));
    EXPECT_NUMBER(a.lcp.ours, 1);
    for (i = 0; i < sizeof(whole); i++)
        CU_ASSERT(!agreed_received(&a, whole, i));
    for (i = 0; i < 4; i++) {
        memcpy(p, whole, sizeof(p));
        p[i] ^= 1;
        CU_ASSERT(!agreed_received(&a, p, sizeof(p)));
    }
    memcpy(p, whole, sizeof(p));
    p[7] = 3; /* less than its own header */
    CU_ASSERT(!agreed_received(&a, p, sizeof(p)));
}

/* What is no control packet changes nothing. */
static void test_others(void)
{
    static const uint8_t ip[] = {0xff, 3, 0, 0x21, 2, 0, 0, 8, 7, 2, 8, 2};
    struct agreed a, before;

    agreed_reset(&a);
    before = a;
    CU_ASSERT(!agreed_received(&a, ip, sizeof(ip)));
    CU_ASSERT(!RECEIVED(&a, LCP, 3, "\7\2")); /* Nak */
    CU_ASSERT(!RECEIVED(&a, LCP, 9, "\7\2")); /* echo */
    CU_ASSERT(!SENT(&a, LCP, PROTOCOL_REJECT, "\x80\xfd"));
    CU_ASSERT(memcmp(&a, &before, sizeof(a)) == 0);
}

const char unit_name[] = "agreed";
const struct unit_test unit_tests[] = {
    {"LCP", test_lcp},
    {"CCP", test_ccp},
    {"IPCP and IPV6CP", test_network},
    {"EAP", test_eap},
    {"packets that do not count", test_others},
    {"options of a wrong length", test_odd_options},
    {"packets without a whole header", test_no_header},
    {"hostile packets", test_hostile},
    {NULL, NULL},
};
