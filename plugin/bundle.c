#include "plugin/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "compat/ticks.h"
#include "compat/wire.h"
#include "plugin/report.h"
#include "plugin/shim.h"

enum {
    WORDS_MAX = 250,  /* of pppd's command line */
    LINE_MAX = 65536, /* and its bytes */
    LISTEN_MAX = 64,  /* records of a link that are read at a time */
    KILLED_MS = 2000, /* until the killed are gone */
    PPP_IP = 0x8021   /* RASP_PppIp */
};

struct link {
    uint32_t number; /* which MEDIA, from 1 */
    int fd, pidfd;   /* -1: its pppd has gone */
    bool up, decided;
    bool ended; /* its line is down; its pppd may keep the bundle */
    bool alien; /* it has come to another server than the others */
    struct bundle_network network;
};

static struct {
    struct link links[BUNDLE_LINKS];
    size_t n;
    struct control_request request;
    char password[257];
    int directory; /* pppd's first working directory */
    bool hidden;   /* its command line names a password */
    char *line;    /* pppd's command line, words with their NULs */
    char *argv[WORDS_MAX + 4];
    struct cause cause;
    char interface[33]; /* of the first link that had one */
} bundle = {.directory = -1};

/* --- how this pppd was started */

static char *read_line(size_t *length)
{
    char *line = malloc(LINE_MAX);
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t n = 0;

    *length = 0;
    while (line && fd >= 0 && *length < LINE_MAX &&
           (n = read(fd, line + *length, LINE_MAX - *length)) > 0)
        *length += (size_t)n;
    if (fd >= 0)
        close(fd);
    if (!line || *length == 0 || *length == LINE_MAX ||
        line[*length - 1] != '\0') {
        free(line);
        return NULL;
    }
    return line;
}

/*
 * pppd has wiped the password's word, and the link gets it elsewhere. What is
 * added comes last and wins: the link stays our child, and hears us.
 */
static bool make_argv(char *line, size_t length)
{
    static char foreground[] = "nodetach", control[] = "ras-control";
    static char descriptor[] = "3";
    size_t n = 0;
    char *word;

    bundle.hidden = false;
    for (word = line; word < line + length; word += strlen(word) + 1) {
        if (n == WORDS_MAX)
            return false;
        if (n > 0 && strcmp(word, "password") == 0 &&
            word + strlen(word) + 1 < line + length) {
            word += strlen(word) + 1;
            bundle.hidden = true;
        } else {
            bundle.argv[n++] = word;
        }
    }
    bundle.argv[n++] = foreground;
    bundle.argv[n++] = control;
    bundle.argv[n++] = descriptor;
    bundle.argv[n] = NULL;
    return true;
}

static bool remember_start(void)
{
    size_t length;

    free(bundle.line);
    bundle.line = read_line(&length);
    if (bundle.directory < 0)
        bundle.directory = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    return bundle.line && make_argv(bundle.line, length) &&
           bundle.directory >= 0;
}

/* --- the links */

static void add_links(const struct job *job)
{
    const struct entry_media *media;
    const struct entry_device *device;
    size_t i;

    for (i = 1; i <= job->entry->n_media && bundle.n < BUNDLE_LINKS; i++)
        if (i != job->link && choice_link(job->entry, i, &media, &device))
            bundle.links[bundle.n++] =
                (struct link){.number = (uint32_t)i, .fd = -1, .pidfd = -1};
}

void bundle_prepare(const struct job *job,
                    const struct control_request *request, const char *password)
{
    bundle.n = 0;
    if (!job->all_links || job->leader || job->error)
        return;
    if (!remember_start()) {
        shim_log(SHIM_WARNING, "one link is dialled: pppd's command line "
                               "cannot be had again");
        return;
    }
    memset(&bundle.request, 0, sizeof(bundle.request));
    if (request)
        bundle.request = *request;
    /* A password on the command line: pppd has it, and nobody else. */
    if (!bundle.hidden ||
        !shim_secret(bundle.password, sizeof(bundle.password)))
        snprintf(bundle.password, sizeof(bundle.password), "%s", password);
    add_links(job);
}

bool bundle_leads(void)
{
    return bundle.n > 0;
}

static int send_hello(int fd)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_HELLO);
    wire_put_u32(&w, WIRE_F_PID, (uint32_t)getpid());
    wire_put_text(&w, WIRE_F_PROGRAM, "pppd");
    return wire_send(fd, &w);
}

