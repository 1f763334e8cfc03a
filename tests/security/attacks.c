#include "tests/security/attacks.h"

#include <stddef.h>

#define PPPD "/usr/sbin/pppd "
#define ANY  PPPD "call rasdial nodetach "
#define OWN  ANY "ras-entry Lab ras-phonebook " A_HIS "/book.pbk "
/* He may dial it if the server can prove to be what root knows. */
#define DIALS "remotename server "
/* Or it ends there. */
#define HALTED   "required to authenticate itself"
#define OFFICE   PPPD "call office nodetach "
#define LINK     PPPD "call link nodetach "
#define BY       "/usr/bin/attacker "
#define NO_RIGHT "requires root privilege"

/* His book, with these lines in its entry, and dialled. */
#define BOOK(keys)                                                             \
    "printf '[Lab]\\nType=1\\n" keys "\\nMEDIA=serial\\nPort=COM1\\n"          \
    "DEVICE=modem\\nPhoneNumber=555102\\n' >book.pbk; exec " OWN

/* His ras.conf, with this tty and these settings. */
#define CONF(tty, more)                                                        \
    "printf '%%s' 'devices = ( { port = \"COM1\"; tty = \"" tty                \
    "\"; } );" more "' >ras.conf; exec " OWN "ras-config " A_HIS "/ras.conf"

/* FILE is said to be a phonebook, and a ras.conf. */
#define AS_BOOK(file)                                                          \
    BOB, "phonebook " file, NULL,                                              \
        "exec " ANY "ras-entry Lab ras-phonebook " file, "RAS error ", NULL
#define AS_CONF(file)                                                          \
    BOB, "ras.conf " file, NULL, "exec " OWN DIALS "ras-config " file,         \
        "RAS error ", NULL
#define AS_BOTH(file)                                                          \
    {AS_BOOK(file)},                                                           \
    {                                                                          \
        AS_CONF(file)                                                          \
    }

/* An option of pppd's own that is root's, behind ours. */
#define ROOTS(option)                                                          \
    {                                                                          \
        BOB, "option " option, NULL, "exec " OFFICE option, NO_RIGHT, NULL     \
    }

/* It dials, and waits for a modem that says no more. */
#define DEAF                                                                   \
    PPPD "call deaf nodetach & p=$!; "                                         \
         "until grep -q ATDT /tmp/scene/pppd.log; do sleep 0.1; done; "
#define KILLED(signal)                                                         \
    {                                                                          \
        BOB, "signal " signal, NULL,                                           \
            DEAF "kill -" signal                                               \
                 " $p; kill -CONT $p; sleep 0.2; kill -KILL $p; "              \
                 "wait $p; exec " OFFICE,                                      \
            "RAS error 676", NULL                                              \
    }

