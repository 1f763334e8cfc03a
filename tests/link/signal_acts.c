/*
 * signal_acts.c - see signal_acts.h. A round is one pppd on one modem, of an
 * entry of its own; several are played at once, since all they do is wait.
 */
#include "tests/link/signal_acts.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/link/scene.h"

#define DIRECTORY SCENE_DIR "/signals"
#define BOOK      DIRECTORY "/book.pbk"
#define CONF      DIRECTORY "/ras.conf"

/*
 * pppd(8): ended by a signal; whatever it was, somebody has asked for it. A far
 * end that hangs up as soon as it is told so may be faster: that is 16.
 */
enum { USER_REQUEST = 5, HUNG_UP = 16, ENDED_HERE = 631 };

/*
 * Nothing but a signal ends these waits in a round's time; a command that the
 * modem has missed is given once more.
 */
#define TIMEOUTS                                                               \
    "timeouts = { command = 3.0; connect = 30.0; escape = 0.1;"                \
    " hangup = 0.5; link = 30.0; network = 30.0; callback = 30.0; };"
#define SCRIPT "proc main\r\n waitfor \"what never comes\"\r\nendproc\r\n"

static const int signals[] = {SIGHUP, SIGINT, SIGTERM};

static const struct phase {
    const char *name;
    const char *call; /* the modem's, of number 101; NULL = it is answered */
    const char *answer;
    const char *keys;
    const char *modem; /* a further argument of it */
    const char *pppd[3];
    const char *moment; /* what pppd's log says when the signal comes */
    const char *state;  /* in which the end is reported */
    unsigned error;
    bool first;    /* the moment is that of the entry that is dialled first */
    bool script;   /* a log-on script waits */
    bool pausing;  /* pppd(8): SIGHUP ends the pause, and it dials again */
    unsigned more; /* RedialAttempts */
} phases[] = {
    {.name = "another entry is dialled first",
     .call = "wait 200; say RINGING; wait",
     .first = true,
     .moment = "is dialled first",
     .state = "OpenPort",
     .error = ENDED_HERE},
    {.name = "the modem is set up",
     .modem = "--dead",
     .moment = "modem <- ATZ",
     .state = "ConnectDevice",
     .error = ENDED_HERE},
    {.name = "the modem dials",
     .call = "wait 200; say RINGING; wait",
     .moment = "modem -> RINGING",
     .state = "ConnectDevice",
     .error = ENDED_HERE},
    {.name = "a log-on script waits",
     .call = "connect; send \\r\\nlogin: ",
     .script = true,
     .moment = "logon.scp is run",
     .state = "ConnectDevice",
     .error = ENDED_HERE},
    {.name = "LCP",
     .answer = "ignore",
     .moment = "RAS state AllDevicesConnected",
     .state = "AllDevicesConnected",
     .error = ENDED_HERE},
    {.name = "authentication",
     .answer = "pap-ignore",
     .keys = "AuthRestrictions=8",
     .moment = "RAS state Authenticate:",
     .state = "Authenticate",
     .error = ENDED_HERE},
    {.name = "network protocols",
     .answer = "lcp-only",
     .moment = "RAS state AuthProject",
     .state = "AuthProject",
     .error = ENDED_HERE},
    {.name = "the server is to call back",
     .answer = "back-server",
     .keys = "AuthRestrictions=8",
     .pppd = {"callback", "5557000"},
     .moment = "RAS state WaitForCallback",
     .state = "WaitForCallback",
     .error = ENDED_HERE},
    {.name = "connected",
     .answer = "none",
     .moment = "RAS state Connected",
     .state = "Connected",
     .error = ENDED_HERE},
    /* The call has failed before: that stays what it was. */
    {.name = "the pause before the next try",
     .call = "say BUSY",
     .keys = "AuthRestrictions=632\r\nRedialSeconds=60",
     .moment = "dialled again in 60 s",
     .state = "ConnectDevice",
     .error = 676,
     .pausing = true,
     .more = 3},
};

enum { PHASES = sizeof(phases) / sizeof(phases[0]), AT_ONCE = 10 };

