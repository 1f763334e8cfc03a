/*
 * fake_manager.h - a service manager that a test plays by hand.
 *
 * Owns the socket that $NOTIFY_SOCKET names, and what was said to it.
 */
#ifndef TESTS_UNIT_FAKE_MANAGER_H
#define TESTS_UNIT_FAKE_MANAGER_H

#include <stdbool.h>

/* Listens at PATH, or at "@name", and puts it into the environment. */
bool fake_manager_begin(const char *path);
void fake_manager_end(void);

/* All that was said since the last call, each message a line. */
const char *fake_manager_heard(void);

#endif
