#include "tests/unit/link_stage.h"

/* --- callback: an attempt of two calls */

enum { CBCP_ = 0xc029 };

/* It rings as soon as the modem is ready. */
static const struct fake_answer calls_back[] = {
    {"ATM0", "\r\nOK\r\n\r\nRING\r\n", NULL},
    {"ATD", "\r\nCONNECT 33600\r\n", NULL},
    {"ATA", "\r\nCONNECT 28800\r\n", NULL},
    {NULL, NULL, NULL},
};

#define PREPARED "0 1 2 3 4 5 e 8 f"
#define WAITED   PREPARED " 10 11"

static void begin_callback(const struct fake_answer *answers, bool persist)
{
    begin_with(answers, "");
    fake.callback_option = true;
    fake.persist = persist;
    CU_ASSERT_FATAL(dial());
    CU_ASSERT(fake.asks_callback);
    agree_on_lcp();
    transmit(CHAP_, 2, "response", 8);
    receive_text(CHAP_, 3, "S=0123456789012345678901234567890123456789");
    link_events.auth_up();
    enter(SHIM_PHASE_CALLBACK);
    EXPECT_NUMBER(fake_timers(on_deadline), 1);
}

/* cbcp_up(), and the end of the first call */
static void agree_on_callback(void)
{
    receive(CBCP_, 1, "\2\3\5", 3);
    transmit(CBCP_, 2,
             "\2\7\5\1"
             "55",
             7);
    receive(CBCP_, 3,
            "\2\7\5\1"
            "55",
            7);
    fake.persist = false;
    fake.status = SHIM_STATUS_CALLBACK;
    enter(SHIM_PHASE_TERMINATE);
    transmit(LCP_, TERMINATE, "", 0);
    disconnect();
    EXPECT_NUMBER(fake_timers(on_deadline), 0);
    EXPECT_NUMBER(fake.callbacks, 1);
    CU_ASSERT(fake.persist);
    EXPECT_NUMBER(fake_logged(SHIM_ERROR, ""), 0);
    STORY(PREPARED);
}

static void expect_called_back(bool persist)
{
    char heard[256];

    begin_callback(calls_back, persist);
    agree_on_callback();
    EXPECT_NUMBER(link_events.holdoff(30, true), 0);
    CU_ASSERT_FATAL(dial());
    CU_ASSERT(!fake.asks_callback);
    CU_ASSERT(fake.persist == persist);
    STORY(WAITED);
    fake_modem_heard(&modem, heard, sizeof(heard));
    EXPECT_TEXT(heard, "ATZ|ATM0|ATDT5551000|+++|ATH|ATZ|ATM0|ATA|");
    agree_on_lcp();
    authenticate();
    come_up();
    STORY(WAITED " d a 12 2000");
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(WAITED " d a 12 2000 end631");
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_HELLO), 1);
    end();
}

static void test_called_back(void)
{
    expect_called_back(false);
    expect_called_back(true);
}

/* SIGTERM comes when there is no call: main() only looks at its flags. */
static void test_callback_forgone(void)
{
    begin_callback(calls_back, false);
    agree_on_callback();
    fake.status = SHIM_STATUS_USER_REQUEST;
    quit(SHIM_STATUS_USER_REQUEST);
    STORY(PREPARED " f!631 end631");
    end();
}

static void test_nobody_calls_back(void)
{
    begin_callback(answered, true);
    agree_on_callback();
    CU_ASSERT(!dial());
    STORY(WAITED " 11!678 end678");
    CU_ASSERT(fake.persist);
    CU_ASSERT(link_.evidence.cause.retry);
    CU_ASSERT_FATAL(dial()); /* all of it from the start */
    CU_ASSERT(fake.asks_callback);
    fake.hungup = true;
    fake.status = SHIM_STATUS_HANGUP;
    disconnect();
    quit(SHIM_STATUS_HANGUP);
    end();
}

/* pppd would wait on for an offer that it can take. */
static void test_no_callback_to_choose(void)
{
    begin_callback(answered, false);
    receive(CBCP_, 1,
            "\4\7\5\1"
            "55",
            7);
    EXPECT_NUMBER(fake.ends, 0); /* not from within pppd's reading */
    fake_advance(1);
    EXPECT_NUMBER(fake.ends, 1);
    EXPECT_TEXT(fake.end_reason, "No callback to choose");
    disconnect();
    quit(SHIM_STATUS_NEGOTIATION);
    STORY("0 1 2 3 4 5 e 8 8!704 end704");
    EXPECT_NUMBER(fake.callbacks, 0);
    end();
}

/* Two options: none, and a number of ours. */
static void offer_callback(void)
{
    receive(CBCP_, 1, "\1\2\2\4\5\1", 6);
    CU_ASSERT_FATAL(fake.held != NULL);
    fake.held_offers += fake.held();
}

static void begin_offer(void)
{
    begin_callback(answered, false);
    offer_callback();
    EXPECT_NUMBER(fake.held_offers, 0); /* nobody is to be asked */
    order.job.settings.asks_number = true;
    offer_callback();
    offer_callback(); /* repeated */
    EXPECT_NUMBER(fake.held_offers, 2);
    STORY("0 1 2 3 4 5 e 8 1002");
    fake_advance(100000); /* the server's patience is what counts */
    EXPECT_NUMBER(fake.ends, 0);
}

