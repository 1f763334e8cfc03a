#include "compat/raserr.h"

#include <stdio.h>

/*
 * Why a code cannot be met on Linux. An installation of Windows at the other
 * end does not matter: what a peer refuses has codes of its own.
 */
enum reason {
    HERE,
    INF,
    NETBIOS,
    IPX,
    ISDN,
    X25,
    SHARING,
    LOGON,
    VPN,
    EAP,
    NAP,
    RADIUS,
    RASMAN,
    ROUTER
};

static const char *const reasons[] = {
    [INF] = "Not on Linux: ras.conf describes the modems, there are no INF and "
            "media INI files.",
    [NETBIOS] = "Not on Linux: there is no NetBIOS over PPP.",
    [IPX] = "Not on Linux: IPX is not carried.",
    [ISDN] = "Not on Linux: an ISDN adapter is dialled as a modem, and "
             "answers as one.",
    [X25] = "Not on Linux: X.25 is not dialled.",
    [SHARING] = "Not on Linux: a connection is shared by nftables and "
                "net.ipv4.ip_forward.",
    [LOGON] = "Not on Linux: nobody logs on by smart card or domain through "
              "this connection.",
    [VPN] = "Not on Linux: tunnels are not dialled by ppp-rasdial.",
    [EAP] = "Not on Linux: EAP is pppd's, and its refusals are error 691.",
    [NAP] = "Not on Linux: there is no network access protection.",
    [RADIUS] = "Not on Linux: the server keeps its RADIUS attributes to "
               "itself.",
    [RASMAN] = "Not on Linux: nothing here reports it.",
    [ROUTER] = "Not on Linux: it is of Windows' router and dial-in server.",
};

struct raserr_row {
    uint32_t code;
    enum raserr_redial redial;
    enum reason reason;
    const char *name;
    const char *text, *cause, *advice;
};

/* In ascending order of the code: raserror.def is kept so, a test checks it. */
#define RAS_ERROR(code, name, redial, text, cause, advice)                     \
    {(code), RASERR_##redial, HERE, #name, (text), (cause), (advice)},
#define RAS_ABSENT(code, name, redial, reason, text)                           \
    {(code), RASERR_##redial, reason, #name, (text), NULL, NULL},
static const struct raserr_row rows[] = {
#include "compat/raserror.def"
};
#undef RAS_ERROR
#undef RAS_ABSENT

static const struct raserr_row *row_of(uint32_t code)
{
    size_t low = 0, high = sizeof(rows) / sizeof(*rows);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (rows[middle].code == code)
            return &rows[middle];
        if (rows[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *raserr_text(uint32_t code)
{
    const struct raserr_row *row = row_of(code);

    return row ? row->text : NULL;
}

const char *raserr_cause(uint32_t code)
{
    const struct raserr_row *row = row_of(code);

    return row ? row->cause : NULL;
}

const char *raserr_advice(uint32_t code)
{
    const struct raserr_row *row = row_of(code);

    if (!row)
        return NULL;
    return row->advice ? row->advice : reasons[row->reason];
}

bool raserr_describe(uint32_t code, char *out, size_t size)
{
    const struct raserr_row *row = row_of(code);

    snprintf(out, size, "%s%s%s", row ? row->text : "", row ? " " : "",
             row ? raserr_advice(code) : "");
    return row != NULL;
}

bool raserr_code(size_t n, uint32_t *code)
{
    bool there = n < sizeof(rows) / sizeof(*rows);

    *code = there ? rows[n].code : 0;
    return there;
}

const char *raserr_name(uint32_t code)
{
    const struct raserr_row *row = row_of(code);

    return row ? row->name : NULL;
}

enum raserr_redial raserr_redial(uint32_t code)
{
    const struct raserr_row *row = row_of(code);

    return row ? row->redial : RASERR_NEVER;
}

uint32_t raserr_from_conf(enum conf_result result)
{
    static const uint16_t codes[] = {
        [CONF_OK] = RASERR_ERROR_SUCCESS,
        [CONF_NOMEM] = RASERR_ERROR_NOT_ENOUGH_MEMORY,
        [CONF_OPEN] = RASERR_ERROR_CANNOT_OPEN_PHONEBOOK,
        [CONF_FORMAT] = RASERR_ERROR_CANNOT_LOAD_PHONEBOOK,
        [CONF_LIMIT] = RASERR_ERROR_CANNOT_LOAD_PHONEBOOK,
        [CONF_NOT_FOUND] = RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
        [CONF_VALUE] = RASERR_ERROR_CORRUPT_PHONEBOOK,
        [CONF_EXISTS] = RASERR_ERROR_ALREADY_EXISTS,
        [CONF_WRITE] = RASERR_ERROR_CANNOT_WRITE_PHONEBOOK,
        [CONF_CHANGED] = RASERR_ERROR_CANNOT_WRITE_PHONEBOOK,
    };
    size_t i = (size_t)result;

    return i < sizeof(codes) / sizeof(*codes) ? codes[i] : RASERR_ERROR_UNKNOWN;
}

uint32_t raserr_from_ras_conf(enum conf_result result)
{
    switch (result) {
    case CONF_OK:
        return RASERR_ERROR_SUCCESS;
    case CONF_NOMEM:
        return RASERR_ERROR_NOT_ENOUGH_MEMORY;
    case CONF_OPEN:
        return RASERR_ERROR_FILE_COULD_NOT_BE_OPENED;
    default:
        return RASERR_ERROR_READING_INI_FILE;
    }
}

/*
 * An exit status has 8 bits and 1 means failure to everyone: 2 to 254 are left
 * for the codes 602 to 854, which are those a dial can end with.
 */
int raserr_exit_status(uint32_t code)
{
    if (code == RASERR_ERROR_SUCCESS)
        return 0;
    return code >= 602 && code <= 854 ? (int)(code - 600) : 1;
}
