#include "tests/unit/harness.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "plugin/script_file.c"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"

const char unit_name[] = "script_file";

enum { NOBODY = 65534 };

/* Two places: root's directory "run" and, beside the phonebook, the other. */
static char roots[128], book[128];
static struct scp_program *program;
static struct conf_problem problem;

static void begin(void)
{
    fake_reset();
    CU_ASSERT_FATAL(fake_files_begin());
    CU_ASSERT_FATAL(mkdir(fake_path("run"), 0755) == 0);
    snprintf(roots, sizeof(roots), "%s", fake_path("run"));
    snprintf(book, sizeof(book), "%s", fake_path("pbk"));
    script_file_directory = roots;
    program = NULL;
    problem.text[0] = '\0';
}

static void end(void)
{
    scp_program_free(program);
    script_file_directory = SCRIPT_FILE_DIRECTORY;
    EXPECT_NUMBER(geteuid(), getuid());
    fake_files_end();
}

static void put(const char *name, const char *commands)
{
    CU_ASSERT_FATAL(fake_write(name, "proc main %s endproc\n", commands));
}

/* What was loaded, by how many instructions it has; -1: nothing. */
static int load_it(const char *name, bool root)
{
    enum conf_result result;

    scp_program_free(program);
    problem.text[0] = '\0';
    result = script_file_load(name, book, root, &program, &problem);
    CU_ASSERT((result == CONF_OK) == (program != NULL));
    CU_ASSERT((result == CONF_OK) == (problem.text[0] == '\0'));
    return program ? (int)program->n_code : -(int)result;
}

static void test_places(void)
{
    char expected[400];

    begin();
    snprintf(expected, sizeof(expected),
             "Logon.scp: there is no such script in %s and %s", roots,
             fake_path(""));
    expected[strlen(expected) - 1] = '\0'; /* of the directory's "/" */
    EXPECT_NUMBER(load_it("C:\\x\\Logon.scp", true), -CONF_NOT_FOUND);
    EXPECT_TEXT(problem.text, expected);
    put("logon.scp", "halt");
    EXPECT_NUMBER(load_it("C:\\x\\Logon.scp", true), 2);
    put("Logon.scp", "halt halt"); /* as it is written goes first */
    EXPECT_NUMBER(load_it("Logon.scp", true), 3);
    put("run/logon.scp", "halt halt halt");
    EXPECT_NUMBER(load_it("Logon.scp", true), 4);
    EXPECT_NUMBER(load_it("Logon.scp", false), 3); /* a user's come first */
    EXPECT_NUMBER(load_it("logon.txt", true), -CONF_VALUE);
    end();
}

/* The first that is there counts, whatever is wrong with it. */
static void test_wrong(void)
{
    begin();
    put("logon.scp", "halt");
    put("run/logon.scp", "nonsense");
    EXPECT_NUMBER(load_it("logon.scp", true), -CONF_FORMAT);
    CU_ASSERT(strstr(problem.text, "run/logon.scp:1: ") != NULL);
    CU_ASSERT(unlink(fake_path("run/logon.scp")) == 0 &&
              mkdir(fake_path("run/logon.scp"), 0755) == 0);
    CU_ASSERT(load_it("logon.scp", true) < 0); /* no file */
    CU_ASSERT(rmdir(fake_path("run/logon.scp")) == 0);
    put("run/logon.scp", "");
    CU_ASSERT(truncate(fake_path("run/logon.scp"), SCP_FILE_MAX + 1) == 0);
    EXPECT_NUMBER(load_it("logon.scp", true), -CONF_LIMIT);
    end();
}

/* No directory at all: the other place counts. */
static void test_no_directory(void)
{
    char before[PATH_MAX];

    begin();
    put("logon.scp", "halt");
    script_file_directory = fake_path("logon.scp"); /* a file */
    EXPECT_NUMBER(load_it("logon.scp", true), 2);
    script_file_directory = "/nowhere/at/all";
    EXPECT_NUMBER(load_it("logon.scp", true), 2);
    CU_ASSERT_FATAL(getcwd(before, sizeof(before)) != NULL);
    CU_ASSERT_FATAL(chdir(fake_path("")) == 0);
    snprintf(book, sizeof(book), "pbk"); /* beside which we are */
    EXPECT_NUMBER(load_it("logon.scp", true), 2);
    CU_ASSERT_FATAL(chdir(before) == 0);
    EXPECT_NUMBER(load_it("logon.scp", true), -CONF_NOT_FOUND);
    end();
}

/* What a user may not read root does not read for him. */
static void test_rights(void)
{
    if (geteuid() != 0)
        return;
    begin();
    put("run/logon.scp", "halt"); /* 0600, root's */
    EXPECT_NUMBER(load_it("logon.scp", false), 2);
    fake.user = NOBODY;
    EXPECT_NUMBER(load_it("logon.scp", false), -CONF_OPEN);
    CU_ASSERT(strstr(problem.text, "Permission denied") != NULL);
    EXPECT_NUMBER(load_it("logon.scp", true), 2); /* root's phonebook */
    CU_ASSERT(chmod(roots, 0700) == 0);           /* nor is it looked for */
    EXPECT_NUMBER(load_it("logon.scp", false), -CONF_OPEN);
    end();
}

const struct unit_test unit_tests[] = {
    {"where it is looked for", test_places},
    {"a script that is wrong", test_wrong},
    {"places that are not there", test_no_directory},
    {"whose rights count", test_rights},
    {NULL, NULL},
};
