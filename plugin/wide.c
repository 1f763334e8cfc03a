#include "plugin/wide.h"

#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "compat/ifcounter.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const struct {
    const char *name;
    size_t member;
} counters[] = {
    {"tx_bytes", offsetof(struct shim_statistics, bytes_sent)},
    {"rx_bytes", offsetof(struct shim_statistics, bytes_received)},
    {"tx_packets", offsetof(struct shim_statistics, frames_sent)},
    {"rx_packets", offsetof(struct shim_statistics, frames_received)},
};

static const char *network = IFCOUNTER_NETWORK;

static struct {
    char interface[IF_NAMESIZE]; /* "" = nothing is known */
    uint64_t base[COUNT(counters)];
} wide;

static bool read_all(const char *interface, uint64_t *value)
{
    size_t i;

    for (i = 0; i < COUNT(counters); i++)
        if (!ifcounter_read(network, interface, counters[i].name, &value[i]))
            return false;
    return true;
}

void wide_begin(const char *interface)
{
    wide.interface[0] = '\0';
    if (strlen(interface) < sizeof(wide.interface) &&
        read_all(interface, wide.base))
        snprintf(wide.interface, sizeof(wide.interface), "%s", interface);
}

/*
 * Of all numbers with the low bits of NARROW the one next to KERNEL's: pppd has
 * begun to count a moment before us, and was asked a moment before.
 */
static uint64_t widen(uint64_t narrow, uint64_t kernel)
{
    int32_t apart = (int32_t)(uint32_t)(narrow - kernel);

    if (apart < 0 && kernel < (uint64_t)(-(int64_t)apart))
        return narrow;
    return kernel + (uint64_t)(int64_t)apart;
}

void wide_complete(const char *interface, struct shim_statistics *s)
{
    uint64_t value[COUNT(counters)], narrow;
    char *member;
    size_t i;

    if (!wide.interface[0] || strcmp(interface, wide.interface) != 0 ||
        !read_all(interface, value))
        return;
    for (i = 0; i < COUNT(counters); i++) {
        member = (char *)s + counters[i].member;
        memcpy(&narrow, member, sizeof(narrow));
        if (value[i] < wide.base[i]) /* another one of that name */
            continue;
        narrow = widen(narrow, value[i] - wide.base[i]);
        memcpy(member, &narrow, sizeof(narrow));
    }
}
