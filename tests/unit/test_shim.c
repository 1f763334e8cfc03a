#include "tests/unit/harness.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* With the mock pppd of tests/mock, without its plugin. */
#include "plugin/shim.c"
#include "tests/mock/host.h"
#include "tests/unit/fake_files.h"

const char unit_name[] = "shim";

/* --- the plugin's side */

static char story[256];
static int pause_ours;
static bool loads;

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void note(const char *format, ...)
{
    size_t used = strlen(story);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(story + used, sizeof(story) - used, format, arguments);
    va_end(arguments);
}

#define STORY(expected)                                                        \
    do {                                                                       \
        EXPECT_TEXT(story, expected);                                          \
        story[0] = '\0';                                                       \
    } while (0)

static void note_phase(enum shim_phase entered)
{
    (void)entered;
}

static void note_ipv6_up(void)
{
    note("six ");
}

static void note_ipv6_down(void)
{
    note("five ");
}

static void note_nothing(void)
{
}

static void note_joined(void)
{
    note("joined ");
}

static void note_exit(int value)
{
    note("exit%d ", value);
}

static void note_received(const uint8_t *p, size_t n)
{
    note("got%u/%zu ", p[0], n);
}

static void note_sent(const uint8_t *p, size_t n)
{
    note("sent%u/%zu ", p[0], n);
}

static int note_holdoff(int seconds, bool wanted)
{
    note("pause%d%s ", seconds, wanted ? "!" : "");
    return pause_ours;
}

static const struct shim_events test_events = {
    .phase = note_phase,
    .auth_up = note_nothing,
    .ip_up = note_nothing,
    .ip_down = note_nothing,
    .ipv6_up = note_ipv6_up,
    .ipv6_down = note_ipv6_down,
    .joined = note_joined,
    .exit = note_exit,
    .forked = note_nothing,
    .received = note_received,
    .sent = note_sent,
    .holdoff = note_holdoff,
};

static bool on_load(void)
{
    return loads;
}

static int on_connect(void)
{
    return open("/dev/null", O_RDWR | O_CLOEXEC);
}

static const struct shim_channel test_channel = {
    .load = on_load,
    .connect = on_connect,
    .disconnect = note_nothing,
    .cleanup = note_nothing,
    .close = note_nothing,
};

/* One pppd for all tests: a plugin cannot be taken out of one. */
static void begin(void)
{
    static bool begun;

    if (!begun) {
        host_begin(true, "/nowhere");
        shim_attach(&test_events, &test_channel);
        loads = true;
        host_options_done();
    }
    begun = true;
    story[0] = '\0';
}

/* --- hooks: somebody may have been there before, or come afterwards */

static void their_packet(unsigned char *p, int n)
{
    (void)p;
    note("theirs%d ", n);
}

static int their_holdoff(void)
{
    note("theirs ");
    return 77;
}

static void their_join(void)
{
    note("theirs ");
}

static void test_hooks(void)
{
    static unsigned char bytes[] = {9, 8};

    begin();
    holdoff = 30;
    need_holdoff = 1;
    pause_ours = 5;
    EXPECT_NUMBER(holdoff_hook(), 5);
    need_holdoff = 0;
    EXPECT_NUMBER(holdoff_hook(), 5);
    STORY("pause30! pause30 ");
    snoop_recv_hook(bytes, 2);
    snoop_send_hook(bytes + 1, 1);
    snoop_recv_hook(bytes, 0); /* nothing to look at */
    snoop_send_hook(bytes, -1);
    STORY("got9/2 sent8/1 ");
    multilink_join_hook();
    STORY("joined ");
    remove_hooks();
    CU_ASSERT_PTR_NULL(snoop_recv_hook);
    CU_ASSERT_PTR_NULL(holdoff_hook);
    CU_ASSERT_PTR_NULL(multilink_join_hook);
    snoop_recv_hook = snoop_send_hook = their_packet;
    holdoff_hook = their_holdoff;
    multilink_join_hook = their_join;
    add_hooks();
    snoop_recv_hook(bytes, 2);
    snoop_send_hook(bytes, 0);
    EXPECT_NUMBER(holdoff_hook(), 77); /* who was first decides */
    multilink_join_hook();
    STORY("got9/2 theirs2 theirs0 theirs joined theirs ");
    remove_hooks();
    CU_ASSERT(snoop_recv_hook == their_packet);
    CU_ASSERT(snoop_send_hook == their_packet);
    CU_ASSERT(holdoff_hook == their_holdoff);
    CU_ASSERT(multilink_join_hook == their_join);
    remove_hooks(); /* theirs are not ours to remove */
    CU_ASSERT(snoop_recv_hook == their_packet);
    CU_ASSERT(multilink_join_hook == their_join);
    snoop_recv_hook = snoop_send_hook = NULL;
    holdoff_hook = NULL;
    multilink_join_hook = NULL;
    add_hooks();
}

