#include "plugin/bearer.h"

#include "plugin/call.h"
#include "plugin/line.h"
#include "plugin/pppoe.h"
#include "plugin/transport.h"

/* Another line of a dialer's own only a dialer can bring. */
int bearer_connect(struct job *job, bool (*lost)(struct cause *c),
                   struct cause *c)
{
    if (job->own_line)
        return transport_connect(job, lost, c);
    if (job->line->kind == RAS_DEVICE_PPPOE)
        return pppoe_connect(job, call_given_up, c);
    return call_connect(job, c);
}

bool bearer_hung_up(void)
{
    return line_hung_up() || transport_hung_up();
}

void bearer_hangup(void)
{
    call_hangup();
    pppoe_hangup();
}

void bearer_cleanup(void)
{
    call_cleanup();
    pppoe_cleanup();
    transport_cleanup();
}

void bearer_forget(void)
{
    line_forget();
    pppoe_forget();
    transport_forget();
}
