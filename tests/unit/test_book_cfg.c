/* Native phonebooks: libconfig files with a list of entries. */
#include <stdlib.h>
#include <string.h>

#include <libconfig.h>

/* What the tree says of secrets when it is freed. */
static char destroyed[2][100];

static void spy_config_destroy(config_t *config)
{
    const char *secret[2] = {"(absent)", "(absent)"};
    int i;

    config_lookup_string(config, "entries.[0].PreSharedKey", &secret[0]);
    config_lookup_string(config, "entries.[0].x-PreSharedKey", &secret[1]);
    for (i = 0; i < 2; i++)
        memcpy(destroyed[i], secret[i], strlen(secret[i]) + 1);
    config_destroy(config);
}

#define config_destroy spy_config_destroy
#include "conf/book_cfg.c"
#undef config_destroy

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/convert_cfg.h"
#include "conf/file.h"
#include "conf/pbk_cfg.h"
#include "conf/phonebook.h"
#include "tests/unit/harness.h"

static struct conf_problem problem;

static enum conf_result load(const char *file, const char *name,
                             struct entry **entry)
{
    enum conf_result result;
    int fd;

    *entry = NULL;
    CU_ASSERT_EQUAL_FATAL(phonebook_open(file, &fd, &problem), CONF_OK);
    result = phonebook_load_entry(fd, file, name, entry, &problem);
    CU_ASSERT_TRUE((*entry != NULL) == (result == CONF_OK));
    CU_ASSERT_TRUE((problem.text[0] != '\0') == (result != CONF_OK));
    close(fd);
    return result;
}

static struct book_cfg *open_text(const char *text)
{
    struct book_cfg *book;

    problem.text[0] = '\0';
    EXPECT_NUMBER(
        book_cfg_open(text, strlen(text), "book", false, &book, &problem),
        CONF_OK);
    EXPECT_TEXT(problem.text, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(book);
    return book;
}

/* --- files */

static const char *const alike[] = {"office.cfg", "compact.cfg"};

/* What test_phonebook.c expects of each .pbk of the kind. */
static void test_alike(void)
{
    const struct entry_media *m;
    struct entry *e;
    char file[100];
    size_t i;

    for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
        snprintf(file, sizeof(file), TEST_DATA "cfg/%s", alike[i]);
        EXPECT_NUMBER(load(file, "OFFICE", &e), CONF_OK);
        EXPECT_TEXT(problem.text, "");
        CU_ASSERT_PTR_NOT_NULL_FATAL(e);
        EXPECT_TEXT(e->name, "Office");
        EXPECT_NUMBER(e->type, ENTRY_TYPE_PHONE);
        EXPECT_NUMBER(e->redial_attempts, 7);
        EXPECT_NUMBER(e->redial_seconds, 60);
        EXPECT_NUMBER(e->n_media, 1);
        m = e->media;
        EXPECT_TEXT(m->port, "COM1");
        EXPECT_TEXT(m->device_name, "A Modem");
        EXPECT_NUMBER(m->n_devices, 1);
        EXPECT_NUMBER(m->devices[0].type, ENTRY_DEVICE_MODEM);
        EXPECT_NUMBER(m->devices[0].n_numbers, 1);
        EXPECT_TEXT(m->devices[0].numbers[0].number, "5550101");
        entry_free(e);
    }
}

#define AT TEST_DATA "cfg/"

