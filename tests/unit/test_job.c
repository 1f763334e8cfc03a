#include "tests/unit/harness.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "plugin/job.h"

/* Lock files of the test's own. */
static char locks[64];
#include "plugin/job.c"
#include "plugin/job_files.c"
#include "plugin/job_line.c"
#include "plugin/job_make.c"
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
    snprintf(locks, sizeof(locks), "%s", fake_path(""));
    lock_file_directory = locks;
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

/* What has no error can be looked at. */
static void make_whole(void)
{
    make();
    CU_ASSERT_EQUAL_FATAL(job.error, 0);
}

static void make_whole_controlled(void)
{
    make_controlled();
    CU_ASSERT_EQUAL_FATAL(job.error, 0);
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

/* What is dialled as number I, or why not. */
static const char *number(size_t i)
{
    static struct dialling d;
    static struct conf_problem p;

    return job_number(&job, i, &d, &p) == 0 ? d.dialled : p.text;
}

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
    EXPECT_TEXT(number(0), "5551000");
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

/* The reason goes into the system's log: a user's option may say anything. */
static void test_reason_is_printable(void)
{
    begin();
    fake.text[SHIM_OPTION_phonebook] = "/a\x1b[31m\xc3";
    request.hosted = true;
    snprintf(request.phonebook, sizeof(request.phonebook), "/other.pbk");
    make_controlled();
    ERROR(RASERR_ERROR_ACCESS_DENIED, "stays in /a?[31m?");
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

/* --- several links */

static void write_links(const char *keys)
{
    CU_ASSERT_FATAL(fake_write("pbk",
                               "[Office]\n%s\n"
                               "MEDIA=serial\nPort=COM9\nDEVICE=modem\n"
                               "PhoneNumber=1\n"
                               "MEDIA=serial\nPort=/dev/null\nDEVICE=modem\n"
                               "PhoneNumber=2\n",
                               keys));
}

/* COM9 is not there: the first that is free. */
static void test_first_free_link(void)
{
    begin();
    write_links("DialMode=0\n");
    make();
    EXPECT_NUMBER(job.link, 2);
    EXPECT_TEXT(number(0), "2");
    CU_ASSERT(!job.all_links && !settings_have("multilink"));
    request.sub_entry = 1;
    make_controlled();
    EXPECT_NUMBER(job.link, 1);
    request.sub_entry = 3; /* there is none: the first */
    make_controlled();
    EXPECT_NUMBER(job.link, 1);
    end();
}

static void test_all_links(void)
{
    begin();
    write_links("DialMode=1\n");
    request.sub_entry = 2; /* of no account: all are dialled */
    make_controlled();
    EXPECT_NUMBER(job.link, 1);
    CU_ASSERT(job.all_links && settings_have("multilink"));
    request.leader = 77;
    make_controlled();
    EXPECT_NUMBER(job.link, 2);
    EXPECT_NUMBER(job.leader, 77);
    CU_ASSERT(settings_have("multilink") && settings_have("nopersist"));
    fake.demand = true;
    make();
    CU_ASSERT(!job.all_links && !settings_have("multilink"));
    fake.demand = false;
    fake.device = "/dev/null";
    fake.device_privileged = true;
    make();
    CU_ASSERT(!job.all_links);
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

#define HOME                                                                   \
    "[Office]\nType=5\n\nMEDIA=rastapi\nPort=PPPoE5-0\n"                       \
    "Device=WAN Miniport (PPPOE)\n\nDEVICE=PPPoE\n"

/* An interface is root's to give away, whoever asks. */
static void test_broadband(void)
{
    begin();
    CU_ASSERT_FATAL(fake_write("pbk", HOME));
    make();
    ERROR(RASERR_ERROR_PORT_NOT_FOUND, "PPPoE5-0");
    CU_ASSERT_FATAL(fake_write("conf", "devices = ( { name = \"DSL\"; kind = "
                                       "\"pppoe\"; interface = \"eth7\"; "
                                       "} );"));
    make();
    ERROR(0, "");
    EXPECT_TEXT(job.tty, "eth7");
    CU_ASSERT(job.trusted);
    CU_ASSERT(settings_have("mtu 1492"));
    if (geteuid() == 0)
        CU_ASSERT(chown(fake_path("conf"), 1000, 0) == 0 &&
                  chmod(fake_path(""), 0755) == 0);
    fake.user = 1000;
    make();
    ERROR(0, "");
    snprintf(request.config, sizeof(request.config), "%s", paths.config);
    snprintf(request.number, sizeof(request.number), "Internet");
    paths.config = "/nowhere/ras.conf";
    make_controlled();
    ERROR(RASERR_ERROR_ACCESS_DENIED, "eth7: only root's ras.conf");
    fake.user = 0;
    make_controlled();
    EXPECT_TEXT(job.number, "Internet");
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

/* Both locks: root's ras.conf, and the dialer in it. */
static void test_custom_dialer(void)
{
    begin();
    CU_ASSERT_FATAL(fake_phonebook("CustomRasDialDll=C:\\Acme\\ACME.DLL\n",
                                   "PhoneNumber=1\n"));
    make();
    ERROR(RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, "not in ras.conf's");
    CU_ASSERT_FATAL(
        fake_config("/dev/ttyRASNONE0", "",
                    "custom_dialers = ( { file = \"" RAS_DIALER_DIRECTORY
                    "/acme.so\"; } );"));
    make();
    ERROR(RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, "No such file or directory");
    CU_ASSERT(!job.hosted);
    end();
}

/*
 * What a dialer brings back that pppd has called: root allowed it, so that the
 * number and the saved password are its own to choose, but no file is.
 */
static void test_dialers_request(void)
{
    begin();
    CU_ASSERT_FATAL(
        fake_phonebook("CustomRasDialDll=acme.dll\n", "PhoneNumber=1\n"));
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "", ""));
    fake.text[SHIM_OPTION_entry] = "Nobody";
    fake.text[SHIM_OPTION_user] = "outer";
    snprintf(request.entry, sizeof(request.entry), "Office");
    snprintf(request.number, sizeof(request.number), "5559");
    snprintf(request.user, sizeof(request.user), "inner");
    request.hosted = true;
    make_controlled();
    EXPECT_TEXT(job.reason, "");
    EXPECT_TEXT(job.entry->name, "Office");
    EXPECT_TEXT(job.number, "5559");
    CU_ASSERT(strstr(job.settings.text, "user \"inner\"") != NULL);
    EXPECT_TEXT(job.user, "inner"); /* what a script types */
    snprintf(request.phonebook, sizeof(request.phonebook), "/nowhere.pbk");
    make_controlled();
    ERROR(RASERR_ERROR_ACCESS_DENIED, "stays in");
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
    EXPECT_TEXT(number(0), "5559999");
    end();
}

static void test_alternates(void)
{
    begin();
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=1\nPhoneNumber=\n"
                                       "PhoneNumber=3\n"
                                       "TryNextAlternateOnFail=1\n"));
    make_whole();
    EXPECT_NUMBER(job_numbers(&job), 2);
    EXPECT_TEXT(number(0), "1");
    EXPECT_TEXT(number(1), "3");
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=\nPhoneNumber=2\n"
                                       "PhoneNumber=3\n"
                                       "TryNextAlternateOnFail=0\n"));
    make_whole();
    EXPECT_NUMBER(job_numbers(&job), 1);
    EXPECT_TEXT(number(0), "2");
    fake.text[SHIM_OPTION_number] = "9";
    fake.privileged[SHIM_OPTION_number] = true;
    make_whole();
    EXPECT_NUMBER(job_numbers(&job), 1);
    EXPECT_TEXT(number(0), "9");
    end();
}

