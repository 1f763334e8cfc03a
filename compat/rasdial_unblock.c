#include "compat/rasdial_unblock.h"

#include <stdio.h>
#include <unistd.h>

#include "compat/books.h"
#include "compat/history.h"
#include "compat/rasdial_say.h"
#include "compat/raserr.h"
#include "conf/entry.h"
#include "conf/phonebook.h"

/* --- the entry, as its phonebook spells it */

static uint32_t find_book(const struct rasdial_options *o, char path[PATH_MAX],
                          struct conf_problem *p)
{
    if (!o->phonebook)
        return books_locate(o->entry, path, p);
    if (snprintf(path, PATH_MAX, "%s", o->phonebook) < PATH_MAX)
        return RASERR_ERROR_SUCCESS;
    conf_fail(p, CONF_LIMIT, "/PHONEBOOK: the path is too long");
    return RASERR_ERROR_CANNOT_OPEN_PHONEBOOK;
}

static uint32_t find_entry(const struct rasdial_options *o, char path[PATH_MAX],
                           struct entry **entry, struct conf_problem *p)
{
    uint32_t code = find_book(o, path, p);
    enum conf_result result;
    int fd;

    *entry = NULL;
    if (code)
        return code;
    result = phonebook_open(path, &fd, p);
    if (result == CONF_OK) {
        result = phonebook_load_entry(fd, path, o->entry, entry, p);
        close(fd);
    }
    return raserr_from_conf(result);
}

/* --- the lock */

static void unlock(struct history *h, void *context)
{
    bool *was = context;

    *was = h->policy.locked != 0 || h->policy.damaged;
    policy_unlock(&h->policy);
}

static int unblock(const char *dir, const char *path, const char *entry)
{
    struct conf_problem p = {""};
    struct history h;
    bool was = false;

    if (history_read(dir, path, entry, &h, &p) == CONF_OK && !h.policy.locked &&
        !h.policy.damaged && h.policy.failed.n == 0) {
        say("%s is not locked.", entry);
        return say_result(entry, RASERR_ERROR_SUCCESS, "");
    }
    p.text[0] = '\0';
    if (history_update(dir, path, entry, unlock, &was, &h, &p) != CONF_OK)
        return say_failed(entry, RASERR_ERROR_ACCESS_DENIED, p.text);
    say(was ? "%s may be dialled again."
            : "%s was not locked; its failures are forgotten.",
        entry);
    return say_result(entry, RASERR_ERROR_SUCCESS, "");
}

static int unblock_as(uid_t user, const char *dir,
                      const struct rasdial_options *o)
{
    struct conf_problem p = {""};
    char path[PATH_MAX] = "";
    struct entry *entry;
    uint32_t code;
    int status;

    if (!o->entry)
        return say_failed(NULL, RASERR_ERROR_INVALID_PARAMETER,
                          "/UNBLOCK needs the name of an entry");
    if (user != 0)
        return say_failed(o->entry, RASERR_ERROR_ACCESS_DENIED,
                          "only root may unlock an entry");
    code = find_entry(o, path, &entry, &p);
    status = entry ? unblock(dir, path, entry->name)
                   : say_failed(o->entry, code, p.text);
    entry_free(entry);
    return status;
}

int rasdial_unblock(const struct rasdial_options *o)
{
    return unblock_as(geteuid(), HISTORY_DIR, o);
}
