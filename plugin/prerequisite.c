#include "plugin/prerequisite.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "compat/raserr.h"
#include "compat/rascs.h"
#include "compat/session.h"
#include "compat/ticks.h"
#include "conf/text.h"
#include "plugin/control.h"
#include "plugin/gate.h"
#include "plugin/hosted.h"
#include "plugin/report.h"
#include "plugin/shim.h"

/* A polite end of the link, and the modem on hook. */
#define DOWN_MS 10000

static struct {
    struct session *session; /* NULL = there is none, or it is not ours */
    char entry[1537], phonebook[1025];
    const char *pppd, *plugin;
} first;

void prerequisite_program(const char *pppd, const char *plugin)
{
    first.pppd = pppd;
    first.plugin = plugin;
}

static bool fail(struct cause *c, uint32_t error, bool retry, const char *why)
{
    char text[CAUSE_TEXT_MAX];

    snprintf(text, sizeof(text), "[%.80s], which is dialled first%s%.140s",
             first.entry, why[0] ? ": " : "", why);
    shim_set_status(SHIM_STATUS_CONNECT);
    (void)cause_latch(c, error, 0, retry, text);
    return false;
}

/* --- which one */

/* A path of Windows is a file beside the entry's own phonebook. */
static bool find_phonebook(const struct job *job)
{
    const char *name = job->entry->prerequisite_phonebook;
    const char *own = job->phonebook, *slash = strrchr(own, '/');
    int directory = 0, n;

    if (!name[0]) {
        name = own;
    } else if (name[0] != '/') {
        name = text_windows_name(name);
        directory = slash ? (int)(slash + 1 - own) : 0;
    }
    n = snprintf(first.phonebook, sizeof(first.phonebook), "%.*s%s", directory,
                 own, name);
    return name[0] && n >= 0 && (size_t)n < sizeof(first.phonebook);
}

static bool is_same_entry(const struct job *job)
{
    const char *a = first.entry, *b = job->entry->name;

    return text_same(a, strlen(a), b, strlen(b)) &&
           strcmp(first.phonebook, job->phonebook) == 0;
}

static bool choose(const struct job *job, uint32_t depth, struct cause *c)
{
    snprintf(first.entry, sizeof(first.entry), "%s",
             job->entry->prerequisite_entry);
    if (!find_phonebook(job))
        return fail(c, RASERR_ERROR_CANNOT_OPEN_PHONEBOOK, false,
                    "PrerequisitePbk is no file's name, or too long");
    if (is_same_entry(job))
        return fail(c, RASERR_ERROR_CORRUPT_PHONEBOOK, false,
                    "an entry cannot be dialled before itself");
    if (depth >= PREREQUISITE_DEPTH)
        return fail(c, RASERR_ERROR_CORRUPT_PHONEBOOK, false,
                    "too many entries wait for one another; do their "
                    "PrerequisiteEntry form a loop?");
    return true;
}

/* --- its pppd */

/* Where root has this plugin from is also where root's other pppd finds it. */
static const char *own_path(void)
{
    Dl_info info;

    if (first.plugin || shim_user_id() != 0)
        return first.plugin;
    return dladdr(&first, &info) ? info.dli_fname : NULL;
}

static bool start(const struct job *job, uint32_t depth, struct cause *c)
{
    const struct session_request q = {
        .pppd = first.pppd,
        .plugin = own_path(),
        .entry = first.entry,
        .phonebook = first.phonebook,
        .config = job->config,
        .depth = depth + 1,
    };
    char why[CAUSE_TEXT_MAX];
    uint32_t error;

    shim_log(SHIM_NOTICE, "[%s]: [%s] is dialled first", job->entry->name,
             first.entry);
    error = session_open(&q, &first.session, why, sizeof(why));
    return !error || fail(c, error, raserr_redial(error) == RASERR_LATER, why);
}

/* --- waiting */

static void sleep_until_news(void)
{
    struct pollfd p[2] = {
        {.fd = session_fd(first.session), .events = POLLIN},
        {.fd = hosted_running() ? -1 : control_descriptor(), .events = POLLIN},
    };

    (void)gate_sleep(p, 2, TICKS_NEVER);
}

/* A custom dialer that pppd has called has not dialled yet. */
static bool given_up(struct cause *c)
{
    enum control_event event =
        hosted_running() ? CONTROL_NOTHING : control_poll();
    bool over = event == CONTROL_HANGUP || event == CONTROL_GONE;

    if (event == CONTROL_STATISTICS)
        report_statistics();
    if (shim_quit_signal() || over)
        shim_quit();
    else if (!shim_hup_signal())
        return false;
    (void)fail(c, RASERR_ERROR_USER_DISCONNECTION, false,
               "the dial was given up");
    shim_set_status(SHIM_STATUS_USER_REQUEST);
    return true;
}

static bool ended(const struct wire_record *r, struct cause *c)
{
    uint32_t error = wire_u32(r, WIRE_F_ERROR, 0);
    char text[257];

    (void)wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    text_make_printable(text);
    return fail(c, error ? error : RASERR_ERROR_DISCONNECTION,
                wire_u32(r, WIRE_F_RETRY, 0) != 0, text);
}

/* Is it over, in either way? *UP says in which. */
static bool look(struct cause *c, bool *up)
{
    struct wire_record r;
    int error;

    while ((error = session_receive(first.session, &r)) == 0) {
        *up = r.type == WIRE_STATE &&
              wire_u32(&r, WIRE_F_STATE, 0) == RASCS_Connected;
        if (*up)
            return true;
        if (r.type == WIRE_ENDED) {
            (void)ended(&r, c);
            return true;
        }
    }
    if (error == EAGAIN)
        return false;
    (void)fail(c, RASERR_ERROR_DISCONNECTION, true, "its pppd has ended");
    return true;
}

static bool wait_until_up(struct cause *c)
{
    bool up = false;

    gate_close();
    while (!given_up(c) && !look(c, &up))
        sleep_until_news();
    gate_open();
    return up;
}

bool prerequisite_up(const struct job *job, uint32_t depth, struct cause *c)
{
    prerequisite_down();
    if (!job->entry->prerequisite_entry[0])
        return true;
    if (!choose(job, depth, c))
        return false;
    if (report_is_up(first.entry, first.phonebook)) {
        shim_log(SHIM_NOTICE, "[%s]: [%s] is connected already",
                 job->entry->name, first.entry);
        return true;
    }
    return start(job, depth, c) && wait_until_up(c);
}

/* --- the end */

/* Until its pppd has gone: the next attempt may want the same line. */
void prerequisite_down(void)
{
    uint64_t deadline = ticks_now() + DOWN_MS;
    struct wire_record r;
    int error;

    if (!first.session)
        return;
    (void)session_hangup(first.session);
    do {
        struct pollfd p = {.fd = session_fd(first.session), .events = POLLIN};

        while ((error = session_receive(first.session, &r)) == 0)
            ;
        if (error == EAGAIN)
            (void)poll(&p, 1, ticks_poll(deadline));
    } while (error == EAGAIN && ticks_left(deadline));
    if (error == EAGAIN)
        shim_log(SHIM_WARNING, "[%s]: its pppd does not hang up", first.entry);
    prerequisite_forget();
}

void prerequisite_forget(void)
{
    session_close(first.session);
    first.session = NULL;
}
