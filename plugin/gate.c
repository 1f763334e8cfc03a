#include "plugin/gate.h"

#include <signal.h>
#include <stddef.h>

#include "compat/ticks.h"

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

int gate_sleep(struct pollfd *p, nfds_t n, uint64_t deadline)
{
    struct timespec t = ticks_span(ticks_left(deadline));

    return ppoll(p, n, deadline == TICKS_NEVER ? NULL : &t, &gate.open);
}
