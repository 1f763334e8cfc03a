#include "tests/unit/harness.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "plugin/hosted.c"
#include "tests/unit/fake_shim.h"

const char unit_name[] = "hosted";

/* --- the helper: this very program, when keeper.c has executed it */

static void returned_on(int fd, uint32_t call, uint32_t code, const char *text)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_RETURNED);
    wire_put_u32(&w, WIRE_F_CALL, call);
    wire_put_u32(&w, WIRE_F_ERROR, code);
    wire_put_text(&w, WIRE_F_TEXT, text);
    (void)wire_send(fd, &w);
}

static void helper_returns(uint32_t call, uint32_t code, const char *text)
{
    returned_on(3, call, code, text);
}

static void helper_dials(const char *password)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_HANGUP); /* of a dial that is over */
    (void)wire_send(4, &w);
    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_USER, "alice");
    wire_put_text(&w, WIRE_F_PASSWORD, password);
    (void)wire_send(4, &w);
    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, "Other");
    wire_put_text(&w, WIRE_F_NUMBER, "42");
    (void)wire_send(4, &w);
}

static void act_return(uint32_t call)
{
    helper_returns(call, 676, "its words");
}

static void act_stale(uint32_t call)
{
    helper_returns(call - 1, 1, "too late");
    helper_returns(call, 678, "");
}

static void act_dial(uint32_t call)
{
    (void)call;
    helper_dials(SAVED_PASSWORD);
}

static void act_password(uint32_t call)
{
    (void)call;
    helper_dials("its own");
}

static void act_dial_return(uint32_t call)
{
    helper_dials("");
    helper_returns(call, 0, "");
}

static void act_success(uint32_t call)
{
    helper_returns(call, 0, "");
}

static void act_die(uint32_t call)
{
    (void)call;
    raise(SIGUSR1);
}

static void act_quiet(uint32_t call)
{
    (void)call;
}

/* It opens its line, and fails later. */
static void act_dial_fail(uint32_t call)
{
    helper_dials("");
    helper_returns(call, 676, "");
}

static void act_limit(uint32_t call)
{
    (void)call;
    raise(SIGXCPU);
}

/* A signal that has no name. */
static void act_nameless(uint32_t call)
{
    (void)call;
    raise(SIGRTMIN + 1);
}

static void act_exit(uint32_t call)
{
    (void)call;
    _exit(3);
}

static void act_garbage(uint32_t call)
{
    (void)call;
    (void)!write(3, "GET / HTTP/1.0", 14);
}

static void act_bad_session(uint32_t call)
{
    (void)call;
    (void)!write(4, "GET / HTTP/1.0", 14);
}

static void act_close(uint32_t call)
{
    (void)call;
    shutdown(3, SHUT_RDWR);
    sleep(1000);
}

static void act_close_session(uint32_t call)
{
    (void)call;
    close(4);
}

/* What is no answer does not count. */
static void act_odd(uint32_t call)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_HELLO);
    wire_put_u32(&w, WIRE_F_CALL, call);
    (void)wire_send(3, &w);
    helper_returns(call + 1, 1, "not yet");
    helper_returns(call, 680, "");
}

static void act_print(uint32_t call)
{
    printf("hello\n\033[2Jworld\n");
    fflush(stdout);
    helper_returns(call, 676, "");
}

/* How the next hang-up goes. */
static void hangup_fine(uint32_t call)
{
    helper_returns(call, 0, "");
}

static void hangup_fails(uint32_t call)
{
    helper_returns(call, 600, "");
}

static void hangup_dials(uint32_t call)
{
    helper_dials("");
    helper_returns(call, 0, "");
}

static void hangup_dies(uint32_t call)
{
    (void)call;
    raise(SIGUSR1);
}

static void hangup_never(uint32_t call)
{
    (void)call;
}

static void (*helper_hangs_up)(uint32_t call) = hangup_fine;

static const struct {
    const char *name;
    void (*hang_up)(uint32_t call);
} hangups[] = {
    {"hangup-fails", hangup_fails},
    {"hangup-dials", hangup_dials},
    {"hangup-dies", hangup_dies},
    {"hangup-never", hangup_never},
};

