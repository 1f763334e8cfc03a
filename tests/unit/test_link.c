#include "tests/unit/link_stage.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "tests/unit/fake_manager.h"

/* --- a good life */

static void test_life(void)
{
    struct connrec c;

    begin();
    bring_up();
    CU_ASSERT(report_connected());
    EXPECT_NUMBER(listed(&c), 1);
    EXPECT_NUMBER(c.state, RASCS_Connected);
    EXPECT_TEXT(c.interface, "ppp0");
    EXPECT_TEXT(c.local_address, "10.0.0.2");
    EXPECT_TEXT(c.authentication, "MS-CHAP v2");
    EXPECT_NUMBER(c.bps, 33600);
    EXPECT_TEXT(fake_env("RAS_ERROR"), "0");
    EXPECT_TEXT(fake_env("RAS_STATE"), "Connected");
    STORY(UP);
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_HELLO), 1);
    EXPECT_NUMBER(fake_logged(SHIM_ERROR, ""), 0);
    end();
}

/* ip-down is run by pppd right after the notifier. */
static void test_environment_of_ip_down(void)
{
    begin();
    bring_up();
    fake.status = SHIM_STATUS_PEER_DEAD;
    enter(SHIM_PHASE_TERMINATE);
    link_events.ip_down();
    EXPECT_TEXT(fake_env("RAS_ERROR"), "829");
    EXPECT_TEXT(fake_env("RAS_STATE"), "Disconnected");
    EXPECT_TEXT(fake_env("RAS_ENTRY"), "Office");
    fake.hungup = true; /* the noise that follows in the same turn */
    fake.status = SHIM_STATUS_HANGUP;
    disconnect();
    quit(SHIM_STATUS_HANGUP);
    STORY(UP " end829");
    end();
}

/* A provider's tunnel takes the call over and begins LCP once more. */
static void test_negotiated_anew(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    receive(LCP_, REQUEST, "", 0);
    enter(SHIM_PHASE_ESTABLISH);
    agree_on_lcp();
    EXPECT_NUMBER(fake_timers(on_deadline), 0);
    authenticate();
    EXPECT_NUMBER(fake_timers(on_deadline), 1);
    come_up();
    EXPECT_NUMBER(fake_timers(on_deadline), 0);
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    end();
}

/* A link that another pppd leads: it is no connection of its own. */
static void test_member(void)
{
    struct connrec *last = NULL;
    size_t n = 0;

    begin();
    order.job.leader = 77;
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    receive(LCP_, ACK, "\x11\x04\x05\xdc", 4); /* MRRU, RFC 1990 5.1.1 */
    authenticate();
    link_events.joined();
    CU_ASSERT(report_connected());
    EXPECT_NUMBER(listed(NULL), 0);
    EXPECT_NUMBER(link_events.holdoff(30, true), 0);
    CU_ASSERT(hear(CONTROL_GONE) == false);
    EXPECT_NUMBER(fake.terminates, 1);
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    EXPECT_NUMBER(connlist_read_last(run, &last, &n), 0);
    EXPECT_NUMBER(n, 0);
    free(last);
    end();
}

static void test_member_alone(void)
{
    begin();
    order.job.leader = 77;
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    fake_advance(0);
    EXPECT_TEXT(fake.end_reason, "Multilink is needed");
    disconnect();
    quit(fake.status);
    STORY("0 1 2 3 4 5 e e!754 end754");
    end();
}

/* pppd itself takes such a link for one that is up. */
static void test_same_address(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    enter(SHIM_PHASE_RUNNING);
    fake.addresses = (struct shim_addresses){
        inet_addr("10.0.0.1"), inet_addr("10.0.0.1"), {0, 0}};
    link_events.ip_up();
    fake_advance(0);
    EXPECT_TEXT(fake.end_reason, "Both ends have the same address");
    EXPECT_NUMBER(fake.status, SHIM_STATUS_NEGOTIATION);
    disconnect();
    quit(fake.status);
    STORY("0 1 2 3 4 5 e a a!716 end716");
    end();
}

/* --- other ends of a link that was up */

static void test_carrier_lost(void)
{
    begin();
    bring_up();
    fake.hungup = true; /* get_input(): no TERMINATE */
    fake.status = SHIM_STATUS_HANGUP;
    link_events.ip_down();
    EXPECT_TEXT(fake_env("RAS_ERROR"), "629");
    enter(SHIM_PHASE_ESTABLISH);
    disconnect();
    quit(SHIM_STATUS_HANGUP);
    STORY(UP " end629");
    end();
}

static void test_peer_ends_it(void)
{
    const struct wire_record *r;
    char text[257];

    begin();
    bring_up();
    receive_text(LCP_, TERMINATE, "good night");
    link_events.ip_down(); /* status stays 0 */
    enter(SHIM_PHASE_ESTABLISH);
    disconnect();
    quit(0);
    STORY(UP " end629");
    r = fake_controller_last(&controller, WIRE_ENDED);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT(wire_text(r, WIRE_F_TEXT, text, sizeof(text)));
    EXPECT_TEXT(text, "good night");
    EXPECT_NUMBER(wire_u32(r, WIRE_F_EXIT_STATUS, 99), 0);
    end();
}

static void test_fatal(void)
{
    begin();
    bring_up();
    link_channel.cleanup(); /* fatal() -> die(1) out of the middle */
    link_events.exit(SHIM_STATUS_FATAL);
    STORY(UP " end834");
    end();
}

