#include "plugin/report.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compat/connrec.h"
#include "compat/raserr.h"
#include "compat/settings.h"
#include "compat/ticks.h"
#include "compat/wire.h"
#include "plugin/event_log.h"
#include "plugin/notify.h"

/* More states than a dial can reach. */
#define SEEN_MAX 32

static struct {
    const char *directory;
    struct connrec record;
    pid_t recorded; /* under which pid the record stands, 0 = none */
    bool ending, ended, connected;
    enum rascs reached; /* the state in which the end began */
    bool modem_hidden;  /* from the log: ras.conf's logging.modem = false */
    enum rascs seen[SEEN_MAX]; /* of this attempt */
    size_t n_seen;
    uint64_t begun, up; /* ticks_now() */
} report = {.directory = CONNREC_DIR};

void report_directory(const char *directory)
{
    report.directory = directory;
}

/* --- the list of connections */

bool report_is_up(const char *entry, const char *phonebook)
{
    return connrec_has(report.directory, entry, phonebook, RASCS_Connected,
                       shim_user_id());
}

void report_forget(void)
{
    if (report.recorded)
        connrec_remove(report.directory, report.recorded);
    report.recorded = 0;
}

/*
 * The pid changes when pppd detaches. A list that cannot be written must not
 * cost the link: it is logged once, and the link goes on.
 */
static void write_record(void)
{
    static int told;
    struct connrec *c = &report.record;
    int number;

    if (report.recorded && report.recorded != getpid())
        report_forget();
    c->pid = getpid();
    c->pid_start = connrec_pid_start(c->pid);
    if (!report.recorded)
        connrec_sweep(report.directory);
    number = connrec_write(report.directory, c);
    if (number == 0)
        report.recorded = c->pid;
    if (number != 0 && number != told)
        shim_log(SHIM_WARNING, "%s: the connection cannot be listed: %s",
                 report.directory, strerror(number));
    told = number;
}

/*
 * Outlives this pppd, so that it can be asked why an entry is not connected.
 * Not to be kept is no failure of the link.
 */
static void write_last(void)
{
    struct connrec *c = &report.record;
    int number;

    if (!c->entry[0] || c->bundle)
        return;
    c->pid = getpid();
    c->pid_start = connrec_pid_start(c->pid);
    c->ended = time(NULL);
    number = connrec_write_last(report.directory, c);
    if (number != 0)
        shim_log(SHIM_DEBUG, "%s: the end is not kept: %s", report.directory,
                 strerror(number));
}

/* --- states */

static bool send_state(enum rascs state, const struct cause *c)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_STATE);
    wire_put_u32(&w, WIRE_F_STATE, state);
    wire_put_u32(&w, WIRE_F_ERROR, c ? c->error : 0);
    wire_put_u32(&w, WIRE_F_EXTENDED_ERROR, c ? c->extended : 0);
    if (c)
        wire_put_text(&w, WIRE_F_TEXT, c->text);
    wire_put_u64(&w, WIRE_F_TIME, ticks_now() - report.begun);
    wire_put_u32(&w, WIRE_F_SUB_ENTRY, report.record.sub_entry);
    return control_send(&w);
}

static void send_device(void)
{
    const struct connrec *c = &report.record;
    struct wire_writer w;

    wire_begin(&w, WIRE_DEVICE);
    wire_put_text(&w, WIRE_F_DEVICE_TYPE, c->device_type);
    wire_put_text(&w, WIRE_F_DEVICE_NAME, c->device_name);
    wire_put_text(&w, WIRE_F_PORT, c->port);
    wire_put_text(&w, WIRE_F_TTY, c->tty);
    wire_put_text(&w, WIRE_F_NUMBER, c->number);
    control_send(&w);
}

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from))

