/* Both adapters: lines of text -> settings -> struct entry. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libconfig.h>

static char destroyed_secret[100]; /* as it was when the tree was freed */

static void spy_config_destroy(config_t *config)
{
    const char *secret = "(absent)";

    config_lookup_string(config, "PreSharedKey", &secret);
    snprintf(destroyed_secret, sizeof(destroyed_secret), "%s", secret);
    config_destroy(config);
}

#define config_destroy spy_config_destroy
#include "conf/pbk_cfg.c"
#undef config_destroy

#include "tests/unit/harness.h"

static struct conf_problem problem;

static enum conf_result load(const char *text, struct entry **entry)
{
    struct pbk_entry found;
    struct pbk book;

    *entry = NULL;
    problem.text[0] = '\0';
    CU_ASSERT_EQUAL_FATAL(pbk_open(&book, "book", text, strlen(text), &problem),
                          CONF_OK);
    CU_ASSERT_EQUAL_FATAL(pbk_find(&book, "X", &found, &problem), CONF_OK);
    return pbk_cfg_load(&found, entry, &problem);
}

#define GROUPS "MEDIA=serial\nDEVICE=modem\nPhoneNumber=1\n"

/* The structure that a row's member is in: the entry's latest of its kind. */
static const void *object_of(const struct entry *e, enum pbk_scope scope)
{
    const struct entry_device *d = &e->media[0].devices[0];

    if (scope == PBK_SCOPE_E)
        return e;
    if (scope == PBK_SCOPE_M)
        return &e->media[0];
    return scope == PBK_SCOPE_D ? (const void *)d
                                : &d->numbers[d->n_numbers - 1];
}

/* A member's value as text, as it would stand in a phonebook. */
static const char *member_text(const struct entry *e, const struct pbk_key *key)
{
    const char *at = (const char *)object_of(e, key->scope) + key->offset;
    static char text[200];
    const char *string;
    uint32_t u32;
    int64_t i64;
    bool yes;

    memcpy(&u32, at, sizeof(u32));
    if (key->type == PBK_BOOL) {
        memcpy(&yes, at, sizeof(yes));
        snprintf(text, sizeof(text), "%d", yes);
    } else if (key->type == PBK_U32 || key->type == PBK_ENCRYPTION) {
        snprintf(text, sizeof(text), "%u", u32);
    } else if (key->type == PBK_I64) {
        memcpy(&i64, at, sizeof(i64));
        snprintf(text, sizeof(text), "%lld", (long long)i64);
    } else if (key->type == PBK_IPV4) {
        inet_ntop(AF_INET, at, text, sizeof(text));
    } else {
        memcpy(&string, at, sizeof(string));
        snprintf(text, sizeof(text), "%s", string);
    }
    return text;
}

/* What an absent key leaves, and something allowed that differs from it. */
static void sample(const struct pbk_key *key, char dflt[32], char other[40])
{
    int64_t number = key->max == key->otherwise ? key->min : key->max;

    snprintf(dflt, 32, "%s", "");
    if (key->type == PBK_IPV4) {
        snprintf(dflt, 32, "0.0.0.0");
        snprintf(other, 40, "192.0.2.7");
    } else if (key->type == PBK_GUID) {
        snprintf(other, 40, "2CBD8AB42F2E9D44A5160B7FD83E94C1");
    } else if (key->type == PBK_TEXT) {
        snprintf(other, 40, "b\xc3\xbc=;#");
    } else {
        snprintf(dflt, 32, "%lld", (long long)key->otherwise);
        snprintf(other, 40, "%lld", (long long)number);
    }
}

static void expect_member(const char *text, const struct pbk_key *key,
                          const char *expected)
{
    struct entry *e;

    EXPECT_NUMBER(load(text, &e), CONF_OK);
    EXPECT_TEXT(problem.text, "");
    if (!e)
        return;
    EXPECT_TEXT(member_text(e, key), expected);
    entry_free(e);
}

static void test_members(void)
{
    char dflt[32], other[40], text[200];
    const struct pbk_key *key;
    unsigned filled = 0;

    for (key = pbk_keys; key < pbk_keys + PBK_KEYS; key++) {
        if (key->offset == PBK_NOWHERE)
            continue;
        filled++;
        sample(key, dflt, other);
        snprintf(text, sizeof(text), "[X]\n" GROUPS "%s=%s\n", key->name,
                 other);
        expect_member(text, key, other);
        snprintf(text, sizeof(text), "[X]\n" GROUPS "%s=\n", key->name);
        expect_member(text, key, dflt);
        if (key != &pbk_keys[PBK_KEY_PhoneNumber])
            expect_member("[X]\n" GROUPS, key, dflt);
    }
    EXPECT_NUMBER(filled, 68);
}

