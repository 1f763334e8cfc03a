/* Whole files: tests/data/pbk, the example, and what is no file at all. */
#include <stdlib.h>

/* Fails the allocation that brings the count to 0; negative: none. */
static int allocations_left = -1;

static void *test_malloc(size_t n)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL : malloc(n);
}

static void *test_calloc(size_t n, size_t size)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL
                                                            : calloc(n, size);
}

#define malloc test_malloc
#define calloc test_calloc
#include "conf/buf.c"
#include "conf/entry.c"
#include "conf/file.c"
#include "conf/phonebook.c"
#include "conf/pool.c"
#undef malloc
#undef calloc

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/mman.h>

#include "tests/unit/harness.h"

#define EXAMPLE "conf/examples/rasphone.pbk"

static struct conf_problem problem;

static enum conf_result load(const char *file, const char *name,
                             struct entry **entry)
{
    enum conf_result result;
    int fd;

    *entry = NULL;
    result = phonebook_open(file, &fd, &problem);
    if (result != CONF_OK)
        return result;
    result = phonebook_load_entry(fd, file, name, entry, &problem);
    CU_ASSERT_TRUE((*entry != NULL) == (result == CONF_OK));
    CU_ASSERT_TRUE((problem.text[0] != '\0') == (result != CONF_OK));
    close(fd);
    return result;
}

/* --- one file for each thing that real files do */

/* The same entry in each: Type 1, 7 redials, a modem at COM1, one number. */
static const char *const alike[] = {
    "crlf",
    "lf",
    "cr",
    "mixed-ends",
    "bom",
    "no-media",
    "blanks",
    "no-final-newline",
    "junk",
    "hoisted",
    "aliases",
    "glued-header",
    "letter-case",
    "components",
    "next-entry",
    "stray-component",
    "duplicate-key",
    "duplicate-entry",
    "unclosed-header",
    "appended-entry",
};

static void expect_office(const struct entry *e)
{
    EXPECT_NUMBER(e->type, ENTRY_TYPE_PHONE);
    EXPECT_NUMBER(e->redial_attempts, 7);
    EXPECT_NUMBER(e->redial_seconds, 60);
    EXPECT_NUMBER(e->n_media, 1);
    EXPECT_TEXT(e->media[0].port, "COM1");
    EXPECT_TEXT(e->media[0].device_name, "A Modem");
    EXPECT_NUMBER(e->media[0].n_devices, 1);
    EXPECT_NUMBER(e->media[0].devices[0].type, ENTRY_DEVICE_MODEM);
    EXPECT_NUMBER(e->media[0].devices[0].n_numbers, 1);
    EXPECT_TEXT(e->media[0].devices[0].numbers[0].number, "5550101");
}

static void test_alike(void)
{
    struct entry *e;
    char file[100];
    size_t i;

    for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
        snprintf(file, sizeof(file), TEST_DATA "pbk/%s.pbk", alike[i]);
        EXPECT_NUMBER(load(file, "Office", &e), CONF_OK);
        if (!e)
            fprintf(stderr, "%s: %s\n", file, problem.text);
        else
            expect_office(e);
        entry_free(e);
    }
}

