/**
 * Clusters of real processes under load and faults, and the check of all deliveries.
 *
 * <pre>
 *  Nodes, NodeProcess ◀── StormFault      Publishers ── receipts ──▶ Violations ◀── DeliveryChain
 *  JVMs on this machine                   Watcher: stays at a node                 one per reader
 *                                         HoppingStormReader: any node and transport
 *
 *  Storm: rounds of one fault under load ──▶ StormTally ──▶ target/cluster, docs/clustering.md
 * </pre>
 */
@NullMarked
package io.feedhorn.cluster.storm;

import org.jspecify.annotations.NullMarked;
