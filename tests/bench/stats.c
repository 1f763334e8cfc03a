#include "tests/bench/stats.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int failures;

static double read_clock(clockid_t clock)
{
    struct timespec t = {0, 0};

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

double stats_now_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

double stats_cpu_ms(pid_t pid)
{
    clockid_t clock;

    return clock_getcpuclockid(pid, &clock) == 0 ? read_clock(clock) : 0;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double stats_median(double *values, size_t n)
{
    if (n == 0)
        return 0;
    qsort(values, n, sizeof(*values), compare);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

double stats_mean(const double *values, size_t n)
{
    double sum = 0;
    size_t i;

    for (i = 0; i < n; i++)
        sum += values[i];
    return n ? sum / (double)n : 0;
}

const char *stats_verdict(bool met)
{
    failures += !met;
    return met ? "yes" : "**no**";
}

int stats_end(void)
{
    printf("\n%s\n",
           failures ? "Not all demands are met." : "All demands are met.");
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

void give_up(const char *why)
{
    fprintf(stderr, "bench: %s%s%s\n", why, errno ? ": " : "",
            errno ? strerror(errno) : "");
    exit(2);
}
