/*
 * unit - stands for the kernel's PPP below a real pppd: linked into it in the
 * place of the calls it makes (ld's --wrap), where the sanitizers run and the
 * kernel has no /dev/ppp. All of pppd is itself. The interface is a tun device
 * with the unit's name, so that addresses and routes are the kernel's own; what
 * is made up is the framing and which packets are pppd's, as in the kernel's
 * ppp_async.c and ppp_generic.c. Compression is agreed to and never used.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/ppp-ioctl.h>
#include <linux/ppp_defs.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/lab/hdlc.h"

enum {
    N_TTY_LINE = 0, /* linux/tty.h: line disciplines */
    N_PPP_LINE = 3,
    FRAME_MAX = 2 + PPP_MRU, /* protocol, and the MRU's default */
    AT_ONCE = 8192           /* bytes, of a line that never rests */
};

const char *__asan_default_options(void);
const char *__ubsan_default_options(void);
int __wrap_open(const char *path, int flags, ...);
int __wrap_close(int fd);
int __wrap_ioctl(int fd, unsigned long request, void *argument);
ssize_t __wrap_read(int fd, void *out, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t n);
int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
int __real_ioctl(int fd, unsigned long request, void *argument);
ssize_t __real_read(int fd, void *out, size_t size);
ssize_t __real_write(int fd, const void *bytes, size_t n);

static struct {
    int line;    /* the tty in PPP's line discipline; -1: none */
    int channel; /* pppd's descriptor for it: the tty once more */
    int unit;    /* and for the interface: the tun device */
    int flags;
    struct hdlc in;
    uint8_t kept[HDLC_MAX]; /* came in by the channel, is for the unit */
    size_t kept_length;
} kernel = {.line = -1, .channel = -1, .unit = -1};

/* --- the sanitizers, of a pppd whose user has no say in its environment */

__attribute__((visibility("default"))) const char *__asan_default_options(void)
{
    return "halt_on_error=0:detect_leaks=0";
}

__attribute__((visibility("default"))) const char *__ubsan_default_options(void)
{
    return "print_stacktrace=1";
}

/* --- descriptors */

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    int mode;

    va_start(arguments, flags);
    mode = flags & O_CREAT ? va_arg(arguments, int) : 0;
    va_end(arguments);
    if (strcmp(path, "/dev/ppp") == 0)
        path = "/dev/net/tun";
    return __real_open(path, flags, mode);
}

int __wrap_close(int fd)
{
    int *const ours[] = {&kernel.line, &kernel.channel, &kernel.unit};
    size_t i;

    for (i = 0; i < sizeof(ours) / sizeof(*ours); i++)
        if (*ours[i] == fd)
            *ours[i] = -1;
    return __real_close(fd);
}

/* --- ioctl */

static int set_discipline(int fd, void *argument)
{
    int wanted = *(int *)argument;

    if (wanted != N_PPP_LINE && kernel.line != fd)
        return __real_ioctl(fd, TIOCSETD, argument);
    kernel.line = wanted == N_PPP_LINE ? fd : -1;
    memset(&kernel.in, 0, sizeof(kernel.in));
    kernel.kept_length = 0;
    return 0;
}

static int give_number(int fd, void *argument)
{
    (void)fd;
    *(int *)argument = 1;
    return 0;
}

static int attach_channel(int fd, void *argument)
{
    (void)argument;
    kernel.channel = dup3(kernel.line, fd, O_CLOEXEC);
    return kernel.channel < 0 ? -1 : 0;
}

static int make_unit(int fd, void *argument)
{
    int *number = argument;
    struct ifreq r = {.ifr_flags = IFF_TUN | IFF_NO_PI};

    if (*number < 0)
        memcpy(r.ifr_name, "ppp%d", sizeof("ppp%d"));
    else
        snprintf(r.ifr_name, sizeof(r.ifr_name), "ppp%d", *number);
    if (__real_ioctl(fd, TUNSETIFF, &r) < 0) {
        errno = errno == EBUSY ? EEXIST : errno;
        return -1;
    }
    *number = (int)strtol(r.ifr_name + 3, NULL, 10);
    kernel.unit = fd;
    return 0;
}

static int get_flags(int fd, void *argument)
{
    (void)fd;
    /* The line is clean: each kind of byte has been seen on it. */
    *(int *)argument =
        kernel.flags | SC_RCV_B7_0 | SC_RCV_B7_1 | SC_RCV_EVNP | SC_RCV_ODDP;
    return 0;
}

static int set_flags(int fd, void *argument)
{
    (void)fd;
    kernel.flags = *(int *)argument;
    return 0;
}

static int get_idle(int fd, void *argument)
{
    (void)fd;
    memset(argument, 0, sizeof(struct ppp_idle));
    return 0;
}

static int get_counters(int fd, void *argument)
{
    struct ifreq *r = argument;

    (void)fd;
    memset(r->ifr_data, 0, sizeof(struct ppp_stats));
    return 0;
}

static int agree(int fd, void *argument)
{
    (void)fd;
    (void)argument;
    return 0;
}

