package io.feedhorn.demo;

/** How it stands between two clubs. */
record Score(String home, String away, int homeGoals, int awayGoals) {}
