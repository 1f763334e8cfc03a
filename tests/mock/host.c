#include "tests/mock/shape.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/mock/host.h"
#include "tests/mock/options.h"

const char host_version[] = SHAPE_VERSION;

/* What only the mock knows. */
static struct {
    const char *directory;
    char log[65536], calls[512], reason[256];
    char lock_file[MAXPATHLEN];
    int device, unit_fd;
    bool up, died;
    unsigned questions;
    uint64_t now; /* microseconds, of the timers' clock */
} host = {.device = -1, .unit_fd = -1};

/* --- what pppd exports */

#pragma GCC visibility push(default)
int hungup, got_sigterm, got_sighup, asked_to_quit, need_holdoff, locked;
int listen_time, do_callback, unsuccess;
int (*holdoff_hook)(void);
#undef doing_multilink
#undef multilink_master
pppd_bool doing_multilink, multilink_master;
void (*multilink_join_hook)(void);
void (*snoop_recv_hook)(unsigned char *, int);
void (*snoop_send_hook)(unsigned char *, int);
void (*ip_choose_hook)(uint32_t *);
lcp_options lcp_wantoptions[NUM_PPP];
ipcp_options ipcp_gotoptions[NUM_PPP], ipcp_hisoptions[NUM_PPP];
struct channel *the_channel;
char user[MAXNAMELEN], remote_name[MAXNAMELEN];
#if SHAPE_25
ppp_phase_t phase;
chap_check_hook_fn *chap_check_hook;
chap_passwd_hook_fn *chap_passwd_hook;
pap_passwd_hook_fn *pap_passwd_hook;
#else
int phase, ifunit = -1, link_stats_valid;
volatile int status;
char ifname[MAXIFNAMELEN], ppp_devnam[MAXPATHLEN];
struct pppd_stats link_stats;
int (*chap_check_hook)(void);
int (*chap_passwd_hook)(char *, char *);
int (*pap_passwd_hook)(char *, char *);
#endif
#pragma GCC visibility pop

static struct pppd_stats counters;

/* --- notifiers */

#if SHAPE_25
typedef ppp_notify_fn *notify_func;
static struct notifier {
    struct notifier *next;
    notify_func func;
    void *arg;
} * pidchange, *phasechange, *exitnotify, *sigreceived, *ip_up_notifier,
    *ip_down_notifier, *ipv6_up_notifier, *ipv6_down_notifier,
    *auth_up_notifier, *link_down_notifier, *fork_notifier;
#else
#pragma GCC visibility push(default)
struct notifier *pidchange, *phasechange, *exitnotify, *sigreceived,
    *ip_up_notifier, *ip_down_notifier, *ipv6_up_notifier, *ipv6_down_notifier,
    *auth_up_notifier, *link_down_notifier, *fork_notifier;
#pragma GCC visibility pop
#endif

/* In the order of 2.5's NF_ values. */
static struct notifier **const notifiers[] = {
    &pidchange,          &phasechange,        &exitnotify,
    &sigreceived,        &ip_up_notifier,     &ip_down_notifier,
    &ipv6_up_notifier,   &ipv6_down_notifier, &auth_up_notifier,
    &link_down_notifier, &fork_notifier,
};
#define N_NOTIFIERS (sizeof(notifiers) / sizeof(notifiers[0]))

/* The last one added is the first one called. */
static void add(struct notifier **list, notify_func call, void *context)
{
    struct notifier *n = malloc(sizeof(*n));

    if (!n)
        abort();
    n->next = *list;
    n->func = call;
    n->arg = context;
    *list = n;
}

static void notify_all(struct notifier *n, int number)
{
    struct notifier *next;

    for (; n; n = next) {
        next = n->next;
        n->func(n->arg, number);
    }
}

unsigned host_notifiers(void)
{
    const struct notifier *n;
    unsigned count = 0;
    size_t i;

    for (i = 0; i < N_NOTIFIERS; i++)
        for (n = *notifiers[i]; n; n = n->next)
            count++;
    return count;
}

#pragma GCC visibility push(default)
#if SHAPE_25
void ppp_add_notify(ppp_notify_t type, ppp_notify_fn *func, void *ctx)
{
    add(notifiers[type], func, ctx);
}
#else
void add_notifier(struct notifier **list, notify_func func, void *arg)
{
    add(list, func, arg);
}
#endif
#pragma GCC visibility pop

