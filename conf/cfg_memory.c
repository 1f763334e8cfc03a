#include "conf/cfg_memory.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

/* What one setting takes in libconfig, with malloc()'s own part. */
#define SETTING_BYTES 192
/* A text stands in the scanner, in its buffer and in the tree. */
#define COPIES 4
/* The scanner's own buffers, and the root. */
#define BASE_BYTES (64u << 10)

/* A setting, or a group with its list, begins with one of these. */
static const unsigned char begins[UCHAR_MAX + 1] = {
    ['{'] = 1, ['['] = 1, ['('] = 1, ['='] = 1, [':'] = 1, [','] = 1,
};

bool cfg_memory_has(size_t settings, size_t bytes)
{
    void *probe;

    if (settings > SIZE_MAX / SETTING_BYTES / 2 ||
        bytes > SIZE_MAX / COPIES / 4)
        return false;
    probe = malloc(settings * SETTING_BYTES + bytes * COPIES + BASE_BYTES);
    free(probe);
    return probe != NULL;
}

bool cfg_memory_has_for(const char *text, size_t n)
{
    size_t settings = 0, i;

    for (i = 0; i < n; i++)
        settings += begins[(unsigned char)text[i]];
    return cfg_memory_has(settings, n);
}
