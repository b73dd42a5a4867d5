#include <neon/clustering/model.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

#include "experiments/listed_experiment.hpp"
#include "experiments/surrogate/class_pixels.hpp"
#include "experiments/surrogate/concepts.hpp"
#include "experiments/surrogate/data.hpp"
#include "experiments/surrogate/similar.hpp"
#include "support/laws.hpp"
#include "support/raw_jpeg.hpp"
#include "support/sample_archive.hpp"
#include "support/sample_state_dicts.hpp"
#include "support/sample_surrogate.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::experiments::surrogate;
using Catch::Contains;
using samples::Members;
using samples::write_archive;

namespace {

/// An image of one colour.
std::string jpeg(std::uint8_t red, std::uint8_t blue, unsigned size = 32) {
  RawJpeg raw{.width = size, .height = size, .samples = {}};
  for (unsigned p = 0; p < size * size; ++p) raw.samples.insert(raw.samples.end(), {red, 0, blue});
  return raw.bytes();
}

/// Two classes, in no order.
Members good() {
  return {{"train/cat/0002.jpg", jpeg(20, 200)},  {"test/cat/0001.jpg", jpeg(50, 200)},
          {"train/bird/0002.jpg", jpeg(40, 100)}, {"train/bird/0001.jpg", jpeg(30, 100)},
          {"train/cat/0001.jpg", jpeg(10, 200)},  {"test/bird/0001.jpg", jpeg(60, 100)}};
}

}  // namespace

TEST_CASE("the images of an archive come by class and number, whatever its order, as many as asked for") {
  const ScratchFolder folder;
  write_archive(folder / "a.tar.gz", good());
  const Cifar all = read_cifar(folder / "a.tar.gz", 0, 0), first = read_cifar(folder / "a.tar.gz", 1, 1);
  CHECK(all.classes == std::vector<std::string>{"bird", "cat"});
  CHECK(all.train.label == Labels{0, 0, 1, 1});
  CHECK(all.test.label == Labels{0, 1});
  CHECK(first.train.label == Labels{0, 1});
  CHECK(all.train.rgb.shape() == "[4, 3, 32, 32]");
  const float red[] = {30, 40, 10, 20};
  for (Index n = 0; n < 4; ++n) {
    CHECK(std::abs(all.train.rgb(n, 0, 5, 7) - red[n]) <= 2);  // lossy
    CHECK(std::abs(all.train.rgb(n, 2, 31, 0) - (n < 2 ? 100 : 200)) <= 2);
  }
  CHECK(std::abs(first.train.rgb(1, 0, 0, 0) - 10) <= 2);
}

TEST_CASE("an archive of other images is refused, and the member named") {
  const ScratchFolder folder;
  const auto refusal = [&](const auto& change) {
    Members members = good();
    change(members);
    write_archive(folder / "a.tar.gz", members);
    return [&] { read_cifar(folder / "a.tar.gz", 0, 0); };
  };
  CHECK_THROWS_WITH(refusal([](Members& m) { m[3].second = jpeg(1, 1, 16); })(),
                    Contains("train/bird/0001.jpg: 16 x 16 pixels should be 32 x 32"));
  CHECK_THROWS_WITH(refusal([](Members& m) { m[3].second.resize(100); })(), Contains("train/bird/0001.jpg"));
  CHECK_THROWS_WITH(refusal([](Members& m) { m[0].first = "notes.txt"; })(), Contains("'notes.txt' should be train/"));
  CHECK_THROWS_WITH(refusal([](Members& m) { m.pop_back(); })(), Contains("2 classes in train/ and 1 in test/"));
  CHECK_THROWS_WITH(refusal([](Members& m) {
                      std::erase_if(m, [](const auto& file) { return file.first.find("bird") != std::string::npos; });
                    })(),
                    Contains("1 classes in train/ and 1 in test/ should be the same, at least 2"));
}

