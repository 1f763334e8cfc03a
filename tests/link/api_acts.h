/*
 * api_acts.h - the tests of librasapi on a real link, for test_link.c's list.
 */
#ifndef TESTS_LINK_API_ACTS_H
#define TESTS_LINK_API_ACTS_H

#include "tests/unit/harness.h"

extern const struct unit_test api_acts[];

#endif
