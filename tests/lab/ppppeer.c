/*
 * ppppeer - a PPP peer that misbehaves on purpose, on stdin and stdout: what a
 * stock pppd cannot be made to do. A scenario is a row of the table below; by
 * default the peer does what the RFCs say up to a working IPCP, and a row
 * lists where it does something else.
 */
#include "tests/lab/hdlc.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* PPP protocol numbers (IANA). */
enum {
    IPCP = 0x8021,
    LCP = 0xc021,
    PAP = 0xc023,
    CBCP = 0xc029,
    CHAP = 0xc223,
    EAP = 0xc227
};

/* RFC 1661, 5; RFC 1334 and RFC 1994 for the two authentications. */
enum {
    CONF_REQ = 1,
    CONF_ACK = 2,
    CONF_NAK = 3,
    CONF_REJ = 4,
    TERM_REQ = 5,
    TERM_ACK = 6,
    PROT_REJ = 8,
    ECHO_REQ = 9,
    ECHO_REP = 10,

    PAP_REQUEST = 1,
    PAP_ACK = 2,
    PAP_NAK = 3,
    CHAP_CHALLENGE = 1,
    CHAP_RESPONSE = 2,
    CHAP_SUCCESS = 3,
    CHAP_FAILURE = 4,

    /* Microsoft's "Proposal for Callback Control Protocol", 2. */
    CBCP_REQUEST = 1,
    CBCP_RESPONSE = 2,
    CBCP_ACK = 3,
};

/* Where a scenario can step in. */
enum event {
    NO_EVENT,
    ON_START,       /* the line is there */
    ON_LCP_REQUEST, /* the other end's Configure-Request */
    ON_LCP_OPEN,
    ON_AUTH, /* its Authenticate-Request or Response */
    ON_IPCP_REQUEST,
    ON_WELCOME,  /* it has proved who it is */
    ON_CALLBACK, /* its Callback-Response */
    ON_ECHO,     /* LCP's Echo-Request */
    ON_UP,       /* IPCP is open, and --after has passed */
};

enum action {
    IGNORE,
    REJECT,          /* Configure-Reject of every option */
    NAK_FOR_EVER,    /* Configure-Nak, each time with another value */
    PROTOCOL_REJECT, /* of the packet's protocol */
    SUCCEED,         /* CHAP Success with the text: mutual authentication */
    FAIL,            /* Authenticate-Nak or Failure, with the text */
    CHALLENGE_AGAIN,
    OFFER,     /* a callback, as the text has it, until one is chosen */
    TERMINATE, /* Terminate-Request with the text */
    HANG_UP,   /* the program ends */
    PRINT,     /* the text, outside of any frame */
};

struct rule {
    enum event event;
    enum action action;
    const char *text;
};

/* What the peer asks for: the LCP option's value (RFC 1661, 6.2). */
struct auth {
    uint16_t protocol;
    uint8_t algorithm; /* of CHAP: RFC 1994, RFC 2433, RFC 2759 */
};

static const struct auth no_auth = {0, 0};
static const struct auth pap = {PAP, 0};
static const struct auth chap_md5 = {CHAP, 0x05};
static const struct auth mschap = {CHAP, 0x80};
static const struct auth mschap2 = {CHAP, 0x81};
static const struct auth eap = {EAP, 0};

/* RFC 2759, 6: R=1 means that another password may be sent. */
#define FAILURE(code, retry)                                                   \
    "E=" #code " R=" #retry                                                    \
    " C=0123456789ABCDEF0123456789ABCDEF V=3 M=Code " #code

/*
 * What a server offers (the proposal's 3): type, length, delay in seconds. 1 is
 * no callback, 2 the caller's number, 3 the server's, 4 a list of the server's.
 */
#define CALLERS_NUMBER "\2\3\5"
#define SERVERS_NUMBER "\3\3\5"
#define NO_CALLBACK    "\1\2"
#define LISTED_NUMBER                                                          \
    "\4\10\5\1"                                                                \
    "5551"

