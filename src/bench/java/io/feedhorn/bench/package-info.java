/**
 * The fan-out benchmark. {@link io.feedhorn.bench.Bench} drives it:
 *
 * <pre>
 *   Bench ──starts──▶ one server a peer, on core 0
 *     │                    ▲ subscribes, publishes
 *     └──commands──▶ Load ─┘ on the other cores
 * </pre>
 *
 * Runs of different peers take turns, so that what else the machine does hits all alike, and a
 * bound is a ratio within one such round.
 */
@NullMarked
package io.feedhorn.bench;

import org.jspecify.annotations.NullMarked;