static const struct {
    const char *file, *name;
    enum conf_result result;
    const char *message;
} outcomes[] = {
    {"office.cfg", "Offic", CONF_NOT_FOUND,
     AT "office.cfg: there is no entry \"Offic\""},
    {"office.cfg", "", CONF_NOT_FOUND, "there is no entry \"\""},
    {"bad-value.cfg", "Office", CONF_VALUE,
     AT "bad-value.cfg:7: CountryID = many: a number from"},
    {"syntax.cfg", "Office", CONF_FORMAT, AT "syntax.cfg:3: syntax error"},
    {"no-entries.cfg", "Office", CONF_FORMAT, "it has no list entries = ("},
    {"empty.cfg", "Office", CONF_FORMAT, "it has no list entries = ("},
    {"comment.cfg", "Office", CONF_FORMAT, "it has no list entries = ("},
    {"no-list.cfg", "Office", CONF_FORMAT,
     AT "no-list.cfg:1: entries must be a list"},
    {"no-group.cfg", "Office", CONF_FORMAT,
     AT "no-group.cfg:3: an entry must be a group"},
    {"no-name.cfg", "", CONF_NOT_FOUND, "no entry \"\""},
    {"no-name.cfg", ".Hidden", CONF_NOT_FOUND, "no entry \".Hidden\""},
    {"no-name.cfg", "a\nb", CONF_NOT_FOUND, "no entry \"a?b\""},
    {"include.cfg", "Office", CONF_FORMAT, AT "include.cfg:2: @include: "},
    {"deep.cfg", "Office", CONF_LIMIT, ":1: too many groups in groups"},
    {"twice.cfg", "Office", CONF_FORMAT, ":1: duplicate setting name"},
    {"nul.cfg", "Office", CONF_FORMAT, "NUL bytes"},
    {"unclosed.cfg", "Office", CONF_FORMAT, "syntax error"},
};

static void test_outcomes(void)
{
    struct entry *e;
    char file[100];
    size_t i;

    for (i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
        snprintf(file, sizeof(file), AT "%s", outcomes[i].file);
        EXPECT_NUMBER(load(file, outcomes[i].name, &e), outcomes[i].result);
        if (!strstr(problem.text, outcomes[i].message))
            EXPECT_TEXT(problem.text, outcomes[i].message);
        entry_free(e);
    }
}

/* --- the example */

static void test_example(void)
{
    static const char *const names[] = {"Branch Office", "Direct Cable"};
    const struct entry_device *a, *b;
    struct entry *cfg, *pbk;
    size_t i, j;

    for (i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL_FATAL(
            load("conf/examples/rasphone.cfg", names[i], &cfg), CONF_OK);
        CU_ASSERT_EQUAL_FATAL(
            load("conf/examples/rasphone.pbk", names[i], &pbk), CONF_OK);
        EXPECT_NUMBER(cfg->type, pbk->type);
        EXPECT_NUMBER(cfg->auth_restrictions, pbk->auth_restrictions);
        EXPECT_NUMBER(cfg->data_encryption, pbk->data_encryption);
        EXPECT_NUMBER(cfg->redial_attempts, pbk->redial_attempts);
        EXPECT_NUMBER(cfg->ip_prioritize_remote, pbk->ip_prioritize_remote);
        EXPECT_TEXT(cfg->media[0].port, pbk->media[0].port);
        EXPECT_NUMBER(cfg->media[0].connect_bps, pbk->media[0].connect_bps);
        a = entry_dialled_device(&cfg->media[0]);
        b = entry_dialled_device(&pbk->media[0]);
        EXPECT_TEXT(a->type_name, b->type_name);
        for (j = 0; j < a->n_numbers; j++)
            EXPECT_TEXT(a->numbers[j].number, b->numbers[j].number);
        entry_free(cfg);
        entry_free(pbk);
    }
}