#define E691_V1 "E=691 R=0 C=0123456789ABCDEF V=2"
#define E691_V2                                                                \
    "E=691 R=0 C=0123456789ABCDEF0123456789ABCDEF V=3 M=Access denied"

static const struct scenario {
    const char *name, *help;
    const struct auth *auth;
    struct rule rules[4];
} scenarios[] = {
    {"up", "no authentication, IPCP opens", &no_auth, {{0}}},
    {"up-hangup",
     "as up; hangs up --after a while",
     &no_auth,
     {{ON_UP, HANG_UP, NULL}}},
    {"up-term",
     "as up; ends LCP --after a while",
     &no_auth,
     {{ON_UP, TERMINATE, "Good bye"}}},
    {"ignore", "reads, says nothing", NULL, {{ON_LCP_REQUEST, IGNORE, NULL}}},
    {"hangup", "hangs up at once", NULL, {{ON_START, HANG_UP, NULL}}},
    {"login",
     "asks for a login, never speaks PPP",
     NULL,
     {{ON_START, PRINT, "\r\nlogin: "}, {ON_LCP_REQUEST, IGNORE, NULL}}},
    {"lcp-ack-only", "acknowledges, never asks itself", NULL, {{0}}},
    {"lcp-reject",
     "rejects every LCP option",
     &no_auth,
     {{ON_LCP_REQUEST, REJECT, NULL}}},
    {"lcp-nak",
     "naks LCP for ever",
     &no_auth,
     {{ON_LCP_REQUEST, NAK_FOR_EVER, NULL}}},
    {"lcp-only",
     "opens LCP, then ignores IPCP",
     &no_auth,
     {{ON_IPCP_REQUEST, IGNORE, NULL}}},
    {"lcp-hangup",
     "hangs up when LCP is open",
     &no_auth,
     {{ON_LCP_OPEN, HANG_UP, NULL}}},
    {"lcp-term",
     "ends LCP when it is open",
     &no_auth,
     {{ON_LCP_OPEN, TERMINATE, "No free ports"}}},
    {"eap-silent", "insists on EAP, then says nothing", &eap, {{0}}},
    {"pap-nak",
     "naks the password, hangs up at once",
     &pap,
     {{ON_AUTH, FAIL, "Login incorrect"}, {ON_AUTH, HANG_UP, NULL}}},
    {"pap-nak-term",
     "naks the password, ends LCP",
     &pap,
     {{ON_AUTH, FAIL, "Login incorrect"},
      {ON_AUTH, TERMINATE, "Authentication failed"}}},
    {"pap-nak-stay",
     "naks the password, waits",
     &pap,
     {{ON_AUTH, FAIL, "Login incorrect"}}},
    {"pap-ignore",
     "never answers the password",
     &pap,
     {{ON_AUTH, IGNORE, NULL}}},
    {"pap-hangup",
     "hangs up instead of answering",
     &pap,
     {{ON_AUTH, HANG_UP, NULL}}},
    {"pap-term",
     "ends LCP instead of answering",
     &pap,
     {{ON_AUTH, TERMINATE, "Not now"}}},
    {"pap-protrej",
     "asks for PAP, then rejects it as a protocol",
     &pap,
     {{ON_AUTH, PROTOCOL_REJECT, NULL}}},
    {"pap-ok", "takes any password, IPCP opens", &pap, {{0}}},
    {"chap-fail",
     "CHAP failure, hangs up at once",
     &chap_md5,
     {{ON_AUTH, FAIL, "Access denied"}, {ON_AUTH, HANG_UP, NULL}}},
    {"chap-fail-term",
     "CHAP failure, ends LCP",
     &chap_md5,
     {{ON_AUTH, FAIL, "Access denied"},
      {ON_AUTH, TERMINATE, "Authentication failed"}}},
    {"chap-fail-stay",
     "CHAP failure, waits",
     &chap_md5,
     {{ON_AUTH, FAIL, "Access denied"}}},
    {"chap-silent",
     "asks for CHAP, never challenges",
     &chap_md5,
     {{ON_LCP_OPEN, IGNORE, NULL}}},
    {"chap-ignore",
     "never answers the response",
     &chap_md5,
     {{ON_AUTH, IGNORE, NULL}}},
    {"chap-again",
     "challenges for ever",
     &chap_md5,
     {{ON_AUTH, CHALLENGE_AGAIN, NULL}}},
    {"chap-hangup",
     "hangs up instead of answering",
     &chap_md5,
     {{ON_AUTH, HANG_UP, NULL}}},
    {"chap-term",
     "ends LCP instead of answering",
     &chap_md5,
     {{ON_AUTH, TERMINATE, "Not now"}}},
    {"chap-ok", "takes any response, IPCP opens", &chap_md5, {{0}}},
    {"mschap-fail",
     "MS-CHAP error 691, hangs up at once",
     &mschap,
     {{ON_AUTH, FAIL, E691_V1}, {ON_AUTH, HANG_UP, NULL}}},
    {"mschap2-fail",
     "MS-CHAPv2 error 691, hangs up at once",
     &mschap2,
     {{ON_AUTH, FAIL, E691_V2}, {ON_AUTH, HANG_UP, NULL}}},
    {"mschap2-fail-term",
     "MS-CHAPv2 error 691, ends LCP",
     &mschap2,
     {{ON_AUTH, FAIL, E691_V2}, {ON_AUTH, TERMINATE, "Authentication failed"}}},
    {"mschap2-fail-stay",
     "MS-CHAPv2 error 691, waits",
     &mschap2,
     {{ON_AUTH, FAIL, E691_V2}}},
    {"mschap2-again",
     "MS-CHAPv2 error 691, another try is allowed",
     &mschap2,
     {{ON_AUTH, FAIL, FAILURE(691, 1)}}},
    {"mschap2-646",
     "MS-CHAPv2 error 646, hangs up at once",
     &mschap2,
     {{ON_AUTH, FAIL, FAILURE(646, 0)}, {ON_AUTH, HANG_UP, NULL}}},
    {"mschap2-647",
     "MS-CHAPv2 error 647, hangs up at once",
     &mschap2,
     {{ON_AUTH, FAIL, FAILURE(647, 0)}, {ON_AUTH, HANG_UP, NULL}}},
    {"mschap2-648",
     "MS-CHAPv2 error 648, ends LCP",
     &mschap2,
     {{ON_AUTH, FAIL, FAILURE(648, 0)},
      {ON_AUTH, TERMINATE, "Authentication failed"}}},
    {"mschap2-649",
     "MS-CHAPv2 error 649, hangs up at once",
     &mschap2,
     {{ON_AUTH, FAIL, FAILURE(649, 0)}, {ON_AUTH, HANG_UP, NULL}}},
    {"mschap2-impostor",
     "takes any response, and cannot prove that it knows the password",
     &mschap2,
     {{ON_AUTH, SUCCEED, "S=0123456789ABCDEF0123456789ABCDEF01234567 M=Hi"}}},
    {"up-mute",
     "as up, but answers no LCP Echo-Request",
     &no_auth,
     {{ON_ECHO, IGNORE, NULL}}},
    {"lcp-term-mute",
     "ends LCP when it is open, without a word",
     &no_auth,
     {{ON_LCP_OPEN, TERMINATE, ""}}},
    {"ipcp-protrej",
     "rejects IPCP as a protocol",
     &no_auth,
     {{ON_IPCP_REQUEST, PROTOCOL_REJECT, NULL}}},
    {"ipcp-reject",
     "rejects every IPCP option",
     &no_auth,
     {{ON_IPCP_REQUEST, REJECT, NULL}}},
    {"ipcp-nak",
     "naks IPCP for ever",
     &no_auth,
     {{ON_IPCP_REQUEST, NAK_FOR_EVER, NULL}}},
    {"ipcp-hangup",
     "hangs up during IPCP",
     &no_auth,
     {{ON_IPCP_REQUEST, HANG_UP, NULL}}},
    {"ipcp-term",
     "ends LCP during IPCP",
     &no_auth,
     {{ON_IPCP_REQUEST, TERMINATE, "No addresses left"}}},
    {"back-any",
     "calls back: the caller's number, the server's, or none",
     &pap,
     {{ON_WELCOME, OFFER, CALLERS_NUMBER SERVERS_NUMBER NO_CALLBACK}}},
    {"back-server",
     "calls back the server's number",
     &pap,
     {{ON_WELCOME, OFFER, SERVERS_NUMBER}}},
    {"back-none",
     "speaks CBCP, calls nobody back",
     &pap,
     {{ON_WELCOME, OFFER, NO_CALLBACK}}},
    {"back-list",
     "calls back only numbers of a list",
     &pap,
     {{ON_WELCOME, OFFER, LISTED_NUMBER}}},
    {"back-refuse",
     "asks for the number, ends LCP when it hears it",
     &pap,
     {{ON_WELCOME, OFFER, CALLERS_NUMBER},
      {ON_CALLBACK, TERMINATE, "Number not allowed"}}},
};

