/*
 * line_acts.h - the tests of a custom dialer that brings its own line, for
 * test_link.c's list.
 */
#ifndef TESTS_LINK_LINE_ACTS_H
#define TESTS_LINK_LINE_ACTS_H

#include "tests/unit/harness.h"

extern const struct unit_test line_acts[];

#endif
