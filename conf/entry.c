#include "conf/entry.h"

#include <stdlib.h>

#include "conf/pool.h"

struct owned_entry {
    struct entry entry; /* first: entry_free() is given this one */
    struct pool pool;
};

struct entry *entry_new(struct pool **pool)
{
    struct owned_entry *owned = calloc(1, sizeof(*owned));

    *pool = owned ? &owned->pool : NULL;
    return (struct entry *)owned;
}

void entry_free(struct entry *e)
{
    struct owned_entry *owned = (struct owned_entry *)e;

    if (!owned)
        return;
    pool_free(&owned->pool);
    free(owned);
}

static const struct entry_device *first_of(const struct entry_media *m,
                                           enum entry_device_type type)
{
    size_t i;

    for (i = 0; i < m->n_devices; i++)
        if (m->devices[i].type == type)
            return &m->devices[i];
    return NULL;
}

const struct entry_device *entry_dialled_device(const struct entry_media *m)
{
    const struct entry_device *found = first_of(m, ENTRY_DEVICE_MODEM);
    size_t i;

    if (!found)
        found = first_of(m, ENTRY_DEVICE_SERIAL);
    for (i = 0; i < m->n_devices && !found; i++)
        if (m->devices[i].type != ENTRY_DEVICE_SWITCH)
            found = &m->devices[i];
    return found;
}
