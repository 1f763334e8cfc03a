#include "tests/unit/harness.h"

#include "plugin/control.c"
#include "tests/unit/fake_shim.h"

static int far = -1; /* the controller's end */

static bool open_pair(void)
{
    int ends[2];
    char why[200];

    fake_reset();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) < 0)
        return false;
    far = ends[1];
    return control_attach(ends[0], why, sizeof(why));
}

static void close_pair(void)
{
    if (far >= 0)
        close(far);
    far = -1;
    control_close();
}

static void send_type(enum wire_type type)
{
    struct wire_writer w;

    wire_begin(&w, type);
    CU_ASSERT_EQUAL(wire_send(far, &w), 0);
}

static void send_dial(const char *entry)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, entry);
    wire_put_text(&w, WIRE_F_PHONEBOOK, "/tmp/my.pbk");
    wire_put_text(&w, WIRE_F_CONFIG, "/tmp/ras.conf");
    wire_put_text(&w, WIRE_F_NUMBER, "5551000");
    wire_put_text(&w, WIRE_F_CALLBACK_NUMBER, "5552000");
    wire_put_u32(&w, WIRE_F_OPTIONS, 0x41);
    CU_ASSERT_EQUAL(wire_send(far, &w), 0);
}

static void send_credentials(void)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_USER, "bob");
    wire_put_text(&w, WIRE_F_PASSWORD, "secret");
    wire_put_text(&w, WIRE_F_DOMAIN, "CORP");
    CU_ASSERT_EQUAL(wire_send(far, &w), 0);
}

/* --- attaching */

static void refused(int fd)
{
    char why[200] = "";

    CU_ASSERT(!control_attach(fd, why, sizeof(why)));
    CU_ASSERT(!control_attached());
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "ras-control"));
}

static void test_attach_refuses(void)
{
    int ends[2], pipes[2], file = open("/dev/null", O_RDWR | O_CLOEXEC);
    int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    fake_reset();
    refused(-1);
    refused(0);
    refused(2);
    refused(file);
    refused(999); /* not open */
    if (udp >= 0)
        refused(udp);
    CU_ASSERT_FATAL(pipe(pipes) == 0);
    refused(pipes[0]);
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    refused(ends[0]);
    close(ends[0]);
    close(ends[1]);
    close(pipes[0]);
    close(pipes[1]);
    close(file);
    close(udp);
}

/* Standard input may well be such a socket: it is not ours to take. */
static void test_attach_standard_input(void)
{
    int ends[2], input = dup(0);

    fake_reset();
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    CU_ASSERT(dup2(ends[0], 0) == 0);
    refused(0);
    if (input >= 0)
        dup2(input, 0);
    close(input);
    close(ends[0]);
    close(ends[1]);
}

static void test_attach(void)
{
    CU_ASSERT_FATAL(open_pair());
    CU_ASSERT(control_attached());
    CU_ASSERT(fcntl(control_descriptor(), F_GETFD) & FD_CLOEXEC);
    CU_ASSERT(fcntl(control_descriptor(), F_GETFL) & O_NONBLOCK);
    close_pair();
    CU_ASSERT(!control_attached());
    EXPECT_NUMBER(control_descriptor(), -1);
    control_close(); /* twice is nothing */
}

/* --- the request */

static void test_request(void)
{
    struct control_request r;
    char why[200];

    CU_ASSERT_FATAL(open_pair());
    send_type(WIRE_HELLO);
    send_credentials();
    send_dial("Office");
    CU_ASSERT(control_read_request(&r, 1000, why, sizeof(why)));
    EXPECT_TEXT(r.entry, "Office");
    EXPECT_TEXT(r.phonebook, "/tmp/my.pbk");
    EXPECT_TEXT(r.config, "/tmp/ras.conf");
    EXPECT_TEXT(r.number, "5551000");
    EXPECT_TEXT(r.callback_number, "5552000");
    EXPECT_NUMBER(r.options, 0x41);
    CU_ASSERT(r.have_credentials);
    EXPECT_TEXT(r.user, "bob");
    EXPECT_TEXT(r.password, "secret");
    EXPECT_TEXT(r.domain, "CORP");
    EXPECT_TEXT(why, "");
    control_wipe_request(&r);
    EXPECT_TEXT(r.password, "");
    close_pair();
}

