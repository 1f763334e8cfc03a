/*
 * signal_acts.h - pppd is told to end, by each signal and in each phase.
 *
 * Owns the table of the phases.
 */
#ifndef TESTS_LINK_SIGNAL_ACTS_H
#define TESTS_LINK_SIGNAL_ACTS_H

#include "tests/unit/harness.h"

extern const struct unit_test signal_acts[];

#endif
