// One fit of a table, timed without reading it, for `make bench-peers` (run.py), which runs other libraries' beside it.
//   peer_fits kmeans POINTS.npy OUT.npy THREADS CLUSTERS STARTS ITERATIONS TOLERANCE plus-plus|greedy   -> centroids
//   peer_fits defaults POINTS.npy OUT.npy THREADS CLUSTERS                                -> centroids, as `neon fit`
//   does peer_fits start POINTS.npy OUT.npy THREADS CLUSTERS plus-plus|greedy                  -> centroids peer_fits
//   assign POINTS.npy OUT.npy THREADS CENTROIDS.npy                             -> a column of labels peer_fits mixture
//   POINTS.npy OUT.npy THREADS CLUSTERS COVARIANCE STARTS ITERATIONS TOLERANCE -> mean log-likelihoods peer_fits
//   linkage POINTS.npy OUT.npy THREADS LINKAGE                                  -> a column of heights peer_fits pca
//   POINTS.npy OUT.npy THREADS COMPONENTS                                   -> a column of variances peer_fits tree
//   POINTS.npy OUT.npy THREADS CLUSTERS LABELS.npy                         -> cost, cost of k-means
// Prints seconds of wall time, then of processor time.
#include <neon/baselines/threshold_tree.hpp>
#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/full_gaussian_mixture.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/clustering/nearest_search.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/processor_time.hpp>
#include <neon/embedding/pca.hpp>
#include <neon/tables/table_stream.hpp>

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace neon;

/// What follows the threads on the command line.
class Words {
 public:
  explicit Words(std::vector<std::string> words) : words_(std::move(words)) {}
  const std::string& text(std::size_t i) const {
    require(i < words_.size(), "peer_fits: {} words after the threads should be {} or more", words_.size(), i + 1);
    return words_[i];
  }
  Index whole(std::size_t i) const { return std::stol(text(i)); }
  double number(std::size_t i) const { return std::stod(text(i)); }
  KMeansStart start(std::size_t i) const {
    require(text(i) == "greedy" || text(i) == "plus-plus", "peer_fits: start '{}' should be greedy or plus-plus",
            text(i));
    return text(i) == "greedy" ? KMeansStart::greedy : KMeansStart::plus_plus;
  }

 private:
  std::vector<std::string> words_;
};

Matrix column(const Labels& labels) {
  Matrix result(static_cast<Index>(labels.size()), 1);
  for (std::size_t n = 0; n < labels.size(); ++n) result(static_cast<Index>(n), 0) = static_cast<double>(labels[n]);
  return result;
}

Matrix column(const std::vector<double>& numbers) {
  return Eigen::Map<const Matrix>(numbers.data(), static_cast<Index>(numbers.size()), 1);
}

using Fit = std::function<Matrix()>;

/// Prepares a fit of the points: reading and such are not timed.
const std::map<std::string, std::function<Fit(const Matrix& x, const Words& words)>> works{
    {"kmeans",
     [](const Matrix& x, const Words& words) -> Fit {
       return [&] {
         return fit_kmeans(x, words.whole(0),
                           {.restarts = words.whole(1),
                            .max_iterations = words.whole(2),
                            .tolerance = words.number(3),
                            .start = words.start(4)})
             .model.centroids;
       };
     }},
    {"defaults",
     [](const Matrix& x, const Words& words) -> Fit {
       return [&] { return fit_kmeans(x, words.whole(0)).model.centroids; };
     }},
    {"start",
     [](const Matrix& x, const Words& words) -> Fit {
       return [&]() -> Matrix {
         const Frame frame = frame_of(x);
         const Matrix z = frame.in(x);
         const bool greedy = words.start(1) == KMeansStart::greedy;
         return frame.out(greedy ? greedy_start(z, words.whole(0), Random(0))
                                 : plus_plus_start(z, words.whole(0), Random(0)));
       };
     }},
    {"assign",
     [](const Matrix& x, const Words& words) -> Fit {
       return [&x, centroids = read_table(words.text(0)).values] {
         return column(NearestSearch(x).find(centroids).labels);
       };
     }},
    {"mixture",
     [](const Matrix& x, const Words& words) -> Fit {
       return [&]() -> Matrix {
         const std::string& covariance = words.text(1);
         const GaussianMixtureOptions options{.shared = covariance == "tied",
                                              .spherical = covariance == "spherical",
                                              .restarts = words.whole(2),
                                              .max_iterations = words.whole(3),
                                              .tolerance = words.number(4)};
         const bool matrices = covariance == "full" || covariance == "tied";
         return column(matrices ? fit_full_mixture(x, words.whole(0), options).log_likelihood
                                : fit_gaussian_mixture(x, words.whole(0), options).log_likelihood);
       };
     }},
    {"linkage",
     [](const Matrix& x, const Words& words) -> Fit {
       return [&]() -> Matrix {
         return fit_agglomerative(x, 2, {.linkage = linkage_named(words.text(0)), .most_points = x.rows()}).heights;
       };
     }},
    {"pca",
     [](const Matrix& x, const Words& words) -> Fit {
       return [&]() -> Matrix { return fit_pca(x, words.whole(0)).explained_variance; };
     }},
    {"tree",
     [](const Matrix& x, const Words& words) -> Fit {
       return [&x, clusters = words.whole(0), labels = read_labels(words.text(1)).labels]() -> Matrix {
         const ThresholdTree tree = fit_threshold_tree(x, labels, clusters);
         return Eigen::RowVector2d(tree.cost, tree.kmeans_cost);
       };
     }},
};

void run(const std::vector<std::string>& arguments) {
  require(arguments.size() >= 4, "peer_fits: WORK POINTS.npy OUT.npy THREADS ... should be given");
  const auto work = works.find(arguments[0]);
  require(work != works.end(), "peer_fits: '{}' is no work that it knows", arguments[0]);
  set_threads(std::stoi(arguments[3]));
  const Matrix x = read_table(arguments[1]).values;
  const Words words({arguments.begin() + 4, arguments.end()});
  const Fit fit = work->second(x, words);

  const double processor = process_seconds();
  const auto wall = std::chrono::steady_clock::now();
  const Matrix result = fit();
  const double wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count(),
               processor_seconds = process_seconds() - processor;

  std::vector<std::string> names;
  for (Index i = 0; i < result.cols(); ++i) names.push_back(fmt::format("column {}", i + 1));
  const auto writer = create_table(arguments[2], names);
  writer->append(result);
  writer->commit();
  fmt::print("{} {}\n", wall_seconds, processor_seconds);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run({argv + 1, argv + argc});
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
}