/* A key without effect cannot have a wrong value. */
static void test_kept(void)
{
    const struct pbk_key *key;
    struct entry *e;
    char text[200];

    for (key = pbk_keys; key < pbk_keys + PBK_KEYS; key++) {
        if (key->offset != PBK_NOWHERE || key->type == PBK_HEADER)
            continue;
        snprintf(text, sizeof(text), "[X]\n" GROUPS "%s=\x01\xffx\n",
                 key->name);
        EXPECT_NUMBER(load(text, &e), CONF_OK);
        entry_free(e);
    }
}

static const struct {
    const char *line, *message;
} refused[] = {
    {"RedialAttempts=3x", "book:2: RedialAttempts = 3x: a number from 0 to 99"},
    {"RedialAttempts=4294967296", "RedialAttempts = 4294967296: "},
    {"Type=9", "book:2: Type = 9: a number from 1 to 5 is allowed"},
    {"DataEncryption=9", "DataEncryption = 9: 0, 8, 256 or 512 is allowed"},
    {"AuthenticateServer=yes", "AuthenticateServer = yes: 0 or 1 is allowed"},
    {"IpAddress=192.0.2", "IpAddress = 192.0.2: an address such as"},
    {"IpAddress=::1", "IpAddress = ::1: "},
    {"CustomRasDialDll=a\x1b[m", "CustomRasDialDll = a?[m: at most 260 char"},
    {"MEDIA=\x7f", "book:2: MEDIA = ?: at most 16 characters"},
    {"DEVICE=12345678901234567", "DEVICE = 12345678901234567: at most 16"},
    {"DEVICE=modem\nPhoneNumber=1\nAreaCode=12345678901",
     "book:4: AreaCode = 12345678901: at most 10 characters"},
};

static void test_refused(void)
{
    struct entry *e;
    char text[300];
    size_t i;

    for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        snprintf(text, sizeof(text), "[X]\r\n%s\r\n", refused[i].line);
        EXPECT_NUMBER(load(text, &e), CONF_VALUE);
        CU_ASSERT_PTR_NULL(e);
        if (!strstr(problem.text, refused[i].message))
            EXPECT_TEXT(problem.text, refused[i].message);
    }
}

static const struct {
    const char *written, *read;
} guids[] = {
    {"{B48ABD2C-2E2F-449D-A516-0B7FD83E94C1}",
     "2CBD8AB42F2E9D44A5160B7FD83E94C1"},
    {"{B48ABD2C-2E2F-449D-A516-0B7FD83E94C}", ""},
    {"2CBD8AB42F2E9D44A5160B7FD83E94C1F", ""},
    {"2CBD8AB42F2E9D44A5160B7FD83E94CX", ""},
    {"{", ""},
    {"", ""},
};

static void test_guids(void)
{
    char text[100];
    size_t i;

    for (i = 0; i < sizeof(guids) / sizeof(guids[0]); i++) {
        snprintf(text, sizeof(text), "[X]\n" GROUPS "Guid=%s\n",
                 guids[i].written);
        expect_member(text, &pbk_keys[PBK_KEY_Guid], guids[i].read);
    }
}

static void test_tree(void)
{
    static const char text[] =
        "[X]\nMEDIA=serial\nPort=COM1\nDEVICE=switch\nTerminal=1\n"
        "DEVICE=modem\nPhoneNumber=1\nPhoneNumber=2\nComment=c\nDEVICE=pad\n"
        "MEDIA=rastapi\nDEVICE=PPPoE\nDEVICE=strange\n";
    const struct entry_device *d;
    struct entry *e;

    CU_ASSERT_EQUAL_FATAL(load(text, &e), CONF_OK);
    EXPECT_TEXT(e->name, "X");
    CU_ASSERT_FALSE(e->pb_version_given);
    EXPECT_NUMBER(e->n_media, 2);
    EXPECT_TEXT(e->media[0].type, "serial");
    EXPECT_TEXT(e->media[1].port, "");
    EXPECT_NUMBER(e->media[0].n_devices, 3);
    d = e->media[0].devices;
    EXPECT_NUMBER(d[0].type, ENTRY_DEVICE_SWITCH);
    CU_ASSERT_TRUE(d[0].terminal);
    EXPECT_NUMBER(d[0].n_numbers, 0);
    EXPECT_NUMBER(d[1].n_numbers, 2);
    EXPECT_TEXT(d[1].numbers[1].number, "2");
    EXPECT_TEXT(d[1].numbers[0].comment, "");
    EXPECT_TEXT(d[1].numbers[1].comment, "c");
    EXPECT_NUMBER(d[2].type, ENTRY_DEVICE_PAD);
    EXPECT_NUMBER(e->media[1].devices[0].type, ENTRY_DEVICE_PPPOE);
    EXPECT_NUMBER(e->media[1].devices[1].type, ENTRY_DEVICE_OTHER);
    EXPECT_TEXT(e->media[1].devices[1].type_name, "strange");
    entry_free(e);
}