static unsigned begun;

void wide_begin(const char *interface)
{
    (void)interface;
    begun++;
}

void wide_complete(const char *interface, struct shim_statistics *s)
{
    (void)interface;
    (void)s;
}

/* Whoever counts in 32 bits is helped from the first address on. */
static void test_ipv6(void)
{
    begin();
    on_phase(NULL, PHASE_DEAD);
    begun = 0;
    on_ipv6_up(NULL, 0);
    EXPECT_NUMBER(begun, !PPPD_25);
    on_ipv6_down(NULL, 0);
    on_ipv6_up(NULL, 0); /* LCP was negotiated anew: pppd goes on counting */
    EXPECT_NUMBER(begun, !PPPD_25);
    STORY("six five six ");
    on_phase(NULL, PHASE_DEAD);
    on_ipv6_up(NULL, 0);
    EXPECT_NUMBER(begun, 2 * !PPPD_25);
    STORY("six ");
}

/* --- CBCP: the offer that waits for the caller's choice */

static bool hold_it;
static unsigned char passed[300];
static int passed_length;

static bool held(void)
{
    return hold_it;
}

static void their_cbcp(int unit, u_char *packet, int length)
{
    note("%d:%d ", unit, length);
    passed_length = length;
    memcpy(passed, packet, (size_t)length);
}

static struct protent cbcp = {
    .protocol = 0xc029, .enabled_flag = 1, .input = their_cbcp};

static void begin_callback(bool hold)
{
    begin();
    protocols[2] = &cbcp;
    hold_it = hold;
    shim_hold_callback(held);
    shim_hold_callback(held); /* and not once more around itself */
    passed_length = 0;
}

static void receive_offer(const char *bytes, size_t n)
{
    u_char packet[300] = {0};

    memcpy(packet, bytes, n);
    packet[2] = (u_char)(n >> 8);
    packet[3] = (u_char)n;
    cbcp.input(0, packet, (int)n);
}
/* CODE, identifier and length, then the options. */
#define OFFER(code, options)                                                   \
    receive_offer(code "\7\0\0" options, sizeof(code "\7\0\0" options) - 1)

static void test_offer(void)
{
    char big[258] = "\1";

    begin_callback(true);
    OFFER("\1", "\3\3\1");
    STORY("");
    CU_ASSERT(shim_answer_callback(true));
    STORY("0:7 ");
    EXPECT_NUMBER(passed[1], 7);
    CU_ASSERT(!shim_answer_callback(true)); /* it was answered */
    OFFER("\2", "\3\3\1");                  /* no offer */
    receive_offer("\1\7", 3);               /* not even a header */
    STORY("0:7 0:3 ");
    receive_offer(big, 257); /* longer than any */
    STORY("0:257 ");
    receive_offer(big, 256);
    STORY("");
    hold_it = false;
    OFFER("\1", "\3\3\1");
    shim_hold_callback(NULL);
    OFFER("\1", "\3\3\1");
    STORY("0:7 0:7 ");
    CU_ASSERT(!shim_answer_callback(true));
    STORY("");
}

/* Nobody shall call: only where that is on offer. */
static void test_no_callback(void)
{
    begin_callback(true);
    OFFER("\1", "\3\3\1\1\2\2\5\1\0\0");
    CU_ASSERT(shim_answer_callback(false));
    STORY("0:6 ");
    CU_ASSERT(memcmp(passed, "\1\7\0\6\1\2", 6) == 0);
    OFFER("\1", "\1\2");
    CU_ASSERT(shim_answer_callback(false));
    STORY("0:6 ");
    OFFER("\1", "\3\3\1"); /* it is not */
    CU_ASSERT(!shim_answer_callback(false));
    OFFER("\1", "");
    CU_ASSERT(!shim_answer_callback(false));
    OFFER("\1", "\3\1\1\2"); /* options of no length, or beyond the end */
    CU_ASSERT(!shim_answer_callback(false));
    OFFER("\1", "\3\0\1\2");
    CU_ASSERT(!shim_answer_callback(false));
    OFFER("\1", "\3\5\1\2");
    CU_ASSERT(!shim_answer_callback(false));
    OFFER("\1", "\1\3");
    CU_ASSERT(!shim_answer_callback(false));
    OFFER("\1", "\3\3\1\1"); /* a byte is left over */
    CU_ASSERT(!shim_answer_callback(false));
    STORY("");
}

