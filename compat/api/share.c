#include "compat/api/share.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/api/api.h"
#include "compat/connlist.h"

/* An attempt that has failed is on its way out. */
static bool matches(const struct connrec *r, const char *phonebook,
                    const char *entry)
{
    return r->state != RASCS_Disconnected &&
           strcmp(r->phonebook, phonebook) == 0 &&
           strcasecmp(r->entry, entry) == 0;
}

DWORD share_find(const char *phonebook, const char *entry, struct connrec *r,
                 bool *found)
{
    struct connrec *list;
    size_t i, n;
    DWORD code;

    *found = false;
    code = api_code_of_list(connlist_read(api_places.connections, &list, &n));
    for (i = 0; i < n && !*found; i++) {
        *found = matches(&list[i], phonebook, entry);
        if (*found)
            *r = list[i];
    }
    free(list);
    return code;
}

struct conn *share_foreign(const struct connrec *r)
{
    struct conn *c = conn_of_pid(r->pid, r->pid_start);

    if (c)
        return conn_hold(c);
    c = conn_new(false);
    if (!c)
        return NULL;
    c->pid = r->pid;
    c->pid_start = r->pid_start;
    memcpy(c->entry, r->entry, sizeof(c->entry));
    memcpy(c->phonebook, r->phonebook, sizeof(c->phonebook));
    c->link = r->bundle != 0;
    c->state = r->state;
    c->connected = r->state == RASCS_Connected;
    return c;
}

void share_take(struct conn *c)
{
    if (c->lock < 0 && c->pid != 0)
        c->lock = connrec_hold_lock(api_places.connections, c->pid);
}

bool share_others(struct conn *c)
{
    bool others;

    if (c->lock < 0)
        return !c->own;
    others = !connrec_last_holder(c->lock);
    close(c->lock);
    c->lock = -1;
    return others;
}
