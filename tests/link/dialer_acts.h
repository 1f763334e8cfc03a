/*
 * dialer_acts.h - custom dialers that pppd itself calls, for test_link.c's
 * list.
 */
#ifndef TESTS_LINK_DIALER_ACTS_H
#define TESTS_LINK_DIALER_ACTS_H

#include "tests/unit/harness.h"

extern const struct unit_test dialer_acts[];

#endif
