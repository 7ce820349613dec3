package io.feedhorn.bench.frames;

/**
 * Options of a measurement.
 *
 * @param topics the number of prices
 * @param rate the updates per second of each
 * @param seconds the time for each page and round
 * @param rounds how often the pages are measured, in turns
 */
record FramesOptions(int topics, int rate, int seconds, int rounds) {
  static final FramesOptions DEFAULT = new FramesOptions(500, 5, 10, 3);

  static final String USAGE = "[--topics N] [--rate N] [--seconds N] [--rounds N]";

  /**
   * Reads arguments.
   *
   * @throws IllegalArgumentException with the argument that is wrong
   */
  static FramesOptions parse(String[] arguments) {
    FramesOptions options = DEFAULT;
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      int value = number(name, i + 1 < arguments.length ? arguments[i + 1] : "");
      options =
          switch (name) {
            case "--topics" ->
                new FramesOptions(value, options.rate, options.seconds, options.rounds);
            case "--rate" ->
                new FramesOptions(options.topics, value, options.seconds, options.rounds);
            case "--seconds" ->
                new FramesOptions(options.topics, options.rate, value, options.rounds);
            case "--rounds" ->
                new FramesOptions(options.topics, options.rate, options.seconds, value);
            default -> throw new IllegalArgumentException(name + ": must be one of " + USAGE);
          };
    }
    return options;
  }

  private static int number(String name, String text) {
    if (!text.matches("[1-9]\\d{0,4}")) {
      throw new IllegalArgumentException(
          "%s \"%s\": must be a whole number, 1 to 99999".formatted(name, text));
    }
    return Integer.parseInt(text);
  }
}
