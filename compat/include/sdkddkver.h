/*
 * sdkddkver.h - which Windows the program asks for: 0x0A00 unless it says so.
 */
#ifndef RASAPI_SDKDDKVER_H
#define RASAPI_SDKDDKVER_H

#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#ifndef WINVER
#define WINVER _WIN32_WINNT
#endif
#ifndef NTDDI_VERSION
#define NTDDI_VERSION (_WIN32_WINNT * 0x10000)
#endif

#endif
