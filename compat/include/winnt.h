/* winnt.h - a part of windows.h in the Windows SDK; here all of it. */
#ifndef RASAPI_WINNT_H
#define RASAPI_WINNT_H

#include "windows.h"

#endif
