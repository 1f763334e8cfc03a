#include "tests/unit/harness.h"

#include <sys/wait.h>

#include "plugin/bundle.c"
#include "plugin/control.h"
#include "plugin/job_make.h"
#include "tests/unit/fake_controller.h"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"

static struct job job;
static struct fake_controller controller;

static const char three_links[] = "[Office]\n"
                                  "DialMode=1\n"
                                  "MEDIA=serial\nPort=COM9\nDEVICE=modem\n"
                                  "PhoneNumber=1\n"
                                  "MEDIA=serial\nPort=COM9\nDEVICE=modem\n"
                                  "PhoneNumber=2\n"
                                  "MEDIA=serial\nPort=COM9\nDEVICE=modem\n"
                                  "PhoneNumber=3\n";

static void make_job(const char *book)
{
    char phonebook[128], config[128];
    struct job_paths paths = {phonebook, config};

    CU_ASSERT_FATAL(fake_write("pbk", "%s", book));
    CU_ASSERT_FATAL(fake_config("/dev/null", "", ""));
    snprintf(phonebook, sizeof(phonebook), "%s", fake_path("pbk"));
    snprintf(config, sizeof(config), "%s", fake_path("conf"));
    fake.text[SHIM_OPTION_entry] = "Office";
    job_make(&job, NULL, &paths);
    EXPECT_TEXT(job.reason, "");
}

static void begin(const char *book)
{
    char why[200];

    fake_reset();
    fake.user = 0;
    memset(&job, 0, sizeof(job));
    CU_ASSERT_FATAL(fake_files_begin());
    CU_ASSERT_FATAL(fake_controller_begin(&controller));
    CU_ASSERT_FATAL(control_attach(controller.near, why, sizeof(why)));
    report_directory("/proc/none");
    make_job(book);
    report_attempt(&job);
    bundle_prepare(&job, NULL, "");
}

static void end(void)
{
    size_t i;

    bundle_forget();
    bundle_wipe();
    for (i = 0; i < fake.n_started; i++) {
        kill(fake.started[i].pid, SIGKILL);
        waitpid(fake.started[i].pid, NULL, 0);
        if (fake.started[i].control >= 0)
            close(fake.started[i].control);
    }
    bundle.n = 0;
    job_free(&job);
    control_close();
    fake_controller_end(&controller);
    fake_files_end();
}

/* --- what the other pppds say */

static void give(size_t i, struct wire_writer *w)
{
    CU_ASSERT(wire_send(fake.started[i].control, w) == 0);
}

static void say_state(size_t i, uint32_t state, uint32_t error)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_STATE);
    wire_put_u32(&w, WIRE_F_STATE, state);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    wire_put_text(&w, WIRE_F_TEXT, error ? "BUSY" : "");
    give(i, &w);
}

static void say_network(size_t i, const char *interface)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_PROJECTION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, 0x8021);
    wire_put_text(&w, WIRE_F_INTERFACE, interface);
    wire_put_text(&w, WIRE_F_LOCAL_ADDRESS, "192.0.2.1");
    wire_put_text(&w, WIRE_F_REMOTE_ADDRESS, "192.0.2.2");
    give(i, &w);
}

static void say_ended(size_t i, uint32_t error)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_ENDED);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    give(i, &w);
}

static void leave(size_t i)
{
    close(fake.started[i].control);
    fake.started[i].control = -1;
}

static bool hears(size_t i, enum wire_type type, struct wire_record *r)
{
    return wire_receive(fake.started[i].control, r) == 0 && r->type == type;
}

/* --- who is started, and how */

static void test_one_link(void)
{
    begin("[Office]\nDialMode=1\nMEDIA=serial\nPort=COM9\nDEVICE=modem\n"
          "PhoneNumber=1\n");
    CU_ASSERT_FALSE(bundle_leads());
    bundle_begin();
    EXPECT_NUMBER(fake.n_started, 0);
    CU_ASSERT_FALSE(bundle_alive());
    end();
}

/* What a link is told: which one it is, and that another pppd leads it. */
static void test_started(void)
{
    struct wire_record r;
    size_t i;

    begin(three_links);
    CU_ASSERT(bundle_leads());
    bundle_begin();
    EXPECT_NUMBER(fake.n_started, 2);
    for (i = 0; i < fake.n_started; i++) {
        CU_ASSERT(hears(i, WIRE_HELLO, &r));
        CU_ASSERT(hears(i, WIRE_DIAL, &r));
        EXPECT_NUMBER(wire_u32(&r, WIRE_F_SUB_ENTRY, 0), i + 2);
        EXPECT_NUMBER(wire_u32(&r, WIRE_F_MEMBER, 0), 1);
    }
    CU_ASSERT(bundle_alive());
    CU_ASSERT(bundle_pending());
    EXPECT_NUMBER(bundle_up(), 0);
    end();
}

