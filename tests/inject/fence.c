/*
 * fence.c - libconfig and Jansson never see the end of the memory.
 *
 * A malloc() of our own gives out so many bytes and no more, to everybody: to
 * the libraries as well. Whatever that number is, reading a file answers
 * that there is no memory, or what it answers with all memory there is. Without
 * the fence (conf/cfg_memory.h) libconfig crashes or ends the process.
 */
#include "compat/connlist.c"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/book_cfg.h"
#include "conf/phonebook.h"
#include "conf/ras_conf.h"
#include "tests/unit/harness.h"

/* --- so much memory */

/* glibc's own, under the names that it exports for this. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);

static size_t live, peak, limit = SIZE_MAX;

/* With malloc()'s own part. */
static size_t size_of(void *p)
{
    return p ? malloc_usable_size(p) + sizeof(size_t) : 0;
}

static void *take(void *p, size_t before)
{
    if (!p)
        return NULL;
    live = live - before + size_of(p);
    if (live > peak)
        peak = live;
    return p;
}

static bool is_beyond(size_t n)
{
    if (n <= limit && live + n <= limit)
        return false;
    errno = ENOMEM;
    return true;
}

/* For the libraries as well. */
#pragma GCC visibility push(default)
void *malloc(size_t n)
{
    return is_beyond(n) ? NULL : take(__libc_malloc(n), 0);
}

void *calloc(size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        return NULL;
    return is_beyond(n * size) ? NULL : take(__libc_calloc(n, size), 0);
}

/* While it copies, both are there. */
void *realloc(void *p, size_t n)
{
    size_t before = size_of(p);

    return is_beyond(n) ? NULL : take(__libc_realloc(p, n), before);
}

void *reallocarray(void *p, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        return NULL;
    return realloc(p, n * size);
}

void free(void *p)
{
    live -= size_of(p);
    __libc_free(p);
}
#pragma GCC visibility pop

/* --- reading with less and less of it */

typedef long fence_reader(const char *file);

static struct {
    size_t peak;
    long result;
} * outcome;

/* 0 or what ended the child. */
static int read_with(fence_reader *read, const char *file, size_t bytes)
{
    int status = -1;
    pid_t pid;

    fflush(NULL);
    outcome->result = -1;
    pid = fork();
    if (pid == 0) {
        size_t before = live;

        peak = live;
        limit = bytes == SIZE_MAX ? bytes : live + bytes;
        outcome->result = read(file);
        limit = SIZE_MAX;
        outcome->peak = peak - before;
        /* libconfig 1.5 loses what it reads when it meets an error. */
        _exit(live == before || outcome->result == CONF_FORMAT ? 0 : 1);
    }
    waitpid(pid, &status, 0);
    return status;
}

static unsigned long refused;

static bool holds(fence_reader *read, const char *file, size_t bytes,
                  long expected)
{
    int status = read_with(read, file, bytes);

    if (status == 0 && outcome->result == CONF_NOMEM) {
        refused++;
        return true;
    }
    if (status == 0 && outcome->result == expected)
        return true;
    fprintf(stderr, "%s: with %zu bytes of memory: status %#x, result %ld\n",
            file, bytes, (unsigned)status, outcome->result);
    return false;
}

/* As much as it takes and less, in STEPS steps. */
static void check_file(fence_reader *read, const char *file, unsigned steps)
{
    size_t most, step, bytes;
    long expected;
    bool all = true;

    EXPECT_NUMBER(read_with(read, file, SIZE_MAX), 0);
    expected = outcome->result;
    most = outcome->peak;
    step = most / steps + 1;
    for (bytes = 0; bytes < most && all; bytes += step)
        all = holds(read, file, bytes, expected);
    all = all && holds(read, file, most + 4096, expected);
    CU_ASSERT_TRUE(all);
}

static void check_folder(fence_reader *read, const char *folder, unsigned steps)
{
    char path[PATH_MAX];
    DIR *d = opendir(folder);
    const struct dirent *e;
    unsigned n = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    while ((e = readdir(d))) {
        snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
        if (e->d_name[0] == '.')
            continue;
        check_file(read, path, steps);
        n++;
    }
    closedir(d);
    CU_ASSERT(n > 0);
}

/* --- the readers */

static long load_entry(const char *file, const char *name)
{
    struct entry *e;
    long result;
    int fd;

    result = phonebook_open(file, &fd, NULL);
    if (result != CONF_OK)
        return result;
    result = phonebook_load_entry(fd, file, name, &e, NULL);
    close(fd);
    entry_free(e);
    return result;
}

static long read_office(const char *file)
{
    return load_entry(file, "Office");
}

static long read_ras_conf(const char *file)
{
    struct ras_conf *conf;
    long result;
    int fd;

    result = phonebook_open(file, &fd, NULL);
    if (result != CONF_OK)
        return result;
    result = ras_conf_load(fd, file, &conf, NULL);
    close(fd);
    ras_conf_free(conf);
    return result;
}

