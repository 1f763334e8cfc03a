#include "plugin/cable.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/raserr.h"
#include "plugin/cause.h"

/*
 * No line end follows. Hosts answer CLIENTSERVER; some say only SERVER, and on
 * a line that echoes it is the same.
 */
static const char greeting[] = "CLIENT", answer[] = "SERVER";

/* A host without the greeting, already in PPP: RFC 1662 3.1, flag, address. */
static const char ppp[] = "~\xff";

struct cable {
    enum dial_status status;
    dial_ms repeat_at, end;
    uint32_t repeat_ms;
    size_t unsent; /* of the greeting */
    char last[32];
    size_t n_last;
    struct dial_failure failure;
};

struct cable *cable_new(dial_ms now, uint32_t repeat_ms, uint32_t patience_ms)
{
    struct cable *c = calloc(1, sizeof(*c));

    if (!c)
        return NULL;
    c->status = DIAL_RUNNING;
    c->repeat_ms = repeat_ms;
    c->repeat_at = now + repeat_ms;
    c->end = now + patience_ms;
    c->unsent = sizeof(greeting) - 1;
    return c;
}

/* The last bytes that came in end with TEXT. */
static bool heard(const struct cable *c, const char *text)
{
    size_t n = strlen(text);

    return c->n_last >= n && memcmp(c->last + c->n_last - n, text, n) == 0;
}

void cable_input(struct cable *c, unsigned char byte)
{
    if (c->status != DIAL_RUNNING)
        return;
    if (c->n_last == sizeof(c->last))
        memmove(c->last, c->last + 1, --c->n_last);
    c->last[c->n_last++] = (char)byte;
    if (heard(c, answer) || heard(c, ppp))
        c->status = DIAL_CONNECTED;
}

/*
 * What Windows itself says of a cable at whose end nobody listens is 777, and
 * not 678, which is a telephone's. Words that are no answer are a log-on or
 * another machine's console: they are shown.
 */
static void fail(struct cable *c)
{
    char words[sizeof(c->last) + 1];

    cause_printable(words, sizeof(words), c->last, c->n_last);
    c->status = DIAL_FAILED;
    c->failure.error = RASERR_ERROR_OUTOFORDER;
    c->failure.retry = true;
    snprintf(c->failure.text, sizeof(c->failure.text),
             "no CLIENTSERVER came back%s%s", words[0] ? ", but " : "", words);
}

void cable_tick(struct cable *c, dial_ms now)
{
    if (c->status != DIAL_RUNNING)
        return;
    if (now >= c->end) {
        fail(c);
    } else if (now >= c->repeat_at) {
        c->repeat_at = now + c->repeat_ms;
        c->unsent = sizeof(greeting) - 1;
    }
}

size_t cable_output(struct cable *c, void *bytes, size_t size)
{
    size_t n = c->unsent < size ? c->unsent : size;

    if (c->status != DIAL_RUNNING)
        return 0;
    memcpy(bytes, greeting + sizeof(greeting) - 1 - c->unsent, n);
    c->unsent -= n;
    return n;
}

dial_ms cable_deadline(const struct cable *c)
{
    if (c->status != DIAL_RUNNING)
        return DIAL_NEVER;
    return c->repeat_at < c->end ? c->repeat_at : c->end;
}

enum dial_status cable_status(const struct cable *c)
{
    return c->status;
}

const struct dial_failure *cable_failure(const struct cable *c)
{
    return &c->failure;
}
