#include "plugin/link.h"

#include <unistd.h>

#include "compat/books.h"
#include "compat/raserr.h"
#include "plugin/agreed.h"
#include "plugin/bearer.h"
#include "plugin/bundle.h"
#include "plugin/call.h"
#include "plugin/callback.h"
#include "plugin/caller.h"
#include "plugin/class_route.h"
#include "plugin/control.h"
#include "plugin/evidence.h"
#include "plugin/hosted.h"
#include "plugin/hosted_dial.h"
#include "plugin/leader.h"
#include "plugin/notify.h"
#include "plugin/order.h"
#include "plugin/persist.h"
#include "plugin/prerequisite.h"
#include "plugin/promote.h"
#include "plugin/redial.h"
#include "plugin/report.h"
#include "plugin/transport.h"

/* How soon a controller is heard: while the link is made, and afterwards. */
#define LISTEN_SOON_MS 200
#define LISTEN_MS      1000
/* How many questions are answered at a time: pppd has other things to do. */
#define LISTEN_MAX 16

static struct job_paths paths = {BOOKS_SYSTEM, BOOKS_CONFIG};
static struct order order = {.paths = &paths};

static struct {
    struct evidence evidence;
    struct agreed agreed;
    bool attempt; /* between connect and the port being free again */
    bool ipv6_up; /* IPV6CP is open */
    bool decided; /* the cause of this attempt's end is known */
    enum evidence_end end;
} link_;

/* Does another pppd lead the links, and answer for them? */
static bool is_member(void)
{
    return order.job.leader != 0;
}

void link_set_paths(const struct job_paths *p)
{
    paths = *p;
}

/* --- the end */

/* pppd's status at the moment it starts to end the link; later it lies. */
static const struct {
    int status;
    enum evidence_end end;
} ends[] = {
    {SHIM_STATUS_IDLE, EVIDENCE_END_IDLE},
    {SHIM_STATUS_CONNECT_TIME, EVIDENCE_END_MAXTIME},
    {SHIM_STATUS_PEER_DEAD, EVIDENCE_END_PEER_DEAD},
    {SHIM_STATUS_LOOPBACK, EVIDENCE_END_LOOPBACK},
    {SHIM_STATUS_CALLBACK, EVIDENCE_END_CALLBACK},
    {SHIM_STATUS_USER_REQUEST, EVIDENCE_END_LOCAL},
};

static enum evidence_end how_it_ended(void)
{
    int status = shim_status();
    size_t i;

    for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (ends[i].status == status)
            return ends[i].end;
    return shim_hungup() ? EVIDENCE_END_HANGUP : EVIDENCE_END_NONE;
}

/* A limit was reached: no failure, and whether to redial is pppd's business. */
static bool on_purpose(void)
{
    return link_.end == EVIDENCE_END_IDLE || link_.end == EVIDENCE_END_MAXTIME;
}

/*
 * pppd keeps persist on after every failure: a refused password would be sent
 * again and again until the account is locked.
 */
static void forbid_useless_redial(const struct cause *c)
{
    if (c->retry || on_purpose() ||
        c->error == RASERR_ERROR_USER_DISCONNECTION || !persist_wanted())
        return;
    shim_log(SHIM_NOTICE,
             "not dialled again by itself: RAS error %u would "
             "only come back",
             c->error);
    persist_want(false);
}

/* A line was hung up on purpose; only new traffic may dial again. */
static void forbid_redial_on_purpose(void)
{
    if (on_purpose() && persist_is_entrys() && !shim_demand())
        persist_want(false);
}

/*
 * SIGHUP is the reload of a unit: pppd would end there, without persist, and
 * with the status of a link that somebody wants no more.
 */
static void heed_reload(void)
{
    if (link_.end == EVIDENCE_END_LOCAL && notify_wanted() && !shim_quitting())
        persist_need(PERSIST_RELOAD);
}

static void on_deadline(void *context);
static void on_hopeless(void *context);
static void hear_controller(void);

/*
 * The other links go on without this one. What is ended on purpose is the whole
 * connection, also where pppd ends but this link.
 */
static bool outlives(enum evidence_end end)
{
    if (!leader_others_live() || end == EVIDENCE_END_LOCAL || on_purpose() ||
        (link_.evidence.stage == EVIDENCE_NETWORK && leader_lacks_network()))
        return false;
    evidence_ended(&link_.evidence, end);
    leader_outlive(&order.job, &link_.evidence.cause);
    return true;
}

