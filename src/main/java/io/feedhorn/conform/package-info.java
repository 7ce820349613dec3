/**
 * The conformance suite: checks from outside that a server keeps the wire contract.
 *
 * <pre>
 *  ConformanceSuite ─▶ ContractCheck, … ─▶ CheckContext ─▶ client.FeedhornClient
 *  order, results      one property        topics          requests and readers
 *
 *  TransportSwitchChecks: LoadPublisher publishes a DeterministicWorkload ─▶ server
 *                         ─▶ HoppingReader, on any transport ─▶ client.SequenceChecker
 * </pre>
 *
 * <p>The suite uses only the wire. Checks run one after the other on the calling thread and block
 * it; events of Vert.x's event loops reach them through queues.
 */
@NullMarked
package io.feedhorn.conform;

import org.jspecify.annotations.NullMarked;
