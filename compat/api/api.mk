# api.mk - librasapi and the unit tests of its parts.
#
# Only these sources see the Windows headers, and only they are compiled with
# 16 bit wide characters: no wchar_t crosses the border to the archives, which
# the library contains, so that it depends on no private shared library.

API_SRC := $(wildcard compat/api/*.c compat/win32/*.c) compat/dialer/host.c
# main() for programs that begin with wmain(): no part of the library.
API_START := $(wildcard compat/win32/start/*.c)
API_FLAGS = -fshort-wchar -Icompat/include -I$(B)/include/rasapi
API_HEADERS := $(wildcard compat/include/*.h compat/include/*.def)
API_UNIT := $(filter $(addprefix $(B)/tests/test_,api_% custom% \
	win32_%),$(UNIT))
API_OBJ := $(call obj,$(API_SRC) $(API_START) compat/dialer/client.c) \
	$(patsubst $(B)/tests/%,$(B)/obj/tests/unit/%.o,$(API_UNIT))

LIBDIR = $(PREFIX)/lib

.PHONY: api
api: $(B)/librasapi.so.0 $(B)/librasapi.so $(B)/librasapi_main.a $(B)/rasapi.pc

all: api

$(API_OBJ): override CPPFLAGS += $(API_FLAGS)
$(API_OBJ): | $(B)/include/rasapi/raserror.h

# No symbol stays open, and none is looked up later than at the start. Threads
# of the library may run when a program thinks that it has unloaded it.
$(B)/librasapi.so.0: $(call obj,$(API_SRC)) $(B)/libcompat.a $(B)/libconf.a \
		compat/librasapi.map
	$(call say,LD)
	$(Q)$(CC) -shared $(ALL_CFLAGS) $(LDFLAGS) -Wl,-z,relro,-z,now \
		-Wl,-z,nodelete -Wl,--no-undefined -Wl,-soname,$(@F) \
		-Wl,--version-script=compat/librasapi.map \
		-o $@ $(filter %.o %.a,$^) -Wl,--as-needed -lconfig -ljansson -lcrypto

$(B)/librasapi.so: | $(B)/librasapi.so.0
	$(Q)ln -sf librasapi.so.0 $@

$(B)/librasapi_main.a: $(call obj,$(API_START))

$(B)/rasapi.pc: compat/api/rasapi.pc.in
	@mkdir -p $(@D)
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
		-e 's|@VERSION@|$(VERSION)|' $< >$@

# A unit test includes one of the sources; the others come from the archive.
$(B)/libapi.a: $(call obj,$(API_SRC))
$(API_UNIT): $(B)/libapi.a

# RasDial starts a pppd: in the tests that of tests/mock.
API_DIAL := $(filter-out $(B)/tests/test_win32_%,$(API_UNIT))
$(API_DIAL): | $(B)/tests/fake_pppd
$(API_DIAL:$(B)/tests/%=$(B)/obj/tests/unit/%.o): \
	override CPPFLAGS += -DFAKE_PPPD='"$(B)/tests/fake_pppd"'

.PHONY: install-api
install: install-api
install-api: api $(B)/include/rasapi/raserror.h
	install -D -m 0644 $(B)/librasapi.so.0 \
		$(DESTDIR)$(LIBDIR)/librasapi.so.0
	ln -sf librasapi.so.0 $(DESTDIR)$(LIBDIR)/librasapi.so
	install -m 0644 $(B)/librasapi_main.a $(DESTDIR)$(LIBDIR)
	install -D -m 0644 $(B)/rasapi.pc \
		$(DESTDIR)$(LIBDIR)/pkgconfig/rasapi.pc
	install -d $(DESTDIR)$(PREFIX)/include/rasapi
	install -m 0644 $(API_HEADERS) $(B)/include/rasapi/raserror.h \
		$(DESTDIR)$(PREFIX)/include/rasapi

include tests/link/link.mk
include tests/dialers/dialers.mk