static void describe_line(struct connrec *c, const struct job *job)
{
    static const char *const types[] = {[RAS_DEVICE_MODEM] = "modem",
                                        [RAS_DEVICE_CELLULAR] = "modem",
                                        [RAS_DEVICE_DIRECT] = "serial",
                                        [RAS_DEVICE_PPPOE] = "PPPoE"};

    COPY(c->device_type, types[job->line->kind]);
    COPY(c->device_name, job->media->device_name);
    COPY(c->port, job->media->port[0] ? job->media->port : job->line->port);
    COPY(c->tty, job->line->tty);
}

static void describe(struct connrec *c, const struct job *job)
{
    memset(c, 0, sizeof(*c));
    COPY(c->entry, job->entry ? job->entry->name : job->asked);
    COPY(c->guid, job->entry && job->entry->guid ? job->entry->guid : "");
    COPY(c->phonebook, job->phonebook);
    if (job->line)
        describe_line(c, job);
    c->since = time(NULL);
    c->uid = shim_user_id();
    c->sub_entry = (uint32_t)job->link;
    c->bundle = job->leader;
    c->links =
        job->all_links && !job->leader ? (uint32_t)job->entry->n_media : 0;
}

void report_attempt(const struct job *job)
{
    report.begun = ticks_now();
    describe(&report.record, job);
    report.ending = report.ended = false;
    report.connected = false;
    report.modem_hidden = job->conf && !job->conf->logging.modem;
    report.n_seen = 0;
    shim_setenv("RAS_ENTRY", report.record.entry);
    shim_setenv("RAS_DEVICE", report.record.tty);
    shim_setenv("RAS_ERROR", "0");
    send_device();
}

void report_line(const struct job *job)
{
    if (strcmp(report.record.tty, job->line->tty) == 0)
        return;
    describe_line(&report.record, job);
    shim_setenv("RAS_DEVICE", report.record.tty);
    write_record();
    send_device();
}

/*
 * A peer may negotiate LCP anew (a provider's tunnel hands the call on): pppd
 * then goes through its phases again, and that is no news. Who is waited for
 * has to be told each time.
 */
static bool news(enum rascs state)
{
    size_t i;

    if (state == RASCS_Interactive && !report.ending)
        return true;
    if (report.ending || report.connected || report.n_seen == SEEN_MAX)
        return false;
    for (i = 0; i < report.n_seen; i++)
        if (report.seen[i] == state)
            return false;
    report.seen[report.n_seen++] = state;
    return true;
}

bool report_state(enum rascs state, const char *detail)
{
    bool told;

    if (!news(state))
        return true;
    report.record.state = state;
    report.connected = state == RASCS_Connected;
    if (report.connected) {
        report.up = ticks_now();
        report.record.connected = time(NULL);
        report.record.up_ms = ticks_boot();
    }
    shim_log(SHIM_NOTICE, "RAS state %s: %s%s%s", rascs_name(state),
             rascs_phrase(state), detail ? " " : "", detail ? detail : "");
    shim_setenv("RAS_STATE", rascs_name(state));
    write_record();
    if (report.connected)
        (void)connrec_make_lock(report.directory, &report.record);
    told = send_state(state, NULL);
    notify_status("%s%s%s", rascs_phrase(state), detail ? " " : "",
                  detail ? detail : "");
    if (report.connected)
        notify_ready();
    return told;
}

/* --- several links */

static void send_network(const struct connrec *c);

static void send_link(uint32_t number, enum rascs state, const struct cause *c)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_LINK);
    wire_put_u32(&w, WIRE_F_SUB_ENTRY, number);
    wire_put_u32(&w, WIRE_F_STATE, state);
    wire_put_u32(&w, WIRE_F_ERROR, c ? c->error : 0);
    wire_put_u32(&w, WIRE_F_EXTENDED_ERROR, c ? c->extended : 0);
    wire_put_text(&w, WIRE_F_TEXT, c ? c->text : "");
    wire_put_u64(&w, WIRE_F_TIME, ticks_now() - report.begun);
    control_send(&w);
}

