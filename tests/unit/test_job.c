#include "tests/unit/harness.h"

#include <sys/stat.h>

#include "plugin/job.c"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"

#define BOB 65534

static struct job_paths paths;
static struct control_request request;
static struct job job;

/* Root dials [Office] of the system's files. */
static void begin(void)
{
    static char phonebook[128], config[128];

    fake_reset();
    memset(&request, 0, sizeof(request));
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(phonebook, sizeof(phonebook), "%s", fake_path("pbk"));
    snprintf(config, sizeof(config), "%s", fake_path("conf"));
    paths = (struct job_paths){phonebook, config};
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=5551000\n"));
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "", ""));
    fake.text[SHIM_OPTION_entry] = "Office";
    fake.privileged[SHIM_OPTION_entry] = true;
    fake.user = 0;
}

static void end(void)
{
    job_free(&job);
    fake_files_end();
}

static void make(void)
{
    job_free(&job);
    job_make(&job, NULL, &paths);
}

static void make_controlled(void)
{
    job_free(&job);
    job_make(&job, &request, &paths);
}

static void expect_error(uint32_t error, const char *part, const char *file,
                         unsigned at)
{
    unit_expect_number(job.error, error, file, at);
    if (!strstr(job.reason, part))
        fprintf(stderr, "%s:%u: got \"%s\"\n", file, at, job.reason);
    CU_assertImplementation(strstr(job.reason, part) != NULL, at,
                            "the reason says it", file, "", CU_FALSE);
}
#define ERROR(error, part) expect_error((error), (part), __FILE__, __LINE__)

static bool skip_unless_root(void)
{
    if (geteuid() == 0)
        return false;
    printf("  (skipped: needs root)\n");
    return true;
}

static bool settings_have(const char *part)
{
    return strstr(job.settings.text, part) != NULL;
}

/* --- finding it */

static void test_plain(void)
{
    begin();
    make();
    ERROR(0, "");
    CU_ASSERT_FATAL(job.entry != NULL && job.line != NULL);
    EXPECT_TEXT(job.entry->name, "Office");
    EXPECT_TEXT(job.phonebook, paths.phonebook);
    EXPECT_TEXT(job.tty, "/dev/ttyRASNONE0");
    EXPECT_TEXT(job.line->name, "Fake");
    EXPECT_NUMBER(job_numbers(&job), 1);
    EXPECT_TEXT(job_number(&job, 0), "5551000");
    CU_ASSERT(job.trusted);
    EXPECT_NUMBER(job.tty_user, 0);
    CU_ASSERT(settings_have("noauth"));
    CU_ASSERT(settings_have("persist"));
    CU_ASSERT(!settings_have("nopersist"));
    end();
}

static void test_missing_phonebook(void)
{
    begin();
    unlink(paths.phonebook);
    make();
    ERROR(RASERR_ERROR_CANNOT_OPEN_PHONEBOOK, paths.phonebook);
    fake.privileged[SHIM_OPTION_phonebook] = true;
    fake.text[SHIM_OPTION_phonebook] = "/nowhere/my.pbk";
    make();
    ERROR(RASERR_ERROR_CANNOT_OPEN_PHONEBOOK, "/nowhere/my.pbk");
    EXPECT_TEXT(job.phonebook, "/nowhere/my.pbk");
    fake.text[SHIM_OPTION_phonebook] = "/tmp";
    make();
    ERROR(RASERR_ERROR_CANNOT_LOAD_PHONEBOOK, "directory");
    end();
}

static void test_missing_entry(void)
{
    begin();
    fake.text[SHIM_OPTION_entry] = "Elsewhere";
    make();
    ERROR(RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, "Elsewhere");
    CU_ASSERT_PTR_NULL(job.entry);
    fake.text[SHIM_OPTION_entry] = "OFFICE"; /* as on Windows */
    make();
    ERROR(0, "");
    end();
}

