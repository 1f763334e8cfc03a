#include "compat/api/tool.h"

#include "compat/api/custom.h"

#define EXPORTED __attribute__((visibility("default")))

EXPORTED void rasapi_host_use(const struct rasapi_host_places *places)
{
    api_places.pppd = places->pppd;
    api_places.plugin = places->plugin;
    api_places.config = places->config;
    if (places->connections)
        api_places.connections = places->connections;
}

EXPORTED const char *rasapi_host_reason(void)
{
    return custom_reason();
}
