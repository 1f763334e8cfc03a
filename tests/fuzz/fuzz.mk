# fuzz.mk - the fuzz targets: tests/fuzz/fuzz_NAME.c, each with its corpus in
# tests/fuzz/corpus/NAME and its words in tests/fuzz/NAME.dict.
#
#   make fuzz                 each target for FUZZ_SECONDS, with clang
#   make fuzz FUZZ='pbk cfg'  only these
#   tests/fuzz/replay         the corpora once, with any compiler

FUZZ_SECONDS := 60
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all

FUZZ_SHARED := $(call obj,$(filter-out tests/fuzz/fuzz_%.c \
	tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))

# With a main() that replays, or with libFuzzer's: FUZZ_ENGINE is a flag then.
FUZZ_ENGINE :=
$(B)/fuzz/%: $(B)/obj/tests/fuzz/fuzz_%.o $(FUZZ_SHARED) \
		$(if $(FUZZ_ENGINE),,$(call obj,tests/fuzz/replay.c)) \
		$(B)/libplugin.a $(B)/libcompat.a $(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(FUZZ_ENGINE) -o $@ \
		$(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group -lconfig -ljansson

.PHONY: fuzz fuzz-programs
fuzz-programs: $(FUZZ:%=$(B)/fuzz/%)

# What is found is left in build/fuzzing/found; the new inputs that reach more
# code are gathered in build/fuzzing/corpus.
fuzz:
	$(MAKE) B=$(B)/fuzzing CC=clang HARDENING= FUZZ_ENGINE=-fsanitize=fuzzer \
		CFLAGS='$(FUZZ_FLAGS) -fsanitize=fuzzer-no-link' fuzz-programs
	$(Q)tests/fuzz/run $(B)/fuzzing $(FUZZ_SECONDS) $(FUZZ)