static void enter(int to)
{
    phase = to;
    notify_all(phasechange, to);
}

/* --- timers */

static struct timer {
    struct timer *next;
    void (*call)(void *);
    void *context;
    uint64_t due;
} * timers;

#pragma GCC visibility push(default)
void timeout(void (*func)(void *), void *arg, int s, int us)
{
    struct timer **at = &timers, *t = malloc(sizeof(*t));

    if (!t)
        abort();
    t->call = func;
    t->context = arg;
    t->due = host.now + (uint64_t)s * 1000000 + (uint64_t)us;
    while (*at && (*at)->due <= t->due)
        at = &(*at)->next;
    t->next = *at;
    *at = t;
}

/* The first one that matches, as pppd does. */
void untimeout(void (*func)(void *), void *arg)
{
    struct timer **at = &timers, *t;

    while (*at && ((*at)->call != func || (*at)->context != arg))
        at = &(*at)->next;
    t = *at;
    if (t)
        *at = t->next;
    free(t);
}
#pragma GCC visibility pop

void host_advance(uint32_t ms)
{
    uint64_t end = host.now + (uint64_t)ms * 1000;
    struct timer *t;

    while (timers && timers->due <= end) {
        t = timers;
        timers = t->next;
        host.now = t->due;
        t->call(t->context);
        free(t);
    }
    host.now = end;
}

/* --- the log */

__attribute__((format(printf, 2, 0))) static void
add_log(const char *level, const char *format, va_list arguments)
{
    size_t used = strlen(host.log);
    char text[1024];

    vsnprintf(text, sizeof(text), format, arguments);
    snprintf(host.log + used, sizeof(host.log) - used, "%s %s\n", level, text);
    if (getenv("MOCK_VERBOSE"))
        fprintf(stderr, "%s %s\n", level, text);
}

__attribute__((format(printf, 2, 3))) static void say(const char *level,
                                                      const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_log(level, format, arguments);
    va_end(arguments);
}

