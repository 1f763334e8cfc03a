#include "tests/link/pppoe_acts.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/link/scene.h"

#define FAR SCENE_DIR "/far"

/*
 * The far end has its own network, /run and /etc/ppp, so that the two pppds
 * cannot meet. It takes its end of the cable when that is there.
 */
static const char concentrator[] =
    "mount -t tmpfs none /run && mkdir /run/lock && "
    "mount --bind " FAR " /etc/ppp && "
    "until ip link set ac0 up 2>/dev/null; do sleep 0.1; done && "
    "exec pppoe-server -F -I ac0 -L 10.9.0.1 -R 10.9.0.2 -C Laboratory "
    "-S internet -O /etc/ppp/options -q \"$0\"";

static pid_t start_concentrator(void)
{
    const char *argv[] = {"unshare", "-n",         "-m",         "sh",
                          "-c",      concentrator, scene_pppd(), NULL};

    return scene_spawn(argv, SCENE_DIR "/far.log");
}

static void run(const char *command)
{
    const char *argv[] = {"sh", "-c", command, NULL};

    EXPECT_NUMBER(scene_wait(scene_spawn(argv, NULL), 10), 0);
}

static void make_far_files(void)
{
    run("mkdir -p " FAR "/peers");
    scene_write(FAR "/chap-secrets", "alice * s3cret *\n", 0600);
    scene_write(FAR "/options",
                "require-mschap-v2\nname server\nlcp-restart 1\n"
                "lcp-max-terminate 1\nchild-timeout 1\nnoproxyarp\n",
                0600);
}

/* Both ends of the cable are up: an interface without carrier is refused. */
static pid_t make_cable(bool server)
{
    char command[200];
    pid_t far = -1;

    make_far_files();
    run("ip link add nic0 type veth peer name ac0 && ip link set nic0 up");
    if (!server) {
        run("ip link set ac0 up");
        return -1;
    }
    far = start_concentrator();
    /* What is started here has its own network before it looks for ac0. */
    snprintf(command, sizeof(command),
             "until [ \"$(readlink /proc/%d/ns/net)\" != "
             "\"$(readlink /proc/self/ns/net)\" ]; do sleep 0.1; done; "
             "ip link set ac0 netns %d && "
             "until ip link show nic0 | grep -q LOWER_UP; do sleep 0.1; done",
             (int)far, (int)far);
    run(command);
    return far;
}

static void cut_cable(pid_t far)
{
    if (far > 0) {
        kill(far, SIGTERM);
        scene_wait(far, 5);
    }
    /* It goes with the far end's network, or now. */
    run("ip link del nic0 2>/dev/null; "
        "while ip link show nic0 >/dev/null 2>&1; do sleep 0.1; done");
}

/* --- the scene's files: an entry as Windows 10 writes it */

static void write_files(const char *service, const char *password,
                        const char *seconds)
{
    struct scene s = {.digits = "", .password = password};
    char text[1000];

    scene_write_files(&s);
    snprintf(text, sizeof(text),
             "[Lab]\r\nEncoding=1\r\nPBVersion=8\r\nType=5\r\n"
             "AutoLogon=0\r\nIpPrioritizeRemote=0\r\nAuthRestrictions=552\r\n"
             "DataEncryption=8\r\nRedialAttempts=0\r\n"
             "RedialOnLinkFailure=0\r\n\r\nMEDIA=rastapi\r\n"
             "Port=PPPoE5-0\r\nDevice=WAN Miniport (PPPOE)\r\n\r\n"
             "DEVICE=PPPoE\r\nPhoneNumber=%s\r\n",
             service);
    scene_write(SCENE_BOOK, text, 0644);
    snprintf(text, sizeof(text),
             "devices = ( { name = \"DSL\"; kind = \"pppoe\";"
             " interface = \"nic0\"; timeouts = { discovery = %s; "
             "link = 30.0; network = 20.0; }; } );\n",
             seconds);
    scene_write(SCENE_CONF, text, 0644);
}

/* The far end starts two processes for a session: on a busy machine, late. */
static const struct scene dialled = {.pppd = {"lcp-max-configure", "20"}};

static void play(const char *service, const char *password, const char *seconds,
                 struct outcome *o)
{
    write_files(service, password, seconds);
    scene_end(scene_start_pppd(&dialled), o);
}