namespace {

/// Records of a class (behind a coarse one), then red, green and blue, each of one value.
std::string records(const std::vector<std::array<int, 4>>& images, bool coarse) {
  std::string bytes;
  for (const auto& [label, red, green, blue] : images) {
    if (coarse) bytes += static_cast<char>(19);
    bytes += static_cast<char>(label);
    for (const int value : {red, green, blue}) bytes += std::string(1024, static_cast<char>(value));
    bytes.back() = static_cast<char>(7);  // the last pixel of all
  }
  return bytes;
}

}  // namespace

TEST_CASE("the canonical archives of CIFAR-10 and CIFAR-100 are read, made up here and tiny") {
  const ScratchFolder folder;
  const bool hundred = GENERATE(false, true);
  const auto train = records({{1, 250, 20, 30}, {0, 40, 50, 60}, {1, 70, 80, 90}, {2, 0, 1, 2}}, hundred),
             test = records({{2, 5, 6, 7}}, hundred);
  const std::string names = "apple\nbear\ncan\n\n";
  Members members{{"folder/readme.html", "a page"}};
  if (hundred)
    members = {{"c/fine_label_names.txt", names},
               {"c/coarse_label_names.txt", "x\ny\n"},
               {"c/train.bin", train},
               {"c/test.bin", test}};
  else
    members = {{"c/batches.meta.txt", names},
               {"c/data_batch_1.bin", train.substr(0, 3073)},
               {"c/data_batch_2.bin", train.substr(3073)},
               {"c/readme.html", "a page"},
               {"c/test_batch.bin", test}};
  write_archive(folder / "a.tar.gz", members);
  const Cifar all = read_cifar(folder / "a.tar.gz", 0, 0), first = read_cifar(folder / "a.tar.gz", 1, 1);
  CHECK(all.source == (hundred ? "CIFAR-100" : "CIFAR-10"));
  CHECK(all.classes == std::vector<std::string>{"apple", "bear", "can"});
  CHECK(all.train.label == Labels{1, 0, 1, 2});
  CHECK(first.train.label == Labels{1, 0, 2});
  CHECK(all.test.label == Labels{2});
  CHECK(all.train.rgb(0, 0, 3, 4) == 250);
  CHECK(all.train.rgb(1, 1, 31, 31) == 50);
  CHECK(all.train.rgb(2, 2, 31, 30) == 90);
  CHECK(all.train.rgb(2, 2, 31, 31) == 7);

  const auto refused = [&](std::size_t member, const std::string& bytes) {
    Members changed = members;
    changed[member].second = bytes;
    write_archive(folder / "b.tar.gz", changed);
    return message_of([&] { read_cifar(folder / "b.tar.gz", 0, 0); });
  };
  CHECK_THAT(refused(2, train.substr(0, 3000)), Contains(hundred ? "train.bin: 3000 bytes" : "data_batch_2.bin: 3000"));
  CHECK_THAT(refused(0, "apple\nbear\n"), Contains("class 2 of record") && Contains("should be below 2"));
  CHECK_THAT(refused(0, "apple\nbear\ncan\ndoor\n"), Contains("class 'door' has no training image"));
  CHECK_THAT(refused(0, "apple\n"), Contains("1 names of classes should be at least 2"));
  members.pop_back();
  write_archive(folder / "b.tar.gz", members);
  CHECK_THROWS_WITH(read_cifar(folder / "b.tar.gz", 0, 0),
                    Contains(hundred ? "test.bin is missing" : "should hold either CIFAR-10"));
}

