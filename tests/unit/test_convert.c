/* Both forms of a phonebook: what one makes of the other, and back. */
#include <stdlib.h>

/* Fails the allocation that brings the count to 0; negative: none. */
static int allocations_left = -1;

static void *test_malloc(size_t n)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL : malloc(n);
}

static void *test_reallocarray(void *p, size_t n, size_t size)
{
    return allocations_left >= 0 && allocations_left-- == 0
               ? NULL
               : reallocarray(p, n, size);
}

#ifdef __SANITIZE_ADDRESS__
/* libconfig 1.5 forgets the latest text when the syntax is wrong. */
__attribute__((visibility("default"))) const char *
__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:strbuf_";
}
#endif

#define malloc       test_malloc
#define reallocarray test_reallocarray
#include "conf/buf.c"
#define grow grow_report
#include "conf/convert_report.c"
#undef grow
#include "conf/convert_cfg.c"
#undef malloc
#undef reallocarray

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conf/file.h"
#include "conf/phonebook.h"
#include "tests/unit/harness.h"

#define EXAMPLE "conf/examples/rasphone.pbk"

static struct conf_problem problem;

/* A book in one form and what became of it. */
struct result {
    enum conf_result result;
    struct buf text;
    struct convert_report report;
};

static struct result to_cfg(const char *bytes, size_t n)
{
    struct result r = {.text = buf_new(CONVERT_OUT_MAX)};

    r.result =
        convert_pbk_to_cfg(bytes, n, "book", &r.text, &r.report, &problem);
    CU_ASSERT_TRUE((problem.text[0] != '\0') == (r.result != CONF_OK));
    return r;
}

static struct result to_pbk(const char *bytes, size_t n)
{
    struct result r = {.text = buf_new(CONVERT_OUT_MAX)};

    r.result = convert_cfg_to_pbk(bytes, n, "book.cfg", false, &r.text,
                                  &r.report, &problem);
    CU_ASSERT_TRUE((problem.text[0] != '\0') == (r.result != CONF_OK));
    return r;
}

static void result_free(struct result *r)
{
    buf_free(&r->text);
    convert_report_free(&r->report);
}

static bool same_bytes(const struct buf *b, const char *bytes, size_t n)
{
    return b->used == n && (!n || memcmp(b->bytes, bytes, n) == 0);
}

enum outcome { NO_BOOK, SAME, NAMED, LOST };

/* PBK -> cfg -> PBK. */
static enum outcome round_trip(const char *bytes, size_t n)
{
    struct result cfg = to_cfg(bytes, n), back;
    enum outcome outcome = NO_BOOK;

    if (cfg.result == CONF_OK) {
        back = to_pbk(buf_text(&cfg.text), cfg.text.used);
        if (back.result != CONF_OK)
            fprintf(stderr, "back: %s\n", problem.text);
        if (back.result != CONF_OK)
            outcome = LOST;
        else if (cfg.report.n + back.report.n)
            outcome = NAMED;
        else
            outcome = same_bytes(&back.text, bytes, n) ? SAME : LOST;
        result_free(&back);
    }
    result_free(&cfg);
    return outcome;
}

static struct file_bytes read_file(const char *file)
{
    struct file_bytes bytes = {NULL, 0};
    int fd;

    CU_ASSERT_EQUAL_FATAL(file_open(file, &fd, NULL), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(file_read(fd, file, 1 << 26, &bytes, NULL), CONF_OK);
    close(fd);
    return bytes;
}

/* --- the corpus */

/* All other files of tests/data/pbk come back byte by byte. */
static const struct {
    const char *file;
    enum outcome outcome;
} others[] = {
    {"utf16.pbk", NO_BOOK},         {"utf16-no-bom.pbk", NO_BOOK},
    {"nul.pbk", NO_BOOK},           {"pop-list.pbk", NO_BOOK},
    {"text.pbk", NO_BOOK},          {"hex-lines.pbk", NAMED},
    {"stray-component.pbk", NAMED},
};

static enum outcome expected_of(const char *file)
{
    size_t i;

