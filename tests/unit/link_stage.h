/*
 * link_stage.h - what a link's life is played on: a modem, a controller, files,
 * and pppd's part in its own order. The modules that link.c is one with are
 * within reach.
 */
#ifndef TESTS_UNIT_LINK_STAGE_H
#define TESTS_UNIT_LINK_STAGE_H

#include "tests/unit/harness.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>

#include "plugin/callback.c"
#include "plugin/leader.c"
#include "plugin/link.c"
#include "plugin/persist.c"
#include "compat/connlist.h"
#include "compat/history.h"
#include "plugin/line.h"
#include "tests/unit/fake_controller.h"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_modem.h"
#include "tests/unit/fake_shim.h"

static struct fake_modem modem;
static struct fake_controller controller;
static char story[512], run[128], phonebook[128], config[128], state[128];
static const char *more_config = ""; /* for the next stage */

static const struct fake_answer answered[] = {
    {"ATD", "\r\nCONNECT 33600\r\n", NULL},
    {"+++", "\r\nOK\r\n", NULL},
    {NULL, NULL, NULL},
};

/* --- setting the stage */

static inline void on_signal(int number)
{
    fake.quit_signal = number;
}

static inline void set_stage(const struct fake_answer *answers)
{
    struct sigaction action = {.sa_handler = on_signal};

    fake_reset();
    memset(&link_, 0, sizeof(link_));
    memset(&callback, 0, sizeof(callback));
    memset(&leader, 0, sizeof(leader));
    memset(&persist_, 0, sizeof(persist_));
    sigaction(SIGTERM, &action, NULL);
    CU_ASSERT_FATAL(fake_files_begin());
    CU_ASSERT_FATAL(fake_controller_begin(&controller));
    CU_ASSERT_FATAL(fake_modem_start(&modem, answers, controller.far));
    snprintf(phonebook, sizeof(phonebook), "%s", fake_path("pbk"));
    snprintf(config, sizeof(config), "%s", fake_path("conf"));
    snprintf(run, sizeof(run), "%s", fake_path("run"));
    link_set_paths(&(struct job_paths){phonebook, config});
    report_directory(run);
    snprintf(state, sizeof(state), "%s", fake_path("state"));
    redial_directory(state);
    CU_ASSERT_FATAL(fake_config(modem.tty, "init = [ \"ATZ\" ];", more_config));
    more_config = "";
}

/* Loads [Office] with KEYS; a watcher listens, but decides nothing. */
static inline void begin_with(const struct fake_answer *answers,
                              const char *keys)
{
    char why[200];

    set_stage(answers);
    CU_ASSERT_FATAL(fake_phonebook(keys, "PhoneNumber=5551000\n"));
    fake.text[SHIM_OPTION_entry] = "Office";
    CU_ASSERT(link_channel.load());
    EXPECT_TEXT(order.job.reason, "");
    order.job.tty_user = geteuid(); /* these tests need not be root's */
    CU_ASSERT_FATAL(control_attach(controller.near, why, sizeof(why)));
}

static inline void begin(void)
{
    begin_with(answered, "");
}

static inline size_t listed(struct connrec *first)
{
    struct connrec *list = NULL;
    size_t n = 0;

    if (first)
        memset(first, 0, sizeof(*first));
    EXPECT_NUMBER(connlist_read(run, &list, &n), 0);
    if (n > 0 && first)
        *first = list[0];
    free(list);
    return n;
}

static inline void end(void)
{
    EXPECT_NUMBER(fake.locks, fake.unlocks);
    EXPECT_NUMBER(listed(NULL), 0);
    CU_ASSERT(!control_attached());
    job_free(&order.job);
    fake_controller_end(&controller);
    fake_modem_stop(&modem);
    fake_files_end();
}

static inline void expect_story(const char *expected, const char *file,
                                unsigned at)
{
    fake_controller_read(&controller);
    fake_controller_story(&controller, story, sizeof(story));
    unit_expect_text(story, expected, file, at);
}
#define STORY(expected) expect_story((expected), __FILE__, __LINE__)

/* That of a link that comes up. */
#define UP "0 1 2 3 4 5 e a 12 2000"

/* --- packets */

