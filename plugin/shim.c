#include "plugin/shim.h"

#include <errno.h>
#include <fcntl.h>
#include <net/route.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#include "conf/file.h"
#include "conf/text.h"
#include "plugin/lock_file.h"
#include "plugin/wide.h"

/*
 * pppd's own headers. 2.5 split them and hides what 2.4.9 declared; all of it
 * is still exported by the program (checked for 2.5.0 to 2.5.3), and a plugin
 * that brings its own channel cannot do without.
 */
#if __has_include(<pppd/options.h>)
#define PPPD_25 1
#include <pppd/pppd.h>
#include <pppd/options.h>
#include <pppd/chap.h>
#include <pppd/upap.h>
#include <pppd/fsm.h>
#include <pppd/lcp.h>
#include <pppd/ipcp.h>
#else
#define PPPD_25 0
#define INET6   1 /* otherwise the IPv6 notifiers are not declared */
#undef bool       /* 2.4.9 has a typedef of that name */
#include <pppd/pppd.h>
#include <pppd/fsm.h>
#include <pppd/lcp.h>
#include <pppd/ipcp.h>
#include <pppd/patchlevel.h>
#define bool _Bool
#endif

#if PPPD_25
#define EXPORT_VERSION PPPD_VERSION
typedef struct option pppd_option;
extern ppp_phase_t phase;
extern char devnam[], user[], remote_name[];
extern int get_secret(int, char *, char *, char *, int *, int);
extern int hungup, got_sigterm, asked_to_quit;
extern int do_callback, unsuccess;
#define CALLBACK_DIALIN 1
extern int listen_time, connect_delay, inspeed, crtscts;
extern int option_priority, privileged_option;
extern bool persist, nodetach, demand, devnam_fixed;
extern char *option_source;
extern int lock(char *);
extern void unlock(void);
extern int options_for_tty(void);
extern int override_value(char *, int, const char *);
extern void record_child(int, char *, void (*)(void *), void *, int);
#else
#define EXPORT_VERSION VERSION
typedef option_t pppd_option;
extern int asked_to_quit, listen_time;
#endif
extern int holdoff, need_holdoff, got_sighup, locked;
/* Of a pppd that was built with multilink: the headers do not tell. */
#if PPPD_25
extern bool doing_multilink, multilink_master;
extern void (*multilink_join_hook)(void);
#else
#undef doing_multilink
#undef multilink_master
#endif
#pragma weak doing_multilink
#pragma weak multilink_master
#pragma weak multilink_join_hook
/* "There is no device but stdin": it changes what pppd does to the tty. */
extern int default_device;

/* pppd compares it with its own, byte for byte, and refuses another. */
__attribute__((visibility("default"))) char pppd_version[] = EXPORT_VERSION;

/* --- the two generations, told apart nowhere else */

#if PPPD_25

static int host_status(void)
{
    return (int)ppp_status();
}

static void host_set_status(int status)
{
    ppp_set_status((ppp_exit_code_t)status);
}

static bool host_modem(void)
{
    return ppp_get_modem();
}

static void host_set_channel_name(const char *tty)
{
    ppp_set_devnam(tty);
    ppp_set_pppdevnam(tty);
}

static const char *host_interface(void)
{
    return ppp_ifname();
}

static bool host_statistics(struct shim_statistics *s)
{
    ppp_link_stats_st st;

    if (!ppp_get_link_stats(&st))
        return false;
    *s = (struct shim_statistics){st.bytes_out, st.bytes_in, st.pkts_out,
                                  st.pkts_in};
    return true;
}

/* pppd counts in 64 bits. */
static void host_count(void)
{
}

#define host_options_from_file ppp_options_from_file
#define host_add_options       ppp_add_options
#define host_timeout           ppp_timeout
#define host_untimeout         ppp_untimeout
#define host_setenv            ppp_script_setenv
#define host_fork              ppp_safe_fork

#else

