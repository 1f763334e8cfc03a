#include "plugin/evidence.h"

#include <string.h>

#include "compat/raserr.h"

/* Protocol numbers: IANA "PPP DLL Protocol Numbers". */
enum {
    LCP = 0xc021,
    PAP = 0xc023,
    CBCP = 0xc029,
    CHAP = 0xc223,
    EAP = 0xc227,
    CCP = 0x80fd,
    IPCP = 0x8021,
    IPV6CP = 0x8057
};

/* RFC 1661 5: codes that LCP and every control protocol share. */
enum {
    CONFIGURE_REQUEST = 1,
    CONFIGURE_ACK,
    CONFIGURE_NAK,
    CONFIGURE_REJECT,
    TERMINATE_REQUEST,
    PROTOCOL_REJECT = 8
};

enum { PAP_REQUEST = 1, PAP_ACK, PAP_NAK };             /* RFC 1334 2.2 */
enum { CHAP_RESPONSE = 2, CHAP_SUCCESS, CHAP_FAILURE }; /* RFC 1994 4 */
enum { EAP_RESPONSE = 2, EAP_SUCCESS, EAP_FAILURE };    /* RFC 3748 4 */
enum { EAP_TYPE_NAK = 3, EAP_TYPE_FIRST_METHOD = 4 };   /* RFC 3748 5 */

/* Microsoft, "Proposal for Callback Control Protocol (CBCP)", 2 and 3. */
enum { CBCP_REQUEST = 1, CBCP_RESPONSE };
enum { CBCP_NO_CALLBACK = 1, CBCP_CALLERS_NUMBER, CBCP_SERVERS_NUMBER };

enum {
    LCP_OPTION_AUTHENTICATION = 3, /* RFC 1661 6.2 */
    IPCP_OPTION_ADDRESS = 3,       /* RFC 1332 3.3 */
    CCP_OPTION_MPPE = 18           /* RFC 3078 2 */
};

/* RFC 1661 4.6, Max-Failure: after so many rounds, nothing will come of it. */
#define ROUNDS 5

/* --- packets */

struct packet {
    uint16_t protocol;
    uint8_t code;
    const uint8_t *data; /* behind the length field */
    size_t length;
};

/* RFC 1661 6.5 and 6.6: the header's bytes may be compressed away. */
static bool read_protocol(const uint8_t **p, size_t *n, uint16_t *protocol)
{
    size_t size = 2;

    if (*n >= 2 && (*p)[0] == 0xff && (*p)[1] == 0x03) {
        *p += 2;
        *n -= 2;
    }
    if (*n && ((*p)[0] & 1))
        size = 1;
    if (*n < size)
        return false;
    *protocol = (uint16_t)(size == 1 ? (*p)[0] : (*p)[0] << 8 | (*p)[1]);
    *p += size;
    *n -= size;
    return true;
}

/* RFC 1661 5: octets behind the length are padding, too few are no packet. */
static bool read_packet(struct packet *packet, const uint8_t *p, size_t n)
{
    size_t length;

    if (!read_protocol(&p, &n, &packet->protocol) || n < 4)
        return false;
    length = (size_t)p[2] << 8 | p[3];
    if (length < 4 || length > n)
        return false;
    packet->code = p[0];
    packet->data = p + 4;
    packet->length = length - 4;
    return true;
}

/* The data of the first option TYPE, NULL if there is none; *LENGTH of it. */
static const uint8_t *find_option(const struct packet *packet, uint8_t type,
                                  size_t *length)
{
    const uint8_t *p = packet->data;
    size_t n = packet->length;

    *length = 0;
    while (n >= 2 && p[1] >= 2 && p[1] <= n) {
        if (p[0] == type) {
            *length = (size_t)p[1] - 2;
            return p + 2;
        }
        n -= p[1];
        p += p[1];
    }
    return NULL;
}

static bool has_option(const struct packet *packet, uint8_t type)
{
    size_t length;

    return find_option(packet, type, &length) != NULL;
}

/* --- the peer's messages */

/* The digits of "E=691"; 0 if there are none or too many for a code. */
static uint32_t read_code(const char **p, size_t *n)
{
    uint32_t code = 0;
    size_t digits = 0;

    for (; *n && **p >= '0' && **p <= '9'; (*p)++, (*n)--)
        if (++digits <= 9)
            code = code * 10 + (uint32_t)(**p - '0');
    return digits <= 9 ? code : 0;
}

