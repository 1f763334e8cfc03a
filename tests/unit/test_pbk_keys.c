#include "conf/pbk_keys.c"

#include <ctype.h>

#include "tests/unit/harness.h"

/* 127 keys of MS-RRASM 2.2.2, 59 that files or KB articles have, 5 of ours. */
static void test_rows(void)
{
    size_t i, j, own = 0;

    EXPECT_NUMBER(PBK_KEYS, 191);
    EXPECT_NUMBER(sizeof(pbk_aliases) / sizeof(pbk_aliases[0]), 6 + 1);
    for (i = 0; i < PBK_KEYS; i++) {
        own += pbk_keys[i].since == PBK_OWN;
        CU_ASSERT_TRUE(strlen(pbk_keys[i].effect) > 3);
        EXPECT_NUMBER(strlen(pbk_keys[i].name), pbk_keys[i].name_length);
        CU_ASSERT_TRUE(pbk_keys[i].min <= pbk_keys[i].max);
        for (j = 0; j < i; j++)
            CU_ASSERT_TRUE(strcasecmp(pbk_keys[i].name, pbk_keys[j].name) ||
                           (j == PBK_KEY_DEVICE && i == PBK_KEY_Device));
    }
    EXPECT_NUMBER(own, 5);
}

/* Said twice on purpose: a row whose members are swapped still reads well. */
static const struct {
    enum pbk_key_id key;
    size_t offset;
} members[] = {
    {PBK_KEY_PBVersion, offsetof(struct entry, pb_version)},
    {PBK_KEY_Type, offsetof(struct entry, type)},
    {PBK_KEY_DialParamsUID, offsetof(struct entry, dial_params_uid)},
    {PBK_KEY_Guid, offsetof(struct entry, guid)},
    {PBK_KEY_BaseProtocol, offsetof(struct entry, base_protocol)},
    {PBK_KEY_VpnStrategy, offsetof(struct entry, vpn_strategy)},
    {PBK_KEY_ExcludedProtocols, offsetof(struct entry, excluded_protocols)},
    {PBK_KEY_LcpExtensions, offsetof(struct entry, lcp_extensions)},
    {PBK_KEY_DataEncryption, offsetof(struct entry, data_encryption)},
    {PBK_KEY_SwCompression, offsetof(struct entry, sw_compression)},
    {PBK_KEY_NegotiateMultilinkAlways,
     offsetof(struct entry, negotiate_multilink_always)},
    {PBK_KEY_DialMode, offsetof(struct entry, dial_mode)},
    {PBK_KEY_RedialAttempts, offsetof(struct entry, redial_attempts)},
    {PBK_KEY_RedialSeconds, offsetof(struct entry, redial_seconds)},
    {PBK_KEY_IdleDisconnectSeconds,
     offsetof(struct entry, idle_disconnect_seconds)},
    {PBK_KEY_RedialOnLinkFailure,
     offsetof(struct entry, redial_on_link_failure)},
    {PBK_KEY_CallbackMode, offsetof(struct entry, callback_mode)},
    {PBK_KEY_CustomRasDialDll, offsetof(struct entry, custom_ras_dial_dll)},
    {PBK_KEY_ApnInfoAccessPoint, offsetof(struct entry, access_point)},
    {PBK_KEY_AuthenticateServer, offsetof(struct entry, authenticate_server)},
    {PBK_KEY_SharedPhoneNumbers, offsetof(struct entry, shared_phone_numbers)},
    {PBK_KEY_GlobalDeviceSettings,
     offsetof(struct entry, global_device_settings)},
    {PBK_KEY_PrerequisiteEntry, offsetof(struct entry, prerequisite_entry)},
    {PBK_KEY_PrerequisitePbk, offsetof(struct entry, prerequisite_phonebook)},
    {PBK_KEY_PreferredPort, offsetof(struct entry, preferred_port)},
    {PBK_KEY_PreferredDevice, offsetof(struct entry, preferred_device)},
    {PBK_KEY_PreferredBps, offsetof(struct entry, preferred_bps)},
    {PBK_KEY_PreferredHwFlow, offsetof(struct entry, preferred_hw_flow)},
    {PBK_KEY_PreferredProtocol,
     offsetof(struct entry, preferred_error_control)},
    {PBK_KEY_PreferredCompression,
     offsetof(struct entry, preferred_compression)},
    {PBK_KEY_PreferredSpeaker, offsetof(struct entry, preferred_speaker)},
    {PBK_KEY_CustomAuthKey, offsetof(struct entry, custom_auth_key)},
    {PBK_KEY_AuthRestrictions, offsetof(struct entry, auth_restrictions)},
    {PBK_KEY_IpPrioritizeRemote, offsetof(struct entry, ip_prioritize_remote)},
    {PBK_KEY_IpInterfaceMetric, offsetof(struct entry, ip_interface_metric)},
    {PBK_KEY_IpHeaderCompression,
     offsetof(struct entry, ip_header_compression)},
    {PBK_KEY_IpAddress, offsetof(struct entry, ip_address)},
    {PBK_KEY_IpDnsAddress, offsetof(struct entry, ip_dns)},
    {PBK_KEY_IpDns2Address, offsetof(struct entry, ip_dns2)},
    {PBK_KEY_IpWinsAddress, offsetof(struct entry, ip_wins)},
    {PBK_KEY_IpWins2Address, offsetof(struct entry, ip_wins2)},
    {PBK_KEY_IpAssign, offsetof(struct entry, ip_assign)},
    {PBK_KEY_IpNameAssign, offsetof(struct entry, ip_name_assign)},
    {PBK_KEY_IpDnsSuffix, offsetof(struct entry, ip_dns_suffix)},
    {PBK_KEY_Ipv6PrioritizeRemote,
     offsetof(struct entry, ipv6_prioritize_remote)},
    {PBK_KEY_Ipv6InterfaceMetric,
     offsetof(struct entry, ipv6_interface_metric)},
    {PBK_KEY_DisableClassBasedDefaultRoute,
     offsetof(struct entry, disable_class_based_default_route)},
    {PBK_KEY_Port, offsetof(struct entry_media, port)},
    {PBK_KEY_OtherPortOk, offsetof(struct entry_media, other_port_ok)},
    {PBK_KEY_Device, offsetof(struct entry_media, device_name)},
    {PBK_KEY_ConnectBPS, offsetof(struct entry_media, connect_bps)},
    {PBK_KEY_LastSelectedPhone, offsetof(struct entry_device, last_selected)},
    {PBK_KEY_PromoteAlternates,
     offsetof(struct entry_device, promote_alternates)},
    {PBK_KEY_TryNextAlternateOnFail,
     offsetof(struct entry_device, try_next_alternate)},
    {PBK_KEY_HwFlowControl, offsetof(struct entry_device, hw_flow_control)},
    {PBK_KEY_Protocol, offsetof(struct entry_device, error_control)},
    {PBK_KEY_Compression, offsetof(struct entry_device, compression)},
    {PBK_KEY_Speaker, offsetof(struct entry_device, speaker)},
    {PBK_KEY_Terminal, offsetof(struct entry_device, terminal)},
    {PBK_KEY_Script, offsetof(struct entry_device, script)},
    {PBK_KEY_Name, offsetof(struct entry_device, script_name)},
    {PBK_KEY_PhoneNumber, offsetof(struct entry_number, number)},
    {PBK_KEY_AreaCode, offsetof(struct entry_number, area_code)},
    {PBK_KEY_CountryCode, offsetof(struct entry_number, country_code)},
    {PBK_KEY_CountryID, offsetof(struct entry_number, country_id)},
    {PBK_KEY_UseDialingRules, offsetof(struct entry_number, use_dialing_rules)},
    {PBK_KEY_Comment, offsetof(struct entry_number, comment)},
    {PBK_KEY_FriendlyName, offsetof(struct entry_number, friendly_name)},
};