/* One of LCP and IPCP. */
struct control {
    uint8_t id;
    bool asked, ours_acked, theirs_acked, open;
};

struct peer {
    const struct scenario *scenario;
    const char *text; /* replaces the rules' texts */
    long after_ms;
    struct hdlc hdlc;
    struct control lcp, ipcp;
    uint8_t challenge_id;
    bool challenging;
    const char *offer; /* of a callback, until it is chosen; NULL: none */
    uint8_t offer_id;
    uint8_t naks;
    long up_ms;    /* when ON_UP is due, 0: not up */
    long retry_ms; /* when to send again what was not answered */
    bool done;
};

/* A received packet (RFC 1661, 5). */
struct packet {
    uint16_t protocol;
    uint8_t code, id;
    const uint8_t *data;
    size_t length;
    const uint8_t *frame;
    size_t frame_length;
};

static long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- sending */

static void write_all(struct peer *p, const void *bytes, size_t length)
{
    const char *b = bytes;
    ssize_t n;

    while (length && !p->done) {
        n = write(STDOUT_FILENO, b, length);
        if (n < 0 && errno != EINTR)
            p->done = true;
        if (n > 0) {
            b += n;
            length -= (size_t)n;
        }
    }
}

static void send_packet(struct peer *p, uint16_t protocol, uint8_t code,
                        uint8_t id, const void *data, size_t length)
{
    uint8_t frame[HDLC_MAX], out[HDLC_ENCODED_MAX];

    if (length > sizeof frame - 6)
        length = sizeof frame - 6;
    frame[0] = (uint8_t)(protocol >> 8);
    frame[1] = (uint8_t)protocol;
    frame[2] = code;
    frame[3] = id;
    frame[4] = (uint8_t)((length + 4) >> 8);
    frame[5] = (uint8_t)(length + 4);
    memcpy(frame + 6, data, length);
    write_all(p, out, hdlc_encode(out, frame, length + 6));
}