/* The index is one of the file's; what it names goes first, or is all. */
static void test_last_selected(void)
{
    static const struct {
        unsigned selected, hunt;
        size_t n;
        const char *first, *second;
    } rows[] = {
        {0, 1, 3, "1", "3"},          {2, 1, 3, "3", "1"},
        {3, 1, 3, "4", "1"},          {3, 0, 1, "4", "1"},
        {1, 1, 3, "1", "3"},          /* "" */ {4, 1, 3, "1", "3"},
        {4294967295, 1, 3, "1", "3"},
    };
    char device[256];
    size_t i;

    begin();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(device, sizeof(device),
                 "PhoneNumber=1\nPhoneNumber=\nPhoneNumber=3\nPhoneNumber=4\n"
                 "LastSelectedPhone=%u\nTryNextAlternateOnFail=%u\n",
                 rows[i].selected, rows[i].hunt);
        CU_ASSERT_FATAL(fake_phonebook("", device));
        make_whole();
        EXPECT_NUMBER(job_numbers(&job), rows[i].n);
        EXPECT_TEXT(number(0), rows[i].first);
        EXPECT_TEXT(number(1), rows[i].second);
        job_free(&job);
    }
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

/* A list of the user's own allows nothing. */
static void test_users_custom_dialers(void)
{
    if (skip_unless_root())
        return;
    be_bob();
    CU_ASSERT_FATAL(
        fake_phonebook("CustomRasDialDll=acme.dll\n", "PhoneNumber=1\n"));
    CU_ASSERT_FATAL(
        fake_config("/dev/ttyRASNONE0", "",
                    "custom_dialers = ( { file = \"" RAS_DIALER_DIRECTORY
                    "/acme.so\"; } );"));
    make();
    ERROR(RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, "No such file or directory");
    CU_ASSERT_FATAL(chown(paths.config, BOB, 0) == 0);
    fake.text[SHIM_OPTION_config] = paths.config;
    paths.config = "/nowhere/ras.conf";
    make();
    ERROR(RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, "that is not root's");
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

/* He brings his own ras.conf, and not his own hours. */
static void test_policy_is_roots(void)
{
    char own[128];

    if (skip_unless_root())
        return;
    be_bob();
    snprintf(own, sizeof(own), "%s", fake_path("myconf"));
    CU_ASSERT_FATAL(rename(paths.config, own) == 0);
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "",
                                "policy = { metrics = \"/r/x.prom\"; "
                                "redial = { lockout = 5; }; };"));
    CU_ASSERT_FATAL(chown(own, BOB, 0) == 0);
    make();
    ERROR(0, "");
    EXPECT_NUMBER(job.redial->lockout, 5);
    fake.text[SHIM_OPTION_config] = own;
    make();
    ERROR(0, "");
    EXPECT_NUMBER(job.tty_user, BOB);
    EXPECT_NUMBER(job.redial->lockout, 5);
    EXPECT_TEXT(job.metrics, "/r/x.prom");
    CU_ASSERT_FATAL(fake_write("conf", "policy = 1;"));
    make();
    ERROR(RASERR_ERROR_READING_INI_FILE, "policy = 1");
    unlink(paths.config);
    make();
    ERROR(0, "");
    EXPECT_NUMBER(job.redial->lockout, 0);
    end();
}

/* A word that nobody knows is a mistake like any other. */
static void test_policy_words(void)
{
    begin();
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "",
                                "policy = { redial = { causes = ( "
                                "{ errors = [ \"bussy\" ]; } ); }; };"));
    make();
    ERROR(RASERR_ERROR_READING_INI_FILE, "errors = \"bussy\"");
    CU_ASSERT_FATAL(
        fake_config("/dev/ttyRASNONE0", "",
                    "policy = { redial = { causes = ( { errors = [ \"busy\" ]; "
                    "attempts = 6; } ); }; };"));
    make();
    ERROR(0, "");
    CU_ASSERT(settings_have("maxfail 10")); /* three and six more */
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
    EXPECT_TEXT(number(0), "5559999");
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

