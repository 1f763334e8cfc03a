/* Changes to a phonebook: what changes, and that nothing else does. */
#include <stdlib.h>
#include <string.h>

/* Fails the allocation that brings the count to 0; negative: none. */
static int allocations_left = -1;

static int fails(void)
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

static void *test_malloc(size_t n)
{
    return fails() ? NULL : malloc(n);
}

static void *test_calloc(size_t n, size_t size)
{
    return fails() ? NULL : calloc(n, size);
}

static char *test_strdup(const char *s)
{
    return fails() ? NULL : strdup(s);
}

#define malloc test_malloc
#define calloc test_calloc
#define strdup test_strdup
#include "conf/buf.c"
#include "conf/pbk_book.c"
#include "conf/pbk_edit.c"
#undef malloc
#undef calloc
#undef strdup

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

#include "conf/pbk_cfg.h"
#include "tests/unit/harness.h"

static struct conf_problem problem;

/* --- small books: one change, and the bytes that come of it */

static struct pbk_book *book_of(const char *text)
{
    struct pbk_book *book;

    problem.text[0] = '\0';
    EXPECT_NUMBER(pbk_book_read(text, strlen(text), "book", &book, &problem),
                  CONF_OK);
    EXPECT_TEXT(problem.text, "");
    return book;
}

/* The book knows of its entries what it would know if it were read anew. */
static void expect_index(const struct pbk_book *book)
{
    const struct row *a = book->rows, *b;
    struct pbk_book *again;
    size_t i;

    EXPECT_NUMBER(pbk_book_read(book->bytes, book->n, "book", &again, &problem),
                  CONF_OK);
    EXPECT_NUMBER(book->entries, again->entries);
    EXPECT_NUMBER(book->n_known, again->n_known);
    for (i = 0, b = again->rows; i < again->entries; i++, a++, b++) {
        EXPECT_TEXT(pbk_book_name(book, i), pbk_book_name(again, i));
        EXPECT_NUMBER(a->entry.name.at - book->bytes,
                      b->entry.name.at - again->bytes);
        EXPECT_NUMBER(a->entry.body.at - book->bytes,
                      b->entry.body.at - again->bytes);
        EXPECT_NUMBER(a->entry.name.n, b->entry.name.n);
        EXPECT_NUMBER(a->entry.body.n, b->entry.body.n);
        EXPECT_NUMBER(a->entry.line, b->entry.line);
        EXPECT_NUMBER(a->entry.charset, b->entry.charset);
        CU_ASSERT_PTR_EQUAL(a->entry.file, book->file);
        EXPECT_NUMBER(a->hidden, b->hidden);
        EXPECT_NUMBER(a->duplicate, b->duplicate);
    }
    for (i = 0; i < again->n_known; i++)
        EXPECT_NUMBER(book->known[i], again->known[i]);
    pbk_book_free(again);
}

static void expect_bytes(const struct pbk_book *book, const char *text)
{
    struct pbk_span bytes = pbk_book_bytes(book);

    EXPECT_NUMBER(bytes.n, strlen(text));
    EXPECT_TEXT(bytes.at, text);
    expect_index(book);
}

#define REMOVED NULL
#define MODEM   "MEDIA=serial\nPort=COM1\n\nDEVICE=modem\n"

