#include "compat/rasdial_connections.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/pidfd.h>
#include <time.h>
#include <unistd.h>

#include "compat/books.h"
#include "compat/connlist.h"
#include "compat/ifcounter.h"
#include "compat/rascs.h"
#include "compat/rasdial_custom.h"
#include "compat/rasdial_say.h"
#include "compat/rasdial_wait.h"
#include "compat/raserr.h"
#include "compat/ticks.h"

/* pppd's time to end an established link and free the port. */
enum { DISCONNECT_MS = 30000 };

struct list {
    struct connrec *records;
    size_t n;
};

/* --- reading */

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;

    if (stat(a, &x) < 0 || stat(b, &y) < 0)
        return strcmp(a, b) == 0;
    return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Is C a connection of the entry and phonebook named, where they are? */
static bool is_meant(const struct connrec *c, const struct rasdial_options *o)
{
    if (o->entry && strcasecmp(c->entry, o->entry) != 0)
        return false;
    return !o->phonebook || !c->phonebook[0] ||
           same_file(c->phonebook, o->phonebook);
}

static bool same_entry(const struct connrec *a, const struct connrec *b)
{
    return strcasecmp(a->entry, b->entry) == 0 &&
           strcmp(a->phonebook, b->phonebook) == 0;
}

static const char *run_directory(const struct rasdial_options *o)
{
    return o->rundir ? o->rundir : CONNREC_DIR;
}

static int cannot_read(const struct rasdial_options *o, int error)
{
    char why[512];

    snprintf(why, sizeof(why), "%s: %s", run_directory(o), strerror(error));
    return say_failed(o->entry,
                      error == ENOMEM ? RASERR_ERROR_NOT_ENOUGH_MEMORY
                                      : RASERR_ERROR_ACCESS_DENIED,
                      why);
}

static int read_list(const struct rasdial_options *o, struct list *l)
{
    int error = connlist_read(run_directory(o), &l->records, &l->n);

    return error ? cannot_read(o, error) : 0;
}

/* The wall clock may have been set since: the time since boot is better. */
static uint64_t established_ms(const struct connrec *c)
{
    int64_t s = (int64_t)time(NULL) - c->connected;
    uint64_t now = ticks_boot();

    if (c->ended || c->connected <= 0)
        return c->lasted_ms;
    if (c->up_ms)
        return now > c->up_ms ? now - c->up_ms : 0;
    return s > 0 ? (uint64_t)s * 1000 : 0;
}

/* What a record of a live connection does not have. */
static void complete(struct connrec *c)
{
    c->lasted_ms = established_ms(c);
    if (c->ended || c->state != RASCS_Connected)
        return;
    (void)ifcounter_read(IFCOUNTER_NETWORK, c->interface, "tx_bytes",
                         &c->bytes_sent);
    (void)ifcounter_read(IFCOUNTER_NETWORK, c->interface, "rx_bytes",
                         &c->bytes_received);
}

/* --- showing one */

static void show_text(const char *label, const char *text)
{
    if (text[0])
        say("    %-16s%s", label, text);
}

static void show_number(const char *label, uint64_t number, const char *unit)
{
    char text[64];

    snprintf(text, sizeof(text), "%" PRIu64 "%s", number, unit);
    show_text(label, text);
}

static void show_duration(uint64_t ms)
{
    uint64_t s = ms / 1000;
    char text[64];

    snprintf(text, sizeof(text), "%" PRIu64 ":%02u:%02u", s / 3600,
             (unsigned)(s / 60 % 60), (unsigned)(s % 60));
    show_text("Duration", text);
}

