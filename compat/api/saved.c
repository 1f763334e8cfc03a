/* RasGetCredentials, RasSetCredentials and the dial parameters of entries. */
#include "compat/api/saved.h"

#include <stdio.h>
#include <string.h>

#include "compat/api/request.h"

/* --- the store */

DWORD saved_read(const struct api_entry *e, struct credentials *c)
{
    enum conf_result result =
        credentials_read(credentials_file, e->path, e->name, c, NULL);

    return result == CONF_NOMEM ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
}

DWORD saved_write(const struct api_entry *e, const struct credentials *c,
                  unsigned clear)
{
    enum conf_result result =
        credentials_save(credentials_file, e->path, e->name, c, clear, NULL);

    switch (result) {
    case CONF_OK:
        return ERROR_SUCCESS;
    case CONF_NOMEM:
        return ERROR_NOT_ENOUGH_MEMORY;
    case CONF_VALUE:
        return ERROR_INVALID_PARAMETER;
    default:
        return ERROR_ACCESS_DENIED;
    }
}

/* --- RasGetCredentials, RasSetCredentials */

static const DWORD sizes_a[] = {sizeof(struct tagRASCREDENTIALSA), 0};
static const DWORD sizes_w[] = {sizeof(struct tagRASCREDENTIALSW), 0};

static const struct api_member c_mask = API_MEMBER(tagRASCREDENTIALS, dwMask);
static const struct api_member c_user =
    API_MEMBER(tagRASCREDENTIALS, szUserName);
static const struct api_member c_password =
    API_MEMBER(tagRASCREDENTIALS, szPassword);
static const struct api_member c_domain =
    API_MEMBER(tagRASCREDENTIALS, szDomain);

#define MASK_SAVED (RASCM_UserName | RASCM_Password | RASCM_Domain)
#define MASK_KEYS                                                              \
    (RASCM_PreSharedKey | RASCM_ServerPreSharedKey | RASCM_DDMPreSharedKey)

/* RASCM_ and CREDENTIALS_ agree in all bits that both have. */
_Static_assert(RASCM_UserName == CREDENTIALS_USER &&
                   RASCM_Password == CREDENTIALS_PASSWORD &&
                   RASCM_Domain == CREDENTIALS_DOMAIN &&
                   RASCM_PreSharedKey == CREDENTIALS_KEY &&
                   RASCM_ServerPreSharedKey == CREDENTIALS_SERVER_KEY &&
                   RASCM_DDMPreSharedKey == CREDENTIALS_DDM_KEY,
               "the masks are the same");

static DWORD check(const void *credentials, bool wide)
{
    if (!credentials)
        return ERROR_INVALID_PARAMETER;
    if (!api_size_known(api_size(credentials), wide ? sizes_w : sizes_a))
        return ERROR_INVALID_SIZE;
    return ERROR_SUCCESS;
}

static DWORD get_credentials(const struct api_entry_arg *arg, void *out)
{
    struct credentials c;
    struct api_entry e;
    DWORD mask, code = check(out, arg->wide);

    if (code == ERROR_SUCCESS)
        code = api_entry_find(arg, &e);
    if (code == ERROR_SUCCESS)
        code = saved_read(&e, &c);
    if (code != ERROR_SUCCESS)
        return code;
    mask = api_take_dword(out, arg->wide, &c_mask) & c.have &
           (MASK_SAVED | MASK_KEYS);
    if (mask &&
        (api_take_dword(out, arg->wide, &c_mask) & RASCM_DefaultCreds) &&
        e.system)
        mask |= RASCM_DefaultCreds;
    if (mask & RASCM_UserName)
        api_put_text(out, arg->wide, &c_user, c.user);
    if (mask & (RASCM_Password | MASK_KEYS))
        api_put_text(out, arg->wide, &c_password, SAVED_ASTERISKS);
    if (mask & RASCM_Domain)
        api_put_text(out, arg->wide, &c_domain, c.domain);
    api_put_dword(out, arg->wide, &c_mask, mask);
    explicit_bzero(&c, sizeof(c));
    return ERROR_SUCCESS;
}

DWORD WINAPI RasGetCredentialsA(LPCSTR lpszPhonebook, LPCSTR lpszEntry,
                                LPRASCREDENTIALSA lpCredentials)
{
    return get_credentials(
        &(struct api_entry_arg){false, lpszPhonebook, lpszEntry},
        lpCredentials);
}

