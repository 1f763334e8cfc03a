#include "plugin/pppoe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/choice.h"
#include "compat/raserr.h"
#include "compat/ticks.h"
#include "plugin/report.h"
#include "plugin/shim.h"

/*
 * How long one try waits: RFC 2516 section 8 would have it doubled each time,
 * but a hang-up is heard only between two of pppoe.so's tries.
 */
#define TRY_SECONDS 3

/* No network has more access concentrators. */
#define HEARD_MAX 64

/* pppd has one line; so have we. */
static struct {
    int session; /* pppoe.so's descriptor, -1: none */
    bool locked;
} own = {.session = -1};

static bool refuse(struct cause *c, uint32_t error, bool retry, int status,
                   const char *what, const char *why)
{
    char text[CAUSE_TEXT_MAX];

    snprintf(text, sizeof(text), "%s: %s", what, why);
    cause_latch(c, error, 0, retry, text);
    shim_set_status(status);
    return false;
}

/* --- the interface */

/* NULL: it will do. pppoe.so would only wait in vain, or end pppd. */
static const char *interface_problem(int fd, const char *name)
{
    struct ifreq q = {.ifr_name = ""};

    snprintf(q.ifr_name, sizeof(q.ifr_name), "%s", name);
    if (ioctl(fd, SIOCGIFHWADDR, &q) < 0)
        return "there is no such network interface";
    if (q.ifr_hwaddr.sa_family != ARPHRD_ETHER ||
        (q.ifr_hwaddr.sa_data[0] & 1)) /* as pppoe.so: a group address */
        return "it is no Ethernet interface";
    if (ioctl(fd, SIOCGIFFLAGS, &q) < 0)
        return strerror(errno);
    if (!(q.ifr_flags & IFF_UP))
        return "the interface is down";
    return q.ifr_flags & IFF_RUNNING ? NULL : "no cable, or no carrier";
}

/* A USB adapter, or its cable, may be away for a while only. */
static bool find_interface(const char *name, struct cause *c)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const char *problem =
        fd < 0 ? strerror(errno) : interface_problem(fd, name);

    if (fd >= 0)
        close(fd);
    return !problem || refuse(c, RASERR_ERROR_BROADBAND_NO_NIC, true,
                              SHIM_STATUS_OPEN, name, problem);
}

/* As Windows has it, a device carries one connection at a time. */
static bool take_interface(const char *name, struct cause *c)
{
    if (shim_lock(name) < 0)
        return refuse(c, RASERR_ERROR_BROADBAND_ACTIVE, true, SHIM_STATUS_LOCK,
                      name, "another connection uses it, or has locked it");
    own.locked = true;
    return true;
}

/* --- what the access concentrators say, for pppoe.so only logs it */

/* RFC 2516 section 4 and appendix A. */
enum {
    ETHERTYPE_DISCOVERY = 0x8863,
    VERSION_AND_TYPE = 0x11,
    CODE_PADO = 0x07,
    CODE_PADS = 0x65,
    TAG_END = 0x0000,
    TAG_AC_NAME = 0x0102,
    TAG_SERVICE_NAME_ERROR = 0x0201,
    TAG_AC_SYSTEM_ERROR = 0x0202,
    TAG_GENERIC_ERROR = 0x0203,
    HEADER = 6,
    TAG_HEADER = 4
};

/* The errors that an access concentrator can name. */
static const struct refusal {
    unsigned tag;
    uint32_t error;
    const char *name;
} refusals[] = {
    /* Windows' text of 815 speaks of the service's name. */
    {TAG_SERVICE_NAME_ERROR, RASERR_ERROR_BROADBAND_TIMEOUT,
     "it does not know the service"},
    {TAG_AC_SYSTEM_ERROR, RASERR_ERROR_FROM_DEVICE, "it has no resources"},
    {TAG_GENERIC_ERROR, RASERR_ERROR_FROM_DEVICE, "it refuses"},
};

struct evidence_heard {
    bool offered; /* a PADO has come */
    char name[65];
    const struct refusal *refusal; /* the first one */
    char text[128];
};

static void heard_tag(struct evidence_heard *h, unsigned tag,
                      const unsigned char *p, size_t n)
{
    size_t i;

    if (tag == TAG_AC_NAME)
        cause_printable(h->name, sizeof(h->name), p, n);
    for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        if (refusals[i].tag == tag && !h->refusal) {
            h->refusal = &refusals[i];
            cause_printable(h->text, sizeof(h->text), p, n);
        }
}

/* One packet of the discovery stage, without its Ethernet header. */
static void heard_packet(struct evidence_heard *h, const unsigned char *p,
                         size_t size)
{
    size_t end, at, n;
    unsigned tag;

    if (size < HEADER || p[0] != VERSION_AND_TYPE ||
        (p[1] != CODE_PADO && p[1] != CODE_PADS))
        return;
    h->offered = true;
    end = HEADER + ((size_t)p[4] << 8 | p[5]);
    if (end > size)
        return;
    for (at = HEADER; at + TAG_HEADER <= end; at += TAG_HEADER + n) {
        tag = (unsigned)p[at] << 8 | p[at + 1];
        n = (size_t)p[at + 2] << 8 | p[at + 3];
        if (tag == TAG_END || n > end - at - TAG_HEADER)
            return;
        heard_tag(h, tag, p + at + TAG_HEADER, n);
    }
}