static void test_cleanup_twice(void)
{
    begin();
    bring_up();
    close_link(SHIM_STATUS_USER_REQUEST);
    link_channel.cleanup();
    link_channel.disconnect();
    link_channel.cleanup();
    quit(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    EXPECT_NUMBER(fake.unlocks, 1);
    end();
}

/* --- ends of a link that never was up */

/* No answer at all; pppd then makes a hang-up of it after PHASE_DEAD. */
static void test_bogus_hangup(void)
{
    const struct wire_record *r;

    begin();
    CU_ASSERT_FATAL(dial());
    disconnect();
    fake.status = SHIM_STATUS_HANGUP;
    fake.hungup = true;
    quit(SHIM_STATUS_HANGUP);
    STORY("0 1 2 3 4 4!721 end721");
    r = fake_controller_last(&controller, WIRE_ENDED);
    CU_ASSERT_FATAL(r != NULL);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_EXIT_STATUS, 0), SHIM_STATUS_NEGOTIATION);
    end();
}

static void test_loopback(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    fake.status = SHIM_STATUS_LOOPBACK;
    enter(SHIM_PHASE_TERMINATE);
    disconnect();
    quit(SHIM_STATUS_LOOPBACK);
    STORY("0 1 2 3 4 4!737 end737");
    end();
}

static void test_no_line_discipline(void)
{
    begin();
    fake.status = SHIM_STATUS_CONNECT;
    enter(SHIM_PHASE_SERIALCONN);
    CU_ASSERT_FATAL(link_channel.connect() >= 0);
    fake.status = SHIM_STATUS_FATAL; /* establish_ppp() failed */
    enter(SHIM_PHASE_DISCONNECT);
    link_channel.disconnect();
    enter(SHIM_PHASE_DEAD);
    link_channel.cleanup();
    quit(SHIM_STATUS_FATAL);
    STORY("0 1 2 3 4 4!692 end692");
    end();
}

static void test_call_ends_before_line_discipline(void)
{
    begin();
    fake.status = SHIM_STATUS_CONNECT;
    enter(SHIM_PHASE_SERIALCONN);
    CU_ASSERT_FATAL(link_channel.connect() >= 0);
    fake_modem_stop(&modem);
    fake.status = SHIM_STATUS_FATAL;
    enter(SHIM_PHASE_DISCONNECT);
    EXPECT_NUMBER(fake.status, SHIM_STATUS_HANGUP);
    link_channel.disconnect();
    enter(SHIM_PHASE_DEAD);
    link_channel.cleanup();
    quit(SHIM_STATUS_HANGUP);
    STORY("0 1 2 3 4 4!628 end628");
    end();
}

#define FAILURE "E=691 R=0 C=0123456789ABCDEF V=3 M=No."

/* The failure packet, our TermReq, and the server hangs up meanwhile. */
static void test_wrong_password(void)
{
    begin();
    CU_ASSERT(fake.persist);
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    transmit(CHAP_, 2, "response", 8);
    receive_text(CHAP_, 4, FAILURE);
    fake.status = 19;
    enter(SHIM_PHASE_TERMINATE);
    CU_ASSERT(!fake.persist); /* it would lock the account */
    fake.status = SHIM_STATUS_HANGUP;
    fake.hungup = true;
    disconnect();
    quit(SHIM_STATUS_HANGUP);
    STORY("0 1 2 3 4 5 5!691 end691");
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "not dialled again"), 1);
    end();
}

static void test_wrong_password_after_termreq(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    transmit(CHAP_, 2, "response", 8);
    receive_text(LCP_, TERMINATE, "Authentication failed");
    enter(SHIM_PHASE_ESTABLISH);
    receive_text(CHAP_, 4, FAILURE);
    disconnect();
    quit(SHIM_STATUS_NEGOTIATION);
    STORY("0 1 2 3 4 5 5!691 end691");
    CU_ASSERT(!fake.persist);
    end();
}

static void test_wrong_password_read_late(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    transmit(CHAP_, 2, "response", 8);
    fake.status = 19; /* chap-timeout */
    enter(SHIM_PHASE_TERMINATE);
    EXPECT_TEXT(fake_env("RAS_ERROR"), "718");
    CU_ASSERT(fake.persist);
    receive(LCP_, REQUEST, "", 0); /* no refusal */
    EXPECT_TEXT(fake_env("RAS_ERROR"), "718");
    receive_text(CHAP_, 4, FAILURE);
    EXPECT_TEXT(fake_env("RAS_ERROR"), "691");
    CU_ASSERT(!fake.persist);
    disconnect();
    receive_text(CHAP_, 4, "E=647 R=0"); /* nothing counts any more */
    quit(19);
    STORY("0 1 2 3 4 5 5!718 end691");
    end();
}

static void test_user_request_while_negotiating(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    fake.status = SHIM_STATUS_USER_REQUEST;
    enter(SHIM_PHASE_TERMINATE);
    receive_text(CHAP_, 4, FAILURE); /* the first cause stands */
    disconnect();
    quit(SHIM_STATUS_USER_REQUEST);
    STORY("0 1 2 3 4 5 5!631 end631");
    end();
}

/* --- the network phase's own ends */

static void reach_network(void)
{
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
}

static void test_network_deadline(void)
{
    begin();
    reach_network();
    fake_advance(2900);
    EXPECT_NUMBER(fake.ends, 0);
    fake_advance(200);
    EXPECT_NUMBER(fake.ends, 1);
    EXPECT_TEXT(fake_env("RAS_ERROR"), "718");
    enter(SHIM_PHASE_TERMINATE);
    disconnect();
    quit(SHIM_STATUS_NEGOTIATION);
    STORY("0 1 2 3 4 5 e a a!718 end718");
    EXPECT_NUMBER(fake_timers(on_deadline), 0);
    end();
}

static void test_link_deadline(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    receive(LCP_, REQUEST, "", 0);
    fake_advance(6100);
    EXPECT_NUMBER(fake.ends, 1);
    enter(SHIM_PHASE_TERMINATE);
    disconnect();
    quit(SHIM_STATUS_NEGOTIATION);
    STORY("0 1 2 3 4 4!718 end718");
    end();
}

