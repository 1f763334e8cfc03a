#include "tests/unit/harness.h"

#include <dirent.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "compat/wire.c"

/* --- helpers */

/* A text as long as the field allows, or a number, told apart by the tag. */
static void put_any(struct wire_writer *w, const struct field_row *row)
{
    char text[2048];

    if (row->kind == U32) {
        wire_put_u32(w, row->tag, 0xfedc0000u + row->tag);
    } else if (row->kind == U64) {
        wire_put_u64(w, row->tag, UINT64_C(0xfedcba9876540000) + row->tag);
    } else {
        memset(text, 'a' + row->tag % 26, row->max);
        text[row->max] = '\0';
        wire_put_text(w, row->tag, text);
    }
}

static void expect_any(const struct wire_record *r, const struct field_row *row)
{
    char text[2048];

    CU_ASSERT(wire_has(r, row->tag));
    if (row->kind == U32) {
        EXPECT_NUMBER(wire_u32(r, row->tag, 1), 0xfedc0000u + row->tag);
        EXPECT_NUMBER(wire_u64(r, row->tag, 1), 1);
    } else if (row->kind == U64) {
        CU_ASSERT(wire_u64(r, row->tag, 1) ==
                  UINT64_C(0xfedcba9876540000) + row->tag);
        EXPECT_NUMBER(wire_u32(r, row->tag, 1), 1);
    } else {
        CU_ASSERT(wire_text(r, row->tag, text, row->max + 1u));
        EXPECT_NUMBER(strlen(text), row->max);
        EXPECT_NUMBER(text[row->max - 1], 'a' + row->tag % 26);
        CU_ASSERT(!wire_text(r, row->tag, text, row->max));
        EXPECT_TEXT(text, "");
    }
}

/* A record with a number, a long number and a text. */
static void sample(struct wire_writer *w)
{
    wire_begin(w, WIRE_STATE);
    wire_put_u32(w, WIRE_F_STATE, 0x2000);
    wire_put_u64(w, WIRE_F_TIME, 1234567890123);
    wire_put_text(w, WIRE_F_TEXT, "CONNECT 33600");
    CU_ASSERT_EQUAL_FATAL(wire_end(w), WIRE_OK);
}

static enum wire_result read_bytes(struct wire_record *r, const void *p,
                                   size_t n)
{
    /* On the heap and of exact size, so that a sanitizer sees an overrun. */
    void *copy = malloc(n ? n : 1);
    enum wire_result result;

    if (!copy)
        abort();
    memcpy(copy, p, n);
    result = wire_read(r, copy, n);
    free(copy);
    return result;
}

/* --- fields and records */

static void test_each_field(void)
{
    size_t i;

    for (i = 0; i < COUNT(fields); i++) {
        struct wire_writer w;
        struct wire_record r;

        wire_begin(&w, WIRE_STATE);
        put_any(&w, &fields[i]);
        EXPECT_NUMBER(wire_end(&w), WIRE_OK);
        EXPECT_NUMBER(read_bytes(&r, w.bytes, w.length), WIRE_OK);
        expect_any(&r, &fields[i]);
    }
}

static void test_each_record(void)
{
    size_t i;

    for (i = 0; i < COUNT(records); i++) {
        struct wire_writer w;
        struct wire_record r;

        wire_begin(&w, records[i].type);
        EXPECT_NUMBER(wire_end(&w), WIRE_OK);
        EXPECT_NUMBER(read_bytes(&r, w.bytes, w.length), WIRE_OK);
        EXPECT_NUMBER(r.type, records[i].type);
        CU_ASSERT_PTR_NOT_NULL(wire_type_name(records[i].type));
    }
    EXPECT_TEXT(wire_type_name(WIRE_STATE), "STATE");
    CU_ASSERT_PTR_NULL(wire_type_name(0));
    CU_ASSERT_PTR_NULL(wire_type_name(16 + 256));
}

