#include "plugin/evidence.c"

#include <stdio.h>
#include <stdlib.h>

#include "conf/text.h"

#include "tests/unit/harness.h"

/* --- packets, built from their parts */

static uint8_t frame[1600];

/* Address, control, protocol, code, id, length, DATA: what pppd hands over. */
static size_t build(uint16_t protocol, uint8_t code, const void *data, size_t n)
{
    uint8_t head[8] = {0xff, 0x03, (uint8_t)(protocol >> 8), (uint8_t)protocol,
                       code, 1,    (uint8_t)((n + 4) >> 8),  (uint8_t)(n + 4)};

    CU_ASSERT_FATAL(n + sizeof head <= sizeof frame);
    memcpy(frame, head, sizeof head);
    if (n)
        memcpy(frame + sizeof head, data, n);
    return n + sizeof head;
}

typedef void direction(struct evidence *e, const uint8_t *p, size_t n);

/* Memory of just the packet's size, so that ASan sees a read beyond it. */
static void hand_over(struct evidence *e, direction *to, size_t n)
{
    uint8_t *copy = malloc(n ? n : 1);

    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, frame, n);
    to(e, copy, n);
    free(copy);
}

static void packet(struct evidence *e, direction *to, uint16_t protocol,
                   uint8_t code, const void *data, size_t n)
{
    hand_over(e, to, build(protocol, code, data, n));
}

/* --- a story: what happened on a link, in one string of words */

struct event {
    const char *word;
    direction *to; /* NULL: a stage */
    uint16_t protocol;
    uint8_t code;
    const char *data; /* a PAP message is preceded by its length */
    size_t n;
};

#define DATA(s) (s), sizeof(s) - 1
#define IN      evidence_received
#define OUT     evidence_sent

