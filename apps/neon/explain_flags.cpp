#include "apps/neon/explain_flags.hpp"

#include "apps/neon/pair.hpp"
#include "command_line/checks.hpp"

namespace neon::cli {

void add_explain_flags(command_line::Parser& app, ExplainFlags& flags) {
  app.add_option("inputs", flags.inputs,
                 "[MODEL] DATA: a model file of `neon fit` (or a table of centroids, or of support vectors) and a "
                 "table of points: CSV, TSV, "
                 "NPY, NPZ, HDF5 (file.h5:/dataset), IDX, or - for standard input. Without MODEL, --clusters fits one")
      .type_name("FILE")
      .required()
      .expected(1, 2);
  app.add_option("--clusters", flags.fit.clusters,
                 "Fit a model of K clusters first, instead of MODEL; auto or a range such as 2-10: the best one by "
                 "silhouette or BIC")
      .type_name("K")
      .check(cluster_numbers())
      .each([&flags](const std::string&) { flags.fits = true; });
  add_fit_flags(app, flags.fit);
  add_point_flags(app, flags.points);
  app.add_option("--gamma", flags.import.gamma, "MODEL is a table of support vectors with this kernel width")
      .check(command_line::positive_number());
  app.add_option("--support-clusters", flags.import.clusters,
                 "The cluster of each row of MODEL, if it has no such column: file of integers")
      .type_name("FILE");
  app.add_option("--composite", flags.composite,
                 "Which rule carries relevance across which layer (neon list composites)")
      .type_name("COMPOSITE")
      .capture_default_str();
  app.add_option("--bounds", flags.bounds, "Least and largest value of a (scaled) feature, for the rule zB")
      .type_name("LOWER,UPPER")
      .delimiter(',')
      .expected(2);
  app.add_option("--cluster", flags.cluster, "Explain every point for this cluster, not for its own").type_name("C");
  app.add_option(
         "--why-not,--against", flags.why_not,
         "Why not this cluster? Explains the margin over it alone; 0 for points explained for it. A number, or a "
         "name such as noise or threshold")
      .type_name("K");
  app.add_flag("--competitors", flags.competitors, "Store relevance apart by competing cluster, too (.h5)");
  app.add_option("--out", flags.out,
                 "Write the explanation of every point: .h5 (with its class), .csv, .tsv or .npy (relevance alone)")
      .type_name("FILE");
  app.add_option("--plot", flags.plot, "Draw what is shown (.png, .pdf or .svg)").type_name("FIGURE");
  app.add_option("--report", flags.report,
                 "Write a page about the clusters: sizes, map, profiles, next clusters, typical and doubtful points")
      .type_name("PAGE.html");
  app.add_flag("--force", flags.force, "Replace files that exist");
  add_brush_flags(app, flags.brush);
  app.add_option("--points,--rows", flags.choice.points, "Show these points, by number from 0, e.g. 3,17")
      .type_name("N,N,...")
      .delimiter(',');
  app.add_option("--top", flags.choice.top, "Show the N points with most evidence in each cluster")
      .type_name("N")
      .check(command_line::whole_number());
  app.add_option("--first", flags.choice.first, "Without --points and --top: show the first N points")
      .type_name("N")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_flag("--odd", flags.choice.odd,
               "Show the first N points (--first) whose class is not the most frequent one of their cluster");
  app.add_option("--features", flags.features, "Show this many of the strongest features; 0: all")
      .type_name("N")
      .check(command_line::whole_number())
      .capture_default_str();
  add_counterfactual_flags(app, flags.counterfactual);
  add_pair_flag(app, flags.pair);
  app.add_flag("--json", flags.json, "Print JSON instead of tables");
  app.add_flag("--strict", flags.strict,
               "End with 4 if an explanation differs from its model, or its sum, by more than rounding");
  app.add_option("--threads", flags.threads, "Threads; 0: all cores. Results do not depend on it")
      .check(command_line::whole_number())
      .capture_default_str();
}

}  // namespace neon::cli
