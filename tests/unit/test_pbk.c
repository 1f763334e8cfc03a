#include "conf/pbk.c"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/harness.h"

static struct conf_problem problem;

static enum conf_result find_in(const char *text, size_t n, const char *name,
                                struct pbk_entry *entry)
{
    struct pbk book;
    enum conf_result result = pbk_open(&book, "book", text, n, &problem);

    return result == CONF_OK ? pbk_find(&book, name, entry, &problem) : result;
}

static enum conf_result find(const char *text, const char *name,
                             struct pbk_entry *entry)
{
    return find_in(text, strlen(text), name, entry);
}

static const char kind_letters[] = {
    [PBK_ITEM_ENTRY] = 'e',      [PBK_ITEM_NETCOMPONENTS] = 'C',
    [PBK_ITEM_COMPONENT] = 'c',  [PBK_ITEM_MEDIA] = 'M',
    [PBK_ITEM_MEDIA_KEY] = 'm',  [PBK_ITEM_DEVICE] = 'D',
    [PBK_ITEM_DEVICE_KEY] = 'd', [PBK_ITEM_NUMBER] = 'N',
    [PBK_ITEM_NUMBER_KEY] = 'n', [PBK_ITEM_UNKNOWN] = '?',
    [PBK_ITEM_MISPLACED] = '!',  [PBK_ITEM_JUNK] = '-',
};

/* The kinds of the lines of entry X of TEXT, one letter each. */
static const char *kinds_of(const char *text)
{
    static char letters[100];
    struct pbk_cursor cursor;
    struct pbk_entry entry;
    struct pbk_item item;
    size_t n = 0;

    if (find(text, "X", &entry) != CONF_OK)
        return "not found";
    cursor = pbk_items(&entry);
    while (n + 1 < sizeof(letters) && pbk_next(&cursor, &item))
        letters[n++] = kind_letters[item.kind];
    letters[n] = '\0';
    return letters;
}

static const struct {
    const char *text, *kinds;
} groups[] = {
    {"[X]", ""},
    {"[X]\n\n \n", ""},
    {"[X]\nType=1\nMEDIA=serial\nPort=COM1\nDEVICE=modem\nPhoneNumber=1\n"
     "Comment=x\nPhoneNumber=2\nSpeaker=1\n",
     "eMmDNnNd"},
    {"[X]\nPort=1\nSpeaker=1\nPhoneNumber=1\nComment=1\n", "!!!!"},
    {"[X]\nMEDIA=serial\nSpeaker=1\nPhoneNumber=1\n", "M!!"},
    {"[X]\nDEVICE=modem\nPort=1\nComment=1\nPhoneNumber=1\nDEVICE=switch\n"
     "Comment=1\n",
     "Dm!ND!"},
    {"[X]\nMEDIA=serial\nDEVICE=modem\nMEDIA=serial\nSpeaker=1\n", "MDM!"},
    {"[X]\nNETCOMPONENTS=\nms_server=1\ndni_dne=0\nMEDIA=serial\ndni_dne=0\n"
     "ms_pacer=1\nType=1\n",
     "CccM?ce"},
    {"[X]\nno equals sign\n=1\n#=1\n;a\n", "--?-"},
    {"[X]\nMedia=serial\ndevice=x\n", "?!"},
    {"[X]Type=1\n", "e"},
    {"[X]Type=1 [\nType=2\n", "ee"},
    {"[X]\nType=1\n[\nType=2\n", "e"},
    {"[X]\nType=1\n [Y]\nType=2\n", "e"},
    {"[Y]\nType=1\n[X]\nType=2\n", "e"},
    {"[Y\n[X]\nType=2\n", "e"},
    {"[X]\rType=1\r\nMEDIA=x\n\rDEVICE=x", "eMD"},
    {"\xef\xbb\xbf[X]\nType=1", "e"},
    {"[x]\nType=1", "e"},
    {"[.X]\n[XX]\n[]\n[ X]\n", "not found"},
};

