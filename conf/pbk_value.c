#include "conf/pbk_value.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "conf/pbk.h"
#include "conf/text.h"

/* --- by type */

/* In range without being clamped or replaced by a default. */
static bool is_number(const struct pbk_key *key, const char *value)
{
    int64_t number, fitted;

    if (!pbk_number(value, strlen(value), &number))
        return false;
    fitted = number;
    if (pbk_key_fit(key, &fitted) && (uint32_t)fitted == (uint32_t)number)
        return true;
    /* "never", which files write as -1 (IdleDisconnectSeconds) */
    return (uint32_t)number == UINT32_MAX && key->max == UINT32_MAX - 1;
}

/* Blanks around a value are lost when it is read. */
static bool has_outer_blanks(const char *value)
{
    size_t n = strlen(value);

    return n && (text_is_blank(value[0]) || text_is_blank(value[n - 1]));
}

static bool is_text(const struct pbk_key *key, const char *value)
{
    const char *barred = key == &pbk_keys[PBK_KEY_PhoneNumber] ? "\"\\" : "";
    size_t n = text_count(value);

    return text_is_printable(value) && !has_outer_blanks(value) &&
           n >= (size_t)key->min && n <= (size_t)key->max &&
           !value[strcspn(value, barred)];
}

/* NETCOMPONENTS has no value, MEDIA and DEVICE have one word. */
static bool is_header(const struct pbk_key *key, const char *value)
{
    if (key->scope == PBK_SCOPE_N)
        return !value[0];
    return value[0] && is_text(key, value) && !strchr(value, ' ');
}

static bool is_hex(const struct pbk_key *key, const char *value)
{
    size_t n;

    (void)key;
    for (n = 0; isxdigit((unsigned char)value[n]); n++)
        ;
    return !value[n] && n % 2 == 0;
}

/* As Windows writes it, as people do, or none. */
static bool is_guid(const struct pbk_key *key, const char *value)
{
    static const char form[] = "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";
    size_t n = strlen(value), i;

    if (value[0] != '{')
        return (n == 0 || n == 32) && is_hex(key, value);
    if (n != sizeof(form) - 1)
        return false;
    for (i = 0; i < n; i++)
        if (form[i] == 'x' ? !isxdigit((unsigned char)value[i])
                           : form[i] != value[i])
            return false;
    return true;
}

static bool is_ipv4(const struct pbk_key *key, const char *value)
{
    struct in_addr address;

    (void)key;
    return inet_pton(AF_INET, value, &address) == 1;
}

static bool is_ipv6(const struct pbk_key *key, const char *value)
{
    struct in6_addr address;

    (void)key;
    return inet_pton(AF_INET6, value, &address) == 1;
}

enum limits { NO_LIMITS, OF_NUMBER, OF_LENGTH };

static const struct {
    bool (*ok)(const struct pbk_key *key, const char *value);
    enum limits limits; /* what the row's minimum and maximum are of */
    const char *allowed;
} types[] = {
    [PBK_HEADER] = {is_header, NO_LIMITS, "one word is allowed"},
    [PBK_BOOL] = {is_number, NO_LIMITS, "0 or 1 is allowed"},
    [PBK_U32] = {is_number, OF_NUMBER, NULL},
    [PBK_I64] = {is_number, OF_NUMBER, NULL},
    [PBK_ENCRYPTION] = {is_number, NO_LIMITS, "0, 8, 256 or 512 is allowed"},
    [PBK_TEXT] = {is_text, OF_LENGTH, NULL},
    [PBK_HEX] = {is_hex, NO_LIMITS,
                 "an even number of hexadecimal digits is allowed"},
    [PBK_GUID] = {is_guid, NO_LIMITS, "32 hexadecimal digits are allowed"},
    [PBK_IPV4] = {is_ipv4, NO_LIMITS,
                  "an address such as 192.0.2.1 is allowed"},
    [PBK_IPV6] = {is_ipv6, NO_LIMITS,
                  "an address such as 2001:db8::1 is allowed"},
};

bool pbk_value_ok(const struct pbk_key *key, const char *value)
{
    return types[key->type].ok(key, value);
}

struct pbk_allowed pbk_value_allowed(const struct pbk_key *key)
{
    struct pbk_allowed allowed = {""};
    char *out = allowed.text;
    size_t size = sizeof(allowed.text);

    if (types[key->type].limits == OF_NUMBER)
        snprintf(out, size, "a number from %lld to %lld is allowed",
                 (long long)key->min, (long long)key->max);
    else if (types[key->type].limits == OF_LENGTH)
        snprintf(out, size,
                 "at most %lld characters are allowed, no control characters%s "
                 "and no blanks around them",
                 (long long)key->max,
                 key == &pbk_keys[PBK_KEY_PhoneNumber] ? ", no \" and \\" : "");
    else
        snprintf(out, size, "%s", types[key->type].allowed);
    return allowed;
}

/* --- names */

/* Outside of ASCII nothing is known of the character but that it prints. */
static bool has_letter_or_digit(const char *value)
{
    for (; *value; value++)
        if (isalnum((unsigned char)*value) || (unsigned char)*value >= 0x80)
            return true;
    return false;
}

bool pbk_value_is_name(const char *value)
{
    return value[0] != '.' && text_is_printable(value) &&
           text_count(value) <= PBK_NAME_MAX && has_letter_or_digit(value) &&
           !value[strcspn(value, "|><?*\\/:")];
}
