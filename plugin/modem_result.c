#include "plugin/modem_result.h"

#include <string.h>

#include "compat/raserr.h"
#include "conf/text.h"

/* The words of modem_result.def's columns. */
enum { WHOLE = false, MORE = true };
enum { NEVER = false, LATER = true };

#define MODEM_RESULT(text, kind, match, error, redial, where)                  \
    {(text), MODEM_RESULT_##kind, (match), RASERR_ERROR_##error, (redial),     \
     (where)},
static const struct modem_result table[] = {
#include "plugin/modem_result.def"
};
#undef MODEM_RESULT

#define ROWS (sizeof table / sizeof *table)

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* "CONNECT38400" is a CONNECT, "CONNECTION" is not. */
static bool word_goes_on(char last, char next)
{
    return is_letter(last) && is_letter(next);
}

static bool fits(const struct modem_result *row, const char *line, size_t n)
{
    size_t length = strlen(row->text);

    if (n < length || !text_same(line, length, row->text, length))
        return false;
    if (n == length)
        return true;
    return row->prefix && !word_goes_on(line[length - 1], line[length]);
}

const struct modem_result *modem_result_find(const char *line, size_t length)
{
    size_t i;

    while (length && text_is_blank(line[length - 1]))
        length--;
    while (length && text_is_blank(*line)) {
        line++;
        length--;
    }
    for (i = 0; i < ROWS; i++)
        if (fits(&table[i], line, length))
            return &table[i];
    return NULL;
}

const struct modem_result *modem_result_table(size_t *n)
{
    *n = ROWS;
    return table;
}
