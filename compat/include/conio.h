/*
 * conio.h - keys as they are typed. Without a terminal they come from standard
 * input.
 */
#ifndef RASAPI_CONIO_H
#define RASAPI_CONIO_H

#include "rascrt.h"

#ifdef __cplusplus
extern "C" {
#endif

int _getch(void) RASWIN(_getch);
int _getche(void) RASWIN(_getche);
int _kbhit(void) RASWIN(_kbhit);
#define getch        _getch
#define getche       _getche
#define kbhit        _kbhit
#define _cputs(text) fputs((text), stdout)

#ifdef __cplusplus
}
#endif

#endif