/* As many fields as fit, then one more: nothing but the end tells. */
static void test_many_fields(void)
{
    struct wire_writer w;
    struct wire_record r;
    size_t i;

    wire_begin(&w, WIRE_DIAL);
    for (i = 0; i < COUNT(fields); i++)
        if (fields[i].max < 1024)
            put_any(&w, &fields[i]);
    EXPECT_NUMBER(wire_end(&w), WIRE_OK);
    EXPECT_NUMBER(read_bytes(&r, w.bytes, w.length), WIRE_OK);
    for (i = 0; i < COUNT(fields); i++)
        if (fields[i].max < 1024)
            expect_any(&r, &fields[i]);
    for (i = 0; i < COUNT(fields); i++)
        if (fields[i].max >= 1024)
            put_any(&w, &fields[i]);
    EXPECT_NUMBER(wire_end(&w), WIRE_TOO_LONG);
    CU_ASSERT(w.length <= WIRE_MAX);
}

static void test_layout(void)
{
    static const uint8_t expected[] = {'R', 'A', 1,    16,   20,   0,
                                       4,   0,   0x78, 0x56, 0x34, 0x12,
                                       23,  0,   2,    0,    'h',  'i'};
    struct wire_writer w;

    wire_begin(&w, WIRE_STATE);
    wire_put_u32(&w, WIRE_F_STATE, 0x12345678);
    wire_put_text(&w, WIRE_F_TEXT, "hi");
    wire_put_text(&w, WIRE_F_PROGRAM, "");
    wire_put_text(&w, WIRE_F_ENTRY, NULL);
    EXPECT_NUMBER(w.length, sizeof(expected));
    CU_ASSERT(memcmp(w.bytes, expected, sizeof(expected)) == 0);
}

static void test_writer_refuses(void)
{
    struct wire_writer w;
    char text[400];

    memset(text, 'x', sizeof(text));
    text[257] = '\0';
    wire_begin(&w, WIRE_STATE);
    wire_put_text(&w, WIRE_F_TEXT, text);
    EXPECT_NUMBER(wire_end(&w), WIRE_BAD_FIELD);
    wire_begin(&w, WIRE_STATE);
    wire_put_u32(&w, WIRE_F_TEXT, 1);
    EXPECT_NUMBER(wire_end(&w), WIRE_BAD_FIELD);
    wire_begin(&w, WIRE_STATE);
    wire_put_u64(&w, WIRE_F_STATE, 1);
    EXPECT_NUMBER(wire_end(&w), WIRE_BAD_FIELD);
    wire_begin(&w, WIRE_STATE);
    wire_put_u32(&w, (enum wire_tag)999, 1);
    wire_put_u32(&w, WIRE_F_STATE, 1);
    EXPECT_NUMBER(wire_end(&w), WIRE_BAD_FIELD);
    wire_begin(&w, WIRE_STATE);
    wire_put_u32(&w, WIRE_F_STATE, 1);
    wire_put_u32(&w, WIRE_F_STATE, 1);
    EXPECT_NUMBER(wire_end(&w), WIRE_BAD_FIELD);
    wire_begin(&w, (enum wire_type)99);
    EXPECT_NUMBER(wire_end(&w), WIRE_GARBAGE);
}

static void test_secrets(void)
{
    struct wire_writer w;

    CU_ASSERT(wire_tag_secret(WIRE_F_PASSWORD));
    CU_ASSERT(wire_tag_secret(WIRE_F_NEW_PASSWORD));
    CU_ASSERT(!wire_tag_secret(WIRE_F_USER));
    CU_ASSERT(!wire_tag_secret(999));
    wire_begin(&w, WIRE_CREDENTIALS);
    wire_put_text(&w, WIRE_F_PASSWORD, "sesame");
    CU_ASSERT(memmem(&w, sizeof(w), "sesame", 6) != NULL);
    wire_wipe(&w);
    CU_ASSERT(memmem(&w, sizeof(w), "sesame", 6) == NULL);
    EXPECT_NUMBER(wire_send(0, &w), EINVAL);
}

/* --- what a reader refuses */