/* Upper case: sent by us; lower case: received. */
static const struct event events[] = {
    {"CONFREQ", OUT, LCP, 1, DATA("\x05\x06\x11\x22\x33\x44")},
    {"CONFREQ-AUTH", OUT, LCP, 1, DATA("\x03\x05\xc2\x23\x81")},
    {"confreq", IN, LCP, 1, DATA("\x03\x05\xc2\x23\x81")},
    {"confack", IN, LCP, 2, DATA("\x05\x06\x11\x22\x33\x44")},
    {"confack-auth", IN, LCP, 2, DATA("\x03\x05\xc2\x23\x81")},
    {"confnak", IN, LCP, 3, DATA("\x01\x04\x05\xdc")},
    {"confrej", IN, LCP, 4, DATA("\x07\x02\x08\x02")},
    {"confrej-auth", IN, LCP, 4, DATA("\x03\x05\xc2\x23\x81")},
    {"CONFACK", OUT, LCP, 2, DATA("\x01\x04\x05\xdc")},
    {"CONFACK-PAP", OUT, LCP, 2, DATA("\x03\x04\xc0\x23")},
    {"CONFACK-MD5", OUT, LCP, 2, DATA("\x01\x04\x05\xdc\x03\x05\xc2\x23\x05")},
    {"CONFACK-V2", OUT, LCP, 2, DATA("\x03\x05\xc2\x23\x81")},
    {"CONFACK-EAP", OUT, LCP, 2, DATA("\x03\x04\xc2\x27")},
    {"CONFNAK-AUTH", OUT, LCP, 3, DATA("\x03\x05\xc2\x23\x81")},
    {"CONFREJ-AUTH", OUT, LCP, 4, DATA("\x03\x04\xc0\x23")},
    {"CONFREJ", OUT, LCP, 4, DATA("\x07\x02")},
    {"termreq", IN, LCP, 5, DATA("")},
    {"termreq-text", IN, LCP, 5, DATA("peer refused to authenticate")},
    {"TERMREQ", OUT, LCP, 5, DATA("Failed to authenticate ourselves")},
    {"echo", IN, LCP, 9, DATA("\0\0\0\0")},
    {"protrej-pap", IN, LCP, 8, DATA("\xc0\x23\x01\x01\x00\x04")},
    {"protrej-chap", IN, LCP, 8, DATA("\xc2\x23\x02\x01\x00\x04")},
    {"protrej-ccp", IN, LCP, 8, DATA("\x80\xfd\x01\x01\x00\x04")},
    {"protrej-ip", IN, LCP, 8, DATA("\x80\x21\x01\x01\x00\x04")},
    {"protrej-ipv6", IN, LCP, 8, DATA("\x80\x57\x01\x01\x00\x04")},
    {"protrej-cut", IN, LCP, 8, DATA("\x80")},
    {"AUTHREQ", OUT, PAP, 1, DATA("\4user\6secret")},
    {"authack", IN, PAP, 2, DATA("\5Hello")},
    {"authnak", IN, PAP, 3, DATA("\x0fLogin incorrect")},
    {"authnak-empty", IN, PAP, 3, DATA("")},
    {"AUTHNAK", OUT, PAP, 3, DATA("\0")},
    {"challenge", IN, CHAP, 1,
     DATA("\x08"
          "12345678"
          "server")},
    {"RESPONSE", OUT, CHAP, 2,
     DATA("\x08"
          "12345678"
          "user")},
    {"success", IN, CHAP, 3,
     DATA("S=0123456789ABCDEF0123456789ABCDEF01234567 M=Welcome")},
    {"failure", IN, CHAP, 4,
     DATA("E=691 R=1 C=0123456789ABCDEF V=3 M=Access denied")},
    {"failure-expired", IN, CHAP, 4, DATA("E=648 R=0 C=01 V=3 M=Expired")},
    {"failure-plain", IN, CHAP, 4, DATA("Go away")},
    {"failure-empty", IN, CHAP, 4, DATA("")},
    {"FAILURE", OUT, CHAP, 4, DATA("Access denied")},
    {"eap-request", IN, EAP, 1,
     DATA("\x04\x08"
          "12345678")},
    {"EAP-ID", OUT, EAP, 2, DATA("\x01user")},
    {"EAP-NAK", OUT, EAP, 2, DATA("\x03\x04")},
    {"EAP-RESPONSE", OUT, EAP, 2,
     DATA("\x04\x10"
          "1234567812345678")},
    {"eap-success", IN, EAP, 3, DATA("")},
    {"eap-failure", IN, EAP, 4, DATA("")},
    {"ccp-rej", IN, CCP, 4, DATA("\x12\x06\x01\x00\x00\x40")},
    {"ccp-rej-deflate", IN, CCP, 4, DATA("\x1a\x04\x78\x00")},
    {"ccp-ack", IN, CCP, 2, DATA("\x12\x06\x01\x00\x00\x40")},
    {"ccp-term", IN, CCP, 5, DATA("")},
    {"ip-req", IN, IPCP, 1, DATA("\x03\x06\x0a\x00\x00\x01")},
    {"ip-nak", IN, IPCP, 3, DATA("\x03\x06\x0a\x00\x00\x02")},
    {"ip-nak-dns", IN, IPCP, 3, DATA("\x81\x06\x0a\x00\x00\x02")},
    {"ip-nak-zero", IN, IPCP, 3, DATA("\x03\x06\x00\x00\x00\x00")},
    {"ip-rej", IN, IPCP, 4, DATA("\x03\x06\x00\x00\x00\x00")},
    {"ip-rej-vj", IN, IPCP, 4, DATA("\x02\x06\x00\x2d\x0f\x01")},
    {"ip-ack", IN, IPCP, 2, DATA("\x03\x06\x0a\x00\x00\x02")},
    {"ip-ack-zero", IN, IPCP, 2, DATA("\x03\x06\x00\x00\x00\x00")},
    {"ip-term", IN, IPCP, 5, DATA("No more addresses")},
    {"IP-NAK", OUT, IPCP, 3, DATA("\x03\x06\x0a\x00\x00\x01")},
    {"v6-nak", IN, IPV6CP, 3, DATA("\x01\x0a\0\0\0\0\0\0\0\1")},
    {"offer", IN, CBCP, 1, DATA("\2\3\0\3\3\0\1\2")},
    {"offer-list", IN, CBCP, 1,
     DATA("\4\10\0\1"
          "555\0")},
    {"offer-cut", IN, CBCP, 1, DATA("\2\44\0")},
    {"CHOICE-OWN", OUT, CBCP, 2,
     DATA("\2\11\5\1"
          "5557\0")},
    {"CHOICE-SERVER", OUT, CBCP, 2, DATA("\3\3\5")},
    {"calling", NULL, 0, EVIDENCE_CALLBACK, NULL, 0},
    {"auth", NULL, 0, EVIDENCE_AUTHENTICATE, NULL, 0},
    {"network", NULL, 0, EVIDENCE_NETWORK, NULL, 0},
    {"up", NULL, 0, EVIDENCE_UP, NULL, 0},
    {"lcp", NULL, 0, EVIDENCE_LCP, NULL, 0},
};

#define END_WORDS(f)                                                           \
    f("stop", NONE) f("hangup", HANGUP) f("local", LOCAL) f("idle", IDLE)      \
        f("maxtime", MAXTIME) f("dead", PEER_DEAD) f("loop", LOOPBACK)         \
            f("callback", CALLBACK) f("deadline", DEADLINE)

static const struct {
    const char *word;
    enum evidence_end end;
} ends[] = {
#define ROW(word, name) {word, EVIDENCE_END_##name},
    END_WORDS(ROW)
#undef ROW
};

static bool same_word(const char *word, const char *p, size_t n)
{
    return strlen(word) == n && memcmp(word, p, n) == 0;
}

static void happen(struct evidence *e, const char *word, size_t n)
{
    size_t i;

    for (i = 0; i < sizeof events / sizeof *events; i++) {
        if (!same_word(events[i].word, word, n))
            continue;
        if (events[i].to)
            packet(e, events[i].to, events[i].protocol, events[i].code,
                   events[i].data, events[i].n);
        else
            evidence_reached(e, (enum evidence_stage)events[i].code);
        return;
    }
    for (i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (same_word(ends[i].word, word, n)) {
            evidence_ended(e, ends[i].end);
            return;
        }
    }
    if (same_word("MPPE", word, n))
        e->mppe_required = true;
    else if (same_word("FIXED", word, n))
        e->fixed_address = true;
    else
        CU_FAIL_FATAL("unknown word in a story");
}

