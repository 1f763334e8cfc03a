/*
 * counters.h - what has been dialled so far, for Prometheus.
 *
 * Owns the counters of an entry, and the file that they are shown in: the text
 * exposition format 0.0.4, as the textfile collector of node_exporter reads
 * it. They are kept in the entry's history (history.h), which survives
 * restarts; the file is made of all histories and has no memory of its own.
 *
 * A call counts when the line is opened for it, a connection when IP is up;
 * seconds and bytes count when the connection ends, so that those of one that
 * a power cut ended are lost.
 */
#ifndef COMPAT_COUNTERS_H
#define COMPAT_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#include "conf/buf.h"
#include "conf/result.h"

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

struct history;

/*
 * Appends the metrics of the N histories to OUT. A label's value is escaped as
 * the format wants it, and what is no UTF-8 there is shown as \xHH.
 */
enum conf_result metrics_show(const struct history *list, size_t n,
                              struct buf *out);

/* No more entries than this are shown. */
#define METRICS_ENTRIES 1000

/*
 * Writes FILE anew from all histories in DIR, atomically, 0644. Several
 * processes may do that at the same time: each one waits for its turn and then
 * reads what is there. A symbolic link in the place of FILE is replaced and
 * not followed, since others than root may own that directory.
 */
enum conf_result metrics_publish(const char *dir, const char *file,
                                 struct conf_problem *p);

#endif