/* A converter that cannot hold a setting says so: the example has none. */
static void test_example_is_known(void)
{
    struct convert_report report = {0};
    struct buf out = buf_new(CONVERT_OUT_MAX);
    struct file_bytes bytes;
    size_t i;
    int fd;

    CU_ASSERT_EQUAL_FATAL(
        phonebook_open("conf/examples/rasphone.cfg", &fd, NULL), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(file_read(fd, "x", 1 << 20, &bytes, NULL), CONF_OK);
    close(fd);
    EXPECT_NUMBER(convert_cfg_to_pbk(bytes.bytes, bytes.n, "x", false, &out,
                                     &report, &problem),
                  CONF_OK);
    for (i = 0; i < report.n; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(report.notes[i].text, ": comment: "));
    CU_ASSERT_TRUE(report.n > 10);
    file_free(&bytes);
    buf_free(&out);
    convert_report_free(&report);
}

/* --- the book */

static void test_book(void)
{
    struct book_cfg *book =
        open_text("entries = (\n{name = \"A\";}, {},\n{name = \"b\";},\n"
                  "{name = \"B\";}, {name = \"\xc3\x9c\"; Type = 9;});");
    size_t index;
    struct entry *e;

    EXPECT_NUMBER(book_cfg_count(book), 5);
    EXPECT_TEXT(book_cfg_name(book, 0), "A");
    EXPECT_TEXT(book_cfg_name(book, 1), "");
    EXPECT_NUMBER(book_cfg_place(book, 2).line, 3);
    EXPECT_TEXT(book_cfg_place(book, 2).file, "book");
    EXPECT_NUMBER(book_cfg_find(book, "B", &index, &problem), CONF_OK);
    EXPECT_NUMBER(index, 2);
    EXPECT_NUMBER(book_cfg_find(book, "\xc3\x9c", &index, &problem), CONF_OK);
    EXPECT_NUMBER(index, 4);
    EXPECT_NUMBER(book_cfg_find(book, "C", &index, &problem), CONF_NOT_FOUND);
    EXPECT_TEXT(problem.text, "book: there is no entry \"C\"");
    EXPECT_NUMBER(book_cfg_load(book, 2, &e, &problem), CONF_OK);
    EXPECT_TEXT(e->name, "b");
    entry_free(e);
    EXPECT_NUMBER(book_cfg_load(book, 4, &e, &problem), CONF_VALUE);
    EXPECT_TEXT(problem.text,
                "book:4: Type = 9: a number from 1 to 5 is allowed");
    EXPECT_NUMBER(book_cfg_load(book, 1, &e, &problem), CONF_VALUE);
    EXPECT_TEXT(problem.text, "book:2: the entry has no name");
    CU_ASSERT_PTR_NULL(e);
    book_cfg_close(book);
    book_cfg_close(NULL);
}

/* An entry that no list shows, in either form, is not dialled either. */
static void test_long_name(void)
{
    static const int lengths[] = {PBK_NAME_MAX, PBK_NAME_MAX + 1};
    struct book_cfg *book;
    char name[PBK_NAME_MAX + 2], text[PBK_NAME_MAX + 100];
    size_t index, i;

    for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        bool good = lengths[i] <= PBK_NAME_MAX;

        memset(name, 'x', sizeof(name));
        name[lengths[i]] = '\0';
        snprintf(text, sizeof(text), "entries = ({ name = \"%s\"; });", name);
        CU_ASSERT_FATAL(book_cfg_open(text, strlen(text), "book", false, &book,
                                      &problem) == CONF_OK);
        EXPECT_TEXT(book_cfg_name(book, 0), good ? name : "");
        EXPECT_NUMBER(book_cfg_find(book, name, &index, &problem),
                      good ? CONF_OK : CONF_NOT_FOUND);
        book_cfg_close(book);
    }
}

static void test_secrets(void)
{
    struct book_cfg *book =
        open_text("entries = ({name = \"A\"; PreSharedKey = \"swordfish\"; "
                  "x-PreSharedKey = \"presharedkey=swordfish\\n\";});");

    book_cfg_close(book);
    EXPECT_TEXT(destroyed[0], "");
    EXPECT_TEXT(destroyed[1], "");
}

/* More groups than an entry may have. */
static void test_groups(void)
{
    struct buf text = buf_new(1 << 20);
    struct book_cfg *book;
    struct entry *e;
    unsigned i;

    CU_ASSERT_EQUAL(buf_add(&text, "entries = ({name=\"A\";\nmedia=({}", 31),
                    CONF_OK);
    for (i = 0; i < PBK_GROUPS_MAX - 1; i++)
        CU_ASSERT_EQUAL(buf_add(&text, ",{}", 3), CONF_OK);
    CU_ASSERT_EQUAL(buf_add(&text, ");});", 5), CONF_OK);
    book = open_text(buf_text(&text));
    EXPECT_NUMBER(book_cfg_load(book, 0, &e, &problem), CONF_OK);
    entry_free(e);
    book_cfg_close(book);
    text.used -= 5;
    CU_ASSERT_EQUAL(buf_add(&text, ",{});});", 8), CONF_OK);
    book = open_text(buf_text(&text));
    EXPECT_NUMBER(book_cfg_load(book, 0, &e, &problem), CONF_LIMIT);
    EXPECT_TEXT(problem.text, "book:2: media is too long");
    entry_free(e);
    book_cfg_close(book);
    buf_free(&text);
}

