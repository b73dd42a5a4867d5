#include "experiments/surrogate/class_pixels.hpp"

#include <neon/compare/evenly_spaced.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/progress.hpp>
#include <neon/core/random.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/metrics/pixel_flipping.hpp>
#include <neon/network/map_pools.hpp>
#include <neon/network/single_precision.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include "experiments/surrogate/schema.hpp"
#include "experiments/surrogate/similar.hpp"

namespace neon::experiments::surrogate {
namespace {

constexpr Index colours = 3, side = 32, pixels = side * side;
constexpr Index methods = std::size(class_methods);

Matrix over_colours(const Matrix& x) { return x.reshaped<Eigen::RowMajor>(colours, pixels).colwise().sum(); }

/// The image in its mean colour.
Matrix mean_colour(const Matrix& x) {
  Matrix result(1, x.cols());
  for (Index c = 0; c < colours; ++c)
    result.middleCols(c * pixels, pixels).setConstant(x.middleCols(c * pixels, pixels).mean());
  return result;
}

/// Patches by falling sum.
Labels patch_order(const Matrix& map, Index patch) {
  const Index columns = side / patch;
  Vector sum = Vector::Zero(columns * columns);
  for (Index p = 0; p < pixels; ++p) sum(p / side / patch * columns + p % side / patch) += map(0, p);
  Labels order(static_cast<std::size_t>(sum.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return sum(a) > sum(b); });
  return order;
}

Labels random_order(Index patch, std::uint64_t seed, Index image) {
  Labels order(static_cast<std::size_t>((side / patch) * (side / patch)));
  std::iota(order.begin(), order.end(), 0);
  Random(seed, static_cast<std::uint64_t>(image) + 1).shuffle(order);
  return order;
}

/// The image, then after every share of its patches took the colours of the root.  @return [1 + shares, image]
Matrix flipped(const Matrix& x, const Matrix& root, const Labels& order, const ClassOptions& options) {
  const Index columns = side / options.patch;
  Matrix images = x.replicate(1 + static_cast<Index>(options.percent.size()), 1);
  for (std::size_t s = 0; s < options.percent.size(); ++s) {
    const auto count =
        static_cast<std::size_t>(std::lround(options.percent[s] / 100 * static_cast<double>(order.size())));
    for (std::size_t i = 0; i < count; ++i) {
      const Index top = order[i] / columns * options.patch, left = order[i] % columns * options.patch;
      for (Index c = 0; c < colours; ++c)
        for (Index y = top; y < top + options.patch; ++y) {
          const Index at = c * pixels + y * side + left;
          images.row(static_cast<Index>(s) + 1).segment(at, options.patch) = root.row(0).segment(at, options.patch);
        }
    }
  }
  return images;
}

/// What is explained: images, their classes, and what the way from one to the other needs.
struct Asked {
  Labels image, label;  ///< of the test images; the class that the network says
  std::vector<Matrix> x, root;
  Index count() const { return static_cast<Index>(image.size()); }
};

std::vector<ClassMaps> explained(const NodePropagator& down, const LayerStudy& layer, const Asked& asked,
                                 const ClassOptions& options) {
  std::vector<ClassMaps> result(asked.image.size());
  std::atomic<Index> done = 0;
  const ProgressFn progress = progress_bar("classes, " + layer.name);
  parallel_blocks(asked.count(), 1, [&](Index n, Index) {
    const auto at = static_cast<std::size_t>(n);
    result[at] = explain_class(down, layer, asked.label[at], asked.x[at], asked.root[at], options.steps);
    progress(++done, asked.count());
  });
  return result;
}

/// One row per image and method: f after every share of flips.
std::vector<Matrix> curves(const SinglePrecision& fast, const LayerStudy& layer, const Asked& asked,
                           const std::vector<ClassMaps>& found, const ClassOptions& options) {
  const Index shares = 1 + static_cast<Index>(options.percent.size());
  std::vector<Matrix> result(methods, Matrix(asked.count(), shares));
  for (Index n = 0; n < asked.count(); ++n) {
    const auto at = static_cast<std::size_t>(n);
    Matrix images(methods * shares, colours * pixels);
    for (Index m = 0; m < methods; ++m)
      images.middleRows(m * shares, shares) =
          flipped(asked.x[at], asked.root[at],
                  m + 1 < methods ? patch_order(found[at].maps[static_cast<std::size_t>(m)], options.patch)
                                  : random_order(options.patch, options.seed, asked.image[at]),
                  options);
    const Vector f = evidence(layer.surrogate.neuralize(asked.label[at]))
                         .value(fast.pooled(images, {layer.value}, {layer.cells}).front());
    for (Index m = 0; m < methods; ++m) result[static_cast<std::size_t>(m)].row(n) = f.segment(m * shares, shares);
  }
  return result;
}

void write_conservation(const schema::surrogate::Classes& stored, const std::vector<ClassMaps>& found,
                        ResultWriter& writer) {
  const auto images = static_cast<Index>(found.size());
  const auto nodes = static_cast<Index>(found.front().conservation.nodes.size());
  schema::Strings names, rules;
  Matrix in(nodes, images), out = in, kept = in, smallest = in;
  for (Index n = 0; n < images; ++n)
    for (Index row = 0; row < nodes; ++row) {
      const NodeConservation& node =
          found[static_cast<std::size_t>(n)].conservation.nodes[static_cast<std::size_t>(row)];
      if (n == 0) {
        names.push_back(node.name);
        rules.push_back(node.rule);
      }
      in(row, n) = node.sum_in[0];
      out(row, n) = node.sum_out[0];
      kept(row, n) = node.kept[0];
      smallest(row, n) = node.smallest_denominator[0];
    }
  stored.node.write(writer, names);
  stored.rule.write(writer, rules);
  stored.sum_in.write(writer, in);
  stored.sum_out.write(writer, out);
  stored.node_kept.write(writer, kept);
  stored.smallest_denominator.write(writer, smallest);
}

void write_maps(const schema::surrogate::Classes& stored, const std::vector<ClassMaps>& found, ResultWriter& writer) {
  const auto images = static_cast<Index>(found.size());
  Vector logit(images), kept(images), gap(images);
  for (Index n = 0; n < images; ++n) {
    const ClassMaps& one = found[static_cast<std::size_t>(n)];
    logit[n] = one.logit;
    kept[n] = one.kept;
    gap[n] = std::abs(one.logit - one.maps.front().sum() - one.kept) / std::max(one.turnover, 1e-300);
  }
  stored.logit.write(writer, logit);
  stored.kept.write(writer, kept);
  stored.gap.write(writer, gap);
  for (std::size_t m = 0; m + 1 < methods; ++m) {
    FloatMatrix maps(images, pixels);
    for (Index n = 0; n < images; ++n) maps.row(n) = found[static_cast<std::size_t>(n)].maps[m].cast<float>();
    stored.maps(class_methods[m]).write(writer, maps);
  }
}

}  // namespace

ClassMaps explain_class(const NodePropagator& down, const LayerStudy& layer, Index y, const Matrix& x,
                        const Matrix& root, Index steps) {
  const ImageNetwork& network = down.network();
  const Network head = layer.surrogate.neuralize(y);
  const Run run(network.network(), x, layer.value);
  const Matrix pooled = AveragePooling::grid(network.shape(layer.value), layer.cells).forward(run.value(layer.value));
  // Activations are never negative: z+ below the detections.
  const Explanation why = Propagator(head, composites::find("detection=midpoint,hidden=z+,input=z+"))(pooled);
  ClassMaps result;
  result.conservation = down.from_pooled(run, layer.value, why.relevance, layer.cells);
  result.logit = why.logit[0];
  result.kept = result.logit - why.relevance.sum();
  result.turnover = std::abs(result.logit) + why.relevance.cwiseAbs().sum() +
                    result.conservation.pixels.cwiseAbs().sum() + std::abs(result.kept);
  for (const NodeConservation& node : result.conservation.nodes) {
    result.kept += node.kept[0];
    result.turnover += std::abs(node.kept[0]);
  }
  result.maps.push_back(over_colours(result.conservation.pixels));
  result.conservation.pixels.resize(0, 0);

  const Evidence whole = evidence(network.with_head(layer.value, layer.cells, head));
  const Matrix gradient = whole.gradient(x);
  result.maps.push_back(over_colours(gradient.cwiseAbs2()));
  result.maps.push_back(over_colours(gradient.cwiseProduct(x)));
  Matrix path(steps, x.cols());
  for (Index s = 0; s < steps; ++s)
    path.row(s) = root + (static_cast<double>(s) + 0.5) / static_cast<double>(steps) * (x - root);
  result.maps.push_back(over_colours(whole.gradient(path).colwise().mean().cwiseProduct(x - root)));
  return result;
}

void record_classes(const ImageNetwork& network, const Cifar& cifar, const Passed& test,
                    const std::vector<LayerStudy>& layers, const ClassOptions& options, ResultWriter& writer) {
  Asked asked;
  asked.image = evenly_spaced(options.images, cifar.test.rgb.count);
  Labels truth;
  for (const Index n : asked.image) {
    asked.label.push_back(test.predicted[static_cast<std::size_t>(n)]);
    truth.push_back(cifar.test.label[static_cast<std::size_t>(n)]);
    asked.x.push_back(cifar_resnet::preprocess(part_of(cifar.test.rgb, n, 1)));
    asked.root.push_back(mean_colour(asked.x.back()));
  }
  const schema::surrogate::ClassImages all;
  all.images.write(writer, image_rows(cifar.test.rgb, asked.image));
  all.asked.write(writer, asked.label);
  all.truth.write(writer, truth);
  all.methods.write(writer, schema::Strings(std::begin(class_methods), std::end(class_methods)));
  all.percent.write(writer, options.percent);
  all.steps.write(writer, options.steps);
  all.patch.write(writer, options.patch);
  const NodePropagator down(network, node_composites::find("gamma=0.25"));
  const SinglePrecision fast(network);
  Vector places = Vector::Zero(1 + static_cast<Index>(options.percent.size()));
  for (std::size_t s = 0; s < options.percent.size(); ++s)
    places[static_cast<Index>(s) + 1] = std::sqrt(options.percent[s]);
  for (const LayerStudy& layer : layers) {
    const schema::surrogate::Classes stored{layer.name};
    const std::vector<ClassMaps> found = explained(down, layer, asked, options);
    write_maps(stored, found, writer);
    write_conservation(stored, found, writer);
    const std::vector<Matrix> flips = curves(fast, layer, asked, found, options);
    for (std::size_t m = 0; m < methods; ++m) {
      const schema::surrogate::ClassFlips flip = stored.flips(class_methods[m]);
      flip.curves.write(writer, flips[m]);
      flip.area.write(writer, area_under(flips[m].colwise().mean().transpose(), places));
    }
  }
}

}  // namespace neon::experiments::surrogate