/* --- a line that the dialer brings */

#define OPEN "policy = { user_numbers = true; };"

/* No device of ras.conf, no number that a modem could dial. */
static void test_own_line(void)
{
    begin();
    CU_ASSERT_FATAL(fake_write("conf", "%s", ""));
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=gate.example:5000\n"));
    request.own_line = true;
    make_controlled();
    ERROR(0, "");
    CU_ASSERT(job.own_line && job.trusted);
    EXPECT_TEXT(job.number, "gate.example:5000");
    EXPECT_TEXT(job.tty, "");
    CU_ASSERT_FATAL(job.line != NULL);
    EXPECT_TEXT(job.line->tty, "");
    CU_ASSERT(settings_have("noauth"));
    snprintf(request.number, sizeof(request.number), "other:\0331");
    make_controlled(); /* shown, not dialled */
    ERROR(0, "");
    EXPECT_TEXT(job.number, "other:?1");
    CU_ASSERT(job.trusted);
    request.own_line = false;
    request.number[0] = '\0';
    make_controlled();
    CU_ASSERT(job.error != 0);
    end();
}

/* The device's deadlines are the line's, where ras.conf has that device. */
static void test_own_line_of_a_device(void)
{
    begin();
    request.own_line = true;
    make_controlled();
    ERROR(0, "");
    CU_ASSERT_FATAL(job.line != NULL && job.conf->n_devices > 0);
    EXPECT_NUMBER(job.line->timeouts.link, job.conf->devices[0].timeouts.link);
    EXPECT_TEXT(job.line->tty, "");
    end();
}

/* He may be the peer: root's phonebook spares him nothing. */
static void test_own_line_of_a_user(void)
{
    char file[128];

    if (skip_unless_root())
        return;
    be_bob();
    snprintf(file, sizeof(file), "%s", fake_path("credentials"));
    CU_ASSERT_FATAL(fake_write("credentials",
                               "%s\tOffice\t=saved\t=s3cret\t=LAB\t\n",
                               paths.phonebook));
    credentials_file = file;
    request.own_line = true;
    make_controlled();
    ERROR(0, "");
    CU_ASSERT(!job.trusted);
    CU_ASSERT(!settings_have("noauth"));
    EXPECT_TEXT(job.stored.password, "");
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "", OPEN));
    make_controlled(); /* root allows it, but gives nothing away */
    ERROR(0, "");
    CU_ASSERT(job.trusted);
    CU_ASSERT(settings_have("noauth"));
    EXPECT_TEXT(job.stored.password, "");
    snprintf(request.config, sizeof(request.config), "%s", fake_path("mine"));
    CU_ASSERT_FATAL(fake_write("mine", "%s", OPEN));
    CU_ASSERT_FATAL(chown(request.config, BOB, 0) == 0);
    make_controlled(); /* his own ras.conf allows nothing */
    ERROR(0, "");
    CU_ASSERT(!job.trusted);
    request.config[0] = '\0';
    request.hosted = true; /* it is root who allows the dialer of pppd's */
    make_controlled();
    ERROR(0, "");
    CU_ASSERT(job.trusted);
    request.hosted = false;
    fake.user = 0;
    make_controlled();
    EXPECT_TEXT(job.stored.password, "s3cret");
    unlink(file);
    credentials_file = CREDENTIALS_FILE;
    end();
}

/* --- pools */

#define TWO                                                                    \
    "}, { port = \"COM8\"; tty = \"/dev/null\"; },"                            \
    " { name = \"Zero\"; tty = \"/dev/zero\"; "
#define POOL                                                                   \
    "pools = ( { name = \"Pool\"; devices = [ \"COM9\", \"COM8\", \"Zero\" ];" \
    "} );"

static bool pooled(const char *port)
{
    return fake_config("/dev/ttyRASNONE0", TWO, POOL) &&
           fake_write("pbk",
                      "[Office]\nType=1\n\nMEDIA=serial\nPort=%s\n\n"
                      "DEVICE=modem\nPhoneNumber=1\n",
                      port);
}

static void expect_line(const char *tty)
{
    make();
    ERROR(0, "");
    EXPECT_TEXT(job.line ? job.line->tty : "", tty);
    EXPECT_TEXT(job.tty, tty);
}

/* The first is not there. */
static void test_pool(void)
{
    begin();
    CU_ASSERT_FATAL(pooled("Pool"));
    expect_line("/dev/null");
    CU_ASSERT_FATAL(fake_write("LCK..null", "%10d\n", (int)getpid()));
    expect_line("/dev/zero");
    CU_ASSERT_FATAL(fake_write("LCK..zero", "%10d\n", (int)getpid()));
    expect_line("/dev/ttyRASNONE0"); /* 633 and the like: when it is opened */
    CU_ASSERT_FATAL(pooled("COM8"));
    expect_line("/dev/null"); /* not by a pool's name */
    end();
}

/* OtherPortOk: NT's word for a pool of all devices of the kind. */
static bool with_other_port(const char *port, const char *device)
{
    return fake_config("/dev/ttyRASNONE0",
                       TWO " kind = \"direct\"; },"
                           "{ port = \"COM7\"; tty = \"/dev/full\";",
                       "") &&
           fake_write("pbk",
                      "[Office]\nType=1\n\nMEDIA=serial\nPort=%s\n"
                      "OtherPortOk=1\n\nDEVICE=%s\nPhoneNumber=1\n",
                      port, device);
}