/* Whoever is at the other end: a leader is believed if root made the pair. */
static void test_leader(void)
{
    struct control_request r;
    struct wire_writer w;
    char why[200];

    CU_ASSERT_FATAL(open_pair());
    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, "Office");
    wire_put_u32(&w, WIRE_F_SUB_ENTRY, 2);
    wire_put_u32(&w, WIRE_F_MEMBER, 1);
    CU_ASSERT(wire_send(far, &w) == 0);
    CU_ASSERT(control_read_request(&r, 1000, why, sizeof(why)));
    EXPECT_NUMBER(r.sub_entry, 2);
    EXPECT_NUMBER(r.leader, geteuid() == 0 ? getpid() : 0);
    close_pair();
}

static void test_users_leader(void)
{
    struct control_request r;
    struct wire_writer w;
    char why[200];

    if (geteuid() != 0 || seteuid(65534) != 0)
        return; /* only root can be somebody else */
    CU_ASSERT(open_pair());
    CU_ASSERT(seteuid(0) == 0);
    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, "Office");
    wire_put_u32(&w, WIRE_F_MEMBER, 1);
    CU_ASSERT(wire_send(far, &w) == 0);
    CU_ASSERT(control_read_request(&r, 1000, why, sizeof(why)));
    EXPECT_NUMBER(r.leader, 0);
    close_pair();
}

static void test_request_without_credentials(void)
{
    struct control_request r;
    char why[200];

    CU_ASSERT_FATAL(open_pair());
    send_dial("Office");
    CU_ASSERT(control_read_request(&r, 1000, why, sizeof(why)));
    CU_ASSERT(!r.have_credentials);
    EXPECT_TEXT(r.user, "");
    close_pair();
}

static void no_request(const char *part)
{
    struct control_request r;
    char why[200] = "";

    CU_ASSERT(!control_read_request(&r, 50, why, sizeof(why)));
    if (!strstr(why, part))
        fprintf(stderr, "got \"%s\"\n", why);
    CU_ASSERT_PTR_NOT_NULL(strstr(why, part));
    close_pair();
}

static void test_silent_controller(void)
{
    uint64_t before = ticks_now();

    CU_ASSERT_FATAL(open_pair());
    send_type(WIRE_HELLO);
    no_request("in time");
    CU_ASSERT(ticks_now() - before < 1000);
}

static void test_bad_requests(void)
{
    char garbage[] = "GET / HTTP/1.0";
    char old[] = {'R', 'A', WIRE_VERSION + 1, WIRE_DIAL};

    CU_ASSERT_FATAL(open_pair());
    close(far);
    far = -1;
    no_request("request");
    CU_ASSERT_FATAL(open_pair());
    CU_ASSERT(send(far, garbage, sizeof(garbage), 0) > 0);
    no_request(strerror(EBADMSG));
    CU_ASSERT_FATAL(open_pair());
    CU_ASSERT(send(far, old, sizeof(old), 0) > 0);
    no_request(strerror(EPROTO));
    CU_ASSERT_FATAL(open_pair());
    send_type(WIRE_HANGUP);
    no_request("no request to dial");
}

/* Nobody may hold pppd by never coming to the point. */
static void test_endless_hello(void)
{
    struct control_request r;
    char why[200];
    uint64_t before = ticks_now();
    struct wire_record in;
    struct wire_writer w;

    CU_ASSERT_FATAL(open_pair());
    wire_begin(&w, WIRE_HELLO);
    while (wire_send(far, &w) == 0)
        ;
    CU_ASSERT(!control_read_request(&r, 0, why, sizeof(why)));
    CU_ASSERT(ticks_now() - before < 2000);
    EXPECT_TEXT(r.entry, "");
    /* The time was over before the records were. */
    EXPECT_NUMBER(wire_receive(control_descriptor(), &in), 0);
    close_pair();
}

