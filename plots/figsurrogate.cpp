#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "canvas/page.hpp"
#include "canvas/render.hpp"
#include "experiments/surrogate/schema.hpp"
#include "plots/program.hpp"

/// Accuracy and fidelity of the surrogates, layer by layer, and the sweep of the layers' weights.
namespace neon::plots {
namespace {

using schema::surrogate::Table;

constexpr std::array<const char*, 3> ways{Table::dec, Table::codes, Table::activations};

/// A column of the table for one way: every layer, then all of them together.
Vector of_way(const ResultReader& results, const std::string& way, const schema::Strings& places, Index column) {
  const Table stored;
  const schema::Strings names = stored.names.read(results);
  const Matrix numbers = stored.numbers.read(results);
  require(numbers.rows() == static_cast<Index>(names.size()) && numbers.cols() == 4,
          "{}: {} is [{}, {}], should be [{}, 4]", results.path().string(), stored.numbers.path, numbers.rows(),
          numbers.cols(), names.size());
  Vector values(static_cast<Index>(places.size()));
  for (std::size_t p = 0; p < places.size(); ++p) {
    const auto found = std::find(names.begin(), names.end(), fmt::format("{}, {}", way, places[p]));
    require(found != names.end(), "{}: {} should have a row '{}, {}'", results.path().string(), stored.names.path, way,
            places[p]);
    values[static_cast<Index>(p)] = numbers(found - names.begin(), column);
  }
  return values;
}

void draw_bars(Page& page, const ResultReader& results, const Box& box, Index column, const std::string& label,
               double paper) {
  schema::Strings places = schema::surrogate::Settings{}.layers.read(results);
  places.emplace_back(Table::full);
  Matrix values(static_cast<Index>(places.size()), 3);
  for (std::size_t w = 0; w < ways.size(); ++w)
    values.col(static_cast<Index>(w)) = of_way(results, ways[w], places, column);
  const std::string data = page.data(values);
  std::string tics;
  for (std::size_t p = 0; p < places.size(); ++p)
    tics += fmt::format("{}{} {}", p ? ", " : "", gnuplot_string(places[p]), p);
  std::string commands = fmt::format(
      "set xtics ({})\nset xrange [-0.6:{}.6]\nset yrange [0:1.2]\nset ytics 0,0.2,1\nset ylabel {}\nset boxwidth "
      "0.25\n"
      "set style fill solid\nset key top left horizontal\nplot ",
      tics, places.size() - 1, gnuplot_string(label));
  constexpr std::array<const char*, 3> colours{"#d55e00", "#0072b2", "#999999"};
  for (std::size_t w = 0; w < ways.size(); ++w)
    commands += fmt::format("{} using ($0{:+.2f}):{} with boxes lc rgb '{}' title {}, ", data,
                            0.25 * (static_cast<double>(w) - 1), w + 1, colours[w], gnuplot_string(ways[w]));
  commands += fmt::format("{} with lines lc rgb 'black' dt 2 title 'the seed, full'", paper);
  page.plot(box, commands);
}

void draw_surrogate(const ResultReader& results, const std::filesystem::path& folder) {
  Page page(150);
  draw_bars(page, results, {16, 4, 160, 42}, 2, "test accuracy", 0.8448);
  draw_bars(page, results, {16, 54, 160, 42}, 3, "test fidelity", 0.923);
  const schema::surrogate::Sweep sweep;
  const Matrix weights = sweep.weights.read(results), reached = sweep.test.read(results);
  require(weights.rows() >= 2 && reached.rows() == weights.rows() && reached.cols() == 2 && weights.cols() >= 2,
          "{}: {} is [{}, {}], should be [{}, 2]", results.path().string(), sweep.test.path, reached.rows(),
          reached.cols(), weights.rows());
  const schema::Strings layers = schema::surrogate::Settings{}.layers.read(results);
  const double step = static_cast<double>(weights.rows() - 1) / static_cast<double>(weights.cols() - 1);
  std::string tics;
  for (std::size_t l = 0; l < layers.size(); ++l)
    tics += fmt::format("{}{} {}", l ? ", " : "", gnuplot_string(layers[l]), step * static_cast<double>(l));
  const std::string data = page.data(reached);
  page.plot({16, 104, 158, 34},
            fmt::format("set xtics ({})\nset yrange [0:1]\nset key top left\nset xlabel 'layer that has all of the "
                        "weight, shared by two in between'\nset ylabel 'test images'\nplot {} using 0:1 with "
                        "linespoints lc rgb '#d55e00' pt 7 ps 0.4 title 'accuracy', {} using 0:2 with linespoints lc "
                        "rgb '#0072b2' pt 7 ps 0.4 title 'fidelity'",
                        tics, data, data));
  page.set_caption(
      fmt::format("What each layer of ResNet-56 knows of the classes of CIFAR-10 (JPEG copies): accuracy and fidelity "
                  "(agreement with the "
                  "network) of the surrogate by clusters of its activations, and of all layers with equal weights "
                  "(full). DEC: deep "
                  "embedded clustering; beside it k-means on the same codes, and on the activations. Dashed: the "
                  "seed's full surrogate. "
                  "Below: the weight moves from the lowest layer to the highest.{}",
                  schema::Run{}.profile.read(results) == "full" ? "" : " Smoke run, not the full experiment."));
  render(page, folder / "figsurrogate");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"figsurrogate", "Draws accuracy and fidelity of the surrogates of a network's layers",
                           "surrogate", neon::plots::draw_surrogate},
                          argc, argv);
}