static void test_callback_wanted(void)
{
    begin_callback(false);
    CU_ASSERT(shim_ask_for_callback(true));
    EXPECT_NUMBER(lcp_wantoptions[0].neg_cbcp, 1);
    CU_ASSERT(!shim_ask_for_callback(false));
    EXPECT_NUMBER(lcp_wantoptions[0].neg_cbcp, 0);
    cbcp.enabled_flag = 0; /* pppd has no `callback' */
    CU_ASSERT(!shim_ask_for_callback(true));
    EXPECT_NUMBER(lcp_wantoptions[0].neg_cbcp, 0);
    cbcp.enabled_flag = 1;
    persist = 0;
    unsuccess = 2;
    shim_expect_callback();
    EXPECT_NUMBER(do_callback, CALLBACK_DIALIN);
    EXPECT_NUMBER(persist, 1);
    EXPECT_NUMBER(unsuccess, 1);
    shim_go_on();
    shim_go_on();
    EXPECT_NUMBER(unsuccess, 0);
    shim_set_persist(false);
    CU_ASSERT(!shim_persist());
}

/* --- the link */

static void test_end(void)
{
    begin();
    CU_ASSERT(!shim_quitting());
    shim_terminate();
    CU_ASSERT(shim_quitting());
    EXPECT_NUMBER(shim_quit_signal(), SIGTERM);
    got_sigterm = 0;
    demand = 1;
    shim_quit();
    CU_ASSERT(shim_quitting());
    CU_ASSERT(!shim_demand());
    asked_to_quit = 0;
}

static void test_bundle(void)
{
    begin();
    doing_multilink = multilink_master = 1;
    shim_leave_bundle();
    EXPECT_NUMBER(doing_multilink, 0);
    EXPECT_NUMBER(multilink_master, 0);
}

static void test_protocols(void)
{
    begin();
    CU_ASSERT(shim_want_ipv4());
    CU_ASSERT(shim_want_ipv6());
    protocols[1]->enabled_flag = 0;
    CU_ASSERT(!shim_want_ipv6());
    protocols[1]->enabled_flag = 1;
}

/* Each question to the kernel without a link is an error in the log. */
static void test_statistics(void)
{
    struct shim_statistics s = {1, 2, 3, 4};

    begin();
    phase = PHASE_DEAD;
    CU_ASSERT(!shim_statistics(&s));
    EXPECT_NUMBER(host_counter_questions(), 0);
    EXPECT_NUMBER(s.bytes_received, 0);
    phase = PHASE_RUNNING; /* but its interface is gone */
    CU_ASSERT(!shim_statistics(&s));
    CU_ASSERT_FATAL(host_start_link());
    host_counters(12, 34);
    phase = PHASE_MASTER;
    CU_ASSERT(shim_statistics(&s));
    EXPECT_NUMBER(s.bytes_received, 12);
    EXPECT_NUMBER(s.bytes_sent, 34);
    phase = PHASE_TERMINATE;
    CU_ASSERT(shim_statistics(&s));
    host_ended();
    CU_ASSERT(!shim_statistics(&s));
}

static void test_address(void)
{
    uint32_t remote = 5;

    begin();
    ipcp_gotoptions[0].ouraddr = 1;
    shim_ask_for_address(0);
    CU_ASSERT_PTR_NULL(ip_choose_hook);
    shim_ask_for_address(7);
    CU_ASSERT_PTR_NOT_NULL_FATAL(ip_choose_hook);
    ip_choose_hook(&remote);
    EXPECT_NUMBER(ipcp_gotoptions[0].ouraddr, 7);
    ipcp_gotoptions[0].ouraddr = 1;
    shim_ask_for_address(0); /* the next entry has none */
    ip_choose_hook(&remote);
    EXPECT_NUMBER(ipcp_gotoptions[0].ouraddr, 1);
    EXPECT_NUMBER(remote, 5);
}

