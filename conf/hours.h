/*
 * hours.h - hours of the week, as ras.conf writes them: "Mon-Fri 07:00-19:00".
 *
 * Owns their syntax and their meaning on a clock's face. What that clock shows
 * at a moment, summer time or not, is the caller's business.
 *
 *     hours = days [ " " HH:MM "-" HH:MM ]
 *     days  = "daily" / day [ "-" day ] *( "," day [ "-" day ] )
 *     day   = "Sun" / "Mon" / "Tue" / "Wed" / "Thu" / "Fri" / "Sat"
 *
 * Without times: all day. The end is not part of it, and may be 24:00. An end
 * that is not behind the beginning is on the next day.
 */
#ifndef CONF_HOURS_H
#define CONF_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#define HOURS_DAY (24 * 60) /* minutes */

struct hours {
    uint8_t days;      /* bit 0: Sunday, as in tm_wday */
    uint16_t from, to; /* minutes of the day */
};

/* Letter case is ignored. False if TEXT is none; *H is then empty. */
bool hours_parse(const char *text, struct hours *h);

/* The same, for a table of checks. */
bool hours_valid(const char *text);

/* Is MINUTE of the day WEEKDAY (0: Sunday) one of them? */
bool hours_have(const struct hours *h, int weekday, int minute);

#endif