static const struct {
    const char *file, *name;
    enum conf_result result;
    const char *message; /* a part of it */
} outcomes[] = {
    {"utf16", "Office", CONF_FORMAT, "UTF-16; save it as UTF-8"},
    {"utf16-no-bom", "Office", CONF_FORMAT, "UTF-16"},
    {"nul", "Office", CONF_FORMAT, "NUL"},
    {"pop-list", "Office", CONF_FORMAT, "Connection Point Services"},
    {"text", "Office", CONF_FORMAT, "no line begins with '['"},
    {"empty", "Office", CONF_NOT_FOUND, "empty.pbk: there is no entry"},
    {"blank", "Office", CONF_NOT_FOUND, "there is no entry \"Office\""},
    {"crlf", "Offic", CONF_NOT_FOUND, "there is no entry \"Offic\""},
    {"dot-name", ".Hidden", CONF_NOT_FOUND, "cannot be an entry's name"},
    {"bad-number", "Office", CONF_VALUE,
     "bad-number.pbk:3: RedialAttempts = many: a number from 0 to 99"},
    {"bad-range", "Office", CONF_VALUE, ":2: CallbackMode = 3: a number from"},
    {"bad-encryption", "Office", CONF_VALUE, ":2: DataEncryption = 9: 0, 8,"},
    {"bad-address", "Office", CONF_VALUE, ":3: IpAddress = 192.0.2.256: an"},
    {"bad-control", "Office", CONF_VALUE, ":4: Port = COM1?[2J: at most 128"},
    {"bad-long-number", "Office", CONF_VALUE, ":4: PhoneNumber = 5555"},
    {"utf8-name", "b\xc3\xbcro \xe4\xb8\xad\xe5\x9b\xbd", CONF_OK, ""},
    {"utf8-name", "B\xc3\xbcro", CONF_NOT_FOUND, "no entry \"B\xc3\xbcro\""},
    {"cp1252-name", "B\xc3\xbcro \xe2\x82\xac", CONF_OK, ""},
    {"false-utf8", "B\xc3\xbcro", CONF_OK, ""},
    {"hex-lines", "Office", CONF_OK, ""},
};

static void test_outcomes(void)
{
    struct entry *e;
    char file[100];
    size_t i;

    for (i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
        snprintf(file, sizeof(file), TEST_DATA "pbk/%s.pbk", outcomes[i].file);
        EXPECT_NUMBER(load(file, outcomes[i].name, &e), outcomes[i].result);
        if (!strstr(problem.text, outcomes[i].message))
            EXPECT_TEXT(problem.text, outcomes[i].message);
        entry_free(e);
    }
}

static void test_values(void)
{
    struct entry *e;

    CU_ASSERT_EQUAL_FATAL(load(TEST_DATA "pbk/clamped.pbk", "Office", &e),
                          CONF_OK);
    EXPECT_NUMBER(e->redial_attempts, 99);
    EXPECT_NUMBER(e->redial_seconds, 1);
    EXPECT_NUMBER(e->idle_disconnect_seconds, 0);
    EXPECT_NUMBER(e->custom_auth_key, -1);
    EXPECT_NUMBER(e->auth_restrictions, 0);
    EXPECT_TEXT(e->guid, "");
    entry_free(e);
    CU_ASSERT_EQUAL_FATAL(load(TEST_DATA "pbk/aliases.pbk", "Office", &e),
                          CONF_OK);
    EXPECT_NUMBER(e->data_encryption, ENTRY_ENCRYPTION_REQUIRED);
    EXPECT_TEXT(e->custom_ras_dial_dll, "dial.dll");
    entry_free(e);
    CU_ASSERT_EQUAL_FATAL(
        load(TEST_DATA "pbk/cp1252-name.pbk", "B\xc3\xbcro \xe2\x82\xac", &e),
        CONF_OK);
    EXPECT_TEXT(e->name, "B\xc3\xbcro \xe2\x82\xac");
    EXPECT_TEXT(e->ip_dns_suffix, "b\xc3\xbcro.example");
    entry_free(e);
}

static void test_groups(void)
{
    const struct entry_media *m;
    struct entry *e;

    CU_ASSERT_EQUAL_FATAL(load(TEST_DATA "pbk/group-tree.pbk", "Office", &e),
                          CONF_OK);
    EXPECT_NUMBER(e->n_media, 3);
    m = e->media;
    EXPECT_NUMBER(m[0].n_devices, 3);
    EXPECT_TEXT(entry_dialled_device(&m[0])->numbers[1].number, "2");
    EXPECT_TEXT(m[0].devices[2].script_name, "C:\\login.scp");
    CU_ASSERT_TRUE(m[0].devices[1].speaker);
    EXPECT_TEXT(m[1].port, "ISDN1-0");
    EXPECT_TEXT(m[1].devices[0].numbers[0].number, "3");
    EXPECT_NUMBER(m[2].n_devices, 0);
    CU_ASSERT_PTR_NULL(m[2].devices);
    entry_free(e);
}

