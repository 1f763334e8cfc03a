# ppp-rasdial. `make help` lists the targets; everything is built under build/.

CC := cc
CFLAGS := -O2 -g
VERSION := 0.1.0
# Another B (with another CC or CFLAGS) is another build: see tests/check.
B := build
# V=1 shows the commands.
V := 0
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-5s %s\n' $(1) $@)

# Warnings are errors here and in CI; a packager may set WERROR= .
WERROR := -Werror
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef \
	-Wvla -Wconversion -Wno-sign-conversion $(WERROR)
HARDENING := -fstack-protector-strong -D_FORTIFY_SOURCE=2
override CPPFLAGS += -I. -D_GNU_SOURCE
override ALL_CFLAGS = -std=c11 -fPIC -fvisibility=hidden $(WARNINGS) \
	$(HARDENING) $(CFLAGS)

CONF_SRC := $(wildcard conf/*.c)
TOOLS := rasdial rasphone manual
COMPAT_SRC := $(filter-out $(TOOLS:%=compat/%.c),$(wildcard compat/*.c)) \
	compat/dialer/allow.c compat/dialer/client.c
PLUGIN_SRC := $(wildcard plugin/*.c)
FAKE_SRC := $(wildcard tests/unit/fake_*.c)
LINK_SRC := $(wildcard tests/link/*.c)
# What of the plugin needs no pppd: the unit tests link it.
PURE_SRC := $(filter-out plugin/shim.c plugin/main.c,$(PLUGIN_SRC))

obj = $(1:%.c=$(B)/obj/%.o)

# SYSROOT=DIR builds for the Debian tree in DIR instead of this machine.
ifneq ($(SYSROOT),)
override CC += --sysroot=$(SYSROOT)
override LDFLAGS += -L$(SYSROOT)/usr/lib/$(shell $(CC) -print-multiarch)
endif

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: all
all: $(B)/rasdial.so $(B)/rasdial $(B)/rasphone $(B)/ras-custom-dial \
	$(B)/include/rasapi/raserror.h manuals

.PHONY: help
help:
	@echo 'all      the plugin and the tools, in build/ (default)'
	@echo 'demo     install what is missing, build, dial the demo entry (root)'
	@echo 'check    install what is missing, build, run every test (root)'
	@echo 'unit     the unit tests alone'
	@echo 'endurance  200 failures, then CYCLES (10,000) calls of all kinds (root)'
	@echo 'kills    a kill and a power cut in each state of a dial (root)'
	@echo 'security the table of attacks, on either pppd (root)'
	@echo 'hostile  10,000 rounds of each hostile end of a link (root)'
	@echo 'mutate   changes each value of each table; a test must find it'
	@echo 'coverage  lines and branches that the tests reach (root)'
	@echo 'bench    how fast it is, against its peers (root)'
	@echo 'fuzz     each fuzz target for FUZZ_SECONDS (60)'
	@echo 'inject   every failure of every call (root)'
	@echo 'deps     install what building and testing need (root)'
	@echo 'install  into DESTDIR, PREFIX=/usr (root)'
	@echo 'deb      install what is missing, Debian packages in build/deb'
	@echo 'clean    remove build/'

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/libconf.a: $(call obj,$(CONF_SRC))
$(B)/libcompat.a: $(call obj,$(COMPAT_SRC))
$(B)/libplugin.a: $(call obj,$(PURE_SRC))
$(B)/libfake.a: $(call obj,$(FAKE_SRC))
$(B)/%.a:
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# The plugin contains its own copies of conf and of what it uses of compat: it
# depends on no private shared library, so an upgrade cannot half-break it.
# pppd's symbols stay open; tests/mock/symbols checks that no other one does.
$(B)/rasdial.so: $(call obj,$(PLUGIN_SRC)) $(B)/libcompat.a $(B)/libconf.a
	$(call say,LD)
	$(Q)$(CC) -shared $(ALL_CFLAGS) $(LDFLAGS) -Wl,-z,relro,-z,now \
		-o $@ $^ -Wl,--as-needed -lconfig -lsystemd -lcrypto

$(TOOLS:%=$(B)/%): $(B)/%: $(B)/obj/compat/%.o $(B)/libcompat.a \
		$(B)/libconf.a
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -Wl,-z,relro,-z,now -o $@ $^ \
		-Wl,--as-needed -lconfig -ljansson -lcrypto

# The dialer that it loads wants the very librasapi that it has itself: the one
# beside it in build/, else the system's. A package has no use for the former.
HELPER_RPATH := -Wl,-rpath,'$$ORIGIN'
$(B)/ras-custom-dial: $(call obj,compat/dialer/ras_custom_dial.c) \
		$(B)/libcompat.a $(B)/libconf.a $(B)/librasapi.so.0
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -Wl,-z,relro,-z,now -o $@ \
		$(filter %.o %.a,$^) $(B)/librasapi.so.0 $(HELPER_RPATH)

$(call obj,$(TOOLS:%=compat/%.c)): \
	override CPPFLAGS += -DVERSION='"$(VERSION)"'

# The manuals: by a program from its tables, or completed from tables and
# headers, or as they are written.
TABLE_MANUALS := rasphone.pbk.5 ras.conf.5 rasphone.1 rasdial.1 ras-error.7
PAGE_IN := $(wildcard compat/man/*.in plugin/*.in)
PAGE_TABLES := $(wildcard compat/include/*.h) compat/include/rasaw.def \
	compat/raserror.def compat/rascs.def plugin/options.def
MANUALS := $(TABLE_MANUALS) $(notdir $(PAGE_IN:%.in=%) \
	$(wildcard compat/man/*.[1-9]))
.PHONY: manuals
manuals: $(MANUALS:%=$(B)/man/%)
$(TABLE_MANUALS:%=$(B)/man/%): $(B)/man/%: $(B)/manual
	@mkdir -p $(@D)
	$(call say,MAN)
	$(Q)$(B)/manual $* >$@
EXPAND = awk -f compat/man/expand.awk $(PAGE_TABLES)
$(B)/man/%: compat/man/%.in compat/man/expand.awk $(PAGE_TABLES)
	@mkdir -p $(@D)
	$(call say,MAN)
	$(Q)$(EXPAND) $< >$@
$(B)/man/%: plugin/%.in compat/man/expand.awk $(PAGE_TABLES)
	@mkdir -p $(@D)
	$(call say,MAN)
	$(Q)$(EXPAND) $< >$@
$(B)/man/%: compat/man/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(B)/include/rasapi/raserror.h: compat/raserror.def compat/raserror.awk
	@mkdir -p $(@D)
	$(call say,AWK)
	$(Q)awk -f compat/raserror.awk compat/raserror.def >$@

# --- for people: everything on a bare machine

.PHONY: deps demo check
deps:
	tests/deps check

demo:
	tests/deps lab
	$(MAKE) all lab
	tests/lab/run -n -t 100 -- tests/lab/demo

check:
	tests/deps check
	tests/check

# --- unit tests: one program per tests/unit/test_*.c, the laboratory's own

UNIT := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))

$(B)/tests/test_%: $(B)/obj/tests/unit/test_%.o $(B)/obj/tests/unit/harness.o \
		$(B)/libplugin.a $(B)/libfake.a $(B)/libcompat.a $(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) \
		-Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		-lconfig -ljansson -lsystemd -lcrypto -lcunit

$(B)/tests/fake_pppd: $(B)/obj/tests/mock/fake_pppd.o $(B)/libcompat.a \
		$(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(B)/tests/test_session $(B)/tests/test_rasdial \
$(B)/tests/test_prerequisite: | $(B)/tests/fake_pppd
$(B)/obj/tests/unit/test_session.o $(B)/obj/tests/unit/test_rasdial.o \
$(B)/obj/tests/unit/test_prerequisite.o: \
	override CPPFLAGS += -DFAKE_PPPD='"$(B)/tests/fake_pppd"'

.PHONY: unit unit-programs
unit-programs: $(UNIT)
unit: $(UNIT)
	@status=0; for t in $(UNIT); do $$t || status=1; done; exit $$status

.PHONY: coverage mutate
coverage:
	tests/deps coverage
	tests/coverage
mutate: $(B)/tests/test_tables
	tests/mutate

# The link tests run inside the laboratory, also in another suite's tree: they
# bring their CUnit along.
$(B)/tests/link: $(call obj,$(LINK_SRC)) $(B)/obj/tests/unit/harness.o
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ \
		-Wl,-Bstatic -lcunit -Wl,-Bdynamic

.PHONY: lab
include tests/lab/lab.mk
include tests/mock/mock.mk
include compat/api/api.mk
include plugin/system.mk
include tests/deb/deb.mk
include tests/bench/bench.mk
include tests/fuzz/fuzz.mk
include tests/inject/inject.mk
include tests/security/security.mk
include tests/endurance/endurance.mk
lab: $(LAB_BIN)

# --- installation

DESTDIR :=
PREFIX := /usr
PPPD_VERSION = $(shell sed -n 's/.*VERSION[ \t]*"\([0-9.]*\)".*/\1/p' \
	$(firstword $(wildcard $(SYSROOT)/usr/include/pppd/pppdconf.h \
	$(SYSROOT)/usr/include/pppd/patchlevel.h)))
EXAMPLES = $(PREFIX)/share/doc/ppp-rasdial/examples
PPPD_PLUGIN_DIR = $(PREFIX)/lib/pppd/$(PPPD_VERSION)

.PHONY: install
install: all
	install -D -m 0644 $(B)/rasdial.so \
		$(DESTDIR)$(PPPD_PLUGIN_DIR)/rasdial.so
	install -D -m 0755 $(B)/rasdial $(DESTDIR)$(PREFIX)/bin/rasdial
	install -D -m 0755 $(B)/ras-custom-dial \
		$(DESTDIR)$(PREFIX)/lib/ppp-rasdial/ras-custom-dial
	install -d $(DESTDIR)$(PREFIX)/lib/ppp-rasdial/dialers
	install -D -m 0755 $(B)/rasphone $(DESTDIR)$(PREFIX)/bin/rasphone
	install -D -m 0644 $(B)/include/rasapi/raserror.h \
		$(DESTDIR)$(PREFIX)/include/rasapi/raserror.h
	for page in $(MANUALS); do install -D -m 0644 $(B)/man/$$page \
		$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$$page; done
	for page in $(filter rasapi-%.3,$(MANUALS)); do \
		sed -n 's/^\.Nm \(Ras[A-Za-z]*\).*/\1/p' $(B)/man/$$page | \
		while read -r name; do ln -sf $$page \
		$(DESTDIR)$(PREFIX)/share/man/man3/$$name.3; done; done
	install -D -m 0644 -t $(DESTDIR)$(EXAMPLES)/tcp-dialer \
		compat/examples/tcp-dialer/tcp.c \
		compat/examples/tcp-dialer/Makefile
	install -D -m 0644 plugin/peers-rasdial \
		$(DESTDIR)/etc/ppp/peers/rasdial

.PHONY: clean
clean:
	rm -rf $(B)

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