static void test_corrupt_entry(void)
{
    begin();
    CU_ASSERT_FATAL(fake_phonebook("IpAssign=9\n", "PhoneNumber=1\n"));
    make();
    ERROR(RASERR_ERROR_CORRUPT_PHONEBOOK, "IpAssign");
    CU_ASSERT_FATAL(fake_write("pbk", "[Office]\nType=1\n"));
    make();
    ERROR(RASERR_ERROR_CORRUPT_PHONEBOOK, "MEDIA");
    end();
}

/* --- ras.conf and the device */

static void test_missing_config(void)
{
    begin();
    unlink(paths.config);
    make(); /* COM9 is not one that everybody knows */
    ERROR(RASERR_ERROR_PORT_NOT_FOUND, "COM9");
    fake.text[SHIM_OPTION_config] = "/nowhere/ras.conf";
    make();
    ERROR(RASERR_ERROR_FILE_COULD_NOT_BE_OPENED, "/nowhere/ras.conf");
    fake.text[SHIM_OPTION_config] = NULL;
    CU_ASSERT_FATAL(fake_write("conf", "devices = {{\n"));
    make();
    ERROR(RASERR_ERROR_READING_INI_FILE, paths.config);
    end();
}

static void write_port(const char *port)
{
    CU_ASSERT_FATAL(fake_write("pbk",
                               "[Office]\nEncoding=1\nPBVersion=1\nType=1\n\n"
                               "MEDIA=serial\nPort=%s\nDevice=\n\n"
                               "DEVICE=modem\nPhoneNumber=1\n",
                               port));
}

static void test_implied_devices(void)
{
    static const struct {
        const char *port, *tty;
    } rows[] = {
        {"COM1", "/dev/ttyS0"},
        {"com4", "/dev/ttyS3"},
        {"/dev/ttyRASNONE7", "/dev/ttyRASNONE7"},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        write_port(rows[i].port);
        unlink(paths.config);
        make();
        ERROR(0, "");
        EXPECT_TEXT(job.tty, rows[i].tty);
        CU_ASSERT(job.line == &job.implied.device);
        EXPECT_NUMBER(job.line->kind, RAS_DEVICE_MODEM);
        end();
    }
}

static void test_unknown_ports(void)
{
    static const char *const ports[] = {"COM5", "", "/etc/passwd",
                                        "/dev/../etc/passwd", "VPN2-0"};
    size_t i;

    for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
        begin();
        write_port(ports[i]);
        make();
        ERROR(RASERR_ERROR_PORT_NOT_FOUND, ports[i]);
        end();
    }
}

/* A device outside /dev must not come in through the configuration. */
static void test_tty_outside_dev(void)
{
    begin();
    CU_ASSERT_FATAL(fake_config("/dev/../etc/passwd", "", ""));
    make();
    CU_ASSERT(job.error != 0);
    end();
}

static void test_device_by_name(void)
{
    begin();
    CU_ASSERT_FATAL(fake_write("pbk",
                               "[Office]\nType=1\nPreferredDevice=fake\n\n"
                               "MEDIA=serial\nPort=COM77\nDevice=\n\n"
                               "DEVICE=modem\nPhoneNumber=1\n"));
    make();
    ERROR(0, "");
    EXPECT_TEXT(job.tty, "/dev/ttyRASNONE0");
    CU_ASSERT_FATAL(fake_write("pbk", "[Office]\nType=1\nPreferredPort=COM9\n\n"
                                      "MEDIA=serial\nPort=\nDevice=\n\n"
                                      "DEVICE=modem\nPhoneNumber=1\n"));
    make();
    ERROR(0, "");
    EXPECT_TEXT(job.tty, "/dev/ttyRASNONE0");
    end();
}

static void test_tty_of_pppd(void)
{
    begin();
    fake.device = "/dev/ttyRASNONE3";
    fake.device_privileged = true;
    make();
    ERROR(0, "");
    EXPECT_TEXT(job.tty, "/dev/ttyRASNONE3");
    CU_ASSERT(job.trusted);
    EXPECT_NUMBER(job.tty_user, 0);
    end();
}

