#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "compat/history.h"
#include "compat/rasphone_commands.h"
#include "conf/file.h"

void rasphone_begin(struct rasphone *r, const struct rasphone_options *o)
{
    memset(r, 0, sizeof(*r));
    r->options = o;
    books_default_places(&r->places);
    r->config = BOOKS_CONFIG;
    r->history = HISTORY_DIR;
    r->user = getuid();
}

const char *rasphone_config(const struct rasphone *r)
{
    return r->options->config ? r->options->config : r->config;
}

static enum conf_result load(const char *path, struct ras_conf **conf,
                             struct conf_problem *p)
{
    enum conf_result result;
    int fd;

    *conf = NULL;
    result = file_open(path, &fd, p);
    if (result != CONF_OK)
        return result;
    result = ras_conf_load(fd, path, conf, p);
    close(fd);
    return result;
}

/* As in the plugin: no ras.conf at its own place is no failure. */
enum conf_result rasphone_load_rules(const struct rasphone *r,
                                     struct ras_conf **rules,
                                     struct conf_problem *p)
{
    if (access(r->config, F_OK) < 0 && errno == ENOENT)
        return ras_conf_default(rules);
    return load(r->config, rules, p);
}

enum conf_result rasphone_load_config(const struct rasphone *r,
                                      struct ras_conf **conf,
                                      struct conf_problem *p)
{
    return r->options->config ? load(r->options->config, conf, p)
                              : rasphone_load_rules(r, conf, p);
}
