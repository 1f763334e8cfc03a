/*
 * cause.h - the first cause of a link's end.
 *
 * Owns the latch: the first cause wins, whatever weaker news (a hang-up, an
 * exit status) comes after it.
 */
#ifndef PLUGIN_CAUSE_H
#define PLUGIN_CAUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAUSE_TEXT_MAX 256

struct cause {
    uint32_t error;            /* RAS code; 0 = nothing latched */
    uint32_t extended;         /* RasDialFunc1's dwExtendedError, 0 if unused */
    bool retry;                /* is an automatic redial sensible? */
    char text[CAUSE_TEXT_MAX]; /* printable: the modem's or peer's words */
};

void cause_clear(struct cause *c);

/*
 * Latches ERROR with TEXT unless something is latched already. TEXT may hold
 * anything a peer sent: unprintable bytes become '?', and it is cut to fit.
 * Returns true if this was the first cause. Error 0 is ignored.
 */
bool cause_latch(struct cause *c, uint32_t error, uint32_t extended, bool retry,
                 const char *text);

/*
 * Writes the N bytes of a peer's text to OUT, SIZE > 0 bytes: cut to fit, with
 * '?' for NUL and whatever else is not printable, always terminated.
 */
void cause_printable(char *out, size_t size, const void *bytes, size_t n);

#endif
