#include <neon/clustering/model.hpp>
#include <neon/core/error.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>

#include <cmath>

#include "experiments/listed_experiment.hpp"
#include "experiments/surrogate/concepts.hpp"
#include "experiments/surrogate/data.hpp"
#include "experiments/surrogate/similar.hpp"
#include "io/raw_jpeg.hpp"
#include "io/scratch_folder.hpp"
#include "support/laws.hpp"
#include "support/sample_state_dicts.hpp"
#include "support/sample_surrogate.hpp"
#include "support/samples.hpp"

using namespace neon;
using namespace neon::experiments::surrogate;
using Catch::Contains;

namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

void write_archive(const std::filesystem::path& path, const Members& members) {
  ::archive* const out = archive_write_new();
  archive_write_add_filter_gzip(out);
  archive_write_set_format_ustar(out);
  REQUIRE(archive_write_open_filename(out, path.c_str()) == ARCHIVE_OK);
  for (const auto& [name, bytes] : members) {
    ::archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    REQUIRE(archive_write_header(out, entry) == ARCHIVE_OK);
    archive_write_data(out, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_free(out);
}

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

/// Images of noise, two classes.
Images noise(Index count, std::uint64_t seed) {
  Images images{FeatureMaps(count, 3, 32, 32), {}};
  const Matrix values = (255 * samples::uniform(count, 3 * 32 * 32, seed)).array().floor();
  for (Index i = 0; i < values.size(); ++i)
    images.rgb.values[static_cast<std::size_t>(i)] = static_cast<float>(values.data()[i]);
  for (Index n = 0; n < count; ++n) images.label.push_back(n % 2);
  return images;
}

}  // namespace

TEST_CASE("a study of a small network: activations, surrogates, similar images and concepts fit together") {
  const ImageNetwork network = cifar_resnet::network(StateDict("net.th", samples::cifar_residual(1).tensors()));
  const Cifar cifar{noise(40, 1), noise(6, 2), {"a", "b"}};
  const Passed train = pass(network, cifar.train.rgb), test = pass(network, cifar.test.rgb);
  const Matrix x = cifar_resnet::preprocess(cifar.train.rgb);
  REQUIRE(train.pooled.size() == 4);
  for (std::size_t l = 0; l < 4; ++l)
    laws::equal(train.pooled[l], network.pooled(x, network.find(cifar_resnet::stages[l])), tolerance::single);

  experiments::StageTimer timer;
  const std::vector<LayerStudy> layers = study(network, train, cifar.train.label, 2, test,
                                               {.clusters = 3,
                                                .code = 5,
                                                .radius = 8,
                                                .degrees = 100,
                                                .hidden = {8},
                                                .pretraining = 50,
                                                .self_training = 50,
                                                .seed = 1},
                                               timer);
  REQUIRE(layers.size() == 4);
  for (const LayerStudy& layer : layers)
    for (const Reached* reached : {&layer.dec, &layer.code_kmeans, &layer.raw_kmeans}) {
      laws::equal(Vector(reached->train.rowwise().sum()), Vector(Vector::Ones(40)));
      laws::equal(Vector(reached->test.rowwise().sum()), Vector(Vector::Ones(6)));
    }
  CHECK(layers.front().train_code.cols() == 4);
  CHECK(layers.back().train_code.cols() == 5);

  const ScratchFolder folder;
  ResultWriter writer(folder / "surrogate.h5", "surrogate");
  record_similar(cifar, train, test, layers, writer);
  record_concepts(network, cifar, layers.back(), 2, 3, writer);
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
  const Matrix f = logits(ClusterModel(layers.back().surrogate.model), network.pooled(x, layers.back().value));
  for (Index row = 0; row < 6; ++row)
    for (Index n = 0; n < 40; ++n)
      if (image_rows(cifar.train.rgb, {n}).row(0) == images.row(row))
        CHECK(concepts.logit.read(file)[row] ==
              Approx(f(n, cluster[static_cast<std::size_t>(row)])).epsilon(tolerance::invariance));
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
  for (const char* claim :
       {"accuracy that the surrogate loses", "fidelity of the surrogate, test", "accuracy of the surrogate, training",
        "fidelity of the surrogate, training", "low layers", "equal weights", "log-odds"})
    CHECK(row_of({}, claim).verdict == claims::Verdict::reproduced);
  const claims::Row low = row_of({.test_fidelity = 0.7}, "fidelity of the surrogate, test");
  CHECK(low.verdict == claims::Verdict::differs);
  CHECK_THAT(low.reason, Contains("-0.223") && Contains("another network"));
  const claims::Row far = row_of({.low_luminance = 0.3}, "low layers");
  CHECK(far.verdict == claims::Verdict::differs);
  CHECK_THAT(far.reason, Contains("low 0.300"));
}