static int host_status(void)
{
    return status;
}

static void host_set_status(int value)
{
    status = value;
}

static bool host_modem(void)
{
    return modem;
}

static void host_set_channel_name(const char *tty)
{
    strlcpy(devnam, tty, MAXPATHLEN);
    strlcpy(ppp_devnam, tty, MAXPATHLEN);
}

static const char *host_interface(void)
{
    return ifname;
}

static bool host_statistics(struct shim_statistics *s)
{
    /* link_stats is only as fresh as the last call of this. */
    update_link_stats(0);
    if (!link_stats_valid)
        return false;
    *s = (struct shim_statistics){link_stats.bytes_out, link_stats.bytes_in,
                                  link_stats.pkts_out, link_stats.pkts_in};
    wide_complete(ifname, s);
    return true;
}

static void host_count(void)
{
    wide_begin(ifname);
}

#define host_options_from_file options_from_file
#define host_add_options       add_options
#define host_timeout           timeout
#define host_untimeout         untimeout
#define host_setenv            script_setenv
#define host_fork              safe_fork

#endif

/* pppd takes char * where it does not write. */
static char *unconst(const char *text)
{
    union {
        const char *from;
        char *to;
    } u = {text};

    return u.to;
}

/* --- events */

static const struct shim_events *events;
static const struct shim_channel *own;
static struct channel *tty_channel, our_channel;