static void test_other_port(void)
{
    begin();
    CU_ASSERT_FATAL(with_other_port("COM9", "modem"));
    expect_line("/dev/null");
    EXPECT_NUMBER(job_lines(&job), 3); /* no cable among them */
    job_use_line(&job, 0);
    EXPECT_TEXT(job.line->port, "COM9"); /* the entry's own is tried first */
    job_use_line(&job, 2);
    EXPECT_TEXT(job.tty, "/dev/full");
    CU_ASSERT_FATAL(fake_write("LCK..null", "%10d\n", (int)getpid()));
    expect_line("/dev/full");
    unlink(fake_path("LCK..null"));
    CU_ASSERT_FATAL(with_other_port("COM7", "modem"));
    expect_line("/dev/full");
    CU_ASSERT_FATAL(with_other_port("COM99", "modem")); /* on this machine */
    expect_line("/dev/null");
    CU_ASSERT_FATAL(with_other_port("COM99", "serial"));
    expect_line("/dev/zero");
    EXPECT_NUMBER(job_lines(&job), 1);
    end();
}

static void test_shared_numbers(void)
{
    static const char book[] =
        "[Office]\nType=1\nSharedPhoneNumbers=%u\n\n"
        "MEDIA=serial\nPort=COM9\n\nDEVICE=modem\nPhoneNumber=1\n"
        "PhoneNumber=2\nLastSelectedPhone=1\n\n"
        "MEDIA=serial\nPort=COM8\n\nDEVICE=modem\nPhoneNumber=3\n";
    const struct entry_device *second;
    unsigned shared;

    begin();
    for (shared = 0; shared < 2; shared++) {
        CU_ASSERT_FATAL(fake_write("pbk", book, shared));
        make();
        ERROR(0, "");
        second = entry_dialled_device(&job.entry->media[1]);
        EXPECT_TEXT(choice_number(second, 0)->number, shared ? "2" : "3");
        EXPECT_TEXT(number(0), "2");
        job_free(&job);
    }
    end();
}

/* What is no lock, or nobody's any more. */
static void test_stale_locks(void)
{
    static const char *const texts[] = {"", "x\n", "-1\n", "0\n",
                                        "99999999999999999999\n"};
    pid_t gone = fork();
    size_t i;

    if (gone == 0)
        _exit(0);
    CU_ASSERT_FATAL(gone > 0 && waitpid(gone, NULL, 0) == gone);
    begin();
    CU_ASSERT_FATAL(pooled("Pool"));
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        CU_ASSERT_FATAL(fake_write("LCK..null", "%s", texts[i]));
        expect_line("/dev/null");
    }
    CU_ASSERT_FATAL(fake_write("LCK..null", "%10d\n", (int)gone));
    expect_line("/dev/null");
    unlink(fake_path("LCK..null"));
    CU_ASSERT_FATAL(mkfifo(fake_path("LCK..null"), 0600) == 0);
    expect_line("/dev/null");
    unlink(fake_path("LCK..null"));
    CU_ASSERT_FATAL(fake_write("other", "%10d\n", (int)getpid()));
    CU_ASSERT_FATAL(symlink("other", fake_path("LCK..null")) == 0);
    expect_line("/dev/null");
    end();
}

/* --- dialling rules */

#define PLACE                                                                  \
    "location = \"Desk\"; locations = ( { name = \"Desk\"; country_code = 1;"  \
    "area_code = \"425\"; outside_local = \"9,\"; long_distance_prefix ="      \
    "\"1\"; calling_card = { name = \"C\"; card_number = \"4711\";"            \
    "international = \"800,H,EFG\"; }; } );"
#define RULED(number, country, area)                                           \
    "PhoneNumber=" number "\nUseDialingRules=1\nCountryCode=" country          \
    "\nAreaCode=" area "\n"

static void use_numbers(const char *first, const char *second, const char *more)
{
    char text[600];

    snprintf(text, sizeof(text), "%s%s%sTryNextAlternateOnFail=1\n", first,
             second, more);
    CU_ASSERT_FATAL(fake_phonebook("", text));
}

static void test_rules(void)
{
    begin();
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "", PLACE));
    use_numbers(RULED("555-0100", "1", "206"), RULED("555-0101", "1", "425"),
                "PhoneNumber=555-0102\nCountryCode=44\n"
                "PhoneNumber=5;5\nUseDialingRules=1\n");
    make();
    ERROR(0, "");
    EXPECT_TEXT(number(0), "12065550100");
    EXPECT_TEXT(number(1), "9,5550101");
    EXPECT_TEXT(number(2), "555-0102");
    CU_ASSERT_PTR_NOT_NULL(strstr(number(3), "PhoneNumber = 5;5"));
    EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, "UseDialingRules"), 0);
    end();
}

static void test_number_errors(void)
{
    char longest[200];
    struct conf_problem p;
    struct dialling d;

    begin();
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "", PLACE));
    use_numbers(RULED("5;5", "1", "425"), "", "");
    make_whole();
    EXPECT_NUMBER(job_number(&job, 0, &d, &p), RASERR_ERROR_BAD_PHONE_NUMBER);
    EXPECT_TEXT(d.dialled, "");
    snprintf(longest, sizeof(longest), RULED("%0128d", "1", "425"), 0);
    use_numbers(longest, "", "");
    make_whole();
    EXPECT_NUMBER(job_number(&job, 0, &d, &p),
                  RASERR_ERROR_PHONE_NUMBER_TOO_LONG);
    EXPECT_TEXT(d.dialled, "");
    end();
}

/* As before there were rules, but the log says it, once. */
static void test_no_location(void)
{
    begin();
    use_numbers(RULED("555-0100", "1", "206"), RULED("555-0101", "1", "425"),
                "");
    make();
    ERROR(0, "");
    EXPECT_TEXT(number(0), "555-0100");
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "[Office]: UseDialingRules = 1"),
                  1);
    end();
}

/* rasdial /PREFIXSUFFIX: for numbers that have no rules, and the asked one. */
static void test_prefix_suffix(void)
{
    begin();
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "", PLACE));
    snprintf(request.number, sizeof(request.number), "555-0199");
    make_whole_controlled();
    EXPECT_TEXT(number(0), "555-0199");
    request.options = 1;
    make_whole_controlled();
    EXPECT_TEXT(number(0), "9,5550199");
    request.options = 2;
    make_whole_controlled();
    EXPECT_TEXT(number(0), "555-0199");
    request.options = 0xffffffff;
    request.number[0] = '\0';
    make_whole_controlled();
    EXPECT_TEXT(number(0), "9,5551000");
    end();
}