/* Magic number, and the authentication we want (RFC 1661, 6.2 and 6.4). */
static void ask_lcp(struct peer *p)
{
    const struct auth *auth = p->scenario->auth;
    uint8_t options[16] = {5, 6, 0x4c, 0x41, 0x42, 0x21};
    size_t n = 6;

    if (!auth)
        return;
    if (auth->protocol) {
        options[n] = 3;
        options[n + 1] = auth->algorithm ? 5 : 4;
        options[n + 2] = (uint8_t)(auth->protocol >> 8);
        options[n + 3] = (uint8_t)auth->protocol;
        options[n + 4] = auth->algorithm;
        n += options[n + 1];
    }
    p->lcp.asked = true;
    send_packet(p, LCP, CONF_REQ, ++p->lcp.id, options, n);
}

static void ask_ipcp(struct peer *p)
{
    static const uint8_t address[] = {3, 6, 10, 9, 0, 1};

    p->ipcp.asked = true;
    send_packet(p, IPCP, CONF_REQ, ++p->ipcp.id, address, sizeof address);
}

static void challenge(struct peer *p)
{
    uint8_t data[64] = {0};
    /* MS-CHAP's challenge has eight bytes (RFC 2433, 4). */
    uint8_t size = p->scenario->auth->algorithm == 0x80 ? 8 : 16, i;

    data[0] = size;
    for (i = 0; i < size; i++)
        data[1 + i] = (uint8_t)(i * 17 + p->challenge_id);
    memcpy(data + 1 + size, "server", 6);
    p->challenging = true;
    send_packet(p, CHAP, CHAP_CHALLENGE, ++p->challenge_id, data,
                (size_t)size + 7);
}

