/* The text that a PBK becomes. What it reads back as: test_convert.c. */
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

#define malloc       test_malloc
#define reallocarray test_reallocarray
#include "conf/buf.c"
#include "conf/cfg_out.c"

#include "conf/convert_pbk.c"
#undef malloc
#undef reallocarray

#include "conf/convert_cfg.h"
#include "tests/unit/harness.h"

static struct conf_problem problem;

static enum conf_result convert_text(const char *text, struct buf *out,
                                     struct convert_report *report)
{
    *out = buf_new(CONVERT_OUT_MAX);
    *report = (struct convert_report){0};
    return convert_pbk_to_cfg(text, strlen(text), "book", out, report,
                              &problem);
}

/* --- the text */

#define HEAD  "entries = (\n    {\n        name = \"X\";\n"
#define TAIL  "    }\n);\n"
#define HEX64 "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB"

static const struct {
    const char *pbk, *cfg;
} texts[] = {
    {"", "entries = (\n);\n"},
    {"\r\n \r\n", "entries = (\n);\nx-end = \"\\r\\n\"\n    \" \\r\\n\";\n"},
    {"[X]\r\n", HEAD TAIL},
    {"[X]\n", "x-line-end = \"\\n\";\n" HEAD TAIL},
    {"[X]\r", "x-line-end = \"\\r\";\n" HEAD TAIL},
    {"[X]", HEAD "        x-name = \"[X]\";\n" TAIL},
    {"[X]Type=1\r\n",
     HEAD "        x-name = \"[X]\";\n        Type = 1;\n" TAIL},
    {"[X]\r\nLowDateTime=-300171584\r\nDialParamsUID=4294967295\r\n",
     HEAD "        LowDateTime = -300171584;\n"
          "        DialParamsUID = 4294967295L;\n" TAIL},
    {"[X]\r\nType=\r\nUseFlags=4294967296\r\nNewKey=1\r\n",
     HEAD "        Type = \"\";\n        UseFlags = \"4294967296\";\n"
          "        NewKey = \"1\";\n" TAIL},
    {"[X]\r\nPreferredPort=\"\\\x01\t\xff\xc3\xbc\xc2\x85\xef\xbb\xbf"
     "@\r\nEncoding=1\r\n",
     HEAD "        PreferredPort = \"\\\"\\\\\\x01\\t\xc3\xbf\xc3\x83\xc2\xbc"
          "\xc3\x82\xe2\x80\xa6\xc3\xaf\xc2\xbb\xc2\xbf@\";\n"
          "        x-PreferredPort = \"PreferredPort=\\\"\\\\\\x01\\t\\xff"
          "\xc3\xbc\\xc2\\x85\\xef\\xbb\\xbf@\\r\\n\";\n"
          "        Encoding = 1;\n" TAIL},
    {"[X]\r\nCustomAuthData=" HEX64 HEX64 "\r\nCustomAuthData=01\r\n",
     HEAD "        CustomAuthData = \"" HEX64 HEX64 "\"\n"
          "            \"01\";\n" TAIL},
    {"[X]\r\nms_server=2\r\n",
     HEAD "        x-netcomponents = \"\";\n        netcomponents = (\n"
          "            {\n                id = \"ms_server\";\n"
          "                enabled = true;\n"
          "                x-id = \"ms_server=2\\r\\n\";\n            }\n"
          "        );\n" TAIL},
    {"[X]\r\nname=1\r\nx-y=2\r\nA b=3\r\ntrue=4\r\nType=1\r\n",
     HEAD "        Type = 1;\n        x-Type = \"name=1\\r\\n\"\n"
          "            \"x-y=2\\r\\n\"\n            \"A b=3\\r\\n\"\n"
          "            \"true=4\\r\\n\"\n            \"Type=1\\r\\n\";\n" TAIL},
};

static void test_texts(void)
{
    struct convert_report report;
    struct buf out;
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        EXPECT_NUMBER(convert_text(texts[i].pbk, &out, &report), CONF_OK);
        EXPECT_TEXT(buf_text(&out), texts[i].cfg);
        EXPECT_NUMBER(report.n, 0);
        convert_report_free(&report);
        buf_free(&out);
    }
}

/* --- what is lost */

static const struct {
    const char *pbk, *note;
} moved[] = {
    {"[X]\nDEVICE=m\nType=1\nSpeaker=1\n", "book:3: Type: it stands in"},
    {"[X]\nMEDIA=m\nDEVICE=m\nPort=1\nPhoneNumber=1\n", "book:4: Port: it"},
    {"[X]\nDEVICE=m\nSpeaker=0\nNewKey=1\nType=1\nNewKey=2\nPhoneNumber=1\n"
     "Speaker=2\n",
     "book:5: Type: it stands in the midst"},
    {"[X]\nms_server=1\nType=1\nms_pacer=1\n", "book:4: ms_pacer: it stands"},
    {"[X]\nNrptRules=AA\nType=1\nNrptRules=BB\n",
     "book:4: NrptRules: its digits are joined"},
    {"[X]\nNrptRules=AA\n\nNrptRules=BB\n", "book:4: NrptRules: its digits"},
    {"[X]\nNETCOMPONENTS=\nNew=1\nType=1\nOld=1\n", "book:5: an unknown key"},
};

static void test_moved(void)
{
    struct convert_report report;
    struct buf out;
    size_t i;

    for (i = 0; i < sizeof(moved) / sizeof(moved[0]); i++) {
        EXPECT_NUMBER(convert_text(moved[i].pbk, &out, &report), CONF_OK);
        CU_ASSERT_TRUE_FATAL(report.n > 0);
        if (!strstr(report.notes[0].text, moved[i].note))
            EXPECT_TEXT(report.notes[0].text, moved[i].note);
        EXPECT_NUMBER(report.notes[0].loss, CONVERT_MOVED);
        convert_report_free(&report);
        buf_free(&out);
    }
}

/* --- memory */

/* Each allocation fails once; 300 lines make the nodes grow. */
static void test_no_memory(void)
{
    enum conf_result result = CONF_NOMEM;
    struct convert_report report;
    struct buf text = buf_new(1 << 16), out;
    unsigned i;
    int n;

    CU_ASSERT_EQUAL(buf_add(&text, "[X]\r\nNETCOMPONENTS=\r\n", 21), CONF_OK);
    for (i = 0; i < 300; i++)
        CU_ASSERT_EQUAL(buf_add(&text, "ms_x=1\n", 7), CONF_OK);
    for (n = 0; result == CONF_NOMEM && n < 2000; n++) {
        allocations_left = n;
        result = convert_text(buf_text(&text), &out, &report);
        allocations_left = -1;
        if (result == CONF_NOMEM)
            EXPECT_TEXT(problem.text, "book: out of memory");
        convert_report_free(&report);
        buf_free(&out);
    }
    EXPECT_NUMBER(result, CONF_OK);
    CU_ASSERT_TRUE(n > 15);
    buf_free(&text);
}

const char unit_name[] = "convert_pbk";
const struct unit_test unit_tests[] = {
    {"how settings are written", test_texts},
    {"lines that lose their place", test_moved},
    {"no memory", test_no_memory},
    {NULL, NULL},
};
