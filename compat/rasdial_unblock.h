/*
 * rasdial_unblock.h - rasdial ENTRY /UNBLOCK.
 *
 * Owns the operator's word that a locked entry may be dialled again.
 */
#ifndef COMPAT_RASDIAL_UNBLOCK_H
#define COMPAT_RASDIAL_UNBLOCK_H

#include "compat/rasdial_options.h"

/* Says what came of it on standard output; an exit status. */
int rasdial_unblock(const struct rasdial_options *o);

#endif
