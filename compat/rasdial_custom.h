/*
 * rasdial_custom.h - what rasdial asks of librasapi for an entry that names a
 * custom dialer, and of pppd for any.
 */
#ifndef COMPAT_RASDIAL_CUSTOM_H
#define COMPAT_RASDIAL_CUSTOM_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "compat/connrec.h"
#include "compat/dialer/client.h"
#include "compat/rasdial_options.h"

/*
 * A tool that runs from its build tree uses the plugin beside it, an installed
 * one that of pppd's own directory, which the peers file names: NULL.
 */
const char *rasdial_plugin(char path[PATH_MAX]);

/* RDEOPT_ bits. */
uint32_t rasdial_dial_options(const struct rasdial_options *o);

/* PATH is room for the plugin's; what it points to belongs to O. */
struct client_request rasdial_custom_request(const struct rasdial_options *o,
                                             char path[PATH_MAX]);

/* Does O->entry name one? */
bool rasdial_custom_wanted(const struct rasdial_options *o);

/* The dialer of C's entry is asked to end C; false: there is none. */
bool rasdial_custom_end(const struct rasdial_options *o,
                        const struct connrec *c, uint32_t *code);

#endif