TEST_CASE("likeness of images: luminance of squares and histograms of colours, pixel by pixel") {
  const Matrix images = (255 * samples::uniform(2, 3 * 32 * 32, 1)).array().floor();
  double square = 0, apart = 0;
  double count[2][64] = {};
  for (Index y = 0; y < 8; ++y)
    for (Index x = 0; x < 8; ++x) {
      double mean[2] = {0, 0};
      for (Index n = 0; n < 2; ++n)
        for (Index dy = 0; dy < 4; ++dy)
          for (Index dx = 0; dx < 4; ++dx) {
            const Index p = (4 * y + dy) * 32 + 4 * x + dx;
            const double r = images(n, p), g = images(n, 1024 + p), b = images(n, 2048 + p);
            mean[n] += (0.299 * r + 0.587 * g + 0.114 * b) / 255 / 16;
            count[n][static_cast<int>(r / 64) * 16 + static_cast<int>(g / 64) * 4 + static_cast<int>(b / 64)] += 1;
          }
      square += (mean[0] - mean[1]) * (mean[0] - mean[1]) / 64;
    }
  for (int colour = 0; colour < 64; ++colour) apart += std::abs(count[0][colour] - count[1][colour]) / 1024 / 2;
  const Likeness found = likeness(images.row(0), images.row(1));
  CHECK(found.luminance == Approx(std::sqrt(square)).epsilon(tolerance::rounding));
  CHECK(found.colour == Approx(apart).epsilon(tolerance::rounding));
  CHECK(likeness(images.row(0), images.row(0)).colour == 0);
}

namespace {

/// Images of noise, five classes, as many as the network has.
Images noise(Index count, std::uint64_t seed) {
  Images images{FeatureMaps(count, 3, 32, 32), {}};
  const Matrix values = (255 * samples::uniform(count, 3 * 32 * 32, seed)).array().floor();
  for (Index i = 0; i < values.size(); ++i)
    images.rgb.values[static_cast<std::size_t>(i)] = static_cast<float>(values.data()[i]);
  for (Index n = 0; n < count; ++n) images.label.push_back(n % 5);
  return images;
}

}  // namespace

