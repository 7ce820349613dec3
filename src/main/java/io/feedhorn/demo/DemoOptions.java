package io.feedhorn.demo;

/**
 * The demo feeds. Immutable.
 *
 * @param pricesTopics number of instruments
 * @param pricesRate updates per second of each instrument; 0 stops them
 * @param scoresTopics number of matches
 * @param scoresRate updates per second of each match; 0 stops them
 */
public record DemoOptions(
    boolean enabled, int pricesTopics, double pricesRate, int scoresTopics, double scoresRate) {}
