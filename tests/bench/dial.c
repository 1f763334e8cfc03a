/*
 * dial - how long from the start of a program to its dial command, and to an
 * IP link, and what a link then holds in memory: pppd with the plugin against
 * pppd with chat and against wvdial.
 *
 * For the laboratory. The contenders take turns on one line of one software
 * modem, which an ordinary pppd answers; each figure is the median of RUNS
 * turns, and the first turns do not count. The table on stdout is Markdown.
 * Exit status 1 when a demand is not met.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/contender.h"
#include "tests/bench/stats.h"
#include "tests/bench/watch.h"

#define MODEM_LOG "/tmp/bench.modem"

enum { RUNS = 11, PATIENCE_MS = 60000 };

/* Issue: the demands. */
#define DIAL_TIMES 0.3
#define UP_TIMES   0.7
#define MEMORY_KB  256

/* --- the way of one dial */

enum step { OPENED, DIALLED, CONNECTED, ADDRESSED, UP, STEPS };

static const struct {
    const char *what, *event;
} steps[STEPS] = {
    [OPENED] = {"start of the program to the line's opening", "open"},
    [DIALLED] = {"modem commands, to the dial command", "dial"},
    [CONNECTED] = {"the modem's dialling", "connect"},
    [ADDRESSED] = {"the answering pppd's start, and PPP", NULL},
    [UP] = {"/etc/ppp/ip-pre-up, to IP up", NULL},
};

static double times[CONTENDERS][STEPS][RUNS]; /* since the start */
static double memory[CONTENDERS][RUNS];
static unsigned most_children[CONTENDERS];

/* --- /proc */

/* The value in KB behind LABEL in a file of that process. */
static double kilobytes(pid_t pid, const char *file, const char *label)
{
    char name[64], line[256];
    double value = 0;
    FILE *f;

    snprintf(name, sizeof(name), "/proc/%d/%s", (int)pid, file);
    f = fopen(name, "re");
    while (f && fgets(line, sizeof(line), f))
        if (strncmp(line, label, strlen(label)) == 0)
            value = strtod(line + strlen(label), NULL);
    if (f)
        fclose(f);
    return value;
}

/* --- turns */

static void weigh(enum contender who, pid_t pid, int run)
{
    unsigned children;

    if (!contender_settled(pid, 1, stats_now_ms() + PATIENCE_MS))
        give_up("a contender's scripts do not end");
    memory[who][run] = kilobytes(pid, "smaps_rollup", "Private_Dirty:");
    children = contender_children(pid);
    if (children > most_children[who])
        most_children[who] = children;
}

static void measure(enum contender who, pid_t pid, double begun, int run)
{
    struct watch_times t;
    double at[STEPS];
    size_t i;

    if (!watch_up(1, begun + PATIENCE_MS, &t))
        give_up("a contender did not come up");
    if (run < 0)
        return;
    for (i = 0; i < STEPS; i++)
        at[i] =
            steps[i].event ? watch_modem(MODEM_LOG, steps[i].event, begun) : 0;
    at[ADDRESSED] = t.address;
    at[UP] = t.up;
    for (i = 0; i < STEPS; i++) {
        if (at[i] == 0)
            give_up("the modem did not say a step");
        times[who][i][run] = at[i] - begun;
    }
    if (who != CONTENDER_WVDIAL) /* its pppd is a child of it */
        weigh(who, pid, run);
}

