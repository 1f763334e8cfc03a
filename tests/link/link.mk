# link.mk - the programs with which the link tests try librasapi: built as
# somebody else would build it, with the public headers and the library.

LINK_CLIENTS := $(B)/tests/api_client $(B)/tests/foreign_host \
	$(B)/tests/listener
$(LINK_CLIENTS): $(B)/tests/%: tests/link/client/%.c $(B)/librasapi.so.0 \
		$(B)/include/rasapi/raserror.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 -fshort-wchar $(WARNINGS) -DRASAPI_PROGRAM \
		-Icompat/include -I$(B)/include/rasapi -o $@ $< \
		$(LDFLAGS) $(B)/librasapi.so.0 -Wl,-rpath,'$$ORIGIN/..'

# Dialers with a line of their own. The example is built as vendors build it by
# tests/examples.
LINK_DIALERS := $(B)/tests/tcp.so $(B)/tests/tty.so
$(B)/tests/tcp.so: compat/examples/tcp-dialer/tcp.c
$(B)/tests/tty.so: tests/link/client/tty_dialer.c
$(LINK_DIALERS): $(B)/librasapi.so.0 $(B)/include/rasapi/raserror.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 -fshort-wchar $(WARNINGS) \
		-Wno-missing-prototypes -fPIC -shared -pthread \
		-Icompat/include -I$(B)/include/rasapi -o $@ $(filter %.c,$^) \
		$(LDFLAGS) -Wl,--no-undefined $(B)/librasapi.so.0

$(B)/tests/link: | $(LINK_DIALERS)

$(B)/tests/link: | $(LINK_CLIENTS) $(B)/ras-custom-dial \
	$(B)/tests/dialers/unruly.so $(B)/tests/dialers/evil.so
