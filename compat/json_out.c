#include "compat/json_out.h"

#include <stdlib.h>

/* DEL is none of the control characters that RFC 8259 section 7 knows. */
bool json_out(const json_t *value, size_t flags, FILE *to)
{
    char *text = json_dumps(value, flags | JSON_ENSURE_ASCII);
    bool good = text != NULL;
    const char *p;

    for (p = text; p && *p; p++)
        if (*p == '\x7f')
            fputs("\\u007f", to);
        else
            putc(*p, to);
    free(text);
    return good;
}