static const struct {
    const char *name;
    void (*act)(uint32_t call);
} helper_acts[] = {
    {"dial-fail", act_dial_fail},
    {"limit", act_limit},
    {"nameless", act_nameless},
    {"exit", act_exit},
    {"garbage", act_garbage},
    {"bad-session", act_bad_session},
    {"close", act_close},
    {"close-session", act_close_session},
    {"odd", act_odd},
    {"print", act_print},
    {"return", act_return},
    {"stale", act_stale},
    {"dial", act_dial},
    {"password", act_password},
    {"die", act_die},
    {"dial-return", act_dial_return},
    {"success", act_success},
    {"quiet", act_quiet},
};

static void helper_serves(const struct wire_record *in)
{
    uint32_t call = wire_u32(in, WIRE_F_CALL, 0);
    char name[64];
    size_t i;

    if (in->type == WIRE_CUSTOM_HANGUP) {
        helper_hangs_up(call);
        return;
    }
    wire_text(in, WIRE_F_DIALER, name, sizeof(name));
    for (i = 0; i < sizeof(hangups) / sizeof(hangups[0]); i++)
        if (strcmp(hangups[i].name, name) == 0) {
            helper_hangs_up = hangups[i].hang_up;
            act_return(call);
        }
    for (i = 0; i < sizeof(helper_acts) / sizeof(helper_acts[0]); i++)
        if (strcmp(helper_acts[i].name, name) == 0)
            helper_acts[i].act(call);
}

__attribute__((constructor)) static void be_helper(void)
{
    struct pollfd p = {.fd = 3, .events = POLLIN};
    struct wire_record in;
    int error;

    if (strcmp(program_invocation_name, "ras-custom-dial") != 0)
        return;
    do {
        (void)poll(&p, 1, -1);
        error = wire_receive(3, &in);
        if (error == 0)
            helper_serves(&in);
    } while (error == 0 || error == EAGAIN);
    _exit(0);
}

/* --- setting the stage */

static char place[64], program[100];
static struct ras_helper limits;
static struct allow_dialer file;
static struct cause cause;
static struct control_request request;

static bool copy_self(void)
{
    char command[256];
    int in = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    int out = open(program, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    ssize_t n = 0;

    while (in >= 0 && out >= 0 && (n = read(in, command, sizeof(command))) > 0)
        if (write(out, command, (size_t)n) != n)
            break;
    if (in >= 0)
        close(in);
    return out >= 0 && fchmod(out, 0755) == 0 && close(out) == 0 && n == 0;
}

/* Only root can be somebody else. */
static bool begin(void)
{
    if (geteuid() != 0)
        return false;
    fake_reset();
    cause_clear(&cause);
    snprintf(place, sizeof(place), "/tmp/test_hosted.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(place));
    CU_ASSERT_FATAL(chmod(place, 0755) == 0);
    snprintf(program, sizeof(program), "%s/helper", place);
    CU_ASSERT_FATAL(copy_self());
    limits = (struct ras_helper){.program = program,
                                 .user = "nobody",
                                 .group = "nogroup",
                                 .timeout = 20000,
                                 .hangup = 20000};
    file.fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    file.path = "/x/acme.so";
    return true;
}

static void end(void)
{
    hosted_end();
    CU_ASSERT(!hosted_running());
    CU_ASSERT(!control_attached());
    EXPECT_NUMBER(fcntl(file.fd, F_GETFD), FD_CLOEXEC);
    close(file.fd);
    unlink(program);
    rmdir(place);
}

static bool call(const char *act)
{
    const struct hosted_call c = {.helper = &limits,
                                  .name = act,
                                  .file = &file,
                                  .entry = "Office",
                                  .number = "",
                                  .user = "",
                                  .domain = "",
                                  .phonebook = "",
                                  .config = ""};

    cause_clear(&cause);
    return hosted_begin(&c, &cause);
}

static void expect_cause(uint32_t error, const char *text)
{
    EXPECT_NUMBER(cause.error, error);
    EXPECT_TEXT(cause.text, text);
}

/* --- tests */

static void test_code(void)
{
    if (!begin())
        return;
    CU_ASSERT(call("return"));
    CU_ASSERT(!hosted_wait(&request, &cause));
    expect_cause(676, "its words");
    CU_ASSERT(cause.retry);
    hosted_hangup();
    /* The same helper, and no answer but that of the last call. */
    CU_ASSERT(call("stale"));
    CU_ASSERT(!hosted_wait(&request, &cause));
    expect_cause(678, "the custom dialer acme.so says so");
    hosted_hangup();
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, ""), 0);
    end();
}

