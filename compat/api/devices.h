/*
 * devices.h - ras.conf's devices, as RasEnumDevices lists them.
 */
#ifndef COMPAT_API_DEVICES_H
#define COMPAT_API_DEVICES_H

#include <stddef.h>

#include "compat/api/api.h"

/* The port of the device NAME, or NAME if that is a port; else "". 0 or 8. */
DWORD devices_port(const char *name, char *out, size_t size);

#endif
