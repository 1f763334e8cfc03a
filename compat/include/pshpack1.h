/* pshpack1.h - structures are packed to 1 from here on; poppack.h ends it. */
#pragma pack(push, 1)
