/* pshpack4.h - structures are packed to 4 from here on; poppack.h ends it. */
#pragma pack(push, 4)