static void test_members(void)
{
    size_t filled = 0, i;

    for (i = 0; i < PBK_KEYS; i++)
        filled += pbk_keys[i].offset != PBK_NOWHERE;
    EXPECT_NUMBER(filled, sizeof(members) / sizeof(members[0]));
    for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        EXPECT_NUMBER(pbk_keys[members[i].key].offset, members[i].offset);
}

/* A default that its own row refuses would be a mistake in the table. */
static void test_defaults(void)
{
    const struct pbk_key *key;
    int64_t number;

    for (key = pbk_keys; key < pbk_keys + PBK_KEYS; key++) {
        number = key->otherwise;
        if (!pbk_key_is_number(key))
            EXPECT_NUMBER(number, 0);
        else
            CU_ASSERT_TRUE(pbk_key_fit(key, &number));
        EXPECT_NUMBER(number, key->otherwise);
    }
}

static void change_case(const char *name, int (*change)(int), char out[64])
{
    size_t i;

    for (i = 0; name[i]; i++)
        out[i] = (char)change((unsigned char)name[i]);
    out[i] = '\0';
}

static const struct pbk_key *find(const char *name)
{
    return pbk_key_find(name, strlen(name));
}

static void test_find(void)
{
    const struct pbk_key *key;
    char other[64];
    size_t i;

    for (key = pbk_keys; key < pbk_keys + PBK_KEYS; key++) {
        CU_ASSERT_PTR_EQUAL(find(key->name), key);
        if (key == &pbk_keys[PBK_KEY_MEDIA] ||
            key == &pbk_keys[PBK_KEY_DEVICE] ||
            key == &pbk_keys[PBK_KEY_Device])
            continue;
        change_case(key->name, toupper, other);
        CU_ASSERT_PTR_EQUAL(find(other), key);
        change_case(key->name, tolower, other);
        CU_ASSERT_PTR_EQUAL(find(other), key);
    }
    for (i = 0; pbk_aliases[i].spelling; i++)
        CU_ASSERT_PTR_EQUAL(find(pbk_aliases[i].spelling),
                            &pbk_keys[pbk_aliases[i].key]);
    CU_ASSERT_PTR_EQUAL(find("Autologon"), &pbk_keys[PBK_KEY_AutoLogon]);
    CU_ASSERT_PTR_EQUAL(find("PresharedKey"), &pbk_keys[PBK_KEY_PreSharedKey]);
}

