package io.feedhorn.demo;

/**
 * Options of the demo feeds. Immutable.
 *
 * @param enabled if the demo feeds are published
 * @param pricesTopics number of instruments
 * @param pricesRate updates per second of each instrument; 0 stops them
 * @param scoresTopics number of matches
 * @param scoresRate updates per second of each match; 0 stops them
 */
public record DemoOptions(
    boolean enabled, int pricesTopics, double pricesRate, int scoresTopics, double scoresRate) {}