/* A network without anything, whose loopback is called ppp0. */
static bool have_ppp0(void)
{
    struct ifreq r = {.ifr_name = "lo"};
    int fd;
    bool good;

    if (unshare(CLONE_NEWNET) < 0)
        return false;
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    snprintf(r.ifr_newname, sizeof(r.ifr_newname), "ppp0");
    good = fd >= 0 && ioctl(fd, SIOCSIFNAME, &r) == 0;
    snprintf(r.ifr_name, sizeof(r.ifr_name), "ppp0");
    r.ifr_flags = IFF_UP;
    good = good && ioctl(fd, SIOCSIFFLAGS, &r) == 0;
    close(fd);
    return good;
}

static bool is_routed(const char *destination, unsigned metric)
{
    char line[256], name[32], to[32];
    unsigned m;
    FILE *f = fopen("/proc/self/net/route", "re");
    bool found = false;

    while (f && !found && fgets(line, sizeof(line), f))
        found =
            sscanf(line, "%31s %31s %*s %*s %*s %*s %u", name, to, &m) == 3 &&
            strcmp(name, "ppp0") == 0 && strcmp(to, destination) == 0 &&
            m == metric;
    if (f)
        fclose(f);
    return found;
}

/* In a process of its own: 0 if all is well, else the number of the step. */
static int add_routes(void)
{
    const uint32_t mask = htonl(0xff000000);

    if (shim_add_route(htonl(0x0a000000), mask, 7) == 0)
        return 1; /* there is no such interface yet */
    if (!have_ppp0())
        return 77;
    if (shim_add_route(htonl(0x0a000000), mask, 7) != 0 ||
        !is_routed("0000000A", 7))
        return 2;
    if (shim_add_route(htonl(0x0a000000), mask, 7) != EEXIST)
        return 3;
    /* The kernel's field is a short. */
    if (shim_add_route(htonl(0x0b000000), mask, UINT32_MAX) != 0 ||
        !is_routed("0000000B", 9999))
        return 4;
    return 0;
}

static void test_route(void)
{
    int result = -1;
    pid_t pid;

    if (geteuid() != 0)
        return;
    begin();
    CU_ASSERT_FATAL(host_start_link());
    fflush(NULL);
    pid = fork();
    if (pid == 0)
        _exit(add_routes());
    CU_ASSERT(waitpid(pid, &result, 0) == pid);
    EXPECT_NUMBER(WEXITSTATUS(result), 0);
    host_ended();
}

/* --- secrets */

static const char *secret;

static bool supply_secret(char *password, size_t size)
{
    if (secret)
        snprintf(password, size, "%s", secret);
    return secret != NULL;
}

static void test_password(void)
{
    char text[MAXSECRETLEN] = "";

    begin();
    CU_ASSERT(!host_chap_known());
    shim_supply_password(supply_secret);
    CU_ASSERT(host_chap_known());
    EXPECT_NUMBER(host_ask_pap(NULL), 1);
    secret = "sesame";
    EXPECT_NUMBER(host_ask_pap(text), 1);
    EXPECT_TEXT(text, "sesame");
    secret = "chap";
    EXPECT_NUMBER(host_ask_chap(text), 1);
    EXPECT_TEXT(text, "chap");
    secret = NULL; /* there is none: pppd looks into its files no more */
    EXPECT_NUMBER(host_ask_pap(text), -1);
    EXPECT_NUMBER(host_ask_chap(text), -1);
}

static void test_secret(void)
{
    char text[5] = "old";

    begin();
    CU_ASSERT(!shim_secret(text, 4)); /* "mock" needs one more */
    EXPECT_TEXT(text, "old");
    CU_ASSERT(shim_secret(text, sizeof(text)));
    EXPECT_TEXT(text, "mock");
}

/* --- children */

/* What an other pppd finds: a report on it, to 3. */
static void report_self(void)
{
    char directory[200] = "";
    int i;

    dprintf(3, "%s in %s, PATH %s;", getenv("LC_ALL"),
            getcwd(directory, sizeof(directory)), getenv("PATH"));
    for (i = 0; i < 64; i++)
        if (i != 3 && fcntl(i, F_GETFD) >= 0)
            dprintf(3, " %d", i);
}

__attribute__((constructor)) static void be_other(void)
{
    if (strcmp(program_invocation_name, "other-pppd") == 0) {
        report_self();
        _exit(0);
    }
}

