# The laboratory's programs; the Makefile includes this file.

LAB_BIN := $(B)/lab/modem $(B)/lab/peer $(B)/lab/ppppeer $(B)/lab/gsmlines \
	$(B)/lab/tcpline $(B)/lab/uml-init

LAB_MODEM := modem at calls event far line
LAB_PPPPEER := ppppeer hdlc

$(B)/lab/modem: $(LAB_MODEM:%=$(B)/obj/tests/lab/%.o)
$(B)/lab/peer: $(B)/obj/tests/lab/peer.o
$(B)/lab/ppppeer: $(LAB_PPPPEER:%=$(B)/obj/tests/lab/%.o)
$(B)/lab/gsmlines: $(B)/obj/tests/lab/gsmlines.o
$(B)/lab/tcpline: $(B)/obj/tests/lab/tcpline.o
$(filter-out %/uml-init,$(LAB_BIN)):
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

# Process 1 of a guest: static, and without whatever CFLAGS ask for today.
$(B)/lab/uml-init: tests/lab/uml-init.c
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -O2 $(WARNINGS) -static -o $@ $<
