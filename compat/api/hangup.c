#include "compat/api/hangup.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "compat/api/share.h"
#include "compat/ticks.h"

enum {
    STEP_MS = 50,  /* between two looks at a connection that ends */
    LAST_MS = 5000 /* after a signal to a pppd that did not hear us */
};

/* --- another process's pppd */

/* Who has gone already need not be ended. */
static DWORD not_opened(int error)
{
    return error == ESRCH    ? (DWORD)ERROR_SUCCESS
           : error == ENOMEM ? (DWORD)ERROR_NOT_ENOUGH_MEMORY
                             : (DWORD)ERROR_ACCESS_DENIED;
}

/* A process that has ended is readable. */
static bool wait_for_pid(int fd, unsigned ms)
{
    uint64_t deadline = ticks_now() + ms;
    struct pollfd p = {fd, POLLIN, 0};

    while (ticks_left(deadline)) {
        int n = poll(&p, 1, ticks_poll(deadline));

        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
    }
    return false;
}

static DWORD signal_pid(int fd, int number)
{
    if (pidfd_send_signal(fd, number, NULL, 0) == 0 || errno == ESRCH)
        return ERROR_SUCCESS;
    return ERROR_ACCESS_DENIED;
}

/* By SIGTERM, as poff(1) does: pppd ends the link in good order. */
static DWORD end_pid(pid_t pid, uint64_t start, unsigned ms)
{
    int fd = connrec_open_process(pid, start);
    DWORD code;

    if (fd < 0)
        return not_opened(errno);
    code = signal_pid(fd, SIGTERM);
    if (code == ERROR_SUCCESS)
        (void)wait_for_pid(fd, ms);
    close(fd);
    return code;
}

/*
 * One link of several: SIGHUP ends the line. Its pppd may have to stay, for the
 * interface that the other ones use, so that its end is not waited for.
 */
static DWORD end_link(pid_t pid, uint64_t start)
{
    int fd = connrec_open_process(pid, start);
    DWORD code;

    if (fd < 0)
        return not_opened(errno);
    code = signal_pid(fd, SIGHUP);
    close(fd);
    return code;
}

static DWORD hang_up_foreign(uint32_t handle, struct conn *c)
{
    pid_t pid = c->pid;
    uint64_t start = c->pid_start;
    bool link = c->link;
    DWORD code;

    conn_unlock();
    code = link ? end_link(pid, start) : end_pid(pid, start, HANGUP_MS);
    conn_lock();
    if (code == ERROR_SUCCESS)
        conn_drop_handle(handle);
    return code;
}

/* --- our own */

/* Lets go of the lock while it sleeps: the dial's thread takes part. */
static void wait_until_over(struct conn *c, unsigned ms)
{
    uint64_t deadline = ticks_now() + ms;

    for (;;) {
        conn_refresh(c);
        if (c->over || ticks_now() >= deadline)
            return;
        conn_sleep(STEP_MS);
    }
}

static void finish_locked(struct conn *c)
{
    wait_until_over(c, HANGUP_MS);
    if (!c->over && c->pid) {
        pid_t pid = c->pid;
        uint64_t start = c->pid_start;

        conn_unlock();
        (void)end_pid(pid, start, LAST_MS);
        conn_lock();
        conn_refresh(c);
    }
    /* Whatever it does now: to this program it is gone. */
    c->over = true;
    conn_sweep();
    conn_changed();
}

void hangup_finish(struct conn *c)
{
    conn_lock();
    finish_locked(c);
    conn_unlock();
}

/* A dial that is paused or failed to start has no pppd. */
static void hang_up_own(uint32_t handle, struct conn *c)
{
    conn_mark_closing(handle);
    if (!c->hangup) {
        c->hangup = true;
        c->connected = false;
        c->state = RASCS_Disconnected;
        conn_ask_hangup(c);
        if (!c->session && !c->dialling)
            c->over = true;
        conn_changed();
    }
    if (!conn_in_callback(c))
        finish_locked(c);
}

/*
 * Only the last of several RasDials' hang-ups ends the connection, whichever
 * process they were in. The handles of the others become invalid at once, so
 * that waiting for that always ends. A handle that was enumerated ends the
 * connection of another process as it is.
 */
static bool is_last(uint32_t handle, struct conn *c)
{
    if (c->hangup)
        return true;
    if (conn_references(c) > 1)
        return false;
    if (!c->own && !conn_is_reference(handle))
        return true;
    return !c->connected || !share_others(c);
}

static DWORD hang_up(uint32_t handle)
{
    struct conn *c = conn_find(handle);
    DWORD code = ERROR_SUCCESS;

    if (!c)
        return ERROR_INVALID_HANDLE;
    conn_hold(c);
    if (c->own)
        conn_refresh(c);
    if (!is_last(handle, c))
        conn_drop_handle(handle);
    else if (c->own)
        hang_up_own(handle, c);
    else
        code = hang_up_foreign(handle, c);
    conn_release(c);
    return code;
}

DWORD hangup_plain(HRASCONN h)
{
    DWORD code;

    conn_lock();
    code = hang_up(api_handle(h));
    conn_unlock();
    return code;
}
