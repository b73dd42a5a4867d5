#include <neon/baselines/baselines.hpp>
#include <neon/compare/leaderboard.hpp>
#include <neon/core/error.hpp>

#include <memory>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "affine_explainer.hpp"
#include "arrays.hpp"
#include "module.hpp"

namespace neonxai {
namespace {

using neon::Index;
using neon::Matrix;
using neon::require;
using neon::Vector;

/// The evidence of one cluster, as Python functions ask it.
struct PyEvidence {
  neon::Evidence f;
  neon::RootOptions roots;
  Index cluster;
};

/// A name of the library's, or a name and a function of Python.
using Named = std::variant<std::string, std::tuple<std::string, nb::object>>;
using Told = nb::typed<nb::dict, nb::str, nb::any>;

/// Python's function for the library's threads, which hold the interpreter's lock only while they call it.
class Callback {
 public:
  explicit Callback(nb::object function)
      : function_(new nb::object(std::move(function)), [](nb::object* held) {
          const nb::gil_scoped_acquire locked;
          delete held;
        }) {}

  /// What `read` makes of the answer about these tables. What Python raises passes through the library as it is.
  template <class Read, class... Tables>
  auto operator()(const Read& read, const PyEvidence& evidence, const Tables&... tables) const {
    const nb::gil_scoped_acquire locked;
    return read((*function_)(nb::cast(evidence), nb::cast(handed_over(Matrix(tables)))...));
  }

