#pragma once
#include <neon/hdf5/hdf5.hpp>

#include <filesystem>

#include "experiments/tiles/schema.hpp"

/// A small tiles.h5 in which every claim holds.
namespace neon::samples {

struct SampleTiles {
  double accuracy = 0.95;
  double similar = 0.7;      ///< share of the ten most similar that have the same fine label
  double neon_inside = 0.5;  ///< share of NEON's positive relevance that is inside
  std::string profile = "full";
  std::string kind = "Blow<hole>";
};

inline void write_tiles(const std::filesystem::path& path, const SampleTiles& content = {}) {
  namespace schema = neon::schema::tiles;
  using neon::schema::Strings;
  constexpr Index side = 8, pixels = side * side;
  const Strings layers{"stem", "layer1"};
  ResultWriter writer(path, "tiles");
  writer.attribute("", "profile", content.profile);
  writer.attribute("", "seed", 7);
  writer.attribute("", "threads", 2);
  writer.attribute("", "seconds", 12.0);
  writer.attribute("cost", "forward", 11.0);
  writer.attribute("cost", "peak_memory_mib", 100.0);
  const auto table = [](std::initializer_list<double> means) {
    Matrix result(static_cast<Index>(means.size()), schema::columns);
    Index row = 0;
    for (const double mean : means) result.row(row++) << mean, mean - 0.02, mean + 0.02;
    return result;
  };
  const schema::Settings settings;
  settings.kinds.write(writer, Strings{content.kind, "Break", "Free"});
  settings.layers.write(writer, layers);
  settings.network.write(writer, "ResNet");
  settings.size.write(writer, side);
  settings.folds.write(writer, Index{5});
  settings.clusters.write(writer, Index{2});
  const schema::Tiles tiles;
  tiles.names.write(writer, Strings{"a", "b", "c", "d"});
  tiles.kind.write(writer, Labels{0, 1, 2, 2});
  tiles.fold.write(writer, Labels{0, 1, 2, 3});
  tiles.margin.write(writer, Vector{{1.0, 2.0, -1.0, -2.0}});
  tiles.accuracy.write(writer, table({content.accuracy, 0.9, 0.9, 0.98}));
  const schema::Table predictions;
  predictions.names.write(writer, Strings{"network", "DEC, full"});
  predictions.numbers.write(writer, Matrix{{1, 1, 0.95, 1}, {0.9, 0.9, 0.88, 0.9}});
  using schema::Supporting;
  const Supporting supporting;
  supporting.names.write(writer, Strings{Supporting::similar_filtered, Supporting::similar, Supporting::all_filtered,
                                         Supporting::all, Supporting::fine, Supporting::features});
  for (const auto& dataset : {supporting.same, supporting.same_defect})
    dataset.write(writer, table({0.75, content.similar, 0.3, 0.1, 1, 0.6}));
  const schema::Localisation found;
  const Strings methods{"NEON", "SA", "random"};
  found.methods.write(writer, methods);
  found.groups.write(writer, Strings{"all", content.kind, "Break"});
  found.tiles.write(writer, Labels{2, 1, 1});
  found.gap.write(writer, 1e-15);
  found.kept.write(writer, 0.2);
  found.completeness.write(writer, 0.05);
  found.area().write(writer, table({0.1, 0.1, 0.1}));
  const schema::Shown shown;
  shown.tile.write(writer, Labels{0, 1});
  shown.kind.write(writer, Labels{0, 1});
  shown.grey.write(writer, Matrix(Matrix::Constant(2, pixels, 120)));
  Matrix mask = Matrix::Zero(2, pixels);
  mask.middleCols(10, 4).setOnes();
  shown.mask.write(writer, mask);
  shown.margin.write(writer, Vector{{1.0, 2.0}});
  for (const std::string& method : methods) {
    const double value = method == "NEON" ? content.neon_inside : method == "SA" ? 0.4 : 0.11;
    found.inside(method).write(writer, table({value, value, value}));
    found.pointing(method).write(writer, table({value, value, value}));
    found.roc_area(method).write(writer, table({value + 0.4, value + 0.4, value + 0.4}));
    shown.relevance(method).write(writer, Matrix(mask.array() - 0.1));
  }
  for (const std::string& layer : layers) schema::Clusters{layer}.counts.write(writer, Matrix{{8, 1, 1}, {0, 1, 9}});
  writer.commit();
}

}  // namespace neon::samples
