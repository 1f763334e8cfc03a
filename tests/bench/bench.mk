# bench.mk - `make bench`: the reader's speed against other readers' on the
# same bytes. Exit status 1 when a demand is not met; a table on stdout.

BENCH_SRC := $(wildcard tests/bench/*.c)

$(B)/bench: $(call obj,$(BENCH_SRC)) $(B)/libconf.a
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -lconfig -linih

.PHONY: bench
bench: $(B)/bench
	$(Q)$(B)/bench