static void test_groups(void)
{
    size_t i;

    for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
        EXPECT_TEXT(kinds_of(groups[i].text), groups[i].kinds);
}

static void expect_span(struct pbk_span span, const char *text)
{
    char copy[200];

    snprintf(copy, sizeof(copy), "%.*s", (int)span.n, span.at);
    EXPECT_TEXT(copy, text);
}

static void test_values(void)
{
    static const char text[] = "junk\r\n[Y]\n\n \t[X]\t \r\r"
                               " \tPhoneNumber \t=\t a=b ;# \t\r\n"
                               "\r\nEmpty=";
    struct pbk_cursor cursor;
    struct pbk_entry entry;
    struct pbk_item item;

    EXPECT_NUMBER(find(text, "x", &entry), CONF_OK);
    EXPECT_NUMBER(entry.line, 4);
    expect_span(entry.name, "X");
    cursor = pbk_items(&entry);
    CU_ASSERT_TRUE(pbk_next(&cursor, &item));
    expect_span(item.name, "PhoneNumber");
    expect_span(item.value, "a=b ;#");
    CU_ASSERT_PTR_EQUAL(item.key, &pbk_keys[PBK_KEY_PhoneNumber]);
    EXPECT_NUMBER(item.line, 6);
    CU_ASSERT_TRUE(pbk_next(&cursor, &item));
    expect_span(item.name, "Empty");
    expect_span(item.value, "");
    EXPECT_NUMBER(item.line, 8);
    CU_ASSERT_FALSE(pbk_next(&cursor, &item));
    CU_ASSERT_FALSE(pbk_next(&cursor, &item));
}

static void test_header_names(void)
{
    struct pbk_entry entry;

    EXPECT_NUMBER(find("[a]b=c]\nType=1", "a]b=c", &entry), CONF_OK);
    EXPECT_NUMBER(find("[a]b=c\nType=1", "a", &entry), CONF_OK);
    expect_span(entry.body, "b=c\nType=1");
    EXPECT_NUMBER(find("[[a]]", "[a]", &entry), CONF_OK);
    EXPECT_NUMBER(find("[a = \"b\" ; c]", "a = \"b\" ; c", &entry), CONF_OK);
    EXPECT_NUMBER(find("[.a]", ".a", &entry), CONF_NOT_FOUND);
    EXPECT_NUMBER(find("[a]", "", &entry), CONF_NOT_FOUND);
    EXPECT_NUMBER(find("[]", "", &entry), CONF_NOT_FOUND);
    EXPECT_NUMBER(find("[a\tb]", "a\tb", &entry), CONF_NOT_FOUND);
    CU_ASSERT_PTR_NULL(entry.name.at);
}

static void test_name_length(void)
{
    char text[700], name[600];
    struct pbk_entry entry;
    int n;

    for (n = 256; n <= 257; n++) {
        memset(name, 'n', sizeof(name));
        name[n] = '\0';
        snprintf(text, sizeof(text), "[%s]", name);
        EXPECT_NUMBER(find(text, name, &entry),
                      n == 256 ? CONF_OK : CONF_NOT_FOUND);
    }
    for (n = 0; n < 256; n++)
        memcpy(name + 2 * n, "\xc3\xa9", 3);
    snprintf(text, sizeof(text), "[%s]", name);
    EXPECT_NUMBER(find(text, name, &entry), CONF_OK);
}

