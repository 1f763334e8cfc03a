#include "compat/dialer/host.c"

#include <fcntl.h>

#include "tests/dialers/seen.h"
#include "tests/unit/api_world.h"

#define FOLDER "/dialers"

struct dialer_seen dialer_seen;

static char why[ALLOW_REASON];
static struct ras_conf *conf;
static struct ras_dialer listed[8];
static struct allow_rules rules;

static const char *at(const char *name)
{
    static char full[2][256];
    static unsigned turn;
    char *out = full[turn++ % 2];

    snprintf(out, sizeof(full[0]), "%s" FOLDER "/%s", world, name);
    return out;
}

static void install(const char *name)
{
    char from[256], bytes[65536];
    size_t n;
    FILE *in, *out;

    snprintf(from, sizeof(from), DIALERS "/%s", name);
    in = fopen(from, "re");
    out = fopen(at(name), "we");
    CU_ASSERT_FATAL(in && out);
    while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
        fwrite(bytes, 1, n, out);
    fclose(in);
    fclose(out);
}

static void begin(void)
{
    static const char *const names[] = {"wide.so", "narrow.so", "seven.so",
                                        "lacks.so", "open.so"};
    static char paths[8][64];
    size_t i, n = sizeof(names) / sizeof(*names);

    umask(022);
    world_begin();
    CU_ASSERT(chmod(world, 0755) == 0);
    CU_ASSERT(mkdir(at(""), 0755) == 0);
    CU_ASSERT_EQUAL_FATAL(ras_conf_default(&conf), CONF_OK);
    for (i = 0; i < n; i++) {
        install(names[i]);
        snprintf(paths[i], sizeof(paths[i]), FOLDER "/%s", names[i]);
        listed[i] = (struct ras_dialer){paths[i], ""};
    }
    conf->custom_dialers = listed;
    conf->n_custom_dialers = n;
    rules = (struct allow_rules){conf, true, world};
    memset(&dialer_seen, 0, sizeof(dialer_seen));
}

static void end(void)
{
    conf->custom_dialers = NULL;
    conf->n_custom_dialers = 0;
    ras_conf_free(conf);
    world_end();
}

static bool skip(void)
{
    return geteuid() != 0;
}

static const struct host *load_by_name(const char *dll, int *fd)
{
    struct allow_dialer d;
    const struct host *h;

    CU_ASSERT_FATAL(allow_open(&rules, dll, &d, why, sizeof(why)));
    load(&d, &h, why, sizeof(why));
    if (fd)
        *fd = d.fd;
    close(d.fd);
    return h;
}

static void *entry_of(const struct host *h, enum host_entry e, bool *wide)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(h);
    return host_function(h, e, wide);
}

/* Each in the form that it has, and only what is its own. */
static void test_entry_points(void)
{
    static const struct {
        const char *dll;
        char forms[HOST_ENTRIES + 1]; /* Wide, narrow (A), - none */
    } rows[] = {
        {"wide.dll", "WWWWW"},
        {"narrow.dll", "AWAAA"},
        {"seven.dll", "W--W-"},
        {"lacks.dll", "-W---"},
    };
    size_t i, e;

    if (skip())
        return;
    begin();
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const struct host *h = load_by_name(rows[i].dll, NULL);

        for (e = 0; e < HOST_ENTRIES; e++) {
            bool wide = false;
            void *f = entry_of(h, (enum host_entry)e, &wide);
            char form = (char)(!f ? '-' : wide ? 'W' : 'A');

            EXPECT_NUMBER(form, rows[i].forms[e]);
        }
    }
    end();
}

/* Whatever the name stands for by now: the checked file is loaded. */
static void test_swap(void)
{
    struct allow_dialer d;
    const struct host *h;
    bool wide = true;

    if (skip())
        return;
    begin();
    CU_ASSERT_FATAL(allow_open(&rules, "narrow.dll", &d, why, sizeof(why)));
    CU_ASSERT(rename(at("wide.so"), at("narrow.so")) == 0);
    load(&d, &h, why, sizeof(why));
    close(d.fd);
    CU_ASSERT_PTR_NOT_NULL(entry_of(h, HOST_DIAL, &wide));
    CU_ASSERT_FALSE(wide);
    end();
}

