#include "tests/unit/harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "plugin/report.c"
#include "compat/connlist.h"
#include "tests/unit/fake_controller.h"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"

static struct fake_controller controller;
static struct entry entry;
static struct entry_media media;
static struct ras_device line;
static struct job job;
static char run[128], story[512];

static void begin(void)
{
    char why[200];

    fake_reset();
    memset(&report, 0, sizeof(report));
    memset(&job, 0, sizeof(job));
    CU_ASSERT_FATAL(fake_files_begin());
    CU_ASSERT_FATAL(fake_controller_begin(&controller));
    CU_ASSERT_FATAL(control_attach(controller.near, why, sizeof(why)));
    snprintf(run, sizeof(run), "%s", fake_path("run"));
    report_directory(run);
    entry.name = "Office";
    media.port = "COM9";
    media.device_name = "Fake Modem";
    line.kind = RAS_DEVICE_MODEM;
    line.port = "COM1";
    line.tty = "/dev/ttyRASNONE0";
    job.entry = &entry;
    job.media = &media;
    job.line = &line;
    snprintf(job.phonebook, sizeof(job.phonebook), "/etc/my.pbk");
    fake.user = 1000;
}

static void end(void)
{
    report_forget();
    control_close();
    fake_controller_end(&controller);
    fake_files_end();
}

/* The one record of this process in the list. */
static struct connrec listed(void)
{
    struct connrec *list = NULL, found;
    size_t n = 0;

    memset(&found, 0, sizeof(found));
    EXPECT_NUMBER(connlist_read(run, &list, &n), 0);
    EXPECT_NUMBER(n, 1);
    if (n == 1)
        found = list[0];
    free(list);
    return found;
}

static size_t list_length(void)
{
    struct connrec *list = NULL;
    size_t n = 0;

    EXPECT_NUMBER(connlist_read(run, &list, &n), 0);
    free(list);
    return n;
}

static void expect_story(const char *expected, const char *file, unsigned at)
{
    fake_controller_read(&controller);
    fake_controller_story(&controller, story, sizeof(story));
    unit_expect_text(story, expected, file, at);
}
#define STORY(expected) expect_story((expected), __FILE__, __LINE__)

static void latch(struct cause *c, uint32_t error, const char *text)
{
    cause_clear(c);
    cause_latch(c, error, 0, false, text);
}

/* --- states */

static void test_attempt(void)
{
    const struct wire_record *r;
    char text[257];

    begin();
    report_attempt(&job);
    EXPECT_TEXT(fake_env("RAS_ENTRY"), "Office");
    EXPECT_TEXT(fake_env("RAS_DEVICE"), "/dev/ttyRASNONE0");
    EXPECT_TEXT(fake_env("RAS_ERROR"), "0");
    EXPECT_NUMBER(list_length(), 0); /* nothing has happened yet */
    STORY("");
    r = fake_controller_last(&controller, WIRE_DEVICE);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT(wire_text(r, WIRE_F_DEVICE_TYPE, text, sizeof(text)));
    EXPECT_TEXT(text, "modem");
    CU_ASSERT(wire_text(r, WIRE_F_DEVICE_NAME, text, sizeof(text)));
    EXPECT_TEXT(text, "Fake Modem");
    CU_ASSERT(wire_text(r, WIRE_F_PORT, text, sizeof(text)));
    EXPECT_TEXT(text, "COM9");
    CU_ASSERT(wire_text(r, WIRE_F_TTY, text, sizeof(text)));
    EXPECT_TEXT(text, "/dev/ttyRASNONE0");
    end();
}

static void test_states(void)
{
    struct connrec c;

    begin();
    report_attempt(&job);
    report_state(RASCS_OpenPort, NULL);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "OpenPort"), 1);
    EXPECT_TEXT(fake_env("RAS_STATE"), "OpenPort");
    c = listed();
    EXPECT_NUMBER(c.state, RASCS_OpenPort);
    EXPECT_TEXT(c.entry, "Office");
    EXPECT_TEXT(c.phonebook, "/etc/my.pbk");
    EXPECT_TEXT(c.device_type, "modem");
    EXPECT_TEXT(c.device_name, "Fake Modem");
    EXPECT_TEXT(c.tty, "/dev/ttyRASNONE0");
    EXPECT_NUMBER(c.pid, getpid());
    EXPECT_NUMBER(c.uid, 1000);
    EXPECT_NUMBER(c.connected, 0);
    CU_ASSERT(c.since > 0);
    report_state(RASCS_ConnectDevice, "5551000 on COM9");
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "5551000 on COM9"), 1);
    STORY("0 2");
    CU_ASSERT(!report_connected());
    end();
}

