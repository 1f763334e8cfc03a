/*
 * start - what RasDial and rasdial cost themselves: the processor time from a
 * process's start until it has exec'd pppd; and that of listing connections.
 *
 * This program is all that it needs: it starts rasdial, and itself as a
 * program that calls RasDial; started as "pppd" it writes down the processor
 * time of its parent. The connections that are listed are those of processes
 * that sleep. Each figure is the median of RUNS; the table is Markdown. Exit
 * status 1 when a demand is not met.
 */
#include <windows.h>

#include <ras.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/api/tool.h"
#include "compat/connrec.h"
#include "tests/bench/stats.h"

enum { RUNS = 21, LINKS = 200 };

/* Issue: the demands. */
#define START_MS 10
#define LIST_MS  20

static char self[256], work[64], book[128], records[128];

/* --- as pppd */

static const char *note(void)
{
    static char name[300];

    snprintf(name, sizeof(name), "%s.ms", self);
    return name;
}

static int play_pppd(void)
{
    FILE *f = fopen(note(), "we");

    if (f)
        fprintf(f, "%.6f\n", stats_cpu_ms(getppid()));
    return !f || fclose(f) != 0;
}

/* --- as a program that dials */

static int play_program(char *phonebook)
{
    const struct rasapi_host_places places = {self, NULL, NULL, NULL};
    RASDIALPARAMSA params = {.dwSize = sizeof(params),
                             .szEntryName = "Line 1",
                             .szUserName = "alice",
                             .szPassword = "s3cret"};
    HRASCONN connection = NULL;
    DWORD code;

    rasapi_host_use(&places);
    code = RasDialA(NULL, phonebook, &params, 0, NULL, &connection);
    if (connection)
        RasHangUpA(connection);
    return code != 0;
}

/* --- who is measured */

static const char *rasdial(void)
{
    static char name[300];
    char *slash;

    snprintf(name, sizeof(name), "%s", self);
    slash = strrchr(name, '/');
    snprintf(slash, sizeof(name) - (size_t)(slash - name), "/rasdial");
    return name;
}

static void exec_quietly(const char *const *words)
{
    int null = open("/dev/null", O_RDWR);

    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execv(words[0], (char *const *)(uintptr_t)words);
    _exit(127);
}

static void run_rasdial(void)
{
    char phonebook[200], pppd[300];
    const char *const words[] = {rasdial(), "Line 1", "alice", "s3cret",
                                 phonebook, pppd,     NULL};

    snprintf(phonebook, sizeof(phonebook), "/PHONEBOOK:%s", book);
    snprintf(pppd, sizeof(pppd), "/PPPD:%s", self);
    exec_quietly(words);
}

static void run_program(void)
{
    const char *const words[] = {self, "dial", book, NULL};

    exec_quietly(words);
}

static void run_list(void)
{
    char directory[200];
    const char *const words[] = {rasdial(), directory, NULL};

    snprintf(directory, sizeof(directory), "/RUNDIR:%s", records);
    exec_quietly(words);
}

static struct rusage run(void (*child)(void))
{
    struct rusage used;
    pid_t pid = fork();

    if (pid < 0)
        give_up("fork");
    if (pid == 0)
        child();
    while (wait4(pid, NULL, 0, &used) < 0)
        if (errno != EINTR)
            give_up("wait4");
    return used;
}

static double time_start(void (*child)(void))
{
    double ms = -1;
    FILE *f;

    (void)unlink(note());
    (void)run(child);
    f = fopen(note(), "re");
    if (!f || fscanf(f, "%lf", &ms) != 1)
        give_up("pppd was not started");
    fclose(f);
    return ms;
}

static double in_ms(struct timeval t)
{
    return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static double time_all(void (*child)(void))
{
    struct rusage used = run(child);

    return in_ms(used.ru_utime) + in_ms(used.ru_stime);
}

/* --- the surroundings */

static void write_book(void)
{
    FILE *f = fopen(book, "we");

    if (!f)
        give_up(book);
    fputs("[Line 1]\r\nMEDIA=serial\r\nPort=COM1\r\nDEVICE=modem\r\n"
          "PhoneNumber=5550101\r\n",
          f);
    if (fclose(f) != 0)
        give_up(book);
}

static pid_t sleeper(void)
{
    pid_t pid = fork();

    if (pid < 0)
        give_up("fork");
    if (pid == 0)
        for (;;)
            pause();
    return pid;
}

static void add_link(pid_t pid, unsigned i)
{
    struct connrec c = {.pid = pid,
                        .pid_start = connrec_pid_start(pid),
                        .phonebook = "/etc/ppp/ras/rasphone.pbk",
                        .device_type = "modem",
                        .port = "COM1",
                        .number = "5550101",
                        .local_address = "10.9.0.2",
                        .remote_address = "10.9.0.1",
                        .authentication = "CHAP",
                        .state = RASCS_Connected,
                        .bps = 33600};

    snprintf(c.entry, sizeof(c.entry), "Line %u", i);
    snprintf(c.tty, sizeof(c.tty), "/dev/ttyS%u", i);
    snprintf(c.interface, sizeof(c.interface), "ppp%u", i);
    if (connrec_write(records, &c) != 0)
        give_up(records);
}

/* --- the table */

static void say(const char *what, double (*measure)(void (*)(void)),
                void (*child)(void), double demanded)
{
    double ms[RUNS], median;
    int i;

    (void)measure(child);
    for (i = 0; i < RUNS; i++)
        ms[i] = measure(child);
    median = stats_median(ms, RUNS);
    printf("| %s | %.2f ms | %.0f ms | %s |\n", what, median, demanded,
           stats_verdict(median < demanded));
}

static void clean(const pid_t *links)
{
    unsigned i;

    for (i = 0; i < LINKS; i++) {
        (void)connrec_remove(records, links[i]);
        kill(links[i], SIGKILL);
    }
    while (wait(NULL) > 0)
        ;
    (void)unlink(note());
    (void)unlink(book);
    (void)rmdir(records);
    (void)rmdir(work);
}

static void find_places(void)
{
    ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

    if (n <= 0)
        give_up("/proc/self/exe");
    snprintf(work, sizeof(work), "/tmp/bench.XXXXXX");
    snprintf(book, sizeof(book), "%s", "");
}

int main(int argc, char **argv)
{
    pid_t links[LINKS];
    unsigned i;

    find_places();
    if (strcmp(argv[0], "pppd") == 0)
        return play_pppd();
    if (argc == 3 && strcmp(argv[1], "dial") == 0)
        return play_program(argv[2]);
    if (!mkdtemp(work))
        give_up(work);
    snprintf(book, sizeof(book), "%s/rasphone.pbk", work);
    snprintf(records, sizeof(records), "%s/run", work);
    write_book();
    for (i = 0; i < LINKS; i++)
        add_link(links[i] = sleeper(), i);
    printf("\nProcessor time, medians of %d runs:\n\n"
           "| what | time | below | met |\n|---|---|---|---|\n",
           RUNS);
    say("`rasdial`, from its start to pppd's exec", time_start, run_rasdial,
        START_MS);
    say("a program that calls `RasDial`, the same", time_start, run_program,
        START_MS);
    say("`rasdial` lists 200 links", time_all, run_list, LIST_MS);
    clean(links);
    return stats_end();
}
