#include "tests/unit/harness.h"

#include <arpa/inet.h>

#include "compat/settings.c"
#include "conf/pbk_keys.h"

/* An entry, link, device and line as Windows writes them for a new modem. */
static struct entry entry;
static struct entry_media media;
static struct entry_device device;
static struct ras_device line;
static struct settings_request request;
static struct settings s;

static void begin(void)
{
    memset(&media, 0, sizeof(media));
    entry = (struct entry){
        .name = "Office",
        .type = ENTRY_TYPE_PHONE,
        .pb_version_given = true,
        .guid = "",
        .base_protocol = 1,
        .prerequisite_entry = "",
        .prerequisite_phonebook = "",
        .custom_ras_dial_dll = "",
        .lcp_extensions = true,
        .data_encryption = ENTRY_ENCRYPTION_OPTIONAL,
        .sw_compression = true,
        .ip_header_compression = true,
        .ip_prioritize_remote = true,
        .ipv6_prioritize_remote = true,
        .ip_assign = 1,
        .ip_name_assign = 1,
        .redial_attempts = 3,
        .redial_seconds = 60,
        .preferred_hw_flow = true,
        .media = &media,
        .ip_dns_suffix = "",
        .n_media = 1,
    };
    device = (struct entry_device){.type = ENTRY_DEVICE_MODEM,
                                   .type_name = "modem",
                                   .hw_flow_control = true,
                                   .script_name = ""};
    media.type = "serial";
    media.port = "COM1";
    media.device_name = "";
    media.devices = &device;
    media.n_devices = 1;
    line =
        (struct ras_device){.kind = RAS_DEVICE_MODEM, .carrier_detect = true};
    request = (struct settings_request){.entry = &entry,
                                        .media = &media,
                                        .device = &device,
                                        .line = &line,
                                        .trusted = true};
}

static const struct settings_option *find(const char *text)
{
    size_t i;

    for (i = 0; i < s.n_options; i++)
        if (s.options[i].length == strlen(text) &&
            memcmp(s.text + s.options[i].start, text, strlen(text)) == 0)
            return &s.options[i];
    return NULL;
}

/* WORDS: options with blanks between, each to be there, or not after a '!'. */
static void expect(const char *words, const char *file, unsigned at)
{
    char copy[512], *word, *rest = copy;

    settings_make(&s, &request);
    snprintf(copy, sizeof(copy), "%s", words);
    while ((word = strsep(&rest, ",")) != NULL) {
        bool wanted = word[0] != '!';

        if ((find(word + !wanted) != NULL) != wanted)
            fprintf(stderr, "%s:%u: \"%s\" is %s\n", file, at, word + !wanted,
                    wanted ? "missing" : "there");
        CU_assertImplementation((find(word + !wanted) != NULL) == wanted, at,
                                "the option is as expected", file, "",
                                CU_FALSE);
    }
}
#define EXPECT(words) expect((words), __FILE__, __LINE__)

static void expect_refusal(uint32_t error, const char *part, const char *file,
                           unsigned at)
{
    settings_make(&s, &request);
    unit_expect_number(s.error, error, file, at);
    if (!strstr(s.reason, part))
        fprintf(stderr, "%s:%u: got \"%s\"\n", file, at, s.reason);
    CU_assertImplementation(strstr(s.reason, part) != NULL, at,
                            "the reason names the key", file, "", CU_FALSE);
}
#define REFUSED(error, part) expect_refusal((error), (part), __FILE__, __LINE__)

/* --- all of it */

static void test_new_entry(void)
{
    static const char expected[] =
        "115200crtsctsnoauthnoipdefaultipcp-accept-localipcp-accept-remote"
        "usepeerdnsdefaultroutedefaultroute6persistmaxfail 4holdoff 60"
        "ipparam \"Office\"";

    begin();
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
    EXPECT_TEXT(s.text, expected);
    EXPECT_NUMBER(s.length, sizeof(expected) - 1);
    EXPECT_NUMBER(s.n_options, 13);
    EXPECT_NUMBER(s.n_notes, 0);
}

static void test_spans(void)
{
    size_t i, end = 0;

    begin();
    request.user = "bob";
    settings_make(&s, &request);
    for (i = 0; i < s.n_options; i++) {
        EXPECT_NUMBER(s.options[i].start, end);
        CU_ASSERT(s.options[i].length > 0);
        end += s.options[i].length;
    }
    EXPECT_NUMBER(end, s.length);
}

/* --- authentication */