/* VALUE at PATH of the first entry; what it was like BEFORE and AFTER. */
static const struct change {
    const char *before, *path, *value, *after;
} changes[] = {
    /* the value and nothing else */
    {"[X]\r\nType=1\r\n", "Type", "2", "[X]\r\nType=2\r\n"},
    {"[X]\nType=1", "Type", "2", "[X]\nType=2"},
    {"[X]\r type = 1 \t\rA=1\r", "Type", "5", "[X]\r type = 5 \t\rA=1\r"},
    {"\xef\xbb\xbf[X]\nType=1\n", "Type", "2", "\xef\xbb\xbf[X]\nType=2\n"},
    {"junk\n [X] \njunk\n\n\nType=\n;=", "Type", "2",
     "junk\n [X] \njunk\n\n\nType=2\n;="},
    {"[X]\nType= \n", "Type", "2", "[X]\nType= 2\n"},
    {"[X]Type=1\n", "Type", "2", "[X]Type=2\n"},
    {"[Y]\nType=1\n[X]\nType=1\n", "Type", "3", "[Y]\nType=3\n[X]\nType=1\n"},
    {"[X]\nAutologon=0\n", "AUTOLOGON", "1", "[X]\nAutologon=1\n"},
    {"[X]\nPreviewUsePw=0\n", "PreviewUserPw", "1", "[X]\nPreviewUsePw=1\n"},
    {"[X]\nPreviewUserPw=0\n", "PreviewUsePw", "1", "[X]\nPreviewUserPw=1\n"},
    {"[X]\nType=1\nType=2\n", "Type", "3", "[X]\nType=3\nType=2\n"},
    {"[X]\nIpDnsSuffix=a=b;#[]\n", "IpDnsSuffix", "[c]=d;\"\\",
     "[X]\nIpDnsSuffix=[c]=d;\"\\\n"},
    {"[X]\nNewKey11=a\n", "NewKey11", "b c", "[X]\nNewKey11=b c\n"},
    {"[X]\nNewKey11=a\n", "newkey11", REMOVED, "[X]\n"},
    {"[X]\nFuture.Key=a\n", "future.key", "b", "[X]\nFuture.Key=b\n"},
    /* a missing key, where Windows has it */
    {"[X]\r\nEncoding=1\r\nType=1\r\n", "PBVersion", "8",
     "[X]\r\nEncoding=1\r\nPBVersion=8\r\nType=1\r\n"},
    {"[X]\nType=1\n", "Encoding", "0", "[X]\nEncoding=0\nType=1\n"},
    {"[X]\r", "Type", "1", "[X]\rType=1\r"},
    {"[X]", "Type", "1", "[X]\r\nType=1"},
    {"[Y]\n[X]", "Type", "1", "[Y]\nType=1\n[X]"},
    {"[X]\nEncoding=1", "Type", "1", "[X]\nEncoding=1\nType=1"},
    {"[X]Encoding=1\nA=1\n", "Type", "1", "[X]Encoding=1\nType=1\nA=1\n"},
    {"[X]\r\nEncoding=1\nType=1\r\n", "PBVersion", "8",
     "[X]\r\nEncoding=1\nPBVersion=8\nType=1\r\n"},
    {"[X]\nEncoding=1\n\n" MODEM "IpAssign=1\n", "Type", "1",
     "[X]\nEncoding=1\nType=1\n\n" MODEM "IpAssign=1\n"},
    {"[X]\nEncoding=1\n\n" MODEM "IpAssign=1\n", "IpAssign", "2",
     "[X]\nEncoding=1\n\n" MODEM "IpAssign=2\n"},
    {"[X]\n" MODEM "IpAssign=1\n", "IpPrioritizeRemote", "0",
     "[X]\nIpPrioritizeRemote=0\n" MODEM "IpAssign=1\n"},
    {"[X]\nA=1\n" MODEM "IpAssign=1\n", "IpNameAssign", "2",
     "[X]\nIpNameAssign=2\nA=1\n" MODEM "IpAssign=1\n"},
    {"[X]\nMEDIA=serial\nDEVICE=modem\nPort=1\n", "Device", "M",
     "[X]\nMEDIA=serial\nDevice=M\nDEVICE=modem\nPort=1\n"},
    /* links, devices, numbers */
    {"[X]\n" MODEM, "Port", "COM2",
     "[X]\nMEDIA=serial\nPort=COM2\n\nDEVICE=modem\n"},
    {"[X]\n" MODEM, "Device", "M",
     "[X]\nMEDIA=serial\nPort=COM1\nDevice=M\n\nDEVICE=modem\n"},
    {"[X]\nMEDIA=serial\n\nDEVICE=modem\n", "device", "M",
     "[X]\nMEDIA=serial\nDevice=M\n\nDEVICE=modem\n"},
    {"[X]\n" MODEM, "DEVICE", "isdn",
     "[X]\nMEDIA=serial\nPort=COM1\n\nDEVICE=isdn\n"},
    {"[X]\n" MODEM, "MEDIA", "isdn",
     "[X]\nMEDIA=isdn\nPort=COM1\n\nDEVICE=modem\n"},
    {"[X]\n" MODEM MODEM, "Port[2]", "COM2",
     "[X]\n" MODEM "MEDIA=serial\nPort=COM2\n\nDEVICE=modem\n"},
    {"[X]\n" MODEM MODEM, "media[2].Port", "COM2",
     "[X]\n" MODEM "MEDIA=serial\nPort=COM2\n\nDEVICE=modem\n"},
    {"[X]\n" MODEM MODEM, "media[2].Speaker", "0",
     "[X]\n" MODEM MODEM "Speaker=0\n"},
    {"[X]\n" MODEM "Comment=x\nSpeaker=1\n", "Protocol", "0",
     "[X]\n" MODEM "Protocol=0\nComment=x\nSpeaker=1\n"},
    {"[X]\n" MODEM "PhoneNumber=1\nComment=x\nSpeaker=1\n", "Protocol", "0",
     "[X]\n" MODEM "PhoneNumber=1\nComment=x\nProtocol=0\nSpeaker=1\n"},
    {"[X]\n" MODEM "PhoneNumber=1\nPhoneNumber=2\nSpeaker=1\n", "AreaCode",
     "30",
     "[X]\n" MODEM "PhoneNumber=1\nAreaCode=30\nPhoneNumber=2\nSpeaker=1\n"},
    {"[X]\n" MODEM "PhoneNumber=1\nPhoneNumber=2\nSpeaker=1\n", "AreaCode[2]",
     "30",
     "[X]\n" MODEM "PhoneNumber=1\nPhoneNumber=2\nAreaCode=30\nSpeaker=1\n"},
    {"[X]\n" MODEM "PhoneNumber=1\nSpeaker=1\nPhoneNumber=2\n",
     "PhoneNumber[2]", "3",
     "[X]\n" MODEM "PhoneNumber=1\nSpeaker=1\nPhoneNumber=3\n"},
    {"[X]\n" MODEM "PhoneNumber=1\nPhoneNumber=2\n", "number[2].PhoneNumber",
     "3", "[X]\n" MODEM "PhoneNumber=1\nPhoneNumber=3\n"},
    {"[X]\nDEVICE=modem\nPhoneNumber=1\n", "PhoneNumber", "2",
     "[X]\nDEVICE=modem\nPhoneNumber=2\n"},
    {"[X]\nMEDIA=serial\nDEVICE=switch\nTerminal=0\nDEVICE=modem\n", "Speaker",
     "1",
     "[X]\nMEDIA=serial\nDEVICE=switch\nTerminal=0\nDEVICE=modem\nSpeaker=1\n"},
    {"[X]\nMEDIA=serial\nDEVICE=modem\nDEVICE=switch\nName=a\n", "Name", "b",
     "[X]\nMEDIA=serial\nDEVICE=modem\nDEVICE=switch\nName=b\n"},
    {"[X]\nMEDIA=serial\nDEVICE=modem\nDEVICE=switch\n", "device[2].Name", "b",
     "[X]\nMEDIA=serial\nDEVICE=modem\nDEVICE=switch\nName=b\n"},
    {"[X]\nMEDIA=serial\nDEVICE=modem\nDEVICE=switch\n", "Name[2]", "b",
     "[X]\nMEDIA=serial\nDEVICE=modem\nDEVICE=switch\nName=b\n"},
    {"[X]\nMEDIA=serial\nDEVICE=modem\nDEVICE=switch\n", "DEVICE[2]", "pad",
     "[X]\nMEDIA=serial\nDEVICE=modem\nDEVICE=pad\n"},
    /* components */
    {"[X]\nNETCOMPONENTS=\nms_server=0\na.b=1\n", "NETCOMPONENTS.a.b", "0",
     "[X]\nNETCOMPONENTS=\nms_server=0\na.b=0\n"},
    {"[X]\nNETCOMPONENTS=\nms_server=0\n", "ms_server", "1",
     "[X]\nNETCOMPONENTS=\nms_server=1\n"},
    {"[X]\nNETCOMPONENTS=\n\n" MODEM, "NETCOMPONENTS.ms_server", "1",
     "[X]\nNETCOMPONENTS=\nms_server=1\n\n" MODEM},
    {"[X]\nNETCOMPONENTS=\nms_server=1\n", "NETCOMPONENTS.dni_dne", "1",
     "[X]\nNETCOMPONENTS=\nms_server=1\ndni_dne=1\n"},
    {"[X]\nA=1\n\nNETCOMPONENTS=\nms_server=1\n\n" MODEM, "NETCOMPONENTS",
     REMOVED, "[X]\nA=1\n\n" MODEM},
    /* new groups */
    {"[X]\n" MODEM "Speaker=1\n", "PhoneNumber", "1",
     "[X]\n" MODEM "PhoneNumber=1\nAreaCode=\nCountryCode=0\nCountryID=0\n"
     "UseDialingRules=0\nComment=\nFriendlyName=\nSpeaker=1\n"},
    {"[X]\r\n" MODEM "PhoneNumber=1\r\nComment=", "PhoneNumber[2]", "2",
     "[X]\r\n" MODEM "PhoneNumber=1\r\nComment=\r\nPhoneNumber=2\r\n"
     "AreaCode=\r\nCountryCode=0\r\nCountryID=0\r\nUseDialingRules=0\r\n"
     "Comment=\r\nFriendlyName="},
    {"[X]\nA=1\n\n[Y]\n", "MEDIA", "serial",
     "[X]\nA=1\n\nMEDIA=serial\n\n[Y]\n"},
    {"[X]\n" MODEM, "MEDIA[2]", "isdn", "[X]\n" MODEM "\nMEDIA=isdn\n"},
    {"[X]\n" MODEM "Speaker=1\n" MODEM, "DEVICE[2]", "switch",
     "[X]\n" MODEM "Speaker=1\n\nDEVICE=switch\n" MODEM},
    /* hex: see also test_hex() */
    {"[X]\nNrptRules=00\nNrptRules=11\nType=1\n", "NrptRules", "22",
     "[X]\nNrptRules=22\nType=1\n"},
    {"[X]\nNrptRules=00\nType=1\nNrptRules=11", "NrptRules", "",
     "[X]\nNrptRules=\nType=1\n"},
    {"[X]\nNrptRules=00\nType=1\nNrptRules=11\n", "NrptRules", REMOVED,
     "[X]\nType=1\n"},
    /* charsets */
    {"[X]\nEncoding=0\nComment=\xe9\nIpDnsSuffix=\xe9\n", "IpDnsSuffix",
     "\xc3\xbc\xe2\x82\xac",
     "[X]\nEncoding=0\nComment=\xe9\nIpDnsSuffix=\xfc\x80\n"},
    {"[X]\nEncoding=1\nComment=\xe9\nIpDnsSuffix=\xe9\n", "IpDnsSuffix",
     "\xc3\xbc", "[X]\nEncoding=1\nComment=\xe9\nIpDnsSuffix=\xc3\xbc\n"},
    /* removing */
    {"[X]\nA=1\nType=1\n\nB=1\n", "Type", REMOVED, "[X]\nA=1\n\nB=1\n"},
    {"[X]\nA=1\nType=1\n type =2\nB=1\n", "Type", REMOVED, "[X]\nA=1\nB=1\n"},
    {"[X]\nA=1\r\nType=1", "Type", REMOVED, "[X]\nA=1\r\n"},
    {"[X]Type=1\r\nA=1\n", "Type", REMOVED, "[X]\r\nA=1\n"},
    {"[X]MEDIA=serial\nPort=1\nType=1\n", "MEDIA", REMOVED, "[X]\nType=1\n"},
    {"[X]\n" MODEM "PhoneNumber=1\nComment=\nPhoneNumber=2\nSpeaker=1\n",
     "PhoneNumber", REMOVED, "[X]\n" MODEM "PhoneNumber=2\nSpeaker=1\n"},
    {"[X]\n" MODEM "PhoneNumber=1\nPhoneNumber=2\nComment=\nSpeaker=1\n",
     "PhoneNumber[2]", REMOVED, "[X]\n" MODEM "PhoneNumber=1\nSpeaker=1\n"},
    {"[X]\nA=1\n\n" MODEM "IpAssign=1\n\n" MODEM, "MEDIA", REMOVED,
     "[X]\nA=1\nIpAssign=1\n\n" MODEM},
    {"[X]\n" MODEM "Z=1\n\n" MODEM "PhoneNumber=1\n\n[Y]\n", "MEDIA[2]",
     REMOVED, "[X]\n" MODEM "Z=1\n\n[Y]\n"},
    {"[X]\n" MODEM "\nDEVICE=switch\nName=\n", "DEVICE[2]", REMOVED,
     "[X]\n" MODEM},
};