/* ras.conf: 0 is no deadline, not one that is over at once. */
static void test_no_deadline(void)
{
    struct ras_device line;

    begin();
    line = *order.job.line;
    line.timeouts.network = line.timeouts.link = 0;
    order.job.line = &line;
    CU_ASSERT_FATAL(dial());
    fake_advance(10000000);
    agree_on_lcp();
    authenticate();
    fake_advance(10000000);
    EXPECT_NUMBER(fake.ends, 0);
    come_up();
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    end();
}

/* pppd would wait for ever. */
static void test_protocol_rejected(void)
{
    begin();
    fake.want_ipv6 = false;
    reach_network();
    receive(LCP_, PROTOCOL_REJECTED, "\x80\x21", 2);
    EXPECT_NUMBER(fake.ends, 0); /* not from within the packet's reading */
    fake_advance(1);
    EXPECT_NUMBER(fake.ends, 1);
    enter(SHIM_PHASE_TERMINATE);
    disconnect();
    quit(SHIM_STATUS_NEGOTIATION);
    STORY("0 1 2 3 4 5 e a a!720 end720");
    CU_ASSERT(!fake.persist);
    end();
}

static void test_ipv6_first(void)
{
    begin();
    reach_network();
    enter(SHIM_PHASE_RUNNING);
    link_events.ipv6_up();
    CU_ASSERT(!report_connected());
    come_up();
    CU_ASSERT(report_connected());
    link_events.ipv6_down();
    CU_ASSERT(report_connected());
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    end();
}

static void test_ipv6_only(void)
{
    begin_with(answered, "ExcludedProtocols=4\n");
    CU_ASSERT(!fake.want_ipv4);
    reach_network();
    enter(SHIM_PHASE_RUNNING);
    link_events.ipv6_up();
    CU_ASSERT(report_connected());
    fake.status = SHIM_STATUS_HANGUP;
    fake.hungup = true;
    link_events.ipv6_down();
    EXPECT_TEXT(fake_env("RAS_ERROR"), "629");
    disconnect();
    quit(SHIM_STATUS_HANGUP);
    STORY(UP " end629");
    end();
}

/* pppd 2.4.9 and 2.5 count from the interface's beginning, whatever happens. */
static void test_ipv6_counted(void)
{
    struct conf_problem p = {""};
    struct history h;

    begin_with(answered, "ExcludedProtocols=4\n");
    reach_network();
    enter(SHIM_PHASE_RUNNING);
    link_events.ipv6_up();
    fake.statistics = (struct shim_statistics){100, 1000, 1, 1};
    link_events.ipv6_down(); /* LCP is negotiated anew */
    CU_ASSERT(report_connected());
    link_events.ipv6_up();
    fake.statistics = (struct shim_statistics){150, 1500, 2, 2};
    fake.status = SHIM_STATUS_HANGUP;
    fake.hungup = true;
    link_events.ipv6_down();
    disconnect();
    quit(SHIM_STATUS_HANGUP);
    EXPECT_NUMBER(history_read(state, phonebook, "Office", &h, &p), CONF_OK);
    EXPECT_NUMBER(h.counters.sent, 150);
    EXPECT_NUMBER(h.counters.received, 1500);
    end();
}

/* Whichever comes first: the peer's Protocol-Reject of IPCP, or IPv6. */
static void test_ipv6_alone(void)
{
    static const bool reject_first[] = {true, false};
    size_t i;

    for (i = 0; i < 2; i++) {
        begin();
        reach_network();
        enter(SHIM_PHASE_RUNNING);
        if (reject_first[i])
            receive(LCP_, PROTOCOL_REJECTED, "\x80\x21", 2);
        link_events.ipv6_up();
        if (!reject_first[i])
            receive(LCP_, PROTOCOL_REJECTED, "\x80\x21", 2);
        CU_ASSERT(report_connected());
        fake_advance(100000); /* no deadline is left */
        EXPECT_NUMBER(fake.ends, 0);
        fake.status = SHIM_STATUS_HANGUP;
        fake.hungup = true;
        link_events.ipv6_down();
        EXPECT_TEXT(fake_env("RAS_ERROR"), "629");
        disconnect();
        quit(SHIM_STATUS_HANGUP);
        STORY(UP " end629");
        end();
    }
}

/* --- dials that fail, and redialling */

static const struct fake_answer busy[] = {
    {"ATD", "\r\nBUSY\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_busy_twice(void)
{
    begin_with(busy, "RedialAttempts=1\nRedialSeconds=7\n");
    CU_ASSERT(fake_has_option("maxfail 2"));
    CU_ASSERT(fake_has_option("holdoff 7"));
    CU_ASSERT(!dial());
    EXPECT_NUMBER(fake.status, SHIM_STATUS_CONNECT);
    CU_ASSERT(fake.persist); /* a busy line may be free next time */
    EXPECT_NUMBER(link_events.holdoff(7, true), 7);
    CU_ASSERT(!dial());
    quit(SHIM_STATUS_CONNECT);
    STORY("0 1 2 2!676 end676 0 1 2 2!676 end676");
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_HELLO), 2);
    end();
}

/* ras.conf keeps the dialogue out of the log, and nothing else. */
static void test_quiet_modem(void)
{
    begin_with(busy, "RedialAttempts=0\n");
    CU_ASSERT(!dial());
    CU_ASSERT(fake_logged(SHIM_INFO, "modem ") >= 4);
    quit(SHIM_STATUS_CONNECT);
    end();
    more_config = "logging = { modem = false; };";
    begin_with(busy, "RedialAttempts=0\n");
    CU_ASSERT(!dial());
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "modem "), 0);
    EXPECT_NUMBER(fake_logged(SHIM_ERROR, "RAS error 676"), 1);
    quit(SHIM_STATUS_CONNECT);
    STORY("0 1 2 2!676 end676");
    CU_ASSERT(fake_controller_count(&controller, WIRE_MODEM) >= 2);
    end();
}

