/*
 * allow.h - two locks before a custom dialer, and the file behind them.
 *
 * Owns the way from what an entry names (CustomRasDialDll) to an open file
 * that root allows: ras.conf lists it, root chose that ras.conf, every
 * directory on its path and the file itself are root's and no other's to
 * write, nothing on the way is a symbolic link, its digest is the listed one,
 * and it is a shared object for this machine. What was checked is the open
 * file: a loader takes that, never the path again.
 */
#ifndef COMPAT_DIALER_ALLOW_H
#define COMPAT_DIALER_ALLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/ras_conf.h"

/* Room for a reason: a path, and what is wrong with it. */
#define ALLOW_REASON 1400

struct allow_rules {
    const struct ras_conf *conf; /* NULL: nothing is allowed */
    bool roots;       /* it was root who chose the file that CONF is from */
    const char *root; /* the directory that is "/": NULL but in tests */
};

struct allow_dialer {
    int fd;           /* read-only, close-on-exec, the caller's; -1: none */
    const char *path; /* its own path, CONF's */
};

/*
 * Opens the dialer of DLL. False: WHY says exactly why it may not be used, or
 * cannot be on this machine.
 */
bool allow_open(const struct allow_rules *rules, const char *dll,
                struct allow_dialer *dialer, char *why, size_t size);

/*
 * The ras.conf at FILE (NULL: the system's) for the rules of this process: it
 * is root's word if root is who runs it, or if it is the system's and only
 * root may write it. What ras_conf_load() returns, with WHY if it cannot be
 * read. *CONF is the caller's, NULL after a failure.
 */
enum conf_result allow_config(const char *file, struct ras_conf **conf,
                              bool *roots, char *why, size_t size);

#endif
