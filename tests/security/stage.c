#include "tests/security/stage.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/mock/isolate.h"

/* --- the command line */

int stage_plan(struct stage_plan *plan, int argc, char **argv)
{
    static const struct option options[] = {
        {"seed", required_argument, NULL, 's'},
        {"rounds", required_argument, NULL, 'r'},
        {"first", required_argument, NULL, 'f'},
        {"workers", required_argument, NULL, 'w'},
        {NULL, 0, NULL, 0},
    };
    int c;

    plan->seed = (unsigned long)time(NULL);
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        unsigned long n = optarg ? strtoul(optarg, NULL, 10) : 0;

        if (c == 's')
            plan->seed = n;
        else if (c == 'r')
            plan->rounds = (unsigned)n;
        else if (c == 'f')
            plan->first = (unsigned)n;
        else if (c == 'w' && n > 0)
            plan->workers = (unsigned)n;
        else
            _exit(2);
    }
    return optind;
}

bool stage_wanted(char *const *names, const char *name)
{
    if (!*names)
        return true;
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

unsigned stage_count(const char *text, const char *what)
{
    unsigned n = 0;

    for (; (text = strstr(text, what)); text += strlen(what))
        n++;
    return n;
}

/* --- the machine */

bool stage_isolate(void)
{
    return isolate() && mkdir(STAGE, 0755) == 0 &&
           mkdir(STAGE_DIALERS, 0755) == 0;
}

/* --- files */

bool stage_copy(const char *from, const char *to, mode_t mode)
{
    int in = open(from, O_RDONLY | O_CLOEXEC), out;
    char bytes[65536];
    ssize_t n = -1;

    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    while (in >= 0 && out >= 0 && (n = read(in, bytes, sizeof(bytes))) > 0)
        if (write(out, bytes, (size_t)n) != n)
            break;
    return n == 0 && close(in) == 0 && close(out) == 0;
}

bool stage_write(const char *path, const char *bytes, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    return fd >= 0 && write(fd, bytes, n) == (ssize_t)n && close(fd) == 0;
}

size_t stage_book(char *out, size_t size, const char *keys)
{
    return (size_t)snprintf(
        out, size,
        "[Office]\nEncoding=1\nPBVersion=8\nType=1\nAutoLogon=0\nIpAssign=1\n"
        "IpNameAssign=2\nIpDnsAddress=192.0.2.53\nRedialAttempts=1\n"
        "RedialSeconds=1\nIdleDisconnectSeconds=300\nIpPrioritizeRemote=1\n"
        "DataEncryption=8\nAuthRestrictions=632\nIpHeaderCompression=1\n"
        "%s\nNETCOMPONENTS=\nms_msclient=0\n\nMEDIA=serial\nPort=COM1\n"
        "Device=A Modem\nConnectBPS=115200\n\nDEVICE=modem\n"
        "PhoneNumber=5550101\nAreaCode=030\nCountryCode=49\n"
        "UseDialingRules=0\nComment=\nPhoneNumber=5550102\n"
        "HwFlowControl=1\nSpeaker=1\n\nDEVICE=switch\nType=None\nScript=0\n",
        keys);
}

size_t stage_conf(char *out, size_t size, const char *kind, const char *tty)
{
    return (size_t)snprintf(
        out, size,
        "devices = ( { port = \"COM1\"; name = \"A Modem\"; kind = \"%s\";\n"
        "  tty = \"%s\"; timeouts = { command = 0.1; connect = 0.2;\n"
        "  dtr = 0; escape = 0; carrier = 0; network = 60; link = 60;\n"
        "  hangup = 0.05; }; } );\n"
        "custom_dialers = ({ file = \"" STAGE_DIALERS "/any.so\"; });\n"
        "dialer_directories = [ \"" STAGE_DIALERS "\" ];\n"
        "dialer_helper = { program = \"" STAGE_HELPER "\"; timeout = 0.3; };\n",
        kind, tty);
}
