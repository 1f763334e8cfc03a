# The mock pppd and its tests; the Makefile includes this file. Its shape is
# that of the pppd headers in use: with 2.5's in a directory of their own,
#   make B=build/pppd-2.5 CPPFLAGS=-isystem\ DIR build/pppd-2.5/tests/mock_host
# builds the other one. The plugin is loaded, and so not linked.

MOCK_OBJ := $(patsubst %,$(B)/obj/tests/mock/%.o,test_host host options modem)

$(B)/tests/mock_host: $(MOCK_OBJ) $(B)/obj/tests/unit/harness.o \
		$(B)/libcompat.a $(B)/libconf.a | $(B)/rasdial.so
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -Wl,--export-dynamic -o $@ \
		$(filter %.o %.a,$^) -lconfig -lcunit