DWORD WINAPI RasGetCredentialsW(LPCWSTR lpszPhonebook, LPCWSTR lpszEntry,
                                LPRASCREDENTIALSW lpCredentials)
{
    return get_credentials(
        &(struct api_entry_arg){true, lpszPhonebook, lpszEntry}, lpCredentials);
}

/* A key comes in the password's member. */
static void take_key(struct credentials *c, unsigned bit,
                     char key[sizeof(c->password)])
{
    if (c->have & bit)
        memcpy(key, c->password, sizeof(c->password));
}

static bool take_credentials(const void *in, bool wide, struct credentials *c)
{
    c->have = api_take_dword(in, wide, &c_mask) & (MASK_SAVED | MASK_KEYS);
    if (!api_take_text(in, wide, &c_user, c->user, sizeof(c->user)) ||
        !api_take_text(in, wide, &c_password, c->password,
                       sizeof(c->password)) ||
        !api_take_text(in, wide, &c_domain, c->domain, sizeof(c->domain)))
        return false;
    if (strcmp(c->password, SAVED_ASTERISKS) == 0)
        c->have &= ~(unsigned)(RASCM_Password | MASK_KEYS);
    take_key(c, CREDENTIALS_KEY, c->key);
    take_key(c, CREDENTIALS_SERVER_KEY, c->server_key);
    take_key(c, CREDENTIALS_DDM_KEY, c->ddm_key);
    return true;
}

/*
 * The keys are those of IPsec: they are kept for who makes such a tunnel, and
 * nothing here does.
 */
static DWORD set_credentials(const struct api_entry_arg *arg, const void *in,
                             BOOL clear)
{
    struct credentials c;
    struct api_entry e;
    DWORD mask, code = check(in, arg->wide);

    if (code != ERROR_SUCCESS)
        return code;
    code = api_entry_find(arg, &e);
    if (code != ERROR_SUCCESS)
        return code == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY
                   ? (DWORD)ERROR_INVALID_PARAMETER
                   : code;
    mask = api_take_dword(in, arg->wide, &c_mask);
    if ((mask & RASCM_DefaultCreds) && !e.system)
        return ERROR_ACCESS_DENIED;
    memset(&c, 0, sizeof(c));
    if (clear)
        code = saved_write(&e, NULL, mask & (MASK_SAVED | MASK_KEYS));
    else if (!take_credentials(in, arg->wide, &c))
        code = ERROR_INVALID_PARAMETER;
    else
        code = saved_write(&e, &c, 0);
    explicit_bzero(&c, sizeof(c));
    return code;
}

DWORD WINAPI RasSetCredentialsA(LPCSTR lpszPhonebook, LPCSTR lpszEntry,
                                LPRASCREDENTIALSA lpCredentials,
                                BOOL fClearCredentials)
{
    return set_credentials(
        &(struct api_entry_arg){false, lpszPhonebook, lpszEntry}, lpCredentials,
        fClearCredentials);
}

DWORD WINAPI RasSetCredentialsW(LPCWSTR lpszPhonebook, LPCWSTR lpszEntry,
                                LPRASCREDENTIALSW lpCredentials,
                                BOOL fClearCredentials)
{
    return set_credentials(
        &(struct api_entry_arg){true, lpszPhonebook, lpszEntry}, lpCredentials,
        fClearCredentials);
}

/* --- RasGetEntryDialParams, RasSetEntryDialParams */

static const struct api_member p_entry =
    API_MEMBER(tagRASDIALPARAMS, szEntryName);
static const struct api_member p_callback =
    API_MEMBER(tagRASDIALPARAMS, szCallbackNumber);
static const struct api_member p_user =
    API_MEMBER(tagRASDIALPARAMS, szUserName);
static const struct api_member p_password =
    API_MEMBER(tagRASDIALPARAMS, szPassword);
static const struct api_member p_domain =
    API_MEMBER(tagRASDIALPARAMS, szDomain);

/* The entry that the structure names. */
static DWORD find_entry(const void *phonebook, const void *params, bool wide,
                        struct api_entry *e)
{
    struct api_entry_arg arg = {wide, phonebook, NULL};
    char name[API_NAME_SIZE];

