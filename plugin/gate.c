#include "plugin/gate.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/select.h>

#include "compat/ticks.h"

/* So often we look ourselves where the kernel cannot. */
#define LOOK_MS 100

static struct {
    unsigned closed;
    sigset_t open; /* the mask from before */
} gate;

void gate_close(void)
{
    sigset_t set;

    if (gate.closed++ > 0)
        return;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, &gate.open);
}

void gate_open(void)
{
    if (--gate.closed == 0)
        sigprocmask(SIG_SETMASK, &gate.open, NULL);
}

/* pselect() of nothing needs no memory, and lets signals through as well. */
static int sleep_unwatched(struct pollfd *p, nfds_t n, uint64_t deadline)
{
    uint64_t left = ticks_left(deadline);
    struct timespec t = ticks_span(left < LOOK_MS ? left : LOOK_MS);
    nfds_t i;

    if (pselect(0, NULL, NULL, NULL, &t, &gate.open) < 0)
        return -1;
    for (i = 0; i < n; i++)
        p[i].revents = p[i].fd < 0 ? 0 : p[i].events;
    return (int)n;
}

/*
 * ppoll() that finds events at once lets no signal in: who always has something
 * to say would keep them out for ever.
 */
static void let_in(void)
{
    sigset_t closed;

    sigprocmask(SIG_SETMASK, &gate.open, &closed);
    sigprocmask(SIG_SETMASK, &closed, NULL);
}

int gate_sleep(struct pollfd *p, nfds_t n, uint64_t deadline)
{
    struct timespec t = ticks_span(ticks_left(deadline));
    int events = ppoll(p, n, deadline == TICKS_NEVER ? NULL : &t, &gate.open);

    if (events > 0)
        let_in();
    if (events >= 0 || errno == EINTR)
        return events;
    return sleep_unwatched(p, n, deadline);
}
