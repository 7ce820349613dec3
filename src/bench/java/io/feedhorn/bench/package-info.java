/**
 * The fan-out benchmark. {@link io.feedhorn.bench.Bench} controls it:
 *
 * <pre>
 *   Bench ──starts──▶ a server process for each peer, on core 0
 *     │                             ▲ subscribes, publishes
 *     └──commands──▶ LoadGenerator ─┘ on the other cores
 * </pre>
 *
 * The peers take turns within a round, so that other work of the machine affects all of them alike.
 * A target is a ratio within one round.
 */
@NullMarked
package io.feedhorn.bench;

import org.jspecify.annotations.NullMarked;
