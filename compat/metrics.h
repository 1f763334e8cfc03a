/*
 * metrics.h - the counters of all entries, for Prometheus.
 *
 * Owns the file that they are shown in: the text exposition format 0.0.4, as
 * the textfile collector of node_exporter reads it. The file is made of all
 * histories (history.h) and has no memory of its own.
 */
#ifndef COMPAT_METRICS_H
#define COMPAT_METRICS_H

#include <stddef.h>

#include "compat/history.h"
#include "conf/buf.h"
#include "conf/result.h"

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
