/*
 * ticks.h - milliseconds that nobody sets, as GetTickCount64() counts them.
 *
 * Owns how deadlines are counted wherever something is waited for. The engines
 * are told the time instead: their tests have a clock of their own.
 */
#ifndef COMPAT_TICKS_H
#define COMPAT_TICKS_H

#include <stdint.h>
#include <time.h>

/* A deadline that never comes. */
#define TICKS_NEVER UINT64_MAX

/* CLOCK_MONOTONIC. */
uint64_t ticks_now(void);

/* CLOCK_BOOTTIME: goes on while the machine sleeps, same in every process. */
uint64_t ticks_boot(void);

/* What is left until DEADLINE of ticks_now(); 0 when it has passed. */
uint64_t ticks_left(uint64_t deadline);

/* The same as poll() takes it: -1 for TICKS_NEVER. */
int ticks_poll(uint64_t deadline);

/* MS as ppoll() takes them. */
struct timespec ticks_span(uint64_t ms);

#endif
