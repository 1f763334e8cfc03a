/* winuser.h - a part of windows.h in the Windows SDK; here all of it. */
#ifndef RASAPI_WINUSER_H
#define RASAPI_WINUSER_H

#include "windows.h"

#endif
