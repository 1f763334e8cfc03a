/*
 * fake_files.h - a directory of a test's own, with a phonebook in it.
 *
 * Owns the temporary files of the plugin's tests and what stands in them.
 */
#ifndef TESTS_UNIT_FAKE_FILES_H
#define TESTS_UNIT_FAKE_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* Makes the directory; anybody may look into it. */
bool fake_files_begin(void);
void fake_files_end(void);

/* The path of NAME in it; valid until the next call but three. */
const char *fake_path(const char *name);

/* Writes NAME anew, readable by its owner alone. */
bool fake_write(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Writes "pbk": one entry, Office, with modem, port COM9 and device "Fake";
 * KEYS are further lines of the entry, DEVICE those of its device.
 */
bool fake_phonebook(const char *keys, const char *device);

/* Writes "conf": COM9 is TTY, with deadlines of a test; MORE is settings. */
bool fake_config(const char *tty, const char *more, const char *policy);

#endif
