/*
 * class_route.h - the route that Windows adds where the link takes no default
 * route: to the network of our address, by its class (RFC 791 3.2), unless the
 * entry has DisableClassBasedDefaultRoute.
 */
#ifndef PLUGIN_CLASS_ROUTE_H
#define PLUGIN_CLASS_ROUTE_H

#include <stdint.h>

#include "plugin/job.h"
#include "plugin/shim.h"

/*
 * Adds the route for the JOB's link, which is up with the addresses A. It goes
 * with the link's interface.
 */
void class_route_add(const struct job *job, const struct shim_addresses *a);

#endif