/* Keeps what the owner has set. */
static void tell_more(struct evidence *e, const char *story)
{
    size_t n;

    evidence_reset(e);
    while (*story) {
        n = strcspn(story, " ");
        if (n)
            happen(e, story, n);
        story += n + (story[n] == ' ');
    }
}

static void tell(struct evidence *e, const char *story)
{
    memset(e, 0, sizeof *e);
    tell_more(e, story);
}

#define LCP_OPEN "CONFREQ confreq CONFACK-V2 confack auth "
#define AUTH_OK  LCP_OPEN "challenge RESPONSE success network "
#define CALLING_BACK                                                           \
    LCP_OPEN "challenge RESPONSE success calling offer CHOICE-OWN "
#define LINK_UP AUTH_OK "ip-req ip-nak ip-ack up "

static const struct {
    const char *story;
    uint32_t error;
    bool retry;
    const char *text; /* NULL: ours, whatever it says */
} stories[] = {
    /* LCP */
    {"CONFREQ CONFREQ CONFREQ stop", 721, true, NULL},
    {"CONFREQ deadline", 721, true, NULL},
    {"CONFREQ hangup", 628, true, NULL},
    {"confreq CONFACK-V2 hangup", 628, true, NULL},
    {"CONFREQ confreq CONFACK-V2 stop", 718, true, NULL},
    {"CONFREQ confack stop", 718, true, NULL},
    {"CONFREQ confnak CONFREQ confrej CONFREQ confnak stop", 718, true, NULL},
    {"confnak confnak confnak confnak confnak stop", 732, false, NULL},
    {"CONFREJ CONFREJ CONFREJ confnak confrej stop", 732, false, NULL},
    {"CONFREQ loop", 737, true, NULL},
    {"confreq termreq stop", 734, true, NULL},
    {"confreq termreq-text hangup", 734, true, "peer refused to authenticate"},
    {"CONFREQ dead", 829, true, NULL},

    /* Wrong credentials, in each order that was seen. */
    {LCP_OPEN "challenge RESPONSE failure TERMREQ stop", 691, false,
     "Access denied"},
    {LCP_OPEN "challenge RESPONSE failure termreq TERMREQ hangup", 691, false,
     "Access denied"},
    {LCP_OPEN "challenge RESPONSE failure termreq-text hangup", 691, false,
     "Access denied"},
    {LCP_OPEN "challenge RESPONSE failure hangup", 691, false, "Access denied"},
    {LCP_OPEN "challenge RESPONSE termreq failure hangup", 691, false,
     "Access denied"},
    {LCP_OPEN "challenge RESPONSE termreq stop failure hangup", 691, false,
     "Access denied"},
    {LCP_OPEN "challenge RESPONSE hangup failure", 691, false, "Access denied"},
    {LCP_OPEN "challenge RESPONSE failure stop hangup", 691, false,
     "Access denied"},
    {LCP_OPEN "challenge RESPONSE failure local", 691, false, "Access denied"},
    {LCP_OPEN "challenge RESPONSE failure challenge hangup", 691, false,
     "Access denied"},
    {LCP_OPEN "challenge RESPONSE failure-plain hangup", 691, false, "Go away"},
    {LCP_OPEN "challenge RESPONSE failure-empty hangup", 691, false, NULL},
    {LCP_OPEN "challenge RESPONSE failure-expired hangup", 648, false,
     "Expired"},
    {"confreq CONFACK-PAP confack auth AUTHREQ authnak termreq hangup", 691,
     false, "Login incorrect"},
    {"confreq CONFACK-PAP confack auth AUTHREQ authnak TERMREQ stop", 691,
     false, "Login incorrect"},
    {"confreq CONFACK-PAP confack auth AUTHREQ authnak-empty hangup", 691,
     false, NULL},
    {"CONFACK-EAP auth eap-request EAP-ID EAP-RESPONSE eap-failure hangup", 691,
     false, NULL},
    {"CONFACK-EAP auth eap-request EAP-ID EAP-NAK eap-failure hangup", 691,
     false, "we refused the peer's EAP method"},

    /* A second try that succeeds wipes the first refusal out. */
    {LCP_OPEN "RESPONSE failure challenge RESPONSE success network up hangup",
     629, true, NULL},
    {LCP_OPEN "RESPONSE failure RESPONSE success network protrej-ip deadline",
     720, false, NULL},
    {"CONFACK-PAP auth AUTHREQ authnak AUTHREQ authack network up local", 631,
     false, NULL},
    {"CONFACK-EAP auth EAP-RESPONSE eap-failure EAP-RESPONSE eap-success "
     "network hangup",
     619, true, NULL},
    /* A new challenge on a link that is up may be refused too. */
    {LINK_UP "challenge RESPONSE failure-expired termreq hangup", 648, false,
     "Expired"},

    /* Authentication without an answer. */
    {LCP_OPEN "challenge RESPONSE hangup", 619, true,
     "the line was dropped in answer to our credentials"},
    {LCP_OPEN "hangup", 619, true,
     "the line was dropped during authentication"},
    {LCP_OPEN "challenge RESPONSE TERMREQ stop", 718, true, NULL},
    {LCP_OPEN "challenge RESPONSE TERMREQ hangup", 718, true, NULL},
    {LCP_OPEN "deadline", 718, true, NULL},
    {LCP_OPEN "RESPONSE termreq hangup", 734, true, NULL},
    {LCP_OPEN "RESPONSE protrej-chap TERMREQ hangup", 733, false, NULL},
    {"CONFACK-PAP auth AUTHREQ protrej-pap TERMREQ stop", 733, false, NULL},
    {"CONFNAK-AUTH CONFREJ-AUTH CONFACK auth network termreq-text hangup", 734,
     true, "peer refused to authenticate"},
    {"CONFNAK-AUTH CONFACK-PAP auth AUTHREQ authack network termreq hangup",
     734, true, NULL},

    {LCP_OPEN "RESPONSE TERMREQ termreq-text stop", 718, true, NULL},
    {LCP_OPEN "RESPONSE termreq-text termreq hangup", 734, true,
     "peer refused to authenticate"},

    /* A server that is not the one it should be. */
    {LCP_OPEN "RESPONSE success stop", 778, false, NULL},
    {LCP_OPEN "RESPONSE success hangup", 619, true, NULL},
    {LCP_OPEN "RESPONSE success termreq stop", 734, true, NULL},
    {"CONFREQ-AUTH confrej-auth CONFREQ confack stop", 778, false, NULL},
    {LCP_OPEN "RESPONSE success TERMREQ stop", 778, false, NULL},
    {LCP_OPEN "RESPONSE success TERMREQ hangup", 778, false, NULL},
    {"CONFREQ-AUTH confrej-auth CONFREQ confack TERMREQ stop", 778, false,
     NULL},
    {"CONFREQ-AUTH confack-auth auth FAILURE TERMREQ hangup", 778, false, NULL},
    {"CONFREQ-AUTH confack auth AUTHNAK TERMREQ hangup", 778, false, NULL},
    {"CONFREQ confrej-auth confack auth TERMREQ stop", 718, true, NULL},

    /* Network protocols */
    {AUTH_OK "hangup", 619, true, NULL},
    {AUTH_OK "stop", 718, true, NULL},
    {AUTH_OK "deadline", 718, true, NULL},
    {AUTH_OK "protrej-ip deadline", 720, false, NULL},
    {AUTH_OK "protrej-ip hangup", 720, false, NULL},
    {AUTH_OK "protrej-cut protrej-ipv6 deadline", 718, true, NULL},
    {"FIXED " AUTH_OK "ip-nak stop", 735, false, NULL},
    {"FIXED " AUTH_OK "ip-rej stop", 735, false, NULL},
    {"FIXED " AUTH_OK "ip-nak ip-ack stop", 718, true, NULL},
    {"FIXED " AUTH_OK "ip-nak-dns ip-rej-vj stop", 718, true, NULL},
    {AUTH_OK "ip-nak stop", 718, true, NULL},
    {AUTH_OK "ip-rej stop", 738, true, NULL},
    {AUTH_OK "ip-nak-zero stop", 738, true, NULL},
    {AUTH_OK "ip-ack-zero stop", 738, true, NULL},
    {AUTH_OK "ip-rej-vj ip-nak ip-ack stop", 718, true, NULL},
    {AUTH_OK "ip-nak ip-nak v6-nak IP-NAK IP-NAK deadline", 732, false, NULL},
    {AUTH_OK "ip-term TERMREQ stop", 736, true, "No more addresses"},
    {AUTH_OK "ip-term termreq-text hangup", 736, true, NULL},
    {AUTH_OK "TERMREQ ip-term stop", 718, true, NULL},
    {AUTH_OK "termreq-text hangup", 734, true, "peer refused to authenticate"},
    {AUTH_OK "termreq stop", 734, true, NULL},
    {"MPPE " AUTH_OK "ccp-rej TERMREQ stop", 742, false, NULL},
    {"MPPE " AUTH_OK "protrej-ccp TERMREQ hangup", 742, false, NULL},
    {"MPPE " AUTH_OK "ccp-term TERMREQ hangup", 742, false, NULL},
    {"MPPE " AUTH_OK "TERMREQ stop", 742, false, NULL},
    {"MPPE " AUTH_OK "ccp-ack deadline", 718, true, NULL},
    {"MPPE " AUTH_OK "ccp-rej ccp-ack deadline", 718, true, NULL},
    {AUTH_OK "ccp-rej protrej-ccp stop", 718, true, NULL},
    {"MPPE " AUTH_OK "ccp-ack ccp-rej-deflate stop", 718, true, NULL},
    {AUTH_OK "loop", 619, true, NULL},

    /* Links that were up */
    {LINK_UP "hangup", 629, true, NULL},
    {LINK_UP "loop", 629, true, NULL},
    {LINK_UP "termreq-text hangup", 629, true, "peer refused to authenticate"},
    {LINK_UP "termreq stop", 629, true, NULL},
    {LINK_UP "ip-term TERMREQ stop", 736, true, "No more addresses"},
    {LINK_UP "idle", 828, false, NULL},
    {LINK_UP "maxtime", 828, false, "the maximum connect time has passed"},
    {LINK_UP "dead", 829, true, NULL},
    {LINK_UP "local", 631, false, NULL},
    {LINK_UP "TERMREQ termreq local", 631, false, NULL},
    {LINK_UP "callback", 629, false, NULL},
    {LINK_UP "TERMREQ stop", 619, true, NULL},
    {"MPPE " LINK_UP "ccp-term TERMREQ hangup", 742, false, NULL},
    {LINK_UP "lcp confreq hangup", 629, true, NULL},

    /* Callback: the number's fault, and what is not */
    {CALLING_BACK "callback", 629, false, NULL},
    {CALLING_BACK "termreq-text stop", 704, false,
     "peer refused to authenticate"},
    {CALLING_BACK "termreq stop", 704, false, NULL},
    {CALLING_BACK "CHOICE-OWN CHOICE-OWN CHOICE-OWN CHOICE-OWN deadline", 704,
     false, "the server does not take the callback number"},
    {CALLING_BACK "CHOICE-OWN CHOICE-OWN CHOICE-OWN deadline", 718, true,
     "the callback was not agreed on"},
    {CALLING_BACK "CHOICE-SERVER termreq stop", 734, true, NULL},
    {CALLING_BACK "hangup", 619, true, NULL},
    {CALLING_BACK "stop", 718, true, NULL},
    {CALLING_BACK "local", 631, false, NULL},
    {CALLING_BACK "offer-list TERMREQ stop", 704, false,
     "the server calls back only numbers of its own list"},
    {CALLING_BACK "offer-cut hangup", 704, false, NULL},

    /* The first end counts. */
    {LINK_UP "local hangup", 631, false, NULL},
    {LINK_UP "idle hangup stop", 828, false, NULL},
    {AUTH_OK "local failure", 631, false, NULL},
    {LINK_UP "hangup failure", 629, true, NULL},
};