/* A peer that negotiates anew sends pppd through its phases again. */
static void test_each_state_once(void)
{
    begin();
    report_attempt(&job);
    report_state(RASCS_Authenticate, NULL);
    report_state(RASCS_Authenticate, NULL);
    report_state(RASCS_AuthProject, NULL);
    report_state(RASCS_Authenticate, NULL);
    report_state(RASCS_AuthProject, NULL);
    report_state(RASCS_Connected, "ppp0");
    CU_ASSERT(report_connected());
    CU_ASSERT(listed().connected > 0);
    report_state(RASCS_Authenticate, NULL);
    report_state(RASCS_Connected, "ppp0");
    STORY("5 a 2000");
    report_attempt(&job); /* another one begins anew */
    CU_ASSERT(!report_connected());
    report_state(RASCS_Authenticate, NULL);
    STORY("5 a 2000 5");
    end();
}

static void test_all_states(void)
{
    uint32_t state;

    begin();
    report_attempt(&job);
    for (state = 0; state < 200; state++)
        report_state((enum rascs)state, NULL);
    fake_controller_read(&controller);
    CU_ASSERT(fake_controller_count(&controller, WIRE_STATE) >= 25);
    CU_ASSERT(fake_controller_count(&controller, WIRE_STATE) <= SEEN_MAX);
    end();
}

/* --- the modem */

static void test_modem(void)
{
    const struct wire_record *r;
    char text[257];

    begin();
    report_attempt(&job);
    report_number("5551000");
    report_modem("ATDT5551000", true);
    report_modem("CONNECT 33600", false);
    report_speed("33600/V34", 33600);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "ATDT5551000"), 1);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "CONNECT 33600"), 1);
    EXPECT_TEXT(fake_env("SPEED"), "33600");
    fake_controller_read(&controller);
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_MODEM), 2);
    r = fake_controller_last(&controller, WIRE_MODEM);
    CU_ASSERT_FATAL(r != NULL);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_BPS, 0), 33600);
    CU_ASSERT(wire_text(r, WIRE_F_TEXT, text, sizeof(text)));
    EXPECT_TEXT(text, "33600/V34");
    r = fake_controller_last(&controller, WIRE_DEVICE);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT(wire_text(r, WIRE_F_NUMBER, text, sizeof(text)));
    EXPECT_TEXT(text, "5551000");
    report_state(RASCS_DeviceConnected, NULL);
    EXPECT_NUMBER(listed().bps, 33600);
    EXPECT_TEXT(listed().number, "5551000");
    end();
}

/* The log is quiet, the controller is not; states and causes stay. */
static void test_modem_hidden(void)
{
    struct ras_conf conf = {.logging = {.modem = false}};
    struct cause c = {.error = RASERR_ERROR_LINE_BUSY, .text = "BUSY"};

    begin();
    job.conf = &conf;
    report_attempt(&job);
    report_state(RASCS_ConnectDevice, NULL);
    report_modem("ATDT5551000", true);
    report_modem("BUSY", false);
    report_cause(&c);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "modem "), 0);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "ConnectDevice"), 1);
    EXPECT_NUMBER(fake_logged(SHIM_ERROR, "BUSY"), 1);
    fake_controller_read(&controller);
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_MODEM), 1);
    conf.logging.modem = true;
    report_attempt(&job);
    report_modem("ATDT5551000", true);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "modem <- ATDT5551000"), 1);
    end();
}

/* --- what was agreed */