static void test_truncated(void)
{
    struct wire_writer w;
    struct wire_record r;
    size_t n;

    sample(&w);
    for (n = 0; n < w.length; n++) {
        enum wire_result result = read_bytes(&r, w.bytes, n);
        /* Between two fields a shorter record is a sound one. */
        int sound = n == 4 || n == 12 || n == 24;

        EXPECT_NUMBER(result, sound ? WIRE_OK : WIRE_GARBAGE);
        EXPECT_NUMBER(r.type, sound ? WIRE_STATE : 0);
    }
}

static void test_reader_refuses(void)
{
    static const struct {
        const char *bytes;
        size_t n;
        enum wire_result result;
    } cases[] = {
        {"RA\1\20", 4, WIRE_OK},
        {"RA\2\20", 4, WIRE_VERSION_MISMATCH},
        {"RA\0\20", 4, WIRE_VERSION_MISMATCH},
        {"RB\1\20", 4, WIRE_GARBAGE},
        {"QA\1\20", 4, WIRE_GARBAGE},
        {"RA\1\0", 4, WIRE_GARBAGE},
        {"RA\1\377", 4, WIRE_GARBAGE},
        {"RA\1\20\24\0\4\0\1\2\3\4", 12, WIRE_OK},
        {"RA\1\20\24\0\3\0\1\2\3", 11, WIRE_BAD_FIELD},
        {"RA\1\20\24\0\5\0\1\2\3\4\5", 13, WIRE_BAD_FIELD},
        {"RA\1\20\24\0\0\0", 8, WIRE_BAD_FIELD},
        {"RA\1\20\24\0\4\0\1\2\3\4\24\0\4\0\1\2\3\4", 20, WIRE_BAD_FIELD},
        {"RA\1\20\27\0\3\0a\0b", 11, WIRE_BAD_FIELD},
        {"RA\1\20\27\0\0\0", 8, WIRE_OK},
        {"RA\1\20\27\0\377\377a", 9, WIRE_GARBAGE},
        {"RA\1\20\377\377\2\0ab", 10, WIRE_OK},
        {"RA\1\20\377\377\2\0ab\0", 11, WIRE_GARBAGE},
    };
    struct wire_record r;
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        enum wire_result result = read_bytes(&r, cases[i].bytes, cases[i].n);

        if (result != cases[i].result)
            printf("  case %zu\n", i);
        EXPECT_NUMBER(result, cases[i].result);
    }
}

static void test_over_maximum(void)
{
    uint8_t bytes[WIRE_MAX + 1] = {'R', 'A', 1, 16, 23, 0, 0, 1};
    struct wire_record r;

    memset(bytes + 8, 'x', sizeof(bytes) - 8);
    EXPECT_NUMBER(read_bytes(&r, bytes, 8 + 256), WIRE_OK);
    bytes[6] = 1;
    EXPECT_NUMBER(read_bytes(&r, bytes, 8 + 257), WIRE_BAD_FIELD);
    bytes[4] = 0xff;
    store(bytes + 6, WIRE_MAX - 8, 2);
    EXPECT_NUMBER(read_bytes(&r, bytes, WIRE_MAX), WIRE_OK);
    store(bytes + 6, WIRE_MAX - 7, 2);
    EXPECT_NUMBER(read_bytes(&r, bytes, WIRE_MAX + 1), WIRE_GARBAGE);
}

static void test_absent(void)
{
    struct wire_record r;
    char text[8] = "before";

    EXPECT_NUMBER(read_bytes(&r, "RA\1\20\27\0\0\0", 8), WIRE_OK);
    CU_ASSERT(!wire_has(&r, WIRE_F_TEXT));
    CU_ASSERT(wire_text(&r, WIRE_F_TEXT, text, sizeof(text)));
    EXPECT_TEXT(text, "");
    EXPECT_NUMBER(wire_u32(&r, WIRE_F_STATE, 77), 77);
    CU_ASSERT(!wire_text(&r, WIRE_F_STATE, text, sizeof(text)));
    CU_ASSERT(!wire_text(&r, WIRE_F_TEXT, text, 0));
}

