/*
 * fuzz_agreed - packets of LCP, CCP, IPCP, IPV6CP and EAP of any content, both
 * ways: what RasGetProjectionInfo says of them is in its words.
 *
 * Under test: plugin/agreed.c
 */
#include "plugin/agreed.h"

#include <stdlib.h>
#include <string.h>

#include "compat/raserr.h"
#include "tests/fuzz/fuzz.h"

static void check_protocol(const struct agreed_protocol *p, uint32_t bits)
{
    uint32_t result = agreed_result(p);

    HOLDS(result == 0 || result == RASERR_ERROR_PROTOCOL_NOT_CONFIGURED ||
          result == RASERR_ERROR_PPP_CP_REJECTED ||
          result == RASERR_ERROR_PPP_NOT_CONVERGING);
    HOLDS((p->ours & ~bits) == 0 && (p->peers & ~bits) == 0);
}

static void look(const struct agreed *a)
{
    check_protocol(&a->lcp, 7);
    check_protocol(&a->ccp, 0x73);
    check_protocol(&a->ip, 1);
    check_protocol(&a->ipv6, 0);
    HOLDS(a->ccp_ours == 0 || a->ccp_ours == 5 || a->ccp_ours == 6);
    HOLDS(a->ccp_peers == 0 || a->ccp_peers == 5 || a->ccp_peers == 6);
    HOLDS(a->server_auth_protocol <= UINT16_MAX);
    HOLDS(a->server_auth_data <= UINT8_MAX && a->eap_type <= UINT8_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    struct agreed a, before;
    const uint8_t *bytes;
    uint8_t *copy;
    size_t length;
    bool sent;

    agreed_reset(&a);
    while (in.left) {
        sent = fuzz_byte(&in) & 1;
        length = fuzz_bytes(&in, &bytes);
        copy = malloc(length ? length : 1);
        HOLDS(copy);
        memcpy(copy, bytes, length);
        before = a;
        if (!(sent ? agreed_sent : agreed_received)(&a, copy, length))
            HOLDS(memcmp(&before, &a, sizeof(a)) == 0);
        free(copy);
        look(&a);
    }
    return 0;
}
