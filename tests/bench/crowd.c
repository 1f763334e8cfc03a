/*
 * crowd - many links at once: are they all up, what do they cost, and what
 * does it cost to list them. pppd with the plugin against pppd with chat.
 *
 *     bench-crowd [LINKS]     200 of them
 *
 * For the laboratory. Each link has a modem and an answering PPP peer of its
 * own. They are started by the batch, of both kinds in turn; those of chat are
 * ended with their batch, those of the plugin stay. The table on stdout is
 * Markdown. Exit status 1 when a demand is not met.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/contender.h"
#include "tests/bench/stats.h"
#include "tests/bench/watch.h"

enum { LINKS_MAX = 1000, BATCH = 10, RUNS = 11, PATIENCE_MS = 120000 };

/* Issue: the demands. */
#define CPU_TIMES 1.1
#define LIST_MS   20

struct link {
    pid_t pid, modem;
    unsigned line;
    double own_ms, all_ms; /* processor time: its process's, with children */
};

static struct link ours[LINKS_MAX], plain[BATCH];
static double plain_own[LINKS_MAX], plain_all[LINKS_MAX];

/* --- one link */

/* Of those that it has waited for, from /proc: clock ticks. */
static double children_ms(pid_t pid)
{
    char name[64], text[1024], *at;
    double ticks = 0;
    size_t n = 0;
    FILE *f;
    int i;

    snprintf(name, sizeof(name), "/proc/%d/stat", (int)pid);
    f = fopen(name, "re");
    if (f) {
        n = fread(text, 1, sizeof(text) - 1, f);
        fclose(f);
    }
    text[n] = '\0';
    at = strrchr(text, ')');
    /* proc(5): cutime and cstime are the 16th and 17th, the state the 3rd. */
    for (i = 3; at && i <= 16; i++)
        at = strchr(at + 1, ' ');
    if (at) {
        ticks = strtod(at, &at);
        ticks += strtod(at, NULL);
    }
    return ticks * 1e3 / (double)sysconf(_SC_CLK_TCK);
}

static void start(struct link *l, enum contender who)
{
    l->pid = contender_start(who, l->line);
}

/* What it took to come up, all scripts of /etc/ppp included. */
static void settle(struct link *l)
{
    if (!contender_settled(l->pid, l->line, stats_now_ms() + PATIENCE_MS))
        give_up("a link did not settle");
    l->own_ms = stats_cpu_ms(l->pid);
    l->all_ms = l->own_ms + children_ms(l->pid);
}

static void stop(struct link *l)
{
    kill(l->pid, SIGTERM);
}