static void expect_report(int fd, const char *expected)
{
    char text[300];
    size_t used = 0;
    ssize_t n;

    while ((n = read(fd, text + used, sizeof(text) - 1 - used)) > 0)
        used += (size_t)n;
    text[used] = '\0';
    EXPECT_TEXT(text, expected);
    close(fd);
}

/* The end of a child that pppd would reap. */
static void reap(int pidfd)
{
    siginfo_t info;

    CU_ASSERT_FATAL(pidfd >= 0);
    CU_ASSERT(waitid((idtype_t)P_PIDFD, (id_t)pidfd, &info, WEXITED) == 0);
    EXPECT_NUMBER(info.si_code, CLD_EXITED);
    EXPECT_NUMBER(info.si_status, 0);
    close(pidfd);
}

static void test_other_pppd(void)
{
    char name[] = "other-pppd", *argv[] = {name, NULL};
    int ends[2], directory = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    begin();
    CU_ASSERT_FATAL(directory >= 0 && pipe2(ends, O_CLOEXEC) == 0);
    reap(shim_start_pppd(argv, ends[1], directory));
    close(ends[1]);
    expect_report(ends[0], "C in /proc, PATH /usr/sbin:/usr/bin:/sbin:/bin; "
                           "0 1 2");
    CU_ASSERT(host_logged(" pppd 1")); /* pppd may kill it when it ends */
    close(directory);
    /* A directory that is none: it is not run elsewhere. */
    directory = open("/dev/null", O_RDONLY | O_CLOEXEC);
    CU_ASSERT_FATAL(directory >= 0 && pipe2(ends, O_CLOEXEC) == 0);
    reap(shim_start_pppd(argv, ends[1], directory));
    close(ends[1]);
    expect_report(ends[0], "");
    close(directory);
}

/* Nothing of pppd's: no descriptor, no handler, no group of processes. */
static void work(int left, int right)
{
    struct sigaction term, pipe_;
    char byte = '?';
    int i, n = 0;

    for (i = 3; i < 64; i++)
        n += fcntl(i, F_GETFD) >= 0;
    (void)sigaction(SIGTERM, NULL, &term);
    (void)sigaction(SIGPIPE, NULL, &pipe_);
    if (read(left, &byte, 1) != 1)
        byte = '!';
    dprintf(right, "%c %d%s%s%s", byte, n,
            term.sa_handler == SIG_DFL ? " term" : "",
            pipe_.sa_handler == SIG_IGN ? " pipe" : "",
            getpgrp() == getpid() ? " group" : "");
}