/* What is asked for by another name or kind is not there. */
static void test_other_kinds(void)
{
    struct wire_record r, none = {.length = 0};
    struct wire_writer w;
    char text[8];

    sample(&w);
    wire_put_u32(&w, (enum wire_tag)999, 1);
    wire_put_u32(&w, (enum wire_tag)998, 1); /* the first mistake counts */
    EXPECT_NUMBER(wire_end(&w), WIRE_BAD_FIELD);
    sample(&w);
    EXPECT_NUMBER(read_bytes(&r, w.bytes, w.length), WIRE_OK);
    EXPECT_NUMBER(wire_u64(&r, WIRE_F_STATE, 77), 77);
    EXPECT_NUMBER(wire_u32(&r, WIRE_F_TEXT, 77), 77);
    EXPECT_NUMBER(wire_u32(&r, (enum wire_tag)999, 77), 77);
    CU_ASSERT(!wire_text(&r, (enum wire_tag)999, text, sizeof(text)));
    EXPECT_NUMBER(wire_u32(&none, WIRE_F_STATE, 77), 77);
    CU_ASSERT(!wire_has(&none, WIRE_F_STATE));
    CU_ASSERT(wire_text(&none, WIRE_F_TEXT, text, sizeof(text)));
    EXPECT_TEXT(text, "");
}

/* Whatever comes: no overrun, and what is accepted reads back in bounds. */
static void test_mutations(void)
{
    unsigned accepted = 0, i, k;

    srandom((unsigned)unit_seed("mutations"));
    for (i = 0; i < 100000; i++) {
        struct wire_writer w;
        struct wire_record r;
        char text[2048];
        size_t n;

        sample(&w);
        for (k = 0; k <= i % 4; k++)
            w.bytes[(size_t)random() % w.length] = (uint8_t)random();
        n = random() % 4 ? w.length : (size_t)random() % w.length;
        if (read_bytes(&r, w.bytes, n) != WIRE_OK) {
            CU_ASSERT_FATAL(r.type == 0 && r.length == 0);
            continue;
        }
        accepted++;
        CU_ASSERT_FATAL(wire_type_name(r.type) != NULL);
        for (k = 0; k < COUNT(fields); k++) {
            wire_u32(&r, fields[k].tag, 0);
            wire_u64(&r, fields[k].tag, 0);
            if (is_text(&fields[k]))
                CU_ASSERT_FATAL(
                    wire_text(&r, fields[k].tag, text, fields[k].max + 1u));
        }
    }
    CU_ASSERT(accepted > 100 && accepted < 100000);
}

/* --- transport */

static void make_pair(int fd[2])
{
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) ==
                    0);
}

static void test_send_receive(void)
{
    struct wire_writer w;
    struct wire_record r;
    int fd[2];

    signal(SIGPIPE, SIG_DFL);
    make_pair(fd);
    EXPECT_NUMBER(wire_receive(fd[1], &r), EAGAIN);
    sample(&w);
    EXPECT_NUMBER(wire_send(fd[0], &w), 0);
    EXPECT_NUMBER(wire_receive(fd[1], &r), 0);
    EXPECT_NUMBER(r.type, WIRE_STATE);
    EXPECT_NUMBER(wire_u32(&r, WIRE_F_STATE, 0), 0x2000);
    w.result = WIRE_TOO_LONG;
    EXPECT_NUMBER(wire_send(fd[0], &w), EMSGSIZE);
    close(fd[0]);
    EXPECT_NUMBER(wire_receive(fd[1], &r), EPIPE);
    /* No SIGPIPE, which would be the end of the test. */
    sample(&w);
    EXPECT_NUMBER(wire_send(fd[1], &w), EPIPE);
    close(fd[1]);
}

static void test_bad_packets(void)
{
    static char big[WIRE_MAX + 1] = "RA\1\20\377\377";
    struct wire_record r;
    int fd[2];

    make_pair(fd);
    store((uint8_t *)big + 6, WIRE_MAX - 8, 2);
    CU_ASSERT(send(fd[0], "nonsense", 8, 0) == 8);
    CU_ASSERT(send(fd[0], "RA\5\20", 4, 0) == 4);
    CU_ASSERT(send(fd[0], big, WIRE_MAX, 0) == WIRE_MAX);
    CU_ASSERT(send(fd[0], big, sizeof(big), 0) == sizeof(big));
    EXPECT_NUMBER(wire_receive(fd[1], &r), EBADMSG);
    EXPECT_NUMBER(wire_receive(fd[1], &r), EPROTO);
    EXPECT_NUMBER(wire_receive(fd[1], &r), 0);
    EXPECT_NUMBER(wire_receive(fd[1], &r), EBADMSG);
    EXPECT_NUMBER(r.type, 0);
    close(fd[0]);
    close(fd[1]);
}