static void test_find_headers(void)
{
    CU_ASSERT_PTR_EQUAL(find("Device"), &pbk_keys[PBK_KEY_Device]);
    CU_ASSERT_PTR_EQUAL(find("device"), &pbk_keys[PBK_KEY_Device]);
    CU_ASSERT_PTR_EQUAL(find("DEVICE"), &pbk_keys[PBK_KEY_DEVICE]);
    CU_ASSERT_PTR_NULL(find("Media"));
    CU_ASSERT_PTR_NULL(find("Typ"));
    CU_ASSERT_PTR_NULL(find("Typee"));
    CU_ASSERT_PTR_NULL(find(""));
}

static const struct {
    const char *text;
    bool good;
    int64_t number;
} numbers[] = {
    {"0", true, 0},
    {"007", true, 7},
    {"4294967295", true, 4294967295},
    {"4294967296", false, 0},
    {"-1", true, -1},
    {"-300171584", true, -300171584},
    {"-2147483648", true, INT32_MIN},
    {"-2147483649", false, 0},
    {"99999999999999999999999999", false, 0},
    {"-99999999999999999999999999", false, 0},
    {"", false, 0},
    {"-", false, 0},
    {"+1", false, 0},
    {"1 ", false, 0},
    {"0x1", false, 0},
    {"--1", false, 0},
};

