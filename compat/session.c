#include "compat/session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "compat/ticks.h"
#include "conf/text.h"

#define DEFAULT_PPPD "/usr/sbin/pppd"

enum {
    CONTROL_FD = 3,        /* the pair's end in pppd */
    OPTIONS_MAX = 64,      /* of request->extra */
    START_MS = 30000,      /* until pppd has detached itself */
    WORDS_MAX = 1024,      /* of pppd's stderr that are kept */
    POLL_MS = 100,         /* how late the end of a silent pppd is seen */
    POLL_CLOSED_MS = 5,    /* the same once it has closed its stderr */
    READS_MAX = 64,        /* at a time, lest an endless writer hold us */
    ENDED_RECORDS_MAX = 64 /* read in search of a cause */
};

struct session {
    int fd;
    pid_t pid;
    bool attached;  /* FD is not its own */
    bool connected; /* attached: the link was up */
};

/* The attached session that goes on; sessions of several threads ask. */
static struct session *live;

/* A pppd that is starting: what it says, and how it ended. */
struct start {
    pid_t pid;
    int words_fd; /* the reading end of its stderr, -1 when closed */
    char words[WORDS_MAX];
    size_t length;
    bool ended;
    int status; /* of waitpid(); -1 if somebody else has taken it */
};

/* Small things. */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Lines become one: the text is part of one message. */
static void make_line(char *text)
{
    size_t n = strlen(text);
    char *p;

    while (n > 0 && text[n - 1] == '\n')
        text[--n] = '\0';
    for (p = text; *p; p++)
        if (*p == '\n' || *p == '\t')
            *p = ' ';
    text_make_printable(text);
}

static uint32_t refuse(char *why, size_t size, uint32_t code, const char *what,
                       int error)
{
    snprintf(why, size, "%s%s%s", what, error ? ": " : "",
             error ? strerror(error) : "");
    return code;
}

static uint32_t code_of_errno(int error)
{
    if (error == ENOMEM)
        return RASERR_ERROR_NOT_ENOUGH_MEMORY;
    if (error == EINVAL || error == EMSGSIZE || error == ENAMETOOLONG)
        return RASERR_ERROR_INVALID_PARAMETER;
    if (error == EACCES || error == EPERM)
        return RASERR_ERROR_ACCESS_DENIED;
    return RASERR_ERROR_RASMAN_CANNOT_INITIALIZE;
}

/*
 * pppd changes its directory, so that a relative name must be completed here.
 * NULL stays NULL. *RESULT is PATH or OUT. 0 or an errno value.
 */
static int absolute(const char *path, char out[PATH_MAX], const char **result)
{
    char here[PATH_MAX];

    *result = path;
    if (!path || path[0] == '/' || path[0] == '\0')
        return 0;
    if (!getcwd(here, sizeof(here)))
        return errno;
    if (snprintf(out, PATH_MAX, "%s/%s", here, path) >= PATH_MAX)
        return ENAMETOOLONG;
    *result = out;
    return 0;
}

/* The request's records. */

static int send_record(int fd, struct wire_writer *w)
{
    int error = wire_send(fd, w);

    wire_wipe(w);
    return error;
}

static int send_hello(int fd)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_HELLO);
    wire_put_u32(&w, WIRE_F_PID, (uint32_t)getpid());
    wire_put_text(&w, WIRE_F_PROGRAM, program_invocation_short_name);
    if (wire_end(&w) != WIRE_OK) {
        /* The caller's name is too long: it is for messages only. */
        wire_begin(&w, WIRE_HELLO);
        wire_put_u32(&w, WIRE_F_PID, (uint32_t)getpid());
    }
    return send_record(fd, &w);
}

