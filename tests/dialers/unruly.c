/*
 * unruly.c - a dialer for the tests of the helper: the user's name tells what
 * it does, well or badly. It dials as alice.
 */
#define WINVER 0x0A00

#include <windows.h>

#include <ras.h>
#include <raserror.h>

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#pragma GCC visibility push(default)
DWORD WINAPI RasCustomDial(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                           LPCWSTR phonebook, LPRASDIALPARAMSW params,
                           DWORD type, LPVOID notifier, LPHRASCONN out,
                           DWORD flags);
DWORD WINAPI RasCustomHangUp(HRASCONN h);
#pragma GCC visibility pop

struct call {
    LPCWSTR phonebook;
    LPRASDIALPARAMSW params;
    LPHRASCONN out;
};

extern char **environ;

static BOOL hang_up_hangs, hang_up_crashes;

static DWORD sleep_on(void)
{
    while (getpid() > 0)
        pause();
    return 600;
}

static void set(WCHAR *to, const char *from)
{
    while ((*to++ = (unsigned char)*from++))
        ;
}

static BOOL is(const WCHAR *text, const char *word)
{
    while (*word && *text == (unsigned char)*word) {
        text++;
        word++;
    }
    return *text == 0 && *word == 0;
}

/* --- dialling */

static DWORD ras_dial(struct call *c, DWORD type, LPVOID notifier)
{
    RASDIALEXTENSIONS e = {.dwSize = sizeof(e),
                           .dwfOptions = RDEOPT_CustomDial};

    set(c->params->szUserName, "alice");
    return RasDialW(&e, c->phonebook, c->params, type, notifier, c->out);
}

static DWORD act_dial(struct call *c)
{
    return ras_dial(c, 0, NULL);
}

static VOID WINAPI tell(UINT message, RASCONNSTATE state, DWORD error)
{
    (void)message;
    printf("state %u error %u\n", (unsigned)state, (unsigned)error);
}

/* Returns before the callbacks come. */
static DWORD act_callback(struct call *c)
{
    return ras_dial(c, 0, (LPVOID)tell);
}

static VOID WINAPI tell1(HRASCONN h, UINT message, RASCONNSTATE state,
                         DWORD error, DWORD extended)
{
    (void)extended;
    printf("type 1 handle %d ", h != NULL);
    tell(message, state, error);
}

static DWORD act_callback1(struct call *c)
{
    return ras_dial(c, 1, (LPVOID)tell1);
}

static DWORD WINAPI tell2(ULONG_PTR id, DWORD subentry, HRASCONN h,
                          UINT message, RASCONNSTATE state, DWORD error,
                          DWORD extended)
{
    (void)extended;
    printf("type 2 id %u subentry %u handle %d ", (unsigned)id,
           (unsigned)subentry, h != NULL);
    tell(message, state, error);
    return 1;
}

static DWORD act_callback2(struct call *c)
{
    c->params->dwCallbackId = 77;
    return ras_dial(c, 2, (LPVOID)tell2);
}

/* "at-4": killed while it is told of that state. */
static unsigned killed_at;

static VOID WINAPI die(UINT message, RASCONNSTATE state, DWORD error)
{
    (void)message;
    (void)error;
    if ((unsigned)state == killed_at)
        raise(SIGKILL);
}

static BOOL read_state(const WCHAR *text, unsigned *state)
{
    static const char begin[] = "at-";
    size_t i;

    for (i = 0; begin[i]; i++)
        if (text[i] != (unsigned char)begin[i])
            return FALSE;
    for (*state = 0; text[i] >= '0' && text[i] <= '9'; i++)
        *state = *state * 10 + (unsigned)(text[i] - '0');
    return text[i] == 0;
}

static DWORD act_number(struct call *c)
{
    set(c->params->szPhoneNumber, "555101");
    return ras_dial(c, 0, NULL);
}

static DWORD act_called_back(struct call *c)
{
    set(c->params->szCallbackNumber, "5557000");
    return ras_dial(c, 0, NULL);
}

