/*
 * fuzz_rasphone - somebody else's phonebook, shown by rasphone: nothing but
 * text reaches the terminal, JSON is JSON, and what is secret is not shown.
 *
 * Under test: compat/rasphone_list.c compat/rasphone_show.c
 * compat/rasphone_check.c compat/rasphone_explain.c
 * compat/rasphone_explain_keys.c compat/rasphone_dry_run.c
 * compat/rasphone_convert.c compat/rasphone_peer.c
 *
 * The input's first byte says whether it is a PBK or a native phonebook.
 */
#include "compat/rasphone_commands.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jansson.h>

#include "compat/rasphone_out.h"
#include "tests/fuzz/fuzz.h"

static int (*const commands[RASPHONE_COMMANDS])(struct rasphone *r) = {
#define RASPHONE_COMMAND(name, words, least, most, reads, help, manual)        \
    [RASPHONE_##name] = rasphone_##name,
#include "compat/rasphone_commands.def"
#undef RASPHONE_COMMAND
};

/* Standard output and error of the commands, and what they were before. */
static int out = -1, kept_out, kept_err;

static void begin_output(void)
{
    if (out < 0) {
        out = memfd_create("output", MFD_CLOEXEC);
        kept_out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
        kept_err = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
        HOLDS(out >= 0 && kept_out >= 0 && kept_err >= 0);
    }
    fflush(stdout);
    HOLDS(ftruncate(out, 0) == 0 && lseek(out, 0, SEEK_SET) == 0);
    HOLDS(dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0);
}

static const char *end_output(size_t *n)
{
    static char bytes[1 << 20];
    ssize_t got;

    fflush(stdout);
    dup2(kept_out, STDOUT_FILENO);
    dup2(kept_err, STDERR_FILENO);
    got = pread(out, bytes, sizeof(bytes) - 1, 0);
    HOLDS(got >= 0);
    bytes[got] = '\0';
    *n = (size_t)got;
    return bytes;
}

static void run(struct rasphone *r, enum rasphone_command_id command, bool json,
                char *word)
{
    char *words[] = {word, NULL};
    struct rasphone_options o = {
        .command = command,
        .json = json,
        .config = command == RASPHONE_peer ? NULL : "/nonexistent/ras.conf",
        .phonebook = r->books.list[0].path,
        .words = words,
        .n_words = word ? 1 : 0};
    static const char no_memory[] = "rasphone: out of memory";
    const char *text;
    json_t *value;
    int status;
    size_t n;

    r->options = &o;
    begin_output();
    status = commands[command](r);
    text = end_output(&n);
    HOLDS(status >= OUT_SUCCESS && status <= OUT_PROBLEMS);
    HOLDS(fuzz_is_showable(text, n));
    HOLDS(strncmp(text, no_memory, sizeof(no_memory) - 1) != 0);
    if (!json || status != OUT_SUCCESS)
        return;
    value = json_loadb(text, n, 0, NULL);
    HOLDS(value);
    json_decref(value);
}

static void run_all(struct rasphone *r, const char *path)
{
    struct rasphone_book b;
    struct pbk_book_entry entry = {.name = ""};
    size_t i;

    run(r, RASPHONE_list, false, NULL);
    run(r, RASPHONE_list, true, NULL);
    run(r, RASPHONE_check, false, NULL);
    run(r, RASPHONE_check, true, NULL);
    if (rasphone_book_load(&b, path, NULL) != CONF_OK)
        return;
    for (i = 0; i < pbk_book_count(b.book) && i < 3; i++) {
        HOLDS(pbk_book_entry(b.book, i, &entry) == CONF_OK);
        run(r, RASPHONE_show, false, entry.name);
        run(r, RASPHONE_show, true, entry.name);
        run(r, RASPHONE_explain, false, entry.name);
        run(r, RASPHONE_explain, true, entry.name);
        run(r, RASPHONE_peer, false, entry.name);
    }
    rasphone_book_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    const char *path =
        fuzz_path(fuzz_byte(&in) & 1 ? "input.cfg" : "input.pbk");
    char name[128];
    struct rasphone r;

    rasphone_begin(&r, NULL);
    snprintf(name, sizeof(name), "%s", path);
    fuzz_write(name, in.at, in.left);
    HOLDS(books_single(name, &r.books) == CONF_OK);
    out_begin(OUT_NEVER);
    run_all(&r, name);
    books_free(&r.books);
    return 0;
}
