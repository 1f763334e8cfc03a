/*
 * multi_acts.h - connections of two modems at once, for test_link.c's list.
 */
#ifndef TESTS_LINK_MULTI_ACTS_H
#define TESTS_LINK_MULTI_ACTS_H

#include "tests/unit/harness.h"

/* The last one has no name. */
extern const struct unit_test multi_acts[];

#endif
