/**
 * The server's part in the latency laboratory: load on topics of its own, and a bad network, both
 * for one page and for as long as it asks.
 *
 * <pre>
 *   POST /v1/lab ─▶ LabVerticle ─▶ Run ┬▶ Load ─▶ Publisher      lab.N.*
 *                                      └▶ NetworkSimulator, a port     page ─▶ Passage ─▶ server
 *                                                                        two Lanes
 * </pre>
 */
@NullMarked
package io.feedhorn.demo.lab;

import org.jspecify.annotations.NullMarked;