static void offer_callback(struct peer *p)
{
    send_packet(p, CBCP, CBCP_REQUEST, ++p->offer_id, p->offer,
                strlen(p->offer));
}

/* --- what a rule does */

static void act_ignore(struct peer *p, const struct packet *in,
                       const char *text)
{
    (void)p;
    (void)in;
    (void)text;
}

static void act_fail(struct peer *p, const struct packet *in, const char *text)
{
    size_t n = strlen(text) > 255 ? 255 : strlen(text);
    char data[256];

    p->challenging = false;
    data[0] = (char)n;
    memcpy(data + 1, text, n);
    if (in->protocol == PAP)
        send_packet(p, PAP, PAP_NAK, in->id, data, n + 1);
    else
        send_packet(p, CHAP, CHAP_FAILURE, in->id, text, n);
}

static void act_succeed(struct peer *p, const struct packet *in,
                        const char *text)
{
    p->challenging = false;
    send_packet(p, CHAP, CHAP_SUCCESS, in->id, text, strlen(text));
}

/* LCP: another MRU (option 1); IPCP: another address (option 3). */
static void act_nak(struct peer *p, const struct packet *in, const char *text)
{
    uint8_t mru[] = {1, 4, 5, ++p->naks}, address[] = {3, 6, 10, 9, 1, p->naks};

    (void)text;
    if (in->protocol == LCP)
        send_packet(p, LCP, CONF_NAK, in->id, mru, sizeof mru);
    else
        send_packet(p, IPCP, CONF_NAK, in->id, address, sizeof address);
}

static void act_reject(struct peer *p, const struct packet *in,
                       const char *text)
{
    (void)text;
    send_packet(p, in->protocol, in->length ? CONF_REJ : CONF_ACK, in->id,
                in->data, in->length);
    if (in->protocol == LCP && !in->length)
        p->lcp.theirs_acked = true;
    if (in->protocol == IPCP && !in->length)
        p->ipcp.theirs_acked = true;
}

static void act_protocol_reject(struct peer *p, const struct packet *in,
                                const char *text)
{
    (void)text;
    send_packet(p, LCP, PROT_REJ, ++p->lcp.id, in->frame, in->frame_length);
}

static void act_challenge(struct peer *p, const struct packet *in,
                          const char *text)
{
    (void)in;
    (void)text;
    challenge(p);
}

static void act_offer(struct peer *p, const struct packet *in, const char *text)
{
    (void)in;
    p->offer = text;
    offer_callback(p);
}

static void act_terminate(struct peer *p, const struct packet *in,
                          const char *text)
{
    (void)in;
    send_packet(p, LCP, TERM_REQ, ++p->lcp.id, text, strlen(text));
}

static void act_hang_up(struct peer *p, const struct packet *in,
                        const char *text)
{
    (void)in;
    (void)text;
    p->done = true;
}

static void act_print(struct peer *p, const struct packet *in, const char *text)
{
    (void)in;
    write_all(p, text, strlen(text));
}

