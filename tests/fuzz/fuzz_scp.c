/*
 * fuzz_scp - a log-on script that somebody else wrote, and a far end that says
 * anything at any time.
 *
 * The input is the script, a NUL, and a list of steps: what the far end says,
 * time that passes, output that is taken. However it goes, each step ends, and
 * the script does when its time is up.
 *
 * Under test: plugin/scp.c plugin/scp_code.c
 */
#include "plugin/scp.h"

#include <string.h>

#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

enum { LIMIT_MS = 60000, STEPS = 500, OUTPUT_SOME = 100 };

static void look(struct scp *s)
{
    struct scp_port port;
    char bytes[OUTPUT_SOME];

    HOLDS(scp_status(s) <= SCP_FAILED);
    HOLDS(scp_status(s) == SCP_RUNNING || !scp_listens(s));
    HOLDS((scp_status(s) == SCP_RUNNING) == (scp_deadline(s) != DIAL_NEVER));
    HOLDS(text_is_printable(scp_failure(s)->text));
    HOLDS((scp_failure(s)->error != 0) ==
          (scp_status(s) == SCP_FAILED || scp_status(s) == SCP_HALTED));
    if (scp_port(s, &port)) {
        HOLDS(port.databits >= 5 && port.databits <= 8);
        HOLDS(port.stopbits >= 1 && port.stopbits <= 2);
        HOLDS(port.parity <= SCP_PARITY_SPACE);
    }
    HOLDS(scp_output(s, bytes, 0) == 0);
}

static void step(struct scp *s, struct fuzz_input *in, dial_ms *now)
{
    const uint8_t *bytes;
    char out[OUTPUT_SOME];
    size_t n, i;

    switch (fuzz_byte(in) % 4) {
    case 0:
        *now += 10 * fuzz_byte(in);
        scp_tick(s, *now);
        break;
    case 1:
        HOLDS(scp_output(s, out, sizeof(out)) <= sizeof(out));
        break;
    default:
        n = fuzz_bytes(in, &bytes);
        for (i = 0; i < n; i++)
            scp_input(s, *now, bytes[i]);
    }
    look(s);
}

static void run(const struct scp_program *program, struct fuzz_input *in)
{
    static const struct scp_givens givens = {"alice", "s3cret", LIMIT_MS};
    struct scp *s = scp_new(program, &givens);
    dial_ms now = 1000;
    int i;

    HOLDS(s);
    scp_start(s, now);
    look(s);
    for (i = 0; in->left && i < STEPS; i++)
        step(s, in, &now);
    scp_tick(s, 1000 + LIMIT_MS);
    HOLDS(scp_status(s) != SCP_RUNNING);
    HOLDS(!strstr(scp_failure(s)->text, "s3cret"));
    look(s);
    scp_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const uint8_t *end = n ? memchr(data, '\0', n) : NULL;
    size_t length = end ? (size_t)(end - data) : n;
    struct fuzz_input in = {data + length, n - length};
    struct scp_program *program;
    struct conf_problem p = {""};
    enum conf_result result;

    result = scp_compile((const char *)data, length, "f.scp", &program, &p);
    HOLDS((result == CONF_OK) == (program != NULL));
    HOLDS((result == CONF_OK) == (p.text[0] == '\0'));
    HOLDS(text_is_printable(p.text));
    if (program)
        run(program, &in);
    scp_program_free(program);
    return 0;
}
