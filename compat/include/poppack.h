/* poppack.h - ends what a pshpack header began. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma pack(pop)
#pragma GCC diagnostic pop
