#include "tests/link/multi_acts.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/link/scene.h"

#define OUTPUT     SCENE_DIR "/multi.out"
#define SERVER_RUN SCENE_DIR "/server"

static char text[256 * 1024];

static struct line {
    const char *tty, *log;
    pid_t modem;
} lines[] = {
    {"/dev/modem0", SCENE_DIR "/modem0.log", -1},
    {"/dev/modem1", SCENE_DIR "/modem1.log", -1},
};

/* One place for both answering pppds: else they cannot bundle their links. */
static void make_server(void)
{
    int fd, status = 0;
    pid_t pid;

    mkdir(SERVER_RUN, 0755);
    fd = open("/run/netns/srv", O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return; /* it is there */
    close(fd);
    pid = fork();
    if (pid == 0)
        _exit(unshare(CLONE_NEWNET) < 0 ||
              mount("/proc/self/ns/net", "/run/netns/srv", NULL, MS_BIND,
                    NULL) < 0);
    status = scene_wait(pid, 5);
    EXPECT_NUMBER(status, 0);
}

static void start_modem(struct line *l)
{
    char answer[300];
    const char *argv[] = {
        scene_tool("modem"), "--log", l->log, "--answer", answer, l->tty, NULL};

    snprintf(answer, sizeof(answer), "%s --run %s multilink",
             scene_tool("peer"), SERVER_RUN);
    unlink(l->tty);
    unlink(l->log);
    l->modem = scene_spawn(argv, NULL);
    CU_ASSERT(scene_wait_for(l->log, " ready ", 5, l->modem));
}

/*
 * None is to pass here. pppd sends over a link before its peer has made the
 * bundle, and is answered with a Protocol-Reject: IPCP begins again after 3 s.
 */
static const char timeouts[] =
    "timeouts = { command = 5.0; connect = 20.0; escape = 0.1; hangup = 0.5;"
    " link = 30.0; network = 30.0; };";

static void write_files(const char *first, const char *second)
{
    static const struct scene s = {.digits = "101"};

    scene_write_files(&s);
    snprintf(text, sizeof(text),
             "[Lab]\r\nEncoding=1\r\nPBVersion=8\r\nType=1\r\nDialMode=1\r\n"
             "RedialAttempts=0\r\nIpPrioritizeRemote=0\r\n"
             "AuthRestrictions=632\r\n\r\n"
             "MEDIA=serial\r\nPort=COM1\r\n\r\nDEVICE=modem\r\n"
             "PhoneNumber=555%s\r\nHwFlowControl=1\r\n\r\n"
             "MEDIA=serial\r\nPort=COM2\r\n\r\nDEVICE=modem\r\n"
             "PhoneNumber=555%s\r\nHwFlowControl=1\r\n",
             first, second);
    scene_write(SCENE_BOOK, text, 0644);
    snprintf(text, sizeof(text),
             "devices = ( { port = \"COM1\"; tty = \"%s\"; %s },\n"
             "            { port = \"COM2\"; tty = \"%s\"; %s } );\n",
             lines[0].tty, timeouts, lines[1].tty, timeouts);
    scene_write(SCENE_CONF, text, 0644);
}

static void begin(const char *first, const char *second)
{
    make_server();
    write_files(first, second);
    start_modem(&lines[0]);
    start_modem(&lines[1]);
}

/* The process files of the answering pppds. */
static bool server_is_busy(void)
{
    DIR *d = opendir(SERVER_RUN);
    const struct dirent *e;
    bool busy = false;

    while (d && !busy && (e = readdir(d)))
        busy = strstr(e->d_name, ".pid") != NULL;
    if (d)
        closedir(d);
    return busy;
}

/* A call that came now would join a bundle that is about to end. */
static bool server_settles(void)
{
    int i;

    for (i = 0; i < 1000 && server_is_busy(); i++)
        (void)poll(NULL, 0, 10);
    return !server_is_busy();
}

/* Both modems are on hook, and nothing is left of either link. */
static void end(void)
{
    size_t i;

    CU_ASSERT(scene_wait_clean(5));
    CU_ASSERT(server_settles());
    for (i = 0; i < 2; i++) {
        kill(lines[i].modem, SIGTERM);
        scene_wait(lines[i].modem, 5);
    }
}

static unsigned occurrences(const char *file, const char *word)
{
    const char *p = text;
    unsigned n = 0;

    scene_read(file, text, sizeof(text));
    for (; (p = strstr(p, word)); p += strlen(word))
        n++;
    return n;
}

/* What the computer sent in the modem's last call. */
static unsigned long sent_through(const struct line *l)
{
    const char *p;

    scene_read(l->log, text, sizeof(text));
    p = strstr(text, " bytes ");
    return p ? strtoul(p + 7, NULL, 10) : 0;
}

/* A stream of full packets; PPP cuts each into one fragment for each link. */
static void send_data(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), i, sent = 0;
    char packet[1400];

    inet_pton(AF_INET, "10.9.0.1", &to.sin_addr);
    for (i = 0; i < 20; i++) {
        /* CCP would make nothing of what comes again. */
        (void)!getrandom(packet, sizeof(packet), 0);
        sent += sendto(fd, packet, sizeof(packet), 0, (struct sockaddr *)&to,
                       sizeof(to)) == (ssize_t)sizeof(packet);
    }
    EXPECT_NUMBER(sent, 20);
    close(fd);
}

