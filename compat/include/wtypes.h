/* wtypes.h - a part of windows.h in the Windows SDK; here all of it. */
#ifndef RASAPI_WTYPES_H
#define RASAPI_WTYPES_H

#include "windows.h"

#endif
