/*
 * agreed.h - what the two ends of a link have agreed on.
 *
 * Owns the reading of the options in the packets with which LCP (RFC 1661),
 * CCP (RFC 1962), IPCP (RFC 1332) and IPV6CP (RFC 5072) come to terms, in the
 * words of RasGetProjectionInfo. No I/O and no pppd: packets come in as bytes,
 * which are untrusted.
 */
#ifndef PLUGIN_AGREED_H
#define PLUGIN_AGREED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One control protocol. "ours": what we asked for and the peer granted. */
struct agreed_protocol {
    bool asked, rejected;
    bool ours_done, peers_done;
    uint32_t ours, peers; /* RASLCPO_, RASCCPO_ or RASIPO_ bits */
};

struct agreed {
    struct agreed_protocol lcp, ccp, ip, ipv6;
    bool multilink;
    uint32_t server_auth_protocol, server_auth_data; /* of the peer to us */
    uint32_t eap_type;                               /* our method of EAP */
    uint32_t ccp_ours, ccp_peers;                    /* RASCCPCA_ */
    uint8_t our_id[8], peers_id[8];                  /* IPv6 */
};

void agreed_reset(struct agreed *a);

/* As evidence_received(): true if the packet has changed anything. */
bool agreed_received(struct agreed *a, const uint8_t *p, size_t length);
bool agreed_sent(struct agreed *a, const uint8_t *p, size_t length);

/*
 * What RasGetProjectionInfo says of a protocol: 0 agreed, 731 nobody asked for
 * it, 733 the peer does not have it, 732 no agreement.
 */
uint32_t agreed_result(const struct agreed_protocol *p);

#endif
