#include "tests/unit/harness.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* The network that the module sees: one interface, and what is heard there. */
static struct {
    bool missing, no_flags, no_kernel, no_bind;
    unsigned short family;
    unsigned char first; /* octet of its address */
    int flags;
    int far; /* the other end of what it listens to; -1: it may not */
} net;

static int fake_ioctl(int fd, unsigned long request, void *argument)
{
    struct ifreq *q = argument;

    (void)fd;
    if (net.missing || (net.no_flags && request == SIOCGIFFLAGS)) {
        errno = ENODEV;
        return -1;
    }
    if (request == SIOCGIFHWADDR) {
        q->ifr_hwaddr.sa_family = net.family;
        q->ifr_hwaddr.sa_data[0] = (char)net.first;
    } else {
        q->ifr_flags = (short)net.flags;
    }
    return 0;
}

static int fake_socket(int domain, int type, int protocol)
{
    int pair[2] = {-1, -1};

    if (domain == AF_PPPOX && net.no_kernel) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    if (domain == AF_PPPOX)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (domain != AF_PACKET)
        return socket(domain, type, protocol);
    if (net.far != -2 ||
        socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                   pair) < 0)
        return -1;
    net.far = pair[1];
    return pair[0];
}

#define ioctl(fd, request, argument)   fake_ioctl(fd, request, argument)
#define socket(domain, type, protocol) fake_socket(domain, type, protocol)
#define bind(fd, address, size)        ((void)(address), net.no_bind ? -1 : 0)
#include "plugin/pppoe.c"
#undef ioctl
#undef socket
#undef bind

#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"

static struct job job;
static struct ras_device line;
static struct entry entry;
static struct entry_media media;
static struct entry_device device;
static struct entry_number number;
static struct cause cause;
static char run[128];
static unsigned asked, give_up_at;

static bool give_up(struct cause *c)
{
    if (++asked != give_up_at)
        return false;
    cause_latch(c, RASERR_ERROR_USER_DISCONNECTION, 0, false, "");
    return true;
}

static void begin(void)
{
    fake_reset();
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(run, sizeof(run), "%s", fake_path("run"));
    report_directory(run);
    memset(&net, 0, sizeof(net));
    net.family = ARPHRD_ETHER;
    net.flags = IFF_UP | IFF_RUNNING;
    net.far = -2;
    line = (struct ras_device){.name = "DSL",
                               .port = "",
                               .tty = "eth1",
                               .interface = "eth1",
                               .kind = RAS_DEVICE_PPPOE};
    entry = (struct entry){.name = "Home"};
    number = (struct entry_number){.number = "", .area_code = ""};
    device = (struct entry_device){.numbers = &number, .n_numbers = 1};
    media = (struct entry_media){.port = "PPPoE5-0", .device_name = ""};
    memset(&job, 0, sizeof(job));
    job.entry = &entry;
    job.media = &media;
    job.device = &device;
    job.line = &line;
    asked = give_up_at = 0;
    cause_clear(&cause);
    report_attempt(&job);
}

static void end(void)
{
    pppoe_cleanup();
    pppoe_cleanup();
    EXPECT_NUMBER(fake.locks, fake.unlocks);
    if (net.far >= 0)
        close(net.far);
    report_forget();
    fake_files_end();
}

static int dial(void)
{
    return pppoe_connect(&job, give_up, &cause);
}

static void refused(uint32_t error, int status, const char *words)
{
    EXPECT_NUMBER(dial(), -1);
    EXPECT_NUMBER(cause.error, error);
    EXPECT_NUMBER(fake.status, status);
    if (!strstr(cause.text, words))
        printf("# \"%s\" has no \"%s\"\n", cause.text, words);
    CU_ASSERT(strstr(cause.text, words) != NULL);
}

/* --- the interface */