/* Goes over " R=1", " C=..." or " V=3"; false if something else stands there.*/
static bool skip_field(const char **p, size_t *n)
{
    if (*n < 3 || (*p)[0] != ' ' || !strchr("RCV", (*p)[1]) || !(*p)[1] ||
        (*p)[2] != '=')
        return false;
    for (*p += 3, *n -= 3; *n && **p != ' '; (*p)++)
        (*n)--;
    return true;
}

struct message {
    uint32_t code;    /* E=, 0 if it has none */
    const char *text; /* for a person: M=, or all of it */
    size_t length;
};

/*
 * RFC 2433 6, RFC 2759 6: "E=691 R=1 C=... V=3 M=text", of which M= may lack.
 * What has not exactly this form is plain text.
 */
static struct message read_failure(const char *p, size_t n)
{
    struct message message = {0, p, n};
    uint32_t code;

    if (n < 3 || p[0] != 'E' || p[1] != '=')
        return message;
    p += 2;
    n -= 2;
    code = read_code(&p, &n);
    while (skip_field(&p, &n))
        ;
    if (n >= 3 && memcmp(p, " M=", 3) == 0) {
        message.text = p + 3;
        message.length = n - 3;
        n = 0;
    }
    if (!n)
        message.code = code;
    return message;
}

/* RFC 2759 5: "S=<40 hexadecimal digits> M=text". */
static struct message read_success(const char *p, size_t n)
{
    struct message message = {0, p, n};

    if (n < 42 || p[0] != 'S' || p[1] != '=')
        return message;
    message.text = p + 42;
    message.length = n - 42;
    if (message.length >= 3 && memcmp(message.text, " M=", 3) == 0) {
        message.text += 3;
        message.length -= 3;
    }
    return message;
}

/* RFC 2433 6 and RFC 2759 6 took these numbers from RAS. */
static const uint32_t wire_codes[] = {
    RASERR_ERROR_RESTRICTED_LOGON_HOURS, RASERR_ERROR_ACCT_DISABLED,
    RASERR_ERROR_PASSWD_EXPIRED,         RASERR_ERROR_NO_DIALIN_PERMISSION,
    RASERR_ERROR_AUTHENTICATION_FAILURE, RASERR_ERROR_CHANGING_PASSWORD,
};

static uint32_t code_on_the_wire(uint32_t code)
{
    size_t i;

    for (i = 0; i < sizeof wire_codes / sizeof *wire_codes; i++)
        if (wire_codes[i] == code)
            return code;
    return RASERR_ERROR_AUTHENTICATION_FAILURE;
}

/*
 * A server may end the link and let its answer be read after that. The refusal
 * is what it ended the link for.
 */
static void refused(struct evidence *e, const struct message *message)
{
    e->auth_answer = true;
    e->auth_succeeded = false;
    e->auth_error = code_on_the_wire(message->code);
    cause_printable(e->reply, sizeof e->reply, message->text, message->length);
    if (!e->provisional)
        return;
    cause_clear(&e->cause);
    evidence_ended(e, EVIDENCE_END_NONE);
}

static void accepted(struct evidence *e, const struct message *message)
{
    e->auth_answer = true;
    e->auth_succeeded = true;
    e->auth_error = 0;
    cause_printable(e->reply, sizeof e->reply, message->text, message->length);
}

/* --- LCP */

static void lcp_acked(struct evidence *e, const struct packet *packet)
{
    e->lcp_acked = true;
    if (has_option(packet, LCP_OPTION_AUTHENTICATION))
        e->peer_unproven = false;
}

static void lcp_refused_by_peer(struct evidence *e, const struct packet *packet)
{
    e->lcp_nak_rej++;
    if (e->peer_auth_asked && has_option(packet, LCP_OPTION_AUTHENTICATION))
        e->peer_unproven = true;
}

static void lcp_requested(struct evidence *e, const struct packet *packet)
{
    if (has_option(packet, LCP_OPTION_AUTHENTICATION))
        e->peer_auth_asked = true;
}

