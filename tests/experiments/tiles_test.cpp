#include <neon/images/png_codec.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "experiments/noisy_tiles.hpp"
#include "experiments/tiles/explanations.hpp"
#include "experiments/tiles/localise.hpp"
#include "experiments/tiles/schema.hpp"
#include "support/laws.hpp"
#include "support/raw_jpeg.hpp"
#include "support/sample_archive.hpp"
#include "support/sample_state_dicts.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"

using namespace neon;
using namespace neon::experiments;
using namespace neon::experiments::tiles;
using Catch::Contains;
using samples::Members;
using samples::write_archive;

namespace {

std::string jpeg(std::uint8_t grey, unsigned size = 16) {
  RawJpeg raw{.width = size, .height = size, .samples = {}};
  for (unsigned p = 0; p < size * size; ++p) raw.samples.insert(raw.samples.end(), {grey, grey, grey});
  return raw.bytes();
}

/// A mask whose first `rows` rows are white.
std::string png(Index rows, Index size = 16) {
  Image image(size, size, {0, 0, 0});
  std::fill_n(image.rgb.begin(), 3 * rows * size, std::uint8_t{255});
  return encode_png(image, "mask");
}

Members good() {
  return {{"top/readme.md", "text"},          {"MT_Free/Imgs/x.png", png(0)},     {"MT_Free/Imgs/x.jpg", jpeg(90)},
          {"MT_Break/Imgs/b.jpg", jpeg(60)},  {"MT_Break/Imgs/b.png", png(4)},    {"MT_Break/Imgs/a.png", png(8)},
          {"MT_Break/Imgs/a.jpg", jpeg(120)}, {"MT_Uneven/Imgs/u.jpg", jpeg(30)}, {"MT_Uneven/Imgs/u.png", png(0)}};
}

struct Trained {
  Tiles tiles = samples::noisy_tiles(10, 16);
  TileNetwork network = TileNetwork::of(StateDict("net.th", samples::cifar_residual(1).tensors()), 16);
  Matrix features = joined(network.features(network.input(tiles.grey)));
  Head head = Head::fit(features, tiles.defective());
};

}  // namespace

TEST_CASE("tiles: images and masks of an archive by kind and name, scaled together, wherever the folders stand") {
  const ScratchFolder folder;
  Members members = good();
  for (auto& [name, bytes] : members) name = "data-main/" + name;
  write_archive(folder / "a.tar.gz", members);
  const Tiles tiles = read_tiles(folder / "a.tar.gz", 8, 0), one = read_tiles(folder / "a.tar.gz", 8, 1);
  CHECK(tiles.kinds == std::vector<std::string>{"Break", "Free", "Uneven"});
  CHECK(tiles.names == std::vector<std::string>{"a", "b", "x", "u"});
  CHECK(tiles.kind == Labels{0, 0, 1, 2});
  CHECK(tiles.defective() == Labels{1, 1, 0, 1});
  CHECK(one.names == std::vector<std::string>{"a", "x", "u"});
  const double grey[] = {120, 60, 90, 30};
  const std::ptrdiff_t marked[] = {32, 16, 0, 0};
  for (std::size_t n = 0; n < 4; ++n) {
    CHECK(std::abs(tiles.grey(static_cast<Index>(n), 11) - grey[n]) <= 2);  // lossy
    CHECK(std::count(tiles.mask[n].begin(), tiles.mask[n].end(), true) == marked[n]);
    CHECK(tiles.picture[n].width == picture_size);
  }
}

TEST_CASE("tiles: a defect smaller than a pixel is not lost") {
  const ScratchFolder folder;
  Members members = good();
  Image speck(16, 16, {0, 0, 0});
  std::fill_n(speck.pixel(5, 9), 3, std::uint8_t{255});
  members[4].second = encode_png(speck, "mask");
  write_archive(folder / "a.tar.gz", members);
  const Tiles tiles = read_tiles(folder / "a.tar.gz", 4, 0);
  CHECK(std::count(tiles.mask[1].begin(), tiles.mask[1].end(), true) == 1);
  CHECK(tiles.mask[1][1 * 4 + 2]);
}

TEST_CASE("tiles: an archive that does not fit is refused, and the member named") {
  const ScratchFolder folder;
  const auto refusal = [&](const auto& change) {
    Members members = good();
    change(members);
    write_archive(folder / "a.tar.gz", members);
    return [&] { read_tiles(folder / "a.tar.gz", 8, 0); };
  };
  CHECK_THROWS_WITH(refusal([](Members& m) { m.pop_back(); })(), Contains("MT_Uneven/Imgs/u.png should be there"));
  CHECK_THROWS_WITH(refusal([](Members& m) { m[2].first = "MT_Free/Imgs/y.jpg"; })(), Contains("should be there"));
  CHECK_THROWS_WITH(refusal([](Members& m) { m[4].second = png(2, 8); })(),
                    Contains("MT_Break/Imgs/b.png: 8 x 8 pixels should be 16 x 16"));
  CHECK_THROWS_WITH(refusal([](Members& m) { m[1].second = png(1); })(),
                    Contains("MT_Free/Imgs/x.png: a tile without defect should have none marked"));
  CHECK_THROWS_WITH(refusal([](Members& m) { m[3].second.resize(60); })(), Contains("MT_Break/Imgs/b.jpg"));
  CHECK_THROWS_WITH(refusal([](Members& m) { m.resize(1); })(),
                    Contains("0 folders MT_<kind>/Imgs should be at least 2"));
}