static void test_stories(void)
{
    struct evidence e;
    size_t i;

    for (i = 0; i < sizeof stories / sizeof *stories; i++) {
        tell(&e, stories[i].story);
        if (e.cause.error != stories[i].error)
            fprintf(stderr, "%s:\n", stories[i].story);
        EXPECT_NUMBER(e.cause.error, stories[i].error);
        EXPECT_NUMBER(e.cause.retry, stories[i].retry);
        CU_ASSERT(*e.cause.text != '\0');
        if (stories[i].text)
            EXPECT_TEXT(e.cause.text, stories[i].text);
    }
}

/* Every end in every stage leaves a cause that RAS knows. */
static void test_always_a_cause(void)
{
    static const char *const roads[] = {"", LCP_OPEN, CALLING_BACK, AUTH_OK,
                                        LINK_UP};
    struct evidence e;
    size_t i, j;

    for (i = 0; i < sizeof roads / sizeof *roads; i++) {
        for (j = 0; j < sizeof ends / sizeof *ends; j++) {
            tell(&e, roads[i]);
            EXPECT_NUMBER(e.stage, i);
            EXPECT_NUMBER(e.cause.error, 0);
            evidence_ended(&e, ends[j].end);
            CU_ASSERT(raserr_name(e.cause.error) != NULL);
            CU_ASSERT(e.cause.error > 600 && e.cause.error < 870);
            CU_ASSERT(*e.cause.text != '\0');
        }
    }
}

