#define SD_JOURNAL_SUPPRESS_LOCATION /* CODE_FILE would only name this one */

#include "plugin/event_log.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-journal.h>

#include "compat/raserr.h"
#include "plugin/shim.h"

/* Value of a field: the longest is an entry's name in UTF-8, 256 characters,
 * each byte of it escaped. */
#define VALUE_MAX 2100

/* pppd's log is text: what is no printable byte becomes a question mark. */
static void quote(const char *text, char *out, size_t size)
{
    size_t n = 0;

    out[n++] = '"';
    for (; *text && n + 4 <= size; text++) {
        if (*text == '"' || *text == '\\')
            out[n++] = '\\';
        out[n++] = (unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text;
    }
    out[n++] = '"';
    out[n] = '\0';
}

static void to_log(const struct event_log_end *e)
{
    char entry[VALUE_MAX], device[VALUE_MAX];

    quote(e->entry, entry, sizeof(entry));
    quote(e->device, device, sizeof(device));
    shim_log(SHIM_NOTICE,
             "RAS_ENTRY=%s RAS_STATE=%s RAS_ERROR=%u RAS_DEVICE=%s "
             "RAS_REDIAL=%d",
             entry, e->state, e->error, device, e->redial);
}

/* systemd.journal-fields(7); without journald this sends nothing. */
static void to_journal(const struct event_log_end *e)
{
    const char *text = raserr_text(e->error);
    bool failed = e->error != RASERR_ERROR_USER_DISCONNECTION;

    (void)sd_journal_send(
        "MESSAGE=%s: RAS error %u (%s)", e->entry, e->error,
        text ? text : "unknown", "PRIORITY=%d", failed ? LOG_ERR : LOG_NOTICE,
        "SYSLOG_IDENTIFIER=pppd", "SYSLOG_FACILITY=%d", LOG_DAEMON >> 3,
        "RAS_ENTRY=%s", e->entry, "RAS_PHONEBOOK=%s", e->phonebook,
        "RAS_STATE=%s", e->state, "RAS_ERROR=%u", e->error, "RAS_DEVICE=%s",
        e->device, "RAS_REDIAL=%d", e->redial, "RAS_CAUSE=%s", e->cause, NULL);
}

void event_log_ended(const struct event_log_end *e)
{
    to_log(e);
    to_journal(e);
}
