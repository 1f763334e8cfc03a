/*
 * RasConnectionNotification: events that are set when connections come and go,
 * whoever makes them.
 *
 * One thread watches the records below /run/ppp-rasdial while there is anybody
 * to tell. It takes no signals and holds no lock while it waits.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "compat/api/api.h"
#include "compat/api/conn.h"
#include "compat/connlist.h"
#include "compat/win32/object.h"

/* A pppd that was killed takes no record away: how late that is seen. */
#define LOOK_MS 1000

/* What may be asked for; the last three never happen here. */
#define KNOWN                                                                  \
    (RASCN_Connection | RASCN_Disconnection | RASCN_BandwidthAdded |           \
     RASCN_BandwidthRemoved | RASCN_Dormant | RASCN_ReConnection |             \
     RASCN_EPDGPacketArrival)

struct registration {
    struct registration *next;
    struct win32_object *event; /* a reference */
    struct conn *conn;          /* a reference; NULL: all connections */
    DWORD flags;
};

/*
 * An established connection; a redial of the same pppd is another one. Or one
 * link of a connection that has several, which PID's pppd leads.
 */
struct link {
    pid_t pid, link; /* LINK: the link's own pppd, 0 = the connection */
    uint64_t pid_start, up_ms;
};

struct links {
    struct link *list;
    size_t n;
};

/* All of it guarded by conn_lock(). */
static struct registration *registrations;
static struct links seen;
static pid_t watching; /* the process that has the thread: a fork has none */

/* --- what there is */

static const struct connrec *leader_of(const struct connrec *list, size_t n,
                                       const struct connrec *r)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (list[i].pid == (r->bundle ? r->bundle : r->pid))
            return &list[i];
    return NULL;
}

/* The leader's record is the connection's, and its own link's. */
static void add_record(struct links *l, const struct connrec *list, size_t n,
                       const struct connrec *r)
{
    const struct connrec *leader = leader_of(list, n, r);

    if (!r->bundle)
        l->list[l->n++] = (struct link){r->pid, 0, r->pid_start, r->up_ms};
    if (leader && (r->bundle || (r->links > 1 && r->link_up)))
        l->list[l->n++] =
            (struct link){leader->pid, r->pid, leader->pid_start, 0};
}

static bool read_links(struct links *l)
{
    struct connrec *list;
    size_t i, n;

    l->list = NULL;
    l->n = 0;
    if (connlist_read_links(api_places.connections, &list, &n) != 0)
        return false;
    l->list = calloc(2 * n + 1, sizeof(*l->list));
    for (i = 0; l->list && i < n; i++)
        if (list[i].state == RASCS_Connected)
            add_record(l, list, n, &list[i]);
    free(list);
    return l->list != NULL;
}

static bool has(const struct links *l, const struct link *one)
{
    size_t i;

    for (i = 0; i < l->n; i++)
        if (l->list[i].pid == one->pid && l->list[i].link == one->link &&
            l->list[i].pid_start == one->pid_start &&
            l->list[i].up_ms == one->up_ms)
            return true;
    return false;
}

/* --- telling */

static bool concerns(const struct registration *r, const struct link *l,
                     DWORD what)
{
    if (!(r->flags & what))
        return false;
    return !r->conn ||
           (r->conn->pid == l->pid && r->conn->pid_start == l->pid_start);
}

static void forget(struct registration **p)
{
    struct registration *r = *p;

    *p = r->next;
    win32_object_drop(r->event);
    conn_release(r->conn);
    free(r);
}

/* An event that the program has closed wants to hear no more. */
static void tell(const struct link *l, DWORD what)
{
    struct registration **p = &registrations;

    while (*p)
        if (!concerns(*p, l, what) || win32_event_set((*p)->event))
            p = &(*p)->next;
        else
            forget(p);
}

/* The same while nothing happens: programs make an event for each look. */
static void forget_closed(void)
{
    struct registration **p = &registrations;

    while (*p)
        if (win32_event_open((*p)->event))
            p = &(*p)->next;
        else
            forget(p);
}

/* What is in A and not in B: a connection, or one of its links. */
static void tell_missing(const struct links *a, const struct links *b,
                         DWORD connection, DWORD link)
{
    size_t i;

    for (i = 0; i < a->n; i++)
        if (!has(b, &a->list[i]))
            tell(&a->list[i], a->list[i].link ? link : connection);
}

static void look(void)
{
    struct links now;

    if (!read_links(&now))
        return;
    conn_lock();
    tell_missing(&seen, &now, RASCN_Disconnection, RASCN_BandwidthRemoved);
    tell_missing(&now, &seen, RASCN_Connection, RASCN_BandwidthAdded);
    free(seen.list);
    seen = now;
    conn_unlock();
}