void report_link(uint32_t number, enum rascs state, const struct cause *c)
{
    const char *text = c ? raserr_text(c->error) : NULL;

    if (c)
        shim_log(SHIM_NOTICE, "RAS link %u: %u (%s)%s%s", number, c->error,
                 text ? text : "unknown", c->text[0] ? ": " : "", c->text);
    else
        shim_log(SHIM_NOTICE, "RAS link %u: %s: %s", number, rascs_name(state),
                 rascs_phrase(state));
    send_link(number, state, c);
}

void report_own_link(uint32_t number, const struct cause *c)
{
    report_link(number, (enum rascs)report.record.state, c);
}

void report_links(unsigned up, bool own)
{
    struct connrec *c = &report.record;

    if (c->links_up == up && c->link_up == own)
        return;
    c->links_up = up;
    c->link_up = own;
    if (report_connected())
        write_record();
}

void report_network(const char *interface, const char *local,
                    const char *remote)
{
    struct connrec *c = &report.record;

    COPY(c->interface, interface);
    COPY(c->local_address, local);
    COPY(c->remote_address, remote);
    shim_log(SHIM_NOTICE, "RAS addresses: %s local %s, remote %s", interface,
             local, remote);
    send_network(c);
}

bool report_connected(void)
{
    return report.connected && !report.ending;
}

void report_number(const char *number)
{
    COPY(report.record.number, number);
    send_device();
}

/* --- the modem */

void report_modem(const char *text, bool sent)
{
    struct wire_writer w;

    if (!report.modem_hidden)
        shim_log(SHIM_INFO, "modem %s %s", sent ? "<-" : "->", text);
    if (sent)
        return;
    wire_begin(&w, WIRE_MODEM);
    wire_put_text(&w, WIRE_F_TEXT, text);
    control_send(&w);
}

void report_speed(const char *text, uint32_t bps)
{
    char speed[16];
    struct wire_writer w;

    report.record.bps = bps;
    snprintf(speed, sizeof(speed), "%u", bps);
    shim_setenv("SPEED", speed);
    wire_begin(&w, WIRE_MODEM);
    wire_put_text(&w, WIRE_F_TEXT, text);
    wire_put_u32(&w, WIRE_F_BPS, bps);
    control_send(&w);
}

/* --- PPP's results */

void report_authentication(const struct evidence *e)
{
    const char *method = settings_method_name(e->auth_protocol, e->auth_data);
    const char *name = method ? method : "none";
    struct wire_writer w;

    COPY(report.record.authentication, name);
    COPY(report.record.reply, e->reply);
    shim_log(SHIM_NOTICE, "RAS authentication: %s", name);
    wire_begin(&w, WIRE_AUTHENTICATION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, e->auth_protocol);
    wire_put_u32(&w, WIRE_F_PROTOCOL_DATA, e->auth_data);
    wire_put_text(&w, WIRE_F_TEXT, e->reply);
    control_send(&w);
}

static void send_network(const struct connrec *c)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_PROJECTION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, 0x8021); /* RASP_PppIp */
    wire_put_u32(&w, WIRE_F_ERROR, 0);
    wire_put_text(&w, WIRE_F_INTERFACE, c->interface);
    wire_put_text(&w, WIRE_F_LOCAL_ADDRESS, c->local_address);
    wire_put_text(&w, WIRE_F_REMOTE_ADDRESS, c->remote_address);
    control_send(&w);
}

static void put_address(struct wire_writer *w, enum wire_tag tag,
                        uint32_t address, char *copy, size_t size)
{
    struct in_addr a = {address};
    char text[INET_ADDRSTRLEN] = "";

    if (address != 0)
        inet_ntop(AF_INET, &a, text, sizeof(text));
    wire_put_text(w, tag, text);
    if (copy)
        snprintf(copy, size, "%s", text);
}

