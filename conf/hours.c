#include "conf/hours.h"

#include <string.h>
#include <strings.h>

static const char names[7][4] = {"Sun", "Mon", "Tue", "Wed",
                                 "Thu", "Fri", "Sat"};

/* --- days */

static bool take_day(const char **text, int *day)
{
    for (*day = 0; *day < 7; ++*day)
        if (strncasecmp(*text, names[*day], 3) == 0) {
            *text += 3;
            return true;
        }
    return false;
}

/* "Fri-Mon" goes over the week's end. */
static bool take_range(const char **text, uint8_t *days)
{
    int day, last;

    if (!take_day(text, &day))
        return false;
    last = day;
    if (**text == '-') {
        ++*text;
        if (!take_day(text, &last))
            return false;
    }
    for (; day != last; day = (day + 1) % 7)
        *days |= (uint8_t)(1u << day);
    *days |= (uint8_t)(1u << last);
    return true;
}

static bool take_days(const char **text, uint8_t *days)
{
    *days = 0;
    if (strncasecmp(*text, "daily", 5) == 0) {
        *text += 5;
        *days = 0x7f;
        return true;
    }
    while (take_range(text, days)) {
        if (**text != ',')
            return true;
        ++*text;
    }
    return false;
}

/* --- times */

static bool take_two(const char **text, unsigned *number)
{
    const char *s = *text;

    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
        return false;
    *number = (unsigned)(s[0] - '0') * 10 + (unsigned)(s[1] - '0');
    *text += 2;
    return true;
}

static bool take_time(const char **text, uint16_t *minutes)
{
    unsigned hour, minute;

    if (!take_two(text, &hour) || **text != ':')
        return false;
    ++*text;
    if (!take_two(text, &minute) || minute > 59 ||
        hour * 60 + minute > HOURS_DAY)
        return false;
    *minutes = (uint16_t)(hour * 60 + minute);
    return true;
}

static bool take_times(const char **text, struct hours *h)
{
    if (!take_time(text, &h->from) || **text != '-')
        return false;
    ++*text;
    return take_time(text, &h->to) && h->from < HOURS_DAY;
}

bool hours_parse(const char *text, struct hours *h)
{
    *h = (struct hours){.to = HOURS_DAY};
    if (take_days(&text, &h->days)) {
        if (*text == '\0')
            return true;
        if (*text == ' ' && (text++, take_times(&text, h)) && *text == '\0')
            return true;
    }
    *h = (struct hours){0};
    return false;
}

bool hours_valid(const char *text)
{
    struct hours h;

    return hours_parse(text, &h);
}

/* --- the clock */

static bool has_day(const struct hours *h, int weekday)
{
    return (h->days >> weekday & 1) != 0;
}

/* The night belongs to the day on which it begins. */
bool hours_have(const struct hours *h, int weekday, int minute)
{
    if (weekday < 0 || weekday > 6)
        return false;
    if (h->from < h->to)
        return has_day(h, weekday) && minute >= h->from && minute < h->to;
    return (has_day(h, weekday) && minute >= h->from) ||
           (has_day(h, (weekday + 6) % 7) && minute < h->to);
}
