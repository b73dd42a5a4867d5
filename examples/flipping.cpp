// Which method finds the features that carry the evidence? Pixel flipping:     flipping wine.csv class
#include <neon/baselines/baselines.hpp>
#include <neon/clustering/models.hpp>
#include <neon/clustering/scaling.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/metrics/pixel_flipping.hpp>
#include <neon/roots/root_point.hpp>
#include <neon/tables/csv.hpp>

int main(int argc, char** argv) try {
  neon::require(argc == 3, "usage: flipping <table.csv> <label column>");
  neon::Matrix all = neon::read_csv(argv[1], {.label_column = argv[2]}).values;
  neon::minmax_scaling(all).apply(all);
  const neon::KMeansFit fit = neon::fit_kmeans(all, 3);

  // The members of the first cluster, each with the nearest point of the data's box that is not in it.
  neon::Labels members;
  for (neon::Index n = 0; n < all.rows(); ++n)
    if (fit.labels[static_cast<std::size_t>(n)] == 0) members.push_back(n);
  const neon::Matrix x = all(members, Eigen::all);
  const neon::Network network = neon::neuralize(fit.model, 0);
  const neon::Evidence f = neon::evidence(network);
  const neon::Matrix root = neon::root_points(f, x, {.box = {0, 1}}).root;

  std::vector<neon::Attributor> methods{neon::neon_attributor(network, neon::composites::find("paper-v2"))};
  for (const char* name : {"SA", "GI", "SR", "IG"}) methods.push_back(neon::baselines::find(name));
  fmt::print("{} wines: evidence left after flipping 0, 1, 2, 3 features, most relevant first\n", x.rows());
  for (const neon::Attributor& method : methods) {
    const neon::Matrix r = method.explain({.evidence = f, .x = x, .root = root, .id = members}).relevance;
    const neon::Matrix curves = neon::flip_curves(f, x, root, neon::flip_order(r));
    const neon::FlipCurve flips = neon::summarise_flips(curves, neon::pooled_flip_counts(r));
    fmt::print("{:<13} {:.3f} {:.3f} {:.3f} {:.3f}   area {:.3f}\n", method.name, flips.per_point(0),
               flips.per_point(1), flips.per_point(2), flips.per_point(3), flips.auc_per_point);
  }
} catch (const neon::Error& error) {
  fmt::print(stderr, "flipping: {}\n", error.what());
  return 2;
}
