/*
 * main.c - where pppd enters the plugin.
 *
 * Owns plugin_init(). pppd calls it while it is still reading options: nothing
 * but registering happens here, and the rest in link.c.
 */
#include "plugin/link.h"
#include "plugin/shim.h"

__attribute__((visibility("default"))) void plugin_init(void);

/* `plugin rasdial.so' may stand in a peers file and on the command line. */
void plugin_init(void)
{
    static bool done;

    if (done)
        return;
    done = true;
    shim_add_options();
    shim_attach(&link_events, &link_channel);
}