#define LOG_FUNCTION(name)                                                     \
    __attribute__((format(printf, 1, 2))) void name(pppd_text format, ...)     \
    {                                                                          \
        va_list arguments;                                                     \
                                                                               \
        va_start(arguments, format);                                           \
        add_log(#name, format, arguments);                                     \
        va_end(arguments);                                                     \
    }

#pragma GCC visibility push(default)
LOG_FUNCTION(dbglog)
LOG_FUNCTION(info)
LOG_FUNCTION(notice)
LOG_FUNCTION(warn)
LOG_FUNCTION(error)

__attribute__((format(printf, 1, 2))) void option_error(char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_log("option_error", format, arguments);
    va_end(arguments);
}

/* pppd ends here; so does a test that comes here. */
void novm(pppd_text what)
{
    fprintf(stderr, "novm: %s\n", what);
    abort();
}

/* --- the link's variables */

#if SHAPE_25
static int status, ifunit = -1;
static char ifname[32], ppp_device_name[MAXPATHLEN];

ppp_exit_code_t ppp_status(void)
{
    return (ppp_exit_code_t)status;
}

void ppp_set_status(ppp_exit_code_t code)
{
    status = (int)code;
}

const char *ppp_ifname(void)
{
    return ifname;
}

int ppp_ifunit(void)
{
    return ifunit;
}

int ppp_set_devnam(const char *name)
{
    return snprintf(devnam, MAXPATHLEN, "%s", name);
}

int ppp_set_pppdevnam(const char *name)
{
    return snprintf(ppp_device_name, sizeof(ppp_device_name), "%s", name);
}
#else
size_t strlcpy(char *to, const char *from, size_t size)
{
    return (size_t)snprintf(to, size, "%s", from);
}
#endif

/* pppd asks the kernel by the interface's name, and says when it cannot. */
static bool read_counters(struct pppd_stats *to)
{
    host.questions++;
    *to = counters;
    if (ifname[0])
        return true;
    say("error", "Couldn't get PPP statistics");
    return false;
}

#if SHAPE_25
bool ppp_get_link_stats(ppp_link_stats_st *stats)
{
    return read_counters(stats);
}
#else
void update_link_stats(int unit)
{
    (void)unit;
    if (read_counters(&link_stats))
        link_stats_valid = 1;
}
#endif

/* ISKEY is for pppd's database, which is not here. */
void script_setenv(char *name, char *text, int iskey)
{
    char full[128];

    (void)iskey;
    snprintf(full, sizeof(full), "MOCK_%s", name);
    setenv(full, text, 1);
}

static void go_down(void);

void lcp_close(int unit, char *reason)
{
    (void)unit;
    snprintf(host.reason, sizeof(host.reason), "%s", reason);
    if (phase == PHASE_DEAD)
        return;
    enter(PHASE_TERMINATE);
    go_down();
}

/* --- lock files */

/* Who has it: a living process's id, 0 if the file can go. */
static pid_t locked_by(void)
{
    char text[16] = "";
    FILE *f = fopen(host.lock_file, "re");
    pid_t pid;

    if (!f)
        return 0;
    if (!fgets(text, sizeof(text), f))
        text[0] = '\0';
    fclose(f);
    pid = (pid_t)strtol(text, NULL, 10);
    return pid > 0 && (kill(pid, 0) == 0 || errno != ESRCH) ? pid : 0;
}

/* 0: ours now, 1: it was already, -1: another's, and the log says whose. */
int lock(char *device)
{
    pid_t owner;
    int fd;

    host_lock_file(device, host.lock_file, sizeof(host.lock_file));
    owner = locked_by();
    if (owner == getpid())
        return 1;
    if (owner > 0) {
        say("notice", "Device %s is locked by pid %d", device, (int)owner);
        return -1;
    }
    (void)unlink(host.lock_file);
    fd = open(host.lock_file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return -1;
    dprintf(fd, "%10d\n", (int)getpid());
    close(fd);
    return 0;
}

void unlock(void)
{
    if (host.lock_file[0])
        (void)unlink(host.lock_file);
    host.lock_file[0] = '\0';
}
#pragma GCC visibility pop

void host_lock_file(const char *tty, char *path, size_t size)
{
    char *p = path + snprintf(path, size, "%s/LCK..", host.directory);

    snprintf(p, size - (size_t)(p - path), "%s", tty + strlen("/dev/"));
    for (; *p; p++)
        if (*p == '/')
            *p = '_';
}

/* --- the tty channel */

static void called(const char *what)
{
    size_t used = strlen(host.calls);

    snprintf(host.calls + used, sizeof(host.calls) - used, "%s%s",
             used ? " " : "", what);
}

static void tty_process_extra_options(void)
{
    called("extra");
    options_for_tty();
}

static void tty_check_options(void)
{
    called("check");
}

static int tty_connect(void)
{
    called("connect");
    return -1;
}

static void tty_disconnect(void)
{
    called("disconnect");
}

/* The descriptor of the PPP unit: any will do. */
static int tty_establish(int fd)
{
    called("establish");
    return fcntl(fd, F_GETFD) < 0 ? -1 : open("/dev/null", O_RDWR | O_CLOEXEC);
}

static void tty_disestablish(int fd)
{
    (void)fd;
    called("disestablish");
}

static void tty_send(int mtu, uint32_t accm, int pcomp, int accomp)
{
    (void)mtu, (void)accm, (void)pcomp, (void)accomp;
    called("send_config");
}

static void tty_receive(int mru, uint32_t accm, int pcomp, int accomp)
{
    (void)mru, (void)accm, (void)pcomp, (void)accomp;
    called("recv_config");
}

static void tty_cleanup(void)
{
    called("cleanup");
}

static void tty_close(void)
{
    called("close");
}

static struct channel tty_channel = {
    .process_extra_options = tty_process_extra_options,
    .check_options = tty_check_options,
    .connect = tty_connect,
    .disconnect = tty_disconnect,
    .establish_ppp = tty_establish,
    .disestablish_ppp = tty_disestablish,
    .send_config = tty_send,
    .recv_config = tty_receive,
    .cleanup = tty_cleanup,
    .close = tty_close,
};

/* What the shim puts back is a copy: it is known by what it does. */
bool host_channel_is_tty(void)
{
    return the_channel->connect == tty_connect &&
           the_channel->disconnect == tty_disconnect &&
           the_channel->cleanup == tty_cleanup &&
           the_channel->close == tty_close && host_ppp_side_is_ttys();
}

bool host_ppp_side_is_ttys(void)
{
    return the_channel->options == options_tty() &&
           the_channel->establish_ppp == tty_establish &&
           the_channel->disestablish_ppp == tty_disestablish &&
           the_channel->send_config == tty_send &&
           the_channel->recv_config == tty_receive;
}

/* --- the life of pppd */

/* As pppd's own handlers: they set a variable, and no SA_RESTART. */
static void on_signal(int number)
{
    if (number == SIGHUP)
        got_sighup = 1;
    else
        got_sigterm = number;
}

static void catch_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
    struct sigaction action = {.sa_handler = on_signal};
    size_t i;

    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        sigaction(numbers[i], &action, NULL);
}

void host_begin(bool root, const char *directory)
{
    host.directory = directory;
    host.unit_fd = -1;
    options_begin(root, directory);
    tty_channel.options = options_tty();
    the_channel = &tty_channel;
    phase = PHASE_INITIALIZE;
    catch_signals();
}

/* What pppd checks of a plugin, and how it opens it. */
void *host_plugin(const char *path)
{
    void *handle = dlopen(path, RTLD_GLOBAL | RTLD_NOW);
    union {
        void *symbol;
        void (*call)(void);
    } init;

    if (!handle) {
        fprintf(stderr, "%s\n", dlerror());
        return NULL;
    }
    init.symbol = dlsym(handle, "plugin_init");
    if (!init.symbol) {
        fprintf(stderr, "%s: no plugin_init\n", path);
        return NULL;
    }
    init.call();
    return handle;
}

void host_options_done(void)
{
    options_fix_device();
    the_channel->process_extra_options();
    if (the_channel->check_options)
        the_channel->check_options();
}

static void end_link(bool disconnect)
{
    if (host.unit_fd >= 0) {
        the_channel->disestablish_ppp(host.device);
        close(host.unit_fd);
        host.unit_fd = -1;
    }
    ifname[0] = '\0';
    if (disconnect && the_channel->disconnect)
        the_channel->disconnect();
}

/* The order of pppd's start_link(): DEAD comes before cleanup here. */
static bool start_failed(void)
{
    enter(PHASE_DEAD);
    the_channel->cleanup();
    return false;
}

bool host_start_link(void)
{
    listen_time = 0;
    need_holdoff = 1;
    status = EXIT_CONNECT_FAILED;
    enter(PHASE_SERIALCONN);
    hungup = 0;
    host.device = the_channel->connect();
    if (host.device < 0)
        return start_failed();
    host.unit_fd = the_channel->establish_ppp(host.device);
    if (host.unit_fd < 0) {
        status = EXIT_FATAL_ERROR;
        enter(PHASE_DISCONNECT);
        the_channel->disconnect();
        return start_failed();
    }
    snprintf(ifname, sizeof(ifname), "ppp0");
    ifunit = 0;
    status = EXIT_NEGOTIATION_FAILED;
    enter(PHASE_ESTABLISH);
    the_channel->send_config(1500, 0xffffffff, 0, 0);
    the_channel->recv_config(1500, 0xffffffff, 0, 0);
    return true;
}

void host_authenticate(void)
{
    enter(PHASE_AUTHENTICATE);
}

void host_network(void)
{
    notify_all(auth_up_notifier, 0);
    enter(PHASE_NETWORK);
}

void host_ip_up(void)
{
    ipcp_gotoptions[0].ouraddr = inet_addr("192.0.2.1");
    ipcp_hisoptions[0].hisaddr = inet_addr("192.0.2.2");
    status = EXIT_OK;
    enter(PHASE_RUNNING);
    host.up = true;
    notify_all(ip_up_notifier, 0);
}

/* On the way down pppd goes back through the phases it came by. */
static void go_down(void)
{
    if (!host.up)
        return;
    host.up = false;
    notify_all(ip_down_notifier, 0);
    enter(PHASE_NETWORK);
    enter(PHASE_ESTABLISH);
}

void host_terminate(int why)
{
    status = why;
    lcp_close(0, (char[]){"User request"});
}

void host_hang_up(void)
{
    hungup = 1;
    status = EXIT_HANGUP;
    go_down();
    host_ended();
}

void host_ended(void)
{
    enter(PHASE_DISCONNECT);
    end_link(true);
    the_channel->cleanup();
    enter(PHASE_DEAD);
}

/* A copy of its own, so that reading beyond the packet is noticed. */
static void snoop(void (*hook)(unsigned char *, int), const void *packet,
                  size_t length)
{
    unsigned char *copy = malloc(length ? length : 1);

    if (!copy)
        abort();
    memcpy(copy, packet, length);
    if (hook)
        hook(copy, (int)length);
    free(copy);
}

void host_received(const void *packet, size_t length)
{
    snoop(snoop_recv_hook, packet, length);
}

void host_sent(const void *packet, size_t length)
{
    snoop(snoop_send_hook, packet, length);
}

bool host_redials(int *pause)
{
    *pause = need_holdoff ? holdoff : 0;
    if (!persist || asked_to_quit)
        return false;
    if (holdoff_hook)
        *pause = holdoff_hook();
    return true;
}

void host_die(int with)
{
    host.died = true;
    end_link(false);
    the_channel->cleanup();
    notify_all(exitnotify, with);
}

void host_child_close(void)
{
    the_channel->close();
}

void host_child_forked(void)
{
    notify_all(fork_notifier, 0);
}

/* A child as pppd makes it: three descriptors, and nothing of the link. */
static void be_child(int in, int out, int error)
{
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(error, 2) < 0)
        _exit(127);
    the_channel->close();
    notify_all(fork_notifier, 0);
}

