#include "tests/unit/link_stage.h"

#include <poll.h>
#include <sys/time.h>
#include <sys/wait.h>

/* --- several links: this one leads */

static void other_leaves(void)
{
    close(fake.started[fake.n_started - 1].control);
    fake.started[fake.n_started - 1].control = -1;
}

/* A first link that fails although it is answered would wait for the other. */
static void leave_outlived(void)
{
    if (leader_outlived() && fake.started[fake.n_started - 1].control >= 0)
        other_leaves();
}

static void begin_links(const struct fake_answer *answers, const char *keys,
                        void (*on_start)(size_t i))
{
    char why[200], all[200];

    set_stage(answers);
    fake.on_start = on_start;
    fake.on_quit_asked = answers == answered ? leave_outlived : NULL;
    snprintf(all, sizeof(all), "DialMode=1\n%s", keys);
    CU_ASSERT_FATAL(fake_phonebook(all, "PhoneNumber=5551000\n\nMEDIA=serial\n"
                                        "Port=COM9\n\nDEVICE=modem\n"
                                        "PhoneNumber=5552000\n"));
    fake.text[SHIM_OPTION_entry] = "Office";
    CU_ASSERT(link_channel.load());
    EXPECT_TEXT(order.job.reason, "");
    CU_ASSERT(fake_has_option("multilink"));
    CU_ASSERT(fake_has_option("bundle \"Office\""));
    order.job.tty_user = geteuid();
    CU_ASSERT_FATAL(control_attach(controller.near, why, sizeof(why)));
}

static void end_links(void)
{
    size_t i;

    for (i = 0; i < fake.n_started; i++) {
        kill(fake.started[i].pid, SIGKILL);
        waitpid(fake.started[i].pid, NULL, 0);
        if (fake.started[i].control >= 0)
            close(fake.started[i].control);
    }
    end();
}

static void other_says(enum wire_type type, uint32_t entered, uint32_t error)
{
    struct wire_writer w;

    wire_begin(&w, type);
    wire_put_u32(&w, WIRE_F_STATE, entered);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    wire_put_u32(&w, WIRE_F_RETRY, 1);
    CU_ASSERT(wire_send(fake.started[fake.n_started - 1].control, &w) == 0);
}

/* It has joined our bundle: the network protocols are ours. */
static void other_joins(size_t i)
{
    (void)i;
    other_says(WIRE_STATE, RASCS_Connected, 0);
}

static void other_is_up(size_t i)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_PROJECTION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, 0x8021);
    wire_put_text(&w, WIRE_F_INTERFACE, "ppp7");
    wire_put_text(&w, WIRE_F_LOCAL_ADDRESS, "192.0.2.1");
    CU_ASSERT(wire_send(fake.started[i].control, &w) == 0);
    other_says(WIRE_STATE, RASCS_Connected, 0);
}

static bool was_connected;
static struct connrec at_that_time;

/* The other link is lost while the connect step waits for it. */
static void lose_other(int number)
{
    (void)number;
    was_connected = report_connected();
    (void)listed(&at_that_time);
    other_says(WIRE_ENDED, 0, 629);
    other_leaves();
}

static void lose_other_soon(void)
{
    struct sigaction action = {.sa_handler = lose_other};
    struct itimerval soon = {{0, 0}, {1, 0}};

    was_connected = false;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
}

/* Connected is when the last one's fate is known. */
static void test_links_settle(void)
{
    struct connrec c;

    begin_links(answered, "", NULL);
    bring_up();
    CU_ASSERT(!report_connected());
    fake_advance(LISTEN_MS);
    CU_ASSERT(!report_connected());
    other_says(WIRE_STATE, RASCS_ConnectDevice, 676);
    other_says(WIRE_ENDED, 0, 676);
    other_leaves();
    fake_advance(LISTEN_MS);
    CU_ASSERT(report_connected());
    EXPECT_NUMBER(listed(&c), 1);
    EXPECT_NUMBER(c.links, 2);
    EXPECT_NUMBER(c.links_up, 1);
    EXPECT_NUMBER(c.link_up, 1);
    EXPECT_NUMBER(c.sub_entry, 1);
    EXPECT_TEXT(c.interface, "ppp0");
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_LINK), 2);
    end_links();
}

