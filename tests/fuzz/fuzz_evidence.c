/*
 * fuzz_evidence - packets of any content in any order, then the link's end.
 *
 * Under test: plugin/evidence.c
 */
#include "plugin/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

typedef void receiver(struct evidence *e, const uint8_t *p, size_t length);

/* A copy of its own, so that reading beyond the packet is noticed. */
static void give(receiver *receive, struct evidence *e, struct fuzz_input *in)
{
    const uint8_t *bytes;
    size_t n = fuzz_bytes(in, &bytes);
    uint8_t *copy = malloc(n ? n : 1);

    HOLDS(copy);
    if (n)
        memcpy(copy, bytes, n);
    receive(e, copy, n);
    free(copy);
}

static void look(const struct evidence *e, bool ended)
{
    HOLDS(e->stage <= EVIDENCE_UP);
    HOLDS((e->cause.error != 0) == ended);
    HOLDS(text_is_printable(e->cause.text));
    HOLDS(text_is_printable(e->reply));
    HOLDS(text_is_printable(e->farewell));
    evidence_network_hopeless(e, true);
    HOLDS(!evidence_network_hopeless(e, true) ||
          evidence_network_hopeless(e, false));
}

static bool step(struct evidence *e, struct fuzz_input *in, bool ended)
{
    switch (fuzz_byte(in) % 8) {
    case 0:
        evidence_reached(e, fuzz_byte(in) % (EVIDENCE_UP + 1));
        break;
    case 1:
        evidence_ended(e, fuzz_byte(in) % (EVIDENCE_END_DEADLINE + 1));
        ended = true;
        break;
    case 2:
        evidence_reset(e);
        ended = false;
        break;
    case 3:
    case 4:
        give(evidence_sent, e, in);
        break;
    default:
        give(evidence_received, e, in);
    }
    look(e, ended);
    return ended;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    struct evidence e = {.mppe_required = fuzz_byte(&in) & 1,
                         .fixed_address = fuzz_byte(&in) & 1};
    bool ended = false;

    evidence_reset(&e);
    while (in.left)
        ended = step(&e, &in, ended);
    evidence_ended(&e, EVIDENCE_END_NONE);
    look(&e, true);
    return 0;
}