    if (!params)
        return ERROR_BUFFER_INVALID;
    if (!api_size_known(api_size(params),
                        wide ? request_sizes_w : request_sizes_a))
        return ERROR_INVALID_SIZE;
    /* With a NUL for sure: as a string it may be passed on. */
    if (!api_take_text(params, wide, &p_entry, name, sizeof(name)))
        return ERROR_INVALID_PARAMETER;
    arg.entry = (const char *)params + (wide ? p_entry.w : p_entry.a);
    return api_entry_find(&arg, e);
}

static DWORD get_params(const void *phonebook, void *out, LPBOOL has_password,
                        bool wide)
{
    struct credentials c;
    struct api_entry e;
    bool saved;
    DWORD code;

    if (!has_password)
        return ERROR_BUFFER_INVALID;
    *has_password = FALSE;
    code = find_entry(phonebook, out, wide, &e);
    if (code == ERROR_SUCCESS)
        code = saved_read(&e, &c);
    if (code != ERROR_SUCCESS)
        return code;
    saved = c.have & CREDENTIALS_PASSWORD;
    api_put_text(out, wide, &p_user, c.user);
    api_put_text(out, wide, &p_password, saved ? SAVED_ASTERISKS : "");
    api_put_text(out, wide, &p_domain, c.domain);
    api_put_text(out, wide, &p_callback, c.callback);
    *has_password = saved;
    explicit_bzero(&c, sizeof(c));
    return ERROR_SUCCESS;
}

DWORD WINAPI RasGetEntryDialParamsA(LPCSTR lpszPhonebook,
                                    LPRASDIALPARAMSA lprasdialparams,
                                    LPBOOL lpfPassword)
{
    return get_params(lpszPhonebook, lprasdialparams, lpfPassword, false);
}

DWORD WINAPI RasGetEntryDialParamsW(LPCWSTR lpszPhonebook,
                                    LPRASDIALPARAMSW lprasdialparams,
                                    LPBOOL lpfPassword)
{
    return get_params(lpszPhonebook, lprasdialparams, lpfPassword, true);
}

/*
 * Empty strings leave what is saved, but for the password of a user that is
 * given: that one is then saved as empty.
 */
static bool take_params(const void *in, bool wide, struct credentials *c)
{
    if (!api_take_text(in, wide, &p_user, c->user, sizeof(c->user)) ||
        !api_take_text(in, wide, &p_password, c->password,
                       sizeof(c->password)) ||
        !api_take_text(in, wide, &p_domain, c->domain, sizeof(c->domain)) ||
        !api_take_text(in, wide, &p_callback, c->callback, sizeof(c->callback)))
        return false;
    if (c->user[0])
        c->have |= CREDENTIALS_USER | CREDENTIALS_PASSWORD;
    if (strcmp(c->password, SAVED_ASTERISKS) == 0)
        c->have &= ~(unsigned)CREDENTIALS_PASSWORD;
    if (c->domain[0])
        c->have |= CREDENTIALS_DOMAIN;
    if (c->callback[0])
        c->have |= CREDENTIALS_CALLBACK;
    return true;
}

static DWORD set_params(const void *phonebook, const void *in, BOOL forget,
                        bool wide)
{
    struct credentials c;
    struct api_entry e;
    DWORD code = find_entry(phonebook, in, wide, &e);

    if (code != ERROR_SUCCESS)
        return code;
    memset(&c, 0, sizeof(c));
    if (!take_params(in, wide, &c)) {
        code = ERROR_INVALID_PARAMETER;
    } else {
        if (forget)
            c.have &= ~(unsigned)CREDENTIALS_PASSWORD;
        code = saved_write(&e, &c, forget ? CREDENTIALS_PASSWORD : 0);
    }
    explicit_bzero(&c, sizeof(c));
    return code;
}

DWORD WINAPI RasSetEntryDialParamsA(LPCSTR lpszPhonebook,
                                    LPRASDIALPARAMSA lprasdialparams,
                                    BOOL fRemovePassword)
{
    return set_params(lpszPhonebook, lprasdialparams, fRemovePassword, false);
}

DWORD WINAPI RasSetEntryDialParamsW(LPCWSTR lpszPhonebook,
                                    LPRASDIALPARAMSW lprasdialparams,
                                    BOOL fRemovePassword)
{
    return set_params(lpszPhonebook, lprasdialparams, fRemovePassword, true);
}