TEST_CASE("tiles: every kind is dealt out evenly to the folds") {
  Labels kind(23, 0);
  kind.insert(kind.end(), 11, 1);
  const Labels fold = deal(kind, 5, 3);
  CHECK(fold != deal(kind, 5, 4));
  for (Index k = 0; k < 2; ++k) {
    std::array<Index, 5> count{};
    for (std::size_t n = 0; n < kind.size(); ++n)
      if (kind[n] == k) ++count[static_cast<std::size_t>(fold[n])];
    CHECK(*std::max_element(count.begin(), count.end()) - *std::min_element(count.begin(), count.end()) <= 1);
  }
}

TEST_CASE("tiles: features are means and maxima of the maps, gradients are those of differences, NEON adds up") {
  const Trained trained;
  const TileNetwork& network = trained.network;
  const Matrix x = network.input(trained.tiles.grey.topRows(2));
  Index column = 0;
  for (const Index stage : network.stages) {
    const Matrix maps = network.network.activations(x, stage);
    const MapShape& shape = network.network.shape(stage);
    for (Index n = 0; n < 2; ++n)
      for (Index c = 0; c < shape.channels; ++c) {
        const auto map = maps.row(n).segment(c * shape.locations(), shape.locations());
        CHECK(trained.features(n, column + c) == Approx(map.mean()).epsilon(tolerance::single).margin(1e-5));
        CHECK(trained.features(n, column + shape.channels + c) ==
              Approx(map.maxCoeff()).epsilon(tolerance::single).margin(1e-5));
      }
    column += 2 * shape.channels;
  }
  CHECK(column == trained.features.cols());

  const TileExplainer explain(network, trained.head, {.steps = 3, .patch = 4, .stride = 4, .seed = 1});
  const Matrix slope = explain.gradient(x);
  for (const Index pixel : {0, 37, 300, 511}) {
    constexpr double step = 1e-5;
    Matrix moved = x.row(0).replicate(2, 1);
    moved(0, pixel) -= step;
    moved(1, pixel) += step;
    const Vector f = explain.value(moved);
    CHECK(slope(0, pixel) == Approx((f(1) - f(0)) / (2 * step)).epsilon(1e-4).margin(1e-6));
  }
  const TileExplanation why = explain(trained.tiles.grey.row(0), 0);
  CHECK(why.margin == Approx(explain.value(x)(0)).epsilon(tolerance::invariance));
  CHECK(why.margin == Approx(why.relevance.at("NEON").sum() + why.kept).epsilon(tolerance::invariance));
  CHECK(why.gap < 1e-12);
  REQUIRE(why.relevance.size() == methods.size());
  for (Index p = 0; p < 256; ++p) {
    double square = 0, product = 0;
    for (Index c = 0; c < 3; ++c) {
      square += slope(0, c * 256 + p) * slope(0, c * 256 + p);
      product += slope(0, c * 256 + p) * x(0, c * 256 + p);
    }
    CHECK(why.relevance.at("SA")(p) == Approx(square).epsilon(tolerance::invariance).margin(1e-15));
    CHECK(why.relevance.at("GI")(p) == Approx(product).epsilon(tolerance::invariance).margin(1e-12));
  }
  Matrix occluded = trained.tiles.grey.row(0);
  for (Index y = 4; y < 8; ++y) occluded.block(0, y * 16 + 8, 1, 4).setConstant(trained.tiles.grey.row(0).mean());
  CHECK(why.relevance.at("occlusion")(5 * 16 + 9) ==
        Approx((why.margin - explain.value(network.input(occluded))(0)) / 16).epsilon(1e-3).margin(1e-5));
}

TEST_CASE("tiles: localisation is stored for every method and kind") {
  const Trained trained;
  const ScratchFolder folder;
  ResultWriter writer(folder / "tiles.h5", "tiles");
  record_localisation(trained.tiles, trained.network, {trained.head}, Labels(30, 0), 2,
                      {.steps = 1, .patch = 8, .stride = 8}, writer);
  writer.commit();
  const ResultReader file(folder / "tiles.h5");
  const schema::tiles::Localisation found;
  CHECK(found.groups.read(file) == schema::Strings{"all", "A<b>", "B"});
  CHECK(found.tiles.read(file) == Labels{4, 2, 2});
  CHECK(found.gap.read(file) < 1e-12);
  CHECK(found.area().read(file)(0, 0) == Approx(16.0 / 256));
  for (const std::string& method : methods) {
    const Matrix inside = found.inside(method).read(file);
    CHECK(inside(0, 0) == Approx((inside(1, 0) + inside(2, 0)) / 2));
    CHECK((inside.array() >= 0 && inside.array() <= 1).all());
    CHECK(schema::tiles::Shown{}.relevance(method).read(file).rows() == 2);
  }
}
