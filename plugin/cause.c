#include "plugin/cause.h"

#include <string.h>

#include "conf/text.h"

void cause_clear(struct cause *c)
{
    memset(c, 0, sizeof *c);
}

void cause_printable(char *out, size_t size, const void *bytes, size_t n)
{
    size_t length = n < size ? n : size - 1, i;

    memcpy(out, bytes, length);
    out[length] = '\0';
    for (i = 0; i < length; i++)
        if (!out[i])
            out[i] = '?';
    text_make_printable(out);
}

bool cause_latch(struct cause *c, uint32_t error, uint32_t extended, bool retry,
                 const char *text)
{
    if (!error || c->error)
        return false;
    c->error = error;
    c->extended = extended;
    c->retry = retry;
    cause_printable(c->text, sizeof c->text, text ? text : "",
                    text ? strlen(text) : 0);
    return true;
}
