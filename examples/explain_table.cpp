// Why is each row of a table in its cluster?     explain_table wine.csv 3 [label column to leave out]
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/scaling.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/tables/csv.hpp>

#include <algorithm>
#include <cstdlib>
#include <numeric>

int main(int argc, char** argv) try {
  neon::require(argc == 3 || argc == 4, "usage: explain_table <table.csv> <clusters> [label column]");
  neon::CsvOptions options;
  if (argc == 4) options.label_column = argv[3];
  const neon::Table table = neon::read_csv(argv[1], options);

  // Squared distances compare features of different units only after scaling: here to [0, 1].
  neon::Matrix x = table.values;
  neon::minmax_scaling(x).apply(x);

  const neon::KMeansFit fit = neon::fit_kmeans(x, std::atoi(argv[2]));
  const neon::Explanation why = neon::explain(fit.model, x, fit.labels);
  for (neon::Index n = 0; n < x.rows(); n += x.rows() / 5) {
    fmt::print("row {:>3}: cluster {}, evidence {:.3f}, for it", n, fit.labels[static_cast<std::size_t>(n)],
               why.logit(n));
    neon::Labels feature(static_cast<std::size_t>(x.cols()));
    std::iota(feature.begin(), feature.end(), 0);
    std::sort(feature.begin(), feature.end(),
              [&](auto i, auto j) { return why.relevance(n, i) > why.relevance(n, j); });
    for (std::size_t rank = 0; rank < 3; ++rank)
      fmt::print(" {} {:+.3f}", table.feature_names.at(static_cast<std::size_t>(feature[rank])),
                 why.relevance(n, feature[rank]));
    fmt::print("\n");
  }
} catch (const neon::Error& error) {
  fmt::print(stderr, "explain_table: {}\n", error.what());
  return 2;
}