/* --- the thread */

/*
 * The directory is made by the first plugin that needs it: until then its
 * parent is watched. Adding a watch that is there changes nothing.
 */
static void add_watches(int fd)
{
    char parent[PATH_MAX];
    char *slash;

    snprintf(parent, sizeof(parent), "%s", api_places.connections);
    slash = strrchr(parent, '/');
    if (slash && slash != parent)
        *slash = '\0';
    (void)inotify_add_watch(fd, parent, IN_CREATE | IN_MOVED_TO | IN_ONLYDIR);
    (void)inotify_add_watch(fd, api_places.connections,
                            IN_MOVED_TO | IN_DELETE | IN_ONLYDIR);
}

static void wait_for_change(int fd)
{
    char events[4096];
    struct pollfd p = {fd, POLLIN, 0};
    bool idle;

    conn_lock();
    idle = seen.n == 0 && fd >= 0;
    conn_unlock();
    if (poll(&p, 1, idle ? -1 : LOOK_MS) > 0)
        while (read(fd, events, sizeof(events)) > 0)
            ;
}

/* The last one has gone: the thread goes, too. */
static bool nobody_left(void)
{
    bool none;

    conn_lock();
    none = registrations == NULL;
    if (none)
        watching = 0;
    conn_unlock();
    return none;
}

static void *watch(void *context)
{
    int fd = (int)(intptr_t)context;

    do {
        wait_for_change(fd);
        add_watches(fd);
        look();
    } while (!nobody_left());
    if (fd >= 0)
        close(fd);
    return NULL;
}

static int start_thread(int fd)
{
    sigset_t all, before;
    pthread_attr_t a;
    pthread_t thread;
    int error = pthread_attr_init(&a);

    if (error)
        return error;
    pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, &a, watch, (void *)(intptr_t)fd);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&a);
    return error;
}

/* What is there now is no news; it is read after the watch began. */
static DWORD start_watching(void)
{
    struct links now;
    int fd;

    if (watching == getpid())
        return ERROR_SUCCESS;
    fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd >= 0)
        add_watches(fd);
    if (!read_links(&now)) {
        if (fd >= 0)
            close(fd);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    free(seen.list);
    seen = now;
    if (start_thread(fd) == 0) {
        watching = getpid();
        return ERROR_SUCCESS;
    }
    if (fd >= 0)
        close(fd);
    return ERROR_NOT_ENOUGH_MEMORY;
}

/* --- RasConnectionNotification */

/* The same event for the same connection only changes what it is set for. */
static struct registration *registered(const struct win32_object *event,
                                       const struct conn *conn)
{
    struct registration *r = registrations;

    while (r && (r->event != event || r->conn != conn))
        r = r->next;
    return r;
}

/* Takes the reference to EVENT over if it is a new registration. */
static DWORD add(struct win32_object **event, struct conn *conn, DWORD flags)
{
    struct registration *r = registered(*event, conn);
    DWORD code = start_watching();

    if (code != ERROR_SUCCESS)
        return code;
    if (!r) {
        r = calloc(1, sizeof(*r));
        if (!r)
            return ERROR_NOT_ENOUGH_MEMORY;
        r->event = *event;
        *event = NULL;
        r->conn = conn ? conn_hold(conn) : NULL;
        r->next = registrations;
        registrations = r;
    }
    r->flags = flags;
    return ERROR_SUCCESS;
}

static DWORD notification(HRASCONN h, HANDLE handle, DWORD flags)
{
    bool all = (HANDLE)h == INVALID_HANDLE_VALUE;
    struct win32_object *event;
    struct conn *c;
    DWORD code;

    if (!(flags & KNOWN) || (flags & ~(DWORD)KNOWN))
        return ERROR_INVALID_PARAMETER;
    event = win32_event_hold(handle);
    if (!event)
        return ERROR_INVALID_HANDLE;
    conn_lock();
    forget_closed();
    c = all ? NULL : conn_find(api_handle(h));
    code = all || c ? add(&event, c, flags) : (DWORD)ERROR_INVALID_HANDLE;
    conn_unlock();
    if (event)
        win32_object_drop(event);
    return code;
}

DWORD WINAPI RasConnectionNotificationA(HRASCONN hrasconn, HANDLE hEvent,
                                        DWORD dwFlags)
{
    return notification(hrasconn, hEvent, dwFlags);
}

DWORD WINAPI RasConnectionNotificationW(HRASCONN hrasconn, HANDLE hEvent,
                                        DWORD dwFlags)
{
    return notification(hrasconn, hEvent, dwFlags);
}
