#include <neon/baselines/background_means.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/random.hpp>

#include <algorithm>
#include <numeric>

namespace neon::baselines {

const Background& required_background(const Question& question, std::string_view method) {
  require(question.background != nullptr, "{}: a background of typical points should be given, got none", method);
  const Matrix& x = question.background->x;
  require(x.rows() > 0 && x.cols() == question.x.cols(),
          "{}: a background of shape [{}, {}] should have at least 1 point of {} features", method, x.rows(), x.cols(),
          question.x.cols());
  return *question.background;
}

Index BackgroundMeans::row_of(Index c) const {
  const auto found = std::find(cluster.begin(), cluster.end(), c);
  require(found != cluster.end(), "{}: the background has no point of cluster {}, should have at least 1", method, c);
  return found - cluster.begin();
}

BackgroundMeans background_means(const Background& background, std::string_view method) {
  const auto points = static_cast<std::size_t>(background.x.rows());
  require(background.cluster.size() == points, "{}: {} clusters of background points should be {}", method,
          background.cluster.size(), points);
  std::vector<Labels> members(static_cast<std::size_t>(background.clusters));
  for (std::size_t n = 0; n < points; ++n) {
    const Index k = background.cluster[n];
    require(k >= 0 && k < background.clusters, "{}: cluster {} of background point {} should be in [0, {})", method, k,
            n, background.clusters);
    members[static_cast<std::size_t>(k)].push_back(static_cast<Index>(n));
  }
  BackgroundMeans result{
      .mean = Matrix(background.clusters, background.x.cols()), .cluster = {}, .method = std::string(method)};
  for (Index k = 0; k < background.clusters; ++k) {
    const Labels& rows = members[static_cast<std::size_t>(k)];
    if (rows.empty()) continue;
    result.mean.row(static_cast<Index>(result.cluster.size())) = column_means(Matrix(background.x(rows, Eigen::all)));
    result.cluster.push_back(k);
  }
  result.mean.conservativeResize(static_cast<Index>(result.cluster.size()), Eigen::NoChange);
  return result;
}

Matrix background_sample(const Background& background, Index most, std::uint64_t seed) {
  if (background.x.rows() <= most) return background.x;
  Labels rows(static_cast<std::size_t>(background.x.rows()));
  std::iota(rows.begin(), rows.end(), Index{0});
  Random(seed).shuffle(rows);
  rows.resize(static_cast<std::size_t>(most));
  return background.x(rows, Eigen::all);
}

}  // namespace neon::baselines