static DWORD act_other(struct call *c)
{
    set(c->params->szEntryName, "Other");
    return ras_dial(c, 0, NULL);
}

/* Its own retry: the entry's number, then another one. */
static DWORD act_retry(struct call *c)
{
    DWORD code = ras_dial(c, 0, NULL);

    if (code != ERROR_LINE_BUSY)
        return code == ERROR_SUCCESS ? 600 : code;
    (void)RasHangUpW(*c->out);
    *c->out = NULL;
    return act_number(c);
}

/* The first failure as it is told, and another one in its place. */
static DWORD act_replace(struct call *c)
{
    DWORD code = ras_dial(c, 0, NULL);

    return code == ERROR_LINE_BUSY ? 797 : 600;
}

/* Who it is, and what it has: for the test to read. */
static DWORD act_tell(struct call *c)
{
    static const struct {
        int which;
        const char *name;
    } limits[] = {{RLIMIT_CORE, "core"},
                  {RLIMIT_NPROC, "processes"},
                  {RLIMIT_NOFILE, "files"}};
    char line[256];
    struct rlimit l;
    FILE *f = fopen("/proc/self/status", "r");
    size_t i;
    int fd;

    (void)c;
    while (f && fgets(line, sizeof(line), f))
        if (strncmp(line, "Cap", 3) == 0 || strncmp(line, "NoNew", 5) == 0)
            fputs(line, stdout);
    if (f)
        fclose(f);
    printf("uid %u gid %u groups %d session %d\n", (unsigned)getuid(),
           (unsigned)getgid(), getgroups(0, NULL), getsid(0) == getpid());
    for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
        if (getrlimit((__rlimit_resource_t)limits[i].which, &l) == 0)
            printf("limit %s %lu\n", limits[i].name, (unsigned long)l.rlim_cur);
    for (i = 0; environ[i]; i++)
        printf("environment %s\n", environ[i]);
    for (fd = 0; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            printf("descriptor %d\n", fd);
    return 797;
}

/* --- going wrong */

static DWORD act_676(struct call *c)
{
    (void)c;
    return ERROR_LINE_BUSY;
}

static DWORD act_nothing(struct call *c)
{
    (void)c;
    return ERROR_SUCCESS;
}

static DWORD act_crash(struct call *c)
{
    (void)c;
    raise(SIGSEGV);
    return ERROR_SUCCESS;
}

static DWORD act_exit(struct call *c)
{
    (void)c;
    exit(3);
}

static DWORD act_hang(struct call *c)
{
    (void)c;
    return sleep_on();
}

/* A word first, for whoever waits for it. */
static DWORD act_print_hang(struct call *c)
{
    (void)c;
    printf("here\n");
    return sleep_on();
}

static DWORD act_spin(struct call *c)
{
    volatile unsigned n = 0;

    (void)c;
    while (getpid() > 0)
        n++;
    return 600;
}

static DWORD act_print(struct call *c)
{
    int i;

    (void)c;
    printf("\033[2Jescape\a\n");
    for (i = 0; i < 100000; i++)
        printf("line %d\n", i);
    return ERROR_LINE_BUSY;
}

static DWORD act_memory(struct call *c)
{
    size_t n = 0;
    char *p;

    (void)c;
    while ((p = malloc(1 << 20)) && ++n < 8192)
        memset(p, 1, 4096);
    return p ? 600 : ERROR_NOT_ENOUGH_MEMORY;
}

/* Descendants of every kind, that wish to stay. */
static DWORD act_fork(struct call *c)
{
    int i;

    (void)c;
    for (i = 0; i < 8; i++)
        if (fork() == 0) {
            (void)prctl(PR_SET_NAME, "unruly-child", 0, 0, 0);
            signal(SIGTERM, SIG_IGN);
            if (i % 2)
                setsid();
            if (i % 3 && fork() > 0)
                _exit(0);
            for (;;)
                pause();
        }
    return ERROR_LINE_BUSY;
}

/* Each one forks the next and is gone. */
static DWORD act_comet(struct call *c)
{
    (void)c;
    if (fork() == 0) {
        (void)prctl(PR_SET_NAME, "unruly-child", 0, 0, 0);
        setsid();
        while (fork() != 0)
            _exit(0);
        for (;;)
            if (fork() > 0)
                _exit(0);
    }
    return ERROR_LINE_BUSY;
}

static DWORD act_close(struct call *c)
{
    int fd;

    (void)c;
    for (fd = 0; fd < 1024; fd++)
        close(fd);
    return sleep_on();
}

static DWORD act_garbage(struct call *c)
{
    (void)c;
    if (write(4, "I am no record", 14) != 14)
        return 600;
    return sleep_on();
}

static DWORD act_garbage_call(struct call *c)
{
    (void)c;
    if (write(3, "RA\1\7\1\0\377\377", 8) != 8)
        return 600;
    return sleep_on();
}

/* Connected, and then another opinion. */
static DWORD act_regret(struct call *c)
{
    DWORD code = ras_dial(c, 0, NULL);

    return code == ERROR_SUCCESS ? 797 : code;
}

static DWORD act_up_crash(struct call *c)
{
    if (ras_dial(c, 0, NULL) == ERROR_SUCCESS)
        raise(SIGSEGV);
    return 600;
}

static DWORD act_up_hang(struct call *c)
{
    return ras_dial(c, 0, NULL) == ERROR_SUCCESS ? sleep_on() : 600;
}

static DWORD act_hang_up_hangs(struct call *c)
{
    hang_up_hangs = TRUE;
    return ras_dial(c, 0, NULL);
}

static DWORD act_hang_up_crashes(struct call *c)
{
    hang_up_crashes = TRUE;
    return ras_dial(c, 0, NULL);
}

static const struct {
    const char *name;
    DWORD (*act)(struct call *c);
} acts[] = {
    {"dial", act_dial},
    {"callback", act_callback},
    {"callback1", act_callback1},
    {"callback2", act_callback2},
    {"number", act_number},
    {"called-back", act_called_back},
    {"other", act_other},
    {"retry", act_retry},
    {"replace", act_replace},
    {"tell", act_tell},
    {"676", act_676},
    {"nothing", act_nothing},
    {"crash", act_crash},
    {"exit", act_exit},
    {"hang", act_hang},
    {"print-hang", act_print_hang},
    {"spin", act_spin},
    {"print", act_print},
    {"memory", act_memory},
    {"fork", act_fork},
    {"comet", act_comet},
    {"close", act_close},
    {"garbage", act_garbage},
    {"garbage-call", act_garbage_call},
    {"regret", act_regret},
    {"up-crash", act_up_crash},
    {"up-hang", act_up_hang},
    {"hang-up-hangs", act_hang_up_hangs},
    {"hang-up-crashes", act_hang_up_crashes},
};

DWORD WINAPI RasCustomDial(HINSTANCE self, LPRASDIALEXTENSIONS extensions,
                           LPCWSTR phonebook, LPRASDIALPARAMSW params,
                           DWORD type, LPVOID notifier, LPHRASCONN out,
                           DWORD flags)
{
    struct call c = {phonebook, params, out};
    size_t i;

    (void)self;
    if (extensions || type || notifier || flags ||
        !is(params->szPassword, "****************"))
        return 600;
    for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
        if (is(params->szUserName, acts[i].name))
            return acts[i].act(&c);
    if (read_state(params->szUserName, &killed_at))
        return ras_dial(&c, 0, (LPVOID)die);
    return 600;
}

DWORD WINAPI RasCustomHangUp(HRASCONN h)
{
    printf("RasCustomHangUp\n");
    while (hang_up_hangs)
        pause();
    if (hang_up_crashes)
        raise(SIGSEGV);
    return RasHangUpW(h);
}