static void show_time(const char *label, int64_t when)
{
    time_t t = (time_t)when;
    char text[64];
    struct tm tm;

    if (when && localtime_r(&t, &tm) &&
        strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %z", &tm) > 0)
        show_text(label, text);
}

static void show_cause(const char *label, const struct connrec *c)
{
    const char *text = raserr_text(c->error);
    char line[512];

    snprintf(line, sizeof(line), "%u - %s%s%s%s", (unsigned)c->error,
             text ? text : "unknown", c->text[0] ? " (" : "", c->text,
             c->text[0] ? ")" : "");
    show_text(label, line);
}

static void show_details(const struct connrec *c)
{
    show_text("State", rascs_phrase(c->state));
    show_text("Phonebook", c->phonebook);
    show_text("Device", c->device_name);
    show_text("Port", c->port);
    show_text("Line", c->tty);
    show_text("Number", c->number);
    if (c->bps)
        show_number("Speed", c->bps, " bit/s");
    show_text("Authentication", c->authentication);
    show_text("Interface", c->interface);
    show_text("Address", c->local_address);
    show_text("Server", c->remote_address);
    if (!c->ended)
        show_number("Process", (uint64_t)c->pid, "");
    if (c->connected <= 0)
        return;
    show_duration(c->lasted_ms);
    show_number("Sent", c->bytes_sent, " bytes");
    show_number("Received", c->bytes_received, " bytes");
}

static void show_end(const struct connrec *c)
{
    const char *advice = raserr_advice(c->error);

    show_time("Ended", c->ended);
    show_cause("Last cause", c);
    if (advice && c->error != RASERR_ERROR_USER_DISCONNECTION)
        show_text("To check", advice);
}

/* BEFORE: how the one before ended, or NULL. */
static void put_event(const struct connrec *c, const struct connrec *before)
{
    struct event e;

    event_begin(&e, c->ended ? RASDIAL_EVENT_ended : RASDIAL_EVENT_connection,
                c->entry);
    event_state(&e, c->state);
    event_error(&e, c->error);
    event_text(&e, RASDIAL_KEY_details, c->text);
    event_text(&e, RASDIAL_KEY_phonebook, c->phonebook);
    event_text(&e, RASDIAL_KEY_device_type, c->device_type);
    event_text(&e, RASDIAL_KEY_device, c->device_name);
    event_text(&e, RASDIAL_KEY_port, c->port);
    event_text(&e, RASDIAL_KEY_tty, c->tty);
    event_text(&e, RASDIAL_KEY_number, c->number);
    event_number(&e, RASDIAL_KEY_bps, c->bps);
    event_text(&e, RASDIAL_KEY_authentication, c->authentication);
    event_text(&e, RASDIAL_KEY_interface, c->interface);
    event_text(&e, RASDIAL_KEY_local_address, c->local_address);
    event_text(&e, RASDIAL_KEY_remote_address, c->remote_address);
    event_number(&e, RASDIAL_KEY_pid, c->pid);
    event_time(&e, RASDIAL_KEY_since, c->since);
    event_time(&e, RASDIAL_KEY_ended, c->ended);
    event_number(&e, RASDIAL_KEY_duration_ms, (int64_t)c->lasted_ms);
    event_number(&e, RASDIAL_KEY_bytes_sent, (int64_t)c->bytes_sent);
    event_number(&e, RASDIAL_KEY_bytes_received, (int64_t)c->bytes_received);
    if (before) {
        event_number(&e, RASDIAL_KEY_last_error, before->error);
        event_text(&e, RASDIAL_KEY_last_details, before->text);
        event_time(&e, RASDIAL_KEY_last_ended, before->ended);
    }
    event_end(&e);
}

/* --- the list */

int connections_list(const struct rasdial_options *o)
{
    struct list l;
    size_t i, shown = 0;
    int status = read_list(o, &l);

    if (status)
        return status;
    for (i = 0; i < l.n; i++) {
        struct connrec *c = &l.records[i];

        if (c->state != RASCS_Connected && !o->verbose)
            continue;
        if (shown++ == 0)
            say(o->verbose ? "Connections" : "Connected to");
        complete(c);
        say("%s", c->entry);
        if (o->verbose)
            show_details(c);
        put_event(c, NULL);
    }
    free(l.records);
    if (shown == 0)
        say("No connections");
    return say_completed(NULL);
}

/* --- the status */

static const struct connrec *find(const struct list *l, const struct connrec *c)
{
    size_t i;

    for (i = 0; i < l->n; i++)
        if (same_entry(&l->records[i], c))
            return &l->records[i];
    return NULL;
}

static int not_connected(const struct rasdial_options *o)
{
    say_failure("You are not connected to %s.", o->entry);
    return say_result(o->entry, RASERR_ERROR_NO_CONNECTION, "");
}

/* The best of what the entry's connections are: 0, 756 or 668. */
static uint32_t show_live(const struct rasdial_options *o, struct list *live,
                          const struct list *last)
{
    uint32_t code = RASERR_ERROR_NO_CONNECTION;
    size_t i;

    for (i = 0; i < live->n; i++) {
        struct connrec *c = &live->records[i];
        const struct connrec *before = find(last, c);

        if (!is_meant(c, o))
            continue;
        complete(c);
        say("%s", c->entry);
        show_details(c);
        if (before) {
            show_time("Last end", before->ended);
            show_cause("Last cause", before);
        }
        put_event(c, before);
        if (c->state == RASCS_Connected)
            code = RASERR_ERROR_SUCCESS;
        else if (code)
            code = RASERR_ERROR_DIAL_ALREADY_IN_PROGRESS;
    }
    return code;
}

/* Without an entry all of them; with one the latest, of any phonebook. */
static size_t show_ended(const struct rasdial_options *o,
                         const struct list *live, const struct list *last)
{
    size_t i, shown = 0;

    for (i = 0; i < last->n && !(o->entry && shown); i++) {
        const struct connrec *c = &last->records[i];

        if (!is_meant(c, o) || find(live, c))
            continue;
        shown++;
        say("%s", c->entry);
        show_details(c);
        show_end(c);
        put_event(c, NULL);
    }
    return shown;
}

static int show_status(const struct rasdial_options *o, struct list *live,
                       const struct list *last)
{
    uint32_t code = show_live(o, live, last);
    size_t shown = 0;

    if (!o->entry || code == RASERR_ERROR_NO_CONNECTION)
        shown = show_ended(o, live, last);
    if (!o->entry) {
        if (code == RASERR_ERROR_NO_CONNECTION && shown == 0)
            say("No connections");
        return say_completed(NULL);
    }
    if (code == RASERR_ERROR_NO_CONNECTION && shown == 0 && !o->quiet)
        return not_connected(o);
    return code ? say_result(o->entry, code, "") : say_completed(o->entry);
}

/*
 * A pppd that is about to go, or waits before it dials again, has its record
 * still; how its attempt ended is on record already.
 */
static void drop_ended(struct list *live)
{
    size_t i, n = 0;

    for (i = 0; i < live->n; i++)
        if (live->records[i].state != RASCS_Disconnected)
            live->records[n++] = live->records[i];
    live->n = n;
}

/* With --quiet the exit status alone is the answer. */
int connections_status(const struct rasdial_options *o)
{
    struct list live = {NULL, 0}, last = {NULL, 0};
    int status = read_list(o, &live), error;

    if (status)
        return status;
    drop_ended(&live);
    error = connlist_read_last(run_directory(o), &last.records, &last.n);
    status = error ? cannot_read(o, error) : show_status(o, &live, &last);
    free(live.records);
    free(last.records);
    return status;
}

/* --- the end */

/* Who has gone already need not be ended. */
static uint32_t not_ended(int error)
{
    return error == ESRCH    ? RASERR_ERROR_SUCCESS
           : error == EPERM  ? RASERR_ERROR_ACCESS_DENIED
           : error == ENOMEM ? RASERR_ERROR_NOT_ENOUGH_MEMORY
                             : RASERR_ERROR_HANGUP_FAILED;
}

static uint32_t end_connection(const struct connrec *c)
{
    int pidfd = connrec_open_process(c->pid, c->pid_start);
    uint32_t code;

    if (pidfd < 0)
        return not_ended(errno);
    if (pidfd_send_signal(pidfd, SIGTERM, NULL, 0) < 0)
        code = not_ended(errno);
    else
        code = wait_process(pidfd, ticks_now() + DISCONNECT_MS)
                   ? RASERR_ERROR_SUCCESS
                   : RASERR_ERROR_REQUEST_TIMEOUT;
    close(pidfd);
    return code;
}

/* Its entry's custom dialer is asked first. */
static uint32_t end_one(const struct rasdial_options *o,
                        const struct connrec *c)
{
    uint32_t code;
    struct event e;

    if (!rasdial_custom_end(o, c, &code))
        code = end_connection(c);
    if (code)
        say_error(code, c->entry);
    event_begin(&e, RASDIAL_EVENT_disconnected, c->entry);
    event_error(&e, code);
    event_number(&e, RASDIAL_KEY_pid, c->pid);
    event_end(&e);
    return code;
}

static int none_to_end(const struct rasdial_options *o)
{
    if (o->entry)
        return not_connected(o);
    say("No connections");
    return say_completed(NULL);
}

int connections_end(const struct rasdial_options *o)
{
    struct list l;
    uint32_t failure = RASERR_ERROR_SUCCESS;
    size_t i, meant = 0;
    int status = read_list(o, &l);

    if (status)
        return status;
    for (i = 0; i < l.n; i++) {
        uint32_t code;

        if (!is_meant(&l.records[i], o))
            continue;
        meant++;
        code = end_one(o, &l.records[i]);
        failure = failure ? failure : code;
    }
    free(l.records);
    if (meant == 0)
        return none_to_end(o);
    return failure ? say_result(o->entry, failure, "")
                   : say_completed(o->entry);
}

/* --- before a dial */

/*
 * Without a phonebook it is the system's, or the one that root has fixed for
 * pppd. Another user's own phonebook may have an entry of the same name: that
 * one is in nobody's way.
 */
static bool is_wanted(const struct connrec *c, const struct rasdial_options *o)
{
    return is_meant(c, o) &&
           (o->phonebook || c->uid == 0 || c->uid == getuid() ||
            strcmp(c->phonebook, BOOKS_SYSTEM) == 0);
}

bool connections_in_use(const struct rasdial_options *o, int *status)
{
    struct connrec *found = NULL;
    struct list l;
    size_t i;

    *status = EXIT_SUCCESS;
    if (connlist_read(run_directory(o), &l.records, &l.n))
        return false;
    for (i = 0; i < l.n && !found; i++)
        if (is_wanted(&l.records[i], o) && l.records[i].error == 0)
            found = &l.records[i];
    if (found && found->state == RASCS_Connected) {
        say("You are already connected to %s.", found->entry);
        complete(found);
        put_event(found, NULL);
        *status = say_completed(found->entry);
    } else if (found) {
        *status =
            say_failed(o->entry, RASERR_ERROR_DIAL_ALREADY_IN_PROGRESS, "");
    }
    free(l.records);
    return found != NULL;
}