static void test_request_passed_on(void)
{
    static struct control_request request = {.entry = "Office",
                                             .phonebook = "/book",
                                             .number = "55",
                                             .options = 4,
                                             .have_credentials = true,
                                             .user = "alice",
                                             .password = "s3cret"};
    struct wire_record r;
    char text[300];

    begin(three_links);
    bundle_prepare(&job, &request, "saved");
    bundle_begin();
    CU_ASSERT(hears(0, WIRE_HELLO, &r));
    CU_ASSERT(hears(0, WIRE_CREDENTIALS, &r));
    wire_text(&r, WIRE_F_USER, text, sizeof(text));
    EXPECT_TEXT(text, "alice");
    wire_text(&r, WIRE_F_PASSWORD, text, sizeof(text));
    EXPECT_TEXT(text, "s3cret");
    CU_ASSERT(hears(0, WIRE_DIAL, &r));
    wire_text(&r, WIRE_F_PHONEBOOK, text, sizeof(text));
    EXPECT_TEXT(text, "/book");
    wire_text(&r, WIRE_F_NUMBER, text, sizeof(text));
    EXPECT_TEXT(text, "55");
    EXPECT_NUMBER(wire_u32(&r, WIRE_F_OPTIONS, 0), 4);
    bundle_wipe();
    EXPECT_TEXT(bundle.request.password, "");
    EXPECT_TEXT(bundle.password, "");
    end();
}

/* The words of pppd's command line, but for the password. */
static void test_command_line(void)
{
    static const char words[] = "pppd\0call\0office\0password\0???\0debug";
    static char line[sizeof(words)];
    char *const *a = bundle.argv;

    static char last[] = "pppd\0password";

    CU_ASSERT(make_argv(last, sizeof(last))); /* a name, without its value */
    CU_ASSERT_FALSE(bundle.hidden);
    EXPECT_TEXT(a[1], "password");
    memcpy(line, words, sizeof(words));
    CU_ASSERT(make_argv(line, sizeof(words)));
    CU_ASSERT(bundle.hidden);
    EXPECT_TEXT(a[0], "pppd");
    EXPECT_TEXT(a[1], "call");
    EXPECT_TEXT(a[2], "office");
    EXPECT_TEXT(a[3], "debug");
    EXPECT_TEXT(a[4], "nodetach");
    EXPECT_TEXT(a[5], "ras-control");
    EXPECT_TEXT(a[6], "3");
    CU_ASSERT_PTR_NULL(a[7]);
}

/* This very program as a pppd with another command line: what it keeps of it.
 */
__attribute__((constructor)) static void be_pppd(int argc, char **argv)
{
    static struct entry none;
    char *const *word;

    if (argc < 2 || strcmp(argv[0], "pppd") != 0)
        return;
    fake_reset();
    if (strcmp(argv[argc - 1], "forgotten") != 0)
        fake.pppd_secret = "sesame";
    job.entry = &none;
    job.all_links = true;
    bundle_prepare(&job, NULL, "saved");
    for (word = bundle.argv; bundle.line && *word; word++)
        printf("%s ", *word);
    printf("(%s)%s", bundle.password,
           fake_logged(SHIM_WARNING, "one link is dialled") ? " alone" : "");
    fflush(stdout);
    _exit(0);
}

static void started_with(char *const *argv, char *out, size_t size)
{
    int ends[2];
    size_t used = 0;
    ssize_t n;
    pid_t pid;

    CU_ASSERT_FATAL(pipe2(ends, O_CLOEXEC) == 0);
    pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execv("/proc/self/exe", argv);
        _exit(127);
    }
    close(ends[1]);
    while ((n = read(ends[0], out + used, size - 1 - used)) > 0)
        used += (size_t)n;
    out[used] = '\0';
    close(ends[0]);
    CU_ASSERT(waitpid(pid, NULL, 0) == pid);
}