static int send_credentials(int fd)
{
    const struct control_request *r = &bundle.request;
    struct wire_writer w;
    int error;

    if (!r->have_credentials && !bundle.password[0])
        return 0;
    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_USER, r->user);
    wire_put_text(&w, WIRE_F_PASSWORD,
                  r->password[0] ? r->password : bundle.password);
    wire_put_text(&w, WIRE_F_DOMAIN, r->domain);
    error = wire_send(fd, &w);
    wire_wipe(&w);
    return error;
}

static int send_dial(int fd, uint32_t number)
{
    const struct control_request *r = &bundle.request;
    struct wire_writer w;

    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, r->entry);
    wire_put_text(&w, WIRE_F_PHONEBOOK, r->phonebook);
    wire_put_text(&w, WIRE_F_CONFIG, r->config);
    wire_put_text(&w, WIRE_F_NUMBER, r->number);
    wire_put_u32(&w, WIRE_F_OPTIONS, r->options);
    wire_put_u32(&w, WIRE_F_SUB_ENTRY, number);
    wire_put_u32(&w, WIRE_F_MEMBER, 1);
    return wire_send(fd, &w);
}

/* What it is to do waits in the pair until it reads. */
static int start(struct link *l)
{
    int pair[2], error;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return errno;
    error = send_hello(pair[0]);
    if (!error)
        error = send_credentials(pair[0]);
    if (!error)
        error = send_dial(pair[0], l->number);
    if (!error) {
        l->pidfd = shim_start_pppd(bundle.argv, pair[1], bundle.directory);
        error = l->pidfd < 0 ? errno : 0;
    }
    close(pair[1]);
    if (error)
        close(pair[0]);
    else
        l->fd = pair[0];
    return error;
}

static void report(const struct link *l, enum rascs state,
                   const struct cause *c)
{
    report_link(l->number, state, c);
}

void bundle_keep(const char *interface)
{
    snprintf(bundle.interface, sizeof(bundle.interface), "%s", interface);
}

void bundle_begin(void)
{
    struct cause c;
    size_t i;
    int error;

    bundle_keep("");
    cause_clear(&bundle.cause);
    for (i = 0; i < bundle.n; i++) {
        struct link *l = &bundle.links[i];

        *l = (struct link){.number = l->number, .fd = -1, .pidfd = -1};
        error = start(l);
        if (!error)
            continue;
        l->decided = l->ended = true;
        cause_clear(&c);
        cause_latch(&c, RASERR_ERROR_RASMAN_CANNOT_INITIALIZE, 0, true,
                    strerror(error));
        report(l, RASCS_OpenPort, &c);
    }
}

/* --- what they say */

static void take_cause(const struct wire_record *r, struct cause *c)
{
    char text[257];

    cause_clear(c);
    (void)wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    cause_latch(c, wire_u32(r, WIRE_F_ERROR, 0),
                wire_u32(r, WIRE_F_EXTENDED_ERROR, 0),
                wire_u32(r, WIRE_F_RETRY, 0) != 0, text);
}

static void on_state(struct link *l, const struct wire_record *r)
{
    enum rascs state = (enum rascs)wire_u32(r, WIRE_F_STATE, 0);
    struct cause c;

    take_cause(r, &c);
    if (c.error) {
        report(l, state, &c);
    } else if (l->alien) {
        return;
    } else if (state != RASCS_Connected) {
        report(l, state, NULL);
    } else {
        l->up = l->decided = true;
        report(l, RASCS_SubEntryConnected, NULL);
    }
}

static void hang_up(const struct link *l)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_HANGUP);
    if (l->fd >= 0)
        (void)wire_send(l->fd, &w);
}

/*
 * Two interfaces are two connections: numbers of several servers. The second
 * one ends; what has only joined a bundle has none of its own.
 */
static void on_projection(struct link *l, const struct wire_record *r)
{
    struct bundle_network *n = &l->network;

    if (wire_u32(r, WIRE_F_PROTOCOL, 0) != PPP_IP)
        return;
    (void)wire_text(r, WIRE_F_INTERFACE, n->interface, sizeof(n->interface));
    (void)wire_text(r, WIRE_F_LOCAL_ADDRESS, n->local, sizeof(n->local));
    (void)wire_text(r, WIRE_F_REMOTE_ADDRESS, n->remote, sizeof(n->remote));
    if (!bundle.interface[0])
        bundle_keep(n->interface);
    if (strcmp(bundle.interface, n->interface) == 0)
        return;
    shim_log(SHIM_WARNING,
             "RAS link %u: it is hung up, its server is not that "
             "of the other links",
             l->number);
    memset(n, 0, sizeof(*n));
    l->alien = true;
    hang_up(l);
}

