/*
 * ip_up.h - what an entry tells the scripts of /etc/ppp (pppd(8), SCRIPTS).
 *
 * Owns the names of the variables and when they are set. Pure.
 */
#ifndef COMPAT_IP_UP_H
#define COMPAT_IP_UP_H

#include <stddef.h>

#include "conf/entry.h"

struct ip_up_variable {
    const char *name; /* pppd's own, but for the suffix: PPP has none */
    const char *key;  /* of the entry that says it; "" = it only follows */
    char value[256];
};

#define IP_UP_VARIABLES 6

/* Fills OUT and returns how many there are. */
size_t ip_up_variables(const struct entry *e,
                       struct ip_up_variable out[IP_UP_VARIABLES]);

#endif
