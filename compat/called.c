#include "compat/called.h"

#include <stdio.h>
#include <string.h>

#include "compat/dial_string.h"
#include "compat/raserr.h"

static uint32_t translation_error(enum conf_result result)
{
    if (result == CONF_OK)
        return 0;
    return result == CONF_LIMIT ? RASERR_ERROR_PHONE_NUMBER_TOO_LONG
                                : RASERR_ERROR_BAD_PHONE_NUMBER;
}

uint32_t called_translate(const struct called_from *from,
                          const struct entry_number *number, struct dialling *d,
                          struct conf_problem *p)
{
    uint32_t error = translation_error(
        dialling_translate(from->here, number, from->always, d, p));

    if (!d->secret || from->card)
        return error;
    explicit_bzero(d, sizeof(*d));
    d->mode = "";
    conf_fail(p, CONF_VALUE,
              "the calling card of \"%s\" is for lines that root chose",
              from->here->name);
    return RASERR_ERROR_ACCESS_DENIED;
}

static uint32_t compose(const struct ras_device *l, const struct dialling *d,
                        struct called *c, struct conf_problem *p)
{
    const char *mode = choice_dial_mode(l, d->mode);
    uint32_t error;

    snprintf(c->shown, sizeof(c->shown), "%s%s%s%s%s", l->dial_command, mode,
             l->dial_prefix, d->shown, l->dial_suffix);
    if (dial_compose(l->dial_command, mode, l->dial_prefix, d->dialled,
                     l->dial_suffix, c->command, sizeof(c->command), &error))
        return 0;
    conf_fail(p, CONF_VALUE, "the number cannot be dialled");
    return error;
}

/* Where *99# leads is said before it is dialled. */
static uint32_t add_context(const struct entry *e, const struct ras_device *l,
                            const struct dialling *d, struct called *c,
                            struct conf_problem *p)
{
    if (choice_context(e, l, d->dialled, c->context))
        return 0;
    conf_fail(p, CONF_VALUE,
              "the access point's name: letters, digits, - and . are allowed");
    return RASERR_ERROR_WRONG_INFO_SPECIFIED;
}

uint32_t called_compose(const struct entry *e, const struct ras_device *line,
                        const struct dialling *d, struct called *c,
                        struct conf_problem *p)
{
    uint32_t error = compose(line, d, c, p);
    uint32_t later = add_context(e, line, d, c, error ? NULL : p);

    return error ? error : later;
}

bool called_about_number(uint32_t error)
{
    static const uint32_t codes[] = {
        RASERR_ERROR_BLOCKED, RASERR_ERROR_INCOMPATIBLE,
        RASERR_ERROR_BAD_PHONE_NUMBER, RASERR_ERROR_PHONE_NUMBER_TOO_LONG};
    size_t i;

    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (codes[i] == error)
            return true;
    return false;
}
