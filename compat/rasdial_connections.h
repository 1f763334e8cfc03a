/*
 * rasdial_connections.h - the connections that are there, for rasdial: the
 * list, their status, and their end.
 */
#ifndef COMPAT_RASDIAL_CONNECTIONS_H
#define COMPAT_RASDIAL_CONNECTIONS_H

#include <stdbool.h>

#include "compat/rasdial_options.h"

/* Each command says its result and returns the exit status. */
int connections_list(const struct rasdial_options *o);
int connections_status(const struct rasdial_options *o);
int connections_end(const struct rasdial_options *o);

/*
 * Is the entry connected, or being dialled? Then that is said, and *STATUS is
 * the exit status. A list that cannot be read keeps nobody from dialling: the
 * port tells too.
 */
bool connections_in_use(const struct rasdial_options *o, int *status);

#endif
