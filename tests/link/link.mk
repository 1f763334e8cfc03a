# link.mk - the program with which the link tests try librasapi: built as
# somebody else would build it, with the public headers and the library.

$(B)/tests/api_client: tests/link/client/api_client.c $(B)/librasapi.so.0 \
		$(B)/include/rasapi/raserror.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 -fshort-wchar $(WARNINGS) -DRASAPI_PROGRAM \
		-Icompat/include -I$(B)/include/rasapi -o $@ $< \
		$(LDFLAGS) $(B)/librasapi.so.0 -Wl,-rpath,'$$ORIGIN/..'

$(B)/tests/link: | $(B)/tests/api_client $(B)/ras-custom-dial \
	$(B)/tests/dialers/unruly.so
