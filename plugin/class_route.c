#include "plugin/class_route.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

/* Network byte order; 0: the address is of no network that can be routed. */
static uint32_t class_mask(uint32_t address)
{
    static const struct {
        uint32_t first, mask;
    } classes[] = {
        {0xe0000000, 0},          /* D and E: multicast, reserved */
        {0xc0000000, 0xffffff00}, /* C */
        {0x80000000, 0xffff0000}, /* B */
        {0x7f000000, 0},          /* loopback */
        {0x01000000, 0xff000000}, /* A */
        {0x00000000, 0},
    };
    const uint32_t a = ntohl(address);
    size_t i;

    for (i = 0; a < classes[i].first; i++)
        ;
    return htonl(classes[i].mask);
}

/*
 * With a phonebook or a line of a user's own the peer would say where this
 * machine's traffic goes: that is not for pppd's users to allow.
 */
void class_route_add(const struct job *job, const struct shim_addresses *a)
{
    const struct entry *e = job->entry;
    uint32_t mask = class_mask(a->local);
    char network[INET_ADDRSTRLEN];
    struct in_addr to = {a->local & mask};
    int error;

    if (e->ip_prioritize_remote || e->disable_class_based_default_route ||
        !job->trusted || !mask)
        return;
    inet_ntop(AF_INET, &to, network, sizeof(network));
    error = shim_add_route(to.s_addr, mask, e->ip_interface_metric);
    if (error && error != EEXIST)
        shim_log(SHIM_WARNING, "no route to %s: %s", network, strerror(error));
    else
        shim_log(SHIM_INFO, "the route to %s, the class of our address, %s",
                 network, error ? "is there already" : "leads over the link");
}
