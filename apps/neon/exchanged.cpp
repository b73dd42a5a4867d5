#include "apps/neon/exchanged.hpp"

#include <neon/core/error.hpp>

#include "apps/neon/map_file.hpp"

namespace neon::cli {

void require_points(const std::string& data, const std::string& model, const std::string& command) {
  require(!is_map_file(data), "{} is a map, and no table of points; neon explain {} --brush FILE explains it", data,
          data);
  const std::string kind = model_kind(data);
  if (kind.empty()) return;
  require(model.empty(), "{} is a model ({}) and stands where the points should: neon {} {} {}", data, kind, command,
          data, model);
  throw Error(command == "explain"
                  ? fmt::format("{} is a model ({}) and no table of points, which comes after it: neon explain {} DATA",
                                data, kind, data)
                  : fmt::format("{} is a model ({}), and no table of points", data, kind));
}

std::string exchange_remark(const NamedModel& model, const std::string& data, Index points) {
  constexpr Index clusters_per_point = 4;  // a few new points and some more centroids are nothing strange
  const Index count = clusters(model.model);
  if (!model_kind(model.name).empty() || points == 0 || count < clusters_per_point * points) return {};
  return fmt::format(
      "{} has {} rows, which are taken for clusters, and {} has {}, taken for points: are the two exchanged? The model "
      "comes first",
      model.name, count, data, points);
}

}  // namespace neon::cli