/* --- the example */

static const char *const example_entries[] = {
    "Branch Office", "Branch Office Backup", "Direct Cable", "Head Office VPN"};

static void test_example(void)
{
    const struct entry_device *d;
    struct entry *e;

    CU_ASSERT_EQUAL_FATAL(load(EXAMPLE, "branch office", &e), CONF_OK);
    EXPECT_TEXT(e->name, "Branch Office");
    EXPECT_NUMBER(e->type, ENTRY_TYPE_PHONE);
    EXPECT_NUMBER(e->pb_version, 8);
    CU_ASSERT_TRUE(e->pb_version_given);
    EXPECT_NUMBER(e->auth_restrictions, ENTRY_AUTH_MSCHAP_V2);
    EXPECT_NUMBER(e->data_encryption, ENTRY_ENCRYPTION_OPTIONAL);
    EXPECT_NUMBER(e->redial_attempts, 3);
    CU_ASSERT_TRUE(e->ip_prioritize_remote);
    EXPECT_NUMBER(e->media[0].connect_bps, 115200);
    d = entry_dialled_device(&e->media[0]);
    EXPECT_NUMBER(d->n_numbers, 3);
    EXPECT_TEXT(d->numbers[2].number, "5550103");
    entry_free(e);
    CU_ASSERT_EQUAL_FATAL(load(EXAMPLE, "Direct Cable", &e), CONF_OK);
    d = entry_dialled_device(&e->media[0]);
    EXPECT_NUMBER(d->type, ENTRY_DEVICE_SERIAL);
    EXPECT_TEXT(d->numbers[0].number, "");
    EXPECT_TEXT(e->media[0].port, "COM3");
    entry_free(e);
    CU_ASSERT_EQUAL_FATAL(load(EXAMPLE, "Branch Office Backup", &e), CONF_OK);
    EXPECT_TEXT(e->media[0].port, "COM2");
    entry_free(e);
    CU_ASSERT_EQUAL_FATAL(load(EXAMPLE, "Head Office VPN", &e), CONF_OK);
    EXPECT_NUMBER(e->type, ENTRY_TYPE_VPN);
    EXPECT_NUMBER(e->media[0].devices[0].type, ENTRY_DEVICE_VPN);
    entry_free(e);
}

/* Windows' own file has no key that the table does not know. */
static void test_example_is_known(void)
{
    struct file_bytes bytes;
    struct pbk_cursor cursor;
    struct pbk_entry entry;
    struct pbk_item item;
    struct pbk book;
    size_t i;
    int fd;

    CU_ASSERT_EQUAL_FATAL(phonebook_open(EXAMPLE, &fd, &problem), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(file_read(fd, EXAMPLE, 1 << 20, &bytes, &problem),
                          CONF_OK);
    close(fd);
    CU_ASSERT_EQUAL(pbk_open(&book, EXAMPLE, bytes.bytes, bytes.n, NULL),
                    CONF_OK);
    for (i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(pbk_find(&book, example_entries[i], &entry, NULL),
                        CONF_OK);
        cursor = pbk_items(&entry);
        while (pbk_next(&cursor, &item))
            CU_ASSERT_TRUE(item.kind < PBK_ITEM_UNKNOWN);
    }
    file_free(&bytes);
}

/* A file that holds the N bytes, and no more memory than that. */
static int memory_file(const char *bytes, size_t n)
{
    int fd = memfd_create("book", MFD_CLOEXEC);

    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL_FATAL(write(fd, bytes, n), (ssize_t)n);
    return fd;
}

static void expect_truncated(const char *bytes, size_t n)
{
    enum conf_result result;
    struct entry *e;
    int fd = memory_file(bytes, n);

    result = phonebook_load_entry(fd, "cut", "Branch Office", &e, &problem);
    if (n < strlen("[Branch Office]"))
        EXPECT_NUMBER(result, CONF_NOT_FOUND);
    else /* an address may have been cut in two */
        EXPECT_NUMBER(result, result == CONF_VALUE ? CONF_VALUE : CONF_OK);
    CU_ASSERT_TRUE((e != NULL) == (result == CONF_OK));
    entry_free(e);
    close(fd);
}

static void test_truncated(void)
{
    struct file_bytes bytes;
    size_t n;
    int fd;

    CU_ASSERT_EQUAL_FATAL(phonebook_open(EXAMPLE, &fd, &problem), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(file_read(fd, EXAMPLE, 1 << 20, &bytes, &problem),
                          CONF_OK);
    close(fd);
    for (n = 0; n <= bytes.n; n++)
        expect_truncated(bytes.bytes, n);
    file_free(&bytes);
}

/* --- what is no file */

static void test_no_files(void)
{
    char fifo[] = "/tmp/test-phonebook-XXXXXX";
    struct entry *e;
    int fd = -2;

    EXPECT_NUMBER(phonebook_open("/nonexistent/book", &fd, &problem),
                  CONF_OPEN);
    EXPECT_NUMBER(fd, -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "/nonexistent/book: "));
    EXPECT_NUMBER(load("/dev/zero", "x", &e), CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "a character device"));
    EXPECT_NUMBER(load("/", "x", &e), CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "a directory"));
    EXPECT_NUMBER(phonebook_load_entry(-1, "x", "x", &e, &problem), CONF_OPEN);
    CU_ASSERT_PTR_NULL(e);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(fifo));
    CU_ASSERT_EQUAL(rmdir(fifo), 0);
    CU_ASSERT_EQUAL_FATAL(mkfifo(fifo, 0600), 0);
    EXPECT_NUMBER(load(fifo, "x", &e), CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "a FIFO"));
    unlink(fifo);
}

