/*
 * counters.h - what has been dialled so far.
 *
 * Owns the counters of an entry. They are kept in the entry's history
 * (history.h), which survives restarts, and shown by metrics.h.
 *
 * A call counts when the line is opened for it, a connection when IP is up;
 * seconds and bytes count when the connection ends, so that those of one that
 * a power cut ended are lost.
 */
#ifndef COMPAT_COUNTERS_H
#define COMPAT_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

/* The codes beyond the last are counted as code 0. */
#define COUNTERS_CODES 128

struct counters {
    uint64_t calls, connects;
    uint64_t seconds;        /* connected */
    uint64_t sent, received; /* bytes */
    struct counters_failure {
        uint32_t code;
        uint64_t count;
    } failures[COUNTERS_CODES];
    size_t n_failures;
};

/* Nothing counts beyond UINT64_MAX. */
void counters_add(uint64_t *counter, uint64_t n);
void counters_failed(struct counters *c, uint32_t code, uint64_t n);
void counters_add_all(struct counters *c, const struct counters *more);

#endif
