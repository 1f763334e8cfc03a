#include "compat/rasdial_say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "compat/json_out.h"
#include "compat/raserr.h"
#include "compat/rascs.h"
#include "conf/text.h"

#define COMPLETED "Command completed successfully."

/* ECMA-48 8.3.41, EL: erases what the shorter text leaves. */
#define REWRITE "\r\033[K"

static struct {
    bool quiet, json, live;
    bool shown; /* there is something in the live line */
} form;

/* A terminal that cannot go back to the line's start says that it is dumb. */
static bool can_rewrite(void)
{
    const char *terminal = getenv("TERM");

    return isatty(STDOUT_FILENO) && terminal && terminal[0] &&
           strcmp(terminal, "dumb") != 0;
}

void say_begin(const struct rasdial_options *o)
{
    form.quiet = o->quiet;
    form.json = o->json;
    form.live = !o->quiet && !o->json && !o->verbose && can_rewrite();
    form.shown = false;
    /* Who reads us through a pipe wants each line when it is written. */
    setvbuf(stdout, NULL, _IOLBF, 0);
}

bool say_is_live(void)
{
    return form.live;
}

/* --- lines */

static void forget_live(void)
{
    if (form.shown)
        fputs(REWRITE, stdout);
    form.shown = false;
}

static void put_line(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));

static void put_line(const char *format, va_list arguments)
{
    char line[4096];

    vsnprintf(line, sizeof(line), format, arguments);
    text_make_printable(line);
    forget_live();
    puts(line);
}

void say(const char *format, ...)
{
    va_list arguments;

    if (form.quiet || form.json)
        return;
    va_start(arguments, format);
    put_line(format, arguments);
    va_end(arguments);
}

void say_failure(const char *format, ...)
{
    va_list arguments;

    if (form.json)
        return;
    va_start(arguments, format);
    put_line(format, arguments);
    va_end(arguments);
}

static size_t columns(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
        return size.ws_col;
    return 80;
}

/*
 * Cut so that it never wraps: only one line can be rewritten. What is not ASCII
 * may be two columns wide, and is taken to be.
 */
static void cut(char *text, size_t room)
{
    size_t left = strlen(text), n;

    while (left > 0) {
        size_t width = (unsigned char)text[0] < 0x80 ? 1 : 2;

        if (width > room)
            break;
        room -= width;
        n = text_utf8_length(text, left);
        n = n ? n : 1;
        text += n;
        left -= n;
    }
    *text = '\0';
}

void say_live(const char *format, ...)
{
    char line[1024];
    va_list arguments;

    if (!form.live)
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    text_make_printable(line);
    cut(line, columns() - 1);
    printf(REWRITE "%s", line);
    fflush(stdout);
    form.shown = true;
}

/* --- the end of a command */

int say_error(uint32_t code, const char *details)
{
    const char *text = raserr_text(code), *advice = raserr_advice(code);

    say_failure("Remote Access error %u - %s", (unsigned)code,
                text ? text : "There is no text for this error.");
    if (details[0])
        say_failure("    %s", details);
    if (advice && code != RASERR_ERROR_USER_DISCONNECTION)
        say_failure("    %s", advice);
    return raserr_exit_status(code);
}

int say_result(const char *entry, uint32_t code, const char *details)
{
    struct event e;

    event_result(&e, entry, code, details);
    event_end(&e);
    return raserr_exit_status(code);
}

int say_failed(const char *entry, uint32_t code, const char *details)
{
    say_error(code, details);
    return say_result(entry, code, details);
}

void say_done(void)
{
    say(COMPLETED);
}

int say_completed(const char *entry)
{
    say_done();
    return say_result(entry, RASERR_ERROR_SUCCESS, "");
}

/* --- events */

#define RASDIAL_EVENT(name, text) #name,
#define RASDIAL_KEY(name, type, text)
static const char *const events[] = {
#include "compat/rasdial_event.def"
};
#undef RASDIAL_EVENT
#undef RASDIAL_KEY

