#include "plugin/shunt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "compat/ticks.h"

enum {
    ROOM = 16384,    /* bytes under way in each direction */
    FLUSH_MS = 1000, /* for what was read before the end */
    /*
     * Closing the master drops what the discipline has not read yet, and the
     * peer's last packet may say why it ends the link.
     */
    SETTLE_MS = 100
};

struct flow {
    int from, to;
    unsigned char bytes[ROOM];
    size_t start, length;
};

static bool passing(void)
{
    return errno == EAGAIN || errno == EINTR;
}

/* False: the reading side is at its end (EIO: the pty's slave is closed). */
static bool take(struct flow *f)
{
    ssize_t n = read(f->from, f->bytes, sizeof(f->bytes));

    if (n > 0)
        f->length = (size_t)n;
    f->start = 0;
    return n > 0 || (n < 0 && passing());
}

/* False: the writing side takes no more. */
static bool give(struct flow *f)
{
    ssize_t n = write(f->to, f->bytes + f->start, f->length);

    if (n < 0)
        return passing();
    f->start += (size_t)n;
    f->length -= (size_t)n;
    return true;
}

enum { BROKEN = POLLHUP | POLLERR | POLLNVAL };

/* What is waited for on FD, which IN comes from and OUT goes to. */
static struct pollfd interest(int fd, const struct flow *in,
                              const struct flow *out)
{
    return (struct pollfd){fd,
                           (short)((in->length == 0 ? POLLIN : 0) |
                                   (out->length > 0 ? POLLOUT : 0)),
                           0};
}

/*
 * An end that cannot be read yet, because what was read before is stuck: it
 * has a second left, and is reported no more (poll() would not wait).
 */
static void look_for_end(struct pollfd p[2], uint64_t *deadline)
{
    int i;

    for (i = 0; i < 2; i++)
        if ((p[i].revents & BROKEN) && !(p[i].events & POLLIN) &&
            *deadline == TICKS_NEVER)
            *deadline = ticks_now() + FLUSH_MS;
}

static bool wait_for_bytes(struct pollfd p[2], uint64_t *deadline)
{
    int i;

    for (i = 0; i < 2; i++)
        if (*deadline != TICKS_NEVER && p[i].events == 0)
            p[i].fd = -1;
    if (!ticks_left(*deadline))
        return false;
    if (poll(p, 2, ticks_poll(*deadline)) < 0) {
        p[0].revents = p[1].revents = 0;
        return errno == EINTR;
    }
    look_for_end(p, deadline);
    return true;
}

/* Both flows take their turn; false: one side is at its end. */
static bool copy(struct flow *in, struct flow *out, const struct pollfd p[2])
{
    if (out->length > 0 && (p[0].revents & (POLLOUT | BROKEN)) && !give(out))
        return false;
    if (in->length > 0 && (p[1].revents & (POLLOUT | BROKEN)) && !give(in))
        return false;
    if (in->length == 0 && (p[0].revents & (POLLIN | BROKEN)) && !take(in))
        return false;
    return out->length > 0 || !(p[1].revents & (POLLIN | BROKEN)) || take(out);
}

/* The other direction still gets what is on its way. */
static void flush(struct flow *f, uint64_t deadline)
{
    while (f->length > 0 && ticks_left(deadline)) {
        struct pollfd p = {f->to, POLLOUT, 0};

        if (poll(&p, 1, ticks_poll(deadline)) < 0 && errno != EINTR)
            return;
        if (p.revents && !give(f))
            return;
    }
}

static bool make_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

void shunt_run(int pty, int line)
{
    static struct flow in, out;
    uint64_t deadline = TICKS_NEVER;
    struct pollfd p[2];

    in = (struct flow){.from = line, .to = pty};
    out = (struct flow){.from = pty, .to = line};
    if (!make_nonblocking(pty) || !make_nonblocking(line))
        return;
    do {
        p[0] = interest(line, &in, &out);
        p[1] = interest(pty, &out, &in);
    } while (wait_for_bytes(p, &deadline) && copy(&in, &out, p));
    if (deadline == TICKS_NEVER)
        deadline = ticks_now() + FLUSH_MS;
    flush(&out, deadline);
    flush(&in, deadline);
    (void)poll(NULL, 0, SETTLE_MS);
}