static void test_charsets(void)
{
    static const char *const latin = "[\xe9]\nEncoding=0\n[\xe8]\nEncoding=1\n"
                                     "[\xc3\xaa]\nEncoding = 0\n";
    struct pbk_entry entry;

    EXPECT_NUMBER(find(latin, "\xc3\xa9", &entry), CONF_OK);
    EXPECT_NUMBER(entry.charset, TEXT_CP1252);
    EXPECT_NUMBER(find(latin, "\xc3\xa8", &entry), CONF_OK);
    EXPECT_NUMBER(entry.charset, TEXT_UTF8);
    EXPECT_NUMBER(find(latin, "\xc3\xaa", &entry), CONF_NOT_FOUND);
    EXPECT_NUMBER(find(latin, "\xc3\x83\xc2\xaa", &entry), CONF_OK);
    EXPECT_NUMBER(find(latin, "\xe9", &entry), CONF_NOT_FOUND);
    EXPECT_NUMBER(find("[a]\nEncoding=7\n", "a", &entry), CONF_OK);
    EXPECT_NUMBER(entry.charset, TEXT_UTF8);
}

static void test_not_found(void)
{
    struct pbk_entry entry;

    EXPECT_NUMBER(find("[a]\n", "b", &entry), CONF_NOT_FOUND);
    EXPECT_TEXT(problem.text, "book: there is no entry \"b\"");
    EXPECT_NUMBER(find("", "b", &entry), CONF_NOT_FOUND);
    EXPECT_NUMBER(find("\r\n \n", "b", &entry), CONF_NOT_FOUND);
    EXPECT_NUMBER(find("a\n", "b", &entry), CONF_FORMAT);
    EXPECT_NUMBER(find("1,2,3,4,5,6,7,8,9,10,11\n", "b", &entry), CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "Connection Point"));
    EXPECT_NUMBER(find_in("[a]\0", 4, "a", &entry), CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "UTF-16"));
}

/* "[X]", a line of N bytes, another entry */
static enum conf_result find_long_line(size_t n, const char *name)
{
    char *text = malloc(n + 20);
    struct pbk_entry entry;
    enum conf_result result;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, 'k', n + 20);
    memcpy(text, "[X]\n", 4);
    memcpy(text + 4 + n, "\n[Y]\n", 5);
    result = find_in(text, n + 9, name, &entry);
    free(text);
    return result;
}

static void test_line_limit(void)
{
    EXPECT_NUMBER(find_long_line(PBK_LINE_MAX, "X"), CONF_OK);
    EXPECT_NUMBER(find_long_line(PBK_LINE_MAX, "Y"), CONF_OK);
    EXPECT_NUMBER(find_long_line(PBK_LINE_MAX + 1, "X"), CONF_LIMIT);
    EXPECT_TEXT(problem.text, "book:2: a line has at most 65536 bytes");
    EXPECT_NUMBER(find_long_line(PBK_LINE_MAX + 1, "Y"), CONF_LIMIT);
}

/*
 * Many short lines: an entry of them is refused, another entry after them is
 * found. With CR alone this took hours if each line looked for an LF afresh.
 */
static void test_many_lines(void)
{
    size_t n = 8u << 20, i;
    char *text = malloc(n);
    struct pbk_entry entry;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    for (i = 0; i < n; i += 2)
        memcpy(text + i, "=\r", 2);
    memcpy(text, "[X]\r", 4);
    memcpy(text + n - 4, "[Y]\r", 4);
    EXPECT_NUMBER(find_in(text, n, "Y", &entry), CONF_OK);
    EXPECT_NUMBER(entry.line, (n - 8) / 2 + 2);
    EXPECT_NUMBER(find_in(text, n, "X", &entry), CONF_LIMIT);
    CU_ASSERT_PTR_NULL(entry.name.at);
    free(text);
}

const char unit_name[] = "pbk";
const struct unit_test unit_tests[] = {
    {"each line finds its group", test_groups},
    {"keys, values and line numbers", test_values},
    {"names of entries", test_header_names},
    {"a name has at most 256 characters", test_name_length},
    {"names are read in the entry's own charset", test_charsets},
    {"what is no phonebook is told from what has no such entry",
     test_not_found},
    {"a line has a limit", test_line_limit},
    {"an entry has a limit, and a file with CR alone takes no longer",
     test_many_lines},
    {NULL, NULL},
};