static void test_interface(void)
{
    begin();
    net.missing = true;
    refused(814, SHIM_STATUS_OPEN, "eth1: there is no such");
    CU_ASSERT(cause.retry);
    end();
    begin();
    net.family = ARPHRD_PPP;
    refused(814, SHIM_STATUS_OPEN, "no Ethernet");
    end();
    begin();
    net.first = 1;
    refused(814, SHIM_STATUS_OPEN, "no Ethernet");
    end();
    begin();
    net.flags = IFF_RUNNING;
    refused(814, SHIM_STATUS_OPEN, "is down");
    end();
    begin();
    net.flags = IFF_UP;
    refused(814, SHIM_STATUS_OPEN, "no carrier");
    EXPECT_NUMBER(fake.locks, 0);
    end();
    begin();
    net.no_flags = true; /* it goes between two questions */
    refused(814, SHIM_STATUS_OPEN, "eth1: No such device");
    end();
}

static void test_lock(void)
{
    begin();
    fake.lock_result = -1;
    refused(813, SHIM_STATUS_LOCK, "eth1: another connection");
    EXPECT_NUMBER(fake.pppoe_tries, 0);
    end();
}

static void test_plugin(void)
{
    begin();
    net.no_kernel = true;
    refused(609, SHIM_STATUS_OPEN, "the kernel's PPPoE: Address family");
    CU_ASSERT(!cause.retry);
    end();
    begin();
    fake.no_pppoe = true;
    refused(609, SHIM_STATUS_OPTION, "pppoe.so");
    CU_ASSERT(!cause.retry);
    end();
    begin();
    number.number = "a\nb";
    refused(749, SHIM_STATUS_OPTION, "service");
    end();
}

/* --- a session */

static int open_one(void)
{
    return fake.pppoe_tries < 2 ? -1 : dup(0);
}

static void test_session(void)
{
    int fd;

    begin();
    number.number = "in \"quotes\"";
    line.timeouts.discovery = 60000;
    fake.pppoe_try = open_one;
    fd = dial();
    CU_ASSERT(fd >= 0);
    EXPECT_NUMBER(fcntl(fd, F_GETFD), FD_CLOEXEC);
    EXPECT_TEXT(fake.pppoe_interface, "eth1");
    EXPECT_TEXT(fake.pppoe_service, "\"in \\\"quotes\\\"\"");
    EXPECT_NUMBER(fake.pppoe_seconds, 3);
    EXPECT_NUMBER(fake.pppoe_tries, 2);
    EXPECT_TEXT(fake.locked, "eth1");
    EXPECT_TEXT(fake.set_device, "eth1");
    pppoe_hangup();
    pppoe_hangup();
    EXPECT_NUMBER(fake.pppoe_ends, 1);
    close(fd); /* pppoe.so's work */
    end();
    EXPECT_NUMBER(fake.pppoe_ends, 1);
}

static void test_override(void)
{
    begin();
    number.number = "one";
    snprintf(job.number, sizeof(job.number), "two");
    EXPECT_NUMBER(dial(), -1);
    EXPECT_TEXT(fake.pppoe_service, "\"two\"");
    EXPECT_NUMBER(fake.pppoe_seconds, 1);
    end();
    begin();
    device.n_numbers = 0;
    EXPECT_NUMBER(dial(), -1);
    EXPECT_TEXT(fake.pppoe_service, "");
    end();
}

static void test_given_up(void)
{
    begin();
    line.timeouts.discovery = 60000;
    give_up_at = 3;
    EXPECT_NUMBER(dial(), -1);
    EXPECT_NUMBER(cause.error, 631);
    EXPECT_NUMBER(fake.pppoe_tries, 3);
    end();
}

/* --- what is heard */

#define PADO(length) "\x11\x07\x00\x00\x00" length
#define PADS(length) "\x11\x65\x00\x00\x00" length
#define NAME                                                                   \
    "\x01\x02\x00\x03"                                                         \
    "AC1"

