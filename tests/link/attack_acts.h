/*
 * attack_acts.h - a user of group dip who wants to be somebody else.
 */
#ifndef TESTS_LINK_ATTACK_ACTS_H
#define TESTS_LINK_ATTACK_ACTS_H

#include "tests/unit/harness.h"

/* The last one has no name. */
extern const struct unit_test attack_acts[];

#endif