static void test_agreed(void)
{
    struct evidence e = {.auth_protocol = 0xc223, .auth_data = 0x81};
    struct agreed a = {.lcp = {.ours_done = true, .peers_done = true}};
    const struct wire_record *r;
    struct connrec c;

    begin();
    report_attempt(&job);
    a.lcp.ours = 3;
    a.lcp.peers = 1;
    a.our_id[7] = 0xab;
    report_agreed(&a, &e); /* nobody asked for CCP: it is not told */
    EXPECT_NUMBER(list_length(), 0);
    fake_controller_read(&controller);
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_PROJECTION), 1);
    r = fake_controller_last(&controller, WIRE_PROJECTION);
    CU_ASSERT_FATAL(r != NULL);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_PROTOCOL, 0), 0xc021);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_OPTIONS, 0), 3);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_PEER_OPTIONS, 0), 1);
    report_state(RASCS_Connected, "ppp0");
    c = listed();
    EXPECT_NUMBER(c.lcp_options, 3);
    EXPECT_NUMBER(c.auth_data, 0x81);
    EXPECT_NUMBER(c.ccp_result, 731);
    EXPECT_TEXT(c.ipv6_id, "00000000000000ab");
    CU_ASSERT(c.up_ms > 0);
    /* CCP is late: the list is written anew */
    a.ccp = (struct agreed_protocol){true, true, false, false, 0, 0};
    report_agreed(&a, &e);
    EXPECT_NUMBER(listed().ccp_result, 733);
    fake_controller_read(&controller);
    r = fake_controller_last(&controller, WIRE_PROJECTION);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_PROTOCOL, 0), 0x80fd);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_ERROR, 0), 733);
    end();
}

/* --- PPP's results */

static void test_authentication(void)
{
    static const struct {
        uint32_t protocol, data;
        const char *name;
    } rows[] = {
        {0, 0, "none"},
        {0xc023, 0, "PAP"},
        {0xc223, 5, "CHAP"},
        {0xc223, 0x80, "MS-CHAP"},
        {0xc223, 0x81, "MS-CHAP v2"},
        {0xc227, 0, "EAP"},
        {0xc223, 0x77, "none"},
    };
    struct evidence e;
    const struct wire_record *r;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        memset(&e, 0, sizeof(e));
        e.auth_protocol = rows[i].protocol;
        e.auth_data = rows[i].data;
        report_attempt(&job);
        report_authentication(&e);
        report_state(RASCS_Authenticated, NULL);
        EXPECT_TEXT(listed().authentication, rows[i].name);
        fake_controller_read(&controller);
        r = fake_controller_last(&controller, WIRE_AUTHENTICATION);
        CU_ASSERT_FATAL(r != NULL);
        EXPECT_NUMBER(wire_u32(r, WIRE_F_PROTOCOL, 99), rows[i].protocol);
        EXPECT_NUMBER(wire_u32(r, WIRE_F_PROTOCOL_DATA, 99), rows[i].data);
        end();
    }
}

static void test_projection(void)
{
    struct shim_addresses a = {inet_addr("10.0.0.2"),
                               inet_addr("10.0.0.1"),
                               {inet_addr("10.0.0.53"), 0}};
    const struct wire_record *r;
    char text[65];

    begin();
    report_attempt(&job);
    report_projection(&a, "ppp0");
    report_state(RASCS_Connected, "ppp0");
    EXPECT_TEXT(listed().interface, "ppp0");
    EXPECT_TEXT(listed().local_address, "10.0.0.2");
    EXPECT_TEXT(listed().remote_address, "10.0.0.1");
    fake_controller_read(&controller);
    r = fake_controller_last(&controller, WIRE_PROJECTION);
    CU_ASSERT_FATAL(r != NULL);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_PROTOCOL, 0), 0x8021);
    CU_ASSERT(wire_text(r, WIRE_F_LOCAL_ADDRESS, text, sizeof(text)));
    EXPECT_TEXT(text, "10.0.0.2");
    CU_ASSERT(wire_text(r, WIRE_F_DNS1, text, sizeof(text)));
    EXPECT_TEXT(text, "10.0.0.53");
    CU_ASSERT(!wire_has(r, WIRE_F_DNS2));
    CU_ASSERT(wire_text(r, WIRE_F_INTERFACE, text, sizeof(text)));
    EXPECT_TEXT(text, "ppp0");
    end();
}

