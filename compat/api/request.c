#include "compat/api/request.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/books.h"

/* What stands for the saved password (RasSetCredentials' remarks). */
#define SAVED_PASSWORD "****************"

const DWORD request_sizes_a[] = {
    API_SIZE_BEFORE(tagRASDIALPARAMSA, dwSubEntry),    /* 0x400 */
    API_SIZE_BEFORE(tagRASDIALPARAMSA, dwIfIndex),     /* 0x401 */
    API_SIZE_BEFORE(tagRASDIALPARAMSA, szEncPassword), /* 0x601 */
    sizeof(struct tagRASDIALPARAMSA), 0};
const DWORD request_sizes_w[] = {
    API_SIZE_BEFORE(tagRASDIALPARAMSW, dwSubEntry),
    API_SIZE_BEFORE(tagRASDIALPARAMSW, dwIfIndex),
    API_SIZE_BEFORE(tagRASDIALPARAMSW, szEncPassword),
    sizeof(struct tagRASDIALPARAMSW), 0};
static const DWORD extension_sizes[] = {
    API_SIZE_BEFORE(tagRASDIALEXTENSIONS, reserved1),    /* 0x400 */
    API_SIZE_BEFORE(tagRASDIALEXTENSIONS, fSkipPppAuth), /* 0x500 */
    sizeof(struct tagRASDIALEXTENSIONS), 0};

static const struct api_member m_entry =
    API_MEMBER(tagRASDIALPARAMS, szEntryName);
static const struct api_member m_number =
    API_MEMBER(tagRASDIALPARAMS, szPhoneNumber);
static const struct api_member m_callback =
    API_MEMBER(tagRASDIALPARAMS, szCallbackNumber);
static const struct api_member m_user =
    API_MEMBER(tagRASDIALPARAMS, szUserName);
static const struct api_member m_password =
    API_MEMBER(tagRASDIALPARAMS, szPassword);
static const struct api_member m_domain =
    API_MEMBER(tagRASDIALPARAMS, szDomain);
static const struct api_member m_sub_entry =
    API_MEMBER(tagRASDIALPARAMS, dwSubEntry);
static const struct api_member m_callback_id =
    API_MEMBER(tagRASDIALPARAMS, dwCallbackId);

static DWORD check(const struct request_source *s)
{
    const DWORD *sizes = s->wide ? request_sizes_w : request_sizes_a;

    if (!s->params)
        return ERROR_BUFFER_INVALID;
    if (!api_size_known(api_size(s->params), sizes) ||
        (s->extensions &&
         !api_size_known(api_size(s->extensions), extension_sizes)))
        return ERROR_INVALID_SIZE;
    return ERROR_SUCCESS;
}

/* A window (0xFFFFFFFF) would wait for messages that nobody sends. */
DWORD request_check_notifier(const struct request_source *s)
{
    return s->notifier && s->type > NOTIFIER_FUNC2 ? ERROR_INVALID_PARAMETER
                                                   : ERROR_SUCCESS;
}

