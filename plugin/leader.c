#include "plugin/leader.h"

#include "compat/raserr.h"
#include "plugin/bundle.h"
#include "plugin/persist.h"
#include "plugin/report.h"
#include "plugin/shim.h"

/* The other links' time to end: their hang-ups have deadlines of their own. */
#define LINKS_END_MS 12000

static struct {
    bool own_up;   /* this pppd's own link is */
    bool outlived; /* it has ended, and the others go on */
} leader;

void leader_begin(void)
{
    leader.own_up = leader.outlived = false;
}

void leader_own_up(const struct job *job)
{
    leader.own_up = true;
    report_link((uint32_t)job->link, RASCS_SubEntryConnected, NULL);
}

/* What a link that has only joined does not know: pppd does not tell it. */
static const char *take_network(void)
{
    const struct bundle_network *n = bundle_network();

    if (!n)
        return shim_interface();
    report_network(n->interface, n->local, n->remote);
    return n->interface;
}

/*
 * "When the final state of all subentries in the phone-book entry has been
 * determined, the connection state is RASCS_Connected if one or more subentries
 * have been connected successfully" (RASCONNSTATE on learn.microsoft.com).
 */
const char *leader_settle(void)
{
    unsigned up = bundle_up() + leader.own_up;

    report_links(up, leader.own_up);
    if (up == 0 || report_connected() || bundle_pending() ||
        !(leader.own_up || leader.outlived))
        return NULL;
    return take_network();
}

const struct cause *leader_idle(void)
{
    const struct cause *c = bundle_cause();

    return c->error == RASERR_ERROR_IDLE_TIMEOUT ? c : NULL;
}

bool leader_others_live(void)
{
    bundle_listen();
    return bundle_alive() && !shim_quitting();
}

bool leader_lacks_network(void)
{
    return bundle_up() > 0 && !bundle_network();
}

void leader_outlive(const struct job *job, const struct cause *c)
{
    if (leader.own_up)
        report_link((uint32_t)job->link, RASCS_SubEntryDisconnected, c);
    else
        report_own_link((uint32_t)job->link, c);
    leader.own_up = false;
    leader.outlived = true;
}

bool leader_outlived(void)
{
    return leader.outlived;
}

/* pppd makes another attempt, which waits for them: they need it no more. */
bool leader_holds_pppd(void)
{
    if (!leader.outlived || shim_quitting())
        return false;
    persist_need(PERSIST_LINKS);
    return true;
}

/* Of a connection that was there the last link says why it is not. */
bool leader_end(bool asked, struct cause *c)
{
    bool was_there;

    bundle_end(LINKS_END_MS);
    if (!leader.outlived)
        return false;
    was_there = report_connected();
    persist_done(PERSIST_LINKS);
    leader.outlived = false;
    if (asked) {
        cause_clear(c);
        cause_latch(c, RASERR_ERROR_USER_DISCONNECTION, 0, false,
                    "ended from this side");
    } else if (was_there && bundle_cause()->error) {
        *c = *bundle_cause();
    }
    shim_set_status(asked       ? SHIM_STATUS_USER_REQUEST
                    : was_there ? SHIM_STATUS_HANGUP
                                : SHIM_STATUS_CONNECT);
    report_links(0, false);
    report_cause(c);
    return true;
}
