/**
 * The latency laboratory of the command line: measures every transport at once, on the same updates
 * and against one clock. Every byte is counted where the socket returns it.
 *
 * <pre>
 *  ComparisonRunner ─▶ ServerClock ◀─ ClockProbe      the server's clock and its error
 *   │
 *   ├─▶ TransportRun ─▶ MeasuredClient ─▶ CountingConnection    a thread, a client, its sockets
 *   │                        └────▶ TransportStats              ages, gaps, displayed age, bytes
 *   └─▶ Comparison ◀─ LatencyModel, Findings          figures and conclusions
 *           └─▶ table, JSON, CSV, HTML
 * </pre>
 *
 * <p>The clients of {@code io.feedhorn.client} are not used here, since they report neither the
 * time at which bytes arrived nor how many there were. Each row is owned by a thread of its own,
 * which blocks. The rows share only the clock and the window, which are immutable and published by
 * a volatile reference. Their results are read after their threads have ended.
 */
@NullMarked
package io.feedhorn.compare;

import org.jspecify.annotations.NullMarked;
