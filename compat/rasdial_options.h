/*
 * rasdial_options.h - the command line of rasdial.
 *
 * Owns its syntax, which is that of Windows' rasdial.exe, and the help. One
 * table has a row for each switch; the manual page is made of it, too.
 */
#ifndef COMPAT_RASDIAL_OPTIONS_H
#define COMPAT_RASDIAL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RASDIAL_PASSWORD_MAX 256

struct rasdial_options {
    const char *entry, *user; /* NULL = not given */
    char password[RASDIAL_PASSWORD_MAX + 1];
    bool password_given;
    bool password_asked; /* "*": it is to be read */
    const char *domain, *number, *callback, *phonebook, *config;
    const char *plugin, *pppd, *rundir;
    bool prefix_suffix, disconnect, status, unblock, verbose, quiet, json;
    bool help, version;
    uint32_t timeout; /* seconds, 0 = none */
};

#define RASDIAL_TIMEOUT_MAX 86400

/* A switch: its value fills a text or a number, without one it is a flag. */
enum rasdial_kind { RASDIAL_FLAG, RASDIAL_TEXT, RASDIAL_SECONDS };

struct rasdial_switch {
    const char *name;
    enum rasdial_kind kind;
    const char *value; /* what the help calls the value, NULL = a flag */
    size_t offset;     /* in struct rasdial_options */
    const char *help;  /* NULL: another spelling of the one before */
};

extern const struct rasdial_switch rasdial_switches[];
extern const size_t rasdial_n_switches;

/*
 * Reads the command line into *O, which holds pointers into ARGV afterwards.
 * A password in ARGV is copied and overwritten there at once: everybody can
 * read it in the list of processes. False, with the reason in WHY, if the
 * line is not understood; *O is wiped then.
 */
bool rasdial_options_parse(int argc, char **argv, struct rasdial_options *o,
                           char *why, size_t size);

/* Writes the help to standard output. */
void rasdial_options_help(void);

#endif
