/* Finding an entry in pieces of a file, the limits, and all entries. */
#include <stdlib.h>

/* Fails the allocation that brings the count to 0; negative: none. */
static int allocations_left = -1;

static void *test_malloc(size_t n)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL : malloc(n);
}

#define malloc test_malloc
#include "conf/buf.c"
#include "conf/file.c"
#undef malloc

#include "conf/pbk.c"

#include <stdio.h>
#include <sys/mman.h>

#include "tests/unit/harness.h"

static struct conf_problem problem;

static int file_with(const char *bytes, size_t n)
{
    int fd = memfd_create("book", MFD_CLOEXEC);

    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL_FATAL(write(fd, bytes, n), (ssize_t)n);
    return fd;
}

/* Looks for NAME in pieces of PIECE bytes; what is found is in *PIECES. */
static enum conf_result find_in(const char *bytes, size_t n, size_t piece,
                                const char *name, struct file_pieces *pieces,
                                struct pbk_entry *entry)
{
    int fd = file_with(bytes, n);
    enum conf_result result =
        file_pieces_open(fd, "book", 64u << 20, piece, pieces, &problem);

    if (result == CONF_OK)
        result = pbk_find_in_pieces(pieces, name, entry, &problem);
    close(fd);
    return result;
}

static enum conf_result outcome(const char *bytes, size_t n, const char *name)
{
    struct file_pieces pieces;
    struct pbk_entry entry;
    struct pbk book;
    enum conf_result in_pieces = find_in(bytes, n, 0, name, &pieces, &entry);

    file_pieces_close(&pieces);
    EXPECT_NUMBER(pbk_open(&book, "book", bytes, n, NULL), CONF_OK);
    EXPECT_NUMBER(pbk_find(&book, name, &entry, &problem), in_pieces);
    return in_pieces;
}

/* --- pieces */

static const char text[] = "\xef\xbb\xbfjunk\r\n\r\n[a]\r\nType=1\r\n \n"
                           "[\xe9]Encoding=0\rType=2\r\r\n  [b]\nType=3\n"
                           "[c]\n";

static const struct {
    const char *name, *body;
    unsigned line;
} entries[] = {
    {"a", "\r\nType=1\r\n \n", 3},
    {"\xc3\xa9", "Encoding=0\rType=2\r\r\n", 6},
    {"b", "\nType=3\n", 9},
    {"c", "\n", 11},
};

static void test_pieces(void)
{
    struct file_pieces pieces;
    struct pbk_entry entry;
    size_t piece, i;

    for (piece = 3; piece < sizeof(text) + 3; piece++) {
        for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
            CU_ASSERT_EQUAL_FATAL(find_in(text, sizeof(text) - 1, piece,
                                          entries[i].name, &pieces, &entry),
                                  CONF_OK);
            EXPECT_NUMBER(entry.line, entries[i].line);
            EXPECT_NUMBER(entry.body.n, strlen(entries[i].body));
            CU_ASSERT_EQUAL(
                memcmp(entry.body.at, entries[i].body, strlen(entries[i].body)),
                0);
            file_pieces_close(&pieces);
        }
        EXPECT_NUMBER(
            find_in(text, sizeof(text) - 1, piece, "d", &pieces, &entry),
            CONF_NOT_FOUND);
        file_pieces_close(&pieces);
    }
}

/* A NUL is noticed as soon as it is read. */
static void test_nul(void)
{
    static const char bytes[] = "[a]\nType=1\n[b]\nType=1\nType=1\n\0\n[c]\n";
    struct file_pieces pieces;
    struct pbk_entry entry;

    EXPECT_NUMBER(find_in(bytes, sizeof(bytes) - 1, 4, "a", &pieces, &entry),
                  CONF_OK);
    file_pieces_close(&pieces);
    EXPECT_NUMBER(find_in(bytes, sizeof(bytes) - 1, 4, "c", &pieces, &entry),
                  CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "NUL"));
    CU_ASSERT_PTR_NULL(entry.name.at);
    file_pieces_close(&pieces);
}

