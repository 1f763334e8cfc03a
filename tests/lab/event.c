#include "tests/lab/event.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct timespec started;
static int log_fd = STDERR_FILENO;

long event_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - started.tv_sec) * 1000 +
           (now.tv_nsec - started.tv_nsec) / 1000000;
}

int event_start(const char *path)
{
    clock_gettime(CLOCK_MONOTONIC, &started);
    if (path)
        log_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
                      0644);
    if (log_fd < 0)
        return -1;
    /* The absolute time lets a test relate our clock to its own. */
    event("start", "%lld",
          (long long)started.tv_sec * 1000 + started.tv_nsec / 1000000);
    return 0;
}

char *event_escape(char *out, size_t size, const void *bytes, size_t length)
{
    const unsigned char *b = bytes;
    size_t i, n = 0;

    /* The longest form of a byte, \xNN, has four characters. */
    for (i = 0; i < length && n + 4 < size; i++) {
        if (b[i] == '\\')
            n += (size_t)snprintf(out + n, size - n, "\\\\");
        else if (b[i] < 0x20 || b[i] > 0x7e)
            n += (size_t)snprintf(out + n, size - n, "\\x%02x", b[i]);
        else
            out[n++] = (char)b[i];
    }
    out[n] = '\0';
    return out;
}

void event(const char *name, const char *format, ...)
{
    char text[512] = "", safe[1024], line[1200];
    va_list args;
    int n;

    if (format) {
        va_start(args, format);
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
    }
    event_escape(safe, sizeof safe, text, strlen(text));
    n = snprintf(line, sizeof line, "%ld %s%s%s\n", event_ms(), name,
                 *safe ? " " : "", safe);
    /* One write per line: readers never see half an event. */
    if (n > 0 && write(log_fd, line, (size_t)n) < 0)
        return;
}