/* Of a link that was up it is news; one that never was has said why. */
static void ended(struct link *l, const struct cause *c)
{
    bool was_up = l->up;

    l->up = false;
    l->decided = l->ended = true;
    bundle.cause = *c;
    if (was_up)
        report(l, RASCS_SubEntryDisconnected, c);
}

static void on_ended(struct link *l, const struct wire_record *r)
{
    struct cause c;

    take_cause(r, &c);
    ended(l, &c);
}

static const struct {
    enum wire_type type;
    void (*take)(struct link *l, const struct wire_record *r);
} takers[] = {
    {WIRE_STATE, on_state},
    {WIRE_PROJECTION, on_projection},
    {WIRE_ENDED, on_ended},
};

static void take(struct link *l, const struct wire_record *r)
{
    size_t i;

    for (i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
        if (takers[i].type == r->type)
            takers[i].take(l, r);
}

static void gone(struct link *l)
{
    struct cause c;

    close(l->fd);
    close(l->pidfd);
    l->fd = l->pidfd = -1;
    if (l->ended)
        return;
    cause_clear(&c);
    cause_latch(&c, RASERR_ERROR_RASMAN_SERVICE_STOPPED, 0, true,
                "its pppd has ended without a word");
    if (!l->up)
        report(l, RASCS_OpenPort, &c);
    ended(l, &c);
}

static void listen_to(struct link *l)
{
    struct wire_record r;
    int i, error = 0;

    for (i = 0; i < LISTEN_MAX && l->fd >= 0 && !error; i++) {
        error = wire_receive(l->fd, &r);
        if (!error)
            take(l, &r);
        else if (error != EAGAIN)
            gone(l);
    }
}

void bundle_listen(void)
{
    size_t i;

    for (i = 0; i < bundle.n; i++)
        listen_to(&bundle.links[i]);
}

/* --- how they are */

bool bundle_alive(void)
{
    size_t i;

    for (i = 0; i < bundle.n; i++)
        if (bundle.links[i].fd >= 0)
            return true;
    return false;
}

bool bundle_pending(void)
{
    size_t i;

    for (i = 0; i < bundle.n; i++)
        if (bundle.links[i].fd >= 0 && !bundle.links[i].decided)
            return true;
    return false;
}

unsigned bundle_up(void)
{
    unsigned n = 0;
    size_t i;

    for (i = 0; i < bundle.n; i++)
        n += bundle.links[i].up;
    return n;
}

const struct bundle_network *bundle_network(void)
{
    size_t i;

    for (i = 0; i < bundle.n; i++)
        if (bundle.links[i].network.interface[0])
            return &bundle.links[i].network;
    return NULL;
}

const struct cause *bundle_cause(void)
{
    return &bundle.cause;
}

/* --- the end */

void bundle_hangup(void)
{
    size_t i;

    for (i = 0; i < bundle.n; i++)
        hang_up(&bundle.links[i]);
}

/* A signal does not cut it short: it would be asked for what is done here. */
static void wait_for_end(uint64_t deadline)
{
    struct pollfd p[BUNDLE_LINKS];
    size_t i;

    while (bundle_alive() && ticks_left(deadline)) {
        for (i = 0; i < bundle.n; i++)
            p[i] = (struct pollfd){bundle.links[i].fd, POLLIN, 0};
        (void)poll(p, (nfds_t)bundle.n, ticks_poll(deadline));
        bundle_listen();
    }
}

static void kill_all(int number)
{
    size_t i;

    for (i = 0; i < bundle.n; i++)
        if (bundle.links[i].pidfd >= 0)
            (void)pidfd_send_signal(bundle.links[i].pidfd, number, NULL, 0);
}

void bundle_end(uint32_t ms)
{
    bundle_hangup();
    wait_for_end(ticks_now() + ms);
    if (!bundle_alive())
        return;
    shim_log(SHIM_WARNING, "a link's pppd does not end: it is killed");
    kill_all(SIGKILL);
    wait_for_end(ticks_now() + KILLED_MS);
}

void bundle_forget(void)
{
    size_t i;

    for (i = 0; i < bundle.n; i++) {
        if (bundle.links[i].fd >= 0)
            close(bundle.links[i].fd);
        if (bundle.links[i].pidfd >= 0)
            close(bundle.links[i].pidfd);
        bundle.links[i].fd = bundle.links[i].pidfd = -1;
    }
    if (bundle.directory >= 0)
        close(bundle.directory);
    bundle.directory = -1;
}

void bundle_wipe(void)
{
    explicit_bzero(&bundle.request, sizeof(bundle.request));
    explicit_bzero(bundle.password, sizeof(bundle.password));
    free(bundle.line);
    bundle.line = NULL;
}