static void test_earlier_cause_stands(void)
{
    struct evidence e = {0};

    cause_latch(&e.cause, 676, 0, true, "BUSY");
    evidence_ended(&e, EVIDENCE_END_HANGUP);
    EXPECT_NUMBER(e.cause.error, 676);
    packet(&e, IN, CHAP, 4, "no", 2);
    EXPECT_NUMBER(e.cause.error, 676);
    EXPECT_TEXT(e.cause.text, "BUSY");
}

static void test_reset(void)
{
    struct evidence e, fresh = {.mppe_required = true};

    tell(&e, "MPPE " LINK_UP "termreq-text hangup");
    evidence_reset(&e);
    EXPECT_NUMBER(e.cause.error, 0);
    EXPECT_NUMBER(e.stage, EVIDENCE_LCP);
    EXPECT_NUMBER(e.mppe_required, true);
    EXPECT_NUMBER(e.fixed_address, false);
    EXPECT_TEXT(e.farewell, "");
    EXPECT_TEXT(e.reply, "");
    EXPECT_NUMBER(memcmp(&e, &fresh, sizeof e), 0);
}

static void test_counts(void)
{
    struct evidence e;

    tell(&e, "confreq confack echo confnak CONFREJ ip-req v6-nak CONFREQ");
    EXPECT_NUMBER(e.lcp_received, 4);
    EXPECT_NUMBER(e.lcp_nak_rej, 2);
    EXPECT_NUMBER(e.ncp_received, 2);
    CU_ASSERT_TRUE(e.lcp_acked);
}

