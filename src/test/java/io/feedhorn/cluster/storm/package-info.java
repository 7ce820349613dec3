/**
 * Clusters of real processes under load and faults, and the proof of what they delivered.
 *
 * <pre>
 *  Nodes, NodeProcess ◀── Fault           Publishers ──▶ answers ──▶ Proof ◀── Chain, one a reader
 *  JVMs on this machine                   Watcher: a node, always    what was answered and what
 *                                         Hopper: any node, any way  each reader took, held together
 *
 *  Storm: rounds of one fault under load ──▶ Tally ──▶ target/cluster, docs/clustering.md
 * </pre>
 */
@NullMarked
package io.feedhorn.cluster.storm;

import org.jspecify.annotations.NullMarked;
