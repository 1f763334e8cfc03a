/* pshpack8.h - structures are packed to 8 from here on; poppack.h ends it. */
#pragma pack(push, 8)