/* The other pppd has the interface: this link has only joined it. */
static void test_link_joined(void)
{
    struct connrec c;

    begin_links(answered, "", other_is_up);
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    link_events.joined();
    EXPECT_NUMBER(fake_timers(on_deadline), 0);
    CU_ASSERT(report_connected());
    EXPECT_NUMBER(listed(&c), 1);
    EXPECT_NUMBER(c.links_up, 2);
    EXPECT_TEXT(c.interface, "ppp7");
    EXPECT_TEXT(c.local_address, "192.0.2.1");
    other_leaves(); /* it was told to */
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    end_links();
}

static bool hung_up(size_t i)
{
    struct wire_record r;

    while (wire_receive(fake.started[i].control, &r) == 0)
        if (r.type == WIRE_HANGUP)
            return true;
    return false;
}

/* Our own network may be IPv6 alone: another server's is another one, too. */
static void test_link_elsewhere(void)
{
    static const bool without_ipv4[] = {false, true};
    size_t i;

    for (i = 0; i < 2; i++) {
        begin_links(answered, "", NULL);
        fake.want_ipv4 = !without_ipv4[i];
        fake.want_ipv6 = without_ipv4[i];
        CU_ASSERT_FATAL(dial());
        agree_on_lcp();
        authenticate();
        if (without_ipv4[i])
            link_events.ipv6_up();
        else
            come_up();
        CU_ASSERT(!hung_up(0));
        other_is_up(0);
        fake_advance(LISTEN_MS);
        CU_ASSERT(hung_up(0));
        other_leaves();
        close_link(SHIM_STATUS_USER_REQUEST);
        quit(SHIM_STATUS_USER_REQUEST);
        end_links();
    }
}

