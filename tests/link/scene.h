/*
 * scene.h - one dial in the laboratory: a modem, a far end, a pppd with the
 * plugin, and what came of it.
 *
 * Owns the processes and files of a scene. It runs inside the laboratory, as
 * root, beside Debian's own /etc/ppp/options.
 */
#ifndef TESTS_LINK_SCENE_H
#define TESTS_LINK_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SCENE_ARGS 24

struct scene {
    const char *digits;   /* what the modem does: see modem --help */
    const char *answer;   /* "peer ..." arguments: who answers */
    const char *reply;    /* what he says to the right password, or NULL */
    const char *media;    /* lines of MEDIA; NULL = the modem's */
    const char *keys;     /* further lines of the entry, LF */
    const char *modem[6]; /* further arguments of the modem */
    const char *pppd[12]; /* further arguments of pppd */
    const char *password; /* NULL = the right one, "" = there is none */
    const char *device;   /* settings for ras.conf's device */
    const char *connect;  /* seconds until a call is called off; NULL = 4 */
    const char *tty;      /* NULL = the modem's */
    const char *line;     /* the modem's end of a line with modem signals */
    const char *rules;    /* further lines of the first number, LF */
    const char *memory; /* RLIMIT_DATA of pppd, and an entry that needs more */
    const char *places; /* further settings of ras.conf */
    const char *script; /* NULL = none, else a log-on script's text */
    const char *alternates[3]; /* digits of further numbers */
    unsigned attempts;         /* RedialAttempts */
    unsigned type;             /* of the entry; 0 = 1, a telephone */
    bool no_modem;
    bool hang_up; /* SIGTERM as soon as the link is up */
};

struct outcome {
    bool ended;       /* pppd came to its end in time */
    int exit_status;  /* of pppd, or 128 + signal */
    unsigned errors;  /* how many causes the log names: one is right */
    unsigned error;   /* the RAS code */
    char text[600];   /* the line of the log */
    char states[400]; /* "OpenPort PortOpened ..." */
    char state[40];   /* in which it ended, as the log's fields say */
    bool redial;      /* a later try may succeed, as they say */
    bool locked;      /* a lock file or a record was left behind */
    double seconds;
};

/* Once: secrets, directories. */
void scene_set_up(void);

/*
 * Once: Debian's ip-up and its like start a dozen processes, half of a scene's
 * time in a guest, to run nothing. From now on they are called when a scene has
 * put something into their directory.
 */
void scene_spare_scripts(void);

/* Plays S and says what came of it. The log stays in scene_log(). */
void scene_play(const struct scene *s, struct outcome *o);

/*
 * What each pppd of a scene begins with, on ENTRY: the plugin, a user, short
 * waits. Writes SCENE_PPPD_WORDS words to ARGV; returns their number.
 */
enum { SCENE_PPPD_WORDS = 24 };
size_t scene_pppd_words(const char **argv, const char *entry, const char *book,
                        const char *conf);

/* What came of PPPD, which scene_start_pppd() has started. */
void scene_end(pid_t pppd, struct outcome *o);

/* The whole log of the last scene's pppd, and of its modem. */
const char *scene_log(void);
const char *scene_modem_log(void);

/* Starts PROGRAM with its output in FILE (NULL = ours); its pid. */
pid_t scene_spawn(const char *const *argv, const char *file);

/* Waits at most SECONDS; the exit status, 128 + signal, or -1. */
int scene_wait(pid_t pid, double seconds);

/* Waits until TEXT stands in FILE, at most SECONDS, or PID has ended. */
bool scene_wait_for(const char *file, const char *text, double seconds,
                    pid_t pid);

/* As above, but TEXT must stand there TIMES times. */
bool scene_wait_times(const char *file, const char *text, unsigned times,
                      double seconds, pid_t pid);

/* The parts of a scene by themselves, for what takes more than one step. */
void scene_write_files(const struct scene *s);
pid_t scene_start_modem(const struct scene *s);
pid_t scene_start_pppd(const struct scene *s);

/* Is a lock file or a record of a connection there? */
bool scene_left_behind(void);

/* Waits until neither is, at most SECONDS. */
bool scene_wait_clean(double seconds);

/* SIGTERM to the pppd of the first connection that is listed. */
bool scene_terminate_listed(void);

/* Opens no more for others: TIOCEXCL. */
bool scene_exclusive(int fd);

void scene_write(const char *name, const char *text, mode_t mode);
void scene_read(const char *name, char *text, size_t size);

/* The pppd ($LAB_PPPD), what was built ($LAB_BUILD) and the laboratory's own
 * programs ($LAB_TOOLS). The names are good for the next few calls. */
const char *scene_pppd(void);
const char *scene_build(const char *name);
const char *scene_tool(const char *name);

#define SCENE_DIR       "/tmp/scene"
#define SCENE_BOOK      SCENE_DIR "/book.pbk"
#define SCENE_SCRIPT    SCENE_DIR "/logon.scp"
#define SCENE_CONF      SCENE_DIR "/ras.conf"
#define SCENE_LOG       SCENE_DIR "/pppd.log"
#define SCENE_MODEM_LOG SCENE_DIR "/modem.log"
#define SCENE_TTY       "/dev/modem0"

#endif