static const struct fake_answer refused[] = {
    {"ATZ", "\r\nERROR\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_useless_redial(void)
{
    begin_with(refused, "RedialAttempts=5\n");
    CU_ASSERT(fake.persist);
    CU_ASSERT(!dial());
    CU_ASSERT(!fake.persist);
    quit(SHIM_STATUS_CONNECT);
    STORY("0 1 2 2!681 end681");
    end();
}

static const struct fake_answer terminated[] = {
    {"ATD", NULL, fake_modem_terminate},
    {NULL, NULL, NULL},
};

static void test_sigterm_while_dialling(void)
{
    const struct wire_record *r;

    begin_with(terminated, "");
    CU_ASSERT(!dial());
    EXPECT_NUMBER(fake.quits, 1);
    quit(fake.status);
    STORY("0 1 2 2!631 end631");
    r = fake_controller_last(&controller, WIRE_ENDED);
    CU_ASSERT_FATAL(r != NULL);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_EXIT_STATUS, 0), SHIM_STATUS_USER_REQUEST);
    end();
}

static void leave(int far)
{
    shutdown(far, SHUT_RDWR);
}

static const struct fake_answer deserted[] = {
    {"ATD", NULL, leave},
    {NULL, NULL, NULL},
};

static void test_controller_gone_while_dialling(void)
{
    begin_with(deserted, "");
    CU_ASSERT(!dial());
    EXPECT_NUMBER(fake.quits, 1);
    EXPECT_NUMBER(fake.status, SHIM_STATUS_USER_REQUEST);
    quit(fake.status);
    EXPECT_TEXT(fake_env("RAS_ERROR"), "631");
    end();
}

/* RedialAttempts until the link is up, RedialOnLinkFailure afterwards. */
static void test_persist(void)
{
    static const struct {
        const char *keys;
        bool before, after;
    } rows[] = {
        {"RedialAttempts=3\nRedialOnLinkFailure=1\n", true, true},
        {"RedialAttempts=3\nRedialOnLinkFailure=0\n", true, false},
        {"RedialAttempts=0\nRedialOnLinkFailure=1\n", false, true},
        {"RedialAttempts=0\nRedialOnLinkFailure=0\n", false, false},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin_with(answered, rows[i].keys);
        EXPECT_NUMBER(fake.persist, rows[i].before);
        bring_up();
        EXPECT_NUMBER(fake.persist, rows[i].after);
        fake.hungup = true;
        fake.status = SHIM_STATUS_HANGUP;
        link_events.ip_down();
        disconnect();
        EXPECT_NUMBER(fake.persist, rows[i].after);
        quit(SHIM_STATUS_HANGUP);
        end();
    }
}

static void test_persist_is_fixed(void)
{
    set_stage(answered);
    CU_ASSERT_FATAL(
        fake_phonebook("RedialOnLinkFailure=0\n", "PhoneNumber=5551000\n"));
    fake.text[SHIM_OPTION_entry] = "Office";
    fake.fixed = "persist";
    CU_ASSERT(link_channel.load());
    order.job.tty_user = geteuid();
    fake.persist = true; /* the command line's */
    bring_up();
    CU_ASSERT(fake.persist);
    close_link(SHIM_STATUS_IDLE);
    CU_ASSERT(fake.persist);
    quit(SHIM_STATUS_IDLE);
    end();
}

/* An idle line was hung up on purpose. */
static void test_idle(void)
{
    begin();
    bring_up();
    CU_ASSERT(fake.persist);
    close_link(SHIM_STATUS_IDLE);
    CU_ASSERT(!fake.persist);
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "not dialled again"), 0);
    quit(SHIM_STATUS_IDLE);
    STORY(UP " end828");
    end();
}

/* On demand that is the normal course: pppd must go on waiting for traffic. */
static void test_idle_on_demand(void)
{
    set_stage(answered);
    CU_ASSERT_FATAL(
        fake_phonebook("RedialOnLinkFailure=0\n", "PhoneNumber=5551000\n"));
    fake.text[SHIM_OPTION_entry] = "Office";
    fake.demand = fake.persist = true;
    CU_ASSERT(link_channel.load());
    order.job.tty_user = geteuid();
    bring_up();
    CU_ASSERT(fake.persist);
    close_link(SHIM_STATUS_IDLE);
    CU_ASSERT(fake.persist);
    EXPECT_NUMBER(link_events.holdoff(60, false), 0);
    bring_up();
    fake.status = SHIM_STATUS_IDLE;
    enter(SHIM_PHASE_TERMINATE);
    link_events.ip_down();
    fake.hungup = true; /* the peer's answer to our TermReq */
    fake.status = SHIM_STATUS_HANGUP;
    disconnect();
    EXPECT_NUMBER(link_events.holdoff(60, false), 0);
    bring_up();
    close_link(SHIM_STATUS_CONNECT_TIME);
    CU_ASSERT(fake.persist);
    quit(SHIM_STATUS_OK);
    end();
}

/* pppd 2.5 would redial at once after a hang-up. */
static void test_holdoff(void)
{
    begin_with(answered, "RedialOnLinkFailure=1\nRedialSeconds=17\n");
    bring_up();
    fake.hungup = true;
    fake.status = SHIM_STATUS_HANGUP;
    link_events.ip_down();
    disconnect();
    EXPECT_NUMBER(link_events.holdoff(17, false), 17);
    quit(SHIM_STATUS_HANGUP);
    end();
}