/* Without waiting, as long as a dialer thinks. */
static void test_take_request(void)
{
    static const char garbage[] = "GET / HTTP/1.0";
    struct control_request r;

    memset(&r, 0, sizeof(r));
    CU_ASSERT_FATAL(open_pair());
    EXPECT_NUMBER(control_take_request(&r), CONTROL_ASKED_NOTHING);
    send_type(WIRE_HANGUP); /* of a dial that is over */
    send_type(WIRE_HELLO);
    send_credentials();
    EXPECT_NUMBER(control_take_request(&r), CONTROL_ASKED_NOTHING);
    EXPECT_TEXT(r.user, "bob");
    send_dial("Office");
    send_type(WIRE_HANGUP);
    EXPECT_NUMBER(control_take_request(&r), CONTROL_ASKED_DIAL);
    EXPECT_TEXT(r.entry, "Office");
    EXPECT_TEXT(r.password, "secret");
    EXPECT_NUMBER(control_poll(), CONTROL_HANGUP); /* of this one */
    CU_ASSERT(send(far, garbage, sizeof(garbage), 0) > 0);
    EXPECT_NUMBER(control_take_request(&r), CONTROL_ASKED_GARBAGE);
    close(far);
    far = -1;
    EXPECT_NUMBER(control_take_request(&r), CONTROL_ASKED_GONE);
    close_pair();
}

static bool more_to_read(void)
{
    struct pollfd p = {.fd = control_descriptor(), .events = POLLIN};

    return poll(&p, 1, 0) == 1;
}

/* Whoever talks all the time keeps pppd no longer than others. */
static void test_take_request_of_many(void)
{
    struct control_request r;
    unsigned i;

    memset(&r, 0, sizeof(r));
    CU_ASSERT_FATAL(open_pair());
    for (i = 0; i < RECORDS_MAX + 1; i++)
        send_type(WIRE_HELLO);
    EXPECT_NUMBER(control_take_request(&r), CONTROL_ASKED_NOTHING);
    CU_ASSERT(more_to_read());
    EXPECT_NUMBER(control_take_request(&r), CONTROL_ASKED_NOTHING);
    CU_ASSERT(!more_to_read());
    send_dial("Office");
    EXPECT_NUMBER(control_take_request(&r), CONTROL_ASKED_DIAL);
    close_pair();
}

/* --- afterwards */

static void test_poll(void)
{
    CU_ASSERT_FATAL(open_pair());
    EXPECT_NUMBER(control_poll(), CONTROL_NOTHING);
    send_type(WIRE_QUERY_STATISTICS);
    send_type(WIRE_HELLO);
    send_type(WIRE_RESUME);
    send_type(WIRE_HANGUP);
    EXPECT_NUMBER(control_poll(), CONTROL_STATISTICS);
    EXPECT_NUMBER(control_poll(), CONTROL_NOTHING);
    EXPECT_NUMBER(control_poll(), CONTROL_RESUME);
    EXPECT_NUMBER(control_poll(), CONTROL_HANGUP);
    EXPECT_NUMBER(control_poll(), CONTROL_NOTHING);
    EXPECT_NUMBER(fake.n_log, 0);
    close_pair();
    EXPECT_NUMBER(control_poll(), CONTROL_NOTHING);
}

/* A dialer's own line: its words, and its descriptor while it is wanted. */
static void test_own_line(void)
{
    struct wire_writer w;
    int fd;

    CU_ASSERT_FATAL(open_pair());
    wire_begin(&w, WIRE_PROGRESS);
    wire_put_u32(&w, WIRE_F_STATE, 2);
    wire_put_text(&w, WIRE_F_TEXT, "ringing");
    EXPECT_NUMBER(wire_send(far, &w), 0);
    EXPECT_NUMBER(control_poll(), CONTROL_PROGRESS);
    EXPECT_NUMBER(control_word()->state, 2);
    EXPECT_TEXT(control_word()->text, "ringing");
    send_type(WIRE_PROGRESS);
    EXPECT_NUMBER(control_poll(), CONTROL_PROGRESS);
    EXPECT_NUMBER(control_word()->state, UINT32_MAX);
    EXPECT_TEXT(control_word()->text, "");
    wire_begin(&w, WIRE_LINE_ENDED);
    wire_put_u32(&w, WIRE_F_ERROR, 676);
    EXPECT_NUMBER(wire_send(far, &w), 0);
    EXPECT_NUMBER(control_poll(), CONTROL_LINE_ENDED);
    EXPECT_NUMBER(control_word()->error, 676);
    control_want_line(true);
    wire_begin(&w, WIRE_ATTACH);
    EXPECT_NUMBER(wire_send_descriptor(far, &w, far), 0);
    EXPECT_NUMBER(wire_send_descriptor(far, &w, far), 0);
    EXPECT_NUMBER(control_poll(), CONTROL_ATTACH);
    EXPECT_NUMBER(control_poll(), CONTROL_ATTACH); /* the later one */
    fd = control_take_line();
    CU_ASSERT(fd >= 0);
    EXPECT_NUMBER(control_take_line(), -1);
    close(fd);
    EXPECT_NUMBER(wire_send_descriptor(far, &w, far), 0);
    EXPECT_NUMBER(control_poll(), CONTROL_ATTACH);
    control_want_line(false); /* closes what nobody took */
    EXPECT_NUMBER(control_take_line(), -1);
    close_pair();
}