static void test_statistics(void)
{
    const struct wire_record *r;

    begin();
    report_attempt(&job);
    fake.statistics = (struct shim_statistics){1ull << 40, 2, 3, 4};
    report_statistics();
    fake_controller_read(&controller);
    r = fake_controller_last(&controller, WIRE_STATISTICS);
    CU_ASSERT_FATAL(r != NULL);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_BYTES_SENT, 0), 1ll << 40);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_BYTES_RECEIVED, 0), 2);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_FRAMES_SENT, 0), 3);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_FRAMES_RECEIVED, 0), 4);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_DURATION, 99), 0);
    report_state(RASCS_Connected, NULL);
    report.up -= 5000; /* five seconds ago */
    report_statistics();
    fake_controller_read(&controller);
    r = fake_controller_last(&controller, WIRE_STATISTICS);
    CU_ASSERT(wire_u64(r, WIRE_F_DURATION, 0) >= 5000);
    CU_ASSERT(wire_u64(r, WIRE_F_DURATION, 0) < 60000);
    end();
}

/* --- the end */

static void test_failed_attempt(void)
{
    const struct wire_record *r;
    struct cause c;
    char text[257];

    begin();
    report_attempt(&job);
    report_state(RASCS_ConnectDevice, NULL);
    latch(&c, RASERR_ERROR_LINE_BUSY, "BUSY");
    report_cause(&c);
    EXPECT_TEXT(fake_env("RAS_ERROR"), "676");
    EXPECT_TEXT(fake_env("RAS_STATE"), "Disconnected");
    EXPECT_NUMBER(fake_logged(SHIM_ERROR, "RAS error 676"), 1);
    report_state(RASCS_Connected, NULL); /* too late */
    report_ended(&c, 8);
    report_ended(&c, 16);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "RAS_ENTRY=\"Office\" "
                                           "RAS_STATE=ConnectDevice "
                                           "RAS_ERROR=676"),
                  1);
    STORY("2 2!676 end676");
    r = fake_controller_last(&controller, WIRE_ENDED);
    CU_ASSERT_FATAL(r != NULL);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_EXIT_STATUS, 99), 8);
    EXPECT_NUMBER(wire_u32(r, WIRE_F_RETRY, 99), 0);
    CU_ASSERT(wire_text(r, WIRE_F_TEXT, text, sizeof(text)));
    EXPECT_TEXT(text, "BUSY");
    EXPECT_NUMBER(listed().state, RASCS_Disconnected);
    EXPECT_NUMBER(listed().error, RASERR_ERROR_LINE_BUSY);
    report_forget();
    EXPECT_NUMBER(list_length(), 0);
    end();
}

/* Connected did not fail: only the end is told. */
static void test_end_of_a_link(void)
{
    struct cause c;

    begin();
    report_attempt(&job);
    report_state(RASCS_Connected, NULL);
    latch(&c, RASERR_ERROR_USER_DISCONNECTION, "");
    report_cause(&c);
    CU_ASSERT(!report_connected());
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "RAS error 631"), 1);
    EXPECT_NUMBER(fake_logged(SHIM_ERROR, ""), 0); /* wanted: no error */
    report_ended(&c, 5);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "RAS_STATE=Connected RAS_ERROR=631"),
                  1);
    STORY("2000 end631");
    end();
}

/* The one end that is on record. */
static struct connrec last_end(void)
{
    struct connrec *list = NULL, found;
    size_t n = 0;

    memset(&found, 0, sizeof(found));
    EXPECT_NUMBER(connlist_read_last(run, &list, &n), 0);
    EXPECT_NUMBER(n, 1);
    if (n == 1)
        found = list[0];
    free(list);
    return found;
}