static void test_dial(void)
{
    if (!begin())
        return;
    CU_ASSERT(call("dial"));
    CU_ASSERT(hosted_wait(&request, &cause));
    CU_ASSERT(request.hosted);
    EXPECT_TEXT(request.entry, "Other");
    EXPECT_TEXT(request.number, "42");
    EXPECT_TEXT(request.user, "alice");
    EXPECT_TEXT(request.password, "");
    hosted_hangup();
    CU_ASSERT(call("password"));
    CU_ASSERT(hosted_wait(&request, &cause));
    EXPECT_TEXT(request.password, "its own");
    end();
}

/* A request counts before the return that came behind it. */
static void test_dial_return(void)
{
    if (!begin())
        return;
    CU_ASSERT(call("dial-return"));
    CU_ASSERT(hosted_wait(&request, &cause));
    EXPECT_NUMBER(cause.error, 0);
    CU_ASSERT(!hosted_wait(&request, &cause));
    EXPECT_NUMBER(cause.error, 0);
    end();
}

static void test_success(void)
{
    uint64_t begun = ticks_now();

    if (!begin())
        return;
    CU_ASSERT(call("success"));
    CU_ASSERT(!hosted_wait(&request, &cause));
    expect_cause(668, "the custom dialer acme.so has returned success without "
                      "dialling");
    CU_ASSERT(ticks_now() - begun >= LATE_DIAL_MS);
    end();
}

static void test_end(void)
{
    if (!begin())
        return;
    CU_ASSERT(call("die"));
    CU_ASSERT(!hosted_wait(&request, &cause));
    expect_cause(668, "the custom dialer acme.so was killed by signal 10 "
                      "(User defined signal 1)");
    CU_ASSERT(!hosted_running());
    CU_ASSERT(call("return"));
    CU_ASSERT(!hosted_wait(&request, &cause));
    expect_cause(676, "its words");
    end();
}

static void test_deadline(void)
{
    if (!begin())
        return;
    limits.timeout = 100;
    CU_ASSERT(call("quiet"));
    CU_ASSERT(!hosted_wait(&request, &cause));
    expect_cause(638, "the custom dialer acme.so has neither dialled nor "
                      "returned within 0.1 s");
    CU_ASSERT(!hosted_running());
    end();
}

/* While there is a link: only what is bad news. */
static void test_link(void)
{
    int i;

    if (!begin())
        return;
    CU_ASSERT(call("dial-return"));
    CU_ASSERT(hosted_wait(&request, &cause));
    hosted_connected();
    for (i = 0; i < 500 && !hosted.returned; i++) {
        CU_ASSERT(!hosted_lost(&cause));
        (void)poll(NULL, 0, 10);
    }
    CU_ASSERT(hosted.returned);
    CU_ASSERT(!hosted_lost(&cause));
    hosted_hangup();
    limits.timeout = 100;
    CU_ASSERT(call("dial"));
    CU_ASSERT(hosted_wait(&request, &cause));
    hosted_connected();
    for (i = 0; i < 500 && !hosted_lost(&cause); i++)
        (void)poll(NULL, 0, 10);
    expect_cause(638,
                 "the custom dialer acme.so has not returned within 0.1 s");
    end();
}

static void test_signal(void)
{
    if (!begin())
        return;
    CU_ASSERT(call("quiet"));
    fake.hup_signal = SIGHUP;
    CU_ASSERT(!hosted_wait(&request, &cause));
    expect_cause(631, "the dial was given up");
    EXPECT_NUMBER(fake.quits, 0);
    fake.quit_signal = SIGTERM;
    cause_clear(&cause);
    CU_ASSERT(!hosted_wait(&request, &cause));
    EXPECT_NUMBER(fake.quits, 1);
    end();
}

