/*
 * event.h - the event log of the laboratory's modem: one line per event, with
 * the time, so that a test can assert on what the modem saw and when.
 *
 *     MS EVENT[ TEXT]
 *
 * MS is decimal milliseconds since the program's start, EVENT one word, TEXT
 * the rest of the line with control and 8-bit bytes as \xNN and \ as \\.
 */
#ifndef TESTS_LAB_EVENT_H
#define TESTS_LAB_EVENT_H

#include <stddef.h>

/* Starts the clock. Events go to the file `path`, or to stderr when NULL. */
int event_start(const char *path);

/* Milliseconds since event_start(). */
long event_ms(void);

/* Writes one line; a NULL format stands for an event without text. */
void event(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The escaped form of `length` bytes, cut to fit `out`; returns `out`. */
char *event_escape(char *out, size_t size, const void *bytes, size_t length);

#endif
