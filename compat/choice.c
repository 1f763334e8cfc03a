#include "compat/choice.h"

bool choice_media(const struct entry *e, const struct entry_media **media,
                  const struct entry_device **device)
{
    size_t i;

    *media = NULL;
    *device = NULL;
    for (i = 0; i < e->n_media && !*device; i++) {
        *device = entry_dialled_device(&e->media[i]);
        *media = *device ? &e->media[i] : NULL;
    }
    return *device != NULL;
}

const char *choice_port(const struct entry *e, const struct entry_media *media)
{
    return media->port[0] ? media->port : e->preferred_port;
}

const char *choice_modem(const struct entry *e, const struct entry_media *media)
{
    return media->device_name[0] ? media->device_name : e->preferred_device;
}

static enum ras_device_kind line_kind(const struct entry_device *device)
{
    return device->type == ENTRY_DEVICE_SERIAL ? RAS_DEVICE_DIRECT
                                               : RAS_DEVICE_MODEM;
}

const struct ras_device *choice_tty(const struct entry_device *device,
                                    const char *port,
                                    struct choice_implied *implied)
{
    if (ras_conf_implied_device(port, line_kind(device), &implied->device,
                                implied->tty))
        return &implied->device;
    return NULL;
}

const struct ras_device *choice_line(const struct ras_conf *conf,
                                     const struct entry_device *device,
                                     const char *port, const char *modem,
                                     struct choice_implied *implied)
{
    const struct ras_device *line = ras_conf_device(conf, port, modem);

    return line ? line : choice_tty(device, port, implied);
}

const struct entry_number *choice_number(const struct entry_device *device,
                                         size_t i)
{
    size_t k;

    for (k = 0; k < device->n_numbers; k++)
        if (device->numbers[k].number[0] && i-- == 0)
            return &device->numbers[k];
    return NULL;
}

/* TryNextAlternateOnFail: without it only the first number counts. */
size_t choice_numbers(const struct entry_device *device)
{
    size_t n = 0;

    while (choice_number(device, n))
        n++;
    return n > 1 && !device->try_next_alternate ? 1 : n;
}
