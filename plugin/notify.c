#include "plugin/notify.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "conf/text.h"
#include "plugin/shim.h"

/* How long a manager that does not read may hold pppd's loop. */
#define SEND_SECONDS 1

static struct {
    struct sockaddr_un address;
    socklen_t length; /* 0: nobody wants to know */
} manager;

/*
 * A path, or "@name" for a name in the abstract name space (unix(7)).
 * secure_getenv(): a set-user-id pppd tells nobody whom its caller names.
 */
void notify_begin(void)
{
    const char *name = secure_getenv("NOTIFY_SOCKET");
    size_t n = name ? strlen(name) : 0;

    memset(&manager, 0, sizeof(manager));
    if (n < 2 || n >= sizeof(manager.address.sun_path) ||
        (name[0] != '/' && name[0] != '@'))
        return;
    manager.address.sun_family = AF_UNIX;
    memcpy(manager.address.sun_path, name, n);
    if (name[0] == '@')
        manager.address.sun_path[0] = '\0';
    manager.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
}

bool notify_wanted(void)
{
    return manager.length > 0;
}

/* The socket lives no longer than a message: no child inherits it. */
static int deliver(const char *text, int flags)
{
    static const struct timeval limit = {SEND_SECONDS, 0};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), error = 0;

    if (fd < 0)
        return errno;
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) < 0 ||
        sendto(fd, text, strlen(text), MSG_NOSIGNAL | flags,
               (const struct sockaddr *)&manager.address, manager.length) < 0)
        error = errno;
    close(fd);
    return error;
}

static void tell(const char *text, int flags)
{
    int error = notify_wanted() ? deliver(text, flags) : 0;

    if (error)
        shim_log(SHIM_WARNING, "the service manager cannot be told: %s",
                 strerror(error));
}

/* What a peer or a modem said may be part of it: one line, whatever it is. */
void notify_status(const char *format, ...)
{
    char words[512], line[sizeof(words) + 8];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    words[strcspn(words, "\r\n")] = '\0';
    text_make_printable(words);
    snprintf(line, sizeof(line), "STATUS=%s", words);
    tell(line, MSG_DONTWAIT); /* the next one says it better */
}

void notify_ready(void)
{
    tell("READY=1", 0);
}

int notify_exit_status(const struct cause *c, bool refused, int status)
{
    if (!notify_wanted() || c->error == 0 || c->retry ||
        c->error == RASERR_ERROR_USER_DISCONNECTION ||
        c->error == RASERR_ERROR_IDLE_TIMEOUT || status == SHIM_STATUS_CALLBACK)
        return status;
    return refused ? SHIM_STATUS_AUTHENTICATION : SHIM_STATUS_OPTION;
}
