/**
 * The cluster on Infinispan, JGroups and the clustered event bus of Vert.x: the adapter of the
 * ports {@link io.feedhorn.cluster.ClusterGrid}, {@link io.feedhorn.cluster.protocol.ClusterView}
 * and {@link io.feedhorn.cluster.owner.ReplicationStore}. No other package knows Infinispan.
 *
 * <pre>
 *  InfinispanCluster ─▶ GridConfiguration ─▶ JGroupsStack, ClusterTls    joins, starts Vert.x
 *         │                                  └─▶ Heartbeats, EndedProcesses  the loss of members
 *         ├─▶ InfinispanGrid ─▶ ClusterMembership ─▶ HeldLock             members, event-bus addresses
 *         │        ├─▶ HeadCache, InfinispanStore, FeedQuota              owners, committed heads
 *         │        ├─▶ PartitionRecovery ─▶ AbandonedLocks                after the loss of a majority
 *         │        └─▶ BoundedStart                                       if no member answers
 *         └─▶ MembershipListener
 * </pre>
 */
@NullMarked
package io.feedhorn.cluster.infinispan;

import org.jspecify.annotations.NullMarked;
