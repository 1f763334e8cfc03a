/*
 * bench - how fast phonebooks are read, against others on the same bytes.
 *
 * What is demanded are ratios, and rates that any machine of this century
 * has: each figure is the median of RUNS runs, in which all contestants take
 * turns, in processor time. The table on stdout is Markdown. Exit status 1
 * when a demand is not met.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <ini.h>
#include <libconfig.h>

#include "conf/file.h"
#include "conf/pbk.h"
#include "conf/phonebook.h"
#include "tests/bench/books.h"
#include "tests/bench/heap.h"

enum { RUNS = 11 };

/* Issue: the demands. */
#define TIMES_INIH      8.0
#define TIMES_LIBCONFIG 15.0
#define PARSE_RATE      1e9 /* bytes a second, or else */
#define PARSE_NEWLINES  3.0 /* times a memchr() scan for newlines */
#define LOOKUP_NEWLINES 1.5
#define HOSTILE_SECONDS 0.2 /* for each 100 MB */

/* Of the book, an entry may need a piece more than alone in a file. */
#define HEAP_FOR_PIECE (FILE_PIECE + (16u << 10))
/* The window grows by doubling around an entry at its limit. */
#define HEAP_HOSTILE (3 * (size_t)PBK_ENTRY_BYTES_MAX + (1u << 20))

/* --- measuring */

typedef void contestant(void *context);

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The medians of N contestants that take turns; the first turns do not count.*/
static void race(contestant *const *contestants, void *const *contexts,
                 size_t n, double *medians)
{
    double times[8][RUNS], begun;
    size_t i;
    int run;

    if (n > sizeof(times) / sizeof(times[0]))
        give_up("too many contestants");
    for (run = -1; run < RUNS; run++) {
        for (i = 0; i < n; i++) {
            begun = seconds();
            contestants[i](contexts[i]);
            if (run >= 0)
                times[i][run] = seconds() - begun;
        }
    }
    for (i = 0; i < n; i++)
        medians[i] = stats_median(times[i], RUNS);
}

/* --- the contestants: each counts what it finds, so that nobody cheats */

struct work {
    const struct text *text;
    size_t found; /* keys, lines or entries */
};

static int count_key(void *user, const char *section, const char *name,
                     const char *value)
{
    (void)section;
    (void)name;
    (void)value;
    ++*(size_t *)user;
    return 1;
}

static void run_inih(void *context)
{
    struct work *w = context;

    w->found = 0;
    ini_parse_string(w->text->bytes, count_key, &w->found);
}

static void run_libconfig(void *context)
{
    struct work *w = context;
    config_t config;

    config_init(&config);
    if (!config_read_string(&config, w->text->bytes))
        give_up(config_error_text(&config));
    w->found = (size_t)config_setting_length(config_lookup(&config, "entries"));
    config_destroy(&config);
}

/* Each line of each entry: its key's row, its place, its value. */
static void run_reader(void *context)
{
    struct work *w = context;
    struct pbk_cursor cursor;
    struct pbk_entry entry;
    struct pbk_walk walk;
    struct pbk_item item;
    struct pbk book;

    w->found = 0;
    if (pbk_open(&book, "bench", w->text->bytes, w->text->n, NULL) != CONF_OK)
        give_up("the book is none");
    walk = pbk_entries(&book);
    while (pbk_next_entry(&walk, &entry)) {
        cursor = pbk_items(&entry);
        while (pbk_next(&cursor, &item))
            w->found += item.kind != PBK_ITEM_JUNK;
    }
}

static void run_newlines(void *context)
{
    struct work *w = context;
    const char *at = w->text->bytes, *end = at + w->text->n;

    for (w->found = 0; (at = memchr(at, '\n', (size_t)(end - at))); at++)
        w->found++;
}

/* --- a whole book */

static void parse_row(const char *against, double bytes, double time,
                      double other, double demanded, bool met)
{
    printf("| whole book | %s | %.2f ms | %.2f GB/s | %.1f | %.1f | %s |\n",
           against, time * 1e3, bytes / time / 1e9, other / time, demanded,
           stats_verdict(met));
}

static void bench_parse(void)
{
    struct text pbk = book_of_entries(2040), cfg = book_as_cfg(&pbk);
    struct work inih = {&pbk, 0}, tree = {&cfg, 0}, ours = {&pbk, 0},
                newlines = {&pbk, 0};
    contestant *const contestants[] = {run_reader, run_inih, run_libconfig,
                                       run_newlines};
    void *const contexts[] = {&ours, &inih, &tree, &newlines};
    double t[4], bytes = (double)pbk.n;

    race(contestants, contexts, 4, t);
    if (ours.found != inih.found || tree.found != 2040)
        give_up("the contestants did not find the same");
    printf("\nA book of %.1f MB, %zu lines, 2,040 entries; a time, and how "
           "many times that the other one takes:\n\n"
           "| what | against | time | rate | times | at least | met |\n"
           "|---|---|---|---|---|---|---|\n",
           bytes / 1e6, newlines.found);
    parse_row("inih", bytes, t[0], t[1], TIMES_INIH, t[1] >= t[0] * TIMES_INIH);
    parse_row("libconfig", bytes, t[0], t[2], TIMES_LIBCONFIG,
              t[2] >= t[0] * TIMES_LIBCONFIG);
    parse_row("memchr for newlines, or 1 GB/s", bytes, t[0], t[3],
              1 / PARSE_NEWLINES,
              bytes / t[0] >= PARSE_RATE || t[0] <= t[3] * PARSE_NEWLINES);
    text_free(&pbk);
    text_free(&cfg);
}