static long read_book(const char *file)
{
    return load_entry(file, "a");
}

/* Of a connection, as connlist_read() has it of each file. */
static long read_record(const char *file)
{
    static char bytes[CONNREC_FILE_MAX];
    struct connrec c;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = read_file(fd, bytes, sizeof(bytes));
    int error = n > 0 ? parse(bytes, (size_t)n, &c) : EBADMSG;

    close(fd);
    return error == 0 ? CONF_OK : error == ENOMEM ? CONF_NOMEM : CONF_FORMAT;
}

/* --- tests */

static void begin(void)
{
    outcome = mmap(NULL, sizeof(*outcome), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_FATAL(outcome != MAP_FAILED);
    refused = 0;
}

static void end(void)
{
    CU_ASSERT(refused > 0);
    printf("# %lu times there was too little memory\n", refused);
    munmap(outcome, sizeof(*outcome));
}

static void test_books(void)
{
    begin();
    check_folder(read_office, TEST_DATA "cfg", 40);
    check_folder(read_office, "tests/fuzz/corpus/cfg", 10);
    end();
}

static void test_pbk(void)
{
    begin();
    check_folder(read_book, TEST_DATA "pbk", 40);
    check_folder(read_book, "tests/fuzz/corpus/pbk", 10);
    end();
}

static void test_ras_conf(void)
{
    begin();
    check_folder(read_ras_conf, "tests/fuzz/corpus/ras_conf", 20);
    check_folder(read_ras_conf, "conf/examples", 40);
    end();
}

/* What takes the most of libconfig for each byte, each setting, each line. */
static const struct {
    const char *name, *head, *repeated, *tail;
    unsigned times;
    fence_reader *read;
} worst[] = {
    {"empty groups", "entries = (", "{},", "{});", 2000, read_book},
    {"groups of one", "entries = (", "{a=1;},", "{});", 2000, read_book},
    {"lists in lists", "entries = (); a = (", "((((1)))),", "1);", 500,
     read_book},
    {"numbers", "entries = (); a = [", "1,", "1];", 5000, read_book},
    {"empty texts", "entries = (); a = [", "\"\",", "\"\"];", 5000, read_book},
    {"a text of many", "entries = (); a = ", "\"x\" ", ";", 5000, read_book},
    {"a long text", "entries = (); a = \"", "xxxxxxxxxxxxxxxx", "\";", 5000,
     read_book},
    {"an empty file", "", "", "entries = ();", 1, read_book},
    {"an error", "entries = (", "{},", "!", 500, read_book},
    {"devices", "devices = (", "{port=\"COM1\";},", "{});", 200, read_ras_conf},
    {"groups of ras.conf", "devices = (", "{},", "{});", 2000, read_ras_conf},
    {"lines without a MEDIA", "[a]\n", "DEVICE=x\n", "", 250, read_book},
    {"components", "[a]\nNETCOMPONENTS=\n", "a=1\n", "", 250, read_book},
    {"numbers of a device", "[a]\nMEDIA=x\nDEVICE=x\n", "PhoneNumber=1\n", "",
     250, read_book},
    {"media", "[a]\n", "MEDIA=\n", "", 250, read_book},
    {"a record of objects", "{\"a\":[", "{},", "{}]}", 10000, read_record},
    {"a record of arrays", "{\"a\":[", "[],", "[]]}", 10000, read_record},
    {"a record of arrays in arrays", "", "[", "", 2000, read_record},
    {"a record of numbers", "{\"a\":[", "1,", "1]}", 15000, read_record},
    {"a record of short texts", "{\"a\":[", "\"\",", "1]}", 10000, read_record},
    {"a record of one text", "{\"a\":\"", "xxxx", "\"}", 8000, read_record},
    {"a record with an error", "{\"a\":[", "{},", "!", 10000, read_record},
    {"hex", "[a]\n", "CustomAuthData=00112233445566778899\n", "", 500,
     read_book},
};

static void test_worst(void)
{
    char path[] = "/tmp/test_fence.XXXXXX";
    int fd = mkstemp(path);
    size_t i;
    unsigned k;

    CU_ASSERT_FATAL(fd >= 0);
    begin();
    for (i = 0; i < sizeof(worst) / sizeof(worst[0]); i++) {
        FILE *f = fopen(path, "we");

        CU_ASSERT_PTR_NOT_NULL_FATAL(f);
        fputs(worst[i].head, f);
        for (k = 0; k < worst[i].times; k++)
            fputs(worst[i].repeated, f);
        fputs(worst[i].tail, f);
        fclose(f);
        check_file(worst[i].read, path, 60);
    }
    end();
    close(fd);
    unlink(path);
}

const char unit_name[] = "fence";
const struct unit_test unit_tests[] = {
    {"a native phonebook is read with less memory", test_books},
    {"an entry of a PBK is read with less memory", test_pbk},
    {"ras.conf is read with less memory", test_ras_conf},
    {"what takes the most memory", test_worst},
    {NULL, NULL},
};