static void (*const actions[])(struct peer *, const struct packet *,
                               const char *) = {
    [IGNORE] = act_ignore,
    [REJECT] = act_reject,
    [NAK_FOR_EVER] = act_nak,
    [PROTOCOL_REJECT] = act_protocol_reject,
    [SUCCEED] = act_succeed,
    [FAIL] = act_fail,
    [CHALLENGE_AGAIN] = act_challenge,
    [OFFER] = act_offer,
    [TERMINATE] = act_terminate,
    [HANG_UP] = act_hang_up,
    [PRINT] = act_print,
};

static void act(struct peer *p, const struct rule *rule,
                const struct packet *in)
{
    /* Only rules that have a text can get another. */
    const char *text = p->text && rule->text ? p->text : rule->text;

    actions[rule->action](p, in, text ? text : "");
}

/* Obeys the scenario's rules for an event: false when it has none. */
static bool stepped_in(struct peer *p, enum event event,
                       const struct packet *in)
{
    bool found = false;
    size_t i;

    for (i = 0; i < COUNT(p->scenario->rules); i++) {
        if (p->scenario->rules[i].event != event)
            continue;
        act(p, &p->scenario->rules[i], in);
        found = true;
    }
    return found;
}

/* --- what a peer does when no rule says otherwise */

static void check_lcp_open(struct peer *p)
{
    struct packet none = {.protocol = LCP};

    if (p->lcp.open || !p->lcp.ours_acked || !p->lcp.theirs_acked)
        return;
    p->lcp.open = true;
    if (stepped_in(p, ON_LCP_OPEN, &none))
        return;
    if (p->scenario->auth->protocol == CHAP)
        challenge(p);
}

static void check_ipcp_open(struct peer *p)
{
    if (p->ipcp.open || !p->ipcp.ours_acked || !p->ipcp.theirs_acked)
        return;
    p->ipcp.open = true;
    p->up_ms = now_ms() + p->after_ms;
}

static void lcp_request(struct peer *p, const struct packet *in)
{
    if (!stepped_in(p, ON_LCP_REQUEST, in)) {
        send_packet(p, LCP, CONF_ACK, in->id, in->data, in->length);
        p->lcp.theirs_acked = true;
    }
    if (!p->lcp.asked && p->lcp.theirs_acked)
        ask_lcp(p);
    check_lcp_open(p);
}

static void lcp_ack(struct peer *p, const struct packet *in)
{
    if (p->lcp.asked && in->id == p->lcp.id)
        p->lcp.ours_acked = true;
    check_lcp_open(p);
}

/* All we ever ask for that can be refused is authentication. */
static void lcp_refused(struct peer *p, const struct packet *in)
{
    static const char text[] = "peer refused to authenticate";

    (void)in;
    send_packet(p, LCP, TERM_REQ, ++p->lcp.id, text, sizeof text - 1);
}

static void lcp_term_request(struct peer *p, const struct packet *in)
{
    send_packet(p, LCP, TERM_ACK, in->id, in->data, in->length);
    p->done = true;
}

static void lcp_term_ack(struct peer *p, const struct packet *in)
{
    (void)in;
    p->done = true;
}

static void lcp_echo(struct peer *p, const struct packet *in)
{
    uint8_t data[HDLC_MAX];

    if (in->length < 4 || in->length > sizeof data ||
        stepped_in(p, ON_ECHO, in))
        return;
    memcpy(data, in->data, in->length);
    /* Our magic number, as ask_lcp() gave it. */
    memcpy(data, "\x4c\x41\x42\x21", 4);
    send_packet(p, LCP, ECHO_REP, in->id, data, in->length);
}

static void auth_request(struct peer *p, const struct packet *in)
{
    static const uint8_t welcome[] = {7, 'W', 'e', 'l', 'c', 'o', 'm', 'e'};

    if (stepped_in(p, ON_AUTH, in))
        return;
    p->challenging = false;
    if (in->protocol == PAP)
        send_packet(p, PAP, PAP_ACK, in->id, welcome, sizeof welcome);
    else
        send_packet(p, CHAP, CHAP_SUCCESS, in->id, welcome + 1,
                    sizeof welcome - 1);
    (void)stepped_in(p, ON_WELCOME, in);
}

