#include "compat/api/devices.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/api/api.h"
#include "compat/api/output.h"
#include "compat/books.h"
#include "conf/file.h"
#include "conf/ras_conf.h"

/* Without a ras.conf, or without the right to read it, there is no device. */
static DWORD load(struct ras_conf **conf)
{
    const char *file = api_places.config ? api_places.config : BOOKS_CONFIG;
    enum conf_result result;
    int fd;

    *conf = NULL;
    if (file_open(file, &fd, NULL) != CONF_OK)
        return ERROR_SUCCESS;
    result = ras_conf_load(fd, file, conf, NULL);
    close(fd);
    return result == CONF_NOMEM ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
}

DWORD devices_port(const char *name, char *out, size_t size)
{
    struct ras_conf *conf;
    DWORD code = load(&conf);
    const struct ras_device *d =
        conf ? ras_conf_device(conf, name, name) : NULL;
    struct ras_device implied;
    char tty[64];

    out[0] = '\0';
    if (d)
        snprintf(out, size, "%s", d->port);
    else if (ras_conf_implied_device(name, RAS_DEVICE_MODEM, &implied, tty))
        snprintf(out, size, "%s", name);
    ras_conf_free(conf);
    return code;
}

/* --- RasEnumDevices */

static const DWORD sizes_a[] = {sizeof(struct tagRASDEVINFOA), 0};
static const DWORD sizes_w[] = {sizeof(struct tagRASDEVINFOW), 0};

static const struct api_member m_type = API_MEMBER(tagRASDEVINFO, szDeviceType);
static const struct api_member m_name = API_MEMBER(tagRASDEVINFO, szDeviceName);

static void add_device(struct api_output *o, bool wide,
                       const struct ras_device *d)
{
    static const char *const types[] = {[RAS_DEVICE_MODEM] = "modem",
                                        [RAS_DEVICE_CELLULAR] = "modem",
                                        [RAS_DEVICE_DIRECT] = "SERIAL",
                                        [RAS_DEVICE_PPPOE] = "PPPoE"};
    union {
        struct tagRASDEVINFOA a;
        struct tagRASDEVINFOW w;
    } full;

    memset(&full, 0, sizeof(full));
    api_put_text(&full, wide, &m_type, types[d->kind]);
    api_put_text(&full, wide, &m_name, d->name[0] ? d->name : d->port);
    api_output_add(o, &full);
}

static DWORD enum_devices(void *buffer, LPDWORD lpcb, LPDWORD count, bool wide)
{
    const DWORD *sizes = wide ? sizes_w : sizes_a;
    struct ras_conf *conf;
    struct api_output o;
    DWORD code = api_output_begin(&o, buffer, lpcb, count, sizes, sizes[0]);
    size_t i;

    if (code == ERROR_SUCCESS)
        code = load(&conf);
    if (code != ERROR_SUCCESS)
        return code;
    for (i = 0; conf && i < conf->n_devices; i++)
        add_device(&o, wide, &conf->devices[i]);
    ras_conf_free(conf);
    return api_output_end(&o, lpcb, count);
}

DWORD WINAPI RasEnumDevicesA(LPRASDEVINFOA lpRasDevInfo, LPDWORD lpcb,
                             LPDWORD lpcDevices)
{
    return enum_devices(lpRasDevInfo, lpcb, lpcDevices, false);
}

DWORD WINAPI RasEnumDevicesW(LPRASDEVINFOW lpRasDevInfo, LPDWORD lpcb,
                             LPDWORD lpcDevices)
{
    return enum_devices(lpRasDevInfo, lpcb, lpcDevices, true);
}