/* The method in the packet: CHAP has three bytes, the others two. */
static void read_method(const struct packet *packet, uint32_t *protocol,
                        uint32_t *data)
{
    size_t n;
    const uint8_t *p = find_option(packet, LCP_OPTION_AUTHENTICATION, &n);

    *protocol = *data = 0;
    if (!p || n < 2)
        return;
    *protocol = (uint32_t)p[0] << 8 | p[1];
    if (*protocol == CHAP && n >= 3)
        *data = p[2];
}

/* A Configure-Reject has the peer's own option in it; a Nak has ours. */
static bool allowed(const struct evidence *e, const struct packet *packet)
{
    uint32_t protocol, data;

    read_method(packet, &protocol, &data);
    return protocol && e->method_allowed && e->method_allowed(protocol, data);
}

static void lcp_refused_by_us(struct evidence *e, const struct packet *packet)
{
    e->lcp_nak_rej++;
    if (!has_option(packet, LCP_OPTION_AUTHENTICATION))
        return;
    e->auth_refused = true;
    e->secret_missing = packet->code == CONFIGURE_REJECT && allowed(e, packet);
}

/* What we acknowledge is how we are going to authenticate ourselves. */
static void lcp_agreed(struct evidence *e, const struct packet *packet)
{
    read_method(packet, &e->auth_protocol, &e->auth_data);
    if (e->auth_protocol)
        e->auth_refused = e->secret_missing = false;
}

static void lcp_terminated(struct evidence *e, const struct packet *packet)
{
    if (e->lcp_closed || e->lcp_terminated)
        return;
    e->lcp_terminated = true;
    cause_printable(e->farewell, sizeof e->farewell, packet->data,
                    packet->length);
}

static void lcp_closed(struct evidence *e, const struct packet *packet)
{
    (void)packet;
    e->lcp_closed = true;
}

static void protocol_rejected(struct evidence *e, const struct packet *packet)
{
    unsigned rejected;

    if (packet->length < 2)
        return;
    rejected = (unsigned)packet->data[0] << 8 | packet->data[1];
    if (rejected == PAP || rejected == CHAP || rejected == EAP)
        e->auth_protocol_rejected = true;
    else if (rejected == CCP)
        e->ccp_rejected = true;
    else if (rejected == IPCP)
        e->ipcp_rejected = true;
    else if (rejected == IPV6CP)
        e->ipv6cp_rejected = true;
}

/* --- authentication */

static void credentials_sent(struct evidence *e, const struct packet *packet)
{
    (void)packet; /* PAP's has the password in clear: not to be looked at */
    e->credentials_sent = true;
}

/* RFC 1334 2.2.2: one octet of message length, then the message. */
static struct message pap_message(const struct packet *packet)
{
    struct message message = {0, (const char *)packet->data, 0};

    if (!packet->length)
        return message;
    message.text++;
    message.length = packet->data[0];
    if (message.length > packet->length - 1)
        message.length = packet->length - 1;
    return message;
}

static void pap_acked(struct evidence *e, const struct packet *packet)
{
    struct message message = pap_message(packet);

    accepted(e, &message);
}

static void pap_refused(struct evidence *e, const struct packet *packet)
{
    struct message message = pap_message(packet);

    refused(e, &message);
}

static void chap_succeeded(struct evidence *e, const struct packet *packet)
{
    struct message message =
        read_success((const char *)packet->data, packet->length);

    accepted(e, &message);
}

static void chap_failed(struct evidence *e, const struct packet *packet)
{
    struct message message =
        read_failure((const char *)packet->data, packet->length);

    refused(e, &message);
}

static const struct message no_message = {0, "", 0};

static void eap_succeeded(struct evidence *e, const struct packet *packet)
{
    (void)packet;
    accepted(e, &no_message);
}

static void eap_failed(struct evidence *e, const struct packet *packet)
{
    static const char text[] = "we refused the peer's EAP method";
    struct message message = no_message;

    (void)packet;
    if (e->auth_refused) {
        message.text = text;
        message.length = sizeof text - 1;
    }
    refused(e, &message);
}

static void eap_responded(struct evidence *e, const struct packet *packet)
{
    uint8_t type = packet->length ? packet->data[0] : 0;

    if (type == EAP_TYPE_NAK)
        e->auth_refused = true;
    if (type < EAP_TYPE_FIRST_METHOD)
        return;
    e->auth_refused = false;
    e->credentials_sent = true;
}

