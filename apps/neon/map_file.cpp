#include "apps/neon/map_file.hpp"

#include <neon/clustering/model_check.hpp>
#include <neon/core/error.hpp>
#include <neon/model_files/model_file.hpp>

#include <algorithm>

namespace neon::cli {
namespace {

constexpr const char* map_kind = "map";

void require_valid(const StoredMap& map, const ModelCheck& check) {
  const Index n = map.points(), d = map.x.cols();
  require(n >= 1 && d >= 1, "{}: 'x' is [{}, {}], should have points and features", check.where, n, d);
  check.finite("x", map.x);
  require(map.place.cols() == 2, "{}: 'map' has {} columns, should have 2", check.where, map.place.cols());
  check.length("map", map.place.rows(), n);
  check.finite("map", map.place);
  check.length("row", static_cast<Index>(map.row.size()), n);
  check.length("precision", map.precision.size(), n);
  check.finite("precision", map.precision);
  require(map.precision.minCoeff() >= 0, "{}: 'precision' holds {}, should not be negative", check.where,
          map.precision.minCoeff());
  for (std::size_t k = 0; k < map.row.size(); ++k)
    require(map.row[k] >= 0 && map.row[k] < map.rows && (k == 0 || map.row[k] > map.row[k - 1]),
            "{}: 'row' holds {} at {}, should rise within [0, {})", check.where, map.row[k], k, map.rows);
  if (!map.feature_names.empty()) check.length("feature_names", static_cast<Index>(map.feature_names.size()), d);
  check_scaling(check, map.scaling, d);
  if (!map.column) return;
  check.length("label", static_cast<Index>(map.label.size()), n);
  const auto texts = static_cast<Index>(map.column->texts.size());
  for (const Index label : map.label)
    require(texts == 0 || (label >= 0 && label < texts), "{}: 'label' holds {}, should be in [0, {})", check.where,
            label, texts);
}

}  // namespace

Matrix StoredMap::scaled() const {
  Matrix z = x;
  scaling.apply(z);
  return z;
}

Index StoredMap::point_of(Index wanted) const {
  const auto found = std::lower_bound(row.begin(), row.end(), wanted);
  return found == row.end() || *found != wanted ? -1 : found - row.begin();
}

bool is_map_file(const std::string& path) {
  if (!is_hdf5(path)) return false;
  const ResultReader file(path);
  return file.has_attribute("", "neon_kind") && file.kind() == map_kind;
}

void save_map(ResultWriter& file, const StoredMap& map, std::uint64_t seed) {
  file.write("x", map.x);
  if (!map.scaling.empty()) {
    file.write("scale/shift", map.scaling.shift);
    file.write("scale/factor", map.scaling.factor);
  }
  if (!map.feature_names.empty()) file.write("feature_names", map.feature_names);
  file.write("row", map.row);
  file.write("map", map.place);
  file.write("precision", map.precision);
  if (map.column) {
    file.write("label", map.label);
    if (!map.column->texts.empty()) file.write("label_names", map.column->texts);
    file.attribute("", "label_column", map.column->name);
  }
  file.attribute("", "data", map.data);
  file.attribute("", "rows", map.rows);
  file.attribute("", "perplexity", map.perplexity);
  file.attribute("", "kl_divergence", map.kl_divergence);
  file.attribute("", "seed", seed);
  file.commit();
}

StoredMap load_map(const std::string& path) {
  const ResultReader file(path, map_kind);
  StoredMap map{.data = file.text("", "data"),
                .rows = file.integer("", "rows"),
                .x = file.matrix("x"),
                .scaling = load_scaling(path),
                .row = file.labels("row"),
                .place = file.matrix("map"),
                .precision = file.vector("precision"),
                .perplexity = file.number("", "perplexity"),
                .kl_divergence = file.number("", "kl_divergence")};
  if (file.has("feature_names")) map.feature_names = file.strings("feature_names");
  if (file.has("label")) {
    map.label = file.labels("label");
    map.column = ClassColumn{file.text("", "label_column"), {}};
    if (file.has("label_names")) map.column->texts = file.strings("label_names");
  }
  require_valid(map, ModelCheck{path});
  return map;
}

}  // namespace neon::cli