/* The password that pppd was started with: pppd itself has it, or has not. */
static void test_own_command_line(void)
{
    static char pppd[] = "pppd", call[] = "call", office[] = "office",
                password[] = "password", wiped[] = "??????",
                forgotten[] = "forgotten", endless[LINE_MAX];
    char *const plain[] = {pppd, call, office, NULL};
    char *const hidden[] = {pppd, password, wiped, call, office, NULL};
    char *const lost[] = {pppd, password, wiped, call, forgotten, NULL};
    char *const much[] = {pppd, endless, NULL};
    char text[300];

    started_with(plain, text, sizeof(text));
    EXPECT_TEXT(text, "pppd call office nodetach ras-control 3 (saved)");
    started_with(hidden, text, sizeof(text));
    EXPECT_TEXT(text, "pppd call office nodetach ras-control 3 (sesame)");
    started_with(lost, text, sizeof(text));
    EXPECT_TEXT(text, "pppd call forgotten nodetach ras-control 3 (saved)");
    memset(endless, 'x', sizeof(endless) - 1);
    started_with(much, text, sizeof(text));
    EXPECT_TEXT(text, "() alone");
}

/* Without a controller the saved password is all there is. */
static void test_saved_password(void)
{
    struct wire_record r;
    char text[300];

    begin(three_links);
    bundle_prepare(&job, NULL, "saved");
    bundle_begin();
    CU_ASSERT(hears(0, WIRE_HELLO, &r));
    CU_ASSERT(hears(0, WIRE_CREDENTIALS, &r));
    wire_text(&r, WIRE_F_PASSWORD, text, sizeof(text));
    EXPECT_TEXT(text, "saved");
    wire_text(&r, WIRE_F_USER, text, sizeof(text));
    EXPECT_TEXT(text, "");
    CU_ASSERT(hears(0, WIRE_DIAL, &r));
    end();
}

/* A link of another's bundle has none of its own; nor has one job in vain. */
static void test_not_leading(void)
{
    begin(three_links);
    job.leader = 77;
    bundle_prepare(&job, NULL, "");
    CU_ASSERT_FALSE(bundle_leads());
    job.leader = 0;
    job.error = 623;
    bundle_prepare(&job, NULL, "");
    CU_ASSERT_FALSE(bundle_leads());
    end();
}

/* A MEDIA without a DEVICE is no link, and sixteen others are enough. */
static void test_many_links(void)
{
    char book[4096] = "[Office]\nDialMode=1\n";
    size_t i, used = strlen(book);

    for (i = 1; i <= BUNDLE_LINKS + 4; i++)
        used += (size_t)snprintf(book + used, sizeof(book) - used,
                                 "MEDIA=serial\nPort=COM9\n%s",
                                 i == 2 ? "" : "DEVICE=modem\nPhoneNumber=1\n");
    begin(book);
    EXPECT_NUMBER(bundle.n, BUNDLE_LINKS);
    EXPECT_NUMBER(bundle.links[0].number, 3);
    EXPECT_NUMBER(bundle.links[BUNDLE_LINKS - 1].number, BUNDLE_LINKS + 2);
    end();
}

static void test_too_many_words(void)
{
    static char line[2 * (WORDS_MAX + 1)];
    size_t i;

    for (i = 0; i < sizeof(line); i++)
        line[i] = i % 2 ? '\0' : 'x';
    CU_ASSERT_FALSE(make_argv(line, sizeof(line)));
    CU_ASSERT(make_argv(line, sizeof(line) - 2));
}

static void test_not_started(void)
{
    begin(three_links);
    fake.no_child = true;
    bundle_begin();
    CU_ASSERT_FALSE(bundle_alive());
    CU_ASSERT_FALSE(bundle_pending());
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "RAS link 2: 711"), 1);
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "RAS link 3: 711"), 1);
    end();
}

/* --- how they get on */

static void test_states(void)
{
    begin(three_links);
    bundle_begin();
    say_state(0, RASCS_ConnectDevice, 0);
    say_state(1, RASCS_ConnectDevice, 676);
    bundle_listen();
    CU_ASSERT(bundle_pending());
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "RAS link 2: ConnectDevice"), 1);
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "RAS link 3: 676"), 1);
    say_ended(1, 676);
    leave(1);
    say_network(0, "ppp4");
    say_state(0, RASCS_Connected, 0);
    bundle_listen();
    CU_ASSERT_FALSE(bundle_pending());
    EXPECT_NUMBER(bundle_up(), 1);
    EXPECT_TEXT(bundle_network()->interface, "ppp4");
    EXPECT_TEXT(bundle_network()->remote, "192.0.2.2");
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "RAS link 2: SubEntryConnected"),
                  1);
    EXPECT_NUMBER(bundle_cause()->error, 676);
    end();
}

