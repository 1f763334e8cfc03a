# dialers.mk - custom dialers for the tests, and the one that is shipped.
#
# Those of the unit tests find the functions of the library in the program that
# loads them, which has them linked in: it exports its symbols (-rdynamic). A
# dialer of a vendor links with librasapi, as those of the link tests do.

DIALER_FLAGS = -std=gnu11 -fPIC -fvisibility=hidden $(WARNINGS) $(CFLAGS) \
	-fshort-wchar -I. -Icompat/include -I$(B)/include/rasapi
DIALERS := wide narrow seven lacks open unwilling
UNIT_DIALERS := $(DIALERS:%=$(B)/tests/dialers/%.so)

$(B)/tests/dialers/%.so: tests/dialers/%.c tests/dialers/seen.h \
		$(API_HEADERS) | $(B)/include/rasapi/raserror.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -shared $(CPPFLAGS) $(DIALER_FLAGS) $(LDFLAGS) -o $@ $< \
		$(DIALER_LIBS)

$(B)/tests/dialers/lacks.so: private DIALER_LIBS = $(B)/tests/dialers/library.so \
	-Wl,-rpath,$(abspath $(B)/tests/dialers)
$(B)/tests/dialers/lacks.so: $(B)/tests/dialers/library.so

# What they call, beside what the test itself does: out of the archive.
DIALER_CALLS := RasEntryDlgW RasDialDlgW RasDeleteEntryW RasHangUpW RasDialW \
	raswin_Sleep raswin_lstrcmpW raswin_lstrcpynW raswin_wsprintfW \
	raswin_WideCharToMultiByte
HOSTS := custom custom_helper custom_host
$(HOSTS:%=$(B)/tests/test_%): override LDFLAGS += -rdynamic \
	$(DIALER_CALLS:%=-Wl,-u,%)
$(HOSTS:%=$(B)/tests/test_%): | $(UNIT_DIALERS)
$(HOSTS:%=$(B)/obj/tests/unit/test_%.o): \
	override CPPFLAGS += -DDIALERS='"$(B)/tests/dialers"'
# As the helper is linked: who looks a symbol up later has put all registers,
# with a part of the password in them, on the stack.
$(B)/tests/test_custom_helper $(B)/inject/test_custom_helper: \
	override LDFLAGS += -Wl,-z,now

# The tool, which loads the library that is beside it.
$(B)/tests/test_custom_client: | $(B)/rasdial $(B)/librasapi.so.0 \
	$(B)/dialers/stock.so
$(B)/obj/tests/unit/test_custom_client.o: \
	override CPPFLAGS += -DBUILD='"$(B)"'

# --- with librasapi, as a vendor's: the one that is shipped, and the link
# tests' own

$(B)/dialers/stock.so: compat/dialers/stock.c $(B)/librasapi.so.0 \
		$(API_HEADERS) | $(B)/include/rasapi/raserror.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -shared $(CPPFLAGS) $(DIALER_FLAGS) $(HARDENING) $(LDFLAGS) \
		-Wl,-z,relro,-z,now -Wl,--no-undefined \
		-o $@ $< $(B)/librasapi.so.0

LINK_DIALERS := $(addprefix $(B)/tests/dialers/,number.so unruly.so ansi.so)
$(LINK_DIALERS): private DIALER_LIBS = $(B)/librasapi.so.0
$(LINK_DIALERS): $(B)/librasapi.so.0
$(B)/tests/api_client: | $(B)/dialers/stock.so $(B)/tests/dialers/number.so

api: $(B)/dialers/stock.so
install-api: install-dialers
.PHONY: install-dialers
install-dialers: api
	install -D -m 0644 $(B)/dialers/stock.so \
		$(DESTDIR)$(PREFIX)/lib/ppp-rasdial/dialers/stock.so