static int send_dial(int fd, const struct session_request *q)
{
    char phonebook[PATH_MAX], config[PATH_MAX];
    const char *phonebook_path, *config_path;
    struct wire_writer w;
    int error;

    error = absolute(q->phonebook, phonebook, &phonebook_path);
    if (!error)
        error = absolute(q->config, config, &config_path);
    if (error)
        return error;
    wire_begin(&w, WIRE_DIAL);
    wire_put_text(&w, WIRE_F_ENTRY, q->entry);
    wire_put_text(&w, WIRE_F_PHONEBOOK, phonebook_path);
    wire_put_text(&w, WIRE_F_CONFIG, config_path);
    wire_put_text(&w, WIRE_F_NUMBER, q->number);
    wire_put_text(&w, WIRE_F_CALLBACK_NUMBER, q->callback_number);
    wire_put_u32(&w, WIRE_F_OPTIONS, q->options);
    if (q->sub_entry)
        wire_put_u32(&w, WIRE_F_SUB_ENTRY, q->sub_entry);
    if (q->own_line)
        wire_put_u32(&w, WIRE_F_OWN_LINE, 1);
    if (q->depth)
        wire_put_u32(&w, WIRE_F_DEPTH, q->depth);
    return send_record(fd, &w);
}

static int send_credentials(int fd, const struct session_request *q)
{
    struct wire_writer w;

    if (!q->user && !q->password)
        return 0;
    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_USER, q->user);
    wire_put_text(&w, WIRE_F_PASSWORD, q->password);
    wire_put_text(&w, WIRE_F_DOMAIN, q->domain);
    return send_record(fd, &w);
}

/* They wait in the socket until the plugin reads them; DIAL is the last. */
static int send_request(int fd, const struct session_request *q)
{
    int error = send_hello(fd);

    if (!error)
        error = send_credentials(fd, q);
    if (!error)
        error = send_dial(fd, q);
    return error;
}

/* Starting pppd. */

static bool make_argv(const struct session_request *q, const char *plugin,
                      const char **argv)
{
    static const char *const control[] = {"ras-control", "3"};
    size_t n = 0, i;

    _Static_assert(CONTROL_FD == 3, "the text above says so too");
    argv[n++] = "pppd";
    argv[n++] = plugin ? "plugin" : "call";
    argv[n++] = plugin ? plugin : "rasdial";
    argv[n++] = control[0];
    argv[n++] = control[1];
    for (i = 0; q->extra && q->extra[i]; i++) {
        if (i == OPTIONS_MAX)
            return false;
        argv[n++] = q->extra[i];
    }
    argv[n] = NULL;
    return true;
}

/*
 * What pppd inherits. Both descriptors are above CONTROL_FD (move_up), so that
 * no step overwrites what a later one needs.
 */
