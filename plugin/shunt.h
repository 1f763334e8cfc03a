/*
 * shunt.h - the bytes of a line that is no tty, to and from a pty.
 *
 * Owns the copying: PPP's line discipline needs a tty, and what a custom
 * dialer brings may be a stream socket. It runs in a child of pppd that has
 * these two descriptors and nothing else, and knows nothing of pppd.
 */
#ifndef PLUGIN_SHUNT_H
#define PLUGIN_SHUNT_H

/*
 * Copies both ways between PTY, the master's side, and LINE until one of them
 * is at its end; what was read before still reaches the other side, if that
 * takes it within a second. Either side is read only while the other one takes
 * what it gave, so that flow control works from end to end.
 */
void shunt_run(int pty, int line);

#endif