static const struct {
    const char *story;
    uint32_t protocol, data;
    bool refused;
} methods[] = {
    {"confreq", 0, 0, false},
    {"confreq CONFACK-V2", 0xc223, 0x81, false},
    {"CONFACK-MD5", 0xc223, 5, false},
    {"CONFACK-PAP", 0xc023, 0, false},
    {"CONFACK-EAP", 0xc227, 0, false},
    {"CONFNAK-AUTH CONFACK-MD5", 0xc223, 5, false},
    {"CONFNAK-AUTH", 0, 0, true},
    {"CONFREJ-AUTH CONFACK", 0, 0, true},
    {"CONFACK-MD5 CONFACK", 0, 0, false},
};

static void test_methods(void)
{
    struct evidence e;
    size_t i;

    for (i = 0; i < sizeof methods / sizeof *methods; i++) {
        tell(&e, methods[i].story);
        EXPECT_NUMBER(e.auth_protocol, methods[i].protocol);
        EXPECT_NUMBER(e.auth_data, methods[i].data);
        EXPECT_NUMBER(e.auth_refused, methods[i].refused);
    }
}

/* --- a method that only a password is missing for */

static bool allow_pap(uint32_t protocol, uint32_t data)
{
    return protocol == 0xc023 && data == 0;
}

static void test_no_secret(void)
{
    static const struct {
        const char *story;
        bool (*allowed)(uint32_t protocol, uint32_t data);
        uint32_t error;
    } ways[] = {
        {"confreq CONFREJ-AUTH CONFACK confack termreq", allow_pap, 691},
        {"confreq CONFREJ-AUTH CONFACK confack auth network termreq-text",
         allow_pap, 691},
        {"confreq CONFREJ-AUTH CONFACK confack termreq", NULL, 734},
        {"confreq CONFNAK-AUTH CONFACK confack termreq", allow_pap, 734},
        {"confreq CONFREJ-AUTH CONFACK-PAP confack termreq", allow_pap, 734},
    };
    struct evidence e;
    size_t i;

    for (i = 0; i < sizeof ways / sizeof *ways; i++) {
        memset(&e, 0, sizeof e);
        e.method_allowed = ways[i].allowed;
        tell_more(&e, ways[i].story);
        evidence_ended(&e, EVIDENCE_END_NONE);
        EXPECT_NUMBER(e.cause.error, ways[i].error);
    }
}

/* --- failure messages */

static const struct {
    const char *text;
    uint32_t error;
    const char *reply;
} failures[] = {
    {"E=646 R=0 V=3", 646, "E=646 R=0 V=3"},
    {"E=647 R=0 C=00 V=3 M=Disabled", 647, "Disabled"},
    {"E=648 R=0 C=00 V=3 M=Expired", 648, "Expired"},
    {"E=649 R=0 C=00 V=3 M=No dial-in", 649, "No dial-in"},
    {"E=691 R=1 C=0123456789ABCDEF V=0", 691,
     "E=691 R=1 C=0123456789ABCDEF V=0"},
    {"E=709 R=0 M=x", 709, "x"},
    {"E=0000000648 R=0", 691, "E=0000000648 R=0"},
    {"E=000000648 R=0", 648, "E=000000648 R=0"},
    {"E=0000006480", 691, "E=0000006480"},
    {"E=648", 648, "E=648"},
    {"E=648 M=", 648, ""},
    {"E=648 M=a M=b E=691", 648, "a M=b E=691"},
    {"E=629 R=0 V=3 M=Odd", 691, "Odd"},
    {"E=0", 691, "E=0"},
    {"E=", 691, "E="},
    {"E= R=1", 691, "E= R=1"},
    {"E=648x", 691, "E=648x"},
    {"E=648  R=1", 691, "E=648  R=1"},
    {"E=648 Q=1", 691, "E=648 Q=1"},
    {"E=648 R", 691, "E=648 R"},
    {"E=648 ", 691, "E=648 "},
    {"e=648", 691, "e=648"},
    {" E=648", 691, " E=648"},
    {"text E=648", 691, "text E=648"},
    {"E=4294967944", 691, "E=4294967944"},
    {"E=99999999999999999999", 691, "E=99999999999999999999"},
    {"", 691, ""},
    {"Access denied", 691, "Access denied"},
    {"bell\a and\nline", 691, "bell? and?line"},
};

