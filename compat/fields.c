#include "compat/fields.h"

#include <stdio.h>
#include <string.h>

enum conf_result fields_encode(struct buf *out, const char *text)
{
    enum conf_result result = CONF_OK;
    char code[4];

    for (; *text && result == CONF_OK; text++) {
        unsigned char c = (unsigned char)*text;

        if (c > 0x20 && c != 0x7f && c != '%' && c != '#') {
            result = buf_add(out, text, 1);
        } else {
            snprintf(code, sizeof(code), "%%%02X", c);
            result = buf_add(out, code, 3);
        }
    }
    return result;
}

static int hex(char c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *d = c ? strchr(digits, c) : NULL;

    return d ? (int)(d - digits) : -1;
}

bool fields_decode(const char *s, size_t n, char *out, size_t size)
{
    size_t used = 0, i;

    for (i = 0; i < n; i++) {
        int c = (unsigned char)s[i];

        if (c == '%') {
            if (n - i < 3 || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
                return false;
            c = hex(s[i + 1]) * 16 + hex(s[i + 2]);
            i += 2;
        }
        if (c == '\0' || used + 1 >= size)
            return false;
        out[used++] = (char)c;
    }
    out[used] = '\0';
    return true;
}