/* We are the judge here: the peer did not prove its identity to us. */
static void peer_failed(struct evidence *e, const struct packet *packet)
{
    (void)packet;
    e->peer_unproven = true;
}

/* --- network protocols */

static void ccp_acked(struct evidence *e, const struct packet *packet)
{
    if (!has_option(packet, CCP_OPTION_MPPE))
        return;
    e->mppe_agreed = true;
    e->mppe_refused = false;
}

static void ccp_refused(struct evidence *e, const struct packet *packet)
{
    if (has_option(packet, CCP_OPTION_MPPE))
        e->mppe_refused = true;
}

static void ccp_terminated(struct evidence *e, const struct packet *packet)
{
    (void)packet;
    e->mppe_refused = true;
}

/* RFC 1332 3.3: 0.0.0.0 asks for an address, and is none itself. */
static bool is_an_address(const uint8_t *p, size_t n)
{
    static const uint8_t none[4];

    return n >= sizeof none && memcmp(p, none, sizeof none) != 0;
}

static void ipcp_acked(struct evidence *e, const struct packet *packet)
{
    size_t n;
    const uint8_t *p = find_option(packet, IPCP_OPTION_ADDRESS, &n);

    if (!p)
        return;
    e->address_rejected = false;
    e->address_missing = !is_an_address(p, n);
}

static void ipcp_naked(struct evidence *e, const struct packet *packet)
{
    size_t n;
    const uint8_t *p = find_option(packet, IPCP_OPTION_ADDRESS, &n);

    e->ncp_nak_rej++;
    if (!p)
        return;
    e->address_rejected = e->fixed_address;
    e->address_missing = !is_an_address(p, n);
}

static void ipcp_rejected(struct evidence *e, const struct packet *packet)
{
    e->ncp_nak_rej++;
    if (!has_option(packet, IPCP_OPTION_ADDRESS))
        return;
    e->address_rejected = e->fixed_address;
    e->address_missing = !e->fixed_address;
}

static void ncp_refused(struct evidence *e, const struct packet *packet)
{
    (void)packet;
    e->ncp_nak_rej++;
}

static void ipcp_terminated(struct evidence *e, const struct packet *packet)
{
    if (e->ncp_terminated || e->lcp_closed)
        return;
    e->ncp_terminated = true;
    if (!e->lcp_terminated)
        cause_printable(e->farewell, sizeof e->farewell, packet->data,
                        packet->length);
}

/* --- callback */

/* pppd chooses one of these three, and none of a list. */
static void callback_offered(struct evidence *e, const struct packet *packet)
{
    e->number_offered = has_option(packet, CBCP_CALLERS_NUMBER);
    e->callback_barred = !has_option(packet, CBCP_NO_CALLBACK) &&
                         !has_option(packet, CBCP_CALLERS_NUMBER) &&
                         !has_option(packet, CBCP_SERVERS_NUMBER);
}

static void callback_chosen(struct evidence *e, const struct packet *packet)
{
    e->callback_choices++;
    e->callback_number = has_option(packet, CBCP_CALLERS_NUMBER);
}

/* --- which packet tells what */

typedef void reader(struct evidence *e, const struct packet *packet);

struct reading {
    uint16_t protocol;
    uint8_t code;
    reader *received, *sent; /* NULL: of no interest */
};