static void test_gone(void)
{
    CU_ASSERT_FATAL(open_pair());
    close(far);
    far = -1;
    EXPECT_NUMBER(control_poll(), CONTROL_GONE);
    CU_ASSERT(!control_attached());
    EXPECT_NUMBER(control_poll(), CONTROL_NOTHING);
    EXPECT_NUMBER(fake.n_log, 0);
}

/* What was said before the end of the pair still counts. */
static void test_last_words(void)
{
    CU_ASSERT_FATAL(open_pair());
    send_type(WIRE_HANGUP);
    close(far);
    far = -1;
    EXPECT_NUMBER(control_poll(), CONTROL_HANGUP);
    EXPECT_NUMBER(control_poll(), CONTROL_GONE);
}

static void test_garbage_ends_it(void)
{
    CU_ASSERT_FATAL(open_pair());
    CU_ASSERT(send(far, "?", 1, 0) == 1);
    EXPECT_NUMBER(control_poll(), CONTROL_GONE);
    CU_ASSERT(!control_attached());
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "dropped"), 1);
    close_pair();
}

/* --- sending */

static void test_send(void)
{
    struct wire_writer w;
    struct wire_record in;

    wire_begin(&w, WIRE_STATE);
    wire_put_u32(&w, WIRE_F_STATE, 5);
    fake_reset();
    control_send(&w); /* to nobody */
    CU_ASSERT_FATAL(open_pair());
    control_send(&w);
    EXPECT_NUMBER(wire_receive(far, &in), 0);
    EXPECT_NUMBER(in.type, WIRE_STATE);
    EXPECT_NUMBER(wire_u32(&in, WIRE_F_STATE, 0), 5);
    close(far);
    far = -1;
    control_send(&w); /* neither SIGPIPE nor a word about it */
    EXPECT_NUMBER(fake.n_log, 0);
    close_pair();
}

/* A controller that does not read costs it records, and us nothing. */
static void test_send_full(void)
{
    struct wire_writer w;
    size_t i, sent = 0;
    char byte;

    CU_ASSERT_FATAL(open_pair());
    wire_begin(&w, WIRE_STATE);
    for (i = 0; i < 100000 && fake.n_log == 0; i++)
        control_send(&w);
    CU_ASSERT(!control_send(&w));
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "lost"), 1); /* is said once */
    CU_ASSERT(recv(far, &byte, 1, 0) == 1);
    for (i = 0; i < 100 && fake_logged(SHIM_WARNING, "lost") == 1; i++)
        sent += control_send(&w);
    CU_ASSERT(sent > 0);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "lost"), 2);
    CU_ASSERT(control_attached());
    close_pair();
}

static void test_send_broken_record(void)
{
    struct wire_writer w;

    CU_ASSERT_FATAL(open_pair());
    wire_begin(&w, WIRE_STATE);
    wire_put_u32(&w, WIRE_F_TEXT, 1); /* a text, not a number */
    control_send(&w);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "lost"), 1);
    close_pair();
}

const char unit_name[] = "control";
const struct unit_test unit_tests[] = {
    {"only a seqpacket socket is taken over", test_attach_refuses},
    {"standard input is not taken over", test_attach_standard_input},
    {"the descriptor is close-on-exec", test_attach},
    {"a whole request", test_request},
    {"a request without credentials", test_request_without_credentials},
    {"one link of several", test_leader},
    {"a user is no leader", test_users_leader},
    {"a controller that says nothing", test_silent_controller},
    {"what is no request", test_bad_requests},
    {"HELLO without end", test_endless_hello},
    {"a request that is not waited for", test_take_request},
    {"a request behind many records", test_take_request_of_many},
    {"what the controller wants", test_poll},
    {"a dialer's own line", test_own_line},
    {"the controller goes", test_gone},
    {"the controller's last words count", test_last_words},
    {"garbage ends the controller's say", test_garbage_ends_it},
    {"records are sent", test_send},
    {"a full buffer is no reason to wait", test_send_full},
    {"a record that is broken is not sent", test_send_broken_record},
    {NULL, NULL},
};
