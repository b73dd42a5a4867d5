#include "experiments/densities/data.hpp"

#include <neon/clustering/scaling.hpp>
#include <neon/core/error.hpp>
#include <neon/core/random.hpp>
#include <neon/tables/csv.hpp>
#include <neon/text/file_contents.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "datasets/fetch.hpp"
#include "experiments/mnist/data.hpp"
#include "experiments/wine/data.hpp"

namespace neon::experiments::densities {
namespace {

constexpr Index parts = 5;               // one of which is held out
constexpr Index digit_images = 500;      // of 1,797: perturbations cost hundreds of evaluations at all of them
constexpr Index images_per_class = 100;  // of MNIST
constexpr Index mnist_images = 2000;     // among the first of which they are
constexpr std::uint64_t cutting_stream = 1;

Labels picked(const Labels& values, const Labels& rows) {
  Labels some;
  for (const Index row : rows) some.push_back(values[static_cast<std::size_t>(row)]);
  return some;
}

Index count_classes(const Labels& label) {
  return label.empty() ? 0 : 1 + *std::max_element(label.begin(), label.end());
}

/// The one file of a fetched data set, and its checksum.
struct File {
  std::filesystem::path path;
  std::map<std::string, std::string> sha256;
};

File fetched(const std::string& dataset) {
  const datasets::FileEntry& entry = datasets::built_in_manifest().find(dataset).files.front();
  return {datasets::fetch(dataset).file(entry.name), {{dataset + "/" + entry.name, entry.sha256}}};
}

Data wine_data(std::uint64_t seed) {
  const wine::Wine all = wine::load();
  Data data = cut("wine", all.x, all.label, seed);
  data.sha256 = {{"wine.csv", all.sha256}};
  return data;
}

/// scikit-learn's file: a line of counts and class names, then 30 features and the class of every nucleus.
Data breast_cancer_data(std::uint64_t seed) {
  const File file = fetched("breast-cancer");
  const std::string text = file_contents(file.path);
  Table table = parse_csv(text.substr(std::min(text.find('\n'), text.size() - 1) + 1), file.path.string(),
                          {.header = CsvHeader::absent, .label_column = Index{30}, .detect_index = false});
  minmax_scaling(table.values).apply(table.values);
  Data data = cut("breast-cancer", table.values, *table.labels, seed);
  data.sha256 = file.sha256;
  return data;
}

/// 64 pixels from 0 to 16, and the digit.
Data digits_data(std::uint64_t seed) {
  const File file = fetched("digits");
  const Table table =
      read_csv(file.path, {.header = CsvHeader::absent, .label_column = Index{64}, .detect_index = false});
  const Labels first(table.labels->begin(), table.labels->begin() + digit_images);
  Data data = cut("digits", table.values.topRows(digit_images) / 16, first, seed);
  data.sha256 = file.sha256;
  return data;
}

/// The first fours and nines, which become the classes 0 and 1.
void keep_four_and_nine(const Matrix& x, const Labels& digit, Matrix& kept, Labels& label) {
  Labels rows;
  std::array<Index, 2> count{};
  for (std::size_t n = 0; n < digit.size(); ++n) {
    if (digit[n] != 4 && digit[n] != 9) continue;
    const Index c = digit[n] == 9 ? 1 : 0;
    if (++count[static_cast<std::size_t>(c)] > images_per_class) continue;
    rows.push_back(static_cast<Index>(n));
    label.push_back(c);
  }
  kept = x(rows, Eigen::all);
}

Data four_against_nine(std::uint64_t /*seed*/) {
  const mnist::Digits digits = mnist::load(mnist_images, mnist_images);
  Data data{.name = "mnist-4-9", .classes = 2};
  keep_four_and_nine(digits.train, digits.train_label, data.reference, data.reference_label);
  keep_four_and_nine(digits.test, digits.test_label, data.held_out, data.held_out_label);
  for (const auto& [file, sha256] : digits.sha256) data.sha256["mnist/" + file] = sha256;
  return data;
}

struct Source {
  std::string name;
  Data (*load)(std::uint64_t seed);
};
const std::vector<Source>& sources() {
  static const std::vector<Source> all{{"wine", wine_data},
                                       {"breast-cancer", breast_cancer_data},
                                       {"digits", digits_data},
                                       {"mnist-4-9", four_against_nine}};
  return all;
}

}  // namespace

const std::vector<std::string>& dataset_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Source& source : sources()) all.push_back(source.name);
    return all;
  }();
  return names;
}

Data load(const std::string& name, std::uint64_t seed) {
  for (const Source& source : sources())
    if (source.name == name) return source.load(seed);
  throw Error(fmt::format("data set '{}' should be one of {}", name, fmt::join(dataset_names(), ", ")));
}

Data cut(std::string name, const Matrix& x, const Labels& label, std::uint64_t seed) {
  require(x.rows() >= parts && static_cast<Index>(label.size()) == x.rows(),
          "{}: {} rows with {} labels should be at least {}, with one each", name, x.rows(), label.size(), parts);
  Labels order(label.size());
  std::iota(order.begin(), order.end(), 0);
  Random(seed, cutting_stream).shuffle(order);
  const auto middle = order.begin() + x.rows() / parts;
  std::sort(order.begin(), middle);
  std::sort(middle, order.end());
  const Labels held_out(order.begin(), middle), reference(middle, order.end());
  return {.name = std::move(name),
          .reference = x(reference, Eigen::all),
          .held_out = x(held_out, Eigen::all),
          .reference_label = picked(label, reference),
          .held_out_label = picked(label, held_out),
          .classes = count_classes(label)};
}

}  // namespace neon::experiments::densities