static void test_direct(void)
{
    begin();
    CU_ASSERT_FATAL(fake_write("pbk",
                               "[Office]\nType=3\n\nMEDIA=serial\nPort=COM1\n"
                               "Device=\n\nDEVICE=null\n"));
    make();
    ERROR(0, "");
    EXPECT_NUMBER(job.line->kind, RAS_DEVICE_DIRECT);
    EXPECT_NUMBER(job_numbers(&job), 0);
    CU_ASSERT(settings_have("local"));
    end();
}

static void test_refused_settings(void)
{
    begin();
    CU_ASSERT_FATAL(
        fake_phonebook("CustomRasDialDll=x.dll\n", "PhoneNumber=1\n"));
    make();
    ERROR(RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, "[Office]");
    end();
}

/* --- numbers */

static void test_no_number(void)
{
    begin();
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=\n"));
    make();
    ERROR(RASERR_ERROR_BAD_PHONE_NUMBER, "no phone number");
    fake.text[SHIM_OPTION_number] = "5559999";
    fake.privileged[SHIM_OPTION_number] = true;
    make();
    ERROR(0, "");
    EXPECT_TEXT(job_number(&job, 0), "5559999");
    end();
}

static void test_alternates(void)
{
    begin();
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=1\nPhoneNumber=\n"
                                       "PhoneNumber=3\n"
                                       "TryNextAlternateOnFail=1\n"));
    make();
    EXPECT_NUMBER(job_numbers(&job), 2);
    EXPECT_TEXT(job_number(&job, 0), "1");
    EXPECT_TEXT(job_number(&job, 1), "3");
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=\nPhoneNumber=2\n"
                                       "PhoneNumber=3\n"
                                       "TryNextAlternateOnFail=0\n"));
    make();
    EXPECT_NUMBER(job_numbers(&job), 1);
    EXPECT_TEXT(job_number(&job, 0), "2");
    fake.text[SHIM_OPTION_number] = "9";
    fake.privileged[SHIM_OPTION_number] = true;
    make();
    EXPECT_NUMBER(job_numbers(&job), 1);
    EXPECT_TEXT(job_number(&job, 0), "9");
    end();
}

static void test_bad_numbers(void)
{
    static const char *const numbers[] = {"555;&W", "5 5\n5", "5;", "x", ""};
    char longest[200];
    size_t i;

    begin();
    fake.privileged[SHIM_OPTION_number] = true;
    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        fake.text[SHIM_OPTION_number] = numbers[i];
        make();
        ERROR(RASERR_ERROR_BAD_PHONE_NUMBER, "cannot be dialled");
    }
    memset(longest, '5', sizeof(longest));
    longest[129] = '\0';
    fake.text[SHIM_OPTION_number] = longest;
    make(); /* a number that was cut would be another number */
    ERROR(RASERR_ERROR_PHONE_NUMBER_TOO_LONG, "128");
    longest[128] = '\0';
    make();
    ERROR(0, "");
    end();
}

/* --- whose word */

/* Bob, who is not root, with the system's phonebook. */
static void be_bob(void)
{
    begin();
    fake.user = BOB;
    fake.privileged[SHIM_OPTION_entry] = false;
}

static void test_system_files_for_a_user(void)
{
    be_bob();
    make(); /* 0600: read with root's rights */
    ERROR(0, "");
    CU_ASSERT(job.trusted);
    EXPECT_NUMBER(job.tty_user, 0);
    CU_ASSERT(settings_have("noauth"));
    request.phonebook[0] = '\0';
    snprintf(request.phonebook, sizeof(request.phonebook), "%s",
             paths.phonebook);
    make_controlled(); /* the same file by its name */
    ERROR(0, "");
    CU_ASSERT(job.trusted);
    end();
}

static void make_own_phonebook(mode_t mode)
{
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=5551000\n"));
    CU_ASSERT_FATAL(rename(fake_path("pbk"), fake_path("own")) == 0);
    CU_ASSERT_FATAL(chmod(fake_path("own"), mode) == 0);
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=5551000\n"));
}