static enum conf_result apply(struct pbk_book *book, const char *path,
                              const char *value)
{
    return value ? pbk_book_set(book, 0, path, value, &problem)
                 : pbk_book_unset(book, 0, path, &problem);
}

static void test_changes(void)
{
    struct pbk_book *book;
    size_t i;

    for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        book = book_of(changes[i].before);
        EXPECT_NUMBER(apply(book, changes[i].path, changes[i].value), CONF_OK);
        EXPECT_TEXT(problem.text, "");
        expect_bytes(book, changes[i].after);
        pbk_book_free(book);
    }
}

static const struct {
    const char *before, *path, *value;
    enum conf_result result;
    const char *problem;
} refusals[] = {
    {"[X]\n", "Nonsense", "1", CONF_NOT_FOUND, "book:1: \"X\" has no Nonsense"},
    {"[X]\n", "", "1", CONF_VALUE,
     "book: \"\" is no key of an entry, nor a path to one"},
    {"[X]\n", "Type[2]", "1", CONF_VALUE, NULL},
    {"[X]\n", "media[1].Type", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "device[1].Port", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "number[1].Speaker", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "media[1].media[1].Port", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "media[1].Port[1]", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "Port[0]", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "Port[-1]", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "Port[4294967297]", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "Port[1", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "Port[]", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "Port[1]x", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "media[x].Port", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "media.", "1", CONF_VALUE, NULL},
    {"[X]\n" MODEM, "NETCOMPONENTS.Type", "1", CONF_VALUE, NULL},
    {"[X]\nNETCOMPONENTS=\n", "NETCOMPONENTS.a b", "1", CONF_VALUE, NULL},
    {"[X]\nNETCOMPONENTS=\n", "NETCOMPONENTS.[a", "1", CONF_VALUE, NULL},
    {"[X]\nNETCOMPONENTS=\n", "NETCOMPONENTS.a=b", "1", CONF_VALUE, NULL},
    {"[X]\nNETCOMPONENTS=\n", "NETCOMPONENTS.\xc3\xa4", "1", CONF_VALUE, NULL},
    {"[X]\nNETCOMPONENTS=\n", "NETCOMPONENTS.", "1", CONF_NOT_FOUND, NULL},
    {"[X]\nNETCOMPONENTS=\n", "NETCOMPONENTS.a", "2", CONF_VALUE, NULL},
    {"[X]\n", "NETCOMPONENTS.ms_server", "1", CONF_NOT_FOUND, NULL},
    {"[X]\n", "Port", "1", CONF_NOT_FOUND, "book:1: \"X\" has no Port"},
    {"[X]\nPort=1\n", "Port", "1", CONF_NOT_FOUND, NULL},
    {"[X]\nMEDIA=serial\n", "Speaker", "1", CONF_NOT_FOUND, NULL},
    {"[X]\nMEDIA=serial\n", "PhoneNumber", "1", CONF_NOT_FOUND, NULL},
    {"[X]\n", "DEVICE", "modem", CONF_NOT_FOUND, NULL},
    {"[X]\n" MODEM, "PhoneNumber[2]", "1", CONF_NOT_FOUND, NULL},
    {"[X]\n" MODEM, "AreaCode", "1", CONF_NOT_FOUND, NULL},
    {"[X]\n" MODEM, "MEDIA[3]", "serial", CONF_NOT_FOUND, NULL},
    {"[X]\n" MODEM, "DEVICE[3]", "modem", CONF_NOT_FOUND, NULL},
    {"[X]\n" MODEM, "DEVICE[2]", "", CONF_VALUE, NULL},
    {"[X]\n", "Type", REMOVED, CONF_NOT_FOUND, NULL},
    {"[X]\nType=1\n", "Type", "7", CONF_VALUE,
     "book: Type = 7: a number from 1 to 5 is allowed"},
    {"[X]\n", "PreSharedKey", "s3cret\n", CONF_VALUE,
     "book: PreSharedKey = (secret): at most 256 characters are allowed, no "
     "control characters and no blanks around them"},
    {"[\xc3\xa9]\nEncoding=1\n", "Encoding", "0", CONF_VALUE, NULL},
    {"[X]\nEncoding=1\nComment=\xe9\n", "Encoding", "0", CONF_VALUE, NULL},
    {"[X]\nEncoding=0\n", "Encoding", REMOVED, CONF_VALUE, NULL},
    {"[X]\nEncoding=0\n", "IpDnsSuffix", "\xe2\x88\x9e", CONF_VALUE, NULL},
    {"[X]\nEncoding=0\n", "IpDnsSuffix", "\xef\xbf\xbd", CONF_VALUE, NULL},
    {"[X]IpDnsSuffix=x\n", "IpDnsSuffix", "x]", CONF_VALUE,
     "book: IpDnsSuffix: this value cannot be written there"},
};

static void test_refusals(void)
{
    struct pbk_book *book;
    size_t i;

    for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        book = book_of(refusals[i].before);
        EXPECT_NUMBER(apply(book, refusals[i].path, refusals[i].value),
                      refusals[i].result);
        CU_ASSERT_TRUE(problem.text[0] != '\0');
        if (refusals[i].problem)
            EXPECT_TEXT(problem.text, refusals[i].problem);
        expect_bytes(book, refusals[i].before);
        pbk_book_free(book);
    }
    book = book_of("[X]\n");
    EXPECT_NUMBER(pbk_book_set(book, 1, "Type", "1", &problem), CONF_NOT_FOUND);
    EXPECT_NUMBER(pbk_book_unset(book, 1, "Type", &problem), CONF_NOT_FOUND);
    pbk_book_free(book);
}

/* --- the order of the numbers */

#define TWO(a, b) "PhoneNumber=1\n" a "PhoneNumber=2\n" b

static const struct {
    const char *before, *path, *after;
} orders[] = {
    {"[X]\n" MODEM TWO("AreaCode=3\n", "AreaCode=4\nSpeaker=1\n") "[Y]\n",
     "PhoneNumber[2]",
     "[X]\n" MODEM "PhoneNumber=2\nAreaCode=4\nPhoneNumber=1\nAreaCode=3\n"
     "Speaker=1\n[Y]\n"},
    {"[X]\n" MODEM TWO("", ""), "PhoneNumber[1]", "[X]\n" MODEM TWO("", "")},
    /* the end of the file's last line stays where it is: at the last but one */
    {"[X]\r\nMEDIA=a\r\nDEVICE=modem\r\nPhoneNumber=1\r\nPhoneNumber=2",
     "PhoneNumber[2]",
     "[X]\r\nMEDIA=a\r\nDEVICE=modem\r\nPhoneNumber=2\r\nPhoneNumber=1"},
    /* what nobody knows, and what is no key at all, goes with its number */
    {"[X]\n" MODEM TWO("", "Unknown= x \njunk\n") "\nPhoneNumber=3\nZ=3\n",
     "PhoneNumber[2]",
     "[X]\n" MODEM "PhoneNumber=2\nUnknown= x \njunk\n\n"
     "PhoneNumber=1\nPhoneNumber=3\nZ=3\n"},
    /* another device's numbers, another link's */
    {"[X]\n" MODEM TWO("", "") MODEM TWO(" ", "CountryID=1\n"),
     "media[2].device[1].PhoneNumber[2]",
     "[X]\n" MODEM TWO("", "") MODEM
     " PhoneNumber=2\nCountryID=1\nPhoneNumber=1\n"},
};