static const struct reading readings[] = {
    {LCP, CONFIGURE_REQUEST, NULL, lcp_requested},
    {LCP, CONFIGURE_ACK, lcp_acked, lcp_agreed},
    {LCP, CONFIGURE_NAK, lcp_refused_by_peer, lcp_refused_by_us},
    {LCP, CONFIGURE_REJECT, lcp_refused_by_peer, lcp_refused_by_us},
    {LCP, TERMINATE_REQUEST, lcp_terminated, lcp_closed},
    {LCP, PROTOCOL_REJECT, protocol_rejected, NULL},
    {PAP, PAP_REQUEST, NULL, credentials_sent},
    {PAP, PAP_ACK, pap_acked, NULL},
    {PAP, PAP_NAK, pap_refused, peer_failed},
    {CHAP, CHAP_RESPONSE, NULL, credentials_sent},
    {CHAP, CHAP_SUCCESS, chap_succeeded, NULL},
    {CHAP, CHAP_FAILURE, chap_failed, peer_failed},
    {EAP, EAP_RESPONSE, NULL, eap_responded},
    {EAP, EAP_SUCCESS, eap_succeeded, NULL},
    {EAP, EAP_FAILURE, eap_failed, peer_failed},
    {CBCP, CBCP_REQUEST, callback_offered, NULL},
    {CBCP, CBCP_RESPONSE, NULL, callback_chosen},
    {CCP, CONFIGURE_ACK, ccp_acked, NULL},
    {CCP, CONFIGURE_REJECT, ccp_refused, NULL},
    {CCP, TERMINATE_REQUEST, ccp_terminated, NULL},
    {IPCP, CONFIGURE_ACK, ipcp_acked, NULL},
    {IPCP, CONFIGURE_NAK, ipcp_naked, ncp_refused},
    {IPCP, CONFIGURE_REJECT, ipcp_rejected, ncp_refused},
    {IPCP, TERMINATE_REQUEST, ipcp_terminated, NULL},
    {IPV6CP, CONFIGURE_NAK, ncp_refused, ncp_refused},
    {IPV6CP, CONFIGURE_REJECT, ncp_refused, ncp_refused},
};

static const struct reading *reading_of(const struct packet *packet)
{
    size_t i;

    for (i = 0; i < sizeof readings / sizeof *readings; i++)
        if (readings[i].protocol == packet->protocol &&
            readings[i].code == packet->code)
            return &readings[i];
    return NULL;
}

void evidence_received(struct evidence *e, const uint8_t *p, size_t length)
{
    const struct reading *reading;
    struct packet packet;

    if (!read_packet(&packet, p, length))
        return;
    if (packet.protocol == LCP)
        e->lcp_received++;
    if (packet.protocol == IPCP || packet.protocol == IPV6CP)
        e->ncp_received++;
    reading = reading_of(&packet);
    if (reading && reading->received)
        reading->received(e, &packet);
}

void evidence_sent(struct evidence *e, const uint8_t *p, size_t length)
{
    const struct reading *reading;
    struct packet packet;

    if (!read_packet(&packet, p, length))
        return;
    reading = reading_of(&packet);
    if (reading && reading->sent)
        reading->sent(e, &packet);
}

void evidence_reset(struct evidence *e)
{
    struct evidence settings = {.mppe_required = e->mppe_required,
                                .method_allowed = e->method_allowed,
                                .fixed_address = e->fixed_address};

    *e = settings;
}

void evidence_reached(struct evidence *e, enum evidence_stage stage)
{
    if (stage > e->stage)
        e->stage = stage;
}

/* --- from the evidence to a code */

/* What the packets told, as a set. */
enum fact {
    REFUSED = 1 << 0,        /* our credentials */
    SILENT = 1 << 1,         /* no LCP packet ever came */
    LCP_LOOPS = 1 << 2,      /* and never comes to an agreement */
    TERMINATED = 1 << 3,     /* the peer ended LCP */
    NO_METHOD = 1 << 4,      /* we refused the peer's authentication */
    METHOD_UNKNOWN = 1 << 5, /* to the peer, that is */
    UNANSWERED = 1 << 6,     /* our credentials */
    IMPOSTOR = 1 << 7,       /* the peer, in our eyes */
    NO_NETWORK = 1 << 8,     /* the peer speaks no IPCP */
    NOT_OUR_ADDRESS = 1 << 9,
    NO_ADDRESS = 1 << 10,
    NCP_ENDED = 1 << 11,
    NCP_LOOPS = 1 << 12,
    NO_MPPE = 1 << 13,    /* it is required and was refused */
    MPPE_LACKS = 1 << 14, /* it is required and was not agreed upon */
    NO_SECRET = 1 << 15,  /* we have no password for the peer's method */
    NO_OFFER = 1 << 16,   /* of a callback that we could take */
    NUMBER_TOLD = 1 << 17,
    NUMBER_AGAIN = 1 << 18, /* it was told often enough */
};

/*
 * pppd ends the link by itself when MS-CHAPv2's success does not prove that
 * the server knows the password (RFC 2759 8.8), or when the peer owes us its
 * own authentication.
 */