static void test_child(void)
{
    int in[2], out[2], child;

    begin();
    CU_ASSERT_FATAL(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
    child = shim_child("worker", in[0], out[1], work);
    close(in[0]);
    close(out[1]);
    EXPECT_NUMBER(write(in[1], "x", 1), 1);
    expect_report(out[0], "x 0 term pipe group");
    close(in[1]);
    reap(child);
    CU_ASSERT(host_logged("worker 1"));
}

/* --- PPPoE: pppd's own plugin, of which only the lower half is used */

static struct channel their_channel;
static char pppoe_texts[4][64];

static int their_connect(void)
{
    note("connect ");
    return 42;
}

static void their_disconnect(void)
{
    note("disconnect ");
}

static void their_check(void)
{
    note("check ");
}

static int their_establish(int fd)
{
    return fd;
}

/* As rp-pppoe's: a device is taken only while pppd starts. */
static int set_nic(char *word, char **argument, int doit)
{
    (void)argument;
    if (strncmp(word, "nic-", 4) != 0)
        return 0;
    if (doit) {
        note("%s%s ", word,
             !devnam_fixed && phase == PHASE_INITIALIZE ? "" : " late");
        their_channel.check_options = their_check;
        their_channel.connect = their_connect;
        their_channel.disconnect = their_disconnect;
        their_channel.establish_ppp = their_establish;
        the_channel = &their_channel;
    }
    return 1;
}

#define PPPOE_TEXT(word, i)                                                    \
    {                                                                          \
        .name = (char[]){word}, .type = o_string, .addr = pppoe_texts[i],      \
        .flags = OPT_STATIC, .upper_limit = sizeof(pppoe_texts[i])             \
    }

static pppd_option pppoe_options[] = {
    PPPOE_TEXT("plugin", 0),
    PPPOE_TEXT("pppoe-padi-timeout", 1),
    PPPOE_TEXT("pppoe-padi-attempts", 2),
    PPPOE_TEXT("pppoe-service", 3),
    {.name = (char[]){"nic"},
     .type = o_wild,
     .addr = (void *)set_nic,
     .flags = OPT_NOARG},
    {.name = NULL},
};

static void test_pppoe(void)
{
    struct channel *before;

    begin();
    before = the_channel;
    phase = PHASE_SERIALCONN;
    devnam_fixed = true;
    CU_ASSERT(!shim_pppoe_begin("eth0", "", 3)); /* pppd has no such plugin */
    CU_ASSERT(the_channel == before);
    host_add_options(pppoe_options);
    CU_ASSERT(shim_pppoe_begin("eth0", "\"a service\"", 3));
    STORY("nic-eth0 check ");
    EXPECT_TEXT(pppoe_texts[0], "pppoe.so");
    EXPECT_TEXT(pppoe_texts[1], "3");
    EXPECT_TEXT(pppoe_texts[3], "a service");
    CU_ASSERT(the_channel == before);
    CU_ASSERT(the_channel->connect == channel_connect);
    CU_ASSERT(the_channel->establish_ppp == their_establish);
    EXPECT_NUMBER(phase, PHASE_SERIALCONN);
    CU_ASSERT(devnam_fixed);
    CU_ASSERT(shim_pppoe_begin("eth0", "other", 3)); /* it is there */
    CU_ASSERT(shim_pppoe_begin("eth0", "", 3));
    STORY("");
    EXPECT_TEXT(pppoe_texts[3], "other");
    EXPECT_NUMBER(shim_pppoe_connect(), 42);
    shim_pppoe_disconnect();
    STORY("connect disconnect ");
    phase = PHASE_DEAD;
}

/* --- the log */

static void test_log(void)
{
    static const struct {
        enum shim_level level;
        const char *line;
    } rows[] = {
        {SHIM_DEBUG, "dbglog a %s \?[2J word\n"},
        {SHIM_INFO, "info a %s \?[2J word\n"},
        {SHIM_NOTICE, "notice a %s \?[2J word\n"},
        {SHIM_WARNING, "warn a %s \?[2J word\n"},
        {SHIM_ERROR, "error a %s \?[2J word\n"},
    };
    size_t i;

    begin();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CU_ASSERT(!host_logged(rows[i].line));
        shim_log(rows[i].level, "a %%s %s word", "\33[2J");
        CU_ASSERT(host_logged(rows[i].line));
    }
}

/* What would make pppd wait for ever goes first; this pppd can lock nothing. */
static void test_no_lock(void)
{
    static char directory[256];

    begin();
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(directory, sizeof(directory), "%s", fake_path("."));
    lock_file_directory = directory;
    CU_ASSERT_FATAL(mkfifo(fake_path("LCK..null"), 0600) == 0);
    CU_ASSERT(shim_lock("/dev/null") < 0);
    CU_ASSERT(host_logged("/LCK..null was no lock of anybody's: removed\n"));
    CU_ASSERT(access(fake_path("LCK..null"), F_OK) < 0);
    fake_files_end();
}

/* A user who has no use for the plugin: pppd's own channel does all. */
static void test_not_wanted(void)
{
    begin();
    loads = false;
    channel_process_extra_options();
    CU_ASSERT(host_channel_is_tty());
    CU_ASSERT(!host_holdoff_hooked());
    CU_ASSERT_PTR_NULL(snoop_recv_hook);
}

const struct unit_test unit_tests[] = {
    {"hooks have one slot each", test_hooks},
    {"IPv6", test_ipv6},
    {"an offer of CBCP waits", test_offer},
    {"no callback is chosen", test_no_callback},
    {"callback is asked for", test_callback_wanted},
    {"the end of pppd", test_end},
    {"a bundle is left", test_bundle},
    {"protocols", test_protocols},
    {"statistics", test_statistics},
    {"an address is asked for", test_address},
    {"a route", test_route},
    {"a password is supplied", test_password},
    {"pppd's own secret", test_secret},
    {"another pppd is started", test_other_pppd},
    {"a child", test_child},
    {"PPPoE", test_pppoe},
    {"the log", test_log},
    {"what is no lock", test_no_lock},
    {"the plugin is not wanted", test_not_wanted},
    {NULL, NULL},
};