static void decide(enum evidence_end end)
{
    if (!link_.attempt || link_.decided)
        return;
    link_.decided = true;
    link_.end = end;
    shim_cancel_timer(on_deadline);
    shim_cancel_timer(on_hopeless);
    if (callback_goes_on(end) || outlives(end))
        return;
    bundle_hangup();
    /* Who knows why it ended has said so before. */
    if (order.job.own_line)
        hear_controller();
    evidence_ended(&link_.evidence, end);
    report_cause(&link_.evidence.cause);
    forbid_useless_redial(&link_.evidence.cause);
    forbid_redial_on_purpose();
    heed_reload();
}

static void on_deadline(void *context)
{
    (void)context;
    decide(EVIDENCE_END_DEADLINE);
    shim_end_link("Negotiation takes too long");
}

/* 0 = no deadline. */
static void set_deadline(uint32_t ms)
{
    shim_cancel_timer(on_deadline);
    if (ms > 0)
        shim_timer(on_deadline, ms);
}

/* The peer has rejected every network protocol: pppd itself would wait on. */
static void on_hopeless(void *context)
{
    (void)context;
    decide(EVIDENCE_END_NONE);
    shim_end_link(link_.evidence.callback_barred
                      ? "No callback to choose"
                      : "No network protocols running");
}

/* --- packets */

static bool before_the_end(void)
{
    return link_.attempt && !link_.decided;
}

/* A refusal of our credentials counts even when it is read too late. */
static void late_refusal(const uint8_t *p, size_t n)
{
    if (!link_.evidence.provisional)
        return;
    evidence_received(&link_.evidence, p, n);
    if (link_.evidence.provisional)
        return;
    report_cause(&link_.evidence.cause);
    forbid_useless_redial(&link_.evidence.cause);
}

/* CCP may come to terms when the link is long up, and again later. */
static void agreement(bool changed)
{
    if (changed && report_connected())
        report_agreed(&link_.agreed, &link_.evidence);
}

static void connected_by_ipv6(void);

/* A peer without IPv4 gives what it has: IPv6 is then the link. */
static bool ipv6_is_all(void)
{
    return !shim_want_ipv4() || link_.evidence.ipcp_rejected;
}

static void packet_received(const uint8_t *p, size_t n)
{
    if (link_.attempt && link_.decided)
        late_refusal(p, n);
    if (!before_the_end())
        return;
    evidence_received(&link_.evidence, p, n);
    agreement(agreed_received(&link_.agreed, p, n));
    if (link_.ipv6_up && ipv6_is_all())
        connected_by_ipv6();
    if (evidence_network_hopeless(&link_.evidence, shim_want_ipv6()) ||
        evidence_callback_hopeless(&link_.evidence)) {
        shim_cancel_timer(on_hopeless);
        shim_timer(on_hopeless, 0);
    }
}

static void packet_sent(const uint8_t *p, size_t n)
{
    if (!before_the_end())
        return;
    evidence_sent(&link_.evidence, p, n);
    agreement(agreed_sent(&link_.agreed, p, n));
}

/* --- phases */

static void phase_authenticate(void)
{
    shim_cancel_timer(on_deadline); /* pppd has its own for this phase */
    evidence_reached(&link_.evidence, EVIDENCE_AUTHENTICATE);
    report_state(callback_called_back() ? RASCS_ReAuthenticate
                                        : RASCS_Authenticate,
                 NULL);
}

/* cbcp.c has no deadline. */
static void phase_callback(void)
{
    evidence_reached(&link_.evidence, EVIDENCE_CALLBACK);
    callback_talk();
    set_deadline(order.job.line->timeouts.network);
}

/* The server's patience is what counts then. */
static bool offer_waits(void)
{
    bool again = callback_offer_waits();

    if (!before_the_end() || !callback_keep_offer(&order, &link_.evidence))
        return false;
    if (!again)
        set_deadline(0);
    return true;
}

static void choose_number(const char *number)
{
    const char *why;

    if (!callback_offer_waits() || !before_the_end())
        return;
    set_deadline(order.job.line->timeouts.network);
    why = callback_choose(&order.job, number, &link_.evidence.cause);
    if (!why)
        return;
    decide(EVIDENCE_END_NONE);
    shim_end_link(why);
}

