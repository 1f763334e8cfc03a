#include "plugin/persist.h"

#include "plugin/shim.h"

static struct {
    bool entrys;    /* nobody else has fixed it */
    bool wanted;    /* what it is to be when nothing is needed */
    unsigned needs; /* bits: enum persist_need */
} persist_;

/* pppd itself clears it on a signal, and is not to be kept from its end. */
static void tell_pppd(void)
{
    if (!persist_.needs)
        shim_set_persist(persist_.wanted && !shim_quitting());
}

void persist_options(const char *source)
{
    persist_.entrys = shim_option_open("persist", source);
}

bool persist_is_entrys(void)
{
    return persist_.entrys;
}

/*
 * An operator's files are read behind the entry's options, and cbcp.c clears
 * it: so it is looked at here, and not there.
 */
void persist_begin(void)
{
    if (persist_.needs) {
        persist_.needs = 0;
        tell_pppd();
    }
    persist_.wanted = shim_persist();
}

bool persist_wanted(void)
{
    return persist_.wanted;
}

void persist_want(bool on)
{
    persist_.wanted = on;
    tell_pppd();
}

bool persist_goes_on(void)
{
    return shim_persist();
}

/* Nor do pppd's own counts of attempts keep it from one that is needed. */
void persist_need(enum persist_need need)
{
    persist_.needs |= 1u << need;
    if (need == PERSIST_CALLBACK)
        shim_expect_callback();
    else
        shim_go_on();
}

void persist_done(enum persist_need need)
{
    if (!(persist_.needs & 1u << need))
        return;
    persist_.needs &= ~(1u << need);
    tell_pppd();
}

/* pppd takes notice of a signal that came in connect during the pause. */
int persist_pause(void)
{
    if (!persist_.needs)
        return -1;
    return persist_.needs == 1u << PERSIST_RELOAD && shim_hup_signal() ? 1 : 0;
}