static void test_no_program(void)
{
    if (!begin())
        return;
    unlink(program);
    CU_ASSERT(call("return"));
    CU_ASSERT(!hosted_wait(&request, &cause));
    EXPECT_NUMBER(cause.error, 755);
    CU_ASSERT(strstr(cause.text, "cannot be started: ") != NULL);
    CU_ASSERT(strstr(cause.text, "No such file") != NULL);
    end();
}

/* What is passed to the helper is open as long as there is a helper. */
static void test_pppd_killed(void)
{
    int ends[2], status;
    struct pollfd p;
    pid_t pid;
    char byte;

    if (!begin())
        return;
    CU_ASSERT_FATAL(pipe2(ends, O_CLOEXEC) == 0);
    pid = fork();
    if (pid == 0) {
        close(file.fd);
        file.fd = ends[1];
        if (!call("quiet") || write(ends[1], "!", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ends[1]);
    EXPECT_NUMBER(read(ends[0], &byte, 1), 1);
    p = (struct pollfd){.fd = ends[0], .events = POLLIN};
    EXPECT_NUMBER(poll(&p, 1, 100), 0);
    kill(pid, SIGKILL);
    EXPECT_NUMBER(waitpid(pid, &status, 0), pid);
    EXPECT_NUMBER(poll(&p, 1, 20000), 1);
    EXPECT_NUMBER(read(ends[0], &byte, 1), 0);
    close(ends[0]);
    end();
}

/* --- dialers that misbehave */

static void test_ends(void)
{
    static const struct {
        const char *act, *text;
    } rows[] = {
        {"limit", "the custom dialer acme.so has used up its 9 s of processor "
                  "time"},
        {"exit", "the custom dialer acme.so has ended itself with exit status "
                 "3"},
        {"garbage", "the custom dialer acme.so answers garbage"},
        {"bad-session", "the custom dialer acme.so answers garbage"},
        {"close", "the custom dialer acme.so has closed its connection to "
                  "pppd"},
        {"close-session",
         "the custom dialer acme.so has closed its connection to pppd"},
        {"nameless", NULL},
    };
    char text[CAUSE_TEXT_MAX];
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!begin())
            return;
        limits.cpu = 9;
        CU_ASSERT(call(rows[i].act));
        CU_ASSERT(!hosted_wait(&request, &cause));
        snprintf(text, sizeof(text),
                 "the custom dialer acme.so was killed by signal %d (unknown)",
                 SIGRTMIN + 1);
        expect_cause(668, rows[i].text ? rows[i].text : text);
        CU_ASSERT(cause.retry);
        CU_ASSERT(!hosted_running());
        CU_ASSERT(!hosted_lost(&cause)); /* said once */
        hosted_hangup();                 /* nothing to hang up */
        end();
    }
}

static void test_odd_answers(void)
{
    if (!begin())
        return;
    CU_ASSERT(call("odd"));
    CU_ASSERT(!hosted_wait(&request, &cause));
    EXPECT_NUMBER(cause.error, 680);
    hosted_hangup();
    CU_ASSERT(call("print"));
    CU_ASSERT(!hosted_wait(&request, &cause));
    EXPECT_NUMBER(cause.error, 676);
    hosted_end(); /* its last words are heard */
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "dialer acme.so: hello"), 1);
    EXPECT_NUMBER(fake_logged(SHIM_INFO, "dialer acme.so: ?[2Jworld"), 1);
    end();
}

/* It has dialled, and then changes its mind, or breaks. */
static void test_fails_later(void)
{
    int i;

    if (!begin())
        return;
    CU_ASSERT(!hosted_lost(&cause)); /* there is none */
    CU_ASSERT(call("dial-fail"));
    CU_ASSERT(hosted_wait(&request, &cause));
    hosted_connected();
    for (i = 0; i < 500 && !hosted_lost(&cause); i++)
        (void)poll(NULL, 0, 10);
    expect_cause(676, "the custom dialer acme.so says so");
    hosted_hangup();
    CU_ASSERT(call("dial"));
    CU_ASSERT(hosted_wait(&request, &cause));
    control_close(); /* what pppd does at the end of the pair */
    CU_ASSERT(hosted_lost(&cause));
    expect_cause(668, "the custom dialer acme.so has closed its connection to "
                      "pppd");
    end();
}

