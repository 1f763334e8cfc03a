#include "tests/unit/harness.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "plugin/line.h"
#include "plugin/scp.h"

/* The tty's part: how much it has still to send, and its format. */
static struct {
    size_t pending; /* left, at so many questions */
    unsigned asked, formats, asked_before_format;
    bool refuses;
    int signal_at; /* the question at which somebody wants pppd to end */
} line_;

static size_t fake_pending(void);
static bool fake_set_format(const struct scp_port *port);
#define line_pending    fake_pending
#define line_set_format fake_set_format
#include "plugin/log_on.c"
#undef line_pending
#undef line_set_format

#include "plugin/gate.h"
#include "plugin/scp_code.h"
#include "tests/unit/fake_shim.h"

const char unit_name[] = "log_on";

static size_t fake_pending(void)
{
    if (++line_.asked == (unsigned)line_.signal_at)
        fake.quit_signal = SIGTERM;
    return line_.asked <= line_.pending ? 1 : 0;
}

static bool fake_set_format(const struct scp_port *port)
{
    (void)port;
    line_.formats++;
    line_.asked_before_format = line_.asked;
    return !line_.refuses;
}

static int near_end, far;
static struct job job;
static struct ras_device device;
static struct scp_program *program;
static struct cause cause;
static bool halted;

static void begin(const char *commands)
{
    struct conf_problem p = {""};
    int ends[2], size = 4096;
    char text[2000];

    fake_reset();
    memset(&line_, 0, sizeof(line_));
    memset(&job, 0, sizeof(job));
    device = (struct ras_device){.name = "", .port = "", .tty = "/dev/x"};
    job.line = &device;
    cause_clear(&cause);
    snprintf(text, sizeof(text), "proc main %s endproc", commands);
    EXPECT_NUMBER(scp_compile(text, strlen(text), "a.scp", &program, &p),
                  CONF_OK);
    CU_ASSERT_FATAL(program != NULL);
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ==
                    0);
    near_end = ends[0];
    far = ends[1];
    fcntl(near_end, F_SETFL, O_NONBLOCK);
    setsockopt(near_end, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    signal(SIGPIPE, SIG_IGN);
    party_begin();
}

static void end(void)
{
    scp_program_free(program);
    close(near_end);
    close(far);
}

static bool run(void)
{
    bool done;

    gate_close();
    done = log_on(near_end, &job, program, &cause, &halted);
    gate_open();
    return done;
}

/* What was said before goes out in the format that it was said in. */
static void test_port(void)
{
    begin("transmit \"a\" set port databits 7 transmit \"b\"");
    line_.pending = 3;
    CU_ASSERT(run());
    EXPECT_NUMBER(line_.formats, 1);
    EXPECT_NUMBER(line_.asked_before_format, 4);
    end();
    begin("set port stopbits 2");
    line_.refuses = true;
    CU_ASSERT(run());
    EXPECT_NUMBER(
        fake_logged(SHIM_WARNING, "/dev/x: no 8 data bits, parity none, 2"), 1);
    end();
    begin("set port parity even delay 1000"); /* and a line that is stuck */
    line_.pending = 1000000;
    line_.signal_at = 3;
    CU_ASSERT(!run());
    EXPECT_NUMBER(cause.error, RASERR_ERROR_USER_DISCONNECTION);
    EXPECT_NUMBER(line_.asked, 3);
    end();
}

/* A script may end with what it says: at once, or in answer to something. */
static void test_last_words(void)
{
    static const struct {
        const char *commands, *heard;
    } rows[] = {
        {"transmit \"bye\"", "bye"},
        {"waitfor \"word:\" transmit \"sesame\" transmit \"^M\"", "sesame\r"},
        {"waitfor \"word:\" transmit \"no\" halt", "no"},
    };
    char got[16];
    ssize_t n;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(rows[i].commands);
        CU_ASSERT(write(far, "word:", 5) == 5);
        EXPECT_NUMBER(run(), i < 2);
        CU_ASSERT(halted == (i == 2));
        fcntl(far, F_SETFL, O_NONBLOCK);
        n = read(far, got, sizeof(got) - 1);
        got[n > 0 ? n : 0] = '\0';
        EXPECT_TEXT(got, rows[i].heard);
        end();
    }
}

/* However slowly they are read. */
static void test_slow_reader(void)
{
    enum { ALL = 40000 };
    int ends[2], told = 0;
    char got[512];
    ssize_t n;
    pid_t pid;

    begin("integer n = 0 while n < 1000 do transmit "
          "\"0123456789012345678901234567890123456789\" n = n + 1 endwhile");
    CU_ASSERT_FATAL(pipe2(ends, O_CLOEXEC) == 0);
    pid = fork();
    if (pid == 0) {
        int all = 0;

        close(near_end);
        poll(NULL, 0, 100);
        while (all < ALL && (n = read(far, got, sizeof(got))) > 0)
            all += (int)n;
        (void)!write(ends[1], &all, sizeof(all));
        _exit(0);
    }
    CU_ASSERT(run());
    EXPECT_TEXT(cause.text, "");
    EXPECT_NUMBER(read(ends[0], &told, sizeof(told)), sizeof(told));
    EXPECT_NUMBER(told, ALL);
    CU_ASSERT(waitpid(pid, NULL, 0) == pid);
    close(ends[0]);
    close(ends[1]);
    end();
}

/* Root's secret is for who may use it, and for a script that wants it. */
static void test_secrets(void)
{
    static const struct {
        const char *commands;
        bool may, have, done;
    } rows[] = {
        {"transmit $PASSWORD", true, true, true},
        {"transmit $PASSWORD", true, false, false},
        {"transmit $PASSWORD", false, true, false},
        {"transmit \"x\"", true, true, true},
    };
    char got[16];
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(rows[i].commands);
        job.may_use_secrets = rows[i].may;
        fake.pppd_secret = rows[i].have ? "sesame" : NULL;
        EXPECT_NUMBER(run(), rows[i].done);
        EXPECT_NUMBER(cause.error,
                      rows[i].done ? 0 : RASERR_ERROR_INTERACTIVE_MODE);
        fcntl(far, F_SETFL, O_NONBLOCK);
        CU_ASSERT((read(far, got, sizeof(got)) == 6) ==
                  (i == 0)); /* no byte of it elsewhere */
        end();
    }
}

const struct unit_test unit_tests[] = {
    {"the line's format", test_port},    {"the last words", test_last_words},
    {"a slow reader", test_slow_reader},

    {"secrets", test_secrets},           {NULL, NULL},
};
