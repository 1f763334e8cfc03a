#include "compat/dialer/allow.c"

#include <stdlib.h>
#include <sys/wait.h>

#include "tests/unit/harness.h"

#define FOLDER "/usr/lib/ppp-rasdial/dialers"
#define BOB    4712

/* A tree of our own in the place of "/": this very program is the dialer. */
static char world[64], why[ALLOW_REASON];
static struct ras_conf *conf;
static struct ras_dialer listed;
static struct allow_rules rules;
static struct allow_dialer dialer;

static const char *at(const char *path)
{
    static char full[4][700];
    static unsigned turn;
    char *out = full[turn++ % 4];

    snprintf(out, sizeof(full[0]), "%s%s", world, path);
    return out;
}

static void make_folders(const char *path)
{
    char part[512];
    size_t i;

    for (i = 1; i <= strlen(path); i++)
        if (path[i] == '/' || path[i] == '\0') {
            snprintf(part, sizeof(part), "%.*s", (int)i, path);
            CU_ASSERT(mkdir(at(part), 0755) == 0 || errno == EEXIST);
        }
}

static void put(const char *path, const void *bytes, size_t n)
{
    int fd = open(at(path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    CU_ASSERT_FATAL(fd >= 0);
    EXPECT_NUMBER(write(fd, bytes, n), n);
    close(fd);
}

/* Enough of an object like ourselves: nobody loads it here. */
static void put_elf(const char *path, void (*change)(ElfW(Ehdr) * e))
{
    ElfW(Ehdr) e = __ehdr_start;

    e.e_type = ET_DYN;
    if (change)
        change(&e);
    put(path, &e, sizeof(e));
}

static void begin(void)
{
    umask(022);
    snprintf(world, sizeof(world), "/tmp/test_allow.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(world));
    CU_ASSERT(chmod(world, 0755) == 0);
    make_folders(FOLDER);
    put_elf(FOLDER "/acme.so", NULL);
    CU_ASSERT_EQUAL_FATAL(ras_conf_default(&conf), CONF_OK);
    listed = (struct ras_dialer){FOLDER "/acme.so", ""};
    conf->custom_dialers = &listed;
    conf->n_custom_dialers = 1;
    rules = (struct allow_rules){conf, true, world};
}

static void end(void)
{
    char *const argv[] = {(char[]){"rm"}, (char[]){"-rf"}, world, NULL};
    pid_t pid = fork();

    if (pid == 0) {
        execv("/bin/rm", argv);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
    conf->n_custom_dialers = 0;
    conf->custom_dialers = NULL;
    ras_conf_free(conf);
}

static bool opens(const char *dll)
{
    bool good = allow_open(&rules, dll, &dialer, why, sizeof(why));

    CU_ASSERT_EQUAL(good, dialer.fd >= 0);
    if (good) {
        EXPECT_NUMBER(fcntl(dialer.fd, F_GETFD), FD_CLOEXEC);
        close(dialer.fd);
    }
    return good;
}

static void expect_refused(const char *reason, unsigned line)
{
    bool good = opens("acme.dll");

    if (good || !strstr(why, reason))
        printf("# line %u: wanted \"%s\", not \"%s\"\n", line, reason,
               good ? "allowed" : why);
    CU_ASSERT(!good && strstr(why, reason));
}
#define REFUSED(reason) expect_refused((reason), __LINE__)

/* Only root can make what root owns. */
static bool skip(void)
{
    return geteuid() != 0;
}

static void test_names(void)
{
    if (skip())
        return;
    begin();
    CU_ASSERT(opens("C:\\WINNT\\System32\\ACME.DLL"));
    EXPECT_TEXT(dialer.path, FOLDER "/acme.so");
    CU_ASSERT(opens("acme.so"));
    CU_ASSERT(opens("/home/bob/Acme.SO")); /* only the name counts */
    CU_ASSERT(!opens("acme2.dll"));
    EXPECT_TEXT(why, "not in ras.conf's custom_dialers: acme2.dll");
    CU_ASSERT(!opens("../acme"));
    CU_ASSERT(!opens(""));
    CU_ASSERT(!opens("C:\\a\n\x1b[2Jb.dll"));
    CU_ASSERT_PTR_NULL(strchr(why, '\n'));
    end();
}

static void test_locks(void)
{
    if (skip())
        return;
    begin();
    rules.roots = false;
    REFUSED("in the custom_dialers of a ras.conf that is not root's: acme");
    rules.conf = NULL;
    rules.roots = true;
    REFUSED("not in ras.conf's custom_dialers");
    end();
}

/* Whoever may write one of them may put anything there. */
static void test_directories(void)
{
    static const char *const parts[] = {"/usr", "/usr/lib",
                                        "/usr/lib/ppp-rasdial", FOLDER};
    size_t i;

    if (skip())
        return;
    begin();
    for (i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        char reason[256];

        snprintf(reason, sizeof(reason), "%s can be written by others",
                 parts[i]);
        CU_ASSERT(chmod(at(parts[i]), 0757) == 0);
        REFUSED(reason);
        CU_ASSERT(chmod(at(parts[i]), 0775) == 0);
        REFUSED(reason);
        CU_ASSERT(chmod(at(parts[i]), 01777) == 0); /* as /tmp */
        REFUSED(reason);
        CU_ASSERT(chmod(at(parts[i]), 0755) == 0);
        CU_ASSERT(chown(at(parts[i]), BOB, 0) == 0);
        snprintf(reason, sizeof(reason), "%s belongs to user %d", parts[i],
                 BOB);
        REFUSED(reason);
        CU_ASSERT(chown(at(parts[i]), 0, BOB) == 0);
        CU_ASSERT(opens("acme.dll"));
    }
    CU_ASSERT(chmod(world, 0777) == 0);
    REFUSED("/ can be written by others");
    end();
}

/* The real /tmp: no test's world would be allowed in the product. */
static void test_tmp(void)
{
    char file[256];

    if (skip())
        return;
    begin();
    snprintf(file, sizeof(file), "%s" FOLDER "/acme.so", world);
    listed.file = file;
    rules.root = NULL;
    REFUSED("/tmp can be written by others than root");
    end();
}

static void test_file(void)
{
    if (skip())
        return;
    begin();
    CU_ASSERT(chmod(at(FOLDER "/acme.so"), 0666) == 0);
    REFUSED(FOLDER "/acme.so can be written by others");
    CU_ASSERT(chmod(at(FOLDER "/acme.so"), 0644) == 0);
    CU_ASSERT(chown(at(FOLDER "/acme.so"), BOB, 0) == 0);
    REFUSED(FOLDER "/acme.so belongs to user 4712");
    CU_ASSERT(unlink(at(FOLDER "/acme.so")) == 0);
    REFUSED(FOLDER "/acme.so: No such file");
    CU_ASSERT(mkfifo(at(FOLDER "/acme.so"), 0600) == 0);
    REFUSED("is no regular file"); /* and nobody waits for a writer */
    CU_ASSERT(unlink(at(FOLDER "/acme.so")) == 0);
    CU_ASSERT(mkdir(at(FOLDER "/acme.so"), 0755) == 0);
    REFUSED("is no regular file");
    end();
}

static void test_links(void)
{
    if (skip())
        return;
    begin();
    make_folders("/home/bob");
    put_elf("/home/bob/evil.so", NULL);
    CU_ASSERT(unlink(at(FOLDER "/acme.so")) == 0);
    CU_ASSERT(symlink(at("/home/bob/evil.so"), at(FOLDER "/acme.so")) == 0);
    REFUSED(FOLDER "/acme.so is a symbolic link");
    CU_ASSERT(unlink(at(FOLDER "/acme.so")) == 0);
    CU_ASSERT(rmdir(at(FOLDER)) == 0);
    CU_ASSERT(symlink(at("/home/bob"), at(FOLDER)) == 0);
    listed.file = FOLDER "/evil.so";
    CU_ASSERT(!opens("evil.dll"));
    EXPECT_TEXT(why, FOLDER " is a symbolic link");
    end();
}

/* ras.conf refuses such paths; here they are refused once more. */
static void test_dots(void)
{
    static const char *const paths[] = {
        FOLDER "/../dialers/acme.so",
        FOLDER "/./acme.so",
        "/usr//lib/ppp-rasdial/dialers/acme.so",
        "usr/lib/ppp-rasdial/dialers/acme.so",
        "/acme.so/",
    };
    size_t i;

    if (skip())
        return;
    begin();
    for (i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
        listed.file = paths[i];
        CU_ASSERT_FALSE(open_checked(listed.file, world, &(int){-1},
                                     &(struct reason){why, sizeof(why)}));
    }
    listed.file = FOLDER "/acme.so/acme.so";
    REFUSED(FOLDER "/acme.so is no directory");
    end();
}

static void test_digest(void)
{
    /* Of some other file. */
    static const char sum[] = "b1c0c2bbb9d43e2f0dd1bd2a2d79ea44"
                              "9ac5f3d5b6b5c5f4d84c1c1ee1a3d2f0";
    char hex[DIGEST_HEX] = "", upper[DIGEST_HEX];
    size_t i;
    int fd;

    if (skip())
        return;
    begin();
    listed.sha256 = sum;
    REFUSED(FOLDER "/acme.so has the SHA-256 digest ");
    put("/empty", "", 0);
    fd = open(at("/empty"), O_RDONLY | O_CLOEXEC);
    CU_ASSERT(digest_of(fd, hex)); /* FIPS 180-2: of nothing */
    EXPECT_TEXT(hex, "e3b0c44298fc1c149afbf4c8996fb924"
                     "27ae41e4649b934ca495991b7852b855");
    close(fd);
    fd = open(at(FOLDER "/acme.so"), O_RDONLY | O_CLOEXEC);
    CU_ASSERT(digest_of(fd, hex));
    close(fd);
    for (i = 0; i < sizeof(hex); i++)
        upper[i] = (char)(hex[i] >= 'a' ? hex[i] - 'a' + 'A' : hex[i]);
    listed.sha256 = upper; /* in either case of letters */
    CU_ASSERT(opens("acme.dll"));
    end();
}

static void to_arm(ElfW(Ehdr) * e)
{
    e->e_machine = e->e_machine == EM_AARCH64 ? EM_X86_64 : EM_AARCH64;
}

static void to_object(ElfW(Ehdr) * e)
{
    e->e_type = ET_REL;
}

static void to_swapped(ElfW(Ehdr) * e)
{
    e->e_ident[EI_DATA] ^= ELFDATA2LSB ^ ELFDATA2MSB;
}

static void to_other_class(ElfW(Ehdr) * e)
{
    e->e_ident[EI_CLASS] ^= ELFCLASS32 ^ ELFCLASS64;
}

static void test_kind(void)
{
    static const struct {
        void (*change)(ElfW(Ehdr) * e);
        const char *reason;
    } kinds[] = {
        {to_arm, "acme.so is for "},
        {to_object, "is no shared object (ELF type 1)"},
        {to_swapped, "is for another byte order"},
        {to_other_class, "is for another word size"},
    };
    size_t i;

    if (skip())
        return;
    begin();
    for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        put_elf(FOLDER "/acme.so", kinds[i].change);
        REFUSED(kinds[i].reason);
    }
    put(FOLDER "/acme.so", "MZ\x90", 3);
    REFUSED("acme.so is a DLL of Windows");
    put(FOLDER "/acme.so",
        "\x7f"
        "ELF",
        4);
    REFUSED("acme.so is no shared object (ELF)");
    put(FOLDER "/acme.so", "", 0);
    REFUSED("acme.so is no shared object (ELF)");
    put(FOLDER "/acme.so", "MX", 2);
    REFUSED("acme.so is no shared object (ELF)");
    put(FOLDER "/acme.so", "#!/bin/sh\nexec evil evil evil evil evil evil\n",
        43);
    REFUSED("acme.so is no shared object (ELF)");
    CU_ASSERT(truncate(at(FOLDER "/acme.so"), (off_t)DIALER_MAX + 1) == 0);
    REFUSED("is larger than");
    end();
}

/* What was opened is what counts, whatever the name is by then. */
static void test_swap(void)
{
    struct stat before, after;

    if (skip())
        return;
    begin();
    CU_ASSERT_FATAL(allow_open(&rules, "acme.dll", &dialer, why, sizeof(why)));
    CU_ASSERT(stat(at(FOLDER "/acme.so"), &before) == 0);
    put_elf("/evil.so", to_object);
    CU_ASSERT(rename(at("/evil.so"), at(FOLDER "/acme.so")) == 0);
    CU_ASSERT(fstat(dialer.fd, &after) == 0);
    EXPECT_NUMBER(after.st_ino, before.st_ino);
    close(dialer.fd);
    REFUSED("ELF type 1");
    end();
}

/* --- ras.conf */

static bool roots_of(const char *path)
{
    struct ras_conf *c;
    bool roots;

    if (allow_config(path, &c, &roots, why, sizeof(why)) != CONF_OK) {
        CU_ASSERT_PTR_NULL(c);
        return false;
    }
    ras_conf_free(c);
    return roots;
}

/* Bob names a file of root's, of his own, none: nothing is root's word. */
static int as_bob(void)
{
    if (setgid(BOB) != 0 || setuid(BOB) != 0)
        return 9;
    if (roots_of(at("/etc.conf")) || roots_of(at("/bob.conf")))
        return 1;
    return why[0] == '\0' ? 0 : 2;
}

static void test_config(void)
{
    struct ras_conf *c;
    bool roots;
    int status, fd;
    pid_t pid;

    if (skip())
        return;
    begin();
    put("/etc.conf", "", 0);
    put("/bob.conf", "", 0);
    CU_ASSERT(chown(at("/bob.conf"), BOB, BOB) == 0);
    CU_ASSERT(roots_of(at("/etc.conf")));
    why[0] = '\0';
    pid = fork();
    if (pid == 0)
        _exit(as_bob());
    waitpid(pid, &status, 0);
    CU_ASSERT(WIFEXITED(status));
    EXPECT_NUMBER(WEXITSTATUS(status), 0);
    EXPECT_NUMBER(allow_config(at("/none"), &c, &roots, why, sizeof(why)),
                  CONF_OPEN);
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "/none"));
    /* The system's own is root's only if nobody else can write it. */
    fd = open(at("/etc.conf"), O_RDONLY | O_CLOEXEC);
    CU_ASSERT(is_roots(NULL, fd));
    CU_ASSERT(fchmod(fd, 0664) == 0);
    CU_ASSERT_FALSE(is_roots(NULL, fd));
    CU_ASSERT(fchmod(fd, 0644) == 0 && fchown(fd, BOB, BOB) == 0);
    CU_ASSERT_FALSE(is_roots(NULL, fd));
    close(fd);
    end();
}

/* A file that cannot be read is not the one that root has seen. */
static void test_no_digest(void)
{
    const struct ras_dialer wanted = {"/acme.so", "00"}, any = {"/acme.so", ""};
    const struct reason to = {why, sizeof(why)};

    CU_ASSERT_FALSE(check_digest(-1, &wanted, &to));
    EXPECT_TEXT(why, "/acme.so: its SHA-256 digest cannot be had");
    CU_ASSERT_TRUE(check_digest(-1, &any, &to));
}

/* Names between two slashes, of which each is one. */
static void test_components(void)
{
    static const struct {
        const char *path;
        bool good;
    } rows[] = {{"/acme.so", true},  {"//acme.so", false}, {"/", false},
                {"/.", false},       {"/..", false},       {"/...", true},
                {"/acme2.so", false}}; /* longer than there is room */
    char name[sizeof("acme.so")];
    size_t i, at_end;

    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        at_end = 0;
        EXPECT_NUMBER(take_component(rows[i].path, &at_end, name, sizeof(name)),
                      rows[i].good);
        if (rows[i].good)
            EXPECT_TEXT(name, rows[i].path + 1);
    }
}

