#include "tests/bench/watch.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/stats.h"

/* What is known of each interface, by its index. */
enum { INTERFACES = 8192 };

static int netlink = -1;
static bool is_up[INTERFACES], has_address[INTERFACES];
static unsigned up;
static double addressed;

/* A burst of hundreds of links must fit: the kernel would drop the rest. */
void watch_begin(void)
{
    struct sockaddr_nl a = {.nl_family = AF_NETLINK,
                            .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR};
    int size = 16 << 20;

    if (netlink >= 0)
        close(netlink);
    memset(is_up, 0, sizeof(is_up));
    memset(has_address, 0, sizeof(has_address));
    up = 0;
    netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (netlink < 0 ||
        setsockopt(netlink, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) <
            0 ||
        bind(netlink, (struct sockaddr *)&a, sizeof(a)) < 0)
        give_up("netlink");
}

static bool is_whole(unsigned index)
{
    return is_up[index] && has_address[index];
}

static void take_address(unsigned index)
{
    has_address[index] = true;
    addressed = stats_now_ms();
}

static void take(struct nlmsghdr *h)
{
    const struct ifinfomsg *link = NLMSG_DATA(h);
    const struct ifaddrmsg *address = NLMSG_DATA(h);
    bool is_link = h->nlmsg_type == RTM_NEWLINK || h->nlmsg_type == RTM_DELLINK;
    unsigned index = is_link ? (unsigned)link->ifi_index : address->ifa_index;
    bool before;

    if (index >= INTERFACES)
        give_up("an interface's index");
    before = is_whole(index);
    if (h->nlmsg_type == RTM_NEWLINK && link->ifi_type == ARPHRD_PPP)
        is_up[index] = (link->ifi_flags & IFF_UP) != 0;
    else if (h->nlmsg_type == RTM_DELLINK)
        is_up[index] = has_address[index] = false;
    else if (h->nlmsg_type == RTM_NEWADDR)
        take_address(index);
    else if (h->nlmsg_type == RTM_DELADDR)
        has_address[index] = false;
    if (!before && is_whole(index))
        up++;
}

static bool hear(double deadline)
{
    static char bytes[65536] __attribute__((aligned(8)));
    struct pollfd p = {.fd = netlink, .events = POLLIN};
    double left = deadline - stats_now_ms();
    struct nlmsghdr *h;
    ssize_t n;

    if (left <= 0 || poll(&p, 1, (int)left + 1) <= 0)
        return false;
    n = recv(netlink, bytes, sizeof(bytes), 0);
    if (n < 0)
        give_up("netlink");
    for (h = (void *)bytes; NLMSG_OK(h, (size_t)n); h = NLMSG_NEXT(h, n))
        take(h);
    return true;
}

bool watch_up(unsigned n, double deadline, struct watch_times *t)
{
    while (up < n && hear(deadline))
        ;
    *t = (struct watch_times){addressed, stats_now_ms()};
    if (up < n)
        return false;
    up -= n;
    return true;
}

static unsigned count_ppp(void)
{
    struct if_nameindex *list = if_nameindex(), *at;
    unsigned n = 0;

    for (at = list; at && at->if_index; at++)
        n += strncmp(at->if_name, "ppp", 3) == 0;
    if_freenameindex(list);
    return n;
}

bool watch_gone(unsigned n, double deadline)
{
    while (count_ppp() > n) {
        if (stats_now_ms() >= deadline)
            return false;
        poll(NULL, 0, 20);
    }
    return true;
}

/* --- quiet */

/* proc(5): "cpu", user, nice, system, idle, iowait, ... in clock ticks. */
static void read_ticks(double *idle, double *all)
{
    char line[512] = "", *at = line + 3;
    FILE *f = fopen("/proc/stat", "re");
    double ticks;
    int i;

    *idle = *all = 0;
    if (f) {
        if (!fgets(line, sizeof(line), f))
            line[0] = '\0';
        fclose(f);
    }
    for (i = 0; i < 8 && line[0]; i++) {
        ticks = strtod(at, &at);
        *all += ticks;
        *idle += i == 3 || i == 4 ? ticks : 0;
    }
}

void watch_quiet(double deadline)
{
    double idle, all, idle_before, all_before;
    int quiet = 0;

    read_ticks(&idle_before, &all_before);
    while (quiet < 2 && stats_now_ms() < deadline) {
        poll(NULL, 0, 100);
        read_ticks(&idle, &all);
        quiet = idle - idle_before >= 0.8 * (all - all_before) ? quiet + 1 : 0;
        idle_before = idle;
        all_before = all;
    }
}

/* --- the modem's log */

/* Lines are "MS EVENT[ TEXT]"; the first tells what MS 0 is. */
double watch_modem(const char *log, const char *event, double after)
{
    FILE *f = fopen(log, "re");
    double begun = 0, at, found = 0;
    char line[1024], *rest;
    size_t n = strlen(event);

    if (!f)
        return 0;
    while (found == 0 && fgets(line, sizeof(line), f)) {
        at = strtod(line, &rest) + begun;
        if (strncmp(rest, " start ", 7) == 0)
            begun = strtod(rest + 7, NULL);
        else if (at >= after && *rest == ' ' &&
                 strncmp(rest + 1, event, n) == 0 &&
                 (rest[n + 1] == ' ' || rest[n + 1] == '\n'))
            found = at;
    }
    fclose(f);
    return found;
}
