/*
 * rasdialer.h - for custom dialers that bring a line of their own: a socket to
 * a satellite gateway, an SSH or TCP tunnel, a modem that speaks no V.250. An
 * extension of this library: Windows has nothing like it. ras-custom-dial(7)
 * is the guide, /usr/share/doc/ppp-rasdial/examples/tcp-dialer a whole dialer.
 *
 * A RasCustomDial that only wants to change what is dialled calls RasDial with
 * RDEOPT_CustomDial and needs none of this. One with a line of its own calls
 *
 *     RasDialerOpen    pppd is started for the entry, and waits for a line
 *     RasDialerReport  how far the dialer has come (as often as it likes)
 *     RasDialerAttach  here it is: PPP runs over it from now on
 *
 * and RasDialerEnd where there is no line to be had, or where it breaks later.
 * From RasDialerOpen on the connection is like any other: its handle works
 * with all RAS functions, RasHangUp ends it, RasEnumConnections lists it, and
 * its notifier is told RASCS_OpenPort, RASCS_PortOpened, RASCS_ConnectDevice,
 * RASCS_DeviceConnected and RASCS_AllDevicesConnected, each once and in this
 * order, whatever of them the dialer reports, and then what PPP does.
 *
 * All functions may be called from any thread. They work alike in the process
 * of a program that calls RasDial, and in the process in which pppd runs the
 * dialer of an entry that `pppd call' dials.
 */
#ifndef _RASDIALER_H_
#define _RASDIALER_H_

#include "ras.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/*
 * Begins a connection of the entry, for which pppd waits until the dialer
 * brings the line. The parameters are those of RasDial, and mostly those that
 * RasCustomDial was given:
 *
 *   lpRasDialExtensions  NULL or as RasDial; RDEOPT_CustomDial is implied, and
 *                        RDEOPT_PausedStates ignored, as no line waits
 *   lpszPhonebook        NULL: the default one
 *   lpRasDialParams      the entry, and the credentials for PPP. The number is
 *                        shown (RASCONNSTATUS), and nobody dials it
 *   dwNotifierType,
 *   lpvNotifier          as RasDial; NULL: RasDialerAttach and RasDialerEnd
 *                        wait for the result
 *   lphRasConn           receives the handle, NULL on failure. It is what
 *                        RasCustomDial is to return, and the caller's to
 *                        RasHangUp in the end
 *
 * Returns 0 when pppd runs, or RasDial's codes: 623 no such entry, 632 a
 * dwSize that is not known, 756 the entry is connected or being dialled, 711
 * pppd cannot be started, and what pppd refuses the entry with. Nothing is
 * told to the notifier then.
 */
DWORD WINAPI RasDialerOpen(LPRASDIALEXTENSIONS lpRasDialExtensions,
                           LPCWSTR lpszPhonebook,
                           LPRASDIALPARAMSW lpRasDialParams,
                           DWORD dwNotifierType, LPVOID lpvNotifier,
                           LPHRASCONN lphRasConn);

/*
 * Tells what the dialer is doing: STATE is RASCS_OpenPort, RASCS_PortOpened,
 * RASCS_ConnectDevice or RASCS_DeviceConnected, and the states before it count
 * as reached; lpszText (UTF-8, at most 256 bytes, NULL: none) goes to pppd's
 * log with it. A state that was reached before only adds its text.
 *
 * Returns 0; 6: no such connection; 87: another state, or not a connection of
 * RasDialerOpen; or why the call is over (631 after a RasHangUp): the dialer
 * then lets go of its line, and that is all.
 */
DWORD WINAPI RasDialerReport(HRASCONN hRasConn, RASCONNSTATE state,
                             LPCSTR lpszText);

/*
 * Hands the connected line over. iDescriptor is a tty, either end of a pty, or
 * a connected stream socket (TCP, AF_UNIX; one of a socketpair() that the
 * dialer feeds at the other end), open for reading and writing:
 *
 * - The descriptor is duplicated; the caller's stays his, to be closed at any
 *   time. Both share their flags: pppd makes it non-blocking.
 * - A tty is used as it is: its speed and flow control stay, pppd makes it raw
 *   and locks it (/var/lock/LCK..), so that a lock of the dialer's own is to
 *   be given up before. Its settings are restored in the end.
 * - Of anything else pppd copies the bytes to a pty of its own.
 * - The end of the line (end of file, hang-up) ends the call: 628 before PPP
 *   was agreed on, 619 while it was, 629 afterwards. The end of the call closes
 *   pppd's descriptor.
 *
 * A line that an ordinary user's process brings may lead to that user. So
 * root's phonebook does not spare its peer from authentication (`noauth'), and
 * no stored credentials are used, unless policy.user_numbers of ras.conf says
 * so (for the former) or the user is root.
 *
 * Returns 0 when the line is handed over, or without a notifier: when the link
 * is up. Else 6 and 87 as RasDialerReport (87 also: what iDescriptor is not
 * good for), 602 if there is a line already, or RasDial's codes: why the
 * connection has failed.
 */
DWORD WINAPI RasDialerAttach(HRASCONN hRasConn, int iDescriptor);

/*
 * Ends the call from the line's side: there is none to be had, or it breaks.
 * dwError (a RAS or winerror code, 0: 631, on purpose) and lpszText (UTF-8, at
 * most 256 bytes, NULL: none) are the cause, in the notifier, the log and
 * everywhere. For a line that is attached it is to be called before that is
 * closed, or the closing is the cause.
 *
 * Without a notifier and before RasDialerAttach it returns when the dial is
 * over. Returns 0, also if the call is over already; 6 and 87 as above.
 */
DWORD WINAPI RasDialerEnd(HRASCONN hRasConn, DWORD dwError, LPCSTR lpszText);

/*
 * Waits as poll(2) does for sEvents of iDescriptor (-1: for no descriptor),
 * but also for the end of the call, so that nobody dials on after a RasHangUp,
 * and that a dialer hears when its line is no longer wanted.
 *
 *   dwMilliseconds  INFINITE: without a limit
 *
 * Returns 0: the descriptor is ready, has failed, or is at its end; 258
 * (WAIT_TIMEOUT): the time is over; 6 and 87 as above; else the call is over,
 * and why. A hang-up of another thread is noticed within 0.2 s.
 */
DWORD WINAPI RasDialerWait(HRASCONN hRasConn, int iDescriptor, short sEvents,
                           DWORD dwMilliseconds);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
