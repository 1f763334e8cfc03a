#include "compat/api/saved.c"

#include "compat/str16.h"
#include "tests/unit/api_world.h"

static char store[96];

static void begin(void)
{
    world_begin();
    snprintf(store, sizeof(store), "%s/credentials", world);
    credentials_file = store;
}

static struct tagRASCREDENTIALSW wide(DWORD mask)
{
    struct tagRASCREDENTIALSW c;

    memset(&c, 0, sizeof(c));
    c.dwSize = sizeof(c);
    c.dwMask = mask;
    return c;
}

static struct tagRASCREDENTIALSA narrow(DWORD mask, const char *user,
                                        const char *password)
{
    struct tagRASCREDENTIALSA c;

    memset(&c, 0, sizeof(c));
    c.dwSize = sizeof(c);
    c.dwMask = mask;
    snprintf(c.szUserName, sizeof(c.szUserName), "%s", user);
    snprintf(c.szPassword, sizeof(c.szPassword), "%s", password);
    return c;
}

/* What the store has under the entry. */
static struct credentials stored(const char *entry)
{
    struct credentials c;

    (void)credentials_read(store, world_book, entry, &c, NULL);
    return c;
}

static void test_credentials(void)
{
    struct tagRASCREDENTIALSA c = narrow(3, "joe", "secret");
    struct tagRASCREDENTIALSW got = wide(7);

    begin();
    EXPECT_NUMBER(RasGetCredentialsW(NULL, L"x", NULL), 87);
    got.dwSize--;
    EXPECT_NUMBER(RasGetCredentialsW(NULL, L"x", &got), 632);
    EXPECT_NUMBER(RasGetCredentialsA(world_book, "nobody", &c), 623);
    EXPECT_NUMBER(RasSetCredentialsA(world_book, "nobody", &c, FALSE), 87);
    EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, FALSE), 0);
    EXPECT_TEXT(stored("slow").password, "secret");
    memset(&c, 0, sizeof(c));
    c = narrow(7, "", "");
    EXPECT_NUMBER(RasGetCredentialsA(world_book, "SLOW", &c), 0);
    EXPECT_NUMBER(c.dwMask, RASCM_UserName | RASCM_Password);
    EXPECT_TEXT(c.szUserName, "joe");
    EXPECT_TEXT(c.szPassword, "****************");
    /* given back as it came, it stays what it is */
    EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, FALSE), 0);
    EXPECT_TEXT(stored("slow").password, "secret");
    c = narrow(RASCM_Password, "", "");
    EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, TRUE), 0);
    EXPECT_NUMBER(stored("slow").have, CREDENTIALS_USER);
    /* these are for the entries of all users */
    c = narrow(RASCM_UserName | RASCM_DefaultCreds, "joe", "");
    EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, FALSE), 5);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "slow"), 0);
    EXPECT_NUMBER(stored("slow").have, 0);
    world_end();
}

/* Pre-shared keys: each by itself, beside the password. */
static void test_keys(void)
{
    static const struct {
        DWORD flag;
        size_t at;
    } keys[] = {
        {RASCM_PreSharedKey, offsetof(struct credentials, key)},
        {RASCM_ServerPreSharedKey, offsetof(struct credentials, server_key)},
        {RASCM_DDMPreSharedKey, offsetof(struct credentials, ddm_key)},
    };
    struct tagRASCREDENTIALSA c = narrow(3, "joe", "secret");
    struct credentials saved;
    size_t i;

    begin();
    EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, FALSE), 0);
    for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        c = narrow(keys[i].flag, "", "");
        EXPECT_NUMBER(RasGetCredentialsA(world_book, "slow", &c), 0);
        EXPECT_NUMBER(c.dwMask, 0);
        c = narrow(keys[i].flag, "", "key");
        EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, FALSE), 0);
        saved = stored("slow");
        EXPECT_TEXT((const char *)&saved + keys[i].at, "key");
        EXPECT_TEXT(saved.password, "secret");
        memset(c.szPassword, 0, sizeof(c.szPassword));
        EXPECT_NUMBER(RasGetCredentialsA(world_book, "slow", &c), 0);
        EXPECT_NUMBER(c.dwMask, keys[i].flag);
        EXPECT_TEXT(c.szPassword, "****************");
        EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, FALSE), 0);
        saved = stored("slow");
        EXPECT_TEXT((const char *)&saved + keys[i].at, "key");
        EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, TRUE), 0);
        EXPECT_NUMBER(stored("slow").have, 3);
    }
    world_end();
}

