#include "plugin/agreed.h"

#include <string.h>

#include "compat/raserr.h"

/* Protocol numbers: IANA "PPP DLL Protocol Numbers". */
enum { LCP = 0xc021, EAP = 0xc227, CCP = 0x80fd, IPCP = 0x8021, IPV6 = 0x8057 };

/* RFC 1661 5 */
enum { REQUEST = 1, ACK = 2, TERMINATE = 5, PROTOCOL_REJECT = 8 };

enum { EAP_RESPONSE = 2, EAP_FIRST_METHOD = 4 }; /* RFC 3748 4, 5 */

/* RFC 1661 6, RFC 1990 5.1.1, 5.1.2 */
enum {
    LCP_AUTHENTICATION = 3,
    LCP_PFC = 7,
    LCP_ACFC = 8,
    LCP_MRRU = 17,
    LCP_SSHF = 18
};

/* RFC 1962 4, RFC 1974, RFC 3078 2.1: bits of MPPE's last and first octet */
enum { CCP_STAC = 17, CCP_MPPE = 18 };
enum {
    MPPE_MPPC = 0x01,
    MPPE_40 = 0x20,
    MPPE_128 = 0x40,
    MPPE_56 = 0x80,
    MPPE_STATELESS = 0x01
};

enum { IPCP_COMPRESSION = 2, VAN_JACOBSON = 0x002d }; /* RFC 1332 3.2, 4 */
enum { IPV6_INTERFACE = 1 };                          /* RFC 5072 4.1 */

/* ras.h: RASLCPO_, RASCCPO_, RASCCPCA_, RASIPO_ */
enum { O_PFC = 1, O_ACFC = 2, O_SSHF = 4 };
enum {
    O_COMPRESSION = 1,
    O_HISTORYLESS = 2,
    O_56 = 0x10,
    O_40 = 0x20,
    O_128 = 0x40
};
enum { CA_STAC = 5, CA_MPPC = 6 };
enum { O_VJ = 1 };

struct option {
    uint8_t type;
    const uint8_t *data;
    size_t length;
};

/* --- options, each with its meaning for one side */

static uint32_t mppe_options(const struct option *o)
{
    uint32_t bits = 0;

    if (o->length < 4)
        return 0;
    bits |= o->data[3] & MPPE_MPPC ? (uint32_t)O_COMPRESSION : 0;
    bits |= o->data[3] & MPPE_40 ? (uint32_t)O_40 : 0;
    bits |= o->data[3] & MPPE_56 ? (uint32_t)O_56 : 0;
    bits |= o->data[3] & MPPE_128 ? (uint32_t)O_128 : 0;
    bits |= o->data[0] & MPPE_STATELESS ? (uint32_t)O_HISTORYLESS : 0;
    return bits;
}

/* Windows has no names for other algorithms: they are 0, but compress. */
static void take_ccp(struct agreed *a, const struct option *o, bool ours)
{
    uint32_t *algorithm = ours ? &a->ccp_ours : &a->ccp_peers;
    uint32_t *options = ours ? &a->ccp.ours : &a->ccp.peers;

    *algorithm = o->type == CCP_MPPE   ? (uint32_t)CA_MPPC
                 : o->type == CCP_STAC ? (uint32_t)CA_STAC
                                       : 0;
    *options = o->type == CCP_MPPE ? mppe_options(o) : (uint32_t)O_COMPRESSION;
}

static const struct {
    uint8_t type;
    uint32_t bit;
} lcp_bits[] = {{LCP_PFC, O_PFC}, {LCP_ACFC, O_ACFC}, {LCP_SSHF, O_SSHF}};

/* What we ask of the peer is how it must prove its identity to us. */
static void take_lcp(struct agreed *a, const struct option *o, bool ours)
{
    size_t i;

    for (i = 0; i < sizeof(lcp_bits) / sizeof(*lcp_bits); i++)
        if (o->type == lcp_bits[i].type)
            *(ours ? &a->lcp.ours : &a->lcp.peers) |= lcp_bits[i].bit;
    if (o->type == LCP_MRRU)
        a->multilink = true;
    if (!ours || o->type != LCP_AUTHENTICATION || o->length < 2)
        return;
    a->server_auth_protocol = (uint32_t)o->data[0] << 8 | o->data[1];
    a->server_auth_data = o->length > 2 ? o->data[2] : 0;
}

static void take_ip(struct agreed *a, const struct option *o, bool ours)
{
    if (o->type == IPCP_COMPRESSION && o->length >= 2 &&
        (o->data[0] << 8 | o->data[1]) == VAN_JACOBSON)
        *(ours ? &a->ip.ours : &a->ip.peers) |= O_VJ;
}

static void take_ipv6(struct agreed *a, const struct option *o, bool ours)
{
    if (o->type == IPV6_INTERFACE && o->length == sizeof(a->our_id))
        memcpy(ours ? a->our_id : a->peers_id, o->data, o->length);
}