/* An operator's own pause stands, also none. */
static void test_holdoff_is_fixed(void)
{
    more_config = "policy = { redial = { causes = ( { pause = 9; } ); }; };";
    set_stage(busy);
    CU_ASSERT_FATAL(
        fake_phonebook("RedialAttempts=3\n", "PhoneNumber=5551000\n"));
    fake.text[SHIM_OPTION_entry] = "Office";
    fake.fixed = "holdoff";
    CU_ASSERT(link_channel.load());
    order.job.tty_user = geteuid();
    CU_ASSERT(!dial());
    EXPECT_NUMBER(link_events.holdoff(0, true), 0);
    EXPECT_NUMBER(link_events.holdoff(23, true), 23);
    quit(SHIM_STATUS_CONNECT);
    end();
}

/* --- the controller */

static void test_hangup_record(void)
{
    begin();
    bring_up();
    CU_ASSERT(fake_controller_send(&controller, WIRE_HANGUP));
    fake_advance(1000);
    EXPECT_NUMBER(fake.terminates, 1);
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    end();
}

static void test_statistics(void)
{
    const struct wire_record *r;
    size_t i;

    begin();
    bring_up();
    fake.statistics = (struct shim_statistics){10, 20, 3, 4};
    CU_ASSERT(fake_controller_send(&controller, WIRE_QUERY_STATISTICS));
    fake_advance(1000);
    fake_controller_read(&controller);
    r = fake_controller_last(&controller, WIRE_STATISTICS);
    CU_ASSERT_FATAL(r != NULL);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_BYTES_SENT, 0), 10);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_BYTES_RECEIVED, 0), 20);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_BPS, 0), 33600);
    fake_controller_forget(&controller);
    for (i = 0; i < LISTEN_MAX + 4; i++)
        CU_ASSERT(fake_controller_send(&controller, WIRE_QUERY_STATISTICS));
    fake_advance(1000);
    fake_controller_read(&controller);
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_STATISTICS),
                  LISTEN_MAX); /* the rest has to wait */
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    end();
}

/* A link that is up stays up; one that is being made does not. */
static void test_controller_gone(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    fake_controller_end(&controller);
    fake_advance(1000);
    EXPECT_NUMBER(fake.terminates, 1);
    fake.status = SHIM_STATUS_USER_REQUEST;
    enter(SHIM_PHASE_TERMINATE);
    disconnect();
    quit(SHIM_STATUS_USER_REQUEST);
    end();
    begin();
    bring_up();
    fake_controller_end(&controller);
    fake_advance(5000);
    EXPECT_NUMBER(fake.terminates, 0);
    EXPECT_NUMBER(fake_timers(on_listen), 0); /* nobody to listen to */
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    end();
}

/* RasDial hangs up what has failed, and its program may go at once. */
static void play_over(bool persist)
{
    begin();
    bring_up();
    fake.persist = persist;
    fake.hungup = true;
    close_link(SHIM_STATUS_HANGUP);
    fake.persist = persist; /* pppd waits for scripts, or for a redial */
    CU_ASSERT(fake_controller_send(&controller, WIRE_HANGUP));
    fake_controller_end(&controller);
    fake_advance(5000);
    EXPECT_NUMBER(fake.terminates > 0, persist);
    quit(SHIM_STATUS_HANGUP);
    end();
}

static void test_over(void)
{
    play_over(false);
    play_over(true);
}

/* It was dialled for another entry's sake: it ends with that one's pppd. */
static void test_waiting_pppd_gone(void)
{
    begin();
    order.depth = 1;
    bring_up();
    fake_controller_end(&controller);
    fake_advance(1000);
    EXPECT_NUMBER(fake.terminates, 1);
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    end();
}

static void test_one_listener(void)
{
    int i;

    begin();
    for (i = 0; i < 3; i++) {
        bring_up();
        EXPECT_NUMBER(fake_timers(on_listen), 1);
        fake_advance(3000);
        EXPECT_NUMBER(fake_timers(on_listen), 1);
        close_link(SHIM_STATUS_PEER_DEAD);
    }
    quit(SHIM_STATUS_PEER_DEAD);
    end();
}

/* --- loading */

static void begin_controlled(void)
{
    set_stage(answered);
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=5551000\n"));
    fake.number[SHIM_OPTION_control] = controller.near;
    CU_ASSERT(fake_controller_send(&controller, WIRE_HELLO));
}

static void test_controlled(void)
{
    char password[64] = "";
    size_t i;

    begin_controlled();
    CU_ASSERT(fake_controller_login(&controller, "bob", "s3cret"));
    CU_ASSERT(fake_controller_dial(&controller, "Office"));
    CU_ASSERT(link_channel.load());
    EXPECT_TEXT(order.job.reason, "");
    CU_ASSERT(fake_has_option("user \"bob\""));
    CU_ASSERT(fake_has_option("nopersist"));
    CU_ASSERT_FATAL(fake.supply != NULL);
    CU_ASSERT(fake.supply(password, sizeof(password)));
    EXPECT_TEXT(password, "s3cret");
    CU_ASSERT(!fake.supply(password, 3)); /* never half of it */
    order.job.tty_user = geteuid();
    bring_up();
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "s3cret"), 0);
    for (i = 0; i < fake.n_given; i++)
        CU_ASSERT_PTR_NULL(strstr(fake.given[i].text, "s3cret"));
    for (i = 0; i < sizeof(order.password); i++)
        CU_ASSERT(order.password[i] == '\0');
    end();
}

/* --- a line that the dialer brings */

static int line[2]; /* [0]: where it leads to */

static void send_line(enum wire_type type, uint32_t error, int fd)
{
    struct wire_writer w;

    wire_begin(&w, type);
    if (error)
        wire_put_u32(&w, WIRE_F_ERROR, error);
    EXPECT_NUMBER(wire_send_descriptor(controller.far, &w, fd), 0);
}

