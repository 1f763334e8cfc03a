/*
 * fuzz_pppoe - what access concentrators say before there is a session, and
 * whoever else is on the Ethernet: any packets, and the cause that they give.
 *
 * Under test: plugin/pppoe.c
 */
#include "plugin/pppoe.c"

#include <stdlib.h>

#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    struct evidence_heard h = {.name = ""};
    const uint8_t *bytes;
    uint8_t *copy;
    size_t length;

    while (in.left) {
        length = fuzz_bytes(&in, &bytes);
        copy = malloc(length ? length : 1);
        HOLDS(copy);
        if (length)
            memcpy(copy, bytes, length);
        heard_packet(&h, copy, length);
        free(copy);
        HOLDS(text_is_printable(h.name) && text_is_printable(h.text));
        HOLDS(h.refusal || !h.text[0]);
    }
    return 0;
}
