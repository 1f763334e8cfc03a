#include "plugin/notify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "compat/raserr.h"
#include "plugin/shim.h"

static bool wanted;

/* secure_getenv(): a set-user-id pppd tells nobody whom its caller names. */
void notify_begin(void)
{
    const char *name = secure_getenv("NOTIFY_SOCKET");

    wanted = name && name[0];
}

bool notify_wanted(void)
{
    return wanted;
}

static void tell(const char *text)
{
    int result = wanted ? sd_notify(0, text) : 0;

    if (result < 0)
        shim_log(SHIM_WARNING, "the service manager cannot be told: %s",
                 strerror(-result));
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
    snprintf(line, sizeof(line), "STATUS=%s", words);
    tell(line);
}

void notify_ready(void)
{
    tell("READY=1");
}

int notify_exit_status(const struct cause *c, bool refused, int status)
{
    if (!notify_wanted() || c->error == 0 || c->retry ||
        c->error == RASERR_ERROR_USER_DISCONNECTION ||
        c->error == RASERR_ERROR_IDLE_TIMEOUT || status == SHIM_STATUS_CALLBACK)
        return status;
    return refused ? SHIM_STATUS_AUTHENTICATION : SHIM_STATUS_OPTION;
}
