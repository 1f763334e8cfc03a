/*
 * host.h - custom dialers in this process.
 *
 * Owns loading them and finding their entry points. A dialer is loaded from
 * the file that allow.h has opened, never by its name, and stays loaded: its
 * threads may still run. An entry point counts only if it is the dialer's own
 * function: what a library that it links to has of that name is not.
 */
#ifndef COMPAT_DIALER_HOST_H
#define COMPAT_DIALER_HOST_H

#include <windows.h>

#include <stdbool.h>
#include <stddef.h>

#include "compat/dialer/allow.h"
#include "conf/result.h"

struct host;

/*
 * The dialer that an entry names as DLL, by the ras.conf at CONFIG (NULL: the
 * system's) and below ROOT (NULL: "/"). It is checked anew at each call, and
 * loaded at the first; its DllMain, if it has one, is then called as Windows
 * does. CONF_NOMEM, or another failure if it may not or cannot be used:
 * *HOST is NULL then, and WHY says why.
 */
enum conf_result host_load(const char *dll, const char *config,
                           const char *root, const struct host **host,
                           char *why, size_t size);

/*
 * From now on DLL is the open file FD, whose own path is PATH: whoever started
 * this process has checked it, and it may not read ras.conf itself. FD stays
 * the caller's, and open.
 */
void host_give(const char *dll, int fd, const char *path);

/* What GetModuleFileName and GetProcAddress understand. */
HINSTANCE host_instance(const struct host *host);
const char *host_path(const struct host *host);

enum host_entry {
    HOST_DIAL,
    HOST_HANG_UP,
    HOST_DIAL_DLG,
    HOST_ENTRY_DLG,
    HOST_DELETE_NOTIFY,
    HOST_ENTRIES
};

/* The name without suffix: "RasCustomDial". */
const char *host_entry_name(enum host_entry entry);

/*
 * The dialer's function, NULL if it has none: by that name, else with W, both
 * wide; else with A, *WIDE is then false and its strings are UTF-8.
 */
void *host_function(const struct host *host, enum host_entry entry, bool *wide);

#endif
