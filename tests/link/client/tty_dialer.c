/*
 * tty_dialer - a custom dialer for the link tests that speaks to the modem
 * itself: it opens the laboratory's, dials, and hands over the tty. After a
 * link of two seconds it ends the call with a code of its own.
 */
#include <windows.h>
#include <ras.h>
#include <rasdialer.h>
#include <raserror.h>

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int open_modem(void)
{
    int fd = open("/dev/modem0", O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios t;

    if (fd < 0 || tcgetattr(fd, &t) < 0)
        return -1;
    cfmakeraw(&t);
    return tcsetattr(fd, TCSANOW, &t) < 0 ? -1 : fd;
}

/* Byte by byte: what comes behind the line is PPP's. */
static DWORD wait_for_connect(HRASCONN h, int fd)
{
    char line[64] = "";
    size_t n = 0;
    DWORD code;

    while ((code = RasDialerWait(h, fd, POLLIN, 10000)) == 0 &&
           read(fd, line + n, 1) == 1) {
        if (line[n] == '\n') {
            line[n] = '\0';
            if (strncmp(line, "CONNECT", 7) == 0)
                return RasDialerReport(h, RASCS_DeviceConnected, line);
            n = 0;
        } else if (n + 2 < sizeof(line)) {
            n++;
        }
    }
    return code ? code : ERROR_HARDWARE_FAILURE;
}

static DWORD dial(HRASCONN h)
{
    static const char command[] = "ATD555101\r";
    int fd = open_modem();
    DWORD code = ERROR_PORT_NOT_FOUND;

    if (fd >= 0 && write(fd, command, sizeof(command) - 1) > 0)
        code = wait_for_connect(h, fd);
    if (!code)
        code = RasDialerAttach(h, fd);
    else
        (void)RasDialerEnd(h, code, "no modem");
    if (fd >= 0)
        close(fd);
    if (!code && RasDialerWait(h, -1, 0, 2000) == WAIT_TIMEOUT)
        (void)RasDialerEnd(h, ERROR_PORT_NOT_CONNECTED, "enough for now");
    return code;
}

DWORD WINAPI RasCustomDial(HINSTANCE hInstDll, LPRASDIALEXTENSIONS extensions,
                           LPCWSTR book, LPRASDIALPARAMSW params, DWORD type,
                           LPVOID notifier, LPHRASCONN connection, DWORD flags)
{
    DWORD code =
        RasDialerOpen(extensions, book, params, type, notifier, connection);

    (void)hInstDll;
    (void)flags;
    return code ? code : dial(*connection);
}