static void test_size_limit(void)
{
    int fd = memory_file("[x]\n", 4);
    struct entry *e;

    CU_ASSERT_EQUAL_FATAL(ftruncate(fd, (off_t)PHONEBOOK_MAX_BYTES + 1), 0);
    EXPECT_NUMBER(phonebook_load_entry(fd, "big", "x", &e, &problem),
                  CONF_LIMIT);
    EXPECT_TEXT(problem.text,
                "big: 67108865 bytes long, at most 67108864 are read");
    close(fd);
}

/* It is read from its start whatever was read before, and stays open. */
static void test_position(void)
{
    int fd = memory_file("[x]\n", 4);
    struct entry *e;

    EXPECT_NUMBER(lseek(fd, 0, SEEK_CUR), 4);
    EXPECT_NUMBER(phonebook_load_entry(fd, "f", "X", &e, NULL), CONF_OK);
    EXPECT_NUMBER(lseek(fd, 0, SEEK_CUR), 4);
    entry_free(e);
    EXPECT_NUMBER(fcntl(fd, F_GETFD), FD_CLOEXEC);
    close(fd);
}

/* Each allocation fails once; libconfig's own are out of reach. */
static void test_no_memory(void)
{
    enum conf_result result = CONF_NOMEM;
    struct entry *e;
    int n;

    for (n = 0; result == CONF_NOMEM && n < 5000; n++) {
        allocations_left = n;
        result = load(EXAMPLE, "Branch Office", &e);
        if (result == CONF_NOMEM)
            CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "out of memory"));
    }
    allocations_left = -1;
    EXPECT_NUMBER(result, CONF_OK);
    CU_ASSERT_TRUE(n > 15);
    entry_free(e);
}

static void test_free_nothing(void)
{
    entry_free(NULL);
}

const char unit_name[] = "phonebook";
const struct unit_test unit_tests[] = {
    {"the same entry, however the file is written", test_alike},
    {"each file has its outcome", test_outcomes},
    {"odd values", test_values},
    {"groups", test_groups},
    {"every entry of the example", test_example},
    {"every key of the example is known", test_example_is_known},
    {"the example, cut after each byte", test_truncated},
    {"what is no file", test_no_files},
    {"a file that is too large", test_size_limit},
    {"the descriptor is left as it was", test_position},
    {"every allocation may fail", test_no_memory},
    {"freeing nothing", test_free_nothing},
    {NULL, NULL},
};
