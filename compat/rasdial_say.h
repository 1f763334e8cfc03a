/*
 * rasdial_say.h - what rasdial writes.
 *
 * Owns standard output and its three forms: lines in the words of Windows'
 * tool, one line that is rewritten on a terminal, and JSON objects, one to a
 * line. The members of these are in rasdial_event.def.
 */
#ifndef COMPAT_RASDIAL_SAY_H
#define COMPAT_RASDIAL_SAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "compat/rasdial_options.h"

#define RASDIAL_EVENT(name, text) RASDIAL_EVENT_##name,
#define RASDIAL_KEY(name, type, text)
enum rasdial_event {
#include "compat/rasdial_event.def"
    RASDIAL_EVENTS
};
#undef RASDIAL_EVENT
#undef RASDIAL_KEY

#define RASDIAL_EVENT(name, text)
#define RASDIAL_KEY(name, type, text) RASDIAL_KEY_##name,
enum rasdial_key {
#include "compat/rasdial_event.def"
    RASDIAL_KEYS
};
#undef RASDIAL_EVENT
#undef RASDIAL_KEY

/* The form that the command line asks for; a terminal may get a live line. */
void say_begin(const struct rasdial_options *o);

/* Is standard output rewritten by say_live()? */
bool say_is_live(void);

/*
 * A plain line, not with --quiet or --json. Names and messages of others do not
 * reach the terminal raw.
 */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for what --quiet leaves: a failure. */
void say_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Rewrites the live line; nothing without one. */
void say_live(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* --- the end of a command: each returns the exit status for CODE */

/* Plain lines for CODE, without a result: text, DETAILS, advice. */
int say_error(uint32_t code, const char *details);

/* The result event alone: ENTRY may be NULL. */
int say_result(const char *entry, uint32_t code, const char *details);

int say_failed(const char *entry, uint32_t code, const char *details);
int say_completed(const char *entry);

/* The last line of what has gone well, without a result. */
void say_done(void);

/* --- events; without --json, and but for results with --quiet, nothing */

struct event {
    json_t *object; /* NULL: it is not wanted, or there is no memory */
    bool failed;
};

void event_begin(struct event *e, enum rasdial_event type, const char *entry);

/* TEXT is left out when it is NULL or empty. */
void event_text(struct event *e, enum rasdial_key key, const char *text);
void event_number(struct event *e, enum rasdial_key key, int64_t number);

/* A Unix time, left out when it is 0. */
void event_time(struct event *e, enum rasdial_key key, int64_t time);

/* Adds TEXT to a list. */
void event_add(struct event *e, enum rasdial_key key, const char *text);

/* Number, name and text of an error; nothing but the 0 for success. */
void event_error(struct event *e, uint32_t code);

/* Number, name and phrase of a state. */
void event_state(struct event *e, uint32_t state);

/* A whole result, to which more may be added: begins it. */
void event_result(struct event *e, const char *entry, uint32_t code,
                  const char *details);

/* Writes it. What lacks for want of memory is replaced by error 8. */
void event_end(struct event *e);

#endif