/* Everything that pppd 2.4.9 and 2.5.2 ask of the kernel's PPP. */
static const struct {
    unsigned long request;
    int (*work)(int fd, void *argument);
} calls[] = {
    {TIOCSETD, set_discipline},
    {PPPIOCGCHAN, give_number},
    {PPPIOCATTCHAN, attach_channel},
    {PPPIOCNEWUNIT, make_unit},
    {PPPIOCGFLAGS, get_flags},
    {PPPIOCSFLAGS, set_flags},
    {PPPIOCGIDLE, get_idle},
    {SIOCGPPPSTATS, get_counters},
    {PPPIOCCONNECT, agree},
    {PPPIOCDISCONN, agree},
    {PPPIOCSDEBUG, agree},
    {PPPIOCSMRU, agree},
    {PPPIOCSMRRU, agree},
    {PPPIOCSASYNCMAP, agree},
    {PPPIOCSRASYNCMAP, agree},
    {PPPIOCSXASYNCMAP, agree},
    {PPPIOCSCOMPRESS, agree},
    {PPPIOCSNPMODE, agree},
    {PPPIOCSMAXCID, agree},
    {PPPIOCSPASS, agree},
    {PPPIOCSACTIVE, agree},
};

int __wrap_ioctl(int fd, unsigned long request, void *argument)
{
    size_t i;

    for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
        if (calls[i].request == request)
            return calls[i].work(fd, argument);
    return __real_ioctl(fd, request, argument);
}

/* --- packets */

/* True: the interface took it, or nobody does; ppp_generic.c's NP_*. */
static bool for_the_interface(const uint8_t *frame, size_t n)
{
    unsigned protocol = (unsigned)(frame[0] << 8 | frame[1]);

    if (protocol == PPP_IP || protocol == PPP_IPV6)
        (void)!__real_write(kernel.unit, frame + 2, n - 2);
    return protocol == PPP_IP || protocol == PPP_IPV6 || protocol == PPP_IPX ||
           protocol == PPP_AT || protocol == PPP_MPLS_UC ||
           protocol == PPP_MPLS_MC || protocol == PPP_VJC_COMP ||
           protocol == PPP_VJC_UNCOMP;
}

static bool for_the_channel(const uint8_t *frame)
{
    unsigned protocol = (unsigned)(frame[0] << 8 | frame[1]);

    return protocol >= 0xc000 || protocol == PPP_CCPFRAG;
}

/* ppp_read(): a packet that does not fit is lost. */
static ssize_t hand_over(const uint8_t *frame, size_t n, void *out, size_t size)
{
    if (n > size) {
        errno = EOVERFLOW;
        return -1;
    }
    memcpy(out, frame, n);
    return (ssize_t)n;
}

/*
 * One packet at most, byte by byte, so that select() tells of what is left. The
 * end of the line is the end of the channel.
 */
static ssize_t read_channel(void *out, size_t size)
{
    unsigned i;
    uint8_t byte;
    size_t n;

    for (i = 0; i < AT_ONCE; i++) {
        ssize_t got = __real_read(kernel.channel, &byte, 1);

        if (got <= 0)
            return got < 0 && errno != EIO ? -1 : 0;
        n = hdlc_feed(&kernel.in, byte);
        if (n == 0 || n > FRAME_MAX)
            continue;
        if (for_the_channel(kernel.in.frame))
            return hand_over(kernel.in.frame, n, out, size);
        if (for_the_interface(kernel.in.frame, n))
            continue;
        memcpy(kernel.kept, kernel.in.frame, n);
        kernel.kept_length = n;
        break; /* pppd reads the unit next */
    }
    errno = EAGAIN;
    return -1;
}

static ssize_t send_frame(const void *bytes, size_t n)
{
    uint8_t out[HDLC_ENCODED_MAX];
    size_t length = hdlc_encode(out, bytes, n), at = 0;

    while (at < length) { /* else the line is full, or gone */
        ssize_t done = __real_write(kernel.line, out + at, length - at);

        if (done <= 0)
            break;
        at += (size_t)done;
    }
    return (ssize_t)n;
}

/* What goes out by the interface goes to the peer. */
static void carry(void)
{
    uint8_t packet[2 + HDLC_MAX] = {0};
    ssize_t n = __real_read(kernel.unit, packet + 2, HDLC_MAX - 2);

    if (n <= 0)
        return;
    packet[1] = packet[2] >> 4 == 6 ? PPP_IPV6 : PPP_IP;
    (void)send_frame(packet, (size_t)n + 2);
}

static ssize_t read_unit(void *out, size_t size)
{
    size_t n = kernel.kept_length;

    kernel.kept_length = 0;
    if (n > 0)
        return hand_over(kernel.kept, n, out, size);
    carry();
    errno = EAGAIN;
    return -1;
}

ssize_t __wrap_read(int fd, void *out, size_t size)
{
    if (fd >= 0 && fd == kernel.channel)
        return read_channel(out, size);
    if (fd >= 0 && fd == kernel.unit)
        return read_unit(out, size);
    return __real_read(fd, out, size);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t n)
{
    if (fd >= 0 && (fd == kernel.channel || fd == kernel.unit))
        return send_frame(bytes, n);
    return __real_write(fd, bytes, n);
}
