# inject.mk - the programs in which calls fail on demand (tests/inject). The
# objects are those of the other tests, linked with the wrappers of inject.c:
# for the sanitizers' sake build them below build/sanitized, as tests/check
# does.
#
#   make inject        every failure of every operation, and in the unit tests
#                      each way to a call; it takes long
#   tests/inject/run   what `make check' has of it

INJECT_NAMES := $(shell awk -F', *' '/^INJECT_OPEN/ { print $$2; next } \
	/^INJECT/ { print $$3 }' tests/inject/inject.def)
comma := ,
INJECT_WRAP := $(INJECT_NAMES:%=-Wl$(comma)--wrap=%) -Wl,--wrap=json_loadb
INJECT_OBJ := $(call obj,tests/inject/inject.c)
$(INJECT_OBJ): tests/inject/inject.def
INJECT_LIBS := -lconfig -ljansson -lsystemd -lcrypto -lcunit

# Where the product calls: the lines tell it from the test.
$(B)/inject/%.places: $(B)/inject/%
	$(Q)readelf -rW $< | awk '/__wrap_/ { print $$1 }' | sort -u >$@.all
	$(Q)addr2line -e $< <$@.all | paste $@.all - | \
		grep -E '(conf|compat|plugin)/[a-z0-9_/]*\.[ch]:' | \
		grep -v 'tests/' | cut -f1 >$@


.PHONY: inject inject-programs

inject:
	tests/deps check
	tests/inject/run all

# --- the unit tests

INJECT_UNITS := $(UNIT:$(B)/tests/%=$(B)/inject/%)
INJECT_API := $(API_UNIT:$(B)/tests/%=$(B)/inject/%)

$(B)/inject/test_%: $(B)/obj/tests/unit/test_%.o $(INJECT_OBJ) \
		$(call obj,tests/inject/units.c tests/inject/sanitizers.c \
		tests/unit/descriptors.c) \
		$(B)/libplugin.a \
		$(B)/libfake.a $(B)/libcompat.a $(B)/libconf.a \
		| $(B)/tests/fake_pppd
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(INJECT_WRAP) \
		-Wl,--wrap=CU_assertImplementation,--wrap=unit_compare \
		-Wl,--emit-relocs \
		-o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group $(INJECT_LIBS)

$(INJECT_API): $(B)/libapi.a
$(B)/inject/test_shim: $(call obj,tests/mock/host.c tests/mock/options.c)
$(HOSTS:%=$(B)/inject/test_%): override LDFLAGS += -rdynamic \
	$(DIALER_CALLS:%=-Wl,-u,%)
$(HOSTS:%=$(B)/inject/test_%): | $(UNIT_DIALERS)

# What a test needs beside it is made for the program without the wrappers.
.PHONY: inject-units
inject-units: $(INJECT_UNITS) $(INJECT_UNITS:=.places) | $(UNIT)

# `make check' has these.
INJECT_FEW := connrec credentials phonebook settings str16 redial
inject-programs: $(foreach few,$(INJECT_FEW),$(B)/inject/test_$(few) \
	$(B)/inject/test_$(few).places)

# --- the operations

# The tools, which are started, and the API's, whose headers are Windows'.
INJECT_TOOLS := $(B)/inject/rasphone $(B)/inject/rasdial
$(INJECT_TOOLS): $(B)/inject/%: $(B)/obj/compat/%.o $(INJECT_OBJ) \
		$(B)/libcompat.a $(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(INJECT_WRAP) -o $@ $^ \
		-lconfig -ljansson -lcrypto
$(call obj,tests/inject/api_operations.c): override CPPFLAGS += $(API_FLAGS)
$(call obj,tests/inject/api_operations.c): \
	| $(B)/include/rasapi/raserror.h

INJECT_SRC := $(addprefix tests/inject/,main.c operation.c sanitizers.c \
	conf_operations.c compat_operations.c tool_operations.c \
	api_operations.c) tests/unit/descriptors.c
$(B)/inject/operations: $(call obj,$(INJECT_SRC)) $(INJECT_OBJ) \
		$(B)/libapi.a $(B)/libplugin.a $(B)/libcompat.a $(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(INJECT_WRAP) -Wl,--emit-relocs \
		-o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group $(INJECT_LIBS)
inject-programs: $(B)/inject/operations $(B)/inject/operations.places
$(B)/inject/operations: | $(B)/tests/fake_pppd $(INJECT_TOOLS)

# --- the fence of libconfig and Jansson: with a malloc() of its own, so without the sanitizers

$(B)/tests/fence: $(call obj,tests/inject/fence.c) \
		$(B)/obj/tests/unit/harness.o $(B)/libcompat.a $(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -lconfig -ljansson -lcunit

# --- the plugin in the mock pppd: its calls go to the wrappers of the program

$(B)/inject/rasdial.so: $(call obj,$(PLUGIN_SRC)) $(B)/libcompat.a \
		$(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) -shared $(ALL_CFLAGS) $(LDFLAGS) $(INJECT_WRAP) -o $@ $^ \
		-Wl,--as-needed -lconfig -lsystemd -lcrypto
$(B)/inject/plugin: $(call obj,$(addprefix tests/,mock/host.c mock/options.c \
		mock/isolate.c mock/modem.c inject/operation.c inject/sanitizers.c \
		inject/plugin_operations.c unit/descriptors.c)) \
		$(INJECT_OBJ) $(B)/libcompat.a $(B)/libconf.a \
		| $(B)/inject/rasdial.so
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(INJECT_WRAP) -Wl,--export-dynamic \
		-o $@ $^
inject-programs: $(B)/inject/plugin

# The helper of a custom dialer, and librasapi in it, whose calls go to the
# wrappers of the helper.
$(B)/inject/librasapi.so.0: $(call obj,$(API_SRC)) $(B)/libcompat.a \
		$(B)/libconf.a compat/librasapi.map
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) -shared $(ALL_CFLAGS) $(LDFLAGS) $(INJECT_WRAP) \
		-Wl,-soname,$(@F) -Wl,--version-script=compat/librasapi.map \
		-o $@ $(filter %.o %.a,$^) -Wl,--as-needed -lconfig -ljansson -lcrypto
$(B)/inject/ras-custom-dial: $(call obj,compat/dialer/ras_custom_dial.c) \
		$(INJECT_OBJ) $(B)/libcompat.a $(B)/libconf.a \
		$(B)/inject/librasapi.so.0
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(INJECT_WRAP) -Wl,--export-dynamic \
		-o $@ $^ $(HELPER_RPATH)
$(B)/inject/plugin: | $(B)/inject/ras-custom-dial $(B)/tests/dialers/unruly.so

$(B)/inject/selftest: $(call obj,tests/inject/selftest.c \
		tests/inject/operation.c tests/inject/sanitizers.c \
		tests/unit/descriptors.c) \
		$(B)/obj/tests/unit/harness.o \
		$(INJECT_OBJ)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(INJECT_WRAP) -o $@ $^ -lcunit
inject-programs: $(B)/inject/selftest
