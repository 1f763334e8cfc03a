/*
 * saved.h - saved credentials, as the API shows and takes them.
 *
 * Owns the rule that a saved password never comes back: sixteen asterisks
 * stand for it, in both directions.
 */
#ifndef COMPAT_API_SAVED_H
#define COMPAT_API_SAVED_H

#include "compat/api/book.h"
#include "compat/credentials.h"

#define SAVED_ASTERISKS "****************"

/*
 * What is saved for E. A caller who may not read the store sees nothing: as if
 * nothing was saved. 0 or 8.
 */
DWORD saved_read(const struct api_entry *e, struct credentials *c);

/* Saves and forgets. 0, 5 (only root may), 8, 621. */
DWORD saved_write(const struct api_entry *e, const struct credentials *c,
                  unsigned clear);

#endif
