#include "parameters.hpp"

#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <string_view>
#include <utility>
#include <vector>

#include "arrays.hpp"

namespace neonxai {
namespace {

using neon::Index;
using neon::Labels;
using neon::Linear;
using neon::Matrix;
using neon::require;
using neon::Unit;
using neon::Vector;

class Told final : public neon::ParameterVisitor {
 public:
  NamedValues found;

  void matrix(std::string_view name, Matrix& values, Unit) override { keep(name, handed_over(Matrix(values))); }
  void vector(std::string_view name, Vector& values, Unit, bool) override { keep(name, handed_over(Vector(values))); }
  void labels(std::string_view name, Labels& values, Index) override { keep(name, handed_over(Labels(values))); }
  void number(std::string_view name, double& value, Unit, bool) override { keep(name, nb::float_(value)); }
  void text(std::string_view name, std::string& value) override { keep(name, nb::str(value.c_str())); }
  void layers(std::string_view name, std::vector<Linear>& layers) override {
    nb::list pairs;
    for (const Linear& layer : layers)
      pairs.append(nb::make_tuple(handed_over(Matrix(layer.weight)), handed_over(bias_at_zero(layer))));
    keep(name, pairs);
  }

 private:
  template <class Value>
  void keep(std::string_view name, Value&& value) {
    found[nb::str(name.data(), name.size())] = std::forward<Value>(value);
  }
};

class Given final : public neon::ParameterVisitor {
 public:
  Given(const NamedValues& parameters, const neon::ModelCheck& check) : parameters_(parameters), check_(check) {}
  Purpose purpose() const override { return Purpose::load; }

  void matrix(std::string_view name, Matrix& values, Unit unit) override {
    values = view(as<MatrixIn>(name, "a table of numbers"));
    if (unit == Unit::place) check_.squares(std::string(name), values);
  }
  void vector(std::string_view name, Vector& values, Unit, bool optional) override {
    if (!optional || has(name)) values = view(as<VectorIn>(name, "a row of numbers"));
  }
  void labels(std::string_view name, Labels& values, Index length) override {
    values = neonxai::labels(as<LabelsIn>(name, "a row of integers"));
    check_.length(std::string(name), static_cast<Index>(values.size()), length);
  }
  void number(std::string_view name, double& value, Unit, bool optional) override {
    if (!optional || has(name)) value = as<double>(name, "a number");
  }
  void text(std::string_view name, std::string& value) override { value = as<std::string>(name, "a text"); }
  void layers(std::string_view name, std::vector<Linear>& layers) override {
    layers.clear();
    for (const auto& [weight, bias] : as<std::vector<std::pair<MatrixIn, VectorIn>>>(name, "pairs (weight, bias)"))
      layers.push_back({view(weight), view(bias)});
  }

 private:
  bool has(std::string_view name) const { return parameters_.contains(nb::str(name.data(), name.size())); }

  template <class Value>
  Value as(std::string_view name, std::string_view what) const {
    require(has(name), "{}: '{}' is missing, should be {}", check_.where, name, what);
    const nb::object given = parameters_[nb::str(name.data(), name.size())];
    Value found;
    require(nb::try_cast(given, found), "{}: '{}' should be {}", check_.where, name, what);
    return found;
  }

  const NamedValues& parameters_;
  const neon::ModelCheck& check_;
};

}  // namespace

NamedValues parameters_of(const neon::ClusterModel& model) {
  Told visitor;
  model.visit(visitor);
  return visitor.found;
}

neon::ClusterModel model_of(const std::string& kind, const NamedValues& parameters) {
  neon::ClusterModel model = neon::find_kind(kind, neon::model_kinds(), "model").blank;
  const neon::ModelCheck check{kind};
  Given visitor(parameters, check);
  model.visit(visitor);
  model->check(check);
  return model;
}

}  // namespace neonxai
