/*
 * evidence.h - what a PPP link's packets and phases tell about its end.
 *
 * Owns the reading of the packets that pppd sends and receives (RFC 1661 LCP,
 * 1334 PAP, 1994/2433/2759 CHAP, 3748 EAP, 1962 CCP, 1332 IPCP; Microsoft's
 * CBCP) and the rules that turn them, together with how far the link came, into
 * a RAS code. No I/O and no pppd: packets come in as bytes, which are
 * untrusted.
 */
#ifndef PLUGIN_EVIDENCE_H
#define PLUGIN_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/cause.h"

/* How far the link has come; order matters. */
enum evidence_stage {
    EVIDENCE_LCP,          /* no LCP agreement yet */
    EVIDENCE_AUTHENTICATE, /* LCP is open */
    EVIDENCE_CALLBACK,     /* who calls whom back is talked over */
    EVIDENCE_NETWORK,      /* authenticated, NCPs under way */
    EVIDENCE_UP            /* IP is up */
};

/* How the link ended, as pppd saw it. */
enum evidence_end {
    EVIDENCE_END_NONE,      /* it just stopped: a protocol gave up */
    EVIDENCE_END_HANGUP,    /* the line was dropped (EOF, carrier) */
    EVIDENCE_END_LOCAL,     /* this side was asked to end it */
    EVIDENCE_END_IDLE,      /* idle time */
    EVIDENCE_END_MAXTIME,   /* maximum connect time */
    EVIDENCE_END_PEER_DEAD, /* LCP echoes unanswered */
    EVIDENCE_END_LOOPBACK,  /* our own magic number came back */
    EVIDENCE_END_CALLBACK,  /* the peer will call back */
    EVIDENCE_END_DEADLINE   /* our own network deadline ran out */
};

struct evidence {
    enum evidence_stage stage;
    struct cause cause;
    char reply[CAUSE_TEXT_MAX];    /* the peer's message text, printable */
    char farewell[CAUSE_TEXT_MAX]; /* of the peer's Terminate-Request */
    uint32_t auth_protocol;        /* RASLCPAP_: 0xc023, 0xc223, 0xc227 or 0 */
    uint32_t auth_data;            /* RASLCPAD_: 5, 0x80, 0x81 or 0 */
    uint32_t lcp_received;         /* LCP packets seen */
    uint32_t lcp_nak_rej;  /* LCP Configure-Nak and -Reject, both ways */
    uint32_t ncp_received; /* IPCP and IPV6CP packets seen */
    uint32_t ncp_nak_rej;  /* their Configure-Nak and -Reject, both ways */
    bool lcp_acked;        /* the peer acknowledged our LCP options */
    bool auth_refused;     /* we rejected the peer's method */
    bool secret_missing;   /* and only because we have no password for it */
    bool credentials_sent; /* we answered the peer's demand */
    bool auth_answer;      /* the peer answered our credentials */
    bool auth_succeeded;
    uint32_t auth_error; /* RAS code of a refusal, until a success undoes it */
    bool auth_protocol_rejected; /* the peer does not speak our method */
    bool mppe_required;          /* set by the owner */
    /* Set by the owner: would it be used, had we a password? NULL: no. */
    bool (*method_allowed)(uint32_t protocol, uint32_t data);
    bool ccp_rejected;
    bool mppe_refused;
    bool ipcp_rejected;
    bool ipv6cp_rejected;
    bool address_rejected; /* the peer refused the address we must have */
    bool fixed_address;    /* set by the owner: IpAssign=2 */
    bool address_missing;  /* the peer gave none where we asked for one */
    bool mppe_agreed;
    uint32_t callback_choices; /* how often we have chosen of its offers */
    bool callback_barred;      /* it offers nothing that pppd could choose */
    bool callback_number;      /* it was told our number */
    bool ncp_terminated;       /* by the peer: IPCP Terminate-Request */
    bool lcp_terminated;       /* by the peer, before we did */
    bool lcp_closed;           /* by us: our Terminate-Request was seen */
    bool peer_auth_asked;      /* we asked the peer to prove its identity */
    bool peer_unproven;        /* it would not, or could not */
    bool number_offered; /* the server calls a number of ours, if we like */
    bool provisional;    /* the cause gives way to a refusal read late */
};

/* Starts a new attempt: everything is forgotten but the owner's settings. */
void evidence_reset(struct evidence *e);

/*
 * A packet pppd received or sent: LENGTH bytes at P, from the address and
 * control bytes (ff 03) on, as pppd's snoop hooks give it. Never keeps P.
 */
void evidence_received(struct evidence *e, const uint8_t *p, size_t length);
void evidence_sent(struct evidence *e, const uint8_t *p, size_t length);

/* The link reached STAGE; going back is ignored (pppd's teardown does). */
void evidence_reached(struct evidence *e, enum evidence_stage stage);

/*
 * The link ended: latches the code that fits best, unless an earlier cause
 * stands. Always leaves a cause. Nothing is latched before: a refusal of our
 * credentials may be followed by a new challenge and a success. The one thing
 * that still counts afterwards is such a refusal, if it was read too late.
 */
void evidence_ended(struct evidence *e, enum evidence_end end);

/*
 * Can no network protocol come up any more? pppd waits for ever after a
 * Protocol-Reject of IPCP: the owner must end the link. WANT_IPV6: pppd still
 * runs IPV6CP.
 */
bool evidence_network_hopeless(const struct evidence *e, bool want_ipv6);

/* Has the peer offered no callback that pppd can choose? It would wait on. */
bool evidence_callback_hopeless(const struct evidence *e);

#endif
