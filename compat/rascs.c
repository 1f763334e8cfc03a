#include "compat/rascs.h"

#include <stddef.h>

struct rascs_row {
    uint32_t state;
    const char *name;
    const char *phrase;
};

#define RASCS(value, name, phrase) {(value), #name, (phrase)},
static const struct rascs_row rows[] = {
#include "compat/rascs.def"
};
#undef RASCS

static const struct rascs_row *row_of(uint32_t state)
{
    static const struct rascs_row unknown = {0, "Unknown", "Unknown state"};
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (rows[i].state == state)
            return &rows[i];
    return &unknown;
}

const char *rascs_name(uint32_t state)
{
    return row_of(state)->name;
}

const char *rascs_phrase(uint32_t state)
{
    return row_of(state)->phrase;
}
