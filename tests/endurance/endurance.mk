# endurance.mk - what a long life and a sudden death leave behind:
#
#   make endurance                 200 failures of mixed kinds, after which a
#                                  call connects; and 10,000 cycles in one
#                                  boot; CYCLES=200 fewer
#   make kills                     pppd, controller, helper killed in each
#                                  moment of a dial, and the power cut there,
#                                  on either pppd

ENDURANCE_SRC := $(addprefix tests/endurance/,endurance.c growth.c \
	installed.c) tests/link/scene.c
$(B)/tests/endurance: $(call obj,$(ENDURANCE_SRC)) | $(B)/ras-custom-dial \
		$(B)/tests/dialers/unruly.so $(B)/tests/endurance_controller
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(B)/tests/endurance_controller: tests/endurance/controller.c \
		$(B)/librasapi.so.0 $(B)/include/rasapi/raserror.h
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=gnu11 -fshort-wchar $(WARNINGS) -DRASAPI_PROGRAM \
		-Icompat/include -I$(B)/include/rasapi -o $@ $< \
		$(LDFLAGS) $(B)/librasapi.so.0 -Wl,-rpath,'$$ORIGIN/..'

KILLS_SRC := $(addprefix tests/endurance/,kills.c power.c world.c gate.c \
	installed.c) tests/link/scene.c
$(B)/tests/kills: $(call obj,$(KILLS_SRC)) $(B)/libcompat.a $(B)/libconf.a | \
		$(B)/ras-custom-dial $(B)/tests/dialers/unruly.so
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

CYCLES := 10000
.PHONY: endurance
endurance:
	tests/deps check
	$(MAKE) all lab $(B)/tests/link $(B)/tests/endurance
	LAB_BUILD=$(CURDIR)/$(B) LAB_TOOLS=$(CURDIR)/$(B)/lab \
		LAB_FAILURES=200 LAB_ONLY='failures of all kinds' \
		tests/lab/run -n -t 1200 -o n_gsm -- $(CURDIR)/$(B)/tests/link
	LAB_BUILD=$(CURDIR)/$(B) LAB_TOOLS=$(CURDIR)/$(B)/lab \
		tests/lab/run -n -t 43200 -m 512M -- \
		$(CURDIR)/$(B)/tests/endurance $(CYCLES)

KILLS_PARTS := rasdial.so rasdial rasphone ras-custom-dial librasapi.so.0 \
	tests/dialers/unruly.so
.PHONY: kills
kills:
	tests/deps check
	$(MAKE) all lab $(B)/tests/kills
	tests/lab/trixie
	$(MAKE) B=$(B)/on-trixie SYSROOT=$(CURDIR)/build/trixie \
		$(KILLS_PARTS:%=$(B)/on-trixie/%)
	LAB_BUILD=$(CURDIR)/$(B) LAB_TOOLS=$(CURDIR)/$(B)/lab \
		tests/lab/run -n -t 1800 -- $(CURDIR)/$(B)/tests/kills
	LAB_BUILD=$(CURDIR)/$(B)/on-trixie LAB_TOOLS=$(CURDIR)/$(B)/lab \
		tests/lab/run -n -t 1800 --root build/trixie -- \
		$(CURDIR)/$(B)/tests/kills
	tests/endurance/power
	tests/endurance/power --trixie