static void test_numbers_in_order(void)
{
    struct pbk_book *book;
    size_t i;

    for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        book = book_of(orders[i].before);
        EXPECT_NUMBER(pbk_book_put_first(book, 0, orders[i].path, &problem),
                      CONF_OK);
        expect_bytes(book, orders[i].after);
        expect_index(book);
        pbk_book_free(book);
    }
    book = book_of(orders[0].before);
    EXPECT_NUMBER(pbk_book_put_first(book, 0, "PhoneNumber[3]", &problem),
                  CONF_NOT_FOUND);
    EXPECT_NUMBER(pbk_book_put_first(book, 0, "Speaker", &problem), CONF_VALUE);
    EXPECT_NUMBER(pbk_book_put_first(book, 7, "PhoneNumber[2]", &problem),
                  CONF_NOT_FOUND);
    expect_bytes(book, orders[0].before);
    pbk_book_free(book);
}

/* --- values */

static const struct {
    enum pbk_key_id key;
    const char *allowed[6], *refused[9];
} values[] = {
    {PBK_KEY_RedialAttempts,
     {"0", "99", "007", NULL},
     {"", "100", "-1", "4294967295", "1x", "+1", " 1", "99999999999", NULL}},
    {PBK_KEY_RedialSeconds, {"1", "600", NULL}, {"0", "601", NULL}},
    {PBK_KEY_IdleDisconnectSeconds,
     {"0", "300", "-1", "4294967295", NULL},
     {"-2147483649", "4294967296", NULL}},
    {PBK_KEY_AutoLogon, {"0", "1", NULL}, {"2", "-1", "true", "", NULL}},
    {PBK_KEY_LowDateTime,
     {"-2147483648", "4294967295", "0", NULL},
     {"4294967296", "-2147483649", NULL}},
    {PBK_KEY_CustomAuthKey,
     {"-1", "255", "4294967295", NULL},
     {"256", "-2", NULL}},
    {PBK_KEY_DataEncryption,
     {"0", "8", "256", "512", NULL},
     {"1", "257", "513", NULL}},
    {PBK_KEY_AreaCode,
     {"", "1234567890", "\xc3\xa9", "a b", NULL},
     {"12345678901", " 1", "1 ", "1\t", "\x7f", "\xc2\x9b", "\xff", "a\nb",
      NULL}},
    {PBK_KEY_PhoneNumber,
     {"", "*99***1#", "+49 (30) 1,,W2", "vpn.example.com", NULL},
     {"1\"", "1\\", "1\r", NULL}},
    {PBK_KEY_Guid,
     {"", "2CBD8AB42F2E9D44A5160B7FD83E94C1",
      "{B48ABD2C-2E2F-449D-a516-0B7FD83E94C1}", NULL},
     {"2CBD8AB42F2E9D44A5160B7FD83E94C", "2CBD8AB42F2E9D44A5160B7FD83E94Cg",
      "{B48ABD2C-2E2F-449D-A516-0B7FD83E94C1", "{}",
      "{B48ABD2C-2E2F-449D-A5160-B7FD83E94C1}", NULL}},
    {PBK_KEY_CustomAuthData, {"", "00", "aF", NULL}, {"0", "0g", "00 ", NULL}},
    {PBK_KEY_IpAddress,
     {"0.0.0.0", "192.0.2.1", NULL},
     {"", "192.0.2", "192.0.2.256", "::", NULL}},
    {PBK_KEY_Ipv6Address, {"::", "2001:db8::1", NULL}, {"", "1.2.3.4", NULL}},
    {PBK_KEY_DEVICE, {"modem", "PPPoE", NULL}, {"", "a b", " a", NULL}},
    {PBK_KEY_NETCOMPONENTS, {"", NULL}, {"1", NULL}},
};

static void test_values(void)
{
    const struct pbk_key *key;
    size_t i, j;

    for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        key = &pbk_keys[values[i].key];
        for (j = 0; values[i].allowed[j]; j++)
            if (!pbk_value_ok(key, values[i].allowed[j]))
                EXPECT_TEXT(values[i].allowed[j], key->name);
        for (j = 0; values[i].refused[j]; j++)
            if (pbk_value_ok(key, values[i].refused[j]))
                EXPECT_TEXT(values[i].refused[j], key->name);
        CU_ASSERT_TRUE(strlen(pbk_value_allowed(key).text) > 10);
    }
}

static void test_names(void)
{
    static const char *const good[] = {"X",   "a b", "7",  "\xe4\xbd\xa0",
                                       "[x]", "a=b", "a;", "\"a\""};
    static const char *const bad[] = {"",    " ",   "-",   ".x",   "a|b",
                                      "a>b", "a<b", "a?b", "a*b",  "a\\b",
                                      "a/b", "a:b", "a\n", "a\xff"};
    char text[300];
    size_t i;

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        CU_ASSERT_TRUE(pbk_value_is_name(good[i]));
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT_FALSE(pbk_value_is_name(bad[i]));
    memset(text, 'n', sizeof(text));
    text[256] = '\0';
    CU_ASSERT_TRUE(pbk_value_is_name(text));
    text[256] = 'n';
    text[257] = '\0';
    CU_ASSERT_FALSE(pbk_value_is_name(text));
}

/* What is read in code page 1252 is written as the same byte. */
static void test_charset(void)
{
    struct buf text = buf_new(10), byte = buf_new(10);
    bool assigned;
    int c;

    for (c = 1; c < 256; c++) {
        EXPECT_NUMBER(text_decode(&(char){(char)c}, 1, TEXT_CP1252, &text),
                      CONF_OK);
        assigned = strcmp(buf_text(&text), "\xef\xbf\xbd") != 0;
        EXPECT_NUMBER(text_encode(buf_text(&text), TEXT_CP1252, &byte),
                      assigned ? CONF_OK : CONF_VALUE);
        if (assigned)
            EXPECT_NUMBER((unsigned char)buf_text(&byte)[0], c);
        EXPECT_NUMBER(text_encode(buf_text(&text), TEXT_UTF8, &byte), CONF_OK);
        EXPECT_TEXT(buf_text(&byte), buf_text(&text));
    }
    EXPECT_NUMBER(text_encode("\xff", TEXT_UTF8, &byte), CONF_VALUE);
    EXPECT_NUMBER(text_encode("\xf0\x9f\x98\x80", TEXT_CP1252, &byte),
                  CONF_VALUE);
    EXPECT_NUMBER(text_encode("12345678901", TEXT_CP1252, &byte), CONF_LIMIT);
    buf_free(&text);
    buf_free(&byte);
}

/* --- hex values in several lines */

static const char *hex_of(size_t digits)
{
    static char text[1000];
    size_t i;

    for (i = 0; i < digits; i++)
        text[i] = "0123456789ABCDEF"[(i * 7 + digits) % 16];
    text[digits] = '\0';
    return text;
}

static void expect_hex(struct pbk_book *book, size_t digits, size_t lines)
{
    struct buf value = buf_new(1000);
    struct pbk_cursor cursor;
    struct pbk_item item;

    EXPECT_NUMBER(
        pbk_book_set(book, 0, "CustomAuthData", hex_of(digits), &problem),
        CONF_OK);
    EXPECT_NUMBER(
        pbk_book_get(book, 0, "CustomAuthData", &value, NULL, &problem),
        CONF_OK);
    EXPECT_TEXT(buf_text(&value), hex_of(digits));
    buf_free(&value);
    cursor = pbk_items(&book->rows[0].entry);
    while (pbk_next(&cursor, &item)) {
        if (item.key != &pbk_keys[PBK_KEY_CustomAuthData])
            continue;
        lines--;
        CU_ASSERT_TRUE(item.value.n <= 128);
        CU_ASSERT_TRUE(item.value.n == 128 || !lines);
    }
    EXPECT_NUMBER(lines, 0);
}

static void test_hex(void)
{
    static const size_t digits[] = {0, 2, 126, 128, 130, 256, 258, 640};
    static const char *const books[] = {
        "[X]\r\nType=1\r\nIpAssign=1\r\n",
        "[X]\nType=1",
        "[X]\nType=1\nCustomAuthData=00\nCUSTOMauthData=11",
    };
    size_t n = sizeof(digits) / sizeof(digits[0]), i, j;
    struct pbk_book *book;

    for (i = 0; i < sizeof(books) / sizeof(books[0]); i++) {
        book = book_of(books[i]);
        for (j = 0; j < 2 * n; j++)
            expect_hex(book, digits[j < n ? j : 2 * n - 1 - j],
                       digits[j < n ? j : 2 * n - 1 - j] / 128 +
                           !!(digits[j < n ? j : 2 * n - 1 - j] % 128) +
                           !digits[j < n ? j : 2 * n - 1 - j]);
        pbk_book_free(book);
    }
}

