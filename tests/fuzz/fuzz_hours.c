/*
 * fuzz_hours - hours of the week: a second reader, made after the syntax in
 * hours.h alone, knows of every minute whether it is one of them, too.
 *
 * Under test: conf/hours.c
 */
#include "conf/hours.h"

#include <ctype.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

enum { DAYS = 7 };

/* Is WORD, in any case, what *S begins with? Behind it then. */
static bool skip(const char **s, const char *word)
{
    size_t i;

    for (i = 0; word[i]; i++)
        if (tolower((unsigned char)(*s)[i]) != tolower((unsigned char)word[i]))
            return false;
    *s += i;
    return true;
}

static int day(const char **s)
{
    static const char *const names[DAYS] = {"Sun", "Mon", "Tue", "Wed",
                                            "Thu", "Fri", "Sat"};
    int i;

    for (i = 0; i < DAYS; i++)
        if (skip(s, names[i]))
            return i;
    return -1;
}

static bool days(const char **s, bool is[DAYS])
{
    int from, to;

    if (skip(s, "daily")) {
        memset(is, true, DAYS);
        return true;
    }
    do {
        from = to = day(s);
        if (from >= 0 && skip(s, "-"))
            to = day(s);
        if (from < 0 || to < 0)
            return false;
        for (is[to] = true; from != to; from = (from + 1) % DAYS)
            is[from] = true;
    } while (skip(s, ","));
    return true;
}

/* HH:MM as minutes, -1 if it is none. */
static int minutes(const char **s)
{
    const char *t = *s;
    int i, all;

    for (i = 0; i < 5; i++)
        if (i == 2 ? t[i] != ':' : !isdigit((unsigned char)t[i]))
            return -1;
    all =
        ((t[0] - '0') * 10 + t[1] - '0') * 60 + (t[3] - '0') * 10 + t[4] - '0';
    *s += 5;
    return t[3] < '6' && all <= HOURS_DAY ? all : -1;
}

/* Reads TEXT and fills the minutes of a week. */
static bool reference(const char *text, bool week[DAYS * HOURS_DAY])
{
    bool is[DAYS] = {false};
    int from = 0, to = HOURS_DAY, i, m;

    if (!days(&text, is))
        return false;
    if (skip(&text, " ")) {
        from = minutes(&text);
        to = from >= 0 && skip(&text, "-") ? minutes(&text) : -1;
    }
    if (*text || from < 0 || from >= HOURS_DAY || to < 0)
        return false;
    if (to <= from)
        to += HOURS_DAY;
    memset(week, false, DAYS * HOURS_DAY);
    for (i = 0; i < DAYS; i++)
        for (m = from; is[i] && m < to; m++)
            week[(i * HOURS_DAY + m) % (DAYS * HOURS_DAY)] = true;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static bool week[DAYS * HOURS_DAY];
    struct fuzz_input in = {data, n};
    struct hours h;
    char text[256];
    bool good;
    int i;

    fuzz_text(&in, text);
    good = hours_parse(text, &h);
    HOLDS(good == reference(text, week) && good == hours_valid(text));
    HOLDS(good ? h.days != 0 : h.days == 0);
    for (i = 0; good && i < DAYS * HOURS_DAY; i++)
        HOLDS(hours_have(&h, i / HOURS_DAY, i % HOURS_DAY) == week[i]);
    return 0;
}
