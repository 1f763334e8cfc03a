/*
 * fuzz_control - a controller that says anything to the plugin at any time,
 * with descriptors and without: what is taken is sound, and nothing of the
 * rest is kept.
 *
 * Under test: plugin/control.c compat/wire.c
 */
#include "plugin/control.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/fuzz/records.h"
#include "tests/unit/fake_shim.h"

enum { STEPS = 200 };

static void check_request(struct control_request *r)
{
    HOLDS(memchr(r->entry, '\0', sizeof(r->entry)));
    HOLDS(memchr(r->phonebook, '\0', sizeof(r->phonebook)));
    HOLDS(memchr(r->number, '\0', sizeof(r->number)));
    HOLDS(memchr(r->user, '\0', sizeof(r->user)));
    HOLDS(memchr(r->password, '\0', sizeof(r->password)));
    HOLDS(r->have_credentials || (!r->user[0] && !r->password[0]));
    HOLDS(!r->hosted);
    control_wipe_request(r);
    HOLDS(!r->password[0] && !r->have_credentials);
}

static void take_request(void)
{
    struct control_request r;

    memset(&r, 0, sizeof(r));
    HOLDS(control_take_request(&r) <= CONTROL_ASKED_GONE);
    check_request(&r);
}

static void read_request(void)
{
    struct control_request r;
    char why[128];
    bool good = control_read_request(&r, 1, why, sizeof(why));

    HOLDS(good == !why[0]);
    check_request(&r);
}

static void take_line(void)
{
    int fd = control_take_line();

    HOLDS(fd < 0 || fcntl(fd, F_GETFD) >= 0);
    HOLDS(control_take_line() == -1);
    if (fd >= 0)
        close(fd);
}

/* A record that means nothing here is as good as none: it ends no loop. */
static void poll_all(void)
{
    const struct control_word *word = control_word();
    enum control_event event;
    int i;

    for (i = 0; i < STEPS && control_attached(); i++) {
        event = control_poll();
        HOLDS(event <= CONTROL_GONE);
        HOLDS((event == CONTROL_GONE) == !control_attached());
        HOLDS(memchr(word->text, '\0', sizeof(word->text)));
        HOLDS(
            memchr(word->callback_number, '\0', sizeof(word->callback_number)));
    }
}

static void step(int far, struct fuzz_input *in)
{
    switch (fuzz_byte(in) % 8) {
    case 0:
        control_want_line(fuzz_byte(in) & 1);
        break;
    case 1:
        take_line();
        break;
    case 2:
        poll_all();
        break;
    case 3:
        if (control_attached())
            take_request();
        break;
    case 4:
        if (control_attached())
            read_request();
        break;
    default:
        records_send(far, in);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    int before = fuzz_next_descriptor(), pair[2], i;
    char why[128];

    fake_reset();
    records_pair(pair);
    HOLDS(control_attach(pair[0], why, sizeof(why)));
    for (i = 0; in.left && i < STEPS; i++)
        step(pair[1], &in);
    close(pair[1]);
    poll_all();
    HOLDS(!control_attached());
    control_close();
    HOLDS(fuzz_next_descriptor() == before);
    return 0;
}
