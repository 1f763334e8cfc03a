#include "plugin/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/ticks.h"
#include "plugin/shim.h"

/* So many are read at a time: who sends them may not stop. */
#define RECORDS_MAX 64

static int control = -1;
static struct control_word word;
static bool line_wanted;
static int line = -1; /* the descriptor that ATTACH brought */
static bool behind;   /* it does not read what it is sent */

static bool socket_option_is(int fd, int option, int wanted)
{
    int value = -1;
    socklen_t size = sizeof(value);

    return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 &&
           value == wanted;
}

/*
 * The number comes from a user's command line: pppd has other descriptors,
 * and none of them is a seqpacket socket.
 */
bool control_attach(int fd, char *why, size_t size)
{
    if (fd < 3 || !socket_option_is(fd, SO_DOMAIN, AF_UNIX) ||
        !socket_option_is(fd, SO_TYPE, SOCK_SEQPACKET)) {
        snprintf(why, size, "ras-control %d: it is no control socket", fd);
        return false;
    }
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
        snprintf(why, size, "ras-control %d: %s", fd, strerror(errno));
        return false;
    }
    control = fd;
    behind = false;
    return true;
}

bool control_attached(void)
{
    return control >= 0;
}

int control_descriptor(void)
{
    return control;
}

void control_close(void)
{
    if (control >= 0)
        close(control);
    control = -1;
    control_want_line(false);
}

/* --- a dialer's own line */

const struct control_word *control_word(void)
{
    return &word;
}

int control_take_line(void)
{
    int fd = line;

    line = -1;
    return fd;
}

static void keep_line(int fd)
{
    int old = control_take_line();

    if (old >= 0)
        close(old);
    line = fd;
}

void control_want_line(bool wanted)
{
    line_wanted = wanted;
    if (!wanted)
        keep_line(-1);
}

/* --- the request */

/*
 * A leader is pppd itself: who claims to be one and is not root would dial past
 * the rules that count attempts.
 */