static void on_alone(void *context)
{
    (void)context;
    shim_end_link("Multilink is needed");
}

/*
 * A further link that the other end does not bundle would be a second
 * connection, with a second address.
 */
static bool stands_alone(void)
{
    if (!is_member() || link_.agreed.multilink)
        return false;
    cause_latch(&link_.evidence.cause, RASERR_ERROR_BUNDLE_NOT_FOUND, 0, false,
                "the other end does not bundle links");
    decide(EVIDENCE_END_NONE);
    shim_timer(on_alone, 0);
    return true;
}

static void phase_network(void)
{
    if (link_.evidence.stage >= EVIDENCE_UP || stands_alone())
        return;
    callback_network();
    evidence_reached(&link_.evidence, EVIDENCE_NETWORK);
    report_state(RASCS_AuthProject, NULL);
    set_deadline(order.job.line->timeouts.network);
}

/*
 * The tty did not take PPP's line discipline: no packet was ever sent. A call
 * that ended right behind the modem's CONNECT looks so too.
 */
static void no_ppp_at_all(void)
{
    if (!before_the_end() || shim_status() != SHIM_STATUS_FATAL)
        return;
    if (bearer_hung_up()) {
        shim_set_status(SHIM_STATUS_HANGUP);
        decide(EVIDENCE_END_HANGUP);
        return;
    }
    cause_latch(&link_.evidence.cause, RASERR_ERROR_PORT_OR_DEVICE, 0, false,
                "the line cannot be put into PPP mode");
}

/* pppd walks back through its phases when a link ends: that is no progress. */
static void on_phase(enum shim_phase phase)
{
    switch (phase) {
    case SHIM_PHASE_AUTHENTICATE:
        if (before_the_end())
            phase_authenticate();
        break;
    case SHIM_PHASE_CALLBACK:
        if (before_the_end())
            phase_callback();
        break;
    case SHIM_PHASE_NETWORK:
        if (before_the_end())
            phase_network();
        break;
    case SHIM_PHASE_DISCONNECT:
        no_ppp_at_all();
        decide(how_it_ended());
        break;
    case SHIM_PHASE_TERMINATE:
        decide(how_it_ended());
        break;
    default:
        break;
    }
}

static void on_auth_up(void)
{
    if (!before_the_end())
        return;
    report_authentication(&link_.evidence);
    report_state(RASCS_Authenticated, NULL);
}

/* From here on a drop is redialled if the entry says so, else not. */
static void established(const char *interface)
{
    if (persist_is_entrys() && !shim_demand() && !is_member() &&
        (!order.job.own_line || order.hosted))
        persist_want(order.job.entry->redial_on_link_failure);
    report_agreed(&link_.agreed, &link_.evidence);
    report_state(RASCS_Projected, NULL);
    report_state(RASCS_Connected, interface);
    if (!is_member())
        redial_connected();
    hosted_connected();
}

/* --- several links, or the one */

static void settle_links(void)
{
    const char *interface =
        bundle_leads() && link_.attempt ? leader_settle() : NULL;

    if (interface)
        established(interface);
}

static void connected(void)
{
    shim_cancel_timer(on_deadline);
    evidence_reached(&link_.evidence, EVIDENCE_UP);
    promote_connected(&order.job);
    if (!bundle_leads()) {
        established(shim_interface());
        return;
    }
    report_agreed(&link_.agreed, &link_.evidence);
    leader_own_up(&order.job);
    settle_links();
}

static void on_joined(void)
{
    if (before_the_end())
        connected();
}

/* The last one was idle, or long enough there: pppd knows it in one place. */
static void heed_purpose(void)
{
    const struct cause *c = leader_idle();

    if (!c || !before_the_end())
        return;
    link_.evidence.cause = *c;
    decide(EVIDENCE_END_IDLE);
    shim_end_link("Link inactive");
}

static void listen_to_links(void)
{
    bundle_listen();
    settle_links();
    heed_purpose();
}

static void on_conflict(void *context)
{
    (void)context;
    shim_end_link("Both ends have the same address");
}