    for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (strcmp(file, others[i].file) == 0)
            return others[i].outcome;
    return SAME;
}

static void test_corpus(void)
{
    DIR *directory = opendir(TEST_DATA "pbk");
    struct file_bytes bytes;
    enum outcome outcome;
    struct dirent *d;
    unsigned same = 0;
    char file[400];

    CU_ASSERT_PTR_NOT_NULL_FATAL(directory);
    while ((d = readdir(directory))) {
        if (d->d_name[0] == '.')
            continue;
        snprintf(file, sizeof(file), TEST_DATA "pbk/%s", d->d_name);
        bytes = read_file(file);
        outcome = round_trip(bytes.bytes, bytes.n);
        /* a file that is new here may be malformed, but never silently so */
        if (expected_of(d->d_name) != outcome && outcome != NAMED &&
            outcome != NO_BOOK)
            fprintf(stderr, "%s: %d\n", file, outcome);
        CU_ASSERT_NOT_EQUAL(outcome, LOST);
        if (expected_of(d->d_name) != SAME)
            EXPECT_NUMBER(outcome, expected_of(d->d_name));
        same += outcome == SAME;
        file_free(&bytes);
    }
    closedir(directory);
    CU_ASSERT_TRUE(same >= 33);
}

static void test_example(void)
{
    struct file_bytes bytes = read_file(EXAMPLE);
    struct result cfg = to_cfg(bytes.bytes, bytes.n);

    EXPECT_NUMBER(round_trip(bytes.bytes, bytes.n), SAME);
    /* What Windows writes needs no line as it was. */
    CU_ASSERT_PTR_NULL(strstr(buf_text(&cfg.text), "x-"));
    result_free(&cfg);
    file_free(&bytes);
}

/* --- random books */

static unsigned long long state;

static unsigned random_below(unsigned n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % n;
}

static bool chance(unsigned percent)
{
    return random_below(100) < percent;
}

static void seed(const char *what)
{
    state = unit_seed(what);
}

static void add(struct buf *b, const char *text)
{
    CU_ASSERT_EQUAL_FATAL(buf_add(b, text, strlen(text)), CONF_OK);
}

static const char *pick(const char *const *list, unsigned n)
{
    return list[random_below(n)];
}

#define PICK(list) pick(list, sizeof(list) / sizeof((list)[0]))

static const char *const numbers[] = {"0",   "1",  "01",          "-1",
                                      "000", "8",  "-2147483648", "4294967295",
                                      "",    "-0", "4294967296",  "x"};
static const char *const texts[] = {"",
                                    "COM1",
                                    "a b",
                                    "a=b;c#d",
                                    "\"q\"",
                                    "C:\\x\\n",
                                    "@include",
                                    "B\xfcro",
                                    "\x81\x8d",
                                    "B\xc3\xbcro",
                                    "\xc2\x85",
                                    "\x01\x7f",
                                    "\xe4\xb8\xad",
                                    "[x]",
                                    "/* */",
                                    "\xf0\x9f\x98\x80",
                                    "\xef\xbf\xbd",
                                    "'"};
static const char *const unknown[] = {"NewKey",  "New-Key", "new_key",  "*",
                                      "enabled", "numbers", "media",    "true",
                                      "1st",     "x-Type",  "Key Name", "X-Key",
                                      "id",      "devices", "\xfc"};
static const char *const ids[] = {"ms_server", "ms_pacer", "dni_dne",
                                  "B\xfc",     "a b",      "MS_SERVER"};

struct book {
    struct buf text;
    const char *line_end;
};

static void end_line(struct book *b)
{
    if (chance(5))
        add(&b->text, chance(50) ? " " : "\t \t");
    add(&b->text, chance(3) ? chance(50) ? "\n" : "\r" : b->line_end);
}

static void add_blank_lines(struct book *b)
{
    while (chance(20)) {
        if (chance(20))
            add(&b->text, "  ");
        end_line(b);
    }
}

static void add_spelling(struct book *b, const struct pbk_key *key)
{
    size_t i;
    char c[2] = "";

    for (i = 0; i < key->name_length; i++) {
        c[0] = key->name[i];
        if (key->type != PBK_HEADER && strcmp(key->name, "Device") != 0 &&
            isalpha((unsigned char)c[0]) && chance(2))
            c[0] ^= 0x20; /* the letter's other case */
        add(&b->text, c);
    }
}

static void add_line(struct book *b, const struct pbk_key *key,
                     const char *value)
{
    if (chance(4))
        add(&b->text, " ");
    add_spelling(b, key);
    add(&b->text, chance(4) ? " = " : "=");
    add(&b->text, value);
    end_line(b);
}

/* Windows cuts at 128 digits; here and there somebody else cut. */
static void add_hex(struct book *b, const struct pbk_key *key)
{
    unsigned lines = random_below(4), i;
    char digits[PBK_HEX_LINE + 1];

    memset(digits, 'A', sizeof(digits));
    digits[PBK_HEX_LINE] = '\0';
    for (i = 0; i < lines; i++)
        add_line(b, key, digits);
    digits[random_below(PBK_HEX_LINE)] = '\0';
    add_line(b, key, digits);
}

static void add_key(struct book *b, const struct pbk_key *key)
{
    if (key->type == PBK_HEX)
        add_hex(b, key);
    else if (pbk_key_is_number(key))
        add_line(b, key, PICK(numbers));
    else
        add_line(b, key, PICK(texts));
}

/* Keys of SCOPE in the table's order, unknown keys among them. */
static void add_keys(struct book *b, enum pbk_scope scope, unsigned percent)
{
    size_t i;

    for (i = 0; i < PBK_KEYS; i++) {
        if (pbk_keys[i].scope != scope || pbk_keys[i].type == PBK_HEADER ||
            i == PBK_KEY_PhoneNumber)
            continue;
        if (chance(percent))
            add_key(b, &pbk_keys[i]);
        if (chance(1)) {
            add(&b->text, PICK(unknown));
            add(&b->text, "=");
            add(&b->text, PICK(texts));
            end_line(b);
        }
        if (chance(1))
            add_blank_lines(b);
    }
}

static void add_header_line(struct book *b, enum pbk_key_id key,
                            const char *value)
{
    if (chance(80))
        add(&b->text, b->line_end);
    add_blank_lines(b);
    add_line(b, &pbk_keys[key], value);
}

static void add_device(struct book *b)
{
    unsigned n = random_below(3);

    add_header_line(b, PBK_KEY_DEVICE, chance(80) ? "modem" : PICK(texts));
    while (n--) {
        add_line(b, &pbk_keys[PBK_KEY_PhoneNumber], PICK(texts));
        add_keys(b, PBK_SCOPE_P, 60);
    }
    add_keys(b, PBK_SCOPE_D, 40);
}

static void add_components(struct book *b)
{
    unsigned n = random_below(4);

    add_header_line(b, PBK_KEY_NETCOMPONENTS, "");
    while (n--) {
        add(&b->text, PICK(ids));
        add(&b->text, "=");
        add(&b->text, chance(80) ? "1" : PICK(numbers));
        end_line(b);
    }
}

static void add_entry(struct book *b)
{
    static const char *const names[] = {
        "Office",  "[a]b",    "x]y=z",       " blank ", "",
        "B\xfcro", ".Hidden", "B\xc3\xbcro", "\"q\\",   "a;b#c"};
    unsigned media = random_below(3), devices;

    if (b->text.used && chance(80))
        add(&b->text, b->line_end);
    add_blank_lines(b);
    add(&b->text, "[");
    add(&b->text, PICK(names));
    add(&b->text, "]");
    end_line(b);
    add_keys(b, PBK_SCOPE_E, random_below(100));
    if (chance(50))
        add_components(b);
    while (media--) {
        add_header_line(b, PBK_KEY_MEDIA, chance(80) ? "serial" : PICK(texts));
        add_keys(b, PBK_SCOPE_M, 80);
        for (devices = random_below(3); devices; devices--)
            add_device(b);
    }
}

static struct buf random_book(void)
{
    static const char *const ends[] = {"\r\n", "\r\n", "\r\n", "\n", "\r"};
    struct book b = {buf_new(1 << 24), PICK(ends)};
    unsigned n = random_below(4);

