/*
 * object.h - handles, and the objects behind them that can be waited for.
 *
 * One lock guards all of it. A handle is a number of a table, never a pointer:
 * a wrong, closed or foreign one is noticed. An object lives as long as a
 * handle, a wait or a running thread needs it. A wait is decided at the moment
 * an object is signalled, in the order in which the waits began, as Windows
 * does: SetEvent followed by ResetEvent lets every waiter through.
 */
#ifndef COMPAT_WIN32_OBJECT_H
#define COMPAT_WIN32_OBJECT_H

#include <pthread.h>
#include <stdbool.h>
#include <windows.h>

enum win32_kind {
    WIN32_EVENT,
    WIN32_MUTEX,
    WIN32_SEMAPHORE,
    WIN32_THREAD,
};

struct win32_object {
    enum win32_kind kind;
    unsigned references;
    unsigned handles; /* of the references, those that a program has */
    char *name;       /* NULL for most */
    struct win32_object *next_named;
    bool manual;     /* event: stays signalled */
    bool abandoned;  /* mutex: its owner ended without releasing it */
    LONG count;      /* event, thread: 1 signalled; semaphore: its count;
                        mutex: how often its owner has it */
    LONG most;       /* semaphore */
    DWORD owner;     /* mutex: a thread; 0 for nobody */
    DWORD exit_code; /* thread */
    bool held;       /* thread: created suspended */
    pthread_cond_t resumed;
};

/* --- for whoever makes or changes objects */

void win32_enter(void);
void win32_leave(void);
pthread_mutex_t *win32_lock(void);

/*
 * A new object with one reference, or, if an object of that name and kind
 * exists, that one: the last error is then ERROR_ALREADY_EXISTS, else 0. NULL
 * with the last error set on failure. The lock is not held.
 */
struct win32_object *win32_object_new(const struct win32_object *model,
                                      const char *name);

/* A handle that takes the reference over; NULL drops it. Lock not held. */
HANDLE win32_object_handle(struct win32_object *o);

/* Drops a reference. The lock is not held. */
void win32_object_drop(struct win32_object *o);

/* The object of that handle, no reference added; NULL. The lock is held. */
struct win32_object *win32_object_find(HANDLE handle, enum win32_kind kind);

/* The object's state has become better: lets waiters go. The lock is held. */
void win32_object_wake(const struct win32_object *o);

/* What thread leaves behind is abandoned. The lock is held. */
void win32_abandon(DWORD thread);

/* --- for the remote access functions */

/*
 * The event that a program registers (RasConnectionNotification), with a
 * reference for the caller: its handle's number may be another object's one
 * day. NULL: HANDLE is no event's. The last error is left alone by all three.
 */
struct win32_object *win32_event_hold(HANDLE handle);

/* Signals it. false: the program has closed all its handles. */
bool win32_event_set(struct win32_object *event);

/* Has the program a handle of it still? */
bool win32_event_open(const struct win32_object *event);

#endif