/* A year, and more bytes than 32 bits count: on the wire and on record. */
static void test_year(void)
{
    const uint64_t year = 365 * UINT64_C(86400000);
    const struct wire_record *r;
    struct cause c;

    begin();
    report_attempt(&job);
    report_state(RASCS_Connected, NULL);
    fake.statistics = (struct shim_statistics){(9ull << 40) + 1, 5ull << 32,
                                               (7ull << 32) + 3, 1ull << 33};
    report.up -= year;
    report_statistics();
    fake_controller_read(&controller);
    r = fake_controller_last(&controller, WIRE_STATISTICS);
    CU_ASSERT_FATAL(r != NULL);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_BYTES_SENT, 0), (9ll << 40) + 1);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_BYTES_RECEIVED, 0), 5ll << 32);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_FRAMES_SENT, 0), (7ll << 32) + 3);
    EXPECT_NUMBER(wire_u64(r, WIRE_F_FRAMES_RECEIVED, 0), 1ll << 33);
    CU_ASSERT(wire_u64(r, WIRE_F_DURATION, 0) >= year);
    CU_ASSERT(wire_u64(r, WIRE_F_DURATION, 0) < year + 60000);
    latch(&c, RASERR_ERROR_REMOTE_DISCONNECTION, "bye");
    report_cause(&c);
    report_ended(&c, 16);
    EXPECT_NUMBER(last_end().bytes_sent, (9ll << 40) + 1);
    EXPECT_NUMBER(last_end().bytes_received, 5ll << 32);
    CU_ASSERT(last_end().lasted_ms >= year);
    CU_ASSERT(last_end().lasted_ms < year + 60000);
    end();
}

/* pppd has gone, and how the entry's connection ended is known. */
static void test_last_end(void)
{
    struct connrec last;
    struct cause c;

    begin();
    report_attempt(&job);
    report_state(RASCS_Connected, NULL);
    EXPECT_NUMBER(listed().ended, 0);
    report.up -= 5000;
    fake.statistics = (struct shim_statistics){1ull << 40, 2, 3, 4};
    latch(&c, RASERR_ERROR_REMOTE_DISCONNECTION, "bye");
    report_cause(&c);
    fake.statistics = (struct shim_statistics){0, 0, 0, 0}; /* link gone */
    report_ended(&c, 16);
    EXPECT_NUMBER(listed().ended, 0); /* this pppd lives, and may redial */
    report_forget();
    EXPECT_NUMBER(list_length(), 0);
    last = last_end();
    EXPECT_TEXT(last.entry, "Office");
    EXPECT_TEXT(last.phonebook, "/etc/my.pbk");
    EXPECT_NUMBER(last.error, 629);
    EXPECT_TEXT(last.text, "bye");
    EXPECT_NUMBER(last.state, RASCS_Disconnected);
    EXPECT_NUMBER(last.uid, 1000);
    CU_ASSERT(last.lasted_ms >= 5000 && last.lasted_ms < 60000);
    EXPECT_NUMBER(last.bytes_sent, 1ll << 40);
    EXPECT_NUMBER(last.bytes_received, 2);
    CU_ASSERT(last.ended >= last.since && last.since > 0);
    end();
}

/* An attempt that fails replaces it, with nothing of the one before. */
static void test_last_end_replaced(void)
{
    struct connrec last;
    struct cause c;

    begin();
    report_attempt(&job);
    report_state(RASCS_Connected, NULL);
    latch(&c, RASERR_ERROR_REMOTE_DISCONNECTION, "bye");
    report_ended(&c, 16);
    report_attempt(&job);
    EXPECT_NUMBER(last_end().error, 629);
    latch(&c, RASERR_ERROR_PORT_NOT_FOUND, "no COM9"); /* before any state */
    report_ended(&c, 2);
    last = last_end();
    EXPECT_NUMBER(last.error, 615);
    EXPECT_TEXT(last.text, "no COM9");
    EXPECT_NUMBER(last.lasted_ms, 0);
    EXPECT_NUMBER(last.connected, 0);
    end();
}

static void test_cause_that_is_replaced(void)
{
    struct cause c;

    begin();
    report_attempt(&job);
    report_state(RASCS_Authenticate, NULL);
    latch(&c, RASERR_ERROR_PPP_TIMEOUT, "");
    report_cause(&c);
    report_cause(&c);
    EXPECT_NUMBER(fake_logged(SHIM_ERROR, "RAS error"), 1);
    latch(&c, RASERR_ERROR_AUTHENTICATION_FAILURE, "");
    report_cause(&c);
    EXPECT_TEXT(fake_env("RAS_ERROR"), "691");
    report_ended(&c, 19);
    latch(&c, RASERR_ERROR_UNKNOWN, "");
    report_cause(&c); /* it is over */
    EXPECT_TEXT(fake_env("RAS_ERROR"), "691");
    STORY("5 5!718 end691");
    end();
}

