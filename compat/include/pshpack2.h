/* pshpack2.h - structures are packed to 2 from here on; poppack.h ends it. */
#pragma pack(push, 2)
