/*
 * ifcounter.h - what the kernel counts of a network interface.
 *
 * Owns reading one counter below /sys/class/net: 64 bits, since the interface
 * came, for every process.
 */
#ifndef COMPAT_IFCOUNTER_H
#define COMPAT_IFCOUNTER_H

#include <stdbool.h>
#include <stdint.h>

#define IFCOUNTER_NETWORK "/sys/class/net"

/*
 * COUNTER ("tx_bytes") of INTERFACE; NETWORK is the directory above, for tests.
 * False, and 0, if there is no such interface or counter.
 */
bool ifcounter_read(const char *network, const char *interface,
                    const char *counter, uint64_t *value);

#endif