/* --- looking */

static const char several[] = "[X]\nType=1\n[.hidden]\n[x]\n[\xc3\xa9]\n"
                              "[\xe9]\nEncoding=0\n[]\n[open\n[a\tb]\n[Y]\n";

static void test_looking(void)
{
    static const struct {
        const char *name;
        bool hidden, duplicate;
        unsigned line;
    } entries[] = {
        {"X", false, false, 1},       {".hidden", true, false, 3},
        {"x", false, true, 4},        {"\xc3\xa9", false, false, 5},
        {"\xc3\xa9", false, true, 6}, {"", true, false, 8},
        {"", true, false, 9},         {"a\tb", true, false, 10},
        {"Y", false, false, 11},
    };
    struct pbk_book *book = book_of(several);
    struct pbk_book_entry entry;
    struct buf out = buf_new(10);
    size_t i, index;
    unsigned line;

    EXPECT_NUMBER(pbk_book_count(book), 9);
    for (i = 0; i < 9; i++) {
        EXPECT_NUMBER(pbk_book_entry(book, i, &entry), CONF_OK);
        EXPECT_TEXT(entry.name, entries[i].name);
        EXPECT_NUMBER(entry.hidden, entries[i].hidden);
        EXPECT_NUMBER(entry.duplicate, entries[i].duplicate);
        EXPECT_NUMBER(entry.text.line, entries[i].line);
        EXPECT_NUMBER(pbk_book_find(book, entries[i].name, &index, &problem),
                      entry.hidden ? CONF_NOT_FOUND : CONF_OK);
        if (!entry.hidden && !entry.duplicate)
            EXPECT_NUMBER(index, i);
    }
    EXPECT_NUMBER(pbk_book_entry(book, 9, &entry), CONF_NOT_FOUND);
    EXPECT_NUMBER(pbk_book_get(book, 0, "Type", &out, &line, &problem),
                  CONF_OK);
    EXPECT_NUMBER(line, 2);
    EXPECT_TEXT(buf_text(&out), "1");
    EXPECT_NUMBER(pbk_book_get(book, 0, "Guid", &out, &line, &problem),
                  CONF_NOT_FOUND);
    EXPECT_NUMBER(pbk_book_get(book, 0, "Guid[1]", &out, &line, &problem),
                  CONF_VALUE);
    EXPECT_NUMBER(pbk_book_get(book, 9, "Guid", &out, &line, &problem),
                  CONF_NOT_FOUND);
    EXPECT_TEXT(buf_text(&out), "");
    buf_free(&out);
    pbk_book_free(book);
}

static void test_no_books(void)
{
    static const struct {
        const char *text;
        size_t n;
        enum conf_result result;
    } rows[] = {
        {"", 0, CONF_OK},
        {"\r\n \n", 4, CONF_OK},
        {"[", 1, CONF_OK},
        {"x", 1, CONF_FORMAT},
        {"[X]\0", 4, CONF_FORMAT},
        {"1,2,3,4,5,6,7,8,9,10,x", 22, CONF_FORMAT},
        {"\xff\xfe[", 3, CONF_FORMAT},
    };
    struct pbk_book *book;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        EXPECT_NUMBER(
            pbk_book_read(rows[i].text, rows[i].n, "book", &book, &problem),
            rows[i].result);
        CU_ASSERT_EQUAL(book == NULL, rows[i].result != CONF_OK);
        pbk_book_free(book);
    }
}

/* As many entries as are read, and one more. */
static void test_limits(void)
{
    const size_t n = 2 * (size_t)PBK_ENTRIES_MAX;
    char *text = malloc(n + 2);
    struct pbk_book *book;
    size_t i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    for (i = 0; i < n + 2; i++)
        text[i] = "[\n"[i % 2];
    EXPECT_NUMBER(pbk_book_read(text, n + 2, "book", &book, &problem),
                  CONF_LIMIT);
    EXPECT_TEXT(problem.text, "book: a phonebook has at most 262144 entries");
    EXPECT_NUMBER(pbk_book_read(text, n, "book", &book, &problem), CONF_OK);
    EXPECT_NUMBER(pbk_book_append(book, "[X]\n", 4, &problem), CONF_LIMIT);
    EXPECT_NUMBER(pbk_book_bytes(book).n, n);
    pbk_book_free(book);
    free(text);
}

/* --- whole entries */

static const struct {
    const char *before;
    size_t index;
    const char *name; /* NULL: removed */
    enum conf_result result;
    const char *after;
} entries[] = {
    {"[X]\r\nA=1\r\n", 0, "Y", CONF_OK, "[Y]\r\nA=1\r\n"},
    {"\xef\xbb\xbf [X] \nA=1", 0, "a]b", CONF_OK, "\xef\xbb\xbf [a]b] \nA=1"},
    {"[X]A=1", 0, "Y", CONF_OK, "[Y]A=1"},
    {"[X]A=1", 0, "a]b", CONF_VALUE, NULL},
    {"[X\nA=1", 0, "Y", CONF_VALUE, NULL},
    {"[]\nA=1", 0, "Y", CONF_OK, "[Y]\nA=1"},
    {"[.x]\nA=1", 0, "Y", CONF_OK, "[Y]\nA=1"},
    {"[X]\n[Y]\n", 0, "x", CONF_OK, "[x]\n[Y]\n"},
    {"[X]\n[Y]\n", 0, "y", CONF_EXISTS, NULL},
    {"[X]\n[Y]\n", 1, "X", CONF_EXISTS, NULL},
    {"[X]\n[Y]\n", 2, "Z", CONF_NOT_FOUND, NULL},
    {"[X]\n[X]\n", 1, "Z", CONF_OK, "[X]\n[Z]\n"},
    {"[X]\n", 0, "a/b", CONF_VALUE, NULL},
    {"[X]\nEncoding=0\n", 0, "\xc3\xa9", CONF_OK, "[\xe9]\nEncoding=0\n"},
    {"[X]\nEncoding=0\n", 0, "\xe4\xbd\xa0", CONF_VALUE, NULL},
    {"[X]\n", 0, "\xe4\xbd\xa0", CONF_OK, "[\xe4\xbd\xa0]\n"},
    {"[X]\nA=1\n\n[Y]\nB=1\n", 0, NULL, CONF_OK, "[Y]\nB=1\n"},
    {"[X]\nA=1\n\n\t[Y]\nB=1\n", 1, NULL, CONF_OK, "[X]\nA=1\n\n"},
    {"junk\n[X]\r\r\n \n [Y]\nB=1\n", 0, NULL, CONF_OK, "junk\n [Y]\nB=1\n"},
    {"\xef\xbb\xbf[X]\nA=1", 0, NULL, CONF_OK, "\xef\xbb\xbf"},
    {"\xef\xbb\xbf  [X]\nA=1", 0, NULL, CONF_OK, "\xef\xbb\xbf"},
    {"[[X]]\n[Y]", 0, NULL, CONF_OK, "[Y]"},
    {"[X]\n", 1, NULL, CONF_NOT_FOUND, NULL},
};

static void test_entries(void)
{
    struct pbk_book *book;
    size_t i;

    for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        book = book_of(entries[i].before);
        EXPECT_NUMBER(entries[i].name
                          ? pbk_book_rename(book, entries[i].index,
                                            entries[i].name, &problem)
                          : pbk_book_remove(book, entries[i].index, &problem),
                      entries[i].result);
        expect_bytes(book,
                     entries[i].after ? entries[i].after : entries[i].before);
        pbk_book_free(book);
    }
}

