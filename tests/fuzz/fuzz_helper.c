/*
 * fuzz_helper - the process that a custom dialer runs in says anything, on the
 * pair of calls and on that of its RasDial; and so does its keeper. Each wait
 * ends, with a request or with a cause.
 *
 * Under test: plugin/hosted.c plugin/control.c
 */
#include <poll.h>
#include <unistd.h>

#include "plugin/keeper.h"
#include "tests/fuzz/fuzz.h"

/* The far ends. */
static int far_calls, far_session, far_notes;

/*
 * Its keeper has ended all that there was as soon as it is told to, or as
 * anybody waits for it: no input takes a second.
 */
static void keeper_ends(int fd)
{
    (void)fd;
    if (far_notes >= 0)
        close(far_notes);
    far_notes = -1;
}

static int poll_keeper(struct pollfd *p, nfds_t n, int ms)
{
    keeper_ends(p->fd);
    return poll(p, n, ms);
}

#define keeper_stop keeper_ends
#define poll        poll_keeper
#include "plugin/hosted.c"
#undef poll

#include "conf/text.h"
#include "tests/fuzz/records.h"
#include "tests/unit/fake_shim.h"

enum { STEPS = 60 };

static void begin(void)
{
    int pair[2];
    char why[128];

    fake_reset();
    records_pair(pair);
    hosted.calls = pair[0];
    far_calls = pair[1];
    records_pair(pair);
    HOLDS(control_attach(pair[0], why, sizeof(why)));
    far_session = pair[1];
    records_pair(pair);
    hosted.notes = pair[0];
    far_notes = pair[1];
    hosted.open = true;
    hosted.returned = hosted.dialled = hosted.unstarted = false;
    hosted.call = 1;
    hosted.fate[0] = '\0';
    hosted.limits.timeout = hosted.limits.hangup = 0;
}

static void send_note(struct fuzz_input *in)
{
    struct keeper_note note;

    memset(&note, 0, sizeof(note));
    note.news = fuzz_byte(in) % (KEEPER_GONE + 1);
    note.status = (int)fuzz_u32(in);
    fuzz_text(in, note.text);
    text_make_printable(note.text);
    if (far_notes >= 0)
        (void)send(far_notes, &note, sizeof(note), MSG_NOSIGNAL);
}

/* RETURNED of the call that is waited for, or of another one. */
static void send_returned(struct fuzz_input *in)
{
    struct wire_writer w;
    char text[256];

    wire_begin(&w, WIRE_RETURNED);
    wire_put_u32(&w, WIRE_F_CALL, hosted.call - fuzz_byte(in) % 2);
    wire_put_u32(&w, WIRE_F_ERROR, fuzz_u32(in));
    fuzz_text(in, text);
    wire_put_text(&w, WIRE_F_TEXT, text);
    (void)wire_send(far_calls, &w);
}

static void wait_for_dial(void)
{
    struct control_request r;
    struct cause c;

    memset(&c, 0, sizeof(c));
    if (hosted_wait(&r, &c))
        HOLDS(r.hosted && strcmp(r.password, SAVED_PASSWORD) != 0);
    else
        HOLDS(hosted.returned || c.error);
    HOLDS(text_is_printable(c.text));
}

static void look_for_loss(void)
{
    struct cause c;

    memset(&c, 0, sizeof(c));
    HOLDS(hosted_lost(&c) == (c.error != 0));
}

static void step(struct fuzz_input *in)
{
    switch (fuzz_byte(in) % 8) {
    case 0:
        send_note(in);
        break;
    case 1:
        records_send(far_calls, in);
        break;
    case 2:
        send_returned(in);
        break;
    case 3:
        wait_for_dial();
        break;
    case 4:
        look_for_loss();
        break;
    case 5:
        hosted_connected();
        break;
    default:
        records_send(far_session, in);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    int before = fuzz_next_descriptor(), i;

    begin();
    for (i = 0; in.left && i < STEPS && hosted_running(); i++)
        step(&in);
    if (fuzz_byte(&in) & 1)
        hosted_hangup();
    hosted_end();
    keeper_ends(-1);
    close(far_calls);
    close(far_session);
    HOLDS(!hosted_running() && !control_attached());
    HOLDS(fuzz_next_descriptor() == before);
    return 0;
}
