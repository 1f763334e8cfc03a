#include "compat/raserr.h"

#include <stddef.h>

struct raserr_row {
    uint32_t code;
    enum raserr_redial redial;
    const char *name;
    const char *text;
};

/* In ascending order of the code: raserror.def is kept so, a test checks it. */
#define RAS_ERROR(code, name, redial, text)                                    \
    {(code), RASERR_##redial, #name, (text)},
static const struct raserr_row rows[] = {
#include "compat/raserror.def"
};
#undef RAS_ERROR

static const struct raserr_row *row_of(uint32_t code)
{
    size_t low = 0, high = sizeof(rows) / sizeof(*rows);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (rows[middle].code == code)
            return &rows[middle];
        if (rows[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *raserr_text(uint32_t code)
{
    const struct raserr_row *row = row_of(code);

    return row ? row->text : NULL;
}

const char *raserr_name(uint32_t code)
{
    const struct raserr_row *row = row_of(code);

    return row ? row->name : NULL;
}

enum raserr_redial raserr_redial(uint32_t code)
{
    const struct raserr_row *row = row_of(code);

    return row ? row->redial : RASERR_NEVER;
}

uint32_t raserr_from_conf(enum conf_result result)
{
    static const uint16_t codes[] = {
        [CONF_OK] = RASERR_ERROR_SUCCESS,
        [CONF_NOMEM] = RASERR_ERROR_NOT_ENOUGH_MEMORY,
        [CONF_OPEN] = RASERR_ERROR_CANNOT_OPEN_PHONEBOOK,
        [CONF_FORMAT] = RASERR_ERROR_CANNOT_LOAD_PHONEBOOK,
        [CONF_LIMIT] = RASERR_ERROR_CANNOT_LOAD_PHONEBOOK,
        [CONF_NOT_FOUND] = RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
        [CONF_VALUE] = RASERR_ERROR_CORRUPT_PHONEBOOK,
        [CONF_EXISTS] = RASERR_ERROR_ALREADY_EXISTS,
        [CONF_WRITE] = RASERR_ERROR_CANNOT_WRITE_PHONEBOOK,
        [CONF_CHANGED] = RASERR_ERROR_CANNOT_WRITE_PHONEBOOK,
    };
    size_t i = (size_t)result;

    return i < sizeof(codes) / sizeof(*codes) ? codes[i] : RASERR_ERROR_UNKNOWN;
}

/*
 * An exit status has 8 bits and 1 means failure to everyone: 2 to 254 are left
 * for the codes 602 to 854, which are those a dial can end with.
 */
int raserr_exit_status(uint32_t code)
{
    if (code == RASERR_ERROR_SUCCESS)
        return 0;
    return code >= 602 && code <= 854 ? (int)(code - 600) : 1;
}