/* --- one entry out of a book */

struct lookup {
    int fd;
    const char *name;
    enum conf_result expected;
};

static void run_lookup(void *context)
{
    const struct lookup *l = context;
    enum conf_result result;
    struct entry *entry;

    result = phonebook_load_entry(l->fd, "bench", l->name, &entry, NULL);
    if (result != l->expected)
        give_up("another outcome than expected");
    entry_free(entry);
}

static size_t heap_of(struct lookup *l)
{
    size_t before = heap_now();

    heap_forget_peak();
    run_lookup(l);
    return heap_peak() - before;
}

/* What is before the end of entry N, which is what a scan has to see. */
static struct text up_to(const struct text *book, unsigned n)
{
    struct text part = *book;
    const char *at;
    char header[40];

    snprintf(header, sizeof(header), "[Site %u]", n + 1);
    at = strstr(book->bytes, header);
    if (at)
        part.n = (size_t)(at - book->bytes);
    return part;
}

static const struct {
    const char *what, *name;
    unsigned number;
    enum conf_result expected;
} lookups[] = {
    {"the first entry", "Site 1", 1, CONF_OK},
    {"the 5,000th entry", "Site 5000", 5000, CONF_OK},
    {"the last entry", "Site 10000", 10000, CONF_OK},
    {"an entry that is absent", "Site 10001", 10000, CONF_NOT_FOUND},
};

/*
 * To the first entry there is nothing to scan: there the entry alone in a
 * file is what it is measured against. The heap is, everywhere.
 */
static void bench_lookup(const struct text *book, int fd, size_t i)
{
    struct text part = up_to(book, lookups[i].number), one = up_to(book, 1);
    struct lookup lookup = {fd, lookups[i].name, lookups[i].expected};
    struct lookup alone = {file_of(&one), "Site 1", CONF_OK};
    struct work newlines = {&part, 0};
    bool first = lookups[i].number == 1;
    contestant *const contestants[] = {run_lookup,
                                       first ? run_lookup : run_newlines};
    void *const contexts[] = {&lookup, first ? (void *)&alone : &newlines};
    size_t heap = heap_of(&lookup), least = heap_of(&alone);
    double t[2];

    race(contestants, contexts, 2, t);
    printf("| %s | %s | %.3f ms | %.2f | %.1f | %s | %zu KB | %s |\n",
           lookups[i].what,
           first ? "it alone in a file" : "memchr for newlines up to it",
           t[0] * 1e3, t[0] / t[1], LOOKUP_NEWLINES,
           stats_verdict(t[0] <= t[1] * LOOKUP_NEWLINES), heap >> 10,
           stats_verdict(heap <= least + HEAP_FOR_PIECE));
    close(alone.fd);
}

static void bench_lookups(void)
{
    struct text book = book_of_entries(10000);
    int fd = file_of(&book);
    size_t i;

    printf("\nFinding and loading one entry of 10,000, %.1f MB:\n\n"
           "| what | against | time | times | at most | met | heap | met |\n"
           "|---|---|---|---|---|---|---|---|\n",
           (double)book.n / 1e6);
    for (i = 0; i < sizeof(lookups) / sizeof(lookups[0]); i++)
        bench_lookup(&book, fd, i);
    close(fd);
    text_free(&book);
}

/* --- hostile books */

static const char *const outcomes[] = {
    [CONF_LIMIT] = "refused: a limit",
    [CONF_NOT_FOUND] = "read, nothing found",
};

static void bench_hostile(const struct hostile_row *row, size_t n)
{
    struct lookup lookup = {hostile_book(row, n), HOSTILE_NAME, row->outcome};
    contestant *const contestants[] = {run_lookup};
    void *const contexts[] = {&lookup};
    size_t heap = heap_of(&lookup);
    double t, scaled;

    race(contestants, contexts, 1, &t);
    scaled = n > PHONEBOOK_MAX_BYTES ? t : t * 100e6 / (double)n;
    printf("| %s | %s | %.3f s | %.1f s | %s | %zu KB | %s |\n", row->what,
           n > PHONEBOOK_MAX_BYTES ? "refused: its size"
                                   : outcomes[row->outcome],
           scaled, HOSTILE_SECONDS, stats_verdict(scaled <= HOSTILE_SECONDS),
           heap >> 10, stats_verdict(heap <= HEAP_HOSTILE));
    close(lookup.fd);
}

static void bench_hostiles(void)
{
    static const struct hostile_row large = {
        "100 MB of anything", "", "[a]\nType=1\n", 0, "", CONF_LIMIT};
    size_t i;

    printf("\nHostile books of %u MB, the most that is read; the time is for "
           "each 100 MB:\n\n"
           "| what | outcome | time | at most | met | heap | met |\n"
           "|---|---|---|---|---|---|---|\n",
           PHONEBOOK_MAX_BYTES >> 20);
    bench_hostile(&large, 100u << 20);
    for (i = 0; i < n_hostile_rows; i++)
        bench_hostile(&hostile_rows[i], PHONEBOOK_MAX_BYTES);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("Medians of %d runs, in processor time.\n", RUNS);
    bench_parse();
    bench_lookups();
    bench_hostiles();
    return stats_end();
}