static bool is_impostor(const struct evidence *e)
{
    if (e->lcp_terminated)
        return false;
    return e->peer_unproven ||
           (e->auth_succeeded && e->stage == EVIDENCE_AUTHENTICATE);
}

static unsigned gather(const struct evidence *e)
{
    const struct {
        bool holds;
        unsigned fact;
    } facts[] = {
        {e->auth_error != 0, REFUSED},
        {!e->lcp_received, SILENT},
        {e->lcp_nak_rej >= ROUNDS, LCP_LOOPS},
        {e->lcp_terminated, TERMINATED},
        {e->auth_refused, NO_METHOD},
        {e->auth_protocol_rejected, METHOD_UNKNOWN},
        {e->credentials_sent && !e->auth_answer, UNANSWERED},
        {is_impostor(e), IMPOSTOR},
        {e->ipcp_rejected, NO_NETWORK},
        {e->address_rejected, NOT_OUR_ADDRESS},
        {e->address_missing, NO_ADDRESS},
        {e->ncp_terminated, NCP_ENDED},
        {e->ncp_nak_rej >= ROUNDS, NCP_LOOPS},
        {e->mppe_required && (e->ccp_rejected || e->mppe_refused), NO_MPPE},
        {e->mppe_required && !e->mppe_agreed, MPPE_LACKS},
        {e->secret_missing, NO_SECRET},
        {e->callback_barred, NO_OFFER},
        {e->callback_number, NUMBER_TOLD},
        {e->callback_number && e->callback_choices >= ROUNDS, NUMBER_AGAIN},
    };
    unsigned set = 0;
    size_t i;

    for (i = 0; i < sizeof facts / sizeof *facts; i++)
        if (facts[i].holds)
            set |= facts[i].fact;
    return set;
}

#define END(name)   (1u << EVIDENCE_END_##name)
#define STAGE(name) (1u << EVIDENCE_##name)
#define ANY         (~0u)
#define SET_UP                                                                 \
    (STAGE(LCP) | STAGE(AUTHENTICATE) | STAGE(CALLBACK) | STAGE(NETWORK))
#define STOPPED (END(NONE) | END(DEADLINE))

enum words { OURS, REPLY, FAREWELL };

/* The first rule that holds gives the code. */
struct rule {
    unsigned ends, stages;
    unsigned facts; /* all of them; 0: nothing in particular */
    uint32_t code;  /* 0: auth_error */
    bool never;     /* no redial, whatever the code's row says */
    enum words words;
    const char *text; /* ours, also if the peer's words are empty */
};