enum { LCP_ = 0xc021, PAP_ = 0xc023, CHAP_ = 0xc223, IPCP_ = 0x8021 };
enum { REQUEST = 1, ACK, NAK, REJECT, TERMINATE, PROTOCOL_REJECTED = 8 };

static inline size_t packet(uint8_t *out, unsigned protocol, uint8_t code,
                            const char *data, size_t n)
{
    const uint8_t header[] = {
        0xff, 0x03, (uint8_t)(protocol >> 8), (uint8_t)protocol,
        code, 1,    (uint8_t)((n + 4) >> 8),  (uint8_t)(n + 4)};

    memcpy(out, header, sizeof(header));
    memcpy(out + sizeof(header), data, n);
    return sizeof(header) + n;
}

static inline void receive(unsigned protocol, uint8_t code, const char *data,
                           size_t n)
{
    uint8_t bytes[300];

    link_events.received(bytes, packet(bytes, protocol, code, data, n));
}

static inline void transmit(unsigned protocol, uint8_t code, const char *data,
                            size_t n)
{
    uint8_t bytes[300];

    link_events.sent(bytes, packet(bytes, protocol, code, data, n));
}

static inline void receive_text(unsigned protocol, uint8_t code,
                                const char *text)
{
    receive(protocol, code, text, strlen(text));
}

/* --- pppd's part, in its own order (main.c, auth.c) */

static inline void enter(enum shim_phase phase)
{
    fake.phase = phase;
    link_events.phase(phase);
}

/* start_link() */
static inline bool dial(void)
{
    int fd;

    fake.hungup = false;
    fake.status = SHIM_STATUS_CONNECT;
    enter(SHIM_PHASE_SERIALCONN);
    fd = link_channel.connect();
    fake.on_quit_asked = NULL;
    if (fd < 0) {
        enter(SHIM_PHASE_DEAD);
        link_channel.cleanup();
        return false;
    }
    fake.status = SHIM_STATUS_NEGOTIATION;
    enter(SHIM_PHASE_ESTABLISH);
    return true;
}

/* MS-CHAP v2 is what the peer wants of us. */
static inline void agree_on_lcp(void)
{
    static const char option[] = {3, 5, (char)0xc2, 0x23, (char)0x81};

    receive(LCP_, REQUEST, option, sizeof(option));
    transmit(LCP_, ACK, option, sizeof(option));
    receive(LCP_, ACK, "", 0);
    enter(SHIM_PHASE_AUTHENTICATE);
}

static inline void authenticate(void)
{
    transmit(CHAP_, 2, "response", 8);
    receive_text(CHAP_, 3, "S=0123456789012345678901234567890123456789");
    link_events.auth_up();
    enter(SHIM_PHASE_NETWORK);
}

static inline void come_up(void)
{
    receive(IPCP_, REQUEST, "", 0);
    receive(IPCP_, ACK, "\3\6\12\0\0\2", 6);
    fake.status = SHIM_STATUS_OK;
    enter(SHIM_PHASE_RUNNING);
    fake.addresses = (struct shim_addresses){
        inet_addr("10.0.0.2"), inet_addr("10.0.0.1"), {0, 0}};
    link_events.ip_up();
}

static inline void bring_up(void)
{
    CU_ASSERT_FATAL(dial());
    agree_on_lcp();
    authenticate();
    come_up();
}

/* link_terminated() */
static inline void disconnect(void)
{
    enter(SHIM_PHASE_DISCONNECT);
    link_channel.disconnect();
    link_channel.cleanup();
    enter(SHIM_PHASE_DEAD);
}

/* lcp_close(), with IP up */
static inline void close_link(int status)
{
    fake.status = status;
    enter(SHIM_PHASE_TERMINATE);
    link_events.ip_down();
    enter(SHIM_PHASE_NETWORK);
    enter(SHIM_PHASE_ESTABLISH);
    transmit(LCP_, TERMINATE, "", 0);
    disconnect();
}

/* die() */
static inline void quit(int status)
{
    link_channel.cleanup();
    link_events.exit(status);
}

/* --- the controller's part */

static inline void resume(const char *number)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_RESUME);
    wire_put_text(&w, WIRE_F_CALLBACK_NUMBER, number);
    EXPECT_NUMBER(wire_send(controller.far, &w), 0);
    fake_advance(1000);
}

#endif
