# deb.mk - Debian packages, and their tests.

DEB := $(B)/deb

.PHONY: deb deb-check symbols
deb:
	tests/deps deb
	tests/deb/build $(DEB)

# About ten minutes: a second build, a build for Debian 13, clean roots.
deb-check:
	tests/deps deb-check
	tests/deb/check

# After a function was added to the library.
symbols: api
	tests/deb/symbols --update