/* Converted, the other file is no longer one: the report says so. */
static void expect_include_note(const char *file)
{
    struct convert_report report = {0};
    struct buf out = buf_new(CONVERT_OUT_MAX);
    struct file_bytes bytes = {NULL, 0};
    int fd;

    CU_ASSERT_EQUAL_FATAL(phonebook_open(file, &fd, NULL), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(file_read(fd, file, 1 << 20, &bytes, NULL), CONF_OK);
    close(fd);
    EXPECT_NUMBER(convert_cfg_to_pbk(bytes.bytes, bytes.n, file, true, &out,
                                     &report, &problem),
                  CONF_OK);
    EXPECT_NUMBER(report.n, 1);
    CU_ASSERT_PTR_NOT_NULL(
        report.n ? strstr(report.notes[0].text, "/book.cfg:2: @include: what")
                 : NULL);
    file_free(&bytes);
    buf_free(&out);
    convert_report_free(&report);
}

/* The line where a file of root's includes another: the place is the other's.
 * Where root is nobody's name, the refusal is what can be seen.
 */
static void test_include(void)
{
    char directory[] = "/run/test-book-cfg-XXXXXX";
    char book[100], part[100];
    struct entry *e;
    FILE *f;

    if (getuid() != 0 || !mkdtemp(directory))
        return;
    snprintf(book, sizeof(book), "%s/book.cfg", directory);
    snprintf(part, sizeof(part), "%s/part.cfg", directory);
    f = fopen(book, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fprintf(f,
            "entries = (\n@include \"part.cfg\"\n, {name = \"B\";\nType=8;});");
    fclose(f);
    f = fopen(part, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fprintf(f,
            "{name = \"A\";\nRedialAttempts = 5;},\n{name = \"C\"; Type=9;}");
    fclose(f);
    chmod(part, 0644);
    chmod(book, 0644);
    EXPECT_NUMBER(load(book, "A", &e), CONF_OK);
    EXPECT_NUMBER(e ? e->redial_attempts : 0, 5);
    entry_free(e);
    EXPECT_NUMBER(load(book, "C", &e), CONF_VALUE);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "/part.cfg:3: Type = 9"));
    EXPECT_NUMBER(load(book, "B", &e), CONF_VALUE);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "/book.cfg:4: Type = 8"));
    expect_include_note(book);
    chmod(book, 0666);
    EXPECT_NUMBER(load(book, "A", &e), CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "/book.cfg:2: @include: only"));
    chmod(book, 0644);
    CU_ASSERT_EQUAL(chown(book, 65534, 65534), 0);
    EXPECT_NUMBER(load(book, "A", &e), CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "/book.cfg:2: @include: only"));
    unlink(book);
    unlink(part);
    rmdir(directory);
}

/* --- memory */

/* In a process that may have only so much: 0 done, 1 none left, 2 wrong. */
static int load_with(const struct buf *text, size_t bytes)
{
    struct rlimit limit = {bytes, bytes};
    struct book_cfg *book;
    enum conf_result result;
    int status = 0;
    pid_t child;

    fflush(NULL);
    child = fork();
    CU_ASSERT_TRUE_FATAL(child >= 0);
    if (child == 0) {
        if (setrlimit(RLIMIT_AS, &limit) < 0)
            _exit(2);
        result =
            book_cfg_open(text->bytes, text->used, "book", false, &book, NULL);
        _exit(result == CONF_OK ? 0 : result == CONF_NOMEM ? 1 : 2);
    }
    CU_ASSERT_EQUAL_FATAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFEXITED(status)); /* no signal */
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

/* libconfig does not check its allocations: it must not come to that. */
static void test_no_memory(void)
{
    struct buf text = buf_new(1 << 24);
    unsigned seen[3] = {0}, i;
    size_t bytes;

#ifdef __SANITIZE_ADDRESS__
    return; /* which wants terabytes */
#endif
    CU_ASSERT_EQUAL(buf_add(&text, "entries = ({}", 13), CONF_OK);
    for (i = 0; i < 20000; i++)
        CU_ASSERT_EQUAL(buf_add(&text, ",{name = \"A\";}\n", 15), CONF_OK);
    CU_ASSERT_EQUAL(buf_add(&text, ");", 2), CONF_OK);
    for (bytes = 4 << 20; bytes < 40 << 20; bytes += 1 << 20)
        seen[load_with(&text, bytes)]++;
    CU_ASSERT_TRUE(seen[0] > 0);
    CU_ASSERT_TRUE(seen[1] > 0);
    EXPECT_NUMBER(seen[2], 0);
    buf_free(&text);
}