/* "*" in the domain is the entry's own, in the callback number nobody's. */
static bool take_params(struct request *r, const struct request_source *s)
{
    const size_t end = m_callback_id.w + sizeof(ULONG_PTR);
    const size_t end_a = m_callback_id.a + sizeof(ULONG_PTR);

#define TAKE(member)                                                           \
    api_take_text(s->params, s->wide, &m_##member, r->member, sizeof(r->member))
    if (!TAKE(entry) || !TAKE(number) || !TAKE(callback) || !TAKE(user) ||
        !TAKE(password) || !TAKE(domain))
        return false;
#undef TAKE
    if (strcmp(r->callback, "*") == 0)
        r->callback[0] = '\0';
    if (strcmp(r->domain, "*") == 0)
        r->domain[0] = '\0';
    if (strcmp(r->password, SAVED_PASSWORD) == 0)
        explicit_bzero(r->password, sizeof(r->password));
    if (api_size(s->params) >= (s->wide ? end : end_a)) {
        memcpy(&r->sub_entry,
               (const char *)s->params +
                   (s->wide ? m_sub_entry.w : m_sub_entry.a),
               sizeof(r->sub_entry));
        memcpy(&r->callback_id,
               (const char *)s->params +
                   (s->wide ? m_callback_id.w : m_callback_id.a),
               sizeof(r->callback_id));
    }
    return true;
}

/* A relative name is taken from where the caller is now, not later. */
static DWORD take_phonebook(struct request *r, const struct request_source *s)
{
    char given[PATH_MAX], here[PATH_MAX];
    int n;

    if (!s->phonebook)
        return ERROR_SUCCESS;
    if (!api_take_string(s->phonebook, s->wide, given, sizeof(given)))
        return ERROR_INVALID_PARAMETER;
    if (given[0] == '\0')
        return ERROR_SUCCESS;
    if (given[0] == '/')
        n = snprintf(r->phonebook, sizeof(r->phonebook), "%s", given);
    else if (getcwd(here, sizeof(here)))
        n = snprintf(r->phonebook, sizeof(r->phonebook), "%s/%s", here, given);
    else
        return ERROR_CANNOT_OPEN_PHONEBOOK;
    return n < (int)sizeof(r->phonebook) ? ERROR_SUCCESS
                                         : ERROR_CANNOT_OPEN_PHONEBOOK;
}

/*
 * Without an entry a number is dialled on the first modem. Windows lists such
 * a connection as "." and the number, and that is its name here all along.
 */
static DWORD name_entryless(struct request *r)
{
    if (r->number[0] == '\0')
        return ERROR_INVALID_PARAMETER;
    snprintf(r->entry, sizeof(r->entry), ".%s", r->number);
    r->number[0] = '\0';
    r->phonebook[0] = '\0';
    return ERROR_SUCCESS;
}

DWORD request_read(struct request *r, const struct request_source *s)
{
    DWORD code = check(s);

    memset(r, 0, sizeof(*r));
    if (code == ERROR_SUCCESS && !take_params(r, s))
        code = ERROR_INVALID_PARAMETER;
    if (code == ERROR_SUCCESS)
        code = take_phonebook(r, s);
    if (code == ERROR_SUCCESS && r->entry[0] == '\0')
        code = name_entryless(r);
    if (code != ERROR_SUCCESS)
        return code;
    r->options = s->extensions ? s->extensions->dwfOptions : 0;
    r->type = (enum notifier_type)(s->notifier ? s->type : 0);
    r->notifier = s->notifier;
    return ERROR_SUCCESS;
}

void request_wipe(struct request *r)
{
    explicit_bzero(r, sizeof(*r));
}

/* --- for a custom dialer */

/* The size in the other form of the version that SIZE is in this one. */
static DWORD size_in(bool to_wide, bool is_wide, DWORD size)
{
    const DWORD *sizes = is_wide ? request_sizes_w : request_sizes_a;
    size_t i = 0;

    while (sizes[i] && sizes[i] != size)
        i++;
    i = i > 0 ? i : 1;
    return to_wide ? request_sizes_w[i] : request_sizes_a[i];
}

static const struct api_member *const texts[] = {
    &m_entry, &m_number, &m_callback, &m_user, &m_password, &m_domain};

/* Members of one form, behind the strings; szEncPassword is no dialer's. */
static const struct {
    struct api_member at;
    DWORD size;
} plain[] = {
#define PLAIN(member)                                                          \
    {                                                                          \
        API_MEMBER(tagRASDIALPARAMS, member),                                  \
            sizeof(((struct tagRASDIALPARAMSW *)NULL)->member)                 \
    }
    PLAIN(dwSubEntry),
    PLAIN(dwCallbackId),
    PLAIN(dwIfIndex),
#undef PLAIN
};

/* Into the other form than IS_WIDE, that of FROM. */
static void convert(const void *from, bool is_wide, void *out)
{
    const char *start = from;
    char text[1025];
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (api_take_text(from, is_wide, texts[i], text, sizeof(text)))
            api_put_text(out, !is_wide, texts[i], text);
    explicit_bzero(text, sizeof(text));
    for (i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
        size_t at = is_wide ? plain[i].at.w : plain[i].at.a;

        if (api_size(from) >= at + plain[i].size)
            api_put(out, !is_wide, &plain[i].at, start + at, plain[i].size);
    }
}

void request_params(const struct request_source *s,
                    struct tagRASDIALPARAMSW *out)
{
    memset(out, 0, sizeof(*out));
    if (s->wide)
        memcpy(out, s->params, api_size(s->params));
    else
        convert(s->params, false, out);
    out->dwSize = size_in(true, s->wide, api_size(s->params));
}

void request_narrow_params(const struct tagRASDIALPARAMSW *from,
                           struct tagRASDIALPARAMSA *out)
{
    memset(out, 0, sizeof(*out));
    convert(from, true, out);
    out->dwSize = size_in(false, true, from->dwSize);
}

void request_extensions(const RASDIALEXTENSIONS *from, RASDIALEXTENSIONS *out)
{
    DWORD size = api_size(from);

    memset(out, 0, sizeof(*out));
    memcpy(out, from, size < sizeof(*out) ? size : sizeof(*out));
    out->dwSize = size > extension_sizes[1] ? size : extension_sizes[1];
}

/* --- the phonebook */

/*
 * A book that only root may read is for the plugin to read, which has the
 * rights: what it says then comes as the dial's failure.
 */
static bool may_read(const char *path)
{
    return path[0] == '\0' || access(path, R_OK) == 0 || errno != EACCES;
}

static DWORD resolve(struct request *r, const struct books *books)
{
    struct conf_problem p;
    size_t which;
    DWORD code = books_resolve(books, r->entry, &which, &p);

    if (code != ERROR_SUCCESS)
        return code;
    if (snprintf(r->phonebook, sizeof(r->phonebook), "%s",
                 books->list[which].path) >= (int)sizeof(r->phonebook))
        return ERROR_CANNOT_OPEN_PHONEBOOK;
    return ERROR_SUCCESS;
}

DWORD request_find_entry(struct request *r)
{
    struct books_places places;
    struct books books;
    DWORD code;

    if (r->entry[0] == '.' || !may_read(r->phonebook))
        return ERROR_SUCCESS;
    if (r->phonebook[0]) {
        code = books_single(r->phonebook, &books) == CONF_OK
                   ? ERROR_SUCCESS
                   : ERROR_NOT_ENOUGH_MEMORY;
    } else {
        books_default_places(&places);
        code = books_find(&places, &books) == CONF_OK ? ERROR_SUCCESS
                                                      : ERROR_NOT_ENOUGH_MEMORY;
    }
    if (code != ERROR_SUCCESS)
        return code;
    code = resolve(r, &books);
    books_free(&books);
    return code;
}

/* --- for the session */

static const char *given(const char *text)
{
    return text[0] ? text : NULL;
}

struct session_request request_session(const struct request *r)
{
    return (struct session_request){
        .pppd = api_places.pppd,
        .plugin = api_places.plugin,
        .config = api_places.config,
        .entry = r->entry,
        .phonebook = given(r->phonebook),
        .number = given(r->number),
        .user = given(r->user),
        .password = given(r->password),
        .domain = given(r->domain),
        .callback_number = given(r->callback),
        .options = r->options,
        .sub_entry = r->sub_entry,
        .own_line = r->own_line,
    };
}
