/**
 * The names of the nodes of a cluster, and the voters: the named nodes whose majority decides about
 * the updates of durable feeds.
 */
@NullMarked
package io.feedhorn.cluster.voters;

import org.jspecify.annotations.NullMarked;
