#include "tests/unit/harness.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "plugin/call.c"
#include "plugin/line.c"
#include "plugin/job_make.h"
#include "tests/unit/fake_controller.h"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_modem.h"
#include "tests/unit/fake_shim.h"
#include "plugin/script_file.h"

#define INIT "ATZ|ATE0V1Q0|ATX4&C1&D2|ATM0|"

static struct fake_modem modem;
static struct fake_controller controller;
static struct job job;
static struct cause cause;
static char heard[1024], story[512];
static const char *places = ""; /* further settings of ras.conf */
static uint64_t begun;

static void on_signal(int number)
{
    if (number == SIGUSR1)
        line.modem_lines = true; /* a pty has none, and no carrier */
    else if (number == SIGHUP)
        fake.hup_signal = 1;
    else
        fake.quit_signal = number;
}

static void make_job(void)
{
    char phonebook[128], config[128];
    struct job_paths paths = {phonebook, config};

    snprintf(phonebook, sizeof(phonebook), "%s", fake_path("pbk"));
    snprintf(config, sizeof(config), "%s", fake_path("conf"));
    fake.text[SHIM_OPTION_entry] = "Office";
    fake.user = 0;
    job_make(&job, NULL, &paths);
    EXPECT_TEXT(job.reason, "");
    job.tty_user = geteuid(); /* these tests need not be root's */
    fake.rtscts = job.settings.hardware_flow;
    fake.speed = 0;
}

/* MORE is for ras.conf's device. */
static void begin_with(const struct fake_answer *answers, const char *more,
                       const char *device)
{
    struct sigaction action = {.sa_handler = on_signal};
    char why[200];

    fake_reset();
    memset(&job, 0, sizeof(job));
    cause_clear(&cause);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
    CU_ASSERT_FATAL(fake_files_begin());
    CU_ASSERT_FATAL(fake_controller_begin(&controller));
    CU_ASSERT_FATAL(control_attach(controller.near, why, sizeof(why)));
    CU_ASSERT_FATAL(fake_modem_start(&modem, answers, controller.far));
    CU_ASSERT_FATAL(fake_phonebook("", device));
    CU_ASSERT_FATAL(fake_config(modem.tty, more, places));
    report_directory("/proc/none"); /* no list */
    make_job();
    report_attempt(&job);
    begun = ticks_now();
}

static void begin(const struct fake_answer *answers)
{
    begin_with(answers, "", "PhoneNumber=5551000\n");
}

static void end(void)
{
    call_cleanup();
    call_cleanup();
    CU_ASSERT(line_descriptor() < 0);
    EXPECT_NUMBER(fake.locks, fake.unlocks);
    job_free(&job);
    control_close();
    fake_controller_end(&controller);
    fake_modem_stop(&modem);
    fake_files_end();
    places = "";
    CU_ASSERT(ticks_now() - begun < 5000);
}

static void expect_story(const char *expected, const char *file, unsigned at)
{
    fake_controller_read(&controller);
    fake_controller_story(&controller, story, sizeof(story));
    unit_expect_text(story, expected, file, at);
}
#define STORY(expected) expect_story((expected), __FILE__, __LINE__)

static void expect_heard(const char *expected, const char *file, unsigned at)
{
    fake_modem_heard(&modem, heard, sizeof(heard));
    unit_expect_text(heard, expected, file, at);
}
#define HEARD(expected) expect_heard((expected), __FILE__, __LINE__)

static void fails(uint32_t error, int status, const char *text,
                  const char *file, unsigned at)
{
    unit_expect_number(call_connect(&job, &cause), -1, file, at);
    unit_expect_number(cause.error, error, file, at);
    unit_expect_number(fake.status, status, file, at);
    if (!strstr(cause.text, text))
        fprintf(stderr, "%s:%u: got \"%s\"\n", file, at, cause.text);
    CU_assertImplementation(strstr(cause.text, text) != NULL, at,
                            "the cause says it", file, "", CU_FALSE);
    unit_expect_number(fake.listens, 0, file, at);
}
#define FAILS(error, status, text)                                             \
    fails((error), (status), (text), __FILE__, __LINE__)

static bool signals_are_open(void)
{
    sigset_t set;

    sigprocmask(SIG_SETMASK, NULL, &set);
    return !sigismember(&set, SIGTERM) && !sigismember(&set, SIGHUP) &&
           !sigismember(&set, SIGINT);
}

/* PPPoE asks so, between its own steps. */
static void test_call_given_up(void)
{
    fake_reset();
    cause_clear(&cause);
    CU_ASSERT(!call_given_up(&cause));
    EXPECT_NUMBER(cause.error, 0);
    CU_ASSERT(call_idle(0));
    fake.quit_signal = SIGTERM;
    CU_ASSERT(call_given_up(&cause));
    EXPECT_NUMBER(cause.error, RASERR_ERROR_USER_DISCONNECTION);
    EXPECT_NUMBER(fake.status, SHIM_STATUS_USER_REQUEST);
    EXPECT_NUMBER(fake.quits, 1);
    CU_ASSERT(!call_idle(60000));
    CU_ASSERT(signals_are_open());
}

/* --- answered */

static const struct fake_answer answers_call[] = {
    {"ATD", "\r\nCONNECT 33600/V34\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_connect(void)
{
    int fd;

    begin(answers_call);
    fd = call_connect(&job, &cause);
    CU_ASSERT_FATAL(fd >= 0);
    EXPECT_NUMBER(fd, line_descriptor());
    EXPECT_NUMBER(cause.error, 0);
    EXPECT_NUMBER(fake.listens, 1);
    CU_ASSERT(!(fcntl(fd, F_GETFL) & O_NONBLOCK));
    CU_ASSERT(signals_are_open());
    EXPECT_TEXT(fake_env("SPEED"), "33600");
    EXPECT_TEXT(fake.locked, modem.tty);
    STORY("0 1 2 3 4");
    HEARD(INIT "ATDT5551000|");
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "5551000 on COM9"), 1);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "CONNECT 33600/V34"), 1);
    end();
}

