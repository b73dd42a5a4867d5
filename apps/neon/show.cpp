#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/table_stream.hpp>

#include <numeric>

#include "apps/neon/command.hpp"
#include "apps/neon/named_model.hpp"
#include "apps/neon/points.hpp"
#include "apps/neon/summary.hpp"
#include "apps/neon/terminal.hpp"
#include "command_line/parser.hpp"
#include "experiments/support/wrap.hpp"

namespace neon::cli {
namespace {

constexpr Index first_values = 5;

template <class Values>
std::string listed(const Values& values, Index count) {
  const auto shown = static_cast<std::size_t>(std::min(count, first_values));
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += fmt::format("{}{:.5g}", i == 0 ? "" : " ", values[i]);
  return count > first_values ? text + " ..." : text;
}

std::string first_texts(const std::vector<std::string>& texts) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(texts.size(), first_values); ++i)
    text += (i == 0 ? "" : ", ") + experiments::wrap(texts[i], 30).front();
  return text + (texts.size() > first_values ? ", ..." : "");
}

/// The first values of a dataset, if it is of a kind that has some to show.
std::string first_of(const ResultReader& file, const std::string& name, const ResultReader::Layout& layout) {
  const Index size = std::accumulate(layout.shape.begin(), layout.shape.end(), Index{1}, std::multiplies<>());
  constexpr Index small = 10'000'000;  // what is larger is not read to show five numbers of it
  if (size == 0 || size > small || layout.shape.empty() || layout.shape.size() > 2) return {};
  if (layout.type == "text") return layout.shape.size() == 1 ? first_texts(file.strings(name)) : "";
  if (!layout.numbers) return {};
  if (layout.shape.size() == 1) {
    const Vector values = file.vector(name);
    return listed(values.data(), values.size());
  }
  const Matrix values = file.matrix(name);
  return listed(values.data(), values.size());
}

std::string attribute_value(const ResultReader& file, const std::string& path, const std::string& name) {
  const std::vector<std::function<std::string()>> readings{
      [&] { return fmt::format("'{}'", experiments::wrap(file.text(path, name), 100).front()); },
      [&] { return fmt::format("{:.6g}", file.number(path, name)); },
      [&] { return std::string(file.flag(path, name) ? "true" : "false"); }};
  for (const auto& reading : readings) try {
      return reading();
    } catch (const Error&) {  // of another type
    }
  return "of a type not shown";
}

/// Attributes, datasets and groups below a path.
void tell_group(const ResultReader& file, const std::string& path, const std::string& indent, const Style& style,
                std::string& text) {
  const auto below = [&](const std::string& name) { return path.empty() ? name : path + "/" + name; };
  for (const std::string& name : file.attributes(path))
    if (!path.empty() || !name.starts_with("neon_"))
      text += fmt::format("{}{} = {}\n", indent, name, attribute_value(file, path, name));
  for (const std::string& name : file.datasets(path)) {
    const ResultReader::Layout layout = file.layout(below(name));
    const std::string values = first_of(file, below(name), layout);
    text += fmt::format("{}{}  {} [{}]  {}\n", indent, style.bold(name), layout.type, fmt::join(layout.shape, ", "),
                        style.dim(values));
  }
  for (const std::string& name : file.groups(path)) {
    text += fmt::format("{}{}/\n", indent, style.bold(name));
    tell_group(file, below(name), indent + "  ", style, text);
  }
}

std::string tell_model(const std::string& path) {
  const ClusterModel model = load_model(path);
  std::string text = fmt::format("{} model: K = {} clusters, d = {} features, beta = {:.6g}", kind(model),
                                 clusters(model), features(model), beta(model));
  if (const auto* kernel = model.as<KernelKMeans>())
    text += fmt::format(", gamma = {:.6g}, {} support vectors", kernel->gamma, kernel->support.rows());
  return text + (load_scaling(path).empty() ? "\n" : "; scales its points first\n");
}

/// Of relevance files: the features that count in each cluster.
std::string tell_relevance(const ResultReader& file, const Style& style) {
  const Matrix relevance = file.matrix("summary/relevance");
  const Labels size = file.labels("summary/size");
  const std::vector<std::string> names = file.strings("feature_names");
  require(static_cast<Index>(size.size()) == relevance.rows() && static_cast<Index>(names.size()) == relevance.cols(),
          "{}: 'summary' is damaged", file.path().string());
  std::string text = "features of most relevance on average:\n";
  for (Index k = 0; k < relevance.rows(); ++k) {
    text +=
        fmt::format("  {} ({} points):", style.bold(fmt::format("cluster {}", k)), size[static_cast<std::size_t>(k)]);
    for (const Index i : strongest(relevance.row(k), first_values))
      text += fmt::format("  {} {:+.4g}", names[static_cast<std::size_t>(i)], relevance(k, i));
    text += "\n";
  }
  return text;
}

std::string tell_hdf5(const std::string& path, const Style& style) {
  const ResultReader file(path);
  std::string text = style.bold(path) + ": HDF5";
  const std::string found = file.has_attribute("", "neon_kind") ? file.kind() : "";
  if (!found.empty()) text += fmt::format(", neon_kind {}", found);
  for (const char* name : {"neon_version", "neon_commit"})
    if (file.has_attribute("", name)) text += fmt::format(", {} {}", name + 5, file.text("", name));
  text += "\n";
  if (is_model_kind(found)) text += tell_model(path);
  if (found == "relevance") text += tell_relevance(file, style);
  tell_group(file, "", "  ", style, text);
  return text;
}

std::string tell_table(const std::string& path, const Style& style) {
  const auto table = open_table(path);
  const auto rows = table->rows();
  std::string text = fmt::format("{}: table of {} features, {}\n", style.bold(path), table->features(),
                                 rows ? fmt::format("{} rows", *rows) : "rows not counted");
  if (!table->feature_names().empty()) text += fmt::format("  features: {}\n", first_texts(table->feature_names()));
  if (table->labelled())
    text += fmt::format("  labels: {}\n", table->label_name().empty() ? "yes" : table->label_name());
  for (const std::string& remark : table->remarks()) text += fmt::format("  {}\n", remark);
  constexpr Index some = 3;
  const TableBlock block = table->next(some);
  for (Index n = 0; n < block.values.rows(); ++n)
    text += fmt::format("  row {}: {}\n", n, style.dim(listed(block.values.row(n).data(), block.values.cols())));
  return text;
}

}  // namespace

Command show_command() {
  return {"show", "What is in a file: model, relevance, results, or a table",
          "neon show model.h5\nneon show relevance.h5", [](command_line::Parser& app) {
            const auto path = std::make_shared<std::string>();
            app.add_option("file", *path, "HDF5 file of any kind, or a table in any format that points may have")
                .type_name("FILE")
                .required();
            return [path] {
              const Style style = Style::of_output();
              print(is_hdf5(*path) ? tell_hdf5(*path, style) : tell_table(*path, style));
            };
          }};
}

}  // namespace neon::cli
