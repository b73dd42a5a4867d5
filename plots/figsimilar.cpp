#include <neon/core/error.hpp>

#include <fmt/format.h>

#include "canvas/render.hpp"
#include "experiments/surrogate/schema.hpp"
#include "plots/program.hpp"
#include "plots/surrogate_results.hpp"

/// The training images that a network's layers find most similar to some test images.
namespace neon::plots {
namespace {

constexpr double size = 8, pitch = 8.4, left = 4, block_gap = 5, title = 6;
constexpr LineStyle of_query{.colour = {0xd5, 0x5e, 0x00}, .width = 1}, same{.colour = {0x00, 0x9e, 0x73}, .width = 1},
    other{.colour = {0xb0, 0xb0, 0xb0}, .width = 0.4};

/// Two blocks beside each other: test images in the first column, their neighbours in the next ten.
void draw_block(Page& page, const ResultReader& results, const std::string& method, double from_left, double top) {
  const schema::surrogate::Similar stored;
  const std::string file = results.path().string();
  const Matrix queries = stored.queries.read(results), images = stored.images(method).read(results);
  const Labels query_class = stored.query_class.read(results), classes = stored.classes(method).read(results);
  const Index rows = queries.rows(), columns = rows == 0 ? 0 : images.rows() / rows;
  require(rows > 0 && static_cast<Index>(query_class.size()) == rows && columns > 0 &&
              images.rows() == rows * columns && static_cast<Index>(classes.size()) == images.rows(),
          "{}: {} images and {} classes in {} should be as many for each of {} test images", file, images.rows(),
          classes.size(), stored.images(method).path, rows);
  for (Index q = 0; q < rows; ++q) {
    Box box{from_left, top + static_cast<double>(q) * pitch, size, size};
    draw_small_image(page, box, small_image(queries.row(q), file), of_query);
    box.left += pitch - size + size + 0.8;
    for (Index n = 0; n < columns; ++n) {
      const Index row = q * columns + n;
      const bool alike = classes[static_cast<std::size_t>(row)] == query_class[static_cast<std::size_t>(q)];
      box.width = box.height = 6.6;
      draw_small_image(page, box, small_image(images.row(row), file), alike ? same : other);
      box.left += 7;
    }
  }
}

void draw_similar(const ResultReader& results, const std::filesystem::path& folder) {
  const schema::surrogate::Similar stored;
  const schema::Strings methods = stored.methods.read(results);
  const Matrix likeness = stored.likeness.read(results);
  require(likeness.rows() == static_cast<Index>(methods.size()) && likeness.cols() == 3,
          "{}: {} is [{}, {}], should be [{}, 3]", results.path().string(), stored.likeness.path, likeness.rows(),
          likeness.cols(), methods.size());
  const double block = title + static_cast<double>(stored.queries.read(results).rows()) * pitch + block_gap;
  Page page(static_cast<double>((methods.size() + 1) / 2) * block);
  for (std::size_t m = 0; m < methods.size(); ++m) {
    const double from_left = left + (m % 2 == 0 ? 0 : 90), top = static_cast<double>(m / 2) * block;
    const auto row = static_cast<Index>(m);
    page.text(from_left, top + 2.5, methods[m], {.size = 8, .bold = true});
    page.text(from_left + 20, top + 2.5,
              fmt::format("same class {:.2f}, luminance distance {:.3f}, colour distance {:.2f}", likeness(row, 0),
                          likeness(row, 1), likeness(row, 2)),
              {.size = 5.5});
    draw_block(page, results, methods[m], from_left, top + title);
  }
  page.set_caption(fmt::format(
      "Similar images. First column of each block (red frames): test images of CIFAR-10 (JPEG copies); then the "
      "training "
      "images nearest to them, those of the same class in green. equal: by the codes of all four layers; low: weights "
      "(2, 1, 0, 0); high: (0, 0, 1, 2); features: by the means that the network's dense layer reads. Numbers: means "
      "over "
      "the ten neighbours of up to 1,000 test images.{}",
      schema::Run{}.profile.read(results) == "full" ? "" : " Smoke run, not the full experiment."));
  render(page, folder / "figsimilar");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"figsimilar", "Draws the training images most similar to some test images", "surrogate",
                           neon::plots::draw_similar},
                          argc, argv);
}
