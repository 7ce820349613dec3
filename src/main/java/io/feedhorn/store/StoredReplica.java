package io.feedhorn.store;

/**
 * The promise of a voter for one durable feed, and the term of the batch that it has accepted.
 * Immutable.
 *
 * @param promise the newest term that this store promised: batches of smaller terms are refused
 * @param acceptedTerm the term of the updates after {@code committedOffset}, 0 if there are none
 * @param committedOffset the offset up to which the updates are known to be committed
 * @param whole true if the promises of this store count for a majority: it has forgotten nothing
 */
public record StoredReplica(
    String feed, long promise, long acceptedTerm, long committedOffset, boolean whole)
    implements StoreChange {}
