#include "compat/counters.h"

void counters_add(uint64_t *counter, uint64_t n)
{
    *counter = *counter + n < n ? UINT64_MAX : *counter + n;
}

void counters_failed(struct counters *c, uint32_t code, uint64_t n)
{
    size_t i;

    for (i = 0; i < c->n_failures && c->failures[i].code != code; i++)
        ;
    if (i == COUNTERS_CODES) {
        i--;
        c->failures[i].code = 0;
    }
    if (i == c->n_failures)
        c->failures[c->n_failures++] = (struct counters_failure){code, 0};
    counters_add(&c->failures[i].count, n);
}

void counters_add_all(struct counters *c, const struct counters *more)
{
    size_t i;

    counters_add(&c->calls, more->calls);
    counters_add(&c->connects, more->connects);
    counters_add(&c->seconds, more->seconds);
    counters_add(&c->sent, more->sent);
    counters_add(&c->received, more->received);
    for (i = 0; i < more->n_failures; i++)
        counters_failed(c, more->failures[i].code, more->failures[i].count);
}
