/*
 * tcp.c - a custom dialer whose line is a TCP connection: the phone number of
 * the entry is HOST:PORT, where somebody answers with PPP as a modem would
 * ([ADDRESS]:PORT for IPv6). ras-custom-dial(7) explains it line by line.
 *
 * What a dialer of your own needs is this file with another dial_out().
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* getaddrinfo_a() */
#endif

#include <windows.h>
#include <ras.h>
#include <rasdialer.h>
#include <rasdlg.h>
#include <raserror.h>

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LOOK_UP_MS 10000 /* for the name */
#define CONNECT_MS 15000 /* for each address that it has */

struct call {
    HRASCONN connection;
    char host[RAS_MaxPhoneNumber + 1];
    const char *port;
};

/* --- the number */

/* "host:5000" or "[::1]:5000": ASCII, and nothing but what a name may have. */
static BOOL parse_number(const WCHAR *number, struct call *c)
{
    static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._:[]%";
    char *colon;
    size_t n;

    for (n = 0; number[n]; n++) {
        if (n == RAS_MaxPhoneNumber || number[n] > 'z' ||
            !strchr(allowed, number[n]))
            return FALSE;
        c->host[n] = (char)number[n];
    }
    c->host[n] = '\0';
    colon = strrchr(c->host, ':');
    if (!colon || colon == c->host || !colon[1])
        return FALSE;
    *colon = '\0';
    c->port = colon + 1;
    if (c->host[0] == '[' && colon[-1] == ']') {
        colon[-1] = '\0';
        memmove(c->host, c->host + 1, (size_t)(colon - c->host) - 1);
    }
    return strspn(c->port, "0123456789") == strlen(c->port) &&
           strlen(c->port) < 6 && strtoul(c->port, NULL, 10) <= 65535;
}

/* Who calls RasDial need not name a number: then it is the entry's. */
static DWORD find_number(LPCWSTR book, const RASDIALPARAMSW *params,
                         struct call *c)
{
    RASENTRYW *entry;
    DWORD size = 0, error;

    if (params->szPhoneNumber[0])
        return parse_number(params->szPhoneNumber, c) ? 0
                                                      : ERROR_BAD_PHONE_NUMBER;
    error = RasGetEntryPropertiesW(book, params->szEntryName, NULL, &size, NULL,
                                   NULL);
    if (error != ERROR_BUFFER_TOO_SMALL)
        return error ? error : ERROR_BAD_PHONE_NUMBER;
    entry = calloc(1, size);
    if (!entry)
        return ERROR_NOT_ENOUGH_MEMORY;
    entry->dwSize = sizeof(*entry);
    error = RasGetEntryPropertiesW(book, params->szEntryName, entry, &size,
                                   NULL, NULL);
    if (!error && !parse_number(entry->szLocalPhoneNumber, c))
        error = ERROR_BAD_PHONE_NUMBER;
    free(entry);
    return error;
}

/* --- the line */

/* A name that is being looked up: the resolver's, until it has an answer. */
struct look_up {
    struct gaicb request;
    struct addrinfo hints;
    struct call names;
};

/* Waits for the answer; an error only if nobody wants it any more. */
static DWORD wait_for_name(struct call *c, struct look_up *l)
{
    const struct timespec step = {0, 200000000};
    const struct gaicb *list[] = {&l->request};
    DWORD error = WAIT_TIMEOUT;
    int waited;

    for (waited = 0; waited < LOOK_UP_MS && error == WAIT_TIMEOUT &&
                     gai_error(&l->request) == EAI_INPROGRESS;
         waited += 200) {
        (void)gai_suspend(list, 1, &step);
        error = RasDialerWait(c->connection, -1, 0, 0);
    }
    return error == WAIT_TIMEOUT ? 0 : error;
}

/*
 * A name server may take its time, and getaddrinfo() with it. A request that
 * cannot be cancelled any more stays the resolver's for good.
 */
