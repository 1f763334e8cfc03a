# system.mk - what the system around the programs gets: units, places, shell
# completion, AppArmor profiles, the configuration and the examples.

SYSCONFDIR := /etc
STATEDIR := /var/lib/ppp-rasdial
UNITDIR = $(PREFIX)/lib/systemd/system
HELPERDIR = $(PREFIX)/lib/ppp-rasdial
DOCDIR = $(PREFIX)/share/doc/ppp-rasdial
COMPLETIONS = $(PREFIX)/share/bash-completion/completions
DATA := install -m 0644

.PHONY: install-system
install: install-system
install-system:
	install -d $(addprefix $(DESTDIR),$(SYSCONFDIR)/ppp/ras \
		$(SYSCONFDIR)/ppp/ras/scripts \
		$(SYSCONFDIR)/ppp/ip-up.d $(SYSCONFDIR)/apparmor.d \
		$(STATEDIR) $(HELPERDIR)/dialers \
		$(UNITDIR) $(PREFIX)/lib/tmpfiles.d $(COMPLETIONS) \
		$(DOCDIR)/examples)
	$(DATA) conf/ras.conf $(DESTDIR)$(SYSCONFDIR)/ppp/ras/ras.conf
	install -m 0755 plugin/ip-up-resolved \
		$(DESTDIR)$(SYSCONFDIR)/ppp/ip-up.d/ppp-rasdial
	$(DATA) 'plugin/rasdial@.service' $(DESTDIR)$(UNITDIR)
	$(DATA) plugin/ppp-rasdial.tmpfiles \
		$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/ppp-rasdial.conf
	$(DATA) compat/apparmor/* $(DESTDIR)$(SYSCONFDIR)/apparmor.d
	$(DATA) compat/completion.bash $(DESTDIR)$(COMPLETIONS)/rasphone
	ln -sf rasphone $(DESTDIR)$(COMPLETIONS)/rasdial
	$(DATA) $(wildcard conf/examples/*) $(DESTDIR)$(DOCDIR)/examples
