# security.mk - attacks on the set-user-id pppd with the plugin, played in the
# laboratory by tests/security/run; and hostile ends of a link:
#
#   make security                  the attacks, on either pppd
#   make hostile                   HOSTILE_ROUNDS of each, under the sanitizers,
#                                  and a real pppd under valgrind
#   make hostile HOSTILE='peer wire'  only these ends; pppd is the last one

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
	tests/mock/host.c tests/mock/options.c
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
		tests/security/generate.c tests/lab/hdlc.c)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(call obj,tests/security/hostile.c): override CPPFLAGS += \
	-DHOSTILE_PLUGIN='"$(B)/rasdial.so"' \
	-DHOSTILE_HELPER='"$(B)/tests/hostile_helper"' \
	-DHOSTILE_DIALER='"$(B)/tests/dialers/evil.so"'

HOSTILE_ROUNDS := 10000
HOSTILE := peer modem phonebook wire dialer pppd
PPPD_SECONDS := 600
.PHONY: hostile
hostile:
	$(MAKE) B=$(B)/sanitized HARDENING= CFLAGS='-O1 -g \
		-fno-omit-frame-pointer -fsanitize=address,undefined \
		-fno-sanitize-recover=all' $(B)/sanitized/tests/hostile
	$(if $(filter-out pppd,$(HOSTILE)),$(Q)$(B)/sanitized/tests/hostile \
		--rounds $(HOSTILE_ROUNDS) $(filter-out pppd,$(HOSTILE)))
	$(if $(filter pppd,$(HOSTILE)),$(MAKE) all lab $(B)/tests/hostile_peer)
	$(if $(filter pppd,$(HOSTILE)),$(Q)tests/security/peer $(PPPD_SECONDS))

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
