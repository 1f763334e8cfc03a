/*
 * event_log.h - the end of an attempt for programs that read logs.
 *
 * Owns the names and the form of the fields. They stand in one line of pppd's
 * log, FIELD=VALUE, texts in double quotes with \ before " and \; and, where
 * journald runs, as fields of a journal entry, which is found by, say,
 * `journalctl RAS_ERROR=691`.
 */
#ifndef PLUGIN_EVENT_LOG_H
#define PLUGIN_EVENT_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct event_log_end {
    const char *entry, *phonebook;
    const char *state; /* the last that was reached: a name of RASCS_ */
    const char *device;
    uint32_t error; /* RAS code */
    bool redial;    /* may a later try succeed? */
    const char *cause;
};

/* Nothing that fails here is worth a word: pppd's own line has it all. */
void event_log_ended(const struct event_log_end *e);

#endif
