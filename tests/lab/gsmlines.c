/*
 * gsmlines - serial lines with modem signals and no hardware: a pty pair and
 * the kernel's GSM 07.10 multiplexer (module n_gsm) on both of its ends.
 *
 *     tests/lab/run -o n_gsm -- ...
 *     gsmlines &                       prints "ready"; stays until killed
 *     modem --line /dev/gsmtty65 &     the modem's end
 *     pppd /dev/gsmtty1 ...            the computer's: DTR drops are seen
 *
 * Line N is gsmttyN and gsmtty(64+N). From Linux 6.4 on, with the ends
 * exchanged (modem on 1, computer on 65), the modem also drives DCD; before,
 * the computer's DCD is on while the modem has its end open.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <linux/gsmmux.h>
#include <linux/tty.h>

static int complain(const char *what)
{
    perror(what);
    return -1;
}

static int multiplex(int fd, int initiator)
{
    struct gsm_config c;
    struct termios t;
    int ldisc = N_GSM0710;

    if (tcgetattr(fd, &t) < 0)
        return complain("termios");
    cfmakeraw(&t);
    t.c_cflag |= CLOCAL;
    if (tcsetattr(fd, TCSANOW, &t) < 0 || ioctl(fd, TIOCSETD, &ldisc) < 0 ||
        ioctl(fd, GSMIOC_GETCONF, &c) < 0)
        return complain("n_gsm");
    c.initiator = (unsigned)initiator;
    c.encapsulation = 0; /* the basic option, 07.10 5.2 */
    c.adaption = 1;
    c.mru = c.mtu = 127;
    c.t1 = 10; /* in 1/100 s */
    c.t2 = 34;
    c.n2 = 3;
    c.k = 0; /* 6.1 refuses a window size */
    c.i = 1; /* UIH frames */
    return ioctl(fd, GSMIOC_SETCONF, &c) < 0 ? complain("GSMIOC_SETCONF") : 0;
}

static int make_lines(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
    char name[64];

    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
        ptsname_r(master, name, sizeof name))
        return complain("pty");
    slave = open(name, O_RDWR | O_NOCTTY);
    if (slave < 0)
        return complain(name);
    /* The passive end first: it must be there to answer. */
    return multiplex(slave, 0) < 0 || multiplex(master, 1) < 0 ? -1 : 0;
}

int main(void)
{
    if (make_lines() < 0)
        return 1;
    puts("ready");
    fflush(stdout);
    pause();
    return 0;
}
