/*
 * fuzz_modem - the dial engine and a modem that says anything at any time.
 *
 * The input is a list of steps: what the modem says, time that passes, a
 * hang-up, another call. However it goes, the engine comes to an end.
 *
 * Under test: plugin/dial.c plugin/modem_result.c
 */
#include "plugin/dial.h"

#include <string.h>

#include "conf/text.h"
#include "plugin/modem_result.h"
#include "tests/fuzz/fuzz.h"

enum { OUTPUT_SOME = 7, STEPS_TO_THE_END = 100, STEPS = 500 };

static const char *const commands[] = {"ATZ", "AT+CPIN=\"1234\""};

static const struct dial_plan plan = {.commands = commands,
                                      .n_commands = 2,
                                      .dial_string = "ATDT5550100",
                                      .hangup_command = "ATH",
                                      .command_ms = 3000,
                                      .connect_ms = 60000,
                                      .escape_ms = 1000,
                                      .hangup_ms = 5000};

/* All that goes to the modem is one of the plan's commands, or the escape. */
static void take_output(struct dial *d)
{
    char bytes[OUTPUT_SOME];
    size_t n, i;

    while ((n = dial_output(d, bytes, sizeof(bytes)))) {
        HOLDS(n <= sizeof(bytes));
        for (i = 0; i < n; i++)
            HOLDS(bytes[i] == '\r' || (bytes[i] >= ' ' && bytes[i] <= '~'));
    }
}

static void take_events(struct dial *d)
{
    struct dial_event e;

    while ((e = dial_event(d)).kind != DIAL_EVENT_NONE) {
        HOLDS(e.kind <= DIAL_EVENT_DIALLING);
        HOLDS(memchr(e.text, '\0', sizeof(e.text)));
        HOLDS(text_is_printable(e.text));
        HOLDS(e.kind != DIAL_EVENT_SENT || !strstr(e.text, "1234"));
    }
}

static void look(struct dial *d)
{
    take_output(d);
    take_events(d);
    HOLDS(dial_status(d) <= DIAL_ON_HOOK);
    HOLDS((dial_status(d) == DIAL_RUNNING) == (dial_deadline(d) != DIAL_NEVER));
    if (dial_status(d) == DIAL_FAILED) {
        HOLDS(dial_failure(d)->error);
        HOLDS(text_is_printable(dial_failure(d)->text));
    } else if (dial_status(d) == DIAL_CONNECTED) {
        HOLDS(text_is_printable(dial_connect_text(d)));
    }
}

static void say(struct dial *d, struct fuzz_input *in, dial_ms now)
{
    const uint8_t *bytes;
    size_t n = fuzz_bytes(in, &bytes);

    modem_result_find((const char *)bytes, n);
    dial_input(d, now, bytes, n);
}

static void step(struct dial *d, struct fuzz_input *in, dial_ms *now)
{
    switch (fuzz_byte(in) % 8) {
    case 0:
        *now += 10 * fuzz_byte(in);
        dial_tick(d, *now);
        break;
    case 1:
        if (dial_deadline(d) != DIAL_NEVER && dial_deadline(d) > *now)
            *now = dial_deadline(d);
        dial_tick(d, *now);
        break;
    case 2:
        dial_hangup(d, *now);
        break;
    case 3:
        if (dial_status(d) != DIAL_RUNNING)
            dial_start(d, *now);
        break;
    default:
        say(d, in, *now);
    }
    look(d);
}

/* The modem says nothing any more. */
static void come_to_an_end(struct dial *d, dial_ms *now)
{
    int i;

    for (i = 0; dial_status(d) == DIAL_RUNNING; i++) {
        HOLDS(i < STEPS_TO_THE_END);
        if (dial_deadline(d) > *now)
            *now = dial_deadline(d);
        dial_tick(d, *now);
        look(d);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    struct dial *d = dial_new(&plan);
    dial_ms now = 1000;
    int i;

    HOLDS(d);
    dial_start(d, now);
    for (i = 0; in.left && i < STEPS; i++)
        step(d, &in, &now);
    come_to_an_end(d, &now);
    dial_hangup(d, now);
    look(d);
    come_to_an_end(d, &now);
    HOLDS(dial_status(d) == DIAL_ON_HOOK);
    dial_free(d);
    return 0;
}