/* The far end's, lest each call has to make one and take it apart. */
static void make_namespace(void)
{
    pid_t pid = fork();
    int status = 1;

    if (pid == 0) {
        execlp("ip", "ip", "netns", "add", "srv", NULL);
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (status != 0)
        give_up("ip netns add srv");
}

static void take_turn(enum contender who, int run)
{
    double begun, ended;
    int status;
    pid_t pid;

    watch_begin();
    begun = stats_now_ms();
    pid = contender_start(who, 1);
    measure(who, pid, begun, run);
    ended = stats_now_ms();
    contender_stop(who, pid);
    while (waitpid(pid, &status, 0) < 0)
        ;
    /* The line is closed, and nobody of this turn is about any more. */
    if (!watch_gone(0, ended + PATIENCE_MS))
        give_up("a contender did not go");
    while (watch_modem(MODEM_LOG, "answer-end", begun) == 0) {
        if (stats_now_ms() > ended + PATIENCE_MS)
            give_up("the far end did not go");
        poll(NULL, 0, 20);
    }
    watch_quiet(ended + PATIENCE_MS);
}

/* --- the tables */

static double median[CONTENDERS][STEPS];

static double better(enum step step)
{
    double a = median[CONTENDER_CHAT][step], b = median[CONTENDER_WVDIAL][step];

    return a < b ? a : b;
}

static void say_demand(const char *what, enum step step, double demanded)
{
    double ratio = median[CONTENDER_RASDIAL][step] / better(step);
    size_t i;

    printf("| %s ", what);
    for (i = 0; i < CONTENDERS; i++)
        printf("| %.0f ms ", median[i][step]);
    printf("| %.2f | %.1f | %s |\n", ratio, demanded,
           stats_verdict(ratio <= demanded));
}

static void say_times(void)
{
    printf("\nFrom the start of the program; medians of %d turns:\n\n"
           "| what | %s | %s | %s | %s | times the better one | at most | met "
           "|\n|---|---|---|---|---|---|---|---|\n",
           RUNS, contender_name(0), contender_name(1), contender_name(2),
           contender_name(3));
    say_demand("to the dial command", DIALLED, DIAL_TIMES);
    say_demand("to IP up", UP, UP_TIMES);
}

static void say_steps(void)
{
    size_t i, k;

    printf("\nWhere it goes:\n\n"
           "| step | %s | %s | %s | %s |\n|---|---|---|---|---|\n",
           contender_name(0), contender_name(1), contender_name(2),
           contender_name(3));
    for (k = 0; k < STEPS; k++) {
        printf("| %s ", steps[k].what);
        for (i = 0; i < CONTENDERS; i++)
            printf("| %.0f ms ", median[i][k] - (k ? median[i][k - 1] : 0));
        printf("|\n");
    }
}

static void say_memory(void)
{
    double ours = stats_median(memory[CONTENDER_RASDIAL], RUNS);
    double plain = stats_median(memory[CONTENDER_CHAT], RUNS);

    printf("\nA link that is up, private dirty pages:\n\n"
           "| what | %s | %s | more | at most | met |\n"
           "|---|---|---|---|---|---|\n"
           "| pppd | %.0f KB | %.0f KB | %.0f KB | %d KB | %s |\n"
           "| processes besides | %u | %u | | 0 | %s |\n",
           contender_name(CONTENDER_RASDIAL), contender_name(CONTENDER_CHAT),
           ours, plain, ours - plain, MEMORY_KB,
           stats_verdict(plain > 0 && ours - plain <= MEMORY_KB),
           most_children[CONTENDER_RASDIAL], most_children[CONTENDER_CHAT],
           stats_verdict(most_children[CONTENDER_RASDIAL] == 0));
}

int main(void)
{
    char answer[600];
    pid_t modem;
    size_t i, k;
    int run;

    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    contender_configure(1);
    snprintf(answer, sizeof(answer), "%s chap noipv6",
             contender_build("lab/peer"));
    make_namespace();
    modem = contender_modem(1, answer, MODEM_LOG);
    for (run = -1; run < RUNS; run++)
        for (i = 0; i < CONTENDERS; i++)
            take_turn((enum contender)((i + (size_t)run + 1) % CONTENDERS),
                      run);
    kill(modem, SIGTERM);
    for (i = 0; i < CONTENDERS; i++)
        for (k = 0; k < STEPS; k++)
            median[i][k] = stats_median(times[i][k], RUNS);
    say_times();
    say_steps();
    say_memory();
    return stats_end();
}