static void test_no_memory(void)
{
    enum conf_result result = CONF_NOMEM;
    struct file_pieces pieces;
    struct pbk_entry entry;
    int n;

    for (n = 0; result == CONF_NOMEM && n < 5000; n++) {
        allocations_left = n;
        problem.text[0] = '\0';
        result =
            find_in(text, sizeof(text) - 1, 3, "\xc3\xa9", &pieces, &entry);
        if (result == CONF_NOMEM)
            EXPECT_TEXT(problem.text, "book: out of memory");
        file_pieces_close(&pieces);
    }
    allocations_left = -1;
    EXPECT_NUMBER(result, CONF_OK);
    CU_ASSERT_TRUE(n > 4); /* a piece, it twice as large, ..., the name */
}

/* The file that shrinks while it is read ends where it ends then. */
static void test_shrinking(void)
{
    int fd = file_with(text, sizeof(text) - 1);
    struct file_pieces pieces;
    struct pbk_entry entry;

    CU_ASSERT_EQUAL_FATAL(
        file_pieces_open(fd, "book", 1000, 8, &pieces, &problem), CONF_OK);
    CU_ASSERT_EQUAL(ftruncate(fd, 20), 0);
    EXPECT_NUMBER(pbk_find_in_pieces(&pieces, "a", &entry, &problem), CONF_OK);
    EXPECT_NUMBER(entry.body.n, 6); /* "\r\nType" */
    file_pieces_close(&pieces);
    close(fd);
}

static void test_no_file(void)
{
    struct file_pieces pieces;

    EXPECT_NUMBER(file_pieces_open(-1, "f", 1000, 0, &pieces, &problem),
                  CONF_OPEN);
    CU_ASSERT_PTR_NULL(pieces.bytes);
    file_pieces_close(&pieces);
}

/* --- limits */

struct made {
    char *bytes;
    size_t n;
};

/* HEAD, and TIMES times UNIT, and TAIL */
static struct made make(const char *head, size_t times, const char *unit,
                        const char *tail)
{
    size_t n = strlen(unit), i;
    struct made m = {malloc(strlen(head) + times * n + strlen(tail)), 0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(m.bytes);
    memcpy(m.bytes, head, strlen(head));
    m.n = strlen(head);
    for (i = 0; i < times; i++, m.n += n)
        memcpy(m.bytes + m.n, unit, n);
    memcpy(m.bytes + m.n, tail, strlen(tail));
    m.n += strlen(tail);
    return m;
}

static const struct {
    const char *head, *unit, *tail;
    size_t times; /* so many may be */
    const char *message;
} limits[] = {
    {"[x]", "\nTypeType", "\n[y]\n[X]", PBK_ENTRY_LINES_MAX - 1,
     "book:1: an entry has at most 16384 lines"},
    {"", "[y]\n", "[X]", PBK_ENTRIES_MAX - 1,
     "book: a phonebook has at most 262144 entries"},
    {"[y]\n", "k", "\n[X]", PBK_LINE_MAX,
     "book:2: a line has at most 65536 bytes"},
    {"[y]\n[", "k", "]\n[X]", PBK_LINE_MAX - 2,
     "book:2: a line has at most 65536 bytes"},
};

static void test_limits(void)
{
    struct made m;
    size_t i;

    for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        m = make(limits[i].head, limits[i].times, limits[i].unit,
                 limits[i].tail);
        EXPECT_NUMBER(outcome(m.bytes, m.n, "X"), CONF_OK);
        free(m.bytes);
        m = make(limits[i].head, limits[i].times + 1, limits[i].unit,
                 limits[i].tail);
        EXPECT_NUMBER(outcome(m.bytes, m.n, "X"), CONF_LIMIT);
        EXPECT_TEXT(problem.text, limits[i].message);
        free(m.bytes);
    }
}

