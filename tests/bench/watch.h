/*
 * watch.h - when things happen: the kernel's interfaces and the modem's log.
 *
 * All times are of CLOCK_MONOTONIC, in milliseconds.
 */
#ifndef TESTS_BENCH_WATCH_H
#define TESTS_BENCH_WATCH_H

#include <stdbool.h>

/* Begins to listen to the kernel; what it said before is forgotten. */
void watch_begin(void);

/* Of the last interface: when it had an address, and when it was up, too. */
struct watch_times {
    double address, up;
};

/* Waits until another N ppp interfaces are so. False: not by the deadline. */
bool watch_up(unsigned n, double deadline, struct watch_times *t);

/* Waits until no more than N ppp interfaces are there. */
bool watch_gone(unsigned n, double deadline);

/*
 * Waits until the machine does nothing, as far as its kernel can tell: what
 * the last turn has left behind is not to be paid for by the next.
 */
void watch_quiet(double deadline);

/*
 * The first line of the modem's LOG with that EVENT from AFTER on; 0 if there
 * is none.
 */
double watch_modem(const char *log, const char *event, double after);

#endif
