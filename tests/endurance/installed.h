/*
 * installed.h - the product as the endurance tests have it in the laboratory.
 *
 * Owns where it is installed, its custom dialer, pppd's options for it, and the
 * secrets.
 */
#ifndef TESTS_ENDURANCE_INSTALLED_H
#define TESTS_ENDURANCE_INSTALLED_H

#include <stdbool.h>

#define INSTALLED_BOOK   "/etc/ppp/ras/rasphone.pbk"
#define INSTALLED_CONF   "/etc/ppp/ras/ras.conf"
#define INSTALLED_DIALER "/usr/lib/ppp-rasdial/dialers/unruly.so"

/* Installs what was built. OPTIONS: further ones of the peers file, a line each
 */
bool installed_make(const char *options);

/* Runs a shell's COMMAND, at most 20 s; was it a success? */
bool installed_shell(const char *command);

#endif