/*
 * pppd takes it; but all that is sent to the peer would stay here. A peer that
 * takes addresses out of a pool may have another one the next time.
 */
static bool address_is_the_peers(const struct shim_addresses *a)
{
    if (!a->local || a->local != a->remote)
        return false;
    cause_latch(&link_.evidence.cause, RASERR_ERROR_IP_CONFIGURATION, 0,
                !link_.evidence.fixed_address,
                "the peer has the same address as this end");
    decide(EVIDENCE_END_NONE);
    shim_set_status(SHIM_STATUS_NEGOTIATION);
    shim_timer(on_conflict, 0);
    return true;
}

static void on_ip_up(void)
{
    struct shim_addresses a;

    if (!before_the_end())
        return;
    shim_addresses(&a);
    if (address_is_the_peers(&a))
        return;
    bundle_keep(shim_interface());
    report_projection(&a, shim_interface());
    class_route_add(&order.job, &a);
    connected();
}

static void connected_by_ipv6(void)
{
    static const struct shim_addresses none;

    if (!before_the_end() || report_connected())
        return;
    bundle_keep(shim_interface());
    report_projection(&none, shim_interface());
    connected();
}

/* IPV6CP is often first; the link is up with IPv4, where that can be had. */
static void on_ipv6_up(void)
{
    link_.ipv6_up = true;
    if (ipv6_is_all())
        connected_by_ipv6();
}

/* A peer that only negotiates LCP anew takes IP down, too. */
static bool is_ending(void)
{
    enum shim_phase phase = shim_phase();

    return phase == SHIM_PHASE_TERMINATE || phase == SHIM_PHASE_DISCONNECT ||
           shim_hungup() || link_.evidence.lcp_terminated;
}

/* ip-down runs after this: it is to know why. */
static void on_ip_down(void)
{
    struct shim_statistics s;

    if (!is_member() && shim_statistics(&s))
        redial_traffic(&s);
    if (is_ending())
        decide(how_it_ended());
}

/* Without IPv4 pppd never begins to count anew: it is counted once. */
static void on_ipv6_down(void)
{
    link_.ipv6_up = false;
    if (ipv6_is_all() && is_ending())
        on_ip_down();
}

/* --- the controller */

static void listen_again(void);

/* A hang-up is the link's end only while there is a link. */
static void listen_to_dialer(enum control_event event)
{
    struct cause c;

    cause_clear(&c);
    if (event == CONTROL_HANGUP && link_.attempt) {
        shim_terminate();
    } else if (before_the_end() && hosted_lost(&c)) {
        link_.evidence.cause = c;
        decide(EVIDENCE_END_NONE);
        shim_end_link("The custom dialer has ended");
    }
}

/* The dialer says why its own line has ended, or will. */
static void line_ended(void)
{
    if (!order.job.own_line || !link_.attempt)
        return;
    transport_ended(&link_.evidence.cause);
    if (link_.decided)
        return;
    decide(EVIDENCE_END_NONE);
    shim_end_link("The dialer has ended the call");
}

/*
 * All that is left to pppd is to wait for its scripts: a signal would kill
 * those, and make the exit status one of a link that somebody has ended.
 */
static bool is_over(void)
{
    return !link_.attempt && !callback_due() && !persist_goes_on() &&
           !shim_demand();
}

/* False: nothing more to hear now. */
static bool hear(enum control_event event)
{
    if (event == CONTROL_STATISTICS)
        report_statistics();
    else if (event == CONTROL_LINE_ENDED)
        line_ended();
    else if (event == CONTROL_RESUME)
        choose_number(control_word()->callback_number);
    else if (hosted_running())
        listen_to_dialer(event);
    else if (!is_over() &&
             (event == CONTROL_HANGUP ||
              (event == CONTROL_GONE &&
               (is_member() || !report_connected() || order.depth))))
        shim_terminate();
    return event == CONTROL_STATISTICS || event == CONTROL_PROGRESS;
}

static void hear_controller(void)
{
    int n;

    for (n = 0; n < LISTEN_MAX && hear(control_poll()); n++)
        ;
}

static void on_listen(void *context)
{
    (void)context;
    hear_controller();
    listen_to_links();
    listen_again();
}

