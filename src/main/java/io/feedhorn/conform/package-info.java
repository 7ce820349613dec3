/**
 * The conformance suite: checks any server that speaks the wire contract, from outside.
 *
 * <pre>
 *  Conformance ─▶ Claim, Claim, … ─▶ Bench ─▶ Target    requests, by Vert.x's clients
 *  the order,     one sentence       topics   Reader    one client of a transport
 *  the verdicts   and its check      of a run Cutter    a link that breaks
 *
 *  Hopping: Load publishes what Script says ─▶ server ─▶ Hopper, on any transport ─▶ Chain proves it
 * </pre>
 *
 * <p>It knows of the server only what is on the wire. Claims run on the calling thread, one after
 * the other, and may block it; what Vert.x's event loops hear reaches them through queues.
 */
@NullMarked
package io.feedhorn.conform;

import org.jspecify.annotations.NullMarked;