/* What the far end says right behind CONNECT is PPP's. */
static const struct fake_answer eager_peer[] = {
    {"ATD", "\r\nCONNECT\r\n~\xff}#PPP~", NULL},
    {NULL, NULL, NULL},
};

static void test_excess(void)
{
    char got[64] = "";
    size_t n = 0;
    ssize_t more = 1;
    int fd;

    begin(eager_peer);
    fd = call_connect(&job, &cause);
    CU_ASSERT_FATAL(fd >= 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    while (n < sizeof(got) - 1 && more > 0) {
        poll(NULL, 0, 5);
        more = read(fd, got + n, sizeof(got) - 1 - n);
        n += more > 0 ? (size_t)more : 0;
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(got, "~\xff}#PPP~"));
    end();
}

static void test_commands(void)
{
    begin_with(
        answers_call,
        "init = [ \"ATZ0\", \"AT&F\" ]; dial_command = \"ATD\";"
        "dial_mode = \"pulse\"; dial_prefix = \"0,\";"
        "flow_hardware = \"AT+IFC=2,2\"; flow_none = \"AT+IFC=0,0\";"
        "error_control_on = \"AT+ES=3\"; error_control_off = \"AT+ES=1\";"
        "compression_on = \"AT+DS=3\"; compression_off = \"AT+DS=0\";"
        "speaker_on = \"ATM1\"; speaker_off = \"ATM0\";",
        "PhoneNumber=(555) 10-00\nProtocol=1\nCompression=0\n"
        "Speaker=1\nHwFlowControl=1\n");
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD("ATZ0|AT&F|AT+IFC=2,2|AT+ES=3|AT+DS=0|ATM1|ATDP0,5551000|");
    end();
}

/* GlobalDeviceSettings=1: the entry's Preferred... say it. */
static void test_preferred(void)
{
    struct entry e;
    struct job copy;

    begin_with(answers_call,
               "init = [ \"ATZ\" ]; speaker_on = \"ATM1\";"
               "speaker_off = \"ATM0\"; error_control_on = \"AT+ES=3\";"
               "compression_on = \"AT+DS=3\";",
               "PhoneNumber=1\nProtocol=0\nCompression=0\nSpeaker=0\n");
    e = *job.entry;
    e.global_device_settings = true;
    e.preferred_speaker = e.preferred_error_control = true;
    e.preferred_compression = true;
    copy = job;
    copy.entry = &e;
    CU_ASSERT(call_connect(&copy, &cause) >= 0);
    HEARD("ATZ|AT+ES=3|AT+DS=3|ATM1|ATDT1|");
    end();
}

/* --- not answered */

static const struct fake_answer busy[] = {
    {"ATD", "\r\nBUSY\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_busy(void)
{
    begin(busy);
    FAILS(RASERR_ERROR_LINE_BUSY, SHIM_STATUS_CONNECT, "BUSY");
    CU_ASSERT(cause.retry);
    CU_ASSERT(line_descriptor() >= 0); /* call_cleanup() closes it */
    CU_ASSERT(signals_are_open());
    STORY("0 1 2");
    end();
}

static const struct fake_answer refused_command[] = {
    {"ATX4", "\r\nERROR\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_refused_command(void)
{
    begin(refused_command);
    FAILS(RASERR_ERROR_IN_COMMAND, SHIM_STATUS_CONNECT, "ATX4");
    CU_ASSERT(!cause.retry);
    end();
}

static const struct fake_answer dead[] = {
    {"", NULL, NULL},
    {NULL, NULL, NULL},
};

static void test_dead_modem(void)
{
    begin(dead);
    FAILS(RASERR_ERROR_DEVICE_NOT_READY, SHIM_STATUS_CONNECT, "answer");
    end();
}

static const struct fake_answer unanswered[] = {
    {"ATD", NULL, NULL},
    {NULL, NULL, NULL},
};

static void test_no_answer(void)
{
    begin(unanswered);
    FAILS(RASERR_ERROR_NO_ANSWER, SHIM_STATUS_CONNECT, "500 ms");
    HEARD(INIT "ATDT5551000||ATH|");
    end();
}

static const struct fake_answer unplugged[] = {
    {"ATD", NULL, fake_modem_unplug},
    {NULL, NULL, NULL},
};

static void test_unplugged(void)
{
    begin(unplugged);
    FAILS(RASERR_ERROR_PORT_OR_DEVICE, SHIM_STATUS_CONNECT, "lost");
    end();
}

static void test_bad_number(void)
{
    begin_with(answers_call, "dial_suffix = \";\";", "PhoneNumber=5551000\n");
    FAILS(RASERR_ERROR_BAD_PHONE_NUMBER, SHIM_STATUS_CONNECT, "number");
    HEARD("");
    end();
}

static void test_locked(void)
{
    begin(answers_call);
    fake.lock_result = -1;
    FAILS(RASERR_ERROR_PORT_NOT_AVAILABLE, SHIM_STATUS_LOCK, "locked");
    CU_ASSERT(cause.retry);
    STORY("0");
    end();
}

static void test_missing_line(void)
{
    struct ras_device away;

    begin(answers_call);
    away = *job.line;
    away.tty = "/dev/ttyRASNONE0";
    job.line = &away;
    FAILS(RASERR_ERROR_DEVICE_DOES_NOT_EXIST, SHIM_STATUS_OPEN, "NONE0");
    CU_ASSERT(cause.retry); /* it may have unplugged itself */
    end();
}

/* udev's link may point elsewhere at the next dial. */
static void test_line_behind_a_link(void)
{
    struct ras_device linked;
    char below_dev[] = "/dev/rastest-XXXXXX", name[64];

    if (geteuid() != 0) {
        printf("  (skipped: needs root)\n");
        return;
    }
    begin(answers_call);
    CU_ASSERT_FATAL(mkdtemp(below_dev) != NULL);
    snprintf(name, sizeof(name), "%s/link", below_dev);
    CU_ASSERT_FATAL(symlink(modem.tty, name) == 0);
    linked = *job.line;
    linked.tty = name;
    job.line = &linked;
    snprintf(job.tty, sizeof(job.tty), "/dev/ttyRASNONE0"); /* as it was */
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    EXPECT_TEXT(fake.locked, modem.tty);
    EXPECT_TEXT(fake.set_device, modem.tty);
    unlink(name);
    rmdir(below_dev);
    end();
}

static void test_speed_of_pppd(void)
{
    begin(answers_call);
    fake.speed = 12345; /* pppd's command line wins, be it wrong */
    FAILS(RASERR_ERROR_UNSUPPORTED_BPS, SHIM_STATUS_OPEN, "12345");
    end();
}

/* What the name stands for now cannot be said: it is tried as it was. */
static void test_unresolved_line(void)
{
    struct entry_media nameless;
    struct ras_device elsewhere;

    begin(answers_call);
    elsewhere = *job.line;
    elsewhere.tty = "/tmp/../etc/tty";
    job.line = &elsewhere;
    nameless = *job.media;
    nameless.port = "";
    job.media = &nameless;
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    EXPECT_TEXT(fake.locked, modem.tty);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "on Fake (/tmp/../etc/tty)"), 1);
    end();
}

/* --- alternate numbers */

static const struct fake_answer second_answers[] = {
    {"ATDT1", "\r\nBUSY\r\n", NULL},
    {"ATDT2", "\r\nCONNECT 9600\r\n", NULL},
    {"ATDT3", "\r\nNO CARRIER\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_next_number(void)
{
    begin_with(second_answers, "init = [ \"ATZ\" ];",
               "PhoneNumber=1\nPhoneNumber=2\nTryNextAlternateOnFail=1\n");
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    EXPECT_NUMBER(cause.error, 0);
    HEARD("ATZ|ATM0|ATDT1|ATZ|ATM0|ATDT2|");
    STORY("0 1 2 3 4");
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "next number"), 1);
    end();
}

/* The first number's cause is the call's. */
static void test_no_number_answers(void)
{
    begin_with(second_answers, "init = [ \"ATZ\" ];",
               "PhoneNumber=3\nPhoneNumber=1\nTryNextAlternateOnFail=1\n");
    FAILS(RASERR_ERROR_NO_CARRIER, SHIM_STATUS_CONNECT, "NO CARRIER");
    HEARD("ATZ|ATM0|ATDT3|ATZ|ATM0|ATDT1|");
    end();
}

/* What the modem does not understand will not get better by another number. */
static const struct fake_answer first_is_refused[] = {
    {"ATDT1", "\r\nERROR\r\n", NULL},
    {"ATDT2", "\r\nCONNECT 9600\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_no_next_number(void)
{
    begin_with(first_is_refused, "init = [ \"ATZ\" ];",
               "PhoneNumber=1\nPhoneNumber=2\nTryNextAlternateOnFail=1\n");
    FAILS(RASERR_ERROR_IN_COMMAND, SHIM_STATUS_CONNECT, "ERROR");
    HEARD("ATZ|ATM0|ATDT1|");
    end();
}

/* Such an answer ends that number, for good; the others are still tried. */
static const struct fake_answer fax_answers[] = {
    {"ATDT1", "\r\nFAX\r\n", NULL},
    {"ATDT2", "\r\nBLACKLISTED\r\n", NULL},
    {"ATDT3", "\r\nBUSY\r\n", NULL},
    {"ATDT4", "\r\nCONNECT 9600\r\n", NULL},
    {NULL, NULL, NULL},
};

#define HUNT "TryNextAlternateOnFail=1\n"

static void test_hopeless_numbers(void)
{
    begin_with(fax_answers, "init = [ \"ATZ\" ];",
               "PhoneNumber=1\nPhoneNumber=3\nPhoneNumber=2\n" HUNT);
    FAILS(RASERR_ERROR_LINE_BUSY, SHIM_STATUS_CONNECT, "BUSY");
    CU_ASSERT(cause.retry); /* 3 may answer one day */
    HEARD("ATZ|ATM0|ATDT1|ATZ|ATM0|ATDT3|ATZ|ATM0|ATDT2|");
    call_cleanup();
    cause_clear(&cause);
    FAILS(RASERR_ERROR_LINE_BUSY, SHIM_STATUS_CONNECT, "BUSY");
    HEARD("ATZ|ATM0|ATDT3|");
    end();
    begin_with(fax_answers, "init = [ \"ATZ\" ];",
               "PhoneNumber=1\nPhoneNumber=2\n" HUNT);
    FAILS(RASERR_ERROR_INCOMPATIBLE, SHIM_STATUS_CONNECT, "FAX");
    CU_ASSERT(!cause.retry);
    HEARD("ATZ|ATM0|ATDT1|ATZ|ATM0|ATDT2|");
    end();
}

/* The number that has answered before goes first; the others come behind. */
static void test_promoted_busy(void)
{
    begin_with(second_answers, "init = [ \"ATZ\" ];",
               "PhoneNumber=2\nPhoneNumber=1\nPhoneNumber=3\n" HUNT);
    job.promoted = 1;
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD("ATZ|ATM0|ATDT1|ATZ|ATM0|ATDT2|");
    end();
}

/* Nothing is hoped of any: so all of them are tried once more. */
static void test_all_hopeless(void)
{
    int i;

    begin_with(fax_answers, "init = [ \"ATZ\" ];",
               "PhoneNumber=1\nPhoneNumber=2\n" HUNT);
    for (i = 0; i < 2; i++) {
        cause_clear(&cause);
        FAILS(RASERR_ERROR_INCOMPATIBLE, SHIM_STATUS_CONNECT, "FAX");
        HEARD("ATZ|ATM0|ATDT1|ATZ|ATM0|ATDT2|");
        call_cleanup();
    }
    end();
}

/* What is behind the 64th is called again and again, and never left out. */
static void test_many_numbers(void)
{
    EXPECT_NUMBER(bit_of(0), 1);
    EXPECT_NUMBER(bit_of(63), UINT64_C(1) << 63);
    EXPECT_NUMBER(bit_of(64), 0);
    EXPECT_NUMBER(bit_of(SIZE_MAX), 0);
}

/* Each number's own context, behind the initialisation. */
static const struct fake_answer module_answers[] = {
    {"ATD*99#", "\r\nNO CARRIER\r\n", NULL},
    {"ATD*99***3#", "\r\nCONNECT\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_context(void)
{
    begin_with(module_answers,
               "kind = \"cellular\"; init = [ \"ATZ\" ]; pdp_type = \"IPV4V6\";"
               "access_point = \"internet.example\";",
               "PhoneNumber=*99#\nPhoneNumber=*99***3#\n" HUNT);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD("ATZ|AT+CGDCONT=1,\"IPV4V6\",\"internet.example\"|ATD*99#|"
          "ATZ|AT+CGDCONT=3,\"IPV4V6\",\"internet.example\"|ATD*99***3#|");
    end();
    begin_with(module_answers,
               "kind = \"cellular\"; access_point = \"a\\\",0;D1\";",
               "PhoneNumber=*99#\n");
    FAILS(RASERR_ERROR_WRONG_INFO_SPECIFIED, SHIM_STATUS_CONNECT, "letters");
    HEARD("");
    end();
}

static void expect_promotion(const char *keys, const char *second)
{
    begin_with(fax_answers, "init = [ \"ATZ\" ];", keys);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    call_cleanup();
    HEARD("ATZ|ATM0|ATDT3|ATZ|ATM0|ATDT4|");
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD(second);
    end();
}

static void test_promotion(void)
{
    expect_promotion("PhoneNumber=3\nPhoneNumber=4\nPhoneNumber=1\n" HUNT
                     "PromoteAlternates=1\n",
                     "ATZ|ATM0|ATDT4|");
    expect_promotion("PhoneNumber=3\nPhoneNumber=4\nPhoneNumber=1\n" HUNT,
                     "ATZ|ATM0|ATDT3|ATZ|ATM0|ATDT4|");
}

/* --- pools */

#define POOL_DEVICES "}, { port = \"COM8\"; tty = \"/dev/ttyRASNONE1\"; "
#define POOL_LIST                                                              \
    "pools = ( { name = \"COM7\"; devices = [ \"COM8\", \"COM9\" ]; } );"

/* The first is not there; when it is, it is taken. */
static void test_pool(void)
{
    places = POOL_LIST;
    begin_with(answers_call, POOL_DEVICES, "PhoneNumber=5551000\n");
    CU_ASSERT_FATAL(fake_write("pbk", "[Office]\nMEDIA=serial\nPort=COM7\n"
                                      "DEVICE=modem\nPhoneNumber=1\n"));
    job_free(&job);
    make_job();
    report_attempt(&job);
    EXPECT_NUMBER(job_lines(&job), 2);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    EXPECT_NUMBER(cause.error, 0);
    EXPECT_TEXT(job.line->tty, modem.tty);
    EXPECT_TEXT(fake_env("RAS_DEVICE"), modem.tty);
    EXPECT_TEXT(fake.locked, modem.tty);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "the next device is tried"), 1);
    call_cleanup();
    fake.listens = 0;
    fake.lock_result = -1; /* both are in use now: the first cause counts */
    FAILS(RASERR_ERROR_PORT_NOT_AVAILABLE, SHIM_STATUS_LOCK, "ttyRASNONE1");
    CU_ASSERT(cause.retry);
    fake.lock_result = 0;
    end();
}

/* --- given up */

static const struct fake_answer terminated[] = {
    {"ATD", NULL, fake_modem_terminate},
    {NULL, NULL, NULL},
};

static void test_sigterm(void)
{
    begin(terminated);
    FAILS(RASERR_ERROR_USER_DISCONNECTION, SHIM_STATUS_USER_REQUEST, "");
    EXPECT_NUMBER(fake.quits, 1);
    HEARD(INIT "ATDT5551000||ATH|"); /* on hook again */
    CU_ASSERT(signals_are_open());
    end();
}

static const struct fake_answer hupped[] = {
    {"ATD", NULL, fake_modem_hup},
    {NULL, NULL, NULL},
};

/* SIGHUP ends this dial, and no more than that. */
static void test_sighup(void)
{
    begin(hupped);
    FAILS(RASERR_ERROR_USER_DISCONNECTION, SHIM_STATUS_USER_REQUEST, "");
    EXPECT_NUMBER(fake.quits, 0);
    end();
}

/* A signal that came just before is not forgotten. */
static void test_early_sigterm(void)
{
    begin(answers_call);
    fake.quit_signal = SIGTERM;
    FAILS(RASERR_ERROR_USER_DISCONNECTION, SHIM_STATUS_USER_REQUEST, "");
    fake_modem_heard(&modem, heard, sizeof(heard));
    CU_ASSERT_PTR_NULL(strstr(heard, "ATD"));
    end();
}

/* By the test's own hand: wire_send() is the product's, and may fail. */
static void say(int far, enum wire_type type)
{
    struct wire_writer w;

    wire_begin(&w, type);
    CU_ASSERT(send(far, w.bytes, w.length, 0) == (ssize_t)w.length);
}

static void say_hangup(int far)
{
    say(far, WIRE_QUERY_STATISTICS);
    say(far, WIRE_HANGUP);
}

static const struct fake_answer hung_up[] = {
    {"ATD", NULL, say_hangup},
    {NULL, NULL, NULL},
};

static void test_hangup_record(void)
{
    begin(hung_up);
    FAILS(RASERR_ERROR_USER_DISCONNECTION, SHIM_STATUS_USER_REQUEST, "");
    EXPECT_NUMBER(fake.quits, 1);
    fake_controller_read(&controller);
    EXPECT_NUMBER(fake_controller_count(&controller, WIRE_STATISTICS), 1);
    end();
}

/* --- the pause where a log-on script would run */

static void resume_later(int far)
{
    poll(NULL, 0, 150);
    say(far, WIRE_RESUME);
}

static const struct fake_answer resumed[] = {
    {"ATD", "\r\nCONNECT 33600\r\n", resume_later},
    {NULL, NULL, NULL},
};

static void test_interactive(void)
{
    begin(resumed);
    job.pausable = job.after.pause = true;
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    CU_ASSERT(ticks_now() - begun >= 150);
    STORY("0 1 2 3 1000 4");
    end();
}

/* Each pause is told, and each time the dial goes on. */
static void test_interactive_twice(void)
{
    pid_t pid;
    int i;

    begin(answers_call);
    job.pausable = job.before.pause = job.after.pause = true;
    pid = fork();
    if (pid == 0) {
        for (i = 0; i < 200; i++)
            resume_later(controller.far);
        _exit(0);
    }
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    STORY("0 1 1000 2 3 1000 4");
    end();
}

/* --- a log-on script */

#define SWITCH "PhoneNumber=5551000\nDEVICE=switch\nScript=1\nName="

static const char logon_text[] =
    "proc main\r\nwaitfor \"ogin:\"\r\ntransmit $USERID, raw\r\n"
    "transmit \"^M\"\r\nwaitfor \"word:\" until 2\r\n"
    "if $FAILURE then halt endif\r\n"
    "transmit $PASSWORD, raw transmit \"^M\"\r\n"
    "set ipaddr getip\r\nwaitfor \"go\"\r\nset port stopbits 2\r\n"
    "set port databits 7\r\n"
    "transmit \"ppp^M\" waitfor \"ok\"\r\nendproc\r\n";

static const struct fake_answer logon_host[] = {
    {"ATD", "\r\nCONNECT 33600\r\n\nWelcome\r\nlogin: ", NULL},
    {"alice", "alice\r\nPassword: ", NULL},
    {"s3cret", "\r\nYou are 10.0.0.7\r\ngo", NULL},
    {"ppp", "ok~PPP", NULL},
    {NULL, NULL, NULL},
};

/* As begin_with(), but with a script; the phonebook is read once more. */
static void begin_script(const struct fake_answer *answers, const char *text)
{
    begin(answers);
    CU_ASSERT_FATAL(fake_write("logon.scp", "%s", text));
    CU_ASSERT_FATAL(fake_phonebook("", SWITCH "C:\\Scripts\\Logon.SCP\n"));
    job_free(&job);
    make_job();
    job.password = "s3cret";
    job.user = "alice";
}

/* A pty has 8 data bits, always. */
static unsigned stopbits(int fd)
{
    struct termios t;

    return tcgetattr(fd, &t) == 0 && (t.c_cflag & CSTOPB) ? 2 : 1;
}

static void test_script(void)
{
    char got[8] = "";
    int fd;

    begin_script(logon_host, logon_text);
    fd = call_connect(&job, &cause);
    EXPECT_TEXT(cause.text, "");
    CU_ASSERT_FATAL(fd >= 0);
    STORY("0 1 2 3 4");
    EXPECT_NUMBER(read(fd, got, 4), 4); /* PPP's, every byte of it */
    EXPECT_TEXT(got, "~PPP");
    HEARD(INIT "ATDT5551000|alice|s3cret|ppp|");
    EXPECT_NUMBER(stopbits(fd), 2);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "no 7 data bits, parity none, 2"),
                  1);
    EXPECT_NUMBER(ntohl(fake.asked_address), 0x0a000007);
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "s3cret"), 0);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "logon.scp is run"), 1);
    end();
}