static const struct row {
    uint16_t number;
    size_t protocol; /* where in struct agreed */
    void (*take)(struct agreed *a, const struct option *o, bool ours);
} rows[] = {
    {LCP, offsetof(struct agreed, lcp), take_lcp},
    {CCP, offsetof(struct agreed, ccp), take_ccp},
    {IPCP, offsetof(struct agreed, ip), take_ip},
    {IPV6, offsetof(struct agreed, ipv6), take_ipv6},
};

static const struct row *row_of(unsigned number)
{
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (rows[i].number == number)
            return &rows[i];
    return NULL;
}

static struct agreed_protocol *protocol_of(struct agreed *a,
                                           const struct row *row)
{
    return (struct agreed_protocol *)(void *)((char *)a + row->protocol);
}

/* --- packets */

struct packet {
    uint16_t protocol;
    uint8_t code;
    const uint8_t *data; /* behind the length field */
    size_t length;
};

/*
 * RFC 1661 2 and 5; header compression does not touch control packets as pppd
 * shows them, and octets behind the length are padding.
 */
static bool read_packet(struct packet *packet, const uint8_t *p, size_t n)
{
    size_t length;

    if (n < 8 || p[0] != 0xff || p[1] != 0x03)
        return false;
    packet->protocol = (uint16_t)(p[2] << 8 | p[3]);
    packet->code = p[4];
    length = (size_t)p[6] << 8 | p[7];
    if (length < 4 || length > n - 4)
        return false;
    packet->data = p + 8;
    packet->length = length - 4;
    return true;
}

static void take_options(struct agreed *a, const struct row *row,
                         const struct packet *packet, bool ours)
{
    const uint8_t *p = packet->data;
    size_t n = packet->length;

    while (n >= 2 && p[1] >= 2 && p[1] <= n) {
        const struct option o = {p[0], p + 2, (size_t)p[1] - 2};

        row->take(a, &o, ours);
        n -= p[1];
        p += p[1];
    }
}

/* The Ack repeats the request as a whole; an earlier one counts no more. */
static void on_ack(struct agreed *a, const struct row *row,
                   const struct packet *packet, bool received)
{
    struct agreed_protocol *protocol = protocol_of(a, row);

    if (received) {
        protocol->ours = 0;
        protocol->ours_done = true;
    } else {
        protocol->peers = 0;
        protocol->peers_done = true;
    }
    if (row->number == LCP && received)
        a->server_auth_protocol = a->server_auth_data = 0;
    take_options(a, row, packet, received);
}

/* A new request takes back what was agreed; LCP's that of all the others. */
static void on_request(struct agreed *a, const struct row *row, bool received)
{
    struct agreed_protocol *protocol = protocol_of(a, row);

    if (row->number == LCP && protocol->ours_done && protocol->peers_done)
        agreed_reset(a);
    if (received) {
        protocol->peers_done = false;
    } else {
        protocol->ours_done = false;
        protocol->asked = true;
    }
}

static void on_rejected(struct agreed *a, const struct packet *packet)
{
    const struct row *row =
        packet->length >= 2
            ? row_of((unsigned)packet->data[0] << 8 | packet->data[1])
            : NULL;

    if (row)
        protocol_of(a, row)->rejected = true;
}

static bool look(struct agreed *a, const struct packet *packet, bool received)
{
    const struct row *row = row_of(packet->protocol);

    if (packet->protocol == EAP && !received && packet->code == EAP_RESPONSE &&
        packet->length > 0 && packet->data[0] >= EAP_FIRST_METHOD)
        a->eap_type = packet->data[0];
    if (!row)
        return packet->protocol == EAP;
    if (packet->code == REQUEST)
        on_request(a, row, received);
    else if (packet->code == ACK)
        on_ack(a, row, packet, received);
    else if (packet->code == TERMINATE && row->number == CCP)
        a->ccp.ours_done = a->ccp.peers_done = false;
    else if (packet->code == PROTOCOL_REJECT && row->number == LCP && received)
        on_rejected(a, packet);
    else
        return false;
    return true;
}

void agreed_reset(struct agreed *a)
{
    memset(a, 0, sizeof(*a));
}

bool agreed_received(struct agreed *a, const uint8_t *p, size_t length)
{
    struct packet packet;

    return read_packet(&packet, p, length) && look(a, &packet, true);
}

bool agreed_sent(struct agreed *a, const uint8_t *p, size_t length)
{
    struct packet packet;

    return read_packet(&packet, p, length) && look(a, &packet, false);
}

uint32_t agreed_result(const struct agreed_protocol *p)
{
    if (p->ours_done && p->peers_done)
        return RASERR_ERROR_SUCCESS;
    if (!p->asked)
        return RASERR_ERROR_PROTOCOL_NOT_CONFIGURED;
    return p->rejected ? RASERR_ERROR_PPP_CP_REJECTED
                       : RASERR_ERROR_PPP_NOT_CONVERGING;
}