/* Root's card is not dialled into what may be a user's own pty. */
static void test_card_of_root(void)
{
    struct conf_problem p;
    struct dialling d;

    begin();
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "", PLACE));
    use_numbers(RULED("79460018", "44", "20"), RULED("555-0100", "1", "206"),
                "");
    make_whole();
    EXPECT_TEXT(number(0), "800,4711,442079460018");
    fake.device = "/dev/pts/0";
    fake.device_privileged = true;
    make_whole();
    EXPECT_TEXT(number(0), "800,4711,442079460018");
    fake.device_privileged = false;
    fake.user = BOB;
    make_whole();
    EXPECT_NUMBER(job_number(&job, 0, &d, &p), RASERR_ERROR_ACCESS_DENIED);
    CU_ASSERT_PTR_NULL(memmem(&d, sizeof(d), "4711", 4));
    CU_ASSERT_PTR_NULL(strstr(p.text, "4711"));
    EXPECT_TEXT(number(1), "12065550100");
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
    EXPECT_TEXT(number(0), "2");
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
    EXPECT_TEXT(job.user, "bob");
    fake.text[SHIM_OPTION_user] = "LAB\\\\eve";
    make_controlled();
    CU_ASSERT(settings_have("user \"LAB\\\\\\\\eve\""));
    EXPECT_TEXT(job.user, "LAB\\\\eve");
    fake.text[SHIM_OPTION_user] = NULL;
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

/* --- saved credentials: for the peer that root has chosen */

static void save_credentials(char *file, size_t size)
{
    struct credentials c = {.have = CREDENTIALS_USER | CREDENTIALS_PASSWORD |
                                    CREDENTIALS_DOMAIN | CREDENTIALS_CALLBACK,
                            .callback = "5557000",
                            .user = "saved",
                            .password = "s3cret",
                            .domain = "LAB"};
    struct conf_problem p;
    char book[200];

    snprintf(file, size, "%s", fake_path("credentials"));
    snprintf(book, sizeof(book), "%s", fake_path("pbk"));
    credentials_file = file;
    EXPECT_NUMBER(credentials_save(file, book, "Office", &c, 0, &p), CONF_OK);
}

static bool says_user(const char *user)
{
    char line[100];

    snprintf(line, sizeof(line), "user \"%s\"", user);
    return memmem(job.settings.text, sizeof(job.settings.text), line,
                  strlen(line)) != NULL;
}

/* The caller's word goes before it, and an entry has to want it. */
static void test_saved_callback(void)
{
    char file[200];

    begin();
    save_credentials(file, sizeof(file));
    make();
    CU_ASSERT_PTR_NULL(strstr(job.settings.text, "callback"));
    CU_ASSERT_FATAL(fake_phonebook("CallbackMode=1\n", "PhoneNumber=5551\n"));
    make();
    CU_ASSERT_PTR_NOT_NULL(strstr(job.settings.text, "callback \"5557000\""));
    snprintf(request.callback_number, sizeof(request.callback_number), "77");
    make_controlled();
    CU_ASSERT_PTR_NOT_NULL(strstr(job.settings.text, "callback \"77\""));
    request.hosted = true;
    make_controlled();
    CU_ASSERT_PTR_NOT_NULL(strstr(job.settings.text, "callback \"77\""));
    request.callback_number[0] = '\0'; /* a dialer is asked, not the store */
    make_controlled();
    CU_ASSERT_PTR_NULL(strstr(job.settings.text, "callback"));
    end();
}

static void test_saved(void)
{
    char file[200];

    begin();
    save_credentials(file, sizeof(file));
    make();
    EXPECT_NUMBER(job.error, 0);
    EXPECT_TEXT(job.stored.password, "s3cret");
    CU_ASSERT(says_user("LAB\\\\saved"));
    EXPECT_TEXT(job.user, "saved");
    fake.text[SHIM_OPTION_entry] = NULL;
    snprintf(request.entry, sizeof(request.entry), "OFFICE");
    snprintf(request.domain, sizeof(request.domain), "CORP");
    make_controlled();
    CU_ASSERT(says_user("CORP\\\\saved"));
    request.domain[0] = '\0';
    snprintf(request.user, sizeof(request.user), "other");
    make_controlled();
    CU_ASSERT(says_user("other"));
    /* a line or a number of the user's own is no peer of root's */
    request.user[0] = '\0';
    fake.user = 1000;
    make_controlled();
    EXPECT_TEXT(job.stored.password, "s3cret");
    snprintf(request.number, sizeof(request.number), "5551000");
    make_controlled();
    EXPECT_TEXT(job.stored.password, "s3cret"); /* the entry's own */
    CU_ASSERT_FATAL(fake_config("/dev/ttyRASNONE0", "",
                                "policy = { user_numbers = true; };"));
    snprintf(request.number, sizeof(request.number), "5559999");
    make_controlled();
    EXPECT_NUMBER(job.error, 0);
    EXPECT_TEXT(job.stored.password, "");
    CU_ASSERT(!says_user("LAB\\\\saved"));
    request.number[0] = '\0';
    fake.device = "/dev/ttyRASNONE1";
    make_controlled();
    EXPECT_TEXT(job.stored.password, "");
    unlink(file);
    credentials_file = CREDENTIALS_FILE;
    end();
}

/* --- RDEOPT_: for this dial alone */