/* An entry appended to BEFORE. */
static const struct {
    const char *before, *entry;
    enum conf_result result;
    const char *after;
} appended[] = {
    {"", "[Z]\r\nA=1\r\n", CONF_OK, "[Z]\r\nA=1\r\n"},
    {"[X]\n", "[Z]\r\nA=1", CONF_OK, "[X]\n\n[Z]\r\nA=1"},
    {"[X]\r\n\r\n", "[Z]\r\n", CONF_OK, "[X]\r\n\r\n[Z]\r\n"},
    {"[X]\r \r", "[Z]\r\n", CONF_OK, "[X]\r \r[Z]\r\n"},
    {"[X]", "[Z]\n", CONF_OK, "[X]\r\n\r\n[Z]\n"},
    {"[X]\nA=1", " [Z]\n", CONF_OK, "[X]\nA=1\n\n [Z]\n"},
    {"[X]\n", "[x]\n", CONF_EXISTS, NULL},
    {"[X]\n", "[.z]\n", CONF_VALUE, NULL},
    {"[X]\n", "[Z\n", CONF_VALUE, NULL},
    {"[X]\n", "[Z]\n[Y]\n", CONF_FORMAT, NULL},
    {"[X]\n", "junk\n[Z]\n", CONF_FORMAT, NULL},
    {"[X]\n", "\n[Z]\n", CONF_FORMAT, NULL},
    {"[X]\n", "junk", CONF_FORMAT, NULL},
    {"[X]\n", "", CONF_FORMAT, NULL},
};

static void test_append(void)
{
    struct pbk_book *book;
    size_t i;

    for (i = 0; i < sizeof(appended) / sizeof(appended[0]); i++) {
        book = book_of(appended[i].before);
        EXPECT_NUMBER(pbk_book_append(book, appended[i].entry,
                                      strlen(appended[i].entry), &problem),
                      appended[i].result);
        expect_bytes(book, appended[i].after ? appended[i].after
                                             : appended[i].before);
        pbk_book_free(book);
    }
}

static void test_import(void)
{
    struct pbk_book *from = book_of("[A]\n[\xe9]\nEncoding=0\nGuid=1\n\n[B]\n");
    struct pbk_book *to = book_of("[X]\n");

    EXPECT_NUMBER(pbk_book_import(to, from, 1, NULL, &problem), CONF_OK);
    expect_bytes(to, "[X]\n\n[\xe9]\nEncoding=0\nGuid=1\n\n");
    EXPECT_NUMBER(pbk_book_import(to, from, 1, NULL, &problem), CONF_EXISTS);
    EXPECT_NUMBER(pbk_book_import(to, from, 1, "X", &problem), CONF_EXISTS);
    EXPECT_NUMBER(pbk_book_import(to, from, 1, "\xe4\xbd\xa0", &problem),
                  CONF_VALUE);
    EXPECT_NUMBER(pbk_book_import(to, from, 3, "Z", &problem), CONF_NOT_FOUND);
    EXPECT_NUMBER(pbk_book_import(to, from, 2, "Z", &problem), CONF_OK);
    expect_bytes(to, "[X]\n\n[\xe9]\nEncoding=0\nGuid=1\n\n[Z]\n");
    pbk_book_free(from);
    pbk_book_free(to);
}

static void test_clone(void)
{
    static const char text[] =
        "[X]\r\nLowDateTime=1\r\nHighDateTime = 2 \r\nguid=\r\nJunk\r\n"
        "PhoneNumber=1\r\n";
    struct pbk_book *book = book_of(text);
    struct buf guid = buf_new(100);
    char head[200];

    EXPECT_NUMBER(pbk_book_clone(book, 0, "x", &problem), CONF_EXISTS);
    EXPECT_NUMBER(pbk_book_clone(book, 1, "Y", &problem), CONF_NOT_FOUND);
    EXPECT_NUMBER(pbk_book_clone(book, 0, "Y", &problem), CONF_OK);
    EXPECT_NUMBER(pbk_book_count(book), 2);
    snprintf(head, sizeof(head), "%s\r\n[Y]\r\nLowDateTime=", text);
    CU_ASSERT_TRUE(memcmp(pbk_book_bytes(book).at, head, strlen(head)) == 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(pbk_book_bytes(book).at + strlen(head),
                                  "\r\nJunk\r\nPhoneNumber=1\r\n"));
    EXPECT_NUMBER(pbk_book_get(book, 1, "Guid", &guid, NULL, &problem),
                  CONF_OK);
    EXPECT_NUMBER(guid.used, 32);
    EXPECT_NUMBER(pbk_book_get(book, 1, "DialParamsUID", &guid, NULL, &problem),
                  CONF_NOT_FOUND);
    buf_free(&guid);
    pbk_book_free(book);
}

/* --- new entries */

static const char *const kind_names[PBK_KINDS] = {
    [PBK_KIND_PHONE] = "phone",
    [PBK_KIND_DIRECT] = "direct",
    [PBK_KIND_VPN] = "vpn",
    [PBK_KIND_BROADBAND] = "broadband",
};

static struct file_bytes file_of(const char *path)
{
    struct file_bytes bytes = {NULL, 0};
    int fd = -1;

    EXPECT_NUMBER(file_open(path, &fd, &problem), CONF_OK);
    EXPECT_NUMBER(file_read(fd, path, 1u << 20, &bytes, &problem), CONF_OK);
    close(fd);
    return bytes;
}

/* As committed: a change of these files is a change of what is written. */
static void test_new(void)
{
    const struct pbk_stamp stamp = {"2CBD8AB42F2E9D44A5160B7FD83E94C1",
                                    193219031, 0x01dc0000beef0001u};
    struct buf out = buf_new(10000);
    struct file_bytes expected;
    char path[100];
    int kind;

    for (kind = 0; kind < PBK_KINDS; kind++) {
        buf_clear(&out);
        EXPECT_NUMBER(
            pbk_new_entry((enum pbk_kind)kind, "New Entry", &stamp, &out),
            CONF_OK);
        snprintf(path, sizeof(path), TEST_DATA "pbk_edit/%s.pbk",
                 kind_names[kind]);
        expected = file_of(path);
        EXPECT_TEXT(buf_text(&out), expected.bytes);
        file_free(&expected);
    }
    buf_free(&out);
}

/* Whatever may be written is read without an objection. */
static void test_new_is_read(void)
{
    static const uint32_t types[PBK_KINDS] = {1, 3, 2, 5};
    struct pbk_book *book = book_of("");
    struct pbk_book_entry found;
    struct entry *entry;
    int kind;

    for (kind = 0; kind < PBK_KINDS; kind++) {
        EXPECT_NUMBER(
            pbk_book_add(book, kind_names[kind], (enum pbk_kind)kind, &problem),
            CONF_OK);
        EXPECT_NUMBER(pbk_book_entry(book, (size_t)kind, &found), CONF_OK);
        EXPECT_NUMBER(pbk_cfg_load(&found.text, &entry, &problem), CONF_OK);
        if (!entry)
            continue;
        EXPECT_TEXT(entry->name, kind_names[kind]);
        EXPECT_NUMBER(entry->type, types[kind]);
        EXPECT_NUMBER(entry->pb_version, 8);
        EXPECT_NUMBER(strlen(entry->guid), 32);
        EXPECT_NUMBER(entry->n_media, 1);
        EXPECT_NUMBER(entry->media[0].n_devices, 1);
        entry_free(entry);
    }
    EXPECT_NUMBER(pbk_book_add(book, "VPN", PBK_KIND_VPN, &problem),
                  CONF_EXISTS);
    EXPECT_NUMBER(pbk_book_add(book, "a?", PBK_KIND_VPN, &problem), CONF_VALUE);
    EXPECT_NUMBER(pbk_book_count(book), PBK_KINDS);
    pbk_book_free(book);
}

/* --- every key of the table, in a new entry */

static size_t count_lines(struct pbk_span s)
{
    size_t n = 0, i;

    for (i = 0; i < s.n; i++)
        n += s.at[i] == '\n';
    return n;
}

/* A value that the key may have. */
static void sample(const struct pbk_key *key, char text[64])
{
    static const char *const texts[] = {
        [PBK_TEXT] = "b\xc3\xbc=;#",
        [PBK_HEX] = "0123456789ABCDEF",
        [PBK_GUID] = "2CBD8AB42F2E9D44A5160B7FD83E94C1",
        [PBK_IPV4] = "192.0.2.7",
        [PBK_IPV6] = "2001:db8::7",
        [PBK_HEADER] = "other",
    };

    if (key == &pbk_keys[PBK_KEY_NETCOMPONENTS])
        snprintf(text, 64, "%s", "");
    else if (pbk_key_is_number(key))
        snprintf(text, 64, "%lld", (long long)key->max);
    else
        snprintf(text, 64, "%s", texts[key->type]);
}

