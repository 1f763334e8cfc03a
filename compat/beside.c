#include "compat/beside.h"

#include <string.h>
#include <unistd.h>

bool beside_program(const char *name, char path[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);
    size_t length = strlen(name);

    while (n > 0 && path[n - 1] != '/')
        n--;
    if (n <= 0 || (size_t)n + length >= PATH_MAX)
        return false;
    memcpy(path + n, name, length + 1);
    return access(path, R_OK) == 0;
}