/* Lines of 64 KB, of which an entry may have some, and a last one. */
static struct made large_entry(size_t n)
{
    struct made m = make("[X]\n", n - 1, "k", "\n[Y]\n");
    size_t i;

    for (i = 4 + PBK_LINE_MAX; i < n; i += PBK_LINE_MAX + 1)
        m.bytes[i] = '\n';
    return m;
}

static void test_entry_bytes(void)
{
    struct made m = large_entry(PBK_ENTRY_BYTES_MAX - 1);

    EXPECT_NUMBER(outcome(m.bytes, m.n, "X"), CONF_OK);
    free(m.bytes);
    m = large_entry(PBK_ENTRY_BYTES_MAX);
    EXPECT_NUMBER(outcome(m.bytes, m.n, "X"), CONF_LIMIT);
    EXPECT_TEXT(problem.text, "book:1: an entry has at most 4194304 bytes");
    EXPECT_NUMBER(outcome(m.bytes, m.n, "Y"), CONF_OK);
    free(m.bytes);
}

/* In UTF-8 it would be the entry; it says that it is in another charset. */
static void test_namesakes(void)
{
    struct made m =
        make("", PBK_NAMESAKES_MAX, "[\xc3\xa9]\nEncoding=0\n", "[\xe9]");

    EXPECT_NUMBER(outcome(m.bytes, m.n, "\xc3\xa9"), CONF_OK);
    free(m.bytes);
    m = make("", PBK_NAMESAKES_MAX + 1, "[\xc3\xa9]\nEncoding=0\n", "[\xe9]");
    EXPECT_NUMBER(outcome(m.bytes, m.n, "\xc3\xa9"), CONF_LIMIT);
    EXPECT_TEXT(problem.text, "book:129: too many entries have this name in "
                              "another charset");
    EXPECT_NUMBER(outcome(m.bytes, m.n, "\xc3\xaa"), CONF_NOT_FOUND);
    free(m.bytes);
}

static const struct {
    const char *text, *name;
    enum conf_result result;
} names[] = {
    {"[\x80]", "\xe2\x82\xac", CONF_OK}, /* one byte, three in UTF-8 */
    {"[\xc3\xa9]\nencoding=0", "\xc3\xa9", CONF_NOT_FOUND},
    {"[\xc3\xa9]\n \tENCODING = 0 ", "\xc3\xa9", CONF_NOT_FOUND},
    {"[\xc3\xa9]\nEncodinG=1\nEncoding=0", "\xc3\xa9", CONF_OK},
    {"[\xc3\xa9]Encoding=0", "\xc3\x83\xc2\xa9", CONF_OK},
    {"[\xc3\xa9]\nxEncoding=0\nEncoding", "\xc3\xa9", CONF_OK},
};

static void test_names(void)
{
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        EXPECT_NUMBER(
            outcome(names[i].text, strlen(names[i].text), names[i].name),
            names[i].result);
}

/* --- all entries */

static void test_walk(void)
{
    struct pbk_entry entry;
    struct pbk_walk walk;
    struct pbk book;
    size_t i;

    CU_ASSERT_EQUAL_FATAL(pbk_open(&book, "book", text, sizeof(text) - 1, NULL),
                          CONF_OK);
    walk = pbk_entries(&book);
    for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        CU_ASSERT_TRUE(pbk_next_entry(&walk, &entry));
        EXPECT_NUMBER(entry.line, entries[i].line);
        EXPECT_NUMBER(entry.charset, i == 1 ? TEXT_CP1252 : TEXT_UTF8);
        EXPECT_NUMBER(entry.body.n, strlen(entries[i].body));
    }
    CU_ASSERT_FALSE(pbk_next_entry(&walk, &entry));
    CU_ASSERT_PTR_NULL(entry.name.at);
    CU_ASSERT_FALSE(pbk_next_entry(&walk, &entry));
}

