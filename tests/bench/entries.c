/*
 * entries - RasEnumEntries on a large phonebook against the least that could
 * be done with the same file: to read it, and to find its lines.
 *
 * The contestants take turns; each figure is the median of RUNS turns, in
 * processor time. The table is Markdown. Exit status 1 when a demand is not
 * met.
 */
#include <windows.h>

#include <ras.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/books.h"
#include "tests/bench/stats.h"

enum { RUNS = 11, ENTRIES = 10000 };

/* Issue: the demand. */
#define TIMES 3.0

static char book[64];
static RASENTRYNAMEW *names;

static void enumerate(void)
{
    static WCHAR path[64];
    DWORD size = ENTRIES * sizeof(*names), count = 0;
    size_t i;

    for (i = 0; book[i]; i++)
        path[i] = (WCHAR)book[i];
    names[0].dwSize = sizeof(*names);
    if (RasEnumEntriesW(NULL, path, names, &size, &count) != 0 ||
        count != ENTRIES)
        give_up("RasEnumEntries");
}

/* Into memory of its own, as whoever wants the lines would. */
static void scan(void)
{
    int fd = open(book, O_RDONLY | O_CLOEXEC);
    struct stat st;
    const char *at, *end;
    size_t lines = 0;
    char *bytes;

    if (fd < 0 || fstat(fd, &st) < 0)
        give_up(book);
    bytes = malloc((size_t)st.st_size);
    if (!bytes || read(fd, bytes, (size_t)st.st_size) != st.st_size)
        give_up(book);
    close(fd);
    for (at = bytes, end = at + st.st_size;
         (at = memchr(at, '\n', (size_t)(end - at))); at++)
        lines++;
    free(bytes);
    if (lines < ENTRIES)
        give_up("lines");
}

static void write_book(void)
{
    struct text text = book_of_entries(ENTRIES);
    int fd;

    snprintf(book, sizeof(book), "/tmp/bench.XXXXXX");
    fd = mkstemp(book);
    if (fd < 0 || write(fd, text.bytes, text.n) != (ssize_t)text.n)
        give_up(book);
    close(fd);
    printf("\n`RasEnumEntries` on %d entries, %.1f MB; medians of %d turns, "
           "processor time:\n\n",
           ENTRIES, (double)text.n / 1e6, RUNS);
    text_free(&text);
}

static double turn(void (*contestant)(void))
{
    double begun = stats_cpu_ms(0);

    contestant();
    return stats_cpu_ms(0) - begun;
}

int main(void)
{
    double ours[RUNS], least[RUNS], a, b;
    int i;

    names = calloc(ENTRIES, sizeof(*names));
    if (!names)
        give_up("memory");
    write_book();
    for (i = -1; i < RUNS; i++) {
        a = turn(enumerate);
        b = turn(scan);
        if (i < 0)
            continue;
        ours[i] = a;
        least[i] = b;
    }
    unlink(book);
    free(names);
    a = stats_median(ours, RUNS);
    b = stats_median(least, RUNS);
    printf("| RasEnumEntries | read() and memchr() for newlines | times | at "
           "most | met |\n|---|---|---|---|---|\n"
           "| %.2f ms | %.2f ms | %.1f | %.1f | %s |\n",
           a, b, a / b, TIMES, stats_verdict(a <= b * TIMES));
    return stats_end();
}