/* Who is root for others, or has only borrowed its rights, is not root. */
static void test_whose_word(void)
{
    if (skip())
        return;
    CU_ASSERT_TRUE(is_roots("/ras.conf", -1));
    CU_ASSERT_FALSE(is_roots(NULL, -1)); /* a file that cannot be looked at */
    EXPECT_NUMBER(seteuid(BOB), 0);
    CU_ASSERT_FALSE(is_roots("/ras.conf", -1));
    EXPECT_NUMBER(seteuid(0), 0);
    EXPECT_NUMBER(setreuid(BOB, 0), 0);
    CU_ASSERT_FALSE(is_roots("/ras.conf", -1));
    EXPECT_NUMBER(setreuid(0, 0), 0);
}

const char unit_name[] = "custom_allow";
const struct unit_test unit_tests[] = {
    {"an entry's words for a dialer", test_names},
    {"the two locks", test_locks},
    {"directories that others can write", test_directories},
    {"/tmp", test_tmp},
    {"the file itself", test_file},
    {"symbolic links", test_links},
    {"paths with dots", test_dots},
    {"the digest", test_digest},
    {"what is no shared object for this machine", test_kind},
    {"a file that is replaced after it was checked", test_swap},
    {"whose word a ras.conf is", test_config},
    {"a digest that cannot be had", test_no_digest},
    {"the names in a path", test_components},
    {"whose word ras.conf is", test_whose_word},
    {NULL, NULL},
};
