package io.feedhorn.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks of single components. */
record JmhScenario() implements Scenario {
  @Override
  public void measure(Testbed testbed, Results results) throws Exception {
    Options options =
        new OptionsBuilder()
            .include("io\\.feedhorn\\..*Benchmark\\..*")
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .build();
    for (RunResult run : new Runner(options).run()) {
      Result<?> score = run.getPrimaryResult();
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("score", score.getScore());
      values.put("error", score.getScoreError());
      Result<?> allocated = run.getSecondaryResults().get("gc.alloc.rate.norm");
      if (allocated != null) {
        values.put("allocated", allocated.getScore());
      }
      String[] name = run.getParams().getBenchmark().split("\\.", -1);
      StringBuilder parameters = new StringBuilder();
      for (String key : run.getParams().getParamsKeys()) {
        parameters.append(key).append(' ').append(run.getParams().getParam(key)).append(' ');
      }
      String subject = name[name.length - 2] + "." + name[name.length - 1];
      Measurement row = new Measurement(subject, parameters.toString().strip(), 1, values);
      System.out.println(row.line());
      results.rows().add(row);
    }
  }
}