static void test_methods(void)
{
    static const struct {
        uint32_t bits;
        const char *options;
    } rows[] = {
        {0, "!refuse-pap,!refuse-chap,!refuse-mschap,!refuse-mschap-v2,"
            "!refuse-eap"},
        {512, "refuse-pap,refuse-chap,refuse-mschap,!refuse-mschap-v2,"
              "refuse-eap"},
        {544, "refuse-pap,!refuse-chap,refuse-mschap,!refuse-mschap-v2,"
              "refuse-eap"},
        {552, "!refuse-pap,!refuse-chap,refuse-mschap,!refuse-mschap-v2,"
              "refuse-eap"},
        {632, "!refuse-pap,!refuse-chap,!refuse-mschap,!refuse-mschap-v2,"
              "refuse-eap"},
        {768, "refuse-pap,refuse-chap,refuse-mschap,!refuse-mschap-v2,"
              "refuse-eap"},
        {128, "refuse-pap,refuse-chap,refuse-mschap,refuse-mschap-v2,"
              "!refuse-eap"},
        {64, "refuse-pap,refuse-chap,!refuse-mschap,refuse-mschap-v2"},
        {1024, "refuse-pap,refuse-chap,!refuse-mschap,refuse-mschap-v2"},
        {24, "!refuse-pap,refuse-chap,refuse-mschap,refuse-mschap-v2"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        entry.auth_restrictions = rows[i].bits;
        EXPECT(rows[i].options);
        EXPECT_NUMBER(s.error, 0);
    }
}

static void test_method_names(void)
{
    EXPECT_TEXT(settings_method_name(0xc023, 7), "PAP");
    EXPECT_TEXT(settings_method_name(0xc223, 0x05), "CHAP");
    EXPECT_TEXT(settings_method_name(0xc223, 0x80), "MS-CHAP");
    EXPECT_TEXT(settings_method_name(0xc223, 0x81), "MS-CHAP v2");
    EXPECT_TEXT(settings_method_name(0xc227, 13), "EAP");
    CU_ASSERT_PTR_NULL(settings_method_name(0xc223, 0));
    CU_ASSERT_PTR_NULL(settings_method_name(0, 0));
}

static void test_no_method(void)
{
    static const uint32_t bits[] = {16, 256, 2048, 4096};
    size_t i;

    for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
        begin();
        entry.auth_restrictions = bits[i];
        REFUSED(RASERR_ERROR_FEATURE_DEPRECATED, "AuthRestrictions");
    }
}

/* `require-...' would demand a proof of the peer's. */
static void test_no_requirement(void)
{
    begin();
    entry.auth_restrictions = 512;
    settings_make(&s, &request);
    CU_ASSERT_PTR_NULL(strstr(s.text, "require-"));
}

static void test_who_proves_what(void)
{
    begin();
    EXPECT("noauth,!auth");
    CU_ASSERT_FATAL(find("noauth") != NULL);
    CU_ASSERT(find("noauth")->needed);
    entry.authenticate_server = true;
    EXPECT("auth,!noauth");
    CU_ASSERT_FATAL(find("auth") != NULL);
    CU_ASSERT(find("auth")->needed);
}

static void test_user_may_not_switch_auth_off(void)
{
    begin();
    request.trusted = false;
    EXPECT("!noauth,!auth");
    EXPECT_NUMBER(s.n_notes, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.notes[0].text, "auth"));
    entry.authenticate_server = true;
    EXPECT("!noauth,auth");
    EXPECT_NUMBER(s.n_notes, 0);
}

static void test_user_name(void)
{
    begin();
    settings_make(&s, &request);
    CU_ASSERT_PTR_NULL(strstr(s.text, "user "));
    request.user = "CORP\\bob";
    EXPECT("user \"CORP\\\\bob\"");
}

/* --- encryption and compression */

static void test_encryption(void)
{
    begin();
    EXPECT("!nomppe,!require-mppe,!require-mppe-128");
    entry.data_encryption = ENTRY_ENCRYPTION_NONE;
    EXPECT("nomppe,!require-mppe,!require-mppe-128");
    entry.data_encryption = ENTRY_ENCRYPTION_REQUIRED;
    EXPECT("!nomppe,require-mppe,!require-mppe-128,refuse-pap,refuse-chap,"
           "!refuse-mschap,!refuse-mschap-v2,!refuse-eap");
    CU_ASSERT_FATAL(find("require-mppe") != NULL);
    CU_ASSERT(find("require-mppe")->needed);
    entry.data_encryption = ENTRY_ENCRYPTION_MAXIMUM;
    EXPECT("!nomppe,!require-mppe,require-mppe-128,refuse-pap");
    EXPECT_NUMBER(s.error, 0);
}

