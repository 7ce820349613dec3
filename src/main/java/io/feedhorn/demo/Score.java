package io.feedhorn.demo;

/** The score of a match. Immutable. */
record Score(String home, String away, int homeGoals, int awayGoals) {}
