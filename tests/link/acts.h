/*
 * acts.h - the tests that take more than one step, for test_link.c's list.
 */
#ifndef TESTS_LINK_ACTS_H
#define TESTS_LINK_ACTS_H

#include "tests/unit/harness.h"

extern const struct unit_test acts[];

#endif