static void test_full(void)
{
    struct wire_writer w;
    int fd[2], i, error = 0;

    make_pair(fd);
    sample(&w);
    for (i = 0; i < 100000 && !error; i++)
        error = wire_send(fd[0], &w);
    EXPECT_NUMBER(error, EAGAIN);
    close(fd[0]);
    close(fd[1]);
}

/* The last words of a peer that left our record unread. */
static void test_unread(void)
{
    struct wire_writer w;
    struct wire_record r;
    int fd[2];

    make_pair(fd);
    sample(&w);
    EXPECT_NUMBER(wire_send(fd[0], &w), 0);
    EXPECT_NUMBER(wire_send(fd[1], &w), 0);
    close(fd[0]);
    EXPECT_NUMBER(wire_receive(fd[1], &r), 0);
    EXPECT_NUMBER(r.type, WIRE_STATE);
    EXPECT_NUMBER(wire_receive(fd[1], &r), EPIPE);
    close(fd[1]);
}

static int count_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    int n = 0;

    if (!d)
        return -1;
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static void send_with_descriptors(int fd, int n)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
    } control;
    struct wire_writer w;
    struct iovec part = {w.bytes, 0};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
    struct cmsghdr *c;
    int i, file = open("/dev/null", O_RDONLY | O_CLOEXEC);

    memset(&control, 0, sizeof(control));
    sample(&w);
    part.iov_len = w.length;
    m.msg_control = control.bytes;
    m.msg_controllen = CMSG_SPACE((size_t)n * sizeof(int));
    c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN((size_t)n * sizeof(int));
    for (i = 0; i < n; i++)
        memcpy(CMSG_DATA(c) + (size_t)i * sizeof(int), &file, sizeof(file));
    CU_ASSERT(sendmsg(fd, &m, 0) == (ssize_t)w.length);
    close(file);
}

static void test_descriptors_closed(void)
{
    struct wire_record r;
    int fd[2], before;

    make_pair(fd);
    before = count_descriptors();
    send_with_descriptors(fd[0], 1);
    send_with_descriptors(fd[0], DESCRIPTORS_MAX);
    EXPECT_NUMBER(wire_receive(fd[1], &r), 0);
    EXPECT_NUMBER(wire_receive(fd[1], &r), 0);
    EXPECT_NUMBER(r.type, WIRE_STATE);
    EXPECT_NUMBER(count_descriptors(), before);
    close(fd[0]);
    close(fd[1]);
}

/* It arrives as another descriptor of the same file, and not in children. */
static void test_descriptor_passed(void)
{
    struct wire_writer w;
    struct wire_record r;
    struct stat sent, got;
    int fd[2], line[2], descriptor = 77, before;

    make_pair(fd);
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, line) == 0);
    before = count_descriptors();
    wire_begin(&w, WIRE_ATTACH);
    EXPECT_NUMBER(wire_send_descriptor(fd[0], &w, line[0]), 0);
    CU_ASSERT(fcntl(line[0], F_GETFD) >= 0);
    EXPECT_NUMBER(wire_receive_descriptor(fd[1], &r, &descriptor), 0);
    EXPECT_NUMBER(r.type, WIRE_ATTACH);
    CU_ASSERT_FATAL(descriptor >= 0 && descriptor != line[0]);
    CU_ASSERT(fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
    CU_ASSERT(fstat(line[0], &sent) == 0 && fstat(descriptor, &got) == 0);
    CU_ASSERT(sent.st_ino == got.st_ino);
    close(descriptor);
    EXPECT_NUMBER(wire_receive_descriptor(fd[1], &r, &descriptor), EAGAIN);
    EXPECT_NUMBER(descriptor, -1);
    EXPECT_NUMBER(wire_send_descriptor(fd[0], &w, 9999), EBADF);
    EXPECT_NUMBER(wire_send_descriptor(fd[0], &w, -1), 0);
    EXPECT_NUMBER(wire_receive_descriptor(fd[1], &r, &descriptor), 0);
    EXPECT_NUMBER(descriptor, -1);
    EXPECT_NUMBER(count_descriptors(), before);
    close(line[0]);
    close(line[1]);
    close(fd[0]);
    close(fd[1]);
}

