/*
 * beside.h - the files beside the running program: a build that was not
 * installed uses its own.
 */
#ifndef COMPAT_BESIDE_H
#define COMPAT_BESIDE_H

#include <limits.h>
#include <stdbool.h>

/* Writes the path of NAME there; false if it cannot be read. */
bool beside_program(const char *name, char path[PATH_MAX]);

#endif
