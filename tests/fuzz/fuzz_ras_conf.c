/*
 * fuzz_ras_conf - ras.conf, and numbers dialled by the rules it has.
 *
 * Under test: conf/ras_conf_cfg.c conf/ras_conf.c conf/dialling.c
 */
#include "conf/ras_conf.h"

#include <string.h>
#include <unistd.h>

#include "conf/dialling.h"
#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

static const struct entry_number numbers[] = {
    {"555-0100", "425", 1, 1, true, "", ""},
    {"5550100", "206", 1, 1, true, "", ""},
    {"0123456", "30", 49, 49, true, "", ""},
    {"+44 (20) 5550100", "", 0, 0, false, "", ""},
};

/* Whatever the location says, nothing else than this reaches a modem. */
static void check_dialled(const struct dialling *d)
{
    static const char allowed[] = "0123456789ABCDabcd*#+,!TPWtpw@$; ()-./&";

    HOLDS(d->dialled[0]);
    HOLDS(strspn(d->dialled, allowed) == strlen(d->dialled));
    HOLDS(text_is_printable(d->shown));
}

static void dial_from(const struct dialling_location *here)
{
    struct dialling dialling;
    struct conf_problem p;
    size_t i;

    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        p.text[0] = '\0';
        if (dialling_translate(here, &numbers[i], i % 2, &dialling, &p) ==
            CONF_OK)
            check_dialled(&dialling);
        else
            HOLDS(p.text[0] && !dialling.dialled[0]);
    }
}

static void check_device(const struct ras_device *d)
{
    const char *const texts[] = {d->name, d->port, d->tty};
    const char *const commands[] = {
        d->dial_command,      d->dial_prefix,    d->dial_suffix,
        d->speaker_on,        d->speaker_off,    d->error_control_on,
        d->error_control_off, d->compression_on, d->compression_off,
        d->flow_hardware,     d->flow_none,      d->hangup_command,
        d->answer_command,
    };
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        HOLDS(texts[i] && text_is_printable(texts[i]));
    for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        HOLDS(commands[i] && text_is_ascii(commands[i]));
    for (i = 0; i < d->n_init; i++)
        HOLDS(text_is_ascii(d->init[i]));
    if (d->kind == RAS_DEVICE_PPPOE) /* a network interface */
        HOLDS(!strchr(d->tty, '/') && strlen(d->tty) < 16);
    else
        HOLDS(strncmp(d->tty, "/dev/", 5) == 0 && !strstr(d->tty, "/../"));
}

static void check_conf(const struct ras_conf *conf)
{
    const struct ras_pool *pool;
    size_t i;

    for (i = 0; i < conf->n_devices; i++)
        check_device(&conf->devices[i]);
    for (i = 0; i < conf->n_locations; i++)
        dial_from(&conf->locations[i]);
    dial_from(conf->here);
    for (i = 0; i < conf->n_pools; i++) {
        pool = ras_conf_pool(conf, conf->pools[i].name, "");
        HOLDS(pool || !conf->pools[i].name[0] ||
              ras_conf_device(conf, conf->pools[i].name, ""));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct conf_problem p = {""};
    struct ras_conf *conf;
    int fd = fuzz_file(data, n);
    enum conf_result result = ras_conf_load(fd, "ras.conf", &conf, &p);

    HOLDS((result == CONF_OK) == (conf != NULL));
    HOLDS((result == CONF_OK) == !p.text[0]);
    HOLDS(text_is_printable(p.text));
    if (conf)
        check_conf(conf);
    ras_conf_free(conf);
    close(fd);
    return 0;
}
