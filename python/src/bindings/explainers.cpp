#include <neon/clustering/finite.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/self_check.hpp>
#include <neon/roots/root_point.hpp>

#include <memory>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "affine_explainer.hpp"
#include "arrays.hpp"
#include "module.hpp"

namespace neonxai {
namespace {

using neon::Explanation;
using neon::Index;
using neon::infinity;
using neon::Labels;
using neon::Matrix;
using neon::MatrixView;
using neon::require;
using neon::Vector;

/// What Python explains with, prepared once: a model of the library, or affine margins.
class Prepared {
 public:
  virtual ~Prepared() = default;
  virtual Index clusters() const = 0;
  virtual Index features() const = 0;
  virtual bool conserves() const = 0;
  /// Whether logits are finite only where points are, and nothing else comes of others: then it is enough to look at
  /// them.
  virtual bool shows_what_is_not_finite() const { return false; }
  virtual Labels assign(const MatrixView& x) const = 0;
  virtual neon::Network network(Index c) const = 0;
  virtual Matrix logits(const MatrixView& x) const = 0;
  virtual Explanation explain(const MatrixView& x, const Labels& cluster, std::optional<Index> against) const = 0;
  /// Each for its own cluster, which is told.
  virtual Explanation explain_own(const MatrixView& x, Labels& cluster) const {
    cluster = assign(x);
    return explain(x, cluster, {});
  }
};

class PreparedModel : public Prepared {
 public:
  PreparedModel(neon::ClusterModel model, const neon::Composite& composite, bool competitors)
      : explainer_(std::move(model), {.composite = composite, .competitors = competitors}),
        conserves_(neon::conserves(composite, explainer_.model())) {}

  Index clusters() const override { return neon::clusters(explainer_.model()); }
  Index features() const override { return neon::features(explainer_.model()); }
  bool conserves() const override { return conserves_; }
  bool shows_what_is_not_finite() const override { return explainer_.model().as<neon::KMeans>() != nullptr; }
  Labels assign(const MatrixView& x) const override { return explainer_.assign(x).cluster; }
  neon::Network network(Index c) const override { return neon::neuralize(explainer_.model(), c); }
  Matrix logits(const MatrixView& x) const override { return neon::logits(explainer_.model(), x); }
  Explanation explain(const MatrixView& x, const Labels& cluster, std::optional<Index> against) const override {
    return against ? explainer_.against(*against, x, cluster) : explainer_(x, cluster);
  }
  Explanation explain_own(const MatrixView& x, Labels& cluster) const override {
    neon::AssignedExplanation assigned = explainer_(x);
    cluster = std::move(assigned.cluster);
    return std::move(assigned.why);
  }

 private:
  neon::Explainer explainer_;
  bool conserves_;
};

class PreparedMargins : public Prepared {
 public:
  PreparedMargins(const std::vector<AffineMargins>& margins, double beta, const neon::Composite& composite,
                  bool competitors)
      : explainer_(margins, beta, composite, competitors),
        conserves_(neon::conserves(composite, neon::KMeans{Matrix::Zero(2, 1), Vector::Zero(2)})) {}

  Index clusters() const override { return explainer_.clusters(); }
  Index features() const override { return explainer_.features(); }
  bool conserves() const override { return conserves_; }
  Labels assign(const MatrixView& x) const override { return explainer_.assign(x); }
  neon::Network network(Index c) const override { return explainer_.network(c); }
  Matrix logits(const MatrixView& x) const override { return explainer_.logits(x); }
  Explanation explain(const MatrixView& x, const Labels& cluster, std::optional<Index> against) const override {
    return explainer_.explain(x, cluster, against.value_or(-1));
  }

