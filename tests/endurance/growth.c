#include "tests/endurance/growth.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum {
    FIRST = 1, /* the interval to compare with: before, all is new */
    WATCHED_MAX = 24,
    INTERVALS_MAX = 64,
    /*
     * An allocator's arenas settle late, the more so where threads come and
     * go: the most that there was in a run's first half is the measure of what
     * is there at last, and so much more is no leak. One of 400 bytes in each
     * of 250 calls is.
     */
    SETTLING_KIB = 96,
};

struct range {
    unsigned least, most;
};

struct watched {
    const char *name;
    pid_t pid;
    struct range fds[INTERVALS_MAX];
    unsigned kib[INTERVALS_MAX]; /* anonymous memory, shared or not */
};

static struct {
    struct watched watched[WATCHED_MAX];
    unsigned n, now; /* NOW: this interval */
    unsigned cycles[INTERVALS_MAX];
    struct range processes[INTERVALS_MAX], files[INTERVALS_MAX];
} growth;

void growth_watch(const char *name, pid_t pid)
{
    if (growth.n < WATCHED_MAX)
        growth.watched[growth.n++] = (struct watched){.name = name, .pid = pid};
}

/* --- counting */

static bool any(const char *name)
{
    return name[0] != '.';
}

/* None of the kernel's threads, the children of number 2. */
static bool is_process(const char *name)
{
    char path[300], text[512];
    const char *p = NULL;
    FILE *f;

    if (name[0] < '1' || name[0] > '9' || strcmp(name, "2") == 0)
        return false;
    snprintf(path, sizeof(path), "/proc/%s/stat", name);
    f = fopen(path, "re");
    if (f && fgets(text, sizeof(text), f))
        p = strrchr(text, ')'); /* ") S 2 ..." */
    if (f)
        fclose(f);
    return p && strlen(p) > 4 && strtol(p + 3, NULL, 10) != 2;
}

static unsigned entries(const char *path, bool (*counts)(const char *name))
{
    unsigned n = 0;
    DIR *d = opendir(path);
    struct dirent *e;

    while (d && (e = readdir(d)))
        n += counts(e->d_name);
    if (d)
        closedir(d);
    return n;
}

unsigned growth_processes(void)
{
    return entries("/proc", is_process);
}

unsigned growth_files(void)
{
    static const char *const places[] = {
        "/run",    "/run/ppp-rasdial", "/run/lock",    "/var/lib/ppp-rasdial",
        "/tmp",    "/etc/ppp",         "/etc/ppp/ras", "/var/run/pppd",
        "/run/ppp"};
    unsigned n = 0;
    size_t i;

    for (i = 0; i < COUNT(places); i++)
        n += entries(places[i], any);
    return n;
}

static unsigned descriptors(pid_t pid)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
    return entries(path, any);
}

static unsigned memory_kib(pid_t pid)
{
    char path[64], line[256];
    unsigned kib = 0;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
    f = fopen(path, "re");
    while (f && fgets(line, sizeof(line), f))
        if (strncmp(line, "Anonymous:", 10) == 0)
            kib = (unsigned)strtoul(line + 10, NULL, 10);
    if (f)
        fclose(f);
    return kib;
}

/* --- intervals */

static void take(struct range *r, unsigned n)
{
    if (r->most == 0 || n < r->least)
        r->least = n;
    if (n > r->most)
        r->most = n;
}

void growth_sample(void)
{
    unsigned i, k = growth.now;

    take(&growth.processes[k], growth_processes());
    take(&growth.files[k], growth_files());
    for (i = 0; i < growth.n; i++)
        take(&growth.watched[i].fds[k], descriptors(growth.watched[i].pid));
}

static void show(unsigned k)
{
    unsigned i, kib = 0, fds = 0;

    for (i = 0; i < growth.n; i++) {
        kib += growth.watched[i].kib[k];
        fds += growth.watched[i].fds[k].least;
    }
    printf("# %6u cycles: memory %u KiB, descriptors %u, processes "
           "%u..%u, files %u..%u\n",
           growth.cycles[k], kib, fds, growth.processes[k].least,
           growth.processes[k].most, growth.files[k].least,
           growth.files[k].most);
}

void growth_interval(unsigned cycles)
{
    unsigned i;

    growth_sample();
    for (i = 0; i < growth.n; i++)
        growth.watched[i].kib[growth.now] = memory_kib(growth.watched[i].pid);
    growth.cycles[growth.now] = cycles;
    show(growth.now);
    if (growth.now + 1 < INTERVALS_MAX)
        growth.now++;
}

/* --- the verdict */

/* What was the least at last is more than there ever was at first. */
static bool grown(const char *what, const char *of, const struct range *first,
                  const struct range *last)
{
    if (last->least <= first->most)
        return false;
    printf("# %s of %s: %u..%u at first, %u..%u at last\n", what, of,
           first->least, first->most, last->least, last->most);
    return true;
}

static unsigned most_of_first_half(const struct watched *w, unsigned last)
{
    unsigned most = 0, k;

    for (k = FIRST; k <= last / 2 || k == FIRST; k++)
        if (w->kib[k] > most)
            most = w->kib[k];
    return most;
}

static bool memory_grown(const struct watched *w, unsigned last)
{
    unsigned k;

    printf("# %s: descriptors %u and %u, memory in KiB", w->name,
           w->fds[FIRST].least, w->fds[last].least);
    for (k = 0; k <= last; k++)
        printf(" %u", w->kib[k]);
    printf("\n");
    return w->kib[last] == 0 ||
           w->kib[last] > most_of_first_half(w, last) + SETTLING_KIB;
}

bool growth_none(void)
{
    unsigned last = growth.now ? growth.now - 1 : 0, i;
    bool good = growth.now > FIRST + 1;

    if (!good)
        printf("# there are no two intervals to compare\n");
    good = good && !grown("processes", "the machine", &growth.processes[FIRST],
                          &growth.processes[last]);
    good = !grown("files", "the machine", &growth.files[FIRST],
                  &growth.files[last]) &&
           good;
    for (i = 0; i < growth.n; i++) {
        const struct watched *w = &growth.watched[i];

        good = !memory_grown(w, last) && good;
        good = !grown("descriptors", w->name, &w->fds[FIRST], &w->fds[last]) &&
               good;
    }
    return good;
}