/* [Office] with KEYS, whose line is not there yet. */
static void begin_own_line(const char *keys)
{
    struct wire_writer w;

    set_stage(answered);
    CU_ASSERT_FATAL(fake_phonebook(keys, "PhoneNumber=gate:5000\n"));
    fake.number[SHIM_OPTION_control] = controller.near;
    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, "Office");
    wire_put_u32(&w, WIRE_F_OPTIONS, 0x1000);
    wire_put_u32(&w, WIRE_F_OWN_LINE, 1);
    EXPECT_NUMBER(wire_send(controller.far, &w), 0);
    CU_ASSERT(link_channel.load());
    EXPECT_TEXT(order.job.reason, "");
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
}

static void end_own_line(void)
{
    quit(fake.status);
    close(line[0]);
    close(line[1]);
    if (fake.child > 0)
        CU_ASSERT(waitpid(fake.child, NULL, 0) == fake.child);
    end();
}

static void test_own_line(void)
{
    begin_own_line("RedialOnLinkFailure=1\n");
    send_line(WIRE_ATTACH, 0, line[1]);
    bring_up();
    CU_ASSERT(report_connected());
    CU_ASSERT(!fake.persist); /* nobody would bring another */
    CU_ASSERT(strncmp(fake.set_device, "/dev/pts/", 9) == 0);
    fake.hungup = true;
    close_link(SHIM_STATUS_HANGUP);
    STORY(UP " end629");
    send_line(WIRE_LINE_ENDED, RASERR_ERROR_LINE_BUSY, -1); /* of no line */
    fake_advance(2000);
    EXPECT_NUMBER(fake.ends, 0);
    STORY(UP " end629");
    end_own_line();
}

/* The dialer's word, and not what the line looks like a moment later. */
static void test_own_line_ends(void)
{
    begin_own_line("");
    send_line(WIRE_ATTACH, 0, line[1]);
    bring_up();
    send_line(WIRE_LINE_ENDED, RASERR_ERROR_PORT_DISCONNECTED, -1);
    fake_advance(2000);
    EXPECT_NUMBER(fake.ends, 1);
    close_link(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end619");
    end_own_line();
    begin_own_line("");
    send_line(WIRE_ATTACH, 0, line[1]);
    bring_up();
    send_line(WIRE_LINE_ENDED, RASERR_ERROR_LINE_BUSY, -1);
    fake.hungup = true; /* both at once */
    close_link(SHIM_STATUS_HANGUP);
    STORY(UP " end676");
    EXPECT_NUMBER(fake.ends, 0);
    end_own_line();
}

static void test_no_own_line(void)
{
    begin_own_line("");
    send_line(WIRE_LINE_ENDED, RASERR_ERROR_NO_ANSWER, -1);
    CU_ASSERT(!dial());
    STORY("0 0!678 end678");
    end_own_line();
    begin_own_line("");
    send_line(WIRE_HANGUP, 0, -1);
    CU_ASSERT(!dial());
    EXPECT_NUMBER(fake.status, SHIM_STATUS_USER_REQUEST);
    STORY("0 0!631 end631");
    end_own_line();
}

/* Without such a line these records mean nothing. */
static void test_line_ended_of_a_modem(void)
{
    begin();
    bring_up();
    send_line(WIRE_LINE_ENDED, RASERR_ERROR_LINE_BUSY, -1);
    send_line(WIRE_ATTACH, 0, controller.far);
    fake_advance(2000);
    CU_ASSERT(report_connected());
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    end();
}

/* Refused jobs end in connect, so that a controller is told. */
static void expect_refused(uint32_t error, const char *part, const char *file,
                           unsigned at)
{
    unit_expect_number(order.job.error, error, file, at);
    unit_expect_number(fake_logged(SHIM_ERROR, part), 1, file, at);
    CU_ASSERT(fake.foreground);
    EXPECT_NUMBER(fake.quits, 1);
    CU_ASSERT(!dial());
    unit_expect_number(fake.status, SHIM_STATUS_OPTION, file, at);
    quit(SHIM_STATUS_OPTION);
    EXPECT_NUMBER(fake.locks, 0);
}
#define REFUSED(error, part) expect_refused((error), (part), __FILE__, __LINE__)

static void test_refused_job(void)
{
    begin_controlled();
    CU_ASSERT(fake_controller_dial(&controller, "Elsewhere"));
    CU_ASSERT(link_channel.load());
    REFUSED(RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, "Elsewhere");
    STORY("end623");
    end();
}

static void test_bad_request(void)
{
    begin_controlled();
    CU_ASSERT(fake_controller_send(&controller, WIRE_HANGUP));
    CU_ASSERT(link_channel.load());
    REFUSED(RASERR_ERROR_RASMAN_CANNOT_INITIALIZE, "no request to dial");
    STORY("end711");
    end();
}

static void test_nothing_to_dial(void)
{
    set_stage(answered);
    CU_ASSERT(!link_channel.load());
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "ras-entry"), 1);
    close(controller.near);
    end();
}

/* --- children */

static void test_child(void)
{
    int status = -1, line_fd, control_fd;
    pid_t pid;

    begin();
    bring_up();
    line_fd = line_descriptor();
    control_fd = control_descriptor();
    pid = fork();
    if (pid == 0) {
        link_events.forked();
        link_channel.close();
        _exit(fcntl(line_fd, F_GETFD) < 0 && fcntl(control_fd, F_GETFD) < 0
                  ? 0
                  : 1);
    }
    CU_ASSERT(waitpid(pid, &status, 0) == pid);
    EXPECT_NUMBER(status, 0);
    CU_ASSERT(fcntl(line_fd, F_GETFD) >= 0);
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631"); /* the pair was not shut down */
    end();
}

/* --- a service manager */

/* Loads [Office] with KEYS, as the main process of a unit. */
static void begin_managed(const char *keys)
{
    char name[64];

    snprintf(name, sizeof(name), "@ras-link-%d", (int)getpid());
    CU_ASSERT_FATAL(fake_manager_begin(name));
    begin_with(answered, keys);
}