/* pppd 2.4.9 cannot watch a descriptor for a plugin: it has to be asked. */
static void listen_again(void)
{
    shim_cancel_timer(on_listen); /* that of the attempt before */
    if (control_attached() || (hosted_running() && link_.attempt) ||
        bundle_leads())
        shim_timer(on_listen, report_connected() ? LISTEN_MS : LISTEN_SOON_MS);
}

/* --- the job */

static void say_hello(void)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_HELLO);
    wire_put_u32(&w, WIRE_F_PID, (uint32_t)getpid());
    wire_put_text(&w, WIRE_F_PROGRAM, "pppd");
    control_send(&w);
}

static bool method_allowed(uint32_t protocol, uint32_t data)
{
    return settings_allow_method(order.job.entry, protocol, data);
}

/* A call: an attempt has one, or two if the peer calls back. */
static void start_call(void)
{
    const struct entry *e = order.job.entry;

    evidence_reset(&link_.evidence);
    agreed_reset(&link_.agreed);
    link_.evidence.method_allowed = e ? method_allowed : NULL;
    if (e) {
        link_.evidence.mppe_required =
            e->data_encryption >= ENTRY_ENCRYPTION_REQUIRED;
        link_.evidence.fixed_address = e->ip_assign == 2 && e->ip_address;
    }
    link_.attempt = true;
    leader_begin();
    link_.ipv6_up = false;
    link_.decided = false;
    link_.end = EVIDENCE_END_NONE;
}

static void start_attempt(void)
{
    persist_begin();
    start_call();
    shim_hold_callback(offer_waits);
    callback_begin(&order);
    say_hello();
    report_attempt(&order.job);
}

/* pppd(8): 1 is also for a lack of memory, which need not last. */
static int refused_status(void)
{
    return order.job.error == RASERR_ERROR_NOT_ENOUGH_MEMORY
               ? SHIM_STATUS_FATAL
               : SHIM_STATUS_OPTION;
}

/*
 * A job that cannot be done is reported at once, while somebody is likely to
 * look, and ends in connect, not in an exit() of ours: pppd stays in the
 * foreground, and its status is that of a wrong option, or of no memory.
 */
static void refuse_job(void)
{
    start_attempt();
    cause_latch(&link_.evidence.cause, order.job.error, 0,
                raserr_redial(order.job.error) == RASERR_LATER,
                order.job.reason);
    decide(EVIDENCE_END_NONE);
    report_ended(&link_.evidence.cause, refused_status());
    link_.attempt = false;
    /* Nobody will be spoken to: no complaint about who must prove what. */
    (void)shim_set_options("noauth", 6, "rasdial", true);
    shim_stay_in_foreground();
    shim_quit();
}

/* All options are known; nothing has happened yet. */
static bool load(void)
{
    if (!shim_option_text(SHIM_OPTION_entry) &&
        shim_option_number(SHIM_OPTION_control) < 0) {
        shim_log(SHIM_WARNING, "rasdial: without ras-entry nothing is dialled");
        return false;
    }
    caller_forget();
    notify_begin();
    order_make(&order);
    if (order.job.error)
        refuse_job();
    return true;
}

/* --- the connect step */

/*
 * Only what comes next may cost anything. For a further link of several its
 * leader has asked.
 */
static bool may_begin(struct cause *c)
{
    if (is_member())
        return true;
    return redial_allowed(c) && prerequisite_up(&order.job, order.depth, c);
}

static int connect_by_dialer(void)
{
    const struct hosted_dial dial = {start_attempt, may_begin,
                                     &link_.evidence.cause};

    return hosted_dial(&order, &dial);
}

/* Nobody would bring another line than this one. */
static int connect_line(struct cause *c)
{
    if (order.job.own_line)
        persist_want(false);
    return bearer_connect(&order.job, NULL, c);
}

/* --- the other links go on */

static void end_all_links(bool asked)
{
    struct cause *c = &link_.evidence.cause;

    if (leader_end(asked, c))
        forbid_useless_redial(c);
}

/* Until the last one has ended; this is where pppd waits for its line. */
static void outlast(void)
{
    bool asked = false;

    call_cleanup(); /* our own line is free */
    while (bundle_alive() && !asked) {
        listen_to_links();
        if (leader_idle())
            bundle_hangup();
        asked = !call_idle(LISTEN_SOON_MS);
    }
    end_all_links(asked);
}