static void explain(void)
{
    scene_read(SCENE_LOG, text, sizeof(text));
    printf("--- pppd\n%s", text);
    scene_read(lines[0].log, text, sizeof(text));
    printf("--- modem 1\n%s", text);
    scene_read(lines[1].log, text, sizeof(text));
    printf("--- modem 2\n%s", text);
    scene_read("/tmp/peer.log", text, sizeof(text));
    printf("--- server\n%s", text);
}

static bool connects(pid_t pppd)
{
    bool good = scene_wait_for(SCENE_LOG, "RAS state Connected", 60, pppd);

    CU_ASSERT(good);
    if (!good || getenv("LAB_VERBOSE"))
        explain();
    return good;
}

/* The second answering pppd may take its time to start. */
static pid_t start_pppd(void)
{
    static const struct scene s = {.digits = "101",
                                   .pppd = {"lcp-max-configure", "30"}};

    return scene_start_pppd(&s);
}

/* --- both links */

static void test_both(void)
{
    pid_t pppd;

    begin("101", "101");
    pppd = start_pppd();
    if (connects(pppd)) {
        EXPECT_NUMBER(occurrences(SCENE_LOG, "SubEntryConnected"), 2);
        send_data();
    }
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 20), 5);
    EXPECT_NUMBER(occurrences(SCENE_LOG, "RAS error "), 1);
    CU_ASSERT(scene_wait_for(lines[0].log, " hangup ", 5, 0));
    CU_ASSERT(scene_wait_for(lines[1].log, " hangup ", 5, 0));
    CU_ASSERT(sent_through(&lines[0]) > 10000);
    CU_ASSERT(sent_through(&lines[1]) > 10000);
    if (getenv("LAB_VERBOSE"))
        explain();
    end();
}

/* --- one link is lost */

static pid_t start_watching(void)
{
    const char *argv[] = {scene_build("tests/api_client"), "narrow", NULL};
    pid_t watcher = scene_spawn(argv, OUTPUT);

    CU_ASSERT(scene_wait_for(OUTPUT, "watching: 0 0\n", 10, watcher));
    return watcher;
}

/* As a telephone line that is cut: its modem is there, and on hook. */
static void lose(struct line *l)
{
    kill(l->modem, SIGKILL);
    scene_wait(l->modem, 5);
    start_modem(l);
}

