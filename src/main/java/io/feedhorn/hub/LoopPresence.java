package io.feedhorn.hub;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.Member;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.presence.PresenceChange;
import io.feedhorn.presence.PresenceReport;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The topics that the connections of one event loop read by name, of feeds with presence. Changes
 * are reported once for each event-loop iteration. Owned by the hub's event loop, not thread-safe.
 * Connections that read no such topic are not recorded.
 */
public final class LoopPresence {
  private final Vertx vertx;
  private final FeedRegistry feeds;
  private final Map<Outbox, Reading> connections = new HashMap<>();

  /** The unreported changes; the numbers are those of connections. */
  private final Map<Reader, Integer> changes = new LinkedHashMap<>();

  private final List<PresenceChange> polls = new ArrayList<>();
  private boolean scheduled;

  private record Reader(String topic, Member member) {}

  private record Reading(Member member, Set<String> topics) {}

  LoopPresence(Vertx vertx, FeedRegistry feeds) {
    this.vertx = vertx;
    this.feeds = feeds;
  }

  /**
   * Announces the user of a connection. Called after each change of its subscriptions or of its
   * user; connections that are never announced are not counted.
   */
  public void announce(Outbox outbox, Member member) {
    Set<String> topics = topics(outbox);
    Reading before = connections.get(outbox);
    if (topics.isEmpty() && before == null) {
      return;
    }
    if (before != null) {
      before.topics.forEach(topic -> change(topic, before.member, -1));
    }
    topics.forEach(topic -> change(topic, member, 1));
    if (topics.isEmpty()) {
      connections.remove(outbox);
    } else {
      connections.put(outbox, new Reading(member, topics));
    }
  }

  private Set<String> topics(Outbox outbox) {
    Set<String> topics = Set.of();
    for (Subscription subscription : outbox.subscriptions().values()) {
      if (hasPresence(subscription.feed())) {
        Set<String> ofFeed = topics.isEmpty() ? new HashSet<>() : topics;
        subscription.patterns().stream()
            .filter(TopicPattern::isTopic)
            .forEach(pattern -> ofFeed.add(pattern.text()));
        topics = ofFeed;
      }
    }
    return topics;
  }

  private boolean hasPresence(String feed) {
    return feeds.options(feed).presence();
  }

  /** Removes a pattern of a connection. */
  void forget(Outbox outbox, TopicPattern pattern) {
    Reading reading = connections.isEmpty() ? null : connections.get(outbox);
    if (reading != null && reading.topics.remove(pattern.text())) {
      change(pattern.text(), reading.member, -1);
      if (reading.topics.isEmpty()) {
        connections.remove(outbox);
      }
    }
  }

  /**
   * Announces that a poll is answered: its user counts as connected for a time. Clients without a
   * user are not counted, because their polls cannot be told apart.
   */
  public void announcePoll(List<TopicPattern> patterns, Member member) {
    if (member.isAnonymous()) {
      return;
    }
    for (TopicPattern pattern : patterns) {
      if (pattern.isTopic() && hasPresence(pattern.feed())) {
        polls.add(new PresenceChange(pattern.text(), member, 0));
        schedule();
      }
    }
  }

  private void change(String topic, Member member, int number) {
    changes.merge(new Reader(topic, member), number, Integer::sum);
    schedule();
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      vertx.runOnContext(iteration -> report());
    }
  }

  private void report() {
    scheduled = false;
    List<PresenceChange> report = new ArrayList<>(polls);
    polls.clear();
    changes.forEach(
        (reader, number) -> {
          if (number != 0) {
            report.add(new PresenceChange(reader.topic, reader.member, number));
          }
        });
    changes.clear();
    if (!report.isEmpty()) {
      new PresenceReport(report).send(vertx.eventBus());
    }
  }
}