/* What a pppd was given that root started; never for a user's own book. */
static void test_script_secret(void)
{
    int i;

    for (i = 0; i < 2; i++) {
        begin_script(logon_host, logon_text);
        job.password = NULL;
        job.user = NULL;
        job.may_use_secrets = i == 0;
        fake.pppd_user = "alice";
        fake.pppd_secret = "s3cret";
        if (i == 0)
            CU_ASSERT(call_connect(&job, &cause) >= 0)
        else
            FAILS(RASERR_ERROR_INTERACTIVE_MODE, SHIM_STATUS_CONNECT,
                  "logon.scp:7: the script wants $PASSWORD");
        end();
    }
}

static const struct fake_answer silent_host[] = {
    {"ATD", "\r\nCONNECT 33600\r\n\nlogin:", NULL},
    {"alice", NULL, NULL},
    {"+++", "\r\nOK\r\n", NULL},
    {NULL, NULL, NULL},
};

/* The call is ended, not only the script. */
static void test_script_halts(void)
{
    begin_script(silent_host, logon_text);
    FAILS(RASERR_ERROR_INTERACTIVE_MODE, SHIM_STATUS_CONNECT,
          "logon.scp:6: the script halts");
    CU_ASSERT(!cause.retry);
    STORY("0 1 2");
    HEARD(INIT "ATDT5551000|alice|+++|ATH|");
    end();
}

