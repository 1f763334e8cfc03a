# bench.mk - `make bench': the figures of the README's section "Speed", each
# with what it is compared with. Exit status 1 when a demand is not met; tables
# on stdout.

BENCH_BOOKS := bench books heap stats
BENCH_DIAL := dial contender watch stats
BENCH_CROWD := crowd contender watch stats
BENCH_START := start stats
BENCH_ENTRIES := entries books stats

BENCH_BIN := $(addprefix $(B)/bench-,books dial crowd start entries)

$(B)/bench-books: $(BENCH_BOOKS:%=$(B)/obj/tests/bench/%.o) $(B)/libconf.a
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -lconfig -linih

$(B)/bench-dial: $(BENCH_DIAL:%=$(B)/obj/tests/bench/%.o)
$(B)/bench-crowd: $(BENCH_CROWD:%=$(B)/obj/tests/bench/%.o)
$(B)/bench-dial $(B)/bench-crowd:
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

# These are programs for RAS; the connections are written as the plugin does.
$(B)/bench-start: $(BENCH_START:%=$(B)/obj/tests/bench/%.o) \
		$(B)/libcompat.a $(B)/libconf.a
$(B)/bench-entries: $(BENCH_ENTRIES:%=$(B)/obj/tests/bench/%.o) $(B)/libconf.a
$(B)/bench-start $(B)/bench-entries: $(B)/librasapi.so.0
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) \
		$(B)/librasapi.so.0 -Wl,-rpath,'$$ORIGIN'
$(addprefix $(B)/obj/tests/bench/,start.o entries.o): \
	override CPPFLAGS += $(API_FLAGS)
$(addprefix $(B)/obj/tests/bench/,start.o entries.o): \
	| $(B)/include/rasapi/raserror.h

.PHONY: bench bench-programs
bench-programs: $(BENCH_BIN)
bench:
	tests/deps bench
	$(MAKE) all lab bench-programs
	tests/bench/run
