/*
 * growth.h - does what lives on grow?
 *
 * Owns the watched processes, and what was counted of them and of the machine
 * in each of a run's intervals. Memory is looked at when an interval ends, and
 * the run's first half is the measure. What comes and goes with each call
 * (descriptors, processes, files) is compared by the least and the most that
 * was ever seen in an interval. The second is the measure: in the first one
 * everything is new.
 */
#ifndef TESTS_ENDURANCE_GROWTH_H
#define TESTS_ENDURANCE_GROWTH_H

#include <stdbool.h>
#include <sys/types.h>

/* NAME is shown; it stays the caller's. */
void growth_watch(const char *name, pid_t pid);

/* What is there now; often. */
void growth_sample(void);

/* An interval ends, after CYCLES calls in all: its line of the table. */
void growth_interval(unsigned cycles);

/* False, with a line that says what: something has grown. */
bool growth_none(void);

/* Files and links below the places that calls leave something in. */
unsigned growth_files(void);

/* Processes of the machine. */
unsigned growth_processes(void);

#endif
