#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace neon {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> known_kinds() {
  std::vector<std::string> names;
  for (const ModelKind& kind : model_kinds()) names.push_back(kind.name);
  return names;
}

/// Arrays are datasets, numbers and texts are attributes.
class Save final : public ParameterVisitor {
 public:
  explicit Save(ResultWriter& file) : file_(file) {}
  void matrix(std::string_view name, Matrix& values, Unit) override { file_.write(std::string(name), values); }
  void vector(std::string_view name, Vector& values, Unit, bool) override { file_.write(std::string(name), values); }
  void labels(std::string_view name, Labels& values, Index) override { file_.write(std::string(name), values); }
  void number(std::string_view name, double& value, Unit, bool) override {
    file_.attribute("", std::string(name), value);
  }
  void text(std::string_view name, std::string& value) override { file_.attribute("", std::string(name), value); }
  void layers(std::string_view name, std::vector<Linear>& layers) override {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      file_.write(fmt::format("{}/{}/weight", name, i), layers[i].weight);
      file_.write(fmt::format("{}/{}/bias", name, i), bias_at_zero(layers[i]));
    }
  }

 private:
  ResultWriter& file_;
};

class Load final : public ParameterVisitor {
 public:
  Load(const ResultReader& file, const ModelCheck& check) : file_(file), check_(check) {}
  Purpose purpose() const override { return Purpose::load; }

  void matrix(std::string_view name, Matrix& values, Unit unit) override {
    values = file_.matrix(std::string(name));
    if (unit == Unit::place) check_.squares(std::string(name), values);
  }
  void vector(std::string_view name, Vector& values, Unit, bool optional) override {
    if (!optional || file_.has(std::string(name))) values = file_.vector(std::string(name));
  }
  void labels(std::string_view name, Labels& values, Index length) override {
    values = file_.labels(std::string(name));
    check_.length(std::string(name), static_cast<Index>(values.size()), length);
  }
  void number(std::string_view name, double& value, Unit, bool optional) override {
    if (!optional || file_.has_attribute("", std::string(name))) value = file_.number("", std::string(name));
  }
  void text(std::string_view name, std::string& value) override { value = file_.text("", std::string(name)); }
  void layers(std::string_view name, std::vector<Linear>& layers) override {
    layers.clear();
    const std::size_t count = file_.groups(std::string(name)).size();
    for (std::size_t i = 0; i < count; ++i)
      layers.push_back({.weight = file_.matrix(fmt::format("{}/{}/weight", name, i)),
                        .bias = file_.vector(fmt::format("{}/{}/bias", name, i))});
  }

 private:
  const ResultReader& file_;
  const ModelCheck& check_;
};

std::vector<std::string> stored_names(const ResultReader& file) {
  return file.has("feature_names") ? file.strings("feature_names") : std::vector<std::string>{};
}

void check_names(const ModelCheck& check, const std::vector<std::string>& names, const ClusterModel& model) {
  if (!names.empty()) check.length("feature_names", static_cast<Index>(names.size()), features(model));
}

Scaling stored_scaling(const ResultReader& file) {
  if (!file.has("scale")) return {};
  return {file.vector("scale/shift"), file.vector("scale/factor")};
}

ClusterModel load(const ResultReader& file, const ModelCheck& check) {
  const std::vector<std::string> known = known_kinds();
  const std::string expected = fmt::format("{} or {}", fmt::join(known.begin(), known.end() - 1, ", "), known.back());
  require(file.has_attribute("", "neon_kind"), "{}: the attribute neon_kind is missing, should be {}", check.where,
          expected);
  const std::string found = file.kind();
  require(std::find(known.begin(), known.end(), found) != known.end(), "{}: is of kind '{}', should be {}", check.where,
          found, expected);
  ClusterModel model = find_kind(found, model_kinds(), check.where).blank;
  Load visitor(file, check);
  try {
    model.visit(visitor);
  } catch (const Error& e) {
    const std::string_view message = e.what();
    if (message.starts_with(check.where)) throw;
    throw Error(fmt::format("{}: {}", check.where, message));
  }
  return model;
}

}  // namespace

void check_scaling(const ModelCheck& check, const Scaling& scaling, Index features) {
  if (scaling.empty() && scaling.factor.size() == 0) return;
  check.length("scale/shift", scaling.shift.size(), features);
  check.length("scale/factor", scaling.factor.size(), features);
  check.finite("scale/shift", scaling.shift);
  check.finite("scale/factor", scaling.factor);
  require(scaling.factor.minCoeff() > 0, "{}: 'scale/factor' holds {}, should be positive", check.where,
          scaling.factor.minCoeff());
}

void save_model(const fs::path& path, const ClusterModel& model, const std::vector<std::string>& feature_names,
                const Scaling& scaling) {
  const ModelCheck check{path.string()};
  model->check(check);
  check_names(check, feature_names, model);
  check_scaling(check, scaling, features(model));
  ResultWriter file(path, kind(model));
  Save visitor(file);
  model.visit(visitor);
  if (!feature_names.empty()) file.write("feature_names", feature_names);
  if (!scaling.empty()) {
    file.write("scale/shift", scaling.shift);
    file.write("scale/factor", scaling.factor);
  }
  file.commit();
}

ClusterModel load_model(const fs::path& path) {
  const ResultReader file(path);
  const ModelCheck check{path.string()};
  ClusterModel model = load(file, check);
  model->check(check);
  check_names(check, stored_names(file), model);
  check_scaling(check, stored_scaling(file), features(model));
  return model;
}

bool is_model_file(const fs::path& path) {
  if (!is_hdf5(path)) return false;
  try {
    const ResultReader file(path);
    const std::vector<std::string> known = known_kinds();
    return file.has_attribute("", "neon_kind") && std::find(known.begin(), known.end(), file.kind()) != known.end();
  } catch (const Error&) {
    return false;
  }
}

std::vector<std::string> load_feature_names(const fs::path& path) { return stored_names(ResultReader(path)); }

Scaling load_scaling(const fs::path& path) { return stored_scaling(ResultReader(path)); }

}  // namespace neon