static void expect_value(const struct pbk_book *book, const char *path,
                         const char *expected)
{
    struct buf value = buf_new(1000);

    EXPECT_NUMBER(pbk_book_get(book, 0, path, &value, NULL, &problem), CONF_OK);
    EXPECT_TEXT(buf_text(&value), expected);
    buf_free(&value);
}

/* Sets the key, and takes that back. */
static void set_key(struct pbk_book *book, const struct pbk_key *key)
{
    struct pbk_span before = pbk_book_bytes(book);
    char *copy = strndup(before.at, before.n), text[64];
    struct buf old = buf_new(1000);
    bool present =
        pbk_book_get(book, 0, key->name, &old, NULL, NULL) == CONF_OK;

    sample(key, text);
    EXPECT_NUMBER(pbk_book_set(book, 0, key->name, text, &problem), CONF_OK);
    expect_value(book, key->name, text);
    EXPECT_NUMBER(count_lines(pbk_book_bytes(book)),
                  count_lines(before = (struct pbk_span){copy, strlen(copy)}) +
                      !present);
    EXPECT_NUMBER(
        present ? pbk_book_set(book, 0, key->name, buf_text(&old), &problem)
                : pbk_book_unset(book, 0, key->name, &problem),
        CONF_OK);
    expect_bytes(book, copy);
    buf_free(&old);
    free(copy);
}

static void test_every_key(void)
{
    struct pbk_book *book;
    size_t i;
    int kind;

    for (kind = 0; kind < PBK_KINDS; kind++) {
        book = book_of("");
        pbk_book_add(book, "X", (enum pbk_kind)kind, &problem);
        for (i = 0; i < PBK_KEYS; i++)
            set_key(book, &pbk_keys[i]);
        pbk_book_free(book);
    }
}

/* Adding all missing keys leaves each group in the order of the table. */
static void test_order(void)
{
    struct pbk_book *book =
        book_of("[X]\r\nEncoding=1\r\n\r\nNETCOMPONENTS=\r\n\r\n"
                "MEDIA=serial\r\n\r\nDEVICE=modem\r\n"
                "PhoneNumber=\r\n");
    const struct pbk_key *last = pbk_keys;
    struct pbk_cursor cursor;
    struct pbk_item item;
    char text[64];
    size_t i;

    for (i = PBK_KEYS; i-- > PBK_KEY_Encoding + 1;) {
        sample(&pbk_keys[i], text);
        EXPECT_NUMBER(pbk_book_set(book, 0, pbk_keys[i].name, text, &problem),
                      CONF_OK);
    }
    cursor = pbk_items(&book->rows[0].entry);
    for (i = 0; pbk_next(&cursor, &item); i++) {
        if (item.key->scope == last->scope && item.key->scope != PBK_SCOPE_N)
            CU_ASSERT_TRUE(item.key > last);
        last = item.key;
    }
    EXPECT_NUMBER(i, PBK_KEYS);
    pbk_book_free(book);
}

/* --- whatever the file: the corpus, and what chance makes of it */

static uint64_t random_state;

static uint32_t chance(uint32_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % n;
}

/* The part of A that differs from B, from the first to the last difference. */
static struct pbk_span difference(struct pbk_span a, struct pbk_span b)
{
    while (a.n && b.n && a.at[0] == b.at[0]) {
        a = (struct pbk_span){a.at + 1, a.n - 1};
        b = (struct pbk_span){b.at + 1, b.n - 1};
    }
    while (a.n && b.n && a.at[a.n - 1] == b.at[b.n - 1]) {
        a.n--;
        b.n--;
    }
    return a;
}

static bool has_line_end(struct pbk_span s)
{
    return memchr(s.at, '\n', s.n) || memchr(s.at, '\r', s.n);
}

static bool is_same(struct pbk_span a, struct pbk_span b)
{
    return a.n == b.n && memcmp(a.at, b.at, a.n) == 0;
}

static bool begins(struct pbk_span s, struct pbk_span start)
{
    s.n = s.n > start.n ? start.n : s.n;
    return is_same(s, start);
}

/* The line had another value, OLD, or there was none. */
static void set_back(struct pbk_book *book, size_t index,
                     const struct pbk_key *key, const struct buf *old,
                     struct pbk_span before)
{
    struct pbk_span now = pbk_book_bytes(book);

    if (old) {
        CU_ASSERT_FALSE(has_line_end(difference(before, now)));
        CU_ASSERT_FALSE(has_line_end(difference(now, before)));
        if (!pbk_value_ok(key, buf_text(old)))
            return;
        /* what is no UTF-8 was read as code page 1252, and becomes UTF-8 */
        if (!is_ascii(span_of(old)))
            return;
        EXPECT_NUMBER(
            pbk_book_set(book, index, key->name, buf_text(old), &problem),
            CONF_OK);
        CU_ASSERT_TRUE(is_same(pbk_book_bytes(book), before));
        return;
    }
    EXPECT_NUMBER(pbk_book_unset(book, index, key->name, &problem), CONF_OK);
    now = pbk_book_bytes(book);
    /* a last line without an end got one */
    CU_ASSERT_TRUE(begins(now, before) && now.n <= before.n + 2);
}

static void set_any(struct pbk_book *book, struct pbk_span before)
{
    const struct pbk_key *key = &pbk_keys[chance(PBK_KEYS)];
    struct buf old = buf_new(1u << 20), now = buf_new(1u << 20);
    size_t index = chance((uint32_t)pbk_book_count(book));
    bool present =
        pbk_book_get(book, index, key->name, &old, NULL, NULL) == CONF_OK;
    enum conf_result result;
    char text[64];

    sample(key, text);
    result = pbk_book_set(book, index, key->name, text, &problem);
    if (result != CONF_OK) {
        CU_ASSERT_TRUE(is_same(pbk_book_bytes(book), before));
    } else {
        EXPECT_NUMBER(
            pbk_book_get(book, index, key->name, &now, NULL, &problem),
            CONF_OK);
        EXPECT_TEXT(buf_text(&now), text);
        if (key->type != PBK_HEX && key->type != PBK_HEADER &&
            key != &pbk_keys[PBK_KEY_PhoneNumber])
            set_back(book, index, key, present ? &old : NULL, before);
    }
    buf_free(&old);
    buf_free(&now);
}

/* The entry that the book finds by a name is the one that is dialled. */
static void find_all(const struct pbk_book *book, struct pbk_span text)
{
    struct pbk_entry dialled;
    struct pbk plain;
    size_t i, index;

    EXPECT_NUMBER(pbk_open(&plain, "book", text.at, text.n, NULL), CONF_OK);
    for (i = 0; i < book->entries; i++) {
        if (book->rows[i].hidden ||
            pbk_find(&plain, pbk_book_name(book, i), &dialled, NULL) != CONF_OK)
            continue;
        EXPECT_NUMBER(pbk_book_find(book, pbk_book_name(book, i), &index, NULL),
                      CONF_OK);
        EXPECT_NUMBER(book->rows[index].entry.line, dialled.line);
        EXPECT_NUMBER(book->rows[index].entry.body.n, dialled.body.n);
    }
}

static bool is_read(struct pbk_span text)
{
    struct pbk_entry entry;
    struct pbk plain;
    enum conf_result result = pbk_open(&plain, "book", text.at, text.n, NULL);

    if (result == CONF_OK)
        result = pbk_find(&plain, "x", &entry, NULL);
    return result == CONF_OK || result == CONF_NOT_FOUND;
}

/* Entries of the book itself and of another one, at its end. */
static void append_any(struct pbk_book *book, struct pbk_span before)
{
    struct pbk_span now;
    char name[20];
    unsigned i;

    for (i = 0; i < 3; i++) {
        snprintf(name, sizeof(name), "%c%u", "xA~"[i], chance(100));
        if (book->entries)
            pbk_book_import(book, book, chance((uint32_t)book->entries), name,
                            &problem);
        snprintf(name, sizeof(name), "[%c%u]\nA", "yB{"[i], chance(100));
        pbk_book_append(book, name, strlen(name), &problem);
        now = pbk_book_bytes(book);
        CU_ASSERT_TRUE(begins(now, before));
        expect_index(book);
    }
}

