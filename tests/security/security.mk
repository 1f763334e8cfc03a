# security.mk - attacks on the set-user-id pppd with the plugin, played in the
# laboratory by tests/security/run; and hostile ends of a link:
#
#   make security                  the attacks, on either pppd
#   make hostile                   HOSTILE_ROUNDS of each end: the plugin in the
#                                  mock pppd, and in two real ones, this
#                                  machine's and Debian 13's; all have the
#                                  sanitizers. Then PPPD_SECONDS of a real pppd
#                                  on a real kernel, under valgrind
#   make hostile HOSTILE='peer wire' HOSTILE_IN='mock pppd'   only these; the
#                                  others are pppd-2.5 and kernel

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
	tests/security/stage.c $(addprefix tests/mock/,host.c options.c isolate.c)
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
		tests/security/stage.c tests/security/talk.c tests/mock/isolate.c \
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

# The pppd of the Debian tree PPPD_OF once more, with the sanitizers and no
# kernel's PPP.
PPPD_OF := /
$(B)/tests/pppd: tests/security/pppd \
		$(call obj,tests/security/unit.c tests/lab/hdlc.c)
	$(call say,PPPD)
	$(Q)tests/security/pppd $(PPPD_OF) $@ $(filter %.o,$^)

HOSTILE_ROUNDS := 10000
HOSTILE := peer modem phonebook wire dialer
HOSTILE_IN := mock pppd pppd-2.5 kernel
PPPD_SECONDS := 600
SANITIZED := $(B)/sanitized
sanitized = $(MAKE) B=$(1) HARDENING= CFLAGS='-O1 -g -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all'
hostile_in = $(if $(filter $(1),$(HOSTILE_IN)),$(2))
# The plugin in the pppd that is built below a directory.
play_pppd = $(Q)$(B)/tests/hostile_pppd $(CURDIR)/$(1)/tests/pppd \
	$(CURDIR)/$(1)/rasdial.so --rounds $(HOSTILE_ROUNDS) $(HOSTILE)
.PHONY: hostile hostile-pppd-2.5
hostile:
	tests/deps hostile
	$(call sanitized,$(SANITIZED)) $(SANITIZED)/tests/hostile \
		$(call hostile_in,pppd,$(SANITIZED)/tests/pppd)
	$(call hostile_in,pppd-2.5,$(MAKE) hostile-pppd-2.5)
	$(MAKE) all lab $(B)/tests/hostile_pppd $(B)/tests/hostile_peer
	$(call hostile_in,mock,$(Q)$(SANITIZED)/tests/hostile \
		--rounds $(HOSTILE_ROUNDS) $(HOSTILE))
	$(call hostile_in,pppd,$(call play_pppd,$(SANITIZED)))
	$(call hostile_in,pppd-2.5,$(call play_pppd,$(SANITIZED)/pppd-2.5))
	$(call hostile_in,kernel,$(Q)tests/security/peer $(PPPD_SECONDS))

# Debian 13's pppd, but with this machine's libraries, for which the sanitizers
# are; of its tree the plugin is to see pppd's headers alone, as in the mock.
hostile-pppd-2.5:
	tests/lab/trixie
	mkdir -p $(SANITIZED)/pppd-2.5/headers
	ln -sfn $(CURDIR)/build/trixie/usr/include/pppd \
		$(SANITIZED)/pppd-2.5/headers/pppd
	$(call sanitized,$(SANITIZED)/pppd-2.5) PPPD_OF=build/trixie \
		CPPFLAGS='-isystem $(SANITIZED)/pppd-2.5/headers' \
		$(addprefix $(SANITIZED)/pppd-2.5/,rasdial.so tests/pppd)

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