static void test_failures(void)
{
    struct evidence e;
    size_t i;

    for (i = 0; i < sizeof failures / sizeof *failures; i++) {
        tell(&e, LCP_OPEN "RESPONSE");
        packet(&e, IN, CHAP, 4, failures[i].text, strlen(failures[i].text));
        EXPECT_TEXT(e.reply, failures[i].reply);
        CU_ASSERT_TRUE(e.auth_answer);
        CU_ASSERT_FALSE(e.auth_succeeded);
        evidence_ended(&e, EVIDENCE_END_HANGUP);
        EXPECT_NUMBER(e.cause.error, failures[i].error);
    }
}

static void test_success_text(void)
{
    struct evidence e;

    tell(&e, "success");
    EXPECT_TEXT(e.reply, "Welcome");
    CU_ASSERT_TRUE(e.auth_succeeded);
    tell(&e, "");
    packet(&e, IN, CHAP, 3, "Welcome home", 12);
    EXPECT_TEXT(e.reply, "Welcome home");
    packet(&e, IN, CHAP, 3, "S=0123456789ABCDEF0123456789ABCDEF01234567", 42);
    EXPECT_TEXT(e.reply, "");
}

/* The message's own length octet may say anything. */
static void test_pap_length(void)
{
    static const struct {
        const char *data;
        size_t n;
        const char *reply;
    } messages[] = {
        {"\5Hello", 6, "Hello"},
        {"\3Hello", 6, "Hel"},
        {"\xffHello", 6, "Hello"},
        {"\0Hello", 6, ""},
        {"\5", 1, ""},
        {"", 0, ""},
        {"\3a\0b", 4, "a?b"},
    };
    struct evidence e;
    size_t i;

    for (i = 0; i < sizeof messages / sizeof *messages; i++) {
        tell(&e, "");
        packet(&e, IN, PAP, 3, messages[i].data, messages[i].n);
        EXPECT_TEXT(e.reply, messages[i].reply);
        EXPECT_NUMBER(e.auth_error, 691);
    }
}

static void test_long_texts(void)
{
    static char text[1500];
    struct evidence e;

    memset(text, 'x', sizeof text);
    tell(&e, "");
    packet(&e, IN, CHAP, 4, text, sizeof text);
    packet(&e, IN, LCP, 5, text, sizeof text);
    EXPECT_NUMBER(strlen(e.reply), CAUSE_TEXT_MAX - 1);
    EXPECT_NUMBER(strlen(e.farewell), CAUSE_TEXT_MAX - 1);
}

/* --- hostile packets */

/* Compressed headers, RFC 1661 6.5 and 6.6. */
static void test_headers(void)
{
    struct evidence e;
    size_t n = build(LCP, 9, "\0\0\0\0", 4);

    tell(&e, "");
    evidence_received(&e, frame + 2, n - 2);
    EXPECT_NUMBER(e.lcp_received, 1);
    frame[3] = 0x21; /* one octet: IP, which is nothing for us */
    evidence_received(&e, frame + 3, n - 3);
    EXPECT_NUMBER(e.lcp_received, 1);
    EXPECT_NUMBER(e.ncp_received, 0);
}

static bool untouched(const struct evidence *e)
{
    static const struct evidence fresh;

    return memcmp(e, &fresh, sizeof fresh) == 0;
}

/* A packet that ends before its length says so is none (RFC 1661 5). */
static void test_truncated(void)
{
    struct evidence e;
    size_t i, n, length;

    for (i = 0; i < sizeof events / sizeof *events; i++) {
        if (!events[i].to)
            continue;
        n = build(events[i].protocol, events[i].code, events[i].data,
                  events[i].n);
        for (length = 0; length < n; length++) {
            memset(&e, 0, sizeof e);
            hand_over(&e, events[i].to, length);
            CU_ASSERT_TRUE(untouched(&e));
        }
    }
}

/* The same, with a length field that fits: the options are cut instead. */
static void test_cut_options(void)
{
    struct evidence e;
    size_t i, length;

    for (i = 0; i < sizeof events / sizeof *events; i++) {
        for (length = 0; events[i].to && length < events[i].n; length++) {
            memset(&e, 0, sizeof e);
            packet(&e, events[i].to, events[i].protocol, events[i].code,
                   events[i].data, length);
            evidence_ended(&e, EVIDENCE_END_NONE);
            CU_ASSERT(e.cause.error != 0);
        }
    }
}

static void test_length_field(void)
{
    static const uint16_t lengths[] = {0, 1, 3, 5, 0x7fff, 0xffff};
    struct evidence e;
    size_t i, n;

    for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        memset(&e, 0, sizeof e);
        n = build(LCP, 5, "", 0);
        frame[6] = (uint8_t)(lengths[i] >> 8);
        frame[7] = (uint8_t)lengths[i];
        hand_over(&e, IN, n);
        CU_ASSERT_TRUE(untouched(&e));
    }
    n = build(LCP, 5, "byepadding", 10);
    frame[7] = 4 + 3;
    hand_over(&e, IN, n);
    EXPECT_TEXT(e.farewell, "bye");
}

