/*
 * stats.h - what all measuring programs share: clocks, medians, verdicts.
 *
 * A demand is a ratio or a bound; what was not met is counted, and is the exit
 * status of the program.
 */
#ifndef TESTS_BENCH_STATS_H
#define TESTS_BENCH_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* CLOCK_MONOTONIC, in milliseconds. */
double stats_now_ms(void);

/* Processor time of the process PID so far, without its children's. */
double stats_cpu_ms(pid_t pid);

/* Sorts VALUES. 0 of none. */
double stats_median(double *values, size_t n);

/* 0 of none. */
double stats_mean(const double *values, size_t n);

/* "yes", or "**no**", which is counted. */
const char *stats_verdict(bool met);

/* The last line of the table, and main()'s value. */
int stats_end(void);

/* Ends the program, which cannot go on. */
void give_up(const char *why) __attribute__((noreturn));

#endif