static const struct rule rules[] = {
    /* A refusal is the cause of all that follows it, even of a hang-up. */
    {ANY, ANY, REFUSED, 0, false, REPLY, "the peer refused our credentials"},

    {END(LOCAL), ANY, 0, RASERR_ERROR_USER_DISCONNECTION, true, OURS,
     "ended from this side"},
    {END(IDLE), ANY, 0, RASERR_ERROR_IDLE_TIMEOUT, true, OURS,
     "the link was idle"},
    /*
     * 932, ERROR_PPP_SESSION_TIMEOUT, says it better, but it is the server's:
     * programs know no client codes above RASBASEEND (875).
     */
    {END(MAXTIME), ANY, 0, RASERR_ERROR_IDLE_TIMEOUT, true, OURS,
     "the maximum connect time has passed"},
    {END(PEER_DEAD), ANY, 0, RASERR_ERROR_LINK_FAILURE, false, OURS,
     "the peer no longer answers echo requests"},
    /* Not an error, but the line must be free now for the peer's call. */
    {END(CALLBACK), ANY, 0, RASERR_ERROR_REMOTE_DISCONNECTION, true, OURS,
     "the peer is going to call back"},
    /* Once there was a peer, an echo is a modem back in command state. */
    {END(LOOPBACK), STAGE(LCP), 0, RASERR_ERROR_PPP_LOOPBACK_DETECTED, false,
     OURS, "the line is looped back"},
    {END(LOOPBACK), SET_UP, 0, RASERR_ERROR_PORT_DISCONNECTED, false, OURS,
     "the carrier was lost while the link was set up"},
    {END(LOOPBACK), STAGE(UP), 0, RASERR_ERROR_REMOTE_DISCONNECTION, false,
     OURS, "the carrier was lost"},

    {STOPPED, SET_UP, IMPOSTOR, RASERR_ERROR_UNABLE_TO_AUTHENTICATE_SERVER,
     false, OURS, "the peer did not prove its identity"},

    /* To the peer it is a refusal, but the same thing mends both. */
    {ANY, SET_UP, TERMINATED | NO_SECRET, RASERR_ERROR_AUTHENTICATION_FAILURE,
     false, OURS, "the peer asks for a password, and none is known"},

    {ANY, STAGE(LCP), TERMINATED, RASERR_ERROR_PPP_LCP_TERMINATED, false,
     FAREWELL, "the peer ended the negotiation"},
    {END(HANGUP), STAGE(LCP), 0, RASERR_ERROR_DISCONNECTION, false, OURS,
     "the line was dropped before PPP began"},
    {ANY, STAGE(LCP), SILENT, RASERR_ERROR_PPP_NO_RESPONSE, false, OURS,
     "the peer does not speak PPP"},
    {ANY, STAGE(LCP), LCP_LOOPS, RASERR_ERROR_PPP_NOT_CONVERGING, false, OURS,
     "no agreement on the link's options"},
    {ANY, STAGE(LCP), 0, RASERR_ERROR_PPP_TIMEOUT, false, OURS,
     "the negotiation of the link was not completed"},

    {ANY, STAGE(AUTHENTICATE), METHOD_UNKNOWN, RASERR_ERROR_PPP_CP_REJECTED,
     false, OURS, "the peer rejects the authentication protocol"},
    {ANY, STAGE(AUTHENTICATE), TERMINATED, RASERR_ERROR_PPP_LCP_TERMINATED,
     false, FAREWELL, "the peer ended the link during authentication"},
    {END(HANGUP), STAGE(AUTHENTICATE), UNANSWERED,
     RASERR_ERROR_PORT_DISCONNECTED, false, OURS,
     "the line was dropped in answer to our credentials"},
    {END(HANGUP), STAGE(AUTHENTICATE), 0, RASERR_ERROR_PORT_DISCONNECTED, false,
     OURS, "the line was dropped during authentication"},
    {ANY, STAGE(AUTHENTICATE), 0, RASERR_ERROR_PPP_TIMEOUT, false, OURS,
     "the authentication was not completed"},

    /*
     * 704 is the number's fault. 751 would be a character in it: that is found
     * before anything is dialled.
     */
    {ANY, STAGE(CALLBACK), NO_OFFER, RASERR_ERROR_BAD_CALLBACK_NUMBER, false,
     OURS, "the server calls back only numbers of its own list"},
    {ANY, STAGE(CALLBACK), TERMINATED | NUMBER_TOLD,
     RASERR_ERROR_BAD_CALLBACK_NUMBER, false, FAREWELL,
     "the server refuses the callback number"},
    {ANY, STAGE(CALLBACK), NUMBER_AGAIN, RASERR_ERROR_BAD_CALLBACK_NUMBER,
     false, OURS, "the server does not take the callback number"},
    {ANY, STAGE(CALLBACK), TERMINATED, RASERR_ERROR_PPP_LCP_TERMINATED, false,
     FAREWELL, "the peer ended the link instead of calling back"},
    {END(HANGUP), STAGE(CALLBACK), 0, RASERR_ERROR_PORT_DISCONNECTED, false,
     OURS, "the line was dropped before the callback was agreed on"},
    {ANY, STAGE(CALLBACK), 0, RASERR_ERROR_PPP_TIMEOUT, false, OURS,
     "the callback was not agreed on"},

    /* pppd goes on to here if both sides gave up on authentication. */
    {ANY, STAGE(NETWORK), TERMINATED | NO_METHOD,
     RASERR_ERROR_PPP_LCP_TERMINATED, false, FAREWELL,
     "no common method of authentication"},
    {ANY, STAGE(NETWORK), NO_MPPE, RASERR_ERROR_NO_REMOTE_ENCRYPTION, false,
     OURS, "encryption is required and the peer refused it"},
    {ANY, STAGE(NETWORK), NO_NETWORK, RASERR_ERROR_PPP_NO_PROTOCOLS_CONFIGURED,
     false, OURS, "the peer rejects IP"},
    {ANY, STAGE(NETWORK), NOT_OUR_ADDRESS,
     RASERR_ERROR_PPP_REQUIRED_ADDRESS_REJECTED, false, OURS,
     "the peer refuses the address of the entry"},
    {ANY, STAGE(NETWORK), NO_ADDRESS, RASERR_ERROR_PPP_NO_ADDRESS_ASSIGNED,
     false, OURS, "the peer gave no address"},
    {ANY, STAGE(NETWORK), NCP_ENDED, RASERR_ERROR_PPP_NCP_TERMINATED, false,
     FAREWELL, "the peer ended IP"},
    {ANY, STAGE(NETWORK), TERMINATED, RASERR_ERROR_PPP_LCP_TERMINATED, false,
     FAREWELL, "the peer ended the link before it was up"},
    {END(HANGUP), STAGE(NETWORK), 0, RASERR_ERROR_PORT_DISCONNECTED, false,
     OURS, "the line was dropped before the link was up"},
    {STOPPED, STAGE(NETWORK), MPPE_LACKS, RASERR_ERROR_NO_REMOTE_ENCRYPTION,
     false, OURS, "encryption is required and was not agreed upon"},
    {STOPPED, STAGE(NETWORK), NCP_LOOPS, RASERR_ERROR_PPP_NOT_CONVERGING, false,
     OURS, "no agreement on IP's options"},
    {ANY, STAGE(NETWORK), 0, RASERR_ERROR_PPP_TIMEOUT, false, OURS,
     "the negotiation of IP was not completed"},

    {ANY, STAGE(UP), TERMINATED, RASERR_ERROR_REMOTE_DISCONNECTION, false,
     FAREWELL, "the peer ended the link"},
    {END(HANGUP), STAGE(UP), 0, RASERR_ERROR_REMOTE_DISCONNECTION, false, OURS,
     "the carrier was lost"},
    {ANY, STAGE(UP), NO_MPPE, RASERR_ERROR_NO_REMOTE_ENCRYPTION, false, OURS,
     "the peer ended the encryption"},
    {ANY, STAGE(UP), NCP_ENDED, RASERR_ERROR_PPP_NCP_TERMINATED, false,
     FAREWELL, "the peer ended IP"},
    {ANY, ANY, 0, RASERR_ERROR_PORT_DISCONNECTED, false, OURS,
     "the link was closed"},
};

