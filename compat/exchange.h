/*
 * exchange.h - a small file that other processes read at any moment.
 *
 * Owns its writing: beside it, and then in its place, so that whoever reads
 * has the old content or the new one. It is not made durable: what a reboot
 * would not outlive, or is made anew, need not be (conf/replace.h is for what
 * has to).
 */
#ifndef COMPAT_EXCHANGE_H
#define COMPAT_EXCHANGE_H

#include <stddef.h>

/*
 * Gives file NAME in the directory DIR the N bytes at BYTES, for all to read
 * (0644), by way of the name TEMPORARY, which is nobody else's. What stands
 * there, or is a symbolic link in the place of NAME, is replaced and not
 * followed. 0 or an errno value; nothing is left then.
 */
int exchange_write(int dir, const char *name, const char *temporary,
                   const void *bytes, size_t n);

#endif