/* Of several none is taken, and none that comes with nonsense. */
static void test_descriptors_refused(void)
{
    struct wire_writer w;
    struct wire_record r;
    int fd[2], descriptor = 77, before;

    make_pair(fd);
    before = count_descriptors();
    send_with_descriptors(fd[0], 2);
    send_with_descriptors(fd[0], DESCRIPTORS_MAX);
    EXPECT_NUMBER(wire_receive_descriptor(fd[1], &r, &descriptor), 0);
    EXPECT_NUMBER(descriptor, -1);
    EXPECT_NUMBER(wire_receive_descriptor(fd[1], &r, &descriptor), 0);
    EXPECT_NUMBER(descriptor, -1);
    wire_begin(&w, WIRE_ATTACH);
    w.bytes[0] = 'x';
    EXPECT_NUMBER(wire_send_descriptor(fd[0], &w, fd[0]), 0);
    EXPECT_NUMBER(wire_receive_descriptor(fd[1], &r, &descriptor), EBADMSG);
    EXPECT_NUMBER(descriptor, -1);
    wire_begin(&w, (enum wire_type)250);
    EXPECT_NUMBER(wire_send_descriptor(fd[0], &w, fd[0]), EINVAL);
    EXPECT_NUMBER(count_descriptors(), before);
    close(fd[0]);
    EXPECT_NUMBER(wire_receive_descriptor(fd[1], &r, &descriptor), EPIPE);
    EXPECT_NUMBER(descriptor, -1);
    close(fd[1]);
}

/* What else the kernel tells beside a descriptor, and what has no room then. */
static void test_descriptor_among(void)
{
    struct wire_writer w;
    struct wire_record r;
    int fd[2], descriptor = 77, before, on = 1;

    make_pair(fd);
    before = count_descriptors();
    CU_ASSERT_FATAL(
        setsockopt(fd[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == 0);
    wire_begin(&w, WIRE_ATTACH);
    EXPECT_NUMBER(wire_send_descriptor(fd[0], &w, fd[0]), 0);
    EXPECT_NUMBER(wire_receive_descriptor(fd[1], &r, &descriptor), 0);
    CU_ASSERT(descriptor >= 0);
    close(descriptor);
    send_with_descriptors(fd[0], DESCRIPTORS_MAX);
    EXPECT_NUMBER(wire_receive_descriptor(fd[1], &r, &descriptor), 0);
    EXPECT_NUMBER(descriptor, -1);
    EXPECT_NUMBER(count_descriptors(), before);
    close(fd[0]);
    close(fd[1]);
}

const char unit_name[] = "wire";
const struct unit_test unit_tests[] = {
    {"each field comes back", test_each_field},
    {"each record comes back", test_each_record},
    {"many fields, and one too many", test_many_fields},
    {"the bytes are as documented", test_layout},
    {"what a writer refuses", test_writer_refuses},
    {"secrets are known and wiped", test_secrets},
    {"cut off at each byte", test_truncated},
    {"what a reader refuses", test_reader_refuses},
    {"texts and records over their maximum", test_over_maximum},
    {"absent and empty are the same", test_absent},
    {"other names and kinds", test_other_kinds},
    {"random changes", test_mutations},
    {"send and receive", test_send_receive},
    {"packets that are no records", test_bad_packets},
    {"a full socket does not block", test_full},
    {"the last words of a peer", test_unread},
    {"descriptors are closed", test_descriptors_closed},
    {"a descriptor is passed", test_descriptor_passed},
    {"descriptors that are refused", test_descriptors_refused},
    {"a descriptor and the sender's name", test_descriptor_among},
    {NULL, NULL},
};