 private:
  std::shared_ptr<nb::object> function_;
};

PyEvidence asked(const neon::Question& q, const neon::RootOptions& roots) { return {q.evidence, roots, q.cluster}; }

MatrixIn numbers(const nb::object& answer, const std::string& who, Index rows, Index cols) {
  MatrixIn found;
  if (!nb::try_cast(answer, found) || static_cast<Index>(found.shape(0)) != rows ||
      static_cast<Index>(found.shape(1)) != cols)
    throw nb::value_error(
        fmt::format("{}: the answer should be an array ({}, {}), one row per point", who, rows, cols).c_str());
  return found;
}

Vector scores(const nb::object& answer, const std::string& who, Index rows) {
  VectorIn found;
  if (!nb::try_cast(answer, found) || static_cast<Index>(found.shape(0)) != rows)
    throw nb::value_error(
        fmt::format("{}: the answer should be an array ({},), one score per point", who, rows).c_str());
  return view(found);
}

neon::Contender contender(const Named& named, const std::string& composite, const neon::RootOptions& roots) {
  if (const auto* const known = std::get_if<std::string>(&named)) {
    if (*known == "NEON" || *known == "neon")
      return neon::neon_contender("NEON", neon::composites::find(composite, roots.box.lower, roots.box.upper));
    return neon::contender(neon::baselines::find(*known));
  }
  const auto& [name, function] = std::get<1>(named);
  return neon::contender(neon::Attributor{
      .name = name,
      .source = "Python",
      .explain = [name = name, roots, call = Callback(function)](const neon::Question& q) {
        return neon::Attribution{
            call([&](const nb::object& answer) { return Matrix(view(numbers(answer, name, q.x.rows(), q.x.cols()))); },
                 asked(q, roots), q.x)};
      }});
}

neon::Metric metric(const Named& named, int better, const neon::RootOptions& roots) {
  if (const auto* const known = std::get_if<std::string>(&named)) return neon::metrics::find(*known);
  const auto& [name, function] = std::get<1>(named);
  return {
      .name = name,
      .description = "a function of Python",
      .source = "Python",
      .better = better == 0  ? neon::Better::neither
                : better < 0 ? neon::Better::lower
                             : neon::Better::higher,
      .score = neon::by_part([name = name, roots, call = Callback(function)](const neon::ExplainedPart& part) {
        const neon::Question& q = part.question;
        const auto read = [&](const nb::object& answer) -> neon::PointScores {
          if (!nb::isinstance<nb::tuple>(answer)) return {scores(answer, name, q.x.rows())};
          if (nb::len(answer) != 2)
            throw nb::value_error(
                fmt::format("{}: {} arrays should be 2: numerators and denominators", name, nb::len(answer)).c_str());
          return {scores(answer[0], name, q.x.rows()), scores(answer[1], name, q.x.rows())};
        };
        return call(read, asked(q, roots), q.x, part.relevance);
      })};
}

neon::ComparedModel compared(const std::vector<std::tuple<MatrixIn, MatrixIn, VectorIn>>& margins, double beta) {
  std::vector<AffineMargins> parts;
  for (const auto& [weight, root, bias] : margins) parts.push_back({view(weight), view(root), view(bias)});
  const auto model = std::make_shared<const AffineExplainer>(parts, beta, neon::composites::find("paper-v2"), false);
  return {.clusters = model->clusters(),
          .features = model->features(),
          .assign = [model](const neon::MatrixView& x) { return model->assign(x); },
          .neuralize = [model](Index c) -> neon::Network { return model->network(c); },
          .logit = [model](const neon::MatrixView& x) -> Vector { return model->logits(x).rowwise().maxCoeff(); }};
}

Told told(neon::Leaderboard&& board) {
  Told result;
  nb::list methods, metrics;
  for (const neon::Leaderboard::Method& m : board.methods)
    methods.append(nb::make_tuple(m.name, m.source, m.seconds, m.missing));
  for (const neon::Leaderboard::Column& m : board.metrics)
    metrics.append(nb::make_tuple(m.name, m.description, m.source, m.best));
  result["methods"] = methods;
  result["metrics"] = metrics;
  result["score"] = handed_over(std::move(board.score));
  result["low"] = handed_over(std::move(board.low));
  result["high"] = handed_over(std::move(board.high));
  result["ties"] = handed_over(std::move(board.ties));
  result["missing"] = nb::cast(board.missing);
  result["agreement"] = handed_over(std::move(board.agreement));
  result["points"] = board.points;
  result["left_out"] = board.left_out;
  return result;
}

using AffineModel = std::tuple<std::vector<std::tuple<MatrixIn, MatrixIn, VectorIn>>, double>;

Told compare(const std::variant<neon::ClusterModel, AffineModel>& model, const MatrixIn& x,
             const std::vector<Named>& methods, const std::vector<std::tuple<Named, int>>& metrics,
             const std::string& composite, double lower, double upper, std::uint64_t seed, Index resamples,
             Index randomisations, Index asked_anew) {
  const neon::RootOptions roots{.box = {lower, upper}};
  neon::CompareOptions options{.metrics = {},
                               .roots = roots,
                               .seed = seed,
                               .resamples = resamples,
                               .randomisations = randomisations,
                               .asked_anew = asked_anew,
                               .progress = interruptible()};
  for (const auto& [named, better] : metrics) options.metrics.push_back(metric(named, better, roots));
  std::vector<neon::Contender> contenders;
  for (const Named& named : methods) contenders.push_back(contender(named, composite, roots));
  neon::ComparedModel judged;
  if (const auto* const margins = std::get_if<AffineModel>(&model))
    judged = compared(std::get<0>(*margins), std::get<1>(*margins));
  else
    judged = neon::compared_model(std::get<neon::ClusterModel>(model));
  neon::Leaderboard board;
  {
    const nb::gil_scoped_release released;
    board = neon::compare(judged, view(x), contenders, options);
  }
  return told(std::move(board));
}

std::vector<std::string> names_of_methods() {
  std::vector<std::string> names{"NEON"};
  for (const neon::Attributor& method : neon::baselines::all()) names.push_back(method.name);
  return names;
}

std::vector<std::string> names_of_metrics() {
  std::vector<std::string> names;
  for (const neon::Metric& metric : neon::metrics::all()) names.push_back(metric.name);
  return names;
}

void check_width(const PyEvidence& e, const MatrixIn& x) {
  require(static_cast<Index>(x.shape(1)) == e.f.features, "X has {} features, but the evidence is of {}", x.shape(1),
          e.f.features);
}

VectorOut value(const PyEvidence& e, const MatrixIn& x) {
  check_width(e, x);
  return computed([&] { return e.f.value(view(x)); });
}

MatrixOut gradient(const PyEvidence& e, const MatrixIn& x) {
  check_width(e, x);
  return computed([&] { return e.f.gradient(view(x)); });
}

MatrixOut root_points(const PyEvidence& e, const MatrixIn& x) {
  check_width(e, x);
  return computed([&] { return neon::root_points(e.f, view(x), e.roots).root; });
}

}  // namespace

void add_comparison(nb::module_& module) {
  using nb::arg;
  nb::class_<PyEvidence>(module, "Evidence", "f of one cluster: all that a method may ask of a model.")
      .def_prop_ro(
          "cluster", [](const PyEvidence& e) { return e.cluster; }, "The position of the cluster.")
      .def_prop_ro("features", [](const PyEvidence& e) { return e.f.features; })
      .def_prop_ro(
          "beta", [](const PyEvidence& e) { return e.f.beta; }, "Stiffness of assignment.")
      .def("value", &value, arg("x"), "f of every point, (n, d) -> (n,).")
      .def("gradient", &gradient, arg("x"), "grad f at every point, (n, d) -> (n, d).")
      .def("root_points", &root_points, arg("x"), "The nearest points found with f <= 0, (n, d) -> (n, d).");
  module.def("compare", &compare, arg("model"), arg("x"), arg("methods"), arg("metrics"), arg("composite"),
             arg("lower"), arg("upper"), arg("seed"), arg("resamples"), arg("randomisations"), arg("asked_anew"),
             "Methods under metrics: a model or (margins, beta), names or (name, function), metrics with a sign.");
  module.def("method_names", &names_of_methods, "The library's methods.");
  module.def("metric_names", &names_of_metrics, "The library's metrics.");
}

}  // namespace neonxai
