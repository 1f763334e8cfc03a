#include "tests/unit/harness.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plugin/event_log.c"
#include "tests/unit/fake_shim.h"

/* Stands in for libsystemd's: the fields, each with a LF behind it. */
static char journal[16384];

int sd_journal_send(const char *format, ...)
{
    size_t n = 0;
    va_list list;

    va_start(list, format);
    while (format) {
        char field[VALUE_MAX];

        /* Taken field by field; one without a value takes none. */
        if (!strcmp(format, "MESSAGE=%s: RAS error %u (%s)")) {
            const char *entry = va_arg(list, const char *);
            unsigned error = va_arg(list, unsigned);

            snprintf(field, sizeof(field), "MESSAGE=%s: RAS error %u (%s)",
                     entry, error, va_arg(list, const char *));
        } else if (strstr(format, "%s")) {
            snprintf(field, sizeof(field), "%.*s%s",
                     (int)(strstr(format, "%s") - format), format,
                     va_arg(list, const char *));
        } else if (strchr(format, '%')) {
            snprintf(field, sizeof(field), "%.*s%d", (int)strcspn(format, "%"),
                     format, va_arg(list, int));
        } else {
            snprintf(field, sizeof(field), "%s", format);
        }
        CU_ASSERT_FATAL(n + sizeof(field) < sizeof(journal));
        n += (size_t)snprintf(journal + n, sizeof(journal) - n, "%s\n", field);
        format = va_arg(list, const char *);
    }
    va_end(list);
    return 0;
}

static struct event_log_end busy(void)
{
    return (struct event_log_end){
        .entry = "Office",
        .phonebook = "/etc/my.pbk",
        .state = "ConnectDevice",
        .device = "/dev/ttyS0",
        .error = RASERR_ERROR_LINE_BUSY,
        .redial = true,
        .cause = "BUSY",
    };
}

static void test_log_line(void)
{
    struct event_log_end e = busy();

    fake_reset();
    event_log_ended(&e);
    EXPECT_NUMBER(
        fake_logged(SHIM_NOTICE,
                    "RAS_ENTRY=\"Office\" RAS_STATE=ConnectDevice "
                    "RAS_ERROR=676 RAS_DEVICE=\"/dev/ttyS0\" RAS_REDIAL=1"),
        1);
}

/* Whoever names entries cannot forge a field or a line. */
static void test_hostile_name(void)
{
    struct event_log_end e = busy();

    fake_reset();
    e.entry = "a\" RAS_ERROR=0 \\\n\x7f\xc3\xa9";
    event_log_ended(&e);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE,
                              "RAS_ENTRY=\"a\\\" RAS_ERROR=0 \\\\??\xc3\xa9\" "
                              "RAS_STATE="),
                  1);
}

static void test_long_name(void)
{
    struct event_log_end e = busy();
    char name[VALUE_MAX + 100], quoted[64];

    memset(name, '"', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    quote(name, quoted, sizeof(quoted));
    CU_ASSERT(strlen(quoted) < sizeof(quoted));
    EXPECT_NUMBER(quoted[strlen(quoted) - 1], '"');
    EXPECT_NUMBER(quoted[strlen(quoted) - 3], '\\'); /* none is cut in two */
    e.entry = name;
    fake_reset();
    event_log_ended(&e);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "RAS_ENTRY=\"\\\""), 1);
}

static void test_journal(void)
{
    struct event_log_end e = busy();

    fake_reset();
    journal[0] = '\0';
    event_log_ended(&e);
    CU_ASSERT(strstr(journal, "MESSAGE=Office: RAS error 676 (") == journal);
    CU_ASSERT(strstr(journal, "\nPRIORITY=3\n") != NULL);
    CU_ASSERT(strstr(journal, "\nRAS_ENTRY=Office\nRAS_PHONEBOOK=/etc/my.pbk\n"
                              "RAS_STATE=ConnectDevice\nRAS_ERROR=676\n"
                              "RAS_DEVICE=/dev/ttyS0\nRAS_REDIAL=1\n"
                              "RAS_CAUSE=BUSY\n") != NULL);
    e.error = RASERR_ERROR_USER_DISCONNECTION;
    journal[0] = '\0';
    event_log_ended(&e);
    CU_ASSERT(strstr(journal, "\nPRIORITY=5\n") != NULL);
}

const char unit_name[] = "event_log";
const struct unit_test unit_tests[] = {
    {"the line of the log", test_log_line},
    {"a hostile name", test_hostile_name},
    {"a name that is too long", test_long_name},
    {"the fields of the journal", test_journal},
    {NULL, NULL},
};
