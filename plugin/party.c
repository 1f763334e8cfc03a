#include "plugin/party.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "compat/ticks.h"
#include "plugin/bundle.h"
#include "plugin/control.h"
#include "plugin/gate.h"
#include "plugin/hosted.h"
#include "plugin/report.h"
#include "plugin/shim.h"

/* How soon is heard what the other links of a bundle say. */
#define LISTEN_MS 200

static struct {
    bool interruptible;
    bool given_up;
    bool resumed;
} party;

/* --- waiting */

void party_begin(void)
{
    party.interruptible = true;
    party.given_up = false;
}

void party_insist(void)
{
    party.interruptible = false;
}

bool party_given_up(void)
{
    return party.given_up;
}

/* Is the dial to be given up? A hang-up of ours is not interrupted again. */
bool party_give_up(void)
{
    enum control_event event;
    bool over;

    if (!party.interruptible)
        return false;
    bundle_listen();
    event = control_poll();
    if (event == CONTROL_STATISTICS)
        report_statistics();
    if (event == CONTROL_RESUME)
        party.resumed = true;
    over = event == CONTROL_HANGUP ||
           (event == CONTROL_GONE && !report_connected());
    /* A custom dialer of ours ends its dial, not pppd. */
    if (shim_quit_signal() || (over && !hosted_running()))
        shim_quit();
    else if (!over && !shim_hup_signal())
        return false;
    party.given_up = true;
    return true;
}

/* Sleeps until EVENTS on FD, the controller speaks, a signal, or DEADLINE. */
static short sleep_until(int fd, short events, dial_ms deadline)
{
    struct pollfd p[2] = {
        {.fd = fd, .events = events},
        {.fd = party.interruptible ? control_descriptor() : -1,
         .events = POLLIN},
    };
    bool others = party.interruptible && bundle_alive();

    if (others && ticks_left(deadline) > LISTEN_MS)
        deadline = ticks_now() + LISTEN_MS;
    return gate_sleep(p, 2, deadline) < 0 ? 0 : p[0].revents;
}

bool party_wait(uint32_t ms)
{
    dial_ms deadline = ticks_now() + ms;

    while (ticks_now() < deadline) {
        if (party_give_up())
            return false;
        (void)sleep_until(-1, 0, deadline);
    }
    return true;
}

/* --- the loop */

/*
 * All that there is to say, as far as the line takes it: nothing else wakes us
 * for the rest. The tty is non-blocking here: with CTS off a write would hang.
 * False when the line is gone. *PENDING counts the bytes that did not fit yet.
 */
static bool pass_output(const struct party *who, int fd, unsigned char *buffer,
                        size_t size, size_t *pending)
{
    ssize_t n;

    do {
        *pending += who->output(buffer + *pending, size - *pending);
        if (*pending == 0)
            return true;
        n = write(fd, buffer, *pending);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        *pending -= (size_t)n;
        memmove(buffer, buffer + n, *pending);
    } while (*pending == 0);
    return true;
}

/*
 * One byte at a time: what the far end sends right behind CONNECT belongs to
 * PPP and stays in the tty. A dial reads a few hundred bytes in all.
 */
static bool pass_input(const struct party *who, int fd)
{
    unsigned char byte;
    ssize_t n = 1;
    size_t i;

    for (i = 0; i < who->burst && who->running() && who->listens(); i++) {
        n = read(fd, &byte, 1);
        if (n != 1)
            break;
        who->input(byte);
    }
    return i > 0 || n == 1 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* False: the line is gone. */
static bool step(const struct party *who, int fd, size_t pending)
{
    short events =
        (short)((who->listens() ? POLLIN : 0) | (pending ? POLLOUT : 0));
    short ready = sleep_until(fd, events, who->deadline());

    if (ready & POLLIN) {
        if (!pass_input(who, fd))
            return false;
    } else if (ready & (POLLHUP | POLLERR | POLLNVAL)) {
        return false;
    }
    who->tick();
    return true;
}

static bool exchange(const struct party *who, int fd, unsigned char *buffer,
                     size_t size)
{
    size_t pending = 0;

    while (who->running()) {
        if (party_give_up())
            return true;
        if (!pass_output(who, fd, buffer, size, &pending))
            return false;
        if (!who->settle(pending) || !step(who, fd, pending))
            return false;
    }
    return who->settle(pending);
}

/* Runs the party until it has come to an end. False: the line is gone. */
bool party_run(const struct party *who, int fd)
{
    unsigned char buffer[512];
    bool there = exchange(who, fd, buffer, sizeof(buffer));

    explicit_bzero(buffer, sizeof(buffer));
    return there;
}

/* --- ends */

bool party_lost(struct cause *c)
{
    cause_latch(c, RASERR_ERROR_PORT_OR_DEVICE, 0, true,
                "the line was lost while dialling");
    return false;
}

bool party_stopped(struct cause *c)
{
    cause_latch(c, RASERR_ERROR_USER_DISCONNECTION, 0, false,
                "the dial was given up");
    shim_set_status(SHIM_STATUS_USER_REQUEST);
    return false;
}

bool party_pause(int fd, struct cause *c)
{
    for (party.resumed = false; !party.resumed;) {
        if (party_give_up())
            return party_stopped(c);
        if (!party.resumed &&
            (sleep_until(fd, 0, DIAL_NEVER) & (POLLHUP | POLLERR | POLLNVAL)))
            return party_lost(c);
    }
    return true;
}