static void end_managed(void)
{
    fake_manager_end();
    notify_begin();
    end();
}

static bool manager_heard(const char *words)
{
    return strstr(fake_manager_heard(), words) != NULL;
}

static void test_manager_told(void)
{
    const char *heard;

    begin_managed("");
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    heard = fake_manager_heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "STATUS=Dialling"));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "STATUS=Authenticating"));
    CU_ASSERT_PTR_NULL(strstr(heard, "READY"));
    come_up();
    CU_ASSERT(manager_heard("STATUS=Connected ppp0\nREADY=1\n"));
    close_link(SHIM_STATUS_USER_REQUEST);
    CU_ASSERT(manager_heard("STATUS=RAS error 631"));
    quit(SHIM_STATUS_USER_REQUEST);
    end_managed();
}

/* pppd's own status for it would be 16 or 19. */
static void test_manager_wrong_password(void)
{
    begin_managed("");
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    transmit(CHAP_, 2, "response", 8);
    receive_text(CHAP_, 4, "E=691 R=0 C=0 V=3");
    fake.hungup = true;
    fake.status = SHIM_STATUS_HANGUP;
    disconnect();
    EXPECT_NUMBER(fake.status, SHIM_STATUS_AUTHENTICATION);
    CU_ASSERT(manager_heard("STATUS=RAS error 691"));
    quit(fake.status);
    end_managed();
}

/* SIGHUP: dialled once more at once, and only once. */
static void test_manager_reload(void)
{
    begin_managed("RedialOnLinkFailure=0\n");
    bring_up();
    CU_ASSERT(!fake.persist);
    close_link(SHIM_STATUS_USER_REQUEST);
    CU_ASSERT(fake.persist);
    EXPECT_NUMBER(link_events.holdoff(30, true), 0);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "dialled again in"), 0);
    bring_up();
    CU_ASSERT(!fake.persist);
    close_link(SHIM_STATUS_HANGUP);
    CU_ASSERT(!fake.persist);
    quit(SHIM_STATUS_HANGUP);
    end_managed();
}

/* pppd sees the signal in the pause: without one it would see it in connect. */
static void test_manager_reload_while_dialling(void)
{
    begin_managed("");
    fake.hup_signal = 1;
    CU_ASSERT(!dial());
    EXPECT_NUMBER(fake.status, SHIM_STATUS_USER_REQUEST);
    CU_ASSERT(fake.persist);
    EXPECT_NUMBER(link_events.holdoff(30, true), 1);
    fake.hup_signal = 0;
    bring_up();
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    end_managed();
}

static void test_manager_stop(void)
{
    begin_managed("RedialOnLinkFailure=0\n");
    bring_up();
    shim_quit();
    close_link(SHIM_STATUS_USER_REQUEST);
    CU_ASSERT(!fake.persist);
    quit(SHIM_STATUS_USER_REQUEST);
    end_managed();
}

/* --- what comes when nobody waits for it */

/* On its way down pppd enters phases again, and a peer may go on. */
static void test_after_the_end(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    fake.status = SHIM_STATUS_USER_REQUEST;
    enter(SHIM_PHASE_TERMINATE);
    enter(SHIM_PHASE_AUTHENTICATE);
    link_events.auth_up();
    enter(SHIM_PHASE_CALLBACK);
    enter(SHIM_PHASE_NETWORK);
    come_up();
    fake.want_ipv4 = false;
    link_events.ipv6_up();
    link_events.ipv6_down();
    link_events.joined();
    transmit(LCP_, REQUEST, "", 0);
    receive(LCP_, PROTOCOL_REJECTED, "\x80\x21", 2);
    resume("555");
    fake_advance(100000);
    EXPECT_NUMBER(fake.ends, 0);
    CU_ASSERT(!report_connected());
    EXPECT_NUMBER(fake.routes, 0);
    disconnect();
    quit(SHIM_STATUS_USER_REQUEST);
    STORY("0 1 2 3 4 5 5!631 end631");
    end();
}

/* CCP comes to terms when the link is up, and the peer changes its mind. */
static void test_agreed_late(void)
{
    enum { CCP_ = 0x80fd };
    struct connrec c;

    begin();
    bring_up();
    transmit(CCP_, REQUEST, "\x12\6\1\0\0\x40", 6);
    EXPECT_NUMBER(listed(&c), 1);
    EXPECT_NUMBER(c.ccp_options, 0);
    receive(CCP_, ACK, "\x12\6\1\0\0\x40", 6);
    transmit(CCP_, ACK, "\x12\6\1\0\0\x40", 6);
    EXPECT_NUMBER(listed(&c), 1);
    EXPECT_NUMBER(c.ccp_options, 0x42);
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    end();
}

/* IP goes down for LCP's sake alone, and comes again. */
static void test_negotiated_anew_when_up(void)
{
    begin();
    bring_up();
    receive(LCP_, REQUEST, "", 0);
    link_events.ip_down();
    CU_ASSERT(report_connected());
    enter(SHIM_PHASE_ESTABLISH);
    agree_on_lcp();
    authenticate();
    come_up();
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    end();
}

/* An address that we insist on is the same the next time. */
static void test_same_fixed_address(void)
{
    static const struct {
        const char *keys;
        bool again;
    } rows[] = {
        {"IpAssign=2\nIpAddress=10.0.0.1\n", false},
        {"IpAssign=2\nIpAddress=0.0.0.0\n", true},
        {"IpAssign=1\nIpAddress=10.0.0.1\n", true},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin_with(answered, rows[i].keys);
        reach_network();
        fake.addresses = (struct shim_addresses){
            inet_addr("10.0.0.1"), inet_addr("10.0.0.1"), {0, 0}};
        link_events.ip_up();
        EXPECT_NUMBER(link_.evidence.cause.error, 716);
        CU_ASSERT(fake.persist == rows[i].again);
        disconnect();
        quit(SHIM_STATUS_NEGOTIATION);
        end();
    }
}