static void test_user_phonebook_rights(void)
{
    char own[128];

    if (skip_unless_root())
        return;
    be_bob();
    make_own_phonebook(0600);
    snprintf(own, sizeof(own), "%s", fake_path("own"));
    fake.text[SHIM_OPTION_phonebook] = own;
    make(); /* root's file: bob may not read it through us */
    ERROR(RASERR_ERROR_CANNOT_OPEN_PHONEBOOK, strerror(EACCES));
    EXPECT_NUMBER(geteuid(), 0);
    CU_ASSERT_FATAL(chown(own, BOB, 0) == 0);
    make();
    ERROR(0, "");
    EXPECT_NUMBER(geteuid(), 0);
    CU_ASSERT(!job.trusted);
    CU_ASSERT(!settings_have("noauth"));
    fake.privileged[SHIM_OPTION_phonebook] = true; /* a peers file says it */
    make();
    CU_ASSERT(job.trusted);
    end();
}

static void test_controller_speaks_for_the_user(void)
{
    if (skip_unless_root())
        return;
    be_bob();
    make_own_phonebook(0600);
    snprintf(request.phonebook, sizeof(request.phonebook), "%s",
             fake_path("own"));
    make_controlled();
    ERROR(RASERR_ERROR_CANNOT_OPEN_PHONEBOOK, strerror(EACCES));
    fake.user = 0;
    make_controlled();
    ERROR(0, "");
    CU_ASSERT(job.trusted);
    end();
}

static void test_user_config_rights(void)
{
    char own[128];

    if (skip_unless_root())
        return;
    be_bob();
    CU_ASSERT_FATAL(rename(paths.config, fake_path("myconf")) == 0);
    snprintf(own, sizeof(own), "%s", fake_path("myconf"));
    fake.text[SHIM_OPTION_config] = own;
    make();
    ERROR(RASERR_ERROR_FILE_COULD_NOT_BE_OPENED, strerror(EACCES));
    CU_ASSERT_FATAL(chown(own, BOB, 0) == 0);
    make(); /* his line, his rights, and no noauth */
    ERROR(0, "");
    EXPECT_NUMBER(job.tty_user, BOB);
    CU_ASSERT(!job.trusted);
    CU_ASSERT(!settings_have("noauth"));
    end();
}

/* With root's entry on a pty of his own, anybody could be the peer. */
static void test_user_tty(void)
{
    be_bob();
    fake.device = "/dev/ttyRASNONE3";
    make();
    ERROR(0, "");
    EXPECT_NUMBER(job.tty_user, BOB);
    CU_ASSERT(!job.trusted);
    CU_ASSERT(!settings_have("noauth"));
    fake.device_privileged = true;
    make();
    EXPECT_NUMBER(job.tty_user, 0);
    CU_ASSERT(settings_have("noauth"));
    end();
}

/* An implied device is as trusted as the phonebook that names it. */
static void test_implied_tty_rights(void)
{
    if (skip_unless_root())
        return;
    be_bob();
    write_port("COM1");
    make();
    EXPECT_NUMBER(job.tty_user, 0);
    CU_ASSERT_FATAL(rename(paths.phonebook, fake_path("own")) == 0);
    CU_ASSERT_FATAL(chown(fake_path("own"), BOB, 0) == 0);
    snprintf(request.phonebook, sizeof(request.phonebook), "%s",
             fake_path("own"));
    make_controlled();
    ERROR(0, "");
    EXPECT_NUMBER(job.tty_user, BOB);
    end();
}

static void test_number_policy(void)
{
    be_bob();
    snprintf(request.number, sizeof(request.number), "5559999");
    make_controlled();
    ERROR(RASERR_ERROR_ACCESS_DENIED, "5559999");
    snprintf(request.number, sizeof(request.number), "5551000");
    make_controlled(); /* one of the entry's */
    ERROR(0, "");
    snprintf(request.number, sizeof(request.number), "5559999");
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "",
                                "policy = { user_numbers = true; };"));
    make_controlled();
    ERROR(0, "");
    EXPECT_TEXT(job_number(&job, 0), "5559999");
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "", ""));
    fake.user = 0;
    make_controlled(); /* root may */
    ERROR(0, "");
    end();
}

