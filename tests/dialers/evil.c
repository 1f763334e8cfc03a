/*
 * evil.c - what somebody wishes to have run as somebody else: it says whose
 * code it became, as soon as it is loaded or called.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT unsigned RasCustomDial(void);

static void tell(const char *what)
{
    char line[80];
    int n = snprintf(line, sizeof(line), "%s as %u %u\n", what,
                     (unsigned)getuid(), (unsigned)geteuid());
    int fd = open("/tmp/scene/evil.out", O_WRONLY | O_APPEND | O_CLOEXEC);

    if (fd >= 0 && write(fd, line, (size_t)n) != n)
        (void)fputs(line, stderr);
    if (fd >= 0)
        close(fd);
}

__attribute__((constructor)) static void loaded(void)
{
    tell("loaded");
}

unsigned RasCustomDial(void)
{
    tell("called");
    return 0;
}