static const struct rule *rule_for(const struct evidence *e,
                                   enum evidence_end end)
{
    unsigned facts = gather(e);
    const struct rule *rule = rules;

    while (!(rule->ends & 1u << end) || !(rule->stages & 1u << e->stage) ||
           (rule->facts & facts) != rule->facts)
        rule++; /* the last one holds always */
    return rule;
}

static const char *words_of(const struct evidence *e, const struct rule *rule)
{
    const char *const words[] = {
        [OURS] = "", [REPLY] = e->reply, [FAREWELL] = e->farewell};

    return *words[rule->words] ? words[rule->words] : rule->text;
}

/*
 * A hang-up after our own Terminate-Request is the peer's answer to it, not
 * what ended the link; pppd reports it all the same.
 */
static enum evidence_end real_end(const struct evidence *e,
                                  enum evidence_end end)
{
    return end == EVIDENCE_END_HANGUP && e->lcp_closed ? EVIDENCE_END_NONE
                                                       : end;
}

void evidence_ended(struct evidence *e, enum evidence_end end)
{
    const struct rule *rule = rule_for(e, real_end(e, end));
    uint32_t code = rule->code ? rule->code : e->auth_error;
    bool retry = !rule->never && raserr_redial(code) == RASERR_LATER;

    if (!cause_latch(&e->cause, code, 0, retry, words_of(e, rule)))
        return;
    e->provisional = rule->facts != REFUSED && e->stage < EVIDENCE_UP &&
                     (end == EVIDENCE_END_NONE || end == EVIDENCE_END_HANGUP);
}

bool evidence_network_hopeless(const struct evidence *e, bool want_ipv6)
{
    return e->stage < EVIDENCE_UP && e->ipcp_rejected &&
           (!want_ipv6 || e->ipv6cp_rejected);
}

bool evidence_callback_hopeless(const struct evidence *e)
{
    return e->stage == EVIDENCE_CALLBACK && e->callback_barred;
}
