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

static const struct api_member m_entry =
    API_MEMBER(tagRASDIALPARAMS, szEntryName);
static const struct api_member m_number =
    API_MEMBER(tagRASDIALPARAMS, szPhoneNumber);
static const struct api_member m_user =
    API_MEMBER(tagRASDIALPARAMS, szUserName);
static const struct api_member m_password =
    API_MEMBER(tagRASDIALPARAMS, szPassword);
static const struct api_member m_domain =
    API_MEMBER(tagRASDIALPARAMS, szDomain);

static void put(RASDIALPARAMSW *p, const struct api_member *m, const char *text)
{
    api_put_text(p, true, m, text ? text : "");
}

static DWORD dial(const struct rasapi_host_call *call, RASDIALPARAMSW *params,
                  HRASCONN *handle)
{
    WCHAR phonebook[1025];
    const struct custom_call c = {.dialer = call->dialer,
                                  .phonebook =
                                      call->phonebook ? phonebook : NULL,
                                  .params = params};

    str16_from_utf8(phonebook, sizeof(phonebook) / sizeof(*phonebook),
                    call->phonebook ? call->phonebook : "", STR16_ENDED);
    params->dwSize = sizeof(*params);
    put(params, &m_entry, call->entry);
    put(params, &m_number, call->number);
    put(params, &m_user, call->user);
    put(params, &m_password, call->password);
    put(params, &m_domain, call->domain);
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
    free(params);
    *connection = (void *)handle;
    return code;
}

EXPORTED uint32_t rasapi_host_hangup(void *connection)
{
    return RasHangUpW((HRASCONN)connection);
}