/* Before any state there is none that could have failed. */
static void test_end_without_a_state(void)
{
    const struct wire_record *ended;
    struct cause c;

    begin();
    job.entry = NULL;
    job.media = NULL;
    job.line = NULL;
    report_attempt(&job);
    latch(&c, RASERR_ERROR_CANNOT_OPEN_PHONEBOOK, "no file");
    report_ended(&c, -1);
    STORY("end621");
    ended = fake_controller_last(&controller, WIRE_ENDED);
    CU_ASSERT(ended && !wire_has(ended, WIRE_F_EXIT_STATUS));
    EXPECT_NUMBER(list_length(), 0);
    CU_ASSERT(access(run, F_OK) < 0); /* without an entry there is no end */
    end();
}

/* --- the list */

static void test_unwritable_list(void)
{
    struct cause c;

    begin();
    report_directory("/proc/none/such");
    report_attempt(&job);
    report_state(RASCS_OpenPort, NULL);
    report_state(RASCS_PortOpened, NULL);
    report_state(RASCS_Connected, NULL);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "cannot be listed"), 1);
    latch(&c, RASERR_ERROR_REMOTE_DISCONNECTION, "");
    report_ended(&c, 0);
    STORY("0 1 2000 end629");
    end();
}

/* A record that could not be written anew must still be taken away. */
static void test_forget_after_a_failure(void)
{
    begin();
    report_attempt(&job);
    report_state(RASCS_OpenPort, NULL);
    EXPECT_NUMBER(list_length(), 1);
    CU_ASSERT_FATAL(chmod(run, 0777) == 0); /* no list that anybody trusts */
    report_state(RASCS_PortOpened, NULL);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "cannot be listed"), 1);
    CU_ASSERT_FATAL(chmod(run, 0755) == 0);
    EXPECT_NUMBER(list_length(), 1);
    report_forget();
    EXPECT_NUMBER(list_length(), 0);
    end();
}

/* pppd detaches: the record follows it to its new pid. */
static void test_new_pid(void)
{
    char old[160], new[160];
    int status = -1;
    pid_t pid;

    begin();
    report_attempt(&job);
    report_state(RASCS_OpenPort, NULL);
    snprintf(old, sizeof(old), "%s/%d.json", run, (int)getpid());
    CU_ASSERT(access(old, F_OK) == 0);
    pid = fork();
    if (pid == 0) {
        report_state(RASCS_Connected, NULL);
        snprintf(new, sizeof(new), "%s/%d.json", run, (int)getpid());
        if (access(old, F_OK) == 0 || access(new, F_OK) != 0)
            _exit(1);
        report_forget();
        _exit(access(new, F_OK) == 0 ? 2 : 0);
    }
    CU_ASSERT(waitpid(pid, &status, 0) == pid);
    EXPECT_NUMBER(status, 0);
    end();
}

const char unit_name[] = "report";
const struct unit_test unit_tests[] = {
    {"an attempt begins", test_attempt},
    {"a state: log, environment, list, wire", test_states},
    {"each state once", test_each_state_once},
    {"all states there are", test_all_states},
    {"the modem's words", test_modem},
    {"the modem's words, not in the log", test_modem_hidden},
    {"the authentication's name", test_authentication},
    {"what was agreed", test_agreed},
    {"addresses", test_projection},
    {"counters", test_statistics},
    {"an attempt fails", test_failed_attempt},
    {"a link ends", test_end_of_a_link},
    {"the last end stays on record", test_last_end},
    {"a year of it", test_year},
    {"the last end is replaced", test_last_end_replaced},
    {"a better cause replaces the first", test_cause_that_is_replaced},
    {"the end before the first state", test_end_without_a_state},
    {"a list that cannot be written", test_unwritable_list},
    {"a record is taken away in any case", test_forget_after_a_failure},
    {"pppd detaches", test_new_pid},
    {NULL, NULL},
};
