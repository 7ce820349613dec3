/**
 * The laboratory's measuring side for the command line: every transport at once, on the same
 * updates, against one clock, each byte counted where the socket gives it.
 *
 * <pre>
 *  Lab ─▶ ServerClock ◀─ Probe            what the server's clock says, and how far that may be off
 *   │
 *   ├─▶ TransportRun ─▶ Source ─▶ Connection    a thread, a client and its sockets for each row
 *   │                └────▶ Tally         ages, gaps, the screen, bytes
 *   └─▶ Comparison ◀─ Model, Verdict      figures, and what follows from them
 *           └─▶ table, JSON, CSV, HTML
 * </pre>
 *
 * <p>It knows of the server only what is on the wire. Each row belongs to a thread of its own,
 * which blocks; the rows share nothing but the clock and the window, both immutable and published
 * by one volatile reference. What they found is read once their threads have ended.
 */
@NullMarked
package io.feedhorn.compare;

import org.jspecify.annotations.NullMarked;