/* Also lines that are not where Windows would have written them. */
static void test_key_order(void)
{
    static const char shuffled[] =
        "[X]\nEncoding=1 \nManagementApp=\nManagementApp=\n"
        "Type=1\ntype=2\nType =3\n"
        "DEVICE=modem\nPhoneNumber=1\nPhoneNumber=2\nSpeaker= 1 \nEncoding=1";
    static const struct {
        enum pbk_key_id key;
        const char *value;
    } lines[] = {
        {PBK_KEY_Encoding, "1"},     {PBK_KEY_ManagementApp, ""},
        {PBK_KEY_ManagementApp, ""}, {PBK_KEY_Type, "1"},
        {PBK_KEY_Type, "2"},         {PBK_KEY_Type, "3"},
        {PBK_KEY_DEVICE, "modem"},   {PBK_KEY_PhoneNumber, "1"},
        {PBK_KEY_PhoneNumber, "2"},  {PBK_KEY_Speaker, "1"},
        {PBK_KEY_Encoding, "1"},
    };
    struct pbk_cursor cursor;
    struct pbk_entry entry;
    struct pbk_item item;
    struct pbk book;
    size_t i;

    pbk_open(&book, "book", shuffled, sizeof(shuffled) - 1, NULL);
    CU_ASSERT_EQUAL_FATAL(pbk_find(&book, "X", &entry, NULL), CONF_OK);
    cursor = pbk_items(&entry);
    for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        CU_ASSERT_TRUE(pbk_next(&cursor, &item));
        CU_ASSERT_PTR_EQUAL(item.key, &pbk_keys[lines[i].key]);
        EXPECT_NUMBER(item.line, i + 2);
        EXPECT_NUMBER(item.value.n, strlen(lines[i].value));
        CU_ASSERT_EQUAL(memcmp(item.value.at, lines[i].value, item.value.n), 0);
    }
    CU_ASSERT_FALSE(pbk_next(&cursor, &item));
}

/* Where a key is expected, one that is like it but for one letter. */
static void test_like_a_key(void)
{
    static const char expected[] =
        "[X]\nIdleDisconnectSeconds=0\nRedialOnLinkFailure=1\n";
    char changed[sizeof(expected)];
    struct pbk_cursor cursor;
    struct pbk_entry entry;
    struct pbk_item item;
    struct pbk book;
    size_t i;

    for (i = 0; i < strlen("RedialOnLinkFailure"); i++) {
        memcpy(changed, expected, sizeof(changed));
        strchr(changed, 'R')[i] ^= 0x10;
        pbk_open(&book, "book", changed, sizeof(changed) - 1, NULL);
        CU_ASSERT_EQUAL_FATAL(pbk_find(&book, "X", &entry, NULL), CONF_OK);
        cursor = pbk_items(&entry);
        CU_ASSERT_TRUE(pbk_next(&cursor, &item));
        CU_ASSERT_TRUE(pbk_next(&cursor, &item));
        EXPECT_NUMBER(item.kind, PBK_ITEM_UNKNOWN);
        CU_ASSERT_FALSE(pbk_next(&cursor, &item));
    }
}

const char unit_name[] = "pbk_find";
const struct unit_test unit_tests[] = {
    {"a file read in pieces of any size", test_pieces},
    {"a NUL in a later piece", test_nul},
    {"every allocation may fail", test_no_memory},
    {"a file that shrinks", test_shrinking},
    {"no file at all", test_no_file},
    {"so much may be, and no more", test_limits},
    {"an entry has a limit of bytes", test_entry_bytes},
    {"a name in the wrong charset is looked at a few times", test_namesakes},
    {"names in the charset that their entry says", test_names},
    {"all entries, one after the other", test_walk},
    {"keys in an order that is not expected", test_key_order},
    {"what is nearly the expected key is not it", test_like_a_key},
    {NULL, NULL},
};