#define RASDIAL_EVENT(name, text)
#define RASDIAL_KEY(name, type, text) #name,
static const char *const keys[] = {
#include "compat/rasdial_event.def"
};
#undef RASDIAL_EVENT
#undef RASDIAL_KEY

static void put(struct event *e, enum rasdial_key key, json_t *value)
{
    if (json_object_set_new(e->object, keys[key], value) < 0)
        e->failed = true;
}

/* What is no UTF-8 would be no JSON either. NULL: no memory. */
static json_t *string(const char *text)
{
    char *copy = strdup(text);
    json_t *value;

    if (!copy)
        return NULL;
    text_make_printable(copy);
    value = json_string(copy);
    free(copy);
    return value;
}

static void put_time(struct event *e, enum rasdial_key key,
                     const struct timespec *t, bool fraction)
{
    char text[40], end[16] = "Z";
    struct tm tm;

    if (!gmtime_r(&t->tv_sec, &tm) ||
        strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm) == 0)
        return;
    if (fraction)
        snprintf(end, sizeof(end), ".%03uZ", (unsigned)(t->tv_nsec / 1000000));
    memcpy(text + strlen(text), end, strlen(end) + 1);
    put(e, key, json_string(text));
}

void event_begin(struct event *e, enum rasdial_event type, const char *entry)
{
    struct timespec now = {0, 0};

    e->failed = false;
    e->object = NULL;
    if (!form.json || (form.quiet && type != RASDIAL_EVENT_result))
        return;
    e->object = json_object();
    if (!e->object) {
        e->failed = true;
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    put_time(e, RASDIAL_KEY_time, &now, true);
    put(e, RASDIAL_KEY_event, json_string(events[type]));
    event_text(e, RASDIAL_KEY_entry, entry);
}

void event_text(struct event *e, enum rasdial_key key, const char *text)
{
    if (e->object && text && text[0])
        put(e, key, string(text));
}

void event_number(struct event *e, enum rasdial_key key, int64_t number)
{
    if (e->object)
        put(e, key, json_integer(number));
}

void event_time(struct event *e, enum rasdial_key key, int64_t time)
{
    const struct timespec t = {(time_t)time, 0};

    if (e->object && time)
        put_time(e, key, &t, false);
}

void event_add(struct event *e, enum rasdial_key key, const char *text)
{
    json_t *list;

    if (!e->object || !text[0])
        return;
    list = json_object_get(e->object, keys[key]);
    if (!list) {
        list = json_array();
        put(e, key, list);
    }
    if (!e->failed && json_array_append_new(list, string(text)) < 0)
        e->failed = true;
}

void event_error(struct event *e, uint32_t code)
{
    event_number(e, RASDIAL_KEY_error, code);
    if (!code)
        return;
    event_text(e, RASDIAL_KEY_error_name, raserr_name(code));
    event_text(e, RASDIAL_KEY_text, raserr_text(code));
}

void event_state(struct event *e, uint32_t state)
{
    event_number(e, RASDIAL_KEY_state, state);
    event_text(e, RASDIAL_KEY_state_name, rascs_name(state));
    event_text(e, RASDIAL_KEY_text, rascs_phrase(state));
}

void event_result(struct event *e, const char *entry, uint32_t code,
                  const char *details)
{
    event_begin(e, RASDIAL_EVENT_result, entry);
    event_error(e, code);
    event_text(e, RASDIAL_KEY_details, details);
    if (code)
        event_text(e, RASDIAL_KEY_advice, raserr_advice(code));
    event_number(e, RASDIAL_KEY_exit_status, raserr_exit_status(code));
}

void event_end(struct event *e)
{
    if (!e->object && !e->failed)
        return;
    if (e->failed || !json_out(e->object, JSON_COMPACT, stdout))
        fputs("{\"event\":\"result\",\"error\":8}", stdout);
    putchar('\n');
    json_decref(e->object);
    e->object = NULL;
}
