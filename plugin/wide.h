/*
 * wide.h - a link's counters that do not wrap.
 *
 * pppd before 2.5 counts in 32 bits, as SIOCGPPPSTATS does: 4 GiB later it
 * begins again. The kernel's own counters of the interface have 64, but count
 * since the interface came, which with `demand' was long before IP came up.
 *
 * Owns what the interface had counted when IP came up.
 */
#ifndef PLUGIN_WIDE_H
#define PLUGIN_WIDE_H

#include "plugin/shim.h"

/* IPv4, or IPv6 alone, has come up on INTERFACE: pppd counts from here. */
void wide_begin(const char *interface);

/*
 * S, pppd's counters since then, gets the bits beyond 32. It stays as it is if
 * INTERFACE is not the one that has come up, or has gone.
 */
void wide_complete(const char *interface, struct shim_statistics *s);

#endif
