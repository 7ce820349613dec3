/**
 * A TCP proxy with faults, for tests of clients and servers.
 *
 * <pre>
 *   client ──▶ FaultProxy ──▶ server
 *              one FaultTunnel for each connection, all with the same Faults
 * </pre>
 */
@NullMarked
package io.feedhorn.client.fault;

import org.jspecify.annotations.NullMarked;