static const struct {
    const char *devices;
    const char *dialled; /* its type, NULL if none */
} choices[] = {
    {"DEVICE=switch\nDEVICE=modem\nDEVICE=serial\n", "modem"},
    {"DEVICE=switch\nDEVICE=pad\nDEVICE=NULL\n", "NULL"},
    {"DEVICE=switch\nDEVICE=vpn\nDEVICE=pad\n", "vpn"},
    {"DEVICE=switch\n", NULL},
    {"", NULL},
};

static void test_dialled(void)
{
    const struct entry_device *d;
    struct entry *e;
    char text[100];
    size_t i;

    for (i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
        snprintf(text, sizeof(text), "[X]\nMEDIA=serial\n%s",
                 choices[i].devices);
        CU_ASSERT_EQUAL_FATAL(load(text, &e), CONF_OK);
        d = entry_dialled_device(&e->media[0]);
        EXPECT_TEXT(d ? d->type_name : "none",
                    choices[i].dialled ? choices[i].dialled : "none");
        entry_free(e);
    }
}

/* --- the settings in between */

struct tree {
    config_t config;
    config_setting_t *root;
};

static enum conf_result build_tree(const char *text, struct tree *t)
{
    struct pbk_entry found;
    struct pbk book;

    config_init(&t->config);
    t->root = config_root_setting(&t->config);
    CU_ASSERT_EQUAL_FATAL(pbk_open(&book, "book", text, strlen(text), &problem),
                          CONF_OK);
    CU_ASSERT_EQUAL_FATAL(pbk_find(&book, "X", &found, &problem), CONF_OK);
    return pbk_cfg_build(&found, t->root, &problem);
}

static void test_settings(void)
{
    const char *text = "[x]\nUSEFLAGS=3\nUseFlags=4\nLowDateTime=-5\n"
                       "DialParamsUID=4294967295\nNewKey=1\nms_server=1\n"
                       "CustomAuthData=AB\nGuid=1\nCustomAuthData=CD\n"
                       "MEDIA=serial\nMEDIA=isdn\nPort=p\n";
    config_setting_t *s;
    struct tree t;

    EXPECT_NUMBER(build_tree(text, &t), CONF_OK);
    EXPECT_TEXT(
        config_setting_get_string(config_setting_get_member(t.root, "name")),
        "x");
    s = config_setting_get_member(t.root, "UseFlags");
    EXPECT_NUMBER(config_setting_type(s), CONFIG_TYPE_INT);
    EXPECT_NUMBER(config_setting_get_int(s), 3);
    EXPECT_NUMBER((uintptr_t)config_setting_get_hook(s), 2);
    s = config_setting_get_member(t.root, "DialParamsUID");
    EXPECT_NUMBER(config_setting_type(s), CONFIG_TYPE_INT64);
    EXPECT_NUMBER(config_setting_get_int64(s), 4294967295);
    s = config_setting_get_member(t.root, "CustomAuthData");
    EXPECT_TEXT(config_setting_get_string(s), "ABCD");
    CU_ASSERT_PTR_NULL(config_setting_get_member(t.root, "NewKey"));
    s = config_lookup(&t.config, "netcomponents.[0].enabled");
    EXPECT_NUMBER(config_setting_get_bool(s), 1);
    s = config_lookup(&t.config, "media.[1].Port");
    EXPECT_TEXT(config_setting_get_string(s), "p");
    wipe_secrets(t.root);
    s = config_setting_get_member(t.root, "CustomAuthData");
    EXPECT_TEXT(config_setting_get_string(s), "");
    config_destroy(&t.config);
}

static void test_secrets(void)
{
    struct entry *e;

    EXPECT_NUMBER(load("[X]\nPreSharedKey=swordfish\n", &e), CONF_OK);
    EXPECT_TEXT(destroyed_secret, "");
    entry_free(e);
    EXPECT_NUMBER(load("[X]\nPreSharedKey=swordfish\nType=x\n", &e),
                  CONF_VALUE);
    EXPECT_TEXT(destroyed_secret, "");
}

/* LINE as many times as TIMES after "[X]", loaded */
static enum conf_result load_repeated(const char *line, size_t times)
{
    size_t n = strlen(line), i;
    char *text = malloc(4 + n * times + 1);
    enum conf_result result;
    struct entry *e;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memcpy(text, "[X]\n", 5);
    for (i = 0; i < times; i++)
        memcpy(text + 4 + i * n, line, n + 1);
    result = load(text, &e);
    entry_free(e);
    free(text);
    return result;
}