/* --- which form a file has */

static const struct {
    const char *text;
    enum phonebook_form form, as_cfg; /* of "book" and of "book.cfg" */
} forms[] = {
    {"", PHONEBOOK_PBK, PHONEBOOK_CFG},
    {"[A]\n", PHONEBOOK_PBK, PHONEBOOK_PBK},
    {" \t[A]\nentries = (", PHONEBOOK_PBK, PHONEBOOK_PBK},
    {"\xef\xbb\xbf[A]", PHONEBOOK_PBK, PHONEBOOK_PBK},
    {"junk\r\r[A]\rentries = (", PHONEBOOK_PBK, PHONEBOOK_PBK},
    {"entries = 5\n[A]\n", PHONEBOOK_PBK, PHONEBOOK_PBK},
    {"entries\n[A]\n", PHONEBOOK_PBK, PHONEBOOK_PBK},
    {"/* [A]\n", PHONEBOOK_PBK, PHONEBOOK_CFG},
    {"entries = (", PHONEBOOK_CFG, PHONEBOOK_CFG},
    {"entries=\n(", PHONEBOOK_CFG, PHONEBOOK_CFG},
    {"entries: # c\n", PHONEBOOK_CFG, PHONEBOOK_CFG},
    {"entries =", PHONEBOOK_CFG, PHONEBOOK_CFG},
    {"\xef\xbb\xbf"
     "entries:(",
     PHONEBOOK_CFG, PHONEBOOK_CFG},
    {"# [A]\n  // [A]\n/* \n[A]\n*/ entries = (\n", PHONEBOOK_CFG,
     PHONEBOOK_CFG},
    {"version = 1;\n@include \"x\"\n[A]", PHONEBOOK_CFG, PHONEBOOK_CFG},
    {"x = {}", PHONEBOOK_PBK, PHONEBOOK_CFG},
    {"1,1,10,Seattle,206,5550100,300,28800,0,131,x", PHONEBOOK_PBK,
     PHONEBOOK_CFG},
};

static void test_forms(void)
{
    char *copy;
    size_t i, n;

    for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        n = strlen(forms[i].text);
        copy = malloc(n + 1); /* nothing is read behind the end */
        CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
        memcpy(copy + 1, forms[i].text, n);
        EXPECT_NUMBER(phonebook_form("book", copy + 1, n), forms[i].form);
        EXPECT_NUMBER(phonebook_form("a/book.CFG", copy + 1, n),
                      forms[i].as_cfg);
        EXPECT_NUMBER(phonebook_form("cfg", copy + 1, n), forms[i].form);
        free(copy);
    }
}

/* The content decides, and a suffix does not. */
static void test_suffix(void)
{
    static const char cfg[] = "entries = ({name = \"A\";});";
    int fd = memfd_create("book", MFD_CLOEXEC);
    struct entry *e;

    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(write(fd, cfg, strlen(cfg)), (ssize_t)strlen(cfg));
    EXPECT_NUMBER(phonebook_load_entry(fd, "book.pbk", "a", &e, &problem),
                  CONF_OK);
    entry_free(e);
    CU_ASSERT_EQUAL(ftruncate(fd, 0), 0);
    CU_ASSERT_EQUAL(pwrite(fd, "[A]\n", 4, 0), 4);
    EXPECT_NUMBER(phonebook_load_entry(fd, "book.cfg", "a", &e, &problem),
                  CONF_OK);
    entry_free(e);
    close(fd);
}

const char unit_name[] = "book_cfg";
const struct unit_test unit_tests[] = {
    {"the same entry in two spellings", test_alike},
    {"each file has its outcome", test_outcomes},
    {"the example says what the PBK says", test_example},
    {"the example has no setting that is unknown", test_example_is_known},
    {"entries by index and by name", test_book},
    {"a name that is too long", test_long_name},
    {"secrets are wiped before memory is freed", test_secrets},
    {"an entry's groups are bounded", test_groups},
    {"a phonebook of root's includes another file", test_include},
    {"without memory nothing breaks", test_no_memory},
    {"which form a text has", test_forms},
    {"which form a file has is not its name's to say", test_suffix},
    {NULL, NULL},
};