/* A dial that was given up is given up on all links. */
static int connect_links(struct cause *c)
{
    int fd;

    if (bundle_leads())
        shim_leave_bundle();
    bundle_begin();
    fd = connect_line(c);
    if (fd >= 0)
        return fd;
    decide(how_it_ended());
    if (leader_outlived())
        outlast();
    return -1;
}

/* --- the channel */

static int take_callback(void)
{
    callback_take();
    start_call();
    return call_answer(&order.job, &link_.evidence.cause);
}

static int on_connect(void)
{
    int fd;

    if (callback_due()) {
        fd = take_callback();
    } else if (order.hosted) {
        fd = connect_by_dialer();
    } else if (order.job.error) {
        shim_set_status(refused_status());
        return -1;
    } else if (leader_outlived()) {
        outlast();
        return -1;
    } else {
        start_attempt();
        fd = may_begin(&link_.evidence.cause)
                 ? connect_links(&link_.evidence.cause)
                 : -1;
    }
    if (fd < 0) {
        decide(how_it_ended());
        return -1;
    }
    /* pppd asks a peer that answers beside the point for ever. */
    set_deadline(order.job.line->timeouts.link);
    listen_again();
    return fd;
}

static void on_disconnect(void)
{
    decide(how_it_ended());
    bearer_hangup();
}

static void end_attempt(void)
{
    report_ended(&link_.evidence.cause, shim_status());
    if (!is_member())
        redial_ended(&link_.evidence.cause, on_purpose());
}

static void set_exit_status(void)
{
    const struct evidence *e = &link_.evidence;
    bool refused = e->auth_error && e->auth_error == e->cause.error;

    shim_set_status(notify_exit_status(&e->cause, refused, shim_status()));
}

/*
 * The port is free after this. pppd calls it at the end of an attempt, once
 * more when it exits, and out of the middle of a link when it gives up.
 */
static void on_cleanup(void)
{
    enum shim_phase phase = shim_phase();

    if (link_.attempt && phase != SHIM_PHASE_DEAD &&
        phase != SHIM_PHASE_DISCONNECT)
        cause_latch(&link_.evidence.cause, RASERR_ERROR_RASMAN_SERVICE_STOPPED,
                    0, true, "pppd has given up; its log says why");
    decide(how_it_ended());
    bearer_cleanup();
    if (leader_holds_pppd())
        return;
    end_all_links(true);
    if (link_.attempt && !callback_due()) {
        set_exit_status();
        end_attempt();
    }
    link_.attempt = false;
    if (!callback_due()) {
        hosted_hangup();
        prerequisite_down();
    }
}

/* Our descriptors are close-on-exec; these are a child's copies. */
static void on_close(void)
{
    hosted_forget();
    prerequisite_forget();
    promote_forget();
    bundle_forget();
    control_close();
    bearer_forget();
}

static int on_holdoff(int seconds, bool wanted)
{
    int pause = is_member() ? 0 : persist_pause();

    if (pause < 0)
        pause = redial_pause(seconds, wanted);
    if (pause > 0)
        notify_status("RAS error %u: dialled again in %d s",
                      link_.evidence.cause.error, pause);
    return pause;
}

/* pppd was told to end between the call and the callback. */
static void forgo_callback(void)
{
    callback_forgo(&link_.evidence.cause);
    end_attempt();
}

static void on_exit_status(int status)
{
    if (callback_due())
        forgo_callback();
    if (link_.attempt)
        report_ended(&link_.evidence.cause, status);
    report_forget();
    hosted_end();
    bundle_forget();
    bundle_wipe();
    prerequisite_down();
    control_close();
    order_wipe(&order);
}

const struct shim_events link_events = {
    .phase = on_phase,
    .auth_up = on_auth_up,
    .ip_up = on_ip_up,
    .ip_down = on_ip_down,
    .ipv6_up = on_ipv6_up,
    .ipv6_down = on_ipv6_down,
    .joined = on_joined,
    .exit = on_exit_status,
    .forked = on_close,
    .received = packet_received,
    .sent = packet_sent,
    .holdoff = on_holdoff,
};

const struct shim_channel link_channel = {
    .load = load,
    .connect = on_connect,
    .disconnect = on_disconnect,
    .cleanup = on_cleanup,
    .close = on_close,
};
