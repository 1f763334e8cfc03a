/*
 * pppoe_acts.h - broadband entries: pppd's pppoe.so against an access
 * concentrator (Debian's pppoe-server) on the other end of a virtual cable.
 */
#ifndef TESTS_LINK_PPPOE_ACTS_H
#define TESTS_LINK_PPPOE_ACTS_H

#include "tests/unit/harness.h"

extern const struct unit_test pppoe_acts[];

#endif