/* The line of a link is down, but its pppd keeps the interface. */
static void test_line_lost(void)
{
    begin(three_links);
    bundle_begin();
    say_state(0, RASCS_Connected, 0);
    say_ended(0, 629);
    bundle_listen();
    CU_ASSERT(bundle_alive());
    EXPECT_NUMBER(bundle_up(), 0);
    EXPECT_NUMBER(bundle_cause()->error, 629);
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "RAS link 2: 629"), 1);
    leave(0);
    leave(1);
    bundle_listen();
    CU_ASSERT_FALSE(bundle_alive());
    EXPECT_NUMBER(bundle_cause()->error, 834); /* the other one, wordless */
    end();
}

/* A link that talks without end does not keep pppd from its other work. */
static void test_flood(void)
{
    size_t i;

    begin(three_links);
    bundle_begin();
    for (i = 0; i < LISTEN_MAX; i++)
        say_state(0, RASCS_OpenPort, 0);
    say_state(0, RASCS_Connected, 0);
    bundle_listen();
    EXPECT_NUMBER(bundle_up(), 0);
    bundle_listen();
    EXPECT_NUMBER(bundle_up(), 1);
    end();
}

/* IPv6 has no addresses that RAS tells; and a record that nobody knows. */
static void test_other_records(void)
{
    struct wire_writer w;

    begin(three_links);
    bundle_begin();
    wire_begin(&w, WIRE_PROJECTION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, 0x8057);
    wire_put_text(&w, WIRE_F_INTERFACE, "ppp6");
    give(0, &w);
    wire_begin(&w, WIRE_STATISTICS);
    give(0, &w);
    bundle_listen();
    CU_ASSERT_PTR_NULL(bundle_network());
    CU_ASSERT(bundle_pending());
    say_network(1, "ppp4");
    bundle_listen();
    EXPECT_TEXT(bundle_network()->interface, "ppp4");
    end();
}

static void test_garbage(void)
{
    begin(three_links);
    bundle_begin();
    CU_ASSERT(write(fake.started[0].control, "Serial connection", 17) == 17);
    bundle_listen();
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "RAS link 2: 834"), 1);
    CU_ASSERT(bundle_alive());
    end();
}

/* Two servers are two connections. */
static void test_other_server(void)
{
    struct wire_record r;

    begin(three_links);
    bundle_begin();
    bundle_keep("ppp0");
    CU_ASSERT(hears(0, WIRE_HELLO, &r) && hears(0, WIRE_DIAL, &r));
    CU_ASSERT(hears(1, WIRE_HELLO, &r) && hears(1, WIRE_DIAL, &r));
    say_network(0, "ppp1");
    say_state(0, RASCS_Connected, 0);
    say_network(1, "ppp0");
    say_state(1, RASCS_Connected, 0);
    bundle_listen();
    CU_ASSERT(hears(0, WIRE_HANGUP, &r));
    CU_ASSERT_FALSE(hears(1, WIRE_HANGUP, &r));
    EXPECT_NUMBER(bundle_up(), 1);
    EXPECT_TEXT(bundle_network()->interface, "ppp0");
    end();
}

/* --- the end */

static void test_end(void)
{
    struct wire_record r;

    begin(three_links);
    bundle_begin();
    CU_ASSERT(hears(0, WIRE_HELLO, &r) && hears(0, WIRE_DIAL, &r));
    say_ended(0, 631);
    say_ended(1, 631);
    bundle_hangup();
    CU_ASSERT(hears(0, WIRE_HANGUP, &r));
    leave(0);
    leave(1);
    bundle_end(5000);
    CU_ASSERT_FALSE(bundle_alive());
    end();
}

static void test_killed(void)
{
    int status = 0;

    begin(three_links);
    bundle_begin();
    leave(1);
    bundle_end(1);
    EXPECT_NUMBER(waitpid(fake.started[0].pid, &status, 0),
                  fake.started[0].pid);
    CU_ASSERT(WIFSIGNALED(status));
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "it is killed"), 1);
    end();
}

const char unit_name[] = "bundle";
const struct unit_test unit_tests[] = {
    {"one link needs no other pppd", test_one_link},
    {"each further link has a pppd", test_started},
    {"the request is passed on", test_request_passed_on},
    {"pppd's command line", test_command_line},
    {"a command line that is too long", test_too_many_words},
    {"pppd's own command line", test_own_command_line},
    {"the saved password", test_saved_password},
    {"a link that another pppd leads", test_not_leading},
    {"more links than there can be", test_many_links},
    {"a flood of records", test_flood},
    {"records that say nothing here", test_other_records},
    {"no process to be had", test_not_started},
    {"one is up, one is busy", test_states},
    {"a lost line", test_line_lost},
    {"garbage", test_garbage},
    {"another server", test_other_server},
    {"all end", test_end},
    {"one that does not end", test_killed},
    {NULL, NULL},
};
