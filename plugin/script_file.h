/*
 * script_file.h - where an entry's log-on script is found.
 *
 * Owns the way from the path that Windows has in the entry (Name=) to a script
 * that can be run: only the file's name of it counts. The file is looked for
 * in SCRIPT_FILE_DIRECTORY and beside the phonebook, under that name and then
 * in small letters; where root chose the phonebook in this order, with a
 * user's phonebook the other way round, and with that user's rights: a
 * phonebook of his cannot make root read what he himself cannot.
 */
#ifndef PLUGIN_SCRIPT_FILE_H
#define PLUGIN_SCRIPT_FILE_H

#include "plugin/scp_code.h"

#define SCRIPT_FILE_DIRECTORY "/etc/ppp/ras/scripts"

/* Tests name another place. */
extern const char *script_file_directory;

/*
 * Loads NAME, a path of Windows or one of ours, for PHONEBOOK, which is ROOT's
 * word or not. CONF_NOT_FOUND: P says where it was looked for; CONF_OPEN: it
 * is there, but cannot be read; else as scp_compile().
 */
enum conf_result script_file_load(const char *name, const char *phonebook,
                                  bool root, struct scp_program **program,
                                  struct conf_problem *p);

#endif
