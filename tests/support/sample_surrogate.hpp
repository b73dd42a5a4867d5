#pragma once
#include <neon/hdf5/hdf5.hpp>

#include <fmt/format.h>

#include <filesystem>

#include "experiments/surrogate/schema.hpp"

/// A small surrogate.h5 in which every claim holds.
namespace neon::samples {

struct SampleSurrogate {
  double test_fidelity = 0.92;  ///< of DEC, all layers
  double low_luminance = 0.1;   ///< distance of the images that low layers find similar
  double neon_area = 0.9;       ///< under the flipping curves of a class
  std::string profile = "full";
};

inline void write_surrogate(const std::filesystem::path& path, const SampleSurrogate& content = {}) {
  namespace schema = neon::schema::surrogate;
  const neon::schema::Strings layers{"stem", "layer1", "layer2", "layer3"};
  ResultWriter writer(path, "surrogate");
  writer.attribute("", "profile", content.profile);
  writer.attribute("", "seed", 7);
  writer.attribute("", "threads", 2);
  writer.attribute("", "seconds", 12.0);
  writer.attribute("cost", "forward", 11.0);
  writer.attribute("cost", "peak_memory_mib", 100.0);
  const schema::Settings settings;
  settings.source.write(writer, std::string("CIFAR-10, JPEG copies"));
  settings.layers.write(writer, layers);
  settings.classes.write(writer, neon::schema::Strings{"bird", "cat"});
  for (const std::string& name : layers) {
    const schema::Layer layer{name};
    layer.channels.write(writer, Index{16});
    layer.cells.write(writer, Index{4});
    layer.code.write(writer, Index{16});
    layer.lost.write(writer, 0.1);
    layer.check.gap("logit").worst.write(writer, 1e-15);
  }
  neon::schema::Strings rows{schema::Table::network};
  for (const char* way : {schema::Table::dec, schema::Table::codes, schema::Table::activations}) {
    for (const std::string& name : layers) rows.push_back(fmt::format("{}, {}", way, name));
    rows.push_back(fmt::format("{}, {}", way, schema::Table::full));
  }
  Matrix numbers(static_cast<Index>(rows.size()), 4);
  for (Index row = 0; row < numbers.rows(); ++row) numbers.row(row) << 0.98, 0.99, 0.84, content.test_fidelity;
  numbers.row(0) << 0.98, 1, 0.865, 1;
  const schema::Table table;
  table.names.write(writer, rows);
  table.numbers.write(writer, numbers);
  const schema::Sweep sweep;
  sweep.weights.write(writer, Matrix(Matrix::Identity(4, 4)));
  sweep.test.write(writer, Matrix{{0.2, 0.2}, {0.3, 0.3}, {0.4, 0.5}, {0.8, 0.9}});
  const schema::Similar similar;
  const neon::schema::Strings methods{"equal", "low", "high", "features"};
  similar.methods.write(writer, methods);
  similar.likeness.write(
      writer, Matrix{{0.6, 0.15, 0.5}, {0.3, content.low_luminance, 0.4}, {0.8, 0.2, 0.6}, {0.8, 0.22, 0.62}});
  const Matrix image = Matrix::Constant(6, 3 * 32 * 32, 100);
  similar.queries.write(writer, Matrix(image.topRows(3)));
  similar.query_class.write(writer, Labels{0, 1, 0});
  for (const std::string& method : methods) {
    similar.images(method).write(writer, image);
    similar.classes(method).write(writer, Labels{0, 1, 1, 1, 0, 1});
  }
  for (const std::string& name : {layers.front(), layers.back()}) {
    const schema::Concepts concepts{name};
    concepts.cluster.write(writer, Labels{4, 4, 4, 2, 2, 2});
    concepts.images.write(writer, image);
    Matrix relevance = Matrix::Zero(6, 32 * 32);
    relevance.leftCols(200).setConstant(0.5);
    relevance.rightCols(200).setConstant(-0.5);
    concepts.relevance.write(writer, relevance);
  }
  const schema::ClassImages all;
  all.images.write(writer, Matrix(image.topRows(2)));
  all.asked.write(writer, Labels{0, 1});
  all.truth.write(writer, Labels{0, 0});
  const neon::schema::Strings ways{"NEON", "SA", "GI", "IG", "random"};
  all.methods.write(writer, ways);
  all.percent.write(writer, Vector{{6.25, 25, 100}});
  all.steps.write(writer, Index{8});
  all.patch.write(writer, Index{4});
  for (const std::string& name : layers) {
    const schema::Classes classes{name};
    Matrix relevance = Matrix::Zero(2, 32 * 32);
    relevance.leftCols(100).setConstant(0.02);
    relevance.rightCols(100).setConstant(-0.01);
    classes.logit.write(writer, Vector{{1.5, 2.5}});
    classes.kept.write(writer, Vector{{0.5, 1.5}});
    classes.gap.write(writer, Vector{{1e-15, 2e-15}});
    classes.node.write(writer, neon::schema::Strings{"conv"});
    classes.rule.write(writer, neon::schema::Strings{"gamma=0.25"});
    classes.sum_in.write(writer, Matrix{{1.5, 2.5}});
    classes.sum_out.write(writer, Matrix{{1, 1}});
    classes.node_kept.write(writer, Matrix{{0.5, 1.5}});
    classes.smallest_denominator.write(writer, Matrix{{0.01, 0.02}});
    for (std::size_t m = 0; m < ways.size(); ++m) {
      if (ways[m] != "random") classes.maps(ways[m]).write(writer, relevance);
      const schema::ClassFlips flips = classes.flips(ways[m]);
      const double area = ways[m] == "NEON" ? content.neon_area : 1 + 0.1 * static_cast<double>(m);
      flips.curves.write(writer, Matrix{{1.5, area, area, -2}, {2.5, area, area, -1}});
      flips.area.write(writer, area);
    }
  }
  writer.commit();
}

}  // namespace neon::samples
