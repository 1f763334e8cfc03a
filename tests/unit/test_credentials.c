#include "compat/credentials.c"

#include <signal.h>
#include <sys/resource.h>

#include "tests/unit/harness.h"

static char dir[64], store[96], book[96];

static void begin(void)
{
    FILE *f;

    snprintf(dir, sizeof(dir), "/tmp/test_cred.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
    snprintf(store, sizeof(store), "%s/credentials", dir);
    snprintf(book, sizeof(book), "%s/a book.pbk", dir);
    f = fopen(book, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fclose(f);
}

static void end(void)
{
    char lock[128];

    snprintf(lock, sizeof(lock), "%s/.credentials.lock", dir);
    unlink(lock);
    unlink(store);
    unlink(book);
    EXPECT_NUMBER(rmdir(dir), 0);
}

static struct credentials make(const char *user, const char *password)
{
    struct credentials c = {.have = CREDENTIALS_USER | CREDENTIALS_PASSWORD};

    snprintf(c.user, sizeof(c.user), "%s", user);
    snprintf(c.password, sizeof(c.password), "%s", password);
    return c;
}

static void write_store(const char *text, mode_t mode)
{
    FILE *f = fopen(store, "we");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
    chmod(store, mode);
}

static void test_round_trip(void)
{
    struct credentials c = make("us%er", "p\t\n#w=d \xc3\xa4"), got;
    struct stat st;
    mode_t before;

    begin();
    EXPECT_NUMBER(credentials_read(store, book, "Office", &got, NULL),
                  CONF_NOT_FOUND);
    before = umask(0);
    EXPECT_NUMBER(credentials_save(store, book, "Office", &c, 0, NULL),
                  CONF_OK);
    umask(before);
    EXPECT_NUMBER(stat(store, &st), 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0600);
    EXPECT_NUMBER(credentials_read(store, book, "oFFICE", &got, NULL), CONF_OK);
    EXPECT_TEXT(got.user, c.user);
    EXPECT_TEXT(got.password, c.password);
    EXPECT_NUMBER(got.have, CREDENTIALS_USER | CREDENTIALS_PASSWORD);
    EXPECT_NUMBER(credentials_read(store, book, "Other", &got, NULL),
                  CONF_NOT_FOUND);
    EXPECT_NUMBER(credentials_read(store, "/other.pbk", "Office", &got, NULL),
                  CONF_NOT_FOUND);
    end();
}

/* What is not named stays; an empty password is one, too. */
static void test_parts(void)
{
    struct credentials c = make("joe", ""), got;

    begin();
    EXPECT_NUMBER(credentials_save(store, book, "A", &c, 0, NULL), CONF_OK);
    c = make("x", "y");
    EXPECT_NUMBER(credentials_save(store, book, "B", &c, 0, NULL), CONF_OK);
    c.have = CREDENTIALS_DOMAIN;
    snprintf(c.domain, sizeof(c.domain), "WORK");
    EXPECT_NUMBER(credentials_save(store, book, "A", &c, 0, NULL), CONF_OK);
    EXPECT_NUMBER(credentials_read(store, book, "A", &got, NULL), CONF_OK);
    EXPECT_NUMBER(got.have,
                  CREDENTIALS_USER | CREDENTIALS_PASSWORD | CREDENTIALS_DOMAIN);
    EXPECT_TEXT(got.user, "joe");
    EXPECT_TEXT(got.password, "");
    EXPECT_TEXT(got.domain, "WORK");
    EXPECT_NUMBER(
        credentials_save(store, book, "A", NULL, CREDENTIALS_PASSWORD, NULL),
        CONF_OK);
    EXPECT_NUMBER(credentials_read(store, book, "A", &got, NULL), CONF_OK);
    EXPECT_NUMBER(got.have, CREDENTIALS_USER | CREDENTIALS_DOMAIN);
    EXPECT_NUMBER(credentials_read(store, book, "B", &got, NULL), CONF_OK);
    EXPECT_TEXT(got.password, "y");
    end();
}

static void test_rename_and_forget(void)
{
    struct credentials c = make("joe", "1"), got;

    begin();
    EXPECT_NUMBER(credentials_forget(store, book, "A", NULL), CONF_OK);
    EXPECT_NUMBER(credentials_save(store, book, "A", &c, 0, NULL), CONF_OK);
    c = make("stale", "2");
    EXPECT_NUMBER(credentials_save(store, book, "B", &c, 0, NULL), CONF_OK);
    EXPECT_NUMBER(credentials_rename(store, book, "A", "B", NULL), CONF_OK);
    EXPECT_NUMBER(credentials_read(store, book, "A", &got, NULL),
                  CONF_NOT_FOUND);
    EXPECT_NUMBER(credentials_read(store, book, "B", &got, NULL), CONF_OK);
    EXPECT_TEXT(got.user, "joe");
    EXPECT_NUMBER(credentials_forget(store, book, "B", NULL), CONF_OK);
    EXPECT_NUMBER(credentials_read(store, book, "B", &got, NULL),
                  CONF_NOT_FOUND);
    end();
}

/* Nobody's password goes anywhere because of a slip. */
static void test_strict(void)
{
    static const char *const wrong[] = {
        "x\n",
        "/b\tA\t=u\t=p\t\n",             /* five fields */
        "/b\tA\t=u\t=p\t\tx\t\n",        /* no '=' in the sixth */
        "/b\tA\t=u\t=p\t\t\t\t\t\t\t\n", /* eleven */
        "/b\tA\tu\t=p\t\t\n",            /* no '=' */
        "/b\tA\t=%4\t=p\t\t\n",          /* half a byte */
        "/b\tA\t=%zz\t=p\t\t\n",         /* none */
        "/b\tA\t=u%00\t=p\t\t\n",        /* a NUL */
        ("/b\tA\t=u\t=p\t=0123456789012345678901234567890123456789"
         "0123456789012345678901234567890123456789\t\n"),
    };
    struct credentials got, c = make("a", "b");
    size_t i;

    begin();
    for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        write_store(wrong[i], 0600);
        EXPECT_NUMBER(credentials_read(store, "/b", "A", &got, NULL),
                      CONF_FORMAT);
        EXPECT_NUMBER(credentials_save(store, "/b", "A", &c, 0, NULL),
                      CONF_FORMAT);
    }
    write_store("/b\tA\t=u\t=p\t\t\t\t\t\t\n", 0600); /* ten */
    EXPECT_NUMBER(credentials_read(store, "/b", "A", &got, NULL), CONF_OK);
    write_store("# comment\n\n/b\tA\t=u\t=p\t\t", 0600);
    EXPECT_NUMBER(credentials_read(store, "/b", "A", &got, NULL), CONF_OK);
    EXPECT_TEXT(got.password, "p");
    EXPECT_NUMBER(credentials_save(store, "/b", "C", &c, 0, NULL), CONF_OK);
    EXPECT_NUMBER(credentials_read(store, "/b", "A", &got, NULL), CONF_OK);
    chmod(store, 0640);
    EXPECT_NUMBER(credentials_read(store, "/b", "A", &got, NULL), CONF_FORMAT);
    EXPECT_NUMBER(got.have, 0);
    chmod(store, 0600);
    if (geteuid() == 0) { /* another user's is nobody else's */
        CU_ASSERT(chown(store, 65534, (gid_t)-1) == 0);
        EXPECT_NUMBER(credentials_read(store, "/b", "A", &got, NULL),
                      CONF_FORMAT);
        EXPECT_NUMBER(got.have, 0);
    }
    end();
}

/* The later fields take room only where they are used. */
static void test_keys(void)
{
    struct credentials c = make("joe", "p"), got;
    char text[400] = "";
    FILE *f;

    begin();
    EXPECT_NUMBER(credentials_save(store, book, "A", &c, 0, NULL), CONF_OK);
    memset(&c, 0, sizeof(c));
    c.have = CREDENTIALS_SERVER_KEY;
    snprintf(c.server_key, sizeof(c.server_key), "k\te y");
    EXPECT_NUMBER(credentials_save(store, book, "B", &c, 0, NULL), CONF_OK);
    f = fopen(store, "re");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT(fread(text, 1, sizeof(text) - 1, f) > 0);
    fclose(f);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\tA\t=joe\t=p\t\t\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\tB\t\t\t\t\t\t=k%09e%20y\n"));
    EXPECT_NUMBER(credentials_read(store, book, "B", &got, NULL), CONF_OK);
    EXPECT_NUMBER(got.have, CREDENTIALS_SERVER_KEY);
    EXPECT_TEXT(got.server_key, "k\te y");
    memset(&c, 0, sizeof(c));
    c.have = CREDENTIALS_EAP;
    memset(c.eap, 'A', sizeof(c.eap) - 1);
    EXPECT_NUMBER(
        credentials_save(store, book, "B", &c, CREDENTIALS_SERVER_KEY, NULL),
        CONF_OK);
    EXPECT_NUMBER(credentials_read(store, book, "B", &got, NULL), CONF_OK);
    EXPECT_NUMBER(got.have, CREDENTIALS_EAP);
    EXPECT_TEXT(got.eap, c.eap);
    end();
}

/* No room: no store is left behind that was never filled. */
static void test_first_save_fails(void)
{
    struct credentials c = make("joe", "p");
    struct rlimit before, none;

    begin();
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_FSIZE, &none);
    EXPECT_NUMBER(credentials_save(store, book, "A", &c, 0, NULL), CONF_WRITE);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_DFL);
    EXPECT_NUMBER(access(store, F_OK), -1);
    EXPECT_NUMBER(credentials_save(store, book, "A", &c, 0, NULL), CONF_OK);
    end();
}