static void test_number(void)
{
    int64_t number;
    size_t i;

    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        number = 42;
        EXPECT_NUMBER(
            pbk_number(numbers[i].text, strlen(numbers[i].text), &number),
            numbers[i].good);
        EXPECT_NUMBER(number, numbers[i].number);
    }
    CU_ASSERT_TRUE(pbk_number("123", 2, &number));
    EXPECT_NUMBER(number, 12);
}

#define NO INT64_MIN /* the number is refused */
static const struct {
    enum pbk_key_id key;
    int64_t in, out;
} fits[] = {
    {PBK_KEY_RedialAttempts, 99, 99},
    {PBK_KEY_RedialAttempts, 999999, 99},
    {PBK_KEY_RedialSeconds, 0, 1},
    {PBK_KEY_RedialSeconds, 601, 600},
    {PBK_KEY_IdleDisconnectSeconds, -1, 0},
    {PBK_KEY_IdleDisconnectSeconds, 4294967295, 0},
    {PBK_KEY_IdleDisconnectSeconds, 4294967294, 4294967294},
    {PBK_KEY_CustomAuthKey, -1, -1},
    {PBK_KEY_CustomAuthKey, 4294967295, -1},
    {PBK_KEY_CustomAuthKey, 26, 26},
    {PBK_KEY_CustomAuthKey, 256, NO},
    {PBK_KEY_CustomAuthKey, -2, NO},
    {PBK_KEY_DialParamsUID, -1, 4294967295},
    {PBK_KEY_DialParamsUID, INT32_MIN, 2147483648},
    {PBK_KEY_DialParamsUID, (int64_t)INT32_MIN - 1, NO},
    {PBK_KEY_DialParamsUID, 4294967296, NO},
    {PBK_KEY_AuthenticateServer, 2, 1},
    {PBK_KEY_AuthenticateServer, -1, 1},
    {PBK_KEY_DataEncryption, 0, 0},
    {PBK_KEY_DataEncryption, 8, 8},
    {PBK_KEY_DataEncryption, 256, 256},
    {PBK_KEY_DataEncryption, 512, 512},
    {PBK_KEY_DataEncryption, 1, NO},
    {PBK_KEY_DataEncryption, 513, NO},
    {PBK_KEY_Type, 0, NO},
    {PBK_KEY_Type, 6, NO},
    {PBK_KEY_IpNameAssign, 3, 3},
    {PBK_KEY_IpNameAssign, 0, NO},
};

static void test_fit(void)
{
    int64_t number;
    bool good;
    size_t i;

    for (i = 0; i < sizeof(fits) / sizeof(fits[0]); i++) {
        number = fits[i].in;
        good = pbk_key_fit(&pbk_keys[fits[i].key], &number);
        EXPECT_NUMBER(good ? number : NO, fits[i].out);
    }
}

static void test_secrets(void)
{
    CU_ASSERT_TRUE(pbk_keys[PBK_KEY_PreSharedKey].secret);
    CU_ASSERT_TRUE(pbk_keys[PBK_KEY_ApnInfoPassword].secret);
    CU_ASSERT_TRUE(pbk_keys[PBK_KEY_CustomAuthData].secret);
    CU_ASSERT_FALSE(pbk_keys[PBK_KEY_PhoneNumber].secret);
}

const char unit_name[] = "pbk_keys";
const struct unit_test unit_tests[] = {
    {"every key has one row", test_rows},
    {"every row fills its own member", test_members},
    {"every default is allowed", test_defaults},
    {"every key and alias is found in any case", test_find},
    {"MEDIA and DEVICE are found in upper case only", test_find_headers},
    {"numbers are read as Windows writes them", test_number},
    {"numbers are folded, clamped or refused", test_fit},
    {"secrets are marked", test_secrets},
    {NULL, NULL},
};