static struct round {
    const struct phase *phase;
    int signal;
    char name[8]; /* of the entry, "S0" */
    char tty[40], modem_log[64], log[64];
    pid_t modem, pppd;
} rounds[AT_ONCE];

static char text[64 * 1024];

/* --- its files */

static size_t add(size_t n, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static size_t add(size_t n, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    n += (size_t)vsnprintf(text + n, sizeof(text) - n, format, arguments);
    va_end(arguments);
    return n;
}

/* An entry that waits for another one has a modem that nobody needs. */
static size_t add_entries(size_t n, const struct round *r)
{
    static const char entry[] =
        "[%s%s]\r\nEncoding=1\r\nPBVersion=8\r\nType=1\r\n"
        "RedialAttempts=%u\r\nRedialOnLinkFailure=0\r\n"
        "IpPrioritizeRemote=0\r\n%s\r\n%s%s%s\r\n"
        "MEDIA=serial\r\nPort=%s%s\r\nDEVICE=modem\r\n"
        "PhoneNumber=101\r\nHwFlowControl=1\r\n%s\r\n";
    const struct phase *p = r->phase;
    const char *script = p->script ? "DEVICE=switch\r\nScript=1\r\n"
                                     "Name=logon.scp\r\n"
                                   : "";

    if (p->first)
        n = add(n, entry, r->name, "First", 0, "", "", "", "", "", r->name, "");
    return add(n, entry, r->name, "", p->more,
               p->keys ? p->keys : "AuthRestrictions=632",
               p->first ? "PrerequisiteEntry=" : "", p->first ? r->name : "",
               p->first ? "First\r\n" : "", p->first ? "No" : "", r->name,
               script);
}

static void write_files(size_t count)
{
    size_t n = 0, i;

    for (i = 0; i < count; i++)
        n = add_entries(n, &rounds[i]);
    scene_write(BOOK, text, 0644);
    n = add(0, "devices = ( ");
    for (i = 0; i < count; i++)
        n = add(n,
                "%s{ port = \"%s\"; tty = \"%s\"; " TIMEOUTS " },\n"
                "{ port = \"No%s\"; tty = \"/dev/none%zu\"; }",
                i ? ",\n" : "", rounds[i].name, rounds[i].tty, rounds[i].name,
                i);
    add(n, " );\n");
    scene_write(CONF, text, 0644);
    scene_write(DIRECTORY "/logon.scp", SCRIPT, 0600);
    scene_write("/etc/ppp/pap-secrets", "alice * s3cret\n", 0600);
}

static void prepare(struct round *r, const struct phase *phase, int number,
                    size_t i)
{
    r->phase = phase;
    r->signal = number;
    snprintf(r->name, sizeof(r->name), "S%zu", i);
    snprintf(r->tty, sizeof(r->tty), "/dev/signal%zu", i);
    snprintf(r->modem_log, sizeof(r->modem_log), DIRECTORY "/modem%zu.log", i);
    snprintf(r->log, sizeof(r->log), DIRECTORY "/pppd%zu.log", i);
}

/* --- its processes */

static void start_modem(struct round *r)
{
    const struct phase *p = r->phase;
    char answer[300], call[200];
    const char *argv[12] = {scene_tool("modem"), "--log", r->modem_log,
                            "--answer", answer};
    size_t n = 5;

    snprintf(answer, sizeof(answer), "%s %s", scene_tool("peer"),
             p->answer ? p->answer : "none");
    snprintf(call, sizeof(call), "101=%s", p->call ? p->call : "");
    if (p->call) {
        argv[n++] = "--call";
        argv[n++] = call;
    }
    if (p->modem)
        argv[n++] = p->modem;
    argv[n] = r->tty;
    unlink(r->tty);
    unlink(r->modem_log);
    r->modem = scene_spawn(argv, NULL);
    CU_ASSERT(scene_wait_for(r->modem_log, " ready ", 10, r->modem));
}

static void start_pppd(struct round *r)
{
    const char *argv[SCENE_PPPD_WORDS + 8] = {NULL};
    size_t n = scene_pppd_words(argv, r->name, BOOK, CONF), i;

    argv[n++] = "lcp-max-configure"; /* LCP is a phase to be met */
    argv[n++] = "30";
    for (i = 0; r->phase->pppd[i]; i++)
        argv[n++] = r->phase->pppd[i];
    r->pppd = scene_spawn(argv, r->log);
}

/* --- what came of it */

static unsigned count(const char *file, const char *word)
{
    const char *p = text;
    unsigned n = 0;

    scene_read(file, text, sizeof(text));
    for (; (p = strstr(p, word)); p += strlen(word))
        n++;
    return n;
}

static bool claim(const struct round *r, bool good, const char *what)
{
    if (good)
        return true;
    printf("# %s, %s: %s\n", r->phase->name, strsignal(r->signal), what);
    scene_read(r->log, text, sizeof(text));
    printf("--- pppd\n%s", text);
    scene_read(r->modem_log, text, sizeof(text));
    printf("--- modem\n%s", text);
    return false;
}

/* The entry before us has its own modem, and the moment is when that rings. */
static bool reaches_moment(const struct round *r)
{
    return scene_wait_for(r->log, r->phase->moment, 20, r->pppd) &&
           (!r->phase->first ||
            scene_wait_for(r->modem_log, "result RINGING", 20, r->pppd));
}

/* A SIGHUP in the pause has begun the next call, and only SIGTERM ends it. */
static bool dials_again(const struct round *r)
{
    bool again = scene_wait_times(r->log, r->phase->moment, 2, 20, r->pppd);

    kill(r->pppd, SIGTERM);
    return again;
}

static bool says_so(const struct round *r)
{
    char error[40], fields[120];

    snprintf(error, sizeof(error), "RAS error %u (", r->phase->error);
    snprintf(fields, sizeof(fields),
             "RAS_ENTRY=\"%s\" RAS_STATE=%s RAS_ERROR=%u ", r->name,
             r->phase->state, r->phase->error);
    return count(r->log, error) == count(r->log, "RAS error ") &&
           count(r->log, fields) == count(r->log, "RAS error ") &&
           count(r->log, fields) > 0;
}

/* A modem that has to be hung up when it goes was left off hook. */
static void stop_modem(const struct round *r)
{
    kill(r->modem, SIGTERM);
    scene_wait(r->modem, 10);
    CU_ASSERT(claim(r, count(r->modem_log, " hangup end") == 0,
                    "the modem is not on hook"));
}

static void end(const struct round *r)
{
    bool hup = r->phase->pausing && r->signal == SIGHUP;
    int status;

    if (hup)
        CU_ASSERT(claim(r, dials_again(r), "it does not dial again"));
    status = scene_wait(r->pppd, 15);
    if (status < 0)
        kill(r->pppd, SIGKILL);
    if (!r->phase->answer || status != HUNG_UP)
        EXPECT_NUMBER(status, USER_REQUEST);
    CU_ASSERT(claim(r, says_so(r), "not that cause, or not in that state"));
    EXPECT_NUMBER(count(r->log, "RAS error "), 1 + hup);
}

static void play(size_t n)
{
    size_t i;

    write_files(n);
    for (i = 0; i < n; i++) {
        start_modem(&rounds[i]);
        start_pppd(&rounds[i]);
    }
    for (i = 0; i < n; i++) {
        CU_ASSERT(claim(&rounds[i], reaches_moment(&rounds[i]),
                        "it does not come so far"));
        kill(rounds[i].pppd, rounds[i].signal);
    }
    for (i = 0; i < n; i++)
        end(&rounds[i]);
    CU_ASSERT(scene_wait_clean(10)); /* no lock, no connection, no pppd of it */
    for (i = 0; i < n; i++)
        stop_modem(&rounds[i]);
}

static void test_signals(void)
{
    size_t i, n = 0;

    mkdir(DIRECTORY, 0755);
    for (i = 0; i < PHASES * 3; i++) {
        prepare(&rounds[n], &phases[i / 3], signals[i % 3], n);
        if (++n < AT_ONCE && i + 1 < PHASES * 3)
            continue;
        play(n);
        n = 0;
    }
}

const struct unit_test signal_acts[] = {
    {"SIGHUP, SIGINT and SIGTERM in each phase", test_signals},
    {NULL, NULL},
};