static void test_bad_options(void)
{
    static const struct {
        const char *data;
        size_t n;
    } options[] = {
        {"\x03", 1},     {"\x03\x00", 2},         {"\x03\x01", 2},
        {"\x03\xff", 2}, {"\x01\x00\x03\x04", 4}, {"\x01\x05\x03\x04", 4},
    };
    struct evidence e;
    size_t i;

    for (i = 0; i < sizeof options / sizeof *options; i++) {
        tell(&e, "");
        packet(&e, OUT, LCP, 4, options[i].data, options[i].n);
        CU_ASSERT_FALSE(e.auth_refused);
        packet(&e, OUT, LCP, 2, options[i].data, options[i].n);
        EXPECT_NUMBER(e.auth_protocol, 0);
    }
    packet(&e, OUT, LCP, 2, "\x03\x03\xc2", 3);
    EXPECT_NUMBER(e.auth_protocol, 0);
    packet(&e, OUT, LCP, 2, "\x03\x04\xc2\x23", 4);
    EXPECT_NUMBER(e.auth_protocol, 0xc223);
    EXPECT_NUMBER(e.auth_data, 0);
}

static uint64_t random_state;

static uint32_t random_below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 33) % n;
}

/* Real packets with some bytes changed, and ends, in any order. */
static void random_link(void)
{
    struct evidence e = {0};
    uint32_t first = 0;
    unsigned i;
    size_t n;

    for (i = 0; i < 30; i++) {
        const struct event *event =
            &events[random_below(sizeof events / sizeof *events)];

        if (!event->to) {
            evidence_reached(&e, (enum evidence_stage)event->code);
            continue;
        }
        n = build(event->protocol, event->code, event->data, event->n);
        if (random_below(2))
            frame[random_below((uint32_t)n)] = (uint8_t)random_below(256);
        hand_over(&e, event->to, random_below(3) ? n : random_below(40));
        CU_ASSERT(text_is_printable(e.reply) && text_is_printable(e.farewell));
        EXPECT_NUMBER(e.cause.error, 0);
    }
    evidence_ended(&e, ends[random_below(sizeof ends / sizeof *ends)].end);
    first = e.cause.error;
    CU_ASSERT(raserr_name(first) != NULL);
    evidence_ended(&e, EVIDENCE_END_LOCAL);
    EXPECT_NUMBER(e.cause.error, first);
}

static void test_random(void)
{
    const char *seed = getenv("SEED");
    unsigned i;

    random_state = seed ? strtoull(seed, NULL, 10) | 1 : 20240607;
    printf("evidence: SEED=%llu\n", (unsigned long long)random_state);
    for (i = 0; i < 5000; i++)
        random_link();
}

/* --- no network left */

static void test_hopeless(void)
{
    struct evidence e;

    tell(&e, AUTH_OK);
    CU_ASSERT_FALSE(evidence_network_hopeless(&e, false));
    tell(&e, AUTH_OK "protrej-ip");
    CU_ASSERT_TRUE(evidence_network_hopeless(&e, false));
    CU_ASSERT_FALSE(evidence_network_hopeless(&e, true));
    tell(&e, AUTH_OK "protrej-ip protrej-ipv6");
    CU_ASSERT_TRUE(evidence_network_hopeless(&e, true));
    tell(&e, AUTH_OK "protrej-ipv6");
    CU_ASSERT_FALSE(evidence_network_hopeless(&e, true));
    CU_ASSERT_FALSE(evidence_network_hopeless(&e, false));
    tell(&e, LINK_UP "protrej-ip");
    CU_ASSERT_FALSE(evidence_network_hopeless(&e, false));
}

static void test_no_callback_to_choose(void)
{
    struct evidence e;

    tell(&e, CALLING_BACK);
    CU_ASSERT_FALSE(evidence_callback_hopeless(&e));
    tell(&e, CALLING_BACK "offer-list");
    CU_ASSERT_TRUE(evidence_callback_hopeless(&e));
    tell(&e, CALLING_BACK "offer-list offer");
    CU_ASSERT_FALSE(evidence_callback_hopeless(&e));
    tell(&e, LINK_UP "offer-list"); /* nobody has asked */
    CU_ASSERT_FALSE(evidence_callback_hopeless(&e));
}

const char unit_name[] = "evidence";
const struct unit_test unit_tests[] = {
    {"every story has its code", test_stories},
    {"every end leaves a cause", test_always_a_cause},
    {"no callback to choose", test_no_callback_to_choose},
    {"an earlier cause stands", test_earlier_cause_stands},
    {"reset keeps the settings only", test_reset},
    {"packets are counted", test_counts},
    {"the method of authentication", test_methods},
    {"no password for the method", test_no_secret},
    {"failure messages", test_failures},
    {"success messages", test_success_text},
    {"PAP's message length", test_pap_length},
    {"long texts", test_long_texts},
    {"compressed headers", test_headers},
    {"packets cut at every length", test_truncated},
    {"options cut at every length", test_cut_options},
    {"the length field lies", test_length_field},
    {"options lie", test_bad_options},
    {"random packets", test_random},
    {"no network is left", test_hopeless},
    {NULL, NULL},
};
