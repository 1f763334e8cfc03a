/*
 * listener - the program that has called RasDial, for a pppd that somebody else
 * has started: it is at the other end of its control pair, as a program is that
 * a custom dialer lives in. It says what a RasDialFunc1 is told, and what
 * RasGetConnectStatus says when all is over.
 *
 *   listener FD BOOK ENTRY
 */
#include <windows.h>
#include <ras.h>
#include <raserror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of ras-custom-dial's part of librasapi: compat/api/adopt.h. */
void rasapi_host_adopt(int fd);

static HANDLE done;

static VOID WINAPI on_event(HRASCONN h, UINT message, RASCONNSTATE state,
                            DWORD error, DWORD extended)
{
    (void)h;
    (void)extended;
    if (message != WM_RASDIALEVENT)
        return;
    printf("event %x %u\n", (unsigned)state, (unsigned)error);
    if (error || state == RASCS_Connected)
        SetEvent(done);
}

/* szReplyMessage: what the server said to the credentials. */
static void say_reply(HRASCONN h)
{
    RASPPPLCPA lcp = {.dwSize = sizeof(lcp)};
    DWORD cb = sizeof(lcp);

    if (RasGetProjectionInfoA(h, RASP_PppLcp, &lcp, &cb) == ERROR_SUCCESS)
        printf("reply %s\n", lcp.szReplyMessage);
}

static void say_end(HRASCONN h)
{
    RASCONNSTATUSA s = {.dwSize = sizeof(s)};
    DWORD code;

    while ((code = RasGetConnectStatusA(h, &s)) == ERROR_SUCCESS &&
           s.rasconnstate != RASCS_Disconnected)
        Sleep(20);
    printf("status %u %x %u\n", (unsigned)code, (unsigned)s.rasconnstate,
           (unsigned)s.dwError);
}

int main(int argc, char **argv)
{
    RASDIALPARAMSA p = {.dwSize = sizeof(p), .szDomain = "*"};
    HRASCONN h = NULL;
    DWORD code;

    if (argc != 4)
        return 2;
    rasapi_host_adopt((int)strtol(argv[1], NULL, 10));
    snprintf(p.szEntryName, sizeof(p.szEntryName), "%s", argv[3]);
    done = CreateEventA(NULL, FALSE, FALSE, NULL);
    code = RasDialA(NULL, argv[2], &p, 1, (LPVOID)on_event, &h);
    printf("dial %u\n", (unsigned)code);
    if (code != ERROR_SUCCESS)
        return 1;
    WaitForSingleObject(done, INFINITE);
    say_reply(h);
    say_end(h);
    return 0;
}
