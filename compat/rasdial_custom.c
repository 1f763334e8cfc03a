#include "compat/rasdial_custom.h"

#include "compat/beside.h"
#include "compat/books.h"
#include "compat/rascs.h"

enum {
    RDEOPT_PREFIX_SUFFIX = 0x00000001 /* ras.h: RDEOPT_UsePrefixSuffix */
};

const char *rasdial_plugin(char path[PATH_MAX])
{
    return beside_program("rasdial.so", path) ? path : NULL;
}

uint32_t rasdial_dial_options(const struct rasdial_options *o)
{
    return o->prefix_suffix ? RDEOPT_PREFIX_SUFFIX : 0;
}

static const char *phonebook(const struct rasdial_options *o)
{
    return o->phonebook ? o->phonebook : BOOKS_SYSTEM;
}

struct client_request rasdial_custom_request(const struct rasdial_options *o,
                                             char path[PATH_MAX])
{
    return (struct client_request){
        .pppd = o->pppd,
        .plugin = o->plugin ? o->plugin : rasdial_plugin(path),
        .config = o->config,
        .connections = o->rundir,
        .entry = o->entry,
        .phonebook = phonebook(o),
        .number = o->number,
        .user = o->user,
        .password = o->password_given ? o->password : NULL,
        .domain = o->domain,
        .callback = o->callback,
        .options = rasdial_dial_options(o),
    };
}

bool rasdial_custom_wanted(const struct rasdial_options *o)
{
    return client_wanted(phonebook(o), o->entry);
}

bool rasdial_custom_end(const struct rasdial_options *o,
                        const struct connrec *c, uint32_t *code)
{
    char path[PATH_MAX];
    struct client_request q = rasdial_custom_request(o, path);

    q.entry = c->entry;
    q.phonebook = c->phonebook;
    return c->state == RASCS_Connected && c->phonebook[0] &&
           client_wanted(c->phonebook, c->entry) && client_disconnect(&q, code);
}