/* rasdial reads the record, which is the connection's. */
static void expect_record(pid_t pppd, unsigned up, unsigned own)
{
    char name[64], line[40];

    snprintf(name, sizeof(name), "/run/ppp-rasdial/%d.json", (int)pppd);
    CU_ASSERT(scene_wait_for(name, "\"state\": 8192,", 10, pppd));
    snprintf(line, sizeof(line), "\"links_up\": %u,", up);
    CU_ASSERT(scene_wait_for(name, line, 10, pppd));
    snprintf(line, sizeof(line), "\"link_up\": %u,", own);
    EXPECT_NUMBER(occurrences(name, line), 1);
    EXPECT_NUMBER(occurrences(name, "\"error\": 0,"), 1);
}

/* The rest of the bundle carries on, and programs are told that it is less. */
static void play_loss(size_t lost)
{
    struct line *left = &lines[1 - lost];
    pid_t pppd, watcher;
    char words[60];

    begin("101", "101");
    pppd = start_pppd();
    if (connects(pppd)) {
        CU_ASSERT(server_is_busy()); /* it is known when it is not */
        expect_record(pppd, 2, 1);
        watcher = start_watching();
        lose(&lines[lost]);
        snprintf(words, sizeof(words), "RAS link %zu: 629 ", lost + 1);
        CU_ASSERT(scene_wait_for(SCENE_LOG, words, 10, pppd));
        EXPECT_NUMBER(scene_wait(watcher, 20), 0);
        EXPECT_NUMBER(occurrences(OUTPUT, "removed\nlost: 0\n"
                                          "connections: 0 1\n"),
                      1);
        expect_record(pppd, 1, lost != 0);
        send_data();
    }
    EXPECT_NUMBER(occurrences(SCENE_LOG, "RAS error "), 0);
    if (strstr(text, "RAS error "))
        explain();
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 20), 5);
    EXPECT_NUMBER(occurrences(SCENE_LOG, "RAS error 631"), 1);
    CU_ASSERT(scene_wait_for(left->log, " hangup ", 5, 0));
    CU_ASSERT(sent_through(left) > 20000);
    end();
}

static void test_second_lost(void)
{
    play_loss(1);
}

static void test_first_lost(void)
{
    play_loss(0);
}

/* --- one link is busy */

/*
 * The first is the one whose pppd answers for the connection: it waits, off the
 * line, as long as the other is up.
 */
static void test_first_busy(void)
{
    pid_t pppd;

    begin("102", "101");
    pppd = start_pppd();
    if (connects(pppd))
        send_data();
    EXPECT_NUMBER(occurrences(SCENE_LOG, "RAS link 1: 676"), 1);
    EXPECT_NUMBER(occurrences(SCENE_LOG, "RAS link 2: SubEntryConnected"), 1);
    kill(pppd, SIGTERM);
    EXPECT_NUMBER(scene_wait(pppd, 20), 5);
    CU_ASSERT(scene_wait_for(lines[1].log, " hangup ", 5, 0));
    CU_ASSERT(sent_through(&lines[1]) > 20000);
    end();
}

/*
 * By rasdial, which says what has become of the second link.
 */
static void test_second_busy(void)
{
    const char *argv[] = {scene_build("rasdial"),
                          "Lab",
                          "alice",
                          "s3cret",
                          "/phonebook:" SCENE_BOOK,
                          "/config:" SCENE_CONF,
                          NULL};
    pid_t rasdial;

    begin("101", "102");
    rasdial = scene_spawn(argv, OUTPUT);
    EXPECT_NUMBER(scene_wait(rasdial, 60), 0);
    if (occurrences(OUTPUT, "Link 2: error 676") != 1)
        printf("# rasdial says:\n%s\n", text);
    EXPECT_NUMBER(occurrences(OUTPUT, "Link 2: error 676"), 1);
    CU_ASSERT(scene_terminate_listed());
    CU_ASSERT(scene_wait_for(lines[0].log, " hangup ", 10, 0));
    end();
}

const struct unit_test multi_acts[] = {
    {"two modems, one connection", test_both},
    {"two modems, one of two links is lost", test_second_lost},
    {"two modems, the first of two links is lost", test_first_lost},
    {"two modems, the first is busy", test_first_busy},
    {"two modems, the second is busy", test_second_busy},
    {NULL, NULL},
};