static void test_encryption_needs_keys(void)
{
    static const uint32_t bits[] = {8, 16, 32, 40, 56};
    size_t i;

    for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
        begin();
        entry.data_encryption = ENTRY_ENCRYPTION_REQUIRED;
        entry.auth_restrictions = bits[i];
        REFUSED(RASERR_ERROR_NO_LOCAL_ENCRYPTION, "AuthRestrictions");
    }
}

static void test_encryption_one_sided(void)
{
    begin();
    entry.data_encryption = ENTRY_ENCRYPTION_REQUIRED;
    entry.authenticate_server = true;
    REFUSED(RASERR_ERROR_NO_LOCAL_ENCRYPTION, "AuthenticateServer");
    entry.data_encryption = ENTRY_ENCRYPTION_OPTIONAL;
    EXPECT("auth");
    EXPECT_NUMBER(s.error, 0);
}

/* CCP carries MPPE: with encryption it must never be switched off. */
static void test_compression(void)
{
    static const struct {
        bool compression;
        uint32_t encryption;
        const char *options;
    } rows[] = {
        {true, 0, "!noccp,!nobsdcomp,!nodeflate"},
        {false, 0, "noccp,!nobsdcomp,!nodeflate"},
        {true, 8, "!noccp,!nobsdcomp,!nodeflate"},
        {false, 8, "!noccp,nobsdcomp,nodeflate"},
        {true, 256, "!noccp,nobsdcomp,nodeflate"},
        {false, 256, "!noccp,nobsdcomp,nodeflate"},
        {false, 512, "!noccp,nobsdcomp,nodeflate"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        entry.sw_compression = rows[i].compression;
        entry.data_encryption = rows[i].encryption;
        EXPECT(rows[i].options);
    }
}

static void test_link_switches(void)
{
    begin();
    EXPECT("!novj,!noendpoint,!multilink");
    entry.ip_header_compression = false;
    EXPECT("novj");
    entry.negotiate_multilink_always = true;
    EXPECT("multilink,!noendpoint");
    entry.lcp_extensions = false;
    EXPECT("!multilink,noendpoint");
    begin();
    entry.name = "Two \"lines\"";
    request.all_links = true;
    EXPECT("multilink,bundle \"Two \\\"lines\\\"\",!noendpoint");
    CU_ASSERT(s.options[s.n_options - 1].length > 0);
}

/* --- network */

static void test_protocols(void)
{
    begin();
    EXPECT("!noip,!noipv6");
    entry.excluded_protocols = ENTRY_EXCLUDE_NETBEUI | ENTRY_EXCLUDE_IPX;
    EXPECT("!noip,!noipv6");
    entry.excluded_protocols = ENTRY_EXCLUDE_IPV4;
    EXPECT("noip,!noipv6");
    entry.excluded_protocols = ENTRY_EXCLUDE_IPV6;
    EXPECT("!noip,noipv6");
    entry.excluded_protocols = ENTRY_EXCLUDE_IPV4 | ENTRY_EXCLUDE_IPV6;
    REFUSED(RASERR_ERROR_PPP_NO_PROTOCOLS_CONFIGURED, "ExcludedProtocols");
}

/* XP and older: no PBVersion, BaseProtocol there, no IPv6. */
static void test_old_entry(void)
{
    begin();
    entry.pb_version_given = false;
    EXPECT("noipv6,!noip");
    entry.base_protocol = 0;
    EXPECT("!noipv6");
    entry.base_protocol = 1;
    entry.excluded_protocols = ENTRY_EXCLUDE_IPV4;
    REFUSED(RASERR_ERROR_PPP_NO_PROTOCOLS_CONFIGURED, "ExcludedProtocols");
}

static void test_address(void)
{
    begin();
    EXPECT("noipdefault,ipcp-accept-local,ipcp-accept-remote");
    entry.ip_address = inet_addr("192.0.2.7");
    EXPECT("noipdefault,!192.0.2.7:"); /* left over: IpAssign is 1 */
    entry.ip_assign = 2;
    EXPECT("192.0.2.7:,!noipdefault,!ipcp-accept-local,ipcp-accept-remote");
    CU_ASSERT_FATAL(find("192.0.2.7:") != NULL);
    CU_ASSERT(find("192.0.2.7:")->needed);
    entry.ip_address = 0;
    EXPECT("noipdefault,!0.0.0.0:");
}

static void test_name_servers(void)
{
    begin();
    EXPECT("usepeerdns");
    entry.ip_dns = inet_addr("192.0.2.1");
    entry.ip_name_assign = 3;
    EXPECT("usepeerdns");
    entry.ip_name_assign = 2;
    EXPECT("!usepeerdns");
    entry.ip_dns = 0;
    EXPECT("usepeerdns");
    entry.ip_dns2 = inet_addr("192.0.2.1");
    EXPECT("!usepeerdns");
    CU_ASSERT_PTR_NULL(strstr(s.text, "ms-dns")); /* that is a server's */
}

static void test_routes(void)
{
    begin();
    EXPECT("defaultroute,!nodefaultroute");
    CU_ASSERT_FATAL(find("defaultroute") != NULL);
    CU_ASSERT(!find("defaultroute")->needed); /* root may forbid it */
    entry.ip_interface_metric = 50;
    EXPECT("defaultroute,defaultroute-metric 50");
    entry.ip_prioritize_remote = false;
    EXPECT("nodefaultroute,!defaultroute,!defaultroute-metric 50");
}

static void test_ipv6_routes(void)
{
    begin();
    entry.ipv6_prioritize_remote = true;
    EXPECT("defaultroute6,!defaultroute6-metric 7");
    CU_ASSERT_FATAL(find("defaultroute6") != NULL);
    CU_ASSERT(!find("defaultroute6")->needed); /* older pppds lack it */
    entry.ipv6_interface_metric = 7;
    EXPECT("defaultroute6,defaultroute6-metric 7");
    entry.ipv6_prioritize_remote = false;
    EXPECT("!defaultroute6,!defaultroute6-metric 7");
    entry.ipv6_prioritize_remote = true;
    entry.excluded_protocols = ENTRY_EXCLUDE_IPV6;
    EXPECT("!defaultroute6,!defaultroute6-metric 7");
}

/* --- reasons */

static const char *reason_of(const char *option)
{
    const struct settings_option *o;

    settings_make(&s, &request);
    o = find(option);
    return o ? o->reason : "no such option";
}

static void test_reasons(void)
{
    begin();
    EXPECT_TEXT(reason_of("maxfail 4"), "the first try and 3 more");
    EXPECT_TEXT(find("persist")->keys, "RedialAttempts");
    EXPECT_TEXT(reason_of("115200"),
                "neither the entry nor ras.conf says the speed");
    media.connect_bps = 9600;
    EXPECT_TEXT(reason_of("9600"), "the speed of the serial port");
    EXPECT_TEXT(find("9600")->keys, "ConnectBPS");
    line.speed = 19200;
    EXPECT_TEXT(reason_of("19200"), "ras.conf's speed of the device");
    entry.auth_restrictions = ENTRY_AUTH_MSCHAP_V2;
    EXPECT_TEXT(reason_of("refuse-pap"),
                "PAP is not among the allowed methods");
    entry.data_encryption = ENTRY_ENCRYPTION_REQUIRED;
    EXPECT_TEXT(reason_of("refuse-pap"), "PAP gives no keys for encryption");
    EXPECT_TEXT(find("refuse-pap")->keys, "DataEncryption");
    EXPECT_TEXT(reason_of("refuse-mschap"),
                "MS-CHAP is not among the allowed methods");
    entry.pb_version_given = false;
    EXPECT_TEXT(reason_of("noipv6"),
                "an entry of Windows 2000 or XP: no IPv6 over PPP");
}

static void expect_keys(const char *keys)
{
    size_t n;

    for (; *keys; keys += n + (keys[n] == ' ')) {
        n = strcspn(keys, " ");
        if (!pbk_key_find(keys, n))
            fprintf(stderr, "no key: %s\n", keys);
        CU_ASSERT_PTR_NOT_NULL(pbk_key_find(keys, n));
    }
}

/* Every switch of the entry, one way and the other: no option lacks a word. */
static void test_every_option_has_a_reason(void)
{
    unsigned mask;
    size_t i;

    for (mask = 0; mask < 1u << 9; mask++) {
        begin();
        entry.auth_restrictions = mask & 1 ? 512 : 0;
        entry.data_encryption = mask & 2 ? 256 : mask & 4 ? 0 : 8;
        entry.sw_compression = !(mask & 4);
        entry.ip_header_compression = !(mask & 8);
        entry.lcp_extensions = !(mask & 16);
        entry.negotiate_multilink_always = mask & 16;
        entry.excluded_protocols = mask & 32 ? 4 : 0;
        entry.ip_assign = mask & 64 ? 2 : 1;
        entry.ip_address = inet_addr("192.0.2.7");
        entry.ipv6_prioritize_remote = mask & 128;
        entry.idle_disconnect_seconds = mask & 256 ? 60 : 0;
        entry.redial_attempts = mask & 1 ? 0 : 3;
        request.user = "bob";
        settings_make(&s, &request);
        for (i = 0; i < s.n_options; i++) {
            CU_ASSERT_PTR_NOT_NULL_FATAL(s.options[i].keys);
            CU_ASSERT(s.options[i].reason[0] != '\0');
            expect_keys(s.options[i].keys);
        }
        for (i = 0; i < s.n_notes; i++)
            expect_keys(s.notes[i].key);
    }
}

/* --- policy */

static void test_redial(void)
{
    static const struct {
        uint32_t attempts;
        bool controlled;
        const char *options;
    } rows[] = {
        {3, false, "persist,!nopersist,maxfail 4"},
        {99, false, "persist,maxfail 100"},
        {1, false, "persist,maxfail 2"},
        {0, false, "nopersist,!persist,maxfail 1,!maxfail 0"},
        {3, true, "nopersist,!persist,maxfail 1"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        entry.redial_attempts = rows[i].attempts;
        request.controlled = rows[i].controlled;
        EXPECT(rows[i].options);
    }
}

/* `demand' switches persist on for itself, wherever it stands. */
static void test_demand(void)
{
    begin();
    request.demand = true;
    EXPECT("!persist,!nopersist,maxfail 4");
    entry.redial_attempts = 0;
    EXPECT("!persist,!nopersist");
}

static void test_pauses(void)
{
    begin();
    entry.redial_seconds = 0;
    EXPECT("holdoff 1");
    entry.redial_seconds = 600;
    EXPECT("holdoff 600");
    CU_ASSERT_PTR_NULL(strstr(s.text, "idle"));
    entry.idle_disconnect_seconds = 300;
    EXPECT("idle 300");
}

/* --- the line */

static void test_speed(void)
{
    begin();
    EXPECT("115200");
    EXPECT_NUMBER(s.speed, 115200);
    media.connect_bps = 57600;
    EXPECT("57600,!115200");
    entry.preferred_bps = 38400;
    EXPECT("57600");
    entry.global_device_settings = true;
    EXPECT("38400");
    line.speed = 9600;
    EXPECT("9600,!38400");
    EXPECT_NUMBER(s.speed, 9600);
}

static void test_flow_control(void)
{
    begin();
    EXPECT("crtscts,!nocrtscts");
    CU_ASSERT(s.hardware_flow);
    device.hw_flow_control = false;
    EXPECT("nocrtscts,!crtscts");
    CU_ASSERT(!s.hardware_flow);
    entry.global_device_settings = true;
    EXPECT("crtscts");
    entry.preferred_hw_flow = false;
    EXPECT("nocrtscts");
    device.type = ENTRY_DEVICE_SERIAL;
    EXPECT("crtscts");
}

static void test_carrier(void)
{
    begin();
    EXPECT("!local");
    line.carrier_detect = false;
    EXPECT("local");
}

/* An Ethernet has no speed, no flow control and no carrier to watch. */
static void test_broadband(void)
{
    begin();
    device.type = ENTRY_DEVICE_PPPOE;
    line.kind = RAS_DEVICE_PPPOE;
    line.carrier_detect = false;
    EXPECT("mtu 1492,mru 1492,!local,!115200,!crtscts,!nocrtscts,persist");
    EXPECT_NUMBER(s.error, 0);
    entry.lcp_extensions = true;
    entry.callback_mode = 2;
    request.saved_callback = "5551234";
    settings_make(&s, &request);
    EXPECT_NUMBER(s.n_notes, 1);
    EXPECT_TEXT(s.notes[0].text, "CallbackMode = 2: no callback over PPPoE");
}

static void test_domains(void)
{
    char longest[256];

    memset(longest, 'a', 254);
    longest[254] = '\0';
    CU_ASSERT_FALSE(settings_domain(longest));
    CU_ASSERT(settings_domain(longest + 1));
    CU_ASSERT(settings_domain("corp.example"));
    CU_ASSERT(settings_domain("1-a.B"));
    CU_ASSERT_FALSE(settings_domain(""));
    CU_ASSERT_FALSE(settings_domain("-a"));
    CU_ASSERT_FALSE(settings_domain(".a"));
    CU_ASSERT_FALSE(settings_domain("a b"));
    CU_ASSERT_FALSE(settings_domain("$(reboot)"));
    CU_ASSERT_FALSE(settings_domain("a;b"));
    CU_ASSERT_FALSE(settings_domain("a\nb"));
    begin();
    entry.ip_dns_suffix = "`x`";
    settings_make(&s, &request);
    EXPECT_NUMBER(s.n_notes, 1);
    EXPECT_TEXT(s.notes[0].key, "IpDnsSuffix");
}

/* --- refusals */

static void test_devices(void)
{
    static const enum entry_device_type types[] = {
        ENTRY_DEVICE_SWITCH, ENTRY_DEVICE_PAD, ENTRY_DEVICE_X25,
        ENTRY_DEVICE_ISDN,   ENTRY_DEVICE_VPN, ENTRY_DEVICE_OTHER,
    };
    size_t i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        begin();
        device.type = types[i];
        device.type_name = "thing";
        REFUSED(RASERR_ERROR_DEVICETYPE_DOES_NOT_EXIST, "DEVICE=thing");
    }
    begin();
    device.type = ENTRY_DEVICE_SERIAL;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
}

/* A dialer that can be used, or has dialled, is no obstacle. */
static void test_custom_dialers(void)
{
    begin();
    entry.custom_ras_dial_dll = "C:\\dial.dll";
    request.dialer = "not in ras.conf's custom_dialers: C:\\dial.dll";
    REFUSED(RASERR_ERROR_CANNOT_DO_CUSTOMDIAL,
            "CustomRasDialDll: not in ras.conf's custom_dialers: C:\\dial");
    request.dialer = NULL;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
    entry.custom_ras_dial_dll = "";
    request.dialer = "not asked for";
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
}

static void test_other_refusals(void)
{
    begin();
    entry.base_protocol = 2;
    REFUSED(RASERR_ERROR_WRONG_INFO_SPECIFIED, "BaseProtocol");
}

static void test_switches(void)
{
    struct entry_device devices[2];

    begin();
    devices[0] = device;
    devices[1] = (struct entry_device){.type = ENTRY_DEVICE_SWITCH,
                                       .type_name = "switch",
                                       .script_name = "C:\\logon.scp"};
    media.devices = devices;
    media.n_devices = 2;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
    devices[1].terminal = true;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
    EXPECT_NUMBER(s.n_notes, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.notes[0].text, "Terminal"));
    devices[1].script = true;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
    devices[1].script_name = "[logon]";
    REFUSED(RASERR_ERROR_INTERACTIVE_MODE, "[logon]");
    request.pausable = true; /* somebody waits where it would run */
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
    devices[1] = (struct entry_device){
        .type = ENTRY_DEVICE_PAD, .type_name = "pad", .script_name = ""};
    REFUSED(RASERR_ERROR_DEVICETYPE_DOES_NOT_EXIST, "pad");
}