static DWORD look_up(struct call *c, struct addrinfo **found)
{
    struct look_up *l = calloc(1, sizeof(*l));
    struct gaicb *list[1];
    DWORD error;

    if (!l)
        return ERROR_NOT_ENOUGH_MEMORY;
    l->names = *c;
    l->hints.ai_socktype = SOCK_STREAM;
    l->hints.ai_flags = AI_NUMERICSERV;
    l->request.ar_name = l->names.host;
    l->request.ar_service = l->names.host + (c->port - c->host);
    l->request.ar_request = &l->hints;
    list[0] = &l->request;
    if (getaddrinfo_a(GAI_NOWAIT, list, 1, NULL) != 0) {
        free(l);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = wait_for_name(c, l);
    if (gai_cancel(&l->request) == EAI_NOTCANCELED)
        return error ? error : ERROR_DNSNAME_NOT_RESOLVABLE;
    if (gai_error(&l->request) == 0)
        *found = l->request.ar_result;
    else if (!error)
        error = ERROR_DNSNAME_NOT_RESOLVABLE;
    free(l);
    return error;
}

static DWORD error_of(int number)
{
    return number == ECONNREFUSED ? ERROR_LINE_BUSY : ERROR_NO_ANSWER;
}

/* One address. RasDialerWait() returns early when the call is hung up. */
static DWORD connect_to(struct call *c, const struct addrinfo *a, int *line)
{
    int number = 0, one = 1;
    socklen_t size = sizeof(number);
    DWORD error;

    *line = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*line < 0)
        return error_of(errno);
    error = 0;
    if (connect(*line, a->ai_addr, a->ai_addrlen) < 0 && errno != EINPROGRESS)
        error = error_of(errno);
    if (!error)
        error = RasDialerWait(c->connection, *line, POLLOUT, CONNECT_MS);
    if (error == WAIT_TIMEOUT)
        error = ERROR_NO_ANSWER;
    if (!error &&
        getsockopt(*line, SOL_SOCKET, SO_ERROR, &number, &size) == 0 && number)
        error = error_of(number);
    if (!error) /* PPP's packets are small, and each waits for its answer */
        (void)setsockopt(*line, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    else
        close(*line);
    return error;
}

/* Makes the line. This is what another dialer does in its own way. */
static DWORD dial_out(struct call *c, int *line)
{
    struct addrinfo *all = NULL, *a;
    DWORD error;

    (void)RasDialerReport(c->connection, RASCS_ConnectDevice, c->host);
    error = look_up(c, &all);
    for (a = error ? NULL : all; a; a = a->ai_next) {
        error = connect_to(c, a, line);
        if (error != ERROR_NO_ANSWER && error != ERROR_LINE_BUSY)
            break; /* connected, or nobody wants it any more */
    }
    if (all)
        freeaddrinfo(all);
    return error;
}

/* The whole call; its result is for who waits for it. */
static DWORD run(struct call *c)
{
    int line = -1;
    DWORD error = dial_out(c, &line);

    if (error) {
        (void)RasDialerEnd(c->connection, error, c->host);
    } else {
        error = RasDialerAttach(c->connection, line);
        close(line); /* pppd has its own */
    }
    free(c);
    return error;
}

static void *run_thread(void *c)
{
    (void)run(c);
    return NULL;
}

static DWORD start_thread(struct call *c)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, run_thread, c) == 0) {
        pthread_detach(thread);
        return 0;
    }
    (void)RasHangUpW(c->connection);
    free(c);
    return ERROR_NOT_ENOUGH_MEMORY;
}

/* --- the five entry points: ras.h and rasdlg.h have their types */

DWORD WINAPI RasCustomDial(HINSTANCE hInstDll, LPRASDIALEXTENSIONS extensions,
                           LPCWSTR book, LPRASDIALPARAMSW params, DWORD type,
                           LPVOID notifier, LPHRASCONN connection, DWORD flags)
{
    struct call *c = calloc(1, sizeof(*c));
    DWORD error;

    (void)hInstDll;
    (void)flags;
    if (!c)
        return ERROR_NOT_ENOUGH_MEMORY;
    error = find_number(book, params, c);
    if (!error)
        error = RasDialerOpen(extensions, book, params, type, notifier,
                              &c->connection);
    if (error) {
        free(c);
        return error;
    }
    *connection = c->connection;
    /* With a notifier RasDial returns at once: then so do we. */
    if (!notifier)
        return run(c);
    error = start_thread(c);
    if (error)
        *connection = NULL;
    return error;
}

DWORD WINAPI RasCustomHangUp(HRASCONN connection)
{
    return RasHangUpW(connection); /* closes the line, too */
}

BOOL WINAPI RasCustomDialDlg(HINSTANCE hInstDll, DWORD flags, LPWSTR book,
                             LPWSTR entry, LPWSTR number, LPRASDIALDLG info,
                             PVOID reserved)
{
    RASDIALEXTENSIONS extensions = {.dwSize = sizeof(extensions)};
    RASDIALPARAMSW params = {.dwSize = sizeof(params)};
    HRASCONN connection = NULL;
    BOOL saved = FALSE;

    (void)reserved;
    extensions.dwfOptions = flags & RCD_Logon ? RDEOPT_NoUser : 0;
    wcsncpy(params.szEntryName, entry, RAS_MaxEntryName);
    info->dwError = RasGetEntryDialParamsW(book, &params, &saved);
    if (number)
        wcsncpy(params.szPhoneNumber, number, RAS_MaxPhoneNumber);
    if (!info->dwError)
        info->dwError = RasCustomDial(hInstDll, &extensions, book, &params, 0,
                                      NULL, &connection, 0);
    if (info->dwError && connection)
        (void)RasHangUpW(connection);
    explicit_bzero(&params, sizeof(params));
    return info->dwError == 0;
}

/* There is no desktop to show the entry's settings on. */
BOOL WINAPI RasCustomEntryDlg(HINSTANCE hInstDll, LPWSTR book, LPWSTR entry,
                              LPRASENTRYDLGW info, DWORD flags)
{
    (void)hInstDll;
    (void)book;
    (void)entry;
    (void)flags;
    info->dwError = ERROR_CALL_NOT_IMPLEMENTED;
    return FALSE;
}

/* Nothing is kept for an entry that would have to go with it. */
DWORD WINAPI RasCustomDeleteEntryNotify(LPCWSTR book, LPCWSTR entry,
                                        DWORD flags)
{
    (void)book;
    (void)entry;
    (void)flags;
    return ERROR_SUCCESS;
}