static const struct {
    const char *packet;
    size_t size;
    uint32_t error;
    const char *words;
} heard[] = {
    {"", 0, 815, "eth1: no access concentrator answers"},
    {"\x11\x07", 2, 815, "no access concentrator answers"},
    {"\x21"
     "\x07\0\0\0\0",
     6, 815, "no access concentrator answers"},
    {"\x11\x09\0\0\0\0", 6, 815, "no access concentrator answers"},
    {PADO("\x07") NAME, 13, 815, "eth1: AC1 has offered, and then"},
    {PADO("\xff") NAME, 13, 815, "eth1:  has offered"},
    {PADO("\x06") NAME, 12, 815, "eth1:  has offered"},
    {PADS("\x0d") NAME "\x02\x01\x00\x02"
                       "no",
     19, 815, "AC1: it does not know the service: no"},
    {PADS("\x0d") NAME "\x02\x02\x00\x02"
                       "a\x1b",
     19, 651, "AC1: it has no resources: a?"},
    {PADS("\x0b") NAME "\x02\x03\x00\x00", 17, 651, "AC1: it refuses"},
    /* The first error counts, and nothing behind the end. */
    {PADS("\x08") "\x02\x03\x00\x00\x02\x01\x00\x00", 14, 651, "it refuses"},
    {PADS("\x08") "\x00\x00\x00\x00\x02\x03\x00\x00", 14, 815, "has offered"},
    {PADS("\x03") "\x02\x03\x00", 9, 815, "has offered"},
    {PADS("\x04") "\x02\x03\xff\xff", 10, 815, "has offered"},
};

static size_t turn;

static int hear_one(void)
{
    if (net.far >= 0 && heard[turn].size > 0)
        CU_ASSERT(send(net.far, heard[turn].packet, heard[turn].size, 0) > 0);
    return -1;
}

static void test_heard(void)
{
    for (turn = 0; turn < sizeof(heard) / sizeof(heard[0]); turn++) {
        begin();
        fake.pppoe_try = hear_one;
        refused(heard[turn].error, SHIM_STATUS_CONNECT, heard[turn].words);
        CU_ASSERT(cause.retry);
        end();
    }
}

/* A refusal is no reason to ask again and again. */
static void test_heard_ends(void)
{
    begin();
    turn = sizeof(heard) / sizeof(heard[0]) - 5;
    line.timeouts.discovery = 60000;
    fake.pppoe_try = hear_one;
    refused(651, SHIM_STATUS_CONNECT, "it refuses");
    EXPECT_NUMBER(fake.pppoe_tries, 1);
    end();
}

/* Without the right to listen the session is made all the same. */
static void test_deaf(void)
{
    begin();
    net.far = -1;
    refused(815, SHIM_STATUS_CONNECT, "no access concentrator");
    end();
}

/* Nor where the interface goes meanwhile. */
static void test_deaf_at_last(void)
{
    begin();
    net.no_bind = true;
    refused(815, SHIM_STATUS_CONNECT, "no access concentrator");
    end();
}

static int no_descriptor(void)
{
    return 999;
}

/* pppd's plugin gives what is no descriptor: nothing is left to a child. */
static void test_no_descriptor(void)
{
    begin();
    fake.pppoe_try = no_descriptor;
    refused(692, SHIM_STATUS_FATAL, "eth1: Bad file descriptor");
    pppoe_forget();
    pppoe_forget();
    EXPECT_NUMBER(own.session, -1);
    end();
}

/* Whoever floods the network keeps pppd no longer than others. */
static void test_flood(void)
{
    static const unsigned char offer[] = {0x11, 0x07, 0, 0, 0, 0};
    struct evidence_heard h = {.offered = false};
    unsigned char byte;
    unsigned i;
    int pair[2];

    CU_ASSERT_FATAL(
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair) == 0);
    for (i = 0; i < HEARD_MAX + 1; i++)
        CU_ASSERT(send(pair[1], offer, sizeof(offer), 0) > 0);
    listen_back(pair[0], &h);
    CU_ASSERT(h.offered);
    CU_ASSERT(recv(pair[0], &byte, 1, 0) > 0);
    CU_ASSERT(recv(pair[0], &byte, 1, 0) < 0);
    close(pair[0]);
    close(pair[1]);
}

const char unit_name[] = "pppoe";
const struct unit_test unit_tests[] = {
    {"a flood of offers", test_flood},
    {"814: missing, no Ethernet, down, no carrier", test_interface},
    {"813: the interface is locked", test_lock},
    {"609: no kernel, no pppoe.so; 749: no name of a service", test_plugin},
    {"a session, its end", test_session},
    {"another service, and none", test_override},
    {"the dial is given up between two tries", test_given_up},
    {"what the access concentrators say", test_heard},
    {"a refusal ends the search", test_heard_ends},
    {"no right to listen", test_deaf},
    {"no interface to listen at", test_deaf_at_last},
    {"a session that is none", test_no_descriptor},
    {NULL, NULL},
};
