package io.feedhorn.log;

/**
 * The numbers of the next update of a topic. Immutable.
 *
 * @param seq the number within the topic
 * @param previousOffset the offset of the topic's previous update. For a topic that the log does
 *     not contain, the newest deletion of a removed topic, as this one may be among them; 0 without
 *     any
 * @param addedTopics the change of the number of topics: 1, 0, or -1 for a deletion
 */
public record NextInTopic(long seq, long previousOffset, int addedTopics) {}
