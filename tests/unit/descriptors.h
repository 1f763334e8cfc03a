/*
 * descriptors.h - how many file descriptors this process has, for tests that
 * look for one that was left. That of libsystemd's log does not count: it is
 * kept for as long as the process lives.
 */
#ifndef TESTS_UNIT_DESCRIPTORS_H
#define TESTS_UNIT_DESCRIPTORS_H

int count_descriptors(void);

#endif