void report_projection(const struct shim_addresses *a, const char *interface)
{
    struct connrec *c = &report.record;
    struct wire_writer w;

    COPY(c->interface, interface);
    wire_begin(&w, WIRE_PROJECTION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, 0x8021); /* RASP_PppIp */
    wire_put_u32(&w, WIRE_F_ERROR, 0);
    wire_put_text(&w, WIRE_F_INTERFACE, interface);
    put_address(&w, WIRE_F_LOCAL_ADDRESS, a->local, c->local_address,
                sizeof(c->local_address));
    put_address(&w, WIRE_F_REMOTE_ADDRESS, a->remote, c->remote_address,
                sizeof(c->remote_address));
    put_address(&w, WIRE_F_DNS1, a->dns[0], NULL, 0);
    put_address(&w, WIRE_F_DNS2, a->dns[1], NULL, 0);
    control_send(&w);
    shim_log(SHIM_NOTICE, "RAS addresses: %s local %s, remote %s", interface,
             c->local_address, c->remote_address);
}

/* --- what was agreed */

static void put_id(char out[17], const uint8_t id[8])
{
    size_t i;

    for (i = 0; i < 8; i++)
        snprintf(out + 2 * i, 3, "%02x", id[i]);
}

static void fill_agreed(struct connrec *c, const struct agreed *a,
                        const struct evidence *e)
{
    c->auth_protocol = e->auth_protocol;
    c->auth_data = e->auth_data;
    c->auth_eap = a->eap_type;
    c->peer_auth_protocol = a->server_auth_protocol;
    c->peer_auth_data = a->server_auth_data;
    c->lcp_options = a->lcp.ours;
    c->lcp_peer_options = a->lcp.peers;
    c->multilink = a->multilink;
    c->ccp_result = agreed_result(&a->ccp);
    c->ccp_algorithm = a->ccp_ours;
    c->ccp_options = a->ccp.ours;
    c->ccp_peer_algorithm = a->ccp_peers;
    c->ccp_peer_options = a->ccp.peers;
    c->ip_result = agreed_result(&a->ip);
    c->ip_options = a->ip.ours;
    c->ip_peer_options = a->ip.peers;
    c->ipv6_result = agreed_result(&a->ipv6);
    put_id(c->ipv6_id, a->our_id);
    put_id(c->ipv6_peer_id, a->peers_id);
}

static void send_lcp(const struct connrec *c)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_PROJECTION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, 0xc021); /* RASP_PppLcp */
    wire_put_u32(&w, WIRE_F_ERROR, 0);
    wire_put_u32(&w, WIRE_F_OPTIONS, c->lcp_options);
    wire_put_u32(&w, WIRE_F_PEER_OPTIONS, c->lcp_peer_options);
    wire_put_u32(&w, WIRE_F_BUNDLED, c->links_up > 1);
    control_send(&w);
}

static void send_ccp(const struct connrec *c)
{
    struct wire_writer w;

    if (c->ccp_result == RASERR_ERROR_PROTOCOL_NOT_CONFIGURED)
        return;
    wire_begin(&w, WIRE_PROJECTION);
    wire_put_u32(&w, WIRE_F_PROTOCOL, 0x80fd); /* RASP_PppCcp */
    wire_put_u32(&w, WIRE_F_ERROR, c->ccp_result);
    wire_put_u32(&w, WIRE_F_COMPRESSION, c->ccp_algorithm);
    wire_put_u32(&w, WIRE_F_OPTIONS, c->ccp_options);
    wire_put_u32(&w, WIRE_F_PEER_OPTIONS, c->ccp_peer_options);
    control_send(&w);
}

/* Before the link is up the next state writes the record. */
void report_agreed(const struct agreed *a, const struct evidence *e)
{
    fill_agreed(&report.record, a, e);
    if (report_connected())
        write_record();
    send_lcp(&report.record);
    send_ccp(&report.record);
}