/* The acknowledgement says the choice again (the proposal's 2.3). */
static void callback_response(struct peer *p, const struct packet *in)
{
    if (in->id != p->offer_id || stepped_in(p, ON_CALLBACK, in))
        return;
    p->offer = NULL;
    send_packet(p, CBCP, CBCP_ACK, in->id, in->data, in->length);
}

/* What an option should be: our addresses; NULL: we do not know the option. */
static const uint8_t *proper_option(uint8_t type)
{
    static const uint8_t options[][6] = {
        {3, 6, 10, 9, 0, 2},    /* address, RFC 1332 */
        {129, 6, 10, 9, 0, 53}, /* first and second DNS, RFC 1877 */
        {131, 6, 10, 9, 0, 53},
    };
    size_t i;

    for (i = 0; i < COUNT(options); i++)
        if (options[i][0] == type)
            return options[i];
    return NULL;
}

/* The options of a request that are unknown, and what wrong ones should be. */
static void sort_options(const struct packet *in, uint8_t *unknown,
                         size_t *unknowns, uint8_t *wrong, size_t *wrongs)
{
    const uint8_t *proper;
    size_t i, size;

    *unknowns = *wrongs = 0;
    for (i = 0; i + 2 <= in->length; i += size) {
        size = in->data[i + 1];
        if (size < 2 || i + size > in->length)
            return;
        proper = proper_option(in->data[i]);
        if (!proper || size != 6) {
            memcpy(unknown + *unknowns, in->data + i, size);
            *unknowns += size;
        } else if (memcmp(proper, in->data + i, 6)) {
            memcpy(wrong + *wrongs, proper, 6);
            *wrongs += 6;
        }
    }
}

/* Rejects unknown options; failing that, naks wrong ones; else acknowledges. */
static uint8_t answer_ipcp(struct peer *p, const struct packet *in)
{
    uint8_t unknown[HDLC_MAX], wrong[HDLC_MAX], code = CONF_ACK;
    const uint8_t *data = in->data;
    size_t unknowns, wrongs, n = in->length;

    sort_options(in, unknown, &unknowns, wrong, &wrongs);
    if (unknowns) {
        code = CONF_REJ;
        data = unknown;
        n = unknowns;
    } else if (wrongs) {
        code = CONF_NAK;
        data = wrong;
        n = wrongs;
    }
    send_packet(p, IPCP, code, in->id, data, n);
    return code;
}

static void ipcp_request(struct peer *p, const struct packet *in)
{
    if (stepped_in(p, ON_IPCP_REQUEST, in))
        return;
    if (!p->ipcp.asked)
        ask_ipcp(p);
    p->ipcp.theirs_acked = answer_ipcp(p, in) == CONF_ACK;
    check_ipcp_open(p);
}

static void ipcp_ack(struct peer *p, const struct packet *in)
{
    if (p->ipcp.asked && in->id == p->ipcp.id)
        p->ipcp.ours_acked = true;
    check_ipcp_open(p);
}

/* --- receiving */

static const struct {
    uint16_t protocol;
    uint8_t code;
    void (*handle)(struct peer *, const struct packet *);
} handlers[] = {
    {LCP, CONF_REQ, lcp_request},
    {LCP, CONF_ACK, lcp_ack},
    {LCP, CONF_NAK, lcp_refused},
    {LCP, CONF_REJ, lcp_refused},
    {LCP, TERM_REQ, lcp_term_request},
    {LCP, TERM_ACK, lcp_term_ack},
    {LCP, ECHO_REQ, lcp_echo},
    {PAP, PAP_REQUEST, auth_request},
    {CHAP, CHAP_RESPONSE, auth_request},
    {IPCP, CONF_REQ, ipcp_request},
    {IPCP, CONF_ACK, ipcp_ack},
    {CBCP, CBCP_RESPONSE, callback_response},
};

