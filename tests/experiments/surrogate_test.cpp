#include <neon/core/error.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>

#include <cmath>

#include "experiments/listed_experiment.hpp"
#include "experiments/surrogate/data.hpp"
#include "experiments/surrogate/similar.hpp"
#include "io/raw_jpeg.hpp"
#include "io/scratch_folder.hpp"
#include "support/sample_surrogate.hpp"
#include "support/samples.hpp"
#include "support/tolerances.hpp"

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
