/**
 * Networks as they are: a proxy that a test puts before a server, and tells how to fail.
 *
 * <pre>
 *   client ──▶ FaultProxy ──▶ server
 *              one Tunnel a connection, all of them under the same Faults
 * </pre>
 */
@NullMarked
package io.feedhorn.fault;

import org.jspecify.annotations.NullMarked;
