/*
 * RasGetProjectionInfo and RasGetProjectionInfoEx: what the plugin has written
 * into the connection's record, so that any process can ask.
 */
#include <arpa/inet.h>
#include <string.h>

#include "compat/api/api.h"

union projection {
    struct tagRASPPPIPA ip_a;
    struct tagRASPPPIPW ip_w;
    struct tagRASPPPLCPA lcp_a;
    struct tagRASPPPLCPW lcp_w;
    struct tagRASPPPCCP ccp;
    RASPPPIPV6 ipv6;
};

static const struct api_member ip_address =
    API_MEMBER(tagRASPPPIP, szIpAddress);
static const struct api_member ip_server =
    API_MEMBER(tagRASPPPIP, szServerIpAddress);
static const struct api_member lcp_reply =
    API_MEMBER(tagRASPPPLCP, szReplyMessage);

/* Members that are one number. */
struct number {
    struct api_member member;
    size_t record; /* of a uint32_t in struct connrec */
};
#define NUMBER(type, member, name)                                             \
    {                                                                          \
        API_MEMBER(type, member), offsetof(struct connrec, name)               \
    }
static const struct number ip_numbers[] = {
    NUMBER(tagRASPPPIP, dwOptions, ip_options),
    NUMBER(tagRASPPPIP, dwServerOptions, ip_peer_options),
};
static const struct number lcp_numbers[] = {
    NUMBER(tagRASPPPLCP, dwAuthenticationProtocol, auth_protocol),
    NUMBER(tagRASPPPLCP, dwAuthenticationData, auth_data),
    NUMBER(tagRASPPPLCP, dwEapTypeId, auth_eap),
    NUMBER(tagRASPPPLCP, dwServerAuthenticationProtocol, peer_auth_protocol),
    NUMBER(tagRASPPPLCP, dwServerAuthenticationData, peer_auth_data),
    NUMBER(tagRASPPPLCP, fMultilink, multilink),
    NUMBER(tagRASPPPLCP, dwOptions, lcp_options),
    NUMBER(tagRASPPPLCP, dwServerOptions, lcp_peer_options),
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void put_numbers(void *out, bool wide, const struct number *n,
                        size_t count, const struct connrec *r)
{
    for (; count > 0; count--, n++) {
        DWORD value;

        memcpy(&value, (const char *)r + n->record, sizeof(value));
        api_put_dword(out, wide, &n->member, value);
    }
}

/* --- one function for each protocol; the result is the protocol's own */

static DWORD put_ip(union projection *out, bool wide, const struct connrec *r)
{
    DWORD error = r->local_address[0] ? (DWORD)ERROR_SUCCESS : r->ip_result;

    out->ip_a.dwError = error;
    api_put_text(out, wide, &ip_address, r->local_address);
    api_put_text(out, wide, &ip_server, r->remote_address);
    put_numbers(out, wide, ip_numbers, COUNT(ip_numbers), r);
    return error;
}

static DWORD put_lcp(union projection *out, bool wide, const struct connrec *r)
{
    out->lcp_a.fBundled = r->links_up > 1;
    put_numbers(out, wide, lcp_numbers, COUNT(lcp_numbers), r);
    api_put_text(out, wide, &lcp_reply, r->reply);
    return ERROR_SUCCESS;
}

static DWORD put_ccp(union projection *out, bool wide, const struct connrec *r)
{
    (void)wide;
    out->ccp.dwError = r->ccp_result;
    out->ccp.dwCompressionAlgorithm = r->ccp_algorithm;
    out->ccp.dwOptions = r->ccp_options;
    out->ccp.dwServerCompressionAlgorithm = r->ccp_peer_algorithm;
    out->ccp.dwServerOptions = r->ccp_peer_options;
    return r->ccp_result;
}

static unsigned hex_digit(char c)
{
    return c >= '0' && c <= '9' ? (unsigned)(c - '0')
                                : (unsigned)(c - 'a' + 10);
}

static void put_id(BYTE id[8], const char *hex)
{
    size_t i;

    memset(id, 0, 8);
    if (strspn(hex, "0123456789abcdef") != 16)
        return;
    for (i = 0; i < 8; i++)
        id[i] = (BYTE)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
}

static DWORD put_ipv6(union projection *out, bool wide, const struct connrec *r)
{
    (void)wide;
    out->ipv6.dwError = r->ipv6_result;
    put_id(out->ipv6.bLocalInterfaceIdentifier, r->ipv6_id);
    put_id(out->ipv6.bPeerInterfaceIdentifier, r->ipv6_peer_id);
    return r->ipv6_result;
}

/* What pppd does not speak, nobody can have asked for. */
static DWORD put_none(union projection *out, bool wide, const struct connrec *r)
{
    (void)out;
    (void)wide;
    (void)r;
    return ERROR_PROTOCOL_NOT_CONFIGURED;
}

#define SIZES(name)                                                            \
    {sizeof(struct name##A), 0},                                               \
    {                                                                          \
        sizeof(struct name##W), 0                                              \
    }
#define SIZE(name)                                                             \
    {sizeof(name), 0},                                                         \
    {                                                                          \
        sizeof(name), 0                                                        \
    }
static const struct row {
    DWORD protocol;
    DWORD sizes_a[3], sizes_w[3]; /* the newest first */
    DWORD (*put)(union projection *out, bool wide, const struct connrec *r);
} rows[] = {
    {RASP_PppIp,
     {sizeof(struct tagRASPPPIPA), API_SIZE_BEFORE(tagRASPPPIPA, dwOptions), 0},
     {sizeof(struct tagRASPPPIPW), API_SIZE_BEFORE(tagRASPPPIPW, dwOptions), 0},
     put_ip},
    {RASP_PppLcp,
     {sizeof(struct tagRASPPPLCPA), API_SIZE_BEFORE(tagRASPPPLCPA, dwError), 0},
     {sizeof(struct tagRASPPPLCPW), API_SIZE_BEFORE(tagRASPPPLCPW, dwError), 0},
     put_lcp},
    {RASP_PppCcp, SIZE(struct tagRASPPPCCP), put_ccp},
    {RASP_PppIpv6, SIZE(RASPPPIPV6), put_ipv6},
    {RASP_PppNbf, SIZES(tagRASPPPNBF), put_none},
    {RASP_Amb, SIZES(tagRASAMB), put_none},
    {RASP_PppIpx, {sizeof(RASPPPIPXA), 0}, {sizeof(RASPPPIPXW), 0}, put_none},
    {RASP_Slip, SIZES(tagRASSLIP), put_none},
};

static const struct row *row_of(DWORD protocol)
{
    size_t i;

    for (i = 0; i < COUNT(rows); i++)
        if (rows[i].protocol == protocol)
            return &rows[i];
    return NULL;
}

/* The record, once there is something to tell: 6, 8, 730. */
static DWORD projected(HRASCONN h, struct connrec *r)
{
    DWORD code = api_record(api_handle(h), r);

    if (code == ERROR_NO_CONNECTION ||
        (code == ERROR_SUCCESS && r->state != RASCS_Projected &&
         r->state != RASCS_Connected))
        return ERROR_PROJECTION_NOT_COMPLETE;
    return code;
}

static DWORD known_handle(HRASCONN h)
{
    struct connrec r;
    DWORD code = api_record(api_handle(h), &r);

    return code == ERROR_INVALID_HANDLE ? code : (DWORD)ERROR_SUCCESS;
}

/* The buffer's own size; 603 with the size it needs, 632. */
static DWORD check_size(const DWORD *sizes, const void *buffer, LPDWORD lpcb,
                        DWORD *size)
{
    *size = sizes[0];
    if (buffer && *lpcb >= sizeof(*size))
        *size = api_size(buffer);
    if (!api_size_known(*size, sizes))
        return ERROR_INVALID_SIZE;
    if (buffer && *lpcb >= *size)
        return ERROR_SUCCESS;
    *lpcb = *size;
    return ERROR_BUFFER_TOO_SMALL;
}

static DWORD get_projection(HRASCONN h, RASPROJECTION protocol, void *buffer,
                            LPDWORD lpcb, bool wide)
{
    const struct row *row = row_of((DWORD)protocol);
    union projection full;
    struct connrec r;
    DWORD size, code;

    if (!lpcb || !row)
        return ERROR_INVALID_PARAMETER;
    code = known_handle(h);
    if (code == ERROR_SUCCESS)
        code =
            check_size(wide ? row->sizes_w : row->sizes_a, buffer, lpcb, &size);
    if (code == ERROR_SUCCESS)
        code = projected(h, &r);
    if (code != ERROR_SUCCESS)
        return code;
    memset(&full, 0, sizeof(full));
    if (row->put(&full, wide, &r) == ERROR_PROTOCOL_NOT_CONFIGURED)
        return ERROR_PROTOCOL_NOT_CONFIGURED;
    full.ccp.dwSize = size; /* every one begins with it */
    memcpy(buffer, &full, size);
    *lpcb = size;
    return ERROR_SUCCESS;
}

DWORD WINAPI RasGetProjectionInfoA(HRASCONN hrasconn,
                                   RASPROJECTION rasprojection,
                                   LPVOID lpprojection, LPDWORD lpcb)
{
    return get_projection(hrasconn, rasprojection, lpprojection, lpcb, false);
}

DWORD WINAPI RasGetProjectionInfoW(HRASCONN hrasconn,
                                   RASPROJECTION rasprojection,
                                   LPVOID lpprojection, LPDWORD lpcb)
{
    return get_projection(hrasconn, rasprojection, lpprojection, lpcb, true);
}

/* --- RasGetProjectionInfoEx */

static void put_ppp(RASPPP_PROJECTION_INFO *p, const struct connrec *r)
{
    p->dwIPv4NegotiationError =
        r->local_address[0] ? (DWORD)ERROR_SUCCESS : r->ip_result;
    (void)inet_pton(AF_INET, r->local_address, &p->ipv4Address);
    (void)inet_pton(AF_INET, r->remote_address, &p->ipv4ServerAddress);
    p->dwIPv4Options = r->ip_options;
    p->dwIPv4ServerOptions = r->ip_peer_options;
    p->dwIPv6NegotiationError = r->ipv6_result;
    put_id(p->bInterfaceIdentifier, r->ipv6_id);
    put_id(p->bServerInterfaceIdentifier, r->ipv6_peer_id);
    p->fBundled = r->links_up > 1;
    p->fMultilink = r->multilink != 0;
    p->dwAuthenticationProtocol = r->auth_protocol;
    p->dwAuthenticationData = r->auth_data;
    p->dwServerAuthenticationProtocol = r->peer_auth_protocol;
    p->dwServerAuthenticationData = r->peer_auth_data;
    p->dwEapTypeId = r->auth_eap;
    p->dwLcpOptions = r->lcp_options;
    p->dwLcpServerOptions = r->lcp_peer_options;
    p->dwCcpError = r->ccp_result;
    p->dwCcpCompressionAlgorithm = r->ccp_algorithm;
    p->dwCcpServerCompressionAlgorithm = r->ccp_peer_algorithm;
    p->dwCcpOptions = r->ccp_options;
    p->dwCcpServerOptions = r->ccp_peer_options;
}

DWORD WINAPI RasGetProjectionInfoEx(HRASCONN hrasconn,
                                    PRAS_PROJECTION_INFO pRasProjection,
                                    LPDWORD lpdwSize)
{
    RAS_PROJECTION_INFO full;
    struct connrec r;
    DWORD code;

    if (!lpdwSize)
        return ERROR_INVALID_PARAMETER;
    code = known_handle(hrasconn);
    if (code != ERROR_SUCCESS)
        return code;
    if (!pRasProjection || *lpdwSize < sizeof(full)) {
        *lpdwSize = sizeof(full);
        return ERROR_BUFFER_TOO_SMALL;
    }
    memcpy(&full, pRasProjection, sizeof(full));
    if (full.version < RASAPIVERSION_500 ||
        full.version > RASAPIVERSION_CURRENT)
        return ERROR_INVALID_PARAMETER;
    code = projected(hrasconn, &r);
    if (code != ERROR_SUCCESS)
        return code;
    memset(&full.ikev2, 0, sizeof(full.ikev2));
    full.type = PROJECTION_INFO_TYPE_PPP;
    put_ppp(&full.ppp, &r);
    memcpy(pRasProjection, &full, sizeof(full));
    *lpdwSize = sizeof(full);
    return ERROR_SUCCESS;
}
