#include "tests/unit/fake_controller.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool fake_controller_begin(struct fake_controller *c)
{
    int ends[2];

    memset(c, 0, sizeof(*c));
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return false;
    c->near = ends[0];
    c->far = ends[1];
    return true;
}

void fake_controller_end(struct fake_controller *c)
{
    if (c->far >= 0) {
        (void)shutdown(c->far, SHUT_RDWR); /* a modem may have a copy */
        close(c->far);
    }
    c->far = -1;
}

bool fake_controller_send(struct fake_controller *c, enum wire_type type)
{
    struct wire_writer w;

    wire_begin(&w, type);
    return wire_send(c->far, &w) == 0;
}

bool fake_controller_dial(struct fake_controller *c, const char *entry)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, entry);
    return wire_send(c->far, &w) == 0;
}

bool fake_controller_login(struct fake_controller *c, const char *user,
                           const char *password)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_USER, user);
    wire_put_text(&w, WIRE_F_PASSWORD, password);
    return wire_send(c->far, &w) == 0;
}

void fake_controller_read(struct fake_controller *c)
{
    while (c->n < FAKE_RECORDS && wire_receive(c->far, &c->records[c->n]) == 0)
        c->n++;
}

void fake_controller_forget(struct fake_controller *c)
{
    c->n = 0;
}

size_t fake_controller_count(const struct fake_controller *c,
                             enum wire_type type)
{
    size_t i, n = 0;

    for (i = 0; i < c->n; i++)
        n += c->records[i].type == type;
    return n;
}

const struct wire_record *fake_controller_last(const struct fake_controller *c,
                                               enum wire_type type)
{
    size_t i = c->n;

    while (i > 0)
        if (c->records[--i].type == type)
            return &c->records[i];
    return NULL;
}

void fake_controller_story(const struct fake_controller *c, char *out,
                           size_t size)
{
    size_t i, n = 0;

    out[0] = '\0';
    for (i = 0; i < c->n && n < size; i++) {
        const struct wire_record *r = &c->records[i];
        unsigned error = wire_u32(r, WIRE_F_ERROR, 0);

        if (r->type == WIRE_STATE && error == 0)
            n += (size_t)snprintf(out + n, size - n, "%s%x", n ? " " : "",
                                  wire_u32(r, WIRE_F_STATE, 0xffff));
        else if (r->type == WIRE_STATE)
            n += (size_t)snprintf(out + n, size - n, "%s%x!%u", n ? " " : "",
                                  wire_u32(r, WIRE_F_STATE, 0xffff), error);
        else if (r->type == WIRE_ENDED)
            n += (size_t)snprintf(out + n, size - n, "%send%u", n ? " " : "",
                                  error);
    }
}
