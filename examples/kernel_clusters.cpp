// Clusters that no centroid describes: a disc inside a ring, by kernel k-means, and why a point is in the ring.
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/random.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/metrics/clustering_quality.hpp>

#include <fmt/format.h>

#include <cmath>
#include <numbers>

int main() {
  const neon::Index members = 60;
  neon::Matrix x(2 * members, 2);
  neon::Labels shape;
  neon::Random random(1);
  for (neon::Index n = 0; n < x.rows(); ++n) {
    const bool ring = n >= members;
    const double angle = 2 * std::numbers::pi * random.uniform(), radius = (ring ? 3 : 0) + 0.5 * random.uniform();
    x.row(n) << radius * std::cos(angle), radius * std::sin(angle);
    shape.push_back(ring ? 1 : 0);
  }

  const auto share = [&](const neon::ClusterModel& model) {
    return neon::accuracy(neon::assign(neon::outlier_scores(model, x)), shape);
  };
  const neon::KernelKMeans kernel = neon::make_kernel_kmeans(x, shape, 2, 1);
  fmt::print("share of points in the cluster of their shape: k-means {:.2f}, kernel k-means {:.2f}\n",
             share(neon::class_means(x, shape, 2)), share(kernel));

  // East, north and north-east on the ring: what matters there is the coordinate that leads away from the disc.
  neon::Matrix asked(3, 2);
  asked << 3.2, 0, 0, 3.2, 2.3, 2.3;
  const neon::Explanation why = neon::explain(kernel, asked, {1, 1, 1});
  for (neon::Index n = 0; n < asked.rows(); ++n)
    fmt::print("({:.1f}, {:.1f}) is in the ring with evidence {:.2f}: {:.2f} by x, {:.2f} by y\n", asked(n, 0),
               asked(n, 1), why.logit(n), why.relevance(n, 0), why.relevance(n, 1));
}
