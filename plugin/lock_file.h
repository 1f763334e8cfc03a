/*
 * lock_file.h - what lies where the UUCP lock of a device belongs.
 *
 * Owns the way to its name, whether anybody has it, and the removal of what is
 * no lock: anybody may put a file into that directory, and pppd's lock() waits
 * for ever on a FIFO, loops on a link to nothing, and gives up on a file
 * without a pid.
 */
#ifndef PLUGIN_LOCK_FILE_H
#define PLUGIN_LOCK_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Where they are; tests name another directory. */
extern const char *lock_file_directory;

#define LOCK_FILE_NAME 400

/* As pppd names it, for a tty or an interface. False: none, or too long. */
bool lock_file_name(const char *device, char *out, size_t size);

/* Has a process that lives locked it? */
bool lock_file_taken(const char *tty);

/*
 * Before it is locked: true if what was there was no lock, and NAME is that of
 * what was removed. A lock that somebody has stays.
 */
bool lock_file_clear(const char *device, char *name, size_t size);

#endif
