#include "compat/dial_string.h"

#include <stdio.h>
#include <string.h>

#include "compat/raserr.h"
#include "conf/text.h"

/* ras.h, RAS_MaxPhoneNumber; V.250 5.2.1 only promises 40 characters. */
#define NUMBER_MAX 128

/* V.250 6.3.1, Hayes ($ & @ !), and what people write to group digits. */
static const char digits[] = "0123456789*#ABCDabcd";
static const char modifiers[] = "+,;WwTtPp!@$&";
static const char grouping[] = "()-./ ";

static bool in(const char *set, char c)
{
    return c && strchr(set, c);
}

static bool dialable(const char *s)
{
    for (; *s; s++)
        if (!in(digits, *s) && !in(modifiers, *s) && !in(grouping, *s))
            return false;
    return true;
}

/*
 * Behind a semicolon the modem is back in command state and reads commands:
 * only another D may follow ("0;DT555"). Else a number could configure it
 * ("5;&W"), or end without a call.
 */
static bool semicolons_lead_to_dialling(const char *s)
{
    for (; *s; s++) {
        if (*s != ';')
            continue;
        while (in(grouping, s[1]))
            s++;
        if (s[1] != 'D' && s[1] != 'd')
            return false;
    }
    return true;
}

bool dial_number_valid(const char *number)
{
    return number && dialable(number) && strpbrk(number, digits) &&
           semicolons_lead_to_dialling(number);
}

static const char *or_nothing(const char *s)
{
    return s ? s : "";
}

/* Appends S but for the grouping characters; false if it does not fit. */
static bool append_dialled(char *out, size_t size, const char *s)
{
    size_t n = strlen(out);

    for (; *s; s++) {
        if (in(grouping, *s))
            continue;
        if (n + 1 >= size)
            return false;
        out[n++] = *s;
        out[n] = '\0';
    }
    return true;
}

/* What an administrator may give as "ATD": one line of plain characters. */
static bool command_valid(const char *command)
{
    return *command && text_is_ascii(command) && !strpbrk(command, "\"\\");
}

static uint32_t compose_number(const char *prefix, const char *number,
                               const char *suffix, char *out, size_t size)
{
    out[0] = '\0';
    if (!dialable(prefix) || !dial_number_valid(number) || !dialable(suffix))
        return RASERR_ERROR_BAD_PHONE_NUMBER;
    if (!append_dialled(out, size, prefix) ||
        !append_dialled(out, size, number) ||
        !append_dialled(out, size, suffix))
        return RASERR_ERROR_PHONE_NUMBER_TOO_LONG;
    if (!semicolons_lead_to_dialling(out))
        return RASERR_ERROR_BAD_PHONE_NUMBER;
    return 0;
}

bool dial_compose(const char *command, const char *mode, const char *prefix,
                  const char *number, const char *suffix, char *out,
                  size_t size, uint32_t *error)
{
    char dialled[NUMBER_MAX + 1];
    int n;

    command = or_nothing(command);
    mode = or_nothing(mode);
    *error = compose_number(or_nothing(prefix), number, or_nothing(suffix),
                            dialled, sizeof dialled);
    if (!*error && (!command_valid(command) || !dialable(mode)))
        *error = RASERR_ERROR_BAD_PHONE_NUMBER;
    if (!*error) {
        n = snprintf(out, size, "%s%s%s", command, mode, dialled);
        if ((size_t)n >= size) /* as a negative one is */
            *error = RASERR_ERROR_PHONE_NUMBER_TOO_LONG;
    }
    if (*error && size)
        out[0] = '\0';
    explicit_bzero(dialled, sizeof(dialled)); /* of a calling card, perhaps */
    return !*error;
}