/* -1: nothing will be heard, and the dial goes on without. */
static int open_ear(const char *interface)
{
    int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                    htons(ETHERTYPE_DISCOVERY));
    const struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETHERTYPE_DISCOVERY),
        .sll_ifindex = (int)if_nametoindex(interface),
    };

    if (fd >= 0 &&
        bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* What the kernel has kept of a try; more may come meanwhile. */
static void listen_back(int fd, struct evidence_heard *h)
{
    unsigned char packet[1500];
    ssize_t n;
    int i;

    for (i = 0; fd >= 0 && i < HEARD_MAX; i++) {
        n = recv(fd, packet, sizeof(packet), 0);
        if (n < 0)
            return;
        heard_packet(h, packet, (size_t)n);
    }
}

/* --- a session */

static void tell_failure(const struct evidence_heard *h, const char *interface,
                         struct cause *c)
{
    char text[CAUSE_TEXT_MAX];

    if (h->refusal)
        snprintf(text, sizeof(text), "%s: %s%s%s", h->name, h->refusal->name,
                 h->text[0] ? ": " : "", h->text);
    else if (h->offered)
        snprintf(text, sizeof(text),
                 "%s: %s has offered, and then gives no "
                 "session",
                 interface, h->name);
    else
        snprintf(text, sizeof(text),
                 "%s: no access concentrator answers for this service",
                 interface);
    cause_latch(c,
                h->refusal ? h->refusal->error : RASERR_ERROR_BROADBAND_TIMEOUT,
                0, true, text);
}

static int try_until(int ear, const struct job *job,
                     bool (*give_up)(struct cause *c), struct cause *c)
{
    uint64_t deadline = ticks_now() + job->line->timeouts.discovery;
    struct evidence_heard heard;
    int fd;

    for (;;) {
        memset(&heard, 0, sizeof(heard));
        fd = shim_pppoe_connect();
        if (fd >= 0)
            return fd;
        if (give_up(c))
            return -1;
        listen_back(ear, &heard);
        if (heard.refusal || ticks_now() >= deadline) {
            tell_failure(&heard, job->line->interface, c);
            return -1;
        }
    }
}

/* Nothing of a session is left to a child that pppd starts. */
static bool keep_session(int fd, const struct job *job, struct cause *c)
{
    own.session = fd;
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0)
        return true;
    return refuse(c, RASERR_ERROR_PORT_OR_DEVICE, true, SHIM_STATUS_FATAL,
                  job->line->interface, strerror(errno));
}

static bool open_session(const struct job *job,
                         bool (*give_up)(struct cause *c), struct cause *c)
{
    int ear = open_ear(job->line->interface);
    int fd = try_until(ear, job, give_up, c);

    if (ear >= 0)
        close(ear);
    return fd >= 0 && keep_session(fd, job, c);
}

/* --- the connect step */

static const char *service_of(const struct job *job)
{
    const struct entry_number *n = choice_number(job->device, 0);

    return job->number[0] ? job->number : n ? n->number : "";
}

/* PX_PROTO_OE of linux/if_pppox.h, which cannot stand beside net/if.h. */
#define PROTOCOL_PPPOE 0

/* The module is loaded by that; pppoe.so would try it again and again. */
static bool find_kernel(struct cause *c)
{
    int fd = socket(AF_PPPOX, SOCK_STREAM | SOCK_CLOEXEC, PROTOCOL_PPPOE);

    if (fd < 0)
        return refuse(c, RASERR_ERROR_DEVICETYPE_DOES_NOT_EXIST, false,
                      SHIM_STATUS_OPEN, "the kernel's PPPoE", strerror(errno));
    close(fd);
    return true;
}

static bool load_plugin(const struct job *job, struct cause *c)
{
    const char *service = service_of(job);
    char word[SETTINGS_WORD] = "";
    uint32_t ms = job->line->timeouts.discovery;
    unsigned seconds = ms >= TRY_SECONDS * 1000 ? TRY_SECONDS : 1;

    if (service[0] && !settings_quote(service, word, sizeof(word)))
        return refuse(c, RASERR_ERROR_BAD_PHONE_NUMBER, false,
                      SHIM_STATUS_OPTION, "the service's name",
                      "too long, or a control character in it");
    return shim_pppoe_begin(job->line->interface, word, seconds) ||
           refuse(c, RASERR_ERROR_DEVICETYPE_DOES_NOT_EXIST, false,
                  SHIM_STATUS_OPTION, "pppoe.so",
                  "pppd cannot use its plugin, and has said why");
}

int pppoe_connect(const struct job *job, bool (*give_up)(struct cause *c),
                  struct cause *c)
{
    const char *interface = job->line->interface;
    const char *service = service_of(job);

    pppoe_cleanup();
    shim_ask_for_address(0);
    shim_name_device(interface);
    report_state(RASCS_OpenPort, interface);
    if (!find_interface(interface, c) || !take_interface(interface, c) ||
        !find_kernel(c) || !load_plugin(job, c))
        return -1;
    shim_set_status(SHIM_STATUS_CONNECT);
    report_state(RASCS_PortOpened, NULL);
    report_number(service);
    report_state(RASCS_ConnectDevice, service[0] ? service : "any service");
    if (!open_session(job, give_up, c))
        return -1;
    report_state(RASCS_DeviceConnected, NULL);
    report_state(RASCS_AllDevicesConnected, NULL);
    return own.session;
}

/* --- the end */

void pppoe_hangup(void)
{
    if (own.session >= 0)
        shim_pppoe_disconnect();
    own.session = -1;
}

void pppoe_cleanup(void)
{
    pppoe_hangup();
    if (own.locked)
        shim_unlock();
    own.locked = false;
}

void pppoe_forget(void)
{
    if (own.session >= 0)
        close(own.session);
    own.session = -1;
}