TEST_CASE("a study of a small network: activations, surrogates, similar images and concepts fit together") {
  const ImageNetwork network = cifar_resnet::network(StateDict("net.th", samples::cifar_residual(1).tensors()));
  const Cifar cifar{noise(40, 1), noise(6, 2), {"a", "b", "c", "d", "e"}};
  const ScratchFolder folder;
  const StudyOptions options{.clusters = 3,
                             .code = 5,
                             .radius = 8,
                             .degrees = 100,
                             .hidden = {8},
                             .pretraining = 200,
                             .self_training = 200,
                             .seed = 1,
                             .cells = {1, 4, 2, 2},
                             .checkpoints = folder / "checkpoints"};
  const Passed train = pass(network, cifar.train.rgb, options, "train"),
               test = pass(network, cifar.test.rgb, options, "test");
  const Matrix x = cifar_resnet::preprocess(cifar.train.rgb);
  REQUIRE(train.activations.size() == 4);
  for (std::size_t l = 0; l < 4; ++l)
    laws::equal(train.activations[l], network.pooled(x, network.find(cifar_resnet::stages[l]), options.cells[l]),
                tolerance::single);
  laws::equal(train.features, network.pooled(x, network.find("layer3")), tolerance::single);

  experiments::StageTimer timer;
  const std::vector<LayerStudy> layers = study(network, train, cifar.train.label, 5, test, options, timer);
  REQUIRE(layers.size() == 4);
  for (const LayerStudy& layer : layers)
    for (const Reached* reached : {&layer.dec, &layer.code_kmeans, &layer.raw_kmeans}) {
      laws::equal(Vector(reached->train.rowwise().sum()), Vector(Vector::Ones(40)));
      laws::equal(Vector(reached->test.rowwise().sum()), Vector(Vector::Ones(6)));
    }
  CHECK(layers.front().train_code.cols() == 4);
  CHECK(layers.back().train_code.cols() == 5);

  // What is kept is what comes again: all of it, and from where a training was.
  const Passed again = pass(network, cifar.train.rgb, options, "train");
  for (std::size_t l = 0; l < 4; ++l) CHECK(again.activations[l] == train.activations[l]);
  CHECK(again.predicted == train.predicted);
  const std::vector<LayerStudy> resumed = study(network, train, cifar.train.label, 5, test, options, timer);
  StudyOptions without = options;
  without.checkpoints.clear();
  const std::vector<LayerStudy> anew = study(network, train, cifar.train.label, 5, test, without, timer);
  for (std::size_t l = 0; l < 4; ++l)
    for (const LayerStudy* other : {&resumed[l], &anew[l]}) {
      CHECK(other->surrogate.model.centroids == layers[l].surrogate.model.centroids);
      CHECK(other->dec.test == layers[l].dec.test);
    }

  ResultWriter writer(folder / "surrogate.h5", "surrogate");
  record_similar(cifar, train, test, layers, writer);
  record_concepts(network, cifar, layers.back(), 2, 3, writer);
  const ClassOptions of_classes{.images = 3, .steps = 2, .percent = {25, 100}, .seed = 1};
  record_classes(network, cifar, test, layers, of_classes, writer);
  writer.commit();
  const ResultReader file(folder / "surrogate.h5");
  const schema::surrogate::Similar similar;
  CHECK(similar.methods.read(file).size() == 4);
  CHECK(similar.images("low").read(file).rows() == 60);
  CHECK(similar.queries.read(file) == image_rows(cifar.test.rgb, {0, 1, 2, 3, 4, 5}));

  const schema::surrogate::Concepts concepts{"layer3"};
  const Labels cluster = concepts.cluster.read(file);
  REQUIRE(cluster.size() == 6);
  const Matrix images = concepts.images.read(file), relevance = concepts.relevance.read(file);
  laws::equal(Vector(relevance.rowwise().sum() + concepts.kept.read(file)), concepts.logit.read(file));
  const Matrix f = logits(ClusterModel(layers.back().surrogate.model), network.pooled(x, layers.back().value, 2));
  for (Index row = 0; row < 6; ++row)
    for (Index n = 0; n < 40; ++n)
      if (image_rows(cifar.train.rgb, {n}).row(0) == images.row(row))
        CHECK(concepts.logit.read(file)[row] ==
              Approx(f(n, cluster[static_cast<std::size_t>(row)])).epsilon(tolerance::invariance));

  const schema::surrogate::ClassImages all;
  const Labels asked = all.asked.read(file);
  REQUIRE(asked.size() == 3);
  for (const LayerStudy& layer : layers) {
    CAPTURE(layer.name);
    const schema::surrogate::Classes stored{layer.name};
    const Vector logit = stored.logit.read(file), kept = stored.kept.read(file);
    const Matrix neon = stored.maps("NEON").read(file);
    laws::equal(Vector(neon.rowwise().sum() + kept), logit, tolerance::single);
    CHECK(stored.gap.read(file).maxCoeff() < tolerance::amplified);
    laws::equal(Matrix(stored.sum_out.read(file) + stored.node_kept.read(file)), stored.sum_in.read(file),
                tolerance::amplified);
    const Matrix pictures = all.images.read(file);
    for (Index n = 0; n < 3; ++n) {
      FeatureMaps one(1, 3, 32, 32);
      for (Index i = 0; i < 3072; ++i) one.values[static_cast<std::size_t>(i)] = static_cast<float>(pictures(n, i));
      const Matrix pixels = cifar_resnet::preprocess(one),
                   p = layer.surrogate.predict(network.pooled(pixels, layer.value, layer.cells));
      const double of = p(0, asked[static_cast<std::size_t>(n)]);
      CHECK(logit[n] == Approx(std::log(of / (1 - of))).epsilon(tolerance::amplified));
      for (const char* method : class_methods) {
        const Matrix curves = stored.flips(method).curves.read(file);
        CHECK(curves(n, 0) == Approx(logit[n]).epsilon(1e-3));                                      // single precision
        CHECK(curves(n, 2) == Approx(stored.flips("NEON").curves.read(file)(n, 2)).epsilon(1e-3));  // all patches
      }
    }
  }
}