/* TEXT is an allocation of its own: the sanitizers see where it ends. */
static void try_text(struct pbk_span text, unsigned sets)
{
    struct pbk_book *book;
    enum conf_result result =
        pbk_book_read(text.at, text.n, "book", &book, &problem);

    if (is_read(text))
        EXPECT_NUMBER(result, CONF_OK);
    if (result != CONF_OK)
        return;
    CU_ASSERT_TRUE(is_same(pbk_book_bytes(book), text));
    find_all(book, text);
    append_any(book, text);
    pbk_book_free(book);
    EXPECT_NUMBER(pbk_book_read(text.at, text.n, "book", &book, &problem),
                  CONF_OK);
    for (; sets && book->entries; sets--) {
        set_any(book, text);
        pbk_book_free(book);
        if (pbk_book_read(text.at, text.n, "book", &book, &problem) != CONF_OK)
            return;
    }
    pbk_book_free(book);
}

/* What hurts most. */
static const char *const pieces_of_text[] = {"[",
                                             "]",
                                             "=",
                                             "\r",
                                             "\n",
                                             "\r\n",
                                             " ",
                                             "\t",
                                             "\xff",
                                             "\xc3\xa9",
                                             "[]",
                                             "\n[X]\n",
                                             "\nMEDIA=serial\n",
                                             "\nDEVICE=modem\n",
                                             "\nPhoneNumber=1\n",
                                             "\nEncoding=0\n",
                                             "\nNETCOMPONENTS=\n",
                                             "\nType=",
                                             "]Type=1",
                                             "\nDevice=",
                                             "\nComment=a]\n",
                                             "\nCustomAuthData=00\n",
                                             "\n.x=1\n",
                                             ""};

static struct pbk_span mutate(struct pbk_span text)
{
    size_t at = chance((uint32_t)text.n + 1), gone = chance(3) ? 0 : chance(40);
    const char *piece = pieces_of_text[chance(sizeof(pieces_of_text) /
                                              sizeof(pieces_of_text[0]))];
    size_t n = strlen(piece);
    char *out;

    gone = gone > text.n - at ? text.n - at : gone;
    out = malloc(text.n + n - gone + 1);
    if (!out)
        abort();
    if (at)
        memcpy(out, text.at, at);
    memcpy(out + at, piece, n);
    memcpy(out + at + n, text.at + at + gone, text.n - at - gone);
    return (struct pbk_span){out, text.n + n - gone};
}

static void try_mutations(struct pbk_span text, unsigned times)
{
    struct pbk_span now = text, next;
    unsigned i;

    for (i = 0; i < times; i++) {
        next = mutate(now);
        if (now.at != text.at)
            free((void *)(uintptr_t)now.at);
        now = next;
        try_text(now, 2);
    }
    if (now.at != text.at)
        free((void *)(uintptr_t)now.at);
}

static void for_each_file(const char *pattern, unsigned mutations)
{
    struct file_bytes bytes;
    struct pbk_span text;
    glob_t found;
    size_t i;

    CU_ASSERT_EQUAL_FATAL(glob(pattern, 0, NULL, &found), 0);
    for (i = 0; i < found.gl_pathc; i++) {
        bytes = file_of(found.gl_pathv[i]);
        text = (struct pbk_span){bytes.bytes, bytes.n};
        try_text(text, 40);
        try_mutations(text, mutations);
        file_free(&bytes);
    }
    globfree(&found);
}

static void test_any(void)
{
    const char *seed = getenv("SEED");

    random_state = seed ? strtoull(seed, NULL, 10) : 20261122;
    printf("pbk_edit: SEED=%llu\n", (unsigned long long)random_state);
    for_each_file(TEST_DATA "pbk/*.pbk", 300);
    for_each_file(TEST_DATA "pbk_edit/*.pbk", 300);
    for_each_file("conf/examples/*.pbk", 300);
}

/* --- no memory */

static struct pbk_book *other_book;

static enum conf_result op_set(struct pbk_book *b)
{
    return pbk_book_set(b, 0, "IpDnsSuffix", "example.net", &problem);
}

static enum conf_result op_insert(struct pbk_book *b)
{
    return pbk_book_set(b, 0, "CustomAuthData", hex_of(300), &problem);
}

static enum conf_result op_number(struct pbk_book *b)
{
    return pbk_book_set(b, 0, "PhoneNumber[2]", "2", &problem);
}

static enum conf_result op_unset(struct pbk_book *b)
{
    return pbk_book_unset(b, 0, "DEVICE", &problem);
}

static enum conf_result op_add(struct pbk_book *b)
{
    return pbk_book_add(b, "N", PBK_KIND_PHONE, &problem);
}

static enum conf_result op_rename(struct pbk_book *b)
{
    return pbk_book_rename(b, 0, "N", &problem);
}

static enum conf_result op_remove(struct pbk_book *b)
{
    return pbk_book_remove(b, 0, &problem);
}

static enum conf_result op_clone(struct pbk_book *b)
{
    return pbk_book_clone(b, 0, "N", &problem);
}

static enum conf_result op_import(struct pbk_book *b)
{
    return pbk_book_import(b, other_book, 0, "N", &problem);
}

static enum conf_result op_append(struct pbk_book *b)
{
    return pbk_book_append(b, "[N]\n", 4, &problem);
}

static enum conf_result op_get(struct pbk_book *b)
{
    struct buf out = buf_new(1000);
    enum conf_result result =
        pbk_book_get(b, 0, "IpDnsSuffix", &out, NULL, &problem);

    buf_free(&out);
    return result;
}

static enum conf_result op_read(struct pbk_book *b)
{
    struct pbk_span text = pbk_book_bytes(b);
    struct pbk_book *again;
    enum conf_result result =
        pbk_book_read(text.at, text.n, "book", &again, &problem);

    CU_ASSERT_EQUAL(again == NULL, result != CONF_OK);
    pbk_book_free(again);
    return result;
}

static enum conf_result op_first(struct pbk_book *b)
{
    return pbk_book_put_first(b, 0, "PhoneNumber[1]", &problem);
}

static enum conf_result (*const operations[])(struct pbk_book *b) = {
    op_set,   op_insert, op_number, op_unset, op_add,  op_rename, op_remove,
    op_clone, op_import, op_append, op_get,   op_read, op_first,
};

/* Fails the I-th allocation of the operation; false when it has fewer. */
static bool fail_once(size_t operation, int i)
{
    static const char text[] =
        "[X]\nGuid=\nDialParamsUID=1\nIpDnsSuffix=a\nMEDIA=serial\n"
        "DEVICE=modem\nPhoneNumber=1\n";
    struct pbk_book *book = book_of(text);
    enum conf_result result;
    bool failed_one;

    problem.text[0] = '\0';
    allocations_left = i;
    result = operations[operation](book);
    failed_one = allocations_left < 0;
    allocations_left = -1;
    EXPECT_NUMBER(result, failed_one ? CONF_NOMEM : CONF_OK);
    if (failed_one) {
        EXPECT_TEXT(problem.text, "book: out of memory");
        expect_bytes(book, text);
    }
    pbk_book_free(book);
    return failed_one;
}

static void test_no_memory(void)
{
    size_t operation;
    int i;

    other_book = book_of("[Z]\nType=1\n");
    for (operation = 0; operation < sizeof(operations) / sizeof(operations[0]);
         operation++) {
        for (i = 0; fail_once(operation, i); i++)
            ;
        CU_ASSERT_TRUE(i >= 2);
    }
    pbk_book_free(other_book);
}

const char unit_name[] = "pbk_edit";
const struct unit_test unit_tests[] = {
    {"one change, one line", test_changes},
    {"what is refused changes nothing", test_refusals},
    {"a number goes first", test_numbers_in_order},
    {"values", test_values},
    {"names", test_names},
    {"code page 1252, there and back", test_charset},
    {"hex values in lines of 128 digits", test_hex},
    {"looking", test_looking},
    {"what is no book", test_no_books},
    {"limits", test_limits},
    {"renaming and removing", test_entries},
    {"appending", test_append},
    {"importing", test_import},
    {"cloning", test_clone},
    {"new entries are those committed", test_new},
    {"new entries are read", test_new_is_read},
    {"every key, there and back", test_every_key},
    {"missing keys come in Windows' order", test_order},
    {"any file, any key", test_any},
    {"no memory", test_no_memory},
    {NULL, NULL},
};
