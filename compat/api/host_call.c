#include "compat/api/host_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/api/api.h"
#include "compat/api/custom.h"
#include "compat/api/custom_dial.h"
#include "compat/dialer/host.h"
#include "compat/session.h"
#include "compat/str16.h"

#define EXPORTED __attribute__((visibility("default")))

static void put(WCHAR *to, size_t size, const char *text)
{
    str16_from_utf8(to, size, text ? text : "", STR16_ENDED);
}

#define PUT(to, text) put((to), sizeof(to) / sizeof(*(to)), (text))

static DWORD dial(const struct rasapi_host_call *call, RASDIALPARAMSW *params,
                  HRASCONN *handle)
{
    WCHAR phonebook[1025];
    const struct custom_call c = {.dialer = call->dialer,
                                  .phonebook =
                                      call->phonebook ? phonebook : NULL,
                                  .params = params};

    PUT(phonebook, call->phonebook);
    params->dwSize = sizeof(*params);
    PUT(params->szEntryName, call->entry);
    PUT(params->szPhoneNumber, call->number);
    PUT(params->szUserName, call->user);
    PUT(params->szPassword, call->password);
    PUT(params->szDomain, call->domain);
    return custom_dial(&c, handle);
}

EXPORTED uint32_t rasapi_host_dial(const struct rasapi_host_call *call,
                                   void **connection, char *why, size_t size)
{
    RASDIALPARAMSW *params = calloc(1, sizeof(*params));
    HRASCONN handle = NULL;
    DWORD code = ERROR_NOT_ENOUGH_MEMORY;

    *connection = NULL;
    why[0] = '\0';
    if (!params)
        return code;
    session_forget_attached();
    host_give(call->dialer, call->file, call->path);
    if (call->config)
        api_places.config = call->config;
    code = dial(call, params, &handle);
    if (code != ERROR_SUCCESS)
        snprintf(why, size, "%s", custom_reason());
    explicit_bzero(params, sizeof(*params)); /* the password is in it */
    free(params);
    *connection = (void *)handle;
    return code;
}

EXPORTED uint32_t rasapi_host_hangup(void *connection)
{
    return RasHangUpW((HRASCONN)connection);
}
