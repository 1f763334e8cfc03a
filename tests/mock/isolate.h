/*
 * isolate.h - a process to which nothing of this machine belongs.
 *
 * Owns the namespace that the mock pppd's tests play in: what the plugin and
 * its tests read and write there is empty, and nobody else's.
 */
#ifndef TESTS_MOCK_ISOLATE_H
#define TESTS_MOCK_ISOLATE_H

#include <stdbool.h>

/*
 * /run, /etc/ppp and /var/lib are this process's own, and empty. Who is not
 * root is root of a namespace of his. False, with errno.
 */
bool isolate(void);

#endif