    if (chance(5))
        add(&b.text, "\xef\xbb\xbf");
    while (n--)
        add_entry(&b);
    add_blank_lines(&b);
    if (chance(20) && b.text.used > 40) {
        b.text.used -= random_below(20); /* the end is cut off */
        b.text.bytes[b.text.used] = '\0';
    }
    return b.text;
}

/* The book that did it. */
static void keep(const struct buf *book)
{
    char file[] = "/tmp/test-convert-XXXXXX";
    int fd = mkstemp(file);

    if (fd < 0 || write(fd, book->bytes, book->used) < 0)
        perror(file);
    else
        fprintf(stderr, "the book is in %s\n", file);
    if (fd >= 0)
        close(fd);
}

static void test_random_books(void)
{
    enum outcome outcome;
    struct buf book;
    unsigned i;

    seed("well-formed books");
    for (i = 0; i < 1000; i++) {
        book = random_book();
        outcome = round_trip(buf_text(&book), book.used);
        if (outcome != SAME) {
            EXPECT_NUMBER(outcome, SAME);
            keep(&book);
            i = 1000;
        }
        buf_free(&book);
    }
}

/* --- malformed books */

static void swap_lines(struct buf *b)
{
    size_t from = random_below((unsigned)b->used + 1);
    size_t n = random_below(60), to, i;
    char piece[60];

    if (from + n > b->used)
        return;
    memcpy(piece, b->bytes + from, n);
    to = random_below((unsigned)(b->used - n) + 1);
    for (i = 0; i < n; i++)
        b->bytes[to + i] = piece[i];
}

/* A line is put somewhere else as well. */
static void repeat_line(struct buf *b)
{
    struct buf changed = buf_new(b->max);
    size_t from = random_below((unsigned)b->used), n, to;
    const char *at = b->bytes + from;

    n = strcspn(at, "\n") + 1;
    if (from + n > b->used)
        n = b->used - from;
    to = random_below((unsigned)b->used);
    while (to && b->bytes[to - 1] != '\n')
        to--;
    CU_ASSERT_EQUAL_FATAL(buf_add(&changed, b->bytes, to), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(buf_add(&changed, at, n), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(buf_add(&changed, b->bytes + to, b->used - to),
                          CONF_OK);
    buf_free(b);
    *b = changed;
}

static void damage(struct buf *b)
{
    static const char bytes[] = "[]=\r\n \t\x01\xff\"\\@x";
    unsigned n = 1 + random_below(6);

    while (n-- && b->used) {
        if (chance(30))
            swap_lines(b);
        else if (chance(60))
            repeat_line(b);
        else
            b->bytes[random_below((unsigned)b->used)] =
                bytes[random_below(sizeof(bytes) - 1)];
    }
}

/* The bytes come back, or the report says what became of them. */
static void test_damaged_books(void)
{
    unsigned outcomes[LOST + 1] = {0}, i;
    enum outcome outcome;
    struct buf book;

    seed("malformed books");
    for (i = 0; i < 2000; i++) {
        book = random_book();
        damage(&book);
        outcome = round_trip(buf_text(&book), book.used);
        outcomes[outcome]++;
        if (outcome == LOST) {
            keep(&book);
            i = 2000;
        }
        buf_free(&book);
    }
    EXPECT_NUMBER(outcomes[LOST], 0);
    CU_ASSERT_TRUE(outcomes[SAME] > 100);
    CU_ASSERT_TRUE(outcomes[NAMED] > 10);
}

/* --- both forms make the same entry */

static int memory_file(const char *bytes, size_t n)
{
    int fd = memfd_create("book", MFD_CLOEXEC);

    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL_FATAL(write(fd, bytes, n), (ssize_t)n);
    return fd;
}

static bool same_member(const struct pbk_key *key, const void *a, const void *b)
{
    const char *x = (const char *)a + key->offset, *text;
    const char *y = (const char *)b + key->offset, *other;

    if (key->type == PBK_BOOL)
        return memcmp(x, y, sizeof(bool)) == 0;
    if (key->type == PBK_I64)
        return memcmp(x, y, sizeof(int64_t)) == 0;
    if (key->type != PBK_TEXT && key->type != PBK_GUID)
        return memcmp(x, y, sizeof(uint32_t)) == 0;
    memcpy(&text, x, sizeof(text));
    memcpy(&other, y, sizeof(other));
    return strcmp(text, other) == 0;
}

static void expect_same_object(enum pbk_scope scope, const void *a,
                               const void *b)
{
    const struct pbk_key *key;

    for (key = pbk_keys; key < pbk_keys + PBK_KEYS; key++)
        if (key->scope == scope && key->offset != PBK_NOWHERE &&
            !same_member(key, a, b))
            EXPECT_TEXT(key->name, "");
}

static void expect_same_device(const struct entry_device *a,
                               const struct entry_device *b)
{
    size_t i;

    expect_same_object(PBK_SCOPE_D, a, b);
    EXPECT_TEXT(a->type_name, b->type_name);
    EXPECT_NUMBER(a->n_numbers, b->n_numbers);
    for (i = 0; i < a->n_numbers && i < b->n_numbers; i++)
        expect_same_object(PBK_SCOPE_P, &a->numbers[i], &b->numbers[i]);
}

static void expect_same_entry(const struct entry *a, const struct entry *b)
{
    const struct entry_media *m, *n;
    size_t i, j;

    EXPECT_TEXT(a->name, b->name);
    EXPECT_NUMBER(a->pb_version_given, b->pb_version_given);
    expect_same_object(PBK_SCOPE_E, a, b);
    EXPECT_NUMBER(a->n_media, b->n_media);
    for (i = 0; i < a->n_media && i < b->n_media; i++) {
        m = &a->media[i];
        n = &b->media[i];
        EXPECT_TEXT(m->type, n->type);
        expect_same_object(PBK_SCOPE_M, m, n);
        EXPECT_NUMBER(m->n_devices, n->n_devices);
        for (j = 0; j < m->n_devices && j < n->n_devices; j++)
            expect_same_device(&m->devices[j], &n->devices[j]);
    }
}

/* The message without "FILE:LINE", which the forms do not share. */
static const char *without_place(const char *message)
{
    const char *at = strchr(message, ':');

    at = at ? strchr(at + 1, ':') : NULL;
    return at ? at : message;
}

static void compare_entry(int pbk, int cfg, const char *name)
{
    struct conf_problem why;
    enum conf_result result;
    struct entry *a, *b;

    result = phonebook_load_entry(pbk, "book", name, &a, &problem);
    EXPECT_NUMBER(phonebook_load_entry(cfg, "book", name, &b, &why), result);
    if (a && b)
        expect_same_entry(a, b);
    else if (result == CONF_VALUE)
        EXPECT_TEXT(without_place(why.text), without_place(problem.text));
    entry_free(a);
    entry_free(b);
}

/* Damage may leave what begins as a native book: then there is one form. */
static void compare_entries(const char *bytes, size_t n)
{
    struct result cfg = to_cfg(bytes, n);
    struct pbk_entry entry;
    struct pbk_walk walk;
    struct buf name = buf_new(1 << 16);
    struct pbk book;
    int a, b;

    if (cfg.result == CONF_OK &&
        phonebook_form("book", bytes, n) == PHONEBOOK_PBK) {
        a = memory_file(bytes, n);
        b = memory_file(buf_text(&cfg.text), cfg.text.used);
        CU_ASSERT_EQUAL(pbk_open(&book, "book", bytes, n, NULL), CONF_OK);
        walk = pbk_entries(&book);
        while (pbk_next_entry(&walk, &entry)) {
            CU_ASSERT_EQUAL(
                text_decode(entry.name.at, entry.name.n, entry.charset, &name),
                CONF_OK);
            compare_entry(a, b, buf_text(&name));
        }
        close(a);
        close(b);
    }
    buf_free(&name);
    result_free(&cfg);
}

static void test_same_entries(void)
{
    DIR *directory = opendir(TEST_DATA "pbk");
    struct file_bytes bytes = read_file(EXAMPLE);
    struct dirent *d;
    struct buf book;
    char file[400];
    unsigned i;

    compare_entries(bytes.bytes, bytes.n);
    file_free(&bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(directory);
    while ((d = readdir(directory))) {
        if (d->d_name[0] == '.')
            continue;
        snprintf(file, sizeof(file), TEST_DATA "pbk/%s", d->d_name);
        bytes = read_file(file);
        compare_entries(bytes.bytes, bytes.n);
        file_free(&bytes);
    }
    closedir(directory);
    seed("entries of both forms");
    for (i = 0; i < 300; i++) {
        book = random_book();
        if (chance(50))
            damage(&book);
        compare_entries(buf_text(&book), book.used);
        buf_free(&book);
    }
}

/* --- a .cfg that somebody wrote or changed */

/* The settings of one entry, its lines, and the report's notes in a row. */
static const struct {
    const char *cfg, *pbk, *notes;
} written[] = {
    {"Type = 1;", "Type=1\r\n", ""},
    {"SwCompression = true; Type = 2L;", "SwCompression=1\r\nType=2\r\n", ""},
    {"LowDateTime = -5; DialParamsUID = 4294967295L;",
     "LowDateTime=-5\r\nDialParamsUID=4294967295\r\n", ""},
    {"Type = \"1\"; UseFlags = \"x\";", "Type=1\r\nUseFlags=x\r\n",
     "Type: it becomes a number"},
    {"PreferredPort = 1; IpAddress = true;",
     "PreferredPort=1\r\nIpAddress=1\r\n",
     "PreferredPort: it becomes a textIpAddress: it becomes a text"},
    {"AreaCode = 1;", "", "AreaCode: it does not belong to this group"},
    {"Type = 1.5;", "", "Type: it is neither a text nor a whole number"},
    {"Type = 4294967296L;", "", "Type: a phonebook's numbers have 32 bits"},
    {"Type = ({});", "", "Type: there is no such list"},
    {"type = 1;", "", "type: a setting is found in its own spelling only"},
    {"MEDIA = \"serial\";", "", "MEDIA: it does not belong to this group"},
    {"PreferredPort = \"a\\nb\";", "",
     "PreferredPort: a value cannot have line ends"},
    {"PreferredPort = \" a\";", "PreferredPort= a\r\n",
     "PreferredPort: the blanks around the value will be lost"},
    {"NewKey = \"v\"; New-Key = 7; new_key = false;",
     "NewKey=v\r\nNew-Key=7\r\nnew_key=0\r\n", ""},
    {"NewKey = {};", "", "NewKey: there is no such list"},
    {"Encoding = 0; PreferredPort = \"\xc3\xbc\xe2\x82\xac\";",
     "Encoding=0\r\nPreferredPort=\xfc\x80\r\n", ""},
    {"Encoding = false; PreferredPort = \"\xe4\xb8\xad\";", "Encoding=0\r\n",
     "PreferredPort: the entry's Encoding has no such character"},
    {"PreferredPort = \"\\xff\";", "",
     "PreferredPort: the entry's Encoding has no such character"},
    /* unknown keys come before groups, lest they become members of them */
    {"media = ({type = \"serial\";}); NewKey = 1; Type = 1;",
     "NewKey=1\r\n\r\nMEDIA=serial\r\nType=1\r\n", ""},
    {"netcomponents = ({id = \"ms_server\"; enabled = true;}, {id = \"x\";});"
     "NewKey = 1;",
     "NewKey=1\r\n\r\nNETCOMPONENTS=\r\nms_server=1\r\nx=0\r\n", ""},
    {"netcomponents = ({id = \"a=b\";}, {id = \"[a\";}, 1);",
     "\r\nNETCOMPONENTS=\r\n",
     "a group: a component needs an id that can be a key"
     "a group: a component needs an id that can be a key"
     "a group: it is no group"},
    /* what begins a group comes first, and is there in any case */
    {"media = ({Port = \"COM1\"; devices = ({Speaker = 1; numbers = "
     "({AreaCode = \"1\"; PhoneNumber = \"2\";}, {}); type = \"modem\";});"
     "type = \"serial\";});",
     "\r\nMEDIA=serial\r\nPort=COM1\r\n\r\nDEVICE=modem\r\nSpeaker=1\r\n"
     "PhoneNumber=2\r\nAreaCode=1\r\nPhoneNumber=\r\n",
     ""},
    {"media = ({type = 1.5; devices = (5);});", "\r\nMEDIA=\r\n",
     "type: it is neither a text nor a whole number"
     "a group: it is no group"},
    {"media = {};", "", "media: there is no such list"},
    /* the line as it was counts while it says the same */
    {"Type = 1; x-Type = \" type = 01\\n\";", " type = 01\n", ""},
    {"Type = 2; x-Type = \" type = 01\\n\";", "Type=2\r\n", ""},
    {"Type = 2; x-Type = \"junk\\r\\n\\r\\ntype=01\\n\";",
     "junk\r\n\r\nType=2\r\n", ""},
    {"Type = 1; x-Type = \"Type=1\";", "Type=1", ""},
    {"Type = 1; x-Type = \"Type=1\"; UseFlags = 2;", "Type=1\r\nUseFlags=2\r\n",
     ""},
    {"Type = 1; x-Type = \"\";", "Type=1\r\n", ""},
    {"Type = 1; x-Type = 1; x-UseFlags = \"UseFlags=1\";", "Type=1\r\n",
     "x-Type: it must be a text"
     "x-UseFlags: the group has no such setting without x-"},
    {"PreferredPort = \"\xc3\xbc\"; x-PreferredPort = "
     "\"PreferredPort=\\xfc\\n\";",
     "PreferredPort=\xfc\n", ""},
    {"CustomAuthData = \"AABB\"; x-CustomAuthData = "
     "\"customauthdata=AA\\nCustomAuthData=BB\\n\";",
     "customauthdata=AA\nCustomAuthData=BB\n", ""},
    {"CustomAuthData = \"AABC\"; x-CustomAuthData = "
     "\";\\ncustomauthdata=AA\\nCustomAuthData=BB\\n\";",
     ";\nCustomAuthData=AABC\r\n", ""},
    {"media = ({type = \"\"; x-type = \"\";"
     "devices = ({type = \"modem\";});});",
     "\r\nDEVICE=modem\r\n", ""},
    {"media = ({type = \"isdn\"; x-type = \"\";});", "MEDIA=isdn\r\n", ""},
    {"netcomponents = ({id = \"ms_server\"; enabled = true; x-id = "
     "\"ms_server=2\\r\\n\";}); x-netcomponents = \"\";",
     "ms_server=2\r\n", ""},
    {"netcomponents = ({id = \"ms_server\"; enabled = false; x-id = "
     "\"ms_server=2\\r\\n\";}); x-netcomponents = \"netcomponents=\\r\\n\";",
     "netcomponents=\r\nms_server=0\r\n", ""},
    /* lines without a meaning must not get one */
    {"x-Type = \"Speaker=1\\r\\nType=1\\r\\n\"; Type = 1;",
     "Speaker=1\r\nType=1\r\n", ""},
    {"x-Type = \"UseFlags=1\\r\\nType=1\\r\\n\"; Type = 1;", "Type=1\r\n",
     "x-Type: a line of it would have a new meaning now"},
    {"UseFlags = 2; x-Type = \"UseFlags=1\\r\\nType=1\\r\\n\"; Type = 1;",
     "UseFlags=2\r\nUseFlags=1\r\nType=1\r\n", ""},
    {"x-Type = \"[Evil]\\r\\nMEDIA=x\\nms_server=1\\nNETCOMPONENTS=\\n"
     "Type=1\\r\\n\"; Type = 1;",
     "Type=1\r\n",
     "x-Type: a line of it would have a new meaning now"
     "x-Type: a line of it would have a new meaning now"
     "x-Type: a line of it would have a new meaning now"
     "x-Type: a line of it would have a new meaning now"},
    {"media = ({devices = ({x-type = \"PhoneNumber=1\\nDEVICE=modem\\n\"; "
     "type = \"modem\"; Speaker = 1; x-Speaker = "
     "\"PhoneNumber=1\\nSpeaker=1\\n\";});});",
     "\r\nMEDIA=\r\nPhoneNumber=1\nDEVICE=modem\nSpeaker=1\n",
     "x-Speaker: a line of it would have a new meaning now"},
};

/* "FILE:LINE: " is left out. */
static const char *notes_of(const struct convert_report *report)
{
    static char text[2000];
    size_t i, n = 0;

    text[0] = '\0';
    for (i = 0; i < report->n && n < sizeof(text); i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
                              strstr(report->notes[i].text, ": ") + 2);
    return text;
}

static void test_written(void)
{
    struct result r;
    char text[1000];
    size_t i;

    for (i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
        snprintf(text, sizeof(text), "entries = ({name = \"X\";\n%s});",
                 written[i].cfg);
        r = to_pbk(text, strlen(text));
        EXPECT_NUMBER(r.result, CONF_OK);
        CU_ASSERT_TRUE_FATAL(r.text.used >= 5);
        EXPECT_TEXT(r.text.bytes + 5, written[i].pbk);
        EXPECT_TEXT(notes_of(&r.report), written[i].notes);
        result_free(&r);
    }
}

/* Whole books, and their notes with the places. */
static const struct {
    const char *cfg, *pbk, *notes;
} books[] = {
    {"entries = ();", "", ""},
    {"entries = ({name = \"A\";}, {name = \"B\";});", "[A]\r\n\r\n[B]\r\n", ""},
    {"entries = ({name = \"A\";}, {name = \"B\";}); x-line-end = \"\\n\"; x-end"
     " = \"\\n;\\n\";",
     "[A]\n\n[B]\n\n;\n", ""},
    {"x-line-end = \"\\n\\n\"; x-end = 5; entries = ({name = \"A\";});",
     "[A]\r\n", ""},
    {"# one\nentries = ( /* two\n */ {name = \"A\"; // \"three\"\n});\n"
     "version = 1;",
     "[A]\r\n",
     "version: a PBK has entries and nothing elsecomment: a PBK has none"
     "comment: a PBK has nonecomment: a PBK has none"},
    {"entries = ({}, {name = 1;}, {name = \"a\\rb\";}, {name = \"A\";});",
     "[A]\r\n",
     "a group: the entry has no name that a line can have"
     "a group: the entry has no name that a line can have"
     "a group: the entry has no name that a line can have"},
    {"entries = ({name = \"\xe4\xb8\xad\"; Encoding = \"0\";});", "",
     "a group: its Encoding cannot express the entry's name"},
    /* a header that nobody closed, one with a line glued to it */
    {"entries = ({name = \"\"; x-name = \"[Broken\\r\\n\";});", "[Broken\r\n",
     ""},
    {"entries = ({name = \"A\"; x-name = \"[A]\"; Type = 1;},"
     "{name = \"B\";});",
     "[A]Type=1\r\n\r\n[B]\r\n", ""},
    {"entries = ({name = \"A\"; x-name = \"[A]\";}, {name = \"B\";});",
     "[A]\r\n\r\n[B]\r\n", ""},
    {"entries = ({name = \"C\"; x-name = \";\\r\\n[A]\"; Type = 1;});",
     ";\r\n[C]\r\nType=1\r\n", ""},
    /* a byte order mark is one at the start only */
    {"entries = ({name = \"A\"; x-name = \"\\xef\\xbb\\xbf[A]\\n\";},"
     " {name = \"A\"; x-name = \"\\xef\\xbb\\xbf[A]\\n\";});",
     "\xef\xbb\xbf[A]\n[A]\r\n", ""},
};

static void test_books(void)
{
    struct result r;
    size_t i;

    for (i = 0; i < sizeof(books) / sizeof(books[0]); i++) {
        r = to_pbk(books[i].cfg, strlen(books[i].cfg));
        EXPECT_NUMBER(r.result, CONF_OK);
        EXPECT_TEXT(buf_text(&r.text), books[i].pbk);
        EXPECT_TEXT(notes_of(&r.report), books[i].notes);
        result_free(&r);
    }
}

static void test_places(void)
{
    static const char cfg[] = "entries = (\n{name = \"A\";\n# c\ntype = 1;});";
    static const char pbk[] = "[A]\nDEVICE=x\nType=1\nSpeaker=1\n";
    struct result r = to_pbk(cfg, strlen(cfg));

    CU_ASSERT_EQUAL_FATAL(r.report.n, 2);
    EXPECT_TEXT(r.report.notes[0].text, "book.cfg:4: type: a setting is found "
                                        "in its own spelling only");
    EXPECT_NUMBER(r.report.notes[0].loss, CONVERT_DROPPED);
    EXPECT_TEXT(r.report.notes[1].text, "book.cfg:3: comment: a PBK has none");
    result_free(&r);
    r = to_cfg(pbk, strlen(pbk));
    CU_ASSERT_EQUAL_FATAL(r.report.n, 1);
    EXPECT_TEXT(r.report.notes[0].text,
                "book:3: Type: it stands in the midst of a group that it does "
                "not belong to: its place is lost");
    EXPECT_NUMBER(r.report.notes[0].loss, CONVERT_MOVED);
    result_free(&r);
}

/* --- cfg -> PBK -> cfg */

/* What a PBK can express is the same again, comments and order of form aside.
 */
static void test_cfg_round_trip(void)
{
    struct result first, pbk, second;
    struct buf book;
    unsigned i;

    seed("cfg -> PBK -> cfg");
    for (i = 0; i < 300; i++) {
        book = random_book();
        first = to_cfg(buf_text(&book), book.used);
        pbk = to_pbk(buf_text(&first.text), first.text.used);
        second = to_cfg(buf_text(&pbk.text), pbk.text.used);
        EXPECT_NUMBER(second.result, CONF_OK);
        CU_ASSERT_TRUE(
            same_bytes(&first.text, buf_text(&second.text), second.text.used));
        result_free(&first);
        result_free(&pbk);
        result_free(&second);
        buf_free(&book);
    }
}

/* --- a .cfg that somebody edited */

static size_t line_at(const struct buf *b, size_t at)
{
    while (at && b->bytes[at - 1] != '\n')
        at--;
    return at;
}

/* Lines are removed, repeated and exchanged, values are changed. */
static void edit(struct buf *b)
{
    struct buf changed = buf_new(b->max);
    size_t from = line_at(b, random_below((unsigned)b->used));
    size_t to = line_at(b, random_below((unsigned)b->used));
    size_t n = strcspn(b->bytes + from, "\n") + 1, end;
    char *digit;

    if (from + n > b->used)
        n = b->used - from;
    end = from + n;
    if (chance(40)) {
        digit = strpbrk(b->bytes + from, "0123456789");
        if (digit)
            *digit = (char)('0' + random_below(10));
        return;
    }
    CU_ASSERT_EQUAL_FATAL(buf_add(&changed, b->bytes, from), CONF_OK);
    if (chance(50)) /* a line moves down */
        end = to > end ? to : end;
    CU_ASSERT_EQUAL_FATAL(
        buf_add(&changed, b->bytes + from + n, end - from - n), CONF_OK);
    if (chance(60))
        CU_ASSERT_EQUAL_FATAL(buf_add(&changed, b->bytes + from, n), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(buf_add(&changed, b->bytes + end, b->used - end),
                          CONF_OK);
    buf_free(b);
    *b = changed;
}

/* Both forms are the same book: each entry is the same. */
static void compare_books(const struct buf *cfg, const struct buf *pbk)
{
    int a = memory_file(buf_text(pbk), pbk->used);
    int b = memory_file(buf_text(cfg), cfg->used);
    struct book_cfg *book;
    size_t i;

    CU_ASSERT_EQUAL_FATAL(
        book_cfg_open(cfg->bytes, cfg->used, "book", false, &book, &problem),
        CONF_OK);
    for (i = 0; i < book_cfg_count(book); i++)
        if (book_cfg_name(book, i)[0])
            compare_entry(a, b, book_cfg_name(book, i));
    book_cfg_close(book);
    close(a);
    close(b);
}

/* The entries stay the same where no note says otherwise. */
static void test_edited(void)
{
    unsigned i, edits, compared = 0;
    struct result cfg, pbk;
    struct buf book;

    seed("edited .cfg");
    for (i = 0; i < 1500 && !CU_get_number_of_failures(); i++) {
        book = random_book();
        cfg = to_cfg(buf_text(&book), book.used);
        for (edits = 1 + random_below(4); edits && cfg.text.used; edits--)
            edit(&cfg.text);
        pbk = to_pbk(buf_text(&cfg.text), cfg.text.used);
        if (pbk.result == CONF_OK && !pbk.report.n) {
            compared++;
            compare_books(&cfg.text, &pbk.text);
        }
        if (pbk.result == CONF_OK)
            CU_ASSERT_NOT_EQUAL(round_trip(buf_text(&pbk.text), pbk.text.used),
                                LOST);
        if (CU_get_number_of_failures())
            keep(&cfg.text);
        result_free(&cfg);
        result_free(&pbk);
        buf_free(&book);
    }
    CU_ASSERT_TRUE(compared > 100);
}

/* --- limits */

static struct buf repeat(const char *head, const char *line, unsigned times)
{
    struct buf b = buf_new(1 << 28);

    add(&b, head);
    while (times--)
        add(&b, line);
    return b;
}

static void expect_outcome(const char *head, const char *line, unsigned times,
                           enum outcome outcome, const char *message)
{
    struct buf b = repeat(head, line, times);

    problem.text[0] = '\0';
    EXPECT_NUMBER(round_trip(b.bytes, b.used), outcome);
    if (!strstr(problem.text, message))
        EXPECT_TEXT(problem.text, message);
    buf_free(&b);
}

/* More unknown keys than a group may have stay lines. */
static void test_limits(void)
{
    static char line[PBK_LINE_MAX + 10];
    struct buf b = repeat("[X]\r\n", "", 0);
    char key[100];
    unsigned i;

    for (i = 0; i < 5000; i++) {
        snprintf(key, sizeof(key), "Key%u=%u\r\n", i, i);
        add(&b, key);
    }
    EXPECT_NUMBER(round_trip(b.bytes, b.used), SAME);
    buf_free(&b);
    expect_outcome("[X]\r\n", "Type=1\n", PBK_ENTRY_LINES_MAX - 2, SAME, "");
    expect_outcome("[X]\r\n", "Type=1\n", PBK_ENTRY_LINES_MAX, NO_BOOK,
                   "book:1: an entry has at most");
    expect_outcome("[X]\r\n", "MEDIA=\r\n", 5000, SAME, "");
    expect_outcome("[X]\r\nDEVICE=\n", "PhoneNumber=1\n", 5000, SAME, "");
    memset(line, 'A', PBK_LINE_MAX + 3);
    expect_outcome(line, "\n[X]\n", 1, SAME, "");
    memcpy(line, "[X]\nK=", 6);
    expect_outcome(line, "", 0, SAME, "");
    line[PBK_LINE_MAX + 3] = line[PBK_LINE_MAX + 4] = 'A';
    line[PBK_LINE_MAX + 5] = line[PBK_LINE_MAX + 6] = 'A';
    expect_outcome(line, "A\n", 1, NO_BOOK, "book:2: a line has at most");
}

static void test_many_entries(void)
{
    static const char *const text = "[X]\r\nType=1\r\n\r\n";
    struct buf b = repeat("", text, 20000);

    b.used -= 2; /* Windows writes no blank line at the end */
    EXPECT_NUMBER(round_trip(b.bytes, b.used), SAME);
    buf_free(&b);
}

static void test_notes_limit(void)
{
    struct buf b = repeat("entries = ();\n", "#\n", CONVERT_NOTES_MAX + 7);
    struct result r = to_pbk(b.bytes, b.used);

    EXPECT_NUMBER(r.report.n, CONVERT_NOTES_MAX);
    EXPECT_NUMBER(r.report.beyond, 7);
    result_free(&r);
    buf_free(&b);
}

static void test_output_limit(void)
{
    struct convert_report report = {0};
    struct buf out = buf_new(100);
    struct file_bytes bytes = read_file(EXAMPLE);
    struct result cfg = to_cfg(bytes.bytes, bytes.n);

    EXPECT_NUMBER(cfg.result, CONF_OK);
    EXPECT_NUMBER(convert_pbk_to_cfg(bytes.bytes, bytes.n, "book", &out,
                                     &report, &problem),
                  CONF_LIMIT);
    EXPECT_TEXT(problem.text, "book: the other form is too large");
    buf_clear(&out);
    EXPECT_NUMBER(convert_cfg_to_pbk(cfg.text.bytes, cfg.text.used, "book",
                                     false, &out, &report, &problem),
                  CONF_LIMIT);
    EXPECT_TEXT(problem.text, "book: the other form is too large");
    buf_free(&out);
    result_free(&cfg);
    file_free(&bytes);
}

/* --- memory */

static const char remarkable[] =
    "[X]\nEncoding=0\nPort=1\nCustomAuthData=AA\nCustomAuthData=BB\n;\n"
    "NewKey=\xfc\nNETCOMPONENTS=\nms_server=2\nDEVICE=modem\nPhoneNumber=1\n"
    "Type=01\nSpeaker=1\n[Y]";

static void expect_no_memory(struct result *r, const char *name)
{
    char expected[100];

    snprintf(expected, sizeof(expected), "%s: out of memory", name);
    EXPECT_NUMBER(r->result, CONF_NOMEM);
    EXPECT_TEXT(problem.text, expected);
}

/* Each allocation of the buffers and the report fails once. */
static void test_no_memory(void)
{
    struct result cfg = to_cfg(remarkable, sizeof(remarkable) - 1), r;
    bool done = false;
    int n;

    EXPECT_NUMBER(cfg.report.n, 1);
    for (n = 0; !done; n++) {
        allocations_left = n;
        r = to_cfg(remarkable, sizeof(remarkable) - 1);
        done = allocations_left >= 0;
        allocations_left = -1;
        if (!done)
            expect_no_memory(&r, "book");
        result_free(&r);
    }
    CU_ASSERT_TRUE(n > 10);
    add(&cfg.text, "# a comment\n");
    for (n = 0, done = false; !done; n++) {
        allocations_left = n;
        r = to_pbk(cfg.text.bytes, cfg.text.used);
        done = allocations_left >= 0;
        allocations_left = -1;
        if (!done)
            expect_no_memory(&r, "book.cfg");
        result_free(&r);
    }
    CU_ASSERT_TRUE(n > 10);
    result_free(&cfg);
}

static void test_no_book(void)
{
    static const char *const none[] = {"", "entries = 1;", "entries = (1);",
                                       "entries = (", "[X]\nType=1\n"};
    struct result r;
    size_t i;

    for (i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        r = to_pbk(none[i], strlen(none[i]));
        EXPECT_NUMBER(r.result, CONF_FORMAT);
        EXPECT_NUMBER(r.text.used, 0);
        result_free(&r);
    }
}

const char unit_name[] = "convert";
const struct unit_test unit_tests[] = {
    {"the corpus there and back", test_corpus},
    {"the example there and back", test_example},
    {"well-formed books come back byte by byte", test_random_books},
    {"of malformed books each loss is named", test_damaged_books},
    {"both forms make the same entry", test_same_entries},
    {"settings that somebody wrote", test_written},
    {"books that somebody wrote", test_books},
    {"the report says where", test_places},
    {"cfg -> PBK -> cfg", test_cfg_round_trip},
    {"an edited .cfg says the same as its PBK", test_edited},
    {"limits", test_limits},
    {"many entries", test_many_entries},
    {"a report has an end", test_notes_limit},
    {"an output has an end", test_output_limit},
    {"no memory", test_no_memory},
    {"what is no native phonebook", test_no_book},
    {NULL, NULL},
};
