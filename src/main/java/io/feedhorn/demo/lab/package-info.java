/**
 * The server's part of the latency laboratory: load on the topics {@code lab.*} and simulated
 * networks, for a page and while it requests them.
 *
 * <pre>
 *   POST /v1/lab ─▶ LabVerticle ─▶ LabSession ┬▶ LoadGenerator ─▶ Publisher    lab.N.*
 *                                             └▶ NetworkSimulator, on a port of its own:
 *                                                page ◀─▶ ProxiedConnection ◀─▶ server
 *                                                         two DelayedPipes
 * </pre>
 */
@NullMarked
package io.feedhorn.demo.lab;

import org.jspecify.annotations.NullMarked;