static const struct fake_answer busy_line[] = {
    {"ATD", "\r\nBUSY\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_first_link_busy(void)
{
    begin_links(busy_line, "RedialOnLinkFailure=0\nRedialAttempts=0\n",
                other_is_up);
    lose_other_soon();
    CU_ASSERT_FALSE(dial());
    CU_ASSERT(was_connected);
    EXPECT_NUMBER(at_that_time.links_up, 1);
    EXPECT_NUMBER(at_that_time.link_up, 0);
    EXPECT_TEXT(at_that_time.interface, "ppp7");
    EXPECT_NUMBER(fake.status, SHIM_STATUS_HANGUP);
    CU_ASSERT_FALSE(fake.persist);
    quit(fake.status);
    STORY("0 1 2 12 2000 end629");
    end_links();
}

static void test_all_links_busy(void)
{
    begin_links(busy_line, "", NULL);
    fake.no_child = true;
    CU_ASSERT_FALSE(dial());
    quit(fake.status);
    STORY("0 1 2 2!676 end676");
    end_links();
}

/* pppd is kept, by another attempt that dials nothing, for the other link. */
static void test_first_link_lost(void)
{
    struct connrec c;

    begin_links(answered, "RedialOnLinkFailure=0\n", other_is_up);
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    link_events.joined();
    fake.hungup = true;
    fake.status = SHIM_STATUS_HANGUP;
    disconnect();
    EXPECT_NUMBER(fake.went_on, 1);
    CU_ASSERT(fake.persist);
    CU_ASSERT(report_connected());
    EXPECT_NUMBER(listed(&c), 1);
    EXPECT_NUMBER(link_events.holdoff(30, true), 0);
    lose_other_soon();
    CU_ASSERT_FALSE(dial());
    CU_ASSERT(was_connected);
    EXPECT_NUMBER(at_that_time.link_up, 0);
    CU_ASSERT_FALSE(fake.persist);
    EXPECT_NUMBER(fake.n_started, 1);
    quit(fake.status);
    STORY(UP " end629");
    end_links();
}

/* --- the end of several links */

static bool other_hears(enum wire_type type)
{
    struct wire_record r;
    bool found = false;

    while (!found && wire_receive(fake.started[0].control, &r) == 0)
        found = r.type == type;
    return found;
}

/* On purpose, or because pppd ends: that is the end of all links. */
static void test_links_end_together(void)
{
    static const struct {
        int status;
        bool quits;
        const char *story;
    } rows[] = {
        {SHIM_STATUS_IDLE, false, UP " end828"},
        {SHIM_STATUS_USER_REQUEST, false, UP " end631"},
        {SHIM_STATUS_HANGUP, true, UP " end629"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin_links(answered, "", other_is_up);
        CU_ASSERT_FATAL(dial());
        agree_on_lcp();
        authenticate();
        link_events.joined();
        CU_ASSERT(!other_hears(WIRE_HANGUP));
        if (rows[i].quits)
            shim_quit();
        fake.hungup = rows[i].status == SHIM_STATUS_HANGUP;
        fake.status = rows[i].status;
        enter(SHIM_PHASE_TERMINATE);
        CU_ASSERT(other_hears(WIRE_HANGUP));
        CU_ASSERT(!leader.outlived);
        other_leaves();
        disconnect();
        fake_advance(LISTEN_MS); /* between two attempts nothing settles */
        quit(rows[i].status);
        STORY(rows[i].story);
        end_links();
    }
}

/* Lines without a network are no connection. */
static void test_links_without_network(void)
{
    begin_links(answered, "RedialOnLinkFailure=0\n", other_joins);
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    fake_advance(LISTEN_MS);
    CU_ASSERT(!other_hears(WIRE_HANGUP));
    fake_advance(order.job.line->timeouts.network);
    EXPECT_TEXT(fake.end_reason, "Negotiation takes too long");
    CU_ASSERT(!leader.outlived);
    CU_ASSERT(!report_connected());
    CU_ASSERT(other_hears(WIRE_HANGUP));
    other_leaves();
    fake.status = SHIM_STATUS_NEGOTIATION;
    disconnect();
    quit(fake.status);
    STORY("0 1 2 3 4 5 e a a!718 end718");
    end_links();
}

/* It is this link's, or another's; or one that is dialled comes to one. */
static void test_links_with_network(void)
{
    static const struct {
        void (*act)(size_t i);
        bool up;
    } rows[] = {{other_joins, true}, {other_is_up, false}, {NULL, false}};
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin_links(answered, "RedialOnLinkFailure=0\n", rows[i].act);
        CU_ASSERT_FATAL(dial());
        agree_on_lcp();
        authenticate();
        if (rows[i].up)
            come_up();
        fake.hungup = true;
        fake.status = SHIM_STATUS_HANGUP;
        enter(SHIM_PHASE_DISCONNECT);
        CU_ASSERT(leader.outlived);
        CU_ASSERT(!other_hears(WIRE_HANGUP));
        other_leaves();
        disconnect();
        CU_ASSERT_FALSE(dial());
        quit(fake.status);
        end_links();
    }
}

/* Only the last link of a bundle knows that it was idle. */
static void test_links_idle(void)
{
    begin_links(answered, "", other_is_up);
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    link_events.joined();
    other_says(WIRE_ENDED, 0, 828);
    other_leaves();
    fake_advance(LISTEN_MS);
    EXPECT_TEXT(fake.end_reason, "Link inactive");
    close_link(SHIM_STATUS_USER_REQUEST); /* what pppd takes it for */
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end828");
    end_links();
}

static void lose_first(void)
{
    begin_links(answered, "RedialOnLinkFailure=0\n", other_is_up);
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    link_events.joined();
    fake.hungup = true;
    fake.status = SHIM_STATUS_HANGUP;
}

static void leave_other(int number)
{
    (void)number;
    other_leaves();
}

/* What the other link does when it is told to hang up takes a moment. */
static void leave_other_soon(void)
{
    struct sigaction action = {.sa_handler = leave_other};
    struct itimerval soon = {{0, 0}, {0, 300000}};

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
}

/* SIGTERM while pppd is kept for the others, or just before that. */
static void test_links_given_up(void)
{
    lose_first();
    disconnect();
    CU_ASSERT(fake.persist);
    fake.quit_signal = SIGTERM;
    leave_other_soon();
    CU_ASSERT_FALSE(dial());
    EXPECT_NUMBER(fake.status, SHIM_STATUS_USER_REQUEST);
    quit(fake.status);
    STORY(UP " end631");
    end_links();
    lose_first();
    enter(SHIM_PHASE_DISCONNECT);
    CU_ASSERT(leader.outlived);
    shim_quit();
    leave_other_soon();
    link_channel.disconnect();
    link_channel.cleanup();
    EXPECT_NUMBER(fake.went_on, 0);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(UP " end631");
    end_links();
}

/* pppd itself ends between two attempts: so does all that it has begun. */
static void test_links_left(void)
{
    struct pollfd p = {.events = POLLIN};

    lose_first();
    disconnect();
    CU_ASSERT(report_connected());
    link_channel.cleanup(); /* fatal() -> die(1) */
    while (other_hears(WIRE_HANGUP))
        ;
    link_events.exit(SHIM_STATUS_FATAL);
    p.fd = fake.started[0].control;
    EXPECT_NUMBER(poll(&p, 1, 0), 1);
    CU_ASSERT(p.revents & POLLHUP);
    STORY(UP " end629");
    end_links();
}

/* The last one was idle. */
static void idle_other(int number)
{
    (void)number;
    other_says(WIRE_ENDED, 0, 828);
    other_leaves();
}

/* The second link comes up when the first has been there and gone. */
static void test_links_in_turn(void)
{
    struct sigaction action = {.sa_handler = idle_other};
    struct itimerval soon = {{0, 0}, {0, 300000}};

    begin_links(answered, "RedialOnLinkFailure=1\nRedialAttempts=0\n", NULL);
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    link_events.joined();
    CU_ASSERT(!report_connected());
    fake.hungup = true;
    fake.status = SHIM_STATUS_HANGUP;
    disconnect();
    CU_ASSERT(fake.persist); /* to wait, not to dial */
    CU_ASSERT(!persist_wanted());
    other_is_up(0);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    CU_ASSERT_FALSE(dial());
    CU_ASSERT(fake.persist); /* what the entry says of a connection */
    quit(fake.status);
    STORY(UP " end828");
    end_links();
}

/* None was ever up: our own failure is the first, and the cause. */
static void test_links_fail(void)
{
    begin_links(busy_line, "", NULL);
    lose_other_soon();
    CU_ASSERT_FALSE(dial());
    CU_ASSERT_FALSE(was_connected);
    EXPECT_NUMBER(fake.status, SHIM_STATUS_CONNECT);
    quit(fake.status);
    STORY("0 1 2 2!676 end676");
    end_links();
}

const char unit_name[] = "leader";
const struct unit_test unit_tests[] = {
    {"Connected waits for all links", test_links_settle},
    {"a link joins another's bundle", test_link_joined},
    {"a link to another server", test_link_elsewhere},
    {"the first link is busy", test_first_link_busy},
    {"no link can be had", test_all_links_busy},
    {"the first link is lost", test_first_link_lost},
    {"links without a network", test_links_without_network},
    {"links with a network, or with hope", test_links_with_network},
    {"the links end together", test_links_end_together},
    {"the last link was idle", test_links_idle},
    {"pppd is told to end, and one link is left", test_links_given_up},
    {"pppd ends, and one link is left", test_links_left},
    {"one link after the other", test_links_in_turn},
    {"a busy link, and one that is lost", test_links_fail},
    {NULL, NULL},
};