#pragma GCC visibility push(default)
pid_t safe_fork(int infd, int outfd, int errfd)
{
    pid_t pid = fork();

    if (pid == 0)
        be_child(infd, outfd, errfd);
    return pid;
}

void record_child(int pid, char *prog, void (*done)(void *), void *arg,
                  int killable)
{
    (void)done;
    (void)arg;
    say("debug", "child %d %s %d", pid, prog, killable);
}
#pragma GCC visibility pop

/* --- what came of it */

int host_status(void)
{
    return status;
}

int host_listen_time(void)
{
    return listen_time;
}

bool host_asked_to_quit(void)
{
    return asked_to_quit != 0;
}

const char *host_log(void)
{
    return host.log;
}

bool host_logged(const char *part)
{
    return strstr(host.log, part) != NULL;
}

const char *host_variable(const char *name)
{
    char full[128];
    const char *text;

    snprintf(full, sizeof(full), "MOCK_%s", name);
    text = getenv(full);
    return text ? text : "";
}

const char *host_tty_calls(void)
{
    return host.calls;
}

const char *host_close_reason(void)
{
    return host.reason;
}

void host_forget_reason(void)
{
    host.reason[0] = '\0';
}

bool host_died(void)
{
    return host.died;
}

bool host_holdoff_hooked(void)
{
    return holdoff_hook != NULL;
}