static void test_dial_params(void)
{
    struct tagRASDIALPARAMSA p = world_params("slow");
    BOOL saved = TRUE;

    begin();
    EXPECT_NUMBER(RasGetEntryDialParamsA(world_book, NULL, &saved), 610);
    EXPECT_NUMBER(RasGetEntryDialParamsA(world_book, &p, NULL), 610);
    EXPECT_NUMBER(RasGetEntryDialParamsA(world_book, &p, &saved), 0);
    EXPECT_NUMBER(saved, FALSE);
    EXPECT_TEXT(p.szPassword, "");
    snprintf(p.szUserName, sizeof(p.szUserName), "joe");
    snprintf(p.szPassword, sizeof(p.szPassword), "one");
    snprintf(p.szDomain, sizeof(p.szDomain), "WORK");
    EXPECT_NUMBER(RasSetEntryDialParamsA(world_book, &p, FALSE), 0);
    p = world_params("slow");
    snprintf(p.szPhoneNumber, sizeof(p.szPhoneNumber), "99");
    EXPECT_NUMBER(RasGetEntryDialParamsA(world_book, &p, &saved), 0);
    EXPECT_NUMBER(saved, TRUE);
    EXPECT_TEXT(p.szUserName, "joe");
    EXPECT_TEXT(p.szPassword, "****************");
    EXPECT_TEXT(p.szDomain, "WORK");
    EXPECT_TEXT(p.szPhoneNumber, "99"); /* never filled */
    p.szUserName[0] = p.szDomain[0] = '\0';
    snprintf(p.szPassword, sizeof(p.szPassword), "two");
    EXPECT_NUMBER(RasSetEntryDialParamsA(world_book, &p, FALSE), 0);
    EXPECT_TEXT(stored("slow").password, "one"); /* no user: unchanged */
    EXPECT_TEXT(stored("slow").domain, "WORK");
    snprintf(p.szUserName, sizeof(p.szUserName), "ann");
    EXPECT_NUMBER(RasSetEntryDialParamsA(world_book, &p, TRUE), 0);
    EXPECT_NUMBER(stored("slow").have & CREDENTIALS_PASSWORD, 0);
    EXPECT_TEXT(stored("slow").user, "ann");
    p.dwSize = 7;
    EXPECT_NUMBER(RasSetEntryDialParamsA(world_book, &p, TRUE), 632);
    p = world_params("nobody");
    EXPECT_NUMBER(RasSetEntryDialParamsA(world_book, &p, TRUE), 623);
    saved = TRUE;
    EXPECT_NUMBER(RasGetEntryDialParamsA(world_book, &p, &saved), 623);
    EXPECT_NUMBER(saved, FALSE);
    world_end();
}

/* Who may not write the store is told so; who may not read it sees nothing. */
static void test_denied(void)
{
    struct tagRASDIALPARAMSA p = world_params("slow");
    BOOL saved = TRUE;

    begin();
    snprintf(store, sizeof(store), "/nonexistent/credentials");
    snprintf(p.szUserName, sizeof(p.szUserName), "joe");
    EXPECT_NUMBER(RasSetEntryDialParamsA(world_book, &p, FALSE), 5);
    EXPECT_NUMBER(RasGetEntryDialParamsA(world_book, &p, &saved), 0);
    EXPECT_NUMBER(saved, FALSE);
    world_end();
}

