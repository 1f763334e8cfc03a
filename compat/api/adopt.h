/*
 * adopt.h - the pppd that has started this process, ras-custom-dial.
 *
 * Owns the control pair with it. rasapi_host_adopt() is exported for that
 * program alone (PPP_RASDIAL_PRIVATE), as are the functions of host_call.h.
 */
#ifndef COMPAT_API_ADOPT_H
#define COMPAT_API_ADOPT_H

#include <stddef.h>
#include <stdint.h>

#include "compat/session.h"

/* session_open(), or session_attach() once a pppd was adopted. */
uint32_t adopt_open(const struct session_request *request, struct session **s,
                    char *why, size_t size);

/* Was one? */
bool adopt_done(void);

/*
 * From now on each RasDial of this process that has no dialer to call drives
 * the pppd at the other end of FD, and starts none. FD becomes close-on-exec
 * and stays open.
 */
void rasapi_host_adopt(int fd);

#endif