static void test_limits(void)
{
    static char line[PBK_LINE_MAX + 2];

    EXPECT_NUMBER(load_repeated("MEDIA=x\n", PBK_GROUPS_MAX), CONF_OK);
    EXPECT_NUMBER(load_repeated("MEDIA=x\n", PBK_GROUPS_MAX + 1), CONF_LIMIT);
    EXPECT_TEXT(problem.text, "book:258: MEDIA: this is too long or too often");
    EXPECT_NUMBER(load_repeated("DEVICE=x\n", PBK_GROUPS_MAX + 1), CONF_LIMIT);
    EXPECT_NUMBER(load_repeated("ms_server=1\n", PBK_GROUPS_MAX + 1),
                  CONF_LIMIT);
    memset(line, 'A', PBK_LINE_MAX);
    memcpy(line, "NrptRules=", 10);
    line[PBK_LINE_MAX] = '\n';
    EXPECT_NUMBER(load_repeated(line, 3), CONF_OK);
    EXPECT_NUMBER(load_repeated(line, 4), CONF_LIMIT);
}

/* A native phonebook will bring settings of any type. */
static enum conf_result read_config(const char *text)
{
    struct entry *e = NULL;
    enum conf_result result;
    config_t config;

    config_init(&config);
    CU_ASSERT_TRUE_FATAL(config_read_string(&config, text));
    result =
        entry_cfg_read(config_root_setting(&config), "book.cfg", &e, &problem);
    CU_ASSERT_TRUE((e != NULL) == (result == CONF_OK));
    entry_free(e);
    config_destroy(&config);
    return result;
}

static const struct {
    const char *text;
    enum conf_result result;
    const char *message;
} configs[] = {
    {"name = \"n\"; Speaker = 1;", CONF_OK, ""},
    {"name = \"n\"; SwCompression = true; Type = 1L;", CONF_OK, ""},
    {"Type = 1;", CONF_VALUE, "the entry has no name"},
    {"name = 1;", CONF_VALUE, "book.cfg:1: the entry has no name"},
    {"name = \"\";", CONF_VALUE, "no name"},
    {"name = \"n\";\nType = \"1\";", CONF_VALUE, "book.cfg:2: Type = 1:"},
    {"name = \"n\";\nType = 1.5;", CONF_VALUE, "Type = 1.5:"},
    {"name = \"n\";\nType = 99999999999L;", CONF_VALUE, "= 99999999999:"},
    {"name = \"n\";\nType = ();", CONF_VALUE, "Type = (something else)"},
    {"name = \"n\";\nIpDnsSuffix = false;", CONF_VALUE, "IpDnsSuffix = false"},
    {"name = \"n\";\nIpAddress = 1;", CONF_VALUE, "IpAddress = 1:"},
    {"name = \"n\";\nGuid = 1;", CONF_OK, ""},
    {"name = \"n\";\nmedia = {};", CONF_VALUE, "2: media must be a list"},
    {"name = \"n\";\nmedia = (1);", CONF_VALUE, "list of groups"},
    {"name = \"n\";\nmedia = ({type = 1;});", CONF_VALUE, "MEDIA = 1"},
    {"name = \"n\";\nmedia = ({devices = 1;});", CONF_VALUE, "devices must"},
    {"name = \"n\";\nmedia = ();", CONF_OK, ""},
    {"name = \"n\";\nmedia = ({devices = ({numbers = ({CountryID = \"x\";"
     "});});});",
     CONF_VALUE, "2: CountryID = x:"},
};

static void test_configs(void)
{
    size_t i;

    for (i = 0; i < sizeof(configs) / sizeof(configs[0]); i++) {
        problem.text[0] = '\0';
        EXPECT_NUMBER(read_config(configs[i].text), configs[i].result);
        if (!strstr(problem.text, configs[i].message))
            EXPECT_TEXT(problem.text, configs[i].message);
    }
}

const char unit_name[] = "pbk_cfg";
const struct unit_test unit_tests[] = {
    {"each row fills its member, or leaves the default", test_members},
    {"values without effect are not checked", test_kept},
    {"what is not allowed is refused by file and line", test_refused},
    {"GUIDs", test_guids},
    {"links, devices and numbers", test_tree},
    {"the device that is dialled", test_dialled},
    {"the settings between text and entry", test_settings},
    {"secrets are wiped before memory is freed", test_secrets},
    {"an entry's groups and values are bounded", test_limits},
    {"settings of any type", test_configs},
    {NULL, NULL},
};