static void test_number_chosen(void)
{
    begin_offer();
    resume("555 (7)");
    CU_ASSERT(fake.answered_called);
    EXPECT_TEXT(fake.given[fake.n_given - 1].text, "callback \"555 (7)\"");
    EXPECT_NUMBER(fake_timers(on_deadline), 1);
    offer_callback(); /* our answer was lost: the number is known */
    EXPECT_NUMBER(fake.held_offers, 0);
    fake.status = SHIM_STATUS_HANGUP;
    fake.hungup = true;
    disconnect();
    quit(SHIM_STATUS_HANGUP);
    end();
}

static void test_no_number_chosen(void)
{
    begin_offer();
    resume("");
    CU_ASSERT(fake.answered && !fake.answered_called);
    EXPECT_NUMBER(fake.ends, 0);
    fake.status = SHIM_STATUS_HANGUP;
    fake.hungup = true;
    disconnect();
    quit(SHIM_STATUS_HANGUP);
    end();
}

static void test_bad_choice(void)
{
    static const struct {
        const char *number, *story;
        bool must_call;
    } rows[] = {
        {"555;reboot", "0 1 2 3 4 5 e 8 1002 1002!751 end751", false},
        {"", "0 1 2 3 4 5 e 8 1002 1002!704 end704", true},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin_offer();
        fake.must_call = rows[i].must_call;
        resume(rows[i].number);
        EXPECT_NUMBER(fake.ends, 1);
        disconnect();
        quit(SHIM_STATUS_NEGOTIATION);
        STORY(rows[i].story);
        end();
    }
}

/* The server has said: no callback. pppd goes on at once. */
static void test_call_goes_on(void)
{
    begin_callback(answered, false);
    enter(SHIM_PHASE_NETWORK);
    come_up();
    STORY("0 1 2 3 4 5 e 8 a 12 2000");
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "the server does not call back"), 1);
    close_link(SHIM_STATUS_USER_REQUEST);
    quit(SHIM_STATUS_USER_REQUEST);
    end();
}

/* Nobody has asked to be called back. */
static void test_callback_unasked(void)
{
    begin();
    CU_ASSERT_FATAL(dial());
    CU_ASSERT(!fake.asks_callback);
    agree_on_lcp();
    fake.status = SHIM_STATUS_CALLBACK;
    enter(SHIM_PHASE_TERMINATE);
    disconnect();
    EXPECT_NUMBER(fake.callbacks, 0);
    CU_ASSERT(!callback.due);
    quit(SHIM_STATUS_CALLBACK);
    fake_controller_read(&controller);
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_ENDED), 1);
    end();
}

/* Who is not there cannot choose; and nobody answers what was not asked. */
static void test_nobody_chooses(void)
{
    size_t given;

    begin_callback(answered, false);
    given = fake.n_given;
    resume("555");
    EXPECT_NUMBER(fake.n_given, given);
    CU_ASSERT(!fake.answered);
    order.job.settings.asks_number = true;
    CU_ASSERT_FATAL(fake.held != NULL);
    CU_ASSERT(!fake.held()); /* no offer of that kind */
    receive(CBCP_, 1, "\1\2\2\4\5\1", 6);
    order.hosted = true; /* a custom dialer has named its number */
    CU_ASSERT(!fake.held());
    order.hosted = false;
    CU_ASSERT(fake.held());
    fake.status = SHIM_STATUS_HANGUP;
    fake.hungup = true;
    enter(SHIM_PHASE_DISCONNECT);
    CU_ASSERT(!fake.held());
    resume("555"); /* too late */
    EXPECT_NUMBER(fake.n_given, given);
    link_channel.disconnect();
    link_channel.cleanup();
    enter(SHIM_PHASE_DEAD);
    quit(SHIM_STATUS_HANGUP);
    end();
    begin_callback(answered, false);
    order.job.settings.asks_number = true;
    receive(CBCP_, 1, "\1\2\2\4\5\1", 6);
    control_close();
    CU_ASSERT(!fake.held());
    fake.status = SHIM_STATUS_HANGUP;
    disconnect();
    quit(SHIM_STATUS_HANGUP);
    end();
}

/* Nobody can call a line that has no telephone: a call would be lost for it. */
static void test_no_telephone(void)
{
    begin_with(answered, "");
    fake.callback_option = true; /* of the command line */
    callback_begin(&order);
    CU_ASSERT(fake.asks_callback);
    order.job.own_line = true;
    callback_begin(&order);
    CU_ASSERT(!fake.asks_callback);
    order.job.own_line = false;
    order.job.line = &(const struct ras_device){.kind = RAS_DEVICE_PPPOE};
    callback_begin(&order);
    CU_ASSERT(!fake.asks_callback);
    order.job.line = NULL; /* the job is refused */
    callback_begin(&order);
    CU_ASSERT(!fake.asks_callback);
    quit(0);
    end();
}

const char unit_name[] = "callback";
const struct unit_test unit_tests[] = {
    {"called back", test_called_back},
    {"the end between call and callback", test_callback_forgone},
    {"nobody calls back", test_nobody_calls_back},
    {"no callback to choose", test_no_callback_to_choose},
    {"the caller's callback number", test_number_chosen},
    {"no number of the caller", test_no_number_chosen},
    {"a number that nobody can call", test_bad_choice},
    {"no callback: the call goes on", test_call_goes_on},
    {"a callback that nobody asked for", test_callback_unasked},
    {"nobody is there to choose a number", test_nobody_chooses},
    {"a line without a telephone", test_no_telephone},
    {NULL, NULL},
};