const struct attack attacks[] = {
    /* --- what it looks like when nothing is attacked */
    {BOB, "none: root's entry", NULL, "exec " OFFICE, "RAS error 676", NULL},
    {BOB, "none: bob's entry", NULL, "exec " OWN DIALS, "RAS error 676", NULL},

    /* --- who may not call pppd at all */
    {MALLORY, "pppd", NULL, "exec " OFFICE, "denied", NULL},
    {MALLORY, "a copy of pppd", NULL,
     "cat /usr/sbin/pppd >/tmp/pppd; chmod 4755 /tmp/pppd; "
     "/tmp/pppd call office nodetach",
     NULL, "rm -f /tmp/pppd"},
    {MALLORY, "rasdial", NULL, "exec rasdial Lab", NULL, NULL},
    {MALLORY, "the helper by hand", NULL,
     "exec /usr/lib/ppp-rasdial/ras-custom-dial 3<&0", NULL, NULL},
    {MALLORY, "root's credentials", NULL,
     "cat /etc/ppp/ras/credentials /etc/ppp/*-secrets", "denied", NULL},
    {MALLORY, "places for records", NULL,
     "touch /run/ppp-rasdial/1.json /var/lib/ppp-rasdial/x /etc/ppp/ras/x; "
     "rm -rf /run/ppp-rasdial /var/lib/ppp-rasdial; echo done",
     "done", NULL},
    {MALLORY, "a lock that is released", NULL, "exec rasdial --unblock Locked",
     NULL, NULL},

    /* --- files that are not his, and no files */
    AS_BOTH("/root/secret"),
    AS_BOTH("/etc/shadow"),
    AS_BOTH("/etc/ppp/ras/credentials"),
    AS_BOTH("/etc/ppp/pap-secrets"),
    AS_BOTH("/etc/ppp/ras/../../../root/secret"),
    AS_BOTH("/proc/self/mem"),
    AS_BOTH("/proc/self/maps"),
    AS_BOTH("/proc/self/environ"),
    AS_BOTH("/proc/self/cmdline"),
    AS_BOTH("/proc/self/fd/3"),
    AS_BOTH("/proc/self/fd/4"),
    AS_BOTH("/proc/kmsg"),
    AS_BOTH("/dev/zero"),
    AS_BOTH("/dev/stdin"),
    AS_BOTH("/dev/ppp"),
    AS_BOTH("/dev/kmsg"),
    AS_BOTH(A_TTY),
    AS_BOTH("/"),
    AS_BOTH("''"),
    AS_BOTH("\"$(head -c 5000 /dev/zero | tr '\\0' x)\""),
    {BOB, "phonebook fifo", NULL,
     "mkfifo fifo; " ANY "ras-entry Lab ras-phonebook " A_HIS "/fifo; rm fifo",
     "this is a FIFO", NULL},
    {BOB, "ras.conf fifo", NULL,
     "mkfifo fifo; " OWN "ras-config " A_HIS "/fifo; rm fifo", "this is a FIFO",
     NULL},
    {BOB, "phonebook symlink", NULL,
     "ln -sf /root/secret l; " ANY "ras-entry Lab ras-phonebook l; rm l",
     "RAS error 621", NULL},
    {BOB, "ras.conf symlink", NULL,
     "ln -sf /root/secret l; " OWN "ras-config l; rm l", "Permission denied",
     NULL},
    {BOB, "phonebook of 4 GB", NULL,
     "truncate -s 4G big; " ANY "ras-entry Lab ras-phonebook big; rm big",
     "RAS error ", NULL},
    {BOB, "phonebook of one line", NULL,
     "head -c 3000000 /dev/zero | tr '\\0' '[' >big; " ANY
     "ras-entry Lab ras-phonebook big; rm big",
     "RAS error ", NULL},
    {BOB, "phonebook socket", NULL, /* a socket cannot be opened */
     "perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local=>\"s\","
     "Listen=>1)'; " ANY "ras-entry Lab ras-phonebook s; rm -f s",
     "RAS error ", NULL},
    {BOB, "phonebook changes hands", NULL,
     BY "swapping=l," A_HIS "/book.pbk,/root/secret -- " ANY
        "ras-entry Lab ras-phonebook l; rm -f l l.new",
     NULL, NULL},
    {BOB, "ras.conf changes hands", NULL,
     BY "swapping=l," A_HIS "/ras.conf,/root/secret -- " OWN
        "ras-config l; rm -f l l.new",
     NULL, NULL},
    {BOB, "root's book by a changing name", NULL,
     BY "swapping=l," A_HIS "/book.pbk,/etc/ppp/ras/rasphone.pbk -- " ANY
        "ras-entry Link ras-phonebook l ras-number 555102; rm -f l l.new",
     NULL, NULL},
    {BOB, "phonebook changes while it is read", NULL,
     BY "rewriting=book.pbk -- " OWN, NULL, NULL},

    /* --- what his files say */
    {BOB, "ras.conf includes", NULL,
     "printf '@include \"/root/secret\"\\n' >ras.conf; "
     "exec " OWN "ras-config " A_HIS "/ras.conf",
     "@include is not allowed", NULL},
    {BOB, "phonebook includes", NULL,
     "printf '@include \"/root/secret\"\\nentries=();\\n' >b.cfg; " ANY
     "ras-entry Lab ras-phonebook " A_HIS "/b.cfg; rm b.cfg",
     "RAS error ", NULL},
    {BOB, "phonebook includes by chance", NULL,
     BY "swapping=l," A_HIS "/ras.conf,/root/secret -- /bin/sh -c "
        "\"printf '@include \\\"l\\\"\\nentries=();\\n' >b.cfg; " ANY
        "ras-entry Lab ras-phonebook " A_HIS "/b.cfg\"; rm -f b.cfg l l.new",
     "RAS error ", NULL},
    {BOB, "a tty that is a file", NULL, CONF("/dev/../etc/passwd", ""),
     "RAS error ", NULL},
    {BOB, "a tty that is root's memory", NULL, CONF("/dev/mem", ""),
     "RAS error ", NULL},
    {BOB, "a tty by a link", NULL,
     "ln -sf /etc/passwd /dev/shm/x; " CONF("/dev/shm/x", "") "", "RAS error ",
     "rm -f /dev/shm/x"},
    {BOB, "is there such a file of root's?", NULL,
     "t() { ln -sf $1 /dev/shm/x; " OWN "ras-config c 2>&1 |"
     " grep 'RAS error' | head -1; }; "
     "echo 'devices = ( { port = \"COM1\"; tty = \"/dev/shm/x\"; } );' >c; "
     "a=$(t /root/secret); b=$(t /root/none); echo \"$a\"; "
     "[ \"$a\" = \"$b\" ] && echo alike; rm -f c",
     "alike", "rm -f /dev/shm/x"},
    {BOB, "a tty that is a fifo", NULL,
     "mkfifo /dev/shm/f; " CONF("/dev/shm/f", ""), "RAS error ",
     "rm -f /dev/shm/f"},
    {BOB, "counters in root's file", NULL,
     CONF(A_TTY, "policy = { metrics = \"/etc/ppp/metrics.prom\"; };"),
     "RAS error ", NULL},
    {BOB, "no rules by his ras.conf", NULL,
     "printf '%s' 'devices = ( { port = \"COM1\"; tty = \"" A_TTY "\"; } );' "
     ">ras.conf; exec " PPPD "call night nodetach ras-config " A_HIS
     "/ras.conf",
     HALTED, NULL},
    {BOB, "a helper of his own", NULL,
     CONF(A_TTY, "dialer_helper = { program = \"" A_HIS "/evil.so\"; };"
                 "custom_dialers = ( { file = \"" A_HIS "/evil.so\"; } );"),
     "RAS error ", NULL},
    {BOB, "commands with lines in them", NULL, CONF(A_TTY, "x = \"a\\\\nb\";"),
     "RAS error ", NULL},
    {BOB, "options in a value", NULL,
     BOOK("IpDnsSuffix=x\" noauth plugin " A_HIS "/evil.so"), NULL, NULL},
    {BOB, "options in a host name", NULL,
     BOOK("IpAddress=1.2.3.4 noauth\\nCustomScript=1"), "RAS error ", NULL},
    {BOB, "root's scripts by a path", NULL,
     "printf '[Lab]\\nType=1\\n\\nMEDIA=serial\\nPort=COM1\\nDEVICE=modem\\n"
     "PhoneNumber=555102\\n\\nDEVICE=switch\\nScript=1\\n"
     "Name=/root/secret\\n' >book.pbk; exec " OWN,
     "RAS error ", NULL},
    {BOB, "root's scripts by a link", NULL,
     "printf '[Lab]\\nType=1\\n\\nMEDIA=serial\\nPort=COM1\\nDEVICE=modem\\n"
     "PhoneNumber=555102\\n\\nDEVICE=switch\\nScript=1\\n"
     "Name=C:\\\\x.scp\\n' >book.pbk; ln -sf /root/secret x.scp; " OWN
     "; rm x.scp",
     "RAS error ", NULL},
    {BOB, "a number that is a command", NULL,
     "printf '[Lab]\\nType=1\\n\\nMEDIA=serial\\nPort=COM1\\nDEVICE=modem\\n"
     "PhoneNumber=5551\\rAT+INJECTED\\n' >book.pbk; exec " OWN DIALS,
     "RAS error ", "! grep -q INJECTED /tmp/scene/modem.log"},
    {BOB, "a million keys", NULL,
     "(echo '[Lab]'; yes Type=1 | head -n 200000) >book.pbk; exec " OWN,
     "RAS error ", NULL},
    {BOB, "numbers without end", NULL,
     "(cat book.pbk; yes PhoneNumber=5551022 | head -n 50000) >b; mv b "
     "book.pbk; exec " OWN,
     "RAS error ", NULL},

    /* --- our options */
    {BOB, "number with a command", NULL,
     "exec " OWN "ras-number \"$(printf '5551\\rAT+INJECTED')\"", "RAS error ",
     "! grep -q INJECTED /tmp/scene/modem.log"},
    {BOB, "number with another command", NULL,
     "exec " OWN "ras-number '555102;+INJECTED'", "RAS error ",
     "! grep -q INJECTED /tmp/scene/modem.log"},
    {BOB, "number with formats", NULL, "exec " OWN "ras-number '%n%s%n%s'",
     "RAS error ", NULL},
    {BOB, "number of 70000 digits", NULL,
     "exec " OWN "ras-number $(head -c 70000 /dev/zero | tr '\\0' 5)",
     "RAS error ", NULL},
    {BOB, "a number for root's entry", NULL,
     "exec " OFFICE "ras-number 5559999", "not a number of [Lab]", NULL},
    {BOB, "user with options", NULL,
     "exec " OWN "ras-user \"$(printf 'x\\nplugin " A_HIS "/evil.so\\n')\"",
     NULL, NULL},
    {BOB, "user with quotes", NULL, "exec " OWN "ras-user 'x\" noauth \"\\\\'",
     NULL, NULL},
    {BOB, "user of 70000 characters", NULL,
     "exec " OWN "ras-user $(head -c 70000 /dev/zero | tr '\\0' x)",
     "RAS error ", NULL},
    {BOB, "another entry than root's", NULL, "exec " OFFICE "ras-entry Link",
     "cannot be overridden", NULL},
    {BOB, "entry with lines", NULL,
     "exec " ANY "ras-entry \"$(printf 'Lab\\nRAS state Connected: up')\"",
     "RAS error ", "! grep -q '^RAS state Connected' /tmp/scene/pppd.log"},
    {BOB, "entry with escapes", NULL,
     "exec " ANY "ras-entry \"$(printf '\\033]0;x\\007\\033[2J\\302\\2332J')\"",
     "RAS error ", NULL},
    {BOB, "entry that turns around", NULL,
     "exec " ANY "ras-entry \"$(printf 'x\\342\\200\\256yz')\"", "RAS error ",
     NULL},
    {BOB, "entry with bytes", NULL,
     "exec " ANY "ras-entry \"$(printf '\\377\\376\\300\\200')\"", "RAS error ",
     NULL},
    {BOB, "phonebook with escapes", NULL,
     "exec " ANY "ras-entry Lab ras-phonebook "
     "\"$(printf '/tmp/bob/\\033[31m\\nRAS state Connected')\"",
     "RAS error ", NULL},
    {BOB, "entry of 70000 characters", NULL,
     "exec " ANY "ras-entry $(head -c 70000 /dev/zero | tr '\\0' x)",
     "RAS error ", NULL},
    {BOB, "entry without a name", NULL, "exec " ANY "ras-entry ''", NULL, NULL},
    {BOB, "entry that is a number", NULL, "exec " ANY "ras-entry .555102", NULL,
     NULL},
    {BOB, "entry that is a command", NULL,
     "exec " ANY "ras-entry \"$(printf '.5\\nName=x')\"", "RAS error ", NULL},
    {BOB, "descriptor 0", NULL, "exec " ANY "ras-entry Lab ras-control 0", NULL,
     NULL},
    {BOB, "descriptor -1", NULL, "exec " ANY "ras-entry Lab ras-control -1",
     NULL, NULL},
    {BOB, "descriptor 3", NULL, "exec " ANY "ras-entry Lab ras-control 3",
     "no control socket", NULL},
    {BOB, "descriptor 5", NULL, "exec " ANY "ras-entry Lab ras-control 5",
     "no control socket", NULL},
    {BOB, "descriptor of a million", NULL,
     "exec " ANY "ras-entry Lab ras-control 1000000", "no control socket",
     NULL},
    {BOB, "descriptor past all numbers", NULL,
     "exec " ANY "ras-entry Lab ras-control 99999999999999999999", NULL, NULL},
    {BOB, "descriptor of a file", NULL,
     "exec " ANY "ras-entry Lab ras-control 9 9<book.pbk", "no control socket",
     NULL},

    /* --- pppd's options behind ours */
    ROOTS("plugin " A_HIS "/evil.so"),
    ROOTS("ifname evil0"),

    ROOTS("linkname x"),
    ROOTS("noauth"),
    ROOTS("privgroup dip"),
    ROOTS("allow-number 5559999"),
    ROOTS("pap-timeout 1 lcp-max-configure 1 noauth"),
    {BOB, "option connect", NULL,
     "exec " OFFICE "connect 'touch " A_HIS "/run; id'", "RAS error 676",
     "[ ! -e " A_HIS "/run ]"},
    {BOB, "option pty", NULL, "exec " OFFICE "pty 'id; cat'", NULL, NULL},
    {BOB, "option notty", NULL, "exec " OFFICE "notty", NULL, NULL},
    {BOB, "option socket", NULL, "exec " OFFICE "socket 127.0.0.1:1", NULL,
     NULL},
    {BOB, "option init", NULL, "exec " OFFICE "init 'touch " A_HIS "/run; id'",
     NULL, "[ ! -e " A_HIS "/run ]"},
    {BOB, "option record", NULL, "exec " OFFICE "record /etc/ppp/x", NULL,
     NULL},
    {BOB, "option logfile", NULL, "exec " OFFICE "logfile /etc/ppp/x",
     "Can't open", NULL},
    {BOB, "option file", NULL, "exec " OFFICE "file /root/secret", "Can't open",
     NULL},
    {BOB, "option call", NULL,
     "echo 'plugin " A_HIS "/evil.so' >o; " PPPD "call ../../.." A_HIS "/o; "
     "rm o",
     "may not contain", NULL},
    {BOB, "option file with ours", NULL,
     "echo 'ras-entry Link' >o; " OFFICE "file " A_HIS "/o; rm o",
     "cannot be overridden", NULL},
    {BOB, "his .ppprc", NULL,
     "printf 'ras-config " A_HIS "/none\\nras-number 5559999\\n' >.ppprc; "
     "HOME=" A_HIS " " OFFICE "; rm .ppprc",
     NULL, NULL},
    {BOB, "plugin in his .ppprc", NULL,
     "echo 'plugin " A_HIS "/evil.so' >.ppprc; HOME=" A_HIS " " OFFICE
     "; rm .ppprc",
     NO_RIGHT, NULL},
    {BOB, "the plugin itself", NULL,
     "exec " PPPD "plugin rasdial.so "
     "ras-entry Lab",
     NO_RIGHT, NULL},
    {BOB, "a password that is saved", NULL, "exec " LINK "debug show-password",
     "RAS error ", NULL},
    {BOB, "a password of the secrets file", NULL,
     "exec " OWN "user alice remotename server debug hide-password",
     "RAS error ", NULL},
    {BOB, "a saved password for a tty of his", NULL,
     "exec " LINK "/dev/null debug show-password", NULL, NULL},
    {BOB, "a saved password for a number of his", NULL,
     "exec " LINK "ras-number 555101 debug", NULL, NULL},
    {BOB, "a dump of all options", NULL, "exec " LINK "dump dryrun", NULL,
     NULL},

    /* --- what he hands down */
    {BOB, "RAS_ variables", NULL,
     "RAS_ENTRY=Link RAS_PHONEBOOK=/root/secret RAS_CONFIG=/root/secret "
     "RASDIAL=1 RAS_ERROR=0 exec " OFFICE,
     "RAS error 676", NULL},
    {BOB, "LD_PRELOAD", NULL, "LD_PRELOAD=" A_HIS "/evil.so exec " OFFICE,
     "RAS error 676", NULL},
    {BOB, "LD_LIBRARY_PATH", NULL, "LD_LIBRARY_PATH=" A_HIS " exec " OFFICE,
     "RAS error 676", NULL},
    {BOB, "LD_AUDIT", NULL, "LD_AUDIT=" A_HIS "/evil.so exec " OFFICE,
     "RAS error 676", NULL},
    {BOB, "allocator's variables", NULL,
     "MALLOC_CHECK_=3 MALLOC_PERTURB_=1 GLIBC_TUNABLES=glibc.malloc.check=3 "
     "exec " OFFICE,
     "RAS error 676", NULL},
    {BOB, "PATH, IFS, HOME", NULL,
     "PATH=" A_HIS " IFS=/ HOME=" A_HIS " XDG_CONFIG_HOME=" A_HIS
     " XDG_RUNTIME_DIR=" A_HIS " exec " OFFICE,
     "RAS error 676", NULL},
    {BOB, "locale and its files", NULL,
     "LC_ALL=../../../tmp/bob/x LOCPATH=" A_HIS " NLSPATH=" A_HIS
     " GCONV_PATH=" A_HIS " LANGUAGE=x exec " OFFICE,
     "RAS error 676", NULL},
    {BOB, "OpenSSL's files", NULL,
     "OPENSSL_CONF=" A_HIS "/x OPENSSL_MODULES=" A_HIS " OPENSSL_ENGINES=" A_HIS
     " exec " PPPD "call dialer nodetach",
     "RAS error 676", NULL},
    {BOB, "a dialer with his variables", NULL,
     "LD_PRELOAD=" A_HIS "/evil.so LD_LIBRARY_PATH=" A_HIS " PATH=" A_HIS
     " exec " PPPD "call dialer nodetach",
     "RAS error 676", NULL},
    {BOB, "a time zone of his", NULL,
     "TZ=UTC-12 exec " PPPD "call night nodetach", "RAS error 944", NULL},
    {BOB, "a time zone in a file", NULL,
     "TZ=:" A_HIS "/x exec " PPPD "call night nodetach", "RAS error 944", NULL},
    {BOB, "a service manager of his", NULL,
     "NOTIFY_SOCKET=/run/systemd/notify LISTEN_FDS=3 WATCHDOG_USEC=1 "
     "JOURNAL_STREAM=8:1 exec " OFFICE,
     "RAS error 676", "! grep -q 'service manager' /tmp/scene/pppd.log"},
    {BOB, "no environment", NULL, "exec env -i " OFFICE, "RAS error 676", NULL},
    {BOB, "an environment of 100 KB", NULL,
     "X=$(head -c 100000 /dev/zero | tr '\\0' x) exec " OFFICE, "RAS error 676",
     NULL},

    /* --- the state that he leaves pppd in */
    {BOB, "no standard descriptors", NULL, BY "closed=012 -- " OFFICE, NULL,
     NULL},
    {BOB, "no input", NULL, BY "closed=0 -- " OFFICE, "RAS error 676", NULL},
    {BOB, "three descriptors", NULL, BY "nofile=3 -- " OFFICE, NULL, NULL},
    {BOB, "six descriptors", NULL, BY "nofile=6 -- " OFFICE, NULL, NULL},
    {BOB, "eight descriptors", NULL, BY "nofile=8 -- " OFFICE, NULL, NULL},
    {BOB, "ten descriptors", NULL, BY "nofile=10 -- " OFFICE, NULL, NULL},
    {BOB, "fourteen descriptors", NULL, BY "nofile=14 -- " OFFICE, NULL, NULL},
    {BOB, "few for a dialer", NULL,
     BY "nofile=20 -- " PPPD "call dialer nodetach", "RAS error ", NULL},
    {BOB, "1500 descriptors", NULL, BY "many=1500 -- " OFFICE, NULL, NULL},
    {BOB, "no byte may be written", NULL, BY "fsize=0 -- " OFFICE "| cat",
     "RAS error 676", NULL},
    {BOB, "ten bytes may be written", NULL, BY "fsize=10 -- " OFFICE "| cat",
     "RAS error 676", NULL},
    {BOB, "300 bytes may be written", NULL, BY "fsize=300 -- " OFFICE "| cat",
     "RAS error 676", NULL},
    {BOB, "12 MB of memory", NULL, BY "memory=12000000 -- " OFFICE, NULL, NULL},
    {BOB, "20 MB of memory", NULL, BY "memory=20000000 -- " OFFICE, NULL, NULL},
    {BOB, "a second of the processor", NULL, BY "cpu=1 -- " OFFICE, NULL, NULL},
    {BOB, "a small stack", NULL, BY "stack=262144 -- " OFFICE, NULL, NULL},
    {BOB, "a mask of 0777", NULL, BY "umask=777 -- " OFFICE, "RAS error 676",
     NULL},
    {BOB, "a mask of 0", NULL, BY "umask=0 -- " OFFICE, "RAS error 676",
     "[ -z \"$(find /run/ppp-rasdial /var/lib/ppp-rasdial -perm /022)\" ]"},
    {BOB, "all signals blocked", NULL, BY "blocked -- " OFFICE, "RAS error 676",
     NULL},
    {BOB, "all signals ignored", NULL, BY "ignored -- " OFFICE, "RAS error 676",
     NULL},
    {BOB, "blocked, with a dialer", NULL,
     BY "blocked ignored -- " PPPD "call dialer nodetach", "RAS error 676",
     NULL},
    {BOB, "a parent that stands still", NULL, BY "stopped -- " OFFICE,
     "RAS error 676", NULL},
    {BOB, "a parent that traces", NULL, BY "traced -- " OFFICE, "root", NULL},
    {BOB, "a failure that is not counted", "rm -rf /var/lib/ppp-rasdial",
     "for i in 1 2 3; do " BY "fsize=0 -- " PPPD
     "call locked nodetach | cat; done",
     "unlock", NULL},

    /* --- a controller that is none */
    {BOB, "controller: stream", NULL,
     BY "socket=stream -- " ANY "ras-control 9", "no control socket", NULL},
    {BOB, "controller: datagrams", NULL,
     BY "socket=dgram -- " ANY "ras-control 9", "no control socket", NULL},
    {BOB, "controller: listens", NULL,
     BY "socket=listening -- " ANY "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: not connected", NULL,
     BY "socket=packets -- " ANY "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: silent", NULL,
     BY "control=silent -- " ANY "ras-control 9", "no request in time", NULL},
    {BOB, "controller: junk", NULL, BY "control=junk -- " ANY "ras-control 9",
     "RAS error ", NULL},
    {BOB, "controller: giant", NULL, BY "control=giant -- " ANY "ras-control 9",
     "RAS error ", NULL},
    {BOB, "controller: empty", NULL, BY "control=empty -- " ANY "ras-control 9",
     "RAS error ", NULL},
    {BOB, "controller: root's file", NULL,
     BY "control=secret -- " ANY "ras-control 9", "RAS error 621", NULL},
    {BOB, "controller: root's file by another path", NULL,
     BY "control=climbing -- " ANY "ras-control 9", "RAS error 621", NULL},
    {BOB, "controller: a directory as line", NULL,
     BY "control=directory -- " ANY DIALS "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: a path as line", NULL,
     BY "control=path -- " ANY DIALS "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: datagrams as line", NULL,
     BY "control=datagrams -- " ANY DIALS "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: nothing as line", NULL,
     BY "control=nothing -- " ANY DIALS "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: null as line", NULL,
     BY "control=null -- " ANY DIALS "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: 200 descriptors", NULL,
     BY "control=descriptors -- " ANY "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: a flood", NULL,
     BY "control=flood -- " ANY "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: greets for ever", NULL,
     BY "control=hello -- " ANY "ras-control 9", "RAS error ", NULL},
    {BOB, "controller: reads nothing", NULL,
     BY "control=lab stopped -- " ANY "ras-control 9", "RAS error 676", NULL},

    /* --- what can be put where root looks; each time root dials */
    {ROOT, "lock file is a fifo",
     "su -s /bin/sh nobody -c 'mkfifo " A_LOCK "/LCK..pts_'$(basename "
     "$(readlink " A_TTY ")) || mkfifo " A_LOCK "/LCK..pts_$(basename "
     "$(readlink " A_TTY "))",
     "timeout 8 " OFFICE, "RAS error 676", NULL},
    {ROOT, "lock file leads nowhere",
     "ln -s /nowhere " A_LOCK "/LCK..pts_$(basename $(readlink " A_TTY "))",
     "timeout 8 " OFFICE, "RAS error 676", NULL},
    {ROOT, "lock file leads to root's",
     "ln -s /root/secret " A_LOCK "/LCK..pts_$(basename $(readlink " A_TTY "))",
     "timeout 8 " OFFICE, "RAS error 676", NULL},
    {ROOT, "lock file is a directory",
     "mkdir " A_LOCK "/LCK..pts_$(basename $(readlink " A_TTY "))",
     "timeout 8 " OFFICE "; rmdir " A_LOCK "/LCK..pts_*", "RAS error 633",
     NULL},
    {ROOT, "lock file that nobody made",
     "su -s /bin/sh nobody -c 'echo 1 >" A_LOCK "/LCK..pts_'$(basename "
     "$(readlink " A_TTY "))",
     "timeout 8 " OFFICE "; rm " A_LOCK "/LCK..pts_*", "RAS error 633", NULL},
    {ROOT, "lock file is empty and old",
     "touch -d '1 hour ago' " A_LOCK "/LCK..pts_$(basename $(readlink " A_TTY
     "))",
     "timeout 8 " OFFICE, "RAS error 676", NULL},
    {ROOT, "lock file of a process that has gone",
     "printf '%10d\\n' 4194000 >" A_LOCK
     "/LCK..pts_$(basename $(readlink " A_TTY "))",
     "timeout 8 " OFFICE, "RAS error 676", NULL},
    {BOB, "what a killed pppd leaves",
     "for i in 99991 99992 99993; do touch /run/ppp-rasdial/$i.json "
     "/run/ppp-rasdial/$i.lock /run/ppp-rasdial/.$i.tmp; done",
     "exec " OFFICE, "RAS error 676",
     "[ -z \"$(ls -A /run/ppp-rasdial | grep 9999)\" ]"},

    /* --- what he does to a pppd of his that dials; the next one dials */
    KILLED("KILL"),
    KILLED("TERM"),
    KILLED("HUP"),
    KILLED("SEGV"),
    KILLED("ABRT"),
    KILLED("ALRM"),
    KILLED("USR1"),
    KILLED("USR2"),
    KILLED("XFSZ"),
    KILLED("IO"),
    {BOB, "stopped, and then killed", NULL,
     DEAF "kill -STOP $p; kill -KILL $p; wait $p; exec " OFFICE,
     "RAS error 676", NULL},
    {BOB, "no core", NULL,
     "ulimit -c unlimited; " DEAF "kill -SEGV $p; wait $p; exec " OFFICE,
     "RAS error 676", "[ -z \"$(ls -A " A_HIS " | grep core)\" ]"},
    {BOB, "its memory and its descriptors", NULL,
     DEAF "cat /proc/$p/mem /proc/$p/environ /proc/$p/maps /proc/$p/fd/*; "
          "tr '\\0' ' ' </proc/$p/cmdline; echo; kill $p; wait $p",
     "denied", NULL},
    {MALLORY, "a signal for root's pppd",
     "touch /tmp/mark; " PPPD "call deaf nodetach >/tmp/scene/roots.log 2>&1 &"
     " until grep -q ATDT /tmp/scene/roots.log; do sleep 0.1; done",
     "kill -KILL $(cat " A_LOCK "/LCK..pts_*)", "ermitted",
     "kill $(cat " A_LOCK "/LCK..pts_*); while [ -e " A_LOCK
     "/LCK..pts_0 ]; do sleep 0.1; done"},
    {BOB, "a list with a name that turns around", NULL,
     "printf '[x\\342\\200\\256y]\\nEncoding=1\\nType=1\\n\\nMEDIA=serial\\n"
     "Port=COM1\\nDEVICE=modem\\nPhoneNumber=555108\\n' >book.pbk; " ANY DIALS
     "ras-entry \"$(printf 'x\\342\\200\\256y')\" ras-phonebook " A_HIS
     "/book.pbk & p=$!; until grep -q ATDT /tmp/scene/pppd.log; do sleep 0.1; "
     "done; rasdial; rasdial --status \"$(printf 'x\\342\\200\\256y')\"; "
     "kill $p; wait $p",
     NULL, NULL},

    {0, NULL, NULL, NULL, NULL, NULL},
};