static int describe_files(posix_spawn_file_actions_t *a, int control, int words)
{
    int error =
        posix_spawn_file_actions_addopen(a, 0, "/dev/null", O_RDONLY, 0);

    if (!error)
        error =
            posix_spawn_file_actions_addopen(a, 1, "/dev/null", O_WRONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_adddup2(a, words, 2);
    if (!error)
        error = posix_spawn_file_actions_adddup2(a, control, CONTROL_FD);
    if (!error)
        error = posix_spawn_file_actions_addclosefrom_np(a, CONTROL_FD + 1);
    return error;
}

/* No signal ignored or blocked, and none from the caller's terminal. */
static int describe_process(posix_spawnattr_t *a)
{
    sigset_t all, none;
    int error;

    sigfillset(&all);
    sigemptyset(&none);
    error = posix_spawnattr_setsigdefault(a, &all);
    if (!error)
        error = posix_spawnattr_setsigmask(a, &none);
    if (!error)
        error = posix_spawnattr_setflags(a, POSIX_SPAWN_SETSIGDEF |
                                                POSIX_SPAWN_SETSIGMASK |
                                                POSIX_SPAWN_SETSID);
    return error;
}

static int spawn(const char *pppd, const char **argv, int control, int words,
                 pid_t *pid)
{
    static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    static char locale[] = "LC_ALL=C";
    char *const environment[] = {path, locale, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t process;
    int error;

    error = posix_spawn_file_actions_init(&files);
    if (error)
        return error;
    error = posix_spawnattr_init(&process);
    if (error)
        goto destroy_files;
    error = describe_files(&files, control, words);
    if (!error)
        error = describe_process(&process);
    if (!error)
        /* exec() changes none of the strings, its prototype is just old. */
        error = posix_spawn(pid, pppd, &files, &process,
                            (char *const *)(uintptr_t)argv, environment);
    posix_spawnattr_destroy(&process);
destroy_files:
    posix_spawn_file_actions_destroy(&files);
    return error;
}

/* A caller without stdin would get descriptors where pppd's shall be. */
static bool move_up(int *fd)
{
    int up = fcntl(*fd, F_DUPFD_CLOEXEC, CONTROL_FD + 1);

    if (up < 0)
        return false;
    close(*fd);
    *fd = up;
    return true;
}

/* PAIR[0] and WORDS[0] are ours, [1] pppd's. All are -1 or open after. */
static bool make_channels(int pair[2], int words[2])
{
    pair[0] = pair[1] = words[0] = words[1] = -1;
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0 &&
           pipe2(words, O_CLOEXEC | O_NONBLOCK) == 0 && move_up(&pair[1]) &&
           move_up(&words[1]) && fcntl(words[1], F_SETFL, 0) == 0;
}

/* Watching it start. */

static void read_words(struct start *p)
{
    char rest[256];
    int i;

    for (i = 0; i < READS_MAX && p->words_fd >= 0; i++) {
        size_t room = sizeof(p->words) - 1 - p->length;
        ssize_t n = room ? read(p->words_fd, p->words + p->length, room)
                         : read(p->words_fd, rest, sizeof(rest));

        if (n > 0 && room)
            p->length += (size_t)n;
        if (n > 0 || (n < 0 && errno == EINTR))
            continue;
        if (n < 0 && errno == EAGAIN)
            break;
        close_fd(&p->words_fd);
    }
    p->words[p->length] = '\0';
}

/*
 * The status of exactly our child. A program that ignores SIGCHLD, or reaps
 * all children itself, makes it unknown.
 */
static void look(struct start *p)
{
    pid_t pid;

    do
        pid = waitpid(p->pid, &p->status, WNOHANG);
    while (pid < 0 && errno == EINTR);
    if (pid == 0)
        return;
    p->ended = true;
    if (pid < 0)
        p->status = -1;
}

static void wait_for_start(struct start *p, uint64_t deadline)
{
    while (!p->ended) {
        struct pollfd fd = {p->words_fd, POLLIN, 0};
        int left = ticks_poll(deadline);
        int ms = p->words_fd >= 0 ? POLL_MS : POLL_CLOSED_MS;

        if (left == 0)
            break;
        poll(&fd, 1, left < ms ? left : ms);
        read_words(p);
        look(p);
    }
    read_words(p);
}

/* The whole process group: pppd may have started something in turn. */
static void kill_start(struct start *p)
{
    kill(-p->pid, SIGKILL);
    while (waitpid(p->pid, &p->status, 0) < 0 && errno == EINTR)
        ;
    p->ended = true;
    p->status = -1;
}

/* The cause that the plugin told before pppd refused to start; 0 if none. */
static uint32_t told_cause(int fd, char *why, size_t size)
{
    struct wire_record r;
    char text[257];
    uint32_t code = 0;
    int i;

    for (i = 0; i < ENDED_RECORDS_MAX && code == 0; i++) {
        if (wire_receive(fd, &r) != 0)
            break;
        if (r.type != WIRE_ENDED)
            continue;
        code = wire_u32(&r, WIRE_F_ERROR, 0);
        wire_text(&r, WIRE_F_TEXT, text, sizeof(text));
        make_line(text);
        snprintf(why, size, "%s", text);
    }
    return code;
}

/* Exit statuses of pppd(8) that come before it detaches itself. */
static uint32_t code_of_status(int status)
{
    if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 3)
        return RASERR_ERROR_ACCESS_DENIED;
    if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 4)
        return RASERR_ERROR_NO_IP_RAS_ADAPTER;
    return RASERR_ERROR_RASMAN_CANNOT_INITIALIZE;
}

static void describe_status(int status, char *out, size_t size)
{
    if (status == -1)
        snprintf(out, size, "pppd ended while it started");
    else if (WIFSIGNALED(status))
        snprintf(out, size, "pppd was killed by signal %d while it started",
                 WTERMSIG(status));
    else
        snprintf(out, size, "pppd ended with exit status %d while it started",
                 WEXITSTATUS(status));
}

/* Does somebody still hold the other end of the pair? */
static bool peer_lives(int fd)
{
    struct pollfd p = {fd, 0, 0};

    return poll(&p, 1, 0) >= 0 && !(p.revents & (POLLHUP | POLLERR));
}

