/*
 * fuzz_connrec - a file among the records of connections: what is taken for
 * one can be written, is the same when it is read again, and reaches no
 * terminal raw. And what the kernel says of a process whose name is anything.
 *
 * Under test: compat/connlist.c compat/connrec.c
 */
#include "compat/connlist.c"
#include "compat/connrec.c"

#include "tests/fuzz/fuzz.h"

static void expect_same(const struct connrec *a, const struct connrec *b)
{
#define CONNREC_TEXT(name) HOLDS(strcmp(a->name, b->name) == 0);

#define CONNREC_NUMBER(name, type, least, most) HOLDS(a->name == b->name);
#include "compat/connrec.def"
#undef CONNREC_TEXT
#undef CONNREC_NUMBER
}

static void record(const uint8_t *data, size_t n)
{
    static struct connrec c, again;
    static struct json j;

    if (n > CONNREC_FILE_MAX || parse((const char *)data, n, &c) != 0)
        return;
    put_record(&j, &c);
    HOLDS(j.error == 0 || j.error == ERANGE);
    if (j.error)
        return; /* without a pid it is nobody's */
    HOLDS(parse(j.bytes, j.length, &again) == 0);
    expect_same(&c, &again);
}

/* The whole way, with the names that are there. */
static void directory(const uint8_t *data, size_t n)
{
    struct connrec *list;
    char dir[128], file[256];
    size_t count, i;

    snprintf(dir, sizeof(dir), "%s", fuzz_path("run"));
    if (mkdir(dir, 0755) == 0)
        HOLDS(chmod(dir, 0755) == 0);
    snprintf(file, sizeof(file), "%s/last-0-0123456789abcdef.json", dir);
    fuzz_write(file, data, n);
    snprintf(file, sizeof(file), "%s/%ld.json", dir, (long)getpid());
    fuzz_write(file, data, n);
    HOLDS(connlist_read(dir, &list, &count) == 0 && count <= 1);
    for (i = 0; i < count; i++)
        HOLDS(list[i].pid == getpid());
    free(list);
    HOLDS(connlist_read_last(dir, &list, &count) == 0 && count <= 1);
    for (i = 0; i < count; i++)
        HOLDS(list[i].ended != 0);
    free(list);
}

/* proc(5): pid (name) state and numbers; the name has at most 15 bytes. */
static void process(const uint8_t *data, size_t n)
{
    char stat[1024], name[16];

    snprintf(name, sizeof(name), "%.*s", (int)n, (const char *)data);
    snprintf(stat, sizeof(stat),
             "1 (%s) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23",
             name);
    HOLDS(start_of_stat(stat) == 22);
    snprintf(stat, sizeof(stat), "%.*s", (int)n, (const char *)data);
    (void)start_of_stat(stat);
    HOLDS(owner_of(stat) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0)
        return 0;
    if (data[0] == 'p') {
        process(data + 1, n - 1);
        return 0;
    }
    record(data, n);
    directory(data, n);
    return 0;
}