static void reap(struct link *l)
{
    while (waitpid(l->pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* --- batches */

/* Late: a modem that waits for its line to be opened looks often. */
static void add_modem(struct link *l, unsigned line)
{
    static char answer[600];

    snprintf(answer, sizeof(answer), "%s chap-ok",
             contender_build("lab/ppppeer"));
    l->line = line;
    l->modem = contender_modem(line, answer, NULL);
}

static void run_batch(struct link *own, size_t begun, size_t n)
{
    struct watch_times t;
    size_t i;

    for (i = 0; i < n; i++) {
        add_modem(&own[i], (unsigned)(begun + i + 1));
        start(&own[i], CONTENDER_RASDIAL);
        start(&plain[i], CONTENDER_CHAT);
    }
    if (!watch_up((unsigned)(2 * n), stats_now_ms() + PATIENCE_MS, &t))
        give_up("not all links of a batch came up");
    for (i = 0; i < n; i++) {
        settle(&own[i]);
        settle(&plain[i]);
        plain_own[begun + i] = plain[i].own_ms;
        plain_all[begun + i] = plain[i].all_ms;
    }
    for (i = 0; i < n; i++)
        stop(&plain[i]);
    for (i = 0; i < n; i++)
        reap(&plain[i]);
}

static void bring_up(size_t links)
{
    size_t i, n;

    for (i = 0; i < BATCH; i++)
        add_modem(&plain[i], (unsigned)(links + i + 1));
    watch_begin();
    for (i = 0; i < links; i += n) {
        n = links - i < BATCH ? links - i : BATCH;
        run_batch(&ours[i], i, n);
        fprintf(stderr, "\r%zu of %zu links ", i + n, links);
    }
}

static size_t count_alive(size_t links)
{
    size_t i, n = 0;

    for (i = 0; i < links; i++)
        n += waitpid(ours[i].pid, NULL, WNOHANG) == 0;
    return n;
}

static void tear_down(size_t links)
{
    size_t i;

    for (i = 0; i < links; i++)
        stop(&ours[i]);
    for (i = 0; i < links; i++)
        reap(&ours[i]);
    for (i = 0; i < links; i++)
        kill(ours[i].modem, SIGTERM);
    for (i = 0; i < BATCH; i++)
        kill(plain[i].modem, SIGTERM);
}

/* --- the list */

/* How many links `rasdial' lists; what that cost is *MS. */
static unsigned list(double *ms)
{
    const char *rasdial = contender_build("rasdial");
    struct rusage used;
    char line[512];
    unsigned n = 0;
    int out[2];
    pid_t pid;
    FILE *f;

    if (pipe2(out, O_CLOEXEC) < 0 || (pid = fork()) < 0)
        give_up("fork");
    if (pid == 0) {
        dup2(out[1], 1);
        execl(rasdial, "rasdial", NULL);
        _exit(127);
    }
    close(out[1]);
    f = fdopen(out[0], "r");
    while (f && fgets(line, sizeof(line), f))
        n += strncmp(line, "Line ", 5) == 0;
    if (f)
        fclose(f);
    while (wait4(pid, NULL, 0, &used) < 0 && errno == EINTR)
        ;
    *ms = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
          (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
    return n;
}

/* Every system call of a User Mode Linux guest is dear: there is no bound. */
static void say_list(size_t links)
{
    const char *lab = getenv("LAB");
    bool native = lab && strcmp(lab, "netns") == 0;
    double ms[RUNS], median;
    unsigned n = 0;
    char most[16] = "";
    int i;

    for (i = 0; i < RUNS; i++)
        n = list(&ms[i]);
    median = stats_median(ms, RUNS);
    if (native)
        snprintf(most, sizeof(most), "%d ms", LIST_MS);
    printf("| `rasdial` lists %u of them, processor time | %.1f ms | | | %s "
           "| %s |\n",
           n, median, most,
           stats_verdict(n == links && (!native || median < LIST_MS)));
}

/* --- the table */

/* Means: a guest's kernel may count in ticks, which even out over all. */
static double mean_of(size_t links, bool all)
{
    static double values[LINKS_MAX];
    size_t i;

    for (i = 0; i < links; i++)
        values[i] = all ? ours[i].all_ms : ours[i].own_ms;
    return stats_mean(values, links);
}

static void say_cost(double own, double other)
{
    printf("| of pppd, chat, the scripts of /etc/ppp | %.1f ms | %.1f ms | "
           "%.2f | %.1f | %s |\n",
           own, other, own / other, CPU_TIMES,
           stats_verdict(own <= other * CPU_TIMES));
}

/* Where the one dials itself and the other has chat for it: no bound. */
static void say_own(double own, double other)
{
    printf("| of pppd's process alone | %.1f ms | %.1f ms | %.2f | | |\n", own,
           other, own / other);
}

int main(int argc, char **argv)
{
    size_t links = argc > 1 ? strtoul(argv[1], NULL, 10) : 200, alive;

    if (links == 0 || links > LINKS_MAX)
        give_up("so many links cannot be");
    setvbuf(stdout, NULL, _IOLBF, 0);
    contender_configure((unsigned)links);
    bring_up(links);
    fputc('\n', stderr);
    alive = count_alive(links);
    printf("\n%zu links; processor time until a link is up, means:\n\n"
           "| what | %s | %s | times | at most | met |\n"
           "|---|---|---|---|---|---|\n"
           "| up at once | %zu | | | | %s |\n",
           links, contender_name(CONTENDER_RASDIAL),
           contender_name(CONTENDER_CHAT), alive,
           stats_verdict(alive == links));
    say_cost(mean_of(links, true), stats_mean(plain_all, links));
    say_own(mean_of(links, false), stats_mean(plain_own, links));
    say_list(links);
    tear_down(links);
    return stats_end();
}
