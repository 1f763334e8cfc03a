# The mock pppd and its tests; the Makefile includes this file. Its shape is
# that of the pppd headers that it is compiled with. The other one, from a
# directory DIR that has nothing but pppd/ in it:
#
#     make B=build/pppd-2.5 CPPFLAGS='-isystem DIR' \
#         build/pppd-2.5/tests/mock_host
#
# The plugin is loaded at run time; RASDIAL_SO in the environment names another.

MOCK_SRC := $(addprefix tests/mock/,test_host.c host.c options.c modem.c \
	isolate.c) tests/unit/descriptors.c

$(B)/tests/mock_host: $(call obj,$(MOCK_SRC)) $(B)/obj/tests/unit/harness.o \
		$(B)/libcompat.a $(B)/libconf.a | $(B)/rasdial.so
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -Wl,--export-dynamic -o $@ $^ -lcunit

# A custom dialer runs in the helper, which knows nothing of pppd's shape, and
# is tried as it is shipped: another build takes that of build/, unless
# RASDIAL_HELPER_BUILD in the environment names the directory of a third.
ifeq ($(B),build)
$(B)/tests/mock_host: | $(B)/ras-custom-dial \
	$(addprefix $(B)/tests/dialers/,unruly.so ansi.so)
endif

$(call obj,tests/mock/test_host.c): override CPPFLAGS += \
	-DMOCK_PLUGIN='"$(B)/rasdial.so"'

# The shim alone, in a mock pppd whose other half is the test.
$(B)/tests/test_shim: $(call obj,tests/mock/host.c tests/mock/options.c)