TEST_CASE("gradients of a class at the pixels are slopes of its log-odds, and integrated ones add up to it") {
  const ImageNetwork network = cifar_resnet::network(StateDict("net.th", samples::cifar_residual(1).tensors()));
  LayerStudy layer;
  layer.name = "layer3";
  layer.value = network.find("layer3");
  layer.cells = 4;
  DeepEmbeddedClustering& model = layer.surrogate.model;
  const Index features = 16 * 16;
  model.layers = {{0.1 * samples::normal(6, features, 1), samples::normal(6, 1, 2).col(0)},
                  {samples::normal(4, 6, 3), samples::normal(4, 1, 4).col(0)}};
  model.centroids = 3 * samples::normal(3, 4, 5);
  model.domain = Matrix(2, features);
  model.domain << Matrix::Zero(1, features), Matrix::Ones(1, features);
  model.degrees = 10;
  layer.surrogate.posterior = Matrix{{0.7, 0.3}, {0.2, 0.8}, {0.4, 0.6}};
  const Matrix x = 0.5 * samples::normal(1, 3072, 6), root = Matrix::Zero(1, 3072);
  const NodePropagator down(network, node_composites::find("gamma=0.25"));
  const ClassMaps found = explain_class(down, layer, 1, x, root, 64);
  const auto f = [&](const Matrix& at) {
    const double p = layer.surrogate.predict(network.pooled(at, layer.value, layer.cells))(0, 1);
    return std::log(p / (1 - p));
  };
  CHECK(found.logit == Approx(f(x)).epsilon(tolerance::amplified));
  CHECK(found.maps[0].sum() + found.kept == Approx(found.logit).epsilon(tolerance::amplified));
  // Gradient x input, summed, is the slope along the image.
  constexpr double step = 1e-5;
  CHECK(found.maps[2].sum() == Approx((f(x * (1 + step)) - f(x * (1 - step))) / (2 * step)).epsilon(1e-3));
  CHECK(found.maps[1].minCoeff() >= 0);
  CHECK(found.maps[3].sum() == Approx(f(x) - f(root)).margin(0.05 * std::abs(f(x) - f(root)) + 0.02));
}

namespace {

claims::Row row_of(const samples::SampleSurrogate& sample, const std::string& text) {
  const ScratchFolder folder;
  samples::write_surrogate(folder / "surrogate.h5", sample);
  const claims::Experiment experiment = claims::listed_experiment("surrogate");
  for (const claims::Row& row : judge(experiment, open_result(folder / "", experiment)))
    if (row.claim.find(text) != std::string::npos) return row;
  FAIL("no claim about " << text);
  return {};
}

}  // namespace

TEST_CASE("surrogate: claims hold where the numbers are the seed's, fail where they are not, and say why") {
  for (const char* claim : {"accuracy that the surrogate loses", "fidelity of the surrogate, test",
                            "accuracy of the surrogate, training", "fidelity of the surrogate, training", "low layers",
                            "equal weights", "logit of a cluster", "class at the pixels", "NEON's patches"})
    CHECK(row_of({}, claim).verdict == claims::Verdict::reproduced);
  const claims::Row low = row_of({.test_fidelity = 0.7}, "fidelity of the surrogate, test");
  CHECK(low.verdict == claims::Verdict::differs);
  CHECK_THAT(low.reason, Contains("-0.223") && Contains("another network"));
  const claims::Row flat = row_of({.neon_area = 5}, "NEON's patches");
  CHECK(flat.verdict == claims::Verdict::differs);
  const claims::Row far = row_of({.low_luminance = 0.3}, "low layers");
  CHECK(far.verdict == claims::Verdict::differs);
  CHECK_THAT(far.reason, Contains("low 0.300"));
}