/* What became of the start: 0, or the code, with the reason in WHY. */
static uint32_t judge(struct start *p, int fd, char *why, size_t size)
{
    uint32_t code;

    if (!p->ended) {
        kill_start(p);
        return refuse(why, size, RASERR_ERROR_RASMAN_CANNOT_INITIALIZE,
                      "pppd did not start in time", 0);
    }
    if (p->status == 0 || (p->status == -1 && peer_lives(fd)))
        return 0;
    code = told_cause(fd, why, size);
    if (code)
        return code;
    make_line(p->words);
    if (p->words[0])
        snprintf(why, size, "%s", p->words);
    else
        describe_status(p->status, why, size);
    return code_of_status(p->status);
}

/* PPPD's descriptors belong to it alone once it runs. */
static uint32_t start_pppd(const struct session_request *q, int pair[2],
                           int words[2], char *why, size_t size)
{
    const char *pppd = q->pppd ? q->pppd : DEFAULT_PPPD;
    const char *argv[OPTIONS_MAX + 6];
    struct start p = {.pid = -1, .words_fd = words[0], .status = -1};
    char path[PATH_MAX];
    const char *plugin = q->plugin;
    uint32_t code;
    int error;

    /* A name without a slash is one of pppd's own plugin directory. */
    error = plugin && strchr(plugin, '/') ? absolute(plugin, path, &plugin) : 0;
    if (error)
        return refuse(why, size, code_of_errno(error), plugin, error);
    if (!make_argv(q, plugin, argv))
        return refuse(why, size, RASERR_ERROR_INVALID_PARAMETER,
                      "too many options for pppd", 0);
    words[0] = -1;
    error = spawn(pppd, argv, pair[1], words[1], &p.pid);
    close_fd(&pair[1]);
    close_fd(&words[1]);
    if (error) {
        close_fd(&p.words_fd);
        return refuse(why, size, code_of_errno(error), pppd, error);
    }
    wait_for_start(&p, ticks_now() + (q->start_ms ? q->start_ms : START_MS));
    code = judge(&p, pair[0], why, size);
    close_fd(&p.words_fd);
    return code;
}

static uint32_t hand_over(const struct session_request *q, int fd, char *why,
                          size_t size)
{
    int error = send_request(fd, q);

    if (!error)
        return 0;
    if (code_of_errno(error) == RASERR_ERROR_INVALID_PARAMETER)
        return refuse(why, size, RASERR_ERROR_INVALID_PARAMETER,
                      "a name, number, path or password is too long", 0);
    return refuse(why, size, code_of_errno(error), "control socket", error);
}

uint32_t session_open(const struct session_request *request, struct session **s,
                      char *why, size_t size)
{
    int pair[2], words[2];
    struct session *new;
    uint32_t code;

    *s = NULL;
    snprintf(why, size, "%s", "");
    if (!request->entry || !request->entry[0])
        return refuse(why, size, RASERR_ERROR_INVALID_PARAMETER,
                      "no entry is named", 0);
    new = calloc(1, sizeof(*new));
    if (!new)
        return refuse(why, size, RASERR_ERROR_NOT_ENOUGH_MEMORY, "session",
                      ENOMEM);
    if (make_channels(pair, words))
        code = hand_over(request, pair[0], why, size);
    else
        code = refuse(why, size, code_of_errno(errno), "control socket", errno);
    if (!code)
        code = start_pppd(request, pair, words, why, size);
    if (!code) {
        new->fd = pair[0];
        pair[0] = -1;
        *s = new;
        new = NULL;
    }
    close_fd(&pair[0]);
    close_fd(&pair[1]);
    close_fd(&words[0]);
    close_fd(&words[1]);
    free(new);
    return code;
}

/* A pppd that is there. */

/* What is left over was said of a dial before this one. */
static void drain(int fd)
{
    struct wire_record r;

    while (wire_receive(fd, &r) == 0)
        ;
}

uint32_t session_attach(int fd, const struct session_request *request,
                        struct session **s, char *why, size_t size)
{
    struct session *new = calloc(1, sizeof(*new)), *none = NULL;
    uint32_t code;