/* One number, one after the other: the loader does not mix them up. */
static void test_same_descriptor(void)
{
    const struct host *narrow, *wide, *again;
    int first, second;

    if (skip())
        return;
    begin();
    narrow = load_by_name("narrow.dll", &first);
    wide = load_by_name("wide.dll", &second);
    EXPECT_NUMBER(first, second);
    CU_ASSERT_PTR_NOT_EQUAL(narrow, wide);
    CU_ASSERT_PTR_NOT_EQUAL(narrow->dl, wide->dl);
    EXPECT_TEXT(host_path(wide), FOLDER "/wide.so");
    again = load_by_name("narrow.dll", NULL);
    CU_ASSERT_PTR_EQUAL(narrow, again);
    EXPECT_NUMBER(dialer_seen.loads, 1); /* wide's DllMain, once */
    end();
}

static void test_too_many(void)
{
    struct allow_dialer d;
    const struct host *h;
    size_t before = loads;

    if (skip())
        return;
    begin();
    CU_ASSERT_FATAL(allow_open(&rules, "wide.dll", &d, why, sizeof(why)));
    loads = DIALERS_MAX;
    EXPECT_NUMBER(load(&d, &h, why, sizeof(why)), CONF_OPEN);
    EXPECT_TEXT(why, FOLDER "/wide.so: too many dialers were loaded");
    loads = DIALERS_MAX - 1;
    EXPECT_NUMBER(load(&d, &h, why, sizeof(why)), CONF_OK);
    loads = before + 1;
    close(d.fd);
    end();
}

/* The reason names the file by its own name. */
static void test_open_symbol(void)
{
    if (skip())
        return;
    begin();
    CU_ASSERT_PTR_NULL(load_by_name("open.dll", NULL));
    EXPECT_TEXT(why, FOLDER "/open.so cannot be loaded: undefined symbol: "
                            "nobody_has_this");
    end();
}

/* What pppd has opened needs no rule; any other name does. */
static void test_given(void)
{
    const struct host *h = NULL;
    int fd;

    if (skip())
        return;
    begin();
    fd = open(at("wide.so"), O_RDONLY | O_CLOEXEC);
    host_give("acme.dll", fd, "/acme/wide.so");
    EXPECT_NUMBER(
        host_load("acme.dll", "/nonexistent", world, &h, why, sizeof(why)),
        CONF_OK);
    CU_ASSERT_PTR_NOT_NULL(h);
    CU_ASSERT(host_load("other.dll", "/nonexistent", world, &h, why,
                        sizeof(why)) != CONF_OK);
    CU_ASSERT_PTR_NULL(h);
    CU_ASSERT(why[0] != '\0');
    host_give("", -1, "");
    close(fd);
    CU_ASSERT(host_load("acme.dll", "/nonexistent", world, &h, why,
                        sizeof(why)) != CONF_OK);
    CU_ASSERT_PTR_NULL(h);
    end();
}

static char *find_bytes(char *bytes, size_t n, const char *text)
{
    char *found = memmem(bytes, n, text, strlen(text) + 1);

    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    return found;
}

/* Of what it needs, the reason names what is missing. */
static void test_missing_library(void)
{
    static char bytes[1 << 20];
    FILE *f;
    size_t n;

    if (skip())
        return;
    begin();
    f = fopen(at("wide.so"), "re");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    n = fread(bytes, 1, sizeof(bytes), f);
    fclose(f);
    memcpy(find_bytes(bytes, n, "libc.so.6"), "libq.so.6", 9);
    unlink(at("wide.so"));
    f = fopen(at("wide.so"), "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fwrite(bytes, 1, n, f);
    fclose(f);
    CU_ASSERT_PTR_NULL(load_by_name("wide.dll", NULL));
    CU_ASSERT_PTR_NOT_NULL(strstr(
        why, FOLDER "/wide.so cannot be loaded: libq.so.6: cannot open"));
    end();
}

const char unit_name[] = "custom_host";
const struct unit_test unit_tests[] = {
    {"entry points", test_entry_points},
    {"a file that is replaced before it is loaded", test_swap},
    {"two dialers under one descriptor", test_same_descriptor},
    {"too many dialers", test_too_many},
    {"a function that nobody has", test_open_symbol},
    {"a dialer that was given", test_given},
    {"a dialer whose library is missing", test_missing_library},
    {NULL, NULL},
};