static void test_options(void)
{
    static const struct {
        uint32_t options;
        bool speaker, compression;
    } rows[] = {{0, true, true},     {0x04, false, true}, {0x0c, true, true},
                {0x08, true, true},  {0x10, true, false}, {0x30, true, true},
                {0x14, false, false}};
    size_t i;

    begin();
    CU_ASSERT_FATAL(fake_phonebook("SwCompression=1\nPreferredSpeaker=1\n",
                                   "PhoneNumber=5551000\nSpeaker=1\n"));
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        request.options = rows[i].options;
        make_controlled();
        EXPECT_NUMBER(job.error, 0);
        EXPECT_NUMBER(job.device->speaker, rows[i].speaker);
        EXPECT_NUMBER(job.entry->preferred_speaker, rows[i].speaker);
        EXPECT_NUMBER(job.entry->sw_compression, rows[i].compression);
    }
    end();
}

/* --- a log-on script */

#define SCRIPT "PhoneNumber=5551000\nDEVICE=switch\nScript=1\nName="

static void use_scripts(void)
{
    static char directory[128];

    snprintf(directory, sizeof(directory), "%s", fake_path("scripts"));
    script_file_directory = directory;
}

/* Who can wait says himself what no script says. */
static void test_no_script(void)
{
    begin();
    use_scripts();
    CU_ASSERT_FATAL(fake_phonebook("", SCRIPT "C:\\A.scp\n"));
    fake.text[SHIM_OPTION_entry] = NULL;
    snprintf(request.entry, sizeof(request.entry), "Office");
    make_controlled();
    ERROR(RASERR_ERROR_FILE_COULD_NOT_BE_OPENED,
          "A.scp: there is no such script in ");
    request.options = 2;
    make_controlled();
    EXPECT_NUMBER(job.error, 0);
    CU_ASSERT(job.after.pause && !job.after.script && !job.before.pause);
    CU_ASSERT_FATAL(fake_phonebook("", SCRIPT "[logon]\n"));
    make_controlled();
    CU_ASSERT(job.after.pause);
    request.options = 0;
    make_controlled();
    ERROR(RASERR_ERROR_INTERACTIVE_MODE, "[logon]");
    CU_ASSERT_FATAL(fake_phonebook("", "PhoneNumber=5551000\n"));
    request.options = 2;
    make_controlled();
    CU_ASSERT(!job.after.pause);
    CU_ASSERT_FATAL(
        fake_phonebook("", "PhoneNumber=5551000\nDEVICE=switch\nTerminal=1\n"));
    make_controlled();
    CU_ASSERT(job.after.pause && !job.before.pause);
    CU_ASSERT_FATAL(fake_write("pbk", "[Office]\nMEDIA=serial\nPort=COM9\n"
                                      "DEVICE=switch\nTerminal=1\n"
                                      "DEVICE=modem\nPhoneNumber=5551000\n"));
    make_controlled();
    ERROR(0, "");
    CU_ASSERT(job.before.pause && !job.after.pause);
    end();
}

static void test_script(void)
{
    begin();
    use_scripts();
    CU_ASSERT_FATAL(mkdir(fake_path("scripts"), 0755) == 0);
    CU_ASSERT_FATAL(fake_phonebook("", SCRIPT "C:\\Dir\\Logon.scp\n"));
    CU_ASSERT_FATAL(fake_write("logon.scp", "proc main\nbad\nendproc"));
    make();
    ERROR(RASERR_ERROR_SCRIPT_SYNTAX, "logon.scp:2: neither a command");
    CU_ASSERT_FATAL(fake_write("Logon.scp", "proc main endproc"));
    make();
    ERROR(0, "");
    CU_ASSERT_FATAL(job.after.script != NULL);
    CU_ASSERT(strstr(job.after.script->file, "/Logon.scp") != NULL);
    CU_ASSERT(!job.before.script);
    CU_ASSERT_FATAL(fake_write("scripts/logon.scp", "proc main halt endproc"));
    make();
    CU_ASSERT_FATAL(job.after.script != NULL);
    CU_ASSERT(strstr(job.after.script->file, "/scripts/logon.scp") != NULL);
    CU_ASSERT_FATAL(mkdir(fake_path("dir.scp"), 0755) == 0);
    CU_ASSERT_FATAL(fake_phonebook("", SCRIPT "dir.scp\n"));
    make();
    CU_ASSERT(job.error != 0 && !job.after.script);
    rmdir(fake_path("dir.scp"));
    end();
}

/* Beside his phonebook first, and never what he himself cannot read. */
static void test_users_script(void)
{
    if (skip_unless_root())
        return;
    begin();
    use_scripts();
    CU_ASSERT_FATAL(mkdir(fake_path("scripts"), 0755) == 0);
    CU_ASSERT_FATAL(fake_phonebook("", SCRIPT "/etc/logon.scp\n"));
    CU_ASSERT_FATAL(chmod(fake_path("pbk"), 0644) == 0);
    fake.user = BOB;
    fake.text[SHIM_OPTION_phonebook] = fake_path("pbk");
    paths.phonebook = "/nowhere";
    CU_ASSERT_FATAL(fake_write("logon.scp", "proc main endproc"));
    make();
    ERROR(RASERR_ERROR_FILE_COULD_NOT_BE_OPENED, "logon.scp: ");
    EXPECT_NUMBER(geteuid(), 0);
    CU_ASSERT_FATAL(chmod(fake_path("logon.scp"), 0644) == 0);
    CU_ASSERT_FATAL(fake_write("scripts/logon.scp", "proc main endproc"));
    make();
    ERROR(0, "");
    CU_ASSERT_FATAL(job.after.script != NULL);
    CU_ASSERT(!strstr(job.after.script->file, "/scripts/"));
    CU_ASSERT(!job.may_use_secrets);
    end();
}