    *s = NULL;
    snprintf(why, size, "%s", "");
    if (!new)
        return refuse(why, size, RASERR_ERROR_NOT_ENOUGH_MEMORY, "session",
                      ENOMEM);
    new->fd = fd;
    new->attached = true;
    if (!__atomic_compare_exchange_n(&live, &none, new, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE)) {
        free(new);
        return refuse(why, size, RASERR_ERROR_DIAL_ALREADY_IN_PROGRESS,
                      "pppd dials already", 0);
    }
    drain(fd);
    code = hand_over(request, fd, why, size);
    if (code) {
        session_forget_attached();
        free(new);
        return code;
    }
    *s = new;
    return 0;
}

bool session_attached(const struct session *s)
{
    return s->attached;
}

void session_forget_attached(void)
{
    __atomic_store_n(&live, NULL, __ATOMIC_RELEASE);
}

static bool is_live(const struct session *s)
{
    return !s->attached || __atomic_load_n(&live, __ATOMIC_ACQUIRE) == s;
}

static bool release(struct session *s)
{
    struct session *mine = s;

    return __atomic_compare_exchange_n(&live, &mine, NULL, false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/* RASCS_Connected of ras.h, whose other half this file does not see. */
#define CONNECTED 0x2000u

/* The end of the dial, or of its link, is the end of the session. */
static void look_at(struct session *s, const struct wire_record *r)
{
    if (!s->attached)
        return;
    if (r->type == WIRE_STATE && wire_u32(r, WIRE_F_STATE, 0) == CONNECTED)
        s->connected = true;
    if (r->type == WIRE_ENDED)
        (void)release(s);
}

/* A session that is open. */

int session_fd(const struct session *s)
{
    return s->fd;
}

pid_t session_pid(const struct session *s)
{
    return s->pid;
}

int session_receive(struct session *s, struct wire_record *r)
{
    int error = is_live(s) ? wire_receive(s->fd, r) : EPIPE;
    uint32_t pid;

    if (error)
        return error;
    look_at(s, r);
    if (r->type != WIRE_HELLO)
        return 0;
    pid = wire_u32(r, WIRE_F_PID, 0);
    if (pid <= INT_MAX)
        s->pid = (pid_t)pid;
    return 0;
}

static int send_bare(struct session *s, enum wire_type type)
{
    struct wire_writer w;

    if (!is_live(s))
        return EPIPE;
    wire_begin(&w, type);
    return wire_send(s->fd, &w);
}

int session_resume(struct session *s, const char *callback_number)
{
    struct wire_writer w;

    if (!is_live(s))
        return EPIPE;
    wire_begin(&w, WIRE_RESUME);
    wire_put_text(&w, WIRE_F_CALLBACK_NUMBER, callback_number);
    return wire_send(s->fd, &w);
}

int session_hangup(struct session *s)
{
    return send_bare(s, WIRE_HANGUP);
}

int session_progress(struct session *s, uint32_t state, const char *text)
{
    struct wire_writer w;

    if (!is_live(s))
        return EPIPE;
    wire_begin(&w, WIRE_PROGRESS);
    wire_put_u32(&w, WIRE_F_STATE, state);
    wire_put_text(&w, WIRE_F_TEXT, text);
    return wire_send(s->fd, &w);
}

int session_attach_line(struct session *s, int line)
{
    struct wire_writer w;

    if (!is_live(s))
        return EPIPE;
    wire_begin(&w, WIRE_ATTACH);
    return wire_send_descriptor(s->fd, &w, line);
}

int session_end_line(struct session *s, uint32_t error, const char *text)
{
    struct wire_writer w;

    if (!is_live(s))
        return EPIPE;
    wire_begin(&w, WIRE_LINE_ENDED);
    wire_put_u32(&w, WIRE_F_ERROR, error);
    wire_put_text(&w, WIRE_F_TEXT, text);
    return wire_send(s->fd, &w);
}

void session_close(struct session *s)
{
    if (!s)
        return;
    /* pppd does not see this one closed, and is told. */
    if (s->attached && is_live(s) && !s->connected)
        (void)session_hangup(s);
    if (s->attached)
        (void)release(s);
    else
        close(s->fd);
    free(s);
}