/* The first refusal stands; a reason is cut, never more than its room. */
static void test_first_refusal(void)
{
    char long_name[2000];

    memset(long_name, 'x', sizeof(long_name));
    long_name[sizeof(long_name) - 1] = '\0';
    begin();
    entry.custom_ras_dial_dll = "dial.dll";
    request.dialer = long_name;
    entry.base_protocol = 9;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL);
    EXPECT_NUMBER(strlen(s.reason), sizeof(s.reason) - 1);
}

/* Whose number it is, and for which entries. */
static void test_callback(void)
{
    static const struct {
        uint32_t mode;
        const char *named, *saved, *option; /* NULL: none */
        bool needed, pausable, asks;
    } cases[] = {
        {0, NULL, NULL, NULL, false, false, false},
        {0, "", "555", NULL, false, false, false},
        {0, "555", NULL, "callback \"555\"", true, false, false},
        {0, "555", "666", "callback \"555\"", true, false, false},
        {1, NULL, "(09) 6-6P@TW", "callback \"(09) 6-6P@TW\"", false, false,
         false},
        {1, "", "666", "callback \"666\"", false, false, false},
        {2, NULL, "666", "callback \"666\"", true, false, false},
        {2, NULL, "", NULL, false, false, false},
        {0, NULL, "666", NULL, false, true, false},
        {1, NULL, "666", "callback \"0\"", false, true, true},
        {1, "555", "666", "callback \"555\"", true, true, false},
        {2, NULL, "666", "callback \"666\"", true, true, false},
    };
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *option = cases[i].option;

        begin();
        entry.callback_mode = cases[i].mode;
        request.callback = cases[i].named;
        request.saved_callback = cases[i].saved;
        request.pausable = cases[i].pausable;
        settings_make(&s, &request);
        EXPECT_NUMBER(s.error, 0);
        CU_ASSERT((strstr(s.text, "callback") != NULL) == (option != NULL));
        if (option)
            CU_ASSERT_FATAL(find(option) != NULL);
        if (option)
            EXPECT_NUMBER(find(option)->needed, cases[i].needed);
        EXPECT_NUMBER(s.asks_number, cases[i].asks);
        EXPECT_NUMBER(s.n_notes, cases[i].mode == 2 && !option);
    }
}