void host_no_holdoff_needed(void)
{
    need_holdoff = 0;
}

struct host_speaker host_speaker(void)
{
    return (struct host_speaker){privileged_option, option_priority,
                                 option_source};
}

/* As `password' on pppd's command line. */
int get_secret(int unit, char *client, char *server, char *secret, int *length,
               int am_server);
__attribute__((visibility("default"))) int get_secret(int unit, char *client,
                                                      char *server,
                                                      char *secret, int *length,
                                                      int am_server)
{
    (void)unit, (void)client, (void)server, (void)am_server;
    *length = snprintf(secret, MAXSECRETLEN, "mock");
    return 1;
}

int host_ask_pap(char *password)
{
    char name[MAXNAMELEN] = "bob";

    return pap_passwd_hook ? pap_passwd_hook(name, password) : -1;
}

int host_ask_chap(char *password)
{
    char name[MAXNAMELEN] = "bob";

    return chap_passwd_hook ? chap_passwd_hook(name, password) : -1;
}

bool host_chap_known(void)
{
    return chap_check_hook && chap_check_hook() > 0;
}

void host_counters(unsigned in, unsigned out)
{
    counters.bytes_in = in;
    counters.bytes_out = out;
}

unsigned host_counter_questions(void)
{
    return host.questions;
}