/* A switch in front of the modem, and one behind it. */
static void test_scripts_order(void)
{
    begin();
    CU_ASSERT_FATAL(fake_write("one.scp", "proc main endproc"));
    CU_ASSERT_FATAL(fake_write("two.scp", "proc main endproc"));
    CU_ASSERT_FATAL(fake_write("pbk",
                               "[Office]\nMEDIA=serial\nPort=COM9\n"
                               "DEVICE=switch\nScript=1\nName=one.scp\n"
                               "DEVICE=modem\nPhoneNumber=5551000\n"
                               "DEVICE=switch\nScript=1\nName=two.scp\n"));
    make();
    ERROR(0, "");
    CU_ASSERT(job.may_use_secrets);
    CU_ASSERT_FATAL(job.before.script && job.after.script);
    CU_ASSERT(strstr(job.before.script->file, "one.scp") != NULL);
    CU_ASSERT(strstr(job.after.script->file, "two.scp") != NULL);
    end();
}

/* --- no entry: "." and a number */

static void test_number_alone(void)
{
    begin();
    fake.text[SHIM_OPTION_entry] = ".5559999";
    make_whole();
    EXPECT_TEXT(job.entry->name, ".5559999");
    EXPECT_TEXT(job.phonebook, "");
    EXPECT_TEXT(number(0), "5559999");
    EXPECT_NUMBER(job_numbers(&job), 1);
    EXPECT_TEXT(job.line->port, "COM9");
    CU_ASSERT(job.trusted);
    fake.privileged[SHIM_OPTION_entry] = false;
    make_whole();
    CU_ASSERT(!job.trusted); /* whoever names a number chooses the peer */
    fake.text[SHIM_OPTION_entry] = NULL;
    snprintf(request.entry, sizeof(request.entry), ".5558888");
    make_whole_controlled();
    EXPECT_TEXT(number(0), "5558888");
    CU_ASSERT(job.trusted);
    fake.user = 1000;
    make_whole_controlled();
    CU_ASSERT(!job.trusted);
    snprintf(request.entry, sizeof(request.entry), ".555\r\nAuthRestrictions");
    make_controlled();
    ERROR(749, "cannot be dialled");
    snprintf(request.entry, sizeof(request.entry), ".");
    make_controlled();
    CU_ASSERT(job.error != 0);
    end();
}

/* The first modem that is free; a cable cannot dial. */
static void test_number_alone_line(void)
{
    begin();
    CU_ASSERT_FATAL(
        fake_write("conf", "devices = ( { port = \"COM1\"; tty = \"/dev/tty\"; "
                           "kind = \"direct\"; },"
                           "{ port = \"COM2\"; tty = \"/dev/null\"; },"
                           "{ port = \"COM3\"; tty = \"/dev/zero\"; } );"));
    fake.text[SHIM_OPTION_entry] = ".5559999";
    expect_line("/dev/null");
    CU_ASSERT_FATAL(fake_write("LCK..null", "%10d\n", (int)getpid()));
    expect_line("/dev/zero");
    CU_ASSERT_FATAL(fake_write("LCK..zero", "%10d\n", (int)getpid()));
    expect_line("/dev/null"); /* 633, when it is opened */
    CU_ASSERT_FATAL(fake_write("conf",
                               "devices = ( { port = \"COM1\"; tty = "
                               "\"/dev/tty\"; kind = \"direct\"; } );"));
    make();
    ERROR(615, "");
    end();
}

static void test_number_alone_too_long(void)
{
    char name[sizeof(job.alone) + 1];

    begin();
    memset(name, '5', sizeof(name) - 1);
    name[0] = '.';
    name[sizeof(name) - 1] = '\0';
    fake.text[SHIM_OPTION_entry] = name;
    make();
    ERROR(723, "longer than 128 characters");
    name[sizeof(name) - 2] = '\0';
    make();
    ERROR(0, "");
    EXPECT_TEXT(number(0), name + 1);
    end();
}

/* A MEDIA without a DEVICE is no link that could be free. */
static void test_link_without_device(void)
{
    begin();
    CU_ASSERT_FATAL(fake_config("/dev/null", "", ""));
    CU_ASSERT_FATAL(fake_write("pbk", "[Office]\nDialMode=0\n"
                                      "MEDIA=serial\nPort=COM9\n"
                                      "MEDIA=serial\nPort=COM9\nDEVICE=modem\n"
                                      "PhoneNumber=2\n"));
    make();
    ERROR(0, "");
    EXPECT_NUMBER(job.link, 2);
    EXPECT_TEXT(number(0), "2");
    end();
}

/* No other device of the kind is free: the entry's own it is. */
static void test_no_other_port(void)
{
    begin();
    CU_ASSERT_FATAL(with_other_port("COM9", "modem"));
    CU_ASSERT_FATAL(fake_write("LCK..null", "%10d\n", (int)getpid()));
    CU_ASSERT_FATAL(fake_write("LCK..full", "%10d\n", (int)getpid()));
    expect_line("/dev/ttyRASNONE0");
    end();
}

/* What a name below /dev leads to is asked, too. */
static void test_tty_behind_a_link(void)
{
    char name[64], target[128];

    if (skip_unless_root())
        return;
    begin();
    CU_ASSERT_FATAL(fake_write("tty", "no tty"));
    snprintf(target, sizeof(target), "%s", fake_path("tty"));
    snprintf(name, sizeof(name), "/dev/ras-job-%d", (int)getpid());
    unlink(name);
    CU_ASSERT_FATAL(symlink(target, name) == 0);
    CU_ASSERT_FATAL(fake_config(name, "", ""));
    make();
    ERROR(RASERR_ERROR_PORT_NOT_FOUND, "no path below /dev");
    unlink(name);
    end();
}

/* The name of a service is shown, and goes into an option. */
static void test_service_names(void)
{
    static const struct {
        const char *name;
        uint32_t error;
    } rows[] = {
        {"in \"quotes\", \xc3\xa4", 0},
        {"a\033b", RASERR_ERROR_BAD_PHONE_NUMBER},
        {"a\177b", RASERR_ERROR_BAD_PHONE_NUMBER},
    };
    size_t i;

    begin();
    CU_ASSERT_FATAL(fake_write("pbk", HOME));
    CU_ASSERT_FATAL(fake_write("conf", "devices = ( { name = \"DSL\"; kind = "
                                       "\"pppoe\"; interface = \"eth7\"; "
                                       "} );"));
    fake.privileged[SHIM_OPTION_number] = true;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fake.text[SHIM_OPTION_number] = rows[i].name;
        make();
        ERROR(rows[i].error, "");
    }
    end();
}