static void test_no_callback(void)
{
    char number[131];

    begin();
    request.callback = "555\nplugin x";
    REFUSED(RASERR_ERROR_INVALID_CALLBACK_NUMBER, "callback number");
    request.callback = "+1";
    REFUSED(RASERR_ERROR_INVALID_CALLBACK_NUMBER, "callback number");
    memset(number, '5', sizeof(number));
    number[130] = '\0';
    request.callback = number;
    REFUSED(RASERR_ERROR_INVALID_CALLBACK_NUMBER, "callback number");
    number[128] = '\0';
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
    request.callback = "555";
    entry.lcp_extensions = false;
    EXPECT("!callback \"555\"");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.notes[0].text, "LcpExtensions = 0"));
    entry.lcp_extensions = true;
    line.kind = RAS_DEVICE_DIRECT;
    EXPECT("!callback \"555\"");
    line.kind = RAS_DEVICE_MODEM;
    request.own_line = true;
    EXPECT("!callback \"555\"");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.notes[0].text, "custom dialer"));
}

static void test_notes(void)
{
    begin();
    entry.callback_mode = 2;
    entry.n_media = 2;
    entry.dial_mode = ENTRY_DIAL_ALL;
    request.demand = true;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.error, 0);
    EXPECT_NUMBER(s.n_notes, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.notes[0].text, "CallbackMode = 2"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(s.notes[1].text, "2 links is dialled, as pppd dials on demand"));
}