static void test_number_of_an_untrusted_entry(void)
{
    if (skip_unless_root())
        return;
    be_bob();
    make_own_phonebook(0644);
    snprintf(request.phonebook, sizeof(request.phonebook), "%s",
             fake_path("own"));
    snprintf(request.number, sizeof(request.number), "5559999");
    make_controlled(); /* the peer must prove itself anyway */
    ERROR(0, "");
    end();
}

/* --- the controller's request */

static void test_options_beat_the_controller(void)
{
    begin();
    snprintf(request.entry, sizeof(request.entry), "Elsewhere");
    snprintf(request.phonebook, sizeof(request.phonebook), "/nowhere/pbk");
    snprintf(request.config, sizeof(request.config), "/nowhere/conf");
    snprintf(request.number, sizeof(request.number), "1");
    snprintf(request.user, sizeof(request.user), "eve");
    fake.text[SHIM_OPTION_phonebook] = paths.phonebook;
    fake.text[SHIM_OPTION_config] = paths.config;
    fake.text[SHIM_OPTION_number] = "2";
    fake.text[SHIM_OPTION_user] = "bob";
    fake.privileged[SHIM_OPTION_number] = true;
    make_controlled();
    ERROR(0, "");
    EXPECT_TEXT(job.entry->name, "Office");
    EXPECT_TEXT(job_number(&job, 0), "2");
    CU_ASSERT(settings_have("user \"bob\""));
    CU_ASSERT(!settings_have("eve"));
    end();
}

static void test_request(void)
{
    begin();
    fake.text[SHIM_OPTION_entry] = NULL;
    snprintf(request.entry, sizeof(request.entry), "Office");
    snprintf(request.user, sizeof(request.user), "bob");
    make_controlled();
    ERROR(0, "");
    CU_ASSERT(settings_have("user \"bob\""));
    CU_ASSERT(settings_have("nopersist")); /* the controller redials */
    snprintf(request.domain, sizeof(request.domain), "CORP");
    make_controlled();
    CU_ASSERT(settings_have("user \"CORP\\\\bob\""));
    request.entry[0] = '\0';
    make_controlled();
    ERROR(RASERR_ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, "");
    end();
}

static void test_longest_user(void)
{
    begin();
    memset(request.user, 'u', sizeof(request.user) - 1);
    memset(request.domain, 'd', sizeof(request.domain) - 1);
    make_controlled();
    ERROR(0, "");
    CU_ASSERT(settings_have("uuu\"")); /* whole: the quote is behind it */
    end();
}

const char unit_name[] = "job";
const struct unit_test unit_tests[] = {
    {"root dials the system's entry", test_plain},
    {"no phonebook: 621, no file: 622", test_missing_phonebook},
    {"no such entry: 623", test_missing_entry},
    {"an entry that cannot be used: 625", test_corrupt_entry},
    {"ras.conf: 615 without, 657 not there, 667 not sound",
     test_missing_config},
    {"ports that need no ras.conf", test_implied_devices},
    {"ports that nobody knows: 615", test_unknown_ports},
    {"a tty that is not below /dev", test_tty_outside_dev},
    {"PreferredDevice and PreferredPort", test_device_by_name},
    {"a tty on pppd's command line", test_tty_of_pppd},
    {"a direct cable has no number", test_direct},
    {"what the settings refuse", test_refused_settings},
    {"no number: 749", test_no_number},
    {"alternate numbers", test_alternates},
    {"numbers that cannot be dialled: 749, 723", test_bad_numbers},
    {"a user dials the system's entry", test_system_files_for_a_user},
    {"a user's phonebook is read with his rights", test_user_phonebook_rights},
    {"a controller speaks for the user", test_controller_speaks_for_the_user},
    {"a user's ras.conf is read with his rights", test_user_config_rights},
    {"a user's tty brings no noauth", test_user_tty},
    {"whose rights open an implied tty", test_implied_tty_rights},
    {"numbers of users: 5", test_number_policy},
    {"numbers in a user's own entry", test_number_of_an_untrusted_entry},
    {"an option beats the controller", test_options_beat_the_controller},
    {"the controller's request", test_request},
    {"the longest user and domain", test_longest_user},
    {NULL, NULL},
};
