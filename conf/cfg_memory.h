/*
 * cfg_memory.h - the memory that libconfig is going to need.
 *
 * Owns the fence around libconfig's own allocations, which it does not check:
 * 1.5 to 1.7 crash without memory, and 1.8, as flex does in all of them, ends
 * the process. So what a tree may take is asked for, and given back, before
 * libconfig begins. Nothing else of the process may ask for memory in between;
 * the bound is of libconfig 1.5 to 1.8, and tests/inject/fence.c measures it.
 */
#ifndef CONF_CFG_MEMORY_H
#define CONF_CFG_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Is there memory for a tree of SETTINGS settings, groups and elements, with
 * names and values that are BYTES long in all?
 */
bool cfg_memory_has(size_t settings, size_t bytes);

/* The same for what libconfig reads from the N bytes at TEXT, whatever it is.
 */
bool cfg_memory_has_for(const char *text, size_t n);

#endif