static void test_hangups(void)
{
    static const struct {
        const char *act, *logged;
        bool lives;
    } rows[] = {
        {"hangup-fails", "the custom dialer acme.so: hang-up: RAS error 600",
         true},
        {"hangup-dials", NULL, true}, /* and is told that it is over */
        {"hangup-dies", "the custom dialer acme.so was killed by signal 10",
         false},
        {"hangup-never",
         "the custom dialer acme.so did not hang up within "
         "0.2 s",
         false},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!begin())
            return;
        limits.hangup = i == 3 ? 200 : 20000;
        CU_ASSERT(call(rows[i].act));
        CU_ASSERT(!hosted_wait(&request, &cause));
        EXPECT_NUMBER(cause.error, 676);
        hosted_hangup();
        EXPECT_NUMBER(fake_logged(SHIM_WARNING, ""), rows[i].logged != NULL);
        if (rows[i].logged)
            EXPECT_NUMBER(fake_logged(SHIM_WARNING, rows[i].logged), 1);
        CU_ASSERT(hosted_running() == rows[i].lives);
        end();
    }
}

/* Between two looks at it pppd has other things to do. */
static void test_talkative(void)
{
    int pair[2];
    unsigned i;

    memset(&hosted, 0, sizeof(hosted));
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    hosted.calls = pair[0];
    hosted.notes = -1;
    hosted.call = 7;
    for (i = 0; i < RECORDS_MAX; i++)
        returned_on(pair[1], 6, 1, "of the call before");
    returned_on(pair[1], 7, 676, "");
    read_returned();
    CU_ASSERT(!hosted.returned);
    read_returned();
    CU_ASSERT(hosted.returned);
    EXPECT_NUMBER(hosted.code, 676);
    hosted.calls = -1;
    close(pair[0]);
    close(pair[1]);
}

/* --- what cannot be begun */

static void test_no_user(void)
{
    static const struct {
        const char *user, *group, *text;
    } rows[] = {
        {"no-such-user", "nogroup", "there is no user no-such-user"},
        {"nobody", "no-such-group", "there is no group no-such-group"},
        {"root", "nogroup", "no dialer runs as root"},
        {"nobody", "root", "no dialer runs as root"},
    };
    char text[CAUSE_TEXT_MAX];
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!begin())
            return;
        limits.user = rows[i].user;
        limits.group = rows[i].group;
        CU_ASSERT(!call("return"));
        snprintf(text, sizeof(text), "ras.conf's dialer_helper: %s",
                 rows[i].text);
        expect_cause(755, text);
        CU_ASSERT(!cause.retry);
        CU_ASSERT(!hosted_wait(&request, &cause));
        end();
    }
}

/* What does not fit a record is not cut off. */
static void test_too_long(void)
{
    static char name[5000];
    static const char *const paths[] = {"/x/acme.so", "acme.so"};
    size_t i;

    memset(name, 'x', sizeof(name) - 1);
    for (i = 0; i < 2; i++) {
        if (!begin())
            return;
        file.path = paths[i];
        CU_ASSERT(!call(name));
        expect_cause(755, "the call of the custom dialer acme.so is too long");
        CU_ASSERT(!hosted_running());
        end();
    }
}

const struct unit_test unit_tests[] = {
    {"dialers that end, or talk nonsense", test_ends},
    {"answers to nothing", test_odd_answers},
    {"a dialer that fails when it has dialled", test_fails_later},
    {"hang-ups", test_hangups},
    {"a dialer that says the same again and again", test_talkative},
    {"nobody to be", test_no_user},
    {"a call that is too long", test_too_long},
    {"nothing outlives a pppd that is killed", test_pppd_killed},
    {"what the dialer returns is the cause", test_code},
    {"what the dialer asks for", test_dial},
    {"a request comes before its return", test_dial_return},
    {"success without a dial", test_success},
    {"a helper that ends, and the next one", test_end},
    {"a dialer that says nothing", test_deadline},
    {"a dialer while there is a link", test_link},
    {"pppd's signals", test_signal},
    {"a helper that is not there", test_no_program},
    {NULL, NULL},
};
