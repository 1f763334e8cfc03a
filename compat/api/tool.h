/*
 * tool.h - librasapi for this project's own rasdial, which names other places
 * than the system's. Exported for it alone (PPP_RASDIAL_PRIVATE): the two come
 * with one version, and may change together.
 */
#ifndef COMPAT_API_TOOL_H
#define COMPAT_API_TOOL_H

/* NULL: the system's. The strings stay the caller's, and have to stay. */
struct rasapi_host_places {
    const char *pppd, *plugin, *config, *connections;
};
void rasapi_host_use(const struct rasapi_host_places *places);

/* Why this thread's last call of a dialer failed; "" if it did not. */
const char *rasapi_host_reason(void);

#endif
