/*
 * lmcons.h - the lengths of names in a Windows network.
 */
#ifndef RASAPI_LMCONS_H
#define RASAPI_LMCONS_H

#include "windef.h"

#ifndef CNLEN
#define CNLEN 15
#endif
#ifndef UNCLEN
#define UNCLEN (CNLEN + 2)
#endif
#ifndef DNLEN
#define DNLEN CNLEN
#endif
#ifndef LM20_UNLEN
#define LM20_UNLEN 20
#endif
#ifndef UNLEN
#define UNLEN 256
#endif
#ifndef GNLEN
#define GNLEN UNLEN
#endif
#ifndef PWLEN
#define PWLEN 256
#endif
#ifndef NETBIOS_NAME_LEN
#define NETBIOS_NAME_LEN 16
#endif
#ifndef NET_API_STATUS
#define NET_API_STATUS DWORD
#endif
#ifndef NERR_Success
#define NERR_Success 0
#endif

#endif
