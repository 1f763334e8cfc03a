#include "compat/ticks.h"

#include <limits.h>

static uint64_t read_clock(clockid_t clock)
{
    struct timespec t = {0, 0};

    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

uint64_t ticks_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t ticks_boot(void)
{
    return read_clock(CLOCK_BOOTTIME);
}

uint64_t ticks_left(uint64_t deadline)
{
    uint64_t now = ticks_now();

    return deadline > now ? deadline - now : 0;
}

int ticks_poll(uint64_t deadline)
{
    uint64_t left = ticks_left(deadline);

    if (deadline == TICKS_NEVER)
        return -1;
    return left < INT_MAX ? (int)left : INT_MAX;
}

struct timespec ticks_span(uint64_t ms)
{
    return (struct timespec){(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
}