static void test_script_limit(void)
{
    begin_script(silent_host, "proc main waitfor \"never\" endproc");
    job.conf->devices[0].timeouts.script = 200;
    FAILS(RASERR_ERROR_REQUEST_TIMEOUT, SHIM_STATUS_CONNECT, "logon.scp:1: ");
    CU_ASSERT(cause.retry);
    end();
}

static const struct fake_answer dropping_host[] = {
    {"ATD", "\r\nCONNECT 33600\r\n\nlogin:", NULL},
    {"alice", NULL, fake_modem_unplug},
    {NULL, NULL, NULL},
};

static void test_script_dropped(void)
{
    begin_script(dropping_host, logon_text);
    FAILS(RASERR_ERROR_DISCONNECTION, SHIM_STATUS_CONNECT, "log-on script");
    CU_ASSERT(cause.retry);
    end();
}

static const struct fake_answer interrupted_host[] = {
    {"ATD", "\r\nCONNECT 33600\r\n\nlogin:", NULL},
    {"alice", NULL, fake_modem_terminate},
    {"+++", "\r\nOK\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_script_interrupted(void)
{
    begin_script(interrupted_host, logon_text);
    FAILS(RASERR_ERROR_USER_DISCONNECTION, SHIM_STATUS_USER_REQUEST, "");
    HEARD(INIT "ATDT5551000|alice|+++|ATH|");
    end();
}

/* More than is written at a time: all of it is said before the answer. */
static void test_script_long(void)
{
    static const struct fake_answer patient_host[] = {
        {"ATD", "\r\nCONNECT 33600\r\n", NULL},
        {"xxxx", "ok", NULL},
        {NULL, NULL, NULL},
    };
    char text[2000], words[801];

    memset(words, 'x', sizeof(words) - 1);
    words[sizeof(words) - 1] = '\0';
    snprintf(text, sizeof(text),
             "proc main transmit \"%s\" transmit \"%s^M\" "
             "waitfor \"ok\" until 3 if $FAILURE then halt endif endproc",
             words, words);
    begin_script(patient_host, text);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    EXPECT_TEXT(cause.text, "");
    end();
}

/* A switch in front of the modem, which is spoken to first. */
static void test_script_before(void)
{
    begin(answers_call);
    CU_ASSERT_FATAL(fake_write(
        "first.scp", "proc main transmit \"line 3^M\" waitfor \"K\" endproc"));
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=5551000\n"));
    job_free(&job);
    make_job();
    EXPECT_NUMBER(script_file_load("first.scp", job.phonebook, true,
                                   &job.before.script, NULL),
                  CONF_OK);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD("line 3|" INIT "ATDT5551000|");
    end();
}

/* Whoever waits goes on where the script halts. */
static const struct fake_answer resumed_after_halt[] = {
    {"ATD", "\r\nCONNECT 33600\r\n", resume_later},
    {NULL, NULL, NULL},
};

static void test_script_halts_and_goes_on(void)
{
    begin_script(resumed_after_halt, "proc main halt endproc");
    job.pausable = true;
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    EXPECT_NUMBER(cause.error, 0);
    STORY("0 1 2 3 1000 4");
    end();
}

static void hang_up_later(int far)
{
    poll(NULL, 0, 100);
    say_hangup(far);
}

static const struct fake_answer given_up[] = {
    {"ATD", "\r\nCONNECT 33600\r\n", hang_up_later},
    {NULL, NULL, NULL},
};

static void test_interactive_given_up(void)
{
    begin(given_up);
    job.pausable = job.after.pause = true;
    FAILS(RASERR_ERROR_USER_DISCONNECTION, SHIM_STATUS_USER_REQUEST, "");
    STORY("0 1 2 3 1000");
    end();
}

/* Who hears nothing of the pause would never end it. */
static void test_interactive_unheard(void)
{
    struct wire_writer w;
    int i;

    begin(answers_call);
    job.pausable = job.after.pause = true;
    wire_begin(&w, WIRE_MODEM);
    for (i = 0; i < 100000 && (control_send(&w) || control_send(&w)); i++)
        ;
    FAILS(RASERR_ERROR_INTERACTIVE_MODE, SHIM_STATUS_CONNECT, "does not hear");
    CU_ASSERT(!cause.retry);
    end();
}

static void unplug_later(int far)
{
    poll(NULL, 0, 100);
    fake_modem_unplug(far);
}

static const struct fake_answer unplugged_later[] = {
    {"ATD", "\r\nCONNECT 33600\r\n", unplug_later},
    {NULL, NULL, NULL},
};

static void test_interactive_lost(void)
{
    begin(unplugged_later);
    job.pausable = job.after.pause = true;
    FAILS(RASERR_ERROR_PORT_OR_DEVICE, SHIM_STATUS_CONNECT, "lost");
    CU_ASSERT(cause.retry);
    STORY("0 1 2 3 1000");
    end();
}

/* Nothing was dialled: there is nothing to hang up. */
static void test_script_before_halts(void)
{
    begin(answers_call);
    CU_ASSERT_FATAL(
        fake_write("first.scp", "proc main transmit \"no^M\" halt endproc"));
    EXPECT_NUMBER(script_file_load("first.scp", job.phonebook, true,
                                   &job.before.script, NULL),
                  CONF_OK);
    job.pausable = true; /* nobody is asked to do a script's work there */
    FAILS(RASERR_ERROR_INTERACTIVE_MODE, SHIM_STATUS_CONNECT, "first.scp:1");
    STORY("0 1");
    fake_modem_heard(&modem, heard, sizeof(heard));
    CU_ASSERT_PTR_NULL(strstr(heard, "AT"));
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

static void test_controller_gone(void)
{
    begin(deserted);
    FAILS(RASERR_ERROR_USER_DISCONNECTION, SHIM_STATUS_USER_REQUEST, "");
    EXPECT_NUMBER(fake.quits, 1);
    CU_ASSERT(!control_attached());
    end();
}

/* Between CONNECT and the carrier: this must not become a link. */
static void add_modem_lines(int far)
{
    (void)far;
    kill(getppid(), SIGUSR1);
}

static void terminate_a_little_later(int far)
{
    poll(NULL, 0, 30);
    fake_modem_terminate(far);
}

static const struct fake_answer no_carrier[] = {
    {"ATM0", "\r\nOK\r\n", add_modem_lines},
    {"ATD", "\r\nCONNECT 33600\r\n", terminate_a_little_later},
    {"+++", "\r\nOK\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_given_up_without_carrier(void)
{
    begin(no_carrier);
    FAILS(RASERR_ERROR_USER_DISCONNECTION, SHIM_STATUS_USER_REQUEST, "");
    CU_ASSERT(line_has_modem_lines());
    HEARD(INIT "ATDT5551000|+++|ATH|");
    end();
}

/* It may be a modem that does not show it: the call is up all the same. */
static const struct fake_answer never_a_carrier[] = {
    {"ATM0", "\r\nOK\r\n", add_modem_lines},
    {"ATD", "\r\nCONNECT 33600\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_no_carrier_signal(void)
{
    struct ras_device hasty;

    begin(never_a_carrier);
    hasty = *job.line;
    hasty.timeouts.carrier = 60;
    job.line = &hasty;
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "no carrier signal"), 1);
    call_hangup(); /* DTR does it */
    HEARD(INIT "ATDT5551000|");
    end();
}

/* --- a cable */

static void test_direct(void)
{
    begin_with(answers_call, "kind = \"direct\";", "");
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD("");
    STORY("0 1 2 3 4");
    call_hangup(); /* nobody to talk to */
    HEARD("");
    end();
}

static const struct fake_answer nobody[] = {
    {"CLIENT", NULL, NULL},
    {NULL, NULL, NULL},
};

static void test_nobody_at_cable(void)
{
    begin_with(nobody, "kind = \"direct\";", "");
    job.entry->type = ENTRY_TYPE_DIRECT;
    FAILS(RASERR_ERROR_OUTOFORDER, SHIM_STATUS_CONNECT, "no CLIENTSERVER");
    STORY("0 1 2");
    end();
}

/* Windows' own answer, behind what a host of Windows 98 says first. */
static const struct fake_answer host[] = {
    {"CLIENT", "?CLIENTSERVER", NULL},
    {NULL, NULL, NULL},
};

static void test_host_at_cable(void)
{
    begin_with(host, "kind = \"direct\";", "");
    job.entry->type = ENTRY_TYPE_DIRECT;
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD("CLIENT|");
    STORY("0 1 2 3 4");
    end();
}

static const struct fake_answer terminated_host[] = {
    {"CLIENT", NULL, fake_modem_terminate},
    {NULL, NULL, NULL},
};
static const struct fake_answer unplugged_host[] = {
    {"CLIENT", NULL, fake_modem_unplug},
    {NULL, NULL, NULL},
};

static void test_cable_given_up(void)
{
    begin_with(terminated_host, "kind = \"direct\";", "");
    job.entry->type = ENTRY_TYPE_DIRECT;
    FAILS(RASERR_ERROR_USER_DISCONNECTION, SHIM_STATUS_USER_REQUEST, "");
    HEARD("CLIENT|"); /* and no commands of a modem */
    end();
    begin_with(unplugged_host, "kind = \"direct\";", "");
    job.entry->type = ENTRY_TYPE_DIRECT;
    FAILS(RASERR_ERROR_PORT_OR_DEVICE, SHIM_STATUS_CONNECT, "lost");
    end();
}

/* --- afterwards */

static const struct fake_answer good_modem[] = {
    {"ATD", "\r\nCONNECT 33600\r\n", NULL},
    {"+++", "\r\nOK\r\n", NULL},
    {NULL, NULL, NULL},
};

static void test_hangup(void)
{
    struct termios t;

    begin(good_modem);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD(INIT "ATDT5551000|");
    fake.quit_signal = SIGTERM; /* it is not interrupted again */
    call_hangup();
    HEARD("+++|ATH|");
    CU_ASSERT(signals_are_open());
    CU_ASSERT(tcgetattr(line_descriptor(), &t) == 0 && (t.c_cflag & CLOCAL));
    EXPECT_NUMBER(fake.quits, 0);
    end();
}

/* A line that was dropped under us has nobody to talk to. */
static void test_hangup_after_hangup(void)
{
    begin(good_modem);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD(INIT "ATDT5551000|");
    fake.hungup = true;
    call_hangup();
    HEARD("");
    call_cleanup();
    call_hangup(); /* no line at all */
    HEARD("");
    end();
}

static const struct fake_answer mute_after_connect[] = {
    {"ATD", "\r\nCONNECT 33600\r\n", NULL},
    {"+++", NULL, NULL},
    {"ATH", NULL, NULL},
    {NULL, NULL, NULL},
};

static void test_hangup_is_bounded(void)
{
    uint64_t before;

    begin(mute_after_connect);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    before = ticks_now();
    call_hangup();
    CU_ASSERT(ticks_now() - before < 2000);
    end();
}

static void test_second_attempt(void)
{
    begin(good_modem);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    call_hangup();
    call_cleanup();
    HEARD(INIT "ATDT5551000|+++|ATH|");
    report_attempt(&job);
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD(INIT "ATDT5551000|");
    STORY("0 1 2 3 4 0 1 2 3 4");
    end();
}

/* --- dialling rules */

#define PLACE                                                                  \
    "location = \"Desk\"; locations = ( { name = \"Desk\"; country_code = 1;"  \
    "area_code = \"425\"; outside_local = \"9,\"; outside_long_distance ="     \
    "\"8,\"; long_distance_prefix = \"1\"; dialling = \"pulse\";"
#define RULES "UseDialingRules=1\nCountryCode=1\nAreaCode="

static void test_rules(void)
{
    const struct wire_record *device;
    char shown[129] = "";

    places = PLACE " } );";
    begin_with(answers_call, "dial_prefix = \"0W\"; dial_suffix = \"#\";",
               "PhoneNumber=555-0100\n" RULES "206\n");
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD(INIT "ATDP0W8,12065550100#|");
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "8,12065550100 for "
                                           "+1 (206) 555-0100, on COM9"),
                  1);
    fake_controller_read(&controller);
    device = fake_controller_last(&controller, WIRE_DEVICE);
    CU_ASSERT_PTR_NOT_NULL_FATAL(device);
    wire_text(device, WIRE_F_NUMBER, shown, sizeof(shown));
    EXPECT_TEXT(shown, "8,12065550100");
    end();
}

/* What has no rules, and a device that knows neither tone nor pulse. */
static void test_no_rules(void)
{
    places = PLACE " } );";
    begin_with(answers_call, "", "PhoneNumber=555-0100\n");
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD(INIT "ATDT5550100|");
    end();
    places = PLACE " } );";
    begin_with(answers_call, "dial_mode = \"none\";",
               "PhoneNumber=555-0100\n" RULES "425\n");
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD(INIT "ATD9,5550100|");
    end();
}

static void test_refused_rules(void)
{
    places = PLACE " } );";
    begin_with(answers_call, "", "PhoneNumber=555?0100\n" RULES "425\n");
    FAILS(RASERR_ERROR_BAD_PHONE_NUMBER, SHIM_STATUS_CONNECT, "555?0100");
    HEARD("");
    end();
}

/* A modem that echoes, and then does not like what it has read. */
static const struct fake_answer echoing[] = {
    {"ATDP18005550199,1234567890,,2065550100",
     "ATDP18005550199,1234567890,,2065550100\r\r\n"
     "DP18005550199,1234567890,,2065550100\r\nERROR\r\n",
     NULL},
    {NULL, NULL, NULL},
};

#define WITH_CARD                                                              \
    PLACE "calling_card = { name = \"My Card\"; card_number ="                 \
          "\"1234567890\"; long_distance = \"18005550199,H,,FG\"; }; } );"

/* Does anything that left us have PART in it? */
static bool told(const char *part)
{
    size_t i;

    fake_controller_read(&controller);
    for (i = 0; i < controller.n; i++)
        if (memmem(&controller.records[i], sizeof(controller.records[i]), part,
                   strlen(part)))
            return true;
    return fake_logged(FAKE_ANY_LEVEL, part) || strstr(cause.text, part);
}

static void test_card(void)
{
    places = WITH_CARD;
    begin_with(answers_call, "dial_prefix = \"\";",
               "PhoneNumber=555-0100\n" RULES "206\n");
    CU_ASSERT(call_connect(&job, &cause) >= 0);
    HEARD(INIT "ATDP8,18005550199,1234567890,,2065550100|");
    CU_ASSERT(told("ATDP8,18005550199,[My Card],,2065550100"));
    CU_ASSERT(told("8,18005550199,[My Card],,2065550100 for +1 (206)"));
    CU_ASSERT(!told("1234567890"));
    CU_ASSERT_PTR_NULL(memmem(&call, sizeof(call), "1234567890", 10));
    end();
}

/* The modem's words do not tell on us either. */
static void test_card_echoed(void)
{
    places = "location = \"Desk\"; locations = ( { name = \"Desk\";"
             "country_code = 1; dialling = \"pulse\"; calling_card = {"
             "name = \"My Card\"; card_number = \"1234567890\";"
             "long_distance = \"18005550199,H,,FG\"; }; } );";
    begin_with(echoing, "", "PhoneNumber=555-0100\n" RULES "206\n");
    FAILS(RASERR_ERROR_IN_COMMAND, SHIM_STATUS_CONNECT,
          "ERROR (ATDP18005550199,[My Card],,2065550100)");
    CU_ASSERT(!told("1234567890"));
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "modem -> ATDP18005550199,[My Card]"),
                  2);
    CU_ASSERT_PTR_NULL(memmem(&call, sizeof(call), "1234567890", 10));
    end();
}

const char unit_name[] = "call";
const struct unit_test unit_tests[] = {
    {"a call is answered", test_connect},
    {"PPP's first bytes stay in the tty", test_excess},
    {"the commands of ras.conf and the entry", test_commands},
    {"GlobalDeviceSettings", test_preferred},
    {"busy", test_busy},
    {"a command that the modem refuses", test_refused_command},
    {"a modem that says nothing", test_dead_modem},
    {"nobody answers", test_no_answer},
    {"the line goes away", test_unplugged},
    {"a number that is none", test_bad_number},
    {"the line is another's", test_locked},
    {"there is no line", test_missing_line},
    {"the line behind a link", test_line_behind_a_link},
    {"pppd's own speed wins", test_speed_of_pppd},
    {"the next number answers", test_next_number},
    {"no number answers", test_no_number_answers},
    {"an error that no other number cures", test_no_next_number},
    {"SIGTERM", test_sigterm},
    {"SIGHUP", test_sighup},
    {"SIGTERM before the dial", test_early_sigterm},
    {"HANGUP", test_hangup_record},
    {"Interactive, and on", test_interactive},
    {"a terminal before the dial and behind it", test_interactive_twice},
    {"Interactive, and given up", test_interactive_given_up},
    {"Interactive, and unheard", test_interactive_unheard},
    {"FAX and BLACKLISTED end a number", test_hopeless_numbers},
    {"PromoteAlternates", test_promotion},
    {"AT+CGDCONT", test_context},
    {"the first free device of a pool", test_pool},
    {"a log-on script", test_script},
    {"a log-on script and pppd's secret", test_script_secret},
    {"a log-on script that halts", test_script_halts},
    {"a log-on script that takes too long", test_script_limit},
    {"a log-on script, and the line is dropped", test_script_dropped},
    {"a log-on script, and a SIGTERM", test_script_interrupted},
    {"a log-on script with much to say", test_script_long},
    {"a script before the dial", test_script_before},
    {"a halt that somebody goes on from", test_script_halts_and_goes_on},
    {"the controller goes", test_controller_gone},
    {"given up while there is no carrier", test_given_up_without_carrier},
    {"a cable", test_direct},
    {"a cable with nobody at its end", test_nobody_at_cable},
    {"a cable with a host at its end", test_host_at_cable},
    {"a cable, given up or pulled out", test_cable_given_up},
    {"a promoted number that is busy", test_promoted_busy},
    {"when no number is left", test_all_hopeless},
    {"more numbers than there are bits", test_many_numbers},
    {"a line that is nowhere", test_unresolved_line},
    {"no carrier after CONNECT", test_no_carrier_signal},
    {"Interactive, and the line is lost", test_interactive_lost},
    {"a script before the dial that halts", test_script_before_halts},
    {"what cannot be interrupted, and what can", test_call_given_up},
    {"on hook by commands", test_hangup},
    {"no commands to a line that was dropped", test_hangup_after_hangup},
    {"a hang-up has an end", test_hangup_is_bounded},
    {"one call after another", test_second_attempt},
    {"a number by dialling rules", test_rules},
    {"a number without dialling rules", test_no_rules},
    {"a number that the rules refuse", test_refused_rules},
    {"a calling card is not shown", test_card},
    {"... and not by the modem's echo", test_card_echoed},
    {NULL, NULL},
};
