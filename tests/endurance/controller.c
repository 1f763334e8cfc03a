/*
 * controller - a program that dials by librasapi for as long as it lives, for
 * tests/endurance: RasDial, a look at what came of it, RasHangUp, again.
 *
 *     controller BOOK ENTRY USER PASSWORD
 *
 * One line "dial CODE" for each call; it ends when its stdin does.
 */
#include <windows.h>

#include <poll.h>
#include <ras.h>
#include <raserror.h>
#include <stdio.h>
#include <string.h>

static void widen(WCHAR *to, size_t size, const char *from)
{
    size_t i;

    for (i = 0; from[i] && i + 1 < size; i++)
        to[i] = (WCHAR)(unsigned char)from[i];
    to[i] = 0;
}

static BOOL wanted(void)
{
    struct pollfd p = {0, POLLIN, 0};

    return poll(&p, 1, 0) == 0;
}

/* 0, or what one of the looks at a connection said. */
static DWORD look(HRASCONN h)
{
    RASCONNSTATUSW status = {.dwSize = sizeof(status)};
    RASPPPIPW ip = {.dwSize = sizeof(ip)};
    RAS_STATS stats = {.dwSize = sizeof(stats)};
    RASCONNW all[16];
    DWORD size = sizeof(all), n = 0, code;

    all[0].dwSize = sizeof(all[0]);
    code = RasEnumConnectionsW(all, &size, &n);
    if (code == 0)
        code = RasGetConnectStatusW(h, &status);
    size = sizeof(ip);
    if (code == 0)
        code = RasGetProjectionInfoW(h, RASP_PppIp, &ip, &size);
    if (code == 0)
        code = RasGetConnectionStatistics(h, &stats);
    return code;
}

static void hang_up(HRASCONN h)
{
    RASCONNSTATUSW s = {.dwSize = sizeof(s)};

    if (RasHangUpW(h) != 0)
        return;
    while (RasGetConnectStatusW(h, &s) != ERROR_INVALID_HANDLE)
        Sleep(10);
}

static DWORD dial(LPCWSTR book, char **argv)
{
    RASDIALPARAMSW p = {.dwSize = sizeof(p)};
    HRASCONN h = NULL;
    DWORD code;

    widen(p.szEntryName, RAS_MaxEntryName + 1, argv[2]);
    widen(p.szUserName, UNLEN + 1, argv[3]);
    widen(p.szPassword, PWLEN + 1, argv[4]);
    code = RasDialW(NULL, book, &p, 0, NULL, &h);
    if (code == 0)
        code = look(h);
    if (h)
        hang_up(h);
    return code;
}

int main(int argc, char **argv)
{
    WCHAR book[MAX_PATH];

    if (argc != 5)
        return 2;
    widen(book, MAX_PATH, argv[1]);
    while (wanted()) {
        printf("dial %u\n", (unsigned)dial(book, argv));
        if (fflush(stdout) != 0)
            return 1;
    }
    return 0;
}