static void test_dial_mode_notes(void)
{
    begin();
    entry.n_media = 2;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.n_notes, 0); /* DialMode = 0: one is what is asked for */
    entry.dial_mode = ENTRY_DIAL_AS_NEEDED;
    request.all_links = true;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.n_notes, 1);
    EXPECT_TEXT(s.notes[0].text,
                "DialMode = 2: all links are dialled, and stay");
    request.all_links = entry.lcp_extensions = false;
    settings_make(&s, &request);
    EXPECT_TEXT(s.notes[0].text, "DialMode = 2: only one of the 2 links is "
                                 "dialled, as LcpExtensions = 0");
}

/* A sentence that is too long is not cut within a character. */
static void test_long_reason(void)
{
    char name[256];
    size_t i;

    for (i = 0; i + 2 < sizeof(name); i += 2)
        memcpy(name + i, "\xc3\xbc", 2);
    name[i] = '\0';
    begin();
    device.type = ENTRY_DEVICE_OTHER;
    device.type_name = name;
    entry.custom_ras_dial_dll = "x";
    settings_make(&s, &request);
    CU_ASSERT(s.error != 0 && text_is_printable(s.reason));
}

static void test_many_notes(void)
{
    static struct entry_device many[20];
    size_t i;

    begin();
    for (i = 0; i < 20; i++)
        many[i] = (struct entry_device){.type = ENTRY_DEVICE_SWITCH,
                                        .type_name = "switch",
                                        .terminal = true,
                                        .script_name = ""};
    media.devices = many;
    media.n_devices = 20;
    settings_make(&s, &request);
    EXPECT_NUMBER(s.n_notes, sizeof(s.notes) / sizeof(s.notes[0]));
}