/* What no record can hold is not saved, nor cut, and nobody has saved it. */
static void test_too_long(void)
{
    static char giant[2 * PATH_MAX];
    struct credentials c = make("joe", "p"), got;

    begin();
    EXPECT_NUMBER(credentials_save(store, book, "A", &c, 0, NULL), CONF_OK);
    memset(giant, 'x', sizeof(giant) - 1);
    EXPECT_NUMBER(credentials_save(store, book, giant, &c, 0, NULL),
                  CONF_VALUE);
    EXPECT_NUMBER(credentials_save(store, giant, "A", &c, 0, NULL), CONF_VALUE);
    EXPECT_NUMBER(credentials_rename(store, book, "A", giant, NULL),
                  CONF_VALUE);
    EXPECT_NUMBER(credentials_read(store, giant, "A", &got, NULL),
                  CONF_NOT_FOUND);
    EXPECT_NUMBER(got.have, 0);
    EXPECT_NUMBER(credentials_read(store, book, "A", &got, NULL), CONF_OK);
    EXPECT_TEXT(got.user, "joe");
    end();
}

/* A store is root's, or that of whom the process is. */
static void test_whose_store(void)
{
    struct credentials c = make("joe", "p"), got;

    begin();
    EXPECT_NUMBER(credentials_save(store, book, "A", &c, 0, NULL), CONF_OK);
    if (geteuid() == 0 && chown(store, 65534, 65534) == 0) {
        EXPECT_NUMBER(credentials_read(store, book, "A", &got, NULL),
                      CONF_FORMAT);
        EXPECT_NUMBER(got.have, 0);
        EXPECT_NUMBER(chmod(dir, 0755), 0);
        EXPECT_NUMBER(seteuid(65534), 0);
        EXPECT_NUMBER(credentials_read(store, book, "A", &got, NULL), CONF_OK);
        EXPECT_NUMBER(seteuid(0), 0);
        EXPECT_TEXT(got.user, "joe");
    }
    end();
}

const char unit_name[] = "credentials";
const struct unit_test unit_tests[] = {
    {"what was saved comes back, for this entry alone", test_round_trip},
    {"parts are saved and forgotten by themselves", test_parts},
    {"a first save that fails leaves no file", test_first_save_fails},
    {"a renamed entry takes its own along", test_rename_and_forget},
    {"a broken or open store is refused", test_strict},
    {"pre-shared keys and EAP data", test_keys},
    {"names that are too long", test_too_long},
    {"whose store it is", test_whose_store},
    {NULL, NULL},
};
