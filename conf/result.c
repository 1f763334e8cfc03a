#include "conf/result.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "conf/text.h"

enum conf_result conf_fail(struct conf_problem *p, enum conf_result result,
                           const char *format, ...)
{
    va_list args;

    if (!p)
        return result;
    va_start(args, format);
    vsnprintf(p->text, sizeof(p->text), format, args);
    va_end(args);
    text_make_printable(p->text);
    return result;
}
