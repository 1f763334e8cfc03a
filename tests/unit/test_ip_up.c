#include "tests/unit/harness.h"

#include <arpa/inet.h>

#include "compat/ip_up.c"

/* "DNS1=192.0.2.8 USEPEERDNS=1", in the order in which they are set. */
static const char *variables(const struct entry *e)
{
    static char text[1024];
    struct ip_up_variable v[IP_UP_VARIABLES];
    size_t i, k = 0, n = ip_up_variables(e, v);

    text[0] = '\0';
    for (i = 0; i < n; i++)
        k += (size_t)snprintf(text + k, sizeof(text) - k, "%s%s=%s",
                              i ? " " : "", v[i].name, v[i].value);
    return text;
}

static void test_servers(void)
{
    struct entry e = {.ip_dns_suffix = "",
                      .ip_dns = htonl(0xc0000208),
                      .ip_dns2 = htonl(0xc0000209),
                      .ip_wins = htonl(0xc000020a),
                      .ip_wins2 = htonl(0xc000020b)};

    EXPECT_TEXT(variables(&e), ""); /* the server names them */
    e.ip_name_assign = 2;
    EXPECT_TEXT(variables(&e), "DNS1=192.0.2.8 DNS2=192.0.2.9 WINS1=192.0.2.10 "
                               "WINS2=192.0.2.11 USEPEERDNS=1");
    e.ip_dns = e.ip_wins = 0;
    EXPECT_TEXT(variables(&e), "DNS2=192.0.2.9 WINS2=192.0.2.11 USEPEERDNS=1");
    e.ip_dns2 = 0;
    EXPECT_TEXT(variables(&e), "WINS2=192.0.2.11");
}

static void test_suffix(void)
{
    struct entry e = {.ip_dns_suffix = "example.net"};
    struct ip_up_variable v[IP_UP_VARIABLES];

    EXPECT_TEXT(variables(&e), "RAS_DNS_SUFFIX=example.net");
    EXPECT_NUMBER(ip_up_variables(&e, v), 1);
    EXPECT_TEXT(v[0].key, "IpDnsSuffix");
    e.ip_dns_suffix = "$(reboot)";
    EXPECT_TEXT(variables(&e), "");
}

const char unit_name[] = "ip_up";
const struct unit_test unit_tests[] = {
    {"name servers of the entry's own", test_servers},
    {"the DNS suffix", test_suffix},
    {NULL, NULL},
};
