/*
 * options.h - the mock's option processing.
 *
 * Owns pppd's rules about who may set what: the tables of options, the order
 * in which they are searched, priorities, privilege, and the reading of an
 * options file. Written from pppd(8) and from the rules that the plugin
 * depends on; only the options that the plugin or a test uses are there.
 */
#ifndef TESTS_MOCK_OPTIONS_H
#define TESTS_MOCK_OPTIONS_H

#include <stdbool.h>

/* ROOT runs this pppd, or a user; DIRECTORY stands for /etc/ppp. */
void options_begin(bool root, const char *directory);

/*
 * What pppd reads, in its order: /etc/ppp/options, which is root's word, and
 * the command line. A peers file (`call') is root's word on the command line.
 * Each is a text here. False at the first bad option.
 */
bool options_system(const char *text);
bool options_command_line(const char *text);
bool options_peers(const char *text);

/* The command line has been read: the device can no longer be changed. */
void options_fix_device(void);

/* The tty channel's options, for its struct channel. */
void *options_tty(void);

/* --- what came of it */

/* The value of a flag or number; the text of a string, never NULL. */
int options_number(const char *name);
const char *options_text(const char *name);

/* With which priority it was set last; -1 if there is no such option. */
int options_priority(const char *name);

/* "LOCAL:REMOTE", as given; "" if it was not. */
const char *options_addresses(void);

/* How many files were read: pppd 2.4 keeps the name of each. */
unsigned options_files(void);

/* How many rows that a plugin has added are called NAME. */
unsigned options_count(const char *name);

#endif
