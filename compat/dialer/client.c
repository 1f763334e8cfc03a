#include "compat/dialer/client.h"

#undef WINVER
#define WINVER 0x0A00
#include "ras.h"
#include "raserror.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/api/tool.h"
#include "compat/beside.h"
#include "compat/rasphone_book.h"
#include "compat/str16.h"

#define LIBRARY "librasapi.so.0"

/* The functions of the library that are used, by their names. */
#define FUNCTIONS(X)                                                           \
    X(RasDialA)                                                                \
    X(RasHangUpA)                                                              \
    X(RasGetConnectStatusA)                                                    \
    X(RasEnumConnectionsA)                                                     \
    X(rasapi_host_use)                                                         \
    X(rasapi_host_reason)

struct library {
#define MEMBER(name) __typeof__(&name) name;
    FUNCTIONS(MEMBER)
#undef MEMBER
};

static const struct {
    const char *name;
    size_t at;
} functions[] = {
#define ROW(name) {#name, offsetof(struct library, name)},
    FUNCTIONS(ROW)
#undef ROW
};

struct client {
    struct library library;
    pthread_t thread;
    int fds[2]; /* of the pipe */
    HRASCONN handle;
    struct tagRASDIALPARAMSA params;
    RASDIALEXTENSIONS extensions;
    const char *phonebook;
    char reason[1024];
    bool returned; /* RasDial has, with success: the end is an event */
    bool joined;
};

/* RasDialFunc1 has no context: a tool dials once. */
static int notifications = -1;

/* --- the library */

/* One beside the program is of the same build. */
static void *open_library(void)
{
    char path[PATH_MAX];
    void *dl = NULL;

    if (beside_program(LIBRARY, path))
        dl = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    return dl ? dl : dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
}

static bool load(struct library *l, char *why, size_t size)
{
    void *dl = open_library(), *symbol;
    size_t i;

    if (!dl) {
        snprintf(why, size, "a custom dialer needs %s", dlerror());
        return false;
    }
    for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        symbol = dlsym(dl, functions[i].name);
        if (!symbol) {
            snprintf(why, size, "%s", dlerror());
            return false;
        }
        memcpy((char *)l + functions[i].at, &symbol, sizeof(symbol));
    }
    return true;
}

static void use_places(const struct library *l, const struct client_request *q)
{
    const struct rasapi_host_places places = {q->pppd, q->plugin, q->config,
                                              q->connections};

    l->rasapi_host_use(&places);
}

/* --- is it needed? */

bool client_wanted(const char *phonebook, const char *entry)
{
    struct entry *e;
    bool wanted;

    if (rasphone_book_entry(phonebook, entry, &e, NULL) != CONF_OK)
        return false;
    wanted = e->custom_ras_dial_dll[0] != '\0';
    entry_free(e);
    return wanted;
}

/* --- dialling */

static void tell(int fd, bool over, uint32_t state, uint32_t error)
{
    const struct client_event e = {over, state, error};
    ssize_t n;

    do {
        n = write(fd, &e, sizeof(e)); /* a pipe takes it whole: PIPE_BUF */
    } while (n < 0 && errno == EINTR);
}

static VOID WINAPI on_event(HRASCONN h, UINT message, RASCONNSTATE state,
                            DWORD error, DWORD extended)
{
    (void)h;
    (void)message;
    (void)extended;
    tell(notifications, error != 0 || state == RASCS_Connected, state, error);
}

/* Success says that it has begun, if the dialer heeds the notifier. */
static void *run(void *context)
{
    struct client *c = context;
    RASDIALFUNC1 function = on_event;
    LPVOID notifier;
    DWORD code;

    memcpy(&notifier, &function, sizeof(notifier));
    code = c->library.RasDialA(&c->extensions, c->phonebook, &c->params, 1,
                               notifier, &c->handle);
    explicit_bzero(&c->params, sizeof(c->params));
    snprintf(c->reason, sizeof(c->reason), "%s",
             c->library.rasapi_host_reason());
    if (code != ERROR_SUCCESS)
        tell(c->fds[1], true, RASCS_Disconnected, code);
    else
        __atomic_store_n(&c->returned, true, __ATOMIC_RELEASE);
    return NULL;
}

/* False: something is too long, or no text. */
static bool fill(struct client *c, const struct client_request *q)
{
    struct tagRASDIALPARAMSA *p = &c->params;
    const struct {
        const char *from;
        char *to;
        size_t size;
    } texts[] = {
#define ROW(from, to) {q->from, p->to, sizeof(p->to)}
        ROW(entry, szEntryName),         ROW(number, szPhoneNumber),
        ROW(callback, szCallbackNumber), ROW(user, szUserName),
        ROW(password, szPassword),       ROW(domain, szDomain),
#undef ROW
    };
    size_t i;

    p->dwSize = sizeof(*p);
    c->extensions.dwSize = sizeof(c->extensions);
    c->extensions.dwfOptions = q->options;
    c->phonebook = q->phonebook;
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (texts[i].from && str16_copy_utf8(texts[i].to, texts[i].size,
                                             texts[i].from, STR16_ENDED) < 0)
            return false;
    return true;
}