static uint32_t leader_of(const struct wire_record *in)
{
    struct ucred peer = {0, (uid_t)-1, 0};
    socklen_t size = sizeof(peer);

    if (wire_u32(in, WIRE_F_MEMBER, 0) == 0 ||
        getsockopt(control, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0 ||
        peer.uid != 0)
        return 0;
    return (uint32_t)peer.pid;
}

static bool take_dial(struct control_request *r, const struct wire_record *in)
{
    r->options = wire_u32(in, WIRE_F_OPTIONS, 0);
    r->own_line = wire_u32(in, WIRE_F_OWN_LINE, 0) != 0;
    r->depth = wire_u32(in, WIRE_F_DEPTH, 0);
    r->sub_entry = wire_u32(in, WIRE_F_SUB_ENTRY, 0);
    r->leader = leader_of(in);
    return wire_text(in, WIRE_F_ENTRY, r->entry, sizeof(r->entry)) &&
           wire_text(in, WIRE_F_PHONEBOOK, r->phonebook,
                     sizeof(r->phonebook)) &&
           wire_text(in, WIRE_F_CONFIG, r->config, sizeof(r->config)) &&
           wire_text(in, WIRE_F_NUMBER, r->number, sizeof(r->number)) &&
           wire_text(in, WIRE_F_CALLBACK_NUMBER, r->callback_number,
                     sizeof(r->callback_number));
}

static bool take_credentials(struct control_request *r,
                             const struct wire_record *in)
{
    r->have_credentials = true;
    return wire_text(in, WIRE_F_USER, r->user, sizeof(r->user)) &&
           wire_text(in, WIRE_F_PASSWORD, r->password, sizeof(r->password)) &&
           wire_text(in, WIRE_F_DOMAIN, r->domain, sizeof(r->domain));
}

/* Past the deadline nothing counts: HELLO after HELLO must not go on. */
static bool readable_by(uint64_t deadline)
{
    struct pollfd p = {.fd = control, .events = POLLIN};
    int n;

    do {
        n = poll(&p, 1, ticks_poll(deadline));
    } while (n < 0 && errno == EINTR && ticks_left(deadline));
    return n > 0 && ticks_left(deadline);
}

/* One record into R. 1: the request is complete, 0: more to come, -1: bad. */
static int take_record(struct control_request *r, struct wire_record *in,
                       char *why, size_t size)
{
    int number = wire_receive(control, in);

    if (number != 0) {
        snprintf(why, size, "the controller's request: %s", strerror(number));
        return -1;
    }
    if (in->type == WIRE_HELLO)
        return 0;
    if (in->type == WIRE_CREDENTIALS && take_credentials(r, in))
        return 0;
    if (in->type == WIRE_DIAL && take_dial(r, in))
        return 1;
    snprintf(why, size, "the controller sent no request to dial");
    return -1;
}

bool control_read_request(struct control_request *r, uint32_t ms, char *why,
                          size_t size)
{
    uint64_t deadline = ticks_now() + ms;
    struct wire_record in;
    int done = 0;

    memset(r, 0, sizeof(*r));
    why[0] = '\0';
    while (done == 0) {
        if (!readable_by(deadline)) {
            snprintf(why, size, "the controller sent no request in time");
            return false;
        }
        done = take_record(r, &in, why, size);
        wire_record_wipe(&in);
    }
    return done > 0;
}

enum control_asked control_take_request(struct control_request *r)
{
    struct wire_record in;
    int number = EAGAIN, n;
    bool good = true;

    for (n = 0; good && n < RECORDS_MAX; n++) {
        number = wire_receive(control, &in);
        if (number != 0)
            break;
        if (in.type == WIRE_CREDENTIALS)
            good = take_credentials(r, &in);
        else if (in.type == WIRE_DIAL && take_dial(r, &in)) {
            wire_record_wipe(&in);
            return CONTROL_ASKED_DIAL;
        }
        /* HANGUP and the rest are of a dial that is over. */
        good = good && in.type != WIRE_DIAL;
        wire_record_wipe(&in);
    }
    if (!good)
        return CONTROL_ASKED_GARBAGE;
    if (number == 0 || number == EAGAIN)
        return CONTROL_ASKED_NOTHING;
    return number == EPIPE ? CONTROL_ASKED_GONE : CONTROL_ASKED_GARBAGE;
}

void control_wipe_request(struct control_request *r)
{
    explicit_bzero(r, sizeof(*r));
}

/* --- afterwards */

static const struct {
    enum wire_type type;
    enum control_event event;
} meanings[] = {
    {WIRE_HANGUP, CONTROL_HANGUP}, {WIRE_QUERY_STATISTICS, CONTROL_STATISTICS},
    {WIRE_RESUME, CONTROL_RESUME}, {WIRE_PROGRESS, CONTROL_PROGRESS},
    {WIRE_ATTACH, CONTROL_ATTACH}, {WIRE_LINE_ENDED, CONTROL_LINE_ENDED},
};

static enum control_event understand(const struct wire_record *in)
{
    size_t i;

    for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
        if (meanings[i].type == in->type)
            return meanings[i].event;
    return CONTROL_NOTHING;
}

static void keep_word(const struct wire_record *in)
{
    word.state = wire_u32(in, WIRE_F_STATE, UINT32_MAX);
    word.error = wire_u32(in, WIRE_F_ERROR, 0);
    (void)wire_text(in, WIRE_F_TEXT, word.text, sizeof(word.text));
    (void)wire_text(in, WIRE_F_CALLBACK_NUMBER, word.callback_number,
                    sizeof(word.callback_number));
}

static enum control_event drop(int number)
{
    if (number != EPIPE)
        shim_log(SHIM_WARNING, "the controller is dropped: %s",
                 strerror(number));
    control_close();
    return CONTROL_GONE;
}

enum control_event control_poll(void)
{
    struct wire_record in;
    enum control_event event;
    int number, fd;

    if (control < 0)
        return CONTROL_NOTHING;
    number = wire_receive_descriptor(control, &in, &fd);
    if (number == EAGAIN)
        return CONTROL_NOTHING;
    if (number != 0)
        return drop(number);
    event = understand(&in);
    if (event == CONTROL_PROGRESS || event == CONTROL_LINE_ENDED ||
        event == CONTROL_RESUME)
        keep_word(&in);
    if (event == CONTROL_ATTACH && line_wanted)
        keep_line(fd);
    else if (fd >= 0)
        close(fd);
    wire_record_wipe(&in);
    return event;
}

/*
 * A controller that does not read must not hold the link up: what does not
 * fit its buffer is lost, which is said once until it reads again.
 */
bool control_send(const struct wire_writer *w)
{
    int number;

    if (control < 0)
        return true;
    number = wire_send(control, w);
    if (number == EPIPE || number == ECONNRESET)
        return true;
    if (number != 0 && !behind)
        shim_log(SHIM_WARNING, "a record to the controller is lost: %s",
                 strerror(number));
    behind = number != 0;
    return !behind;
}