 private:
  AffineExplainer explainer_;
  bool conserves_;
};

using Handle = std::shared_ptr<const Prepared>;

struct PyExplainer {
  Handle prepared;
};

PyExplainer of_model(const neon::ClusterModel& model, const std::string& composite, double lower, double upper,
                     bool competitors) {
  return {std::make_shared<PreparedModel>(model, neon::composites::find(composite, lower, upper), competitors)};
}

PyExplainer of_margins(const std::vector<std::tuple<MatrixIn, MatrixIn, VectorIn>>& margins, double beta,
                       const std::string& composite, double lower, double upper, bool competitors) {
  std::vector<AffineMargins> parts;
  for (const auto& [weight, root, bias] : margins) parts.push_back({view(weight), view(root), view(bias)});
  return {std::make_shared<PreparedMargins>(parts, beta, neon::composites::find(composite, lower, upper), competitors)};
}

void check_width(const Prepared& prepared, const MatrixView& x) {
  require(x.cols() == prepared.features(), "X has {} features, but the model is expecting {} features as input",
          x.cols(), prepared.features());
}

void check_points(const Prepared& prepared, const MatrixView& x) {
  check_width(prepared, x);
  neon::parallel_blocks(x.rows(), 4096, [&](Index first, Index last) {
    if (!x.middleRows(first, last - first).allFinite()) neon::require_finite(x, "X");
  });
}

void check_cluster(const Prepared& prepared, Index points, const Labels& cluster) {
  require(static_cast<Index>(cluster.size()) == points, "{} clusters for {} points: there should be one each",
          cluster.size(), points);
  for (std::size_t n = 0; n < cluster.size(); ++n)
    require(cluster[n] >= 0 && cluster[n] < prepared.clusters(), "cluster {} of point {} should be in [0, {})",
            cluster[n], n, prepared.clusters());
}

/// [n, d, K], competitors last; 0 for a point's own cluster.
CubeOut by_competitor(const Explanation& why, const Labels& cluster, Index clusters) {
  const Index n = why.relevance.rows(), d = why.relevance.cols();
  auto* const cube = new std::vector<double>(static_cast<std::size_t>(n * d * clusters));
  const nb::capsule kept = owner(cube);
  double* const to = cube->data();
  {
    const nb::gil_scoped_release released;
    neon::parallel_blocks(n, 256, [&](Index first, Index last) {
      for (Index row = first; row < last; ++row)
        for (std::size_t column = 0; column < why.by_competitor.size(); ++column) {
          const Index k = neon::competitor_cluster(cluster[static_cast<std::size_t>(row)], static_cast<Index>(column));
          for (Index i = 0; i < d; ++i) to[(row * d + i) * clusters + k] = why.by_competitor[column](row, i);
        }
    });
  }
  return CubeOut(to, {static_cast<std::size_t>(n), static_cast<std::size_t>(d), static_cast<std::size_t>(clusters)},
                 kept);
}

using Answer =
    std::tuple<LabelsOut, MatrixOut, VectorOut, VectorOut, VectorOut, VectorOut, VectorOut, std::optional<CubeOut>>;

Answer explain(const PyExplainer& self, const MatrixIn& points, const std::optional<LabelsIn>& given,
               std::optional<Index> against) {
  const Prepared& prepared = *self.prepared;
  const MatrixView x = view(points);
  Labels cluster;
  Explanation why;
  {
    const nb::gil_scoped_release released;
    // Reading large tables twice costs a tenth.
    const bool afterwards = !given && !against && prepared.shows_what_is_not_finite();
    if (afterwards)
      check_width(prepared, x);
    else
      check_points(prepared, x);
    if (given) {
      cluster = labels(*given);
      check_cluster(prepared, x.rows(), cluster);
    } else if (against) {
      cluster = prepared.assign(x);
    }
    why = given || against ? prepared.explain(x, cluster, against) : prepared.explain_own(x, cluster);
    if (afterwards && !why.logit.allFinite()) neon::require_finite(x, "X");
  }
  std::optional<CubeOut> apart;
  if (!why.by_competitor.empty()) apart = by_competitor(why, cluster, prepared.clusters());
  return {handed_over(std::move(cluster)),
          handed_over(std::move(why.relevance)),
          handed_over(std::move(why.logit)),
          handed_over(std::move(why.residual)),
          handed_over(std::move(why.constant)),
          handed_over(std::move(why.smallest_denominator)),
          handed_over(std::move(why.negative_share)),
          apart};
}

LabelsOut assign(const PyExplainer& self, const MatrixIn& points) {
  return computed([&] {
    check_points(*self.prepared, view(points));
    return self.prepared->assign(view(points));
  });
}

MatrixOut logits(const PyExplainer& self, const MatrixIn& points) {
  return computed([&] {
    check_points(*self.prepared, view(points));
    return self.prepared->logits(view(points));
  });
}

MatrixOut gradient(const PyExplainer& self, const MatrixIn& points, Index cluster) {
  return computed([&] {
    check_points(*self.prepared, view(points));
    require(cluster >= 0 && cluster < self.prepared->clusters(), "cluster {} should be in [0, {})", cluster,
            self.prepared->clusters());
    const neon::Evidence f = neon::evidence(self.prepared->network(cluster));
    Matrix result(view(points).rows(), view(points).cols());
    neon::parallel_blocks(result.rows(), 64, [&](Index first, Index last) {
      result.middleRows(first, last - first) = f.gradient(view(points).middleRows(first, last - first));
    });
    return result;
  });
}

constexpr Index root_block = 16;

/// The nearest points found with f_c <= 0: (points, f there, distance, whether one was found).
std::tuple<MatrixOut, VectorOut, VectorOut, LabelsOut> root_points(const PyExplainer& self, const MatrixIn& points,
                                                                   const LabelsIn& given, double lower, double upper) {
  const Prepared& prepared = *self.prepared;
  const MatrixView x = view(points);
  const Labels cluster = labels(given);
  Matrix root(x.rows(), x.cols());
  Vector value(x.rows()), distance(x.rows());
  Labels feasible(static_cast<std::size_t>(x.rows()));
  {
    const nb::gil_scoped_release released;
    check_points(prepared, x);
    check_cluster(prepared, x.rows(), cluster);
    for (Index c = 0; c < prepared.clusters(); ++c) {
      Labels rows;
      for (std::size_t n = 0; n < cluster.size(); ++n)
        if (cluster[n] == c) rows.push_back(static_cast<Index>(n));
      if (rows.empty()) continue;
      const neon::Evidence f = neon::evidence(prepared.network(c));
      neon::parallel_blocks(static_cast<Index>(rows.size()), root_block, [&](Index first, Index last) {
        const Labels part(rows.begin() + first, rows.begin() + last);
        const neon::RootPoints found = neon::root_points(f, Matrix(x(part, Eigen::all)), {.box = {lower, upper}});
        root(part, Eigen::all) = found.root;
        value(part) = found.value;
        distance(part) = found.distance;
        for (std::size_t i = 0; i < part.size(); ++i)
          feasible[static_cast<std::size_t>(part[i])] = found.feasible[i] != 0 ? 1 : 0;
      });
    }
  }
  return {handed_over(std::move(root)), handed_over(std::move(value)), handed_over(std::move(distance)),
          handed_over(std::move(feasible))};
}

VectorOut membership_probability(const VectorIn& logit, double beta) {
  return handed_over(neon::membership_probability(neon::Vector(view(logit)), beta));
}

}  // namespace

void add_explainers(nb::module_& module) {
  using nb::arg;
  nb::class_<PyExplainer>(module, "Explainer", "A model prepared for one composite of rules. Immutable.")
      .def_prop_ro("clusters", [](const PyExplainer& e) { return e.prepared->clusters(); })
      .def_prop_ro("features", [](const PyExplainer& e) { return e.prepared->features(); })
      .def_prop_ro("conserves", [](const PyExplainer& e) { return e.prepared->conserves(); })
      .def("assign", &assign, arg("x"), "The cluster of every point, (n,).")
      .def("logits", &logits, arg("x"), "f_c of every point and cluster, (n, K).")
      .def("gradient", &gradient, arg("x"), arg("cluster"), "grad f_c of every point, (n, d).")
      .def("explain", &explain, arg("x"), arg("cluster").none() = nb::none(), arg("against").none() = nb::none(),
           "Cluster, relevance, logit, residual, constant, smallest denominator, negative share; relevance by "
           "competitor or "
           "None.")
      .def("root_points", &root_points, arg("x"), arg("cluster"), arg("lower") = -infinity, arg("upper") = infinity,
           "The nearest points found outside the cluster, the logit there, their distance, and whether one was found.");
  module.def("model_explainer", &of_model, arg("model"), arg("composite") = "paper-v2", arg("lower") = 0.0,
             arg("upper") = 1.0, arg("competitors") = false, "Prepares a model.");
  module.def("affine_explainer", &of_margins, arg("margins"), arg("beta"), arg("composite") = "paper-v2",
             arg("lower") = 0.0, arg("upper") = 1.0, arg("competitors") = false,
             "Prepares margins h_k = w_k.(x - m_k) + b_k: (w, m, b) of each cluster.");
  module.def("membership_probability", &membership_probability, arg("logit"), arg("beta"),
             "P(c | x) of logits in units of the scores.");
}

}  // namespace neonxai