/* Half a character of UTF-16 in each text, and nothing is saved. */
static void test_no_text(void)
{
    static const struct api_member *const c_texts[] = {&c_user, &c_password,
                                                       &c_domain};
    static const struct api_member *const p_texts[] = {
        &p_user, &p_password, &p_domain, &p_callback, &p_entry};
    struct tagRASCREDENTIALSW c;
    struct tagRASDIALPARAMSW p;
    WCHAR book[96];
    size_t i;

    begin();
    str16_from_utf8((uint16_t *)book, 96, world_book, STR16_ENDED);
    for (i = 0; i < sizeof(c_texts) / sizeof(*c_texts); i++) {
        c = wide(RASCM_UserName | RASCM_Password | RASCM_Domain);
        memcpy((char *)&c + c_texts[i]->w, L"\xd800", 4);
        EXPECT_NUMBER(RasSetCredentialsW(book, L"slow", &c, FALSE), 87);
    }
    for (i = 0; i < sizeof(p_texts) / sizeof(*p_texts); i++) {
        memset(&p, 0, sizeof(p));
        p.dwSize = sizeof(p);
        memcpy(p.szEntryName, L"slow", 10);
        memcpy(p.szUserName, L"joe", 8);
        memcpy((char *)&p + p_texts[i]->w, L"\xd800", 4);
        EXPECT_NUMBER(RasSetEntryDialParamsW(book, &p, FALSE), 87);
    }
    EXPECT_NUMBER(stored("slow").have, 0);
    EXPECT_NUMBER(RasSetEntryDialParamsW(book, NULL, FALSE), 610);
    world_end();
}

/* Everybody's credentials are those of an entry of the system's phonebook. */
static void test_default(void)
{
    static struct books_places places;
    struct tagRASCREDENTIALSA c = narrow(RASCM_UserName | RASCM_Password |
                                             RASCM_Domain | RASCM_DefaultCreds,
                                         "joe", "secret");

    begin();
    snprintf(places.system, sizeof(places.system), "%s", world);
    api_books = &places;
    snprintf(c.szDomain, sizeof(c.szDomain), "WORK");
    EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, FALSE), 0);
    c = narrow(RASCM_Domain | RASCM_DefaultCreds, "", "");
    EXPECT_NUMBER(RasGetCredentialsA(world_book, "slow", &c), 0);
    EXPECT_NUMBER(c.dwMask, RASCM_Domain | RASCM_DefaultCreds);
    EXPECT_TEXT(c.szDomain, "WORK");
    EXPECT_TEXT(c.szUserName, "");
    c = narrow(RASCM_DefaultCreds, "", ""); /* of nothing */
    EXPECT_NUMBER(RasGetCredentialsA(world_book, "slow", &c), 0);
    EXPECT_NUMBER(c.dwMask, 0);
    api_books = NULL;
    c = narrow(RASCM_Domain | RASCM_DefaultCreds, "", "");
    EXPECT_NUMBER(RasGetCredentialsA(world_book, "slow", &c), 0);
    EXPECT_NUMBER(c.dwMask, RASCM_Domain);
    EXPECT_NUMBER(RasSetCredentialsA("/nonexistent", "slow", &c, FALSE), 621);
    EXPECT_NUMBER(RasSetCredentialsA(world_book, NULL, &c, FALSE), 87);
    world_end();
}

static void test_callback(void)
{
    struct tagRASDIALPARAMSA p = world_params("slow");
    BOOL saved;

    begin();
    snprintf(p.szCallbackNumber, sizeof(p.szCallbackNumber), "5550000");
    EXPECT_NUMBER(RasSetEntryDialParamsA(world_book, &p, FALSE), 0);
    p = world_params("slow");
    EXPECT_NUMBER(RasGetEntryDialParamsA(world_book, &p, &saved), 0);
    EXPECT_TEXT(p.szCallbackNumber, "5550000");
    EXPECT_NUMBER(saved, FALSE);
    world_end();
}

static void test_rename(void)
{
    struct tagRASCREDENTIALSA c = narrow(3, "joe", "secret");

    begin();
    EXPECT_NUMBER(RasSetCredentialsA(world_book, "slow", &c, FALSE), 0);
    EXPECT_NUMBER(RasRenameEntryA(world_book, "slow", "fast"), 0);
    EXPECT_TEXT(stored("fast").password, "secret");
    EXPECT_NUMBER(stored("slow").have, 0);
    world_end();
}

const char unit_name[] = "api_credentials";
const struct unit_test unit_tests[] = {
    {"RasSetCredentials, RasGetCredentials", test_credentials},
    {"pre-shared keys", test_keys},
    {"dial parameters of an entry", test_dial_params},
    {"a store that cannot be used", test_denied},
    {"texts that are none", test_no_text},
    {"credentials for all users", test_default},
    {"a callback number", test_callback},
    {"a renamed entry keeps its password", test_rename},
    {NULL, NULL},
};