/* --- quoting */

static void test_quoting(void)
{
    static const struct {
        const char *name, *word;
    } rows[] = {
        {"a \"b\" c", "ipparam \"a \\\"b\\\" c\""},
        {"back\\slash", "ipparam \"back\\\\slash\""},
        {"\\\"", "ipparam \"\\\\\\\"\""},
        {"it's # not a comment", "ipparam \"it's # not a comment\""},
        {"plugin evil.so", "ipparam \"plugin evil.so\""},
        {"B\xc3\xbcro", "ipparam \"B\xc3\xbcro\""},
        {"", "ipparam \"\""},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        entry.name = rows[i].name;
        settings_make(&s, &request);
        EXPECT_NUMBER(s.error, 0);
        if (!find(rows[i].word))
            fprintf(stderr, "missing: %s\n", rows[i].word);
        CU_ASSERT_PTR_NOT_NULL(find(rows[i].word));
    }
}

/* A line end would begin another option, with root's word. */
static void test_control_characters(void)
{
    static const char *const names[] = {"a\nnoauth", "a\rb", "a\tb", "a\x7f"};
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        begin();
        entry.name = names[i];
        REFUSED(RASERR_ERROR_CORRUPT_PHONEBOOK, "ipparam");
        CU_ASSERT_PTR_NULL(strchr(s.text, '\n'));
        begin();
        request.user = names[i];
        REFUSED(RASERR_ERROR_CORRUPT_PHONEBOOK, "user");
    }
}