#define TIE(ours, theirs)                                                      \
    _Static_assert((int)(ours) == (int)(theirs), #theirs " has moved")
TIE(SHIM_PHASE_DEAD, PHASE_DEAD);
TIE(SHIM_PHASE_INITIALIZE, PHASE_INITIALIZE);
TIE(SHIM_PHASE_SERIALCONN, PHASE_SERIALCONN);
TIE(SHIM_PHASE_DORMANT, PHASE_DORMANT);
TIE(SHIM_PHASE_ESTABLISH, PHASE_ESTABLISH);
TIE(SHIM_PHASE_AUTHENTICATE, PHASE_AUTHENTICATE);
TIE(SHIM_PHASE_CALLBACK, PHASE_CALLBACK);
TIE(SHIM_PHASE_NETWORK, PHASE_NETWORK);
TIE(SHIM_PHASE_RUNNING, PHASE_RUNNING);
TIE(SHIM_PHASE_TERMINATE, PHASE_TERMINATE);
TIE(SHIM_PHASE_DISCONNECT, PHASE_DISCONNECT);
TIE(SHIM_PHASE_HOLDOFF, PHASE_HOLDOFF);
TIE(SHIM_PHASE_MASTER, PHASE_MASTER);
TIE(SHIM_STATUS_OK, EXIT_OK);
TIE(SHIM_STATUS_FATAL, EXIT_FATAL_ERROR);
TIE(SHIM_STATUS_OPTION, EXIT_OPTION_ERROR);
TIE(SHIM_STATUS_USER_REQUEST, EXIT_USER_REQUEST);
TIE(SHIM_STATUS_LOCK, EXIT_LOCK_FAILED);
TIE(SHIM_STATUS_OPEN, EXIT_OPEN_FAILED);
TIE(SHIM_STATUS_CONNECT, EXIT_CONNECT_FAILED);
TIE(SHIM_STATUS_NEGOTIATION, EXIT_NEGOTIATION_FAILED);
TIE(SHIM_STATUS_IDLE, EXIT_IDLE_TIMEOUT);
TIE(SHIM_STATUS_CONNECT_TIME, EXIT_CONNECT_TIME);
TIE(SHIM_STATUS_CALLBACK, EXIT_CALLBACK);
TIE(SHIM_STATUS_PEER_DEAD, EXIT_PEER_DEAD);
TIE(SHIM_STATUS_HANGUP, EXIT_HANGUP);
TIE(SHIM_STATUS_LOOPBACK, EXIT_LOOPBACK);
TIE(SHIM_STATUS_AUTHENTICATION, EXIT_AUTH_TOPEER_FAILED);

static bool counted; /* this link, from when it first had an address */

static void on_phase(void *context, int value)
{
    (void)context;
    if (value == PHASE_DEAD)
        counted = false;
    events->phase((enum shim_phase)value);
}

static void on_auth_up(void *context, int value)
{
    (void)context;
    (void)value;
    events->auth_up();
}

static void on_ip_up(void *context, int value)
{
    (void)context;
    (void)value;
    counted = true;
    host_count();
    events->ip_up();
}

static void on_ip_down(void *context, int value)
{
    (void)context;
    (void)value;
    events->ip_down();
}

/* pppd begins to count anew when IPv4 comes up, and then alone. */
static void on_ipv6_up(void *context, int value)
{
    (void)context;
    (void)value;
    if (!counted)
        host_count();
    counted = true;
    events->ipv6_up();
}

static void on_ipv6_down(void *context, int value)
{
    (void)context;
    (void)value;
    events->ipv6_down();
}

static void on_exit_status(void *context, int value)
{
    (void)context;
    events->exit(value);
}

static void on_fork(void *context, int value)
{
    (void)context;
    (void)value;
    events->forked();
}

static void add_notifiers(void)
{
#if PPPD_25
    ppp_add_notify(NF_PHASE_CHANGE, on_phase, NULL);
    ppp_add_notify(NF_AUTH_UP, on_auth_up, NULL);
    ppp_add_notify(NF_IP_UP, on_ip_up, NULL);
    ppp_add_notify(NF_IP_DOWN, on_ip_down, NULL);
    ppp_add_notify(NF_IPV6_UP, on_ipv6_up, NULL);
    ppp_add_notify(NF_IPV6_DOWN, on_ipv6_down, NULL);
    ppp_add_notify(NF_EXIT, on_exit_status, NULL);
    ppp_add_notify(NF_FORK, on_fork, NULL);
#else
    add_notifier(&phasechange, on_phase, NULL);
    add_notifier(&auth_up_notifier, on_auth_up, NULL);
    add_notifier(&ip_up_notifier, on_ip_up, NULL);
    add_notifier(&ip_down_notifier, on_ip_down, NULL);
    add_notifier(&ipv6_up_notifier, on_ipv6_up, NULL);
    add_notifier(&ipv6_down_notifier, on_ipv6_down, NULL);
    add_notifier(&exitnotify, on_exit_status, NULL);
    add_notifier(&fork_notifier, on_fork, NULL);
#endif
}

/* Each hook has one slot: whoever was there before is still called. */
static void (*next_received)(unsigned char *, int);
static void (*next_sent)(unsigned char *, int);
static int (*next_holdoff)(void);
static void (*next_joined)(void);

static void on_received(unsigned char *p, int n)
{
    if (n > 0)
        events->received(p, (size_t)n);
    if (next_received)
        next_received(p, n);
}

static void on_sent(unsigned char *p, int n)
{
    if (n > 0)
        events->sent(p, (size_t)n);
    if (next_sent)
        next_sent(p, n);
}

static int on_holdoff(void)
{
    if (next_holdoff)
        return next_holdoff();
    return events->holdoff(holdoff, need_holdoff != 0);
}

/* The link has joined a bundle that another pppd keeps. */
static void on_joined(void)
{
    events->joined();
    if (next_joined)
        next_joined();
}

static void add_hooks(void)
{
    if (&multilink_join_hook) {
        next_joined = multilink_join_hook;
        multilink_join_hook = on_joined;
    }
    next_received = snoop_recv_hook;
    next_sent = snoop_send_hook;
    next_holdoff = holdoff_hook;
    snoop_recv_hook = on_received;
    snoop_send_hook = on_sent;
    holdoff_hook = on_holdoff;
}

/* Only while they are the first: who came later may still call them. */
static void remove_hooks(void)
{
    if (&multilink_join_hook && multilink_join_hook == on_joined)
        multilink_join_hook = next_joined;
    if (snoop_recv_hook == on_received)
        snoop_recv_hook = next_received;
    if (snoop_send_hook == on_sent)
        snoop_send_hook = next_sent;
    if (holdoff_hook == on_holdoff)
        holdoff_hook = next_holdoff;
}

/* --- the channel */

/*
 * The first moment at which all options of the command line and the peers
 * files are known, and the last at which further ones may be set.
 */
static void channel_process_extra_options(void)
{
    if (own->load()) {
        default_device = 0;
        return;
    }
    remove_hooks();
    the_channel = tty_channel;
    tty_channel->process_extra_options();
}

/*
 * pppd's own check insists on a connect script, and clears the pause between
 * redials where there is none: neither is wanted here.
 */
static void channel_check_options(void)
{
}

static int channel_connect(void)
{
    return own->connect();
}

static void channel_disconnect(void)
{
    own->disconnect();
}

static void channel_cleanup(void)
{
    own->cleanup();
}

static void channel_close(void)
{
    own->close();
}

void shim_attach(const struct shim_events *e, const struct shim_channel *c)
{
    events = e;
    own = c;
    tty_channel = the_channel;
    our_channel = *tty_channel;
    our_channel.process_extra_options = channel_process_extra_options;
    our_channel.check_options = channel_check_options;
    our_channel.connect = channel_connect;
    our_channel.disconnect = channel_disconnect;
    our_channel.cleanup = channel_cleanup;
    our_channel.close = channel_close;
    the_channel = &our_channel;
    add_notifiers();
    add_hooks();
}

/* --- options */

static char *option_texts[SHIM_OPTIONS];
static int option_numbers[SHIM_OPTIONS];
static unsigned char option_given[SHIM_OPTIONS];

/* pppd calls the texts char *, although it does not write there. */
#define ROW_TEXT(member, word, text)                                           \
    {.name = (char[]){word},                                                   \
     .description = (char[]){text},                                            \
     .type = o_string,                                                         \
     .addr = &option_texts[SHIM_OPTION_##member],                              \
     .flags = OPT_PRIO | OPT_PRIVFIX},
#define ROW_NUMBER(member, word, text)                                         \
    {.name = (char[]){word},                                                   \
     .description = (char[]){text},                                            \
     .type = o_int,                                                            \
     .addr = &option_numbers[SHIM_OPTION_##member],                            \
     .flags = OPT_PRIO | OPT_PRIVFIX | OPT_LLIMIT,                             \
     .addr2 = &option_given[SHIM_OPTION_##member],                             \
     .lower_limit = 3},
#define RAS_OPTION(member, word, type, text) ROW_##type(member, word, text)

/* pppd writes source, priority and winner into the rows. */
static pppd_option ras_options[] = {
#include "plugin/options.def"
    {.name = NULL},
};
#undef RAS_OPTION

void shim_add_options(void)
{
    host_add_options(ras_options);
}

const char *shim_option_text(enum shim_option option)
{
    return option_texts[option];
}

int shim_option_number(enum shim_option option)
{
    return option_given[option] ? option_numbers[option] : -1;
}

bool shim_option_privileged(enum shim_option option)
{
    return ras_options[option].priority >= OPRIO_ROOT;
}

/*
 * A file that has no name: pppd's reader wants a path. It ends with a line
 * end, as pppd takes an empty word at the end of a file for no word.
 */
static int memory_file(const char *text, size_t length, char path[32])
{
    int fd = memfd_create("ras-entry", MFD_CLOEXEC);

    if (fd < 0)
        return -1;
    snprintf(path, 32, "/proc/self/fd/%d", fd);
    if (file_write(fd, text, length) == 0 && file_write(fd, "\n", 1) == 0)
        return fd;
    close(fd);
    return -1;
}

/* Priority, source and privilege are pppd's globals: put back what was. */
static bool set_options(const char *text, size_t length, const char *source,
                        bool trusted, int priority)
{
    char path[32];
    int fd = memory_file(text, length, path);
    int saved_priority = option_priority;
    int saved_privileged = privileged_option;
    char *saved_source = option_source;
    int ok;

    if (fd < 0) {
        shim_log(SHIM_ERROR, "%s: cannot hand the options over: %s", source,
                 strerror(errno));
        return false;
    }
    option_priority = priority;
    ok = host_options_from_file(path, 1, 0, trusted);
    option_priority = saved_priority;
    privileged_option = saved_privileged;
    option_source = saved_source;
    close(fd);
    return ok != 0;
}

bool shim_set_options(const char *text, size_t length, const char *source,
                      bool trusted)
{
    return set_options(text, length, source, trusted, OPRIO_CFGFILE);
}

/* As pppd's secrets file would say it: a command line ranks below. */
void shim_hide_password(void)
{
    static const char text[] = "hide-password";

    (void)set_options(text, sizeof(text) - 1, "rasdial", true, OPRIO_SECFILE);
}

bool shim_option_open(const char *name, const char *source)
{
    return override_value(unconst(name), OPRIO_CFGFILE, source) != 0;
}

/* --- the link */

enum shim_phase shim_phase(void)
{
    return (enum shim_phase)phase;
}

int shim_status(void)
{
    return host_status();
}

void shim_set_status(int value)
{
    host_set_status(value);
}

bool shim_hungup(void)
{
    return hungup != 0;
}

int shim_quit_signal(void)
{
    return got_sigterm;
}

bool shim_hup_signal(void)
{
    return got_sighup != 0;
}

bool shim_quitting(void)
{
    return asked_to_quit || got_sigterm;
}

void shim_quit(void)
{
    asked_to_quit = 1;
    persist = demand = 0;
}

/* pppd's own handler knows what to do in each phase, holdoff included. */
void shim_terminate(void)
{
    kill(getpid(), SIGTERM);
}

bool shim_demand(void)
{
    return demand;
}

void shim_end_link(const char *reason)
{
    lcp_close(0, unconst(reason));
}

bool shim_persist(void)
{
    return persist;
}

void shim_set_persist(bool on)
{
    persist = on;
}

void shim_stay_in_foreground(void)
{
    nodetach = 1;
}

static bool protocol_enabled(unsigned protocol)
{
    struct protent **p;

    for (p = protocols; *p; p++)
        if ((*p)->protocol == protocol)
            return (*p)->enabled_flag;
    return false;
}

bool shim_want_ipv4(void)
{
    return protocol_enabled(0x8021); /* IPCP, RFC 1332 */
}

bool shim_want_ipv6(void)
{
    return protocol_enabled(0x8057); /* IPV6CP, RFC 5072 */
}

/* cbcp.c's option switches the protocol on. */
bool shim_ask_for_callback(bool wanted)
{
    if (!protocol_enabled(0xc029)) /* CBCP */
        return false;
    lcp_wantoptions[0].neg_cbcp = wanted;
    return wanted;
}

/* Microsoft, "Proposal for Callback Control Protocol (CBCP)", 2 and 3. */
enum { CBCP_REQUEST = 1, CBCP_HEADER = 4, CBCP_NO_CALLBACK = 1 };

static struct {
    bool (*held)(void);
    void (*input)(int unit, u_char *packet, int length); /* cbcp.c's */
    u_char packet[256];
    int length; /* 0: none is kept */
} offer;

/* The server repeats what is not answered. */
static void hold_offer(int unit, u_char *packet, int length)
{
    if (length < CBCP_HEADER || length > (int)sizeof(offer.packet) ||
        packet[0] != CBCP_REQUEST || !offer.held || !offer.held()) {
        offer.input(unit, packet, length);
        return;
    }
    memcpy(offer.packet, packet, (size_t)length);
    offer.length = length;
}

void shim_hold_callback(bool (*held)(void))
{
    struct protent **p;

    offer.held = held;
    offer.length = 0;
    for (p = protocols; *p; p++)
        if ((*p)->protocol == 0xc029 && (*p)->input != hold_offer) {
            offer.input = (*p)->input;
            (*p)->input = hold_offer;
        }
}

/* As if nothing but that was on offer; 0: it is not. */
static int only_no_callback(void)
{
    const u_char *p = offer.packet;
    int i, size;

    for (i = CBCP_HEADER; i + 2 <= offer.length; i += size) {
        size = p[i + 1];
        if (size < 2 || i + size > offer.length)
            return 0;
        if (p[i] != CBCP_NO_CALLBACK)
            continue;
        memmove(offer.packet + CBCP_HEADER, p + i, (size_t)size);
        offer.packet[2] = 0;
        offer.packet[3] = (u_char)(CBCP_HEADER + size);
        return CBCP_HEADER + size;
    }
    return 0;
}

bool shim_answer_callback(bool called)
{
    int length = called ? offer.length : only_no_callback();

    offer.length = 0;
    if (length > 0)
        offer.input(0, offer.packet, length);
    return length > 0;
}

/*
 * pppd's own end of a callback was never written: cbcp.c ends pppd. What its
 * main loop knows of do_callback is that no traffic is to be waited for; and
 * an agreement on a callback is no failure that maxfail counts.
 */
void shim_expect_callback(void)
{
    do_callback = CALLBACK_DIALIN;
    shim_go_on();
}

void shim_go_on(void)
{
    persist = 1;
    if (unsuccess > 0)
        unsuccess--;
}

void shim_leave_bundle(void)
{
    if (&doing_multilink && &multilink_master)
        doing_multilink = multilink_master = 0;
}

const char *shim_interface(void)
{
    return host_interface();
}

void shim_addresses(struct shim_addresses *a)
{
    a->local = ipcp_gotoptions[0].ouraddr;
    a->remote = ipcp_hisoptions[0].hisaddr;
    a->dns[0] = ipcp_gotoptions[0].dnsaddr[0];
    a->dns[1] = ipcp_gotoptions[0].dnsaddr[1];
}

static void put_address(struct sockaddr *to, uint32_t address)
{
    const struct sockaddr_in in = {.sin_family = AF_INET,
                                   .sin_addr.s_addr = address};

    memcpy(to, &in, sizeof(in));
}

int shim_add_route(uint32_t network, uint32_t mask, uint32_t metric)
{
    /* rt_metric is one more than the metric, and a short. */
    struct rtentry route = {.rt_flags = RTF_UP,
                            .rt_dev = unconst(host_interface()),
                            .rt_metric =
                                (short)(metric < 9999 ? metric + 1 : 10000)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int error = 0;

    put_address(&route.rt_dst, network);
    put_address(&route.rt_genmask, mask);
    put_address(&route.rt_gateway, 0);
    if (fd < 0 || ioctl(fd, SIOCADDRT, &route) < 0)
        error = errno;
    if (fd >= 0)
        close(fd);
    return error;
}

/*
 * Without a link pppd would log an error for each question; one that is being
 * closed still is there.
 */
bool shim_statistics(struct shim_statistics *s)
{
    memset(s, 0, sizeof(*s));
    return (phase == PHASE_RUNNING || phase == PHASE_TERMINATE ||
            phase == PHASE_MASTER) &&
           host_statistics(s);
}

void shim_timer(void (*call)(void *), uint32_t ms)
{
    host_timeout(call, NULL, (int)(ms / 1000), (int)(ms % 1000) * 1000);
}

void shim_cancel_timer(void (*call)(void *))
{
    host_untimeout(call, NULL);
}

void shim_setenv(const char *name, const char *value)
{
    host_setenv(unconst(name), unconst(value), 0);
}

/*
 * pppd decides before it dials whether it asks for an address at all. It calls
 * this hook when it begins to negotiate, after its own choice.
 */
static uint32_t wanted_address;

static void choose_address(uint32_t *remote)
{
    (void)remote;
    if (wanted_address)
        ipcp_gotoptions[0].ouraddr = wanted_address;
}

void shim_ask_for_address(uint32_t address)
{
    wanted_address = address;
    if (address)
        ip_choose_hook = choose_address;
}

/* --- the password */

static bool (*supply)(char *password, size_t size);

static int password_known(void)
{
    return 1;
}

static int chap_password(char *name, char *password)
{
    (void)name;
    return supply(password, MAXSECRETLEN) ? 1 : -1;
}

/* pppd asks with PASSWORD NULL whether there would be one. */
static int pap_password(char *name, char *password)
{
    (void)name;
    if (!password)
        return 1;
    return supply(password, MAXSECRETLEN) ? 1 : -1;
}

void shim_supply_password(bool (*call)(char *password, size_t size))
{
    supply = call;
    chap_check_hook = password_known;
    chap_passwd_hook = chap_password;
    pap_passwd_hook = pap_password;
}

const char *shim_user(void)
{
    return user;
}

bool shim_secret(char *secret, size_t size)
{
    char text[MAXSECRETLEN + 1];
    int n = 0;
    bool found;

    found = get_secret(0, user, remote_name, text, &n, 0) && n >= 0 &&
            (size_t)n < size && (size_t)n < sizeof(text);
    if (found) {
        memcpy(secret, text, (size_t)n);
        secret[n] = '\0';
    }
    explicit_bzero(text, sizeof(text));
    return found;
}

/* --- children */

/* pppd's handlers write to its own descriptors: not here. */
static void forget_signals(void)
{
    sigset_t none;
    int i;

    for (i = 1; i < NSIG; i++)
        (void)signal(i, i == SIGPIPE ? SIG_IGN : SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child. CVE-2006-2194 was an unchecked setuid() in such a place. */
static void run_child(int left, int right, void (*work)(int, int))
{
    forget_signals();
    if (close_range(3, ~0U, 0) == 0 && setpgid(0, 0) == 0 &&
        setgid(getgid()) == 0 && setuid(getuid()) == 0 &&
        geteuid() == getuid() && chdir("/") == 0)
        work(left, right);
    _exit(0);
}

int shim_child(const char *name, int left, int right,
               void (*work)(int left, int right))
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC), fd;
    pid_t pid;

    if (null < 0)
        return -1;
    pid = host_fork(left, right, null);
    if (pid == 0)
        run_child(0, 1, work);
    close(null);
    if (pid < 0)
        return -1;
    record_child(pid, unconst(name), NULL, NULL, 1);
    fd = pidfd_open(pid, 0);
    if (fd < 0)
        kill(pid, SIGKILL);
    return fd;
}

/* What a pppd finds that a child of pppd becomes. */
static char *const *pppd_argv;

/* CONTROL and DIRECTORY are 0 and 1 here, 2 is /dev/null, and no other open. */
static void become_pppd(int control, int directory)
{
    static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    static char locale[] = "LC_ALL=C";
    char *const environment[] = {path, locale, NULL};

    if (fchdir(directory) < 0 || dup2(control, 3) < 0 || dup2(2, 0) < 0 ||
        dup2(2, 1) < 0)
        return;
    /* The very pppd that runs, also when another one is installed by now. */
    (void)execve("/proc/self/exe", pppd_argv, environment);
}

int shim_start_pppd(char *const *argv, int control, int directory)
{
    pppd_argv = argv;
    return shim_child("pppd", control, directory, become_pppd);
}

/* --- the tty */

const char *shim_device(void)
{
    return devnam;
}

/* The device name is the first row of the tty's options (both generations). */
bool shim_device_privileged(void)
{
    return tty_channel->options[0].priority >= OPRIO_ROOT;
}

void shim_name_device(const char *tty)
{
    host_set_channel_name(tty);
}

bool shim_read_device_options(void)
{
    int saved_priority = option_priority;
    int ok = options_for_tty();

    option_priority = saved_priority;
    return ok != 0;
}

int shim_speed(void)
{
    return inspeed;
}

bool shim_rtscts(void)
{
    return crtscts == 1;
}

bool shim_use_modem_lines(void)
{
    return host_modem();
}

/*
 * As after a connect script: wait a moment for the peer's first packet rather
 * than send into a modem that is not ready yet.
 */
void shim_listen(void)
{
    listen_time = connect_delay;
}

int shim_lock(const char *tty)
{
    char name[LOCK_FILE_NAME];

    if (lock_file_clear(tty, name, sizeof(name)))
        shim_log(SHIM_WARNING, "%s was no lock of anybody's: removed", name);
    if (lock(unconst(tty)) < 0)
        return -1;
    locked = 1; /* makes pppd correct the pid when it detaches */
    return 0;
}

void shim_unlock(void)
{
    if (locked) {
        unlock();
        locked = 0;
    }
}

uid_t shim_user_id(void)
{
    return getuid();
}

/* --- PPPoE */

static struct channel *pppoe_channel; /* pppd's plugin's, once it is loaded */

/* What it knows of the session stays its own: only what is below PPP is used.
 */
static void lie_on_pppoe(void)
{
    our_channel.establish_ppp = pppoe_channel->establish_ppp;
    our_channel.disestablish_ppp = pppoe_channel->disestablish_ppp;
    our_channel.send_config = pppoe_channel->send_config;
    our_channel.recv_config = pppoe_channel->recv_config;
}

/* pppd takes the name of a device only while it starts. */
static bool set_options_as_at_first(const char *text, size_t length)
{
    const int saved_phase = (int)phase;
    bool ok;

    devnam_fixed = false;
    phase = PHASE_INITIALIZE;
    ok = shim_set_options(text, length, "PPPoE", true);
    phase = saved_phase;
    devnam_fixed = true;
    return ok;
}

/*
 * That plugin takes the channel when it is given its device. What it has for
 * the steps that pppd has behind it by then is done here: its own defaults of
 * LCP and CCP. Timeouts go first, it copies them with the device (2.4.9).
 */
static bool load_pppoe(const char *interface, unsigned seconds)
{
    struct channel *before = the_channel;
    char text[160];
    int n = snprintf(text, sizeof(text),
                     "plugin pppoe.so\npppoe-padi-timeout %u\n"
                     "pppoe-padi-attempts 1\nnic-%s",
                     seconds, interface);

    if (set_options_as_at_first(text, (size_t)n) && the_channel != before) {
        pppoe_channel = the_channel;
        pppoe_channel->check_options();
        lie_on_pppoe();
    }
    the_channel = before;
    return pppoe_channel != NULL;
}

bool shim_pppoe_begin(const char *interface, const char *service,
                      unsigned seconds)
{
    char text[1100];
    int n = snprintf(text, sizeof(text), "pppoe-service %s", service);

    if (!pppoe_channel && !load_pppoe(interface, seconds))
        return false;
    return !service[0] || shim_set_options(text, (size_t)n, "PPPoE", true);
}

int shim_pppoe_connect(void)
{
    return pppoe_channel->connect();
}

void shim_pppoe_disconnect(void)
{
    pppoe_channel->disconnect();
}

/* --- the log */

void shim_log(enum shim_level level, const char *format, ...)
{
    char text[512], plain[] = "%s";
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    text_make_printable(text); /* a user's words may be in it */
    switch (level) {
    case SHIM_DEBUG:
        dbglog(plain, text);
        break;
    case SHIM_INFO:
        info(plain, text);
        break;
    case SHIM_NOTICE:
        notice(plain, text);
        break;
    case SHIM_WARNING:
        warn(plain, text);
        break;
    case SHIM_ERROR:
        error(plain, text);
        break;
    }
}
