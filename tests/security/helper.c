/*
 * helper - stands for the helper and the custom dialer in it, if that were the
 * worst of all: it says to pppd what comes into its mind, on both pairs, and
 * leaves processes behind. The number of its call is the seed.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/wire.h"
#include "tests/security/generate.h"

enum { CALLS = 3, SESSION = 4, FAR_TOO_LONG_S = 2 };

static uint32_t call;

static void send_dial(void)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY,
                  generate_once_in(3) ? "Office" : "../../etc/shadow");
    if (generate_once_in(3))
        wire_put_text(&w, WIRE_F_NUMBER, "5550102");
    if (generate_once_in(4))
        wire_put_text(&w, WIRE_F_PHONEBOOK, "/etc/shadow");
    if (generate_once_in(2))
        wire_put_u32(&w, WIRE_F_OWN_LINE, 1);
    (void)wire_send(SESSION, &w);
}

static void send_returned(void)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_RETURNED);
    wire_put_u32(&w, WIRE_F_CALL, call + generate_once_in(5));
    wire_put_u32(&w, WIRE_F_ERROR, generate_below(1000));
    wire_put_text(&w, WIRE_F_TEXT, "\x1b[2J\xe2\x80\xae%n%s\n");
    (void)wire_send(CALLS, &w);
}

static void send_any(void)
{
    struct wire_writer w = {.result = WIRE_OK};
    int fd = -1;

    w.length = generate_record(w.bytes, sizeof(w.bytes));
    if (generate_once_in(3))
        fd = open(generate_once_in(2) ? "/dev/null" : "/", O_RDONLY);
    (void)wire_send_descriptor(generate_once_in(2) ? CALLS : SESSION, &w, fd);
    if (fd >= 0)
        close(fd);
}

static void print(void)
{
    char text[3000];
    size_t n = generate_answer(text, sizeof(text));

    if (write(1, text, n) < 0)
        _exit(3);
}

static void leave_somebody(void)
{
    if (generate_once_in(4) && fork() == 0) {
        (void)setsid();
        (void)signal(SIGTERM, SIG_IGN);
        for (;;)
            pause();
    }
}

static void end(void)
{
    static const int signals[] = {SIGSEGV, SIGKILL, SIGSTOP, SIGABRT};

    if (generate_once_in(3))
        raise(signals[generate_below(4)]);
    _exit((int)generate_below(256));
}

static void close_one(void)
{
    if (generate_once_in(6))
        close(generate_once_in(2) ? CALLS : SESSION);
}

static void (*const acts[])(void) = {
    send_dial, send_dial,      send_returned, send_any, send_any,
    print,     leave_somebody, close_one,     send_any, send_returned,
};

int main(void)
{
    struct pollfd p = {.fd = CALLS, .events = POLLIN};
    struct wire_record in;
    char number[129] = "1";
    unsigned i, n;

    alarm(FAR_TOO_LONG_S);
    (void)poll(&p, 1, -1);
    if (wire_receive(CALLS, &in) != 0 ||
        !wire_text(&in, WIRE_F_NUMBER, number, sizeof(number)))
        return 4;
    call = wire_u32(&in, WIRE_F_CALL, 0);
    generate_begin(strtoull(number, NULL, 10), 99, call);
    for (i = 0, n = generate_below(12); i < n; i++)
        acts[generate_below(sizeof(acts) / sizeof(*acts))]();
    end();
    return 0;
}
