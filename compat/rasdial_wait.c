#include "compat/rasdial_wait.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>

#include "compat/ticks.h"

static volatile sig_atomic_t interrupts;

static void on_signal(int number)
{
    (void)number;
    interrupts++;
}

static void catch_one(int number)
{
    struct sigaction action = {.sa_handler = on_signal}, before;

    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

void wait_catch_signals(sigset_t *before)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t set;
    size_t i;

    sigemptyset(&set);
    for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        sigaddset(&set, numbers[i]);
    sigprocmask(SIG_BLOCK, &set, before);
    for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        catch_one(numbers[i]);
}

int wait_interrupts(void)
{
    return interrupts;
}

void wait_for(int fd, uint64_t deadline, const sigset_t *mask)
{
    struct pollfd p = {fd, POLLIN, 0};
    struct timespec t = ticks_span(ticks_left(deadline));

    ppoll(&p, 1, deadline ? &t : NULL, mask);
}

bool wait_process(int pidfd, uint64_t deadline)
{
    struct pollfd p = {pidfd, POLLIN, 0};

    for (;;) {
        int n = poll(&p, 1, ticks_poll(deadline));

        if (n > 0)
            return true;
        if (n == 0 || errno != EINTR)
            return false;
    }
}
