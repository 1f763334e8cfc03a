# ppp-rasdial. `make help` lists the targets; everything is built under build/.

CC := cc
CFLAGS := -O2 -g
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
override CPPFLAGS += -I. -I$(B)/include -D_GNU_SOURCE
override ALL_CFLAGS = -std=c11 -fPIC -fvisibility=hidden $(WARNINGS) \
	$(HARDENING) $(CFLAGS)

CONF_SRC := $(wildcard conf/*.c)
TOOLS := rasdial
COMPAT_SRC := $(filter-out $(TOOLS:%=compat/%.c),$(wildcard compat/*.c))
PLUGIN_SRC := $(wildcard plugin/*.c)
# What of the plugin needs no pppd: the unit tests link it.
PURE_SRC := $(filter-out plugin/shim.c plugin/main.c,$(PLUGIN_SRC))

obj = $(1:%.c=$(B)/obj/%.o)

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all
all: $(B)/rasdial.so $(B)/rasdial

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/libconf.a: $(call obj,$(CONF_SRC))
$(B)/libcompat.a: $(call obj,$(COMPAT_SRC))
$(B)/libplugin.a: $(call obj,$(PURE_SRC))
$(B)/%.a:
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# The plugin contains its own copies of conf and of what it uses of compat:
# it depends on no private shared library, so an upgrade cannot half-break it.
$(B)/rasdial.so: $(call obj,$(PLUGIN_SRC)) $(B)/libcompat.a $(B)/libconf.a
	$(call say,LD)
	$(Q)$(CC) -shared $(ALL_CFLAGS) $(LDFLAGS) -Wl,-z,relro,-z,now,-z,defs \
		-Wl,--unresolved-symbols=ignore-in-object-files \
		-o $@ $^ -lconfig

$(B)/rasdial: $(call obj,compat/rasdial.c) $(B)/libcompat.a $(B)/libconf.a
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -lconfig -ljansson

# --- unit tests: one program per tests/unit/test_*.c

UNIT := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
.SECONDARY:
$(B)/tests/test_%: $(B)/obj/tests/unit/test_%.o $(B)/obj/tests/unit/harness.o \
		$(B)/libplugin.a $(B)/libcompat.a $(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -lconfig -ljansson -lcunit

.PHONY: unit
unit: $(UNIT)
	@for t in $(UNIT); do $$t || exit 1; done

.PHONY: clean
clean:
	rm -rf $(B)

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
