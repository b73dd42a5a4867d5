#include <neon/clustering/deep_embedded_clustering.hpp>
#include <neon/clustering/dense_stack.hpp>
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>
#include <neon/core/unit_rows.hpp>
#include <neon/network/branches.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/normalisation.hpp>
#include <neon/network/student_margins.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <charconv>
#include <cmath>

namespace neon {

Matrix DeepEmbeddedClustering::embed(const MatrixView& x) const {
  require(x.cols() == features(), "DeepEmbeddedClustering: {} features should be {}", x.cols(), features());
  Matrix code = dense_outputs(layers, Activation::rectifier(), x);
  if (radius > 0) code = radius * unit_rows(code);
  return code;
}

Matrix DeepEmbeddedClustering::outlier_scores(const MatrixView& x) const {
  return (degrees + 1) / 2 * (distances_to_centroids(embed(x), centroids) / degrees).array().log1p();
}

Network DeepEmbeddedClustering::neuralize(Index c) const {
  require(!layers.empty(), "neuralize: an encoder should have at least one layer");
  const double unit = radius > 0 ? radius : 1;
  const Matrix place = centroids / unit;
  const StandardNetwork top = neon::neuralize(KMeans{place, Vector::Zero(clusters()), beta}, c);
  StudentMargins margins{.distances = {top.detection, top.root},
                         .own = place.row(c),
                         .other = Matrix(clusters() - 1, place.cols()),
                         .degrees = degrees / (unit * unit),
                         .factor = (degrees + 1) / 2};
  for (Index column = 0; column + 1 < clusters(); ++column)
    margins.other.row(column) = place.row(competitor_cluster(c, column));

  std::vector<std::pair<Layer, Role>> stack{
      {Affine{.linear = layers.front(), .lower = domain.row(0), .upper = domain.row(1)}, Role::input}};
  for (std::size_t l = 1; l < layers.size(); ++l) {
    stack.emplace_back(MapRectifier{}, Role::element_wise);
    stack.emplace_back(Affine{.linear = layers[l], .transposed = layers[l].weight.transpose()}, Role::hidden);
  }
  if (radius > 0) stack.emplace_back(Normalisation{place.cols()}, Role::element_wise);
  stack.emplace_back(std::move(margins), Role::detection);
  stack.emplace_back(MinPool{top.pool}, Role::pool);
  return chain(c, stack);
}

void DeepEmbeddedClustering::parameters(ParameterVisitor& visit) {
  visit.layers("layers", layers);
  visit.matrix("centroids", centroids, Unit::none);
  const Matrix given = domain;
  visit.matrix("domain", domain, Unit::place);
  if (visit.purpose() == ParameterVisitor::Purpose::redraw) domain = given;  // where data lie is nothing learnt
  visit.number("degrees", degrees, Unit::none);
  visit.number("radius", radius, Unit::none);
  visit.stiffness(beta, Unit::none);
}

void DeepEmbeddedClustering::check(const ModelCheck& check) const {
  const Index outputs = checked_layers(check, "layers", layers);
  check.clusters("centroids", centroids);
  require(centroids.cols() == outputs, "{}: 'centroids' has {} columns, should have {}, the outputs of the last layer",
          check.where, centroids.cols(), outputs);
  require_distinct_clusters(centroids, check.where, "centroid");
  require(domain.rows() == 2 && domain.cols() == features(), "{}: 'domain' is [{}, {}], should be [2, {}]", check.where,
          domain.rows(), domain.cols(), features());
  check.squares("domain", domain);
  for (Index i = 0; i < features(); ++i)
    require(domain(0, i) <= domain(1, i), "{}: 'domain': {} in row 0, column {} should not be above {} in row 1",
            check.where, domain(0, i), i, domain(1, i));
  require(degrees > 0 && std::isfinite(degrees), "{}: the attribute degrees is {}, should be positive and finite",
          check.where, degrees);
  require(radius >= 0 && std::isfinite(radius), "{}: the attribute radius is {}, should be finite, and 0 or positive",
          check.where, radius);
  check.stiffness(beta);
}

namespace {

/// "64,32" -> {64, 32}; nothing: no hidden layer.
std::vector<Index> widths_of(std::string_view text) {
  std::vector<Index> widths;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    Index width = 0;
    const auto [end, status] = std::from_chars(item.data(), item.data() + item.size(), width);
    require(status == std::errc() && end == item.data() + item.size() && width > 0,
            "fit_model: hidden '{}' should be widths such as 64,32, or none", text);
    widths.push_back(width);
  }
  return widths;
}

ClusterModel fit(const MatrixView& x, const FitOptions& options) {
  const std::string& hidden = options.text("hidden");
  return fit_deep_embedded(x, options.clusters,
                           {.hidden = widths_of(hidden == "none" ? "" : hidden),
                            .code = std::min(options.whole("code"), x.cols()),
                            .degrees = options.number("degrees"),
                            .radius = options.number("sphere"),
                            .pretraining = options.whole("pretraining"),
                            .self_training = options.whole("self-training"),
                            .restarts = options.restarts,
                            .seed = options.seed,
                            .progress = options.progress})
      .model;
}

}  // namespace

}  // namespace neon

namespace neon::models {

ModelKind deep_embedded_clustering() {
  using Type = Setting::Type;
  return {.name = std::string(DeepEmbeddedClustering::kind),
          .description = "deep embedded clustering: Student's t around centroids of an autoencoder's codes",
          .source = "Xie, Girshick and Farhadi, Unsupervised deep embedding for clustering analysis, ICML 2016",
          .blank = DeepEmbeddedClustering{},
          .fit = fit,
          .settings = {{.name = "hidden",
                        .description = "widths of the encoder's hidden layers, or none",
                        .standard = "64,32"},
                       {.name = "code",
                        .description = "features of a code, no more than a point has",
                        .standard = "10",
                        .type = Type::whole},
                       {.name = "sphere",
                        .description = "radius of the sphere that codes are brought to; 0: they stay where they are",
                        .standard = "0",
                        .type = Type::number},
                       {.name = "degrees",
                        .description = "degrees of freedom of Student's t; many: close to a Gaussian",
                        .standard = "1",
                        .type = Type::number},
                       {.name = "pretraining",
                        .description = "steps that train the autoencoder, of 256 points each",
                        .standard = "2000",
                        .type = Type::whole},
                       {.name = "self-training",
                        .description = "steps at most that then sharpen the clusters",
                        .standard = "10000",
                        .type = Type::whole}},
          .softens = false};
}

}  // namespace neon::models