static void expect_end(const struct outcome *o, unsigned error,
                       const char *state, int status)
{
    if (o->error != error || strcmp(o->state, state) != 0 ||
        o->exit_status != status || o->errors != 1)
        printf("# %u in %s, exit %d, %u causes: %s\n%s\n", o->error, o->state,
               o->exit_status, o->errors, o->text, scene_log());
    EXPECT_NUMBER(o->error, error);
    EXPECT_NUMBER(o->errors, 1);
    EXPECT_TEXT(o->state, state);
    EXPECT_NUMBER(o->exit_status, status);
    CU_ASSERT(!o->locked);
}

/* --- a session */

static void test_session(void)
{
    struct outcome o;
    pid_t far = make_cable(true), pppd;

    write_files("internet", NULL, "20.0");
    /* Anybody may put it there, and pppd would wait on it for ever. */
    run("mkfifo /run/lock/LCK..nic0");
    pppd = scene_start_pppd(&dialled);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    run("ping -c 1 -W 5 10.9.0.1 >/dev/null");
    run("ip link show ppp0 | grep -q 'mtu 1492'");
    /* The entry does without the default route: this one is the class's. */
    run("ip route show exact 10.0.0.0/8 | grep -q 'dev ppp0'");
    kill(pppd, SIGTERM);
    scene_end(pppd, &o);
    expect_end(&o, 631, "Connected", 5);
    EXPECT_TEXT(o.states,
                "OpenPort PortOpened ConnectDevice DeviceConnected "
                "AllDevicesConnected Authenticate Authenticated AuthProject "
                "Projected Connected");
    cut_cable(far);
}

/* One cable, and a server that knows one service and one password. */
static void test_refusals(void)
{
    struct outcome o;
    pid_t far = make_cable(true), pppd;

    play("", "wrong", "20.0", &o);
    /* pppd's own is a race: see test_link.c. */
    expect_end(&o, 691, "Authenticate", o.exit_status == 16 ? 16 : 19);
    play("television", NULL, "1.0", &o);
    expect_end(&o, 815, "ConnectDevice", 8);
    write_files("", NULL, "20.0");
    pppd = scene_start_pppd(&dialled);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    cut_cable(far); /* with a PADT, or LCP's word before it */
    scene_end(pppd, &o);
    expect_end(&o, 629, "Connected", o.exit_status == 0 ? 0 : 16);
    play("", NULL, "1.0", &o);
    expect_end(&o, 814, "OpenPort", 7);
}

/* The cable goes, the interface with it, and both come back. */
static void test_back_again(void)
{
    static const struct scene lasting = {.pppd = {"persist", "maxfail", "0",
                                                  "holdoff", "1",
                                                  "lcp-max-configure", "20"}};
    struct outcome o;
    pid_t far = make_cable(true), pppd;

    write_files("", NULL, "3.0");
    pppd = scene_start_pppd(&lasting);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state Connected", 20, pppd));
    cut_cable(far);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS error 629", 20, pppd));
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS error 814", 20, pppd));
    far = make_cable(true);
    CU_ASSERT(scene_wait_times(SCENE_LOG, "RAS state Connected", 2, 30, pppd));
    run("ping -c 1 -W 5 10.9.0.1 >/dev/null");
    kill(pppd, SIGTERM);
    scene_end(pppd, &o);
    EXPECT_NUMBER(o.exit_status, 5);
    CU_ASSERT(!o.locked);
    cut_cable(far);
}

/* Nobody is there; and a hang-up in the middle of the search. */
static void test_silence(void)
{
    struct outcome o;
    pid_t pppd;

    (void)make_cable(false);
    play("internet", NULL, "1.0", &o);
    expect_end(&o, 815, "ConnectDevice", 8);
    write_files("", NULL, "30.0");
    pppd = scene_start_pppd(&dialled);
    CU_ASSERT(scene_wait_for(SCENE_LOG, "RAS state ConnectDevice", 10, pppd));
    kill(pppd, SIGTERM);
    scene_end(pppd, &o);
    expect_end(&o, 631, "ConnectDevice", 5);
    cut_cable(-1);
}

const struct unit_test pppoe_acts[] = {
    {"PPPoE: a session, data, a hang-up", test_session},
    {"PPPoE: 691, 815, 629 and 814", test_refusals},
    {"PPPoE: comes back with the cable", test_back_again},
    {"PPPoE: 815 without an answer, 631 meanwhile", test_silence},
    {NULL, NULL},
};