static uint32_t start(struct client *c, const struct client_request *q,
                      char *why, size_t size)
{
    if (!load(&c->library, why, size))
        return ERROR_CANNOT_DO_CUSTOMDIAL;
    use_places(&c->library, q);
    if (!fill(c, q))
        return ERROR_INVALID_PARAMETER;
    if (pipe2(c->fds, O_CLOEXEC | O_NONBLOCK) < 0)
        return ERROR_NOT_ENOUGH_MEMORY;
    notifications = c->fds[1];
    return pthread_create(&c->thread, NULL, run, c) == 0
               ? ERROR_SUCCESS
               : ERROR_NOT_ENOUGH_MEMORY;
}

uint32_t client_dial(const struct client_request *q, struct client **out,
                     char *why, size_t size)
{
    struct client *c = calloc(1, sizeof(*c));
    uint32_t code;

    *out = NULL;
    why[0] = '\0';
    if (!c)
        return ERROR_NOT_ENOUGH_MEMORY;
    c->fds[0] = c->fds[1] = -1;
    code = start(c, q, why, size);
    if (code == ERROR_SUCCESS) {
        *out = c;
        return code;
    }
    c->joined = true;
    client_free(c);
    return code;
}

int client_fd(const struct client *c)
{
    return c->fds[0];
}

static HRASCONN handle_of(struct client *c)
{
    return __atomic_load_n(&c->handle, __ATOMIC_ACQUIRE);
}

/*
 * A dialer that tells nothing: its connection does. Of one that was hung up
 * nothing more is told: it has no handle any more.
 */
static bool look(struct client *c, struct client_event *e)
{
    struct tagRASCONNSTATUSA s = {.dwSize = sizeof(s)};
    DWORD code;

    if (!__atomic_load_n(&c->returned, __ATOMIC_ACQUIRE))
        return false;
    code = c->library.RasGetConnectStatusA(handle_of(c), &s);
    *e = (struct client_event){true, RASCS_Disconnected,
                               ERROR_USER_DISCONNECTION};
    if (code != ERROR_SUCCESS)
        return code == ERROR_INVALID_HANDLE;
    *e = (struct client_event){true, s.rasconnstate, s.dwError};
    return s.dwError != 0 || s.rasconnstate == RASCS_Connected;
}

bool client_next(struct client *c, struct client_event *e)
{
    ssize_t n;

    do {
        n = read(c->fds[0], e, sizeof(*e));
    } while (n < 0 && errno == EINTR);
    if (n != (ssize_t)sizeof(*e))
        return look(c, e);
    /* What a dialer tells is not yet what it returns. */
    if (e->error == 0 && !__atomic_load_n(&c->returned, __ATOMIC_ACQUIRE))
        e->over = false;
    return true;
}

uint32_t client_hang_up(struct client *c)
{
    HRASCONN h = handle_of(c);

    return h ? c->library.RasHangUpA(h) : ERROR_INVALID_HANDLE;
}

const char *client_reason(const struct client *c)
{
    return c->reason;
}

void client_free(struct client *c)
{
    if (!c)
        return;
    if (!c->joined)
        pthread_join(c->thread, NULL);
    if (c->fds[0] >= 0) {
        notifications = -1;
        close(c->fds[0]);
        close(c->fds[1]);
    }
    explicit_bzero(&c->params, sizeof(c->params));
    free(c);
}

/* --- the end of a connection that another process has made */

/* *N of them; it may have grown when it is asked for again. NULL: no list. */
static struct tagRASCONNA *list_all(const struct library *l, DWORD *n)
{
    struct tagRASCONNA *list = NULL;
    DWORD size = sizeof(*list), code = ERROR_BUFFER_TOO_SMALL;

    while (code == ERROR_BUFFER_TOO_SMALL) {
        free(list);
        list = calloc(1, size);
        if (!list)
            return NULL;
        list[0].dwSize = sizeof(*list);
        code = l->RasEnumConnectionsA(list, &size, n);
    }
    if (code == ERROR_SUCCESS)
        return list;
    free(list);
    return NULL;
}

static HRASCONN find(const struct library *l, const struct client_request *q)
{
    DWORD n = 0, i;
    struct tagRASCONNA *list = list_all(l, &n);
    HRASCONN found = NULL;

    for (i = 0; list && i < n && !found; i++)
        if (strcasecmp(list[i].szEntryName, q->entry) == 0 &&
            strcmp(list[i].szPhonebook, q->phonebook) == 0)
            found = list[i].hrasconn;
    free(list);
    return found;
}

bool client_disconnect(const struct client_request *q, uint32_t *code)
{
    struct library l;
    char why[1024];
    HRASCONN h;

    if (!load(&l, why, sizeof(why)))
        return false;
    use_places(&l, q);
    h = find(&l, q);
    if (h)
        *code = l.RasHangUpA(h);
    return h != NULL;
}