/* A word is whole, or there is none. */
static void test_quote_room(void)
{
    char out[8];

    CU_ASSERT_FALSE(settings_quote("", out, 2));
    CU_ASSERT_TRUE(settings_quote("", out, 3));
    EXPECT_TEXT(out, "\"\"");
    CU_ASSERT_FALSE(settings_quote("a", out, 4));
    CU_ASSERT_TRUE(settings_quote("a", out, 5));
    EXPECT_TEXT(out, "\"a\"");
    CU_ASSERT_FALSE(settings_allow_method(&entry, 0x1234, 0));
}

/* pppd's words have 1023 bytes. */
static void test_too_long(void)
{
    char name[1200];
    size_t n, longest = 0;

    for (n = 900; n < sizeof(name); n++) {
        memset(name, 'n', n);
        name[n] = '\0';
        begin();
        entry.name = name;
        settings_make(&s, &request);
        if (s.error == 0)
            longest = n;
        else
            EXPECT_NUMBER(s.error, RASERR_ERROR_CORRUPT_PHONEBOOK);
    }
    CU_ASSERT(longest > 1000 && longest < 1023);
    memset(name, '"', 800); /* twice as long when it is quoted */
    name[800] = '\0';
    entry.name = name;
    REFUSED(RASERR_ERROR_CORRUPT_PHONEBOOK, "ipparam");
}

const char unit_name[] = "settings";
const struct unit_test unit_tests[] = {
    {"who is called back", test_callback},
    {"no callback", test_no_callback},
    {"a new entry gives these options", test_new_entry},
    {"the options' spans cover the text", test_spans},
    {"AuthRestrictions refuses what it does not list", test_methods},
    {"a method's name", test_method_names},
    {"AuthRestrictions without any method: 816", test_no_method},
    {"allowed methods are not demanded of the peer", test_no_requirement},
    {"AuthenticateServer", test_who_proves_what},
    {"a user's phonebook gets no noauth", test_user_may_not_switch_auth_off},
    {"the user name", test_user_name},
    {"DataEncryption", test_encryption},
    {"encryption needs a method with keys: 741", test_encryption_needs_keys},
    {"encryption with AuthenticateServer: 741", test_encryption_one_sided},
    {"SwCompression never costs MPPE its CCP", test_compression},
    {"IpHeaderCompression, LcpExtensions, multilink", test_link_switches},
    {"ExcludedProtocols", test_protocols},
    {"XP's entries are without IPv6", test_old_entry},
    {"IpAssign", test_address},
    {"IpNameAssign", test_name_servers},
    {"IpPrioritizeRemote, IpInterfaceMetric", test_routes},
    {"Ipv6PrioritizeRemote, Ipv6InterfaceMetric", test_ipv6_routes},
    {"the reasons of options", test_reasons},
    {"every option has a reason and real keys", test_every_option_has_a_reason},
    {"RedialAttempts", test_redial},
    {"persist is left alone with demand", test_demand},
    {"RedialSeconds, IdleDisconnectSeconds", test_pauses},
    {"speed: ras.conf, Preferred, ConnectBPS, 115200", test_speed},
    {"HwFlowControl", test_flow_control},
    {"carrier_detect", test_carrier},
    {"PPPoE", test_broadband},
    {"IpDnsSuffix", test_domains},
    {"DEVICE that cannot be dialled: 609", test_devices},
    {"CustomRasDialDll: 755 with the verdict", test_custom_dialers},
    {"BaseProtocol: 604", test_other_refusals},
    {"switches: Script 703, Terminal a note, pad 609", test_switches},
    {"the first refusal stands, cut to fit", test_first_refusal},
    {"what has no effect is noted", test_notes},
    {"DialMode and its notes", test_dial_mode_notes},
    {"a reason that is too long", test_long_reason},
    {"more notes than there is room for", test_many_notes},
    {"names are quoted for pppd's reader", test_quoting},
    {"control characters never reach pppd", test_control_characters},
    {"the room for a word", test_quote_room},
    {"too long a name is refused", test_too_long},
    {NULL, NULL},
};