void report_statistics(void)
{
    struct shim_statistics s;
    struct wire_writer w;

    (void)shim_statistics(&s);
    wire_begin(&w, WIRE_STATISTICS);
    wire_put_u64(&w, WIRE_F_BYTES_SENT, s.bytes_sent);
    wire_put_u64(&w, WIRE_F_BYTES_RECEIVED, s.bytes_received);
    wire_put_u64(&w, WIRE_F_FRAMES_SENT, s.frames_sent);
    wire_put_u64(&w, WIRE_F_FRAMES_RECEIVED, s.frames_received);
    wire_put_u32(&w, WIRE_F_BPS, report.record.bps);
    wire_put_u64(&w, WIRE_F_DURATION,
                 report_connected() ? ticks_now() - report.up : 0);
    control_send(&w);
}

/* --- the end */

static void log_cause(const struct cause *c)
{
    const char *text = raserr_text(c->error);
    char error[16];

    shim_log(c->error == RASERR_ERROR_USER_DISCONNECTION ? SHIM_NOTICE
                                                         : SHIM_ERROR,
             "RAS error %u (%s)%s%s", c->error, text ? text : "unknown",
             c->text[0] ? ": " : "", c->text);
    notify_status("RAS error %u (%s)%s%s", c->error, text ? text : "unknown",
                  c->text[0] ? ": " : "", c->text);
    snprintf(error, sizeof(error), "%u", c->error);
    shim_setenv("RAS_ERROR", error);
}

static void send_ended(const struct cause *c, int exit_status)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_ENDED);
    wire_put_u32(&w, WIRE_F_ERROR, c->error);
    wire_put_u32(&w, WIRE_F_EXTENDED_ERROR, c->extended);
    wire_put_text(&w, WIRE_F_TEXT, c->text);
    wire_put_u32(&w, WIRE_F_RETRY, c->retry);
    if (exit_status >= 0)
        wire_put_u32(&w, WIRE_F_EXIT_STATUS, (uint32_t)exit_status);
    wire_put_u64(&w, WIRE_F_TIME, ticks_now() - report.begun);
    control_send(&w);
}

/* While pppd's counters still are those of this link. */
static void keep_counters(struct connrec *c)
{
    struct shim_statistics s;

    c->lasted_ms = ticks_now() - report.up;
    if (!shim_statistics(&s))
        return;
    c->bytes_sent = s.bytes_sent;
    c->bytes_received = s.bytes_received;
}

void report_dial_failed(const struct cause *c)
{
    shim_log(SHIM_NOTICE,
             "the dial has failed with %u (%s): its dialer decides", c->error,
             c->text);
    if (report.n_seen > 0)
        send_state((enum rascs)report.record.state, c);
    send_ended(c, -1);
}

/* A state that failed is said once more with its error, as RasDial does. */
static void end_state(const struct cause *c)
{
    report.ending = true;
    report.reached = (enum rascs)report.record.state;
    if (report.connected)
        keep_counters(&report.record);
    if (!report.connected && report.n_seen > 0)
        send_state((enum rascs)report.record.state, c);
}

void report_cause(const struct cause *c)
{
    if (report.ended || (report.ending && report.record.error == c->error))
        return;
    if (!report.ending)
        end_state(c);
    report.record.error = c->error;
    COPY(report.record.text, c->text);
    report.record.state = RASCS_Disconnected;
    log_cause(c);
    shim_setenv("RAS_STATE", rascs_name(RASCS_Disconnected));
}

static void log_end(const struct cause *c)
{
    const struct connrec *r = &report.record;
    const struct event_log_end end = {
        .entry = r->entry,
        .phonebook = r->phonebook,
        .state = rascs_name(report.reached),
        .device = r->tty,
        .error = c->error,
        .redial = c->retry,
        .cause = c->text,
    };

    event_log_ended(&end);
}

void report_ended(const struct cause *c, int exit_status)
{
    if (report.ended)
        return;
    report_cause(c);
    report.ended = true;
    if (report.recorded)
        write_record();
    log_end(c);
    write_last();
    send_ended(c, exit_status);
}