/* What is damaged is not used, and the dial goes on without. */
static void test_damaged_store(void)
{
    char file[200];

    begin();
    save_credentials(file, sizeof(file));
    CU_ASSERT_FATAL(truncate(file, 40) == 0);
    make();
    ERROR(0, "");
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "no saved password is used: "), 1);
    EXPECT_TEXT(job.stored.user, "");
    EXPECT_TEXT(job.stored.password, "");
    CU_ASSERT(!says_user("saved"));
    unlink(file);
    credentials_file = CREDENTIALS_FILE;
    end();
}

/* The first thing that is wrong is told, and nothing more is looked for. */
static void test_two_scripts_missing(void)
{
    begin();
    CU_ASSERT_FATAL(fake_write("pbk",
                               "[Office]\nMEDIA=serial\nPort=COM9\n"
                               "DEVICE=switch\nScript=1\nName=one.scp\n"
                               "DEVICE=modem\nPhoneNumber=5551000\n"
                               "DEVICE=switch\nScript=1\nName=two.scp\n"));
    make();
    ERROR(RASERR_ERROR_FILE_COULD_NOT_BE_OPENED, "one.scp");
    CU_ASSERT_PTR_NULL(strstr(job.reason, "two.scp"));
    request.options = PAUSED_STATES; /* nobody does a script's work before */
    snprintf(request.entry, sizeof(request.entry), "Office");
    fake.text[SHIM_OPTION_entry] = NULL;
    make_controlled();
    ERROR(RASERR_ERROR_FILE_COULD_NOT_BE_OPENED, "one.scp");
    CU_ASSERT(!job.before.pause && !job.after.pause);
    end();
}

/* The controller is the dialer, or has asked it already. */
static void test_controller_has_dialled(void)
{
    begin();
    CU_ASSERT_FATAL(
        fake_phonebook("CustomRasDialDll=acme.dll\n", "PhoneNumber=1\n"));
    fake.text[SHIM_OPTION_entry] = NULL;
    snprintf(request.entry, sizeof(request.entry), "Office");
    make_controlled();
    ERROR(RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, "");
    request.options = CUSTOM_DIAL;
    make_controlled();
    ERROR(0, "");
    CU_ASSERT(!job.hosted);
    end();
}

const char unit_name[] = "job";
const struct unit_test unit_tests[] = {
    {"DialMode=0: the first link that is free", test_first_free_link},
    {"DialMode=1: all links", test_all_links},
    {"a saved callback number", test_saved_callback},
    {"root dials the system's entry", test_plain},
    {"no phonebook: 621, no file: 622", test_missing_phonebook},
    {"a reason is printable", test_reason_is_printable},
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
    {"PPPoE, and whose word the interface is", test_broadband},
    {"what the settings refuse", test_refused_settings},
    {"an allowed custom dialer", test_custom_dialer},
    {"a custom dialer's own request", test_dialers_request},
    {"a user's own custom_dialers", test_users_custom_dialers},
    {"no number: 749", test_no_number},
    {"alternate numbers", test_alternates},
    {"LastSelectedPhone", test_last_selected},
    {"numbers that cannot be dialled: 749, 723", test_bad_numbers},
    {"a user dials the system's entry", test_system_files_for_a_user},
    {"a user's phonebook is read with his rights", test_user_phonebook_rights},
    {"a controller speaks for the user", test_controller_speaks_for_the_user},
    {"a user's ras.conf is read with his rights", test_user_config_rights},
    {"a user's tty brings no noauth", test_user_tty},
    {"whose rights open an implied tty", test_implied_tty_rights},
    {"numbers of users: 5", test_number_policy},
    {"the policy is root's", test_policy_is_roots},
    {"words of the policy", test_policy_words},
    {"numbers in a user's own entry", test_number_of_an_untrusted_entry},
    {"the first free device of a pool", test_pool},
    {"OtherPortOk", test_other_port},
    {"SharedPhoneNumbers", test_shared_numbers},
    {"locks that are none", test_stale_locks},
    {"numbers by dialling rules", test_rules},
    {"numbers that the rules refuse: 749, 723", test_number_errors},
    {"rules without a location", test_no_location},
    {"/PREFIXSUFFIX", test_prefix_suffix},
    {"root's calling card is for root's lines: 5", test_card_of_root},
    {"an option beats the controller", test_options_beat_the_controller},
    {"the controller's request", test_request},
    {"the longest user and domain", test_longest_user},
    {"saved credentials", test_saved},
    {"the dial's own options", test_options},
    {"a log-on script that is missing, and a terminal", test_no_script},
    {"a user's log-on script", test_users_script},
    {"scripts before and after", test_scripts_order},
    {"a log-on script", test_script},
    {"a number without an entry", test_number_alone},
    {"a number without an entry, and which modem", test_number_alone_line},
    {"a number without an entry that is too long", test_number_alone_too_long},
    {"a link without a device", test_link_without_device},
    {"OtherPortOk, and no other is free", test_no_other_port},
    {"a link out of /dev", test_tty_behind_a_link},
    {"names of services", test_service_names},
    {"a damaged store of credentials", test_damaged_store},
    {"two scripts are missing", test_two_scripts_missing},
    {"a controller that has called the dialer", test_controller_has_dialled},
    {"a dialer's own line", test_own_line},
    {"the deadlines of a dialer's own line", test_own_line_of_a_device},
    {"a user's own line", test_own_line_of_a_user},
    {NULL, NULL},
};