static void received(struct peer *p, const struct packet *in)
{
    bool known = false;
    size_t i;

    for (i = 0; i < COUNT(handlers); i++) {
        known |= handlers[i].protocol == in->protocol;
        if (handlers[i].protocol == in->protocol &&
            handlers[i].code == in->code) {
            handlers[i].handle(p, in);
            return;
        }
    }
    /* IPV6CP, CCP and their kind; never while LCP is not open. */
    if (!known && p->lcp.open && in->protocol >= 0x8000)
        act_protocol_reject(p, in, NULL);
}

static void frame_received(struct peer *p, const uint8_t *frame, size_t n)
{
    struct packet in = {.frame = frame, .frame_length = n};
    size_t length;

    if (n < 6)
        return;
    length = (size_t)frame[4] << 8 | frame[5];
    if (length < 4 || length > n - 2)
        return;
    in.protocol = (uint16_t)(frame[0] << 8 | frame[1]);
    in.code = frame[2];
    in.id = frame[3];
    in.data = frame + 6;
    in.length = length - 4;
    received(p, &in);
}

static void read_line(struct peer *p)
{
    uint8_t bytes[2048];
    ssize_t i, n = read(STDIN_FILENO, bytes, sizeof bytes);
    size_t length;

    if (n == 0 || (n < 0 && errno != EINTR))
        p->done = true;
    for (i = 0; i < n && !p->done; i++) {
        length = hdlc_feed(&p->hdlc, bytes[i]);
        if (length)
            frame_received(p, p->hdlc.frame, length);
    }
}

/* What was not answered goes out again every second. */
static void retry(struct peer *p)
{
    if (now_ms() < p->retry_ms)
        return;
    p->retry_ms = now_ms() + 1000;
    if (p->lcp.asked && !p->lcp.ours_acked)
        ask_lcp(p);
    if (p->challenging)
        challenge(p);
    if (p->offer)
        offer_callback(p);
    if (p->ipcp.asked && !p->ipcp.ours_acked)
        ask_ipcp(p);
}

static void check_up(struct peer *p)
{
    struct packet none = {.protocol = LCP};

    if (!p->up_ms || now_ms() < p->up_ms)
        return;
    p->up_ms = 0;
    (void)stepped_in(p, ON_UP, &none);
}

static void run(struct peer *p)
{
    struct packet none = {.protocol = LCP};
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

    p->retry_ms = now_ms() + 1000;
    (void)stepped_in(p, ON_START, &none);
    while (!p->done) {
        if (poll(&in, 1, 50) > 0)
            read_line(p);
        retry(p);
        check_up(p);
    }
}

static void help(void)
{
    size_t i;

    printf("Usage: ppppeer [--text TEXT] [--after MS] SCENARIO\n"
           "A PPP peer on stdin and stdout that fails in a chosen way.\n\n"
           "  --text TEXT  instead of the scenario's message\n"
           "  --after MS   how long up-hangup and up-term stay up (1000)\n\n"
           "It is 10.9.0.1, the other end 10.9.0.2, DNS 10.9.0.53. "
           "Scenarios:\n");
    for (i = 0; i < COUNT(scenarios); i++)
        printf("  %-18s %s\n", scenarios[i].name, scenarios[i].help);
}

static const struct scenario *find_scenario(const char *name)
{
    size_t i;

    for (i = 0; i < COUNT(scenarios); i++)
        if (!strcmp(scenarios[i].name, name))
            return &scenarios[i];
    return NULL;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"text", 1, NULL, 't'},
                                            {"after", 1, NULL, 'a'},
                                            {"help", 0, NULL, 'h'},
                                            {0}};
    static struct peer p = {.after_ms = 1000};
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 't')
            p.text = optarg;
        else if (option == 'a')
            p.after_ms = strtol(optarg, NULL, 10);
        else if (option == 'h')
            return help(), 0;
        else
            return 2;
    }
    p.scenario = optind + 1 == argc ? find_scenario(argv[optind]) : NULL;
    if (!p.scenario) {
        fprintf(stderr, "ppppeer: one scenario, please (see --help)\n");
        return 2;
    }
    run(&p);
    return 0;
}