/* What we refuse to do, and what we only have no secret for (RFC 1661). */
static void test_method_refused(void)
{
    static const char pap[] = {3, 4, (char)0xc0, 0x23};
    static const struct {
        const char *keys;
        uint32_t error;
    } rows[] = {
        {"AuthRestrictions=512\n", 734}, /* MS-CHAP v2 alone */
        {"AuthRestrictions=8\n", 691},   /* PAP, but no password */
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin_with(answered, rows[i].keys);
        CU_ASSERT_FATAL(dial());
        receive(LCP_, REQUEST, pap, sizeof(pap));
        transmit(LCP_, REJECT, pap, sizeof(pap));
        receive(LCP_, TERMINATE, "", 0);
        enter(SHIM_PHASE_ESTABLISH);
        disconnect();
        EXPECT_NUMBER(link_.evidence.cause.error, rows[i].error);
        quit(SHIM_STATUS_NEGOTIATION);
        end();
    }
}

/* What is dialled first cannot be, and a dial outside its hours. */
static void test_not_allowed(void)
{
    begin_with(answered, "PrerequisiteEntry=Office\n");
    CU_ASSERT_FALSE(dial());
    quit(fake.status);
    STORY("end625");
    EXPECT_NUMBER(fake.locks, 0);
    end();
}

/* pppd's own plugin is not there. */
static void test_pppoe(void)
{
    set_stage(answered);
    CU_ASSERT_FATAL(fake_write("pbk",
                               "[Home]\nType=5\nMEDIA=rastapi\nPort=PPPoE5-0\n"
                               "Device=lo\nDEVICE=PPPoE\nPhoneNumber=\n"));
    CU_ASSERT_FATAL(fake_write("conf", "devices = ( { name = \"lo\"; kind = "
                                       "\"pppoe\"; interface = \"lo\"; } );"));
    fake.text[SHIM_OPTION_entry] = "Home";
    fake.no_pppoe = true;
    CU_ASSERT(link_channel.load());
    EXPECT_TEXT(order.job.reason, "");
    CU_ASSERT_FALSE(dial());
    quit(fake.status);
    close(controller.near);
    end();
}

const char unit_name[] = "link";
const struct unit_test unit_tests[] = {
    {"a link's life", test_life},
    {"both ends have one address", test_same_address},
    {"ip-down knows why", test_environment_of_ip_down},
    {"LCP is negotiated anew", test_negotiated_anew},
    {"the carrier is lost", test_carrier_lost},
    {"the peer ends the link", test_peer_ends_it},
    {"pppd gives up", test_fatal},
    {"cleanup more than once", test_cleanup_twice},
    {"a peer that says nothing, and a hang-up after it", test_bogus_hangup},
    {"a looped line", test_loopback},
    {"no PPP on this tty", test_no_line_discipline},
    {"the call ends before PPP", test_call_ends_before_line_discipline},
    {"a wrong password", test_wrong_password},
    {"a wrong password, TermReq first", test_wrong_password_after_termreq},
    {"a wrong password, told late", test_wrong_password_read_late},
    {"SIGTERM while negotiating", test_user_request_while_negotiating},
    {"no address in time", test_network_deadline},
    {"no agreement on LCP in time", test_link_deadline},
    {"no deadline", test_no_deadline},
    {"the peer speaks no IP", test_protocol_rejected},
    {"IPv6 first", test_ipv6_first},
    {"IPv6 only", test_ipv6_only},
    {"IPv6 only, and its traffic", test_ipv6_counted},
    {"IPv6 alone", test_ipv6_alone},
    {"busy, and busy again", test_busy_twice},
    {"the modem's dialogue is not logged", test_quiet_modem},
    {"an error that would only come back", test_useless_redial},
    {"SIGTERM while dialling", test_sigterm_while_dialling},
    {"the controller goes while dialling", test_controller_gone_while_dialling},
    {"persist before and after", test_persist},
    {"persist is fixed", test_persist_is_fixed},
    {"idle", test_idle},
    {"idle on demand", test_idle_on_demand},
    {"the pause before a redial", test_holdoff},
    {"a pause of the command line", test_holdoff_is_fixed},
    {"HANGUP", test_hangup_record},
    {"the controller goes when all is over", test_over},
    {"statistics", test_statistics},
    {"the controller goes", test_controller_gone},
    {"the pppd that waits goes", test_waiting_pppd_gone},
    {"one listener however many calls", test_one_listener},
    {"a controller's request", test_controlled},
    {"a dialer's own line", test_own_line},
    {"a dialer ends its own line", test_own_line_ends},
    {"a dialer has no line", test_no_own_line},
    {"a modem's line is no dialer's", test_line_ended_of_a_modem},
    {"a job that is refused", test_refused_job},
    {"no request", test_bad_request},
    {"nothing to dial", test_nothing_to_dial},
    {"a child lets go", test_child},
    {"a link that another pppd leads", test_member},
    {"a further link without multilink", test_member_alone},
    {"a service manager is told", test_manager_told},
    {"a service manager, and a wrong password", test_manager_wrong_password},
    {"a unit is reloaded", test_manager_reload},
    {"a unit is reloaded while it dials", test_manager_reload_while_dialling},
    {"a unit is stopped", test_manager_stop},
    {"phases after the end", test_after_the_end},
    {"CCP comes late", test_agreed_late},
    {"LCP is negotiated anew, with IP up", test_negotiated_anew_when_up},
    {"both ends have a fixed address", test_same_fixed_address},
    {"a method that is refused", test_method_refused},
    {"what may not be dialled", test_not_allowed},
    {"PPPoE without its plugin", test_pppoe},
    {NULL, NULL},
};
