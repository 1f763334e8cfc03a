# security.mk - attacks on the set-user-id pppd with the plugin, played in the
# laboratory by tests/security/run; and hostile ends of a link:
#
#   make security                  the attacks, on either pppd
#   make hostile                   HOSTILE_ROUNDS of each end: the plugin in the
#                                  mock pppd, and in a real pppd; both have the
#                                  sanitizers. Then PPPD_SECONDS of a real pppd
#                                  on a real kernel, under valgrind
#   make hostile HOSTILE='peer wire' HOSTILE_IN='mock pppd'   only these; the
#                                  third is kernel

SECURITY_SRC := $(addprefix tests/security/,test_security.c attacks.c judge.c) \
	tests/link/scene.c
$(B)/tests/security: $(call obj,$(SECURITY_SRC)) \
		$(B)/obj/tests/unit/harness.o $(B)/libconf.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ \
		-Wl,-Bstatic -lcunit -Wl,-Bdynamic

$(B)/tests/attacker: $(B)/obj/tests/security/attacker.o $(B)/libcompat.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(B)/tests/security: | $(B)/tests/attacker $(B)/ras-custom-dial \
	$(B)/tests/dialers/unruly.so $(B)/tests/dialers/evil.so

# Hostile ends, in the mock pppd: rounds that follow from a seed.
HOSTILE_SRC := tests/security/hostile.c tests/security/generate.c \
	tests/security/stage.c tests/mock/host.c tests/mock/options.c
$(B)/tests/hostile: $(call obj,$(HOSTILE_SRC)) $(B)/libcompat.a \
		$(B)/libconf.a | $(B)/rasdial.so $(B)/tests/hostile_helper \
		$(B)/tests/dialers/evil.so
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -Wl,--export-dynamic -o $@ $^

$(B)/tests/hostile_helper: $(call obj,tests/security/helper.c \
		tests/security/generate.c) $(B)/libcompat.a
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

# The same in a call: tests/security/peer.
$(B)/tests/hostile_peer: $(call obj,tests/security/hostile_peer.c \
		tests/security/talk.c tests/security/generate.c tests/lab/hdlc.c)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

# And in the lives of a real pppd that has the sanitizers.
$(B)/tests/hostile_pppd: $(call obj,tests/security/hostile_pppd.c \
		tests/security/stage.c tests/security/talk.c \
		tests/security/generate.c tests/lab/hdlc.c) $(B)/libcompat.a \
		$(B)/libconf.a | $(B)/tests/hostile_helper \
		$(B)/tests/dialers/evil.so
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(call obj,tests/security/hostile.c tests/security/hostile_pppd.c): \
	override CPPFLAGS += \
	-DHOSTILE_PLUGIN='"$(B)/rasdial.so"' \
	-DHOSTILE_HELPER='"$(B)/tests/hostile_helper"' \
	-DHOSTILE_DIALER='"$(B)/tests/dialers/evil.so"'

# This machine's pppd once more, with the sanitizers and no kernel's PPP.
$(B)/tests/pppd: tests/security/pppd \
		$(call obj,tests/security/unit.c tests/lab/hdlc.c)
	$(call say,PPPD)
	$(Q)tests/security/pppd $@ $(filter %.o,$^)

HOSTILE_ROUNDS := 10000
HOSTILE := peer modem phonebook wire dialer
HOSTILE_IN := mock pppd kernel
PPPD_SECONDS := 600
SANITIZED := $(B)/sanitized
hostile_in = $(if $(filter $(1),$(HOSTILE_IN)),$(2))
.PHONY: hostile
hostile:
	tests/deps hostile
	$(MAKE) B=$(SANITIZED) HARDENING= CFLAGS='-O1 -g \
		-fno-omit-frame-pointer -fsanitize=address,undefined \
		-fno-sanitize-recover=all' $(SANITIZED)/tests/hostile \
		$(call hostile_in,pppd,$(SANITIZED)/tests/pppd)
	$(MAKE) all lab $(B)/tests/hostile_pppd $(B)/tests/hostile_peer
	$(call hostile_in,mock,$(Q)$(SANITIZED)/tests/hostile \
		--rounds $(HOSTILE_ROUNDS) $(HOSTILE))
	$(call hostile_in,pppd,$(Q)$(B)/tests/hostile_pppd \
		$(CURDIR)/$(SANITIZED)/tests/pppd \
		$(CURDIR)/$(SANITIZED)/rasdial.so \
		--rounds $(HOSTILE_ROUNDS) $(HOSTILE))
	$(call hostile_in,kernel,$(Q)tests/security/peer $(PPPD_SECONDS))

# The table of attacks on the other suite's pppd, too; tests/lab/trixie makes
# its tree.
TRIXIE_PARTS := rasdial.so rasdial ras-custom-dial librasapi.so.0 \
	tests/attacker tests/dialers/unruly.so tests/dialers/evil.so
.PHONY: security
security:
	tests/deps check
	$(MAKE) all lab $(B)/tests/security
	tests/security/run
	tests/lab/trixie
	$(MAKE) B=$(B)/on-trixie SYSROOT=$(CURDIR)/build/trixie \
		$(TRIXIE_PARTS:%=$(B)/on-trixie/%)
	tests/security/run build/on-trixie build/trixie
