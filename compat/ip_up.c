#include "compat/ip_up.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "compat/settings.h"

static void add_text(struct ip_up_variable *v, const char *name,
                     const char *key, const char *value)
{
    v->name = name;
    v->key = key;
    snprintf(v->value, sizeof(v->value), "%s", value);
}

static size_t add_server(struct ip_up_variable *v, const char *name,
                         const char *key, conf_ipv4 address)
{
    char text[INET_ADDRSTRLEN];

    if (!address)
        return 0;
    (void)inet_ntop(AF_INET, &address, text, sizeof(text)); /* it fits */
    add_text(v, name, key, text);
    return 1;
}

size_t ip_up_variables(const struct entry *e,
                       struct ip_up_variable out[IP_UP_VARIABLES])
{
    const struct {
        const char *name, *key;
        conf_ipv4 address;
    } servers[] = {
        {"DNS1", "IpDnsAddress", e->ip_dns},
        {"DNS2", "IpDns2Address", e->ip_dns2},
        {"WINS1", "IpWinsAddress", e->ip_wins},
        {"WINS2", "IpWins2Address", e->ip_wins2},
    };
    const bool fixed = e->ip_name_assign == 2;
    size_t i, n = 0;

    for (i = 0; fixed && i < sizeof(servers) / sizeof(servers[0]); i++)
        n += add_server(&out[n], servers[i].name, servers[i].key,
                        servers[i].address);
    if (fixed && (e->ip_dns || e->ip_dns2)) /* Debian's ip-up.d wants it */
        add_text(&out[n++], "USEPEERDNS", "", "1");
    if (settings_domain(e->ip_dns_suffix))
        add_text(&out[n++], "RAS_DNS_SUFFIX", "IpDnsSuffix", e->ip_dns_suffix);
    return n;
}
