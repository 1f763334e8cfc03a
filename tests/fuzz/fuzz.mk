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
		$(B)/libplugin.a $(B)/libfake.a $(B)/libapi.a $(B)/libcompat.a \
		$(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(FUZZ_ENGINE) -o $@ \
		$(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group -lconfig -ljansson -lsystemd -lcrypto

# Those of the RAS API see its headers: see api.mk.
FUZZ_API := $(call obj,$(wildcard tests/fuzz/fuzz_api*.c))
$(FUZZ_API): override CPPFLAGS += $(API_FLAGS)
$(FUZZ_API): | $(B)/include/rasapi/raserror.h

.PHONY: fuzz fuzz-programs
fuzz-programs: $(FUZZ:%=$(B)/fuzz/%)

# What is found is left in build/fuzzing/found; the new inputs that reach more
# code are gathered in build/fuzzing/corpus. A second build without sanitizers
# counts the lines: those that a sanitizer adds are never reached.
fuzz_make = $(MAKE) CC=clang HARDENING= FUZZ_ENGINE=-fsanitize=fuzzer
fuzz:
	tests/deps fuzz
	$(fuzz_make) B=$(B)/fuzzing fuzz-programs FUZZ='$(FUZZ)' \
		CFLAGS='$(FUZZ_FLAGS) -fsanitize=fuzzer-no-link'
	$(fuzz_make) B=$(B)/fuzzed fuzz-programs FUZZ='$(FUZZ)' \
		CFLAGS='-O1 -fprofile-instr-generate -fcoverage-mapping'
	$(Q)tests/fuzz/run $(B)/fuzzing $(B)/fuzzed $(FUZZ_SECONDS) $(FUZZ)
