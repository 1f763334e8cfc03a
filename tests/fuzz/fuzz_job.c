/*
 * fuzz_job - pppd's command line for this plugin (ras-entry and so on), a
 * request of a controller, a phonebook and a ras.conf, each of them of
 * anybody: what is to be dialled is whole, or there is an error and a reason;
 * and a user is not trusted with what is root's.
 *
 * Under test: plugin/job.c plugin/job_files.c plugin/job_line.c
 * plugin/job_make.c plugin/script_file.c compat/choice.c
 */
#include "plugin/job_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/job_line.h"
#include "plugin/script_file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/fake_shim.h"

enum { USER = 65534 };

static char book[128], config[128], script[128];

static void begin(void)
{
    static char store[128], scripts[128];

    fake_reset();
    if (book[0])
        return;
    snprintf(book, sizeof(book), "%s", fuzz_path("input.pbk"));
    snprintf(config, sizeof(config), "%s", fuzz_path("ras.conf"));
    snprintf(script, sizeof(script), "%s", fuzz_path("x.scp"));
    snprintf(store, sizeof(store), "%s", fuzz_path("credentials"));
    snprintf(scripts, sizeof(scripts), "%s", fuzz_path(""));
    HOLDS(chmod(scripts, 0755) == 0);
    fuzz_write(script, "proc main\nendproc\n", 18);
    script_file_directory = scripts;
    credentials_file = store;
}

/* For users, too. */
static void put(const char *path, const uint8_t *bytes, size_t n)
{
    fuzz_write(path, bytes, n);
    HOLDS(chmod(path, 0644) == 0);
}

/* --- what is said */

static void take_options(struct fuzz_input *in)
{
    static char texts[SHIM_OPTIONS][256];
    unsigned given = fuzz_byte(in), privileged = fuzz_byte(in), i;

    for (i = 0; i < SHIM_OPTIONS; i++) {
        fake.privileged[i] = privileged >> i & 1;
        if (!(given >> i & 1) || i == SHIM_OPTION_control)
            continue;
        fuzz_text(in, texts[i]);
        fake.text[i] = texts[i];
        if (i == SHIM_OPTION_phonebook && !texts[i][0])
            fake.text[i] = book;
        if (i == SHIM_OPTION_config && !texts[i][0])
            fake.text[i] = config;
    }
}

static void take_request(struct control_request *r, struct fuzz_input *in)
{
    unsigned flags = fuzz_byte(in);
    char text[256];

    memset(r, 0, sizeof(*r));
    r->own_line = flags & 1;
    r->hosted = flags & 2;
    r->options = fuzz_u32(in);
#define TAKE(member)                                                           \
    (fuzz_text(in, text), snprintf(r->member, sizeof(r->member), "%.*s",       \
                                   (int)sizeof(r->member) - 1, text))
    TAKE(entry);
    TAKE(number);
    TAKE(callback_number);
    TAKE(user);
    TAKE(domain);
#undef TAKE
    if (flags & 4)
        snprintf(r->phonebook, sizeof(r->phonebook), "%s", book);
}

/* --- what comes of it */

static void check_numbers(const struct job *job)
{
    static const char allowed[] = "0123456789ABCDabcd*#+,!TPWtpw@$; ()-./&";
    struct conf_problem p = {""};
    struct dialling d;
    size_t i;

    for (i = 0; i < job_numbers(job) && i < 8; i++) {
        if (job_number(job, i, &d, &p) != 0) {
            HOLDS(!d.dialled[0] && p.text[0]);
            continue;
        }
        HOLDS(!d.secret || job->card_allowed);
        /* What is written is checked by who dials it: dial_compose(). */
        HOLDS(d.call == DIALLING_AS_WRITTEN ||
              strspn(d.dialled, allowed) == strlen(d.dialled));
    }
}

static void check_trust(const struct job *job, bool system)
{
    bool roots =
        fake.user == 0 || system || fake.privileged[SHIM_OPTION_phonebook];

    if (job->entry->name[0] == '.' && fake.text[SHIM_OPTION_entry])
        roots = roots || fake.privileged[SHIM_OPTION_entry];
    HOLDS(roots || (!job->trusted && !job->may_use_secrets));
    HOLDS(!job->hosted || job->roots_book);
}

static void check_job(struct job *job, bool system)
{
    size_t i;

    HOLDS((job->error != 0) == (job->reason[0] != '\0'));
    HOLDS(fuzz_is_showable(job->reason, strlen(job->reason)));
    if (job->error)
        return;
    HOLDS(job->entry && job->conf && job->line && job->device);
    HOLDS(job->own_line || job->hosted || strncmp(job->tty, "/dev/", 5) == 0 ||
          (job->line->kind == RAS_DEVICE_PPPOE && fake.user == 0) ||
          (job->line->kind == RAS_DEVICE_PPPOE && job->roots_conf));
    HOLDS(job->settings.n_options > 0 && !job->settings.error);
    check_numbers(job);
    check_trust(job, system);
    for (i = 0; i < job_lines(job) && i < 4; i++)
        job_use_line(job, i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    const struct job_paths paths = {book, config};
    struct control_request request;
    unsigned flags = fuzz_byte(&in);
    const uint8_t *bytes;
    struct job job;
    size_t length;

    begin();
    fake.user = geteuid() != 0 ? geteuid() : flags & 1 ? USER : 0;
    fake.device = flags & 2 ? "/dev/ttyS0" : "";
    fake.device_privileged = flags & 4;
    fake.demand = flags & 8;
    take_options(&in);
    take_request(&request, &in);
    length = fuzz_bytes(&in, &bytes);
    put(config, bytes, length);
    put(book, in.at, in.left);
    job_make(&job, flags & 16 ? &request : NULL, &paths);
    check_job(&job, !fake.text[SHIM_OPTION_phonebook] ||
                        strcmp(fake.text[SHIM_OPTION_phonebook], book) == 0);
    job_free(&job);
    return 0;
}
